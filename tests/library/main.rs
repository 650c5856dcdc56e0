//! The tests of the library, one program: cases, formats, numbers, bounds, and what ships.

// Shared with the tests of the command.
#[path = "../random/company.rs"]
#[allow(dead_code)]
mod company;
#[path = "../hostile/mod.rs"]
mod hostile;
#[path = "../random/mod.rs"]
mod random;

mod bounds;
mod budget;
mod cases;
mod check;
mod companies;
mod deciding;
mod estimate;
mod explanations;
mod facts;
mod format;
mod formula;
mod fuzz;
mod own_fields;
mod pack;
mod property;
mod ranges;
mod rank;
mod schema;
mod sources;
mod table;
mod tables;
mod typed;
mod values;
mod words;
