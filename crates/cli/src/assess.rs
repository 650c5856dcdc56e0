//! `assess`: one company under every scheme that is in force, from one reading of it.

use super::args::Common;
use super::output::{BAD_INPUT, Stop, complain, json_line, visible};
use super::print::{Open, verdict};
use super::table::{One, one};
use clap::Args;
use innopoints::answer::Scored;
use innopoints::dictionary::Dictionary;
use innopoints::languages::Languages;
use innopoints::{Outcome, Problem, Report, Scheme, Text, shipped};
use serde::Serialize;
use std::io::Write;

#[derive(Args)]
pub struct AssessArgs {
    /// 一家企业的数据：.json、.csv、.xlsx……，或 - 表示标准输入 / data of one company, or - for standard input
    pub enterprise: String,
    #[command(flatten)]
    pub common: Common,
}

/// What one scheme says.
#[derive(Serialize)]
#[serde(untagged)]
enum Assessment<'a> {
    Outcome(Box<Outcome<'a>>),
    Refused { scheme: &'a str, errors: Vec<Problem> },
}

/// One company under every shipped scheme that is in force on the day.
pub fn assess(args: &AssessArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.common.day()?;
    let One { file, name, company } = one(&args.enterprise, Dictionary::shipped())?;
    let located =
        |problems: Vec<Problem>| -> Vec<Problem> { problems.into_iter().map(|p| p.file(Some(file))).collect() };
    let refuse = |problems: Vec<Problem>| {
        complain(&problems);
        Stop::Code(BAD_INPUT)
    };
    let company = company.map_err(refuse)?;
    let mut schemes: Vec<Scheme> = Vec::new();
    for (id, text) in shipped::SCHEMES {
        schemes.push(Scheme::parse(text, Some(id)).map_err(refuse)?);
    }
    schemes.retain(|s| s.in_force(on));
    let results: Vec<(&Scheme, Result<Scored<'_, '_>, Vec<Problem>>)> =
        schemes.iter().map(|s| (s, s.scored(&company, on).map_err(located))).collect();
    if args.common.output.json {
        let each = results.iter().map(|(scheme, result)| match result {
            Ok(scored) => Assessment::Outcome(Box::new(scored.outcome())),
            Err(problems) => Assessment::Refused { scheme: &scheme.id, errors: problems.clone() },
        });
        json_line(out, &each.collect::<Vec<_>>())?;
    } else {
        let english = args.common.output.english;
        let languages = if english { Languages::English } else { Languages::Chinese };
        let reports = results.iter().map(|(s, result)| (*s, result.as_ref().map(|scored| scored.report(languages))));
        print_matrix(
            &visible(name.as_deref().unwrap_or(file)),
            &on.to_string(),
            &reports.collect::<Vec<_>>(),
            english,
            out,
        )?;
    }
    let mut failed = false;
    for (scheme, result) in &results {
        for problem in result.as_ref().err().into_iter().flatten() {
            eprintln!("{}: {}", scheme.id, visible(&problem.to_string()));
            failed = true;
        }
    }
    Ok(if failed { BAD_INPUT } else { 0 })
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
    results: &[(&Scheme, Result<Report<'_>, &Vec<Problem>>)],
    english: bool,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    let pick = |t: &Text| if english { t.en.clone() } else { t.zh.clone() };
    writeln!(out, "{name}  {on}\n")?;
    // What can hardly be meant of the company is the same under every scheme.
    for warning in results.iter().find_map(|(_, result)| result.as_ref().ok()).into_iter().flat_map(|r| &r.warnings) {
        let said = if english { &warning.en } else { &warning.zh };
        writeln!(out, "{}{said}\n", word("请核对：", "Please check: "))?;
    }
    let mut table = vec![[
        word("评价办法", "Scheme").to_string(),
        word("得分", "Score").to_string(),
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
                    cell(Open { bounds: &r.bounds, typical: &None, estimate: &r.estimate }.points(english)),
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
                table.push([scheme.id.clone(), none(), none(), none(), refused]);
                notes.extend(problems.iter().map(|p| if english { p.en.clone() } else { p.zh.clone() }));
            }
        }
        below.push(notes);
    }
    let widths: Vec<usize> = (0..5).map(|c| table.iter().map(|row| width(&row[c])).max().unwrap_or(0)).collect();
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
