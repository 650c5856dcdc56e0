//! What follows from a company's figures, and what can hardly be meant of them.

use crate::dictionary::{Dictionary, Field, INPUT_PLACES, Kind, Value};
use crate::facts::How;
use crate::id::FieldId;
use crate::number::{Date, Dim, Num, unit};
use crate::problem::{Meant, Problem, Repair, Text};
use crate::value::{highest, lowest};

/// A figure of a company that was not given, and the fact that gave it.
#[derive(Clone, Copy, Debug)]
pub struct Derived {
    /// The field.
    pub field: FieldId,
    /// The fact, by its place in the dictionary.
    pub fact: usize,
    /// Whether the fact was used the other way round: what it says of `to` is not so, and so `from` is not.
    pub reversed: bool,
}

/// Fills in what follows from the figures of a company: first what they imply, then what stands in for a figure that is not
/// given. A figure that was given stays.
pub(crate) fn derive(dictionary: &Dictionary, values: &mut [Value], on: Date) -> Vec<Derived> {
    let mut found: Vec<Derived> = Vec::new();
    let facts = dictionary.facts();
    loop {
        let before = found.len();
        for (n, fact) in facts.iter().enumerate() {
            let (field, value, reversed) = match (&fact.how, &values[fact.to], &values[fact.from]) {
                (How::Instead, ..) => continue,
                (_, Value::Missing, _) => (fact.to, fact.says(values, on), false),
                // What would follow is not so.
                (How::Level(2, Value::Flag(says)), Value::Flag(given), Value::Missing)
                    if given != says && matches!(dictionary.fields[fact.from].kind, Kind::Flag) =>
                {
                    (fact.from, Value::Flag(false), true)
                }
                _ => continue,
            };
            if value != Value::Missing && fits(dictionary, field, &value) {
                values[field] = value;
                found.push(Derived { field, fact: n, reversed });
            }
        }
        if found.len() == before {
            break;
        }
    }
    let implied = found.len();
    for (n, fact) in facts.iter().enumerate() {
        // What stands in for another is a figure of its own.
        if matches!(fact.how, How::Instead)
            && values[fact.to] == Value::Missing
            && !found[implied..].iter().any(|d| d.field == fact.from)
        {
            let value = values[fact.from].clone();
            if value != Value::Missing {
                values[fact.to] = value;
                found.push(Derived { field: fact.to, fact: n, reversed: false });
            }
        }
    }
    found
}

/// Whether a field can have a value.
fn fits(dictionary: &Dictionary, field: FieldId, value: &Value) -> bool {
    let field = &dictionary.fields[field];
    [lowest(value), highest(value)].into_iter().flatten().all(|end| field.check(end).is_ok())
}

/// What can hardly be meant of the figures that a company gave, each with what was probably meant.
pub(crate) fn warnings(dictionary: &Dictionary, values: &[Value], is_given: &dyn Fn(FieldId) -> bool) -> Vec<Problem> {
    let mut found = Vec::new();
    for limits in dictionary.plausible().iter().filter(|limits| is_given(limits.field)) {
        if let Some((ends, each)) = limits.beyond(values) {
            found.push(unlikely(&dictionary.fields[limits.field], ends, each, limits.repair));
        }
    }
    found
}

#[cold]
#[inline(never)]
fn unlikely(field: &Field, ends: [Num; 2], each: Option<Num>, repair: Num) -> Problem {
    let meant = ends.map(|end| end.mul(repair).unwrap_or(end));
    let span = |[lo, hi]: [Num; 2]| field.words(&Value::between(lo, hi));
    let (given, likely) = (span(ends), span(meant));
    let each = each.map_or_else(Text::default, |each| {
        let each = field.show(each.round(2));
        Text::say("，人均 {0}", ", {0} a head", &[(&each).into()])
    });
    let money = matches!(&field.kind, Kind::Number { dim, .. } if *dim == Dim::MONEY);
    let (zh, en) = match money {
        true => (
            "{1}{2}，多半是把元当成了万元；如果是，应为 {3}",
            "{1}{2}: probably yuan entered as 万元; if so, it is {3}",
        ),
        false => (
            "{1}{2}，多半是把小数当成了百分数；如果是，应为 {3}",
            "{1}{2}: probably a fraction entered as a percentage; if so, it is {3}",
        ),
    };
    let mut warning = *field.problem("implausible", zh, en, &[(&given).into(), (&each).into(), (&likely).into()]);
    let scale = unit(field.unit()).map_or(Num::ONE, |unit| unit.1);
    let [lo, hi] = meant.map(|end| end.div(scale).unwrap_or(end).to_text(INPUT_PLACES));
    let value = if lo == hi { Meant::Number(lo) } else { Meant::Range { between: [lo, hi] } };
    warning.repair = Some(Box::new(Repair { field: field.id.to_string(), value }));
    warning
}
