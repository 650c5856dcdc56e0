//! Numbers of a rule: exact, a range, or one of these a stage.

use super::number::{Points, Quantity, Share};
use super::parts::Id;
use super::reader::{Map, Node, Number, Spanned, Value, Visitor, object};
use innopoints_core::gather::Gather;
use innopoints_core::json::{Json, Span};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// [最低, 最高]。 [lowest, highest].
#[derive(Clone, Debug)]
pub(crate) struct Ends<N>(pub [Spanned<N>; 2]);

impl<N: Number> Value for Ends<N> {
    fn read(node: &Node<'_>) -> Option<Self> {
        let items: Vec<Node<'_>> = node.items().into_iter().flatten().gather();
        let [lowest, highest] = &items[..] else {
            if matches!(node.json, Json::Array(_)) {
                node.fail("bad_range", "要写成 [最低, 最高]", "write [lowest, highest]", &[]);
            }
            return None;
        };
        Some(Ends([Spanned::read(lowest), Spanned::read(highest)]))
    }
}

impl<N: JsonSchema> JsonSchema for Ends<N> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        <[N; 2]>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <[N; 2]>::json_schema(generator)
    }
}

/// 典型值。 The typical value.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent)]
pub(crate) struct Typical<N>(pub N);

impl<N: Number> Value for Typical<N> {
    fn read(node: &Node<'_>) -> Option<Self> {
        N::read(node).map(Typical)
    }

    fn walk(&self, span: Span, visitor: &mut dyn Visitor) {
        visitor.typical(span);
    }
}

object! {
    /// 未公布的数：范围；写了 typical 就是估计，不写则由专家评定。
    /// What is not published: a range. With "typical" it is an estimate; without, experts settle it.
    struct Between<N> {
        /// [最低, 最高]。 [lowest, highest].
        between: Spanned<Ends<N>>,
        /// 典型值。 The typical value.
        typical: Option<Spanned<Typical<N>>>,
    }
}

/// 一个数，或一个范围。 A number or a range.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Single<N> {
    Exact(N),
    Range(Between<N>),
}

impl<N: Number> Value for Single<N> {
    fn read(node: &Node<'_>) -> Option<Self> {
        match node.json {
            Json::Object(_) if node.get("between").is_some() => Between::read(node).map(Single::Range),
            Json::Object(_) => {
                node.fail("wrong_type", "这里要数字或范围", "a number or a range is needed here", &[]);
                None
            }
            _ => N::read(node).map(Single::Exact),
        }
    }

    fn walk(&self, span: Span, visitor: &mut dyn Visitor) {
        if let Single::Range(range) = self {
            range.walk(span, visitor);
        }
    }
}

/// 一个数、一个范围，或每个阶段一个。 A number, a range, or one of these a stage.
#[derive(Clone, Debug)]
pub(crate) enum Amount<N> {
    Single(Single<N>),
    Staged(Map<Single<N>>),
}

impl<N: Number> Value for Amount<N> {
    fn read(node: &Node<'_>) -> Option<Self> {
        match node.json {
            Json::Object(_) if node.get("between").is_none() => Map::read(node).map(Amount::Staged),
            _ => Single::read(node).map(Amount::Single),
        }
    }

    fn walk(&self, span: Span, visitor: &mut dyn Visitor) {
        match self {
            Amount::Single(single) => single.walk(span, visitor),
            Amount::Staged(each) => each.walk(span, visitor),
        }
    }
}

impl<N: JsonSchema> JsonSchema for Amount<N> {
    fn schema_name() -> Cow<'static, str> {
        format!("Amount_of_{}", N::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let all = [
            generator.subschema_for::<N>(),
            generator.subschema_for::<Between<N>>(),
            generator.subschema_for::<BTreeMap<Id, Single<N>>>(),
        ];
        schemars::json_schema!({
            "description": "一个数、一个范围，或每个阶段一个。 A number, a range, or one of these a stage.",
            "anyOf": all
        })
    }
}

/// 专家评定。 Judged by experts.
#[derive(Clone, Debug)]
pub(crate) enum Judged {
    /// From 0 to the maximum.
    Any,
    /// A share of the maximum, for a rule of which not even the shape is known.
    Share(Amount<Quantity>),
    /// Points.
    Points(Amount<Points>),
}

impl Value for Judged {
    fn read(node: &Node<'_>) -> Option<Self> {
        let percent = |n: &Node<'_>| matches!(n.json, Json::String(text) if text.ends_with('%'));
        let ends = node.get("between").filter(|n| matches!(n.json, Json::Array(_)));
        let mut ends = ends.into_iter().flat_map(|n| n.items().into_iter().flatten()).chain(node.get("typical"));
        match node.json {
            Json::String(word) if word == "any" => Some(Judged::Any),
            _ if percent(node) || ends.any(|n| percent(&n)) => Amount::read(node).map(Judged::Share),
            _ => Amount::read(node).map(Judged::Points),
        }
    }

    fn walk(&self, span: Span, visitor: &mut dyn Visitor) {
        match self {
            Judged::Any => {}
            Judged::Share(share) => share.walk(span, visitor),
            Judged::Points(points) => points.walk(span, visitor),
        }
    }
}

impl JsonSchema for Judged {
    fn schema_name() -> Cow<'static, str> {
        "Judged".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let any =
            serde_json::json!({"type": "string", "const": "any", "description": "0 至满分。 From 0 to the maximum."});
        let all = [
            serde_json::Value::from(generator.subschema_for::<Amount<Points>>()),
            serde_json::Value::from(generator.subschema_for::<Share>()),
            serde_json::Value::from(generator.subschema_for::<Between<Share>>()),
            any,
        ];
        schemars::json_schema!({"description": "专家评定。 Judged by experts.", "anyOf": all})
    }
}
