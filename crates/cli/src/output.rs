//! What the command prints beside its answers: problems on standard error, JSON lines, refused rows, exit codes.

use innopoints::Problem;
use serde::Serialize;
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
        eprintln!("{p}");
    }
}

pub fn json_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Stop> {
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// A company that could not be scored.
#[derive(Serialize)]
pub struct Refused<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    pub errors: &'a [Problem],
}
