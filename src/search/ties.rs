//! The scheme's own open numbers where they make most points and least, and maxima that sum to a known number.
//!
//! An open number stands in one indicator, and more of it is better or worse throughout, so nothing is branched on it. Maxima
//! that a tie binds are handed out greedily: what one indicator gets, the others do not.

use innopoints_core::formula::Env;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{Amount, GroupKind, Rule, Scheme};
use innopoints_core::score::bounds;
use innopoints_core::sort::sort_by;

/// The share of its maximum that an indicator earns, where that does not depend on the maximum.
pub(super) fn share(scheme: &Scheme, rule: &Rule, max: &Amount, env: &Env<'_>) -> Option<Interval> {
    match rule {
        Rule::Reference { .. } | Rule::Judged { share: true, .. } => {
            bounds(scheme, rule, &Amount::Exact(Num::ONE), env).ok()
        }
        Rule::Flag { when, points, otherwise } if same(points, max) && otherwise.is_zero() => {
            let met = scheme.program.maybe(*when, env).unwrap_or(None);
            let end = |yes: bool| Some(if yes { Num::ONE } else { Num::ZERO });
            Some(Interval { lo: end(met == Some(true)), hi: end(met != Some(false)) })
        }
        _ => None,
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

pub(super) fn holds(amount: &Amount, q: usize) -> bool {
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
pub(super) fn hand_out(list: &mut [(Num, Num, Num)], sum: Num, most: bool) -> Option<(Num, Vec<Num>)> {
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
