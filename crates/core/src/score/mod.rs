//! Scheme × Enterprise → points. Exact where everything needed is known; sound bounds where something is not.

mod breakpoints;
mod groups;
mod items;
mod next;
mod rounding;
mod verdict;

pub use crate::reach::{distance, reach};
pub use crate::scheme::rules::{Earned, Step};
pub use breakpoints::breakpoints;
pub use groups::{Sums, not_negative, sums};
pub use items::{ItemScore, bounds, context, earned};
pub use next::next_step;
pub use rounding::rounded_steps;
pub use verdict::{all, floor_met, points, verdict};

use crate::company::Enterprise;
use crate::dictionary::Value;
use crate::formula::{Env, Meter, Points, Unknown};
use crate::id::{FieldId, QuantityId, StageSet};
use crate::number::{Date, Interval, Num};
use crate::problem::{Failure, Phrase, Problem};
use crate::scheme::model::{Condition, GroupKind, Level, Scheme};
use std::borrow::Cow;

/// The result in numbers.
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
    /// The stages that the company can be in.
    pub stages: StageSet,
    /// The classes that it can fall into.
    pub classes: StageSet,
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

/// Where the scheme's own open numbers can lie, or their typical values. `ranks` are those that a table has settled: one
/// number, or the least and the most.
pub fn quantities(scheme: &Scheme, typical: bool, ranks: &[(QuantityId, Num)]) -> Vec<Interval> {
    let mut all = Vec::with_capacity(scheme.quantities.len());
    for q in &scheme.quantities {
        all.push(match q.typical {
            Some(t) if typical => Interval::exact(t),
            _ => Interval { lo: Some(q.lo), hi: Some(q.hi) },
        });
    }
    for (n, (id, points)) in ranks.iter().enumerate() {
        let settled = Interval::exact(*points);
        let again = ranks[..n].iter().any(|before| before.0 == *id);
        all[*id] = if again { all[*id].hull(settled) } else { settled };
    }
    all
}

/// The stages or classes that can be: the first whose condition holds. Where a condition is open, it or a later one.
pub fn levels(scheme: &Scheme, list: &[Level], env: &Env<'_>) -> StageSet {
    let mut can = StageSet::NONE;
    for (index, level) in list.iter().enumerate() {
        let met = level.when.map_or(Some(true), |at| scheme.program.certain(at, env));
        if met != Some(false) {
            can = can.with(index);
        }
        if met == Some(true) {
            break;
        }
    }
    can
}

/// Scores one company, with sound bounds of what is open. The problems: a number too large for the exact arithmetic, a day on
/// which the scheme is not in force. `ranks` has what ranks among others have earned, by the number that they settle; where
/// that is not certain, the least and the most. The company is taken by the dictionary of the scheme ([`Enterprise::by`]).
pub fn score(
    scheme: &Scheme,
    company: &Enterprise,
    on: Date,
    ranks: &[(QuantityId, Num)],
) -> Result<Score, Vec<Problem>> {
    in_force(scheme, on).map_err(|p| vec![*p])?;
    // A search asks of companies that were taken before.
    let is_taken = company.is_taken(scheme.dictionary, on);
    let company = if is_taken { Cow::Borrowed(company) } else { scheme.takes(company, on)? };
    let meter = Meter::default();
    let interval = |f: FieldId| company.interval(f);
    let open = quantities(scheme, false, ranks);
    let env =
        Env { values: company.values(), interval: &interval, quantities: &open, meter: Some(&meter), ..Env::default() };
    let stages = levels(scheme, &scheme.stages, &env);
    let env = Env { stages, ..env };
    let typical = quantities(scheme, true, ranks);
    let typical_stages = levels(scheme, &scheme.stages, &Env { quantities: &typical, ..env });
    let typical_env = Env { quantities: &typical, stages: typical_stages, ..env };
    let mut problems: Vec<Problem> = Vec::new();
    let mut items = Vec::with_capacity(scheme.indicators.len());
    // The points of each, and with every estimate at its typical value, where all that needs is known.
    let mut points = Vec::with_capacity(scheme.indicators.len());
    let mut typical_points = points.clone();
    for indicator in &scheme.indicators {
        match items::item(scheme, indicator, &env, &typical_env) {
            Ok(item) => {
                points.push(item.points);
                typical_points.extend(item.earned.map(|earned| Interval::exact(earned.points)));
                items.push(item);
            }
            Err(_) => problems.push(too_large((&indicator.title).into())),
        }
    }
    if !problems.is_empty() {
        problems.dedup_by(|a, b| a.zh == b.zh);
        return Err(problems);
    }
    let Sums { groups, total, .. } = sums(scheme, &points);
    if total.lo.is_none() || total.hi.is_none() {
        return Err(vec![too_large(Phrase { zh: "总分", en: "total" })]);
    }
    let conditions = |list: &[Condition]| list.iter().map(|c| scheme.program.certain(c.when, &env)).collect();
    let typical =
        if typical_points.len() == points.len() { sums(scheme, &typical_points).total.single() } else { None };
    let unknown = |f: &FieldId| matches!(company.values()[*f], Value::Missing | Value::Range(_));
    // Stages that may all apply are each summed apart by the search; here their points are mixed.
    let known = scheme.quantities.iter().all(|q| q.is_exact())
        && !scheme.fields.iter().any(unknown)
        && (scheme.stages.is_empty() || stages.single().is_some());
    let mut score = Score {
        items,
        groups,
        total,
        typical,
        stages,
        classes: StageSet::NONE,
        gates: conditions(&scheme.gates),
        routes: scheme.pass.as_ref().map_or_else(Vec::new, |pass| conditions(&pass.or)),
        condition: None,
        passed: None,
        tight: known,
        settled_by_search: false,
        deciding: Vec::new(),
        deciding_all: true,
        quantities: Vec::new(),
    };
    score.conclude(scheme, &env);
    score.tight &= !meter.take_widened();
    score.quantities = open;
    Ok(score)
}

impl Score {
    /// Settles the class, the pass condition and the verdict, as far as the bounds of the points do.
    fn conclude(&mut self, scheme: &Scheme, env: &Env<'_>) {
        let points = self.points(scheme);
        let with_points = Env { points: Some(&points), ..*env };
        self.classes = scheme.classes.as_ref().map_or(StageSet::NONE, |c| levels(scheme, &c.list, &with_points));
        let when = scheme.pass.as_ref().and_then(|pass| pass.when);
        self.condition = when.and_then(|when| scheme.program.certain(when, &with_points));
        self.passed = verdict(scheme, &self.gates, &self.routes, self.condition);
    }

    /// Settles them anew, the bounds having been narrowed.
    pub fn reconsider(&mut self, scheme: &Scheme, company: &Enterprise) {
        let interval = |f: FieldId| company.interval(f);
        let quantities = std::mem::take(&mut self.quantities);
        let (values, stages) = (company.values(), self.stages);
        let env = Env { values, interval: &interval, quantities: &quantities, stages, ..Env::default() };
        self.conclude(scheme, &env);
        self.quantities = quantities;
    }

    /// The points that classes and a pass condition may ask for.
    pub fn points(&self, scheme: &Scheme) -> Points {
        points(scheme, self.total, &self.groups, self.items.iter().map(|item| item.points))
    }
}

/// The total alone: exact and rounded, `None` while something needed is unknown or has no value. It answers as [`score`] does.
pub fn total(scheme: &Scheme, company: &Enterprise, on: Date) -> Result<Option<Num>, Vec<Problem>> {
    in_force(scheme, on).map_err(|p| vec![*p])?;
    let whole = || score(scheme, company, on, &[]).map(|s| s.total.single().map(|total| scheme.round_total(total)));
    // Stages, open numbers and deductions take the full path.
    if !scheme.stages.is_empty() || !scheme.quantities.is_empty() {
        return whole();
    }
    let interval = |f: FieldId| company.interval(f);
    let env = Env { values: company.values(), interval: &interval, ..Env::default() };
    let mut sum = Num::ZERO;
    for group in &scheme.groups {
        let mut points = Num::ZERO;
        for indicator in &scheme.indicators[group.indicators.clone()] {
            // Rare: let the full path tell what is missing or wrong.
            let Ok(earned) = earned(scheme, indicator, &env) else { return whole() };
            let Some(next) = points.add(earned.points) else { return whole() };
            points = next;
        }
        if let Some(max) = group.max {
            points = points.min(max);
        }
        let next = if group.kind == GroupKind::Deduction { sum.sub(points) } else { sum.add(points) };
        let Some(next) = next else { return whole() };
        sum = next;
    }
    Ok(Some(scheme.round_total(sum.max(Num::ZERO))))
}

/// That a scheme is in force on a day, or the problem that it is not.
pub fn in_force(scheme: &Scheme, on: Date) -> Result<(), Failure> {
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

#[cold]
#[inline(never)]
fn too_large(what: Phrase<'_>) -> Problem {
    Problem::new(
        "too_large",
        "{0}：数字位数太多，无法精确计算",
        "{0}: the figures have too many digits to compute exactly",
        &[what],
    )
}

/// The fields that leave a rule or condition open: those it reads that are not exactly known.
pub fn unknown_fields(mut fields: Vec<FieldId>, company: &Enterprise) -> Vec<FieldId> {
    fields.retain(|&f| matches!(company.values()[f], Value::Missing | Value::Range(_)));
    in_order(&fields)
}

/// Fields in the order of the dictionary, each once.
pub fn in_order(fields: &[FieldId]) -> Vec<FieldId> {
    let mut found: Vec<FieldId> = Vec::new();
    for field in fields {
        if let Err(index) = found.binary_search(field) {
            found.insert(index, *field);
        }
    }
    found
}
