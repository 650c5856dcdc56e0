//! What is known of a company: one value, range or gap for each field of the dictionary, and as they were given the figures
//! that only a file of one's own knows to read.

use crate::derive::{Derived, derive, warnings};
use crate::dictionary::{Dictionary, Field, Kind, Value, owner};
use crate::facts::{Fact, How};
use crate::id::FieldId;
use crate::json::{Json, pointer};
use crate::number::read::is_gap;
use crate::number::{Date, Interval, Num};
use crate::problem::{Failure, Phrase, Problem, Text};
pub use crate::value::{highest, lowest};
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
    /// The day for which it is asked; only then is known what follows from its figures.
    on: Option<Date>,
    /// The values that were not given, but follow from those that were.
    derived: Vec<Derived>,
}

impl Default for Enterprise {
    fn default() -> Self {
        Enterprise::of(Dictionary::shipped())
    }
}

/// The day of a company that is not taken on any: long ago, so that no time has passed.
const SOME_DAY: Date = Date::from_number(20_000_101);

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
        Enterprise {
            values: vec![Value::Missing; dictionary.fields.len()],
            dictionary,
            given: Arc::default(),
            on: None,
            derived: Vec::new(),
        }
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

    /// The same company as a scheme or a file of instruments takes it on a day: by its dictionary, with the figures of the
    /// fields that this defines, and with all that follows from its figures. The problems are those of such figures, and
    /// figures at odds of which `reads` has all.
    #[inline(never)]
    pub fn by(
        &self,
        dictionary: &'static Dictionary,
        on: Date,
        reads: &[FieldId],
    ) -> Result<Cow<'_, Enterprise>, Vec<Problem>> {
        let same = std::ptr::eq(self.dictionary, dictionary);
        let mut problems = Vec::new();
        if self.is_taken(dictionary, on) {
            self.differ(reads, &mut problems);
            return if problems.is_empty() { Ok(Cow::Borrowed(self)) } else { Err(problems) };
        }
        let mut other = Enterprise { given: self.given.clone(), on: Some(on), ..Enterprise::of(dictionary) };
        let shared = if same { self.values.len() } else { Dictionary::shipped().fields.len() };
        for (to, value) in other.values.iter_mut().zip(&self.values).take(shared) {
            *to = value.clone();
        }
        for derived in self.derived.iter().filter(|derived| derived.field.index() < shared) {
            other.values[derived.field] = Value::Missing;
        }
        if !same {
            problems = other.read_all(&self.given);
            other.contradict(&mut problems);
        }
        other.differ(reads, &mut problems);
        other.derived = derive(dictionary, &mut other.values, on);
        if problems.is_empty() {
            // What follows from one figure may not be what follows from another.
            other.at_odds(true, &mut |fact, says| problems.push(at_odds(&other, fact, says)));
        }
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
            self.set(field, f.read(text, f.unit())?);
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

    /// Whether it is as a dictionary takes it on a day ([`Enterprise::by`]).
    pub(crate) fn is_taken(&self, dictionary: &'static Dictionary, on: Date) -> bool {
        std::ptr::eq(self.dictionary, dictionary) && self.on == Some(on)
    }

    /// Parts that exceed their whole, and what cannot hold together.
    pub fn contradictions(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        self.contradict(&mut found);
        found
    }

    /// Adds figures at odds that differ by a day, or by what is rounded, where some fields have all of them.
    fn differ(&self, reads: &[FieldId], problems: &mut Vec<Problem>) {
        self.at_odds(false, &mut |fact, says| {
            if fact.can_differ(reads) {
                problems.push(at_odds(self, fact, says));
            }
        });
    }

    /// Facts that what was given contradicts: those that can never be otherwise, or the others.
    fn at_odds(&self, strict: bool, found: &mut dyn FnMut(&Fact, &Value)) {
        let on = self.on.unwrap_or(SOME_DAY);
        for fact in self.dictionary.facts().iter().filter(|fact| fact.is_strict() == strict) {
            if fact.is_contradicted(&self.values, on) {
                found(fact, &fact.says(&self.values, on));
            }
        }
    }

    /// What can hardly be meant of what was given.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut found = warnings(self.dictionary, &self.values, &|field| self.is_given(field));
        self.at_odds(false, &mut |fact, says| found.push(at_odds(self, fact, says)));
        found
    }

    /// The values that were not given, but follow from those that were.
    pub fn derived(&self) -> &[Derived] {
        &self.derived
    }

    /// Whether a value was given, or nothing is known.
    pub fn is_given(&self, field: FieldId) -> bool {
        !self.derived.iter().any(|derived| derived.field == field)
    }

    /// The field by which a figure was given: another that stands in for it, or it itself.
    pub fn given_as(&self, field: FieldId) -> FieldId {
        let facts = self.dictionary.facts();
        let stands = self.derived.iter().find(|d| d.field == field && matches!(facts[d.fact].how, How::Instead));
        stands.map_or(field, |derived| facts[derived.fact].from)
    }

    /// The fields that it follows from.
    pub fn rests_on(&self, derived: &Derived) -> Vec<FieldId> {
        let fact = &self.dictionary.facts()[derived.fact];
        let mut fields = Vec::new();
        for field in fact.fields() {
            if field != derived.field && !fields.contains(&field) {
                fields.push(field);
            }
        }
        fields
    }

    /// Why a value follows, in words.
    #[cold]
    #[inline(never)]
    pub fn reason(&self, derived: &Derived) -> Text {
        let fact = &self.dictionary.facts()[derived.fact];
        let title = |field: FieldId| self.dictionary.fields[field].title;
        let [to, from, third] = fact.fields().map(title);
        let (zh, en) = match &fact.how {
            _ if derived.reversed => return Text::say("由{0}为否得出", "follows from {0}: no", &[to.into()]),
            How::Level(..) | How::Days(_) => ("由{0}得出", "follows from {0}"),
            How::Less(..) => ("由{0}减{1}得出", "{0} less {1}"),
            How::Times(_) => ("由{0}乘以{1}得出", "{0} times {1}"),
            How::Instead => ("没有填这一口径，用{0}代替", "not given; {0} stands in for it"),
        };
        Text::say(zh, en, &[from.into(), third.into()])
    }

    /// Adds the parts that exceed their whole, and what cannot hold together, to the problems.
    fn contradict(&self, problems: &mut Vec<Problem>) {
        self.at_odds(true, &mut |fact, says| problems.push(at_odds(self, fact, says)));
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

    /// Sets a value that was checked; what follows from it is another from then on.
    pub fn set(&mut self, field: FieldId, value: Value) {
        let Some(on) = self.on else {
            self.values[field] = value;
            return;
        };
        for derived in std::mem::take(&mut self.derived) {
            self.values[derived.field] = Value::Missing;
        }
        self.values[field] = value;
        self.derived = derive(self.dictionary, &mut self.values, on);
    }

    /// Once some figures have changed, those that were given and cannot hold with them any more give way to what follows.
    pub fn give_way(&mut self, changed: &[FieldId]) {
        let on = self.on.unwrap_or(SOME_DAY);
        let mut changed = changed.to_vec();
        let facts = self.dictionary.facts();
        // What follows gives way first, then what it follows from.
        let gives_way = |values: &[Value], changed: &[FieldId]| {
            facts.iter().find_map(|fact| {
                let fields = fact.fields();
                let touched = fields.iter().any(|field| changed.contains(field)) && fact.is_contradicted(values, on);
                fields.into_iter().find(|field| touched && !changed.contains(field))
            })
        };
        while let Some(field) = gives_way(&self.values, &changed) {
            self.set(field, Value::Missing);
            changed.push(field);
        }
    }

    /// Where a number lies: its range, or what the field and the figures it is a part of allow.
    pub fn interval(&self, field: FieldId) -> Interval {
        let Kind::Number { range, at_most, whole, .. } = &self.dictionary.fields[field].kind else {
            return Interval::ALL;
        };
        let mut found = match &self.values[field] {
            Value::Exact(n) => return Interval::exact(*n),
            Value::Range(r) => Interval { lo: Some(r.0), hi: Some(r.1) },
            _ => *range,
        };
        if let Some(limit) = at_most.and_then(|of| highest(&self.values[of])) {
            // A staff of 0.5, on average, has no talent.
            let limit = if *whole { limit.floor() } else { limit };
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

/// A figure that another contradicts.
#[cold]
#[inline(never)]
fn at_odds(company: &Enterprise, fact: &Fact, says: &Value) -> Problem {
    let f = company.field(fact.to);
    let (given, says) = (f.words(&company.values[fact.to]), f.words(says));
    let [_, from, third] = fact.fields().map(|field| company.field(field).title);
    let (zh, en) = match fact.how {
        How::Less(..) => ("填的是 {1}，而{3}减{4}是 {2}", "{1} was entered, but {3} less {4} is {2}"),
        How::Days(_) => ("填的是“{1}”，而按{3}算是“{2}”", "\"{1}\" was entered, but by {3} it is \"{2}\""),
        _ => ("填的是“{1}”，而由{3}得出的是“{2}”", "\"{1}\" was entered, but \"{2}\" follows from {3}"),
    };
    let parts = [(&given).into(), (&says).into(), from.into(), third.into()];
    let mut problem = *f.problem("contradiction", zh, en, &parts);
    problem.pointer = Some(pointer("", f.id));
    problem
}
