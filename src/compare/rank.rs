//! Many companies together: what their ranks earn, and their places on a leaderboard.

use crate::Scheme;
use crate::answer::Scored;
use crate::answer::report::Report;
use crate::estimate::{EstimatedPlace, estimated_places, estimated_total};
use crate::languages::Languages;
use crate::search::score;
use innopoints_core::company::Enterprise;
use innopoints_core::formula::{Env, ExprId, Fault};
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, QuantityId, StageSet};
use innopoints_core::number::{Date, Interval, Num};
use innopoints_core::problem::Problem;
use innopoints_core::scheme::model::{Amount, Rule};
use innopoints_core::scheme::rules::Rank;
use innopoints_core::score::{levels, quantities};
use std::borrow::Cow;

/// A company's position in a ranking.
#[derive(Debug)]
pub struct Ranked<'a> {
    /// Its report, ranks within it settled; or why it cannot be scored.
    pub report: Result<Report<'a>, Vec<Problem>>,
    /// Id of the stage it is compared in: its own, or the typical one where the limits are estimates.
    pub stage: Option<&'a str>,
    /// Its place among the companies of its stage, or of the table where the scheme has no stages, from 1; equal totals
    /// share the better place. `None` where its stage or its total is open, or the scheme gives no points.
    pub place: Option<usize>,
    /// How many have a place there.
    pub among: usize,
    /// Which places it takes by the panel, where the scheme has one.
    pub estimate: Option<EstimatedPlace>,
}

/// What is known of a company's figure and of whom it is compared with.
struct Entry {
    /// Where the figure can lie; the least it can be, and the most.
    ends: (End, End),
    /// The stages that it can be in, a bit each; the first bit where all are compared.
    among: StageSet,
    /// Whether it surely has a figure.
    sure: bool,
}

/// A number, or beyond all of them: -1 below, 1 above.
type End = (i8, Num);

/// The ends of the figures of those that are compared, each list in order.
#[derive(Default)]
struct Field {
    /// Lower and upper ends of those that surely are among them.
    sure: (Vec<End>, Vec<End>),
    /// Of those that may be.
    maybe: (Vec<End>, Vec<End>),
}

/// How many of these ends lie above a number.
fn above(ends: &[End], than: End) -> usize {
    ends.len() - ends.partition_point(|end| *end <= than)
}

impl Scheme {
    /// Scores companies together: `rank` rules by the position among all companies, and a place for each by its total, or
    /// by its typical total where the scheme has estimates, by the median of a panel. Where figures or stages of others are not known, a rank earns
    /// what it does in the worst position to the best.
    pub fn rank(&self, companies: &[Enterprise], on: Date) -> Vec<Ranked<'_>> {
        let read: Vec<_> = companies.iter().map(|company| self.takes(company, on)).gather();
        let known: Vec<&Enterprise> = read.iter().filter_map(|company| company.as_deref().ok()).gather();
        let mut known = self.rank_known(&known, on).into_iter();
        let refused = |problems| Ranked { report: Err(problems), stage: None, place: None, among: 0, estimate: None };
        read.iter()
            .filter_map(|company| company.as_ref().map_or_else(|p| Some(refused(p.clone())), |_| known.next()))
            .gather()
    }

    fn rank_known(&self, companies: &[&Enterprise], on: Date) -> Vec<Ranked<'_>> {
        let can: Vec<StageSet> = companies.iter().map(|c| self.stages_of(c, false)).gather();
        // The stage that a company can only be in, or the typical one where the limits are estimates.
        let usual: Vec<StageSet> = companies
            .iter()
            .zip(&can)
            .map(|(c, &can)| match can.single() {
                Some(_) => can,
                None => Some(self.stages_of(c, true)).filter(|bits| bits.single().is_some()).unwrap_or(can),
            })
            .gather();
        let stages: Vec<Option<usize>> = usual.iter().map(|bits| bits.single()).gather();
        let ranks = self.ranks(companies, &can);
        let usual_ranks = if usual == can { None } else { Some(self.ranks(companies, &usual)) };
        let mut totals = Vec::with_capacity(companies.len());
        let mut reports = Vec::with_capacity(companies.len());
        for (c, (company, ranks)) in companies.iter().zip(&ranks).enumerate() {
            let mut scored = score(self, company, on, ranks);
            if let (Ok(scored), Some(usual)) = (&mut scored, &usual_ranks)
                && usual[c] != *ranks
            {
                scored.typical = score(self, company, on, &usual[c]).ok().and_then(|s| s.typical);
            }
            totals.push(scored.as_ref().ok().filter(|_| self.has_points()).and_then(|s| {
                let median = || estimated_total(self, company).and_then(|e| e.median).map(Num::int);
                let typical = || if self.panel.is_empty() { s.typical } else { median() };
                s.total.single().or_else(typical).map(|total| self.round_total(total))
            }));
            reports.push(scored.map(|score| {
                Scored { scheme: self, company: Cow::Borrowed(company), on, score }.report(Languages::Both)
            }));
        }
        let kin: Vec<Option<usize>> =
            stages.iter().map(|stage| if self.stages.is_empty() { Some(0) } else { *stage }).gather();
        let places = places(&totals, &kin);
        let scored: Vec<bool> = reports.iter().map(Result::is_ok).gather();
        let mut estimates = self.estimated_places(companies, &places, &kin, &scored);
        let mut all = Vec::with_capacity(reports.len());
        for (c, (report, (place, among))) in reports.into_iter().zip(places).enumerate() {
            let stage = stages[c].and_then(|place| self.stages.get(place)).map(|s| s.id.as_str());
            all.push(Ranked { report, stage, place, among, estimate: estimates[c].take() });
        }
        all
    }

    /// What the panel says of the places of those who are scored, among those of their stage.
    fn estimated_places(
        &self,
        companies: &[&Enterprise],
        places: &[(Option<usize>, usize)],
        kin: &[Option<usize>],
        scored: &[bool],
    ) -> Vec<Option<EstimatedPlace>> {
        let mut found: Vec<Option<EstimatedPlace>> = companies.iter().map(|_| None).gather();
        if self.panel.is_empty() {
            return found;
        }
        for stage in 0..self.stages.len().max(1) {
            let mut like: Vec<usize> = (0..companies.len()).filter(|&c| scored[c] && kin[c] == Some(stage)).gather();
            // Who has no place, for its total is open, comes last.
            like.sort_by_key(|&c| places[c].0.unwrap_or(usize::MAX));
            let placed = like.iter().filter(|c| places[**c].0.is_some()).count();
            let own: Vec<&Enterprise> = like.iter().map(|&c| companies[c]).gather();
            like.iter().zip(estimated_places(self, &own, placed)).for_each(|(&c, place)| found[c] = Some(place));
        }
        found
    }

    /// What the `rank` rules earn each company, by the places of the numbers that they settle: one number, or the least
    /// and the most.
    fn ranks(&self, companies: &[&Enterprise], stages: &[StageSet]) -> Vec<Vec<(QuantityId, Num)>> {
        let mut ranks: Vec<Vec<(QuantityId, Num)>> = vec![Vec::new(); companies.len()];
        for indicator in &self.indicators {
            let Rule::Rank(Rank { value, within_stage, top, otherwise, points: Amount::Open(quantity) }) =
                &indicator.rule
            else {
                continue;
            };
            let staged = *within_stage && !self.stages.is_empty();
            let entries: Vec<Option<Entry>> = companies
                .iter()
                .zip(stages)
                .map(|(company, stages)| {
                    self.entry(company, value.formula, if staged { *stages } else { StageSet::of(0) })
                })
                .gather();
            let fields: Vec<Field> =
                (0..if staged { self.stages.len() } else { 1 }).map(|stage| field(&entries, stage)).gather();
            for (entry, ranks) in entries.iter().zip(&mut ranks) {
                let Some(entry) = entry else { continue };
                let own = fields.iter().enumerate().filter(|(stage, _)| entry.among.contains(*stage));
                // The steps that it may be on; the last is below all of them.
                let steps = own.map(|(stage, field)| {
                    let [best, worst] = positions(entry, field, entry.is_sure(stage));
                    let step = |(place, among)| {
                        let within = |s: &(Num, Num)| share_reaches(s.0, place, among);
                        top.iter().position(within).unwrap_or(top.len())
                    };
                    (step(best), step(worst))
                });
                let (best, worst) = steps.fold((top.len(), 0), |(a, b), (best, worst)| (a.min(best), b.max(worst)));
                let earned = (best..=worst).map(|step| top.get(step).map_or(*otherwise, |s| s.1));
                if let (Some(least), Some(most)) = (earned.clone().min(), earned.max()) {
                    ranks.push((*quantity, least));
                    ranks.extend((least != most).then_some((*quantity, most)));
                }
            }
        }
        ranks
    }

    /// A company's figure; `None` where it can have none, so that it is not compared.
    fn entry(&self, company: &Enterprise, formula: ExprId, among: StageSet) -> Option<Entry> {
        let interval = |f: FieldId| company.interval(f);
        let open = quantities(self, false, &[]);
        let env = Env { values: company.values(), interval: &interval, quantities: &open, ..Env::default() };
        let (figure, sure) = match self.program.num(formula, &env) {
            Ok(n) => (Interval::exact(n), true),
            // What divides may have no value.
            Err(Fault::Unknown) => {
                let span = self.program.span(formula, &env);
                (span.values?, !span.partial)
            }
            Err(_) => return None,
        };
        let end = |end: Option<Num>, beyond: i8| end.map_or((beyond, Num::ZERO), |n| (0, n));
        Some(Entry { ends: (end(figure.lo, -1), end(figure.hi, 1)), among, sure })
    }

    /// The stages that a company can be in, with every estimate at its typical value or not.
    fn stages_of(&self, company: &Enterprise, typical: bool) -> StageSet {
        let interval = |f: FieldId| company.interval(f);
        let open = quantities(self, typical, &[]);
        let env = Env { values: company.values(), interval: &interval, quantities: &open, ..Env::default() };
        levels(self, &self.stages, &env)
    }
}

impl Entry {
    /// Whether it surely is among those of a stage.
    fn is_sure(&self, stage: usize) -> bool {
        self.sure && self.among == StageSet::of(stage)
    }
}

/// Those that are, or may be, compared in a stage.
fn field(entries: &[Option<Entry>], stage: usize) -> Field {
    let mut field = Field::default();
    for entry in entries.iter().flatten().filter(|e| e.among.contains(stage)) {
        let (lows, highs) = if entry.is_sure(stage) { &mut field.sure } else { &mut field.maybe };
        lows.push(entry.ends.0);
        highs.push(entry.ends.1);
    }
    for ends in [&mut field.sure.0, &mut field.sure.1, &mut field.maybe.0, &mut field.maybe.1] {
        ends.sort();
    }
    field
}

/// The best and the worst position of a company among these, it being one of them: its place, and among how many.
///
/// At its best it has the most it can have, the others the least, and whoever may be among them and need not be above it
/// is. At its worst it has the least, the others the most, and of those who may be among them only they who can be above.
/// Equal figures share the better place.
fn positions(own: &Entry, field: &Field, is_sure: bool) -> [(usize, usize); 2] {
    let (least, most) = own.ends;
    let (sure, maybe) = (field.sure.0.len(), field.maybe.0.len());
    // It stands on one of the lists itself.
    let itself = usize::from(most > least);
    let best_place = 1 + above(&field.sure.0, most);
    let best_among = sure + (maybe - above(&field.maybe.0, most));
    let others_above = above(&field.sure.1, least) + above(&field.maybe.1, least) - itself;
    let who_may = above(&field.maybe.1, least) + if is_sure { 0 } else { 1 - itself };
    [(best_place, best_among), (1 + others_above, sure + who_may)]
}

/// Whether a place is within the best share of so many.
pub fn share_reaches(share: Num, place: usize, among: usize) -> bool {
    let whole = |n: usize| Num::int(i64::try_from(n).unwrap_or(i64::MAX));
    share.mul(whole(among)).is_some_and(|reach| whole(place) <= reach)
}

/// The place of each value among those of its kind, the largest first, and how many there are.
fn places(values: &[Option<Num>], kin: &[Option<usize>]) -> Vec<(Option<usize>, usize)> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&c| values[c].is_some() && kin[c].is_some()).gather();
    order.sort_by(|&a, &b| kin[a].cmp(&kin[b]).then(values[b].cmp(&values[a])));
    let mut found = vec![(None, 0); values.len()];
    let mut from = 0;
    while from < order.len() {
        let own = kin[order[from]];
        let to = order[from..].iter().position(|&c| kin[c] != own).map_or(order.len(), |more| from + more);
        let mut place = 1;
        for (at, &c) in order[from..to].iter().enumerate() {
            if at > 0 && values[c] != values[order[from + at - 1]] {
                place = at + 1;
            }
            found[c] = (Some(place), to - from);
        }
        from = to;
    }
    found
}
