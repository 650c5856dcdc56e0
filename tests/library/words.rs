//! No sentence is broken, whatever a company is: nothing is named that is not there, no punctuation stands twice or at a loose
//! end, no number is nothing that is something, and digits stand apart from Chinese characters.

use crate::company::{Dice, company};

use innopoints::dictionary::{Kind, Value};
use innopoints::id::FieldId;
use innopoints::languages::Languages;
use innopoints::{Date, Enterprise, Num, Scheme, shipped};
use serde_json::Value as Json;

/// What must not stand in a Chinese text, and in an English one.
const BROKEN: [&str; 22] = [
    "：；",
    "：，",
    "：。",
    "：、",
    "：）",
    "、、",
    "，，",
    "。。",
    "；；",
    "、。",
    "、；",
    "，。",
    "；。",
    "（）",
    "“”",
    "，、",
    "处于 1",
    "处于1",
    " ，",
    " 。",
    "：\n",
    "在允许变动的范围内做不到",
];
const BROKEN_ENGLISH: [&str; 12] = [": ;", ": .", ": ,", ", ,", ",,", ";;", "..", " .", " ,", "()", "\"\"", "  "];

/// What is wrong with a text, if anything is.
fn fault(zh: &str, en: &str) -> Option<String> {
    let broken = BROKEN.iter().find(|b| zh.contains(**b)).or_else(|| BROKEN_ENGLISH.iter().find(|b| en.contains(**b)));
    if let Some(broken) = broken {
        return Some(format!("{broken:?} in"));
    }
    if zh.ends_with(['：', '、', '，', '；']) || en.trim_end().ends_with([':', ',', ';']) {
        return Some("a loose end of".to_string());
    }
    None
}

/// All texts of an answer that are made for a company; what a file says in its own words is its author's.
fn texts<'a>(json: &'a Json, at: &str, found: &mut Vec<(String, &'a str, &'a str)>) {
    match json {
        Json::Object(members) => {
            if let (Some(Json::String(zh)), Some(Json::String(en))) = (members.get("zh"), members.get("en")) {
                found.push((at.to_string(), zh, en));
                return;
            }
            for (key, value) in members.iter().filter(|(key, _)| !["source", "notes", "note"].contains(&key.as_str())) {
                texts(value, &format!("{at}/{key}"), found);
            }
        }
        Json::Array(list) => list.iter().enumerate().for_each(|(n, value)| texts(value, &format!("{at}/{n}"), found)),
        _ => {}
    }
}

fn hold(answer: &impl serde::Serialize, about: &str) {
    let json = serde_json::to_value(answer).expect("JSON");
    let mut found = Vec::new();
    texts(&json, "", &mut found);
    assert!(!found.is_empty(), "{about}: no words");
    for (at, zh, en) in found {
        if let Some(fault) = fault(zh, en) {
            panic!("{about}: {fault} {at}: {zh} | {en}");
        }
    }
}

/// A company with figures taken away, made ranges, or 0: what divides has no value then.
fn spoilt(of: &Enterprise, dice: &mut Dice) -> Enterprise {
    let mut e = of.clone();
    for (n, field) in e.dictionary().fields.iter().enumerate() {
        let at = FieldId::new(n);
        match (dice.from(0, 7), &e.values()[at], &field.kind) {
            (0 | 1, _, _) => e.set(at, Value::Missing),
            (2, Value::Exact(x), Kind::Number { whole: false, .. }) if *x > Num::ZERO => {
                let double = x.mul(Num::int(2)).expect("a number");
                e.set(at, Value::Range(Box::new((*x, double))));
            }
            (3, Value::Exact(_), _) => e.set(at, Value::Exact(Num::ZERO)),
            _ => {}
        }
    }
    e
}

#[test]
fn no_sentence_is_broken() {
    let mut dice = Dice(20261126);
    let mut scored = 0;
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).expect(id);
        let on = scheme.to.unwrap_or(Date::parse("2026-11-01").expect("a day")).max(scheme.from);
        let whole = company(&scheme, &mut dice);
        let mut companies = vec![Enterprise::default(), whole.clone()];
        companies.extend((0..6).map(|_| spoilt(&whole, &mut dice)));
        for (n, company) in companies.iter().enumerate() {
            let about = format!("{id}, company {n}");
            let Ok(one) = scheme.scored(company, on) else { continue };
            scored += 1;
            let report = one.report(Languages::Both);
            hold(&report, &about);
            // One language is what both have of it.
            let (zh, en) = (one.report(Languages::Chinese), one.report(Languages::English));
            assert_eq!((&zh.summary.zh, &en.summary.en), (&report.summary.zh, &report.summary.en), "{about}");
            for ((zh, en), both) in zh.items.iter().zip(&en.items).zip(&report.items) {
                assert_eq!((&zh.reason.zh, &en.reason.en), (&both.reason.zh, &both.reason.en), "{about}");
                assert!(zh.reason.en.is_empty() && en.reason.zh.is_empty(), "{about}");
            }
            if scheme.pass.is_none_or_no_routes() {
                assert!(!report.summary.zh.contains("直通"), "{about}: {}", report.summary.zh);
            }
        }
    }
    assert!(scored > 60, "{scored} companies were scored");
}

/// Whether a scheme has no direct routes.
trait Routes {
    fn is_none_or_no_routes(&self) -> bool;
}

impl Routes for Option<innopoints::scheme::model::Pass> {
    fn is_none_or_no_routes(&self) -> bool {
        self.as_ref().is_none_or(|pass| pass.or.is_empty())
    }
}

/// A scheme of one indicator, of gates, and what it says of a company.
fn summary(parts: &str, company: &str) -> innopoints::Text {
    let scheme = format!(
        r#"{{"id": "own", "title": {{"zh": "办法", "en": "Scheme"}}, "issuer": "i", "document": "d",
            "effective": {{"from": "2020-01-01"}}, {parts}}}"#
    );
    let scheme = Scheme::parse(&scheme, None).unwrap_or_else(|p| panic!("{}", p[0]));
    let company = Enterprise::parse(company, None).expect("a company");
    let report = scheme.score(&company, Date::parse("2026-11-01").expect("a day")).expect("a report");
    hold(&report, "own");
    report.summary
}

const GROUP: &str = r#""groups": [{"id": "g", "title": {"zh": "研发", "en": "R&D"}, "max": 20, "source": {"article": "1", "standing": "official"},
    "indicators": [{"id": "rd", "title": {"zh": "研发费用占比", "en": "R&D share"}, "max": 20, "value": "rd_expense / revenue",
    "bands": [{"from": "10%", "points": 20}, {"from": "5%", "points": 10}],
    "source": {"article": "1", "standing": "official"}}]}]"#;

#[test]
fn a_scheme_without_routes_speaks_of_none() {
    let pass =
        format!(r#"{GROUP}, "pass": {{"when": "total >= 20", "source": {{"article": "1", "standing": "official"}}}}"#);
    let said = summary(&pass, r#"{"rd_expense": 6, "revenue": 100}"#);
    assert_eq!(said.zh, "得分 10，未满足：总分 ≥ 20。");
}

#[test]
fn a_quotient_without_a_value_is_said_with_its_reason() {
    let scheme = format!(
        r#"{{"id": "own", "title": {{"zh": "办法", "en": "Scheme"}}, "issuer": "i", "document": "d", "effective": {{"from": "2020-01-01"}}, {GROUP}}}"#
    );
    let scheme = Scheme::parse(&scheme, None).unwrap_or_else(|p| panic!("{}", p[0]));
    let company = Enterprise::parse(r#"{"rd_expense": 6, "revenue": 0}"#, None).expect("a company");
    let report = scheme.score(&company, Date::parse("2026-11-01").expect("a day")).expect("a report");
    assert_eq!(report.items[0].reason.zh, "营业收入为 0，研发费用占比无法计算，本项得分 0–20 未定（满分 20 分）。");
    assert_eq!(report.items[0].bounds.as_ref().expect("bounds"), &["0", "20"]);
}

/// Nor is it left to assessors where a condition has no truth: of a flag, of a checklist, of a stage.
#[test]
fn a_condition_without_a_truth_is_said_with_its_reason() {
    let open = "rd_expense / revenue >= 3%";
    let tick = |when: &str| format!(r#"{{"when": "{when}", "points": 4}}"#);
    let stages = format!(
        r#""stages": [{{"id": "a", "title": {{"zh": "甲", "en": "A"}}, "when": "{open}", "source": {{"article": "1", "standing": "official"}}}}, {{"id": "b", "title": {{"zh": "乙", "en": "B"}}, "source": {{"article": "1", "standing": "official"}}}}],"#
    );
    for (stages, rule) in [
        ("", format!(r#""max": 10, "flag": "{open}""#)),
        ("", format!(r#""max": 10, "checklist": [{}, {}]"#, tick(open), tick("rd_expense >= 1万元"))),
        (
            &stages,
            r#""max": 10, "value": "rd_expense", "bands": [{"from": "1万元", "points": {"a": 10, "b": 4}}]"#
                .to_string(),
        ),
    ] {
        let text = format!(
            r#"{{"id": "own", "title": {{"zh": "办法", "en": "Scheme"}}, "issuer": "i", "document": "d", "effective": {{"from": "2020-01-01"}}, {stages}
            "groups": [{{"id": "g", "title": {{"zh": "类", "en": "Group"}}, "source": {{"article": "1", "standing": "official"}}, "indicators": [
                {{"id": "i", "title": {{"zh": "研发", "en": "R&D"}}, "source": {{"article": "1", "standing": "official"}}, {rule}}}]}}]}}"#
        );
        let scheme = Scheme::parse(&text, None).unwrap_or_else(|p| panic!("{}", p[0]));
        let company = Enterprise::parse(r#"{"rd_expense": 6, "revenue": 0}"#, None).expect("a company");
        let report = scheme.score(&company, Date::parse("2026-11-01").expect("a day")).expect("a report");
        let item = &report.items[0];
        assert!(item.reason.zh.starts_with("营业收入为 0，研发无法计算，本项得分 "), "{rule}: {}", item.reason.zh);
        assert!(!item.judged, "{rule}");
    }
}

#[test]
fn conditions_that_cannot_hold_together_are_said_to() {
    let source = r#""source": {"article": "1", "standing": "official"}"#;
    let scheme = format!(
        r#"{{"id": "own", "title": {{"zh": "办法", "en": "Scheme"}}, "issuer": "i", "document": "d",
        "effective": {{"from": "2020-01-01"}}, {GROUP}, "gates": [
            {{"id": "a", "title": {{"zh": "职工不足 10 人", "en": "Under 10 staff"}}, "when": "staff_total < 10人", {source}}},
            {{"id": "b", "title": {{"zh": "职工 10 人以上", "en": "10 staff and more"}}, "when": "staff_total >= 10人", {source}}}],
        "pass": {{"when": "total >= 0", {source}}}}}"#
    );
    let scheme = Scheme::parse(&scheme, None).unwrap_or_else(|p| panic!("{}", p[0]));
    let company = Enterprise::parse(r#"{"rd_expense": 6, "revenue": 100}"#, None).expect("a company");
    let mut scored = scheme.scored(&company, Date::parse("2026-11-01").expect("a day")).expect("a score");
    // As a search settles it, though each condition alone is open.
    scored.score.passed = Some(false);
    let said = scored.report(Languages::Both).summary;
    assert_eq!(said.zh, "得分 10，不能同时满足：职工不足 10 人、职工 10 人以上。");
}

#[test]
fn a_range_as_a_stage_is_a_band() {
    let title = |zh: &str| innopoints::Text { zh: zh.into(), en: "e".into() };
    let said = |zh: &str| innopoints::answer::words::edges::stage(&title(zh), Languages::Both).zh;
    assert_eq!(said("1 亿元及以上"), "在 1 亿元及以上的一档。");
    assert_eq!(said("成长期"), "处于成长期。");
}
