//! Nothing that a stranger wrote moves, colours or hides what a terminal shows, and none of it makes a line of its own: names, keys,
//! values and titles of every kind of file, in answers and in complaints.

use serde_json::{Value as Json, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Wipes the screen and prints a verdict; a line of its own; the same backwards; all that terminals take for a sign of their own.
const HOSTILE: &str =
    "\u{1b}[2J\u{1b}[H\n属实：每一项都相同\r\n\t\u{202e}\u{9b}2J\u{7}\u{8}\u{200b}\u{2028}\u{7f}\u{feff}<b>";

fn root() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).to_path_buf()
}

fn read(path: &str) -> Json {
    serde_json::from_str(&fs::read_to_string(root().join(path)).expect("a file")).expect("JSON")
}

/// Runs the command on files and gives what it prints, answers and complaints.
fn printed(folder: &Path, args: &[&str]) -> [String; 2] {
    let mut command = Command::new(env!("CARGO_BIN_EXE_innopoints"));
    let output = command.current_dir(folder).args(args).output().expect("it runs");
    [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

/// Whether a text may stand on a terminal.
fn hold(text: &str, about: &[&str]) {
    let unseen = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    assert_eq!(text.chars().find(|&c| unseen(c)), None, "{about:?}: {text:?}");
    assert!(!text.lines().any(|line| line.starts_with("属实：每一项都相同")), "{about:?}: {text:?}");
}

/// Puts the hostile text at the end of every text of a file, and adds a key of it to every object.
fn spoiled(json: &Json, keys: bool) -> Json {
    match json {
        Json::Object(members) => {
            let mut members: serde_json::Map<_, _> =
                members.iter().map(|(key, value)| (key.clone(), spoiled(value, keys))).collect();
            if keys {
                members.insert(format!("key{HOSTILE}"), json!(1));
            }
            Json::Object(members)
        }
        Json::Array(items) => items.iter().map(|item| spoiled(item, keys)).collect(),
        Json::String(text) if !text.is_ascii() => Json::String(format!("{text}{HOSTILE}")),
        other => other.clone(),
    }
}

#[test]
fn nothing_of_a_strangers_file_reaches_a_terminal_raw() {
    let folder = std::env::temp_dir().join(format!("innopoints-shown-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let write = |name: &str, text: String| fs::write(folder.join(name), text).expect("written");
    let company = json!({"class1_ip": 1, "staff_total": 60, "scientific_staff": 14, "revenue": 8600, "rd_expense": 412, "total_costs": 7900});
    write("company.json", company.to_string());

    let report = printed(
        &folder,
        &["score", "--scheme", "cn-tech-sme-2017", "--on", "2026-11-01", "--json", "--full", "company.json"],
    );
    let report: Json = serde_json::from_str(&report[0]).expect("a report");
    write("report-keys.json", spoiled(&report, true).to_string());
    write("report-texts.json", spoiled(&report, false).to_string());
    let mut more = report.clone();
    more[HOSTILE] = json!(HOSTILE);
    write("report-key.json", more.to_string());
    let mut other = report;
    other["product"] = json!(HOSTILE);
    write("report-product.json", other.to_string());

    let mut unknown = company.clone();
    unknown[HOSTILE] = json!(HOSTILE);
    unknown["revenue"] = json!(HOSTILE);
    write("unknown.json", unknown.to_string());
    write("broken.json", format!("{{\"{HOSTILE}\": {HOSTILE}"));
    write(
        "table.csv",
        format!("企业名称,营业收入,\"{HOSTILE}\"\n\"{HOSTILE}\",8600,1\n\"b{HOSTILE}\",\"{HOSTILE}\",2\n"),
    );

    for (name, path) in [("scheme", "schemes/cn-tech-sme-2017.json"), ("product", "finance/cn-patent-pledge.json")] {
        let whole = read(path);
        write(&format!("{name}-texts.json"), spoiled(&whole, false).to_string());
        write(&format!("{name}-keys.json"), spoiled(&whole, true).to_string());
    }
    write(
        "annex.html",
        format!(
            "<table><tr><td>指标</td><td>初创期</td></tr><tr><td>研发费用金额{HOSTILE}</td><td>{HOSTILE}</td></tr></table>"
        ),
    );

    let of = |scheme| ["--scheme", scheme, "--on", "2026-11-01"];
    let mut runs: Vec<Vec<&str>> = Vec::new();
    for report in ["report-keys.json", "report-texts.json", "report-key.json", "report-product.json", "broken.json"] {
        runs.push(vec!["verify", report]);
        runs.push(vec!["verify", "--english", report]);
        runs.push(vec!["verify", "--json", report]);
    }
    for scheme in ["cn-tech-sme-2017", "scheme-texts.json", "scheme-keys.json", "broken.json", HOSTILE] {
        for company in ["company.json", "unknown.json", "broken.json", "table.csv"] {
            for command in ["score", "improve", "what-if", "sensitivity", "datasheet", "estimate", "rank"] {
                runs.push([&[command][..], &of(scheme), &[company]].concat());
                runs.push([&[command][..], &of(scheme), &["--json", company]].concat());
            }
        }
        runs.push(vec!["check", "--hints", scheme]);
        runs.push([&["diff"][..], &["cn-tech-sme-2017", scheme, "table.csv", "--on", "2026-11-01"]].concat());
    }
    for product in ["product-texts.json", "product-keys.json"] {
        runs.push(vec!["check", "--hints", product]);
        runs.push(vec!["finance", "--with", product, "--on", "2026-11-01", "company.json"]);
        runs.push(vec!["finance", "--with", product, "--on", "2026-11-01", "--json", "company.json"]);
    }
    runs.push(vec!["assess", "--on", "2026-11-01", "table.csv"]);
    runs.push(vec!["assess", "--on", "2026-11-01", "unknown.json"]);
    runs.push(vec!["adopt", "--scheme", "cn-innovation-points-2024", "annex.html", "--set", HOSTILE]);
    runs.push(vec!["score", HOSTILE]);
    runs.push(vec![HOSTILE]);

    let mut said = 0;
    for args in &runs {
        for text in printed(&folder, args) {
            hold(&text, args);
            said += usize::from(text.contains("␛[2J") || text.contains("\\u001b[2J"));
        }
    }
    // That it is shown, as signs, and not left out: else nothing was tried.
    assert!(said > 40, "{said} of {}", runs.len());

    // What a program reads is what was written.
    let mut scheme = read("schemes/cn-tech-sme-2017.json");
    let title = format!("{}{HOSTILE}", scheme["title"]["zh"].as_str().expect("a title"));
    scheme["title"]["zh"] = json!(title);
    write("titled.json", scheme.to_string());
    let args = ["score", "--scheme", "titled.json", "--on", "2026-11-01", "--json", "company.json"];
    let answer: Json = serde_json::from_str(&printed(&folder, &args)[0]).expect("JSON");
    assert_eq!(answer["title"]["zh"], json!(title));
    fs::remove_dir_all(&folder).expect("removed");
}
