//! The values of one unknown at which anything in a scheme changes.

use super::context;
use crate::formula::line::{Breakpoints, Finder};
use crate::formula::{Env, Unknown};
use crate::scheme::model::Scheme;

/// Those of every rule, gate, direct route and stage, the other unknowns being where an environment has them.
pub fn breakpoints(scheme: &Scheme, env: &Env<'_>, what: Unknown) -> Breakpoints {
    let mut find = Finder::new(&scheme.program, env, what);
    for indicator in &scheme.indicators {
        indicator.rule.breakpoints(&context(scheme, indicator, env), &mut find);
    }
    let routes = scheme.pass.iter().flat_map(|p| &p.or);
    let conditions = scheme.gates.iter().chain(routes).map(|c| c.when);
    conditions.chain(scheme.stages.iter().filter_map(|s| s.when)).for_each(|at| find.condition(at));
    find.found()
}
