//! Points that experts give, and a company's own view of them.

use super::{Compile, Context};
use crate::file::amounts::{Amount, Judged, Single};
use crate::file::parts::Formula;
use crate::file::reader::{Number, Spanned, object};
use innopoints_core::json::Span;
use innopoints_core::number::Num;
use innopoints_core::scheme::{model, rules};

object! {
    /// 专家评定。 Judged by experts.
    struct Expert {
        /// 专家评定："any" 为 0 至满分，或一个范围。 Judged by experts: "any", from 0 to the maximum, or a range.
        judged: Spanned<Judged>,
        /// 企业自己判断的分，是一个数据项；填了就按它计算。 The points as the company judges them itself, a field: where it is given, it counts.
        mark: Option<Spanned<Formula>>,
    }
}

impl Compile for Expert {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, _: Span) -> Option<model::Rule> {
        let Expert { judged, mark } = self;
        let span = judged.span;
        if let Some(mark) = mark {
            return own_mark(c, judged, mark, max);
        }
        let (points, share) = match judged.get()? {
            Judged::Any => (model::Amount::Open(c.open(Num::ZERO, Num::ONE, None)), true),
            Judged::Share(share) => (c.quantity(share, span, &mut |c, share, span| c.share(share, span))?, true),
            Judged::Points(points) => (c.points_at(points, span, max)?, false),
        };
        Some(model::Rule::Judged(rules::Judged { points, share, mark: None }))
    }
}

/// The rule of points that the company may judge itself: a field of points with the range that is published.
fn own_mark(
    c: &mut dyn Context,
    judged: &Spanned<Judged>,
    mark: &Spanned<Formula>,
    max: Option<&model::Amount>,
) -> Option<model::Rule> {
    let (formula, _) = c.number(mark)?;
    let published = match judged.get()? {
        Judged::Points(Amount::Single(Single::Range(range))) => {
            let ends = &range.between.get()?.0;
            Some([ends[0].get()?.value(), ends[1].get()?.value()])
        }
        Judged::Any => max.and_then(model::Amount::known).map(|max| [Num::ZERO, max]),
        _ => None,
    };
    if published.is_none() || c.field_range(formula) != published {
        c.fail(
            mark.span,
            "bad_mark",
            "mark 应是一个数据项，最小值和最大值就是 judged 公布的区间",
            "\"mark\" is a field whose min and max are the published range of \"judged\"",
            &[],
        );
        return None;
    }
    let mark = Some(model::Measure { formula, unit: "分".to_string() });
    Some(model::Rule::Judged(rules::Judged { points: model::Amount::Exact(Num::ZERO), share: false, mark }))
}
