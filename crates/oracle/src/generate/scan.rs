//! How low and how high a total goes: companies of which one or two figures are not known, at many values and on the edges
//! between them.

use super::completion::{number, values};
use super::dice::Dice;
use crate::company::{Company, Kind, Known, field, possible};
use crate::formula::{Fields, Value};
use crate::number::{R, floor, ratio};
use crate::scheme::{Completion, Scheme, is_number, is_whole};

/// The figure that changes most of the time is tried at so many values, the other at so many.
const TRIES: [usize; 2] = [32, 12];

/// The least and the most total that was found; nothing where more than two figures or numbers of the scheme are open.
pub fn scan(dice: &mut Dice, scheme: &Scheme, company: &Company) -> Option<[R; 2]> {
    if scheme.open.len() > 2 || scheme.ties.iter().any(|t| !t.0.is_empty()) || scheme.has_open_parameters() {
        return None;
    }
    let mut fields = Fields::new();
    let mut unknown: Vec<String> = Vec::new();
    for id in scheme.fields().into_iter().chain(company.keys().cloned()) {
        match company.get(&id) {
            Some(Known::Exact(v)) => drop(fields.insert(id, v.clone())),
            _ if !unknown.contains(&id) => unknown.push(id),
            _ => {}
        }
    }
    if unknown.is_empty() || unknown.len() > 2 || scheme.has_single_values(&unknown) {
        return None;
    }
    let mut corners = vec![Vec::new()];
    for o in &scheme.open {
        let ends = o.only.clone().unwrap_or_else(|| vec![o.lo.clone(), o.hi.clone()]);
        corners = corners
            .iter()
            .flat_map(|c: &Vec<R>| ends.iter().map(move |e| [&c[..], std::slice::from_ref(e)].concat()))
            .collect();
    }
    let mut found: Option<[R; 2]> = None;
    let turns = scheme.kinks();
    for open in corners {
        let mut line = Line { scheme, company, turns: &turns, open, found: &mut found };
        match &unknown[..] {
            [one] => line.go(dice, &fields, one, TRIES[0]),
            [one, two] => {
                for (a, b) in [(one, two), (two, one)] {
                    for value in line.candidates(dice, a, &fields, TRIES[1]) {
                        let mut fields = fields.clone();
                        fields.insert(a.clone(), value);
                        line.go(dice, &fields, b, TRIES[1]);
                    }
                }
            }
            _ => unreachable!("one or two"),
        }
    }
    found
}

/// The limits of a field.
fn limits(id: &str) -> (Option<R>, Option<R>) {
    match &field(id).kind {
        Kind::Number { min, max, .. } => (min.clone(), max.clone()),
        _ => (None, None),
    }
}

/// Values of a figure that are worth trying, rising: where something turns, as it is and as a share of another figure; the
/// ends of what it can be; and so many drawn.
fn candidates(
    dice: &mut Dice,
    scheme: &Scheme,
    company: &Company,
    turns: &[R],
    id: &str,
    fields: &Fields,
    count: usize,
) -> Vec<Value> {
    if let Some(all) = values(id, company.get(id)) {
        return all;
    }
    let asked = scheme.fields();
    let known = |(id, v): (&String, &Value)| match v {
        Value::Number(n) if asked.contains(id) => Some(n.clone()),
        _ => None,
    };
    let drawn: Vec<R> = fields.iter().filter_map(known).collect();
    let mut all: Vec<R> = (0..count).map(|_| number(dice, id, company.get(id), turns, &drawn)).collect();
    all.extend(turns.iter().chain(&drawn).cloned());
    let mut shares: Vec<R> = drawn.iter().flat_map(|of| turns.iter().map(move |t| of * t)).collect();
    dice.shuffle(&mut shares);
    all.extend(shares.into_iter().take(2 * count));
    let (mut lo, mut hi) = limits(id);
    if let Some(Known::Range(a, b)) = company.get(id) {
        (lo, hi) = (Some(a.clone()), Some(b.clone()));
    }
    all.retain(|n| lo.as_ref().is_none_or(|lo| n >= lo) && hi.as_ref().is_none_or(|hi| n <= hi));
    all.extend([lo, hi].into_iter().flatten());
    if is_whole(id) {
        all = all.iter().flat_map(|n| [floor(n), -floor(&-n)]).collect();
    }
    all.sort();
    all.dedup();
    all.into_iter().map(Value::Number).collect()
}

struct Line<'a> {
    scheme: &'a Scheme,
    company: &'a Company,
    turns: &'a [R],
    open: Vec<R>,
    found: &'a mut Option<[R; 2]>,
}

impl Line<'_> {
    fn candidates(&self, dice: &mut Dice, id: &str, fields: &Fields, count: usize) -> Vec<Value> {
        candidates(dice, self.scheme, self.company, self.turns, id, fields, count)
    }

    fn go(&mut self, dice: &mut Dice, fields: &Fields, id: &str, count: usize) {
        let all = self.candidates(dice, id, fields, count);
        let mut before: Option<(Value, [R; 2])> = None;
        for value in all {
            let Some(total) = self.at(fields, id, &value) else { continue };
            if let Some((last, its)) = &before
                && *its != total
                && is_number(id)
            {
                self.between(fields, id, last, its, &value);
            }
            before = Some((value, total));
        }
    }

    /// Halves the way between two values of which the totals differ, towards the first edge.
    fn between(&mut self, fields: &Fields, id: &str, from: &Value, its: &[R; 2], to: &Value) {
        let (Value::Number(mut a), Value::Number(mut b)) = (from.clone(), to.clone()) else { return };
        for _ in 0..40 {
            let mut middle = (&a + &b) * ratio(1, 2);
            if is_whole(id) {
                middle = floor(&middle);
            }
            if middle == a || middle == b || &b - &a < ratio(1, 1_000_000_000_000) {
                break;
            }
            match self.at(fields, id, &Value::Number(middle.clone())) {
                Some(total) if total == *its => a = middle,
                _ => b = middle,
            }
        }
    }

    fn at(&mut self, fields: &Fields, id: &str, value: &Value) -> Option<[R; 2]> {
        let mut fields = fields.clone();
        fields.insert(id.to_string(), value.clone());
        if !possible(&fields) {
            return None;
        }
        let total = self.scheme.score(&Completion { fields, open: self.open.clone() }).total;
        let [lo, hi] = self.found.get_or_insert_with(|| total.clone());
        *lo = crate::number::min(lo.clone(), total[0].clone());
        *hi = crate::number::max(hi.clone(), total[1].clone());
        Some(total)
    }
}
