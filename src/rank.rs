//! Many companies together: what their ranks earn, and their places on a leaderboard.

use crate::enterprise::Enterprise;
use crate::formula::Env;
use crate::number::{Date, Num};
use crate::problem::Problem;
use crate::report::{Report, explain, one_of};
use crate::scheme::model::{Rule, Scheme};
use crate::score::{levels, quantities, score};

/// A company among others.
#[derive(Debug)]
pub struct Standing<'a> {
    /// Its report, ranks within it settled; or why it cannot be scored.
    pub report: Result<Report<'a>, Vec<Problem>>,
    /// Id of the stage it is compared in: its own, or the typical one where the limits are estimates.
    pub stage: Option<&'a str>,
    /// Its place among the companies of its stage, or of the table where the scheme has no stages, from 1; equal totals
    /// share the better place. `None` where its stage or its total is open, or the scheme gives no points.
    pub place: Option<usize>,
    /// How many have a place there.
    pub among: usize,
}

impl Scheme {
    /// Scores companies together: `rank` rules by the position among those that have the figure, and a place for each by
    /// its total, or by its typical total where the scheme has estimates.
    pub fn rank(&self, companies: &[Enterprise], on: Date) -> Vec<Standing<'_>> {
        let stages: Vec<Option<usize>> = companies.iter().map(|c| self.stage_of(c)).collect();
        let mut ranks: Vec<Vec<(usize, Num)>> = vec![Vec::new(); companies.len()];
        for indicator in &self.indicators {
            let Rule::Rank { value, within_stage, top, otherwise, quantity } = &indicator.rule else { continue };
            let values: Vec<Option<Num>> = companies
                .iter()
                .map(|company| {
                    let env = Env { values: company.values(), ..Env::default() };
                    self.program.num(value.formula, &env).ok()
                })
                .collect();
            let kin: Vec<Option<usize>> = stages
                .iter()
                .map(|stage| if *within_stage && !self.stages.is_empty() { *stage } else { Some(0) })
                .collect();
            for (c, (place, among)) in places(&values, &kin).into_iter().enumerate() {
                if let Some(place) = place {
                    let within = |share: Num| share_reaches(share, place, among);
                    let points = top.iter().find(|step| within(step.0)).map_or(*otherwise, |step| step.1);
                    ranks[c].push((*quantity, points));
                }
            }
        }
        let mut totals = Vec::with_capacity(companies.len());
        let mut reports = Vec::with_capacity(companies.len());
        for (company, ranks) in companies.iter().zip(&ranks) {
            let scored = score(self, company, on, ranks);
            totals.push(
                scored
                    .as_ref()
                    .ok()
                    .filter(|_| self.has_points())
                    .and_then(|s| s.total.single().or(s.typical).map(|total| total.round(self.precision))),
            );
            reports.push(scored.map(|s| explain(self, company, on, &s)));
        }
        let kin: Vec<Option<usize>> =
            stages.iter().map(|stage| if self.stages.is_empty() { Some(0) } else { *stage }).collect();
        let mut all = Vec::with_capacity(reports.len());
        for (c, (report, (place, among))) in reports.into_iter().zip(places(&totals, &kin)).enumerate() {
            let stage = stages[c].and_then(|place| self.stages.get(place)).map(|s| s.id.as_str());
            all.push(Standing { report, stage, place, among });
        }
        all
    }

    /// The stage of a company: the only one it can be in, or the typical one where the limits are estimates.
    fn stage_of(&self, company: &Enterprise) -> Option<usize> {
        let interval = |f: usize| company.interval(f);
        let of = |typical: bool| {
            let open = quantities(self, typical, &[]);
            let env = Env { values: company.values(), interval: &interval, quantities: &open, ..Env::default() };
            levels(self, &self.stages, &env).ok().and_then(one_of)
        };
        of(false).or_else(|| of(true))
    }
}

/// Whether a place is within the best share of so many.
pub fn share_reaches(share: Num, place: usize, among: usize) -> bool {
    let whole = |n: usize| Num::int(i64::try_from(n).unwrap_or(i64::MAX));
    share.mul(whole(among)).is_some_and(|reach| whole(place) <= reach)
}

/// The place of each value among those of its kind, the largest first, and how many there are.
fn places(values: &[Option<Num>], kin: &[Option<usize>]) -> Vec<(Option<usize>, usize)> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&c| values[c].is_some() && kin[c].is_some()).collect();
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
