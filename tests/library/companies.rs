//! Companies that went wrong once, and what must hold of them in the words that a finance manager reads: changes to the complete
//! sample, and companies of our own without revenue, without a year before, with negative equity, of five people and of 30,000.

use innopoints::finance::catalogue::{Catalogue, Offers};
use innopoints::{Date, Enterprise, Scheme, shipped};
use serde_json::{Map, Value, json};

/// What changes for a large company.
const LARGE: &str = r#"{"revenue": 201358, "revenue_prior": 170827, "revenue_prior2": 150505, "main_revenue": 195000,
    "main_revenue_prior": 165000, "main_revenue_prior2": 145000, "hightech_revenue": 190000, "total_costs": 170000,
    "total_profit": 28000, "net_profit": 25000, "total_assets": 373100, "total_liabilities": 101600, "rd_expense": 19924,
    "rd_expense_prior": 16751, "rd_expense_prior2": 15000, "rd_expense_domestic": 50000, "super_deduction": 19000,
    "super_deduction_relief": 2800, "staff_total": 2664, "scientific_staff": 700, "rd_staff": 700, "tech_sme": false,
    "innovative_sme": false, "loan_amount": 2000, "guaranteed_balance": 0, "loan_years": 2}"#;

fn day() -> Date {
    Date::parse("2026-11-01").expect("a day")
}

/// The complete sample with other figures; null leaves one out.
fn sample(change: &Value) -> Value {
    let file: Value = serde_json::from_str(include_str!("../../examples/sample-complete.json")).expect("JSON");
    let mut figures: Map<String, Value> = file["enterprise"].as_object().expect("an object").clone();
    for (id, figure) in change.as_object().expect("an object") {
        if figure.is_null() {
            figures.remove(id);
        } else {
            figures.insert(id.clone(), figure.clone());
        }
    }
    figures.into()
}

fn company(figures: &Value) -> Enterprise {
    Enterprise::parse(&figures.to_string(), None).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The report of a scheme as JSON.
fn report(id: &str, figures: &Value) -> Value {
    let scheme = Scheme::parse(shipped::scheme(id).expect("a scheme"), None).expect("a scheme");
    let company = company(figures);
    let report = scheme.score(&company, day()).unwrap_or_else(|problems| panic!("{id}: {problems:?}"));
    serde_json::to_value(report).expect("JSON")
}

fn large() -> Value {
    serde_json::from_str(LARGE).expect("JSON")
}

fn one<'r>(report: &'r Value, list: &str, id: &str) -> &'r Value {
    let found = report[list].as_array().expect("a list").iter().find(|each| each["id"] == id);
    found.unwrap_or_else(|| panic!("no {id} in {list}"))
}

/// Whether both languages say all of it.
fn says(text: &Value, zh: &str, en: &str) {
    assert!(text["zh"].as_str().is_some_and(|said| said.contains(zh)), "{text}: {zh}");
    assert!(text["en"].as_str().is_some_and(|said| said.contains(en)), "{text}: {en}");
}

fn catalogue() -> Catalogue {
    let schemes = shipped::SCHEMES.iter().map(|(id, text)| Scheme::parse(text, Some(id)).expect(id)).collect();
    Catalogue::new(schemes, &[], shipped::FINANCE).expect("the shipped instruments")
}

/// The answer of an instrument as JSON.
fn offer(id: &str, figures: &Value) -> Value {
    let (catalogue, company) = (catalogue(), company(figures));
    let offers: Offers<'_> = catalogue.answer(&company, day()).expect("an answer");
    let offers = serde_json::to_value(offers).expect("JSON");
    one(&offers, "offers", id).clone()
}

#[test]
fn titles_of_2026() {
    // A valid title as an innovative SME counts.
    let change = json!({"tech_innovative_sme": false, "innovative_sme": true, "tech_sme": true});
    let said = report("cn-srdi-sme-2026", &sample(&change));
    assert_eq!((&said["passed"], &one(&said, "gates", "title")["met"]), (&json!(true), &json!(true)));
    // A large company is no SME, whatever else it has.
    for id in ["cn-srdi-sme-2026", "cn-little-giant-2026"] {
        let said = report(id, &sample(&large()));
        assert_eq!(said["passed"], json!(false), "{id}");
        says(&said["summary"], "中小企业", "SME");
    }
    // The text of 2022 is for reviews.
    let said = report("cn-little-giant-2022", &sample(&json!({"title_review": false, "little_giant": false})));
    assert_eq!(said["passed"], json!(false));
    says(&said["summary"], "复核", "review");
}

#[test]
fn without_revenue_the_measure_of_costs_counts() {
    let change = json!({"revenue": 0, "main_revenue": 0, "hightech_revenue": 0, "rd_expense": 100, "total_costs": 200});
    let said = report("cn-tech-sme-2017", &sample(&change));
    assert_eq!(one(&said, "items", "rd_input")["points"], json!("50"));
    says(&one(&said, "items", "rd_input")["reason"], "成本费用", "cost");
}

#[test]
fn without_a_prior_year_growth_is_open_and_a_route_passes() {
    let said = report("cn-innovative-sme-2022", &sample(&json!({"revenue_prior": 0, "main_revenue_prior": 0})));
    let growth = one(&said, "items", "main_revenue_growth");
    assert_eq!(growth["bounds"], json!(["0", "20"]));
    says(&growth["reason"], "前一年主营业务收入为 0", "Main business revenue, year before is 0");
    assert_eq!(said["passed"], json!(true));
}

#[test]
fn growth_of_negative_equity_is_open() {
    let change = json!({"net_assets": -400, "net_assets_prior": -200, "net_assets_prior2": -100});
    let said = report("cn-hnte-2016", &sample(&change));
    let growth = one(&said, "items", "net_asset_growth");
    assert_eq!(growth["bounds"], json!(["0", "10"]));
    says(&growth["reason"], "净资产", "net assets");
    // The balance sheet says otherwise, which is told.
    let warning = &said["warnings"][0];
    assert_eq!((&warning["code"], &warning["field"]), (&json!("contradiction"), &json!("net_assets")));
    says(warning, "而资产总额减负债总额是 11,300 万元", "Total assets less Total liabilities is");
}

#[test]
fn what_implies_a_route_is_not_asked_again() {
    for (change, route) in [
        (json!({"provincial_award_top3_3y": true, "provincial_award": null}), "award"),
        (json!({"rd_institution_level": "provincial", "has_provincial_rd_institution": null}), "institution"),
    ] {
        let said = report("cn-innovative-sme-2022", &sample(&change));
        let met = said["routes"].as_array().expect("a list").iter().filter(|way| way["met"] == true);
        assert!(met.count() > 0, "{route}");
        assert!(said["derived"].as_array().is_some_and(|list| !list.is_empty()), "{route}");
        assert!(!said["missing"].to_string().contains("provincial"), "{}", said["missing"]);
    }
}

#[test]
fn software_and_the_star_board() {
    let change = json!({"industry": "software", "revenue": 31000, "revenue_prior": 25000, "revenue_prior2": 20000,
        "main_revenue": 30000, "main_revenue_prior": 24000, "main_revenue_prior2": 19000,
        "rd_expense": 3000, "rd_expense_prior": 2600, "rd_expense_prior2": 2200, "invention_patents": 2});
    let said = report("cn-star-attributes-2024", &sample(&change));
    let text = shipped::scheme("cn-star-attributes-2024").expect("a scheme");
    assert!(text.contains("软件") && text.contains("未核实"), "the exception is said");
    assert_ne!(said["passed"], json!(true));
}

#[test]
fn instruments_say_whom_they_are_for() {
    let state = offer("cn-sme-loan-subsidy-2026", &sample(&json!({"private_enterprise": false})));
    assert_eq!(state["answer"], json!("not_yet"), "{}", state["summary"]);
    says(&state["summary"], "民营", "rivate");
    let large = offer("cn-tech-guarantee-2024", &sample(&large()));
    assert_ne!(large["answer"], json!("applies"), "{}", large["summary"]);
    says(&large["summary"], "中小企业", "medium");
    let loan = json!({"service_business": true, "loan_issued_on": "2025-10-15", "loan_amount": 800, "loan_years": 1});
    let service = offer("cn-service-loan-subsidy-2025", &sample(&loan));
    let subsidy = one(&service, "terms", "subsidy");
    says(&subsidy["text"], "≤ 1 万元", "10,000");
}

/// Companies of our own, by every scheme in force and every instrument: none is refused, every open item says why.
#[test]
fn no_company_is_refused_for_what_it_has_not() {
    let none = ["revenue", "main_revenue", "hightech_revenue", "revenue_prior", "main_revenue_prior"];
    let zero = |ids: &[&str]| Value::Object(ids.iter().map(|id| ((*id).to_string(), json!(0))).collect());
    let five = json!({"staff_total": 5, "scientific_staff": 2, "rd_staff": 2, "rd_staff_full_time": 1, "postgraduate_staff": 1,
        "leading_talent_national": 0, "leading_talent_provincial": 0, "graduates_hired": 0, "revenue": 120, "main_revenue": 110,
        "revenue_prior": 90, "main_revenue_prior": 80, "revenue_prior2": 0, "main_revenue_prior2": 0, "hightech_revenue": 100,
        "total_assets": 200, "total_liabilities": 240, "net_assets": -40, "rd_expense": 30, "rd_expense_prior": 20,
        "rd_expense_prior2": 10, "rd_expense_domestic": 60, "super_deduction": 30, "super_deduction_relief": 0});
    let many = json!({"staff_total": 30000, "revenue": 3200000, "revenue_prior": 3000000, "revenue_prior2": 2800000,
        "main_revenue": 3100000, "main_revenue_prior": 2900000, "main_revenue_prior2": 2700000, "hightech_revenue": 2500000,
        "total_income": 3250000, "total_costs": 3000000, "total_assets": 5000000, "total_liabilities": 2000000,
        "net_assets": 3000000, "net_assets_prior": 2800000, "net_assets_prior2": 2600000, "rd_expense": 160000,
        "rd_expense_prior": 150000, "rd_expense_prior2": 140000, "rd_expense_domestic": 440000, "scientific_staff": 4000});
    let companies = [
        ("without revenue", zero(&none)),
        (
            "without a year before",
            json!({"revenue_prior": null, "main_revenue_prior": null, "revenue_prior2": null,
            "main_revenue_prior2": null, "rd_expense_prior": null, "net_assets_prior": null, "net_profit_prior": null}),
        ),
        ("negative equity", json!({"total_liabilities": 25000, "net_assets": -5500, "net_assets_prior": -900})),
        ("five people", five),
        ("30,000 people", many),
    ];
    let catalogue = catalogue();
    for (name, change) in companies {
        let company = company(&sample(&change));
        for (id, text) in shipped::SCHEMES {
            let scheme = Scheme::parse(text, None).expect(id);
            if !scheme.in_force(day()) {
                continue;
            }
            let report = scheme.score(&company, day()).unwrap_or_else(|problems| panic!("{name}, {id}: {problems:?}"));
            for item in report.items.iter().filter(|item| item.points.is_none()) {
                assert!(item.reason.zh.chars().count() > 8 && item.reason.en.len() > 12, "{name}, {id}, {}", item.id);
            }
            // Large is large, and nothing else can hardly be meant.
            assert_eq!(report.warnings, [], "{name}, {id}");
        }
        let offers = catalogue.answer(&company, day()).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        assert!(offers.offers.len() > 20 && offers.offers.iter().all(|offer| !offer.summary.zh.is_empty()), "{name}");
    }
}
