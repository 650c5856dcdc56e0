//! Reports to hand over: each that the product writes holds, and none does once anything in it is altered: a figure, with or
//! without its digest, a point, a word, a source, a date, a member more or less.

use innopoints::finance::catalogue::Catalogue;
use innopoints::verify::{Schemes, Verdict, Verified, full, verify};
use innopoints::{Date, Enterprise, Problem, Scheme, shipped};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

use crate::random;

fn read(path: &str) -> String {
    let path = format!("{}/{path}", concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn shipped_scheme(id: &str) -> Option<Scheme> {
    Scheme::parse(shipped::scheme(id)?, Some(id)).ok()
}

fn sample(name: &str) -> Enterprise {
    let json: Json = serde_json::from_str(&read(&format!("examples/{name}.json"))).expect("JSON");
    Enterprise::parse(&json["enterprise"].to_string(), None).expect("a company")
}

fn day() -> Date {
    Date::parse("2026-11-01").expect("a day")
}

/// A catalogue of shipped families, those of which the names are given.
fn catalogue(own: &[(&str, &str)], ids: &[&str]) -> Catalogue {
    let schemes = shipped::SCHEMES.iter().filter_map(|(id, _)| shipped_scheme(id)).collect();
    let families: Vec<_> = shipped::FINANCE.iter().copied().filter(|f| ids.is_empty() || ids.contains(&f.0)).collect();
    Catalogue::new(schemes, own, &families).expect("a catalogue")
}

static DESK: LazyLock<Catalogue> = LazyLock::new(|| catalogue(&[], &[]));

fn written(scheme: &Scheme, e: &Enterprise, on: Date, catalogue: &Catalogue) -> String {
    let scored = scheme.scored(e, on).expect("a report");
    serde_json::to_string(&full(&scored, Some(catalogue.answer(e, on).expect("an answer")))).expect("JSON")
}

fn verified(text: &str, catalogue: &Catalogue) -> Result<Verified, Vec<Problem>> {
    let schemes = Schemes { find: &shipped_scheme, shipped: &|id| shipped_scheme(id).map(|s| s.digest.clone()) };
    verify(text, &schemes, catalogue)
}

/// The verdict on an altered report; one that is no report at all is refused as surely.
fn verdict(json: &Json, catalogue: &Catalogue) -> Verdict {
    verified(&json.to_string(), catalogue).map_or(Verdict::False, |v| {
        assert_eq!(v.holds, v.verdict == Verdict::Holds);
        assert!(!v.summary.zh.is_empty() && !v.summary.en.is_empty());
        v.verdict
    })
}

fn tech_sme() -> Json {
    let scheme = shipped_scheme("cn-tech-sme-2017").expect("shipped");
    serde_json::from_str(&written(&scheme, &sample("sample-complete"), day(), &DESK)).expect("JSON")
}

/// Every value of a kind, by its pointer.
fn places(json: &Json, at: String, wanted: &dyn Fn(&Json) -> bool, found: &mut Vec<String>) {
    if wanted(json) {
        found.push(at.clone());
    }
    match json {
        Json::Object(members) => members.iter().for_each(|(k, v)| places(v, format!("{at}/{k}"), wanted, found)),
        Json::Array(list) => list.iter().enumerate().for_each(|(i, v)| places(v, format!("{at}/{i}"), wanted, found)),
        _ => {}
    }
}

fn leaves(json: &Json) -> Vec<String> {
    let mut found = Vec::new();
    places(json, String::new(), &|v| !v.is_object() && !v.is_array(), &mut found);
    found
}

struct Dice(u64);

impl Dice {
    fn one_in(&mut self, n: u64) -> bool {
        random::next(&mut self.0).is_multiple_of(n)
    }

    fn below(&mut self, n: u64) -> u64 {
        random::next(&mut self.0) % n
    }
}

fn altered(leaf: &Json, dice: &mut Dice) -> Json {
    match leaf {
        Json::Bool(b) => Json::Bool(!b),
        Json::Null => Json::String("0".into()),
        Json::String(s) => match s.char_indices().rfind(|c| c.1.is_ascii_digit()) {
            // Another last digit, or one word more.
            Some((at, digit)) if dice.one_in(2) => {
                let other = char::from_digit((digit.to_digit(10).expect("a digit") + 1) % 10, 10).expect("a digit");
                Json::String(format!("{}{other}{}", &s[..at], &s[at + 1..]))
            }
            _ => Json::String(format!("{s}0")),
        },
        _ => Json::String("1".into()),
    }
}

/// Alters a leaf of a report and asks for the verdict.
fn with_altered(json: &Json, at: &str, catalogue: &Catalogue) -> Verdict {
    let mut other = json.clone();
    let leaf = other.pointer_mut(at).expect("a leaf");
    *leaf = altered(leaf, &mut Dice(at.len() as u64));
    verdict(&other, catalogue)
}

#[test]
fn a_report_holds_until_anything_in_it_is_altered() {
    let mut dice = Dice(3);
    // A small one, for speed: what the instruments say is altered below.
    let small = catalogue(&[], &["cn-guarantee-plans", "cn-tech-bonds"]);
    for (n, (id, _)) in shipped::SCHEMES.iter().enumerate() {
        let scheme = shipped_scheme(id).expect("shipped");
        let on = scheme.to.unwrap_or(day());
        for name in ["sample-complete", "sample-parts-maker", "sample-software-startup", "sample-direct-route"] {
            let e = sample(name);
            if scheme.score(&e, on).is_err() {
                continue;
            }
            let whole = verified(&written(&scheme, &e, on, &DESK), &DESK).expect("a report");
            assert!(whole.holds && whole.shipped, "{id} {name}: {:?}", whole.differs);
            let json: Json = serde_json::from_str(&written(&scheme, &e, on, &small)).expect("JSON");
            // Every leaf of two schemes; of the others, whose reports are searched for bounds, some.
            let each = if id.contains("innovation-points") {
                40
            } else if n % 3 == 0 && name == "sample-complete" {
                1
            } else {
                19
            };
            for at in leaves(&json).iter().filter(|_| dice.one_in(each)) {
                let found = with_altered(&json, at, &small);
                let other_file =
                    ["/digest", "/finance/families/", "/finance/schemes/"].iter().any(|file| at.starts_with(file));
                let expected = match at.as_str() {
                    // Of another version of the product, the words are not compared.
                    "/product" => found == Verdict::Holds,
                    _ => found == Verdict::False || other_file && found == Verdict::OtherRules,
                };
                assert!(expected, "{id} {name}: {at}: {found:?}");
            }
        }
    }
    for text in ["", "[]", "{}", r#"{"scheme": "x", "digest": "y", "on": "2026-01-01", "figures": "z"}"#] {
        assert!(verified(text, &small).is_err(), "{text}");
    }
}

#[test]
fn what_the_instruments_say_is_scored_again_too() {
    let json = tech_sme();
    let all = leaves(&json);
    let own: Vec<&String> = all.iter().filter(|at| at.starts_with("/finance/")).collect();
    assert!(own.len() > 1_000, "{} leaves", own.len());
    let mut dice = Dice(5);
    for at in own.iter().filter(|_| dice.one_in(5)) {
        let found = with_altered(&json, at, &DESK);
        let version = at.starts_with("/finance/families/") || at.starts_with("/finance/schemes/");
        assert_eq!(found, if version { Verdict::OtherRules } else { Verdict::False }, "{at}");
    }
}

#[test]
fn a_member_more_or_less_is_told() {
    let json = tech_sme();
    let (mut objects, mut lists) = (Vec::new(), Vec::new());
    places(&json, String::new(), &Json::is_object, &mut objects);
    places(&json, String::new(), &|v| v.as_array().is_some_and(|l| !l.is_empty()), &mut lists);
    let mut dice = Dice(7);
    let some: Vec<&String> = objects.iter().filter(|at| at.len() < 12 || dice.one_in(12)).collect();
    for at in some {
        let mut more = json.clone();
        more.pointer_mut(at).expect("an object")["remark"] = json!("all is well");
        assert_eq!(verdict(&more, &DESK), Verdict::False, "{at} with a member more");
        let keys: Vec<String> =
            json.pointer(at).and_then(Json::as_object).expect("an object").keys().cloned().collect();
        let mut less = json.clone();
        let key = &keys[at.len() % keys.len()];
        less.pointer_mut(at).and_then(Json::as_object_mut).expect("an object").remove(key);
        assert_ne!(verdict(&less, &DESK), Verdict::Holds, "{at} without {key}");
    }
    for at in lists.iter().filter(|at| at.len() < 20 || dice.one_in(12)) {
        let change = |how: &dyn Fn(&mut Vec<Json>)| {
            let mut other = json.clone();
            let list = other.pointer_mut(at).and_then(Json::as_array_mut).expect("a list");
            let before = list.clone();
            how(list);
            assert!(*list == before || verdict(&other, &DESK) != Verdict::Holds, "{at}");
        };
        change(&|list| drop(list.pop()));
        change(&|list| list.push(list[0].clone()));
        change(&|list| list.reverse());
    }
    // What says the same twice says nothing.
    let text = json.to_string();
    for twice in ["{\"total\":\"96\",", "{\"finance\":{},"] {
        assert!(verified(&text.replacen('{', twice, 1), &DESK).is_err(), "{twice}");
    }
}

fn with_digest(mut json: Json) -> Json {
    let text = json["enterprise"].to_string();
    json["figures"] = Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect::<String>().into();
    json
}

/// A figure that anything in the report rests on cannot be changed, not even with its digest; nor can it be written otherwise.
#[test]
fn figures_are_as_they_were_taken() {
    let (json, scheme) = (tech_sme(), shipped_scheme("cn-tech-sme-2017").expect("shipped"));
    assert_eq!(with_digest(json.clone()), json, "the digest is that of the figures as they stand");
    let mut free = Vec::new();
    for (id, figure) in json["enterprise"].as_object().expect("figures") {
        let other = match figure {
            Json::Bool(b) => json!(!b),
            Json::String(s) if s.parse::<f64>().is_ok() => json!(format!("{}1", s)),
            _ => continue,
        };
        let mut changed = json.clone();
        changed["enterprise"][id] = other;
        assert_ne!(verdict(&changed, &DESK), Verdict::Holds, "{id}");
        let changed = with_digest(changed);
        if verdict(&changed, &DESK) == Verdict::Holds {
            free.push(id.as_str());
            let e = Enterprise::parse(&changed["enterprise"].to_string(), None).expect("a company");
            assert_eq!(serde_json::from_str::<Json>(&written(&scheme, &e, day(), &DESK)).expect("JSON"), changed);
        }
        let mut gone = json.clone();
        gone["enterprise"].as_object_mut().expect("figures").remove(id);
        assert_ne!(verdict(&gone, &DESK), Verdict::Holds, "{id}");
        if let Some(number) = figure.as_str().filter(|s| s.parse::<f64>().is_ok()) {
            let dotted = if number.contains('.') { format!("{number}0") } else { format!("{number}.0") };
            for text in
                [dotted, format!("0{number}"), format!("+{number}"), format!(" {number}"), format!("{number}e0")]
            {
                let mut written = json.clone();
                written["enterprise"][id] = json!(text);
                assert_ne!(verdict(&with_digest(written), &DESK), Verdict::Holds, "{id}: {text}");
            }
            let mut plain = json.clone();
            plain["enterprise"][id] = serde_json::from_str(number).expect("a number");
            assert_ne!(verdict(&with_digest(plain), &DESK), Verdict::Holds, "{id} as a JSON number");
        }
    }
    // What decides nothing and stands in no reason: it is what the product writes of a company with that figure.
    println!("changed with their digest, these leave the rest as it is: {free:?}");
    for id in
        ["revenue", "rd_expense", "staff_total", "scientific_staff", "class1_ip", "hnte", "tech_sme", "total_assets"]
    {
        assert!(!free.contains(&id), "{id}");
    }
}

/// A company of random making: figures left out, ranges, other units and as many digits as a figure may have.
fn random_company(dice: &mut Dice) -> Enterprise {
    use innopoints::dictionary::{Dictionary, Kind};
    let mut figures = serde_json::Map::new();
    for field in Dictionary::shipped().fields {
        if dice.one_in(4) {
            continue;
        }
        let small = dice.below(900) + 10;
        let value = match &field.kind {
            Kind::Flag => json!(dice.one_in(2)),
            Kind::Choice(levels) => json!(levels[dice.below(levels.len() as u64) as usize].id),
            Kind::Date => json!(format!("{}年{}月{}日", 2015 + small % 11, 1 + small % 12, 1 + small % 28)),
            Kind::Number { unit: "%", .. } => json!(format!("{}.{:016}%", small % 100, dice.below(1 << 50))),
            Kind::Number { unit: "万元", .. } => match dice.below(6) {
                0 => json!(format!("{small} 亿元")),
                1 => json!(format!("{small}.{:015} 元", dice.below(1 << 49))),
                2 => json!(format!("0.{:018} 元", dice.below(1 << 59))),
                3 => json!({"between": [format!("{small}.5"), format!("{}元", small * 20_000)]}),
                _ => json!(small),
            },
            Kind::Number { whole: true, .. } if dice.one_in(5) => json!({"between": [small, small + 5]}),
            Kind::Number { whole: true, .. } => json!(small),
            Kind::Number { .. } => json!(format!("{}.{}", small % 90, small)),
        };
        let mut one = figures.clone();
        one.insert(field.id.into(), value);
        // What contradicts the figures before it is left out.
        if Enterprise::parse(&Json::Object(one.clone()).to_string(), None).is_ok() {
            figures = one;
        }
    }
    Enterprise::parse(&Json::Object(figures).to_string(), None).expect("a company")
}

#[test]
fn every_report_that_is_written_holds() {
    let mut dice = Dice(11);
    let small = catalogue(&[], &["cn-guarantee-plans", "cn-ma-loans", "cn-interest-subsidies", "cn-patent-pledge"]);
    let mut scored = 0;
    let often =
        ["cn-tech-sme-2017", "cn-innovative-sme-2022", "cn-hnte-2016", "cn-sme-size-2011", "cn-star-attributes-2024"];
    // Those with estimates are searched for bounds, which takes longer and has to end the same way each time.
    let seldom = ["cn-innovation-points-2024", "cn-innovation-points-2025", "cn-sichuan-innovation-points-2025"];
    for (id, times) in often.map(|id| (id, 40)).into_iter().chain(seldom.map(|id| (id, 4))) {
        let scheme = shipped_scheme(id).expect("shipped");
        for _ in 0..times {
            let e = random_company(&mut dice);
            if scheme.score(&e, day()).is_err() {
                continue;
            }
            scored += 1;
            let told = verified(&written(&scheme, &e, day(), &small), &small).expect("a report");
            assert!(told.holds, "{id}: {:?} {e:?}", told.differs);
        }
    }
    assert!(scored > 100, "{scored}");
}

/// A product of a bank, in one version or another.
fn bank(share: &str) -> String {
    let template = read("docs/finance-template.json");
    template.replace("finance-template", "bank").replace("70% * total_assets", &format!("{share} * total_assets"))
}

#[test]
fn a_report_by_other_instruments_is_neither_confirmed_nor_called_false() {
    let (one, two) = (bank("70%"), bank("60%"));
    let (own, other) = (catalogue(&[("bank.json", &one)], &[]), catalogue(&[("bank.json", &two)], &[]));
    let scheme = shipped_scheme("cn-tech-sme-2017").expect("shipped");
    let e = sample("sample-complete");
    let text = written(&scheme, &e, day(), &own);
    let said = |text: &str, catalogue: &Catalogue| verified(text, catalogue).expect("a report");

    let holds = said(&text, &own);
    assert!(holds.holds && !holds.shipped, "{:?}", holds.summary);
    assert!(holds.summary.en.contains("the product file \"bank\"") && holds.summary.zh.contains("没有内置"));

    let unknown = said(&text, &DESK);
    assert_eq!(unknown.verdict, Verdict::OtherRules, "{:?}", unknown.differs);
    assert!(unknown.differs.is_empty());
    assert!(unknown.summary.en.contains("made with the product file \"bank\", which is not here"));
    assert!(unknown.summary.zh.contains("报告用了这里没有的产品文件“bank”"));

    let version = said(&text, &other);
    assert_eq!(version.verdict, Verdict::OtherRules, "{:?}", version.differs);
    assert!(version.summary.en.contains("another version of the product file \"bank\""));

    let without = said(&written(&scheme, &e, day(), &DESK), &own);
    assert_eq!(without.verdict, Verdict::OtherRules, "{:?}", without.differs);
    assert!(without.summary.en.contains("made without the product file \"bank\""));

    // What can be compared is compared.
    let json: Json = serde_json::from_str(&text).expect("JSON");
    let offers = json["finance"]["offers"].as_array().expect("offers");
    let shipped_offer = offers.iter().position(|o| o["family"] == "cn-tech-bonds").expect("an offer");
    let own_offer = offers.iter().position(|o| o["family"] == "bank").expect("an offer");
    for (at, found) in [
        (format!("/finance/offers/{shipped_offer}/answer"), Verdict::False),
        ("/finance/not_in_force/0/id".into(), Verdict::False),
        ("/items/0/points".into(), Verdict::False),
        (format!("/finance/offers/{own_offer}/answer"), Verdict::OtherRules),
    ] {
        if json.pointer(&at).is_some() {
            let mut forged = json.clone();
            *forged.pointer_mut(&at).expect("a place") = json!("certainly");
            assert_eq!(verdict(&forged, &DESK), found, "{at}");
        }
    }
}

/// One that was written before reports had instruments.
#[test]
fn a_report_without_instruments_is_incomplete() {
    let scheme = shipped_scheme("cn-tech-sme-2017").expect("shipped");
    let e = sample("sample-complete");
    let scored = scheme.scored(&e, day()).expect("a report");
    let text = serde_json::to_string(&full(&scored, None)).expect("JSON");
    let told = verified(&text, &DESK).expect("a report");
    assert!(!told.holds && told.verdict == Verdict::Incomplete && told.differs.is_empty(), "{told:?}");
    assert!(told.summary.zh.starts_with("不完整") && told.summary.en.starts_with("Incomplete"));
    // As they were written then.
    let mut old: Json = serde_json::from_str(&text).expect("JSON");
    old.as_object_mut().expect("a report").remove("product");
    assert_eq!(verdict(&old, &DESK), Verdict::Incomplete);
    let forged = text.replacen("\"86\"", "\"96\"", 1);
    assert_eq!(verified(&forged, &DESK).expect("a report").verdict, Verdict::False);
}

/// Numbers and words are held apart: another version may word things otherwise, but its numbers must be the same.
#[test]
fn other_words_of_another_version_do_not_make_an_honest_report_false() {
    let mut json = tech_sme();
    json["product"] = json!("innopoints 0.0.9");
    json["summary"]["en"] = json!("In other words.");
    json["items"][0]["reason"] = json!({"zh": "换一种说法。", "en": "In other words."});
    let told = verified(&json.to_string(), &DESK).expect("a report");
    assert!(told.holds && !told.words && told.differs.is_empty(), "{told:?}");
    assert!(told.summary.en.contains("innopoints 0.0.9") && told.summary.zh.contains("没有比较"), "{told:?}");
    // A number is a number, whoever wrote it.
    let mut dice = Dice(7);
    let numbers: Vec<String> =
        leaves(&json).into_iter().filter(|at| !at.ends_with("/zh") && !at.ends_with("/en")).collect();
    for at in numbers.iter().filter(|at| *at != "/product" && dice.one_in(40)) {
        assert_ne!(with_altered(&json, at, &DESK), Verdict::Holds, "{at}");
    }
    // The words of this version are compared.
    json["product"] = tech_sme()["product"].clone();
    assert_eq!(verdict(&json, &DESK), Verdict::False);
    json.as_object_mut().expect("a report").remove("product");
    assert_eq!(verdict(&json, &DESK), Verdict::False);
}

/// A day on which the scheme is not in force is a wrong day, not a wrong figure.
#[test]
fn a_day_out_of_force_is_told_at_the_day() {
    let mut json = tech_sme();
    json["on"] = json!("2000-01-01");
    let problems = verified(&json.to_string(), &DESK).expect_err("not in force");
    assert_eq!((problems[0].code, problems[0].pointer.as_deref()), ("not_in_force", Some("/on")));
}

/// A scheme of one's own under a shipped id, with a lower bar.
#[test]
fn a_bank_sees_whose_numbers_they_are() {
    let id = "cn-tech-sme-2017";
    let text = shipped::scheme(id).expect("shipped").replace("total >= 60", "total >= 10");
    let own = Scheme::parse(&text, None).expect("a scheme");
    let report = written(&own, &sample("sample-complete"), day(), &DESK);
    let find = |_: &str| Scheme::parse(&text, None).ok();
    let known = |id: &str| shipped_scheme(id).map(|s| s.digest.clone());
    let by_file = |report: &str| verify(report, &Schemes { find: &find, shipped: &known }, &DESK).expect("a report");
    let told = by_file(&report);
    assert!(told.holds && !told.shipped);
    assert!(told.summary.en.contains("not the shipped one of that id") && told.summary.en.contains(&own.issuer));
    assert!(told.summary.zh.contains("与内置的不同") && told.summary.zh.contains(&own.document));
    // By the shipped scheme it does not hold, and a report by the shipped one is told as such.
    assert_eq!(verified(&report, &DESK).expect("a report").verdict, Verdict::OtherRules);
    let told = by_file(&tech_sme().to_string());
    assert!(told.verdict == Verdict::OtherRules && told.summary.en.contains("by the shipped"), "{told:?}");
}

#[test]
fn the_command() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify-command");
    std::fs::create_dir_all(&folder).expect("a folder");
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_innopoints"));
        let out = command.args(args).current_dir(&folder).output().expect("the command runs");
        (
            out.status.code(),
            String::from_utf8_lossy(&out.stdout).into_owned(),
            String::from_utf8_lossy(&out.stderr).into_owned(),
        )
    };
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    let company: Json = serde_json::from_str(&read("examples/sample-complete.json")).expect("JSON");
    write("company.json", &company["enterprise"].to_string());
    write("bank.json", &bank("70%"));
    let scheme = shipped::scheme("cn-tech-sme-2017").expect("shipped").replace("total >= 60", "total >= 10");
    write("own.json", &scheme);
    let score = |more: &[&str]| {
        let (code, out, err) =
            run(&[&["score", "--on", "2026-11-01", "--json", "--full"], more, &["company.json"]].concat());
        assert_eq!((code, err.as_str()), (Some(0), ""));
        write("report.json", &out);
        out
    };
    let verify = |more: &[&str]| run(&[&["verify", "--english"], more, &["report.json"]].concat());

    let out = score(&["--scheme", "cn-tech-sme-2017"]);
    let json: Json = serde_json::from_str(&out).expect("JSON");
    assert!(json["finance"]["offers"].as_array().is_some_and(|o| !o.is_empty()) && json["finance"]["on"] == json["on"]);
    assert_eq!(verify(&[]).0, Some(0));
    let (code, out, _) = verify(&["--scheme", "own.json"]);
    assert!(code == Some(1) && out.contains("made by the shipped"), "{out}");

    score(&["--scheme", "cn-tech-sme-2017", "--with", "bank.json"]);
    let (code, out, _) = verify(&["--with", "bank.json"]);
    assert!(code == Some(0) && out.contains("\"bank\""), "{out}");
    let (code, out, _) = verify(&["--json"]);
    let told: Json = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, &told["verdict"], &told["holds"]), (Some(1), &json!("other_rules"), &json!(false)));

    score(&["--scheme", "own.json"]);
    let (code, out, _) = verify(&["--scheme", "own.json"]);
    assert!(code == Some(0) && out.contains("not the shipped one of that id"), "{out}");
    assert_eq!(verify(&["--scheme", "bank.json"]).0, Some(1));
    assert_eq!(verify(&["--with", "nowhere.json"]).0, Some(1));
    let usage = ["score", "--scheme", "cn-tech-sme-2017", "--json", "--with", "bank.json", "company.json"];
    assert_eq!(run(&usage).0, Some(2), "without --full there are no instruments to add to");
}
