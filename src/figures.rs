//! The figures of a company as its JSON text has them.

use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{INPUT_PLACES, Kind, Value};
use innopoints_core::json::Json;
use innopoints_core::number::{Num, unit};
use innopoints_core::sort::sort_by_key;
use schemars::JsonSchema;
use serde::Serialize;

/// Figures by the ids of their fields, in the order of these.
#[derive(Debug)]
pub struct Figures(Vec<(String, Figure)>);

impl Serialize for Figures {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, figure)| (id, figure)))
    }
}

/// A figure as it is written.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Figure {
    /// A number as exact decimal text in the unit of its field, a level or a day.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// A range.
    Range {
        /// Its ends.
        between: [String; 2],
    },
}

/// The figures of a company, each by every digit; those that other files ask as they were given.
pub fn figures(company: &Enterprise) -> Figures {
    let mut all = Vec::new();
    // What follows from others is no figure of its own.
    for (id, field) in company.dictionary().all().filter(|(id, _)| company.is_given(*id)) {
        let value = &company.values()[id];
        let number = |n: &Num| exact(*n, field.unit());
        let figure = match (value, &field.kind) {
            (Value::Exact(n), _) => Figure::Text(number(n)),
            (Value::Range(r), _) => Figure::Range { between: [number(&r.0), number(&r.1)] },
            (Value::Flag(b), _) => Figure::Flag(*b),
            (Value::Level(l), Kind::Choice(levels)) => Figure::Text(levels.get(*l).map_or("", |l| l.id).to_string()),
            (Value::Day(d), _) => Figure::Text(d.to_text()),
            _ => continue,
        };
        all.push((field.id.to_string(), figure));
    }
    for (id, json) in company.given() {
        if company.dictionary().is_elsewhere(id)
            && let Some(figure) = given(json)
        {
            all.push((id.clone(), figure));
        }
    }
    sort_by_key(&mut all, |figure| figure.0.clone());
    Figures(all)
}

/// A figure as it was given.
fn given(json: &Json) -> Option<Figure> {
    match json {
        Json::String(text) | Json::Number(text) => Some(Figure::Text(text.clone())),
        Json::Bool(flag) => Some(Figure::Flag(*flag)),
        Json::Object(_) => match json.items_of("between") {
            [Json::String(lo) | Json::Number(lo), Json::String(hi) | Json::Number(hi)] => {
                Some(Figure::Range { between: [lo.clone(), hi.clone()] })
            }
            _ => None,
        },
        Json::Null | Json::Array(_) => None,
    }
}

/// A figure by every digit. In the unit of its field it may have more decimals than a figure can be given with; it then was
/// given in 元, and is written so.
fn exact(n: Num, unit_name: &str) -> String {
    let within = |name: &str| n.div(unit(name).map_or(Num::ONE, |u| u.1))?.to_exact_text();
    let smaller = || within("元").map(|text| text + " 元");
    within(unit_name).or_else(smaller).unwrap_or_else(|| n.to_text(INPUT_PLACES))
}
