//! JSON as it was written: numbers keep their text, objects their order, and every mistake has a line and a column.
//!
//! General readers round numbers to doubles and let a repeated key win silently; a score may do neither.

use crate::number::num::print_whole;
use crate::problem::{Failure, Phrase, Problem};
use crate::sort::order;
use crate::text::{beginning, cut};

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

/// A value of a [`Document`], by its number in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(u32);

impl Span {
    /// The whole document.
    pub const ROOT: Span = Span(0);
    /// No value of the document.
    pub const NONE: Span = Span(u32::MAX);

    /// Whether it is a value of the document.
    pub fn is_some(self) -> bool {
        self != Span::NONE
    }
}

/// A JSON document whose values know where they stand in its text.
#[derive(Debug)]
pub struct Document {
    json: Json,
    values: Vec<Position>,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
struct Position {
    /// Where it begins, in bytes.
    offset: u32,
    /// The array or object that it is in.
    parent: Span,
    /// Which of the values there it is, from 0.
    index: u32,
    /// The value after it and all that is in it.
    next: u32,
}

impl Document {
    /// Parses a whole document, as [`Json::parse`] does.
    pub fn parse(text: &str) -> Result<Document, Box<Problem>> {
        let mut values = Vec::new();
        let json = document(text, Some(&mut values))?;
        Ok(Document { json, values })
    }

    /// Its value.
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// The values in an array or object, in their order.
    pub fn children(&self, of: Span) -> impl Iterator<Item = Span> + use<'_> {
        let next = |at: u32| self.values.get(at as usize).map_or(u32::MAX, |value| value.next);
        let end = next(of.0);
        let first = Some(of.0.saturating_add(1)).filter(|first| *first < end);
        std::iter::successors(first, move |&at| Some(next(at)).filter(|next| *next < end)).map(Span)
    }

    /// Whether a value stands within another.
    pub fn is_within(&self, inner: Span, outer: Span) -> bool {
        self.values.get(outer.0 as usize).is_some_and(|outer_value| outer < inner && inner.0 < outer_value.next)
    }

    /// Where a value begins in the text, in bytes.
    pub fn offset(&self, of: Span) -> usize {
        self.values.get(of.0 as usize).map_or(0, |value| value.offset as usize)
    }

    /// The JSON pointer of a value; empty for the document, and for what is no value of it.
    pub fn pointer(&self, of: Span) -> String {
        let mut steps = Vec::new();
        let mut at = of;
        while let Some(value) = self.values.get(at.0 as usize).filter(|_| at != Span::ROOT) {
            steps.push(value.index as usize);
            at = value.parent;
        }
        let (mut out, mut json) = (String::new(), &self.json);
        for index in steps.into_iter().rev() {
            match json {
                Json::Object(members) => {
                    let Some((key, value)) = members.get(index) else { break };
                    out = pointer(&out, key);
                    json = value;
                }
                Json::Array(items) => {
                    let Some(value) = items.get(index) else { break };
                    out = pointer(&out, &print_whole(index as u128));
                    json = value;
                }
                _ => break,
            }
        }
        out
    }
}

/// Parses a text, and notes where its values stand where that is asked for.
fn document(text: &str, values: Option<&mut Vec<Position>>) -> Result<Json, Failure> {
    let at = text.strip_prefix('\u{feff}').map_or(0, |_| '\u{feff}'.len_utf8());
    let mut p = Parser { text, at, values };
    let value = p.value(0, Span::NONE, 0)?;
    p.space();
    if p.at < text.len() {
        return Err(p.fail("JSON 之后还有多余内容", "unexpected text after the JSON value"));
    }
    Ok(value)
}

/// Deepest nesting that is read; schemes need nine.
const MAX_DEPTH: u32 = 64;

impl Json {
    /// Parses a whole document. The problem has code `bad_json` and its line and column.
    pub fn parse(text: &str) -> Result<Json, Box<Problem>> {
        document(text, None)
    }

    /// The member of this name, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// Its members, if it is an object.
    pub fn members(&self) -> &[(String, Json)] {
        match self {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    /// Its items, if it is an array.
    pub fn items(&self) -> &[Json] {
        match self {
            Json::Array(items) => items,
            _ => &[],
        }
    }

    /// The items of a member.
    pub fn items_of(&self, key: &str) -> &[Json] {
        self.get(key).map_or(&[], Json::items)
    }

    /// Its text, if it is a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a member.
    pub fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Json::text)
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
    let mut out = [parent, "/"].concat();
    for c in step.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            c => out.push(c),
        }
    }
    out
}

struct Parser<'a, 'v> {
    text: &'a str,
    at: usize,
    values: Option<&'v mut Vec<Position>>,
}

impl Parser<'_, '_> {
    #[cold]
    #[inline(never)]
    fn fail(&self, zh: &str, en: &str) -> Failure {
        let (mut line, mut column) = (1, 1);
        for c in cut(self.text, 0, self.at).chars() {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
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

    /// Reads a value, the one of this index in its parent.
    fn value(&mut self, depth: u32, parent: Span, index: usize) -> Result<Json, Failure> {
        if depth > MAX_DEPTH {
            return Err(self.fail("嵌套太深", "nested too deeply"));
        }
        self.space();
        let offset = self.at as u32;
        let Some(values) = &mut self.values else { return self.plain_value(depth, Span::NONE) };
        let number = values.len();
        let span = Span(number as u32);
        values.push(Position { offset, parent, index: index as u32, next: 0 });
        let value = self.plain_value(depth, span)?;
        if let Some(values) = &mut self.values {
            values[number].next = values.len() as u32;
        }
        Ok(value)
    }

    fn plain_value(&mut self, depth: u32, span: Span) -> Result<Json, Failure> {
        match self.peek() {
            Some(b'{') => self.object(depth, span),
            Some(b'[') => self.array(depth, span),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                const WORDS: [&str; 3] = ["null", "false", "true"];
                let Some(word) = WORDS.iter().position(|word| self.rest().starts_with(word)) else {
                    return Err(self.fail("这里应当是一个值", "a value was expected here"));
                };
                self.at += WORDS[word].len();
                Ok(if word == 0 { Json::Null } else { Json::Bool(word == 2) })
            }
        }
    }

    fn object(&mut self, depth: u32, span: Span) -> Result<Json, Failure> {
        self.at += 1;
        let mut members: Vec<(String, Json)> = Vec::new();
        let mut starts: Vec<usize> = Vec::new();
        self.space();
        if self.eat(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.fail("这里应当是带引号的名称", "a quoted name was expected here"));
            }
            starts.push(self.at);
            let key = self.string()?;
            self.space();
            if !self.eat(b':') {
                return Err(self.fail("名称之后缺少冒号", "a colon is missing after the name"));
            }
            let value = self.value(depth + 1, span, members.len())?;
            members.push((key, value));
            self.space();
            if self.eat(b'}') {
                return self.distinct(members, &starts);
            }
            if !self.eat(b',') {
                return Err(self.fail("缺少逗号或右花括号", "a comma or closing brace is missing"));
            }
        }
    }

    /// An object, unless a key stands in it twice. Looked for once all are known, so that a large object takes no longer.
    fn distinct(&mut self, members: Vec<(String, Json)>, starts: &[usize]) -> Result<Json, Failure> {
        let order = order(members.len(), &|a, b| members[a].0.cmp(&members[b].0));
        // What is equal keeps its order: the second of two is the later one.
        let twice = order.windows(2).filter(|pair| members[pair[0]].0 == members[pair[1]].0);
        match twice.map(|pair| pair[1]).min() {
            None => Ok(Json::Object(members)),
            Some(at) => {
                self.at = starts[at];
                Err(self.twice(&members[at].0))
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn twice(&self, key: &str) -> Failure {
        let key = beginning(key, 60);
        let (zh, en) = (["“", key, "”出现了两次"].concat(), ["\"", key, "\" stands here twice"].concat());
        self.fail(&zh, &en)
    }

    fn array(&mut self, depth: u32, span: Span) -> Result<Json, Failure> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.eat(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1, span, items.len())?);
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
            let run = rest.bytes().position(|b| matches!(b, b'"' | b'\\' | 0..b' ')).unwrap_or(rest.len());
            out.push_str(cut(rest, 0, run));
            self.at += run;
            match self.peek() {
                None => return Err(self.fail("文本没有结束引号", "the string has no closing quote")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(0..b' ') => return Err(self.fail("文本中有控制字符", "a control character in a string")),
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
        let digit = |code: u32, byte: &u8| Some(code << 4 | char::from(*byte).to_digit(16)?);
        let code = four.and_then(|four| four.iter().try_fold(0, digit));
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => Err(self.bad_escape()),
        }
    }
}
