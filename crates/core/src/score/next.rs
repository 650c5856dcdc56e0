//! The next better step of an indicator.

use crate::company::Enterprise;
use crate::formula::Env;
use crate::id::FieldId;
use crate::scheme::model::{Amount, Indicator, Scheme};
use crate::scheme::rules::{Context, Earned, Step};

/// Finds the next step of an indicator whose points are certain.
pub fn next_step(scheme: &Scheme, indicator: &Indicator, earned: Earned, company: &Enterprise) -> Option<Step> {
    // Of open numbers nobody can say what a step is worth.
    let Amount::Exact(max) = indicator.max else {
        return None;
    };
    if earned.points == max {
        return None;
    }
    let interval = |f: FieldId| company.interval(f);
    let env = Env { values: company.values(), interval: &interval, ..Env::default() };
    let context = Context { program: &scheme.program, env: &env, max: &indicator.max };
    indicator.rule.kind().next_step(&context, company, earned.points)
}
