//! File formats: schemes and finance instruments as Rust types, and the reading of JSON member by member with places.

pub mod instrument;
pub mod node;
pub mod scheme;
