//! What one figure must be so that a measure reaches an edge.

use crate::company::Enterprise;
use crate::dictionary::{Kind, Value};
use crate::id::FieldId;
use crate::number::Num;
use std::cell::RefCell;

/// How far two numbers are apart; `None` on overflow.
pub fn distance(a: Num, b: Num) -> Option<Num> {
    a.sub(b).map(Num::abs)
}

/// The value of one field, rounded to what can be entered, with which a measure reaches an edge; `None` where the measure
/// is not linear in it, the field cannot be so, or it has no say. Prior years are past and do not move.
pub fn reach(
    company: &Enterprise,
    field: FieldId,
    edge: Num,
    measure: &dyn Fn(&Enterprise) -> Option<Num>,
    there: &dyn Fn(&Enterprise) -> bool,
) -> Option<Num> {
    let f = company.field(field);
    let Kind::Number { range, at_most, .. } = &f.kind else {
        return None;
    };
    let Value::Exact(now) = company.values()[field] else {
        return None;
    };
    if f.is_past() {
        return None;
    }
    let changed = RefCell::new(company.clone());
    let set = |x: Num| changed.borrow_mut().set(field, Value::Exact(x));
    let at = |x: Num| {
        set(x);
        measure(&changed.borrow())
    };
    let (y0, y1) = (at(now)?, at(now.add(Num::ONE)?)?);
    let slope = y1.sub(y0)?;
    if slope.is_zero() {
        return None;
    }
    let exact = now.add(edge.sub(y0)?.div(slope)?)?;
    // Not linear in this field: the line misses the edge.
    if at(exact)? != edge {
        return None;
    }
    let step = f.step();
    let near = exact.div(step)?.round(0).mul(step)?;
    let to = [near.sub(step)?, near, near.add(step)?]
        .into_iter()
        .filter(|&x| {
            set(x);
            there(&changed.borrow())
        })
        .min_by_key(|&x| distance(x, now))?;
    let within_whole = at_most.is_none_or(|w| match &company.values()[w] {
        Value::Exact(limit) => to <= *limit,
        _ => true,
    });
    (range.contains(to) && within_whole).then_some(to)
}
