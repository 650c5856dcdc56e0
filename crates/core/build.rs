//! Makes of `dictionary.json` the lines that a program reads when it first asks for a field, so that a field is added by adding
//! data: without what only pages show, and a tenth as long to read.

use serde_json::Value;
use std::path::Path;
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let path = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../dictionary.json").canonicalize()?;
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
            "id", "title", "type", "unit", "whole", "min", "max", "at_most", "levels", "section", "move", "meaning",
            "where",
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
    match lines.iter().find(|line| line.contains('\n')) {
        Some(line) => Err(format!("dictionary.json: a line break in {line:?}").into()),
        None => Ok(lines.join("\n") + "\n"),
    }
}

fn name(value: &Value) -> Option<[String; 2]> {
    Some([value["zh"].as_str()?.into(), value["en"].as_str()?.into()])
}
