//! Who passes; and of a scheme that extends another, whether the pass condition that it takes over still means the same.

use super::compiler::Compiler;
use super::conditions::id_of;
use crate::file::reader::Spanned;
use crate::file::scheme::{self as file, SchemeFile};
use innopoints_core::formula::{ExprId, Instr};
use innopoints_core::json::Span;
use innopoints_core::scheme::model::{self, Group, GroupKind, Indicator, Pass};

impl Compiler<'_> {
    pub(super) fn pass(&mut self, pass: &Spanned<file::Pass>) -> Option<Pass> {
        let file::Pass { when, or, source } = pass.get()?;
        let when = when.as_ref().map(|when| self.truth_of_points(when));
        let source = self.source(source);
        let or = or.as_ref().map_or_else(Vec::new, |list| self.conditions(list));
        let when = match when {
            Some(found) => Some(found?),
            None => None,
        };
        Some(Pass { when, or, source: source? })
    }

    /// Whether what the pass condition of the base asks for is still there, and counts as it did.
    pub(super) fn means_the_same(
        &self,
        base: Option<&model::Scheme>,
        whole: &SchemeFile,
        groups: &[Group],
        indicators: &[Indicator],
    ) -> bool {
        let Some(base) = base else { return true };
        let Some(when) = base.pass.as_ref().and_then(|pass| pass.when) else { return true };
        let mut asked = Vec::new();
        points_in(base, when, &mut asked);
        let mut kept = true;
        for index in asked {
            let Some(id) = base.point_ids.get(index) else { continue };
            let Some(&now) = self.points.get(id.as_str()).filter(|&&now| now < groups.len() + indicators.len()) else {
                // What could not be read is told already.
                if kept && self.problems.is_empty() {
                    self.fail(
                        Span::ROOT,
                        "missing",
                        "原方案的通过条件用到了被去掉的指标，请写明“pass”",
                        "the pass condition of the extended scheme asks for points that were dropped; write \"pass\"",
                        &[],
                    );
                }
                kept = false;
                continue;
            };
            let (before, after) = (meaning(&base.groups, &base.indicators, index), meaning(groups, indicators, now));
            if before != after && self.problems.is_empty() {
                let (zh, en) = match (before.0, after.0) {
                    (false, true) => (
                        "原方案的通过条件用到指标“{0}”，在这里它是一类，请写明“pass”",
                        "the pass condition of the extended scheme asks for the indicator \"{0}\", which is a group here; write \"pass\"",
                    ),
                    (true, false) => (
                        "原方案的通过条件用到“{0}”这一类，在这里它是指标，请写明“pass”",
                        "the pass condition of the extended scheme asks for the group \"{0}\", which is an indicator here; write \"pass\"",
                    ),
                    _ => (
                        "原方案的通过条件用到“{0}”的得分，在这里它属于另一类，或者加分、扣分与原来不同，请写明“pass”",
                        "the pass condition of the extended scheme asks for the points of \"{0}\", which belongs to another group here, or adds where it took away; write \"pass\"",
                    ),
                };
                self.fail(span_of(whole, id), "other_meaning", zh, en, &[id.into()]);
                kept = false;
            }
        }
        kept
    }
}

/// What points of an index are: whether those of a group, and the group they count in.
fn meaning<'s>(groups: &'s [Group], indicators: &[Indicator], index: usize) -> (bool, Option<(&'s str, GroupKind)>) {
    let is_group = index < groups.len();
    let group = if is_group { Some(index) } else { indicators.get(index - groups.len()).map(|i| i.group) };
    (is_group, group.and_then(|group| groups.get(group)).map(|group| (group.id.as_str(), group.kind)))
}

/// The points that a condition asks for, by their indices.
fn points_in(scheme: &model::Scheme, at: ExprId, found: &mut Vec<usize>) {
    if let Instr::Points(index) = scheme.program.instr(at)
        && !found.contains(&index)
    {
        found.push(index);
    }
    for operand in scheme.program.operands(at) {
        points_in(scheme, operand, found);
    }
}

/// Where this file writes a group or an indicator of this id.
fn span_of(whole: &SchemeFile, id: &str) -> Span {
    let groups = whole.groups.iter().filter_map(Spanned::get).flatten();
    for (item, group) in groups.filter_map(|item| Some((item, item.get()?))) {
        if id_of(&group.id) == Some(id) {
            return item.span;
        }
        let list = group.indicators.iter().filter_map(Spanned::get).flatten();
        let mut own = list.filter(|item| item.get().is_some_and(|i| id_of(&i.head.id) == Some(id)));
        if let Some(found) = own.next() {
            return found.span;
        }
    }
    Span::NONE
}
