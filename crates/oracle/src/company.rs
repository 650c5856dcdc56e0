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

fn dictionary() -> Vec<Json> {
    let file: Json = serde_json::from_str(include_str!("../../../dictionary.json")).expect("the dictionary");
    file["fields"].as_array().expect("fields").clone()
}

/// The fields of `dictionary.json`, by id.
pub static DICTIONARY: LazyLock<BTreeMap<String, Field>> = LazyLock::new(|| read(&dictionary()));

/// The fields of [`own_fields`], by id.
pub static OWN: LazyLock<BTreeMap<String, Field>> = LazyLock::new(|| read(&own_fields()));

/// The id of the field that a scheme of the id `random` defines in place of one of the dictionary; of some, `None`. Parts go
/// with their wholes.
pub fn own_id(id: &str) -> Option<String> {
    let mut whole = DICTIONARY.get(id)?;
    while let Kind::Number { at_most: Some(next), .. } = &whole.kind {
        whole = field(next);
    }
    (!whole.id.len().is_multiple_of(3)).then(|| ["random__", id].concat())
}

/// Fields that a scheme of the id `random` may define: those of the dictionary by other ids, wholes before their parts.
pub fn own_fields() -> Vec<Json> {
    let mut all = dictionary();
    all.sort_by_key(|field| field.get("at_most").is_some());
    let renamed = |mut field: Json| {
        field["id"] = own_id(field["id"].as_str()?)?.into();
        if let Some(whole) = field["at_most"].as_str().and_then(own_id) {
            field["at_most"] = whole.into();
        }
        Some(field)
    };
    all.into_iter().filter_map(renamed).collect()
}

fn read(fields: &[Json]) -> BTreeMap<String, Field> {
    let word = |json: &Json| json.as_str().expect("text").to_string();
    let each = fields.iter().map(|f| {
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
}

/// The fields that the schemes of `schemes/` define themselves, by id.
pub static SHIPPED: LazyLock<BTreeMap<String, Field>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemes");
    let files = std::fs::read_dir(folder).expect("schemes/").filter_map(|entry| Some(entry.ok()?.path()));
    let texts = files.filter(|path| path.extension().is_some_and(|e| e == "json")).map(std::fs::read_to_string);
    let schemes = texts.map(|text| serde_json::from_str::<Json>(&text.expect("a file")).expect("JSON"));
    let fields = schemes.filter_map(|scheme| scheme["fields"].as_array().cloned());
    read(&fields.flatten().collect::<Vec<_>>())
});

/// All fields.
pub fn all() -> impl Iterator<Item = &'static Field> {
    DICTIONARY.values().chain(OWN.values()).chain(SHIPPED.values())
}

/// A field by its id.
pub fn field(id: &str) -> &'static Field {
    let found = [&DICTIONARY, &OWN, &SHIPPED].into_iter().find_map(|fields| fields.get(id));
    found.unwrap_or_else(|| panic!("no field {id}"))
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
