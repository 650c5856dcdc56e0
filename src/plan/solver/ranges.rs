//! Linking figures between their breakpoints: ranges that are halved while a relaxation may still beat the best.

use super::knapsack::Descent;
use super::problem::*;
use super::scale::*;
use crate::plan::terms::Reach;
use innopoints_core::dictionary::Value;
use innopoints_core::gather::Gather;
use innopoints_core::number::Num;
use innopoints_core::sort::sort;

impl Solver<'_> {
    /// Linking figures that earn in proportion may stand between breakpoints. Their ranges are halved, down to single steps, while a bound
    /// does not tell that nothing cheaper lies within: what can be earned anywhere in a range is earned at its least cost.
    pub(super) fn between_breakpoints(
        &mut self,
        settled: &[(Num, Vec<Value>)],
        best: &mut Option<Solution>,
        below: Option<Num>,
    ) {
        let gradual = |link: usize| {
            let items = self.scheme.indicators.iter().zip(&self.of_items);
            !self.is_few(link) && items.into_iter().any(|(i, fields)| fields.contains(&link) && i.rule.is_gradual())
        };
        let open: Vec<bool> = self.linking.iter().map(|link| gradual(*link)).gather();
        if !open.contains(&true) {
            return;
        }
        // Every combination of the others, with all of the open ones; and the breakpoints of these.
        let mut queue: Vec<Region> = Vec::new();
        let mut edges: Vec<Vec<Num>> = vec![Vec::new(); self.linking.len()];
        for (_, linking) in settled {
            let mut whole = linking.clone();
            for (h, value) in whole.iter_mut().enumerate().filter(|(h, _)| open[*h]) {
                let Reach::Number { lo, hi, .. } = self.moving[self.linking[h]].reach else { continue };
                if let Value::Exact(x) = *value {
                    edges[h].push(x);
                }
                *value = Value::Range(Box::new((lo, hi)));
            }
            // Each is compared with all before it.
            self.work.spend(4 + queue.len() as u64 / 4);
            if self.work.is_spent() {
                self.complete = false;
                return;
            }
            if !queue.iter().any(|region| region.linking == whole) {
                queue.push(Region { linking: whole, bound: 0 });
            }
        }
        for edges in &mut edges {
            sort(edges);
            edges.dedup();
        }
        let (mut least, mut left) = (LEAST_RANGES, self.left);
        while let Some(region) = queue.pop() {
            if self.left == 0 || self.work.is_spent() || self.is_dismissed(best, below, region.bound) {
                return;
            }
            if self.ranges == 0 && least == 0 {
                self.complete = false;
                return;
            }
            let taken = 1 + (left - self.left) / BOUNDS;
            left = self.left;
            (self.ranges, least) = (self.ranges.saturating_sub(taken), least.saturating_sub(taken));
            let Some((h, at)) = self.halve(&region, &edges) else {
                self.corners(&region.linking, best, below);
                continue;
            };
            let Value::Range(ends) = &region.linking[h] else { continue };
            let counted = self.is_counted(self.linking[h]);
            if !counted && !edges[h].contains(&at) {
                let middle = |(o, value): (usize, &Value)| match value {
                    _ if o == h => Value::Exact(at),
                    Value::Range(r) => Value::Exact(r.0),
                    settled => settled.clone(),
                };
                let point: Vec<Value> = region.linking.iter().enumerate().map(middle).gather();
                self.try_linking(&point, best, below);
            }
            // Of what is counted no unit is in both halves, and the last one is a value.
            let next = if counted { at.add(Num::ONE).unwrap_or(at) } else { at };
            for part in [(ends.0, at), (next, ends.1)] {
                let mut linking = region.linking.clone();
                linking[h] = if part.0 == part.1 { Value::Exact(part.0) } else { Value::Range(Box::new(part)) };
                if !linking.iter().any(|value| matches!(value, Value::Range(_))) {
                    self.try_linking(&linking, best, below);
                } else if let Some((bound, solution)) = self.region_bound(&linking, best, below) {
                    self.settle_link(&linking, solution, best, below);
                    let index = queue.partition_point(|r| r.bound >= bound);
                    queue.insert(index, Region { linking, bound });
                }
            }
        }
    }

    /// Whether nothing above a bound is sought: it is no better than the best by more than a step of a figure. Where that is
    /// a whole unit of something, it is said.
    pub(super) fn is_dismissed(&mut self, best: &Option<Solution>, below: Option<Num>, bound: i128) -> bool {
        let dismissed = !allows(best, below, bound + self.coarse_step);
        self.complete &= !(dismissed && allows(best, below, bound + self.fine_step));
        dismissed
    }

    /// Which range to halve, and where: where the figure is now, at the breakpoint nearest to its middle, or at the step there.
    pub(super) fn halve(&self, region: &Region, edges: &[Vec<Num>]) -> Option<(usize, Num)> {
        let mut widest: Option<(Num, usize, Num)> = None;
        for (h, value) in region.linking.iter().enumerate() {
            let Value::Range(ends) = value else { continue };
            let Reach::Number { now, step, cost, .. } = self.moving[self.linking[h]].reach else { continue };
            let counted = self.is_counted(self.linking[h]);
            let width = ends.1.sub(ends.0)?;
            if width < step || (width == step && !counted) {
                continue;
            }
            let half = ends.0.add(width.div(Num::int(2))?)?;
            let inside = edges[h].iter().filter(|e| **e > ends.0 && **e < ends.1);
            let nearest = inside.min_by_key(|e| (**e != now, e.sub(half).map(Num::abs)));
            let below = half.down_to(step).filter(|x| *x > ends.0 || (counted && *x == ends.0));
            let at = nearest.copied().or(below).or_else(|| ends.0.down_to(step)?.add(step))?;
            let worth = width.mul(cost)?;
            if (at > ends.0 || counted) && at < ends.1 && widest.is_none_or(|w| worth > w.0) {
                widest = Some((worth, h, at));
            }
        }
        widest.map(|w| (w.1, w.2))
    }

    /// Tries every corner of a region that cannot be halved.
    pub(super) fn corners(&mut self, linking: &[Value], best: &mut Option<Solution>, below: Option<Num>) {
        let mut points: Vec<Vec<Value>> = vec![Vec::new()];
        for value in linking {
            let ends = match value {
                Value::Range(r) => vec![Value::Exact(r.0), Value::Exact(r.1)],
                settled => vec![settled.clone()],
            };
            points = points.iter().flat_map(|p| ends.iter().map(|e| [p.clone(), vec![e.clone()]].concat())).gather();
        }
        points.iter().for_each(|p| self.try_linking(p, best, below));
    }

    /// What a plan in a region costs at least, and the other changes that may do it; `None` where none is cheaper than
    /// the best.
    pub(super) fn region_bound(
        &mut self,
        linking: &[Value],
        best: &Option<Solution>,
        below: Option<Num>,
    ) -> Option<(i128, Solution)> {
        self.relaxed = true;
        let found = self.relaxed_bound(linking, best, below);
        self.relaxed = false;
        found
    }

    pub(super) fn relaxed_bound(
        &mut self,
        linking: &[Value],
        best: &Option<Solution>,
        below: Option<Num>,
    ) -> Option<(i128, Solution)> {
        let (mut values, start, stages) = self.with_linking(linking)?;
        if !allows(best, below, scaled(start.cost, false)) {
            return None;
        }
        let knapsack = self.knapsack(&mut values, &stages)?;
        let gains = self.nothing();
        let bound = self.at_least(&knapsack, 0, start.cost, &gains, &[])?;
        if self.is_dismissed(best, below, bound) {
            return None;
        }
        let limit = best.as_ref().map(|w| w.cost).or(below);
        let limit = limit.and_then(|limit| limit.sub(Num::raw(self.coarse_step, SCALE)));
        let mut descent = Descent { best: None, limit, chosen: Vec::new(), probe: true, possible: false };
        let cost = start.cost;
        self.descend(&knapsack, &start, cost, gains, &[], &mut values, &stages, &mut descent);
        // With the finer steps there could be something.
        self.complete &= descent.possible || self.coarse_step == self.fine_step || limit.is_none();
        descent.best.filter(|_| descent.possible).map(|solution| (bound, solution))
    }

    /// With everything else as planned, the first step of the one linking figure that is a range with which that suffices.
    pub(super) fn settle_link(
        &mut self,
        linking: &[Value],
        others: Solution,
        best: &mut Option<Solution>,
        below: Option<Num>,
    ) {
        let mut values = self.company.values().to_vec();
        let mut solution = Solution { cost: Num::ZERO, changes: others.changes };
        let mut ranged = None;
        for (&link, value) in self.linking.iter().zip(linking) {
            match (value, &self.moving[link].reach) {
                (Value::Range(r), Reach::Number { now, step, .. }) if ranged.is_none() => {
                    let near = (*now).max(r.0).min(r.1);
                    ranged = Some((link, near, if near == r.0 { r.1 } else { r.0 }, *step));
                }
                (Value::Range(_), _) => return,
                _ if *value != self.moving[link].now => solution.changes.push((link, value.clone())),
                _ => {}
            }
        }
        let Some((link, near, far, step)) = ranged else { return };
        for (m, value) in &solution.changes {
            values[self.moving[*m].field] = value.clone();
        }
        let field = self.moving[link].field;
        let mut holds = |x: Num| {
            values[field] = Value::Exact(x);
            self.reaches(&values)
        };
        let x = if holds(near) {
            near
        } else if holds(far) {
            match self.first_step(near, far, step, holds) {
                Some(x) => x,
                None => return,
            }
        } else {
            return;
        };
        if Value::Exact(x) != self.moving[link].now {
            solution.changes.push((link, Value::Exact(x)));
        }
        let mut costs = solution.changes.iter().map(|(m, value)| self.moving[*m].cost(value));
        let cost = costs.try_fold(Num::ZERO, |sum, c| sum.add(c?));
        if let Some(cost) = cost
            && best.as_ref().map(|w| w.cost).or(below).is_none_or(|limit| cost < limit)
            && self.passes_checks(&solution.changes)
        {
            *best = Some(Solution { cost, ..solution });
        }
    }
}
