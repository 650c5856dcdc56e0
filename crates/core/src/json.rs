//! JSON as it was written: numbers keep their text, objects their order, and every mistake has a line and a column.
//!
//! General readers round numbers to doubles and let a repeated key win silently; a score may do neither.

use crate::number::cut;
use crate::problem::{Failure, Phrase, Problem};

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
    pub fn parse(text: &str) -> Result<Json, Box<Problem>> {
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
    [parent, "/", &step.replace('~', "~0").replace('/', "~1")].concat()
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    #[cold]
    #[inline(never)]
    fn fail(&self, zh: &str, en: &str) -> Failure {
        let before = cut(self.text, 0, self.at);
        let line = before.bytes().filter(|b| *b == b'\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
        let mut problem = Problem::boxed("bad_json", "{0}", "{0}", &[Phrase { zh, en }]);
        problem.line = Some(line);
        problem.column = Some(column);
        problem
    }

    fn rest(&self) -> &str {
        cut(self.text, self.at, self.text.len())
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

    fn value(&mut self, depth: u32) -> Result<Json, Failure> {
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
                for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))] {
                    if self.rest().starts_with(word) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(self.fail("这里应当是一个值", "a value was expected here"))
            }
        }
    }

    fn object(&mut self, depth: u32) -> Result<Json, Failure> {
        self.at += 1;
        let mut members: Vec<(String, Json)> = Vec::new();
        // Places in `members`, ordered by key, so that a large object is not searched once a key.
        let mut ordered: Vec<usize> = Vec::new();
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
            let Err(place) = ordered.binary_search_by(|&at| members[at].0.cmp(&key)) else {
                self.at = start;
                return Err(self.twice(&key));
            };
            ordered.insert(place, members.len());
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

    #[cold]
    #[inline(never)]
    fn twice(&self, key: &str) -> Failure {
        let key: String = key.chars().take(60).filter(|c| *c != '{').collect();
        let (zh, en) = (["“", &key, "”出现了两次"].concat(), ["\"", &key, "\" stands here twice"].concat());
        self.fail(&zh, &en)
    }

    fn array(&mut self, depth: u32) -> Result<Json, Failure> {
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

    fn number(&mut self) -> Result<Json, Failure> {
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
        Ok(Json::Number(cut(self.text, start, self.at).to_string()))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<String, Failure> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let run = rest.find(['"', '\\']).unwrap_or(rest.len());
            let plain = cut(rest, 0, run);
            if let Some(i) = plain.find(|c: char| c < ' ') {
                self.at += i;
                return Err(self.fail("文本中有控制字符", "a control character in a string"));
            }
            out.push_str(plain);
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

    #[inline(never)]
    fn escape(&mut self, out: &mut String) -> Result<(), Failure> {
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
                let code = if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
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

    fn bad_escape(&self) -> Failure {
        self.fail("转义写法不对", "this is not a valid escape")
    }

    fn hex(&mut self) -> Result<u32, Failure> {
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
