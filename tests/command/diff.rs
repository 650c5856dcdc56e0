//! `assess` and `diff` as a user runs them: every scheme for one company, two schemes for many.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Output};

fn run(args: &[&str]) -> (i32, String, String) {
    let command = Command::new(env!("CARGO_BIN_EXE_innopoints")).args(args).output();
    let Output { status, stdout, stderr } = command.expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().unwrap_or(-1), text(stdout), text(stderr))
}

/// A file of this test's own.
fn file(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path.to_str().expect("a name").to_string()
}

fn lines(stdout: &str) -> Vec<Value> {
    stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// A scheme of two indicators.
fn scheme(id: &str, staff_points: Value, standing: &str) -> String {
    let source =
        json!({"article": "一", "standing": standing, "checked": "full_text", "note": {"zh": "说明", "en": "Note"}});
    let indicator = |id: &str, more: Value| {
        let mut indicator = json!({"id": id, "title": {"zh": "指标", "en": id}, "source": source});
        indicator.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        indicator
    };
    json!({
        "id": id, "title": {"zh": "评价", "en": "Evaluation"}, "issuer": "局", "document": "1号",
        "effective": {"from": "2020-01-01", "to": "2020-12-31"},
        "groups": [{"id": "g", "title": {"zh": "类", "en": "Group"}, "source": source, "indicators": [
            indicator("ip", json!({"max": 20, "value": "class1_ip", "per_unit": {"points": 5, "per": "1件"}})),
            indicator("staff", json!({"max": staff_points, "flag": "hnte"})),
        ]}],
        "pass": {"when": "total >= 20", "source": source}
    })
    .to_string()
}

#[test]
fn two_schemes_over_a_table() {
    let before = file("before.json", &scheme("before", json!(10), "official"));
    let after = file("after.json", &scheme("after", json!(4), "official").replace("\"points\":5", "\"points\":7"));
    let table = file("table.csv", "name,class1_ip,hnte\n甲,2,是\n乙,0,否\n丙,0,是\n丁,1,\n戊,two,是\n己,3,是\n");
    let (code, stdout, stderr) = run(&["diff", &before, &after, &table, "--on", "2026-01-01", "--json"]);
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains(":6:2: ") && stderr.contains("bad_number"), "{stderr}");
    let rows = lines(&stdout);
    let told: Vec<String> = rows[..6]
        .iter()
        .map(|r| format!("{} {} {} {} {}", r["line"], r["name"], r["way"], r["change"], r["errors"][0]["code"]))
        .collect();
    // 甲: 2 × 5 + 10 before, 2 × 7 + 4 after. 己: 15 + 10, then at most 20, + 4. 丁: 5 to 15, then 7 to 11.
    assert_eq!(
        told,
        [
            r#"2 "甲" "loses" "-2" null"#,
            r#"3 "乙" "same" "0" null"#,
            r#"4 "丙" "loses" "-6" null"#,
            r#"5 "丁" "open" null null"#,
            r#"6 "戊" null null "bad_number""#,
            r#"7 "己" "loses" "-1" null"#,
        ]
    );
    // Points of the indicators that differ, the largest first.
    assert_eq!(rows[0]["why"][0]["id"], "staff");
    assert_eq!(rows[0]["why"][0]["change"], "-6");
    assert_eq!(rows[0]["why"][1]["change"], "4");
    assert_eq!(rows[5]["before"]["total"], "25");
    assert_eq!(rows[1]["why"], json!([]));
    let totals = &rows[6]["totals"];
    let count = |key: &str| totals[key].as_u64().expect(key);
    assert_eq!([count("companies"), count("gains"), count("loses"), count("same"), count("open")], [5, 0, 3, 1, 1]);
    assert_eq!([count("refused"), count("passed_before"), count("passed_after")], [1, 2, 1]);
    assert_eq!([count("newly_passed"), count("no_longer_passed")], [0, 1]);
    assert_eq!(totals["mean_change"], "-2.25");
    assert_eq!(rows[6]["before"]["on"], "2020-12-31", "a version that has ended is taken as of its last day");

    let (code, text, _) = run(&["diff", &before, &after, &table]);
    assert_eq!(code, 1);
    for words in ["甲\t20 → 18\t下降 -2\t通过 → 未通过", "指标：10 → 4  -6", "戊\t无法计算", "下降 3，不变 1"]
    {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

/// The reasons add up to the change, whatever maxima, the floor at 0 and rounding do.
#[test]
fn reasons_add_up() {
    let mut before: Value = serde_json::from_str(&scheme("sums", json!(10), "official")).expect("JSON");
    before["groups"][0]["max"] = json!(12);
    before["groups"][0]["capped"] = json!(true);
    let mut after = before.clone();
    after["groups"][0]["max"] = json!(30);
    after["groups"][0].as_object_mut().expect("an object").remove("capped");
    let mut malus = after["groups"][0].clone();
    (malus["id"], malus["kind"], malus["max"]) = (json!("malus"), json!("deduction"), json!(40));
    malus["indicators"] = json!([malus["indicators"][1]]);
    malus["indicators"][0]["id"] = json!("breach");
    malus["indicators"][0]["max"] = json!(40);
    malus["indicators"][0]["flag"] = json!("not hnte");
    after["groups"].as_array_mut().expect("a list").push(malus);
    // A third of a point a piece, and totals without decimals.
    after["groups"][0]["indicators"][0]["per_unit"] = json!({"points": 1, "per": "3件", "whole": false});
    after["precision"] = json!(1);
    let (before, after) = (file("sums.json", &before.to_string()), file("sums-after.json", &after.to_string()));
    let table = file("sums.csv", "class1_ip,hnte\n4,是\n4,否\n2,是\n1,是\n0,否\n");
    let (code, stdout, stderr) = run(&["diff", &before, &after, &table, "--json"]);
    assert_eq!(code, 0, "{stderr}");
    let rows = lines(&stdout);
    let number = |v: &Value| v.as_str().expect("a number").parse::<f64>().expect("a number");
    let mut causes = std::collections::BTreeSet::new();
    for row in &rows[..5] {
        let why = row["why"].as_array().expect("a list");
        let sum: f64 = why.iter().map(|r| number(&r["change"])).sum();
        assert!((sum - number(&row["change"])).abs() < 1e-9, "{row}");
        causes.extend(why.iter().filter_map(|r| r["cause"].as_str().map(str::to_string)));
    }
    assert_eq!(causes.into_iter().collect::<Vec<_>>(), ["cap", "floor", "indicator"]);
    // 4 pieces earn 20, of which 12 count; then 1.33 - 40, of which nothing is left.
    assert_eq!(rows[1]["change"], "-12");
    let (_, text, _) = run(&["diff", &before, &after, &table]);
    for words in ["总分不低于 0：0 → 38.7  +38.7", "类：超过满分的部分不计：-8 → 0  +8"] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
}

/// Where one scheme gives no points, verdicts are compared, and every way from one to the other is counted.
#[test]
fn verdicts_where_there_are_no_points() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/sample-complete.json");
    let complete: Value = serde_json::from_str(&std::fs::read_to_string(example).expect("a file")).expect("JSON");
    let mut rows = vec![complete["enterprise"].clone(); 3];
    rows[1]["niche_years"] = json!(2);
    rows[2]["niche_years"] = json!({"between": [1, 5]});
    let table = file("verdicts.ndjson", &rows.iter().map(|r| format!("{r}\n")).collect::<String>());
    let args = ["diff", "cn-srdi-sme-2022", "cn-srdi-sme-2026", &table, "--on", "2026-06-01"];
    let (code, stdout, stderr) = run(&[&args[..], &["--json"]].concat());
    assert_eq!(code, 0, "{stderr}");
    let told = lines(&stdout);
    let ways: Vec<String> = told[..3].iter().map(|r| format!("{} {} {}", r["by"], r["way"], r["change"])).collect();
    assert_eq!(ways, [r#""verdict" "same" null"#, r#""verdict" "loses" null"#, r#""verdict" "open" null"#]);
    assert_eq!((&told[0]["before"]["total"], &told[0]["after"]["total"]), (&json!("87"), &Value::Null));
    assert_eq!(told[1]["after"]["unmet"][0]["id"], "niche");
    let totals = &told[3]["totals"];
    let of = |key: &str| totals[key].as_i64().expect(key);
    assert_eq!(of("passed_before") + of("newly_passed") - of("no_longer_passed"), of("passed_after"));
    let all = totals["verdicts"].as_array().expect("a list").iter().filter_map(|v| v["companies"].as_i64());
    assert_eq!(all.sum::<i64>(), of("companies"));
    assert!(totals["mean_change"].is_null());
    let (_, text, _) = run(&args);
    for words in ["87 → 无分数\t不变\t通过", "变为不通过\t", "cn-srdi-sme-2026 未满足：从事特定细分市场 3 年以上"]
    {
        let words = words.replace("变为不通过\t", "下降\t通过 → 未通过");
        assert!(text.contains(&words), "{words} is not in\n{text}");
    }
    // From open to passing.
    rows[0]["niche_years"] = json!({"between": [1, 5]});
    let table = file("opens.ndjson", &rows[0].to_string());
    let base = "cn-srdi-sme-2022";
    let mut lenient: Value = serde_json::from_str(innopoints::shipped::scheme(base).expect(base)).expect("JSON");
    lenient["gates"].as_array_mut().expect("a list").retain(|g| g["id"] != "niche");
    let lenient = file("cn-lenient.json", &lenient.to_string());
    let (_, stdout, _) = run(&["diff", base, &lenient, &table, "--json", "--format", "json"]);
    let totals = &lines(&stdout)[1]["totals"];
    assert_eq!([&totals["newly_passed"], &totals["passed_after"]], [&json!(1), &json!(1)]);
    assert_eq!(totals["verdicts"], json!([{"before": null, "after": true, "companies": 1}]));
    // Classes; and what has nothing in common.
    let class = "cn-sme-size-2011";
    let (_, stdout, _) = run(&["diff", class, class, &table, "--json", "--format", "json"]);
    assert_eq!([&lines(&stdout)[0]["by"], &lines(&stdout)[0]["way"]], [&json!("class"), &json!("same")]);
    assert_eq!(run(&["diff", class, base, &table]).0, 2);
}

#[test]
fn estimates_are_never_shown_without_saying_so() {
    let before = file("exact.json", &scheme("exact", json!(10), "official"));
    let range = json!({"between": [5, 15], "typical": 10});
    let after = file("estimate.json", &scheme("estimate", range, "estimate"));
    let table = file("two.ndjson", "{\"class1_ip\": 2, \"hnte\": true}\n{\"class1_ip\": 4, \"hnte\": false}\n");
    let (code, text, stderr) = run(&["diff", &before, &after, &table, "--english"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(text.contains("not an official score"), "{text}");
    assert!(text.contains("20 → 15–25 (estimate, typical 20)\topen"), "{text}");
    assert!(text.contains("20 → 20 (estimate"), "{text}");
    assert!(text.contains("mean change of exact totals (estimate, not an official score) 0"), "{text}");
    let (_, stdout, _) = run(&["diff", &before, &after, &table, "--json"]);
    let rows = lines(&stdout);
    assert_eq!(rows[0]["after"]["official"], false);
    assert_eq!(rows[0]["after"]["typical"], "20");
    assert_eq!(rows[0]["typical_change"], "0");
    assert!(rows[2]["after"]["notice"]["zh"].as_str().is_some_and(|n| n.contains("不是官方分数")));
    assert!(rows[2]["before"]["notice"].is_null());
}

#[test]
fn every_scheme_for_one_company() {
    let company = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/xinje-2025.json");
    let (code, stdout, stderr) = run(&["assess", company, "--on", "2026-11-01", "--json"]);
    assert_eq!(code, 0, "{stderr}");
    let rows: Value = serde_json::from_str(&stdout).expect("JSON");
    let rows = rows.as_array().expect("a list");
    let (_, text, _) = run(&["assess", company, "--on", "2026-11-01"]);
    let mut expected = Vec::new();
    for (id, json) in innopoints::shipped::SCHEMES {
        let scheme = innopoints::Scheme::parse(json, Some(id)).expect(id);
        let on = innopoints::Date::parse("2026-11-01").expect("a day");
        if !scheme.in_force(on) {
            assert!(!text.contains(&format!("{id} ")), "{id} is not in force");
            continue;
        }
        expected.push(*id);
        assert!(text.contains(id), "{id} is not in\n{text}");
    }
    assert_eq!(rows.iter().filter_map(|r| r["scheme"].as_str()).collect::<Vec<_>>(), expected);
    for row in rows {
        let id = row["scheme"].as_str().expect("an id");
        // The same as of the scheme alone.
        let (_, alone, _) = run(&["score", "--scheme", id, company, "--on", "2026-11-01", "--json"]);
        let alone: Value = serde_json::from_str(&alone).expect(id);
        for key in ["digest", "on", "total", "typical", "bounds", "tight", "official", "stage", "passed", "missing"] {
            assert_eq!(row[key], alone[key], "{id} {key}");
        }
        let deciding = alone["deciding"].as_array().expect("a list").iter().map(|d| &d["id"]);
        assert_eq!(
            row["deciding"].as_array().expect("a list").iter().collect::<Vec<_>>(),
            deciding.collect::<Vec<_>>()
        );
        assert_eq!(alone["notice"].is_null(), row["official"] == true, "{id}");
        if let Some(notice) = alone["notice"]["zh"].as_str() {
            assert!(text.contains(notice), "{id}: the notice is not in\n{text}");
        }
    }
}

#[test]
fn a_family_stands_for_its_version_of_the_day() {
    let company = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/xinje-2025.json");
    let version = |on: &str| {
        let (code, stdout, _) = run(&["score", "--scheme", "cn-little-giant", "--on", on, company, "--json"]);
        let report: Value = serde_json::from_str(&stdout).unwrap_or_default();
        (code, report["scheme"].as_str().unwrap_or_default().to_string())
    };
    assert_eq!(version("2025-01-01"), (0, "cn-little-giant-2022".into()));
    // Both are in force; the newer counts.
    assert_eq!(version("2026-11-01"), (0, "cn-little-giant-2026".into()));
    assert_eq!(version("2000-01-01"), (2, String::new()));
}

#[test]
fn usage() {
    let table = file("usage.csv", "class1_ip\n1\n");
    assert_eq!(run(&["assess", &table]).0, 0, "a table of one company is one company");
    assert_eq!(run(&["assess", &file("usage-two.csv", "class1_ip\n1\n2\n")]).0, 1, "one company");
    assert_eq!(run(&["score", &table]).0, 2, "a scheme");
    assert_eq!(run(&["diff", "no-such-scheme", "cn-tech-sme-2017", &table]).0, 2);
    assert_eq!(run(&["diff", "cn-tech-sme-2017", "cn-tech-sme-2017", "no-such-file.csv"]).0, 1);
}
