//! Formulas, conditions, stages, classes, sources and days.

use super::compiler::{Compiler, Distinct};
use super::formula::{Names, Type, compile};
use crate::file::parts::{Address, Basis, ChoiceField, Effective, Formula, Id, Source, Text, When, text_in, text_of};
use crate::file::reader::Spanned;
use crate::file::scheme::{Class, Condition, Stage};
use innopoints_core::formula::{ExprId, Instr};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::json::Span;
use innopoints_core::number::{Date, Dim};
use innopoints_core::scheme::model::{self, Level};

/// What is read of a value that a file may leave unreadable.
pub(crate) fn id_of(id: &Spanned<Id>) -> Option<&str> {
    id.get().map(|id| id.0.as_str())
}

/// The parts of a condition, of a gate or of an instrument.
pub(crate) struct Parts<'f> {
    pub span: Span,
    pub id: &'f Spanned<Id>,
    pub title: &'f Spanned<Text>,
    pub by: &'f Option<Spanned<ChoiceField>>,
    pub when: &'f Spanned<When>,
    pub source: &'f Spanned<Source>,
}

/// The condition of a stage or class.
enum Test<'f> {
    Formula(&'f Spanned<Formula>),
    When(&'f Spanned<When>, &'f Option<Spanned<ChoiceField>>),
}

impl Compiler<'_> {
    /// A formula that must give a truth, or a number.
    fn formula(&mut self, formula: &Spanned<Formula>, in_pass: bool, truth: bool) -> Option<(ExprId, Type)> {
        let names = Names {
            dictionary: self.dictionary,
            points: in_pass.then_some(&self.points),
            quantities: &self.names,
            ask: self.ask,
        };
        match compile(&formula.get()?.0, &names, &mut self.program) {
            Ok(found) if (found.1 == Type::Truth) == truth => return Some(found),
            Ok(_) if truth => self.fail(
                formula.span,
                "wrong_type",
                "这里要是非判断，例如 revenue <= 2亿元",
                "a yes or no is needed here, such as revenue <= 2亿元",
                &[],
            ),
            Ok(_) => self.fail(
                formula.span,
                "wrong_type",
                "这里要数字，例如 rd_expense / revenue",
                "a number is needed here, such as rd_expense / revenue",
                &[],
            ),
            Err(problem) => self.problems.note(self.at(formula.span), *problem),
        }
        None
    }

    /// A formula that must give a truth.
    pub fn truth(&mut self, formula: &Spanned<Formula>) -> Option<ExprId> {
        self.formula(formula, false, true).map(|found| found.0)
    }

    /// A formula that must give a truth, and may ask for points.
    pub fn truth_of_points(&mut self, formula: &Spanned<Formula>) -> Option<ExprId> {
        self.formula(formula, true, true).map(|found| found.0)
    }

    /// A formula that must give a number, and what it measures.
    pub fn number(&mut self, formula: &Spanned<Formula>) -> Option<(ExprId, Dim)> {
        match self.formula(formula, false, false)? {
            (at, Type::Number(dim)) => Some((at, dim)),
            _ => None,
        }
    }

    /// A condition, or one for each level of a choice; whether it may ask for points.
    fn when(
        &mut self,
        when: &Spanned<When>,
        by: &Option<Spanned<ChoiceField>>,
        of_points: bool,
    ) -> Option<(Option<FieldId>, ExprId)> {
        match (when.get()?, by) {
            (When::One(formula), None) => {
                let formula = Spanned { span: when.span, value: Some(formula.clone()) };
                self.formula(&formula, of_points, true).map(|found| (None, found.0))
            }
            (When::Each(each), Some(by)) => {
                let field = by.get()?;
                let at = self.by_level(field, &field.levels(), each, when.span, of_points)?;
                Some((Some(field.0), at))
            }
            (When::One(_), Some(_)) => {
                let span = self.at(when.span);
                self.problems.expected(span, ("对象", "an object"), ("文本", "text"));
                None
            }
            (When::Each(_), None) => {
                let span = self.at(when.span);
                self.problems.expected(span, ("文本", "text"), ("对象", "an object"));
                None
            }
        }
    }

    /// One formula for each level of a choice, as a chain of ifs. The last level is the final else, so that an unknown
    /// level is certain exactly where all formulas agree.
    fn by_level(
        &mut self,
        field: &ChoiceField,
        levels: &[&str],
        each: &crate::file::reader::Map<Formula>,
        span: Span,
        of_points: bool,
    ) -> Option<ExprId> {
        let formulas = each.of(levels, true, self.at(span), self.problems);
        let compiled: Vec<Option<ExprId>> =
            formulas.into_iter().map(|formula| Some(self.formula(formula?, of_points, true)?.0)).gather();
        let mut chain: Option<ExprId> = None;
        for (level, at) in compiled.into_iter().enumerate().rev() {
            let at = at?;
            chain = Some(match chain {
                None => at,
                Some(rest) => {
                    let test = self.program.push(Instr::Level(field.0, level));
                    self.program.push(Instr::If(test, at, rest))
                }
            });
        }
        chain
    }

    pub fn source(&self, source: &Spanned<Source>) -> Option<model::Source> {
        let source = source.get()?;
        // Where it was read is for whoever keeps the file: what is compiled does not have it.
        let Basis { document: _, article, standing, checked: _, read_in: _, note } = &source.basis;
        let number = source.document();
        let document = self.documents.iter().find(|d| d.number.get().is_some_and(|known| known.0 == number));
        let text = |member: &Option<Spanned<Address>>| Some(member.as_ref()?.get()?.0.clone());
        Some(model::Source {
            document: number.to_string(),
            name: document.and_then(|d| Some(d.name.as_ref()?.get()?.0.clone())),
            article: article.get()?.0.clone(),
            standing: standing.get()?.0,
            checked: source.checked(),
            address: document.and_then(|d| text(&d.address)),
            reprint: document.and_then(|d| text(&d.reprint)),
            note: text_in(note),
        })
    }

    /// A list of gates or of direct routes.
    pub(super) fn conditions(&mut self, list: &Spanned<Vec<Spanned<Condition>>>) -> Vec<model::Condition> {
        let mut ids = Distinct::default();
        let mut found = Vec::new();
        for item in list.get().into_iter().flatten() {
            let Some(Condition { id, title, by, when, source }) = item.get() else { continue };
            if let Some(id) = id_of(id) {
                ids.add(id, self.at(item.span), self.problems);
            }
            found.extend(self.condition(&Parts { span: item.span, id, title, by, when, source }));
        }
        found
    }

    pub fn condition(&mut self, parts: &Parts<'_>) -> Option<model::Condition> {
        let Parts { span, id, title, by, when, source } = parts;
        let source = self.source(source);
        let (by, when) = self.within(*span, |compiler| compiler.when(when, by, false))?;
        Some(model::Condition { id: id_of(id)?.to_string(), title: text_of(title)?, when, by, source: source? })
    }

    /// The stages that the file declares.
    pub(super) fn read_stages(&mut self, list: &Spanned<Vec<Spanned<Stage>>>) {
        let items = list.get().map_or(&[][..], Vec::as_slice);
        let mut ids = Distinct::default();
        // What is too long is told; nothing is asked of the rest.
        for (i, item) in items.iter().enumerate().take(MAX_LEVELS + 1) {
            let Some(Stage { id, title, when, source }) = item.get() else { continue };
            let test = when.as_ref().map(Test::Formula);
            let last = i + 1 == items.len();
            let level = self.level(item.span, (id, title, source), test, last, &mut ids);
            self.stages.extend(level);
        }
        if !(2..=MAX_LEVELS).contains(&items.len()) && list.value.is_some() {
            self.fail(list.span, "out_of_range", "阶段应有 2 到 16 个", "there must be 2 to 16 stages", &[]);
        }
    }

    /// The classes, which may ask for points.
    pub(super) fn classes(&mut self, classes: &Spanned<crate::file::scheme::Classes>) -> Option<model::Classes> {
        let crate::file::scheme::Classes { title, by, list } = classes.get()?;
        let items = list.get()?;
        let mut ids = Distinct::default();
        let mut levels = Vec::new();
        for (i, item) in items.iter().enumerate().take(MAX_LEVELS + 1) {
            let Some(Class { id, title, when, source }) = item.get() else { continue };
            let test = when.as_ref().map(|when| Test::When(when, by));
            let last = i + 1 == items.len();
            levels.extend(self.level(item.span, (id, title, source), test, last, &mut ids));
        }
        if !(2..=MAX_LEVELS).contains(&items.len()) {
            self.fail(list.span, "out_of_range", "类别应有 2 到 16 个", "there must be 2 to 16 classes", &[]);
        }
        Some(model::Classes { title: text_of(title)?, list: levels })
    }

    /// A stage or a class; the last, and only the last, has no condition.
    fn level<'f>(
        &mut self,
        span: Span,
        (id, title, source): (&'f Spanned<Id>, &'f Spanned<Text>, &'f Spanned<Source>),
        test: Option<Test<'f>>,
        last: bool,
        ids: &mut Distinct,
    ) -> Option<Level> {
        let source = self.source(source);
        let (mut by, mut when) = (None, None);
        let given = test.as_ref().map(|test| match test {
            Test::Formula(formula) => formula.span,
            Test::When(when, _) => when.span,
        });
        match (test, last) {
            // A formula that cannot be read is told; the level stays, so that its id is known.
            (Some(Test::Formula(formula)), false) => when = self.truth(formula),
            (Some(Test::When(found, choice)), false) => {
                let compiled = self.within(span, |compiler| compiler.when(found, choice, true));
                (by, when) = compiled.map_or((None, None), |(by, at)| (by, Some(at)));
            }
            (Some(_), true) => {
                let (zh, en) = ("最后一个不写条件，收下其余全部", "the last has no condition: it takes the rest");
                self.fail(given.unwrap_or(span), "last", zh, en, &[]);
            }
            (None, false) => self.missing(span, "when"),
            (None, true) => {}
        }
        let id = id_of(id)?;
        ids.add(id, self.at(span), self.problems);
        Some(Level { id: id.to_string(), title: text_of(title)?, when, by, source: source? })
    }

    /// The first and the last day in force.
    pub fn effective(&self, effective: &Spanned<Effective>) -> Option<(Date, Option<Date>)> {
        // Versions that are in force beside it: only a check asks for them.
        let Effective { from, to, beside: _ } = effective.get()?;
        let day = |day: &Spanned<crate::file::parts::Day>| day.get().map(|day| day.0);
        let (from, to) = (day(from), to.as_ref().and_then(day));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            self.fail(effective.span, "date_order", "结束早于开始", "it ends before it begins", &[]);
        }
        Some((from?, to))
    }
}

/// Most stages, or classes.
const MAX_LEVELS: usize = 16;
