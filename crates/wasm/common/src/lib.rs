//! What both WebAssembly modules share: companies read from JSON text, answers given as JSON text, companies of plain numbers
//! through shared memory, and the allocator.

mod numbers;

use innopoints_core::{Date, Enterprise, Problem};
use serde::Serialize;

pub use numbers::Numbers;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[derive(Serialize)]
struct Problems {
    problems: Vec<Problem>,
}

/// An answer as JSON text.
pub fn told(answer: Result<impl Serialize, Vec<Problem>>) -> String {
    match answer {
        Ok(answer) => json(&answer),
        Err(problems) => refused(problems),
    }
}

/// `{"problems": […]}`
pub fn refused(problems: Vec<Problem>) -> String {
    json(&Problems { problems })
}

/// As JSON text.
pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads a company and a day.
pub fn read(enterprise: &str, on: &str) -> Result<(Enterprise, Date), Vec<Problem>> {
    let company = Enterprise::parse(enterprise, None)?;
    match innopoints_core::number::read::day(on) {
        Some(on) => Ok((company, on)),
        None => Err(vec![no_day(on)]),
    }
}

#[cold]
#[inline(never)]
fn no_day(on: &str) -> Problem {
    Problem::new(
        "bad_date",
        "评价日期“{0}”不是日期，请写成 2026-11-01",
        "the day \"{0}\" is not a date; write 2026-11-01",
        &[on.into()],
    )
}
