//! The authors' guide, in both languages, and those of finance instruments and of plans: their files are written, their commands run, and
//! what they print compared with the page. `BLESS=1 cargo test --test guide` writes what they print now into the page.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A part of the page that the test knows.
#[derive(Debug)]
enum Part {
    File(String, String),
    /// Commands; what they print, and where that stands in the page.
    Run(String, Option<(String, std::ops::Range<usize>)>),
}

/// The fence that begins at a place: its language, its text, the place of the text.
fn fence(page: &str, at: usize) -> Option<(&str, &str, std::ops::Range<usize>)> {
    let rest = page[at..].strip_prefix("```")?;
    let (language, body) = rest.split_once('\n')?;
    // The closing one stands at the beginning of a line.
    let end = if body.starts_with("```") { 0 } else { body.find("\n```")? + 1 };
    let start = page.len() - body.len();
    Some((language, &body[..end], start..start + end))
}

fn parts(page: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut file = None;
    let mut at = 0;
    while at < page.len() {
        let line_end = page[at..].find('\n').map_or(page.len(), |n| at + n + 1);
        let line = page[at..line_end].trim_end();
        if let Some(name) = line.strip_prefix("<!-- file: ") {
            file = Some(name.trim_end_matches(" -->").to_string());
        }
        let Some((language, text, place)) = fence(page, at) else {
            at = line_end;
            continue;
        };
        match (language, file.take()) {
            (_, Some(name)) => found.push(Part::File(name, text.to_string())),
            ("sh", None) => found.push(Part::Run(text.to_string(), None)),
            ("text", None) => match found.last_mut() {
                Some(Part::Run(_, output @ None)) => *output = Some((text.to_string(), place.clone())),
                _ => panic!("output without a command: {text}"),
            },
            _ => panic!("what is this fence? {text}"),
        }
        at = place.end + 4;
    }
    found
}

fn page_path(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join("docs").join(name)
}

fn run(name: &str, least: usize) {
    let path = page_path(name);
    let page = std::fs::read_to_string(&path).expect("the page");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let tools = Path::new(env!("CARGO_BIN_EXE_innopoints")).parent().expect("a folder");
    let paths = std::env::join_paths(
        std::iter::once(tools.to_path_buf())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let paths = paths.expect("a PATH");
    let mut blessed = page.clone();
    let mut ran = 0;
    let mut differing = Vec::new();
    // From the end, so that places before stay as they are.
    let mut replacements = Vec::new();
    for part in parts(&page) {
        match part {
            Part::File(name, text) => std::fs::write(folder.join(name), text).expect("a file"),
            Part::Run(script, expected) => {
                ran += script.lines().count();
                let out = Command::new("sh").args(["-c", &script]).current_dir(&folder).env("PATH", &paths).output();
                let out = out.expect("sh");
                let printed = String::from_utf8(out.stdout).expect("UTF-8");
                let Some((expected, place)) = expected else {
                    assert!(printed.is_empty(), "{script}prints what the page does not show:\n{printed}");
                    assert!(out.status.success(), "{script}{}", String::from_utf8_lossy(&out.stderr));
                    continue;
                };
                if printed != expected {
                    differing.push(format!("{script}prints\n{printed}but the page says\n{expected}"));
                    replacements.push((place, printed));
                }
            }
        }
    }
    assert!(ran >= least, "only {ran} commands were found");
    if std::env::var_os("BLESS").is_some() {
        for (place, printed) in replacements.into_iter().rev() {
            blessed.replace_range(place, &printed);
        }
        std::fs::write(&path, blessed).expect("the page");
        return;
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn chinese() {
    run("authors.zh.md", 8);
}

#[test]
fn english() {
    run("authors.md", 8);
}

#[test]
fn finance() {
    run("finance.md", 8);
}

#[test]
fn improve() {
    run("improve.md", 4);
}

#[test]
fn tables() {
    run("tables.md", 1);
}

#[test]
fn own_fields() {
    run("own-fields.md", 14);
}

/// Both languages show the same files and commands.
#[test]
fn both_are_alike() {
    let told = |name: &str| -> Vec<String> {
        let page = std::fs::read_to_string(page_path(name)).expect("the page");
        let told = parts(&page).into_iter().map(|part| match part {
            Part::File(name, text) => format!("{name}\n{text}"),
            Part::Run(script, _) => script.replace(" --english", ""),
        });
        told.collect()
    };
    assert_eq!(told("authors.zh.md"), told("authors.md"));
}
