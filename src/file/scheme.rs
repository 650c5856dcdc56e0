//! The file format of schemes as Rust types, from which the JSON Schema is made that editors complete and check by.
//! The loader reads files itself, to give each mistake its place in two languages; a test holds the two together.

// The types are only there to be described.
#![allow(dead_code)]

use crate::compile::{RULE_KEYS, RULES};
use innopoints_core::dictionary::{Dictionary, Kind};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The JSON Schema (draft 2020-12) of a scheme file.
pub fn schema() -> Value {
    schema_of::<SchemeFile>()
}

/// The JSON Schema of a kind of file.
pub(crate) fn schema_of<T: JsonSchema>() -> Value {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    without_null(&mut schema);
    schema
}

/// What may be left out may still not be null.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(list) => list.iter_mut().for_each(without_null),
        Value::Object(o) => {
            if let Some(Value::Array(types)) = o.get_mut("type") {
                types.retain(|t| t != "null");
                if let [one] = &types[..] {
                    let one = one.clone();
                    o.insert("type".into(), one);
                }
            }
            if let Some(Value::Array(any)) = o.get_mut("anyOf") {
                any.retain(|s| *s != json!({"type": "null"}));
                if let [Value::Object(one)] = &any[..] {
                    let one = one.clone();
                    o.remove("anyOf");
                    o.extend(one);
                }
            }
            o.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

/// 评价办法：一个 JSON 文件。 A scheme: one JSON file.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("if" = json!({"required": ["extends"]}), "then" = json!({"required": ["notes"]}), "else" = whole()))]
struct SchemeFile {
    /// 本 Schema 的位置，供编辑器补全和检查。 Where this schema is, for editors.
    #[serde(rename = "$schema")]
    schema: Option<String>,
    /// 标识，与文件名相同。 Its id, the same as the file's name.
    id: Id,
    /// 同一办法的各个版本共用的标识。 Shared by the versions of one rule.
    family: Option<Id>,
    /// 所扩展的方案的标识：只写增减和改动。 Id of the scheme it extends: write only what is added or changed.
    extends: Option<Id>,
    /// 从所扩展的方案中去掉的指标或类。 Indicators or groups that are taken out of the extended scheme.
    #[serde(default)]
    drop: Vec<Id>,
    /// 名称。 Its name.
    title: Text,
    /// 发布机关。 Who issued it.
    issuer: Words,
    /// 文号。 Document number.
    document: Words,
    /// 施行日期。 Days in force.
    effective: Effective,
    /// 总分的小数位数，默认 2。 Decimals of a total; 2 by default.
    #[serde(default)]
    #[schemars(schema_with = "precision")]
    precision: u8,
    /// 读者须知。 What a reader should know.
    notes: Option<Text>,
    /// 公式中按名字使用的数。 Numbers that formulas call by name.
    #[serde(default)]
    parameters: Vec<Parameter>,
    /// 发展阶段：取第一个成立的，最后一个不写 when。 Stages: the first that holds; the last has no "when".
    #[serde(default)]
    stages: Vec<Stage>,
    /// 只作结论、不影响得分的分类，例如企业规模。 Classes that are told and score nothing, such as the size of an enterprise.
    classes: Option<Classes>,
    /// 门槛条件：缺一不可。 Gates: conditions without which nothing else counts.
    #[serde(default)]
    gates: Vec<Condition>,
    /// 一级指标。 First-level categories.
    #[serde(default)]
    groups: Vec<Group>,
    /// 满分之和一定的几类。 Groups whose maxima sum to a known number.
    #[serde(default)]
    ties: Vec<Tie>,
    /// 何时通过。 When a company passes.
    pass: Option<Pass>,
}

/// What must stand in a scheme that extends no other.
fn whole() -> Value {
    let indicator = json!({"required": ["title", "max", "source"], "anyOf": rules(false)});
    let group = json!({
        "required": ["title", "indicators", "source"],
        "properties": {"indicators": {"minItems": 1, "items": indicator}}
    });
    json!({
        "properties": {"groups": {"items": group}, "drop": false},
        "anyOf": [{"required": ["groups"]}, {"required": ["gates"]}, {"required": ["classes"]}, {"required": ["stages"]}]
    })
}

fn precision(_: &mut schemars::SchemaGenerator) -> Schema {
    schemars::json_schema!({"type": "integer", "minimum": 0, "maximum": 6})
}

/// The rules as alternatives, by the table of the loader: each with what it needs, and without the members of the
/// others. In an extension an indicator may keep the rule of its base.
fn rules(none: bool) -> Vec<Value> {
    let mut all = Vec::new();
    for (kind, members) in RULES {
        let others = RULE_KEYS.iter().filter(|key| !members.contains(key));
        let without: BTreeMap<&str, bool> = others.map(|key| (*key, false)).collect();
        // Points of a flag may be left out: it then earns the maximum.
        let needed = members.iter().filter(|m| **m == kind || **m == "value" || (**m == "points" && kind == "choice"));
        all.push(json!({"required": needed.collect::<Vec<_>>(), "properties": without}));
    }
    if none {
        let without: BTreeMap<&str, bool> = RULE_KEYS.iter().map(|key| (*key, false)).collect();
        all.push(json!({"properties": without}));
    }
    all
}

/// 标识：以小写字母开头，只用小写字母、数字、_ 和 -。 An id: small letters, digits, _ and -, a letter first.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = "^[a-z][a-z0-9_-]*$", "maxLength" = 64))]
pub(crate) struct Id(String);

/// 不能空着的文字。 Words, not blank.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = "\\S"))]
pub(crate) struct Words(String);

/// 中文和英文。 Chinese and English.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text {
    /// 中文。 Chinese.
    zh: Words,
    /// 英文。 English.
    en: Words,
}

/// 施行日期。 Days in force.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Effective {
    /// 第一天，例如 2026-01-01。 The first day, such as 2026-01-01.
    from: Day,
    /// 最后一天。 The last day.
    to: Option<Day>,
    /// 同一族中有意与本版同时施行的版本，双方都要写。 Versions of its family that are meant to be in force together with it; each names the other.
    #[serde(default)]
    beside: Vec<Id>,
}

/// 日期。 A day.
#[derive(JsonSchema)]
#[schemars(transparent, extend("pattern" = "^([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}[日号]?|[0-9]{8})$"))]
struct Day(String);

/// 依据：没有依据的数字不写。 Where a number comes from: no number without a source.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    /// 文号；不写即本方案的文号。 Document number; that of the scheme where it is left out.
    document: Option<Words>,
    /// 条款或附件。 Article or annex.
    article: Words,
    /// 可靠程度。 How well founded it is.
    standing: Standing,
    /// 在哪里读到。 Where the copy that was read stands.
    #[serde(default)]
    seen: Vec<Words>,
    /// 说明。 A remark.
    note: Option<Text>,
}

/// 可靠程度。 How well founded a number is.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Standing {
    /// 办法原文。 The rule itself.
    Official,
    /// 媒体或单一来源。 The press, or one source.
    Reported,
    /// 我们的估计。 Our estimate.
    Estimate,
}

/// 公式：+ - * /、比较、and or not、if … then … else …、min max sum growth，数据项和带单位的数。
/// A formula: + - * /, comparisons, and or not, if … then … else …, min max sum growth, fields, numbers with units.
#[derive(JsonSchema)]
#[schemars(transparent, extend("minLength" = 1, "maxLength" = 4000))]
pub(crate) struct Formula(String);

/// 数字，或带单位的数：5、"15%"、"500万元"、"4件"。 A number, with its unit where it has one.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Quantity {
    Number(f64),
    Text(Words),
}

/// 分值：0 到 1,000,000，至多 6 位小数。 Points, from 0 to 1,000,000 with at most 6 decimals.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Points {
    Number(#[schemars(range(min = 0, max = 1_000_000))] f64),
    Text(#[schemars(regex(pattern = r"^[0-9]+(\.[0-9]{1,6})?$"))] String),
}

/// 未公布的数：范围；写了 typical 就是估计，不写则由专家评定。
/// What is not published: a range. With "typical" it is an estimate; without, experts settle it.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Between {
    /// [最低, 最高]。 [lowest, highest].
    between: [Quantity; 2],
    /// 典型值。 The typical value.
    typical: Option<Quantity>,
}

/// 一个数，或一个范围。 A number or a range.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Plain {
    Exact(Quantity),
    Range(Between),
}

/// 一个数、一个范围，或每个阶段一个。 A number, a range, or one of these a stage.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Amount {
    Exact(Points),
    Range(Between),
    /// 每个阶段一个。 One a stage.
    Staged(BTreeMap<Id, Plain>),
}

/// 满分值：带单位的数、范围，或每个阶段一个。 A reference: a quantity, a range, or one of these a stage.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Reference {
    Exact(Quantity),
    Range(Between),
    /// 每个阶段一个。 One a stage.
    Staged(BTreeMap<Id, Plain>),
}

/// 公式中按名字使用的数："is" 或 "between"。 A number that formulas call by name: "is" or "between".
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = json!([{"required": ["is"]}, {"required": ["between"]}])))]
struct Parameter {
    /// 名字，公式里就写它。 Its name, as formulas write it.
    id: Id,
    /// 名称。 Its title.
    title: Text,
    /// 确切的数。 The exact number.
    is: Option<Quantity>,
    /// [最低, 最高]。 [lowest, highest].
    between: Option<[Quantity; 2]>,
    /// 典型值：估计。 The typical value: an estimate.
    typical: Option<Quantity>,
    /// 依据。 Where it comes from.
    source: Source,
}

/// 发展阶段。 A stage.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Stage {
    /// 标识。 Its id.
    id: Id,
    /// 名称。 Its name.
    title: Text,
    /// 条件；最后一个不写。 Its condition; the last has none.
    when: Option<Formula>,
    /// 依据。 Where it comes from.
    source: Source,
}

/// 分类，例如企业规模。 Classes, such as the size of an enterprise.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Classes {
    /// 分的是什么。 What is classed.
    title: Text,
    /// 按哪个选项字段各写一个条件。 The choice field that has a condition for each of its levels.
    by: Option<ChoiceField>,
    /// 取第一个成立的，最后一个不写 when。 The first that holds; the last has no "when".
    #[schemars(length(min = 2, max = 16))]
    list: Vec<Class>,
}

/// 一类。 A class.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Class {
    /// 标识。 Its id.
    id: Id,
    /// 名称。 Its name.
    title: Text,
    /// 条件；最后一个不写。 Its condition; the last has none.
    when: Option<When>,
    /// 依据。 Where it comes from.
    source: Source,
}

/// 一个条件，或选项字段的每个选项一个。 A condition, or one for each level of the choice field.
#[derive(JsonSchema)]
#[serde(untagged)]
pub(crate) enum When {
    One(Formula),
    Each(BTreeMap<String, Formula>),
}

/// 选项字段。 A field that is a choice.
#[derive(JsonSchema)]
#[schemars(transparent, extend("enum" = choices()))]
pub(crate) struct ChoiceField(String);

fn choices() -> Vec<&'static str> {
    let fields = Dictionary::shipped().fields.iter();
    fields.filter(|f| matches!(f.kind, Kind::Choice(_))).map(|f| f.id).collect()
}

/// 门槛条件或直通条件。 A gate or a direct route.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Condition {
    /// 标识。 Its id.
    id: Id,
    /// 名称。 Its name.
    title: Text,
    /// 按哪个选项字段各写一个条件。 The choice field that has a condition for each of its levels.
    by: Option<ChoiceField>,
    /// 条件。 The condition.
    when: When,
    /// 依据。 Where it comes from.
    source: Source,
}

/// 一级指标。 A first-level category.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Group {
    /// 标识。 Its id.
    id: Id,
    /// 名称。 Its name.
    title: Option<Text>,
    /// 加分项或扣分项。 Whether it is a bonus or a deduction.
    kind: Option<GroupKind>,
    /// 满分；不写即各指标满分之和。 Its maximum; where left out, the sum of its indicators' maxima.
    max: Option<Points>,
    /// 按规定各指标之和可以超过满分，以满分为限。 Its indicators can earn more than its maximum, as the rule says.
    capped: Option<bool>,
    /// 下限：低于它不能通过。 Points below which the company cannot pass.
    floor: Option<Points>,
    /// 指标。 Its indicators.
    #[serde(default)]
    indicators: Vec<Indicator>,
    /// 依据。 Where its numbers come from.
    source: Option<Source>,
}

/// 一级指标的性质。 What a group does to the total.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
enum GroupKind {
    /// 计入总分。 Its points count.
    Plain,
    /// 加分。 A bonus.
    Bonus,
    /// 扣分。 Its points are taken away.
    Deduction,
}

/// 二级指标，有且只有一种规则。 An indicator, with exactly one rule.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = rules(true)))]
struct Indicator {
    /// 标识。 Its id.
    id: Id,
    /// 名称。 Its name.
    title: Option<Text>,
    /// 满分。 Its maximum.
    max: Option<Amount>,
    /// 依据。 Where its numbers come from.
    source: Option<Source>,
    /// 所衡量的量。 The measured quantity.
    value: Option<Formula>,
    /// 分档，最好的在前。 Bands, the best first.
    bands: Option<Bands>,
    /// 折线。 Straight lines between points.
    curve: Option<Curve>,
    /// 每多少得多少分，至满分为止。 So many points for each unit, up to the maximum.
    per_unit: Option<PerUnit>,
    /// 满分值：得分 = 满分 × 实际值 ÷ 满分值，至满分为止。 The value that earns the maximum; below it in proportion.
    reference: Option<Reference>,
    /// 按选项给分。 By the level of a choice.
    choice: Option<ChoiceField>,
    /// 条件成立即得分。 Points when the condition holds.
    flag: Option<Formula>,
    /// 专家评定："any" 为 0 至满分，或一个范围。 Judged by experts: "any", from 0 to the maximum, or a range.
    judged: Option<Judged>,
    /// 按在一批企业中的位次。 By the position among the companies of a table.
    rank: Option<Rank>,
    /// 取几种规则中得分最高的。 The best of several rules.
    #[schemars(length(min = 1))]
    best_of: Option<Vec<Alternative>>,
    /// flag 的分值，或 choice 每个选项的分值。 Points of the flag, or of each level of the choice.
    points: Option<RulePoints>,
    /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
    otherwise: Option<Points>,
}

/// best_of 中的一种规则。 One of the rules of a best_of.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = rules(false)))]
struct Alternative {
    /// 名称。 Its name.
    title: Option<Text>,
    /// 依据，与指标不同时写。 Where its numbers come from, where that is not the indicator's source.
    source: Option<Source>,
    /// 所衡量的量。 The measured quantity.
    value: Option<Formula>,
    /// 分档，最好的在前。 Bands, the best first.
    bands: Option<Bands>,
    /// 折线。 Straight lines between points.
    curve: Option<Curve>,
    /// 每多少得多少分。 So many points for each unit.
    per_unit: Option<PerUnit>,
    /// 满分值。 The value that earns the maximum.
    reference: Option<Reference>,
    /// 按选项给分。 By the level of a choice.
    choice: Option<ChoiceField>,
    /// 条件成立即得分。 Points when the condition holds.
    flag: Option<Formula>,
    /// 专家评定。 Judged by experts.
    judged: Option<Judged>,
    /// 不能用在这里。 May not stand here.
    #[schemars(extend("not" = json!({})))]
    rank: Option<Rank>,
    /// 不能用在这里。 May not stand here.
    #[schemars(extend("not" = json!({})))]
    best_of: Option<Vec<Id>>,
    /// flag 的分值，或 choice 每个选项的分值。 Points of the flag, or of each level of the choice.
    points: Option<RulePoints>,
    /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
    otherwise: Option<Points>,
}

/// 分档，最好的在前。 Bands, the best first.
#[derive(JsonSchema)]
#[schemars(transparent, extend("minItems" = 1))]
struct Bands(Vec<Band>);

/// 一档：from、above 为下界（含、不含），to、below 为上界（含、不含）。
/// A band: "from" and "above" are lower edges (included, left out), "to" and "below" upper ones.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend(
    "anyOf" = json!([{"required": ["from"]}, {"required": ["above"]}, {"required": ["to"]}, {"required": ["below"]}]),
    "allOf" = json!([{"not": {"required": ["from", "above"]}}, {"not": {"required": ["to", "below"]}}])
))]
struct Band {
    /// 下界，含。 The lower edge, included.
    from: Option<Quantity>,
    /// 下界，不含。 The lower edge, left out.
    above: Option<Quantity>,
    /// 上界，含。 The upper edge, included.
    to: Option<Quantity>,
    /// 上界，不含。 The upper edge, left out.
    below: Option<Quantity>,
    /// 分值。 Its points.
    points: Amount,
}

/// 折线。 Straight lines between points.
#[derive(JsonSchema)]
#[schemars(transparent, extend("minItems" = 2))]
struct Curve(Vec<Corner>);

/// 折线的一个点，从小到大。 A corner of the curve, the values rising.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Corner {
    /// 数值。 The value.
    at: Quantity,
    /// 分值。 Its points.
    points: Points,
}

/// 每多少得多少分。 So many points for each unit.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct PerUnit {
    /// 每份的分值。 Points of each unit.
    points: Amount,
    /// 一份是多少。 How much a unit is.
    per: Quantity,
    /// 是否只计整份，默认是。 Whether only whole units count; they do by default.
    whole: Option<bool>,
}

/// 专家评定。 Judged by experts.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Judged {
    /// 0 至满分。 From 0 to the maximum.
    #[schemars(with = "Any")]
    Any,
    Amount(Amount),
}

#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Any {
    Any,
}

/// 按位次给分。 By position.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rank {
    /// 在同阶段的企业中，或全部企业中。 Among the companies of the same stage, or all of the table.
    within: Within,
    /// 从最前的一档起。 From the top.
    #[schemars(length(min = 1))]
    top: Vec<Top>,
}

#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Within {
    Stage,
    Table,
}

/// 前百分之几，多少分。 The share of the companies, and their points.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Top {
    /// 前百分之几。 The share from the top.
    share: Quantity,
    /// 分值。 Points.
    points: Points,
}

/// 分值，或每个选项的分值。 Points, or points of each level.
#[derive(JsonSchema)]
#[serde(untagged)]
enum RulePoints {
    One(Amount),
    Each(BTreeMap<String, Amount>),
}

/// 满分之和一定的几类。 Groups whose maxima sum to a known number.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Tie {
    /// 各类的标识。 Ids of the groups.
    #[schemars(length(min = 1))]
    groups: Vec<Id>,
    /// 合计。 The sum.
    sum: Points,
    /// 依据。 Where it comes from.
    source: Source,
}

/// 何时通过：条件成立或任一直通条件成立，且门槛条件全部成立。
/// When a company passes: the condition or any route, and every gate in either case.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Pass {
    /// 得分的条件：total、points(标识)、every group >= its floor。 The condition on points.
    when: Option<Formula>,
    /// 直通条件。 Direct routes.
    #[serde(default)]
    or: Vec<Condition>,
    /// 依据。 Where it comes from.
    source: Source,
}
