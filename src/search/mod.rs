//! Bounds that are reached, and what decides: a search by branch and bound over all that is unknown.
//!
//! A field that stands in several indicators is one unknown, not several. The unknown fields and parameters make a box. Its
//! bounds by interval arithmetic ([`bounds`]) are sound and cheap; a search ([`branch`]) makes them tight. A whole question has
//! one budget ([`Work`]), counted in evaluated instructions; what is stopped by it says so.
//!
//! Arrows run one way: `work`, `domain`, `ties` ← `state` ← `points` ← `bounds` ← `direction`, `candidates` ← `branch` ←
//! `decide`, `worst` ← `score`; `state` ← `quick` ← `sensitivity`.

mod bounds;
mod branch;
mod candidates;
mod decide;
mod direction;
mod domain;
mod points;
mod quick;
mod score;
pub mod sensitivity;
mod state;
mod tied_maxima;
mod work;
mod worst;

pub use score::{score, score_within};
pub(crate) use tied_maxima::leaning;
pub use work::Work;
pub(crate) use worst::{Scenario, helps, worst};
