//! What is data in the tree and must be code in the module: the lists of `schemes/` and `finance/` and the fields of
//! `dictionary.json`, so that a scheme, an instrument or a field is added by adding data, and the module starts without
//! reading them.

use serde_json::Value;
use std::path::Path;
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    // The crate's own folder, or wasm/ within it.
    let own = Path::new(&env::var("CARGO_MANIFEST_DIR")?).canonicalize()?;
    let root = own.ancestors().find(|folder| folder.join("dictionary.json").exists()).ok_or("no dictionary.json")?;
    let out = env::var("OUT_DIR")?;
    for data in ["schemes", "finance", "dictionary.json"] {
        println!("cargo:rerun-if-changed={}", root.join(data).display());
    }
    for folder in ["schemes", "finance"] {
        fs::write(Path::new(&out).join(folder).with_extension("rs"), files(&root.join(folder))?)?;
    }
    let text = fs::read_to_string(root.join("dictionary.json"))?;
    println!("cargo:rustc-env=DICTIONARY_FINGERPRINT={:016x}", fnv1a(text.as_bytes()));
    let dictionary = serde_json::from_str(&text)?;
    fs::write(Path::new(&out).join("dictionary.rs"), fields(&dictionary)?)?;
    Ok(())
}

/// Tells one text from another.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// `[(id, text), …]` of every JSON file of a folder.
fn files(folder: &Path) -> Result<String, Failure> {
    let mut files: Vec<_> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    let mut list = String::from("[");
    for path in &files {
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        list += &format!("({id:?}, include_str!({:?})),", path.display().to_string());
    }
    Ok(list + "]")
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
                        format!("Some({})", at.ok_or_else(|| fail(&format!("no field \"{other}\"")))?)
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
        let movable = movable(field).map_err(|what| fail(&what))?;
        code += &format!(
            "Field {{ id: {id:?}, title: {title}, kind: {kind}, #[cfg(feature = \"full\")] movable: {movable} }},\n"
        );
    }
    let mut by_id: Vec<usize> = (0..ids.len()).collect();
    by_id.sort_by_key(|&at| ids[at]);
    if let Some(pair) = by_id.windows(2).find(|pair| ids[pair[0]] == ids[pair[1]]) {
        return Err(format!("dictionary.json: {} stands there twice", ids[pair[0]]).into());
    }
    Ok(code + &format!("], by_id: &{by_id:?} }}"))
}

/// How a field can move, an estimate: a cost a unit and limits of a number, the cost of each level of a flag or choice.
fn movable(field: &Value) -> Result<String, String> {
    let Value::Object(own) = &field["move"] else {
        return if field["move"].is_null() { Ok("None".into()) } else { Err("\"move\" is not an object".into()) };
    };
    let known: &[&str] = if field["type"] == "number" { &["cost", "up", "down"] } else { &["to"] };
    if let Some(key) = own.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("\"move\" has an unknown \"{key}\""));
    }
    let cost = |value: &Value| {
        let cost = value.as_str().and_then(decimal).filter(|c| c.0 > 0);
        cost.map(|(n, d)| format!("Num::raw({n}, {d})"))
            .ok_or("a cost in \"move\" is no decimal text above 0".to_string())
    };
    if field["type"] == "number" {
        let limit = |key: &str| match own.get(key) {
            None => Ok("None".into()),
            Some(Value::String(text)) => Ok(format!("Some({text:?})")),
            Some(_) => Err(format!("\"{key}\" in \"move\" is no text")),
        };
        let (up, down): (String, String) = (limit("up")?, limit("down")?);
        return Ok(format!(
            "Some(Move {{ cost: {}, up: {up}, down: {down}, to: &[] }})",
            cost(&field["move"]["cost"])?
        ));
    }
    let mut to = String::new();
    for (level, value) in own.get("to").and_then(Value::as_object).ok_or("\"move\" needs \"to\"")? {
        let at = match field["levels"].as_array() {
            Some(levels) => levels.iter().position(|l| l["id"] == level.as_str()),
            None => ["false", "true"].iter().position(|flag| flag == level),
        };
        let at = at.ok_or_else(|| format!("\"move\" names no level \"{level}\""))?;
        to += &format!("({at}, {}),", cost(value)?);
    }
    Ok(format!("Some(Move {{ cost: Num::ONE, up: None, down: None, to: &[{to}] }})"))
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
