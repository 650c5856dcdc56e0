//! Makes of `dictionary.json` the lines that a program reads when it first asks for a field, so that a field is added by adding
//! data: without what only pages show, and a tenth as long to read.

use serde_json::Value;
use std::path::Path;
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let path = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("dictionary.json").canonicalize()?;
    println!("cargo:rerun-if-changed={}", path.display());
    let text = fs::read_to_string(path)?;
    println!("cargo:rustc-env=DICTIONARY_FINGERPRINT={:016x}", fnv1a(text.as_bytes()));
    let dictionary = serde_json::from_str(&text)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("dictionary.txt"), fields(&dictionary)?)?;
    Ok(())
}

/// Tells one text from another.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// The dictionary as lines of text, one a value: `Dictionary::read` has their order. A mistake in `dictionary.json` ends the
/// build with its place.
fn fields(dictionary: &Value) -> Result<String, Failure> {
    let list = dictionary["fields"].as_array().ok_or("dictionary.json: \"fields\" is missing")?;
    let ids: Vec<&str> = list
        .iter()
        .map(|f| f["id"].as_str().ok_or_else(|| format!("dictionary.json: a field without an id: {f}")))
        .collect::<Result<_, _>>()?;
    let mut lines = vec![list.len().to_string()];
    for (index, (field, id)) in list.iter().zip(&ids).enumerate() {
        let fail = |what: &str| format!("dictionary.json: {id}: {what}");
        let known = [
            "id",
            "title",
            "type",
            "unit",
            "whole",
            "min",
            "max",
            "at_most",
            "levels",
            "section",
            "move",
            "meaning",
            "where",
            "implies",
            "difference",
            "product",
            "stands_in",
            "plausible",
        ];
        for key in field.as_object().ok_or_else(|| fail("is not an object"))?.keys() {
            if !known.contains(&key.as_str()) {
                return Err(fail(&format!("unknown \"{key}\"")).into());
            }
        }
        if ids[..index].contains(id) {
            return Err(fail("stands there twice").into());
        }
        for words in ["meaning", "where"] {
            name(&field[words]).ok_or_else(|| fail(&format!("\"{words}\" needs zh and en")))?;
        }
        lines.push(id.to_string());
        lines.extend(name(&field["title"]).ok_or_else(|| fail("\"title\" needs zh and en"))?);
        match field["type"].as_str() {
            Some(kind @ ("flag" | "date")) => lines.push(kind.into()),
            Some("choice") => {
                let levels = field["levels"].as_array().ok_or_else(|| fail("\"levels\" is missing"))?;
                lines.extend(["choice".into(), levels.len().to_string()]);
                for level in levels {
                    lines.push(level["id"].as_str().ok_or_else(|| fail("a level without an id"))?.into());
                    lines.extend(name(&level["title"]).ok_or_else(|| fail("a level's title needs zh and en"))?);
                }
            }
            Some("number") => {
                lines.push(field["unit"].as_str().ok_or_else(|| fail("\"unit\" is missing"))?.into());
                lines.push(if field["whole"] == true { "whole" } else { "" }.into());
                for end in ["min", "max"] {
                    match &field[end] {
                        Value::Null => lines.push(String::new()),
                        Value::String(decimal) => lines.push(decimal.clone()),
                        _ => return Err(fail(&format!("\"{end}\" must be decimal text")).into()),
                    }
                }
                lines.push(match field["at_most"].as_str() {
                    None => "0".into(),
                    Some(whole) => {
                        let index = ids.iter().position(|id| *id == whole);
                        (index.ok_or_else(|| fail(&format!("no field \"{whole}\"")))? + 1).to_string()
                    }
                });
            }
            _ => return Err(fail("\"type\" must be number, flag, choice or date").into()),
        }
    }
    let mut facts = Vec::new();
    let mut plausible = Vec::new();
    for (index, (field, id)) in list.iter().zip(&ids).enumerate() {
        let fail = |what: String| format!("dictionary.json: {id}: {what}");
        facts.extend(facts_of(field, index, &ids).map_err(fail)?);
        plausible.extend(limits_of(field, index, &ids).map_err(fail)?);
    }
    for all in [facts, plausible] {
        lines.push(all.len().to_string());
        lines.extend(all.into_iter().flatten());
    }
    match lines.iter().find(|line| line.contains('\n')) {
        Some(line) => Err(format!("dictionary.json: a line break in {line:?}").into()),
        None => Ok(lines.join("\n") + "\n"),
    }
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("{value} is no text"))
}

fn place(value: &Value, ids: &[&str]) -> Result<String, String> {
    let index = ids.iter().position(|id| value.as_str() == Some(id));
    index.map(|index| index.to_string()).ok_or_else(|| format!("no field {value}"))
}

/// What a field says of others, and what gives it or stands in for it.
fn facts_of(field: &Value, index: usize, ids: &[&str]) -> Result<Vec<Vec<String>>, String> {
    let mut facts = Vec::new();
    let own = index.to_string();
    for fact in field["implies"].as_array().into_iter().flatten() {
        let to = place(&fact["field"], ids)?;
        if let Some(days) = fact["days"].as_u64() {
            facts.push(vec!["days".into(), to, own.clone(), days.to_string()]);
            continue;
        }
        let levels = match (field["levels"].as_array(), fact["when"].as_array()) {
            (None, _) => 2,
            (Some(levels), when) => {
                let mut set = 0_u64;
                for id in when.ok_or("\"when\" is missing")? {
                    let at = levels.iter().position(|level| level["id"] == *id);
                    set |= 1 << at.ok_or_else(|| format!("no level {id}"))?;
                }
                set
            }
        };
        let (word, ends) = match (&fact["is"], &fact["between"]) {
            (Value::Bool(yes), Value::Null) => (if *yes { "yes" } else { "no" }, Vec::new()),
            (_, ends) => ("range", vec![text(&ends[0])?.to_string(), text(&ends[1])?.to_string()]),
        };
        let mut lines = vec![word.to_string(), to, own.clone()];
        lines.extend(ends);
        lines.push(levels.to_string());
        facts.push(lines);
    }
    if let Value::Object(difference) = &field["difference"] {
        let of = &difference["of"];
        let mut lines = vec!["less".to_string(), own.clone(), place(&of[0], ids)?];
        for off in ["share", "amount"] {
            lines.push(text(&difference[off])?.into());
        }
        lines.push(place(&of[1], ids)?);
        facts.push(lines);
    }
    if let Value::Array(of) = &field["product"] {
        facts.push(vec!["times".into(), own.clone(), place(&of[0], ids)?, place(&of[1], ids)?]);
    }
    for other in field["stands_in"].as_array().into_iter().flatten() {
        facts.push(vec!["instead".into(), own.clone(), place(other, ids)?]);
    }
    Ok(facts)
}

/// Within what a field can be meant.
fn limits_of(field: &Value, index: usize, ids: &[&str]) -> Result<Option<Vec<String>>, String> {
    let Value::Object(limits) = &field["plausible"] else { return Ok(None) };
    let mut lines = vec![index.to_string()];
    for end in ["from", "to"] {
        lines.push(limits.get(end).map_or(Ok(""), text)?.into());
    }
    match limits.get("each") {
        None => lines.extend(["0".into(), String::new()]),
        Some(each) => {
            let of = ids.iter().position(|id| each["of"] == *id).ok_or("\"each\" is of no field")?;
            lines.extend([(of + 1).to_string(), text(&each["to"])?.into()]);
        }
    }
    lines.push(text(&limits["repair"])?.into());
    Ok(Some(lines))
}

fn name(value: &Value) -> Option<[String; 2]> {
    Some([value["zh"].as_str()?.into(), value["en"].as_str()?.into()])
}
