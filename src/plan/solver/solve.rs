//! The cheapest solution of a goal over every combination of linking figures.

use super::knapsack::Descent;
use super::problem::*;
use super::scale::*;
use crate::plan::goal::Constraint;
use crate::plan::terms::Reach;
use innopoints_core::company::{highest, lowest};
use innopoints_core::dictionary::Value;
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, StageSet};
use innopoints_core::number::Num;
use innopoints_core::sort::sort_by_key;

impl Solver<'_> {
    /// The cheapest set of changes to the goal that costs less than a limit.
    pub fn cheapest(&mut self, below: Option<Num>) -> Option<Solution<FieldId>> {
        // A condition that nothing moving has a say in holds, or it does not.
        let fixed = self.goal.constraints.iter().zip(&self.of_constraints).filter(|(_, fields)| fields.is_empty());
        let fixed: Vec<Constraint> = fixed.map(|(constraint, _)| *constraint).gather();
        let values = self.company.values();
        self.gains(&[], &fixed, values, &vec![StageSet::ALL; self.scenarios.len()])?;
        let linking = self.linking_values();
        let mut best = None;
        for (cost, settled) in &linking {
            if self.work.is_spent() {
                self.complete = false;
                break;
            }
            if !allows(&best, below, scaled(*cost, false)) {
                break;
            }
            self.try_linking(settled, &mut best, below);
        }
        self.between_breakpoints(&linking, &mut best, below);
        self.complete &= self.left > 0 && !self.work.is_spent() && !self.thinned.get();
        best.map(|solution| self.named(solution))
    }

    /// A solution by the fields of the dictionary instead of their indices among those that move.
    pub(super) fn named(&self, solution: Solution) -> Solution<FieldId> {
        let name = |(index, to): (usize, Value)| (self.moving[index].field, to);
        let mut changes: Vec<(FieldId, Value)> = solution.changes.into_iter().map(name).gather();
        sort_by_key(&mut changes, |c| c.0);
        Solution { cost: solution.cost, changes }
    }

    /// The cheapest set of changes with the linking figures as they are settled, where it is the best so far.
    pub(super) fn try_linking(&mut self, settled: &[Value], best: &mut Option<Solution>, below: Option<Num>) {
        self.work.spend(self.company.values().len() as u64 / 4);
        let Some((mut values, start, stages)) = self.with_linking(settled) else { return };
        let Some(knapsack) = self.knapsack(&mut values, &stages) else { return };
        let limit = best.as_ref().map(|w: &Solution| w.cost).or(below);
        let mut descent = Descent { best: None, limit, chosen: Vec::new(), probe: false, possible: false };
        let gains = self.nothing();
        let cost = start.cost;
        self.descend(&knapsack, &start, cost, gains, &[], &mut values, &stages, &mut descent);
        if descent.best.is_some() {
            *best = descent.best;
        }
    }

    /// The company with the linking figures as settled, and what that changes and costs at least; `None` where that cannot be.
    pub(super) fn with_linking(&self, settled: &[Value]) -> Option<(Vec<Value>, Solution, Vec<StageSet>)> {
        let mut values = self.company.values().to_vec();
        let mut solution = Solution { cost: Num::ZERO, changes: Vec::new() };
        for (&link, value) in self.linking.iter().zip(settled) {
            let m = &self.moving[link];
            let nearest = match (value, &m.reach) {
                (Value::Range(r), Reach::Number { now, .. }) => Value::Exact((*now).max(r.0).min(r.1)),
                _ => value.clone(),
            };
            solution.cost = solution.cost.add(m.cost(&nearest)?)?;
            if *value != m.now {
                solution.changes.push((link, value.clone()));
            }
            values[m.field] = value.clone();
        }
        let only_linking: Vec<(usize, usize)> =
            self.ties.iter().filter(|t| self.linking.contains(&t.0) && self.linking.contains(&t.1)).copied().gather();
        let stages = self.stages(&values);
        let fits = only_linking.iter().all(|t| self.fits_tie(*t, &values));
        fits.then_some((values, solution, stages))
    }

    pub(super) fn fits_tie(&self, (part, whole): (usize, usize), values: &[Value]) -> bool {
        let ends = lowest(&values[self.moving[part].field]).zip(highest(&values[self.moving[whole].field]));
        ends.is_none_or(|(part, whole)| part <= whole)
    }

    /// Many points on breakpoints, for a goal that asks for points alone: where a search for more begins.
    pub fn greedy(&mut self) -> Option<Solution<FieldId>> {
        let mut best: Option<(Num, Solution)> = None;
        for (_, settled) in self.linking_values() {
            // Whoever asks whether more can be had is then told that it is not known.
            if best.is_some() && self.work.is_spent() {
                break;
            }
            let Some((mut values, mut solution, stages)) = self.with_linking(&settled) else { continue };
            let requirements = self.requirements();
            let Some(&first) = requirements.first() else { continue };
            let mut gains = self.nothing();
            let mut possible = true;
            for p in 0..self.blocks.len() {
                let choices = self.choices(p, &mut values, &stages);
                let worth = |c: &&Choice| self.worth(first, &c.gains);
                let plain = choices.iter().filter(|c| c.ramp.is_none());
                let Some(choice) = plain.max_by(|a, b| worth(a).cmp(&worth(b)).then(b.cost.cmp(&a.cost))) else {
                    possible = false;
                    break;
                };
                let Some((next, cost)) = sum(&gains, &choice.gains).zip(solution.cost.add(choice.cost)) else {
                    continue;
                };
                (gains, solution.cost) = (next, cost);
                solution.changes.extend(choice.changes.iter().cloned());
            }
            let gains = self.capped(gains);
            let least = requirements.into_iter().filter_map(|requirement| self.worth(requirement, &gains)).min();
            let Some(total) = least.filter(|_| possible) else { continue };
            if best.as_ref().is_none_or(|b| total > b.0 || (total == b.0 && solution.cost < b.1.cost)) {
                best = Some((total, solution));
            }
        }
        best.map(|(_, solution)| self.named(solution))
    }
}
