//! Judged (专家评审): points, or a share of the maximum, that assessors give; one's own judgement of them, where a field asks for it.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, Finder, IntegerPoints, Interval, Measure,
    Num, Packed, RuleKind, SettledBy, Slope, Span, Step, Working, members,
};
use crate::scheme::amount::Amount;

/// The rule by which experts judge.
#[derive(Debug)]
pub struct Judged {
    /// The points, or the share of the maximum.
    pub points: Amount,
    /// Whether it is the share.
    pub share: bool,
    /// The points as the company judges them itself, a field that lies within the published range; they stand for the points.
    pub mark: Option<Measure>,
}

members!(Judged { points, share, mark });

impl RuleKind for Judged {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        if let Some(mark) = &self.mark {
            return Ok(Earned::of(c.value(mark)?, None));
        }
        let judged = c.exact(&self.points)?;
        let points = if self.share { c.exact(c.max)?.mul(judged).ok_or(Fault::Unknown)? } else { judged };
        Ok(Earned::of(points, None))
    }

    fn span(&self, c: &Context<'_>) -> Span {
        if let Some(mark) = &self.mark {
            return c.span(mark);
        }
        let judged = c.amount(&self.points);
        Span::of(if self.share { judged.mul(c.amount(c.max)) } else { judged })
    }

    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        self.mark.as_ref().map_or(Slope::FLAT, |mark| directions.of_number(c.program, mark.formula))
    }

    fn breakpoints(&self, c: &Context<'_>, find: &mut Finder<'_>) {
        if let Some(mark) = &self.mark {
            let ends = [Some(Num::ZERO), c.amount(c.max).hi];
            find.levels(mark.formula, ends.into_iter().flatten(), true);
        }
    }

    fn next_step(&self, _: &Context<'_>, _: &Enterprise, _: Num) -> Option<Step> {
        None
    }

    fn integer(&self, _: &mut Compiler<'_>, _: Num) -> Option<IntegerPoints> {
        None
    }

    fn formulas(&self, found: &mut Vec<ExprId>) {
        found.extend(self.mark.as_ref().map(|mark| mark.formula));
    }

    fn is_gradual(&self) -> bool {
        self.mark.is_some()
    }

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
