//! Points and conditions of the loaded box, and the total with maxima that a tie binds.

use super::domain::{Domain, Domains};
use super::state::{Item, Search};
use super::tied_maxima::hand_out;
use innopoints_core::formula::{ExprId, Unknown};
use innopoints_core::id::{FieldId, QuantityId, StageSet};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{Amount, GroupKind, Tie};
use innopoints_core::score::{bounds, context};

impl Search<'_> {
    /// The points of an indicator of the loaded box in a stage.
    pub(super) fn item(&mut self, stage: usize, i: usize) -> Item {
        if let Some(item) = self.items[stage][i] {
            return item;
        }
        let scheme = self.scheme;
        let indicator = &scheme.indicators[i];
        let interval = |f: FieldId| self.intervals[f];
        let env = self.env(&interval, StageSet::of(stage));
        let points = bounds(scheme, indicator, &env);
        let tied = scheme.ties.iter().any(|tie| tie.groups.contains(&indicator.group));
        let share = if tied { indicator.rule.kind().share(&context(scheme, indicator, &env)) } else { None };
        let item = Item { points, share };
        self.items[stage][i] = Some(item);
        item
    }

    /// The share of its maximum that a tied indicator earns in the loaded box.
    fn share_of(&mut self, stage: usize, i: usize) -> Option<Interval> {
        self.item(stage, i).share
    }

    /// Where a condition of the loaded box stands, by its place among [`conditions`]; `None` where that is open.
    pub(super) fn condition(&mut self, n: usize, at: ExprId) -> Option<bool> {
        if let Some(known) = self.conditions[n] {
            return known;
        }
        let interval = |f: FieldId| self.intervals[f];
        let met = self.scheme.program.certain(at, &self.env(&interval, StageSet::ALL));
        self.conditions[n] = Some(met);
        met
    }

    /// The total of the loaded box with the maxima of a tie handed out so that they make most, and least.
    pub(super) fn tied(&mut self, tie: &Tie, items: &[Interval], total: Interval, stage: usize) -> Interval {
        let scheme = self.scheme;
        let (mut high, mut low) = (Vec::new(), Vec::new());
        // What the groups have been counted with, and the points of it that a tie does not bind.
        let (mut without, mut stays) = (Interval::exact(Num::ZERO), Interval::exact(Num::ZERO));
        for &g in &tie.groups {
            let group = &scheme.groups[g];
            let up = group.kind != GroupKind::Deduction;
            let signed = |i: Interval| if up { i } else { i.neg() };
            // A lower maximum of the whole group would have to be counted in; what was added up is sound.
            if group.max.is_some_and(|max| max < tie.sum) {
                return total;
            }
            let mut counted = Interval::exact(Num::ZERO);
            for i in group.indicators.clone() {
                counted = counted.add(items[i]);
                let weight = self.weight(stage, i);
                let (Some(lo), Some(hi)) = (weight.lo, weight.hi) else { return total };
                match self.share_of(stage, i).map(signed) {
                    Some(share) => {
                        high.push((lo, hi, share.hi.unwrap_or(Num::ONE)));
                        low.push((lo, hi, share.lo.unwrap_or(Num::ZERO)));
                    }
                    // Its points do not follow its maximum: they stay as they are.
                    None => {
                        stays = stays.add(signed(items[i]));
                        high.push((lo, hi, Num::ZERO));
                        low.push((lo, hi, Num::ZERO));
                    }
                }
            }
            if let Some(max) = group.max {
                counted = counted.min(Interval::exact(max));
            }
            without = without.add(signed(counted));
        }
        let rest = |end: Option<Num>, without: Option<Num>, stays: Option<Num>, own: Option<Num>| {
            end?.sub(without?)?.add(stays?)?.add(own?)
        };
        let hi = rest(total.hi, without.hi, stays.hi, hand_out(&mut high, tie.sum, true).map(|h| h.0));
        let lo = rest(total.lo, without.lo, stays.lo, hand_out(&mut low, tie.sum, false).map(|h| h.0));
        Interval {
            lo: lo.filter(|lo| Some(*lo) > total.lo).or(total.lo),
            hi: hi.filter(|hi| Some(*hi) < total.hi).or(total.hi),
        }
    }

    /// The maximum of an indicator in a stage of the loaded box.
    fn weight(&self, stage: usize, i: usize) -> Interval {
        let interval = |f: FieldId| self.intervals[f];
        self.scheme.indicators[i].max.span(&self.env(&interval, StageSet::of(stage)))
    }

    /// Where the points of each group can lie that shares a tie with others.
    pub(super) fn tied_groups(&mut self, root: &[Domain]) -> Vec<(usize, Interval)> {
        self.load(root, None);
        let scheme = self.scheme;
        let stages = self.stages();
        let mut all = Vec::new();
        for tie in &scheme.ties {
            for &g in &tie.groups {
                let mut found: Option<Interval> = None;
                for stage in (0..scheme.stages.len().max(1)).filter(|s| scheme.stages.is_empty() || stages.contains(*s))
                {
                    found = match (found, self.tied_group(tie, g, stage)) {
                        (None, own) => own,
                        (Some(before), Some(own)) => Some(before.hull(own)),
                        // What is open in one stage is open.
                        (Some(_), None) => None,
                    };
                    if found.is_none() {
                        break;
                    }
                }
                all.extend(found.map(|i| (g, i)));
            }
        }
        all
    }

    /// The same in one stage; `None` where an indicator's points do not follow its maximum.
    fn tied_group(&mut self, tie: &Tie, group: usize, stage: usize) -> Option<Interval> {
        let scheme = self.scheme;
        let (mut high, mut low) = (Vec::new(), Vec::new());
        for &g in &tie.groups {
            for i in scheme.groups[g].indicators.clone() {
                let weight = self.weight(stage, i);
                let (lo, hi) = (weight.lo?, weight.hi?);
                let share = match g == group {
                    true => self.share_of(stage, i)?,
                    false => Interval::exact(Num::ZERO),
                };
                high.push((lo, hi, share.hi.unwrap_or(Num::ONE)));
                low.push((lo, hi, share.lo.unwrap_or(Num::ZERO)));
            }
        }
        let points = Interval {
            lo: Some(hand_out(&mut low, tie.sum, false)?.0),
            hi: Some(hand_out(&mut high, tie.sum, true)?.0),
        };
        // What the tie forces on the indicators may be more than the group counts.
        Some(scheme.groups[group].max.map_or(points, |max| points.min(Interval::exact(max))))
    }

    /// The scheme's own numbers where they make most points of a settled box, or least.
    pub(super) fn settled_quantities(&mut self, domains: &Domains, most: bool) -> Vec<Interval> {
        let mut all = if most { self.most.clone() } else { self.least.clone() };
        for (variable, domain) in self.variables.iter().zip(domains) {
            if let (Unknown::Quantity(q), Domain::Number(i)) = (variable.what, domain) {
                all[q] = *i;
            }
        }
        if self.scheme.ties.is_empty() {
            return all;
        }
        self.load(domains, Some(&all));
        let scheme = self.scheme;
        let stage = self.stages().first().unwrap_or(0);
        for tie in &scheme.ties {
            let mut list = Vec::new();
            let mut maxima = Vec::new();
            for &g in &tie.groups {
                let up = scheme.groups[g].kind != GroupKind::Deduction;
                for i in scheme.groups[g].indicators.clone() {
                    let max = scheme.indicators[i].max.in_stage(stage);
                    let weight = match max {
                        Amount::Open(q) => self.open[*q],
                        _ => self.weight(stage, i),
                    };
                    let share = self.share_of(stage, i).and_then(|s| s.hi).unwrap_or(Num::ZERO);
                    let share = if up { share } else { share.neg().unwrap_or(share) };
                    list.push((weight.lo.unwrap_or(Num::ZERO), weight.hi.unwrap_or(Num::ZERO), share));
                    maxima.push(max);
                }
            }
            if let Some((_, weights)) = hand_out(&mut list, tie.sum, most) {
                for (max, weight) in maxima.iter().zip(weights) {
                    if let Amount::Open(q) = max {
                        all[*q] = Interval::exact(weight);
                    }
                }
            }
        }
        all
    }

    /// Whether a tie binds a number of the scheme.
    pub(super) fn is_tied(&self, q: QuantityId) -> bool {
        let scheme = self.scheme;
        let groups = scheme.ties.iter().flat_map(|t| &t.groups);
        groups.flat_map(|&g| scheme.groups[g].indicators.clone()).any(|i| scheme.indicators[i].max.holds(q))
    }
}
