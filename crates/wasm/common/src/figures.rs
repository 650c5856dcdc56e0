//! Figures as people type them, for a page: what one says, how it was read, and the same in another unit.

use crate::to_json;
use innopoints_core::dictionary::{Dictionary, Field, Kind, Value};
use innopoints_core::number::read::has_unit;
use innopoints_core::number::{Num, group_thousands, unit};
use innopoints_core::problem::{Problem, Text};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What a text says.
#[derive(Serialize)]
struct Figure {
    /// As the company's JSON text has it: a number in the unit of its field, exact.
    value: Given,
    /// A number in the unit that is shown, with commas at thousands.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<String>,
    /// Whether the text brings a unit of its own, which need not be shown beside it.
    unit: bool,
    /// How it was read, where that is not what stands in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    echo: Option<Text>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Given {
    Flag(bool),
    Text(String),
    Range { between: [String; 2] },
}

/// Reads what was typed into a field; a bare number is in the unit `shown`, or in the field's where that is empty. Gives JSON
/// text, or `{"problems": […]}`.
#[wasm_bindgen]
pub fn read_figure(id: &str, text: &str, shown: &str) -> String {
    to_json(read(id, text, shown).map_err(|problem| vec![*problem]))
}

/// A figure in another unit than that in which it was typed. Nothing where its text is to stay: it brings a unit of its
/// own, or is not understood.
#[wasm_bindgen]
pub fn figure_in(id: &str, text: &str, from: &str, to: &str) -> Option<String> {
    let field = field(id).ok()?;
    if has_unit(text) || !field.is_in(from) || !field.is_in(to) {
        return None;
    }
    let value = field.read(text, from).ok()?;
    let moved = match &value {
        Value::Exact(x) => written(*x, to),
        Value::Range(r) => written(r.0, to).zip(written(r.1, to)).map(|(lo, hi)| [&lo, "–", &hi].concat()),
        _ => return None,
    };
    // What cannot be written in the other unit keeps its own.
    Some(moved.unwrap_or_else(|| [text, " ", from].concat()))
}

fn field(id: &str) -> Result<&'static Field, Box<Problem>> {
    Dictionary::any(id).ok_or_else(|| Dictionary::shipped().unknown("unknown_field", id))
}

fn read(id: &str, text: &str, shown: &str) -> Result<Figure, Box<Problem>> {
    let field = field(id)?;
    let shown = if shown.is_empty() { field.unit() } else { shown };
    if !field.is_in(shown) {
        return Err(field.problem(
            "wrong_unit",
            "以“{2}”计，不能以“{1}”显示",
            "is counted in {2} and cannot be shown in {1}",
            &[shown.into(), field.unit().into()],
        ));
    }
    let value = field.read(text, shown)?;
    let given = match &value {
        Value::Flag(flag) => Given::Flag(*flag),
        Value::Day(day) => Given::Text(day.to_text()),
        Value::Level(place) => match &field.kind {
            Kind::Choice(levels) => Given::Text(levels[*place].id.to_string()),
            _ => Given::Text(String::new()),
        },
        Value::Exact(x) => Given::Text(plain(*x, field)),
        Value::Range(r) => Given::Range { between: [plain(r.0, field), plain(r.1, field)] },
        Value::Missing => Given::Text(String::new()),
    };
    let shown_text = match &value {
        Value::Exact(x) => written(*x, shown),
        _ => None,
    };
    Ok(Figure { value: given, shown: shown_text, unit: has_unit(text), echo: field.echo(&value, text, shown) })
}

/// In a unit, every digit; nothing where there are too many.
fn in_unit(x: Num, name: &str) -> Option<String> {
    x.div(unit(name).map_or(Num::ONE, |u| u.1))?.to_exact_text()
}

fn written(x: Num, name: &str) -> Option<String> {
    in_unit(x, name).map(|text| group_thousands(&text))
}

/// As the company's JSON text has it. Yuan of which 万元 has too many decimals stay yuan.
fn plain(x: Num, field: &Field) -> String {
    in_unit(x, field.unit()).or_else(|| Some(in_unit(x, "元")? + "元")).unwrap_or_default()
}
