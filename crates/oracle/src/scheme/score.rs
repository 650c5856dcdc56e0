//! The naive score of one *completion*: every field has one value, every open number of the scheme is chosen, the points of a
//! rank are given.

use super::{Amount, Band, Group, Indicator, Rule, Scheme, hull, in_stage};
use crate::formula::{Expr, Fields, Points, Scope, Value};
use crate::number::{R, floor, int, max, min, round};
use std::collections::BTreeSet;

/// Everything settled: a value for each field that the scheme names and for each open number.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The company.
    pub fields: Fields,
    /// The scheme's open numbers.
    pub open: Vec<R>,
}

/// From the fewest to the most points: the same number but where an indicator is undetermined.
pub type Span = [R; 2];

/// What comes of a completion.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The stage, or those that may apply.
    pub stages: Vec<String>,
    /// The class, or those that may apply.
    pub classes: Vec<String>,
    /// Gates, undetermined where there is none.
    pub gates: Vec<Option<bool>>,
    /// Direct routes.
    pub routes: Vec<Option<bool>>,
    /// Points of each indicator.
    pub items: Vec<Span>,
    /// Points of each group; those of a deduction not below 0.
    pub groups: Vec<Span>,
    /// The total, not rounded.
    pub total: Span,
    /// The verdict; none where it is undetermined or the scheme gives none.
    pub passed: Option<bool>,
}

/// Points of items, of groups, and the total, in one stage.
type Sums = (Vec<Span>, Vec<Span>, Span);

impl Outcome {
    /// Whether nothing is undetermined.
    pub fn is_exact(&self) -> bool {
        self.stages.len() <= 1 && self.items.iter().all(|[lo, hi]| lo == hi)
    }
}

impl Scheme {
    /// Scores a completion.
    pub fn score(&self, completion: &Completion) -> Outcome {
        let settled = |amount: &Amount| Value::Number(settled(amount, &completion.open, ""));
        let parameters: Fields = self.parameters.iter().map(|(id, a)| (id.clone(), settled(a))).collect();
        let scope = Scope { fields: &completion.fields, parameters: &parameters, points: None };
        let stages = may_apply(&self.stages, scope);
        let gates: Vec<Option<bool>> = self.gate.iter().map(|e| e.truth(scope)).collect();
        let routes: Vec<Option<bool>> = self.route.iter().map(|e| e.truth(scope)).collect();
        let mut each: Vec<(Vec<Span>, Vec<Span>, Span)> = Vec::new();
        let mut verdicts = Vec::new();
        let mut can = BTreeSet::new();
        for stage in if stages.is_empty() { vec![""] } else { stages.iter().map(String::as_str).collect() } {
            let items: Vec<Span> = self.indicators.iter().map(|i| i.points(scope, &completion.open, stage)).collect();
            for points in samples(&items) {
                let asked = self.asked(&points);
                let with_points = Scope { points: Some(&asked), ..scope };
                verdicts.push(self.verdict(with_points, &gates, &routes));
                can.extend(may_apply(&self.classes, with_points));
            }
            let [low, high] = [0, 1].map(|end| self.sum(&items.iter().map(|i| i[end].clone()).collect::<Vec<_>>()));
            let groups: Vec<Span> = low.iter().cloned().zip(high.iter().cloned()).map(|(a, b)| [a, b]).collect();
            // The total is least where deductions are largest.
            let total = [0, 1].map(|end| {
                let end_of = |(g, span): (&Group, &Span)| span[if g.deduction { 1 - end } else { end }].clone();
                self.total(&self.groups.iter().zip(&groups).map(end_of).collect::<Vec<_>>())
            });
            each.push((items, groups, total));
        }
        let first = verdicts[0];
        let over = |count: usize, of: &dyn Fn(&Sums, usize) -> Span| -> Vec<Span> {
            (0..count).map(|k| hull(each.iter().map(|e| of(e, k)))).collect()
        };
        Outcome {
            classes: self.classes.iter().map(|c| c.0.clone()).filter(|id| can.contains(id)).collect(),
            items: over(self.indicators.len(), &|e, k| e.0[k].clone()),
            groups: over(self.groups.len(), &|e, k| e.1[k].clone()),
            total: hull(each.iter().map(|e| e.2.clone())),
            passed: first.filter(|_| verdicts.iter().all(|v| *v == first)),
            stages,
            gates,
            routes,
        }
    }

    /// Points of each group.
    pub(super) fn sum(&self, points: &[R]) -> Vec<R> {
        let of_group = |g: &Group| {
            let sum = points[g.indicators.clone()].iter().fold(int(0), |a, b| a + b);
            g.max.iter().cloned().fold(sum, min)
        };
        self.groups.iter().map(of_group).collect()
    }

    /// The total, never below 0.
    pub(super) fn total(&self, groups: &[R]) -> R {
        let signed = self.groups.iter().zip(groups).map(|(g, p)| if g.deduction { -p } else { p.clone() });
        max(signed.fold(int(0), |a, b| a + b), int(0))
    }

    /// What classes and the pass condition may ask for.
    fn asked(&self, points: &[R]) -> Points {
        let groups = self.sum(points);
        let ids = self.groups.iter().map(|g| &g.id).chain(self.indicators.iter().map(|i| &i.id));
        let floors = self.groups.iter().zip(&groups).all(|(g, p)| g.floor.as_ref().is_none_or(|f| p >= f));
        Points {
            total: round(&self.total(&groups), self.precision),
            each: ids.cloned().zip(groups.iter().chain(points).cloned()).collect(),
            floors,
        }
    }

    /// Whether a company with these points passes.
    fn verdict(&self, scope: Scope<'_>, gates: &[Option<bool>], routes: &[Option<bool>]) -> Option<bool> {
        let when = self.pass.as_ref()?;
        let mut ways = routes.to_vec();
        match when {
            Some(when) => ways.push(when.truth(scope)),
            None if routes.is_empty() => ways.push(Some(true)),
            None => {}
        }
        let any =
            if ways.contains(&Some(true)) { Some(true) } else { ways.iter().all(Option::is_some).then_some(false) };
        let all =
            if gates.contains(&Some(false)) { Some(false) } else { gates.iter().all(Option::is_some).then_some(true) };
        match (any, all) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }
}

/// The first level that holds, and those before it of which it cannot be told.
fn may_apply(levels: &[(String, Option<Expr>)], scope: Scope<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (id, when) in levels {
        let holds = when.as_ref().map_or(Some(true), |w| w.truth(scope));
        if holds != Some(false) {
            found.push(id.clone());
        }
        if holds == Some(true) {
            break;
        }
    }
    found
}

/// Points that undetermined indicators may give: corners of a few, and between.
fn samples(items: &[Span]) -> Vec<Vec<R>> {
    let open: Vec<usize> = (0..items.len()).filter(|i| items[*i][0] != items[*i][1]).collect();
    let at = |pick: &dyn Fn(usize, &Span) -> R| items.iter().enumerate().map(|(i, s)| pick(i, s)).collect::<Vec<R>>();
    if open.is_empty() {
        return vec![at(&|_, s| s[0].clone())];
    }
    let few = open.len().min(4);
    let mut found: Vec<Vec<R>> = (0..1usize << few)
        .map(|bits| {
            at(&|i, s| {
                let bit = open.iter().position(|o| *o == i).unwrap_or(0) % few;
                s[bits >> bit & 1].clone()
            })
        })
        .collect();
    found.push(at(&|_, s| (&s[0] + &s[1]) / int(2)));
    found.push(at(&|i, s| &s[0] + (&s[1] - &s[0]) / int(3 + i64::try_from(i).expect("few"))));
    found
}

fn settled(amount: &Amount, open: &[R], stage: &str) -> R {
    match in_stage(amount, stage) {
        Amount::Exact(n) => n.clone(),
        Amount::Open(q) => open[*q].clone(),
        Amount::Staged(_) => unreachable!("stages within a stage"),
    }
}

impl Indicator {
    /// Its points, at most its maximum.
    pub(super) fn points(&self, scope: Scope<'_>, open: &[R], stage: &str) -> Span {
        let most = settled(&self.max, open, stage);
        let points = self.rule.points(scope, open, stage, &most);
        points.unwrap_or([int(0), most.clone()]).map(|p| max(min(p, most.clone()), int(0)))
    }
}

impl Rule {
    /// Its points, before the indicator's maximum caps them; none where its formula has no value.
    fn points(&self, scope: Scope<'_>, open: &[R], stage: &str, most: &R) -> Option<Span> {
        let settled = |amount: &Amount| settled(amount, open, stage);
        let exactly = match self {
            Rule::Bands(value, bands, otherwise) => {
                let x = value.number(scope)?;
                let within = |b: &&Band| {
                    b.from.as_ref().is_none_or(|e| x >= *e)
                        && b.above.as_ref().is_none_or(|e| x > *e)
                        && b.to.as_ref().is_none_or(|e| x <= *e)
                        && b.below.as_ref().is_none_or(|e| x < *e)
                };
                bands.iter().find(within).map_or(otherwise.clone(), |b| settled(&b.points))
            }
            Rule::Curve(value, corners) => {
                let x = value.number(scope)?;
                match corners.iter().position(|c| c.0 > x) {
                    Some(0) => corners[0].1.clone(),
                    None => corners.last()?.1.clone(),
                    Some(k) => {
                        let ((x0, y0), (x1, y1)) = (&corners[k - 1], &corners[k]);
                        y0 + (y1 - y0) * (x - x0) / (x1 - x0)
                    }
                }
            }
            Rule::PerUnit { value, points, per, whole } => {
                let times = max(value.number(scope)?, int(0)) / per;
                settled(points) * if *whole { floor(&times) } else { times }
            }
            Rule::Reference(value, reference) => {
                let share = value.number(scope)? / settled(reference);
                most * max(min(share, int(1)), int(0))
            }
            Rule::Choice(id, points, otherwise) => match &scope.fields[id] {
                Value::Level(level) => points.get(level).map_or(otherwise.clone(), settled),
                other => panic!("{id} is {other:?}"),
            },
            Rule::Flag(when, points, otherwise) => {
                let points = points.as_ref().map_or(most.clone(), settled);
                match when.truth(scope) {
                    Some(true) => points,
                    Some(false) => otherwise.clone(),
                    None => {
                        let [a, b] = [points, otherwise.clone()];
                        return Some([min(a.clone(), b.clone()), max(a, b)]);
                    }
                }
            }
            Rule::Checklist(items) => {
                let mut sum = [int(0), int(0)];
                for (when, points) in items {
                    let ticked = when.truth(scope);
                    let add = |end: &R, counts: bool| if counts { end + settled(points) } else { end.clone() };
                    sum = [add(&sum[0], ticked == Some(true)), add(&sum[1], ticked != Some(false))];
                }
                return Some(sum);
            }
            Rule::Judged(points, _) => settled(points),
            Rule::Marked(mark, points) => match scope.fields.get(mark) {
                Some(Value::Number(own)) => own.clone(),
                _ => settled(points),
            },
            Rule::Share(share) => most * settled(share),
            Rule::BestOf(list) => {
                let all = list.iter().filter_map(|r| r.points(scope, open, stage, most));
                return all.reduce(|[a, b], [c, d]| [max(a, c), max(b, d)]);
            }
        };
        Some([exactly.clone(), exactly])
    }
}
