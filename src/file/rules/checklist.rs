//! A checklist: points for each ticked item.

use super::{Compile, Context};
use crate::file::amounts::Amount;
use crate::file::number::Points;
use crate::file::parts::Formula;
use crate::file::reader::{Spanned, object};
use innopoints_core::json::Span;
use innopoints_core::scheme::{model, rules};

object! {
    /// 逐项计分。 Points for each item that is ticked.
    struct Checklist {
        /// 逐项计分，合计至满分为止。 Points for each item that is ticked, up to the maximum.
        #[schemars(length(min = 1))]
        checklist: Spanned<Vec<Spanned<Tick>>>,
    }
}

object! {
    /// 一项。 An item of a checklist.
    struct Tick {
        /// 何时计分。 When it is ticked.
        when: Spanned<Formula>,
        /// 分值。 Its points.
        points: Spanned<Amount<Points>>,
    }
}

impl Compile for Checklist {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, body: Span) -> Option<model::Rule> {
        let mut items = Vec::new();
        let list = self.checklist.get()?;
        for item in list {
            let Tick { when, points } = item.get()?;
            let (when, points) = (c.truth(when), c.points(points, max));
            items.extend(when.zip(points).map(|(when, points)| rules::Tick { when, points }));
        }
        if list.is_empty() {
            c.fail(body, "missing", "至少要有一项", "at least one item is needed", &[]);
        }
        (!items.is_empty() && items.len() == list.len()).then_some(model::Rule::Checklist(rules::Checklist { items }))
    }
}
