//! Properties that hold for every company: better figures never lose points, size does not matter, numbers are read and
//! printed as they are, and no text breaks anything. That points are right is the guard's part (`tests/guard`).

use innopoints::{Date, Enterprise, Num, Scheme};
use innopoints_oracle::Scheme as Oracle;
use innopoints_oracle::company::possible;
use innopoints_oracle::formula::{Fields, Value};
use innopoints_oracle::generate::{self, Dice};
use innopoints_oracle::number::{self, R, int, ratio};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::sync::LazyLock;

/// A shipped scheme, by the library and by the oracle.
struct Both {
    scheme: Scheme,
    oracle: Oracle,
}

fn load(id: &str) -> Both {
    let text = innopoints::shipped::scheme(id).expect("shipped");
    let file: Json = serde_json::from_str(text).expect("JSON");
    Both {
        scheme: Scheme::parse(text, Some(id)).expect("a scheme"),
        oracle: Oracle::read(&file, &|_| unreachable!("it extends nothing")),
    }
}

static INNOVATIVE: LazyLock<Both> = LazyLock::new(|| load("cn-innovative-sme-2022"));
static TECH: LazyLock<Both> = LazyLock::new(|| load("cn-tech-sme-2017"));
static ON: LazyLock<Date> = LazyLock::new(|| Date::parse("2026-11-01").expect("a day"));

/// A company of which everything is known.
fn drawn(both: &Both, dice: &mut Dice) -> Fields {
    let company = innopoints_oracle::company(&generate::company(dice, &both.oracle));
    let exact = company.into_iter().filter_map(|(id, known)| match known {
        innopoints_oracle::Known::Exact(v) => Some((id, v)),
        innopoints_oracle::Known::Range(..) => None,
    });
    exact.collect()
}

/// Its total in hundredths; nothing where an indicator is undetermined.
fn points(both: &Both, fields: &Fields) -> Option<R> {
    let members = fields.iter().map(|(id, v)| {
        let json = match v {
            Value::Number(n) => Json::from(number::text(n, 12)),
            Value::Truth(b) => Json::from(*b),
            Value::Level(l) => Json::from(l.as_str()),
        };
        (id.clone(), json)
    });
    let company = Enterprise::parse(&Json::Object(members.collect()).to_string(), None).expect("a company");
    let total = both.scheme.total(&company, *ON).expect("a total")?;
    Some(number::decimal(&total.to_text(2)))
}

/// The same company with one figure larger.
fn with_more(fields: &Fields, id: &str, by: &R) -> Fields {
    let mut more = fields.clone();
    if let Some(Value::Number(n)) = more.get_mut(id) {
        *n += by;
    }
    more
}

/// A decimal as one of the many ways to write it: as a JSON number, as text, in 亿元 or 元, with commas, in full width.
fn written(dice: &mut Dice, n: &R, places: u32) -> String {
    let plain = number::text(n, places);
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    match dice.below(12) {
        // A JSON number is a double for many readers: only as many digits as every double keeps.
        0..5 if digits <= 15 => plain,
        5 => format!("\"{} 亿元\"", number::text(&(n / int(10_000)), places + 4)),
        6 => format!("\"{}元\"", number::text(&(n * int(10_000)), places)),
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
                out += &format!(".{rest}");
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    /// More R&D, more IP, more main business revenue, more scientific staff: never fewer points. More debt, costs or
    /// revenue of the year before: never more.
    #[test]
    fn better_figures_never_lose_points(seed: u64) {
        let mut dice = Dice::new(seed, 0);
        for (both, better, worse) in [
            (&*INNOVATIVE, &["rd_expense", "class2_ip", "main_revenue"][..], &["total_liabilities", "main_revenue_prior"][..]),
            (&*TECH, &["rd_expense", "scientific_staff", "class1_ip"], &["total_costs"]),
        ] {
            let fields = drawn(both, &mut dice);
            let Some(before) = points(both, &fields) else { continue };
            let step = if dice.one_in(2) { int(dice.from(1, 2000)) } else { ratio(dice.from(1, 99), 100) };
            for (id, up) in better.iter().map(|id| (id, true)).chain(worse.iter().map(|id| (id, false))) {
                let by = if id.ends_with("_ip") { int(1) } else { step.clone() };
                let more = with_more(&fields, id, &by);
                if !possible(&more) {
                    continue;
                }
                // What was 0 and divided has a value now: an alternative that had dropped out may be the best.
                if fields.get(*id) == Some(&Value::Number(int(0))) {
                    continue;
                }
                let Some(after) = points(both, &more) else { continue };
                prop_assert!(if up { after >= before } else { after <= before }, "{id}: {before} to {after}: {fields:?}");
            }
        }
    }

    /// All money times ten: the ratios stay, and with them the points.
    #[test]
    fn points_do_not_depend_on_size(seed: u64) {
        let fields = drawn(&INNOVATIVE, &mut Dice::new(seed, 1));
        let mut larger = fields.clone();
        const MONEY: [&str; 7] = [
            "revenue", "revenue_prior", "rd_expense", "main_revenue", "main_revenue_prior", "total_assets", "total_liabilities",
        ];
        for id in MONEY {
            if let Some(Value::Number(n)) = larger.get_mut(id) {
                *n *= int(10);
            }
        }
        prop_assert_eq!(points(&INNOVATIVE, &fields), points(&INNOVATIVE, &larger));
    }

    /// A decimal is read and printed without losing a digit.
    #[test]
    fn numbers_print_as_they_were_read(n in -999_999_999_999_999i64..=999_999_999_999_999, places in 0u32..=3) {
        let text = number::text(&ratio(n, 10u64.pow(places)), places);
        let read = innopoints::number::parse_decimal(&text).expect("a decimal");
        prop_assert_eq!(read.to_exact_text().expect("decimals that end"), text);
        prop_assert_eq!(Num::ratio(n, 10i64.pow(places)).expect("a number"), read);
    }

    /// However a figure is written, it is the same figure.
    #[test]
    fn one_figure_many_spellings(n in 0i64..100_000_000_000, places in 0u32..=4, seed: u64) {
        let figure = ratio(n, 10u64.pow(places));
        let right = Num::ratio(n, 10i64.pow(places)).expect("a number");
        let text = written(&mut Dice::new(seed, 2), &figure, places);
        let read = innopoints::number::read::quantity(text.trim_matches('"'), "万元").expect("a figure");
        prop_assert_eq!(read, right, "{}", text);
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
                for scheme in [&INNOVATIVE.scheme, &TECH.scheme] {
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
