//! The words of tables beside the headings of fields, which are data (`table-words.json`, `dictionary-forms.json`), and how texts
//! of tables are compared.

use innopoints_core::text::find;

#[allow(missing_docs)]
mod lists {
    include!(concat!(env!("OUT_DIR"), "/table_words.rs"));
}

pub(crate) use lists::*;

/// Whether a character is never seen: zero-width marks and marks of direction, which exports leave in texts.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text without invisible characters, blanks around it and the guards by which spreadsheets keep a text a text: `="…"`, `'`.
pub(crate) fn bare(cell: &str) -> std::borrow::Cow<'_, str> {
    let mut cell: std::borrow::Cow<'_, str> = cell.into();
    if cell.chars().any(is_unseen) {
        cell = cell.chars().filter(|c| !is_unseen(*c)).collect::<String>().into();
    }
    let trimmed = cell.trim();
    let guarded = trimmed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let within = guarded.or_else(|| trimmed.strip_prefix('\'')).unwrap_or(trimmed).trim();
    if within.len() == cell.len() { cell } else { within.to_string().into() }
}

/// A text as headings are compared: without blanks, invisible characters and marks of what must be filled in; widths, cases,
/// brackets and Roman numbers made alike; without a list number and 其中：in front.
pub(crate) fn normal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c => c,
        };
        match c {
            c if c.is_whitespace() || is_unseen(c) => {}
            '*' | '※' | '★' | '☆' | '●' | '“' | '”' | '"' => {}
            'Ⅰ' | 'ⅰ' => plain.push('i'),
            'Ⅱ' | 'ⅱ' => plain.push_str("ii"),
            'Ⅲ' | 'ⅲ' => plain.push_str("iii"),
            '[' | '{' | '【' | '〔' | '「' => plain.push('('),
            ']' | '}' | '】' | '〕' | '」' => plain.push(')'),
            '–' | '—' | '－' => plain.push('-'),
            c if c.is_ascii() => plain.push(c.to_ascii_lowercase()),
            c => plain
                .push(TRADITIONAL.iter().find(|pair| pair.starts_with(c)).and_then(|p| p.chars().nth(1)).unwrap_or(c)),
        }
    }
    let mut rest = plain.as_str();
    while let Some(behind) = without_number(rest).or_else(|| without_prefix(rest)) {
        rest = behind;
    }
    rest.strip_suffix(':').unwrap_or(rest).to_string()
}

/// What stands behind a number of a list: `一、`, `(二)`, `3.`, `4、`.
fn without_number(text: &str) -> Option<&str> {
    let (inner, bracket) = text.strip_prefix('(').map_or((text, false), |inner| (inner, true));
    let is_number = |c: char| c.is_ascii_digit() || find("一二三四五六七八九十", c.encode_utf8(&mut [0; 4])).is_some();
    let end = inner.char_indices().find(|(_, c)| !is_number(*c)).map_or(inner.len(), |(at, _)| at);
    let (number, rest) = inner.split_at_checked(end)?;
    let mut after = rest.chars();
    let mark = after.next()?;
    let fits = if bracket { mark == ')' } else { matches!(mark, '、' | '.') };
    // "3.5%" is no list.
    let goes_on = after.as_str().starts_with(|c: char| c.is_ascii_digit());
    (!number.is_empty() && fits && !goes_on && !after.as_str().is_empty()).then_some(after.as_str())
}

fn without_prefix(text: &str) -> Option<&str> {
    PREFIXES.iter().find_map(|prefix| text.strip_prefix(*prefix)).filter(|rest| !rest.is_empty())
}

/// Whether a text is one of some words.
pub(crate) fn is_one(words: &[&str], normal: &str) -> bool {
    words.contains(&normal)
}

/// The longest of some words that a text begins with, or ends with, and what is left of the text.
pub(crate) fn cut_word<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    let mut left: Option<&str> = None;
    for word in words {
        let rest = text.strip_prefix(*word).or_else(|| text.strip_suffix(*word));
        if let Some(rest) = rest.filter(|rest| left.is_none_or(|left| rest.len() < left.len())) {
            left = Some(rest);
        }
    }
    left
}
