//! Stage and class with their reasons, and what decides an open verdict.

use super::report::{Class, Deciding, DecidingKind};
use super::words::{Wording, gates};
use super::writer::Writer;
use innopoints_core::formula::Unknown;
use innopoints_core::id::StageSet;
use innopoints_core::outcome::level;
use innopoints_core::problem::Text;
use innopoints_core::scheme::model;

impl<'a> Writer<'a, '_> {
    pub(super) fn deciding(&self) -> Vec<Deciding<'a>> {
        let mut all: Vec<Deciding<'a>> = Vec::new();
        for unknown in &self.score.deciding {
            let (kind, id, title) = match *unknown {
                Unknown::Field(f) => match self.scheme.marked_by(f) {
                    Some(indicator) => (DecidingKind::Judged, indicator.id.as_str(), indicator.title.clone()),
                    None => (DecidingKind::Field, self.field(f).id, self.languages.name(self.field(f).title)),
                },
                Unknown::Quantity(q) => {
                    let q = &self.scheme.quantities[q];
                    let kind = if q.typical.is_some() { DecidingKind::Estimate } else { DecidingKind::Judged };
                    (kind, q.id.as_str(), q.title.clone())
                }
            };
            // Of an indicator several numbers may be open.
            if !all.iter().any(|d| d.kind == kind && d.id == id) {
                all.push(Deciding { kind, id, title });
            }
        }
        all
    }

    pub(super) fn class(&self) -> Option<Class<'a>> {
        let classes = self.scheme.classes.as_ref()?;
        let level = level(&classes.list, self.score.classes)?;
        let reason = self.level_reason(&classes.list, self.score.classes)?;
        Some(Class { id: &level.id, title: &level.title, of: &classes.title, reason })
    }

    /// Why it is this one of several stages or classes; `None` while that is open.
    pub(super) fn level_reason(&self, list: &[model::Level], can: StageSet) -> Option<Text> {
        let place = can.single()?;
        let level = list.get(place)?;
        // The last is what none before it is.
        let told_by = match level.when {
            Some(_) => level,
            None => list.get(place.checked_sub(1)?)?,
        };
        let (at, known) = gates::branch(self, told_by.when?, told_by.by);
        let mut reason = self.say("{0}", "{0}", &[(&level.title).into()]);
        if let Some(facts) = gates::facts(self, at, told_by.by) {
            reason.push(&self.say("：{0}", ": {0}", &[(&facts).into()]));
        }
        if known {
            let rule = self.words(at, false);
            reason.push(&match level.when {
                Some(_) => self.say("；标准是 {0}。", "; the rule is {0}.", &[(&rule).into()]),
                None => self.say("；未达到 {0}。", "; not so: {0}.", &[(&rule).into()]),
            });
        } else {
            reason.push(&self.say("。", ".", &[]));
        }
        Some(reason)
    }
}
