//! Files and standard input, the clock, and the schemes that are asked for by name.

use super::encoding::decode;
use super::output::{BAD_INPUT, Stop, USAGE, complain, visible};
use innopoints::dictionary::Dictionary;
use innopoints::table::Headings;
use innopoints::{Date, Problem, Scheme, shipped};
use std::io::{self, Read};
use std::path::Path;

/// How a file is named in problems.
pub fn shown(name: &str) -> &str {
    if name == "-" { "<stdin>" } else { name }
}

/// A scheme by its id, its file, or its family: then the newest version in force on the day.
pub fn load_scheme(name: &str, on: Date) -> Result<Scheme, Stop> {
    let refuse = |problems: Vec<Problem>| {
        complain(&problems);
        Stop::Code(BAD_INPUT)
    };
    if let Some(text) = shipped::scheme(name) {
        return Scheme::parse(text, Some(name)).map_err(refuse);
    }
    if Path::new(name).is_file() {
        return Scheme::parse(&read_text(name)?, Some(name)).map_err(refuse);
    }
    // Only a text that holds the name can be of that family.
    let versions = shipped::SCHEMES.iter().filter(|(_, text)| text.contains(name));
    let versions = versions.filter_map(|(id, text)| Scheme::parse(text, Some(id)).ok());
    let versions: Vec<Scheme> = versions.filter(|s| s.family.as_deref() == Some(name)).collect();
    if !versions.is_empty() {
        let all: Vec<String> = versions.iter().map(|s| s.id.clone()).collect();
        return versions.into_iter().filter(|s| s.in_force(on)).max_by_key(|s| s.from).ok_or_else(|| {
            let all = all.join(", ");
            eprintln!("--scheme：“{name}”在 {on} 没有施行的版本，有：{all}");
            eprintln!("--scheme: no version of \"{name}\" is in force on {on}; there are {all}");
            Stop::Code(USAGE)
        });
    }
    let ids: Vec<&str> = shipped::SCHEMES.iter().map(|s| s.0).collect();
    eprintln!("--scheme：没有“{name}”这个评价办法或文件，内置的有：{}", ids.join("、"));
    eprintln!("--scheme: no scheme or file \"{name}\"; shipped are {}", ids.join(", "));
    Err(Stop::Code(USAGE))
}

/// The bytes of a file or of standard input.
pub fn read_bytes(name: &str) -> Result<Vec<u8>, Stop> {
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(name)
    };
    bytes.map_err(|e| {
        eprintln!("{}: 无法读取 / cannot be read: {e}", visible(name));
        Stop::Code(BAD_INPUT)
    })
}

/// The text of a file or of standard input; what is no table must be text throughout.
pub fn read_text(name: &str) -> Result<String, Stop> {
    whole_text(read_bytes(name)?, name, &Headings::of(Dictionary::shipped()))
}

/// The text of bytes of which none is broken; which encoding it is, where it is not UTF-8, is told.
pub fn whole_text(bytes: Vec<u8>, name: &str, headings: &Headings) -> Result<String, Stop> {
    let decoded = decode(bytes, headings);
    if decoded.is_broken {
        eprintln!("{}: 既不是 UTF-8 也不是 GBK 文本 / neither UTF-8 nor GBK text", visible(name));
        return Err(Stop::Code(BAD_INPUT));
    }
    decoded.tell(name);
    Ok(decoded.text)
}

/// Today in China, which has had one time zone and no summer time since 1992.
pub fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs())
        .saturating_add(8 * 3600);
    let epoch = Date::from_number(19_700_101);
    u32::try_from(seconds / 86_400).ok().and_then(|days| epoch.plus_days(days)).unwrap_or(epoch)
}
