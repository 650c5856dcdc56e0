//! The formula language of schemes: read once into a flat program, types and units checked; evaluated exactly, or over
//! intervals where something is unknown.
//!
//! `+ - * /`, comparisons, `and or not`, `if … then … else …`, `min max sum growth`, field names, numbers with units
//! (`500万元`, `5%`), `industry = "industrial"`; in pass conditions also `total`, `points(id)` and
//! `every group >= its floor`; in finance instruments also dates and what schemes say: `loan_issued_on >= "2026-01-01"`,
//! `years_since(established_on)`, `passed("cn-tech-sme-2017")`, `total("…")`, `class("…") = "small"`.

use crate::dictionary::Value;
use crate::number::{Date, Dim, Interval, Num, group_thousands, parse_decimal, show_en, split, unit};

/// Something that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// A field of the dictionary.
    Field(usize),
    /// A number of the scheme.
    Quantity(usize),
}

/// The place of an instruction in a [`Program`]; a formula is named by its last one.
pub type At = usize;

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
    /// As a sign that people read, spaces around it.
    pub fn sign(self) -> &'static str {
        match self {
            Compare::Eq => " = ",
            Compare::Ne => " ≠ ",
            Compare::Lt => " < ",
            Compare::Le => " ≤ ",
            Compare::Gt => " > ",
            Compare::Ge => " ≥ ",
        }
    }

    fn of<T: Ord>(self, a: T, b: T) -> bool {
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

    /// Over intervals; `None` where it depends.
    fn of_intervals(self, a: Interval, b: Interval) -> Option<bool> {
        // Whether every a is below (or at most) every b.
        let below = |a: Interval, b: Interval, equal: bool| {
            a.hi.zip(b.lo).is_some_and(|(x, y)| if equal { x <= y } else { x < y })
        };
        match self {
            Compare::Lt if below(a, b, false) => Some(true),
            Compare::Lt if below(b, a, true) => Some(false),
            Compare::Le if below(a, b, true) => Some(true),
            Compare::Le if below(b, a, false) => Some(false),
            Compare::Lt | Compare::Le => None,
            Compare::Gt => Compare::Lt.of_intervals(b, a),
            Compare::Ge => Compare::Le.of_intervals(b, a),
            Compare::Eq => match (a.single(), b.single()) {
                (Some(x), Some(y)) => Some(x == y),
                _ if below(a, b, false) || below(b, a, false) => Some(false),
                _ => None,
            },
            Compare::Ne => Compare::Eq.of_intervals(a, b).map(|x| !x),
        }
    }
}

/// One step of a program. Operands stand before it.
#[derive(Clone, Copy, Debug)]
pub enum Instr {
    /// A number, by its place among the program's constants.
    Num(usize),
    /// A numeric field.
    Field(usize),
    /// A number of the scheme that has a name.
    Quantity(usize),
    /// Sum.
    Add(At, At),
    /// Difference.
    Sub(At, At),
    /// Product.
    Mul(At, At),
    /// Quotient.
    Div(At, At),
    /// `growth(now, before)` = now / before − 1.
    Growth(At, At),
    /// Sign turned.
    Neg(At),
    /// The smaller.
    Min(At, At),
    /// The larger.
    Max(At, At),
    /// Condition, then, else: of numbers or of truths.
    If(At, At, At),
    /// The total points.
    Total,
    /// Points of a group or indicator, by its place in [`Names::points`].
    Points(usize),
    /// A truth.
    Bool(bool),
    /// A yes-or-no field.
    Flag(usize),
    /// Whether a choice field has this level.
    Level(usize, usize),
    /// A comparison of numbers.
    Compare(Compare, At, At),
    /// Both.
    And(At, At),
    /// Either.
    Or(At, At),
    /// Not.
    Not(At),
    /// Every group reaches its floor.
    EveryFloor,
    /// A date field compared with a day.
    Day(Compare, usize, Date),
    /// Whole years from the day of a date field to the day that is asked about.
    YearsSince(usize),
    /// What a scheme says, by its place in [`Env::answers`]: a truth or a number.
    Answer(usize),
}

/// Why a formula has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A field that is not exactly known was needed.
    Unknown,
    /// The quotient at this place divides by zero.
    DivideByZero(At),
    /// A result at this place has more digits than fit.
    TooLarge(At),
}

/// The points that a pass condition may ask for, with bounds.
#[derive(Debug)]
pub struct Points {
    /// Total.
    pub total: Interval,
    /// Of each id in [`Names::points`].
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

/// What a formula is evaluated over.
pub struct Env<'a> {
    /// One value a field of the dictionary.
    pub values: &'a [Value],
    /// Where a field that is not exactly known can lie.
    pub interval: &'a dyn Fn(usize) -> Interval,
    /// Points, in pass conditions.
    pub points: Option<&'a Points>,
    /// Where the scheme's own open numbers can lie.
    pub quantities: &'a [Interval],
    /// The stages that the company can be in, a bit each.
    pub stages: u32,
    /// What schemes say, in finance instruments.
    pub answers: &'a [Answer],
    /// The day that is asked about, in finance instruments.
    pub on: Option<Date>,
}

impl Default for Env<'_> {
    /// Nothing is known.
    fn default() -> Self {
        let interval = &|_| Interval::ALL;
        Env { values: &[], interval, points: None, quantities: &[], stages: u32::MAX, answers: &[], on: None }
    }
}

impl Env<'_> {
    fn quantity(&self, place: usize) -> Interval {
        self.quantities.get(place).copied().unwrap_or(Interval::ALL)
    }

    fn answer(&self, place: usize) -> Answer {
        self.answers.get(place).copied().unwrap_or(Answer::OPEN)
    }

    /// Whole years from the day of a field; an anniversary counts.
    fn years_since(&self, field: usize) -> Option<Num> {
        let (Value::Day(from), Some(on)) = (&self.values[field], self.on) else {
            return None;
        };
        let (from, on) = (i64::from(from.to_number()), i64::from(on.to_number()));
        // Days are written 20261101: the year is what stands before the last four digits.
        Some(Num::int((on - from).div_euclid(10_000)))
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

impl Instr {
    /// What it reads that may not be known.
    pub fn unknown(self) -> Option<Unknown> {
        match self {
            Instr::Field(f) | Instr::Flag(f) | Instr::Level(f, _) | Instr::Day(_, f, _) | Instr::YearsSince(f) => {
                Some(Unknown::Field(f))
            }
            Instr::Quantity(q) => Some(Unknown::Quantity(q)),
            _ => None,
        }
    }

    /// Where its operands stand.
    pub fn operands(self) -> [Option<At>; 3] {
        operands(self)
    }
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

    /// How deeply the formula at a place nests; known only where formulas are compiled.
    pub fn depth(&self, at: At) -> u16 {
        self.depth[at]
    }

    /// Adds a number with the text it was written with.
    pub fn push_number(&mut self, n: Num, text: String) -> At {
        self.constants.push((n, text));
        self.push(Instr::Num(self.constants.len() - 1))
    }

    /// How many instructions there are.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.code.len()
    }

    /// The instruction at a place.
    pub fn instr(&self, at: At) -> Instr {
        self.code[at]
    }

    /// A constant.
    pub fn constant(&self, place: usize) -> Num {
        self.constants[place].0
    }

    /// Whether any formula calls this named number.
    pub fn calls(&self, quantity: usize) -> bool {
        self.code.iter().any(|i| matches!(i, Instr::Quantity(q) if *q == quantity))
    }

    /// Whether this formula calls it.
    pub fn calls_in(&self, at: At, quantity: usize) -> bool {
        let instr = self.code[at];
        matches!(instr, Instr::Quantity(q) if q == quantity)
            || operands(instr).into_iter().flatten().any(|a| self.calls_in(a, quantity))
    }

    /// The places of what an instruction works on.
    pub fn operands(&self, at: At) -> impl Iterator<Item = At> + use<> {
        operands(self.code[at]).into_iter().flatten()
    }

    /// Adds an instruction that no formula text wrote. Its nesting is bounded by that of its operands plus one.
    pub fn push(&mut self, instr: Instr) -> At {
        let below = operands(instr).into_iter().flatten().map(|a| self.depth[a]).max().unwrap_or(0);
        self.code.push(instr);
        self.depth.push(below.saturating_add(1));
        self.code.len() - 1
    }

    /// Gives the points of a formula new places; `None` where one has none.
    pub fn renumber_points(&mut self, at: At, place: &dyn Fn(usize) -> Option<usize>) -> Option<()> {
        if let Instr::Points(i) = self.code[at] {
            self.code[at] = Instr::Points(place(i)?);
        }
        for operand in operands(self.code[at]).into_iter().flatten() {
            self.renumber_points(operand, place)?;
        }
        Some(())
    }

    /// The exact value; [`Fault::Unknown`] where a needed field is not exactly known.
    pub fn num(&self, at: At, env: &Env<'_>) -> Result<Num, Fault> {
        let large = Fault::TooLarge(at);
        match self.code[at] {
            Instr::Num(c) => Ok(self.constants[c].0),
            Instr::Field(f) => match env.values[f] {
                Value::Exact(n) => Ok(n),
                _ => Err(Fault::Unknown),
            },
            Instr::Quantity(q) => env.quantity(q).single().ok_or(Fault::Unknown),
            Instr::Add(a, b) => self.num(a, env)?.add(self.num(b, env)?).ok_or(large),
            Instr::Sub(a, b) => self.num(a, env)?.sub(self.num(b, env)?).ok_or(large),
            Instr::Mul(a, b) => self.num(a, env)?.mul(self.num(b, env)?).ok_or(large),
            Instr::Div(a, b) => self.quotient(at, a, b, env),
            Instr::Growth(a, b) => self.quotient(at, a, b, env)?.sub(Num::ONE).ok_or(large),
            Instr::Neg(a) => self.num(a, env)?.neg().ok_or(large),
            Instr::Min(a, b) => Ok(self.num(a, env)?.min(self.num(b, env)?)),
            Instr::Max(a, b) => Ok(self.num(a, env)?.max(self.num(b, env)?)),
            Instr::If(c, a, b) => {
                if self.truth(c, env)? {
                    self.num(a, env)
                } else {
                    self.num(b, env)
                }
            }
            Instr::Total => env.points.and_then(|p| p.total.single()).ok_or(Fault::Unknown),
            Instr::Points(i) => env.points.and_then(|p| p.each[i].single()).ok_or(Fault::Unknown),
            Instr::YearsSince(f) => env.years_since(f).ok_or(Fault::Unknown),
            Instr::Answer(q) => env.answer(q).number.single().ok_or(Fault::Unknown),
            // Not numbers; the loader lets none of them stand here.
            _ => Err(Fault::Unknown),
        }
    }

    fn quotient(&self, at: At, a: At, b: At, env: &Env<'_>) -> Result<Num, Fault> {
        // Both are read first, so that an unknown numerator does not hide a zero below it and the other way round.
        let (a, b) = (self.num(a, env), self.num(b, env)?);
        if b.is_zero() {
            return Err(Fault::DivideByZero(at));
        }
        a?.div(b).ok_or(Fault::TooLarge(at))
    }

    /// The exact truth; [`Fault::Unknown`] where a needed field is not known.
    pub fn truth(&self, at: At, env: &Env<'_>) -> Result<bool, Fault> {
        match self.code[at] {
            Instr::Bool(b) => Ok(b),
            Instr::Flag(f) => match env.values[f] {
                Value::Flag(b) => Ok(b),
                _ => Err(Fault::Unknown),
            },
            Instr::Level(f, l) => match env.values[f] {
                Value::Level(x) => Ok(x == l),
                _ => Err(Fault::Unknown),
            },
            Instr::Compare(c, a, b) => Ok(c.of(self.num(a, env)?, self.num(b, env)?)),
            Instr::And(a, b) => Ok(self.truth(a, env)? && self.truth(b, env)?),
            Instr::Or(a, b) => Ok(self.truth(a, env)? || self.truth(b, env)?),
            Instr::Not(a) => Ok(!self.truth(a, env)?),
            Instr::If(c, a, b) => {
                if self.truth(c, env)? {
                    self.truth(a, env)
                } else {
                    self.truth(b, env)
                }
            }
            Instr::EveryFloor => env.points.and_then(|p| p.floors).ok_or(Fault::Unknown),
            Instr::Day(c, f, day) => match env.values[f] {
                Value::Day(d) => Ok(c.of(d, day)),
                _ => Err(Fault::Unknown),
            },
            Instr::Answer(q) => env.answer(q).truth.ok_or(Fault::Unknown),
            _ => Err(Fault::Unknown),
        }
    }

    /// Where the value can lie: sound, not always tight.
    pub fn bounds(&self, at: At, env: &Env<'_>) -> Result<Interval, Fault> {
        Ok(match self.code[at] {
            Instr::Num(c) => Interval::exact(self.constants[c].0),
            Instr::Field(f) => match env.values[f] {
                Value::Exact(n) => Interval::exact(n),
                _ => (env.interval)(f),
            },
            Instr::Quantity(q) => env.quantity(q),
            Instr::Add(a, b) => self.bounds(a, env)?.add(self.bounds(b, env)?),
            Instr::Sub(a, b) => self.bounds(a, env)?.add(self.bounds(b, env)?.neg()),
            Instr::Mul(a, b) => self.bounds(a, env)?.mul(self.bounds(b, env)?),
            Instr::Div(a, b) => self.quotient_bounds(at, a, b, env)?,
            Instr::Growth(a, b) => self.quotient_bounds(at, a, b, env)?.add(Interval::exact(Num::int(-1))),
            Instr::Neg(a) => self.bounds(a, env)?.neg(),
            Instr::Min(a, b) => self.bounds(a, env)?.min(self.bounds(b, env)?),
            Instr::Max(a, b) => self.bounds(a, env)?.max(self.bounds(b, env)?),
            Instr::If(c, a, b) => match self.maybe(c, env)? {
                Some(true) => self.bounds(a, env)?,
                Some(false) => self.bounds(b, env)?,
                // A branch that cannot be computed is no branch that a company could take.
                None => match (self.bounds(a, env), self.bounds(b, env)) {
                    (Ok(x), Ok(y)) => x.hull(y),
                    (one, Err(_)) | (Err(_), one) => one?,
                },
            },
            Instr::Total => env.points.map_or(Interval::ALL, |p| p.total),
            Instr::Points(i) => env.points.map_or(Interval::ALL, |p| p.each[i]),
            Instr::YearsSince(f) => env.years_since(f).map_or(Interval::ALL, Interval::exact),
            Instr::Answer(q) => env.answer(q).number,
            _ => Interval::ALL,
        })
    }

    fn quotient_bounds(&self, at: At, a: At, b: At, env: &Env<'_>) -> Result<Interval, Fault> {
        let below = self.bounds(b, env)?.recip().ok_or(Fault::DivideByZero(at))?;
        Ok(self.bounds(a, env)?.mul(below))
    }

    /// The truth where it is certain, `None` where it depends on what is unknown.
    pub fn maybe(&self, at: At, env: &Env<'_>) -> Result<Option<bool>, Fault> {
        Ok(match self.code[at] {
            Instr::Compare(c, a, b) => match (self.num(a, env), self.num(b, env)) {
                (Ok(x), Ok(y)) => Some(c.of(x, y)),
                (Err(Fault::Unknown), _) | (_, Err(Fault::Unknown)) => {
                    c.of_intervals(self.bounds(a, env)?, self.bounds(b, env)?)
                }
                (Err(fault), _) | (_, Err(fault)) => return Err(fault),
            },
            Instr::And(a, b) => match self.maybe(a, env)? {
                Some(false) => Some(false),
                Some(true) => self.maybe(b, env)?,
                // Where the first decides, the second need not be computable.
                None => self.maybe(b, env).unwrap_or(None).filter(|y| !y),
            },
            Instr::Or(a, b) => match self.maybe(a, env)? {
                Some(true) => Some(true),
                Some(false) => self.maybe(b, env)?,
                None => self.maybe(b, env).unwrap_or(None).filter(|y| *y),
            },
            Instr::Not(a) => self.maybe(a, env)?.map(|x| !x),
            Instr::If(c, a, b) => match self.maybe(c, env)? {
                Some(true) => self.maybe(a, env)?,
                Some(false) => self.maybe(b, env)?,
                None => match (self.maybe(a, env), self.maybe(b, env)) {
                    (Ok(x), Ok(y)) => x.filter(|_| x == y),
                    (one, Err(_)) | (Err(_), one) => one?,
                },
            },
            _ => match self.truth(at, env) {
                Ok(b) => Some(b),
                Err(Fault::Unknown) => None,
                Err(fault) => return Err(fault),
            },
        })
    }

    /// Whether a formula reads something that may not be known.
    pub fn reads(&self, at: At, what: Unknown) -> bool {
        let instr = self.code[at];
        instr.unknown() == Some(what) || operands(instr).into_iter().flatten().any(|a| self.reads(a, what))
    }

    /// Adds the fields that a formula reads, in the order it names them, to those found already.
    pub fn fields(&self, at: At, found: &mut Vec<usize>) {
        match self.code[at] {
            Instr::Field(f) | Instr::Flag(f) | Instr::Level(f, _) | Instr::Day(_, f, _) | Instr::YearsSince(f)
                if !found.contains(&f) =>
            {
                found.push(f);
            }
            instr => operands(instr).into_iter().flatten().for_each(|a| self.fields(a, found)),
        }
    }

    /// Writes the formula in words; `leaf` names fields, points and levels.
    pub fn words(&self, at: At, chinese: bool, leaf: &dyn Fn(Instr, &mut String), out: &mut String) {
        self.write(at, chinese, leaf, 0, out);
    }

    fn write(&self, at: At, zh: bool, leaf: &dyn Fn(Instr, &mut String), outer: u8, out: &mut String) {
        let instr = self.code[at];
        let pick = |a: &'static str, b: &'static str| if zh { a } else { b };
        // How tightly it binds, and what stands before, between and behind its operands.
        let (level, [before, between, between2, behind]) = match instr {
            Instr::If(..) => (0, [pick("若 ", "if "), pick(" 则 ", " then "), pick("，否则 ", " else "), ""]),
            Instr::Or(..) => (1, ["", pick(" 或 ", " or "), "", ""]),
            Instr::And(..) => (2, ["", pick(" 且 ", " and "), "", ""]),
            Instr::Not(_) => (3, [pick("不是“", "not \""), "", "", pick("”", "\"")]),
            Instr::Compare(c, ..) => (4, ["", c.sign(), "", ""]),
            Instr::Add(..) => (5, ["", " + ", "", ""]),
            Instr::Sub(..) => (5, ["", " − ", "", ""]),
            Instr::Growth(..) => (5, ["", " ÷ ", "", " − 1"]),
            Instr::Mul(..) => (6, ["", " × ", "", ""]),
            Instr::Div(..) => (6, ["", " ÷ ", "", ""]),
            Instr::Neg(_) => (7, ["−", "", "", ""]),
            Instr::Min(..) => (9, [pick("较小者(", "min("), ", ", "", ")"]),
            Instr::Max(..) => (9, [pick("较大者(", "max("), ", ", "", ")"]),
            _ => (9, [""; 4]),
        };
        let inner = match instr {
            Instr::Growth(..) => 6,
            Instr::Min(..) | Instr::Max(..) | Instr::Not(_) => 0,
            _ => level,
        };
        let bracket = level < outer;
        if bracket {
            out.push('(');
        }
        match instr {
            Instr::Num(c) => write_literal(&self.constants[c].1, zh, out),
            Instr::Bool(true) => out.push_str(pick("是", "true")),
            Instr::Bool(false) => out.push_str(pick("否", "false")),
            Instr::EveryFloor => out.push_str(pick("每一类得分不低于其下限", "every group reaches its floor")),
            Instr::Total => out.push_str(pick("总分", "Total")),
            Instr::Field(_) | Instr::Flag(_) | Instr::Level(..) | Instr::Points(_) | Instr::Quantity(_) => {
                leaf(instr, out)
            }
            Instr::Day(..) | Instr::YearsSince(_) | Instr::Answer(_) => leaf(instr, out),
            _ => {
                out.push_str(before);
                for (n, operand) in operands(instr).into_iter().flatten().enumerate() {
                    out.push_str(["", between, between2][n]);
                    // The second operand of − and ÷ needs brackets where the first does not.
                    self.write(operand, zh, leaf, inner + u8::from(n > 0 && level > 4 && inner > 0), out);
                }
                out.push_str(behind);
            }
        }
        if bracket {
            out.push(')');
        }
    }
}

/// `500人` as `500 人` or `500 people`, `5%` as it is.
pub fn write_literal(literal: &str, zh: bool, out: &mut String) {
    let digits = literal.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-')).unwrap_or(literal.len());
    let (number, unit_name) = split(literal, digits);
    match (parse_literal(literal), unit(unit_name)) {
        (Some((n, _)), Some(_)) if !zh => out.push_str(&show_en(n, unit_name, 6)),
        _ => {
            out.push_str(&group_thousands(number));
            if !matches!(unit_name, "" | "%") {
                out.push(' ');
            }
            out.push_str(unit_name);
        }
    }
}

fn operands(i: Instr) -> [Option<At>; 3] {
    match i {
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

/// A number with a unit, in base units, and what it measures.
pub fn literal(digits: &str, unit_name: &str) -> Option<(Num, Dim)> {
    let n = parse_decimal(digits).ok()?;
    if unit_name.is_empty() {
        return Some((n, Dim::NONE));
    }
    let (dim, scale) = unit(unit_name)?;
    Some((n.mul(scale)?, dim))
}

/// A number with a unit as bands and formulas write it (`15%`, `-5%`, `4件`, `500万元`).
pub fn parse_literal(text: &str) -> Option<(Num, Dim)> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let end = body.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(body.len());
    let (digits, unit_name) = split(body, end);
    let (n, dim) = literal(digits, unit_name.trim())?;
    Some((if negative { n.neg()? } else { n }, dim))
}
