//! How text leaves the command: nothing that a stranger wrote reaches a terminal as it came. Also problems on standard error, JSON
//! lines, refused rows, exit codes.

use innopoints::Problem;
use innopoints_core::text::is_unseen;
pub use innopoints_core::text::visible;
use serde::Serialize;
use std::fmt::{Arguments, Write as _};
use std::io::{self, Write};
use std::str;

/// Exit codes: 0 scored, 1 bad input, 2 usage.
pub const BAD_INPUT: u8 = 1;
pub const USAGE: u8 = 2;

/// Why the command stops early.
pub enum Stop {
    Code(u8),
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(e: io::Error) -> Stop {
        Stop::Output(e)
    }
}

/// Standard output, or what is to become a part of it. What is formatted (`writeln!`) is prose, a line at a time, with line ends before
/// and after it: what moves, colours or hides stands as a sign. What is written whole (`write_all`) is a document, whose lines and tabs
/// are its own.
pub struct Shown<W>(pub W);

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match str::from_utf8(bytes) {
            Ok(text) if has_unseen(text, is_layout) => {
                let shown: String = text.split_inclusive(is_layout).map(seen).collect();
                self.0.write_all(shown.as_bytes())?;
            }
            _ => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }

    fn write_fmt(&mut self, line: Arguments<'_>) -> io::Result<()> {
        self.0.write_all(prose(line).as_bytes())
    }
}

/// Whether a text has what is not seen, but for what is allowed. Most lines of a table are told by their bytes, of which these
/// characters begin with few.
fn has_unseen(text: &str, allowed: impl Fn(char) -> bool) -> bool {
    let may = |byte: u8| (byte < 32 && !allowed(byte.into())) | (byte == 127) | matches!(byte, 0xc2 | 0xe2 | 0xef);
    text.bytes().any(may) && text.chars().any(|c| is_unseen(c) && !allowed(c))
}

/// Line ends, tabs, and the mark by which spreadsheets know UTF-8.
fn is_layout(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{feff}')
}

/// A part of a document with at most one character of its layout, the last.
fn seen(part: &str) -> String {
    match part.strip_suffix(is_layout) {
        Some(text) => visible(text).into_owned() + &part[text.len()..],
        None => visible(part).into_owned(),
    }
}

/// A line with line ends before and after it, and tabs between its cells.
fn prose(line: Arguments<'_>) -> String {
    let text = line.to_string();
    if !has_unseen(text.trim_matches('\n'), |c| c == '\t') {
        return text;
    }
    let body = text.trim_start_matches('\n');
    let (start, body) = text.split_at(text.len() - body.len());
    let (body, end) = body.split_at(body.trim_end_matches('\n').len());
    let cells: Vec<_> = body.split('\t').map(visible).collect();
    format!("{start}{}{end}", cells.join("\t"))
}

/// A line on standard error.
pub fn tell(line: Arguments<'_>) {
    // Whoever closed it has seen enough.
    let _ = writeln!(Shown(io::stderr().lock()), "{line}");
}

/// In place of the standard one, so that no message goes round [`tell`].
macro_rules! eprintln {
    ($($line:tt)*) => { $crate::output::tell(format_args!($($line)*)) };
}

pub fn complain(problems: &[Problem]) {
    for p in problems {
        eprintln!("{p}");
    }
}

pub fn json_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Stop> {
    let text = serde_json::to_string(value).map_err(io::Error::from)?;
    json_text(out, &text)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// A JSON text. What is not seen stands in strings alone, but for line ends: it is written as JSON escapes it.
pub fn json_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    if !has_unseen(text, |c| c == '\n') {
        return out.write_all(text.as_bytes());
    }
    let is_hidden = |c: char| is_unseen(c) && c != '\n';
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    out.write_all(escaped.as_bytes())
}

/// A company that could not be scored.
#[derive(Serialize)]
pub struct Refused<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    pub errors: &'a [Problem],
}
