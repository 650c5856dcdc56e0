//! The words of gates, direct routes and the conditions of finance instruments: why each is met, is not met, or stands open.

use super::{Wording, in_words, list, without_value};
use innopoints_core::dictionary::{Kind, Value};
use innopoints_core::formula::{Env, ExprId, Instr};
use innopoints_core::id::FieldId;
use innopoints_core::problem::Text;

/// Why a condition is met, is not, or stands open. `by` is the choice field that picks its formula; `unknown` the fields that
/// leave it open; `env` what it is evaluated over.
pub(crate) fn reason(
    words: &dyn Wording,
    when: ExprId,
    by: Option<FieldId>,
    met: Option<bool>,
    unknown: &[FieldId],
    env: &Env<'_>,
) -> Text {
    let Some(met) = met else {
        return open(words, when, unknown, env);
    };
    // Of a condition by level, the formula of the company's own level.
    let (at, level_known) = branch(words, when, by);
    let required = in_words(words, at, false);
    let Some(facts) = facts(words, at, by) else {
        // It looks at nothing that is known, and yet is settled.
        return match met {
            true => words.say("符合：{0}。", "Met: {0}.", &[(&required).into()]),
            false => words.say("不符合：{0}。", "Not met: {0}.", &[(&required).into()]),
        };
    };
    let mut reason = match met {
        true => words.say("符合：{0}", "Met: {0}", &[(&facts).into()]),
        false => words.say("不符合：{0}", "Not met: {0}", &[(&facts).into()]),
    };
    if let (Some(f), false) = (by, level_known) {
        reason.push(&words.say(
            "；{0}未填，逐一比较，结果相同。",
            "; {0} is not given, but every case gives the same.",
            &[words.field(f).title.into()],
        ));
        return reason;
    }
    match words.program().instr(at) {
        // The fact says it all.
        Instr::Flag(_) | Instr::Not(_) => reason.push(&words.say("。", ".", &[])),
        _ => reason.push(&words.say("；要求 {0}。", "; required: {0}.", &[(&required).into()])),
    }
    reason
}

/// Why a condition stands open: a quotient without a value, or the fields that are not known.
fn open(words: &dyn Wording, when: ExprId, unknown: &[FieldId], env: &Env<'_>) -> Text {
    if let Some(zero) = without_value(words, when, env) {
        return words.say("{0}，无法判断。", "{0}, so it cannot be decided.", &[(&zero).into()]);
    }
    match words.titles(unknown) {
        Some(fields) => words.say("取决于：{0}。", "Depends on: {0}.", &[(&fields).into()]),
        // The figures are known; the bounds of the computation are too wide.
        None => words.say("待定：{0}。", "Open: {0}.", &[(&in_words(words, when, false)).into()]),
    }
}

/// The figures that a condition looks at, as far as they are known.
pub(crate) fn facts(words: &dyn Wording, at: ExprId, by: Option<FieldId>) -> Option<Text> {
    let at = words.deciding_part(at);
    let fields = words.fields_of(at);
    let fields = fields.iter().filter(|f| by != Some(**f)).filter_map(|&f| {
        let value = words.value(f)?;
        let (zh, en) = match words.field(f).kind {
            Kind::Number { .. } => ("{0} {1}", "{0} {1}"),
            _ => ("{0}：{1}", "{0}: {1}"),
        };
        Some(words.say(zh, en, &[words.field(f).title.into(), (&value).into()]))
    });
    list(fields.chain(words.facts_beside(at)))
}

/// The formula that applies to the company, and whether the choice that picks it is known.
pub(crate) fn branch(words: &dyn Wording, when: ExprId, by: Option<FieldId>) -> (ExprId, bool) {
    let Some(field) = by else { return (when, true) };
    let Value::Level(level) = words.company().values()[field] else {
        return (when, false);
    };
    let mut at = when;
    while let Instr::If(test, then, rest) = words.program().instr(at) {
        match words.program().instr(test) {
            Instr::Level(f, l) if f == field && l == level => return (then, true),
            Instr::Level(f, _) if f == field => at = rest,
            _ => break,
        }
    }
    (at, true)
}
