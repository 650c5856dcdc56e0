//! Where something begins: the values of one input at which a rule, a condition or a stage changes, the others standing
//! as they are. With a positive divisor each is where a quotient of two straight lines meets another; no search is needed.

use super::domain::middle;
use innopoints_core::formula::{At, Env, Instr, Unknown};
use innopoints_core::number::Num;
use innopoints_core::scheme::model::{Amount, Rule, Scheme};
use innopoints_core::score::span;

/// Multiples of a rule by units that are told apart, where their number is not bounded by the points.
const MULTIPLES: i64 = 10;
/// The most that are told apart.
const MOST_MULTIPLES: i64 = 60;

/// `a + b·x`.
type Line = [Num; 2];
const ONE: Line = [Num::ONE, Num::ZERO];

/// Looks for edges over what an environment holds.
pub(crate) struct Edges<'a> {
    pub scheme: &'a Scheme,
    pub env: &'a Env<'a>,
}

impl Edges<'_> {
    /// Values of an input at which anything in the scheme changes.
    pub fn all(&self, what: Unknown, found: &mut Vec<Num>) {
        let scheme = self.scheme;
        for indicator in &scheme.indicators {
            self.rule(&indicator.rule, &indicator.max, what, found);
        }
        let routes = scheme.pass.iter().flat_map(|p| &p.or);
        for condition in scheme.gates.iter().chain(routes) {
            self.condition(condition.when, what, found);
        }
        for at in scheme.stages.iter().filter_map(|s| s.when) {
            self.condition(at, what, found);
        }
    }

    /// Those at which the points of a rule change, or how they change.
    pub fn rule(&self, rule: &Rule, max: &Amount, what: Unknown, found: &mut Vec<Num>) {
        match rule {
            Rule::Bands { value, bands, .. } => {
                for edge in bands.iter().flat_map(|b| [&b.lo, &b.hi]).flatten() {
                    self.roots(value.formula, what, edge.at, found);
                }
                self.condition(value.formula, what, found);
            }
            Rule::Curve { value, corners } => {
                for corner in corners {
                    self.roots(value.formula, what, corner.0, found);
                }
                self.condition(value.formula, what, found);
            }
            Rule::Reference { value, reference } => {
                self.roots(value.formula, what, Num::ZERO, found);
                let r = span(reference, self.env);
                for end in [r.lo, r.hi].into_iter().flatten() {
                    self.roots(value.formula, what, end, found);
                }
                self.condition(value.formula, what, found);
            }
            Rule::PerUnit { value, points, per, .. } => {
                let full = span(max, self.env).hi.zip(span(points, self.env).lo).and_then(|(max, each)| max.div(each));
                // As many as earn all points.
                let last = (0..MOST_MULTIPLES).find(|n| full.is_some_and(|f| Num::int(*n) >= f)).unwrap_or(MULTIPLES);
                for at in (0..=last).filter_map(|n| per.mul(Num::int(n))) {
                    self.roots(value.formula, what, at, found);
                }
                self.condition(value.formula, what, found);
            }
            Rule::Flag { when, .. } => self.condition(*when, what, found),
            Rule::BestOf(list) => list.iter().for_each(|a| self.rule(&a.rule, max, what, found)),
            Rule::Choice { .. } | Rule::Judged { .. } | Rule::Rank { .. } => {}
        }
    }

    /// Those at which a comparison within a formula turns.
    pub fn condition(&self, at: At, what: Unknown, found: &mut Vec<Num>) {
        let program = &self.scheme.program;
        let instr = program.instr(at);
        if !program.reads(at, what) {
            return;
        }
        if let Instr::Compare(_, a, b) = instr {
            let (mut left, mut right) = (Vec::new(), Vec::new());
            self.branches(a, &mut left);
            self.branches(b, &mut right);
            for a in left.iter().filter_map(|&at| self.line(at, what)) {
                for b in right.iter().filter_map(|&at| self.line(at, what)) {
                    // n/d = m/e where n·e − m·d = 0.
                    let root = || {
                        let (n, m) = (times(a.0, b.1)?, times(b.0, a.1)?);
                        zero_of([n[0].sub(m[0])?, n[1].sub(m[1])?])
                    };
                    found.extend(root());
                }
            }
        }
        for operand in instr.operands().into_iter().flatten() {
            self.condition(operand, what, found);
        }
    }

    /// What a formula can be, by the branch that is taken.
    fn branches(&self, at: At, found: &mut Vec<At>) {
        match self.scheme.program.instr(at) {
            Instr::Min(a, b) | Instr::Max(a, b) | Instr::If(_, a, b) => {
                self.branches(a, found);
                self.branches(b, found);
            }
            _ => found.push(at),
        }
    }

    /// Values of an unknown with which a formula gives a number.
    fn roots(&self, at: At, what: Unknown, target: Num, found: &mut Vec<Num>) {
        if !self.scheme.program.reads(at, what) {
            return;
        }
        let mut branches = Vec::new();
        self.branches(at, &mut branches);
        for (n, d) in branches.into_iter().filter_map(|at| self.line(at, what)) {
            let root = || zero_of([n[0].sub(d[0].mul(target)?)?, n[1].sub(d[1].mul(target)?)?]);
            found.extend(root());
        }
    }

    /// A formula as a quotient of two straight lines in one unknown, the others being as the environment has them.
    fn line(&self, at: At, what: Unknown) -> Option<(Line, Line)> {
        let constant = |x: Num| (([x, Num::ZERO]), ONE);
        let program = &self.scheme.program;
        let instr = program.instr(at);
        let of = |a: At| self.line(a, what);
        match instr {
            Instr::Num(c) => Some(constant(program.constant(c))),
            Instr::Field(_) | Instr::Quantity(_) if instr.unknown() == Some(what) => Some(([Num::ZERO, Num::ONE], ONE)),
            Instr::Field(_) | Instr::Quantity(_) => {
                let known = program.bounds(at, self.env).ok()?;
                known.single().or_else(|| middle(known, false)).map(constant)
            }
            Instr::Add(a, b) => plus(of(a)?, of(b)?, false),
            Instr::Sub(a, b) => plus(of(a)?, of(b)?, true),
            Instr::Neg(a) => plus(constant(Num::ZERO), of(a)?, true),
            Instr::Mul(a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                Some((times(a.0, b.0)?, times(a.1, b.1)?))
            }
            Instr::Div(a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                Some((times(a.0, b.1)?, times(a.1, b.0)?))
            }
            Instr::Growth(a, b) => {
                let (a, b) = (of(a)?, of(b)?);
                plus((times(a.0, b.1)?, times(a.1, b.0)?), constant(Num::ONE), true)
            }
            // The one of them that counts now.
            Instr::Min(a, b) | Instr::Max(a, b) => of(a).or_else(|| of(b)),
            Instr::If(c, a, b) => match program.maybe(c, self.env) {
                Ok(Some(false)) => of(b),
                Ok(_) => of(a),
                Err(_) => None,
            },
            _ => None,
        }
    }
}

/// The product of two lines, where it is one.
fn times(a: Line, b: Line) -> Option<Line> {
    if !a[1].is_zero() && !b[1].is_zero() {
        return None;
    }
    Some([a[0].mul(b[0])?, a[0].mul(b[1])?.add(a[1].mul(b[0])?)?])
}

/// The sum of two quotients of lines, where it is one.
fn plus(a: (Line, Line), b: (Line, Line), minus: bool) -> Option<(Line, Line)> {
    let add = |x: Num, y: Num| if minus { x.sub(y) } else { x.add(y) };
    if a.1 == b.1 {
        return Some(([add(a.0[0], b.0[0])?, add(a.0[1], b.0[1])?], a.1));
    }
    let (left, right) = (times(a.0, b.1)?, times(b.0, a.1)?);
    Some(([add(left[0], right[0])?, add(left[1], right[1])?], times(a.1, b.1)?))
}

fn zero_of(line: Line) -> Option<Num> {
    if line[1].is_zero() { None } else { line[0].neg()?.div(line[1]).map(Num::reduced) }
}
