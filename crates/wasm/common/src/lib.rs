//! What both WebAssembly modules share: companies read from JSON text, answers given as JSON text, figures as people type them,
//! and the allocator. What it exports to JavaScript stands in both modules, used or not.

mod company;
mod figures;

use innopoints_core::{Date, Problem};
use serde::Serialize;

pub use company::Company;
pub use figures::{figure_in, read_figure};

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[derive(Serialize)]
struct Problems {
    problems: Vec<Problem>,
}

/// An answer as JSON text.
pub fn to_json(answer: Result<impl Serialize, Vec<Problem>>) -> String {
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

/// Reads a day.
pub fn day(on: &str) -> Result<Date, Vec<Problem>> {
    innopoints_core::number::read::day(on).ok_or_else(|| vec![no_day(on)])
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
