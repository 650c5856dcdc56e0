//! The reader of figures and days as people type, paste and export them: `1,200`, `１２３４`, `1亿2000万`, `￥1200`, `(120)`,
//! `80–100`, `2026年11月1日`.
//!
//! A bare number is in the unit that is shown beside it; whatever brings a unit is converted, exactly. What could be
//! meant in two ways is refused, with what to write instead: it is never guessed. The company's JSON text, the cells of
//! tables, the command and the page all read by this.

use super::{Date, Dim, Num, NumberError, parse_decimal, unit};
use crate::text::{cut, find, find_any, parted, split};

/// A number or a range, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// One number.
    Exact(Num),
    /// From the one to the other; the first is the smaller.
    Range(Num, Num),
}

/// Why a text is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Not a number at all.
    Malformed,
    /// Separators that do not part thousands (or 万); [`instead`] has what may have been meant.
    Grouping,
    /// A unit that measures something else, no known unit, or a part of an amount without one: `1亿2000`.
    Unit,
    /// More than 15 digits before the point.
    TooLarge,
    /// More than 18 digits in all.
    TooPrecise,
    /// A number without saying how near it is: `约80`, `80以上`; [`instead`] has the number.
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

/// Reads a number or a range into base units of what `shown` measures (a [`unit`] name); a bare number is in that unit.
pub fn figure(text: &str, shown: &str) -> Result<Figure, Unread> {
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

/// Whether a cell of a table says that there is no figure: `—`, `-`, `/`, `无`, `不适用`, `N/A`.
pub fn is_gap(text: &str) -> bool {
    let text = plain(text);
    let text = text.trim();
    let dashes = !text.is_empty() && text.chars().all(|c| matches!(c, '-' | '/'));
    let words = ["无", "暂无", "不适用", "未提供", "未填", "空", "N/A", "#N/A", "NA", "null"];
    dashes || words.iter().any(|word| word.eq_ignore_ascii_case(text))
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

/// Whether a text brings a unit of its own, so that it means the same whatever unit is shown.
pub fn has_unit(text: &str) -> bool {
    plain(text).chars().any(|c| !c.is_ascii() || c == '%' || (c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E')))
}

/// Full-width forms, other scripts' forms and look-alikes as their plain forms.
fn plain(text: &str) -> String {
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

// ---------------------------------------------------------------------------------------------------------------------
// Ranges

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
    let last = [100_000_000, 10_000].into_iter().find(|times| high.times % times == 0);
    if low.multiplied
        && low.unit.is_empty()
        && let Some(times) = last.filter(|times| low.times % times != 0)
        && a.mul(Num::int(times)).is_some_and(|other| other <= b)
    {
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

// ---------------------------------------------------------------------------------------------------------------------
// One number

fn single(text: &str, shown: &str) -> Result<Num, Unread> {
    Amount::read(text)?.in_base(shown)
}

/// A number with what stands around it.
#[derive(Clone, Copy)]
struct Amount<'a> {
    number: Num,
    /// What the 千, 万, 亿 behind it multiply it by.
    times: i64,
    /// Whether 千, 万 or 亿 stand in it.
    multiplied: bool,
    /// Whether a sign of yuan stands before it.
    yuan: bool,
    /// The unit behind it, as it is written.
    unit: &'a str,
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
    fn read(text: &'a str) -> Result<Amount<'a>, Unread> {
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

    fn is_bare(&self) -> bool {
        !self.multiplied && !self.yuan && self.unit.is_empty()
    }

    /// In base units of what `shown` measures.
    fn in_base(&self, shown: &str) -> Result<Num, Unread> {
        let (dim, shown_scale) = unit(shown).unwrap_or((Dim::NONE, Num::ONE));
        let yuan = unit("元").map_or(Num::ONE, |u| u.1);
        let mut name = self.unit;
        while let Some(front) = name.strip_suffix("整") {
            name = front;
        }
        let name = name.strip_suffix("人民币").unwrap_or(name);
        let scale = match (name, self.yuan) {
            ("", true) if dim != Dim::MONEY => return Err(Unread::Unit),
            // "3.2亿" of money means 亿元; a bare number is in the unit that is shown.
            ("", yuan_sign) if yuan_sign || (self.multiplied && dim == Dim::MONEY) => yuan,
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

// ---------------------------------------------------------------------------------------------------------------------
// What to write instead

/// The reason of a refusal as whoever typed the text can mend it.
#[cold]
#[inline(never)]
fn explained(error: Unread, text: &str, shown: &str) -> Unread {
    if find_any(text, b"\n\r\t").is_some() {
        return Unread::Several;
    }
    match error {
        Unread::Malformed | Unread::Unit | Unread::Ends if near(text, shown).is_some() => Unread::Approximate,
        other => other,
    }
}

/// What to write instead of a text that was refused, as far as that can be told.
pub fn instead(error: Unread, text: &str, shown: &str) -> Vec<String> {
    let plain = plain(text);
    match error {
        Unread::Grouping => meant(plain.trim(), shown),
        Unread::Approximate => near(plain.trim(), shown).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What a number with separators at the wrong places may mean: the last of them as the point, or none of them anything. Of
/// several alike none is a point: they part thousands (`12,34,567`), or several numbers.
fn meant(text: &str, shown: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |candidate: String| {
        if single(&candidate, shown).is_ok() && !found.contains(&candidate) {
            found.push(candidate);
        }
    };
    let last = text.bytes().rposition(|b| SEPARATORS.contains(&b)).unwrap_or(text.len());
    let (whole, fraction) = split(text, last);
    let (sign, digits) = (fraction.as_bytes().first(), fraction.bytes().skip(1).take_while(u8::is_ascii_digit).count());
    let alike = whole.bytes().filter(|b| SEPARATORS.contains(b)).all(|b| Some(&b) == sign);
    let only = find_any(whole, SEPARATORS).is_none();
    if sign != Some(&b' ') && (only || !alike) {
        add([&without_separators(whole), ".", &without_separators(fraction)].concat());
    }
    // With two kinds of separators the last is the point.
    if only || (alike && sign == Some(&b',') && digits == 3) {
        add(without_separators(text));
    }
    found
}

const SEPARATORS: &[u8] = b",. ";

fn without_separators(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, ',' | '.' | ' ')) {
        rest.push(c);
    }
    rest
}

/// The number in a text that says more or less than it: `约80`, `80左右`, `80以上`, `>80`.
fn near(text: &str, shown: &str) -> Option<String> {
    // 到 and 至 are `~` by now.
    const WORDS: [&str; 25] = [
        "大约",
        "大概",
        "约",
        "将近",
        "接近",
        "近",
        "不超过",
        "超过",
        "超",
        "不~",
        "不足",
        "不少于",
        "不低于",
        "~少",
        "~多",
        "左右",
        "上下",
        "以上",
        "以下",
        "以内",
        "多",
        "余",
        "about",
        "approx.",
        "around",
    ];
    const SIGNS: [&str; 7] = ["~", "≈", ">", "<", "≥", "≤", "="];
    let mut rest = text.to_string();
    let mut said = false;
    for word in WORDS {
        if let Some(at) = find(&rest.to_ascii_lowercase(), word) {
            rest = [cut(&rest, 0, at), cut(&rest, at + word.len(), rest.len())].concat();
            said = true;
        }
    }
    let mut number = rest.as_str();
    while let Some(behind) = SIGNS.iter().find_map(|sign| number.strip_prefix(sign)) {
        (number, said) = (behind, true);
    }
    while let Some(front) = number.strip_suffix('+') {
        (number, said) = (front, true);
    }
    let number = number.trim();
    (said && single(number, shown).is_ok()).then(|| number.to_string())
}
