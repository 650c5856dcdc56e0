//! What if: the same company with other figures, and the difference indicator by indicator.

use crate::number::{Interval, Num};
use crate::problem::Text;
use crate::report::ends;
use crate::scheme::model::Scheme;
use crate::score::Score;
use serde::Serialize;

/// An indicator before and after a change.
#[derive(Debug, Serialize)]
pub struct ItemDifference<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Bounds of its points before.
    pub before: [String; 2],
    /// After.
    pub after: [String; 2],
    /// Points more or less, with every estimate at its typical value; `None` where unknown figures leave it open.
    pub by: Option<String>,
}

/// The indicators whose points differ.
pub(crate) fn differences<'a>(scheme: &'a Scheme, before: &Score, after: &Score) -> Vec<ItemDifference<'a>> {
    let mut found = Vec::new();
    for ((indicator, a), b) in scheme.indicators.iter().zip(&before.items).zip(&after.items) {
        let usual = |points: Interval, hit: Option<Num>| points.single().or(hit);
        let (from, to) = (usual(a.points, a.hit.map(|h| h.points)), usual(b.points, b.hit.map(|h| h.points)));
        if a.points == b.points && from == to {
            continue;
        }
        let by = to.zip(from).and_then(|(to, from)| to.sub(from));
        found.push(ItemDifference {
            id: &indicator.id,
            title: &indicator.title,
            before: ends(a.points, scheme.precision),
            after: ends(b.points, scheme.precision),
            by: by.map(|by| by.to_text(scheme.precision)),
        });
    }
    found
}
