//! Random input against the loaders, the formula parser, the scorer and finance instruments: whatever is thrown at them, the answer is a result
//! or problems with words and a place. Two seconds in `make test`, `FUZZ_SECONDS` of them in `make fuzz`. It is long because each kind of file has a maker of its
//! own here.

use crate::random;

use innopoints::dictionary::Dictionary;
use innopoints::finance::{Instruments, Rated, SchemeResult};
use innopoints::number::{Interval, Num};
use innopoints::{Date, Enterprise, Problem, Scheme};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        random::next(&mut self.0)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// What breaks parsers and arithmetic.
const TOKENS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "0.1",
    "1e9",
    "1e-9",
    "1e308",
    "1e999",
    "-1e999",
    "999999999999999",
    "9999999999999999",
    "0.000000000000000001",
    "123456789.123456789",
    "170141183460469231731687303715884105727",
    "5%",
    "100%",
    "1件",
    "500人",
    "2亿元",
    "500万元",
    "3年",
    "１２，３４５",
    "−1",
    "null",
    "true",
    "false",
    "\"\"",
    "\"abc\"",
    "{}",
    "[]",
    "[[]]",
    "{\"between\":[1,2]}",
    "{\"between\":[2,1]}",
    "{\"between\":[]}",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    ",",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "min",
    "max",
    "sum",
    "growth",
    "points",
    "total",
    "every group >= its floor",
    "revenue",
    "main_revenue",
    "rd_expense",
    "staff_total",
    "class1_ip",
    "hnte",
    "industry",
    "industry = \"industrial\"",
    "established_on",
    "\"from\"",
    "\"to\"",
    "\"above\"",
    "\"below\"",
    "\"points\"",
    "\"otherwise\"",
    "\"value\"",
    "\"bands\"",
    "\"curve\"",
    "\"at\"",
    "\"per_unit\"",
    "\"per\"",
    "\"whole\"",
    "\"choice\"",
    "\"flag\"",
    "\"best_of\"",
    "\"max\"",
    "\"floor\"",
    "\"when\"",
    "\"by\"",
    "\"or\"",
    "\"source\"",
    "\"standing\"",
    "\"estimate\"",
    "\\u0000",
    "\\ud800",
    "\u{0}",
    "\u{feff}",
    "𝟙",
    "é",
    "\n",
    "{",
    "}",
    "[",
    "]",
    ":",
    "\"",
    "\\",
];

/// Text with a few of its characters changed: cut, doubled, moved, replaced by a token.
fn mutated(r: &mut Random, text: &str) -> String {
    let mut c: Vec<char> = text.chars().collect();
    for _ in 0..=r.below(4) {
        let at = r.below(c.len() + 1);
        let end = (at + r.below(12)).min(c.len());
        match r.below(6) {
            0 => drop(c.drain(at..end)),
            1 => {
                let piece: Vec<char> = c[at..end].to_vec();
                c.splice(at..at, piece);
            }
            2 => {
                let far = r.below(c.len() + 1);
                let piece: Vec<char> = c[at..end].to_vec();
                c.splice(far..far, piece);
            }
            // Where a word or number stands, another.
            3 | 4 => {
                let word = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.' | '%');
                let start = (0..at.min(c.len())).rev().find(|&i| !word(&c[i])).map_or(0, |i| i + 1);
                let stop = (start..c.len()).find(|&i| !word(&c[i])).unwrap_or(c.len());
                c.splice(start..stop, r.pick(TOKENS).chars());
            }
            _ => drop(c.splice(at..at, r.pick(TOKENS).chars())),
        }
    }
    c.into_iter().collect()
}

/// A formula: mostly well formed, so that it reaches what lies behind the parser.
fn formula(r: &mut Random, depth: usize) -> String {
    let leaf = [
        "revenue",
        "main_revenue",
        "main_revenue_prior",
        "rd_expense",
        "total_assets",
        "staff_total",
        "scientific_staff",
        "class1_ip",
        "niche_years",
        "hnte",
        "strategic_emerging",
        "0",
        "1",
        "3",
        "0.5",
        "5%",
        "500万元",
        "2亿元",
        "1件",
        "10人",
        "2年",
        "999999999999999",
        "0.000000001",
        "total",
        "nothing",
        "industry = \"industrial\"",
    ];
    if depth == 0 || r.one_in(4) {
        return r.pick(&leaf).to_string();
    }
    let mut sub = || formula(r, depth - 1);
    let (a, b, c) = (sub(), sub(), sub());
    match r.below(16) {
        0 => format!("{a} + {b}"),
        1 => format!("({a}) - ({b})"),
        2 => format!("({a}) * ({b})"),
        3 | 4 => format!("({a}) / ({b})"),
        5 => format!("growth({a}, {b})"),
        6 => format!("min({a}, {b}, {c})"),
        7 => format!("max({a}, {b})"),
        8 => format!("sum({a}, {b})"),
        9 => format!("if {a} then {b} else {c}"),
        10 => format!("{a} >= {b}"),
        11 => format!("{a} < {b}"),
        12 => format!("({a}) and ({b})"),
        13 => format!("({a}) or ({b})"),
        14 => format!("not ({a})"),
        _ => format!("-({a})"),
    }
}

/// A formula of one kind, so that most schemes load and the arithmetic behind them is reached.
fn typed(r: &mut Random, kind: Kind, depth: usize) -> String {
    if r.one_in(60) {
        return formula(r, depth);
    }
    let leaf = depth == 0 || r.one_in(5);
    let d = depth.saturating_sub(1);
    match kind {
        Kind::Money if leaf => {
            const MONEY: &[&str] = &[
                "revenue",
                "main_revenue",
                "rd_expense",
                "total_assets",
                "net_profit",
                "500万元",
                "2亿元",
                "0.01元",
                "99999999亿元",
            ];
            r.pick(MONEY).to_string()
        }
        Kind::Ratio if leaf => r.pick(&["0", "1", "3", "0.5", "5%", "0.000000001", "999999999999999"]).to_string(),
        Kind::Truth if leaf => {
            r.pick(&["hnte", "strategic_emerging", "industry = \"industrial\"", "class1_ip >= 1件"]).to_string()
        }
        Kind::Money => {
            let (a, b) = (typed(r, Kind::Money, d), typed(r, Kind::Money, d));
            match r.below(8) {
                0 => format!("({a} + {b})"),
                1 => format!("({a} - {b})"),
                2 => format!("({a} * {})", typed(r, Kind::Ratio, d)),
                3 => format!("({a} / {})", typed(r, Kind::Ratio, d)),
                4 => format!("min({a}, {b})"),
                5 => format!("max({a}, {b})"),
                6 => format!("sum({a}, {b})"),
                _ => format!("(if {} then {a} else {b})", typed(r, Kind::Truth, d)),
            }
        }
        Kind::Ratio => {
            let (a, b) = (typed(r, Kind::Ratio, d), typed(r, Kind::Ratio, d));
            let (m, n) = (typed(r, Kind::Money, d), typed(r, Kind::Money, d));
            match r.below(8) {
                0 => format!("({a} + {b})"),
                1 => format!("({a} * {b})"),
                2 => format!("({a} / {b})"),
                3 => format!("-({a})"),
                4 => format!("growth({m}, {n})"),
                5 => format!("(if {} then {a} else {b})", typed(r, Kind::Truth, d)),
                _ => format!("({m} / {n})"),
            }
        }
        Kind::Truth => {
            let (a, b) = (typed(r, Kind::Truth, d), typed(r, Kind::Truth, d));
            match r.below(6) {
                0 => format!("({a} and {b})"),
                1 => format!("({a} or {b})"),
                2 => format!("not ({a})"),
                3 => format!("({} >= {})", typed(r, Kind::Money, d), typed(r, Kind::Money, d)),
                4 => format!("({} < {})", typed(r, Kind::Ratio, d), typed(r, Kind::Ratio, d)),
                _ => format!("({} = {})", typed(r, Kind::Ratio, d), typed(r, Kind::Ratio, d)),
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Money,
    Ratio,
    Truth,
}

/// A small scheme around random formulas and rules.
fn scheme(r: &mut Random) -> String {
    let quote = |s: &str| serde_json::Value::from(s).to_string();
    let number = |r: &mut Random| r.pick(&["0", "1", "5", "10", "20", "0.5", "33.33"]).to_string();
    let mut edges: Vec<&str> = ["-3%", "0%", "5%", "15%", "100%", "3", "1000000"][r.below(4)..].to_vec();
    edges.truncate(2 + r.below(3));
    let value = quote(&typed(r, Kind::Ratio, 4));
    let rule = match r.below(6) {
        0..3 => {
            // Best first: from the top down where more is better, from the bottom up where less is.
            let rising = r.one_in(2);
            if rising {
                edges.reverse();
            }
            let side = if rising { r.pick(&["from", "above"]) } else { r.pick(&["to", "below"]) };
            let band = |(i, e): (usize, &&str)| format!("{{\"{side}\":\"{e}\",\"points\":{}}}", 20 - 5 * i);
            let bands: Vec<String> = edges.iter().enumerate().map(band).collect();
            format!("\"value\":{value},\"bands\":[{}],\"otherwise\":0", bands.join(","))
        }
        3 => {
            let corner = |e: &&str| format!("{{\"at\":\"{e}\",\"points\":{}}}", number(r));
            let corners: Vec<String> = edges.iter().map(corner).collect();
            format!("\"value\":{value},\"curve\":[{}]", corners.join(","))
        }
        4 => {
            let whole = r.one_in(2);
            format!("\"value\":{value},\"per_unit\":{{\"points\":{},\"per\":\"3%\",\"whole\":{whole}}}", number(r))
        }
        _ => {
            let flag = quote(&typed(r, Kind::Truth, 4));
            format!("\"flag\":{flag},\"points\":{},\"otherwise\":{}", number(r), number(r))
        }
    };
    let source = r#""source":{"article":"1","standing":"estimate"}"#;
    let title = r#""title":{"zh":"题","en":"title"}"#;
    let floor = if r.one_in(3) { "\"floor\":5," } else { "" };
    let max = r.pick(&["20", "20", "20", "100", "1"]);
    let pass = ["total >= 60 and every group >= its floor", "total > 3 or points(item) >= 10", "points(group) = 0"];
    format!(
        r#"{{"id":"fuzz",{title},"issuer":"x","document":"x","effective":{{"from":"2020-01-01"}},
"gates":[{{"id":"gate",{title},"when":{},{source}}}],
"groups":[{{"id":"group",{title},"max":{max},{floor}{source},"indicators":[{{"id":"item",{title},"max":{max},{rule},{source}}}]}}],
"pass":{{"when":{},{source},"or":[{{"id":"route",{title},"when":{},{source}}}]}}}}"#,
        quote(&typed(r, Kind::Truth, 3)),
        quote(r.pick(&pass)),
        quote(&typed(r, Kind::Truth, 3)),
    )
}

fn company(r: &mut Random) -> String {
    const NUMBERS: &[&str] = &[
        "revenue",
        "main_revenue",
        "main_revenue_prior",
        "rd_expense",
        "total_assets",
        "total_liabilities",
        "total_costs",
        "staff_total",
        "scientific_staff",
        "class1_ip",
        "class2_ip",
        "niche_years",
        "equity_financing_3y",
        "net_profit",
        "loan_amount",
        "guaranteed_balance",
        "loan_years",
        "deal_value",
        "equity_acquired",
        "innovation_points",
    ];
    let mut fields = Vec::new();
    for id in NUMBERS {
        let figure = |r: &mut Random| match r.below(6) {
            0 => "0".to_string(),
            1 => r.pick(TOKENS).to_string(),
            2 => format!("{}e-{}", r.next() % 1_000_000_000_000_000, r.below(9)),
            _ => format!("{}", r.below(2000)),
        };
        match r.below(5) {
            0 => {}
            1 => {
                let (a, b) = (r.below(1000), r.below(1000));
                fields.push(format!("\"{id}\":{{\"between\":[{a},{}]}}", a + b));
            }
            _ => fields.push(format!("\"{id}\":{}", figure(r))),
        }
    }
    for id in ["hnte", "strategic_emerging", "tech_sme", "acquires_control"] {
        fields.push(format!("\"{id}\":{}", r.one_in(2)));
    }
    fields.push(format!("\"industry\":\"{}\"", r.pick(&["industrial", "工业", "other", "x"])));
    fields.push(format!("\"loan_issued_on\":\"{}\"", r.pick(&["2025-12-31", "2026-06-01", "2027-01-01"])));
    format!("{{{}}}", fields.join(","))
}

fn in_words(problems: &[Problem]) {
    assert!(!problems.is_empty(), "refused without a problem");
    for p in problems {
        assert!(!p.code.is_empty() && !p.zh.is_empty() && !p.en.is_empty(), "a problem without words: {p:?}");
        assert!(p.pointer.as_ref().is_none_or(|at| at.is_empty() || at.starts_with('/')), "no JSON pointer: {p:?}");
        let _ = p.to_string();
    }
}

fn run_scheme(scheme: &Scheme, company: &str, on: Date) {
    let company = match Enterprise::parse(company, Some("company.json")) {
        Ok(company) => company,
        Err(problems) => return in_words(&problems),
    };
    let total = scheme.total(&company, on);
    match scheme.score(&company, on) {
        Ok(report) => {
            let ends = report.bounds.iter().flatten().map(|b| b.parse::<f64>().expect("a bound is a decimal"));
            assert!(ends.is_sorted(), "bounds {:?}", report.bounds);
            assert!(report.bounds.is_some() || report.estimate.is_some());
            let alone = total.expect("the total alone was refused").map(|t| t.to_text(scheme.precision));
            assert_eq!(alone.as_deref(), report.total.as_deref(), "the total alone and in the report");
            serde_json::to_string(&report).expect("a report is JSON");
        }
        Err(problems) => in_words(&problems),
    }
}

/// Reads instruments, and asks them where they can be read; whether they can.
fn run_instruments(text: &str, company: &str, rated: &[Rated], on: Date) -> bool {
    let family = match Instruments::parse(text, Some("instruments.json"), rated) {
        Ok(family) => family,
        Err(problems) => {
            in_words(&problems);
            return false;
        }
    };
    let Ok(company) = Enterprise::parse(company, None) else { return true };
    let result = |id: &str| {
        let official = !id.contains("points");
        let total = Interval { lo: Some(Num::ZERO), hi: Some(Num::int(60)) };
        let passed = if id.contains("sme") { Some(false) } else { None };
        (!id.contains("star")).then(|| SchemeResult {
            passed,
            total,
            class: Some("large".into()),
            official,
            missing: vec![&Dictionary::shipped().fields[0]],
            failed: Vec::new(),
        })
    };
    let offers = match family.offers(&company, on, &result) {
        Ok(offers) => offers,
        Err(problems) => {
            in_words(&problems);
            return true;
        }
    };
    for offer in offers {
        assert!(!offer.summary.zh.is_empty() && !offer.summary.en.is_empty());
        serde_json::to_string(&offer).expect("an offer is JSON");
    }
    true
}

fn shipped(folder: &str) -> Vec<String> {
    let folder = format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).expect("a folder").filter_map(|f| Some(f.ok()?.path()));
    files
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .filter_map(|p| std::fs::read_to_string(p).ok())
        .collect()
}

/// Where the last input is kept, for the watchdog to show.
static CURRENT: Mutex<(String, Option<Instant>)> = Mutex::new((String::new(), None));
static DONE: AtomicBool = AtomicBool::new(false);

#[test]
fn nothing_breaks_it() {
    let number =
        |name: &str, otherwise: u64| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(otherwise);
    let seconds = number("FUZZ_SECONDS", 2);
    let seed = number("FUZZ_SEED", Instant::now().elapsed().as_nanos() as u64 ^ u64::from(std::process::id()) << 20);
    println!("seed {seed}, {seconds} s");
    let on = Date::parse("2026-11-01").expect("a day");
    let finance = shipped("finance");
    let shipped = shipped("schemes");
    let loaded: Vec<Scheme> = shipped.iter().map(|t| Scheme::parse(t, None).expect("a shipped scheme")).collect();
    let rated: Vec<Rated> = loaded.iter().map(Rated::from).collect();
    // An input that never ends is a failure too.
    let watchdog = std::thread::spawn(|| {
        while !DONE.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(200));
            let current = CURRENT.lock().expect("the input");
            if current.1.is_some_and(|t| t.elapsed() > Duration::from_secs(20)) {
                eprintln!("still at it after 20 s:\n{}", current.0);
                std::process::abort();
            }
        }
    });
    let mut r = Random(seed);
    let started = Instant::now();
    let (mut inputs, mut accepted) = (0u64, 0u64);
    while started.elapsed() < Duration::from_secs(seconds) {
        let kind = r.below(6);
        let which = r.below(shipped.len());
        let text = match kind {
            0 => mutated(&mut r, &shipped[which]),
            1 | 2 => scheme(&mut r),
            3 => {
                let text = company(&mut r);
                mutated(&mut r, &text)
            }
            4 => company(&mut r),
            _ => {
                let which = r.below(finance.len());
                mutated(&mut r, &finance[which])
            }
        };
        let company = if kind < 3 || kind == 5 { company(&mut r) } else { text.clone() };
        *CURRENT.lock().expect("the input") = (format!("{text}\n{company}"), Some(Instant::now()));
        if let Ok(path) = std::env::var("FUZZ_KEEP") {
            let _ = std::fs::write(path, format!("{text}\n{company}"));
        }
        let result = catch_unwind(AssertUnwindSafe(|| {
            if kind == 5 {
                return run_instruments(&text, &company, &rated, on);
            }
            if kind >= 3 {
                run_scheme(&loaded[which], &text, on);
                return false;
            }
            match Scheme::parse(&text, Some("scheme.json")) {
                Ok(scheme) => {
                    run_scheme(&scheme, &company, on);
                    true
                }
                Err(problems) => {
                    in_words(&problems);
                    false
                }
            }
        }));
        inputs += 1;
        match result {
            Ok(ok) => accepted += u64::from(ok),
            Err(_) => panic!("input {inputs} of seed {seed} broke it:\n{text}\n{company}"),
        }
    }
    DONE.store(true, Ordering::Relaxed);
    watchdog.join().expect("the watchdog");
    println!("{inputs} inputs, {accepted} of them files that loaded; none broke it");
}

/// Nesting deep enough to exhaust a stack that grows with it.
#[test]
fn depth_is_refused_not_suffered() {
    let on = Date::parse("2026-11-01").expect("a day");
    let deep = 200_000;
    for text in ["[".repeat(deep), "{\"a\":".repeat(deep), format!("{}{}", "[".repeat(deep), "]".repeat(deep))] {
        in_words(&Scheme::parse(&text, None).expect_err("no scheme"));
        in_words(&Enterprise::parse(&text, None).expect_err("no company"));
    }
    let template = &shipped("schemes")[0];
    let place = "rd_expense / revenue";
    assert!(template.contains(place));
    for formula in [
        format!("{}rd_expense / revenue{}", "(".repeat(deep), ")".repeat(deep)),
        format!("{}5%", "-".repeat(deep)),
        format!("{}rd_expense / revenue", "rd_expense / revenue + ".repeat(deep / 10)),
        format!("{}hnte", "not ".repeat(deep)),
        format!("{}1{}", "min(1, ".repeat(deep), ")".repeat(deep)),
        format!("{}1", "if hnte then 1 else ".repeat(deep)),
    ] {
        match Scheme::parse(&template.replace(place, &formula), None) {
            Ok(scheme) => {
                let company =
                    r#"{"revenue":100,"rd_expense":5,"industry":"工业","main_revenue":50,"main_revenue_prior":50}"#;
                run_scheme(&scheme, company, on);
            }
            Err(problems) => in_words(&problems),
        }
    }
}

/// Found by fuzzing: nothing times something unknown of either sign went round in circles.
#[test]
fn zero_times_the_unknown_is_zero() {
    let template = &shipped("schemes")[0];
    let formula = "rd_expense / revenue * (net_profit / total_assets)";
    let text = template.replace("rd_expense / revenue", formula);
    assert!(text.contains(formula));
    let scheme = Scheme::parse(&text, None).expect("a scheme");
    let on = Date::parse("2026-11-01").expect("a day");
    run_scheme(&scheme, r#"{"revenue":100,"rd_expense":0,"total_assets":100}"#, on);
}
