//! Fields that a scheme or a file of instruments defines: the examples of `docs/own-fields.md`, whole and with mistakes.

use innopoints::dictionary::Dictionary;
use innopoints::finance::catalogue::Catalogue;
use innopoints::json::Json;
use innopoints::lint::check;
use innopoints::plan::{Target, Terms};
use innopoints::verify::{Schemes, full, verify};
use innopoints::{Date, Enterprise, Num, Problem, Scheme, shipped};

const PAGE: &str = include_str!("../../docs/own-fields.md");

/// A file that the page shows.
fn file(name: &str) -> String {
    let (_, rest) = PAGE.split_once(&format!("<!-- file: {name} -->")).expect("the file");
    let (_, rest) = rest.split_once("```json\n").expect("its fence");
    rest.split_once("\n```").expect("its end").0.to_string()
}

fn seed() -> Scheme {
    Scheme::parse(&file("example-seed-2026.json"), None).unwrap()
}

fn company(more: &str) -> Enterprise {
    let text = file("company.json").replacen("\"name\": \"示例公司\",", more, 1);
    Enterprise::parse(&text, None).unwrap()
}

fn day() -> Date {
    Date::parse("2026-06-01").unwrap()
}

/// Codes and pointers.
fn told(problems: &[Problem]) -> Vec<(&str, &str)> {
    assert!(problems.iter().all(|p| !p.zh.is_empty() && !p.en.is_empty()));
    problems.iter().map(|p| (p.code, p.pointer.as_deref().unwrap_or(""))).collect()
}

/// What is wrong with the scheme when one text in it is another.
fn mistaken(from: &str, to: &str) -> Vec<Problem> {
    let text = file("example-seed-2026.json");
    assert!(text.contains(from), "{from}");
    Scheme::parse(&text.replace(from, to), None).err().unwrap_or_default()
}

#[test]
fn a_packed_scheme_keeps_them() {
    let scheme = seed();
    let packed = scheme.pack();
    let back = Scheme::unpack(&packed.concat()).unwrap();
    assert_eq!(back.pack(), packed);
    assert!(std::ptr::eq(back.dictionary, scheme.dictionary), "the same fields are kept once");
    let bare = Scheme::unpack(&packed[0]).unwrap();
    let company = company("\"example_seed_2026__joint_lab\": true,");
    let json = |s: &Scheme| serde_json::to_string(&s.outcome(&company, day()).unwrap()).unwrap();
    assert_eq!([json(&back), json(&bare)], [json(&scheme), json(&scheme)]);
    assert_eq!(scheme.total(&company, day()).unwrap(), Some(Num::int(66)));
    // What pages show of them stands among the sources.
    let info = serde_json::to_value(back.info()).unwrap();
    assert_eq!(info["own_fields"].as_array().unwrap().len(), 6);
    assert_eq!(info["own_fields"][3]["levels"][1]["title"]["zh"], "数字化车间");
    assert!(info["fields"].as_array().unwrap().iter().any(|id| id == "example_seed_2026__district_tax_prior"));
    let other = Scheme::parse(shipped::SCHEMES[0].1, None).unwrap();
    assert!(serde_json::to_value(other.info()).unwrap().get("own_fields").is_none());
}

#[test]
fn figures_of_one_file_do_not_trouble_another() {
    let plain = Enterprise::parse("{}", None).unwrap();
    // Not even one that is wrong there.
    let with = Enterprise::parse("{\"example_seed_2026__workshop\": \"高级\", \"a__b\": {\"between\": [1, 2]}}", None)
        .unwrap();
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, None).unwrap();
        let on = scheme.from;
        let of = |company| serde_json::to_string(&scheme.outcome(company, on).unwrap()).unwrap();
        assert_eq!(of(&plain), of(&with), "{id}");
    }
    let problems = seed().outcome(&with, day()).unwrap_err();
    assert_eq!(told(&problems), [("bad_level", "/example_seed_2026__workshop")]);
}

#[test]
fn a_wrong_figure_is_told_like_any_other() {
    let scheme = seed();
    for (figure, expected) in [
        ("\"example_seed_2026__district_tax\": \"30 人\"", "wrong_unit"),
        ("\"example_seed_2026__district_tax\": -1", "out_of_range"),
        ("\"example_seed_2026__local_graduates\": 1.5", "not_whole"),
        ("\"example_seed_2026__local_graduates\": 9, \"graduates_hired\": 8", "exceeds"),
        ("\"example_seed_2026__workshop\": \"none at all\"", "bad_level"),
        ("\"example_seed_2026__joint_lab\": 3", "wrong_type"),
        ("\"example_seed_2026__joint_labs\": true", "unknown_field"),
    ] {
        let company = Enterprise::parse(&format!("{{{figure}}}"), None).expect("kept as it is given");
        let problems = scheme.scored(&company, day()).unwrap_err();
        assert_eq!(told(&problems).len(), 1, "{figure}: {problems:?}");
        assert_eq!(problems[0].code, expected, "{figure}");
        // Read by the dictionary of the scheme it is the same.
        let json = Json::parse(&format!("{{{figure}}}")).unwrap();
        assert_eq!(Enterprise::from_json_by(&json, scheme.dictionary).unwrap_err(), problems);
    }
    let typo = Enterprise::parse("{\"example_seed_2026__joint_labs\": true}", None).unwrap();
    let problems = scheme.scored(&typo, day()).unwrap_err();
    assert!(problems[0].zh.contains("是否指“example_seed_2026__joint_lab”"), "{}", problems[0].zh);
    // What no file could define is no field, as ever.
    assert_eq!(told(&Enterprise::parse("{\"revenu\": 1}", None).unwrap_err()), [("unknown_field", "/revenu")]);
}

#[test]
fn every_question_takes_them() {
    let scheme = seed();
    let company = company("");
    let mut terms = Terms::by(scheme.dictionary);
    terms.cost("example_seed_2026__local_graduates", "0.5").unwrap();
    let plan = scheme.improve(&company, day(), Target::Total(Num::int(60)), &terms).unwrap();
    assert_eq!(plan.plans[0].changes[0].field, "example_seed_2026__district_tax", "{plan:?}");
    // Terms about fields of one scheme are none about another.
    let other = Scheme::parse(shipped::scheme("cn-tech-sme-2017").unwrap(), None).unwrap();
    assert_eq!(other.check_target(Target::Pass, &terms).unwrap_err()[0].code, "not_used");
    let changes = [("example_seed_2026__joint_lab", "是")];
    let after = scheme.what_if(&company, day(), &changes, false).unwrap().after;
    assert_eq!(after.total.as_deref(), Some("66"));
    // Next year this year's tax is the year before's.
    let next = scheme.what_if(&company, day(), &[("example_seed_2026__district_tax", "396")], true).unwrap();
    assert!(
        next.items
            .iter()
            .any(|item| item.id == "tax_growth" && item.after.as_ref().is_some_and(|after| after[0].as_str() == "30")),
        "{next:?}"
    );
    let first = scheme.sensitivity(&company, day()).unwrap();
    assert_eq!(first.missing[0].field, "example_seed_2026__joint_lab");
    let wrong = Enterprise::parse("{\"example_seed_2026__workshop\": 1}", None).unwrap();
    let places: Vec<_> = scheme.rank(&[wrong, company], day()).iter().map(|s| s.report.is_ok()).collect();
    assert_eq!(places, [false, true]);
}

#[test]
fn an_extension_has_those_of_its_base_and_may_add_some() {
    let base = file("example-seed-2026.json");
    let find = |id: &str| (id == "example-seed-2026").then(|| base.clone());
    let text = r#"{
      "id": "example-town-2026", "extends": "example-seed-2026",
      "title": {"zh": "示例镇", "en": "Example Town"}, "issuer": "示例镇", "document": "示镇〔2026〕1号",
      "effective": {"from": "2026-01-01"}, "notes": {"zh": "加一项。", "en": "One more."},
      "fields": [{
        "id": "example_town_2026__stalls", "type": "number", "unit": "个", "whole": true, "min": "0",
        "title": {"zh": "摊位", "en": "Stalls"}, "meaning": {"zh": "摊位数。", "en": "Stalls."}, "where": {"zh": "台账", "en": "Ledger"}
      }],
      "groups": [{"id": "town", "title": {"zh": "镇", "en": "Town"}, "kind": "bonus",
        "source": {"article": "一", "standing": "official", "checked": "full_text"},
        "indicators": [{"id": "stalls", "title": {"zh": "摊位", "en": "Stalls"}, "max": 5, "value": "example_town_2026__stalls",
          "per_unit": {"points": 1, "per": "1个"}, "source": {"article": "一", "standing": "official", "checked": "full_text"}}]}]
    }"#;
    let town = Scheme::parse_with(text, None, &find).unwrap();
    assert_eq!(town.dictionary.own().len(), 7);
    let company = company("\"example_town_2026__stalls\": 3, \"example_seed_2026__joint_lab\": false,");
    assert_eq!(town.total(&company, day()).unwrap(), Some(Num::int(54)));
    assert_eq!(seed().total(&company, day()).unwrap(), Some(Num::int(51)));
    // A field of the base means what it meant.
    let again = text.replace("example_town_2026__stalls", "example_seed_2026__workshop");
    let problems = Scheme::parse_with(&again, None, &find).unwrap_err();
    assert!(told(&problems).contains(&("bad_prefix", "/fields/0/id")), "{problems:?}");
    assert!(told(&problems).contains(&("duplicate", "/fields/0/id")), "{problems:?}");
}

#[test]
fn what_is_wrong_with_a_definition_is_told_where_it_stands() {
    for (from, to, expected) in [
        ("\"id\": \"example_seed_2026__joint_lab\"", "\"id\": \"joint_lab_here\"", ("bad_prefix", "/fields/4/id")),
        ("\"id\": \"example_seed_2026__joint_lab\"", "\"id\": \"example_seed_2026__\"", ("bad_prefix", "/fields/4/id")),
        ("\"id\": \"example_seed_2026__joint_lab\"", "\"id\": \"revenue\"", ("duplicate", "/fields/4/id")),
        (
            "\"id\": \"example_seed_2026__joint_lab\"",
            "\"id\": \"example_seed_2026__workshop\"",
            ("duplicate", "/fields/4/id"),
        ),
        (
            "\"id\": \"example_seed_2026__joint_lab\"",
            "\"id\": \"example-seed-2026__joint-lab\"",
            ("bad_id", "/fields/4/id"),
        ),
        ("\"unit\": \"人\"", "\"unit\": \"吨\"", ("bad_unit", "/fields/5/unit")),
        ("\"unit\": \"人\", ", "", ("missing", "/fields/5/id")),
        ("\"at_most\": \"graduates_hired\"", "\"at_most\": \"revenue\"", ("unit_clash", "/fields/5/at_most")),
        (
            "\"at_most\": \"graduates_hired\"",
            "\"at_most\": \"example_seed_2026__local_graduates\"",
            ("unknown_field", "/fields/5/at_most"),
        ),
        ("\"type\": \"flag\"", "\"type\": \"flag\", \"unit\": \"人\"", ("unknown_key", "/fields/4/unit")),
        ("\"type\": \"flag\"", "\"type\": \"bool\"", ("bad_kind", "/fields/4/type")),
        ("\"type\": \"flag\"", "\"type\": \"choice\"", ("missing", "/fields/4/id")),
        (
            "\"whole\": true, \"min\": \"0\"",
            "\"whole\": true, \"min\": \"9\", \"max\": \"1\"",
            ("bad_range", "/fields/5/max"),
        ),
        ("{\"to\": {\"digital\": \"60\"", "{\"to\": {\"analog\": \"60\"", ("unknown_key", "/fields/3/move/to/analog")),
        ("{\"cost\": \"1\", \"up\": \"20%\"}", "{\"to\": {\"true\": \"1\"}}", ("bad_move", "/fields/0/move")),
        ("\"en\": \"Joint laboratory with a local university\"", "\"en\": \" \"", ("blank", "/fields/4/title/en")),
        ("\"区级税收\"", "\" \"", ("blank", "/fields/0/aliases/1")),
        ("\"区级税收\"", "\"区级\\n税收\"", ("blank", "/fields/0/aliases/1")),
        ("/ total_costs", "/ graduates_hired", ("unit_clash", "")),
    ] {
        let problems = mistaken(from, to);
        let told = told(&problems);
        let found = told.iter().any(|(code, at)| *code == expected.0 && (expected.1.is_empty() || *at == expected.1));
        assert!(found, "{to}: {told:?}");
    }
    // A number of another unit than its field cannot stand beside it.
    assert!(!mistaken("\"points\": 2, \"per\": \"1人\"", "\"points\": 2, \"per\": \"1件\"").is_empty());
}

#[test]
fn what_is_never_asked_is_warned_of() {
    let text =
        file("example-seed-2026.json").replace("\"flag\": \"example_seed_2026__joint_lab\"", "\"flag\": \"hnte\"");
    let found = check(&text, Some("example-seed-2026.json"), &[]);
    let warned = found.iter().find(|f| f.problem.code == "unused_field").expect("a warning");
    assert_eq!((warned.problem.pointer.as_deref(), warned.problem.line), (Some("/fields/4"), Some(40)));
    let bank = file("example-bank-own.json").replace(" >= 2% * revenue", " >= 2% * revenue or hnte");
    assert!(check(&bank, Some("example-bank-own.json"), &[]).iter().all(|f| f.problem.code != "unused_field"));
    let bank = file("example-bank-own.json")
        .replace("years_since(example_bank_own__account_opened_on)", "years_since(established_on)");
    assert!(check(&bank, Some("example-bank-own.json"), &[]).iter().any(|f| f.problem.code == "unused_field"));
}

#[test]
fn instruments_ask_their_own_and_a_report_with_them_is_verified() {
    let bank = file("example-bank-own.json");
    let asks = bank.replace("example_bank_own__average_deposit >= 2% * revenue", "passed(\\\"example-seed-2026\\\")");
    for (text, missing) in [(&bank, "revenue"), (&asks, "example_seed_2026__joint_lab")] {
        let catalogue = Catalogue::new(vec![seed()], &[("example-bank-own.json", text)], &[]).unwrap();
        let nobody = catalogue.answer(&Enterprise::default(), day()).unwrap();
        let depends = serde_json::to_string(&nobody).unwrap();
        for id in ["example_bank_own__account_opened_on", missing] {
            assert!(depends.contains(&format!("\"{id}\"")), "{id}: {depends}");
        }
        let with = "\"revenue\": 1000, \"example_bank_own__average_deposit\": \"0.006 亿元\", \
                    \"example_bank_own__account_opened_on\": \"2024-03-01\", \"example_seed_2026__joint_lab\": true,";
        let company = company(with);
        let answer = catalogue.answer(&company, day()).unwrap();
        assert_eq!(serde_json::to_value(&answer.offers[0]).unwrap()["answer"], "applies");
        let scheme = seed();
        let report = serde_json::to_string(&full(&scheme.scored(&company, day()).unwrap(), Some(answer))).unwrap();
        let schemes = Schemes { find: &|_| Some(seed()), shipped: &|_| None };
        let verified = verify(&report, &schemes, &catalogue).unwrap();
        assert!(verified.holds, "{:?}", verified.differs);
        let forged = report.replace("\"0.006 亿元\"", "\"0.001 亿元\"");
        assert!(!verify(&forged, &schemes, &catalogue).unwrap().holds);
        let wrong = Enterprise::parse("{\"example_bank_own__average_deposit\": \"5 人\"}", None).unwrap();
        let problems = catalogue.answer(&wrong, day()).unwrap_err();
        assert_eq!(told(&problems), [("wrong_unit", "/example_bank_own__average_deposit")]);
    }
}

#[test]
fn no_field_of_the_dictionary_could_be_one_of_ones_own() {
    let mut whole = Dictionary::shipped().fields.iter();
    assert!(whole.all(|field| innopoints::dictionary::owner(field.id).is_none()));
    // A part of itself would have no end.
    for (mut at, _) in Dictionary::shipped().all() {
        for _ in 0..10 {
            let innopoints::dictionary::Kind::Number { at_most: Some(next), .. } =
                Dictionary::shipped().fields[at].kind
            else {
                break;
            };
            assert_ne!(at, next);
            at = next;
        }
    }
}

/// A company read by the shared fields alone is scored by every scheme of the core, those with fields of their own too.
#[test]
fn a_company_of_the_shared_fields_is_scored_by_every_scheme() {
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).expect("a scheme");
        let on = scheme.to.unwrap_or(Date::parse("2026-11-01").expect("a day"));
        let [by_default, by_its_own] = [Enterprise::default(), Enterprise::of(scheme.dictionary)]
            .map(|company| innopoints_core::score::score(&scheme, &company, on, &[]).expect("a score").total);
        assert_eq!(by_default, by_its_own, "{id}");
    }
}
