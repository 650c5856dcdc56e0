//! Numbers as answers write them: decimal text, rounded once.

use super::Num;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// An exact number that answers write as decimal text with at most so many decimals. The text is made when it is first read.
#[derive(Clone)]
pub struct Decimal {
    number: Num,
    places: u32,
    text: OnceLock<Box<str>>,
}

impl Decimal {
    /// A number, to be written with at most so many decimals.
    pub fn new(number: Num, places: u32) -> Decimal {
        Decimal { number, places, text: OnceLock::new() }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self
    }

    /// The number, not rounded.
    pub fn number(&self) -> Num {
        self.number
    }
}

impl Deref for Decimal {
    type Target = str;

    fn deref(&self) -> &str {
        self.text.get_or_init(|| self.number.to_text(self.places).into_boxed_str())
    }
}

impl AsRef<str> for Decimal {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        **self == **other
    }
}

impl Eq for Decimal {}

impl PartialEq<str> for Decimal {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Decimal {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialEq<String> for Decimal {
    fn eq(&self, other: &String) -> bool {
        **self == **other
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text.get() {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_str(&self.number.to_text(self.places)),
        }
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::Decimal").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({"type": "string", "description": "A number that was computed exactly, as decimal text."})
    }
}
