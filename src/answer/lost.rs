//! Where points are lost, the most first, with a code for programs.
//!
//! The report itself has the value, the working, the band, the distance to the next band with the single changes that
//! reach it, and the source of each indicator; this only orders them.

use super::scored::Scored;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Decimal, Num};
use innopoints_core::problem::Text;
use innopoints_core::scheme::model::{GroupKind, Indicator, Scheme};
use innopoints_core::scheme::rules::{Basis, SettledBy};
use innopoints_core::score::{ItemScore, next_step, unknown_fields};
use innopoints_core::sort::sort_by_key;
use schemars::JsonSchema;
use serde::Serialize;

/// An indicator that does not earn all its points.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Lost<'a> {
    /// Why.
    pub code: Code,
    /// The indicator.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Points lost, at least and at most; `None` where unpublished numbers leave them open and the scheme has a panel.
    pub points: Option<[Decimal; 2]>,
}

/// Why an indicator does not earn all its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "LostCode")]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A figure is not known.
    Missing,
    /// Assessors, or a rank, settle it.
    Judged,
    /// It is taken away.
    Deducted,
    /// A better band is within sight.
    BelowBand,
    /// The points are in proportion to a value that earns all.
    BelowFull,
    /// A yes or no, or a level; or a quotient that has no value.
    Condition,
}

/// Where points are lost: by what is lost for certain (with estimates at their typical values), then by what may be.
pub fn lost<'a>(scored: &Scored<'a, '_>) -> Vec<Lost<'a>> {
    let scheme = scored.scheme;
    let mut all: Vec<(Num, Num, Lost<'a>)> = Vec::new();
    for (indicator, item) in scheme.indicators.iter().zip(&scored.score.items) {
        let deduction = scheme.groups[indicator.group].kind == GroupKind::Deduction;
        // As they are shown.
        let round = |n: Option<Num>| n.unwrap_or(Num::ZERO).round(scheme.precision);
        let (lo, hi) = (round(item.points.lo), round(item.points.hi));
        let env = innopoints_core::formula::Env {
            quantities: &scored.score.quantities,
            stages: scored.score.stages,
            ..Default::default()
        };
        let max = indicator.max.span(&env).hi.unwrap_or(Num::ZERO);
        let (least, most) = match deduction {
            true => (lo, hi),
            false => (max.sub(hi).unwrap_or(Num::ZERO).max(Num::ZERO), max.sub(lo).unwrap_or(Num::ZERO)),
        };
        if most <= Num::ZERO {
            continue;
        }
        let estimated = scheme.quantities.iter().any(|q| q.typical.is_some()) && item.points.single().is_none();
        let certain = match item.earned {
            // Of an open maximum, what is typical of it is not known here: the share that is lost is not given.
            Some(earned) if deduction && estimated => earned.points.round(scheme.precision),
            _ => least,
        };
        let is_shown = scheme.panel.is_empty() || least == most;
        let points = is_shown.then(|| [least, most].map(|points| Decimal::new(points, 4)));
        let code = code(scored, indicator, item, deduction);
        all.push((certain, most, Lost { code, id: &indicator.id, title: &indicator.title, points }));
    }
    sort_by_key(&mut all, |l| std::cmp::Reverse((l.0, l.1)));
    all.into_iter().map(|l| l.2).gather()
}

fn code(scored: &Scored<'_, '_>, indicator: &Indicator, item: &ItemScore, deduction: bool) -> Code {
    let Scheme { program, official, .. } = scored.scheme;
    let open = item.points.single().is_none();
    let mut unknown = Vec::new();
    if open {
        indicator.rule.fields(program, &mut unknown);
        unknown = unknown_fields(unknown, &scored.company);
    }
    let alternative = indicator.rule.kind().alternatives().get(item.earned.map_or(0, |e| e.alternative));
    let rule = alternative.map_or(&indicator.rule, |a| &a.rule);
    let judged = rule.kind().settled_by() != SettledBy::Figures;
    let step = item.earned.and_then(|earned| next_step(scored.scheme, indicator, earned, &scored.company));
    match rule.kind().working(item.earned).basis {
        _ if !unknown.is_empty() => Code::Missing,
        _ if item.without_value.is_some() && open => Code::Condition,
        _ if judged || (open && *official) => Code::Judged,
        _ if deduction => Code::Deducted,
        _ if step.is_some_and(|step| step.edge.is_some()) => Code::BelowBand,
        Basis::Measured(_) => Code::BelowFull,
        _ => Code::Condition,
    }
}
