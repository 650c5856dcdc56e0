//! Points per unit (每…得…分): so many points for each unit, up to the indicator's maximum.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, Finder, IntegerPoints, Interval, Measure,
    Num, Packed, RuleKind, Slope, Span, Step, Working, members,
};
use crate::scheme::amount::Amount;

/// So many points for each unit.
#[derive(Debug)]
pub struct PerUnit {
    /// The measured quantity.
    pub value: Measure,
    /// Points for each `per`.
    pub points: Amount,
    /// How much earns them; above 0.
    pub per: Num,
    /// Whether only whole `per` count.
    pub whole: bool,
}

members!(PerUnit { value, points, per, whole });

impl PerUnit {
    fn points(&self, x: Num, each: Num) -> Option<Num> {
        let times = x.max(Num::ZERO).div(self.per)?;
        (if self.whole { times.floor() } else { times }).mul(each)
    }
}

impl RuleKind for PerUnit {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let x = c.value(&self.value)?;
        let points = self.points(x, c.exact(&self.points)?).ok_or(Fault::TooLarge(self.value.formula))?;
        Ok(Earned::of(points, Some(x)))
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let Span { values: Some(x), partial } = c.span(&self.value) else { return Span::NOTHING };
        let each = c.amount(&self.points);
        let end = |x: Option<Num>, each: Option<Num>| {
            let (x, each) = x.zip(each)?;
            self.points(x, each).or_else(|| {
                c.env.widen();
                None
            })
        };
        let lo = end(x.lo, each.lo).or(Some(Num::ZERO));
        Span { values: Some(Interval { lo, hi: end(x.hi, each.hi) }), partial }
    }

    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        directions.of_number(c.program, self.value.formula)
    }

    fn breakpoints(&self, c: &Context<'_>, find: &mut Finder<'_>) {
        // As many as earn all points, by the most and the least that each may be worth.
        let full = |each: Option<Num>| c.amount(c.max).hi?.div(each?);
        let each = c.amount(&self.points);
        if !self.whole {
            let ends = [each.lo, each.hi].into_iter().filter_map(|each| full(each)?.mul(self.per));
            find.levels(self.value.formula, std::iter::once(Num::ZERO).chain(ends), true);
            return;
        }
        let last =
            full(each.lo).and_then(|full| full.up_to(Num::ONE)).and_then(|n| u64::try_from(n.floor().parts().0).ok());
        find.multiples(self.value.formula, self.per, last.unwrap_or(i64::MAX as u64));
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
        visit(&self.points, true);
    }

    fn is_gradual(&self) -> bool {
        !self.whole
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        Working::of(Basis::Measured(&self.value))
    }
}
