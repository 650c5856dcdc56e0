//! Rules: values that no band holds, points that nothing turns, steps that nobody reaches. Each kind gives the most points
//! that it can give in each stage, where that can be told.

use super::points::{Points, Staged, better, rule_text};
use super::range::Range;
use super::{Lint, shown};
use crate::file::amounts::{Amount, Single};
use crate::file::number::{Points as PointsFile, Quantity};
use crate::file::parts::Source;
use crate::file::reader::Spanned;
use crate::file::rules::*;
use innopoints_core::formula::ExprId;
use innopoints_core::json::Span;
use innopoints_core::number::{Dim, Interval, Num};
use innopoints_core::problem::Phrase;
use std::collections::BTreeSet;

/// An edge of a band: where, and whether a value on it belongs to the band.
type Edge = Option<(Num, bool)>;

impl Lint {
    pub(super) fn rule(&mut self, rule: &Rule, source: Option<&Spanned<Source>>, max: Option<&[Points]>) -> Staged {
        match rule {
            Rule::Bands(rule) => self.bands(rule, source),
            Rule::Curve(rule) => self.curve(rule),
            Rule::PerUnit(rule) => self.per_unit(rule, source, max),
            Rule::Proportion(rule) => self.proportion(rule, source),
            Rule::Choice(rule) => self.choice(rule, source),
            Rule::Flag(rule) => self.flag(rule, source, max),
            Rule::Expert(rule) => {
                self.typical(&rule.judged, source);
                self.judged(&rule.judged, max)
            }
            Rule::Rank(rule) => self.rank(rule),
            Rule::BestOf(rule) => self.best_of(rule, source, max),
            // A kind of which there is nothing to find beyond what its formulas and amounts say.
            #[allow(unreachable_patterns)]
            _ => None,
        }
    }

    /// The points otherwise; 0 by default.
    fn otherwise(&self, points: &Option<Spanned<PointsFile>>) -> Staged {
        points.as_ref().map_or_else(|| self.each_stage(Points::ZERO), |points| self.exact(points))
    }

    fn bands(&mut self, rule: &Bands, source: Option<&Spanned<Source>>) -> Staged {
        let Bands { value, bands, otherwise } = rule;
        self.typical(bands, source);
        let measured = self.number(value);
        let items = bands.get()?;
        if let Some((expr, dim)) = measured {
            self.edges(items, expr, dim, otherwise);
        }
        let points = items.iter().map(|band| band.get().and_then(|band| self.amount(&band.points)));
        points.fold(self.otherwise(otherwise), better)
    }

    fn edges(&mut self, items: &[Spanned<Band>], expr: ExprId, dim: Dim, otherwise: &Option<Spanned<PointsFile>>) {
        let edge = |included: &Option<Spanned<Quantity>>, left_out: &Option<Spanned<Quantity>>| -> Edge {
            let read = |edge: &Option<Spanned<Quantity>>| edge.as_ref().and_then(|edge| quantity(edge, dim));
            read(included).map(|n| (n, true)).or_else(|| read(left_out).map(|n| (n, false)))
        };
        let of = |band: &Spanned<Band>| {
            band.get().map_or((None, None), |b| (edge(&b.from, &b.above), edge(&b.to, &b.below)))
        };
        let edges: Vec<(Edge, Edge)> = items.iter().map(of).collect();
        let rising = edges.iter().all(|e| e.1.is_none());
        let falling = edges.iter().all(|e| e.0.is_none());
        let flip = |e: Edge| e.map(|(n, inclusive)| (n, !inclusive));
        let range = self.values(expr);
        let whole = self.ranges.whole(&self.program, expr);
        for (i, (mut lo, mut hi)) in edges.iter().copied().enumerate() {
            // Each open side ends where the better neighbour begins.
            match i.checked_sub(1).map(|i| edges[i]) {
                Some(before) if rising => hi = flip(before.0),
                Some(before) if falling => lo = flip(before.1),
                _ => {}
            }
            if !range.meets(lo, hi, whole) {
                let (zh, en) = ("没有数值落在这一档", "no value falls into this band");
                self.warn("never_fires", items[i].span, zh, en, &[]);
            }
        }
        if !rising && !falling {
            self.gaps(items, &edges, whole);
            return;
        }
        // What is left for `otherwise`.
        let last = edges.last().copied().unwrap_or((None, None));
        let left = if rising { range.meets(None, flip(last.0), whole) } else { range.meets(flip(last.1), None, whole) };
        if let Some(otherwise) = otherwise
            && !left
            && otherwise.get().is_none_or(|points| !points.value.is_zero())
        {
            let (zh, en) =
                ("各档已包含所有数值，用不到 otherwise", "the bands hold every value; otherwise is never used");
            self.warn("never_fires", otherwise.span, zh, en, &[]);
        }
    }

    /// Values between two bands that belong to none.
    fn gaps(&mut self, items: &[Spanned<Band>], edges: &[(Edge, Edge)], whole: bool) {
        let mut lows: Vec<(Num, bool)> = edges.iter().filter_map(|e| e.0).map(|lo| (lo.0, !lo.1)).collect();
        lows.sort();
        for (i, (_, hi)) in edges.iter().enumerate() {
            let Some((top, inclusive)) = *hi else { continue };
            // The band that begins next above this one's upper edge.
            let Some(&(next, open)) = lows.get(lows.partition_point(|lo| lo.0 < top)) else { continue };
            let gap = Range::from(Interval { lo: Some(top), hi: Some(next) });
            if gap.meets(Some((top, !inclusive)), Some((next, open)), whole) {
                let parts = [shown(top), shown(next)];
                self.warn(
                    "gap",
                    items[i].span,
                    "这一档与上面一档之间有空隙，其中的数值得 otherwise 的分",
                    "between this band and the next above it lie values that are in none",
                    &parts.iter().map(Phrase::from).collect::<Vec<_>>(),
                );
            }
        }
    }

    fn curve(&mut self, rule: &Curve) -> Staged {
        let Curve { value, curve } = rule;
        let measured = self.number(value);
        let items = curve.get()?;
        if let Some((expr, dim)) = measured {
            let range = self.values(expr);
            let at = |item: &Spanned<Corner>| item.get().and_then(|corner| quantity(&corner.at, dim));
            let corners: Vec<Option<Num>> = items.iter().map(at).collect();
            for (i, corner) in corners.iter().enumerate() {
                // A corner matters where a value can lie on one of the lines that meet in it.
                let (Some(lo), Some(hi)) =
                    (corners[i.saturating_sub(1)], corners.get(i + 1).copied().unwrap_or(*corner))
                else {
                    continue;
                };
                let (first, last) = (i == 0, i + 1 == corners.len());
                let (lo, hi) = ((!first).then_some((lo, false)), (!last).then_some((hi, false)));
                if !range.meets(lo, hi, false) {
                    let (zh, en) = ("没有数值到得了折线的这一段", "no value gets to this part of the curve");
                    self.warn("never_fires", items[i].span, zh, en, &[]);
                }
            }
        }
        let points = items.iter().map(|item| item.get().and_then(|corner| self.exact(&corner.points)));
        points.fold(self.each_stage(Points::ZERO), better)
    }

    fn per_unit(&mut self, rule: &PerUnit, source: Option<&Spanned<Source>>, max: Option<&[Points]>) -> Staged {
        let PerUnit { value, per_unit } = rule;
        self.typical(per_unit, source);
        let (expr, dim) = self.number(value)?;
        let Unit { points, per, whole } = per_unit.get()?;
        let range = self.values(expr);
        let whole = whole.as_ref().and_then(|whole| whole.get()) != Some(&false);
        if let (Some(amount), Some(hi)) = (quantity(per, dim), range.interval.hi)
            && (hi <= Num::ZERO || (whole && hi < amount))
        {
            let (zh, en) = ("没有数值够得上一份", "no value makes up one unit");
            self.warn("never_fires", per.span, zh, en, &[]);
        }
        if let (Some(own), Some(max)) = (self.amount(points), max)
            && own.iter().zip(max).any(|(p, m)| p.lo > m.hi)
        {
            let (zh, en) = ("一份的分值高于满分", "one unit gives more than the maximum");
            self.warn("above_max", points.span, zh, en, &[]);
        }
        None
    }

    /// Whether a value can earn anything, and everything, against a reference.
    fn proportion(&mut self, rule: &Proportion, source: Option<&Spanned<Source>>) -> Staged {
        let Proportion { value, reference } = rule;
        self.typical(reference, source);
        let (expr, dim) = self.number(value)?;
        let hi = self.values(expr).interval.hi?;
        let lowest = |single: &Single<Quantity>| match single {
            Single::Exact(n) => (n.dim == dim).then_some(n.value),
            Single::Range(range) => {
                let ends = range.between.get().map(|ends| &ends.0);
                ends.into_iter().flatten().filter_map(|end| quantity(end, dim)).min()
            }
        };
        let least = match reference.get()? {
            Amount::Single(single) => lowest(single),
            Amount::Staged(each) => each.0.iter().filter_map(|(_, own)| lowest(own.get()?)).min(),
        };
        if hi <= Num::ZERO {
            self.warn("never_fires", reference.span, "没有数值能得分", "no value earns anything", &[]);
        } else if least.is_some_and(|least| hi < least) {
            let (zh, en) = ("没有数值达到满分值", "no value reaches the reference");
            self.warn("max_not_reached", reference.span, zh, en, &[]);
        }
        None
    }

    fn rank(&mut self, rule: &Rank) -> Staged {
        let Rank { value, rank, otherwise } = rule;
        self.number(value);
        let top = rank.get()?.top.get()?;
        let points = top.iter().map(|top| top.get().and_then(|top| self.exact(&top.points)));
        points.fold(self.otherwise(otherwise), better)
    }

    fn flag(&mut self, rule: &Flag, source: Option<&Spanned<Source>>, max: Option<&[Points]>) -> Staged {
        let Flag { flag, points, otherwise } = rule;
        self.typical(points, source);
        if let Some(expr) = self.truth(flag) {
            self.constant(expr, flag.span);
        }
        // All of them, where nothing else is said.
        let yes = match points {
            Some(points) => self.amount(points),
            None => max.map(<[Points]>::to_vec),
        };
        let no = self.otherwise(otherwise);
        self.same_points(&[yes.clone(), no.clone()], points.as_ref().map_or(flag.span, |points| points.span));
        better(yes, no)
    }

    fn choice(&mut self, rule: &Choice, source: Option<&Spanned<Source>>) -> Staged {
        let Choice { choice, points, otherwise } = rule;
        self.typical(points, source);
        let given = &points.get()?.0;
        let mut all: Vec<Staged> = given.iter().map(|(_, points)| self.amount(points)).collect();
        if choice.get()?.levels().len() > given.len() {
            all.push(self.otherwise(otherwise));
        } else if let Some(otherwise) = otherwise {
            let (zh, en) = ("每个选项都写了分值，用不到 otherwise", "every level has points; otherwise is never used");
            self.warn("never_fires", otherwise.span, zh, en, &[]);
        }
        self.same_points(&all, points.span);
        all.into_iter().reduce(better)?
    }

    fn best_of(&mut self, rule: &BestOf, source: Option<&Spanned<Source>>, max: Option<&[Points]>) -> Staged {
        let mut all = Vec::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for item in rule.best_of.get()? {
            let alternative = item.get()?;
            let rule = alternative.rule.as_ref().and_then(|rule| rule.get());
            let source = alternative.named.source.as_ref().or(source);
            all.push(rule.and_then(|rule| self.rule(rule, source, max)));
            if rule.is_some_and(|rule| !seen.insert(rule_text(rule))) {
                self.warn("twin", item.span, "与前面的规则相同", "the same as a rule before it", &[]);
            }
        }
        all.into_iter().reduce(better)?
    }

    /// Warns of points that are the same whatever the company has.
    fn same_points(&mut self, all: &[Staged], at: Span) {
        let exact = |p: &Staged| {
            let p = p.as_ref()?;
            p.iter().all(|x| x.lo == x.hi).then(|| p.iter().map(|x| x.lo).collect::<Vec<_>>())
        };
        let all: Option<Vec<_>> = all.iter().map(exact).collect();
        if all.is_some_and(|all| all.len() > 1 && all.windows(2).all(|w| w[0] == w[1])) {
            let (zh, en) =
                ("怎样都得一样的分，这条规则没有作用", "the points are the same in any case, so the rule does nothing");
            self.warn("no_effect", at, zh, en, &[]);
        }
    }
}

/// The value of a quantity, if it measures this.
fn quantity(quantity: &Spanned<Quantity>, wanted: Dim) -> Option<Num> {
    quantity.get().filter(|quantity| quantity.dim == wanted).map(|quantity| quantity.value)
}
