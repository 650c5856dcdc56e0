//! The file format of finance instruments: the types from which its JSON Schema is made and into which files are read.

use super::field::Field;
use super::parts::{ChoiceField, Document, Effective, Formula, Id, Plain, Source, Text, When, Words};
use super::reader::{Spanned, object, words};
use super::schema::schema_of;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

/// The JSON Schema (draft 2020-12) of a file of finance instruments.
pub fn schema() -> serde_json::Value {
    schema_of(InstrumentFile::json_schema)
}

object! {
    /// 金融政策与产品：一个 JSON 文件，一类。 Finance instruments: one JSON file, one family.
    struct InstrumentFile {
        /// 本 Schema 的位置，供编辑器补全和检查。 Where this schema is, for editors.
        schema = "$schema": Option<Spanned<Plain>>,
        /// 标识，与文件名相同。 Its id, the same as the file's name.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 所引文件的名称和官方地址。 Names and official addresses of the documents that are cited.
        documents: Option<Spanned<Vec<Spanned<Document>>>>,
        /// 读者须知。 What a reader should know.
        notes: Option<Spanned<Text>>,
        /// 产品自己的数据项，标识以本文件的标识加两个下划线开头。 Fields of its own, their ids begun by its own id and two underscores.
        fields: Option<Spanned<Vec<Spanned<Field>>>>,
        /// 政策或产品。 The instruments.
        #[schemars(length(min = 1))]
        instruments: Spanned<Vec<Spanned<Instrument>>>,
    }
}

object! {
    /// 一项政策或产品。 An instrument.
    struct Instrument {
        /// 标识。 Its id.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 种类。 What it is.
        kind: Spanned<KindWord>,
        /// 提供者或发布机关。 Who gives it, or issued its rule.
        provider: Spanned<Text>,
        /// 文号或产品文件。 Document number, or the paper of the product.
        document: Spanned<Words>,
        /// 读者须知。 What a reader should know.
        notes: Option<Spanned<Text>>,
        /// 各个版本，旧的在前，日期不重叠。 Its versions, the oldest first, their days not overlapping.
        #[schemars(length(min = 1))]
        versions: Spanned<Vec<Spanned<Version>>>,
    }
}

words! {
    /// 种类。 What an instrument is.
    struct KindWord(Kind), "bad_kind", "没有“{0}”，可用：{2}", "no \"{0}\"; there are {2}", {
        /// 贷款。 A loan.
        "loan" => Kind::Loan,
        /// 再贷款。 Re-lending.
        "relending" => Kind::Relending,
        /// 担保。 A guarantee.
        "guarantee" => Kind::Guarantee,
        /// 贴息、补贴。 A subsidy.
        "subsidy" => Kind::Subsidy,
        /// 债券。 A bond.
        "bond" => Kind::Bond,
        /// 股权投资基金。 An equity fund.
        "fund" => Kind::Fund,
        /// 保险。 Insurance.
        "insurance" => Kind::Insurance,
        /// 上市。 A listing.
        "listing" => Kind::Listing,
    }
}

object! {
    /// 一段时间内的规则。 The rule over some days.
    #[schemars(extend("oneOf" = json!([{"required": ["conditions"]}, {"required": ["no_published_test"]}])))]
    struct Version {
        /// 施行日期；不写 to 就到下一版本之前。 Days in force; without "to", up to the next version.
        effective: Spanned<Effective>,
        /// 文号，与本项的不同时写。 Document number, where it is not that of the instrument.
        document: Option<Spanned<Words>>,
        /// 读者须知。 What a reader should know.
        notes: Option<Spanned<Text>>,
        /// 日期和范围的依据。 Where its days and scope come from.
        source: Spanned<Source>,
        /// 条件：全部满足才适用。 Conditions: it applies where all are met.
        #[schemars(length(min = 1))]
        conditions: Option<Spanned<Vec<Spanned<Requirement>>>>,
        /// 没有公布的条件：写明为什么不作判断。 No test was published: say why there is no verdict.
        no_published_test: Option<Spanned<Text>>,
        /// 额度、利率、比例、期限。 Amounts, rates, shares and durations.
        terms: Option<Spanned<Vec<Spanned<Term>>>>,
    }
}

object! {
    /// 一个条件。 A condition.
    struct Requirement {
        /// 标识。 Its id.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 按哪个选项字段各写一个条件。 The choice field that has a condition for each of its levels.
        by: Option<Spanned<ChoiceField>>,
        /// 条件；除数据项外还可写日期比较、years_since(字段)、passed("方案")、total("方案")、class("方案") = "类别"。
        /// The condition; beside fields also dates, years_since(field), passed("id"), total("id"), class("id") = "class".
        when: Spanned<When>,
        /// 依据。 Where it comes from.
        source: Spanned<Source>,
        /// 另有什么途径而条件没有公布：不满足时不下结论。 What else may qualify without a published test: not met is then open.
        or_else: Option<Spanned<Text>>,
        /// 另须什么而条件没有公布：满足时也不下结论。 What else is asked without a published test: met is then open.
        and_also: Option<Spanned<Text>>,
    }
}

object! {
    /// 一项额度、利率、比例或期限。 An amount, rate, share or duration.
    struct Term {
        /// 标识。 Its id.
        id: Spanned<Id>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 何时才有这一项。 When it is one.
        when: Option<Spanned<Formula>>,
        /// 公式。 Its formula.
        value: Spanned<Formula>,
        /// 显示的单位；纯数写空。 The unit it is shown in; empty for a plain number.
        unit: Spanned<Plain>,
        /// 上限或下限。 Whether it is an upper or a lower limit.
        limit: Option<Spanned<LimitWord>>,
        /// 依据。 Where its numbers come from.
        source: Spanned<Source>,
    }
}

words! {
    /// 上限或下限。 An upper or a lower limit.
    struct LimitWord(Limit), "bad_kind", "没有“{0}”，可用：at_most、at_least", "no \"{0}\"; at_most or at_least", {
        /// 至多。 At most.
        "at_most" => Limit::AtMost,
        /// 至少。 At least.
        "at_least" => Limit::AtLeast,
    }
}

/// What an instrument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "InstrumentKind")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 贷款
    Loan,
    /// 再贷款
    Relending,
    /// 担保
    Guarantee,
    /// 贴息、补贴
    Subsidy,
    /// 债券
    Bond,
    /// 股权投资基金
    Fund,
    /// 保险
    Insurance,
    /// 上市
    Listing,
}

impl Kind {
    /// Each with its id in files and its name.
    pub const ALL: [(Kind, &'static str, &'static str, &'static str); 8] = [
        (Kind::Loan, "loan", "贷款", "loan"),
        (Kind::Relending, "relending", "再贷款", "re-lending"),
        (Kind::Guarantee, "guarantee", "担保", "guarantee"),
        (Kind::Subsidy, "subsidy", "贴息补贴", "subsidy"),
        (Kind::Bond, "bond", "债券", "bond"),
        (Kind::Fund, "fund", "股权投资", "equity fund"),
        (Kind::Insurance, "insurance", "保险", "insurance"),
        (Kind::Listing, "listing", "上市", "listing"),
    ];

    /// Its name.
    pub fn title(self) -> innopoints_core::Text {
        let own = Kind::ALL.iter().find(|k| k.0 == self);
        own.map_or_else(Default::default, |(_, _, zh, en)| innopoints_core::Text::say(zh, en, &[]))
    }
}

/// On which side of a term the true number lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Not above it.
    AtMost,
    /// Not below it.
    AtLeast,
}
