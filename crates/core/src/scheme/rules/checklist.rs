//! A checklist (逐项计分): points for each item that is ticked, up to the indicator's maximum.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, Finder, IntegerPoints, Interval, Num,
    Packed, RuleKind, Slope, Span, Step, Working, integer, members,
};
use crate::dictionary::Value;
use crate::formula::{Instr, Truths};
use crate::scheme::amount::Amount;

/// Points for each item that is ticked.
#[derive(Debug)]
pub struct Checklist {
    /// The items; one at least.
    pub items: Vec<Tick>,
}

/// An item of a checklist.
#[derive(Debug)]
pub struct Tick {
    /// When it is ticked.
    pub when: ExprId,
    /// Its points; not below 0.
    pub points: Amount,
}

members!(Checklist { items });
members!(Tick { when, points });

const NOTHING: Interval = Interval::exact(Num::ZERO);

impl RuleKind for Checklist {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let mut sum = Num::ZERO;
        for item in &self.items {
            match c.program.truth(item.when, c.env) {
                Ok(true) => sum = sum.add(c.exact(&item.points)?).ok_or(Fault::TooLarge(item.when))?,
                Ok(false) => {}
                // Undetermined: between none of its points and all.
                Err(Fault::NoValue(_)) => return Err(Fault::Unknown),
                Err(fault) => return Err(fault),
            }
        }
        Ok(Earned::of(sum, None))
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let points = |item: &Tick| match c.program.truths(item.when, c.env) {
            Truths::TRUE => c.amount(&item.points),
            Truths::FALSE => NOTHING,
            _ => c.amount(&item.points).hull(NOTHING),
        };
        Span::of(self.items.iter().map(points).fold(NOTHING, Interval::add))
    }

    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        let slopes = self.items.iter().map(|item| directions.of_truth(c.program, item.when));
        slopes.fold(Slope::FLAT, Slope::or)
    }

    fn breakpoints(&self, _: &Context<'_>, find: &mut Finder<'_>) {
        self.items.iter().for_each(|item| find.condition(item.when));
    }

    fn next_step(&self, c: &Context<'_>, _: &Enterprise, now: Num) -> Option<Step> {
        let most = c.max.known()?;
        let open = self.items.iter().filter(|item| c.program.truth(item.when, c.env) == Ok(false));
        let worth = |item: &&Tick| item.points.known().filter(|points| *points > Num::ZERO);
        let item = open.filter(|item| worth(item).is_some()).min_by_key(worth)?;
        let tick = match c.program.instr(item.when) {
            Instr::Flag(f) => vec![(f, Value::Flag(true))],
            _ => Vec::new(),
        };
        Step::plain(now.add(worth(&item)?)?.min(most), now, tick)
    }

    fn integer(&self, compiler: &mut Compiler<'_>, max: Num) -> Option<IntegerPoints> {
        let mut list = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let points = integer::capped(item.points.known()?, max)?;
            list.push(IntegerPoints::Flag { when: compiler.truth(item.when)?, points, otherwise: 0 });
        }
        Some(IntegerPoints::Sum { list, max: integer::capped(max, max)? })
    }

    fn formulas(&self, found: &mut Vec<ExprId>) {
        found.extend(self.items.iter().map(|item| item.when));
    }

    fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        self.items.iter().for_each(|item| visit(&item.points, true));
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        Working::of(Basis::Conditions(self.items.iter().map(|item| item.when).collect()))
    }
}
