//! A question, and what is certain of a company on a basis.

use super::basis::Basis;
use super::goal::Goal;
use super::improvement::Target;
use super::solver::Solution;
use super::terms::{Moving, Terms, moving};
use crate::Scheme;
use crate::search::{Work, helps, worst};
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Field, Kind, Value};
use innopoints_core::formula::{Env, ExprId};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Date, Num};
use innopoints_core::problem::Problem;
use innopoints_core::score::{bounds, in_order, levels, unknown_fields};
use std::cell::Cell;

/// What is certain of a company.
pub(super) struct Measured {
    pub(super) total: Option<Num>,
    pub(super) passed: Option<bool>,
}

/// A question.
pub(super) struct Question<'a, 'b> {
    pub(super) scheme: &'a Scheme,
    pub(super) company: &'b Enterprise,
    pub(super) on: Date,
    pub(super) target: Target,
    pub(super) terms: &'b Terms,
    /// What is left of the effort for figures that stand between edges; the first search takes of it first.
    pub(super) ranges: Cell<u32>,
    /// The budget of the search for plans, and of what is shown of them.
    pub(super) work: Work,
    pub(super) shown: Work,
}

impl<'a> Question<'a, '_> {
    /// The figures that are not known and leave something open.
    pub(super) fn needed<'g>(&self, goals: impl Iterator<Item = &'g Goal> + Clone, basis: &Basis) -> Vec<FieldId> {
        let scheme = self.scheme;
        let interval = |f: FieldId| self.company.interval(f);
        let env =
            Env { values: self.company.values(), interval: &interval, quantities: &basis.quantities, ..Env::default() };
        let program = &scheme.program;
        let mut fields = Vec::new();
        if goals.clone().any(Goal::asks_for_points) {
            let stages = levels(scheme, &scheme.stages, &env);
            if !scheme.stages.is_empty() && stages.single().is_none() {
                scheme.stages.iter().filter_map(|s| s.when).for_each(|at| program.fields(at, &mut fields));
            }
            let env = Env { stages, ..env };
            for indicator in &scheme.indicators {
                if bounds(scheme, indicator, &env).single().is_none() {
                    indicator.rule.fields(program, &mut fields);
                }
            }
        }
        for constraint in goals.flat_map(|goal| &goal.constraints) {
            if program.certain(constraint.at, &env).is_none() {
                program.fields(constraint.at, &mut fields);
            }
        }
        unknown_fields(fields, self.company)
    }

    /// What may move and has a say, without some fields.
    pub(super) fn moving(&self, goal: &Goal, without: &[FieldId]) -> Vec<Moving> {
        let scheme = self.scheme;
        let mut fields = Vec::new();
        if goal.asks_for_points() {
            for indicator in &scheme.indicators {
                indicator.rule.fields(&scheme.program, &mut fields);
            }
            scheme.stages.iter().filter_map(|s| s.when).for_each(|at| scheme.program.fields(at, &mut fields));
        }
        goal.constraints
            .iter()
            .chain(&goal.checks)
            .for_each(|constraint| scheme.program.fields(constraint.at, &mut fields));
        let mut found = moving(scheme, &in_order(&fields), without, self.company, self.terms);
        // A figure that can do no good in a direction stays out of it, unless parts or a whole go along with it.
        let mut ranges = self.company.clone();
        for m in &found {
            ranges.set(m.field, m.reach.range());
        }
        let places: Vec<FieldId> = found.iter().map(|m| m.field).gather();
        let constraints: Vec<(ExprId, bool)> =
            goal.constraints.iter().map(|constraint| (constraint.at, constraint.holds)).gather();
        let whole = |f: FieldId| match self.field(f).kind {
            Kind::Number { at_most, .. } => at_most,
            _ => None,
        };
        for (m, (more, less)) in found.iter_mut().zip(helps(scheme, &ranges, &places, &constraints, &self.work)) {
            let of = whole(m.field).is_some_and(|w| places.contains(&w));
            let has = places.iter().any(|f| whole(*f) == Some(m.field));
            m.reach.keep(more || has, less || of);
        }
        found.retain(|m| !m.reach.stays());
        found
    }

    /// The least total, not rounded, that does for a target.
    pub(super) fn aim(&self, target: Target) -> Option<Num> {
        let Target::Total(total) = target else { return None };
        self.scheme.least_that_rounds_to(total)
    }

    /// The last digit of a total.
    pub(super) fn step(&self) -> Num {
        self.scheme.rounding_step().unwrap_or(Num::ONE)
    }

    /// Whether anything that the scheme asks for is not known.
    pub(super) fn has_gaps(&self, basis: &Basis) -> bool {
        let fields = &self.scheme.dictionary.fields;
        // A day that is not known cannot be made out: what asks for it stays open.
        let can_be = |f: &FieldId| !matches!(fields[*f].kind, Kind::Date);
        let open = |f: &FieldId| matches!(self.company.values()[*f], Value::Missing | Value::Range(_));
        self.scheme.fields.iter().any(|f| open(f) && can_be(f)) || basis.quantities.iter().any(|q| q.single().is_none())
    }

    pub(super) fn changed(&self, solution: &Solution<FieldId>) -> Enterprise {
        let mut company = self.company.clone();
        solution.changes.iter().for_each(|(field, to)| company.set(*field, to.clone()));
        company.give_way(&solution.changes.iter().map(|change| change.0).gather());
        company
    }

    /// The total that is certain on a basis, rounded, and what the verdict is; what is missing stays open. With an aim it
    /// suffices that the total is no less.
    pub(super) fn measured(
        &self,
        company: &Enterprise,
        basis: &Basis,
        aim: Option<Num>,
    ) -> Result<Measured, Vec<Problem>> {
        let scheme = self.scheme;
        let least = if self.has_gaps(basis) {
            let by = |points: bool| worst(scheme, company, &basis.settled(), points, aim, &self.work);
            let passed = if let Target::Pass = self.target { by(false).passes } else { None };
            let total = if scheme.groups.is_empty() { None } else { by(true).total };
            Measured { total, passed }
        } else {
            let own = innopoints_core::score::score(scheme, company, self.on, &basis.settled())?;
            Measured { total: own.total.lo.filter(|_| !scheme.groups.is_empty()), passed: own.passed }
        };
        Ok(Measured { total: least.total.map(|total| scheme.round_total(total)), ..least })
    }

    pub(super) fn field(&self, id: FieldId) -> &'static Field {
        &self.scheme.dictionary.fields[id]
    }

    /// The field by which the company gave a figure.
    pub(super) fn given(&self, id: FieldId) -> &'static Field {
        self.field(self.company.given_as(id))
    }
}
