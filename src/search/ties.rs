//! The scheme's own open numbers where they make most points and least, and maxima that sum to a known number.
//!
//! An open number stands in one indicator, and more of it is better or worse throughout, so nothing is branched on it. Maxima
//! that a tie binds are handed out greedily: what one indicator gets, the others do not.

use super::bounds::Search;
use super::domain::{Domain, Domains};
use innopoints_core::formula::{Env, Unknown};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{Amount, GroupKind, Rule, Scheme, Tie};
use innopoints_core::score::{bounds, span};
use innopoints_core::sort::sort_by;

impl Search<'_> {
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
        let interval = |f: usize| self.intervals[f];
        span(&self.scheme.indicators[i].max, &self.env(&interval, 1 << stage))
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
                for stage in
                    (0..scheme.stages.len().max(1)).filter(|s| scheme.stages.is_empty() || stages & (1 << s) != 0)
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
        Some(Interval {
            lo: Some(hand_out(&mut low, tie.sum, false)?.0),
            hi: Some(hand_out(&mut high, tie.sum, true)?.0),
        })
    }

    /// The share of its maximum that an indicator earns, where that does not depend on the maximum.
    pub(super) fn share(&self, rule: &Rule, max: &Amount, env: &Env<'_>) -> Option<Interval> {
        match rule {
            Rule::Reference { .. } | Rule::Judged { share: true, .. } => {
                bounds(self.scheme, rule, &Amount::Exact(Num::ONE), env).ok()
            }
            Rule::Flag { when, points, otherwise } if same(points, max) && otherwise.is_zero() => {
                let met = self.scheme.program.maybe(*when, env).unwrap_or(None);
                let end = |yes: bool| Some(if yes { Num::ONE } else { Num::ZERO });
                Some(Interval { lo: end(met == Some(true)), hi: end(met != Some(false)) })
            }
            _ => None,
        }
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
        let stage = self.stages().trailing_zeros().min(31) as usize;
        for tie in &scheme.ties {
            let mut list = Vec::new();
            let mut maxima = Vec::new();
            for &g in &tie.groups {
                let up = scheme.groups[g].kind != GroupKind::Deduction;
                for i in scheme.groups[g].indicators.clone() {
                    let max = match &scheme.indicators[i].max {
                        Amount::Staged(each) => &each[stage.min(each.len() - 1)],
                        max => max,
                    };
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
    pub(super) fn is_tied(&self, q: usize) -> bool {
        let scheme = self.scheme;
        let groups = scheme.ties.iter().flat_map(|t| &t.groups);
        groups.flat_map(|&g| scheme.groups[g].indicators.clone()).any(|i| holds(&scheme.indicators[i].max, q))
    }
}

/// The scheme's own open numbers where they make least points, and where they make most.
pub(crate) fn leaning(scheme: &Scheme, open: &[Interval]) -> (Vec<Interval>, Vec<Interval>) {
    let mut ends = (open.to_vec(), open.to_vec());
    for indicator in &scheme.indicators {
        let up = scheme.groups[indicator.group].kind != GroupKind::Deduction;
        lean(&indicator.max, up, open, &mut ends);
        lean_rule(&indicator.rule, up, open, &mut ends);
    }
    ends
}

fn lean(amount: &Amount, up: bool, open: &[Interval], ends: &mut (Vec<Interval>, Vec<Interval>)) {
    match amount {
        Amount::Exact(_) => {}
        Amount::Staged(each) => each.iter().for_each(|a| lean(a, up, open, ends)),
        Amount::Open(q) => {
            let (lo, hi) = (open[*q].lo, open[*q].hi);
            let (lo, hi) = (Interval { lo, hi: lo }, Interval { lo: hi, hi });
            (ends.0[*q], ends.1[*q]) = if up { (lo, hi) } else { (hi, lo) };
        }
    }
}

fn lean_rule(rule: &Rule, up: bool, open: &[Interval], ends: &mut (Vec<Interval>, Vec<Interval>)) {
    match rule {
        Rule::Bands { bands, .. } => bands.iter().for_each(|b| lean(&b.points, up, open, ends)),
        Rule::PerUnit { points, .. } | Rule::Flag { points, .. } | Rule::Judged { points, .. } => {
            lean(points, up, open, ends);
        }
        Rule::Choice { points, .. } => points.iter().for_each(|p| lean(p, up, open, ends)),
        Rule::Reference { reference, .. } => lean(reference, !up, open, ends),
        Rule::Rank { quantity, .. } => lean(&Amount::Open(*quantity), up, open, ends),
        Rule::BestOf(list) => list.iter().for_each(|a| lean_rule(&a.rule, up, open, ends)),
        Rule::Curve { .. } => {}
    }
}

fn holds(amount: &Amount, q: usize) -> bool {
    match amount {
        Amount::Exact(_) => false,
        Amount::Open(own) => *own == q,
        Amount::Staged(each) => each.iter().any(|a| holds(a, q)),
    }
}

/// Whether two amounts are one number.
fn same(a: &Amount, b: &Amount) -> bool {
    match (a, b) {
        (Amount::Exact(a), Amount::Exact(b)) => a == b,
        (Amount::Open(a), Amount::Open(b)) => a == b,
        (Amount::Staged(a), Amount::Staged(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        _ => false,
    }
}

/// Hands out maxima that sum to a number so that they make most points (or least): least, highest and worth of each. The
/// points they make, and how much each gets.
fn hand_out(list: &mut [(Num, Num, Num)], sum: Num, most: bool) -> Option<(Num, Vec<Num>)> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    sort_by(&mut order, |&a, &b| if most { list[b].2.cmp(&list[a].2) } else { list[a].2.cmp(&list[b].2) });
    let mut room = sum;
    let mut given = Vec::with_capacity(list.len());
    for (lo, ..) in list.iter() {
        room = room.sub(*lo)?;
        given.push(*lo);
    }
    for at in order {
        let (lo, hi, _) = list[at];
        let more = hi.sub(lo)?.min(room.max(Num::ZERO));
        given[at] = lo.add(more)?;
        room = room.sub(more)?;
    }
    let mut points = Num::ZERO;
    for (own, (_, _, worth)) in given.iter().zip(list.iter()) {
        points = points.add(own.mul(*worth)?)?;
    }
    Some((points, given))
}
