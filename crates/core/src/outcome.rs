//! The outcome of scoring one company: total, bounds and verdict, without words.

use crate::number::{Interval, Num};
use crate::scheme::model::Scheme;
use crate::score::Score;
use serde::Serialize;

/// Total and verdict, as they stand in the report.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// Exact total, rounded once; `None` while unknown fields leave it open.
    pub total: Option<String>,
    /// The total with every estimate at its typical value, where all it needs is known and the scheme has estimates.
    pub typical: Option<String>,
    /// Sound bounds of the total.
    pub bounds: [String; 2],
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// The verdict; `None` where the unknowns decide.
    pub passed: Option<bool>,
}

/// Total, bounds and verdict of a score.
pub fn outcome(scheme: &Scheme, score: &Score) -> Outcome {
    Outcome {
        total: score.total.single().map(|t| t.to_text(scheme.precision)),
        typical: typical(scheme, score.typical),
        bounds: ends(score.total, scheme.precision),
        official: scheme.official,
        passed: score.passed,
    }
}

/// The typical total or points, of a scheme with estimates.
pub fn typical(scheme: &Scheme, points: Option<Num>) -> Option<String> {
    let estimated = scheme.quantities.iter().any(|q| q.typical.is_some());
    points.filter(|_| estimated).map(|p| p.to_text(scheme.precision))
}

/// Both ends of points as text.
pub fn ends(points: Interval, places: u32) -> [String; 2] {
    [points.lo, points.hi].map(|e| e.unwrap_or(Num::ZERO).to_text(places))
}
