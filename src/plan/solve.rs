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
//! 4. Hubs that earn in proportion may stand between edges too, several at a time. Their ranges are halved, down to single
//!    steps (of what is counted, such as staff, to single values), while the most that can be earned anywhere in a range,
//!    at the least cost there, may still beat the best plan.
//!
//! What is not known makes *worlds*: cases that the company can turn out to be, in which everything is known. A way does in
//! each of them; its gains and needs are counted in each apart. Who asks finds the worlds that matter (`Asked::cheapest`).
//!
//! Plans are accepted by their exact points alone. Where rules are steps, no combination of edges is cheaper. Where points
//! follow a figure in proportion, the one between edges is rounded up to its step (0.01 万元): what trading single steps
//! of several figures against each other could still save, at most two of the dearest steps, is not sought. Where such a
//! step is a whole unit of something counted, a search of ranges that left it at that says so, as one that was stopped does.

use super::terms::{Moving, Reach};
use crate::search::Scenario;
use innopoints_core::company::{Enterprise, highest, lowest};
use innopoints_core::dictionary::{Kind, Value};
use innopoints_core::formula::line::Finder;
use innopoints_core::formula::{Env, ExprId, Points, Unknown};
use innopoints_core::id::{FieldId, StageSet};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{GroupKind, Scheme};
use innopoints_core::score::{bounds, context, earned, levels, points, sums};
use innopoints_core::sort::{sort, sort_by, sort_by_key};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::rc::Rc;

/// Figures that can take at most so many steps may take any of them.
const FEW: i64 = 40;
/// Combinations of hubs, choices of a part, and bounds that are looked at before the search gives up: each many times what
/// the shipped schemes take.
const MOST_HUBS: usize = 20_000;
const MOST_CHOICES: usize = 20_000;
/// Ranges of hubs that are looked at in all searches of an answer, and in each of them in any case: many more than the shipped
/// schemes take where what moves by default does. So many bounds count as one more.
pub(crate) const RANGES: u32 = 1000;
const LEAST_RANGES: u32 = 20;
const BOUNDS: u32 = 64;
const BUDGET: u32 = 150_000;
/// Multiples of a rule by units that are looked at, those nearest to where a figure is.
const MOST_MULTIPLES: u64 = 2_000;
/// Bounds are whole numbers of this part of a point, or of a 万元.
const SCALE: i128 = 1_000_000_000;
/// Plans are not told apart by less than a fen.
const FEN: i128 = SCALE / 1_000_000;

/// What is to be reached, all of it together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Goal {
    /// Points.
    pub needs: Vec<Need>,
    /// Conditions on figures.
    pub musts: Vec<Must>,
    /// Conditions on points that needs do not say, or not to the last digit: a plan is held to them once it is made.
    pub checks: Vec<Must>,
    /// Whether more points can be worse for one of these. Then no search is complete.
    pub uneven: bool,
    /// Whether this is a direct route beside the condition on points.
    pub route: bool,
}

impl Goal {
    /// With so many more points.
    pub fn raised(&self, by: Num) -> Option<Goal> {
        let mut goal = self.clone();
        for need in &mut goal.needs {
            need.least = need.least.add(by)?;
        }
        Some(goal)
    }

    pub fn asks_for_points(&self) -> bool {
        !self.needs.is_empty() || !self.checks.is_empty()
    }
}

/// A condition that holds, or does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Must {
    pub at: ExprId,
    pub holds: bool,
}

/// So many points, not rounded.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    /// What counts, and how often; never less than 0 times.
    pub weights: Vec<(Column, Num)>,
    pub least: Num,
    /// Whether more than that is needed.
    pub above: bool,
}

/// Where points are counted; those of deductions are negative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Column {
    /// A group, up to its maximum.
    Group(usize),
    Item(usize),
}

/// Changed fields and what they cost together; within a search by their index among those that move.
#[derive(Clone, Debug)]
pub(crate) struct Way<Id = usize> {
    pub cost: Num,
    pub changes: Vec<(Id, Value)>,
}

/// Figures that share rules or conditions once the hubs are settled.
struct Part {
    /// Among `moving`.
    fields: Vec<usize>,
    items: Vec<usize>,
    musts: Vec<Must>,
    /// Hubs that matter to it.
    hubs: Vec<usize>,
}

/// What a part can be.
#[derive(Clone)]
struct Choice {
    cost: Num,
    /// Of each group (deductions negative), then of each item that is needed by itself; all of that in each world.
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

/// Of each world the stages that can be, a bit each.
type Stages = [StageSet];
type Known = (Vec<StageSet>, Vec<Value>, Rc<Vec<Choice>>);

/// Ranges of hubs that earn in proportion, the others settled.
struct Region {
    hubs: Vec<Value>,
    /// Nothing in it costs less.
    bound: i128,
}

/// What branch and bound works on: one list of choices a part.
struct Board {
    parts: Vec<Rc<Vec<Choice>>>,
    /// The needs, each in each world.
    asks: Vec<Ask>,
    /// Of each, the stretches of all parts, best price first.
    stretches: Vec<Vec<Stretch>>,
    /// The least cost of the parts from here on, and what that earns for each.
    least: Vec<i128>,
    earned: Vec<Vec<i128>>,
}

/// A need in one of the worlds.
#[derive(Clone, Copy)]
struct Ask {
    need: usize,
    /// Where its gains begin.
    from: usize,
}

pub(crate) struct Solver<'a> {
    scheme: &'a Scheme,
    company: &'a Enterprise,
    /// What the company can turn out to be; a way is to do in each of them.
    worlds: &'a [Scenario],
    moving: &'a [Moving],
    goal: &'a Goal,
    /// The moving figures of each item and each condition.
    of_items: Vec<Vec<usize>>,
    of_musts: Vec<Vec<usize>>,
    /// Items that are needed by themselves.
    alone: Vec<usize>,
    /// Deductions that cannot take all that their items do.
    eased: Vec<bool>,
    /// Part and whole, where both move.
    ties: Vec<(usize, usize)>,
    hubs: Vec<usize>,
    parts: Vec<Part>,
    /// Choices that were made out before: of each part, by the stage and its hubs.
    known: Vec<Vec<Known>>,
    /// The dearest step of a figure that may take any of many: of amounts of money and the like, and of all but the hubs
    /// that are counted. Nothing cheaper by less than the first is sought; by less than the second, and that is said.
    grain: i128,
    coarse: i128,
    /// Whether some hub is a range: then what is earned is the most that can be, and what can hold does.
    loose: bool,
    left: u32,
    /// Ranges of hubs that may still be looked at.
    pub ranges: u32,
    /// Whether all was gone through.
    pub complete: bool,
}

impl<'a> Solver<'a> {
    pub fn new(
        scheme: &'a Scheme,
        company: &'a Enterprise,
        worlds: &'a [Scenario],
        moving: &'a [Moving],
        goal: &'a Goal,
    ) -> Solver<'a> {
        let places = |fields: Vec<FieldId>| -> Vec<usize> {
            (0..moving.len()).filter(|&m| fields.contains(&moving[m].field)).collect()
        };
        let of_items = scheme.indicators.iter().map(|indicator| {
            let mut fields = Vec::new();
            indicator.rule.fields(&scheme.program, &mut fields);
            places(fields)
        });
        let of_items: Vec<Vec<usize>> = of_items.collect();
        let env = Env { quantities: worlds.first().map_or(&[], |w| &w.quantities), ..Env::default() };
        let eased = scheme.groups.iter().map(|group| {
            let items = scheme.indicators[group.indicators.clone()].iter();
            let sum = items.map(|i| i.max.span(&env)).fold(Interval::exact(Num::ZERO), Interval::add);
            group.kind == GroupKind::Deduction && group.max.is_some_and(|max| sum.hi.is_none_or(|hi| hi > max))
        });
        let eased: Vec<bool> = eased.collect();
        let mut alone: Vec<usize> = Vec::new();
        for (column, _) in goal.needs.iter().flat_map(|need| &need.weights) {
            if let Column::Item(i) = column
                && !alone.contains(i)
            {
                alone.push(*i);
            }
        }
        let of_at = |at: ExprId| {
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
        let of_musts: Vec<Vec<usize>> = goal.musts.iter().map(|must| of_at(must.at)).collect();
        let mut hubs: Vec<usize> = scheme.stages.iter().filter_map(|s| s.when).flat_map(of_at).collect();
        sort(&mut hubs);
        hubs.dedup();
        let mut solver = Solver {
            scheme,
            company,
            worlds,
            moving,
            goal,
            of_items,
            of_musts,
            alone,
            eased,
            ties,
            hubs,
            parts: Vec::new(),
            known: Vec::new(),
            grain: 0,
            coarse: 0,
            loose: false,
            left: BUDGET,
            ranges: RANGES,
            complete: !goal.uneven,
        };
        solver.divide();
        let many = || (0..moving.len()).filter(|&m| !solver.is_few(m));
        let step = |m: usize| match moving[m].reach {
            Reach::Number { step, cost, .. } => step.mul(cost).map_or(0, |c| scaled(c, true)),
            Reach::Levels(_) => 0,
        };
        let grain = many().filter(|&m| !solver.is_counted(m)).map(step).max().unwrap_or(0);
        let counted = many().filter(|m| solver.is_counted(*m) && !solver.hubs.contains(m)).map(step).max().unwrap_or(0);
        (solver.grain, solver.coarse) = (grain, grain.max(counted));
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
            // Who is bound to most others becomes a hub; of equals, the whole, or who does good by falling: what is divided by
            // does, and with that settled the points follow the other in proportion.
            let links = |m: usize| {
                let within =
                    |fields: &Vec<usize>| fields.contains(&m) && fields.iter().any(|f| *f != m && tied.contains(f));
                let rules = self.of_items.iter().chain(&self.of_musts).filter(|fields| within(fields)).count();
                let wholes = self.ties.iter().filter(|t| t.1 == m).count();
                let falls = matches!(self.moving[m].reach, Reach::Number { now, lo, .. } if lo < now);
                (rules + self.ties.iter().filter(|t| t.0 == m || t.1 == m).count(), wholes, falls)
            };
            let Some(&hub) = tied.iter().max_by_key(|m| (links(**m), std::cmp::Reverse(**m))) else { break groups };
            self.hubs.push(hub);
        };
        let mut parts: Vec<Part> = groups
            .into_iter()
            .map(|fields| Part { fields, items: Vec::new(), musts: Vec::new(), hubs: Vec::new() })
            .collect();
        // What only hubs move is by itself, hubs that share a rule or a condition together; what nothing moves is the last.
        let empty = |hubs: Vec<usize>| Part { fields: Vec::new(), items: Vec::new(), musts: Vec::new(), hubs };
        let own = self.of_items.iter().chain(&self.of_musts);
        for fields in own.filter(|fields| !fields.is_empty() && fields.iter().all(|f| self.hubs.contains(f))) {
            let mut hubs = fields.clone();
            let shared = |p: &Part| p.fields.is_empty() && p.hubs.iter().any(|h| fields.contains(h));
            parts.extract_if(.., |p| shared(p)).for_each(|p| hubs.extend(p.hubs));
            parts.push(empty(hubs));
        }
        parts.push(empty(Vec::new()));
        let last = parts.len() - 1;
        let home = |fields: &[usize], parts: &[Part]| {
            let with_own = parts.iter().position(|p| p.fields.iter().any(|f| fields.contains(f)));
            let of_hubs =
                || parts.iter().position(|p| p.fields.is_empty() && p.hubs.iter().any(|h| fields.contains(h)));
            with_own.or_else(of_hubs).unwrap_or(last)
        };
        for (i, fields) in self.of_items.iter().enumerate() {
            let at = home(fields, &parts);
            parts[at].items.push(i);
            parts[at].hubs.extend(fields.iter().filter(|f| self.hubs.contains(f)));
        }
        for (must, fields) in self.goal.musts.iter().zip(&self.of_musts) {
            let p = home(fields, &parts);
            parts[p].musts.push(*must);
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

    /// Whether a figure moves in whole units.
    fn is_counted(&self, m: usize) -> bool {
        matches!(self.moving[m].reach, Reach::Number { step, .. } if step >= Num::ONE)
    }

    // ------------------------------------------------------------------------------------------------ edges

    /// Where a field can lie.
    fn interval(&self, values: &[Value], f: FieldId) -> Interval {
        match &values[f] {
            Value::Range(r) => Interval { lo: Some(r.0), hi: Some(r.1) },
            _ => self.company.interval(f),
        }
    }

    /// The figures as they are in a world.
    fn within<'v>(&self, world: &Scenario, values: &'v [Value]) -> Cow<'v, [Value]> {
        let mut values = Cow::Borrowed(values);
        if !world.figures.is_empty() {
            let own = values.to_mut();
            world.figures.iter().for_each(|(f, value)| own[*f] = value.clone());
        }
        values
    }

    fn env<'e>(
        &'e self,
        world: &'e Scenario,
        values: &'e [Value],
        interval: &'e dyn Fn(FieldId) -> Interval,
        stages: StageSet,
    ) -> Env<'e> {
        Env { values, interval, points: None, quantities: &world.quantities, stages, ..Env::default() }
    }

    /// The stage in each world, where there are stages; `None` where it is not certain.
    fn stages(&self, values: &[Value]) -> Option<Vec<StageSet>> {
        let scheme = self.scheme;
        if scheme.stages.is_empty() {
            return Some(vec![StageSet::ALL; self.worlds.len()]);
        }
        let own = self.worlds.iter().map(|world| {
            let values = self.within(world, values);
            let interval = |f: FieldId| self.interval(&values, f);
            let bits = levels(scheme, &scheme.stages, &self.env(world, &values, &interval, StageSet::ALL));
            (self.loose || bits.single().is_some()).then_some(bits)
        });
        own.collect()
    }

    /// Gains of nothing.
    fn nothing(&self) -> Vec<Num> {
        vec![Num::ZERO; self.width() * self.worlds.len()]
    }

    /// How many gains there are in each world.
    fn width(&self) -> usize {
        self.scheme.groups.len() + self.alone.len()
    }

    /// Where something begins for a moving figure, the others being as they are.
    fn edges(&self, m: usize, values: &[Value], items: &[usize], musts: &[Must], found: &mut Vec<Num>) {
        let what = Unknown::Field(self.moving[m].field);
        for world in self.worlds {
            let values = self.within(world, values);
            let interval = |f: FieldId| self.interval(&values, f);
            let env = self.env(world, &values, &interval, StageSet::ALL);
            let mut find = Finder::new(&self.scheme.program, &env, what);
            for &i in items.iter().filter(|&&i| self.of_items[i].contains(&m)) {
                let indicator = &self.scheme.indicators[i];
                indicator.rule.breakpoints(&context(self.scheme, indicator, &env), &mut find);
            }
            musts.iter().for_each(|must| find.condition(must.at));
            for at in self.scheme.stages.iter().filter_map(|s| s.when) {
                find.condition(at);
            }
            if let Reach::Number { now, lo, hi, .. } = self.moving[m].reach {
                found.extend(find.found().list(lo, hi, now, MOST_MULTIPLES).points);
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

    /// The steps at and beside edges within a figure's reach, its ends, and where it is; nearest first.
    fn on_steps(&self, m: usize, edges: &[Num]) -> Vec<Num> {
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
        musts: &[Must],
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
    fn anchors(&self, of: &[usize], values: &[Value], items: &[usize], musts: &[Must]) -> Vec<(usize, Vec<Num>)> {
        let numbers = of.iter().filter(|m| matches!(self.moving[**m].reach, Reach::Number { .. }));
        let own = |&m: &usize| {
            let mut edges = Vec::new();
            self.edges(m, values, items, musts, &mut edges);
            (m, self.on_steps(m, &edges))
        };
        numbers.map(own).collect()
    }

    // ------------------------------------------------------------------------------------------------ choices

    /// The points of an item, or, over ranges, what it adds most to (or takes least from) the total.
    fn points(&self, i: usize, env: &Env<'_>) -> Option<Num> {
        let indicator = &self.scheme.indicators[i];
        let own = || bounds(self.scheme, indicator, env);
        if !self.loose {
            let earned = earned(self.scheme, indicator, env);
            return earned.ok().map(|earned| earned.points).or_else(|| own().single());
        }
        let deduction = self.scheme.groups[indicator.group].kind == GroupKind::Deduction;
        if deduction { own().lo } else { own().hi }
    }

    /// What items earn in each world; `None` where conditions do not hold, or something cannot be computed.
    fn gains(&self, items: &[usize], musts: &[Must], values: &[Value], stages: &Stages) -> Option<Vec<Num>> {
        let mut gains = self.nothing();
        let width = self.width();
        for (w, (world, stages)) in self.worlds.iter().zip(stages).enumerate() {
            let gains = &mut gains[w * width..(w + 1) * width];
            let values = self.within(world, values);
            let interval = |f: FieldId| self.interval(&values, f);
            let env = self.env(world, &values, &interval, *stages);
            for must in musts {
                let met = self.scheme.program.certain(must.at, &env).map(|met| met == must.holds);
                if met != Some(true) && !(self.loose && met.is_none()) {
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
    fn fits(&self, fields: &[usize], values: &[Value]) -> bool {
        self.ties.iter().filter(|t| fields.contains(&t.0) || fields.contains(&t.1)).all(|&(part, whole)| {
            let ends = lowest(&values[self.moving[part].field]).zip(highest(&values[self.moving[whole].field]));
            ends.is_none_or(|(part, whole)| part <= whole)
        })
    }

    /// The choices of a part, with the hubs as they are settled.
    fn choices(&mut self, p: usize, values: &mut Vec<Value>, stages: &Stages) -> Rc<Vec<Choice>> {
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
            && part.items.iter().any(|&i| self.scheme.indicators[i].rule.is_gradual())
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
            self.known[p].push((stages.to_vec(), hubs, all.clone()));
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
        stages: &Stages,
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

    /// What only one hub earns is not had for nothing over a range of it: it is bought edge by edge, away from where the
    /// hub is. Between edges it is had in proportion, or later.
    fn add_hub_steps(&self, part: &Part, values: &mut [Value], stages: &Stages, all: &mut Vec<Choice>) {
        let mut ranged = part.hubs.iter().filter(|h| matches!(values[self.moving[**h].field], Value::Range(_)));
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

    /// The needs, in each world.
    fn asks(&self) -> Vec<Ask> {
        let of_world = |world: usize| (0..self.goal.needs.len()).map(move |need| (need, world));
        let all = (0..self.worlds.len()).flat_map(of_world);
        all.map(|(need, world)| Ask { need, from: world * self.width() }).collect()
    }

    /// What gains are worth for a need.
    fn toward(&self, ask: Ask, gains: &[Num]) -> Option<Num> {
        let groups = self.scheme.groups.len();
        let mut sum = Num::ZERO;
        for (column, times) in &self.goal.needs[ask.need].weights {
            let place = match column {
                Column::Group(g) => *g,
                Column::Item(i) => groups + self.alone.iter().position(|a| a == i)?,
            };
            let gain = gains[ask.from + place];
            sum = sum.add(if *times == Num::ONE { gain } else { gain.mul(*times)? })?;
        }
        Some(sum)
    }

    /// No more than that can come of gains for a need, whatever is added: a deduction that is near its maximum takes less
    /// than its items do.
    fn hope(&self, ask: Ask, gains: &[Num]) -> Option<Num> {
        let eased = |column: &Column| matches!(column, Column::Group(g) if self.eased[*g]);
        let mut worth = self.toward(ask, gains)?;
        for (column, times) in self.goal.needs[ask.need].weights.iter().filter(|w| eased(&w.0)) {
            if let Column::Group(g) = column {
                worth = worth.sub(gains[ask.from + g].mul(*times)?)?;
            }
        }
        Some(worth)
    }

    /// Gains with the groups up to their maxima.
    fn capped(&self, mut gains: Vec<Num>) -> Vec<Num> {
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

    fn suffices(&self, gains: &[Num]) -> bool {
        let gains = self.capped(gains.to_vec());
        self.asks().into_iter().all(|ask| {
            let need = &self.goal.needs[ask.need];
            let Some(earned) = self.toward(ask, &gains) else { return false };
            if need.above { earned > need.least } else { earned >= need.least }
        })
    }

    /// Whether a company with changes holds the conditions on points that needs do not say.
    fn passes_checks(&self, changes: &[(usize, Value)]) -> bool {
        if self.goal.checks.is_empty() {
            return true;
        }
        let mut values = self.company.values().to_vec();
        for (m, value) in changes {
            values[self.moving[*m].field] = value.clone();
        }
        let holds = |(world, stages): (&Scenario, StageSet)| {
            let values = self.within(world, &values);
            let interval = |f: FieldId| self.interval(&values, f);
            let env = self.env(world, &values, &interval, stages);
            let points = all_points(self.scheme, &env)?;
            let env = Env { points: Some(&points), ..env };
            let met = |must: &Must| self.scheme.program.certain(must.at, &env) == Some(must.holds);
            Some(self.goal.checks.iter().all(met))
        };
        let stages = self.stages(&values);
        stages.is_some_and(|stages| self.worlds.iter().zip(stages).all(|own| holds(own) == Some(true)))
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
    fn with_hubs(&self, settled: &[Value]) -> Option<(Vec<Value>, Way, Vec<StageSet>)> {
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
        let stages = self.stages(&values)?;
        let fits = only_hubs.iter().all(|t| self.fits_tie(*t, &values));
        fits.then_some((values, way, stages))
    }

    fn fits_tie(&self, (part, whole): (usize, usize), values: &[Value]) -> bool {
        let ends = lowest(&values[self.moving[part].field]).zip(highest(&values[self.moving[whole].field]));
        ends.is_none_or(|(part, whole)| part <= whole)
    }

    /// The cheapest way to the goal that costs less than a limit.
    pub fn cheapest(&mut self, below: Option<Num>) -> Option<Way<FieldId>> {
        // A condition that nothing moving has a say in holds, or it does not.
        let fixed = self.goal.musts.iter().zip(&self.of_musts).filter(|(_, fields)| fields.is_empty());
        let fixed: Vec<Must> = fixed.map(|(must, _)| *must).collect();
        let values = self.company.values();
        self.gains(&[], &fixed, values, &vec![StageSet::ALL; self.worlds.len()])?;
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
    fn named(&self, way: Way) -> Way<FieldId> {
        let name = |(index, to): (usize, Value)| (self.moving[index].field, to);
        let mut changes: Vec<(FieldId, Value)> = way.changes.into_iter().map(name).collect();
        sort_by_key(&mut changes, |c| c.0);
        Way { cost: way.cost, changes }
    }

    /// The cheapest way with the hubs as they are settled, where it is the best so far.
    fn try_hubs(&mut self, settled: &[Value], best: &mut Option<Way>, below: Option<Num>) {
        let Some((mut values, start, stages)) = self.with_hubs(settled) else { return };
        let Some(board) = self.board(&mut values, &stages) else { return };
        let limit = best.as_ref().map(|w: &Way| w.cost).or(below);
        let mut run = Run { best: None, limit, chosen: Vec::new(), probe: false, possible: false };
        let gains = self.nothing();
        let cost = start.cost;
        self.descend(&board, &start, cost, gains, &[], &mut values, &stages, &mut run);
        if run.best.is_some() {
            *best = run.best;
        }
    }

    /// Hubs that earn in proportion may stand between edges. Their ranges are halved, down to single steps, while a bound
    /// does not tell that nothing cheaper lies within: what can be earned anywhere in a range is earned at its least cost.
    fn between_edges(&mut self, settled: &[(Num, Vec<Value>)], best: &mut Option<Way>, below: Option<Num>) {
        let gradual = |hub: usize| {
            let items = self.scheme.indicators.iter().zip(&self.of_items);
            !self.is_few(hub) && items.into_iter().any(|(i, fields)| fields.contains(&hub) && i.rule.is_gradual())
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
        let (mut least, mut left) = (LEAST_RANGES, self.left);
        while let Some(region) = queue.pop() {
            if self.left == 0 || self.is_dismissed(best, below, region.bound) {
                return;
            }
            if self.ranges == 0 && least == 0 {
                self.complete = false;
                return;
            }
            let taken = 1 + (left - self.left) / BOUNDS;
            left = self.left;
            (self.ranges, least) = (self.ranges.saturating_sub(taken), least.saturating_sub(taken));
            let Some((h, at)) = self.halve(&region, &edges) else {
                self.corners(&region.hubs, best, below);
                continue;
            };
            let Value::Range(ends) = &region.hubs[h] else { continue };
            let counted = self.is_counted(self.hubs[h]);
            if !counted && !edges[h].contains(&at) {
                let middle = |(o, value): (usize, &Value)| match value {
                    _ if o == h => Value::Exact(at),
                    Value::Range(r) => Value::Exact(r.0),
                    settled => settled.clone(),
                };
                let point: Vec<Value> = region.hubs.iter().enumerate().map(middle).collect();
                self.try_hubs(&point, best, below);
            }
            // Of what is counted no unit is in both halves, and the last one is a value.
            let next = if counted { at.add(Num::ONE).unwrap_or(at) } else { at };
            for part in [(ends.0, at), (next, ends.1)] {
                let mut hubs = region.hubs.clone();
                hubs[h] = if part.0 == part.1 { Value::Exact(part.0) } else { Value::Range(Box::new(part)) };
                if !hubs.iter().any(|value| matches!(value, Value::Range(_))) {
                    self.try_hubs(&hubs, best, below);
                } else if let Some((bound, way)) = self.region_bound(&hubs, best, below) {
                    self.settle(&hubs, way, best, below);
                    let place = queue.partition_point(|r| r.bound >= bound);
                    queue.insert(place, Region { hubs, bound });
                }
            }
        }
    }

    /// Whether nothing above a bound is sought: it is no better than the best by more than a step of a figure. Where that is
    /// a whole unit of something, it is said.
    fn is_dismissed(&mut self, best: &Option<Way>, below: Option<Num>, bound: i128) -> bool {
        let dismissed = !allows(best, below, bound + self.coarse);
        self.complete &= !(dismissed && allows(best, below, bound + self.grain));
        dismissed
    }

    /// Which range to halve, and where: where the figure is now, at the edge nearest to its middle, or at the step there.
    fn halve(&self, region: &Region, edges: &[BTreeSet<Num>]) -> Option<(usize, Num)> {
        let mut widest: Option<(Num, usize, Num)> = None;
        for (h, value) in region.hubs.iter().enumerate() {
            let Value::Range(ends) = value else { continue };
            let Reach::Number { now, step, cost, .. } = self.moving[self.hubs[h]].reach else { continue };
            let counted = self.is_counted(self.hubs[h]);
            let width = ends.1.sub(ends.0)?;
            if width < step || (width == step && !counted) {
                continue;
            }
            let half = ends.0.add(width.div(Num::int(2))?)?;
            let inside = edges[h].range((Bound::Excluded(ends.0), Bound::Excluded(ends.1)));
            let nearest = inside.min_by_key(|e| (**e != now, e.sub(half).map(Num::abs)));
            let below = half.down_to(step).filter(|x| *x > ends.0 || (counted && *x == ends.0));
            let at = nearest.copied().or(below).or_else(|| ends.0.down_to(step)?.add(step))?;
            let worth = width.mul(cost)?;
            if (at > ends.0 || counted) && at < ends.1 && widest.is_none_or(|w| worth > w.0) {
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
        points.iter().for_each(|p| self.try_hubs(p, best, below));
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
        let (mut values, start, stages) = self.with_hubs(hubs)?;
        if !allows(best, below, scaled(start.cost, false)) {
            return None;
        }
        let board = self.board(&mut values, &stages)?;
        let gains = self.nothing();
        let bound = self.at_least(&board, 0, start.cost, &gains, &[])?;
        if self.is_dismissed(best, below, bound) {
            return None;
        }
        let limit = best.as_ref().map(|w| w.cost).or(below);
        let limit = limit.and_then(|limit| limit.sub(Num::raw(self.coarse, SCALE)));
        let mut run = Run { best: None, limit, chosen: Vec::new(), probe: true, possible: false };
        let cost = start.cost;
        self.descend(&board, &start, cost, gains, &[], &mut values, &stages, &mut run);
        // With the finer steps there could be something.
        self.complete &= run.possible || self.coarse == self.grain || limit.is_none();
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
            && self.passes_checks(&way.changes)
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
                .stages(values)
                .and_then(|stages| self.gains(&all, &self.goal.musts, values, &stages))
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

    fn board(&mut self, values: &mut Vec<Value>, stages: &Stages) -> Option<Board> {
        let mut parts = Vec::with_capacity(self.parts.len());
        for p in 0..self.parts.len() {
            let choices = self.choices(p, values, stages);
            if choices.is_empty() {
                return None;
            }
            parts.push(choices);
        }
        let asks = self.asks();
        // Most to be earned first: what is decided early decides most.
        let worth = |choices: &Rc<Vec<Choice>>| {
            let all = choices.iter().filter_map(|c| asks.first().and_then(|ask| self.toward(*ask, &c.gains)));
            all.clone().max().zip(all.min()).and_then(|(a, b)| a.sub(b)).unwrap_or(Num::ZERO)
        };
        sort_by_key(&mut parts, |c| std::cmp::Reverse(worth(c)));
        let mut board = Board { parts, asks, stretches: Vec::new(), least: vec![0], earned: vec![] };
        for choices in board.parts.iter().rev() {
            let cheapest = choices.iter().map(|c| scaled(c.cost, false)).min()?;
            board.least.push(board.least.last().copied()? + cheapest);
        }
        board.least.reverse();
        for n in 0..board.asks.len() {
            let ask = board.asks[n];
            let (mut stretches, mut earned) = (Vec::new(), vec![0]);
            for (part, choices) in board.parts.iter().enumerate().rev() {
                let hull = self.prices(part, choices, ask, &mut stretches)?;
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
    fn prices(&self, part: usize, choices: &[Choice], ask: Ask, into: &mut Vec<Stretch>) -> Option<i128> {
        let mut points: Vec<(i128, i128)> = Vec::with_capacity(choices.len());
        for c in choices.iter().filter(|c| c.ahead.is_none()) {
            points.push((scaled(c.cost, false), scaled(self.hope(ask, &c.gains)?, true)));
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
        for (n, &ask) in board.asks.iter().enumerate() {
            let earned = scaled(self.hope(ask, gains)?, true) + board.earned[n][next];
            let mut rest = scaled(self.goal.needs[ask.need].least, false) - earned;
            if rest <= 0 {
                continue;
            }
            let mut price = so_far;
            let mut open: Vec<Stretch> = Vec::with_capacity(ahead.len());
            for c in ahead {
                let Some(to) = &c.ahead else { continue };
                let gain = scaled(self.hope(ask, &to.gains)?, true) - scaled(self.hope(ask, &c.gains)?, false);
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
        stages: &Stages,
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
            self.arrive(board, start, cost, &gains, ahead.first().copied(), values, stages, run);
            return;
        };
        let mut order: Vec<(i128, usize)> = Vec::with_capacity(choices.len());
        for (c, choice) in choices.iter().enumerate() {
            // One figure stands between edges; over ranges of hubs, each of these besides.
            let of_hub = |c: &Choice| c.ahead.as_ref().is_some_and(|a| self.hubs.contains(&a.moving));
            let before = || ahead.iter().filter_map(|&part| board.parts.get(part)?.get(run.chosen[part]));
            if choice.ahead.is_some() && !of_hub(choice) && before().any(|c| !of_hub(c)) {
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
            self.descend(board, start, cost, gains, &ahead, values, stages, run);
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
        stages: &Stages,
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
                let own = self.gains(&part.items, &part.musts, values, stages);
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
        if better && self.passes_checks(&changes) {
            run.best = Some(Way { cost, changes });
        }
    }

    /// Many points on edges, for a goal that asks for points alone: where a search for more begins.
    pub fn many(&mut self) -> Option<Way<FieldId>> {
        let mut best: Option<(Num, Way)> = None;
        for (_, settled) in self.settled_hubs() {
            let Some((mut values, mut way, stages)) = self.with_hubs(&settled) else { continue };
            let asks = self.asks();
            let Some(&first) = asks.first() else { continue };
            let mut gains = self.nothing();
            let mut possible = true;
            for p in 0..self.parts.len() {
                let choices = self.choices(p, &mut values, &stages);
                let worth = |c: &&Choice| self.toward(first, &c.gains);
                let plain = choices.iter().filter(|c| c.ahead.is_none());
                let Some(choice) = plain.max_by(|a, b| worth(a).cmp(&worth(b)).then(b.cost.cmp(&a.cost))) else {
                    possible = false;
                    break;
                };
                let Some((next, cost)) = sum(&gains, &choice.gains).zip(way.cost.add(choice.cost)) else { continue };
                (gains, way.cost) = (next, cost);
                way.changes.extend(choice.changes.iter().cloned());
            }
            let gains = self.capped(gains);
            let least = asks.into_iter().filter_map(|ask| self.toward(ask, &gains)).min();
            let Some(total) = least.filter(|_| possible) else { continue };
            if best.as_ref().is_none_or(|b| total > b.0 || (total == b.0 && way.cost < b.1.cost)) {
                best = Some((total, way));
            }
        }
        best.map(|(_, way)| self.named(way))
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

/// The points that conditions may ask for.
fn all_points(scheme: &Scheme, env: &Env<'_>) -> Option<Points> {
    let items: Vec<Interval> = scheme.indicators.iter().map(|i| bounds(scheme, i, env)).collect();
    let sums = sums(scheme, &items);
    Some(points(scheme, sums.total, &sums.groups, items.iter().copied()))
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
