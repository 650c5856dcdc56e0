//! The state of a search for the cheapest solution, and what it is made of.

use crate::plan::goal::{Constraint, Goal};
use crate::plan::terms::{Moving, Reach};
use crate::search::{Scenario, Work};
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::Value;
use innopoints_core::formula::Env;
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, StageSet};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::Scheme;
use innopoints_core::score::levels;
use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

/// Figures that can take at most so many steps may take any of them.
pub(super) const FEW: i64 = 40;
/// Combinations of linking figures, choices of a block, and bounds that are looked at before the search gives up: each many times what
/// the shipped schemes take.
pub(super) const MOST_LINKING: usize = 20_000;
pub(super) const MOST_CHOICES: usize = 20_000;
/// Ranges of linking figures that are looked at in all searches of an answer, and in each of them in any case: many more than the shipped
/// schemes take where what moves by default does. So many bounds count as one more.
pub(crate) const RANGES: u32 = 1000;
pub(super) const LEAST_RANGES: u32 = 20;
pub(super) const BOUNDS: u32 = 64;
pub(super) const BUDGET: u32 = 150_000;
/// Multiples of a rule by units that are looked at, those nearest to where a figure is.
pub(super) const MOST_MULTIPLES: u64 = 400;

/// Changed fields and what they cost together; within a search by their index among those that move.
#[derive(Clone, Debug)]
pub(crate) struct Solution<Id = usize> {
    pub cost: Num,
    pub changes: Vec<(Id, Value)>,
}

impl<Id> Solution<Id> {
    /// What it is ranked by ([`tie_break`](crate::plan::tie_break)): its cost and how many figures it changes.
    pub fn rank(&self) -> (Num, usize) {
        (self.cost, self.changes.len())
    }
}

/// Figures that share rules or conditions once the linking figures are settled.
pub(super) struct Block {
    /// Among `moving`.
    pub(super) fields: Vec<usize>,
    pub(super) items: Vec<usize>,
    pub(super) constraints: Vec<Constraint>,
    /// Linking figures that matter to it.
    pub(super) linking: Vec<usize>,
}

/// What a block can be.
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) cost: Num,
    /// Points of each group (deductions negative), then of each item that is needed by itself; all of that in each scenario.
    pub(super) gains: Vec<Num>,
    pub(super) changes: Vec<(usize, Value)>,
    /// Where it is open how far to go.
    pub(super) ramp: Option<Ramp>,
}

/// The way from one breakpoint to the next, along which points rise with the figure.
#[derive(Clone)]
pub(super) struct Ramp {
    pub(super) moving: usize,
    pub(super) from: Num,
    pub(super) to: Num,
    pub(super) cost: Num,
    pub(super) gains: Vec<Num>,
}

/// A segment of the lower convex hull of a block's choices: points for effort.
pub(super) struct Segment {
    pub(super) block: usize,
    pub(super) gain: i128,
    pub(super) cost: i128,
}

/// The stages that can be in each scenario, as bit sets.
pub(super) type Stages = [StageSet];
pub(super) type Known = (Vec<StageSet>, Vec<Value>, Rc<Vec<Choice>>);

/// Ranges of linking figures that earn in proportion, the others settled.
pub(super) struct Region {
    pub(super) linking: Vec<Value>,
    /// Nothing in it costs less.
    pub(super) bound: i128,
}

/// A multiple-choice knapsack: one choice of each block, so that all requirements are met at the least cost.
pub(super) struct Knapsack {
    pub(super) blocks: Vec<Rc<Vec<Choice>>>,
    /// The needs, each in each scenario.
    pub(super) requirements: Vec<Requirement>,
    /// The segments of all blocks for each requirement, best price first.
    pub(super) segments: Vec<Vec<Segment>>,
    /// The least cost of the blocks from here on, and what that earns for each.
    pub(super) least: Vec<i128>,
    pub(super) earned: Vec<Vec<i128>>,
    /// The work of one bound, in instructions.
    pub(super) cost: u64,
}

/// A need in one of the scenarios.
#[derive(Clone, Copy)]
pub(super) struct Requirement {
    pub(super) need: usize,
    /// Where its gains begin.
    pub(super) from: usize,
}

pub(crate) struct Solver<'a> {
    pub(super) scheme: &'a Scheme,
    pub(super) company: &'a Enterprise,
    /// What the company can turn out to be; a way is to do in each of them.
    pub(super) scenarios: &'a [Scenario],
    pub(super) moving: &'a [Moving],
    pub(super) goal: &'a Goal,
    /// The moving figures of each item and each condition.
    pub(super) of_items: Vec<Vec<usize>>,
    pub(super) of_constraints: Vec<Vec<usize>>,
    /// Items that are needed by themselves.
    pub(super) alone: Vec<usize>,
    /// Deductions that cannot take all that their items do.
    pub(super) saturable: Vec<bool>,
    /// Part and whole, where both move.
    pub(super) ties: Vec<(usize, usize)>,
    pub(super) linking: Vec<usize>,
    pub(super) blocks: Vec<Block>,
    /// Choices that were made out before: of each block, by the stage and its linking figures.
    pub(super) known: Vec<Vec<Known>>,
    /// The dearest step of a figure that may take any of many: of amounts of money and the like, and of all but the linking figures
    /// that are counted. Nothing cheaper by less than the first is sought; by less than the second, and that is said.
    pub(super) fine_step: i128,
    pub(super) coarse_step: i128,
    /// Whether some linking figure is a range: then what is earned is the most that can be, and what can hold does.
    pub(super) relaxed: bool,
    /// Bounds that may still be computed.
    pub(super) left: u32,
    pub(super) work: &'a Work,
    /// Whether something was left out that a cheaper way may stand on.
    pub(super) thinned: Cell<bool>,
    /// Ranges of linking figures that may still be looked at.
    pub ranges: u32,
    /// Whether all was gone through.
    pub complete: bool,
}

impl Solver<'_> {
    /// Whether a figure moves in so few steps that it may take any of them.
    pub(super) fn is_few(&self, m: usize) -> bool {
        match &self.moving[m].reach {
            Reach::Number { lo, hi, step, .. } => {
                hi.sub(*lo).and_then(|w| w.div(*step)).is_some_and(|steps| steps <= Num::int(FEW))
            }
            Reach::Levels(_) => true,
        }
    }

    /// Whether a figure moves in whole units.
    pub(super) fn is_counted(&self, m: usize) -> bool {
        matches!(self.moving[m].reach, Reach::Number { step, .. } if step >= Num::ONE)
    }

    /// Where a field can lie.
    pub(super) fn interval(&self, values: &[Value], f: FieldId) -> Interval {
        match &values[f] {
            Value::Range(r) => Interval { lo: Some(r.0), hi: Some(r.1) },
            _ => self.company.interval(f),
        }
    }

    /// The figures as they are in a scenario.
    pub(super) fn within<'v>(&self, scenario: &Scenario, values: &'v [Value]) -> Cow<'v, [Value]> {
        let mut values = Cow::Borrowed(values);
        if !scenario.figures.is_empty() {
            let own = values.to_mut();
            scenario.figures.iter().for_each(|(f, value)| own[*f] = value.clone());
        }
        values
    }

    pub(super) fn env<'e>(
        &'e self,
        scenario: &'e Scenario,
        values: &'e [Value],
        interval: &'e dyn Fn(FieldId) -> Interval,
        stages: StageSet,
    ) -> Env<'e> {
        Env {
            values,
            interval,
            points: None,
            quantities: &scenario.quantities,
            stages,
            meter: Some(self.work.meter()),
            ..Env::default()
        }
    }

    /// The stages that can be in each scenario. Two, without ranges, are those of a condition
    /// without a truth: then items earn what they earn in the worse.
    pub(super) fn stages(&self, values: &[Value]) -> Vec<StageSet> {
        let scheme = self.scheme;
        if scheme.stages.is_empty() {
            return vec![StageSet::ALL; self.scenarios.len()];
        }
        let own = self.scenarios.iter().map(|scenario| {
            let values = self.within(scenario, values);
            let interval = |f: FieldId| self.interval(&values, f);
            let bits = levels(scheme, &scheme.stages, &self.env(scenario, &values, &interval, StageSet::ALL));
            // Each item's worse stage may be another: there may be a way that is not found.
            if !self.relaxed && bits.single().is_none() {
                self.thinned.set(true);
            }
            bits
        });
        own.gather()
    }

    /// Gains of nothing.
    pub(super) fn nothing(&self) -> Vec<Num> {
        vec![Num::ZERO; self.width() * self.scenarios.len()]
    }

    /// How many gains there are in each scenario.
    pub(super) fn width(&self) -> usize {
        self.scheme.groups.len() + self.alone.len()
    }
}
