//! `datasheet`: the indicators of a scheme filled in, with the papers behind each figure, what is missing, and where each value
//! stands among the published edges of other scorecards.

use super::args::OneCompany;
use super::improve::refuse;
use super::input::load_scheme;
use super::output::{Stop, json_line};
use super::table::read_one;
use innopoints::answer::sheet::{Placed, Sheet};
use innopoints::{Scheme, Text, dictionary, shipped};
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};

/// The sheet with the papers of its figures and the edges of other schemes.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    sheet: &'a Sheet<'a>,
    placed: &'a [Placed<'a>],
    papers: Vec<Paper<'a>>,
}

/// Who knows a figure, and in which papers it stands.
#[derive(Serialize)]
struct Paper<'a> {
    field: &'a str,
    #[serde(rename = "where")]
    found: &'a Value,
    known_by: Option<&'a str>,
    forms: Vec<&'a Value>,
}

pub fn datasheet(args: &OneCompany, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.common.day()?;
    let scheme = load_scheme(&args.scheme, on)?;
    let (name, company) = read_one(&args.enterprise, scheme.dictionary)?;
    let scored = scheme.scored(&company, on).map_err(|problems| refuse(problems, name))?;
    let sheet = scored.sheet();
    let others: Vec<Scheme> =
        shipped::SCHEMES.iter().filter_map(|(id, text)| Scheme::parse(text, Some(id)).ok()).collect();
    let placed: Vec<Placed<'_>> = others.iter().flat_map(|other| scored.placed(other)).collect();
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|e| Stop::Output(io::Error::other(e)));
    let (dictionary, forms) = (read(dictionary::DICTIONARY)?, read(shipped::FORMS)?);
    let mut papers: Vec<Paper<'_>> = Vec::new();
    for figure in sheet.rows.iter().flat_map(|row| &row.figures) {
        if papers.iter().any(|paper| paper.field == figure.field) {
            continue;
        }
        let field = dictionary["fields"].as_array().into_iter().flatten().find(|field| field["id"] == figure.field);
        let of = &forms["fields"][figure.field];
        papers.push(Paper {
            field: figure.field,
            found: field.map_or(&Value::Null, |field| &field["where"]),
            known_by: of["known_by"].as_str(),
            // A form that only other schemes mean by it is none of this one's.
            forms: of["forms"].as_array().into_iter().flatten().filter(|form| form["schemes"].is_null()).collect(),
        });
    }
    if args.common.output.json {
        json_line(out, &Printed { sheet: &sheet, placed: &placed, papers })?;
        return Ok(0);
    }
    let english = args.common.output.english;
    let pick = |text: &Text| if english { text.en.clone() } else { text.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    let say = |text: &Value| text[if english { "en" } else { "zh" }].as_str().unwrap_or_default().to_string();
    writeln!(out, "{}  {}  {}", word("数据清单", "Data sheet"), pick(sheet.title), sheet.on)?;
    for group in &scheme.groups {
        writeln!(out, "\n{}", pick(&group.title))?;
        for row in sheet.rows.iter().filter(|row| row.group == group.id) {
            let value = row.value.as_ref().map_or("—".to_string(), pick);
            let working = row.working.as_ref().map_or(String::new(), |working| match english {
                true => format!(" ({})", pick(working)),
                false => format!("（{}）", pick(working)),
            });
            writeln!(out, "  {}{}{value}{working}", pick(row.title), word("：", ": "))?;
            for figure in &row.figures {
                let Some(paper) = papers.iter().find(|paper| paper.field == figure.field) else { continue };
                let value = figure.value.as_ref().map_or(word("缺", "missing").to_string(), pick);
                let mut from: Vec<String> = Vec::new();
                for form in &paper.forms {
                    let title = say(&forms["forms"][form["form"].as_str().unwrap_or_default()]);
                    let line = form["line"].as_str().map_or(String::new(), |line| match english {
                        true => format!(" line {line}"),
                        false => format!(" 第 {line} 行"),
                    });
                    from.push(format!("{title} · {}{line}", form["item"].as_str().unwrap_or_default()));
                }
                if from.is_empty() {
                    from.push(say(paper.found));
                }
                let owner =
                    paper.known_by.map_or(String::new(), |owner| say(&forms["owners"][owner]) + word("：", ": "));
                writeln!(out, "    {} {value}  {owner}{}", pick(&figure.title), from.join(word("；", "; ")))?;
            }
            for one in placed.iter().filter(|one| one.item == row.id) {
                let edges = one.edges.iter().map(|edge| {
                    let mark = edge.met.map_or("?", |met| if met { "✓" } else { "✗" });
                    format!("{} {mark}", pick(&edge.edge))
                });
                let edges: Vec<String> = edges.collect();
                writeln!(
                    out,
                    "    {} {}{}",
                    pick(one.scheme_title),
                    word("的分档：", "has: "),
                    edges.join(word("，", ", "))
                )?;
            }
        }
    }
    writeln!(
        out,
        "\n{}",
        word(
            "分档是别的评价办法公布的，只供比较，不是本办法的分值。",
            "The edges are those that other schemes publish, to compare by; they are no points of this one.",
        )
    )?;
    writeln!(out, "{}", say(&forms["note"]))?;
    if let Some(notice) = &sheet.notice {
        writeln!(out, "{}", pick(notice))?;
    }
    Ok(0)
}
