//! Points: whether the maxima of indicators, groups and ties go together, and rules with their maxima.

use super::{Lint, Severity, first, shown};
use crate::file::amounts::{Amount, Judged, Single};
use crate::file::number::Points as PointsFile;
use crate::file::reader::{Number, Spanned};
use crate::file::rules::{Bands, Choice, Flag, Rank, Rule};
use crate::file::scheme::{Group, Indicator, Measured, Tie};
use crate::scheme::Scheme;
use innopoints_core::json::{Document, Span};
use innopoints_core::number::Num;
use innopoints_core::problem::Phrase;
use innopoints_core::scheme::model;
use std::collections::BTreeMap;

/// Points in one stage, from the lowest to the highest they can be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points {
    pub lo: Num,
    pub hi: Num,
    /// Their typical value; the lowest where there is none.
    pub typical: Num,
}

impl Points {
    pub const ZERO: Points = Points::exact(Num::ZERO);

    pub const fn exact(n: Num) -> Points {
        Points { lo: n, hi: n, typical: n }
    }

    pub fn better(self, o: Points) -> Points {
        Points { lo: self.lo.max(o.lo), hi: self.hi.max(o.hi), typical: self.typical.max(o.typical) }
    }

    fn add(self, o: Points) -> Option<Points> {
        Some(Points { lo: self.lo.add(o.lo)?, hi: self.hi.add(o.hi)?, typical: self.typical.add(o.typical)? })
    }
}

/// Points, one a stage; none where they cannot be read.
pub(super) type Staged = Option<Vec<Points>>;

/// The better of two in each stage.
pub(super) fn better(a: Staged, b: Staged) -> Staged {
    Some(a?.into_iter().zip(b?).map(|(a, b)| a.better(b)).collect())
}

impl Lint {
    /// The same points in each stage.
    pub(super) fn each_stage(&self, points: Points) -> Staged {
        Some(vec![points; self.stages.len()])
    }

    /// The points that an amount can be, one for each stage.
    pub(super) fn amount<N: Number>(&self, amount: &Spanned<Amount<N>>) -> Staged {
        match amount.get()? {
            Amount::Single(one) => self.each_stage(single(one)?),
            Amount::Staged(each) => self.stages.iter().map(|id| single(each.get(id)?.get()?)).collect(),
        }
    }

    pub(super) fn exact(&self, points: &Spanned<PointsFile>) -> Staged {
        self.each_stage(Points::exact(points.get()?.value))
    }

    /// The points that experts can give of a maximum.
    pub(super) fn judged(&self, judged: &Spanned<Judged>, max: Option<&[Points]>) -> Staged {
        match judged.get()? {
            Judged::Any => Some(max?.iter().map(|m| Points { hi: m.hi, ..Points::ZERO }).collect()),
            Judged::Share(_) => None,
            Judged::Points(points) => self.amount(&Spanned { span: judged.span, value: Some(points.clone()) }),
        }
    }

    /// A group with its indicators: whether their maxima go with its own.
    pub(super) fn group(&mut self, item: &Spanned<Group>) {
        let Some(group) = item.get() else { return };
        // Where only the indicators are changed, the maximum is the base's.
        let max_span = group.max.as_ref().map_or(Span::NONE, |max| max.span);
        let max_at = first(&[max_span, item.span]);
        let max = group.max.as_ref().and_then(Spanned::get).map(|max| max.value);
        let mut maxima: Vec<(Staged, Span)> = Vec::new();
        for item in group.indicators.iter().filter_map(Spanned::get).flatten() {
            let Some(indicator) = item.get() else {
                maxima.push((None, max_at));
                continue;
            };
            let own = self.indicator(indicator, item.span);
            let span = indicator.head.max.as_ref().map_or(Span::NONE, |max| max.span);
            maxima.push((own, first(&[span, max_at])));
        }
        if let Some(max) = max {
            for (own, at) in &maxima {
                self.above_group(own.as_deref().unwrap_or_default(), max, *at);
            }
        }
        let all: Option<Vec<Vec<Points>>> = maxima.into_iter().map(|m| m.0).collect();
        let Some(sum) = all.and_then(|all| sum(self.stages.len(), all.into_iter())) else { return };
        let is_capped = group.capped.as_ref().filter(|capped| capped.get() == Some(&true));
        self.group_sum(&sum, max, is_capped.map(|capped| first(&[capped.span, item.span])), max_at);
    }

    /// Whether an indicator alone earns more than its group can give.
    fn above_group(&mut self, own: &[Points], max: Num, at: Span) {
        if let Some(own) = own.iter().map(|p| p.typical).max().filter(|own| *own > max) {
            let parts = [shown(own), shown(max)];
            self.say(
                Severity::Error,
                "above_group",
                at,
                "指标的满分 {0} 高于所在类的满分 {1}",
                "the indicator's maximum {0} is above its group's {1}",
                &parts.iter().map(Phrase::from).collect::<Vec<_>>(),
            );
        }
    }

    /// Whether the indicators' maxima give the group's; `capped` is where the file says that they exceed it.
    fn group_sum(&mut self, sum: &[Points], max: Option<Num>, capped: Option<Span>, at: Span) {
        let most = sum.iter().map(|p| p.hi).max().unwrap_or(Num::ZERO);
        let typical = sum.iter().map(|p| p.typical).max().unwrap_or(Num::ZERO);
        if let (Some(at), true) = (capped, max.is_none_or(|max| most <= max)) {
            let (zh, en) = (
                "写了 capped，但各指标满分之和并不超过这一类的满分",
                "said to be capped, but the indicators' maxima do not exceed the group's",
            );
            self.warn("not_capped", at, zh, en, &[]);
        }
        let Some(max) = max else { return };
        let parts = [shown(most), shown(max), shown(typical)];
        let parts: Vec<Phrase<'_>> = parts.iter().map(Phrase::from).collect();
        if most < max {
            self.warn(
                "sum_below_max",
                at,
                "各指标满分合计 {0}，达不到这一类的满分 {1}",
                "the indicators' maxima sum to {0}; the group's {1} cannot be reached",
                &parts,
            );
        } else if typical > max && capped.is_none() {
            self.warn(
                "sum_above_max",
                at,
                "各指标满分合计 {2}，超过这一类的满分 {1}；若规定以满分为限，请写 \"capped\": true",
                "the indicators' maxima sum to {2}, above the group's {1}; if the rule caps them, write \"capped\": true",
                &parts,
            );
        }
    }

    /// Whether groups can give what a tie says that their indicators make.
    pub(super) fn ties(
        &mut self,
        ties: &Option<Spanned<Vec<Spanned<Tie>>>>,
        groups: &Option<Spanned<Vec<Spanned<Group>>>>,
    ) {
        if self.loaded.is_none() {
            return;
        }
        let groups = groups.iter().filter_map(Spanned::get).flatten().filter_map(Spanned::get);
        let by_id: BTreeMap<&str, &Group> =
            groups.filter_map(|group| Some((crate::compile::id_of(&group.id)?, group))).collect();
        for tie in ties.iter().filter_map(Spanned::get).flatten().filter_map(Spanned::get) {
            let (Some(ids), Some(sum)) = (tie.groups.get(), tie.sum.get()) else { continue };
            let ids = ids.iter().filter_map(|id| by_id.get(id.get()?.0.as_str()));
            let maxima: Option<Vec<(Num, Span)>> =
                ids.map(|group| Some((group.max.as_ref()?.get()?.value, group.max.as_ref()?.span))).collect();
            let Some(maxima) = maxima else { continue };
            let Some(most) = maxima.iter().try_fold(Num::ZERO, |sum, max| sum.add(max.0)) else { continue };
            if most < sum.value {
                // At a maximum of this file, or at its tie; else the base is told.
                let own: Vec<Span> = maxima.iter().map(|max| max.1).chain([tie.sum.span]).collect();
                self.say(
                    Severity::Error,
                    "tie",
                    first(&own),
                    "类的满分合计 {0}，而各指标满分之和规定为 {1}",
                    "the groups' maxima make {0}, but those of their indicators are said to sum to {1}",
                    &[(&shown(most)).into(), (&shown(sum.value)).into()],
                );
            }
        }
    }

    /// Looks at an indicator; gives its maximum in each stage.
    fn indicator(&mut self, indicator: &Indicator, span: Span) -> Staged {
        let Indicator { head: Measured { id: _, title: _, max, source }, rule } = indicator;
        self.typical(max, source.as_ref());
        let points = max.as_ref().and_then(|max| self.amount(max));
        let best = match rule.as_ref().and_then(|rule| rule.get()) {
            Some(rule) => self.rule(rule, source.as_ref(), points.as_deref()),
            None => None,
        };
        let at = first(&[max.as_ref().map_or(Span::NONE, |max| max.span), span]);
        if let (Some(best), Some(points)) = (best, &points) {
            self.reaches(&best, points, max, at);
        }
        if points.as_ref().is_some_and(|points| points.iter().all(|p| p.hi.is_zero())) {
            let (zh, en) = ("满分是 0，这个指标没有作用", "the maximum is 0, so this indicator does nothing");
            self.warn("no_points", at, zh, en, &[]);
        }
        points
    }

    /// Whether the best that a rule can give is the maximum.
    fn reaches(&mut self, best: &[Points], max: &[Points], file: &Option<Spanned<Amount<PointsFile>>>, at: Span) {
        for ((best, max), stage) in best.iter().zip(max).zip(self.stages.clone()) {
            let parts = [shown(best.hi), shown(max.lo), shown(best.lo), shown(max.hi)];
            let parts: Vec<Phrase<'_>> = parts.iter().map(Phrase::from).collect();
            let of_stage = match file.as_ref().and_then(Spanned::get) {
                Some(Amount::Staged(each)) => each.get(&stage).map_or(Span::NONE, |own| own.span),
                _ => Span::NONE,
            };
            let at = first(&[of_stage, at]);
            if best.hi < max.lo {
                self.warn(
                    "max_not_reached",
                    at,
                    "规则至多给 {0} 分，达不到满分 {1}",
                    "the rule gives at most {0} points; the maximum {1} cannot be reached",
                    &parts,
                );
                return;
            }
            if best.lo > max.hi {
                self.say(
                    Severity::Error,
                    "above_max",
                    at,
                    "规则给到 {2} 分，超过满分 {3}",
                    "the rule gives up to {2} points, above the maximum {3}",
                    &parts,
                );
                return;
            }
        }
    }

    /// Indicators that measure the same by the same steps: one of them is surely a slip of copying.
    pub(super) fn twins(&mut self, groups: &Option<Spanned<Vec<Spanned<Group>>>>, document: &Document) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let groups = groups.iter().filter_map(Spanned::get).flatten().filter_map(Spanned::get);
        for item in groups.filter_map(|group| group.indicators.as_ref()?.get()).flatten() {
            let Some(rule) = item.get().and_then(|indicator| indicator.rule.as_ref()) else { continue };
            // Expert ranges have no figures to tell them apart.
            let Some(text) = rule.get().filter(|rule| rule.kind() != "judged").map(rule_text) else { continue };
            if !rule.span.is_some() {
                continue;
            }
            match seen.get(&text) {
                Some(&twin) => {
                    let (zh, en) = ("与 {0} 的规则完全相同", "the very same rule as {0}");
                    self.warn("twin", item.span, zh, en, &[(&document.pointer(twin)).into()]);
                }
                None => drop(seen.insert(text, item.span)),
            }
        }
    }
}

/// What a rule says, but for the points otherwise.
pub(super) fn rule_text(rule: &Rule) -> String {
    let mut rule = rule.clone();
    match &mut rule {
        Rule::Bands(Bands { otherwise, .. })
        | Rule::Choice(Choice { otherwise, .. })
        | Rule::Flag(Flag { otherwise, .. })
        | Rule::Rank(Rank { otherwise, .. }) => *otherwise = None,
        _ => {}
    }
    format!("{rule:?}")
}

fn single<N: Number>(single: &Single<N>) -> Option<Points> {
    match single {
        Single::Exact(n) => Some(Points::exact(n.value())),
        Single::Range(range) => {
            let [lo, hi] = &range.between.get()?.0;
            let (lo, hi) = (lo.get()?.value(), hi.get()?.value());
            let typical = range.typical.as_ref().and_then(Spanned::get).map_or(lo, |typical| typical.0.value());
            Some(Points { lo, hi, typical })
        }
    }
}

/// The maximum of each indicator of a group, one a stage.
pub(super) fn maxima(scheme: &Scheme, group: usize) -> impl Iterator<Item = Vec<Points>> {
    let each = |i: &model::Indicator| (0..scheme.stages.len().max(1)).map(|s| points(scheme, &i.max, s)).collect();
    scheme.indicators[scheme.groups[group].indicators.clone()].iter().map(each)
}

/// Adds points up, stage by stage.
pub(super) fn sum(stages: usize, mut each: impl Iterator<Item = Vec<Points>>) -> Staged {
    each.try_fold(vec![Points::ZERO; stages], |sum, more| sum.into_iter().zip(more).map(|(a, b)| a.add(b)).collect())
}

fn points(scheme: &Scheme, amount: &model::Amount, stage: usize) -> Points {
    match amount {
        model::Amount::Exact(n) => Points::exact(*n),
        model::Amount::Open(q) => {
            let q = &scheme.quantities[*q];
            Points { lo: q.lo, hi: q.hi, typical: q.typical.unwrap_or(q.lo) }
        }
        model::Amount::Staged(each) => points(scheme, &each[stage.min(each.len() - 1)], stage),
    }
}

/// The most that an amount can be in any stage.
pub(super) fn most(scheme: &Scheme, amount: &model::Amount) -> Option<Num> {
    (0..scheme.stages.len().max(1)).map(|stage| points(scheme, amount, stage).hi).max()
}
