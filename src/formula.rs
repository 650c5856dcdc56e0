//! The formula language of schemes: read once into a flat program, types and units checked; evaluated exactly, or over
//! intervals where something is unknown.
//!
//! `+ - * /`, comparisons, `and or not`, `if … then … else …`, `min max sum growth`, field names, numbers with units
//! (`500万元`, `5%`), `industry = "industrial"`; in pass conditions also `total`, `points(id)` and
//! `every group >= its floor`.

use crate::dictionary::{Dictionary, Kind, Value};
use crate::number::{Dim, Interval, Num, parse_decimal, unit};
use crate::problem::Problem;

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
    /// As a sign that people read.
    pub fn sign(self) -> &'static str {
        match self {
            Compare::Eq => "=",
            Compare::Ne => "≠",
            Compare::Lt => "<",
            Compare::Le => "≤",
            Compare::Gt => ">",
            Compare::Ge => "≥",
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
    /// A number; the text it was written with.
    Num(Num, usize),
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
pub struct Points<'a> {
    /// Total.
    pub total: Interval,
    /// Of each id in [`Names::points`].
    pub each: &'a [Interval],
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
    pub points: Option<&'a Points<'a>>,
}

/// All formulas of a scheme, in one list of instructions.
#[derive(Debug, Default)]
pub struct Program {
    code: Vec<Instr>,
    depth: Vec<u16>,
    texts: Vec<String>,
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

    /// The text that a number was written with.
    pub fn literal(&self, text: usize) -> &str {
        &self.texts[text]
    }

    /// Adds an instruction that no formula text wrote. Its nesting is bounded by that of its operands plus one.
    pub(crate) fn push(&mut self, instr: Instr) -> At {
        let below = operands(instr)
            .into_iter()
            .flatten()
            .map(|a| self.depth[a])
            .max()
            .unwrap_or(0);
        self.code.push(instr);
        self.depth.push(below.saturating_add(1));
        self.code.len() - 1
    }

    /// The exact value; [`Fault::Unknown`] where a needed field is not exactly known.
    pub fn num(&self, at: At, env: &Env<'_>) -> Result<Num, Fault> {
        let large = Fault::TooLarge(at);
        match self.code[at] {
            Instr::Num(n, _) => Ok(n),
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
            Instr::Num(n, _) => Interval::exact(n),
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

    /// The fields that a formula reads, in the order it names them.
    pub fn fields(&self, at: At) -> Vec<usize> {
        let mut found = Vec::new();
        self.visit(at, &mut |i| {
            if let Instr::Field(f) | Instr::Flag(f) | Instr::Level(f, _) = i {
                if !found.contains(&f) {
                    found.push(f);
                }
            }
        });
        found
    }

    /// Calls `f` on each instruction of a formula, leaves first, left before right.
    pub fn visit(&self, at: At, f: &mut dyn FnMut(Instr)) {
        for a in operands(self.code[at]).into_iter().flatten() {
            self.visit(a, f);
        }
        f(self.code[at]);
    }

    /// The formula in words: `leaf` says how fields, points and levels are named.
    pub fn words(&self, at: At, chinese: bool, leaf: &dyn Fn(Instr) -> String) -> String {
        self.words_within(at, chinese, leaf, 0)
    }

    fn words_within(&self, at: At, zh: bool, leaf: &dyn Fn(Instr) -> String, outer: u8) -> String {
        let part = |a: At, level: u8| self.words_within(a, zh, leaf, level);
        let two = |a: At, sign: &str, b: At, level: u8| format!("{} {sign} {}", part(a, level), part(b, level + 1));
        let pick = |a: &'static str, b: &'static str| if zh { a } else { b };
        let (level, text) = match self.code[at] {
            Instr::Num(_, text) => (9, spaced_unit(self.literal(text))),
            Instr::Or(a, b) => (1, two(a, pick("或", "or"), b, 1)),
            Instr::And(a, b) => (2, two(a, pick("且", "and"), b, 2)),
            Instr::Not(a) => (3, format!("{}{}", pick("非 ", "not "), part(a, 3))),
            Instr::Compare(c, a, b) => (4, two(a, c.sign(), b, 5)),
            Instr::Add(a, b) => (5, two(a, "+", b, 5)),
            Instr::Sub(a, b) => (5, two(a, "−", b, 5)),
            Instr::Growth(a, b) => (5, format!("{} − 1", two(a, "÷", b, 6))),
            Instr::Mul(a, b) => (6, two(a, "×", b, 6)),
            Instr::Div(a, b) => (6, two(a, "÷", b, 6)),
            Instr::Neg(a) => (7, format!("−{}", part(a, 8))),
            Instr::Min(a, b) => (9, format!("{}({}, {})", pick("较小者", "min"), part(a, 0), part(b, 0))),
            Instr::Max(a, b) => (9, format!("{}({}, {})", pick("较大者", "max"), part(a, 0), part(b, 0))),
            Instr::If(c, a, b) if zh => (0, format!("若{}则{}，否则{}", part(c, 1), part(a, 1), part(b, 1))),
            Instr::If(c, a, b) => (0, format!("if {} then {} else {}", part(c, 1), part(a, 1), part(b, 1))),
            Instr::Bool(b) => (9, if b { pick("是", "true") } else { pick("否", "false") }.to_string()),
            Instr::EveryFloor => (
                9,
                pick("每一类得分不低于其下限", "every group reaches its floor").to_string(),
            ),
            Instr::Total => (9, pick("总分", "total").to_string()),
            leaf_instr => (9, leaf(leaf_instr)),
        };
        if level < outer { format!("({text})") } else { text }
    }
}

/// `500人` as `500 人`, `5%` as it is.
fn spaced_unit(literal: &str) -> String {
    match literal.find(|c: char| !c.is_ascii_digit() && c != '.') {
        Some(i) if literal[i..].starts_with('%') => literal.to_string(),
        Some(i) => format!("{} {}", crate::number::group_thousands(&literal[..i]), &literal[i..]),
        None => literal.to_string(),
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
    fn name(self) -> (String, String) {
        match self {
            Type::Number(dim) => dim.name(),
            Type::Truth => ("是非判断".into(), "a yes or no".into()),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A number and, right behind it, its unit.
    Number(String, String),
    Name(String),
    Text(String),
    Sign(&'static str),
    End,
}

/// Reads a formula into the program; gives its place and type. The problem's column counts characters from 1.
pub fn compile(text: &str, names: &Names<'_>, program: &mut Program) -> Result<(At, Type), Problem> {
    if text.len() > MAX_LENGTH {
        return Err(fail(1, "公式太长", "the formula is too long"));
    }
    let tokens = tokenize(text)?;
    let mut reader = Reader {
        tokens: &tokens,
        next: 0,
        nesting: 0,
        names,
        program,
    };
    let result = reader.expression()?;
    match reader.peek() {
        Token::End => Ok((result.0, result.1)),
        other => Err(reader.unexpected(&other.clone(), "公式到这里应当结束", "the formula should end here")),
    }
}

fn fail(column: usize, zh: impl AsRef<str>, en: impl AsRef<str>) -> Problem {
    let mut p = Problem::new(
        "bad_formula",
        format!("公式第 {column} 个字符：{}", zh.as_ref()),
        format!("formula, character {column}: {}", en.as_ref()),
    );
    p.column = Some(column as u32);
    p
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
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

fn tokenize(text: &str) -> Result<Vec<(Token, usize)>, Problem> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let column = text[..text.len() - rest.len()].chars().count() + 1;
        let Some(first) = rest.chars().next() else {
            tokens.push((Token::End, column));
            return Ok(tokens);
        };
        if first.is_ascii_digit() {
            let end = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .unwrap_or(rest.len());
            let (digits, after) = rest.split_at(end);
            let unit_start = after.trim_start_matches(' ');
            let is_unit = |c: char| c == '%' || ('\u{4e00}'..='\u{9fff}').contains(&c);
            let unit_end = unit_start.find(|c: char| !is_unit(c)).unwrap_or(unit_start.len());
            tokens.push((Token::Number(digits.into(), unit_start[..unit_end].into()), column));
            rest = if unit_end == 0 { after } else { &unit_start[unit_end..] };
        } else if first.is_ascii_lowercase() {
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            tokens.push((Token::Name(rest[..end].into()), column));
            rest = &rest[end..];
        } else if first == '"' {
            let end = rest[1..]
                .find('"')
                .ok_or_else(|| fail(column, "缺少右引号", "the closing quote is missing"))?;
            tokens.push((Token::Text(rest[1..=end].into()), column));
            rest = &rest[end + 2..];
        } else {
            let sign = SIGNS.iter().find(|(s, _)| rest.starts_with(s));
            let (written, sign) = sign.ok_or_else(|| {
                fail(
                    column,
                    format!("不认识“{first}”"),
                    format!("unknown character \"{first}\""),
                )
            })?;
            tokens.push((Token::Sign(sign), column));
            rest = &rest[written.len()..];
        }
    }
}

struct Reader<'a> {
    tokens: &'a [(Token, usize)],
    next: usize,
    nesting: u16,
    names: &'a Names<'a>,
    program: &'a mut Program,
}

type Part = (At, Type);

impl<'a> Reader<'a> {
    fn peek(&self) -> &'a Token {
        &self.tokens[self.next].0
    }

    fn column(&self) -> usize {
        self.tokens[self.next].1
    }

    fn advance(&mut self) -> &'a Token {
        let t = self.peek();
        self.next = (self.next + 1).min(self.tokens.len() - 1);
        t
    }

    fn eat(&mut self, sign: &str) -> bool {
        let hit =
            matches!(self.peek(), Token::Sign(s) if *s == sign) || matches!(self.peek(), Token::Name(n) if n == sign);
        if hit {
            self.advance();
        }
        hit
    }

    fn need(&mut self, sign: &str) -> Result<(), Problem> {
        if self.eat(sign) {
            return Ok(());
        }
        let found = self.peek().clone();
        Err(self.unexpected(
            &found,
            &format!("这里应当是“{sign}”"),
            &format!("\"{sign}\" was expected here"),
        ))
    }

    fn unexpected(&self, found: &Token, zh: &str, en: &str) -> Problem {
        let shown = match found {
            Token::Number(d, u) => format!("{d}{u}"),
            Token::Name(n) => n.clone(),
            Token::Text(t) => format!("\"{t}\""),
            Token::Sign(s) => (*s).to_string(),
            Token::End => {
                return fail(
                    self.column(),
                    format!("公式没有写完：{zh}"),
                    format!("the formula ends early: {en}"),
                );
            }
        };
        fail(
            self.column(),
            format!("{zh}，实际是“{shown}”"),
            format!("{en}, found \"{shown}\""),
        )
    }

    fn push(&mut self, instr: Instr, column: usize) -> Result<At, Problem> {
        let at = self.program.push(instr);
        if self.program.depth[at] > MAX_DEPTH {
            return Err(fail(column, "公式嵌套太深", "the formula is nested too deeply"));
        }
        Ok(at)
    }

    fn expression(&mut self) -> Result<Part, Problem> {
        self.nesting += 1;
        if self.nesting > MAX_DEPTH {
            return Err(fail(self.column(), "公式嵌套太深", "the formula is nested too deeply"));
        }
        let column = self.column();
        let result = if self.eat("if") {
            let (c, tc) = self.expression()?;
            expect(column, tc, Type::Truth)?;
            self.need("then")?;
            let (a, ta) = self.expression()?;
            self.need("else")?;
            let (b, tb) = self.expression()?;
            expect(column, tb, ta)?;
            (self.push(Instr::If(c, a, b), column)?, ta)
        } else {
            self.either()?
        };
        self.nesting -= 1;
        Ok(result)
    }

    fn either(&mut self) -> Result<Part, Problem> {
        let mut left = self.both()?;
        loop {
            let column = self.column();
            if !self.eat("or") {
                return Ok(left);
            }
            let right = self.both()?;
            expect(column, left.1, Type::Truth)?;
            expect(column, right.1, Type::Truth)?;
            left = (self.push(Instr::Or(left.0, right.0), column)?, Type::Truth);
        }
    }

    fn both(&mut self) -> Result<Part, Problem> {
        let mut left = self.negation()?;
        loop {
            let column = self.column();
            if !self.eat("and") {
                return Ok(left);
            }
            let right = self.negation()?;
            expect(column, left.1, Type::Truth)?;
            expect(column, right.1, Type::Truth)?;
            left = (self.push(Instr::And(left.0, right.0), column)?, Type::Truth);
        }
    }

    fn negation(&mut self) -> Result<Part, Problem> {
        let column = self.column();
        let mut turned = false;
        while self.eat("not") {
            turned = !turned;
        }
        let (at, t) = self.comparison()?;
        if turned {
            expect(column, t, Type::Truth)?;
            return Ok((self.push(Instr::Not(at), column)?, t));
        }
        Ok((at, t))
    }

    fn comparison(&mut self) -> Result<Part, Problem> {
        let column = self.column();
        if let Some(part) = self.level_test()? {
            return Ok(part);
        }
        let left = self.sum()?;
        let at = self.column();
        let compare = match self.peek() {
            Token::Sign("=") => Compare::Eq,
            Token::Sign("!=") => Compare::Ne,
            Token::Sign("<") => Compare::Lt,
            Token::Sign("<=") => Compare::Le,
            Token::Sign(">") => Compare::Gt,
            Token::Sign(">=") => Compare::Ge,
            _ => return Ok(left),
        };
        self.advance();
        let right = self.sum()?;
        number(column, left.1)?;
        same_unit(at, left.1, right.1, "比较", "compared")?;
        Ok((self.push(Instr::Compare(compare, left.0, right.0), at)?, Type::Truth))
    }

    /// `industry = "industrial"`, where a choice field stands.
    fn level_test(&mut self) -> Result<Option<Part>, Problem> {
        let Token::Name(name) = self.peek() else {
            return Ok(None);
        };
        let Some(field) = self.names.dictionary.find(name) else {
            return Ok(None);
        };
        let Kind::Choice(levels) = &self.names.dictionary.fields[field].kind else {
            return Ok(None);
        };
        self.advance();
        let turned = self.eat("!=");
        if !turned {
            self.need("=")?;
        }
        let column = self.column();
        let Token::Text(wanted) = self.advance() else {
            return Err(fail(
                column,
                format!("“{name}”是选项，只能与带引号的选项比较"),
                format!("\"{name}\" is a choice; compare it with a quoted level"),
            ));
        };
        let Some(level) = levels.iter().position(|l| l.id == *wanted) else {
            let all: Vec<&str> = levels.iter().map(|l| l.id.as_str()).collect();
            return Err(fail(
                column,
                format!("“{name}”没有选项“{wanted}”，可用：{}", all.join("、")),
                format!("\"{name}\" has no level \"{wanted}\"; there are {}", all.join(", ")),
            ));
        };
        let at = self.push(Instr::Level(field, level), column)?;
        let at = if turned { self.push(Instr::Not(at), column)? } else { at };
        Ok(Some((at, Type::Truth)))
    }

    fn sum(&mut self) -> Result<Part, Problem> {
        let mut left = self.product()?;
        loop {
            let column = self.column();
            let plus = self.eat("+");
            if !plus && !self.eat("-") {
                return Ok(left);
            }
            let right = self.product()?;
            number(column, left.1)?;
            same_unit(column, left.1, right.1, "相加减", "added")?;
            let instr = if plus {
                Instr::Add(left.0, right.0)
            } else {
                Instr::Sub(left.0, right.0)
            };
            left = (self.push(instr, column)?, left.1);
        }
    }

    fn product(&mut self) -> Result<Part, Problem> {
        let mut left = self.unary()?;
        loop {
            let column = self.column();
            let times = self.eat("*");
            if !times && !self.eat("/") {
                return Ok(left);
            }
            let right = self.unary()?;
            let (a, b) = (number(column, left.1)?, number(column, right.1)?);
            let dim = if times { a.times(b) } else { a.per(b) }
                .ok_or_else(|| fail(column, "单位的次数太高", "the unit has too high a power"))?;
            let instr = if times {
                Instr::Mul(left.0, right.0)
            } else {
                Instr::Div(left.0, right.0)
            };
            left = (self.push(instr, column)?, Type::Number(dim));
        }
    }

    fn unary(&mut self) -> Result<Part, Problem> {
        let column = self.column();
        let mut turned = false;
        while self.eat("-") {
            turned = !turned;
        }
        let (at, t) = self.primary()?;
        if turned {
            number(column, t)?;
            return Ok((self.push(Instr::Neg(at), column)?, t));
        }
        Ok((at, t))
    }

    fn primary(&mut self) -> Result<Part, Problem> {
        let column = self.column();
        match self.peek() {
            Token::Sign("(") => {
                self.advance();
                let inner = self.expression()?;
                self.need(")")?;
                Ok(inner)
            }
            Token::Number(digits, unit_name) => {
                self.advance();
                let (n, dim) = literal(digits, unit_name).ok_or_else(|| {
                    let units = "元 万元 亿元 % 人 件 项 个 年";
                    fail(
                        column,
                        format!("看不懂数字“{digits}{unit_name}”，单位可用：{units}"),
                        format!("cannot read \"{digits}{unit_name}\"; units are {units}"),
                    )
                })?;
                let text = self.program.texts.len();
                self.program.texts.push(format!("{digits}{unit_name}"));
                Ok((self.push(Instr::Num(n, text), column)?, Type::Number(dim)))
            }
            Token::Name(name) => {
                self.advance();
                self.named(name, column)
            }
            found => Err(self.unexpected(
                found,
                "这里应当是数字、字段或括号",
                "a number, field or bracket was expected here",
            )),
        }
    }

    fn named(&mut self, name: &str, column: usize) -> Result<Part, Problem> {
        match name {
            "true" | "false" => return Ok((self.push(Instr::Bool(name == "true"), column)?, Type::Truth)),
            "min" | "max" | "sum" => return self.fold(name, column),
            "growth" => {
                let args = self.arguments()?;
                let [(a, ta), (b, tb)] = args[..] else {
                    return Err(fail(
                        column,
                        "growth 要两个参数：本年、上年",
                        "growth takes two: this year, the year before",
                    ));
                };
                number(column, ta)?;
                same_unit(column, ta, tb, "比较", "compared")?;
                return Ok((self.push(Instr::Growth(a, b), column)?, Type::Number(Dim::NONE)));
            }
            _ => {}
        }
        if let Some(ids) = self.names.points {
            match name {
                "total" => return Ok((self.push(Instr::Total, column)?, Type::Number(Dim::NONE))),
                "every" => {
                    for word in ["group", ">=", "its", "floor"] {
                        self.need(word)?;
                    }
                    return Ok((self.push(Instr::EveryFloor, column)?, Type::Truth));
                }
                "points" => {
                    self.need("(")?;
                    let column = self.column();
                    let Token::Name(id) = self.advance() else {
                        return Err(fail(
                            column,
                            "points() 中应当是指标或类的标识",
                            "points() takes the id of an indicator or group",
                        ));
                    };
                    let Some(i) = ids.iter().position(|x| x == id) else {
                        return Err(fail(
                            column,
                            format!("没有指标或类“{id}”，可用：{}", ids.join("、")),
                            format!("no indicator or group \"{id}\"; there are {}", ids.join(", ")),
                        ));
                    };
                    self.need(")")?;
                    return Ok((self.push(Instr::Points(i), column)?, Type::Number(Dim::NONE)));
                }
                _ => {}
            }
        }
        let dictionary = self.names.dictionary;
        let Some(field) = dictionary.find(name) else {
            let hint = dictionary.nearest(name);
            let zh = hint.map_or(String::new(), |h| format!("，是否指“{h}”？"));
            let en = hint.map_or(String::new(), |h| format!("; did you mean \"{h}\"?"));
            return Err(fail(
                column,
                format!("没有字段“{name}”{zh}"),
                format!("no field \"{name}\"{en}"),
            ));
        };
        let (instr, t) = match &dictionary.fields[field].kind {
            Kind::Number { dim, .. } => (Instr::Field(field), Type::Number(*dim)),
            Kind::Flag => (Instr::Flag(field), Type::Truth),
            Kind::Choice(_) | Kind::Date => {
                return Err(fail(
                    column,
                    format!("“{name}”不是数字，也不是是非项，不能用在这里"),
                    format!("\"{name}\" is neither a number nor a yes or no and cannot stand here"),
                ));
            }
        };
        Ok((self.push(instr, column)?, t))
    }

    fn arguments(&mut self) -> Result<Vec<Part>, Problem> {
        self.need("(")?;
        let mut args = vec![self.expression()?];
        while self.eat(",") {
            args.push(self.expression()?);
        }
        self.need(")")?;
        Ok(args)
    }

    fn fold(&mut self, name: &str, column: usize) -> Result<Part, Problem> {
        let args = self.arguments()?;
        let (mut at, t) = args[0];
        number(column, t)?;
        for &(next, u) in &args[1..] {
            same_unit(column, t, u, "放在一起", "combined")?;
            let instr = match name {
                "min" => Instr::Min(at, next),
                "max" => Instr::Max(at, next),
                _ => Instr::Add(at, next),
            };
            at = self.push(instr, column)?;
        }
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
    let end = body
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(body.len());
    let (n, dim) = literal(&body[..end], body[end..].trim())?;
    Some((if negative { n.neg()? } else { n }, dim))
}

fn number(column: usize, t: Type) -> Result<Dim, Problem> {
    match t {
        Type::Number(dim) => Ok(dim),
        Type::Truth => Err(fail(
            column,
            "这里要数字，实际是是非判断",
            "a number is needed here, not a yes or no",
        )),
    }
}

fn expect(column: usize, found: Type, wanted: Type) -> Result<(), Problem> {
    if found == wanted {
        return Ok(());
    }
    let ((zf, ef), (zw, ew)) = (found.name(), wanted.name());
    let mut p = fail(
        column,
        format!("这里要{zw}，实际是{zf}"),
        format!("{ew} is needed here, found {ef}"),
    );
    if matches!((found, wanted), (Type::Number(_), Type::Number(_))) {
        p.code = "unit_clash";
    }
    Err(p)
}

fn same_unit(column: usize, a: Type, b: Type, zh: &str, en: &str) -> Result<(), Problem> {
    let (a, b) = (number(column, a)?, number(column, b)?);
    if a == b {
        return Ok(());
    }
    let ((za, ea), (zb, eb)) = (a.name(), b.name());
    let mut p = fail(
        column,
        format!("{za}与{zb}不能{zh}"),
        format!("{ea} and {eb} cannot be {en}"),
    );
    p.code = "unit_clash";
    Err(p)
}
