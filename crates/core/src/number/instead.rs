//! Why a text is no figure, as whoever typed it can mend it, and what to write instead.

use super::amount::{Unread, plain, single, without_separators};
use crate::text::{cut, find, find_any, split};

/// The reason of a refusal as whoever typed the text can mend it.
#[cold]
#[inline(never)]
pub(super) fn explained(error: Unread, text: &str, shown: &str) -> Unread {
    if find_any(text, b"\n\r\t").is_some() {
        return Unread::Several;
    }
    match error {
        Unread::Malformed | Unread::Unit | Unread::Ends if near(text, shown).is_some() => Unread::Approximate,
        other => other,
    }
}

/// What to write instead of a text that was refused, as far as that can be told.
pub fn instead(error: Unread, text: &str, shown: &str) -> Vec<String> {
    let plain = plain(text);
    match error {
        Unread::Grouping => meant(plain.trim(), shown),
        Unread::Approximate => near(plain.trim(), shown).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// What a number with separators at the wrong places may mean: the last of them as the point, or none of them anything. Of
/// several alike none is a point: they part thousands (`12,34,567`), or several numbers.
fn meant(text: &str, shown: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |candidate: String| {
        if single(&candidate, shown).is_ok() && !found.contains(&candidate) {
            found.push(candidate);
        }
    };
    // The last separator and where it stands, how many there are, and whether they differ.
    let (mut sign, mut last, mut count, mut differ) = (0, 0, 0, false);
    for (at, byte) in text.bytes().enumerate() {
        if matches!(byte, b',' | b'.' | b' ') {
            differ |= count > 0 && byte != sign;
            (sign, last, count) = (byte, at, count + 1);
        }
    }
    let (whole, fraction) = split(text, last);
    let digits = fraction.bytes().filter(u8::is_ascii_digit).count();
    if sign != b' ' && (differ || count == 1) {
        add([&without_separators(whole), ".", &without_separators(fraction)].concat());
    }
    if count == 1 || (!differ && sign == b',' && digits == 3) {
        add(without_separators(text));
    }
    found
}

/// The number in a text that says more or less than it: `约80`, `80左右`, `80以上`, `>80`.
fn near(text: &str, shown: &str) -> Option<String> {
    // 到 and 至 are `~` by now.
    const WORDS: [&str; 25] = [
        "大约",
        "大概",
        "约",
        "将近",
        "接近",
        "近",
        "不超过",
        "超过",
        "超",
        "不~",
        "不足",
        "不少于",
        "不低于",
        "~少",
        "~多",
        "左右",
        "上下",
        "以上",
        "以下",
        "以内",
        "多",
        "余",
        "about",
        "approx.",
        "around",
    ];
    const SIGNS: [&str; 7] = ["~", "≈", ">", "<", "≥", "≤", "="];
    let mut rest = text.to_string();
    let mut said = false;
    for word in WORDS {
        if let Some(at) = find(&rest.to_ascii_lowercase(), word) {
            rest = [cut(&rest, 0, at), cut(&rest, at + word.len(), rest.len())].concat();
            said = true;
        }
    }
    let mut number = rest.as_str();
    while let Some(behind) = SIGNS.iter().find_map(|sign| number.strip_prefix(sign)) {
        (number, said) = (behind, true);
    }
    while let Some(front) = number.strip_suffix('+') {
        (number, said) = (front, true);
    }
    let number = number.trim();
    (said && single(number, shown).is_ok()).then(|| number.to_string())
}
