//! What if: the same company with other figures, and the difference indicator by indicator.
//!
//! A change says what figures of the evaluated year become. Both years of a growth figure move together in one of two
//! senses, and the caller says which. By default a change is another outcome of the same year: the years before are past
//! and stay, unless they are set too. With `next_year` it is the year that follows: of every figure what was this year
//! becomes the year before, and that the one before it; a figure that is not set is next year what it is now.

use crate::Scheme;
use crate::answer::report::Change;
use crate::answer::{span_text, words::change};
use crate::estimate::{EstimatedPoints, Estimates, Shift, estimates};
use crate::notice::{estimated, notice};
use crate::search::{Work, score_within};
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::Value;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Date, Decimal, Interval, Num};
use innopoints_core::outcome::{EstimatedTotal, bounds, level, typical};
use innopoints_core::problem::{Phrase, Problem, Text};
use innopoints_core::score::Score;
use schemars::JsonSchema;
use serde::Serialize;

/// A company before and after a change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WhatIf<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Document number.
    pub document: &'a str,
    /// SHA-256 of the scheme file.
    pub digest: &'a str,
    /// The day the rules were applied for.
    pub on: String,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// Says that this is no official score, where it is none.
    pub notice: Option<Text>,
    /// Every field that is another, those of past years among them where they moved along.
    pub changes: Vec<Change<'a>>,
    /// The score as things are.
    pub before: ScoreSummary,
    /// The score as things would be.
    pub after: ScoreSummary,
    /// The indicators whose points differ.
    pub items: Vec<ItemDifference<'a>>,
    /// What the panel says of the change: in how many tables the total is higher, and by how much; `None` where the scheme has none.
    pub shift: Option<Shift>,
    /// The gates and direct routes that are met before or after, and not both.
    pub conditions: Vec<ConditionDifference<'a>>,
    /// All this in a sentence.
    pub summary: Text,
}

/// A summary of a score: total, bounds and verdict.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScoreSummary {
    /// Exact total, rounded once; `None` where it is open.
    pub total: Option<Decimal>,
    /// The total with every estimate at its typical value, of a scheme with estimates and no panel.
    pub typical: Option<Decimal>,
    /// Bounds of the total; `None` where the scheme has a panel, whose `estimate` stands instead.
    pub bounds: Option<[Decimal; 2]>,
    /// What the panel of plausible tables says; `None` where the scheme has none.
    pub estimate: Option<EstimatedTotal>,
    /// Whether both bounds are reached; `false` where the budget stopped the search for them, which are sound all the same.
    pub tight: bool,
    /// Id of the stage, where the scheme has stages and it is known.
    pub stage: Option<String>,
    /// The verdict; `None` where it is open, and always of a scheme with estimates.
    pub passed: Option<bool>,
}

/// An indicator before and after a change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemDifference<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Bounds of its points before; `None` where unpublished numbers leave them open and the scheme has a panel.
    pub before: Option<[Decimal; 2]>,
    /// After.
    pub after: Option<[Decimal; 2]>,
    /// What the panel says of its points before and after.
    pub estimate: Option<[EstimatedPoints; 2]>,
    /// Points more or less, with every estimate at its typical value, by the medians of a panel; `None` where unknown figures
    /// leave it open.
    pub by: Option<Decimal>,
}

/// A condition before and after a change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConditionDifference<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Whether it is met before; `None` where that is open.
    pub before: Option<bool>,
    /// After.
    pub after: Option<bool>,
}

impl Scheme {
    /// Scores a company as it is and with other figures, given as fields and their values as people write them (nothing:
    /// not known). With `next_year` the years before move along.
    pub fn what_if(
        &self,
        company: &Enterprise,
        on: Date,
        changes: &[(&str, &str)],
        next_year: bool,
    ) -> Result<WhatIf<'_>, Vec<Problem>> {
        self.what_if_within(company, on, changes, next_year, &Work::default())
    }

    /// The answer within a budget.
    pub fn what_if_within(
        &self,
        company: &Enterprise,
        on: Date,
        changes: &[(&str, &str)],
        next_year: bool,
        work: &Work,
    ) -> Result<WhatIf<'_>, Vec<Problem>> {
        let company = &*self.takes(company, on)?;
        let after = changed(company, changes, next_year)?;
        // What the first score leaves of its half, the second has too.
        let was = work.within(work.left() / 2, |work| score_within(self, company, on, &[], work))?;
        let is = score_within(self, &after, on, &[], work)?;
        let then = [company, &after].map(|company| estimates(self, company));
        let values = company.values().iter().zip(after.values());
        let moved = self.dictionary.fields.iter().zip(values).filter(|(_, (a, b))| a != b);
        let mut answer = WhatIf {
            scheme: &self.id,
            title: &self.title,
            document: &self.document,
            digest: &self.digest,
            on: on.to_text(),
            official: self.official,
            notice: notice(self),
            changes: moved.filter_map(|(f, (a, b))| change(f, a, b)).gather(),
            before: score_summary(self, &was, then[0].as_ref()),
            after: score_summary(self, &is, then[1].as_ref()),
            items: differences(self, [&was, &is], &then),
            shift: self.shift(company, &after),
            conditions: Vec::new(),
            summary: Text::default(),
        };
        let routes = self.pass.iter().flat_map(|p| &p.or).zip(was.routes.iter().zip(&is.routes));
        let conditions = self.gates.iter().zip(was.gates.iter().zip(&is.gates)).chain(routes);
        for (c, (before, after)) in conditions.filter(|(_, (a, b))| a != b) {
            answer.conditions.push(ConditionDifference { id: &c.id, title: &c.title, before: *before, after: *after });
        }
        answer.summary = self.words(&answer, &was, &is);
        Ok(answer)
    }

    fn words(&self, answer: &WhatIf<'_>, was: &Score, is: &Score) -> Text {
        let points = |s: &Score, summary: &ScoreSummary| {
            if let (Some(estimate), None) = (&summary.estimate, &summary.bounds) {
                return estimated(estimate);
            }
            let span = span_text(s.total, self.precision);
            match &summary.typical {
                // A typical total goes nowhere without its bounds.
                Some(typical) if *typical != span => {
                    Text::say("典型值 {0}（{1}）", "typically {0} ({1})", &[(&**typical).into(), (&span).into()])
                }
                _ => Text::same(span),
            }
        };
        let (from, to) = (points(was, &answer.before), points(is, &answer.after));
        let mut said = match (self.groups.is_empty(), from == to) {
            (true, _) => Text::default(),
            (_, true) => Text::say("得分不变，仍是 {0}。", "The score stays {0}.", &[(&from).into()]),
            _ => Text::say("得分从 {0} 变为 {1}。", "The score goes from {0} to {1}.", &[(&from).into(), (&to).into()]),
        };
        if let Some(shift) = answer.shift.as_ref().filter(|_| !answer.changes.is_empty()) {
            said.push(&shifted(shift));
        }
        let verdict = |passed: Option<bool>| match passed {
            Some(true) => Phrase { zh: "通过", en: "passed" },
            Some(false) => Phrase { zh: "不通过", en: "not passed" },
            None => Phrase { zh: "待定", en: "open" },
        };
        if self.pass.is_some() && self.official {
            let (a, b) = (answer.before.passed, answer.after.passed);
            let (zh, en) = if a == b {
                ("结论不变：{0}。", " The verdict stays: {0}.")
            } else {
                ("结论从{0}变为{1}。", " The verdict goes from {0} to {1}.")
            };
            said.push(&Text::say(zh, en, &[verdict(a), verdict(b)]));
        }
        if let Some(notice) = &answer.notice {
            said.push(&Text::say("{0}", " {0}", &[notice.into()]));
        }
        said.en = said.en.trim_start().to_string();
        said
    }
}

/// What a panel says of a change, in words.
pub fn shifted(shift: &Shift) -> Text {
    let [higher, no_lower] = [shift.higher, shift.no_lower].map(|n| n.to_string());
    Text::say(
        "在 {0}% 的可能的分值表里总分提高，{1}% 里不降低；变动在 {2} 到 {3} 分之间（中间 90%），中位数 {4} 分。",
        " By {0} % of the plausible tables the total is higher, by {1} % no lower; it moves by {2} to {3} points (the middle 90 %), median {4}.",
        &[(&higher).into(), (&no_lower).into(), (&*shift.low).into(), (&*shift.high).into(), (&*shift.median).into()],
    )
}

/// The company with other figures.
fn changed(company: &Enterprise, changes: &[(&str, &str)], next_year: bool) -> Result<Enterprise, Vec<Problem>> {
    let dictionary = company.dictionary();
    let mut after = company.clone();
    let mut problems = Vec::new();
    for (place, field) in dictionary.fields.iter().enumerate().filter(|(_, f)| next_year && !f.is_past()) {
        // What was this year becomes the year before.
        let mut was = company.values()[place].clone();
        for years in ["_prior", "_prior2"] {
            let Some(before) = dictionary.find(&[field.id, years].concat()) else { break };
            after.set(before, was);
            was = company.values()[before].clone();
        }
    }
    for (id, text) in changes {
        let place = dictionary.find(id);
        if let Some(place) = place {
            after.set(place, Value::Missing);
            if next_year && dictionary.fields[place].is_past() {
                problems.push(*dictionary.fields[place].problem(
                    "past",
                    "下一年的前一年由本年接续，不能另行指定",
                    "is handed on from this year and cannot be set beside the next",
                    &[],
                ));
                continue;
            }
        }
        if let Err(p) = after.set_text(id, text) {
            problems.push(*p);
        }
    }
    if problems.is_empty() {
        after.give_way(&changes.iter().filter_map(|(id, _)| dictionary.find(id)).gather());
        problems = after.contradictions();
    }
    if problems.is_empty() { Ok(after) } else { Err(problems) }
}

/// The summary of a score.
pub(crate) fn score_summary(scheme: &Scheme, score: &Score, estimates: Option<&Estimates>) -> ScoreSummary {
    let points = |total: Num| Decimal::new(total, scheme.precision);
    ScoreSummary {
        total: score.total.single().map(points),
        typical: typical(scheme, score.typical).map(points),
        bounds: bounds(scheme, score.total),
        estimate: estimates.map(|e| e.total.clone()),
        tight: score.tight,
        stage: level(&scheme.stages, score.stages).map(|s| s.id.clone()),
        passed: score.passed.filter(|_| scheme.official),
    }
}

/// The indicators whose points differ.
pub(crate) fn differences<'a>(
    scheme: &'a Scheme,
    [before, after]: [&Score; 2],
    estimates: &[Option<Estimates>; 2],
) -> Vec<ItemDifference<'a>> {
    let mut found = Vec::new();
    for (at, ((indicator, a), b)) in scheme.indicators.iter().zip(&before.items).zip(&after.items).enumerate() {
        if let [Some(was), Some(is)] = estimates {
            let (was, is) = (&was.items[at], &is.items[at]);
            if was == is {
                continue;
            }
            let by = is.median.as_ref().zip(was.median.as_ref()).and_then(|(is, was)| is.number().sub(was.number()));
            found.push(ItemDifference {
                id: &indicator.id,
                title: &indicator.title,
                before: bounds(scheme, a.points),
                after: bounds(scheme, b.points),
                estimate: Some([was.clone(), is.clone()]),
                by: by.map(|by| Decimal::new(by, 1)),
            });
            continue;
        }
        let typical = |points: Interval, hit: Option<Num>| points.single().or(hit);
        let (from, to) = (typical(a.points, a.earned.map(|e| e.points)), typical(b.points, b.earned.map(|e| e.points)));
        if a.points == b.points && from == to {
            continue;
        }
        let by = to.zip(from).and_then(|(to, from)| to.sub(from));
        found.push(ItemDifference {
            id: &indicator.id,
            title: &indicator.title,
            before: bounds(scheme, a.points),
            after: bounds(scheme, b.points),
            estimate: None,
            by: by.map(|by| Decimal::new(by, scheme.precision)),
        });
    }
    found
}
