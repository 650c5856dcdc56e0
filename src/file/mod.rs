//! File formats: schemes and finance instruments as Rust types, each of which is the JSON Schema and the reader with the
//! place of every value. `extends` is carried out here, on the JSON of the files.

pub(crate) mod amounts;
pub(crate) mod extend;
pub(crate) mod facts;
pub(crate) mod field;
pub mod instrument;
pub(crate) mod lines;
pub(crate) mod number;
pub(crate) mod parts;
pub(crate) mod print;
pub(crate) mod reader;
pub(crate) mod rules;
mod schema;
pub mod scheme;
