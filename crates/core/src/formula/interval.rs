//! Where numbers can lie and which truths are possible: sound over every completion of what is not known, not always tight.

use super::exact::Exact;
use super::{Compare, Domain, Env, ExprId, Instr, Op, Program};
use crate::dictionary::Value;
use crate::number::{Interval, Num};

/// Where a number can lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The interval of its values; `None` where no completion gives one.
    pub values: Option<Interval>,
    /// Whether some completion may give no value: a divisor may be 0.
    pub partial: bool,
}

impl Span {
    /// No value, whatever is unknown.
    pub const NOTHING: Span = Span { values: None, partial: true };

    /// One number.
    pub const fn exact(n: Num) -> Span {
        Span::of(Interval::exact(n))
    }

    /// A value within an interval in every completion.
    pub const fn of(values: Interval) -> Span {
        Span { values: Some(values), partial: false }
    }

    /// The one number that it is in every completion.
    pub fn single(self) -> Option<Num> {
        self.values.filter(|_| !self.partial)?.single()
    }

    /// Its values; all numbers where there is none.
    pub fn interval(self) -> Interval {
        self.values.unwrap_or(Interval::ALL)
    }

    /// Whether it is known to be other than 0 wherever it has a value.
    pub fn is_nonzero(self) -> bool {
        self.values.is_some_and(|i| !i.contains(Num::ZERO))
    }

    /// The values of either of two.
    fn or(self, other: Span) -> Span {
        let values = match (self.values, other.values) {
            (Some(a), Some(b)) => Some(a.hull(b)),
            (a, b) => a.or(b),
        };
        Span { values, partial: self.partial || other.partial }
    }
}

/// The truths that are possible: a bit set of true, false, undetermined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truths(u8);

impl Truths {
    /// Nothing but true.
    pub const TRUE: Truths = Truths(1);
    /// Nothing but false.
    pub const FALSE: Truths = Truths(2);
    /// Nothing but undetermined.
    pub const UNDETERMINED: Truths = Truths(4);
    /// True or false.
    pub const EITHER: Truths = Truths(3);

    /// One of the two.
    pub const fn exact(truth: bool) -> Truths {
        if truth { Truths::TRUE } else { Truths::FALSE }
    }

    /// The truth, where it is the same in every completion.
    pub const fn certain(self) -> Option<bool> {
        match self {
            Truths::TRUE => Some(true),
            Truths::FALSE => Some(false),
            _ => None,
        }
    }

    /// Whether just one is possible.
    pub const fn is_single(self) -> bool {
        self.0.count_ones() == 1
    }

    /// Whether all of some are possible.
    pub const fn has(self, other: Truths) -> bool {
        self.0 & other.0 == other.0
    }

    /// The truths that either allows.
    #[must_use]
    pub const fn or(self, other: Truths) -> Truths {
        Truths(self.0 | other.0)
    }

    /// The truths of the negation.
    #[must_use]
    pub const fn not(self) -> Truths {
        Truths(self.0 & 4 | (self.0 & 1) << 1 | (self.0 & 2) >> 1)
    }

    /// The truths of the conjunction.
    #[must_use]
    pub const fn and(self, other: Truths) -> Truths {
        let (a, b) = (self.0, other.0);
        // True where both can be; false where one can; undetermined where one can and the other need not be false.
        Truths(a & b & 1 | (a | b) & 2 | if (a & 4 != 0 && b & 5 != 0) || (b & 4 != 0 && a & 5 != 0) { 4 } else { 0 })
    }
}

/// The domain of intervals and possible truths.
pub struct Ranges<'a>(pub &'a Env<'a>);

impl Ranges<'_> {
    /// An interval computed from others, and a note where an end of it did not fit.
    fn made(&self, found: Interval, of: [Interval; 2]) -> Interval {
        // An end that is open although every end it was made of was not; a product that fell back to 0.
        let closed = of.iter().all(|i| i.lo.is_some() && i.hi.is_some());
        let open = found.lo.is_none() || found.hi.is_none();
        let fell = found.lo.is_some_and(Num::is_zero) && of.iter().all(|i| i.lo.is_some_and(|lo| lo > Num::ZERO));
        if closed && (open || fell) {
            self.0.widen();
        }
        found
    }

    fn quotient(&self, a: Span, b: Span) -> Span {
        let (Some(above), Some(below)) = (a.values, b.values) else { return Span::NOTHING };
        let Some(inverse) = below.recip() else { return Span::NOTHING };
        let may_be_zero = below.contains(Num::ZERO);
        let found = above.mul(inverse);
        if !may_be_zero {
            self.made(found, [above, below]);
        }
        Span { values: Some(found), partial: a.partial || b.partial || may_be_zero }
    }
}

impl Domain for Ranges<'_> {
    type Number = Span;
    type Truth = Truths;

    #[inline]
    fn spend(&self) {
        self.0.spend(1);
    }

    fn constant(&self, n: Num) -> Span {
        Span::exact(n)
    }

    fn read_number(&self, leaf: Instr) -> Span {
        let env = self.0;
        Span::of(match leaf {
            Instr::Field(f) => match env.values[f] {
                Value::Exact(n) => Interval::exact(n),
                _ => (env.interval)(f),
            },
            Instr::Quantity(q) => env.quantity(q),
            Instr::Total => env.points.map_or(Interval::ALL, |p| p.total),
            Instr::Points(i) => env.points_of(i),
            Instr::YearsSince(f) => env.years_since(f).map_or(Interval::ALL, Interval::exact),
            Instr::Answer(q) => env.answer(q).number,
            _ => Interval::ALL,
        })
    }

    fn read_truth(&self, leaf: Instr) -> Truths {
        Exact(self.0).read_truth(leaf).map_or(Truths::EITHER, Truths::exact)
    }

    fn apply(&self, op: Op, _: ExprId, a: Span, b: Span) -> Span {
        // Most figures are known: one operation instead of those on both ends.
        if let (Some(x), Some(y)) = (a.single(), b.single())
            && let Some(n) = op.of(x, y)
        {
            return Span::exact(n);
        }
        // What the ends take more than one number does: of a product and a quotient, the corners.
        self.0.spend(match op {
            Op::Mul | Op::Div | Op::Growth => 3,
            _ => 1,
        });
        if matches!(op, Op::Div | Op::Growth) {
            let found = self.quotient(a, b);
            let less_one = |i: Interval| self.made(i.add(Interval::exact(Num::int(-1))), [i, i]);
            return if op == Op::Div { found } else { Span { values: found.values.map(less_one), ..found } };
        }
        let (Some(x), Some(y)) = (a.values, b.values) else { return Span::NOTHING };
        let found = match op {
            Op::Add => x.add(y),
            Op::Sub => x.add(y.neg()),
            Op::Mul => x.mul(y),
            Op::Min => x.min(y),
            _ => x.max(y),
        };
        Span { values: Some(self.made(found, [x, y])), partial: a.partial || b.partial }
    }

    fn negative(&self, _: ExprId, a: Span) -> Span {
        Span { values: a.values.map(|i| self.made(i.neg(), [i, i])), ..a }
    }

    fn compare(&self, how: Compare, a: Span, b: Span) -> Truths {
        let (Some(x), Some(y)) = (a.values, b.values) else { return Truths::UNDETERMINED };
        let found = compared(how, x, y).map_or(Truths::EITHER, Truths::exact);
        if a.partial || b.partial { found.or(Truths::UNDETERMINED) } else { found }
    }

    fn and(&self, a: Truths, b: impl FnOnce() -> Truths) -> Truths {
        if a == Truths::FALSE { a } else { a.and(b()) }
    }

    fn not(&self, a: Truths) -> Truths {
        a.not()
    }

    fn choose_number(&self, c: Truths, a: impl FnOnce() -> Span, b: impl FnOnce() -> Span) -> Span {
        match c.certain() {
            Some(true) => a(),
            Some(false) => b(),
            None => {
                let (a, b) = (a(), b());
                if a.single().is_some() && a.single() == b.single() {
                    return a;
                }
                let either = a.or(b);
                match c {
                    Truths::UNDETERMINED => Span::NOTHING,
                    _ => Span { partial: either.partial || c.has(Truths::UNDETERMINED), ..either },
                }
            }
        }
    }

    fn choose_truth(&self, c: Truths, a: impl FnOnce() -> Truths, b: impl FnOnce() -> Truths) -> Truths {
        match c.certain() {
            Some(true) => a(),
            Some(false) => b(),
            None => {
                let (a, b) = (a(), b());
                let either = a.or(b);
                match c {
                    _ if a == b && a.is_single() => a,
                    Truths::EITHER => either,
                    // Undetermined unless both branches agree.
                    Truths::UNDETERMINED => Truths(a.0 & b.0 | 4),
                    _ => either.or(Truths::UNDETERMINED),
                }
            }
        }
    }
}

/// A comparison over intervals; `None` where it depends.
fn compared(how: Compare, a: Interval, b: Interval) -> Option<bool> {
    // Whether every a is below (or at most) every b.
    let below =
        |a: Interval, b: Interval, equal: bool| a.hi.zip(b.lo).is_some_and(|(x, y)| if equal { x <= y } else { x < y });
    match how {
        Compare::Lt if below(a, b, false) => Some(true),
        Compare::Lt if below(b, a, true) => Some(false),
        Compare::Le if below(a, b, true) => Some(true),
        Compare::Le if below(b, a, false) => Some(false),
        Compare::Lt | Compare::Le => None,
        Compare::Gt => compared(Compare::Lt, b, a),
        Compare::Ge => compared(Compare::Le, b, a),
        Compare::Eq => match (a.single(), b.single()) {
            (Some(x), Some(y)) => Some(x == y),
            _ if below(a, b, false) || below(b, a, false) => Some(false),
            _ => None,
        },
        Compare::Ne => compared(Compare::Eq, a, b).map(|x| !x),
    }
}

impl Program {
    /// Where the number can lie.
    pub fn span(&self, at: ExprId, env: &Env<'_>) -> Span {
        self.number(at, &Ranges(env))
    }

    /// The truths that are possible.
    pub fn truths(&self, at: ExprId, env: &Env<'_>) -> Truths {
        self.boolean(at, &Ranges(env))
    }

    /// The truth, where it is the same in every completion of what is unknown; an undetermined one is no truth.
    pub fn certain(&self, at: ExprId, env: &Env<'_>) -> Option<bool> {
        self.truths(at, env).certain()
    }
}
