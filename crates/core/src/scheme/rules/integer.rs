//! The integer form of rules: points in millionths from figures in millionths.

use crate::formula::integer::{MISSING, Ratio, Slot, Threshold, Truth, scaled};
use crate::number::Num;

pub use crate::formula::integer::ALWAYS;

/// The points of a rule.
pub enum Points {
    /// Of the best band that a value reaches.
    Bands {
        /// The value.
        value: Ratio,
        /// Best first.
        bands: Vec<(Threshold, i64)>,
        /// Points in no band.
        otherwise: i64,
    },
    /// Of a level.
    Choice {
        /// Where the level is.
        level: Slot,
        /// Points of each.
        points: Vec<i64>,
    },
    /// Of a condition.
    Flag {
        /// The condition.
        when: Truth,
        /// Points where it holds.
        points: i64,
        /// Points where it does not.
        otherwise: i64,
    },
    /// The best of several.
    BestOf {
        /// Each.
        list: Vec<Points>,
        /// What none can beat.
        max: i64,
    },
    /// The sum of several, capped.
    Sum {
        /// Each.
        list: Vec<Points>,
        /// The most.
        max: i64,
    },
}

/// Points in millionths, at most the maximum.
pub fn capped(points: Num, max: Num) -> Option<i64> {
    scaled(points.min(max))
}

impl Points {
    /// The points; [`MISSING`] where something needed is not known or has no value.
    pub fn of(&self, values: &[i64]) -> i64 {
        match self {
            Points::Bands { value, bands, otherwise } => {
                let Some((n, d)) = value.of(values) else { return MISSING };
                for (threshold, points) in bands {
                    if threshold.is_reached(n, d) {
                        return *points;
                    }
                }
                *otherwise
            }
            Points::Flag { when, points, otherwise } => match when.of(values) {
                MISSING => MISSING,
                0 => *otherwise,
                _ => *points,
            },
            Points::Choice { level, points } => {
                usize::try_from(values[*level]).ok().and_then(|l| points.get(l).copied()).unwrap_or(MISSING)
            }
            Points::BestOf { list, max } => {
                let mut best = MISSING;
                for rule in list {
                    match rule.of(values) {
                        MISSING => return MISSING,
                        // Nothing can beat the maximum; what is missing further on does not matter.
                        points if points == *max => return points,
                        points => best = best.max(points),
                    }
                }
                best
            }
            Points::Sum { list, max } => {
                let mut sum = 0;
                for rule in list {
                    match rule.of(values) {
                        MISSING => return MISSING,
                        points => sum += points,
                    }
                }
                sum.min(*max)
            }
        }
    }
}
