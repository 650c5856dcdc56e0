//! What a reader is told of a rule, in forms that do not depend on its kind.

use super::{Edge, Measure};
use crate::company::Enterprise;
use crate::dictionary::Value;
use crate::formula::{ExprId, FieldId};
use crate::number::Num;
use crate::reach::distance;

/// How points come about.
#[derive(Debug)]
pub struct Working<'a> {
    /// What they rest on.
    pub basis: Basis<'a>,
    /// The lower and the upper edge of the step that the value stands on.
    pub step: Option<(Option<Edge>, Option<Edge>)>,
    /// The points of that step.
    pub step_points: Option<Num>,
    /// Whether the value stands on an edge, a worse step beyond it.
    pub on_edge: bool,
    /// Values on whose other side the measured one must not seem to stand, however it is rounded.
    pub landmarks: Vec<Num>,
}

impl<'a> Working<'a> {
    /// Without a step.
    pub(super) fn of(basis: Basis<'a>) -> Working<'a> {
        Working { basis, step: None, step_points: None, on_edge: false, landmarks: Vec::new() }
    }
}

/// What points rest on.
#[derive(Debug)]
pub enum Basis<'a> {
    /// A measured value.
    Measured(&'a Measure),
    /// The level of a field.
    Field(FieldId),
    /// A condition.
    Condition(ExprId),
    /// Several conditions, of which each that is met counts.
    Conditions(Vec<ExprId>),
    /// Nothing that is measured.
    Nothing,
}

/// Who settles the points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettledBy {
    /// The company's figures.
    Figures,
    /// Assessors.
    Assessors,
    /// The other companies of a table.
    Rank,
}

/// The nearest better step of an indicator and what reaches it.
#[derive(Debug)]
pub struct Step {
    /// Points once there.
    pub points: Num,
    /// The edge, the unit it is shown in, and its text; `None` where no value is measured.
    pub edge: Option<(Num, String, String)>,
    /// Distance of the value from the edge.
    pub gap: Option<Num>,
    /// The smallest single changes: field, and its value once there.
    pub changes: Vec<(FieldId, Value)>,
}

impl Step {
    /// One without an edge, where it earns more than now.
    pub(super) fn plain(points: Num, now: Num, changes: Vec<(FieldId, Value)>) -> Option<Step> {
        (points > now).then_some(Step { points, edge: None, gap: None, changes })
    }

    /// Adds a change, or keeps the smaller of two of one field.
    pub(super) fn keep_nearer(&mut self, change: (FieldId, Value), company: &Enterprise) {
        let away = |v: &Value| match (v, &company.values()[change.0]) {
            (Value::Exact(to), Value::Exact(now)) => distance(*to, *now),
            _ => None,
        };
        match self.changes.iter_mut().find(|c| c.0 == change.0) {
            Some(c) if away(&change.1) < away(&c.1) => *c = change,
            Some(_) => {}
            None => self.changes.push(change),
        }
    }
}
