//! In which direction a formula moves with one unknown, over all that the others can be: up, down, both or not at all.

use super::interval::Ranges;
use super::{Compare, Domain, Env, ExprId, Instr, Op, Program, Span, Truths, Unknown};
use crate::number::Num;

/// The monotonicity of a value in one unknown: the directions in which it may move as that rises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slope(u8);

impl Slope {
    /// It does not move.
    pub const FLAT: Slope = Slope(0);
    /// It only rises (truths: false, undetermined, true).
    pub const UP: Slope = Slope(1);
    /// It only falls.
    pub const DOWN: Slope = Slope(2);
    /// It may do either.
    pub const BOTH: Slope = Slope(3);

    /// The slope of the negative.
    #[must_use]
    pub const fn flip(self) -> Slope {
        Slope((self.0 & 1) << 1 | (self.0 & 2) >> 1)
    }

    /// The slope itself, or that of the negative.
    #[must_use]
    pub const fn turned(self, flip: bool) -> Slope {
        if flip { self.flip() } else { self }
    }

    /// The slope of a sum.
    #[must_use]
    pub const fn or(self, other: Slope) -> Slope {
        Slope(self.0 | other.0)
    }

    /// Whether it may rise.
    pub const fn rises(self) -> bool {
        self.0 & 1 != 0
    }

    /// Whether it may fall.
    pub const fn falls(self) -> bool {
        self.0 & 2 != 0
    }

    /// Whether it moves at all.
    pub const fn moves(self) -> bool {
        self.0 != 0
    }

    /// Either direction if it moves at all.
    #[must_use]
    pub const fn either(self) -> Slope {
        if self.moves() { Slope::BOTH } else { Slope::FLAT }
    }

    /// The slope of the product with a factor.
    fn times(self, factor: Span) -> Slope {
        let factor = factor.interval();
        match (factor.lo, factor.hi) {
            _ if !self.moves() => self,
            (Some(lo), _) if !lo.is_negative() => self,
            (_, Some(hi)) if hi <= Num::ZERO => self.flip(),
            _ => Slope::BOTH,
        }
    }
}

/// The domain of directions, beside the interval or the possible truths that they are told from.
pub struct Directions<'a> {
    /// What formulas read.
    pub env: &'a Env<'a>,
    /// What moves.
    pub what: Unknown,
    /// The directions of the points of groups, then of indicators, in pass conditions.
    pub points: &'a [Slope],
    /// The slope of the total.
    pub total: Slope,
    /// Whether each instruction can change with what moves, where that has been found out.
    pub reads: Option<&'a [bool]>,
}

impl<'a> Directions<'a> {
    /// The directions of formulas that ask for no points.
    pub fn new(env: &'a Env<'a>, what: Unknown) -> Directions<'a> {
        Directions { env, what, points: &[], total: Slope::FLAT, reads: None }
    }

    /// The direction of a number.
    pub fn of_number(&self, program: &Program, at: ExprId) -> Slope {
        if self.can_move(at) { program.number(at, self).1 } else { Slope::FLAT }
    }

    /// The direction of a condition.
    pub fn of_truth(&self, program: &Program, at: ExprId) -> Slope {
        if self.can_move(at) { program.boolean(at, self).1 } else { Slope::FLAT }
    }

    fn can_move(&self, at: ExprId) -> bool {
        self.reads.is_none_or(|reads| reads.get(at.index()).copied().unwrap_or(true))
    }

    fn ranges(&self) -> Ranges<'_> {
        Ranges(self.env)
    }

    fn slope_of(&self, leaf: Instr) -> Slope {
        match leaf {
            Instr::Total => self.total,
            Instr::Points(i) => self.points.get(i).copied().unwrap_or_default(),
            Instr::EveryFloor => self.points.iter().fold(Slope::FLAT, |all, s| all.or(*s)),
            _ if leaf.unknown() != Some(self.what) => Slope::FLAT,
            Instr::Level(..) | Instr::Day(..) | Instr::YearsSince(_) => Slope::BOTH,
            _ => Slope::UP,
        }
    }

    fn settled((truths, slope): (Truths, Slope)) -> (Truths, Slope) {
        (truths, if truths.is_single() { Slope::FLAT } else { slope })
    }
}

impl Domain for Directions<'_> {
    type Number = (Span, Slope);
    type Truth = (Truths, Slope);

    fn spend(&self) {
        self.env.spend(1);
    }

    fn constant(&self, n: Num) -> Self::Number {
        (Span::exact(n), Slope::FLAT)
    }

    fn read_number(&self, leaf: Instr) -> Self::Number {
        (self.ranges().read_number(leaf), self.slope_of(leaf))
    }

    fn read_truth(&self, leaf: Instr) -> Self::Truth {
        Self::settled((self.ranges().read_truth(leaf), self.slope_of(leaf)))
    }

    fn apply(&self, op: Op, at: ExprId, a: Self::Number, b: Self::Number) -> Self::Number {
        let slope = match op {
            Op::Add | Op::Min | Op::Max => a.1.or(b.1),
            Op::Sub => a.1.or(b.1.flip()),
            Op::Mul => a.1.times(b.0).or(b.1.times(a.0)),
            // Where the divisor is 0 there is no value; beyond, the quotient starts anew from the other side.
            Op::Div | Op::Growth if b.1.moves() && !b.0.is_nonzero() => Slope::BOTH,
            Op::Div | Op::Growth => a.1.times(b.0).or(b.1.times(a.0).flip()),
        };
        (self.ranges().apply(op, at, a.0, b.0), slope)
    }

    fn negative(&self, at: ExprId, a: Self::Number) -> Self::Number {
        (self.ranges().negative(at, a.0), a.1.flip())
    }

    fn compare(&self, how: Compare, a: Self::Number, b: Self::Number) -> Self::Truth {
        let slope = match how {
            Compare::Ge | Compare::Gt => a.1.or(b.1.flip()),
            Compare::Le | Compare::Lt => a.1.flip().or(b.1),
            Compare::Eq | Compare::Ne => a.1.or(b.1).either(),
        };
        Self::settled((self.ranges().compare(how, a.0, b.0), slope))
    }

    fn and(&self, a: Self::Truth, b: impl FnOnce() -> Self::Truth) -> Self::Truth {
        if a.0 == Truths::FALSE {
            return a;
        }
        let b = b();
        Self::settled((a.0.and(b.0), a.1.or(b.1)))
    }

    fn not(&self, a: Self::Truth) -> Self::Truth {
        (a.0.not(), a.1.flip())
    }

    fn choose_number(
        &self,
        c: Self::Truth,
        a: impl FnOnce() -> Self::Number,
        b: impl FnOnce() -> Self::Number,
    ) -> Self::Number {
        match c.0.certain() {
            Some(true) => a(),
            Some(false) => b(),
            None => {
                let (a, b) = (a(), b());
                let slope = if c.1.moves() { Slope::BOTH } else { a.1.or(b.1) };
                (self.ranges().choose_number(c.0, || a.0, || b.0), slope)
            }
        }
    }

    fn choose_truth(
        &self,
        c: Self::Truth,
        a: impl FnOnce() -> Self::Truth,
        b: impl FnOnce() -> Self::Truth,
    ) -> Self::Truth {
        match c.0.certain() {
            Some(true) => a(),
            Some(false) => b(),
            None => {
                let (a, b) = (a(), b());
                // Of an undetermined condition the branches count only where they agree.
                let slope = match c.0.has(Truths::UNDETERMINED) || c.1.moves() {
                    true => c.1.or(a.1).or(b.1).either(),
                    false => a.1.or(b.1),
                };
                Self::settled((self.ranges().choose_truth(c.0, || a.0, || b.0), slope))
            }
        }
    }
}
