//! The JSON Schema of scheme files: the shipped ones are valid by it, broken ones are not, and it knows the very members
//! that the loader knows.

use innopoints::file::scheme::schema;
use innopoints::{Problem, Scheme, shipped};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A scheme that uses all the format has.
fn everything() -> Value {
    let source = json!({"document": "1号", "article": "一", "standing": "estimate",
                        "note": {"zh": "说明", "en": "Note"}});
    let named = |id: &str, more: Value| {
        let mut object = json!({"id": id, "title": {"zh": "名称", "en": "Name"}, "source": source});
        object.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        object
    };
    let staged = json!({"early": 5, "late": {"between": [4, 6], "typical": 5}});
    let levels = innopoints::dictionary::Dictionary::shipped();
    let levels = levels.find("industry").map(|f| match &levels.fields[f].kind {
        innopoints::dictionary::Kind::Choice(levels) => levels.iter().map(|l| l.id).collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    let each: Value = levels.into_iter().flatten().map(|l| (l.to_string(), json!("revenue < 1亿元"))).collect();
    let field = |id: &str, more: Value| {
        let words = json!({"zh": id, "en": id});
        let mut field = json!({"id": id, "title": words, "meaning": words, "where": words});
        field.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        field
    };
    let mut scheme = named(
        "x",
        json!({
            "$schema": "scheme.schema.json", "family": "f", "issuer": "局", "document": "1号",
            "documents": [{"number": "1号", "name": "办法", "address": "https://example.gov.cn/1.html", "reprint": "http://example.gov.cn/2.html"}],
            "effective": {"from": "2026-01-01", "to": "2027-01-01"}, "precision": 2, "notes": {"zh": "须知", "en": "Notes"},
            "fields": [
                field("x__amount", json!({
                    "type": "number", "unit": "万元", "whole": false, "min": "0", "max": "100.5", "at_most": "revenue",
                    "section": "income", "move": {"cost": "0.5", "up": "20%|5", "down": "3"},
                    "difference": {"of": ["total_assets", "total_liabilities"], "share": "0.005", "amount": "2"},
                    "product": ["super_deduction", "income_tax_rate"], "stands_in": ["revenue_prior"],
                    "plausible": {"from": "0.5", "to": "90", "each": {"of": "staff_total", "to": "5"}, "repair": "0.0001"}
                })),
                field("x__grade", json!({
                    "type": "choice", "move": {"to": {"top": "5"}},
                    "implies": [{"when": ["top"], "field": "x__mark", "between": ["5", "6"]}],
                    "levels": [
                        {"id": "top", "title": {"zh": "高", "en": "Top"}},
                        {"id": "low", "title": {"zh": "低", "en": "Low"}}
                    ]
                })),
                field("x__open", json!({"type": "flag", "implies": [{"field": "hnte", "is": true}]})),
                field("x__since", json!({"type": "date", "implies": [{"days": 365, "field": "x__open"}]})),
                field("x__mark", json!({"type": "number", "unit": "分", "min": "0", "max": "6"}))
            ],
            "parameters": [
                named("limit", json!({"between": ["500万元", "2000万元"], "typical": "1000万元"})),
                named("share", json!({"is": "5%"}))
            ],
            "stages": [named("early", json!({"when": "revenue < limit"})), named("late", json!({}))],
            "classes": {"title": {"zh": "规模", "en": "Size"}, "by": "industry",
                        "list": [named("small", json!({"when": each})), named("large", json!({}))]},
            "gates": [named("one", json!({"by": "industry", "when": each})), named("two", json!({"when": "hnte"}))],
            "groups": [
                named("g", json!({"kind": "plain", "max": 60, "floor": 5, "indicators": [
                    named("a", json!({"max": 10, "value": "rd_expense / revenue", "otherwise": 1, "bands": [
                        {"from": "5%", "below": "10%", "points": 10}, {"above": "1%", "to": "2%", "points": staged}]})),
                    named("b", json!({"max": 10, "value": "niche_years", "curve": [{"at": "1年", "points": 0}, {"at": "3年", "points": 10}]})),
                    named("c", json!({"max": 10, "value": "class1_ip", "per_unit": {"points": 2, "per": "1件", "whole": true}})),
                    named("d", json!({"max": staged, "value": "rd_expense / revenue", "reference": {"between": ["5%", "10%"]}})),
                    named("e", json!({"max": 10, "choice": "industry", "points": {"software": 10, "retail": staged}})),
                    named("f", json!({"max": 10, "flag": "hnte", "points": 10, "otherwise": 0})),
                    named("h", json!({"max": 10, "judged": "any"})),
                    named("i", json!({"max": 10, "judged": {"between": [0, 6]}})),
                    named("j", json!({"max": 10, "value": "revenue",
                                      "rank": {"within": "stage", "top": [{"share": "5%", "points": 10}]}})),
                    named("k", json!({"max": 10, "best_of": [
                        {"title": {"zh": "甲", "en": "A"}, "source": source, "flag": "hnte", "points": 10},
                        {"value": "class1_ip", "bands": [{"from": "1件", "points": 5}]}]})),
                    named("n", json!({"max": 10, "judged": {"between": [0, 6]}, "mark": "x__mark"}))
                ]})),
                named("t", json!({"kind": "bonus", "indicators": [
                    named("l", json!({"max": {"between": [10, 30], "typical": 20}, "flag": "tech_sme"})),
                    named("m", json!({"max": {"between": [10, 30], "typical": 20}, "flag": "srdi_sme"}))]}))
            ],
            "ties": [{"groups": ["t"], "sum": 40, "source": source}],
            "panel": {"seed": 7, "grid": 0.5, "orders": [["g", "t"]], "source": source, "lists": [
                {"of": "limit", "values": ["500万元", "1000万元"]}, {"of": "a", "values": [4, 5]},
                {"of": "d", "values": [5]}, {"of": "e", "values": [5, 6]}]},
            "pass": {"when": "total >= 60", "or": [named("r", json!({"when": "national_award"}))], "source": source}
        }),
    );
    scheme.as_object_mut().expect("an object").remove("source");
    scheme
}

/// One that extends another.
fn extension() -> Value {
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    json!({
        "id": "y", "extends": "cn-tech-sme-2017", "drop": ["ip"], "title": {"zh": "地方", "en": "Local"}, "issuer": "局",
        "document": "2号", "effective": {"from": "2026-01-01"}, "notes": {"zh": "须知", "en": "Notes"},
        "groups": [
            {"id": "people", "indicators": [{"id": "staff_share", "max": 25}]},
            {"id": "local", "title": {"zh": "地方", "en": "Local"}, "source": source, "indicators": [
                {"id": "n", "title": {"zh": "新增", "en": "New"}, "max": 5, "flag": "hnte", "source": source}]}
        ]
    })
}

fn validator() -> jsonschema::Validator {
    let schema = schema();
    jsonschema::draft202012::meta::validate(&schema).expect("a JSON Schema");
    jsonschema::draft202012::new(&schema).expect("a JSON Schema")
}

fn faults(validator: &jsonschema::Validator, scheme: &Value) -> Vec<String> {
    validator.iter_errors(scheme).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn the_schema_takes_what_the_loader_takes() {
    let validator = validator();
    let mut all: Vec<(String, Value)> = vec![("everything".into(), everything()), ("extension".into(), extension())];
    all.extend(shipped::SCHEMES.iter().map(|(id, text)| (id.to_string(), serde_json::from_str(text).expect(id))));
    for (id, scheme) in all {
        if let Err(problems) = Scheme::parse(&scheme.to_string(), None) {
            panic!("{id}: {problems:#?}");
        }
        let faults = faults(&validator, &scheme);
        assert!(faults.is_empty(), "{id}:\n{}", faults.join("\n"));
    }
}

#[test]
fn the_schema_refuses_what_the_loader_refuses() {
    let validator = validator();
    let broken: &[(&str, Value)] = &[
        ("/id", json!("Scheme 1")),
        ("/title/en", json!(null)),
        ("/title/en", json!(5)),
        ("/effective/from", json!("soon")),
        ("/effective/until", json!("2026-01-01")),
        ("/precision", json!(9)),
        ("/notes", json!(null)),
        ("/grups", json!([])),
        ("/fields/0/id", json!("x-amount")),
        ("/fields/0/min", json!(0)),
        ("/fields/0/unit", json!(null)),
        ("/fields/0/levels", json!([])),
        ("/fields/1/unit", json!("万元")),
        ("/fields/1/levels", json!([])),
        ("/fields/2/type", json!("bool")),
        ("/fields/3/section", json!("other")),
        ("/parameters/0/is", json!("5%")),
        ("/classes/by", json!("revenue")),
        ("/gates/1/when", json!(5)),
        ("/gates/1/source/standing", json!("certain")),
        ("/groups/0/kind", json!("extra")),
        ("/groups/0/title", json!("类")),
        ("/groups/0/indicators", json!([])),
        ("/groups/0/indicators/0/flag", json!("hnte")),
        ("/groups/0/indicators/0/bands", json!([])),
        ("/groups/0/indicators/0/bands/0/points", json!(-1)),
        ("/groups/0/indicators/0/bands/0/above", json!("1%")),
        ("/groups/0/indicators/0/bands/1", json!({"points": 5})),
        ("/groups/0/indicators/1/curve/0/otherwise", json!(1)),
        ("/groups/0/indicators/3/reference", json!({"between": ["5%"]})),
        ("/groups/0/indicators/6/judged", json!("some")),
        ("/groups/0/indicators/8/rank/within", json!("country")),
        ("/groups/0/indicators/9/best_of/0/best_of", json!([])),
        ("/ties/0/sum", json!("forty")),
    ];
    for (at, value) in broken {
        let mut scheme = everything();
        let (parent, key) = at.rsplit_once('/').expect("a pointer");
        match scheme.pointer_mut(parent).expect(at) {
            Value::Object(o) => drop(o.insert(key.to_string(), value.clone())),
            Value::Array(a) => a[key.parse::<usize>().expect(at)] = value.clone(),
            _ => panic!("{at}"),
        }
        assert!(Scheme::parse(&scheme.to_string(), None).is_err(), "the loader takes {value} at {at}");
        assert!(!faults(&validator, &scheme).is_empty(), "the schema takes {value} at {at}");
    }
    for (scheme, gone) in [(everything(), "/groups/0/source"), (everything(), "/pass/source"), (extension(), "/notes")]
    {
        let mut scheme = scheme;
        let (parent, key) = gone.rsplit_once('/').expect("a pointer");
        scheme.pointer_mut(parent).and_then(Value::as_object_mut).expect(gone).remove(key);
        assert!(Scheme::parse(&scheme.to_string(), None).is_err(), "the loader does without {gone}");
        assert!(!faults(&validator, &scheme).is_empty(), "the schema does without {gone}");
    }
}

/// The shapes of days: the pattern takes what the loader reads, and nothing else.
#[test]
fn the_schema_and_the_loader_agree_on_days() {
    let validator = validator();
    let mut days: Vec<String> = [
        "20260101",
        "2026-01-01T00:00:00",
        "2026-01-01 00:00",
        " 2026-01-01",
        "２０２６-01-01",
        "2026",
        "2026-01",
        "26-01-01",
        "2026-1-1日日",
        "20260101日",
        "2026年1月1号",
        "",
        "soon",
        "2026-01-01-01",
        "12026-01-01",
    ]
    .map(String::from)
    .to_vec();
    for first in ["-", "/", ".", "年", "月", " ", ""] {
        for second in ["-", "/", ".", "月", "年", "日", ""] {
            for (month, day) in [("1", "2"), ("01", "02"), ("001", "2"), ("1", "002"), ("", "1"), ("1", "")] {
                for end in ["", "日", "号", ".", " "] {
                    days.push(format!("2026{first}{month}{second}{day}{end}"));
                }
            }
        }
    }
    let mut taken = 0;
    for day in days {
        let mut scheme = everything();
        scheme["effective"] = json!({"from": day});
        let loads = Scheme::parse(&scheme.to_string(), None).is_ok();
        assert_eq!(loads, faults(&validator, &scheme).is_empty(), "{day:?}: the loader {loads}");
        taken += usize::from(loads);
    }
    assert!(taken > 50, "{taken}");
}

/// What texts of numbers are put where the format has a number: by the kind of the number.
const NUMBERS: [(Kind, &[&str]); 5] = [
    (Kind::Decimals, &["/precision"]),
    (
        Kind::Points,
        &[
            "/groups/0/max",
            "/groups/0/floor",
            "/groups/0/indicators/0/max",
            "/groups/0/indicators/0/otherwise",
            "/groups/0/indicators/0/bands/0/points",
            "/groups/0/indicators/0/bands/1/points/early",
            "/groups/0/indicators/0/bands/1/points/late/between/0",
            "/groups/0/indicators/0/bands/1/points/late/typical",
            "/groups/0/indicators/1/curve/1/points",
            "/groups/0/indicators/2/per_unit/points",
            "/groups/0/indicators/4/points/software",
            "/groups/0/indicators/5/points",
            "/groups/0/indicators/5/otherwise",
            "/groups/0/indicators/7/judged/between/1",
            "/groups/0/indicators/8/rank/top/0/points",
            "/groups/0/indicators/9/best_of/0/points",
            "/groups/1/indicators/0/max/between/1",
            "/groups/1/indicators/0/max/typical",
            "/ties/0/sum",
        ],
    ),
    (
        Kind::Quantity,
        &[
            "/parameters/0/between/0",
            "/parameters/0/typical",
            "/parameters/1/is",
            "/groups/0/indicators/0/bands/0/from",
            "/groups/0/indicators/0/bands/0/below",
            "/groups/0/indicators/0/bands/1/above",
            "/groups/0/indicators/0/bands/1/to",
            "/groups/0/indicators/1/curve/0/at",
            "/groups/0/indicators/2/per_unit/per",
            "/groups/0/indicators/3/reference",
            "/groups/0/indicators/3/reference/between/1",
        ],
    ),
    (
        Kind::Share,
        &["/groups/0/indicators/8/rank/top/0/share", "/groups/0/indicators/6/judged", "/groups/0/indicators/7/judged"],
    ),
    (Kind::Day, &["/effective/from", "/effective/to"]),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Decimals,
    Points,
    Quantity,
    Share,
    Day,
}

/// Whether a problem is about what a number means where it stands; the schema knows only how it is written.
fn is_of_meaning(problem: &Problem) -> bool {
    let codes = ["unit_clash", "above_max", "above_group", "band_order", "bad_range", "date_order", "tie"];
    let words = ["outside the range", "must be above 0"];
    codes.contains(&problem.code) || words.iter().any(|words| problem.en.contains(words))
}

/// Every way to write a number, at every member that is one: the schema takes it where the loader reads it.
#[test]
fn the_schema_and_the_loader_agree_on_numbers() {
    let texts = "\
        1|7|+1|-1|0|-0|00|01|-01|1.0|1.|.5|.|-|--1|0.5|1.5.5|1e2|1E2|1e-2|1,000|1 000|1_000|１０|1。5|0x10|\
        NaN|Infinity|| | 1|1 |1\n|\u{feff}1|1000000|1000000.0|1000000.000000|1000000.5|1000001|0999999|\
        999999.999999|0.123456|0.1234567|1.0000000|999999999999999|1000000000000000|-999999999999999|\
        123456789012345.678|123456789012345.6789|0.12345678901234567|0.123456789012345678|\
        0.1234567890123456789|5%|5 %|5  %|5\t%|5\u{3000}%|5%%|%|-5%|-0%|+5%|05%|5.5%|5.%|.5%|1e1%|99.999%|\
        100%|100.0%|100.5%|101%|1000%|0.12345678901234567%|0.1234567890123456789%|5％|5件|5 件|5个|5項|5人|\
        5年|5分|500万元|-500万元|500万|3亿元|3亿|5 万 元|¥5|5美元|5pieces|5Pieces|5CNY|5cny|5 points|\
        万元|1/2|(5)|5-6|5~6|二|any|2026-01-01|2026.1.1|20260101|2026年1月1日|2026-13-01|true|null";
    let numbers = "\
        0|-0|1|-1|1.0|1.5|5|1e2|1E-2|1e6|1000000|1000000.5|1000001|999999999999999|1e15|-1e15|1e300|0.125|\
        true|null|[]|[1]";
    let validator = validator();
    let (mut asked, mut taken) = (0, 0);
    for (kind, members) in NUMBERS {
        for at in members {
            let written = texts.split('|').map(|text| json!(text).to_string());
            for value in written.chain(numbers.split('|').map(String::from)) {
                let mut scheme = everything();
                scheme["effective"] = json!({"from": "2026-01-01", "to": "2026-12-31"});
                *scheme.pointer_mut(at).unwrap_or_else(|| panic!("no member {at}")) = json!("@here");
                // Numbers as they are written: `1e2` would be written again as `100.0`.
                let text = scheme.to_string().replace("\"@here\"", &value);
                let problems = Scheme::parse(&text, None).err().unwrap_or_default();
                // How one end of a range is written tells what the other is.
                let whole = at.split("/between").next().expect("a member");
                let here = |p: &&Problem| p.pointer.as_ref().is_some_and(|pointer| pointer.starts_with(whole));
                let refused: Vec<&Problem> = problems.iter().filter(here).filter(|p| !is_of_meaning(p)).collect();
                let faults = faults(&validator, &serde_json::from_str(&text).expect("JSON"));
                assert_eq!(refused.is_empty(), faults.is_empty(), "{kind:?} {at}: {value}\n{refused:#?}\n{faults:#?}");
                asked += 1;
                taken += usize::from(refused.is_empty());
            }
        }
    }
    println!("{asked} asked, {taken} taken");
    assert!(taken * 20 > asked && taken * 2 < asked, "{taken} of {asked}");
}

/// What a place of the schema stands for: references followed, alternatives laid out.
fn alternatives<'a>(root: &'a Value, schema: &'a Value, found: &mut Vec<&'a Value>) {
    if let Some(to) = schema["$ref"].as_str() {
        alternatives(root, root.pointer(to.trim_start_matches('#')).expect(to), found);
    }
    found.push(schema);
    for inner in schema["anyOf"].as_array().into_iter().flatten() {
        // The alternatives of a rule only say which members go together.
        if inner.get("required").is_none() {
            alternatives(root, inner, found);
        }
    }
}

/// The schemas that can describe the value at a pointer.
fn described<'a>(root: &'a Value, at: &str) -> Vec<&'a Value> {
    let mut here = Vec::new();
    alternatives(root, root, &mut here);
    for step in at.split('/').skip(1) {
        let mut next = Vec::new();
        for schema in here {
            let by_name = schema["properties"].get(step);
            let by_pattern = schema["patternProperties"].as_object().and_then(|o| o.values().next());
            let others = Some(&schema["additionalProperties"]).filter(|s| s.is_object());
            let item = schema.get("items").filter(|_| step.parse::<usize>().is_ok());
            if let Some(inner) = by_name.or(by_pattern).or(others).or(item).filter(|s| s.is_object()) {
                alternatives(root, inner, &mut next);
            }
        }
        here = next;
    }
    here
}

/// Every object that the loader reads: an unknown member is put into it, the loader says what may stand there, and the
/// schema has to say the same.
#[test]
fn the_schema_knows_the_members_that_the_loader_knows() {
    fn objects(v: &Value, at: String, all: &mut Vec<String>) {
        match v {
            Value::Object(o) => {
                all.push(at.clone());
                o.iter().for_each(|(k, v)| objects(v, format!("{at}/{k}"), all));
            }
            Value::Array(a) => a.iter().enumerate().for_each(|(i, v)| objects(v, format!("{at}/{i}"), all)),
            _ => {}
        }
    }
    let schema = schema();
    let mut compared = BTreeSet::new();
    for scheme in [everything(), extension()] {
        let mut all = Vec::new();
        objects(&scheme, String::new(), &mut all);
        for at in all {
            let mut wrong = scheme.clone();
            wrong.pointer_mut(&at).and_then(Value::as_object_mut).expect("an object").insert("zzz".into(), json!(1));
            let problems = Scheme::parse(&wrong.to_string(), None).expect_err("an unknown member");
            let told = problems.iter().find(|p| p.code == "unknown_key" && p.pointer == Some(format!("{at}/zzz")));
            let Some(told) = told else { panic!("{at}: the loader says nothing: {problems:#?}") };
            let listed = told.en.split_once("may stand: ").expect("a list").1;
            let loader: BTreeSet<&str> = listed.split(", ").collect();
            let described = described(&schema, &at);
            // Stages and levels of a choice go by ids of their own.
            let by_id = |s: &&Value| s.get("patternProperties").is_some() || s["additionalProperties"].is_object();
            let by_id = described.iter().any(by_id);
            let known: Vec<BTreeSet<&str>> = described
                .iter()
                .filter(|s| s["additionalProperties"] == false && s.get("patternProperties").is_none())
                .filter_map(|s| Some(s["properties"].as_object()?.keys().map(String::as_str).collect()))
                .collect();
            if known.contains(&loader) {
                compared.extend(loader.into_iter().map(str::to_string));
            } else {
                assert!(by_id, "{at}: the loader knows {loader:?}, the schema {known:?}");
            }
        }
    }
    // And nothing in the schema was left out.
    let mut in_schema = BTreeSet::new();
    for schema in schema["$defs"].as_object().expect("definitions").values().chain([&schema]) {
        in_schema.extend(schema["properties"].as_object().into_iter().flat_map(|o| o.keys().cloned()));
    }
    let missed: Vec<_> = in_schema.difference(&compared).collect();
    assert!(missed.is_empty(), "in the schema, but not compared with the loader: {missed:?}");
}
