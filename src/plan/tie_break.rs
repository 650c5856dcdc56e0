//! The tie-break of the cheapest plan: which of several that cost the same is given.
//!
//! The cheaper one; of equal cost the one that changes fewer figures; of equal number the one that was found first. Candidates
//! are tried from where a figure is now outwards, so that is the one with the nearer values. It decides among plans with the
//! same linking figures and among those that are listed; of combinations of linking figures, scenarios and goals the search
//! goes on to the next only where it can be cheaper.

use innopoints_core::number::Num;
use std::cmp::Ordering;

/// How two plans rank by what they cost and how many figures they change; the better one is less.
pub(crate) fn order(a: (Num, usize), b: (Num, usize)) -> Ordering {
    a.cmp(&b)
}

/// Whether a plan replaces the best so far.
pub(crate) fn replaces(next: (Num, usize), best: (Num, usize)) -> bool {
    order(next, best) == Ordering::Less
}
