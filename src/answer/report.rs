//! The report: the outcome with the reason of each item, gate and route, in one language or in both.
//!
//! Titles and sources are borrowed from the scheme. Numbers stay numbers ([`Decimal`]) until they are serialised.

use crate::estimate::EstimatedPoints;
use innopoints_core::number::Decimal;
use innopoints_core::outcome::EstimatedTotal;
use innopoints_core::problem::{Problem, Text};
use innopoints_core::scheme::model::{GroupKind, Source};
use schemars::JsonSchema;
use serde::Serialize;

/// The result of scoring one company.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ReportJSON")]
pub struct Report<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Document number.
    pub document: &'a str,
    /// SHA-256 of the scheme file.
    pub digest: &'a str,
    /// The day the rules were applied for.
    pub on: String,
    /// Id of the life-cycle stage, where the scheme has stages and the company's is known.
    pub stage: Option<&'a str>,
    /// Its name.
    pub stage_title: Option<&'a Text>,
    /// Why it is this stage.
    pub stage_reason: Option<Text>,
    /// The class, where the scheme tells classes and the company's is known.
    pub class: Option<Class<'a>>,
    /// Exact total, rounded once; `None` while unknown fields leave it open.
    pub total: Option<Decimal>,
    /// The total with every estimate at its typical value, where all it needs is known and the scheme has estimates, but no
    /// panel.
    pub typical: Option<Decimal>,
    /// Sound bounds of the total; `None` where the scheme has a panel, whose `estimate` stands instead.
    pub bounds: Option<[Decimal; 2]>,
    /// What the panel of plausible tables says; `None` where the scheme has none.
    pub estimate: Option<EstimatedTotal>,
    /// Whether both bounds can be reached; `false` where the search for closer ones was stopped.
    pub tight: bool,
    /// Full points.
    pub max: Decimal,
    /// The total that the pass condition asks for.
    pub threshold: Option<Decimal>,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// Says that this is no official score, where it is none.
    pub notice: Option<Text>,
    /// The verdict; `None` where the unknowns decide.
    pub passed: Option<bool>,
    /// The verdict and what decides it, in a sentence or two.
    pub summary: Text,
    /// Points of each group.
    pub groups: Vec<GroupReport<'a>>,
    /// Points of each indicator, with the reason.
    pub items: Vec<Item<'a>>,
    /// Conditions without which nothing else counts.
    pub gates: Vec<Condition<'a>>,
    /// Direct routes.
    pub routes: Vec<Condition<'a>>,
    /// The parts of the pass condition.
    pub requirements: Vec<Condition<'a>>,
    /// Figures that were not given and follow from others.
    pub derived: Vec<DerivedFigure<'a>>,
    /// Fields left out that leave something open.
    pub missing: Vec<&'a str>,
    /// What can hardly be meant, each with what was probably meant.
    pub warnings: Vec<Problem>,
    /// What decides a verdict that is open: that of which alone another value gives another verdict.
    pub deciding: Vec<Deciding<'a>>,
    /// Whether that is all; `false` where something else may decide with figures that were not tried.
    pub deciding_all: bool,
}

/// A figure that was not given and follows from others, or that another stands in for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Derived")]
pub struct DerivedFigure<'a> {
    /// Its field.
    pub field: &'a str,
    /// Its name.
    pub title: Text,
    /// Its value.
    pub value: Text,
    /// The fields that it rests on.
    pub from: Vec<&'a str>,
    /// Why.
    pub reason: Text,
}

/// A class that the company falls into.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Class<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// What is classed.
    pub of: &'a Text,
    /// Why this one.
    pub reason: Text,
}

/// Something unknown that decides the verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Deciding<'a> {
    /// What it is.
    pub kind: DecidingKind,
    /// The field, the indicator or the parameter.
    pub id: &'a str,
    /// Its name.
    pub title: Text,
}

/// What is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DecidingKind {
    /// A field of the company.
    Field,
    /// An indicator that assessors judge, or that a rank settles.
    Judged,
    /// A number of the scheme that is not published.
    Estimate,
}

/// Points of a group.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Group")]
pub struct GroupReport<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Whether its points are a bonus or a deduction.
    pub kind: GroupKind,
    /// Exact points.
    pub points: Option<Decimal>,
    /// Bounds; `None` where unpublished numbers leave them open and the scheme has a panel.
    pub bounds: Option<[Decimal; 2]>,
    /// What the panel says; `None` where the scheme has none.
    pub estimate: Option<EstimatedPoints>,
    /// Most points.
    pub max: Decimal,
    /// Floor, where it has one.
    pub floor: Option<Decimal>,
    /// Whether the floor is reached.
    pub met: Option<bool>,
    /// Where maximum and floor come from.
    pub source: &'a Source,
}

/// Points of an indicator.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Item<'a> {
    /// Its id.
    pub id: &'a str,
    /// The group it belongs to.
    pub group: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// The measured quantity.
    pub value: Option<Text>,
    /// How it was computed.
    pub working: Option<Text>,
    /// Exact points.
    pub points: Option<Decimal>,
    /// The points with every estimate at its typical value, where they rest on one and the scheme has no panel.
    pub typical: Option<Decimal>,
    /// Bounds; `None` where unpublished numbers leave them open and the scheme has a panel.
    pub bounds: Option<[Decimal; 2]>,
    /// What the panel says; `None` where the scheme has none.
    pub estimate: Option<EstimatedPoints>,
    /// Most points.
    pub max: Decimal,
    /// Whether somebody's judgement, or a rank among others, settles it.
    pub judged: bool,
    /// The band hit.
    pub band: Option<BandReport>,
    /// The next better step.
    pub next: Option<Next<'a>>,
    /// Whether the value stands on the edge of the band that it was given.
    pub on_edge: bool,
    /// Fields that leave it open.
    pub unknown: Vec<&'a str>,
    /// Why these points.
    pub reason: Text,
    /// Where the numbers come from.
    pub source: &'a Source,
}

/// A band with its edges, in the unit of the value.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Band")]
pub struct BandReport {
    /// Inclusive lower edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Exclusive lower edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    /// Inclusive upper edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Exclusive upper edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// Its points.
    pub points: Decimal,
}

/// The next better step of an indicator.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Next<'a> {
    /// Points once there.
    pub points: Decimal,
    /// The edge, in the unit of the value; `None` for a flag or choice.
    pub edge: Option<String>,
    /// How far the value is from it.
    pub gap: Option<Text>,
    /// The smallest change of one input that gets there, one an input.
    pub changes: Vec<Change<'a>>,
}

/// A change of one input, the others staying as they are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Change<'a> {
    /// The field.
    pub field: &'a str,
    /// Signed amount to add, in the field's unit; `None` for a flag or choice.
    pub by: Option<String>,
    /// The value after it.
    pub to: String,
    /// The unit.
    pub unit: &'a str,
}

/// A gate, a direct route, or a part of the pass condition.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Condition<'a> {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Whether it is met; `None` while unknown fields decide.
    pub met: Option<bool>,
    /// Fields that leave it open.
    pub unknown: Vec<&'a str>,
    /// Why.
    pub reason: Text,
    /// Where it comes from.
    pub source: &'a Source,
}
