//! The tests of the command, one program: as a user runs it, and the library where a test needs both.

// Shared with the tests of the library.
#[path = "../random/company.rs"]
#[allow(dead_code)]
mod company;
#[path = "../random/mod.rs"]
mod random;

mod adopt;
mod diff;
mod fields;
mod finance;
mod guide;
mod improve;
mod panel;
mod sheets;
mod shown;
mod tables;
mod verify;
