//! The direction in which points, the total and the verdict move with an unknown over the box that is loaded.

use super::bounds::Outcome;
use super::domain::Objective;
use super::state::Search;
use innopoints_core::formula::sign::{Directions, Slope};
use innopoints_core::formula::{ExprId, Unknown};
use innopoints_core::id::{FieldId, StageSet};
use innopoints_core::scheme::model::{Group, GroupKind, Indicator};
use innopoints_core::score::context;

impl Search<'_> {
    /// The direction of the total, from those of the items.
    pub(super) fn total_slope(&self, items: &[Slope]) -> Slope {
        let of = |(slope, indicator): (&Slope, &Indicator)| {
            slope.turned(self.scheme.groups[indicator.group].kind == GroupKind::Deduction)
        };
        items.iter().zip(&self.scheme.indicators).map(of).fold(Slope::FLAT, Slope::or)
    }

    /// The directions of the points of groups, then of indicators.
    fn point_slopes(&self, items: &[Slope]) -> Vec<Slope> {
        let of = |group: &Group| items[group.indicators.clone()].iter().copied().fold(Slope::FLAT, Slope::or);
        self.scheme.groups.iter().map(of).chain(items.iter().copied()).collect()
    }

    /// The direction of a condition; `items` are those of the points that it may read.
    pub(super) fn condition_slope(&self, at: ExprId, what: Unknown, items: &[Slope]) -> Slope {
        let interval = |f: FieldId| self.intervals[f];
        let env = self.env(&interval, StageSet::ALL);
        let points = self.point_slopes(items);
        let directions = Directions { points: &points, total: self.total_slope(items), ..Directions::new(&env, what) };
        directions.of_truth(&self.scheme.program, at)
    }

    /// In which direction each item, and then what is looked for, moves with a variable over the loaded box.
    pub(super) fn slopes(&mut self, v: usize, objective: Objective, outcome: &Outcome) -> (Vec<Slope>, Slope) {
        let scheme = self.scheme;
        let (indicators, what) = (scheme.indicators.len(), self.variables[v].what);
        let stages = self.stages();
        self.spend(4);
        let mut items = vec![Slope::FLAT; indicators];
        let interval = |f: FieldId| self.intervals[f];
        let env = self.env(&interval, stages);
        let directions = Directions::new(&env, what);
        let moves_stage = stages.len() > 1
            && scheme.stages.iter().filter_map(|s| s.when).any(|at| directions.of_truth(&scheme.program, at).moves());
        if moves_stage {
            items.fill(Slope::BOTH);
        }
        let read = self.touched[v].iter().copied();
        for i in read.clone().filter(|unit| *unit < indicators && !moves_stage) {
            if outcome.items[i].single().is_none() {
                let indicator = &scheme.indicators[i];
                items[i] = indicator.rule.slope(&context(scheme, indicator, &env), &directions);
            }
        }
        if objective == Objective::Total {
            let total = if moves_stage { Slope::BOTH } else { self.total_slope(&items) };
            return (items, total);
        }
        let mut all = if moves_stage { Slope::BOTH } else { Slope::FLAT };
        let conditions = || scheme.gates.iter().chain(scheme.pass.iter().flat_map(|p| &p.or));
        for condition in read.filter_map(|unit| conditions().nth(unit.checked_sub(indicators)?)) {
            all = all.or(directions.of_truth(&scheme.program, condition.when));
        }
        if let Some(when) = scheme.pass.as_ref().and_then(|p| p.when) {
            all = all.or(self.condition_slope(when, what, &items));
        }
        (items, all)
    }
}
