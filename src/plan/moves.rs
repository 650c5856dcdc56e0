//! How the fields of the dictionary can move, as `dictionary.json` has it. All of it is an estimate of this product.

use innopoints_core::id::FieldId;
use innopoints_core::number::Num;

/// How a field can move within about a year.
#[derive(Debug)]
pub(crate) struct Move {
    /// Effort of one unit of the field more or less, in 万元.
    pub cost: Num,
    /// How far up, as [`super::Terms::limit`] reads it without its sign: `20%` of what it is, or an amount.
    pub up: Option<&'static str>,
    /// How far down.
    pub down: Option<&'static str>,
    /// Of a flag (0 for no, 1 for yes) or a choice, the levels that can be had and the effort of each.
    pub to: &'static [(usize, Num)],
}

/// How a field can move; without it, it stays as it is.
pub(crate) fn movable(field: FieldId) -> Option<&'static Move> {
    MOVES.get(field.index())?.as_ref()
}

/// One a field of the dictionary, in its order.
static MOVES: &[Option<Move>] = &include!(concat!(env!("OUT_DIR"), "/moves.rs"));
