//! What the command prints beside its answers: problems on standard error, JSON lines, refused rows, exit codes.

use innopoints::Problem;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

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

pub fn complain(problems: &[Problem]) {
    for p in problems {
        eprintln!("{}", visible(&p.to_string()));
    }
}

pub fn json_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Stop> {
    let text = serde_json::to_string(value).map_err(io::Error::from)?;
    if text.chars().any(is_unseen) {
        // They stand in strings alone: as JSON escapes them.
        for c in text.chars() {
            if is_unseen(c) {
                write!(out, "\\u{:04x}", u32::from(c))?;
            } else {
                write!(out, "{c}")?;
            }
        }
    } else {
        out.write_all(text.as_bytes())?;
    }
    out.write_all(b"\n")?;
    Ok(())
}

/// Whether a character moves, colours or hides what a terminal shows: control characters, marks of direction, line separators.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text that comes from outside, such as a company's name, for a line of a terminal or of a table: what is not seen, line ends
/// and tabs among it, stands as a sign.
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
            c if is_unseen(c) => shown += &format!("<U+{:04X}>", u32::from(c)),
            c => shown.push(c),
        }
    }
    shown.into()
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
