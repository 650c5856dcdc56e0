//! One scheme: what it says of a company. What crosses over is JSON text: one text and one parse cost less than making every
//! object and string across the border, and less code.

use innopoints::Scheme;
use innopoints::languages::Languages;
use innopoints_wasm::{Company, day, json, refused, to_json};
use wasm_bindgen::prelude::*;

/// A scheme, unpacked. It keeps nothing of a company.
#[wasm_bindgen]
pub struct Engine {
    pub(super) scheme: Scheme,
}

#[wasm_bindgen]
impl Engine {
    /// Takes a scheme as it was packed; nothing where it was packed for another build, or is damaged.
    pub fn unpack(packed: &str) -> Option<Engine> {
        Some(Engine { scheme: Scheme::unpack(packed)? })
    }

    /// The outcome of a company: numbers and ids. JSON text, or `{"problems": […]}`, like all answers.
    pub fn outcome(&self, company: &Company, on: &str) -> String {
        to_json(day(on).and_then(|on| self.scheme.outcome(company.as_ref(), on)))
    }

    /// The outcome where everything is known; else the report, for the search for tight bounds that it takes has then been
    /// made, and words cost little beside it.
    pub fn score(&self, company: &Company, on: &str, language: Option<String>) -> String {
        match day(on).and_then(|on| self.scheme.scored(company.as_ref(), on)) {
            Ok(scored) if scored.is_settled() => json(&scored.outcome()),
            Ok(scored) => json(&scored.report(Languages::of(language.as_deref()))),
            Err(problems) => refused(problems),
        }
    }

    /// The report: the outcome with its reasons, in the language (`zh`, `en`), or in both. Its words take many times as long,
    /// above all the first time, when a browser has yet to compile what makes them.
    pub fn report(&self, company: &Company, on: &str, language: Option<String>) -> String {
        let scored = day(on).and_then(|on| self.scheme.scored(company.as_ref(), on));
        match scored {
            Ok(scored) => json(&scored.report(Languages::of(language.as_deref()))),
            Err(problems) => refused(problems),
        }
    }
}
