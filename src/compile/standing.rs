//! How well founded a scheme is, and what of it is still open.

use crate::Scheme;
use innopoints_core::formula::{Instr, Program};
use innopoints_core::scheme::model::{Scheme as Compiled, Standing};

impl Scheme {
    /// The weakest standing of all that it still uses: an official scheme may hold numbers that are only reported.
    pub fn standing(&self) -> Standing {
        standing(self)
    }
}

pub(super) fn standing(s: &Compiled) -> Standing {
    let called = called(&s.program, s.quantities.len());
    let parameters = s.parameters.iter().filter(|p| called[p.quantity]).map(|p| &p.source);
    let conditions = s.gates.iter().chain(s.pass.iter().flat_map(|p| &p.or)).map(|c| &c.source);
    let levels = s.stages.iter().chain(s.classes.iter().flat_map(|c| &c.list)).map(|l| &l.source);
    let alternatives = s.indicators.iter().flat_map(|i| i.rule.kind().alternatives());
    let sources = (s.groups.iter().map(|g| &g.source))
        .chain(s.indicators.iter().map(|i| &i.source))
        .chain(alternatives.filter_map(|a| a.source.as_ref()))
        .chain(s.ties.iter().map(|t| &t.source))
        .chain(s.pass.iter().map(|p| &p.source))
        .chain(parameters)
        .chain(conditions)
        .chain(levels);
    // A typical value is an estimate, whatever its source says.
    let typical = s.quantities.iter().any(|q| q.typical.is_some()).then_some(Standing::Estimate);
    sources.map(|source| source.standing).chain(typical).max().unwrap_or(Standing::Official)
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
