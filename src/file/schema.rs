//! JSON Schemas (draft 2020-12) of the file types.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

/// The JSON Schema of a kind of file, of which `root` gives the schema without its definitions.
pub(super) fn schema_of(root: impl FnOnce(&mut SchemaGenerator) -> Schema) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = root(&mut generator);
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$defs".into(), Value::Object(generator.take_definitions(true)));
    let mut schema = schema.to_value();
    without_null(&mut schema);
    schema
}

/// What may be left out may still not be null.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(list) => list.iter_mut().for_each(without_null),
        Value::Object(o) => {
            if let Some(Value::Array(types)) = o.get_mut("type") {
                types.retain(|t| t != "null");
                if let [one] = &types[..] {
                    let one = one.clone();
                    o.insert("type".into(), one);
                }
            }
            if let Some(Value::Array(any)) = o.get_mut("anyOf") {
                any.retain(|s| *s != json!({"type": "null"}));
                if let [Value::Object(one)] = &any[..] {
                    let one = one.clone();
                    o.remove("anyOf");
                    o.extend(one);
                }
            }
            o.values_mut().for_each(without_null);
        }
        _ => {}
    }
}
