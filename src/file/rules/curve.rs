//! A curve: points on straight lines between corners.

use super::{Compile, Context};
use crate::file::number::{Points, Quantity};
use crate::file::parts::Formula;
use crate::file::reader::{Spanned, object};
use innopoints_core::json::Span;
use innopoints_core::number::Num;
use innopoints_core::scheme::model::{self, Measure};
use innopoints_core::scheme::rules;

object! {
    /// 折线。 Straight lines between points.
    struct Curve {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 折线。 Straight lines between points.
        #[schemars(length(min = 2))]
        curve: Spanned<Vec<Spanned<Corner>>>,
    }
}

object! {
    /// 折线的一个点，从小到大。 A corner of the curve, the values rising.
    struct Corner {
        /// 数值。 The value.
        at: Spanned<Quantity>,
        /// 分值。 Its points.
        points: Spanned<Points>,
    }
}

impl Compile for Curve {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, body: Span) -> Option<model::Rule> {
        let Curve { value, curve } = self;
        let (formula, dim) = c.number(value)?;
        let mut corners: Vec<(Num, Num)> = Vec::new();
        let mut unit = None;
        for item in curve.get()? {
            let Corner { at, points } = item.get()?;
            let points = c.exact_points(points, max);
            let quantity = at.get()?;
            let at = c.measured(quantity, at.span, dim)?;
            unit.get_or_insert_with(|| quantity.unit().to_string());
            if corners.last().is_some_and(|last| last.0 >= at) {
                let (zh, en) = ("折线的点要从小到大", "the points of a curve must rise");
                c.fail(item.span, "band_order", zh, en, &[]);
                return None;
            }
            corners.push((at, points?));
        }
        if corners.len() < 2 {
            c.fail(body, "missing", "折线至少要有两个点", "a curve needs at least two points", &[]);
            return None;
        }
        let value = Measure { formula, unit: unit.unwrap_or_default() };
        Some(model::Rule::Curve(rules::Curve { value, corners }))
    }
}
