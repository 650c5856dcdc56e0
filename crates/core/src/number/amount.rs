//! The reader of one amount as people type it: `1,200`, `1亿2000万`, `￥1200`, `(120)`, `1.2e3 元`.

use super::{Dim, Num, NumberError, parse_decimal, unit};
use crate::text::split;

/// Why a text is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Not a number at all.
    Malformed,
    /// Separators that do not part thousands (or 万); [`super::instead`] has what may have been meant.
    Grouping,
    /// A unit that measures something else, no known unit, or a part of an amount without one: `1亿2000`.
    Unit,
    /// More than 15 digits before the point.
    TooLarge,
    /// More than 18 digits in all.
    TooPrecise,
    /// A number without saying how near it is: `约80`, `80以上`; [`super::instead`] has the number.
    Approximate,
    /// Several lines or cells.
    Several,
    /// A range of which one end has a unit and the other could be in two.
    Ends,
    /// A range from the larger to the smaller.
    Reversed,
}

impl From<NumberError> for Unread {
    fn from(error: NumberError) -> Self {
        match error {
            NumberError::Malformed => Unread::Malformed,
            NumberError::TooLarge => Unread::TooLarge,
            NumberError::TooPrecise => Unread::TooPrecise,
        }
    }
}

/// Full-width forms, other scripts' forms and look-alikes as their plain forms.
pub(super) fn plain(text: &str) -> String {
    let one = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '〜' | '∼' | '˜' | '至' | '到' => '~',
        '。' | '｡' => '.',
        '￥' => '¥',
        '億' => '亿',
        '萬' => '万',
        '仟' => '千',
        '佰' => '百',
        '圆' | '圓' => '元',
        c => c,
    };
    // Spreadsheets put zero-width marks before a figure.
    let unseen = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}');
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !unseen(c)) {
        plain.push(one(c));
    }
    plain
}

/// Reads one amount into base units of what `shown` measures.
pub(super) fn single(text: &str, shown: &str) -> Result<Num, Unread> {
    Amount::read(text)?.in_base(shown)
}

/// A number with what stands around it.
#[derive(Clone, Copy)]
pub(super) struct Amount<'a> {
    pub number: Num,
    /// What the 千, 万, 亿 behind it multiply it by.
    pub times: i64,
    /// Whether 千, 万 or 亿 stand in it.
    pub multiplied: bool,
    /// Whether a sign of yuan stands before it.
    pub yuan: bool,
    /// The unit behind it, as it is written.
    pub unit: &'a str,
}

/// Words that multiply.
const TIMES: [(&str, i64); 9] = [
    ("百", 100),
    ("千", 1_000),
    ("k", 1_000),
    ("万", 10_000),
    ("w", 10_000),
    ("million", 1_000_000),
    ("亿", 100_000_000),
    ("billion", 1_000_000_000),
    ("thousand", 1_000),
];

/// Signs of yuan that stand before a number.
const YUAN: [&str; 4] = ["¥", "RMB", "CNY", "人民币"];

/// The text behind a beginning, whatever the case of its letters.
fn behind<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let (front, rest) = text.split_at_checked(beginning.len())?;
    front.eq_ignore_ascii_case(beginning).then(|| rest.trim_start())
}

impl<'a> Amount<'a> {
    /// A number alone.
    pub fn bare(number: Num) -> Amount<'static> {
        Amount { number, times: 1, multiplied: false, yuan: false, unit: "" }
    }

    pub fn read(text: &'a str) -> Result<Amount<'a>, Unread> {
        let mut text = text.trim();
        let mut minus = false;
        let mut yuan = false;
        // "-¥5", "¥-5", "(¥5)", "¥(5)": brackets around the whole are the accountants' minus.
        loop {
            let within = || text.strip_prefix('(')?.strip_suffix(')').map(str::trim);
            if let Some(rest) = behind(text, "-").or_else(within).filter(|_| !minus) {
                (minus, text) = (true, rest);
            } else if let Some(rest) = YUAN.iter().find_map(|sign| behind(text, sign)).filter(|_| !yuan) {
                (yuan, text) = (true, rest);
            } else {
                break;
            }
        }
        let (digits, rest) = text.split_at_checked(number_end(text)).ok_or(Unread::Malformed)?;
        let mut number = parse_decimal(&ungrouped(digits)?)?;
        let (mut times, mut rest) = multiplied(rest)?;
        let multiplied_by = times;
        // "1亿2000万": each part is less than one of the unit of the part before it.
        let mut above = times;
        while above > 1 && rest.starts_with(|c: char| c.is_ascii_digit()) {
            let (digits, behind) = rest.split_at_checked(number_end(rest)).ok_or(Unread::Malformed)?;
            let (part_times, behind) = multiplied(behind)?;
            let part = parse_decimal(&ungrouped(digits)?)?.mul(Num::int(part_times)).ok_or(Unread::TooLarge)?;
            if !number.is_whole() || part >= Num::int(above) {
                return Err(Unread::Malformed);
            }
            // The last part must say its unit: "1亿2000" may mean 1亿2000万.
            if part_times == 1 && behind.trim().is_empty() {
                return Err(Unread::Unit);
            }
            number = number.mul(Num::int(times)).and_then(|whole| whole.add(part)).ok_or(Unread::TooLarge)?;
            (times, above, rest) = (1, part_times, behind);
        }
        let mut amount = Amount { number, times, multiplied: multiplied_by > 1, yuan, unit: rest.trim() };
        if minus {
            amount.number = amount.number.neg().ok_or(Unread::TooLarge)?;
        }
        Ok(amount)
    }

    /// Whether it brings no unit.
    pub fn is_bare(&self) -> bool {
        !self.multiplied && !self.yuan && self.unit.is_empty()
    }

    /// The amount in base units of what `shown` measures.
    pub fn in_base(&self, shown: &str) -> Result<Num, Unread> {
        let (dim, shown_scale) = unit(shown).unwrap_or((Dim::NONE, Num::ONE));
        let yuan = || unit("元").map_or(Num::ONE, |u| u.1);
        let mut name = self.unit;
        while let Some(front) = name.strip_suffix("整") {
            name = front;
        }
        let name = name.strip_suffix("人民币").unwrap_or(name);
        let scale = match (name, self.yuan) {
            ("", true) if dim != Dim::MONEY => return Err(Unread::Unit),
            // "3.2亿" of money means 亿元; a bare number is in the unit that is shown.
            ("", yuan_sign) if yuan_sign || (self.multiplied && dim == Dim::MONEY) => yuan(),
            ("", _) => shown_scale,
            (name, _) => {
                let found = unit(name).or_else(|| unit(&name.to_ascii_uppercase()));
                let (measures, scale) = found.ok_or(Unread::Unit)?;
                if measures != dim || (name == "%") != (shown == "%") {
                    return Err(Unread::Unit);
                }
                scale
            }
        };
        let value = self.number.mul(Num::int(self.times)).and_then(|x| x.mul(scale)).ok_or(Unread::TooLarge)?;
        let value = value.reduced();
        if value.abs() < Num::int(LIMIT) { Ok(value) } else { Err(Unread::TooLarge) }
    }
}

/// What is as large or larger is refused, in base units.
const LIMIT: i64 = 1_000_000_000_000_000;

/// Where a number ends that stands at the beginning of a text: digits, a point, separators between digits, an exponent.
fn number_end(text: &str) -> usize {
    let digit_at = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let mut exponent = false;
    for (at, c) in text.char_indices() {
        let within = at > 0 && digit_at(at + 1) && digit_at(at - 1);
        let goes_on = match c {
            '0'..='9' => true,
            '.' | ',' => !exponent,
            ' ' => within && !exponent,
            'e' | 'E' if !exponent && at > 0 => {
                let sign = matches!(text.as_bytes().get(at + 1), Some(b'+' | b'-'));
                exponent = digit_at(at + 1 + usize::from(sign));
                exponent
            }
            '+' | '-' => exponent && matches!(text.as_bytes().get(at.wrapping_sub(1)), Some(b'e' | b'E')),
            _ => false,
        };
        if !goes_on {
            return at;
        }
    }
    text.len()
}

/// What 百, 千, 万, 亿 at the beginning of a text multiply by, the larger after the smaller (千万, 万亿, but not 亿万), and
/// what is behind them.
fn multiplied(text: &str) -> Result<(i64, &str), Unread> {
    let mut text = text.trim_start();
    let (mut all, mut last) = (1_i64, 1);
    while let Some((times, rest)) = TIMES.iter().find_map(|(word, times)| Some((*times, behind(text, word)?))) {
        if times <= last {
            return Err(Unread::Unit);
        }
        all = all.checked_mul(times).ok_or(Unread::TooLarge)?;
        (last, text) = (times, rest);
    }
    Ok((all, text))
}

/// Takes out separators that part groups of three digits (commas also groups of four, as 万 are parted), and completes
/// `1.` and `.5`; refuses other separators.
fn ungrouped(digits: &str) -> Result<String, Unread> {
    let (whole, fraction) = split(digits, digits.bytes().position(|b| b == b'.').unwrap_or(digits.len()));
    let is_separator = |b: u8| matches!(b, b',' | b' ');
    let mut number = whole.to_string();
    if let Some(first) = whole.bytes().position(is_separator) {
        let separator = whole.as_bytes()[first];
        // Groups of so many digits, each behind the one separator; the first may be shorter.
        let groups_of = |n: usize| {
            let ends_group = |at: usize| at >= first && (at - first).is_multiple_of(n + 1);
            let is_good = |(at, b): (usize, u8)| if ends_group(at) { b == separator } else { !is_separator(b) };
            (1..=n).contains(&first) && ends_group(whole.len()) && whole.bytes().enumerate().all(is_good)
        };
        if whole.starts_with('0') || !(groups_of(3) || (separator == b',' && groups_of(4))) {
            return Err(Unread::Grouping);
        }
        number = without_separators(whole);
    }
    if fraction.bytes().any(is_separator) {
        return Err(Unread::Grouping);
    }
    if number.is_empty() && fraction.len() > 1 {
        number.push('0');
    }
    if fraction.len() > 1 {
        number += fraction;
    }
    Ok(number)
}

/// A text without what stands between digits.
pub(super) fn without_separators(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, ',' | '.' | ' ')) {
        rest.push(c);
    }
    rest
}
