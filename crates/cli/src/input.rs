//! Files and standard input, the clock, and the schemes that are asked for by name.

use super::output::{BAD_INPUT, Stop, USAGE, complain};
use clap::ValueEnum;
use innopoints::dictionary::{Dictionary, owner};
use innopoints::json::Json;
use innopoints::{Date, Enterprise, Problem, Scheme, shipped};
use std::io::{self, Read};
use std::path::Path;

/// The format of a table, or of one company.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Format {
    Json,
    Csv,
    Ndjson,
}

/// How a file is named in problems.
pub fn shown(name: &str) -> &str {
    if name == "-" { "<stdin>" } else { name }
}

/// A scheme by its id, its file, or its family: then the newest version in force on the day.
pub fn load_scheme(name: &str, on: Date) -> Result<Scheme, Stop> {
    let refuse = |problems: Vec<Problem>| {
        complain(&problems);
        Stop::Code(BAD_INPUT)
    };
    if let Some(text) = shipped::scheme(name) {
        return Scheme::parse(text, Some(name)).map_err(refuse);
    }
    if Path::new(name).is_file() {
        return Scheme::parse(&read_text(name)?, Some(name)).map_err(refuse);
    }
    // Only a text that holds the name can be of that family.
    let versions = shipped::SCHEMES.iter().filter(|(_, text)| text.contains(name));
    let versions = versions.filter_map(|(id, text)| Scheme::parse(text, Some(id)).ok());
    let versions: Vec<Scheme> = versions.filter(|s| s.family.as_deref() == Some(name)).collect();
    if !versions.is_empty() {
        let all: Vec<String> = versions.iter().map(|s| s.id.clone()).collect();
        return versions.into_iter().filter(|s| s.in_force(on)).max_by_key(|s| s.from).ok_or_else(|| {
            let all = all.join(", ");
            eprintln!("--scheme：“{name}”在 {on} 没有施行的版本，有：{all}");
            eprintln!("--scheme: no version of \"{name}\" is in force on {on}; there are {all}");
            Stop::Code(USAGE)
        });
    }
    let ids: Vec<&str> = shipped::SCHEMES.iter().map(|s| s.0).collect();
    eprintln!("--scheme：没有“{name}”这个评价办法或文件，内置的有：{}", ids.join("、"));
    eprintln!("--scheme: no scheme or file \"{name}\"; shipped are {}", ids.join(", "));
    Err(Stop::Code(USAGE))
}

/// The text of a file or of standard input. Tables saved by Chinese spreadsheets are often GBK: that is read too.
pub fn read_text(name: &str) -> Result<String, Stop> {
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(name)
    };
    let bytes = bytes.map_err(|e| {
        eprintln!("{name}: 无法读取 / cannot be read: {e}");
        Stop::Code(BAD_INPUT)
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text)),
        Err(e) => {
            let (text, encoding, broken) = encoding_rs::GB18030.decode(e.as_bytes());
            if broken {
                eprintln!("{name}: 既不是 UTF-8 也不是 GBK 文本 / neither UTF-8 nor GBK text");
                return Err(Stop::Code(BAD_INPUT));
            }
            eprintln!("{name}: 按 {0} 读取 / read as {0}", encoding.name());
            Ok(text.into_owned())
        }
    }
}

/// One company from a JSON file, or from standard input, by the dictionary of a scheme; and how it is named in problems.
pub fn read_one<'a>(name: &'a str, dictionary: &'static Dictionary) -> Result<(&'a str, Enterprise), Stop> {
    let text = read_text(name)?;
    let shown = shown(name);
    let company = Json::parse(&text).map_err(|p| vec![*p]).and_then(|json| read_company(json, dictionary).1);
    let company = company.map_err(|problems| {
        complain(&problems.into_iter().map(|p| p.file(Some(shown))).collect::<Vec<Problem>>());
        Stop::Code(BAD_INPUT)
    })?;
    Ok((shown, company))
}

pub fn guess_format(name: &str, text: &str) -> Format {
    match Path::new(name).extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Format::Csv,
        Some("ndjson" | "jsonl") => Format::Ndjson,
        Some("json") => Format::Json,
        _ if !text.trim_start().starts_with(['{', '[']) => Format::Csv,
        // Several lines, the first of them a whole object.
        _ => match text.trim().split_once('\n') {
            Some((first, _)) if Json::parse(first).is_ok() => Format::Ndjson,
            _ => Format::Json,
        },
    }
}

/// A company's name and figures. The figures stand plainly beside the name, or under "enterprise", as the files of
/// `examples/` keep them.
pub fn read_company(json: Json, dictionary: &'static Dictionary) -> (Option<String>, Result<Enterprise, Vec<Problem>>) {
    let name = ["name", "企业名称", "id", "统一社会信用代码"].iter().find_map(|key| match json.get(key) {
        Some(Json::String(s)) => Some(s.clone()),
        _ => None,
    });
    if let Some(inner @ Json::Object(_)) = json.get("enterprise") {
        let company = Enterprise::from_json_by(inner, dictionary).map_err(|mut problems| {
            for p in &mut problems {
                p.pointer = Some(format!("/enterprise{}", p.pointer.take().unwrap_or_default()));
            }
            problems
        });
        // A figure beside the figures would be lost.
        let Json::Object(members) = &json else { return (name, company) };
        let stray: Vec<Problem> = members.iter().filter_map(|(key, _)| beside(key, dictionary)).collect();
        return (name, if stray.is_empty() { company } else { Err(stray) });
    }
    let figures = match json {
        Json::Object(members) => Json::Object(members.into_iter().filter(|(key, _)| !is_label(key)).collect()),
        other => other,
    };
    (name, Enterprise::from_json_by(&figures, dictionary))
}

fn beside(key: &str, dictionary: &Dictionary) -> Option<Problem> {
    let name = match dictionary.get(key) {
        Some(field) => field.title.into(),
        None => owner(key).map(|_| key.into())?,
    };
    let (zh, en) = ("“{0}”应写在 enterprise 里面", "\"{0}\" belongs within \"enterprise\"");
    let mut problem = Problem::new("misplaced", zh, en, &[name]).at(format!("/{key}"));
    problem.field = Some(key.to_string());
    Some(problem)
}

/// Columns that name the company and score nothing.
pub fn is_label(column: &str) -> bool {
    matches!(column, "name" | "id" | "企业名称" | "统一社会信用代码")
}

/// Today in China, which has had one time zone and no summer time since 1992.
pub fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs())
        .saturating_add(8 * 3600);
    let mut day = seconds / 86_400;
    let mut year = 1970u16;
    let mut month = 1u8;
    // Whole years, then whole months; the calendar itself knows which days there are.
    while day >= 366 || (day >= 365 && Date::new(year, 2, 29).is_none()) {
        day -= if Date::new(year, 2, 29).is_some() { 366 } else { 365 };
        year += 1;
    }
    loop {
        let length = (28..=31).rev().find(|&d| Date::new(year, month, d).is_some()).unwrap_or(28);
        match Date::new(year, month, u8::try_from(day + 1).unwrap_or(0)) {
            Some(date) if day < u64::from(length) => return date,
            _ => {
                day = day.saturating_sub(u64::from(length));
                month = month % 12 + 1;
            }
        }
    }
}
