//! The tools: reading a scheme from its JSON text, making one of an annex that is not published, and totals of many
//! companies from plain numbers.

use crate::fast::{Fast, Layout};
use crate::number::Date;
use crate::problem::{Problem, Text};
use crate::scheme::{Scheme, adopt};
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

/// Reads a scheme from its JSON text and packs it for the module that scores. `base` is the packed scheme that it extends,
/// where it does. Throws an array of problems.
#[wasm_bindgen]
pub fn pack(text: &str, file: Option<String>, base: Option<String>) -> Result<JsValue, JsValue> {
    let base = |id: &str| base.as_deref().and_then(Scheme::unpack).filter(|base| base.id == id);
    let s = Scheme::parse_with(text, file.as_deref(), &base).map_err(|problems| to_js(&problems))?;
    let info = Info {
        id: &s.id,
        title: &s.title,
        issuer: &s.issuer,
        document: &s.document,
        effective: Effective { from: s.from.to_text(), to: s.to.map(Date::to_text) },
        digest: &s.digest,
        official: s.official,
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
    to_js(&adopt::template(id, &|id| text_of(&texts, id)))
}

/// The same in JSON.
#[wasm_bindgen]
pub fn template_json(id: &str, texts: Vec<String>) -> Option<String> {
    adopt::template_json(id, &|id| text_of(&texts, id))
}

/// The JSON text of the scheme that a filled template makes: of its cells, row by row. Throws an array of problems; the
/// line of each is a row, from 0 for the header.
#[wasm_bindgen]
pub fn adopt_table(id: &str, cells: Vec<String>, columns: usize, texts: Vec<String>) -> Result<String, JsValue> {
    let table: adopt::Table = cells.chunks(columns.max(1)).map(<[String]>::to_vec).collect();
    adopt::adopt(id, &table, &|id| text_of(&texts, id)).map_err(|problems| to_js(&problems))
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
    adopt::adopt(id, &table, &|id| text_of(&texts, id)).map_err(refuse)
}

fn text_of(texts: &[String], id: &str) -> Option<String> {
    texts.chunks_exact(2).find(|pair| pair[0] == id).map(|pair| pair[1].clone())
}

fn to_js(value: &impl Serialize) -> JsValue {
    // Plain objects, None as null: the same shape that JSON gives.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

// ---------------------------------------------------------------------------------------------------------------------
// Companies of plain numbers: figures and flags through shared memory, no object and no text.

/// The answer for a company that the general path must take: to score it, or to say what is wrong with it.
const GENERAL: f64 = f64::INFINITY;

/// Totals and verdicts of one scheme from plain numbers, for one day and one list of fields at a time.
#[wasm_bindgen]
pub struct Numbers {
    scheme: Option<Scheme>,
    fast: Option<Fast>,
    in_force: bool,
    layout: Option<Layout>,
    /// One number a field, then the verdict.
    slots: Vec<f64>,
    values: Vec<i64>,
}

#[wasm_bindgen]
impl Numbers {
    /// Of a packed scheme.
    #[wasm_bindgen(constructor)]
    pub fn new(packed: &str) -> Numbers {
        let scheme = Scheme::unpack(packed);
        let fast = scheme.as_ref().and_then(Fast::compile);
        Numbers { scheme, fast, in_force: false, layout: None, slots: Vec::new(), values: Vec::new() }
    }

    /// The day to apply the rules for; what is no day, or not one of the scheme, is left to the general path.
    pub fn set_day(&mut self, on: &str) {
        let in_force = |s: &Scheme| Date::parse(on).is_some_and(|day| s.in_force(day));
        self.in_force = self.scheme.as_ref().is_some_and(in_force);
    }

    /// The fields that companies give from now on, by their place in the dictionary. Gives the place in memory where
    /// their numbers are to be written: one `f64` a field, 0 or 1 for a flag, the place of a level for a choice. Behind
    /// them [`Numbers::score`] leaves the verdict.
    pub fn set_fields(&mut self, fields: &[u16]) -> *const f64 {
        self.slots = vec![0.0; fields.len() + 1];
        let made = self.fast.as_ref().and_then(|fast| fast.layout(fields));
        let (layout, values) = made.unzip();
        (self.layout, self.values) = (layout, values.unwrap_or_default());
        self.slots.as_ptr()
    }

    /// The total; infinity where the general path must be taken.
    pub fn total(&mut self) -> f64 {
        self.run(Fast::total).unwrap_or(GENERAL)
    }

    /// The total, and the verdict as 1 for passed, 0 for not, NaN where the scheme gives none.
    pub fn score(&mut self) -> f64 {
        let Some((total, passed)) = self.run(Fast::score) else {
            return GENERAL;
        };
        if let Some(verdict) = self.slots.last_mut() {
            *verdict = passed.map_or(f64::NAN, f64::from);
        }
        total
    }
}

impl Numbers {
    #[inline(always)]
    fn run<T>(&mut self, f: impl Fn(&Fast, &mut [i64]) -> Option<T>) -> Option<T> {
        let fast = self.fast.as_ref().filter(|_| self.in_force)?;
        self.layout.as_ref()?.read(&self.slots, &mut self.values)?;
        f(fast, &mut self.values)
    }
}
