//! What a scheme is once read: groups of indicators with their rules, gates, direct routes and the pass condition.
//! Formulas are places in one [`Program`]; fields are places in the dictionary; nothing here is text to be parsed.

use crate::dictionary::Dictionary;
use crate::formula::{At, Program};
use crate::number::{Date, Num};
use crate::problem::Text;
use serde::Serialize;

/// A versioned set of rules that turns a company's data into points.
#[derive(Debug)]
pub struct Scheme {
    /// Its id, which is also its file name.
    pub id: String,
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
    /// When a company passes; a scheme may only score.
    pub pass: Option<Pass>,
    /// All formulas.
    pub program: Program,
    /// The fields it may name.
    pub dictionary: &'static Dictionary,
    /// The fields it does name, in the order of the dictionary.
    pub fields: Vec<usize>,
    /// SHA-256 of the file's bytes, in hex.
    pub digest: String,
    /// Whether no number in it is an estimate.
    pub official: bool,
    /// Full points.
    pub max: Num,
    /// Ids of groups, then of indicators: what `points(…)` names.
    pub point_ids: Vec<String>,
}

/// How well founded a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// The rule itself or a faithful copy of it.
    Official,
    /// The press, or one unconfirmed source.
    Reported,
    /// Ours.
    Estimate,
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Document number.
    pub document: String,
    /// Article or annex.
    pub article: String,
    /// How well founded.
    pub standing: Standing,
    /// Where the copy that was read stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<String>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// A gate or a direct route.
#[derive(Debug)]
pub struct Condition {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// When it is met.
    pub when: At,
    /// The choice field that picks the formula, where there is one.
    pub by: Option<usize>,
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
    /// Most points it gives.
    pub max: Num,
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
    pub max: Num,
    /// How points are given.
    pub rule: Rule,
    /// Where its numbers come from.
    pub source: Source,
}

/// When a company passes: the condition or any of the direct routes, and every gate in either case.
#[derive(Debug)]
pub struct Pass {
    /// The condition on points.
    pub when: At,
    /// Direct routes.
    pub or: Vec<Condition>,
    /// Where it comes from.
    pub source: Source,
}

/// How points are given.
#[derive(Debug)]
pub enum Rule {
    /// Steps.
    Bands {
        /// The measured quantity.
        value: Measure,
        /// Which edge of a band decides.
        direction: Direction,
        /// Best first.
        bands: Vec<Band>,
        /// Points in no band.
        otherwise: Num,
    },
    /// Straight lines between points, flat outside them.
    Curve {
        /// The measured quantity.
        value: Measure,
        /// Value and points, values rising.
        corners: Vec<(Num, Num)>,
    },
    /// So many points for each unit, up to the indicator's maximum.
    PerUnit {
        /// The measured quantity.
        value: Measure,
        /// Points for each `per`.
        points: Num,
        /// How much earns them.
        per: Num,
        /// Whether only whole `per` count.
        whole: bool,
    },
    /// A named level.
    Choice {
        /// The choice field.
        field: usize,
        /// Points of each of its levels.
        points: Vec<Num>,
    },
    /// Yes or no.
    Flag {
        /// The condition.
        when: At,
        /// Points when it holds.
        points: Num,
        /// Points when it does not.
        otherwise: Num,
    },
    /// The better of several rules.
    BestOf(Vec<Alternative>),
}

/// A measured quantity.
#[derive(Debug)]
pub struct Measure {
    /// Its formula.
    pub formula: At,
    /// The unit it is shown in.
    pub unit: String,
}

/// One of several rules.
#[derive(Debug)]
pub struct Alternative {
    /// Its name.
    pub title: Option<Text>,
    /// The rule.
    pub rule: Rule,
    /// Where its numbers come from, where that is not the indicator's source.
    pub source: Option<Source>,
}

/// Which edge of a band decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better: the lower edge.
    Rising,
    /// Less is better: the upper edge.
    Falling,
    /// Both edges.
    Between,
}

/// A step. Edges that the file leaves to the neighbouring band are filled in.
#[derive(Debug)]
pub struct Band {
    /// Lower edge.
    pub lo: Option<Edge>,
    /// Upper edge.
    pub hi: Option<Edge>,
    /// Points in it.
    pub points: Num,
}

/// An edge of a band.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Where it is, in base units.
    pub at: Num,
    /// Whether a value on it belongs to the band.
    pub inclusive: bool,
    /// As the file writes it.
    pub text: String,
}

impl Band {
    /// Whether a value stands in it.
    #[inline]
    pub fn contains(&self, x: Num, direction: Direction) -> bool {
        let above = |e: &Edge| if e.inclusive { x >= e.at } else { x > e.at };
        let below = |e: &Edge| if e.inclusive { x <= e.at } else { x < e.at };
        // The other edge is where a better band began, which was asked before.
        (direction == Direction::Falling || self.lo.as_ref().is_none_or(above))
            && (direction == Direction::Rising || self.hi.as_ref().is_none_or(below))
    }
}

impl Scheme {
    /// The standing of the scheme for a reader: whether it is in force on a day.
    pub fn in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}
