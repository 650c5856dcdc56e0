//! Reading numbers: decimals as JSON writes them, and figures as people write them: `3.2 亿元`, `１，２００`, `5%`.

use super::{Dim, Num, cut, split, unit};

/// What is wrong with the text of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not a number at all.
    Malformed,
    /// The commas do not stand where thousands (or 万) are parted.
    Commas,
    /// A unit that measures something else, or no known unit.
    Unit,
    /// More than 15 digits before the point.
    TooLarge,
    /// More than 18 digits in all.
    TooPrecise,
}

/// Most digits a number may have in all.
const MAX_DIGITS: usize = 18;
/// Most digits before the point.
const MAX_WHOLE_DIGITS: i64 = 15;

/// Reads a plain decimal as JSON writes it: `-12.50`, `1.5e-3`.
pub fn parse_decimal(text: &str) -> Result<Num, NumberError> {
    let (mut n, mut digits) = (0_i128, 0_usize);
    // Digits before the point, behind it, and zeros that stand at the end for now: they count once another digit follows.
    let (mut whole, mut fraction, mut zeros) = (0_usize, 0_usize, 0_usize);
    let mut point = false;
    let signed = matches!(text.as_bytes().first(), Some(b'-' | b'+'));
    let mut at = usize::from(signed);
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'.' if !point => point = true,
            b'0'..=b'9' => {
                *(if point { &mut fraction } else { &mut whole }) += 1;
                if byte == b'0' {
                    zeros += 1;
                } else {
                    if digits > 0 {
                        digits += zeros;
                    }
                    digits += 1;
                    // What has more digits is refused below, whatever comes of them.
                    if digits <= MAX_DIGITS {
                        let shift = if n == 0 { 0 } else { zeros };
                        n = n * 10_i128.pow(shift as u32 + 1) + i128::from(byte - b'0');
                    }
                    zeros = 0;
                }
            }
            b'e' | b'E' => break,
            _ => return Err(NumberError::Malformed),
        }
        at += 1;
    }
    let exponent = match text.as_bytes().get(at) {
        Some(_) => exponent(cut(text, at + 1, text.len()))?,
        None => 0,
    };
    if whole == 0 || (point && fraction == 0) {
        return Err(NumberError::Malformed);
    }
    if digits == 0 {
        return Ok(Num::ZERO);
    }
    // The value is n * 10^power.
    let power = i64::from(exponent) - fraction as i64 + zeros as i64;
    if digits as i64 + power > MAX_WHOLE_DIGITS {
        return Err(NumberError::TooLarge);
    }
    if digits > MAX_DIGITS || power < -(MAX_DIGITS as i64) {
        return Err(NumberError::TooPrecise);
    }
    let n = if text.starts_with('-') { -n } else { n };
    Ok(if power >= 0 {
        Num { n: n * 10i128.pow(power as u32), d: 1 }
    } else {
        Num { n, d: 10i128.pow(power.unsigned_abs() as u32) }
    })
}

#[inline(never)]
fn exponent(e: &str) -> Result<i32, NumberError> {
    e.parse().map_err(|_| exponent_error(e))
}

fn exponent_error(e: &str) -> NumberError {
    match e.strip_prefix('-') {
        Some(d) if !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()) => NumberError::TooPrecise,
        None if !e.is_empty() && e.bytes().all(|b| b.is_ascii_digit() || b == b'+') => NumberError::TooLarge,
        _ => NumberError::Malformed,
    }
}

/// Full-width forms and look-alikes to their plain ASCII forms.
pub(crate) fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        '−' | '﹣' | '–' => '-',
        '。' => '.',
        '￥' => '¥',
        c => c,
    }
}

/// Reads a figure as people write it, into base units of `dim`. A bare number is in `default_unit` (a [`unit`] name).
/// Accepts full-width digits, commas at thousands (or at 万), 千 百 万 亿 before the unit, `¥`, `%`.
pub fn parse_quantity(text: &str, default_unit: &str) -> Result<Num, NumberError> {
    let (dim, default_scale) = unit(default_unit).unwrap_or((Dim::NONE, Num::ONE));
    let text: String = text.chars().map(plain).collect();
    let mut text = text.trim();
    let mut unit_text = "";
    let mut negative = false;
    if let Some(rest) = text.strip_prefix('-') {
        negative = true;
        text = rest.trim_start();
    }
    if let Some(rest) = text.strip_prefix('¥') {
        text = rest.trim_start();
        unit_text = "元";
    }
    let is_number_char = |(i, c): (usize, char)| {
        c.is_ascii_digit()
            || c == '.'
            || c == ','
            || (matches!(c, 'e' | 'E')
                && i > 0
                && cut(text, i + 1, text.len()).starts_with(|n: char| n.is_ascii_digit() || n == '-' || n == '+'))
            || (matches!(c, '-' | '+') && cut(text, 0, i).ends_with(['e', 'E']))
    };
    let end = text.char_indices().find(|&ic| !is_number_char(ic)).map_or(text.len(), |(i, _)| i);
    let (digits, suffix) = split(text, end);
    // Half-typed figures: "1." and ".5".
    let mut digits = strip_commas(digits)?;
    if digits.ends_with('.') && digits.len() > 1 {
        digits.pop();
    }
    if digits.starts_with('.') && digits.len() > 1 {
        digits.insert(0, '0');
    }
    let mut value = parse_decimal(&digits)?;
    // 百 千 万 亿 multiply; "万元" and "亿元" are the same thing said with the unit.
    let mut suffix = suffix.trim_start();
    // The larger after the smaller: 千万, 万亿, but not 亿万.
    let mut last = 1;
    while let Some((m, rest)) = [("百", 100), ("千", 1000), ("万", 10_000), ("亿", 100_000_000)]
        .iter()
        .find_map(|(name, m)| suffix.strip_prefix(name).map(|rest| (*m, rest)))
    {
        if m <= last {
            return Err(NumberError::Unit);
        }
        value = value.mul(Num::int(m)).ok_or(NumberError::TooLarge)?;
        suffix = rest.trim_start();
        last = m;
    }
    let scale = match (suffix, unit_text) {
        // "3.2亿" of money means 亿元; a bare number is in the field's own unit.
        ("", "") if last > 1 && dim == Dim::MONEY => unit("元").map_or(Num::ONE, |u| u.1),
        ("", "") => default_scale,
        (s, u) => {
            let (d, scale) = unit(if s.is_empty() { u } else { s }).ok_or(NumberError::Unit)?;
            if d != dim || (s == "%" && default_unit != "%") {
                return Err(NumberError::Unit);
            }
            scale
        }
    };
    let value = scaled(value, scale)?;
    if negative { value.neg().ok_or(NumberError::TooLarge) } else { Ok(value) }
}

/// Reads a bare number in this unit as JSON writes it, into base units.
pub fn parse_bare(text: &str, unit_name: &str) -> Result<Num, NumberError> {
    scaled(parse_decimal(text)?, unit(unit_name).map_or(Num::ONE, |u| u.1))
}

/// In base units, where it is not too large for that.
fn scaled(value: Num, scale: Num) -> Result<Num, NumberError> {
    let value = value.mul(scale).ok_or(NumberError::TooLarge)?.reduced();
    let limit = Num { n: 10i128.pow(MAX_WHOLE_DIGITS as u32), d: 1 };
    if value.abs() < limit { Ok(value) } else { Err(NumberError::TooLarge) }
}

/// Takes commas out where they part groups of three digits (or of four, as 万 are parted), refuses others.
fn strip_commas(digits: &str) -> Result<String, NumberError> {
    if !digits.contains(',') {
        return Ok(digits.to_string());
    }
    let (whole, rest) = match digits.find('.') {
        Some(i) => split(digits, i),
        None => (digits, ""),
    };
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest_ok = |n: usize| whole.split(',').skip(1).all(|g| g.len() == n) && (1..=n).contains(&first.len());
    if rest.contains(',') || !(rest_ok(3) || rest_ok(4)) {
        return Err(NumberError::Commas);
    }
    Ok(whole.replace(',', "") + rest)
}
