//! The tokens of a formula, one after another, and the problem of a formula at the one that is read.

use innopoints_core::problem::{Failure, Phrase, Problem};
use innopoints_core::text::{cut, find_any, split};

/// A token of a formula.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Token<'t> {
    /// A number and, right behind it, its unit.
    Number(&'t str, &'t str),
    /// A name or word of the language.
    Name(&'t str),
    /// Text between quotes.
    Text(&'t str),
    /// An operator, bracket or comma.
    Sign(&'static str),
    /// The end of the formula.
    End,
}

/// Signs as they may be written, the longer ones first, and as they are read.
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

/// A formula whose token is read.
pub struct Tokens<'t> {
    text: &'t str,
    /// What follows the token.
    rest: &'t str,
    /// The token.
    pub token: Token<'t>,
    /// Where the token begins, in bytes, and in characters from 1.
    start: usize,
    pub column: usize,
}

impl<'t> Tokens<'t> {
    /// Before the first token.
    pub fn new(text: &'t str) -> Tokens<'t> {
        Tokens { text, rest: text, token: Token::End, start: 0, column: 1 }
    }

    /// That something is wrong at the token; the words as in [`Problem::new`], `{0}` being the column.
    #[cold]
    pub fn fail(&self, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Failure {
        let column = self.column.to_string();
        let mut all = vec![Phrase::from(&column)];
        all.extend_from_slice(parts);
        let zh = ["公式第 {0} 个字符：", zh].concat();
        let en = ["formula, character {0}: ", en].concat();
        let mut p = Problem::boxed("bad_formula", &zh, &en, &all);
        p.column = u32::try_from(self.column).ok();
        p
    }

    /// That something else was expected than the token; in Chinese and English.
    pub fn unexpected(&self, zh: &str, en: &str) -> Failure {
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
    pub fn advance(&mut self) -> Result<(), Failure> {
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

    /// Whether the token is this word or sign.
    pub fn at(&self, word: &str) -> bool {
        match self.token {
            Token::Sign(s) => s == word,
            Token::Name(n) => n == word,
            _ => false,
        }
    }

    /// Whether the token was this word or sign, which is passed over then.
    pub fn eat(&mut self, word: &str) -> Result<bool, Failure> {
        let hit = self.at(word);
        if hit {
            self.advance()?;
        }
        Ok(hit)
    }

    /// Passes over this word or sign, which has to stand here.
    pub fn need(&mut self, word: &str) -> Result<(), Failure> {
        if self.eat(word)? {
            return Ok(());
        }
        Err(self.unexpected(&["这里应当是“", word, "”"].concat(), &["\"", word, "\" was expected here"].concat()))
    }
}
