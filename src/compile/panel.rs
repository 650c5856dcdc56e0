//! The panel: what plausible tables are drawn from. Every number that stands open has to be drawn.

use super::compiler::Compiler;
use super::scheme::ids_of;
use crate::file::reader::Spanned;
use crate::file::scheme as file;
use innopoints_core::formula::Unknown;
use innopoints_core::gather::Gather;
use innopoints_core::id::QuantityId;
use innopoints_core::json::Span;
use innopoints_core::number::Num;
use innopoints_core::scheme::model::{Group, Indicator, Tie};
use innopoints_core::scheme::panel::{List, Panel};

/// Most steps of a point, so that sums of weights stay small.
const MOST_STEPS: u32 = 10;
/// Most values of a list.
const MOST_VALUES: usize = 16;
/// Most lists, and most weights that are drawn.
const MOST_DRAWN: usize = 64;
/// Most steps that are parted, so that totals can be counted.
const MOST_PARTED: i64 = 10_000;
/// Most combinations of drawn values that the share of an indicator, or the stage, depends on; and of all together.
const MOST_COMBINED: usize = 1_000;
const MOST_COMBINED_IN_ALL: usize = 5_000;
/// Draws of which fewer can be, in percent, are not worth their work.
const LEAST_THAT_CAN_BE: u64 = 5;

impl Compiler<'_> {
    pub(super) fn panel(
        &self,
        panel: &Option<Spanned<file::Panel>>,
        groups: &[Group],
        indicators: &[Indicator],
        ties: &[Tie],
    ) -> Panel {
        let Some(Spanned { span, value: Some(read) }) = panel else { return Panel::default() };
        let file::Panel { seed, grid, orders, lists, source } = read;
        let seed = self.whole(seed, u32::MAX);
        let steps = grid.get().and_then(|grid| Num::ONE.div(grid.value)?.whole());
        let steps = steps.and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= MOST_STEPS);
        if steps.is_none() {
            let (zh, en) =
                ("权重的间隔应为 1 分的整数分之一，至少 0.1", "the grid is a whole part of a point, at least 0.1");
            self.fail(grid.span, "bad_grid", zh, en, &[]);
        }
        let known = ids_of(groups);
        let orders = orders.iter().filter_map(Spanned::get).flatten().filter_map(Spanned::get);
        let orders = orders.map(|order| order.iter().filter_map(|id| self.group_of(id, &known)).gather()).gather();
        let span_of_lists = lists.span;
        let read = lists.get().map_or(&[][..], Vec::as_slice);
        let mut lists: Vec<List> = Vec::new();
        if read.len() > MOST_DRAWN {
            self.too_much(span_of_lists, "列表太多：至多 64 个", "too many lists: 64 at most");
        } else {
            for list in read.iter().filter_map(Spanned::get) {
                lists.extend(self.list(list, indicators, &lists));
            }
            self.is_bounded(span_of_lists, indicators, &lists);
        }
        if let Some(steps) = steps {
            self.can_be_drawn(grid.span, steps, groups, indicators, ties);
        }
        let drawn = self.all_are_drawn(*span, groups, indicators, ties, &lists);
        // Where all is published there is nothing to draw. What an extension adds may be unpublished too: then the panel of its
        // base is none of its own.
        if self.quantities.iter().all(|q| q.typical.is_none()) || (!drawn && !span.is_some()) {
            return Panel::default();
        }
        let source = self.source(source).into_iter().gather();
        Panel { seed: seed.unwrap_or(0), steps: steps.unwrap_or(1), orders, lists, source, ..Panel::default() }
    }

    fn too_much(&self, span: Span, zh: &'static str, en: &'static str) {
        self.fail(span, "too_much", zh, en, &[]);
    }

    /// Whether each share and the stage depend on few enough drawn values.
    fn is_bounded(&self, span: Span, indicators: &[Indicator], lists: &[List]) {
        let combined = |is_asked: &dyn Fn(QuantityId) -> bool| {
            let asked = lists.iter().filter(|list| is_asked(list.quantity));
            asked.fold(1_usize, |n, list| n.saturating_mul(list.values.len()))
        };
        let of_stages =
            |q| self.stages.iter().filter_map(|s| s.when).any(|at| self.program.reads(at, Unknown::Quantity(q)));
        let mut all = combined(&of_stages);
        let mut most = all;
        for indicator in indicators {
            let own = combined(&|q| indicator.rule.reads(&self.program, q));
            (all, most) = (all.saturating_add(own), most.max(own));
        }
        if most > MOST_COMBINED || all > MOST_COMBINED_IN_ALL {
            self.too_much(
                span,
                "一个指标或阶段取决于太多抽取的数：各列表个数的乘积至多 1000，合计至多 5000",
                "an indicator or the stage depends on too many drawn numbers: the product of the lengths of their lists is 1,000 at most, 5,000 in all",
            );
        }
    }

    /// Whether tables can be drawn that give each indicator a step, without throwing too many away.
    fn can_be_drawn(&self, span: Span, steps: u32, groups: &[Group], indicators: &[Indicator], ties: &[Tie]) {
        for tie in ties {
            let open = |group: &&usize| -> u64 {
                let own = &indicators[groups[**group].indicators.clone()];
                own.iter().filter(|indicator| indicator.max.known().is_none()).count() as u64
            };
            let needs: Vec<u64> = tie.groups.iter().map(|group| open(&group)).filter(|n| *n > 0).gather();
            let parts: u64 = needs.iter().sum();
            let sum = tie
                .sum
                .mul(Num::int(i64::from(steps)))
                .map_or(i64::MAX, |sum| i64::try_from(sum.floor().parts().0).unwrap_or(i64::MAX));
            if sum > MOST_PARTED {
                self.too_much(
                    span,
                    "要分的权重太多：合计至多 10000 格",
                    "too much weight to part: 10,000 steps at most in all",
                );
                continue;
            }
            if parts as usize > MOST_DRAWN {
                self.too_much(
                    span,
                    "权重没有公布的指标太多：至多 64 项",
                    "too many indicators whose weights are open: 64 at most",
                );
                continue;
            }
            // Of all ways to part the steps among the categories, those that leave each indicator one.
            let (sum, spare) = (sum.max(0) as u64, parts - needs.len() as u64);
            let cuts = needs.len().saturating_sub(1) as u64;
            let mut percent = if sum < parts { 0 } else { 100_000_000 };
            for cut in 1..=cuts {
                percent = percent * (sum.saturating_sub(spare + cut)) / sum.saturating_sub(cut).max(1);
            }
            if parts > 0 && percent < LEAST_THAT_CAN_BE * 1_000_000 {
                self.too_much(
                    span,
                    "间隔太大或指标太多：抽出的权重大多不够每项一格",
                    "the grid is too coarse, or the indicators are too many: most draws would not leave each a step",
                );
            }
        }
    }

    /// A whole number without a unit.
    fn whole(&self, given: &Spanned<crate::file::number::Quantity>, most: u32) -> Option<u32> {
        let n = given.get()?;
        let whole = n.value.whole().filter(|_| n.unit().is_empty()).and_then(|n| u32::try_from(n).ok());
        if whole.is_none_or(|n| n > most) {
            let (zh, en) = ("应为 0 到 {0} 的整数", "must be a whole number from 0 to {0}");
            self.fail(given.span, "out_of_range", zh, en, &[(&most.to_string()).into()]);
        }
        whole
    }

    /// A list of a parameter, or of the first number of an indicator (of its rule, then its maximum) that stands open and is not
    /// drawn `before`.
    fn list(&self, list: &file::List, indicators: &[Indicator], before: &[List]) -> Option<List> {
        let name = list.of.get()?.0.as_str();
        let parameter = self.parameters.iter().find(|p| p.id == name).map(|p| p.quantity);
        let indicator = indicators.iter().find(|i| i.id == name);
        if parameter.is_none() && indicator.is_none() {
            let (zh, en) = ("没有“{0}”这个参数或指标", "there is no parameter or indicator \"{0}\"");
            self.fail(list.of.span, "unknown_id", zh, en, &[name.into()]);
        }
        // What an extension fills in is drawn no more.
        let is_open =
            |q: &QuantityId| self.quantities[*q].typical.is_some() && !before.iter().any(|list| list.quantity == *q);
        let numbers = parameter.map_or_else(|| indicator.map_or_else(Vec::new, numbers_of), |q| vec![q]);
        let quantity = numbers.into_iter().find(is_open)?;
        let values = list.values.get()?;
        let range = &self.quantities[quantity];
        let mut found = Vec::new();
        for value in values {
            let Some(number) = value.get() else { continue };
            if number.value < range.lo || number.value > range.hi {
                let (zh, en) = ("“{0}”不在它的范围内", "\"{0}\" is outside its range");
                self.fail(value.span, "out_of_range", zh, en, &[number.text().into()]);
            }
            found.push(number.value);
        }
        if found.is_empty() || found.len() > MOST_VALUES {
            let (zh, en) = ("应有 1 到 16 个值", "from 1 to 16 values are needed");
            self.fail(list.values.span, "bad_list", zh, en, &[]);
            return None;
        }
        Some(List { quantity, values: found })
    }

    /// Whether every open number is drawn: weights by the ties, all others out of lists. Notes those of this file that are not.
    fn all_are_drawn(
        &self,
        span: Span,
        groups: &[Group],
        indicators: &[Indicator],
        ties: &[Tie],
        lists: &[List],
    ) -> bool {
        let mut all = true;
        let mut drawn: Vec<QuantityId> = lists.iter().map(|list| list.quantity).gather();
        for indicator in
            ties.iter().flat_map(|tie| &tie.groups).flat_map(|&g| &indicators[groups[g].indicators.clone()])
        {
            indicator.max.visit(&mut |q| drawn.push(q));
        }
        for (index, quantity) in self.quantities.iter().enumerate() {
            if quantity.typical.is_none() || drawn.contains(&QuantityId::new(index)) {
                continue;
            }
            all = false;
            if span.is_some() {
                let (zh, en) = ("没有写明怎样抽取：{0}", "does not say how this is drawn: {0}");
                self.fail(span, "not_drawn", zh, en, &[(&quantity.title).into()]);
            }
        }
        all
    }
}

/// The numbers that an indicator holds: those of its rule, then of its maximum.
fn numbers_of(indicator: &Indicator) -> Vec<QuantityId> {
    let mut found = Vec::new();
    indicator.rule.amounts(&mut |amount, _| amount.visit(&mut |q| found.push(q)));
    indicator.max.visit(&mut |q| found.push(q));
    found
}
