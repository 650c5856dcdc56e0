//! What is known of a company: one value, range or gap for each field of the dictionary, and as they were given the figures
//! that only a file of one's own knows to read.

use crate::dictionary::{Dictionary, Field, Kind, Value, owner};
use crate::id::FieldId;
use crate::json::{Json, pointer};
use crate::number::read::is_gap;
use crate::number::{Interval, Num};
use crate::problem::{Failure, Phrase, Problem};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

/// A company's figures. A field left out is missing, never 0.
#[derive(Clone, Debug)]
pub struct Enterprise {
    values: Vec<Value>,
    dictionary: &'static Dictionary,
    /// Figures of fields that files of one's own define, as they were given.
    given: Arc<Vec<(String, Json)>>,
}

impl Default for Enterprise {
    fn default() -> Self {
        Enterprise::of(Dictionary::shipped())
    }
}

impl Enterprise {
    /// The company of JSON text: `{"revenue": 12000, "rd_expense": "3.2 亿元", "staff_total": {"between": [80, 100]}}`.
    /// Everything wrong is reported at once; `file` is only named in problems.
    pub fn parse(text: &str, file: Option<&str>) -> Result<Enterprise, Vec<Problem>> {
        let mut problems = match Json::parse(text) {
            Err(problem) => vec![*problem],
            Ok(json) => match Enterprise::of(Dictionary::shipped()).with(json) {
                Err(problems) => problems,
                read => return read,
            },
        };
        if let Some(file) = file {
            problems.iter_mut().for_each(|problem| problem.file = Some(file.to_string()));
        }
        Err(problems)
    }

    /// Of a company of which nothing is known, with the fields of a dictionary.
    pub fn of(dictionary: &'static Dictionary) -> Enterprise {
        Enterprise { values: vec![Value::Missing; dictionary.fields.len()], dictionary, given: Arc::default() }
    }

    /// The company of a JSON value. A figure of a field that some file of one's own may define is kept as it is given.
    pub fn from_json(json: &Json) -> Result<Enterprise, Vec<Problem>> {
        Enterprise::from_json_by(json, Dictionary::shipped())
    }

    /// From a JSON value, by a dictionary.
    pub fn from_json_by(json: &Json, dictionary: &'static Dictionary) -> Result<Enterprise, Vec<Problem>> {
        Enterprise::of(dictionary).with(json.clone())
    }

    /// With the figures of a JSON object.
    fn with(mut self, json: Json) -> Result<Enterprise, Vec<Problem>> {
        let Json::Object(members) = json else {
            return Err(vec![no_object(&json)]);
        };
        let mut problems = self.read_all(&members);
        self.contradict(&mut problems);
        let mut given = Vec::new();
        for member in members {
            if owner(&member.0).is_some() {
                given.push(member);
            }
        }
        self.given = Arc::new(given);
        self.unless(problems)
    }

    /// The same company by another dictionary, that of a scheme or of instruments: with the figures of the fields that these
    /// define. The problems are those of such figures.
    #[inline(never)]
    pub fn by(&self, dictionary: &'static Dictionary) -> Result<Cow<'_, Enterprise>, Vec<Problem>> {
        if std::ptr::eq(self.dictionary, dictionary) {
            return Ok(Cow::Borrowed(self));
        }
        let mut other = Enterprise { given: self.given.clone(), ..Enterprise::of(dictionary) };
        let shipped = Dictionary::shipped().fields.len();
        for (to, value) in other.values.iter_mut().zip(&self.values).take(shipped) {
            *to = value.clone();
        }
        let mut problems = other.read_all(&self.given);
        other.contradict(&mut problems);
        other.unless(problems).map(Cow::Owned)
    }

    fn read_all(&mut self, members: &[(String, Json)]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (id, value) in members {
            if let Err(problem) = self.set_json(id, value) {
                problems.push(*problem);
            }
        }
        problems
    }

    /// The company, where nothing is wrong with its figures.
    fn unless(self, mut problems: Vec<Problem>) -> Result<Enterprise, Vec<Problem>> {
        for problem in &mut problems {
            problem.pointer = problem.field.as_ref().map(|field| pointer("", field));
        }
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    /// The fields that it has a value for.
    pub fn dictionary(&self) -> &'static Dictionary {
        self.dictionary
    }

    /// Figures of fields that files of one's own define, as they were given, by their ids.
    pub fn given(&self) -> &[(String, Json)] {
        &self.given
    }

    fn set_json(&mut self, id: &str, json: &Json) -> Result<(), Failure> {
        if self.dictionary.is_elsewhere(id) {
            return Ok(());
        }
        let field = self.find(id)?;
        self.values[field] = self.read(field, json)?;
        Ok(())
    }

    fn find(&self, id: &str) -> Result<FieldId, Failure> {
        self.dictionary.find(id).ok_or_else(|| {
            let mut p = self.dictionary.unknown("unknown_field", id);
            p.field = Some(id.to_string());
            p
        })
    }

    /// Sets a field from text as people write it; blank text is a missing value.
    pub fn set_text(&mut self, id: &str, text: &str) -> Result<(), Failure> {
        let field = self.find(id)?;
        if !text.trim().is_empty() {
            let f = &self.dictionary.fields[field];
            self.values[field] = f.read(text, f.unit())?;
            if owner(id).is_some() {
                Arc::make_mut(&mut self.given).push((id.to_string(), Json::String(text.to_string())));
            }
        }
        Ok(())
    }

    /// Keeps the cell of a field that another file may define.
    pub fn keep(&mut self, id: &str, cell: &str) {
        if !is_gap(cell) && !cell.trim().is_empty() {
            Arc::make_mut(&mut self.given).push((id.to_string(), Json::String(cell.to_string())));
        }
    }

    fn read(&self, field: FieldId, json: &Json) -> Result<Value, Failure> {
        let f = &self.dictionary.fields[field];
        match (&f.kind, json) {
            (_, Json::Null) => Ok(Value::Missing),
            (Kind::Number { .. }, Json::Number(t)) => f.parse_bare(t).map(Value::Exact),
            (Kind::Number { .. }, Json::Object(members)) if members.iter().any(|(key, _)| key == "between") => {
                if let [(_, Json::Array(ends))] = &members[..]
                    && let [Json::Number(a) | Json::String(a), Json::Number(b) | Json::String(b)] = &ends[..]
                {
                    let (a, b) = (f.read_number(a, f.unit())?, f.read_number(b, f.unit())?);
                    return match a.cmp(&b) {
                        Ordering::Less => Ok(Value::Range(Box::new((a, b)))),
                        Ordering::Equal => Ok(Value::Exact(a)),
                        Ordering::Greater => Err(f.reversed()),
                    };
                }
                Err(no_range(f))
            }
            (Kind::Flag, Json::Bool(b)) => Ok(Value::Flag(*b)),
            (Kind::Flag, Json::Number(text)) => f.read(text, f.unit()),
            // The field of a form that was left blank.
            (_, Json::String(text)) if text.trim().is_empty() => Ok(Value::Missing),
            (_, Json::String(text)) => f.read(text, f.unit()),
            _ => Err(other_type(f, json)),
        }
    }

    /// Parts that exceed their whole.
    pub fn contradictions(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        self.contradict(&mut found);
        found
    }

    /// Adds the parts that exceed their whole to the problems.
    fn contradict(&self, problems: &mut Vec<Problem>) {
        for (f, value) in self.dictionary.fields.iter().zip(&self.values) {
            if let Kind::Number { at_most: Some(whole), .. } = f.kind
                && let (Some(part), Some(limit)) = (lowest(value), highest(&self.values[whole]))
                && part > limit
            {
                problems.push(exceeds(f, part, &self.dictionary.fields[whole], limit));
            }
        }
    }

    /// All values, one a field of the dictionary.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// A field of the dictionary.
    pub fn field(&self, field: FieldId) -> &'static Field {
        &self.dictionary.fields[field]
    }

    /// Sets a value that was checked.
    pub fn set(&mut self, field: FieldId, value: Value) {
        self.values[field] = value;
    }

    /// Where a number lies: its range, or what the field and the figures it is a part of allow.
    pub fn interval(&self, field: FieldId) -> Interval {
        let Kind::Number { range, at_most, .. } = &self.dictionary.fields[field].kind else {
            return Interval::ALL;
        };
        let mut found = match &self.values[field] {
            Value::Exact(n) => return Interval::exact(*n),
            Value::Range(r) => Interval { lo: Some(r.0), hi: Some(r.1) },
            _ => *range,
        };
        if let Some(limit) = at_most.and_then(|whole| highest(&self.values[whole])) {
            found.hi = Some(found.hi.map_or(limit, |h| h.min(limit)));
        }
        for part in self.dictionary.parts(field) {
            if let Some(least) = lowest(&self.values[part]) {
                found.lo = Some(found.lo.map_or(least, |l| l.max(least)));
            }
        }
        found
    }
}

// What is wrong with a figure, in words. Apart and never inlined: a browser compiles what it calls, and a good company calls
// none of this.

#[cold]
#[inline(never)]
fn no_object(json: &Json) -> Problem {
    let (zh, en) = json.kind();
    let problem = Problem::new(
        "wrong_type",
        "企业数据应为“字段: 值”的对象，实际是{0}",
        "an enterprise is an object of fields and values, found {0}",
        &[Phrase { zh, en }],
    );
    problem.at(String::new())
}

#[cold]
#[inline(never)]
fn no_range(f: &Field) -> Failure {
    f.problem(
        "bad_range",
        "范围要写成 \"between\": [最低, 最高]",
        "a range is written \"between\": [lowest, highest]",
        &[],
    )
}

#[cold]
#[inline(never)]
fn other_type(f: &Field, json: &Json) -> Failure {
    let (zh, en) = match f.kind {
        Kind::Number { .. } => ("数字、文本或范围", "a number, text or a range"),
        Kind::Flag => ("true 或 false（是或否）", "true or false"),
        Kind::Choice(_) => ("选项的标识", "the id of a level"),
        Kind::Date => ("日期，例如 2026-11-01", "a date such as 2026-11-01"),
    };
    let (zh_is, en_is) = json.kind();
    let parts = [Phrase { zh, en }, Phrase { zh: zh_is, en: en_is }];
    f.problem("wrong_type", "应为{1}，实际是{2}", "expected {1}, found {2}", &parts)
}

#[cold]
#[inline(never)]
fn exceeds(f: &Field, part: Num, whole: &Field, limit: Num) -> Problem {
    let (part, limit) = (f.show(part), whole.show(limit));
    let parts = [(&part).into(), whole.title.into(), (&limit).into()];
    *f.problem("exceeds", "{1} 超过了{2} {3}", "{1} exceeds {2} {3}", &parts)
}

/// The least that a number can be, as far as its own value tells.
pub fn lowest(v: &Value) -> Option<Num> {
    match v {
        Value::Exact(n) => Some(*n),
        Value::Range(r) => Some(r.0),
        _ => None,
    }
}

/// The most that it can be.
pub fn highest(v: &Value) -> Option<Num> {
    match v {
        Value::Exact(n) => Some(*n),
        Value::Range(r) => Some(r.1),
        _ => None,
    }
}
