//! Unknowns, and the boxes of what they can be.

use innopoints_core::dictionary::{Kind, Value};
use innopoints_core::formula::Unknown;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::Scheme;

/// An upper end of figures that have none.
pub(super) const TOP: Num = Num::int(1_000_000_000_000_000);
/// The largest figure that can be entered.
pub(crate) const LARGEST: Num = Num::int(999_999_999_999_999);
/// The distance at which a figure is tried beside a breakpoint.
pub(super) const STEP: Num = Num::raw(1, 1_000_000);
/// Decimals of that distance.
pub(super) const PLACES: u32 = 6;

/// What an unknown can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Domain {
    Number(Interval),
    Flag(Option<bool>),
    Level(Option<usize>),
}

/// What is looked for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Objective {
    Total,
    Verdict,
}

/// A domain for each unknown.
pub(super) type Domains = Vec<Domain>;

/// An unknown that the search branches on: a field, or a parameter of the scheme.
pub(super) struct Variable {
    pub what: Unknown,
    /// Whether it takes whole numbers only.
    pub whole: bool,
    /// How many levels it has, if it is a choice.
    pub levels: usize,
    /// The variable that it cannot exceed.
    pub at_most: Option<usize>,
}

impl Domain {
    /// Whether one value is left.
    pub fn is_settled(&self) -> bool {
        match self {
            Domain::Number(i) => i.single().is_some(),
            Domain::Flag(b) => b.is_some(),
            Domain::Level(l) => l.is_some(),
        }
    }

    /// The value of a settled domain.
    pub fn value(&self) -> Option<Value> {
        Some(match *self {
            Domain::Number(i) => Value::Exact(i.single()?),
            Domain::Flag(b) => Value::Flag(b?),
            Domain::Level(l) => Value::Level(l?),
        })
    }
}

impl Variable {
    /// The smallest step by which it is tried beside a value.
    pub fn step(&self) -> Num {
        if self.whole { Num::ONE } else { STEP }
    }

    /// A value near `x` that can be entered, where the domain holds one.
    pub fn enterable(&self, x: Num, within: Interval) -> Num {
        let x = x.min(LARGEST).max(LARGEST.neg().unwrap_or(x));
        let near = if self.whole { x.floor() } else { x.round(PLACES) };
        if within.contains(near) { near } else { x }
    }

    /// Whether a domain is too narrow to be split.
    pub fn is_narrow(&self, domain: &Domain) -> bool {
        let Domain::Number(Interval { lo: Some(lo), hi: Some(hi) }) = domain else { return false };
        let least = if self.whole { Num::ZERO } else { STEP };
        hi.sub(*lo).is_some_and(|width| width <= least)
    }
}

/// The unknowns of a company under a scheme; days are left out, which no scheme asks for.
pub(super) fn variables(scheme: &Scheme, values: &[Value]) -> Vec<Variable> {
    let mut all: Vec<Variable> = Vec::new();
    for &f in &scheme.fields {
        if !matches!(values[f], Value::Missing | Value::Range(_)) {
            continue;
        }
        let (whole, levels) = match &scheme.dictionary.fields[f].kind {
            Kind::Number { whole, .. } => (*whole, 0),
            Kind::Choice(levels) => (false, levels.len()),
            Kind::Flag => (false, 0),
            Kind::Date => continue,
        };
        all.push(Variable { what: Unknown::Field(f), whole, levels, at_most: None });
    }
    for v in 0..all.len() {
        let Unknown::Field(f) = all[v].what else { continue };
        if let Kind::Number { at_most: Some(whole), .. } = scheme.dictionary.fields[f].kind {
            all[v].at_most = all.iter().position(|o| o.what == Unknown::Field(whole));
        }
    }
    for p in &scheme.parameters {
        if !scheme.quantities[p.quantity].is_exact() {
            all.push(Variable { what: Unknown::Quantity(p.quantity), whole: false, levels: 0, at_most: None });
        }
    }
    all
}

/// Keeps parts below their wholes. `false` where the box is empty.
pub(super) fn narrow(variables: &[Variable], domains: &mut [Domain]) -> bool {
    for (v, variable) in variables.iter().enumerate() {
        let Some(w) = variable.at_most else { continue };
        if let (Domain::Number(part), Domain::Number(whole)) = (domains[v], domains[w]) {
            let (hi, lo) = (least_of(part.hi, whole.hi), most_of(whole.lo, part.lo));
            domains[v] = Domain::Number(Interval { lo: part.lo, hi });
            domains[w] = Domain::Number(Interval { lo, hi: whole.hi });
            if part.lo.zip(hi).is_some_and(|(a, b)| a > b) || lo.zip(whole.hi).is_some_and(|(a, b)| a > b) {
                return false;
            }
        }
    }
    true
}

/// Lowers the parts of a settled box to their wholes.
pub(super) fn fit(variables: &[Variable], settled: &mut [Domain]) {
    for (v, variable) in variables.iter().enumerate() {
        if let Some(w) = variable.at_most
            && let (Domain::Number(part), Domain::Number(whole)) = (settled[v], settled[w])
            && part.hi > whole.hi
        {
            settled[v] = settled[w];
        }
    }
}

/// Whether a settled box lies in another, no part above its whole.
pub(super) fn is_possible(variables: &[Variable], settled: &[Domain], root: &[Domain]) -> bool {
    for (v, domain) in settled.iter().enumerate() {
        if let (Domain::Number(x), Domain::Number(all)) = (domain, root[v])
            && !x.lo.is_some_and(|x| all.contains(x))
        {
            return false;
        }
        if let Some(w) = variables[v].at_most
            && let (Domain::Number(part), Domain::Number(whole)) = (domain, settled[w])
            && part.hi > whole.hi
        {
            return false;
        }
    }
    true
}

fn least_of(a: Option<Num>, b: Option<Num>) -> Option<Num> {
    a.zip(b).map(|(a, b)| a.min(b)).or(a).or(b)
}

fn most_of(a: Option<Num>, b: Option<Num>) -> Option<Num> {
    a.zip(b).map(|(a, b)| a.max(b)).or(a).or(b)
}
