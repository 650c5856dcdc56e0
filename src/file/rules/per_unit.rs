//! So many points for each unit of a quantity.

use super::{Compile, Context, positive};
use crate::file::amounts::Amount;
use crate::file::number::{Points, Quantity};
use crate::file::parts::Formula;
use crate::file::reader::{Spanned, object};
use innopoints_core::json::Span;
use innopoints_core::scheme::model::{self, Measure};
use innopoints_core::scheme::rules;

object! {
    /// 每多少得多少分。 So many points for each unit.
    struct PerUnit {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 每多少得多少分，至满分为止。 So many points for each unit, up to the maximum.
        per_unit: Spanned<Unit>,
    }
}

object! {
    /// 每多少得多少分。 So many points for each unit.
    struct Unit {
        /// 每份的分值。 Points of each unit.
        points: Spanned<Amount<Points>>,
        /// 一份是多少。 How much a unit is.
        per: Spanned<Quantity>,
        /// 是否只计整份，默认是。 Whether only whole units count; they do by default.
        whole: Option<Spanned<bool>>,
    }
}

impl Compile for PerUnit {
    fn compile(&self, c: &mut dyn Context, _: Option<&model::Amount>, _: Span) -> Option<model::Rule> {
        let PerUnit { value, per_unit } = self;
        let (formula, dim) = c.number(value)?;
        let Unit { points, per, whole } = per_unit.get()?;
        let points = c.points(points, None);
        let quantity = per.get()?;
        let amount = positive(c, quantity, per.span, dim)?;
        let whole = whole.as_ref().map_or(Some(true), |whole| whole.get().copied());
        let value = Measure { formula, unit: quantity.unit().to_string() };
        Some(model::Rule::PerUnit(rules::PerUnit { value, points: points?, per: amount, whole: whole? }))
    }
}
