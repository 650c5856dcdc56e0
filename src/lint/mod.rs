//! What is wrong with a file, or looks so: everything at once, each with its place. It begins with what the reader and the
//! compiler report and adds what can be read but hardly meant: points that nobody can reach, a condition that always
//! holds, a divisor that can be 0, a number that does not say where it was read.

mod instruments;
mod neighbours;
mod points;
mod range;
mod rules;
mod scheme;
mod sources;

use crate::answer::formula::{sign, words};
use crate::compile::formula::{Names, Type, compile};
use crate::compile::ids::Ids;
use crate::file::field::Field;
use crate::file::lines::Lines;
use crate::file::parts::{Formula, When};
use crate::file::reader::Spanned;
use crate::finance::{Instruments, Rated, load};
use crate::scheme::Scheme;
use innopoints_core::dictionary::{Kind, Name};
use innopoints_core::formula::{Compare, ExprId, Instr, Program};
use innopoints_core::id::{FieldId, QuantityId};
use innopoints_core::json::{Document, Span};
use innopoints_core::number::{Dim, Num};
use innopoints_core::problem::{Phrase, Problem, Text};
use range::{Facts, Range, Ranges};
use serde::Serialize;
use std::collections::BTreeSet;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The scheme cannot be read, or contradicts itself.
    Error,
    /// It can be read, but this is hardly meant.
    Warning,
    /// Worth knowing; nothing to mend.
    Hint,
}

/// One thing found in a scheme file.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What and where.
    #[serde(flatten)]
    pub problem: Problem,
}

/// The files that one lives with: name or id, and text.
type Others<'a> = &'a [(&'a str, &'a str)];

/// Checks a file of a scheme or of finance instruments. `others` are the files it lives with, by file or id: days in force
/// may not overlap within a family, and an id may stand once.
pub fn check(text: &str, file: Option<&str>, others: &[(&str, &str)]) -> Vec<Finding> {
    let find = |id: &str| text_of(id, others).map(str::to_string);
    let mut lint = Lint::default();
    // A file too large is refused before anything is looked for in it.
    let instruments = text.contains("\"instruments\"")
        && crate::compile::document(text, ("", "")).is_ok_and(|document| Instruments::is_one(document.json()));
    let document = if instruments {
        let schemes: Vec<Scheme> =
            others.iter().filter_map(|other| Scheme::parse_with(other.1, None, &find).ok()).collect();
        let rated: Vec<Rated> = schemes.iter().map(Rated::from).collect();
        let load::Read { document, file: read, instruments, problems } = load::read(text, &rated);
        lint.errors(problems);
        if let Some(read) = &read {
            lint.instruments(read, document.as_ref(), instruments, &schemes, others);
            lint.file_name(&read.id, file);
            lint.neighbours(&read.id, None, others);
        }
        document
    } else {
        let crate::compile::Read { document, dictionary, file: read, scheme, problems, .. } =
            crate::compile::read(text, &find);
        lint.errors(problems);
        lint.ranges = Ranges::new(dictionary);
        if let (Some(read), Some(document)) = (&read, &document) {
            lint.loaded = scheme.map(Scheme);
            lint.scheme(read, document);
            lint.file_name(&read.id, file);
            lint.neighbours(&read.id, Some((&read.family, &read.effective)), others);
        }
        document
    };
    let lines = Lines::new(text);
    let mut found: Vec<Finding> = lint.found.into_iter().map(|found| found.placed(document.as_ref(), &lines)).collect();
    found.iter_mut().for_each(|finding| finding.problem.file = file.map(str::to_string));
    found.sort_by_key(|f| (f.problem.line, f.problem.column, f.severity));
    found.dedup_by(|a, b| a.problem == b.problem);
    found
}

/// The text of a scheme by its id: among the others, then among the shipped ones.
fn text_of<'a>(id: &str, others: &[(&str, &'a str)]) -> Option<&'a str> {
    let named = |name: &str| std::path::Path::new(name).file_stem().is_some_and(|s| s == id);
    others.iter().find(|o| named(o.0)).map(|o| o.1).or_else(|| crate::shipped::scheme(id))
}

/// A finding by the value that it is about.
struct Found {
    severity: Severity,
    span: Span,
    problem: Problem,
}

impl Found {
    fn placed(self, document: Option<&Document>, lines: &Lines<'_>) -> Finding {
        let Found { severity, span, mut problem } = self;
        match document {
            Some(document) => {
                let (line, column) = lines.find(document, span, problem.column.unwrap_or(0));
                (problem.line, problem.column) = (Some(line), Some(column));
                problem = problem.at(document.pointer(span));
            }
            // What is no JSON has its line.
            None if problem.line.is_none() => (problem.line, problem.column) = (Some(1), Some(1)),
            None => {}
        }
        Finding { severity, problem }
    }
}

#[derive(Default)]
struct Lint {
    found: Vec<Found>,
    /// Values with an error: nothing more is said of them.
    wrong: BTreeSet<Span>,
    loaded: Option<Scheme>,
    program: Program,
    ranges: Ranges,
    /// Ids of the stages; one without a name where the scheme has none.
    stages: Vec<String>,
    /// Ids that `points(…)` may name.
    points: Ids<usize>,
    /// Named numbers: index and what they measure.
    parameters: Ids<(QuantityId, Dim)>,
    /// The schemes that instruments ask, one a question.
    asked: Vec<Text>,
}

/// The first of some spans that is of this file.
fn first(spans: &[Span]) -> Span {
    spans.iter().copied().find(|span| span.is_some()).unwrap_or(Span::NONE)
}

impl Lint {
    fn errors(&mut self, problems: Vec<(Span, Problem)>) {
        for (span, problem) in problems {
            self.wrong.insert(span);
            self.found.push(Found { severity: Severity::Error, span, problem });
        }
    }

    fn say(&mut self, severity: Severity, code: &'static str, at: Span, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        // What was taken over is told of the file that says it; what cannot be read is told already.
        if !at.is_some() || self.wrong.contains(&at) {
            return;
        }
        if severity == Severity::Error {
            self.wrong.insert(at);
        }
        self.found.push(Found { severity, span: at, problem: Problem::new(code, zh, en, parts) });
    }

    fn warn(&mut self, code: &'static str, at: Span, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        self.say(Severity::Warning, code, at, zh, en, parts);
    }

    /// Warns of fields that a file defines and never asks for.
    fn unused_fields(&mut self, list: &Option<Spanned<Vec<Spanned<Field>>>>, used: &[&str]) {
        for item in list.iter().filter_map(Spanned::get).flatten() {
            let Some(id) = item.get().and_then(|field| field.id.get()).filter(|id| !used.contains(&id.0.as_str()))
            else {
                continue;
            };
            let (zh, en) = ("定义了数据项“{0}”，却没有用到", "the field \"{0}\" is defined but never used");
            self.warn("unused_field", item.span, zh, en, &[(&id.0).into()]);
        }
    }

    // -----------------------------------------------------------------------------------------------------------------
    // Formulas and conditions

    /// Compiles a formula and looks at its divisors; `None` where it cannot be read, which is reported already.
    fn formula(&mut self, formula: &Formula, at: Span, in_pass: bool) -> Option<(ExprId, Type)> {
        let names = Names {
            dictionary: self.ranges.dictionary,
            points: in_pass.then_some(&self.points),
            quantities: &self.parameters,
            ask: None,
        };
        let found = compile(&formula.0, &names, &mut self.program).ok()?;
        if at.is_some() {
            self.ranges.start();
            let mut divisors = Vec::new();
            self.ranges.divisors(&self.program, found.0, &Facts::default(), &mut divisors);
            for (expr, range) in divisors {
                self.divisor(expr, range, at);
            }
        }
        Some(found)
    }

    fn truth(&mut self, formula: &Spanned<Formula>) -> Option<ExprId> {
        match self.formula(formula.get()?, formula.span, false)? {
            (at, Type::Truth) => Some(at),
            _ => None,
        }
    }

    fn number(&mut self, formula: &Spanned<Formula>) -> Option<(ExprId, Dim)> {
        match self.formula(formula.get()?, formula.span, false)? {
            (at, Type::Number(dim)) => Some((at, dim)),
            _ => None,
        }
    }

    /// The values that a number can have.
    fn values(&self, expr: ExprId) -> Range {
        self.ranges.start();
        self.ranges.range(&self.program, expr, &Facts::default())
    }

    /// A formula by the names of what it reads.
    fn in_words(&self, expr: ExprId) -> Text {
        let words = |chinese: bool| {
            let mut out = String::new();
            let pick = |name: Name| if chinese { name.zh } else { name.en };
            let field = |f: FieldId| &self.ranges.dictionary.fields[f];
            let leaf = |instr: Instr, out: &mut String| match instr {
                Instr::Field(f) | Instr::Flag(f) | Instr::YearsSince(f) => out.push_str(pick(field(f).title)),
                Instr::Level(f, l) => {
                    let level = match &field(f).kind {
                        Kind::Choice(levels) => levels.get(l).map_or("", |l| pick(l.title)),
                        _ => "",
                    };
                    out.push_str(&[pick(field(f).title), sign(Compare::Eq), level].concat());
                }
                Instr::Day(how, f, day) => out.push_str(&[pick(field(f).title), sign(how), &day.to_text()].concat()),
                Instr::Quantity(q) => {
                    out.push_str(self.parameters.iter().find(|p| p.1.0 == q).map_or("", |(id, _)| id.as_str()));
                }
                Instr::Answer(q) => {
                    out.push_str(self.asked.get(q).map_or("", |title| if chinese { &title.zh } else { &title.en }));
                }
                _ => {}
            };
            words(&self.program, expr, chinese, &leaf, &mut out);
            out
        };
        Text { zh: words(true), en: words(false) }
    }

    /// A divisor that can be 0, by how surely that is a mistake.
    fn divisor(&mut self, expr: ExprId, range: Range, at: Span) {
        let words = self.in_words(expr);
        let parts = [Phrase::from(&words)];
        let (severity, zh, en) = if range.interval.single().is_some_and(Num::is_zero) {
            (Severity::Error, "除数“{0}”总是 0", "the divisor \"{0}\" is always 0")
        } else if !range.nonnegative() {
            (
                Severity::Warning,
                "除数“{0}”可能为 0 或负数：先判断，例如 if {0} > 0 then … else …",
                "the divisor \"{0}\" can be 0 or negative: ask first, as in if {0} > 0 then … else …",
            )
        } else {
            (
                Severity::Hint,
                "“{0}”可能为 0，那时这里没有数值，结果不能确定",
                "\"{0}\" can be 0; there is no value then, and what comes of it is undetermined",
            )
        };
        self.say(severity, "divide_by_zero", at, zh, en, &parts);
    }

    /// A condition: the formula, or one a level of a choice, each with its span and level. For a level, a plain true or
    /// false is meant, and given only where stages or classes are chained; a class may ask for points.
    fn whens(&mut self, when: &Spanned<When>, chained: bool) -> Vec<(ExprId, Span, String)> {
        match when.get() {
            None => Vec::new(),
            Some(When::One(formula)) => match self.formula(formula, when.span, chained) {
                Some((at, Type::Truth)) => vec![(at, when.span, String::new())],
                _ => Vec::new(),
            },
            Some(When::Each(levels)) => {
                let mut found = Vec::new();
                for (level, formula) in &levels.0 {
                    let Some(text) = formula.get() else { continue };
                    if let Some((at, Type::Truth)) = self.formula(text, formula.span, chained)
                        && (chained || !matches!(self.program.instr(at), Instr::Bool(_)))
                    {
                        found.push((at, formula.span, level.clone()));
                    }
                }
                found
            }
        }
    }

    /// Warns of a condition that the company's figures cannot turn.
    fn constant(&mut self, expr: ExprId, at: Span) {
        self.ranges.start();
        match self.ranges.truth(&self.program, expr, &Facts::default()) {
            Some(true) => {
                let (zh, en) = ("无论数据如何，这个条件总是成立", "this holds whatever the figures are");
                self.warn("always_true", at, zh, en, &[]);
            }
            Some(false) => {
                let (zh, en) = ("无论数据如何，这个条件都不成立", "this cannot hold, whatever the figures are");
                self.warn("never_true", at, zh, en, &[]);
            }
            None => {}
        }
    }
}

/// A condition without regard to spaces.
fn normal(when: &When) -> String {
    match when {
        When::One(formula) => formula.0.split_whitespace().collect::<Vec<_>>().join(" "),
        When::Each(each) => format!("{each:?}"),
    }
}

fn shown(n: Num) -> String {
    n.to_text(6)
}
