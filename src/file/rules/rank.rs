//! Points by the position among the companies of a table.

use super::{Compile, Context, otherwise};
use crate::file::number::{Points, Quantity, Share};
use crate::file::parts::Formula;
use crate::file::reader::{Spanned, object, words};
use innopoints_core::json::Span;
use innopoints_core::number::{Dim, Num};
use innopoints_core::scheme::model::{self, Measure};
use innopoints_core::scheme::rules;

object! {
    /// 按在一批企业中的位次。 By the position among the companies of a table.
    struct Rank {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 按在一批企业中的位次。 By the position among the companies of a table.
        rank: Spanned<Position>,
        /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
        otherwise: Option<Spanned<Points>>,
    }
}

object! {
    /// 按位次给分。 By position.
    struct Position {
        /// 在同阶段的企业中，或全部企业中。 Among the companies of the same stage, or all of the table.
        within: Spanned<Within>,
        /// 从最前的一档起。 From the top.
        #[schemars(length(min = 1))]
        top: Spanned<Vec<Spanned<Top>>>,
    }
}

words! {
    /// 在哪些企业中。 Among which companies.
    struct Within(bool), "wrong_type",
        "这里写 \"table\"，方案有阶段时也可写 \"stage\"", "write \"table\", or \"stage\" where the scheme has stages", {
        /// 同阶段的企业。 Those of the same stage.
        "stage" => true,
        /// 全部企业。 All of the table.
        "table" => false,
    }
}

object! {
    /// 前百分之几，多少分。 The share of the companies, and their points.
    struct Top {
        /// 前百分之几。 The share from the top.
        #[schemars(with = "Share")]
        share: Spanned<Quantity>,
        /// 分值。 Points.
        points: Spanned<Points>,
    }
}

impl Compile for Rank {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, _: Span) -> Option<model::Rule> {
        let Rank { value, rank, otherwise: rest } = self;
        let rest = otherwise(c, rest, max);
        let (formula, dim) = c.number(value)?;
        let Position { within, top: list } = rank.get()?;
        let within_stage = within.get().map(|within| within.0);
        if within_stage == Some(true) && !c.has_stages() {
            c.fail(within.span, "wrong_type", Within::ZH, Within::EN, &[]);
        }
        let mut top: Vec<(Num, Num)> = Vec::new();
        for item in list.get()? {
            let Top { share: own, points } = item.get()?;
            let points = c.exact_points(points, max);
            let share = c.share(own.get()?, own.span)?;
            let points = points?;
            if share.is_zero() {
                c.fail(own.span, "out_of_range", "要大于 0", "must be above 0", &[]);
            }
            if top.last().is_some_and(|last| last.0 >= share || last.1 <= points) {
                c.fail(
                    item.span,
                    "band_order",
                    "比例要递增，分值要递减",
                    "shares must rise and points fall from step to step",
                    &[],
                );
            }
            top.push((share, points));
        }
        let otherwise = rest?;
        let most = top.first().map(|t| t.1);
        let least = match top.last() {
            Some(last) if last.0 == Num::ONE => last.1,
            _ => otherwise,
        };
        let Some(most) = most.filter(|most| *most > least) else {
            let (zh, en) = ("最高的一档要高于其余", "the best step must give more than the rest");
            c.fail(list.span, "band_order", zh, en, &[]);
            return None;
        };
        let points = model::Amount::Open(c.open(least, most, None));
        let value = Measure { formula, unit: natural_unit(dim).to_string() };
        Some(model::Rule::Rank(rules::Rank { value, within_stage: within_stage?, top, otherwise, points }))
    }
}

/// The unit that a measure is shown in where no edge says one.
fn natural_unit(dim: Dim) -> &'static str {
    match dim {
        Dim::MONEY => "万元",
        Dim::PEOPLE => "人",
        Dim::PIECES => "件",
        Dim::YEARS => "年",
        _ => "",
    }
}
