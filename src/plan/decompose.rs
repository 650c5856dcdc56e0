//! A target taken apart into goals: points and conditions that hold together, one goal for each combination that reaches it.

use super::goal::{Column, Constraint, Goal, Need};
use super::linear::{Linear, Sum, count};
use innopoints_core::formula::{Compare, ExprId, Instr};
use innopoints_core::gather::Gather;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{GroupKind, Scheme};

/// Goals that are told apart: many times what a pass condition that people write has.
const MOST_GOALS: usize = 32;

/// Takes conditions apart.
pub(crate) struct Decomposition<'a> {
    scheme: &'a Scheme,
    /// What the scheme's own numbers are taken to be.
    quantities: &'a [Interval],
    /// Whether none was left out.
    pub complete: bool,
}

impl<'a> Decomposition<'a> {
    pub fn new(scheme: &'a Scheme, quantities: &'a [Interval]) -> Decomposition<'a> {
        Decomposition { scheme, quantities, complete: true }
    }

    /// Goals of which each makes a condition hold (or not hold).
    pub fn of(&mut self, at: ExprId, holds: bool) -> Vec<Goal> {
        let constraint = Constraint { at, holds };
        match self.scheme.program.instr(at) {
            Instr::And(a, b) if holds => {
                let (a, b) = (self.of(a, true), self.of(b, true));
                self.both(a, b)
            }
            Instr::Or(a, b) if !holds => {
                let (a, b) = (self.of(a, false), self.of(b, false));
                self.both(a, b)
            }
            Instr::Not(a) => self.of(a, !holds),
            _ if !self.asks_for_points(at) => vec![Goal { constraints: vec![constraint], ..Goal::default() }],
            Instr::And(a, b) | Instr::Or(a, b) => {
                let (a, b) = (self.of(a, holds), self.of(b, holds));
                self.either(a, b)
            }
            Instr::If(c, a, b) => self.branches(c, |goals| goals.of(a, holds), |goals| goals.of(b, holds)),
            Instr::EveryFloor if holds => match self.floors() {
                Some(needs) => vec![Goal { needs, ..Goal::default() }],
                None => vec![unplanned(constraint)],
            },
            Instr::Compare(compare, a, b) => {
                let equal = (compare == Compare::Eq) == holds;
                match compare {
                    Compare::Ge if holds => self.at_least(a, b, false, constraint),
                    Compare::Ge => self.at_least(b, a, true, constraint),
                    Compare::Gt if holds => self.at_least(a, b, true, constraint),
                    Compare::Gt => self.at_least(b, a, false, constraint),
                    Compare::Le if holds => self.at_least(b, a, false, constraint),
                    Compare::Le => self.at_least(a, b, true, constraint),
                    Compare::Lt if holds => self.at_least(b, a, true, constraint),
                    Compare::Lt => self.at_least(a, b, false, constraint),
                    Compare::Eq | Compare::Ne => {
                        let (up, down) =
                            (self.at_least(a, b, !equal, constraint), self.at_least(b, a, !equal, constraint));
                        if equal { self.both(up, down) } else { self.either(up, down) }
                    }
                }
            }
            _ => vec![unplanned(constraint)],
        }
    }

    /// The points, not rounded, with which the total rounds to at least (or above) so much; none where any total does.
    pub fn total_need(&self, total: Num, above: bool) -> Option<Option<Need>> {
        if total.is_negative() || (total.is_zero() && !above) {
            return Some(None);
        }
        let step = self.scheme.rounding_step()?;
        let steps = total.div(step)?;
        let whole = steps.floor();
        let steps = if whole < steps || above { whole.add(Num::ONE)? } else { whole };
        let least = self.scheme.least_that_rounds_to(steps.mul(step)?)?;
        Some(Some(Need { weights: self.everything(Num::ONE), least, above: false }))
    }

    /// Any total.
    pub fn any_total(&self) -> Need {
        Need { weights: self.everything(Num::ONE), least: Num::ZERO, above: false }
    }

    /// What must hold together for each of two.
    pub fn both(&mut self, a: Vec<Goal>, b: Vec<Goal>) -> Vec<Goal> {
        let mut all = Vec::with_capacity(a.len() * b.len());
        for a in &a {
            all.extend(b.iter().map(|b| Goal {
                needs: [&a.needs[..], &b.needs].concat(),
                constraints: [&a.constraints[..], &b.constraints].concat(),
                checks: [&a.checks[..], &b.checks].concat(),
                uneven: a.uneven || b.uneven,
                route: a.route || b.route,
            }));
        }
        self.few(all)
    }

    fn either(&mut self, mut a: Vec<Goal>, b: Vec<Goal>) -> Vec<Goal> {
        a.extend(b);
        self.few(a)
    }

    fn few(&mut self, mut all: Vec<Goal>) -> Vec<Goal> {
        self.complete &= all.len() <= MOST_GOALS;
        all.truncate(MOST_GOALS);
        all
    }

    fn branches(
        &mut self,
        condition: ExprId,
        then: impl FnOnce(&mut Self) -> Vec<Goal>,
        otherwise: impl FnOnce(&mut Self) -> Vec<Goal>,
    ) -> Vec<Goal> {
        let (yes, no) = (self.of(condition, true), self.of(condition, false));
        let (then, otherwise) = (then(self), otherwise(self));
        let (a, b) = (self.both(yes, then), self.both(no, otherwise));
        self.either(a, b)
    }

    fn asks_for_points(&self, at: ExprId) -> bool {
        let instr = self.scheme.program.instr(at);
        matches!(instr, Instr::Total | Instr::Points(_) | Instr::EveryFloor)
            || instr.operands().into_iter().flatten().any(|a| self.asks_for_points(a))
    }

    /// Every group at its floor; `None` where one of them is a deduction.
    fn floors(&self) -> Option<Vec<Need>> {
        let mut needs = Vec::new();
        for (g, group) in self.scheme.groups.iter().enumerate() {
            let Some(least) = group.floor else { continue };
            if group.kind == GroupKind::Deduction {
                return None;
            }
            needs.push(Need { weights: vec![(Column::Group(g), Num::ONE)], least, above: false });
        }
        Some(needs)
    }

    /// The groups as they count in the total, so many times; deductions are negative themselves.
    fn everything(&self, times: Num) -> Vec<(Column, Num)> {
        (0..self.scheme.groups.len()).map(|g| (Column::Group(g), times)).gather()
    }

    /// One number is not below (or is above) another.
    fn at_least(&mut self, left: ExprId, right: ExprId, above: bool, whole: Constraint) -> Vec<Goal> {
        let program = &self.scheme.program;
        match (program.instr(left), program.instr(right)) {
            (Instr::If(c, a, b), _) => self.branches(
                c,
                |goals| goals.at_least(a, right, above, whole),
                |goals| goals.at_least(b, right, above, whole),
            ),
            (_, Instr::If(c, a, b)) => self.branches(
                c,
                |goals| goals.at_least(left, a, above, whole),
                |goals| goals.at_least(left, b, above, whole),
            ),
            (Instr::Min(a, b), _) => {
                let (a, b) = (self.at_least(a, right, above, whole), self.at_least(b, right, above, whole));
                self.both(a, b)
            }
            (_, Instr::Max(a, b)) => {
                let (a, b) = (self.at_least(left, a, above, whole), self.at_least(left, b, above, whole));
                self.both(a, b)
            }
            (Instr::Max(a, b), _) => {
                let (a, b) = (self.at_least(a, right, above, whole), self.at_least(b, right, above, whole));
                self.either(a, b)
            }
            (_, Instr::Min(a, b)) => {
                let (a, b) = (self.at_least(left, a, above, whole), self.at_least(left, b, above, whole));
                self.either(a, b)
            }
            _ => match self.sum(left).zip(self.sum(right)).and_then(|(l, r)| self.need(l.plus(r, true)?, above, whole))
            {
                Some(goal) => goal,
                None => vec![unplanned(whole)],
            },
        }
    }

    /// A sum is not below (or is above) 0. `None` where numbers grow too large.
    fn need(&self, sum: Sum, above: bool, whole: Constraint) -> Option<Vec<Goal>> {
        let least = sum.constant.neg()?;
        let mut goal = Goal::default();
        if sum.each.iter().all(|e| e.1.is_zero()) {
            if sum.total.is_zero() {
                let holds = if above { least.is_negative() } else { least <= Num::ZERO };
                return Some(if holds { vec![goal] } else { Vec::new() });
            }
            if sum.total > Num::ZERO {
                goal.needs.extend(self.total_need(least.div(sum.total)?, above)?);
                return Some(vec![goal]);
            }
            return Some(vec![unplanned(whole)]);
        }
        // Where a rounded total is added to what is not rounded, points that may be half a step short are looked at again.
        let mut weights = if sum.total.is_zero() { Vec::new() } else { self.everything(sum.total) };
        let mut slack = Num::ZERO;
        if !sum.total.is_zero() {
            slack = sum.total.abs().mul(self.scheme.rounding_step()?)?;
            goal.checks.push(whole);
        }
        count(&mut weights, sum.each)?;
        weights.retain(|w| !w.1.is_zero());
        // Less of something is asked for: that cannot be bought by the points that it brings.
        if weights.iter().any(|w| w.1.is_negative()) {
            return Some(vec![unplanned(whole)]);
        }
        goal.needs.push(Need { weights, least: least.sub(slack)?, above: above && slack.is_zero() });
        Some(vec![goal])
    }

    /// A formula as a sum of points; `None` where it is none.
    fn sum(&self, at: ExprId) -> Option<Sum> {
        self.scheme.program.number(at, &Linear { scheme: self.scheme, quantities: self.quantities })
    }
}

/// A condition on points of which more can be worse: plans are held to it, but the search is not led by it.
fn unplanned(constraint: Constraint) -> Goal {
    Goal { checks: vec![constraint], uneven: true, ..Goal::default() }
}
