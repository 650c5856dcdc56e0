//! What rules are compiled in.

use super::compiler::Compiler;
use crate::file::amounts::Amount;
use crate::file::number::{Points, Quantity};
use crate::file::parts::{Formula, Source};
use crate::file::reader::{Problems, Spanned};
use crate::file::rules::{Check, Context, Rule};
use innopoints_core::formula::{ExprId, Instr};
use innopoints_core::id::QuantityId;
use innopoints_core::json::Span;
use innopoints_core::number::{Dim, Num};
use innopoints_core::problem::Phrase;
use innopoints_core::scheme::model;

impl Context for Compiler<'_> {
    fn problems(&self) -> &Problems {
        self.problems
    }

    fn fail(&self, span: Span, code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        self.fail(span, code, zh, en, parts);
    }

    fn has_stages(&self) -> bool {
        !self.stages.is_empty()
    }

    fn stage_count(&self) -> usize {
        self.stage_count()
    }

    fn number(&mut self, formula: &Spanned<Formula>) -> Option<(ExprId, Dim)> {
        self.number(formula)
    }

    fn truth(&mut self, formula: &Spanned<Formula>) -> Option<ExprId> {
        self.truth(formula)
    }

    fn field_range(&self, at: ExprId) -> Option<[Num; 2]> {
        match self.program.instr(at) {
            Instr::Field(field) => self.dictionary.fields[field].kind.range(),
            _ => None,
        }
    }

    fn points(&mut self, points: &Spanned<Amount<Points>>, max: Option<&model::Amount>) -> Option<model::Amount> {
        self.points_at(points.get()?, points.span, max)
    }

    fn points_at(&mut self, points: &Amount<Points>, span: Span, max: Option<&model::Amount>) -> Option<model::Amount> {
        let compiled = self.amount(points, span, &mut |_, points, _| Some(points.value))?;
        for stage in 0..self.stage_count() {
            let over = |max: &model::Amount| self.ends(&compiled, stage).0 > self.ends(max, stage).1;
            let above = |max: &model::Amount| {
                // What is open may be capped by its maximum; what is exact may not exceed it.
                let exact = matches!(max, model::Amount::Exact(_));
                over(max) || (exact && self.ends(&compiled, stage).1 > self.ends(max, stage).1)
            };
            if max.is_some_and(above) {
                self.above_max(span);
                break;
            }
        }
        Some(compiled)
    }

    fn exact_points(&self, points: &Spanned<Points>, max: Option<&model::Amount>) -> Option<Num> {
        self.exact_points(points, exact(max))
    }

    fn quantity(&mut self, quantity: &Amount<Quantity>, at: Span, check: Check<'_>) -> Option<model::Amount> {
        self.amount(quantity, at, &mut |c, quantity, at| check(c, quantity, at))
    }

    fn measured(&self, quantity: &Quantity, span: Span, wanted: Dim) -> Option<Num> {
        if quantity.dim != wanted {
            self.clash(span, wanted, quantity.dim);
            return None;
        }
        Some(quantity.value)
    }

    fn share(&self, quantity: &Quantity, span: Span) -> Option<Num> {
        let share = quantity.share();
        if share.is_none() {
            let (zh, en) = ("应是 0% 到 100% 的百分比", "must be a percentage from 0% to 100%");
            self.fail(span, "out_of_range", zh, en, &[]);
        }
        share
    }

    fn open(&mut self, lo: Num, hi: Num, typical: Option<Num>) -> QuantityId {
        self.open(lo, hi, typical)
    }

    fn ends(&self, amount: &model::Amount, stage: usize) -> (Num, Num) {
        self.ends(amount, stage)
    }

    fn source(&self, source: &Spanned<Source>) -> Option<model::Source> {
        self.source(source)
    }

    fn rule(&mut self, rule: &Option<Spanned<Rule>>, owner: Span, max: Option<&model::Amount>) -> Option<model::Rule> {
        let Some(rule) = rule else {
            Rule::one_is_needed(self.problems, self.at(owner));
            return None;
        };
        rule.get()?.compile().compile(self, max, rule.span)
    }
}

/// The number that an amount is, if it is one in every stage.
fn exact(amount: Option<&model::Amount>) -> Option<Num> {
    match amount {
        Some(model::Amount::Exact(n)) => Some(*n),
        _ => None,
    }
}
