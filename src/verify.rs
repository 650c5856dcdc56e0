//! Reports that anyone can score again: the report with the figures it rests on, and whether it holds.
//!
//! A full report is the report, where points are lost, the figures as they were taken (each by its exact text in the unit
//! of its field), and a SHA-256 of these. Verifying scores the figures again by the same scheme for the same day and
//! compares every single value: a report holds if it is what the product would write.

use crate::dictionary::{Dictionary, INPUT_PLACES, Kind, Value};
use crate::enterprise::Enterprise;
use crate::explain::{Lost, lost};
use crate::json::{Json, pointer};
use crate::number::{Date, Num, unit};
use crate::problem::{Problem, Text};
use crate::report::Report;
use crate::scheme::Scheme;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A report and what it rests on.
#[derive(Debug, Serialize)]
pub struct Full<'a> {
    #[serde(flatten)]
    report: &'a Report<'a>,
    /// Where points are lost, the most first.
    lost: Vec<Lost<'a>>,
    /// The figures.
    enterprise: BTreeMap<&'static str, Figure>,
    /// SHA-256 of the figures as JSON.
    figures: String,
}

/// A figure as it is written.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Figure {
    Text(String),
    Flag(bool),
    Range { between: [String; 2] },
}

/// Whether a report holds.
#[derive(Debug, Serialize)]
pub struct Verified {
    /// Whether it is what comes of its figures.
    pub holds: bool,
    /// Id of its scheme.
    pub scheme: String,
    /// Its day.
    pub on: String,
    /// Where it says something else: JSON pointers.
    pub differs: Vec<String>,
    /// All this in a sentence.
    pub summary: Text,
}

/// A report with what it rests on.
pub fn full<'a>(report: &'a Report<'a>, company: &Enterprise) -> Full<'a> {
    let mut enterprise = BTreeMap::new();
    for (field, value) in Dictionary::shipped().fields.iter().zip(company.values()) {
        let number = |n: &Num| {
            let scale = unit(field.unit()).map_or(Num::ONE, |u| u.1);
            n.div(scale).unwrap_or(*n).to_text(INPUT_PLACES)
        };
        let figure = match (value, &field.kind) {
            (Value::Exact(n), _) => Figure::Text(number(n)),
            (Value::Range(r), _) => Figure::Range { between: [number(&r.0), number(&r.1)] },
            (Value::Flag(b), _) => Figure::Flag(*b),
            (Value::Level(l), Kind::Choice(levels)) => Figure::Text(levels.get(*l).map_or("", |l| l.id).to_string()),
            (Value::Day(d), _) => Figure::Text(d.to_text()),
            _ => continue,
        };
        enterprise.insert(field.id, figure);
    }
    let text = serde_json::to_string(&enterprise).unwrap_or_default();
    let figures = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    Full { report, lost: lost(report), enterprise, figures }
}

/// Scores a full report again. `scheme` finds the scheme of an id. The problems are those of a text that is no such report.
pub fn verify(text: &str, scheme: &dyn Fn(&str) -> Option<Scheme>) -> Result<Verified, Vec<Problem>> {
    let json = Json::parse(text).map_err(|p| vec![*p])?;
    let word = |key: &str| match json.get(key) {
        Some(Json::String(s)) => Ok(s.clone()),
        _ => Err(vec![
            Problem::new(
                "no_report",
                "这不是可以复核的报告：缺少“{0}”（用 score --json --full 生成）",
                "this is no report that can be verified: \"{0}\" is missing (score --json --full writes one)",
                &[key.into()],
            )
            .at(pointer("", key)),
        ]),
    };
    let (id, digest, on) = (word("scheme")?, word("digest")?, word("on")?);
    word("figures")?;
    let Some(day) = Date::parse(&on) else {
        let problem = Problem::new("bad_date", "“{0}”不是日期", "\"{0}\" is not a date", &[(&on).into()]);
        return Err(vec![problem.at("/on".into())]);
    };
    let own = scheme(&id).filter(|s| s.id == id).ok_or_else(|| {
        let problem = Problem::new("no_scheme", "没有评价办法“{0}”", "there is no scheme \"{0}\"", &[(&id).into()]);
        vec![problem.at("/scheme".into())]
    })?;
    if own.digest != digest {
        return Ok(said(&id, &on, vec!["/digest".into()], true));
    }
    let placed = |problems: Vec<Problem>| -> Vec<Problem> {
        let place = |mut p: Problem| {
            p.pointer = Some(["/enterprise", p.pointer.as_deref().unwrap_or("")].concat());
            p
        };
        problems.into_iter().map(place).collect()
    };
    let company = Enterprise::from_json(json.get("enterprise").unwrap_or(&Json::Null)).map_err(placed)?;
    let report = own.score(&company, day).map_err(placed)?;
    let again = serde_json::to_string(&full(&report, &company)).unwrap_or_default();
    let again = Json::parse(&again).map_err(|p| vec![*p])?;
    let mut differs = Vec::new();
    compare(&json, &again, "", &mut differs);
    Ok(said(&id, &on, differs, false))
}

fn said(id: &str, on: &str, differs: Vec<String>, other_scheme: bool) -> Verified {
    let count = differs.len().to_string();
    let first = differs.first().map_or("", String::as_str);
    let summary = if other_scheme {
        Text::say(
            "不能确认：报告所用的“{0}”与这里的版本不同。",
            "Not confirmed: the report was made by another version of \"{0}\".",
            &[id.into()],
        )
    } else if differs.is_empty() {
        Text::say(
            "属实：按“{0}”（{1}）重新计算，每一项都相同。",
            "It holds: scored again by \"{0}\" for {1}, everything is the same.",
            &[id.into(), on.into()],
        )
    } else {
        Text::say(
            "不属实：重新计算有 {0} 处不同，第一处是 {1}。",
            "It does not hold: scored again, {0} places differ, the first is {1}.",
            &[(&count).into(), first.into()],
        )
    };
    Verified { holds: differs.is_empty(), scheme: id.to_string(), on: on.to_string(), differs, summary }
}

/// The places at which two values differ.
fn compare(a: &Json, b: &Json, at: &str, found: &mut Vec<String>) {
    match (a, b) {
        (Json::Object(x), Json::Object(y)) => {
            for (key, value) in x {
                match b.get(key) {
                    Some(other) => compare(value, other, &pointer(at, key), found),
                    None => found.push(pointer(at, key)),
                }
            }
            found.extend(y.iter().filter(|(key, _)| a.get(key).is_none()).map(|(key, _)| pointer(at, key)));
        }
        (Json::Array(x), Json::Array(y)) if x.len() == y.len() => {
            for (i, (x, y)) in x.iter().zip(y).enumerate() {
                compare(x, y, &pointer(at, &i.to_string()), found);
            }
        }
        _ if a == b => {}
        _ => found.push(at.to_string()),
    }
}
