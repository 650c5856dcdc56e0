//! A compiled scheme scores a company: exact numbers, formulas, rules, totals and verdicts. No file formats and no reasons in
//! words; the small WebAssembly module is this crate with its bindings.
//!
//! Arrows run one way: [`number`] ← [`dictionary`] ← [`company`], [`formula`] ← [`scheme`] ← [`score`], [`table`].

pub mod company;
pub mod derive;
pub mod dictionary;
pub mod facts;
pub mod formula;
pub mod gather;
pub mod id;
pub mod json;
mod lines;
pub mod number;
pub mod outcome;
pub mod plausible;
pub mod problem;
pub mod reach;
pub mod scheme;
pub mod score;
pub mod sort;
pub mod table;
pub mod text;
pub mod value;

pub use company::Enterprise;
pub use number::{Date, Decimal, Interval, Num};
pub use outcome::Outcome;
pub use problem::{Problem, Text};
