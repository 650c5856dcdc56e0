//! Reading a formula from its text: a parser by operator precedence that checks types and units as it goes.

use super::ids::Ids;
use innopoints_core::dictionary::{Dictionary, Kind};
use innopoints_core::formula::{Compare, ExprId, Instr, Program, literal};
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, QuantityId};
use innopoints_core::number::Dim;
use innopoints_core::number::read::day;
use innopoints_core::problem::{Failure, Phrase, Problem, Text};
use innopoints_core::text::{cut, find_any, split};

/// Deepest nesting of a formula.
const MAX_DEPTH: u16 = 100;

/// What names a formula may use.
pub struct Names<'a> {
    /// Fields.
    pub dictionary: &'a Dictionary,
    /// Ids of groups and indicators whose points may be asked for; `None` outside pass conditions.
    pub points: Option<&'a Ids<usize>>,
    /// Numbers of the scheme by their names: index and what they measure.
    pub quantities: &'a Ids<(QuantityId, Dim)>,
    /// Where schemes may be asked for results, and dates compared; `None` outside finance instruments.
    pub ask: Option<&'a Ask<'a>>,
}

/// Gives a question its place among the answers, or says why it cannot be asked.
pub type Ask<'a> = dyn Fn(Question<'_>) -> Result<usize, Box<Problem>> + 'a;

/// What a finance instrument may ask of a scheme, by the scheme's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question<'a> {
    /// `passed("…")`
    Passed(&'a str),
    /// `total("…")`
    Total(&'a str),
    /// `class("…") = "…"`
    Class(&'a str, &'a str),
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

/// Longest formula, in bytes.
const MAX_LENGTH: usize = 4000;

/// Reads a formula into the program; gives its place and type. The problem's column counts characters from 1.
pub fn compile(text: &str, names: &Names<'_>, program: &mut Program) -> Result<(ExprId, Type), Box<Problem>> {
    let mut reader = Reader { text, rest: text, token: Token::End, start: 0, column: 1, nesting: 0, names, program };
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
type Infix = (&'static str, u8, fn(ExprId, ExprId) -> Instr);

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
    /// Where the token begins, in bytes, and in characters from 1.
    start: usize,
    column: usize,
    nesting: u16,
    names: &'p Names<'p>,
    program: &'p mut Program,
}

type Part = (ExprId, Type);

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
        let start = self.text.len() - rest.len();
        self.column += cut(self.text, self.start, start).chars().count();
        self.start = start;
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
            let Some(end) = find_any(inner, b"\"") else {
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
        if self.program.depth(at) > MAX_DEPTH {
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
                        "看不懂数字“{1}{2}”，单位可用：元 万元 亿元 % 人 件 项 个 年 分",
                        "cannot read \"{1}{2}\"; units are 元 万元 亿元 % 人 件 项 个 年 分",
                        &[digits.into(), unit_name.into()],
                    ));
                };
                self.advance()?;
                let at = self.program.push_number(n, [digits, unit_name].concat());
                Ok((at, Type::Number(dim)))
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
                let found = match (self.token, self.names.points) {
                    (Token::Name(id), Some(ids)) => ids.get(id).copied(),
                    _ => None,
                };
                let Some(place) = found else {
                    let mut ids: Vec<_> = self.names.points.into_iter().flat_map(Ids::iter).gather();
                    innopoints_core::sort::sort_by_key(&mut ids, |(_, index)| *index);
                    let all = ids.iter().map(|(id, _)| id.as_str()).gather().join(", ");
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
            "passed" | "total" | "class" | "years_since" if self.names.ask.is_some() => return self.asked(name),
            _ => {}
        }
        if let Some(&(index, dim)) = self.names.quantities.get(name) {
            self.advance()?;
            return self.push(Instr::Quantity(index), Type::Number(dim));
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
                let turned = self.equal_or_not()?;
                let found = match self.token {
                    Token::Text(wanted) => levels.iter().position(|l| l.id == wanted),
                    _ => None,
                };
                let Some(level) = found else {
                    let all: Vec<&str> = levels.iter().map(|l| l.id).gather();
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
            Kind::Date if self.names.ask.is_some() => {
                self.advance()?;
                let how = match self.token {
                    Token::Sign("=") => Compare::Eq,
                    Token::Sign("!=") => Compare::Ne,
                    Token::Sign("<") => Compare::Lt,
                    Token::Sign("<=") => Compare::Le,
                    Token::Sign(">") => Compare::Gt,
                    Token::Sign(">=") => Compare::Ge,
                    _ => return Err(self.unexpected("日期要与日期比较", "a date is compared with a date")),
                };
                self.advance()?;
                let Some(day) = self.quoted().and_then(day) else {
                    return Err(self.unexpected(
                        "这里要带引号的日期，例如 \"2026-01-01\"",
                        "a quoted date such as \"2026-01-01\"",
                    ));
                };
                self.advance()?;
                self.push(Instr::Day(how, field, day), Type::Truth)
            }
            Kind::Date => {
                Err(self.fail("“{1}”是日期，不能用在这里", "\"{1}\" is a date and cannot stand here", &[name.into()]))
            }
        }
    }

    /// Whether the sign between a choice and its level is `!=` rather than `=`.
    fn equal_or_not(&mut self) -> Result<bool, Failure> {
        let turned = self.eat("!=")?;
        if !turned {
            self.need("=")?;
        }
        Ok(turned)
    }

    fn quoted(&self) -> Option<&'t str> {
        match self.token {
            Token::Text(text) => Some(text),
            _ => None,
        }
    }

    /// `passed("…")`, `total("…")`, `class("…") = "…"` and `years_since(field)`.
    fn asked(&mut self, name: &'t str) -> Result<Part, Failure> {
        self.advance()?;
        self.need("(")?;
        if name == "years_since" {
            let dates = |f: &FieldId| matches!(self.names.dictionary.fields[*f].kind, Kind::Date);
            let found = match self.token {
                Token::Name(id) => self.names.dictionary.find(id).filter(dates),
                _ => None,
            };
            let Some(field) = found else {
                return Err(self.unexpected("years_since 要一个日期字段", "years_since takes a date field"));
            };
            self.advance()?;
            self.need(")")?;
            return self.push(Instr::YearsSince(field), Type::Number(Dim::YEARS));
        }
        let (column, Some(scheme)) = (self.column, self.quoted()) else {
            return Err(self.unexpected("这里要带引号的方案标识", "a quoted scheme id was expected here"));
        };
        self.advance()?;
        self.need(")")?;
        let (mut turned, mut question) = (false, Question::Passed(scheme));
        if name == "total" {
            question = Question::Total(scheme);
        } else if name == "class" {
            turned = self.equal_or_not()?;
            let Some(class) = self.quoted() else {
                return Err(self.unexpected("这里要带引号的类别标识", "a quoted class id was expected here"));
            };
            self.advance()?;
            question = Question::Class(scheme, class);
        }
        let place = match self.names.ask.map(|ask| ask(question)) {
            Some(Ok(place)) => place,
            Some(Err(mut p)) => {
                p.column = u32::try_from(column).ok();
                return Err(p);
            }
            None => return Err(self.unexpected("这里不能问方案", "no scheme can be asked here")),
        };
        let t = if name == "total" { Type::Number(Dim::NONE) } else { Type::Truth };
        let part = self.push(Instr::Answer(place), t)?;
        if turned { self.push(Instr::Not(part.0), Type::Truth) } else { Ok(part) }
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
