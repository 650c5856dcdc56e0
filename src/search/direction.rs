//! The direction in which points, the total and the verdict move with an unknown over the box that is loaded.

use super::bounds::Outcome;
use super::domain::Objective;
use super::state::Search;
use innopoints_core::formula::{At, Compare, Env, Instr, Unknown};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{Direction, GroupKind, Rule};
use innopoints_core::score::span;

/// A bit set: whether something may rise with an unknown, and whether it may fall.
pub(super) type Slope = u8;
pub(super) const UP: Slope = 1;
pub(super) const DOWN: Slope = 2;
pub(super) const BOTH: Slope = 3;

/// The other way round.
pub(super) fn flip(s: Slope) -> Slope {
    (s & UP) << 1 | (s & DOWN) >> 1
}

impl Search<'_> {
    /// The direction of a formula; `items` are those of the points that a pass condition reads.
    pub(super) fn slope(&self, at: At, what: Unknown, items: &[Slope], env: &Env<'_>) -> Slope {
        let program = &self.scheme.program;
        let of = |a: At| self.slope(a, what, items, env);
        let known = |a: At| program.maybe(a, env).ok().flatten();
        let instr = program.instr(at);
        if let Some(read) = instr.unknown() {
            return match instr {
                _ if read != what => 0,
                Instr::Level(..) => BOTH,
                _ => UP,
            };
        }
        match instr {
            Instr::Add(a, b) | Instr::Min(a, b) | Instr::Max(a, b) => of(a) | of(b),
            Instr::Sub(a, b) => of(a) | flip(of(b)),
            Instr::Neg(a) => flip(of(a)),
            Instr::Mul(a, b) => self.scaled(of(a), b, env) | self.scaled(of(b), a, env),
            // At 0 a quotient has no value, and beyond it starts anew from the other side.
            Instr::Div(_, b) | Instr::Growth(_, b) if of(b) != 0 && self.contains_zero(b, env) => BOTH,
            Instr::Div(a, b) | Instr::Growth(a, b) => self.scaled(of(a), b, env) | flip(self.scaled(of(b), a, env)),
            Instr::Compare(..) | Instr::And(..) | Instr::Or(..) | Instr::Not(_) | Instr::If(..)
                if known(at).is_some() =>
            {
                0
            }
            Instr::Compare(Compare::Ge | Compare::Gt, a, b) => of(a) | flip(of(b)),
            Instr::Compare(Compare::Le | Compare::Lt, a, b) => flip(of(a)) | of(b),
            Instr::Compare(_, a, b) => {
                if of(a) | of(b) == 0 {
                    0
                } else {
                    BOTH
                }
            }
            Instr::And(a, b) | Instr::Or(a, b) => of(a) | of(b),
            Instr::Not(a) => flip(of(a)),
            Instr::If(c, a, b) => match known(c) {
                Some(true) => of(a),
                Some(false) => of(b),
                None if of(c) == 0 => of(a) | of(b),
                None => BOTH,
            },
            Instr::Total => self.total_slope(items),
            Instr::EveryFloor => items.iter().fold(0, |all, s| all | s),
            Instr::Points(i) => match i.checked_sub(self.scheme.groups.len()) {
                Some(item) => items[item],
                None => items[self.scheme.groups[i].indicators.clone()].iter().fold(0, |all, s| all | s),
            },
            _ => 0,
        }
    }

    /// Whether a formula can be 0 within the loaded box.
    fn contains_zero(&self, at: At, env: &Env<'_>) -> bool {
        self.scheme.program.bounds(at, env).map_or(true, |i| i.contains(Num::ZERO))
    }

    /// A slope times a factor.
    fn scaled(&self, slope: Slope, factor: At, env: &Env<'_>) -> Slope {
        if slope == 0 {
            return 0;
        }
        match self.scheme.program.bounds(factor, env) {
            Ok(Interval { lo: Some(lo), .. }) if lo >= Num::ZERO => slope,
            Ok(Interval { hi: Some(hi), .. }) if hi <= Num::ZERO => flip(slope),
            _ => BOTH,
        }
    }

    fn total_slope(&self, items: &[Slope]) -> Slope {
        let mut all = 0;
        for (slope, indicator) in items.iter().zip(&self.scheme.indicators) {
            let up = self.scheme.groups[indicator.group].kind != GroupKind::Deduction;
            all |= if up { *slope } else { flip(*slope) };
        }
        all
    }

    fn rule_slope(&self, rule: &Rule, what: Unknown, env: &Env<'_>) -> Slope {
        let of = |at: At| self.slope(at, what, &[], env);
        match rule {
            Rule::Bands { value, direction, .. } => match (of(value.formula), direction) {
                (0, _) => 0,
                (s, Direction::Rising) => s,
                (s, Direction::Falling) => flip(s),
                (_, Direction::Between) => BOTH,
            },
            Rule::Curve { value, corners } => {
                let rises = corners.windows(2).all(|c| c[0].1 <= c[1].1);
                let falls = corners.windows(2).all(|c| c[0].1 >= c[1].1);
                match of(value.formula) {
                    0 => 0,
                    s if rises => s,
                    s if falls => flip(s),
                    _ => BOTH,
                }
            }
            Rule::PerUnit { value, .. } | Rule::Reference { value, .. } => of(value.formula),
            Rule::Choice { field, .. } => {
                if what == Unknown::Field(*field) {
                    BOTH
                } else {
                    0
                }
            }
            Rule::Flag { when, points, otherwise } => match (of(*when), span(points, env)) {
                (0, _) => 0,
                (s, Interval { lo: Some(lo), .. }) if lo >= *otherwise => s,
                (s, Interval { hi: Some(hi), .. }) if hi <= *otherwise => flip(s),
                _ => BOTH,
            },
            Rule::BestOf(list) => list.iter().fold(0, |all, a| all | self.rule_slope(&a.rule, what, env)),
            Rule::Judged { .. } | Rule::Rank { .. } => 0,
        }
    }

    /// In which direction each item, and then what is looked for, moves with a variable over the loaded box.
    pub(super) fn slopes(&mut self, v: usize, objective: Objective, outcome: &Outcome) -> (Vec<Slope>, Slope) {
        let scheme = self.scheme;
        let (indicators, what) = (scheme.indicators.len(), self.variables[v].what);
        let stages = self.stages();
        let mut work = 4;
        let mut items = vec![0; indicators];
        let interval = |f: usize| self.intervals[f];
        let env = self.env(&interval, stages);
        let mut moves_stage = false;
        if stages.count_ones() > 1 {
            for at in scheme.stages.iter().filter_map(|s| s.when) {
                work += self.costs.direction(at);
                moves_stage |= self.slope(at, what, &[], &env) != 0;
            }
        }
        if moves_stage {
            items.fill(BOTH);
        }
        let read = self.touched[v].iter().copied();
        for i in read.clone().filter(|unit| *unit < indicators && !moves_stage) {
            if outcome.items[i].single().is_none() {
                work += self.costs.rule_direction(&scheme.indicators[i].rule);
                items[i] = self.rule_slope(&scheme.indicators[i].rule, what, &env);
            }
        }
        let total = if moves_stage { BOTH } else { self.total_slope(&items) };
        let mut all = if moves_stage { BOTH } else { 0 };
        if objective == Objective::Verdict {
            let conditions = || scheme.gates.iter().chain(scheme.pass.iter().flat_map(|p| &p.or));
            for condition in read.filter_map(|unit| conditions().nth(unit.checked_sub(indicators)?)) {
                work += self.costs.direction(condition.when);
                all |= self.slope(condition.when, what, &items, &env);
            }
            if let Some(when) = scheme.pass.as_ref().and_then(|p| p.when) {
                work += self.costs.direction(when);
                all |= self.slope(when, what, &items, &Env { points: None, ..env });
            }
        }
        self.spend(work);
        (items, if objective == Objective::Total { total } else { all })
    }
}
