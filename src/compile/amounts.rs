//! Numbers: exact, a range, or one of these a stage.

use super::compiler::Compiler;
use crate::file::amounts::{Amount, Between, Ends, Single};
use crate::file::number::Points;
use crate::file::reader::{Number, Spanned};
use innopoints_core::gather::Gather;
use innopoints_core::id::QuantityId;
use innopoints_core::json::Span;
use innopoints_core::number::Num;
use innopoints_core::problem::Phrase;
use innopoints_core::scheme::model;

/// Lowest, highest and, of an estimate, typical.
type Range = (Num, Num, Option<Num>);

/// Checks a number, and gives its value.
type Check<'c, N> = &'c mut dyn FnMut(&Compiler<'_>, &N, Span) -> Option<Num>;

impl Compiler<'_> {
    /// A range; `check` is asked of each of its numbers.
    pub(super) fn range<N: Number>(
        &self,
        between: &Spanned<Ends<N>>,
        typical: Option<(&N, Span)>,
        check: Check<'_, N>,
    ) -> Option<Range> {
        let Ends([lo, hi]) = between.get()?;
        let mut read = |end: &Spanned<N>| check(self, end.get()?, end.span);
        let (lo, hi) = (read(lo), read(hi));
        let typical = match typical {
            Some((n, span)) => Some((check(self, n, span)?, span)),
            None => None,
        };
        let (lo, hi) = (lo?, hi?);
        if lo >= hi {
            let (zh, en) = ("最低要小于最高", "the lower end must be below the upper");
            self.fail(between.span, "bad_range", zh, en, &[]);
            return None;
        }
        if let Some((t, span)) = typical
            && (t < lo || t > hi)
        {
            self.fail(span, "out_of_range", "典型值不在范围内", "the typical value is outside the range", &[]);
        }
        Some((lo, hi, typical.map(|t| t.0)))
    }

    /// A number that is not exact, of the parameter or indicator that is being compiled.
    pub(super) fn open(&mut self, lo: Num, hi: Num, typical: Option<Num>) -> QuantityId {
        let (id, title) = self.subject.clone();
        self.quantities.push(model::Quantity { id, title, lo, hi, typical });
        QuantityId::new(self.quantities.len() - 1)
    }

    fn single<N: Number>(&mut self, single: &Single<N>, span: Span, check: Check<'_, N>) -> Option<model::Amount> {
        match single {
            Single::Exact(n) => check(self, n, span).map(model::Amount::Exact),
            Single::Range(Between { between, typical }) => {
                // What is there and cannot be read is told.
                let typical = match typical {
                    Some(typical) => Some((&typical.get()?.0, typical.span)),
                    None => None,
                };
                let (lo, hi, typical) = self.range(between, typical, check)?;
                Some(model::Amount::Open(self.open(lo, hi, typical)))
            }
        }
    }

    /// A number, a range, or one of these a stage.
    pub(super) fn amount<N: Number>(
        &mut self,
        amount: &Amount<N>,
        span: Span,
        check: Check<'_, N>,
    ) -> Option<model::Amount> {
        let each = match amount {
            Amount::Single(single) => return self.single(single, span, check),
            Amount::Staged(each) => each,
        };
        if self.stages.is_empty() {
            self.fail(
                span,
                "wrong_type",
                "这里要数字，或 {0}；方案没有阶段",
                "a number or {0} is needed; the scheme has no stages",
                &[Phrase { zh: "{\"between\": [最低, 最高]}", en: "{\"between\": [lowest, highest]}" }],
            );
            return None;
        }
        let ids: Vec<String> = self.stages.iter().map(|stage| stage.id.clone()).gather();
        let ids: Vec<&str> = ids.iter().map(String::as_str).gather();
        let found = each.of(&ids, true, self.at(span), self.problems);
        let mut all = Vec::new();
        for single in found.into_iter().flatten() {
            if let Some(value) = single.get() {
                all.extend(self.single(value, single.span, check));
            }
        }
        (all.len() == ids.len()).then_some(model::Amount::Staged(all))
    }

    /// Points that are the same in every stage.
    pub(super) fn exact_points(&self, points: &Spanned<Points>, max: Option<Num>) -> Option<Num> {
        let value = points.get()?.value;
        if max.is_some_and(|max| value > max) {
            self.above_max(points.span);
        }
        Some(value)
    }

    pub(super) fn above_max(&self, span: Span) {
        self.fail(span, "above_max", "高于满分", "above the maximum", &[]);
    }

    /// The ends of an amount in a stage.
    pub(super) fn ends(&self, amount: &model::Amount, stage: usize) -> (Num, Num) {
        ends(&self.quantities, amount, stage)
    }

    /// The typical value of an amount in a stage, where it has one or is exact.
    pub(super) fn typical(&self, amount: &model::Amount, stage: usize) -> Option<Num> {
        match amount {
            model::Amount::Exact(n) => Some(*n),
            model::Amount::Open(q) => self.quantities[*q].typical,
            model::Amount::Staged(each) => self.typical(&each[stage], stage),
        }
    }
}

/// The ends of an amount in a stage.
pub(super) fn ends(quantities: &[model::Quantity], amount: &model::Amount, stage: usize) -> (Num, Num) {
    match amount {
        model::Amount::Exact(n) => (*n, *n),
        model::Amount::Open(q) => (quantities[*q].lo, quantities[*q].hi),
        model::Amount::Staged(each) => ends(quantities, &each[stage], stage),
    }
}
