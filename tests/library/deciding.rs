//! What decides an open verdict, against every completion of small companies.

use crate::company::Dice;
use innopoints::dictionary::{Dictionary, Value};
use innopoints::formula::Unknown;
use innopoints::search::score;
use innopoints::{Date, Enterprise, Num, Scheme};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

const FLAGS: [&str; 3] = ["hnte", "led_standard", "national_award"];
const COUNTS: [&str; 2] = ["class1_ip", "class2_ip"];

fn day() -> Date {
    Date::parse("2026-11-01").expect("a day")
}

/// A small scheme over three flags and two counts.
fn small(dice: &mut Dice) -> Scheme {
    let title = json!({"zh": "测试", "en": "test"});
    let source = json!({"article": "一", "standing": "official"});
    let mut groups = Vec::new();
    let mut n = 0;
    for g in 0..2 {
        let mut indicators = Vec::new();
        for _ in 0..dice.from(1, 3) {
            n += 1;
            let mut own = json!({"id": format!("i{n}"), "title": title, "max": 10, "source": source});
            let rule = if dice.one_in(2) {
                let when = condition(dice);
                json!({"flag": when, "points": dice.from(1, 10), "otherwise": dice.from(0, 3)})
            } else {
                let from = dice.from(1, 3);
                json!({"value": *dice.pick(&COUNTS), "bands": [{"from": format!("{from}件"), "points": dice.from(2, 10)}]})
            };
            own.as_object_mut().expect("an object").extend(rule.as_object().expect("an object").clone());
            indicators.push(own);
        }
        let mut group = json!({"id": format!("g{g}"), "title": title, "source": source, "indicators": indicators});
        if dice.one_in(2) {
            group["floor"] = json!(dice.from(1, 5));
        }
        groups.push(group);
    }
    let total = format!("total >= {}", dice.from(3, 30));
    let when = match dice.from(0, 3) {
        0 => total,
        1 => format!("{total} and every group >= its floor"),
        2 => format!("{total} or {}", condition(dice)),
        _ => format!("{total} and ({})", condition(dice)),
    };
    let mut scheme = json!({
        "id": "small", "title": title, "issuer": "测试", "document": "测试", "effective": {"from": "2020-01-01"},
        "groups": groups, "pass": {"when": when, "source": source},
    });
    if !dice.one_in(3) {
        let gate = json!({"id": "gate", "title": title, "source": source, "when": condition(dice)});
        scheme["gates"] = json!([gate]);
    }
    if dice.one_in(2) {
        let route = json!({"id": "route", "title": title, "source": source, "when": condition(dice)});
        scheme["pass"]["or"] = json!([route]);
    }
    Scheme::parse(&scheme.to_string(), None).unwrap_or_else(|p| panic!("{p:?} {scheme}"))
}

fn condition(dice: &mut Dice) -> String {
    let leaf = |dice: &mut Dice| match dice.from(0, 2) {
        0 => (*dice.pick(&FLAGS)).to_string(),
        1 => format!("not {}", dice.pick(&FLAGS)),
        _ => format!("{} >= {}件", dice.pick(&COUNTS), dice.from(1, 3)),
    };
    let (a, b) = (leaf(dice), leaf(dice));
    match dice.from(0, 2) {
        0 => a,
        1 => format!("{a} and {b}"),
        _ => format!("({a} or {b})"),
    }
}

#[test]
fn every_completion_of_small_companies() {
    let dictionary = Dictionary::shipped();
    let field = |id: &str| dictionary.find(id).expect("a field");
    let (mut open, mut all, mut settled) = (0, 0, 0);
    for seed in 0..600 {
        let mut dice = Dice(seed);
        let scheme = small(&mut dice);
        let mut company = Enterprise::default();
        let mut unknown: Vec<(&str, Vec<Value>)> = Vec::new();
        for id in FLAGS {
            match dice.from(0, 3) {
                0 => company.set(field(id), Value::Flag(dice.one_in(2))),
                _ => unknown.push((id, vec![Value::Flag(false), Value::Flag(true)])),
            }
        }
        for id in COUNTS {
            if dice.one_in(4) {
                company.set(field(id), Value::Exact(Num::int(dice.from(0, 4))));
            } else {
                company.set(field(id), Value::Range(Box::new((Num::ZERO, Num::int(4)))));
                unknown.push((id, (0..=4).map(|n| Value::Exact(Num::int(n))).collect()));
            }
        }
        unknown.retain(|u| scheme.fields.contains(&field(u.0)));
        let mut verdicts: BTreeMap<Vec<usize>, bool> = BTreeMap::new();
        let mut at = vec![0; unknown.len()];
        'completions: loop {
            let mut other = company.clone();
            unknown.iter().zip(&at).for_each(|((id, values), n)| other.set(field(id), values[*n].clone()));
            let passed = score(&scheme, &other, day(), &[]).expect("a score").passed;
            verdicts.insert(at.clone(), passed.expect("a verdict"));
            for place in 0..=at.len() {
                if place == at.len() {
                    break 'completions;
                }
                at[place] += 1;
                if at[place] < unknown[place].1.len() {
                    break;
                }
                at[place] = 0;
            }
        }
        let mut decide: BTreeSet<&str> = BTreeSet::new();
        for (at, passed) in &verdicts {
            for (place, (id, values)) in unknown.iter().enumerate() {
                let turned = |n: usize| {
                    let mut other = at.clone();
                    other[place] = n;
                    verdicts[&other] != *passed
                };
                if (0..values.len()).any(turned) {
                    decide.insert(id);
                }
            }
        }
        let answer = score(&scheme, &company, day(), &[]).expect("a score");
        let told: BTreeSet<&str> = answer
            .deciding
            .iter()
            .filter_map(|what| match what {
                Unknown::Field(f) => Some(dictionary.fields[*f].id),
                Unknown::Quantity(_) => None,
            })
            .collect();
        let both = verdicts.values().collect::<BTreeSet<_>>();
        if both.len() == 1 {
            assert_eq!(answer.passed, both.first().map(|passed| **passed), "seed {seed}");
            assert!(told.is_empty(), "seed {seed}: {told:?}");
            settled += u32::from(answer.settled_by_search);
            continue;
        }
        open += 1;
        assert_eq!(answer.passed, None, "seed {seed}");
        assert!(told.is_subset(&decide) && !told.is_empty(), "seed {seed}: {told:?} are told, {decide:?} decide");
        if answer.deciding_all {
            all += 1;
            assert_eq!(told, decide, "seed {seed}");
        }
    }
    println!("{open} open, of {all} all that decides is told; {settled} settled by the search");
    assert!(open > 200 && all * 10 > open * 3 && settled > 0, "{open} {all} {settled}");
}

/// The parts maker's product field adds points, but the group's floor decides.
#[test]
fn a_sample() {
    let sample: serde_json::Value =
        serde_json::from_str(include_str!("../../examples/sample-parts-maker.json")).expect("JSON");
    let company = Enterprise::parse(&sample["enterprise"].to_string(), None).expect("a company");
    let text = innopoints::shipped::scheme("cn-innovative-sme-2022").expect("a scheme");
    let scheme = Scheme::parse(text, None).expect("a scheme");
    let answer = score(&scheme, &company, day(), &[]).expect("a score");
    let liabilities = Dictionary::shipped().find("total_liabilities").expect("a field");
    assert_eq!(answer.passed, None);
    assert_eq!(answer.deciding, [Unknown::Field(liabilities)]);
}

/// Two conditions that cannot both hold: no one of them fails, the search settles it.
#[test]
fn a_verdict_that_only_the_search_settles() {
    let title = json!({"zh": "测试", "en": "test"});
    let source = json!({"article": "一", "standing": "official"});
    let band = |id: &str, band: serde_json::Value| json!({"id": id, "title": title, "max": 50, "source": source, "value": "staff_total", "bands": [band]});
    let bands = [band("a", json!({"from": "50人", "points": 50})), band("b", json!({"to": "49人", "points": 50}))];
    let scheme = json!({
        "id": "small", "title": title, "issuer": "测试", "document": "测试", "effective": {"from": "2020-01-01"},
        "groups": [{"id": "g", "title": title, "source": source, "indicators": bands}],
        "pass": {"when": "points(a) >= 50 and points(b) >= 50", "source": source},
    });
    let scheme = Scheme::parse(&scheme.to_string(), None).expect("a scheme");
    let answer = score(&scheme, &Enterprise::default(), day(), &[]).expect("a score");
    assert_eq!((answer.passed, answer.settled_by_search), (Some(false), true));
}
