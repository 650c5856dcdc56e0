//! How the fields of the dictionary can move, as `dictionary.json` has it. All of it is an estimate of this product.

use crate::file::field::moves;
use innopoints_core::id::FieldId;
use innopoints_core::number::Num;
use innopoints_core::scheme::model::{Move, Scheme};
use std::sync::LazyLock;

/// How a field can move, by the dictionary or by the scheme that defines it; without it, it stays as it is.
pub(crate) fn movable(scheme: &Scheme, field: FieldId) -> Option<&Move> {
    match field.index().checked_sub(MOVES.len()) {
        Some(own) => scheme.own_fields.moves.get_or_init(|| moves(&scheme.own_fields.json)).get(own)?.as_ref(),
        None => shipped_move(field),
    }
}

/// How a field of the dictionary can move.
pub(crate) fn shipped_move(field: FieldId) -> Option<&'static Move> {
    MOVES.get(field.index())?.as_ref()
}

/// One a field of the dictionary, in its order.
static MOVES: LazyLock<Vec<Option<Move>>> = LazyLock::new(|| include!(concat!(env!("OUT_DIR"), "/moves.rs")));
