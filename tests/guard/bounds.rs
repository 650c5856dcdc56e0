//! Of a company with gaps and ranges, and of a scheme with open numbers: whatever they turn out to be, the points lie within
//! the bounds and what is settled holds; where bounds are said to be tight, both ends are reached.

use crate::case::{Case, KNOWN, Seen, Verdict, many, report};
use crate::points::{kind_of, one_of};
use innopoints::Report;
use innopoints_core::number::Decimal;
use innopoints_oracle::generate::{self, Dice, completion, every, scan};
use innopoints_oracle::number::{decimal, ratio, text};
use innopoints_oracle::{Completion, Outcome, Scheme as Oracle, Span};

/// Completions that are drawn of a case.
const DRAWN: usize = 24;

fn within(
    what: &str,
    points: &Option<Decimal>,
    bounds: &Option<[Decimal; 2]>,
    span: &Span,
    places: u32,
) -> Result<(), String> {
    let bounds = bounds.as_ref().ok_or("no bounds")?;
    let [lo, hi] = bounds.each_ref().map(|b| decimal(b));
    let [a, b] = span.each_ref().map(|p| text(p, places));
    if decimal(&a) < lo || decimal(&b) > hi {
        return Err(format!("{what}: {bounds:?} without [{a}, {b}]"));
    }
    match points {
        Some(p) if **p != *a || **p != *b => Err(format!("{what}: settled at {p}, but it can be [{a}, {b}]")),
        _ => Ok(()),
    }
}

fn holds<T: PartialEq + std::fmt::Debug + Copy>(what: &str, said: Option<T>, is: Option<T>) -> Result<(), String> {
    if said.is_some() && said != is {
        return Err(format!("{what}: settled as {said:?}, but it can be {is:?}"));
    }
    Ok(())
}

/// Nothing of a completion contradicts the report.
fn contained(report: &Report<'_>, scheme: &Oracle, is: &Outcome) -> Result<(), String> {
    let places = scheme.precision;
    for (i, (item, span)) in report.items.iter().zip(&is.items).enumerate() {
        within(&format!("bounds-item({})", kind_of(scheme, i)), &item.points, &item.bounds, span, places)?;
    }
    for (group, span) in report.groups.iter().zip(&is.groups) {
        within("bounds-group", &group.points, &group.bounds, span, places)?;
    }
    within(
        if report.tight { "bounds-total(tight)" } else { "bounds-total" },
        &report.total,
        &report.bounds,
        &is.total,
        places,
    )?;
    for (gate, met) in report.gates.iter().zip(&is.gates) {
        holds("bounds-gate", gate.met, *met)?;
    }
    for (route, met) in report.routes.iter().zip(&is.routes) {
        holds("bounds-route", route.met, *met)?;
    }
    holds("bounds-stage", report.stage, one_of(&is.stages))?;
    holds("bounds-class", report.class.as_ref().map(|c| c.id), one_of(&is.classes))?;
    holds("bounds-verdict", report.passed, is.passed)
}

fn shown(c: &Completion) -> String {
    let fields: Vec<String> = c
        .fields
        .iter()
        .map(|(id, v)| match v {
            innopoints_oracle::formula::Value::Number(n) => format!("{id} {n}"),
            other => format!("{id} {other:?}"),
        })
        .collect();
    let open: Vec<String> = c.open.iter().map(ToString::to_string).collect();
    format!("in {{{}}} open [{}]", fields.join(", "), open.join(", "))
}

fn divides_by_zero(is: &Outcome) -> bool {
    !is.is_exact()
        || is.gates.contains(&None)
        || is.routes.contains(&None)
        || is.classes.len() > 1
        || is.passed.is_none()
}

pub fn check(case: &Case, mut dice: Dice) -> Verdict {
    let Ok(engine) = case.engine() else { return Ok(Seen::SchemeRefused) };
    let oracle = case.oracle();
    let company = case.enterprise()?;
    let Some(report) = report(&engine, &company)? else { return Ok(Seen::TooLarge) };
    let known = innopoints_oracle::company(&case.company);
    let mut tried = 0;
    let mut hold = |c: &Completion| {
        tried += 1;
        let is = oracle.score(c);
        if *KNOWN && divides_by_zero(&is) {
            return Ok(is);
        }
        contained(&report, &oracle, &is).map_err(|why| format!("{why}\n  {}", shown(c)))?;
        Ok::<_, String>(is)
    };
    for _ in 0..DRAWN {
        if let Some(c) = completion(&mut dice, &oracle, &known) {
            hold(&c)?;
        }
    }
    if let Some(all) = every(&oracle, &known, 600)
        && !all.is_empty()
    {
        let mut totals = Vec::new();
        for c in &all {
            totals.push(hold(c)?.total);
        }
        let lo = totals.iter().map(|t| &t[0]).min().expect("a completion");
        let hi = totals.iter().map(|t| &t[1]).max().expect("a completion");
        let reached = [lo, hi].map(|p| text(p, oracle.precision));
        if report.tight
            && !*KNOWN
            && !oracle.has_open_parameters()
            && report.bounds.as_ref().map(|b| b.each_ref().map(|b| b.as_str()))
                != Some(reached.each_ref().map(String::as_str))
        {
            return Err(format!("not-tight: {:?} said to be tight, but only {reached:?} is reached", report.bounds));
        }
    }
    // The scan takes its time.
    if report.tight
        && !*KNOWN
        && dice.one_in(6)
        && let Some(reached) = scan(&mut dice, &oracle, &known)
    {
        let step = ratio(1, 10_u64.pow(oracle.precision));
        let [lo, hi] = report.bounds.as_ref().expect("bounds").each_ref().map(|b| decimal(b));
        if lo + &step < reached[0] || hi - &step > reached[1] {
            let reached = reached.map(|p| text(&p, oracle.precision));
            return Err(format!("not-reached: {:?} said to be tight, but the scan reaches {reached:?}", report.bounds));
        }
    }
    Ok(if tried > 0 { Seen::Compared } else { Seen::Nothing })
}

#[test]
fn bounds_hold_every_completion() {
    let draw = |dice: &mut Dice, scheme: &Oracle| {
        let company = generate::company(dice, scheme);
        let most = if dice.one_in(4) { 2 } else { 5 };
        generate::gaps(dice, scheme, &company, most)
    };
    many("bounds", 3_000, draw, check);
}
