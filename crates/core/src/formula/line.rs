//! Breakpoints: the values of one unknown at which a rule, a condition or a stage changes, the others standing as they are.
//!
//! In one unknown nearly every formula is a quotient of two straight lines, or, where `min`, `max` or `if` choose, one of a
//! few such quotients. Where one of them meets a number, or two meet each other, is a breakpoint; no search is needed.

use super::exact::Exact;
use super::{Compare, Domain, Env, ExprId, Instr, Op, Program, Unknown};
use crate::number::Num;
use std::cell::RefCell;

/// Most branches of one formula that are told apart.
const MOST_BRANCHES: usize = 64;

/// `a + b·x`.
type Line = [Num; 2];

const ONE: Line = [Num::ONE, Num::ZERO];

/// A quotient of two straight lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotient {
    above: Line,
    below: Line,
}

impl Quotient {
    const fn constant(n: Num) -> Quotient {
        Quotient { above: [n, Num::ZERO], below: ONE }
    }

    /// Where it is a number; `None` where it nowhere or everywhere is.
    fn root(self, target: Num) -> Option<Num> {
        let (n, d) = (self.above, self.below);
        zero_of([n[0].sub(d[0].mul(target)?)?, n[1].sub(d[1].mul(target)?)?])
    }

    /// Where it meets another.
    fn crossing(self, other: Quotient) -> Option<Num> {
        // n/d = m/e where n·e − m·d = 0.
        let (n, m) = (times(self.above, other.below)?, times(other.above, self.below)?);
        zero_of([n[0].sub(m[0])?, n[1].sub(m[1])?])
    }

    /// Its value; `None` where the divisor is 0.
    fn at(self, x: Num) -> Option<Num> {
        let on = |line: Line| line[0].add(line[1].mul(x)?);
        on(self.above)?.div(on(self.below)?)
    }

    /// Whether it moves.
    fn moves(self) -> bool {
        !(self.above[1].is_zero() && self.below[1].is_zero())
    }

    fn plus(self, other: Quotient, minus: bool) -> Option<Quotient> {
        let add = |x: Num, y: Num| if minus { x.sub(y) } else { x.add(y) };
        let sum = |a: Line, b: Line| Some([add(a[0], b[0])?, add(a[1], b[1])?]);
        if self.below == other.below {
            return Some(Quotient { above: sum(self.above, other.above)?, below: self.below });
        }
        let above = sum(times(self.above, other.below)?, times(other.above, self.below)?)?;
        Some(Quotient { above, below: times(self.below, other.below)? })
    }

    fn product(self, other: Quotient) -> Option<Quotient> {
        Some(Quotient { above: times(self.above, other.above)?, below: times(self.below, other.below)? })
    }

    fn inverse(self) -> Quotient {
        Quotient { above: self.below, below: self.above }
    }
}

/// The product of two lines, where it is one.
fn times(a: Line, b: Line) -> Option<Line> {
    if !a[1].is_zero() && !b[1].is_zero() {
        return None;
    }
    Some([a[0].mul(b[0])?, a[0].mul(b[1])?.add(a[1].mul(b[0])?)?])
}

fn zero_of(line: Line) -> Option<Num> {
    if line[1].is_zero() { None } else { line[0].neg()?.div(line[1]).map(Num::reduced) }
}

/// A formula in one unknown: every branch that it can take.
#[derive(Clone, Debug)]
pub struct Lines {
    all: Vec<Quotient>,
    /// Whether the other unknowns are known, rather than taken to be somewhere within what they can be.
    sure: bool,
}

impl Lines {
    fn one(quotient: Quotient, sure: bool) -> Lines {
        Lines { all: vec![quotient], sure }
    }

    /// The number that it is whatever the unknown is.
    fn constant(&self) -> Option<Num> {
        match self.all[..] {
            [q] if self.sure && !q.moves() => q.at(Num::ZERO),
            _ => None,
        }
    }
}

/// The values of an unknown at which a formula is a whole multiple of a number: the first at 0 times, then 1, 2, … times. They
/// are computed when they are asked for, so that a million of them cost nothing.
#[derive(Clone, Copy, Debug)]
pub struct Multiples {
    quotient: Quotient,
    per: Num,
    /// The last multiple that matters.
    last: u64,
}

impl Multiples {
    /// The value at a multiple.
    pub fn at(&self, times: u64) -> Option<Num> {
        self.quotient.root(self.per.mul(Num::int(i64::try_from(times.min(self.last)).ok()?))?)
    }

    /// The multiple that is reached at a value, none above the last.
    fn reached(&self, x: Num) -> Option<u64> {
        let (n, d) = self.quotient.at(x)?.max(Num::ZERO).div(self.per)?.floor().parts();
        Some(u64::try_from(n / d).unwrap_or(u64::MAX).min(self.last))
    }

    /// Those next to a value: the one that is reached there, and its neighbours.
    pub fn around(&self, x: Num) -> impl Iterator<Item = Num> {
        let reached = self.reached(x).unwrap_or(0);
        (reached.saturating_sub(1)..=reached.saturating_add(1).min(self.last)).filter_map(|k| self.at(k))
    }

    /// How often the formula reaches one from one value to another, and which.
    fn between(&self, lo: Num, hi: Num) -> (u64, u64) {
        let apart = || zero_of(self.quotient.below).is_none_or(|pole| pole < lo || pole > hi);
        match (self.reached(lo), self.reached(hi)) {
            (Some(a), Some(b)) if apart() => (a.min(b), a.max(b).saturating_add(1).min(self.last)),
            _ => (0, self.last),
        }
    }
}

/// Breakpoints in one unknown.
#[derive(Clone, Debug)]
pub struct Breakpoints {
    /// Single ones, in no order; some may stand there twice.
    pub points: Vec<Num>,
    /// Those of rules that count multiples.
    pub multiples: Vec<Multiples>,
    /// Whether these are all: no formula was other than a quotient of lines, nothing was too large, nothing taken to be
    /// known that is not.
    pub complete: bool,
}

impl Breakpoints {
    /// None.
    pub fn new() -> Breakpoints {
        Breakpoints { points: Vec::new(), multiples: Vec::new(), complete: true }
    }

    /// All within a range as a list. Of multiples at most so many each, those nearest to a value; where that leaves some out,
    /// it is no longer complete.
    pub fn list(mut self, lo: Num, hi: Num, near: Num, most: u64) -> Breakpoints {
        for multiples in std::mem::take(&mut self.multiples) {
            let (mut first, mut last) = multiples.between(lo, hi);
            if last - first >= most {
                self.complete = false;
                let middle = multiples.reached(near).unwrap_or(first).clamp(first, last);
                first = middle.saturating_sub(most / 2).max(first);
                last = first.saturating_add(most).min(last);
            }
            self.points.extend((first..=last).filter_map(|k| multiples.at(k)));
        }
        self
    }

    /// The single ones, and of the multiples those next to some values.
    pub fn near(&self, values: &[Option<Num>]) -> Vec<Num> {
        let mut all = self.points.clone();
        for multiples in &self.multiples {
            for x in values.iter().flatten() {
                all.extend(multiples.around(*x));
            }
        }
        all
    }

    /// Adds others.
    pub fn append(&mut self, other: Breakpoints) {
        self.points.extend(other.points);
        self.multiples.extend(other.multiples);
        self.complete &= other.complete;
    }
}

impl Default for Breakpoints {
    fn default() -> Self {
        Breakpoints::new()
    }
}

/// The search for breakpoints, and the domain of branches: evaluating a formula finds where its comparisons turn and where
/// its divisors are 0.
pub struct Finder<'a> {
    program: &'a Program,
    env: &'a Env<'a>,
    what: Unknown,
    /// Whether the places where `min` and `max` change over are wanted: of rules that follow a value in proportion.
    kinks: bool,
    found: RefCell<Breakpoints>,
}

impl<'a> Finder<'a> {
    /// Finds breakpoints in an unknown; every other is where an environment has it, in the middle where it has a range.
    pub fn new(program: &'a Program, env: &'a Env<'a>, what: Unknown) -> Finder<'a> {
        Finder { program, env, what, kinks: false, found: RefCell::default() }
    }

    /// What was found.
    pub fn found(self) -> Breakpoints {
        self.found.into_inner()
    }

    /// What the finder has the formulas read.
    pub fn env(&self) -> &'a Env<'a> {
        self.env
    }

    /// Where a condition turns.
    pub fn condition(&mut self, at: ExprId) {
        if self.program.reads(at, self.what) {
            self.kinks = false;
            self.program.boolean(at, self);
        }
    }

    /// Where a formula meets any of some numbers. `gradual`: what comes of it follows its value between them.
    pub fn levels(&mut self, at: ExprId, targets: impl IntoIterator<Item = Num>, gradual: bool) {
        let Some(lines) = self.lines(at, gradual) else { return };
        for target in targets {
            for quotient in lines.all.iter().filter(|q| q.moves()) {
                self.push(quotient.root(target));
            }
        }
    }

    /// Where it meets the multiples of a number, up to the last that matters.
    pub fn multiples(&mut self, at: ExprId, per: Num, last: u64) {
        let Some(lines) = self.lines(at, false) else { return };
        let all = lines.all.iter().filter(|q| q.moves());
        self.found.get_mut().multiples.extend(all.map(|&quotient| Multiples { quotient, per, last }));
    }

    fn lines(&mut self, at: ExprId, kinks: bool) -> Option<Lines> {
        self.kinks = kinks;
        if self.program.reads(at, self.what) { self.program.number(at, self) } else { None }
    }

    /// A breakpoint; nowhere is no loss.
    fn push(&self, root: Option<Num>) {
        self.found.borrow_mut().points.extend(root);
    }

    fn incomplete(&self) {
        self.found.borrow_mut().complete = false;
    }

    /// Takes the work on every pair of branches from the budget, beyond that on a first.
    fn spend_pairs(&self, a: &Lines, b: &Lines) {
        self.env.spend((a.all.len() * b.all.len() / 2) as u64);
    }

    /// Every pair of branches.
    fn pairs(&self, a: &Lines, b: &Lines, each: impl Fn(Quotient, Quotient) -> Option<Quotient>) -> Option<Lines> {
        self.spend_pairs(a, b);
        let mut all: Vec<Quotient> = Vec::with_capacity((a.all.len() * b.all.len()).min(MOST_BRANCHES));
        for &x in &a.all {
            for &y in &b.all {
                // Looking for its like among those found takes its time too.
                self.env.spend(all.len() as u64 / 8);
                match each(x, y) {
                    Some(found) if all.contains(&found) => {}
                    Some(found) if all.len() < MOST_BRANCHES => all.push(found),
                    _ => self.incomplete(),
                }
            }
        }
        (!all.is_empty()).then_some(Lines { all, sure: a.sure && b.sure })
    }

    fn crossings(&self, a: &Lines, b: &Lines) {
        self.spend_pairs(a, b);
        for x in &a.all {
            for y in b.all.iter().filter(|y| x.moves() || y.moves()) {
                self.push(x.crossing(*y));
            }
        }
    }

    fn either(&self, a: Option<Lines>, b: Option<Lines>) -> Option<Lines> {
        let (mut a, b) = match (a, b) {
            (Some(a), Some(b)) => (a, b),
            (a, b) => return a.or(b),
        };
        self.spend_pairs(&a, &b);
        for quotient in b.all {
            if !a.all.contains(&quotient) {
                a.all.push(quotient);
            }
        }
        Some(Lines { all: a.all, sure: a.sure && b.sure })
    }
}

/// A truth, where it does not depend on the unknown.
impl Domain for Finder<'_> {
    /// `None` for what is no quotient of lines.
    type Number = Option<Lines>;
    /// Where it does not depend on the unknown.
    type Truth = Option<bool>;

    fn spend(&self) {
        // A line over a line takes several products.
        self.env.spend(2);
    }

    fn constant(&self, n: Num) -> Option<Lines> {
        Some(Lines::one(Quotient::constant(n), true))
    }

    fn read_number(&self, leaf: Instr) -> Option<Lines> {
        if leaf.unknown() == Some(self.what) {
            return match leaf {
                Instr::Field(_) | Instr::Quantity(_) => {
                    Some(Lines::one(Quotient { above: [Num::ZERO, Num::ONE], below: ONE }, true))
                }
                _ => None,
            };
        }
        let known = super::interval::Ranges(self.env).read_number(leaf).interval();
        match known.single() {
            Some(n) => self.constant(n),
            None => {
                self.incomplete();
                known.middle(false).map(|n| Lines::one(Quotient::constant(n), false))
            }
        }
    }

    fn read_truth(&self, leaf: Instr) -> Option<bool> {
        if leaf.unknown() == Some(self.what) { None } else { Exact(self.env).read_truth(leaf).ok() }
    }

    fn apply(&self, op: Op, _: ExprId, a: Option<Lines>, b: Option<Lines>) -> Option<Lines> {
        let (Some(a), Some(b)) = (a, b) else {
            self.incomplete();
            return None;
        };
        match op {
            Op::Add => self.pairs(&a, &b, |x, y| x.plus(y, false)),
            Op::Sub => self.pairs(&a, &b, |x, y| x.plus(y, true)),
            Op::Mul => self.pairs(&a, &b, Quotient::product),
            Op::Div | Op::Growth => {
                for divisor in b.all.iter().filter(|q| q.moves()) {
                    self.push(divisor.root(Num::ZERO));
                }
                let found = self.pairs(&a, &b, |x, y| x.product(y.inverse()));
                match op {
                    Op::Div => found,
                    _ => self.pairs(&found?, &self.constant(Num::ONE)?, |x, y| x.plus(y, true)),
                }
            }
            Op::Min | Op::Max => {
                if let (Some(x), Some(y)) = (a.constant(), b.constant()) {
                    return self.constant(if op == Op::Min { x.min(y) } else { x.max(y) });
                }
                if self.kinks {
                    self.crossings(&a, &b);
                }
                self.either(Some(a), Some(b))
            }
        }
    }

    fn negative(&self, at: ExprId, a: Option<Lines>) -> Option<Lines> {
        self.apply(Op::Sub, at, self.constant(Num::ZERO), a)
    }

    fn compare(&self, how: Compare, a: Option<Lines>, b: Option<Lines>) -> Option<bool> {
        let (Some(a), Some(b)) = (a, b) else {
            self.incomplete();
            return None;
        };
        if let (Some(x), Some(y)) = (a.constant(), b.constant()) {
            return Some(how.of(x, y));
        }
        self.crossings(&a, &b);
        None
    }

    // The other side of a settled truth has its breakpoints too, but they matter to nobody.
    fn and(&self, a: Option<bool>, b: impl FnOnce() -> Option<bool>) -> Option<bool> {
        match a {
            Some(false) => a,
            Some(true) => b(),
            None => b().filter(|b| !b),
        }
    }

    fn not(&self, a: Option<bool>) -> Option<bool> {
        a.map(|a| !a)
    }

    fn choose_number(
        &self,
        c: Option<bool>,
        a: impl FnOnce() -> Option<Lines>,
        b: impl FnOnce() -> Option<Lines>,
    ) -> Option<Lines> {
        match c {
            Some(true) => a(),
            Some(false) => b(),
            None => {
                let (a, b) = (a(), b());
                match (&a, &b) {
                    // A condition that has no truth leaves a number where both branches give the same.
                    (Some(a), Some(b)) => self.crossings(a, b),
                    _ => self.incomplete(),
                }
                self.either(a, b)
            }
        }
    }

    fn choose_truth(
        &self,
        c: Option<bool>,
        a: impl FnOnce() -> Option<bool>,
        b: impl FnOnce() -> Option<bool>,
    ) -> Option<bool> {
        match c {
            Some(true) => a(),
            Some(false) => b(),
            None => {
                let (a, b) = (a(), b());
                a.filter(|_| a == b)
            }
        }
    }
}
