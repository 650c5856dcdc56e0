//! What an instrument gives: amounts, rates and days, computed for the company.

use super::{Evaluation, TermReport};
use crate::answer::words::{Wording, without_value};
use crate::finance::model::{Limit, Term};
use crate::languages::range;
use innopoints_core::dictionary::INPUT_PLACES;
use innopoints_core::formula::{ExprId, Fault, Instr};
use innopoints_core::id::FieldId;
use innopoints_core::number::{Decimal, Dim, Interval, Num, unit};
use innopoints_core::problem::Text;
use innopoints_core::score::unknown_fields;

/// A 分 in 万元, and the decimals that tell it.
const FEN: Num = Num::raw(1, 1_000_000);
const FEN_PLACES: u32 = 6;

impl<'a> Evaluation<'a, '_> {
    /// A term as it is for the company; `None` where it is none.
    pub(super) fn term(&self, t: &'a Term) -> Option<TermReport<'a>> {
        let when = t.when.map_or(Ok(Some(true)), |when| self.maybe(when, self.company));
        if when == Ok(Some(false)) {
            return None;
        }
        let interval = |f: FieldId| self.company.interval(f);
        let env = self.env(self.company, &interval, &self.shown);
        let program = &self.family.program;
        let at = self.applied(t.value, &env);
        let found = program.num(at, &env).map(Interval::exact);
        let found = match found {
            Err(Fault::Unknown) => Ok(program.span(at, &env).interval()),
            other => other,
        };
        let span = found.unwrap_or(Interval::ALL);
        let open_when = when != Ok(Some(true));
        let value = span.single().filter(|_| !open_when);
        let mut reads = self.fields_of(at);
        if let (Some(when), true) = (t.when, open_when) {
            reads.extend(self.fields_of(when));
        }
        let unknown = match value {
            Some(_) => Vec::new(),
            None => self.ids(&unknown_fields(reads, self.company)),
        };
        let scale = unit(&t.unit).map_or(Num::ONE, |u| u.1);
        let decimal = |n: Num| Decimal::new(n.div(scale).unwrap_or(n), INPUT_PLACES);
        let estimated = |index: usize| self.known[index].as_ref().is_some_and(|r| !r.official);
        Some(TermReport {
            id: &t.id,
            title: &t.title,
            value: value.map(decimal),
            bounds: [span.lo, span.hi].map(|end| end.map(decimal)),
            unit: &t.unit,
            limit: t.limit,
            text: self.amount(t, span, value),
            working: match (without_value(self, at, &env), found) {
                (Some(zero), _) => {
                    Some(self.say("{0}，无法计算。", "{0}, so it cannot be computed.", &[(&zero).into()]))
                }
                (None, Err(_)) => Some(self.say("数字位数太多，无法计算。", "The figures have too many digits.", &[])),
                (None, Ok(_)) => self.working(at, t, open_when),
            },
            unknown,
            official: !t.when.into_iter().chain([t.value]).flat_map(|at| self.questions_of(at)).any(estimated),
            source: &t.source,
        })
    }

    /// A term's value in words: `≤ 35%`, `0–150 万元`. Money is rounded to the 分, so that no limit is said to be wider than it is.
    fn amount(&self, t: &Term, span: Interval, value: Option<Num>) -> Text {
        let money = unit(&t.unit).is_some_and(|u| u.0 == Dim::MONEY);
        let rounded_to_fen = |n: Num| match t.limit {
            _ if !money => n,
            Some(Limit::AtMost) => n.down_to(FEN).unwrap_or(n),
            Some(Limit::AtLeast) => n.up_to(FEN).unwrap_or(n),
            None => n.round(FEN_PLACES),
        };
        let one = |n: Num| {
            let n = rounded_to_fen(n);
            self.languages().show(n, &t.unit, INPUT_PLACES)
        };
        let sign = match t.limit {
            Some(Limit::AtMost) => "≤ ",
            Some(Limit::AtLeast) => "≥ ",
            None => "",
        };
        match (value, span) {
            (Some(n), _) => Text::say("{1}{0}", "{1}{0}", &[(&one(n)).into(), sign.into()]),
            (None, Interval { lo: Some(lo), hi: Some(hi) }) if lo != hi => range(&one(lo), &one(hi)),
            (None, Interval { lo: Some(lo), hi: Some(_) }) => {
                Text::say("{1}{0}（若适用）", "{1}{0} (if it applies)", &[(&one(lo)).into(), sign.into()])
            }
            // That no amount is below 0 says nothing; nor does where a limit begins say where what it limits does.
            (None, Interval { lo: Some(lo), hi: None }) if !lo.is_zero() && t.limit != Some(Limit::AtMost) => {
                Text::say("≥ {0}", "≥ {0}", &[(&one(lo)).into()])
            }
            (None, Interval { lo: None, hi: Some(hi) }) if t.limit != Some(Limit::AtLeast) => {
                Text::say("≤ {0}", "≤ {0}", &[(&one(hi)).into()])
            }
            (None, _) => Text::say("待定", "open", &[]),
        }
    }

    /// The formula in names and in values, and when it applies.
    fn working(&self, at: ExprId, t: &Term, open_when: bool) -> Option<Text> {
        if matches!(self.family.program.instr(at), Instr::Num(_)) && !open_when {
            return None;
        }
        let mut said = self.words(at, false);
        let values = self.words(at, true);
        if values != said {
            said.push(&Text::say(" = {0}", " = {0}", &[(&values).into()]));
        }
        if let (Some(when), true) = (t.when, open_when) {
            said.push(&Text::say("；条件：{0}", "; if {0}", &[(&self.words(when, false)).into()]));
        }
        Some(said)
    }
}
