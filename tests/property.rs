//! The engine against the independent scorer of `tests/oracle` on a million random companies a scheme, and the properties
//! that hold for every company. Run it in release: `cargo test --release --test property`.
//!
//! Most figures are not drawn and then compared with the edges: they are made from the edges. A denominator is drawn, the
//! numerator is the denominator times an edge, and then, for two in three, a step of the last decimal (or 0.01) is added or
//! taken away. `INNOPOINTS_COMPANIES` draws fewer, `INNOPOINTS_SEED` others. Every company's total is compared; the whole
//! report, whose words take most of the time, of one in `INNOPOINTS_REPORTS` (8).

mod oracle;

use innopoints::{Date, Enterprise, Num, Scheme};
use oracle::{Dec, INDUSTRIES, Innovative, Outcome, Tech};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::sync::LazyLock;

const DAY: &str = "2026-11-01";

fn load(id: &str) -> Scheme {
    let path = format!("{}/schemes/{id}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    Scheme::parse(&text, Some(&path)).unwrap_or_else(|p| panic!("{p:?}"))
}

static INNOVATIVE: LazyLock<Scheme> = LazyLock::new(|| load("cn-innovative-sme-2022"));
static TECH: LazyLock<Scheme> = LazyLock::new(|| load("cn-tech-sme-2017"));
static ON: LazyLock<Date> = LazyLock::new(|| Date::parse(DAY).expect("a day"));

// ---------------------------------------------------------------------------------------------------------------------
// Drawing companies

/// SplitMix64: small, and the same everywhere.
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 … n−1
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// A positive whole number whose number of digits is as random as its digits.
    fn whole(&mut self, most_digits: u32) -> i128 {
        let digits = 1 + self.below(u64::from(most_digits)) as u32;
        1 + i128::from(self.below(10u64.pow(digits)))
    }

    /// A positive decimal.
    fn decimal(&mut self, most_digits: u32) -> Dec {
        let n = self.whole(most_digits);
        Dec::new(n, self.below(5) as u32)
    }
}

/// `d · numerator / denominator`, exactly; the denominator divides 100 or the number.
fn times(d: Dec, numerator: i128, denominator: i128) -> Dec {
    let n = d.n * numerator;
    if n % denominator == 0 {
        Dec::new(n / denominator, d.p)
    } else {
        assert_eq!((n * 100) % denominator, 0, "a factor that does not come out even");
        Dec::new(n * 100 / denominator, d.p + 2)
    }
}

/// On the edge, a step of a last decimal above, or a step below; never below 0.
fn beside(r: &mut Random, edge: Dec) -> Dec {
    let direction = r.pick(&[-1, 0, 1]);
    if direction == 0 {
        return edge;
    }
    // 0.01, or one in a decimal place further on.
    let places = if r.one_in(2) { edge.p.max(2) } else { (edge.p + 1 + r.below(3) as u32).min(9) };
    let n = edge.n * 10i128.pow(places.saturating_sub(edge.p)) + direction;
    if n < 0 || places < edge.p { edge } else { fit(Dec::new(n, places)) }
}

/// At most 16 digits: what is entered has at most 18, and some of the tests add one or two.
fn fit(mut d: Dec) -> Dec {
    while d.n >= 10i128.pow(16) && d.p > 0 {
        d = Dec::new(d.n / 10, d.p - 1);
    }
    d
}

/// Beside some edge in percent of `whole`, or anything from 0 to twice it.
fn part(r: &mut Random, whole: Dec, percents: &[i128]) -> Dec {
    match r.below(10) {
        0 => Dec::new(0, 0),
        1 => fit(Dec::new(whole.n * i128::from(r.below(2_001)), whole.p + 3)),
        _ => {
            let percent = r.pick(percents);
            beside(r, times(whole, percent, 100))
        }
    }
}

fn less(a: Dec, b: Dec) -> bool {
    a.n * 10i128.pow(b.p) < b.n * 10i128.pow(a.p)
}

/// A part that does not exceed its whole.
fn capped(part: Dec, whole: Dec) -> Dec {
    if less(whole, part) { whole } else { part }
}

fn flag(r: &mut Random) -> bool {
    r.one_in(24)
}

fn innovative(r: &mut Random) -> Innovative {
    const GROWTH: [i128; 6] = [115, 110, 105, 100, 120, 90];
    const SHARE: [i128; 5] = [70, 60, 55, 50, 80];
    let industry = r.below(16) as u8;
    let (revenue, main, main_prior) = if r.one_in(2) {
        // Both main_revenue / revenue and its growth on their edges: 23100 = 2^2 · 3 · 5^2 · 7 · 11 comes out even.
        let prior = Dec::new(23_100 * r.whole(4), r.below(7) as u32);
        let growth = r.pick(&GROWTH);
        let main = times(prior, growth, 100);
        let revenue = times(main, 100, r.pick(&SHARE));
        match r.below(4) {
            0 => (beside(r, revenue), main, prior),
            1 => (revenue, beside(r, main), prior),
            2 => (revenue, main, beside(r, prior)),
            _ => (revenue, main, prior),
        }
    } else {
        // Revenue on a ceiling of the SME standard, or anything.
        let revenue = if r.one_in(2) {
            let ceiling = r.pick(&[5_000, 10_000, 20_000, 30_000, 40_000, 80_000, 100_000, 200_000]);
            beside(r, Dec::new(ceiling, 0))
        } else {
            r.decimal(9)
        };
        let main = part(r, revenue, &SHARE);
        let prior = if r.one_in(2) { r.decimal(9) } else { beside(r, main) };
        (revenue, main, prior)
    };
    let main = capped(main, revenue);
    let assets = if r.one_in(3) {
        let ceiling = r.pick(&[10_000, 80_000, 120_000]);
        beside(r, Dec::new(ceiling, 0))
    } else {
        r.decimal(9)
    };
    let staff = if r.one_in(2) {
        let ceiling = r.pick(&[200, 300, 1000, 2000]);
        beside(r, Dec::new(ceiling, 0))
    } else {
        r.decimal(5)
    };
    let class1 = if r.one_in(2) { 0 } else { r.below(4) as u32 };
    let zero = Dec::new(0, 0);
    let none = |r: &mut Random, d: Dec| if r.one_in(500) { zero } else { d };
    Innovative {
        industry,
        staff,
        rd: part(r, revenue, &[5, 3, 2, 1, 4]),
        liabilities: part(r, assets, &[55, 75, 60]),
        revenue: if main.n == 0 { none(r, revenue) } else { revenue },
        main,
        main_prior: none(r, main_prior),
        assets: none(r, assets),
        class1,
        class1_own: r.below(u64::from(class1) + 1) as u32,
        class1_high: if r.one_in(2) { 0 } else { r.below(u64::from(class1) + 1) as u32 },
        class2: r.below(3) as u32,
        strategic: r.one_in(2),
        national_award: flag(r),
        provincial_award: flag(r),
        hnte: flag(r),
        tech_demo: flag(r),
        ip_model: flag(r),
        institution: flag(r),
        equity: match r.below(6) {
            0 => beside(r, Dec::new(500, 0)),
            1 => Dec::new(i128::from(r.below(500)), 0),
            _ => zero,
        },
    }
}

fn tech(r: &mut Random) -> Tech {
    let staff = match r.below(4) {
        0 => beside(r, Dec::new(500, 0)),
        1 => r.decimal(5),
        _ => Dec::new(1 + i128::from(r.below(600)), r.below(2) as u32),
    };
    let revenue = match r.below(4) {
        0 => beside(r, Dec::new(20_000, 0)),
        1 => r.decimal(9),
        // Comes out even over 30, 25, 20, 15 and 10.
        _ => Dec::new(300 * i128::from(1 + r.below(6_666)), r.below(3) as u32),
    };
    let rd = part(r, revenue, &[6, 5, 4, 3, 2, 1]);
    let costs = {
        let percent = r.pick(&[30, 25, 20, 15, 10]);
        let n = rd.n * 100;
        if n % percent == 0 && r.below(3) > 0 { beside(r, Dec::new(n / percent, rd.p)) } else { r.decimal(8) }
    };
    let costs = if costs.n == 0 { Dec::new(1, 0) } else { costs };
    let assets = if r.one_in(2) { beside(r, Dec::new(20_000, 0)) } else { r.decimal(6) };
    let zero = Dec::new(0, 0);
    let scientific = part(r, staff, &[30, 25, 20, 15, 10]);
    let nobody = scientific.n == 0 && r.one_in(50);
    Tech {
        resident: !flag(r),
        scientific: capped(scientific, staff),
        staff: if nobody { zero } else { staff },
        rd,
        revenue: if r.one_in(500) { zero } else { revenue },
        costs,
        assets,
        class1: u32::from(r.one_in(3)) * r.below(3) as u32,
        class2: r.below(6) as u32,
        restricted: flag(r),
        incident: flag(r),
        environment: flag(r),
        misconduct: flag(r),
        listed: flag(r),
        hnte: flag(r),
        award_top3: flag(r),
        institution: flag(r),
        standard: flag(r),
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Writing them down

/// The figure as one of the many ways to write it: as a JSON number, as text, in 亿元 or 元, with commas, in full width.
fn written(r: &mut Random, d: Dec, money: bool) -> String {
    let plain = d.text();
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    match r.below(12) {
        // A JSON number is a double for many readers: only as many digits as every double keeps.
        0..5 if digits <= 15 => plain,
        5 if money && d.p <= 8 => format!("\"{} 亿元\"", Dec::new(d.n, d.p + 4).text()),
        6 if money => format!("\"{}元\"", Dec::new(d.n * 10_000, d.p).text()),
        7 => {
            let (whole, rest) = plain.split_once('.').map_or((&*plain, None), |(w, f)| (w, Some(f)));
            let mut out = String::new();
            for (i, c) in whole.chars().enumerate() {
                if i > 0 && (whole.len() - i) % 3 == 0 {
                    out.push(',');
                }
                out.push(c);
            }
            if let Some(rest) = rest {
                let _ = write!(out, ".{rest}");
            }
            format!("\"{out}\"")
        }
        8 => {
            let wide: String = plain
                .chars()
                .map(|c| if c == '.' { '．' } else { char::from_u32(c as u32 - 0x30 + 0xff10).unwrap_or(c) })
                .collect();
            format!("\"{wide}\"")
        }
        _ => format!("\"{plain}\""),
    }
}

/// Field id and value as JSON text.
type Fields = Vec<(&'static str, String)>;

fn innovative_fields(r: &mut Random, c: &Innovative) -> Fields {
    let industry = INDUSTRIES[c.industry as usize];
    let name = if r.one_in(4) { industry.1 } else { industry.0 };
    vec![
        ("industry", format!("\"{name}\"")),
        ("staff_total", written(r, c.staff, false)),
        ("revenue", written(r, c.revenue, true)),
        ("rd_expense", written(r, c.rd, true)),
        ("main_revenue", written(r, c.main, true)),
        ("main_revenue_prior", written(r, c.main_prior, true)),
        ("total_assets", written(r, c.assets, true)),
        ("total_liabilities", written(r, c.liabilities, true)),
        ("class1_ip", c.class1.to_string()),
        ("class1_ip_own", c.class1_own.to_string()),
        ("class1_ip_high_value", c.class1_high.to_string()),
        ("class2_ip", c.class2.to_string()),
        ("strategic_emerging", c.strategic.to_string()),
        ("national_award", c.national_award.to_string()),
        ("provincial_award", c.provincial_award.to_string()),
        ("hnte", c.hnte.to_string()),
        ("tech_innovation_demo", c.tech_demo.to_string()),
        ("ip_model_enterprise", c.ip_model.to_string()),
        ("has_provincial_rd_institution", c.institution.to_string()),
        ("equity_financing_3y", written(r, c.equity, true)),
    ]
}

fn tech_fields(r: &mut Random, c: &Tech) -> Fields {
    vec![
        ("resident_enterprise", c.resident.to_string()),
        ("staff_total", written(r, c.staff, false)),
        ("scientific_staff", written(r, c.scientific, false)),
        ("revenue", written(r, c.revenue, true)),
        ("rd_expense", written(r, c.rd, true)),
        ("total_costs", written(r, c.costs, true)),
        ("total_assets", written(r, c.assets, true)),
        ("class1_ip", c.class1.to_string()),
        ("class2_ip", c.class2.to_string()),
        ("restricted_industry", c.restricted.to_string()),
        ("major_incident", c.incident.to_string()),
        ("environmental_breach", c.environment.to_string()),
        ("research_misconduct", c.misconduct.to_string()),
        ("abnormal_listed", c.listed.to_string()),
        ("hnte", c.hnte.to_string()),
        ("national_award_top3_5y", c.award_top3.to_string()),
        ("has_provincial_rd_institution", c.institution.to_string()),
        ("led_standard", c.standard.to_string()),
    ]
}

fn json(fields: &Fields) -> String {
    let mut out = String::from("{");
    for (i, (id, value)) in fields.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\"{id}\":{value}");
    }
    out + "}"
}

// ---------------------------------------------------------------------------------------------------------------------
// A million companies a scheme

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(otherwise)
}

/// What the engine and the independent scorer see differently, if anything.
fn difference(scheme: &Scheme, text: &str, expected: Option<&Outcome>, in_full: bool) -> Option<String> {
    let company = match Enterprise::parse(text, None) {
        Ok(company) => company,
        Err(problems) => return Some(format!("refused: {problems:?}")),
    };
    let total = scheme.total(&company, *ON);
    let zero = |p: &[innopoints::Problem]| p.iter().all(|p| p.code == "divide_by_zero");
    match (&total, expected) {
        (Ok(Some(t)), Some(e)) if *t == Num::int(i64::from(e.total)) => {}
        (Err(problems), None) if zero(problems) => {}
        (got, e) => return Some(format!("total {got:?}, expected {:?}", e.map(|e| e.total))),
    }
    if !in_full {
        return None;
    }
    let (report, expected) = match (scheme.score(&company, *ON), expected) {
        (Ok(report), Some(expected)) => (report, expected),
        (Err(problems), None) if zero(&problems) => return None,
        (got, _) => return Some(format!("report {got:?}")),
    };
    let points = expected.total.to_string();
    if report.total.as_deref() != Some(&points) || report.bounds != [&*points, &*points] {
        return Some(format!("total {:?} {:?}, expected {points}", report.total, report.bounds));
    }
    if report.passed != Some(expected.passed) {
        return Some(format!("passed {:?}, expected {}", report.passed, expected.passed));
    }
    for (item, (id, points)) in report.items.iter().zip(&expected.items) {
        if item.id != *id || item.points.as_deref() != Some(&points.to_string()) {
            return Some(format!("{} {:?}, expected {id} {points}", item.id, item.points));
        }
    }
    for (got, want) in [(&report.gates, &expected.gates), (&report.routes, &expected.routes)] {
        for (condition, (id, met)) in got.iter().zip(want) {
            if condition.id != *id || condition.met != Some(*met) {
                return Some(format!("{} {:?}, expected {id} {met}", condition.id, condition.met));
            }
        }
        if got.len() != want.len() {
            return Some("another number of conditions".into());
        }
    }
    None
}

/// `draw` gives a company as JSON text and what should come of it.
fn compare(scheme: &Scheme, draw: impl Fn(&mut Random) -> (String, Option<Outcome>) + Sync) {
    let release = !cfg!(debug_assertions);
    let companies = from_environment("INNOPOINTS_COMPANIES", if release { 1_000_000 } else { 20_000 });
    let seed = from_environment("INNOPOINTS_SEED", 20_260_901);
    let reports = from_environment("INNOPOINTS_REPORTS", 8).max(1);
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let started = std::time::Instant::now();
    let results: Vec<(u64, u64, Vec<String>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let draw = &draw;
                scope.spawn(move || {
                    let (mut passed, mut refused, mut wrong) = (0, 0, Vec::new());
                    // Each company has its own seed, so that the same ones are drawn whatever the number of threads.
                    for i in (worker..companies).step_by(threads as usize) {
                        let mut r = Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ i);
                        r.next();
                        let (text, expected) = draw(&mut r);
                        passed += u64::from(expected.as_ref().is_some_and(|e| e.passed));
                        refused += u64::from(expected.is_none());
                        let in_full = (i / threads).is_multiple_of(reports);
                        if let Some(what) = difference(scheme, &text, expected.as_ref(), in_full) {
                            wrong.push(format!("company {i}: {what}\n  {text}"));
                        }
                    }
                    (passed, refused, wrong)
                })
            })
            .collect();
        workers.into_iter().map(|w| w.join().expect("a worker")).collect()
    });
    let sum = |f: fn(&(u64, u64, Vec<String>)) -> u64| results.iter().map(f).sum::<u64>();
    let (passed, refused, differ) = (sum(|r| r.0), sum(|r| r.1), sum(|r| r.2.len() as u64));
    println!(
        "{}: {companies} companies, seed {seed}: {differ} differ ({passed} pass, {refused} have a denominator of 0) in {:.1} s",
        scheme.id,
        started.elapsed().as_secs_f64()
    );
    let shown: Vec<&str> = results.iter().flat_map(|r| &r.2).take(10).map(String::as_str).collect();
    assert_eq!(differ, 0, "the first of them:\n{}", shown.join("\n"));
    // The draw reaches both verdicts, so that agreement means something.
    assert!(passed * 20 > companies && passed * 20 < companies * 19, "{passed} of {companies} pass");
}

#[test]
fn a_million_innovative_smes() {
    compare(&INNOVATIVE, |r| {
        let company = innovative(r);
        (json(&innovative_fields(r, &company)), company.score())
    });
}

#[test]
fn a_million_tech_smes() {
    compare(&TECH, |r| {
        let company = tech(r);
        (json(&tech_fields(r, &company)), company.score())
    });
}

// ---------------------------------------------------------------------------------------------------------------------
// Properties

/// Takes figures away or blurs them into ranges that still hold them.
fn blurred(r: &mut Random, fields: &Fields) -> Fields {
    let figure = |value: &str| {
        let value = serde_json::from_str(value).ok()?;
        Some(value).filter(|v: &serde_json::Value| v.is_number() || v.is_string())
    };
    let mut out = Fields::new();
    for (id, value) in fields {
        match r.below(4) {
            0 => continue,
            1 if *id != "industry" && figure(value).is_some() => {
                let unit = match *id {
                    "staff_total"
                    | "scientific_staff"
                    | "class1_ip"
                    | "class1_ip_own"
                    | "class1_ip_high_value"
                    | "class2_ip" => oracle::Unit::Count,
                    _ => oracle::Unit::Money,
                };
                let Some(d) = figure(value).and_then(|v| oracle::figure(&v, unit)) else {
                    continue;
                };
                let pieces = id.starts_with("class");
                let step = |r: &mut Random| i128::from(if pieces { r.below(3) } else { 1 + r.below(40) });
                let scale = if pieces { 1 } else { 100 };
                // From a little below to a little above, in hundredths of itself; whole pieces for counts.
                let (down, up) = (step(r), step(r));
                let (lo, hi) = if pieces {
                    (Dec::new((d.n - down).max(0), 0), Dec::new(d.n + up, 0))
                } else {
                    (Dec::new(d.n * (scale - down), d.p + 2), Dec::new(d.n * (scale + up), d.p + 2))
                };
                out.push((*id, format!("{{\"between\":[\"{}\",\"{}\"]}}", lo.text(), hi.text())));
            }
            _ => out.push((*id, value.clone())),
        }
    }
    out
}

/// A decimal as a report prints it, in hundredths.
fn hundredths(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let negative = text.starts_with('-');
    let whole: i64 = whole.parse().expect("a decimal");
    let fraction: i64 = format!("{fraction:0<2}").parse().expect("two decimals");
    whole * 100 + if negative { -fraction } else { fraction }
}

/// What is certain of a blurred company is true of the company itself, and its bounds hold the company's points.
fn contained(scheme: &Scheme, blurred: &str, exact: &Outcome) -> Result<(), TestCaseError> {
    let Ok(company) = Enterprise::parse(blurred, None) else {
        return Err(TestCaseError::fail(format!("refused: {blurred}")));
    };
    let report = match scheme.score(&company, *ON) {
        Ok(report) => report,
        Err(problems) => return Err(TestCaseError::fail(format!("{problems:?}: {blurred}"))),
    };
    let holds = |bounds: &[String; 2], points: u32| {
        let points = i64::from(points) * 100;
        hundredths(&bounds[0]) <= points && points <= hundredths(&bounds[1])
    };
    prop_assert!(holds(&report.bounds, exact.total), "{:?} without {}: {blurred}", report.bounds, exact.total);
    prop_assert_eq!(report.total.is_some(), report.bounds[0] == report.bounds[1]);
    prop_assert!(report.passed.is_none_or(|p| p == exact.passed), "verdict {:?}: {}", report.passed, blurred);
    for (item, (id, points)) in report.items.iter().zip(&exact.items) {
        prop_assert!(holds(&item.bounds, *points), "{id} {:?} without {points}: {blurred}", item.bounds);
    }
    let conditions = report.gates.iter().zip(&exact.gates).chain(report.routes.iter().zip(&exact.routes));
    for (condition, (id, met)) in conditions {
        prop_assert!(condition.met.is_none_or(|m| m == *met), "{id} {:?}: {blurred}", condition.met);
    }
    Ok(())
}

fn points(scheme: &Scheme, fields: &Fields) -> i64 {
    let company = Enterprise::parse(&json(fields), None).expect("a company");
    let total = scheme.total(&company, *ON).expect("a total").expect("an exact total");
    hundredths(&total.to_text(2))
}

/// The same company with one figure larger.
fn with(fields: &Fields, id: &str, value: Dec) -> Fields {
    fields.iter().map(|(i, v)| (*i, if *i == id { value.text() } else { v.clone() })).collect()
}

fn plus(a: Dec, b: Dec) -> Dec {
    let p = a.p.max(b.p);
    Dec::new(a.n * 10i128.pow(p - a.p) + b.n * 10i128.pow(p - b.p), p)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn bounds_hold_every_completion(seed: u64) {
        let mut r = Random(seed);
        let company = innovative(&mut r);
        if let Some(exact) = company.score() {
            let fields = innovative_fields(&mut r, &company);
            let blurred = blurred(&mut r, &fields);
            contained(&INNOVATIVE, &json(&blurred), &exact)?;
        }
        let company = tech(&mut r);
        if let Some(exact) = company.score() {
            let fields = tech_fields(&mut r, &company);
            let blurred = blurred(&mut r, &fields);
            contained(&TECH, &json(&blurred), &exact)?;
        }
    }

    /// More R&D, more IP, more main business revenue, more scientific staff: never fewer points. More debt: never more.
    #[test]
    fn better_figures_never_lose_points(seed: u64) {
        let mut r = Random(seed);
        let step = |r: &mut Random| r.decimal(6);
        let company = innovative(&mut r);
        if company.score().is_some() {
            let fields = innovative_fields(&mut r, &company);
            let before = points(&INNOVATIVE, &fields);
            let more_rd = with(&fields, "rd_expense", plus(company.rd, step(&mut r)));
            prop_assert!(points(&INNOVATIVE, &more_rd) >= before);
            let more_ip = with(&fields, "class2_ip", Dec::new(i128::from(company.class2) + 1, 0));
            prop_assert!(points(&INNOVATIVE, &more_ip) >= before);
            let more_main = with(&fields, "main_revenue", capped(plus(company.main, step(&mut r)), company.revenue));
            prop_assert!(points(&INNOVATIVE, &more_main) >= before);
            let more_debt = with(&fields, "total_liabilities", plus(company.liabilities, step(&mut r)));
            prop_assert!(points(&INNOVATIVE, &more_debt) <= before);
            let more_base = with(&fields, "main_revenue_prior", plus(company.main_prior, step(&mut r)));
            prop_assert!(points(&INNOVATIVE, &more_base) <= before);
        }
        let company = tech(&mut r);
        if company.score().is_some() {
            let fields = tech_fields(&mut r, &company);
            let before = points(&TECH, &fields);
            let more_rd = with(&fields, "rd_expense", plus(company.rd, step(&mut r)));
            prop_assert!(points(&TECH, &more_rd) >= before);
            let more_science = with(&fields, "scientific_staff", capped(plus(company.scientific, step(&mut r)), company.staff));
            prop_assert!(points(&TECH, &more_science) >= before);
            let more_ip = with(&fields, "class1_ip", Dec::new(i128::from(company.class1) + 1, 0));
            prop_assert!(points(&TECH, &more_ip) >= before);
            let more_costs = with(&fields, "total_costs", plus(company.costs, step(&mut r)));
            prop_assert!(points(&TECH, &more_costs) <= before);
        }
    }

    /// All money times ten: the ratios stay, and with them the points.
    #[test]
    fn points_do_not_depend_on_size(seed: u64) {
        let mut r = Random(seed);
        let company = innovative(&mut r);
        if company.score().is_some() {
            let ten = |d: Dec| Dec::new(d.n * 10, d.p);
            let fields = innovative_fields(&mut r, &company);
            let mut larger = fields.clone();
            for (id, d) in [
                ("revenue", company.revenue),
                ("rd_expense", company.rd),
                ("main_revenue", company.main),
                ("main_revenue_prior", company.main_prior),
                ("total_assets", company.assets),
                ("total_liabilities", company.liabilities),
            ] {
                larger = with(&larger, id, ten(d));
            }
            prop_assert_eq!(points(&INNOVATIVE, &fields), points(&INNOVATIVE, &larger));
        }
    }

    /// A decimal is read and printed without losing a digit.
    #[test]
    fn numbers_print_as_they_were_read(n in -999_999_999_999_999i64..=999_999_999_999_999, places in 0u32..=3) {
        let d = Dec::new(i128::from(n), places);
        let read = innopoints::number::parse_decimal(&d.text()).expect("a decimal");
        let printed = read.to_exact_text().expect("decimals that end");
        let again = innopoints::number::parse_decimal(&printed).expect("a decimal");
        prop_assert_eq!(read, again);
        let trimmed = if places > 0 { d.text().trim_end_matches('0').trim_end_matches('.').to_string() } else { d.text() };
        let trimmed = if trimmed == "-0" { "0".to_string() } else { trimmed };
        prop_assert_eq!(printed, trimmed);
    }

    /// However a figure is written, it is the same figure.
    #[test]
    fn one_figure_many_spellings(n in 0i128..100_000_000_000, places in 0u32..=4, seed: u64) {
        let mut r = Random(seed);
        let d = Dec::new(n, places);
        let same = |text: &str| {
            let v: serde_json::Value = serde_json::from_str(text).expect("JSON");
            oracle::figure(&v, oracle::Unit::Money).expect("a figure").text()
        };
        let (a, b) = (written(&mut r, d, true), written(&mut r, d, true));
        prop_assert_eq!(same(&a), same(&b));
        let number = |text: &str| innopoints::number::parse_quantity(text.trim_matches('"'), "万元").expect("a figure");
        prop_assert_eq!(number(&a), number(&b));
    }

    /// Whatever stands in a field, the answer is a report or problems with words, never a panic.
    #[test]
    fn no_text_breaks_it(text in "\\PC{0,24}", field in 0usize..70) {
        let fields: serde_json::Value = serde_json::from_str(innopoints::dictionary::DICTIONARY).expect("the dictionary");
        let fields = fields["fields"].as_array().expect("fields");
        let id = fields[field % fields.len()]["id"].as_str().expect("id");
        let company = serde_json::json!({ id: text }).to_string();
        match Enterprise::parse(&company, None) {
            Ok(company) => {
                for scheme in [&*INNOVATIVE, &*TECH] {
                    if let Err(problems) = scheme.score(&company, *ON) {
                        prop_assert!(problems.iter().all(|p| !p.zh.is_empty() && !p.en.is_empty()));
                    }
                }
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                prop_assert!(problems.iter().all(|p| !p.zh.is_empty() && !p.en.is_empty()));
            }
        }
    }
}
