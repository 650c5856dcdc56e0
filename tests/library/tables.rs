//! Tables as people keep them: what is read of each file of `tests/tables` stands in `expected.json` beside them. With
//! `UPDATE_TABLES=1` it is written anew, to be looked through line by line.

use innopoints::dictionary::{Dictionary, Kind, Value};
use innopoints::number::{Num, unit};
use innopoints::table::{Headings, Line, Lines, Row, Separator, Source, Table, names, tables};
use innopoints::{Enterprise, Problem};
use serde_json::{Map, Value as Json, json};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables")
}

/// A file as text, decoded as the command decodes it.
fn text_of(path: &Path) -> String {
    let bytes = std::fs::read(path).expect("a file");
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes) {
        return encoding.decode(&bytes).0.into_owned();
    }
    let headings = Headings::of(Dictionary::shipped());
    let by = |encoding: &'static encoding_rs::Encoding| encoding.decode(&bytes).0.into_owned();
    let all = [by(encoding_rs::UTF_8), by(encoding_rs::GB18030), by(encoding_rs::BIG5)];
    all.into_iter().rev().max_by_key(|text| names(text, &headings)).expect("a text")
}

/// The figures of a company, each in its field's unit.
fn figures(company: &Enterprise) -> Json {
    let mut all = Map::new();
    for (field, value) in company.dictionary().fields.iter().zip(company.values()) {
        let scale = unit(field.unit()).map_or(Num::ONE, |u| u.1);
        let number = |x: &Num| x.div(scale).and_then(Num::to_exact_text).expect("an exact number");
        let figure = match (value, &field.kind) {
            (Value::Missing, _) => continue,
            (Value::Exact(x), _) => json!(number(x)),
            (Value::Range(r), _) => json!({"between": [number(&r.0), number(&r.1)]}),
            (Value::Flag(flag), _) => json!(flag),
            (Value::Level(level), Kind::Choice(levels)) => json!(levels[*level].id),
            (Value::Day(day), _) => json!(day.to_text()),
            other => panic!("{other:?}"),
        };
        all.insert(field.id.to_string(), figure);
    }
    all.into()
}

/// Problems as `line:column code words`.
fn told(problems: &[Problem]) -> Json {
    let place = |n: Option<u32>| n.map_or("-".to_string(), |n| n.to_string());
    let one = |p: &Problem| format!("{}:{} {} {}", place(p.line), place(p.column), p.code, p.zh);
    problems.iter().map(one).collect::<Vec<_>>().into()
}

fn row(row: &Row) -> Json {
    let mut json = json!({"line": row.line, "name": row.name});
    match &row.company {
        Ok(company) => json["figures"] = figures(company),
        Err(problems) => json["problems"] = told(problems),
    }
    if !row.notes.is_empty() {
        json["notes"] = told(&row.notes);
    }
    if !row.kept.is_empty() {
        json["kept"] =
            row.kept.iter().map(|(heading, cell)| (heading.clone(), json!(cell))).collect::<Map<_, _>>().into();
    }
    json
}

/// Everything that is read of a table.
fn read(source: Source<'_>) -> Json {
    let mut table = match Table::open(source, Dictionary::shipped(), &[]) {
        Ok(table) => table,
        Err(problems) => return json!({"refused": told(&problems)}),
    };
    let notes = table.heading.notes.clone();
    let mut rows = Vec::new();
    while let Some(each) = table.next_row() {
        rows.push(row(&each));
    }
    json!({"heading": told(&notes), "rows": rows, "told": told(&table.told())})
}

fn files() -> Vec<PathBuf> {
    let list = |name: &str| {
        let mut files: Vec<_> = std::fs::read_dir(folder().join(name))
            .expect("a folder")
            .map(|entry| entry.expect("a file").path())
            .collect();
        files.sort();
        files
    };
    ["given", "real", "more"].into_iter().flat_map(list).collect()
}

#[test]
fn every_table_is_read_as_a_person_reads_it() {
    let mut found = Map::new();
    for path in files() {
        let name = path.strip_prefix(folder()).expect("within").display().to_string();
        found.insert(name, read(Source::Text(&text_of(&path))));
    }
    let file = folder().join("expected.json");
    if std::env::var_os("UPDATE_TABLES").is_some() {
        std::fs::write(&file, serde_json::to_string_pretty(&found).expect("JSON") + "\n").expect("a file");
    }
    let expected: Map<String, Json> =
        serde_json::from_str(&std::fs::read_to_string(&file).expect("expected.json")).expect("JSON");
    assert!(found.len() >= 70 && found.len() == expected.len(), "{} files, {} expected", found.len(), expected.len());
    for (name, found) in &found {
        assert_eq!(found, &expected[name], "{name}");
    }
}

/// The cells of a sheet give what the text gives, but for the numbers of lines.
#[test]
fn rows_of_a_sheet_are_read_like_text() {
    for path in files() {
        let text = text_of(&path);
        let cells = |separator| Lines::new(&text, separator).take(5).map(|line| line.cells.len()).max().unwrap_or(0);
        let mut best = (Separator::Blanks, 1);
        for separator in [',', '\t', ';', '，', '|'].map(Separator::Is) {
            if cells(separator) > best.1 {
                best = (separator, cells(separator));
            }
        }
        let lines: Vec<Line<'_>> = Lines::new(&text, best.0).collect();
        assert_eq!(read(Source::Rows(lines)), read(Source::Text(&text)), "{}", path.display());
    }
}

/// A text full of stray quotes is looked at some dozens of times, not once a line: 40,000 lines within a tenth of a second.
#[test]
fn stray_quotes_cost_no_more_than_their_length() {
    for line in ["x\",y,\"\n", "\"\n", "\"x,\"\"\n", "a,\"b\n", "\"a\" ,\"b\n", "\"\",\"\"\"\n"] {
        for head in ["企业名称,营业收入\n", ""] {
            let text = [head, &line.repeat(40_000)].concat();
            let mut lines = Lines::new(&text, Separator::Is(','));
            let count = lines.by_ref().count();
            assert!(count > 1000, "{line:?}: {count} lines");
            assert!(lines.looked_at < 70 * text.len(), "{line:?}: {} for {}", lines.looked_at, text.len());
        }
    }
}

/// Whatever stands in a table: no panic, and every line of it is a company, is refused, is told as skipped, or is blank.
#[test]
fn any_mix_of_cells_is_read_or_refused() {
    let parts = [
        "企业名称",
        "营业收入",
        "（元）",
        "(",
        ")",
        "单位：",
        "2025年",
        "上年",
        "本期金额",
        "项目",
        "合计",
        "甲",
        "8600",
        "-",
        "\"",
        "\"\"",
        ",",
        ",",
        ",",
        "\n",
        "\n",
        "\r",
        "\t",
        ";",
        "，",
        "=\"",
        "'",
        "制造业",
        "%",
        "1e9",
        "\u{feff}",
        "\u{fffd}",
        "〇",
        "年",
        "sep=",
        "/",
        "万元",
        "成立日期",
        "20150501",
        "42125",
        "行次",
        "所属行业",
        "C39",
        "一、",
        "注：",
        "$",
    ];
    let mut seed: u32 = 7;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 8
    };
    let mut opened = 0;
    for _ in 0..4_000 {
        let text: String = (0..next() % 40).map(|_| parts[next() as usize % parts.len()]).collect();
        let Ok(mut table) = Table::open(Source::Text(&text), Dictionary::shipped(), &["revenue".to_string()]) else {
            continue;
        };
        opened += 1;
        while let Some(row) = table.next_row() {
            assert!(row.company.as_ref().err().is_none_or(|problems| !problems.is_empty()), "{text:?}");
        }
        table.told();
    }
    assert!(opened > 400, "{opened} of 4,000 had a heading");
}

/// Where a cell that says nothing means 0, that is said.
#[test]
fn a_dash_means_nothing_unless_it_is_said_to_mean_0() {
    let text = text_of(&folder().join("given/05-dash-nil.csv"));
    let read = |zero: &[String]| {
        let mut table = Table::open(Source::Text(&text), Dictionary::shipped(), zero).expect("a table");
        let mut found = Vec::new();
        while let Some(row) = table.next_row() {
            found.push(figures(&row.company.expect("a company"))["class1_ip"].clone());
        }
        (found, table.told().len())
    };
    assert_eq!(read(&[]), (vec![Json::Null; 8], 1));
    assert_eq!(read(&["class1_ip".to_string()]), (vec![json!("0"); 8], 0));
}

/// HTML of word processors, spreadsheets and pages: merged cells keep the places of those behind them; comments, styles, quotes and
/// tables within cells are passed over.
#[test]
fn tables_of_html() {
    let rows = |html: &str| -> Vec<Vec<String>> {
        let tables = innopoints::table::tables(html);
        let row = |line: &Line<'_>| line.cells.iter().map(|cell| cell.to_string()).collect();
        tables.first().map_or(Vec::new(), |table| table.iter().map(row).collect())
    };
    let html = "<TABLE border=1><tr><td rowspan=2>a<td colspan='2'>b&nbsp;&lt;c&gt;&#23383;</tr>\n<tr><td>d</td><td style=\"x:'>'\">e<br>f</td></tr>\
        <!-- <tr><td>no</td></tr> --><tr><td><table><tr><td>in</td></tr></table>g</td><td><style>td{x}</style>h &amp; i</td></tr></table>";
    assert_eq!(rows(html), [vec!["a", "b <c>字", ""], vec!["", "d", "e f"], vec!["in g", "h & i"]]);
    for broken in [
        "",
        "<table",
        "<table>",
        "<table><tr><td",
        "<table><td>a",
        "<table><tr><td>a<!-- ",
        "<table><tr><td x='>a",
        "a<b&;&#x;",
    ] {
        rows(broken);
    }
    // A clipboard may hold a table of companies.
    let html = "<html><body><table><tr><td>企业名称</td><td>营业收入<br>（元）</td></tr><tr><td>甲</td><td>86,000,000</td></tr></table>";
    let found = read(Source::Text(html));
    assert_eq!(found["rows"][0]["figures"], json!({"revenue": "8600"}), "{found}");
}

/// A year in brackets says nothing of the unit, wherever the unit stands or is left out.
#[test]
fn a_year_in_brackets_is_no_unit() {
    let headings = [
        "营业收入（2025年）",
        "营业收入（2025）",
        "营业收入(2025年度)",
        "营业收入（本年）",
        "营业收入（2025年）（万元）",
        "营业收入（万元）（2025年）",
        "营业收入（2025年，万元）",
        "营业收入(2025年)（单位：万元）",
    ];
    let one = |text: &str| {
        let mut table =
            Table::open(Source::Text(text), Dictionary::shipped(), &[]).unwrap_or_else(|p| panic!("{text}: {p:?}"));
        figures(&table.next_row().expect("a row").company.expect("a company"))
    };
    for heading in headings {
        assert_eq!(one(&format!("企业名称,{heading}\n甲,8600\n")), json!({"revenue": "8600"}), "{heading}");
    }
    for title in ["单位：万元", "金额单位：万元"] {
        let text = format!("{title}\n企业名称,营业收入（2025年）\n甲,8600\n");
        assert_eq!(one(&text), json!({"revenue": "8600"}), "{title}");
    }
    assert_eq!(one("企业名称,营业收入（2025年）（元）\n甲,86000000\n"), json!({"revenue": "8600"}));
    assert_eq!(one("企业名称,职工总数（2025）\n甲,60\n"), json!({"staff_total": "60"}));
    // A statement with its days behind the words that say the same.
    let statement = "项目,期末余额（2025年12月31日）,期初余额（2024年12月31日）\n资产总计,900,800\n负债合计,300,200\n";
    let figures = one(statement);
    assert_eq!((&figures["total_assets"], &figures["total_liabilities"]), (&json!("900"), &json!("300")));
}

/// Cells that span much make no more blank ones than a table of people has.
#[test]
fn merged_cells_of_a_hostile_page_are_bounded() {
    let cell = "<tr><td rowspan=1000 colspan=1000>x</td></tr>";
    for n in [10, 100, 2_000] {
        let text = ["<table>", &cell.repeat(n), "</table>"].concat();
        let cells: usize = tables(&text).iter().flatten().map(|line| line.cells.len()).sum();
        assert!(cells <= 30_000 + n, "{n}: {cells}");
    }
}
