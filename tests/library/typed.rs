//! What people type: every line of `typed.json` by each way in that a figure has.

use innopoints::Enterprise;
use innopoints::dictionary::{Dictionary, Field, Kind, Value};
use innopoints::json::Json;
use innopoints::number::{Num, unit};
use innopoints::problem::Problem;
use innopoints::table::{Source, Table};
use serde_json::Value as Line;

fn lines() -> Vec<Line> {
    let file: Line = serde_json::from_str(include_str!("typed.json")).expect("typed.json");
    file["typed"].as_array().expect("its lines").clone()
}

fn field(line: &Line) -> &'static Field {
    let dictionary = Dictionary::shipped();
    let id = line["field"].as_str().unwrap_or("revenue");
    &dictionary.fields[dictionary.find(id).expect(id)]
}

/// A value as the lines write it: in the field's unit.
fn written(f: &Field, value: &Value) -> Line {
    let scale = unit(f.unit()).map_or(Num::ONE, |u| u.1);
    let number = |x: Num| x.div(scale).and_then(Num::to_exact_text).expect("an exact number");
    match value {
        Value::Exact(x) => number(*x).into(),
        Value::Range(r) => vec![number(r.0), number(r.1)].into(),
        Value::Day(day) => day.to_text().into(),
        other => panic!("{other:?}"),
    }
}

fn agrees(f: &Field, line: &Line, read: Result<Value, Box<Problem>>) {
    match read {
        Ok(value) => assert_eq!(written(f, &value), line["read"], "{line}"),
        Err(problem) => {
            assert_eq!(line["refused"], problem.code, "{line}: {problem}");
            assert_eq!(problem.field.as_deref(), Some(f.id), "{line}");
            let write = line["write"].as_str().unwrap_or("");
            assert!(problem.zh.contains(&format!("请写成 {write}")) || write.is_empty(), "{line}: {problem}");
            assert!(line.get("write") != Some(&Line::Null) || !problem.zh.contains("请写成"), "{line}: {problem}");
        }
    }
}

#[test]
fn a_figure_is_read_in_the_unit_shown() {
    for line in lines() {
        let f = field(&line);
        let text = line["text"].as_str().expect("a text");
        let shown = line["shown"].as_str().unwrap_or(f.unit());
        let read = f.read(text, shown);
        if let (Ok(value), Some(echo)) = (&read, line.get("echo")) {
            let said = f.echo(value, text, shown).map(|echo| echo.zh);
            assert_eq!(said, echo.as_str().map(|echo| format!("读作 {echo}")), "{line}");
        }
        agrees(f, &line, read);
    }
}

#[test]
fn the_text_of_a_company_and_a_cell_are_read_alike() {
    for line in lines().iter().filter(|line| line.get("shown").is_none()) {
        let f = field(line);
        let text = line["text"].as_str().expect("a text");
        let place = Dictionary::shipped().find(f.id).expect("a field");
        let json = Json::Object(vec![(f.id.to_string(), Json::String(text.to_string()))]);
        let company = Enterprise::from_json(&json).map_err(|mut problems| Box::new(problems.remove(0)));
        agrees(f, line, company.map(|company| company.values()[place].clone()));

        let cell = text.replace('"', "\"\"");
        let table = format!("{}\t企业名称\n\"{cell}\"\t甲\n", f.id);
        let mut table = Table::open(Source::Text(&table), Dictionary::shipped(), &[]).expect("a table");
        let row = table.next_row().expect("a row");
        if line["gap"] == true {
            assert!(row.company.is_ok_and(|company| company.values()[place] == Value::Missing), "{line}");
        } else {
            let read = row.company.map(|company| company.values()[place].clone());
            agrees(f, line, read.map_err(|mut problems| Box::new(problems.remove(0))));
        }
    }
}

#[test]
fn a_cell_that_says_no_is_no_gap() {
    let mut table =
        Table::open(Source::Text("abnormal_listed\n无\n不适用\n"), Dictionary::shipped(), &[]).expect("a table");
    let place = Dictionary::shipped().find("abnormal_listed").expect("a field");
    let mut read = || table.next_row().expect("a row").company.expect("a company").values()[place].clone();
    assert_eq!([read(), read()], [Value::Flag(false), Value::Missing]);
}

/// Whatever is typed into whatever field: no panic, and what is read is within the field's range and has an echo or is plain.
#[test]
fn any_mix_of_what_people_type_is_read_or_refused() {
    let parts = [
        "",
        " ",
        "-",
        "–",
        "~",
        "至",
        "约",
        "(",
        ")",
        "¥",
        "RMB",
        "1",
        "20",
        "300",
        "0",
        "12345678901234567890",
        ".",
        ",",
        "，",
        "。",
        "e",
        "E-",
        "亿",
        "万",
        "W",
        "k",
        "千",
        "元",
        "人",
        "%",
        "年",
        "月",
        "日",
        "\n",
        "\u{a0}",
        "无",
        "N/A",
        "é",
        "😀",
    ];
    let mut seed: u32 = 1;
    for _ in 0..200_000 {
        let mut text = String::new();
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        for _ in 0..=(seed >> 29) {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(parts[(seed >> 8) as usize % parts.len()]);
        }
        for f in [field(&Line::Null), field(&serde_json::json!({"field": "staff_total"}))] {
            let Ok(read) = f.read(&text, f.unit()) else { continue };
            let _ = f.echo(&read, &text, f.unit());
            let Kind::Number { range, .. } = f.kind else { panic!("a number field") };
            match &read {
                Value::Exact(x) => assert!(range.contains(*x), "{text}"),
                Value::Range(r) => assert!(range.contains(r.0) && r.0 < r.1, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
