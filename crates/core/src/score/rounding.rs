//! Rounding of totals: once, at the end, half away from zero, to the decimals of the scheme. Points of items and groups are
//! summed as they are.

use crate::number::{Interval, Num};
use crate::scheme::model::Scheme;

impl Scheme {
    /// A total as it is given.
    pub fn round_total(&self, total: Num) -> Num {
        total.round(self.precision)
    }

    /// Bounds of a total as they are given.
    pub fn round_bounds(&self, total: Interval) -> Interval {
        let round = |end: Option<Num>| end.map(|end| self.round_total(end));
        Interval { lo: round(total.lo), hi: round(total.hi) }
    }

    /// One in the last decimal of a total; `None` where it is too small for the exact arithmetic.
    pub fn rounding_step(&self) -> Option<Num> {
        Num::ratio(1, 10i64.checked_pow(self.precision)?)
    }

    /// The least sum of points that is given as this total, which is a whole number of steps above 0.
    pub fn least_that_rounds_to(&self, total: Num) -> Option<Num> {
        total.sub(self.rounding_step()?.div(Num::int(2))?)
    }
}

/// How many whole steps a sum in scaled integers rounds to; `step` is one in the last decimal, in the same scale.
#[inline(always)]
pub fn rounded_steps(sum: i64, step: i64) -> i64 {
    (sum + sum.signum() * (step / 2)) / step
}
