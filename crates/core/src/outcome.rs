//! The outcome of scoring one company: points, bounds and verdict as numbers and ids, without a word.

use crate::company::Enterprise;
use crate::dictionary::Value;
use crate::gather::Gather;
use crate::id::{FieldId, StageSet};
use crate::number::{Date, Decimal, Interval, Num};
use crate::problem::Problem;
use crate::scheme::model::{Condition, Level, Scheme};
use crate::score::{Score, in_order};
use schemars::JsonSchema;
use serde::Serialize;

/// What a company earns by a scheme. Groups, items, gates and routes stand in the order of the scheme.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Outcome<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// SHA-256 of the scheme file's bytes: titles and sources are looked up there.
    pub digest: &'a str,
    /// The day the rules were applied for.
    pub on: String,
    /// Id of the life-cycle stage; `None` while it is open, or where the scheme has none.
    pub stage: Option<&'a str>,
    /// Id of the class; `None` while it is open, or where the scheme has none.
    pub class: Option<&'a str>,
    /// Exact total, rounded once; `None` while unknown figures leave it open.
    pub total: Option<Decimal>,
    /// The total with every estimate at its typical value; `None` for a scheme without estimates or with a panel, or where a
    /// figure it needs is missing.
    pub typical: Option<Decimal>,
    /// Sound bounds of the total; `None` where the scheme has a panel, whose `estimate` stands instead.
    pub bounds: Option<[Decimal; 2]>,
    /// What the panel of plausible tables says; `None` where the scheme has none. The small module draws no panels.
    pub estimate: Option<EstimatedTotal>,
    /// Whether both bounds can be reached.
    pub tight: bool,
    /// Whether no number of the scheme is an estimate: otherwise this is no official score, and must not be shown as one.
    pub official: bool,
    /// The verdict; `None` where the unknowns decide, or only a search could tell.
    pub passed: Option<bool>,
    /// Points of each group; `None` while open.
    pub groups: Vec<Option<Decimal>>,
    /// Bounds of the points of each indicator; `None` where unpublished numbers leave them open and the scheme has a panel.
    pub items: Vec<Option<[Decimal; 2]>>,
    /// Whether each gate is met; `None` while open.
    pub gates: Vec<Option<bool>>,
    /// Whether each direct route is met; `None` while open.
    pub routes: Vec<Option<bool>>,
    /// Fields left out that leave something open.
    pub missing: Vec<&'a str>,
    /// What decides an open verdict: ids of fields, of indicators that are judged, of estimated parameters.
    pub deciding: Vec<&'a str>,
    /// What can hardly be meant.
    pub warnings: Vec<Problem>,
}

/// What a panel of plausible tables says of a total, in whole points: an estimate of ours, never an official score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EstimatedTotal {
    /// What 5 % of the tables do not exceed; with figures missing, at least.
    pub low: i64,
    /// The median; `None` where missing figures leave it open.
    pub median: Option<i64>,
    /// What 5 % of the tables reach or exceed; with figures missing, at most.
    pub high: i64,
    /// How many tables there are.
    pub tables: usize,
}

/// The outcome of a score, but for what decides and for estimates, which the core does not tell.
pub fn outcome<'a>(scheme: &'a Scheme, company: &Enterprise, on: Date, score: &Score) -> Outcome<'a> {
    let decimal = |number: Num| Decimal::new(number, scheme.precision);
    let classes = scheme.classes.as_ref().and_then(|c| level(&c.list, score.classes));
    Outcome {
        scheme: &scheme.id,
        digest: &scheme.digest,
        on: on.to_text(),
        stage: level(&scheme.stages, score.stages).map(|s| s.id.as_str()),
        class: classes.map(|c| c.id.as_str()),
        total: score.total.single().map(decimal),
        typical: typical(scheme, score.typical).map(decimal),
        bounds: bounds(scheme, score.total),
        estimate: None,
        tight: score.tight,
        official: scheme.official,
        passed: score.passed,
        groups: score.groups.iter().map(|points| points.single().map(decimal)).collect(),
        items: score.items.iter().map(|item| bounds(scheme, item.points)).collect(),
        gates: score.gates.clone(),
        routes: score.routes.clone(),
        missing: missing(scheme, company, score).into_iter().map(|f| scheme.dictionary.fields[f].id).gather(),
        deciding: Vec::new(),
        warnings: company.warnings(),
    }
}

/// The only stage or class that can be.
pub fn level(list: &[Level], can: StageSet) -> Option<&Level> {
    list.get(can.single()?)
}

/// Fields left out that leave an indicator, a gate, a route, the stage or the class open; in the order of the dictionary.
pub fn missing(scheme: &Scheme, company: &Enterprise, score: &Score) -> Vec<FieldId> {
    let mut open = Vec::new();
    for (indicator, item) in scheme.indicators.iter().zip(&score.items) {
        if item.points.single().is_none() {
            indicator.rule.fields(&scheme.program, &mut open);
        }
    }
    let mut conditions = |list: &[Condition], met: &[Option<bool>]| {
        for (condition, _) in list.iter().zip(met).filter(|(_, met)| met.is_none()) {
            scheme.program.fields(condition.when, &mut open);
        }
    };
    conditions(&scheme.gates, &score.gates);
    if let Some(pass) = &scheme.pass {
        conditions(&pass.or, &score.routes);
    }
    let mut levels = |list: &[Level], can: StageSet| {
        if level(list, can).is_none() {
            list.iter().filter_map(|l| l.when).for_each(|when| scheme.program.fields(when, &mut open));
        }
    };
    levels(&scheme.stages, score.stages);
    if let Some(classes) = &scheme.classes {
        levels(&classes.list, score.classes);
    }
    open.retain(|&f| company.values()[f] == Value::Missing);
    in_order(&open)
}

/// The typical total or points, of a scheme with estimates; a panel says more than a typical value.
pub fn typical(scheme: &Scheme, points: Option<Num>) -> Option<Num> {
    points.filter(|_| scheme.panel.is_empty() && scheme.quantities.iter().any(|q| q.typical.is_some()))
}

/// Both ends of points as they are shown. The ends of ranges that we assume are no bounds of a score: of a scheme with a panel
/// only what is exact in spite of them is.
pub fn bounds(scheme: &Scheme, points: Interval) -> Option<[Decimal; 2]> {
    (scheme.panel.is_empty() || points.single().is_some()).then(|| ends(points, scheme.precision))
}

/// Both ends of points.
pub fn ends(points: Interval, places: u32) -> [Decimal; 2] {
    [points.lo, points.hi].map(|end| Decimal::new(end.unwrap_or(Num::ZERO), places))
}
