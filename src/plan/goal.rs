//! A goal: points and conditions on figures that hold together.

use innopoints_core::formula::ExprId;
use innopoints_core::number::Num;

/// What is to be reached, all of it together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Goal {
    /// Points.
    pub needs: Vec<Need>,
    /// Conditions on figures.
    pub constraints: Vec<Constraint>,
    /// Conditions on points that needs do not say, or not to the last digit: a plan is held to them once it is made.
    pub checks: Vec<Constraint>,
    /// Whether more points can be worse for one of these. Then no search is complete.
    pub uneven: bool,
    /// Whether this is a direct route beside the condition on points.
    pub route: bool,
}

impl Goal {
    /// The goal with so many more points.
    pub fn raised(&self, by: Num) -> Option<Goal> {
        let mut goal = self.clone();
        for need in &mut goal.needs {
            need.least = need.least.add(by)?;
        }
        Some(goal)
    }

    pub fn asks_for_points(&self) -> bool {
        !self.needs.is_empty() || !self.checks.is_empty()
    }
}

/// A condition that holds, or does not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Constraint {
    pub at: ExprId,
    pub holds: bool,
}

/// So many points, not rounded.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    /// What counts, and how often; never less than 0 times.
    pub weights: Vec<(Column, Num)>,
    pub least: Num,
    /// Whether more than that is needed.
    pub above: bool,
}

/// Where points are counted; those of deductions are negative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Column {
    /// A group, up to its maximum.
    Group(usize),
    Item(usize),
}
