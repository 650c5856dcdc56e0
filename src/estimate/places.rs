//! What a panel says of companies together: which places each takes among its like, and how often it is ahead of the next.

use super::draw::tables;
use super::points::{Histogram, percent};
use super::totals::{End, Totals};
use innopoints_core::company::Enterprise;
use innopoints_core::gather::Gather;
use innopoints_core::scheme::model::Scheme;
use schemars::JsonSchema;
use serde::Serialize;

/// The places that a company takes over the tables of a panel: an estimate of ours. Where missing figures leave a place
/// open, from the best to the worst that it can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EstimatedPlace {
    /// The place that it takes or betters in 5 % of the tables.
    pub low: i64,
    /// The median; `None` where missing figures leave it open.
    pub median: Option<i64>,
    /// The place that it takes or betters in 95 % of the tables.
    pub high: i64,
    /// The rank acceptability indices: in how many tables it takes a place whatever is missing; none under 1 %.
    pub acceptability: Vec<PlaceShare>,
    /// The pairwise winning index against the company next below it: in how many tables its total is higher whatever is
    /// missing, in whole percent. `None` for the last, and without
    /// a place.
    pub ahead_of_next: Option<i64>,
}

/// In how many tables a place is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaceShare {
    /// From 1; equal totals share the better place.
    pub place: i64,
    /// In whole percent of the tables.
    pub percent: i64,
}

/// The total of a company by each table at least and at most, in the last decimal that the scheme rounds to.
type Rounded = Vec<[i64; 2]>;

/// The places of companies of one kind, of whom so many have a place and are given first, the best before the others.
pub(crate) fn estimated_places(scheme: &Scheme, companies: &[&Enterprise], placed: usize) -> Vec<EstimatedPlace> {
    let tables = &tables(scheme).all;
    let decimals = 10i64.saturating_pow(scheme.precision);
    let totals: Vec<Rounded> = companies
        .iter()
        .map(|company| {
            let totals = Totals::of(scheme, company);
            let is_settled = totals.is_settled();
            let rounded = |table| {
                let least = totals.rounded(table, End::Least, decimals);
                [least, if is_settled { least } else { totals.rounded(table, End::Most, decimals) }]
            };
            tables.iter().map(rounded).gather()
        })
        .gather();
    let mut counted: Vec<([Histogram; 2], Histogram)> = companies.iter().map(|_| Default::default()).gather();
    for table in 0..tables.len() {
        let [least, most] = [0, 1].map(|end: usize| {
            let mut ends: Vec<i64> = totals.iter().map(|rounded| rounded[table][end]).gather();
            ends.sort_unstable();
            ends
        });
        let above = |ends: &[i64], than: i64| (ends.len() - ends.partition_point(|end| *end <= than)) as i64;
        for (rounded, ([best, worst], settled)) in totals.iter().zip(&mut counted) {
            let [own_least, own_most] = rounded[table];
            // At its worst it is not above itself.
            let itself = i64::from(own_most > own_least);
            let places = [1 + above(&least, own_most), 1 + above(&most, own_least) - itself];
            best.count(places[0]);
            worst.count(places[1]);
            settled.count(if places[0] == places[1] { places[0] } else { 0 });
        }
    }
    let of = |(at, ([best, worst], settled)): (usize, &([Histogram; 2], Histogram))| {
        let (best, worst) = (best.quantiles(), worst.quantiles());
        let shares = settled.counts().skip(1).map(|(place, n)| PlaceShare { place, percent: percent(n, tables) });
        let next = totals[..placed].get(at + 1).map(|next| {
            let ahead = totals[at].iter().zip(next).filter(|(own, next)| own[0] > next[1]);
            percent(ahead.count() as i64, tables)
        });
        EstimatedPlace {
            low: best[0],
            median: (best[1] == worst[1]).then_some(best[1]),
            high: worst[2],
            acceptability: shares.filter(|share| share.percent > 0).gather(),
            ahead_of_next: next,
        }
    };
    counted.iter().enumerate().map(of).gather()
}
