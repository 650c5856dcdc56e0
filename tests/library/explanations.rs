//! What the report says, word for word: summaries, reasons and conditions of the examples, in Chinese and English.
//! A change of wording shows here; accept it with `cargo insta accept` or `INSTA_UPDATE=always cargo test`.

use innopoints::json::Json;
use innopoints::{Date, Enterprise, Scheme, shipped};
use std::fmt::Write;

#[test]
fn the_examples_in_words() {
    let on = Date::parse("2026-11-01").expect("a day");
    for name in ["xinje-2025", "sample-parts-maker", "sample-software-startup", "sample-direct-route"] {
        let text = std::fs::read_to_string(format!("examples/{name}.json")).expect(name);
        let json = Json::parse(&text).unwrap_or_else(|p| panic!("{name}: {p}"));
        let company = Enterprise::from_json(json.get("enterprise").expect("enterprise")).expect(name);
        let mut said = String::new();
        for id in ["cn-innovative-sme-2022", "cn-tech-sme-2017"] {
            let text = shipped::scheme(id).expect(id);
            let scheme = Scheme::parse(text, Some(id)).expect(id);
            let report = scheme.score(&company, on).expect(id);
            let passed = report.passed.map_or("?", |p| if p { "passes" } else { "does not pass" });
            let bounds = report.bounds.expect("bounds");
            writeln!(said, "== {id} {bounds:?} {passed}\n{}\n{}", report.summary.zh, report.summary.en).unwrap();
            for item in &report.items {
                writeln!(said, "- {}\n  {}", item.reason.zh, item.reason.en).unwrap();
            }
            for c in report.requirements.iter().chain(&report.gates).chain(&report.routes) {
                let met = c.met.map_or('?', |m| if m { '+' } else { '-' });
                writeln!(said, "{met} {} | {}\n  {} | {}", c.title.zh, c.reason.zh, c.title.en, c.reason.en).unwrap();
            }
        }
        insta::assert_snapshot!(name, said);
    }
}
