//! The wasm bindings: the only file that knows JavaScript. `pkg/api.js` wraps them into the public classes.

use crate::enterprise::Enterprise;
use crate::fast::{Fast, Layout};
use crate::json::Json;
use crate::number::Date;
use crate::problem::Problem;
use crate::scheme::Scheme;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Shows a panic, which would be a bug, as a readable message in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// A scheme, loaded and compiled.
#[wasm_bindgen]
pub struct Engine {
    scheme: Scheme,
}

#[derive(Serialize)]
struct Info<'a> {
    id: &'a str,
    title: &'a crate::Text,
    issuer: &'a str,
    document: &'a str,
    effective: Effective,
    digest: &'a str,
    official: bool,
    fields: Vec<&'a str>,
}

#[derive(Serialize)]
struct Effective {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

#[wasm_bindgen]
impl Engine {
    /// Reads a scheme from its JSON text. Throws an array of problems.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, file: Option<String>) -> Result<Engine, JsValue> {
        let scheme = Scheme::parse(text, file.as_deref()).map_err(|p| problems(&p))?;
        Ok(Engine { scheme })
    }

    /// What a page shows of the scheme; `fields` are ids.
    pub fn info(&self) -> JsValue {
        let s = &self.scheme;
        let fields = s.fields.iter().map(|&f| s.dictionary.fields[f].id).collect();
        to_js(&Info {
            id: &s.id,
            title: &s.title,
            issuer: &s.issuer,
            document: &s.document,
            effective: Effective { from: s.from.to_text(), to: s.to.map(Date::to_text) },
            digest: &s.digest,
            official: s.official,
            fields,
        })
    }

    /// Scores an enterprise given as an object; the report as JSON text. Throws an array of problems.
    pub fn report(&self, enterprise: JsValue, on: &str) -> Result<String, JsValue> {
        let company = Enterprise::from_json(&to_json(&enterprise, MAX_DEPTH)).map_err(|p| problems(&p))?;
        self.report_of(&company, on)
    }

    /// The same for an enterprise given as JSON text, every digit of which counts. Throws an array of problems.
    pub fn report_text(&self, enterprise: &str, on: &str) -> Result<String, JsValue> {
        let company = Enterprise::parse(enterprise, None).map_err(|p| problems(&p))?;
        self.report_of(&company, on)
    }

    fn report_of(&self, company: &Enterprise, on: &str) -> Result<String, JsValue> {
        let report = self.scheme.score(company, day(on)?).map_err(|p| problems(&p))?;
        Ok(to_text(&report))
    }
}

fn day(on: &str) -> Result<Date, JsValue> {
    Date::parse(on).ok_or_else(|| {
        problems(&[Problem::new(
            "bad_date",
            "评价日期“{0}”不是日期，请写成 2026-11-01",
            "the day \"{0}\" is not a date; write 2026-11-01",
            &[on.into()],
        )])
    })
}

fn to_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn to_js(value: &impl Serialize) -> JsValue {
    // Plain objects, None as null: the same shape that JSON gives.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

fn problems(list: &[Problem]) -> JsValue {
    to_js(&list)
}

// ---------------------------------------------------------------------------------------------------------------------
// Companies of plain numbers: figures and flags through shared memory, no object and no text.

/// The answer for a company that the general path must take: to score it, or to say what is wrong with it.
const GENERAL: f64 = f64::INFINITY;

/// Totals and verdicts of one scheme from plain numbers, for one day and one list of fields at a time.
#[wasm_bindgen]
pub struct Numbers {
    fast: Option<Fast>,
    in_force: bool,
    layout: Option<Layout>,
    /// One number a field, then the verdict.
    slots: Vec<f64>,
    values: Vec<i64>,
}

#[wasm_bindgen]
impl Numbers {
    /// Of a scheme.
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &Engine) -> Numbers {
        Numbers {
            fast: Fast::compile(&engine.scheme),
            in_force: false,
            layout: None,
            slots: Vec::new(),
            values: Vec::new(),
        }
    }

    /// The day to apply the rules for; what is no day, or not one of the scheme, is left to the general path.
    pub fn set_day(&mut self, engine: &Engine, on: &str) {
        self.in_force = Date::parse(on).is_some_and(|day| engine.scheme.in_force(day));
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

// ---------------------------------------------------------------------------------------------------------------------
// JavaScript values as they are: numbers by their shortest text, nothing coerced.

/// Deepest nesting that is read: an enterprise needs three.
const MAX_DEPTH: u32 = 8;

/// A JavaScript value as JSON. Walked by hand and not through serde, which would bring the printing of floats;
/// what is no JSON (NaN, functions, …) becomes text that the reader of the field refuses.
fn to_json(value: &JsValue, depth: u32) -> Json {
    if value.is_null() || value.is_undefined() {
        Json::Null
    } else if let Some(b) = value.as_bool() {
        Json::Bool(b)
    } else if let Some(s) = value.as_string() {
        Json::String(s)
    } else if value.as_f64().is_some() || value.is_bigint() {
        Json::Number(as_text(value))
    } else if depth == 0 {
        Json::String("…".into())
    } else if js_sys::Array::is_array(value) {
        Json::Array(js_sys::Array::from(value).iter().map(|v| to_json(&v, depth - 1)).collect())
    } else if value.is_object() && tag_of(value) == "[object Object]" {
        let entries = js_sys::Object::entries(value.unchecked_ref());
        let member = |entry: JsValue| {
            let entry: js_sys::Array = entry.unchecked_into();
            (entry.get(0).as_string().unwrap_or_default(), to_json(&entry.get(1), depth - 1))
        };
        Json::Object(entries.iter().map(member).collect())
    } else {
        // A function, a symbol, a Map, a Date: nothing that holds figures by their field.
        Json::String(as_text(value))
    }
}

#[wasm_bindgen]
extern "C" {
    /// `[object Map]` and the like.
    #[wasm_bindgen(js_namespace = ["Object", "prototype", "toString"], js_name = call)]
    fn tag_of(value: &JsValue) -> String;

    /// `String(value)`: of a number, its shortest decimal text.
    #[wasm_bindgen(js_name = String)]
    fn as_text(value: &JsValue) -> String;
}
