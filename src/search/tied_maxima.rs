//! The scheme's own open numbers where they make most points and least, and maxima that sum to a known number.
//!
//! An open number stands in one indicator, and more of it is better or worse throughout, so nothing is branched on it. Maxima
//! that a tie binds are handed out greedily: what one indicator gets, the others do not.

use innopoints_core::gather::Gather;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{Amount, GroupKind, Scheme};
use innopoints_core::sort::sort_by;

/// The scheme's own open numbers where they make least points, and where they make most.
pub(crate) fn leaning(scheme: &Scheme, open: &[Interval]) -> (Vec<Interval>, Vec<Interval>) {
    let mut ends = (open.to_vec(), open.to_vec());
    for indicator in &scheme.indicators {
        let up = scheme.groups[indicator.group].kind != GroupKind::Deduction;
        lean(&indicator.max, up, open, &mut ends);
        indicator.rule.amounts(&mut |amount, more| lean(amount, up == more, open, &mut ends));
    }
    ends
}

/// Sets open numbers to the ends that make least points and most.
fn lean(amount: &Amount, up: bool, open: &[Interval], ends: &mut (Vec<Interval>, Vec<Interval>)) {
    amount.visit(&mut |q| {
        let (lo, hi) = (open[q].lo, open[q].hi);
        let (lo, hi) = (Interval { lo, hi: lo }, Interval { lo: hi, hi });
        (ends.0[q], ends.1[q]) = if up { (lo, hi) } else { (hi, lo) };
    });
}

/// Hands out maxima that sum to a number so that they make most points (or least): least, highest and worth of each. The
/// points they make, and how much each gets.
pub(super) fn hand_out(list: &mut [(Num, Num, Num)], sum: Num, most: bool) -> Option<(Num, Vec<Num>)> {
    let mut order: Vec<usize> = (0..list.len()).gather();
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
