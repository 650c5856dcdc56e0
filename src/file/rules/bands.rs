//! Bands: points by where a value stands among edges.

use super::{Compile, Context, otherwise};
use crate::file::amounts::Amount;
use crate::file::number::{Points, Quantity};
use crate::file::parts::Formula;
use crate::file::reader::{Spanned, object};
use innopoints_core::json::Span;
use innopoints_core::number::{Dim, Num};
use innopoints_core::scheme::model::{self, Direction, Edge, Measure};
use innopoints_core::scheme::rules;
use serde_json::json;

object! {
    /// 分档。 Bands.
    struct Bands {
        /// 所衡量的量。 The measured quantity.
        value: Spanned<Formula>,
        /// 分档，最好的在前。 Bands, the best first.
        #[schemars(length(min = 1))]
        bands: Spanned<Vec<Spanned<Band>>>,
        /// 其余情况的分值，默认 0。 Points otherwise; 0 by default.
        otherwise: Option<Spanned<Points>>,
    }
}

object! {
    /// 一档：from、above 为下界（含、不含），to、below 为上界（含、不含）。
    /// A band: "from" and "above" are lower edges (included, left out), "to" and "below" upper ones.
    #[schemars(extend(
        "anyOf" = json!([{"required": ["from"]}, {"required": ["above"]}, {"required": ["to"]}, {"required": ["below"]}]),
        "allOf" = json!([{"not": {"required": ["from", "above"]}}, {"not": {"required": ["to", "below"]}}])
    ))]
    struct Band {
        /// 下界，含。 The lower edge, included.
        from: Option<Spanned<Quantity>>,
        /// 下界，不含。 The lower edge, left out.
        above: Option<Spanned<Quantity>>,
        /// 上界，含。 The upper edge, included.
        to: Option<Spanned<Quantity>>,
        /// 上界，不含。 The upper edge, left out.
        below: Option<Spanned<Quantity>>,
        /// 分值。 Its points.
        points: Spanned<Amount<Points>>,
    }
}

impl Compile for Bands {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, body: Span) -> Option<model::Rule> {
        let Bands { value, bands: list, otherwise: rest } = self;
        let rest = otherwise(c, rest, max);
        let (formula, dim) = c.number(value)?;
        let (mut bands, mut spans, mut unit) = (Vec::new(), Vec::new(), None);
        for item in list.get()? {
            let Band { from, above, to, below, points } = item.get()?;
            let lo = edge(c, item.span, [from, above], ["from", "above"], dim, &mut unit);
            let hi = edge(c, item.span, [to, below], ["to", "below"], dim, &mut unit);
            let points = c.points(points, max);
            let (lo, hi) = (lo?, hi?);
            if lo.is_none() && hi.is_none() {
                c.fail(
                    item.span,
                    "missing",
                    "这一档没有界线：from、above、to、below",
                    "this band has no edge: from, above, to, below",
                    &[],
                );
                return None;
            }
            bands.push(model::Band { lo, hi, points: points? });
            spans.push(item.span);
        }
        if bands.is_empty() {
            c.fail(body, "missing", "至少要有一档", "at least one band is needed", &[]);
            return None;
        }
        let direction = match (bands.iter().all(|b| b.hi.is_none()), bands.iter().all(|b| b.lo.is_none())) {
            (true, _) => Direction::Rising,
            (_, true) => Direction::Falling,
            _ => Direction::Between,
        };
        let rest = rest?;
        in_order(c, &bands, &spans, direction, rest);
        // Each open side ends where the better neighbour begins.
        let flipped = |e: &Option<Edge>| e.as_ref().map(Edge::flipped);
        for i in 1..bands.len() {
            match direction {
                Direction::Rising => bands[i].hi = flipped(&bands[i - 1].lo),
                Direction::Falling => bands[i].lo = flipped(&bands[i - 1].hi),
                Direction::Between => {}
            }
        }
        let value = Measure { formula, unit: unit.unwrap_or_default() };
        Some(model::Rule::Bands(rules::Bands { value, direction, bands, otherwise: rest }))
    }
}

/// One edge of a band, by either of its names. The outer `None` is a mistake, the inner one an open side.
fn edge(
    c: &dyn Context,
    band: Span,
    [included, left_out]: [&Option<Spanned<Quantity>>; 2],
    names: [&str; 2],
    dim: Dim,
    unit: &mut Option<String>,
) -> Option<Option<Edge>> {
    let (edge, inclusive) = match (included, left_out) {
        (None, None) => return Some(None),
        (Some(edge), None) => (edge, true),
        (None, Some(edge)) => (edge, false),
        (Some(_), Some(_)) => {
            let (zh, en) = ("“{0}”和“{1}”只能写一个", "write either \"{0}\" or \"{1}\"");
            c.fail(band, "one_edge", zh, en, &names.map(Into::into));
            return None;
        }
    };
    let quantity = edge.get()?;
    let at = c.measured(quantity, edge.span, dim)?;
    unit.get_or_insert_with(|| quantity.unit().to_string());
    Some(Some(Edge { at, inclusive, text: quantity.text().to_string() }))
}

/// Notes points that do not fall and edges that are out of order.
fn in_order(c: &dyn Context, bands: &[model::Band], spans: &[Span], direction: Direction, otherwise: Num) {
    if direction != Direction::Between {
        for (i, here) in bands.iter().enumerate() {
            let falls = |stage: usize| {
                let here = c.ends(&here.points, stage);
                let next = bands.get(i + 1).map_or((otherwise, otherwise), |next| c.ends(&next.points, stage));
                // Estimates may overlap.
                if here.0 == here.1 && next.0 == next.1 { here.0 > next.0 } else { here.1 > next.0 }
            };
            if !(0..c.stage_count()).all(falls) {
                c.fail(
                    spans[i],
                    "band_order",
                    "分值要逐档递减，最好的一档在前",
                    "points must fall from band to band, the best first",
                    &[],
                );
            }
        }
    }
    let mut wrong = vec![false; bands.len()];
    for (i, pair) in bands.windows(2).enumerate() {
        let [before, here] = pair else { continue };
        let edges = |pick: fn(&model::Band) -> &Option<Edge>| pick(before).as_ref().zip(pick(here).as_ref());
        wrong[i + 1] = match direction {
            Direction::Rising => edges(|b| &b.lo).is_some_and(|(b, h)| (h.at, !h.inclusive) >= (b.at, !b.inclusive)),
            Direction::Falling => edges(|b| &b.hi).is_some_and(|(b, h)| (b.at, b.inclusive) >= (h.at, h.inclusive)),
            Direction::Between => false,
        };
    }
    if direction == Direction::Between {
        overlapping(bands, &mut wrong);
    }
    for (span, _) in spans.iter().zip(wrong).filter(|(_, wrong)| *wrong) {
        c.fail(
            *span,
            "band_order",
            "界线顺序不对或与前面的档重叠，最好的一档在前",
            "the edges are out of order or overlap an earlier band; the best band stands first",
            &[],
        );
    }
}

/// Marks bands of two edges that hold nothing, or that overlap another: the later of the two. By their lower edges, so
/// that each is compared with the one below it that reaches highest.
fn overlapping(bands: &[model::Band], wrong: &mut [bool]) {
    let order = innopoints_core::sort::order(bands.len(), &|a, b| {
        let key = |i: usize| bands[i].lo.as_ref().map(|e| (e.at, !e.inclusive));
        key(a).cmp(&key(b))
    });
    let mut highest: Option<usize> = None;
    for at in order {
        let here = &bands[at];
        if is_empty(&here.lo, &here.hi) {
            wrong[at] = true;
            continue;
        }
        if let Some(below) = highest {
            if !is_empty(&here.lo, &bands[below].hi) {
                wrong[at.max(below)] = true;
            }
            let ends = |i: usize| bands[i].hi.as_ref().map(|e| (e.at, e.inclusive));
            // An open side reaches highest of all.
            let higher = match (ends(at), ends(below)) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(a), Some(b)) => a > b,
            };
            if !higher {
                continue;
            }
        }
        highest = Some(at);
    }
}

/// Whether nothing lies between two edges.
fn is_empty(lo: &Option<Edge>, hi: &Option<Edge>) -> bool {
    match (lo, hi) {
        (Some(lo), Some(hi)) => lo.at > hi.at || (lo.at == hi.at && !(lo.inclusive && hi.inclusive)),
        _ => false,
    }
}
