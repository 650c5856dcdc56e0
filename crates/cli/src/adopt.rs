//! `adopt`: the exact scheme of whoever holds an annex that is not published, from its table as it was pasted or from a filled template.

use super::encoding::decode;
use super::input::{read_bytes, shown};
use super::output::{BAD_INPUT, Stop, USAGE, complain, json_text};
use super::workbook::{is_workbook, sheets};
use clap::Args;
use innopoints::annex::{self, Annex, Made};
use innopoints::dictionary::Dictionary;
use innopoints::lint::Severity;
use innopoints::table::{Headings, Line};
use innopoints::{Problem, adopt, lint, shipped};
use std::io::{self, Write};

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
    /// 附件里没有的，在这里写：行=内容，或 行.栏=内容；可写多次
    /// / what the annex does not say: row=text, or row.column=text; may be repeated
    #[arg(long, value_name = "ROW[.COLUMN]=TEXT")]
    set: Vec<String>,
    /// 附件的表格（从 Word、WPS、网页粘贴的 HTML 或制表符文本，.xlsx，.csv），或填好的模板（.csv、.json）；- 表示标准输入
    /// / the table of the annex (HTML or tab-separated text pasted from a word processor or web page, a workbook, CSV), or the filled
    /// template; - for standard input
    #[arg(value_name = "FILE")]
    filled: Option<String>,
}

/// What a file holds: a template in JSON, or rows.
enum Given {
    Json(String),
    Rows(Vec<Line<'static>>),
}

/// Prints the template of a scheme, or makes a scheme of a filled one or of an annex.
pub fn adopt(args: &AdoptArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let find = |id: &str| shipped::scheme(id).map(str::to_string);
    let id = args.scheme.as_str();
    let Some(template) = adopt::template(id, &find) else {
        let ids: Vec<&str> = shipped::SCHEMES.iter().map(|s| s.0).collect();
        eprintln!("--scheme：没有“{id}”这个内置评价办法，有：{}", ids.join("、"));
        eprintln!("--scheme: no shipped scheme \"{id}\"; there are {}", ids.join(", "));
        return Err(Stop::Code(USAGE));
    };
    let Some(name) = &args.filled else {
        if args.json {
            json_text(out, &adopt::template_json(id, &find).unwrap_or_default())?;
        } else {
            print_table(&template, out)?;
        }
        return Ok(0);
    };
    let file = shown(name);
    let answers = answers(&args.set)?;
    let refused = |problems| refuse(problems, file);
    let made = match given(name)? {
        Given::Json(text) => made_of_json(id, &text, &find).map_err(refused)?,
        Given::Rows(rows) => match annex::make(id, &rows, &answers, &find).map_err(refused)? {
            Made::Scheme(made, understood) => {
                complain(&understood.into_iter().map(|p| p.file(Some(file))).collect::<Vec<_>>());
                made
            }
            Made::Asked(annex) => return ask(annex, file, out),
        },
    };
    let findings = lint::check(&made, None, shipped::SCHEMES);
    let mut clean = true;
    for f in findings.iter().filter(|f| f.severity != Severity::Hint) {
        eprintln!("{}", f.problem);
        clean = false;
    }
    json_text(out, &made)?;
    Ok(if clean { 0 } else { BAD_INPUT })
}

/// The scheme of a filled template in JSON.
fn made_of_json(id: &str, text: &str, find: adopt::Find<'_>) -> Result<String, Vec<Problem>> {
    let (table, places) = adopt::read_json(text)?;
    adopt::adopt(id, &table, find).map_err(|mut problems| {
        for p in &mut problems {
            if let Some(row) = p.line.take() {
                (p.column, p.pointer) = (None, places.get(row as usize).cloned());
            }
        }
        problems
    })
}

/// Tells what an annex lacks, and prints the template as far as it is filled in.
fn ask(annex: Annex, file: &str, out: &mut impl Write) -> Result<u8, Stop> {
    let Annex { filled, understood, asked } = annex;
    complain(&understood.into_iter().map(|p| p.file(Some(file))).collect::<Vec<_>>());
    for problem in &asked {
        let row = problem.line.and_then(|row| filled.get(row as usize)).map_or("", |row| &row[0]);
        let column = problem.column.and_then(|c| Some(filled.first()?.get(c as usize - 1)?.as_str()));
        let column = column.and_then(|heading| heading.rsplit(' ').next()).unwrap_or_default();
        eprintln!("--set {row}.{column}=…  {} / {}", problem.zh, problem.en);
    }
    let count = asked.len();
    eprintln!("还缺 {count} 处：用 --set 写，或填在打印的模板里再读");
    eprintln!("{count} are missing: say them by --set, or fill in the template that is printed");
    print_table(&filled, out)?;
    Ok(BAD_INPUT)
}

/// Reads a file: of a workbook the sheet with most rows, of HTML the table with most.
fn given(name: &str) -> Result<Given, Stop> {
    let bytes = read_bytes(name)?;
    if is_workbook(&bytes) {
        let sheets = sheets(bytes).map_err(|e| {
            eprintln!("{name}: 工作簿无法读取 / the workbook cannot be read: {e}");
            Stop::Code(BAD_INPUT)
        })?;
        let rows = sheets.into_iter().map(|sheet| filled(sheet.rows)).rev().max_by_key(Vec::len);
        return Ok(Given::Rows(rows.unwrap_or_default()));
    }
    let decoded = decode(bytes, &Headings::of(Dictionary::shipped()));
    decoded.tell(name);
    let is_json = decoded.text.trim_start().starts_with('{');
    Ok(if is_json { Given::Json(decoded.text) } else { Given::Rows(annex::rows(&decoded.text)) })
}

/// Rows without the blank ones.
fn filled(rows: Vec<Line<'static>>) -> Vec<Line<'static>> {
    rows.into_iter().filter(|line| !line.is_blank()).collect()
}

/// The answers of `--set`: row, column, text. A fact about the document and a limit have one column.
fn answers(set: &[String]) -> Result<Vec<(String, String, String)>, Stop> {
    let one = |text: &String| {
        let (cell, answer) = text.split_once('=')?;
        let (row, column) = cell.rsplit_once('.').unwrap_or((cell, "value"));
        Some((row.trim().to_string(), column.trim().to_string(), answer.trim().to_string()))
    };
    set.iter()
        .map(|text| {
            one(text).ok_or_else(|| {
                eprintln!("--set：“{text}”应写成 行=内容 或 行.栏=内容 / is not row=text or row.column=text");
                Stop::Code(USAGE)
            })
        })
        .collect()
}

/// Spreadsheets take a CSV for UTF-8 by its first bytes.
fn print_table(rows: &adopt::Table, out: &mut impl Write) -> Result<(), Stop> {
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        table.write_record(row).map_err(io::Error::other)?;
    }
    out.write_all(&table.into_inner().map_err(|e| e.into_error())?)?;
    Ok(())
}

fn refuse(problems: Vec<Problem>, file: &str) -> Stop {
    complain(&problems.into_iter().map(|p| p.file(Some(file))).collect::<Vec<_>>());
    Stop::Code(BAD_INPUT)
}
