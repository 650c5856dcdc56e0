//! Branch and bound: the completion with most or least points, or with a verdict.
//!
//! A box is bounded by interval arithmetic, shrunk to an end where the objective only rises or only falls with an unknown, and
//! split at a breakpoint or in the middle. Completions within it are scored exactly; the best of them and the bounds of the
//! boxes that are left are the two sides between which the optimum lies.

use super::bounds::{Completion, Outcome};
use super::domain::{Domain, Domains, Objective, TOP, fit, is_possible, narrow};
use super::state::Search;
use innopoints_core::formula::sign::Slope;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::Scheme;

/// A box that may hold a better completion than the best found.
struct Node {
    domains: Domains,
    /// How often each unknown was split.
    splits: Vec<u16>,
    /// No completion in it is better.
    bound: Num,
}

/// The best completion found so far.
pub(super) struct Incumbent {
    pub value: Num,
    /// Of equal verdicts, how near the other one is.
    guide: Num,
    pub completion: Completion,
}

/// What branch and bound comes to.
pub(super) struct Optimum {
    /// None is better, times −1 where the least is looked for. `None` where there is no completion.
    pub bound: Option<Num>,
    pub best: Option<Incumbent>,
    /// Whether nothing was left out.
    pub complete: bool,
}

/// What is looked for, and where.
#[derive(Clone, Copy)]
struct Task<'r> {
    root: &'r [Domain],
    objective: Objective,
    most: bool,
}

/// The value of a verdict that is looked for, and of one that is undetermined for good.
pub(super) const FOUND: Num = Num::int(2);
const UNDETERMINED: Num = Num::ONE;

/// Looks at whole boxes that the first box of a search takes.
const FIRST_LOOKS: u64 = 4;

impl Search<'_> {
    /// The best of all completions in a box. For a verdict, the value of one that has it (passed, or with `most` false, failed)
    /// is 2, and of one that stays undetermined 1. With an `aim` it is only found out whether the total can be less.
    pub(super) fn best(&mut self, root: &[Domain], objective: Objective, most: bool, aim: Option<Num>) -> Optimum {
        // The first box is shrunk, looked at again, and completed.
        if !self.has_room_for(FIRST_LOOKS) {
            return Optimum { bound: Some(TOP), best: None, complete: false };
        }
        let task = Task { root, objective, most };
        let scheme = self.scheme;
        let mut best: Option<Incumbent> = None;
        let mut open: Vec<Node> = Vec::new();
        // The bound of boxes that are too narrow to be split.
        let mut narrow: Option<Num> = None;
        let first = Node { domains: root.to_vec(), splits: vec![0; root.len()], bound: TOP };
        self.enter(first, task, &mut open, &mut best);
        let aim = aim.and_then(Num::neg);
        let settles = |bound: Num, best: &Option<Incumbent>| {
            aim.is_some_and(|aim| bound <= aim || best.as_ref().is_some_and(|b| b.value > aim))
        };
        if let Some(node) = open.last() {
            let (domains, bound) = (node.domains.clone(), node.bound);
            if !settles(bound, &best) {
                self.climb(&domains, task, bound, &mut best);
            }
        }
        let mut bound = None;
        while let Some(node) = open.pop() {
            if settles(node.bound, &best) || reached(&best, node.bound, objective, scheme) {
                bound = Some(node.bound);
                break;
            }
            if self.is_spent() {
                let bound = narrow.map_or(node.bound, |narrow| narrow.max(node.bound));
                return Optimum { bound: Some(bound), best, complete: false };
            }
            if let Some(kept) = self.split(node, task, &mut open, &mut best) {
                narrow = Some(narrow.map_or(kept, |narrow: Num| narrow.max(kept)));
            }
        }
        // The bound and what reaches it are the same once rounded; the better of them is kept.
        let value = best.as_ref().map(|b| b.value);
        let complete = narrow.is_none_or(|narrow| reached(&best, narrow, objective, scheme));
        let bound = [bound, value, narrow.filter(|_| !complete)].into_iter().flatten().max();
        Optimum { bound, best, complete }
    }

    /// Shrinks a box as far as directions allow, bounds it, tries a completion in it, and keeps it if it may hold a better
    /// one.
    fn enter(&mut self, mut node: Node, task: Task<'_>, open: &mut Vec<Node>, best: &mut Option<Incumbent>) {
        if !narrow(&self.variables, &mut node.domains) {
            return;
        }
        let mut outcome = self.look(&node.domains, None);
        let mut lean: Vec<Slope> = Vec::new();
        for _ in 0..3 {
            if bound_of(&outcome, task).is_none_or(|bound| reached(best, bound, task.objective, self.scheme)) {
                return;
            }
            lean.clear();
            let mut moved = false;
            for v in 0..self.variables.len() {
                let slope = match node.domains[v].is_settled() {
                    true => Slope::FLAT,
                    // Directions of deep formulas take long: what was not made out may be either.
                    false if self.is_spent() => Slope::BOTH,
                    false => self.slopes(v, task.objective, &outcome).1,
                };
                lean.push(slope.turned(!task.most));
            }
            for (v, lean) in lean.iter().enumerate() {
                let shrunk = self.shrunk(v, *lean, &node.domains);
                if let Some(domain) = shrunk.filter(|d| *d != node.domains[v]) {
                    node.domains[v] = domain;
                    moved = true;
                }
            }
            if !moved {
                break;
            }
            if !narrow(&self.variables, &mut node.domains) {
                return;
            }
            outcome = self.look(&node.domains, None);
        }
        let Some(bound) = bound_of(&outcome, task) else { return };
        node.bound = bound;
        if reached(best, bound, task.objective, self.scheme) {
            return;
        }
        let settled = self.settled(&node.domains, &lean);
        self.try_completion(settled, task, best);
        if !reached(best, bound, task.objective, self.scheme) {
            let place = open.partition_point(|n| n.bound <= bound);
            open.insert(place, node);
        }
    }

    /// The end of a domain that a direction asks for, where no other unknown is bound to it.
    fn shrunk(&self, v: usize, lean: Slope, domains: &[Domain]) -> Option<Domain> {
        match (domains[v], lean) {
            (Domain::Flag(None), Slope::UP) => Some(Domain::Flag(Some(true))),
            (Domain::Flag(None), Slope::FLAT | Slope::DOWN) => Some(Domain::Flag(Some(false))),
            (Domain::Level(None), Slope::FLAT) => Some(Domain::Level(Some(0))),
            (Domain::Number(i), Slope::UP) => {
                let free = self.variables[v].at_most.is_none_or(|w| domains[w].is_settled());
                free.then_some(Domain::Number(Interval { lo: i.hi, hi: i.hi }))
            }
            (Domain::Number(i), Slope::DOWN) => {
                let mut bound = self.variables.iter().zip(domains);
                let free = !bound.any(|(o, d)| o.at_most == Some(v) && !d.is_settled());
                free.then_some(Domain::Number(Interval { lo: i.lo, hi: i.lo }))
            }
            _ => None,
        }
    }

    /// Scores a completion, the scheme's own numbers where they are best, and keeps it if it beats the best.
    fn try_completion(&mut self, domains: Domains, task: Task<'_>, best: &mut Option<Incumbent>) -> bool {
        let quantities = self.settled_quantities(&domains, task.most);
        let outcome = self.look(&domains, Some(&quantities));
        let Some(value) = value_of(&outcome, task) else { return false };
        let total = outcome.total.hi.unwrap_or(Num::ZERO);
        let guide = Num::int(outcome.met.saturating_mul(1_000_000)).add(total).unwrap_or(total);
        let guide = if task.most { guide } else { guide.neg().unwrap_or(guide) };
        let better = best.as_ref().is_none_or(|b| (value, guide) > (b.value, b.guide));
        if better {
            *best = Some(Incumbent { value, guide, completion: Completion { domains, quantities } });
        }
        better
    }

    /// Improves the best completion by one unknown at a time.
    fn climb(&mut self, domains: &[Domain], task: Task<'_>, bound: Num, best: &mut Option<Incumbent>) {
        if best.is_none() {
            let middle = self.settled(domains, &vec![Slope::BOTH; domains.len()]);
            self.try_completion(middle, task, best);
        }
        for _ in 0..3 {
            let mut better = false;
            for v in 0..self.variables.len() {
                let Some(now) = best.as_ref().map(|b| b.completion.domains.clone()) else { return };
                for candidate in self.candidates(v, &now, task.root[v]) {
                    let mut other = now.clone();
                    other[v] = candidate;
                    if !is_possible(&self.variables, &other, task.root) {
                        fit(&self.variables, &mut other);
                        if !is_possible(&self.variables, &other, task.root) {
                            continue;
                        }
                    }
                    better |= self.try_completion(other, task, best);
                    if reached(best, bound, task.objective, self.scheme) || self.is_spent() {
                        return;
                    }
                }
            }
            if !better {
                return;
            }
        }
    }

    /// Splits a box at an unknown that still matters. Gives the bound of one that is too narrow.
    fn split(&mut self, node: Node, task: Task<'_>, open: &mut Vec<Node>, best: &mut Option<Incumbent>) -> Option<Num> {
        let outcome = self.look(&node.domains, None);
        let mut chosen: Option<(Num, usize)> = None;
        let mut lean = Vec::with_capacity(self.variables.len());
        for v in 0..self.variables.len() {
            if node.domains[v].is_settled() {
                lean.push(Slope::FLAT);
                continue;
            }
            if self.is_spent() {
                lean.push(Slope::BOTH);
                continue;
            }
            let (items, all) = self.slopes(v, task.objective, &outcome);
            lean.push(all.turned(!task.most));
            if !all.moves() || self.variables[v].is_narrow(&node.domains[v]) {
                continue;
            }
            // How much is open about what it moves.
            let mut weight = Num::ONE;
            for (slope, points) in items.iter().zip(&outcome.items) {
                if slope.moves()
                    && let Some(width) = points.hi.zip(points.lo).and_then(|(a, b)| a.sub(b))
                {
                    weight = weight.add(width).unwrap_or(weight);
                }
            }
            let weight = weight.div(Num::int(1 + i64::from(node.splits[v]))).unwrap_or(weight);
            if chosen.is_none_or(|c| weight > c.0) {
                chosen = Some((weight, v));
            }
        }
        let Some((_, v)) = chosen else { return Some(node.bound) };
        let settled = self.settled(&node.domains, &lean);
        let mut parts: Vec<Domain> = Vec::new();
        match node.domains[v] {
            Domain::Flag(_) => parts.extend([Domain::Flag(Some(true)), Domain::Flag(Some(false))]),
            Domain::Level(_) => parts.extend((0..self.variables[v].levels).map(|l| Domain::Level(Some(l)))),
            Domain::Number(i) => {
                let at = self.split_at(v, &settled, i);
                let whole = self.variables[v].whole;
                let above = if whole { at.add(Num::ONE) } else { Some(at) };
                parts.push(Domain::Number(Interval { lo: i.lo, hi: Some(at) }));
                parts.push(Domain::Number(Interval { lo: above, hi: i.hi }));
                for x in self.beside(v, at).into_iter().flatten() {
                    let mut other = settled.clone();
                    other[v] = Domain::Number(Interval::exact(x));
                    if (!whole || x.is_whole()) && is_possible(&self.variables, &other, task.root) {
                        self.try_completion(other, task, best);
                    }
                }
            }
        }
        for part in parts {
            if let Domain::Number(Interval { lo: Some(lo), hi: Some(hi) }) = part
                && lo > hi
            {
                continue;
            }
            let mut domains = node.domains.clone();
            domains[v] = part;
            let mut splits = node.splits.clone();
            splits[v] += 1;
            self.enter(Node { domains, splits, bound: node.bound }, task, open, best);
        }
        None
    }
}

/// No completion of a box is better, times −1 where the least is looked for. An end that could not be computed is anywhere.
fn bound_of(outcome: &Outcome, task: Task<'_>) -> Option<Num> {
    let found = |possible: bool| Some(if possible { FOUND } else { Num::ZERO });
    match (task.objective, task.most) {
        (Objective::Total, true) => outcome.total.hi.or(Some(TOP)),
        (Objective::Total, false) => outcome.total.lo.and_then(Num::neg).or(Some(TOP)),
        (Objective::Verdict, true) => found(outcome.passed != Some(false)),
        (Objective::Verdict, false) => found(outcome.passed != Some(true)),
    }
}

/// The value of a completion.
fn value_of(outcome: &Outcome, task: Task<'_>) -> Option<Num> {
    match task.objective {
        Objective::Total if task.most => outcome.total.hi,
        Objective::Total => outcome.total.lo?.neg(),
        Objective::Verdict => Some(match outcome.passed {
            Some(passed) if passed == task.most => FOUND,
            Some(_) => Num::ZERO,
            None => UNDETERMINED,
        }),
    }
}

/// Whether nothing better than the best can be told from it.
fn reached(best: &Option<Incumbent>, bound: Num, objective: Objective, scheme: &Scheme) -> bool {
    best.as_ref().is_some_and(|b| match objective {
        Objective::Total => b.value >= bound || scheme.round_total(b.value) == scheme.round_total(bound),
        Objective::Verdict => b.value >= bound,
    })
}
