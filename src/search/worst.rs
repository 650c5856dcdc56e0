//! The worst that a company can turn out to be, which a plan has to do with.

use super::branch::FOUND;
use super::domain::Objective;
use super::state::{Search, can_begin};
use super::work::Work;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::Value;
use innopoints_core::formula::{ExprId, Unknown};
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, QuantityId};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::Scheme;

/// Looks at boxes that one search takes at most: a plan is held to many.
const LOOKS: u64 = 400;

/// A scenario: what a company can turn out to be, and the scheme's own numbers.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub figures: Vec<(FieldId, Value)>,
    pub quantities: Vec<Interval>,
}

/// The worst that a company can turn out to be.
pub(crate) struct Worst {
    /// The least total, not rounded; `None` where the budget is spent.
    pub total: Option<Num>,
    /// Whether it passes all the same; `None` where that was not settled.
    pub passes: Option<bool>,
    /// A scenario with the least total (with an aim, one with less than that), or one that does not pass. `None` where none was
    /// found.
    pub scenario: Option<Scenario>,
}

/// Looks for it, by points or by the verdict. `settled` are numbers of the scheme that are taken to be known. With an `aim` it
/// is only found out whether the total can be less, and the total that is given is at most the least.
pub(crate) fn worst(
    scheme: &Scheme,
    company: &Enterprise,
    settled: &[(QuantityId, Num)],
    by_points: bool,
    aim: Option<Num>,
    work: &Work,
) -> Worst {
    if !can_begin(scheme, work) {
        return Worst { total: None, passes: None, scenario: None };
    }
    let (mut s, root, _) = Search::begin(scheme, company, settled, work);
    s.take(1, 2, s.looks(LOOKS));
    let objective = if by_points { Objective::Total } else { Objective::Verdict };
    let optimum = s.best(&root, objective, false, aim.filter(|_| by_points));
    let mut best = optimum.best;
    if let (Some(aim), true) = (aim, by_points) {
        best = best.filter(|best| best.value.neg().is_some_and(|total| total < aim));
    }
    if !by_points {
        best = best.filter(|best| best.value == FOUND);
    }
    let scenario = best.map(|best| {
        let figures = s.variables.iter().zip(&best.completion.domains).filter_map(|(variable, domain)| {
            let Unknown::Field(f) = variable.what else { return None };
            Some((f, domain.value()?))
        });
        Scenario { figures: figures.gather(), quantities: best.completion.quantities }
    });
    let passes = match (&scenario, optimum.bound) {
        _ if by_points => None,
        (Some(_), _) => Some(false),
        // Every completion passes, or some are undetermined.
        (None, bound) => Some(true).filter(|_| optimum.complete && bound.is_none_or(Num::is_zero)),
    };
    Worst { total: optimum.bound.and_then(Num::neg).filter(|_| by_points), passes, scenario }
}

/// Whether more, and less, of each field of a company of ranges can add to any points or help any of some conditions hold
/// (or not hold, as is said of each).
pub(crate) fn helps(
    scheme: &Scheme,
    company: &Enterprise,
    fields: &[FieldId],
    musts: &[(ExprId, bool)],
    work: &Work,
) -> Vec<(bool, bool)> {
    // What was not made out may help.
    if !can_begin(scheme, work) {
        return vec![(true, true); fields.len()];
    }
    let (mut s, _, outcome) = Search::begin(scheme, company, &[], work);
    let mut found = Vec::with_capacity(fields.len());
    for &field in fields {
        let what = Unknown::Field(field);
        if work.is_spent() {
            found.push((true, true));
            continue;
        }
        let Some(v) = s.variables.iter().position(|v| v.what == what) else {
            found.push((true, true));
            continue;
        };
        let (items, _) = s.slopes(v, Objective::Total, &outcome);
        let mut all = s.total_slope(&items);
        for &(at, holds) in musts {
            all = all.or(s.slope_of(at, what, &items).turned(!holds));
        }
        found.push((all.rises(), all.falls()));
    }
    found
}
