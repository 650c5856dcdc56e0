//! For those who write schemes: checking a file, the JSON Schema, and a template for the numbers of an annex.

use super::input::read_text;
use super::output::{BAD_INPUT, Stop, USAGE, complain, json_line};
use clap::Args;
use innopoints::json::Json;
use innopoints::lint::{Finding, Severity};
use innopoints::table::{Lines, Separator};
use innopoints::{Problem, adopt, file, lint, shipped};
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
            writeln!(out, "{}{place}: {word} {pointer}\n  {}\n  {} [{}]", checked.file, p.zh, p.en, p.code)?;
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

// ---------------------------------------------------------------------------------------------------------------------
// adopt

#[derive(Args)]
pub struct AdoptArgs {
    /// 内置评价办法的标识 / id of a shipped scheme
    #[arg(long, value_name = "ID")]
    scheme: String,
    /// 打印空白模板 / print the template
    #[arg(long, required_unless_present = "filled", conflicts_with = "filled")]
    template: bool,
    /// 模板用 JSON，默认 CSV / the template as JSON; CSV by default
    #[arg(long, requires = "template")]
    json: bool,
    /// 填好的模板：.csv 或 .json，或 - 表示标准输入 / the filled template, or - for standard input
    #[arg(value_name = "FILLED")]
    filled: Option<String>,
}

/// Prints the template of a scheme, or makes a scheme of a filled one.
pub fn adopt(args: &AdoptArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let find = |id: &str| shipped::scheme(id).map(str::to_string);
    let id = args.scheme.as_str();
    let Some(template) = adopt::template(id, &find) else {
        let ids: Vec<&str> = shipped::SCHEMES.iter().map(|s| s.0).collect();
        eprintln!("--scheme：没有“{id}”这个内置评价办法，有：{}", ids.join("、"));
        eprintln!("--scheme: no shipped scheme \"{id}\"; there are {}", ids.join(", "));
        return Err(Stop::Code(USAGE));
    };
    let Some(file) = &args.filled else {
        if args.json {
            write!(out, "{}", adopt::template_json(id, &find).unwrap_or_default())?;
        } else {
            // Spreadsheets take a CSV for UTF-8 by its first bytes.
            write!(out, "\u{feff}")?;
            let mut table = csv::Writer::from_writer(&mut *out);
            for row in &template {
                table.write_record(row).map_err(io::Error::other)?;
            }
            table.flush()?;
        }
        return Ok(0);
    };
    let text = read_text(file)?;
    // The table, and where each row stands.
    let (table, places) = if text.trim_start().starts_with('{') {
        let (table, places) = adopt::read_json(&text).map_err(|problems| refuse(problems, file))?;
        (table, Places::Pointers(places))
    } else {
        let (table, lines) = read_table(&text, file)?;
        (table, Places::Lines(lines))
    };
    let made = adopt::adopt(id, &table, &find).map_err(|mut problems| {
        for p in &mut problems {
            match (p.line.take(), &places) {
                (Some(row), Places::Lines(lines)) => p.line = lines.get(row as usize).copied(),
                (Some(row), Places::Pointers(all)) => {
                    p.column = None;
                    p.pointer = all.get(row as usize).cloned();
                }
                (None, _) => {}
            }
        }
        refuse(problems, file)
    })?;
    let findings = lint::check(&made, None, shipped::SCHEMES);
    let mut clean = true;
    for f in findings.iter().filter(|f| f.severity != Severity::Hint) {
        eprintln!("{}", f.problem);
        clean = false;
    }
    write!(out, "{made}")?;
    Ok(if clean { 0 } else { BAD_INPUT })
}

enum Places {
    Lines(Vec<u32>),
    Pointers(Vec<String>),
}

fn refuse(problems: Vec<Problem>, file: &str) -> Stop {
    let problems: Vec<Problem> = problems.into_iter().map(|p| p.file(Some(file))).collect();
    complain(&problems);
    Stop::Code(BAD_INPUT)
}

/// The rows of a CSV file, each with its line.
fn read_table(text: &str, file: &str) -> Result<(adopt::Table, Vec<u32>), Stop> {
    let (mut table, mut places) = (Vec::new(), Vec::new());
    for line in Lines::new(text, Separator::Is(',')).filter(|line| !line.is_blank()) {
        if line.broken {
            eprintln!("{file}:{}: 引号没有成对 / its quotes do not match", line.number);
            return Err(Stop::Code(BAD_INPUT));
        }
        places.push(line.number);
        table.push(line.cells.into_iter().map(|cell| cell.into_owned()).collect());
    }
    Ok((table, places))
}
