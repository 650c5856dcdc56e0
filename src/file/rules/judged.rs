//! Points that experts give.

use super::{Compile, Context};
use crate::file::amounts::Judged;
use crate::file::reader::{Spanned, object};
use innopoints_core::json::Span;
use innopoints_core::number::Num;
use innopoints_core::scheme::{model, rules};

object! {
    /// 专家评定。 Judged by experts.
    struct Expert {
        /// 专家评定："any" 为 0 至满分，或一个范围。 Judged by experts: "any", from 0 to the maximum, or a range.
        judged: Spanned<Judged>,
    }
}

impl Compile for Expert {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, _: Span) -> Option<model::Rule> {
        let Expert { judged } = self;
        let span = judged.span;
        let (points, share) = match judged.get()? {
            Judged::Any => (model::Amount::Open(c.open(Num::ZERO, Num::ONE, None)), true),
            Judged::Share(share) => (c.quantity(share, span, &mut |c, share, span| c.share(share, span))?, true),
            Judged::Points(points) => (c.points_at(points, span, max)?, false),
        };
        Some(model::Rule::Judged(rules::Judged { points, share }))
    }
}
