//! Judged (专家评审): points, or a share of the maximum, that assessors give.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, Finder, IntegerPoints, Interval, Num,
    Packed, RuleKind, SettledBy, Slope, Span, Step, Working, members,
};
use crate::scheme::amount::Amount;

/// The rule by which experts judge.
#[derive(Debug)]
pub struct Judged {
    /// The points, or the share of the maximum.
    pub points: Amount,
    /// Whether it is the share.
    pub share: bool,
}

members!(Judged { points, share });

impl RuleKind for Judged {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let judged = c.exact(&self.points)?;
        let points = if self.share { c.exact(c.max)?.mul(judged).ok_or(Fault::Unknown)? } else { judged };
        Ok(Earned::of(points, None))
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let judged = c.amount(&self.points);
        Span::of(if self.share { judged.mul(c.amount(c.max)) } else { judged })
    }

    fn slope(&self, _: &Context<'_>, _: &Directions<'_>) -> Slope {
        Slope::FLAT
    }

    fn breakpoints(&self, _: &Context<'_>, _: &mut Finder<'_>) {}

    fn next_step(&self, _: &Context<'_>, _: &Enterprise, _: Num) -> Option<Step> {
        None
    }

    fn integer(&self, _: &mut Compiler<'_>, _: Num) -> Option<IntegerPoints> {
        None
    }

    fn formulas(&self, _: &mut Vec<ExprId>) {}

    fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        visit(&self.points, true);
    }

    fn share(&self, c: &Context<'_>) -> Option<Interval> {
        self.share.then(|| c.amount(&self.points))
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        Working::of(Basis::Nothing)
    }

    fn settled_by(&self) -> SettledBy {
        SettledBy::Assessors
    }
}
