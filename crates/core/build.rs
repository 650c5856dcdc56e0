//! Makes the static dictionary of `dictionary.json`, so that a field is added by adding data, and a module starts without
//! reading it.

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
    fs::write(Path::new(&env::var("OUT_DIR")?).join("dictionary.rs"), fields(&dictionary)?)?;
    Ok(())
}

/// Tells one text from another.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// The static dictionary. A mistake in `dictionary.json` ends the build with its place.
fn fields(dictionary: &Value) -> Result<String, Failure> {
    let list = dictionary["fields"].as_array().ok_or("dictionary.json: \"fields\" is missing")?;
    let ids: Vec<&str> = list
        .iter()
        .map(|f| f["id"].as_str().ok_or_else(|| format!("dictionary.json: a field without an id: {f}")))
        .collect::<Result<_, _>>()?;
    let mut code = String::from("Dictionary { fields: &[\n");
    for (field, id) in list.iter().zip(&ids) {
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
        for words in ["meaning", "where"] {
            name(&field[words]).ok_or_else(|| fail(&format!("\"{words}\" needs zh and en")))?;
        }
        let title = name(&field["title"]).ok_or_else(|| fail("\"title\" needs zh and en"))?;
        let kind = match field["type"].as_str() {
            Some("flag") => "Kind::Flag".to_string(),
            Some("date") => "Kind::Date".to_string(),
            Some("choice") => {
                let levels = field["levels"].as_array().ok_or_else(|| fail("\"levels\" is missing"))?;
                let mut all = String::new();
                for level in levels {
                    let id = level["id"].as_str().ok_or_else(|| fail("a level without an id"))?;
                    let title = name(&level["title"]).ok_or_else(|| fail("a level's title needs zh and en"))?;
                    all += &format!("Level {{ id: {id:?}, title: {title} }},");
                }
                format!("Kind::Choice(&[{all}])")
            }
            Some("number") => {
                let unit = field["unit"].as_str().ok_or_else(|| fail("\"unit\" is missing"))?;
                let (dim, scale) = match unit {
                    "元" => ("MONEY", (1, 10_000)),
                    "万元" => ("MONEY", (1, 1)),
                    "亿元" => ("MONEY", (10_000, 1)),
                    "人" => ("PEOPLE", (1, 1)),
                    "件" | "项" | "个" => ("PIECES", (1, 1)),
                    "年" => ("YEARS", (1, 1)),
                    "分" => ("NONE", (1, 1)),
                    "%" => ("NONE", (1, 100)),
                    other => return Err(fail(&format!("no unit \"{other}\"")).into()),
                };
                let end = |key: &str| -> Result<String, String> {
                    match &field[key] {
                        Value::Null => Ok("None".into()),
                        Value::String(text) => {
                            let (n, d) = decimal(text).ok_or_else(|| fail(&format!("\"{key}\" is not a decimal")))?;
                            Ok(format!("Some(Num::raw({}, {}))", n * scale.0, d * scale.1))
                        }
                        _ => Err(fail(&format!("\"{key}\" must be decimal text"))),
                    }
                };
                let whole_of = match field["at_most"].as_str() {
                    None => "None".to_string(),
                    Some(other) => {
                        let at = ids.iter().position(|id| *id == other);
                        format!("Some(FieldId::new({}))", at.ok_or_else(|| fail(&format!("no field \"{other}\"")))?)
                    }
                };
                format!(
                    "Kind::Number {{ unit: {unit:?}, dim: Dim::{dim}, whole: {}, range: Interval {{ lo: {}, hi: {} }}, at_most: {whole_of} }}",
                    field["whole"].as_bool().unwrap_or(false),
                    end("min")?,
                    end("max")?,
                )
            }
            _ => return Err(fail("\"type\" must be number, flag, choice or date").into()),
        };
        code += &format!("Field {{ id: {id:?}, title: {title}, kind: {kind} }},\n");
    }
    let mut by_id: Vec<usize> = (0..ids.len()).collect();
    by_id.sort_by_key(|&at| ids[at]);
    if let Some(pair) = by_id.windows(2).find(|pair| ids[pair[0]] == ids[pair[1]]) {
        return Err(format!("dictionary.json: {} stands there twice", ids[pair[0]]).into());
    }
    let by_id: Vec<String> = by_id.iter().map(|at| format!("FieldId::new({at})")).collect();
    Ok(code + &format!("], by_id: &[{}] }}", by_id.join(", ")))
}

fn name(value: &Value) -> Option<String> {
    Some(format!("Name {{ zh: {:?}, en: {:?} }}", value["zh"].as_str()?, value["en"].as_str()?))
}

/// A decimal as numerator and denominator.
fn decimal(text: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let n = format!("{whole}{fraction}").parse().ok()?;
    Some((n, 10i64.pow(u32::try_from(fraction.len()).ok()?)))
}
