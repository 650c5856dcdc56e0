//! The formula language of schemes: a flat program, read once, types and units checked, and one evaluator of it that is
//! generic over what numbers and truths are, a [`Domain`]: [`exact`], [`interval`], [`sign`], [`line`].
//!
//! `+ - * /`, comparisons, `and or not`, `if … then … else …`, `min max sum growth`, field names, numbers with units
//! (`500万元`, `5%`), `industry = "industrial"`; in pass conditions also `total`, `points(id)` and
//! `every group >= its floor`; in finance instruments also dates and what schemes say: `loan_issued_on >= "2026-01-01"`,
//! `years_since(established_on)`, `passed("cn-tech-sme-2017")`, `total("…")`, `class("…") = "small"`.
//! A quotient whose divisor is 0 has **no value**, nor has any arithmetic over it; a comparison with it is undetermined, a
//! third truth beside true and false (Kleene's strong logic).

pub mod exact;
pub mod integer;
pub mod interval;
pub mod line;
pub mod sign;

use crate::dictionary::Value;
use crate::id::StageSet;
pub use crate::id::{ExprId, FieldId, QuantityId};
use crate::number::{Date, Interval, Num};
pub use exact::Fault;
pub use interval::{Span, Truths};
use std::cell::Cell;

/// Something that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// A field of the dictionary.
    Field(FieldId),
    /// A number of the scheme.
    Quantity(QuantityId),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Compare {
    /// The truth of the comparison of two values.
    #[inline]
    pub fn of<T: Ord>(self, a: T, b: T) -> bool {
        let o = a.cmp(&b);
        match self {
            Compare::Eq => o.is_eq(),
            Compare::Ne => o.is_ne(),
            Compare::Lt => o.is_lt(),
            Compare::Le => o.is_le(),
            Compare::Gt => o.is_gt(),
            Compare::Ge => o.is_ge(),
        }
    }
}

/// One instruction of a program. Operands stand before it.
#[derive(Clone, Copy, Debug)]
pub enum Instr {
    /// A number, by its index among the program's constants.
    Num(usize),
    /// A numeric field.
    Field(FieldId),
    /// A number of the scheme that has a name.
    Quantity(QuantityId),
    /// Sum.
    Add(ExprId, ExprId),
    /// Difference.
    Sub(ExprId, ExprId),
    /// Product.
    Mul(ExprId, ExprId),
    /// Quotient.
    Div(ExprId, ExprId),
    /// `growth(now, before)` = now / before − 1.
    Growth(ExprId, ExprId),
    /// Negative.
    Neg(ExprId),
    /// The smaller.
    Min(ExprId, ExprId),
    /// The larger.
    Max(ExprId, ExprId),
    /// Condition, then, else: of numbers or of truths.
    If(ExprId, ExprId, ExprId),
    /// The total points.
    Total,
    /// Points of a group or indicator, by its index in [`Scheme::point_ids`](crate::scheme::Scheme::point_ids).
    Points(usize),
    /// A truth.
    Bool(bool),
    /// A yes-or-no field.
    Flag(FieldId),
    /// Whether a choice field has this level.
    Level(FieldId, usize),
    /// A comparison of numbers.
    Compare(Compare, ExprId, ExprId),
    /// Conjunction.
    And(ExprId, ExprId),
    /// Disjunction.
    Or(ExprId, ExprId),
    /// Negation.
    Not(ExprId),
    /// Every group reaches its floor.
    EveryFloor,
    /// A date field compared with a day.
    Day(Compare, FieldId, Date),
    /// Whole years from the day of a date field to the day that is asked about.
    YearsSince(FieldId),
    /// What a scheme says, by its index in [`Env::answers`]: a truth or a number.
    Answer(usize),
}

impl Instr {
    /// What it reads that may not be known.
    pub fn unknown(self) -> Option<Unknown> {
        match self {
            Instr::Quantity(q) => Some(Unknown::Quantity(q)),
            _ => self.field().map(Unknown::Field),
        }
    }

    /// The field that it reads.
    pub fn field(self) -> Option<FieldId> {
        match self {
            Instr::Field(f) | Instr::Flag(f) | Instr::Level(f, _) | Instr::Day(_, f, _) | Instr::YearsSince(f) => {
                Some(f)
            }
            _ => None,
        }
    }

    /// Its operands.
    pub fn operands(self) -> [Option<ExprId>; 3] {
        match self {
            Instr::Add(a, b)
            | Instr::Sub(a, b)
            | Instr::Mul(a, b)
            | Instr::Div(a, b)
            | Instr::Growth(a, b)
            | Instr::Min(a, b)
            | Instr::Max(a, b)
            | Instr::Compare(_, a, b)
            | Instr::And(a, b)
            | Instr::Or(a, b) => [Some(a), Some(b), None],
            Instr::Neg(a) | Instr::Not(a) => [Some(a), None, None],
            Instr::If(a, b, c) => [Some(a), Some(b), Some(c)],
            _ => [None; 3],
        }
    }
}

/// The points that a pass condition may ask for, with bounds.
#[derive(Debug)]
pub struct Points {
    /// Total.
    pub total: Interval,
    /// Of each group, then of each indicator.
    pub each: Vec<Interval>,
    /// Whether every group reaches its floor.
    pub floors: Option<bool>,
}

/// What a scheme says of the company, in answer to one question of a finance instrument.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// To a yes-or-no question; `None` where it is open.
    pub truth: Option<bool>,
    /// To a question for a number: where it lies.
    pub number: Interval,
}

impl Answer {
    /// Nothing is known.
    pub const OPEN: Answer = Answer { truth: None, number: Interval::ALL };
}

/// The work that evaluation has done, and whether it had to give up exactness.
#[derive(Debug, Default)]
pub struct Meter {
    spent: Cell<u64>,
    widened: Cell<bool>,
}

impl Meter {
    /// Instructions evaluated since it was made.
    pub fn spent(&self) -> u64 {
        self.spent.get()
    }

    /// Counts work that is no instruction of a formula.
    #[inline]
    pub fn spend(&self, instructions: u64) {
        self.spent.set(self.spent.get() + instructions);
    }

    /// Whether an end of a bound has been widened because it did not fit the exact arithmetic, since this was last asked.
    pub fn take_widened(&self) -> bool {
        self.widened.replace(false)
    }

    /// Notes that one was.
    pub fn widen(&self) {
        self.widened.set(true);
    }
}

/// What a formula is evaluated over.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// One value a field of the dictionary.
    pub values: &'a [Value],
    /// Where a field that is not exactly known can lie.
    pub interval: &'a dyn Fn(FieldId) -> Interval,
    /// Points, in pass conditions.
    pub points: Option<&'a Points>,
    /// Where the scheme's own open numbers can lie.
    pub quantities: &'a [Interval],
    /// The stages that the company can be in.
    pub stages: StageSet,
    /// What schemes say, in finance instruments.
    pub answers: &'a [Answer],
    /// The day that is asked about, in finance instruments.
    pub on: Option<Date>,
    /// Where work is counted.
    pub meter: Option<&'a Meter>,
}

impl Default for Env<'_> {
    /// Nothing is known.
    fn default() -> Self {
        let interval = &|_| Interval::ALL;
        let (points, on, meter) = (None, None, None);
        Env { values: &[], interval, points, quantities: &[], stages: StageSet::ALL, answers: &[], on, meter }
    }
}

impl Env<'_> {
    fn quantity(&self, id: QuantityId) -> Interval {
        self.quantities.get(id.index()).copied().unwrap_or(Interval::ALL)
    }

    fn answer(&self, index: usize) -> Answer {
        self.answers.get(index).copied().unwrap_or(Answer::OPEN)
    }

    fn points_of(&self, index: usize) -> Interval {
        self.points.and_then(|p| p.each.get(index)).copied().unwrap_or(Interval::ALL)
    }

    /// Whole years from the day of a field; an anniversary counts.
    fn years_since(&self, field: FieldId) -> Option<Num> {
        let (Value::Day(from), Some(on)) = (&self.values[field], self.on) else {
            return None;
        };
        let (from, on) = (i64::from(from.to_number()), i64::from(on.to_number()));
        // Days are written 20261101: the year is what stands before the last four digits.
        Some(Num::int((on - from).div_euclid(10_000)))
    }

    /// Counts instructions.
    #[inline]
    pub(crate) fn spend(&self, instructions: u64) {
        if let Some(meter) = self.meter {
            meter.spend(instructions);
        }
    }

    pub(crate) fn widen(&self) {
        if let Some(meter) = self.meter {
            meter.widen();
        }
    }
}

/// An operation on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Sum.
    Add,
    /// Difference.
    Sub,
    /// Product.
    Mul,
    /// Quotient.
    Div,
    /// Quotient less 1.
    Growth,
    /// The smaller.
    Min,
    /// The larger.
    Max,
}

impl Op {
    /// The result for two numbers; `None` where it does not fit, or where a divisor is 0.
    #[inline]
    pub fn of(self, a: Num, b: Num) -> Option<Num> {
        match self {
            Op::Add => a.add(b),
            Op::Sub => a.sub(b),
            Op::Mul => a.mul(b),
            Op::Div => a.div(b),
            Op::Growth => a.div(b)?.sub(Num::ONE),
            Op::Min => Some(a.min(b)),
            Op::Max => Some(a.max(b)),
        }
    }
}

/// What numbers and truths are, to the evaluator of formulas: [`Program::number`] and [`Program::boolean`].
pub trait Domain {
    /// A number.
    type Number;
    /// A truth.
    type Truth;

    /// Counts one instruction.
    fn spend(&self);
    /// A constant.
    fn constant(&self, n: Num) -> Self::Number;
    /// A number that is read: field, named number, points, answer.
    fn read_number(&self, leaf: Instr) -> Self::Number;
    /// A truth that is read, or is one.
    fn read_truth(&self, leaf: Instr) -> Self::Truth;
    /// An operation; `at` is its instruction.
    fn apply(&self, op: Op, at: ExprId, a: Self::Number, b: Self::Number) -> Self::Number;
    /// The negative.
    fn negative(&self, at: ExprId, a: Self::Number) -> Self::Number;
    /// A comparison.
    fn compare(&self, how: Compare, a: Self::Number, b: Self::Number) -> Self::Truth;
    /// Conjunction; the second is evaluated where it is needed.
    fn and(&self, a: Self::Truth, b: impl FnOnce() -> Self::Truth) -> Self::Truth;
    /// Negation.
    fn not(&self, a: Self::Truth) -> Self::Truth;
    /// The number of the branch that a condition takes.
    fn choose_number(
        &self,
        c: Self::Truth,
        a: impl FnOnce() -> Self::Number,
        b: impl FnOnce() -> Self::Number,
    ) -> Self::Number;
    /// The truth of the branch that a condition takes.
    fn choose_truth(
        &self,
        c: Self::Truth,
        a: impl FnOnce() -> Self::Truth,
        b: impl FnOnce() -> Self::Truth,
    ) -> Self::Truth;

    /// Disjunction.
    fn or(&self, a: Self::Truth, b: impl FnOnce() -> Self::Truth) -> Self::Truth {
        self.not(self.and(self.not(a), || self.not(b())))
    }
}

/// All formulas of a scheme, in one list of instructions.
#[derive(Debug, Default)]
pub struct Program {
    code: Vec<Instr>,
    /// Of each instruction, to refuse what nests too deeply.
    depth: Vec<u16>,
    /// Numbers, and the text they were written with.
    constants: Vec<(Num, String)>,
}

impl Program {
    /// Instructions and constants, to be packed.
    pub fn parts(&self) -> (&Vec<Instr>, &Vec<(Num, String)>) {
        (&self.code, &self.constants)
    }

    /// From its parts.
    pub fn from_parts(code: Vec<Instr>, constants: Vec<(Num, String)>) -> Program {
        Program { depth: vec![0; code.len()], code, constants }
    }

    /// How deeply a formula nests; known only where formulas are compiled.
    pub fn depth(&self, at: ExprId) -> u16 {
        self.depth[at]
    }

    /// Adds a number with the text it was written with.
    pub fn push_number(&mut self, n: Num, text: String) -> ExprId {
        self.constants.push((n, text));
        self.push(Instr::Num(self.constants.len() - 1))
    }

    /// Adds an instruction. Its nesting is that of its operands plus one.
    pub fn push(&mut self, instr: Instr) -> ExprId {
        let below = instr.operands().into_iter().flatten().map(|a| self.depth[a]).max().unwrap_or(0);
        self.code.push(instr);
        self.depth.push(below.saturating_add(1));
        ExprId::new(self.code.len() - 1)
    }

    /// Every instruction, operands before what works on them.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = ExprId> + use<> {
        (0..self.code.len()).map(ExprId::new)
    }

    /// How many instructions there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.code.len()
    }

    /// An instruction.
    #[inline]
    pub fn instr(&self, at: ExprId) -> Instr {
        self.code[at]
    }

    /// A constant.
    pub fn constant(&self, index: usize) -> Num {
        self.constants[index].0
    }

    /// A constant as it was written.
    pub fn constant_text(&self, index: usize) -> &str {
        &self.constants[index].1
    }

    /// The operands of an instruction.
    pub fn operands(&self, at: ExprId) -> impl Iterator<Item = ExprId> + use<> {
        self.code[at].operands().into_iter().flatten()
    }

    /// Whether a formula reads something that may not be known.
    pub fn reads(&self, at: ExprId, what: Unknown) -> bool {
        self.code[at].unknown() == Some(what) || self.operands(at).any(|a| self.reads(a, what))
    }

    /// How many instructions a formula has, counted to just beyond `most`.
    pub fn size(&self, at: ExprId, most: usize) -> usize {
        let mut size = 1;
        for operand in self.operands(at) {
            if size <= most {
                size += self.size(operand, most - size);
            }
        }
        size
    }

    /// Adds the fields that a formula reads, in the order it names them, to those found already.
    pub fn fields(&self, at: ExprId, found: &mut Vec<FieldId>) {
        match self.code[at].field() {
            Some(f) if !found.contains(&f) => found.push(f),
            _ => self.operands(at).for_each(|a| self.fields(a, found)),
        }
    }

    // --------------------------------------------------------------------------------------------------- evaluation

    /// The number that a formula is, in a domain.
    pub fn number<D: Domain>(&self, at: ExprId, domain: &D) -> D::Number {
        domain.spend();
        let (op, a, b) = match self.code[at] {
            Instr::Num(c) => return domain.constant(self.constants[c].0),
            Instr::Add(a, b) => (Op::Add, a, b),
            Instr::Sub(a, b) => (Op::Sub, a, b),
            Instr::Mul(a, b) => (Op::Mul, a, b),
            Instr::Div(a, b) => (Op::Div, a, b),
            Instr::Growth(a, b) => (Op::Growth, a, b),
            Instr::Min(a, b) => (Op::Min, a, b),
            Instr::Max(a, b) => (Op::Max, a, b),
            Instr::Neg(a) => return domain.negative(at, self.number(a, domain)),
            Instr::If(c, a, b) => {
                let taken = self.boolean(c, domain);
                return domain.choose_number(taken, || self.number(a, domain), || self.number(b, domain));
            }
            leaf => return domain.read_number(leaf),
        };
        domain.apply(op, at, self.number(a, domain), self.number(b, domain))
    }

    /// The truth that a formula is, in a domain.
    pub fn boolean<D: Domain>(&self, at: ExprId, domain: &D) -> D::Truth {
        domain.spend();
        match self.code[at] {
            Instr::Compare(how, a, b) => domain.compare(how, self.number(a, domain), self.number(b, domain)),
            Instr::And(a, b) => domain.and(self.boolean(a, domain), || self.boolean(b, domain)),
            Instr::Or(a, b) => domain.or(self.boolean(a, domain), || self.boolean(b, domain)),
            Instr::Not(a) => domain.not(self.boolean(a, domain)),
            Instr::If(c, a, b) => {
                let taken = self.boolean(c, domain);
                domain.choose_truth(taken, || self.boolean(a, domain), || self.boolean(b, domain))
            }
            leaf => domain.read_truth(leaf),
        }
    }
}
