//! Values of an unknown that are worth trying: ends, breakpoints and what is beside them.

use super::domain::{Domain, Domains, PLACES, STEP, fit};
use super::state::{Search, conditions};
use innopoints_core::formula::line::{Breakpoints, Finder};
use innopoints_core::formula::sign::Slope;
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, StageSet};
use innopoints_core::number::{Interval, Num};
use innopoints_core::score::context;

/// Values of one unknown that are tried at most.
const MOST: usize = 60;

impl Search<'_> {
    /// A settled box within a box: at the ends that directions ask for, in the middle otherwise.
    pub(super) fn settled(&self, domains: &[Domain], lean: &[Slope]) -> Domains {
        let mut all = domains.to_vec();
        for v in 0..all.len() {
            let variable = &self.variables[v];
            all[v] = match all[v] {
                Domain::Flag(None) => Domain::Flag(Some(lean[v].rises())),
                Domain::Level(None) => Domain::Level(Some(0)),
                Domain::Number(i) => {
                    let x = match lean[v] {
                        Slope::UP => i.hi,
                        Slope::DOWN | Slope::FLAT => i.lo,
                        _ => i.middle(variable.whole),
                    };
                    Domain::Number(Interval::exact(variable.enterable(x.unwrap_or(Num::ZERO), i)))
                }
                settled => settled,
            };
        }
        fit(&self.variables, &mut all);
        all
    }

    /// Values of a variable that are worth trying, with the others as a settled box has them.
    pub(super) fn candidates(&mut self, v: usize, settled: &[Domain], all: Domain) -> Vec<Domain> {
        let i = match all {
            Domain::Flag(_) => return vec![Domain::Flag(Some(false)), Domain::Flag(Some(true))],
            Domain::Level(_) => return (0..self.variables[v].levels).map(|l| Domain::Level(Some(l))).gather(),
            Domain::Number(i) => i,
        };
        let edges = self.breakpoints(v, settled);
        let variable = &self.variables[v];
        let (whole, step) = (variable.whole, variable.step());
        let mut tried: Vec<Num> = Vec::new();
        let mut found = Vec::new();
        // At 0 a quotient has no value; just beside it may be most, or least.
        let beside_zero = |end: Option<Num>, by: Option<Num>| end.filter(|end| end.is_zero()).and(by);
        let mut all = vec![i.lo, beside_zero(i.lo, Some(step)), i.hi, beside_zero(i.hi, step.neg()), i.middle(whole)];
        let around = [i.lo, i.hi, i.middle(whole)];
        for x in edges.near(&around) {
            let near = if whole { x.floor() } else { x.round(PLACES) };
            all.extend([Some(near), near.add(step), near.sub(step)]);
        }
        for x in all.into_iter().flatten() {
            let x = variable.enterable(x, i);
            if i.contains(x) && !tried.contains(&x) && tried.len() < MOST {
                tried.push(x);
                found.push(Domain::Number(Interval::exact(x)));
            }
        }
        found
    }

    /// Where to split an interval: at the breakpoint nearest to its middle, or there.
    pub(super) fn split_at(&mut self, v: usize, settled: &[Domain], i: Interval) -> Num {
        let whole = self.variables[v].whole;
        let half = i.middle(whole).unwrap_or(Num::ZERO);
        let mut found: Option<(Num, Num)> = None;
        for x in self.breakpoints(v, settled).near(&[Some(half)]) {
            let x = if whole { x.floor() } else { x.round(PLACES) };
            let inside = i.lo.is_none_or(|lo| lo < x) && i.hi.is_none_or(|hi| x < hi);
            if let (true, Some(away)) = (inside, x.sub(half))
                && found.is_none_or(|f| away.abs() < f.0)
            {
                found = Some((away.abs(), x));
            }
        }
        found.map_or(half, |f| f.1)
    }

    /// Values of a variable and what is beside them, for a box that is split there.
    pub(super) fn beside(&self, v: usize, at: Num) -> [Option<Num>; 3] {
        let step = if self.variables[v].whole { Num::ONE } else { STEP };
        [Some(at), at.add(step), at.sub(step)]
    }

    /// Breakpoints of a variable, with the others as a settled box has them; not all where the budget is spent.
    pub(super) fn breakpoints(&mut self, v: usize, settled: &[Domain]) -> Breakpoints {
        self.load(settled, None);
        let scheme = self.scheme;
        let interval = |f: FieldId| self.intervals[f];
        let env = self.env(&interval, StageSet::ALL);
        let mut find = Finder::new(&scheme.program, &env, self.variables[v].what);
        let conditions = conditions(scheme);
        for &unit in self.touched[v].iter().take_while(|_| !self.is_spent()) {
            match unit.checked_sub(scheme.indicators.len()) {
                None => {
                    let indicator = &scheme.indicators[unit];
                    indicator.rule.breakpoints(&context(scheme, indicator, &env), &mut find);
                }
                Some(n) => find.condition(conditions[n]),
            }
        }
        find.found()
    }
}
