//! Points by the level of a choice.

use super::{Compile, Context, otherwise};
use crate::file::amounts::Amount;
use crate::file::number::Points;
use crate::file::parts::ChoiceField;
use crate::file::reader::{Map, Spanned, object};
use innopoints_core::gather::GatherAll;
use innopoints_core::json::Span;
use innopoints_core::scheme::{model, rules};

object! {
    /// 按选项给分。 By the level of a choice.
    struct Choice {
        /// 按选项给分。 By the level of a choice.
        choice: Spanned<ChoiceField>,
        /// 每个选项的分值。 Points of each level of the choice.
        points: Spanned<Map<Amount<Points>>>,
        /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
        otherwise: Option<Spanned<Points>>,
    }
}

impl Compile for Choice {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, _: Span) -> Option<model::Rule> {
        let Choice { choice, points, otherwise: rest } = self;
        let rest = otherwise(c, rest, max);
        let field = choice.get()?;
        let given = points.get()?.of(&field.levels(), false, points.span, c.problems());
        let mut each = Vec::new();
        for level in given {
            each.push(match level {
                Some(points) => c.points(points, max),
                None => rest.map(model::Amount::Exact),
            });
        }
        let each: Option<Vec<model::Amount>> = each.into_iter().gather_all();
        Some(model::Rule::Choice(rules::Choice { field: field.0, points: each? }))
    }
}
