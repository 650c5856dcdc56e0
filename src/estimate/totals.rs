//! A company's total by every table of a panel.
//!
//! A table's total is a sum of weights times shares (of the maximum that is earned). A share depends on the company and on
//! what is drawn out of lists, so there are few, and they are exact; sums are of whole numbers, shares being taken in units
//! of 2⁻⁴⁰. Where that leaves open on which side of a number a total lies, it is summed exactly.

use innopoints_core::company::Enterprise;
use innopoints_core::formula::{Env, Unknown};
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, QuantityId, StageSet};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{Amount, GroupKind, Indicator, Scheme};
use innopoints_core::scheme::panel::Table;
use innopoints_core::score::{context, levels, quantities, rounded_steps};
use std::cmp::Ordering;

/// Units of a share.
const ONE: i64 = 1 << 40;

/// A share of the maximum, exact and in units, rounded down.
#[derive(Clone, Copy)]
struct Share {
    exact: Num,
    units: i64,
}

/// What a company earns of each indicator, whatever the table says.
pub(super) struct Totals<'a> {
    scheme: &'a Scheme,
    /// The shares of each indicator.
    indicators: Vec<Shares>,
    /// The lists that decide the stage, and the stages that can be, for each pick of these.
    stages: (Vec<usize>, Vec<StageSet>),
}

/// The shares of an indicator.
struct Shares {
    /// The lists that decide them.
    lists: Vec<usize>,
    /// At least and at most, for each stage, for each pick of the lists.
    by_stage: Vec<Vec<[Share; 2]>>,
}

/// Points in units, at least and at most.
pub(super) struct Part {
    pub units: [i64; 2],
    /// Whether the least is all that can be had.
    pub is_full: bool,
}

impl Part {
    /// Over what another stage gives.
    fn over(&mut self, other: &Part) {
        self.units = [self.units[0].min(other.units[0]), self.units[1].max(other.units[1])];
        self.is_full &= other.is_full;
    }
}

/// Which end of what missing figures leave open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Least,
    Most,
}

impl<'a> Totals<'a> {
    /// The shares of a company.
    pub fn of(scheme: &'a Scheme, company: &Enterprise) -> Totals<'a> {
        let interval = |f: FieldId| company.interval(f);
        let mut numbers = quantities(scheme, false, &[]);
        let of_stages = lists_of(scheme, |q| {
            scheme.stages.iter().filter_map(|s| s.when).any(|at| scheme.program.reads(at, Unknown::Quantity(q)))
        });
        let mut can = Vec::new();
        each_pick(scheme, &of_stages, &mut numbers, &mut |numbers| {
            can.push(levels(scheme, &scheme.stages, &env(company, &interval, numbers, StageSet::ALL)));
        });
        let mut indicators = Vec::with_capacity(scheme.indicators.len());
        for indicator in &scheme.indicators {
            let lists = lists_of(scheme, |q| indicator.rule.reads(&scheme.program, q));
            let mut by_stage: Vec<Vec<[Share; 2]>> = Vec::new();
            let mut is_staged = false;
            indicator.rule.amounts(&mut |amount, _| is_staged |= matches!(amount, Amount::Staged(_)));
            for stage in 0..scheme.stages.len().max(1) {
                // Where no number of the rule is one a stage, a share is the same in all.
                if let Some(first) = by_stage.first().filter(|_| !is_staged) {
                    by_stage.push(first.clone());
                    continue;
                }
                let only = if scheme.stages.is_empty() { StageSet::ALL } else { StageSet::NONE.with(stage) };
                let mut own = Vec::new();
                each_pick(scheme, &lists, &mut numbers, &mut |numbers| {
                    own.push(share(scheme, indicator, &env(company, &interval, numbers, only)));
                });
                by_stage.push(own);
            }
            indicators.push(Shares { lists, by_stage });
        }
        Totals { scheme, indicators, stages: (of_stages, can) }
    }

    /// The stages that a company can be in by a table.
    fn stages(&self, table: &Table) -> impl Iterator<Item = usize> {
        let (lists, can) = &self.stages;
        let can = can[index(self.scheme, lists, table)];
        let count = self.scheme.stages.len();
        (0..count.max(1)).filter(move |stage| count == 0 || can.contains(*stage))
    }

    /// Sums of weights times shares, groups up to their maxima, deductions taken away, never below 0.
    fn sum<T: Copy>(&self, table: &Table, stage: usize, end: End, with: &Arithmetic<T>) -> Option<T> {
        let steps = i64::from(self.scheme.panel.steps);
        let mut total = with.zero;
        for group in &self.scheme.groups {
            let takes = group.kind == GroupKind::Deduction;
            let at = usize::from((end == End::Most) != takes);
            let mut sum = with.zero;
            for i in group.indicators.clone() {
                let Shares { lists, by_stage } = &self.indicators[i];
                let share = &by_stage[stage][index(self.scheme, lists, table)][at];
                sum = (with.add)(sum, (with.times)(share, i64::from(table.weights[stage][i]))?)?;
            }
            if let Some(max) = group.max {
                sum = (with.at_most)(sum, max.mul(Num::int(steps))?)?;
            }
            total = if takes { (with.take)(total, sum)? } else { (with.add)(total, sum)? };
        }
        (with.at_least_0)(total)
    }

    /// Whether the total by a table is at least a number of points, over all stages that can be.
    pub fn reaches(&self, table: &Table, end: End, points: Num) -> bool {
        let steps = Num::int(i64::from(self.scheme.panel.steps));
        let mut stages = self.stages(table).map(|stage| self.reaches_in(table, stage, end, points.mul(steps)));
        let holds = |reached: Option<bool>| reached == Some(true);
        if end == End::Least { stages.all(holds) } else { stages.any(holds) }
    }

    fn reaches_in(&self, table: &Table, stage: usize, end: End, wanted: Option<Num>) -> Option<bool> {
        let wanted = wanted?;
        if wanted <= Num::ZERO {
            return Some(true);
        }
        let units = self.sum(table, stage, end, &UNITS)?;
        let edge = wanted.mul(Num::int(ONE))?;
        let off = off(table, stage);
        if Num::int(units - off) >= edge {
            return Some(true);
        }
        if Num::int(units + off) < edge {
            return Some(false);
        }
        match self.sum(table, stage, end, &EXACT) {
            Some(total) => Some(total >= wanted),
            // Too many digits for a sum: what is within a millionth of a millionth of a point is taken as it is.
            None => Some(Num::int(units) >= edge),
        }
    }

    /// The total by a table in so many parts of a point (1 for whole points), rounded half up.
    pub fn rounded(&self, table: &Table, end: End, parts: i64) -> i64 {
        let stages = self.stages(table).map(|stage| self.rounded_in(table, stage, end, parts));
        if end == End::Least { stages.min() } else { stages.max() }.unwrap_or(0)
    }

    fn rounded_in(&self, table: &Table, stage: usize, end: End, parts: i64) -> i64 {
        let steps = i64::from(self.scheme.panel.steps);
        let point = ONE * steps;
        let Some(units) = self.sum(table, stage, end, &UNITS) else { return 0 };
        let off = off(table, stage);
        let rounded = |units: i64| rounded_steps(units.saturating_mul(parts), point).max(0);
        let (least, most) = (rounded(units - off), rounded(units + off));
        if least == most {
            return least;
        }
        // Half a part less than the larger: whether the total is at least that.
        let half = Num::ratio((2 * most - 1) * steps, 2 * parts);
        if self.reaches_in(table, stage, end, half) == Some(true) { most } else { least }
    }

    /// The scheme.
    pub fn scheme(&self) -> &Scheme {
        self.scheme
    }

    /// A total by a table in units, over the stages that can be; and by how much it may be off.
    fn units(&self, table: &Table, end: End) -> (i64, i64) {
        let stages = self.stages(table).map(|stage| {
            let units = self.sum(table, stage, end, &UNITS).unwrap_or(0);
            (units, off(table, stage))
        });
        if end == End::Least { stages.min() } else { stages.max() }.unwrap_or((0, 0))
    }

    /// The exact total by a table; `None` with too many digits.
    fn exact(&self, table: &Table, end: End) -> Option<Num> {
        let mut found: Option<Num> = None;
        for stage in self.stages(table) {
            let total = self.sum(table, stage, end, &EXACT)?;
            found =
                Some(found.map_or(total, |found| if end == End::Least { found.min(total) } else { found.max(total) }));
        }
        found
    }

    /// How this total compares at least with the most that another can be, by a table.
    pub fn compare(&self, other: &Totals<'_>, table: &Table) -> Ordering {
        let ((units, off), (others, others_off)) = (self.units(table, End::Least), other.units(table, End::Most));
        if (units - others).abs() > off + others_off {
            return units.cmp(&others);
        }
        match self.exact(table, End::Least).zip(other.exact(table, End::Most)) {
            Some((total, other)) => total.cmp(&other),
            None => units.cmp(&others),
        }
    }

    /// By how many tenths of a point this total is above the most that another can be, by a table.
    pub fn tenths_above(&self, other: &Totals<'_>, table: &Table) -> i64 {
        let by = self.units(table, End::Least).0.saturating_sub(other.units(table, End::Most).0);
        let tenths = rounded_steps(by.abs().saturating_mul(10), ONE * i64::from(self.scheme.panel.steps));
        if by < 0 { -tenths } else { tenths }
    }

    /// The points of each indicator and then of each group by a table, at least and at most over the stages that can be; and
    /// whether the least is all that it can give.
    pub fn parts(&self, table: &Table) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for stage in self.stages(table) {
            let mut own: Vec<Part> = Vec::with_capacity(self.indicators.len() + self.scheme.groups.len());
            for (Shares { lists, by_stage }, weight) in self.indicators.iter().zip(&table.weights[stage]) {
                let share = &by_stage[stage][index(self.scheme, lists, table)];
                let units = [0, 1].map(|end: usize| share[end].units.saturating_mul(i64::from(*weight)));
                own.push(Part { units, is_full: share[0].units == ONE });
            }
            for group in &self.scheme.groups {
                let parts = &own[group.indicators.clone()];
                let units =
                    [0, 1].map(|end: usize| parts.iter().fold(0, |sum: i64, p| sum.saturating_add(p.units[end])));
                let is_full = parts.iter().all(|part| part.is_full);
                own.push(Part { units, is_full });
            }
            match parts.is_empty() {
                true => parts = own,
                false => parts.iter_mut().zip(&own).for_each(|(part, own)| part.over(own)),
            }
        }
        parts
    }

    /// Units as tenths of a point, rounded half up.
    pub fn tenths(&self, units: i64) -> i64 {
        rounded_steps(units.saturating_mul(10), ONE * i64::from(self.scheme.panel.steps))
    }

    /// Whether no figure that counts is missing: then least and most are the same.
    pub fn is_settled(&self) -> bool {
        let mut shares = self.indicators.iter().flat_map(|own| &own.by_stage).flatten();
        let one = self.scheme.stages.is_empty() || self.stages.1.iter().all(|can| can.single().is_some());
        one && shares.all(|[least, most]| least.exact == most.exact)
    }

    /// The first stage that a company can be in by a table.
    pub fn stage(&self, table: &Table) -> usize {
        self.stages(table).next().unwrap_or(0)
    }
}

/// By how many units a sum is off at most: each step of a weight by less than one, a deduction the other way.
fn off(table: &Table, stage: usize) -> i64 {
    i64::from(table.weights[stage].iter().sum::<u32>())
}

/// How sums are made: of units, or exactly.
struct Arithmetic<T> {
    zero: T,
    add: fn(T, T) -> Option<T>,
    take: fn(T, T) -> Option<T>,
    times: fn(&Share, i64) -> Option<T>,
    at_most: fn(T, Num) -> Option<T>,
    at_least_0: fn(T) -> Option<T>,
}

const UNITS: Arithmetic<i64> = Arithmetic {
    zero: 0,
    add: i64::checked_add,
    take: i64::checked_sub,
    times: |share, weight| share.units.checked_mul(weight),
    at_most: |sum, max| {
        let most = i64::try_from(max.mul(Num::int(ONE))?.floor().parts().0).ok()?;
        Some(sum.min(most))
    },
    at_least_0: |sum| Some(sum.max(0)),
};

const EXACT: Arithmetic<Num> = Arithmetic {
    zero: Num::ZERO,
    add: Num::add,
    take: Num::sub,
    times: |share, weight| share.exact.mul(Num::int(weight)),
    at_most: |sum, max| Some(sum.min(max)),
    at_least_0: |sum| Some(sum.max(Num::ZERO)),
};

/// What formulas read: the company, the scheme's numbers, the stages that can be.
fn env<'e>(
    company: &'e Enterprise,
    interval: &'e dyn Fn(FieldId) -> Interval,
    numbers: &'e [Interval],
    stages: StageSet,
) -> Env<'e> {
    Env { values: company.values(), interval, quantities: numbers, stages, ..Env::default() }
}

/// The share of an indicator's maximum, at least and at most.
fn share(scheme: &Scheme, indicator: &Indicator, env: &Env<'_>) -> [Share; 2] {
    let all = Interval { lo: Some(Num::ZERO), hi: Some(Num::ONE) };
    let found = indicator.rule.kind().share(&context(scheme, indicator, env)).unwrap_or(all);
    let end = |end: Option<Num>, or: Num| {
        let exact = end.unwrap_or(or).max(Num::ZERO).min(Num::ONE);
        let units = exact.mul(Num::int(ONE)).and_then(|units| i64::try_from(units.floor().parts().0).ok());
        Share { exact, units: units.unwrap_or(0) }
    };
    [end(found.lo, Num::ZERO), end(found.hi, Num::ONE)]
}

/// The lists of the numbers that are asked for.
fn lists_of(scheme: &Scheme, is_asked: impl Fn(QuantityId) -> bool) -> Vec<usize> {
    let lists = scheme.panel.lists.iter().enumerate();
    lists.filter(|(_, list)| is_asked(list.quantity)).map(|(at, _)| at).gather()
}

/// Which of all picks of some lists a table has, as an index.
fn index(scheme: &Scheme, lists: &[usize], table: &Table) -> usize {
    lists.iter().fold(0, |index, list| index * scheme.panel.lists[*list].values.len() + table.picks[*list])
}

/// Reads something at every pick of some lists, in the order of [`index`].
fn each_pick(scheme: &Scheme, lists: &[usize], numbers: &mut [Interval], read: &mut dyn FnMut(&[Interval])) {
    let Some((first, rest)) = lists.split_first() else { return read(numbers) };
    let list = &scheme.panel.lists[*first];
    let before = numbers[list.quantity];
    for value in &list.values {
        numbers[list.quantity] = Interval::exact(*value);
        each_pick(scheme, rest, numbers, read);
    }
    numbers[list.quantity] = before;
}
