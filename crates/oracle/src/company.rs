//! The dictionary of fields, and what is known of a company.

use crate::formula::{Fields, Value};
use crate::number::{R, decimal, quantity_of, scale};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A field.
#[derive(Debug)]
pub struct Field {
    /// Its id.
    pub id: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a field holds.
#[derive(Debug)]
pub enum Kind {
    /// A number, in a unit; limits in base units.
    Number {
        /// Unit of a bare number.
        unit: String,
        /// The least it can be.
        min: Option<R>,
        /// The most it can be.
        max: Option<R>,
        /// Whether it counts whole things.
        whole: bool,
        /// The field of which it is a part.
        at_most: Option<String>,
    },
    /// Yes or no.
    Flag,
    /// One of these levels.
    Choice(Vec<String>),
    /// A day; no scheme asks for one.
    Date,
}

/// The fields that random schemes define for themselves, as their files write them.
pub fn own() -> Json {
    let named = |id: &str, mut field: Json| {
        let title = serde_json::json!({"zh": id, "en": id});
        field["id"] = ["random__", id].concat().into();
        for words in ["title", "meaning", "where"] {
            field[words] = title.clone();
        }
        field
    };
    let levels = ["low", "mid", "high"].map(|id| serde_json::json!({"id": id, "title": {"zh": id, "en": id}}));
    serde_json::json!([
        named("money", serde_json::json!({"type": "number", "unit": "万元", "min": "0"})),
        named("money_prior", serde_json::json!({"type": "number", "unit": "万元"})),
        named("part", serde_json::json!({"type": "number", "unit": "元", "min": "0", "at_most": "random__money"})),
        named(
            "people",
            serde_json::json!({
                "type": "number", "unit": "人", "whole": true, "min": "0", "at_most": "staff_total"
            })
        ),
        named("share", serde_json::json!({"type": "number", "unit": "%", "min": "0", "max": "100"})),
        named("flag", serde_json::json!({"type": "flag"})),
        named("choice", serde_json::json!({"type": "choice", "levels": levels})),
    ])
}

/// The fields of `dictionary.json`, and those that random schemes define, by id.
pub static DICTIONARY: LazyLock<BTreeMap<String, Field>> = LazyLock::new(|| {
    let file: Json = serde_json::from_str(include_str!("../../../dictionary.json")).expect("the dictionary");
    let own = own();
    let word = |json: &Json| json.as_str().expect("text").to_string();
    let all = [&file["fields"], &own].into_iter().flat_map(|list| list.as_array().expect("fields"));
    let each = all.map(|f| {
        let kind = match f["type"].as_str().expect("a type") {
            "flag" => Kind::Flag,
            "date" => Kind::Date,
            "choice" => Kind::Choice(f["levels"].as_array().expect("levels").iter().map(|l| word(&l["id"])).collect()),
            _ => {
                let unit = word(&f["unit"]);
                let limit = |key: &str| f[key].as_str().map(|t| decimal(t) * scale(&unit));
                Kind::Number {
                    min: limit("min"),
                    max: limit("max"),
                    whole: f["whole"] == true,
                    at_most: f["at_most"].as_str().map(str::to_string),
                    unit,
                }
            }
        };
        (word(&f["id"]), Field { id: word(&f["id"]), kind })
    });
    each.collect()
});

/// A field by its id.
pub fn field(id: &str) -> &'static Field {
    DICTIONARY.get(id).unwrap_or_else(|| panic!("no field {id}"))
}

/// What is known of a figure.
#[derive(Clone, Debug)]
pub enum Known {
    /// It itself.
    Exact(Value),
    /// Where it lies.
    Range(R, R),
}

/// What is known of a company: what is left out is missing.
pub type Company = BTreeMap<String, Known>;

/// A company from its JSON: numbers, decimal text with or without a unit, ranges, flags, ids of levels.
pub fn company(json: &Json) -> Company {
    let mut read = Company::new();
    for (id, value) in json.as_object().expect("a company is an object") {
        let known = match (&field(id).kind, value) {
            (Kind::Number { unit, .. }, Json::Object(range)) => {
                let [lo, hi] = [0, 1].map(|end| quantity_of(&range["between"][end], unit));
                if lo == hi { Known::Exact(Value::Number(lo)) } else { Known::Range(lo, hi) }
            }
            (Kind::Number { unit, .. }, value) => Known::Exact(Value::Number(quantity_of(value, unit))),
            (Kind::Flag, Json::Bool(b)) => Known::Exact(Value::Truth(*b)),
            (Kind::Choice(_), Json::String(level)) => Known::Exact(Value::Level(level.clone())),
            (kind, value) => panic!("{id} is {value}, not {kind:?}"),
        };
        read.insert(id.clone(), known);
    }
    read
}

/// Whether a company can have these figures: each within the limits of its field, no part above its whole.
pub fn possible(fields: &Fields) -> bool {
    fields.iter().all(|(id, value)| match (&field(id).kind, value) {
        (Kind::Number { min, max, whole, at_most, .. }, Value::Number(n)) => {
            let limit = at_most.as_ref().and_then(|w| fields.get(w));
            min.as_ref().is_none_or(|m| n >= m)
                && max.as_ref().is_none_or(|m| n <= m)
                && (!whole || n.is_int())
                && !matches!(limit, Some(Value::Number(limit)) if n > limit)
        }
        _ => true,
    })
}
