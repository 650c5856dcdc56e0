//! `score --all`: one company under every scheme that is in force.

use super::input::{Format, shown};
use super::input::{guess_format, read_company, read_text};
use super::output::{BAD_INPUT, Stop, USAGE, complain, json_line};
use super::print::{span, verdict};
use super::score::ScoreArgs;
use innopoints::answer::report::Deciding;
use innopoints::dictionary::Dictionary;
use innopoints::json::Json;
use innopoints::number::Decimal;
use innopoints::{Problem, Report, Scheme, Text, shipped};
use serde::Serialize;
use std::io::Write;

/// A line of the matrix.
#[derive(Serialize)]
struct Line<'a> {
    scheme: &'a str,
    title: &'a Text,
    document: &'a str,
    official: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Outcome<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Problem>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    total: &'a Option<Decimal>,
    typical: &'a Option<Decimal>,
    bounds: &'a [Decimal; 2],
    tight: bool,
    max: &'a Decimal,
    notice: &'a Option<Text>,
    stage: Option<&'a str>,
    class: Option<&'a str>,
    passed: Option<bool>,
    deciding: &'a [Deciding<'a>],
    missing: &'a [&'a str],
}

/// One company under every shipped scheme that is in force on the day.
pub fn matrix(args: &ScoreArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.common.day()?;
    let name = args.enterprise.as_str();
    let shown = shown(name);
    let text = read_text(name)?;
    if args.format.unwrap_or_else(|| guess_format(name, &text)) != Format::Json {
        eprintln!("--all 只用于一家企业（JSON） / --all takes one company, as JSON");
        return Err(Stop::Code(USAGE));
    }
    let (label, company) = Json::parse(&text)
        .map(|json| read_company(json, Dictionary::shipped()))
        .unwrap_or_else(|p| (None, Err(vec![*p])));
    let company = company.map_err(|problems| {
        let problems: Vec<Problem> = problems.into_iter().map(|p| p.file(Some(shown))).collect();
        complain(&problems);
        Stop::Code(BAD_INPUT)
    })?;
    let mut schemes: Vec<Scheme> = Vec::new();
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).map_err(|problems| {
            complain(&problems);
            Stop::Code(BAD_INPUT)
        })?;
        schemes.push(scheme);
    }
    schemes.retain(|s| s.in_force(on));
    let results: Vec<_> = schemes.iter().map(|s| (s, s.score(&company, on))).collect();
    let failed = results.iter().any(|r| r.1.is_err());
    if args.common.output.json {
        let lines: Vec<Line<'_>> = results.iter().map(|(s, result)| line(s, result.as_ref(), shown)).collect();
        json_line(out, &lines)?;
    } else {
        print_matrix(label.as_deref().unwrap_or(shown), &on.to_string(), &results, args.common.output.english, out)?;
    }
    for (scheme, result) in &results {
        if let Err(problems) = result {
            for p in problems {
                eprintln!("{}: {}", scheme.id, p.clone().file(Some(shown)));
            }
        }
    }
    Ok(if failed { BAD_INPUT } else { 0 })
}

fn line<'a>(s: &'a Scheme, result: Result<&'a Report<'a>, &Vec<Problem>>, file: &str) -> Line<'a> {
    let outcome = |r: &'a Report<'a>| Outcome {
        total: &r.total,
        typical: &r.typical,
        bounds: &r.bounds,
        tight: r.tight,
        max: &r.max,
        notice: &r.notice,
        stage: r.stage,
        class: r.class.as_ref().map(|c| c.id),
        passed: r.passed,
        deciding: &r.deciding,
        missing: &r.missing,
    };
    Line {
        scheme: &s.id,
        title: &s.title,
        document: &s.document,
        official: s.official,
        errors: result.err().into_iter().flatten().map(|p| p.clone().file(Some(file))).collect(),
        result: result.ok().map(outcome),
    }
}

/// Columns that a fixed-width font takes.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if ('\u{1100}'..='\u{ffe6}').contains(&c) && !('\u{2000}'..='\u{206f}').contains(&c) { 2 } else { 1 })
        .sum()
}

fn print_matrix(
    name: &str,
    on: &str,
    results: &[(&Scheme, Result<Report<'_>, Vec<Problem>>)],
    english: bool,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    let pick = |t: &Text| if english { t.en.clone() } else { t.zh.clone() };
    writeln!(out, "{name}  {on}\n")?;
    let mut table = vec![[
        word("评价办法", "Scheme").to_string(),
        word("得分", "Score").to_string(),
        word("典型", "Typical").to_string(),
        word("满分", "Max").to_string(),
        word("阶段或类别", "Stage or class").to_string(),
        word("结论", "Verdict").to_string(),
    ]];
    let mut below: Vec<Vec<String>> = vec![Vec::new()];
    for (scheme, result) in results {
        let mut notes = vec![format!("{}  {}", pick(&scheme.title), scheme.document)];
        match result {
            Ok(r) => {
                let level = r.stage_title.or(r.class.as_ref().map(|c| c.title)).map_or("-".into(), pick);
                // A scheme of conditions alone has no points to show.
                let cell = |text: String| if scheme.has_points() { text } else { "-".into() };
                table.push([
                    scheme.id.clone(),
                    cell(span(&r.bounds)),
                    cell(r.typical.as_deref().unwrap_or("-").to_string()),
                    cell(r.max.to_string()),
                    level,
                    verdict(scheme, r.passed, english).to_string(),
                ]);
                notes.extend(r.notice.as_ref().map(pick));
                // A field and the indicator that measures it may share a name.
                let mut deciding: Vec<String> = Vec::new();
                for title in r.deciding.iter().map(|d| pick(&d.title)) {
                    if !deciding.contains(&title) {
                        deciding.push(title);
                    }
                }
                if !deciding.is_empty() {
                    notes.push([word("取决于：", "Depends on: "), &deciding.join(word("、", ", "))].concat());
                } else if scheme.pass.is_some() && r.passed.is_none() && !r.missing.is_empty() {
                    notes.push([word("未填：", "Not given: "), &titles(scheme, &r.missing, english)].concat());
                }
            }
            Err(problems) => {
                let none = || "-".to_string();
                let refused = word("无法计算", "not scored").to_string();
                table.push([scheme.id.clone(), none(), none(), none(), none(), refused]);
                notes.extend(problems.iter().map(|p| if english { p.en.clone() } else { p.zh.clone() }));
            }
        }
        below.push(notes);
    }
    let widths: Vec<usize> = (0..6).map(|c| table.iter().map(|row| width(&row[c])).max().unwrap_or(0)).collect();
    for (row, notes) in table.iter().zip(&below) {
        let cells = row.iter().zip(&widths).map(|(cell, w)| format!("{cell}{}", " ".repeat(w - width(cell))));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        for note in notes {
            writeln!(out, "    {note}")?;
        }
    }
    Ok(())
}

/// The names of fields, the first of them where there are many.
fn titles(scheme: &Scheme, fields: &[&str], english: bool) -> String {
    let titles = fields.iter().filter_map(|id| scheme.dictionary.get(id)).map(|field| field.title);
    let shown: Vec<&str> = titles.take(8).map(|t| if english { t.en } else { t.zh }).collect();
    let more = if fields.len() > shown.len() { " …" } else { "" };
    shown.join(if english { ", " } else { "、" }) + more
}
