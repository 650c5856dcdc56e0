//! What cannot be computed, and bounds that hold: quotients without a value, numbers too large, point ranges that overlap,
//! and the breakpoints of formulas. Each test looks at a whole kind of fault that the first edition had.

use innopoints::search::score as searched;
use innopoints::{Date, Enterprise, Num, Scheme, shipped};
use innopoints_core::formula::Env;
use innopoints_core::formula::Unknown;
use innopoints_core::id::FieldId;
use innopoints_core::number::parse_decimal;
use innopoints_core::score::{breakpoints, score, total};
use serde_json::{Value, json};

fn on() -> Date {
    Date::parse("2026-11-01").expect("a day")
}

fn num(text: &str) -> Num {
    parse_decimal(text).expect(text)
}

/// A scheme of indicators in one group, with further members.
fn scheme(indicators: Value, more: Value) -> Scheme {
    let text = |s: &str| json!({"zh": format!("名{s}"), "en": s});
    let source = json!({"article": "a", "standing": "estimate", "note": text("n")});
    let mut list = Vec::new();
    for (n, mut indicator) in indicators.as_array().expect("a list").clone().into_iter().enumerate() {
        let own = indicator.as_object_mut().expect("an object");
        own.insert("id".into(), json!(format!("i{n}")));
        own.insert("title".into(), text(&format!("i{n}")));
        own.insert("source".into(), source.clone());
        list.push(indicator);
    }
    let mut file = json!({
        "id": "my-test", "title": text("t"), "issuer": "i", "document": "d", "effective": {"from": "2020-01-01"},
        "groups": [{"id": "g", "title": text("g"), "source": source, "indicators": list}],
    });
    for (key, value) in more.as_object().expect("an object") {
        file[key] = value.clone();
    }
    Scheme::parse(&file.to_string(), None).unwrap_or_else(|p| panic!("{file}: {p:?}"))
}

fn company(figures: Value) -> Enterprise {
    Enterprise::parse(&figures.to_string(), None).unwrap_or_else(|p| panic!("{figures}: {p:?}"))
}

fn bounds(scheme: &Scheme, figures: Value) -> [String; 2] {
    let score = searched(scheme, &company(figures), on(), &[]).expect("a score");
    [score.total.lo, score.total.hi].map(|end| end.expect("an end").to_text(2))
}

/// Every rule kind that measures a value, with a divisor of 0 or with one that may be 0: from 0 to the maximum, and the rest
/// counts as it did.
#[test]
fn a_quotient_without_a_value_leaves_its_indicator_open_and_nothing_else() {
    let ratio = "rd_expense / revenue";
    for rule in [
        json!({"value": ratio, "bands": [{"from": "5%", "points": 8}], "otherwise": 2}),
        json!({"value": ratio, "bands": [{"to": "5%", "points": 8}]}),
        json!({"value": ratio, "curve": [{"at": "0%", "points": 1}, {"at": "5%", "points": 9}]}),
        json!({"value": ratio, "per_unit": {"points": 1, "per": "1%"}}),
        json!({"value": ratio, "reference": "5%"}),
        json!({"value": "growth(rd_expense, revenue)", "bands": [{"from": "5%", "points": 8}]}),
        json!({"value": "max(1, rd_expense / revenue)", "bands": [{"from": "5%", "points": 8}]}),
        json!({"best_of": [{"value": ratio, "bands": [{"from": "5%", "points": 8}]}]}),
    ] {
        let mut rule = rule;
        rule["max"] = json!(10);
        let scheme = scheme(json!([rule, {"max": 5, "flag": "hnte"}]), json!({}));
        let zero = json!({"rd_expense": 5, "revenue": 0, "hnte": true});
        let found = score(&scheme, &company(zero.clone()), on(), &[]).expect("a score");
        assert!(found.items[0].without_value.is_some() && found.items[0].earned.is_none(), "{rule}");
        assert_eq!(bounds(&scheme, zero.clone()), ["5", "15"], "{rule}");
        assert_eq!(total(&scheme, &company(zero), on()), Ok(None), "{rule}");
        // A completion with a divisor of 0 counts too.
        assert_eq!(bounds(&scheme, json!({"rd_expense": 5, "hnte": true})), ["5", "15"], "{rule}");
        let known = json!({"rd_expense": 5, "revenue": 50, "hnte": true});
        assert!(total(&scheme, &company(known), on()).expect("a total").is_some(), "{rule}");
    }
}

#[test]
fn an_alternative_without_a_value_drops_out() {
    let best = json!([{"max": 10, "best_of": [
        {"value": "rd_expense / revenue", "bands": [{"from": "5%", "points": 8}]},
        {"value": "rd_expense", "bands": [{"from": "1万元", "points": 3}]},
    ]}]);
    let scheme = scheme(best, json!({}));
    assert_eq!(bounds(&scheme, json!({"rd_expense": 5, "revenue": 0})), ["3", "3"]);
    assert_eq!(bounds(&scheme, json!({"rd_expense": 5, "revenue": 10})), ["8", "8"]);
    // It may be there or not.
    assert_eq!(bounds(&scheme, json!({"rd_expense": 5})), ["3", "8"]);
}

/// A flag whose condition is undetermined lies between its two numbers, in `best_of` too.
#[test]
fn an_undetermined_flag_lies_between_its_numbers() {
    let flag = json!({"flag": "rd_expense / revenue >= 5%", "points": 7, "otherwise": 2});
    let zero = json!({"rd_expense": 5, "revenue": 0});
    let mut own = flag.clone();
    own["max"] = json!(10);
    assert_eq!(bounds(&scheme(json!([own]), json!({})), zero.clone()), ["2", "7"]);
    let best =
        json!([{"max": 10, "best_of": [flag, {"value": "rd_expense", "bands": [{"from": "1万元", "points": 3}]}]}]);
    assert_eq!(bounds(&scheme(best, json!({})), zero), ["3", "7"]);
}

/// Kleene's logic: false and undetermined is false, true or undetermined is true, both branches alike need no condition.
#[test]
fn undetermined_conditions() {
    let open = "rd_expense / revenue >= 5%";
    for (when, points) in [
        (format!("{open} and staff_total >= 10人"), ["0", "0"]),
        (format!("staff_total >= 10人 and {open}"), ["0", "0"]),
        (format!("{open} or staff_total >= 1人"), ["10", "10"]),
        (format!("staff_total >= 1人 or {open}"), ["10", "10"]),
        (format!("not ({open})"), ["0", "10"]),
        (format!("{open} or staff_total >= 10人"), ["0", "10"]),
        (format!("if {open} then staff_total >= 1人 else staff_total >= 2人"), ["10", "10"]),
        (format!("if {open} then staff_total >= 1人 else staff_total >= 10人"), ["0", "10"]),
        (format!("(if {open} then 1 else 1) >= 1"), ["10", "10"]),
        (format!("(if {open} then 1 else 2) >= 1"), ["0", "10"]),
        ("min(rd_expense / revenue, 0) < 1".to_string(), ["0", "10"]),
        ("0 * (rd_expense / revenue) = 0".to_string(), ["0", "10"]),
    ] {
        let scheme = scheme(json!([{"max": 10, "flag": when}]), json!({}));
        let found = bounds(&scheme, json!({"rd_expense": 5, "revenue": 0, "staff_total": 5}));
        assert_eq!(found, points, "{when}");
    }
}

/// Gates, routes, stages, pass conditions: none refuses a company, and the total answers as the score does.
#[test]
fn an_undetermined_gate_leaves_the_verdict_open_and_the_total_stands() {
    let condition = |id: &str, when: &str| json!({"id": id, "title": {"zh": "名", "en": id}, "when": when, "source": {"article": "a", "standing": "official"}});
    let source = json!({"article": "a", "standing": "official"});
    let zero = company(json!({"rd_expense": 5, "revenue": 0, "hnte": true}));
    for more in [
        json!({"gates": [condition("x", "rd_expense / revenue >= 5%")], "pass": {"when": "total >= 5", "source": source}}),
        json!({"pass": {"when": "total >= 20", "or": [condition("x", "rd_expense / revenue >= 5%")], "source": source}}),
        json!({"pass": {"when": "total >= 5 and rd_expense / revenue >= 5%", "source": source}}),
    ] {
        let scheme = scheme(json!([{"max": 10, "flag": "hnte"}]), more.clone());
        let found = searched(&scheme, &zero, on(), &[]).expect("a score");
        assert_eq!((found.total.single(), found.passed), (Some(Num::int(10)), None), "{more}");
        assert_eq!(total(&scheme, &zero, on()), Ok(Some(Num::int(10))), "{more}");
    }
}

/// The total and the score of every shipped scheme answer alike for companies whose figures are all known but one or two, and
/// those 0 or missing.
#[test]
fn the_total_answers_as_the_score_does() {
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).expect(id);
        let day = scheme.to.unwrap_or(on());
        let plain = |skip: &dyn Fn(usize) -> Option<Num>| {
            let mut company = Enterprise::of(scheme.dictionary);
            for (n, &f) in scheme.fields.iter().enumerate() {
                use innopoints::dictionary::{Kind, Value};
                let field = &scheme.dictionary.fields[f];
                let value = match (&field.kind, skip(n)) {
                    (Kind::Number { range, .. }, Some(x)) if range.contains(x) => Value::Exact(x),
                    (_, Some(_)) => Value::Missing,
                    (Kind::Number { range, .. }, None) => {
                        Value::Exact(range.hi.unwrap_or(Num::int(50)).min(Num::int(50)))
                    }
                    (Kind::Flag, None) => Value::Flag(true),
                    (Kind::Choice(_), None) => Value::Level(0),
                    _ => Value::Missing,
                };
                company.set(f, value);
            }
            company
        };
        for n in 0..scheme.fields.len() {
            for x in [Num::ZERO, Num::int(1_000_000_000)] {
                let company = plain(&|at| (at == n || at == n / 2).then_some(x));
                let whole =
                    score(&scheme, &company, day, &[]).map(|s| s.total.single().map(|t| t.round(scheme.precision)));
                assert_eq!(total(&scheme, &company, day), whole, "{id}: {n}");
            }
        }
    }
}

/// Bands whose ranges of points overlap: the bounds are those of every band that can be, and of none.
#[test]
fn bands_with_overlapping_point_ranges() {
    let ranges = [(0, 0), (0, 5), (3, 9), (7, 14), (8, 12), (8, 8), (11, 13)];
    for (a, b) in ranges.iter().flat_map(|a| ranges.map(|b| (*a, b))) {
        for otherwise in [0, 3] {
            let points = |(lo, hi): (i64, i64)| json!({"between": [lo, hi], "typical": lo});
            // The loader wants the better band to be able to give more.
            if a.1 <= b.1.max(otherwise) && a.1 <= b.1 && a.0 <= b.0 || b.1 <= otherwise || a.0 == a.1 || b.0 == b.1 {
                continue;
            }
            for value in ["rd_expense / revenue", "rd_expense"] {
                let edge = |text: &str| if value == "rd_expense" { "20万元" } else { text }.to_string();
                let lower = if value == "rd_expense" { "10万元".to_string() } else { edge("5%") };
                let rule = json!({"max": 20, "value": value, "otherwise": otherwise, "bands": [
                    {"from": edge("10%"), "points": points(a)}, {"from": lower, "points": points(b)}]});
                let Ok(scheme) = std::panic::catch_unwind(|| scheme(json!([rule]), json!({}))) else { continue };
                let (lo, hi) = (a.0.min(b.0).min(otherwise), a.1.max(b.1).max(otherwise));
                let found = bounds(&scheme, json!({"revenue": 100}));
                assert_eq!(found, [lo.to_string(), hi.to_string()], "{a:?} {b:?} {otherwise} {value}");
                let at =
                    bounds(&scheme, json!({"revenue": 100, "rd_expense": if value == "rd_expense" { 15 } else { 7 }}));
                assert_eq!(at, [b.0.to_string(), b.1.to_string()]);
            }
        }
    }
    // The example of the report.
    let rule = json!({"max": 20, "value": "rd_expense / revenue", "bands": [
        {"from": "10%", "points": {"between": [8, 12], "typical": 10}},
        {"from": "5%", "points": {"between": [7, 14], "typical": 9}}]});
    assert_eq!(bounds(&scheme(json!([rule]), json!({})), json!({"revenue": 100})), ["0", "14"]);
}

/// What does not fit 128 bits widens an end, and no bound that it made is called tight: each holds what every revenue within
/// the range earns, by floating point.
#[test]
fn what_is_too_large_is_never_tight() {
    let (x, y) = (0.923_456_789, 0.987_654_321_098);
    let on_curve = |revenue: f64| 1.000_001 + (x / revenue - 0.123_456_789) / (y - 0.123_456_789) * 8.999_998;
    let curve = json!({"max": 10, "value": "(rd_expense - rd_expense_prior) / revenue", "curve": [
        {"at": "0.123456789012345677", "points": "1.000001"}, {"at": "0.987654321098765431", "points": "9.999999"}]});
    let value = "(rd_expense - rd_expense_prior) * (rd_expense - rd_expense_prior) / (revenue * revenue)";
    let of_reference = |revenue: f64| 10.0 * x * x / (revenue * revenue) / y;
    let reference = json!({"max": 10, "value": value, "reference": "98.7654321098765431%"});
    let of_unit = |revenue: f64| 1.000_001 * x * x / (revenue * revenue) / 0.123_456_789_012;
    let unit = json!({"max": 10, "value": value,
        "per_unit": {"points": "1.000001", "per": "12.3456789012345677%", "whole": false}});
    let cases: [(_, &dyn Fn(f64) -> f64); 3] = [(curve, &on_curve), (reference, &of_reference), (unit, &of_unit)];
    for (rule, points) in cases {
        let scheme = scheme(json!([rule]), json!({}));
        let figures = json!({"rd_expense": "0.923456789012345671", "rd_expense_prior": "0.000000000000000003",
            "revenue": {"between": ["1.00000000000000007", "7.3"]}});
        let found = searched(&scheme, &company(figures), on(), &[]).expect("a score");
        let [lo, hi] = [found.total.lo, found.total.hi]
            .map(|end| -> f64 { end.expect("an end").to_text(9).parse().expect("a number") });
        for revenue in [1.0, 1.5, 3.0, 7.3] {
            let x = points(revenue);
            assert!(lo <= x + 1e-6 && x - 1e-6 <= hi, "{rule}: {x} is not from {lo} to {hi}");
        }
        let reached = [points(7.3), points(1.0)];
        assert!(!found.tight || (lo - reached[0]).abs() < 1e-6 && (hi - reached[1]).abs() < 1e-6, "{rule}: {found:?}");
    }
}

/// A gate that does not fit 128 bits stands open though every figure is known: the core does not call it tight.
#[test]
fn a_gate_that_is_too_large_is_not_tight_to_the_core() {
    let source = json!({"article": "a", "standing": "official"});
    let ratio = "(rd_expense * rd_expense / (revenue * revenue))";
    let square = format!("{ratio} * {ratio} >= 50%");
    let gate = json!({"id": "x", "title": {"zh": "名", "en": "x"}, "when": square, "source": source});
    let more = json!({"gates": [gate], "pass": {"when": "total >= 5", "source": source}});
    let scheme = scheme(json!([{"max": 10, "flag": "hnte"}]), more);
    let figures = json!({"hnte": true, "rd_expense": "0.923456789012345671", "revenue": "1.00000000000000007"});
    let found = score(&scheme, &company(figures.clone()), on(), &[]).expect("a score");
    assert_eq!((found.total.single(), found.passed, found.tight), (Some(Num::int(10)), None, false));
    let found = searched(&scheme, &company(figures), on(), &[]).expect("a score");
    assert_eq!((found.total.single(), found.passed, found.tight), (Some(Num::int(10)), None, false));
}

/// The breakpoints of a quotient do not depend on the order of operands, however it is nested.
#[test]
fn breakpoints_of_minima_and_maxima_are_those_of_every_operand() {
    // With revenue 1000 and super_deduction 20: rd_expense at which the value is 10 %.
    for (value, wanted) in [
        ("max(rd_expense, super_deduction) / revenue", "100"),
        ("max(super_deduction, rd_expense) / revenue", "100"),
        ("revenue / min(super_deduction, rd_expense) / 100", "100"),
        ("revenue / min(rd_expense, super_deduction) / 100", "100"),
        ("super_deduction / revenue + max(super_deduction, rd_expense) / revenue", "80"),
        ("max(min(super_deduction, rd_expense), max(super_deduction, rd_expense / 2)) / revenue", "200"),
        ("(if super_deduction >= 1万元 then max(super_deduction, rd_expense) else 0万元) / revenue", "100"),
        ("-min(-super_deduction, -rd_expense) / revenue", "100"),
    ] {
        let rule = json!({"max": 10, "value": value, "bands": [{"from": "10%", "points": 10}]});
        let scheme = scheme(json!([rule]), json!({}));
        let company = company(json!({"revenue": 1000, "super_deduction": 20, "rd_expense": 50}));
        let interval = |f: FieldId| company.interval(f);
        let env = Env { values: company.values(), interval: &interval, ..Env::default() };
        let field = scheme.dictionary.find("rd_expense").expect("a field");
        let found = breakpoints(&scheme, &env, Unknown::Field(field));
        assert!(found.points.contains(&num(wanted)), "{value}: {:?}", found.points);
        assert!(found.complete, "{value}");
    }
}

/// A million multiples cost nothing, and none is cut off.
#[test]
fn multiples_are_found_where_they_are_asked_for() {
    for (per, value, last) in [("10万元", "rd_expense", "10000000"), ("1%", "rd_expense / revenue", "10000000")] {
        let rule = json!({"max": 1_000_000, "value": value, "per_unit": {"points": 1, "per": per}});
        let scheme = scheme(json!([rule]), json!({}));
        let company = company(json!({"revenue": 1000, "rd_expense": 1}));
        let interval = |f: FieldId| company.interval(f);
        let env = Env { values: company.values(), interval: &interval, ..Env::default() };
        let field = scheme.dictionary.find("rd_expense").expect("a field");
        let found = breakpoints(&scheme, &env, Unknown::Field(field));
        assert_eq!((found.points.len(), found.multiples.len()), (0, 1));
        assert_eq!(found.multiples[0].at(15), Some(num("150")));
        assert_eq!(found.multiples[0].at(u64::MAX), Some(num(last)));
        let near: Vec<Num> = found.near(&[Some(num("7305"))]);
        assert_eq!(near, [num("7290"), num("7300"), num("7310")]);
        let all = found.clone().list(num("0"), num("25"), num("0"), 100);
        assert!(all.complete && all.points.contains(&num("20")) && all.points.len() <= 4);
        assert!(!found.list(num("0"), num("10000000"), num("0"), 100).complete);
    }
}

/// Each ticked item earns its points, up to the maximum; one that is open or undetermined may or may not.
#[test]
fn a_checklist_adds_what_is_ticked() {
    let list = json!([
        {"when": "hnte", "points": 3}, {"when": "rd_expense / revenue >= 5%", "points": 4},
        {"when": "staff_total >= 10人", "points": {"between": [2, 5], "typical": 3}}]);
    let scheme = scheme(json!([{"max": 8, "checklist": list}]), json!({}));
    for (figures, points) in [
        (json!({"hnte": true, "rd_expense": 5, "revenue": 50, "staff_total": 1}), ["7", "7"]),
        (json!({"hnte": true, "rd_expense": 5, "revenue": 50, "staff_total": 10}), ["8", "8"]),
        (json!({"hnte": false, "rd_expense": 1, "revenue": 50, "staff_total": 10}), ["2", "5"]),
        (json!({"hnte": true, "rd_expense": 5, "revenue": 0, "staff_total": 1}), ["3", "7"]),
        (json!({"staff_total": 1}), ["0", "7"]),
        (json!({}), ["0", "8"]),
    ] {
        assert_eq!(bounds(&scheme, figures.clone()), points, "{figures}");
    }
    let none = company(json!({"hnte": false, "rd_expense": 5, "revenue": 50, "staff_total": 1}));
    let report = scheme.score(&none, on()).expect("a report");
    let item = &report.items[0];
    assert!(item.reason.zh.contains("满足 1 项（共 3 项）"), "{}", item.reason.zh);
    assert!(item.next.is_some());
    let packed = Scheme::unpack(&scheme.pack().concat()).expect("a scheme");
    assert_eq!(bounds(&packed, json!({})), ["0", "8"]);
}
