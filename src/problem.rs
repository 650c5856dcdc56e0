//! What is wrong with an input, and where: every error of this crate, in Chinese and English.

use serde::Serialize;

/// One thing wrong with an input. The place is given as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
}

impl Problem {
    /// A problem without a place.
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
        Problem {
            code,
            zh: zh.into(),
            en: en.into(),
            file: None,
            pointer: None,
            field: None,
            line: None,
            column: None,
        }
    }

    /// At this JSON pointer.
    pub fn at(mut self, pointer: impl Into<String>) -> Problem {
        self.pointer = Some(pointer.into());
        self
    }

    /// About this enterprise field.
    pub fn field(mut self, field: impl Into<String>) -> Problem {
        self.field = Some(field.into());
        self
    }

    /// In this file, where one is named.
    pub fn file(mut self, file: Option<&str>) -> Problem {
        self.file = self.file.or_else(|| file.map(str::to_string));
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(file) = &self.file {
            f.write_str(file)?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
                if let Some(column) = self.column {
                    write!(f, ":{column}")?;
                }
            }
            f.write_str(": ")?;
        } else if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        match &self.pointer {
            Some(pointer) if !pointer.is_empty() => write!(f, "{pointer}: ")?,
            _ => {}
        }
        write!(f, "{} / {} [{}]", self.zh, self.en, self.code)
    }
}

impl std::error::Error for Problem {}

/// Chinese text with English beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text {
            zh: zh.into(),
            en: en.into(),
        }
    }
}
