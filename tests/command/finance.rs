//! Finance instruments: every worked example of `finance/cases/`, what the examples have to cover, that nothing applies
//! while something is unknown, and that broken files are refused with their place. It is long because each condition of
//! each instrument has its cases counted here.

use innopoints::answer::formula::words;
use innopoints::dictionary::{self, Dictionary, Kind, Value as Figure};
use innopoints::finance::model::{Requirement, Test, Version};
use innopoints::finance::{Instruments, Offer, Rated, Reply, SchemeResult};
use innopoints::formula::{Compare, Env, ExprId, Instr, Program};
use innopoints::id::FieldId;
use innopoints::lint::{Severity, check};
use innopoints::number::{Interval, Num};
use innopoints::{Date, Enterprise, Scheme, shipped};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

fn read(path: &str) -> String {
    let path = format!("{}/{path}", concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn text(v: &Value) -> Option<&str> {
    v.as_str()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|| panic!("{text} is no day"))
}

static SCHEMES: LazyLock<Vec<Scheme>> =
    LazyLock::new(|| shipped::SCHEMES.iter().map(|(id, text)| Scheme::parse(text, Some(id)).expect(id)).collect());

static RATED: LazyLock<Vec<Rated>> = LazyLock::new(|| SCHEMES.iter().map(Rated::from).collect());

static FAMILIES: LazyLock<Vec<Instruments>> =
    LazyLock::new(|| shipped::FINANCE.iter().map(|(id, text)| parse(text).expect(id)).collect());

fn parse(text: &str) -> Result<Instruments, Vec<innopoints::Problem>> {
    Instruments::parse(text, None, &RATED)
}

fn company(figures: &Map<String, Value>) -> Result<Enterprise, Vec<innopoints::Problem>> {
    Enterprise::parse(&Value::Object(figures.clone()).to_string(), None)
}

/// What the shipped schemes say of a company.
fn result(id: &str, company: &Enterprise, on: Date) -> Option<SchemeResult> {
    let scheme = SCHEMES.iter().find(|s| s.id == id)?;
    scheme.scored(company, on).ok().map(|scored| SchemeResult::from(&scored))
}

fn offers<'a>(family: &'a Instruments, company: &Enterprise, on: Date) -> Vec<Offer<'a>> {
    family.offers(company, on, &|id| result(id, company, on)).expect("figures that can be read")
}

fn reply(reply: Reply) -> Value {
    serde_json::to_value(reply).expect("a word")
}

// ---------------------------------------------------------------------------------------------------------------------
// Cases

/// What differs between an answer and what a case expects.
fn differences(expect: &Value, offer: Option<&Offer<'_>>) -> Vec<String> {
    let mut found = Vec::new();
    let mut differ = |what: &str, expected: &Value, got: Value| {
        if *expected != got {
            found.push(format!("{what}: expected {expected}, got {got}"));
        }
    };
    let Some(offer) = offer else {
        differ("answer", &expect["answer"], json!("absent"));
        return found;
    };
    for (key, expected) in expect.as_object().expect("expect is an object") {
        let each = || expected.as_object().into_iter().flatten();
        match key.as_str() {
            "answer" => differ(key, expected, reply(offer.answer)),
            "standing" => differ(key, expected, json!(offer.standing)),
            "notice" => differ(key, expected, json!(offer.notice.is_some())),
            "depends_on" => {
                let wanted: BTreeSet<&str> = expected.as_array().expect("a list").iter().filter_map(text).collect();
                let got: BTreeSet<&str> = offer.depends_on.iter().map(|d| d.id).collect();
                differ(key, &json!(wanted), json!(got));
            }
            "conditions" => {
                for (id, met) in each() {
                    let got = offer.conditions.iter().find(|c| c.condition.id == *id);
                    differ(id, met, got.map_or(json!("no such condition"), |c| json!(c.condition.met)));
                }
                if expected.as_object().is_some_and(Map::is_empty) {
                    differ(key, &json!(0), json!(offer.conditions.len()));
                }
            }
            "terms" => {
                for (id, value) in each() {
                    let got = offer.terms.iter().find(|t| t.id == *id).map(|t| match &t.value {
                        Some(value) => json!(value),
                        None => json!(t.bounds),
                    });
                    differ(id, value, got.unwrap_or(Value::Null));
                }
                if expected.as_object().is_some_and(Map::is_empty) {
                    differ(key, &json!(0), json!(offer.terms.len()));
                }
            }
            "gaps" => {
                for (id, changes) in each() {
                    let gap = offer.conditions.iter().find(|c| c.condition.id == *id).and_then(|c| c.gap.as_ref());
                    let got = gap.map(|g| g.changes.iter().map(|c| json!([c.field, c.by, c.to])).collect::<Vec<_>>());
                    differ(id, changes, json!(got));
                }
            }
            other => panic!("a case expects \"{other}\", which is no part of an answer that cases name"),
        }
    }
    found
}

/// A case with the figures of its company.
struct Case {
    family: usize,
    instrument: String,
    name: String,
    on: Date,
    figures: Map<String, Value>,
    expect: Value,
}

fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for (place, family) in FAMILIES.iter().enumerate() {
        let file: Value = serde_json::from_str(&read(&format!("finance/cases/{}.json", family.id))).expect("JSON");
        assert_eq!(text(&file["family"]), Some(&*family.id));
        for block in file["instruments"].as_array().expect("instruments") {
            let instrument = text(&block["instrument"]).expect("an id").to_string();
            for case in block["cases"].as_array().expect("cases") {
                let mut figures = block["base"].as_object().expect("base").clone();
                figures.extend(case["with"].as_object().expect("with").clone());
                figures.retain(|_, v| !v.is_null());
                assert!(
                    text(&case["why"]).is_some_and(|w| !w.is_empty()),
                    "{instrument}: {} says no why",
                    case["name"]
                );
                all.push(Case {
                    family: place,
                    instrument: instrument.clone(),
                    name: text(&case["name"]).expect("a name").to_string(),
                    on: day(text(case.get("on").unwrap_or(&file["on"])).expect("on")),
                    figures,
                    expect: case["expect"].clone(),
                });
            }
        }
    }
    all
}

#[test]
fn every_case() {
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    for case in cases() {
        assert!(names.insert((case.instrument.clone(), case.name.clone())), "{}: twice {}", case.instrument, case.name);
        let company = company(&case.figures).unwrap_or_else(|p| panic!("{}: {}: {p:?}", case.instrument, case.name));
        let offers = offers(&FAMILIES[case.family], &company, case.on);
        let found = differences(&case.expect, offers.iter().find(|o| o.id == case.instrument));
        wrong.extend(found.into_iter().map(|what| format!("{}: {}: {what}", case.instrument, case.name)));
    }
    println!("{} cases", names.len());
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the cases of an instrument show of one of its versions.
#[derive(Default)]
struct Shown {
    /// Conditions that decide a case alone, and how: met with all others, or the only one that is not met or open; what else
    /// may qualify counts for itself.
    alone: BTreeSet<(String, &'static str)>,
    /// Limits with a case on them, just below and just above.
    limits: BTreeMap<String, BTreeSet<&'static str>>,
    /// Terms that are there, and that are not.
    terms: BTreeSet<(String, bool)>,
}

/// For each version of each instrument: every condition has a case in which it is met, one in which it alone is not met and
/// one in which it alone is open; every limit, in conditions and in terms, has a case on it, one a step below and one a step
/// above, as far as figures reach there; every term that is not always one has a case with it and one without; and the first
/// day, the last, and the days beside them have their cases.
#[test]
fn every_version_has_its_cases() {
    let all = cases();
    let mut lacking = Vec::new();
    for (place, family) in FAMILIES.iter().enumerate() {
        for instrument in &family.list {
            let own: Vec<&Case> = all.iter().filter(|c| c.family == place && c.instrument == instrument.id).collect();
            let days: BTreeSet<String> = own.iter().map(|c| c.on.to_text()).collect();
            for (v, version) in instrument.versions.iter().enumerate() {
                let name = format!("{} from {}", instrument.id, version.from);
                let last = version.to.or(instrument.versions.get(v + 1).map(|next| day_before(next.from)));
                let beside = last.map(|to| [to, day_after(to)]).into_iter().flatten();
                for day in [day_before(version.from), version.from].into_iter().chain(beside) {
                    if !days.contains(&day.to_text()) {
                        lacking.push(format!("{name}: no case on {day}"));
                    }
                }
                let within = own.iter().filter(|c| instrument.version(c.on).map(|v| v.from) == Some(version.from));
                let mut shown = Shown::default();
                for case in within {
                    shown.look_at(family, version, case);
                }
                lacking.extend(shown.lacking(version).into_iter().map(|what| format!("{name}: {what}")));
            }
        }
    }
    assert!(lacking.is_empty(), "{} lacking:\n{}", lacking.len(), lacking.join("\n"));
}

impl Shown {
    fn look_at(&mut self, family: &Instruments, version: &Version, case: &Case) {
        let company = company(&case.figures).expect("figures");
        let offers = offers(family, &company, case.on);
        let offer = offers.iter().find(|o| o.id == case.instrument).expect("an offer");
        let required: &[Requirement] = match &version.test {
            Test::Conditions(list) => list,
            Test::Unpublished(_) => &[],
        };
        let list = &offer.conditions;
        let unpublished = |id: &str| {
            offer
                .depends_on
                .iter()
                .find(|d| d.kind == innopoints::finance::offer::DependencyKind::Unpublished && d.id == id)
        };
        // What is open only for what else is asked is met as far as figures go.
        let met = |r: &Requirement| {
            let c = list.iter().find(|c| c.condition.id == r.condition.id).expect("a condition");
            let asked = unpublished(&r.condition.id).zip(r.and_also.as_ref());
            if asked.is_some_and(|(d, more)| more.zh.starts_with(&d.title.zh)) { Some(true) } else { c.condition.met }
        };
        let open = required.iter().filter(|r| met(r).is_none()).count();
        let unmet = required.iter().filter(|r| met(r) == Some(false)).count();
        for r in required {
            let id = &r.condition.id;
            let elsewhere = unpublished(id).is_some();
            let how = match met(r) {
                Some(true) if unmet + open == 0 => "met",
                Some(false) if unmet == 1 && open == 0 => "not met",
                None if open == 1 && unmet == 0 => {
                    if elsewhere {
                        "not met"
                    } else {
                        "open"
                    }
                }
                _ => continue,
            };
            self.alone.insert((id.clone(), how));
        }
        for t in &version.terms {
            let there = offer.terms.iter().any(|own| own.id == t.id);
            self.terms.insert((t.id.clone(), there));
        }
        let interval = |f: FieldId| company.interval(f);
        let env = Env { values: company.values(), interval: &interval, on: Some(case.on), ..Env::default() };
        for at in formulas(version) {
            self.limits_of(&family.program, at, &env);
        }
    }

    /// Where a case stands to the limits within a formula.
    fn limits_of(&mut self, program: &Program, at: ExprId, env: &Env<'_>) {
        let instr = program.instr(at);
        let mut said = String::new();
        match instr {
            Instr::Compare(how, a, b) if !matches!(how, Compare::Eq | Compare::Ne) => {
                words(program, at, false, &leaf, &mut said);
                self.see(program, said, a, b, env);
            }
            Instr::Min(a, b) | Instr::Max(a, b) => {
                words(program, at, false, &leaf, &mut said);
                self.see(program, said, a, b, env);
            }
            Instr::Day(_, f, edge) => {
                let seen = self.limits.entry(format!("{} {edge}", field(f).id)).or_default();
                if let Figure::Day(day) = &env.values[f] {
                    seen.extend((*day == edge).then_some("on"));
                    seen.extend((*day == day_before(edge)).then_some("just below"));
                    seen.extend((*day == day_after(edge)).then_some("just above"));
                }
            }
            _ => {}
        }
        for operand in program.operands(at) {
            self.limits_of(program, operand, env);
        }
    }

    fn see(&mut self, program: &Program, words: String, a: ExprId, b: ExprId, env: &Env<'_>) {
        let seen = self.limits.entry(words).or_default();
        // Sides that no figures reach need no case.
        let nobody = Enterprise::default();
        let anything = |f: FieldId| nobody.interval(f);
        let open = Env { values: nobody.values(), interval: &anything, on: env.on, ..Env::default() };
        if let (Some(x), Some(y)) = (program.span(a, &open).values, program.span(b, &open).values) {
            let apart = |lower: &Interval, upper: &Interval| lower.hi.zip(upper.lo).is_some_and(|(hi, lo)| hi <= lo);
            seen.extend(apart(&x, &y).then_some("just above"));
            seen.extend(apart(&y, &x).then_some("just below"));
        }
        let (Ok(x), Ok(y)) = (program.num(a, env), program.num(b, env)) else { return };
        let gap = x.sub(y).expect("a difference");
        // One step of the finest figure in it.
        let steps = fields_in(program, a).into_iter().chain(fields_in(program, b)).filter_map(step);
        let near = steps.min().is_some_and(|step| gap.abs() <= step);
        seen.extend(gap.is_zero().then_some("on"));
        seen.extend((near && gap.is_negative()).then_some("just below"));
        seen.extend((near && gap > Num::ZERO).then_some("just above"));
    }

    fn lacking(&self, version: &Version) -> Vec<String> {
        let mut lacking = Vec::new();
        if let Test::Conditions(list) = &version.test {
            for r in list {
                for how in ["met", "not met", "open"] {
                    if !self.alone.contains(&(r.condition.id.clone(), how)) {
                        lacking.push(format!("\"{}\" is never {how} alone", r.condition.id));
                    }
                }
            }
        }
        for (limit, seen) in &self.limits {
            for side in ["on", "just below", "just above"] {
                if !seen.contains(side) {
                    lacking.push(format!("no case {side} {limit}"));
                }
            }
        }
        for t in version.terms.iter().filter(|t| t.when.is_some()) {
            for there in [true, false] {
                if !self.terms.contains(&(t.id.clone(), there)) {
                    lacking.push(format!("\"{}\" is {} there", t.id, if there { "never" } else { "always" }));
                }
            }
        }
        lacking
    }
}

/// Every formula of a version.
fn formulas(version: &Version) -> Vec<ExprId> {
    let conditions = match &version.test {
        Test::Conditions(list) => list.iter().map(|r| r.condition.when).collect(),
        Test::Unpublished(_) => Vec::new(),
    };
    let terms = version.terms.iter().flat_map(|t| t.when.into_iter().chain([t.value]));
    conditions.into_iter().chain(terms).collect()
}

fn field(place: FieldId) -> &'static dictionary::Field {
    &Dictionary::shipped().fields[place]
}

fn leaf(instr: Instr, out: &mut String) {
    match instr {
        Instr::Field(f) => out.push_str(field(f).id),
        other => out.push_str(&format!("{other:?}")),
    }
}

fn fields_in(program: &Program, at: ExprId) -> Vec<FieldId> {
    match program.instr(at) {
        Instr::Field(f) | Instr::YearsSince(f) => vec![f],
        _ => program.operands(at).flat_map(|at| fields_in(program, at)).collect(),
    }
}

/// The smallest difference that a figure can have: a piece, a hundredth of its unit, or a year.
fn step(place: FieldId) -> Option<Num> {
    match &field(place).kind {
        Kind::Number { whole: true, .. } | Kind::Date => Some(Num::ONE),
        Kind::Number { unit, .. } => {
            let scale = innopoints::number::unit(unit).map_or(Num::ONE, |u| u.1);
            scale.div(Num::int(100))
        }
        _ => None,
    }
}

fn day_before(date: Date) -> Date {
    let text = date.to_text();
    let [y, m, d] = [&text[..4], &text[5..7], &text[8..]].map(|n| n.parse::<u16>().expect("digits"));
    let last = |y, m| (28..=31).rev().find_map(|d| Date::new(y, m, d)).expect("a month");
    match (m, d) {
        (1, 1) => last(y - 1, 12),
        (m, 1) => last(y, m as u8 - 1),
        _ => Date::new(y, m as u8, d as u8 - 1).expect("a day"),
    }
}

fn day_after(date: Date) -> Date {
    let text = date.to_text();
    let [y, m, d] = [&text[..4], &text[5..7], &text[8..]].map(|n| n.parse::<u16>().expect("digits"));
    let next = |m: u16, d: u16| Date::new(y, m as u8, d as u8);
    next(m, d + 1).or(next(m + 1, 1)).or(Date::new(y + 1, 1, 1)).expect("a day")
}

// ---------------------------------------------------------------------------------------------------------------------
// What is shipped

#[test]
fn shipped_instruments_are_clean() {
    let others: Vec<(&str, &str)> = shipped::SCHEMES.iter().chain(shipped::FINANCE).copied().collect();
    for (id, text) in shipped::FINANCE {
        let others: Vec<_> = others.iter().copied().filter(|o| o.0 != *id).collect();
        let found = check(text, Some(&format!("{id}.json")), &others);
        assert!(found.is_empty(), "{id}: {found:#?}");
        assert!(text.contains("\"$schema\": \"../pkg/dist/instruments.schema.json\""), "{id} names no schema");
    }
    let template = read("docs/finance-template.json");
    let found = check(&template, Some("finance-template.json"), &others);
    assert!(found.is_empty(), "{found:#?}");
}

/// No number without a source, on a walk of its own: whatever holds a formula has its source beside it.
#[test]
fn every_number_has_a_source() {
    fn walk(v: &Value, at: &str, count: &mut usize) {
        if let Some(o) = v.as_object() {
            if o.contains_key("when") || o.contains_key("value") || o.contains_key("effective") {
                let source = &v["source"];
                *count += 1;
                assert!(text(&source["article"]).is_some_and(|a| !a.is_empty()), "{at} names no article");
                match text(&source["standing"]) {
                    Some("official" | "reported") => {
                        assert!(source["read_in"].as_array().is_some_and(|s| !s.is_empty()), "{at}: read where?");
                        assert!(!source["checked"].is_null(), "{at}: known how?");
                    }
                    Some("estimate") => assert!(source["note"].is_object(), "{at}: an estimate without a note"),
                    _ => panic!("{at} has no standing"),
                }
            }
            o.iter().for_each(|(k, v)| walk(v, &format!("{at}/{k}"), count));
        }
        v.as_array().into_iter().flatten().enumerate().for_each(|(i, v)| walk(v, &format!("{at}/{i}"), count));
    }
    for (id, text) in shipped::FINANCE {
        let mut count = 0;
        walk(&serde_json::from_str(text).expect("JSON"), id, &mut count);
        assert!(count >= 2, "{id}: only {count} sources");
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Nothing applies while something is unknown

/// A small generator: the same companies each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let place = self.roll(list.len());
        &list[place]
    }
}

/// A value of a field, mostly on an edge of some rule or beside one.
fn value(id: &str, dice: &mut Dice) -> Value {
    use innopoints::dictionary::{Dictionary, Kind};
    let dictionary = Dictionary::shipped();
    let field = &dictionary.fields[dictionary.find(id).expect(id)];
    match &field.kind {
        Kind::Flag => json!(dice.roll(2) == 0),
        Kind::Choice(levels) => {
            // Places that some product is for come up as often as all others together.
            let named = ["anhui_hefei", "shandong_qingdao", "industrial", "software"];
            let own: Vec<&str> = named.into_iter().filter(|n| levels.iter().any(|l| l.id == *n)).collect();
            json!(if dice.roll(2) == 0 && !own.is_empty() { dice.pick(&own) } else { dice.pick(levels).id })
        }
        Kind::Date => json!(dice.pick(&[
            "2015-06-30",
            "2023-11-01",
            "2024-11-02",
            "2025-12-31",
            "2026-01-01",
            "2026-08-20",
            "2026-08-21",
            "2026-12-31",
            "2027-01-01"
        ])),
        Kind::Number { unit, .. } => match *unit {
            "万元" => json!(dice.pick(&[
                "0", "0.01", "100", "500", "500.01", "1000", "1999.99", "2000", "3000", "3000.01", "5000", "5000.01",
                "7000", "7500", "8000", "10000", "39999.99", "40000", "50000", "50000.01"
            ])),
            "年" => json!(dice.pick(&["0.5", "1", "1.01", "2", "7", "7.01", "10", "10.01"])),
            "人" => json!(dice.pick(&["0", "19", "20", "300", "999", "1000"])),
            "分" => json!(dice.pick(&["0", "59.99", "60", "80"])),
            "%" => json!(dice.pick(&["0", "4.99", "5", "19.99", "20", "60"])),
            _ => json!(dice.pick(&["0", "1", "6", "7", "8"])),
        },
    }
}

/// The fields that instruments and the official schemes they ask read.
fn fields_of(texts: &[&str]) -> Vec<&'static str> {
    let dictionary = innopoints::dictionary::Dictionary::shipped();
    let mut ids: Vec<&'static str> = dictionary.fields.iter().map(|f| f.id).collect();
    ids.retain(|id| {
        texts.iter().any(|text| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == *id))
    });
    ids
}

/// One that asks everything there is to ask.
fn everything() -> Value {
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    let words = |zh: &str, en: &str| json!({"zh": zh, "en": en});
    let condition =
        |id: &str, when: &str| json!({"id": id, "title": words("条件", "Condition"), "when": when, "source": source});
    json!({
        "$schema": "x", "id": "everything", "title": words("全部", "Everything"), "notes": words("须知", "Notes"),
        "instruments": [{
            "id": "one", "title": words("产品", "Product"), "kind": "loan", "provider": words("银行", "Bank"), "document": "1号",
            "notes": words("须知", "Notes"),
            "versions": [
                {"effective": {"from": "2020-01-01", "to": "2024-12-31"}, "source": source, "document": "0号",
                 "no_published_test": words("没有公布", "None was published")},
                {"effective": {"from": "2025-01-01"}, "notes": words("须知", "Notes"), "source": source,
                 "conditions": [
                    condition("age", "years_since(established_on) >= 2年"),
                    condition("recent", "loan_issued_on >= \"2026-01-01\" and loan_issued_on != \"2026-12-31\""),
                    condition("passed", "passed(\"cn-star-attributes-2024\") or hnte"),
                    condition("size", "class(\"cn-sme-size-2011\") != \"large\""),
                    condition("points", "total(\"cn-tech-sme-2017\") >= 60分 or if tech_sme then loan_amount <= 500万元 else loan_amount / revenue <= 50%"),
                    {"id": "by", "title": words("分行业", "By industry"), "by": "industry", "source": source,
                     "when": innopoints::dictionary::Dictionary::shipped().fields.iter().find(|f| f.id == "industry").map(|f| match &f.kind {
                        innopoints::dictionary::Kind::Choice(levels) => levels.iter().map(|l| (l.id.to_string(), json!("revenue >= 500万元 or staff_total >= 20人"))).collect::<Map<_, _>>(),
                        _ => Map::new(),
                     })},
                    {"id": "else", "title": words("另有", "Else"), "when": "srdi_sme", "or_else": words("另有途径", "another way"), "source": source}
                 ],
                 "terms": [
                    {"id": "line", "title": words("额度", "Line"), "when": "hnte", "value": "min(revenue * 10%, 1000万元)", "unit": "万元", "limit": "at_most", "source": source},
                    {"id": "age", "title": words("年数", "Years"), "value": "years_since(established_on)", "unit": "年", "limit": "at_least", "source": source},
                    {"id": "total", "title": words("总分", "Total"), "value": "total(\"cn-tech-sme-2017\")", "unit": "分", "source": source}
                 ]}
            ]
        }]
    })
}

/// The official schemes that instruments ask.
const ASKED: [&str; 3] = ["cn-star-attributes-2024", "cn-sme-size-2011", "cn-tech-sme-2017"];

/// What an instrument said.
#[derive(Debug)]
struct Said {
    id: String,
    answer: Reply,
    conditions: Vec<(String, Option<bool>)>,
    /// Each with its ends, and whether it is sure to be one.
    terms: Vec<(String, [Option<Num>; 2], bool)>,
}

impl From<Offer<'_>> for Said {
    fn from(o: Offer<'_>) -> Said {
        let number = |text: &innopoints::number::Decimal| innopoints::number::parse_decimal(text).expect("a number");
        let term = |t: &innopoints::finance::offer::TermReport<'_>| {
            (t.id.to_string(), t.bounds.each_ref().map(|end| end.as_ref().map(number)), t.value.is_some())
        };
        Said {
            id: o.id.to_string(),
            answer: o.answer,
            conditions: o.conditions.iter().map(|c| (c.condition.id.clone(), c.condition.met)).collect(),
            terms: o.terms.iter().map(term).collect(),
        }
    }
}

impl Said {
    /// Of a company of which more is known, what was told of a condition is told again; how many were told.
    fn conditions_stay(&self, whole: &Said) -> usize {
        let told = self.conditions.iter().zip(&whole.conditions).filter(|(before, _)| before.1.is_some());
        told.inspect(|(before, after)| assert_eq!(before, after, "{}", self.id)).count()
    }

    /// And no term appears, none that was sure is gone, and each lies where it was said to lie; how many were compared.
    fn terms_hold(&self, whole: &Said) -> usize {
        for (id, [lo, hi], _) in &whole.terms {
            let Some((_, [least, most], _)) = self.terms.iter().find(|t| t.0 == *id) else {
                panic!("{}: {id} was none: {self:?}, {whole:?}", self.id);
            };
            let inside = least.is_none_or(|least| lo.is_some_and(|lo| least <= lo))
                && most.is_none_or(|most| hi.is_some_and(|hi| hi <= most));
            assert!(inside, "{}: {id} leaves its bounds: {self:?}, {whole:?}", self.id);
        }
        for (id, _, sure) in &self.terms {
            assert!(!sure || whole.terms.iter().any(|t| t.0 == *id), "{}: {id} is gone", self.id);
        }
        whole.terms.len()
    }
}

#[test]
fn nothing_applies_while_some_completion_does_not() {
    let own = everything().to_string();
    let family = parse(&own).expect("a family");
    let families: Vec<&Instruments> = FAMILIES.iter().chain([&family]).collect();
    let asked = ASKED.map(|id| shipped::scheme(id).expect(id));
    let mut texts: Vec<&str> = shipped::FINANCE.iter().map(|f| f.1).collect();
    texts.extend(asked);
    texts.push(&own);
    let ids = fields_of(&texts);
    assert!(ids.len() > 50, "{} fields", ids.len());
    let days = ["2025-06-01", "2025-12-30", "2026-03-01", "2026-11-01"].map(day);
    let mut dice = Dice(0x5eed);
    // Estimates decide nothing and take long: they are not computed here.
    let answers = |figures: &Map<String, Value>, on: Date| -> Option<Vec<Said>> {
        let company = company(figures).ok()?;
        // Figures that a scheme cannot compute with, such as revenue of 0 below a ratio, are no company's.
        if ASKED.iter().any(|id| result(id, &company, on).is_none()) {
            return None;
        }
        let known = |id: &str| if id.contains("points") { None } else { result(id, &company, on) };
        let offers = families.iter().flat_map(|f| f.offers(&company, on, &known).expect("offers"));
        Some(offers.map(Said::from).collect())
    };
    let (mut applied, mut refused, mut tried) = (BTreeMap::<String, usize>::new(), 0, 0);
    let (mut settled, mut within) = (0, 0);
    while tried < 2_000 {
        // Some companies are made to qualify, so that instruments apply often.
        let kind = dice.roll(3);
        let mut full: Map<String, Value> = ids.iter().map(|id| (id.to_string(), value(id, &mut dice))).collect();
        if kind > 0 {
            for (id, v) in full.iter_mut().filter(|(_, v)| v.is_boolean()) {
                *v = json!(
                    !["other_central_subsidy", "acquires_control", "restricted_industry", "research_misconduct"]
                        .contains(&id.as_str())
                );
            }
            for id in ["loan_amount", "guaranteed_balance", "investment_sought", "valuation"] {
                full.insert(id.into(), json!(dice.pick(&["0", "100", "499.99", "500"])));
            }
            full.insert("deal_value".into(), json!("10000"));
        }
        if company(&full).is_err() {
            continue;
        }
        tried += 1;
        let on = *dice.pick(&days);
        // Fewer and more of the figures go; some become ranges.
        let gone = 2 + dice.roll(12);
        let mut partial = full.clone();
        let mut open = Vec::new();
        for id in &ids {
            if dice.roll(gone) == 0 {
                let number = full[*id].as_str().and_then(|s| s.parse::<f64>().ok());
                match number {
                    Some(x) if dice.roll(2) == 0 => {
                        partial.insert(
                            id.to_string(),
                            json!({"between": [(x * 0.5).to_string(), (x * 1.25 + 1.0).floor().to_string()]}),
                        );
                    }
                    _ => drop(partial.remove(*id)),
                }
                open.push(*id);
            }
        }
        let Some(said) = answers(&partial, on) else { continue };
        // What follows from figures that are given is no gap.
        let dictionary = innopoints::dictionary::Dictionary::shipped();
        let Some(taken) = company(&partial).ok() else { continue };
        let Ok(taken) = taken.by(dictionary, on, &[]) else { continue };
        let derived: Vec<&str> = taken.derived().iter().map(|d| dictionary.fields[d.field].id).collect();
        let follows = |mut whole: Map<String, Value>| {
            derived.iter().for_each(|id| drop(whole.remove(*id)));
            whole
        };
        let mut completions = vec![follows(full.clone())];
        for _ in 0..6 {
            let mut other = full.clone();
            for id in &open {
                // Within a range its ends are the ones to try.
                let ends = partial.get(*id).and_then(|v| v["between"].as_array().cloned());
                let now = match ends {
                    Some(ends) => dice.pick(&ends).clone(),
                    None => value(id, &mut dice),
                };
                other.insert(id.to_string(), now);
            }
            completions.push(follows(other));
        }
        for whole in completions {
            let Some(then) = answers(&whole, on) else { continue };
            for (partial, whole) in said.iter().zip(&then) {
                let id = &partial.id;
                settled += partial.conditions_stay(whole);
                within += partial.terms_hold(whole);
                match (partial.answer, whole.answer) {
                    (Reply::Applies, Reply::Applies) => *applied.entry(id.clone()).or_default() += 1,
                    (Reply::Applies, _) => {
                        panic!("{id} applies on {on}, as it was said, {partial:?}, but not to a completion: {whole:?}")
                    }
                    (Reply::NotYet, Reply::Applies) => panic!("{id} was refused on {on}, but applies to a completion"),
                    (Reply::NotYet, _) => refused += 1,
                    _ => {}
                }
            }
        }
    }
    println!("applied: {applied:?}; refused {refused}; {settled} conditions, {within} terms");
    assert!(settled > 100_000 && within > 100_000, "{settled} conditions, {within} terms");
    let with_conditions = families.iter().flat_map(|f| &f.list).filter(|i| {
        days.iter()
            .filter_map(|on| i.version(*on))
            .any(|v| matches!(&v.test, Test::Conditions(list) if list.iter().all(|r| r.and_also.is_none())))
    });
    for instrument in with_conditions {
        let times = applied.get(&instrument.id).copied().unwrap_or(0);
        assert!(times >= 20, "{} applied only {times} times: the test says little of it", instrument.id);
    }
    assert!(refused > 10_000, "{refused}");
}

/// A condition of random making; each of its values is an edge of some comparison or stands beside one.
fn formula(dice: &mut Dice, depth: usize) -> String {
    let signs = ["<", "<=", ">", ">=", "=", "!="];
    let sign = *dice.pick(&signs);
    let inner = |dice: &mut Dice| formula(dice, depth - 1);
    match dice.roll(if depth == 0 { 9 } else { 15 }) {
        0 | 1 => dice.pick(&["hnte", "tech_sme"]).to_string(),
        2 => format!("loan_amount {sign} {}万元", dice.pick(&[0, 100, 300])),
        3 => format!("loan_amount {sign} 50% * deal_value"),
        4 => format!("loan_amount + guaranteed_balance {sign} 300万元"),
        5 => format!("loan_issued_on {sign} \"{}\"", dice.pick(&["2025-12-31", "2026-01-01", "2026-02-28"])),
        6 => format!("total(\"cn-tech-sme-2017\") {sign} {}分", dice.pick(&[0, 60, 100, 101])),
        7 => format!(
            "class(\"cn-sme-size-2011\") {} \"{}\"",
            dice.pick(&["=", "!="]),
            dice.pick(&["micro", "small", "large"])
        ),
        8 => format!("years_since(established_on) {sign} {}年", dice.pick(&[2, 5])),
        9 | 10 => format!("({} and {})", inner(dice), inner(dice)),
        11 | 12 => format!("({} or {})", inner(dice), inner(dice)),
        13 => format!("(not {})", inner(dice)),
        _ => format!("(if {} then {} else {})", inner(dice), inner(dice), inner(dice)),
    }
}

/// Figures for [`formula`].
fn figures(dice: &mut Dice) -> Map<String, Value> {
    let money = ["0", "0.01", "99.99", "100", "100.01", "200", "299.99", "300", "300.01", "600"];
    let days = ["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02", "2026-02-28", "2026-03-01"];
    let established = ["2021-11-01", "2021-11-02", "2024-11-01", "2024-11-02", "2026-11-01"];
    let figures = json!({
        "hnte": dice.roll(2) == 0, "tech_sme": dice.roll(2) == 0, "loan_amount": dice.pick(&money),
        "deal_value": dice.pick(&money), "guaranteed_balance": dice.pick(&money),
        "loan_issued_on": dice.pick(&days), "established_on": dice.pick(&established),
    });
    figures.as_object().cloned().expect("an object")
}

/// Instruments of random making: what `check` calls certain is certain, and what applies, or does not, while figures are
/// missing is the same once they are there.
#[test]
fn random_instruments_say_what_is_certain() {
    let mut dice = Dice(0xf1a);
    let asked = ["cn-tech-sme-2017", "cn-sme-size-2011"];
    let others: Vec<(&str, &str)> = shipped::SCHEMES.iter().copied().filter(|s| asked.contains(&s.0)).collect();
    let on = day("2026-11-01");
    let said = |total: Option<i64>, class: Option<&str>| {
        let end = |n: i64| Some(innopoints::Num::int(n));
        SchemeResult {
            passed: None,
            total: total.map_or(Interval { lo: end(0), hi: end(100) }, |t| Interval { lo: end(t), hi: end(t) }),
            class: class.map(str::to_string),
            official: true,
            missing: Vec::new(),
            failed: Vec::new(),
        }
    };
    let (mut told, mut constant, mut decided) = (0, 0, 0);
    for _ in 0..1_500 {
        let [a, b] = [formula(&mut dice, 2), formula(&mut dice, 2)];
        let mut file = everything();
        let conditions = file.pointer_mut("/instruments/0/versions/1/conditions").and_then(Value::as_array_mut);
        let conditions = conditions.expect("a list");
        conditions.truncate(2);
        conditions[0]["when"] = json!(a);
        conditions[1]["when"] = json!(b);
        let term = file.pointer_mut("/instruments/0/versions/1/terms/0").expect("a term");
        term["when"] = json!(formula(&mut dice, 1));
        term["value"] = json!("loan_amount - 100万元");
        // What the loader itself calls constant is no file.
        let Ok(family) = parse(&file.to_string()) else { continue };
        let found = check(&file.to_string(), None, &others);
        let is = |code: &str, at: &str| {
            found.iter().any(|f| f.problem.code == code && f.problem.pointer.as_deref() == Some(at))
        };
        let at = |c: usize| format!("/instruments/0/versions/1/conditions/{c}/when");
        let (always, never) = ([0, 1].map(|c| is("always_true", &at(c))), [0, 1].map(|c| is("never_true", &at(c))));
        let when = "/instruments/0/versions/1/terms/0/when";
        let excluded = is("contradiction", &at(1));
        told += found.len();
        let mut seen = [[false; 2]; 2];
        for _ in 0..40 {
            let whole = figures(&mut dice);
            let (total, class) =
                (*dice.pick(&[0, 59, 60, 99, 100]), *dice.pick(&["micro", "small", "medium", "large"]));
            let full = company(&whole).expect("a company");
            let answer = |total: Option<i64>, class: Option<&'static str>, e: &Enterprise| -> Said {
                Said::from(family.offers(e, on, &|_| Some(said(total, class))).expect("offers").remove(0))
            };
            let then = answer(Some(total), Some(class), &full);
            let met = [0, 1].map(|c| then.conditions[c].1.expect("all is known"));
            for c in 0..2 {
                seen[c][usize::from(met[c])] = true;
                assert!(!(always[c] && !met[c] || never[c] && met[c]), "{a}; {b}: {whole:?}: {found:#?}");
            }
            assert!(!(excluded && met == [true; 2]), "{a}; {b}: {whole:?} {total} {class}: {found:#?}");
            let term = then.terms.iter().any(|t| t.0 == "line");
            assert!(!is("always_true", when) || term, "{file}: {whole:?}: {found:#?}");
            // One that is only hidden where all conditions are met may be there otherwise.
            assert!(!(is("never_fires", when) && term && met == [true; 2]), "{file}: {whole:?}: {found:#?}");
            // The same company, of which less is known.
            let mut partial = whole.clone();
            partial.retain(|_, _| dice.roll(3) > 0);
            let (less, unsaid) = (dice.roll(2) == 0, dice.roll(2) == 0);
            let e = company(&partial).expect("a company");
            let before = answer((!less).then_some(total), (!unsaid).then_some(class), &e);
            before.conditions_stay(&then);
            before.terms_hold(&then);
            match before.answer {
                Reply::Applies => assert_eq!(then.answer, Reply::Applies, "{a}; {b}: {partial:?}, {whole:?}"),
                Reply::NotYet => assert_eq!(then.answer, Reply::NotYet, "{a}; {b}: {partial:?}, {whole:?}"),
                _ => continue,
            }
            decided += 1;
        }
        constant += seen.iter().filter(|s| s.contains(&false)).count();
    }
    println!("{told} findings; {constant} conditions were never seen to turn; {decided} answers were given early");
    assert!(told > 100 && decided > 5_000, "{told} {decided}");
}

/// What an estimate says decides nothing; what an official scheme of the same id says does.
#[test]
fn an_estimate_decides_nothing() {
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    let words = json!({"zh": "产品", "en": "Product"});
    let file = json!({"id": "x", "title": words, "instruments": [{
        "id": "x", "title": words, "kind": "loan", "provider": words, "document": "1号", "versions": [{
            "effective": {"from": "2025-01-01"}, "source": source,
            "conditions": [{"id": "points", "title": words, "when": "total(\"cn-innovation-points-2024\") >= 60分", "source": source}],
            "terms": [{"id": "rate", "title": words, "unit": "%", "source": source,
                       "value": "if total(\"cn-innovation-points-2024\") >= 80分 then 3% else 4%"},
                      {"id": "total", "title": words, "unit": "分", "source": source, "value": "total(\"cn-innovation-points-2024\")"}]}]}]});
    let family = parse(&file.to_string()).expect("a family");
    let company = Enterprise::default();
    let on = day("2026-11-01");
    let said = |lo: i64, hi: i64, official: bool| {
        let total =
            innopoints::number::Interval { lo: Some(innopoints::Num::int(lo)), hi: Some(innopoints::Num::int(hi)) };
        let result =
            SchemeResult { passed: None, total, class: None, official, missing: Vec::new(), failed: Vec::new() };
        let offers = family.offers(&company, on, &|_| Some(result.clone())).expect("offers");
        let offer = &offers[0];
        assert_eq!(offer.notice.is_some(), !official);
        assert!(offer.terms.iter().all(|t| t.official == official));
        let value = offer.terms[0].value.as_ref().map(ToString::to_string);
        (offer.answer, value, offer.terms[1].bounds.clone().map(|b| b.expect("an end").to_string()))
    };
    let ends = |lo: &str, hi: &str| [lo.to_string(), hi.to_string()];
    assert_eq!(said(90, 95, false), (Reply::DependsOn, Some("3".into()), ends("90", "95")));
    assert_eq!(said(10, 20, false), (Reply::DependsOn, Some("4".into()), ends("10", "20")));
    assert_eq!(said(90, 95, true), (Reply::Applies, Some("3".into()), ends("90", "95")));
    assert_eq!(said(60, 60, true), (Reply::Applies, Some("4".into()), ends("60", "60")));
    assert_eq!(said(59, 59, true), (Reply::NotYet, Some("4".into()), ends("59", "59")));
    assert_eq!(said(55, 85, true), (Reply::DependsOn, None, ends("55", "85")));
    let nobody = family.offers(&company, on, &|_| None).expect("offers");
    assert_eq!(nobody[0].answer, Reply::DependsOn);
    assert_eq!(nobody[0].depends_on[0].id, "cn-innovation-points-2024");
}

#[test]
fn years_are_whole_and_an_anniversary_counts() {
    let family = parse(&everything().to_string()).expect("a family");
    for (established, years) in
        [("2024-11-01", "2"), ("2024-11-02", "1"), ("2020-02-29", "6"), ("2026-11-01", "0"), ("2026-11-02", "-1")]
    {
        let company =
            company(json!({"established_on": established}).as_object().expect("an object")).expect("a company");
        let offers = offers(&family, &company, day("2026-11-01"));
        let age = offers[0].terms.iter().find(|t| t.id == "age").expect("age");
        assert_eq!(age.value.as_deref(), Some(years), "{established}");
        let met = offers[0].conditions.iter().find(|c| c.condition.id == "age").expect("age").condition.met;
        assert_eq!(met, Some(established <= "2024-11-01"), "{established}");
    }
}

/// The version of [`everything`] with other parts, what it says on a day in 2026.
fn said_of(parts: &[(&str, Value)], figures: &Value) -> Value {
    let mut file = everything();
    for (at, value) in parts {
        file = altered(file, &format!("/instruments/0/versions/1/{at}"), value);
    }
    let family = parse(&file.to_string()).expect("a family");
    let company = company(figures.as_object().expect("an object")).expect("a company");
    json!(offers(&family, &company, day("2026-11-01"))[0])
}

/// What else is asked without a published test leaves open what is met; a stop of its own is not told twice.
#[test]
fn what_else_is_asked_keeps_it_from_applying() {
    let more = json!({"zh": "另须某事，没有公布。", "en": "something else, not published."});
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    let words = json!({"zh": "条件", "en": "Condition"});
    let one = json!({"id": "one", "title": words, "when": "hnte", "and_also": more, "source": source});
    let two = json!({"id": "two", "title": words, "when": "srdi_sme", "or_else": more, "source": source});
    for (hnte, answer, depends) in [
        (json!({"hnte": true}), "depends_on", json!(["one"])),
        (json!({"hnte": false}), "not_yet", json!([])),
        (json!({}), "depends_on", json!(["hnte"])),
    ] {
        let said = said_of(&[("conditions", json!([one]))], &hnte);
        let on: Vec<&Value> = said["depends_on"].as_array().expect("a list").iter().map(|d| &d["id"]).collect();
        assert_eq!((&said["answer"], json!(on)), (&json!(answer), depends), "{hnte}");
    }
    let said = said_of(&[("conditions", json!([one, two]))], &json!({"hnte": true, "srdi_sme": false}));
    assert_eq!(said["summary"]["zh"], "取决于：另须某事，没有公布。");
    assert_eq!(said["summary"]["en"], "Depends on: something else, not published.");
    let reason = text(&said["conditions"][0]["reason"]["zh"]).expect("words");
    assert!(reason.ends_with("另须：另须某事，没有公布。"), "{reason}");
}

/// Of an amount of which only the trivial end is known nothing is told; money is told to the 分, no limit wider than it is.
#[test]
fn amounts_are_told_with_care() {
    let amount = |value: &str, limit: Value, figures: Value| {
        let parts = [("terms/0/value", json!(value)), ("terms/0/limit", limit)];
        let said = said_of(&parts, &figures);
        let term = &said["terms"][0];
        (term["text"]["zh"].as_str().expect("words").to_string(), term["value"].clone())
    };
    let (most, least, none) = (json!("at_most"), json!("at_least"), json!(null));
    let third = "loan_amount / 3";
    let at = json!({"hnte": true, "loan_amount": 2000});
    let exact = json!("666.666666666666666667");
    assert_eq!(amount(third, most.clone(), at.clone()), ("≤ 666.666666 万元".into(), exact.clone()));
    assert_eq!(amount(third, least.clone(), at.clone()), ("≥ 666.666667 万元".into(), exact.clone()));
    assert_eq!(amount(third, none.clone(), at.clone()), ("666.666667 万元".into(), exact));
    // A whole number of 分 stays what it is.
    assert_eq!(amount("loan_amount * 0.05%", most.clone(), at).0, "≤ 1 万元");
    for (limit, floor, above) in [(&most, "待定", "待定"), (&least, "待定", "≥ 3 万元"), (&none, "待定", "≥ 3 万元")]
    {
        assert_eq!(amount("loan_amount * 2%", limit.clone(), json!({"hnte": true})).0, floor);
        assert_eq!(amount("loan_amount * 2% + 3万元", limit.clone(), json!({"hnte": true})).0, above);
    }
    let open = amount("min(loan_amount, 300万元)", most, json!({"hnte": true})).0;
    assert_eq!(open, "0 万元–300 万元");
}

// ---------------------------------------------------------------------------------------------------------------------
// Broken files

/// A value at a place of [`everything`], and the code and place of the problem that it makes.
#[test]
fn broken_files_are_refused_with_their_place() {
    let broken: &[(&str, Value, &str, &str)] = &[
        ("/instruments", json!([]), "missing", "/instruments"),
        ("/instrument", json!([]), "unknown_key", "/instrument"),
        ("/title/en", json!("  "), "blank", "/title/en"),
        ("/id", json!("Every Thing"), "bad_id", "/id"),
        ("/instruments/0/kind", json!("lottery"), "bad_kind", "/instruments/0/kind"),
        ("/instruments/0/provider", json!("银行"), "wrong_type", "/instruments/0/provider"),
        ("/instruments/0/document", json!(""), "blank", "/instruments/0/document"),
        ("/instruments/0/rate", json!("5%"), "unknown_key", "/instruments/0/rate"),
        ("/instruments/0/versions", json!([]), "missing", "/instruments/0/versions"),
        ("/instruments/0/versions/1/effective/from", json!("2024-12-31"), "overlap", "/instruments/0/versions/1"),
        (
            "/instruments/0/versions/0/effective/from",
            json!("2025-06-01"),
            "date_order",
            "/instruments/0/versions/0/effective",
        ),
        (
            "/instruments/0/versions/1/effective/from",
            json!("soon"),
            "bad_date",
            "/instruments/0/versions/1/effective/from",
        ),
        ("/instruments/0/versions/1/conditions", json!([]), "always_applies", "/instruments/0/versions/1/conditions"),
        (
            "/instruments/0/versions/1/no_published_test",
            json!({"zh": "无", "en": "none"}),
            "one_test",
            "/instruments/0/versions/1",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("true"),
            "constant",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("revenue >= 0万元"),
            "constant",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("equity_held > 100%"),
            "constant",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("revenue < 0万元"),
            "constant",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("loan_amout <= 5万元"),
            "bad_formula",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("loan_amount <= 5人"),
            "unit_clash",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("loan_amount"),
            "wrong_type",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("passed(\"cn-no-such\")"),
            "unknown_scheme",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("passed(\"cn-sme-size-2011\")"),
            "no_answer",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("total(\"cn-star-attributes-2024\") >= 60分"),
            "no_answer",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("class(\"cn-sme-size-2011\") = \"huge\""),
            "no_answer",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("loan_issued_on >= \"someday\""),
            "bad_formula",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("loan_issued_on >= 2026"),
            "bad_formula",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("years_since(revenue) >= 2年"),
            "bad_formula",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/when",
            json!("years_since(established_on) >= 2"),
            "unit_clash",
            "/instruments/0/versions/1/conditions/0/when",
        ),
        (
            "/instruments/0/versions/1/conditions/0/id",
            json!("recent"),
            "duplicate",
            "/instruments/0/versions/1/conditions/1",
        ),
        (
            "/instruments/0/versions/1/conditions/0/source",
            json!(null),
            "missing",
            "/instruments/0/versions/1/conditions/0",
        ),
        (
            "/instruments/0/versions/1/conditions/0/source/article",
            json!(""),
            "blank",
            "/instruments/0/versions/1/conditions/0/source/article",
        ),
        (
            "/instruments/0/versions/1/conditions/0/source/standing",
            json!("certain"),
            "bad_standing",
            "/instruments/0/versions/1/conditions/0/source/standing",
        ),
        (
            "/instruments/0/versions/1/conditions/6/or_else",
            json!("或"),
            "wrong_type",
            "/instruments/0/versions/1/conditions/6/or_else",
        ),
        (
            "/instruments/0/versions/1/conditions/6/and_also",
            json!({"zh": "另须", "en": " "}),
            "blank",
            "/instruments/0/versions/1/conditions/6/and_also/en",
        ),
        (
            "/instruments/0/versions/1/conditions/0/source/read_in",
            json!(["example.cn", " "]),
            "blank",
            "/instruments/0/versions/1/conditions/0/source/read_in/1",
        ),
        (
            "/instruments/0/versions/1/source/read_in",
            json!([""]),
            "blank",
            "/instruments/0/versions/1/source/read_in/0",
        ),
        (
            "/instruments/0/versions/1/terms/0/source/read_in",
            json!([""]),
            "blank",
            "/instruments/0/versions/1/terms/0/source/read_in/0",
        ),
        (
            "/instruments/0/versions/1/terms/0/source/document",
            json!(""),
            "blank",
            "/instruments/0/versions/1/terms/0/source/document",
        ),
        ("/instruments/0/versions/1/source", json!(null), "missing", "/instruments/0/versions/1"),
        ("/instruments/0/versions/1/terms/0/source", json!(null), "missing", "/instruments/0/versions/1/terms/0"),
        (
            "/instruments/0/versions/1/terms/0/value",
            json!("hnte"),
            "wrong_type",
            "/instruments/0/versions/1/terms/0/value",
        ),
        ("/instruments/0/versions/1/terms/0/unit", json!("人"), "unit_clash", "/instruments/0/versions/1/terms/0/unit"),
        ("/instruments/0/versions/1/terms/0/unit", json!("箱"), "bad_unit", "/instruments/0/versions/1/terms/0/unit"),
        (
            "/instruments/0/versions/1/terms/0/limit",
            json!("about"),
            "bad_kind",
            "/instruments/0/versions/1/terms/0/limit",
        ),
        ("/instruments/0/versions/1/terms/0/id", json!("age"), "duplicate", "/instruments/0/versions/1/terms/1"),
        (
            "/instruments/0/versions/1/terms/0/when",
            json!("5万元"),
            "wrong_type",
            "/instruments/0/versions/1/terms/0/when",
        ),
        (
            "/instruments/0/versions/1/terms/0/limits",
            json!("at_most"),
            "unknown_key",
            "/instruments/0/versions/1/terms/0/limits",
        ),
    ];
    let schema = jsonschema::draft202012::new(&innopoints::file::instrument::schema()).expect("a JSON Schema");
    // What only the loader can tell: formulas, dates among versions, ids.
    let beyond = [
        "constant",
        "bad_formula",
        "unit_clash",
        "unknown_scheme",
        "no_answer",
        "overlap",
        "date_order",
        "duplicate",
        "bad_unit",
    ];
    for (at, value, code, place) in broken {
        let file = altered(everything(), at, value);
        let problems = parse(&file.to_string()).expect_err(at);
        let told = problems.iter().any(|p| p.code == *code && p.pointer.as_deref() == Some(*place));
        assert!(told, "{value} at {at}: expected {code} at {place}, got {problems:#?}");
        assert!(problems.iter().all(|p| !p.zh.is_empty() && !p.en.is_empty()));
        let by_type =
            *code == "wrong_type" && value.as_str().is_some_and(|v| ["loan_amount", "hnte", "5万元"].contains(&v));
        if !beyond.contains(code) && !by_type {
            assert!(!schema.is_valid(&file), "the schema takes {value} at {at}");
        }
        // `check` puts the place in the text, and never calls it clean.
        let found = check(&file.to_string(), None, shipped::SCHEMES);
        assert!(found.iter().any(|f| f.severity == Severity::Error && f.problem.line.is_some()), "{at}: {found:#?}");
    }
}

/// What can be read but is hardly meant: a value at a place of [`everything`], the code and the place of the warning, and a
/// word of what it says.
#[test]
fn what_is_hardly_meant_is_told_with_its_place() {
    let first = "/instruments/0/versions/1/conditions/0/when";
    let second = "/instruments/0/versions/1/conditions/1/when";
    let when = "/instruments/0/versions/1/terms/0/when";
    let value = "/instruments/0/versions/1/terms/0/value";
    let never = |when: &'static str| (first, json!(when), "never_true", first, "");
    let always = |when: &'static str| (first, json!(when), "always_true", first, "");
    let against = |when: &'static str| (first, json!(when), "contradiction", second, "/conditions/0");
    let doubtful: &[(&str, Value, &str, &str, &str)] = &[
        // By logic alone.
        always("hnte or not hnte"),
        never("hnte and not hnte"),
        always("loan_amount <= 500万元 or loan_amount > 300万元"),
        never("loan_amount > 500万元 and loan_amount < 300万元"),
        never("loan_amount > 500万元 and loan_amount <= 500万元"),
        always("loan_amount - loan_amount <= 0万元"),
        always("if hnte then tech_sme or not tech_sme else true"),
        // By days.
        never("loan_issued_on >= \"2026-01-01\" and loan_issued_on <= \"2025-12-31\""),
        never("loan_issued_on > \"2025-12-31\" and loan_issued_on < \"2026-01-01\""),
        never("loan_issued_on = \"2026-01-01\" and loan_issued_on != \"2026-01-01\""),
        always("loan_issued_on <= \"2026-12-31\" or loan_issued_on >= \"2027-01-01\""),
        never("years_since(established_on) >= 5年 and years_since(established_on) < 5年"),
        // By what a scheme can say.
        always("total(\"cn-tech-sme-2017\") >= 0分"),
        never("total(\"cn-tech-sme-2017\") >= 101分"),
        never("total(\"cn-tech-sme-2017\") > 100分"),
        never("class(\"cn-sme-size-2011\") = \"small\" and class(\"cn-sme-size-2011\") = \"micro\""),
        (first, json!("total(\"cn-innovation-points-2024\") >= 60分"), "estimate_asked", first, "企业创新积分制"),
        (
            first,
            json!("innovation_points >= 60分 or total(\"cn-innovation-points-2024\") >= 60分"),
            "estimate_asked",
            first,
            "企业创新积分制",
        ),
        // By the days of a scheme.
        (first, json!("passed(\"cn-srdi-sme-2022\")"), "scheme_not_in_force", first, "2026-03-31"),
        (first, json!("passed(\"cn-srdi-sme-2026\")"), "scheme_not_in_force", first, "2026-04-01"),
        // A part of a condition.
        (
            first,
            json!("hnte or total(\"cn-tech-sme-2017\") > 100分"),
            "constant_part",
            first,
            "Technology SME evaluation > 100",
        ),
        (first, json!("hnte and (tech_sme or not (equity_held > 100%))"), "constant_part", first, "100%"),
        (first, json!("hnte and not (loan_amount < 0万元 or innovative_sme)"), "constant_part", first, "< CNY 0"),
        (
            first,
            json!("hnte and (loan_issued_on < \"2026-01-01\" or loan_issued_on >= \"2026-01-01\" or tech_sme)"),
            "constant_part",
            first,
            "2026-01-01",
        ),
        // Two of a version; the second asks for loans of 2026.
        against("loan_issued_on < \"2026-01-01\""),
        (
            first,
            json!("not (passed(\"cn-star-attributes-2024\") or hnte)"),
            "contradiction",
            "/instruments/0/versions/1/conditions/2/when",
            "/conditions/0",
        ),
        (
            first,
            json!("class(\"cn-sme-size-2011\") = \"large\""),
            "contradiction",
            "/instruments/0/versions/1/conditions/3/when",
            "/conditions/0",
        ),
        (first, json!("not srdi_sme"), "contradiction", "/instruments/0/versions/1/conditions/6/when", "/conditions/0"),
        (first, json!("srdi_sme"), "twin", "/instruments/0/versions/1/conditions/6/when", "/conditions/0"),
        // Terms.
        (when, json!("hnte and not hnte"), "never_fires", when, "never"),
        (when, json!("not srdi_sme"), "never_fires", when, "where all conditions are met"),
        (when, json!("loan_amount >= 0万元"), "always_true", when, ""),
        (value, json!("0万元 - 500万元"), "negative", value, ""),
        (value, json!("min(revenue * 10%, 0万元) - 0.01万元"), "negative", value, ""),
        (value, json!("loan_amount / (loan_amount - loan_amount) * 1万元"), "divide_by_zero", value, ""),
        // Versions.
        (
            "/instruments/0/versions/0/effective/to",
            json!("2024-12-30"),
            "gap",
            "/instruments/0/versions/0/effective/to",
            "2024-12-30",
        ),
        // Words.
        ("/instruments/0/title/zh", json!("产\u{202e}品"), "control_character", "/instruments/0/title/zh", "U+202E"),
        ("/instruments/0/title/en", json!("Prod\tuct"), "control_character", "/instruments/0/title/en", "U+0009"),
        ("/instruments/0/notes/zh", json!("–"), "language", "/instruments/0/notes/zh", ""),
        (
            "/instruments/0/versions/1/terms/1/title/en",
            json!("Years\u{200b}"),
            "control_character",
            "/instruments/0/versions/1/terms/1/title/en",
            "U+200B",
        ),
        ("/instruments/0/document", json!("1号\u{feff}"), "control_character", "/instruments/0/document", "U+FEFF"),
        (
            "/instruments/0/versions/1/conditions/0/and_also",
            json!({"zh": "初创期\u{200b}企业", "en": "Start-ups"}),
            "control_character",
            "/instruments/0/versions/1/conditions/0/and_also/zh",
            "U+200B",
        ),
    ];
    let clean = check(&everything().to_string(), None, shipped::SCHEMES);
    assert!(clean.is_empty(), "{clean:#?}");
    for (at, value, code, place, word) in doubtful {
        let file = altered(everything(), at, value);
        assert!(parse(&file.to_string()).is_ok(), "{value} at {at} is refused");
        let found = check(&file.to_string(), Some("everything.json"), shipped::SCHEMES);
        let told = found.iter().find(|f| f.problem.code == *code && f.problem.pointer.as_deref() == Some(*place));
        let Some(told) = told else { panic!("{value} at {at}: expected {code} at {place}, got {found:#?}") };
        let p = &told.problem;
        assert!(p.line.is_some() && p.file.is_some() && !p.zh.is_empty() && !p.en.is_empty());
        assert!(p.zh.contains(word) || p.en.contains(word), "{value} at {at}: {p}");
        assert!(found.iter().all(|f| f.severity != Severity::Hint));
        assert_eq!(found.len(), 1, "{value} at {at}: {found:#?}");
    }
}

/// An exact scheme of the bank's own, beside the file, answers for the one with estimates.
#[test]
fn an_exact_scheme_beside_the_file_may_be_asked() {
    let file = altered(
        everything(),
        "/instruments/0/versions/1/conditions/0/when",
        &json!("total(\"cn-innovation-points-2024\") >= 60分"),
    );
    let exact =
        shipped::scheme("cn-tech-sme-2017").expect("shipped").replace("cn-tech-sme-2017", "cn-innovation-points-2024");
    let mut others = vec![("cn-innovation-points-2024.json", exact.as_str())];
    others.extend(shipped::SCHEMES.iter().filter(|s| s.0 != "cn-innovation-points-2024"));
    let found = check(&file.to_string(), None, &others);
    assert!(found.is_empty(), "{found:#?}");
}

/// A file made to take long is checked all the same.
#[test]
fn many_conditions_do_not_keep_the_check_busy() {
    let mut file = everything();
    let list = file.pointer_mut("/instruments/0/versions/1/conditions").and_then(Value::as_array_mut).expect("a list");
    let one = list[0].clone();
    *list = (0..1_000)
        .map(|n| {
            let mut one = one.clone();
            one["id"] = json!(format!("c{n}"));
            one["when"] = json!(format!("loan_amount + {n}万元 <= 5000万元 or {}hnte", "not ".repeat(n % 50)));
            one
        })
        .collect();
    let begun = std::time::Instant::now();
    check(&file.to_string(), None, shipped::SCHEMES);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

/// A file with another value, or none, at a place.
fn altered(mut file: Value, at: &str, value: &Value) -> Value {
    let (parent, key) = at.rsplit_once('/').expect("a pointer");
    match file.pointer_mut(parent).expect(at) {
        Value::Object(o) if value.is_null() => drop(o.remove(key)),
        Value::Object(o) => drop(o.insert(key.to_string(), value.clone())),
        Value::Array(a) => a[key.parse::<usize>().expect(at)] = value.clone(),
        _ => panic!("{at}"),
    }
    file
}

#[test]
fn everything_wrong_is_told_at_once() {
    let mut file = everything();
    for (at, value) in [
        ("/instruments/0/kind", json!("lottery")),
        ("/instruments/0/versions/1/conditions/0/when", json!("revenu >= 2亿元")),
        ("/instruments/0/versions/1/terms/0/source", json!(null)),
        ("/instruments/0/versions/1/terms/1/unit", json!("万元")),
        ("/other", json!(1)),
    ] {
        file = altered(file, at, &value);
    }
    let problems = parse(&file.to_string()).expect_err("a broken file");
    let codes: BTreeSet<&str> = problems.iter().map(|p| p.code).collect();
    assert_eq!(
        codes,
        BTreeSet::from(["bad_kind", "bad_formula", "missing", "unit_clash", "unknown_key"]),
        "{problems:#?}"
    );
    assert!(parse("{\"instruments\": [").is_err_and(|p| p[0].code == "bad_json" && p[0].line == Some(1)));
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(1 << 20));
    assert!(parse(&long).is_err_and(|p| p[0].code == "too_large"));
}

/// The schema takes what the loader takes.
#[test]
fn the_schema_takes_what_the_loader_takes() {
    let schema = innopoints::file::instrument::schema();
    jsonschema::draft202012::meta::validate(&schema).expect("a JSON Schema");
    let validator = jsonschema::draft202012::new(&schema).expect("a JSON Schema");
    let template: Value = serde_json::from_str(&read("docs/finance-template.json")).expect("JSON");
    let shipped = shipped::FINANCE.iter().map(|(id, text)| (*id, serde_json::from_str(text).expect(id)));
    for (id, file) in shipped.chain([("everything", everything()), ("template", template)]) {
        let faults: Vec<String> = validator.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{id}:\n{}", faults.join("\n"));
        assert!(parse(&file.to_string()).is_ok(), "{id}");
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The command

/// Runs `innopoints` in a folder of its own that holds these files: exit code, stdout, stderr.
fn run(folder: &str, files: &[(&str, String)], args: &[&str]) -> (i32, String, String) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("a file");
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_innopoints"));
    let out = command.args(args).current_dir(folder).output().expect("the command runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (out.status.code().unwrap_or(-1), text(out.stdout), text(out.stderr))
}

#[test]
fn the_command_answers_or_says_what_is_wrong() {
    let files = [
        ("company.json", json!({"name": "甲公司", "innovation_points": 70, "location": "anhui_hefei"}).to_string()),
        ("wrong.json", json!({"innovation_pionts": 70}).to_string()),
        ("everything.json", everything().to_string()),
        ("broken.json", altered(everything(), "/instruments/0/versions/1/terms/0/unit", &json!("人")).to_string()),
        (
            "zero.json",
            altered(everything(), "/instruments/0/versions/1/terms/0/value", &json!("loan_amount / 0")).to_string(),
        ),
        (
            "blank-place.json",
            altered(everything(), "/instruments/0/versions/1/source/read_in", &json!([""])).to_string(),
        ),
    ];
    let run = |args: &[&str]| run("finance-command", &files, args);
    let on = ["finance", "--on", "2026-11-01"];
    let with = |more: &[&'static str]| run(&[&on[..], more].concat());

    let (code, out, err) = with(&["--json", "--with", "everything.json", "company.json"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let said: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(said["on"], "2026-11-01");
    let offers = said["offers"].as_array().expect("offers");
    let all: usize = FAMILIES.iter().map(|f| f.list.len()).sum();
    assert_eq!(offers.len() + said["not_in_force"].as_array().expect("a list").len(), all + 1);
    let hefei = offers.iter().find(|o| o["id"] == "icbc-hefei-points-loan").expect("an offer");
    assert_eq!(hefei["answer"], "applies");
    // No estimate stands beside what an instrument asks.
    for offer in offers {
        let official = |t: &Value| t["official"] == true;
        assert!(
            offer["notice"].is_null() && offer["terms"].as_array().is_some_and(|t| t.iter().all(official)),
            "{offer}"
        );
    }

    // What is known of a source is told below it.
    let on =
        |on: &'static str, more: &[&'static str]| run(&[&["finance", "--on", on], more, &["company.json"]].concat()).1;
    for (day, words) in [("2026-11-01", "未核实"), ("2026-11-01", "征求意见稿")] {
        assert!(on(day, &[]).contains(words), "{words}");
    }
    assert!(on("2026-11-01", &["--english"]).contains("    Note: Commonly said, unverified:"));
    for (text, doubled) in [(on("2026-11-01", &[]), ["。。", "。、"]), (on("2026-11-01", &["--english"]), ["..", ".,"])]
    {
        let line = text.lines().find(|l| doubled.iter().any(|d| l.contains(d)));
        assert_eq!(line, None);
    }

    let (code, out, _) = with(&["company.json"]);
    assert!(code == 0 && out.contains("工商银行合肥创新积分贷款"), "{out}");
    let (code, out, _) = with(&["--english", "company.json"]);
    assert!(code == 0 && out.contains("ICBC Hefei innovation points loan"), "{out}");

    for (args, code, told) in [
        (&["wrong.json"][..], 1, "innovation_points"),
        (&["nowhere.json"], 1, "nowhere.json"),
        (&["--with", "broken.json", "company.json"], 1, "/instruments/0/versions/1/terms/0/unit"),
        (&["--with", "everything.json", "--with", "everything.json", "company.json"], 1, "/instruments/0/id"),
        (&["--with", "blank-place.json", "company.json"], 1, "/instruments/0/versions/1/source/read_in/0"),
        (&["--with", "zero.json", "company.json"], 1, "/instruments/0/versions/1/terms/0/value"),
        (&["--on", "someday", "company.json"], 2, ""),
        (&[], 2, ""),
    ] {
        let (got, _, err) = match args.first() {
            Some(&"--on") => run(&[&["finance"], args].concat()),
            _ => with(args),
        };
        assert!(got == code && err.contains(told), "{args:?}: {got} {err}");
    }
    let (code, out, _) = with(&["--json", "wrong.json"]);
    assert!(code == 1 && out.contains("unknown_field"), "{out}");
    // A file of instruments is known from one of a scheme.
    assert_eq!(run(&["check", "everything.json"]).0, 0);
    let (code, out, _) = run(&["check", "broken.json"]);
    assert!(code == 1 && out.contains("unit_clash"), "{out}");
    assert_eq!(run(&["check", "cn-guarantee-plans"]).0, 0);
}

/// A bank that holds the annex brings its exact scheme, and conditions may then rest on it.
#[test]
fn the_command_takes_a_scheme_beside_the_instruments() {
    let words = json!({"zh": "本行", "en": "Own"});
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    let scheme = json!({
        "id": "bank-points", "title": words, "issuer": "银行", "document": "1号", "effective": {"from": "2026-01-01"},
        "groups": [{"id": "g", "title": words, "max": 100, "source": source, "indicators": [
            {"id": "rd", "title": words, "max": 100, "value": "rd_expense / revenue", "source": source,
             "bands": [{"from": "5%", "points": 100}, {"from": "3%", "points": 60}]}]}]
    });
    let bank = json!({"id": "bank", "title": words, "instruments": [{
        "id": "bank-loan", "title": words, "kind": "loan", "provider": words, "document": "2号", "versions": [{
            "effective": {"from": "2026-01-01"}, "source": source,
            "conditions": [{"id": "points", "title": words, "when": "total(\"bank-points\") >= 60分", "source": source}]}]}]});
    for (rd, answer) in [(30, "applies"), (29, "not_yet")] {
        let company = json!({"revenue": 1000, "rd_expense": rd}).to_string();
        let files =
            [("bank-points.json", scheme.to_string()), ("bank.json", bank.to_string()), ("company.json", company)];
        let both = [
            "finance",
            "--on",
            "2026-11-01",
            "--json",
            "--with",
            "bank.json",
            "--with",
            "bank-points.json",
            "company.json",
        ];
        let (code, out, err) = run("finance-scheme", &files, &both);
        assert_eq!((code, err.as_str()), (0, ""));
        let said: Value = serde_json::from_str(&out).expect("JSON");
        let offer = said["offers"].as_array().into_iter().flatten().find(|o| o["id"] == "bank-loan").expect("an offer");
        assert_eq!(offer["answer"], answer);
        // Without the scheme nobody can answer.
        let (code, _, err) = run("finance-scheme", &files, &["finance", "--with", "bank.json", "company.json"]);
        assert!(code == 1 && err.contains("unknown_scheme"), "{err}");
    }
}
