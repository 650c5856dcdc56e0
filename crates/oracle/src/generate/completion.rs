//! Completions of a scheme and a company: what is missing, a range or open gets one value, often where something turns.

use super::company::{figure, fitting, with_wholes};
use super::dice::Dice;
use crate::company::{Company, Kind, Known, all, field, possible};
use crate::formula::{Fields, Value};
use crate::number::{R, floor, int, max, min, ratio};
use crate::scheme::{Completion, Scheme};

/// A number of a range, or that is not known at all: ends, turns and beside them.
pub(super) fn number(dice: &mut Dice, id: &str, known: Option<&Known>, turns: &[R], drawn: &[R]) -> R {
    let Kind::Number { min: least, whole, .. } = &field(id).kind else { unreachable!("a number") };
    if let Some(Known::Range(lo, hi)) = known {
        let n = match dice.below(5) {
            0 => lo.clone(),
            1 => hi.clone(),
            2 => lo + (hi - lo) * ratio(dice.from(0, 16), 16),
            _ => figure(dice, turns, drawn),
        };
        let n = if *whole { floor(&n) } else { n };
        return max(min(n, hi.clone()), lo.clone());
    }
    let n = match dice.below(10) {
        0 => int(0),
        1 => int(10).pow(dice.below(15)),
        2 => ratio(1, 10_u64.pow(dice.below(12) as u32)),
        _ => figure(dice, turns, drawn),
    };
    let n = if least.is_none() && dice.one_in(3) { -n } else { n };
    fitting(id, n, 18)
}

/// A completion; none where what was drawn cannot be.
pub fn completion(dice: &mut Dice, scheme: &Scheme, company: &Company) -> Option<Completion> {
    let mut fields = Fields::new();
    for (id, known) in company {
        if let Known::Exact(value) = known {
            fields.insert(id.clone(), value.clone());
        }
    }
    let turns = scheme.turns();
    let mut wanted = with_wholes(&scheme.fields());
    wanted.extend(company.keys().cloned());
    let mut wanted: Vec<String> = wanted.into_iter().filter(|id| !fields.contains_key(id)).collect();
    dice.shuffle(&mut wanted);
    for id in &wanted {
        let drawn: Vec<R> =
            fields.values().filter_map(|v| if let Value::Number(n) = v { Some(n.clone()) } else { None }).collect();
        let value = match &field(id).kind {
            Kind::Flag => Value::Truth(dice.one_in(2)),
            Kind::Choice(levels) => Value::Level(dice.pick(levels).clone()),
            Kind::Date => continue,
            Kind::Number { .. } => Value::Number(number(dice, id, company.get(id), &turns, &drawn)),
        };
        fields.insert(id.clone(), value);
    }
    // Parts above their wholes are lowered to them, or the wholes raised.
    for _ in 0..6 {
        for part in all() {
            let Kind::Number { at_most: Some(whole), .. } = &part.kind else { continue };
            let (Some(Value::Number(a)), Some(Value::Number(b))) = (fields.get(&part.id), fields.get(whole)) else {
                continue;
            };
            if a <= b {
                continue;
            }
            let (low, high) = (fitting(&part.id, b.clone(), 18), a.clone());
            let least = |id: &str| match company.get(id) {
                Some(Known::Exact(_)) => None,
                Some(Known::Range(lo, hi)) => Some((lo.clone(), Some(hi.clone()))),
                None => Some((low.clone(), None)),
            };
            if least(&part.id).is_some_and(|(lo, _)| low >= lo) {
                fields.insert(part.id.clone(), Value::Number(low));
            } else if least(whole).is_some_and(|(_, hi)| hi.is_none_or(|hi| high <= hi)) {
                fields.insert(whole.clone(), Value::Number(high));
            }
        }
    }
    let open = open(dice, scheme);
    (possible(&fields) && scheme.ties_hold(&open)).then_some(Completion { fields, open })
}

/// A value for each open number, tied ones so that they sum to what they must.
fn open(dice: &mut Dice, scheme: &Scheme) -> Vec<R> {
    let tied = |q: usize| scheme.ties.iter().any(|t| t.0.contains(&q));
    let corner = dice.one_in(2);
    let one = |(q, o): (usize, &crate::scheme::Open)| match (&o.only, &o.typical) {
        (Some(only), _) => dice.pick(only).clone(),
        (_, Some(typical)) if tied(q) => typical.clone(),
        _ => match dice.below(if corner { 2 } else { 4 }) {
            0 => o.lo.clone(),
            1 => o.hi.clone(),
            _ => &o.lo + (&o.hi - &o.lo) * ratio(dice.from(0, 16), 16),
        },
    };
    let mut all: Vec<R> = scheme.open.iter().enumerate().map(one).collect();
    // From the typical values, points are handed from one maximum to another.
    for (tied, _) in &scheme.ties {
        // What stands in the ties of several stages stays.
        let own: Vec<usize> =
            tied.iter().copied().filter(|q| scheme.ties.iter().filter(|t| t.0.contains(q)).count() == 1).collect();
        let all_stages: Vec<usize> =
            tied.iter().copied().filter(|q| scheme.ties.iter().all(|t| t.0.contains(q) || t.0.is_empty())).collect();
        let movable = if own.len() > 1 { own } else { all_stages };
        if movable.len() < 2 {
            continue;
        }
        for _ in 0..4 * movable.len() {
            let (a, b) = (*dice.pick(&movable), *dice.pick(&movable));
            if a == b {
                continue;
            }
            let room = min(&all[a] - &scheme.open[a].lo, &scheme.open[b].hi - &all[b]);
            let step = if corner { room } else { room * ratio(dice.from(0, 8), 8) };
            all[a] -= &step;
            all[b] += &step;
        }
    }
    all
}

/// Values of a field of which few are possible: levels, and the whole numbers of a small range.
pub fn values(id: &str, known: Option<&Known>) -> Option<Vec<Value>> {
    Some(match (&field(id).kind, known) {
        (_, Some(Known::Exact(v))) => vec![v.clone()],
        (Kind::Flag, _) => vec![Value::Truth(false), Value::Truth(true)],
        (Kind::Choice(levels), _) => levels.iter().map(|l| Value::Level(l.clone())).collect(),
        (Kind::Number { whole: true, .. }, Some(Known::Range(lo, hi))) if hi - lo <= int(40) => {
            let mut n = -floor(&-lo.clone());
            let mut all = Vec::new();
            while n <= *hi {
                all.push(Value::Number(n.clone()));
                n += int(1);
            }
            all
        }
        _ => return None,
    })
}

/// Every completion of a company, where they are at most `most` and open numbers count at their ends; none where there are
/// more, or an unknown figure can be anything.
pub fn every(scheme: &Scheme, company: &Company, most: usize) -> Option<Vec<Completion>> {
    if scheme.ties.iter().any(|t| !t.0.is_empty()) {
        return None;
    }
    let mut wanted = scheme.fields();
    wanted.extend(company.keys().cloned());
    let mut all = vec![Completion { fields: Fields::new(), open: Vec::new() }];
    for id in wanted {
        let values = values(&id, company.get(&id))?;
        if all.len() * values.len() > most {
            return None;
        }
        all = all
            .iter()
            .flat_map(|c| {
                values.iter().map(|v| {
                    let mut c = c.clone();
                    c.fields.insert(id.clone(), v.clone());
                    c
                })
            })
            .collect();
    }
    all.retain(|c| possible(&c.fields));
    for o in &scheme.open {
        let ends = o.only.clone().unwrap_or_else(|| vec![o.lo.clone(), o.hi.clone()]);
        if all.len() * ends.len() > most {
            return None;
        }
        all = all
            .iter()
            .flat_map(|c| {
                ends.iter().map(|e| {
                    let mut c = c.clone();
                    c.open.push(e.clone());
                    c
                })
            })
            .collect();
    }
    Some(all)
}
