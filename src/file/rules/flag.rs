//! Points when a condition holds.

use super::{Compile, Context, otherwise};
use crate::file::amounts::Amount;
use crate::file::number::Points;
use crate::file::parts::Formula;
use crate::file::reader::{Spanned, object};
use innopoints_core::json::Span;
use innopoints_core::scheme::{model, rules};

object! {
    /// 条件成立即得分。 Points when the condition holds.
    struct Flag {
        /// 条件成立即得分。 Points when the condition holds.
        flag: Spanned<Formula>,
        /// 分值，默认满分。 Its points; the maximum by default.
        points: Option<Spanned<Amount<Points>>>,
        /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
        otherwise: Option<Spanned<Points>>,
    }
}

impl Compile for Flag {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, _: Span) -> Option<model::Rule> {
        let Flag { flag, points, otherwise: rest } = self;
        let rest = otherwise(c, rest, max);
        let when = c.truth(flag);
        // All of them, where nothing else is said.
        let points = match points {
            Some(points) => c.points(points, max),
            None => max.cloned(),
        };
        Some(model::Rule::Flag(rules::Flag { when: when?, points: points?, otherwise: rest? }))
    }
}
