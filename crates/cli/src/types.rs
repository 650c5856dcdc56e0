//! `schema --types`: TypeScript declarations of what the package gives back, made from the Rust types.

use super::output::Stop;
use innopoints::shapes::definitions;
use serde_json::{Map, Value};
use std::io::Write;

/// Prints the declarations.
pub fn print(out: &mut impl Write) -> Result<u8, Stop> {
    writeln!(out, "// Made from the Rust types by `innopoints schema --types`.")?;
    for (name, schema) in definitions() {
        writeln!(out)?;
        comment(&schema, "", out)?;
        match schema.get("properties") {
            Some(Value::Object(members)) => {
                writeln!(out, "export interface {name} {{")?;
                print_members(members, &schema, out)?;
                writeln!(out, "}}")?;
            }
            _ => writeln!(out, "export type {name} = {};", type_of(&schema))?,
        }
    }
    Ok(0)
}

fn print_members(members: &Map<String, Value>, of: &Value, out: &mut impl Write) -> Result<(), Stop> {
    let required = strings(of.get("required"));
    for (member, schema) in members {
        comment(schema, "  ", out)?;
        let optional = if required.contains(&member.as_str()) { "" } else { "?" };
        writeln!(out, "  {member}{optional}: {};", type_of(schema))?;
    }
    Ok(())
}

fn comment(schema: &Value, indent: &str, out: &mut impl Write) -> Result<(), Stop> {
    if let Some(text) = schema.get("description").and_then(Value::as_str) {
        let text = text.replace("`None`", "null").replace("*/", "* /").replace('\n', " ");
        writeln!(out, "{indent}/** {text} */")?;
    }
    Ok(())
}

fn strings(list: Option<&Value>) -> Vec<&str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The type of a schema.
fn type_of(schema: &Value) -> String {
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        return path.rsplit('/').next().unwrap_or(path).to_string();
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    for key in ["enum", "anyOf", "oneOf"] {
        if let Some(Value::Array(list)) = schema.get(key) {
            let one = |v: &Value| if key == "enum" { v.to_string() } else { type_of(v) };
            return union(list.iter().map(one).collect());
        }
    }
    match schema.get("type") {
        Some(Value::Array(types)) => {
            let one = |t: &Value| {
                let mut schema = schema.clone();
                schema["type"] = t.clone();
                type_of(&schema)
            };
            union(types.iter().map(one).collect())
        }
        Some(Value::String(name)) => match name.as_str() {
            "integer" => "number".to_string(),
            "array" => array(schema),
            "object" => object(schema),
            other => other.to_string(),
        },
        _ => "unknown".to_string(),
    }
}

fn union(parts: Vec<String>) -> String {
    parts.join(" | ")
}

fn array(schema: &Value) -> String {
    let item = schema.get("items").map_or("unknown".to_string(), type_of);
    match (schema.get("minItems"), schema.get("maxItems")) {
        (Some(least), Some(most)) if least == most => {
            let count = least.as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
            format!("[{}]", vec![item; count].join(", "))
        }
        _ if item.contains('|') => format!("({item})[]"),
        _ => format!("{item}[]"),
    }
}

fn object(schema: &Value) -> String {
    if let Some(Value::Object(members)) = schema.get("properties") {
        let required = strings(schema.get("required"));
        let one = |(name, schema): (&String, &Value)| {
            let optional = if required.contains(&name.as_str()) { "" } else { "?" };
            format!("{name}{optional}: {}", type_of(schema))
        };
        return format!("{{ {} }}", members.iter().map(one).collect::<Vec<_>>().join("; "));
    }
    let value = schema.get("additionalProperties").map_or("unknown".to_string(), type_of);
    format!("{{ [key: string]: {value} }}")
}
