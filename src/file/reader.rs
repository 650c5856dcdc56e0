//! The reader of typed files: every value carries its span, everything wrong is noted at once, nothing is rounded.
//!
//! A file type is declared once by [`object!`] or [`words!`]; the declaration gives the type, its JSON Schema, its
//! reader and the walk over its texts and sources.

use innopoints_core::dictionary::Dictionary;
use innopoints_core::gather::Gather;
use innopoints_core::json::{Document, Json, Span};
use innopoints_core::number::{Dim, Num};
use innopoints_core::problem::{Phrase, Problem};
use innopoints_core::scheme::model::{Checked, Standing};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::borrow::Cow;
use std::cell::RefCell;

/// The problems of one document, gathered so that everything wrong is reported at once.
pub(crate) struct Problems {
    found: RefCell<Vec<(Span, Problem)>>,
}

impl Problems {
    pub fn new() -> Problems {
        Problems { found: RefCell::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.found.borrow().is_empty()
    }

    /// Notes a problem at a value.
    pub fn note(&self, span: Span, problem: Problem) {
        self.found.borrow_mut().push((span, problem));
    }

    /// Notes a problem at a value; the words as in [`Problem::new`].
    #[cold]
    #[inline(never)]
    pub fn fail(&self, span: Span, code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        self.note(span, Problem::new(code, zh, en, parts));
    }

    /// That something that is needed is not there.
    pub fn missing(&self, span: Span, key: &str) {
        self.fail(span, "missing", "缺少“{0}”", "\"{0}\" is missing", &[key.into()]);
    }

    /// That an id stood before; noted at the later of the two.
    pub fn duplicate(&self, span: Span, id: &str) {
        self.fail(span, "duplicate", "标识“{0}”前面已有", "the id \"{0}\" stood before", &[id.into()]);
    }

    /// That a value is of another kind than what is needed; both in Chinese and English.
    pub fn expected(&self, span: Span, wanted: (&str, &str), found: (&str, &str)) {
        let parts = [Phrase { zh: wanted.0, en: wanted.1 }, Phrase { zh: found.0, en: found.1 }];
        self.fail(span, "wrong_type", "应为{0}，实际是{1}", "expected {0}, found {1}", &parts);
    }

    /// That what is to be dropped is not there.
    pub fn unknown_id(&self, span: Span, id: &str) {
        let (zh, en) = ("原方案没有“{0}”这个指标或类", "the extended scheme has no indicator or group \"{0}\"");
        self.fail(span, "unknown_id", zh, en, &[id.into()]);
    }

    /// That a number measures something else than what is needed.
    pub fn clash(&self, span: Span, wanted: Dim, found: Dim) {
        let (zh, en) = ("公式的结果是{0}，这里写的是{1}", "the formula gives {0}, but this is {1}");
        self.fail(span, "unit_clash", zh, en, &[(&wanted.name()).into(), (&found.name()).into()]);
    }

    /// That a member is none of those that may stand there.
    pub fn unknown_key(&self, span: Span, key: &str, known: &[&str]) {
        let (zh, en) = ("不认识“{0}”，这里可以有：{1}", "unknown \"{0}\"; here may stand: {1}");
        self.fail(span, "unknown_key", zh, en, &[key.into(), (&known.join(", ")).into()]);
    }

    /// All problems with their spans, in the order of the text.
    pub fn into_spans(self) -> Vec<(Span, Problem)> {
        let mut found = self.found.into_inner();
        innopoints_core::sort::sort_by_key(&mut found, |(span, _)| *span);
        found
    }
}

/// The span of a value, and of the values in it in their order; those that it has no span for were taken over.
pub(crate) struct Spans {
    pub span: Span,
    pub inside: Vec<Spans>,
}

impl Spans {
    /// Of a value that was taken over.
    pub const NONE: Spans = Spans { span: Span::NONE, inside: Vec::new() };

    /// Of a value of a document.
    pub fn of(document: &Document, span: Span) -> Spans {
        Spans { span, inside: document.children(span).map(|child| Spans::of(document, child)).gather() }
    }
}

/// A JSON value with its span. Each reader returns `None` after noting what is wrong.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    pub json: &'a Json,
    pub span: Span,
    inside: &'a [Spans],
    pub problems: &'a Problems,
    /// The number of the document that it stands under: of the scheme, the instrument or its version.
    pub source_document: &'a str,
    /// The fields that the file may name.
    pub dictionary: &'static Dictionary,
}

impl<'a> Node<'a> {
    pub fn root(json: &'a Json, spans: &'a Spans, problems: &'a Problems) -> Node<'a> {
        let (source_document, dictionary) = ("", Dictionary::shipped());
        Node { json, span: spans.span, inside: &spans.inside, problems, source_document, dictionary }
    }

    /// The same, with the fields of a dictionary.
    pub fn by(self, dictionary: &'static Dictionary) -> Node<'a> {
        Node { dictionary, ..self }
    }

    /// The same, its problems noted elsewhere.
    pub fn noting(self, problems: &'a Problems) -> Node<'a> {
        Node { problems, ..self }
    }

    /// A value in it.
    fn child(&self, index: usize, json: &'a Json) -> Node<'a> {
        let spans = self.inside.get(index);
        let (span, inside) = spans.map_or((Span::NONE, &[][..]), |spans| (spans.span, &spans.inside));
        Node { json, span, inside, ..*self }
    }

    pub fn fail(&self, code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        self.problems.fail(self.span, code, zh, en, parts);
    }

    #[cold]
    #[inline(never)]
    pub fn expected(&self, zh: &str, en: &str) {
        self.problems.expected(self.span, (zh, en), self.json.kind());
    }

    /// The number of the document that its members stand under.
    fn document_within(&self) -> &'a str {
        match self.json.get("document") {
            Some(Json::String(number)) => number,
            _ => self.source_document,
        }
    }

    /// The member, if it is there.
    #[inline(never)]
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        let Json::Object(members) = self.json else { return None };
        let index = members.iter().position(|(name, _)| name == key)?;
        Some(Node { source_document: self.document_within(), ..self.child(index, &members[index].1) })
    }

    /// The members of an object.
    pub fn members(&self) -> Option<impl Iterator<Item = (&'a str, Node<'a>)> + use<'a>> {
        let Json::Object(members) = self.json else {
            self.expected("对象", "an object");
            return None;
        };
        let node = Node { source_document: self.document_within(), ..*self };
        Some(members.iter().enumerate().map(move |(at, (key, json))| (key.as_str(), node.child(at, json))))
    }

    /// The items of an array.
    pub fn items(&self) -> Option<impl Iterator<Item = Node<'a>> + use<'a>> {
        let Json::Array(items) = self.json else {
            self.expected("数组", "an array");
            return None;
        };
        let node = *self;
        Some(items.iter().enumerate().map(move |(at, json)| node.child(at, json)))
    }

    /// Whether this is an object; notes every member that is not known.
    #[inline(never)]
    pub fn object(&self, known: &[&str]) -> Option<()> {
        for (key, member) in self.members()? {
            if !known.contains(&key) {
                self.problems.unknown_key(member.span, key, known);
            }
        }
        Some(())
    }

    pub fn string(&self) -> Option<&'a str> {
        match self.json {
            Json::String(s) => Some(s),
            _ => {
                self.expected("文本", "text");
                None
            }
        }
    }
}

/// A type that is read from JSON.
pub(crate) trait Value: Sized {
    /// Reads it; `None` after noting what is wrong.
    fn read(node: &Node<'_>) -> Option<Self>;

    /// Shows a visitor the texts and sources in it.
    fn walk(&self, _: Span, _: &mut dyn Visitor) {}
}

/// What is told of the parts of a file.
pub(crate) trait Visitor {
    /// Words in Chinese and in English, as far as they could be read.
    fn text(&mut self, _: [Option<(&str, Span)>; 2]) {}
    /// Words that may not be blank.
    fn words(&mut self, _: &str, _: Span) {}
    /// A source.
    fn source(&mut self, _: &Cited, _: Span) {}
    /// A typical value.
    fn typical(&mut self, _: Span) {}
}

/// What is told of a source.
pub(crate) struct Cited {
    pub standing: Option<Standing>,
    pub checked: Option<Checked>,
    /// In how many places it was read.
    pub places: usize,
    pub has_note: bool,
}

/// A number of a rule, which stands alone or with its unit.
pub(crate) trait Number: Value + Clone + JsonSchema {
    /// Its value in base units.
    fn value(&self) -> Num;
}

/// A value with its span; `value` is `None` where it could not be read, which is noted.
#[derive(Clone)]
pub(crate) struct Spanned<T> {
    pub span: Span,
    pub value: Option<T>,
}

impl<T> Spanned<T> {
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }
}

/// What it says, wherever it stands.
impl<T: std::fmt::Debug> std::fmt::Debug for Spanned<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Value> Spanned<T> {
    pub fn read(node: &Node<'_>) -> Spanned<T> {
        Spanned { span: node.span, value: T::read(node) }
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A member of an object: [`Spanned`] where it is needed, an `Option` of that where it may be left out.
pub(crate) trait Member: Sized {
    fn read(parent: &Node<'_>, key: &str) -> Self;
    fn walk(&self, visitor: &mut dyn Visitor);
}

impl<T: Value> Member for Spanned<T> {
    fn read(parent: &Node<'_>, key: &str) -> Self {
        match parent.get(key) {
            Some(node) => Spanned::read(&node),
            None => {
                parent.problems.missing(parent.span, key);
                Spanned { span: parent.span, value: None }
            }
        }
    }

    fn walk(&self, visitor: &mut dyn Visitor) {
        if let Some(value) = &self.value {
            value.walk(self.span, visitor);
        }
    }
}

impl<T: Value> Member for Option<Spanned<T>> {
    fn read(parent: &Node<'_>, key: &str) -> Self {
        parent.get(key).map(|node| Spanned::read(&node))
    }

    fn walk(&self, visitor: &mut dyn Visitor) {
        if let Some(spanned) = self {
            Member::walk(spanned, visitor);
        }
    }
}

impl<T: Value> Value for Vec<Spanned<T>> {
    fn read(node: &Node<'_>) -> Option<Self> {
        Some(node.items()?.map(|item| Spanned::read(&item)).gather())
    }

    fn walk(&self, _: Span, visitor: &mut dyn Visitor) {
        self.iter().for_each(|item| Member::walk(item, visitor));
    }
}

/// Values by names that the format does not know: of stages, or of the levels of a choice.
#[derive(Clone, Debug)]
pub(crate) struct Map<T>(pub Vec<(String, Spanned<T>)>);

impl<T> Map<T> {
    pub fn get(&self, key: &str) -> Option<&Spanned<T>> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The values of these names in their order; notes every other, and, where all are needed, each that is missing.
    pub fn of<'s>(&'s self, names: &[&str], all: bool, span: Span, problems: &Problems) -> Vec<Option<&'s Spanned<T>>> {
        for (name, value) in &self.0 {
            if !names.contains(&name.as_str()) {
                problems.unknown_key(value.span, name, names);
            }
        }
        let found = names.iter().map(|name| self.get(name));
        let told = found.zip(names).map(|(found, name)| {
            if found.is_none() && all {
                problems.missing(span, name);
            }
            found
        });
        told.gather()
    }
}

impl<T: Value> Value for Map<T> {
    fn read(node: &Node<'_>) -> Option<Self> {
        Some(Map(node.members()?.map(|(key, value)| (key.to_string(), Spanned::read(&value))).gather()))
    }

    fn walk(&self, _: Span, visitor: &mut dyn Visitor) {
        self.0.iter().for_each(|(_, value)| Member::walk(value, visitor));
    }
}

impl<T: JsonSchema> JsonSchema for Map<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        <std::collections::BTreeMap<String, T>>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <std::collections::BTreeMap<String, T>>::json_schema(generator)
    }
}

impl Value for bool {
    fn read(node: &Node<'_>) -> Option<Self> {
        match node.json {
            Json::Bool(b) => Some(*b),
            _ => {
                node.expected("true 或 false", "true or false");
                None
            }
        }
    }
}

/// Declares an object of a file: its members with their docs, each [`Spanned`] or an `Option` of that. One that another
/// declaration reads as a part of its own object is only a list of members: `Members`, without [`Value`].
macro_rules! object {
    ($(#[$meta:meta])* struct $name:ident $(<$param:ident>)? {
        $( $(#[$doc:meta])* $member:ident $(= $key:literal)? : $type:ty ),* $(,)?
    }) => {
        #[derive(Clone, Debug, schemars::JsonSchema)]
        $(#[$meta])*
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name $(<$param>)? {
            $( $(#[$doc])* $(#[serde(rename = $key)])? pub $member: $type ),*
        }

        impl $(<$param: $crate::file::reader::Number>)? $name $(<$param>)? {
            /// The names of its members.
            pub const KEYS: &'static [&'static str] = &[ $( $crate::file::reader::key!($member $($key)?) ),* ];

            /// Reads its members from an object that may have more.
            pub fn members(node: &$crate::file::reader::Node<'_>) -> Self {
                $name {
                    $( $member: $crate::file::reader::Member::read(node, $crate::file::reader::key!($member $($key)?)) ),*
                }
            }

            /// Shows a visitor the texts and sources among its members.
            pub fn walk_members(&self, visitor: &mut dyn $crate::file::reader::Visitor) {
                $( $crate::file::reader::Member::walk(&self.$member, visitor); )*
            }
        }

        impl $(<$param: $crate::file::reader::Number>)? $crate::file::reader::Value for $name $(<$param>)? {
            fn read(node: &$crate::file::reader::Node<'_>) -> Option<Self> {
                node.object(Self::KEYS)?;
                Some(Self::members(node))
            }

            fn walk(&self, _: innopoints_core::json::Span, visitor: &mut dyn $crate::file::reader::Visitor) {
                self.walk_members(visitor);
            }
        }
    };
}

/// The name of a member in a file.
macro_rules! key {
    ($member:ident) => {
        stringify!($member)
    };
    ($member:ident $key:literal) => {
        $key
    };
}

/// Declares a word of a file that stands for one of several values: the code and the words of the problem with any
/// other, and each word with its value and its docs.
macro_rules! words {
    ($(#[doc = $about:literal])* struct $name:ident($type:ty), $code:literal, $zh:literal, $en:literal, {
        $( $(#[doc = $doc:literal])* $word:literal => $value:expr ),* $(,)?
    }) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name(pub $type);

        impl $name {
            /// The problem of any other, in Chinese and English.
            pub const ZH: &'static str = $zh;
            pub const EN: &'static str = $en;
            const ALL: &'static [(&'static str, $type, &'static str)] = &[ $( ($word, $value, concat!($($doc),*)) ),* ];
        }

        impl $crate::file::reader::Value for $name {
            fn read(node: &$crate::file::reader::Node<'_>) -> Option<Self> {
                let word = node.string()?;
                let found = Self::ALL.iter().find(|known| known.0 == word);
                if found.is_none() {
                    let all: Vec<&str> = Self::ALL.iter().map(|known| known.0).collect();
                    let (zh, en) = (all.join("、"), all.join(", "));
                    let parts = [word.into(), (&zh).into(), (&en).into()];
                    node.fail($code, Self::ZH, Self::EN, &parts);
                }
                found.map(|known| $name(known.1))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let all = Self::ALL.iter().map(|(word, _, doc)| {
                    serde_json::json!({"type": "string", "const": word, "description": doc.trim()})
                });
                schemars::json_schema!({"description": concat!($($about),*).trim(), "oneOf": all.collect::<Vec<_>>()})
            }
        }
    };
}

pub(crate) use {key, object, words};
