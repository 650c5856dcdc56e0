//! What changes for a company between two schemes: totals, verdicts, and what makes the difference.

use crate::answer::{Scored, group_max};
use crate::scheme::Scheme;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Decimal, Interval, Num};
use innopoints_core::outcome::{EstimatedTotal, bounds, level, typical};
use innopoints_core::problem::Text;
use innopoints_core::scheme::model::GroupKind;
use serde::Serialize;
use std::borrow::Cow;

/// What two schemes have in common to compare by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// Both give points.
    Points,
    /// One gives none, but both have a pass condition.
    Verdict,
    /// Both tell classes.
    Class,
}

/// What two schemes can be compared by; `None` where they have nothing in common.
pub fn basis(before: &Scheme, after: &Scheme) -> Option<Basis> {
    let both = |has: fn(&Scheme) -> bool| has(before) && has(after);
    if both(|s| s.has_points()) {
        Some(Basis::Points)
    } else if both(|s| s.pass.is_some()) {
        Some(Basis::Verdict)
    } else {
        both(|s| s.classes.is_some()).then_some(Basis::Class)
    }
}

/// Which way a company goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// More points under the second scheme, whatever is unknown; by verdicts, it passes only there.
    Gains,
    /// Fewer; by verdicts, it passes only under the first.
    Loses,
    /// The same, exactly.
    Same,
    /// Another class.
    Changes,
    /// What is unknown decides.
    Open,
}

/// The result under one scheme.
#[derive(Debug, Serialize)]
pub struct Side<'a> {
    /// The exact total.
    pub total: Option<Decimal>,
    /// The total with every estimate at its typical value.
    pub typical: Option<Decimal>,
    /// Sound bounds; `None` where the scheme gives no points, or has a panel.
    pub bounds: Option<[Decimal; 2]>,
    /// What the panel of plausible tables says; `None` where the scheme has none.
    pub estimate: Option<EstimatedTotal>,
    /// Full points.
    pub max: Option<Decimal>,
    /// The verdict.
    pub passed: Option<bool>,
    /// What keeps the company from passing, or may.
    pub unmet: Vec<Unmet>,
    /// The class.
    pub class: Option<&'a str>,
    /// Its name.
    pub class_title: Option<&'a Text>,
    /// The stage.
    pub stage: Option<&'a str>,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    #[serde(skip)]
    judges: bool,
}

/// A condition that is not met, or open.
#[derive(Debug, Serialize)]
pub struct Unmet {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Not met, or open.
    pub met: Option<bool>,
}

/// What changes for one company.
#[derive(Debug, Serialize)]
pub struct Difference<'a> {
    /// What was compared.
    pub by: Basis,
    /// Which way it goes.
    pub way: Way,
    /// By how much, where both totals are exact.
    pub change: Option<Decimal>,
    /// By how much the typical totals differ, where estimates are in one of them; an exact total is its own typical one.
    pub typical_change: Option<Decimal>,
    /// Under the first scheme.
    pub before: Side<'a>,
    /// Under the second.
    pub after: Side<'a>,
    /// What makes the difference in points, the largest first. Where totals and indicators are exact, it adds up to the change.
    pub why: Vec<Reason<'a>>,
}

/// What a reason speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// An indicator.
    Indicator,
    /// Points of a group beyond its maximum, which do not count.
    Cap,
    /// A total that would be below 0.
    Floor,
    /// What rounding makes.
    Rounding,
}

/// Something that differs.
#[derive(Debug, Serialize)]
pub struct Reason<'a> {
    /// What it is.
    pub cause: Cause,
    /// Id of the indicator, of the group that is capped, or `total`.
    pub id: &'a str,
    /// Its name.
    pub title: Cow<'a, Text>,
    /// What it adds to the total under the first scheme, from lowest to highest; `None` where that has no such thing.
    pub before: Option<[Decimal; 2]>,
    /// Under the second.
    pub after: Option<[Decimal; 2]>,
    /// By how much it changes the total, where both are exact.
    pub change: Option<Decimal>,
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
    /// Fall into another class.
    pub changes: u64,
    /// Depend on what is unknown.
    pub open: u64,
    /// Rows that could not be scored.
    pub refused: u64,
    /// Companies that pass under the first scheme.
    pub passed_before: u64,
    /// And under the second.
    pub passed_after: u64,
    /// Those that pass under the second, and did not or may not under the first.
    pub newly_passed: u64,
    /// Those that pass under the first, and do not or may not under the second.
    pub no_longer_passed: u64,
    /// Every verdict before and after, with how many companies go that way.
    pub verdicts: Vec<Transition>,
    /// Says that the totals are not official, where a scheme holds estimates.
    pub notice: Option<Text>,
    /// Mean change of those with exact totals, to two decimals.
    pub mean_change: Option<Decimal>,
    /// Mean change of the typical totals, where estimates are in them: not official.
    pub mean_typical_change: Option<Decimal>,
    #[serde(skip)]
    exact: Mean,
    #[serde(skip)]
    typical: Mean,
}

/// Companies that go from one verdict to another.
#[derive(Debug, Serialize)]
pub struct Transition {
    /// The verdict under the first scheme; `None` while it is open.
    pub before: Option<bool>,
    /// Under the second.
    pub after: Option<bool>,
    /// How many.
    pub companies: u64,
}

#[derive(Debug, Default)]
struct Mean {
    count: i64,
    sum: Option<Num>,
}

impl Mean {
    /// Adds a number; gives the mean so far.
    fn add(&mut self, change: Num) -> Option<Decimal> {
        self.count += 1;
        self.sum = self.sum.unwrap_or(Num::ZERO).add(change);
        Some(Decimal::new(self.sum?.mul(Num::ratio(1, self.count)?)?, 2))
    }
}

/// Compares one company scored by two schemes, by what both have.
pub fn difference<'a>(by: Basis, before: &Scored<'a, '_>, after: &Scored<'a, '_>) -> Difference<'a> {
    let (a, b) = (side(before), side(after));
    let way = match by {
        Basis::Points => way(before, after),
        Basis::Verdict => match (a.passed, b.passed) {
            (Some(a), Some(b)) if a == b => Way::Same,
            (Some(false), Some(true)) => Way::Gains,
            (Some(true), Some(false)) => Way::Loses,
            _ => Way::Open,
        },
        Basis::Class => match (a.class, b.class) {
            (Some(a), Some(b)) if a == b => Way::Same,
            (Some(_), Some(_)) => Way::Changes,
            _ => Way::Open,
        },
    };
    let points = by == Basis::Points;
    // An exact total is its own typical one.
    let estimate = |s: &Scored<'_, '_>| typical(s.scheme, s.score.typical).map(|n| s.scheme.round_total(n));
    let typical = |s: &Scored<'_, '_>| estimate(s).or_else(|| total(s));
    let estimated = estimate(before).is_some() || estimate(after).is_some();
    let change = |a: Option<Num>, b: Option<Num>| b.zip(a).and_then(|(b, a)| b.sub(a)).filter(|_| points);
    let total_change = change(total(before), total(after));
    Difference {
        by,
        way,
        change: total_change.map(shown),
        typical_change: change(typical(before), typical(after)).filter(|_| estimated).map(shown),
        before: a,
        after: b,
        // The ends of ranges that we assume explain nothing.
        why: if points && [before, after].iter().all(|s| s.scheme.panel.is_empty()) {
            why(before, after, total_change)
        } else {
            Vec::new()
        },
    }
}

/// The exact total, rounded as answers have it.
fn total(s: &Scored<'_, '_>) -> Option<Num> {
    s.score.total.single().map(|n| s.scheme.round_total(n))
}

fn shown(n: Num) -> Decimal {
    Decimal::new(n, 6)
}

/// Both ends of points, rounded as answers have them.
fn rounded(points: Interval, s: &Scored<'_, '_>) -> [Num; 2] {
    [points.lo, points.hi].map(|end| end.unwrap_or(Num::ZERO).round(s.scheme.precision))
}

/// Which way the totals go.
fn way(before: &Scored<'_, '_>, after: &Scored<'_, '_>) -> Way {
    let ([a_lo, a_hi], [b_lo, b_hi]) = (rounded(before.score.total, before), rounded(after.score.total, after));
    if a_hi < b_lo {
        Way::Gains
    } else if b_hi < a_lo {
        Way::Loses
    } else if total(before).is_some() && total(before) == total(after) {
        Way::Same
    } else {
        Way::Open
    }
}

/// What makes the difference, the largest first.
fn why<'a>(before: &Scored<'a, '_>, after: &Scored<'a, '_>, change: Option<Num>) -> Vec<Reason<'a>> {
    let mut why: Vec<(Num, Reason<'a>)> = Vec::new();
    let (old, new) = (parts(before), parts(after));
    let same = |a: &Part<'_>, b: &Part<'_>| a.cause == b.cause && a.id == b.id;
    for part in &old {
        why.extend(reason(Some(part), new.iter().find(|other| same(part, other))));
    }
    for part in new.iter().filter(|part| !old.iter().any(|other| same(part, other))) {
        why.extend(reason(None, Some(part)));
    }
    // What is left where all else is exact: rounding of the parts, which are shown rounded, and of the totals.
    let explained = why.iter().try_fold(Num::ZERO, |sum, w| sum.add(w.1.change.as_ref()?.number()));
    let left = change.zip(explained).and_then(|(change, explained)| change.sub(explained));
    if let Some(left) = left.filter(|left| !left.is_zero()) {
        let title = Cow::Owned(Text::say("四舍五入", "Rounding", &[]));
        let change = Some(shown(left));
        why.push((
            left.abs(),
            Reason { cause: Cause::Rounding, id: "total", title, before: None, after: None, change },
        ));
    }
    why.sort_by_key(|w| std::cmp::Reverse(w.0));
    why.into_iter().map(|w| w.1).gather()
}

fn side<'a>(s: &Scored<'a, '_>) -> Side<'a> {
    let (scheme, score) = (s.scheme, &s.score);
    let decimal = |n: Num| Decimal::new(n, scheme.precision);
    let points = scheme.has_points();
    let mut unmet = Vec::new();
    if scheme.pass.is_some() && score.passed != Some(true) {
        // Routes are asked for only where nothing else passes.
        let only_routes = scheme.pass.as_ref().is_some_and(|pass| pass.when.is_none());
        let routes = if only_routes { s.unmet_routes() } else { Vec::new() };
        unmet.extend(s.unmet().into_iter().chain(routes).map(|c| Unmet { id: c.id, title: c.title, met: c.met }));
    }
    let class = scheme.classes.as_ref().and_then(|c| level(&c.list, score.classes));
    Side {
        total: score.total.single().filter(|_| points).map(decimal),
        typical: typical(scheme, score.typical).filter(|_| points).map(decimal),
        bounds: bounds(scheme, score.total).filter(|_| points),
        estimate: s.estimate(),
        max: points.then(|| shown(scheme.max)),
        passed: score.passed,
        unmet,
        class: class.map(|c| c.id.as_str()),
        class_title: class.map(|c| &c.title),
        stage: level(&scheme.stages, score.stages).map(|l| l.id.as_str()),
        official: scheme.official,
        judges: scheme.pass.is_some(),
    }
}

/// What adds to a total, from lowest to highest.
struct Part<'a> {
    cause: Cause,
    id: &'a str,
    title: Cow<'a, Text>,
    points: [Num; 2],
}

/// What makes a total: the indicators, what maxima take away from them, and what keeps the total from falling below 0.
fn parts<'a>(s: &Scored<'a, '_>) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut total = Some([Num::ZERO; 2]);
    for (place, group) in s.scheme.groups.iter().enumerate() {
        // A deduction takes away: its most is the total's least.
        let added = |[lo, hi]: [Num; 2]| match group.kind {
            GroupKind::Deduction => Some([hi.neg()?, lo.neg()?]),
            _ => Some([lo, hi]),
        };
        let mut sum = Some([Num::ZERO; 2]);
        for i in group.indicators.clone() {
            let indicator = &s.scheme.indicators[i];
            let points = rounded(s.score.items[i].points, s);
            sum = sum.and_then(|sum| plus(sum, points));
            parts.extend(added(points).map(|points| Part {
                cause: Cause::Indicator,
                id: &indicator.id,
                title: Cow::Borrowed(&indicator.title),
                points,
            }));
        }
        let max = group_max(s.scheme, place, &s.score);
        let over = sum.and_then(|sum| over(max, sum));
        let counted = sum.zip(over).and_then(|(sum, over)| plus(sum, over)).and_then(added);
        total = total.zip(counted).and_then(|(total, counted)| plus(total, counted));
        if let Some(points) = over.filter(|over| *over != [Num::ZERO; 2]).and_then(added) {
            let (zh, en) = ("{0}：超过满分的部分不计", "{0}: beyond its maximum nothing counts");
            let title = Cow::Owned(Text::say(zh, en, &[(&group.title).into()]));
            parts.push(Part { cause: Cause::Cap, id: &group.id, title, points });
        }
    }
    let below = total.and_then(|[lo, hi]| Some([lo.min(Num::ZERO).neg()?, hi.min(Num::ZERO).neg()?]));
    if let Some([lo, hi]) = below.filter(|below| *below != [Num::ZERO; 2]) {
        let title = Cow::Owned(Text::say("总分不低于 0", "The total is never below 0", &[]));
        // The lower the sum, the more it takes.
        parts.push(Part { cause: Cause::Floor, id: "total", title, points: [hi, lo] });
    }
    parts
}

/// What a group's maximum does to the sum of its indicators, at both ends: nothing, or less.
fn over(max: Num, [lo, hi]: [Num; 2]) -> Option<[Num; 2]> {
    let beyond = |n: Num| max.sub(n).map(|less| less.min(Num::ZERO));
    Some([beyond(lo)?, beyond(hi)?])
}

fn plus([a, b]: [Num; 2], [c, d]: [Num; 2]) -> Option<[Num; 2]> {
    Some([a.add(c)?, b.add(d)?])
}

/// How much a part differs, and the words for it; nothing where it does not.
fn reason<'a>(before: Option<&Part<'a>>, after: Option<&Part<'a>>) -> Option<(Num, Reason<'a>)> {
    let one = before.or(after)?;
    // Where there is no such part, there are no points for it.
    let ends = |side: Option<&Part<'a>>| {
        let [a, b] = side.map_or([Num::ZERO; 2], |p| p.points);
        [a.min(b), a.max(b)]
    };
    let ([a, b], [c, d]) = (ends(before), ends(after));
    let size = c.sub(b)?.abs().max(d.sub(a)?.abs());
    if size.is_zero() || (before.is_some() && after.is_some() && [a, b] == [c, d]) {
        return None;
    }
    let change = if a == b && c == d { Some(shown(c.sub(a)?)) } else { None };
    let side = |side: Option<&Part<'a>>| side.map(|_| ends(side).map(shown));
    let (before, after) = (side(before), side(after));
    Some((size, Reason { cause: one.cause, id: one.id, title: one.title.clone(), before, after, change }))
}

impl Totals {
    /// Counts one company.
    pub fn count(&mut self, d: &Difference<'_>) {
        self.companies += 1;
        match d.way {
            Way::Gains => self.gains += 1,
            Way::Loses => self.loses += 1,
            Way::Same => self.same += 1,
            Way::Changes => self.changes += 1,
            Way::Open => self.open += 1,
        }
        // Verdicts are counted where both schemes have one.
        if d.before.judges && d.after.judges {
            let (before, after) = (d.before.passed, d.after.passed);
            let (passed, passes) = (before == Some(true), after == Some(true));
            self.passed_before += u64::from(passed);
            self.passed_after += u64::from(passes);
            self.newly_passed += u64::from(!passed && passes);
            self.no_longer_passed += u64::from(passed && !passes);
            match self.verdicts.iter_mut().find(|t| (t.before, t.after) == (before, after)) {
                Some(known) => known.companies += 1,
                None => self.verdicts.push(Transition { before, after, companies: 1 }),
            }
        }
        if self.notice.is_none() && !(d.before.official && d.after.official) {
            self.notice = Some(Text::say("估算，不是官方分数", "estimate, not an official score", &[]));
        }
        if let Some(change) = d.change.as_ref().map(Decimal::number) {
            self.mean_change = self.exact.add(change);
        }
        if let Some(change) = d.typical_change.as_ref().map(Decimal::number) {
            self.mean_typical_change = self.typical.add(change);
        }
    }

    /// Counts a row that could not be scored.
    pub fn refuse(&mut self) {
        self.refused += 1;
    }
}
