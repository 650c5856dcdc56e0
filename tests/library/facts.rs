//! What follows from what: awards, institutions, net assets, the day of establishment, scopes of R&D expense, and figures at odds;
//! and what can hardly be meant, with its repair.

use innopoints::languages::Languages;
use innopoints::{Date, Enterprise, Problem, Report, Scheme, shipped};
use serde_json::{Value, json};

fn day(text: &str) -> Date {
    Date::parse(text).expect("a day")
}

fn scheme(id: &str) -> Scheme {
    Scheme::parse(shipped::scheme(id).expect("a scheme"), None).expect("a scheme")
}

fn read(figures: &Value) -> Result<Enterprise, Vec<Problem>> {
    Enterprise::parse(&figures.to_string(), None)
}

fn company(figures: &Value) -> Enterprise {
    read(figures).unwrap_or_else(|problems| panic!("{figures}: {problems:?}"))
}

/// The report as JSON.
fn report(id: &str, figures: &Value, on: &str) -> Value {
    let (scheme, company) = (scheme(id), company(figures));
    let report: Report<'_> = scheme.score(&company, day(on)).unwrap_or_else(|problems| panic!("{problems:?}"));
    serde_json::to_value(report).expect("JSON")
}

/// What follows, by its field: value and reason in Chinese.
fn derived<'r>(report: &'r Value, field: &str) -> Option<(&'r str, &'r str)> {
    let found = report["derived"].as_array().expect("a list").iter().find(|each| each["field"] == field)?;
    assert!(!found["reason"]["en"].as_str().expect("English").is_empty() && !found["from"][0].is_null());
    Some((found["value"]["zh"].as_str()?, found["reason"]["zh"].as_str()?))
}

fn met(report: &Value, list: &str, id: &str) -> Value {
    let found = report[list].as_array().expect("a list").iter().find(|each| each["id"] == id);
    found.unwrap_or_else(|| panic!("no {id} in {list}"))["met"].clone()
}

#[test]
fn an_award_of_the_first_three_is_an_award_of_that_level() {
    for (top3, award, route) in [
        ("provincial_award_top3_3y", "provincial_award", true),
        ("national_award_top3_3y", "national_award", true),
        ("national_award_top5_3y", "national_award", true),
        // A ministerial award is none of a province.
        ("ministerial_award_top3_3y", "provincial_award", false),
    ] {
        let said = report("cn-innovative-sme-2022", &json!({top3: true}), "2026-11-01");
        assert_eq!(derived(&said, award).is_some(), route, "{top3}");
        let ways = said["routes"].as_array().expect("a list");
        assert_eq!(ways.iter().any(|way| way["met"] == true), route, "{top3}");
        let asked = said["missing"].as_array().expect("a list").contains(&json!(award));
        assert_eq!(asked, !route, "{top3}");
        // No says nothing of other places.
        let said = report("cn-innovative-sme-2022", &json!({top3: false}), "2026-11-01");
        assert_eq!(derived(&said, award), None, "{top3}");
    }
    let said = report("cn-innovative-sme-2022", &json!({"provincial_award_top3_3y": true}), "2026-11-01");
    let reason = "由近三年获省级科技奖励且排名前三得出";
    assert_eq!(derived(&said, "provincial_award"), Some(("是", reason)));
}

#[test]
fn without_an_award_there_is_none_of_the_first_three() {
    let said = report("cn-srdi-sme-2022", &json!({"provincial_award": false}), "2026-03-01");
    assert_eq!(derived(&said, "provincial_award_top3_3y"), Some(("否", "由近三年获省级科技奖励为否得出")));
}

#[test]
fn a_provincial_institution_is_an_institution() {
    for (level, has) in [("national", true), ("provincial", true), ("city", false), ("none", false)] {
        let said = report("cn-innovative-sme-2022", &json!({"rd_institution_level": level}), "2026-11-01");
        let value = derived(&said, "has_provincial_rd_institution");
        assert_eq!(value, has.then_some(("是", "由研发机构最高级别得出")), "{level}");
    }
}

#[test]
fn net_assets_are_assets_less_liabilities() {
    let growth = |figures: Value| report("cn-innovation-points-2024", &figures, "2026-11-01");
    let said = growth(json!({"total_assets": 19500, "total_liabilities": "0.82亿元"}));
    assert_eq!(derived(&said, "net_assets"), Some(("11,300 万元", "由资产总额减负债总额得出")));
    let said = growth(json!({"total_assets": {"between": [100, 120]}, "total_liabilities": {"between": [90, 130]}}));
    assert_eq!(derived(&said, "net_assets").map(|found| found.0), Some("-30 万元–30 万元"));
    let said = growth(json!({"total_assets": 100}));
    assert_eq!(derived(&said, "net_assets"), None);
    // What was given stays.
    let said = growth(json!({"total_assets": 19500, "total_liabilities": 8200, "net_assets": 11301}));
    assert_eq!(derived(&said, "net_assets"), None);
}

#[test]
fn net_assets_that_are_not_the_difference_are_an_error_where_all_three_are_read() {
    let text = |zh: &str| json!({"zh": zh, "en": zh});
    let source = json!({"article": "a", "standing": "estimate", "note": text("n")});
    let file = json!({"id": "my-test", "title": text("t"), "issuer": "i", "document": "d",
        "effective": {"from": "2020-01-01"}, "groups": [{"id": "g", "title": text("g"), "source": source,
        "indicators": [{"id": "i", "title": text("i"), "max": 8, "source": source, "points": 8,
        "flag": "net_assets > 0万元 and total_liabilities / total_assets < 70%"}]}]});
    let points = Scheme::parse(&file.to_string(), None).expect("a scheme");
    // Rounded to 0.5 % of the assets, or 2: at the edge, and beyond.
    for (assets, liabilities, net, holds) in [
        ("10000", "4000", "6050", true),
        ("10000", "4000", "6050.01", false),
        ("10000", "4000", "5950", true),
        ("10000", "4000", "5949.99", false),
        ("100", "40", "62", true),
        ("100", "40", "62.01", false),
        ("100", "140", "-40", true),
        ("100", "140", "40", false),
    ] {
        let figures = json!({"total_assets": assets, "total_liabilities": liabilities, "net_assets": net});
        let found = points.score(&company(&figures), day("2026-11-01")).map(|_| ());
        assert_eq!(found.is_ok(), holds, "{figures}: {found:?}");
        if let Err(problems) = found {
            let [problem] = &problems[..] else { panic!("{problems:?}") };
            assert_eq!((problem.code, problem.pointer.as_deref()), ("contradiction", Some("/net_assets")));
            assert!(problem.zh.contains("资产总额减负债总额是"), "{}", problem.zh);
            assert!(problem.en.contains("Total assets less Total liabilities is"), "{}", problem.en);
        }
        // One who reads net assets alone scores them, and says so.
        let said = report("cn-hnte-2016", &figures, "2026-11-01");
        assert_eq!(said["warnings"].as_array().map(Vec::is_empty), Some(holds), "{figures}");
    }
}

#[test]
fn figures_that_cannot_hold_together_are_refused() {
    for (figures, field) in [
        (json!({"provincial_award_top3_3y": true, "provincial_award": false}), "provincial_award"),
        (json!({"national_award_top3_3y": true, "national_award": false}), "national_award"),
        (
            json!({"rd_institution_level": "national", "has_provincial_rd_institution": false}),
            "has_provincial_rd_institution",
        ),
        (json!({"maker_china_top50_3y": true, "maker_china_top500_3y": false}), "maker_china_top500_3y"),
    ] {
        let problems = read(&figures).expect_err("at odds");
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert_eq!((problem.code, problem.field.as_deref()), ("contradiction", Some(field)), "{figures}");
        assert!(problem.zh.contains("填的是“否”") && problem.en.contains("\"no\" was entered"), "{problem}");
    }
}

#[test]
fn the_day_of_establishment_tells_whether_a_year_has_passed() {
    for (on, passed) in [("2026-11-01", true), ("2026-10-31", false), ("2026-11-02", true)] {
        let said = report("cn-hnte-2016", &json!({"established_on": "2025-11-01"}), on);
        assert_eq!(met(&said, "gates", "registered"), json!(passed), "{on}");
        assert_eq!(derived(&said, "registered_one_year"), Some((if passed { "是" } else { "否" }, "由成立日期得出")));
    }
    let odd = company(&json!({"established_on": "2026-01-01", "registered_one_year": true}));
    let problems = scheme("cn-hnte-2016").score(&odd, day("2026-11-01")).map(|_| ()).expect_err("at odds");
    assert_eq!((problems[0].code, problems[0].field.as_deref()), ("contradiction", Some("registered_one_year")));
    // A year later it is so, and no one else asks.
    assert!(scheme("cn-hnte-2016").score(&odd, day("2027-01-01")).is_ok());
    assert!(scheme("cn-tech-sme-2017").score(&odd, day("2026-11-01")).is_ok());
}

#[test]
fn one_scope_of_research_stands_in_for_another() {
    let base = |own: Value| {
        let mut figures = json!({"revenue": 1000, "total_costs": 100000, "staff_total": 10});
        for (id, figure) in own.as_object().expect("an object") {
            figures[id] = figure.clone();
        }
        figures
    };
    let item = |said: &Value| said["items"].as_array().expect("a list").iter().find(|i| i["id"] == "rd_input").cloned();
    // Audited alone stands in; that of 195号 comes before it; its own comes first.
    for (own, share, by) in [
        (json!({"rd_expense": 60}), "6%", Some("没有填这一口径，用研发费用代替")),
        (json!({"rd_expense": 60, "rd_expense_hnte": 50}), "5%", Some("没有填这一口径，用研发费用（高企口径）代替")),
        (json!({"rd_expense": 60, "rd_expense_hnte": 50, "rd_expense_tax": 40}), "4%", None),
    ] {
        let said = report("cn-tech-sme-2017", &base(own.clone()), "2026-11-01");
        assert_eq!(derived(&said, "rd_expense_tax").map(|found| found.1), by, "{own}");
        let item = item(&said).unwrap_or_else(|| panic!("{:?}", said["items"]));
        assert_eq!(item["value"]["zh"], share, "{own}");
    }
    let said = report("cn-innovative-sme-2022", &base(json!({"rd_expense_tax": 30})), "2026-11-01");
    assert_eq!(derived(&said, "rd_expense").map(|found| found.0), Some("30 万元"));
    // Each year by itself.
    let said = report("cn-hnte-2016", &json!({"rd_expense_prior2": 7, "rd_expense_tax": 5}), "2026-11-01");
    assert_eq!(derived(&said, "rd_expense_hnte_prior2").map(|found| found.0), Some("7 万元"));
    assert_eq!(derived(&said, "rd_expense_hnte_prior"), None);
    assert_eq!(derived(&said, "rd_expense_hnte").map(|found| found.0), Some("5 万元"));
}

#[test]
fn the_tax_relieved_is_the_deduction_times_the_rate() {
    let asked = json!({"super_deduction": 500, "income_tax_rate": "15%"});
    let said = report("cn-innovation-points-2024", &asked, "2026-11-01");
    let reason = "由研发费用加计扣除额乘以企业所得税税率得出";
    assert_eq!(derived(&said, "super_deduction_relief"), Some(("75 万元", reason)));
    // Less where the tax was less: no contradiction.
    let given = json!({"super_deduction": 500, "income_tax_rate": 25, "super_deduction_relief": 0});
    let said = report("cn-innovation-points-2024", &given, "2026-11-01");
    assert_eq!((derived(&said, "super_deduction_relief"), &said["warnings"]), (None, &json!([])));
}

/// What follows moves with what it follows from, in other questions too.
#[test]
fn what_follows_is_asked_anew() {
    let (hnte, points) = (scheme("cn-tech-sme-2017"), scheme("cn-innovation-points-2024"));
    let on = day("2026-11-01");
    let own = company(&json!({"rd_expense": 10, "revenue": 1000, "total_costs": 1000, "staff_total": 10}));
    let answer =
        serde_json::to_value(hnte.what_if(&own, on, &[("rd_expense", "60")], false).expect("an answer")).expect("JSON");
    let moved: Vec<&str> =
        answer["changes"].as_array().expect("a list").iter().filter_map(|change| change["field"].as_str()).collect();
    assert_eq!(moved, ["rd_expense", "rd_expense_tax", "rd_expense_hnte"]);
    let own = company(&json!({"total_assets": 100, "total_liabilities": 40}));
    let bound = points.takes(&own, on).expect("a company");
    let mut other = bound.into_owned();
    other.set(points.dictionary.find("total_liabilities").expect("a field"), innopoints::dictionary::Value::Missing);
    assert!(other.derived().is_empty());
}

/// Plans and steps name the figure as it was given, and what is said of that one holds.
#[test]
fn what_stands_in_is_planned_under_its_own_name() {
    use innopoints::plan::{Target, Terms};
    let scheme = scheme("cn-tech-sme-2017");
    let own = json!({"revenue": 1000, "rd_expense": 45, "total_costs": 900, "staff_total": 40, "scientific_staff": 3,
        "class1_ip": 0, "class2_ip": 3});
    let plan = |figures: &Value, fixed: bool| {
        let mut terms = Terms::by(scheme.dictionary);
        terms.fix("class1_ip").and_then(|()| terms.fix("class2_ip")).expect("fields");
        terms.fix("scientific_staff").expect("a field");
        if fixed {
            terms.fix("rd_expense").expect("a field");
        }
        let target = Target::Total(innopoints::Num::int(58));
        let answer = scheme.improve(&company(figures), day("2026-11-01"), target, &terms).expect("an answer");
        answer.plans.first().map(|plan| plan.changes.iter().map(|c| (c.field, c.to.clone())).collect::<Vec<_>>())
    };
    assert_eq!(plan(&own, false), Some(vec![("rd_expense", "50".to_string())]));
    assert!(plan(&own, true).is_none_or(|changes| changes.iter().all(|(field, _)| !field.starts_with("rd_expense"))));
    let mut apart = own.clone();
    apart["rd_expense_tax"] = json!(45);
    assert_eq!(plan(&apart, false), Some(vec![("rd_expense_tax", "50".to_string())]));
}

/// A full report holds what was given, and is verified by it.
#[test]
fn a_full_report_keeps_given_and_derived_apart() {
    let figures = json!({"total_assets": 100, "total_liabilities": 40, "rd_expense": 3});
    let (scheme, own) = (scheme("cn-innovation-points-2024"), company(&figures));
    let scored = scheme.scored(&own, day("2026-11-01")).expect("a score");
    let full = serde_json::to_value(innopoints::verify::full(&scored, None)).expect("JSON");
    let ids: Vec<&String> = full["enterprise"].as_object().expect("an object").keys().collect();
    assert_eq!(ids, ["rd_expense", "total_assets", "total_liabilities"]);
    assert!(full["report"].get("derived").or(full.get("derived")).is_some());
}

#[test]
fn yuan_read_as_ten_thousands_are_warned_of_with_the_repair() {
    let figures = json!({"revenue": 86000000, "rd_expense": 4120000, "total_assets": 92000000, "staff_total": 186});
    for id in ["cn-tech-sme-2017", "cn-hnte-2016", "cn-innovative-sme-2022"] {
        let said = report(id, &figures, "2026-11-01");
        let repairs: Vec<Value> =
            said["warnings"].as_array().expect("a list").iter().map(|warning| warning["repair"].clone()).collect();
        let wanted = [("revenue", "8600"), ("total_assets", "9200"), ("rd_expense", "412")];
        assert_eq!(repairs, wanted.map(|(field, value)| json!({"field": field, "value": value})), "{id}");
        let first = &said["warnings"][0];
        let zh = "营业收入：86,000,000 万元，人均 462,365.59 万元，多半是把元当成了万元；如果是，应为 8,600 万元";
        assert_eq!((first["code"].as_str(), first["zh"].as_str()), (Some("implausible"), Some(zh)));
        assert!(first["en"].as_str().is_some_and(|en| en.contains("probably yuan entered as 万元")));
    }
}

/// At the limits and just beyond; the total is the same with or without a warning.
#[test]
fn limits_of_what_can_be_meant() {
    for (figures, warned) in [
        (json!({"revenue": 1000000}), false),
        (json!({"revenue": "1000000.01"}), true),
        (json!({"revenue": 300000, "staff_total": 60}), false),
        (json!({"revenue": "300000.01", "staff_total": 60}), true),
        // 30,000 people may well have a revenue of CNY 30 billion.
        (json!({"revenue": 3000000, "staff_total": 30000}), false),
        (json!({"revenue": {"between": [1000000, 2000000]}}), false),
        (json!({"revenue": {"between": [1000001, 2000000]}}), true),
        (json!({"loan_rate": 0.5}), false),
        (json!({"loan_rate": 0.49}), true),
        (json!({"loan_rate": 0}), false),
        (json!({"income_tax_rate": 0.15}), true),
    ] {
        let said = report("cn-hnte-2016", &figures, "2026-11-01");
        let warnings = said["warnings"].as_array().expect("a list");
        assert_eq!(!warnings.is_empty(), warned, "{figures}: {warnings:?}");
        for warning in warnings {
            assert!(warning["repair"]["value"].is_string() || warning["repair"]["value"]["between"].is_array());
        }
    }
    let said = report("cn-hnte-2016", &json!({"income_tax_rate": "0.15"}), "2026-11-01");
    assert_eq!(said["warnings"][0]["repair"], json!({"field": "income_tax_rate", "value": "15"}));
}

/// The outcome, without words, has the same warnings.
#[test]
fn outcomes_warn_too() {
    let scheme = scheme("cn-tech-sme-2017");
    let own = company(&json!({"revenue": 86000000, "staff_total": 186}));
    let scored = scheme.scored(&own, day("2026-11-01")).expect("a score");
    let (outcome, report) = (scored.outcome(), scored.report(Languages::Both));
    assert_eq!(outcome.warnings, report.warnings);
    assert_eq!(outcome.warnings.len(), 1);
}

/// A file of one's own joins its fields like the dictionary does, and what it says wrongly is told by place.
#[test]
fn facts_of_ones_own() {
    let text = |zh: &str| json!({"zh": zh, "en": zh});
    let source = json!({"article": "a", "standing": "estimate", "note": text("n")});
    let field = |id: &str, more: Value| {
        let mut field = json!({"id": format!("my_test__{id}"), "type": "number", "unit": "分", "min": "0", "max": "8",
            "title": text(id), "meaning": text(id), "where": text(id)});
        for (key, value) in more.as_object().expect("an object") {
            match value {
                Value::Null => drop(field.as_object_mut().expect("an object").remove(key)),
                value => field[key] = value.clone(),
            }
        }
        field
    };
    let levels = json!([{"id": "high", "title": text("高")}, {"id": "low", "title": text("低")}]);
    let choice = |facts: Value| {
        let plain =
            json!({"type": "choice", "unit": null, "min": null, "max": null, "levels": levels, "implies": facts});
        field("level", plain)
    };
    let parse = |fields: Value| {
        let file = json!({"id": "my-test", "title": text("t"), "issuer": "i", "document": "d",
            "effective": {"from": "2020-01-01"}, "fields": fields, "groups": [{"id": "g", "title": text("g"),
            "source": source, "indicators": [{"id": "i", "title": text("i"), "max": 8, "source": source,
            "value": "my_test__mark", "per_unit": {"points": 1, "per": "1分"}}]}]});
        Scheme::parse(&file.to_string(), None)
    };
    let good = json!([
        {"when": ["high"], "field": "my_test__mark", "between": ["7", "8"]},
        {"when": ["low"], "field": "my_test__mark", "between": ["1", "2"]},
    ]);
    let scheme = parse(json!([choice(good), field("mark", json!({}))])).expect("a scheme");
    let bounds = |figures: Value| {
        let own = company(&figures);
        let scored = scheme.scored(&own, day("2026-11-01"));
        scored.map(|scored| scored.outcome().bounds.expect("bounds").map(|end| end.to_string()))
    };
    assert_eq!(bounds(json!({})), Ok(["0", "8"].map(String::from)));
    assert_eq!(bounds(json!({"my_test__level": "high"})), Ok(["7", "8"].map(String::from)));
    assert_eq!(bounds(json!({"my_test__level": "low", "my_test__mark": 2})), Ok(["2", "2"].map(String::from)));
    let problems = bounds(json!({"my_test__level": "low", "my_test__mark": 3})).expect_err("at odds");
    assert_eq!((problems[0].code, problems[0].field.as_deref()), ("contradiction", Some("my_test__mark")));
    for (fields, code) in [
        (
            json!([choice(json!([{"field": "my_test__mark", "between": ["1", "2"]}])), field("mark", json!({}))]),
            "bad_fact",
        ),
        (
            json!([
                choice(json!([{"when": ["odd"], "field": "my_test__mark", "between": ["1", "2"]}])),
                field("mark", json!({}))
            ]),
            "unknown_key",
        ),
        (
            json!([
                choice(json!([{"when": ["low"], "field": "my_test__mark", "between": ["2", "1"]}])),
                field("mark", json!({}))
            ]),
            "bad_fact",
        ),
        (
            json!([choice(json!([{"when": ["low"], "field": "my_test__mark", "is": true}])), field("mark", json!({}))]),
            "unit_clash",
        ),
        (json!([field("mark", json!({"stands_in": ["revenue"]}))]), "unit_clash"),
        (json!([field("mark", json!({"stands_in": ["no_such"]}))]), "unknown_field"),
        (json!([field("mark", json!({"product": ["revenue", "staff_total"]}))]), "unit_clash"),
        (json!([field("mark", json!({"product": ["revenue"]}))]), "bad_range"),
        (
            json!([field(
                "mark",
                json!({"difference": {"of": ["revenue", "my_test__mark"], "share": "0", "amount": "0"}})
            )]),
            "unit_clash",
        ),
        (
            json!([field("mark", json!({"plausible": {"each": {"of": "revenue", "to": "1"}, "repair": "1"}}))]),
            "unit_clash",
        ),
    ] {
        let problems = parse(fields.clone()).expect_err("wrong");
        assert!(problems.iter().any(|problem| problem.code == code), "{fields}: {problems:?}");
        assert!(problems.iter().all(|problem| problem.pointer.is_some()), "{problems:?}");
    }
}

/// One's own judgement of what assessors give: a level gives its range, a mark itself, nothing the published range.
#[test]
fn own_judgement_narrows_what_assessors_leave_open() {
    let item = |figures: &Value| {
        let said = report("cn-hnte-2016", figures, "2026-11-01");
        let list = said["items"].as_array().expect("a list").clone();
        list.into_iter().find(|item| item["id"] == "ip_advancement").expect("the item")
    };
    let (level, mark) = ("cn_hnte_2016__ip_advancement_level", "cn_hnte_2016__ip_advancement_mark");
    for (figures, bounds) in [
        (json!({}), ["0", "8"]),
        (json!({level: "high"}), ["7", "8"]),
        (json!({level: "fairly_high"}), ["5", "6"]),
        (json!({level: "medium"}), ["3", "4"]),
        (json!({level: "fairly_low"}), ["1", "2"]),
        (json!({level: "none"}), ["0", "0"]),
        (json!({mark: 7}), ["7", "7"]),
        (json!({mark: {"between": [4, 6]}}), ["4", "6"]),
        (json!({level: "high", mark: 8}), ["8", "8"]),
        (json!({level: "high", mark: 7}), ["7", "7"]),
    ] {
        let said = item(&figures);
        assert_eq!(said["bounds"], json!(bounds), "{figures}");
        assert_eq!(said["judged"], true, "{figures}");
        assert_eq!(said["unknown"], json!([]), "{figures}");
    }
    for figures in
        [json!({level: "high", mark: 6}), json!({level: "none", mark: 1}), json!({mark: 9}), json!({mark: -1})]
    {
        let own = read(&figures).expect("kept as given");
        let problems = scheme("cn-hnte-2016").score(&own, day("2026-11-01")).map(|_| ()).expect_err("refused");
        assert_eq!(problems[0].field.as_deref(), Some(mark), "{figures}: {problems:?}");
    }
}

/// What the assessors must give for more than 70, and with marks at the edge that they do, or do not.
#[test]
fn what_would_have_to_be_true_for_more_than_70() {
    let sample: Value = serde_json::from_str(include_str!("../../examples/sample-complete.json")).expect("JSON");
    let mut figures = sample["enterprise"].clone();
    let said = report("cn-hnte-2016", &figures, "2026-11-01");
    let summary = said["summary"]["zh"].as_str().expect("Chinese");
    assert!(summary.contains("由评审者判断的各项合计在"), "{summary}");
    let wanted: f64 = summary
        .split("要给到 ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next())
        .expect("a number")
        .parse()
        .expect("a number");
    let marks = [
        ("ip_advancement", 8),
        ("ip_support", 8),
        ("rd_system", 6),
        ("rd_institution", 6),
        ("rd_incentive", 4),
        ("rd_talent", 4),
    ];
    for (id, mark) in marks {
        figures[format!("cn_hnte_2016__{id}_mark")] = json!(mark);
    }
    let said = report("cn-hnte-2016", &figures, "2026-11-01");
    let all = said["summary"]["zh"].as_str().expect("Chinese");
    // With full marks for all of these, less is left for the rest to give.
    if let Some(rest) = all.split("要给到 ").nth(1) {
        let left: f64 = rest.split(' ').next().expect("a number").parse().expect("a number");
        assert!((wanted - left - 36.0).abs() < 1e-9, "{wanted} {left}");
    }
}
