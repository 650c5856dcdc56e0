//! Reading a scheme from its JSON text, and making one of an annex that is not published.

use super::{text_of, to_js};
use innopoints::scheme::model::Standing;
use innopoints::{Date, Problem, Scheme, Text, adopt};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A scheme as the module that scores takes it, and what a page shows of it.
#[derive(Serialize)]
struct Packed<'a> {
    packed: String,
    info: Info<'a>,
}

#[derive(Serialize)]
struct Info<'a> {
    id: &'a str,
    title: &'a Text,
    issuer: &'a str,
    document: &'a str,
    effective: Effective,
    digest: &'a str,
    official: bool,
    /// The weakest standing of its sources.
    standing: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    /// What comes of it: `verdict`, `points` alone, or a `class`.
    gives: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'a Text>,
    /// Ids of the fields it uses, in the order of the dictionary.
    fields: Vec<&'a str>,
}

#[derive(Serialize)]
struct Effective {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

/// Reads a scheme from its JSON text and packs it for the module that scores. `texts` holds the JSON text of those that it
/// extends: id, text, id, text, … Throws an array of problems.
#[wasm_bindgen]
pub fn pack(text: &str, file: Option<String>, texts: Vec<String>) -> Result<JsValue, JsValue> {
    let s = Scheme::parse_with(text, file.as_deref(), &|id| text_of(&texts, id).cloned())
        .map_err(|problems| to_js(&problems))?;
    let info = Info {
        id: &s.id,
        title: &s.title,
        issuer: &s.issuer,
        document: &s.document,
        effective: Effective { from: s.from.to_text(), to: s.to.map(Date::to_text) },
        digest: &s.digest,
        official: s.official,
        standing: s.standing(),
        family: s.family.as_deref(),
        gives: match (&s.pass, &s.classes) {
            (Some(_), _) => "verdict",
            (None, Some(_)) => "class",
            (None, None) => "points",
        },
        notes: s.notes.as_ref(),
        fields: s.fields.iter().map(|&f| s.dictionary.fields[f].id).collect(),
    };
    Ok(to_js(&Packed { packed: s.pack(), info }))
}

/// The template of what a scheme leaves open, as a table; nothing where there is no such scheme. `texts` holds the JSON text
/// of the scheme and of those that it extends: id, text, id, text, …
#[wasm_bindgen]
pub fn template(id: &str, texts: Vec<String>) -> JsValue {
    to_js(&adopt::template(id, &|id| text_of(&texts, id).cloned()))
}

/// The same in JSON.
#[wasm_bindgen]
pub fn template_json(id: &str, texts: Vec<String>) -> Option<String> {
    adopt::template_json(id, &|id| text_of(&texts, id).cloned())
}

/// The JSON text of the scheme that a filled template makes: of its cells, row by row. Throws an array of problems; the
/// line of each is a row, from 0 for the header.
#[wasm_bindgen]
pub fn adopt_table(id: &str, cells: Vec<String>, columns: usize, texts: Vec<String>) -> Result<String, JsValue> {
    let table: adopt::Table = cells.chunks(columns.max(1)).map(<[String]>::to_vec).collect();
    adopt::adopt(id, &table, &|id| text_of(&texts, id).cloned()).map_err(|problems| to_js(&problems))
}

/// The same of a filled template in JSON; the problems have pointers.
#[wasm_bindgen]
pub fn adopt_json(id: &str, filled: &str, texts: Vec<String>) -> Result<String, JsValue> {
    let (table, places) = adopt::read_json(filled).map_err(|problems| to_js(&problems))?;
    let placed = |mut p: Problem| {
        p.pointer = p.line.take().and_then(|row| places.get(row as usize).cloned()).or(p.pointer);
        p.column = None;
        p
    };
    let refuse = |problems: Vec<Problem>| to_js(&problems.into_iter().map(placed).collect::<Vec<_>>());
    adopt::adopt(id, &table, &|id| text_of(&texts, id).cloned()).map_err(refuse)
}
