//! Bounds against brute force: companies whose unknown figures are filled in, at corners, on edges, beside them and in
//! between, and schemes whose open numbers are. None leaves the bounds; with up to four unknown fields both ends are
//! reached. `INNOPOINTS_BOUNDS` companies a scheme (6), `INNOPOINTS_SEED` for others. It is long because the ways to fill a
//! company in stand beside what they are held to.

use crate::random;

use innopoints::dictionary::{Field, Kind};
use innopoints::{Date, Enterprise, Num, Report, Scheme, shipped};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        random::next(&mut self.0)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|t| t.parse().ok()).unwrap_or(usual)
}

type Company = Map<String, Value>;

/// A company of middling figures, some on edges.
fn draw(r: &mut Random, scheme: &Scheme) -> Company {
    let mut all = Company::new();
    let revenue = r.pick(&[800, 3_000, 8_600, 19_000, 60_000]) as f64;
    for &f in &scheme.fields {
        let field = &scheme.dictionary.fields[f];
        let value = match &field.kind {
            Kind::Flag => json!(r.one_in(3)),
            Kind::Choice(levels) => json!(r.pick(levels.iter().map(|l| l.id).collect::<Vec<_>>().as_slice())),
            Kind::Date => continue,
            Kind::Number { unit: "%", .. } => json!(r.below(100).to_string() + "%"),
            Kind::Number { unit: "万元", .. } => {
                let share = r.pick(&[0.01, 0.03, 0.05, 0.06, 0.1, 0.3, 0.5, 0.55, 0.7, 0.8, 0.9, 1.0, 1.05, 1.1]);
                json!(((revenue * share * 100.0).round() / 100.0).to_string())
            }
            Kind::Number { .. } if field.id == "staff_total" => json!(r.pick(&[8, 40, 100, 290, 1000])),
            Kind::Number { unit: "人", .. } => json!(r.below(30)),
            Kind::Number { range, .. } => {
                let most = range.hi.and_then(|hi| hi.to_text(0).parse().ok()).unwrap_or(7);
                json!(r.below(8).min(most))
            }
        };
        all.insert(field.id.into(), value);
    }
    // Parts that exceed their wholes are lowered to them.
    for _ in 0..2 {
        for field in scheme.dictionary.fields {
            let Kind::Number { at_most: Some(whole), .. } = field.kind else { continue };
            let whole = scheme.dictionary.fields[whole].id;
            if let (Some(part), Some(limit)) = (number(all.get(field.id)), number(all.get(whole)))
                && part > limit
            {
                let limit = all[whole].clone();
                all.insert(field.id.into(), limit);
            }
        }
    }
    all
}

fn number(v: Option<&Value>) -> Option<f64> {
    match v? {
        Value::Number(n) => n.as_f64(),
        Value::String(s) => s.trim_end_matches('%').parse().ok(),
        _ => None,
    }
}

fn on(scheme: &Scheme) -> Date {
    scheme.to.unwrap_or(Date::parse("2026-11-01").unwrap()).max(scheme.from)
}

fn score<'a>(scheme: &'a Scheme, company: &Company) -> Option<Report<'a>> {
    let company = Enterprise::parse(&Value::Object(company.clone()).to_string(), None).ok()?;
    scheme.score(&company, on(scheme)).ok()
}

/// The least and the most total of a company of which nothing is missing (a quotient without a value leaves a width), and its
/// verdict; nothing where it cannot be scored.
type Found = ([f64; 2], Option<bool>);

fn exactly(scheme: &Scheme, company: &Company) -> Option<Found> {
    let report = score(scheme, company)?;
    Some((report.bounds.as_ref().expect("bounds").each_ref().map(|end| end.parse().unwrap()), report.passed))
}

/// Values of a field that are worth trying, beside those found on the way.
fn corners(field: &Field, given: Option<(f64, f64)>) -> Vec<Value> {
    match &field.kind {
        Kind::Flag => vec![json!(false), json!(true)],
        Kind::Choice(levels) => levels.iter().map(|l| json!(l.id)).collect(),
        Kind::Date => Vec::new(),
        Kind::Number { whole, range, .. } => {
            let plain: &[f64] = match (given, whole) {
                (Some(_), _) => &[],
                (_, true) => &[0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 100.0, 1e6, 999_999_999_999_999.0],
                _ => &[0.0, 1e-6, 1e-3, 1.0, 10.0, 300.0, 5e3, 3e4, 1e6, 1e9, 999_999_999_999_999.0],
            };
            let mut all = plain.to_vec();
            if let Some((lo, hi)) = given {
                all.extend([0.0, 0.1, 0.5, 0.9, 1.0].map(|share| lo + (hi - lo) * share));
            }
            if let (None, Some(hi)) = (given, range.hi) {
                all.push(hi.to_text(6).parse().unwrap());
            }
            if range.lo.is_none() && given.is_none() {
                all.extend([-1e-3, -10.0, -5e3, -999_999_999_999_999.0]);
            }
            let inside = |x: &f64| {
                let x = Num::int(x.round() as i64);
                range.hi.is_none_or(|hi| x <= hi)
            };
            let bare = |x: f64| if *whole { json!(x.round() as i64) } else { json!(decimal(x)) };
            all.into_iter().filter(inside).map(bare).collect()
        }
    }
}

fn decimal(x: f64) -> String {
    let text = format!("{x:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Values between two at which the outcome turns, found by halving.
fn turns(scheme: &Scheme, company: &Company, id: &str, values: &[Value], whole: bool) -> Vec<Value> {
    let mut found = Vec::new();
    let mut numbers: Vec<f64> = values.iter().filter_map(|v| number(Some(v))).collect();
    numbers.sort_by(f64::total_cmp);
    let at = |x: f64| {
        let mut c = company.clone();
        c.insert(id.into(), if whole { json!(x as i64) } else { json!(decimal(x)) });
        exactly(scheme, &c)
    };
    for pair in numbers.windows(2) {
        let (mut a, mut b) = (pair[0], pair[1]);
        let (left, right) = (at(a), at(b));
        if left == right {
            continue;
        }
        for _ in 0..70 {
            let half = if whole { ((a + b) / 2.0).floor() } else { (a + b) / 2.0 };
            if half <= a || half >= b || b - a < 2e-6 {
                break;
            }
            if at(half) == left { a = half } else { b = half }
        }
        // On the edge as a figure would be written, and beside it.
        for x in [a, b, (b * 100.0).round() / 100.0, (b * 1000.0).round() / 1000.0] {
            found.push(if whole { json!(x as i64) } else { json!(decimal(x)) });
        }
    }
    found
}

struct Brute {
    lo: f64,
    hi: f64,
    verdicts: [bool; 2],
    /// Fields of which alone another value gave another verdict.
    decide: BTreeSet<&'static str>,
    tried: usize,
}

impl Brute {
    fn note(&mut self, ([lo, hi], passed): Found) {
        self.lo = self.lo.min(lo);
        self.hi = self.hi.max(hi);
        match passed {
            Some(passed) => self.verdicts[usize::from(passed)] = true,
            // Open though nothing is missing: it may be either.
            None => self.verdicts = [true; 2],
        }
        self.tried += 1;
    }
}

/// Fills the unknown figures in: every corner of few, single steps from random starts of many.
fn brute(
    r: &mut Random,
    scheme: &Scheme,
    known: &Company,
    unknown: &BTreeMap<&'static str, Option<(f64, f64)>>,
    starts: usize,
) -> Brute {
    let dictionary = scheme.dictionary;
    let fields: Vec<&Field> = unknown.keys().map(|id| &dictionary.fields[dictionary.find(id).unwrap()]).collect();
    let plain: Vec<Vec<Value>> = fields.iter().map(|f| corners(f, unknown[f.id])).collect();
    let mut seen =
        Brute { lo: f64::INFINITY, hi: f64::NEG_INFINITY, verdicts: [false; 2], decide: BTreeSet::new(), tried: 0 };
    for start in 0..starts {
        let mut company = known.clone();
        for (field, values) in fields.iter().zip(&plain) {
            company.insert(field.id.into(), r.pick(values));
        }
        // Up, then down, one figure at a time.
        let sign = if start % 2 == 0 { 1.0 } else { -1.0 };
        let height = |found: &Found| sign * found.0[usize::from(sign > 0.0)];
        let mut best = exactly(scheme, &company);
        best.into_iter().for_each(|b| seen.note(b));
        for _ in 0..3 {
            let before = best;
            for (field, values) in fields.iter().zip(&plain) {
                let whole = matches!(field.kind, Kind::Number { whole: true, .. });
                let mut all = values.clone();
                // As large as its whole, as small as its parts.
                for (place, other) in dictionary.all() {
                    let whole_of = |f: &Field| match f.kind {
                        Kind::Number { at_most, .. } => at_most,
                        _ => None,
                    };
                    let kin = whole_of(field) == Some(place) || whole_of(other) == dictionary.find(field.id);
                    if let (true, Some(value)) = (kin, company.get(other.id))
                        && unknown[field.id]
                            .is_none_or(|(lo, hi)| number(Some(value)).is_some_and(|x| lo <= x && x <= hi))
                    {
                        all.push(value.clone());
                    }
                }
                if matches!(field.kind, Kind::Number { .. }) {
                    all.extend(turns(scheme, &company, field.id, &all, whole));
                }
                let mut verdicts = [false; 2];
                for value in all {
                    let mut other = company.clone();
                    other.insert(field.id.into(), value);
                    let Some(own) = exactly(scheme, &other) else { continue };
                    seen.note(own);
                    own.1.into_iter().for_each(|passed| verdicts[usize::from(passed)] = true);
                    if best.is_none_or(|b| height(&own) > height(&b)) {
                        (best, company) = (Some(own), other);
                    }
                }
                if verdicts == [true; 2] {
                    seen.decide.insert(field.id);
                }
            }
            if best == before {
                break;
            }
        }
    }
    seen
}

/// A maximum at its typical value, in each stage.
fn usual(max: &Value) -> Value {
    match max {
        Value::Object(o) if o.contains_key("between") => o["typical"].clone(),
        Value::Object(o) => o.iter().map(|(stage, own)| (stage.clone(), usual(own))).collect(),
        other => other.clone(),
    }
}

/// The scheme with each open number filled in.
fn fill(r: &mut Random, v: &Value, max: f64) -> Value {
    match v {
        Value::Object(o) if o.get("between").is_some() && o.get("id").is_none() => {
            let ends = o["between"].as_array().unwrap();
            r.pick(&[&ends[0], &ends[1], o.get("typical").unwrap_or(&ends[0])]).clone()
        }
        Value::Object(o) => {
            let mut all = Map::new();
            // What is tied is handed around afterwards.
            let max = number(o.get("max")).unwrap_or(max);
            for (key, value) in o {
                let own = match key.as_str() {
                    "max" => usual(value),
                    "fields" => value.clone(),
                    _ => fill(r, value, max),
                };
                all.insert(key.clone(), own);
            }
            if o.get("judged").is_some_and(|j| j == "any") {
                let most = number(all.get("max")).unwrap_or(max);
                all.insert("judged".into(), json!(r.pick(&[0.0, most / 2.0, most])));
            }
            // What is judged already is judged by no one else.
            if all.contains_key("judged") {
                all.remove("mark");
            }
            if o.contains_key("between") {
                let ends = o["between"].as_array().unwrap();
                let is = r.pick(&[&ends[0], &ends[1], o.get("typical").unwrap_or(&ends[0])]).clone();
                all.remove("between");
                all.remove("typical");
                all.insert("is".into(), is);
            }
            if let Some(rank) = all.remove("rank") {
                let points: Vec<Value> = rank["top"].as_array().unwrap().iter().map(|t| t["points"].clone()).collect();
                all.remove("value");
                all.insert("flag".into(), "true".into());
                let otherwise = all.remove("otherwise").unwrap_or(json!(0));
                let points = r.pick(&[points, vec![otherwise]].concat());
                all.insert("points".into(), points);
            }
            Value::Object(all)
        }
        Value::Array(list) => Value::Array(list.iter().map(|v| fill(r, v, max)).collect()),
        other => other.clone(),
    }
}

/// Moves points between maxima of one tie, within their ranges.
fn hand_around(r: &mut Random, json: &Value, filled: &mut Value) {
    for tie in json["ties"].as_array().into_iter().flatten() {
        let bound = tie["groups"].as_array().unwrap();
        let mut places = Vec::new();
        for (g, group) in json["groups"].as_array().into_iter().flatten().enumerate() {
            for (i, indicator) in group["indicators"].as_array().into_iter().flatten().enumerate() {
                let place = format!("/groups/{g}/indicators/{i}/max");
                match &indicator["max"] {
                    _ if !bound.contains(&group["id"]) => {}
                    max if max.get("between").is_some() => places.push((String::new(), place)),
                    Value::Object(stages) => {
                        places.extend(stages.keys().map(|stage| (stage.clone(), format!("{place}/{stage}"))));
                    }
                    _ => {}
                }
            }
        }
        for _ in 0..3 * places.len() {
            let (a, b) = (r.pick(&places), r.pick(&places));
            let range = |at: &str| json.pointer(at).and_then(|v| v.get("between")).cloned();
            let (Some(from), Some(to)) = (range(&a.1), range(&b.1)) else { continue };
            let millis = |v: &Value| (number(Some(v)).unwrap() * 1e6).round() as i64;
            let now = |filled: &Value, at: &str| millis(filled.pointer(at).unwrap());
            if a.0 != b.0 || a.1 == b.1 {
                continue;
            }
            let (x, y) = (now(filled, &a.1), now(filled, &b.1));
            let most = (x - millis(&from[0])).min(millis(&to[1]) - y);
            let moved = if r.one_in(3) { most / 2 } else { most };
            for (at, value) in [(&a.1, x - moved), (&b.1, y + moved)] {
                *filled.pointer_mut(at).unwrap() = json!(decimal(value as f64 / 1e6));
            }
        }
    }
}

/// The text of a scheme with each open number filled in.
fn filled_in(text: &str, seed: u64) -> String {
    let json: Value = serde_json::from_str(text).unwrap();
    let mut r = Random(seed);
    let mut filled = fill(&mut r, &json, 0.0);
    hand_around(&mut r, &json, &mut filled);
    filled.to_string()
}

/// That scheme.
fn settled(text: &str, seed: u64) -> Option<Scheme> {
    let find = |id: &str| Some(filled_in(shipped::scheme(id)?, seed));
    // Bands whose ranges touch may come out alike, which no exact scheme can have.
    match Scheme::parse_with(&filled_in(text, seed), None, &find) {
        Ok(scheme) => Some(scheme.without_panel()),
        Err(p) if p.iter().all(|p| matches!(p.code, "band_order" | "unknown_scheme")) => None,
        Err(p) => panic!("{p:?}"),
    }
}

fn check(r: &mut Random, scheme: &Scheme, text: &str, companies: u64) -> (u64, u64) {
    let dictionary = scheme.dictionary;
    let open = scheme.quantities.iter().any(|q| !q.is_exact());
    let (mut loose, mut reached) = (0, 0);
    for _ in 0..companies {
        let mut known = draw(r, scheme);
        let mut unknown = BTreeMap::new();
        for _ in 0..1 + r.below(4) {
            let field = &dictionary.fields[r.pick(&scheme.fields)];
            if matches!(field.kind, Kind::Date) || unknown.contains_key(field.id) {
                continue;
            }
            let mut range = None;
            let own = known.remove(field.id);
            if let (Kind::Number { whole: false, unit: "万元", .. }, Some(x), true) =
                (&field.kind, number(own.as_ref()), r.one_in(2))
                && x > 0.0
            {
                range = Some((x * r.pick(&[0.5, 0.9, 1.0]), x * r.pick(&[1.2, 2.0, 10.0])));
            }
            unknown.insert(field.id, range);
        }
        let mut asked = known.clone();
        for (id, range) in &unknown {
            if let Some((lo, hi)) = range {
                asked.insert((*id).into(), json!({"between": [decimal(*lo), decimal(*hi)]}));
            }
        }
        let Some(report) = score(scheme, &asked) else { continue };
        let [lo, hi] = [0, 1].map(|i| report.bounds.as_ref().expect("bounds")[i].parse::<f64>().unwrap());
        let place = format!("{} {asked:?}", scheme.id);
        let mut seen =
            Brute { lo: f64::INFINITY, hi: f64::NEG_INFINITY, verdicts: [false; 2], decide: BTreeSet::new(), tried: 0 };
        if open {
            for seed in 0..6 {
                let Some(filled) = settled(text, r.next() ^ seed) else { continue };
                let own = brute(r, &filled, &known, &unknown, 2);
                (seen.lo, seen.hi) = (seen.lo.min(own.lo), seen.hi.max(own.hi));
                seen.verdicts = [0, 1].map(|i| seen.verdicts[i] | own.verdicts[i]);
                seen.tried += own.tried;
            }
        } else {
            seen = brute(r, scheme, &known, &unknown, 6);
        }
        if seen.tried == 0 {
            continue;
        }
        assert!(lo <= seen.lo && seen.hi <= hi, "{place}\n [{lo}, {hi}] but seen [{}, {}]", seen.lo, seen.hi);
        if !open && report.deciding_all {
            let told: BTreeSet<&str> = report.deciding.iter().map(|d| d.id).collect();
            assert!(seen.decide.is_subset(&told), "{place}\n {:?} decide, only {told:?} are told", seen.decide);
        }
        if let Some(passed) = report.passed {
            assert!(!seen.verdicts[usize::from(!passed)], "{place}\n passed {passed} but the other was seen");
        }
        if !report.tight {
            println!("stopped: {place}\n  [{lo}, {hi}], seen [{}, {}]", seen.lo, seen.hi);
            loose += 1;
            continue;
        }
        if !open {
            assert!(lo == seen.lo && seen.hi == hi, "{place}\n [{lo}, {hi}] but only [{}, {}] seen", seen.lo, seen.hi);
            if report.passed.is_none() && report.threshold.is_some() {
                assert!(!report.deciding.is_empty(), "{place}: nothing decides");
                assert_eq!(seen.verdicts, [true; 2], "{place}: open, but only one verdict was seen");
            }
        }
        reached += 1;
    }
    (reached, loose)
}

#[test]
fn shipped_schemes() {
    let companies = setting("INNOPOINTS_BOUNDS", 6);
    let seed = setting("INNOPOINTS_SEED", 20_261_101);
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).unwrap_or_else(|p| panic!("{p:?}")).without_panel();
        if scheme.fields.is_empty() || scheme.groups.is_empty() {
            continue;
        }
        let begun = std::time::Instant::now();
        let (reached, loose) = check(&mut Random(seed), &scheme, text, companies);
        println!("{id}: {reached} reached at both ends, {loose} stopped, {:?}", begun.elapsed());
        // Ranges that overlap from band to band cannot be filled in with single numbers; tests/ranges.rs has that one.
        assert!(reached + loose > 0 || *id == "cn-hnte-2016", "{id}: nothing was tried");
    }
}

/// A company whose prior-year figure is 0 can mostly not be scored; the few completions that can prove nothing of the others.
#[test]
fn a_divisor_of_0_proves_nothing() {
    let mut r = Random(setting("INNOPOINTS_SEED", 7));
    let mut verdicts = 0;
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).expect("a scheme").without_panel();
        let names: Vec<&str> = scheme.fields.iter().map(|&f| scheme.dictionary.fields[f].id).collect();
        for zero in names.iter().filter(|id| id.ends_with("_prior") || id.ends_with("_prior2") || **id == "revenue") {
            // Alone, the rest unknown, it never settles a verdict for the better.
            let alone = Company::from_iter([(zero.to_string(), json!(0))]);
            assert_ne!(score(&scheme, &alone).and_then(|report| report.passed), Some(true), "{id}: {zero} = 0");
            for _ in 0..20 {
                let mut known = draw(&mut r, &scheme);
                known.retain(|_, _| r.one_in(2));
                known.insert(zero.to_string(), json!(0));
                let Some(report) = score(&scheme, &known) else { continue };
                let Some(passed) = report.passed else { continue };
                for _ in 0..40 {
                    let mut all = draw(&mut r, &scheme);
                    all.extend(known.clone());
                    let Some(found) = score(&scheme, &all).and_then(|report| report.passed) else { continue };
                    assert_eq!(found, passed, "{id}: {known:?} completed as {all:?}");
                    verdicts += 1;
                }
            }
        }
    }
    assert!(verdicts > 100, "{verdicts}");
}

/// A group counts no more than its maximum, whatever a tie forces on its indicators: no bounds are upside down.
#[test]
fn a_group_below_what_a_tie_forces() {
    let title = json!({"zh": "测试", "en": "test"});
    let source = json!({"article": "一", "standing": "estimate"});
    let group = |id: &str, max: &Value, own: &Value| {
        let mut indicator = json!({"id": format!("{id}_i"), "title": title, "source": source, "max": max});
        indicator.as_object_mut().expect("an object").extend(own.as_object().expect("an object").clone());
        json!({"id": id, "title": title, "source": source, "indicators": [indicator]})
    };
    let flag = json!({"flag": "staff_total >= 0人"});
    let mut capped = group("capped", &json!({"between": [10, 27]}), &flag);
    capped["max"] = json!(8);
    let scheme = json!({
        "id": "tied", "title": title, "issuer": "测试", "document": "测试", "effective": {"from": "2020-01-01"},
        "groups": [group("free", &json!({"between": [9, 20]}), &json!({"flag": "hnte"})), capped],
        "ties": [{"groups": ["free", "capped"], "sum": 30, "source": source}],
    });
    let scheme = Scheme::parse(&scheme.to_string(), None).unwrap_or_else(|p| panic!("{p:?}"));
    let report = score(&scheme, &Company::new()).expect("a report");
    let bounds: Vec<[&str; 2]> =
        report.groups.iter().map(|g| g.bounds.as_ref().expect("bounds").each_ref().map(|end| &**end)).collect();
    assert_eq!(bounds, [["0", "20"], ["8", "8"]]);
}
