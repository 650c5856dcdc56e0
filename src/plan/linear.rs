//! Formulas as linear sums of points: one more domain of the evaluator.

use super::goal::Column;
use innopoints_core::formula::{Compare, Domain, ExprId, Instr, Op};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{GroupKind, Scheme};

/// A linear sum of points.
#[derive(Clone)]
pub(super) struct Sum {
    /// How often the rounded total counts.
    pub total: Num,
    /// How often groups and indicators count by themselves, not rounded.
    pub each: Vec<(Column, Num)>,
    /// The constant term.
    pub constant: Num,
}

impl Sum {
    const ZERO: Sum = Sum { total: Num::ZERO, each: Vec::new(), constant: Num::ZERO };

    fn is_constant(&self) -> bool {
        self.total.is_zero() && self.each.is_empty()
    }

    /// Sum, or difference.
    pub fn plus(mut self, other: Sum, minus: bool) -> Option<Sum> {
        let other = if minus { other.times(Num::ONE.neg()?)? } else { other };
        self.total = self.total.add(other.total)?;
        self.constant = self.constant.add(other.constant)?;
        count(&mut self.each, other.each)?;
        Some(self)
    }

    fn times(mut self, by: Num) -> Option<Sum> {
        self.total = self.total.mul(by)?;
        self.constant = self.constant.mul(by)?;
        for own in &mut self.each {
            own.1 = own.1.mul(by)?;
        }
        Some(self)
    }
}

/// Adds how often columns count to how often they do already.
pub(super) fn count(list: &mut Vec<(Column, Num)>, more: Vec<(Column, Num)>) -> Option<()> {
    for (column, times) in more {
        match list.iter_mut().find(|own| own.0 == column) {
            Some(own) => own.1 = own.1.add(times)?,
            None => list.push((column, times)),
        }
    }
    Some(())
}

/// The domain of linear sums of points, with what the scheme's own numbers are taken to be. `None` for what is no such sum.
pub(super) struct Linear<'a> {
    pub scheme: &'a Scheme,
    pub quantities: &'a [Interval],
}

impl Domain for Linear<'_> {
    type Number = Option<Sum>;
    /// Truths are taken apart elsewhere.
    type Truth = ();

    fn spend(&self) {}

    fn constant(&self, n: Num) -> Option<Sum> {
        Some(Sum { constant: n, ..Sum::ZERO })
    }

    fn read_number(&self, leaf: Instr) -> Option<Sum> {
        match leaf {
            Instr::Quantity(q) => self.constant(self.quantities.get(q.index())?.single()?),
            Instr::Total => Some(Sum { total: Num::ONE, ..Sum::ZERO }),
            Instr::Points(index) => {
                let groups = &self.scheme.groups;
                let (column, group) = match index.checked_sub(groups.len()) {
                    None => (Column::Group(index), index),
                    Some(i) => (Column::Item(i), self.scheme.indicators[i].group),
                };
                let sign = if groups[group].kind == GroupKind::Deduction { Num::ONE.neg()? } else { Num::ONE };
                Some(Sum { each: vec![(column, sign)], ..Sum::ZERO })
            }
            _ => None,
        }
    }

    fn read_truth(&self, _: Instr) {}

    fn apply(&self, op: Op, _: ExprId, a: Option<Sum>, b: Option<Sum>) -> Option<Sum> {
        let (a, b) = (a?, b?);
        match op {
            Op::Add => a.plus(b, false),
            Op::Sub => a.plus(b, true),
            Op::Mul if b.is_constant() => a.times(b.constant),
            Op::Mul => b.times(a.is_constant().then_some(a.constant)?),
            Op::Div => a.times(Num::ONE.div(b.is_constant().then_some(b.constant).filter(|b| !b.is_zero())?)?),
            Op::Growth | Op::Min | Op::Max => None,
        }
    }

    fn negative(&self, _: ExprId, a: Option<Sum>) -> Option<Sum> {
        Sum::ZERO.plus(a?, true)
    }

    fn compare(&self, _: Compare, _: Option<Sum>, _: Option<Sum>) {}

    fn and(&self, (): (), _: impl FnOnce()) {}

    fn not(&self, (): ()) {}

    fn choose_number(&self, (): (), _: impl FnOnce() -> Option<Sum>, _: impl FnOnce() -> Option<Sum>) -> Option<Sum> {
        None
    }

    fn choose_truth(&self, (): (), _: impl FnOnce(), _: impl FnOnce()) {}
}
