//! What gains come to for the needs of a goal.

use super::problem::*;
use crate::plan::goal::{Column, Constraint};
use crate::search::Scenario;
use innopoints_core::dictionary::Value;
use innopoints_core::formula::{Env, Points};
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, StageSet};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{GroupKind, Scheme};
use innopoints_core::score::{bounds, points, sums};

impl Solver<'_> {
    /// The needs, in each scenario.
    pub(super) fn requirements(&self) -> Vec<Requirement> {
        let of_scenario = |scenario: usize| (0..self.goal.needs.len()).map(move |need| (need, scenario));
        let all = (0..self.scenarios.len()).flat_map(of_scenario);
        all.map(|(need, scenario)| Requirement { need, from: scenario * self.width() }).gather()
    }

    /// What gains are worth for a need.
    pub(super) fn worth(&self, requirement: Requirement, gains: &[Num]) -> Option<Num> {
        let groups = self.scheme.groups.len();
        let mut sum = Num::ZERO;
        for (column, times) in &self.goal.needs[requirement.need].weights {
            let index = match column {
                Column::Group(g) => *g,
                Column::Item(i) => groups + self.alone.iter().position(|a| a == i)?,
            };
            let gain = gains[requirement.from + index];
            sum = sum.add(if *times == Num::ONE { gain } else { gain.mul(*times)? })?;
        }
        Some(sum)
    }

    /// An optimistic bound of what gains come to for a need, whatever is added: a deduction that is near its maximum takes less
    /// than its items do.
    pub(super) fn optimistic(&self, requirement: Requirement, gains: &[Num]) -> Option<Num> {
        let saturable = |column: &Column| matches!(column, Column::Group(g) if self.saturable[*g]);
        let mut worth = self.worth(requirement, gains)?;
        for (column, times) in self.goal.needs[requirement.need].weights.iter().filter(|w| saturable(&w.0)) {
            if let Column::Group(g) = column {
                worth = worth.sub(gains[requirement.from + g].mul(*times)?)?;
            }
        }
        Some(worth)
    }

    /// Gains with the groups up to their maxima.
    pub(super) fn capped(&self, mut gains: Vec<Num>) -> Vec<Num> {
        for gains in gains.chunks_exact_mut(self.width().max(1)) {
            for (group, gain) in self.scheme.groups.iter().zip(gains) {
                if let Some(max) = group.max {
                    *gain = match group.kind {
                        GroupKind::Deduction => (*gain).max(max.neg().unwrap_or(*gain)),
                        _ => (*gain).min(max),
                    };
                }
            }
        }
        gains
    }

    pub(super) fn suffices(&self, gains: &[Num]) -> bool {
        let gains = self.capped(gains.to_vec());
        self.requirements().into_iter().all(|requirement| {
            let need = &self.goal.needs[requirement.need];
            let Some(earned) = self.worth(requirement, &gains) else { return false };
            if need.above { earned > need.least } else { earned >= need.least }
        })
    }

    /// Whether a company with changes holds the conditions on points that needs do not say.
    pub(super) fn passes_checks(&self, changes: &[(usize, Value)]) -> bool {
        if self.goal.checks.is_empty() {
            return true;
        }
        let mut values = self.company.values().to_vec();
        for (m, value) in changes {
            values[self.moving[*m].field] = value.clone();
        }
        let holds = |(scenario, stages): (&Scenario, StageSet)| {
            let values = self.within(scenario, &values);
            let interval = |f: FieldId| self.interval(&values, f);
            let env = self.env(scenario, &values, &interval, stages);
            let points = all_points(self.scheme, &env)?;
            let env = Env { points: Some(&points), ..env };
            let met =
                |constraint: &Constraint| self.scheme.program.certain(constraint.at, &env) == Some(constraint.holds);
            Some(self.goal.checks.iter().all(met))
        };
        let stages = self.stages(&values);
        self.scenarios.iter().zip(stages).all(|own| holds(own) == Some(true))
    }

    /// Whether a company as a whole reaches the goal.
    pub(super) fn reaches(&self, values: &[Value]) -> bool {
        let all: Vec<usize> = (0..self.scheme.indicators.len()).gather();
        let moving: Vec<usize> = (0..self.moving.len()).gather();
        self.fits(&moving, values)
            && self
                .gains(&all, &self.goal.constraints, values, &self.stages(values))
                .is_some_and(|gains| self.suffices(&gains))
    }

    /// The first step on the way with which something holds that holds at its end and not at its start, and turns once.
    pub(super) fn first_step(&self, from: Num, to: Num, step: Num, mut holds: impl FnMut(Num) -> bool) -> Option<Num> {
        let up = to > from;
        // Whole steps from the end back.
        let (mut bad, mut good) = (Num::ZERO, to.sub(from)?.abs().div(step)?.floor());
        let at = |n: Num| {
            let back = to.sub(from)?.abs().div(step)?.floor().sub(n)?.mul(step)?;
            if up { to.sub(back) } else { to.add(back) }
        };
        while good.sub(bad)? > Num::ONE {
            let half = good.add(bad)?.div(Num::int(2))?.floor();
            if holds(at(half)?) { good = half } else { bad = half }
        }
        at(good)
    }
}

/// The points that conditions may ask for.
pub(super) fn all_points(scheme: &Scheme, env: &Env<'_>) -> Option<Points> {
    let items: Vec<Interval> = scheme.indicators.iter().map(|i| bounds(scheme, i, env)).gather();
    let sums = sums(scheme, &items);
    Some(points(scheme, sums.total, &sums.groups, items.iter().copied()))
}
