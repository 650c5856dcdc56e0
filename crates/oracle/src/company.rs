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
        // What joins the fields of the dictionary does not join these.
        for member in ["implies", "difference", "product", "stands_in", "plausible"] {
            field.as_object_mut()?.remove(member);
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
    derive(&mut read);
    read
}

/// The facts of the dictionary: a field, the member that joins it to others, and what that says.
fn facts(member: &str) -> impl Iterator<Item = (&'static str, &'static Json)> {
    static ALL: LazyLock<Vec<Json>> = LazyLock::new(dictionary);
    let found: Vec<_> = ALL.iter().filter_map(|field| Some((field["id"].as_str()?, field.get(member)?))).collect();
    found.into_iter()
}

/// Whether a flag is yes, or a choice at one of the levels.
fn is_at(known: Option<&Known>, levels: &Json) -> bool {
    match known {
        Some(Known::Exact(Value::Truth(yes))) => *yes,
        Some(Known::Exact(Value::Level(level))) => levels.as_array().is_some_and(|all| all.iter().any(|l| l == level)),
        _ => false,
    }
}

fn ends(company: &Company, id: &Json) -> Option<(R, R)> {
    match company.get(id.as_str()?)? {
        Known::Exact(Value::Number(n)) => Some((n.clone(), n.clone())),
        Known::Range(lo, hi) => Some((lo.clone(), hi.clone())),
        Known::Exact(_) => None,
    }
}

fn span((lo, hi): (R, R)) -> Known {
    if lo == hi { Known::Exact(Value::Number(lo)) } else { Known::Range(lo, hi) }
}

/// Sets the numbers of a company that are the difference of two others.
pub fn balance(numbers: &mut BTreeMap<String, R>) {
    for (id, of) in facts("difference") {
        let [a, b] = [0, 1].map(|at| of["of"][at].as_str().and_then(|other| numbers.get(other).cloned()));
        if let (true, Some(a), Some(b)) = (numbers.contains_key(id), a, b) {
            numbers.insert(id.into(), a - b);
        }
    }
}

/// Sets the flags of a company that follow from others, whatever stood there.
pub fn settle(company: &mut serde_json::Map<String, Json>) {
    let read = company.clone();
    for (id, list) in facts("implies") {
        for fact in list.as_array().expect("a list") {
            let holds = match read.get(id) {
                Some(Json::Bool(yes)) => *yes,
                Some(Json::String(level)) => fact["when"].as_array().is_some_and(|all| all.iter().any(|l| l == level)),
                _ => false,
            };
            let to = fact["field"].as_str().expect("a field");
            if holds && fact["is"].is_boolean() && company.contains_key(to) {
                company.insert(to.into(), fact["is"].clone());
            }
        }
    }
}

/// Adds what follows from the figures of a company, then what stands in for one that is not given.
fn derive(company: &mut Company) {
    loop {
        let before = company.len();
        for (id, list) in facts("implies") {
            for fact in list.as_array().expect("a list") {
                let to = fact["field"].as_str().expect("a field");
                let Some(is) = fact["is"].as_bool() else { continue };
                if is_at(company.get(id), &fact["when"]) && !company.contains_key(to) {
                    company.insert(to.into(), Known::Exact(Value::Truth(is)));
                }
                let denied = matches!(company.get(to), Some(Known::Exact(Value::Truth(said))) if *said != is);
                if denied && matches!(field(id).kind, Kind::Flag) && !company.contains_key(id) {
                    company.insert(id.into(), Known::Exact(Value::Truth(false)));
                }
            }
        }
        for (id, of) in facts("difference") {
            let both = ends(company, &of["of"][0]).zip(ends(company, &of["of"][1]));
            if let (false, Some(((a, b), (c, d)))) = (company.contains_key(id), both) {
                company.insert(id.into(), span((a - d, b - c)));
            }
        }
        for (id, of) in facts("product") {
            let both = ends(company, &of[0]).zip(ends(company, &of[1]));
            if let (false, Some(((a, b), (c, d)))) = (company.contains_key(id), both) {
                company.insert(id.into(), span((a * c, b * d)));
            }
        }
        if company.len() == before {
            break;
        }
    }
    let own = company.clone();
    for (id, others) in facts("stands_in") {
        let stands = others.as_array().expect("a list").iter().find_map(|other| own.get(other.as_str()?));
        if let (false, Some(known)) = (own.contains_key(id), stands) {
            company.insert(id.into(), known.clone());
        }
    }
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
