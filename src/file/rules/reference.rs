//! Points in proportion to a reference.

use super::{Compile, Context, positive};
use crate::file::amounts::Amount;
use crate::file::number::Quantity;
use crate::file::parts::Formula;
use crate::file::reader::{Spanned, object};
use innopoints_core::json::Span;
use innopoints_core::scheme::model::{self, Measure};
use innopoints_core::scheme::rules;

object! {
    /// 按与满分值的比例。 In proportion to a reference.
    struct Proportion {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 满分值：得分 = 满分 × 实际值 ÷ 满分值，至满分为止。 The value that earns the maximum; below it in proportion.
        reference: Spanned<Amount<Quantity>>,
    }
}

impl Compile for Proportion {
    fn compile(&self, c: &mut dyn Context, _: Option<&model::Amount>, _: Span) -> Option<model::Rule> {
        let Proportion { value, reference } = self;
        let (formula, dim) = c.number(value)?;
        let mut unit = None;
        let reference = c.quantity(reference.get()?, reference.span, &mut |c, quantity, span| {
            let value = positive(c, quantity, span, dim)?;
            unit.get_or_insert_with(|| quantity.unit().to_string());
            Some(value)
        })?;
        Some(model::Rule::Reference(rules::Reference { value: Measure { formula, unit: unit? }, reference }))
    }
}
