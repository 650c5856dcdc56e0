//! Words in Chinese and English, and what is wrong with an input, and where.

use crate::gather::Gather;
use crate::text::{cut, find_any, visible};
use schemars::JsonSchema;
use serde::Serialize;

/// Chinese text with English beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A part of a sentence, borrowed: Chinese and English, or the same in both.
#[derive(Clone, Copy, Debug)]
pub struct Phrase<'a> {
    /// Chinese.
    pub zh: &'a str,
    /// English.
    pub en: &'a str,
}

impl<'a> From<&'a Text> for Phrase<'a> {
    fn from(t: &'a Text) -> Self {
        Phrase { zh: &t.zh, en: &t.en }
    }
}

impl<'a> From<&'a str> for Phrase<'a> {
    fn from(s: &'a str) -> Self {
        Phrase { zh: s, en: s }
    }
}

impl<'a> From<&'a String> for Phrase<'a> {
    fn from(s: &'a String) -> Self {
        Phrase { zh: s, en: s }
    }
}

impl Text {
    /// A sentence in both languages; `{0}` … `{9}` stand for the parts.
    pub fn say(zh: &str, en: &str, parts: &[Phrase<'_>]) -> Text {
        Text { zh: fill(zh, parts, true), en: fill(en, parts, false) }
    }

    /// A text that is the same in both languages.
    pub fn same(text: String) -> Text {
        Text { en: text.clone(), zh: text }
    }

    /// The text as it may be shown where parts of it come from outside.
    pub fn visible(self) -> Text {
        let [zh, en] = [self.zh, self.en].map(|words| visible(&words).into_owned());
        Text { zh, en }
    }

    /// Appends another text.
    pub fn push(&mut self, more: &Text) {
        join(&mut self.zh, &more.zh);
        self.en.push_str(&more.en);
    }
}

/// Appends Chinese text to Chinese text: where a digit or a Latin letter meets a Chinese character, a space parts them.
pub fn join(out: &mut String, more: &str) {
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if let (Some(a), Some(b)) = (out.chars().next_back(), more.chars().next())
        && ((chinese(a) && b.is_ascii_alphanumeric()) || (a.is_ascii_alphanumeric() && chinese(b)))
    {
        out.push(' ');
    }
    out.push_str(more);
}

fn fill(template: &str, parts: &[Phrase<'_>], chinese: bool) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut put = |text: &str| if chinese { join(&mut out, text) } else { out.push_str(text) };
    let mut rest = template;
    while let Some(at) = find_any(rest, b"{") {
        put(cut(rest, 0, at));
        let place = usize::from(rest.as_bytes().get(at + 1).copied().unwrap_or(b'0').wrapping_sub(b'0'));
        if let Some(part) = parts.get(place) {
            put(if chinese { part.zh } else { part.en });
        }
        rest = rest.get(at + 3..).unwrap_or("");
    }
    put(rest);
    out
}

/// One thing wrong with an input. The place is given as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// A short stable name, for programs: `unknown_field`, `bad_number` …
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
    /// The file that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// JSON pointer (RFC 6901) into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The enterprise field concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Box<Repair>>,
}

/// A figure that was probably meant, as enterprise data write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Repair {
    /// The field.
    pub field: String,
    /// The figure, in the unit of the field.
    pub value: Meant,
}

/// A number as decimal text, or a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Meant {
    /// A number.
    Number(String),
    /// Its lowest and highest value.
    Range {
        /// From the one to the other.
        between: [String; 2],
    },
}

/// A problem on its way to the list that is reported.
pub type Failure = Box<Problem>;

impl Problem {
    /// A problem without a place; the words as in [`Text::say`]; their parts may be anybody's.
    #[cold]
    #[inline(never)]
    pub fn new(code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Problem {
        let Text { zh, en } = Text::say(zh, en, parts).visible();
        Problem { code, zh, en, file: None, pointer: None, field: None, line: None, column: None, repair: None }
    }

    /// A boxed problem, made as [`Problem::new`] does.
    pub fn boxed(code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Failure {
        Box::new(Problem::new(code, zh, en, parts))
    }

    /// The problem at this JSON pointer.
    pub fn at(mut self, pointer: String) -> Problem {
        self.pointer = Some(pointer);
        self
    }

    /// The problem about this enterprise field.
    pub fn field(mut self, field: &str) -> Problem {
        self.field = Some(field.to_string());
        self
    }

    /// The problem in this file, where none is named yet.
    pub fn file(mut self, file: Option<&str>) -> Problem {
        if self.file.is_none() {
            self.file = file.map(str::to_string);
        }
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = [self.line, self.column].into_iter().flatten().map(|n| n.to_string());
        let parts: Vec<String> = self.file.iter().cloned().chain(place).gather();
        if !parts.is_empty() {
            write!(f, "{}{}: ", if self.file.is_none() { "line " } else { "" }, parts.join(":"))?;
        }
        match &self.pointer {
            Some(pointer) if !pointer.is_empty() => write!(f, "{pointer}: ")?,
            _ => {}
        }
        write!(f, "{} / {} [{}]", self.zh, self.en, self.code)
    }
}

impl std::error::Error for Problem {}
