//! Points of groups and the total from those of the indicators.

use crate::number::{Interval, Num};
use crate::scheme::model::{GroupKind, Scheme};

/// Points of groups, and the total.
pub struct Sums {
    /// Points of each group, capped.
    pub groups: Vec<Interval>,
    /// Deductions taken away, however far below 0 that leads.
    pub raw: Interval,
    /// The total: that, but never below 0.
    pub total: Interval,
}

/// A total that is not below 0.
pub fn not_negative(raw: Interval) -> Interval {
    if raw.lo.is_some_and(Num::is_negative) { raw.max(Interval::exact(Num::ZERO)) } else { raw }
}

/// Adds the items up: groups up to their maxima, deductions taken away, never below 0.
pub fn sums(scheme: &Scheme, items: &[Interval]) -> Sums {
    let mut groups = Vec::with_capacity(scheme.groups.len());
    let mut total = Interval::exact(Num::ZERO);
    for group in &scheme.groups {
        let mut sum = Interval::exact(Num::ZERO);
        for points in &items[group.indicators.clone()] {
            sum = sum.add(*points);
        }
        if let Some(max) = group.max {
            sum = sum.min(Interval::exact(max));
        }
        total = match group.kind {
            GroupKind::Deduction => total.add(sum.neg()),
            _ => total.add(sum),
        };
        groups.push(sum);
    }
    Sums { groups, raw: total, total: not_negative(total) }
}
