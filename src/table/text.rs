//! The lines of a table that is text: separators, quotes, line ends.
//!
//! A quoted field may hold separators and line ends. Where its quote is not closed before a separator or the end of a line,
//! the line is broken and costs itself alone: what follows is read from the next line on. A line of the table spans at most
//! [`MOST_LINES`] lines of the text, so that a text full of stray quotes is looked at so many times and no more.

use std::borrow::Cow;

/// The most lines of text that one line of a table may span.
const MOST_LINES: u32 = 32;

/// A line of a table: its cells, and the line of the text (or the row of the sheet) where it begins, from 1.
#[derive(Clone, Debug, Default)]
pub struct Line<'a> {
    /// Where it begins.
    pub number: u32,
    /// Its cells.
    pub cells: Vec<Cow<'a, str>>,
    /// Whether its quotes do not match: its cells are lost.
    pub broken: bool,
}

impl Line<'_> {
    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        !self.broken && self.cells.iter().all(|cell| super::words::bare(cell).is_empty())
    }

    /// A cell; blank where the line is shorter.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell)
    }
}

/// What parts the cells of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// One character.
    Is(char),
    /// Any number of blanks.
    Blanks,
}

/// The separators that are tried, the likeliest first.
pub const SEPARATORS: [Separator; 7] = [
    Separator::Is(','),
    Separator::Is('\t'),
    Separator::Is(';'),
    Separator::Is('，'),
    Separator::Is('|'),
    Separator::Is('；'),
    Separator::Blanks,
];

/// The lines of a text.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    separator: Separator,
    at: usize,
    line: u32,
    /// Bytes looked at so far, for tests: a bound of the work.
    pub looked_at: usize,
    /// Of the line that is read: where each cell begins and ends, and whether it is quoted.
    found: Vec<(usize, usize, bool)>,
}

impl<'a> Lines<'a> {
    /// Of a text without a byte order mark; a first line `sep=;` is passed over.
    pub fn new(text: &'a str, separator: Separator) -> Lines<'a> {
        let mut lines = Lines { text, separator, at: 0, line: 1, looked_at: 0, found: Vec::new() };
        if stated_separator(text).is_some() {
            lines.at = line_end(text.as_bytes(), 0);
            lines.pass_line_end();
        }
        lines
    }

    fn separator_at(&self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?;
        match self.separator {
            Separator::Blanks => matches!(rest.first(), Some(b' ' | b'\t')).then_some(1),
            Separator::Is(c) => {
                let mut buffer = [0; 4];
                let bytes = c.encode_utf8(&mut buffer).as_bytes();
                rest.starts_with(bytes).then_some(bytes.len())
            }
        }
    }

    /// Goes past the end of a line.
    fn pass_line_end(&mut self) {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'\r') && bytes.get(self.at + 1) == Some(&b'\n') {
            self.at += 1;
        }
        if self.at < bytes.len() {
            self.at += 1;
            self.line += 1;
        }
    }

    /// Finds the cells of the line that begins here, and where it ends; nothing where its quotes do not match.
    fn find(&mut self) -> Option<(usize, u32)> {
        let bytes = self.text.as_bytes();
        self.found.clear();
        let (mut at, mut spans) = (self.at, 0);
        loop {
            let begun = at;
            // Blanks before a quote are passed over.
            while bytes.get(at) == Some(&b' ') && self.separator_at(at).is_none() {
                at += 1;
            }
            if bytes.get(at) == Some(&b'"') {
                let from = at + 1;
                at = from;
                loop {
                    match bytes.get(at) {
                        None => {
                            self.looked_at += at - from;
                            return None;
                        }
                        Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                        Some(b'"') => break,
                        Some(byte) => {
                            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                                spans += 1;
                                if spans >= MOST_LINES {
                                    self.looked_at += at - from;
                                    return None;
                                }
                            }
                            at += 1;
                        }
                    }
                }
                self.looked_at += at - from;
                self.found.push((from, at, true));
                at += 1;
                while bytes.get(at) == Some(&b' ') && self.separator_at(at).is_none() {
                    at += 1;
                }
            } else {
                while at < bytes.len() && !is_line_end(bytes[at]) && self.separator_at(at).is_none() {
                    at += 1;
                }
                self.looked_at += at - begun;
                self.found.push((begun, at, false));
            }
            match self.separator_at(at) {
                Some(length) => at += length,
                None if at >= bytes.len() || is_line_end(bytes[at]) => return Some((at, spans)),
                // A quote that is closed too early.
                None => return None,
            }
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let text = self.text;
        if self.at >= text.len() {
            return None;
        }
        let mut line = Line { number: self.line, ..Line::default() };
        match self.find() {
            Some((end, spans)) => {
                for &(from, to, quoted) in &self.found {
                    let cell = text.get(from..to).unwrap_or("");
                    if self.separator == Separator::Blanks && !quoted && cell.is_empty() {
                        continue;
                    }
                    let doubled = quoted && cell.as_bytes().windows(2).any(|pair| pair == b"\"\"");
                    line.cells.push(if doubled { Cow::Owned(single_quotes(cell)) } else { Cow::Borrowed(cell) });
                }
                (self.at, self.line) = (end, self.line + spans);
            }
            None => {
                line.broken = true;
                let end = line_end(text.as_bytes(), self.at);
                self.looked_at += end - self.at;
                self.at = end;
            }
        }
        self.pass_line_end();
        Some(line)
    }
}

/// The separator that a first line `sep=;` states, as spreadsheets take it.
pub fn stated_separator(text: &str) -> Option<Separator> {
    let line = text.get(..line_end(text.as_bytes(), 0))?.trim_matches('"');
    let (front, rest) = line.split_at_checked(4)?;
    let mut rest = rest.chars();
    match (front.eq_ignore_ascii_case("sep="), rest.next(), rest.next()) {
        (true, Some(c), None) => Some(Separator::Is(c)),
        _ => None,
    }
}

/// A quoted cell's text: two quotes stand for one.
fn single_quotes(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut before = false;
    for c in cell.chars() {
        let second = before && c == '"';
        if !second {
            text.push(c);
        }
        before = c == '"' && !second;
    }
    text
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Where the line ends that goes on here.
fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| is_line_end(*byte)).map_or(bytes.len(), |length| from + length)
}
