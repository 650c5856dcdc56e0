//! Linking figures, and the blocks that the rest falls into once they are settled.

use super::problem::*;
use super::scale::*;
use crate::plan::goal::{Column, Goal};
use crate::plan::terms::{Moving, Reach};
use crate::search::{Scenario, Work};
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::Kind;
use innopoints_core::formula::{Env, ExprId};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{GroupKind, Scheme};
use innopoints_core::sort::sort;
use std::cell::Cell;

impl<'a> Solver<'a> {
    /// A search for a goal, decomposed.
    pub fn new(
        scheme: &'a Scheme,
        company: &'a Enterprise,
        scenarios: &'a [Scenario],
        moving: &'a [Moving],
        goal: &'a Goal,
        work: &'a Work,
    ) -> Solver<'a> {
        let places = |fields: Vec<FieldId>| -> Vec<usize> {
            (0..moving.len()).filter(|&m| fields.contains(&moving[m].field)).gather()
        };
        let of_items = scheme.indicators.iter().map(|indicator| {
            let mut fields = Vec::new();
            indicator.rule.fields(&scheme.program, &mut fields);
            places(fields)
        });
        let of_items: Vec<Vec<usize>> = of_items.gather();
        let env = Env { quantities: scenarios.first().map_or(&[], |w| &w.quantities), ..Env::default() };
        let saturable = scheme.groups.iter().map(|group| {
            let items = scheme.indicators[group.indicators.clone()].iter();
            let sum = items.map(|i| i.max.span(&env)).fold(Interval::exact(Num::ZERO), Interval::add);
            group.kind == GroupKind::Deduction && group.max.is_some_and(|max| sum.hi.is_none_or(|hi| hi > max))
        });
        let saturable: Vec<bool> = saturable.gather();
        let mut alone: Vec<usize> = Vec::new();
        for (column, _) in goal.needs.iter().flat_map(|need| &need.weights) {
            if let Column::Item(i) = column
                && !alone.contains(i)
            {
                alone.push(*i);
            }
        }
        let of_at = |at: ExprId| {
            let mut fields = Vec::new();
            scheme.program.fields(at, &mut fields);
            places(fields)
        };
        let mut ties = Vec::new();
        for (part, m) in moving.iter().enumerate() {
            if let Kind::Number { at_most: Some(whole), .. } = scheme.dictionary.fields[m.field].kind
                && let Some(whole) = moving.iter().position(|m| m.field == whole)
            {
                ties.push((part, whole));
            }
        }
        let of_constraints: Vec<Vec<usize>> = goal.constraints.iter().map(|constraint| of_at(constraint.at)).gather();
        let mut linking: Vec<usize> = scheme.stages.iter().filter_map(|s| s.when).flat_map(of_at).gather();
        sort(&mut linking);
        linking.dedup();
        let mut solver = Solver {
            scheme,
            company,
            scenarios,
            moving,
            goal,
            of_items,
            of_constraints,
            alone,
            saturable,
            ties,
            linking,
            blocks: Vec::new(),
            known: Vec::new(),
            fine_step: 0,
            coarse_step: 0,
            relaxed: false,
            left: BUDGET,
            work,
            thinned: Cell::new(false),
            ranges: RANGES,
            complete: !goal.uneven,
        };
        solver.divide();
        let many = || (0..moving.len()).filter(|&m| !solver.is_few(m));
        let step = |m: usize| match moving[m].reach {
            Reach::Number { step, cost, .. } => step.mul(cost).map_or(0, |c| scaled(c, true)),
            Reach::Levels(_) => 0,
        };
        let fine_step = many().filter(|&m| !solver.is_counted(m)).map(step).max().unwrap_or(0);
        let counted =
            many().filter(|m| solver.is_counted(*m) && !solver.linking.contains(m)).map(step).max().unwrap_or(0);
        (solver.fine_step, solver.coarse_step) = (fine_step, fine_step.max(counted));
        solver
    }
}

impl Solver<'_> {
    /// Groups of moving figures, without the linking figures, that rules, conditions and wholes bind together.
    pub(super) fn bound_together(&self) -> Vec<Vec<usize>> {
        let mut part_of: Vec<usize> = (0..self.moving.len()).gather();
        let mut join = |fields: &mut dyn Iterator<Item = usize>| {
            let fields: Vec<usize> = fields.filter(|f| !self.linking.contains(f)).gather();
            for pair in fields.windows(2) {
                let (a, b) = (part_of[pair[0]], part_of[pair[1]]);
                part_of.iter_mut().filter(|p| **p == b).for_each(|p| *p = a);
            }
        };
        self.of_items.iter().chain(&self.of_constraints).for_each(|fields| join(&mut fields.iter().copied()));
        self.ties.iter().for_each(|&(part, whole)| join(&mut [part, whole].into_iter()));
        let free: Vec<usize> = (0..self.moving.len()).filter(|m| !self.linking.contains(m)).gather();
        let mut all: Vec<Vec<usize>> = Vec::new();
        for &m in &free {
            match all.iter_mut().find(|part| part_of[part[0]] == part_of[m]) {
                Some(part) => part.push(m),
                None => all.push(vec![m]),
            }
        }
        all
    }

    pub(super) fn divide(&mut self) {
        let groups = loop {
            let groups = self.bound_together();
            let large = |m: &usize| !self.is_few(*m);
            let Some(tied) = groups.iter().find(|g| g.len() > 1 && g.iter().any(large)) else { break groups };
            // Who is bound to most others becomes a linking figure; of equals, the whole, or who does good by falling: what is divided by
            // does, and with that settled the points follow the other in proportion.
            let links = |m: usize| {
                let within =
                    |fields: &Vec<usize>| fields.contains(&m) && fields.iter().any(|f| *f != m && tied.contains(f));
                let rules = self.of_items.iter().chain(&self.of_constraints).filter(|fields| within(fields)).count();
                let wholes = self.ties.iter().filter(|t| t.1 == m).count();
                let falls = matches!(self.moving[m].reach, Reach::Number { now, lo, .. } if lo < now);
                (rules + self.ties.iter().filter(|t| t.0 == m || t.1 == m).count(), wholes, falls)
            };
            let Some(&link) = tied.iter().max_by_key(|m| (links(**m), std::cmp::Reverse(**m))) else { break groups };
            self.linking.push(link);
        };
        let mut blocks: Vec<Block> = groups
            .into_iter()
            .map(|fields| Block { fields, items: Vec::new(), constraints: Vec::new(), linking: Vec::new() })
            .gather();
        // What only linking figures move is by itself, linking figures that share a rule or a condition together; what nothing moves is the last.
        let empty =
            |linking: Vec<usize>| Block { fields: Vec::new(), items: Vec::new(), constraints: Vec::new(), linking };
        let own = self.of_items.iter().chain(&self.of_constraints);
        for fields in own.filter(|fields| !fields.is_empty() && fields.iter().all(|f| self.linking.contains(f))) {
            let mut linking = fields.clone();
            let shared = |p: &Block| p.fields.is_empty() && p.linking.iter().any(|h| fields.contains(h));
            blocks.extract_if(.., |p| shared(p)).for_each(|p| linking.extend(p.linking));
            blocks.push(empty(linking));
        }
        blocks.push(empty(Vec::new()));
        let last = blocks.len() - 1;
        let block_of = |fields: &[usize], blocks: &[Block]| {
            let with_own = blocks.iter().position(|p| p.fields.iter().any(|f| fields.contains(f)));
            let of_linking =
                || blocks.iter().position(|p| p.fields.is_empty() && p.linking.iter().any(|h| fields.contains(h)));
            with_own.or_else(of_linking).unwrap_or(last)
        };
        for (i, fields) in self.of_items.iter().enumerate() {
            let at = block_of(fields, &blocks);
            blocks[at].items.push(i);
            blocks[at].linking.extend(fields.iter().filter(|f| self.linking.contains(f)));
        }
        for (constraint, fields) in self.goal.constraints.iter().zip(&self.of_constraints) {
            let p = block_of(fields, &blocks);
            blocks[p].constraints.push(*constraint);
            blocks[p].linking.extend(fields.iter().filter(|f| self.linking.contains(f)));
        }
        for &(part, whole) in &self.ties {
            for (own, other) in [(part, whole), (whole, part)] {
                if self.linking.contains(&other)
                    && let Some(p) = blocks.iter_mut().find(|p| p.fields.contains(&own))
                {
                    p.linking.push(other);
                }
            }
        }
        for p in &mut blocks {
            sort(&mut p.linking);
            p.linking.dedup();
        }
        self.known = blocks.iter().map(|_| Vec::new()).gather();
        self.blocks = blocks;
    }
}
