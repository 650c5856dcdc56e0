//! The third module: what would raise a score, and what it opens. Fetched where that is asked for, it knows packed schemes
//! like the others. Whatever answers with text gives JSON, or `{"problems": […]}`.

use super::engine::{read, told};
use super::to_js;
use crate::finance::desk;
use crate::improve::{Target, Terms};
use crate::number::parse_decimal;
use crate::problem::Problem;
use crate::scheme::Scheme;
use wasm_bindgen::prelude::*;

/// A scheme, for plans.
#[wasm_bindgen]
pub struct Planner {
    scheme: Scheme,
}

#[wasm_bindgen]
impl Planner {
    /// Takes a scheme as it was packed; nothing where it was packed for another build, or is damaged.
    pub fn unpack(packed: &str) -> Option<Planner> {
        Some(Planner { scheme: Scheme::unpack(packed)? })
    }

    /// The cheapest changes that reach a total, or pass where none is given. `terms` are threes: `fix`, `limit` or `cost`, a
    /// field, and what is said of it.
    pub fn improve(&self, enterprise: &str, on: &str, target: Option<String>, terms: Vec<String>) -> String {
        told(read(enterprise, on).and_then(|(company, on)| {
            let target = match &target {
                None => Target::Pass,
                Some(text) => Target::Total(parse_decimal(text).map_err(|_| vec![no_target(text)])?),
            };
            self.scheme.improve(&company, on, target, &read_terms(&terms)?)
        }))
    }

    /// The same company with other figures: `changes` are pairs of a field and its value as text.
    pub fn what_if(&self, enterprise: &str, on: &str, changes: Vec<String>, next_year: bool) -> String {
        let changes: Vec<(&str, &str)> = changes.chunks_exact(2).map(|c| (c[0].as_str(), c[1].as_str())).collect();
        told(read(enterprise, on).and_then(|(company, on)| self.scheme.what_if(&company, on, &changes, next_year)))
    }

    /// What counts most, and which missing figure to find out first.
    pub fn sensitivity(&self, enterprise: &str, on: &str) -> String {
        told(read(enterprise, on).and_then(|(company, on)| self.scheme.sensitivity(&company, on)))
    }
}

fn read_terms(list: &[String]) -> Result<Terms, Vec<Problem>> {
    let mut terms = Terms::default();
    let mut problems = Vec::new();
    for term in list.chunks_exact(3) {
        let result = match term[0].as_str() {
            "fix" => terms.fix(&term[1]),
            "limit" => terms.limit(&term[1], &term[2]),
            _ => terms.cost(&term[1], &term[2]),
        };
        problems.extend(result.err().map(|p| *p));
    }
    if problems.is_empty() { Ok(terms) } else { Err(problems) }
}

fn no_target(text: &str) -> Problem {
    Problem::new("bad_target", "目标得分“{0}”不是数字", "the target \"{0}\" is no number of points", &[text.into()])
}

/// Instruments, and the schemes that they may ask.
#[wasm_bindgen]
pub struct Desk {
    desk: desk::Desk,
}

#[wasm_bindgen]
impl Desk {
    /// Of packed schemes, and of files: name, JSON text, name, JSON text, … Those of one's own stand in for shipped ones of
    /// their ids. Throws an array of problems.
    #[wasm_bindgen(constructor)]
    pub fn new(packed: Vec<String>, own: Vec<String>, shipped: Vec<String>) -> Result<Desk, JsValue> {
        let schemes = packed.iter().filter_map(|p| Scheme::unpack(p)).collect();
        let desk = desk::Desk::new(schemes, &files(&own), &files(&shipped)).map_err(|problems| to_js(&problems))?;
        Ok(Desk { desk })
    }

    /// What they say to an enterprise.
    pub fn answer(&self, enterprise: &str, on: &str) -> String {
        told(read(enterprise, on).map(|(company, on)| self.desk.answer(&company, on)))
    }
}

fn files(list: &[String]) -> Vec<desk::File<'_>> {
    list.chunks_exact(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect()
}
