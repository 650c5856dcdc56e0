//! Text of one value a line, as programs pack it for themselves.

use crate::number::parted;

/// What is left to read.
pub(crate) struct Lines<'a> {
    pub(crate) rest: &'a str,
}

impl<'a> Lines<'a> {
    /// The next line; empty at the end.
    pub(crate) fn next(&mut self) -> &'a str {
        let (line, rest) = parted(self.rest, b'\n').unwrap_or_default();
        self.rest = rest;
        line
    }

    /// The whole number on the next line; nothing is checked.
    pub(crate) fn whole(&mut self) -> usize {
        read_whole(self.next()) as usize
    }
}

/// A whole number from its decimal digits; nothing is checked.
pub(crate) fn read_whole(text: &str) -> i128 {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let n = digits.bytes().fold(0_i128, |n, digit| n.wrapping_mul(10).wrapping_add(i128::from(digit & 15)));
    if negative { n.wrapping_neg() } else { n }
}
