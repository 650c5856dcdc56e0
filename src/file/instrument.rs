//! The file format of finance instruments as Rust types, from which the JSON Schema is made; as [`crate::file::scheme`] does
//! for schemes, whose parts are used again here.

// The types are only there to be described.
#![allow(dead_code)]

use crate::file::scheme::{ChoiceField, Effective, Formula, Id, Source, Text, When, Words, schema_of};
use crate::finance::model::Kind as Kinds;
use schemars::JsonSchema;
use serde_json::{Value, json};

/// The JSON Schema (draft 2020-12) of a file of finance instruments.
pub fn schema() -> Value {
    schema_of::<InstrumentFile>()
}

/// 金融政策与产品：一个 JSON 文件，一类。 Finance instruments: one JSON file, one family.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct InstrumentFile {
    /// 本 Schema 的位置，供编辑器补全和检查。 Where this schema is, for editors.
    #[serde(rename = "$schema")]
    schema: Option<String>,
    /// 标识，与文件名相同。 Its id, the same as the file's name.
    id: Id,
    /// 名称。 Its name.
    title: Text,
    /// 读者须知。 What a reader should know.
    notes: Option<Text>,
    /// 政策或产品。 The instruments.
    #[schemars(length(min = 1))]
    instruments: Vec<Instrument>,
}

/// 一项政策或产品。 An instrument.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Instrument {
    /// 标识。 Its id.
    id: Id,
    /// 名称。 Its name.
    title: Text,
    /// 种类。 What it is.
    kind: Kind,
    /// 提供者或发布机关。 Who gives it, or issued its rule.
    provider: Text,
    /// 文号或产品文件。 Document number, or the paper of the product.
    document: Words,
    /// 读者须知。 What a reader should know.
    notes: Option<Text>,
    /// 各个版本，旧的在前，日期不重叠。 Its versions, the oldest first, their days not overlapping.
    #[schemars(length(min = 1))]
    versions: Vec<Version>,
}

/// 种类。 What an instrument is.
#[derive(JsonSchema)]
#[schemars(transparent, extend("enum" = Kinds::ALL.map(|k| k.1)))]
struct Kind(String);

/// 一段时间内的规则。 The rule over some days.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("oneOf" = json!([{"required": ["conditions"]}, {"required": ["no_published_test"]}])))]
struct Version {
    /// 施行日期；不写 to 就到下一版本之前。 Days in force; without "to", up to the next version.
    effective: Effective,
    /// 文号，与本项的不同时写。 Document number, where it is not that of the instrument.
    document: Option<Words>,
    /// 读者须知。 What a reader should know.
    notes: Option<Text>,
    /// 日期和范围的依据。 Where its days and scope come from.
    source: Source,
    /// 条件：全部满足才适用。 Conditions: it applies where all are met.
    #[schemars(length(min = 1))]
    conditions: Option<Vec<Condition>>,
    /// 没有公布的条件：写明为什么不作判断。 No test was published: say why there is no verdict.
    no_published_test: Option<Text>,
    /// 额度、利率、比例、期限。 Amounts, rates, shares and durations.
    #[serde(default)]
    terms: Vec<Term>,
}

/// 一个条件。 A condition.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Condition {
    /// 标识。 Its id.
    id: Id,
    /// 名称。 Its name.
    title: Text,
    /// 按哪个选项字段各写一个条件。 The choice field that has a condition for each of its levels.
    by: Option<ChoiceField>,
    /// 条件；除数据项外还可写日期比较、years_since(字段)、passed("方案")、total("方案")、class("方案") = "类别"。
    /// The condition; beside fields also dates, years_since(field), passed("id"), total("id"), class("id") = "class".
    when: When,
    /// 另有什么途径而条件没有公布：不满足时不下结论。 What else may qualify without a published test: not met is then open.
    or_else: Option<Text>,
    /// 另须什么而条件没有公布：满足时也不下结论。 What else is asked without a published test: met is then open.
    and_also: Option<Text>,
    /// 依据。 Where it comes from.
    source: Source,
}

/// 一项额度、利率、比例或期限。 An amount, rate, share or duration.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
struct Term {
    /// 标识。 Its id.
    id: Id,
    /// 名称。 Its name.
    title: Text,
    /// 何时才有这一项。 When it is one.
    when: Option<Formula>,
    /// 公式。 Its formula.
    value: Formula,
    /// 显示的单位；纯数写空。 The unit it is shown in; empty for a plain number.
    unit: String,
    /// 上限或下限。 Whether it is an upper or a lower limit.
    limit: Option<Limit>,
    /// 依据。 Where its numbers come from.
    source: Source,
}

/// 上限或下限。 An upper or a lower limit.
#[derive(JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Limit {
    /// 至多。 At most.
    AtMost,
    /// 至少。 At least.
    AtLeast,
}
