//! What is wrong with a file of finance instruments, or looks so, beyond what keeps it from being read: conditions that no
//! figures can turn, that exclude one another or rest on what decides nothing, terms that nobody sees, days without a rule.

use super::range::{Facts, same};
use super::{Lint, Others, Ranges, Severity};
use crate::compile::id_of;
use crate::file::instrument::{self as file, InstrumentFile};
use crate::file::reader::Spanned;
use crate::finance::Instruments;
use crate::finance::model::{Asked, Question, Term, Test, Version};
use crate::scheme::Scheme;
use innopoints_core::formula::{ExprId, Instr};
use innopoints_core::json::{Document, Json, Span};
use innopoints_core::number::{Date, Interval, Num};
use std::collections::BTreeSet;

impl Lint {
    /// Words and sources, that no instrument stands in another file, and, where the file can be read, what it says.
    pub(super) fn instruments(
        &mut self,
        file: &InstrumentFile,
        document: Option<&Document>,
        family: Option<Instruments>,
        schemes: &[Scheme],
        others: Others<'_>,
    ) {
        file.walk_members(self);
        let items = file.instruments.get().map_or(&[][..], Vec::as_slice);
        self.elsewhere(items, others);
        let (Some(family), Some(document)) = (family, document) else { return };
        let used: Vec<&str> = family.fields().into_iter().map(|f| f.id).collect();
        self.unused_fields(&file.fields, &used);
        let Instruments { list, questions, program, dictionary, .. } = family;
        self.program = program;
        self.ranges = Ranges::new(dictionary);
        self.asked = questions.iter().map(|q| q.title.clone()).collect();
        self.ranges.answers = questions.iter().map(|q| answers(q, schemes)).collect();
        for (item, instrument) in items.iter().zip(&list) {
            let files = item.get().and_then(|item| item.versions.get()).into_iter().flatten();
            for (v, (item, version)) in files.zip(&instrument.versions).enumerate() {
                let next = instrument.versions.get(v + 1).map(|next| next.from);
                if let Some(read) = item.get() {
                    self.version(read, version, next, document, &questions, schemes);
                }
            }
        }
    }

    /// That no instrument stands in another file.
    fn elsewhere(&mut self, items: &[Spanned<file::Instrument>], others: Others<'_>) {
        for (name, text) in others.iter().filter(|other| other.1.contains("\"instruments\"")) {
            let other = Json::parse(text).ok();
            let list = other.as_ref().and_then(|other| other.get("instruments"));
            let Some(Json::Array(list)) = list else { continue };
            let ids: BTreeSet<&str> = list
                .iter()
                .filter_map(|item| match item.get("id") {
                    Some(Json::String(id)) => Some(id.as_str()),
                    _ => None,
                })
                .collect();
            for item in items.iter().filter_map(Spanned::get) {
                if id_of(&item.id).is_some_and(|id| ids.contains(id)) {
                    let (zh, en) = ("“{0}”用了同一个标识", "\"{0}\" has the same id");
                    self.say(Severity::Error, "duplicate", item.id.span, zh, en, &[(*name).into()]);
                }
            }
        }
    }

    fn version(
        &mut self,
        read: &file::Version,
        version: &Version,
        next: Option<Date>,
        document: &Document,
        questions: &[Question],
        schemes: &[Scheme],
    ) {
        // The first day after it, where there is one.
        let after = version.to.map_or(next, Date::after);
        if let (Some(to), Some(after), Some(next)) = (version.to, after, next)
            && after < next
        {
            let (to, next) = (to.to_text(), next.to_text());
            self.warn(
                "gap",
                read.effective.get().and_then(|days| days.to.as_ref()).map_or(Span::NONE, |to| to.span),
                "到 {0} 为止，而下一版本从 {1} 起，其间没有施行的版本",
                "this version ends on {0} and the next begins on {1}: none is in force between them",
                &[(&to).into(), (&next).into()],
            );
        }
        let mut facts = Facts::default();
        let mut possible = true;
        if let Test::Conditions(list) = &version.test {
            let whens: Vec<ExprId> = list.iter().map(|r| r.condition.when).collect();
            let items = read.conditions.as_ref().and_then(Spanned::get).into_iter().flatten();
            let spans: Vec<(Span, Span)> =
                items.map(|item| (item.span, item.get().map_or(item.span, |item| item.when.span))).collect();
            for (&when, &(_, here)) in whens.iter().zip(&spans) {
                self.constant(when, here);
                self.parts(when, here);
                for q in self.questions(&[when]) {
                    let Some(scheme) = schemes.iter().find(|s| s.id == questions[q].scheme) else { continue };
                    self.asks(scheme, version, after, here);
                    if !scheme.official {
                        self.warn(
                            "estimate_asked",
                            here,
                            "“{0}”含有估计，其结果不作为判断依据，靠它满足不了条件；要官方告知的结果，或给出确切的方案",
                            "\"{0}\" has estimates, which decide nothing: this cannot be met by it; ask for the official result, or bring an exact scheme",
                            &[(&scheme.title).into()],
                        );
                    }
                }
            }
            possible = self.together(&whens, &spans, document);
            self.ranges.start();
            possible = possible && whens.iter().all(|&when| self.ranges.assume(&self.program, when, true, &mut facts));
        }
        let items = read.terms.as_ref().and_then(Spanned::get).into_iter().flatten();
        for (item, term) in items.zip(&version.terms) {
            let formulas: Vec<ExprId> = term.when.into_iter().chain([term.value]).collect();
            for q in self.questions(&formulas) {
                if let Some(scheme) = schemes.iter().find(|s| s.id == questions[q].scheme) {
                    self.asks(scheme, version, after, item.span);
                }
            }
            if let Some(read) = item.get() {
                self.term(read, term, &facts, possible);
            }
        }
    }

    /// Warns of a part of a condition that no figures turn.
    fn parts(&mut self, when: ExprId, at: Span) {
        self.ranges.start();
        let mut pending = vec![when];
        while let Some(expr) = pending.pop() {
            // What is asked of one level of a choice may be a plain yes or no.
            if let Instr::And(..) | Instr::Or(..) | Instr::Not(_) = self.program.instr(expr) {
                pending.extend(self.program.operands(expr));
            }
            let Some(holds) = self.ranges.truth(&self.program, expr, &Facts::default()) else { continue };
            if expr == when {
                // That is told of the whole.
                return;
            }
            let words = self.in_words(expr);
            let (zh, en) = match holds {
                true => ("其中“{0}”无论数据如何总是成立", "\"{0}\" in it holds whatever the figures are"),
                false => ("其中“{0}”无论数据如何都不成立", "\"{0}\" in it cannot hold, whatever the figures are"),
            };
            self.warn("constant_part", at, zh, en, &[(&words).into()]);
            return;
        }
    }

    /// Whether the conditions of a version can all hold; says which two cannot.
    fn together(&mut self, whens: &[ExprId], spans: &[(Span, Span)], document: &Document) -> bool {
        let mut possible = true;
        // One budget for all pairs, so that no file can keep the check busy for long.
        self.ranges.start();
        for (c, (&when, &(_, here))) in whens.iter().zip(spans).enumerate() {
            let before = |holds: &dyn Fn(ExprId) -> bool| {
                let first = whens[..c].iter().position(|&other| holds(other));
                first.map(|b| document.pointer(spans[b].0))
            };
            let twin = before(&|other| same(&self.program, other, when));
            let other = before(&|other| self.excludes(other, when) || self.excludes(when, other));
            if let Some(there) = &twin {
                self.warn("twin", here, "与 {0} 的条件相同", "the same condition as {0}", &[there.into()]);
            } else if let Some(there) = &other {
                possible = false;
                self.warn(
                    "contradiction",
                    here,
                    "与 {0} 的条件不能同时成立，因此对任何企业都不适用",
                    "cannot hold together with {0}, so it applies to no company",
                    &[there.into()],
                );
            }
        }
        possible
    }

    /// Whether one condition, taken for true, keeps another from being so. What cannot hold by itself is told elsewhere.
    fn excludes(&self, one: ExprId, other: ExprId) -> bool {
        let (nothing, mut facts) = (Facts::default(), Facts::default());
        let truth = |at: ExprId, facts: &Facts| self.ranges.truth(&self.program, at, facts);
        self.ranges.assume(&self.program, one, true, &mut facts)
            && truth(other, &facts) == Some(false)
            && truth(one, &nothing).is_none()
            && truth(other, &nothing).is_none()
    }

    /// Whether a scheme is in force while a version asks it.
    fn asks(&mut self, scheme: &Scheme, version: &Version, after: Option<Date>, at: Span) {
        let (from, to) = (scheme.from.to_text(), scheme.to.map(|to| to.to_text()).unwrap_or_default());
        let parts = [(&scheme.title).into(), (&from).into(), (&to).into()];
        let ends = scheme.to.and_then(Date::after);
        let (zh, en) = if ends.is_some_and(|ends| ends <= version.from) {
            ("“{0}”施行到 {2} 为止，本版本开始时已经结束", "\"{0}\" ended on {2}, before this version begins")
        } else if after.is_some_and(|after| after <= scheme.from) {
            ("“{0}”从 {1} 起施行，本版本那时已经结束", "\"{0}\" begins on {1}, when this version has ended")
        } else if scheme.from > version.from {
            ("“{0}”从 {1} 起施行，晚于本版本的首日", "\"{0}\" begins on {1}, after the first day of this version")
        } else if ends.is_some_and(|ends| after.is_none_or(|after| after > ends)) {
            ("“{0}”施行到 {2} 为止，本版本没有同时结束", "\"{0}\" ends on {2}, but this version does not")
        } else {
            return;
        };
        self.warn("scheme_not_in_force", at, zh, en, &parts);
    }

    /// A term: whether anybody sees it, and whether it can be an amount. `facts` hold where the instrument applies.
    fn term(&mut self, read: &file::Term, term: &Term, facts: &Facts, possible: bool) {
        let mut shown = Facts::default();
        if let Some(when) = term.when {
            let here = read.when.as_ref().map_or(Span::NONE, |when| when.span);
            self.ranges.start();
            let (ever, applying) =
                (self.ranges.truth(&self.program, when, &shown), self.ranges.truth(&self.program, when, facts));
            match (ever, applying) {
                (Some(true), _) => self.warn(
                    "always_true",
                    here,
                    "无论数据如何，这一项总是有，不必写 when",
                    "this is one whatever the figures are: no \"when\" is needed",
                    &[],
                ),
                (Some(false), _) => {
                    let (zh, en) = ("无论数据如何，这一项都不会显示", "this is never shown, whatever the figures are");
                    self.warn("never_fires", here, zh, en, &[]);
                    return;
                }
                (None, Some(false)) if possible => self.warn(
                    "never_fires",
                    here,
                    "条件都满足时，这一项不会显示",
                    "where all conditions are met this is never shown",
                    &[],
                ),
                _ => {}
            }
            self.ranges.assume(&self.program, when, true, &mut shown);
        }
        self.ranges.start();
        let range = self.ranges.range(&self.program, term.value, &shown).interval;
        if range.hi.is_some_and(|hi| hi.is_negative()) {
            let (zh, en) = ("这一项只能是负数", "this can only be negative");
            self.warn("negative", read.value.span, zh, en, &[]);
        }
        let mut divisors = Vec::new();
        self.ranges.divisors(&self.program, term.value, &shown, &mut divisors);
        for (expr, range) in divisors {
            if range.interval.single().is_some_and(Num::is_zero) {
                self.divisor(expr, range, read.value.span);
            }
        }
    }

    /// What formulas ask of schemes, each once.
    fn questions(&self, formulas: &[ExprId]) -> Vec<usize> {
        let mut found = Vec::new();
        let mut pending = formulas.to_vec();
        while let Some(at) = pending.pop() {
            if let Instr::Answer(q) = self.program.instr(at)
                && !found.contains(&q)
            {
                found.push(q);
            }
            pending.extend(self.program.operands(at));
        }
        found
    }
}

/// What can be answered to a question: where a total can lie, or of which scheme a class is told.
fn answers(question: &Question, schemes: &[Scheme]) -> (Interval, Option<String>) {
    let max = schemes.iter().find(|s| s.id == question.scheme).map(|s| s.max);
    match question.what {
        Asked::Total => (Interval { lo: Some(Num::ZERO), hi: max }, None),
        Asked::Class(..) => (Interval::ALL, Some(question.scheme.clone())),
        Asked::Passed => (Interval::ALL, None),
    }
}
