//! The tables of a panel: weights in two levels, a category's and then its indicators', and everything else out of lists.

use super::random::Random;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::Scheme;
use innopoints_core::scheme::panel::{Table, Tables};
use innopoints_core::score::quantities;
use innopoints_core::sort::sort;

/// How many tables a panel has.
pub const TABLES: usize = 1000;
/// Draws of one stage's weights after which a table that cannot be is given up.
const MOST_TRIES: u32 = 1_000;
/// Draws thrown away after which no more tables are drawn.
const MOST_REJECTED: u32 = 100_000;

/// How weights are drawn: as the scheme states, or otherwise, to see how much hangs on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Prior {
    /// Categories, in their published order, then their indicators.
    Stated,
    /// The same without an order.
    WithoutOrder,
    /// Every way to part the points among all indicators as likely, whatever the category.
    OneLevel,
}

/// The panel's tables, drawn when they are first asked for; the same for every company.
pub(super) fn tables(scheme: &Scheme) -> &Tables {
    scheme.panel.tables.get_or_init(|| draw(scheme, scheme.panel.seed, Prior::Stated))
}

/// The tables of a seed.
pub(super) fn draw(scheme: &Scheme, seed: u32, prior: Prior) -> Tables {
    let mut tables = Tables { all: Vec::with_capacity(TABLES), rejected: 0 };
    for n in 0..TABLES as u32 {
        // An order may leave hardly any draw that can be: then there are fewer tables.
        if tables.rejected > MOST_REJECTED {
            break;
        }
        let mut random = Random::of(seed, n);
        tables.all.extend(table(scheme, prior, &mut random, &mut tables.rejected));
    }
    tables
}

/// The numbers of the scheme in the middle of the panel: means of weights over all tables and stages, the middle value of each
/// list. `None` where there is no panel.
pub(crate) fn central(scheme: &Scheme) -> Option<Vec<Interval>> {
    if scheme.panel.is_empty() {
        return None;
    }
    let all = &tables(scheme).all;
    let mut numbers = quantities(scheme, true, &[]);
    for (at, indicator) in scheme.indicators.iter().enumerate() {
        let each = all.iter().flat_map(|table| &table.weights).map(|weights| i64::from(weights[at]));
        let (sum, n) = each.fold((0, 0), |(sum, n), weight| (sum + weight, n + 1));
        let mean = Num::ratio(sum, (n * i64::from(scheme.panel.steps)).max(1))?.round(2);
        indicator.max.visit(&mut |q| numbers[q] = Interval::exact(mean));
    }
    for list in &scheme.panel.lists {
        numbers[list.quantity] = Interval::exact(*list.values.get(list.values.len() / 2)?);
    }
    Some(numbers)
}

/// One table. A draw that gives a category less than a step for each of its indicators is thrown away.
fn table(scheme: &Scheme, prior: Prior, random: &mut Random, rejected: &mut u32) -> Option<Table> {
    let lists = &scheme.panel.lists;
    let picks: Vec<usize> = lists.iter().map(|list| random.below(list.values.len() as u32) as usize).gather();
    let mut weights = Vec::new();
    for stage in 0..scheme.stages.len().max(1) {
        let mut tries = 0..MOST_TRIES;
        let own = tries.find_map(|_| {
            let own = stage_weights(scheme, stage, &picks, prior, random);
            *rejected += u32::from(own.is_none());
            own
        });
        weights.push(own?);
    }
    Some(Table { weights, picks })
}

/// The weights of a stage, in steps.
fn stage_weights(
    scheme: &Scheme,
    stage: usize,
    picks: &[usize],
    prior: Prior,
    random: &mut Random,
) -> Option<Vec<u32>> {
    let panel = &scheme.panel;
    let in_steps = |points: Num| u32::try_from(points.mul(Num::int(i64::from(panel.steps)))?.floor().parts().0).ok();
    let mut weights = vec![0; scheme.indicators.len()];
    for (indicator, weight) in scheme.indicators.iter().zip(&mut weights) {
        let max = indicator.max.in_stage(stage);
        let mut lists = panel.lists.iter().zip(picks).filter(|(list, _)| max.holds(list.quantity));
        let drawn = lists.next().map(|(list, pick)| list.values[*pick]);
        if let Some(known) = max.known().or(drawn) {
            *weight = in_steps(known)?;
        }
    }
    for tie in &scheme.ties {
        let open = |at: &usize| scheme.indicators[*at].max.in_stage(stage).known().is_none();
        let of = |group: usize| -> Vec<usize> { scheme.groups[group].indicators.clone().filter(open).gather() };
        let groups: Vec<usize> = tie.groups.iter().copied().filter(|group| !of(*group).is_empty()).gather();
        if groups.is_empty() {
            continue;
        }
        let all = tie.groups.iter().flat_map(|group| scheme.groups[*group].indicators.clone());
        let known: u32 = all.map(|at| weights[at]).sum();
        let sum = in_steps(tie.sum)?.checked_sub(known)?;
        if prior == Prior::OneLevel {
            let indicators: Vec<usize> = groups.iter().flat_map(|group| of(*group)).gather();
            for (at, weight) in indicators.iter().zip(random.composition(sum, indicators.len())?) {
                weights[*at] = weight;
            }
            continue;
        }
        let mut shares = random.composition(sum, groups.len())?;
        for order in panel.orders.iter().filter(|_| prior == Prior::Stated) {
            put_in_order(order, &groups, &mut shares);
        }
        for (group, share) in groups.iter().zip(shares) {
            let indicators = of(*group);
            for (at, weight) in indicators.iter().zip(random.composition(share, indicators.len())?) {
                weights[*at] = weight;
            }
        }
    }
    Some(weights)
}

/// Puts the weights of groups in an order, the largest first.
fn put_in_order(order: &[usize], groups: &[usize], shares: &mut [u32]) {
    let places: Vec<usize> = order.iter().filter_map(|group| groups.iter().position(|g| g == group)).gather();
    let mut values: Vec<u32> = places.iter().map(|at| shares[*at]).gather();
    sort(&mut values);
    for (at, value) in places.iter().zip(values.iter().rev()) {
        shares[*at] = *value;
    }
}
