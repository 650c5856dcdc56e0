//! The direction in which points, the total and the verdict move with an unknown over the box that is loaded.

use super::bounds::Outcome;
use super::domain::Objective;
use super::state::Search;
use innopoints_core::formula::sign::{Directions, Slope};
use innopoints_core::formula::{Env, ExprId, Unknown};
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, StageSet};
use innopoints_core::scheme::model::GroupKind;
use innopoints_core::score::context;

impl Search<'_> {
    /// The slopes of each item, and then of what is looked for, in a variable over the loaded box.
    pub(super) fn slopes(&mut self, v: usize, objective: Objective, outcome: &Outcome) -> (Vec<Slope>, Slope) {
        let scheme = self.scheme;
        let program = &scheme.program;
        let (indicators, what) = (scheme.indicators.len(), self.variables[v].what);
        let stages = self.stages();
        self.spend(4 + indicators as u64 / 2);
        let mut items = vec![Slope::FLAT; indicators];
        let interval = |f: FieldId| self.intervals[f];
        let env = self.env(&interval, stages);
        let plain = Directions::new(&env, what);
        let moves_stage = stages.len() > 1
            && scheme.stages.iter().any(|s| s.when.is_some_and(|at| plain.of_truth(program, at).moves()));
        if moves_stage {
            items.fill(Slope::BOTH);
        }
        let read = self.touched[v].iter().copied();
        for i in read.clone().filter(|unit| *unit < indicators && !moves_stage) {
            if outcome.items[i].single().is_none() {
                let indicator = &scheme.indicators[i];
                items[i] = indicator.rule.slope(&context(scheme, indicator, &env), &plain);
            }
        }
        let total = if moves_stage { Slope::BOTH } else { self.total_slope(&items) };
        if objective == Objective::Total {
            return (items, total);
        }
        let mut all = if moves_stage { Slope::BOTH } else { Slope::FLAT };
        let conditions = scheme.conditions();
        for condition in read.filter_map(|unit| conditions.get(unit.checked_sub(indicators)?)) {
            all = all.or(plain.of_truth(program, condition.when));
        }
        if let Some(when) = scheme.pass.as_ref().and_then(|p| p.when) {
            all = all.or(self.condition_slope(when, what, &items, &env));
        }
        (items, all)
    }

    /// The direction of a condition, of points too, whose directions are known.
    fn condition_slope(&self, at: ExprId, what: Unknown, items: &[Slope], env: &Env<'_>) -> Slope {
        let groups = self
            .scheme
            .groups
            .iter()
            .map(|group| items[group.indicators.clone()].iter().fold(Slope::FLAT, |all, slope| all.or(*slope)));
        let points: Vec<Slope> = groups.chain(items.iter().copied()).gather();
        let total = self.total_slope(items);
        Directions { points: &points, total, ..Directions::new(env, what) }.of_truth(&self.scheme.program, at)
    }

    /// The direction of the total from those of the items.
    pub(super) fn total_slope(&self, items: &[Slope]) -> Slope {
        let scheme = self.scheme;
        let signed = items
            .iter()
            .zip(&scheme.indicators)
            .map(|(slope, indicator)| slope.turned(scheme.groups[indicator.group].kind == GroupKind::Deduction));
        signed.fold(Slope::FLAT, Slope::or)
    }

    /// The direction of a condition over the loaded box, whatever the stage.
    pub(super) fn slope_of(&self, at: ExprId, what: Unknown, items: &[Slope]) -> Slope {
        let interval = |f: FieldId| self.intervals[f];
        self.condition_slope(at, what, items, &self.env(&interval, StageSet::ALL))
    }
}
