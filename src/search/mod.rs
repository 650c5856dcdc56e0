//! Bounds that are reached, and what decides: a search by branch and bound over all that is not known.
//!
//! A field that stands in several indicators is one unknown, not several. The unknown fields and parameters make a box;
//! a box is bounded by interval arithmetic, shrunk where the points only rise or only fall in an unknown, and split where
//! a band begins or in the middle. Companies within it are scored exactly: the best one found and the bound of all boxes
//! left are the two sides between which the end lies. The scheme's own open numbers need no splitting: each stands in one
//! place and more of it is better or worse throughout; maxima tied to a sum are handed out greedily.

pub mod edges;
pub mod sensitivity;

use crate::search::edges::Edges;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Kind, Value};
use innopoints_core::formula::{At, Compare, Env, Instr, Points, Unknown};
use innopoints_core::number::{Date, Interval, Num};
use innopoints_core::problem::Problem;
use innopoints_core::scheme::model::{Amount, Direction, GroupKind, Rule, Scheme, Tie};
use innopoints_core::score::{Score, all, bounds, floor_met, levels, not_negative, span, sums, verdict};
use innopoints_core::sort::sort_by;

/// Boxes and companies that are looked at before the search gives up, for each end.
const BUDGET: u32 = 4000;
/// The same where plans are held to what is not known: many plans are.
const PLANNING_BUDGET: u32 = 400;
/// Companies that are looked at for what decides the verdict.
const DECIDING_BUDGET: u32 = 1200;
/// No figure that can be entered is larger.
const TOP: Num = Num::int(1_000_000_000_000_000);
/// The largest that is tried.
const LARGEST: Num = Num::int(999_999_999_999_999);
/// Beside an edge, or beside 0.
const STEP: Num = Num::raw(1, 1_000_000);
/// Decimals of that.
const PLACES: u32 = 6;

/// What the search found.
pub(crate) struct Found {
    /// Where the total can lie, not rounded.
    pub total: Interval,
    /// The verdict; `None` where it is open.
    pub passed: Option<bool>,
    /// Whether all of it was settled within the budget.
    pub tight: bool,
    /// Unknowns that decide an open verdict.
    pub deciding: Vec<Unknown>,
    /// Whether no other unknown can.
    pub deciding_all: bool,
    /// Where the points of groups can lie whose maxima are tied, by place.
    pub groups: Vec<(usize, Interval)>,
}

/// What an unknown can be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Domain {
    Number(Interval),
    Flag(Option<bool>),
    Level(Option<usize>),
}

/// An unknown that is split.
struct Variable {
    what: Unknown,
    whole: bool,
    /// Levels of a choice.
    levels: usize,
    /// The unknown that it cannot exceed.
    at_most: Option<usize>,
    /// Whether something is divided by it.
    divides: bool,
    /// What else is divided by that depends on it.
    divisors: Vec<At>,
    /// Of each instruction, whether it can change with it: most cannot, and need not be looked at.
    moves: Vec<bool>,
}

/// Everything settled: the unknowns, and the scheme's own numbers.
#[derive(Clone)]
struct Completion {
    domains: Vec<Domain>,
    quantities: Vec<Interval>,
}

/// A part of all that can be.
struct Node {
    domains: Vec<Domain>,
    /// How often each was split.
    splits: Vec<u16>,
    /// Nothing in it is better than this.
    bound: Num,
}

struct Outcome {
    /// Not rounded.
    total: Interval,
    passed: Option<bool>,
    items: Vec<Interval>,
    /// Gates that are met.
    met: i64,
}

/// What is looked for.
#[derive(Clone, Copy, PartialEq)]
enum Objective {
    Total,
    Verdict,
}

/// In which direction something moves with an unknown: not at all, up, down, or both.
type Slope = u8;
const UP: Slope = 1;
const DOWN: Slope = 2;
const BOTH: Slope = 3;

fn flip(s: Slope) -> Slope {
    (s & UP) << 1 | (s & DOWN) >> 1
}

struct Search<'a> {
    scheme: &'a Scheme,
    variables: Vec<Variable>,
    /// What formulas read, as the box at hand has it.
    values: Vec<Value>,
    intervals: Vec<Interval>,
    quantities: Vec<Interval>,
    /// The scheme's own numbers as ranges, where they make most points, and where they make least.
    open: Vec<Interval>,
    most: Vec<Interval>,
    least: Vec<Interval>,
    budget: u32,
    left: u32,
    /// Where it is only asked whether the total can be less: no more is found out than that.
    aim: Option<Num>,
}

/// Scores one company as [`innopoints_core::score::score`] does, and searches where what is open can lie and what decides.
pub fn score(scheme: &Scheme, company: &Enterprise, on: Date, ranks: &[(usize, Num)]) -> Result<Score, Vec<Problem>> {
    let mut score = innopoints_core::score::score(scheme, company, on, ranks)?;
    if score.tight {
        return Ok(score);
    }
    let Some(found) = search(scheme, company, ranks) else { return Ok(score) };
    score.total = found.total;
    score.tight = found.tight;
    for (g, points) in &found.groups {
        score.groups[*g] = score.groups[*g].meet(*points);
    }
    score.reconsider(scheme, company)?;
    if score.passed.is_none() {
        score.passed = found.passed;
        score.deciding = found.deciding;
        score.deciding_all = found.deciding_all;
    }
    Ok(score)
}

/// The bounds of the total alone, as tight as the search makes them.
pub(crate) fn total(scheme: &Scheme, company: &Enterprise) -> Option<Interval> {
    let (mut s, root) = Search::begin(scheme, company, &[])?;
    let found = s.look(&root, None)?.total;
    Some(s.tighter(&root, found).0)
}

/// Searches where the total can lie and what the verdict can be. `None` where nothing is open, and where there is nothing to
/// begin with.
pub(crate) fn search(scheme: &Scheme, company: &Enterprise, ranks: &[(usize, Num)]) -> Option<Found> {
    let (mut s, root) = Search::begin(scheme, company, ranks)?;
    let all_of = s.look(&root, None)?;
    let mut found = Found {
        total: all_of.total,
        passed: all_of.passed,
        tight: true,
        deciding: Vec::new(),
        deciding_all: true,
        groups: s.tied_groups(&root),
    };
    (found.total, found.tight) = s.tighter(&root, found.total);
    if found.passed.is_none() && scheme.pass.is_some() {
        let (_, _, fails) = s.best(&root, Objective::Verdict, false);
        let fails_left = s.left;
        let (_, _, passes) = s.best(&root, Objective::Verdict, true);
        match (fails, passes) {
            (Some(fails), Some(passes)) => (found.deciding, found.deciding_all) = s.deciding(&root, &fails, &passes),
            // Every box was looked at, and none can be otherwise.
            (None, Some(_)) if fails_left > 0 => found.passed = Some(true),
            (Some(_), None) if s.left > 0 => found.passed = Some(false),
            _ => found.tight = false,
        }
    }
    Some(found)
}

/// What a company can turn out to be: figures that were open, and the scheme's own numbers.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub figures: Vec<(usize, Value)>,
    pub quantities: Vec<Interval>,
}

/// The worst that a company can turn out to be.
pub(crate) struct Worst {
    /// The least total, not rounded.
    pub total: Option<Num>,
    /// Whether it passes all the same; `None` where that was not settled.
    pub passes: Option<bool>,
    /// Such a company: one with the least total (with an aim, one with less than that), or one that does not pass. `None` where
    /// none was found.
    pub world: Option<World>,
}

/// Looks for it, by points or by the verdict. `settled` are numbers of the scheme that are taken to be known. With an `aim` it
/// is only found out whether the total can be less, and the total that is given is at most the least.
pub(crate) fn worst(
    scheme: &Scheme,
    company: &Enterprise,
    settled: &[(usize, Num)],
    by_points: bool,
    aim: Option<Num>,
) -> Worst {
    let Some((mut s, root)) = Search::begin(scheme, company, settled) else {
        return Worst { total: None, passes: None, world: None };
    };
    (s.aim, s.budget) = (aim, PLANNING_BUDGET);
    let objective = if by_points { Objective::Total } else { Objective::Verdict };
    let (least, _, mut found) = s.best(&root, objective, false);
    if let (Some(aim), Some(own)) = (aim, &found) {
        let quantities = own.quantities.clone();
        let total = s.look(&own.domains, Some(&quantities)).and_then(|outcome| outcome.total.lo);
        found = found.filter(|_| total.is_some_and(|total| total < aim));
    }
    let world = found.map(|found| {
        let figures = s.variables.iter().zip(&found.domains).filter_map(|(variable, domain)| {
            let Unknown::Field(f) = variable.what else { return None };
            Some((
                f,
                match *domain {
                    Domain::Number(i) => Value::Exact(i.single()?),
                    Domain::Flag(b) => Value::Flag(b?),
                    Domain::Level(l) => Value::Level(l?),
                },
            ))
        });
        World { figures: figures.collect(), quantities: found.quantities }
    });
    let passes = match (&world, by_points) {
        (_, true) => None,
        (Some(_), false) => Some(false),
        (None, false) => Some(true).filter(|_| s.left > 0),
    };
    Worst { total: least.and_then(Num::neg).filter(|_| by_points), passes, world }
}

/// Of each field of a company of ranges, whether more of it, and less of it, can add to any points or help any of some
/// conditions hold (or not hold, as is said of each).
pub(crate) fn helps(
    scheme: &Scheme,
    company: &Enterprise,
    fields: &[usize],
    musts: &[(At, bool)],
) -> Vec<(bool, bool)> {
    let mut s = Search::new(scheme, company, &[]);
    let root = s.root(company);
    let Some(outcome) = s.look(&root, None) else { return vec![(true, true); fields.len()] };
    let mut found = Vec::with_capacity(fields.len());
    for &field in fields {
        let what = Unknown::Field(field);
        let (items, _) = s.slopes(what, Objective::Total, &outcome);
        let mut all = 0;
        for (slope, indicator) in items.iter().zip(&scheme.indicators) {
            let up = scheme.groups[indicator.group].kind != GroupKind::Deduction;
            all |= if up { *slope } else { flip(*slope) };
        }
        let interval = |f: usize| s.intervals[f];
        let env = s.env(&interval, u32::MAX);
        for &(at, holds) in musts {
            let slope = s.slope(at, what, &items, &env);
            all |= if holds { slope } else { flip(slope) };
        }
        found.push((all & UP != 0, all & DOWN != 0));
    }
    found
}

impl<'a> Search<'a> {
    /// A search of all that a company can be. `None` where a known figure by which something is divided is 0: most completions
    /// cannot be scored then, and those that can prove nothing of the company.
    fn begin(scheme: &'a Scheme, company: &Enterprise, ranks: &[(usize, Num)]) -> Option<(Search<'a>, Vec<Domain>)> {
        let mut s = Search::new(scheme, company, ranks);
        let root = s.root(company);
        (!s.divides_by_zero(&root)).then_some((s, root))
    }

    fn new(scheme: &'a Scheme, company: &Enterprise, ranks: &[(usize, Num)]) -> Search<'a> {
        let open = innopoints_core::score::quantities(scheme, false, ranks);
        let mut s = Search {
            scheme,
            variables: Vec::new(),
            values: company.values().to_vec(),
            intervals: vec![Interval::ALL; company.values().len()],
            quantities: open.clone(),
            most: open.clone(),
            least: open.clone(),
            open,
            budget: BUDGET,
            left: BUDGET,
            aim: None,
        };
        for &f in &scheme.fields {
            if matches!(company.values()[f], Value::Missing | Value::Range(_)) {
                let field = &scheme.dictionary.fields[f];
                let (whole, levels) = match &field.kind {
                    Kind::Number { whole, .. } => (*whole, 0),
                    Kind::Choice(levels) => (false, levels.len()),
                    Kind::Flag => (false, 0),
                    Kind::Date => continue,
                };
                let variable = s.variable(Unknown::Field(f), whole, levels);
                s.variables.push(variable);
            }
        }
        for v in 0..s.variables.len() {
            let Unknown::Field(f) = s.variables[v].what else { continue };
            if let Kind::Number { at_most: Some(whole), .. } = scheme.dictionary.fields[f].kind {
                s.variables[v].at_most = s.variables.iter().position(|o| o.what == Unknown::Field(whole));
            }
        }
        for p in &scheme.parameters {
            if !scheme.quantities[p.quantity].is_exact() {
                let variable = s.variable(Unknown::Quantity(p.quantity), false, 0);
                s.variables.push(variable);
            }
        }
        (s.least, s.most) = leaning(scheme, &s.open);
        s
    }

    fn variable(&self, what: Unknown, whole: bool, levels: usize) -> Variable {
        let program = &self.scheme.program;
        let mut variable =
            Variable { what, whole, levels, at_most: None, divides: false, divisors: Vec::new(), moves: Vec::new() };
        for at in 0..program.len() {
            let instr = program.instr(at);
            let own = instr.unknown() == Some(what)
                || matches!(instr, Instr::Total | Instr::Points(_) | Instr::EveryFloor)
                || instr.operands().into_iter().flatten().any(|a| variable.moves[a]);
            variable.moves.push(own);
            if let Instr::Div(_, below) | Instr::Growth(_, below) = program.instr(at)
                && self.reads(below, what)
            {
                variable.divides = true;
                if program.instr(below).unknown().is_none() {
                    variable.divisors.push(below);
                }
            }
        }
        variable
    }

    /// Whether some divisor is 0 whatever the unknowns are, where nothing that is known keeps it from being divided by.
    fn divides_by_zero(&mut self, root: &[Domain]) -> bool {
        self.load(root);
        let interval = |f: usize| self.intervals[f];
        let env = self.env(&interval, u32::MAX);
        let program = &self.scheme.program;
        let mut is_part = vec![false; program.len()];
        for at in 0..program.len() {
            program.instr(at).operands().into_iter().flatten().for_each(|part| is_part[part] = true);
        }
        (0..program.len()).any(|at| !is_part[at] && self.divides(at, &env))
    }

    fn divides(&self, at: At, env: &Env<'_>) -> bool {
        let program = &self.scheme.program;
        let is = |at: At, truth: bool| program.maybe(at, env) == Ok(Some(truth));
        let instr = program.instr(at);
        match instr {
            Instr::If(when, a, b) => {
                self.divides(when, env)
                    || (!is(when, false) && self.divides(a, env))
                    || (!is(when, true) && self.divides(b, env))
            }
            Instr::And(a, b) => self.divides(a, env) || (!is(a, false) && self.divides(b, env)),
            Instr::Or(a, b) => self.divides(a, env) || (!is(a, true) && self.divides(b, env)),
            Instr::Div(_, below) | Instr::Growth(_, below)
                if program.bounds(below, env).is_ok_and(|i| i.single() == Some(Num::ZERO)) =>
            {
                true
            }
            _ => instr.operands().into_iter().flatten().any(|part| self.divides(part, env)),
        }
    }

    fn reads(&self, at: At, what: Unknown) -> bool {
        self.scheme.program.reads(at, what)
    }

    /// Bounds of the total, closed in on each other; and whether both can be reached.
    fn tighter(&mut self, root: &[Domain], total: Interval) -> (Interval, bool) {
        let (Some(lo), Some(hi)) = (total.lo, total.hi) else { return (total, true) };
        if lo == hi {
            return (total, true);
        }
        let (low, low_tight, _) = self.best(root, Objective::Total, false);
        let (high, high_tight, _) = self.best(root, Objective::Total, true);
        let low = low.and_then(Num::neg).unwrap_or(lo).max(lo);
        (Interval { lo: Some(low), hi: Some(high.unwrap_or(hi).min(hi)) }, low_tight && high_tight)
    }

    /// All that can be.
    fn root(&self, company: &Enterprise) -> Vec<Domain> {
        let mut domains = Vec::with_capacity(self.variables.len());
        for v in &self.variables {
            domains.push(match v.what {
                Unknown::Quantity(q) => Domain::Number(self.open[q]),
                Unknown::Field(f) => match &self.scheme.dictionary.fields[f].kind {
                    Kind::Number { .. } => {
                        let own = company.interval(f);
                        Domain::Number(Interval { lo: own.lo.or(TOP.neg()), hi: own.hi.or(Some(TOP)) })
                    }
                    Kind::Choice(_) => Domain::Level(None),
                    _ => Domain::Flag(None),
                },
            });
        }
        self.narrow(&mut domains);
        domains
    }

    /// No part exceeds its whole. `false` where that cannot be.
    fn narrow(&self, domains: &mut [Domain]) -> bool {
        for (v, variable) in self.variables.iter().enumerate() {
            let Some(w) = variable.at_most else { continue };
            if let (Domain::Number(part), Domain::Number(whole)) = (domains[v], domains[w]) {
                let (hi, lo) = (least_of(part.hi, whole.hi), most_of(whole.lo, part.lo));
                domains[v] = Domain::Number(Interval { lo: part.lo, hi });
                domains[w] = Domain::Number(Interval { lo, hi: whole.hi });
                if part.lo.zip(hi).is_some_and(|(a, b)| a > b) || lo.zip(whole.hi).is_some_and(|(a, b)| a > b) {
                    return false;
                }
            }
        }
        true
    }

    /// Puts a box where formulas read.
    fn load(&mut self, domains: &[Domain]) {
        for (variable, domain) in self.variables.iter().zip(domains) {
            match (variable.what, *domain) {
                (Unknown::Quantity(q), Domain::Number(i)) => self.quantities[q] = i,
                (Unknown::Field(f), Domain::Number(i)) => {
                    self.intervals[f] = i;
                    self.values[f] = i.single().map_or(Value::Missing, Value::Exact);
                }
                (Unknown::Field(f), Domain::Flag(b)) => self.values[f] = b.map_or(Value::Missing, Value::Flag),
                (Unknown::Field(f), Domain::Level(l)) => self.values[f] = l.map_or(Value::Missing, Value::Level),
                _ => {}
            }
        }
    }

    /// What can come of a box; `None` where every company in it divides by zero. With `quantities`, these are the scheme's
    /// own numbers.
    fn look(&mut self, domains: &[Domain], quantities: Option<&[Interval]>) -> Option<Outcome> {
        self.left = self.left.saturating_sub(1);
        match quantities {
            Some(q) => self.quantities.copy_from_slice(q),
            None => self.quantities.copy_from_slice(&self.open),
        }
        self.load(domains);
        self.outcome()
    }

    fn env<'e>(&'e self, interval: &'e dyn Fn(usize) -> Interval, stages: u32) -> Env<'e> {
        Env { values: &self.values, interval, quantities: &self.quantities, stages, ..Env::default() }
    }

    fn outcome(&self) -> Option<Outcome> {
        let interval = |f: usize| self.intervals[f];
        let scheme = self.scheme;
        let stages = levels(scheme, &scheme.stages, &self.env(&interval, u32::MAX)).ok()?;
        let mut found: Option<Outcome> = None;
        for stage in 0..scheme.stages.len().max(1) {
            if !scheme.stages.is_empty() && stages & (1 << stage) == 0 {
                continue;
            }
            let env = self.env(&interval, 1 << stage);
            let mut items = Vec::with_capacity(scheme.indicators.len());
            for i in &scheme.indicators {
                match bounds(scheme, &i.rule, &i.max, &env) {
                    Ok(points) => items.push(points),
                    Err(_) => return None,
                }
            }
            let own = self.settle(items, &env)?;
            found = Some(match found {
                None => own,
                Some(before) => Outcome {
                    total: before.total.hull(own.total),
                    passed: if before.passed == own.passed { own.passed } else { None },
                    items: before.items.iter().zip(&own.items).map(|(a, b)| a.hull(*b)).collect(),
                    met: own.met,
                },
            });
        }
        found
    }

    /// Total and verdict from the points of the items, in one stage.
    fn settle(&self, items: Vec<Interval>, env: &Env<'_>) -> Option<Outcome> {
        let scheme = self.scheme;
        let plain = sums(scheme, &items);
        let mut raw = plain.raw;
        for tie in &scheme.ties {
            raw = self.tied(tie, &items, raw, env);
        }
        let total = not_negative(raw);
        let mut met = 0;
        let mut gates = Vec::with_capacity(scheme.gates.len());
        for gate in &scheme.gates {
            let own = scheme.program.maybe(gate.when, env).ok()?;
            met += i64::from(own == Some(true));
            gates.push(own);
        }
        let mut passed = None;
        if let Some(pass) = &scheme.pass {
            let mut routes = Vec::with_capacity(pass.or.len());
            for route in &pass.or {
                routes.push(scheme.program.maybe(route.when, env).ok()?);
            }
            let round = |e: Option<Num>| e.map(|n| n.round(scheme.precision));
            let points = Points {
                total: Interval { lo: round(total.lo), hi: round(total.hi) },
                each: plain.groups.iter().chain(&items).copied().collect(),
                floors: all(scheme.groups.iter().zip(&plain.groups).map(|(g, p)| floor_met(g.floor, *p))),
            };
            let condition = match pass.when {
                Some(at) => {
                    let env = Env { points: Some(&points), ..*env };
                    scheme.program.maybe(at, &env).ok()?
                }
                None => None,
            };
            passed = verdict(scheme, &gates, &routes, condition);
        }
        Some(Outcome { total, passed, items, met })
    }

    // --------------------------------------------------------------------------------------------------------- ties

    /// The total with the maxima of a tie handed out so that they make most, and least.
    fn tied(&self, tie: &Tie, items: &[Interval], total: Interval, env: &Env<'_>) -> Interval {
        let scheme = self.scheme;
        let (mut high, mut low) = (Vec::new(), Vec::new());
        // What the groups have been counted with, and what stays of that.
        let (mut without, mut stays) = (Interval::exact(Num::ZERO), Interval::exact(Num::ZERO));
        for &g in &tie.groups {
            let group = &scheme.groups[g];
            let up = group.kind != GroupKind::Deduction;
            let signed = |i: Interval| if up { i } else { i.neg() };
            // A lower maximum of the whole group would have to be counted in; what was added up is sound.
            if group.max.is_some_and(|max| max < tie.sum) {
                return total;
            }
            let mut counted = Interval::exact(Num::ZERO);
            for i in group.indicators.clone() {
                let indicator = &scheme.indicators[i];
                counted = counted.add(items[i]);
                let weight = span(&indicator.max, env);
                let (Some(lo), Some(hi)) = (weight.lo, weight.hi) else { return total };
                match self.share(&indicator.rule, &indicator.max, env).map(signed) {
                    Some(share) => {
                        high.push((lo, hi, share.hi.unwrap_or(Num::ONE)));
                        low.push((lo, hi, share.lo.unwrap_or(Num::ZERO)));
                    }
                    // Its points do not follow its maximum: they stay as they are.
                    None => {
                        stays = stays.add(signed(items[i]));
                        high.push((lo, hi, Num::ZERO));
                        low.push((lo, hi, Num::ZERO));
                    }
                }
            }
            if let Some(max) = group.max {
                counted = counted.min(Interval::exact(max));
            }
            without = without.add(signed(counted));
        }
        let rest = |end: Option<Num>, without: Option<Num>, stays: Option<Num>, own: Option<Num>| {
            end?.sub(without?)?.add(stays?)?.add(own?)
        };
        let hi = rest(total.hi, without.hi, stays.hi, hand_out(&mut high, tie.sum, true).map(|h| h.0));
        let lo = rest(total.lo, without.lo, stays.lo, hand_out(&mut low, tie.sum, false).map(|h| h.0));
        Interval {
            lo: lo.filter(|lo| Some(*lo) > total.lo).or(total.lo),
            hi: hi.filter(|hi| Some(*hi) < total.hi).or(total.hi),
        }
    }

    /// Where the points of each group can lie that shares a tie with others: what one gets, the others do not.
    fn tied_groups(&mut self, root: &[Domain]) -> Vec<(usize, Interval)> {
        self.quantities.copy_from_slice(&self.open);
        self.load(root);
        let scheme = self.scheme;
        let interval = |f: usize| self.intervals[f];
        let stages = levels(scheme, &scheme.stages, &self.env(&interval, u32::MAX)).unwrap_or(u32::MAX);
        let mut all = Vec::new();
        for tie in &scheme.ties {
            for &g in &tie.groups {
                let mut found: Option<Interval> = None;
                for stage in
                    (0..scheme.stages.len().max(1)).filter(|s| scheme.stages.is_empty() || stages & (1 << s) != 0)
                {
                    let own = self.tied_group(tie, g, &self.env(&interval, 1 << stage));
                    found = match (found, own) {
                        (None, own) => own,
                        (Some(before), Some(own)) => Some(before.hull(own)),
                        // What cannot be told in one stage cannot be told at all.
                        (Some(_), None) => None,
                    };
                    if found.is_none() {
                        break;
                    }
                }
                all.extend(found.map(|i| (g, i)));
            }
        }
        all
    }

    /// The same in one stage; nothing where an indicator's points do not follow its maximum.
    fn tied_group(&self, tie: &Tie, own: usize, env: &Env<'_>) -> Option<Interval> {
        let scheme = self.scheme;
        let (mut high, mut low) = (Vec::new(), Vec::new());
        for &g in &tie.groups {
            for i in scheme.groups[g].indicators.clone() {
                let indicator = &scheme.indicators[i];
                let weight = span(&indicator.max, env);
                let (lo, hi) = (weight.lo?, weight.hi?);
                let share = match g == own {
                    true => self.share(&indicator.rule, &indicator.max, env)?,
                    false => Interval::exact(Num::ZERO),
                };
                high.push((lo, hi, share.hi.unwrap_or(Num::ONE)));
                low.push((lo, hi, share.lo.unwrap_or(Num::ZERO)));
            }
        }
        Some(Interval {
            lo: Some(hand_out(&mut low, tie.sum, false)?.0),
            hi: Some(hand_out(&mut high, tie.sum, true)?.0),
        })
    }

    /// The part of its maximum that an indicator earns, where that does not depend on the maximum.
    fn share(&self, rule: &Rule, max: &Amount, env: &Env<'_>) -> Option<Interval> {
        match rule {
            Rule::Reference { .. } | Rule::Judged { share: true, .. } => {
                bounds(self.scheme, rule, &Amount::Exact(Num::ONE), env).ok()
            }
            Rule::Flag { when, points, otherwise } if same(points, max) && otherwise.is_zero() => {
                let met = self.scheme.program.maybe(*when, env).ok()?;
                let end = |yes: bool| Some(if yes { Num::ONE } else { Num::ZERO });
                Some(Interval { lo: end(met == Some(true)), hi: end(met != Some(false)) })
            }
            _ => None,
        }
    }

    /// The scheme's own numbers for a company, where they make most points or least.
    fn settled(&mut self, domains: &[Domain], most: bool) -> Vec<Interval> {
        let mut all = if most { self.most.clone() } else { self.least.clone() };
        for (variable, domain) in self.variables.iter().zip(domains) {
            if let (Unknown::Quantity(q), Domain::Number(i)) = (variable.what, domain) {
                all[q] = *i;
            }
        }
        if self.scheme.ties.is_empty() {
            return all;
        }
        self.quantities.copy_from_slice(&all);
        self.load(domains);
        let interval = |f: usize| self.intervals[f];
        let scheme = self.scheme;
        let stages = levels(scheme, &scheme.stages, &self.env(&interval, u32::MAX)).unwrap_or(1);
        let stage = stages.trailing_zeros();
        let env = self.env(&interval, 1 << stage.min(31));
        for tie in &scheme.ties {
            let mut list = Vec::new();
            let mut places = Vec::new();
            for &g in &tie.groups {
                let up = scheme.groups[g].kind != GroupKind::Deduction;
                for i in scheme.groups[g].indicators.clone() {
                    let max = &scheme.indicators[i].max;
                    let max = match max {
                        Amount::Staged(each) => &each[stage as usize],
                        max => max,
                    };
                    let weight = match max {
                        Amount::Open(q) => self.open[*q],
                        _ => span(max, &env),
                    };
                    let share = self.share(&scheme.indicators[i].rule, &scheme.indicators[i].max, &env);
                    let share = share.and_then(|s| s.hi).unwrap_or(Num::ZERO);
                    let share = if up { share } else { share.neg().unwrap_or(share) };
                    list.push((weight.lo.unwrap_or(Num::ZERO), weight.hi.unwrap_or(Num::ZERO), share));
                    places.push(max);
                }
            }
            if let Some((_, weights)) = hand_out(&mut list, tie.sum, most) {
                for (max, weight) in places.iter().zip(weights) {
                    if let Amount::Open(q) = max {
                        all[*q] = Interval::exact(weight);
                    }
                }
            }
        }
        all
    }

    // ----------------------------------------------------------------------------------------------------- directions

    /// In which direction a formula moves with an unknown over the box that is loaded.
    fn slope(&self, at: At, what: Unknown, items: &[Slope], env: &Env<'_>) -> Slope {
        let program = &self.scheme.program;
        let of = |a: At| self.slope(a, what, items, env);
        let known = |a: At| program.maybe(a, env).ok().flatten();
        let instr = program.instr(at);
        if let Some(own) = instr.unknown() {
            return match instr {
                _ if own != what => 0,
                Instr::Level(..) => BOTH,
                _ => UP,
            };
        }
        match instr {
            Instr::Add(a, b) | Instr::Min(a, b) | Instr::Max(a, b) => of(a) | of(b),
            Instr::Sub(a, b) => of(a) | flip(of(b)),
            Instr::Neg(a) => flip(of(a)),
            Instr::Mul(a, b) => self.scaled(of(a), b, env) | self.scaled(of(b), a, env),
            // Beyond 0 a quotient starts anew from the other side.
            Instr::Div(_, b) | Instr::Growth(_, b) if of(b) != 0 && self.spans_zero(b, env) => BOTH,
            Instr::Div(a, b) | Instr::Growth(a, b) => self.scaled(of(a), b, env) | flip(self.scaled(of(b), a, env)),
            Instr::Compare(..) | Instr::And(..) | Instr::Or(..) | Instr::Not(_) | Instr::If(..)
                if known(at).is_some() =>
            {
                0
            }
            Instr::Compare(Compare::Ge | Compare::Gt, a, b) => of(a) | flip(of(b)),
            Instr::Compare(Compare::Le | Compare::Lt, a, b) => flip(of(a)) | of(b),
            Instr::Compare(_, a, b) => {
                if of(a) | of(b) == 0 {
                    0
                } else {
                    BOTH
                }
            }
            Instr::And(a, b) | Instr::Or(a, b) => of(a) | of(b),
            Instr::Not(a) => flip(of(a)),
            Instr::If(c, a, b) => match known(c) {
                Some(true) => of(a),
                Some(false) => of(b),
                None if of(c) == 0 => of(a) | of(b),
                None => BOTH,
            },
            Instr::Total => self.total_slope(items),
            Instr::EveryFloor => items.iter().fold(0, |all, s| all | s),
            Instr::Points(i) => match i.checked_sub(self.scheme.groups.len()) {
                Some(item) => items[item],
                None => items[self.scheme.groups[i].indicators.clone()].iter().fold(0, |all, s| all | s),
            },
            _ => 0,
        }
    }

    /// Whether a formula can be on either side of 0 within the loaded box.
    fn spans_zero(&self, at: At, env: &Env<'_>) -> bool {
        let Ok(i) = self.scheme.program.bounds(at, env) else { return true };
        i.lo.is_none_or(Num::is_negative) && i.hi.is_none_or(|hi| hi > Num::ZERO)
    }

    /// Whether some computed divisor can be 0 that depends on an unknown: at its end there may then be no company, although
    /// there are some beside it.
    fn may_divide_by_zero(&self, v: usize) -> bool {
        let interval = |f: usize| self.intervals[f];
        let env = self.env(&interval, u32::MAX);
        let apart = |at: &At| self.scheme.program.bounds(*at, &env).is_ok_and(|i| !i.contains(Num::ZERO));
        !self.variables[v].divisors.iter().all(apart)
    }

    /// A slope times a factor.
    fn scaled(&self, slope: Slope, factor: At, env: &Env<'_>) -> Slope {
        if slope == 0 {
            return 0;
        }
        match self.scheme.program.bounds(factor, env) {
            Ok(Interval { lo: Some(lo), .. }) if lo >= Num::ZERO => slope,
            Ok(Interval { hi: Some(hi), .. }) if hi <= Num::ZERO => flip(slope),
            _ => BOTH,
        }
    }

    fn total_slope(&self, items: &[Slope]) -> Slope {
        let mut all = 0;
        for (slope, indicator) in items.iter().zip(&self.scheme.indicators) {
            let up = self.scheme.groups[indicator.group].kind != GroupKind::Deduction;
            all |= if up { *slope } else { flip(*slope) };
        }
        all
    }

    /// Whether a formula can change with an unknown.
    fn moves(&self, what: Unknown, at: At) -> bool {
        self.variables.iter().find(|v| v.what == what).is_none_or(|v| v.moves[at])
    }

    fn rule_slope(&self, rule: &Rule, what: Unknown, env: &Env<'_>) -> Slope {
        let of = |at: At| if self.moves(what, at) { self.slope(at, what, &[], env) } else { 0 };
        match rule {
            Rule::Bands { value, direction, .. } => match (of(value.formula), direction) {
                (0, _) => 0,
                (s, Direction::Rising) => s,
                (s, Direction::Falling) => flip(s),
                (_, Direction::Between) => BOTH,
            },
            Rule::Curve { value, corners } => {
                let rises = corners.windows(2).all(|c| c[0].1 <= c[1].1);
                let falls = corners.windows(2).all(|c| c[0].1 >= c[1].1);
                match of(value.formula) {
                    0 => 0,
                    s if rises => s,
                    s if falls => flip(s),
                    _ => BOTH,
                }
            }
            Rule::PerUnit { value, .. } | Rule::Reference { value, .. } => of(value.formula),
            Rule::Choice { field, .. } => {
                if what == Unknown::Field(*field) {
                    BOTH
                } else {
                    0
                }
            }
            Rule::Flag { when, points, otherwise } => match (of(*when), span(points, env)) {
                (0, _) => 0,
                (s, Interval { lo: Some(lo), .. }) if lo >= *otherwise => s,
                (s, Interval { hi: Some(hi), .. }) if hi <= *otherwise => flip(s),
                _ => BOTH,
            },
            Rule::BestOf(list) => list.iter().fold(0, |all, a| all | self.rule_slope(&a.rule, what, env)),
            Rule::Judged { .. } | Rule::Rank { .. } => 0,
        }
    }

    /// In which direction each item, and then what is looked for, moves with an unknown over the loaded box.
    fn slopes(&self, what: Unknown, objective: Objective, outcome: &Outcome) -> (Vec<Slope>, Slope) {
        let scheme = self.scheme;
        let interval = |f: usize| self.intervals[f];
        let stages = levels(scheme, &scheme.stages, &self.env(&interval, u32::MAX)).unwrap_or(u32::MAX);
        let env = self.env(&interval, stages);
        let moves_stage = stages.count_ones() > 1
            && scheme.stages.iter().any(|s| s.when.is_some_and(|at| self.slope(at, what, &[], &env) != 0));
        let mut items = Vec::with_capacity(scheme.indicators.len());
        for (i, indicator) in scheme.indicators.iter().enumerate() {
            items.push(match outcome.items[i].single() {
                Some(_) => 0,
                None if moves_stage => BOTH,
                None => self.rule_slope(&indicator.rule, what, &env),
            });
        }
        let total = if moves_stage { BOTH } else { self.total_slope(&items) };
        if objective == Objective::Total {
            return (items, total);
        }
        let mut all = if moves_stage { BOTH } else { 0 };
        let routes = scheme.pass.iter().flat_map(|p| &p.or);
        for condition in scheme.gates.iter().chain(routes) {
            if self.moves(what, condition.when) {
                all |= self.slope(condition.when, what, &items, &env);
            }
        }
        if let Some(when) = scheme.pass.as_ref().and_then(|p| p.when) {
            all |= self.slope(when, what, &items, &Env { points: None, ..env });
        }
        (items, all)
    }

    // -------------------------------------------------------------------------------------------------------- search

    /// The best of all companies in a box, times −1 where the least is looked for: a bound that none exceeds, whether one
    /// reaches it, and the best that was found. For the verdict 1 stands for passed (or, times −1, 0 for failed).
    fn best(&mut self, root: &[Domain], objective: Objective, most: bool) -> (Option<Num>, bool, Option<Completion>) {
        self.left = self.budget;
        let scheme = self.scheme;
        let mut best: Option<(Num, Num, Completion)> = None;
        let mut open: Vec<Node> = Vec::new();
        let first = Node { domains: root.to_vec(), splits: vec![0; root.len()], bound: TOP };
        self.enter(first, objective, most, &mut open, &mut best);
        let aim = self.aim.and_then(Num::neg);
        let settles = |bound: Num, best: &Option<(Num, Num, Completion)>| {
            aim.is_some_and(|aim| bound <= aim || best.as_ref().is_some_and(|b| b.0 > aim))
        };
        if let Some(node) = open.last() {
            let (domains, bound) = (node.domains.clone(), node.bound);
            if !settles(bound, &best) && !reached(&best, bound, objective, scheme.precision) {
                self.climb(root, &domains, objective, most, bound, &mut best);
            }
        }
        let mut bound = None;
        while let Some(node) = open.pop() {
            if settles(node.bound, &best) || reached(&best, node.bound, objective, scheme.precision) {
                bound = Some(node.bound);
                break;
            }
            if self.left == 0 {
                let found = wanted(best, objective, most);
                return (Some(node.bound), false, found);
            }
            self.split(node, root, objective, most, &mut open, &mut best);
        }
        let value = best.as_ref().map(|b| b.0);
        // The bound and what reaches it are the same once rounded; the better of them is kept.
        let bound = match (bound, value) {
            (Some(b), Some(v)) => Some(b.max(v)),
            (b, v) => b.or(v),
        };
        (bound, true, wanted(best, objective, most))
    }

    /// Shrinks a box as far as directions allow, bounds it, tries a company in it, and keeps it if it may hold a better one.
    fn enter(
        &mut self,
        mut node: Node,
        objective: Objective,
        most: bool,
        open: &mut Vec<Node>,
        best: &mut Option<(Num, Num, Completion)>,
    ) {
        if !self.narrow(&mut node.domains) {
            return;
        }
        let Some(mut outcome) = self.look(&node.domains, None) else { return };
        let mut lean: Vec<Slope> = Vec::new();
        for _ in 0..3 {
            lean.clear();
            let mut moved = false;
            for v in 0..self.variables.len() {
                let slope = match is_settled(&node.domains[v]) {
                    true => 0,
                    false if self.may_divide_by_zero(v) => BOTH,
                    false => self.slopes(self.variables[v].what, objective, &outcome).1,
                };
                lean.push(if most { slope } else { flip(slope) });
            }
            for (v, lean) in lean.iter().enumerate() {
                let shrunk = self.shrunk(v, *lean, &node.domains);
                if let Some(domain) = shrunk.filter(|d| *d != node.domains[v]) {
                    node.domains[v] = domain;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
            if !self.narrow(&mut node.domains) {
                return;
            }
            match self.look(&node.domains, None) {
                Some(better) => outcome = better,
                None => return,
            }
        }
        let Some(bound) = bound_of(&outcome, objective, most) else { return };
        node.bound = bound;
        if reached(best, bound, objective, self.scheme.precision) {
            return;
        }
        let company = self.company(&node.domains, &lean);
        self.try_company(company, objective, most, best);
        if !reached(best, bound, objective, self.scheme.precision) {
            let place = open.partition_point(|n| n.bound <= bound);
            open.insert(place, node);
        }
    }

    /// The end of a domain that a direction asks for, where no other unknown is bound to it.
    fn shrunk(&self, v: usize, lean: Slope, domains: &[Domain]) -> Option<Domain> {
        let variable = &self.variables[v];
        match (domains[v], lean) {
            (Domain::Flag(None), UP) => Some(Domain::Flag(Some(true))),
            (Domain::Flag(None), 0 | DOWN) => Some(Domain::Flag(Some(false))),
            (Domain::Level(None), 0) => Some(Domain::Level(Some(0))),
            (Domain::Number(i), UP) => {
                let free = variable.at_most.is_none_or(|w| is_settled(&domains[w]));
                free.then_some(Domain::Number(Interval { lo: self.near(i, i.hi, variable), hi: i.hi }))
            }
            (Domain::Number(i), DOWN) => {
                let bound = |(o, d): (&Variable, &Domain)| o.at_most == Some(v) && !is_settled(d);
                let free = !self.variables.iter().zip(domains).any(bound);
                free.then_some(Domain::Number(Interval { lo: i.lo, hi: self.near(i, i.lo, variable) }))
            }
            _ => None,
        }
    }

    /// An end of an interval, or what lies beside it where it is a 0 that something is divided by.
    fn near(&self, i: Interval, end: Option<Num>, variable: &Variable) -> Option<Num> {
        let end = end?;
        if !variable.divides || !end.is_zero() {
            return Some(end);
        }
        let step = if variable.whole { Num::ONE } else { STEP };
        let inward = if i.lo == Some(end) { step } else { step.neg()? };
        Some(if i.contains(inward) { inward } else { end })
    }

    /// A company of a box: at the ends that directions ask for, in the middle otherwise.
    fn company(&self, domains: &[Domain], lean: &[Slope]) -> Vec<Domain> {
        let mut all = domains.to_vec();
        for v in 0..all.len() {
            let variable = &self.variables[v];
            all[v] = match all[v] {
                Domain::Flag(None) => Domain::Flag(Some(lean[v] & UP != 0)),
                Domain::Level(None) => Domain::Level(Some(0)),
                Domain::Number(i) => {
                    let x = match lean[v] {
                        UP => self.near(i, i.hi, variable),
                        DOWN | 0 => self.near(i, i.lo, variable),
                        _ => middle(i, variable.whole),
                    };
                    Domain::Number(Interval::exact(self.enterable(x.unwrap_or(Num::ZERO), variable, i)))
                }
                settled => settled,
            };
        }
        self.fit(&mut all);
        all
    }

    /// As a figure can be entered.
    fn enterable(&self, x: Num, variable: &Variable, within: Interval) -> Num {
        let x = x.min(LARGEST).max(LARGEST.neg().unwrap_or(x));
        let near = if variable.whole { x.floor() } else { x.round(PLACES) };
        if within.contains(near) { near } else { x }
    }

    /// Lowers parts to their wholes.
    fn fit(&self, company: &mut [Domain]) {
        for (v, variable) in self.variables.iter().enumerate() {
            if let Some(w) = variable.at_most
                && let (Domain::Number(part), Domain::Number(whole)) = (company[v], company[w])
                && part.hi > whole.hi
            {
                company[v] = company[w];
            }
        }
    }

    /// Whether no part exceeds its whole, and all is where it can be.
    fn is_possible(&self, company: &[Domain], root: &[Domain]) -> bool {
        for (v, domain) in company.iter().enumerate() {
            if let (Domain::Number(x), Domain::Number(all)) = (domain, root[v])
                && !x.lo.is_some_and(|x| all.contains(x))
            {
                return false;
            }
            if let Some(w) = self.variables[v].at_most
                && let (Domain::Number(part), Domain::Number(whole)) = (domain, company[w])
                && part.hi > whole.hi
            {
                return false;
            }
        }
        true
    }

    /// Scores a company, the scheme's own numbers where they are best, and keeps it if it beats the best.
    fn try_company(
        &mut self,
        domains: Vec<Domain>,
        objective: Objective,
        most: bool,
        best: &mut Option<(Num, Num, Completion)>,
    ) -> bool {
        let quantities = self.settled(&domains, most);
        let Some(outcome) = self.look(&domains, Some(&quantities)) else { return false };
        let Some(value) = bound_of(&outcome, objective, most) else { return false };
        // Of equal verdicts the one with more gates met and more points is nearer to the other.
        let total = outcome.total.hi.unwrap_or(Num::ZERO);
        let guide = Num::int(outcome.met.saturating_mul(1_000_000)).add(total).unwrap_or(total);
        let guide = if most { guide } else { guide.neg().unwrap_or(guide) };
        let better = best.as_ref().is_none_or(|b| (value, guide) > (b.0, b.1));
        if better {
            *best = Some((value, guide, Completion { domains, quantities }));
        }
        better
    }

    /// Improves the best company by one unknown at a time.
    fn climb(
        &mut self,
        root: &[Domain],
        domains: &[Domain],
        objective: Objective,
        most: bool,
        bound: Num,
        best: &mut Option<(Num, Num, Completion)>,
    ) {
        if best.is_none() {
            let middle = self.company(domains, &vec![BOTH; domains.len()]);
            self.try_company(middle, objective, most, best);
        }
        for _ in 0..3 {
            let mut better = false;
            for v in 0..self.variables.len() {
                let Some((_, _, now)) = best.clone() else { return };
                for candidate in self.candidates(v, &now.domains, root[v]) {
                    let mut company = now.domains.clone();
                    company[v] = candidate;
                    if !self.is_possible(&company, root) {
                        self.fit(&mut company);
                        if !self.is_possible(&company, root) {
                            continue;
                        }
                    }
                    better |= self.try_company(company, objective, most, best);
                    if reached(best, bound, objective, self.scheme.precision) || self.left == 0 {
                        return;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    /// Splits a box at an unknown that still matters.
    fn split(
        &mut self,
        node: Node,
        root: &[Domain],
        objective: Objective,
        most: bool,
        open: &mut Vec<Node>,
        best: &mut Option<(Num, Num, Completion)>,
    ) {
        let Some(outcome) = self.look(&node.domains, None) else { return };
        let mut chosen: Option<(Num, usize)> = None;
        let mut lean = Vec::with_capacity(self.variables.len());
        for v in 0..self.variables.len() {
            if is_settled(&node.domains[v]) {
                lean.push(0);
                continue;
            }
            let (items, all) = self.slopes(self.variables[v].what, objective, &outcome);
            lean.push(if most { all } else { flip(all) });
            if all == 0 || self.is_narrow(v, &node.domains[v]) {
                continue;
            }
            // How much is open about what it moves.
            let mut weight = Num::ONE;
            for (slope, points) in items.iter().zip(&outcome.items) {
                if *slope != 0
                    && let Some(width) = points.hi.zip(points.lo).and_then(|(a, b)| a.sub(b))
                {
                    weight = weight.add(width).unwrap_or(weight);
                }
            }
            let weight = weight.div(Num::int(1 + i64::from(node.splits[v]))).unwrap_or(weight);
            if chosen.is_none_or(|c| weight > c.0) {
                chosen = Some((weight, v));
            }
        }
        // Too small to be split: what it may hold beyond the best found is less than can be told apart.
        let Some((_, v)) = chosen else {
            self.left = 0;
            open.push(node);
            return;
        };
        let company = self.company(&node.domains, &lean);
        let mut parts: Vec<Domain> = Vec::new();
        match node.domains[v] {
            Domain::Flag(_) => parts.extend([Domain::Flag(Some(true)), Domain::Flag(Some(false))]),
            Domain::Level(_) => parts.extend((0..self.variables[v].levels).map(|l| Domain::Level(Some(l)))),
            Domain::Number(i) => {
                let at = self.split_at(v, &company, i);
                let whole = self.variables[v].whole;
                let above = if whole { at.add(Num::ONE) } else { Some(at) };
                parts.push(Domain::Number(Interval { lo: i.lo, hi: Some(at) }));
                parts.push(Domain::Number(Interval { lo: above, hi: i.hi }));
                for x in [Some(at), at.add(STEP), at.sub(STEP)].into_iter().flatten() {
                    let mut beside = company.clone();
                    beside[v] = Domain::Number(Interval::exact(x));
                    if (!whole || x.is_whole()) && self.is_possible(&beside, root) {
                        self.try_company(beside, objective, most, best);
                    }
                }
            }
        }
        for part in parts {
            if let Domain::Number(Interval { lo: Some(lo), hi: Some(hi) }) = part
                && lo > hi
            {
                continue;
            }
            let mut domains = node.domains.clone();
            domains[v] = part;
            let mut splits = node.splits.clone();
            splits[v] += 1;
            self.enter(Node { domains, splits, bound: node.bound }, objective, most, open, best);
        }
    }

    fn is_narrow(&self, v: usize, domain: &Domain) -> bool {
        let Domain::Number(Interval { lo: Some(lo), hi: Some(hi) }) = domain else { return false };
        let least = if self.variables[v].whole { Num::ZERO } else { STEP };
        hi.sub(*lo).is_some_and(|width| width <= least)
    }

    /// Where to split an interval: the edge nearest to its middle that is met with the others as the company has them, or
    /// the middle.
    fn split_at(&mut self, v: usize, company: &[Domain], i: Interval) -> Num {
        let whole = self.variables[v].whole;
        let half = middle(i, whole).unwrap_or(Num::ZERO);
        let mut edges = Vec::new();
        self.edges(v, company, &mut edges);
        let mut found: Option<(Num, Num)> = None;
        for x in edges {
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

    /// Values of an unknown that are worth trying, with the others as a company has them.
    fn candidates(&mut self, v: usize, company: &[Domain], all: Domain) -> Vec<Domain> {
        let i = match all {
            Domain::Flag(_) => return vec![Domain::Flag(Some(false)), Domain::Flag(Some(true))],
            Domain::Level(_) => return (0..self.variables[v].levels).map(|l| Domain::Level(Some(l))).collect(),
            Domain::Number(i) => i,
        };
        let mut edges = Vec::new();
        self.edges(v, company, &mut edges);
        let whole = self.variables[v].whole;
        let step = if whole { Num::ONE } else { STEP };
        let mut tried: Vec<Num> = Vec::new();
        let mut found = Vec::new();
        let variable = &self.variables[v];
        let mut all = vec![self.near(i, i.lo, variable), self.near(i, i.hi, variable), middle(i, whole)];
        for x in edges {
            let near = if whole { x.floor() } else { x.round(PLACES) };
            all.extend([Some(near), near.add(step), near.sub(step)]);
        }
        for x in all.into_iter().flatten() {
            let x = self.enterable(x, variable, i);
            if i.contains(x) && !tried.contains(&x) && tried.len() < 60 {
                tried.push(x);
                found.push(Domain::Number(Interval::exact(x)));
            }
        }
        found
    }

    // --------------------------------------------------------------------------------------------------------- edges

    /// Values of an unknown at which something changes, with the others as a company has them.
    fn edges(&mut self, v: usize, company: &[Domain], found: &mut Vec<Num>) {
        self.quantities.copy_from_slice(&self.open);
        self.load(company);
        let interval = |f: usize| self.intervals[f];
        let env = self.env(&interval, u32::MAX);
        Edges { scheme: self.scheme, env: &env }.all(self.variables[v].what, found);
    }

    // ------------------------------------------------------------------------------------------------------ deciding

    /// The unknowns of which alone another value gives another verdict. From a company that passes all that is not needed is
    /// taken away, and what is left decides; from one that fails all is added that does not yet make it pass. And whether
    /// these are all: whatever else has a say in the verdict may decide with figures that were not tried.
    fn deciding(&mut self, root: &[Domain], fails: &Completion, passes: &Completion) -> (Vec<Unknown>, bool) {
        self.left = DECIDING_BUDGET;
        let mut parts: Vec<Unknown> = Vec::new();
        if let Some(outcome) = self.look(root, None) {
            for variable in &self.variables {
                if self.slopes(variable.what, Objective::Verdict, &outcome).1 != 0 {
                    parts.push(variable.what);
                }
            }
        }
        for q in 0..self.open.len() {
            let what = Unknown::Quantity(q);
            if self.open[q].single().is_none() && !self.variables.iter().any(|v| v.what == what) {
                parts.push(what);
            }
        }
        let mut found: Vec<Unknown> = Vec::new();
        // Routes and gates first: one that is open, or shut, hides what the points decide.
        let conditions = || self.scheme.gates.iter().chain(self.scheme.pass.iter().flat_map(|p| &p.or));
        let first: Vec<bool> = parts.iter().map(|&what| conditions().any(|c| self.reads(c.when, what))).collect();
        for turn in 0..2 {
            for last in 0..parts.len() {
                if found.contains(&parts[last]) || self.left == 0 {
                    continue;
                }
                let mut order: Vec<usize> = (0..parts.len()).filter(|&p| p != last && first[p]).collect();
                let rest = (1..parts.len()).map(|step| (last + step) % parts.len());
                order.extend(rest.filter(|&p| !first[p]));
                let from = [passes, fails];
                for start in [turn, 1 - turn] {
                    let (mut now, to) = (from[start].clone(), from[1 - start]);
                    let wanted = self.passes(&now);
                    let mut kept = vec![last];
                    for &p in &order {
                        let next = self.moved(&now, parts[p], to);
                        // A whole that is taken away would take its parts along.
                        let stays = self.value(&next, parts[last]) == self.value(&now, parts[last]);
                        if stays && self.passes(&next) == wanted { now = next } else { kept.push(p) }
                    }
                    // A figure at its best may do alone what several could: only as good as it takes.
                    for &p in &kept[1..] {
                        now = self.weakened(parts[p], now, root, wanted);
                    }
                    for p in kept {
                        if !found.contains(&parts[p]) && self.turns(parts[p], &now, root, to) {
                            found.push(parts[p]);
                        }
                    }
                    if found.contains(&parts[last]) {
                        break;
                    }
                }
            }
        }
        for &what in &parts {
            if !found.contains(&what) && self.decides_somewhere(what, &parts, root, [passes, fails]) {
                found.push(what);
            }
        }
        let all = parts.iter().all(|p| found.contains(p));
        (found, all)
    }

    /// Looks for a company in which a figure alone turns the verdict: from one that passes and one that fails, the figure
    /// as it can be and the others only as good as it takes, or with one other figure as it can be.
    fn decides_somewhere(&mut self, what: Unknown, parts: &[Unknown], root: &[Domain], from: [&Completion; 2]) -> bool {
        let Some(v) = self.variables.iter().position(|x| x.what == what) else { return false };
        for (start, to) in [(from[0], from[1]), (from[1], from[0])] {
            let wanted = self.passes(start);
            for own in self.candidates(v, &start.domains, root[v]) {
                let Some(mut now) = self.with(start, v, own, root) else { continue };
                if self.passes(&now) != wanted {
                    continue;
                }
                for &part in parts.iter().filter(|p| **p != what) {
                    now = self.weakened(part, now, root, wanted);
                }
                if self.turns(what, &now, root, to) {
                    return true;
                }
                if self.left == 0 {
                    return false;
                }
            }
        }
        for (start, to) in [(from[0], from[1]), (from[1], from[0])] {
            for w in (0..self.variables.len()).filter(|w| *w != v) {
                for other in self.candidates(w, &start.domains, root[w]) {
                    let Some(now) = self.with(start, w, other, root) else { continue };
                    if self.turns(what, &now, root, to) {
                        return true;
                    }
                    if self.left == 0 {
                        return false;
                    }
                }
            }
        }
        false
    }

    /// A company with one figure otherwise, its parts lowered with it; nothing where that cannot be.
    fn with(&self, company: &Completion, v: usize, domain: Domain, root: &[Domain]) -> Option<Completion> {
        let mut next = company.clone();
        next.domains[v] = domain;
        self.fit(&mut next.domains);
        self.is_possible(&next.domains, root).then_some(next)
    }

    fn value(&self, company: &Completion, what: Unknown) -> Option<Domain> {
        self.variables.iter().position(|v| v.what == what).map(|v| company.domains[v])
    }

    /// A company with a figure that leaves the verdict as it is, and the total as near to turning it as can be.
    fn weakened(&mut self, what: Unknown, company: Completion, root: &[Domain], wanted: Option<bool>) -> Completion {
        let Some(v) = self.variables.iter().position(|v| v.what == what) else { return company };
        if !matches!(root[v], Domain::Number(_)) {
            return company;
        }
        let (mut best, mut nearest) = (company.clone(), None);
        for candidate in self.candidates(v, &company.domains, root[v]) {
            let mut other = company.clone();
            other.domains[v] = candidate;
            if !self.is_possible(&other.domains, root) {
                continue;
            }
            let quantities = self.with_variables(&other);
            let Some(outcome) = self.look(&other.domains, Some(&quantities)) else { continue };
            let total = if wanted == Some(true) { outcome.total.lo.and_then(Num::neg) } else { outcome.total.hi };
            if outcome.passed == wanted && total > nearest {
                (best, nearest) = (other, total);
            }
        }
        best
    }

    /// A company with one unknown as another has it; tied numbers go together.
    fn moved(&self, company: &Completion, what: Unknown, to: &Completion) -> Completion {
        let mut next = company.clone();
        for (v, variable) in self.variables.iter().enumerate() {
            if variable.what == what {
                next.domains[v] = to.domains[v];
                self.fit(&mut next.domains);
                return next;
            }
        }
        if let Unknown::Quantity(q) = what {
            let tied = self.is_tied(q);
            for other in 0..next.quantities.len() {
                if other == q || (tied && self.is_tied(other)) {
                    next.quantities[other] = to.quantities[other];
                }
            }
        }
        next
    }

    fn passes(&mut self, company: &Completion) -> Option<bool> {
        let quantities = self.with_variables(company);
        self.look(&company.domains, Some(&quantities))?.passed
    }

    /// The scheme's own numbers, those that are split among them.
    fn with_variables(&self, company: &Completion) -> Vec<Interval> {
        let mut quantities = company.quantities.clone();
        for (variable, domain) in self.variables.iter().zip(&company.domains) {
            if let (Unknown::Quantity(q), Domain::Number(i)) = (variable.what, domain) {
                quantities[q] = *i;
            }
        }
        quantities
    }

    /// Whether an unknown alone turns the verdict of a company; a tied number does with the others of its tie.
    fn turns(&mut self, what: Unknown, company: &Completion, root: &[Domain], to: &Completion) -> bool {
        let now = self.passes(company);
        let next = self.moved(company, what, to);
        if self.is_possible(&next.domains, root) && self.alone(company, &next, what) {
            let then = self.passes(&next);
            if then.is_some() && then != now {
                return true;
            }
        }
        let Some(v) = self.variables.iter().position(|v| v.what == what) else { return false };
        for candidate in self.candidates(v, &company.domains, root[v]) {
            if self.left == 0 {
                return false;
            }
            let mut other = company.clone();
            other.domains[v] = candidate;
            if self.is_possible(&other.domains, root) && self.passes(&other).is_some_and(|then| Some(then) != now) {
                return true;
            }
        }
        false
    }

    /// Whether two companies differ in nothing else.
    fn alone(&self, a: &Completion, b: &Completion, what: Unknown) -> bool {
        let same = |v: usize| self.variables[v].what == what || a.domains[v] == b.domains[v];
        (0..a.domains.len()).all(same)
    }

    fn is_tied(&self, q: usize) -> bool {
        let scheme = self.scheme;
        let groups = scheme.ties.iter().flat_map(|t| &t.groups);
        groups.flat_map(|&g| scheme.groups[g].indicators.clone()).any(|i| holds(&scheme.indicators[i].max, q))
    }
}

/// The scheme's own open numbers where they make least points, and where they make most.
pub(crate) fn leaning(scheme: &Scheme, open: &[Interval]) -> (Vec<Interval>, Vec<Interval>) {
    let mut ends = (open.to_vec(), open.to_vec());
    for indicator in &scheme.indicators {
        let up = scheme.groups[indicator.group].kind != GroupKind::Deduction;
        lean(&indicator.max, up, open, &mut ends);
        lean_rule(&indicator.rule, up, open, &mut ends);
    }
    ends
}

fn lean(amount: &Amount, up: bool, open: &[Interval], ends: &mut (Vec<Interval>, Vec<Interval>)) {
    match amount {
        Amount::Exact(_) => {}
        Amount::Staged(each) => each.iter().for_each(|a| lean(a, up, open, ends)),
        Amount::Open(q) => {
            let (lo, hi) = (open[*q].lo, open[*q].hi);
            let (lo, hi) = (Interval { lo, hi: lo }, Interval { lo: hi, hi });
            (ends.0[*q], ends.1[*q]) = if up { (lo, hi) } else { (hi, lo) };
        }
    }
}

fn lean_rule(rule: &Rule, up: bool, open: &[Interval], ends: &mut (Vec<Interval>, Vec<Interval>)) {
    match rule {
        Rule::Bands { bands, .. } => bands.iter().for_each(|b| lean(&b.points, up, open, ends)),
        Rule::PerUnit { points, .. } | Rule::Flag { points, .. } | Rule::Judged { points, .. } => {
            lean(points, up, open, ends);
        }
        Rule::Choice { points, .. } => points.iter().for_each(|p| lean(p, up, open, ends)),
        Rule::Reference { reference, .. } => lean(reference, !up, open, ends),
        Rule::Rank { quantity, .. } => lean(&Amount::Open(*quantity), up, open, ends),
        Rule::BestOf(list) => list.iter().for_each(|a| lean_rule(&a.rule, up, open, ends)),
        Rule::Curve { .. } => {}
    }
}

fn holds(amount: &Amount, q: usize) -> bool {
    match amount {
        Amount::Exact(_) => false,
        Amount::Open(own) => *own == q,
        Amount::Staged(each) => each.iter().any(|a| holds(a, q)),
    }
}

/// Whether two amounts are one number.
fn same(a: &Amount, b: &Amount) -> bool {
    match (a, b) {
        (Amount::Exact(a), Amount::Exact(b)) => a == b,
        (Amount::Open(a), Amount::Open(b)) => a == b,
        (Amount::Staged(a), Amount::Staged(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        _ => false,
    }
}

/// Hands out maxima that sum to a number so that they make most points (or least): least, highest and worth of each. The
/// points they make, and how much each gets.
fn hand_out(list: &mut [(Num, Num, Num)], sum: Num, most: bool) -> Option<(Num, Vec<Num>)> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    sort_by(&mut order, |&a, &b| if most { list[b].2.cmp(&list[a].2) } else { list[a].2.cmp(&list[b].2) });
    let mut room = sum;
    let mut given = Vec::with_capacity(list.len());
    for (lo, ..) in list.iter() {
        room = room.sub(*lo)?;
        given.push(*lo);
    }
    for at in order {
        let (lo, hi, _) = list[at];
        let more = hi.sub(lo)?.min(room.max(Num::ZERO));
        given[at] = lo.add(more)?;
        room = room.sub(more)?;
    }
    let mut points = Num::ZERO;
    for (own, (_, _, worth)) in given.iter().zip(list.iter()) {
        points = points.add(own.mul(*worth)?)?;
    }
    Some((points, given))
}

fn least_of(a: Option<Num>, b: Option<Num>) -> Option<Num> {
    a.zip(b).map(|(a, b)| a.min(b)).or(a).or(b)
}

fn most_of(a: Option<Num>, b: Option<Num>) -> Option<Num> {
    a.zip(b).map(|(a, b)| a.max(b)).or(a).or(b)
}

fn is_settled(domain: &Domain) -> bool {
    match domain {
        Domain::Number(i) => i.single().is_some(),
        Domain::Flag(b) => b.is_some(),
        Domain::Level(l) => l.is_some(),
    }
}

/// The middle of an interval; of one that spans several sizes, the middle size.
pub(crate) fn middle(i: Interval, whole: bool) -> Option<Num> {
    let (lo, hi) = (i.lo?, i.hi?);
    let least = if whole { Num::ONE } else { Num::raw(1, 10_000) };
    let (a, b) = (lo.max(least), hi);
    let mut half = lo.add(hi)?.div(Num::int(2))?;
    if !lo.is_negative() && b > a.mul(Num::int(100))? {
        let mut size = Num::raw(1, 10_000);
        // size² < a·b, without the product.
        while size < a || (size.div(a)? < b.div(size)?) {
            size = size.mul(Num::int(10))?;
        }
        half = size.div(Num::int(10))?.reduced().max(lo);
    }
    Some(if whole { half.floor() } else { half.round(PLACES) }.max(lo).min(hi))
}

/// What cannot be exceeded, times −1 where the least is looked for.
fn bound_of(outcome: &Outcome, objective: Objective, most: bool) -> Option<Num> {
    match (objective, most) {
        (Objective::Total, true) => outcome.total.hi,
        (Objective::Total, false) => outcome.total.lo.and_then(Num::neg),
        (Objective::Verdict, true) => Some(Num::int(i64::from(outcome.passed != Some(false)))),
        (Objective::Verdict, false) => Some(Num::int(if outcome.passed == Some(true) { -1 } else { 0 })),
    }
}

/// Whether nothing better than the best can be told from it.
fn reached(best: &Option<(Num, Num, Completion)>, bound: Num, objective: Objective, places: u32) -> bool {
    best.as_ref().is_some_and(|b| match objective {
        Objective::Total => b.0 >= bound || b.0.round(places) == bound.round(places),
        Objective::Verdict => b.0 >= bound,
    })
}

/// The best company, where it is what was looked for.
fn wanted(best: Option<(Num, Num, Completion)>, objective: Objective, most: bool) -> Option<Completion> {
    let wanted = if most { Num::ONE } else { Num::ZERO };
    best.filter(|b| objective == Objective::Total || b.0 == wanted).map(|b| b.2)
}
