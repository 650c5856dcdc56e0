//! Schemes with open numbers, by brute force: whatever the unpublished weights, references, judgements and parameters
//! turn out to be, and whatever the fields that a company left out, a naive and exact scorer never leaves the bounds
//! of the report; and the ends of the bounds are reached.

use crate::random;

use innopoints::{Date, Enterprise, Report, Scheme, shipped};
use innopoints_oracle::formula::{Fields, Value};
use innopoints_oracle::number::{R, decimal, floor, int, ratio, round, text};
use innopoints_oracle::{Completion, Outcome, Part, Scheme as Oracle};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

/// How many companies a scheme; `INNOPOINTS_RANGES=2000` takes more.
fn companies() -> usize {
    std::env::var("INNOPOINTS_RANGES").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

/// Small and repeatable.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        random::next(&mut self.0)
    }
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).expect("a small number")
    }
    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
    /// Within a range, its ends more often than not.
    fn within(&mut self, lo: &R, hi: &R) -> R {
        match self.below(4) {
            0 => lo.clone(),
            1 => hi.clone(),
            _ => lo + (hi - lo) * int(self.below(1001) as i64) / int(1000),
        }
    }
}

/// The fields that a scheme may name, as `dictionary.json` and the scheme have them.
struct Field {
    id: String,
    kind: String,
    whole: bool,
    signed: bool,
    at_most: Option<String>,
    most: Option<R>,
    levels: Vec<String>,
}

fn dictionary(scheme: &Json) -> Vec<Field> {
    let path = format!("{}/dictionary.json", env!("CARGO_MANIFEST_DIR"));
    let json: Json = serde_json::from_str(&std::fs::read_to_string(path).expect("dictionary.json")).expect("JSON");
    let own = scheme["fields"].as_array().into_iter().flatten();
    let word = |v: &Json| v.as_str().map(str::to_string);
    let read = |f: &Json| Field {
        id: word(&f["id"]).expect("id"),
        kind: word(&f["type"]).expect("type"),
        whole: f["whole"] == true,
        signed: f["min"].is_null(),
        at_most: word(&f["at_most"]),
        most: f["max"].as_str().map(|t| if f["unit"] == "%" { decimal(t) / int(100) } else { decimal(t) }),
        levels: f["levels"].as_array().into_iter().flatten().filter_map(|l| word(&l["id"])).collect(),
    };
    json["fields"].as_array().expect("fields").iter().chain(own).map(read).collect()
}

/// A value that a company could have. `small` keeps to people and pieces, not money.
fn value_of(field: &Field, dice: &mut Dice) -> Value {
    match field.kind.as_str() {
        "flag" => Value::Truth(dice.one_in(2)),
        "choice" => Value::Level(dice.pick(&field.levels).clone()),
        _ => {
            let scale = 10_i64.pow(u32::try_from(dice.below(if field.whole { 3 } else { 6 })).expect("small"));
            let n = int(dice.below(100) as i64 * scale);
            let n = if field.whole || dice.one_in(2) { n } else { n + int(dice.below(100) as i64) / int(100) };
            let n = if field.signed && dice.one_in(4) { -n } else { n };
            Value::Number(match &field.most {
                Some(most) => n.min(most.clone()),
                None => n,
            })
        }
    }
}

/// Whether no part is larger than its whole.
fn consistent(fields: &[Field], values: &Fields) -> bool {
    fields.iter().all(|f| {
        let whole = f.at_most.as_ref().and_then(|w| values.get(w));
        match (values.get(&f.id), whole) {
            (Some(Value::Number(part)), Some(Value::Number(whole))) => part <= whole,
            _ => true,
        }
    })
}

fn company(fields: &[Field], dice: &mut Dice) -> Fields {
    let mut values = Fields::new();
    for f in fields {
        values.insert(f.id.clone(), value_of(f, dice));
    }
    // Parts are cut down to their whole, whichever stands first in the dictionary.
    for _ in 0..4 {
        for f in fields {
            let whole = f.at_most.as_ref().and_then(|w| values.get(w)).cloned();
            if let (Some(Value::Number(whole)), Some(Value::Number(part))) = (whole, values.get(&f.id).cloned())
                && part > whole
            {
                let cut = &whole * int(dice.below(11) as i64) / int(10);
                let cut = if f.whole { floor(&cut) } else { round(&cut, 2) };
                values.insert(f.id.clone(), Value::Number(cut));
            }
        }
    }
    values
}

/// What a company says of itself: each unknown field as nothing, or as a range around its value.
struct Told {
    json: Map<String, Json>,
    /// Field, and lowest and highest where it gave a range.
    unknown: Vec<(String, Option<(R, R)>)>,
}

fn tell(fields: &[Field], values: &Fields, unknown: usize, dice: &mut Dice) -> Told {
    let mut hidden: BTreeSet<usize> = BTreeSet::new();
    while hidden.len() < unknown.min(fields.len()) {
        hidden.insert(dice.below(fields.len()));
    }
    let mut told = Told { json: Map::new(), unknown: Vec::new() };
    for (i, f) in fields.iter().enumerate() {
        let value = &values[&f.id];
        if !hidden.contains(&i) {
            let json = match value {
                Value::Truth(b) => Json::Bool(*b),
                Value::Level(w) => Json::String(w.clone()),
                Value::Number(n) => Json::String(text(&shown(f, n), 4)),
            };
            told.json.insert(f.id.clone(), json);
            continue;
        }
        let mut range = None;
        if let Value::Number(n) = value
            && f.most.is_none()
            && dice.one_in(2)
        {
            let wide = int(1 + dice.below(500) as i64);
            let lo = if f.signed { n - &wide } else { (n - &wide).max(int(0)) };
            let hi = n + &wide;
            let mut ends = Map::new();
            ends.insert("between".into(), vec![text(&lo, 4), text(&hi, 4)].into());
            told.json.insert(f.id.clone(), Json::Object(ends));
            range = Some((lo, hi));
        }
        told.unknown.push((f.id.clone(), range));
    }
    told
}

/// As the dictionary's unit has it: shares are entered in %.
fn shown(f: &Field, n: &R) -> R {
    if f.most.as_ref().is_some_and(|m| *m == int(1)) { n * int(100) } else { n.clone() }
}

/// Another value for each unknown field.
fn complete(fields: &[Field], values: &Fields, told: &Told, dice: &mut Dice) -> Fields {
    let mut all = values.clone();
    for (id, range) in &told.unknown {
        let field = fields.iter().find(|f| f.id == *id).expect("a field");
        let new = match range {
            Some((lo, hi)) => {
                let n = dice.within(lo, hi);
                Value::Number(if field.whole { floor(&n) } else { n })
            }
            None => value_of(field, dice),
        };
        all.insert(id.clone(), new);
    }
    all
}

struct Subject {
    id: String,
    scheme: Scheme,
    oracle: Oracle,
    fields: Vec<Field>,
}

/// The shipped schemes in which something is open.
fn subjects() -> Vec<Subject> {
    let mut found = Vec::new();
    for (id, text) in shipped::SCHEMES {
        let json = |text: &str| serde_json::from_str::<Json>(text).expect("JSON");
        let oracle = Oracle::read(&json(text), &|id| json(shipped::scheme(id).expect(id)));
        if oracle.open.is_empty() {
            continue;
        }
        let scheme = Scheme::parse(text, Some(id)).unwrap_or_else(|p| panic!("{id}: {p:?}")).without_panel();
        assert!(oracle.has_separate_indicators(), "{id}");
        let names = oracle.fields();
        let mut fields: Vec<Field> =
            dictionary(&json(text)).into_iter().filter(|f| names.contains(&f.id) && f.kind != "date").collect();
        fields.sort_by_key(|f| f.at_most.is_some());
        found.push(Subject { id: (*id).to_string(), scheme, oracle, fields });
    }
    assert!(found.len() >= 9, "only {} schemes with open numbers", found.len());
    found
}

/// A day on which a scheme is in force.
fn day(scheme: &Scheme) -> Date {
    scheme.to.unwrap_or(Date::parse("2026-11-01").expect("a day"))
}

fn score<'a>(s: &'a Subject, told: &Told) -> Option<Report<'a>> {
    let json = Json::Object(told.json.clone()).to_string();
    let company = Enterprise::parse(&json, None).unwrap_or_else(|p| panic!("{}: {json}: {p:?}", s.id));
    Some(s.scheme.score(&company, day(&s.scheme)).unwrap_or_else(|p| panic!("{}: {json}: {p:?}", s.id)))
}

fn ends(report: &Report<'_>) -> (R, R) {
    let [low, high] = report.bounds.as_ref().expect("bounds");
    (decimal(low), decimal(high))
}

/// No completion leaves the bounds, and none contradicts a verdict or a stage that the report takes for certain.
#[test]
fn no_completion_leaves_the_bounds() {
    for s in subjects() {
        let mut dice = Dice(0x1bd1_1bda_a9fc_1a22);
        let (mut scored, mut tried, mut exact) = (0, 0, 0);
        for n in 0..companies() {
            let values = company(&s.fields, &mut dice);
            let told = tell(&s.fields, &values, n % 6, &mut dice);
            let Some(report) = score(&s, &told) else { continue };
            scored += 1;
            let (lo, hi) = ends(&report);
            for turn in 0..20 {
                let fields = complete(&s.fields, &values, &told, &mut dice);
                if !consistent(&s.fields, &fields) {
                    continue;
                }
                // Open numbers at random, and those that make most and least of these fields.
                let open = match turn {
                    0 | 1 => s.oracle.best(&fields, turn == 0),
                    _ => s.oracle.anywhere(&mut |lo, hi| dice.within(lo, hi)),
                };
                let outcome = s.oracle.score(&Completion { fields: fields.clone(), open });
                tried += 1;
                let about = || format!("{}: {}\ncompleted by {fields:?}", s.id, Json::Object(told.json.clone()));
                for total in &outcome.total {
                    let shown = round(total, 2);
                    let outside = || format!("{}\n{} is outside {:?}", about(), text(total, 8), report.bounds);
                    assert!(lo <= shown && shown <= hi, "{}", outside());
                }
                for (group, points) in report.groups.iter().zip(&outcome.groups) {
                    let [lo, hi] = group.bounds.as_ref().expect("bounds").each_ref().map(|b| decimal(b));
                    for points in points.each_ref().map(|points| round(points, 2)) {
                        let outside = || format!("{}\n{}: {points} is outside {:?}", about(), group.id, group.bounds);
                        assert!(lo <= points && points <= hi, "{}", outside());
                    }
                    assert!(hi <= decimal(&group.max), "{}: {} can exceed its maximum", about(), group.id);
                }
                if let Some(passed) = report.passed {
                    assert_eq!(Some(passed), outcome.passed, "{}", about());
                }
                if let Some(stage) = &report.stage {
                    assert_eq!(outcome.stages, [stage.to_string()], "{}", about());
                }
            }
            // Every figure known: the typical total, by the same naive scorer.
            if told.unknown.is_empty() {
                let typical =
                    s.oracle.typical().map(|open| s.oracle.score(&Completion { fields: values.clone(), open }));
                let wanted = typical.filter(Outcome::is_exact).map(|o| text(&o.total[0], 2));
                exact += usize::from(wanted.is_some());
                assert_eq!(
                    report.typical.as_deref(),
                    wanted.as_deref(),
                    "{}: {}",
                    s.id,
                    Json::Object(told.json.clone())
                );
            }
        }
        println!("{}: {scored} companies, {tried} completions, {exact} typical totals", s.id);
        assert!(scored * 2 >= companies() && tried >= scored * 5, "{}: too little was tried", s.id);
    }
}

/// The candidates for a field that may decide an end: the ends of its range, and where some rule has a kink.
fn candidates(s: &Subject, field: &Field, range: Option<&(R, R)>, at: &Fields) -> Vec<Value> {
    match field.kind.as_str() {
        "flag" => return vec![Value::Truth(false), Value::Truth(true)],
        "choice" => return field.levels.iter().cloned().map(Value::Level).collect(),
        _ => {}
    }
    let (lo, hi) = match range {
        Some((lo, hi)) => (lo.clone(), hi.clone()),
        // The largest figure that can be entered.
        None => (if field.signed { int(-999_999_999_999_999) } else { int(0) }, int(999_999_999_999_999)),
    };
    let lo_hi = |n: R| n.max(lo.clone()).min(hi.clone());
    let mut found = vec![lo.clone(), hi.clone()];
    if let Some(Value::Number(whole)) = field.at_most.as_ref().and_then(|w| at.get(w)) {
        found.push(lo_hi(whole.clone()));
    }
    for other in &s.fields {
        if other.at_most.as_ref() == Some(&field.id)
            && let Some(Value::Number(part)) = at.get(&other.id)
        {
            found.push(lo_hi(part.clone()));
        }
    }
    // Where a measured value meets an edge or an end of a reference: near-linear in a field or in its inverse.
    for n in s.oracle.edges_of(&field.id, at) {
        for nudge in [int(0), ratio(1, 1_000_000), ratio(-1, 1_000_000)] {
            found.push(lo_hi(n.clone() + nudge));
        }
    }
    // Between the kinks an end can lie anywhere: a coarse net, which the search then narrows.
    for i in 1..16 {
        found.push(lo_hi(&lo + (&hi - &lo) * int(i) / int(16)));
    }
    let mut power = int(1);
    for _ in 0..15 {
        found.push(lo_hi(power.clone()));
        power *= int(10);
    }
    if field.whole {
        found = found.iter().flat_map(|n| [floor(n), -floor(&-n)]).map(lo_hi).collect();
    }
    found.sort();
    found.dedup();
    found.into_iter().map(Value::Number).collect()
}

/// The lowest or highest total that coordinate search over the corners finds, and an exact completion that has it.
fn extreme(s: &Subject, values: &Fields, told: &Told, high: bool, dice: &mut Dice) -> Option<R> {
    let better = |a: &R, b: &R| if high { a > b } else { a < b };
    let mut best: Option<R> = None;
    for start in 0..3 {
        let mut here = if start == 0 { values.clone() } else { complete(&s.fields, values, told, dice) };
        let whole =
            |here: &Fields| (0..s.oracle.indicators.len()).map(|i| s.oracle.part(i, here, high)).collect::<Vec<Part>>();
        if !consistent(&s.fields, &here) {
            continue;
        }
        let mut parts = whole(&here);
        let mut found = s.oracle.combine(&parts.iter().collect::<Vec<_>>(), high).0;
        // Takes another value for a field if that is better; only the indicators that name it are done again.
        let mut attempt = |here: &mut Fields, id: &str, to: Value, touched: &[usize]| {
            let old = here.insert(id.to_string(), to).expect("a value");
            if consistent(&s.fields, here) {
                let again: Vec<Part> = touched.iter().map(|i| s.oracle.part(*i, here, high)).collect();
                let mut all: Vec<&Part> = parts.iter().collect();
                touched.iter().zip(&again).for_each(|(i, part)| all[*i] = part);
                let total = s.oracle.combine(&all, high).0;
                if better(&total, &found) {
                    found = total;
                    touched.iter().zip(again).for_each(|(i, part)| parts[*i] = part);
                    return true;
                }
            }
            here.insert(id.to_string(), old);
            false
        };
        loop {
            let mut moved = false;
            for (id, range) in &told.unknown {
                let field = s.fields.iter().find(|f| f.id == *id).expect("a field");
                let touched = s.oracle.indicators_of(id);
                let all = candidates(s, field, range.as_ref(), &here);
                for candidate in all.iter().cloned() {
                    moved |= attempt(&mut here, id, candidate, &touched);
                }
                // Between two kinks the lowest total can lie inside: closing in on it.
                let place = all.iter().position(|c| *c == here[id.as_str()]);
                if let (Some(place), "number", false) = (place, field.kind.as_str(), field.whole) {
                    let number = |i: usize| match &all[i.min(all.len() - 1)] {
                        Value::Number(n) => n.clone(),
                        other => panic!("{other:?}"),
                    };
                    let (mut lo, mut hi) = (number(place.saturating_sub(1)), number(place + 1));
                    for _ in 0..24 {
                        let Value::Number(now) = here[id.as_str()].clone() else { break };
                        let (a, b) = (round(&((&lo + &now) / int(2)), 8), round(&((&hi + &now) / int(2)), 8));
                        if attempt(&mut here, id, Value::Number(a.clone()), &touched) {
                            hi = now;
                        } else if attempt(&mut here, id, Value::Number(b.clone()), &touched) {
                            lo = now;
                        } else {
                            (lo, hi) = (a, b);
                        }
                    }
                }
            }
            if !moved {
                break;
            }
        }
        // What was found is what the naive scorer gives for that completion, where every indicator has a value.
        let open = s.oracle.best(&here, high);
        let outcome = s.oracle.score(&Completion { fields: here, open });
        assert_eq!(outcome.total[usize::from(high)], found, "{}", s.id);
        if best.as_ref().is_none_or(|b| better(&found, b)) {
            best = Some(found);
        }
    }
    best
}

/// With up to four fields unknown, some completion reaches each end of the bounds, to the last digit shown or nearly.
#[test]
fn corners_reach_both_ends() {
    for s in subjects() {
        let mut dice = Dice(0x5851_f42d_4c95_7f2d);
        let (mut scored, mut loose, mut far) = (0_usize, 0, Vec::new());
        // The search for the ends takes its time.
        for n in 0..companies().div_ceil(4) {
            let values = company(&s.fields, &mut dice);
            let told = tell(&s.fields, &values, n % 5, &mut dice);
            let Some(report) = score(&s, &told) else { continue };
            scored += 1;
            if !report.tight {
                println!("stopped: {}", Json::Object(told.json.clone()));
                loose += 1;
                continue;
            }
            let (lo, hi) = ends(&report);
            for (end, high) in [(lo, false), (hi, true)] {
                let Some(reached) = extreme(&s, &values, &told, high, &mut dice) else { continue };
                let gap = if high { &end - &reached } else { &reached - &end };
                // Half a hundredth of rounding, and what a limit never quite reaches.
                if gap > ratio(2, 100) {
                    let word = if high { "highest" } else { "lowest" };
                    let json = Json::Object(told.json.clone());
                    far.push(format!("{word} {} but {} was found: {json}", text(&end, 2), text(&reached, 4)));
                }
            }
        }
        println!("{}: {scored} companies, {loose} stopped by the budget", s.id);
        assert!(far.is_empty(), "{}: {} ends not reached, the first: {}", s.id, far.len(), far[0]);
        // One in twenty, begun.
        assert!(loose <= scored.div_ceil(20), "{}: {loose} of {scored} bounds are not tight", s.id);
    }
}

/// The oracle reads what a person would: some totals worked out by hand.
#[test]
fn the_naive_scorer_by_hand() {
    let json = r#"{"id": "x", "stages": [{"id": "a", "when": "revenue < limit"}, {"id": "b"}],
        "parameters": [{"id": "limit", "between": ["100万元", "1亿元"], "typical": "500万元"}],
        "groups": [{"id": "g", "indicators": [
            {"id": "x", "max": {"between": [20, 80], "typical": 60}, "value": "rd_expense / revenue", "reference": "6%"},
            {"id": "y", "max": {"between": [20, 80], "typical": 40}, "flag": "hnte"}]},
          {"id": "d", "kind": "deduction", "indicators": [{"id": "z", "max": 5, "flag": "not hnte"}]}],
        "ties": [{"groups": ["g"], "sum": 100}]}"#;
    let oracle = Oracle::read(&serde_json::from_str(json).expect("JSON"), &|_| Json::Null);
    let number = |n| Value::Number(int(n));
    let mut fields = Fields::from([
        ("revenue".to_string(), number(1000)),
        ("rd_expense".to_string(), number(30)),
        ("hnte".to_string(), Value::Truth(true)),
    ]);
    let total =
        |fields: &Fields, open: Vec<R>| text(&oracle.score(&Completion { fields: fields.clone(), open }).total[0], 4);
    // 3 % of 6 % is half: 60 / 2 + 40.
    assert_eq!(total(&fields, oracle.typical().expect("typical")), "70");
    // The flag earns all, the share half: most where the flag weighs 80, least where it weighs 20.
    assert_eq!(total(&fields, oracle.best(&fields, true)), "90");
    assert_eq!(total(&fields, oracle.best(&fields, false)), "60");
    // Without it: 60 / 2 - 5, 80 / 2 - 5, 20 / 2 - 5.
    fields.insert("hnte".into(), Value::Truth(false));
    assert_eq!(total(&fields, oracle.typical().expect("typical")), "25");
    assert_eq!(total(&fields, oracle.best(&fields, true)), "35");
    assert_eq!(total(&fields, oracle.best(&fields, false)), "5");
}
