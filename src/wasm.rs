//! The wasm bindings: the only file that knows JavaScript. `pkg/api.js` wraps them into the public classes.

use crate::dictionary::{DICTIONARY, Dictionary, Kind, Value};
use crate::enterprise::Enterprise;
use crate::json::Json;
use crate::number::{Date, Num, unit};
use crate::problem::Problem;
use crate::scheme::Scheme;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use wasm_bindgen::prelude::*;

/// Shows a panic, which would be a bug, as a readable message in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The dictionary as JSON text.
#[wasm_bindgen]
pub fn dictionary() -> String {
    DICTIONARY.to_string()
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
        let fields = s.fields.iter().map(|&f| s.dictionary.fields[f].id.as_str()).collect();
        to_js(&Info {
            id: &s.id,
            title: &s.title,
            issuer: &s.issuer,
            document: &s.document,
            effective: Effective {
                from: s.from.to_string(),
                to: s.to.map(|d| d.to_string()),
            },
            digest: &s.digest,
            official: s.official,
            fields,
        })
    }

    /// Scores an enterprise given as an object. Throws an array of problems.
    pub fn report(&self, enterprise: JsValue, on: &str) -> Result<JsValue, JsValue> {
        let Exact(json) = serde_wasm_bindgen::from_value(enterprise).map_err(|e| {
            let detail = e.to_string();
            problems(&[Problem::new(
                "wrong_type",
                format!("企业数据无法读取：{detail}"),
                format!("the enterprise cannot be read: {detail}"),
            )])
        })?;
        let company = Enterprise::from_json(&json).map_err(|p| problems(&p))?;
        self.report_of(&company, on)
    }

    /// Scores an enterprise given as JSON text, every digit of which counts. Throws an array of problems.
    pub fn report_text(&self, enterprise: &str, on: &str) -> Result<JsValue, JsValue> {
        let company = Enterprise::parse(enterprise, None).map_err(|p| problems(&p))?;
        self.report_of(&company, on)
    }

    fn report_of(&self, company: &Enterprise, on: &str) -> Result<JsValue, JsValue> {
        let report = self.scheme.score(company, day(on)?).map_err(|p| problems(&p))?;
        Ok(to_js(&report))
    }
}

fn day(on: &str) -> Result<Date, JsValue> {
    Date::parse(on).ok_or_else(|| {
        problems(&[Problem::new(
            "bad_date",
            format!("评价日期“{on}”不是日期，请写成 2026-11-01"),
            format!("the day \"{on}\" is not a date; write 2026-11-01"),
        )])
    })
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
// The fast path for totals: numbers and flags through shared memory, no object and no text.

/// What the fast path gives back when it cannot serve a company and the general path must: an unknown, a figure that is
/// out of range or has too many digits.
const GENERAL: f64 = f64::INFINITY;

/// Totals of one scheme from plain numbers.
#[wasm_bindgen]
pub struct Totals {
    slots: Vec<f64>,
    /// The field and scale of each slot, `None` for a flag.
    fields: Vec<(usize, Option<Num>)>,
    company: Enterprise,
}

#[wasm_bindgen]
impl Totals {
    /// Room for the fields of a scheme, in the order of [`Engine::info`].
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &Engine) -> Totals {
        let dictionary = engine.scheme.dictionary;
        let scale = |f: &usize| match &dictionary.fields[*f].kind {
            Kind::Number { unit: name, .. } => Some(unit(name).map_or(Num::ONE, |u| u.1)),
            _ => None,
        };
        let fields: Vec<_> = engine.scheme.fields.iter().map(|f| (*f, scale(f))).collect();
        Totals {
            slots: vec![f64::NAN; fields.len()],
            fields,
            company: Enterprise::default(),
        }
    }

    /// Where the slots lie in memory: one `f64` a field; NaN for a missing one, 0 or 1 for a flag.
    pub fn slots(&self) -> *const f64 {
        self.slots.as_ptr()
    }

    /// The total; infinity where the general path must be taken.
    pub fn total(&mut self, engine: &Engine, year: u16, month: u8, day: u8) -> f64 {
        let Some(on) = Date::new(year, month, day) else {
            return GENERAL;
        };
        let dictionary: &'static Dictionary = engine.scheme.dictionary;
        for (&(field, scale), &x) in self.fields.iter().zip(&self.slots) {
            let value = match scale {
                _ if x.is_nan() => Value::Missing,
                None => Value::Flag(x != 0.0),
                Some(scale) => {
                    let exact = Num::from_f64(x).and_then(|n| if scale == Num::ONE { Some(n) } else { n.mul(scale) });
                    match exact.map(|n| dictionary.fields[field].check(n)) {
                        Some(Ok(n)) => Value::Exact(n),
                        _ => return GENERAL,
                    }
                }
            };
            self.company.set(field, value);
        }
        if !self.company.contradictions().is_empty() {
            return GENERAL;
        }
        match engine.scheme.total(&self.company, on) {
            Ok(Some(total)) => total.to_f64(),
            _ => GENERAL,
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// JavaScript values as they are: numbers by their shortest text, nothing coerced.

struct Exact(Json);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Exact, D::Error> {
        deserializer.deserialize_any(ExactVisitor).map(Exact)
    }
}

struct ExactVisitor;

impl<'de> Visitor<'de> for ExactVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a number, text, true, false, null, array or object")
    }

    fn visit_bool<E>(self, v: bool) -> Result<Json, E> {
        Ok(Json::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Json, E> {
        Ok(Json::Number(v.to_string()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Json, E> {
        Ok(Json::Number(v.to_string()))
    }

    fn visit_i128<E>(self, v: i128) -> Result<Json, E> {
        Ok(Json::Number(v.to_string()))
    }

    fn visit_u128<E>(self, v: u128) -> Result<Json, E> {
        Ok(Json::Number(v.to_string()))
    }

    // NaN and Infinity keep their names and are refused as numbers where they stand.
    fn visit_f64<E>(self, v: f64) -> Result<Json, E> {
        Ok(Json::Number(
            js_sys::Number::from(v)
                .to_string_with_radix(10)
                .map_or_else(|_| "NaN".into(), String::from),
        ))
    }

    fn visit_str<E>(self, v: &str) -> Result<Json, E> {
        Ok(Json::String(v.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Json, D::Error> {
        Exact::deserialize(d).map(|e| e.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(Exact(item)) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        while let Some((key, Exact(value))) = map.next_entry::<String, Exact>()? {
            members.push((key, value));
        }
        Ok(Json::Object(members))
    }
}
