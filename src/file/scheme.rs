//! The file format of schemes: the types from which its JSON Schema is made and into which files are read.

use super::amounts::{Amount, Ends, Typical};
use super::field::Field;
use super::number::{Points, Precision, Quantity};
use super::parts::{ChoiceField, Document, Effective, Formula, Id, Plain, Reference, Source, Text, When, Words};
use super::reader::{Node, Spanned, Value, Visitor, object, words};
use super::rules::Rule;
use super::schema::schema_of;
use innopoints_core::json::Span;
use innopoints_core::number::Dim;
use innopoints_core::scheme::model;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::json;
use std::borrow::Cow;

/// The JSON Schema (draft 2020-12) of a scheme file.
pub fn schema() -> serde_json::Value {
    schema_of(|generator| {
        let whole = whole(generator);
        let mut schema = SchemeFile::json_schema(generator);
        schema.insert("if".into(), json!({"required": ["extends"]}));
        schema.insert("then".into(), json!({"required": ["notes"]}));
        schema.insert("else".into(), whole);
        schema
    })
}

/// What must stand in a scheme that extends no other.
fn whole(generator: &mut SchemaGenerator) -> serde_json::Value {
    let indicator = json!({"required": ["title", "max", "source"], "anyOf": Rule::needed(generator)});
    let group = json!({
        "required": ["title", "indicators", "source"],
        "properties": {"indicators": {"minItems": 1, "items": indicator}}
    });
    json!({
        "properties": {"groups": {"items": group}, "drop": false},
        "anyOf": [
            {"required": ["groups"]}, {"required": ["gates"]}, {"required": ["classes"]}, {"required": ["stages"]},
            {"required": ["pass"], "properties": {"pass": {"required": ["or"]}}}
        ]
    })
}

object! {
    /// 评价办法：一个 JSON 文件。 A scheme: one JSON file.
    struct SchemeFile {
        /// 本 Schema 的位置，供编辑器补全和检查。 Where this schema is, for editors.
        schema = "$schema": Option<Spanned<Plain>>,
        /// 标识，与文件名相同。 Its id, the same as the file's name.
        id: Spanned<Id>,
        /// 同一办法的各个版本共用的标识。 Shared by the versions of one rule.
        family: Option<Spanned<Id>>,
        /// 所扩展的方案的标识：只写增减和改动。 Id of the scheme it extends: write only what is added or changed.
        extends: Option<Spanned<Reference>>,
        /// 从所扩展的方案中去掉的指标或类。 Indicators or groups that are taken out of the extended scheme.
        drop: Option<Spanned<Vec<Spanned<Reference>>>>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 发布机关。 Who issued it.
        issuer: Spanned<Words>,
        /// 文号。 Document number.
        document: Spanned<Words>,
        /// 所引文件的名称和官方地址。 Names and official addresses of the documents that are cited.
        documents: Option<Spanned<Vec<Spanned<Document>>>>,
        /// 施行日期。 Days in force.
        effective: Spanned<Effective>,
        /// 总分的小数位数，默认 2。 Decimals of a total; 2 by default.
        precision: Option<Spanned<Precision>>,
        /// 读者须知。 What a reader should know.
        notes: Option<Spanned<Text>>,
        /// 本方案自己的数据项，标识以方案的标识加两个下划线开头。 Fields of its own, their ids begun by its own id and two underscores.
        fields: Option<Spanned<Vec<Spanned<Field>>>>,
        /// 公式中按名字使用的数。 Numbers that formulas call by name.
        parameters: Option<Spanned<Vec<Spanned<Parameter>>>>,
        /// 发展阶段：取第一个成立的，最后一个不写 when。 Stages: the first that holds; the last has no "when".
        stages: Option<Spanned<Vec<Spanned<Stage>>>>,
        /// 只作结论、不影响得分的分类，例如企业规模；条件可以问得分。
        /// Classes that are told and score nothing, such as the size of an enterprise; their conditions may ask for points.
        classes: Option<Spanned<Classes>>,
        /// 门槛条件：缺一不可。 Gates: conditions without which nothing else counts.
        gates: Option<Spanned<Vec<Spanned<Condition>>>>,
        /// 一级指标。 First-level categories.
        groups: Option<Spanned<Vec<Spanned<Group>>>>,
        /// 满分之和一定的几类。 Groups whose maxima sum to a known number.
        ties: Option<Spanned<Vec<Spanned<Tie>>>>,
        /// 没有公布的数怎样抽取：1000 张可能的分值表。 How unpublished numbers are drawn: 1,000 plausible tables.
        panel: Option<Spanned<Panel>>,
        /// 何时通过。 When a company passes.
        pass: Option<Spanned<Pass>>,
    }
}

object! {
    /// 公式中按名字使用的数："is" 或 "between"。 A number that formulas call by name: "is" or "between".
    #[schemars(extend("oneOf" = json!([{"required": ["is"]}, {"required": ["between"]}])))]
    struct Parameter {
        /// 名字，公式里就写它。 Its name, as formulas write it.
        id: Spanned<Id>,
        /// 名称。 Its title.
        title: Spanned<Text>,
        /// 确切的数。 The exact number.
        is: Option<Spanned<Quantity>>,
        /// [最低, 最高]。 [lowest, highest].
        between: Option<Spanned<Ends<Quantity>>>,
        /// 典型值：估计。 The typical value: an estimate.
        typical: Option<Spanned<Typical<Quantity>>>,
        /// 依据。 Where it comes from.
        source: Spanned<Source>,
    }
}

impl Parameter {
    /// What it measures.
    pub fn dim(&self) -> Option<Dim> {
        let end = |ends: &Spanned<Ends<Quantity>>| ends.get()?.0[0].get().map(|end| end.dim);
        self.is.as_ref().map_or_else(|| self.between.as_ref().and_then(end), |is| is.get().map(|is| is.dim))
    }
}

object! {
    /// 发展阶段。 A stage.
    struct Stage {
        /// 标识。 Its id.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 条件；最后一个不写。 Its condition; the last has none.
        when: Option<Spanned<Formula>>,
        /// 依据。 Where it comes from.
        source: Spanned<Source>,
    }
}

object! {
    /// 分类，例如企业规模。 Classes, such as the size of an enterprise.
    struct Classes {
        /// 分的是什么。 What is classed.
        title: Spanned<Text>,
        /// 按哪个选项字段各写一个条件。 The choice field that has a condition for each of its levels.
        by: Option<Spanned<ChoiceField>>,
        /// 取第一个成立的，最后一个不写 when。 The first that holds; the last has no "when".
        #[schemars(length(min = 2, max = 16))]
        list: Spanned<Vec<Spanned<Class>>>,
    }
}

object! {
    /// 一类。 A class.
    struct Class {
        /// 标识。 Its id.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 条件；最后一个不写。 Its condition; the last has none.
        when: Option<Spanned<When>>,
        /// 依据。 Where it comes from.
        source: Spanned<Source>,
    }
}

object! {
    /// 门槛条件或直通条件。 A gate or a direct route.
    struct Condition {
        /// 标识。 Its id.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 按哪个选项字段各写一个条件。 The choice field that has a condition for each of its levels.
        by: Option<Spanned<ChoiceField>>,
        /// 条件。 The condition.
        when: Spanned<When>,
        /// 依据。 Where it comes from.
        source: Spanned<Source>,
    }
}

object! {
    /// 一级指标。 A first-level category.
    struct Group {
        /// 标识。 Its id.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Option<Spanned<Text>>,
        /// 加分项或扣分项。 Whether it is a bonus or a deduction.
        kind: Option<Spanned<GroupKind>>,
        /// 满分；不写即各指标满分之和。 Its maximum; where left out, the sum of its indicators' maxima.
        max: Option<Spanned<Points>>,
        /// 按规定各指标之和可以超过满分，以满分为限。 Its indicators can earn more than its maximum, as the rule says.
        capped: Option<Spanned<bool>>,
        /// 下限：低于它不能通过。 Points below which the company cannot pass.
        floor: Option<Spanned<Points>>,
        /// 指标。 Its indicators.
        indicators: Option<Spanned<Vec<Spanned<Indicator>>>>,
        /// 依据。 Where its numbers come from.
        source: Option<Spanned<Source>>,
    }
}

words! {
    /// 一级指标的性质。 What a group does to the total.
    struct GroupKind(model::GroupKind), "bad_kind", "没有“{0}”，可用：{1}", "no \"{0}\"; there are {2}", {
        /// 计入总分。 Its points count.
        "plain" => model::GroupKind::Plain,
        /// 加分。 A bonus.
        "bonus" => model::GroupKind::Bonus,
        /// 扣分。 Its points are taken away.
        "deduction" => model::GroupKind::Deduction,
    }
}

object! {
    /// 二级指标，有且只有一种规则。 An indicator, with exactly one rule.
    struct Measured {
        /// 标识。 Its id.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Option<Spanned<Text>>,
        /// 满分。 Its maximum.
        max: Option<Spanned<Amount<Points>>>,
        /// 依据。 Where its numbers come from.
        source: Option<Spanned<Source>>,
    }
}

/// An indicator: what is said of it, and its rule.
#[derive(Clone, Debug)]
pub(crate) struct Indicator {
    pub head: Measured,
    pub rule: Option<Spanned<Rule>>,
}

impl Value for Indicator {
    fn read(node: &Node<'_>) -> Option<Self> {
        let rule = Rule::read_beside(node, Measured::KEYS)?;
        Some(Indicator { head: Measured::members(node), rule })
    }

    fn walk(&self, _: Span, visitor: &mut dyn Visitor) {
        self.head.walk_members(visitor);
        Rule::walk_in(self.rule.as_ref(), visitor);
    }
}

impl JsonSchema for Indicator {
    fn schema_name() -> Cow<'static, str> {
        "Indicator".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Measured::json_schema(generator);
        Rule::add_to(&mut schema, generator, true, &[]);
        schema
    }
}

object! {
    /// 满分之和一定的几类。 Groups whose maxima sum to a known number.
    struct Tie {
        /// 各类的标识。 Ids of the groups.
        #[schemars(length(min = 1))]
        groups: Spanned<Vec<Spanned<Reference>>>,
        /// 合计。 The sum.
        sum: Spanned<Points>,
        /// 依据。 Where it comes from.
        source: Spanned<Source>,
    }
}

object! {
    /// 没有公布的数怎样抽取。 How unpublished numbers are drawn.
    struct Panel {
        /// 随机数的种子：0 到 4294967295 的整数。 The seed of the random numbers, a whole number.
        seed: Spanned<Quantity>,
        /// 权重的间隔，1 分的整数分之一，例如 0.5。 What weights are whole multiples of, a whole part of a point such as 0.5.
        grid: Spanned<Points>,
        /// 权重由大到小的几类；没有公布次序的不写。 Groups by their weights, the largest first, where that is published.
        orders: Option<Spanned<Vec<Spanned<Vec<Spanned<Reference>>>>>>,
        /// 从所列的值中抽取的数。 Numbers that are drawn out of lists.
        lists: Spanned<Vec<Spanned<List>>>,
        /// 方法写在哪里。 Where the method is stated.
        source: Spanned<Source>,
    }
}

object! {
    /// 一个数的可能的值，机会均等。 The values that a number may have, each as likely as another.
    struct List {
        /// 参数的标识，或指标的标识（指其满分值）。 Id of a parameter, or of an indicator, whose reference is then meant.
        of: Spanned<Reference>,
        /// 可能的值。 Its values.
        #[schemars(length(min = 1, max = 16))]
        values: Spanned<Vec<Spanned<Quantity>>>,
    }
}

object! {
    /// 何时通过：条件成立或任一直通条件成立，且门槛条件全部成立。
    /// When a company passes: the condition or any route, and every gate in either case.
    struct Pass {
        /// 得分的条件：total、points(标识)、every group >= its floor。 The condition on points.
        when: Option<Spanned<Formula>>,
        /// 直通条件。 Direct routes.
        or: Option<Spanned<Vec<Spanned<Condition>>>>,
        /// 依据。 Where it comes from.
        source: Spanned<Source>,
    }
}
