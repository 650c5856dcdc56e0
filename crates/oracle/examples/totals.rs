//! The exact totals of companies: `cargo run --release -p innopoints-oracle --example totals -- SCHEME.json < companies.ndjson`
//! writes one line a company, its total rounded, or null where it is not one number.

use innopoints_oracle::formula::Fields;
use innopoints_oracle::number::text;
use innopoints_oracle::{Completion, Known, Scheme, company};
use serde_json::Value as Json;
use std::io::BufRead as _;

fn main() {
    let path = std::env::args().nth(1).expect("a scheme file");
    let file = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let file: Json = serde_json::from_str(&file).expect("JSON");
    let scheme = Scheme::read(&file, &|base| panic!("it extends {base}"));
    assert!(scheme.open.is_empty(), "{path} has open numbers");
    for line in std::io::stdin().lock().lines() {
        let known = company(&serde_json::from_str(&line.expect("a line")).expect("JSON"));
        let exact = known.into_iter().filter_map(|(id, k)| match k {
            Known::Exact(v) => Some((id, v)),
            Known::Range(..) => None,
        });
        let fields: Fields = exact.collect();
        let [low, high] = scheme.score(&Completion { fields, open: Vec::new() }).total;
        println!("{}", if low == high { text(&low, scheme.precision) } else { "null".into() });
    }
}
