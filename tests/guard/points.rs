//! Of a company of which everything is known: points, groups, total, gates, routes, stage, class and verdict are those of
//! the oracle; an undetermined indicator gives bounds.

use crate::case::{Case, Seen, Verdict, many, report};
use innopoints::Report;
use innopoints_core::number::Decimal;
use innopoints_oracle::generate::{self, Dice};
use innopoints_oracle::number::{R, decimal, text};
use innopoints_oracle::{Completion, Outcome, Scheme as Oracle, Span};

/// What the report says of some points, against those of the oracle. Where something is undetermined, bounds may be wider
/// unless they are said to be tight.
pub fn same_span(
    what: &str,
    said: (&Option<Decimal>, &Option<[Decimal; 2]>),
    span: &Span,
    places: u32,
    equal: bool,
) -> Result<(), String> {
    let (points, bounds) = (said.0, said.1.as_ref().ok_or("no bounds")?);
    let right = span.each_ref().map(|p| text(p, places));
    let one = span[0] == span[1];
    if equal && bounds.each_ref().map(|b| b.as_str()) != right.each_ref().map(String::as_str) {
        return Err(format!("{what}-bounds: {bounds:?}, right is {right:?}"));
    }
    let [lo, hi] = bounds.each_ref().map(|b| decimal(b));
    if lo > decimal(&right[0]) || hi < decimal(&right[1]) {
        return Err(format!("{what}-outside: {bounds:?} without {right:?}"));
    }
    if points.is_some() != one && (equal || points.is_some()) {
        return Err(format!("{what}-points: {points:?} where it lies in {right:?}"));
    }
    match points {
        Some(p) if **p != *right[0] => Err(format!("{what}-points: {p}, right is {}", right[0])),
        _ => Ok(()),
    }
}

pub fn one_of(all: &[String]) -> Option<&str> {
    match all {
        [one] => Some(one),
        _ => None,
    }
}

/// The whole report of an exactly known company.
fn same(report: &Report<'_>, scheme: &Oracle, right: &Outcome) -> Result<(), String> {
    let places = scheme.precision;
    // One stage and nothing undetermined leaves nothing to widen.
    let exact = right.is_exact();
    for (i, span) in right.items.iter().enumerate() {
        let item = &report.items[i];
        same_span(
            &format!("item({})", kind_of(scheme, i)),
            (&item.points, &item.bounds),
            span,
            places,
            right.stages.len() <= 1,
        )?;
    }
    for (group, span) in report.groups.iter().zip(&right.groups) {
        same_span("group", (&group.points, &group.bounds), span, places, exact)?;
    }
    same_span("total", (&report.total, &report.bounds), &right.total, places, exact || report.tight)?;
    for (gate, met) in report.gates.iter().zip(&right.gates) {
        if gate.met != *met {
            return Err(format!("gate: {} is {:?}, right is {met:?}", gate.id, gate.met));
        }
    }
    for (route, met) in report.routes.iter().zip(&right.routes) {
        if route.met != *met {
            return Err(format!("route: {} is {:?}, right is {met:?}", route.id, route.met));
        }
    }
    if report.stage != one_of(&right.stages) {
        return Err(format!("stage: {:?}, right is {:?}", report.stage, right.stages));
    }
    if report.class.as_ref().map(|c| c.id) != one_of(&right.classes) {
        return Err(format!("class: {:?}, right is {:?}", report.class.as_ref().map(|c| c.id), right.classes));
    }
    if report.passed != right.passed && (exact || report.passed.is_some()) {
        return Err(format!("verdict: {:?}, right is {:?}", report.passed, right.passed));
    }
    if [report.items.len(), report.groups.len(), report.gates.len(), report.routes.len()]
        != [right.items.len(), right.groups.len(), right.gates.len(), right.routes.len()]
    {
        return Err("shape: something is left out".into());
    }
    Ok(())
}

pub fn kind_of(scheme: &Oracle, item: usize) -> &str {
    scheme.indicators[item].kind()
}

/// The completion in which every open number is at its typical value, where all have one.
fn typical(scheme: &Oracle) -> Option<Vec<R>> {
    scheme.open.iter().map(|o| o.typical.clone()).collect()
}

pub fn check(case: &Case) -> Verdict {
    let Ok(engine) = case.engine() else { return Ok(Seen::SchemeRefused) };
    let oracle = case.oracle();
    let company = case.enterprise()?;
    let Some(report) = report(&engine, &company)? else { return Ok(Seen::TooLarge) };
    let Some(fields) = exactly(case) else { return Ok(Seen::Nothing) };
    if oracle.open.is_empty() {
        let right = oracle.score(&Completion { fields, open: Vec::new() });
        same(&report, &oracle, &right)?;
        return Ok(Seen::Compared);
    }
    let Some(open) = typical(&oracle) else { return Ok(Seen::Nothing) };
    let right = oracle.score(&Completion { fields, open });
    let [low, high] = right.total.each_ref().map(|p| text(p, oracle.precision));
    // Where something is undetermined and still makes no difference, it may be said or not.
    let said = report.typical.as_deref();
    let good = match said {
        Some(said) => right.total[0] == right.total[1] && *said == *low,
        None => !right.is_exact(),
    };
    if !good {
        return Err(format!("typical: {said:?}, right is {low} to {high}"));
    }
    Ok(Seen::Compared)
}

/// The figures of a company of which everything that the scheme asks for is known.
pub fn exactly(case: &Case) -> Option<innopoints_oracle::formula::Fields> {
    let known = innopoints_oracle::company(&case.company);
    let exact = known.iter().map(|(id, k)| match k {
        innopoints_oracle::Known::Exact(v) => Some((id.clone(), v.clone())),
        innopoints_oracle::Known::Range(..) => None,
    });
    let fields: innopoints_oracle::formula::Fields = exact.collect::<Option<_>>()?;
    case.oracle().fields().iter().all(|id| fields.contains_key(id)).then_some(fields)
}

#[test]
fn points_are_those_of_the_oracle() {
    many("points", 20_000, |dice: &mut Dice, scheme| generate::company(dice, scheme), |case, _| check(case));
}
