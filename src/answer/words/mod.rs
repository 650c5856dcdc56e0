//! Sentences about a company's figures, in Chinese and English: what the report of a scheme and the answer of a finance
//! instrument say alike. How the edges of bands are said is in [`edges`], the words of gates, direct routes and other
//! conditions in [`gates`], how well founded a number is in [`sources`].

pub mod edges;
pub mod gates;
pub mod sources;

use crate::answer::formula::{sign, words};
use crate::answer::report::Change;
use crate::languages::Languages;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Field, INPUT_PLACES, Kind, Value};
use innopoints_core::formula::{Env, ExprId, Fault, Instr, Program};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Num, unit};
use innopoints_core::problem::{Phrase, Text, join};
use innopoints_core::score::distance;

/// Texts one after the other, parted by “、” or a comma. `None` where there are none: a sentence must not name nothing.
pub(crate) fn list(parts: impl IntoIterator<Item = Text>) -> Option<Text> {
    joined(&mut parts.into_iter())
}

fn joined(parts: &mut dyn Iterator<Item = Text>) -> Option<Text> {
    let mut all = parts.next()?;
    for part in parts {
        let between = Text {
            zh: if part.zh.is_empty() { "" } else { "、" }.to_string(),
            en: if part.en.is_empty() { "" } else { ", " }.to_string(),
        };
        all.push(&between);
        all.push(&part);
    }
    Some(all)
}

/// Texts one after the other, each name once in each language: a field and the indicator that measures it may share one.
pub(crate) fn list_of_names(parts: impl IntoIterator<Item = Text>) -> Option<Text> {
    let (mut zh, mut en): (Vec<Text>, Vec<Text>) = (Vec::new(), Vec::new());
    for part in parts {
        let own = [Text { zh: part.zh, en: String::new() }, Text { zh: String::new(), en: part.en }];
        for (all, name) in [&mut zh, &mut en].into_iter().zip(own) {
            if !all.contains(&name) && name != Text::default() {
                all.push(name);
            }
        }
    }
    match (list(zh), list(en)) {
        (None, None) => None,
        (zh, en) => Some(Text { zh: zh.unwrap_or_default().zh, en: en.unwrap_or_default().en }),
    }
}

/// Of a number, itself; of a range, the end that is nearer to another number.
pub(crate) fn nearest(value: &Value, to: Num) -> Option<Num> {
    match value {
        Value::Exact(n) => Some(*n),
        Value::Range(r) => [r.0, r.1].into_iter().min_by_key(|end| distance(*end, to)),
        _ => None,
    }
}

/// A change of a field, as programs read it; of a range, what its nearer end changes by. `None` where it is none.
pub(crate) fn change(field: &'static Field, now: &Value, to: &Value) -> Option<Change<'static>> {
    let in_unit = |x: Num| {
        let scale = unit(field.unit()).map_or(Num::ONE, |u| u.1);
        x.div(scale).unwrap_or(x).to_text(INPUT_PLACES)
    };
    let (by, to) = match (to, &field.kind) {
        (Value::Exact(to), _) => (nearest(now, *to).and_then(|now| to.sub(now)).map(in_unit), in_unit(*to)),
        (Value::Flag(to), _) => (None, to.to_string()),
        (Value::Level(l), Kind::Choice(levels)) => (None, levels.get(*l)?.id.to_string()),
        _ => return None,
    };
    Some(Change { field: field.id, by, to, unit: field.unit() })
}

/// What sentences about one company are made from: its figures, the formulas over them, and the languages wanted.
pub(crate) trait Wording {
    /// The formulas.
    fn program(&self) -> &Program;

    /// The figures.
    fn company(&self) -> &Enterprise;

    /// The languages.
    fn languages(&self) -> Languages;

    /// What a formula names that is no field: by its name, or with its value.
    fn operand(&self, instr: Instr, values: bool) -> Text;

    /// What a condition looks at beside fields.
    fn facts_beside(&self, _: ExprId) -> Vec<Text> {
        Vec::new()
    }

    /// The part of a condition whose figures are shown: all of it, where nothing else is said.
    fn deciding_part(&self, at: ExprId) -> ExprId {
        at
    }

    /// A sentence; `{0}` … `{9}` stand for the parts.
    fn say(&self, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Text {
        self.languages().say(zh, en, parts)
    }

    fn field(&self, f: FieldId) -> &'static Field {
        self.company().field(f)
    }

    /// The field by which the company gave a figure.
    fn given(&self, f: FieldId) -> &'static Field {
        self.field(self.company().given_as(f))
    }

    fn ids(&self, fields: &[FieldId]) -> Vec<&'static str> {
        fields.iter().map(|&f| self.field(f).id).gather()
    }

    fn titles(&self, fields: &[FieldId]) -> Option<Text> {
        list(fields.iter().map(|&f| self.languages().name(self.field(f).title)))
    }

    fn fields_of(&self, at: ExprId) -> Vec<FieldId> {
        let mut fields = Vec::new();
        self.program().fields(at, &mut fields);
        fields
    }

    /// A field's value in words; `None` when it is missing.
    fn value(&self, f: FieldId) -> Option<Text> {
        self.languages().value(self.field(f), &self.company().values()[f])
    }

    /// A formula with the names of its fields, or with their values.
    fn words(&self, at: ExprId, values: bool) -> Text
    where
        Self: Sized,
    {
        in_words(self, at, values)
    }

    /// Of an "if", what applies to the company.
    fn applied(&self, mut at: ExprId, env: &Env<'_>) -> ExprId {
        while let Instr::If(test, yes, no) = self.program().instr(at) {
            match self.program().certain(test, env) {
                Some(met) => at = if met { yes } else { no },
                None => break,
            }
        }
        at
    }

    /// That the divisor of a quotient is 0, in words: `营业收入为 0`.
    fn zero(&self, quotient: ExprId) -> Option<Text>
    where
        Self: Sized,
    {
        zero(self, quotient)
    }

    /// Changes of single fields, each with what it adds.
    fn changes(&self, to: &[(FieldId, Value)]) -> Vec<Change<'static>> {
        let now = |f: FieldId| &self.company().values()[f];
        to.iter().filter_map(|(f, to)| change(self.given(*f), now(*f), to)).gather()
    }
}

/// A formula with the names of its fields, or with their values.
fn in_words(wording: &dyn Wording, at: ExprId, values: bool) -> Text {
    let one = |zh: bool| {
        let leaf = |instr: Instr, out: &mut String| {
            let mut put = |p: Phrase<'_>| if zh { join(out, p.zh) } else { out.push_str(p.en) };
            match instr {
                Instr::Field(f) if values => match wording.value(f) {
                    Some(v) => put((&v).into()),
                    None => put(Phrase { zh: "（未填）", en: "(not given)" }),
                },
                Instr::Field(f) | Instr::Flag(f) => put(wording.field(f).title.into()),
                Instr::Level(f, l) => {
                    put(wording.field(f).title.into());
                    put(Phrase { zh: "为", en: " is " });
                    if let Kind::Choice(levels) = &wording.field(f).kind {
                        put(levels[l].title.into());
                    }
                }
                Instr::Day(how, f, day) => {
                    put(wording.field(f).title.into());
                    put(sign(how).into());
                    put((&day.to_text()).into());
                }
                Instr::YearsSince(f) => {
                    let parts = [wording.field(f).title.into()];
                    put((&wording.say("自{0}起的整年数", "whole years since {0}", &parts)).into());
                }
                _ => put((&wording.operand(instr, values)).into()),
            }
        };
        let mut out = String::new();
        words(wording.program(), at, zh, &leaf, &mut out);
        out
    };
    let languages = wording.languages();
    Text {
        zh: if languages.chinese() { one(true) } else { String::new() },
        en: if languages.english() { one(false) } else { String::new() },
    }
}

/// That the divisor of a quotient is 0, in words: `营业收入为 0`. One that a rule keeps from falling below 0, `max(x, 0)`, is
/// said by what it holds: `净资产不大于 0`.
fn zero(wording: &dyn Wording, quotient: ExprId) -> Option<Text> {
    let program = wording.program();
    let (Instr::Div(_, below) | Instr::Growth(_, below)) = program.instr(quotient) else { return None };
    let is_zero = |at| matches!(program.instr(at), Instr::Num(n) if program.constant(n).is_zero());
    let held = match program.instr(below) {
        Instr::Max(held, floor) if is_zero(floor) => held,
        _ => return Some(wording.say("{0}为 0", "{0} is 0", &[(&in_words(wording, below, false)).into()])),
    };
    let mut least = Vec::new();
    smallest_of(program, held, &mut least);
    let (zh, en) = match least.len() {
        1 => ("{0}不大于 0", "{0} is not above 0"),
        _ => ("{0}中有不大于 0 的", "one of {0} is not above 0"),
    };
    let names = list(least.into_iter().map(|at| in_words(wording, at, false)))?;
    Some(wording.say(zh, en, &[(&names).into()]))
}

/// What a formula is the smallest of.
fn smallest_of(program: &Program, at: ExprId, found: &mut Vec<ExprId>) {
    match program.instr(at) {
        Instr::Min(a, b) => [a, b].into_iter().for_each(|at| smallest_of(program, at, found)),
        _ => found.push(at),
    }
}

/// Why a formula has no value: a divisor in it that is 0, in words.
pub(crate) fn without_value(wording: &dyn Wording, at: ExprId, env: &Env<'_>) -> Option<Text> {
    let faults = [wording.program().num(at, env).err(), wording.program().truth(at, env).err()];
    let quotient = faults.into_iter().flatten().find_map(|fault| match fault {
        Fault::NoValue(quotient) => Some(quotient),
        _ => None,
    })?;
    zero(wording, quotient)
}
