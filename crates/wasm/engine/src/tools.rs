//! Reading a scheme from its JSON text, and making one of an annex that is not published.

use super::{text_of, to_js};
use innopoints::annex::{self, Annex, Made};
use innopoints::info::Info;
use innopoints::{Problem, Scheme, adopt};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A scheme as the module that scores takes it, the sources that the engine takes after that, and what a page shows of it.
#[derive(Serialize)]
struct Packed<'a> {
    packed: String,
    sources: String,
    info: Info<'a>,
}

/// Reads a scheme from its JSON text and packs it for the module that scores. `texts` holds the JSON text of those that it
/// extends: id, text, id, text, … Throws an array of problems.
#[wasm_bindgen]
pub fn pack(text: &str, file: Option<String>, texts: Vec<String>) -> Result<JsValue, JsValue> {
    let s = Scheme::parse_with(text, file.as_deref(), &|id| text_of(&texts, id).cloned())
        .map_err(|problems| to_js(&problems))?;
    let [packed, sources] = s.pack();
    Ok(to_js(&Packed { packed, sources, info: s.info() }))
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

/// What comes of a table: a scheme, or what was understood and what is asked.
#[derive(Serialize)]
struct Adopted {
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    filled: Option<adopt::Table>,
    understood: Vec<Problem>,
    asked: Vec<Problem>,
}

/// The JSON text of the scheme that a filled template or the table of an annex makes: text of any separator, or HTML. `answers` are
/// what it does not say: row, column, text, row, … Throws an array of problems.
#[wasm_bindgen]
pub fn adopt_text(id: &str, text: &str, answers: Vec<String>, texts: Vec<String>) -> Result<JsValue, JsValue> {
    let answers = answers.chunks_exact(3).map(|a| (a[0].clone(), a[1].clone(), a[2].clone())).collect::<Vec<_>>();
    let made = annex::make(id, &annex::rows(text), &answers, &|id| text_of(&texts, id).cloned());
    let adopted = match made.map_err(|problems| to_js(&problems))? {
        Made::Scheme(scheme, understood) => {
            Adopted { scheme: Some(scheme), filled: None, understood, asked: Vec::new() }
        }
        Made::Asked(Annex { filled, understood, asked }) => {
            Adopted { scheme: None, filled: Some(filled), understood, asked }
        }
    };
    Ok(to_js(&adopted))
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
