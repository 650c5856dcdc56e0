//! What the panel says of a change: in how many tables the total is higher, or no lower, and by how much.

use super::draw::tables;
use super::points::{Histogram, from_tenths, percent};
use super::totals::{End, Totals};
use crate::Scheme;
use innopoints_core::company::Enterprise;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Date, Decimal, Num};
use innopoints_core::problem::Problem;
use innopoints_core::score::in_force;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Ordering;

/// What the panel says of a change of a company's figures, such as from one year to the next or by a plan: the pairwise winning
/// index, and by how much. It is no probability, and all tables are not all that can be: what is certain follows from bounds
/// alone. With figures missing, what holds whatever they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shift {
    /// In how many tables the total is higher after it, in whole percent.
    pub higher: i64,
    /// In how many it is no lower.
    pub no_lower: i64,
    /// Points more, to tenths: what 5 % of the tables do not exceed.
    pub low: Decimal,
    /// The median.
    pub median: Decimal,
    /// What 5 % of the tables reach or exceed.
    pub high: Decimal,
}

impl Scheme {
    /// What the panel says of a change; `None` where the scheme has none.
    pub(crate) fn shift(&self, before: &Enterprise, after: &Enterprise) -> Option<Shift> {
        if self.panel.is_empty() {
            return None;
        }
        let tables = &tables(self).all;
        let (was, is) = (Totals::of(self, before), Totals::of(self, after));
        let (mut higher, mut no_lower) = (0, 0);
        let mut by: Vec<i64> = Vec::with_capacity(tables.len());
        for table in tables {
            let order = is.compare(&was, table);
            higher += i64::from(order == Ordering::Greater);
            no_lower += i64::from(order != Ordering::Less);
            by.push(is.tenths_above(&was, table));
        }
        // Counted from the least, which may be below 0.
        let least = by.iter().min().copied().unwrap_or(0);
        let mut all = Histogram::default();
        by.into_iter().for_each(|tenths| all.count(tenths - least));
        let [low, median, high] = all.quantiles().map(|tenths| from_tenths(tenths + least));
        Some(Shift { higher: percent(higher, tables), no_lower: percent(no_lower, tables), low, median, high })
    }

    /// The same for a day, of companies as they were read.
    pub fn shift_on(&self, before: &Enterprise, after: &Enterprise, on: Date) -> Result<Option<Shift>, Vec<Problem>> {
        in_force(self, on).map_err(|p| vec![*p])?;
        let (before, after) = (self.takes(before, on)?, self.takes(after, on)?);
        Ok(self.shift(&before, &after))
    }

    /// The share of tables that reach a total whatever is missing, in whole percent; `None` where the scheme has no panel.
    pub(crate) fn share_reached(&self, company: &Enterprise, total: Num) -> Option<i64> {
        if self.panel.is_empty() {
            return None;
        }
        let tables = &tables(self).all;
        let reached = Totals::of(self, company).reached(tables, total, End::Least);
        let n = reached.iter().filter(|reached| **reached).count() as i64;
        Some(percent(n, tables))
    }
}

impl Totals<'_> {
    /// Which tables reach a total: what rounds to it reaches it.
    pub(super) fn reached(&self, tables: &[innopoints_core::scheme::panel::Table], total: Num, end: End) -> Vec<bool> {
        let edge = self.scheme().least_that_rounds_to(total).unwrap_or(total);
        tables.iter().map(|table| self.reaches(table, end, edge)).gather()
    }
}
