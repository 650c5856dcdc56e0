//! What a scheme says of one company, at three levels, each of which computes what it returns and no more:
//!
//! - the **outcome** ([`Outcome`]): numbers and ids;
//! - the **report** ([`report`]): the outcome with the reason of each item, in the languages that are wanted;
//! - the **full** report ([`crate::verify`]): with the figures it rests on, where points are lost ([`lost`]) and what finance
//!   instruments say, so that anyone can score it again.
//!
//! All sentences are made here: [`words`] has what they share (the edges of bands, gates and other conditions); `items`,
//! `next`, `conditions` and `summary` each write theirs.

mod conditions;
mod items;
pub mod lost;
mod next;
pub mod report;
mod summary;
pub mod words;

use crate::scheme::Scheme;
use innopoints_core::Outcome;
use innopoints_core::company::Enterprise;
use innopoints_core::formula::{At, Env, Instr, Program, Unknown};
use innopoints_core::number::{Date, Decimal, Interval, Num};
use innopoints_core::outcome::{ends, level, missing, only, outcome, typical};
use innopoints_core::problem::{Problem, Text};
use innopoints_core::scheme::model::{self, Amount};
use innopoints_core::score::{Score, floor_met, span};
use report::{Class, Deciding, GroupReport, Report, notice_in};
use words::{Languages, Wording, gates};

/// A company scored by a scheme for a day: the answer in numbers, from which each level is made.
#[derive(Debug)]
pub struct Scored<'a, 'c> {
    /// The scheme.
    pub scheme: &'a model::Scheme,
    /// The company.
    pub company: &'c Enterprise,
    /// The day.
    pub on: Date,
    /// Points, bounds and verdict.
    pub score: Score,
}

impl Scheme {
    /// Scores one company for a day.
    pub fn scored<'a, 'c>(&'a self, company: &'c Enterprise, on: Date) -> Result<Scored<'a, 'c>, Vec<Problem>> {
        Ok(Scored { scheme: self, company, on, score: crate::search::score(self, company, on, &[])? })
    }
}

impl<'a> Scored<'a, '_> {
    /// Numbers and ids.
    pub fn outcome(&self) -> Outcome<'a> {
        outcome(self.scheme, self.company, self.on, &self.score)
    }

    /// The outcome with the reason of each item, in the languages that are wanted.
    pub fn report(&self, languages: Languages) -> Report<'a> {
        self.writer(languages).report(self.on)
    }

    /// The gates and the parts of the pass condition that are not met, or open.
    pub(crate) fn unmet(&self) -> Vec<report::Condition<'a>> {
        let writer = self.writer(Languages::Both);
        let mut unmet = writer.conditions(&self.scheme.gates, &self.score.gates);
        unmet.extend(self.scheme.pass.iter().flat_map(|pass| writer.requirements(pass)));
        unmet.retain(|c| c.met != Some(true));
        unmet
    }

    /// The direct routes that are not met, or open.
    pub(crate) fn unmet_routes(&self) -> Vec<report::Condition<'a>> {
        let Some(pass) = &self.scheme.pass else { return Vec::new() };
        let mut unmet = self.writer(Languages::Both).conditions(&pass.or, &self.score.routes);
        unmet.retain(|c| c.met != Some(true));
        unmet
    }

    fn writer<'b>(&'b self, languages: Languages) -> Writer<'a, 'b> {
        Writer { scheme: self.scheme, company: self.company, score: &self.score, languages }
    }
}

/// `15` or `10–15`.
pub(crate) fn span_text(points: Interval, places: u32) -> String {
    let [lo, hi] = ends(points, places);
    if lo == hi { lo.to_string() } else { [&lo, "–", &hi].concat() }
}

/// Writes the report of one company.
struct Writer<'a, 'b> {
    scheme: &'a model::Scheme,
    company: &'b Enterprise,
    score: &'b Score,
    languages: Languages,
}

impl Wording for Writer<'_, '_> {
    fn program(&self) -> &Program {
        &self.scheme.program
    }

    fn company(&self) -> &Enterprise {
        self.company
    }

    fn languages(&self) -> Languages {
        self.languages
    }

    fn operand(&self, instr: Instr, values: bool) -> Text {
        match instr {
            Instr::Quantity(q) => match self.score.quantities[q].single().filter(|_| values) {
                Some(n) => self.parameter(q, n),
                None => self.scheme.quantities[q].title.clone(),
            },
            Instr::Points(i) => self.say("{0}得分", "Points for {0}", &[self.named(i).0.into()]),
            _ => Text::default(),
        }
    }
}

impl<'a> Writer<'a, '_> {
    fn report(&self, on: Date) -> Report<'a> {
        let (scheme, score, places) = (self.scheme, self.score, self.scheme.precision);
        let (routes, requirements) = match &scheme.pass {
            Some(pass) => (self.conditions(&pass.or, &score.routes), self.requirements(pass)),
            None => (Vec::new(), Vec::new()),
        };
        let stage = level(&scheme.stages, score.stages);
        let mut report = Report {
            scheme: &scheme.id,
            title: &scheme.title,
            document: &scheme.document,
            digest: &scheme.digest,
            on: on.to_text(),
            stage: stage.map(|s| s.id.as_str()),
            stage_title: stage.map(|s| &s.title),
            stage_reason: self.level_reason(&scheme.stages, score.stages),
            class: self.class(),
            total: score.total.single().map(|total| Decimal::new(total, places)),
            typical: typical(scheme, score.typical).map(|total| Decimal::new(total, places)),
            bounds: ends(score.total, places),
            tight: score.tight,
            max: Decimal::new(scheme.max, 6),
            threshold: scheme.pass.as_ref().and_then(|p| self.threshold(p.when?)),
            official: scheme.official,
            notice: notice_in(scheme, self.languages),
            passed: score.passed,
            summary: Text::default(),
            groups: self.groups(),
            items: scheme.indicators.iter().zip(&score.items).map(|(i, s)| self.item(i, s)).collect(),
            gates: self.conditions(&scheme.gates, &score.gates),
            routes,
            requirements,
            missing: self.ids(&missing(scheme, self.company, score)),
            deciding: self.deciding(),
            deciding_all: score.deciding_all,
        };
        report.summary = self.summary(&report);
        if let Some(notice) = &report.notice {
            report.summary.push(&self.say("{0}", " {0}", &[notice.into()]));
        }
        report
    }

    fn groups(&self) -> Vec<GroupReport<'a>> {
        let scheme = self.scheme;
        let mut groups = Vec::with_capacity(scheme.groups.len());
        for (place, (g, points)) in scheme.groups.iter().zip(&self.score.groups).enumerate() {
            groups.push(GroupReport {
                id: &g.id,
                title: &g.title,
                kind: g.kind,
                points: points.single().map(|p| Decimal::new(p, scheme.precision)),
                bounds: ends(*points, scheme.precision),
                max: Decimal::new(group_max(scheme, place, self.score), 6),
                floor: g.floor.map(|f| Decimal::new(f, 6)),
                met: floor_met(g.floor, *points),
                source: &g.source,
            });
        }
        groups
    }

    /// What formulas are evaluated over.
    fn env<'e>(&'e self, interval: &'e dyn Fn(usize) -> Interval) -> Env<'e> {
        Env {
            values: self.company.values(),
            interval,
            points: None,
            quantities: &self.score.quantities,
            stages: self.score.stages,
            ..Env::default()
        }
    }

    /// Where a number of the scheme can lie.
    fn span(&self, amount: &Amount) -> Interval {
        span(amount, &self.env(&|_| Interval::ALL))
    }

    fn deciding(&self) -> Vec<Deciding<'a>> {
        let mut all: Vec<Deciding<'a>> = Vec::new();
        for unknown in &self.score.deciding {
            let (kind, id, title) = match *unknown {
                Unknown::Field(f) => ("field", self.field(f).id, self.languages.name(self.field(f).title)),
                Unknown::Quantity(q) => {
                    let q = &self.scheme.quantities[q];
                    let kind = if q.typical.is_some() { "estimate" } else { "judged" };
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

    fn class(&self) -> Option<Class<'a>> {
        let classes = self.scheme.classes.as_ref()?;
        let level = level(&classes.list, self.score.classes)?;
        let reason = self.level_reason(&classes.list, self.score.classes)?;
        Some(Class { id: &level.id, title: &level.title, of: &classes.title, reason })
    }

    /// Why it is this one of several stages or classes; `None` while that is open.
    fn level_reason(&self, list: &[model::Level], bits: u32) -> Option<Text> {
        let place = only(bits)?;
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

    /// A named number in its unit.
    fn parameter(&self, quantity: usize, n: Num) -> Text {
        let parameter = self.scheme.parameters.iter().find(|p| p.quantity == quantity);
        self.languages.show(n, parameter.map_or("", |p| &p.unit), 6)
    }

    /// Name and points of a group or indicator, by its place in [`model::Scheme::point_ids`].
    fn named(&self, i: usize) -> (&'a Text, Interval) {
        match i.checked_sub(self.scheme.groups.len()) {
            None => (&self.scheme.groups[i].title, self.score.groups[i]),
            Some(j) => (&self.scheme.indicators[j].title, self.score.items[j].points),
        }
    }

    /// The formula of an open condition, evaluated over what is known: a divisor that is 0, in words.
    fn undefined(&self, at: At) -> Option<Text> {
        let interval = |f: usize| self.company.interval(f);
        self.zero_divisor(at, &self.env(&interval))
    }
}

/// The most points that a group can give.
pub(crate) fn group_max(scheme: &model::Scheme, place: usize, score: &Score) -> Num {
    let group = &scheme.groups[place];
    let env = Env { quantities: &score.quantities, stages: score.stages, ..Env::default() };
    let mut sum = Some(Num::ZERO);
    for indicator in &scheme.indicators[group.indicators.clone()] {
        sum = sum.zip(span(&indicator.max, &env).hi).and_then(|(a, b)| a.add(b));
    }
    let max = group.max.or(sum).unwrap_or(Num::ZERO);
    // What it shares with others cannot be more than there is.
    let tie = scheme.ties.iter().find(|tie| tie.groups.contains(&place));
    tie.map_or(max, |tie| max.min(tie.sum))
}
