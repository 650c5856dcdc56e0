//! What is drawn is no trivial scheme: every kind of rule and every shape of the rest comes often enough.

use innopoints_oracle::generate::{self, Dice, scheme};
use innopoints_oracle::{Completion, Known, Scheme as Oracle, whole};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// What a part of a file shows.
fn shapes(json: &Json, note: &mut dyn FnMut(&str)) {
    if let Some(o) = json.as_object() {
        for (key, value) in o {
            if generate::KINDS.contains(&key.as_str()) {
                note(key);
            }
            match (key.as_str(), value) {
                ("bands", Json::Array(list)) => {
                    let has = |key: [&str; 2]| list.iter().any(|b| key.iter().any(|k| b.get(k).is_some()));
                    note(match (has(["from", "above"]), has(["to", "below"])) {
                        (true, true) => "bands between",
                        (true, false) => "bands rising",
                        _ => "bands falling",
                    });
                    if list.iter().filter(|b| b["points"].get("between").is_some()).count() > 1 {
                        note("bands with ranges of points");
                    }
                    if list.iter().any(|b| b.get("above").is_some() || b.get("below").is_some()) {
                        note("bands that leave out their edge");
                    }
                }
                ("curve", Json::Array(list)) => {
                    let points: Vec<f64> = list.iter().filter_map(|c| c["points"].as_f64()).collect();
                    let rising = points.windows(2).all(|w| w[0] <= w[1]);
                    let falling = points.windows(2).all(|w| w[0] >= w[1]);
                    note(if rising {
                        "curve rising"
                    } else if falling {
                        "curve falling"
                    } else {
                        "curve of both"
                    });
                }
                ("per_unit", unit) => {
                    note(if unit["whole"] == false { "per_unit of parts" } else { "per_unit of wholes" });
                    let (max, each) = (json["max"].as_f64(), unit["points"].as_f64());
                    if max.zip(each).is_some_and(|(max, each)| max > 20.0 * each) {
                        note("per_unit of many");
                    }
                }
                ("judged", judged) => note(match judged {
                    Json::String(_) => "judged any",
                    judged if judged["between"][0].is_string() => "judged share",
                    _ => "judged points",
                }),
                (
                    "kind" | "capped" | "floor" | "ties" | "by" | "stages" | "classes" | "gates" | "or" | "parameters"
                    | "extends" | "drop" | "precision" | "pass" | "otherwise",
                    value,
                ) => note(&match value {
                    Json::String(kind) if key == "kind" => format!("group {kind}"),
                    _ => key.clone(),
                }),
                ("s0", _) => note("amount a stage"),
                ("typical", _) => note("typical value"),
                ("when" | "value", Json::String(formula)) => {
                    for word in [
                        "growth", "min(", "max(", "sum(", "if ", "not ", " and ", " or ", "points(", "total", "every",
                        " / ", " * ",
                    ] {
                        if formula.contains(word) {
                            note(&format!("formula with {}", word.trim()));
                        }
                    }
                }
                _ => {}
            }
            shapes(value, note);
        }
    }
    json.as_array().into_iter().flatten().for_each(|v| shapes(v, note));
}

#[test]
fn every_shape_is_drawn() {
    const DRAWN: u64 = 2_000;
    let mut found = BTreeMap::new();
    for i in 0..DRAWN {
        let mut dice = Dice::new(1, i);
        let drawn = scheme(&mut dice);
        let file = whole(&drawn.scheme, &|_| drawn.base.clone().expect("a base"));
        let oracle = Oracle::read(&file, &|_| unreachable!("it is written out"));
        let fields = innopoints_oracle::company(&generate::company(&mut dice, &oracle));
        let fields = fields.into_iter().filter_map(|(id, k)| match k {
            Known::Exact(v) => Some((id, v)),
            Known::Range(..) => None,
        });
        let open = oracle.open.iter().map(|o| o.lo.clone()).collect();
        let outcome = oracle.score(&Completion { fields: fields.collect(), open });
        let mut note = |what: &str| *found.entry(what.to_string()).or_default() += 1;
        shapes(&drawn.scheme, &mut note);
        note(match outcome.passed {
            Some(true) => "passes",
            Some(false) => "does not pass",
            None => "no verdict",
        });
        if !outcome.is_exact() {
            note("undetermined");
        }
        if outcome.total[0] > innopoints_oracle::number::int(0) {
            note("more than 0 points");
        }
    }
    for (shape, count) in &found {
        println!("{count:6} {shape}");
    }
    const SHAPES: [&str; 43] = [
        "amount a stage",
        "bands between",
        "bands falling",
        "bands rising",
        "bands that leave out their edge",
        "bands with ranges of points",
        "by",
        "capped",
        "classes",
        "curve falling",
        "curve of both",
        "curve rising",
        "does not pass",
        "drop",
        "extends",
        "floor",
        "formula with *",
        "formula with /",
        "formula with and",
        "formula with every",
        "formula with growth",
        "formula with if",
        "formula with max(",
        "formula with min(",
        "formula with not",
        "formula with or",
        "formula with points(",
        "formula with sum(",
        "formula with total",
        "gates",
        "group bonus",
        "group deduction",
        "judged any",
        "judged points",
        "judged share",
        "or",
        "otherwise",
        "parameters",
        "passes",
        "per_unit of many",
        "per_unit of parts",
        "per_unit of wholes",
        "ties",
    ];
    for &shape in SHAPES.iter().chain(generate::KINDS) {
        let count = found.get(shape).copied().unwrap_or(0);
        assert!(count * 50 >= DRAWN, "{shape}: {count} times in {DRAWN} schemes");
    }
    for outcome in ["passes", "does not pass", "more than 0 points"] {
        assert!(found[outcome] * 6 >= DRAWN, "{outcome}: {} of {DRAWN}", found[outcome]);
    }
}
