//! The cheapest solution that does whatever the company turns out to be: scenarios are added until none is in the way.

use super::basis::Basis;
use super::goal::Goal;
use super::improvement::Target;
use super::question::Question;
use super::solver::{Solution, Solver};
use crate::search::{Scenario, worst};
use innopoints_core::gather::GatherAll;
use innopoints_core::id::FieldId;
use innopoints_core::number::Num;

/// What a company can turn out to be is told apart in so many cases.
const MOST_SCENARIOS: usize = 24;
/// Steps of the total that a plan may have to spare, where that saves a search without end.
const MOST_SPARE: i64 = 100;

impl<'a> Question<'a, '_> {
    /// The cheapest way of all goals that does whatever is not known, without some fields. It is sought for some of what the
    /// company can turn out to be, in which no way that does is dearer; then the worst that it can turn out to be with that
    /// way is looked for, and sought for as well, until none is in the way.
    pub(super) fn cheapest(
        &self,
        basis: &Basis,
        goals: &[Goal],
        target: Target,
        without: &[FieldId],
        complete: &mut bool,
    ) -> Option<Solution<FieldId>> {
        let gaps = self.has_gaps(basis);
        *complete &= self.begin(basis);
        loop {
            if self.work.is_spent() {
                *complete = false;
                return None;
            }
            let spare = Num::int(basis.spare.get()).mul(self.step())?;
            let raised: Vec<Goal> = goals.iter().map(|goal| goal.raised(spare)).gather_all()?;
            let solution = self.cheapest_within(&basis.scenarios.borrow(), &raised, without, complete);
            *complete &= basis.spare.get() == 0;
            let solution = solution?;
            if !gaps {
                return Some(solution);
            }
            let by_points = matches!(target, Target::Total(_));
            let worst =
                worst(self.scheme, &self.changed(&solution), &basis.settled(), by_points, self.aim(target), &self.work);
            let reached = match target {
                Target::Total(total) => worst.total.is_some_and(|least| self.scheme.round_total(least) >= total),
                Target::Pass => worst.passes == Some(true),
            };
            if reached {
                return Some(solution);
            }
            let known = |next: &Scenario| basis.scenarios.borrow().iter().any(|w| w.figures == next.figures);
            let next = worst.scenario.filter(|next| !known(next) && basis.scenarios.borrow().len() < MOST_SCENARIOS);
            match (next, basis.spare.get()) {
                (Some(next), _) => basis.scenarios.borrow_mut().push(next),
                (None, spare) if by_points && spare < MOST_SPARE => basis.spare.set((spare * 10).max(10)),
                (None, _) => {
                    *complete = false;
                    return None;
                }
            }
        }
    }

    /// Begins with the worst that the company can turn out to be as it is; whether there is one.
    pub(super) fn begin(&self, basis: &Basis) -> bool {
        let mut scenarios = basis.scenarios.borrow_mut();
        if !scenarios.is_empty() || !self.has_gaps(basis) {
            if scenarios.is_empty() {
                scenarios.push(basis.plain());
            }
            return true;
        }
        let worst =
            |by_points: bool| worst(self.scheme, self.company, &basis.settled(), by_points, None, &self.work).scenario;
        let points = matches!(self.target, Target::Total(_));
        let start = worst(points).or_else(|| worst(!points));
        let found = start.is_some();
        scenarios.push(start.unwrap_or_else(|| basis.plain()));
        found
    }

    /// The cheapest way of all goals in some scenarios.
    pub(super) fn cheapest_within(
        &self,
        scenarios: &[Scenario],
        goals: &[Goal],
        without: &[FieldId],
        complete: &mut bool,
    ) -> Option<Solution<FieldId>> {
        let mut best: Option<Solution<FieldId>> = None;
        for goal in goals {
            if self.work.is_spent() {
                *complete = false;
                break;
            }
            let moving = self.moving(goal, without);
            let mut solver = Solver::new(self.scheme, self.company, scenarios, &moving, goal, &self.work);
            solver.ranges = self.ranges.get();
            best = solver.cheapest(best.as_ref().map(|w| w.cost)).or(best);
            self.ranges.set(solver.ranges);
            // An own mark is tried at a few values between its ends.
            let marked = moving.iter().any(|m| self.scheme.marked_by(m.field).is_some());
            *complete &= solver.complete && !marked;
        }
        best
    }
}
