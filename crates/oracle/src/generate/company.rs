//! Random companies, as JSON, whose figures stand near what a scheme asks for.

use super::dice::Dice;
use crate::company::{Kind, field};
use crate::number::{R, floor, int, max, min, ratio, round, scale, text};
use crate::scheme::Scheme;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// A number near which something turns, given those that are drawn already.
pub(super) fn figure(dice: &mut Dice, turns: &[R], drawn: &[R]) -> R {
    let turn = |dice: &mut Dice| if turns.is_empty() { int(1) } else { dice.pick(turns).clone() };
    let other = |dice: &mut Dice| if drawn.is_empty() { int(100) } else { dice.pick(drawn).clone() };
    let n = match dice.below(12) {
        0 if dice.one_in(2) => int(0),
        1 | 2 => turn(dice),
        3..=5 => other(dice) * turn(dice),
        6 => other(dice) * (int(1) + turn(dice)),
        7 => {
            let by = turn(dice);
            if by.is_zero() { int(1) } else { other(dice) / by }
        }
        8 => other(dice) + turn(dice),
        9 => int(dice.from(0, 12)),
        _ => int(dice.from(1, 9)) * int(10_i64.pow(dice.below(5) as u32)),
    };
    match dice.below(8) {
        0 => n + ratio(1, 100),
        1 => n - ratio(1, 100),
        2 => n + ratio(1, 1_000_000),
        3 => n * int(dice.from(1, 3)) / int(2),
        _ => n,
    }
}

/// Within the limits of a field, with so many decimals.
pub(super) fn fitting(id: &str, n: R, places: u32) -> R {
    let Kind::Number { unit, min: least, max: most, whole, .. } = &field(id).kind else { unreachable!("a number") };
    // A share is written in percent, with two digits more.
    let n = if *whole { floor(&n) } else { round(&n, places + if unit == "%" { 2 } else { 0 }) };
    let n = least.iter().cloned().fold(n, max);
    most.iter().cloned().fold(n, min)
}

/// A figure as the file writes it.
fn written(dice: &mut Dice, id: &str, n: &R) -> Json {
    let Kind::Number { unit, .. } = &field(id).kind else { unreachable!("a number") };
    let bare = text(&(n / scale(unit)), 9);
    match dice.below(6) {
        0 => format!("{bare}{unit}").into(),
        1 => bare.into(),
        _ => serde_json::from_str(&bare).expect("a number"),
    }
}

/// A company of which everything that the scheme asks for is known; parts are at most their wholes.
pub fn company(dice: &mut Dice, scheme: &Scheme) -> Json {
    let mut all: Vec<String> = with_wholes(&scheme.fields()).into_iter().collect();
    dice.shuffle(&mut all);
    let turns = scheme.turns();
    let places = *dice.pick(&[0, 2, 2, 2, 3, 4, 6]);
    let mut numbers: BTreeMap<String, R> = BTreeMap::new();
    let mut company = Map::new();
    for id in &all {
        match &field(id).kind {
            Kind::Flag => {
                company.insert(id.clone(), dice.one_in(2).into());
            }
            Kind::Choice(levels) => {
                company.insert(id.clone(), dice.pick(levels).as_str().into());
            }
            Kind::Date => {}
            Kind::Number { min, .. } => {
                let drawn: Vec<R> = numbers.values().cloned().collect();
                let mut n = figure(dice, &turns, &drawn);
                if min.is_none() && dice.one_in(4) {
                    n = -n;
                }
                // Larger ones leave what the arithmetic of the library holds.
                let most = int(10_000_000);
                if n > most || n < -most.clone() {
                    n = if n > int(0) { int(1_000_000) } else { int(-1_000_000) };
                }
                numbers.insert(id.clone(), fitting(id, n, places));
            }
        }
    }
    // Parts of parts too.
    let mut lowered = true;
    while std::mem::take(&mut lowered) {
        for id in &all {
            let Kind::Number { at_most: Some(whole), .. } = &field(id).kind else { continue };
            let limit = numbers[whole].clone();
            let part = numbers.get_mut(id).expect("a part");
            if *part > limit {
                let fit = fitting(id, floor(&limit), 0);
                lowered |= fit != *part;
                *part = fit;
            }
        }
    }
    crate::company::balance(&mut numbers);
    for (id, n) in &numbers {
        company.insert(id.clone(), written(dice, id, n));
    }
    crate::company::settle(&mut company);
    company.into()
}

/// Fields and the wholes that they are parts of.
pub(super) fn with_wholes(fields: &BTreeSet<String>) -> BTreeSet<String> {
    let mut all = fields.clone();
    for mut id in fields {
        while let Kind::Number { at_most: Some(whole), .. } = &field(id).kind {
            all.insert(whole.clone());
            id = whole;
        }
    }
    all
}

/// The same company with some figures missing and some known as ranges; at most `most` of those that the scheme asks for.
pub fn gaps(dice: &mut Dice, scheme: &Scheme, company: &Json, most: usize) -> Json {
    let mut left: Vec<String> = scheme.fields().into_iter().collect();
    dice.shuffle(&mut left);
    left.truncate(1 + dice.below(most));
    let mut open = company.as_object().expect("an object").clone();
    let turns = scheme.turns();
    let known = crate::company(company);
    for id in left {
        let Kind::Number { unit, whole, .. } = &field(&id).kind else {
            open.remove(&id);
            continue;
        };
        let Some(crate::Known::Exact(crate::formula::Value::Number(n))) = known.get(&id) else { continue };
        if dice.one_in(2) {
            open.remove(&id);
            continue;
        }
        let other = match dice.below(3) {
            0 => fitting(&id, figure(dice, &turns, std::slice::from_ref(n)), 2),
            1 => fitting(&id, n + int(dice.from(1, 9)), 2),
            _ => fitting(&id, n * ratio(dice.from(50, 150), 100), if *whole { 0 } else { 2 }),
        };
        let other = min(other, int(10_000_000));
        let ends = [min(n.clone(), other.clone()), max(n.clone(), other)].map(|e| text(&(e / scale(unit)), 9));
        open.insert(id, json!({"between": ends}));
    }
    // A part known to be above its whole would be a contradiction: what was drawn is within every range.
    open.into()
}
