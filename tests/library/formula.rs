//! The formula language and the numbers below it: exactness, precedence, units, and errors with a place.

use innopoints::Num;
use innopoints::compile::formula::{Names, Type, compile};
use innopoints::dictionary::{Dictionary, Value};
use innopoints::formula::{Env, Fault, Program};
use innopoints::number::parse_decimal;

/// The truth of a formula in which no field stands.
fn truth(text: &str) -> bool {
    let mut program = Program::default();
    let names = Names { dictionary: Dictionary::shipped(), points: None, quantities: &Default::default(), ask: None };
    let (at, kind) = compile(text, &names, &mut program).unwrap_or_else(|p| panic!("{text}: {p}"));
    assert_eq!(kind, Type::Truth, "{text}");
    let env = Env::default();
    program.truth(at, &env).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

/// The code and place of what is wrong with a formula.
fn refused(text: &str) -> (&'static str, u32) {
    let names = Names { dictionary: Dictionary::shipped(), points: None, quantities: &Default::default(), ask: None };
    let problem = compile(text, &names, &mut Program::default()).expect_err(text);
    assert!(!problem.zh.is_empty() && !problem.en.is_empty(), "{text}");
    (problem.code, problem.column.unwrap_or(0))
}

#[test]
fn arithmetic_is_exact_and_binds_as_usual() {
    for yes in [
        "1/3*3 >= 1",
        "1/3 + 1/3 + 1/3 = 1",
        "growth(1.2, 1.0) >= 20%",
        "growth(1.2, 1.0) = 20%",
        "0.1 + 0.2 = 0.3",
        "1 - 2 - 3 = -4",
        "8 / 4 / 2 = 1",
        "2 + 3 * 4 = 14",
        "-2 * -3 = 6",
        "(2 + 3) * 4 = 20",
        "1亿元 = 10000万元 and 1万元 = 10000元",
        "min(3, 1, 2) = 1 and max(3, 1, 2) = 3 and sum(3, 1, 2) = 6",
        "if 1 > 2 then false else true",
        "not 1 > 2",
        "not (1 > 2 or 2 > 1) or true",
        "1 ≤ 2 and 2 ≥ 1 and 1 ≠ 2 and 6 ÷ 3 × 2 = 4",
        "999999999999999 / 7 * 7 = 999999999999999",
        "500人 / 1000人 = 50%",
    ] {
        assert!(truth(yes), "{yes}");
    }
    for no in ["1/3*3 > 1", "0.1 + 0.2 > 0.3", "true and false", "not true", "1 = 2"] {
        assert!(!truth(no), "{no}");
    }
}

#[test]
fn mistakes_have_a_code_and_a_place() {
    for (text, code, column) in [
        ("staff_total + revenue", "unit_clash", 13),
        ("revenue >= 500人", "unit_clash", 9),
        ("class1_ip >= 1", "unit_clash", 11),
        ("revenue >", "bad_formula", 10),
        ("revenu >= 1万元", "bad_formula", 1),
        ("1 +", "bad_formula", 4),
        ("(1 + 2", "bad_formula", 7),
        ("1 2", "bad_formula", 3),
        ("industry = \"nothing\"", "bad_formula", 12),
        ("hnte + 1", "bad_formula", 1),
        ("not revenue", "bad_formula", 12),
        ("total >= 60", "bad_formula", 1),
        ("1 # 2", "bad_formula", 3),
        ("\"open", "bad_formula", 1),
        ("growth(1)", "bad_formula", 9),
        ("3英里 > 1", "bad_formula", 1),
        ("", "bad_formula", 1),
    ] {
        let (found, place) = refused(text);
        assert_eq!(found, code, "{text}");
        assert!(place >= 1 && place as usize <= text.chars().count() + 1, "{text}: {place}");
        if code == "unit_clash" {
            assert_eq!(place, column, "{text}");
        }
    }
    assert_eq!(refused(&"(".repeat(5000)).0, "bad_formula");
    assert_eq!(refused(&["1", &"+1".repeat(1500)].concat()).0, "bad_formula");
}

#[test]
fn dividing_by_zero_is_a_fault_and_not_a_number() {
    let mut program = Program::default();
    let dictionary = Dictionary::shipped();
    let names = Names { dictionary, points: None, quantities: &Default::default(), ask: None };
    let (at, _) = compile("rd_expense / revenue", &names, &mut program).expect("a formula");
    let mut values = vec![Value::Missing; dictionary.fields.len()];
    let env = Env { values: &values, ..Env::default() };
    assert_eq!(program.num(at, &env), Err(Fault::Unknown));
    let revenue = dictionary.find("revenue").expect("revenue");
    values[revenue] = Value::Exact(Num::ZERO);
    let env = Env { values: &values, ..Env::default() };
    assert_eq!(program.num(at, &env), Err(Fault::NoValue(at)));
}

#[test]
fn rounding_is_half_away_from_zero_and_printing_drops_nothing() {
    let round = |text: &str| parse_decimal(text).expect(text).to_text(2);
    for (text, shown) in [
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("0.0049999", "0"),
        ("1.005", "1.01"),
        ("2.675", "2.68"),
        ("72.50", "72.5"),
        ("-0.001", "0"),
        ("999999999999999.994", "999999999999999.99"),
        // More than 64 bits hold.
        ("100000000000000.125", "100000000000000.13"),
        ("-100000000000000.125", "-100000000000000.13"),
        ("1e3", "1000"),
        ("1.5e-1", "0.15"),
    ] {
        assert_eq!(round(text), shown, "{text}");
    }
    let third = Num::ratio(1, 3).expect("1/3");
    assert_eq!(third.to_text(6), "0.333333");
    assert_eq!(third.to_exact_text(), None);
    let wide = parse_decimal("999999999999999").expect("15 digits");
    let wider = wide.mul(wide).expect("30 digits");
    assert_eq!(wider.to_text(0), "999999999999998000000000000001");
}
