//! Lines and columns of a text.

use innopoints_core::json::{Document, Span};

/// Finds lines and columns by bytes, in time that does not grow with the text.
pub(crate) struct Lines<'a> {
    text: &'a str,
    /// Line and column, from 1, at every [`STRIDE`] bytes or a little before.
    marks: Vec<(usize, u32, u32)>,
}

const STRIDE: usize = 1024;

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Lines<'a> {
        let mut marks = Vec::new();
        let (mut line, mut column) = (1, 1);
        for (at, c) in text.char_indices() {
            if at / STRIDE >= marks.len() {
                marks.push((at, line, column));
            }
            (line, column) = after(c, line, column);
        }
        Lines { text, marks }
    }

    /// Line and column, from 1, in characters.
    pub fn of(&self, offset: usize) -> (u32, u32) {
        let mark = self.marks.get(offset / STRIDE).or(self.marks.last()).filter(|mark| mark.0 <= offset);
        // A mark stands at the first character of its stretch, which can be a few bytes into it.
        let before = || offset.checked_div(STRIDE)?.checked_sub(1).and_then(|n| self.marks.get(n));
        let (from, line, column) = mark.or_else(before).copied().unwrap_or((0, 1, 1));
        let passed = self.text.get(from..offset).unwrap_or_default();
        passed.chars().fold((line, column), |(line, column), c| after(c, line, column))
    }

    /// Where a value begins; `inside` counts the characters of a text from 1, 0 means the value itself.
    pub fn find(&self, document: &Document, span: Span, inside: u32) -> (u32, u32) {
        let mut offset = document.offset(span);
        let mut rest = self.text.get(offset..).unwrap_or_default();
        if let Some(text) = rest.strip_prefix('"').filter(|_| inside > 0) {
            rest = text;
            for _ in 1..inside {
                rest = rest.get(character(rest)..).unwrap_or_default();
            }
            offset = self.text.len() - rest.len();
        }
        self.of(offset)
    }
}

fn after(c: char, line: u32, column: u32) -> (u32, u32) {
    if c == '\n' { (line + 1, 1) } else { (line, column + 1) }
}

/// How many bytes the first character of a JSON string takes, with its escape.
fn character(rest: &str) -> usize {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), Some('u')) => 6,
        (Some('\\'), Some(escaped)) => 1 + escaped.len_utf8(),
        (Some(c), _) => c.len_utf8(),
        (None, _) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_characters_in_them() {
        let text = "{\"a\": [1, {\"b~/\\n\": \"x \\\"y\\\" z\"}],\n \"企\": {\"c\": [], \"d\": 2}}";
        let document = Document::parse(text).expect("JSON");
        let lines = Lines::new(text);
        let mut spans = vec![Span::ROOT];
        let mut at = 0;
        while at < spans.len() {
            let children: Vec<Span> = document.children(spans[at]).collect();
            spans.extend(children);
            at += 1;
        }
        let find = |pointer: &str, inside| {
            let span = spans.iter().find(|span| document.pointer(**span) == pointer);
            span.map(|span| lines.find(&document, *span, inside))
        };
        assert_eq!(find("", 0), Some((1, 1)));
        assert_eq!(find("/a/0", 0), Some((1, 8)));
        assert_eq!(find("/a/1/b~0~1\n", 0), Some((1, 21)));
        assert_eq!(find("/a/1/b~0~1\n", 4), Some((1, 26)));
        assert_eq!(find("/企/d", 0), Some((2, 22)));
        assert_eq!(find("/a/2", 0), None);
        assert_eq!(find("/企/d/e", 0), None);
    }

    #[test]
    fn every_byte_of_a_long_text() {
        let text: String = (0..3000).map(|n| if n % 77 == 0 { "\n" } else { ["企", "a", "é", "😀"][n % 4] }).collect();
        let lines = Lines::new(&text);
        let (mut line, mut column) = (1, 1);
        for (at, c) in text.char_indices() {
            assert_eq!(lines.of(at), (line, column), "{at}");
            (line, column) = after(c, line, column);
        }
    }
}
