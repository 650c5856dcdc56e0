//! What is known of a company: one value, range or gap for each field of the dictionary.

use crate::dictionary::{Dictionary, Kind, Value};
use crate::json::{Json, pointer};
use crate::number::{Interval, Num};
use crate::problem::Problem;
use std::cmp::Ordering;

/// A company's figures. A field left out is missing, never 0.
#[derive(Clone, Debug)]
pub struct Enterprise {
    values: Vec<Value>,
    dictionary: &'static Dictionary,
}

impl Default for Enterprise {
    fn default() -> Self {
        let dictionary = Dictionary::shipped();
        Enterprise {
            values: vec![Value::Missing; dictionary.fields.len()],
            dictionary,
        }
    }
}

impl Enterprise {
    /// From JSON text: `{"revenue": 12000, "rd_expense": "3.2 亿元", "staff_total": {"between": [80, 100]}}`.
    /// Everything wrong is reported at once; `file` is only named in problems.
    pub fn parse(text: &str, file: Option<&str>) -> Result<Enterprise, Vec<Problem>> {
        let json = Json::parse(text).map_err(|p| vec![p.file(file)])?;
        Enterprise::from_json(&json).map_err(|problems| problems.into_iter().map(|p| p.file(file)).collect())
    }

    /// From a JSON value.
    pub fn from_json(json: &Json) -> Result<Enterprise, Vec<Problem>> {
        let Json::Object(members) = json else {
            let (zh, en) = json.kind();
            return Err(vec![
                Problem::new(
                    "wrong_type",
                    format!("企业数据应为对象 {{字段: 值}}，实际是{zh}"),
                    format!("an enterprise is an object of fields and values, found {en}"),
                )
                .at(""),
            ]);
        };
        let mut e = Enterprise::default();
        let mut problems = Vec::new();
        for (id, value) in members {
            if let Err(p) = e.set_json(id, value) {
                problems.push(p.at(pointer("", id)));
            }
        }
        problems.extend(e.contradictions().into_iter().map(|p| {
            let at = pointer("", p.field.as_deref().unwrap_or_default());
            p.at(at)
        }));
        if problems.is_empty() { Ok(e) } else { Err(problems) }
    }

    fn set_json(&mut self, id: &str, json: &Json) -> Result<(), Problem> {
        let field = self.find(id)?;
        self.values[field] = self.read(field, json)?;
        Ok(())
    }

    fn find(&self, id: &str) -> Result<usize, Problem> {
        self.dictionary.find(id).ok_or_else(|| {
            let hint = self.dictionary.nearest(id);
            let zh = hint.map_or(String::new(), |h| format!("，是否指“{h}”？"));
            let en = hint.map_or(String::new(), |h| format!("; did you mean \"{h}\"?"));
            let shown: String = id.chars().take(60).collect();
            Problem::new(
                "unknown_field",
                format!("没有字段“{shown}”{zh}"),
                format!("no field \"{shown}\"{en}"),
            )
            .field(id)
        })
    }

    /// Sets a field from text as people or tables write it; blank text is a missing value.
    pub fn set_text(&mut self, id: &str, text: &str) -> Result<(), Problem> {
        if text.trim().is_empty() {
            self.find(id)?;
            return Ok(());
        }
        self.set_json(id, &Json::String(text.to_string()))
    }

    fn read(&self, field: usize, json: &Json) -> Result<Value, Problem> {
        let f = &self.dictionary.fields[field];
        let wrong_type = || {
            let (zh, en) = json.kind();
            let (zh_want, en_want) = match f.kind {
                Kind::Number { .. } => ("数字、文本或范围", "a number, text or a range"),
                Kind::Flag => ("true 或 false（是或否）", "true or false"),
                Kind::Choice(_) => ("选项的标识", "the id of a level"),
                Kind::Date => ("日期，例如 \"2026-11-01\"", "a date such as \"2026-11-01\""),
            };
            f.problem(
                "wrong_type",
                format!("应为{zh_want}，实际是{zh}"),
                format!("expected {en_want}, found {en}"),
            )
        };
        if *json == Json::Null {
            return Ok(Value::Missing);
        }
        match (&f.kind, json) {
            // A range as a table cell writes it: 80~100.
            (Kind::Number { .. }, Json::String(t)) if t.contains(['~', '～', '至']) => {
                let (a, b) = t.split_once(['~', '～', '至']).unwrap_or((t, ""));
                self.between(field, a, b)
            }
            (Kind::Number { .. }, Json::Number(t) | Json::String(t)) => Ok(Value::Exact(f.parse_number(t)?)),
            (Kind::Number { .. }, Json::Object(members)) => {
                let [(key, Json::Array(ends))] = &members[..] else {
                    return Err(wrong_type());
                };
                let ends: Vec<&str> = ends
                    .iter()
                    .filter_map(|e| match e {
                        Json::Number(t) | Json::String(t) => Some(t.as_str()),
                        _ => None,
                    })
                    .collect();
                let ("between", [a, b]) = (key.as_str(), &ends[..]) else {
                    return Err(f.problem(
                        "bad_range",
                        "范围要写成 {\"between\": [最低, 最高]}",
                        "a range is written {\"between\": [lowest, highest]}",
                    ));
                };
                self.between(field, a, b)
            }
            (Kind::Flag, Json::Bool(b)) => Ok(Value::Flag(*b)),
            (Kind::Flag, Json::String(s)) => match s.trim() {
                "true" | "TRUE" | "True" | "是" | "有" | "yes" | "Yes" | "1" => Ok(Value::Flag(true)),
                "false" | "FALSE" | "False" | "否" | "无" | "no" | "No" | "0" => Ok(Value::Flag(false)),
                _ => Err(wrong_type()),
            },
            (Kind::Choice(levels), Json::String(s)) => {
                let s = s.trim();
                let found = levels
                    .iter()
                    .position(|l| l.id == s || l.title.zh == s || l.title.en == s);
                found.map(Value::Level).ok_or_else(|| {
                    let all = |name: fn(&crate::dictionary::Level) -> String, sep: &str| {
                        levels.iter().map(name).collect::<Vec<_>>().join(sep)
                    };
                    let shown: String = s.chars().take(60).collect();
                    f.problem(
                        "bad_level",
                        format!(
                            "没有选项“{shown}”，可用：{}",
                            all(|l| format!("{}（{}）", l.id, l.title.zh), "、")
                        ),
                        format!("no level \"{shown}\"; there are {}", all(|l| l.id.clone(), ", ")),
                    )
                })
            }
            (Kind::Date, Json::String(s)) => f.parse_date(s).map(Value::Day),
            _ => Err(wrong_type()),
        }
    }

    fn between(&self, field: usize, a: &str, b: &str) -> Result<Value, Problem> {
        let f = &self.dictionary.fields[field];
        let (a, b) = (f.parse_number(a)?, f.parse_number(b)?);
        match a.cmp(&b) {
            Ordering::Less => Ok(Value::Range(Box::new((a, b)))),
            Ordering::Equal => Ok(Value::Exact(a)),
            Ordering::Greater => Err(f.problem(
                "bad_range",
                "范围的最低值大于最高值",
                "the lower end of the range is above the upper",
            )),
        }
    }

    /// Parts that exceed their whole.
    pub fn contradictions(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        for (i, f) in self.dictionary.fields.iter().enumerate() {
            let Kind::Number {
                at_most: Some(whole), ..
            } = f.kind
            else {
                continue;
            };
            let (Some(part), Some(limit)) = (lowest(&self.values[i]), highest(&self.values[whole])) else {
                continue;
            };
            if part > limit {
                let w = &self.dictionary.fields[whole];
                found.push(f.problem(
                    "exceeds",
                    format!("{} 超过了{} {}", f.show(part), w.title.zh, w.show(limit)),
                    format!("{} exceeds {} {}", f.show(part), w.title.en, w.show(limit)),
                ));
            }
        }
        found
    }

    /// All values, one a field of the dictionary.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Sets a value that was checked.
    pub(crate) fn set(&mut self, field: usize, value: Value) {
        self.values[field] = value;
    }

    /// Where a number lies: its range, or what the field and the figures it is a part of allow.
    pub fn interval(&self, field: usize) -> Interval {
        let Kind::Number { range, at_most, .. } = &self.dictionary.fields[field].kind else {
            return Interval::ALL;
        };
        let mut found = match &self.values[field] {
            Value::Exact(n) => return Interval::exact(*n),
            Value::Range(r) => Interval {
                lo: Some(r.0),
                hi: Some(r.1),
            },
            _ => *range,
        };
        if let Some(limit) = at_most.and_then(|whole| highest(&self.values[whole])) {
            found.hi = Some(found.hi.map_or(limit, |h| h.min(limit)));
        }
        for (i, part) in self.dictionary.fields.iter().enumerate() {
            if matches!(part.kind, Kind::Number { at_most: Some(whole), .. } if whole == field) {
                if let Some(least) = lowest(&self.values[i]) {
                    found.lo = Some(found.lo.map_or(least, |l| l.max(least)));
                }
            }
        }
        found
    }
}

fn lowest(v: &Value) -> Option<Num> {
    match v {
        Value::Exact(n) => Some(*n),
        Value::Range(r) => Some(r.0),
        _ => None,
    }
}

fn highest(v: &Value) -> Option<Num> {
    match v {
        Value::Exact(n) => Some(*n),
        Value::Range(r) => Some(r.1),
        _ => None,
    }
}
