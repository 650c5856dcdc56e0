//! Formulas: a parser, and their value where every name has one. A quotient by 0 has no value, and nothing computed from it
//! has one; truths follow Kleene.

use crate::number::{self, R};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// What a field or a formula gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// In base units.
    Number(R),
    /// Yes or no.
    Truth(bool),
    /// The level of a choice.
    Level(String),
}

/// A value for each name.
pub type Fields = BTreeMap<String, Value>;

/// A formula.
#[derive(Clone, Debug)]
pub enum Expr {
    /// A literal.
    Value(Value),
    /// A field, a parameter, or `total`.
    Name(String),
    /// `points(id)`
    Points(String),
    /// `every group >= its floor`
    EveryFloor,
    /// `not`
    Not(Box<Expr>),
    /// `-`
    Neg(Box<Expr>),
    /// `if … then … else …`
    If(Box<[Expr; 3]>),
    /// `min`, `max`, `sum`, `growth`
    Call(String, Vec<Expr>),
    /// An operator between two operands.
    Infix(&'static str, Box<[Expr; 2]>),
}

fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        let run = |i: &mut usize, within: &dyn Fn(char) -> bool| {
            while *i < chars.len() && within(chars[*i]) {
                *i += 1;
            }
        };
        match chars[i] {
            ' ' => {
                i += 1;
                continue;
            }
            '0'..='9' => {
                run(&mut i, &|c| c.is_ascii_digit() || c == '.');
                run(&mut i, &|c| c == '%' || ('\u{4e00}'..='\u{9fff}').contains(&c));
            }
            'a'..='z' => run(&mut i, &|c| c.is_ascii_alphanumeric() || c == '_'),
            '"' => {
                i += 1;
                run(&mut i, &|c| c != '"');
                i += 1;
            }
            '<' | '>' | '!' => run(&mut i, &|c| "<>!=".contains(c)),
            _ => i += 1,
        }
        found.push(chars[start..i].iter().collect());
    }
    found
}

/// The operators, from those that bind loosest.
const LEVELS: [&[&str]; 5] = [&["or"], &["and"], &["=", "!=", "<=", ">=", "<", ">"], &["+", "-"], &["*", "/"]];

struct Reader {
    tokens: Vec<String>,
    next: usize,
}

impl Reader {
    fn peek(&self) -> &str {
        self.tokens.get(self.next).map_or("", String::as_str)
    }

    fn take(&mut self) -> String {
        self.next += 1;
        self.tokens.get(self.next - 1).unwrap_or_else(|| panic!("the formula ends early: {:?}", self.tokens)).clone()
    }

    fn need(&mut self, word: &str) {
        assert_eq!(self.take(), word, "in {:?}", self.tokens);
    }

    fn level(&mut self, level: usize) -> Expr {
        if level == LEVELS.len() {
            return self.operand();
        }
        // `not` binds tighter than `and` and looser than a comparison.
        if level == 2 && self.peek() == "not" {
            self.take();
            return Expr::Not(Box::new(self.level(2)));
        }
        let mut left = self.level(level + 1);
        while let Some(sign) = LEVELS[level].iter().find(|s| **s == self.peek()) {
            self.take();
            left = Expr::Infix(sign, Box::new([left, self.level(level + 1)]));
        }
        left
    }

    fn operand(&mut self) -> Expr {
        let token = self.take();
        match token.as_str() {
            "(" => {
                let inner = self.level(0);
                self.need(")");
                inner
            }
            "-" => Expr::Neg(Box::new(self.operand())),
            "true" | "false" => Expr::Value(Value::Truth(token == "true")),
            "if" => {
                let condition = self.level(0);
                self.need("then");
                let yes = self.level(0);
                self.need("else");
                Expr::If(Box::new([condition, yes, self.level(0)]))
            }
            "every" => {
                ["group", ">=", "its", "floor"].iter().for_each(|word| self.need(word));
                Expr::EveryFloor
            }
            "points" => {
                self.need("(");
                let id = self.take();
                self.need(")");
                Expr::Points(id)
            }
            "min" | "max" | "sum" | "growth" => {
                self.need("(");
                let mut list = vec![self.level(0)];
                while self.peek() == "," {
                    self.take();
                    list.push(self.level(0));
                }
                self.need(")");
                Expr::Call(token, list)
            }
            _ if token.starts_with('"') => Expr::Value(Value::Level(token.trim_matches('"').to_string())),
            _ if token.starts_with(|c: char| c.is_ascii_digit()) => {
                Expr::Value(Value::Number(number::quantity(&Json::String(token))))
            }
            _ => Expr::Name(token),
        }
    }
}

/// What formulas may ask for beside the fields.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The company.
    pub fields: &'a Fields,
    /// Numbers of the scheme.
    pub parameters: &'a Fields,
    /// Points, in pass conditions.
    pub points: Option<&'a Points>,
}

/// What a pass condition may ask for.
pub struct Points {
    /// Rounded.
    pub total: R,
    /// Of groups and indicators, exact.
    pub each: BTreeMap<String, R>,
    /// Whether every group reaches its floor.
    pub floors: bool,
}

impl Expr {
    /// From its text.
    pub fn parse(text: &str) -> Expr {
        let mut reader = Reader { tokens: tokens(text), next: 0 };
        let read = reader.level(0);
        assert_eq!(reader.next, reader.tokens.len(), "{text}");
        read
    }

    /// Its number; none where it divides by 0.
    pub fn number(&self, scope: Scope<'_>) -> Option<R> {
        match self.value(scope)? {
            Value::Number(n) => Some(n),
            other => panic!("a number is needed: {other:?}"),
        }
    }

    /// Its truth; none where a quotient without a value decides.
    pub fn truth(&self, scope: Scope<'_>) -> Option<bool> {
        match self.value(scope)? {
            Value::Truth(b) => Some(b),
            other => panic!("a truth is needed: {other:?}"),
        }
    }

    fn value(&self, scope: Scope<'_>) -> Option<Value> {
        Some(match self {
            Expr::Value(v) => v.clone(),
            Expr::Name(n) => match scope.points {
                Some(points) if n == "total" => Value::Number(points.total.clone()),
                _ => {
                    let known = scope.parameters.get(n).or_else(|| scope.fields.get(n));
                    known.unwrap_or_else(|| panic!("{n} has no value in this completion")).clone()
                }
            },
            Expr::Points(id) => Value::Number(scope.points.expect("points in a pass condition").each[id].clone()),
            Expr::EveryFloor => Value::Truth(scope.points.expect("points in a pass condition").floors),
            Expr::Not(a) => Value::Truth(!a.truth(scope)?),
            Expr::Neg(a) => Value::Number(-a.number(scope)?),
            Expr::If(parts) => {
                let [condition, yes, no] = &**parts;
                match condition.truth(scope) {
                    Some(true) => return yes.value(scope),
                    Some(false) => return no.value(scope),
                    None => return yes.value(scope).filter(|v| no.value(scope).as_ref() == Some(v)),
                }
            }
            Expr::Call(name, list) => {
                let all: Vec<R> = list.iter().map(|e| e.number(scope)).collect::<Option<_>>()?;
                let each = all.iter().cloned();
                Value::Number(match name.as_str() {
                    "min" => each.reduce(number::min)?,
                    "max" => each.reduce(number::max)?,
                    "sum" => each.reduce(|a, b| a + b)?,
                    _ if all[1].is_zero() => return None,
                    _ => (&all[0] - &all[1]) / &all[1],
                })
            }
            Expr::Infix(sign @ ("and" | "or"), parts) => {
                // One side may settle it.
                let settles = *sign == "or";
                let (a, b) = (parts[0].truth(scope), parts[1].truth(scope));
                if a == Some(settles) || b == Some(settles) {
                    return Some(Value::Truth(settles));
                }
                a.zip(b)?;
                Value::Truth(!settles)
            }
            Expr::Infix(sign @ ("+" | "-" | "*" | "/"), parts) => {
                let (a, b) = (parts[0].number(scope)?, parts[1].number(scope)?);
                Value::Number(match *sign {
                    "+" => a + b,
                    "-" => a - b,
                    "*" => a * b,
                    _ if b.is_zero() => return None,
                    _ => a / b,
                })
            }
            Expr::Infix(sign, parts) => {
                let (a, b) = (parts[0].value(scope)?, parts[1].value(scope)?);
                Value::Truth(match (*sign, a, b) {
                    ("=", a, b) => a == b,
                    ("!=", a, b) => a != b,
                    ("<", Value::Number(a), Value::Number(b)) => a < b,
                    ("<=", Value::Number(a), Value::Number(b)) => a <= b,
                    (">", Value::Number(a), Value::Number(b)) => a > b,
                    (_, Value::Number(a), Value::Number(b)) => a >= b,
                    other => panic!("cannot compare {other:?}"),
                })
            }
        })
    }

    /// The expressions directly within it.
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Expr::Value(_) | Expr::Name(_) | Expr::Points(_) | Expr::EveryFloor => Vec::new(),
            Expr::Not(a) | Expr::Neg(a) => vec![a],
            Expr::If(parts) => parts.iter().collect(),
            Expr::Infix(_, parts) => parts.iter().collect(),
            Expr::Call(_, list) => list.iter().collect(),
        }
    }

    /// The names in it.
    pub fn names(&self, found: &mut BTreeSet<String>) {
        if let Expr::Name(n) = self {
            found.insert(n.clone());
        }
        self.parts().into_iter().for_each(|e| e.names(found));
    }

    /// The numbers in it.
    pub fn numbers(&self, found: &mut Vec<R>) {
        if let Expr::Value(Value::Number(n)) = self {
            found.push(n.clone());
        }
        self.parts().into_iter().for_each(|e| e.numbers(found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(text: &str) -> Option<bool> {
        let none = Fields::new();
        Expr::parse(text).truth(Scope { fields: &none, parameters: &none, points: None })
    }

    #[test]
    fn binds_as_usual_and_is_exact() {
        for yes in [
            "1/3*3 >= 1",
            "growth(1.2, 1.0) = 20%",
            "1 - 2 - 3 = -4",
            "2 + 3 * 4 = 14",
            "1亿元 = 10000万元 and 1万元 = 10000元",
            "if 1 > 2 then false else true",
            "not 1 > 2",
            "not (1 > 2 or 2 > 1) or true",
        ] {
            assert_eq!(truth(yes), Some(true), "{yes}");
        }
        assert_eq!(number::int(3), number::quantity(&Json::from("3件")));
    }

    #[test]
    fn a_quotient_by_zero_leaves_open_what_it_decides() {
        for open in
            ["1/0 > 1", "not 1/0 > 1", "1/0 > 1 and true", "0 * (1/0) = 0", "max(1, 1/0) >= 1", "growth(1, 0) < 2"]
        {
            assert_eq!(truth(open), None, "{open}");
        }
        assert_eq!(truth("1/0 > 1 and false"), Some(false));
        assert_eq!(truth("1/0 > 1 or true"), Some(true));
        assert_eq!(truth("(if 1/0 > 1 then 2 else 2) = 2"), Some(true));
        assert_eq!(truth("(if 1/0 > 1 then 2 else 3) = 2"), None);
        assert_eq!(truth("if 1/0 > 1 then true else true"), Some(true));
    }
}
