//! Where a number of a scheme comes from, how well founded it is and how that was checked.

use super::packed::{Packed, members, variants};
use crate::problem::Text;
use schemars::JsonSchema;
use serde::Serialize;

/// Whose number it is, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// The rule's own, read in full or in at least two transcriptions that agree.
    Official,
    /// Somebody's word about a rule or a practice, or the rule's own from one transcription.
    Reported,
    /// Ours.
    Estimate,
}

/// How it is known, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    /// Read in the full text.
    FullText,
    /// Read in so many independent transcriptions, which agree.
    Transcriptions(u32),
    /// Commonly said, and read in none: a question or a note, never a number.
    Unverified,
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Source {
    /// Document number.
    pub document: String,
    /// Name of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Article or annex.
    pub article: String,
    /// Whose number it is.
    pub standing: Standing,
    /// How it is known; an estimate of ours was not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<Checked>,
    /// The issuer's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The page of another government body, where the issuer's was not found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reprint: Option<String>,
    /// A remark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

members!(sources Source { document, name, article, standing, checked, address, reprint, note });
variants!(Standing { Official; Reported; Estimate; });
variants!(Checked { FullText; Transcriptions(n); Unverified; });
