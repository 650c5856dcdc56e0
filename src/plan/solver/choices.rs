//! The choices of a block, those that another dominates dropped.

use super::problem::*;
use crate::plan::goal::Constraint;
use crate::plan::terms::Reach;
use innopoints_core::company::{highest, lowest};
use innopoints_core::dictionary::Value;
use innopoints_core::formula::Env;
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::Num;
use innopoints_core::scheme::model::GroupKind;
use innopoints_core::score::{bounds, earned};
use innopoints_core::sort::{sort, sort_by};
use std::rc::Rc;

impl Solver<'_> {
    /// The points of an item: where they are undetermined, the least that it adds to (or most that it takes from) the total;
    /// over ranges, what it adds most (or takes least).
    pub(super) fn points(&self, i: usize, env: &Env<'_>) -> Option<Num> {
        let indicator = &self.scheme.indicators[i];
        if !self.relaxed
            && let Ok(earned) = earned(self.scheme, indicator, env)
        {
            return Some(earned.points);
        }
        let points = bounds(self.scheme, indicator, env);
        let deduction = self.scheme.groups[indicator.group].kind == GroupKind::Deduction;
        if deduction == self.relaxed { points.lo } else { points.hi }
    }

    /// What items earn in each scenario; `None` where conditions do not hold, or something cannot be computed.
    pub(super) fn gains(
        &self,
        items: &[usize],
        constraints: &[Constraint],
        values: &[Value],
        stages: &Stages,
    ) -> Option<Vec<Num>> {
        let mut gains = self.nothing();
        let width = self.width();
        for (w, (scenario, stages)) in self.scenarios.iter().zip(stages).enumerate() {
            let gains = &mut gains[w * width..(w + 1) * width];
            let values = self.within(scenario, values);
            let interval = |f: FieldId| self.interval(&values, f);
            let env = self.env(scenario, &values, &interval, *stages);
            for constraint in constraints {
                let met = self.scheme.program.certain(constraint.at, &env).map(|met| met == constraint.holds);
                if met != Some(true) && !(self.relaxed && met.is_none()) {
                    return None;
                }
            }
            for &i in items {
                let points = self.points(i, &env)?;
                let group = self.scheme.indicators[i].group;
                let signed =
                    if self.scheme.groups[group].kind == GroupKind::Deduction { points.neg()? } else { points };
                gains[group] = gains[group].add(signed)?;
                if let Some(k) = self.alone.iter().position(|a| *a == i) {
                    gains[self.scheme.groups.len() + k] = signed;
                }
            }
        }
        Some(gains)
    }

    /// Whether no part exceeds its whole.
    pub(super) fn fits(&self, fields: &[usize], values: &[Value]) -> bool {
        self.ties.iter().filter(|t| fields.contains(&t.0) || fields.contains(&t.1)).all(|&(part, whole)| {
            let ends = lowest(&values[self.moving[part].field]).zip(highest(&values[self.moving[whole].field]));
            ends.is_none_or(|(part, whole)| part <= whole)
        })
    }

    /// The choices of a block, with the linking figures as they are settled.
    pub(super) fn choices(&mut self, p: usize, values: &mut Vec<Value>, stages: &Stages) -> Rc<Vec<Choice>> {
        let linking: Vec<Value> = self.blocks[p].linking.iter().map(|h| values[self.moving[*h].field].clone()).gather();
        self.work.spend(4 + self.known[p].len() as u64 / 4);
        if let Some(known) = self.known[p].iter().find(|k| k.0 == stages && k.1 == linking) {
            return known.2.clone();
        }
        let part = &self.blocks[p];
        let mut all = Vec::new();
        let alone = part.fields.len() < 2;
        let of = if alone { &[] } else { &part.fields[..] };
        let alone_at = self.alone_at(of, values, &part.items, &part.constraints);
        let mut complete = true;
        self.choose(part, 0, &alone_at, values, stages, (Num::ZERO, Vec::new()), &mut all, &mut complete);
        for m in &part.fields {
            values[self.moving[*m].field] = self.moving[*m].now.clone();
        }
        if let [m] = part.fields[..]
            && !self.is_few(m)
            // Where multiples were left out, points rise between those that are there.
            && (self.thinned.get() || part.items.iter().any(|&i| self.scheme.indicators[i].rule.is_gradual()))
        {
            self.add_ramps(m, &mut all);
        }
        if self.relaxed && part.fields.is_empty() {
            self.add_linking_steps(part, values, stages, &mut all);
        }
        self.complete &= complete;
        let all = Rc::new(self.undominated(all));
        // A range is hardly met again.
        if !linking.iter().any(|h| matches!(h, Value::Range(_))) {
            self.known[p].push((stages.to_vec(), linking, all.clone()));
        }
        all
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn choose(
        &self,
        part: &Block,
        next: usize,
        alone_at: &[(usize, Vec<Num>)],
        values: &mut Vec<Value>,
        stages: &Stages,
        so_far: (Num, Vec<(usize, Value)>),
        all: &mut Vec<Choice>,
        complete: &mut bool,
    ) {
        // The first choice, all as it is, is always there: a whole block may cost more than what is left.
        if all.len() > MOST_CHOICES || (!all.is_empty() && self.work.is_spent()) {
            *complete = false;
            return;
        }
        let Some(&m) = part.fields.get(next) else {
            if self.fits(&part.fields, values)
                && let Some(gains) = self.gains(&part.items, &part.constraints, values, stages)
            {
                all.push(Choice { cost: so_far.0, gains, changes: so_far.1, ramp: None });
            }
            return;
        };
        let field = self.moving[m].field;
        let open: Vec<(usize, Vec<Num>)> =
            alone_at.iter().filter(|a| part.fields[next + 1..].contains(&a.0)).cloned().gather();
        for value in self.candidates(m, values, &open, &part.items, &part.constraints) {
            let Some(cost) = self.moving[m].cost(&value).and_then(|c| so_far.0.add(c)) else { continue };
            let mut changes = so_far.1.clone();
            if value != self.moving[m].now {
                changes.push((m, value.clone()));
            }
            values[field] = value;
            self.choose(part, next + 1, alone_at, values, stages, (cost, changes), all, complete);
        }
        values[field] = self.moving[m].now.clone();
    }

    /// What only one linking figure earns is not had for nothing over a range of it: it is bought breakpoint by breakpoint, away from where the
    /// linking figure is. Between breakpoints it is had in proportion, or later.
    pub(super) fn add_linking_steps(&self, part: &Block, values: &mut [Value], stages: &Stages, all: &mut Vec<Choice>) {
        let mut ranged = part.linking.iter().filter(|h| matches!(values[self.moving[**h].field], Value::Range(_)));
        let (Some(&link), None) = (ranged.next(), ranged.next()) else { return };
        let field = self.moving[link].field;
        let Reach::Number { now, cost, .. } = self.moving[link].reach else { return };
        let Value::Range(ends) = values[field].clone() else { return };
        // Where it is lies at one end, or beyond it: every region is halved there first.
        let near = now.max(ends.0).min(ends.1);
        if near != ends.0 && near != ends.1 {
            return;
        }
        let mut edges = vec![ends.0, ends.1];
        for end in [ends.0, ends.1] {
            values[field] = Value::Exact(end);
            self.breakpoints(link, values, &part.items, &part.constraints, &mut edges);
        }
        edges.retain(|x| *x >= ends.0 && *x <= ends.1);
        sort(&mut edges);
        edges.dedup();
        if near == ends.1 {
            edges.reverse();
        }
        let mut found: Vec<(Num, Choice)> = Vec::with_capacity(2 * edges.len());
        for x in &edges {
            values[field] = Value::Exact(*x);
            let price = x.sub(near).and_then(|by| by.abs().mul(cost));
            let gains = self.gains(&part.items, &part.constraints, values, stages);
            if let Some((cost, gains)) = price.zip(gains) {
                found.push((*x, Choice { cost, gains, changes: Vec::new(), ramp: None }));
            }
        }
        values[field] = Value::Range(ends);
        // Where conditions hold only here and there, or something cannot be computed, what is had for nothing stays.
        if !part.constraints.is_empty() || found.len() < edges.len() || edges.len() < 2 {
            return;
        }
        let segment = |pair: &[(Num, Choice)]| {
            let ((from, a), (to, b)) = (&pair[0], &pair[1]);
            let ramp = Ramp { moving: link, from: *from, to: *to, cost: b.cost, gains: b.gains.clone() };
            Choice { ramp: Some(ramp), ..a.clone() }
        };
        *all = found.windows(2).map(segment).gather();
        all.extend(found.into_iter().map(|f| f.1));
    }

    /// Of a figure that earns in proportion, the segments from a breakpoint to the next one away from where it is.
    pub(super) fn add_ramps(&self, m: usize, all: &mut Vec<Choice>) {
        let Reach::Number { now, step, .. } = self.moving[m].reach else { return };
        let at = |c: &Choice| match c.changes.first() {
            Some((_, Value::Exact(x))) => *x,
            _ => now,
        };
        let mut found = Vec::new();
        for up in [true, false] {
            let side: Vec<&Choice> = all.iter().filter(|c| at(c) == now || (at(c) > now) == up).gather();
            for pair in side.windows(2) {
                let (from, to) = (at(pair[0]), at(pair[1]));
                if to.sub(from).is_none_or(|width| width.abs() <= step) || pair[0].gains == pair[1].gains {
                    continue;
                }
                let ramp = Ramp { moving: m, from, to, cost: pair[1].cost, gains: pair[1].gains.clone() };
                found.push(Choice { ramp: Some(ramp), ..pair[0].clone() });
            }
        }
        all.extend(found);
    }

    /// Drops choices that cost no less and earn no more than another.
    fn undominated(&self, mut all: Vec<Choice>) -> Vec<Choice> {
        let earned = |c: &Choice| c.gains.iter().try_fold(Num::ZERO, |sum, g| sum.add(*g)).unwrap_or(Num::ZERO);
        sort_by(&mut all, |a, b| {
            let plain = |c: &Choice| c.ramp.is_some();
            a.cost
                .cmp(&b.cost)
                .then(plain(a).cmp(&plain(b)))
                .then(earned(b).cmp(&earned(a)))
                .then(a.changes.len().cmp(&b.changes.len()))
        });
        let mut kept: Vec<Choice> = Vec::new();
        for c in all {
            let most = c.ramp.as_ref().map_or(&c.gains, |a| &a.gains);
            self.work.spend(kept.len() as u64 / 8);
            let beaten = |k: &Choice| k.ramp.is_none() && k.gains.iter().zip(most).all(|(a, b)| a >= b);
            if !kept.iter().any(beaten) {
                kept.push(c);
            }
        }
        kept
    }
}
