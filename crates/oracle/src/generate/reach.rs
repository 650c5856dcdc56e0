//! How far a total can be pushed: every unknown figure and open number in turn takes the value that is best, tied maxima
//! hand points to one another, until nothing helps.

use super::completion::completion;
use super::dice::Dice;
use super::scan::candidates;
use crate::company::{Company, Known, possible};
use crate::formula::Value;
use crate::number::{R, int, min, ratio};
use crate::scheme::{Completion, Scheme, is_number, is_whole};

/// Values of a figure that are tried in each round.
const TRIES: usize = 24;

/// The highest (or lowest) total that was found, and its completion; nothing where no completion was drawn.
pub fn reach(dice: &mut Dice, scheme: &Scheme, company: &Company, high: bool) -> Option<(R, Completion)> {
    let mut climb = Climb { scheme, high, best: None };
    let mut start = (0..8).find_map(|_| completion(dice, scheme, company))?;
    for (o, open) in scheme.open.iter().zip(&mut start.open) {
        if let Some(typical) = &o.typical {
            *open = typical.clone();
        }
    }
    if scheme.ties_hold(&start.open) {
        climb.attempt(&start);
    }
    let turns = scheme.kinks();
    let unknown: Vec<String> =
        scheme.fields().into_iter().filter(|id| !matches!(company.get(id), Some(Known::Exact(_)))).collect();
    for _ in 0..6 {
        let before = climb.best.clone().map(|b| b.0);
        for id in &unknown {
            let fields = climb.best.as_ref()?.1.fields.clone();
            let all = candidates(dice, scheme, company, &turns, id, &fields, TRIES);
            climb.figure(id, &all);
        }
        climb.open();
        if climb.best.as_ref().map(|b| &b.0) == before.as_ref() {
            break;
        }
    }
    climb.best
}

struct Climb<'a> {
    scheme: &'a Scheme,
    high: bool,
    best: Option<(R, Completion)>,
}

impl Climb<'_> {
    fn attempt(&mut self, c: &Completion) -> bool {
        if !possible(&c.fields) {
            return false;
        }
        let total = self.scheme.score(c).total[usize::from(self.high)].clone();
        let better = self.best.as_ref().is_none_or(|(b, _)| if self.high { total > *b } else { total < *b });
        if better {
            self.best = Some((total, c.clone()));
        }
        better
    }

    /// A figure takes each value; between the best and its neighbours the way is narrowed.
    fn figure(&mut self, id: &str, all: &[Value]) {
        let Some((_, here)) = self.best.clone() else { return };
        let with = |value: &Value| {
            let mut c = here.clone();
            c.fields.insert(id.to_string(), value.clone());
            c
        };
        let mut place = None;
        for (i, value) in all.iter().enumerate() {
            if self.attempt(&with(value)) {
                place = Some(i);
            }
        }
        let Some(place) = place.filter(|_| is_number(id) && !is_whole(id)) else { return };
        let number = |i: usize| match &all[i.min(all.len() - 1)] {
            Value::Number(n) => n.clone(),
            other => panic!("{id} is {other:?}"),
        };
        let (mut now, mut lo, mut hi) = (number(place), number(place.saturating_sub(1)), number(place + 1));
        for _ in 0..16 {
            let (a, b) = ((&lo + &now) * ratio(1, 2), (&hi + &now) * ratio(1, 2));
            if self.attempt(&with(&Value::Number(a.clone()))) {
                (now, hi) = (a, now);
            } else if self.attempt(&with(&Value::Number(b.clone()))) {
                (now, lo) = (b, now);
            } else {
                (lo, hi) = (a, b);
            }
        }
    }

    /// Open numbers go to their ends; tied ones hand to each other what they can.
    fn open(&mut self) {
        let scheme = self.scheme;
        let ties = |q: usize| scheme.ties.iter().map(|t| t.0.contains(&q)).collect::<Vec<_>>();
        for (q, o) in scheme.open.iter().enumerate() {
            let tied = ties(q);
            let ends =
                o.only.clone().unwrap_or_else(|| [&o.lo, &o.hi].into_iter().chain(&o.typical).cloned().collect());
            if !tied.contains(&true) {
                for end in ends {
                    let Some((_, mut c)) = self.best.clone() else { return };
                    c.open[q] = end;
                    self.attempt(&c);
                }
                continue;
            }
            for p in (0..scheme.open.len()).filter(|p| *p != q && ties(*p) == tied) {
                let Some((_, mut c)) = self.best.clone() else { return };
                let room = min(&c.open[p] - &scheme.open[p].lo, &o.hi - &c.open[q]);
                if room > int(0) {
                    c.open[p] -= &room;
                    c.open[q] += &room;
                    self.attempt(&c);
                }
            }
        }
    }
}
