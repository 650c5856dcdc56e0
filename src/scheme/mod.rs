//! Schemes (积分方案): what one is ([`model`]), reading it from JSON with located errors ([`load`]), and telling what is
//! wrong with a file beyond that ([`check`]).

#[cfg(feature = "full")]
pub mod adopt;
#[cfg(feature = "cli")]
pub mod check;
#[cfg(feature = "cli")]
pub mod format;
#[cfg(feature = "full")]
pub mod load;
pub mod model;

pub use model::Scheme;
