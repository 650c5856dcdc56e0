//! The open numbers of a scheme that make most or least of a company: each indicator by itself, then tied maxima, which go to
//! the indicators that make most (or least) of them.

use super::{Amount, Indicator, Rule, Scheme};
use crate::formula::{Expr, Fields, Scope, Value};
use crate::number::{R, int, max, min};
use std::collections::BTreeSet;

/// The most (or least) that one indicator can earn.
pub struct Part {
    /// Its points, a tied maximum at its highest.
    pub points: R,
    /// Its tied maximum and what share of it is earned.
    tied: Option<(usize, R)>,
    /// Its other open numbers.
    open: Vec<(usize, R)>,
}

impl Scheme {
    /// Every open number at its typical value, where all have one.
    pub fn typical(&self) -> Option<Vec<R>> {
        self.open.iter().map(|open| open.typical.clone()).collect()
    }

    /// Open numbers drawn anywhere in their ranges, tied ones so that they sum to what they must.
    pub fn anywhere(&self, within: &mut dyn FnMut(&R, &R) -> R) -> Vec<R> {
        let mut all: Vec<R> = self.open.iter().map(|open| within(&open.lo, &open.hi)).collect();
        for (tied, sum) in &self.ties {
            let mut order: Vec<(R, usize)> = tied.iter().map(|q| (within(&int(0), &int(1)), *q)).collect();
            order.sort();
            let width = |q: usize| &self.open[q].hi - &self.open[q].lo;
            let mut rest = tied.iter().fold(sum.clone(), |rest, q| rest - &self.open[*q].lo);
            let mut room = tied.iter().fold(int(0), |room, q| room + width(*q));
            for (_, q) in order {
                room -= &width(q);
                let more = within(&max(&rest - &room, int(0)), &min(width(q), rest.clone()));
                rest -= &more;
                all[q] = &self.open[q].lo + more;
            }
            assert_eq!(rest, int(0), "the tied maxima cannot sum to {sum}");
        }
        all
    }

    /// Whether the points of an indicator depend on the company and its own open numbers alone: [`Scheme::part`] asks for it.
    pub fn has_separate_indicators(&self) -> bool {
        let staged = |amount: &&Amount| matches!(amount, Amount::Staged(_));
        let mut names = BTreeSet::new();
        self.rules().into_iter().flat_map(Rule::formulas).for_each(|e| e.names(&mut names));
        !self.indicators.iter().any(|i| staged(&&i.max) || amounts(&i.rule).iter().any(staged))
            && !self.parameters.iter().any(|p| names.contains(&p.0))
    }

    /// The open numbers that make most or least of a company.
    pub fn best(&self, fields: &Fields, high: bool) -> Vec<R> {
        let parts: Vec<Part> = (0..self.indicators.len()).map(|i| self.part(i, fields, high)).collect();
        self.combine(&parts.iter().collect::<Vec<_>>(), high).1
    }

    /// The most or least of one indicator. Points rise or fall all the way with each open number of a rule, so its ends do.
    pub fn part(&self, i: usize, fields: &Fields, high: bool) -> Part {
        let high = high != self.takes_away(i);
        let indicator = &self.indicators[i];
        let mut open: Vec<R> = self.open.iter().map(|open| open.hi.clone()).collect();
        let mut own = opens(&indicator.rule);
        let tied = match &indicator.max {
            Amount::Open(q) if self.ties.iter().any(|t| t.0.contains(q)) => Some(*q),
            Amount::Open(q) => {
                own.push(*q);
                None
            }
            _ => None,
        };
        let parameters = Fields::new();
        let scope = Scope { fields, parameters: &parameters, points: None };
        let points = |open: &[R]| {
            let [least, most] = indicator.points(scope, open, "");
            if high { most } else { least }
        };
        let mut best = points(&open);
        for _ in 0..2 {
            for q in &own {
                for end in [&self.open[*q].lo, &self.open[*q].hi] {
                    let old = std::mem::replace(&mut open[*q], end.clone());
                    let now = points(&open);
                    if (high && now > best) || (!high && now < best) {
                        best = now;
                    } else {
                        open[*q] = old;
                    }
                }
            }
        }
        let tied = tied.map(|q| {
            let is_share = matches!(&indicator.rule, Rule::Reference(..) | Rule::Share(_) | Rule::Flag(_, None, _));
            assert!(is_share, "{}: a tied maximum of a rule that is no share of it", indicator.id);
            (q, &best / &self.open[q].hi)
        });
        Part { points: best, tied, open: own.into_iter().map(|q| (q, open[q].clone())).collect() }
    }

    /// The total of the most (or least) of each indicator, and the open numbers with which it comes.
    pub fn combine(&self, parts: &[&Part], high: bool) -> (R, Vec<R>) {
        let mut open: Vec<R> = self.open.iter().map(|o| o.typical.clone().unwrap_or_else(|| o.lo.clone())).collect();
        for (q, value) in parts.iter().flat_map(|p| &p.open) {
            open[*q] = value.clone();
        }
        let mut points: Vec<R> = parts.iter().map(|p| p.points.clone()).collect();
        for (tied, sum) in &self.ties {
            let mut order: Vec<(R, usize, usize, &R)> = Vec::new();
            for (i, part) in parts.iter().enumerate() {
                if let Some((q, share)) = part.tied.as_ref().filter(|t| tied.contains(&t.0)) {
                    let first = high != self.takes_away(i);
                    order.push((share * int(if first { -1 } else { 1 }), i, *q, share));
                }
            }
            order.sort_by(|a, b| a.0.cmp(&b.0));
            let mut rest = tied.iter().fold(sum.clone(), |rest, q| rest - &self.open[*q].lo);
            for (_, i, q, share) in order {
                let range = &self.open[q];
                let more = min(&range.hi - &range.lo, rest.clone());
                rest -= &more;
                open[q] = &range.lo + more;
                points[i] = &open[q] * share;
            }
        }
        (self.total(&self.sum(&points)), open)
    }

    fn takes_away(&self, i: usize) -> bool {
        self.groups.iter().any(|g| g.deduction && g.indicators.contains(&i))
    }

    /// The indicators that read a field.
    pub fn indicators_of(&self, field: &str) -> Vec<usize> {
        let reads = |i: &Indicator| {
            let mut names = BTreeSet::new();
            let mut left = vec![&i.rule];
            while let Some(rule) = left.pop() {
                match rule {
                    Rule::BestOf(list) => left.extend(list),
                    Rule::Choice(id, ..) => drop(names.insert(id.clone())),
                    other => other.formulas().into_iter().for_each(|e| e.names(&mut names)),
                }
            }
            names.contains(field)
        };
        (0..self.indicators.len()).filter(|i| reads(&self.indicators[*i])).collect()
    }

    /// Values of a field at which some rule or stage meets an edge, the other fields standing still: exact where the formula
    /// is a quotient of lines in it.
    pub fn edges_of(&self, field: &str, at: &Fields) -> Vec<R> {
        let ends = |amount: &Amount| match amount {
            Amount::Exact(n) => vec![n.clone()],
            Amount::Open(q) => vec![self.open[*q].lo.clone(), self.open[*q].hi.clone()],
            Amount::Staged(_) => Vec::new(),
        };
        let lowest = |p: &(String, Amount)| Some((p.0.clone(), Value::Number(ends(&p.1).first()?.clone())));
        let parameters: Fields = self.parameters.iter().filter_map(lowest).collect();
        let mut found = Vec::new();
        let mut level = |e: &Expr, edges: &[R]| {
            let Some(Value::Number(now)) = at.get(field) else { return };
            let mut moved = at.clone();
            let mut sample = |x: R| {
                moved.insert(field.to_string(), Value::Number(x.clone()));
                let y = e.number(Scope { fields: &moved, parameters: &parameters, points: None })?;
                Some((x, y))
            };
            let base = if *now > int(0) { now.clone() } else { int(7) };
            let three: Option<Vec<_>> = (1..=3).map(|k| sample(&base + int(k))).collect();
            let Some([(x0, y0), (x1, y1), (x2, y2)]) = three.as_deref() else { return };
            // y = (a x + b) / (x + d), from three samples: a (x - x') - d (y - y') = y x - y' x'.
            let (p, q, r) = (x1 - x0, y1 - y0, y1 * x1 - y0 * x0);
            let (s, t, u) = (x2 - x0, y2 - y0, y2 * x2 - y0 * x0);
            let det = &t * &p - &q * &s;
            for edge in edges {
                if det == int(0) {
                    if q != int(0) {
                        found.push(x0 + (edge - y0) * &p / &q);
                    }
                    continue;
                }
                let a = (&r * &t - &u * &q) / &det;
                let d = (&r * &s - &u * &p) / &det;
                let b = y0 * (x0 + &d) - &a * x0;
                if *edge != a {
                    found.push((b - edge * &d) / (edge - &a));
                }
            }
        };
        let mut conditions: Vec<&Expr> = self.stages.iter().filter_map(|s| s.1.as_ref()).collect();
        for rule in self.rules() {
            match rule {
                Rule::Bands(value, bands, _) => {
                    let all = bands.iter().flat_map(|b| [&b.from, &b.above, &b.to, &b.below]);
                    level(value, &all.flatten().cloned().collect::<Vec<_>>());
                }
                Rule::Curve(value, corners) => level(value, &corners.iter().map(|c| c.0.clone()).collect::<Vec<_>>()),
                Rule::Reference(value, reference) => {
                    let mut edges = ends(reference);
                    edges.push(int(0));
                    level(value, &edges);
                }
                Rule::PerUnit { value, per, .. } => level(value, &(0..20).map(|k| per * int(k)).collect::<Vec<_>>()),
                _ => {}
            }
            conditions.extend(rule.formulas());
        }
        while let Some(e) = conditions.pop() {
            match e {
                Expr::Infix("<" | "<=" | ">" | ">=", parts) => {
                    for (a, b) in [(0, 1), (1, 0)] {
                        if let Some(edge) = parts[b].number(Scope { fields: at, parameters: &parameters, points: None })
                        {
                            level(&parts[a], &[edge]);
                        }
                    }
                }
                Expr::Infix("and" | "or", parts) => conditions.extend(parts.iter()),
                Expr::If(parts) => conditions.extend(parts.iter()),
                Expr::Not(a) => conditions.push(a),
                _ => {}
            }
        }
        found
    }
}

/// The amounts of a rule.
fn amounts(rule: &Rule) -> Vec<&Amount> {
    match rule {
        Rule::Bands(_, bands, _) => bands.iter().map(|band| &band.points).collect(),
        Rule::PerUnit { points: amount, .. }
        | Rule::Reference(_, amount)
        | Rule::Judged(amount, _)
        | Rule::Marked(_, amount)
        | Rule::Share(amount) => vec![amount],
        Rule::Choice(_, each, _) => each.values().collect(),
        Rule::Flag(_, points, _) => points.iter().collect(),
        Rule::Checklist(items) => items.iter().map(|item| &item.1).collect(),
        Rule::BestOf(list) => list.iter().flat_map(amounts).collect(),
        Rule::Curve(..) => Vec::new(),
    }
}

/// The open numbers of a rule.
fn opens(rule: &Rule) -> Vec<usize> {
    let open = |amount: &Amount| if let Amount::Open(q) = amount { Some(*q) } else { None };
    amounts(rule).into_iter().filter_map(open).collect()
}
