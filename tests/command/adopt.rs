//! `adopt`: a template of what a scheme leaves open, and the exact scheme that a filled one makes.

use innopoints::adopt::{Table, adopt, read_json, template, template_json};
use innopoints::lint::{Severity, check};
use innopoints::{Date, Enterprise, Scheme, shipped};
use serde_json::{Value, json};
use std::process::Command;

/// A scheme with open weights, references and limits.
fn base() -> String {
    let source = |standing: &str| json!({"article": "一", "standing": standing, "checked": "full_text", "note": {"zh": "说明", "en": "Note"}});
    let named = |id: &str, standing: &str, more: Value| {
        let mut object = json!({"id": id, "title": {"zh": "名称", "en": id}, "source": source(standing)});
        object.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        object
    };
    let open = json!({"between": [20, 60], "typical": 40});
    json!({
        "id": "base", "title": {"zh": "评价", "en": "Evaluation"}, "issuer": "局", "document": "1号",
        "effective": {"from": "2020-01-01"},
        "parameters": [named("limit", "estimate", json!({"between": ["500万元", "2000万元"], "typical": "1000万元"}))],
        "stages": [named("young", "estimate", json!({"when": "revenue < limit"})), named("old", "estimate", json!({}))],
        "groups": [
            named("tech", "reported", json!({"indicators": [
                named("patents", "estimate", json!({"max": open, "value": "class1_ip", "reference": {"between": ["1件", "9件"], "typical": "5件"}})),
                named("status", "estimate", json!({"max": open, "flag": "hnte"})),
                named("known", "official", json!({"max": 20, "value": "class2_ip", "bands": [{"from": "1件", "points": 20}]}))]})),
            named("bonus", "reported", json!({"kind": "bonus", "indicators": [
                named("local", "estimate", json!({"max": {"between": [5, 15], "typical": 10}, "judged": "any"}))]}))
        ],
        "ties": [{"groups": ["tech"], "sum": 100, "source": source("estimate")}],
        "pass": {"when": "total >= 60", "source": source("reported")}
    })
    .to_string()
}

fn find(id: &str) -> Option<String> {
    if id == "base" { Some(base()) } else { shipped::scheme(id).map(str::to_string) }
}

/// Fills cells of a template: row, column (its last word), text.
fn fill(table: &Table, cells: &[(&str, &str, &str)]) -> Table {
    let mut table = table.clone();
    for (row, column, text) in cells {
        let c = table[0].iter().position(|h| h.ends_with(column)).expect("a column");
        let r = table.iter().position(|r| r[0] == *row).expect("a row");
        table[r][c] = text.to_string();
    }
    table
}

const FILLED: [(&str, &str, &str); 13] = [
    ("@id", "value", "our-points"),
    ("@article", "value", "附件2"),
    ("limit", "value", "800万元"),
    ("patents", "young", "50"),
    ("patents", "old", "30"),
    ("patents", "value", "4件"),
    ("status", "young", "30"),
    ("status", "old", "50"),
    ("local", "young", "10"),
    ("local", "old", "10"),
    ("local", "value", "judged"),
    ("@title_en", "value", "Our points"),
    ("@title_zh", "value", "我们的积分"),
];

#[test]
fn a_filled_template_is_an_exact_scheme() {
    let table = template("base", &find).expect("a template");
    let columns: Vec<&str> = table[0].iter().map(|h| h.rsplit(' ').next().unwrap_or_default()).collect();
    assert_eq!(columns, ["id", "title", "young", "old", "value", "formula", "now"]);
    let row = |id: &str| table.iter().find(|r| r[0] == id).expect("a row")[2..].to_vec();
    assert_eq!(row("known"), ["20", "20", "=", "", ""]);
    assert_eq!(row("patents"), ["", "", "", "class1_ip", "满分 20–60（40）；满分值 reference 1件–9件（5件）"]);
    assert_eq!(row("limit"), ["", "", "", "", "500万元–2000万元（1000万元）"]);
    let text = adopt("base", &fill(&table, &FILLED), &find).expect("a scheme");
    let base = base();
    let parse = |text: &str| Scheme::parse_with(text, None, &|_| Some(base.clone()));
    let scheme = parse(&text).expect("a scheme");
    assert!(scheme.official, "{text}");
    assert!(!Scheme::parse(&base, None).expect("a scheme").official);
    let found = check(&text, Some("our-points.json"), &[("base.json", &base)]);
    let faults: Vec<_> = found.iter().filter(|f| f.severity != Severity::Hint).collect();
    assert!(faults.is_empty(), "{faults:?}\n{text}");
    // 3 of 4 pieces, of 50 points; 30 for the flag; nothing of class II; what the experts give of 10.
    let score = |company: &str| {
        let company = Enterprise::parse(company, None).expect("a company");
        let report = scheme.score(&company, Date::parse("2026-01-01").expect("a day")).expect("a report");
        (
            report.bounds.as_ref().expect("bounds").each_ref().map(ToString::to_string),
            report.stage,
            report.notice.is_none(),
        )
    };
    let (bounds, stage, official) = score(r#"{"revenue": 700, "class1_ip": 3, "class2_ip": 0, "hnte": true}"#);
    assert_eq!((bounds, stage), (["67.5".into(), "77.5".into()], Some("young")));
    assert!(official);
    let (bounds, stage, _) = score(r#"{"revenue": 800, "class1_ip": 3, "class2_ip": 1, "hnte": false}"#);
    assert_eq!((bounds, stage), (["42.5".into(), "52.5".into()], Some("old")));
}

#[test]
fn the_same_from_json() {
    let mut json: Value = serde_json::from_str(&template_json("base", &find).expect("a template")).expect("JSON");
    for (row, column, text) in FILLED {
        json["rows"][row][column] = json!(text);
    }
    let (table, places) = read_json(&json.to_string()).expect("a table");
    assert_eq!(places.len(), table.len());
    let filled = fill(&template("base", &find).expect("a template"), &FILLED);
    assert_eq!(adopt("base", &table, &find).expect("a scheme"), adopt("base", &filled, &find).expect("a scheme"));
}

#[test]
fn what_is_wrong_is_told_by_row() {
    let table = fill(&template("base", &find).expect("a template"), &FILLED);
    let told = |cells: &[(&str, &str, &str)]| -> Vec<String> {
        let table = fill(&table, cells);
        let problems = adopt("base", &table, &find).expect_err("problems");
        let row = |line: Option<u32>| line.map_or("-".to_string(), |l| table[l as usize][0].clone());
        problems.iter().map(|p| format!("{} {}", row(p.line), p.code)).collect()
    };
    assert_eq!(told(&[("patents", "old", "")]), ["patents template"]);
    assert_eq!(told(&[("patents", "old", ""), ("limit", "value", "many")]), ["limit template", "patents template"]);
    assert_eq!(told(&[("patents", "old", "a lot")]), ["patents template"]);
    // That the weights do not sum without the indicator is no news.
    assert_eq!(told(&[("patents", "value", "4人")]), ["patents unit_clash"]);
    assert_eq!(told(&[("patents", "formula", "class1")]), ["patents bad_formula"]);
    assert_eq!(told(&[("known", "value", "5件")]), ["known template"]);
    assert_eq!(told(&[("@id", "value", "")]), ["@id template"]);
    assert_eq!(told(&[("@from", "value", "2019-12-31")]), ["@from template"], "before the base is in force");
    // 30 + 49 + 20 is not 100.
    assert_eq!(told(&[("status", "old", "49")]), ["- tie"]);
    let mut less = table.clone();
    less.retain(|row| row[0] != "status");
    assert_eq!(adopt("base", &less, &find).expect_err("problems").len(), 2, "a weight for each stage");
    let mut more = table.clone();
    more.push(vec!["stauts".into()]);
    assert_eq!(adopt("base", &more, &find).expect_err("problems")[0].line, Some(more.len() as u32 - 1));
}

/// Every shipped scheme with estimates: filled with its typical values it is exact, and gives the typical total.
#[test]
fn shipped_estimates_can_be_filled() {
    let on = Date::parse("2026-11-01").expect("a day");
    let company = include_str!("../../examples/xinje-2025.json");
    let company = serde_json::from_str::<Value>(company).expect("JSON")["enterprise"].to_string();
    let company = Enterprise::parse(&company, None).expect("a company");
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).expect(id);
        if scheme.official {
            continue;
        }
        let mut table = template(id, &find).expect(id);
        let typical = |text: &str, behind: &str| -> Option<String> {
            let rest = text.split_once(behind)?.1;
            Some(rest.split_once('（')?.1.split_once('）')?.0.to_string())
        };
        let last = table[0].len() - 1;
        for row in table.iter_mut().skip(1) {
            let now = row[last].clone();
            for weight in &mut row[2..last - 2] {
                if weight.is_empty() {
                    *weight = typical(&now, "满分 ").unwrap_or_default();
                }
            }
            if row[last - 2].is_empty() {
                let parameter = || now.starts_with(|c: char| c.is_ascii_digit()).then(|| typical(&now, "")).flatten();
                let judged = || now.contains("judged").then(|| "judged".to_string());
                let value = typical(&now, "reference ").or_else(parameter).or_else(judged);
                row[last - 2] = value.unwrap_or_default();
            }
            match row[0].as_str() {
                "@id" => row[last - 2] = "filled".into(),
                "@article" => row[last - 2] = "附件".into(),
                _ => {}
            }
        }
        let filled = adopt(id, &table, &find).unwrap_or_else(|problems| panic!("{id}: {problems:#?}"));
        let exact = Scheme::parse(&filled, None).expect(id);
        assert!(exact.official, "{id}");
        let found = check(&filled, Some("filled.json"), shipped::SCHEMES);
        let faults: Vec<_> = found.iter().filter(|f| f.severity != Severity::Hint).collect();
        assert!(faults.is_empty(), "{id}: {faults:?}");
        let of = |scheme: &Scheme| scheme.score(&company, on).ok().map(|r| (r.total.clone(), r.typical.clone()));
        if let (Some((Some(total), _)), Some((_, Some(typical)))) = (of(&exact), of(&scheme)) {
            assert_eq!(total, typical, "{id}");
        }
        println!("{id}: filled");
    }
}

#[test]
fn the_command() {
    let run = |args: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_innopoints")).arg("adopt").args(args).output().expect("it runs");
        (out.status.code().unwrap_or(-1), String::from_utf8(out.stdout).expect("UTF-8"))
    };
    assert_eq!(run(&["--scheme", "no-such-scheme", "--template"]).0, 2);
    assert_eq!(run(&["--scheme", "cn-tech-sme-2017"]).0, 2);
    let (code, csv) = run(&["--scheme", "cn-tech-sme-2017", "--template"]);
    assert_eq!(code, 0);
    assert!(csv.starts_with("\u{feff}id,"));
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("template.csv");
    std::fs::write(&path, csv.replacen("id of your scheme,,", "id of your scheme,,our-scheme", 1)).expect("a file");
    let file = path.to_str().expect("a name");
    // The article is still blank.
    let out =
        Command::new(env!("CARGO_BIN_EXE_innopoints")).args(["adopt", "--scheme", "cn-tech-sme-2017", file]).output();
    let out = out.expect("it runs");
    assert_eq!(out.status.code(), Some(1));
    let told = String::from_utf8(out.stderr).expect("UTF-8");
    assert!(told.contains("template.csv:7:4: "), "{told}");
}

/// The annex of 2.0 may have weights by stage, and other indicators than those that were reported.
#[test]
fn an_annex_may_bring_stages_names_and_indicators_of_its_own() {
    let base = "cn-innovation-points-2025";
    let plain = template(base, &find).expect("a template");
    let max = plain[0].iter().position(|h| h.ends_with(" max")).expect("a column of weights");
    // Two columns of weights instead of one.
    let mut table: Table = plain.clone();
    for (n, row) in table.iter_mut().enumerate() {
        let (young, old) =
            if n == 0 { ("young".to_string(), "old".to_string()) } else { (String::new(), String::new()) };
        row.splice(max..=max, [young, old]);
    }
    let column = |name: &str| table[0].iter().position(|h| h.ends_with(name)).expect("a column");
    let (title, value, formula) = (column("title"), column("value"), column("formula"));
    let (young, old) = (column("young"), column("old"));
    let row = |id: &str| table.iter().position(|r| r[0] == id).unwrap_or_else(|| panic!("no row {id}"));
    let mut filled = table.clone();
    let mut set = |id: &str, cells: &[(usize, &str)]| {
        for (at, text) in cells {
            filled[row(id)][*at] = text.to_string();
        }
    };
    set("@id", &[(value, "points-2")]);
    set("@article", &[(value, "附件")]);
    set("rd_intensity", &[(young, "40"), (old, "20"), (value, "6%"), (title, "研发强度")]);
    for (id, weights, reference) in [
        ("rd_staff_share", ["10", "10"], "30%"),
        ("super_deduction", ["5", "5"], "500万元"),
        ("ip_per_100_rd_staff", ["10", "10"], "10件"),
        ("tech_contract_value", ["5", "15"], "500万元"),
        ("hightech_revenue_share", ["10", "10"], "60%"),
        ("revenue_growth", ["10", "10"], "20%"),
        ("key_rd_projects", ["10", "10"], "1项"),
        ("awards_provincial", ["10", "10"], "1项"),
        ("honour_lists", ["10", "10"], "1项"),
    ] {
        set(id, &[(young, weights[0]), (old, weights[1]), (value, reference)]);
    }
    for id in ["profit_margin", "debt_ratio"] {
        set(id, &[(young, "-"), (old, "-")]);
    }
    let mut more = |cells: &[(usize, &str)]| {
        let mut new = vec![String::new(); filled[0].len()];
        for (at, text) in cells {
            new[*at] = text.to_string();
        }
        filled.push(new);
    };
    more(&[(0, "@young"), (title, "初创期"), (formula, "revenue < 500万元")]);
    more(&[(0, "@old"), (title, "成长期")]);
    more(&[
        (0, "development/graduates"),
        (title, "应届毕业生"),
        (young, "10"),
        (old, "20"),
        (value, "10人"),
        (formula, "graduates_hired"),
    ]);
    let text = adopt(base, &filled, &find).unwrap_or_else(|p| panic!("{p:?}"));
    let scheme = Scheme::parse_with(&text, None, &|id| shipped::scheme(id).map(str::to_string)).expect("a scheme");
    assert!(scheme.official);
    let company = json!({"revenue": 400, "rd_expense": 12, "rd_staff": 3, "staff_total": 20, "super_deduction": 0,
        "class1_ip": 0, "class2_ip": 0, "tech_contract_value": 0, "hightech_revenue": 240, "revenue_prior": 400,
        "graduates_hired": 5, "awards_provincial": 0});
    let company = Enterprise::parse(&company.to_string(), None).expect("a company");
    let report = scheme.score(&company, Date::parse("2026-11-01").expect("a day")).expect("a report");
    let points = |id: &str| {
        let item = report.items.iter().find(|i| i.id == id).unwrap_or_else(|| panic!("no item {id}"));
        item.points.clone()
    };
    assert_eq!(report.stage, Some("young"));
    // 12 ÷ 400 = 3 %, half of 6 %: half of 40. 3 ÷ 20 = 15 %, half of 30 %: half of 10. 5 of 10 graduates: half of 10.
    assert_eq!(points("rd_intensity").as_deref(), Some("20"));
    assert_eq!(points("rd_staff_share").as_deref(), Some("5"));
    assert_eq!(points("graduates").as_deref(), Some("5"));
    let item = report.items.iter().find(|i| i.id == "rd_intensity").expect("the renamed one");
    assert_eq!(item.title.zh, "研发强度");
    assert!(report.items.iter().all(|i| i.id != "debt_ratio" && i.id != "profit_margin"));
    // What is wrong has its row: a stage without its condition, a row of no group.
    let mut broken = filled.clone();
    let young_row = broken.iter().position(|r| r[0] == "@young").expect("the stage");
    broken[young_row][formula] = String::new();
    broken.last_mut().expect("rows")[0] = "nowhere/graduates".into();
    let problems = adopt(base, &broken, &find).expect_err("broken");
    let lines: Vec<u32> = problems.iter().filter_map(|p| p.line).collect();
    assert!(lines.contains(&(young_row as u32)) && lines.contains(&(broken.len() as u32 - 1)), "{problems:?}");
}

/// A made-up edition of 18 indicators and three stages, pasted from a word processor or as text: an exact scheme.
#[test]
fn an_annex_as_it_was_pasted_is_an_exact_scheme() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/tables/annex/");
    let run = |file: &str, set: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_innopoints"));
        command.args(["adopt", "--scheme", "cn-innovation-points-2024", file]);
        command.args(set.iter().flat_map(|set| ["--set", set]));
        let out = command.output().expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (out.status.code(), text(out.stdout), text(out.stderr))
    };
    let answers = [
        "@id=our-points",
        "@article=附件2",
        "@title_zh=示例积分",
        "@title_en=Example points",
        "startup_limit=500万元",
        "growth_limit=10000万元",
    ];
    let html = [folder, "word.html"].concat();
    // What was understood is shown, what is missing is asked, and the template is printed as far as it is filled in.
    let (code, printed, told) = run(&html, &[]);
    assert_eq!(code, Some(1), "{told}");
    let understood = told.lines().filter(|line| line.ends_with("[row]")).count();
    assert_eq!(understood, 18, "{told}");
    let wanted = "“研发费用占营业收入比例”当作“研发费用占营业收入的比例”：startup 10，growth 8，mature 7，value 6%";
    assert!(told.contains(wanted), "{told}");
    let asked: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("--set ")?.split('=').next()).collect();
    assert_eq!(asked, ["@id.value", "@article.value", "startup_limit.value", "growth_limit.value"], "{told}");
    assert!(printed.contains("rd_intensity,") && printed.contains(",10,8,7,6%,"), "{printed}");
    // The same from HTML, from text, and from a workbook.
    let mut made = Vec::new();
    let book = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("annex.xlsx");
    let pasted = std::fs::read_to_string([folder, "pasted.txt"].concat()).expect("a file");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (r, line) in pasted.lines().enumerate() {
        for (c, cell) in line.split('\t').enumerate() {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(r as u32, c as u16, number),
                Err(_) => sheet.write_string(r as u32, c as u16, cell),
            }
            .expect("a cell");
        }
    }
    workbook.save(&book).expect("a file");
    for file in [html.as_str(), &[folder, "pasted.txt"].concat(), book.to_str().expect("a name")] {
        let (code, scheme, told) = run(file, &answers);
        assert_eq!(code, Some(0), "{file}: {told}");
        made.push(scheme);
    }
    assert!(made.iter().all(|scheme| *scheme == made[0]));
    let scheme = Scheme::parse_with(&made[0], None, &|id| shipped::scheme(id).map(str::to_string)).expect("a scheme");
    assert!(scheme.official && scheme.indicators.len() == 18);
    let company = json!({"revenue": 8600, "revenue_prior": 8600, "rd_expense": 400, "rd_expense_prior": 400, "staff_total": 60,
        "scientific_staff": 9, "invention_applications": 5, "pct_applications": 0, "tech_contract_value": 0,
        "hightech_revenue": 4000, "postgraduate_staff": 0, "super_deduction_relief": 0, "net_profit": 0, "net_assets": 100,
        "graduates_hired": 10, "platforms_provincial": 0, "awards_provincial": 0, "projects_provincial": 0, "venture_capital": 0});
    let company = Enterprise::parse(&company.to_string(), None).expect("a company");
    let report = scheme.score(&company, Date::parse("2026-11-01").expect("a day")).expect("a report");
    let points =
        |id: &str| report.items.iter().find(|i| i.id == id).and_then(|i| i.points.clone()).expect(id).to_string();
    assert_eq!((report.stage, report.notice.is_none()), (Some("growth"), true));
    // 400 of 800 万元, of 7 points; 15 % of 30 %, of 7; 5 of 10 pieces, of 7; 4000 of 8000 万元, of 8; 10 of 10 graduates.
    let found =
        ["rd_expense", "scientific_staff_share", "invention_applications", "hightech_revenue", "graduates_hired"]
            .map(points);
    assert_eq!(found, ["3.5", "3.5", "3.5", "4", "4"]);
    // What nobody understands is refused in words; an answer for no row too.
    let nothing = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("nothing.txt");
    std::fs::write(&nothing, "甲\t乙\n1\t2\n").expect("a file");
    assert_eq!(run(nothing.to_str().expect("a name"), &[]).0, Some(1));
    let (code, _, told) = run(&html, &["nowhere=5"]);
    assert!(code == Some(1) && told.contains("nowhere"), "{told}");
}
