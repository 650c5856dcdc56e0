//! The conditions of an instrument: whether each is met, why, and what leaves it open.

use super::{Dependency, DependencyKind, Evaluation, Tested, unstopped};
use crate::answer::report;
use crate::answer::words::{Wording, gates, list, without_value};
use crate::finance::model::{Asked, Requirement};
use innopoints_core::dictionary::Field;
use innopoints_core::formula::ExprId;
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::problem::Text;
use innopoints_core::score::unknown_fields;

impl<'a> Evaluation<'a, '_> {
    pub(super) fn tested(&self, r: &'a Requirement, depends_on: &mut Vec<Dependency<'a>>) -> Tested<'a> {
        let c = &r.condition;
        let found = self.maybe(c.when, self.company);
        let (mut met, fault) = match found {
            Ok(met) => (met, None),
            Err(fault) => (None, Some(fault)),
        };
        let unknown = match met {
            None => unknown_fields(self.fields_of(c.when), self.company),
            Some(_) => Vec::new(),
        };
        let interval = |f: FieldId| self.company.interval(f);
        let env = self.env(self.company, &interval, &self.firm);
        let reason = |met| gates::reason(self, c.when, c.by, met, &unknown, &env);
        let undefined = if met.is_none() { without_value(self, c.when, &env) } else { None };
        let mut reason = match fault {
            _ if undefined.is_some() => reason(None),
            Some(_) => self.say("数字位数太多，无法判断。", "The figures have too many digits to tell.", &[]),
            None if met.is_none() => self.open_reason(c.when, &unknown),
            None => reason(met),
        };
        if met.is_none() {
            self.open(c.when, &unknown, fault.is_some() || undefined.is_some(), depends_on);
        }
        // What else may qualify leaves open what is not met here, what else is asked leaves open what is met; either is
        // told of what may yet turn out so.
        let before = met;
        let beside =
            [(&r.or_else, false, "另有：{0}。", " Else: {0}."), (&r.and_also, true, "另须：{0}。", " Also: {0}.")];
        for (more, opens, zh, en) in beside {
            let Some(more) = more.as_ref().filter(|_| before != Some(!opens)).map(unstopped) else { continue };
            reason.push(&Text::say(zh, en, &[(&more).into()]));
            if before == Some(opens) {
                met = None;
                depends_on.push(Dependency { kind: DependencyKind::Unpublished, id: &c.id, title: more });
            }
        }
        let gap = if met == Some(false) { self.gap(c.when, c.by) } else { None };
        if let Some(gap) = &gap {
            reason.push(&Text::say("{0}", " {0}", &[(&gap.text).into()]));
        }
        let unknown = self.ids(&unknown);
        let condition =
            report::Condition { id: c.id.clone(), title: c.title.clone(), met, unknown, reason, source: &c.source };
        Tested { condition, gap }
    }

    /// Why a condition stands open: the figures and results that are unknown.
    fn open_reason(&self, when: ExprId, unknown: &[FieldId]) -> Text {
        let fields = unknown.iter().map(|&f| Text::say("{0}", "{0}", &[self.field(f).title.into()]));
        let asked = self.open_questions(when);
        let results = asked.iter().map(|&index| match self.told(index) {
            Some(told) => told,
            None => self.unknown_result(index),
        });
        match list(fields.chain(results)) {
            Some(all) => Text::say("取决于：{0}。", "Depends on: {0}.", &[(&all).into()]),
            // Whatever they are, the figures are known; only the bounds of the computation are too wide.
            None => Text::say("待定：{0}。", "Open: {0}.", &[(&self.words(when, false)).into()]),
        }
    }

    /// A result that is open, and the figures that it lacks.
    fn unknown_result(&self, index: usize) -> Text {
        let title = &self.family.questions[index].title;
        let mut said = Text::say("“{0}”的结果", "the result of \"{0}\"", &[title.into()]);
        let missing = self.known[index].iter().filter(|r| r.official).flat_map(|r| &r.missing);
        if let Some(missing) = list(missing.map(|field| self.languages().name(field.title))) {
            said.push(&Text::say("（缺{0}）", " (lacking {0})", &[(&missing).into()]));
        }
        said
    }

    fn open_questions(&self, when: ExprId) -> Vec<usize> {
        let mut asked = self.questions_of(when);
        asked.retain(|&index| match self.family.questions[index].what {
            Asked::Total => self.firm[index].number.single().is_none(),
            _ => self.firm[index].truth.is_none(),
        });
        asked
    }

    /// Adds what leaves a condition open.
    fn open(&self, when: ExprId, unknown: &[FieldId], undefined: bool, found: &mut Vec<Dependency<'a>>) {
        let mut add = |kind: DependencyKind, id: &'a str, title: Text| {
            if !found.iter().any(|d| d.kind == kind && d.id == id) {
                found.push(Dependency { kind, id, title });
            }
        };
        // A figure by which nothing can be divided has to be looked at again.
        let own = if undefined { self.fields_of(when) } else { unknown.to_vec() };
        let mut fields: Vec<&'static Field> = own.into_iter().map(|f| self.field(f)).gather();
        for index in self.open_questions(when) {
            let q = &self.family.questions[index];
            add(DependencyKind::Scheme, &q.scheme, q.title.clone());
            let missing = self.known[index].iter().filter(|r| r.official).flat_map(|r| &r.missing);
            fields.extend(missing);
        }
        for field in fields {
            add(DependencyKind::Field, field.id, Text::say("{0}", "{0}", &[field.title.into()]));
        }
    }
}
