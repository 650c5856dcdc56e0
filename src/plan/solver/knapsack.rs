//! Branch and bound over the choices of the blocks, bounded by the linear relaxation.

use super::problem::*;
use super::scale::*;
use crate::plan::terms::Reach;
use crate::plan::tie_break;
use innopoints_core::dictionary::Value;
use innopoints_core::gather::Gather;
use innopoints_core::number::Num;
use innopoints_core::sort::{sort, sort_by, sort_by_key};
use std::rc::Rc;

/// The best so far of one combination of linking figures.
pub(super) struct Descent {
    pub(super) best: Option<Solution>,
    /// What others have found costs this.
    pub(super) limit: Option<Num>,
    pub(super) chosen: Vec<usize>,
    /// Whether it is only asked if anything is possible, and whether it is.
    pub(super) probe: bool,
    pub(super) possible: bool,
}

impl Descent {
    /// Whether a plan that costs no less than this could be the best.
    pub(super) fn allows(&self, bound: i128) -> bool {
        allows(&self.best, self.limit, bound)
    }
}

impl Solver<'_> {
    pub(super) fn knapsack(&mut self, values: &mut Vec<Value>, stages: &Stages) -> Option<Knapsack> {
        let mut blocks = Vec::with_capacity(self.blocks.len());
        for p in 0..self.blocks.len() {
            let choices = self.choices(p, values, stages);
            if choices.is_empty() {
                return None;
            }
            blocks.push(choices);
        }
        let requirements = self.requirements();
        // Most to be earned first: what is decided early decides most.
        let worth = |choices: &Rc<Vec<Choice>>| {
            let all = choices
                .iter()
                .filter_map(|c| requirements.first().and_then(|requirement| self.worth(*requirement, &c.gains)));
            all.clone().max().zip(all.min()).and_then(|(a, b)| a.sub(b)).unwrap_or(Num::ZERO)
        };
        sort_by_key(&mut blocks, |c| std::cmp::Reverse(worth(c)));
        let mut knapsack =
            Knapsack { blocks, requirements, segments: Vec::new(), least: vec![0], earned: vec![], cost: 0 };
        for choices in knapsack.blocks.iter().rev() {
            let cheapest = choices.iter().map(|c| scaled(c.cost, false)).min()?;
            knapsack.least.push(knapsack.least.last().copied()? + cheapest);
        }
        knapsack.least.reverse();
        for n in 0..knapsack.requirements.len() {
            let requirement = knapsack.requirements[n];
            let (mut segments, mut earned) = (Vec::new(), vec![0]);
            for (part, choices) in knapsack.blocks.iter().enumerate().rev() {
                let hull = self.prices(part, choices, requirement, &mut segments)?;
                earned.push(earned.last().copied()? + hull);
            }
            earned.reverse();
            sort_by(&mut segments, |a: &Segment, b| (a.cost * b.gain).cmp(&(b.cost * a.gain)));
            knapsack.segments.push(segments);
            knapsack.earned.push(earned);
        }
        knapsack.cost =
            knapsack.segments.iter().map(|all| all.len() as u64 / 2).sum::<u64>() + self.nothing().len() as u64;
        Some(knapsack)
    }

    /// Adds the lower hull of a block's choices; gives what its cheapest choice earns.
    pub(super) fn prices(
        &self,
        part: usize,
        choices: &[Choice],
        requirement: Requirement,
        into: &mut Vec<Segment>,
    ) -> Option<i128> {
        let mut points: Vec<(i128, i128)> = Vec::with_capacity(choices.len());
        for c in choices.iter().filter(|c| c.ramp.is_none()) {
            points.push((scaled(c.cost, false), scaled(self.optimistic(requirement, &c.gains)?, true)));
        }
        sort_by(&mut points, |a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut hull: Vec<(i128, i128)> = Vec::new();
        for (cost, gain) in points {
            if hull.last().is_some_and(|last| gain <= last.1) {
                continue;
            }
            // A corner that is dearer than the straight way past it goes.
            while let [.., a, b] = hull[..]
                && (b.0 - a.0) * (gain - b.1) >= (cost - b.0) * (b.1 - a.1)
            {
                hull.pop();
            }
            hull.push((cost, gain));
        }
        for pair in hull.windows(2) {
            into.push(Segment { block: part, gain: pair[1].1 - pair[0].1, cost: pair[1].0 - pair[0].0 });
        }
        hull.first().map(|h| h.1)
    }

    /// No completion costs less; `None` where there is none.
    pub(super) fn at_least(
        &self,
        knapsack: &Knapsack,
        next: usize,
        cost: Num,
        gains: &[Num],
        ramp: &[&Choice],
    ) -> Option<i128> {
        let so_far = scaled(cost, false) + knapsack.least[next];
        let mut bound = so_far;
        for (n, &requirement) in knapsack.requirements.iter().enumerate() {
            let earned = scaled(self.optimistic(requirement, gains)?, true) + knapsack.earned[n][next];
            let mut rest = scaled(self.goal.needs[requirement.need].least, false) - earned;
            if rest <= 0 {
                continue;
            }
            let mut price = so_far;
            let mut open: Vec<Segment> = Vec::with_capacity(ramp.len());
            for c in ramp {
                let Some(to) = &c.ramp else { continue };
                let gain = scaled(self.optimistic(requirement, &to.gains)?, true)
                    - scaled(self.optimistic(requirement, &c.gains)?, false);
                let cost = scaled(to.cost.sub(c.cost)?, false);
                if gain > 0 {
                    open.push(Segment { block: next, gain, cost });
                }
            }
            // The best price last.
            sort_by(&mut open, |a, b| (b.cost * a.gain).cmp(&(a.cost * b.gain)));
            let mut buy = |s: &Segment| {
                if s.gain >= rest {
                    price += s.cost * rest / s.gain;
                    rest = 0;
                } else {
                    price += s.cost;
                    rest -= s.gain;
                }
                rest == 0
            };
            let mut done = false;
            for s in knapsack.segments[n].iter().filter(|s| s.block >= next) {
                while let Some(o) = open.pop_if(|o| !done && o.cost * s.gain <= s.cost * o.gain) {
                    done = buy(&o);
                }
                if done || buy(s) {
                    done = true;
                    break;
                }
            }
            while let Some(o) = open.pop_if(|_| !done) {
                done = buy(&o);
            }
            if !done {
                return None;
            }
            bound = bound.max(price);
        }
        Some(bound)
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn descend(
        &mut self,
        knapsack: &Knapsack,
        start: &Solution,
        cost: Num,
        gains: Vec<Num>,
        ramp: &[usize],
        values: &mut Vec<Value>,
        stages: &Stages,
        descent: &mut Descent,
    ) {
        let next = descent.chosen.len();
        if descent.possible {
            return;
        }
        let Some(choices) = knapsack.blocks.get(next).cloned() else {
            // Whether anything comes this far is all that was asked.
            if descent.probe {
                let chosen = knapsack.blocks.iter().zip(&descent.chosen).map(|(choices, c)| &choices[*c]);
                let changes = chosen.flat_map(|c| c.changes.iter().cloned()).gather();
                descent.best = Some(Solution { cost, changes });
                descent.possible = true;
                return;
            }
            self.arrive(knapsack, start, cost, &gains, ramp.first().copied(), values, stages, descent);
            return;
        };
        let mut order: Vec<(i128, usize)> = Vec::with_capacity(choices.len());
        for (c, choice) in choices.iter().enumerate() {
            // One figure stands between breakpoints; over ranges of linking figures, each of these besides.
            let of_linking = |c: &Choice| c.ramp.as_ref().is_some_and(|a| self.linking.contains(&a.moving));
            let before = || ramp.iter().filter_map(|&part| knapsack.blocks.get(part)?.get(descent.chosen[part]));
            if choice.ramp.is_some() && !of_linking(choice) && before().any(|c| !of_linking(c)) {
                continue;
            }
            if self.left == 0 || self.work.is_spent() {
                self.complete = false;
                return;
            }
            self.left -= 1;
            self.work.spend(knapsack.cost);
            let Some((cost, gains)) = cost.add(choice.cost).zip(sum(&gains, &choice.gains)) else { continue };
            let open: Vec<&Choice> = before().chain(choice.ramp.as_ref().map(|_| choice)).gather();
            if let Some(bound) = self.at_least(knapsack, next + 1, cost, &gains, &open)
                && descent.allows(bound)
            {
                order.push((bound, c));
            }
        }
        sort(&mut order);
        for (bound, c) in order {
            if !descent.allows(bound) {
                return;
            }
            let choice = &choices[c];
            let Some((cost, gains)) = cost.add(choice.cost).zip(sum(&gains, &choice.gains)) else { continue };
            descent.chosen.push(c);
            let mut ramp = ramp.to_vec();
            ramp.extend(choice.ramp.as_ref().map(|_| next));
            self.descend(knapsack, start, cost, gains, &ramp, values, stages, descent);
            descent.chosen.pop();
        }
    }

    /// All is chosen: what is still open is settled exactly, and the plan is kept if it is the best.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn arrive(
        &self,
        knapsack: &Knapsack,
        start: &Solution,
        mut cost: Num,
        gains: &[Num],
        ramp: Option<usize>,
        values: &mut [Value],
        stages: &Stages,
        descent: &mut Descent,
    ) {
        let mut changes = start.changes.clone();
        let chosen = || knapsack.blocks.iter().zip(&descent.chosen).map(|(choices, c)| &choices[*c]);
        for choice in chosen() {
            changes.extend(choice.changes.iter().cloned());
        }
        if let Some(choice) = ramp.and_then(|part| chosen().nth(part))
            && let Some(to) = &choice.ramp
        {
            let field = self.moving[to.moving].field;
            let Reach::Number { step, .. } = self.moving[to.moving].reach else { return };
            let Some(part) = self.blocks.iter().find(|p| p.fields.contains(&to.moving)) else { return };
            let Some(others) = minus(gains, &choice.gains) else { return };
            let mut holds = |x: Num| {
                values[field] = Value::Exact(x);
                let own = self.gains(&part.items, &part.constraints, values, stages);
                own.and_then(|own| sum(&others, &own)).is_some_and(|gains| self.suffices(&gains))
            };
            let first = if holds(to.to) { self.first_step(to.from, to.to, step, holds) } else { None };
            values[field] = self.moving[to.moving].now.clone();
            let Some(x) = first else { return };
            changes.retain(|c| c.0 != to.moving);
            changes.push((to.moving, Value::Exact(x)));
            let own = self.moving[to.moving].cost(&Value::Exact(x));
            let Some(total) = own.and_then(|own| cost.sub(choice.cost)?.add(own)) else { return };
            cost = total;
        } else if !self.suffices(gains) {
            return;
        }
        let better = match &descent.best {
            Some(best) => tie_break::replaces((cost, changes.len()), best.rank()),
            None => descent.limit.is_none_or(|limit| cost < limit),
        };
        if better && self.passes_checks(&changes) {
            descent.best = Some(Solution { cost, changes });
        }
    }
}
