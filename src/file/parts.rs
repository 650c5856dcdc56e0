//! What the files of schemes and of finance instruments have in common: ids, words, days, sources, formulas and conditions.

use super::reader::{Cited, Map, Node, Spanned, Value, Visitor, object, words};
use innopoints_core::dictionary::{Dictionary, Kind, Level, OWN_MARK};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::json::{Json, Span};
use innopoints_core::number;
use innopoints_core::scheme::model;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::borrow::Cow;

/// 标识：以小写字母开头，只用小写字母、数字、_ 和 -。 An id: small letters, digits, _ and -, a letter first.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, extend("pattern" = "^[a-z][a-z0-9_-]*$", "maxLength" = 64))]
pub(crate) struct Id(pub String);

impl Value for Id {
    fn read(node: &Node<'_>) -> Option<Self> {
        let s = node.string()?;
        let small = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
        let ok = s.len() <= 64 && s.bytes().all(small) && s.starts_with(|c: char| c.is_ascii_lowercase());
        if !ok {
            node.fail(
                "bad_id",
                "“{0}”不能作标识：以小写字母开头，只用小写字母、数字、_ 和 -",
                "\"{0}\" is no identifier: small letters, digits, _ and -, a letter first",
                &[s.into()],
            );
        }
        ok.then(|| Id(s.to_string()))
    }
}

/// Declares a type of plain text: any text is read that a test lets pass, what it means is asked later.
macro_rules! text {
    ($($(#[$meta:meta])* $name:ident by $read:path),* $(,)?) => { $(
        #[derive(Clone, Debug, JsonSchema)]
        $(#[$meta])*
        pub(crate) struct $name(pub String);

        impl Value for $name {
            fn read(node: &Node<'_>) -> Option<Self> {
                $read(node).map(|s| $name(s.to_string()))
            }
        }
    )* };
}

text! {
    /// 所指的标识。 The id of something else.
    #[schemars(transparent, extend("pattern" = "^[a-z][a-z0-9_-]*$", "maxLength" = 64))]
    Reference by Node::string,
    /// 文字。 Text.
    #[schemars(transparent)]
    Plain by Node::string,
    /// 公式：+ - * /、比较、and or not、if … then … else …、min max sum growth，数据项和带单位的数。
    /// A formula: + - * /, comparisons, and or not, if … then … else …, min max sum growth, fields, numbers with units.
    #[schemars(transparent, extend("minLength" = 1, "maxLength" = 4000))]
    Formula by Node::string,
}

/// Text that is not blank.
fn not_blank<'a>(node: &Node<'a>) -> Option<&'a str> {
    let text = node.string()?;
    if text.trim().is_empty() {
        node.fail("blank", "这里不能空着", "this may not be blank", &[]);
        return None;
    }
    Some(text)
}

/// 在哪里读到。 Where something was read, of which nothing is kept.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, extend("pattern" = "\\S"))]
pub(crate) struct ReadIn(#[schemars(with = "String")] ());

impl Value for ReadIn {
    fn read(node: &Node<'_>) -> Option<Self> {
        not_blank(node).map(|_| ReadIn(()))
    }
}

/// 不能空着的文字。 Words, not blank.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, extend("pattern" = "\\S"))]
pub(crate) struct Words(pub String);

impl Value for Words {
    fn read(node: &Node<'_>) -> Option<Self> {
        not_blank(node).map(|s| Words(s.to_string()))
    }

    fn walk(&self, span: Span, visitor: &mut dyn Visitor) {
        visitor.words(&self.0, span);
    }
}

object! {
    /// 中文和英文。 Chinese and English.
    struct Languages {
        /// 中文。 Chinese.
        zh: Spanned<Words>,
        /// 英文。 English.
        en: Spanned<Words>,
    }
}

/// Words in Chinese and English.
#[derive(Clone, Debug)]
pub(crate) struct Text(pub Languages);

impl Text {
    /// As the compiled scheme has it.
    pub fn text(&self) -> Option<innopoints_core::Text> {
        let Languages { zh, en } = &self.0;
        Some(innopoints_core::Text { zh: zh.get()?.0.clone(), en: en.get()?.0.clone() })
    }
}

/// What is read of a text that a file may leave unreadable.
pub(crate) fn text_of(text: &Spanned<Text>) -> Option<innopoints_core::Text> {
    text.get().and_then(Text::text)
}

/// The same, of one that need not be there.
pub(crate) fn text_in(text: &Option<Spanned<Text>>) -> Option<innopoints_core::Text> {
    text.as_ref().and_then(text_of)
}

impl Value for Text {
    fn read(node: &Node<'_>) -> Option<Self> {
        Languages::read(node).map(Text)
    }

    fn walk(&self, _: Span, visitor: &mut dyn Visitor) {
        let Languages { zh, en } = &self.0;
        visitor.text([zh, en].map(|text| text.get().map(|words| (words.0.as_str(), text.span))));
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Languages::json_schema(generator)
    }
}

/// 日期。 A day.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(transparent, extend("pattern" = Day::PATTERN))]
pub(crate) struct Day(#[schemars(with = "String")] pub number::Date);

impl Day {
    /// The shapes of days in files; whether there is such a day, a pattern cannot say.
    pub const PATTERN: &'static str = "^((19|2[0-9])[0-9]{2}[-/.年](0?[1-9]|1[0-2])[-/.月](0?[1-9]|[12][0-9]|3[01])[日号]?\
                                       |(19|2[0-9])[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]))$";

    /// A day as files write it: as it is read everywhere, but without spaces, a time or characters of full width.
    pub fn parse(text: &str) -> Option<number::Date> {
        let body = text.strip_suffix(['日', '号']).unwrap_or(text);
        let in_shape = body.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月'))
            && body.ends_with(|c: char| c.is_ascii_digit())
            && (body.len() == text.len() || !body.bytes().all(|b| b.is_ascii_digit()));
        number::read::day(text).filter(|_| in_shape)
    }
}

impl Value for Day {
    fn read(node: &Node<'_>) -> Option<Self> {
        let text = node.string()?;
        let day = Day::parse(text);
        if day.is_none() {
            node.fail("bad_date", "“{0}”不是日期", "\"{0}\" is not a date", &[text.into()]);
        }
        day.map(Day)
    }
}

object! {
    /// 施行日期。 Days in force.
    struct Effective {
        /// 第一天，例如 2026-01-01。 The first day, such as 2026-01-01.
        from: Spanned<Day>,
        /// 最后一天。 The last day.
        to: Option<Spanned<Day>>,
        /// 同一族中有意与本版同时施行的版本，双方都要写。 Versions of its family that are meant to be in force together with it; each names the other.
        beside: Option<Spanned<Vec<Spanned<Id>>>>,
    }
}

/// 网页地址。 The address of a page.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, extend("pattern" = "^https?://[^\\s]+$"))]
pub(crate) struct Address(pub String);

impl Value for Address {
    fn read(node: &Node<'_>) -> Option<Self> {
        let text = node.string()?;
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let ok = host.is_some_and(|host| !host.is_empty() && !host.contains(char::is_whitespace));
        if !ok {
            node.fail("bad_address", "“{0}”不是网页地址", "\"{0}\" is no address of a page", &[text.into()]);
        }
        ok.then(|| Address(text.to_string()))
    }
}

object! {
    /// 所引的文件。 A document that is cited.
    struct Document {
        /// 文号，与依据中所写的相同。 Its number, as sources write it.
        number: Spanned<Words>,
        /// 名称。 Its name.
        name: Option<Spanned<Words>>,
        /// 发布机关网页的地址。 The issuer's page.
        address: Option<Spanned<Address>>,
        /// 找不到发布机关网页时，其他政府网站转载的地址。 The page of another government body, where the issuer's was not found.
        reprint: Option<Spanned<Address>>,
    }
}

words! {
    /// 是谁的数字。 Whose number it is.
    struct Standing(model::Standing), "bad_standing", "没有“{0}”，可用：{1}", "no \"{0}\"; there are {2}", {
        /// 办法自己的数字，读过原文，或读过至少两份一致的转录。 The rule's own, read in full or in at least two transcriptions that agree.
        "official" => model::Standing::Official,
        /// 他人所述，或只见于一份转录。 Somebody's word, or the rule's own from one transcription.
        "reported" => model::Standing::Reported,
        /// 我们的估计。 Our estimate.
        "estimate" => model::Standing::Estimate,
    }
}

/// 如何核对。 How it is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Checked(pub model::Checked);

impl Value for Checked {
    fn read(node: &Node<'_>) -> Option<Self> {
        let read = match node.json {
            Json::String(word) if word == "full_text" => Some(model::Checked::FullText),
            Json::String(word) if word == "unverified" => Some(model::Checked::Unverified),
            Json::Object(_) => {
                node.object(&["transcriptions"])?;
                let count = match node.get("transcriptions")?.json {
                    Json::Number(count) => number::parse_decimal(count).ok().and_then(|n| n.whole()),
                    _ => None,
                };
                count.and_then(|n| u32::try_from(n).ok().filter(|n| *n > 0)).map(model::Checked::Transcriptions)
            }
            _ => None,
        };
        if read.is_none() {
            let zh = "这里要写 \"full_text\"、{\"transcriptions\": 份数} 或 \"unverified\"";
            let en = "\"full_text\", {\"transcriptions\": count} or \"unverified\" is needed here";
            node.fail("bad_checked", zh, en, &[]);
        }
        read.map(Checked)
    }
}

impl JsonSchema for Checked {
    fn schema_name() -> Cow<'static, str> {
        "Checked".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "如何核对。 How it is known.",
            "oneOf": [
                {"type": "string", "const": "full_text", "description": "读过原文。 Read in the full text."},
                {"type": "string", "const": "unverified",
                 "description": "常有此说，未读到条文：只能是问题或说明，不能是数字。 Commonly said, and read nowhere: a question or a note, never a number."},
                {"type": "object", "description": "读过几份彼此独立而一致的转录。 Read in so many independent transcriptions, which agree.",
                 "properties": {"transcriptions": {"type": "integer", "minimum": 1, "maximum": u32::MAX}},
                 "required": ["transcriptions"], "additionalProperties": false}
            ]
        })
    }
}

object! {
    /// 依据：没有依据的数字不写。 Where a number comes from: no number without a source.
    struct Basis {
        /// 文号；不写即本方案的文号。 Document number; that of the scheme where it is left out.
        document: Option<Spanned<Words>>,
        /// 条款或附件。 Article or annex.
        article: Spanned<Words>,
        /// 是谁的数字。 Whose number it is.
        standing: Spanned<Standing>,
        /// 如何核对；估计不写。 How it is known; an estimate was not checked.
        checked: Option<Spanned<Checked>>,
        /// 在哪里读到，只供维护，不显示。 Where it was read: for whoever keeps the file, shown nowhere.
        read_in: Option<Spanned<Vec<Spanned<ReadIn>>>>,
        /// 说明。 A remark.
        note: Option<Spanned<Text>>,
    }
}

/// Where a number comes from. A source that names no document is of that of its file, which is kept with it, so that it
/// stays the same where the file is extended.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub basis: Basis,
    file: String,
}

impl Source {
    /// The document that it names, or that of the file.
    pub fn document(&self) -> &str {
        self.basis.document.as_ref().and_then(Spanned::get).map_or(&self.file, |words| &words.0)
    }
}

impl Source {
    /// Whose number it is, where that could be read.
    pub fn standing(&self) -> Option<model::Standing> {
        self.basis.standing.get().map(|standing| standing.0)
    }

    /// How it is known, where that is said.
    pub fn checked(&self) -> Option<model::Checked> {
        self.basis.checked.as_ref()?.get().map(|checked| checked.0)
    }
}

impl Value for Source {
    fn read(node: &Node<'_>) -> Option<Self> {
        let file = node.source_document.to_string();
        Basis::read(node).map(|basis| Source { basis, file })
    }

    fn walk(&self, span: Span, visitor: &mut dyn Visitor) {
        let cited = Cited {
            standing: self.standing(),
            checked: self.checked(),
            places: self.basis.read_in.iter().filter_map(Spanned::get).map(Vec::len).sum(),
            has_note: self.basis.note.is_some(),
        };
        visitor.source(&cited, span);
        self.basis.walk_members(visitor);
    }
}

impl JsonSchema for Source {
    fn schema_name() -> Cow<'static, str> {
        "Source".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Basis::json_schema(generator)
    }
}

/// A field that is a choice, with its levels.
#[derive(Clone, Debug)]
pub(crate) struct ChoiceField(pub FieldId, &'static [Level]);

impl JsonSchema for ChoiceField {
    fn schema_name() -> Cow<'static, str> {
        "ChoiceField".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let fields = Dictionary::shipped().fields.iter();
        let choices: Vec<&str> = fields.filter(|f| matches!(f.kind, Kind::Choice(_))).map(|f| f.id).gather();
        let own = ["^[a-z][a-z0-9_]*", OWN_MARK, "[a-z0-9_]+$"].concat();
        schemars::json_schema!({
            "description": "选项字段。 A field that is a choice.",
            "type": "string",
            "anyOf": [{"enum": choices}, {"pattern": own}]
        })
    }
}

impl ChoiceField {
    /// The ids of its levels.
    pub fn levels(&self) -> Vec<&'static str> {
        self.1.iter().map(|level| level.id).gather()
    }
}

impl Value for ChoiceField {
    fn read(node: &Node<'_>) -> Option<Self> {
        let id = node.string()?;
        let found = node.dictionary.find(id).and_then(|place| match node.dictionary.fields[place].kind {
            Kind::Choice(levels) => Some(ChoiceField(place, levels)),
            _ => None,
        });
        if found.is_none() {
            node.fail("unknown_field", "没有选项字段“{0}”", "no choice field \"{0}\"", &[id.into()]);
        }
        found
    }
}

/// 一个条件，或选项字段的每个选项一个。 A condition, or one for each level of the choice field.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub(crate) enum When {
    One(Formula),
    Each(Map<Formula>),
}

impl Value for When {
    fn read(node: &Node<'_>) -> Option<Self> {
        match node.json {
            Json::Object(_) => Map::read(node).map(When::Each),
            _ => Formula::read(node).map(When::One),
        }
    }
}

/// 数据项的标识，公式里就写它。 The id of a field, as formulas write it.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, extend("pattern" = "^[a-z][a-z0-9_]*$", "maxLength" = 128))]
pub(crate) struct FieldName(pub String);

impl Value for FieldName {
    fn read(node: &Node<'_>) -> Option<Self> {
        let s = node.string()?;
        let small = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let ok = s.len() <= 128 && s.bytes().all(small) && s.starts_with(|c: char| c.is_ascii_lowercase());
        if !ok {
            node.fail(
                "bad_id",
                "“{0}”不能作数据项的标识：以小写字母开头，只用小写字母、数字和 _",
                "\"{0}\" is no id of a field: small letters, digits and _, a letter first",
                &[s.into()],
            );
        }
        ok.then(|| FieldName(s.to_string()))
    }
}

/// 十进制数，写成文本，以该项的单位计。 Decimal text, in the unit of the field.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent, extend("pattern" = "^-?[0-9]+(\\.[0-9]+)?$"))]
pub(crate) struct Bound(pub String);

impl Value for Bound {
    fn read(node: &Node<'_>) -> Option<Self> {
        let text = node.string()?;
        let read = number::parse_decimal(text).ok();
        if read.is_none() {
            node.fail("bad_number", "“{0}”不是可用的数字", "\"{0}\" is not a usable number", &[text.into()]);
        }
        read.map(|_| Bound(text.to_string()))
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Number,
    Flag,
    Choice,
    Date,
}
