//! Rules: one small function a kind, beside the type that it is read as.

use super::amounts::exact;
use super::compiler::Compiler;
use super::conditions::text_in;
use crate::file::amounts::{self as file, Judged};
use crate::file::number::{Points, Quantity};
use crate::file::parts::Formula;
use crate::file::reader::{Number, Spanned};
use crate::file::rule::*;
use innopoints_core::formula::Instr;
use innopoints_core::gather::GatherAll;
use innopoints_core::json::Span;
use innopoints_core::number::{Dim, Num};
use innopoints_core::scheme::model::{self, Amount, Direction, Edge, Measure};
use innopoints_core::scheme::rules;

/// A rule as it is read, which becomes one that gives points.
pub(crate) trait Compile {
    /// The rule, of an indicator with this maximum; `body` is where the member stands that tells its kind.
    fn compile(&self, compiler: &mut Compiler<'_>, max: Option<&Amount>, body: Span) -> Option<model::Rule>;
}

/// Points otherwise; 0 by default.
fn otherwise(compiler: &Compiler<'_>, points: &Option<Spanned<Points>>, max: Option<&Amount>) -> Option<Num> {
    points.as_ref().map_or(Some(Num::ZERO), |points| compiler.exact_points(points, exact(max)))
}

impl Compile for Bands {
    fn compile(&self, c: &mut Compiler<'_>, max: Option<&Amount>, body: Span) -> Option<model::Rule> {
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
    c: &Compiler<'_>,
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
fn in_order(c: &Compiler<'_>, bands: &[model::Band], spans: &[Span], direction: Direction, otherwise: Num) {
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

impl Compile for Curve {
    fn compile(&self, c: &mut Compiler<'_>, max: Option<&Amount>, body: Span) -> Option<model::Rule> {
        let Curve { value, curve } = self;
        let (formula, dim) = c.number(value)?;
        let mut corners: Vec<(Num, Num)> = Vec::new();
        let mut unit = None;
        for item in curve.get()? {
            let Corner { at, points } = item.get()?;
            let points = c.exact_points(points, exact(max));
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

impl Compile for PerUnit {
    fn compile(&self, c: &mut Compiler<'_>, _: Option<&Amount>, _: Span) -> Option<model::Rule> {
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

/// A quantity that measures this and is above 0.
fn positive(c: &Compiler<'_>, quantity: &Quantity, span: Span, dim: Dim) -> Option<Num> {
    let value = c.measured(quantity, span, dim)?;
    if value <= Num::ZERO {
        c.fail(span, "out_of_range", "要大于 0", "must be above 0", &[]);
        return None;
    }
    Some(value)
}

impl Compile for Proportion {
    fn compile(&self, c: &mut Compiler<'_>, _: Option<&Amount>, _: Span) -> Option<model::Rule> {
        let Proportion { value, reference } = self;
        let (formula, dim) = c.number(value)?;
        let mut unit = None;
        let reference = c.amount(reference.get()?, reference.span, &mut |c, quantity, span| {
            let value = positive(c, quantity, span, dim)?;
            unit.get_or_insert_with(|| quantity.unit().to_string());
            Some(value)
        })?;
        Some(model::Rule::Reference(rules::Reference { value: Measure { formula, unit: unit? }, reference }))
    }
}

impl Compile for Choice {
    fn compile(&self, c: &mut Compiler<'_>, max: Option<&Amount>, _: Span) -> Option<model::Rule> {
        let Choice { choice, points, otherwise: rest } = self;
        let rest = otherwise(c, rest, max);
        let field = choice.get()?;
        let given = points.get()?.of(&field.levels(), false, points.span, c.problems);
        let mut each = Vec::new();
        for level in given {
            each.push(match level {
                Some(points) => c.points(points, max),
                None => rest.map(Amount::Exact),
            });
        }
        let each: Option<Vec<Amount>> = each.into_iter().gather_all();
        Some(model::Rule::Choice(rules::Choice { field: field.0, points: each? }))
    }
}

impl Compile for Flag {
    fn compile(&self, c: &mut Compiler<'_>, max: Option<&Amount>, _: Span) -> Option<model::Rule> {
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

impl Compile for Checklist {
    fn compile(&self, c: &mut Compiler<'_>, max: Option<&Amount>, body: Span) -> Option<model::Rule> {
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

impl Compile for Expert {
    fn compile(&self, c: &mut Compiler<'_>, max: Option<&Amount>, _: Span) -> Option<model::Rule> {
        let Expert { judged, mark } = self;
        let span = judged.span;
        if let Some(mark) = mark {
            return own_mark(c, judged, mark, max);
        }
        let (points, share) = match judged.get()? {
            Judged::Any => (Amount::Open(c.open(Num::ZERO, Num::ONE, None)), true),
            Judged::Share(share) => {
                (c.amount(share, span, &mut |c, share: &Quantity, span| c.share(share, span))?, true)
            }
            Judged::Points(points) => (c.points_at(points, span, max)?, false),
        };
        Some(model::Rule::Judged(rules::Judged { points, share, mark: None }))
    }
}

/// The rule of points that the company may judge itself: a field of points with the range that is published.
fn own_mark(
    c: &mut Compiler<'_>,
    judged: &Spanned<Judged>,
    mark: &Spanned<Formula>,
    max: Option<&Amount>,
) -> Option<model::Rule> {
    let (formula, _) = c.number(mark)?;
    let field = match c.program.instr(formula) {
        Instr::Field(field) => c.dictionary.fields[field].kind.range(),
        _ => None,
    };
    let published = match judged.get()? {
        Judged::Points(file::Amount::Single(file::Single::Range(range))) => {
            let ends = &range.between.get()?.0;
            Some([ends[0].get()?.value(), ends[1].get()?.value()])
        }
        Judged::Any => exact(max).map(|max| [Num::ZERO, max]),
        _ => None,
    };
    if published.is_none() || field != published {
        c.fail(
            mark.span,
            "bad_mark",
            "mark 应是一个数据项，最小值和最大值就是 judged 公布的区间",
            "\"mark\" is a field whose min and max are the published range of \"judged\"",
            &[],
        );
        return None;
    }
    let mark = Some(Measure { formula, unit: "分".to_string() });
    Some(model::Rule::Judged(rules::Judged { points: Amount::Exact(Num::ZERO), share: false, mark }))
}

impl Compile for Rank {
    fn compile(&self, c: &mut Compiler<'_>, max: Option<&Amount>, _: Span) -> Option<model::Rule> {
        let Rank { value, rank, otherwise: rest } = self;
        let rest = otherwise(c, rest, max);
        let (formula, dim) = c.number(value)?;
        let Position { within, top: list } = rank.get()?;
        let within_stage = within.get().map(|within| within.0);
        if within_stage == Some(true) && c.stages.is_empty() {
            c.fail(within.span, "wrong_type", Within::ZH, Within::EN, &[]);
        }
        let mut top: Vec<(Num, Num)> = Vec::new();
        for item in list.get()? {
            let Top { share: own, points } = item.get()?;
            let points = c.exact_points(points, exact(max));
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
        let points = Amount::Open(c.open(least, most, None));
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

impl Compile for BestOf {
    fn compile(&self, c: &mut Compiler<'_>, max: Option<&Amount>, body: Span) -> Option<model::Rule> {
        let BestOf { best_of } = self;
        let items = best_of.get()?;
        if items.is_empty() {
            c.fail(body, "missing", "至少要有一种规则", "at least one rule is needed", &[]);
        }
        let mut compiled = Vec::new();
        for item in items {
            compiled.extend(alternative(c, item, max));
        }
        (compiled.len() == items.len()).then_some(model::Rule::BestOf(rules::BestOf { list: compiled }))
    }
}

fn alternative(c: &mut Compiler<'_>, item: &Spanned<Alternative>, max: Option<&Amount>) -> Option<model::Alternative> {
    let Alternative { named: Named { title, source }, rule } = item.get()?;
    let source = source.as_ref().and_then(|source| c.source(source));
    let rule = match rule.as_ref().map(|rule| (rule.span, rule.get())) {
        Some((span, Some(Rule::Rank(_)))) => {
            c.fail(span, "nested", "best_of 中不能有 rank", "rank cannot stand within best_of", &[]);
            None
        }
        Some((span, Some(Rule::BestOf(_)))) => {
            c.fail(span, "nested", "best_of 不能再套 best_of", "best_of cannot stand within best_of", &[]);
            None
        }
        _ => c.rule(rule, item.span, max),
    };
    Some(model::Alternative { title: text_in(title), rule: rule?, source })
}

impl Compiler<'_> {
    /// The rule of an indicator or alternative.
    pub(super) fn rule(
        &mut self,
        rule: &Option<Spanned<Rule>>,
        owner: Span,
        max: Option<&Amount>,
    ) -> Option<model::Rule> {
        match rule {
            None => {
                Rule::one_is_needed(self.problems, self.at(owner));
                None
            }
            Some(Spanned { span, value }) => {
                let compile: &dyn Compile = match value.as_ref()? {
                    Rule::Bands(rule) => rule,
                    Rule::Curve(rule) => rule,
                    Rule::PerUnit(rule) => rule,
                    Rule::Proportion(rule) => rule,
                    Rule::Choice(rule) => rule,
                    Rule::Flag(rule) => rule,
                    Rule::Checklist(rule) => rule,
                    Rule::Expert(rule) => rule,
                    Rule::Rank(rule) => rule,
                    Rule::BestOf(rule) => rule,
                };
                compile.compile(self, max, *span)
            }
        }
    }
}
