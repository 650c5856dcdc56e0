//! What is short of a condition that is not met: the single changes that would meet it.

use super::{Evaluation, Gap};
use crate::answer::words::{Wording, list, nearest};
use crate::finance::model::Asked;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Kind, Value};
use innopoints_core::formula::{ExprId, Instr};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Interval, Num};
use innopoints_core::problem::Text;
use innopoints_core::score::{distance, reach};

impl Evaluation<'_, '_> {
    /// What is short of a condition that is not met: the single changes that would meet it, the nearest of each field.
    pub(super) fn gap(&self, when: ExprId, by: Option<FieldId>) -> Option<Gap> {
        let mut changes = Vec::new();
        let mut steps = Vec::new();
        for f in self.fields_of(when).into_iter().filter(|f| by != Some(*f)) {
            if let Some(to) = self.step(when, f) {
                steps.push(self.one_of(when, f).unwrap_or_else(|| self.step_words(f, &to)));
                changes.extend(self.changes(&[(f, to)]));
            }
        }
        for index in self.questions_of(when) {
            let (q, result) = (&self.family.questions[index], self.known[index].as_ref()?);
            if let (Asked::Passed, Some(failed)) = (&q.what, list(result.failed.iter().cloned())) {
                steps.push(Text::say(
                    "“{0}”未满足：{1}",
                    "of \"{0}\" not met: {1}",
                    &[(&q.title).into(), (&failed).into()],
                ));
            }
        }
        let mut text = Text::default();
        for step in steps {
            let first = text.zh.is_empty();
            text.push(&Text::say(
                if first { "{0}" } else { "；或{0}" },
                if first { "{0}" } else { "; or {0}" },
                &[(&step).into()],
            ));
        }
        if text.zh.is_empty() {
            // No single change does it.
            text = Text::say("需要：{0}", "Needed: {0}", &[(&self.words(when, false)).into()]);
        }
        text.push(&Text::say("。", ".", &[]));
        Some(Gap { text, changes })
    }

    /// The levels of a choice that meet a condition, where there are several.
    fn one_of(&self, when: ExprId, f: FieldId) -> Option<Text> {
        let field = self.field(f);
        let Kind::Choice(levels) = &field.kind else { return None };
        let meets = |level: &usize| {
            let mut changed = self.company.clone();
            changed.set(f, Value::Level(*level));
            self.maybe(when, &changed) == Ok(Some(true))
        };
        let can_be: Vec<usize> = (0..levels.len()).filter(meets).gather();
        if can_be.len() < 2 {
            return None;
        }
        let names = list(
            can_be
                .into_iter()
                .map(|level| Text { zh: levels[level].title.zh.to_string(), en: levels[level].title.en.to_string() }),
        )?;
        let (zh, en) = ("“{0}”须为以下之一：{1}", "\"{0}\" has to be one of: {1}");
        Some(Text::say(zh, en, &[field.title.into(), (&names).into()]))
    }

    /// The nearest value of one field that meets a condition.
    fn step(&self, when: ExprId, f: FieldId) -> Option<Value> {
        let meets = |c: &Enterprise| self.maybe(when, c) == Ok(Some(true));
        let with = |value: Value| {
            let mut changed = self.company.clone();
            changed.set(f, value);
            changed
        };
        let now = &self.company.values()[f];
        match (&self.field(f).kind, now) {
            (Kind::Flag, Value::Flag(b)) => {
                let turned = Value::Flag(!b);
                meets(&with(turned.clone())).then_some(turned)
            }
            (Kind::Choice(levels), Value::Level(_)) => {
                (0..levels.len()).map(Value::Level).find(|l| meets(&with(l.clone())))
            }
            (Kind::Number { .. }, _) => {
                let starts = match now {
                    Value::Exact(n) => vec![*n],
                    Value::Range(r) => vec![r.0, r.1],
                    _ => return None,
                };
                let mut comparisons = Vec::new();
                self.comparisons(when, &mut comparisons);
                let mut best: Option<(Num, Num)> = None;
                for from in starts {
                    let start = with(Value::Exact(from));
                    for (a, b) in &comparisons {
                        let measure = |c: &Enterprise| {
                            let env = self.env(c, &|_| Interval::ALL, &self.firm);
                            let (a, b) = (self.family.program.num(*a, &env), self.family.program.num(*b, &env));
                            a.ok()?.sub(b.ok()?)
                        };
                        let to = reach(&start, f, Num::ZERO, &measure, &meets);
                        let nearer = |to: &Num| best.is_none_or(|b| distance(*to, from) < distance(b.1, b.0));
                        best = to.filter(nearer).map(|to| (from, to)).or(best);
                    }
                }
                best.map(|(_, to)| Value::Exact(to))
            }
            _ => None,
        }
    }

    /// A change of one field in words.
    fn step_words(&self, f: FieldId, to: &Value) -> Text {
        let (field, end) = (self.field(f), self.languages().value(self.field(f), to).unwrap_or_default());
        let number = match to {
            Value::Exact(to) => nearest(&self.company.values()[f], *to).map(|from| (from, *to)),
            _ => None,
        };
        let Some((from, to)) = number else {
            return Text::say("“{0}”须为“{1}”", "\"{0}\" has to be \"{1}\"", &[field.title.into(), (&end).into()]);
        };
        let by = field.show(distance(to, from).unwrap_or(Num::ZERO));
        let (zh, en) = match to < from {
            true => ("{0}减少 {1}（到 {2}）", "{0} down by {1}, to {2}"),
            false => ("{0}增加 {1}（到 {2}）", "{0} up by {1}, to {2}"),
        };
        Text::say(zh, en, &[field.title.into(), (&by).into(), (&end).into()])
    }

    fn comparisons(&self, at: ExprId, found: &mut Vec<(ExprId, ExprId)>) {
        let instr = self.family.program.instr(at);
        if let Instr::Compare(_, a, b) = instr {
            found.push((a, b));
        }
        instr.operands().into_iter().flatten().for_each(|a| self.comparisons(a, found));
    }
}
