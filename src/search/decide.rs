//! What decides an open verdict: the unknowns of which two completions that differ in nothing else have different verdicts.

use super::bounds::Completion;
use super::domain::{Domain, Objective, fit, is_possible};
use super::state::Search;
use innopoints_core::formula::Unknown;
use innopoints_core::gather::Gather;
use innopoints_core::id::QuantityId;
use innopoints_core::number::Interval;

/// What decides, and whether nothing else can.
pub(super) struct Deciding {
    pub unknowns: Vec<Unknown>,
    pub all: bool,
}

/// Two completions with different verdicts.
pub(super) struct Pair<'a> {
    pub fails: &'a Completion,
    pub passes: &'a Completion,
}

impl Search<'_> {
    /// From the completion that passes, whatever can be taken away while it still passes is taken away, and of what is left it
    /// is tried what turns the verdict; from the one that fails, whatever can be added while it still fails is added. Each that
    /// is given turned a verdict alone; tied numbers of the scheme do together.
    pub(super) fn deciding(&mut self, root: &[Domain], pair: &Pair<'_>) -> Deciding {
        let parts = self.with_a_say(root);
        let mut found: Vec<Unknown> = Vec::new();
        // Routes and gates first: one that is open, or shut, hides what the points decide.
        let first: Vec<bool> = parts.iter().map(|&what| self.is_in_a_condition(what)).gather();
        for turn in 0..2 {
            for last in 0..parts.len() {
                if found.contains(&parts[last]) || self.is_spent() {
                    continue;
                }
                let mut order: Vec<usize> = (0..parts.len()).filter(|&p| p != last && first[p]).gather();
                let rest = (1..parts.len()).map(|step| (last + step) % parts.len());
                order.extend(rest.filter(|&p| !first[p]));
                let from = [pair.passes, pair.fails];
                for start in [turn, 1 - turn] {
                    let (mut now, to) = (from[start].clone(), from[1 - start]);
                    let wanted = self.verdict_of(&now);
                    let mut kept = vec![last];
                    for &p in &order {
                        if self.is_spent() {
                            break;
                        }
                        let next = self.moved(&now, parts[p], to);
                        // A whole that is taken away would take its parts along.
                        let stays = self.domain_of(&next, parts[last]) == self.domain_of(&now, parts[last]);
                        if stays && self.verdict_of(&next) == wanted { now = next } else { kept.push(p) }
                    }
                    // A figure at its best may do alone what several could: only as good as it takes.
                    for &p in &kept[1..] {
                        now = self.weakened(parts[p], now, root, wanted);
                    }
                    for p in kept {
                        if self.is_spent() {
                            break;
                        }
                        if !found.contains(&parts[p]) && self.turns(parts[p], &now, root, to) {
                            found.push(parts[p]);
                        }
                    }
                    if found.contains(&parts[last]) {
                        break;
                    }
                }
            }
        }
        for &what in &parts {
            if !found.contains(&what) && !self.is_spent() && self.decides_somewhere(what, &parts, root, pair) {
                found.push(what);
            }
        }
        let all = parts.iter().all(|p| found.contains(p));
        Deciding { unknowns: found, all }
    }

    /// The unknowns that may have a say in the verdict.
    fn with_a_say(&mut self, root: &[Domain]) -> Vec<Unknown> {
        let outcome = self.look(root, None);
        let mut parts: Vec<Unknown> = Vec::new();
        for v in 0..self.variables.len() {
            if self.is_spent() || self.slopes(v, Objective::Verdict, &outcome).1.moves() {
                parts.push(self.variables[v].what);
            }
        }
        for q in (0..self.open.len()).map(QuantityId::new) {
            let what = Unknown::Quantity(q);
            if self.open[q].single().is_none() && !self.variables.iter().any(|v| v.what == what) {
                parts.push(what);
            }
        }
        parts
    }

    fn is_in_a_condition(&self, what: Unknown) -> bool {
        self.scheme.conditions().iter().any(|c| self.scheme.program.reads(c.when, what))
    }

    /// Looks for a completion in which an unknown alone turns the verdict: the unknown at each of its candidates and the others
    /// only as good as it takes, or one other unknown at each of its candidates.
    fn decides_somewhere(&mut self, what: Unknown, parts: &[Unknown], root: &[Domain], pair: &Pair<'_>) -> bool {
        let Some(v) = self.variable_of(what) else { return false };
        for (start, to) in [(pair.passes, pair.fails), (pair.fails, pair.passes)] {
            let wanted = self.verdict_of(start);
            for value in self.candidates(v, &start.domains, root[v]) {
                if self.is_spent() {
                    return false;
                }
                let Some(mut now) = self.with(start, v, value, root) else { continue };
                if self.verdict_of(&now) != wanted {
                    continue;
                }
                for &part in parts.iter().filter(|p| **p != what) {
                    now = self.weakened(part, now, root, wanted);
                }
                if self.turns(what, &now, root, to) {
                    return true;
                }
            }
        }
        for (start, to) in [(pair.passes, pair.fails), (pair.fails, pair.passes)] {
            for w in (0..self.variables.len()).filter(|w| *w != v) {
                for other in self.candidates(w, &start.domains, root[w]) {
                    if self.is_spent() {
                        return false;
                    }
                    let Some(now) = self.with(start, w, other, root) else { continue };
                    if self.turns(what, &now, root, to) {
                        return true;
                    }
                }
            }
        }
        false
    }

    fn variable_of(&self, what: Unknown) -> Option<usize> {
        self.variables.iter().position(|v| v.what == what)
    }

    fn domain_of(&self, completion: &Completion, what: Unknown) -> Option<Domain> {
        self.variable_of(what).map(|v| completion.domains[v])
    }

    /// A completion with one unknown otherwise, its parts lowered with it; `None` where that cannot be.
    fn with(&self, completion: &Completion, v: usize, domain: Domain, root: &[Domain]) -> Option<Completion> {
        let mut next = completion.clone();
        next.domains[v] = domain;
        fit(&self.variables, &mut next.domains);
        is_possible(&self.variables, &next.domains, root).then_some(next)
    }

    /// A completion with an unknown that leaves the verdict as it is, and the total as near to turning it as can be.
    fn weakened(&mut self, what: Unknown, completion: Completion, root: &[Domain], wanted: Option<bool>) -> Completion {
        let Some(v) = self.variable_of(what) else { return completion };
        if !matches!(root[v], Domain::Number(_)) {
            return completion;
        }
        let (mut best, mut nearest) = (completion.clone(), None);
        for candidate in self.candidates(v, &completion.domains, root[v]) {
            if self.is_spent() {
                return best;
            }
            let mut other = completion.clone();
            other.domains[v] = candidate;
            if !is_possible(&self.variables, &other.domains, root) {
                continue;
            }
            let quantities = self.all_quantities(&other);
            let outcome = self.look(&other.domains, Some(&quantities));
            let total = if wanted == Some(true) { outcome.total.lo.and_then(|t| t.neg()) } else { outcome.total.hi };
            if outcome.passed == wanted && total > nearest {
                (best, nearest) = (other, total);
            }
        }
        best
    }

    /// A completion with one unknown as another has it; tied numbers go together.
    fn moved(&self, completion: &Completion, what: Unknown, to: &Completion) -> Completion {
        let mut next = completion.clone();
        if let Some(v) = self.variable_of(what) {
            next.domains[v] = to.domains[v];
            fit(&self.variables, &mut next.domains);
        } else if let Unknown::Quantity(q) = what {
            let tied = self.is_tied(q);
            for other in (0..next.quantities.len()).map(QuantityId::new) {
                if other == q || (tied && self.is_tied(other)) {
                    next.quantities[other] = to.quantities[other];
                }
            }
        }
        next
    }

    fn verdict_of(&mut self, completion: &Completion) -> Option<bool> {
        let quantities = self.all_quantities(completion);
        self.look(&completion.domains, Some(&quantities)).passed
    }

    /// The scheme's own numbers, those that are variables among them.
    fn all_quantities(&self, completion: &Completion) -> Vec<Interval> {
        let mut quantities = completion.quantities.clone();
        for (variable, domain) in self.variables.iter().zip(&completion.domains) {
            if let (Unknown::Quantity(q), Domain::Number(i)) = (variable.what, domain) {
                quantities[q] = *i;
            }
        }
        quantities
    }

    /// Whether an unknown alone turns the verdict of a completion. One that is undetermined is no other verdict.
    fn turns(&mut self, what: Unknown, completion: &Completion, root: &[Domain], to: &Completion) -> bool {
        let Some(now) = self.verdict_of(completion) else { return false };
        let next = self.moved(completion, what, to);
        let alone =
            (0..next.domains.len()).all(|v| self.variables[v].what == what || completion.domains[v] == next.domains[v]);
        if alone && is_possible(&self.variables, &next.domains, root) && self.verdict_of(&next) == Some(!now) {
            return true;
        }
        let Some(v) = self.variable_of(what) else { return false };
        for candidate in self.candidates(v, &completion.domains, root[v]) {
            if self.is_spent() {
                return false;
            }
            let mut other = completion.clone();
            other.domains[v] = candidate;
            if is_possible(&self.variables, &other.domains, root) && self.verdict_of(&other) == Some(!now) {
                return true;
            }
        }
        false
    }
}
