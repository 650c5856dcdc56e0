//! The panel as the command prints it: its calibration against published cards.

use innopoints::{Scheme, shipped};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

fn run(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_innopoints")).args(args).output().expect("it runs");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn calibration(name: &str) -> String {
    let path = format!("{}/../../schemes/calibration/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect(name)
}

/// The true totals of random companies fall in the middle 90 % as often as an honest width asks, over the cards together.
#[test]
fn widths_are_honest() {
    let printed = run(&["panel", "--calibrate", "--json"]);
    let lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let count = |line: &Value, key: &str| line[key].as_u64().expect(key);
    let mut sums = BTreeMap::new();
    let (pooled, cards) = lines.split_last().expect("lines");
    assert_eq!(cards.len(), 3);
    for line in cards {
        assert_eq!(count(line, "companies"), 10_000, "{line}");
        for key in ["companies", "within", "below", "above"] {
            *sums.entry(key).or_insert(0) += count(line, key);
        }
        assert_eq!(count(line, "within") + count(line, "below") + count(line, "above"), 10_000, "{line}");
    }
    for (key, sum) in &sums {
        assert_eq!(count(pooled, key), *sum, "{key}");
    }
    let percent = 100 * sums["within"] / sums["companies"];
    assert!((75..=99).contains(&percent), "{printed}");
    // The page that states the method states what came of it.
    let stated = include_str!("../../docs/estimates.md");
    for line in &lines {
        let companies = count(line, "companies");
        let tenths = (1000 * count(line, "within") + companies / 2) / companies;
        let share = format!("{}.{}%", tenths / 10, tenths % 10);
        assert!(stated.contains(&share), "{share}: {line}");
    }
}

/// A card with its numbers hidden has the categories and indicators of the card, 100 points, and nothing else that is known.
#[test]
fn hidden_cards_are_those_cards_without_their_numbers() {
    let companies: Value = serde_json::from_str(&calibration("companies")).expect("JSON");
    for card in companies["cards"].as_array().expect("cards") {
        let id = |key: &str| card[key].as_str().expect(key);
        let truth = Scheme::parse(shipped::scheme(id("card")).expect("shipped"), None).expect("a card");
        let hidden = Scheme::parse(&calibration(id("frame")), Some(id("frame"))).expect("a frame");
        let names = |s: &Scheme| -> Vec<String> { s.indicators.iter().map(|i| i.id.clone()).collect() };
        assert_eq!(names(&truth), names(&hidden));
        let groups = |s: &Scheme| -> Vec<String> { s.groups.iter().map(|g| g.id.clone()).collect() };
        assert_eq!(groups(&truth), groups(&hidden));
        assert!(!hidden.panel.is_empty() && hidden.panel.orders.is_empty() && hidden.pass.is_none());
        assert!(hidden.indicators.iter().all(|i| i.max.known().is_none()), "a weight is known");
        assert_eq!(hidden.ties.len(), 1);
    }
}

fn sample() -> String {
    format!("{}/../../examples/sample-complete.json", env!("CARGO_MANIFEST_DIR"))
}

/// No answer in words shows an end of an assumed range or a typical value of a scheme with a panel, in either language.
#[test]
fn estimates_stand_where_bounds_stood() {
    let day = ["--on", "2026-11-01"];
    for scheme in ["cn-innovation-points-2024", "cn-innovation-points-2025", "cn-sichuan-innovation-points-2025"] {
        for language in [None, Some("--english")] {
            let ask = |args: &[&str]| -> String {
                let sample = sample();
                let all: Vec<&str> = args.iter().copied().chain(day).chain(language).chain([sample.as_str()]).collect();
                run(&all)
            };
            for told in [
                ask(&["score", "--scheme", scheme]),
                ask(&["what-if", "--scheme", scheme, "--set", "venture_capital=9000"]),
                ask(&["improve", "--scheme", scheme, "--target", "95"]),
            ] {
                assert!(told.contains(if language.is_some() { "estimated" } else { "估算" }), "{told}");
                assert!(!told.contains("典型") && !told.to_lowercase().contains("typical"), "{told}");
                for extreme in ["0–100", "0–130", "0–16.67", "0–33.34"] {
                    assert!(!told.contains(extreme), "{extreme}: {told}");
                }
            }
        }
    }
    let matrix = run(&["assess", "--on", "2026-11-01", &sample()]);
    let row = matrix.lines().find(|line| line.starts_with("cn-innovation-points-2024")).expect("a row");
    assert!(row.contains("估算") && row.contains("中位数"), "{row}");
}

/// The data sheet names the papers of each figure, what is missing, and edges of published cards.
#[test]
fn a_data_sheet_is_ready_for_the_platform() {
    let told = run(&["datasheet", "--scheme", "cn-innovation-points-2024", "--on", "2026-11-01", &sample()]);
    for part in [
        "数据清单",
        "创新型中小企业评价 的分档：≥ 5%",
        "研发费用加计扣除优惠明细表 A107012",
        "不是本办法的分值",
        "不是官方分数",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let english =
        run(&["datasheet", "--scheme", "cn-innovation-points-2024", "--on", "2026-11-01", "--english", &sample()]);
    assert!(english.contains("Data sheet") && english.contains("Innovative SME evaluation has: ≥ 5%"), "{english}");
    let json = run(&["datasheet", "--scheme", "cn-innovation-points-2025", "--on", "2026-11-01", "--json", &sample()]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(12), "{json}");
}

/// A year against the year before: the same company is no lower by all tables and higher by none.
#[test]
fn years_are_compared_by_the_tables() {
    let sample = sample();
    let shift = |than: &str| -> Value {
        let args = ["estimate", "--scheme", "cn-innovation-points-2024", "--on", "2026-11-01", "--json", "--than"];
        serde_json::from_str(&run(&[&args[..], &[than, &sample]].concat())).expect("JSON")
    };
    let same = shift(&sample);
    assert_eq!((&same["higher"], &same["no_lower"]), (&0.into(), &100.into()), "{same}");
    assert_eq!((&same["low"], &same["high"]), (&"0".into(), &"0".into()), "{same}");
}
