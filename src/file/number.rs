//! Numbers as files write them: one grammar, of which both the readers and the patterns of the JSON Schema are made.
//!
//! A number is a number of JSON, or text with the same digits: no exponent, no plus, no separators, nothing of full width. So
//! every editor, table and other reader of JSON takes it for the same number. A quantity has its unit behind it.

use super::reader::{Node, Number, Value};
use innopoints_core::json::Json;
use innopoints_core::number::{Dim, Num, literal, parse_decimal, unit_names};
use innopoints_core::text::{find_any, parted, split};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::borrow::Cow;

/// Most digits of text, a 0 before the point aside. Before the point there are at most 15, as in every number.
const DIGITS: usize = 18;
/// A number without its sign as a pattern.
const DECIMAL: &str = r"(?:0(?:\.[0-9]{1,18})?|(?!(?:\.?[0-9]){19})[1-9][0-9]{0,14}(?:\.[0-9]+)?)";
/// A share as a pattern.
const SHARE: &str =
    r"^(?:100(?:\.0{1,15})?|[1-9][0-9](?:\.[0-9]{1,16})?|[1-9](?:\.[0-9]{1,17})?|0(?:\.[0-9]{1,18})?) *%$";
/// Points as a pattern.
const POINTS: &str = r"^(?:(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,6})?|1000000(?:\.0{1,6})?)$";
/// Most decimals of points.
const POINT_DECIMALS: u32 = 6;
/// Numbers of JSON are smaller than this, and larger than its opposite. Only the loader counts their digits.
const LIMIT: i64 = 1_000_000_000_000_000;

/// Whether text is a number without a unit.
pub(crate) fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = parted(digits, b'.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    are_digits(whole)
        && are_digits(fraction)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.len() + if whole == "0" { 0 } else { whole.len() } <= DIGITS
}

/// Text that is a number with its unit, where it has one: in base units, and what it measures.
pub(crate) fn quantity(text: &str) -> Option<(Num, Dim)> {
    let (digits, name) = parts(text);
    literal(digits, name).filter(|_| is_decimal(digits) && !text.ends_with(' '))
}

/// A number and, behind spaces, its unit.
fn parts(text: &str) -> (&str, &str) {
    let is_number = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b'.');
    let (digits, mut name) = split(text, text.bytes().position(|b| !is_number(b)).unwrap_or(text.len()));
    while let Some(rest) = name.strip_prefix(' ') {
        name = rest;
    }
    (digits, name)
}

/// Reads a number without a unit.
fn number(node: &Node<'_>) -> Option<Num> {
    let (Json::Number(text) | Json::String(text)) = node.json else {
        node.expected("数字", "a number");
        return None;
    };
    let in_shape = matches!(node.json, Json::Number(_)) || is_decimal(text);
    let read = parse_decimal(text).ok().filter(|_| in_shape);
    if read.is_none() {
        node.fail(
            "bad_number",
            "“{0}”不是可用的数字：只写数字和小数点，例如 60、0.5",
            "\"{0}\" is not a usable number: write digits and a point, such as 60 or 0.5",
            &[text.into()],
        );
    }
    read
}

/// 数字，或带单位的数：5、"15%"、"500万元"、"4件"。 A number, with its unit where it has one.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    /// The text as it is written, of a number of JSON without an exponent.
    text: String,
    /// The number in base units.
    pub value: Num,
    /// What it measures.
    pub dim: Dim,
}

impl Quantity {
    /// The text as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its unit as it is written.
    pub fn unit(&self) -> &str {
        parts(&self.text).1
    }

    /// Its value as a share: a percentage from 0% to 100%.
    pub fn share(&self) -> Option<Num> {
        let is_share = self.unit() == "%" && !self.text.starts_with('-') && self.value <= Num::ONE;
        is_share.then_some(self.value)
    }
}

impl Number for Quantity {
    fn value(&self) -> Num {
        self.value
    }
}

impl Value for Quantity {
    fn read(node: &Node<'_>) -> Option<Self> {
        let (Json::Number(text) | Json::String(text)) = node.json else {
            node.expected("数字", "a number");
            return None;
        };
        let read = match node.json {
            Json::Number(_) => parse_decimal(text).ok().map(|value| (value, Dim::NONE)),
            _ => quantity(text),
        };
        let Some((value, dim)) = read else {
            node.fail(
                "bad_number",
                "“{0}”不是带单位的数字，例如 15%、4件、500万元",
                "\"{0}\" is not a number with a unit, such as 15%, 4件, 500万元",
                &[text.into()],
            );
            return None;
        };
        let text = if find_any(text, b"eE").is_some() { value.to_text(DIGITS as u32) } else { text.clone() };
        Some(Quantity { text, value, dim })
    }
}

impl JsonSchema for Quantity {
    fn schema_name() -> Cow<'static, str> {
        "Quantity".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let units: Vec<&str> = unit_names().collect();
        schemars::json_schema!({
            "description": "数字，或带单位的数：5、\"15%\"、\"500万元\"、\"4件\"。 A number, with its unit where it has one.",
            "anyOf": [
                {"type": "number", "exclusiveMinimum": -LIMIT, "exclusiveMaximum": LIMIT},
                {"type": "string", "pattern": format!("^-?{DECIMAL}(?: *(?:{}))?$", units.join("|"))}
            ]
        })
    }
}

/// Points of a rule: from 0 to 1,000,000, so that sums of them cannot overflow.
#[derive(Clone, Debug)]
pub(crate) struct Points {
    pub value: Num,
}

impl Number for Points {
    fn value(&self) -> Num {
        self.value
    }
}

impl Value for Points {
    fn read(node: &Node<'_>) -> Option<Self> {
        let value = number(node)?;
        let decimals = |text: &str| parted(text, b'.').map_or(0, |(_, fraction)| fraction.len());
        // Text is held to the pattern, zeros and all.
        let in_shape = match node.json {
            Json::String(text) => !text.starts_with('-') && decimals(text) <= POINT_DECIMALS as usize,
            _ => !value.is_negative() && value.round(POINT_DECIMALS) == value,
        };
        if !in_shape || value > Num::int(1_000_000) {
            node.fail(
                "out_of_range",
                "分值应在 0 到 1,000,000 之间，至多 6 位小数",
                "points must be from 0 to 1,000,000 with at most 6 decimals",
                &[],
            );
            return None;
        }
        Some(Points { value })
    }
}

impl JsonSchema for Points {
    fn schema_name() -> Cow<'static, str> {
        "Points".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "分值：0 到 1,000,000，至多 6 位小数。 Points, from 0 to 1,000,000 with at most 6 decimals.",
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1_000_000},
                {"type": "string", "pattern": POINTS}
            ]
        })
    }
}

/// A share as files write it: a [`Quantity`] that is a percentage from 0% to 100%.
pub(crate) struct Share;

impl JsonSchema for Share {
    fn schema_name() -> Cow<'static, str> {
        "Share".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "百分比：0% 到 100%。 A share, from 0% to 100%.",
            "type": "string",
            "pattern": SHARE
        })
    }
}

/// 小数位数。 Decimals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Precision(pub u32);

impl Value for Precision {
    fn read(node: &Node<'_>) -> Option<Self> {
        let Json::Number(text) = node.json else {
            node.expected("数字", "a number");
            return None;
        };
        let written = parse_decimal(text).ok();
        let found = (0..=6).find(|&p| Some(Num::int(i64::from(p))) == written);
        if found.is_none() {
            node.fail("out_of_range", "小数位数应为 0 到 6", "decimals must be from 0 to 6", &[]);
        }
        found.map(Precision)
    }
}

impl JsonSchema for Precision {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Precision".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({"type": "integer", "minimum": 0, "maximum": 6})
    }
}
