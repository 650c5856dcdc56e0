//! An exact rational number of 128-bit integers, never rounded on the way. Arithmetic reports overflow instead of wrapping;
//! comparison always succeeds.

use crate::text::cut;
use std::cmp::Ordering;
use std::num::NonZero;

/// An exact rational number; the denominator is positive. Not kept in lowest terms: that is done only where it is needed.
#[derive(Clone, Copy, Debug)]
pub struct Num {
    n: i128,
    // Not 0, so that no number (`None`) takes no room of its own.
    d: NonZero<i128>,
}

const ONE: NonZero<i128> = NonZero::new(1).unwrap();

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
    pub const ZERO: Num = Num { n: 0, d: ONE };
    /// 1.
    pub const ONE: Num = Num { n: 1, d: ONE };

    /// `n / d` as it stands; `d` must be positive, and where it is 0 so is the number.
    pub const fn raw(n: i128, d: i128) -> Num {
        match Num::over(n, d) {
            Some(x) => x,
            None => Num::ZERO,
        }
    }

    /// A whole number.
    pub const fn int(n: i64) -> Num {
        Num { n: n as i128, d: ONE }
    }

    /// `n / d`; `None` when `d` is 0.
    pub fn ratio(n: i64, d: i64) -> Option<Num> {
        Num::normal(i128::from(n), i128::from(d))
    }

    /// `n / d` as it stands, for a `d` that is not negative; `None` when it is 0.
    const fn over(n: i128, d: i128) -> Option<Num> {
        match NonZero::new(d) {
            Some(d) => Some(Num { n, d }),
            None => None,
        }
    }

    /// `n / d`; `None` when `d` is 0, and on overflow.
    fn normal(n: i128, d: i128) -> Option<Num> {
        if d < 0 { Num::over(n.checked_neg()?, d.checked_neg()?) } else { Num::over(n, d) }
    }

    /// Numerator and denominator in lowest terms.
    pub fn reduced(self) -> Num {
        let (n, d) = self.parts();
        match i128::try_from(gcd(n.unsigned_abs(), d.unsigned_abs())) {
            Ok(g) if g > 1 => Num::raw(n / g, d / g),
            _ => self,
        }
    }

    /// Numerator and positive denominator, as they stand.
    pub fn parts(self) -> (i128, i128) {
        (self.n, self.d.get())
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
        self.n % self.d.get() == 0
    }

    /// The whole number that it is; `None` where it is none.
    pub fn whole(self) -> Option<i128> {
        self.is_whole().then(|| self.n / self.d.get())
    }

    /// The largest whole number not above it.
    pub fn floor(self) -> Num {
        Num { n: self.n.div_euclid(self.d.get()), d: ONE }
    }

    /// The largest multiple of a step that is not above it; `None` on overflow, and where the step is 0.
    pub fn down_to(self, step: Num) -> Option<Num> {
        self.div(step)?.floor().mul(step)
    }

    /// The smallest multiple of a step that is not below it.
    pub fn up_to(self, step: Num) -> Option<Num> {
        self.neg()?.down_to(step)?.neg()
    }

    /// Sum; `None` on overflow.
    pub fn add(self, o: Num) -> Option<Num> {
        if self.d == o.d {
            return Some(Num { n: self.n.checked_add(o.n)?, d: self.d });
        }
        let plain = || {
            let n = mul(self.n, o.d.get())?.checked_add(mul(o.n, self.d.get())?)?;
            Num::over(n, mul(self.d.get(), o.d.get())?)
        };
        plain().or_else(|| {
            // Over the least common denominator, in lowest terms.
            let (a, b) = (self.reduced(), o.reduced());
            let (a, b) = (a.parts(), b.parts());
            let g = i128::try_from(gcd(a.1.unsigned_abs(), b.1.unsigned_abs())).ok()?;
            let n = a.0.checked_mul(b.1 / g)?.checked_add(b.0.checked_mul(a.1 / g)?)?;
            Num::over(n, a.1.checked_mul(b.1 / g)?).map(Num::reduced)
        })
    }

    /// Difference; `None` on overflow.
    pub fn sub(self, o: Num) -> Option<Num> {
        self.add(o.neg()?)
    }

    /// Product; `None` on overflow.
    pub fn mul(self, o: Num) -> Option<Num> {
        let plain = |a: Num, b: Num| Num::over(mul(a.n, b.n)?, mul(a.d.get(), b.d.get())?);
        plain(self, o).or_else(|| {
            // Cancel across before multiplying.
            let a = Num { n: self.n, d: o.d }.reduced();
            let b = Num { n: o.n, d: self.d }.reduced();
            plain(a, b)
        })
    }

    /// Quotient; `None` on overflow or when `o` is 0 (ask [`Num::is_zero`] first to tell which).
    pub fn div(self, o: Num) -> Option<Num> {
        self.mul(Num::normal(o.d.get(), o.n)?)
    }

    /// The number with its sign turned; `None` on overflow.
    pub fn neg(self) -> Option<Num> {
        Some(Num { n: self.n.checked_neg()?, d: self.d })
    }

    /// Rounded half away from zero to so many decimals.
    pub fn round(self, places: u32) -> Num {
        let scale = 10i128.pow(places.min(18));
        if self.d == ONE {
            return self;
        }
        let (n, d) = self.parts();
        // Nearly always 64 bits do, and then one multiplication and a short division.
        if let (Ok(n), Ok(d), Ok(s)) = (i64::try_from(n), i64::try_from(d), i64::try_from(scale))
            && let (Some(n), Some(d)) = (n.checked_mul(s).and_then(|n| n.checked_mul(2)), d.checked_mul(2))
            && let Some(n) = n.checked_add(if n < 0 { -(d / 2) } else { d / 2 })
        {
            return Num::raw(i128::from(n / d), scale);
        }
        let d = d.unsigned_abs();
        let (mut q, mut r) = (n.unsigned_abs() / d, n.unsigned_abs() % d);
        // Long division, one decimal at a time, cannot overflow where a single multiplication might. Where there is no room for
        // another decimal, what is left is far below anything that is shown.
        let mut left = scale;
        while left > 1 && q < i128::MAX as u128 / 10 {
            let (digit, rest) = ten_times(r, d);
            (q, r) = (q * 10 + u128::from(digit), rest);
            left /= 10;
        }
        q += u128::from(r >= d - r);
        Num::raw(if n < 0 { -(q as i128) } else { q as i128 }, scale / left)
    }

    /// Decimal text with at most so many decimals (rounded half away from zero), no trailing zeros: `72.5`.
    pub fn to_text(self, places: u32) -> String {
        let (n, mut d) = self.round(places).parts();
        let mut digits = print_whole(n.unsigned_abs());
        let mut decimals = 0;
        while d > 1 {
            (d, decimals) = (d / 10, decimals + 1);
        }
        if decimals > 0 {
            while digits.len() <= decimals {
                digits.insert(0, '0');
            }
            digits.insert(digits.len() - decimals, '.');
            while digits.ends_with('0') {
                digits.pop();
            }
            if digits.ends_with('.') {
                digits.pop();
            }
        }
        if n < 0 {
            digits.insert(0, '-');
        }
        digits
    }

    /// Decimal text with every digit, or `None` when the decimals do not end.
    pub fn to_exact_text(self) -> Option<String> {
        let places = (0..=18).find(|&p| self.round(p) == self)?;
        Some(self.to_text(places))
    }

    /// The nearest `f64`, to compare with the integer path.
    #[cfg(test)]
    pub fn to_f64(self) -> f64 {
        self.n as f64 / self.d.get() as f64
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
        match (mul(self.n, o.d.get()), mul(o.n, self.d.get())) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => compare_by_quotients(self.parts(), o.parts()),
        }
    }
}

/// Euclid's comparison: whole parts first, then the reciprocals of what is left. Needs no wider integers.
fn compare_by_quotients(mut a: (i128, i128), mut b: (i128, i128)) -> Ordering {
    loop {
        let (qa, qb) = (a.0.div_euclid(a.1), b.0.div_euclid(b.1));
        let (ra, rb) = (a.0.wrapping_sub(qa.wrapping_mul(a.1)), b.0.wrapping_sub(qb.wrapping_mul(b.1)));
        let order = qa.cmp(&qb);
        if order != Ordering::Equal || ra == 0 || rb == 0 {
            return order.then(ra.signum().cmp(&rb.signum()));
        }
        // ra/da < rb/db  <=>  db/rb < da/ra
        (a, b) = ((b.1, rb), (a.1, ra));
    }
}

/// Digits of a whole number; without the formatting of the standard library, which is 2 kB of the wasm module. In halves of 64
/// bits: printing 128 at once is slow, and needed next to never.
pub(crate) fn print_whole(n: u128) -> String {
    const HALF: u128 = 10u128.pow(18);
    let Ok(n) = u64::try_from(n) else {
        // The leading 1 keeps the zeros of the lower half.
        return print_whole(n / HALF) + cut(&print_whole(n % HALF + HALF), 1, 19);
    };
    let mut text = String::with_capacity(20);
    let mut power = 10_u64.pow(n.max(1).ilog10());
    while power > 0 {
        text.push(char::from(b'0' + (n / power % 10) as u8));
        power /= 10;
    }
    text
}
