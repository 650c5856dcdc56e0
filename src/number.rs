//! Exact numbers: rationals of scaled integers, units, rounding, and intervals.
//!
//! A [`Num`] is `n / d` with 128-bit integers and is never rounded on the way. Arithmetic reports overflow instead of
//! wrapping; comparison always succeeds. Figures as people write them are read by [`crate::read`].

#[cfg(feature = "full")]
use crate::problem::Text;
use std::cmp::Ordering;

/// An exact rational number; the denominator is positive. Not kept in lowest terms: that is done only where it is needed.
#[derive(Clone, Copy, Debug)]
pub struct Num {
    n: i128,
    d: i128,
}

/// Product of two integers; one widening multiplication where both fit 64 bits, which is nearly always.
#[inline]
fn mul(a: i128, b: i128) -> Option<i128> {
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Some(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b),
    }
}

/// `10·r / d` as whole part and rest, for `r` below `d` and `d` below 2^127: by doubling, so that nothing overflows.
fn ten_times(r: u128, d: u128) -> (u8, u128) {
    let (mut digit, mut rest) = (0, 0);
    for bit in [true, false, true, false] {
        digit *= 2;
        rest *= 2;
        if rest >= d {
            (digit, rest) = (digit + 1, rest - d);
        }
        if bit {
            rest += r;
            if rest >= d {
                (digit, rest) = (digit + 1, rest - d);
            }
        }
    }
    (digit, rest)
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

// Named like the operators, but an operator could not say that a result does not fit.
#[allow(clippy::should_implement_trait)]
impl Num {
    /// 0.
    pub const ZERO: Num = Num { n: 0, d: 1 };
    /// 1.
    pub const ONE: Num = Num { n: 1, d: 1 };

    /// `n / d` as it stands; `d` must be positive.
    pub(crate) const fn raw(n: i128, d: i128) -> Num {
        Num { n, d }
    }

    /// A whole number.
    pub const fn int(n: i64) -> Num {
        Num { n: n as i128, d: 1 }
    }

    /// `n / d`; `None` when `d` is 0.
    pub fn ratio(n: i64, d: i64) -> Option<Num> {
        Num::normal(i128::from(n), i128::from(d))
    }

    fn normal(n: i128, d: i128) -> Option<Num> {
        match d {
            0 => None,
            d if d < 0 => Some(Num { n: n.checked_neg()?, d: d.checked_neg()? }),
            d => Some(Num { n, d }),
        }
    }

    /// Numerator and denominator in lowest terms.
    pub fn reduced(self) -> Num {
        let g = gcd(self.n.unsigned_abs(), self.d.unsigned_abs());
        match i128::try_from(g) {
            Ok(g) if g > 1 => Num { n: self.n / g, d: self.d / g },
            _ => self,
        }
    }

    /// Numerator and positive denominator, as they stand.
    pub(crate) fn parts(self) -> (i128, i128) {
        (self.n, self.d)
    }

    /// Whether it is below 0.
    pub fn is_negative(self) -> bool {
        self.n < 0
    }

    /// Without its sign.
    pub fn abs(self) -> Num {
        Num { n: self.n.saturating_abs(), d: self.d }
    }

    /// Whether it is 0.
    pub fn is_zero(self) -> bool {
        self.n == 0
    }

    /// Whether it is a whole number.
    pub fn is_whole(self) -> bool {
        self.n % self.d == 0
    }

    /// The largest whole number not above it.
    pub fn floor(self) -> Num {
        Num { n: self.n.div_euclid(self.d), d: 1 }
    }

    /// The largest multiple of a step that is not above it; `None` on overflow, and where the step is 0.
    pub(crate) fn down_to(self, step: Num) -> Option<Num> {
        self.div(step)?.floor().mul(step)
    }

    /// The smallest multiple of a step that is not below it.
    pub(crate) fn up_to(self, step: Num) -> Option<Num> {
        self.neg()?.down_to(step)?.neg()
    }

    /// Sum; `None` on overflow.
    #[inline]
    pub fn add(self, o: Num) -> Option<Num> {
        if self.d == o.d {
            return Some(Num { n: self.n.checked_add(o.n)?, d: self.d });
        }
        let plain = || {
            let n = mul(self.n, o.d)?.checked_add(mul(o.n, self.d)?)?;
            Some(Num { n, d: mul(self.d, o.d)? })
        };
        plain().or_else(|| {
            // Over the least common denominator, in lowest terms.
            let (a, b) = (self.reduced(), o.reduced());
            let g = i128::try_from(gcd(a.d.unsigned_abs(), b.d.unsigned_abs())).ok()?;
            let n = mul(a.n, b.d / g)?.checked_add(mul(b.n, a.d / g)?)?;
            Some(Num { n, d: mul(a.d, b.d / g)? }.reduced())
        })
    }

    /// Difference; `None` on overflow.
    #[inline]
    pub fn sub(self, o: Num) -> Option<Num> {
        self.add(o.neg()?)
    }

    /// Product; `None` on overflow.
    #[inline]
    pub fn mul(self, o: Num) -> Option<Num> {
        let plain = |a: Num, b: Num| Some(Num { n: mul(a.n, b.n)?, d: mul(a.d, b.d)? });
        plain(self, o).or_else(|| {
            // Cancel across before multiplying.
            let a = Num::normal(self.n, o.d)?.reduced();
            let b = Num::normal(o.n, self.d)?.reduced();
            plain(a, b)
        })
    }

    /// Quotient; `None` on overflow or when `o` is 0 (ask [`Num::is_zero`] first to tell which).
    #[inline]
    pub fn div(self, o: Num) -> Option<Num> {
        self.mul(Num::normal(o.d, o.n)?)
    }

    /// The number with its sign turned; `None` on overflow.
    #[inline]
    pub fn neg(self) -> Option<Num> {
        Some(Num { n: self.n.checked_neg()?, d: self.d })
    }

    /// Rounded half away from zero to so many decimals.
    pub fn round(self, places: u32) -> Num {
        let scale = 10i128.pow(places.min(18));
        if self.d == 1 {
            return self;
        }
        // Nearly always 64 bits do, and then one multiplication and a short division.
        if let (Ok(n), Ok(d), Ok(s)) = (i64::try_from(self.n), i64::try_from(self.d), i64::try_from(scale))
            && let (Some(n), Some(d)) = (n.checked_mul(s).and_then(|n| n.checked_mul(2)), d.checked_mul(2))
            && let Some(n) = n.checked_add(if n < 0 { -(d / 2) } else { d / 2 })
        {
            return Num { n: i128::from(n / d), d: scale };
        }
        let (mut q, mut r) = (self.n / self.d, self.n % self.d);
        // Long division, one decimal at a time, cannot overflow where a single multiplication might.
        let mut left = scale;
        while left > 1 {
            match (mul(q, 10), mul(r, 10)) {
                (Some(q10), Some(r10)) => {
                    q = q10 + r10 / self.d;
                    r = r10 % self.d;
                    left /= 10;
                }
                (Some(q10), None) => {
                    let (digit, rest) = ten_times(r.unsigned_abs(), self.d.unsigned_abs());
                    // Both are below `d`, so they fit.
                    q = q10 + i128::from(digit) * r.signum();
                    r = i128::try_from(rest).unwrap_or(0) * r.signum();
                    left /= 10;
                }
                // No room for another decimal: what is left is far below anything that is shown.
                (None, _) => break,
            }
        }
        if r.unsigned_abs() >= self.d.unsigned_abs() - r.unsigned_abs() {
            q += self.n.signum();
        }
        Num { n: q, d: scale / left }
    }

    /// As decimal text with at most so many decimals (rounded half away from zero), no trailing zeros: `72.5`.
    pub fn to_text(self, places: u32) -> String {
        let r = self.round(places);
        let (n, d) = (r.n.unsigned_abs(), r.d.unsigned_abs());
        let mut digits = print_whole(n);
        let decimals = d.ilog10() as usize;
        if decimals > 0 {
            if digits.len() <= decimals {
                digits.insert_str(0, &"0".repeat(decimals + 1 - digits.len()));
            }
            digits.insert(digits.len() - decimals, '.');
            digits.truncate(digits.trim_end_matches('0').trim_end_matches('.').len());
        }
        if r.n < 0 {
            digits.insert(0, '-');
        }
        digits
    }

    /// As decimal text with every digit, or `None` when the decimals do not end.
    pub fn to_exact_text(self) -> Option<String> {
        let places = (0..=18).find(|&p| self.round(p) == self)?;
        Some(self.to_text(places))
    }

    /// The nearest `f64`, to compare with the integer path.
    #[cfg(test)]
    pub(crate) fn to_f64(self) -> f64 {
        self.n as f64 / self.d as f64
    }
}

impl PartialEq for Num {
    fn eq(&self, o: &Num) -> bool {
        self.cmp(o) == Ordering::Equal
    }
}
impl Eq for Num {}
impl PartialOrd for Num {
    #[inline]
    fn partial_cmp(&self, o: &Num) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}
impl Ord for Num {
    #[inline]
    fn cmp(&self, o: &Num) -> Ordering {
        if self.d == o.d {
            return self.n.cmp(&o.n);
        }
        match (mul(self.n, o.d), mul(o.n, self.d)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => compare_by_quotients(*self, *o),
        }
    }
}

/// Euclid's comparison: whole parts first, then the reciprocals of what is left. Needs no wider integers.
fn compare_by_quotients(mut a: Num, mut b: Num) -> Ordering {
    loop {
        let (qa, qb) = (a.n.div_euclid(a.d), b.n.div_euclid(b.d));
        let (ra, rb) = (a.n.rem_euclid(a.d), b.n.rem_euclid(b.d));
        let order = qa.cmp(&qb);
        if order != Ordering::Equal || ra == 0 || rb == 0 {
            return order.then(ra.signum().cmp(&rb.signum()));
        }
        // ra/da < rb/db  <=>  db/rb < da/ra
        (a, b) = (Num { n: b.d, d: rb }, Num { n: a.d, d: ra });
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Intervals

/// A closed interval; an open end (`None`) reaches to infinity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Lower end, or unbounded.
    pub lo: Option<Num>,
    /// Upper end, or unbounded.
    pub hi: Option<Num>,
}

#[allow(clippy::should_implement_trait)]
impl Interval {
    /// All numbers.
    pub const ALL: Interval = Interval { lo: None, hi: None };

    /// One number.
    pub const fn exact(x: Num) -> Interval {
        Interval { lo: Some(x), hi: Some(x) }
    }

    /// The one number it holds, if it holds just one.
    pub fn single(self) -> Option<Num> {
        match (self.lo, self.hi) {
            (Some(a), Some(b)) if a == b => Some(a),
            _ => None,
        }
    }

    /// Whether `x` lies within.
    pub fn contains(self, x: Num) -> bool {
        self.lo.is_none_or(|l| l <= x) && self.hi.is_none_or(|h| x <= h)
    }

    /// The smallest interval around both.
    pub fn hull(self, o: Interval) -> Interval {
        Interval { lo: self.lo.zip(o.lo).map(|(a, b)| a.min(b)), hi: self.hi.zip(o.hi).map(|(a, b)| a.max(b)) }
    }

    /// What both hold, where both are sound.
    pub(crate) fn meet(self, o: Interval) -> Interval {
        let end = |a: Option<Num>, b: Option<Num>, pick: fn(Num, Num) -> Num| match (a, b) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (a, b) => a.or(b),
        };
        Interval { lo: end(self.lo, o.lo, Ord::max), hi: end(self.hi, o.hi, Ord::min) }
    }

    /// Sum. An end that overflows becomes unbounded, which is sound.
    pub fn add(self, o: Interval) -> Interval {
        Interval {
            lo: self.lo.zip(o.lo).and_then(|(a, b)| a.add(b)),
            hi: self.hi.zip(o.hi).and_then(|(a, b)| a.add(b)),
        }
    }

    /// Mirror image at 0.
    pub fn neg(self) -> Interval {
        Interval { lo: self.hi.and_then(Num::neg), hi: self.lo.and_then(Num::neg) }
    }

    /// The smaller of two unknowns.
    pub fn min(self, o: Interval) -> Interval {
        Interval {
            lo: self.lo.zip(o.lo).map(|(a, b)| a.min(b)),
            hi: match (self.hi, o.hi) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        }
    }

    /// The larger of two unknowns.
    pub fn max(self, o: Interval) -> Interval {
        self.neg().min(o.neg()).neg()
    }

    /// Product.
    pub fn mul(self, o: Interval) -> Interval {
        // Exactly 0 times anything is 0, and neither sign below would part it.
        if [self, o].into_iter().any(|i| i.single().is_some_and(Num::is_zero)) {
            return Interval::exact(Num::ZERO);
        }
        let nonneg = |i: Interval| i.lo.is_some_and(|l| !l.is_negative());
        let nonpos = |i: Interval| i.hi.is_some_and(|h| h <= Num::ZERO);
        match (nonneg(self), nonneg(o)) {
            (true, true) => Interval {
                lo: self.lo.zip(o.lo).and_then(|(a, b)| a.mul(b)).or(Some(Num::ZERO)),
                hi: self.hi.zip(o.hi).and_then(|(a, b)| a.mul(b)),
            },
            _ if nonpos(self) => self.neg().mul(o).neg(),
            _ if nonpos(o) => self.mul(o.neg()).neg(),
            _ => {
                // One of them spans 0: the ends are among the corner products, unbounded if any corner is.
                let corner = |a: Option<Num>, b: Option<Num>| a.zip(b).and_then(|(a, b)| a.mul(b));
                let all = [corner(self.lo, o.lo), corner(self.lo, o.hi), corner(self.hi, o.lo), corner(self.hi, o.hi)];
                match all {
                    [Some(a), Some(b), Some(c), Some(d)] => {
                        Interval { lo: Some(a.min(b).min(c.min(d))), hi: Some(a.max(b).max(c.max(d))) }
                    }
                    _ => Interval::ALL,
                }
            }
        }
    }

    /// 1 / x over the x that are not 0; `None` when it holds nothing but 0.
    pub fn recip(self) -> Option<Interval> {
        let inv = |x: Num| Num::ONE.div(x);
        let zero_lo = self.lo.is_some_and(Num::is_zero);
        let zero_hi = self.hi.is_some_and(Num::is_zero);
        Some(match (self.lo, self.hi) {
            _ if zero_lo && zero_hi => return None,
            (Some(l), h) if !l.is_negative() => Interval {
                lo: Some(h.map_or(Some(Num::ZERO), inv).unwrap_or(Num::ZERO)),
                hi: if zero_lo { None } else { inv(l) },
            },
            (l, Some(h)) if h.is_negative() || zero_hi => Interval { lo: l, hi: Some(h) }.neg().recip()?.neg(),
            _ => Interval::ALL,
        })
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Units

/// What a number measures, as powers of money, people, pieces and years. A plain number or a ratio has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Dim(pub [i8; 4]);

impl Dim {
    /// A plain number, a ratio, points.
    pub const NONE: Dim = Dim([0; 4]);
    /// Money, counted in 万元.
    pub const MONEY: Dim = Dim([1, 0, 0, 0]);
    /// People, 人.
    pub const PEOPLE: Dim = Dim([0, 1, 0, 0]);
    /// Pieces: 件, 项, 个.
    pub const PIECES: Dim = Dim([0, 0, 1, 0]);
    /// Years, 年.
    pub const YEARS: Dim = Dim([0, 0, 0, 1]);

    /// The dimension of a product; `None` where the powers leave any use.
    pub fn times(self, o: Dim) -> Option<Dim> {
        let mut r = self;
        for (a, b) in r.0.iter_mut().zip(o.0) {
            *a = a.checked_add(b)?;
        }
        Some(r)
    }

    /// The dimension of a quotient.
    pub fn per(self, o: Dim) -> Option<Dim> {
        self.times(Dim(o.0.map(|x| x.saturating_neg())))
    }

    /// Its name for messages.
    #[cfg(feature = "full")]
    pub(crate) fn name(self) -> Text {
        let (zh, en) = match self {
            Dim::NONE => ("比例或纯数", "a plain number or ratio"),
            Dim::MONEY => ("金额（万元）", "money (万元)"),
            Dim::PEOPLE => ("人数（人）", "people (人)"),
            Dim::PIECES => ("件数（件、项、个）", "pieces (件)"),
            Dim::YEARS => ("年数（年）", "years (年)"),
            Dim(powers) => {
                let mut text = String::new();
                for (name, power) in ["万元", "人", "件", "年"].into_iter().zip(powers) {
                    if power != 0 {
                        text += &[if text.is_empty() { "" } else { "·" }, name].concat();
                    }
                    if !matches!(power, 0 | 1) {
                        text += &["^", &power.to_string()].concat();
                    }
                }
                return Text::same(text);
            }
        };
        Text::say(zh, en, &[])
    }
}

/// A unit by its name: what it measures and how many base units (万元, 人, 件, 年, 1) one of it is.
pub fn unit(name: &str) -> Option<(Dim, Num)> {
    Some(match name {
        "元" | "圆" | "yuan" | "CNY" | "RMB" => (Dim::MONEY, Num { n: 1, d: 10_000 }),
        "万元" => (Dim::MONEY, Num::ONE),
        "亿元" => (Dim::MONEY, Num::int(10_000)),
        "人" | "名" | "people" => (Dim::PEOPLE, Num::ONE),
        "件" | "项" | "个" | "pieces" => (Dim::PIECES, Num::ONE),
        "年" | "years" => (Dim::YEARS, Num::ONE),
        "%" => (Dim::NONE, Num { n: 1, d: 100 }),
        // Points are plain numbers: they are compared with the points of a scheme.
        "分" | "points" => (Dim::NONE, Num::ONE),
        _ => return None,
    })
}

/// What is wrong with the text of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not a number at all.
    Malformed,
    /// More than 15 digits before the point.
    TooLarge,
    /// More than 18 digits in all.
    TooPrecise,
}

/// Most digits a number may have in all.
const MAX_DIGITS: usize = 18;
/// Most digits before the point.
const MAX_WHOLE_DIGITS: i64 = 15;

/// Digits of a whole number. In halves of 64 bits: printing 128 at once is slow, and needed next to never.
fn print_whole(n: u128) -> String {
    const HALF: u128 = 10u128.pow(18);
    match u64::try_from(n) {
        Ok(n) => n.to_string(),
        // The leading 1 keeps the zeros of the lower half.
        Err(_) => print_whole(n / HALF) + cut(&print_whole(n % HALF + HALF), 1, 19),
    }
}

/// The part of a text between two places, empty where there is none: unlike a slice it cannot panic.
pub(crate) fn cut(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}

/// A text in two at a place; whole where there is no such place.
pub(crate) fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// Reads a plain decimal as JSON writes it: `-12.50`, `1.5e-3`.
pub fn parse_decimal(text: &str) -> Result<Num, NumberError> {
    let (mut n, mut digits) = (0_i128, 0_usize);
    // Digits before the point, behind it, and zeros that stand at the end for now: they count once another digit follows.
    let (mut whole, mut fraction, mut zeros) = (0_usize, 0_usize, 0_usize);
    let mut point = false;
    let signed = matches!(text.as_bytes().first(), Some(b'-' | b'+'));
    let mut at = usize::from(signed);
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'.' if !point => point = true,
            b'0'..=b'9' => {
                *(if point { &mut fraction } else { &mut whole }) += 1;
                if byte == b'0' {
                    zeros += 1;
                } else {
                    if digits > 0 {
                        digits += zeros;
                    }
                    digits += 1;
                    // What has more digits is refused below, whatever comes of them.
                    if digits <= MAX_DIGITS {
                        let shift = if n == 0 { 0 } else { zeros };
                        n = n * 10_i128.pow(shift as u32 + 1) + i128::from(byte - b'0');
                    }
                    zeros = 0;
                }
            }
            b'e' | b'E' => break,
            _ => return Err(NumberError::Malformed),
        }
        at += 1;
    }
    let exponent = match text.as_bytes().get(at) {
        Some(_) => exponent(cut(text, at + 1, text.len()))?,
        None => 0,
    };
    if whole == 0 || (point && fraction == 0) {
        return Err(NumberError::Malformed);
    }
    if digits == 0 {
        return Ok(Num::ZERO);
    }
    // The value is n * 10^power.
    let power = i64::from(exponent) - fraction as i64 + zeros as i64;
    if digits as i64 + power > MAX_WHOLE_DIGITS {
        return Err(NumberError::TooLarge);
    }
    if digits > MAX_DIGITS || power < -(MAX_DIGITS as i64) {
        return Err(NumberError::TooPrecise);
    }
    let n = if text.starts_with('-') { -n } else { n };
    Ok(if power >= 0 {
        Num { n: n * 10i128.pow(power as u32), d: 1 }
    } else {
        Num { n, d: 10i128.pow(power.unsigned_abs() as u32) }
    })
}

#[inline(never)]
fn exponent(e: &str) -> Result<i32, NumberError> {
    e.parse().map_err(|_| exponent_error(e))
}

fn exponent_error(e: &str) -> NumberError {
    match e.strip_prefix('-') {
        Some(d) if !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()) => NumberError::TooPrecise,
        None if !e.is_empty() && e.bytes().all(|b| b.is_ascii_digit() || b == b'+') => NumberError::TooLarge,
        _ => NumberError::Malformed,
    }
}

/// Reads a bare number in this unit as JSON writes it, into base units.
pub fn parse_bare(text: &str, unit_name: &str) -> Result<Num, NumberError> {
    scaled(parse_decimal(text)?, unit(unit_name).map_or(Num::ONE, |u| u.1))
}

/// In base units, where it is not too large for that.
fn scaled(value: Num, scale: Num) -> Result<Num, NumberError> {
    let value = value.mul(scale).ok_or(NumberError::TooLarge)?.reduced();
    let limit = Num { n: 10i128.pow(MAX_WHOLE_DIGITS as u32), d: 1 };
    if value.abs() < limit { Ok(value) } else { Err(NumberError::TooLarge) }
}

// ---------------------------------------------------------------------------------------------------------------------
// Days

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day of the Gregorian calendar, years 1900 to 2999; `None` when there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let real = (1900..3000).contains(&year) && (1..=last).contains(&day);
        real.then_some(Date { year, month, day })
    }

    /// The day after it; `None` after the last day there is.
    #[cfg(feature = "cli")]
    pub(crate) fn after(self) -> Option<Date> {
        let Date { year, month, day } = self;
        Date::new(year, month, day + 1).or_else(|| Date::new(year, month + 1, 1)).or_else(|| Date::new(year + 1, 1, 1))
    }

    /// As 20261101.
    pub(crate) fn to_number(self) -> u32 {
        u32::from(self.year) * 10_000 + u32::from(self.month) * 100 + u32::from(self.day)
    }

    /// From what [`Date::to_number`] gave.
    pub(crate) fn from_number(n: u32) -> Date {
        Date { year: (n / 10_000) as u16, month: (n / 100 % 100) as u8, day: (n % 100) as u8 }
    }

    /// As `2026-11-01`.
    pub fn to_text(self) -> String {
        let two = |n: u8| [char::from(b'0' + n / 10), char::from(b'0' + n % 10)];
        let mut text = self.year.to_string();
        text.push('-');
        text.extend(two(self.month));
        text.push('-');
        text.extend(two(self.day));
        text
    }

    /// Reads `2026-11-01` and no other form; [`crate::read::day`] reads a day as people write it.
    pub fn parse(text: &str) -> Option<Date> {
        let digits = |from: usize, to: usize| {
            let part = text.as_bytes().get(from..to)?;
            part.iter().try_fold(0_u16, |n, b| b.is_ascii_digit().then(|| n * 10 + u16::from(b & 15)))
        };
        if let (10, [Some(y), Some(m), Some(d)], Some("-"), Some("-")) =
            (text.len(), [digits(0, 4), digits(5, 7), digits(8, 10)], text.get(4..5), text.get(7..8))
        {
            return Date::new(y, m as u8, d as u8);
        }
        None
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_text())
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Showing

/// A number of base units as people read it, in this unit, with at most so many decimals: `8,600 万元`, `4.79%`, `3 件`.
pub fn show(x: Num, unit_name: &str, places: u32) -> String {
    let scale = unit(unit_name).map_or(Num::ONE, |u| u.1);
    let text = group_thousands(&x.div(scale).unwrap_or(x).to_text(places));
    match unit_name {
        "" => text,
        "%" => text + "%",
        u => [&text, " ", u].concat(),
    }
}

/// Commas at thousands.
pub fn group_thousands(decimal: &str) -> String {
    let (sign, body) = match decimal.strip_prefix('-') {
        Some(b) => ("-", b),
        None => ("", decimal),
    };
    let (whole, rest) = body.find('.').map_or((body, ""), |i| split(body, i));
    let mut out = String::with_capacity(decimal.len() + whole.len() / 3);
    out.push_str(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

/// The same in English: `CNY 86 million (8,600 万元)`, `3 items`.
pub fn show_en(x: Num, unit_name: &str, places: u32) -> String {
    let own = show(x, unit_name, places);
    let english = match unit_name {
        "万元" | "亿元" | "元" => {
            let yuan = x.mul(Num::int(10_000)).unwrap_or(x);
            let size = yuan.abs();
            let (scale, word) = match size {
                s if s >= Num::int(1_000_000_000) => (1_000_000_000, " billion ("),
                s if s >= Num::int(1_000_000) => (1_000_000, " million ("),
                _ => (1, " ("),
            };
            let shown = yuan.div(Num::int(scale)).unwrap_or(yuan).to_text(10);
            return ["CNY ", &group_thousands(&shown), word, &own, ")"].concat();
        }
        "人" if own.starts_with("1 ") => "person",
        "人" => "people",
        "件" | "项" | "个" if own.starts_with("1 ") => "item",
        "件" | "项" | "个" => "items",
        "年" if own.starts_with("1 ") => "year",
        "年" => "years",
        "分" if own.starts_with("1 ") => "point",
        "分" => "points",
        _ => return own,
    };
    [own.strip_suffix(unit_name).unwrap_or(&own), english].concat()
}
