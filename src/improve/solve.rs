//! The cheapest way to a goal.
//!
//! Every figure stands where it is, on an edge (where a band, a gate or a stage begins, the divisors being as planned), at
//! a limit, or, if it moves in few steps, on any of them; and at most one that earns in proportion stands between two
//! edges, at the first step that suffices. That is where the cheapest plan lies: with the divisors settled every rule is
//! piecewise linear in the figures, so a cheapest plan has at most one figure that is not on an edge.
//!
//! 1. Figures that tie others together (what is divided by, wholes of parts, what tells the stage) are *hubs*. Their edges
//!    are taken with every other figure at each of its own edges. All combinations are gone through, cheapest first.
//! 2. With the hubs settled the rest falls into *parts* that share no rule and no condition. The choices of a part are
//!    scored one by one; those that cost no less and earn no more than another are dropped.
//! 3. Choices are combined by branch and bound. The bound is the linear relaxation: what is still needed, bought at the
//!    best price there is. It is rounded so that it never cuts off a plan that is cheaper by a fen (10⁻⁶ 万元).
//! 4. A hub that earns in proportion may stand between edges too. Its ranges are halved, down to single steps, while the
//!    most that can be earned anywhere in a range, at the least cost there, may still beat the best plan.
//!
//! Plans are accepted by their exact points alone. Where rules are steps, no combination of edges is cheaper. Where points
//! follow a figure in proportion, the one between edges is rounded up to its step (0.01 万元): what trading single steps
//! of several figures against each other could still save, at most two of the dearest steps, is not sought. A search that
//! was stopped says so.

use super::terms::{Moving, Reach, step_below};
use crate::bounds::Unknown;
use crate::dictionary::{Kind, Value};
use crate::edges::Edges;
use crate::enterprise::{Enterprise, highest, lowest};
use crate::formula::{At, Env};
use crate::number::{Interval, Num};
use crate::report::one_of;
use crate::scheme::model::{GroupKind, Rule, Scheme, rule_fields};
use crate::score::{bounds, hit, levels, span};
use crate::sort::{sort, sort_by, sort_by_key};
use std::collections::BTreeSet;
use std::ops::Bound;
use std::rc::Rc;

/// Figures that can take at most so many steps may take any of them.
const FEW: i64 = 40;
/// Combinations of hubs, choices of a part, and bounds that are looked at before the search gives up: each many times what
/// the shipped schemes take.
const MOST_HUBS: usize = 20_000;
const MOST_CHOICES: usize = 20_000;
/// Ranges of hubs that are halved.
const MOST_REGIONS: u32 = 800;
const BUDGET: u32 = 150_000;
/// Bounds are whole numbers of this part of a point, or of a 万元.
const SCALE: i128 = 1_000_000_000;
/// Plans are not told apart by less than a fen.
const FEN: i128 = SCALE / 1_000_000;

/// What is to be reached.
#[derive(Clone, Debug, Default)]
pub(crate) struct Goal {
    /// Points, not rounded.
    pub needs: Vec<Need>,
    /// Conditions.
    pub musts: Vec<At>,
}

/// So many points.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    pub of: Of,
    pub least: Num,
    /// Whether more than that is needed.
    pub above: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Of {
    Total,
    Group(usize),
    Item(usize),
}

/// Changed fields and what they cost together.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub cost: Num,
    pub changes: Vec<(usize, Value)>,
}

/// Figures that share rules or conditions once the hubs are settled.
struct Part {
    /// Among `moving`.
    fields: Vec<usize>,
    items: Vec<usize>,
    musts: Vec<At>,
    /// Hubs that matter to it.
    hubs: Vec<usize>,
}

/// What a part can be.
#[derive(Clone)]
struct Choice {
    cost: Num,
    /// Of each group (deductions negative), then of each item that is needed by itself.
    gains: Vec<Num>,
    changes: Vec<(usize, Value)>,
    /// Where it is open how far to go.
    ahead: Option<Ahead>,
}

/// From one edge on to the next.
#[derive(Clone)]
struct Ahead {
    moving: usize,
    from: Num,
    to: Num,
    cost: Num,
    gains: Vec<Num>,
}

/// A stretch of the best prices of a part: points for effort.
struct Stretch {
    part: usize,
    gain: i128,
    cost: i128,
}

type Known = (u32, Vec<Value>, Rc<Vec<Choice>>);

/// Ranges of hubs that earn in proportion, the others settled.
struct Region {
    hubs: Vec<Value>,
    /// Nothing in it costs less.
    bound: i128,
}

/// What branch and bound works on: one list of choices a part.
struct Board {
    parts: Vec<Rc<Vec<Choice>>>,
    /// Of each need, the stretches of all parts, best price first.
    stretches: Vec<Vec<Stretch>>,
    /// The least cost of the parts from here on, and what that earns for each need.
    least: Vec<i128>,
    earned: Vec<Vec<i128>>,
}

pub(crate) struct Solver<'a> {
    scheme: &'a Scheme,
    company: &'a Enterprise,
    quantities: &'a [Interval],
    moving: &'a [Moving],
    goal: &'a Goal,
    /// The moving figures of each item and each condition.
    of_items: Vec<Vec<usize>>,
    of_musts: Vec<Vec<usize>>,
    /// Part and whole, where both move.
    ties: Vec<(usize, usize)>,
    hubs: Vec<usize>,
    parts: Vec<Part>,
    /// Choices that were made out before: of each part, by the stage and its hubs.
    known: Vec<Vec<Known>>,
    /// The dearest step of a figure that may take any of many.
    grain: i128,
    /// Whether some hub is a range: then what is earned is the most that can be, and what can hold does.
    loose: bool,
    left: u32,
    /// Whether all was gone through.
    pub complete: bool,
}

impl<'a> Solver<'a> {
    pub fn new(
        scheme: &'a Scheme,
        company: &'a Enterprise,
        quantities: &'a [Interval],
        moving: &'a [Moving],
        goal: &'a Goal,
    ) -> Solver<'a> {
        let places = |fields: Vec<usize>| -> Vec<usize> {
            (0..moving.len()).filter(|&m| fields.contains(&moving[m].field)).collect()
        };
        let of_items = scheme.indicators.iter().map(|indicator| {
            let mut fields = Vec::new();
            rule_fields(&scheme.program, &indicator.rule, &mut fields);
            places(fields)
        });
        let of_items: Vec<Vec<usize>> = of_items.collect();
        let of_at = |at: At| {
            let mut fields = Vec::new();
            scheme.program.fields(at, &mut fields);
            places(fields)
        };
        let mut ties = Vec::new();
        for (part, m) in moving.iter().enumerate() {
            if let Kind::Number { at_most: Some(whole), .. } = scheme.dictionary.fields[m.field].kind
                && let Some(whole) = moving.iter().position(|m| m.field == whole)
            {
                ties.push((part, whole));
            }
        }
        let of_musts: Vec<Vec<usize>> = goal.musts.iter().map(|at| of_at(*at)).collect();
        let mut hubs: Vec<usize> = scheme.stages.iter().filter_map(|s| s.when).flat_map(of_at).collect();
        sort(&mut hubs);
        hubs.dedup();
        let mut solver = Solver {
            scheme,
            company,
            quantities,
            moving,
            goal,
            of_items,
            of_musts,
            ties,
            hubs,
            parts: Vec::new(),
            known: Vec::new(),
            grain: 0,
            loose: false,
            left: BUDGET,
            complete: true,
        };
        let dearest = (0..moving.len()).filter(|&m| !solver.is_few(m)).filter_map(|m| match moving[m].reach {
            Reach::Number { step, cost, .. } => step.mul(cost).map(|c| scaled(c, true)),
            Reach::Levels(_) => None,
        });
        solver.grain = dearest.max().unwrap_or(0);
        solver.divide();
        solver
    }

    // ------------------------------------------------------------------------------------------------ hubs and parts

    /// Groups of moving figures, without the hubs, that rules, conditions and wholes bind together.
    fn bound_together(&self) -> Vec<Vec<usize>> {
        let mut part_of: Vec<usize> = (0..self.moving.len()).collect();
        let mut join = |fields: &mut dyn Iterator<Item = usize>| {
            let fields: Vec<usize> = fields.filter(|f| !self.hubs.contains(f)).collect();
            for pair in fields.windows(2) {
                let (a, b) = (part_of[pair[0]], part_of[pair[1]]);
                part_of.iter_mut().filter(|p| **p == b).for_each(|p| *p = a);
            }
        };
        self.of_items.iter().chain(&self.of_musts).for_each(|fields| join(&mut fields.iter().copied()));
        self.ties.iter().for_each(|&(part, whole)| join(&mut [part, whole].into_iter()));
        let free: Vec<usize> = (0..self.moving.len()).filter(|m| !self.hubs.contains(m)).collect();
        let mut all: Vec<Vec<usize>> = Vec::new();
        for &m in &free {
            match all.iter_mut().find(|part| part_of[part[0]] == part_of[m]) {
                Some(part) => part.push(m),
                None => all.push(vec![m]),
            }
        }
        all
    }

    fn divide(&mut self) {
        let groups = loop {
            let groups = self.bound_together();
            let large = |m: &usize| !self.is_few(*m);
            let Some(tied) = groups.iter().find(|g| g.len() > 1 && g.iter().any(large)) else { break groups };
            // Who is bound to most others becomes a hub; of equals, the whole.
            let links = |m: usize| {
                let within =
                    |fields: &Vec<usize>| fields.contains(&m) && fields.iter().any(|f| *f != m && tied.contains(f));
                let rules = self.of_items.iter().chain(&self.of_musts).filter(|fields| within(fields)).count();
                let wholes = self.ties.iter().filter(|t| t.1 == m).count();
                (rules + self.ties.iter().filter(|t| t.0 == m || t.1 == m).count(), wholes)
            };
            let Some(&hub) = tied.iter().max_by_key(|m| (links(**m), std::cmp::Reverse(**m))) else { break groups };
            self.hubs.push(hub);
        };
        let mut parts: Vec<Part> = groups
            .into_iter()
            .map(|fields| Part { fields, items: Vec::new(), musts: Vec::new(), hubs: Vec::new() })
            .collect();
        // The last holds what only hubs move, or nothing.
        parts.push(Part { fields: Vec::new(), items: Vec::new(), musts: Vec::new(), hubs: Vec::new() });
        let last = parts.len() - 1;
        let home = |fields: &[usize], parts: &[Part]| {
            parts.iter().position(|p| p.fields.iter().any(|f| fields.contains(f))).unwrap_or(last)
        };
        for (i, fields) in self.of_items.iter().enumerate() {
            let at = home(fields, &parts);
            parts[at].items.push(i);
            parts[at].hubs.extend(fields.iter().filter(|f| self.hubs.contains(f)));
        }
        for (at, fields) in self.goal.musts.iter().zip(&self.of_musts) {
            let p = home(fields, &parts);
            parts[p].musts.push(*at);
            parts[p].hubs.extend(fields.iter().filter(|f| self.hubs.contains(f)));
        }
        for &(part, whole) in &self.ties {
            for (own, other) in [(part, whole), (whole, part)] {
                if self.hubs.contains(&other)
                    && let Some(p) = parts.iter_mut().find(|p| p.fields.contains(&own))
                {
                    p.hubs.push(other);
                }
            }
        }
        for p in &mut parts {
            sort(&mut p.hubs);
            p.hubs.dedup();
        }
        self.known = parts.iter().map(|_| Vec::new()).collect();
        self.parts = parts;
    }

    /// Whether a figure moves in so few steps that it may take any of them.
    fn is_few(&self, m: usize) -> bool {
        match &self.moving[m].reach {
            Reach::Number { lo, hi, step, .. } => {
                hi.sub(*lo).and_then(|w| w.div(*step)).is_some_and(|steps| steps <= Num::int(FEW))
            }
            Reach::Levels(_) => true,
        }
    }

    // ------------------------------------------------------------------------------------------------ edges

    /// Where a field can lie.
    fn interval(&self, values: &[Value], f: usize) -> Interval {
        match &values[f] {
            Value::Range(r) => Interval { lo: Some(r.0), hi: Some(r.1) },
            _ => self.company.interval(f),
        }
    }

    fn env<'e>(&'e self, values: &'e [Value], interval: &'e dyn Fn(usize) -> Interval, stages: u32) -> Env<'e> {
        Env { values, interval, points: None, quantities: self.quantities, stages, ..Env::default() }
    }

    /// The stage, where there are stages; `None` where it is not certain.
    fn stage(&self, values: &[Value]) -> Option<u32> {
        if self.scheme.stages.is_empty() {
            return Some(u32::MAX);
        }
        let interval = |f: usize| self.interval(values, f);
        let bits = levels(self.scheme, &self.scheme.stages, &self.env(values, &interval, u32::MAX)).ok()?;
        (self.loose || one_of(bits).is_some()).then_some(bits)
    }

    /// Where something begins for a moving figure, the others being as they are.
    fn edges(&self, m: usize, values: &[Value], items: &[usize], musts: &[At], found: &mut Vec<Num>) {
        let interval = |f: usize| self.interval(values, f);
        let env = self.env(values, &interval, u32::MAX);
        let edges = Edges { scheme: self.scheme, env: &env };
        let what = Unknown::Field(self.moving[m].field);
        for &i in items.iter().filter(|&&i| self.of_items[i].contains(&m)) {
            edges.rule(&self.scheme.indicators[i].rule, &self.scheme.indicators[i].max, what, found);
        }
        musts.iter().for_each(|at| edges.condition(*at, what, found));
        for at in self.scheme.stages.iter().filter_map(|s| s.when) {
            edges.condition(at, what, found);
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

    /// The steps at and beside edges within a figure's reach, its ends, and where it is; nearest first.
    fn on_steps(&self, m: usize, edges: &[Num]) -> Vec<Num> {
        let Reach::Number { now, lo, hi, step, .. } = self.moving[m].reach else { return Vec::new() };
        let mut all = vec![now, lo, hi];
        if self.is_few(m) {
            let mut x = Some(lo);
            while let Some(at) = x.filter(|x| *x <= hi) {
                all.extend(step_below(at, step));
                x = at.add(step);
            }
        } else {
            for &edge in edges {
                let Some(below) = step_below(edge, step) else { continue };
                all.extend([Some(below), below.add(step)].into_iter().flatten());
                if below == edge {
                    all.extend(below.sub(step));
                }
            }
        }
        all.retain(|x| *x >= lo && *x <= hi);
        let away = |x: &Num| x.sub(now).map(Num::abs);
        sort_by(&mut all, |a, b| away(a).cmp(&away(b)).then(a.cmp(b)));
        all.dedup();
        all
    }

    /// What a moving figure may be, with others, which are not settled yet, at each of their edges.
    fn candidates(
        &self,
        m: usize,
        values: &mut [Value],
        others: &[(usize, Vec<Num>)],
        items: &[usize],
        musts: &[At],
    ) -> Vec<Value> {
        if let Reach::Levels(levels) = &self.moving[m].reach {
            let mut all: Vec<&(Value, Num)> = levels.iter().collect();
            sort_by_key(&mut all, |l| l.1);
            return std::iter::once(self.moving[m].now.clone()).chain(all.into_iter().map(|l| l.0.clone())).collect();
        }
        let mut edges = Vec::new();
        if !self.is_few(m) {
            self.edges(m, values, items, musts, &mut edges);
            for (other, anchors) in others {
                let place = self.moving[*other].field;
                for x in anchors {
                    let before = std::mem::replace(&mut values[place], Value::Exact(*x));
                    self.edges(m, values, items, musts, &mut edges);
                    values[place] = before;
                }
            }
            // Of a range both ends.
            for hub in self.hubs.iter().filter(|_| self.loose) {
                let place = self.moving[*hub].field;
                if let Value::Range(ends) = values[place].clone() {
                    for end in [ends.0, ends.1] {
                        values[place] = Value::Exact(end);
                        self.edges(m, values, items, musts, &mut edges);
                    }
                    values[place] = Value::Range(ends);
                }
            }
        }
        self.on_steps(m, &edges).into_iter().map(Value::Exact).collect()
    }

    /// The edges of figures by themselves, the others being as they are now.
    fn anchors(&self, of: &[usize], values: &[Value], items: &[usize], musts: &[At]) -> Vec<(usize, Vec<Num>)> {
        let numbers = of.iter().filter(|m| matches!(self.moving[**m].reach, Reach::Number { .. }));
        let own = |&m: &usize| {
            let mut edges = Vec::new();
            self.edges(m, values, items, musts, &mut edges);
            (m, self.on_steps(m, &edges))
        };
        numbers.map(own).collect()
    }

    // ------------------------------------------------------------------------------------------------ choices

    /// The points of an item that are certain, or, over ranges, what it adds most to (or takes least from) the total.
    fn points(&self, i: usize, env: &Env<'_>) -> Option<Num> {
        if !self.loose {
            return certain(self.scheme, i, env);
        }
        let indicator = &self.scheme.indicators[i];
        let deduction = self.scheme.groups[indicator.group].kind == GroupKind::Deduction;
        let most = span(&indicator.max, env);
        match bounds(self.scheme, &indicator.rule, &indicator.max, env) {
            Ok(points) if deduction => points.lo,
            Ok(points) => points.hi,
            Err(_) if deduction => Some(Num::ZERO),
            Err(_) => most.hi,
        }
    }

    /// What items earn; `None` where conditions do not hold, or something cannot be computed.
    fn gains(&self, items: &[usize], musts: &[At], values: &[Value], stages: u32) -> Option<Vec<Num>> {
        let interval = |f: usize| self.interval(values, f);
        let env = self.env(values, &interval, stages);
        for at in musts {
            let met = self.scheme.program.maybe(*at, &env);
            if met != Ok(Some(true)) && !(self.loose && met != Ok(Some(false))) {
                return None;
            }
        }
        let groups = self.scheme.groups.len();
        let alone: Vec<usize> = self.items_needed().collect();
        let mut gains = vec![Num::ZERO; groups + alone.len()];
        for &i in items {
            let points = self.points(i, &env)?;
            let group = self.scheme.indicators[i].group;
            let signed = if self.scheme.groups[group].kind == GroupKind::Deduction { points.neg()? } else { points };
            gains[group] = gains[group].add(signed)?;
            if let Some(k) = alone.iter().position(|a| *a == i) {
                gains[groups + k] = points;
            }
        }
        Some(gains)
    }

    fn items_needed(&self) -> impl Iterator<Item = usize> {
        self.goal.needs.iter().filter_map(|n| if let Of::Item(i) = n.of { Some(i) } else { None })
    }

    /// Whether no part exceeds its whole.
    fn fits(&self, fields: &[usize], values: &[Value]) -> bool {
        self.ties.iter().filter(|t| fields.contains(&t.0) || fields.contains(&t.1)).all(|&(part, whole)| {
            let ends = lowest(&values[self.moving[part].field]).zip(highest(&values[self.moving[whole].field]));
            ends.is_none_or(|(part, whole)| part <= whole)
        })
    }

    /// The choices of a part, with the hubs as they are settled.
    fn choices(&mut self, p: usize, values: &mut Vec<Value>, stages: u32) -> Rc<Vec<Choice>> {
        let hubs: Vec<Value> = self.parts[p].hubs.iter().map(|h| values[self.moving[*h].field].clone()).collect();
        if let Some(known) = self.known[p].iter().find(|k| k.0 == stages && k.1 == hubs) {
            return known.2.clone();
        }
        let part = &self.parts[p];
        let mut all = Vec::new();
        let alone = part.fields.len() < 2;
        let of = if alone { &[] } else { &part.fields[..] };
        let anchors = self.anchors(of, values, &part.items, &part.musts);
        let mut complete = true;
        self.choose(part, 0, &anchors, values, stages, (Num::ZERO, Vec::new()), &mut all, &mut complete);
        for m in &part.fields {
            values[self.moving[*m].field] = self.moving[*m].now.clone();
        }
        if let [m] = part.fields[..]
            && !self.is_few(m)
            && part.items.iter().any(|&i| is_gradual(&self.scheme.indicators[i].rule))
        {
            self.add_stretches(m, &mut all);
        }
        if self.loose && part.fields.is_empty() {
            self.add_hub_steps(part, values, stages, &mut all);
        }
        self.complete &= complete;
        let all = Rc::new(best_of(all));
        // A range is hardly met again.
        if !hubs.iter().any(|h| matches!(h, Value::Range(_))) {
            self.known[p].push((stages, hubs, all.clone()));
        }
        all
    }

    #[allow(clippy::too_many_arguments)]
    fn choose(
        &self,
        part: &Part,
        next: usize,
        anchors: &[(usize, Vec<Num>)],
        values: &mut Vec<Value>,
        stages: u32,
        so_far: (Num, Vec<(usize, Value)>),
        all: &mut Vec<Choice>,
        complete: &mut bool,
    ) {
        let Some(&m) = part.fields.get(next) else {
            if self.fits(&part.fields, values)
                && let Some(gains) = self.gains(&part.items, &part.musts, values, stages)
            {
                all.push(Choice { cost: so_far.0, gains, changes: so_far.1, ahead: None });
            }
            return;
        };
        if all.len() > MOST_CHOICES {
            *complete = false;
            return;
        }
        let place = self.moving[m].field;
        let open: Vec<(usize, Vec<Num>)> =
            anchors.iter().filter(|a| part.fields[next + 1..].contains(&a.0)).cloned().collect();
        for value in self.candidates(m, values, &open, &part.items, &part.musts) {
            let Some(cost) = self.moving[m].cost(&value).and_then(|c| so_far.0.add(c)) else { continue };
            let mut changes = so_far.1.clone();
            if value != self.moving[m].now {
                changes.push((m, value.clone()));
            }
            values[place] = value;
            self.choose(part, next + 1, anchors, values, stages, (cost, changes), all, complete);
        }
        values[place] = self.moving[m].now.clone();
    }

    /// What only hubs earn is not had for nothing over a range of one of them: it is bought edge by edge, away from where
    /// the hub is. Between edges it is had in proportion, or later.
    fn add_hub_steps(&self, part: &Part, values: &mut [Value], stages: u32, all: &mut Vec<Choice>) {
        let mut ranged = self.hubs.iter().filter(|h| matches!(values[self.moving[**h].field], Value::Range(_)));
        let (Some(&hub), None) = (ranged.next(), ranged.next()) else { return };
        let place = self.moving[hub].field;
        let Reach::Number { now, cost, .. } = self.moving[hub].reach else { return };
        let Value::Range(ends) = values[place].clone() else { return };
        // Where it is lies at one end, or beyond it: every region is halved there first.
        let near = now.max(ends.0).min(ends.1);
        if near != ends.0 && near != ends.1 {
            return;
        }
        let mut edges = vec![ends.0, ends.1];
        for end in [ends.0, ends.1] {
            values[place] = Value::Exact(end);
            self.edges(hub, values, &part.items, &part.musts, &mut edges);
        }
        edges.retain(|x| *x >= ends.0 && *x <= ends.1);
        sort(&mut edges);
        edges.dedup();
        if near == ends.1 {
            edges.reverse();
        }
        let mut found: Vec<(Num, Choice)> = Vec::with_capacity(2 * edges.len());
        for x in &edges {
            values[place] = Value::Exact(*x);
            let price = x.sub(near).and_then(|by| by.abs().mul(cost));
            let gains = self.gains(&part.items, &part.musts, values, stages);
            if let Some((cost, gains)) = price.zip(gains) {
                found.push((*x, Choice { cost, gains, changes: Vec::new(), ahead: None }));
            }
        }
        values[place] = Value::Range(ends);
        // Where conditions hold only here and there, or something cannot be computed, what is had for nothing stays.
        if !part.musts.is_empty() || found.len() < edges.len() || edges.len() < 2 {
            return;
        }
        let stretch = |pair: &[(Num, Choice)]| {
            let ((from, a), (to, b)) = (&pair[0], &pair[1]);
            let ahead = Ahead { moving: hub, from: *from, to: *to, cost: b.cost, gains: b.gains.clone() };
            Choice { ahead: Some(ahead), ..a.clone() }
        };
        *all = found.windows(2).map(stretch).collect();
        all.extend(found.into_iter().map(|f| f.1));
    }

    /// Of a figure that earns in proportion, the stretches from an edge to the next one away from where it is.
    fn add_stretches(&self, m: usize, all: &mut Vec<Choice>) {
        let Reach::Number { now, step, .. } = self.moving[m].reach else { return };
        let at = |c: &Choice| match c.changes.first() {
            Some((_, Value::Exact(x))) => *x,
            _ => now,
        };
        let mut found = Vec::new();
        for up in [true, false] {
            let side: Vec<&Choice> = all.iter().filter(|c| at(c) == now || (at(c) > now) == up).collect();
            for pair in side.windows(2) {
                let (from, to) = (at(pair[0]), at(pair[1]));
                if to.sub(from).is_none_or(|width| width.abs() <= step) || pair[0].gains == pair[1].gains {
                    continue;
                }
                let ahead = Ahead { moving: m, from, to, cost: pair[1].cost, gains: pair[1].gains.clone() };
                found.push(Choice { ahead: Some(ahead), ..pair[0].clone() });
            }
        }
        all.extend(found);
    }

    // ------------------------------------------------------------------------------------------------ needs

    /// What gains are worth for a need.
    fn toward(&self, need: &Need, gains: &[Num]) -> Option<Num> {
        let groups = self.scheme.groups.len();
        match need.of {
            Of::Total => gains[..groups].iter().try_fold(Num::ZERO, |sum, g| sum.add(*g)),
            Of::Group(g) if self.scheme.groups[g].kind == GroupKind::Deduction => gains[g].neg(),
            Of::Group(g) => Some(gains[g]),
            Of::Item(i) => self.items_needed().position(|a| a == i).map(|k| gains[groups + k]),
        }
    }

    /// Gains with the groups up to their maxima.
    fn capped(&self, mut gains: Vec<Num>) -> Vec<Num> {
        for (group, gain) in self.scheme.groups.iter().zip(&mut gains) {
            if let Some(max) = group.max {
                *gain = match group.kind {
                    GroupKind::Deduction => (*gain).max(max.neg().unwrap_or(*gain)),
                    _ => (*gain).min(max),
                };
            }
        }
        gains
    }

    fn suffices(&self, gains: &[Num]) -> bool {
        let gains = self.capped(gains.to_vec());
        self.goal.needs.iter().all(|need| {
            let Some(earned) = self.toward(need, &gains) else { return false };
            if need.above { earned > need.least } else { earned >= need.least }
        })
    }

    // ------------------------------------------------------------------------------------------------ the search

    /// Every combination of hubs with its cost, cheapest first.
    fn settled_hubs(&mut self) -> Vec<(Num, Vec<Value>)> {
        let mut values = self.company.values().to_vec();
        let items: Vec<usize> = (0..self.scheme.indicators.len()).collect();
        let everyone: Vec<usize> = (0..self.moving.len()).collect();
        let anchors = self.anchors(&everyone, &values, &items, &self.goal.musts);
        let mut all: Vec<(Num, Vec<Value>)> = vec![(Num::ZERO, Vec::new())];
        for &hub in &self.hubs {
            let bound: Vec<(usize, Vec<Num>)> =
                anchors.iter().filter(|a| a.0 != hub && self.are_bound(hub, a.0)).cloned().collect();
            let own = self.candidates(hub, &mut values, &bound, &items, &self.goal.musts);
            let mut next = Vec::with_capacity(all.len() * own.len());
            for (cost, before) in &all {
                for value in &own {
                    let Some(cost) = self.moving[hub].cost(value).and_then(|c| cost.add(c)) else { continue };
                    next.push((cost, before.iter().chain([value]).cloned().collect::<Vec<Value>>()));
                }
            }
            sort_by_key(&mut next, |a| a.0);
            if next.len() > MOST_HUBS {
                next.truncate(MOST_HUBS);
                self.complete = false;
            }
            all = next;
        }
        all
    }

    fn are_bound(&self, a: usize, b: usize) -> bool {
        let both = |fields: &Vec<usize>| fields.contains(&a) && fields.contains(&b);
        self.of_items.iter().chain(&self.of_musts).any(both)
            || self.ties.contains(&(a, b))
            || self.ties.contains(&(b, a))
    }

    /// The company with the hubs as settled, and what that changes and costs at least; `None` where that cannot be.
    fn with_hubs(&self, settled: &[Value]) -> Option<(Vec<Value>, Way, u32)> {
        let mut values = self.company.values().to_vec();
        let mut way = Way { cost: Num::ZERO, changes: Vec::new() };
        for (&hub, value) in self.hubs.iter().zip(settled) {
            let m = &self.moving[hub];
            let nearest = match (value, &m.reach) {
                (Value::Range(r), Reach::Number { now, .. }) => Value::Exact((*now).max(r.0).min(r.1)),
                _ => value.clone(),
            };
            way.cost = way.cost.add(m.cost(&nearest)?)?;
            if *value != m.now {
                way.changes.push((hub, value.clone()));
            }
            values[m.field] = value.clone();
        }
        let only_hubs: Vec<(usize, usize)> =
            self.ties.iter().filter(|t| self.hubs.contains(&t.0) && self.hubs.contains(&t.1)).copied().collect();
        let stage = self.stage(&values)?;
        let fits = only_hubs.iter().all(|t| self.fits_tie(*t, &values));
        fits.then_some((values, way, stage))
    }

    fn fits_tie(&self, (part, whole): (usize, usize), values: &[Value]) -> bool {
        let ends = lowest(&values[self.moving[part].field]).zip(highest(&values[self.moving[whole].field]));
        ends.is_none_or(|(part, whole)| part <= whole)
    }

    /// The cheapest way to the goal that costs less than a limit.
    pub fn cheapest(&mut self, below: Option<Num>) -> Option<Way> {
        let hubs = self.settled_hubs();
        let mut best = None;
        for (cost, settled) in &hubs {
            if !allows(&best, below, scaled(*cost, false)) {
                break;
            }
            self.try_hubs(settled, &mut best, below);
        }
        self.between_edges(&hubs, &mut best, below);
        if self.left == 0 {
            self.complete = false;
        }
        best.map(|way| self.named(way))
    }

    /// With the fields of the dictionary instead of their places among those that move.
    fn named(&self, mut way: Way) -> Way {
        for change in &mut way.changes {
            change.0 = self.moving[change.0].field;
        }
        sort_by_key(&mut way.changes, |c| c.0);
        way
    }

    /// The cheapest way with the hubs as they are settled, where it is the best so far.
    fn try_hubs(&mut self, settled: &[Value], best: &mut Option<Way>, below: Option<Num>) {
        let Some((mut values, start, stage)) = self.with_hubs(settled) else { return };
        let Some(board) = self.board(&mut values, stage) else { return };
        let limit = best.as_ref().map(|w: &Way| w.cost).or(below);
        let mut run = Run { best: None, limit, chosen: Vec::new(), probe: false, possible: false };
        let gains = vec![Num::ZERO; self.scheme.groups.len() + self.items_needed().count()];
        let cost = start.cost;
        self.descend(&board, &start, cost, gains, &[], &mut values, stage, &mut run);
        if run.best.is_some() {
            *best = run.best;
        }
    }

    /// Hubs that earn in proportion may stand between edges. Their ranges are halved, down to single steps, while a bound
    /// does not tell that nothing cheaper lies within: what can be earned anywhere in a range is earned at its least cost.
    fn between_edges(&mut self, settled: &[(Num, Vec<Value>)], best: &mut Option<Way>, below: Option<Num>) {
        let gradual = |hub: usize| {
            let items = self.scheme.indicators.iter().zip(&self.of_items);
            !self.is_few(hub) && items.into_iter().any(|(i, fields)| fields.contains(&hub) && is_gradual(&i.rule))
        };
        let open: Vec<bool> = self.hubs.iter().map(|hub| gradual(*hub)).collect();
        if !open.contains(&true) {
            return;
        }
        // Every combination of the others, with all of the open ones; and the edges of these.
        let mut queue: Vec<Region> = Vec::new();
        let mut edges: Vec<BTreeSet<Num>> = vec![BTreeSet::new(); self.hubs.len()];
        for (_, hubs) in settled {
            let mut whole = hubs.clone();
            for (h, value) in whole.iter_mut().enumerate().filter(|(h, _)| open[*h]) {
                let Reach::Number { lo, hi, .. } = self.moving[self.hubs[h]].reach else { continue };
                if let Value::Exact(x) = *value {
                    edges[h].insert(x);
                }
                *value = Value::Range(Box::new((lo, hi)));
            }
            if !queue.iter().any(|region| region.hubs == whole) {
                queue.push(Region { hubs: whole, bound: 0 });
            }
        }
        let mut regions = 0;
        while let Some(region) = queue.pop() {
            regions += 1;
            if regions > MOST_REGIONS {
                self.complete = false;
                return;
            }
            // What is gained below that is a step of a figure.
            if !allows(best, below, region.bound + self.grain) || self.left == 0 {
                return;
            }
            let Some((h, at)) = self.halve(&region, &edges) else {
                self.corners(&region.hubs, best, below);
                continue;
            };
            let Value::Range(ends) = &region.hubs[h] else { continue };
            if !edges[h].contains(&at) {
                let middle = |(o, value): (usize, &Value)| match value {
                    _ if o == h => Value::Exact(at),
                    Value::Range(r) => Value::Exact(r.0),
                    settled => settled.clone(),
                };
                let point: Vec<Value> = region.hubs.iter().enumerate().map(middle).collect();
                self.try_hubs(&point, best, below);
            }
            for part in [(ends.0, at), (at, ends.1)] {
                let mut hubs = region.hubs.clone();
                hubs[h] = Value::Range(Box::new(part));
                if let Some((bound, way)) = self.region_bound(&hubs, best, below) {
                    self.settle(&hubs, way, best, below);
                    let place = queue.partition_point(|r| r.bound >= bound);
                    queue.insert(place, Region { hubs, bound });
                }
            }
        }
    }

    /// Which range to halve, and where: at the edge nearest to its middle, or at the step there.
    fn halve(&self, region: &Region, edges: &[BTreeSet<Num>]) -> Option<(usize, Num)> {
        let mut widest: Option<(Num, usize, Num)> = None;
        for (h, value) in region.hubs.iter().enumerate() {
            let Value::Range(ends) = value else { continue };
            let Reach::Number { step, cost, .. } = self.moving[self.hubs[h]].reach else { continue };
            let width = ends.1.sub(ends.0)?;
            if width <= step {
                continue;
            }
            let half = ends.0.add(width.div(Num::int(2))?)?;
            let inside = edges[h].range((Bound::Excluded(ends.0), Bound::Excluded(ends.1)));
            let nearest = inside.min_by_key(|e| e.sub(half).map(Num::abs));
            let below = step_below(half, step).filter(|x| *x > ends.0);
            let at = nearest.copied().or(below).or_else(|| step_below(ends.0, step)?.add(step))?;
            let worth = width.mul(cost)?;
            if at > ends.0 && at < ends.1 && widest.is_none_or(|w| worth > w.0) {
                widest = Some((worth, h, at));
            }
        }
        widest.map(|w| (w.1, w.2))
    }

    /// Tries every corner of a region that cannot be halved.
    fn corners(&mut self, hubs: &[Value], best: &mut Option<Way>, below: Option<Num>) {
        let mut points: Vec<Vec<Value>> = vec![Vec::new()];
        for value in hubs {
            let ends = match value {
                Value::Range(r) => vec![Value::Exact(r.0), Value::Exact(r.1)],
                settled => vec![settled.clone()],
            };
            points = points.iter().flat_map(|p| ends.iter().map(|e| [p.clone(), vec![e.clone()]].concat())).collect();
        }
        // With one range its ends were tried when they came about.
        if points.len() > 2 {
            points.iter().for_each(|p| self.try_hubs(p, best, below));
        }
    }

    /// What a plan in a region costs at least, and the other changes that may do it; `None` where none is cheaper than
    /// the best.
    fn region_bound(&mut self, hubs: &[Value], best: &Option<Way>, below: Option<Num>) -> Option<(i128, Way)> {
        self.loose = true;
        let found = self.loose_bound(hubs, best, below);
        self.loose = false;
        found
    }

    fn loose_bound(&mut self, hubs: &[Value], best: &Option<Way>, below: Option<Num>) -> Option<(i128, Way)> {
        let (mut values, start, stage) = self.with_hubs(hubs)?;
        if !allows(best, below, scaled(start.cost, false)) {
            return None;
        }
        let board = self.board(&mut values, stage)?;
        let gains = vec![Num::ZERO; self.scheme.groups.len() + self.items_needed().count()];
        let bound = self.at_least(&board, 0, start.cost, &gains, &[])?;
        if !allows(best, below, bound + self.grain) {
            return None;
        }
        let limit = best.as_ref().map(|w| w.cost).or(below);
        let limit = limit.and_then(|limit| limit.sub(Num::raw(self.grain, SCALE)));
        let mut run = Run { best: None, limit, chosen: Vec::new(), probe: true, possible: false };
        let cost = start.cost;
        self.descend(&board, &start, cost, gains, &[], &mut values, stage, &mut run);
        run.best.filter(|_| run.possible).map(|way| (bound, way))
    }

    /// With everything else as planned, the first step of the one hub that is a range with which that suffices.
    fn settle(&mut self, hubs: &[Value], others: Way, best: &mut Option<Way>, below: Option<Num>) {
        let mut values = self.company.values().to_vec();
        let mut way = Way { cost: Num::ZERO, changes: others.changes };
        let mut ranged = None;
        for (&hub, value) in self.hubs.iter().zip(hubs) {
            match (value, &self.moving[hub].reach) {
                (Value::Range(r), Reach::Number { now, step, .. }) if ranged.is_none() => {
                    let near = (*now).max(r.0).min(r.1);
                    ranged = Some((hub, near, if near == r.0 { r.1 } else { r.0 }, *step));
                }
                (Value::Range(_), _) => return,
                _ if *value != self.moving[hub].now => way.changes.push((hub, value.clone())),
                _ => {}
            }
        }
        let Some((hub, near, far, step)) = ranged else { return };
        for (m, value) in &way.changes {
            values[self.moving[*m].field] = value.clone();
        }
        let place = self.moving[hub].field;
        let mut holds = |x: Num| {
            values[place] = Value::Exact(x);
            self.reaches(&values)
        };
        let x = if holds(near) {
            near
        } else if holds(far) {
            match self.first_step(near, far, step, holds) {
                Some(x) => x,
                None => return,
            }
        } else {
            return;
        };
        if Value::Exact(x) != self.moving[hub].now {
            way.changes.push((hub, Value::Exact(x)));
        }
        let mut costs = way.changes.iter().map(|(m, value)| self.moving[*m].cost(value));
        let cost = costs.try_fold(Num::ZERO, |sum, c| sum.add(c?));
        if let Some(cost) = cost
            && best.as_ref().map(|w| w.cost).or(below).is_none_or(|limit| cost < limit)
        {
            *best = Some(Way { cost, ..way });
        }
    }

    /// Whether a company as a whole reaches the goal.
    fn reaches(&self, values: &[Value]) -> bool {
        let all: Vec<usize> = (0..self.scheme.indicators.len()).collect();
        let moving: Vec<usize> = (0..self.moving.len()).collect();
        self.fits(&moving, values)
            && self
                .stage(values)
                .and_then(|stage| self.gains(&all, &self.goal.musts, values, stage))
                .is_some_and(|gains| self.suffices(&gains))
    }

    /// The first step on the way with which something holds that holds at its end and not at its start, and turns once.
    fn first_step(&self, from: Num, to: Num, step: Num, mut holds: impl FnMut(Num) -> bool) -> Option<Num> {
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

    fn board(&mut self, values: &mut Vec<Value>, stage: u32) -> Option<Board> {
        let mut parts = Vec::with_capacity(self.parts.len());
        for p in 0..self.parts.len() {
            let choices = self.choices(p, values, stage);
            if choices.is_empty() {
                return None;
            }
            parts.push(choices);
        }
        // Most to be earned first: what is decided early decides most.
        let worth = |choices: &Rc<Vec<Choice>>| {
            let all = choices.iter().filter_map(|c| self.goal.needs.first().and_then(|n| self.toward(n, &c.gains)));
            all.clone().max().zip(all.min()).and_then(|(a, b)| a.sub(b)).unwrap_or(Num::ZERO)
        };
        sort_by_key(&mut parts, |c| std::cmp::Reverse(worth(c)));
        let mut board = Board { parts, stretches: Vec::new(), least: vec![0], earned: vec![] };
        for choices in board.parts.iter().rev() {
            let cheapest = choices.iter().map(|c| scaled(c.cost, false)).min()?;
            board.least.push(board.least.last().copied()? + cheapest);
        }
        board.least.reverse();
        for need in &self.goal.needs {
            let (mut stretches, mut earned) = (Vec::new(), vec![0]);
            for (part, choices) in board.parts.iter().enumerate().rev() {
                let hull = self.prices(part, choices, need, &mut stretches)?;
                earned.push(earned.last().copied()? + hull);
            }
            earned.reverse();
            sort_by(&mut stretches, |a: &Stretch, b| (a.cost * b.gain).cmp(&(b.cost * a.gain)));
            board.stretches.push(stretches);
            board.earned.push(earned);
        }
        Some(board)
    }

    /// Adds the lower hull of a part's choices; gives what its cheapest choice earns.
    fn prices(&self, part: usize, choices: &[Choice], need: &Need, into: &mut Vec<Stretch>) -> Option<i128> {
        let mut points: Vec<(i128, i128)> = Vec::with_capacity(choices.len());
        for c in choices.iter().filter(|c| c.ahead.is_none()) {
            points.push((scaled(c.cost, false), scaled(self.toward(need, &c.gains)?, true)));
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
            into.push(Stretch { part, gain: pair[1].1 - pair[0].1, cost: pair[1].0 - pair[0].0 });
        }
        hull.first().map(|h| h.1)
    }

    /// No completion costs less; `None` where there is none.
    fn at_least(&self, board: &Board, next: usize, cost: Num, gains: &[Num], ahead: &[&Choice]) -> Option<i128> {
        let so_far = scaled(cost, false) + board.least[next];
        let mut bound = so_far;
        for (n, need) in self.goal.needs.iter().enumerate() {
            let earned = scaled(self.toward(need, gains)?, true) + board.earned[n][next];
            let mut rest = scaled(need.least, false) - earned;
            if rest <= 0 {
                continue;
            }
            let mut price = so_far;
            let mut open: Vec<Stretch> = Vec::with_capacity(ahead.len());
            for c in ahead {
                let Some(to) = &c.ahead else { continue };
                let gain = scaled(self.toward(need, &to.gains)?, true) - scaled(self.toward(need, &c.gains)?, false);
                let cost = scaled(to.cost.sub(c.cost)?, false);
                if gain > 0 {
                    open.push(Stretch { part: next, gain, cost });
                }
            }
            // The best price last.
            sort_by(&mut open, |a, b| (b.cost * a.gain).cmp(&(a.cost * b.gain)));
            let mut buy = |s: &Stretch| {
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
            for s in board.stretches[n].iter().filter(|s| s.part >= next) {
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
    fn descend(
        &mut self,
        board: &Board,
        start: &Way,
        cost: Num,
        gains: Vec<Num>,
        ahead: &[usize],
        values: &mut Vec<Value>,
        stage: u32,
        run: &mut Run,
    ) {
        let next = run.chosen.len();
        if run.possible {
            return;
        }
        let Some(choices) = board.parts.get(next).cloned() else {
            // Whether anything comes this far is all that was asked.
            if run.probe {
                let chosen = board.parts.iter().zip(&run.chosen).map(|(choices, c)| &choices[*c]);
                let changes = chosen.flat_map(|c| c.changes.iter().cloned()).collect();
                run.best = Some(Way { cost, changes });
                run.possible = true;
                return;
            }
            self.arrive(board, start, cost, &gains, ahead.first().copied(), values, stage, run);
            return;
        };
        let mut order: Vec<(i128, usize)> = Vec::with_capacity(choices.len());
        for (c, choice) in choices.iter().enumerate() {
            // One figure stands between edges; over a range of a hub, that hub besides.
            let of_hub = |c: &Choice| c.ahead.as_ref().is_some_and(|a| self.hubs.contains(&a.moving));
            let before = || ahead.iter().filter_map(|&part| board.parts.get(part)?.get(run.chosen[part]));
            if choice.ahead.is_some() && before().any(|c| of_hub(c) == of_hub(choice)) {
                continue;
            }
            if self.left == 0 {
                self.complete = false;
                return;
            }
            self.left -= 1;
            let Some((cost, gains)) = cost.add(choice.cost).zip(sum(&gains, &choice.gains)) else { continue };
            let open: Vec<&Choice> = before().chain(choice.ahead.as_ref().map(|_| choice)).collect();
            if let Some(bound) = self.at_least(board, next + 1, cost, &gains, &open)
                && run.allows(bound)
            {
                order.push((bound, c));
            }
        }
        sort(&mut order);
        for (bound, c) in order {
            if !run.allows(bound) {
                return;
            }
            let choice = &choices[c];
            let Some((cost, gains)) = cost.add(choice.cost).zip(sum(&gains, &choice.gains)) else { continue };
            run.chosen.push(c);
            let mut ahead = ahead.to_vec();
            ahead.extend(choice.ahead.as_ref().map(|_| next));
            self.descend(board, start, cost, gains, &ahead, values, stage, run);
            run.chosen.pop();
        }
    }

    /// All is chosen: what is still open is settled exactly, and the plan is kept if it is the best.
    #[allow(clippy::too_many_arguments)]
    fn arrive(
        &self,
        board: &Board,
        start: &Way,
        mut cost: Num,
        gains: &[Num],
        ahead: Option<usize>,
        values: &mut [Value],
        stage: u32,
        run: &mut Run,
    ) {
        let mut changes = start.changes.clone();
        let chosen = || board.parts.iter().zip(&run.chosen).map(|(choices, c)| &choices[*c]);
        for choice in chosen() {
            changes.extend(choice.changes.iter().cloned());
        }
        if let Some(choice) = ahead.and_then(|part| chosen().nth(part))
            && let Some(to) = &choice.ahead
        {
            let place = self.moving[to.moving].field;
            let Reach::Number { step, .. } = self.moving[to.moving].reach else { return };
            let Some(part) = self.parts.iter().find(|p| p.fields.contains(&to.moving)) else { return };
            let Some(others) = minus(gains, &choice.gains) else { return };
            let mut holds = |x: Num| {
                values[place] = Value::Exact(x);
                let own = self.gains(&part.items, &part.musts, values, stage);
                own.and_then(|own| sum(&others, &own)).is_some_and(|gains| self.suffices(&gains))
            };
            let first = if holds(to.to) { self.first_step(to.from, to.to, step, holds) } else { None };
            values[place] = self.moving[to.moving].now.clone();
            let Some(x) = first else { return };
            changes.retain(|c| c.0 != to.moving);
            changes.push((to.moving, Value::Exact(x)));
            let own = self.moving[to.moving].cost(&Value::Exact(x));
            let Some(total) = own.and_then(|own| cost.sub(choice.cost)?.add(own)) else { return };
            cost = total;
        } else if !self.suffices(gains) {
            return;
        }
        let better = match &run.best {
            Some(best) => (cost, changes.len()) < (best.cost, best.changes.len()),
            None => run.limit.is_none_or(|limit| cost < limit),
        };
        if better {
            run.best = Some(Way { cost, changes });
        }
    }

    /// The most points that can be reached, conditions aside, and the cheapest way there.
    pub fn most(&mut self) -> Option<(Num, Way)> {
        let need = Need { of: Of::Total, least: Num::ZERO, above: false };
        let mut best: Option<(Num, Way)> = None;
        for (_, settled) in self.settled_hubs() {
            let Some((mut values, mut way, stage)) = self.with_hubs(&settled) else { continue };
            let mut gains = vec![Num::ZERO; self.scheme.groups.len() + self.items_needed().count()];
            let mut possible = true;
            for p in 0..self.parts.len() {
                let choices = self.choices(p, &mut values, stage);
                let worth = |c: &&Choice| self.toward(&need, &c.gains);
                let plain = choices.iter().filter(|c| c.ahead.is_none());
                let Some(choice) = plain.max_by(|a, b| worth(a).cmp(&worth(b)).then(b.cost.cmp(&a.cost))) else {
                    possible = false;
                    break;
                };
                let Some((next, cost)) = sum(&gains, &choice.gains).zip(way.cost.add(choice.cost)) else { continue };
                (gains, way.cost) = (next, cost);
                way.changes.extend(choice.changes.iter().cloned());
            }
            let Some(total) = self.toward(&need, &self.capped(gains)).filter(|_| possible) else { continue };
            if best.as_ref().is_none_or(|b| total > b.0 || (total == b.0 && way.cost < b.1.cost)) {
                best = Some((total, way));
            }
        }
        best.map(|(total, way)| (total.max(Num::ZERO), self.named(way)))
    }
}

/// The best so far of one combination of hubs.
struct Run {
    best: Option<Way>,
    /// What others have found costs this.
    limit: Option<Num>,
    chosen: Vec<usize>,
    /// Whether it is only asked if anything is possible, and whether it is.
    probe: bool,
    possible: bool,
}

impl Run {
    /// Whether a plan that costs no less than this could be the best.
    fn allows(&self, bound: i128) -> bool {
        allows(&self.best, self.limit, bound)
    }
}

/// Whether a plan that costs no less than a bound could be better than the best, or below a limit, by a fen at least.
fn allows(best: &Option<Way>, below: Option<Num>, bound: i128) -> bool {
    let limit = best.as_ref().map(|w| w.cost).or(below);
    limit.is_none_or(|limit| bound + FEN <= scaled(limit, true))
}

/// The points of an item that are certain.
pub(crate) fn certain(scheme: &Scheme, i: usize, env: &Env<'_>) -> Option<Num> {
    let indicator = &scheme.indicators[i];
    match hit(scheme, &indicator.rule, &indicator.max, env) {
        Ok(hit) => Some(hit.points),
        Err(_) => bounds(scheme, &indicator.rule, &indicator.max, env).ok()?.single(),
    }
}

/// Whether points follow the value between edges.
fn is_gradual(rule: &Rule) -> bool {
    match rule {
        Rule::Reference { .. } | Rule::Curve { .. } | Rule::PerUnit { whole: false, .. } => true,
        Rule::BestOf(list) => list.iter().any(|a| is_gradual(&a.rule)),
        _ => false,
    }
}

/// Drops choices that cost no less and earn no more than another.
fn best_of(mut all: Vec<Choice>) -> Vec<Choice> {
    let earned = |c: &Choice| c.gains.iter().try_fold(Num::ZERO, |sum, g| sum.add(*g)).unwrap_or(Num::ZERO);
    sort_by(&mut all, |a, b| {
        let plain = |c: &Choice| c.ahead.is_some();
        a.cost
            .cmp(&b.cost)
            .then(plain(a).cmp(&plain(b)))
            .then(earned(b).cmp(&earned(a)))
            .then(a.changes.len().cmp(&b.changes.len()))
    });
    let mut kept: Vec<Choice> = Vec::new();
    for c in all {
        let most = c.ahead.as_ref().map_or(&c.gains, |a| &a.gains);
        let beaten = |k: &Choice| k.ahead.is_none() && k.gains.iter().zip(most).all(|(a, b)| a >= b);
        if !kept.iter().any(beaten) {
            kept.push(c);
        }
    }
    kept
}

fn sum(a: &[Num], b: &[Num]) -> Option<Vec<Num>> {
    a.iter().zip(b).map(|(a, b)| a.add(*b)).collect()
}

fn minus(a: &[Num], b: &[Num]) -> Option<Vec<Num>> {
    a.iter().zip(b).map(|(a, b)| a.sub(*b)).collect()
}

/// A number in whole parts of [`SCALE`], rounded up or down.
fn scaled(x: Num, up: bool) -> i128 {
    let (n, d) = x.parts();
    let (whole, rest) = (n.div_euclid(d), n.rem_euclid(d));
    // Long division where a product would not fit.
    let part = match rest.checked_mul(SCALE) {
        Some(rest) => rest / d + i128::from(up && rest % d != 0),
        None => rest / (d / SCALE + i128::from(!up)).max(1) + i128::from(up),
    };
    whole.saturating_mul(SCALE).saturating_add(part)
}
