//! For those who write schemes: checking a file, and the JSON Schema.

use super::input::read_text;
use super::output::{BAD_INPUT, Stop, json_line};
use innopoints::json::Json;
use innopoints::lint::{Finding, Severity};
use innopoints::{file, lint, shipped};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

#[derive(Serialize)]
struct Checked {
    file: String,
    errors: usize,
    warnings: usize,
    hints: usize,
    findings: Vec<Finding>,
    /// A JSON Schema, such as that of scheme files beside them: no scheme, and not checked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    skipped: bool,
}

/// Whether a file says of itself that it is a JSON Schema.
fn is_schema(text: &str) -> bool {
    let Ok(json) = Json::parse(text) else { return false };
    // A scheme that names the wrong schema is still a scheme.
    let says = matches!(json.get("$schema"), Some(Json::String(s)) if s.contains("://json-schema.org/"));
    says && json.get("effective").is_none()
}

pub fn check(files: &[String], hints: bool, json: bool, out: &mut impl Write) -> Result<u8, Stop> {
    let mut texts = Vec::new();
    for name in files {
        match shipped::scheme(name).or_else(|| shipped::finance(name)) {
            Some(text) => texts.push((name.clone(), text.to_string())),
            None => texts.push((name.clone(), read_text(name)?)),
        }
    }
    let (schemas, texts): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(_, text)| is_schema(text));
    let skipped = |file| Checked { file, errors: 0, warnings: 0, hints: 0, findings: Vec::new(), skipped: true };
    let mut list: Vec<Checked> = schemas.into_iter().map(|(file, _)| skipped(file)).collect();
    for (i, (name, text)) in texts.iter().enumerate() {
        // A file stands in for the shipped one of its name.
        let replaced = |id: &str| texts.iter().any(|t| stem(&t.0) == id);
        let shipped = shipped::SCHEMES.iter().chain(shipped::FINANCE).copied().filter(|s| !replaced(s.0));
        let others = texts.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, t)| (t.0.as_str(), t.1.as_str()));
        let findings = lint::check(text, Some(name), &others.chain(shipped).collect::<Vec<_>>());
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let hints = count(Severity::Hint);
        list.push(Checked { file: name.clone(), errors, warnings, hints, findings, skipped: false });
    }
    let clean = list.iter().all(|c| c.errors + c.warnings == 0);
    if json {
        json_line(out, &list)?;
        return Ok(if clean { 0 } else { BAD_INPUT });
    }
    for checked in &list {
        if checked.skipped {
            writeln!(
                out,
                "{}: 是 JSON Schema，不是方案，不检查 / a JSON Schema, no scheme: not checked",
                checked.file
            )?;
            continue;
        }
        for f in checked.findings.iter().filter(|f| hints || f.severity != Severity::Hint) {
            let p = &f.problem;
            let word = match f.severity {
                Severity::Error => "错误 error",
                Severity::Warning => "警告 warning",
                Severity::Hint => "提示 hint",
            };
            let place: String = [p.line, p.column].into_iter().flatten().map(|n| format!(":{n}")).collect();
            let pointer = p.pointer.as_deref().unwrap_or_default();
            writeln!(out, "{}{place}: {word} {pointer}", checked.file)?;
            writeln!(out, "  {}", p.zh)?;
            writeln!(out, "  {} [{}]", p.en, p.code)?;
        }
        let Checked { file, errors, warnings, hints, .. } = checked;
        writeln!(
            out,
            "{file}: 错误 {errors}，警告 {warnings}，提示 {hints} / errors {errors}, warnings {warnings}, hints {hints}"
        )?;
    }
    Ok(if clean { 0 } else { BAD_INPUT })
}

pub fn schema(instruments: bool, out: &mut impl Write) -> Result<u8, Stop> {
    let schema = if instruments { file::instrument::schema() } else { file::scheme::schema() };
    serde_json::to_writer_pretty(&mut *out, &schema).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(0)
}

/// A file's name without folder and `.json`.
fn stem(name: &str) -> &str {
    Path::new(name).file_stem().and_then(|s| s.to_str()).unwrap_or(name)
}
