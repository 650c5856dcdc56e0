//! How indicators give points: a type a kind of rule. A new kind is a type here with its line in [`Rule`], and its
//! compiling in `compile/rules.rs`.

use super::amounts::{Amount, Judged};
use super::number::{Points, Quantity, Share};
use super::parts::{ChoiceField, Formula, Source, Text};
use super::reader::{Map, Node, Spanned, Value, Visitor, object, words};
use innopoints_core::json::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;
use std::borrow::Cow;

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

object! {
    /// 分档。 Bands.
    struct Bands {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 分档，最好的在前。 Bands, the best first.
        #[schemars(length(min = 1))]
        bands: Spanned<Vec<Spanned<Band>>>,
        /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
        otherwise: Option<Spanned<Points>>,
    }
}

object! {
    /// 一档：from、above 为下界（含、不含），to、below 为上界（含、不含）。
    /// A band: "from" and "above" are lower edges (included, left out), "to" and "below" upper ones.
    #[schemars(extend(
        "anyOf" = json!([{"required": ["from"]}, {"required": ["above"]}, {"required": ["to"]}, {"required": ["below"]}]),
        "allOf" = json!([{"not": {"required": ["from", "above"]}}, {"not": {"required": ["to", "below"]}}])
    ))]
    struct Band {
        /// 下界，含。 The lower edge, included.
        from: Option<Spanned<Quantity>>,
        /// 下界，不含。 The lower edge, left out.
        above: Option<Spanned<Quantity>>,
        /// 上界，含。 The upper edge, included.
        to: Option<Spanned<Quantity>>,
        /// 上界，不含。 The upper edge, left out.
        below: Option<Spanned<Quantity>>,
        /// 分值。 Its points.
        points: Spanned<Amount<Points>>,
    }
}

object! {
    /// 折线。 Straight lines between points.
    struct Curve {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 折线。 Straight lines between points.
        #[schemars(length(min = 2))]
        curve: Spanned<Vec<Spanned<Corner>>>,
    }
}

object! {
    /// 折线的一个点，从小到大。 A corner of the curve, the values rising.
    struct Corner {
        /// 数值。 The value.
        at: Spanned<Quantity>,
        /// 分值。 Its points.
        points: Spanned<Points>,
    }
}

object! {
    /// 每多少得多少分。 So many points for each unit.
    struct PerUnit {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 每多少得多少分，至满分为止。 So many points for each unit, up to the maximum.
        per_unit: Spanned<Unit>,
    }
}

object! {
    /// 每多少得多少分。 So many points for each unit.
    struct Unit {
        /// 每份的分值。 Points of each unit.
        points: Spanned<Amount<Points>>,
        /// 一份是多少。 How much a unit is.
        per: Spanned<Quantity>,
        /// 是否只计整份，默认是。 Whether only whole units count; they do by default.
        whole: Option<Spanned<bool>>,
    }
}

object! {
    /// 按与满分值的比例。 In proportion to a reference.
    struct Proportion {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 满分值：得分 = 满分 × 实际值 ÷ 满分值，至满分为止。 The value that earns the maximum; below it in proportion.
        reference: Spanned<Amount<Quantity>>,
    }
}

object! {
    /// 按选项给分。 By the level of a choice.
    struct Choice {
        /// 按选项给分。 By the level of a choice.
        choice: Spanned<ChoiceField>,
        /// 每个选项的分值。 Points of each level of the choice.
        points: Spanned<Map<Amount<Points>>>,
        /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
        otherwise: Option<Spanned<Points>>,
    }
}

object! {
    /// 条件成立即得分。 Points when the condition holds.
    struct Flag {
        /// 条件成立即得分。 Points when the condition holds.
        flag: Spanned<Formula>,
        /// 分值，默认满分。 Its points; the maximum by default.
        points: Option<Spanned<Amount<Points>>>,
        /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
        otherwise: Option<Spanned<Points>>,
    }
}

object! {
    /// 逐项计分。 Points for each item that is ticked.
    struct Checklist {
        /// 逐项计分，合计至满分为止。 Points for each item that is ticked, up to the maximum.
        #[schemars(length(min = 1))]
        checklist: Spanned<Vec<Spanned<Tick>>>,
    }
}

object! {
    /// 一项。 An item of a checklist.
    struct Tick {
        /// 何时计分。 When it is ticked.
        when: Spanned<Formula>,
        /// 分值。 Its points.
        points: Spanned<Amount<Points>>,
    }
}

object! {
    /// 专家评定。 Judged by experts.
    struct Expert {
        /// 专家评定："any" 为 0 至满分，或一个范围。 Judged by experts: "any", from 0 to the maximum, or a range.
        judged: Spanned<Judged>,
        /// 企业自己判断的分，是一个数据项；填了就按它计算。 The points as the company judges them itself, a field: where it is given, it counts.
        mark: Option<Spanned<Formula>>,
    }
}

object! {
    /// 按在一批企业中的位次。 By the position among the companies of a table.
    struct Rank {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 按在一批企业中的位次。 By the position among the companies of a table.
        rank: Spanned<Position>,
        /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
        otherwise: Option<Spanned<Points>>,
    }
}

object! {
    /// 按位次给分。 By position.
    struct Position {
        /// 在同阶段的企业中，或全部企业中。 Among the companies of the same stage, or all of the table.
        within: Spanned<Within>,
        /// 从最前的一档起。 From the top.
        #[schemars(length(min = 1))]
        top: Spanned<Vec<Spanned<Top>>>,
    }
}

words! {
    /// 在哪些企业中。 Among which companies.
    struct Within(bool), "wrong_type",
        "这里写 \"table\"，方案有阶段时也可写 \"stage\"", "write \"table\", or \"stage\" where the scheme has stages", {
        /// 同阶段的企业。 Those of the same stage.
        "stage" => true,
        /// 全部企业。 All of the table.
        "table" => false,
    }
}

object! {
    /// 前百分之几，多少分。 The share of the companies, and their points.
    struct Top {
        /// 前百分之几。 The share from the top.
        #[schemars(with = "Share")]
        share: Spanned<Quantity>,
        /// 分值。 Points.
        points: Spanned<Points>,
    }
}

object! {
    /// 取几种规则中得分最高的。 The best of several rules.
    struct BestOf {
        /// 取几种规则中得分最高的。 The best of several rules.
        #[schemars(length(min = 1))]
        best_of: Spanned<Vec<Spanned<Alternative>>>,
    }
}

object! {
    /// best_of 中的一种规则。 One of the rules of a best_of.
    struct Named {
        /// 名称。 Its name.
        title: Option<Spanned<Text>>,
        /// 依据，与指标不同时写。 Where its numbers come from, where that is not the indicator's source.
        source: Option<Spanned<Source>>,
    }
}

/// One of the rules of a best_of.
#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    pub named: Named,
    pub rule: Option<Spanned<Rule>>,
}

impl Value for Alternative {
    fn read(node: &Node<'_>) -> Option<Self> {
        let rule = Rule::read_beside(node, Named::KEYS)?;
        Some(Alternative { named: Named::members(node), rule })
    }

    fn walk(&self, _: Span, visitor: &mut dyn Visitor) {
        self.named.walk_members(visitor);
        if let Some(rule) = self.rule.as_ref().and_then(Spanned::get) {
            rule.walk(visitor);
        }
    }
}

impl JsonSchema for Alternative {
    fn schema_name() -> Cow<'static, str> {
        "Alternative".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Named::json_schema(generator);
        Rule::add_to(&mut schema, generator, false, &["rank", "best_of"]);
        schema
    }
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
    pub fn one_is_needed(problems: &super::reader::Problems, span: Span) {
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
