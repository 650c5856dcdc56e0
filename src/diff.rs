//! What changes for a company between two schemes: totals, verdicts, and the indicators that make the difference.

use crate::number::{Num, parse_decimal};
use crate::problem::Text;
use crate::report::Report;
use crate::scheme::model::GroupKind;
use serde::Serialize;

/// Which way a company goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// More points under the second scheme, whatever is unknown.
    Gains,
    /// Fewer.
    Loses,
    /// The same, exactly.
    Same,
    /// What is unknown decides.
    Open,
}

/// The result under one scheme.
#[derive(Debug, Serialize)]
pub struct Side<'a> {
    /// The exact total.
    pub total: Option<String>,
    /// The total with every estimate at its typical value.
    pub typical: Option<String>,
    /// Sound bounds.
    pub bounds: [String; 2],
    /// Full points.
    pub max: String,
    /// The verdict.
    pub passed: Option<bool>,
    /// The stage.
    pub stage: Option<&'a str>,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
}

/// What changes for one company.
#[derive(Debug, Serialize)]
pub struct Difference<'a> {
    /// Which way it goes.
    pub way: Way,
    /// By how much, where both totals are exact.
    pub change: Option<String>,
    /// By how much the typical totals differ, where estimates are in one of them; an exact total is its own typical one.
    pub typical_change: Option<String>,
    /// Under the first scheme.
    pub before: Side<'a>,
    /// Under the second.
    pub after: Side<'a>,
    /// The indicators that differ, the largest difference first.
    pub why: Vec<Reason<'a>>,
}

/// An indicator that differs.
#[derive(Debug, Serialize)]
pub struct Reason<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// What it adds to the total under the first scheme, from lowest to highest; `None` where that has no such indicator.
    pub before: Option<[String; 2]>,
    /// Under the second.
    pub after: Option<[String; 2]>,
    /// By how much it changes the total, where both are exact.
    pub change: Option<String>,
}

/// Sums over a table.
#[derive(Debug, Default, Serialize)]
pub struct Totals {
    /// Companies that were compared.
    pub companies: u64,
    /// Of them, those that gain.
    pub gains: u64,
    /// Lose.
    pub loses: u64,
    /// Stay the same.
    pub same: u64,
    /// Depend on what is unknown.
    pub open: u64,
    /// Rows that could not be scored.
    pub refused: u64,
    /// Companies that pass under the first scheme.
    pub passed_before: u64,
    /// And under the second.
    pub passed_after: u64,
    /// Those that pass only under the second.
    pub newly_passed: u64,
    /// Those that pass only under the first.
    pub no_longer_passed: u64,
    /// Mean change of those with exact totals, to two decimals.
    pub mean_change: Option<String>,
    /// Mean change of the typical totals, where estimates are in them: not official.
    pub mean_typical_change: Option<String>,
    #[serde(skip)]
    exact: Mean,
    #[serde(skip)]
    typical: Mean,
}

#[derive(Debug, Default)]
struct Mean {
    count: i64,
    sum: Option<Num>,
}

impl Mean {
    /// Adds a number; gives the mean so far.
    fn add(&mut self, change: Num) -> Option<String> {
        self.count += 1;
        self.sum = self.sum.unwrap_or(Num::ZERO).add(change);
        Some(self.sum?.mul(Num::ratio(1, self.count)?)?.to_text(2))
    }
}

/// Compares two reports on one company.
pub fn difference<'a>(before: &Report<'a>, after: &Report<'a>) -> Difference<'a> {
    let ([a_lo, a_hi], [b_lo, b_hi]) = (before.bounds.each_ref(), after.bounds.each_ref());
    let below = |a: &String, b: &String| number(a).zip(number(b)).is_some_and(|(a, b)| a < b);
    let way = if below(a_hi, b_lo) {
        Way::Gains
    } else if below(b_hi, a_lo) {
        Way::Loses
    } else if before.total.is_some() && before.total == after.total {
        Way::Same
    } else {
        Way::Open
    };
    let mut why: Vec<(Num, Reason<'a>)> = Vec::new();
    let old = |id: &str| before.items.iter().position(|i| i.id == id);
    for item in &before.items {
        let other = after.items.iter().position(|i| i.id == item.id);
        why.extend(reason(
            item.id,
            item.title,
            Some(added(before, item)),
            other.map(|o| added(after, &after.items[o])),
        ));
    }
    for item in after.items.iter().filter(|i| old(i.id).is_none()) {
        why.extend(reason(item.id, item.title, None, Some(added(after, item))));
    }
    why.sort_by_key(|w| std::cmp::Reverse(w.0));
    Difference {
        way,
        change: change(before.total.as_deref(), after.total.as_deref()),
        typical_change: (before.typical.is_some() || after.typical.is_some())
            .then(|| {
                let typical = |r: &Report<'a>| r.typical.clone().or_else(|| r.total.clone());
                change(typical(before).as_deref(), typical(after).as_deref())
            })
            .flatten(),
        before: side(before),
        after: side(after),
        why: why.into_iter().map(|w| w.1).collect(),
    }
}

fn side<'a>(r: &Report<'a>) -> Side<'a> {
    Side {
        total: r.total.clone(),
        typical: r.typical.clone(),
        bounds: r.bounds.clone(),
        max: r.max.clone(),
        passed: r.passed,
        stage: r.stage,
        official: r.official,
    }
}

fn number(text: &str) -> Option<Num> {
    parse_decimal(text).ok()
}

fn change(before: Option<&str>, after: Option<&str>) -> Option<String> {
    Some(number(after?)?.sub(number(before?)?)?.to_text(6))
}

/// What an indicator adds to the total, from lowest to highest; a deduction takes away.
fn added(r: &Report<'_>, item: &crate::report::Item<'_>) -> [String; 2] {
    let deduction = r.groups.iter().any(|g| g.id == item.group && g.kind == GroupKind::Deduction);
    let [lo, hi] = item.bounds.clone();
    let turned = |text: &str| match number(text).and_then(Num::neg) {
        Some(n) => n.to_text(6),
        None => text.to_string(),
    };
    if deduction { [turned(&hi), turned(&lo)] } else { [lo, hi] }
}

/// How much an indicator differs, and the words for it; nothing where it does not.
fn reason<'a>(
    id: &'a str,
    title: &'a Text,
    before: Option<[String; 2]>,
    after: Option<[String; 2]>,
) -> Option<(Num, Reason<'a>)> {
    if before == after {
        return None;
    }
    // Without an indicator there are no points for it.
    let ends = |side: &Option<[String; 2]>| match side {
        Some([lo, hi]) => number(lo).zip(number(hi)),
        None => Some((Num::ZERO, Num::ZERO)),
    };
    let ((a, b), (c, d)) = ends(&before).zip(ends(&after))?;
    let size = c.sub(b)?.abs().max(d.sub(a)?.abs());
    if size.is_zero() {
        return None;
    }
    let change = if a == b && c == d { Some(c.sub(a)?.to_text(6)) } else { None };
    Some((size, Reason { id, title, before, after, change }))
}

impl Totals {
    /// Counts one company.
    pub fn count(&mut self, d: &Difference<'_>) {
        self.companies += 1;
        match d.way {
            Way::Gains => self.gains += 1,
            Way::Loses => self.loses += 1,
            Way::Same => self.same += 1,
            Way::Open => self.open += 1,
        }
        let (before, after) = (d.before.passed, d.after.passed);
        self.passed_before += u64::from(before == Some(true));
        self.passed_after += u64::from(after == Some(true));
        self.newly_passed += u64::from(before == Some(false) && after == Some(true));
        self.no_longer_passed += u64::from(before == Some(true) && after == Some(false));
        if let Some(change) = d.change.as_deref().and_then(number) {
            self.mean_change = self.exact.add(change);
        }
        if let Some(change) = d.typical_change.as_deref().and_then(number) {
            self.mean_typical_change = self.typical.add(change);
        }
    }

    /// Counts a row that could not be scored.
    pub fn refuse(&mut self) {
        self.refused += 1;
    }
}
