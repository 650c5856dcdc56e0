//! What can come of a box: points, total and verdict by interval arithmetic.

use super::domain::{Domain, Domains};
use super::state::Search;
use super::work::Work;
use innopoints_core::company::Enterprise;
use innopoints_core::formula::{Env, Fault};
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, QuantityId, StageSet};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::Scheme;
use innopoints_core::score::{earned, not_negative, points, sums, verdict};

/// What can come of a box.
#[derive(Clone)]
pub(super) struct Outcome {
    /// The total, not rounded.
    pub total: Interval,
    pub passed: Option<bool>,
    /// Points of each indicator.
    pub items: Vec<Interval>,
    /// How many gates are met.
    pub met: i64,
}

/// One completion: every unknown settled, and the scheme's open numbers.
#[derive(Clone)]
pub(super) struct Completion {
    pub domains: Domains,
    pub quantities: Vec<Interval>,
}

impl<'a> Search<'a> {
    /// A search that has looked at all that a company can be: it, that box, and what can come of it.
    pub(super) fn begin(
        scheme: &'a Scheme,
        company: &Enterprise,
        ranks: &[(QuantityId, Num)],
        work: &'a Work,
    ) -> (Search<'a>, Domains, Outcome) {
        let (mut s, root) = Search::new(scheme, company, ranks, work);
        let before = work.spent();
        let outcome = s.look(&root, None);
        s.whole_look = work.spent() - before;
        (s, root, outcome)
    }

    /// What can come of a box. Without `quantities` the scheme's numbers are open.
    pub(super) fn look(&mut self, domains: &[Domain], quantities: Option<&[Interval]>) -> Outcome {
        self.spend(8 + self.variables.len() as u64 / 8);
        self.load(domains, quantities);
        let stages = self.stages();
        let mut found: Option<Outcome> = None;
        for stage in 0..self.scheme.stages.len().max(1) {
            if !self.scheme.stages.is_empty() && !stages.contains(stage) {
                continue;
            }
            let own = self.in_stage(stage);
            found = Some(match found {
                None => own,
                Some(before) => Outcome {
                    total: before.total.hull(own.total),
                    passed: if before.passed == own.passed { own.passed } else { None },
                    items: before.items.iter().zip(&own.items).map(|(a, b)| a.hull(*b)).gather(),
                    met: own.met,
                },
            });
        }
        // There is always a stage: the last needs no condition.
        found.unwrap_or(Outcome { total: Interval::ALL, passed: None, items: Vec::new(), met: 0 })
    }

    /// Total and verdict of the loaded box in one stage.
    fn in_stage(&mut self, stage: usize) -> Outcome {
        let scheme = self.scheme;
        self.spend(self.stage_cost);
        let items: Vec<Interval> = (0..scheme.indicators.len()).map(|i| self.item(stage, i).points).gather();
        let plain = sums(scheme, &items);
        let mut raw = plain.raw;
        for tie in &scheme.ties {
            raw = self.tied(tie, &items, raw, stage);
        }
        let total = not_negative(raw);
        let gates: Vec<Option<bool>> =
            scheme.gates.iter().enumerate().map(|(n, gate)| self.condition(n, gate.when)).gather();
        let met = gates.iter().filter(|met| **met == Some(true)).count();
        let mut passed = None;
        if let Some(pass) = &scheme.pass {
            let routes: Vec<Option<bool>> =
                pass.or.iter().enumerate().map(|(n, route)| self.condition(gates.len() + n, route.when)).gather();
            let condition = pass.when.and_then(|at| {
                let points = points(scheme, total, &plain.groups, items.iter().copied());
                let interval = |f: FieldId| self.intervals[f];
                let env = Env { points: Some(&points), ..self.env(&interval, StageSet::of(stage)) };
                scheme.program.certain(at, &env)
            });
            passed = verdict(scheme, &gates, &routes, condition);
        }
        Outcome { total, passed, items, met: i64::try_from(met).unwrap_or(0) }
    }

    /// Whether every number that a completion needs could be computed: that a quotient has no value is a fact of the company,
    /// but a number that is too large for the arithmetic leaves an end that nobody knows.
    pub(super) fn is_computed(&mut self, completion: &Completion) -> bool {
        self.load(&completion.domains, Some(&completion.quantities));
        let stages = self.stages();
        let interval = |f: FieldId| self.intervals[f];
        let env = self.env(&interval, stages);
        let fits = |i| !matches!(earned(self.scheme, i, &env), Err(Fault::TooLarge(_)));
        let indicators = self.scheme.indicators.iter().all(fits);
        let conditions = self.scheme.conditions();
        indicators
            && conditions.iter().all(|c| !matches!(self.scheme.program.truth(c.when, &env), Err(Fault::TooLarge(_))))
    }
}
