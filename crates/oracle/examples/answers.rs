//! Writes random schemes and companies with what the oracle says of them, one JSON object a line, for tests in other languages:
//! `cargo run --release -p innopoints-oracle --example answers -- [count] [seed]`.
//!
//! `right` is there where everything is known and nothing open: total, bounds, points of the indicators, verdict. `totals`
//! are those of completions, rounded, from the least to the most: all of them lie within the bounds.

use innopoints_oracle::formula::Fields;
use innopoints_oracle::generate::{self, Dice, completion};
use innopoints_oracle::number::text;
use innopoints_oracle::{Completion, Known, Scheme, company, whole};
use serde_json::{Value as Json, json};

fn main() {
    let mut arguments = std::env::args().skip(1).map(|a| a.parse::<u64>().expect("a number"));
    let (count, seed) = (arguments.next().unwrap_or(500), arguments.next().unwrap_or(20_261_101));
    for case in 0..count {
        println!("{}", line(&mut Dice::new(seed, case)));
    }
}

fn line(dice: &mut Dice) -> Json {
    let drawn = generate::scheme(dice);
    // Written out: another language need not find what it extends.
    let file = whole(&drawn.scheme, &|_| drawn.base.clone().expect("a base"));
    let scheme = Scheme::read(&file, &|_| unreachable!("it extends nothing"));
    let mut enterprise = generate::company(dice, &scheme);
    if dice.one_in(3) {
        enterprise = generate::gaps(dice, &scheme, &enterprise, 3);
    }
    let known = company(&enterprise);
    let shown = |span: &innopoints_oracle::Span| span.each_ref().map(|p| text(p, scheme.precision));
    let mut out = json!({"scheme": file, "company": enterprise, "on": "2026-11-01"});
    let exact = known.iter().filter_map(|(id, k)| match k {
        Known::Exact(v) => Some((id.clone(), v.clone())),
        Known::Range(..) => None,
    });
    let fields: Fields = exact.collect();
    if scheme.open.is_empty() && scheme.fields().iter().all(|id| fields.contains_key(id)) {
        let right = scheme.score(&Completion { fields, open: Vec::new() });
        if right.is_exact() {
            let [total, _] = shown(&right.total);
            let items: Vec<String> = right.items.iter().map(|i| shown(i)[0].clone()).collect();
            out["right"] = json!({"total": total, "items": items, "passed": right.passed});
        }
    }
    let some = (0..8).filter_map(|_| completion(dice, &scheme, &known));
    out["totals"] = some.map(|c| json!(shown(&scheme.score(&c).total))).collect();
    out
}
