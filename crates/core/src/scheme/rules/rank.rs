//! Rank (名次): points by the position among the companies of a table.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, Finder, IntegerPoints, Measure, Num,
    Packed, RuleKind, SettledBy, Slope, Span, Step, Working, members,
};
use crate::scheme::amount::Amount;

/// The rule by the position among the companies of a table.
#[derive(Debug)]
pub struct Rank {
    /// The measured quantity, the more the better.
    pub value: Measure,
    /// Whether only companies of the same stage are compared.
    pub within_stage: bool,
    /// Shares of the companies from the top, and points; best first.
    pub top: Vec<(Num, Num)>,
    /// Points below all of them.
    pub otherwise: Num,
    /// The points: an open number that the table settles.
    pub points: Amount,
}

members!(Rank { value, within_stage, top, otherwise, points });

impl RuleKind for Rank {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        Ok(Earned::of(c.exact(&self.points)?, c.value(&self.value).ok()))
    }

    fn span(&self, c: &Context<'_>) -> Span {
        Span::of(c.amount(&self.points))
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

    fn formulas(&self, found: &mut Vec<ExprId>) {
        found.push(self.value.formula);
    }

    fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        visit(&self.points, true);
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        Working::of(Basis::Measured(&self.value))
    }

    fn settled_by(&self) -> SettledBy {
        SettledBy::Rank
    }
}
