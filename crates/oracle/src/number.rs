//! Exact numbers: a fraction of big integers, its reading from text, its rounding and its printing.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;
use serde_json::Value as Json;

/// An exact number.
pub type R = RBig;

/// A whole number.
pub fn int(n: i64) -> R {
    R::from(n)
}

/// `n / d`.
pub fn ratio(n: i64, d: u64) -> R {
    R::from_parts(n.into(), d.into())
}

fn ten(places: u32) -> UBig {
    UBig::from(10u8).pow(places as usize)
}

/// A decimal without a unit, such as `-12.50` or `1e-7`.
pub fn decimal(text: &str) -> R {
    if let Some((mantissa, power)) = text.split_once(['e', 'E']) {
        let power: i32 = power.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        let scale = R::from(ten(power.unsigned_abs()));
        return if power < 0 { decimal(mantissa) / scale } else { decimal(mantissa) * scale };
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: IBig = format!("{whole}{fraction}").parse().unwrap_or_else(|e| panic!("{text}: {e}"));
    R::from_parts(digits, ten(u32::try_from(fraction.len()).expect("a short decimal")))
}

/// How many base units (万元, 人, 件, 年, 1) one of a unit is.
pub fn scale(unit: &str) -> R {
    match unit {
        "元" => ratio(1, 10_000),
        "亿元" => int(10_000),
        "%" => ratio(1, 100),
        "" | "万元" | "人" | "件" | "项" | "个" | "年" | "分" => int(1),
        other => panic!("no unit {other}"),
    }
}

/// A number with its unit, or with `unit` where it has none, in base units.
pub fn quantity_of(json: &Json, unit: &str) -> R {
    let text = match json {
        Json::Number(n) => n.to_string(),
        other => other.as_str().unwrap_or_else(|| panic!("not a number: {other}")).to_string(),
    };
    let text = text.trim().replace(' ', "");
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c))).unwrap_or(text.len());
    let (digits, own) = text.split_at(end);
    decimal(digits) * scale(if own.is_empty() { unit } else { own })
}

/// A number with its unit, in base units.
pub fn quantity(json: &Json) -> R {
    quantity_of(json, "")
}

/// The largest whole number that is not larger.
pub fn floor(n: &R) -> R {
    R::from(n.floor())
}

/// Rounded to so many decimals, half away from zero.
pub fn round(n: &R, places: u32) -> R {
    let scaled = n * R::from(ten(places));
    let half = ratio(1, 2);
    let whole = if scaled < int(0) { -(half - scaled).floor() } else { (scaled + half).floor() };
    R::from_parts(whole, ten(places))
}

/// As decimal text, rounded to so many decimals, without zeros at the end.
pub fn text(n: &R, places: u32) -> String {
    let (scaled, rest) = (round(n, places) * R::from(ten(places))).into_parts();
    assert!(rest.is_one(), "rounding leaves a whole number of steps");
    let scaled = scaled.to_string();
    let (sign, digits) = scaled.strip_prefix('-').map_or(("", scaled.as_str()), |d| ("-", d));
    let digits = format!("{digits:0>width$}", width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// The smaller.
pub fn min(a: R, b: R) -> R {
    if b < a { b } else { a }
}

/// The larger.
pub fn max(a: R, b: R) -> R {
    if b > a { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        for (n, shown) in
            [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("-0.001", "0"), ("72.50", "72.5")]
        {
            assert_eq!(text(&decimal(n), 2), shown, "{n}");
        }
        assert_eq!(text(&ratio(1, 3), 6), "0.333333");
        assert_eq!(text(&ratio(-5, 2), 0), "-3");
        assert_eq!(quantity(&Json::from("1.2亿元")), int(12_000));
        assert_eq!(floor(&ratio(-1, 2)), int(-1));
    }
}
