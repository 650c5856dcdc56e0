//! `fields`: what a scheme asks for, by who knows it.

use serde_json::Value;
use std::process::Command;

fn run(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_innopoints")).args(args).output().expect("the command starts");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

#[test]
fn who_knows_what() {
    let all: Value = serde_json::from_str(&run(&["fields", "--json"])).expect("JSON");
    let all = all.as_array().expect("a list");
    let revenue = all.iter().find(|f| f["id"] == "revenue").expect("revenue");
    assert_eq!(revenue["known_by"], "finance");
    assert!(revenue["aliases"].as_array().expect("aliases").iter().any(|a| a == "营业总收入"));
    // A scheme's own scope, and none of the others.
    let tech = run(&["fields", "--scheme", "cn-tech-sme-2017"]);
    assert!(
        tech.contains("A107012 · 允许加计扣除的研发费用 · 行次 51（未核实）") && !tech.contains("A107041"),
        "{tech}"
    );
    let hnte = run(&["fields", "--scheme", "cn-hnte-2016", "--english"]);
    assert!(hnte.contains("line 15 (unverified)") && !hnte.contains("line 51"), "{hnte}");
    // Each once, under one heading; what the scheme defines itself last.
    let own = run(&["fields", "--scheme", "cn-yantai-tech-center-2023"]);
    assert_eq!(own.matches("(rd_equipment)").count(), 1, "{own}");
    let at = own.find("这个评价办法自己的数据项").expect("its own");
    assert!(own[at..].contains("__visiting_months"), "{own}");
}
