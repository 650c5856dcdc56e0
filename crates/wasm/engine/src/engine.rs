//! One company, one report. What crosses over is JSON text: one text and one parse cost less than making every object and
//! string across the border, and less code.

use innopoints::answer::report;
use innopoints::search::score;
use innopoints::{Date, Enterprise, Problem, Scheme};
use innopoints_core::outcome::outcome;
use innopoints_core::score::Score;
use innopoints_wasm::{read, told};
use wasm_bindgen::prelude::*;

/// A scheme, unpacked.
#[wasm_bindgen]
pub struct Engine {
    pub(super) scheme: Scheme,
    last: Option<Scored>,
}

/// The company scored last. Its words are asked for later, if at all, and need not be scored for again.
pub(super) struct Scored {
    enterprise: String,
    day: String,
    pub(super) company: Enterprise,
    pub(super) on: Date,
    pub(super) score: Score,
}

#[wasm_bindgen]
impl Engine {
    /// Takes a scheme as it was packed; nothing where it was packed for another build, or is damaged.
    pub fn unpack(packed: &str) -> Option<Engine> {
        Some(Engine { scheme: Scheme::unpack(packed)?, last: None })
    }

    /// Total and verdict of an enterprise given as JSON text, every digit of which counts. Gives JSON text, or
    /// `{"problems": […]}`.
    pub fn outcome(&mut self, enterprise: &str, on: &str) -> String {
        told(self.scored(enterprise, on).map(|(scheme, scored)| outcome(scheme, &scored.score)))
    }

    /// The report, in the same manner. Its words take many times as long, above all the first time, when a browser has yet
    /// to compile what makes them.
    pub fn report(&mut self, enterprise: &str, on: &str) -> String {
        told(self.scored(enterprise, on).map(|(scheme, s)| report::explain(scheme, &s.company, s.on, &s.score)))
    }
}

impl Engine {
    /// A company, scored; the last one is not scored again.
    pub(super) fn scored(&mut self, enterprise: &str, day: &str) -> Result<(&Scheme, &Scored), Vec<Problem>> {
        let same = |l: &Scored| l.enterprise == enterprise && l.day == day;
        let scored = match self.last.take().filter(same) {
            Some(last) => last,
            None => {
                let (company, on) = read(enterprise, day)?;
                let score = score(&self.scheme, &company, on, &[])?;
                Scored { enterprise: enterprise.into(), day: day.into(), company, on, score }
            }
        };
        Ok((&self.scheme, self.last.insert(scored)))
    }
}
