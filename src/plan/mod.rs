//! What would raise the score: the cheapest set of changes that reaches a total, or passes the scheme.
//!
//! What may move, how far, and what it takes are estimates of this product (`move` in `dictionary.json`); a call can say
//! otherwise ([`Terms`]). The search (`solver`) is exact, and every plan is scored again as any company is.

mod basis;
mod decompose;
mod goal;
mod improve;
mod improvement;
mod linear;
mod moves;
mod plans;
mod question;
mod scenarios;
mod solver;
mod terms;
mod tie_break;
mod words;

pub use improvement::{Blocked, Improvement, Plan, Target};
pub use terms::Terms;

#[cfg(test)]
pub(crate) use moves::shipped_move;
