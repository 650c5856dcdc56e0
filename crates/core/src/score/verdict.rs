//! The verdict: gates, direct routes and the condition on points, in three-valued (Kleene) logic.

use crate::formula::Points;
use crate::number::{Interval, Num};
use crate::scheme::model::Scheme;

/// The verdict from its parts.
pub fn verdict(
    scheme: &Scheme,
    gates: &[Option<bool>],
    routes: &[Option<bool>],
    condition: Option<bool>,
) -> Option<bool> {
    let pass = scheme.pass.as_ref()?;
    let met = match pass.when {
        Some(_) => or(any(routes), condition),
        // Nothing but gates to be met.
        None if routes.is_empty() => Some(true),
        None => any(routes),
    };
    and(all(gates.iter().copied()), met)
}

/// The points that a pass condition may ask for; the total is rounded.
pub fn points(scheme: &Scheme, total: Interval, groups: &[Interval], items: impl Iterator<Item = Interval>) -> Points {
    let mut each = groups.to_vec();
    each.extend(items);
    Points {
        total: scheme.round_bounds(total),
        each,
        floors: all(scheme.groups.iter().zip(groups).map(|(g, points)| floor_met(g.floor, *points))),
    }
}

/// Whether a group reaches its floor.
pub fn floor_met(floor: Option<Num>, points: Interval) -> Option<bool> {
    match floor {
        None => Some(true),
        Some(f) if points.lo.is_some_and(|lo| lo >= f) => Some(true),
        Some(f) if points.hi.is_some_and(|hi| hi < f) => Some(false),
        Some(_) => None,
    }
}

/// Conjunction in three-valued (Kleene) logic.
pub fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    parts.fold(Some(true), and)
}

fn any(parts: &[Option<bool>]) -> Option<bool> {
    parts.iter().copied().fold(Some(false), or)
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        // One failure settles it, whatever else is unknown.
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    and(a.map(|a| !a), b.map(|b| !b)).map(|neither| !neither)
}
