//! How indicators give points: a file a kind of rule, each with the members of its kind and what they are compiled into.
//!
//! A new kind is a file here and its line in `rules!` below, beside its file in the core.

mod bands;
mod best_of;
mod checklist;
mod choice;
mod curve;
mod flag;
mod judged;
mod per_unit;
mod rank;
mod reference;

pub(crate) use bands::{Band, Bands};
pub(crate) use best_of::BestOf;
pub(crate) use checklist::Checklist;
pub(crate) use choice::Choice;
pub(crate) use curve::{Corner, Curve};
pub(crate) use flag::Flag;
pub(crate) use judged::Expert;
pub(crate) use per_unit::{PerUnit, Unit};
pub(crate) use rank::Rank;
pub(crate) use reference::Proportion;

use super::amounts::Amount;
use super::number::{Points, Quantity};
use super::parts::{Formula, Source};
use super::reader::{Node, Problems, Spanned, Visitor};
use innopoints_core::formula::ExprId;
use innopoints_core::id::QuantityId;
use innopoints_core::json::Span;
use innopoints_core::number::{Dim, Num};
use innopoints_core::problem::Phrase;
use innopoints_core::scheme::model;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;

/// A kind of rule as it is read, which becomes one that gives points.
pub(crate) trait Compile {
    /// The rule, of an indicator with this maximum; `body` is where the member stands that tells its kind.
    fn compile(&self, context: &mut dyn Context, max: Option<&model::Amount>, body: Span) -> Option<model::Rule>;
}

/// Checks a quantity, and gives its value.
pub(crate) type Check<'c> = &'c mut dyn FnMut(&dyn Context, &Quantity, Span) -> Option<Num>;

/// What a rule is compiled in: its formulas, numbers and problems. Whatever is wrong is noted with its place and gives `None`.
pub(crate) trait Context {
    /// Where problems are noted.
    fn problems(&self) -> &Problems;
    /// Notes a problem.
    fn fail(&self, span: Span, code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]);
    /// Whether the scheme has stages.
    fn has_stages(&self) -> bool;
    /// How many there are; one without a name where the scheme has none.
    fn stage_count(&self) -> usize;
    /// A formula that gives a number, and what it measures.
    fn number(&mut self, formula: &Spanned<Formula>) -> Option<(ExprId, Dim)>;
    /// A formula that gives a truth.
    fn truth(&mut self, formula: &Spanned<Formula>) -> Option<ExprId>;
    /// The least and most of the field that a formula names alone, where it has both.
    fn field_range(&self, at: ExprId) -> Option<[Num; 2]>;
    /// Points, at most the maximum in each stage.
    fn points(&mut self, points: &Spanned<Amount<Points>>, max: Option<&model::Amount>) -> Option<model::Amount>;
    /// The same, of points that stand at a span.
    fn points_at(&mut self, points: &Amount<Points>, at: Span, max: Option<&model::Amount>) -> Option<model::Amount>;
    /// Points that are the same in every stage, at most the maximum where that is, too.
    fn exact_points(&self, points: &Spanned<Points>, max: Option<&model::Amount>) -> Option<Num>;
    /// A quantity, a range, or one of these a stage.
    fn quantity(&mut self, quantity: &Amount<Quantity>, at: Span, check: Check<'_>) -> Option<model::Amount>;
    /// The value of a quantity that has to measure this.
    fn measured(&self, quantity: &Quantity, at: Span, wanted: Dim) -> Option<Num>;
    /// The value of a quantity that has to be a share.
    fn share(&self, quantity: &Quantity, at: Span) -> Option<Num>;
    /// A number that is not exact, of the indicator that is being compiled.
    fn open(&mut self, lo: Num, hi: Num, typical: Option<Num>) -> QuantityId;
    /// The ends of an amount in a stage.
    fn ends(&self, amount: &model::Amount, stage: usize) -> (Num, Num);
    /// Where numbers come from.
    fn source(&self, source: &Spanned<Source>) -> Option<model::Source>;
    /// The rule of an indicator or alternative; noted at its owner where there is none.
    fn rule(&mut self, rule: &Option<Spanned<Rule>>, owner: Span, max: Option<&model::Amount>) -> Option<model::Rule>;
}

/// Points otherwise; 0 by default.
fn otherwise(context: &dyn Context, points: &Option<Spanned<Points>>, max: Option<&model::Amount>) -> Option<Num> {
    points.as_ref().map_or(Some(Num::ZERO), |points| context.exact_points(points, max))
}

/// A quantity that measures this and is above 0.
fn positive(context: &dyn Context, quantity: &Quantity, span: Span, dim: Dim) -> Option<Num> {
    let value = context.measured(quantity, span, dim)?;
    if value <= Num::ZERO {
        context.fail(span, "out_of_range", "要大于 0", "must be above 0", &[]);
        return None;
    }
    Some(value)
}

/// Declares the kinds of rules by the member that tells each.
macro_rules! rules {
    ($( $kind:ident = $key:literal ),* $(,)?) => {
        /// A rule, of one of the kinds.
        #[derive(Clone, Debug)]
        pub(crate) enum Rule {
            $( $kind($kind) ),*
        }

        impl Rule {
            /// The members that tell the kinds.
            const KINDS: &'static [&'static str] = &[ $( $key ),* ];
            /// The members of each kind.
            const MEMBERS: &'static [&'static [&'static str]] = &[ $( $kind::KEYS ),* ];

            fn of(kind: &str, node: &Node<'_>) -> Option<Rule> {
                match kind {
                    $( $key => Some(Rule::$kind($kind::members(node))), )*
                    _ => None,
                }
            }

            /// The member that tells its kind.
            pub fn kind(&self) -> &'static str {
                match self {
                    $( Rule::$kind(_) => $key, )*
                }
            }

            fn walk(&self, visitor: &mut dyn Visitor) {
                match self {
                    $( Rule::$kind(rule) => rule.walk_members(visitor), )*
                }
            }

            /// What compiles it.
            pub fn compile(&self) -> &dyn Compile {
                match self {
                    $( Rule::$kind(rule) => rule ),*
                }
            }

            /// The JSON Schema of each kind.
            fn schemas(generator: &mut SchemaGenerator) -> Vec<Schema> {
                vec![ $( $kind::json_schema(generator) ),* ]
            }
        }
    };
}

rules! {
    Bands = "bands",
    Curve = "curve",
    PerUnit = "per_unit",
    Proportion = "reference",
    Choice = "choice",
    Flag = "flag",
    Checklist = "checklist",
    Expert = "judged",
    Rank = "rank",
    BestOf = "best_of",
}

impl Rule {
    /// The members of all kinds: first those that stand before the member that tells the kind, then these, then others.
    pub fn keys() -> Vec<&'static str> {
        let mut keys: Vec<&'static str> = Vec::new();
        let mut add = |key: &'static str| {
            if !keys.contains(&key) {
                keys.push(key);
            }
        };
        let kind = |members: &[&str]| members.iter().position(|key| Rule::KINDS.contains(key)).unwrap_or(0);
        Rule::MEMBERS.iter().for_each(|members| members[..kind(members)].iter().for_each(|key| add(key)));
        Rule::KINDS.iter().for_each(|key| add(key));
        Rule::MEMBERS.iter().for_each(|members| members[kind(members)..].iter().for_each(|key| add(key)));
        keys
    }

    /// Reads the one rule of an object that has other members beside it; none where it has no member of a rule. Notes
    /// what is in neither.
    pub fn read_beside(node: &Node<'_>, others: &[&str]) -> Option<Option<Spanned<Rule>>> {
        let keys = Rule::keys();
        node.object(&[others, &keys].concat())?;
        if !keys.iter().any(|key| node.get(key).is_some()) {
            return Some(None);
        }
        let mut kinds = Rule::KINDS.iter().zip(Rule::MEMBERS).filter(|(kind, _)| node.get(kind).is_some());
        let (Some((kind, members)), None) = (kinds.next(), kinds.next()) else {
            Rule::one_is_needed(node.problems, node.span);
            return Some(Some(Spanned { span: node.span, value: None }));
        };
        for key in keys.iter().filter(|key| !members.contains(key)) {
            if let Some(member) = node.get(key) {
                let parts = [(*kind).into(), (*key).into()];
                member.fail("unknown_key", "规则“{0}”没有“{1}”", "the rule \"{0}\" has no \"{1}\"", &parts);
            }
        }
        let span = node.get(kind).map_or(node.span, |body| body.span);
        Some(Some(Spanned { span, value: Rule::of(kind, node) }))
    }

    /// Notes that an object has no rule, or more than one.
    pub fn one_is_needed(problems: &Problems, span: Span) {
        let (zh, en) = (Rule::KINDS.join("、"), Rule::KINDS.join(", "));
        let parts = [(&zh).into(), (&en).into()];
        problems.fail(span, "one_rule", "要有且只有一种规则：{0}", "exactly one rule is needed: {1}", &parts);
    }

    /// Shows a visitor the texts and sources of a rule, where there is one.
    pub fn walk_in(rule: Option<&Spanned<Rule>>, visitor: &mut dyn Visitor) {
        if let Some(rule) = rule.and_then(Spanned::get) {
            rule.walk(visitor);
        }
    }

    /// Adds the members of the kinds to the schema of an object, and that they go together; `none`: it may have no rule.
    /// Kinds that may not stand there are named, so that an editor can say so.
    pub fn add_to(schema: &mut Schema, generator: &mut SchemaGenerator, none: bool, not: &[&str]) {
        let bare = |described: &serde_json::Value| {
            let mut bare = described.clone();
            if let Some(members) = bare.as_object_mut() {
                members.remove("description");
            }
            bare
        };
        let kinds = Rule::schemas(generator);
        let keys = Rule::keys();
        let mut all = Vec::new();
        let properties = schema.ensure_object().entry("properties").or_insert_with(|| json!({}));
        for (kind, key) in kinds.iter().zip(Rule::KINDS) {
            let Some(own) = kind.get("properties").and_then(|p| p.as_object()) else { continue };
            for (member, described) in own {
                let described = if not.contains(&member.as_str()) { json!({"not": {}}) } else { described.clone() };
                match properties.get_mut(member) {
                    None => properties[member] = described,
                    // Of two kinds that name a member alike, each may have its own form of it.
                    Some(before) if bare(before) != bare(&described) => {
                        let any = before.get("anyOf").cloned();
                        let mut any = any.unwrap_or_else(|| json!([before.clone()]));
                        if let Some(list) = any.as_array_mut() {
                            list.push(described);
                        }
                        *before = json!({"anyOf": any});
                    }
                    Some(_) => {}
                }
            }
            if not.contains(key) {
                continue;
            }
            let others = keys.iter().filter(|key| !own.contains_key(**key)).map(|key| (key.to_string(), json!(false)));
            let together: serde_json::Map<String, serde_json::Value> = others.collect();
            all.push(json!({"required": kind.get("required"), "properties": together}));
        }
        if none {
            let without: serde_json::Map<String, serde_json::Value> =
                keys.iter().map(|key| (key.to_string(), json!(false))).collect();
            all.push(json!({"properties": without}));
        }
        schema.insert("anyOf".into(), all.into());
    }

    /// What an object needs that must have a rule.
    pub fn needed(generator: &mut SchemaGenerator) -> Vec<serde_json::Value> {
        let mut schema = schemars::json_schema!({});
        Rule::add_to(&mut schema, generator, false, &[]);
        schema.get("anyOf").and_then(|any| any.as_array()).cloned().unwrap_or_default()
    }
}
