//! The schemes that ship, with random companies, held to the same oracle.

use crate::case::{Case, Seen, run};
use crate::{agree, bounds, points};
use innopoints::shipped::{SCHEMES, scheme};
use innopoints_oracle::formula::Value;
use innopoints_oracle::generate::{self, Dice};
use innopoints_oracle::{Completion, Scheme as Oracle};
use serde_json::Value as Json;

fn file(id: &str) -> Json {
    serde_json::from_str(scheme(id).expect("shipped")).expect("JSON")
}

/// A company of a shipped scheme. Of most, conduct and titles are such that its gates are met as far as flags decide.
fn company(dice: &mut Dice, oracle: &Oracle) -> Json {
    let mut company = generate::company(dice, oracle);
    if dice.one_in(4) {
        return company;
    }
    let open: Vec<_> = oracle.open.iter().map(|o| o.lo.clone()).collect();
    let met = |company: &Json| {
        let known = innopoints_oracle::company(company);
        let fields = known.into_iter().filter_map(|(id, k)| match k {
            innopoints_oracle::Known::Exact(v) => Some((id, v)),
            innopoints_oracle::Known::Range(..) => None,
        });
        let outcome = oracle.score(&Completion { fields: fields.collect(), open: open.clone() });
        outcome.gates.iter().filter(|g| **g == Some(true)).count()
    };
    let mut now = met(&company);
    let flags = innopoints_oracle::company(&company).into_iter().filter_map(|(id, k)| match k {
        innopoints_oracle::Known::Exact(Value::Truth(b)) => Some((id, b)),
        _ => None,
    });
    for (id, b) in flags.collect::<Vec<_>>() {
        company[&id] = (!b).into();
        let other = met(&company);
        if other > now {
            now = other;
        } else {
            company[&id] = b.into();
        }
    }
    // What follows from a flag that was turned is so.
    if let Json::Object(figures) = &mut company {
        innopoints_oracle::company::settle(figures);
    }
    company
}

/// So many companies of each scheme: of those with nothing open, and of the others.
fn each(name: &str, counts: [u64; 2], gaps: bool, check: impl Fn(&Case, Dice) -> crate::case::Verdict + Sync) {
    for (id, _) in SCHEMES {
        let own = file(id);
        let base = own["extends"].as_str().map(file);
        let empty = Case { scheme: own, base, company: Json::Null };
        let oracle = empty.oracle();
        let count = counts[usize::from(!oracle.open.is_empty())];
        let draw = |dice: &mut Dice| {
            let mut company = company(dice, &oracle);
            if gaps {
                company = generate::gaps(dice, &oracle, &company, 4);
            }
            Case { company, ..empty.clone() }
        };
        run(&format!("{name} {id}"), count, draw, &check);
    }
}

#[test]
fn shipped_points_are_those_of_the_oracle() {
    each("points", [2_000, 100], false, |case, dice| {
        agree::check(case)?;
        match points::check(case)? {
            // Of what assessors judge there is no one value.
            Seen::Nothing => bounds::check(case, dice),
            seen => Ok(seen),
        }
    });
}

#[test]
fn shipped_bounds_hold_every_completion() {
    each("bounds", [60, 20], true, bounds::check);
}
