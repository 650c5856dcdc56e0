//! Exact, explained and cited innovation scores (创新积分制) from a company's own figures.
//!
//! A [`Scheme`] is data with sources, read once from JSON and compiled into a flat program. An [`Enterprise`] is what is
//! known of a company. Scoring gives a [`Report`]: points, the reason for each, bounds where something is unknown, and
//! the verdict. Arithmetic is exact from end to end; nothing is rounded but the total, once.
//!
//! ```
//! use innopoints::{Date, Enterprise, Scheme};
//!
//! let scheme = Scheme::parse(include_str!("../schemes/cn-innovative-sme-2022.json"), None).unwrap();
//! let company = Enterprise::parse(r#"{"main_revenue": "1.2 亿元", "main_revenue_prior": "1 亿元"}"#, None).unwrap();
//! let report = scheme.score(&company, Date::parse("2026-11-01").unwrap()).unwrap();
//! let growth = report.items.iter().find(|i| i.id == "main_revenue_growth").unwrap();
//! assert_eq!(growth.points.as_deref(), Some("20"));
//! ```
//!
//! Arrows run one way: `number` ← `dictionary` ← `formula` ← `scheme` ← `enterprise` ← `score` ← `report` ← `finance` ←
//! `wasm`, the command. Only `wasm` knows JavaScript; only the command touches files and clocks.

// The small wasm module calls less than all of this; what it does not call, the linker leaves out.
#![cfg_attr(not(feature = "full"), allow(dead_code))]

mod bounds;
pub mod dictionary;
#[cfg(feature = "cli")]
pub mod diff;
mod edges;
pub mod enterprise;
#[cfg(feature = "full")]
pub mod explain;
#[cfg(any(all(target_arch = "wasm32", feature = "full"), test))]
mod fast;
pub mod finance;
pub mod formula;
#[cfg(feature = "full")]
pub mod improve;
pub mod json;
pub mod number;
mod pack;
pub mod problem;
pub mod rank;
pub mod read;
pub mod report;
pub mod scheme;
pub mod score;
#[cfg(feature = "full")]
pub mod sensitivity;
#[cfg(not(target_arch = "wasm32"))]
pub mod shipped;
mod sort;
#[cfg(all(feature = "full", any(feature = "cli", target_arch = "wasm32")))]
pub mod verify;
#[cfg(target_arch = "wasm32")]
mod wasm;
#[cfg(feature = "full")]
pub mod what_if;
mod words;

pub use enterprise::Enterprise;
pub use number::{Date, Num};
pub use problem::{Problem, Text};
pub use report::{Outcome, Report};
pub use scheme::Scheme;

impl Scheme {
    /// Scores one company for a day, with reasons.
    pub fn score(&self, company: &Enterprise, on: Date) -> Result<Report<'_>, Vec<Problem>> {
        let score = score::score(self, company, on, &[])?;
        Ok(report::explain(self, company, on, &score))
    }

    /// Total and verdict without the words.
    pub fn outcome(&self, company: &Enterprise, on: Date) -> Result<Outcome, Vec<Problem>> {
        let score = score::score(self, company, on, &[])?;
        Ok(report::outcome(self, &score))
    }

    /// The total alone: exact, rounded once; `None` while something needed is unknown.
    pub fn total(&self, company: &Enterprise, on: Date) -> Result<Option<Num>, Vec<Problem>> {
        score::total(self, company, on)
    }
}
