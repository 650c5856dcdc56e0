//! Closed intervals of exact numbers, and arithmetic on them that is sound.

use super::Num;

/// A closed interval; an open end (`None`) reaches to infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Lower end, or unbounded.
    pub lo: Option<Num>,
    /// Upper end, or unbounded.
    pub hi: Option<Num>,
}

/// What two ends give; open where one is, or where it does not fit.
#[inline(never)]
fn both(a: Option<Num>, b: Option<Num>, of: fn(Num, Num) -> Option<Num>) -> Option<Num> {
    of(a?, b?)
}

fn least(a: Num, b: Num) -> Option<Num> {
    Some(a.min(b))
}

fn greatest(a: Num, b: Num) -> Option<Num> {
    Some(a.max(b))
}

#[allow(clippy::should_implement_trait)]
impl Interval {
    /// All numbers.
    pub const ALL: Interval = Interval { lo: None, hi: None };

    /// One number. Never inlined: written out wherever a number becomes an interval it would be a hundredth of the small module.
    #[inline(never)]
    pub const fn exact(x: Num) -> Interval {
        Interval { lo: Some(x), hi: Some(x) }
    }

    /// The one number it holds, if it holds just one.
    pub fn single(self) -> Option<Num> {
        match (self.lo, self.hi) {
            (Some(a), Some(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// Whether `x` lies within.
    pub fn contains(self, x: Num) -> bool {
        self.lo.is_none_or(|l| l <= x) && self.hi.is_none_or(|h| x <= h)
    }

    /// The smallest interval around both.
    pub fn hull(self, o: Interval) -> Interval {
        Interval { lo: both(self.lo, o.lo, least), hi: both(self.hi, o.hi, greatest) }
    }

    /// Widens an interval, if there is one yet, so that it holds another.
    #[inline(never)]
    pub fn extend(found: &mut Option<Interval>, more: Interval) {
        *found = Some(found.map_or(more, |found| found.hull(more)));
    }

    /// What both hold, where both are sound; the first where they hold nothing in common, so that no interval is upside down.
    pub fn meet(self, o: Interval) -> Interval {
        let end = |a: Option<Num>, b: Option<Num>, pick: fn(Num, Num) -> Num| match (a, b) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (a, b) => a.or(b),
        };
        let met = Interval { lo: end(self.lo, o.lo, Ord::max), hi: end(self.hi, o.hi, Ord::min) };
        if met.lo.zip(met.hi).is_some_and(|(lo, hi)| lo > hi) { self } else { met }
    }

    /// Sum. An end that overflows becomes unbounded, which is sound.
    pub fn add(self, o: Interval) -> Interval {
        Interval { lo: both(self.lo, o.lo, Num::add), hi: both(self.hi, o.hi, Num::add) }
    }

    /// Mirror image at 0.
    pub fn neg(self) -> Interval {
        Interval { lo: self.hi.and_then(Num::neg), hi: self.lo.and_then(Num::neg) }
    }

    /// The smaller of two unknowns.
    pub fn min(self, o: Interval) -> Interval {
        Interval {
            lo: both(self.lo, o.lo, least),
            hi: match (self.hi, o.hi) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        }
    }

    /// The larger of two unknowns.
    pub fn max(self, o: Interval) -> Interval {
        self.neg().min(o.neg()).neg()
    }

    /// Product.
    pub fn mul(self, o: Interval) -> Interval {
        // Exactly 0 times anything is 0, and neither sign below would part it.
        if [self, o].into_iter().any(|i| i.single().is_some_and(Num::is_zero)) {
            return Interval::exact(Num::ZERO);
        }
        let nonneg = |i: Interval| i.lo.is_some_and(|l| !l.is_negative());
        let nonpos = |i: Interval| i.hi.is_some_and(|h| h <= Num::ZERO);
        match (nonneg(self), nonneg(o)) {
            (true, true) => {
                Interval { lo: both(self.lo, o.lo, Num::mul).or(Some(Num::ZERO)), hi: both(self.hi, o.hi, Num::mul) }
            }
            _ if nonpos(self) => self.neg().mul(o).neg(),
            _ if nonpos(o) => self.mul(o.neg()).neg(),
            _ => {
                // One of them spans 0: the ends are among the corner products, unbounded if any corner is.
                let corner = |a, b| both(a, b, Num::mul);
                let all = [corner(self.lo, o.lo), corner(self.lo, o.hi), corner(self.hi, o.lo), corner(self.hi, o.hi)];
                match all {
                    [Some(a), Some(b), Some(c), Some(d)] => {
                        Interval { lo: Some(a.min(b).min(c.min(d))), hi: Some(a.max(b).max(c.max(d))) }
                    }
                    _ => Interval::ALL,
                }
            }
        }
    }

    /// 1 / x over the x that are not 0; `None` when it holds nothing but 0.
    pub fn recip(self) -> Option<Interval> {
        let inv = |x: Num| Num::ONE.div(x);
        let zero_lo = self.lo.is_some_and(Num::is_zero);
        let zero_hi = self.hi.is_some_and(Num::is_zero);
        Some(match (self.lo, self.hi) {
            _ if zero_lo && zero_hi => return None,
            (Some(l), h) if !l.is_negative() => Interval {
                lo: Some(h.map_or(Some(Num::ZERO), inv).unwrap_or(Num::ZERO)),
                hi: if zero_lo { None } else { inv(l) },
            },
            (l, Some(h)) if h.is_negative() || zero_hi => Interval { lo: l, hi: Some(h) }.neg().recip()?.neg(),
            _ => Interval::ALL,
        })
    }

    /// A number in the middle; of an interval that spans several magnitudes, of the middle magnitude. To six decimals, or
    /// whole. `None` where an end is open.
    pub fn middle(self, whole: bool) -> Option<Num> {
        let (lo, hi) = (self.lo?, self.hi?);
        let least = if whole { Num::ONE } else { Num::raw(1, 10_000) };
        let (a, b) = (lo.max(least), hi);
        let mut half = lo.add(hi)?.div(Num::int(2))?;
        if !lo.is_negative() && b > a.mul(Num::int(100))? {
            let mut size = Num::raw(1, 10_000);
            // size² < a·b, without the product.
            while size < a || (size.div(a)? < b.div(size)?) {
                size = size.mul(Num::int(10))?;
            }
            half = size.div(Num::int(10))?.reduced().max(lo);
        }
        Some(if whole { half.floor() } else { half.round(6) }.max(lo).min(hi))
    }
}
