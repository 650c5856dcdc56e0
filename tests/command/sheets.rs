//! Tables of every kind as the command reads them: each file of `tests/tables`, the same as a workbook, and what its rows are scored as.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};
use innopoints::dictionary::Dictionary;
use innopoints::table::{Headings, Lines, Separator, names};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCHEME: &str = "cn-tech-sme-2017";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/tables")
}

fn run(args: &[&str], file: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_innopoints"));
    command.args(args).arg(file).output().expect("it runs")
}

/// The lines of JSON that the command prints for a file, what it tells, and its exit code.
fn score(file: &Path, more: &[&str]) -> (Vec<Value>, String, i32) {
    let args = ["score", "--scheme", SCHEME, "--on", "2026-11-01", "--json"];
    let out = run(&[&args, more].concat(), file);
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let lines = text.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    (lines, String::from_utf8(out.stderr).expect("UTF-8"), out.status.code().unwrap_or(-1))
}

fn expected() -> Vec<(PathBuf, Value)> {
    let text = std::fs::read_to_string(folder().join("expected.json")).expect("a file");
    let all: serde_json::Map<String, Value> = serde_json::from_str(&text).expect("JSON");
    all.into_iter().map(|(name, expected)| (folder().join(name), expected)).collect()
}

fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// What is the same of a row however it was read: its name, its report, what is wrong by code and column, its notes.
fn common(mut row: Value) -> Value {
    let codes = |list: &Value| -> Value {
        let all = list.as_array().into_iter().flatten();
        all.map(|p| json!([p["code"], p["column"]])).collect::<Vec<_>>().into()
    };
    for list in ["errors", "notes"] {
        row[list] = codes(&row[list]);
    }
    let all = row.as_object_mut().expect("an object");
    all.remove("line");
    all.remove("kept");
    row
}

/// Each row is scored as the figures that are expected of it, and refused for what is expected.
#[test]
fn every_table_is_scored_by_the_figures_that_a_person_reads() {
    let mut scored = 0;
    for (file, expected) in expected() {
        let (rows, told, code) = score(&file, &[]);
        if expected.get("refused").is_some() {
            assert_eq!((rows.len(), code), (0, 1), "{}: {told}", file.display());
            continue;
        }
        let wanted = expected["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), wanted.len(), "{}: {told}", file.display());
        let figures: Vec<String> = wanted.iter().filter_map(|row| row.get("figures").map(Value::to_string)).collect();
        let plain = temporary("plain.ndjson");
        std::fs::write(&plain, figures.join("\n") + "\n").expect("a file");
        let mut plain =
            if figures.is_empty() { Vec::new() } else { score(&plain, &["--format", "ndjson"]).0 }.into_iter();
        for (row, wanted) in rows.into_iter().zip(wanted) {
            assert_eq!(row["name"], wanted["name"], "{}", file.display());
            let codes = |list: &Value| list.as_array().map_or(0, Vec::len);
            if let Some(problems) = wanted.get("problems") {
                assert_eq!(codes(&row["errors"]), codes(problems), "{}: {row}", file.display());
                assert_eq!(row["line"], wanted["line"], "{}", file.display());
                continue;
            }
            let plain = plain.next().expect("a report");
            for member in ["bounds", "passed", "groups", "items", "gates", "stage"] {
                assert_eq!(row[member], plain[member], "{} {}: {member}", file.display(), row["name"]);
            }
            assert_eq!(codes(&row["notes"]), codes(&wanted["notes"]), "{}: {row}", file.display());
            scored += 1;
        }
        // Everything that is told of the table stands on standard error, in both languages.
        for note in ["heading", "told"].iter().flat_map(|part| expected[part].as_array().expect("notes")) {
            let words = note.as_str().expect("text").splitn(3, ' ').nth(2).expect("words");
            assert!(told.contains(words), "{}: {words} not in {told}", file.display());
        }
    }
    assert!(scored > 120, "only {scored} companies");
}

/// The text of a file, whatever its encoding.
fn text_of(file: &Path) -> String {
    let bytes = std::fs::read(file).expect("a file");
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        return encoding.decode(&bytes).0.into_owned();
    }
    let headings = Headings::of(Dictionary::shipped());
    let by = |encoding: &'static Encoding| encoding.decode(&bytes).0.into_owned();
    [by(BIG5), by(GB18030), by(UTF_8)].into_iter().max_by_key(|text| names(text, &headings)).expect("a text")
}

/// Writes rows of text as a sheet; what is plainly a number becomes one.
fn write(book: &mut Workbook, name: &str, rows: &[Vec<String>]) {
    let sheet = book.add_worksheet();
    sheet.set_name(name).expect("a name");
    for (r, row) in rows.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (r, c) = (r as u32, c as u16);
            match cell.parse::<f64>() {
                // Long codes and numbers with blanks around them are text.
                Ok(number) if number.is_finite() && cell.len() < 15 && !cell.contains(['e', 'E', '+']) => {
                    sheet.write_number(r, c, number).expect("a cell");
                }
                _ if cell.is_empty() => {}
                _ => {
                    sheet.write_string(r, c, cell).expect("a cell");
                }
            }
        }
    }
}

/// The same table as a workbook is read and scored alike.
#[test]
fn a_workbook_is_read_like_its_text() {
    let mut read = 0;
    for (file, expected) in expected() {
        let text = text_of(&file);
        let separators = [',', '\t', ';', '，', '|'].map(Separator::Is);
        let cells = |s: &Separator| Lines::new(&text, *s).take(5).map(|line| line.cells.len()).max().unwrap_or(0);
        let most = separators.into_iter().rev().max_by_key(cells).expect("a separator");
        let lines: Vec<_> = Lines::new(&text, most).collect();
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        // Broken lines, undecodable bytes and lines that are too short have no counterpart in a sheet.
        if lines.iter().any(|line| line.broken) || name.starts_with("15c") || name.starts_with("f-space") {
            continue;
        }
        let rows: Vec<Vec<String>> =
            lines.iter().map(|line| line.cells.iter().map(|cell| cell.to_string()).collect()).collect();
        let mut book = Workbook::new();
        write(&mut book, "Sheet1", &rows);
        let workbook = temporary("one.xlsx");
        book.save(&workbook).expect("a file");
        let (found, told, code) = score(&workbook, &[]);
        let (wanted, _, wanted_code) = score(&file, &[]);
        assert_eq!(code, wanted_code, "{name}: {told}");
        let common = |rows: Vec<Value>| rows.into_iter().map(common).collect::<Vec<_>>();
        let (mut found, mut wanted) = (common(found), common(wanted));
        // Numbers of a sheet have no zeros behind them, and are echoed less.
        for row in found.iter_mut().chain(&mut wanted) {
            let notes = row["notes"].as_array().expect("notes").iter().filter(|note| note[0] != "read_as").cloned();
            row["notes"] = notes.collect::<Vec<_>>().into();
        }
        assert_eq!(found, wanted, "{name}: {told}");
        read += usize::from(expected.get("rows").is_some());
    }
    assert!(read > 60, "only {read} workbooks");
}

/// Of three sheets the first with a heading is read, unless another is asked for; days and shares are read as they are shown.
#[test]
fn a_workbook_of_three_sheets() {
    let mut book = Workbook::new();
    let text = |rows: &[&[&str]]| -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| cell.to_string()).collect()).collect()
    };
    write(&mut book, "填表说明", &text(&[&["请在“数据”表里填写"], &["金额以万元计"]]));
    write(
        &mut book,
        "数据",
        &text(&[&["企业名称", "营业收入", "成立日期", "主导产品细分市场占有率"], &["甲公司", "8600"]]),
    );
    write(&mut book, "上年", &text(&[&["企业名称", "营业收入"], &["乙公司", "4300"], &["丙公司", "x"]]));
    let sheet = book.worksheet_from_name("数据").expect("a sheet");
    sheet.write_number_with_format(1, 2, 42125, &Format::new().set_num_format("yyyy/m/d")).expect("a cell");
    sheet.write_number_with_format(1, 3, 0.125, &Format::new().set_num_format("0.0%")).expect("a cell");
    let file = temporary("three.xlsx");
    book.save(&file).expect("a file");
    let (rows, told, code) = score(&file, &[]);
    assert_eq!((rows.len(), &rows[0]["name"], code), (1, &json!("甲公司"), 0), "{told}");
    assert!(told.contains("读取工作表“数据”（共有：填表说明、数据、上年）"), "{told}");
    assert!(rows[0].get("notes").is_none(), "{}", rows[0]);
    let (rows, told, code) = score(&file, &["--sheet", "上年"]);
    assert_eq!((rows.len(), code), (2, 1), "{told}");
    assert_eq!((&rows[1]["errors"][0]["line"], &rows[1]["errors"][0]["column"]), (&json!(3), &json!(2)));
    let (rows, told, code) = score(&file, &["--sheet", "没有"]);
    assert_eq!((rows.len(), code), (0, 1));
    assert!(told.contains("没有这张工作表，有：填表说明、数据、上年"), "{told}");
    // The other commands read it too.
    let out = run(&["rank", "--scheme", SCHEME, "--on", "2026-11-01", "--sheet", "上年"], &file);
    assert!(String::from_utf8_lossy(&out.stdout).contains("乙公司"), "{}", String::from_utf8_lossy(&out.stderr));
    for command in [&["assess"][..], &["finance"], &["sensitivity", "--scheme", SCHEME]] {
        let out = run(&[command, &["--on", "2026-11-01"]].concat(), &file);
        assert_eq!(out.status.code(), Some(0), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
    }
    let many = folder().join("given/16-cr-only.csv");
    let out = run(&["assess", "--on", "2026-11-01"], &many);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("有多家企业，这里只要一家"));
}

/// A name moves no cursor, colours nothing and breaks no line, wherever it is printed.
#[test]
fn names_cannot_break_a_table_or_a_terminal() {
    let file = folder().join("more/19-escapes.csv");
    for args in [
        &["score", "--scheme", SCHEME][..],
        &["score", "--json", "--scheme", SCHEME],
        &["rank", "--scheme", SCHEME],
        &["rank", "--json", "--scheme", SCHEME],
        &["diff", SCHEME, "cn-innovative-sme-2022"],
        &["diff", "--json", SCHEME, "cn-innovative-sme-2022"],
    ] {
        let out = run(&[args, &["--on", "2026-11-01"]].concat(), &file);
        for text in [&out.stdout, &out.stderr] {
            let text = String::from_utf8_lossy(text);
            let bad = text
                .chars()
                .find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(c));
            assert_eq!(bad, None, "{args:?}: {text:?}");
        }
        let lines = String::from_utf8_lossy(&out.stdout).lines().filter(|line| line.contains("甲")).count();
        assert_eq!(lines, 1, "{args:?}");
    }
}

/// JSON as programs write it.
#[test]
fn json_of_programs() {
    let name = |name: &str| folder().join("json").join(name);
    let report = |file: &str| {
        let (rows, told, code) = score(&name(file), &[]);
        assert_eq!((rows.len(), code), (1, 0), "{file}: {told}");
        rows.into_iter().next().expect("a report")
    };
    let plain = |figures: Value| {
        let file = temporary("one.json");
        std::fs::write(&file, figures.to_string()).expect("a file");
        let (rows, told, code) = score(&file, &[]);
        assert_eq!((rows.len(), code), (1, 0), "{told}");
        rows.into_iter().next().expect("a report")
    };
    assert_eq!(report("bom.json"), plain(json!({"revenue": 8600})));
    assert_eq!(report("zh-key.json"), plain(json!({"revenue": 8600})));
    assert_eq!(report("empty-string.json"), plain(json!({})));
    assert_eq!(report("flag1.json"), plain(json!({"hnte": true})));
    assert_eq!(report("one-in-array.json"), plain(json!({"revenue": 8600, "rd_expense": 412})));
    let (rows, told, code) = score(&name("records.json"), &[]);
    assert_eq!((rows.len(), code), (2, 0), "{told}");
    assert_eq!((&rows[0]["name"], &rows[1]["name"]), (&json!("甲"), &json!("乙")));
    for (file, codes) in [
        ("big.json", &["too_precise", "too_large"][..]),
        ("dup.json", &["bad_json"]),
        ("lead0.json", &["bad_json"]),
        ("nan.json", &["bad_json"]),
        ("trailing-comma.json", &["bad_json"]),
    ] {
        let (rows, told, code) = score(&name(file), &[]);
        let found: Vec<&str> =
            rows[0]["errors"].as_array().expect(file).iter().filter_map(|p| p["code"].as_str()).collect();
        assert_eq!((found, code), (codes.to_vec(), 1), "{file}: {told}");
        let placed = |p: &Value| p["line"].is_u64() || p["pointer"].is_string();
        assert!(rows[0]["errors"].as_array().expect(file).iter().all(placed), "{file}: {told}");
    }
    // Units and years in keys.
    let file = temporary("keys.json");
    std::fs::write(
        &file,
        r#"[{"企业名称": "甲", "2025年营业收入（元）": 86000000, "2024年营业收入（元）": "83,300,000"}]"#,
    )
    .expect("a file");
    let (rows, told, _) = score(&file, &[]);
    assert_eq!(rows[0], plain(json!({"revenue": 8600, "revenue_prior": 8330})), "{told}");
}

/// A byte that cannot be decoded costs its row alone, in UTF-8 and in GBK.
#[test]
fn a_bad_byte_costs_its_row() {
    let text = "企业名称,营业收入\n甲公司,8600\n乙公司,4300\n丙公司,100\n";
    for encoding in [UTF_8, GB18030] {
        let (bytes, ..) = encoding.encode(text);
        let mut bytes = bytes.into_owned();
        let at = bytes.windows(5).position(|part| part == b",4300").expect("the row");
        bytes.insert(at, 0xff);
        let file = temporary("bad-byte.csv");
        std::fs::write(&file, bytes).expect("a file");
        let (rows, told, code) = score(&file, &[]);
        let found: Vec<_> = rows.iter().map(|row| row["errors"][0]["code"].as_str()).collect();
        assert_eq!((found, code), (vec![None, Some("bad_encoding"), None], 1), "{}: {told}", encoding.name());
    }
}
