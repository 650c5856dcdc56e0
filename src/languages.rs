//! The languages of an answer, and what is said alike in all of them: sentences, numbers with units, values of fields.

use innopoints_core::dictionary::{Field, INPUT_PLACES, Kind, Name, Value};
use innopoints_core::number::{Num, show, show_en};
use innopoints_core::problem::{Phrase, Text};
use innopoints_core::text::{find_any, split};

/// The languages that reasons are wanted in: of the other one the text stays empty, and costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Languages {
    /// Chinese and English.
    Both,
    /// Chinese alone.
    Chinese,
    /// English alone.
    English,
}

impl Languages {
    /// Of a language tag: `zh`, `en`, with or without a region; both where it is none of these.
    pub fn of(tag: Option<&str>) -> Languages {
        match tag.map(|tag| split(tag, find_any(tag, b"-_").unwrap_or(tag.len())).0) {
            Some("zh") => Languages::Chinese,
            Some("en") => Languages::English,
            _ => Languages::Both,
        }
    }

    pub(crate) fn chinese(self) -> bool {
        self != Languages::English
    }

    pub(crate) fn english(self) -> bool {
        self != Languages::Chinese
    }

    /// A sentence; `{0}` … `{9}` stand for the parts.
    pub(crate) fn say(self, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Text {
        match self {
            Languages::Both => Text::say(zh, en, parts),
            Languages::Chinese => Text::say(zh, "", parts),
            Languages::English => Text::say("", en, parts),
        }
    }

    /// A number of base units with its unit.
    pub(crate) fn show(self, x: Num, unit: &str, places: u32) -> Text {
        Text {
            zh: if self.chinese() { show(x, unit, places) } else { String::new() },
            en: if self.english() { show_en(x, unit, places) } else { String::new() },
        }
    }

    /// A field's value; `None` when it is missing.
    pub(crate) fn value(self, field: &Field, value: &Value) -> Option<Text> {
        let number = |n: Num| self.show(n, field.unit(), INPUT_PLACES);
        Some(match value {
            Value::Missing => return None,
            Value::Exact(n) => number(*n),
            Value::Range(r) => range(&number(r.0), &number(r.1)),
            Value::Flag(true) => self.say("是", "yes", &[]),
            Value::Flag(false) => self.say("否", "no", &[]),
            Value::Level(l) => match &field.kind {
                Kind::Choice(levels) => self.name(levels.get(*l)?.title),
                _ => return None,
            },
            Value::Day(d) => Text::same(d.to_text()),
        })
    }

    pub(crate) fn name(self, name: Name) -> Text {
        self.say("{0}", "{0}", &[name.into()])
    }
}

/// From one value to another.
pub(crate) fn range(a: &Text, b: &Text) -> Text {
    let one = |a: &str, b: &str| if a.is_empty() { String::new() } else { [a, "–", b].concat() };
    Text { zh: one(&a.zh, &b.zh), en: one(&a.en, &b.en) }
}
