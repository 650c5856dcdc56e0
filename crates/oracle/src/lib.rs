//! The oracle: a naive scorer of scheme files over big rationals, and generators of random schemes, companies and
//! completions. It reads files by itself and shares no code with the library that is tested against it.

pub mod company;
mod extend;
pub mod formula;
pub mod generate;
pub mod number;
pub mod scheme;

pub use company::{Company, Known, company, own_fields, own_id};
pub use extend::whole;
pub use scheme::{Completion, Outcome, Part, Scheme, Span};
