//! What a scheme is once read: groups of indicators with their rules, gates, direct routes and the pass condition.
//! Nothing here is text to be parsed.

use crate::company::Enterprise;
use crate::dictionary::Dictionary;
use crate::formula::{ExprId, Instr, Program};
use crate::id::{FieldId, QuantityId};
use crate::number::{Date, Dim, Num};
use crate::problem::{Problem, Text};
pub use crate::scheme::amount::Amount;
use crate::scheme::panel::Panel;
pub use crate::scheme::rules::{Alternative, Band, Bands, Direction, Edge, Measure, Rule};
pub use crate::scheme::source::{Checked, Source, Standing};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A versioned set of rules that turns a company's data into points.
#[derive(Debug)]
pub struct Scheme {
    /// Its id, which is also its file name.
    pub id: String,
    /// Versions of one rule share it.
    pub family: Option<String>,
    /// Its name.
    pub title: Text,
    /// Who issued it.
    pub issuer: String,
    /// Document number.
    pub document: String,
    /// First day in force.
    pub from: Date,
    /// Last day in force, where it has ended.
    pub to: Option<Date>,
    /// Decimals of a total.
    pub precision: u32,
    /// What a reader should know.
    pub notes: Option<Text>,
    /// Conditions without which nothing else counts.
    pub gates: Vec<Condition>,
    /// First-level categories.
    pub groups: Vec<Group>,
    /// Second-level indicators, group by group.
    pub indicators: Vec<Indicator>,
    /// Sets of groups whose maxima sum to a known number.
    pub ties: Vec<Tie>,
    /// What plausible tables are drawn from, where numbers are not published.
    pub panel: Panel,
    /// Numbers that formulas call by name.
    pub parameters: Vec<Parameter>,
    /// Life-cycle stages: the first whose condition holds.
    pub stages: Vec<Level>,
    /// Classes that the company falls into, where the scheme tells them.
    pub classes: Option<Classes>,
    /// When a company passes; a scheme may only score.
    pub pass: Option<Pass>,
    /// The numbers that stand open, and those with names.
    pub quantities: Vec<Quantity>,
    /// All formulas.
    pub program: Program,
    /// The fields it may name.
    pub dictionary: &'static Dictionary,
    /// The fields it does name, in the order of the dictionary.
    pub fields: Vec<FieldId>,
    /// What else is said of the fields that it, or what it extends, defines.
    pub own_fields: OwnFields,
    /// SHA-256 of the file's bytes, in hex.
    pub digest: String,
    /// Whether no number in it is an estimate.
    pub official: bool,
    /// The most points there can be.
    pub max: Num,
    /// Ids of groups, then of indicators: what `points(…)` names.
    pub point_ids: Vec<String>,
}

/// What pages and plans want of the fields that a file defines, beside what stands in its dictionary.
#[derive(Clone, Debug, Default)]
pub struct OwnFields {
    /// The fields as the file has them: a JSON array, empty text where there are none.
    pub json: String,
    /// How each can move, once plans have asked.
    pub moves: OnceLock<Vec<Option<Move>>>,
}

/// How a field can move within about a year, an estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Effort of one unit of the field more or less, in 万元.
    pub cost: Num,
    /// How far up: `20%` of what it is, or an amount; of two parted by `|` the larger.
    pub up: Option<String>,
    /// How far down.
    pub down: Option<String>,
    /// Of a flag (0 for no, 1 for yes) or a choice, the levels that can be had and the effort of each.
    pub to: Vec<(usize, Num)>,
}

/// A number that stands open, or has a name.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The parameter or indicator that it belongs to.
    pub id: String,
    /// The name of that.
    pub title: Text,
    /// Lowest.
    pub lo: Num,
    /// Highest.
    pub hi: Num,
    /// The typical value of an estimate; without one, somebody judges where in the range it lies.
    pub typical: Option<Num>,
}

impl Quantity {
    /// Whether it is known.
    pub fn is_exact(&self) -> bool {
        self.lo == self.hi
    }
}

/// A number that formulas call by name.
#[derive(Debug)]
pub struct Parameter {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Its number.
    pub quantity: QuantityId,
    /// What it measures.
    pub dim: Dim,
    /// The unit it was written in.
    pub unit: String,
    /// Where it comes from.
    pub source: Source,
}

/// Maxima that sum to a known number, in each stage.
#[derive(Debug)]
pub struct Tie {
    /// The groups whose indicators it binds.
    pub groups: Vec<usize>,
    /// What their maxima sum to.
    pub sum: Num,
    /// Where it comes from.
    pub source: Source,
}

/// A stage or a class.
#[derive(Debug)]
pub struct Level {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// When it applies, if none before it does; the last needs no condition.
    pub when: Option<ExprId>,
    /// The choice field that picks the formula, where there is one.
    pub by: Option<FieldId>,
    /// Where it comes from.
    pub source: Source,
}

/// What the company is classed by.
#[derive(Debug)]
pub struct Classes {
    /// What they class.
    pub title: Text,
    /// The classes.
    pub list: Vec<Level>,
}

/// What a group does to the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    /// Its points count.
    Plain,
    /// They count, on top of what all can earn.
    Bonus,
    /// They are taken away.
    Deduction,
}

/// A gate or a direct route.
#[derive(Debug)]
pub struct Condition {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// When it is met.
    pub when: ExprId,
    /// The choice field that picks the formula, where there is one.
    pub by: Option<FieldId>,
    /// Where it comes from.
    pub source: Source,
}

/// A first-level category.
#[derive(Debug)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// What it does to the total.
    pub kind: GroupKind,
    /// Most points it gives; left out, the sum of its indicators' maxima.
    pub max: Option<Num>,
    /// Points below which the company cannot pass.
    pub floor: Option<Num>,
    /// Its indicators, as a range of [`Scheme::indicators`].
    pub indicators: std::ops::Range<usize>,
    /// Where maximum and floor come from.
    pub source: Source,
}

/// A second-level indicator.
#[derive(Debug)]
pub struct Indicator {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// The group it belongs to.
    pub group: usize,
    /// Most points it gives.
    pub max: Amount,
    /// How points are given.
    pub rule: Rule,
    /// Where its numbers come from.
    pub source: Source,
}

/// When a company passes: the condition or any of the direct routes, and every gate in either case.
#[derive(Debug)]
pub struct Pass {
    /// The condition on points; without one, gates and routes alone decide.
    pub when: Option<ExprId>,
    /// Direct routes.
    pub or: Vec<Condition>,
    /// Where it comes from.
    pub source: Source,
}

impl Scheme {
    /// A company as this scheme takes it on a day.
    pub fn takes<'c>(&self, company: &'c Enterprise, on: Date) -> Result<Cow<'c, Enterprise>, Vec<Problem>> {
        company.by(self.dictionary, on, &self.fields)
    }

    /// The indicator that a field judges, as the company sees it itself.
    pub fn marked_by(&self, field: FieldId) -> Option<&Indicator> {
        let is = |at| matches!(self.program.instr(at), Instr::Field(f) if f == field);
        self.indicators.iter().find(|i| match &i.rule {
            Rule::Judged(judged) => judged.mark.as_ref().is_some_and(|mark| is(mark.formula)),
            _ => false,
        })
    }

    /// The standing of the scheme for a reader: whether it is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }

    /// Gates, then direct routes.
    pub fn conditions(&self) -> Vec<&Condition> {
        let mut all: Vec<&Condition> = self.gates.iter().collect();
        if let Some(pass) = &self.pass {
            all.extend(&pass.or);
        }
        all
    }

    /// Whether it gives points; a scheme may consist of conditions or classes alone.
    pub fn has_points(&self) -> bool {
        !self.indicators.is_empty()
    }
}
