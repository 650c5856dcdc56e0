//! How well founded a scheme is, and what of it is still open.

use crate::Scheme;
use innopoints_core::formula::{Instr, Program};
use innopoints_core::scheme::model::{Scheme as Compiled, Source, Standing};

impl Scheme {
    /// The weakest standing of all that it still uses: an official scheme may hold numbers that are only reported.
    pub fn standing(&self) -> Standing {
        standing(self)
    }
}

pub(super) fn standing(s: &Compiled) -> Standing {
    // A typical value is an estimate, whatever its source says.
    let estimated = s.quantities.iter().any(|q| q.typical.is_some());
    let mut weakest = if estimated { Standing::Estimate } else { Standing::Official };
    let mut rests_on = |source: &Source| weakest = weakest.max(source.standing);
    let called = called(&s.program, s.quantities.len());
    s.parameters.iter().filter(|p| called[p.quantity]).for_each(|p| rests_on(&p.source));
    s.conditions().iter().for_each(|condition| rests_on(&condition.source));
    for level in [&s.stages[..], s.classes.as_ref().map_or(&[], |classes| &classes.list)].into_iter().flatten() {
        rests_on(&level.source);
    }
    s.groups.iter().for_each(|group| rests_on(&group.source));
    for indicator in &s.indicators {
        rests_on(&indicator.source);
        let alternatives = indicator.rule.kind().alternatives().iter();
        alternatives.filter_map(|a| a.source.as_ref()).for_each(&mut rests_on);
    }
    s.ties.iter().for_each(|tie| rests_on(&tie.source));
    s.pass.iter().for_each(|pass| rests_on(&pass.source));
    weakest
}

/// Which numbers formulas call by name.
pub(crate) fn called(program: &Program, quantities: usize) -> Vec<bool> {
    let mut called = vec![false; quantities];
    for at in program.ids() {
        if let Instr::Quantity(q) = program.instr(at)
            && let Some(called) = called.get_mut(q.index())
        {
            *called = true;
        }
    }
    called
}

/// A named number that no formula calls is not open.
pub(super) fn settle_unused(s: &mut Compiled) {
    let called = called(&s.program, s.quantities.len());
    for parameter in s.parameters.iter().filter(|p| !called[p.quantity]) {
        let quantity = &mut s.quantities[parameter.quantity];
        (quantity.hi, quantity.typical) = (quantity.lo, None);
    }
}
