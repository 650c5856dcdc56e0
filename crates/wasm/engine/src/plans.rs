//! What would raise a score.

use super::engine::Engine;
use innopoints::dictionary::Dictionary;
use innopoints::number::read::quantity;
use innopoints::plan::{Target, Terms};
use innopoints::{Num, Problem};
use innopoints_wasm::{Company, day, to_json};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Engine {
    /// The cheapest changes that reach a total, or pass where none is given. `terms` are threes: `fix`, `limit` or `cost`, a
    /// field, and what is said of it. Gives JSON text, or `{"problems": […]}`, like the others.
    pub fn improve(&self, company: &Company, on: &str, target: Option<String>, terms: Vec<String>) -> String {
        to_json(day(on).and_then(|on| {
            let target = target.map(|text| points(&text)).transpose()?.map_or(Target::Pass, Target::Total);
            self.scheme.improve(company.as_ref(), on, target, &read_terms(self.scheme.dictionary, &terms)?)
        }))
    }

    /// The same company with other figures: `changes` are pairs of a field and its value as text.
    pub fn what_if(&self, company: &Company, on: &str, changes: Vec<String>, next_year: bool) -> String {
        let changes: Vec<(&str, &str)> = changes.chunks_exact(2).map(|c| (c[0].as_str(), c[1].as_str())).collect();
        to_json(day(on).and_then(|on| self.scheme.what_if(company.as_ref(), on, &changes, next_year)))
    }

    /// What counts most, and which missing figure to find out first.
    pub fn sensitivity(&self, company: &Company, on: &str) -> String {
        to_json(day(on).and_then(|on| self.scheme.sensitivity(company.as_ref(), on)))
    }

    /// The data sheet: what the scheme measures of the company, filled in.
    pub fn sheet(&self, company: &Company, on: &str) -> String {
        to_json(day(on).and_then(|on| Ok(self.scheme.scored(company.as_ref(), on)?.sheet())))
    }

    /// Where the values of the data sheet stand among the published edges of another scheme.
    pub fn placed(&self, company: &Company, on: &str, other: &Engine) -> String {
        to_json(day(on).and_then(|on| Ok(self.scheme.scored(company.as_ref(), on)?.placed(&other.scheme))))
    }

    /// What the panel says of a change from one company's figures to another's, such as the next year's.
    pub fn shift(&self, before: &Company, after: &Company, on: &str) -> String {
        to_json(day(on).and_then(|on| self.scheme.shift_on(before.as_ref(), after.as_ref(), on)))
    }

    /// What the panel of plausible tables says, `null` where there is none; with a total, how many tables reach it.
    pub fn estimate(&self, company: &Company, on: &str, total: Option<String>) -> String {
        to_json(day(on).and_then(|on| {
            let total = total.map(|text| points(&text)).transpose()?;
            self.scheme.estimate(company.as_ref(), on, total)
        }))
    }
}

fn read_terms(dictionary: &'static Dictionary, list: &[String]) -> Result<Terms, Vec<Problem>> {
    let mut terms = Terms::by(dictionary);
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

/// The number of points that a text gives.
fn points(text: &str) -> Result<Num, Vec<Problem>> {
    let (zh, en) = ("目标得分“{0}”不是数字", "the target \"{0}\" is no number of points");
    quantity(text, "").map_err(|_| vec![Problem::new("bad_target", zh, en, &[text.into()])])
}
