//! Bounds as whole numbers, and sums of gains.

use super::problem::Solution;
use innopoints_core::gather::GatherAll;
use innopoints_core::number::Num;

/// Bounds are whole numbers of this part of a point, or of a 万元.
pub(super) const SCALE: i128 = 1_000_000_000;
/// Plans are not told apart by less than a fen.
pub(super) const FEN: i128 = SCALE / 1_000_000;

/// Whether a plan that costs no less than a bound could be better than the best, or below a limit, by a fen at least.
pub(super) fn allows(best: &Option<Solution>, below: Option<Num>, bound: i128) -> bool {
    let limit = best.as_ref().map(|w| w.cost).or(below);
    limit.is_none_or(|limit| bound + FEN <= scaled(limit, true))
}

/// The sum of gains.
pub(super) fn sum(a: &[Num], b: &[Num]) -> Option<Vec<Num>> {
    a.iter().zip(b).map(|(a, b)| a.add(*b)).gather_all()
}

/// Their difference.
pub(super) fn minus(a: &[Num], b: &[Num]) -> Option<Vec<Num>> {
    a.iter().zip(b).map(|(a, b)| a.sub(*b)).gather_all()
}

/// A number in whole parts of [`SCALE`], rounded up or down.
pub(super) fn scaled(x: Num, up: bool) -> i128 {
    let (n, d) = x.parts();
    let (whole, rest) = (n.div_euclid(d), n.rem_euclid(d));
    // Long division where a product would not fit.
    let part = match rest.checked_mul(SCALE) {
        Some(rest) => rest / d + i128::from(up && rest % d != 0),
        None => rest / (d / SCALE + i128::from(!up)).max(1) + i128::from(up),
    };
    whole.saturating_mul(SCALE).saturating_add(part)
}
