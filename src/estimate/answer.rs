//! What a panel says of a company: the middle 90 % of its totals with the median, and on request how many tables reach a
//! total.

use super::draw::tables;
use super::points::percent;
use super::totals::{End, Totals};
use crate::Scheme;
use crate::notice::notice;
use innopoints_core::company::Enterprise;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Date, Num};
use innopoints_core::outcome::EstimatedTotal;
use innopoints_core::problem::{Problem, Text};
use innopoints_core::scheme::model::GroupKind;
use innopoints_core::scheme::panel::Table;
use innopoints_core::score::{in_force, rounded_steps};
use schemars::JsonSchema;
use serde::Serialize;

/// Fewer tables than this tell nothing of what they have in common.
const FEW: usize = 30;

/// What a panel of plausible tables says of a company: an estimate of ours, never an official score, and no verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Estimate<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// SHA-256 of the scheme file's bytes.
    pub digest: &'a str,
    /// The day the rules were applied for.
    pub on: String,
    /// The quantiles of the total.
    #[serde(flatten)]
    pub total: EstimatedTotal,
    /// How many tables reach a total, where that was asked for.
    pub acceptability: Option<Acceptability>,
    /// Says what this is.
    pub notice: Text,
}

/// The share of tables by which a total is reached. It is no probability: the tables are assumptions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Acceptability {
    /// The total that was asked for.
    pub total: String,
    /// In whole percent, whatever the missing figures are.
    pub least: u32,
    /// In whole percent, with what the missing figures can be at best. The difference is the company's own gaps, the rest the
    /// annex that is not published.
    pub most: u32,
    /// The mean weights of the categories; `None` where fewer than 30 tables, or all, reach the total.
    pub central: Option<Vec<CentralTable>>,
}

/// The mean weight of a category.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CentralTable {
    /// Id of the group.
    pub group: String,
    /// Over the tables by which the total is reached, in whole points.
    pub reached: i64,
    /// Over all tables.
    pub all: i64,
}

impl Scheme {
    /// What the panel says; `None` where the scheme has none, for its numbers are published. `total` asks how many tables
    /// reach it.
    pub fn estimate(
        &self,
        company: &Enterprise,
        on: Date,
        total: Option<Num>,
    ) -> Result<Option<Estimate<'_>>, Vec<Problem>> {
        in_force(self, on).map_err(|p| vec![*p])?;
        let company = self.takes(company, on)?;
        if self.panel.is_empty() {
            return Ok(None);
        }
        let tables = &tables(self).all;
        let totals = Totals::of(self, &company);
        let is_settled = totals.is_settled();
        Ok(Some(Estimate {
            scheme: &self.id,
            title: &self.title,
            digest: &self.digest,
            on: on.to_text(),
            total: totals.estimated(tables),
            acceptability: total.map(|total| self.acceptability(&totals, tables, total, is_settled)),
            notice: notice(self).unwrap_or_default(),
        }))
    }

    fn acceptability(&self, totals: &Totals<'_>, tables: &[Table], total: Num, is_settled: bool) -> Acceptability {
        let reached = |end: End| totals.reached(tables, total, end);
        let count = |reached: &[bool]| reached.iter().filter(|reached| **reached).count();
        let least = reached(End::Least);
        let n = count(&least);
        let percent = |n: usize| percent(n as i64, tables) as u32;
        let tells = n >= FEW && n < tables.len();
        Acceptability {
            total: total.to_text(self.precision),
            least: percent(n),
            most: if is_settled { percent(n) } else { percent(count(&reached(End::Most))) },
            central: tells.then(|| self.central(totals, tables, &least)),
        }
    }

    fn central(&self, totals: &Totals<'_>, tables: &[Table], reached: &[bool]) -> Vec<CentralTable> {
        let weight = |table: &Table, group: usize| -> i64 {
            let weights = &table.weights[totals.stage(table)];
            self.groups[group].indicators.clone().map(|i| i64::from(weights[i])).sum()
        };
        let mean = |group: usize, is_meant: &dyn Fn(usize) -> bool| {
            let meant = tables.iter().enumerate().filter(|(at, _)| is_meant(*at));
            let (sum, n) = meant.fold((0, 0), |(sum, n), (_, table)| (sum + weight(table, group), n + 1));
            rounded_steps(sum, (n * i64::from(self.panel.steps)).max(1))
        };
        let groups = self.groups.iter().enumerate().filter(|(_, group)| group.kind == GroupKind::Plain);
        let each = groups.map(|(at, group)| CentralTable {
            group: group.id.clone(),
            reached: mean(at, &|table| reached[table]),
            all: mean(at, &|_| true),
        });
        each.gather()
    }
}
