//! Where a number of a scheme comes from, and how well founded it is.

use super::packed::{Packed, members, variants};
use crate::problem::Text;
use schemars::JsonSchema;
use serde::Serialize;

/// How well founded a number is, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
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

members!(sources Source { document, article, standing, seen, note });
variants!(Standing { Official; Reported; Estimate; });
