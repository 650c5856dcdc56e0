//! The better of several rules (择优). One without a value drops out.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, FieldId, Finder, IntegerPoints, Interval,
    Num, Packed, Rule, RuleKind, Slope, Span, Step, Working, integer, members,
};
use crate::gather::GatherAll;
use crate::problem::Text;
use crate::scheme::amount::Amount;
use crate::scheme::source::Source;

/// The better of several rules.
#[derive(Debug)]
pub struct BestOf {
    /// The rules; one at least.
    pub list: Vec<Alternative>,
}

/// One of several rules.
#[derive(Debug)]
pub struct Alternative {
    /// Its name.
    pub title: Option<Text>,
    /// The rule.
    pub rule: Rule,
    /// Where its numbers come from, where that is not the indicator's source.
    pub source: Option<Source>,
}

members!(BestOf { list });
members!(Alternative { title, rule, source });

impl RuleKind for BestOf {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let mut best: Result<Earned, Fault> = Err(Fault::Unknown);
        for (alternative, a) in self.list.iter().enumerate() {
            let earned = match a.rule.earned(c) {
                Ok(earned) => Earned { alternative, ..earned },
                Err(Fault::NoValue(at)) => {
                    best = best.or(Err(Fault::NoValue(at)));
                    continue;
                }
                Err(fault) => return Err(fault),
            };
            if best.is_ok_and(|b| earned.points > b.points) || best.is_err() {
                best = Ok(earned);
            }
            // Nothing can beat the maximum; what is missing further on does not matter.
            if earned.points == c.exact(c.max)? {
                break;
            }
        }
        best
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let mut values: Option<Interval> = None;
        // The least of those that cannot drop out.
        let mut sure: Option<Num> = None;
        let mut any_sure = false;
        for a in &self.list {
            let span = a.rule.span(c);
            let Some(own) = span.values else { continue };
            values = Some(match values {
                // Any may drop out: the least is settled below.
                Some(all) => Interval { lo: all.hull(own).lo, hi: all.max(own).hi },
                None => own,
            });
            if !span.partial {
                any_sure = true;
                sure = sure.max(own.lo);
            }
        }
        match (values, any_sure) {
            (Some(values), true) => Span::of(Interval { lo: sure, ..values }),
            (values, _) => Span { values, partial: true },
        }
    }

    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        self.list.iter().fold(Slope::FLAT, |all, a| all.or(a.rule.slope(c, directions)))
    }

    fn breakpoints(&self, c: &Context<'_>, find: &mut Finder<'_>) {
        self.list.iter().for_each(|a| a.rule.breakpoints(c, find));
    }

    fn next_step(&self, c: &Context<'_>, company: &Enterprise, now: Num) -> Option<Step> {
        let mut best: Option<Step> = None;
        for a in &self.list {
            let Some(step) = a.rule.kind().next_step(c, company, now) else { continue };
            match &mut best {
                Some(b) if step.points > b.points => {}
                Some(b) if step.points == b.points && !b.changes.is_empty() => {
                    step.changes.into_iter().for_each(|change| b.keep_nearer(change, company));
                }
                _ => best = Some(step),
            }
        }
        best
    }

    fn integer(&self, compiler: &mut Compiler<'_>, max: Num) -> Option<IntegerPoints> {
        let list = self.list.iter().map(|a| a.rule.kind().integer(compiler, max)).gather_all()?;
        Some(IntegerPoints::BestOf { list, max: integer::capped(max, max)? })
    }

    fn formulas(&self, found: &mut Vec<ExprId>) {
        self.list.iter().for_each(|a| a.rule.kind().formulas(found));
    }

    fn fields(&self, found: &mut Vec<FieldId>) {
        self.list.iter().for_each(|a| a.rule.kind().fields(found));
    }

    fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        self.list.iter().for_each(|a| a.rule.amounts(visit));
    }

    fn is_gradual(&self) -> bool {
        self.list.iter().any(|a| a.rule.is_gradual())
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        Working::of(Basis::Nothing)
    }

    fn alternatives(&self) -> &[Alternative] {
        &self.list
    }
}
