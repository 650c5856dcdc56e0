//! Every worked example of `schemes/cases/`, through the engine, and again through the oracle where all its figures are
//! exact. `docs/cases.md` says how the expected values were worked out.

use innopoints::answer::formula::words;
use innopoints::dictionary::{Kind, Value as Known};
use innopoints::formula::{Compare, Env, ExprId, Instr};
use innopoints::id::FieldId;
use innopoints::number::Decimal;
use innopoints::scheme::model::Rule;
use innopoints::{Date, Enterprise, Num, Report, Scheme};
use innopoints_oracle::formula::{Fields, Value as Is};
use innopoints_oracle::number::{R, decimal, text as number_text};
use innopoints_oracle::scheme::Open;
use innopoints_oracle::{Completion, Scheme as Oracle};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// What the examples say in words: how they stand in these two.
const IN_EXAMPLES: [&str; 2] = ["cn-innovative-sme-2022", "cn-tech-sme-2017"];

/// Every scheme that has cases.
fn schemes() -> Vec<String> {
    let folder = format!("{}/schemes/cases", env!("CARGO_MANIFEST_DIR"));
    let names = fs::read_dir(folder).expect("cases").filter_map(|f| f.ok()?.file_name().into_string().ok());
    let mut ids: Vec<String> = names.filter_map(|n| n.strip_suffix(".json").map(str::to_string)).collect();
    ids.sort();
    ids
}

fn read(path: &str) -> String {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn scheme(id: &str) -> Scheme {
    let file = format!("schemes/{id}.json");
    Scheme::parse(&read(&file), Some(&file))
        .unwrap_or_else(|problems| panic!("{}", problems.iter().map(|p| format!("{p}\n")).collect::<String>()))
        // The cases of a scheme with estimates are worked out over the ranges that it assumes.
        .without_panel()
}

/// `base` with the case's own figures; null takes a field away.
fn company(base: &Map<String, Value>, with: &Map<String, Value>) -> Map<String, Value> {
    let mut e = base.clone();
    e.extend(with.clone());
    e.retain(|_, v| !v.is_null());
    e
}

fn text(v: &Value) -> Option<&str> {
    v.as_str()
}

/// What differs between a report and what a case expects.
fn differences(expect: &Value, report: &Report<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, expected: &dyn std::fmt::Debug, got: &dyn std::fmt::Debug| {
        found.push(format!("{what}: expected {expected:?}, got {got:?}"));
    };
    for (key, expected) in expect.as_object().expect("expect is an object") {
        match key.as_str() {
            "total" if report.total.as_deref() != text(expected) => differ(key, expected, &report.total),
            "passed" if report.passed != expected.as_bool() => differ(key, expected, &report.passed),
            "official" if Some(report.official) != expected.as_bool() => differ(key, expected, &report.official),
            "bounds" => {
                let ends: Vec<&str> = expected.as_array().expect("bounds").iter().filter_map(text).collect();
                if report.bounds.as_ref().is_none_or(|bounds| *bounds != ends[..]) {
                    differ(key, &ends, &report.bounds);
                }
            }
            "missing" => {
                let wanted: BTreeSet<&str> = expected.as_array().expect("missing").iter().filter_map(text).collect();
                let got: BTreeSet<&str> = report.missing.iter().copied().collect();
                if wanted != got {
                    differ(key, &wanted, &got);
                }
            }
            "groups" | "items" | "gates" | "routes" => {
                for (id, expected) in expected.as_object().expect("an object of ids") {
                    let what = format!("{key}.{id}");
                    let points = |p: &Option<Decimal>| p.as_deref().map_or(Value::Null, Value::from);
                    let truth = |t: Option<bool>| t.map_or(Value::Null, Value::Bool);
                    let got = match key.as_str() {
                        "groups" => report.groups.iter().find(|x| x.id == id).map(|x| points(&x.points)),
                        "items" => report.items.iter().find(|x| x.id == id).map(|x| points(&x.points)),
                        "gates" => report.gates.iter().find(|x| x.id == *id).map(|x| truth(x.met)),
                        _ => report.routes.iter().find(|x| x.id == *id).map(|x| truth(x.met)),
                    };
                    if got.as_ref() != Some(expected) {
                        differ(&what, expected, &got);
                    }
                }
            }
            // What estimates make of items whose points are open.
            "typical_items" => {
                for (id, expected) in expected.as_object().expect("an object of ids") {
                    let got =
                        report.items.iter().find(|x| x.id == id).and_then(|x| x.typical.as_ref().or(x.points.as_ref()));
                    if got.map(|p| &**p) != text(expected) {
                        differ(&format!("{key}.{id}"), expected, &got);
                    }
                }
            }
            "typical" if report.typical.as_deref() != text(expected) => differ(key, expected, &report.typical),
            "stage" if report.stage != text(expected) => differ(key, expected, &report.stage),
            "class" if report.class.as_ref().map(|c| c.id) != text(expected) => differ(key, expected, &report.class),
            "total" | "passed" | "official" | "typical" | "stage" | "class" => {}
            other => panic!("a case expects \"{other}\", which is not a part of a report that cases name"),
        }
    }
    found
}

/// The figures that a scheme asks for, where all are known.
fn figures(company: &Enterprise, oracle: &Oracle) -> Option<Fields> {
    let dictionary = company.dictionary();
    let marks = oracle
        .marks()
        .into_iter()
        .filter(|id| dictionary.find(id).is_some_and(|place| company.values()[place] != Known::Missing));
    let each = oracle.fields().into_iter().chain(marks).map(|id| {
        let place = dictionary.find(&id)?;
        let value = match (&company.values()[place], &dictionary.fields[place].kind) {
            (Known::Exact(n), _) => Is::Number(decimal(&n.to_exact_text()?)),
            (Known::Flag(b), _) => Is::Truth(*b),
            (Known::Level(level), Kind::Choice(levels)) => Is::Level(levels[*level].id.into()),
            _ => return None,
        };
        Some((id, value))
    });
    each.collect()
}

/// What differs between the oracle and what a case expects; nothing where a figure is not exact, or more than assessors'
/// points is open.
fn oracle_differences(oracle: &Oracle, company: &Enterprise, expect: &Value) -> Option<Vec<String>> {
    if !oracle.ties.is_empty() || oracle.open.iter().any(|o| o.typical.is_some()) {
        return None;
    }
    let fields = figures(company, oracle)?;
    let at = |end: fn(&Open) -> &R| {
        let open = oracle.open.iter().map(|o| end(o).clone()).collect();
        oracle.score(&Completion { fields: fields.clone(), open })
    };
    // Every open number is points: fewest and most are had with all of them at one end.
    let (low, high) = (at(|o| &o.lo), at(|o| &o.hi));
    let shown = |p: &R| number_text(p, oracle.precision);
    let figure = |[low, high]: [String; 2]| if low == high { Value::from(low) } else { Value::Null };
    let total = [shown(&low.total[0]), shown(&high.total[1])];
    let passed = low.passed.filter(|p| high.passed == Some(*p));
    let mut found = Vec::new();
    if let Some(expected) = expect.get("total")
        && *expected != figure(total.clone())
    {
        found.push(format!("oracle total {total:?}, expected {expected}"));
    }
    if let Some(expected) = expect.get("bounds")
        && *expected != Value::from(total.to_vec())
    {
        found.push(format!("oracle bounds {total:?}, expected {expected}"));
    }
    if let Some(expected) = expect.get("passed")
        && expected.as_bool() != passed
    {
        found.push(format!("oracle passed {passed:?}, expected {expected}"));
    }
    if let Some(expected) = expect.get("class")
        && low.classes != text(expected).into_iter().collect::<Vec<_>>()
    {
        found.push(format!("oracle class {:?}, expected {expected}", low.classes));
    }
    for ((item, low), high) in oracle.indicators.iter().zip(&low.items).zip(&high.items) {
        let (id, span) = (&item.id, [shown(&low[0]), shown(&high[1])]);
        if let Some(expected) = expect["items"].get(id)
            && *expected != figure(span.clone())
        {
            found.push(format!("oracle item {id} {span:?}, expected {expected}"));
        }
    }
    for (key, ids, list) in [("gates", &oracle.gates, &low.gates), ("routes", &oracle.routes, &low.routes)] {
        for (id, met) in ids.iter().zip(list) {
            if let Some(expected) = expect[key].get(id)
                && expected.as_bool() != *met
            {
                found.push(format!("oracle {key}.{id} {met:?}, expected {expected}"));
            }
        }
    }
    Some(found)
}

#[test]
fn every_case() {
    let mut wrong = Vec::new();
    for id in &schemes() {
        let scheme = scheme(id);
        let file: Value = serde_json::from_str(&read(&format!("schemes/cases/{id}.json"))).expect("cases are JSON");
        assert_eq!(text(&file["scheme"]), Some(&**id));
        let base = file["base"].as_object().expect("base");
        let cases = file["cases"].as_array().expect("cases");
        // A test without points has few edges, and so has what extends another scheme.
        let own: Value = serde_json::from_str(&read(&format!("schemes/{id}.json"))).expect("JSON");
        let fewest = if scheme.groups.is_empty() || own["extends"].is_string() { 20 } else { 60 };
        assert!(cases.len() >= fewest, "{id} has {} cases", cases.len());
        let oracle =
            Oracle::read(&own, &|base| serde_json::from_str(&read(&format!("schemes/{base}.json"))).expect("JSON"));
        let (mut checked_twice, mut refused) = (0, 0);
        let mut names = BTreeSet::new();
        for case in cases {
            let name = text(&case["name"]).expect("name");
            assert!(names.insert(name), "{id}: two cases are called {name}");
            let mut fail = |what: String| wrong.push(format!("{id}: {name}: {what}"));
            let e = company(base, case["with"].as_object().expect("with"));
            let on = case.get("on").unwrap_or(&file["on"]);
            let on = Date::parse(text(on).expect("on")).expect("a day");
            let company = Enterprise::parse(&Value::Object(e.clone()).to_string(), None)
                .and_then(|c| Ok(scheme.takes(&c, on)?.into_owned()));
            let total = company.as_ref().map_err(Clone::clone).and_then(|c| scheme.total(c, on));
            let report = company.as_ref().map_err(Clone::clone).and_then(|c| scheme.score(c, on));
            match (report, case.get("expect"), case.get("error")) {
                (Ok(report), Some(expect), None) => {
                    differences(expect, &report).into_iter().for_each(&mut fail);
                    let total = total.map(|t| t.map(|t| t.to_text(2)));
                    if total.as_ref().ok().map(Option::as_deref) != Some(report.total.as_deref()) {
                        fail(format!("the total alone is {total:?}, in the report {:?}", report.total));
                    }
                    if let Some(found) = company.as_ref().ok().and_then(|c| oracle_differences(&oracle, c, expect)) {
                        checked_twice += 1;
                        found.into_iter().for_each(&mut fail);
                    }
                }
                (Err(problems), None, Some(wanted)) => {
                    refused += 1;
                    // A test without points has no total to compute; its gates are what went wrong.
                    if total.is_ok() && !scheme.groups.is_empty() {
                        fail("the total alone found nothing wrong".into());
                    }
                    let wanted = wanted.as_array().expect("error is a list");
                    let met = |w: &Value| {
                        let same = |p: &innopoints::Problem| {
                            Some(p.code) == text(&w["code"])
                                && w.get("field").is_none_or(|f| p.field.as_deref() == text(f))
                        };
                        problems.iter().any(same)
                    };
                    let codes: Vec<_> = problems.iter().map(|p| (p.code, p.field.as_deref())).collect();
                    if problems.len() != wanted.len() || !wanted.iter().all(met) {
                        fail(format!("expected {}, got {codes:?}", Value::from(wanted.clone())));
                    }
                    for p in problems.iter().filter(|p| p.zh.is_empty() || p.en.is_empty()) {
                        fail(format!("{} has no text", p.code));
                    }
                }
                (Ok(report), _, _) => fail(format!("scored {:?} though it should be refused", report.total)),
                (Err(problems), _, _) => {
                    fail(format!("refused: {}", problems.iter().map(|p| p.to_string()).collect::<Vec<_>>().join("; ")));
                }
            }
        }
        println!("{id}: {} cases, {checked_twice} of them scored twice, {refused} refused", cases.len());
        let settled = oracle.ties.is_empty() && oracle.open.iter().all(|o| o.typical.is_none());
        assert!(!settled || checked_twice * 2 >= cases.len(), "{id}: the oracle took only {checked_twice} cases");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The examples can be scored, and none passes or fails by accident: the notes beside them say what comes out.
#[test]
fn examples() {
    let expected = [
        ("xinje-2025", [Some(false), Some(false)], [("35", "100"), ("50", "100")]),
        ("sample-parts-maker", [None, Some(true)], [("55", "65"), ("62", "62")]),
        ("sample-software-startup", [Some(true), Some(true)], [("95", "95"), ("100", "100")]),
        ("sample-direct-route", [Some(true), Some(true)], [("50", "50"), ("54", "54")]),
    ];
    let on = Date::parse("2026-11-01").expect("a day");
    for (name, passed, bounds) in expected {
        let file: Value = serde_json::from_str(&read(&format!("examples/{name}.json"))).expect("JSON");
        let company = Enterprise::parse(&file["enterprise"].to_string(), None).expect(name);
        for (i, id) in IN_EXAMPLES.into_iter().enumerate() {
            let scheme = scheme(id);
            let report = scheme.score(&company, on).unwrap_or_else(|p| panic!("{name}: {p:?}"));
            assert_eq!(report.passed, passed[i], "{name} in {id}");
            assert_eq!(report.bounds.as_ref().expect("bounds"), &[bounds[i].0, bounds[i].1], "{name} in {id}");
        }
    }
}

/// One company with every field filled in, under every shipped scheme: no input is missing, and the official ones say what
/// its notes say.
#[test]
fn one_company_for_every_scheme() {
    let file: Value = serde_json::from_str(&read("examples/sample-complete.json")).expect("JSON");
    let company = Enterprise::parse(&file["enterprise"].to_string(), None).expect("a company");
    let today = Date::parse("2026-11-01").expect("a day");
    let expected = [
        ("cn-a-share-listing-2024", Some(true), ["0", "0"], None),
        ("cn-hnte-2016", None, ["34", "82"], None),
        ("cn-innovative-sme-2022", Some(true), ["100", "100"], None),
        ("cn-little-giant-2022", Some(false), ["0", "0"], None),
        ("cn-little-giant-2026", Some(true), ["0", "0"], None),
        ("cn-sme-size-2011", None, ["0", "0"], Some("medium")),
        ("cn-srdi-sme-2022", Some(true), ["87", "87"], None),
        ("cn-srdi-sme-2026", Some(true), ["0", "0"], None),
        ("cn-star-attributes-2024", Some(false), ["0", "0"], None),
        ("cn-tech-sme-2017", Some(true), ["86", "86"], None),
    ];
    let mut seen = 0;
    for (id, text) in innopoints::shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).unwrap_or_else(|p| panic!("{id}: {p:?}"));
        let on = scheme.to.filter(|to| *to < today).unwrap_or(today);
        let report = scheme.score(&company, on).unwrap_or_else(|p| panic!("{id}: {p:?}"));
        // The sample stands nowhere, and has none of the fields that a scheme defines itself.
        let known = |f: &&&str| innopoints::dictionary::owner(f).is_none() && **f != "location";
        let missing = report.missing.iter().find(known);
        assert!(missing.is_none(), "{id} misses {missing:?}");
        if let Some((_, passed, bounds, class)) = expected.iter().find(|e| e.0 == *id) {
            assert_eq!((report.passed, report.class.map(|c| c.id)), (*passed, *class), "{id}");
            assert_eq!(report.bounds.as_ref().expect("bounds"), bounds, "{id}");
            seen += 1;
        }
    }
    assert_eq!(seen, expected.len());
}

/// Where a case stands to an edge: below it, on it, above it, and nearest to it beside.
#[derive(Default)]
struct Sides {
    on: bool,
    below: bool,
    above: bool,
}

impl Sides {
    /// Beside an edge is what differs by a hundredth of it, or by one piece.
    fn see(&mut self, value: Num, edge: Num, pieces: bool) {
        let Some(gap) = value.sub(edge) else { return };
        let step = if pieces { Num::ONE } else { edge.abs().max(Num::ONE).div(Num::int(100)).unwrap_or(Num::ONE) };
        let near = gap.abs() <= step;
        self.on |= gap.is_zero();
        // Of nothing there is no less.
        self.below |= near && gap.is_negative() || edge.is_zero() && pieces;
        self.above |= near && gap > Num::ZERO;
    }
}

/// Every edge of a band and of a condition has a case on it, just below and just above, and every condition one where it
/// holds and one where it does not. What extends another scheme need not say again what that one has.
#[test]
fn every_edge_has_its_cases() {
    let mut lacking = Vec::new();
    for id in schemes() {
        let scheme = scheme(&id);
        let cases: Value = serde_json::from_str(&read(&format!("schemes/cases/{id}.json"))).expect("JSON");
        let base = cases["base"].as_object().cloned().unwrap_or_default();
        let mut edges: BTreeMap<String, Sides> = BTreeMap::new();
        let mut conditions: BTreeMap<String, [bool; 2]> = BTreeMap::new();
        let mut flags: BTreeMap<String, [bool; 2]> = BTreeMap::new();
        for case in cases["cases"].as_array().expect("cases") {
            let with = case["with"].as_object().cloned().unwrap_or_default();
            let json = Value::Object(company(&base, &with)).to_string();
            let Ok(company) = Enterprise::parse(&json, None) else { continue };
            let Ok(company) = scheme.takes(&company, scheme.to.unwrap_or(scheme.from)) else { continue };
            let interval = |f: FieldId| company.interval(f);
            // Classes may ask for points.
            let scored = scheme.scored(&company, scheme.to.unwrap_or(scheme.from));
            let points = scored.as_ref().map(|s| s.score.points(&scheme)).ok();
            let env = Env { values: company.values(), interval: &interval, points: points.as_ref(), ..Env::default() };
            for indicator in &scheme.indicators {
                look_at(&scheme, &indicator.id, &indicator.rule, &env, &mut edges, &mut flags);
            }
            let routes = scheme.pass.iter().flat_map(|p| &p.or);
            for c in scheme.gates.iter().chain(routes) {
                if let Some(met) = scheme.program.certain(c.when, &env) {
                    conditions.entry(c.id.clone()).or_default()[usize::from(met)] = true;
                } else {
                    conditions.entry(c.id.clone()).or_default();
                }
                compared(&scheme, &c.id, c.when, &env, &mut edges);
            }
            for level in scheme.stages.iter().chain(scheme.classes.iter().flat_map(|c| &c.list)) {
                if let Some(when) = level.when {
                    compared(&scheme, &level.id, when, &env, &mut edges);
                }
            }
        }
        for (edge, sides) in edges {
            for (seen, what) in [(sides.on, "on"), (sides.below, "just below"), (sides.above, "just above")] {
                if !seen {
                    lacking.push(format!("{id}: no case {what} {edge}"));
                }
            }
        }
        for (c, seen) in conditions.into_iter().chain(flags) {
            if seen != [true; 2] {
                lacking.push(format!("{id}: {c} is never {}", if seen[0] { "met" } else { "unmet" }));
            }
        }
    }
    assert!(lacking.is_empty(), "{} lacking:\n{}", lacking.len(), lacking.join("\n"));
}

fn look_at(
    scheme: &Scheme,
    id: &str,
    rule: &Rule,
    env: &Env<'_>,
    edges: &mut BTreeMap<String, Sides>,
    flags: &mut BTreeMap<String, [bool; 2]>,
) {
    match rule {
        Rule::Bands(rule) => {
            let pieces = matches!(rule.value.unit.as_str(), "件" | "项" | "个" | "人" | "年");
            for edge in rule.edges() {
                let sides = edges.entry(format!("{id} {}", edge.text)).or_default();
                if let Ok(x) = scheme.program.num(rule.value.formula, env) {
                    sides.see(x, edge.at, pieces);
                }
            }
        }
        Rule::Flag(rule) => {
            let seen = flags.entry(id.to_string()).or_default();
            if let Some(met) = scheme.program.certain(rule.when, env) {
                seen[usize::from(met)] = true;
            }
            compared(scheme, id, rule.when, env, edges);
        }
        Rule::BestOf(rule) => {
            for (n, a) in rule.list.iter().enumerate() {
                look_at(scheme, &format!("{id}/{n}"), &a.rule, env, edges, flags);
            }
        }
        _ => {}
    }
}

/// The comparisons within a condition; of an equality there is nothing beside it.
fn compared(scheme: &Scheme, id: &str, at: ExprId, env: &Env<'_>, edges: &mut BTreeMap<String, Sides>) {
    let instr = scheme.program.instr(at);
    if let Instr::Compare(how, a, b) = instr {
        if matches!(how, Compare::Eq | Compare::Ne) {
            return;
        }
        // Where the edge itself is an estimate, nothing stands on it.
        let Ok(b) = scheme.program.num(b, env) else { return };
        let mut said = String::new();
        words(&scheme.program, at, false, &|i, out| out.push_str(&format!("{i:?}")), &mut said);
        let sides = edges.entry(format!("{id}: {said}")).or_default();
        if let Ok(a) = scheme.program.num(a, env) {
            let pieces = b.is_whole() && b.abs() <= Num::int(10_000);
            sides.see(a, b, pieces);
        }
        return;
    }
    if let Instr::If(test, then, rest) = instr {
        // Only the branch that the company takes.
        match scheme.program.truth(test, env) {
            Ok(true) => compared(scheme, id, then, env, edges),
            Ok(false) => compared(scheme, id, rest, env, edges),
            Err(_) => {}
        }
        return;
    }
    if let Instr::And(a, b) | Instr::Or(a, b) = instr {
        compared(scheme, id, a, env, edges);
        compared(scheme, id, b, env, edges);
    }
    if let Instr::Not(a) = instr {
        compared(scheme, id, a, env, edges);
    }
}

/// An extension begins with its base or later, and its notice counts only the numbers that it still uses: local stages
/// replace the two limits of the national ones.
#[test]
fn extensions_of_a_base() {
    let parse = |id: &str| Scheme::parse(innopoints::shipped::scheme(id).expect(id), Some(id)).expect(id);
    let base = parse("cn-innovation-points-2024");
    for id in [
        "cn-changsha-innovation-points-2020",
        "cn-hangzhou-binjiang-innovation-points-2020",
        "cn-wenzhou-longwan-innovation-points-2022",
    ] {
        let scheme = parse(id);
        assert_eq!(scheme.from, base.from, "{id}");
        let notices = [&base, &scheme].map(|s| innopoints::notice::notice(s).expect("a notice").zh);
        assert!(notices[0].contains("38 个数字") && notices[1].contains("36 个数字"), "{id}: {notices:?}");
        let early =
            innopoints::shipped::scheme(id).expect(id).replace("\"from\": \"2024-08-02\"", "\"from\": \"2024-08-01\"");
        let problems = Scheme::parse(&early, None).expect_err("before its base");
        assert_eq!((problems[0].code, problems[0].pointer.as_deref()), ("before_base", Some("/effective/from")));
    }
}
