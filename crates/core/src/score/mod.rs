//! Scheme × Enterprise → points. Exact where everything needed is known; sound bounds where something is not.

use crate::company::Enterprise;
use crate::dictionary::{Kind, Value};
use crate::formula::{Env, Fault, Instr, Points, Unknown};
use crate::number::{Date, Interval, Num};
use crate::problem::{Failure, Phrase, Problem};
use crate::scheme::model::{Amount, Band, Direction, Edge, GroupKind, Indicator, Level, Rule, Scheme};
use std::cell::RefCell;

/// The result in numbers; [`crate::report`] puts it in words.
#[derive(Debug)]
pub struct Score {
    /// One an indicator.
    pub items: Vec<ItemScore>,
    /// Points of each group, capped by its maximum.
    pub groups: Vec<Interval>,
    /// Sum of the groups, deductions taken away, not rounded.
    pub total: Interval,
    /// The total with every estimate at its typical value, where all it needs is known.
    pub typical: Option<Num>,
    /// The stages that the company can be in, a bit each.
    pub stages: u32,
    /// The classes it can fall into, a bit each.
    pub classes: u32,
    /// Gates: met, not met, or open.
    pub gates: Vec<Option<bool>>,
    /// Direct routes.
    pub routes: Vec<Option<bool>>,
    /// The condition on points.
    pub condition: Option<bool>,
    /// The verdict; `None` where the unknowns decide or the scheme has no pass condition.
    pub passed: Option<bool>,
    /// Whether both ends of the total can be reached, and an open verdict can be either.
    pub tight: bool,
    /// Whether interval arithmetic left the verdict open and a search over what is unknown settled it: no one condition does.
    pub settled_by_search: bool,
    /// What decides an open verdict.
    pub deciding: Vec<Unknown>,
    /// Whether nothing else does.
    pub deciding_all: bool,
    /// Where the scheme's own numbers can lie, ranks settled.
    pub quantities: Vec<Interval>,
}

/// The points of one indicator.
#[derive(Clone, Copy, Debug)]
pub struct ItemScore {
    /// Points, both ends known.
    pub points: Interval,
    /// How they came about, where the company's figures are known; its points are then typical ones.
    pub hit: Option<Hit>,
}

/// How an indicator's points came about.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Points, with every estimate at its typical value.
    pub points: Num,
    /// Which alternative of `best_of`; 0 otherwise.
    pub alternative: usize,
    /// The measured value; `None` for choices and flags.
    pub value: Option<Num>,
    /// The band, best first; `None` below all bands and for other rules.
    pub band: Option<usize>,
}

/// What a company is scored with: its figures, and where the scheme's own open numbers can lie.
pub fn quantities(scheme: &Scheme, typical: bool, ranks: &[(usize, Num)]) -> Vec<Interval> {
    let mut all = Vec::with_capacity(scheme.quantities.len());
    for q in &scheme.quantities {
        all.push(match q.typical {
            Some(t) if typical => Interval::exact(t),
            _ => Interval { lo: Some(q.lo), hi: Some(q.hi) },
        });
    }
    for (n, (place, points)) in ranks.iter().enumerate() {
        let own = Interval::exact(*points);
        let again = ranks[..n].iter().any(|before| before.0 == *place);
        all[*place] = if again { all[*place].hull(own) } else { own };
    }
    all
}

/// The stages or classes that can be, a bit each: the first whose condition holds.
pub fn levels(scheme: &Scheme, list: &[Level], env: &Env<'_>) -> Result<u32, (Fault, usize)> {
    let mut can = 0;
    for (place, level) in list.iter().enumerate() {
        let met = match level.when {
            Some(at) => scheme.program.maybe(at, env).map_err(|fault| (fault, place))?,
            None => Some(true),
        };
        if met != Some(false) {
            can |= 1 << place;
        }
        if met == Some(true) {
            break;
        }
    }
    Ok(can)
}

/// An amount where it is one number.
pub fn exact(amount: &Amount, env: &Env<'_>) -> Result<Num, Fault> {
    match amount {
        Amount::Exact(n) => Ok(*n),
        _ => span(amount, env).single().ok_or(Fault::Unknown),
    }
}

/// Where an amount can lie.
pub fn span(amount: &Amount, env: &Env<'_>) -> Interval {
    match amount {
        Amount::Exact(n) => Interval::exact(*n),
        Amount::Open(q) => env.quantities.get(*q).copied().unwrap_or(Interval::ALL),
        Amount::Staged(each) => {
            let mut found: Option<Interval> = None;
            for (stage, amount) in each.iter().enumerate() {
                if env.stages & (1 << stage) != 0 {
                    let own = span(amount, env);
                    found = Some(found.map_or(own, |f| f.hull(own)));
                }
            }
            found.unwrap_or(Interval::ALL)
        }
    }
}

/// Points of each item, then of groups and total, from what an environment allows.
pub struct Sums {
    /// Points of each group, capped.
    pub groups: Vec<Interval>,
    /// Deductions taken away, however far below 0 that leads.
    pub raw: Interval,
    /// The same, but never below 0.
    pub total: Interval,
}

/// Never below 0.
pub fn not_negative(raw: Interval) -> Interval {
    if raw.lo.is_some_and(Num::is_negative) { raw.max(Interval::exact(Num::ZERO)) } else { raw }
}

/// Adds the items up: groups up to their maxima, deductions taken away, never below 0.
pub fn sums(scheme: &Scheme, items: &[Interval]) -> Sums {
    let mut groups = Vec::with_capacity(scheme.groups.len());
    let mut total = Interval::exact(Num::ZERO);
    for group in &scheme.groups {
        let mut sum = Interval::exact(Num::ZERO);
        for points in &items[group.indicators.clone()] {
            sum = sum.add(*points);
        }
        if let Some(max) = group.max {
            sum = sum.min(Interval::exact(max));
        }
        total = match group.kind {
            GroupKind::Deduction => total.add(sum.neg()),
            _ => total.add(sum),
        };
        groups.push(sum);
    }
    Sums { groups, raw: total, total: not_negative(total) }
}

/// Scores one company, with sound bounds of what is open. The problems are those of its data: a division by zero, a number too
/// large, a day on which the scheme is not in force. `ranks` has what ranks among others have earned, by the place of the
/// number that they settle; where that is not certain, the least and the most.
pub fn score(scheme: &Scheme, company: &Enterprise, on: Date, ranks: &[(usize, Num)]) -> Result<Score, Vec<Problem>> {
    in_force(scheme, on).map_err(|p| vec![*p])?;
    let interval = |f: usize| company.interval(f);
    let open = quantities(scheme, false, ranks);
    let mut env = Env { values: company.values(), interval: &interval, quantities: &open, ..Env::default() };
    let mut problems: Vec<Problem> = Vec::new();
    let mut levels_of = |list: &[Level], env: &Env<'_>| match levels(scheme, list, env) {
        Ok(can) => can,
        Err((fault, place)) => {
            problems.push(fault_problem(scheme, fault, (&list[place].title).into()));
            u32::MAX
        }
    };
    let stages = levels_of(&scheme.stages, &env);
    let classes = scheme.classes.as_ref().map_or(0, |c| levels_of(&c.list, &env));
    env.stages = stages;
    let usual = quantities(scheme, true, ranks);
    let usual_stages = levels(scheme, &scheme.stages, &Env { quantities: &usual, ..env }).unwrap_or(stages);
    let usual_env = Env { quantities: &usual, stages: usual_stages, ..env };
    let mut items = Vec::with_capacity(scheme.indicators.len());
    let mut points = Vec::with_capacity(scheme.indicators.len());
    for indicator in &scheme.indicators {
        match item(scheme, &indicator.rule, &indicator.max, &env, &usual_env) {
            Ok(score) => {
                points.push(score.points);
                items.push(score);
            }
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
    let Sums { groups, total, .. } = sums(scheme, &points);
    if total.lo.is_none() || total.hi.is_none() {
        return Err(too_large());
    }
    let mut typical: Vec<Interval> = Vec::with_capacity(items.len());
    for item in &items {
        typical.extend(item.hit.map(|hit| Interval::exact(hit.points)));
    }
    let typical = if typical.len() == items.len() { sums(scheme, &typical).total.single() } else { None };
    let mut score = Score {
        items,
        groups,
        total,
        typical,
        stages,
        classes,
        gates,
        routes,
        condition: None,
        passed: None,
        tight: true,
        settled_by_search: false,
        deciding: Vec::new(),
        deciding_all: true,
        quantities: Vec::new(),
    };
    let unknown = |f: &usize| matches!(company.values()[*f], Value::Missing | Value::Range(_));
    score.tight = scheme.quantities.iter().all(|q| q.is_exact()) && !scheme.fields.iter().any(unknown);
    score.conclude(scheme, &env)?;
    score.quantities = open;
    Ok(score)
}

/// The verdict from its parts.
pub fn verdict(
    scheme: &Scheme,
    gates: &[Option<bool>],
    routes: &[Option<bool>],
    condition: Option<bool>,
) -> Option<bool> {
    let pass = scheme.pass.as_ref()?;
    let met = match pass.when {
        Some(_) => any(routes.iter().copied().chain([condition])),
        // Nothing but gates to be met.
        None if routes.is_empty() => Some(true),
        None => any(routes.iter().copied()),
    };
    all(gates.iter().copied().chain([met]))
}

impl Score {
    /// Settles the pass condition and the verdict, as far as the bounds of the points do.
    fn conclude(&mut self, scheme: &Scheme, env: &Env<'_>) -> Result<(), Vec<Problem>> {
        let points = self.points(scheme);
        let with_points = Env { points: Some(&points), ..*env };
        self.condition = match scheme.pass.as_ref().and_then(|pass| pass.when) {
            Some(when) => scheme
                .program
                .maybe(when, &with_points)
                .map_err(|fault| vec![fault_problem(scheme, fault, Phrase { zh: "通过条件", en: "pass condition" })])?,
            None => None,
        };
        self.passed = verdict(scheme, &self.gates, &self.routes, self.condition);
        Ok(())
    }

    /// Settles them anew, the bounds having been narrowed.
    pub fn reconsider(&mut self, scheme: &Scheme, company: &Enterprise) -> Result<(), Vec<Problem>> {
        let interval = |f: usize| company.interval(f);
        let open = std::mem::take(&mut self.quantities);
        let env = Env {
            values: company.values(),
            interval: &interval,
            quantities: &open,
            stages: self.stages,
            ..Env::default()
        };
        let settled = self.conclude(scheme, &env);
        self.quantities = open;
        settled
    }

    /// The points that a pass condition may ask for.
    pub fn points(&self, scheme: &Scheme) -> Points {
        let round = |e: Option<Num>| e.map(|n| n.round(scheme.precision));
        Points {
            total: Interval { lo: round(self.total.lo), hi: round(self.total.hi) },
            each: self.groups.iter().copied().chain(self.items.iter().map(|i| i.points)).collect(),
            floors: all(scheme.groups.iter().zip(&self.groups).map(|(g, points)| floor_met(g.floor, *points))),
        }
    }
}

/// The total alone: exact and rounded, `None` while something needed is unknown.
pub fn total(scheme: &Scheme, company: &Enterprise, on: Date) -> Result<Option<Num>, Vec<Problem>> {
    in_force(scheme, on).map_err(|p| vec![*p])?;
    let whole = || score(scheme, company, on, &[]).map(|s| s.total.single().map(|t| t.round(scheme.precision)));
    // Stages, open numbers and deductions take the full path.
    if !scheme.stages.is_empty() || !scheme.quantities.is_empty() {
        return whole();
    }
    let interval = |f: usize| company.interval(f);
    let env = Env { values: company.values(), interval: &interval, ..Env::default() };
    let mut sum = Num::ZERO;
    for group in &scheme.groups {
        let mut points = Num::ZERO;
        for indicator in &scheme.indicators[group.indicators.clone()] {
            let hit = match hit(scheme, &indicator.rule, &indicator.max, &env) {
                Ok(hit) => hit.points,
                // Rare: let the full path tell what is missing or wrong, gates and routes included.
                Err(_) => return whole(),
            };
            let Some(next) = points.add(hit) else {
                return whole();
            };
            points = next;
        }
        if let Some(max) = group.max {
            points = points.min(max);
        }
        let next = if group.kind == GroupKind::Deduction { sum.sub(points) } else { sum.add(points) };
        let Some(next) = next else {
            return whole();
        };
        sum = next;
    }
    Ok(Some(sum.max(Num::ZERO).round(scheme.precision)))
}

fn in_force(scheme: &Scheme, on: Date) -> Result<(), Failure> {
    if scheme.in_force(on) { Ok(()) } else { Err(not_in_force(scheme, on)) }
}

#[cold]
#[inline(never)]
fn not_in_force(scheme: &Scheme, on: Date) -> Failure {
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
    Problem::boxed("not_in_force", zh, en, &parts)
}

/// Whether a group reaches its floor.
pub fn floor_met(floor: Option<Num>, points: Interval) -> Option<bool> {
    match floor {
        None => Some(true),
        Some(f) if points.lo.is_some_and(|lo| lo >= f) => Some(true),
        Some(f) if points.hi.is_some_and(|hi| hi < f) => Some(false),
        Some(_) => None,
    }
}

/// Conjunction in three-valued (Kleene) logic.
pub fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
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

/// Points of a rule, and how they came about. `usual` has every estimate at its typical value.
fn item(scheme: &Scheme, rule: &Rule, max: &Amount, env: &Env<'_>, usual: &Env<'_>) -> Result<ItemScore, Fault> {
    match hit(scheme, rule, max, env) {
        Ok(hit) => return Ok(ItemScore { points: Interval::exact(hit.points), hit: Some(hit) }),
        Err(Fault::Unknown) => {}
        Err(fault) => return Err(fault),
    }
    let points = bounds(scheme, rule, max, env)?;
    let hit = match (rule, points.single()) {
        // The best alternative may be certain although others are unknown.
        (Rule::BestOf(list), Some(best)) => list.iter().enumerate().find_map(|(alternative, a)| {
            let h = hit(scheme, &a.rule, max, env).ok().filter(|h| h.points == best)?;
            Some(Hit { alternative, ..h })
        }),
        _ => hit(scheme, rule, max, usual).ok(),
    };
    Ok(ItemScore { points, hit })
}

/// Exact points of a rule.
pub fn hit(scheme: &Scheme, rule: &Rule, max: &Amount, env: &Env<'_>) -> Result<Hit, Fault> {
    let found = |points: Num, value: Option<Num>, band: Option<usize>| {
        let points = points.min(exact(max, env)?);
        Ok(Hit { points, alternative: 0, value, band })
    };
    match rule {
        Rule::Bands { value, direction, bands, otherwise } => {
            let x = scheme.program.num(value.formula, env)?;
            let band = bands.iter().position(|b| b.contains(x, *direction));
            let points = match band {
                Some(i) => exact(&bands[i].points, env)?,
                None => *otherwise,
            };
            found(points, Some(x), band)
        }
        Rule::Curve { value, corners } => {
            let x = scheme.program.num(value.formula, env)?;
            let points = on_curve(corners, x).ok_or(Fault::TooLarge(value.formula))?;
            found(points, Some(x), None)
        }
        Rule::PerUnit { value, points, per, whole } => {
            let x = scheme.program.num(value.formula, env)?;
            let earned = per_unit(x, exact(points, env)?, *per, *whole).ok_or(Fault::TooLarge(value.formula))?;
            found(earned, Some(x), None)
        }
        Rule::Reference { value, reference } => {
            let x = scheme.program.num(value.formula, env)?;
            let share = share(x, exact(reference, env)?).ok_or(Fault::TooLarge(value.formula))?;
            let points = exact(max, env)?.mul(share).ok_or(Fault::TooLarge(value.formula))?;
            found(points, Some(x), None)
        }
        Rule::Judged { points, share } => {
            let judged = exact(points, env)?;
            let points = if *share { exact(max, env)?.mul(judged).ok_or(Fault::Unknown)? } else { judged };
            found(points, None, None)
        }
        Rule::Rank { value, quantity, .. } => {
            let points = env.quantities.get(*quantity).and_then(|q| q.single()).ok_or(Fault::Unknown)?;
            found(points, scheme.program.num(value.formula, env).ok(), None)
        }
        Rule::Choice { field, points } => match env.values[*field] {
            Value::Level(l) => found(exact(&points[l], env)?, None, None),
            _ => Err(Fault::Unknown),
        },
        Rule::Flag { when, points, otherwise } => {
            let yes = scheme.program.truth(*when, env)?;
            found(if yes { exact(points, env)? } else { *otherwise }, None, None)
        }
        Rule::BestOf(list) => {
            let mut best: Option<Hit> = None;
            for (alternative, a) in list.iter().enumerate() {
                let h = Hit { alternative, ..hit(scheme, &a.rule, max, env)? };
                if best.is_none_or(|b| h.points > b.points) {
                    best = Some(h);
                }
                // Nothing can beat the maximum; what is missing further on does not matter.
                if h.points == exact(max, env)? {
                    break;
                }
            }
            best.ok_or(Fault::Unknown)
        }
    }
}

/// `x / reference`, from 0 to 1.
fn share(x: Num, reference: Num) -> Option<Num> {
    if x <= Num::ZERO {
        return Some(Num::ZERO);
    }
    if x >= reference { Some(Num::ONE) } else { x.div(reference) }
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

/// The smallest interval around all that was found.
fn widen(found: &mut Option<Interval>, more: Interval) {
    *found = Some(found.map_or(more, |f| f.hull(more)));
}

/// Bounds of a rule's points.
pub fn bounds(scheme: &Scheme, rule: &Rule, max: &Amount, env: &Env<'_>) -> Result<Interval, Fault> {
    let mut found: Option<Interval> = None;
    let most = span(max, env);
    match rule {
        Rule::Bands { value, direction, bands, otherwise } => {
            let x = scheme.program.bounds(value.formula, env)?;
            for band in bands.iter().filter(|b| meets(b, x)) {
                widen(&mut found, span(&band.points, env));
            }
            if beyond(bands, *direction, x) {
                widen(&mut found, Interval::exact(*otherwise));
            }
        }
        Rule::Curve { value, corners } => {
            let x = scheme.program.bounds(value.formula, env)?;
            let ends = [x.lo.or(Some(corners[0].0)), x.hi.or(corners.last().map(|c| c.0))];
            for points in ends.into_iter().flatten().filter_map(|e| on_curve(corners, e)) {
                widen(&mut found, Interval::exact(points));
            }
            for corner in corners.iter().filter(|c| x.contains(c.0)) {
                widen(&mut found, Interval::exact(corner.1));
            }
        }
        Rule::PerUnit { value, points, per, whole } => {
            let x = scheme.program.bounds(value.formula, env)?;
            let each = span(points, env);
            let at = |x: Num, each: Option<Num>| per_unit(x, each?, *per, *whole);
            let lo = x.lo.and_then(|x| at(x, each.lo)).unwrap_or(Num::ZERO);
            found = Some(Interval { lo: Some(lo), hi: x.hi.and_then(|x| at(x, each.hi)) });
        }
        Rule::Reference { value, reference } => {
            let x = scheme.program.bounds(value.formula, env)?;
            let r = span(reference, env);
            let at = |x: Option<Num>, r: Option<Num>| x.zip(r).and_then(|(x, r)| share(x, r));
            let lo = at(x.lo, r.hi).unwrap_or(Num::ZERO);
            let hi = at(x.hi, r.lo).unwrap_or(Num::ONE);
            found = Some(Interval { lo: Some(lo), hi: Some(hi) }.mul(most));
        }
        Rule::Judged { points, share } => {
            let judged = span(points, env);
            found = Some(if *share { judged.mul(most) } else { judged });
        }
        Rule::Rank { quantity, .. } => found = env.quantities.get(*quantity).copied(),
        Rule::Choice { field, points } => match env.values[*field] {
            Value::Level(l) => found = Some(span(&points[l], env)),
            _ => points.iter().for_each(|p| widen(&mut found, span(p, env))),
        },
        Rule::Flag { when, points, otherwise } => {
            let met = scheme.program.maybe(*when, env)?;
            if met != Some(false) {
                widen(&mut found, span(points, env));
            }
            if met != Some(true) {
                widen(&mut found, Interval::exact(*otherwise));
            }
        }
        Rule::BestOf(list) => {
            for a in list {
                let b = bounds(scheme, &a.rule, max, env)?;
                found = Some(found.map_or(b, |x| x.max(b)));
            }
        }
    }
    let all = Interval { lo: Some(Num::ZERO), hi: most.hi };
    let found = found.unwrap_or(all).min(most);
    // An end that could not be computed is the widest there can be.
    Ok(Interval { lo: found.lo.or(all.lo), hi: found.hi.or(all.hi) })
}

/// Whether a value can stand in no band.
fn beyond(bands: &[Band], direction: Direction, x: Interval) -> bool {
    // Whether every x is above the edge, or below it.
    let above = |e: &Edge| x.lo.is_some_and(|lo| lo > e.at || (e.inclusive && lo == e.at));
    let below = |e: &Edge| x.hi.is_some_and(|hi| hi < e.at || (e.inclusive && hi == e.at));
    let low = |b: &Band| b.lo.as_ref().is_none_or(above);
    let high = |b: &Band| b.hi.as_ref().is_none_or(below);
    match direction {
        Direction::Rising => !bands.last().is_some_and(low),
        Direction::Falling => !bands.last().is_some_and(high),
        Direction::Between => !bands.iter().any(|b| low(b) && high(b)),
    }
}

/// Whether an interval of values meets a band.
fn meets(band: &Band, x: Interval) -> bool {
    let above = band.lo.as_ref().is_none_or(|e| x.hi.is_none_or(|hi| if e.inclusive { hi >= e.at } else { hi > e.at }));
    let below = band.hi.as_ref().is_none_or(|e| x.lo.is_none_or(|lo| if e.inclusive { lo <= e.at } else { lo < e.at }));
    above && below
}

/// A fault of a formula as a located problem; `what` could not be computed.
#[cold]
#[inline(never)]
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
            if let Instr::Quantity(q) = instr {
                let title = &scheme.quantities[q].title;
                out.push_str(if chinese { &title.zh } else { &title.en });
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
pub fn unknown_fields(mut fields: Vec<usize>, company: &Enterprise) -> Vec<usize> {
    fields.retain(|&f| matches!(company.values()[f], Value::Missing | Value::Range(_)));
    in_order(&fields)
}

/// Fields in the order of the dictionary, each once.
pub fn in_order(fields: &[usize]) -> Vec<usize> {
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
pub struct Step {
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
pub fn next_step(scheme: &Scheme, indicator: &Indicator, hit: Hit, company: &Enterprise) -> Option<Step> {
    // Of open numbers nobody can say what a step is worth.
    let Amount::Exact(max) = indicator.max else {
        return None;
    };
    if hit.points == max {
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
            let env = Env { values: company.values(), interval: &interval, ..Env::default() };
            let x = scheme.program.num(value.formula, &env).ok()?;
            let worth = |b: &&Band| known(&b.points).is_some_and(|points| points > now);
            let band = bands.iter().rev().find(worth)?;
            let edge = match direction {
                Direction::Rising => band.lo.as_ref()?,
                Direction::Falling => band.hi.as_ref()?,
                Direction::Between => [&band.lo, &band.hi].into_iter().flatten().min_by_key(|e| distance(e.at, x))?,
            };
            let mut fields = Vec::new();
            scheme.program.fields(value.formula, &mut fields);
            let mut changes = Vec::new();
            let measure = |c: &Enterprise| {
                let env = Env { values: c.values(), ..Env::default() };
                scheme.program.num(value.formula, &env).ok()
            };
            let there = |c: &Enterprise| measure(c).is_some_and(|v| band.contains(v, *direction));
            for f in fields {
                let to = reach(company, f, edge.at, &measure, &there);
                changes.extend(to.map(|to| (f, Value::Exact(to))));
            }
            Some(Step {
                points: known(&band.points)?,
                edge: Some((edge.at, value.unit.clone(), edge.text.clone())),
                gap: distance(edge.at, x),
                changes,
            })
        }
        Rule::Flag { when, points, otherwise } => {
            let points = known(points)?;
            let turn = match scheme.program.instr(*when) {
                Instr::Flag(f) => vec![(f, Value::Flag(points > *otherwise))],
                _ => Vec::new(),
            };
            plain(points.max(*otherwise), turn)
        }
        Rule::Choice { field, points } => {
            let worth = |l: &usize| known(&points[*l]).filter(|p| *p > now);
            let level = (0..points.len()).filter(|l| worth(l).is_some()).min_by_key(worth)?;
            plain(worth(&level)?, vec![(*field, Value::Level(level))])
        }
        _ => None,
    }
}

/// An amount that the scheme gives as one number.
pub fn known(amount: &Amount) -> Option<Num> {
    match amount {
        Amount::Exact(n) => Some(*n),
        _ => None,
    }
}

/// How far two numbers are apart; `None` on overflow.
pub fn distance(a: Num, b: Num) -> Option<Num> {
    a.sub(b).map(Num::abs)
}

/// The value of one field, rounded to what can be entered, with which a measure reaches an edge; `None` where the measure
/// is not linear in it, the field cannot be so, or it has no say. Prior years are past and do not move.
pub fn reach(
    company: &Enterprise,
    field: usize,
    edge: Num,
    measure: &dyn Fn(&Enterprise) -> Option<Num>,
    there: &dyn Fn(&Enterprise) -> bool,
) -> Option<Num> {
    let f = company.field(field);
    let Kind::Number { range, at_most, .. } = &f.kind else {
        return None;
    };
    let Value::Exact(now) = company.values()[field] else {
        return None;
    };
    if f.is_past() {
        return None;
    }
    let changed = RefCell::new(company.clone());
    let set = |x: Num| changed.borrow_mut().set(field, Value::Exact(x));
    let at = |x: Num| {
        set(x);
        measure(&changed.borrow())
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
    let step = f.step();
    let near = exact.div(step)?.round(0).mul(step)?;
    let to = [near.sub(step)?, near, near.add(step)?]
        .into_iter()
        .filter(|&x| {
            set(x);
            there(&changed.borrow())
        })
        .min_by_key(|&x| distance(x, now))?;
    let within_whole = at_most.is_none_or(|w| match &company.values()[w] {
        Value::Exact(limit) => to <= *limit,
        _ => true,
    });
    (range.contains(to) && within_whole).then_some(to)
}
