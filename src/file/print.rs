//! JSON as text that people read and edit.

use innopoints_core::gather::Gather;
use innopoints_core::json::Json;

/// JSON as people write it: two spaces, short objects on one line.
pub(crate) fn write(json: &Json) -> String {
    let mut out = String::new();
    write_into(json, 0, &mut out);
    out.push('\n');
    out
}

fn write_into(json: &Json, depth: usize, out: &mut String) {
    let (open, close, members): (char, char, Vec<(Option<&str>, &Json)>) = match json {
        Json::Object(members) => ('{', '}', members.iter().map(|(k, v)| (Some(k.as_str()), v)).gather()),
        Json::Array(list) => ('[', ']', list.iter().map(|v| (None, v)).gather()),
        Json::String(s) => return quote(s, out),
        Json::Number(n) => return out.push_str(n),
        Json::Bool(b) => return out.push_str(if *b { "true" } else { "false" }),
        Json::Null => return out.push_str("null"),
    };
    let simple = |v: &Json| !matches!(v, Json::Object(_) | Json::Array(_));
    let nested = members.iter().any(|(_, v)| !simple(v));
    let length = |v: &Json| match v {
        Json::String(s) | Json::Number(s) => s.len(),
        _ => 4,
    };
    let long: usize = members.iter().map(|(k, v)| k.map_or(0, str::len) + length(v)).sum();
    let lines = nested || long > 100;
    out.push(open);
    for (i, (key, value)) in members.iter().enumerate() {
        if i > 0 {
            out.push_str(if lines { "," } else { ", " });
        }
        if lines {
            out.push('\n');
            out.push_str(&"  ".repeat(depth + 1));
        }
        if let Some(key) = key {
            quote(key, out);
            out.push_str(": ");
        }
        write_into(value, depth + 1, out);
    }
    if lines {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(close);
}

fn quote(s: &str, out: &mut String) {
    out.push('"');
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
