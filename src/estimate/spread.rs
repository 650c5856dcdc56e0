//! What a panel itself looks like, and what the width of its answers comes of.

use super::draw::{Prior, draw, tables};
use super::points::{Histogram, quantiles};
use super::totals::{End, Totals};
use crate::Scheme;
use innopoints_core::company::Enterprise;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Date, Num};
use innopoints_core::problem::{Problem, Text};
use innopoints_core::scheme::panel::Table;
use innopoints_core::score::{in_force, rounded_steps};
use schemars::JsonSchema;
use serde::Serialize;

/// Other seeds that are tried.
const SEEDS: u32 = 10;

/// What a panel looks like.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PanelFacts<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// How many tables there are.
    pub tables: usize,
    /// How many draws were thrown away.
    pub rejected: u32,
    /// Weights of the categories and of their indicators, over all tables and stages.
    pub weights: Vec<WeightFacts<'a>>,
}

/// The weights of a category or an indicator, in points.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WeightFacts<'a> {
    /// Id of the group or the indicator.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// What 5 % of the tables do not exceed.
    pub low: String,
    /// The mean, to hundredths.
    pub mean: String,
    /// What 5 % of the tables reach.
    pub high: String,
}

/// How much of an estimate hangs on what.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Spread {
    /// Low, median and high by the panel.
    pub stated: [i64; 3],
    /// The same by ten other seeds: what chance makes.
    pub seeds: Vec<[i64; 3]>,
    /// With the categories in no order.
    pub without_order: [i64; 3],
    /// With every way to part the points among all indicators as likely.
    pub one_level: [i64; 3],
    /// With all weights at their means: what references and stages make of the width.
    pub weights_frozen: [i64; 3],
    /// With references and limits of stages at the middle of their lists: what weights make of it.
    pub lists_frozen: [i64; 3],
}

impl Scheme {
    /// What the panel looks like; `None` where there is none.
    pub fn panel_facts(&self) -> Option<PanelFacts<'_>> {
        if self.panel.is_empty() {
            return None;
        }
        let tables = tables(self);
        let mut weights = Vec::new();
        for group in &self.groups {
            weights.push(self.facts(&group.id, &group.title, &tables.all, group.indicators.clone()));
            for at in group.indicators.clone() {
                let indicator = &self.indicators[at];
                weights.push(self.facts(&indicator.id, &indicator.title, &tables.all, at..at + 1));
            }
        }
        Some(PanelFacts { scheme: &self.id, tables: tables.all.len(), rejected: tables.rejected, weights })
    }

    fn facts<'a>(&self, id: &'a str, title: &'a Text, tables: &[Table], of: std::ops::Range<usize>) -> WeightFacts<'a> {
        let (mut all, mut sum, mut n) = (Histogram::default(), 0, 0);
        for weights in tables.iter().flat_map(|table| &table.weights) {
            let steps = weights[of.clone()].iter().map(|w| i64::from(*w)).sum();
            all.count(steps);
            (sum, n) = (sum + steps, n + 1);
        }
        let points = |steps: i64, over: i64| {
            Num::ratio(steps, over * i64::from(self.panel.steps)).map_or(String::new(), |points| points.to_text(2))
        };
        let [low, _, high] = all.quantiles().map(|steps| points(steps, 1));
        WeightFacts { id, title, low, mean: points(sum, n), high }
    }

    /// How much of a company's estimate hangs on the seed, on how weights are drawn and on each kind of assumption.
    pub fn spread(&self, company: &Enterprise, on: Date) -> Result<Option<Spread>, Vec<Problem>> {
        in_force(self, on).map_err(|p| vec![*p])?;
        let company = self.takes(company, on)?;
        if self.panel.is_empty() {
            return Ok(None);
        }
        let stated = &tables(self).all;
        let totals = Totals::of(self, &company);
        let of = |tables: &[Table]| {
            let [low, median, _] = quantiles(&totals, tables, End::Least);
            [low, median, quantiles(&totals, tables, End::Most)[2]]
        };
        let seeds = 1..=SEEDS;
        Ok(Some(Spread {
            stated: of(stated),
            seeds: seeds.map(|n| of(&draw(self, self.panel.seed.wrapping_add(n), Prior::Stated).all)).gather(),
            without_order: of(&draw(self, self.panel.seed, Prior::WithoutOrder).all),
            one_level: of(&draw(self, self.panel.seed, Prior::OneLevel).all),
            weights_frozen: of(&weights_frozen(stated)),
            lists_frozen: of(&self.lists_frozen(stated)),
        }))
    }

    fn lists_frozen(&self, tables: &[Table]) -> Vec<Table> {
        let picks: Vec<usize> = self.panel.lists.iter().map(|list| list.values.len() / 2).gather();
        tables.iter().map(|table| Table { weights: table.weights.clone(), picks: picks.clone() }).gather()
    }
}

/// The tables with the mean of each weight, in whole steps.
fn weights_frozen(tables: &[Table]) -> Vec<Table> {
    let Some(first) = tables.first() else { return Vec::new() };
    let mut means = first.weights.clone();
    for (stage, weights) in means.iter_mut().enumerate() {
        for (at, weight) in weights.iter_mut().enumerate() {
            let sum: i64 = tables.iter().map(|table| i64::from(table.weights[stage][at])).sum();
            *weight = rounded_steps(sum, tables.len() as i64) as u32;
        }
    }
    tables.iter().map(|table| Table { weights: means.clone(), picks: table.picks.clone() }).gather()
}
