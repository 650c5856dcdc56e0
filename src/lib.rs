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
//! Arrows run one way: `innopoints_core` ← `file` ← `compile` ← `scheme`, `notice` ← `search` ← `answer` ← `compare` ← `plan`, `finance` ← `verify`.
//! Files, clocks and terminals are the command's (`crates/cli`), JavaScript is the bindings' (`crates/wasm`).

/// The page of the crate: its example is tested.
#[cfg(doctest)]
#[doc = include_str!("../docs/crate.md")]
pub struct Page;

pub mod adopt;
pub mod annex;
pub mod answer;
pub mod compare;
pub mod compile;
pub mod estimate;
pub mod figures;
pub mod file;
pub mod finance;
pub mod info;
pub mod languages;
pub mod lint;
pub mod notice;
pub mod plan;
pub mod scheme;
pub mod search;
pub mod shapes;
pub mod shipped;
pub mod table;
pub mod verify;

pub use answer::report::Report;
pub use innopoints_core::{
    Date, Enterprise, Num, Outcome, Problem, Text, company, dictionary, formula, id, json, number, problem,
};
pub use scheme::Scheme;
