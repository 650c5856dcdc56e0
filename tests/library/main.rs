//! The tests of the library, one program: cases, formats, numbers, bounds, and what ships.

#[path = "../random/company.rs"]
mod company;
#[path = "../completion/mod.rs"]
mod completion;
#[path = "../random/mod.rs"]
mod random;

mod bounds;
mod cases;
mod check;
mod explanations;
mod format;
mod formula;
mod fuzz;
mod pack;
mod property;
mod ranges;
mod rank;
mod schema;
mod sources;
mod table;
mod typed;
mod words;
mod values;
