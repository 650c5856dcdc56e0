//! What is known of one field.

use crate::number::{Date, Num};

/// What is known of one field of one company. Numbers are in base units (万元, 人, 件, 年, 1).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Not given.
    #[default]
    Missing,
    /// A number.
    Exact(Num),
    /// A number somewhere from the one to the other.
    Range(Box<(Num, Num)>),
    /// Yes or no.
    Flag(bool),
    /// A level of a choice, by its place.
    Level(usize),
    /// A day.
    Day(Date),
}

impl Value {
    /// A number from the one to the other, where they differ.
    pub fn between(lo: Num, hi: Num) -> Value {
        if lo == hi { Value::Exact(lo) } else { Value::Range(Box::new((lo, hi))) }
    }
}

/// The least that a number can be, as far as its own value tells.
pub fn lowest(v: &Value) -> Option<Num> {
    match v {
        Value::Exact(n) => Some(*n),
        Value::Range(r) => Some(r.0),
        _ => None,
    }
}

/// The most that it can be.
pub fn highest(v: &Value) -> Option<Num> {
    match v {
        Value::Exact(n) => Some(*n),
        Value::Range(r) => Some(r.1),
        _ => None,
    }
}
