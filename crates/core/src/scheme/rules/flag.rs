//! A flag (是否): points if a condition holds, others if not.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, Finder, IntegerPoints, Interval, Num,
    Packed, RuleKind, Slope, Span, Step, Working, integer, members,
};
use crate::dictionary::Value;
use crate::formula::{Instr, Truths};
use crate::scheme::amount::Amount;

/// Yes or no.
#[derive(Debug)]
pub struct Flag {
    /// The condition.
    pub when: ExprId,
    /// Points when it holds.
    pub points: Amount,
    /// Points when it does not.
    pub otherwise: Num,
}

members!(Flag { when, points, otherwise });

impl RuleKind for Flag {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let points = || c.exact(&self.points);
        match c.program.truth(self.when, c.env) {
            Ok(true) => Ok(Earned::of(points()?, None)),
            Ok(false) => Ok(Earned::of(self.otherwise, None)),
            // Undetermined: it lies between the two, and is no alternative without a value.
            Err(Fault::NoValue(_)) => Err(Fault::Unknown),
            Err(fault) => Err(fault),
        }
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let (yes, no) = (c.amount(&self.points), Interval::exact(self.otherwise));
        Span::of(match c.program.truths(self.when, c.env) {
            Truths::TRUE => yes,
            Truths::FALSE => no,
            _ => yes.hull(no),
        })
    }

    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        let slope = directions.of_truth(c.program, self.when);
        match c.amount(&self.points) {
            _ if !slope.moves() => slope,
            Interval { lo: Some(lo), .. } if lo >= self.otherwise => slope,
            Interval { hi: Some(hi), .. } if hi <= self.otherwise => slope.flip(),
            _ => Slope::BOTH,
        }
    }

    fn breakpoints(&self, _: &Context<'_>, find: &mut Finder<'_>) {
        find.condition(self.when);
    }

    fn next_step(&self, c: &Context<'_>, _: &Enterprise, now: Num) -> Option<Step> {
        let points = self.points.known()?;
        let turn = match c.program.instr(self.when) {
            Instr::Flag(f) => vec![(f, Value::Flag(points > self.otherwise))],
            _ => Vec::new(),
        };
        Step::plain(points.max(self.otherwise), now, turn)
    }

    fn integer(&self, compiler: &mut Compiler<'_>, max: Num) -> Option<IntegerPoints> {
        let points = integer::capped(self.points.known()?, max)?;
        let otherwise = integer::capped(self.otherwise, max)?;
        Some(IntegerPoints::Flag { when: compiler.truth(self.when)?, points, otherwise })
    }

    fn formulas(&self, found: &mut Vec<ExprId>) {
        found.push(self.when);
    }

    fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        visit(&self.points, true);
    }

    fn share(&self, c: &Context<'_>) -> Option<Interval> {
        if self.points != *c.max || !self.otherwise.is_zero() {
            return None;
        }
        let end = |yes: bool| Some(if yes { Num::ONE } else { Num::ZERO });
        let truths = c.program.truths(self.when, c.env);
        Some(Interval { lo: end(truths == Truths::TRUE), hi: end(truths != Truths::FALSE) })
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        Working::of(Basis::Condition(self.when))
    }
}
