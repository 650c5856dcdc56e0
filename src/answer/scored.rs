//! A company scored by a scheme: the answer in numbers, and the levels that are made from it.

use super::report::{Condition, DerivedFigure, GroupReport, Report};
use super::words::Wording;
use super::writer::{Writer, group_max};
use crate::estimate::{estimated_total, estimates};
use crate::languages::Languages;
use crate::notice::notice_in;
use crate::scheme::Scheme;
use innopoints_core::Outcome;
use innopoints_core::company::Enterprise;
use innopoints_core::formula::Unknown;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Date, Decimal, Num};
use innopoints_core::outcome::{EstimatedTotal, bounds, level, missing, outcome, typical};
use innopoints_core::problem::{Problem, Text};
use innopoints_core::scheme::model;
use innopoints_core::score::{Score, floor_met};
use std::borrow::Cow;

/// A company scored by a scheme for a day: the answer in numbers, from which each level is made.
#[derive(Debug)]
pub struct Scored<'a, 'c> {
    /// The scheme.
    pub scheme: &'a model::Scheme,
    /// The company.
    pub company: Cow<'c, Enterprise>,
    /// The day.
    pub on: Date,
    /// Points, bounds and verdict.
    pub score: Score,
}

impl Scheme {
    /// Scores one company for a day.
    pub fn scored<'a, 'c>(&'a self, company: &'c Enterprise, on: Date) -> Result<Scored<'a, 'c>, Vec<Problem>> {
        let company = self.takes(company, on)?;
        let score = crate::search::score(self, &company, on, &[])?;
        Ok(Scored { scheme: self, company, on, score })
    }

    /// Scores one company for a day, with reasons in Chinese and English.
    pub fn score(&self, company: &Enterprise, on: Date) -> Result<Report<'_>, Vec<Problem>> {
        Ok(self.scored(company, on)?.report(Languages::Both))
    }

    /// The outcome: the score in numbers and ids, without the words.
    pub fn outcome(&self, company: &Enterprise, on: Date) -> Result<Outcome<'_>, Vec<Problem>> {
        Ok(self.scored(company, on)?.outcome())
    }

    /// The total alone: exact, rounded once; `None` while something needed is unknown.
    pub fn total(&self, company: &Enterprise, on: Date) -> Result<Option<Num>, Vec<Problem>> {
        let company = &*self.takes(company, on)?;
        match innopoints_core::score::total(self, company, on)? {
            Some(total) => Ok(Some(total)),
            // What bounds by intervals leave open, the search may settle: weights that sum to a known number.
            None => {
                let score = crate::search::score(self, company, on, &[])?;
                Ok(score.total.single().map(|total| self.round_total(total)))
            }
        }
    }
}

impl<'a> Scored<'a, '_> {
    /// Whether nothing is open: the total is exact, and so is the verdict where there is one.
    pub fn is_settled(&self) -> bool {
        self.score.total.single().is_some() && (self.score.passed.is_some() || self.scheme.pass.is_none())
    }

    /// Numbers and ids.
    pub fn outcome(&self) -> Outcome<'a> {
        let mut outcome = outcome(self.scheme, &self.company, self.on, &self.score);
        outcome.estimate = self.estimate();
        for unknown in &self.score.deciding {
            let id = match *unknown {
                Unknown::Field(f) => match self.scheme.marked_by(f) {
                    Some(indicator) => &indicator.id,
                    None => self.scheme.dictionary.fields[f].id,
                },
                Unknown::Quantity(q) => &self.scheme.quantities[q].id,
            };
            // Of an indicator several numbers may be open.
            if !outcome.deciding.contains(&id) {
                outcome.deciding.push(id);
            }
        }
        outcome
    }

    /// What the panel says of the total, of a scheme that has one.
    pub fn estimate(&self) -> Option<EstimatedTotal> {
        estimated_total(self.scheme, &self.company)
    }

    /// The outcome with the reason of each item, in the languages that are wanted.
    pub fn report(&self, languages: Languages) -> Report<'a> {
        let estimates = estimates(self.scheme, &self.company);
        Writer { estimates, ..self.writer(languages) }.report(self.on)
    }

    /// What those who judge must give for the points to suffice, where nothing else is open.
    pub(crate) fn for_assessors(&self) -> Option<Text> {
        let writer = self.writer(Languages::Both);
        writer.for_assessors(&writer.report(self.on))
    }

    /// The gates and the parts of the pass condition that are not met, or open.
    pub(crate) fn unmet(&self) -> Vec<Condition<'a>> {
        let writer = self.writer(Languages::Both);
        let mut unmet = writer.conditions(&self.scheme.gates, &self.score.gates);
        unmet.extend(self.scheme.pass.iter().flat_map(|pass| writer.requirements(pass)));
        unmet.retain(|c| c.met != Some(true));
        unmet
    }

    /// The direct routes that are not met, or open.
    pub(crate) fn unmet_routes(&self) -> Vec<Condition<'a>> {
        let Some(pass) = &self.scheme.pass else { return Vec::new() };
        let mut unmet = self.writer(Languages::Both).conditions(&pass.or, &self.score.routes);
        unmet.retain(|c| c.met != Some(true));
        unmet
    }

    pub(super) fn writer<'b>(&'b self, languages: Languages) -> Writer<'a, 'b> {
        Writer { scheme: self.scheme, company: &self.company, score: &self.score, estimates: None, languages }
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
            bounds: bounds(scheme, score.total),
            estimate: self.estimates.as_ref().map(|e| e.total.clone()),
            tight: score.tight,
            max: Decimal::new(scheme.max, 6),
            threshold: scheme.pass.as_ref().and_then(|p| self.threshold(p.when?)),
            official: scheme.official,
            notice: notice_in(scheme, self.languages),
            passed: score.passed,
            summary: Text::default(),
            groups: self.groups(),
            items: (0..scheme.indicators.len()).map(|at| self.item(at)).gather(),
            gates: self.conditions(&scheme.gates, &score.gates),
            routes,
            requirements,
            derived: self.derived(),
            missing: self.ids(&missing(scheme, self.company, score)),
            warnings: self.company.warnings(),
            deciding: self.deciding(),
            deciding_all: score.deciding_all,
        };
        report.summary = self.summary(&report);
        if let Some(notice) = &report.notice {
            report.summary.push(&self.say("{0}", " {0}", &[notice.into()]));
        }
        report
    }

    /// What the scheme asks for and was not given, but follows from other figures.
    fn derived(&self) -> Vec<DerivedFigure<'a>> {
        let (company, scheme) = (self.company, self.scheme);
        let mut figures = Vec::new();
        for derived in company.derived().iter().filter(|derived| scheme.fields.contains(&derived.field)) {
            let reason = company.reason(derived);
            figures.push(DerivedFigure {
                field: self.field(derived.field).id,
                title: self.languages.name(self.field(derived.field).title),
                value: self.value(derived.field).unwrap_or_default(),
                from: self.ids(&company.rests_on(derived)),
                reason: self.say("{0}", "{0}", &[(&reason).into()]),
            });
        }
        figures
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
                bounds: bounds(scheme, *points),
                estimate: self.estimates.as_ref().map(|e| e.groups[place].clone()),
                max: Decimal::new(group_max(scheme, place, self.score), 6),
                floor: g.floor.map(|f| Decimal::new(f, 6)),
                met: floor_met(g.floor, *points),
                source: &g.source,
            });
        }
        groups
    }
}
