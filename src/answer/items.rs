//! The reason of an indicator's points: the measured value, how it was computed, the band, and what leaves it open.

use super::report::{BandReport, Item};
use super::words::{Wording, edges};
use super::writer::{Writer, group_max, span_text};
use crate::estimate::EstimatedPoints;
use crate::languages::range;
use innopoints_core::dictionary::{INPUT_PLACES, Value};
use innopoints_core::formula::{Fault, Instr};
use innopoints_core::id::{ExprId, FieldId};
use innopoints_core::number::{Decimal, Interval, Num, unit};
use innopoints_core::outcome::{bounds, typical};
use innopoints_core::problem::Text;
use innopoints_core::scheme::model::{self, Amount, Rule};
use innopoints_core::scheme::rules::{Basis, SettledBy, Working};
use innopoints_core::score::{ItemScore, next_step, unknown_fields};

/// The most instructions of a formula that is shown with the company's figures: a longer one nobody would follow.
const READABLE: usize = 60;

/// What an indicator measures, in words.
#[derive(Default)]
struct Measured {
    value: Option<Text>,
    working: Option<Text>,
}

impl<'a> Writer<'a, '_> {
    pub(super) fn item(&self, at: usize) -> Item<'a> {
        let (indicator, score) = (&self.scheme.indicators[at], &self.score.items[at]);
        let estimate = self.estimates.as_ref().map(|e| &e.items[at]);
        let places = self.scheme.precision;
        let certain = score.points.single();
        let mut unknown = Vec::new();
        if certain.is_none() {
            indicator.rule.fields(&self.scheme.program, &mut unknown);
            unknown = unknown_fields(unknown, self.company);
        }
        let alternative = indicator.rule.kind().alternatives().get(score.earned.map_or(0, |e| e.alternative));
        let rule = alternative.map_or(&indicator.rule, |a| &a.rule);
        let how = rule.kind().working(score.earned);
        // Of several rules none is the one to show while it is open which is best.
        let measured = match (alternative, certain) {
            (Some(_), None) => Measured::default(),
            _ => self.measured(&how, score),
        };
        let undefined = match score.without_value {
            _ if certain.is_some() => None,
            Some(at) => self.zero(at),
            None => self.undefined_condition(indicator),
        };
        let band = band(&how);
        let on_edge = how.on_edge;
        let step = score.earned.and_then(|e| next_step(self.scheme, indicator, e, self.company));
        let most = self.span(&indicator.max);
        // Of a weight that is unpublished only the sum is known that it is a part of.
        let most_points = match (estimate, most.single()) {
            (Some(_), None) => group_max(self.scheme, indicator.group, self.score),
            _ => most.hi.unwrap_or(Num::ZERO),
        };
        let max = Decimal::new(most_points, 6);
        // Of an official scheme, what no figure settles is for the assessors: bands may leave them a range too.
        let left_open = certain.is_none() && unknown.is_empty() && undefined.is_none() && self.scheme.official;
        let judged = rule.kind().settled_by() != SettledBy::Figures || left_open;
        let typical = typical(self.scheme, score.earned.map(|e| e.points)).filter(|_| certain.is_none());
        let typical = typical.map(|points| Decimal::new(points, places));
        let reason = match certain {
            None => {
                let points = span_text(score.points, places);
                match (&undefined, self.titles(&unknown)) {
                    (Some(undefined), _) if estimate.is_none() => {
                        self.undefined_reason(indicator, undefined, &points, &max)
                    }
                    (Some(undefined), _) => self.say("{0}。", "{0}.", &[undefined.into()]),
                    (None, Some(fields)) if estimate.is_some() => {
                        self.say("取决于：{0}。", "Depends on: {0}.", &[(&fields).into()])
                    }
                    (None, Some(fields)) => self.say(
                        "取决于：{0}。得分在 {1} 分之间（满分 {2} 分）。",
                        "Depends on: {0}. From {1} of {2} points.",
                        &[(&fields).into(), (&points).into(), (&*max).into()],
                    ),
                    (None, None) => match estimate {
                        Some(estimate) => self.estimated_reason(&measured, estimate),
                        None => self.open_reason(rule, &measured, typical.as_deref(), &points, &max),
                    },
                }
            }
            Some(points) => {
                let name = alternative.and_then(|a| a.title.as_ref()).unwrap_or(&indicator.title);
                let points_text = Decimal::new(points, places);
                let mut reason = self.say("{0}", "{0}", &[name.into()]);
                if let Some(v) = &measured.value {
                    reason.push(&self.say(" {0}", ": {0}", &[v.into()]));
                }
                if let Some(w) = &measured.working {
                    reason.push(&self.say("（{0}）", " ({0})", &[w.into()]));
                }
                if let Some(b) = band.as_ref().and_then(|b| edges::band(b, self.languages)) {
                    reason.push(&self.say("，属于“{0}”一档", ", in the band {0}", &[(&b).into()]));
                }
                if on_edge {
                    reason.push(&self.say(
                        "，在界线上，按较高一档计",
                        ", on the edge, which earns the better band",
                        &[],
                    ));
                }
                let (zh, en) = match most.single() {
                    None if estimate.is_some() => {
                        ("，得 {0} 分（满分没有公布）。", "; {0} points (the maximum is unpublished).")
                    }
                    _ => ("，得 {0} 分（满分 {1} 分）。", "; {0} of {1} points."),
                };
                reason.push(&self.say(zh, en, &[(&*points_text).into(), (&*max).into()]));
                if most.single() == Some(points) {
                    reason.push(&self.say("已是最高档。", " This is the top.", &[]));
                }
                if let Some(step) = &step {
                    reason.push(&self.next_words(step));
                }
                reason
            }
        };
        Item {
            id: &indicator.id,
            group: &self.scheme.groups[indicator.group].id,
            title: &indicator.title,
            value: measured.value,
            working: measured.working,
            points: certain.map(|p| Decimal::new(p, places)),
            typical,
            bounds: bounds(self.scheme, score.points),
            estimate: estimate.cloned(),
            max,
            judged,
            band,
            next: step.map(|step| self.next(step)),
            on_edge,
            unknown: self.ids(&unknown),
            reason,
            source: alternative.and_then(|a| a.source.as_ref()).unwrap_or(&indicator.source),
        }
    }

    /// Why a condition that points hang on has no truth, of the rule or of a stage: a divisor that is 0.
    fn undefined_condition(&self, indicator: &model::Indicator) -> Option<Text> {
        let interval = |f: FieldId| self.company.interval(f);
        let env = self.env(&interval);
        let mut staged = matches!(indicator.max, Amount::Staged(_));
        indicator.rule.amounts(&mut |amount, _| staged |= matches!(amount, Amount::Staged(_)));
        let stages = self.scheme.stages.iter().filter(|_| staged).filter_map(|stage| stage.when);
        // A number without a value is told by what has it; of several rules one that has none drops out.
        indicator.rule.formulas().into_iter().chain(stages).find_map(|at| match self.scheme.program.truth(at, &env) {
            Err(Fault::NoValue(quotient)) => self.zero(quotient),
            _ => None,
        })
    }

    /// Why points are open although the company's figures are known: a quotient without a value.
    fn undefined_reason(&self, indicator: &model::Indicator, undefined: &Text, points: &str, max: &str) -> Text {
        self.say(
            "{0}，{1}无法计算，本项得分 {2} 未定（满分 {3} 分）。",
            "{0}, so {1} cannot be computed: from {2} of {3} points are open.",
            &[undefined.into(), (&indicator.title).into(), points.into(), max.into()],
        )
    }

    /// Why points are open although the company's figures are known: they are judged, or the scheme's numbers are not known.
    fn open_reason(&self, rule: &Rule, measured: &Measured, typical: Option<&str>, points: &str, max: &str) -> Text {
        let parts = [points.into(), max.into()];
        match rule.kind().settled_by() {
            SettledBy::Assessors if typical.is_none() => {
                return self.say(
                    "由评审者判断，在 {0} 分之间（满分 {1} 分）。",
                    "For the assessors to judge: from {0} of {1} points.",
                    &parts,
                );
            }
            SettledBy::Rank => {
                return self.say(
                    "由在同类企业中的名次决定，在 {0} 分之间（满分 {1} 分）。",
                    "By the rank among the companies compared: from {0} of {1} points.",
                    &parts,
                );
            }
            _ => {}
        }
        let mut reason = self.measure(measured);
        if self.scheme.official {
            reason.push(&self.say(
                "由评审者判断，在 {0} 分之间（满分 {1} 分）。",
                "for the assessors to judge: from {0} of {1} points.",
                &parts,
            ));
            return reason;
        }
        reason.push(&self.say(
            "评价办法的数字没有公布，按我们假定的范围在 {0} 分之间（满分至多 {1} 分）",
            "the numbers of the scheme are unpublished; over the ranges that we assume from {0} of at most {1} points",
            &parts,
        ));
        if let Some(t) = typical {
            reason.push(&self.say("，典型值 {0} 分", ", typically {0}", &[t.into()]));
        }
        reason.push(&self.say("。", ".", &[]));
        reason
    }

    /// What the panel says of points that unpublished numbers leave open.
    fn estimated_reason(&self, measured: &Measured, estimate: &EstimatedPoints) -> Text {
        let mut reason = self.measure(measured);
        let full = estimate.full.to_string();
        reason.push(&self.say(
            "分值没有公布，估算 {0}–{1} 分（可能的分值表的中间 90%），{2}% 的表里得满分。",
            "its points are unpublished; estimated at {0}–{1} (the middle 90 % of plausible tables), all of them by {2} % of the tables.",
            &[(&*estimate.low).into(), (&*estimate.high).into(), (&full).into()],
        ));
        reason
    }

    /// The measured value and its working before what is said of it.
    fn measure(&self, measured: &Measured) -> Text {
        let mut said = Text::default();
        if let Some(v) = &measured.value {
            said.push(&self.say("{0}", "{0}", &[v.into()]));
        }
        if let Some(w) = &measured.working {
            said.push(&self.say("（{0}）", " ({0})", &[w.into()]));
        }
        if measured.value.is_some() || measured.working.is_some() {
            said.push(&self.say("；", "; ", &[]));
        }
        said
    }

    /// The measured value and how it was computed.
    fn measured(&self, how: &Working<'_>, score: &ItemScore) -> Measured {
        let measure = match how.basis {
            Basis::Measured(measure) => measure,
            Basis::Field(field) => return Measured { value: self.value(field), working: None },
            Basis::Condition(when) => {
                return match self.scheme.program.instr(when) {
                    Instr::Flag(f) => Measured { value: self.value(f), working: None },
                    _ => Measured::default(),
                };
            }
            Basis::Conditions(ref list) => {
                let interval = |f: FieldId| self.company.interval(f);
                let met = |at: &&ExprId| self.scheme.program.certain(**at, &self.env(&interval)) == Some(true);
                let (met, all) = (list.iter().filter(met).count().to_string(), list.len().to_string());
                let value = self.say("满足 {0} 项（共 {1} 项）", "{0} of {1} items", &[(&met).into(), (&all).into()]);
                return Measured { value: Some(value), working: None };
            }
            Basis::Nothing => return Measured::default(),
        };
        let places = |x: Num| distinct_places(x, &measure.unit, &how.landmarks);
        let text = |x: Num| self.languages.show(x, &measure.unit, places(x));
        let interval = |f: FieldId| self.company.interval(f);
        let value = match score.earned.and_then(|e| e.value) {
            Some(x) => Some(text(x)),
            None => match self.scheme.program.span(measure.formula, &self.env(&interval)).values {
                Some(Interval { lo: Some(a), hi: Some(b) }) if a == b => Some(text(a)),
                Some(Interval { lo: Some(a), hi: Some(b) }) => Some(range(&text(a), &text(b))),
                _ => None,
            },
        };
        let formula = self.applied(measure.formula, &self.env(&interval));
        let computed = !matches!(self.scheme.program.instr(formula), Instr::Field(_));
        let readable = self.scheme.program.size(formula, READABLE) <= READABLE;
        let known = |f: &FieldId| self.company.values()[*f] != Value::Missing;
        let shown = computed && readable && self.fields_of(formula).iter().any(known);
        Measured { value, working: shown.then(|| self.words(formula, true)) }
    }
}

/// Decimals with which a value is shown: two, or as many more as it takes not to look as if it stood on an edge, or
/// beyond one, that it does not stand on.
fn distinct_places(x: Num, unit_name: &str, landmarks: &[Num]) -> u32 {
    let scale = unit(unit_name).map_or(Num::ONE, |u| u.1);
    let Some(shown) = x.div(scale) else { return 2 };
    let honest = |places: &u32| {
        let Some(rounded) = shown.round(*places).mul(scale) else {
            return true;
        };
        landmarks.iter().all(|e| rounded.cmp(e) == x.cmp(e))
    };
    (2..=INPUT_PLACES).find(honest).unwrap_or(INPUT_PLACES)
}

fn band(how: &Working<'_>) -> Option<BandReport> {
    let ((lo, hi), points) = how.step.clone().zip(how.step_points)?;
    let mut b = BandReport { from: None, above: None, to: None, below: None, points: Decimal::new(points, 6) };
    if let Some(e) = lo {
        *(if e.inclusive { &mut b.from } else { &mut b.above }) = Some(e.text);
    }
    if let Some(e) = hi {
        *(if e.inclusive { &mut b.to } else { &mut b.below }) = Some(e.text);
    }
    Some(b)
}
