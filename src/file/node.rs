//! Reading a document member by member, every mistake noted with its place.

use innopoints_core::json::{Json, pointer};
use innopoints_core::number::{Num, parse_decimal};
use innopoints_core::problem::{Phrase, Problem, Text};
use std::cell::RefCell;

/// Where problems are gathered, so that everything wrong is told at once.
pub(crate) type Problems = RefCell<Vec<Problem>>;

/// A value with its place: the way from the root, put into a pointer only when something is wrong. Each reader returns
/// `None` after noting what that is.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    pub json: &'a Json,
    parent: Option<&'a Node<'a>>,
    step: Step<'a>,
    problems: &'a Problems,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Node<'a> {
    pub fn root(json: &'a Json, problems: &'a Problems) -> Node<'a> {
        Node { json, parent: None, step: Step::Root, problems }
    }

    fn pointer(&self) -> String {
        let above = self.parent.map_or_else(String::new, Node::pointer);
        match self.step {
            Step::Root => above,
            Step::Key(key) => pointer(&above, key),
            Step::Index(i) => pointer(&above, &i.to_string()),
        }
    }

    /// Notes a problem here; the words as in [`Text::say`].
    pub fn fail(&self, code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        self.note(Problem::new(code, zh, en, parts));
    }

    /// Whether nothing was found wrong so far.
    pub fn is_clean(&self) -> bool {
        self.problems.borrow().is_empty()
    }

    /// Notes a problem here.
    pub fn note(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem.at(self.pointer()));
    }

    fn expected(&self, zh: &str, en: &str) {
        let (zh_is, en_is) = self.json.kind();
        let parts = [Phrase { zh, en }, Phrase { zh: zh_is, en: en_is }];
        self.fail("wrong_type", "应为{0}，实际是{1}", "expected {0}, found {1}", &parts);
    }

    /// The member, if it is there.
    pub fn get<'s>(&'s self, key: &'s str) -> Option<Node<'s>> {
        self.json.get(key).map(|json| Node { json, parent: Some(self), step: Step::Key(key), problems: self.problems })
    }

    /// The member, which must be there.
    pub fn need<'s>(&'s self, key: &'s str) -> Option<Node<'s>> {
        let found = self.get(key);
        if found.is_none() && matches!(self.json, Json::Object(_)) {
            self.fail("missing", "缺少“{0}”", "\"{0}\" is missing", &[key.into()]);
        }
        found
    }

    /// Whether this is an object; notes every member that is in neither list.
    pub fn object(&self, keys: &[&str], more: &[&str]) -> Option<()> {
        for member in self.members()? {
            let Step::Key(key) = member.step else { continue };
            if !keys.contains(&key) && !more.contains(&key) {
                let all = [keys, more].concat().join(", ");
                let parts = [key.into(), (&all).into()];
                member.fail(
                    "unknown_key",
                    "不认识“{0}”，这里可以有：{1}",
                    "unknown \"{0}\"; here may stand: {1}",
                    &parts,
                );
            }
        }
        Some(())
    }

    fn members<'s>(&'s self) -> Option<impl Iterator<Item = Node<'s>>> {
        let Json::Object(members) = self.json else {
            self.expected("对象", "an object");
            return None;
        };
        let node = |(k, json): &'s (String, Json)| Node {
            json,
            parent: Some(self),
            step: Step::Key(k),
            problems: self.problems,
        };
        Some(members.iter().map(node))
    }

    pub fn items<'s>(&'s self) -> Vec<Node<'s>> {
        let Json::Array(items) = self.json else {
            self.expected("数组", "an array");
            return Vec::new();
        };
        let node = |(i, json)| Node { json, parent: Some(self), step: Step::Index(i), problems: self.problems };
        items.iter().enumerate().map(node).collect()
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

    /// A member that is text.
    pub fn text_of(&self, key: &str) -> Option<String> {
        self.need(key)?.string().map(str::to_string)
    }

    pub fn bool(&self) -> Option<bool> {
        match self.json {
            Json::Bool(b) => Some(*b),
            _ => {
                self.expected("true 或 false", "true or false");
                None
            }
        }
    }

    /// A plain number, written as a number or as decimal text.
    pub fn number(&self) -> Option<Num> {
        let (Json::Number(t) | Json::String(t)) = self.json else {
            self.expected("数字", "a number");
            return None;
        };
        let read = parse_decimal(t).ok();
        if read.is_none() {
            self.fail("bad_number", "“{0}”不是可用的数字", "\"{0}\" is not a usable number", &[t.into()]);
        }
        read
    }

    /// `{"zh": …, "en": …}`; both are required.
    pub fn text(&self) -> Option<Text> {
        self.object(&["zh", "en"], &[])?;
        let (zh, en) = (self.text_of("zh"), self.text_of("en"));
        Some(Text { zh: zh?, en: en? })
    }

    /// The member `id`: small letters, digits, `_` and `-`.
    pub fn id(&self) -> Option<String> {
        self.need("id")?.identifier()
    }

    /// Text that names something.
    pub fn identifier(&self) -> Option<String> {
        let node = self;
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
        ok.then(|| s.to_string())
    }
}
