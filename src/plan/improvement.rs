//! What can be done, or why nothing can: the answer.

use crate::answer::report::Change;
use crate::compare::what_if::{ItemDifference, ScoreSummary};
use crate::estimate::Shift;
use innopoints_core::number::{Decimal, Num};
use innopoints_core::problem::Text;
use schemars::JsonSchema;
use serde::Serialize;

/// What is to be reached.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A total, as it is shown: rounded.
    Total(Num),
    /// The scheme's own condition, or a direct route, and every gate.
    Pass,
}

/// What can be done, or why nothing can.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Improvement<'a> {
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
    /// The total asked for; `None` where the scheme is to be passed.
    pub target: Option<String>,
    /// What a plan's points are measured by: `exact`; `lowest`, where figures are missing or assessors judge (it suffices
    /// whatever is missing and however they judge); `highest`, where no plan does that (it suffices with the best of
    /// judgements, whatever is missing); `typical` of a scheme with estimates, `typical_lowest` where figures are missing
    /// besides (typical values, and whatever is missing). Where the scheme has a panel, plans are sought in the middle of it,
    /// mean weights and middle references, and told by the share of its tables.
    pub basis: &'static str,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// Says that this is no official score, where it is none.
    pub notice: Option<Text>,
    /// The score as things are.
    pub now: ScoreSummary,
    /// The share of plausible tables by which the target is reached now, whatever is missing, in whole percent; `None` where the
    /// scheme has no panel.
    pub share: Option<i64>,
    /// Whether nothing has to change: for certain where `basis` is `exact` or `lowest`; at typical values, or with the best of
    /// judgements, where it is another.
    pub reached: bool,
    /// Plans whose sets of changed fields differ, the cheapest first: the cheapest of all, and for each of its dearest
    /// changes the cheapest that does without it.
    pub plans: Vec<Plan<'a>>,
    /// Without a plan, the most points within what may move that are certain on this basis, and the cheapest way there;
    /// conditions aside.
    pub best: Option<Plan<'a>>,
    /// Without a plan, gates that nothing that may move can meet.
    pub blocked: Vec<Blocked<'a>>,
    /// Fields that are not known and would open other or cheaper goals; without a plan, what must be known first.
    pub needed: Vec<&'a str>,
    /// Whether every possibility was gone through; `false` where that was stopped.
    pub complete: bool,
    /// All this in a sentence or two.
    pub summary: Text,
}

/// A set of changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Plan<'a> {
    /// What it takes, in 万元, by estimate.
    pub cost: Decimal,
    /// What changes.
    pub changes: Vec<Change<'a>>,
    /// The total that it reaches for certain on the answer's basis, or a little less where figures are missing; `None` of a
    /// scheme without points.
    pub points: Option<Decimal>,
    /// Where that leads, with everything that is open.
    pub then: ScoreSummary,
    /// The share of plausible tables by which the target is reached then, in whole percent; `None` where the scheme has no panel.
    pub share: Option<i64>,
    /// In how many tables the total is higher, and by how much.
    pub shift: Option<Shift>,
    /// The indicators that change.
    pub items: Vec<ItemDifference<'a>>,
    /// The changes in words.
    pub words: Text,
}

/// A gate that cannot be met.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Blocked<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
}
