//! Each feature of the scheme format on a small scheme of its own.

use innopoints::{Date, Enterprise, Problem, Report, Scheme};
use serde_json::{Value, json};

fn text(id: &str) -> Value {
    json!({"zh": id, "en": id})
}

fn source(standing: &str) -> Value {
    json!({"article": "一", "standing": standing, "checked": "full_text"})
}

/// A scheme with the members given and what every scheme needs.
fn with(members: Value) -> Value {
    let mut all = json!({
        "id": "s", "title": text("s"), "issuer": "i", "document": "d", "effective": {"from": "2020-01-01"}
    });
    all.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    all
}

fn group(id: &str, indicators: Value) -> Value {
    json!({"id": id, "title": text(id), "source": source("official"), "indicators": indicators})
}

/// An indicator with its rule.
fn item(id: &str, max: Value, rule: Value) -> Value {
    let mut all = json!({"id": id, "title": text(id), "max": max, "source": source("official")});
    all.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
    all
}

fn level(id: &str, when: Option<&str>) -> Value {
    let mut all = json!({"id": id, "title": text(id), "source": source("official")});
    if let Some(when) = when {
        all["when"] = when.into();
    }
    all
}

fn read(scheme: &Value) -> Scheme {
    refused_or_read(scheme).unwrap_or_else(|p| panic!("{p:?}"))
}

fn refused_or_read(scheme: &Value) -> Result<Scheme, Vec<Problem>> {
    Scheme::parse(&scheme.to_string(), None)
}

/// The one problem of a scheme: its code and pointer.
fn refusal(scheme: &Value) -> (&'static str, String) {
    let problems = refused_or_read(scheme).expect_err("it should be refused");
    assert_eq!(problems.len(), 1, "{problems:?}");
    (problems[0].code, problems[0].pointer.clone().unwrap_or_default())
}

fn score<'a>(scheme: &'a Scheme, company: Value) -> Report<'a> {
    let company = Enterprise::parse(&company.to_string(), None).unwrap_or_else(|p| panic!("{p:?}"));
    scheme.score(&company, Date::parse("2026-11-01").unwrap()).unwrap_or_else(|p| panic!("{p:?}"))
}

fn bounds<'a>(r: &'a Report<'_>) -> [&'a str; 2] {
    r.bounds.as_ref().expect("bounds").each_ref().map(|end| &**end)
}

fn flag(max: u32, field: &str) -> Value {
    item(field, max.into(), json!({"flag": field, "points": max}))
}

#[test]
fn gates_alone() {
    let gate = |id: &str, when: &str| json!({"id": id, "title": text(id), "when": when, "source": source("official")});
    let gates = json!([gate("a", "hnte"), gate("b", "revenue >= 100万元")]);
    let s = read(&with(json!({"gates": gates, "pass": {"source": source("official")}})));
    let passed = |c: Value| score(&s, c).passed;
    assert_eq!(passed(json!({"hnte": true, "revenue": 100})), Some(true));
    assert_eq!(passed(json!({"hnte": false})), Some(false));
    assert_eq!(passed(json!({"hnte": true})), None);
    let r = score(&s, json!({"hnte": true, "revenue": 100}));
    assert_eq!((r.total.as_deref(), r.max.as_str(), r.summary.zh.as_str()), (Some("0"), "0", "满足全部条件。"));
    let routes = json!({"or": [gate("c", "srdi_sme"), gate("d", "tech_sme")], "source": source("official")});
    let s = read(&with(json!({"gates": gates, "pass": routes})));
    let passed = |c: Value| score(&s, c).passed;
    assert_eq!(passed(json!({"hnte": true, "revenue": 100, "srdi_sme": false, "tech_sme": true})), Some(true));
    assert_eq!(passed(json!({"hnte": true, "revenue": 100, "srdi_sme": false, "tech_sme": false})), Some(false));
    assert_eq!(passed(json!({"hnte": true, "revenue": 100, "srdi_sme": false})), None);
    // Nothing at all is no scheme.
    assert_eq!(refusal(&with(json!({}))), ("missing", String::new()));
}

#[test]
fn deductions_and_bonus() {
    let mut bonus = group("bonus", json!([flag(5, "srdi_sme")]));
    bonus["kind"] = "bonus".into();
    let mut deduction = group("minus", json!([flag(20, "major_incident")]));
    deduction["kind"] = "deduction".into();
    let s = read(&with(json!({"groups": [group("plain", json!([flag(10, "hnte")])), bonus, deduction]})));
    assert_eq!(s.max.to_text(2), "15");
    let total =
        |a: bool, b: bool, c: bool| score(&s, json!({"hnte": a, "srdi_sme": b, "major_incident": c})).total.unwrap();
    assert_eq!(total(true, true, false), "15");
    assert_eq!(total(true, true, true), "0");
    assert_eq!(total(true, false, false), "10");
    let r = score(&s, json!({"hnte": true, "srdi_sme": true}));
    assert_eq!(bounds(&r), ["0", "15"]);
    assert_eq!(serde_json::to_value(&r).unwrap()["groups"][2]["kind"], "deduction");
    let mut wrong = group("g", json!([flag(1, "hnte")]));
    wrong["kind"] = "minus".into();
    assert_eq!(refusal(&with(json!({"groups": [wrong]}))), ("bad_kind", "/groups/0/kind".into()));
}

#[test]
fn classes() {
    let list = json!([
        level("large", Some("revenue >= 40000万元")),
        level("small", Some("revenue >= 300万元")),
        level("micro", None)
    ]);
    let s = read(&with(json!({"classes": {"title": text("size"), "list": list}})));
    let class = |c: Value| score(&s, c).class.map(|c| c.id.to_string());
    assert_eq!(class(json!({"revenue": 40000})).as_deref(), Some("large"));
    assert_eq!(class(json!({"revenue": 39999})).as_deref(), Some("small"));
    assert_eq!(class(json!({"revenue": 10})).as_deref(), Some("micro"));
    assert_eq!(class(json!({"revenue": {"between": [10, 20]}})).as_deref(), Some("micro"));
    let r = score(&s, json!({}));
    assert!(r.class.is_none());
    assert_eq!(r.missing, ["revenue"]);
    let list = json!([level("large", None), level("micro", None)]);
    let wrong = with(json!({"classes": {"title": text("size"), "list": list}}));
    assert_eq!(refusal(&wrong), ("missing", "/classes/list/0".into()));
}

#[test]
fn stages_with_parameters() {
    let parameters = json!([{"id": "young_limit", "title": text("limit"), "between": ["500万元", "2000万元"],
        "typical": "1000万元", "source": source("estimate")}]);
    let stages = json!([level("young", Some("revenue < young_limit")), level("old", None)]);
    let items = json!([item("a", json!({"young": 10, "old": 30}), json!({"flag": "hnte"}))]);
    let scheme = with(json!({"parameters": parameters, "stages": stages, "groups": [group("g", items)]}));
    let s = read(&scheme);
    assert!(!s.official);
    let r = score(&s, json!({"revenue": 100, "hnte": true}));
    assert_eq!((r.stage, r.total.as_deref()), (Some("young"), Some("10")));
    assert!(r.notice.as_ref().is_some_and(|n| r.summary.zh.contains(&n.zh)));
    let r = score(&s, json!({"revenue": 3000, "hnte": true}));
    assert_eq!((r.stage, r.total.as_deref(), r.max.as_str()), (Some("old"), Some("30"), "30"));
    let r = score(&s, json!({"revenue": 900, "hnte": true}));
    assert_eq!((r.stage, r.total.as_deref(), bounds(&r)), (None, None, ["10", "30"]));
    assert_eq!(r.typical.as_deref(), Some("10"));
    assert_eq!(bounds(&score(&s, json!({"revenue": 900, "hnte": false}))), ["0", "0"]);
    // An exact one makes an exact scheme.
    let mut exact = scheme.clone();
    exact["parameters"][0] =
        json!({"id": "young_limit", "title": text("limit"), "is": "1000万元", "source": source("official")});
    let s = read(&exact);
    assert!(s.official);
    let r = score(&s, json!({"revenue": 1000, "hnte": true}));
    assert_eq!(
        (r.stage, r.total.as_deref(), r.notice.is_none(), r.typical.is_none()),
        (Some("old"), Some("30"), true, true)
    );
    let mut wrong = exact.clone();
    wrong["parameters"][0]["is"] = "5人".into();
    assert_eq!(refusal(&wrong), ("unit_clash", "/stages/0/when".into()));
    let mut wrong = exact;
    wrong["groups"][0]["indicators"][0]["max"] = json!({"young": 10});
    assert_eq!(refusal(&wrong), ("missing", "/groups/0/indicators/0/max".into()));
}

#[test]
fn reference() {
    let rule = json!({"value": "rd_expense / revenue", "reference": "6%"});
    let s = read(&with(json!({"groups": [group("g", json!([item("a", 10.into(), rule)]))]})));
    let total = |rd: &str| score(&s, json!({"rd_expense": rd, "revenue": 1000})).total.unwrap();
    assert_eq!(total("30"), "5");
    assert_eq!(total("60"), "10");
    assert_eq!(total("600"), "10");
    assert_eq!(total("0"), "0");
    let r = score(&s, json!({"rd_expense": {"between": [15, 30]}, "revenue": 1000}));
    assert_eq!(bounds(&r), ["2.5", "5"]);
    let wrong = |reference: Value| {
        let rule = json!({"value": "rd_expense / revenue", "reference": reference});
        refusal(&with(json!({"groups": [group("g", json!([item("a", 10.into(), rule)]))]})))
    };
    let place = "/groups/0/indicators/0/reference".to_string();
    assert_eq!(wrong("6万元".into()), ("unit_clash", place.clone()));
    assert_eq!(wrong("0%".into()), ("out_of_range", place.clone()));
    assert_eq!(wrong(json!({"between": ["6%", "3%"], "typical": "4%"})), ("bad_range", place.clone() + "/between"));
    assert_eq!(wrong(json!({"between": ["3%", "6%"], "typical": "7%"})), ("out_of_range", place + "/typical"));
}

#[test]
fn estimates() {
    let max = json!({"between": [10, 20], "typical": 15});
    let rule = json!({"value": "rd_expense / revenue", "reference": {"between": ["5%", "10%"], "typical": "8%"}});
    let mut a = item("a", max, rule);
    a["source"] = source("estimate");
    let s = read(&with(json!({"groups": [group("g", json!([a]))]})));
    assert!(!s.official);
    let r = score(&s, json!({"rd_expense": 40, "revenue": 1000}));
    assert_eq!((r.total.as_deref(), r.typical.as_deref(), bounds(&r)), (None, Some("7.5"), ["4", "16"]));
    assert_eq!(r.items[0].typical.as_deref(), Some("7.5"));
    assert!(r.notice.is_some() && !r.official);
    assert_eq!(score(&s, json!({"rd_expense": 40})).typical, None);
    // What no estimate can change is exact.
    let r = score(&s, json!({"rd_expense": 0, "revenue": 1000}));
    assert_eq!((r.total.as_deref(), bounds(&r)), (Some("0"), ["0", "0"]));
}

#[test]
fn judged() {
    let items = json!([
        item("a", 10.into(), json!({"judged": {"between": [2, 6]}})),
        item("b", 5.into(), json!({"judged": "any"})),
        item("c", 5.into(), json!({"flag": "hnte"})),
    ]);
    let pass = json!({"when": "total >= 10", "source": source("official")});
    let s = read(&with(json!({"groups": [group("g", items)], "pass": pass})));
    // Experts settle it: the scheme itself is official.
    assert!(s.official);
    let r = score(&s, json!({"hnte": true}));
    assert_eq!((r.total.as_deref(), r.typical.as_deref(), bounds(&r), r.passed), (None, None, ["7", "16"], None));
    assert!(r.items[0].judged && r.items[1].judged && !r.items[2].judged);
    let wrong = json!([item("a", 10.into(), json!({"judged": {"between": [2, 16]}}))]);
    let place = "/groups/0/indicators/0/judged".to_string();
    assert_eq!(refusal(&with(json!({"groups": [group("g", wrong)]}))), ("above_max", place));
}

/// A base to extend: an estimate, a fixed number, and a pass condition on points.
fn base() -> Value {
    let items = json!([flag(10, "hnte"), flag(20, "srdi_sme")]);
    let parameters = json!([{"id": "limit", "title": text("limit"), "is": "1000万元", "source": source("official")}]);
    let gates =
        json!([{"id": "small", "title": text("small"), "when": "revenue < limit", "source": source("official")}]);
    let pass = json!({"when": "total >= 10 and points(hnte) > 0", "source": source("official")});
    with(json!({"groups": [group("g", items)], "parameters": parameters, "gates": gates, "pass": pass}))
}

fn extend(members: Value) -> Result<Scheme, Vec<Problem>> {
    let mut all = with(members);
    all["id"] = "own".into();
    all["extends"] = "s".into();
    all["notes"] = text("notes");
    let find = |id: &str| (id == "s").then(|| base().to_string());
    Scheme::parse_with(&all.to_string(), None, &find)
}

#[test]
fn extensions() {
    // Nothing of its own: the same rules under another name and digest.
    let s = extend(json!({})).unwrap();
    assert_ne!(s.digest, read(&base()).digest);
    let all = json!({"hnte": true, "srdi_sme": true, "revenue": 500, "tech_sme": true});
    let r = score(&s, all.clone());
    assert_eq!((r.total.as_deref(), r.passed, r.scheme), (Some("30"), Some(true), "own"));
    // A group of its own before the changed one, a changed maximum, a changed number.
    let groups = json!([
        group("own", json!([flag(5, "tech_sme")])),
        {"id": "g", "indicators": [{"id": "srdi_sme", "max": 8, "flag": "srdi_sme"}, flag(1, "little_giant")]}
    ]);
    let limit = json!([{"id": "limit", "title": text("limit"), "is": "500万元", "source": source("official")}]);
    let s = extend(json!({"groups": groups, "parameters": limit})).unwrap();
    let mut more = all.clone();
    more["little_giant"] = true.into();
    let r = score(&s, more);
    assert_eq!((r.total.as_deref(), r.max.as_str(), r.passed), (Some("24"), "24", Some(false)));
    let ids: Vec<&str> = r.items.iter().map(|i| i.id).collect();
    assert_eq!(ids, ["hnte", "srdi_sme", "little_giant", "tech_sme"]);
    // Without an indicator.
    let s = extend(json!({"drop": ["srdi_sme"]})).unwrap();
    let r = score(&s, all);
    assert_eq!((r.total.as_deref(), r.max.as_str(), r.passed), (Some("10"), "10", Some(true)));
    // What is wrong is told at its place in this file.
    let at = |members: Value| {
        let problems = extend(members).expect_err("it should be refused");
        assert_eq!(problems.len(), 1, "{problems:?}");
        (problems[0].code, problems[0].pointer.clone().unwrap_or_default())
    };
    assert_eq!(at(json!({"drop": ["hnte"]})), ("missing", String::new()));
    assert_eq!(at(json!({"drop": ["nothing"]})), ("unknown_id", "/drop/0".into()));
    let bad = json!([{"id": "g", "indicators": [{"id": "hnte", "flag": "nothing"}]}]);
    assert_eq!(at(json!({"groups": bad})), ("bad_formula", "/groups/0/indicators/0/flag".into()));
    let limit = json!([{"id": "limit", "title": text("limit"), "is": "5人", "source": source("official")}]);
    assert_eq!(at(json!({"parameters": limit})), ("unit_clash", "/parameters/0".into()));
    let lost = with(json!({"extends": "lost", "notes": text("n")}));
    let refused = Scheme::parse_with(&lost.to_string(), None, &|_| None).expect_err("no base");
    assert_eq!(refused[0].pointer.as_deref(), Some("/extends"));
}

/// The whole that an extension makes is checked, not only what it writes.
#[test]
fn an_extension_is_checked_as_a_whole() {
    let refused = |members: Value| {
        let problems = extend(members).expect_err("it should be refused");
        assert_eq!(problems.len(), 1, "{problems:?}");
        (problems[0].code, problems[0].pointer.clone().unwrap_or_default())
    };
    // The pass condition of the base asks for the points of the indicator hnte.
    let named = |id: &str| json!([group(id, json!([flag(5, "tech_sme")]))]);
    assert_eq!(refused(json!({"groups": named("hnte")})), ("duplicate", "/groups/0".into()));
    assert_eq!(refused(json!({"groups": named("hnte"), "drop": ["hnte"]})), ("other_meaning", "/groups/0".into()));
    // The same id in another group is another indicator; points that were added are not those that are taken away.
    let elsewhere = json!([group("own", json!([item("hnte", 5.into(), json!({"flag": "tech_sme"}))]))]);
    let moved = refused(json!({"groups": elsewhere, "drop": ["hnte"]}));
    assert_eq!(moved, ("other_meaning", "/groups/0/indicators/0".into()));
    let taken = json!([{"id": "g", "kind": "deduction"}]);
    assert_eq!(refused(json!({"groups": taken})), ("other_meaning", String::new()));
    let more = json!([group("own", json!([item("srdi_sme", 5.into(), json!({"flag": "tech_sme"}))]))]);
    assert_eq!(refused(json!({"groups": more})), ("duplicate", "/groups/0/indicators/0".into()));
    let more = json!([group("own", json!([item("g", 5.into(), json!({"flag": "tech_sme"}))]))]);
    assert_eq!(refused(json!({"groups": more})), ("duplicate", "/groups/0/indicators/0".into()));
    // Points of the base above a lowered maximum.
    let lower = json!([{"id": "g", "indicators": [{"id": "srdi_sme", "max": 8}]}]);
    assert_eq!(refused(json!({"groups": lower})), ("above_max", "/groups/0/indicators/0/max".into()));
    let floor = json!([{"id": "g", "max": 3, "floor": 5}]);
    assert_eq!(refused(json!({"groups": floor})), ("above_max", "/groups/0/floor".into()));
    // A flag that gives the maximum gives the new one.
    let find = |_: &str| {
        let items = json!([item("hnte", 10.into(), json!({"flag": "hnte"}))]);
        Some(with(json!({"groups": [group("g", items)]})).to_string())
    };
    let mut own = with(json!({"groups": [{"id": "g", "indicators": [{"id": "hnte", "max": 4}]}]}));
    (own["id"], own["extends"], own["notes"]) = ("own".into(), "s".into(), text("notes"));
    let s = Scheme::parse_with(&own.to_string(), None, &find).unwrap();
    assert_eq!(score(&s, json!({"hnte": true})).total.as_deref(), Some("4"));
    // A source of the base that names no document is of the base's.
    own["document"] = "own document".into();
    let s = Scheme::parse_with(&own.to_string(), None, &find).unwrap();
    assert_eq!(s.indicators[0].source.document, "d");
    // Nothing can be dropped of nothing.
    let alone = with(json!({"drop": ["a"], "groups": [group("g", json!([flag(1, "hnte")]))]}));
    assert_eq!(refusal(&alone), ("unknown_id", "/drop/0".into()));
}

#[test]
fn ties() {
    let weight = |id: &str, lo: u32, hi: u32, typical: u32| {
        let mut i = item(id, json!({"between": [lo, hi], "typical": typical}), json!({"flag": id}));
        i["source"] = source("estimate");
        i
    };
    let scheme = |sum: u32| {
        let tie = json!([{"groups": ["g"], "sum": sum, "source": source("official")}]);
        let items = json!([weight("hnte", 10, 60, 40), weight("srdi_sme", 10, 60, 30), weight("tech_sme", 10, 60, 30)]);
        with(json!({"groups": [group("g", items)], "ties": tie}))
    };
    let s = read(&scheme(100));
    assert_eq!(s.max.to_text(2), "100");
    let of = |a: bool, b: bool, c: bool| {
        let r = score(&s, json!({"hnte": a, "srdi_sme": b, "tech_sme": c}));
        (r.bounds.as_ref().expect("bounds").each_ref().map(ToString::to_string), r.typical.unwrap().to_string())
    };
    let pair = |a: &str, b: &str| [a.to_string(), b.to_string()];
    assert_eq!(of(true, true, true), (pair("100", "100"), "100".into()));
    assert_eq!(of(true, false, false), (pair("10", "60"), "40".into()));
    assert_eq!(of(true, true, false), (pair("40", "90"), "70".into()));
    assert_eq!(refusal(&scheme(200)), ("tie", "/ties/0".into()));
    assert_eq!(refusal(&scheme(90)), ("tie", "/ties/0".into()));
}

#[test]
fn ranks() {
    let top = json!([{"share": "20%", "points": 10}, {"share": "50%", "points": 6}]);
    let rule = json!({"value": "revenue", "rank": {"within": "stage", "top": top}, "otherwise": 1});
    let stages = json!([level("young", Some("revenue < 1000万元")), level("old", None)]);
    let scheme = with(json!({"stages": stages, "groups": [group("g", json!([item("a", 10.into(), rule)]))]}));
    let s = read(&scheme);
    // Alone it can be anything from the least to the most.
    let r = score(&s, json!({"revenue": 500}));
    assert_eq!((r.total.as_deref(), bounds(&r), r.items[0].judged), (None, ["1", "10"], true));
    let company = |revenue: Value| Enterprise::parse(&json!({"revenue": revenue}).to_string(), None).unwrap();
    let table = [100, 200, 300, 300, 500, 5000].map(|x| company(x.into()));
    let standings = s.rank(&table, Date::parse("2026-11-01").unwrap());
    let told: Vec<_> = standings
        .iter()
        .map(|s| (s.report.as_ref().unwrap().total.as_deref().unwrap_or("-").to_string(), s.place, s.among))
        .collect();
    let expected = [
        ("1", Some(4), 5),
        ("1", Some(4), 5),
        ("6", Some(2), 5),
        ("6", Some(2), 5),
        ("10", Some(1), 5),
        // The only one of its stage: 1 of 1 is not within the best 50 %.
        ("1", Some(1), 1),
    ];
    assert_eq!(told, expected.map(|(total, place, among)| (total.to_string(), place, among)));
    let mut wrong = scheme.clone();
    wrong["groups"][0]["indicators"][0]["rank"]["top"][1]["share"] = "10%".into();
    assert_eq!(refusal(&wrong), ("band_order", "/groups/0/indicators/0/rank/top/1".into()));
}

/// How many transcriptions were read is a whole number, as the schema has it: 2.0 is 2, and was once read as 20.
#[test]
fn counts_of_transcriptions_are_whole_numbers() {
    let text = innopoints::shipped::scheme("cn-tech-sme-2017").expect("shipped");
    let with = |count: &str| {
        let text = text.replacen("{\"transcriptions\": 2}", &format!("{{\"transcriptions\": {count}}}"), 1);
        Scheme::parse(&text, Some("own.json"))
    };
    for wrong in ["2.5", "0", "-1", "4294967296", "\"2\"", "true", "null", "[2]"] {
        let problems = with(wrong).expect_err(wrong);
        let at: Vec<_> = problems.iter().filter_map(|p| p.pointer.as_deref()).collect();
        assert!(
            at.iter().all(|at| at.starts_with("/gates/0/source/checked")) && !at.is_empty(),
            "{wrong}: {problems:?}"
        );
    }
    for (right, count) in [("1", 1), ("2.0", 2), ("20", 20), ("4294967295", u32::MAX)] {
        let checked = with(right).expect(right).gates[0].source.checked;
        assert_eq!(
            format!("{checked:?}"),
            format!("{:?}", Some(innopoints::scheme::model::Checked::Transcriptions(count)))
        );
    }
}
