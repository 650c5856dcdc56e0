//! What values a formula can have over all companies: intervals, sharpened by what the conditions around it say and by
//! which field is a part of which. Sound, not always tight: what is called certain is certain.
//!
//! One subject, longer than 500 lines: the range of each instruction, and the conditions around it that sharpen it.

use innopoints_core::dictionary::{Dictionary, Kind};
use innopoints_core::formula::{Compare, ExprId, Instr, Program};
use innopoints_core::id::FieldId;
use innopoints_core::number::{Date, Interval, Num};
use std::cell::Cell;

/// Where a number can lie, and whether 0 is ruled out.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    pub interval: Interval,
    pub nonzero: bool,
}

impl From<Interval> for Range {
    fn from(interval: Interval) -> Range {
        Range { interval, nonzero: !interval.contains(Num::ZERO) }
    }
}

impl Range {
    pub fn nonnegative(self) -> bool {
        self.interval.lo.is_some_and(|lo| !lo.is_negative())
    }

    /// What both allow; `None` where that is nothing.
    fn both(self, o: Range) -> Option<Range> {
        let pick = |a: Option<Num>, b: Option<Num>, best: fn(Num, Num) -> Num| match (a, b) {
            (Some(a), Some(b)) => Some(best(a, b)),
            (a, b) => a.or(b),
        };
        let lo = pick(self.interval.lo, o.interval.lo, Num::max);
        let hi = pick(self.interval.hi, o.interval.hi, Num::min);
        let nonzero = self.nonzero || o.nonzero;
        let nothing = lo.zip(hi).is_some_and(|(lo, hi)| lo > hi || (lo == hi && lo.is_zero() && nonzero));
        let interval = Interval { lo, hi };
        (!nothing).then_some(Range { interval, nonzero: nonzero || !interval.contains(Num::ZERO) })
    }

    /// Whether a value can lie between two edges; each says whether it belongs itself.
    pub fn meets(self, lo: Option<(Num, bool)>, hi: Option<(Num, bool)>, whole: bool) -> bool {
        // The narrower of an edge and an end of the range.
        let narrow = |end: Option<Num>, edge: Option<(Num, bool)>, higher: bool| match (end, edge) {
            (Some(end), Some((at, inclusive))) => {
                let end_wins = if higher { end > at } else { end < at };
                Some(if end_wins { (end, true) } else { (at, inclusive) })
            }
            (Some(end), None) => Some((end, true)),
            (None, edge) => edge,
        };
        let lo = narrow(self.interval.lo, lo, true);
        let hi = narrow(self.interval.hi, hi, false);
        let (Some((lo, with_lo)), Some((hi, with_hi))) = (lo, hi) else {
            return true;
        };
        if !whole {
            return lo < hi || (lo == hi && with_lo && with_hi && !(lo.is_zero() && self.nonzero));
        }
        // The first whole number that the lower edge lets in.
        let floor = lo.floor();
        let first = if floor == lo && with_lo { Some(floor) } else { floor.add(Num::ONE) };
        first.is_none_or(|first| if with_hi { first <= hi } else { first < hi })
    }
}

/// What is taken for granted at a place of a formula.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    numbers: Vec<(ExprId, Range)>,
    truths: Vec<(ExprId, bool)>,
}

/// Where fields, points and named numbers can lie.
#[derive(Default)]
pub(super) struct Ranges {
    /// The fields.
    pub dictionary: &'static Dictionary,
    /// Ranges of the total, and of each id that `points(…)` names.
    pub total: Option<Interval>,
    pub points: Vec<Interval>,
    /// The range of each named number.
    pub quantities: Vec<Interval>,
    /// The range of what schemes are asked: a total, or the id of the scheme that tells the class.
    pub answers: Vec<(Interval, Option<String>)>,
    /// Steps left, so that no formula can keep the check busy for long; without any, nothing is certain.
    left: Cell<u32>,
    /// Steps that all formulas of a file took.
    taken: Cell<u32>,
}

/// Steps for one formula. Those of the shipped schemes take some hundreds.
const STEPS: u32 = 100_000;

/// Steps for all formulas of a file.
const ALL_STEPS: u32 = 4_000_000;

impl Ranges {
    pub fn new(dictionary: &'static Dictionary) -> Ranges {
        Ranges { dictionary, ..Ranges::default() }
    }

    /// Before each formula.
    pub fn start(&self) {
        self.left.set(STEPS.min(ALL_STEPS.saturating_sub(self.taken.get())));
    }

    /// Takes a step, or says that there is none left.
    fn step(&self) -> bool {
        self.left.set(self.left.get().saturating_sub(1));
        self.taken.set(self.taken.get().saturating_add(1));
        self.left.get() > 0
    }

    fn field(&self, field: FieldId) -> Interval {
        match &self.dictionary.fields[field].kind {
            Kind::Number { range, .. } => *range,
            _ => Interval::ALL,
        }
    }

    /// Whether one field is a part of another.
    fn is_part(&self, part: FieldId, whole: FieldId) -> bool {
        let mut at = part;
        while let Kind::Number { at_most: Some(next), .. } = &self.dictionary.fields[at].kind {
            if *next == whole {
                return true;
            }
            at = *next;
        }
        false
    }

    pub fn range(&self, p: &Program, at: ExprId, facts: &Facts) -> Range {
        if !self.step() {
            return Interval::ALL.into();
        }
        let computed = self.compute(p, at, facts);
        let known = facts.numbers.iter().filter(|f| same(p, f.0, at)).map(|f| f.1);
        known.fold(computed, |a, b| a.both(b).unwrap_or(a))
    }

    fn compute(&self, p: &Program, at: ExprId, facts: &Facts) -> Range {
        let range = |a| self.range(p, a, facts);
        let of = |a| range(a).interval;
        match p.instr(at) {
            Instr::Num(c) => Interval::exact(p.constant(c)).into(),
            Instr::Field(f) => self.field(f).into(),
            Instr::Add(a, b) => {
                let (a, b) = (range(a), range(b));
                let interval = a.interval.add(b.interval);
                let above = a.nonnegative() && b.nonnegative() && (a.nonzero || b.nonzero);
                Range { nonzero: above || !interval.contains(Num::ZERO), interval }
            }
            Instr::Sub(a, b) if same(p, a, b) => Interval::exact(Num::ZERO).into(),
            Instr::Sub(a, b) => {
                let mut found = of(a).add(of(b).neg());
                if let (Instr::Field(a), Instr::Field(b)) = (p.instr(a), p.instr(b))
                    && self.is_part(b, a)
                {
                    found.lo = Some(found.lo.map_or(Num::ZERO, |lo| lo.max(Num::ZERO)));
                }
                found.into()
            }
            Instr::Mul(a, b) => {
                let (a, b) = (range(a), range(b));
                let interval = a.interval.mul(b.interval);
                Range { nonzero: (a.nonzero && b.nonzero) || !interval.contains(Num::ZERO), interval }
            }
            Instr::Div(a, b) => self.quotient(p, a, b, facts),
            Instr::Growth(a, b) => self.quotient(p, a, b, facts).interval.add(Interval::exact(Num::int(-1))).into(),
            Instr::Neg(a) => Range { interval: of(a).neg(), nonzero: range(a).nonzero },
            Instr::Min(a, b) => Range { interval: of(a).min(of(b)), nonzero: range(a).nonzero && range(b).nonzero },
            Instr::Max(a, b) => {
                let (a, b) = (range(a), range(b));
                let above = |r: Range| r.nonzero && r.nonnegative();
                Range {
                    interval: a.interval.max(b.interval),
                    nonzero: above(a) || above(b) || (a.nonzero && b.nonzero),
                }
            }
            Instr::If(c, a, b) => {
                let branch = |want, at| {
                    let mut facts = facts.clone();
                    self.assume(p, c, want, &mut facts).then(|| self.range(p, at, &facts))
                };
                match (branch(true, a), branch(false, b)) {
                    (Some(a), Some(b)) => {
                        Range { interval: a.interval.hull(b.interval), nonzero: a.nonzero && b.nonzero }
                    }
                    (Some(one), None) | (None, Some(one)) => one,
                    _ => Interval::ALL.into(),
                }
            }
            Instr::Quantity(q) => self.quantities.get(q.index()).copied().unwrap_or(Interval::ALL).into(),
            Instr::Total => self.total.unwrap_or(Interval::ALL).into(),
            Instr::Points(i) => self.points.get(i).copied().unwrap_or(Interval::ALL).into(),
            Instr::Answer(q) => self.answers.get(q).map_or(Interval::ALL, |a| a.0).into(),
            _ => Interval::ALL.into(),
        }
    }

    /// Whether a day field compares so, by what is taken for granted of it.
    fn day(&self, p: &Program, c: Compare, field: FieldId, day: Date, facts: &Facts) -> Option<bool> {
        // From the first day to the one after the last.
        let (mut from, mut to): (Option<Date>, Option<Date>) = (None, None);
        for (at, truth) in &facts.truths {
            let Instr::Day(c, f, d) = p.instr(*at) else { continue };
            if f != field {
                continue;
            }
            let c = if *truth { c } else { opposite(c) };
            let (lo, hi) = match c {
                Compare::Ge => (Some(d), None),
                Compare::Gt => (d.after(), None),
                Compare::Lt => (None, Some(d)),
                Compare::Le => (None, d.after()),
                Compare::Eq => (Some(d), d.after()),
                Compare::Ne => (None, None),
            };
            from = from.max(lo);
            to = [to, hi].into_iter().flatten().min();
        }
        // Whether every day is at least this one.
        let reaches = |day: Date| match () {
            () if from.is_some_and(|from| from >= day) => Some(true),
            () if to.is_some_and(|to| to <= day) => Some(false),
            () => None,
        };
        match c {
            Compare::Ge => reaches(day),
            Compare::Lt => reaches(day).map(|r| !r),
            Compare::Gt => reaches(day.after()?),
            Compare::Le => reaches(day.after()?).map(|r| !r),
            Compare::Eq | Compare::Ne => {
                let equal = match (reaches(day), reaches(day.after()?)) {
                    (Some(false), _) | (_, Some(true)) => Some(false),
                    (Some(true), Some(false)) => Some(true),
                    _ => None,
                };
                if c == Compare::Eq { equal } else { equal.map(|e| !e) }
            }
        }
    }

    fn quotient(&self, p: &Program, a: ExprId, b: ExprId, facts: &Facts) -> Range {
        let (over, under) = (self.range(p, a, facts), self.range(p, b, facts));
        let Some(turned) = under.interval.recip() else {
            return Interval::ALL.into();
        };
        let mut interval = over.interval.mul(turned);
        if let (Instr::Field(part), Instr::Field(whole)) = (p.instr(a), p.instr(b))
            && self.is_part(part, whole)
            && over.nonnegative()
        {
            interval.hi = Some(interval.hi.map_or(Num::ONE, |hi| hi.min(Num::ONE)));
        }
        Range { interval, nonzero: over.nonzero }
    }

    /// Whether a number is always whole.
    pub fn whole(&self, p: &Program, at: ExprId) -> bool {
        match p.instr(at) {
            Instr::Num(c) => p.constant(c).is_whole(),
            Instr::Field(f) => {
                matches!(self.dictionary.fields[f].kind, Kind::Number { whole: true, .. })
            }
            Instr::Add(a, b)
            | Instr::Sub(a, b)
            | Instr::Mul(a, b)
            | Instr::Min(a, b)
            | Instr::Max(a, b)
            | Instr::If(_, a, b) => self.whole(p, a) && self.whole(p, b),
            Instr::Neg(a) => self.whole(p, a),
            _ => false,
        }
    }

    /// The truth where it is certain.
    pub fn truth(&self, p: &Program, at: ExprId, facts: &Facts) -> Option<bool> {
        if !self.step() {
            return None;
        }
        if let Some(known) = facts.truths.iter().find(|f| same(p, f.0, at)) {
            return Some(known.1);
        }
        // The second of two, where the first is known to be so; where it cannot be, nothing is left to say.
        let second = |a: ExprId, want: bool, b: ExprId, nothing: Option<bool>| {
            let mut facts = facts.clone();
            if self.assume(p, a, want, &mut facts) { self.truth(p, b, &facts) } else { nothing }
        };
        match p.instr(at) {
            Instr::Bool(b) => Some(b),
            Instr::Level(f, l) => facts.truths.iter().find_map(|(other, truth)| match p.instr(*other) {
                Instr::Level(g, m) if f == g && *truth => Some(l == m),
                _ => None,
            }),
            // Of the classes of one scheme a company has one.
            Instr::Answer(q) => facts.truths.iter().find_map(|(other, truth)| match p.instr(*other) {
                Instr::Answer(r) if *truth && q != r => {
                    let of = |q: usize| self.answers.get(q).and_then(|a| a.1.as_ref());
                    of(q).is_some_and(|scheme| of(r) == Some(scheme)).then_some(false)
                }
                _ => None,
            }),
            Instr::Day(c, f, day) => self.day(p, c, f, day, facts),
            Instr::Compare(c, a, b) => self.compare(p, c, a, b, facts),
            Instr::And(a, b) => match (self.truth(p, a, facts), second(a, true, b, Some(false))) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Instr::Or(a, b) => match (self.truth(p, a, facts), second(a, false, b, Some(true))) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Instr::Not(a) => self.truth(p, a, facts).map(|t| !t),
            Instr::If(c, a, b) => match self.truth(p, c, facts) {
                Some(true) => self.truth(p, a, facts),
                Some(false) => self.truth(p, b, facts),
                None => {
                    let (a, b) = (second(c, true, a, None), second(c, false, b, None));
                    if a == b { a } else { None }
                }
            },
            _ => None,
        }
    }

    fn compare(&self, p: &Program, c: Compare, a: ExprId, b: ExprId, facts: &Facts) -> Option<bool> {
        if let (Instr::Field(x), Instr::Field(y)) = (p.instr(a), p.instr(b)) {
            let never = (self.is_part(x, y) && c == Compare::Gt) || (self.is_part(y, x) && c == Compare::Lt);
            let always = (self.is_part(x, y) && c == Compare::Le) || (self.is_part(y, x) && c == Compare::Ge);
            if never || always {
                return Some(always);
            }
        }
        // How the two can stand to one another by what is said of them: below, equal, above.
        let mut ways = [true; 3];
        for (at, truth) in &facts.truths {
            let Instr::Compare(known, x, y) = p.instr(*at) else { continue };
            let known = if *truth { known } else { opposite(known) };
            let known = match () {
                () if same(p, x, a) && same(p, y, b) => known,
                () if same(p, x, b) && same(p, y, a) => mirrored(known),
                () => continue,
            };
            for (way, open) in ways.iter_mut().zip(orders(known)) {
                *way &= open;
            }
        }
        let among = |wanted: [bool; 3]| ways.iter().zip(wanted).any(|(open, wanted)| *open && wanted);
        match (among(orders(c)), among(orders(opposite(c)))) {
            (true, false) => return Some(true),
            (false, true) => return Some(false),
            _ => {}
        }
        let equal = same(p, a, b);
        let (x, y) = (self.range(p, a, facts), self.range(p, b, facts));
        // Whether x is surely below, or surely at most, y. A range that ends in a 0 it leaves out lies beyond it.
        let zero = |n: Num, r: Range| n.is_zero() && r.nonzero;
        let below = |x: Range, y: Range| match (x.interval.hi, y.interval.lo) {
            (Some(hi), Some(lo)) => hi < lo || (hi == lo && (zero(hi, x) || zero(lo, y))),
            _ => false,
        };
        let at_most = |x: Range, y: Range| x.interval.hi.zip(y.interval.lo).is_some_and(|(hi, lo)| hi <= lo);
        let is_zero = |r: Range| r.interval.single().is_some_and(Num::is_zero);
        let apart = below(x, y) || below(y, x) || (x.nonzero && is_zero(y)) || (y.nonzero && is_zero(x));
        let one = equal || x.interval.single().is_some_and(|n| y.interval.single() == Some(n));
        let (yes, no) = match c {
            Compare::Lt => (below(x, y), equal || at_most(y, x)),
            Compare::Le => (equal || at_most(x, y), below(y, x)),
            Compare::Gt => (below(y, x), equal || at_most(x, y)),
            Compare::Ge => (equal || at_most(y, x), below(x, y)),
            Compare::Eq => (one, apart),
            Compare::Ne => (apart, one),
        };
        (yes || no).then_some(yes)
    }

    /// Takes a condition for true or false; `false` where it cannot be so.
    pub fn assume(&self, p: &Program, at: ExprId, want: bool, facts: &mut Facts) -> bool {
        let leaf = !matches!(p.instr(at), Instr::And(..) | Instr::Or(..) | Instr::Not(_) | Instr::If(..));
        if leaf && self.truth(p, at, facts) == Some(!want) {
            return false;
        }
        match p.instr(at) {
            Instr::And(a, b) if want => {
                return self.assume(p, a, true, facts) && self.assume(p, b, true, facts);
            }
            Instr::Or(a, b) if !want => {
                return self.assume(p, a, false, facts) && self.assume(p, b, false, facts);
            }
            Instr::Not(a) => return self.assume(p, a, !want, facts),
            Instr::Compare(c, a, b) => {
                let c = if want { c } else { opposite(c) };
                let (x, y) = (self.range(p, a, facts), self.range(p, b, facts));
                for (place, own, other, c) in [(a, x, y, c), (b, y, x, mirrored(c))] {
                    let Some(found) = own.both(bound(c, other)) else { return false };
                    facts.numbers.push((place, found));
                }
            }
            _ => {}
        }
        facts.truths.push((at, want));
        true
    }

    /// Every divisor of a formula that can be 0, with its range where it stands.
    pub fn divisors(&self, p: &Program, at: ExprId, facts: &Facts, found: &mut Vec<(ExprId, Range)>) {
        let instr = p.instr(at);
        // The second of two is only computed where the first left it open.
        let (first, rest) = match instr {
            Instr::And(a, b) => (a, vec![(true, b)]),
            Instr::Or(a, b) => (a, vec![(false, b)]),
            Instr::If(c, a, b) => (c, vec![(true, a), (false, b)]),
            _ => {
                if let Instr::Div(_, b) | Instr::Growth(_, b) = instr {
                    let range = self.range(p, b, facts);
                    if self.step() && !range.nonzero && !found.iter().any(|f| same(p, f.0, b)) {
                        found.push((b, range));
                    }
                }
                for operand in p.operands(at).filter(|_| self.step()) {
                    self.divisors(p, operand, facts, found);
                }
                return;
            }
        };
        if !self.step() {
            return;
        }
        self.divisors(p, first, facts, found);
        for (want, second) in rest {
            let mut facts = facts.clone();
            if self.assume(p, first, want, &mut facts) {
                self.divisors(p, second, &facts, found);
            }
        }
    }
}

/// Where a number lies that compares so with another.
fn bound(c: Compare, other: Range) -> Range {
    let from = |lo| Interval { lo, hi: None };
    let to = |hi| Interval { lo: None, hi };
    let Interval { lo, hi } = other.interval;
    let without = |interval: Interval, end: Option<Num>| Range {
        interval,
        nonzero: end.is_some_and(Num::is_zero) || !interval.contains(Num::ZERO),
    };
    match c {
        Compare::Eq => other,
        Compare::Ne => Range { interval: Interval::ALL, nonzero: other.interval.single().is_some_and(Num::is_zero) },
        Compare::Lt => without(to(hi), hi),
        Compare::Le => to(hi).into(),
        Compare::Gt => without(from(lo), lo),
        Compare::Ge => from(lo).into(),
    }
}

/// Whether a comparison holds of a number that is below, equal to, or above the other.
fn orders(c: Compare) -> [bool; 3] {
    match c {
        Compare::Eq => [false, true, false],
        Compare::Ne => [true, false, true],
        Compare::Lt => [true, false, false],
        Compare::Le => [true, true, false],
        Compare::Gt => [false, false, true],
        Compare::Ge => [false, true, true],
    }
}

fn opposite(c: Compare) -> Compare {
    match c {
        Compare::Eq => Compare::Ne,
        Compare::Ne => Compare::Eq,
        Compare::Lt => Compare::Ge,
        Compare::Le => Compare::Gt,
        Compare::Gt => Compare::Le,
        Compare::Ge => Compare::Lt,
    }
}

fn mirrored(c: Compare) -> Compare {
    match c {
        Compare::Lt => Compare::Gt,
        Compare::Le => Compare::Ge,
        Compare::Gt => Compare::Lt,
        Compare::Ge => Compare::Le,
        other => other,
    }
}

/// Whether two formulas are the same.
pub(super) fn same(p: &Program, a: ExprId, b: ExprId) -> bool {
    if a == b {
        return true;
    }
    let alike = match (p.instr(a), p.instr(b)) {
        (Instr::Num(x), Instr::Num(y)) => return p.constant(x) == p.constant(y),
        (Instr::Field(x), Instr::Field(y))
        | (Instr::Flag(x), Instr::Flag(y))
        | (Instr::YearsSince(x), Instr::YearsSince(y)) => return x == y,
        (Instr::Quantity(x), Instr::Quantity(y)) => return x == y,
        (Instr::Answer(x), Instr::Answer(y)) | (Instr::Points(x), Instr::Points(y)) => return x == y,
        (Instr::Day(c, f, x), Instr::Day(d, g, y)) => return c == d && f == g && x == y,
        (Instr::Level(f, l), Instr::Level(g, m)) => return f == g && l == m,
        (Instr::Bool(x), Instr::Bool(y)) => return x == y,
        (Instr::Compare(c, ..), Instr::Compare(d, ..)) => c == d,
        (x, y) => std::mem::discriminant(&x) == std::mem::discriminant(&y),
    };
    let (x, y): (Vec<ExprId>, Vec<ExprId>) = (p.operands(a).collect(), p.operands(b).collect());
    alike && x.len() == y.len() && x.into_iter().zip(y).all(|(a, b)| same(p, a, b))
}
