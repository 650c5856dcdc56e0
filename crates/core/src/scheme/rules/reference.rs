//! A reference (满分值): points in proportion to a value that earns all of them, no more and no less than none.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, Finder, IntegerPoints, Interval, Measure,
    Num, Packed, RuleKind, Slope, Span, Step, Working, members,
};
use crate::scheme::amount::Amount;

/// The rule by proportion to a value that earns all points.
#[derive(Debug)]
pub struct Reference {
    /// The measured quantity.
    pub value: Measure,
    /// What earns all points; above 0.
    pub reference: Amount,
}

members!(Reference { value, reference });

/// `x / reference`, from 0 to 1.
fn share(x: Num, reference: Num) -> Option<Num> {
    if x <= Num::ZERO {
        return Some(Num::ZERO);
    }
    if x >= reference { Some(Num::ONE) } else { x.div(reference) }
}

impl Reference {
    /// The share of the maximum; partial where the value may not be one.
    fn share_span(&self, c: &Context<'_>) -> Span {
        let Span { values: Some(x), partial } = c.span(&self.value) else { return Span::NOTHING };
        let r = c.amount(&self.reference);
        let end = |x: Option<Num>, r: Option<Num>| {
            let (x, r) = x.zip(r)?;
            share(x, r).or_else(|| {
                c.env.widen();
                None
            })
        };
        let lo = end(x.lo, r.hi).unwrap_or(Num::ZERO);
        let hi = end(x.hi, r.lo).unwrap_or(Num::ONE);
        Span { values: Some(Interval { lo: Some(lo), hi: Some(hi) }), partial }
    }
}

impl RuleKind for Reference {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let x = c.value(&self.value)?;
        let large = Fault::TooLarge(self.value.formula);
        let share = share(x, c.exact(&self.reference)?).ok_or(large)?;
        Ok(Earned::of(c.exact(c.max)?.mul(share).ok_or(large)?, Some(x)))
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let found = self.share_span(c);
        let points = |share: Interval| {
            let points = share.mul(c.amount(c.max));
            if points.lo.is_none() || points.hi.is_none() {
                c.env.widen();
            }
            points
        };
        Span { values: found.values.map(points), ..found }
    }

    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        directions.of_number(c.program, self.value.formula)
    }

    fn breakpoints(&self, c: &Context<'_>, find: &mut Finder<'_>) {
        let r = c.amount(&self.reference);
        find.levels(self.value.formula, [Some(Num::ZERO), r.lo, r.hi].into_iter().flatten(), true);
    }

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
        visit(&self.reference, false);
    }

    fn share(&self, c: &Context<'_>) -> Option<Interval> {
        match self.share_span(c) {
            Span { values: Some(share), partial: false } => Some(share),
            _ => Some(Interval { lo: Some(Num::ZERO), hi: Some(Num::ONE) }),
        }
    }

    fn is_gradual(&self) -> bool {
        true
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        Working::of(Basis::Measured(&self.value))
    }
}
