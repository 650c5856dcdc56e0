//! The plans of an answer, and without one the most that can be had.

use super::basis::Basis;
use super::decompose::Decomposition;
use super::goal::{Goal, Need};
use super::improvement::{Blocked, Improvement, Plan, Target};
use super::question::{Measured, Question};
use super::solver::{Solution, Solver};
use super::terms::moving;
use super::tie_break;
use crate::answer::words::{change, list};
use crate::compare::what_if::{differences, score_summary};
use crate::estimate::estimates;
use crate::languages::Languages;
use crate::notice::notice;
use crate::search::score_within;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::Value;
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Decimal, Num};
use innopoints_core::problem::{Problem, Text};
use innopoints_core::score::Score;
use innopoints_core::sort::{sort_by, sort_by_key};

/// Steps on the way to the most that can be reached.
const STEPS: usize = 24;
/// How many plans are shown.
const PLANS: usize = 5;
/// The number of figures of the best plan without which another plan is sought.
const WITHOUT: usize = 4;

impl<'a> Question<'a, '_> {
    pub(super) fn answer(&self, now: &Score) -> Result<Improvement<'a>, Vec<Problem>> {
        let scheme = self.scheme;
        let bases = scheme.bases();
        let mut answer = Improvement {
            scheme: &scheme.id,
            title: &scheme.title,
            document: &scheme.document,
            digest: &scheme.digest,
            on: self.on.to_text(),
            target: match self.target {
                Target::Total(total) => Some(total.to_text(scheme.precision)),
                Target::Pass => None,
            },
            basis: bases.first().map_or("exact", |b| b.name),
            official: scheme.official,
            notice: notice(scheme),
            now: score_summary(self.scheme, now, estimates(scheme, self.company).as_ref()),
            share: self.share(self.company),
            reached: match self.target {
                Target::Pass => now.passed == Some(true),
                Target::Total(total) => now.total.lo.is_some_and(|lo| scheme.round_total(lo) >= total),
            },
            plans: Vec::new(),
            best: None,
            blocked: Vec::new(),
            needed: Vec::new(),
            complete: true,
            summary: Text::default(),
        };
        for basis in &bases {
            let goals = self.goals(basis, &mut answer.complete);
            // What is not known of a direct route is a way that may be there, and no part of the others.
            let certain = self.needed(goals.iter().filter(|goal| !goal.route), basis).is_empty();
            answer.basis = if certain { basis.name } else { basis.with_missing };
            let needed = self.needed(goals.iter(), basis);
            answer.needed = needed.into_iter().map(|f| scheme.dictionary.fields[f].id).gather();
            if answer.reached {
                break;
            }
            let Some(first) = self.cheapest(basis, &goals, self.target, &[], &mut answer.complete) else { continue };
            let mut found = vec![first.clone()];
            if !first.changes.is_empty() {
                found.extend(self.others(basis, &goals, &first, &mut answer.complete));
                sort_by(&mut found, |a, b| tie_break::order(a.rank(), b.rank()));
                found.truncate(PLANS);
            }
            for solution in &found {
                let measured = self.measured(&self.changed(solution), basis, self.aim(self.target))?;
                let holds = match self.target {
                    Target::Total(total) => measured.total.is_some_and(|points| points >= total),
                    Target::Pass => measured.passed == Some(true),
                };
                match solution.changes.is_empty() {
                    // What is promised is what scoring says.
                    _ if !holds => answer.complete = false,
                    true => answer.reached = true,
                    false => answer.plans.push(self.plan(solution, now, &measured)?),
                }
            }
            if answer.reached || !answer.plans.is_empty() {
                break;
            }
        }
        // By a panel, those first that reach the target by most tables.
        sort_by_key(&mut answer.plans, |plan| std::cmp::Reverse(plan.share));
        if answer.reached {
            answer.needed.clear();
        } else if let Some(basis) = bases.last().filter(|_| answer.plans.is_empty()) {
            self.explain_none(basis, &mut answer, now)?;
        }
        answer.summary = self.summary(&answer, &bases);
        Ok(answer)
    }

    /// The goals of which each is a way to the target.
    pub(super) fn goals(&self, basis: &Basis, complete: &mut bool) -> Vec<Goal> {
        let scheme = self.scheme;
        let mut goals = Decomposition::new(scheme, &basis.quantities);
        let found = match (self.target, &scheme.pass) {
            // More than there is: nothing that is not known would help.
            (Target::Total(total), _) if scheme.most_points(basis).is_some_and(|most| most < total) => Vec::new(),
            (Target::Total(total), _) => {
                let need = goals.total_need(total, false);
                let goal = |need: Option<Need>| Goal { needs: need.into_iter().gather(), ..Goal::default() };
                need.map(goal).into_iter().gather()
            }
            (Target::Pass, None) => Vec::new(),
            (Target::Pass, Some(pass)) => {
                let mut found = match pass.when {
                    Some(when) => goals.of(when, true),
                    None if pass.or.is_empty() => vec![Goal::default()],
                    None => Vec::new(),
                };
                for route in &pass.or {
                    let own = goals.of(route.when, true).into_iter();
                    found.extend(own.map(|goal| Goal { route: pass.when.is_some(), ..goal }));
                }
                for gate in &scheme.gates {
                    let gate = goals.of(gate.when, true);
                    found = goals.both(found, gate);
                }
                found
            }
        };
        *complete &= goals.complete;
        found
    }

    /// Why there is no plan: the most that can be had, and the gates that stand in the way.
    pub(super) fn explain_none(
        &self,
        basis: &Basis,
        answer: &mut Improvement<'a>,
        now: &Score,
    ) -> Result<(), Vec<Problem>> {
        let scheme = self.scheme;
        if !scheme.groups.is_empty() {
            answer.best = self.most(basis, now, &mut answer.complete)?;
        }
        if let Target::Pass = self.target {
            for (gate, _) in scheme.gates.iter().zip(&now.gates).filter(|g| *g.1 == Some(false)) {
                let mut goals = Decomposition::new(scheme, &basis.quantities);
                let goals = goals.of(gate.when, true);
                if self.cheapest_within(&[basis.plain()], &goals, &[], &mut answer.complete).is_none() {
                    answer.blocked.push(Blocked { id: &gate.id, title: &gate.title });
                }
            }
        }
        Ok(())
    }

    /// The most points, conditions aside, and the cheapest way there. Every step asks whether more can be reached, exactly.
    pub(super) fn most(
        &self,
        basis: &Basis,
        now: &Score,
        complete: &mut bool,
    ) -> Result<Option<Plan<'a>>, Vec<Problem>> {
        let scheme = self.scheme;
        let rounding_step = self.step();
        let reach = |least: Num, complete: &mut bool| -> Option<Solution<FieldId>> {
            let need = Decomposition::new(scheme, &basis.quantities).total_need(least, false)??;
            let goal = Goal { needs: vec![need], ..Goal::default() };
            self.cheapest(basis, &[goal], Target::Total(least), &[], complete)
        };
        let goal = Goal { needs: vec![Decomposition::new(scheme, &basis.quantities).any_total()], ..Goal::default() };
        let moving = self.moving(&goal, &[]);
        *complete &= self.begin(basis);
        let greedy = Solver::new(scheme, self.company, &basis.scenarios.borrow(), &moving, &goal, &self.work).greedy();
        let Some(solution) = greedy else { return Ok(None) };
        let measure = |solution: &Solution<FieldId>| self.measured(&self.changed(solution), basis, None);
        let first = measure(&solution)?;
        let Some(most) = first.total else { return Ok(None) };
        // What is certain without any change can be had in any case.
        let certain = now.total.lo.map_or(most, |lo| scheme.round_total(lo));
        let mut most = most.max(certain);
        // What cannot be reached: the target, or more than there is.
        let mut beyond = match self.target {
            Target::Total(target) => Some(target),
            Target::Pass => scheme.most_points(basis).and_then(|most| scheme.round_total(most).add(rounding_step)),
        };
        let mut next = most.add(rounding_step);
        for step in 0..=STEPS {
            let Some(least) = next.filter(|next| beyond.is_none_or(|beyond| *next < beyond)) else { break };
            *complete &= step < STEPS;
            match reach(least, complete) {
                Some(solution) => most = measure(&solution)?.total.map_or(least, |total| total.max(least)),
                None => beyond = Some(least),
            }
            // Halfway, in whole steps.
            let half = |beyond: Num| {
                beyond.sub(most)?.div(rounding_step)?.div(Num::int(2))?.floor().max(Num::ONE).mul(rounding_step)
            };
            next = match beyond {
                Some(beyond) => half(beyond).and_then(|by| most.add(by)),
                None => most.add(rounding_step),
            };
        }
        let (solution, measured) = match reach(most, complete) {
            Some(solution) => {
                let measured = measure(&solution)?;
                (solution, measured)
            }
            None => (solution, first),
        };
        if measured.total.is_none_or(|total| total < certain) {
            let nothing = Solution { cost: Num::ZERO, changes: Vec::new() };
            return Ok(Some(self.plan(&nothing, now, &Measured { total: Some(certain), passed: None })?));
        }
        Ok(Some(self.plan(&solution, now, &measured)?))
    }

    /// For each of the dearest changes of a plan, the cheapest plan without it.
    pub(super) fn others(
        &self,
        basis: &Basis,
        goals: &[Goal],
        solution: &Solution<FieldId>,
        complete: &mut bool,
    ) -> Vec<Solution<FieldId>> {
        let set = |w: &Solution<FieldId>| w.changes.iter().map(|c| c.0).gather();
        let all = moving(self.scheme, &set(solution), &[], self.company, self.terms);
        let cost = |(field, to): &(FieldId, Value)| all.iter().find(|m| m.field == *field).and_then(|m| m.cost(to));
        let mut dearest: Vec<&(FieldId, Value)> = solution.changes.iter().gather();
        sort_by_key(&mut dearest, |change| std::cmp::Reverse(cost(change)));
        let mut found: Vec<Solution<FieldId>> = Vec::new();
        for (field, _) in dearest.into_iter().take(WITHOUT) {
            if let Some(other) = self.cheapest(basis, goals, self.target, &[*field], complete)
                && !found.iter().any(|f| set(f) == set(&other))
            {
                found.push(other);
            }
        }
        found
    }

    /// The share of the panel's tables by which a company reaches the target.
    fn share(&self, company: &Enterprise) -> Option<i64> {
        match self.target {
            Target::Total(total) => self.scheme.share_reached(company, total),
            Target::Pass => None,
        }
    }

    /// A plan with what is certain of the company once it is done.
    pub(super) fn plan(
        &self,
        solution: &Solution<FieldId>,
        now: &Score,
        measured: &Measured,
    ) -> Result<Plan<'a>, Vec<Problem>> {
        let company = self.changed(solution);
        let changes = solution
            .changes
            .iter()
            .filter_map(|(field, to)| change(self.given(*field), &self.company.values()[*field], to));
        let scored;
        let then = if solution.changes.is_empty() {
            now
        } else {
            let share = self.shown.left() / 3;
            scored = self.shown.within(share, |work| score_within(self.scheme, &company, self.on, &[], work))?;
            &scored
        };
        // What scoring makes certain is certain on every basis, so that the higher of the two is.
        let certain = then.total.lo.map(|lo| self.scheme.round_total(lo));
        let points = measured.total.map(|points| certain.map_or(points, |certain| points.max(certain)));
        // A total at assumed values is shown to nobody where a panel is.
        let points = points.filter(|_| self.scheme.panel.is_empty());
        let [was, is] = [self.company, &company].map(|company| estimates(self.scheme, company));
        let words = list(solution.changes.iter().map(|(field, to)| {
            let f = self.given(*field);
            let [from, to] =
                [&self.company.values()[*field], to].map(|v| Languages::Both.value(f, v).unwrap_or_default());
            Text::say("{0}从 {1} 到 {2}", "{0} from {1} to {2}", &[f.title.into(), (&from).into(), (&to).into()])
        }));
        Ok(Plan {
            cost: Decimal::new(solution.cost, 4),
            changes: changes.gather(),
            points: points.map(|points| Decimal::new(points, self.scheme.precision)),
            share: self.share(&company),
            shift: self.scheme.shift(self.company, &company),
            then: score_summary(self.scheme, then, is.as_ref()),
            items: differences(self.scheme, [now, then], &[was, is]),
            words: words.unwrap_or_default(),
        })
    }
}
