//! Numbers as people read them, in Chinese and in English.

use super::{Num, unit};
use crate::text::{find_any, split};

/// A number of base units as people read it, in this unit, with at most so many decimals: `8,600 万元`, `4.79%`, `3 件`.
pub fn show(x: Num, unit_name: &str, places: u32) -> String {
    let scale = unit(unit_name).map_or(Num::ONE, |u| u.1);
    let text = group_thousands(&x.div(scale).unwrap_or(x).to_text(places));
    match unit_name {
        "" => text,
        "%" => text + "%",
        u => [&text, " ", u].concat(),
    }
}

/// Commas at thousands.
pub fn group_thousands(decimal: &str) -> String {
    let (sign, body) = match decimal.strip_prefix('-') {
        Some(b) => ("-", b),
        None => ("", decimal),
    };
    let (whole, rest) = split(body, find_any(body, b".").unwrap_or(body.len()));
    let mut out = String::with_capacity(decimal.len() + whole.len() / 3);
    out.push_str(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

/// The number in English: `CNY 86 million (8,600 万元)`, `3 items`.
pub fn show_en(x: Num, unit_name: &str, places: u32) -> String {
    let own = show(x, unit_name, places);
    let english = match unit_name {
        "万元" | "亿元" | "元" => {
            let yuan = x.mul(Num::int(10_000)).unwrap_or(x);
            let size = yuan.abs();
            let (scale, word) = match size {
                s if s >= Num::int(1_000_000_000) => (1_000_000_000, " billion ("),
                s if s >= Num::int(1_000_000) => (1_000_000, " million ("),
                _ => (1, " ("),
            };
            let shown = yuan.div(Num::int(scale)).unwrap_or(yuan).to_text(10);
            return ["CNY ", &group_thousands(&shown), word, &own, ")"].concat();
        }
        "人" if own.starts_with("1 ") => "person",
        "人" => "people",
        "件" | "项" | "个" if own.starts_with("1 ") => "item",
        "件" | "项" | "个" => "items",
        "年" if own.starts_with("1 ") => "year",
        "年" => "years",
        "分" if own.starts_with("1 ") => "point",
        "分" => "points",
        _ => return own,
    };
    [own.strip_suffix(unit_name).unwrap_or(&own), english].concat()
}
