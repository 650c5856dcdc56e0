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
