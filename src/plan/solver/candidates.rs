//! Values that are tried: breakpoints, limits, and steps.

use super::problem::*;
use crate::plan::goal::Constraint;
use crate::plan::terms::Reach;
use innopoints_core::dictionary::Value;
use innopoints_core::formula::Unknown;
use innopoints_core::formula::line::Finder;
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, StageSet};
use innopoints_core::number::Num;
use innopoints_core::score::context;
use innopoints_core::sort::{sort, sort_by_key};

/// What finding a breakpoint costs, in instructions.
const BREAKPOINT: u64 = 3;
/// What putting a step in order of its distance costs, in instructions.
const STEP: u64 = 4;

impl Solver<'_> {
    /// Where something begins for a moving figure, the others being as they are.
    pub(super) fn breakpoints(
        &self,
        m: usize,
        values: &[Value],
        items: &[usize],
        constraints: &[Constraint],
        found: &mut Vec<Num>,
    ) {
        let what = Unknown::Field(self.moving[m].field);
        for scenario in self.scenarios {
            if self.work.is_spent() {
                self.thinned.set(true);
                return;
            }
            let values = self.within(scenario, values);
            let interval = |f: FieldId| self.interval(&values, f);
            let env = self.env(scenario, &values, &interval, StageSet::ALL);
            let mut find = Finder::new(&self.scheme.program, &env, what);
            for &i in items.iter().filter(|&&i| self.of_items[i].contains(&m)) {
                if self.work.is_spent() {
                    self.thinned.set(true);
                    return;
                }
                let indicator = &self.scheme.indicators[i];
                indicator.rule.breakpoints(&context(self.scheme, indicator, &env), &mut find);
            }
            constraints.iter().for_each(|constraint| find.condition(constraint.at));
            for at in self.scheme.stages.iter().filter_map(|s| s.when) {
                find.condition(at);
            }
            if let Reach::Number { now, lo, hi, .. } = self.moving[m].reach {
                let breakpoints = find.found().list(lo, hi, now, MOST_MULTIPLES);
                // Over ranges they are sought for a bound alone, and of few steps every one is tried.
                if !breakpoints.complete && !self.relaxed && !self.is_few(m) {
                    self.thinned.set(true);
                }
                self.work.spend(BREAKPOINT * breakpoints.points.len() as u64);
                // The same ones are found beside most values of the other figures: they are thrown out before the list grows.
                if found.len() + breakpoints.points.len() > found.capacity() {
                    sort(found);
                    found.dedup();
                    found.reserve(found.len() + breakpoints.points.len());
                }
                found.extend(breakpoints.points);
            }
        }
        for &(part, whole) in &self.ties {
            for (own, other) in [(part, whole), (whole, part)] {
                if own == m
                    && let Value::Exact(x) = values[self.moving[other].field]
                {
                    found.push(x);
                }
            }
        }
    }

    /// The steps at and beside breakpoints within a figure's reach, its ends, and where it is; nearest first.
    pub(super) fn on_steps(&self, m: usize, edges: &[Num]) -> Vec<Num> {
        let Reach::Number { now, lo, hi, step, .. } = self.moving[m].reach else { return Vec::new() };
        let mut all = vec![now, lo, hi];
        if self.is_few(m) {
            let mut x = Some(lo);
            while let Some(at) = x.filter(|x| *x <= hi) {
                all.extend(at.down_to(step));
                x = at.add(step);
            }
        } else {
            for &edge in edges {
                let Some(below) = edge.down_to(step) else { continue };
                all.extend([Some(below), below.add(step)].into_iter().flatten());
                if below == edge {
                    all.extend(below.sub(step));
                }
            }
        }
        all.retain(|x| *x >= lo && *x <= hi);
        self.work.spend(STEP * all.len() as u64);
        let mut all: Vec<(Option<Num>, Num)> = all.into_iter().map(|x| (x.sub(now).map(Num::abs), x)).gather();
        sort(&mut all);
        all.dedup();
        all.into_iter().map(|(_, x)| x).gather()
    }

    /// What a moving figure may be, with others, which are not settled yet, at each of their breakpoints.
    pub(super) fn candidates(
        &self,
        m: usize,
        values: &mut [Value],
        others: &[(usize, Vec<Num>)],
        items: &[usize],
        constraints: &[Constraint],
    ) -> Vec<Value> {
        if let Reach::Levels(levels) = &self.moving[m].reach {
            let mut all: Vec<&(Value, Num)> = levels.iter().gather();
            sort_by_key(&mut all, |l| l.1);
            return std::iter::once(self.moving[m].now.clone()).chain(all.into_iter().map(|l| l.0.clone())).gather();
        }
        let mut edges = Vec::new();
        if !self.is_few(m) {
            self.breakpoints(m, values, items, constraints, &mut edges);
            for (other, alone_at) in others {
                let field = self.moving[*other].field;
                for x in alone_at {
                    let before = std::mem::replace(&mut values[field], Value::Exact(*x));
                    self.breakpoints(m, values, items, constraints, &mut edges);
                    values[field] = before;
                }
            }
            // Of a range both ends.
            for link in self.linking.iter().filter(|_| self.relaxed) {
                let field = self.moving[*link].field;
                if let Value::Range(ends) = values[field].clone() {
                    for end in [ends.0, ends.1] {
                        values[field] = Value::Exact(end);
                        self.breakpoints(m, values, items, constraints, &mut edges);
                    }
                    values[field] = Value::Range(ends);
                }
            }
        }
        self.on_steps(m, &edges).into_iter().map(Value::Exact).gather()
    }

    /// The breakpoints of figures by themselves, the others being as they are now.
    pub(super) fn alone_at(
        &self,
        of: &[usize],
        values: &[Value],
        items: &[usize],
        constraints: &[Constraint],
    ) -> Vec<(usize, Vec<Num>)> {
        let numbers = of.iter().filter(|m| matches!(self.moving[**m].reach, Reach::Number { .. }));
        let own = |&m: &usize| {
            let mut edges = Vec::new();
            self.breakpoints(m, values, items, constraints, &mut edges);
            (m, self.on_steps(m, &edges))
        };
        numbers.map(own).gather()
    }

    /// Every combination of linking figures with its cost, cheapest first.
    pub(super) fn linking_values(&mut self) -> Vec<(Num, Vec<Value>)> {
        let mut values = self.company.values().to_vec();
        let items: Vec<usize> = (0..self.scheme.indicators.len()).gather();
        let everyone: Vec<usize> = (0..self.moving.len()).gather();
        let alone_at = self.alone_at(&everyone, &values, &items, &self.goal.constraints);
        let mut all: Vec<(Num, Vec<Value>)> = vec![(Num::ZERO, Vec::new())];
        for &link in &self.linking {
            let bound: Vec<(usize, Vec<Num>)> =
                alone_at.iter().filter(|a| a.0 != link && self.are_bound(link, a.0)).cloned().gather();
            let mut own = self.candidates(link, &mut values, &bound, &items, &self.goal.constraints);
            if self.work.is_spent() {
                // It stays as it is now, which is tried first.
                self.complete &= own.len() < 2;
                own.truncate(1);
            }
            // Every combination is work of its own: at most half of what is left is spent on one more figure.
            let each = (4 + all.first().map_or(0, |(_, before)| before.len()) as u64) * own.len() as u64;
            let room = usize::try_from(self.work.left() / 2 / each.max(1)).unwrap_or(usize::MAX).max(1);
            self.complete &= all.len() <= room;
            all.truncate(room);
            self.work.spend(each * all.len() as u64);
            let mut next = Vec::with_capacity(all.len() * own.len());
            for (cost, before) in &all {
                for value in &own {
                    let Some(cost) = self.moving[link].cost(value).and_then(|c| cost.add(c)) else { continue };
                    next.push((cost, before.iter().chain([value]).cloned().gather()));
                }
            }
            sort_by_key(&mut next, |a| a.0);
            if next.len() > MOST_LINKING {
                next.truncate(MOST_LINKING);
                self.complete = false;
            }
            all = next;
        }
        all
    }

    pub(super) fn are_bound(&self, a: usize, b: usize) -> bool {
        let both = |fields: &Vec<usize>| fields.contains(&a) && fields.contains(&b);
        self.of_items.iter().chain(&self.of_constraints).any(both)
            || self.ties.contains(&(a, b))
            || self.ties.contains(&(b, a))
    }
}
