//! The reader of figures and days as people type, paste and export them: `1,200`, `１２３４`, `1亿2000万`, `￥1200`, `(120)`,
//! `80–100`, `2026年11月1日`.
//!
//! A bare number is in the unit that is shown beside it; whatever brings a unit is converted, exactly. What could be
//! meant in two ways is refused, with what to write instead: it is never guessed. The company's JSON text, the cells of
//! tables, the command and the page all read by this.

use super::amount::{Amount, plain, single};
use super::instead::explained;
use super::{Date, Num, parse_decimal};
use crate::text::{cut, find_any, parted, split};

pub use super::amount::Unread;
pub use super::instead::instead;

/// A number or a range, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// One number.
    Exact(Num),
    /// From the one to the other; the first is the smaller.
    Range(Num, Num),
}

/// Reads a number or a range into base units of what `shown` measures (a [`unit`] name); a bare number is in that unit.
pub fn figure(text: &str, shown: &str) -> Result<Figure, Unread> {
    // As programs export it. What is refused is looked at again, for its reason.
    if is_decimal(text)
        && let Ok(number) = parse_decimal(text)
        && let Ok(number) = Amount::bare(number).in_base(shown)
    {
        return Ok(Figure::Exact(number));
    }
    let plain = plain(text);
    let text = plain.trim();
    let read = match range_sign(text) {
        // A range sign in front says "about", and is told below.
        Some((at, sign)) if at > 0 => range(text.get(..at).unwrap_or(""), text.get(at + sign..).unwrap_or(""), shown),
        _ => single(text, shown).map(Figure::Exact),
    };
    read.map_err(|error| explained(error, text, shown))
}

/// Reads one number, as [`figure`] does.
pub fn quantity(text: &str, shown: &str) -> Result<Num, Unread> {
    let plain = plain(text);
    single(plain.trim(), shown).map_err(|error| explained(error, plain.trim(), shown))
}

/// Reads a day: `2026-11-01`, `2026/11/1`, `2026.11.1`, `20261101`, `2026年11月1日`; midnight behind it, as spreadsheets
/// write, is passed over.
pub fn day(text: &str) -> Option<Date> {
    Date::parse(text).or_else(|| any_day(text))
}

#[inline(never)]
fn any_day(text: &str) -> Option<Date> {
    let plain = plain(text);
    let trimmed = plain.trim();
    let bytes = trimmed.as_bytes();
    let time = bytes.iter().rposition(|b| !matches!(b, b'0' | b':')).unwrap_or(0);
    let is_midnight = matches!(bytes.get(time), Some(b' ' | b'T')) && bytes.iter().skip(time).any(|b| *b == b':');
    let date = cut(trimmed, 0, if is_midnight { time } else { trimmed.len() });
    // Year, month and day, each with the number of its digits.
    let mut parts = [(0_u32, 0); 3];
    let mut part = 0;
    for c in date.chars() {
        match (c, part) {
            ('0'..='9', 0..3) => {
                let (n, digits) = parts[part];
                parts[part] = (n.wrapping_mul(10).wrapping_add(c as u32 - '0' as u32), digits + 1);
            }
            ('-' | '/' | '.', 0 | 1) | ('年', 0) | ('月', 1) | ('日' | '号', 2) => part += 1,
            ('日' | '号', 3) | (' ', _) => {}
            _ => return None,
        }
    }
    let (year, month, day) = match parts {
        [(year, 4), (month, 1 | 2), (day, 1 | 2)] => (year, month, day),
        [(day, 8), _, _] if part == 0 => {
            return Date::new((day / 10_000) as u16, (day / 100 % 100) as u8, (day % 100) as u8);
        }
        _ => return None,
    };
    Date::new(year as u16, month as u8, day as u8)
}

/// Whether a cell of a table says that there is no figure: `—`, `-`, `/`, `无`, `不适用`, `N/A`, `#DIV/0!`.
pub fn is_gap(text: &str) -> bool {
    let text = plain(text);
    let text = text.trim();
    let dashes = !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '/'));
    const WORDS: [&str; 13] =
        ["无", "暂无", "不适用", "不详", "未提供", "未填", "空", "N/A", "NA", "NaN", "null", "nil", "none"];
    // What a spreadsheet shows where a formula has no value: #DIV/0!, #N/A, #REF!
    let failed = text.starts_with('#') && text.ends_with(['!', '?', 'A']);
    dashes || failed || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a text is a number in the plainest form: digits, a sign, a point, commas at thousands. Of anything else the
/// reader is told how it was read.
pub fn is_plain(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let all = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let (mut whole, _) = split(digits, find_any(digits, b".").unwrap_or(digits.len()));
    // Numbers parted at 万 are told: they look like two numbers.
    while let Some((_, rest)) = parted(whole, b',') {
        if find_any(rest, b",").unwrap_or(rest.len()) != 3 {
            return false;
        }
        whole = rest;
    }
    all
}

/// Whether a text is digits with a sign and a point at most.
fn is_decimal(text: &str) -> bool {
    text.bytes().enumerate().all(|(at, b)| b.is_ascii_digit() || b == b'.' || (b == b'-' && at == 0))
}

/// Whether a text brings a unit of its own, so that it means the same whatever unit is shown.
pub fn has_unit(text: &str) -> bool {
    !is_decimal(text)
        && plain(text)
            .chars()
            .any(|c| !c.is_ascii() || c == '%' || (c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E')))
}

/// Where the sign between the ends of a range stands, and its length: `~`, or a `-` that is no sign of a number.
fn range_sign(text: &str) -> Option<(usize, usize)> {
    let mut before = ' ';
    let mut in_number = false;
    for (at, c) in text.char_indices() {
        let exponent = in_number && matches!(before, 'e' | 'E');
        if c == '~' || (c == '-' && !exponent && !matches!(before, ' ' | '¥' | '(')) {
            return Some((at, 1));
        }
        // "80 - 100", but not "- 100" nor "¥ -100".
        if c == '-' && before == ' ' && text.get(..at).is_some_and(|front| front.contains(|c: char| c.is_ascii_digit()))
        {
            return Some((at, 1));
        }
        in_number = c.is_ascii_digit() || c == '.' || (in_number && matches!(c, 'e' | 'E'));
        before = c;
    }
    None
}

fn range(from: &str, to: &str, shown: &str) -> Result<Figure, Unread> {
    let (mut low, mut high) = (Amount::read(from)?, Amount::read(to)?);
    // "¥80-100" says the currency once.
    high.yuan |= low.yuan;
    let bare = (low.is_bare(), high.is_bare());
    match bare {
        // "80-100万": the unit behind is that of both ends.
        (true, false) => {
            if high.multiplied && high.times == 1 {
                return Err(Unread::Ends);
            }
            low = Amount { number: low.number, ..high };
        }
        (false, true) => {
            let same = Amount { number: high.number, ..low };
            if same.in_base(shown)? != high.in_base(shown)? {
                return Err(Unread::Ends);
            }
            high = same;
        }
        _ => {}
    }
    let (a, b) = (low.in_base(shown)?, high.in_base(shown)?);
    // "1千-2千万" may begin at 1千 or at 1千万.
    let last = if high.times < 100_000_000 { 10_000 } else { 100_000_000 };
    let is_short = low.multiplied && low.unit.is_empty() && low.times < last && high.times >= last;
    if is_short && a.mul(Num::int(last)).is_some_and(|other| other <= b) {
        return Err(Unread::Ends);
    }
    match a.cmp(&b) {
        std::cmp::Ordering::Less => Ok(Figure::Range(a, b)),
        std::cmp::Ordering::Equal => Ok(Figure::Exact(a)),
        // "500-1亿" may mean 500 万 or 500 亿.
        std::cmp::Ordering::Greater if bare.0 != bare.1 => Err(Unread::Ends),
        std::cmp::Ordering::Greater => Err(Unread::Reversed),
    }
}
