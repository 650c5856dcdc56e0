//! Compiled schemes (积分方案): what one is ([`model`]), and as lines of text that any module of the same build reads back
//! ([`pack`]).

pub mod model;
pub mod pack;

pub use model::Scheme;
