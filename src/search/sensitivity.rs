//! What counts most: points for a little more of each figure, and which missing figure would narrow the bounds most.

use super::domain::LARGEST;
use super::quick::Quick;
use super::work::Work;
use crate::Scheme;
use crate::notice::notice;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Kind, Value};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Date, Interval, Num, unit};
use innopoints_core::problem::{Problem, Text};
use innopoints_core::score::{ItemScore, Score, score, sums};
use innopoints_core::sort::{sort, sort_by_key};
use schemars::JsonSchema;
use serde::Serialize;
use std::cell::Cell;

/// Values of a missing figure that are tried.
const TRIED: usize = 40;

/// What counts most.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sensitivity<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// The day the rules were applied for.
    pub on: String,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// Says that this is no official score, where it is none.
    pub notice: Option<Text>,
    /// What the points below are differences of: `exact`, `typical`, or, where something is open, the `lowest` total, to which
    /// what is open adds the least it can and what is known its typical points.
    pub basis: &'static str,
    /// The figures that are known, those with the most points for 1 % first.
    pub inputs: Vec<Marginal<'a>>,
    /// The figures that are not known, in the order in which they are worth finding out.
    pub missing: Vec<Narrowing<'a>>,
    /// Whether all figures were gone through; `false` where the budget of the question stopped that.
    pub complete: bool,
    /// All this in a sentence.
    pub summary: Text,
}

/// Points for a little more of a figure, everything else staying as it is. Most rules are steps: 0 is common.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Marginal<'a> {
    /// The field.
    pub field: &'a str,
    /// Its unit.
    pub unit: &'a str,
    /// Points for one unit more; `None` where it cannot be more.
    pub per_unit: Option<String>,
    /// Points for one unit less.
    pub per_unit_less: Option<String>,
    /// Points for 1 % more.
    pub per_percent: Option<String>,
    /// Points for 1 % less.
    pub per_percent_less: Option<String>,
}

/// How far the sound bounds of the total, those of interval arithmetic, would close in on each other if a figure were known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Narrowing<'a> {
    /// The field.
    pub field: &'a str,
    /// The least narrowing, of the values that were tried: levels, ends, and edges and what is beside them.
    pub least: String,
    /// The most, of these.
    pub most: String,
}

impl Scheme {
    /// Points for a little more of each figure, and which missing figure is worth finding out first.
    pub fn sensitivity(&self, company: &Enterprise, on: Date) -> Result<Sensitivity<'_>, Vec<Problem>> {
        self.sensitivity_within(company, on, &Work::default())
    }

    /// The sensitivity within a budget.
    pub fn sensitivity_within(
        &self,
        company: &Enterprise,
        on: Date,
        work: &Work,
    ) -> Result<Sensitivity<'_>, Vec<Problem>> {
        let company = &*self.takes(company, on)?;
        let now = score(self, company, on, &[])?;
        let mut quick = Quick::new(self, company, work);
        let each = quick.whole_look();
        let basis = match (now.total.single(), now.typical) {
            (Some(_), _) => "exact",
            (None, Some(_)) => "typical",
            (None, None) => "lowest",
        };
        let reserve = work.left() / 3;
        let stopped = Cell::new(work.is_spent());
        let mut inputs: Vec<(Num, Marginal<'_>)> = Vec::new();
        for &f in &self.fields {
            let field = &self.dictionary.fields[f];
            let (Kind::Number { .. }, Value::Exact(x)) = (&field.kind, &company.values()[f]) else { continue };
            let one = unit(field.unit()).map_or(Num::ONE, |u| u.1);
            let percent = x.abs().mul(Num::raw(1, 100));
            let points = |by: Option<Num>| {
                // A third of the budget is for what is missing.
                if stopped.get() || work.left() < reserve {
                    stopped.set(true);
                    return None;
                }
                work.spend(each);
                let to = x.add(by.filter(|by| !by.is_zero())?).filter(|to| field.check(*to).is_ok())?;
                let mut other = company.clone();
                other.set(f, Value::Exact(to));
                if !other.contradictions().is_empty() {
                    return None;
                }
                measure(self, basis, &score(self, &other, on, &[]).ok()?)?.sub(measure(self, basis, &now)?)
            };
            let less = |by: Option<Num>| by.and_then(Num::neg);
            let whole = matches!(field.kind, Kind::Number { whole: true, .. });
            let percent = percent.filter(|_| !whole);
            let all = [points(Some(one)), points(less(Some(one))), points(percent), points(less(percent))];
            let weight = all.iter().flatten().map(|p| p.abs()).max().unwrap_or(Num::ZERO);
            let [per_unit, per_unit_less, per_percent, per_percent_less] = all.map(|p| p.map(|p| p.to_text(6)));
            let unit = field.unit();
            inputs.push((
                weight,
                Marginal { field: field.id, unit, per_unit, per_unit_less, per_percent, per_percent_less },
            ));
        }
        sort_by_key(&mut inputs, |i| std::cmp::Reverse(i.0));
        let mut complete = !stopped.get();
        let missing = self.narrowings(company, &mut quick, work, &mut complete);
        let mut answer = Sensitivity {
            scheme: &self.id,
            title: &self.title,
            on: on.to_text(),
            official: self.official,
            notice: notice(self),
            basis,
            inputs: inputs.into_iter().map(|i| i.1).gather(),
            missing,
            complete,
            summary: Text::default(),
        };
        let first =
            answer.missing.first().filter(|m| m.most != "0").and_then(|m| Some((self.dictionary.find(m.field)?, m)));
        if let Some((field, m)) = first {
            let title = self.dictionary.fields[field].title;
            let by = if m.least == m.most { m.most.clone() } else { [&m.least, "–", &m.most].concat() };
            answer.summary = Text::say(
                "先补充这一项：{0}，得分范围可缩小 {1} 分。",
                "Find this out first: {0}; it narrows the bounds by {1} points.",
                &[title.into(), (&by).into()],
            );
        } else {
            answer.summary =
                Text::say("没有哪一项单独补充后能缩小得分范围。", "No single figure would narrow the bounds.", &[]);
        }
        Ok(answer)
    }

    fn narrowings(
        &self,
        company: &Enterprise,
        quick: &mut Quick<'_>,
        work: &Work,
        complete: &mut bool,
    ) -> Vec<Narrowing<'_>> {
        let Some(now) = quick.width() else { return Vec::new() };
        let mut found: Vec<(Num, Num, Narrowing<'_>)> = Vec::new();
        for &f in &self.fields {
            if !matches!(company.values()[f], Value::Missing | Value::Range(_)) {
                continue;
            }
            // The search for its breakpoints takes two looks, and is not stopped half way.
            if work.left() <= 2 * quick.whole_look() {
                *complete = false;
                break;
            }
            let mut ends: Option<(Num, Num)> = None;
            for value in self.values_of(f, company, quick) {
                if work.is_spent() {
                    *complete = false;
                    break;
                }
                let Some(by) = quick.width_with(f, &value).and_then(|width| now.sub(width)) else { continue };
                let by = by.max(Num::ZERO);
                ends = Some(ends.map_or((by, by), |(lo, hi)| (lo.min(by), hi.max(by))));
            }
            let Some((least, most)) = ends else { continue };
            let text = |n: Num| n.to_text(self.precision);
            let field = self.dictionary.fields[f].id;
            found.push((least, most, Narrowing { field, least: text(least), most: text(most) }));
        }
        sort_by_key(&mut found, |f| std::cmp::Reverse((f.0, f.1)));
        found.into_iter().map(|f| f.2).gather()
    }

    /// What a missing figure could be: levels, or its ends, its edges, and beside them.
    fn values_of(&self, f: FieldId, company: &Enterprise, quick: &mut Quick<'_>) -> Vec<Value> {
        let field = &self.dictionary.fields[f];
        match &field.kind {
            Kind::Flag => return vec![Value::Flag(false), Value::Flag(true)],
            Kind::Choice(levels) => return (0..levels.len()).map(Value::Level).gather(),
            Kind::Date => return Vec::new(),
            Kind::Number { .. } => {}
        }
        let own = company.interval(f);
        let edges = quick.breakpoints(f);
        let step = field.step();
        let mut all: Vec<Num> = [own.lo, own.hi.or(Some(LARGEST))].into_iter().flatten().gather();
        let around = [own.lo, own.hi.or(Some(LARGEST)), own.middle(false)];
        for edge in edges.near(&around) {
            let below = edge.down_to(step);
            all.extend([below, below.and_then(|b| b.add(step)), below.and_then(|b| b.sub(step))].into_iter().flatten());
        }
        all.retain(|x| own.contains(*x) && field.check(*x).is_ok());
        sort(&mut all);
        all.dedup();
        all.truncate(TRIED);
        all.into_iter().map(Value::Exact).gather()
    }
}

fn measure(scheme: &Scheme, basis: &str, score: &Score) -> Option<Num> {
    match basis {
        "exact" => score.total.single(),
        "typical" => score.typical,
        // What is open counts with the least it can be, and what is not, typically: the least of weights that are estimates
        // would be 0 for nearly all.
        _ => {
            let least = |i: &ItemScore| {
                i.earned.map_or(Interval { hi: i.points.lo, ..i.points }, |h| Interval::exact(h.points))
            };
            sums(scheme, &score.items.iter().map(least).gather()).total.lo
        }
    }
}
