//! Parts of texts, found and cut without a panic, and without the searchers of the standard library, which are kilobytes of a
//! wasm module.

use std::borrow::Cow;

/// Whether a character moves, colours or hides what is shown: control characters, marks of direction, line separators.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text that comes from outside, such as a company's name or a key of its file, for a sentence or a line: what is not seen, line
/// ends and tabs among it, stands as a sign.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // ␀ … ␟ are the pictures of the first 32.
            c if u32::from(c) < 32 => shown.extend(char::from_u32(0x2400 + u32::from(c))),
            '\u{7f}' => shown.push('␡'),
            c if is_unseen(c) => {
                shown.push_str("<U+");
                let digits = [12, 8, 4, 0].map(|shift| u32::from(c) >> shift & 15);
                shown.extend(
                    digits.into_iter().filter_map(|digit| char::from_digit(digit, 16)).map(|c| c.to_ascii_uppercase()),
                );
                shown.push('>');
            }
            c => shown.push(c),
        }
    }
    shown.into()
}

/// The part of a text between two places, empty where there is none: unlike a slice it cannot panic.
pub fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

/// Where a text first holds another. `str::find` would bring a searcher of 3 kB along, for texts of a few letters.
pub fn find(text: &str, part: &str) -> Option<usize> {
    let part = part.as_bytes();
    text.as_bytes().windows(part.len().max(1)).position(|window| window == part)
}

/// Where a text first holds one of some ASCII characters; like [`find`], without a searcher for each kind of pattern.
pub fn find_any(text: &str, of: &[u8]) -> Option<usize> {
    text.bytes().position(|byte| of.contains(&byte))
}

/// What stands before and behind the first of an ASCII character.
pub fn parted(text: &str, at: u8) -> Option<(&str, &str)> {
    let at = find_any(text, &[at])?;
    Some((cut(text, 0, at), cut(text, at + 1, text.len())))
}

/// What stands behind the last of an ASCII character; all of it where there is none.
pub fn behind_last(text: &str, at: u8) -> &str {
    cut(text, text.bytes().rposition(|byte| byte == at).map_or(0, |place| place + 1), text.len())
}

/// The parts of a text between an ASCII character.
pub fn parts(mut text: &str, at: u8) -> Vec<&str> {
    let mut parts = Vec::new();
    while let Some((part, rest)) = parted(text, at) {
        parts.push(part);
        text = rest;
    }
    parts.push(text);
    parts
}

/// The first characters of a text.
pub fn beginning(text: &str, characters: usize) -> &str {
    cut(text, 0, text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at))
}

/// A text in two at a place; whole where there is no such place.
pub fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}
