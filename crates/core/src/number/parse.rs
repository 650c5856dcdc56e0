//! Plain decimals as JSON writes them.

use super::{Num, unit};
use crate::text::cut;

/// What is wrong with the text of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not a number at all.
    Malformed,
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
    let power = exponent - fraction as i64 + zeros as i64;
    if digits as i64 + power > MAX_WHOLE_DIGITS {
        return Err(NumberError::TooLarge);
    }
    if digits > MAX_DIGITS || power < -(MAX_DIGITS as i64) {
        return Err(NumberError::TooPrecise);
    }
    let n = if text.starts_with('-') { -n } else { n };
    Ok(if power >= 0 {
        Num::raw(n * 10i128.pow(power as u32), 1)
    } else {
        Num::raw(n, 10i128.pow(power.unsigned_abs() as u32))
    })
}

#[inline(never)]
fn exponent(e: &str) -> Result<i64, NumberError> {
    let (digits, limit, sign) = match e.as_bytes() {
        [b'-', digits @ ..] => (digits, NumberError::TooPrecise, -1),
        [b'+', digits @ ..] | digits => (digits, NumberError::TooLarge, 1),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(NumberError::Malformed);
    }
    let size = digits.iter().fold(0_i64, |n, digit| n.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    if size <= i64::from(i32::MAX) { Ok(sign * size) } else { Err(limit) }
}

/// Reads a bare number in this unit as JSON writes it, into base units.
pub fn parse_bare(text: &str, unit_name: &str) -> Result<Num, NumberError> {
    scaled(parse_decimal(text)?, unit(unit_name).map_or(Num::ONE, |u| u.1))
}

/// In base units, where it is not too large for that.
fn scaled(value: Num, scale: Num) -> Result<Num, NumberError> {
    let value = value.mul(scale).ok_or(NumberError::TooLarge)?.reduced();
    let limit = Num::raw(10i128.pow(MAX_WHOLE_DIGITS as u32), 1);
    if value.abs() < limit { Ok(value) } else { Err(NumberError::TooLarge) }
}
