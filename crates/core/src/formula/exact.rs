//! Exact numbers and truths, each with the reason where there is none.

use super::{Compare, Domain, Env, ExprId, Instr, Op, Program};
use crate::dictionary::Value;
use crate::number::Num;

/// Why a formula has no exact number or truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A field that is not exactly known was needed.
    Unknown,
    /// The divisor of the quotient at this instruction is 0: there is no value, a condition is undetermined.
    NoValue(ExprId),
    /// The result of this instruction does not fit the exact arithmetic.
    TooLarge(ExprId),
}

impl Fault {
    /// Of two operands: one without a value settles the result, whatever the other is; one that is not known leaves open
    /// whether the other is too large.
    fn and<T>(self, other: Result<T, Fault>) -> Fault {
        match (self, other) {
            (Fault::NoValue(at), _) | (_, Err(Fault::NoValue(at))) => Fault::NoValue(at),
            (Fault::Unknown, _) | (_, Err(Fault::Unknown)) => Fault::Unknown,
            (large, _) => large,
        }
    }
}

/// The domain of exact values.
pub struct Exact<'a>(pub &'a Env<'a>);

impl Domain for Exact<'_> {
    type Number = Result<Num, Fault>;
    type Truth = Result<bool, Fault>;

    #[inline]
    fn spend(&self) {
        self.0.spend(1);
    }

    #[inline]
    fn constant(&self, n: Num) -> Self::Number {
        Ok(n)
    }

    #[inline]
    fn read_number(&self, leaf: Instr) -> Self::Number {
        let env = self.0;
        let known = match leaf {
            Instr::Field(f) => match env.values[f] {
                Value::Exact(n) => Some(n),
                _ => None,
            },
            Instr::Quantity(q) => env.quantity(q).single(),
            Instr::Total => env.points.and_then(|p| p.total.single()),
            Instr::Points(i) => env.points_of(i).single(),
            Instr::YearsSince(f) => env.years_since(f),
            Instr::Answer(q) => env.answer(q).number.single(),
            // No number; the loader lets none of the others stand here.
            _ => None,
        };
        known.ok_or(Fault::Unknown)
    }

    #[inline]
    fn read_truth(&self, leaf: Instr) -> Self::Truth {
        let env = self.0;
        let known = match leaf {
            Instr::Bool(b) => Some(b),
            Instr::Flag(f) => match env.values[f] {
                Value::Flag(b) => Some(b),
                _ => None,
            },
            Instr::Level(f, level) => match env.values[f] {
                Value::Level(own) => Some(own == level),
                _ => None,
            },
            Instr::EveryFloor => env.points.and_then(|p| p.floors),
            Instr::Day(how, f, day) => match env.values[f] {
                Value::Day(own) => Some(how.of(own, day)),
                _ => None,
            },
            Instr::Answer(q) => env.answer(q).truth,
            _ => None,
        };
        known.ok_or(Fault::Unknown)
    }

    #[inline]
    fn apply(&self, op: Op, at: ExprId, a: Self::Number, b: Self::Number) -> Self::Number {
        match (a, b) {
            // Of a divisor that is 0 nothing else matters.
            (_, Ok(b)) if matches!(op, Op::Div | Op::Growth) && b.is_zero() => Err(Fault::NoValue(at)),
            (Ok(a), Ok(b)) => op.of(a, b).ok_or(Fault::TooLarge(at)),
            (Err(fault), other) | (other, Err(fault)) => Err(fault.and(other)),
        }
    }

    #[inline]
    fn negative(&self, at: ExprId, a: Self::Number) -> Self::Number {
        a?.neg().ok_or(Fault::TooLarge(at))
    }

    #[inline]
    fn compare(&self, how: Compare, a: Self::Number, b: Self::Number) -> Self::Truth {
        match (a, b) {
            (Ok(a), Ok(b)) => Ok(how.of(a, b)),
            (Err(fault), other) | (other, Err(fault)) => Err(fault.and(other)),
        }
    }

    #[inline]
    fn and(&self, a: Self::Truth, b: impl FnOnce() -> Self::Truth) -> Self::Truth {
        match a {
            Ok(true) => b(),
            Ok(false) => Ok(false),
            Err(fault) => match b() {
                Ok(false) => Ok(false),
                // What is not known may still be false, and settle it.
                Err(Fault::Unknown) => Err(Fault::Unknown),
                _ => Err(fault),
            },
        }
    }

    #[inline]
    fn not(&self, a: Self::Truth) -> Self::Truth {
        a.map(|a| !a)
    }

    #[inline]
    fn choose_number(
        &self,
        c: Self::Truth,
        a: impl FnOnce() -> Self::Number,
        b: impl FnOnce() -> Self::Number,
    ) -> Self::Number {
        choose(c, a, b)
    }

    #[inline]
    fn choose_truth(
        &self,
        c: Self::Truth,
        a: impl FnOnce() -> Self::Truth,
        b: impl FnOnce() -> Self::Truth,
    ) -> Self::Truth {
        choose(c, a, b)
    }
}

/// The branch that a condition takes; either, where both are the same.
#[inline]
fn choose<T: PartialEq>(
    c: Result<bool, Fault>,
    a: impl FnOnce() -> Result<T, Fault>,
    b: impl FnOnce() -> Result<T, Fault>,
) -> Result<T, Fault> {
    match c {
        Ok(true) => a(),
        Ok(false) => b(),
        Err(fault) => match (a(), b()) {
            (Ok(a), Ok(b)) if a == b => Ok(a),
            (Err(Fault::NoValue(at)), Err(Fault::NoValue(_))) => Err(Fault::NoValue(at)),
            _ => Err(fault),
        },
    }
}

impl Program {
    /// The exact number.
    pub fn num(&self, at: ExprId, env: &Env<'_>) -> Result<Num, Fault> {
        self.number(at, &Exact(env))
    }

    /// The exact truth.
    pub fn truth(&self, at: ExprId, env: &Env<'_>) -> Result<bool, Fault> {
        self.boolean(at, &Exact(env))
    }
}
