//! What is data in the tree and must be code in the library: the lists of `schemes/` and `finance/`, so that a scheme or an
//! instrument is added by adding data, how the fields of `dictionary.json` can move, for plans, and how tables head them.

use serde_json::Value;
use std::path::Path;
use std::{env, fs};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).canonicalize()?;
    let out = env::var("OUT_DIR")?;
    for data in
        ["schemes", "finance", "dictionary.json", "dictionary-forms.json", "table-words.json", "industries.json"]
    {
        println!("cargo:rerun-if-changed={}", root.join(data).display());
    }
    for folder in ["schemes", "finance"] {
        fs::write(Path::new(&out).join(folder).with_extension("rs"), files(&root.join(folder))?)?;
    }
    let dictionary: Value = serde_json::from_str(&fs::read_to_string(root.join("dictionary.json"))?)?;
    let forms: Value = serde_json::from_str(&fs::read_to_string(root.join("dictionary-forms.json"))?)?;
    fs::write(Path::new(&out).join("aliases.rs"), aliases(&forms)?)?;
    let read =
        |name: &str| -> Result<Value, Failure> { Ok(serde_json::from_str(&fs::read_to_string(root.join(name))?)?) };
    fs::write(Path::new(&out).join("table_words.rs"), table_words(&forms, &read("table-words.json")?)?)?;
    fs::write(Path::new(&out).join("industries.rs"), industries(&read("industries.json")?)?)?;
    let mut moves = String::from("vec![");
    for field in dictionary["fields"].as_array().ok_or("dictionary.json: \"fields\" is missing")? {
        let own = movable(field).map_err(|what| format!("dictionary.json: {}: {what}", field["id"]))?;
        moves += &format!("{own},\n");
    }
    fs::write(Path::new(&out).join("moves.rs"), moves + "]")?;
    Ok(())
}

/// `[(heading, field), …]`, ordered by heading.
fn aliases(forms: &Value) -> Result<String, Failure> {
    let fields = forms["fields"].as_object().ok_or("dictionary-forms.json: \"fields\" is missing")?;
    let mut all = Vec::new();
    for (field, of) in fields {
        for alias in of["aliases"].as_array().into_iter().flatten() {
            let alias = alias.as_str().ok_or_else(|| format!("dictionary-forms.json: {field}: an alias is no text"))?;
            all.push((alias, field));
        }
    }
    all.sort();
    Ok(format!("{all:?}"))
}

/// The lists of words that a reader of tables knows beside the headings of fields, a constant each.
fn table_words(forms: &Value, words: &Value) -> Result<String, Failure> {
    let list = |value: &Value, name: &str| -> Result<Vec<String>, Failure> {
        let list = value.as_array().ok_or_else(|| format!("a reader of tables needs the list \"{name}\""))?;
        Ok(list.iter().filter_map(|word| word.as_str().map(str::to_string)).collect())
    };
    let mut code = String::new();
    for name in ["names", "codes"] {
        code += &format!("pub const {}: &[&str] = &{:?};\n", name.to_uppercase(), list(&forms[name], name)?);
    }
    for (key, name) in
        [("_now", "NOW"), ("_prior", "PRIOR"), ("_prior2", "PRIOR2"), ("asked", "ASKED"), ("asked2", "ASKED2")]
    {
        code += &format!("pub const {name}: &[&str] = &{:?};\n", list(&forms["periods"][key], key)?);
    }
    for (name, value) in words.as_object().ok_or("table-words.json is no object")? {
        if value.is_array() {
            code += &format!("pub const {}: &[&str] = &{:?};\n", name.to_uppercase(), list(value, name)?);
        }
    }
    Ok(code)
}

/// `(field, [(code, title, level), …])`: a division's code has the letter of its section in front; the level is empty where it
/// is open.
fn industries(data: &Value) -> Result<String, Failure> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let mut all = Vec::new();
    for section in data["sections"].as_array().ok_or("industries.json: \"sections\" is missing")? {
        let level = text(&section["level"]);
        all.push((text(&section["code"]), text(&section["title"]), level.clone()));
        for division in section["divisions"].as_array().into_iter().flatten() {
            let own = if division["level"].is_null() { level.clone() } else { text(&division["level"]) };
            all.push((text(&section["code"]) + &text(&division["code"]), text(&division["title"]), own));
        }
    }
    Ok(format!("({:?}, &{all:?})", text(&data["field"])))
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
            Some(Value::String(text)) => Ok(format!("Some({text:?}.into())")),
            Some(_) => Err(format!("\"{key}\" in \"move\" is no text")),
        };
        let (up, down): (String, String) = (limit("up")?, limit("down")?);
        return Ok(format!(
            "Some(Move {{ cost: {}, up: {up}, down: {down}, to: Vec::new() }})",
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
    Ok(format!("Some(Move {{ cost: Num::ONE, up: None, down: None, to: vec![{to}] }})"))
}

/// A decimal as numerator and denominator.
fn decimal(text: &str) -> Option<(i64, i64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let n = format!("{whole}{fraction}").parse().ok()?;
    Some((n, 10i64.pow(u32::try_from(fraction.len()).ok()?)))
}
