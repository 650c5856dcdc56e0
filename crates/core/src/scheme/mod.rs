//! Compiled schemes (积分方案): what one is ([`model`]), how points are given ([`rules`], a file a rule kind), and as lines of
//! text that any module of the same build reads back ([`pack`]).

pub mod amount;
pub mod model;
pub mod pack;
mod packed;
pub mod panel;
pub mod rules;
pub mod source;

pub use model::Scheme;
