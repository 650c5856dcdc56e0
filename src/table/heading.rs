//! What one heading says: a field, a company's name or code, and its unit and year.

use super::words::{self, cut_word, is_one, normal};
use crate::shipped::ALIASES;
use innopoints_core::dictionary::Dictionary;
use innopoints_core::id::FieldId;
use innopoints_core::number::unit_names;
use innopoints_core::sort::sort;
use innopoints_core::text::{cut, find, find_any};
use std::sync::{Arc, OnceLock};

/// What a heading names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Nothing stands there.
    Blank,
    /// A field, by its id or name (true) or by another of its headings.
    Field(FieldId, bool),
    /// The company's name; a smaller number is a likelier heading of it.
    Name(usize),
    /// The company's code, likewise.
    Code(usize),
    /// A field that another file may define.
    Elsewhere(String),
    /// A unit or a year alone, for the headings above or below it.
    Only,
    /// Something else.
    Unknown,
}

/// The year that a heading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A calendar year.
    Year(u16),
    /// So many years before the evaluated one.
    Before(u16),
    /// The same in words that can also mean one year later (上年度 in a notice is the evaluated year).
    Asked(u16),
    /// A part of a year: no figure of a year.
    Part,
}

/// One heading as it is understood.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What it names.
    pub what: What,
    /// The unit of its figures.
    pub unit: Option<&'static str>,
    /// Their year.
    pub period: Option<Period>,
    /// Whether it says that the figures are those of the year so far, and not of its last month.
    pub to_date: bool,
    /// What names it, without unit and year, as headings are compared.
    pub base: String,
}

impl Parsed {
    const BLANK: Parsed = Parsed { what: What::Blank, unit: None, period: None, to_date: false, base: String::new() };
}

impl Parsed {
    /// Whether it names a field, or the company.
    pub fn is_known(&self) -> bool {
        matches!(self.what, What::Field(..) | What::Name(_) | What::Code(_) | What::Elsewhere(_))
    }

    /// Whether it names a field.
    pub fn is_field(&self) -> bool {
        matches!(self.what, What::Field(..) | What::Elsewhere(_))
    }
}

/// All headings that are known: of the fields of a dictionary, of a company's name and code.
pub struct Headings {
    dictionary: &'static Dictionary,
    known: Known,
}

/// Each heading as headings are compared, with whose it is; names before aliases, and ordered.
type Known = Arc<Vec<(String, u8, usize)>>;

/// Those of the shipped dictionary.
static SHIPPED: OnceLock<Known> = OnceLock::new();

/// Whose a heading is, in the order of their weight: a field by its name, by another heading, a company's name, its code.
const NAMED: u8 = 0;
const ALIAS: u8 = 1;
const NAME: u8 = 2;
const CODE: u8 = 3;

impl Headings {
    /// Those of a dictionary.
    pub fn of(dictionary: &'static Dictionary) -> Headings {
        let all = || Arc::new(Headings::all(dictionary));
        let is_shipped = std::ptr::eq(dictionary, Dictionary::shipped());
        let known = if is_shipped { SHIPPED.get_or_init(all).clone() } else { all() };
        Headings { dictionary, known }
    }

    fn all(dictionary: &'static Dictionary) -> Vec<(String, u8, usize)> {
        let mut known = Vec::new();
        for (field, f) in dictionary.all() {
            for text in [f.id, f.title.zh, f.title.en] {
                known.push((normal(text), NAMED, field.index()));
            }
        }
        for (heading, id) in ALIASES {
            if let Some(field) = dictionary.find(id) {
                known.push((normal(heading), ALIAS, field.index()));
            }
        }
        for (heading, field) in dictionary.aliases() {
            known.push((normal(heading), ALIAS, field.index()));
        }
        for (list, whose) in [(words::NAMES, NAME), (words::CODES, CODE)] {
            for (place, word) in list.iter().enumerate() {
                known.push((normal(word), whose, place));
            }
        }
        sort(&mut known);
        known
    }

    /// The dictionary whose fields they head.
    pub fn dictionary(&self) -> &'static Dictionary {
        self.dictionary
    }

    fn find(&self, normal: &str) -> Option<What> {
        let at = self.known.partition_point(|(heading, ..)| heading.as_str() < normal);
        let (heading, whose, index) = self.known.get(at)?;
        if heading != normal {
            return None;
        }
        Some(match *whose {
            NAMED | ALIAS => What::Field(FieldId::new(*index), *whose == NAMED),
            NAME => What::Name(*index),
            _ => What::Code(*index),
        })
    }

    /// Reads a heading.
    pub fn parse(&self, text: &str) -> Parsed {
        let bare = words::bare(text);
        let mut rest = normal(&bare);
        let to_date = words::TOTALS_TO_DATE.iter().any(|word| find(&rest, word).is_some());
        let mut parsed = Parsed { to_date, ..Parsed::BLANK };
        if rest.is_empty() {
            return parsed;
        }
        if self.dictionary.is_elsewhere(&bare) {
            parsed.what = What::Elsewhere(bare.into_owned());
            return parsed;
        }
        // A heading may be known as it stands, brackets and all; else what can be taken off it is taken off, piece by piece.
        loop {
            if let Some(what) = self.find(&rest) {
                (parsed.what, parsed.base) = (what, rest);
                return parsed;
            }
            if is_one(words::AMOUNTS, &rest) {
                rest.clear();
            }
            if rest.is_empty() {
                parsed.what = What::Only;
                return parsed;
            }
            let shorter = self.less_bracket(&rest, &mut parsed).or_else(|| less_unit(&rest, &mut parsed));
            match shorter.or_else(|| less_period(&rest, &mut parsed)) {
                Some(shorter) => rest = shorter,
                None => break,
            }
        }
        parsed.what = What::Unknown;
        parsed
    }

    /// Without a part in brackets that says the unit, the year, or how to fill in. Other words in brackets narrow what is meant.
    fn less_bracket(&self, text: &str, parsed: &mut Parsed) -> Option<String> {
        let mut from = 0;
        while let Some(open) = find_any(cut(text, from, text.len()), b"(").map(|at| at + from) {
            let close = find_any(cut(text, open, text.len()), b")").map_or(text.len(), |at| at + open);
            let within = cut(text, open + 1, close);
            let mut inner = Parsed::BLANK;
            let is_sum = !within.is_empty() && within.chars().all(of_a_sum);
            let says_how = is_sum || words::BRACKETS.iter().any(|word| find(within, word).is_some());
            let mut rest = within.to_string();
            while let Some(shorter) = less_unit(&rest, &mut inner).or_else(|| less_period(&rest, &mut inner)) {
                rest = shorter;
            }
            let understood = rest.is_empty() || is_one(words::AMOUNTS, &rest);
            if says_how || understood {
                if understood {
                    parsed.unit = parsed.unit.or(inner.unit);
                    parsed.period = parsed.period.or(inner.period);
                }
                let mut behind = cut(text, close + 1, text.len());
                // (47-48-49)×50 is one formula.
                if is_sum {
                    behind = behind.trim_start_matches(of_a_sum);
                }
                return Some([cut(text, 0, open), behind].concat());
            }
            from = close;
        }
        None
    }
}

/// Whether a character belongs to a formula of line numbers, as forms write them behind an item.
fn of_a_sum(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '+' | '-' | '=' | '×' | '÷' | '/' | '%')
}

/// Whether a text states the unit of a whole table, `单位:元`, and is no heading with a unit in brackets.
pub fn states_unit(text: &str) -> bool {
    let normal = normal(text);
    find(&normal, "单位:").is_some_and(|at| find_any(cut(&normal, 0, at), b"(").is_none())
        && stated_unit(&normal).is_some()
}

/// A unit by its name in a heading: as figures write it, or 万 for 万元.
fn unit_named(name: &str) -> Option<&'static str> {
    // 人民币 alone is 元; nothing at all is no unit.
    if name.is_empty() {
        return None;
    }
    let name = name.strip_prefix("人民币").unwrap_or(name);
    let name = name.strip_suffix("/年").unwrap_or(name);
    let full = [name, "元"].concat();
    unit_names().find(|unit| unit.to_ascii_lowercase() == name).or_else(|| unit_names().find(|unit| *unit == full))
}

/// The unit that a whole text names.
pub fn only_unit(text: &str) -> Option<&'static str> {
    unit_named(&normal(text))
}

/// What parts a heading from its unit or year.
fn is_mark(c: char) -> bool {
    matches!(c, '/' | '_' | '-' | ':' | ',' | ';' | '、' | '.' | '，' | '；')
}

/// Without a unit at the end: `/万元`, `_元`, `万元`; or all of it, `单位:元`.
fn less_unit(text: &str, parsed: &mut Parsed) -> Option<String> {
    if parsed.unit.is_some() {
        return None;
    }
    if let Some(unit) = stated_unit(text).filter(|(_, rest)| rest.is_empty()).map(|found| found.0).or(unit_named(text))
    {
        parsed.unit = Some(unit);
        return Some(String::new());
    }
    let marked = text.char_indices().rev().find(|(_, c)| is_mark(*c)).map(|(at, c)| (at, at + c.len_utf8()));
    if let Some((at, behind)) = marked
        && let Some(unit) = unit_named(cut(text, behind, text.len()))
    {
        parsed.unit = Some(unit);
        return Some(cut(text, 0, at).to_string());
    }
    // Without a mark, only money: 人 and 件 are the ends of words.
    let mut best: Option<(&'static str, &str)> = None;
    for unit in unit_names().filter(|unit| unit.ends_with('元') || *unit == "%") {
        if let Some(front) = text.strip_suffix(unit).filter(|front| best.is_none_or(|best| front.len() < best.1.len()))
        {
            best = Some((unit, front));
        }
    }
    let (unit, front) = best?;
    parsed.unit = Some(unit);
    Some(front.trim_end_matches(is_mark).to_string())
}

/// The unit that a text states, `单位:万元`, `金额单位:元(列至角分)`, and what stands behind it.
pub fn stated_unit(normal: &str) -> Option<(&'static str, &str)> {
    let at = find(normal, "单位:")? + "单位:".len();
    let rest = cut(normal, at, normal.len());
    let rest = rest.strip_prefix("人民币").unwrap_or(rest);
    let longest = unit_names().filter(|unit| rest.starts_with(unit)).max_by_key(|unit| unit.len())?;
    Some((longest, cut(rest, longest.len(), rest.len())))
}

/// Without what says the year: `2025年`, `2025-12-31`, `本期金额`, `上年`; anywhere for a number, at an end for words.
fn less_period(text: &str, parsed: &mut Parsed) -> Option<String> {
    if parsed.period.is_some() {
        // 期末余额（2025年12月31日） says it twice.
        return less_period(text, &mut Parsed::BLANK.clone()).filter(|rest| rest.is_empty());
    }
    if let Some((period, rest)) = year_in(text) {
        parsed.period = Some(period);
        return Some(rest);
    }
    let lists: [(&[&str], Period); 6] = [
        (words::NOW, Period::Before(0)),
        (words::PRIOR, Period::Before(1)),
        (words::PRIOR2, Period::Before(2)),
        (words::ASKED, Period::Asked(1)),
        (words::ASKED2, Period::Asked(2)),
        (words::PARTS_OF_A_YEAR, Period::Part),
    ];
    // The longest word says it.
    let mut best: Option<(&str, Period)> = None;
    for (words, period) in lists {
        if let Some(rest) = cut_word(text, words).filter(|rest| best.is_none_or(|best| rest.len() < best.0.len())) {
            best = Some((rest, period));
        }
    }
    let (rest, period) = best?;
    parsed.period = Some(period);
    let rest = rest.trim_matches(is_mark);
    Some(rest.strip_prefix('的').unwrap_or(rest).to_string())
}

/// A year in a text, and the text without it.
fn year_in(text: &str) -> Option<(Period, String)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_year = |at: usize| {
        matches!(bytes.get(at..at + 2), Some(b"19" | b"20"))
            && digit(at + 2)
            && digit(at + 3)
            && (at == 0 || !digit(at - 1))
    };
    let at = (0..bytes.len()).find(|at| is_year(*at))?;
    let year: u16 = cut(text, at, at + 4).parse().ok()?;
    let tail = cut(text, at + 4, text.len());
    // A day or months behind it, and the words of a year.
    let belongs =
        |c: char| c.is_ascii_digit() || matches!(c, '年' | '度' | '末' | '底' | '初' | '月' | '日' | '-' | '/' | '.');
    let end = tail.char_indices().find(|(_, c)| !belongs(*c)).map_or(tail.len(), |(at, _)| at);
    let behind = cut(tail, 0, end);
    let numbers: String = behind.chars().filter(char::is_ascii_digit).collect();
    let period = match numbers.as_str() {
        // The end of the year before.
        "" | "0101" | "11" if behind.contains('初') || !numbers.is_empty() => Period::Year(year - 1),
        "" | "12" | "1231" | "112" | "0112" => Period::Year(year),
        _ => Period::Part,
    };
    let front = cut(text, 0, at).trim_end_matches(is_mark);
    let rest = cut(tail, end, tail.len()).trim_start_matches(is_mark);
    let rest = rest.strip_prefix('的').unwrap_or(rest);
    Some((period, [front, rest].concat()))
}
