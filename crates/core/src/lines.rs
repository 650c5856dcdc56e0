//! Text of one value a line, as programs pack it for themselves.

use crate::number::parted;

/// What is left to read: numbers and ids, and apart from them words.
pub(crate) struct Lines<'a> {
    sections: [&'a str; 2],
    in_words: bool,
}

impl<'a> Lines<'a> {
    /// Words that are left out read as empty.
    pub(crate) fn new(numbers: &'a str, words: &'a str) -> Lines<'a> {
        Lines { sections: [numbers, words], in_words: false }
    }

    /// The next line; empty at the end.
    pub(crate) fn next(&mut self) -> &'a str {
        let rest = &mut self.sections[usize::from(self.in_words)];
        let (line, after) = parted(rest, b'\n').unwrap_or_default();
        *rest = after;
        line
    }

    /// The whole number on the next line; nothing is checked.
    pub(crate) fn whole(&mut self) -> usize {
        read_whole(self.next()) as usize
    }

    /// Reads from the words.
    pub(crate) fn words<T>(&mut self, read: impl FnOnce(&mut Lines<'a>) -> T) -> T {
        let before = std::mem::replace(&mut self.in_words, true);
        let value = read(self);
        self.in_words = before;
        value
    }
}

/// What is written: numbers and ids, and apart from them words.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) sections: [String; 2],
    in_words: bool,
}

impl Writer {
    /// Writes a line.
    pub(crate) fn line(&mut self, line: &str) {
        let section = &mut self.sections[usize::from(self.in_words)];
        section.push_str(line);
        section.push('\n');
    }

    /// Writes among the words.
    pub(crate) fn words(&mut self, write: impl FnOnce(&mut Writer)) {
        let before = std::mem::replace(&mut self.in_words, true);
        write(self);
        self.in_words = before;
    }
}

/// A whole number from its decimal digits; nothing is checked.
pub(crate) fn read_whole(text: &str) -> i128 {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let n = digits.bytes().fold(0_i128, |n, digit| n.wrapping_mul(10).wrapping_add(i128::from(digit & 15)));
    if negative { n.wrapping_neg() } else { n }
}
