//! One cell of a table. Figures are read by [`Field::read`], the reader of figures; here is what stands around them in tables,
//! and what only tables write: serial days, industries by name and code, addresses.

use super::words::{self, bare, normal};
use innopoints_core::dictionary::{Field, Kind, Level, Value};
use innopoints_core::number::read::{has_unit, is_gap};
use innopoints_core::number::{Date, Dim};
use innopoints_core::problem::{Failure, Text};
use innopoints_core::text::{cut, find};

/// What a cell says.
#[derive(Debug)]
pub enum Read {
    /// Nothing stands there.
    Blank,
    /// It says that there is no figure.
    Gap,
    /// Something that is no level of the field; the heading may have meant something else.
    Other,
    /// A figure, how it was read where that is not plain, and whether it came without any unit.
    Value(Value, Option<Text>, bool),
}

/// Reads a cell of a field, whose figures are in a unit where the table says one. `named`: headed by the field's own name.
pub fn read(field: &Field, cell: &str, unit: Option<&str>, named: bool) -> Result<Read, Failure> {
    let bare = bare(cell);
    let text: &str = &bare;
    if text.is_empty() {
        return Ok(Read::Blank);
    }
    let shown = unit.unwrap_or(field.unit());
    let read = match &field.kind {
        Kind::Number { dim, .. } => {
            let figure = if *dim == Dim::MONEY { a_year(text) } else { text };
            let read = field.read(figure, shown);
            let read =
                if *dim == Dim::MONEY { read.map_err(|refused| other_currency(field, text, refused)) } else { read };
            read.map(|value| {
                let echo = field.echo(&value, figure, shown);
                let brings = has_unit(figure);
                Read::Value(value, echo, unit.is_none() && !brings)
            })
        }
        Kind::Date => field.read(text, "").or_else(|refused| day(field, text, refused)).map(|value| {
            let echo = field.echo(&value, text, "");
            Read::Value(value, echo, false)
        }),
        Kind::Choice(levels) => field.read(text, "").map(|value| Read::Value(value, None, false)).or_else(|refused| {
            let level = industry(field, levels, text).or_else(|| beginning_of(levels, text));
            match level {
                Some(level) => {
                    let echo = levels.get(level).map(|l| Text::say("读作 {0}", "read as {0}", &[l.title.into()]));
                    Ok(Read::Value(Value::Level(level), echo, false))
                }
                None if named => Err(refused),
                None => Ok(Read::Other),
            }
        }),
        Kind::Flag => field.read(text, "").map(|value| Read::Value(value, None, false)),
    };
    match read {
        Ok(Read::Other) | Err(_) if is_gap(text) => Ok(Read::Gap),
        read => read,
    }
}

/// An amount without 每年 behind it: all amounts are those of a year.
fn a_year(text: &str) -> &str {
    text.strip_suffix("/年")
        .or_else(|| text.strip_suffix("每年"))
        .or_else(|| text.strip_suffix("/year"))
        .unwrap_or(text)
}

/// Why an amount is refused, where that is its currency.
fn other_currency(field: &Field, text: &str, refused: Failure) -> Failure {
    let lower = text.to_ascii_lowercase();
    if words::CURRENCIES.iter().any(|word| lower.starts_with(word) || lower.ends_with(word)) {
        let (zh, en) = ("“{1}”是外币，请换算成人民币", "\"{1}\" is in another currency; convert it into yuan");
        return field.problem(refused.code, zh, en, &[super::columns::shown(text).into()]);
    }
    refused
}

/// A day as only tables write it: a serial number, with a time of day, in Chinese numerals, `1-May-15`.
fn day(field: &Field, text: &str, refused: Failure) -> Result<Value, Failure> {
    if let Some(day) = serial(text).or_else(|| day_of_a_time(text)).or_else(|| numerals(text)).or_else(|| english(text))
    {
        return Ok(Value::Day(day));
    }
    let plain = normal(text);
    let parts: Vec<&str> = plain.split(['-', '/', '.', '年', '月']).filter(|part| !part.is_empty()).collect();
    let digits = |part: &&str| part.chars().all(|c| c.is_ascii_digit());
    let (zh, en) = match &parts[..] {
        [year, month] if year.len() == 4 && month.len() < 3 && digits(year) && digits(month) => {
            ("“{1}”只到月，请写成年月日，例如 2015-05-01", "\"{1}\" has no day; write one such as 2015-05-01")
        }
        [a, b, c] if digits(a) && digits(b) && digits(c) && a.len() < 4 => (
            "“{1}”看不出哪个是年、月、日，请写成 2015-05-01",
            "which is the year, the month, the day in \"{1}\"? write 2015-05-01",
        ),
        _ => return Err(refused),
    };
    Err(field.problem("bad_date", zh, en, &[super::columns::shown(text).into()]))
}

/// The day of a spreadsheet's serial number, of 1950 or later: 42125 is 2015-05-01.
fn serial(text: &str) -> Option<Date> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let number: u32 = whole.parse().ok()?;
    let (from, to) = (18_264, 73_050);
    if whole.len() != 5 || !(from..to).contains(&number) {
        return None;
    }
    // 18264 is 1950-01-01.
    Date::new(1950, 1, 1)?.plus_days(number - from)
}

/// The day of `2015-05-01T00:00:00.000Z`; and of `2015-04-30T16:00:00.000Z`, which is how programs write its midnight in China.
fn day_of_a_time(text: &str) -> Option<Date> {
    let at = text.bytes().position(|byte| byte == b'T')?;
    let day = innopoints_core::number::read::day(cut(text, 0, at))?;
    let time = cut(text, at + 1, text.len());
    let (hour, rest) = time.strip_suffix('Z')?.split_at_checked(2)?;
    if !rest.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')) {
        return None;
    }
    match hour {
        "00" => Some(day),
        "16" => day.after(),
        _ => None,
    }
}

/// 二〇一五年五月一日.
fn numerals(text: &str) -> Option<Date> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: char| match c {
        '零' | '○' | 'Ｏ' => Some(0),
        c => find(DIGITS, c.encode_utf8(&mut [0; 4])).map(|at| (at / 3) as u32),
    };
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let last = rest.trim_end_matches(['日', '号']);
    let mut number = 0;
    for c in year.chars() {
        number = number * 10 + digit(c)?;
    }
    // 十, 十二, 二十, 二十一, 三十一.
    let small = |text: &str| -> Option<u32> {
        match text.split_once('十') {
            None => text.chars().try_fold(0, |n, c| Some(n * 10 + digit(c)?)),
            Some((tens, ones)) => {
                let one = |text: &str, none: u32| match text.chars().next() {
                    None => Some(none),
                    Some(c) => digit(c),
                };
                Some(one(tens, 1)? * 10 + one(ones, 0)?)
            }
        }
    };
    Date::new(u16::try_from(number).ok()?, u8::try_from(small(month)?).ok()?, u8::try_from(small(last)?).ok()?)
}

/// `1-May-15`, `1 May 2015`, as spreadsheets in English show a day.
fn english(text: &str) -> Option<Date> {
    const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let parts: Vec<&str> = text.split(['-', ' ', '/']).collect();
    let [day, month, year] = parts[..] else { return None };
    let month = find(MONTHS, cut(&month.to_ascii_lowercase(), 0, 3)).filter(|at| at % 3 == 0 && month.len() >= 3)?;
    let year: u16 = match year.len() {
        // As spreadsheets take two digits: up to 29 of this century.
        2 => year.parse::<u16>().ok().map(|n| if n < 30 { 2000 + n } else { 1900 + n })?,
        _ => year.parse().ok()?,
    };
    Date::new(year, (month / 3 + 1) as u8, day.parse().ok()?)
}

/// The field whose levels industries are, and the sections and divisions of GB/T 4754, each with its level: `industries.json`.
const INDUSTRIES: (&str, &[(&str, &str, &str)]) = include!(concat!(env!("OUT_DIR"), "/industries.rs"));

/// The level of an industry that is written by the name or the code of a section or division.
fn industry(field: &Field, levels: &[Level], text: &str) -> Option<usize> {
    let (of, known) = INDUSTRIES;
    if field.id != of {
        return None;
    }
    let plain = normal(text).to_ascii_uppercase();
    // A code in front: a letter, digits, or both; of the digits the first two are the division.
    let letter = cut(&plain, 0, usize::from(plain.starts_with(|c: char| c.is_ascii_uppercase())));
    let behind = cut(&plain, letter.len(), plain.len());
    let end = behind.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(behind.len());
    let division = cut(behind, 0, end.min(2));
    let name = cut(behind, end, behind.len()).trim_matches(['-', '.', ':', '、', ')', '(']);
    let by_code = match (letter.len(), division.len()) {
        (1, 0) => known.iter().find(|entry| entry.0 == letter && (name.is_empty() || normal(entry.1) == name)),
        (1, 2) => known.iter().find(|entry| entry.0 == [letter, division].concat()),
        (0, 2) => known.iter().find(|entry| entry.0.len() == 3 && cut(entry.0, 1, 3) == division),
        _ => None,
    };
    // The narrowest name of 制造业-专用设备制造业.
    let names = || plain.split(['-', '/', '>', '—', '\\']).rev();
    let by_name = || names().find_map(|name| known.iter().rev().find(|entry| normal(entry.1) == name));
    let (.., level) = by_code.or_else(by_name)?;
    levels.iter().position(|l| l.id == *level)
}

/// The level whose name a text begins with, as an address begins with a province and a city; the longest.
fn beginning_of(levels: &[Level], text: &str) -> Option<usize> {
    const ENDS: [&str; 6] = ["市", "省", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区"];
    let plain = normal(text);
    // 安徽省合肥市 begins with 安徽, and with 安徽合肥.
    let joined = find(&plain, "省").map(|at| [cut(&plain, 0, at), cut(&plain, at + "省".len(), plain.len())].concat());
    let begins = |text: &str, title: &str| {
        text.strip_prefix(title).is_some_and(|rest| rest.is_empty() || ENDS.iter().any(|end| rest.starts_with(end)))
    };
    let fits = levels.iter().enumerate().filter(|(_, level)| {
        begins(&plain, level.title.zh) || joined.as_ref().is_some_and(|joined| begins(joined, level.title.zh))
    });
    fits.max_by_key(|(_, level)| level.title.zh.len()).map(|found| found.0)
}

/// Whether a company's code has become a number: `9.14403E+17`.
pub fn is_damaged_code(text: &str) -> bool {
    let exponent = find(&text.to_ascii_uppercase(), "E+");
    exponent.is_some_and(|at| at > 0 && text.bytes().take(at).all(|b| b.is_ascii_digit() || b == b'.'))
}
