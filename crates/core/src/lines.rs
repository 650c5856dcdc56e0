//! Text of one value a line, as programs pack it for themselves.

use crate::text::parted;

/// What is left to read: what scoring needs, and apart from it sources.
pub(crate) struct Lines<'a> {
    sections: [&'a str; 2],
    in_sources: bool,
}

impl<'a> Lines<'a> {
    /// Sources that are left out read as empty.
    pub(crate) fn new(main: &'a str, sources: &'a str) -> Lines<'a> {
        Lines { sections: [main, sources], in_sources: false }
    }

    /// The next line; empty at the end.
    pub(crate) fn next(&mut self) -> &'a str {
        let rest = &mut self.sections[usize::from(self.in_sources)];
        let (line, after) = parted(rest, b'\n').unwrap_or_default();
        *rest = after;
        line
    }

    /// The whole number on the next line; nothing is checked.
    pub(crate) fn whole(&mut self) -> usize {
        read_whole(self.next()) as usize
    }

    /// Reads from the sources.
    pub(crate) fn sources<T>(&mut self, read: impl FnOnce(&mut Lines<'a>) -> T) -> T {
        let before = std::mem::replace(&mut self.in_sources, true);
        let value = read(self);
        self.in_sources = before;
        value
    }
}

/// What is written: what scoring needs, and apart from it sources.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) sections: [String; 2],
    in_sources: bool,
}

impl Writer {
    /// Writes a line.
    pub(crate) fn line(&mut self, line: &str) {
        let section = &mut self.sections[usize::from(self.in_sources)];
        section.push_str(line);
        section.push('\n');
    }

    /// Writes among the sources.
    pub(crate) fn sources(&mut self, write: impl FnOnce(&mut Writer)) {
        let before = std::mem::replace(&mut self.in_sources, true);
        write(self);
        self.in_sources = before;
    }
}

/// A whole number from its decimal digits; nothing is checked.
pub(crate) fn read_whole(text: &str) -> i128 {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let n = digits.bytes().fold(0_i128, |n, digit| n.wrapping_mul(10).wrapping_add(i128::from(digit & 15)));
    if negative { n.wrapping_neg() } else { n }
}
