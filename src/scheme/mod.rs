//! Schemes (积分方案): what one is ([`model`]), and reading it from JSON with located errors ([`load`]).

pub mod load;
pub mod model;

pub use model::Scheme;
