//! Points of one indicator.

use crate::formula::{Env, ExprId, Fault};
use crate::number::Interval;
use crate::scheme::model::{Indicator, Scheme};
use crate::scheme::rules::{Context, Earned};

/// The points of one indicator.
#[derive(Clone, Copy, Debug)]
pub struct ItemScore {
    /// Points, both ends known.
    pub points: Interval,
    /// How they came about, where the company's figures are known; its points are then typical ones.
    pub earned: Option<Earned>,
    /// The quotient whose divisor is 0, where that leaves the indicator undetermined: from 0 to its maximum.
    pub without_value: Option<ExprId>,
}

/// What an indicator's rule is computed over.
pub fn context<'a>(scheme: &'a Scheme, indicator: &'a Indicator, env: &'a Env<'a>) -> Context<'a> {
    Context { program: &scheme.program, env, max: &indicator.max }
}

/// Exact points of an indicator.
#[inline]
pub fn earned(scheme: &Scheme, indicator: &Indicator, env: &Env<'_>) -> Result<Earned, Fault> {
    indicator.rule.earned(&context(scheme, indicator, env))
}

/// Bounds of an indicator's points, both ends known where its maximum is.
pub fn bounds(scheme: &Scheme, indicator: &Indicator, env: &Env<'_>) -> Interval {
    indicator.rule.bounds(&context(scheme, indicator, env))
}

/// Points, and how they came about. `typical` has every estimate at its typical value. A fault is a number too large.
pub(super) fn item(
    scheme: &Scheme,
    indicator: &Indicator,
    env: &Env<'_>,
    typical: &Env<'_>,
) -> Result<ItemScore, Fault> {
    let rule = &indicator.rule;
    let without_value = match earned(scheme, indicator, env) {
        Ok(earned) => {
            let points = Interval::exact(earned.points);
            return Ok(ItemScore { points, earned: Some(earned), without_value: None });
        }
        Err(Fault::Unknown) => None,
        Err(Fault::NoValue(at)) => Some(at),
        Err(fault) => return Err(fault),
    };
    let context = context(scheme, indicator, env);
    let points = rule.bounds(&context);
    let alternatives = rule.kind().alternatives();
    // The best alternative may be certain although others are unknown.
    let certain = points.single().and_then(|best| {
        alternatives.iter().enumerate().find_map(|(alternative, a)| {
            let earned = a.rule.earned(&context).ok().filter(|earned| earned.points == best)?;
            Some(Earned { alternative, ..earned })
        })
    });
    let at_typical = || match self::earned(scheme, indicator, typical) {
        // What has no value or is unknown may not matter: the typical maximum caps it in any case.
        Err(Fault::NoValue(_) | Fault::Unknown) => {
            let points = bounds(scheme, indicator, typical).single()?;
            Some(Earned { points, alternative: 0, value: None, band: None })
        }
        earned => earned.ok(),
    };
    let earned = certain.or_else(at_typical);
    Ok(ItemScore { points, earned, without_value })
}
