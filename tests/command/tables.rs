//! The `innopoints` command as a user runs it: tables with bad rows, line ends and encodings of spreadsheets, exit codes.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_innopoints"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // The command may stop before it has read everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the input is written");
    output
}

fn score(format: &str, input: &[u8]) -> (i32, String, String) {
    score_by("cn-innovative-sme-2022", format, input)
}

fn score_by(scheme: &str, format: &str, input: &[u8]) -> (i32, String, String) {
    let by = ["score", "--scheme", scheme, "--on", "2026-11-01", "--json", "--reasons", "--format", format, "-"];
    let out = run(&by, input);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code().unwrap_or(-1), text(out.stdout), text(out.stderr))
}

/// A quote that is not closed, or closed too early, costs its own row and no other.
#[test]
fn a_stray_quote_costs_one_row() {
    let rows: Vec<String> = (2..400).map(|n| format!("公司{n},1000,{}", n % 60)).collect();
    for (stray, later) in [
        ("\"坏公司,1000,5", "\"好公司\",1000,60"),
        ("\"坏公司\"的,1000,5", "好公司,1000,60"),
        ("坏公司,\"1000,5", "\"好\"\"公司\",1000,60"),
    ] {
        for end in ["\n", "\r\n"] {
            let mut lines = vec!["name,revenue,rd_expense".to_string()];
            lines.extend(rows.iter().cloned());
            lines[99] = stray.into();
            lines[200] = later.into();
            // A quoted field may hold a comma and a line end: one row, two lines.
            lines[300] = format!("\"两{end}行, 一家\",1000,60");
            // By a scheme whose verdict on two figures needs no search: this is about rows.
            let scheme = "cn-chengdu-innovation-points-2024";
            let (code, stdout, stderr) = score_by(scheme, "csv", (lines.join(end) + end).as_bytes());
            let found = results(&stdout);
            assert_eq!((code, found.len()), (1, lines.len() - 1), "{stray}: {stderr}");
            let refused: Vec<&String> = found.iter().filter(|r| r.contains(' ')).collect();
            assert_eq!(refused, ["100 bad_csv"], "{stray}");
        }
    }
}

/// Of each printed line: its total, or the line and code of what is wrong.
fn results(stdout: &str) -> Vec<String> {
    let line = |line: &str| {
        let json: serde_json::Value = serde_json::from_str(line).expect(line);
        match json.get("errors") {
            Some(errors) => format!("{} {}", json["line"], errors[0]["code"].as_str().expect("a code")),
            None => match json["bounds"][0].as_str() {
                Some(least) => least.to_string(),
                None => json["estimate"]["low"].to_string(),
            },
        }
    };
    stdout.lines().map(line).collect()
}

#[test]
fn many_rows_and_every_bad_one_by_its_line() {
    for line_end in ["\n", "\r\n"] {
        let mut table = format!("revenue,rd_expense{line_end}");
        let mut bad = Vec::new();
        for row in 0..200 {
            let line = row + 2;
            match row % 97 {
                5 => {
                    table += "oops,5";
                    bad.push(format!("{line} bad_number"));
                }
                50 => {
                    table += "-1,5";
                    bad.push(format!("{line} out_of_range"));
                }
                60 => {
                    table += "1,2,3";
                    bad.push(format!("{line} bad_csv"));
                }
                _ => table += "100,5",
            }
            table += line_end;
        }
        let (code, stdout, stderr) = score("csv", table.as_bytes());
        assert_eq!(code, 1);
        let found = results(&stdout);
        assert_eq!(found.len(), 200);
        let refused: Vec<&String> = found.iter().filter(|r| r.contains(' ')).collect();
        assert_eq!(refused, bad.iter().collect::<Vec<_>>(), "{line_end:?}");
        // 100 and 5: 5 % earns 20 points, and another 5 for the product field are certain.
        assert!(found.iter().filter(|r| !r.contains(' ')).all(|r| r == "25"));
        assert!(stderr.contains("200") || stderr.contains(&format!("{} 家有误", bad.len())));
    }
}

#[test]
fn lines_are_counted_over_blank_lines_quotes_and_carriage_returns() {
    let (_, stdout, _) = score("csv", b"revenue,rd_expense\n1,2,3\n1\n\n,,\n");
    // A line of blank cells is no company.
    assert_eq!(results(&stdout), ["2 bad_csv", "3 bad_csv"]);
    let (_, stdout, _) = score("csv", "name,revenue\n\"甲\n乙\",1\n丙,x\n".as_bytes());
    assert_eq!(results(&stdout)[1], "4 bad_number");
    let (_, stdout, _) = score("csv", b"revenue\rx\r1\ry\r");
    assert_eq!(results(&stdout), ["2 bad_number", "5", "4 bad_number"]);
    let (_, stdout, stderr) = score("ndjson", b"{\"revenue\":1}\n\n{x}\n");
    assert_eq!(results(&stdout), ["5", "3 bad_json"]);
    assert!(stderr.contains("<stdin>:3:2: "), "{stderr}");
}

#[test]
fn tables_of_chinese_spreadsheets_are_read() {
    let table = "企业名称,营业收入（万元）,研发费用\r\n甲公司,\"8,600\",412万元\r\n";
    let bom = ["\u{feff}", table].concat();
    let (gbk, _, _) = encoding_rs::GB18030.encode(table);
    let plain = score("csv", table.as_bytes());
    assert_eq!(plain.0, 0, "{}", plain.2);
    assert!(plain.1.contains("\"name\":\"甲公司\""));
    assert_eq!(score("csv", bom.as_bytes()).1, plain.1);
    assert_eq!(score("csv", &gbk).1, plain.1);
}

#[test]
fn the_same_company_is_read_from_every_format() {
    let plain = score("json", br#"{"revenue": 8600, "rd_expense": 412}"#);
    assert_eq!(plain.0, 0);
    for json in [
        r#"{"name": "x", "revenue": 8600, "rd_expense": 412}"#,
        r#"{"name": "x", "source": "y", "enterprise": {"revenue": 8600, "rd_expense": 412}}"#,
    ] {
        assert_eq!(score("json", json.as_bytes()).1, plain.1);
        let line = score("ndjson", json.as_bytes());
        assert_eq!(line.1, plain.1.replacen('{', r#"{"name":"x","#, 1));
    }
    let row = score("csv", b"revenue,rd_expense\n8600,412\n");
    assert_eq!(row.1, plain.1);
    // Without reasons the outcome: the same numbers.
    let by = ["score", "--scheme", "cn-innovative-sme-2022", "--on", "2026-11-01", "--json", "--format", "csv", "-"];
    let outcome = run(&by, b"revenue,rd_expense\n8600,412\n").stdout;
    let [outcome, report] =
        [&outcome[..], plain.1.as_bytes()].map(|json| serde_json::from_slice::<serde_json::Value>(json).expect("JSON"));
    for member in ["scheme", "digest", "on", "total", "bounds", "tight", "passed", "missing", "warnings"] {
        assert_eq!(outcome[member], report[member], "{member}");
    }
    let bounds: Vec<_> = report["items"].as_array().expect("items").iter().map(|item| &item["bounds"]).collect();
    assert_eq!(outcome["items"].as_array().expect("items").iter().collect::<Vec<_>>(), bounds);
}

#[test]
fn a_figure_beside_the_figures_is_not_lost() {
    let (code, stdout, _) = score("json", br#"{"source": "y", "enterprise": {"revenue": 8600}, "rd_expense": 412}"#);
    assert_eq!(code, 1);
    assert!(stdout.contains(r#""pointer":"/rd_expense""#) && stdout.contains("misplaced"), "{stdout}");
}

#[test]
fn exit_codes_tell_scored_from_bad_input_from_usage() {
    assert_eq!(score("json", b"{}").0, 0);
    let (code, stdout, stderr) = score("json", br#"{"revenue": "abc", "revenu": 1}"#);
    assert_eq!(code, 1);
    assert!(stdout.contains(r#""pointer":"/revenue""#) && stdout.contains("unknown_field"), "{stdout}");
    assert!(stderr.contains("营业收入") && stderr.contains("Operating revenue"), "{stderr}");
    for bad in [&b"not json"[..], b"", b"[]", b"{\"a\":", &[0xff, 0xfe, 0xfd]] {
        assert_eq!(score("json", bad).0, 1, "{bad:?}");
    }
    assert_eq!(score("csv", b"nothing\n1\n").0, 1);
    assert_eq!(score("csv", b"revenue,revenue\n1,2\n").0, 1);
    assert_eq!(score("csv", b"revenue\n").0, 1);
    let usage = |args: &[&str]| run(args, b"{}").status.code();
    assert_eq!(usage(&["score", "--scheme", "no-such-scheme", "-"]), Some(2));
    assert_eq!(usage(&["score", "--scheme", "cn-tech-sme-2017", "--on", "tomorrow", "-"]), Some(2));
    assert_eq!(usage(&["score"]), Some(2));
    assert_eq!(usage(&["nothing"]), Some(2));
    assert_eq!(usage(&["score", "--scheme", "cn-tech-sme-2017", "--on", "2016-01-01", "-"]), Some(1));
    assert_eq!(usage(&["score", "--scheme", "cn-tech-sme-2017", "no-such-file.json"]), Some(1));
    assert_eq!(usage(&["schemes", "--json"]), Some(0));
}

/// Wherever a total of a scheme with an estimate is printed, it is said that it is not official; and of no other.
#[test]
fn no_total_of_an_estimate_without_its_notice() {
    let company = br#"{"revenue": 8300, "rd_expense": 400, "staff_total": 200, "scientific_staff": 45}"#;
    let table = b"name,revenue,rd_expense\nA,8300,400\nB,100,5\n";
    let mut estimated = 0;
    for (id, text) in innopoints::shipped::SCHEMES {
        let scheme = innopoints::Scheme::parse(text, Some(id)).unwrap_or_else(|p| panic!("{id}: {p:?}"));
        let holds_estimate = !scheme.official;
        estimated += usize::from(holds_estimate);
        let on = scheme.to.map_or("2026-11-01".to_string(), |to| to.to_string());
        let print = |format: &str, more: &[&str], input: &[u8]| {
            let mut args = vec!["score", "--scheme", id, "--on", &on, "--format", format];
            args.extend(more);
            args.push("-");
            let out = run(&args, input);
            let text = String::from_utf8(out.stdout).expect("UTF-8");
            assert!(!text.trim().is_empty(), "{id} {args:?}: {}", String::from_utf8_lossy(&out.stderr));
            text
        };
        let says = |text: &str| {
            ["不是官方分数", "非官方得分", "not an official score", "Estimate, not an official"]
                .iter()
                .any(|w| text.contains(w))
        };
        for (language, total) in [(&[][..], "得分 "), (&["--english"][..], "Score ")] {
            // One company: the line of the total, and the sentence below it.
            let one = print("json", language, company);
            let lines: Vec<&str> = one.lines().filter(|l| l.starts_with(total)).collect();
            for line in &lines {
                assert_eq!(says(line), holds_estimate, "{id}: {line}");
            }
            assert!(!lines.is_empty() || scheme.groups.is_empty(), "{id}: no total in {one}");
            let summary = one.lines().nth(2).unwrap_or_default();
            assert_eq!(says(summary), holds_estimate, "{id}: {summary}");
            // Several: each line.
            for line in print("csv", language, table).lines() {
                assert_eq!(says(line), holds_estimate, "{id}: {line}");
            }
        }
        // JSON: each report, and its sentence, which may be shown alone.
        let json = print("json", &["--json"], company) + &print("csv", &["--json", "--reasons"], table);
        // An outcome has no words: that it is no official score is a member of it.
        for line in print("csv", &["--json"], table).lines() {
            let outcome: serde_json::Value = serde_json::from_str(line).expect(line);
            assert_eq!(outcome["official"], !holds_estimate, "{id}");
            assert!(outcome.get("summary").is_none() && outcome["items"].is_array(), "{id}: {line}");
        }
        for line in json.lines() {
            let report: serde_json::Value = serde_json::from_str(line).expect(line);
            assert_eq!(report["official"], !holds_estimate, "{id}");
            for (language, words) in [("zh", "不是官方分数"), ("en", "ot an official score")] {
                let notice = report["notice"][language].as_str().unwrap_or_default();
                assert_eq!(notice.contains(words), holds_estimate, "{id}: {notice}");
                let summary = report["summary"][language].as_str().expect("a summary");
                assert_eq!(summary.contains(words), holds_estimate, "{id}: {summary}");
            }
        }
    }
    assert!(estimated >= 8, "only {estimated} schemes with estimates");
}

#[test]
fn a_leaderboard_by_stage_says_that_it_is_no_official_one() {
    let run = |more: &[&str]| {
        let table = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/companies.csv");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_innopoints"));
        let output = command.args(["rank", "--on", "2026-11-01", table]).args(more).output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (code, text) = run(&["--scheme", "cn-tech-sme-2017", "--top", "40%,50%"]);
    assert_eq!(code, Some(0));
    assert_eq!(text, "1/3\t3\t-\t100\t前 40%\n2/3\t2\t-\t62\n3/3\t4\t-\t54\n");
    let (code, text) = run(&["--scheme", "cn-innovation-points-2024"]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("我们的估算，不是官方分数"), "{text}");
    let (_, json) = run(&["--scheme", "cn-innovation-points-2024", "--json"]);
    assert!(json.lines().count() == 3 && json.lines().all(|l| l.contains("不是官方分数")), "{json}");
    assert_eq!(run(&["--scheme", "cn-tech-sme-2017", "--top", "120%"]).0, Some(2));
}

/// Schemes of conditions or classes alone show what they conclude, and no points.
#[test]
fn schemes_without_points_tell_their_verdict() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sample-complete.json");
    let complete = std::fs::read(folder).expect("the example");
    let text = |args: &[&str], input: &[u8]| {
        let out = run(&[&["score", "--on", "2026-11-01", "--scheme"], args, &["-"]].concat(), input);
        String::from_utf8(out.stdout).expect("UTF-8")
    };
    let second = |args: &[&str]| text(args, &complete).lines().nth(1).unwrap_or_default().to_string();
    assert_eq!(second(&["cn-srdi-sme-2026"]), "结论  通过");
    assert_eq!(second(&["cn-srdi-sme-2026", "--english"]), "Result  passes");
    assert_eq!(second(&["cn-sme-size-2011"]), "结论  中型企业");
    // A table: passing, failing and open.
    let complete: serde_json::Value = serde_json::from_slice(&complete).expect("JSON");
    let mut rows = vec![complete["enterprise"].clone(); 3];
    rows[1]["niche_years"] = serde_json::json!(1);
    rows[2].as_object_mut().expect("an object").remove("niche_years");
    let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let table = |id: &str| text(&[id, "--format", "ndjson"], rows.as_bytes());
    assert_eq!(table("cn-srdi-sme-2026"), "1\t-\t通过\n2\t-\t未通过\n3\t-\t待定\n");
    assert_eq!(table("cn-sme-size-2011"), "1\t-\t中型企业\n2\t-\t中型企业\n3\t-\t中型企业\n");
    let ranked = run(&["rank", "--on", "2026-11-01", "--scheme", "cn-srdi-sme-2026", "-"], rows.as_bytes());
    assert_eq!(ranked.status.code(), Some(2));
    assert!(ranked.stdout.is_empty() && String::from_utf8_lossy(&ranked.stderr).contains("没有分数，不能排名次"));
    // What the panel of a scheme whose table is not published says, for one company and for each of a table.
    let id = "cn-innovation-points-2024";
    let estimated = |line: &str| line.contains("估算 ") && line.contains("（中位数 ") && line.contains("非官方得分");
    assert!(estimated(&second(&[id])), "{}", second(&[id]));
    assert!(table(id).lines().take(2).all(estimated), "{}", table(id));
}

/// The JSON Schema may stand beside the schemes that it describes.
#[test]
fn a_schema_is_no_scheme() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let schema = folder.join("scheme.schema.json");
    let text = run(&["schema"], b"");
    std::fs::write(&schema, text.stdout).expect("a file");
    let schema = schema.to_str().expect("a name");
    let out = run(&["check", schema, "cn-tech-sme-2017"], b"");
    let told = String::from_utf8(out.stdout).expect("UTF-8");
    assert_eq!(out.status.code(), Some(0), "{told}");
    assert!(told.contains("scheme.schema.json: 是 JSON Schema，不是方案"), "{told}");
    let json = String::from_utf8(run(&["check", "--json", schema], b"").stdout).expect("UTF-8");
    assert!(json.contains("\"skipped\":true"), "{json}");
}

/// What is only reported says so, beside the official rest.
#[test]
fn reported_numbers_say_so() {
    let company = b"{\"revenue\": 8300}";
    let text = |args: &[&str]| String::from_utf8(run(args, company).stdout).expect("UTF-8");
    let srdi = ["score", "--scheme", "cn-srdi-sme-2022", "--on", "2026-03-01", "--format", "json", "-"];
    let (zh, en) = (text(&srdi), text(&[&srdi[..], &["--english"]].concat()));
    let told = |text: &str, end: &str| text.lines().filter(|l| l.ends_with(end)).count();
    assert!(told(&zh, "（报道 · 1 份转录）") > 5 && told(&en, " (reported · one transcription)") > 5, "{zh}");
    assert!(told(&zh, "（官方 · 5 份转录一致）") > 2 && told(&en, " (official · 5 transcriptions agree)") > 2, "{en}");
    // Conditions too, and the questions that are unverified.
    let giant = text(&["score", "--scheme", "cn-little-giant-2022", "--on", "2026-03-01", "--format", "json", "-"]);
    assert_eq!(told(&giant, "（未核实）"), 3, "{giant}");
    assert!(told(&giant, "（报道 · 3 份转录一致）") > 5, "{giant}");
    // The documents, with their pages.
    assert!(
        giant.contains("工信厅企业函〔2026〕117号 2026 年专精特新") && giant.contains("https://wap.miit.gov.cn/"),
        "{giant}"
    );
    assert!(giant.contains("（其他政府网站转载）") && giant.contains("未找到官方网页"), "{giant}");
    // A scheme whose every number is only reported is no estimate, but says what it rests on.
    let all: serde_json::Value = serde_json::from_str(&text(&["schemes", "--json"])).expect("JSON");
    let mut known = std::collections::BTreeMap::new();
    for s in all.as_array().expect("a list") {
        let standing = s["standing"].as_str().expect("a standing");
        assert_eq!(standing != "estimate", s["official"] == true, "{s}");
        known.insert(s["id"].as_str().expect("an id"), standing);
    }
    assert_eq!([known["cn-tech-sme-2017"], known["cn-innovation-points-2024"]], ["reported", "estimate"]);
    assert!(text(&["schemes"]).contains("部分或全部数字为报道 some or all numbers reported"));
}

/// A field and the indicator that measures it may share a name: it is told once.
#[test]
fn what_decides_is_named_once() {
    let title = "年均科技成果转化数";
    let company = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sample-complete.json");
    let complete: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(company).expect("a file")).expect("JSON");
    let mut figures = complete["enterprise"].clone();
    figures.as_object_mut().expect("an object").remove("achievements_per_year");
    let text = |args: &[&str]| {
        let out = run(&[args, &["--on", "2026-11-01", "-"]].concat(), figures.to_string().as_bytes());
        String::from_utf8(out.stdout).expect("UTF-8")
    };
    let deciding = ["能否通过取决于：", "取决于："];
    for (args, words) in [(&["score", "--scheme", "cn-hnte-2016"][..], deciding[0]), (&["assess"], deciding[1])] {
        let told = text(args);
        let line = told.lines().find(|l| l.contains(words) && l.contains(title)).expect("what decides");
        assert_eq!(line.matches(title).count(), 1, "{line}");
    }
}
