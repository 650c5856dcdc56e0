//! JSON as it was written: numbers keep their text, objects their order, and every mistake has a line and a column.
//!
//! General readers round numbers to doubles and let a repeated key win silently; a score may do neither.

use crate::problem::Problem;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, by its text.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, in its order; keys are distinct.
    Object(Vec<(String, Json)>),
}

/// Deepest nesting that is read; schemes need nine.
const MAX_DEPTH: u32 = 64;

impl Json {
    /// Parses a whole document. The problem has code `bad_json` and its line and column.
    pub fn parse(text: &str) -> Result<Json, Problem> {
        let mut p = Parser { text, at: 0 };
        let text_start = text.strip_prefix('\u{feff}').map_or(0, |_| '\u{feff}'.len_utf8());
        p.at = text_start;
        let value = p.value(0)?;
        p.space();
        if p.at < text.len() {
            return Err(p.fail("JSON 之后还有多余内容", "unexpected text after the JSON value"));
        }
        Ok(value)
    }

    /// The member of this name, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// What kind of value it is, in Chinese and English.
    pub fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Json::Null => ("null", "null"),
            Json::Bool(_) => ("true/false", "true/false"),
            Json::Number(_) => ("数字", "a number"),
            Json::String(_) => ("文本", "text"),
            Json::Array(_) => ("数组", "an array"),
            Json::Object(_) => ("对象", "an object"),
        }
    }
}

/// Appends one step to a JSON pointer, escaped by RFC 6901.
pub fn pointer(parent: &str, step: &str) -> String {
    format!("{parent}/{}", step.replace('~', "~0").replace('/', "~1"))
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn fail(&self, zh: &str, en: &str) -> Problem {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        let mut problem = Problem::new(
            "bad_json",
            format!("第 {line} 行第 {column} 列：{zh}"),
            format!("line {line}, column {column}: {en}"),
        );
        problem.line = Some(line);
        problem.column = Some(column);
        problem
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let hit = self.peek() == Some(byte);
        self.at += usize::from(hit);
        hit
    }

    fn value(&mut self, depth: u32) -> Result<Json, Problem> {
        if depth > MAX_DEPTH {
            return Err(self.fail("嵌套太深", "nested too deeply"));
        }
        self.space();
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                for (word, value) in [
                    ("null", Json::Null),
                    ("true", Json::Bool(true)),
                    ("false", Json::Bool(false)),
                ] {
                    if self.text[self.at..].starts_with(word) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.fail("这里应当是一个值", "a value was expected here"))
            }
        }
    }

    fn object(&mut self, depth: u32) -> Result<Json, Problem> {
        self.at += 1;
        let mut members: Vec<(String, Json)> = Vec::new();
        // Sorted beside the members so that a large object is not searched once a key.
        let mut seen = std::collections::BTreeSet::new();
        self.space();
        if self.eat(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.fail("这里应当是带引号的名称", "a quoted name was expected here"));
            }
            let start = self.at;
            let key = self.string()?;
            if !seen.insert(key.clone()) {
                self.at = start;
                return Err(self.fail(&format!("“{key}”出现了两次"), &format!("\"{key}\" stands here twice")));
            }
            self.space();
            if !self.eat(b':') {
                return Err(self.fail("名称之后缺少冒号", "a colon is missing after the name"));
            }
            let value = self.value(depth + 1)?;
            members.push((key, value));
            self.space();
            if self.eat(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.eat(b',') {
                return Err(self.fail("缺少逗号或右花括号", "a comma or closing brace is missing"));
            }
        }
    }

    fn array(&mut self, depth: u32) -> Result<Json, Problem> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.eat(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.eat(b']') {
                return Ok(Json::Array(items));
            }
            if !self.eat(b',') {
                return Err(self.fail("缺少逗号或右方括号", "a comma or closing bracket is missing"));
            }
        }
    }

    fn number(&mut self) -> Result<Json, Problem> {
        let start = self.at;
        self.eat(b'-');
        let whole = self.digits();
        let ok = whole > 0 && (whole == 1 || self.text.as_bytes()[self.at - whole] != b'0');
        let ok = ok && (!self.eat(b'.') || self.digits() > 0);
        let ok = ok
            && (!matches!(self.peek(), Some(b'e' | b'E')) || {
                self.at += 1;
                if !self.eat(b'-') {
                    self.eat(b'+');
                }
                self.digits() > 0
            });
        if !ok {
            self.at = start;
            return Err(self.fail("数字写法不对", "this is not a JSON number"));
        }
        Ok(Json::Number(self.text[start..self.at].to_string()))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let run = rest.find(['"', '\\']).unwrap_or(rest.len());
            if let Some(i) = rest[..run].find(|c: char| c < ' ') {
                self.at += i;
                return Err(self.fail("文本中有控制字符", "a control character in a string"));
            }
            out.push_str(&rest[..run]);
            self.at += run;
            match self.peek() {
                None => return Err(self.fail("文本没有结束引号", "the string has no closing quote")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                _ => self.escape(&mut out)?,
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), Problem> {
        self.at += 1;
        let c = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let first = self.hex()?;
                let code = if (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u") {
                    self.at += 2;
                    let second = self.hex()?;
                    if !(0xdc00..0xe000).contains(&second) {
                        return Err(self.bad_escape());
                    }
                    0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    first
                };
                out.push(char::from_u32(code).ok_or_else(|| self.bad_escape())?);
                return Ok(());
            }
            _ => return Err(self.bad_escape()),
        };
        self.at += 1;
        out.push(c);
        Ok(())
    }

    fn bad_escape(&self) -> Problem {
        self.fail("转义写法不对", "this is not a valid escape")
    }

    fn hex(&mut self) -> Result<u32, Problem> {
        let four = self.text.as_bytes().get(self.at..self.at + 4);
        let code = four
            .filter(|h| h.iter().all(u8::is_ascii_hexdigit))
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u32::from_str_radix(h, 16).ok());
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => Err(self.bad_escape()),
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Reading with located errors

use crate::number::{Num, parse_decimal};
use crate::problem::Text;
use std::cell::RefCell;

/// Where problems are gathered, so that everything wrong is told at once.
pub(crate) type Problems = RefCell<Vec<Problem>>;

/// A value with its place. Each reader returns `None` after noting what is wrong.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub json: &'a Json,
    pub pointer: String,
    problems: &'a Problems,
}

impl<'a> Node<'a> {
    pub fn root(json: &'a Json, problems: &'a Problems) -> Node<'a> {
        Node {
            json,
            pointer: String::new(),
            problems,
        }
    }

    /// Notes a problem here.
    pub fn fail(&self, code: &'static str, zh: impl Into<String>, en: impl Into<String>) {
        self.problems
            .borrow_mut()
            .push(Problem::new(code, zh, en).at(&*self.pointer));
    }

    fn expected<T>(&self, zh: &str, en: &str) -> Option<T> {
        let (zh_is, en_is) = self.json.kind();
        self.fail(
            "wrong_type",
            format!("应为{zh}，实际是{zh_is}"),
            format!("expected {en}, found {en_is}"),
        );
        None
    }

    fn child(&self, step: &str, json: &'a Json) -> Node<'a> {
        Node {
            json,
            pointer: pointer(&self.pointer, step),
            problems: self.problems,
        }
    }

    /// The member, if it is there.
    pub fn get(&self, key: &str) -> Option<Node<'a>> {
        self.json.get(key).map(|json| self.child(key, json))
    }

    /// The member, which must be there.
    pub fn need(&self, key: &str) -> Option<Node<'a>> {
        let found = self.get(key);
        if found.is_none() && matches!(self.json, Json::Object(_)) {
            self.fail("missing", format!("缺少“{key}”"), format!("\"{key}\" is missing"));
        }
        found
    }

    /// Whether this is an object; notes every member that is not one of `keys`.
    pub fn object(&self, keys: &[&str]) -> Option<()> {
        let Json::Object(members) = self.json else {
            return self.expected("对象", "an object");
        };
        for (key, json) in members.iter().filter(|(k, _)| !keys.contains(&k.as_str())) {
            self.child(key, json).fail(
                "unknown_key",
                format!("不认识“{key}”，这里可以有：{}", keys.join("、")),
                format!("unknown \"{key}\"; here may stand: {}", keys.join(", ")),
            );
        }
        Some(())
    }

    pub fn members(&self) -> Vec<(&'a str, Node<'a>)> {
        match self.json {
            Json::Object(m) => m.iter().map(|(k, v)| (k.as_str(), self.child(k, v))).collect(),
            _ => {
                self.expected::<()>("对象", "an object");
                Vec::new()
            }
        }
    }

    pub fn items(&self) -> Vec<Node<'a>> {
        match self.json {
            Json::Array(a) => a
                .iter()
                .enumerate()
                .map(|(i, v)| self.child(&i.to_string(), v))
                .collect(),
            _ => {
                self.expected::<()>("数组", "an array");
                Vec::new()
            }
        }
    }

    pub fn string(&self) -> Option<&'a str> {
        match self.json {
            Json::String(s) => Some(s),
            _ => self.expected("文本", "text"),
        }
    }

    pub fn bool(&self) -> Option<bool> {
        match self.json {
            Json::Bool(b) => Some(*b),
            _ => self.expected("true 或 false", "true or false"),
        }
    }

    /// A plain number, written as a number or as decimal text.
    pub fn number(&self) -> Option<Num> {
        let (Json::Number(t) | Json::String(t)) = self.json else {
            return self.expected("数字", "a number");
        };
        match parse_decimal(t) {
            Ok(n) => Some(n),
            Err(_) => {
                self.fail(
                    "bad_number",
                    format!("“{t}”不是可用的数字"),
                    format!("\"{t}\" is not a usable number"),
                );
                None
            }
        }
    }

    /// `{"zh": …, "en": …}`; both are required.
    pub fn text(&self) -> Option<Text> {
        self.object(&["zh", "en"])?;
        let zh = self.need("zh").and_then(|n| n.string());
        let en = self.need("en").and_then(|n| n.string());
        Some(Text::new(zh?, en?))
    }

    /// An identifier: small letters, digits, `_` and `-`.
    pub fn id(&self) -> Option<String> {
        let s = self.string()?;
        let ok = !s.is_empty()
            && s.len() <= 64
            && s.starts_with(|c: char| c.is_ascii_lowercase())
            && s.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
        if !ok {
            self.fail(
                "bad_id",
                format!("“{s}”不能作标识：以小写字母开头，只用小写字母、数字、_ 和 -"),
                format!("\"{s}\" is no identifier: small letters, digits, _ and -, a letter first"),
            );
        }
        ok.then(|| s.to_string())
    }
}
