//! Reasons beside the report: where points are lost, the most first, with a code for programs.
//!
//! The report itself has the value, the working, the band, the distance to the next band with the single changes that
//! reach it, and the source of each indicator; this only orders them.

use crate::answer::report::{Item, Report};
use innopoints_core::number::Num;
use innopoints_core::problem::Text;
use innopoints_core::sort::sort_by_key;
use serde::Serialize;

/// An indicator that does not earn all its points.
#[derive(Debug, Serialize)]
pub struct Lost<'a> {
    /// Why: `missing` (a figure is not known), `judged` (assessors, or a rank), `deducted`, `below_band` (a better band is
    /// within sight), `below_full` (in proportion to a value that earns all), `condition` (a yes or no, or a level).
    pub code: &'static str,
    /// The indicator.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Points lost, at least and at most.
    pub points: [String; 2],
}

/// Where points are lost: by what is lost for certain (with estimates at their typical values), then by what may be.
pub fn lost<'a>(report: &'a Report<'a>) -> Vec<Lost<'a>> {
    let number = |text: &str| innopoints_core::number::parse_decimal(text.trim_start_matches('-')).unwrap_or(Num::ZERO);
    let mut all: Vec<(Num, Num, Lost<'a>)> = Vec::new();
    for item in &report.items {
        let deduction = report
            .groups
            .iter()
            .any(|g| g.id == item.group && g.kind == innopoints_core::scheme::model::GroupKind::Deduction);
        let max = number(&item.max);
        let [lo, hi] = [number(&item.bounds[0]), number(&item.bounds[1])];
        let (least, most) = match deduction {
            true => (lo, hi),
            false => (max.sub(hi).unwrap_or(Num::ZERO).max(Num::ZERO), max.sub(lo).unwrap_or(Num::ZERO)),
        };
        let usual = item.typical.as_deref().map(number);
        let certain = match usual {
            Some(typical) if deduction => typical,
            // Of an open maximum, what is typical of it is not known here: the share that is lost is not told.
            _ => least,
        };
        if most <= Num::ZERO {
            continue;
        }
        let points = [least.to_text(4), most.to_text(4)];
        all.push((certain, most, Lost { code: code(item, deduction), id: item.id, title: item.title, points }));
    }
    sort_by_key(&mut all, |l| std::cmp::Reverse((l.0, l.1)));
    all.into_iter().map(|l| l.2).collect()
}

fn code(item: &Item<'_>, deduction: bool) -> &'static str {
    match item {
        _ if !item.unknown.is_empty() => "missing",
        _ if item.judged => "judged",
        _ if deduction => "deducted",
        Item { next: Some(next), .. } if next.edge.is_some() => "below_band",
        Item { value: Some(_), working: Some(_), .. } => "below_full",
        _ => "condition",
    }
}
