//! The formula language of schemes: read once into a flat program, types and units checked; evaluated exactly, or over
//! intervals where something is unknown.
//!
//! `+ - * /`, comparisons, `and or not`, `if … then … else …`, `min max sum growth`, field names, numbers with units
//! (`500万元`, `5%`), `industry = "industrial"`; in pass conditions also `total`, `points(id)` and
//! `every group >= its floor`.

use crate::dictionary::{Dictionary, Kind, Value};
use crate::number::{Dim, Interval, Num, cut, group_thousands, parse_decimal, show_en, split, unit};
use crate::problem::{Failure, Phrase, Problem, Text};

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

    fn of(self, a: Num, b: Num) -> bool {
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

/// What a formula is evaluated over.
pub struct Env<'a> {
    /// One value a field of the dictionary.
    pub values: &'a [Value],
    /// Where a field that is not exactly known can lie.
    pub interval: &'a dyn Fn(usize) -> Interval,
    /// Points, in pass conditions.
    pub points: Option<&'a Points>,
}

/// All formulas of a scheme, in one list of instructions.
#[derive(Debug, Default)]
pub struct Program {
    code: Vec<Instr>,
    depth: Vec<u16>,
    /// Numbers, and the text they were written with.
    constants: Vec<(Num, String)>,
}

/// Deepest nesting of a formula.
const MAX_DEPTH: u16 = 100;
/// Longest formula, in bytes.
const MAX_LENGTH: usize = 4000;

impl Program {
    /// The instruction at a place.
    pub fn instr(&self, at: At) -> Instr {
        self.code[at]
    }

    /// A constant.
    pub fn constant(&self, place: usize) -> Num {
        self.constants[place].0
    }

    /// Adds an instruction that no formula text wrote. Its nesting is bounded by that of its operands plus one.
    pub(crate) fn push(&mut self, instr: Instr) -> At {
        let below = operands(instr).into_iter().flatten().map(|a| self.depth[a]).max().unwrap_or(0);
        self.code.push(instr);
        self.depth.push(below.saturating_add(1));
        self.code.len() - 1
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
                None => self.bounds(a, env)?.hull(self.bounds(b, env)?),
            },
            Instr::Total => env.points.map_or(Interval::ALL, |p| p.total),
            Instr::Points(i) => env.points.map_or(Interval::ALL, |p| p.each[i]),
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
                x => match (x, self.maybe(b, env)?) {
                    (_, Some(false)) => Some(false),
                    (Some(true), y) => y,
                    _ => None,
                },
            },
            Instr::Or(a, b) => match self.maybe(a, env)? {
                Some(true) => Some(true),
                x => match (x, self.maybe(b, env)?) {
                    (_, Some(true)) => Some(true),
                    (Some(false), y) => y,
                    _ => None,
                },
            },
            Instr::Not(a) => self.maybe(a, env)?.map(|x| !x),
            Instr::If(c, a, b) => match self.maybe(c, env)? {
                Some(true) => self.maybe(a, env)?,
                Some(false) => self.maybe(b, env)?,
                None => {
                    let (x, y) = (self.maybe(a, env)?, self.maybe(b, env)?);
                    if x == y { x } else { None }
                }
            },
            _ => match self.truth(at, env) {
                Ok(b) => Some(b),
                Err(Fault::Unknown) => None,
                Err(fault) => return Err(fault),
            },
        })
    }

    /// Adds the fields that a formula reads, in the order it names them, to those found already.
    pub fn fields(&self, at: At, found: &mut Vec<usize>) {
        match self.code[at] {
            Instr::Field(f) | Instr::Flag(f) | Instr::Level(f, _) if !found.contains(&f) => found.push(f),
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
            Instr::Field(_) | Instr::Flag(_) | Instr::Level(..) | Instr::Points(_) => leaf(instr, out),
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
pub(crate) fn write_literal(literal: &str, zh: bool, out: &mut String) {
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

// ---------------------------------------------------------------------------------------------------------------------
// Reading

/// What names a formula may use.
pub struct Names<'a> {
    /// Fields.
    pub dictionary: &'a Dictionary,
    /// Ids of groups and indicators whose points may be asked for; `None` outside pass conditions.
    pub points: Option<&'a [String]>,
}

/// What a formula gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A number that measures this.
    Number(Dim),
    /// A truth.
    Truth,
}

impl Type {
    fn name(self) -> Text {
        match self {
            Type::Number(dim) => dim.name(),
            Type::Truth => Text::say("是非判断", "a yes or no", &[]),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token<'t> {
    /// A number and, right behind it, its unit.
    Number(&'t str, &'t str),
    Name(&'t str),
    Text(&'t str),
    Sign(&'static str),
    End,
}

/// Reads a formula into the program; gives its place and type. The problem's column counts characters from 1.
pub fn compile(text: &str, names: &Names<'_>, program: &mut Program) -> Result<(At, Type), Box<Problem>> {
    let mut reader = Reader { text, rest: text, token: Token::End, column: 1, nesting: 0, names, program };
    if text.len() > MAX_LENGTH {
        return Err(reader.fail("公式太长", "the formula is too long", &[]));
    }
    reader.advance()?;
    let result = reader.expression(0)?;
    match reader.token {
        Token::End => Ok(result),
        _ => Err(reader.unexpected("公式到这里应当结束", "the formula should end here")),
    }
}

const SIGNS: [(&str, &str); 20] = [
    ("<=", "<="),
    (">=", ">="),
    ("!=", "!="),
    ("==", "="),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("×", "*"),
    ("÷", "/"),
    ("−", "-"),
    ("<", "<"),
    (">", ">"),
    ("=", "="),
    ("+", "+"),
    ("-", "-"),
    ("*", "*"),
    ("/", "/"),
    ("(", "("),
    (")", ")"),
    (",", ","),
];

/// An operator between two operands: its sign, how tightly it binds, and the instruction that it makes.
type Infix = (&'static str, u8, fn(At, At) -> Instr);

const INFIX: [Infix; 12] = [
    ("or", 1, Instr::Or),
    ("and", 2, Instr::And),
    ("=", 4, |a, b| Instr::Compare(Compare::Eq, a, b)),
    ("!=", 4, |a, b| Instr::Compare(Compare::Ne, a, b)),
    ("<", 4, |a, b| Instr::Compare(Compare::Lt, a, b)),
    ("<=", 4, |a, b| Instr::Compare(Compare::Le, a, b)),
    (">", 4, |a, b| Instr::Compare(Compare::Gt, a, b)),
    (">=", 4, |a, b| Instr::Compare(Compare::Ge, a, b)),
    ("+", 5, Instr::Add),
    ("-", 5, Instr::Sub),
    ("*", 6, Instr::Mul),
    ("/", 6, Instr::Div),
];

struct Reader<'t, 'p> {
    text: &'t str,
    /// What follows the token.
    rest: &'t str,
    token: Token<'t>,
    /// Where the token begins, in characters from 1.
    column: usize,
    nesting: u16,
    names: &'p Names<'p>,
    program: &'p mut Program,
}

type Part = (At, Type);

impl<'t> Reader<'t, '_> {
    #[cold]
    fn fail(&self, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Failure {
        let column = self.column.to_string();
        let mut all = vec![Phrase::from(&column)];
        all.extend_from_slice(parts);
        let zh = ["公式第 {0} 个字符：", zh].concat();
        let en = ["formula, character {0}: ", en].concat();
        let mut p = Problem::boxed("bad_formula", &zh, &en, &all);
        p.column = u32::try_from(self.column).ok();
        p
    }

    fn unexpected(&self, zh: &str, en: &str) -> Failure {
        let shown = match self.token {
            Token::Number(a, b) => [a, b].concat(),
            Token::Name(n) | Token::Text(n) => n.to_string(),
            Token::Sign(s) => s.to_string(),
            Token::End => {
                return self.fail("公式没有写完：{1}", "the formula ends early: {1}", &[Phrase { zh, en }]);
            }
        };
        self.fail("{1}，实际是“{2}”", "{1}, found \"{2}\"", &[Phrase { zh, en }, (&shown).into()])
    }

    /// Reads the next token.
    fn advance(&mut self) -> Result<(), Failure> {
        let rest = self.rest.trim_start();
        self.column = cut(self.text, 0, self.text.len() - rest.len()).chars().count() + 1;
        let Some(first) = rest.chars().next() else {
            self.token = Token::End;
            self.rest = rest;
            return Ok(());
        };
        let while_in =
            |text: &'t str, within: fn(char) -> bool| split(text, text.find(|c| !within(c)).unwrap_or(text.len()));
        if first.is_ascii_digit() {
            let (digits, after) = while_in(rest, |c| c.is_ascii_digit() || c == '.');
            let (unit, behind) =
                while_in(after.trim_start_matches(' '), |c| c == '%' || ('\u{4e00}'..='\u{9fff}').contains(&c));
            self.token = Token::Number(digits, unit);
            self.rest = behind;
        } else if first.is_ascii_lowercase() {
            let (name, after) = while_in(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            self.token = Token::Name(name);
            self.rest = after;
        } else if first == '"' {
            let inner = cut(rest, 1, rest.len());
            let Some(end) = inner.find('"') else {
                return Err(self.fail("缺少右引号", "the closing quote is missing", &[]));
            };
            self.token = Token::Text(cut(inner, 0, end));
            self.rest = cut(inner, end + 1, inner.len());
        } else {
            let Some((written, sign)) = SIGNS.iter().find(|(s, _)| rest.starts_with(s)) else {
                let shown = first.to_string();
                return Err(self.fail("不认识“{1}”", "unknown character \"{1}\"", &[(&shown).into()]));
            };
            self.token = Token::Sign(sign);
            self.rest = cut(rest, written.len(), rest.len());
        }
        Ok(())
    }

    fn at(&self, word: &str) -> bool {
        match self.token {
            Token::Sign(s) => s == word,
            Token::Name(n) => n == word,
            _ => false,
        }
    }

    fn eat(&mut self, word: &str) -> Result<bool, Failure> {
        let hit = self.at(word);
        if hit {
            self.advance()?;
        }
        Ok(hit)
    }

    fn need(&mut self, word: &str) -> Result<(), Failure> {
        if self.eat(word)? {
            return Ok(());
        }
        Err(self.unexpected(&["这里应当是“", word, "”"].concat(), &["\"", word, "\" was expected here"].concat()))
    }

    fn push(&mut self, instr: Instr, t: Type) -> Result<Part, Failure> {
        let at = self.program.push(instr);
        if self.program.depth[at] > MAX_DEPTH {
            return Err(self.too_deep());
        }
        Ok((at, t))
    }

    fn too_deep(&self) -> Failure {
        self.fail("公式嵌套太深", "the formula is nested too deeply", &[])
    }

    /// Reads as long as operators bind at least so tightly.
    fn expression(&mut self, least: u8) -> Result<Part, Failure> {
        self.nesting += 1;
        if self.nesting > MAX_DEPTH {
            return Err(self.too_deep());
        }
        let mut left = self.prefix()?;
        while let Some(&(sign, level, make)) = INFIX.iter().find(|(sign, level, _)| *level >= least && self.at(sign)) {
            let wanted = if level < 4 { Some(Type::Truth) } else { None };
            self.check(left.1, wanted)?;
            let operator = self.column;
            self.advance()?;
            let right = self.expression(level + 1)?;
            // What is wrong with the operands is told at the operator.
            let next = std::mem::replace(&mut self.column, operator);
            self.check(right.1, wanted)?;
            let t = match (level, left.1, right.1) {
                (1 | 2, ..) => Type::Truth,
                (6, Type::Number(a), Type::Number(b)) => {
                    let dim = if sign == "*" { a.times(b) } else { a.per(b) };
                    let too_high = || self.fail("单位的次数太高", "the unit has too high a power", &[]);
                    Type::Number(dim.ok_or_else(too_high)?)
                }
                (level, a, b) => {
                    self.same(a, b)?;
                    if level == 4 { Type::Truth } else { a }
                }
            };
            self.column = next;
            left = self.push(make(left.0, right.0), t)?;
        }
        self.nesting -= 1;
        Ok(left)
    }

    /// That a part is a truth, or (where nothing is wanted) a number.
    fn check(&self, found: Type, wanted: Option<Type>) -> Result<(), Failure> {
        match (found, wanted) {
            (Type::Truth, None) => {
                Err(self.fail("这里要数字，实际是是非判断", "a number is needed here, not a yes or no", &[]))
            }
            (Type::Number(_), Some(Type::Truth)) => {
                Err(self.fail("这里要是非判断，实际是数字", "a yes or no is needed here, not a number", &[]))
            }
            _ => Ok(()),
        }
    }

    /// That two parts are alike: both truths, or numbers of one unit.
    fn same(&self, a: Type, b: Type) -> Result<(), Failure> {
        if a == b {
            return Ok(());
        }
        let (a, b) = (a.name(), b.name());
        let mut p = self.fail(
            "{1}与{2}不能相加减或比较",
            "{1} and {2} cannot be added or compared",
            &[(&a).into(), (&b).into()],
        );
        p.code = "unit_clash";
        Err(p)
    }

    fn prefix(&mut self) -> Result<Part, Failure> {
        match self.token {
            Token::Name("if") => {
                self.advance()?;
                let (c, t) = self.expression(0)?;
                self.check(t, Some(Type::Truth))?;
                self.need("then")?;
                let (a, ta) = self.expression(0)?;
                self.need("else")?;
                let (b, tb) = self.expression(0)?;
                self.same(ta, tb)?;
                self.push(Instr::If(c, a, b), ta)
            }
            Token::Name("not") => {
                self.advance()?;
                let (at, t) = self.expression(3)?;
                self.check(t, Some(Type::Truth))?;
                self.push(Instr::Not(at), t)
            }
            Token::Sign("-") => {
                self.advance()?;
                let (at, t) = self.expression(7)?;
                self.check(t, None)?;
                self.push(Instr::Neg(at), t)
            }
            Token::Sign("(") => {
                self.advance()?;
                let inner = self.expression(0)?;
                self.need(")")?;
                Ok(inner)
            }
            Token::Number(digits, unit_name) => {
                let Some((n, dim)) = literal(digits, unit_name) else {
                    return Err(self.fail(
                        "看不懂数字“{1}{2}”，单位可用：元 万元 亿元 % 人 件 项 个 年",
                        "cannot read \"{1}{2}\"; units are 元 万元 亿元 % 人 件 项 个 年",
                        &[digits.into(), unit_name.into()],
                    ));
                };
                self.advance()?;
                self.program.constants.push((n, [digits, unit_name].concat()));
                self.push(Instr::Num(self.program.constants.len() - 1), Type::Number(dim))
            }
            Token::Name(name) => self.named(name),
            _ => Err(self.unexpected("这里应当是数字、字段或括号", "a number, field or bracket was expected here")),
        }
    }

    fn named(&mut self, name: &'t str) -> Result<Part, Failure> {
        let plain = Type::Number(Dim::NONE);
        let in_pass = self.names.points.is_some();
        match name {
            "true" | "false" => {
                self.advance()?;
                return self.push(Instr::Bool(name == "true"), Type::Truth);
            }
            "min" | "max" | "sum" | "growth" => return self.call(name),
            "total" if in_pass => {
                self.advance()?;
                return self.push(Instr::Total, plain);
            }
            "every" if in_pass => {
                for word in ["every", "group", ">=", "its", "floor"] {
                    self.need(word)?;
                }
                return self.push(Instr::EveryFloor, Type::Truth);
            }
            "points" if in_pass => {
                self.advance()?;
                self.need("(")?;
                let ids = self.names.points.unwrap_or_default();
                let found = match self.token {
                    Token::Name(id) => ids.iter().position(|known| known == id),
                    _ => None,
                };
                let Some(place) = found else {
                    let all = ids.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                    return Err(self.fail(
                        "points() 中应当是指标或类的标识，可用：{1}",
                        "points() takes the id of an indicator or group: {1}",
                        &[(&all).into()],
                    ));
                };
                self.advance()?;
                self.need(")")?;
                return self.push(Instr::Points(place), plain);
            }
            _ => {}
        }
        let Some(field) = self.names.dictionary.find(name) else {
            let p = self.names.dictionary.unknown("bad_formula", name);
            return Err(self.fail("{1}", "{1}", &[Phrase { zh: &p.zh, en: &p.en }]));
        };
        match &self.names.dictionary.fields[field].kind {
            Kind::Number { dim, .. } => {
                self.advance()?;
                self.push(Instr::Field(field), Type::Number(*dim))
            }
            Kind::Flag => {
                self.advance()?;
                self.push(Instr::Flag(field), Type::Truth)
            }
            Kind::Choice(levels) => {
                self.advance()?;
                let turned = self.eat("!=")?;
                if !turned {
                    self.need("=")?;
                }
                let found = match self.token {
                    Token::Text(wanted) => levels.iter().position(|l| l.id == wanted),
                    _ => None,
                };
                let Some(level) = found else {
                    let all: Vec<&str> = levels.iter().map(|l| l.id).collect();
                    return Err(self.fail(
                        "“{1}”要与带引号的选项比较，可用：{2}",
                        "\"{1}\" is compared with a quoted level: {2}",
                        &[name.into(), (&all.join(", ")).into()],
                    ));
                };
                self.advance()?;
                let part = self.push(Instr::Level(field, level), Type::Truth)?;
                if turned { self.push(Instr::Not(part.0), Type::Truth) } else { Ok(part) }
            }
            Kind::Date => {
                Err(self.fail("“{1}”是日期，不能用在这里", "\"{1}\" is a date and cannot stand here", &[name.into()]))
            }
        }
    }

    /// `min(a, b, …)`, `max`, `sum`, `growth(now, before)`.
    fn call(&mut self, name: &str) -> Result<Part, Failure> {
        self.advance()?;
        self.need("(")?;
        let (mut at, t) = self.expression(0)?;
        self.check(t, None)?;
        let mut count = 1;
        while self.eat(",")? {
            let (next, u) = self.expression(0)?;
            self.same(t, u)?;
            let instr = match name {
                "min" => Instr::Min(at, next),
                "max" => Instr::Max(at, next),
                "sum" => Instr::Add(at, next),
                _ => Instr::Growth(at, next),
            };
            at = self.push(instr, t)?.0;
            count += 1;
        }
        if name == "growth" {
            if count != 2 {
                return Err(self.fail(
                    "growth 要两个参数：本年、上年",
                    "growth takes two: this year, the year before",
                    &[],
                ));
            }
            self.need(")")?;
            return Ok((at, Type::Number(Dim::NONE)));
        }
        self.need(")")?;
        Ok((at, t))
    }
}

/// A number with a unit, in base units, and what it measures.
fn literal(digits: &str, unit_name: &str) -> Option<(Num, Dim)> {
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
