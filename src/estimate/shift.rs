//! What the panel says of a change: in how many tables the total is higher, or no lower, and by how much.

use super::draw::tables;
use super::totals::{End, Totals};
use crate::Scheme;
use innopoints_core::company::Enterprise;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Date, Decimal, Num};
use innopoints_core::problem::Problem;
use innopoints_core::score::{in_force, rounded_steps};
use innopoints_core::sort::sort;
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
        sort(&mut by);
        let percent = |n: i64| rounded_steps(100 * n, tables.len().max(1) as i64);
        let shown = |percent: usize| {
            let at = (by.len() * percent).div_ceil(100).max(1) - 1;
            let tenths = by.get(at).copied().unwrap_or(0);
            Decimal::new(Num::ratio(tenths, 10).unwrap_or(Num::ZERO), 1)
        };
        Some(Shift {
            higher: percent(higher),
            no_lower: percent(no_lower),
            low: shown(5),
            median: shown(50),
            high: shown(95),
        })
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
        Some(rounded_steps(100 * n, tables.len().max(1) as i64))
    }
}

impl Totals<'_> {
    /// Which tables reach a total: what rounds to it reaches it.
    pub(super) fn reached(&self, tables: &[innopoints_core::scheme::panel::Table], total: Num, end: End) -> Vec<bool> {
        let edge = self.scheme().least_that_rounds_to(total).unwrap_or(total);
        tables.iter().map(|table| self.reaches(table, end, edge)).gather()
    }
}
