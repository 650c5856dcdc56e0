//! Scheme × Enterprise → points. Exact where everything needed is known; sound bounds where something is not.

use crate::dictionary::{Kind, Value};
use crate::enterprise::Enterprise;
use crate::formula::{Env, Fault, Instr, Points};
use crate::number::{Date, Dim, Interval, Num};
use crate::problem::{Failure, Phrase, Problem};
use crate::scheme::model::{Direction, Indicator, Rule, Scheme};

/// The result in numbers; [`crate::report`] puts it in words.
#[derive(Debug)]
pub struct Score {
    /// One an indicator.
    pub items: Vec<ItemScore>,
    /// Points of each group, capped by its maximum.
    pub groups: Vec<Interval>,
    /// Sum of the groups, not rounded.
    pub total: Interval,
    /// Gates: met, not met, or open.
    pub gates: Vec<Option<bool>>,
    /// Direct routes.
    pub routes: Vec<Option<bool>>,
    /// The condition on points.
    pub condition: Option<bool>,
    /// The verdict; `None` where the unknowns decide or the scheme has no pass condition.
    pub passed: Option<bool>,
}

/// The points of one indicator.
#[derive(Clone, Copy, Debug)]
pub struct ItemScore {
    /// Points, both ends known.
    pub points: Interval,
    /// How they came about, where they are certain.
    pub hit: Option<Hit>,
}

/// How an indicator's points came about.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Points.
    pub points: Num,
    /// Which alternative of `best_of`; 0 otherwise.
    pub alternative: usize,
    /// The measured value; `None` for choices and flags.
    pub value: Option<Num>,
    /// The band, best first; `None` below all bands and for other rules.
    pub band: Option<usize>,
}

/// Scores one company. The problems are those of its data: a division by zero, a number too large, a day on which the
/// scheme is not in force.
pub(crate) fn score(scheme: &Scheme, company: &Enterprise, on: Date) -> Result<Score, Vec<Problem>> {
    in_force(scheme, on).map_err(|p| vec![*p])?;
    let interval = |f: usize| company.interval(f);
    let env = Env { values: company.values(), interval: &interval, points: None };
    let mut problems: Vec<Problem> = Vec::new();
    let mut items = Vec::with_capacity(scheme.indicators.len());
    for indicator in &scheme.indicators {
        match item(scheme, &indicator.rule, indicator.max, &env) {
            Ok(score) => items.push(score),
            Err(fault) => problems.push(fault_problem(scheme, fault, (&indicator.title).into())),
        }
    }
    let mut condition_of = |c: &crate::scheme::model::Condition| match scheme.program.maybe(c.when, &env) {
        Ok(met) => met,
        Err(fault) => {
            problems.push(fault_problem(scheme, fault, (&c.title).into()));
            None
        }
    };
    let gates: Vec<Option<bool>> = scheme.gates.iter().map(&mut condition_of).collect();
    let routes: Vec<Option<bool>> = scheme.pass.iter().flat_map(|p| &p.or).map(&mut condition_of).collect();
    if !problems.is_empty() {
        problems.dedup();
        return Err(problems);
    }
    let too_large = || vec![fault_problem(scheme, Fault::TooLarge(0), Phrase { zh: "总分", en: "total" })];
    let mut groups = Vec::with_capacity(scheme.groups.len());
    let mut total = Interval::exact(Num::ZERO);
    for group in &scheme.groups {
        let sum = items[group.indicators.clone()].iter().fold(Interval::exact(Num::ZERO), |s, i| s.add(i.points));
        let capped = sum.min(Interval::exact(group.max));
        total = total.add(capped);
        groups.push(capped);
    }
    if total.lo.is_none() || total.hi.is_none() {
        return Err(too_large());
    }
    let mut score = Score { items, groups, total, gates, routes, condition: None, passed: None };
    let points = score.points(scheme);
    let with_points = Env { points: Some(&points), ..env };
    let condition = match &scheme.pass {
        Some(pass) => scheme
            .program
            .maybe(pass.when, &with_points)
            .map_err(|fault| vec![fault_problem(scheme, fault, Phrase { zh: "通过条件", en: "pass condition" })])?,
        None => None,
    };
    let met = any(score.routes.iter().copied().chain([condition]));
    if scheme.pass.is_some() {
        score.passed = all(score.gates.iter().copied().chain([met]));
    }
    score.condition = condition;
    Ok(score)
}

impl Score {
    /// The points that a pass condition may ask for.
    pub(crate) fn points(&self, scheme: &Scheme) -> Points {
        let round = |e: Option<Num>| e.map(|n| n.round(scheme.precision));
        Points {
            total: Interval { lo: round(self.total.lo), hi: round(self.total.hi) },
            each: self.groups.iter().copied().chain(self.items.iter().map(|i| i.points)).collect(),
            floors: all(scheme.groups.iter().zip(&self.groups).map(|(g, points)| floor_met(g.floor, *points))),
        }
    }
}

/// The total alone: exact and rounded, `None` while something needed is unknown.
pub(crate) fn total(scheme: &Scheme, company: &Enterprise, on: Date) -> Result<Option<Num>, Vec<Problem>> {
    in_force(scheme, on).map_err(|p| vec![*p])?;
    let interval = |f: usize| company.interval(f);
    let env = Env { values: company.values(), interval: &interval, points: None };
    let mut sum = Num::ZERO;
    for group in &scheme.groups {
        let mut points = Num::ZERO;
        for indicator in &scheme.indicators[group.indicators.clone()] {
            let hit = match hit(scheme, &indicator.rule, indicator.max, &env) {
                Ok(hit) => hit.points,
                // Rare: let the full path tell what is missing or wrong, gates and routes included.
                Err(_) => {
                    return score(scheme, company, on).map(|s| s.total.single().map(|t| t.round(scheme.precision)));
                }
            };
            let Some(next) = points.add(hit) else {
                return score(scheme, company, on).map(|_| None);
            };
            points = next;
        }
        let Some(next) = sum.add(points.min(group.max)) else {
            return score(scheme, company, on).map(|_| None);
        };
        sum = next;
    }
    Ok(Some(sum.round(scheme.precision)))
}

fn in_force(scheme: &Scheme, on: Date) -> Result<(), Failure> {
    if scheme.in_force(on) {
        return Ok(());
    }
    let (zh, en, day) = match scheme.to {
        Some(to) if to < on => {
            ("{0}（{1}）已于 {2} 后停止施行，不适用于 {3}", "{0} ({1}) ended after {2} and does not apply on {3}", to)
        }
        _ => (
            "{0}（{1}）自 {2} 起施行，不适用于 {3}",
            "{0} ({1}) is in force from {2} and does not apply on {3}",
            scheme.from,
        ),
    };
    let (day, on) = (day.to_text(), on.to_text());
    let parts = [(&scheme.title).into(), (&scheme.document).into(), (&day).into(), (&on).into()];
    Err(Problem::boxed("not_in_force", zh, en, &parts))
}

/// Whether a group reaches its floor.
pub(crate) fn floor_met(floor: Option<Num>, points: Interval) -> Option<bool> {
    match floor {
        None => Some(true),
        Some(f) if points.lo.is_some_and(|lo| lo >= f) => Some(true),
        Some(f) if points.hi.is_some_and(|hi| hi < f) => Some(false),
        Some(_) => None,
    }
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut met = Some(true);
    for part in parts {
        match part {
            Some(true) => {}
            // One failure settles it, whatever else is unknown.
            Some(false) => return Some(false),
            None => met = None,
        }
    }
    met
}

fn any(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    all(parts.map(|x| x.map(|b| !b))).map(|b| !b)
}

fn item(scheme: &Scheme, rule: &Rule, max: Num, env: &Env<'_>) -> Result<ItemScore, Fault> {
    match hit(scheme, rule, max, env) {
        Ok(hit) => Ok(ItemScore { points: Interval::exact(hit.points), hit: Some(hit) }),
        Err(Fault::Unknown) => {
            let points = bounds(scheme, rule, max, env)?;
            // The best alternative may be certain although others are unknown.
            let hit = match (rule, points.single()) {
                (Rule::BestOf(list), Some(best)) => list.iter().enumerate().find_map(|(alternative, a)| {
                    let h = hit(scheme, &a.rule, max, env).ok().filter(|h| h.points == best)?;
                    Some(Hit { alternative, ..h })
                }),
                _ => None,
            };
            Ok(ItemScore { points, hit })
        }
        Err(fault) => Err(fault),
    }
}

/// Exact points of a rule.
fn hit(scheme: &Scheme, rule: &Rule, max: Num, env: &Env<'_>) -> Result<Hit, Fault> {
    let plain = |points: Num, value: Option<Num>| Hit { points: points.min(max), alternative: 0, value, band: None };
    match rule {
        Rule::Bands { value, direction, bands, otherwise } => {
            let x = scheme.program.num(value.formula, env)?;
            let band = bands.iter().position(|b| b.contains(x, *direction));
            let points = band.map_or(*otherwise, |i| bands[i].points);
            Ok(Hit { points, alternative: 0, value: Some(x), band })
        }
        Rule::Curve { value, corners } => {
            let x = scheme.program.num(value.formula, env)?;
            let points = on_curve(corners, x).ok_or(Fault::TooLarge(value.formula))?;
            Ok(plain(points, Some(x)))
        }
        Rule::PerUnit { value, points, per, whole } => {
            let x = scheme.program.num(value.formula, env)?;
            let earned = per_unit(x, *points, *per, *whole).ok_or(Fault::TooLarge(value.formula))?;
            Ok(plain(earned, Some(x)))
        }
        Rule::Choice { field, points } => match env.values[*field] {
            Value::Level(l) => Ok(plain(points[l], None)),
            _ => Err(Fault::Unknown),
        },
        Rule::Flag { when, points, otherwise } => {
            let yes = scheme.program.truth(*when, env)?;
            Ok(plain(if yes { *points } else { *otherwise }, None))
        }
        Rule::BestOf(list) => {
            let mut best: Option<Hit> = None;
            for (alternative, a) in list.iter().enumerate() {
                let h = Hit { alternative, ..hit(scheme, &a.rule, max, env)? };
                if best.is_none_or(|b| h.points > b.points) {
                    best = Some(h);
                }
                // Nothing can beat the maximum; what is missing further on does not matter.
                if h.points == max {
                    break;
                }
            }
            best.ok_or(Fault::Unknown)
        }
    }
}

fn on_curve(corners: &[(Num, Num)], x: Num) -> Option<Num> {
    let (first, last) = (corners.first()?, corners.last()?);
    if x <= first.0 {
        return Some(first.1);
    }
    if x >= last.0 {
        return Some(last.1);
    }
    let i = corners.partition_point(|c| c.0 <= x);
    let ((x0, y0), (x1, y1)) = (corners[i - 1], corners[i]);
    let share = x.sub(x0)?.div(x1.sub(x0)?)?;
    y0.add(y1.sub(y0)?.mul(share)?)
}

fn per_unit(x: Num, points: Num, per: Num, whole: bool) -> Option<Num> {
    let times = x.max(Num::ZERO).div(per)?;
    (if whole { times.floor() } else { times }).mul(points)
}

/// Bounds of a rule's points.
fn bounds(scheme: &Scheme, rule: &Rule, max: Num, env: &Env<'_>) -> Result<Interval, Fault> {
    let hull = |points: &mut dyn Iterator<Item = Num>| {
        points.fold(None, |found: Option<Interval>, p| {
            let p = Interval::exact(p.min(max));
            Some(found.map_or(p, |f| f.hull(p)))
        })
    };
    let found = match rule {
        Rule::Bands { value, direction, bands, otherwise } => {
            let x = scheme.program.bounds(value.formula, env)?;
            let meets = |i: &usize| meets(&bands[*i], x);
            let in_bands: Vec<Num> = (0..bands.len()).filter(meets).map(|i| bands[i].points).collect();
            let beyond = match direction {
                Direction::Rising => bands
                    .last()
                    .and_then(|b| b.lo.as_ref())
                    .is_none_or(|e| x.lo.is_none_or(|lo| if e.inclusive { lo < e.at } else { lo <= e.at })),
                Direction::Falling => bands
                    .last()
                    .and_then(|b| b.hi.as_ref())
                    .is_none_or(|e| x.hi.is_none_or(|hi| if e.inclusive { hi > e.at } else { hi >= e.at })),
                Direction::Between => {
                    let inside = |b: &crate::scheme::model::Band| {
                        let low =
                            b.lo.as_ref()
                                .is_none_or(|e| x.lo.is_some_and(|lo| lo > e.at || (e.inclusive && lo == e.at)));
                        let high =
                            b.hi.as_ref()
                                .is_none_or(|e| x.hi.is_some_and(|hi| hi < e.at || (e.inclusive && hi == e.at)));
                        low && high
                    };
                    !bands.iter().any(inside)
                }
            };
            hull(&mut in_bands.into_iter().chain(beyond.then_some(*otherwise)))
        }
        Rule::Curve { value, corners } => {
            let x = scheme.program.bounds(value.formula, env)?;
            let ends = [x.lo.or(Some(corners[0].0)), x.hi.or(corners.last().map(|c| c.0))];
            let at_ends = ends.into_iter().flatten().filter_map(|e| on_curve(corners, e));
            let inside = corners.iter().filter(|c| x.contains(c.0)).map(|c| c.1);
            hull(&mut at_ends.chain(inside))
        }
        Rule::PerUnit { value, points, per, whole } => {
            let x = scheme.program.bounds(value.formula, env)?;
            let at = |x: Num| per_unit(x, *points, *per, *whole);
            let lo = x.lo.and_then(at).unwrap_or(Num::ZERO);
            let hi = x.hi.map_or(Some(max), at).unwrap_or(max);
            hull(&mut [lo, hi].into_iter())
        }
        Rule::Choice { field, points } => match env.values[*field] {
            Value::Level(l) => hull(&mut [points[l]].into_iter()),
            _ => hull(&mut points.iter().copied()),
        },
        Rule::Flag { when, points, otherwise } => match scheme.program.maybe(*when, env)? {
            Some(yes) => hull(&mut [if yes { *points } else { *otherwise }].into_iter()),
            None => hull(&mut [*points, *otherwise].into_iter()),
        },
        Rule::BestOf(list) => {
            let mut best: Option<Interval> = None;
            for a in list {
                let b = bounds(scheme, &a.rule, max, env)?;
                best = Some(best.map_or(b, |x| x.max(b)));
            }
            best
        }
    };
    Ok(found.unwrap_or(Interval { lo: Some(Num::ZERO), hi: Some(max) }))
}

/// Whether an interval of values meets a band.
fn meets(band: &crate::scheme::model::Band, x: Interval) -> bool {
    let above = band.lo.as_ref().is_none_or(|e| x.hi.is_none_or(|hi| if e.inclusive { hi >= e.at } else { hi > e.at }));
    let below = band.hi.as_ref().is_none_or(|e| x.lo.is_none_or(|lo| if e.inclusive { lo <= e.at } else { lo < e.at }));
    above && below
}

/// A fault of a formula as a located problem; `what` could not be computed.
fn fault_problem(scheme: &Scheme, fault: Fault, what: Phrase<'_>) -> Problem {
    let below = match fault {
        Fault::DivideByZero(at) => match scheme.program.instr(at) {
            Instr::Div(_, below) | Instr::Growth(_, below) => below,
            _ => at,
        },
        Fault::TooLarge(_) | Fault::Unknown => {
            return Problem::new(
                "too_large",
                "{0}：数字位数太多，无法精确计算",
                "{0}: the figures have too many digits to compute exactly",
                &[what],
            );
        }
    };
    let words = |chinese: bool| {
        let mut out = String::new();
        let leaf = |instr: Instr, out: &mut String| {
            if let Instr::Field(f) | Instr::Flag(f) | Instr::Level(f, _) = instr {
                let title = scheme.dictionary.fields[f].title;
                out.push_str(if chinese { title.zh } else { title.en });
            }
        };
        scheme.program.words(below, chinese, &leaf, &mut out);
        out
    };
    let problem = Problem::new(
        "divide_by_zero",
        "{0}：除数“{1}”为 0，无法计算",
        "{0}: the divisor \"{1}\" is 0, so it cannot be computed",
        &[what, Phrase { zh: &words(true), en: &words(false) }],
    );
    // Of a computed divisor no one figure is to blame.
    match scheme.program.instr(below) {
        Instr::Field(f) => {
            let id = scheme.dictionary.fields[f].id;
            problem.field(id).at(crate::json::pointer("", id))
        }
        _ => problem,
    }
}

/// The fields that leave a rule or condition open: those it reads that are not exactly known.
pub(crate) fn unknown_fields(mut fields: Vec<usize>, company: &Enterprise) -> Vec<usize> {
    fields.retain(|&f| matches!(company.values()[f], Value::Missing | Value::Range(_)));
    in_order(&fields)
}

/// Fields in the order of the dictionary, each once.
pub(crate) fn in_order(fields: &[usize]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for field in fields {
        if let Err(place) = found.binary_search(field) {
            found.insert(place, *field);
        }
    }
    found
}

/// The nearest better step of an indicator and what reaches it.
#[derive(Debug)]
pub(crate) struct Step {
    /// Points once there.
    pub points: Num,
    /// The edge, the unit it is shown in, and its text; `None` for a flag or choice.
    pub edge: Option<(Num, String, String)>,
    /// Distance of the value from the edge.
    pub gap: Option<Num>,
    /// The smallest single changes: field, and its value once there.
    pub changes: Vec<(usize, Value)>,
}

/// Finds the next step of an indicator whose points are certain.
pub(crate) fn next_step(scheme: &Scheme, indicator: &Indicator, hit: Hit, company: &Enterprise) -> Option<Step> {
    if hit.points == indicator.max {
        return None;
    }
    let Rule::BestOf(list) = &indicator.rule else {
        return rule_step(scheme, &indicator.rule, hit.points, company);
    };
    let mut best: Option<Step> = None;
    for alternative in list {
        let Some(step) = rule_step(scheme, &alternative.rule, hit.points, company) else {
            continue;
        };
        match &mut best {
            Some(b) if step.points > b.points => {}
            Some(b) if step.points == b.points && !b.changes.is_empty() => {
                for change in step.changes {
                    keep_nearer(&mut b.changes, change, company);
                }
            }
            _ => best = Some(step),
        }
    }
    best
}

/// Adds a change, or keeps the smaller of two of one field.
fn keep_nearer(into: &mut Vec<(usize, Value)>, change: (usize, Value), company: &Enterprise) {
    let away = |v: &Value| match (v, &company.values()[change.0]) {
        (Value::Exact(to), Value::Exact(now)) => distance(*to, *now),
        _ => None,
    };
    match into.iter_mut().find(|c| c.0 == change.0) {
        Some(c) if away(&change.1) < away(&c.1) => *c = change,
        Some(_) => {}
        None => into.push(change),
    }
}

fn rule_step(scheme: &Scheme, rule: &Rule, now: Num, company: &Enterprise) -> Option<Step> {
    let plain = |points: Num, changes| (points > now).then_some(Step { points, edge: None, gap: None, changes });
    match rule {
        Rule::Bands { value, direction, bands, .. } => {
            let interval = |f: usize| company.interval(f);
            let env = Env { values: company.values(), interval: &interval, points: None };
            let x = scheme.program.num(value.formula, &env).ok()?;
            let band = bands.iter().rev().find(|b| b.points > now)?;
            let edge = match direction {
                Direction::Rising => band.lo.as_ref()?,
                Direction::Falling => band.hi.as_ref()?,
                Direction::Between => [&band.lo, &band.hi].into_iter().flatten().min_by_key(|e| distance(e.at, x))?,
            };
            let mut fields = Vec::new();
            scheme.program.fields(value.formula, &mut fields);
            let mut changes = Vec::new();
            for f in fields {
                let there = |v: Num| band.contains(v, *direction);
                let to = reach(scheme, value.formula, f, edge.at, company, &there);
                changes.extend(to.map(|to| (f, Value::Exact(to))));
            }
            Some(Step {
                points: band.points,
                edge: Some((edge.at, value.unit.clone(), edge.text.clone())),
                gap: distance(edge.at, x),
                changes,
            })
        }
        Rule::Flag { when, points, otherwise } => {
            let turn = match scheme.program.instr(*when) {
                Instr::Flag(f) => vec![(f, Value::Flag(points > otherwise))],
                _ => Vec::new(),
            };
            plain(*points.max(otherwise), turn)
        }
        Rule::Choice { field, points } => {
            let level = (0..points.len()).filter(|&l| points[l] > now).min_by_key(|&l| points[l])?;
            plain(points[level], vec![(*field, Value::Level(level))])
        }
        Rule::Curve { .. } | Rule::PerUnit { .. } | Rule::BestOf(_) => None,
    }
}

fn distance(a: Num, b: Num) -> Option<Num> {
    a.sub(b).map(Num::abs)
}

/// The value of one field, rounded to what can be entered, with which a formula reaches an edge; `None` where the
/// formula is not linear in it, the field cannot be so, or it has no say. Prior years are past and do not move.
fn reach(
    scheme: &Scheme,
    formula: usize,
    field: usize,
    edge: Num,
    company: &Enterprise,
    there: &dyn Fn(Num) -> bool,
) -> Option<Num> {
    let f = &scheme.dictionary.fields[field];
    let Kind::Number { range, at_most, dim, .. } = &f.kind else {
        return None;
    };
    let Value::Exact(now) = company.values()[field] else {
        return None;
    };
    if f.id.ends_with("_prior") || f.id.ends_with("_prior2") {
        return None;
    }
    let mut changed = company.clone();
    let mut at = |x: Num| {
        changed.set(field, Value::Exact(x));
        let env = Env { values: changed.values(), interval: &|_| Interval::ALL, points: None };
        scheme.program.num(formula, &env).ok()
    };
    let (y0, y1) = (at(now)?, at(now.add(Num::ONE)?)?);
    let slope = y1.sub(y0)?;
    if slope.is_zero() {
        return None;
    }
    let exact = now.add(edge.sub(y0)?.div(slope)?)?;
    // Not linear in this field: the line misses the edge.
    if at(exact)? != edge {
        return None;
    }
    // Money to the 0.01 万元, heads and pieces whole.
    let (places, step) = if *dim == Dim::MONEY { (2, Num::raw(1, 100)) } else { (0, Num::ONE) };
    let near = exact.round(places);
    let to = [near.sub(step)?, near, near.add(step)?]
        .into_iter()
        .filter(|&x| at(x).is_some_and(there))
        .min_by_key(|&x| distance(x, now))?;
    let within_whole = at_most.is_none_or(|w| match &company.values()[w] {
        Value::Exact(limit) => to <= *limit,
        _ => true,
    });
    (range.contains(to) && within_whole).then_some(to)
}
