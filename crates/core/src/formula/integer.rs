//! Formulas in 64-bit integers: sums, quotients and conditions of figures that are whole millionths. The same numbers as the
//! exact ones, for what fits.

use super::{Compare, ExprId, FieldId, Instr, Program};
use crate::number::Num;

/// Every integer here is in millionths: of 万元 or people, and of points.
pub const SCALE: i64 = 1_000_000;
/// Largest integer, some ten trillion yuan; a double holds every one up to it.
pub const LIMIT: i64 = 1 << 50;
/// Largest numerator and denominator of an edge: the difference of two products with a figure still fits 64 bits.
const EDGE_LIMIT: i64 = 1 << 11;
/// Not known, or too large: beyond [`LIMIT`] on either side even after a subtraction that wraps.
pub const MISSING: i64 = i64::MIN;

/// The index of an integer: a field of the dictionary, a constant, a sum, the total, or points.
pub type Slot = usize;

/// A number in millionths, where it is a whole one that fits.
pub fn scaled(x: Num) -> Option<i64> {
    let (n, d) = x.mul(Num::int(SCALE))?.reduced().parts();
    i64::try_from(n).ok().filter(|n| d == 1 && n.abs() <= LIMIT)
}

/// A sum, difference, minimum or maximum, computed ahead of what reads it.
pub struct Sum {
    how: How,
    a: Slot,
    b: Slot,
    to: Slot,
}

#[derive(Clone, Copy)]
enum How {
    Add,
    Sub,
    Min,
    Max,
}

/// A quotient `n / d`.
pub struct Ratio {
    n: Slot,
    d: Slot,
}

/// An edge that a quotient reaches where `n·d' − n'·d` is at least `least`; of an upper edge both signs are turned.
pub struct Threshold {
    n: i64,
    d: i64,
    least: i64,
}

/// An edge that everything reaches.
pub const ALWAYS: Threshold = Threshold { n: 0, d: 0, least: 0 };

/// A condition. What connects conditions is a choice between them: `a and b` is `if a then b else false`.
pub enum Truth {
    /// What is not 0.
    Slot(Slot),
    /// A level of a choice.
    Level(Slot, i64),
    /// A comparison of quotients.
    Compare(Compare, Ratio, Ratio),
    /// Condition, then, else.
    If(Box<[Truth; 3]>),
}

/// Compiles formulas to integers.
pub struct Compiler<'a> {
    program: &'a Program,
    /// The integers that are known: constants; the others are [`MISSING`].
    pub known: Vec<i64>,
    /// Where 0 is.
    zero: Slot,
    /// Where 1 is.
    one: Slot,
    /// Where it is whether every group reaches its floor.
    pub floors: Slot,
    /// Where the total is; points of groups and of indicators behind it.
    pub total: Slot,
    /// What is to be computed first.
    pub sums: Vec<Sum>,
}

impl<'a> Compiler<'a> {
    /// A compiler for so many fields, groups and indicators.
    pub fn new(program: &'a Program, fields: usize, points: usize) -> Compiler<'a> {
        let mut known = vec![MISSING; fields];
        known.extend([0, SCALE]);
        let floors = known.len();
        let total = floors + 1;
        known.resize(total + 1 + points, MISSING);
        Compiler { program, known, zero: fields, one: fields + 1, floors, total, sums: Vec::new() }
    }

    /// Where a field is.
    pub fn field(&self, id: FieldId) -> Slot {
        id.index()
    }

    /// A formula as a quotient.
    pub fn ratio(&mut self, at: ExprId) -> Option<Ratio> {
        Some(match self.program.instr(at) {
            Instr::Div(a, b) => Ratio { n: self.slot(a)?, d: self.slot(b)? },
            Instr::Growth(a, b) => {
                let (now, before) = (self.slot(a)?, self.slot(b)?);
                Ratio { n: self.sum(How::Sub, now, before), d: before }
            }
            _ => Ratio { n: self.slot(at)?, d: self.one },
        })
    }

    /// An edge of a quotient.
    pub fn threshold(&self, value: &Ratio, edge: Num, upper: bool, inclusive: bool) -> Option<Threshold> {
        let (n, d) = edge.reduced().parts();
        let within = |x: i128, limit: i64| i64::try_from(x).ok().filter(|x| x.abs() <= limit);
        // What a numerator is multiplied with: a figure, or the scale where there is no denominator.
        let limit = if value.d == self.one { EDGE_LIMIT * (LIMIT / SCALE) } else { EDGE_LIMIT };
        let sign = if upper { -1 } else { 1 };
        Some(Threshold { n: sign * within(n, limit)?, d: sign * within(d, EDGE_LIMIT)?, least: i64::from(!inclusive) })
    }

    fn slot(&mut self, at: ExprId) -> Option<Slot> {
        let (how, a, b) = match self.program.instr(at) {
            Instr::Field(f) => return Some(f.index()),
            Instr::Num(c) => {
                self.known.push(scaled(self.program.constant(c))?);
                return Some(self.known.len() - 1);
            }
            Instr::Total => return Some(self.total),
            Instr::Points(i) => return Some(self.total + 1 + i),
            Instr::Add(a, b) => (How::Add, self.slot(a)?, self.slot(b)?),
            Instr::Sub(a, b) => (How::Sub, self.slot(a)?, self.slot(b)?),
            Instr::Neg(a) => (How::Sub, self.zero, self.slot(a)?),
            Instr::Min(a, b) => (How::Min, self.slot(a)?, self.slot(b)?),
            Instr::Max(a, b) => (How::Max, self.slot(a)?, self.slot(b)?),
            _ => return None,
        };
        Some(self.sum(how, a, b))
    }

    fn sum(&mut self, how: How, a: Slot, b: Slot) -> Slot {
        let to = self.known.len();
        self.known.push(MISSING);
        self.sums.push(Sum { how, a, b, to });
        to
    }

    /// A condition.
    pub fn truth(&mut self, at: ExprId) -> Option<Truth> {
        let (no, yes) = (Truth::Slot(self.zero), Truth::Slot(self.one));
        let choice = match self.program.instr(at) {
            Instr::Bool(b) => return Some(if b { yes } else { no }),
            Instr::Flag(f) => return Some(Truth::Slot(f.index())),
            Instr::Level(f, level) => return Some(Truth::Level(f.index(), i64::try_from(level).ok()?)),
            Instr::Compare(how, a, b) => return Some(Truth::Compare(how, self.ratio(a)?, self.ratio(b)?)),
            Instr::EveryFloor => return Some(Truth::Slot(self.floors)),
            Instr::And(a, b) => [self.truth(a)?, self.truth(b)?, no],
            Instr::Or(a, b) => [self.truth(a)?, yes, self.truth(b)?],
            Instr::Not(a) => [self.truth(a)?, no, yes],
            Instr::If(c, a, b) => [self.truth(c)?, self.truth(a)?, self.truth(b)?],
            _ => return None,
        };
        Some(Truth::If(Box::new(choice)))
    }
}

/// Computes sums, in their order.
#[inline(always)]
pub fn add_up(list: &[Sum], values: &mut [i64]) {
    for sum in list {
        let (a, b) = (values[sum.a], values[sum.b]);
        let found = match sum.how {
            // Neither is beyond LIMIT or the result is not used.
            How::Add => a.wrapping_add(b),
            How::Sub => a.wrapping_sub(b),
            How::Min => a.min(b),
            How::Max => a.max(b),
        };
        let sound = a.unsigned_abs().max(b.unsigned_abs()).max(found.unsigned_abs()) <= LIMIT as u64;
        values[sum.to] = if sound { found } else { MISSING };
    }
}

impl Ratio {
    /// Numerator and positive denominator, each at most [`LIMIT`].
    #[inline(always)]
    pub fn of(&self, values: &[i64]) -> Option<(i64, i64)> {
        let (n, d) = (values[self.n], values[self.d]);
        (d > 0 && d <= LIMIT && n.unsigned_abs() <= LIMIT as u64).then_some((n, d))
    }
}

impl Threshold {
    /// Whether a quotient reaches it.
    #[inline(always)]
    pub fn is_reached(&self, n: i64, d: i64) -> bool {
        n * self.d - self.n * d >= self.least
    }
}

impl Truth {
    /// 0 where it does not hold, [`MISSING`] where something it needs is missing, else another number.
    #[inline(always)]
    pub fn of(&self, values: &[i64]) -> i64 {
        match self {
            Truth::Slot(slot) => values[*slot],
            _ => self.decide(values),
        }
    }

    fn decide(&self, values: &[i64]) -> i64 {
        let mut at = self;
        loop {
            match at {
                Truth::Slot(slot) => return values[*slot],
                Truth::Level(slot, level) => {
                    return match values[*slot] {
                        MISSING => MISSING,
                        given => i64::from(given == *level),
                    };
                }
                Truth::Compare(how, a, b) => {
                    let (Some((a, b)), Some((x, y))) = (a.of(values), b.of(values)) else { return MISSING };
                    // Mostly neither has a denominator.
                    let (a, x) = match b == y {
                        true => (a.into(), x.into()),
                        false => (i128::from(a) * i128::from(y), i128::from(x) * i128::from(b)),
                    };
                    return i64::from(how.of(a, x));
                }
                Truth::If(parts) => {
                    let [when, then, otherwise] = &**parts;
                    at = match when.of(values) {
                        MISSING => return MISSING,
                        0 => otherwise,
                        _ => then,
                    };
                }
            }
        }
    }
}
