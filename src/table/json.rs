//! Companies of JSON: a record, or a list of them, whose members may have the names that columns of tables have.

use super::columns::{Years, of_year};
use super::heading::{Headings, What};
use super::rows::Row;
use innopoints_core::Enterprise;
use innopoints_core::dictionary::{Dictionary, owner};
use innopoints_core::gather::Gather;
use innopoints_core::json::Json;
use innopoints_core::number::read::has_unit;
use innopoints_core::problem::Problem;

/// The companies of a JSON value, one or a list, as rows; the line of a company in a list is its place, from 1.
pub fn companies(json: Json, headings: &Headings) -> Vec<Row> {
    let list = match json {
        Json::Array(list) => list,
        one => vec![one],
    };
    let row = |(at, json): (usize, Json)| {
        let (name, company) = company(json, headings);
        Row { line: at as u32 + 1, name, company, notes: Vec::new(), kept: Vec::new() }
    };
    list.into_iter().enumerate().map(row).gather()
}

/// A company's name and figures. The figures stand plainly beside the name, or under "enterprise", as the files of
/// `examples/` keep them.
pub fn company(json: Json, headings: &Headings) -> (Option<String>, Result<Enterprise, Vec<Problem>>) {
    let dictionary = headings.dictionary();
    let Json::Object(members) = json else {
        return (None, Enterprise::from_json_by(&json, dictionary));
    };
    let name = name(&members, headings);
    if let Some((_, inner @ Json::Object(_))) = members.iter().find(|(key, _)| key == "enterprise") {
        let company = Enterprise::from_json_by(inner, dictionary).map_err(|mut problems| {
            for p in &mut problems {
                p.pointer = Some(["/enterprise", p.pointer.as_deref().unwrap_or_default()].concat());
            }
            problems
        });
        // A figure beside the figures would be lost.
        let stray: Vec<Problem> = members.iter().filter_map(|(key, _)| beside(key, dictionary)).gather();
        return (name, if stray.is_empty() { company } else { Err(stray) });
    }
    (name, Enterprise::from_json_by(&Json::Object(by_ids(members, headings)), dictionary))
}

/// The name of a company: of the members that may hold it, what stands in the likeliest.
fn name(members: &[(String, Json)], headings: &Headings) -> Option<String> {
    let mut best: Option<((bool, usize), &String)> = None;
    for (key, value) in members {
        let weight = match headings.parse(key).what {
            What::Name(place) => (false, place),
            What::Code(place) => (true, place),
            _ => continue,
        };
        if let Json::String(name) = value
            && best.is_none_or(|best| weight < best.0)
        {
            best = Some((weight, name));
        }
    }
    best.map(|best| best.1.clone())
}

/// Members by the ids of the fields that they name, without the company's name and code. What is not known stays, to be refused.
fn by_ids(members: Vec<(String, Json)>, headings: &Headings) -> Vec<(String, Json)> {
    let dictionary = headings.dictionary();
    let parsed: Vec<_> = members.iter().map(|(key, _)| headings.parse(key)).gather();
    let years = Years::of(parsed.iter());
    let mut found = Vec::new();
    for ((key, value), parsed) in members.into_iter().zip(&parsed) {
        let field = match &parsed.what {
            What::Name(_) | What::Code(_) => continue,
            What::Field(field, _) if dictionary.find(&key).is_none() => {
                years.before(*field, parsed.period).and_then(|(before, _)| of_year(dictionary, *field, before))
            }
            _ => None,
        };
        let Some(field) = field.map(|field| &dictionary.fields[field]) else {
            found.push((key, value));
            continue;
        };
        let value = match (value, parsed.unit) {
            (Json::Number(text) | Json::String(text), Some(unit)) if !text.trim().is_empty() && !has_unit(&text) => {
                Json::String([&text, unit].concat())
            }
            (value, _) => value,
        };
        found.push((field.id.to_string(), value));
    }
    found
}

fn beside(key: &str, dictionary: &Dictionary) -> Option<Problem> {
    let name = match dictionary.get(key) {
        Some(field) => field.title.into(),
        None => owner(key).map(|_| key.into())?,
    };
    let (zh, en) = ("“{0}”应写在 enterprise 里面", "\"{0}\" belongs within \"enterprise\"");
    let mut problem = Problem::new("misplaced", zh, en, &[name]).at(["/", key].concat());
    problem.field = Some(key.to_string());
    Some(problem)
}
