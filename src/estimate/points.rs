//! What a panel says of a company: the quantiles of its total, and of the points of each category and indicator.

use super::draw::tables;
use super::totals::{End, Totals};
use innopoints_core::company::Enterprise;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Decimal, Num};
use innopoints_core::outcome::EstimatedTotal;
use innopoints_core::scheme::model::Scheme;
use innopoints_core::scheme::panel::Table;
use innopoints_core::score::rounded_steps;
use schemars::JsonSchema;
use serde::Serialize;

/// What a panel says of the points of a category or an indicator, to tenths of a point: an estimate of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EstimatedPoints {
    /// What 5 % of the tables do not exceed; with figures missing, at least.
    pub low: Decimal,
    /// The median; `None` where missing figures leave it open.
    pub median: Option<Decimal>,
    /// What 5 % of the tables reach or exceed; with figures missing, at most.
    pub high: Decimal,
    /// In how many tables all the points are earned, in whole percent, whatever is missing.
    pub full: i64,
}

/// What a panel says of a company's total, and of every category and indicator in the order of the scheme.
#[derive(Debug)]
pub(crate) struct Estimates {
    pub total: EstimatedTotal,
    pub groups: Vec<EstimatedPoints>,
    pub items: Vec<EstimatedPoints>,
}

/// How often each whole number was counted: quantiles without sorting.
#[derive(Default)]
pub(super) struct Histogram(Vec<u32>);

impl Histogram {
    pub fn count(&mut self, number: i64) {
        let at = usize::try_from(number).unwrap_or(0);
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0[at] += 1;
    }

    /// The numbers from 0, and how often each was counted.
    pub fn counts(&self) -> impl Iterator<Item = (i64, i64)> {
        self.0.iter().enumerate().map(|(number, count)| (number as i64, i64::from(*count)))
    }

    /// The numbers that 5, 50 and 95 % do not exceed, by the nearest rank: of 1,000 the 50th, the 500th and the 950th.
    pub fn quantiles(&self) -> [i64; 3] {
        let n: u32 = self.0.iter().sum();
        [5, 50, 95].map(|percent| {
            let mut left = (n * percent).div_ceil(100).max(1);
            let found = self.0.iter().position(|count| {
                let is_there = left <= *count;
                left = left.saturating_sub(*count);
                is_there
            });
            found.unwrap_or(0) as i64
        })
    }
}

/// So many of a panel's tables in whole percent.
pub(super) fn percent(n: i64, tables: &[Table]) -> i64 {
    rounded_steps(100 * n, tables.len().max(1) as i64)
}

/// Points from tenths of one.
pub(super) fn from_tenths(tenths: i64) -> Decimal {
    Decimal::new(Num::ratio(tenths, 10).unwrap_or(Num::ZERO), 1)
}

/// Low, median and high of totals in whole points.
pub(super) fn quantiles(totals: &Totals<'_>, tables: &[Table], end: End) -> [i64; 3] {
    let mut all = Histogram::default();
    tables.iter().for_each(|table| all.count(totals.rounded(table, end, 1)));
    all.quantiles()
}

/// The total by the panel of a scheme that has one.
pub(crate) fn estimated_total(scheme: &Scheme, company: &Enterprise) -> Option<EstimatedTotal> {
    (!scheme.panel.is_empty()).then(|| Totals::of(scheme, company).estimated(&tables(scheme).all))
}

/// The total and its parts by the panel of a scheme that has one.
pub(crate) fn estimates(scheme: &Scheme, company: &Enterprise) -> Option<Estimates> {
    if scheme.panel.is_empty() {
        return None;
    }
    let totals = Totals::of(scheme, company);
    let tables = &tables(scheme).all;
    let [items, groups] = totals.estimated_parts(tables);
    Some(Estimates { total: totals.estimated(tables), groups, items })
}

impl Totals<'_> {
    pub(super) fn estimated(&self, tables: &[Table]) -> EstimatedTotal {
        let least = quantiles(self, tables, End::Least);
        let most = if self.is_settled() { least } else { quantiles(self, tables, End::Most) };
        let median = (least[1] == most[1]).then_some(least[1]);
        EstimatedTotal { low: least[0], median, high: most[2], tables: tables.len() }
    }

    /// The points of each indicator and of each group.
    fn estimated_parts(&self, tables: &[Table]) -> [Vec<EstimatedPoints>; 2] {
        let scheme = self.scheme();
        let count = scheme.indicators.len() + scheme.groups.len();
        let mut counted: Vec<([Histogram; 2], i64)> = (0..count).map(|_| Default::default()).gather();
        for table in tables {
            for (part, ([least, most], full)) in self.parts(table).iter().zip(&mut counted) {
                let tenths = self.tenths(part.units[0]);
                least.count(tenths);
                most.count(if part.units[0] == part.units[1] { tenths } else { self.tenths(part.units[1]) });
                *full += i64::from(part.is_full);
            }
        }
        let mut all = counted.iter().map(|([least, most], full)| {
            let (least, most) = (least.quantiles(), most.quantiles());
            EstimatedPoints {
                low: from_tenths(least[0]),
                median: (least[1] == most[1]).then(|| from_tenths(least[1])),
                high: from_tenths(most[2]),
                full: percent(*full, tables),
            }
        });
        let items = all.by_ref().take(scheme.indicators.len()).gather();
        [items, all.gather()]
    }
}
