//! A company's figures, formulas over them, conditions and changes, in words: what the report of a scheme and the answer of
//! a finance instrument say alike.

use crate::answer::report::Change;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Field, INPUT_PLACES, Kind, Value};
use innopoints_core::formula::{At, Env, Instr, Program};
use innopoints_core::number::{Num, unit};
use innopoints_core::problem::{Phrase, Text};
use innopoints_core::score::distance;

/// Texts one after the other, parted by “、” or a comma.
pub(crate) fn list(parts: &mut dyn Iterator<Item = Text>) -> Text {
    let mut all = Text::default();
    for part in parts {
        if !all.zh.is_empty() {
            all.zh.push('、');
            all.en.push_str(", ");
        }
        all.push(&part);
    }
    all
}

pub(crate) fn range(a: &Text, b: &Text) -> Text {
    Text::say("{0}–{1}", "{0}–{1}", &[a.into(), b.into()])
}

/// A field's value in words; `None` when it is missing.
pub(crate) fn worded(field: &Field, value: &Value) -> Option<Text> {
    let number = |n: Num| field.show(n);
    Some(match value {
        Value::Missing => return None,
        Value::Exact(n) => number(*n),
        Value::Range(r) => range(&number(r.0), &number(r.1)),
        Value::Flag(true) => Text::say("是", "yes", &[]),
        Value::Flag(false) => Text::say("否", "no", &[]),
        Value::Level(l) => match &field.kind {
            Kind::Choice(levels) => Text::say("{0}", "{0}", &[levels.get(*l)?.title.into()]),
            _ => return None,
        },
        Value::Day(d) => Text::same(d.to_text()),
    })
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

/// Whoever tells of one company's figures.
pub(crate) trait Wording {
    /// Where the formulas stand.
    fn program(&self) -> &Program;

    /// Whose figures they are over.
    fn company(&self) -> &Enterprise;

    /// What a formula names that is no field: by its name, or with its value.
    fn own(&self, instr: Instr, values: bool) -> Text;

    /// What a condition looks at beside fields.
    fn facts_beside(&self, _: At) -> Vec<Text> {
        Vec::new()
    }

    /// The part of a condition whose figures are told: all of it, where nothing else is said.
    fn telling(&self, at: At) -> At {
        at
    }

    fn field(&self, f: usize) -> &'static Field {
        self.company().field(f)
    }

    fn ids(&self, fields: &[usize]) -> Vec<&'static str> {
        fields.iter().map(|&f| self.field(f).id).collect()
    }

    fn titles(&self, fields: &[usize]) -> Text {
        list(&mut fields.iter().map(|&f| Text::say("{0}", "{0}", &[self.field(f).title.into()])))
    }

    fn fields_of(&self, at: At) -> Vec<usize> {
        let mut fields = Vec::new();
        self.program().fields(at, &mut fields);
        fields
    }

    /// A field's value in words; `None` when it is missing.
    fn value(&self, f: usize) -> Option<Text> {
        self.worded(f, &self.company().values()[f])
    }

    fn worded(&self, f: usize, value: &Value) -> Option<Text> {
        worded(self.field(f), value)
    }

    /// A formula with the names of its fields, or with their values.
    fn words(&self, at: At, values: bool) -> Text {
        let one = |zh: bool| {
            let leaf = |instr: Instr, out: &mut String| {
                let mut put = |p: Phrase<'_>| out.push_str(if zh { p.zh } else { p.en });
                match instr {
                    Instr::Field(f) if values => match self.value(f) {
                        Some(v) => put((&v).into()),
                        None => put(Phrase { zh: "（未填）", en: "(not given)" }),
                    },
                    Instr::Field(f) | Instr::Flag(f) => put(self.field(f).title.into()),
                    Instr::Level(f, l) => {
                        put(self.field(f).title.into());
                        put(Phrase { zh: "为", en: " is " });
                        if let Kind::Choice(levels) = &self.field(f).kind {
                            put(levels[l].title.into());
                        }
                    }
                    Instr::Day(how, f, day) => {
                        put(self.field(f).title.into());
                        put(how.sign().into());
                        put((&day.to_text()).into());
                    }
                    Instr::YearsSince(f) => {
                        let parts = [self.field(f).title.into()];
                        put((&Text::say("自{0}起的整年数", "whole years since {0}", &parts)).into());
                    }
                    _ => put((&self.own(instr, values)).into()),
                }
            };
            let mut out = String::new();
            self.program().words(at, zh, &leaf, &mut out);
            out
        };
        Text { zh: one(true), en: one(false) }
    }

    /// Of an "if", what applies to the company.
    fn applied(&self, mut at: At, env: &Env<'_>) -> At {
        while let Instr::If(test, yes, no) = self.program().instr(at) {
            match self.program().maybe(test, env) {
                Ok(Some(met)) => at = if met { yes } else { no },
                _ => break,
            }
        }
        at
    }

    /// Why a condition is met, is not, or stands open; `by` is the choice that picks its formula.
    fn condition_reason(&self, when: At, by: Option<usize>, met: Option<bool>, unknown: &[usize]) -> Text {
        if met.is_none() {
            return Text::say("取决于：{0}。", "Depends on: {0}.", &[(&self.titles(unknown)).into()]);
        }
        // Of a condition by level, the formula of the company's own level.
        let (at, level_known) = self.own_branch(when, by);
        let facts = self.facts(at, by);
        let met = met == Some(true);
        let mut reason = match met {
            true => Text::say("符合：{0}", "Met: {0}", &[(&facts).into()]),
            false => Text::say("不符合：{0}", "Not met: {0}", &[(&facts).into()]),
        };
        if let (Some(f), false) = (by, level_known) {
            reason.push(&Text::say(
                "；{0}未填，逐一比较，结果相同。",
                "; {0} is not given, but every case gives the same.",
                &[self.field(f).title.into()],
            ));
            return reason;
        }
        match self.program().instr(at) {
            // The fact says it all.
            Instr::Flag(_) | Instr::Not(_) => reason.push(&Text::say("。", ".", &[])),
            _ => reason.push(&Text::say("；要求 {0}。", "; required: {0}.", &[(&self.words(at, false)).into()])),
        }
        reason
    }

    /// The figures that a condition looks at.
    fn facts(&self, at: At, by: Option<usize>) -> Text {
        let at = self.telling(at);
        let fields = self.fields_of(at);
        let fields = fields.iter().filter(|f| by != Some(**f)).filter_map(|&f| {
            let value = self.value(f)?;
            let (zh, en) = match self.field(f).kind {
                Kind::Number { .. } => ("{0} {1}", "{0} {1}"),
                _ => ("{0}：{1}", "{0}: {1}"),
            };
            Some(Text::say(zh, en, &[self.field(f).title.into(), (&value).into()]))
        });
        list(&mut fields.chain(self.facts_beside(at)))
    }

    /// The formula that applies to the company, and whether the choice that picks it is known.
    fn own_branch(&self, when: At, by: Option<usize>) -> (At, bool) {
        let Some(field) = by else { return (when, true) };
        let Value::Level(own) = self.company().values()[field] else {
            return (when, false);
        };
        let mut at = when;
        while let Instr::If(test, then, rest) = self.program().instr(at) {
            match self.program().instr(test) {
                Instr::Level(f, l) if f == field && l == own => return (then, true),
                Instr::Level(f, _) if f == field => at = rest,
                _ => break,
            }
        }
        (at, true)
    }

    /// Changes of single fields, each with what it adds.
    fn changes(&self, to: &[(usize, Value)]) -> Vec<Change<'static>> {
        let now = |f: usize| &self.company().values()[f];
        to.iter().filter_map(|(f, to)| change(self.field(*f), now(*f), to)).collect()
    }
}
