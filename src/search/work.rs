//! The budget of a question, counted in evaluated instructions.
//!
//! Instructions are counted as their formulas have them and not as a clock sees them, so every platform stops at the same
//! place. What an evaluation takes is known from the scheme before it is made: nothing is counted while it runs.

use innopoints_core::formula::{At, Instr, Program};
use innopoints_core::scheme::model::Rule;
use std::cell::Cell;

/// What is left of the budget of a question. All searches that answer the question share it.
#[derive(Debug)]
pub struct Work {
    left: Cell<u64>,
}

impl Default for Work {
    fn default() -> Work {
        Work::of(Work::QUESTION)
    }
}

impl Work {
    /// Instructions that one question may evaluate: about 50 ms native, 100 ms in WebAssembly.
    pub const QUESTION: u64 = 1_200_000;

    /// A budget of so many instructions.
    pub fn of(instructions: u64) -> Work {
        Work { left: Cell::new(instructions) }
    }

    /// Takes instructions that are about to be evaluated from the budget.
    pub fn spend(&self, instructions: u64) {
        self.left.set(self.left.get().saturating_sub(instructions));
    }

    /// Instructions that may still be evaluated.
    pub fn left(&self) -> u64 {
        self.left.get()
    }

    /// Whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.left() == 0
    }
}

/// Instructions that each kind of evaluation of a formula takes at most, by the instruction that names the formula.
pub(crate) struct Costs {
    /// Exact evaluation.
    exact: Vec<u64>,
    /// Evaluation over intervals.
    interval: Vec<u64>,
    /// Finding the direction in which it moves with an unknown.
    direction: Vec<u64>,
    /// Finding one breakpoint: the formula as a quotient of two lines.
    line: Vec<u64>,
    /// Finding the breakpoints of the comparisons in it.
    turns: Vec<u64>,
}

impl Costs {
    pub fn new(program: &Program) -> Costs {
        let empty = || Vec::with_capacity(program.len());
        let mut costs = Costs { exact: empty(), interval: empty(), direction: empty(), line: empty(), turns: empty() };
        // Operands of minima, maxima and choices that are told apart.
        let mut branches: Vec<u64> = empty();
        for at in 0..program.len() {
            let instr = program.instr(at);
            let of = |list: &[u64]| {
                instr.operands().into_iter().flatten().fold(1, |sum: u64, a| sum.saturating_add(list[a]))
            };
            let exact = of(&costs.exact);
            let (mut interval, mut turns) = (of(&costs.interval), of(&costs.turns));
            let mut direction = of(&costs.direction);
            match instr {
                // Tried exactly first.
                Instr::Compare(_, a, b) => {
                    interval = interval.saturating_add(exact);
                    direction = direction.saturating_add(interval);
                    turns =
                        turns.saturating_add(branches[a].saturating_mul(costs.line[b])).saturating_add(costs.line[a]);
                }
                Instr::Mul(..) | Instr::Div(..) | Instr::Growth(..) => {
                    direction = direction.saturating_add(interval.saturating_mul(2));
                }
                Instr::And(..) | Instr::Or(..) | Instr::Not(_) | Instr::If(..) => {
                    direction = direction.saturating_add(interval);
                }
                _ => {}
            }
            branches.push(match instr {
                Instr::Min(a, b) | Instr::Max(a, b) | Instr::If(_, a, b) => branches[a].saturating_add(branches[b]),
                _ => 1,
            });
            let line = of(&costs.line).saturating_add(if let Instr::If(c, ..) = instr { costs.interval[c] } else { 0 });
            costs.exact.push(exact);
            costs.interval.push(interval);
            costs.direction.push(direction);
            costs.line.push(line);
            costs.turns.push(turns);
        }
        costs
    }

    /// Bounds of a formula.
    pub fn interval(&self, at: At) -> u64 {
        self.interval[at]
    }

    /// The direction of a formula.
    pub fn direction(&self, at: At) -> u64 {
        self.direction[at]
    }

    /// The breakpoints of a condition.
    pub fn turns(&self, at: At) -> u64 {
        self.turns[at]
    }

    /// Bounds of the points of a rule.
    pub fn rule(&self, rule: &Rule) -> u64 {
        let own = |at: At| self.interval[at].saturating_add(1);
        match rule {
            Rule::Bands { value, bands, .. } => own(value.formula) + bands.len() as u64,
            Rule::Curve { value, corners } => own(value.formula) + corners.len() as u64,
            Rule::PerUnit { value, .. } | Rule::Reference { value, .. } => own(value.formula),
            Rule::Flag { when, .. } => own(*when),
            Rule::Choice { points, .. } => 1 + points.len() as u64,
            Rule::Judged { .. } | Rule::Rank { .. } => 1,
            Rule::BestOf(list) => list.iter().fold(1, |sum: u64, a| sum.saturating_add(self.rule(&a.rule))),
        }
    }

    /// The direction of a rule.
    pub fn rule_direction(&self, rule: &Rule) -> u64 {
        match rule {
            Rule::Bands { value, .. }
            | Rule::Curve { value, .. }
            | Rule::PerUnit { value, .. }
            | Rule::Reference { value, .. } => self.direction[value.formula],
            Rule::Flag { when, .. } => self.direction[*when],
            Rule::Choice { .. } | Rule::Judged { .. } | Rule::Rank { .. } => 1,
            Rule::BestOf(list) => list.iter().fold(1, |sum: u64, a| sum.saturating_add(self.rule_direction(&a.rule))),
        }
    }

    /// The breakpoints of a rule, of which one by units has as many as `multiples`.
    pub fn rule_breakpoints(&self, rule: &Rule, multiples: u64) -> u64 {
        let each = |at: At, many: u64| self.line[at].saturating_mul(many).saturating_add(self.turns[at]);
        match rule {
            Rule::Bands { value, bands, .. } => each(value.formula, 2 * bands.len() as u64),
            Rule::Curve { value, corners } => each(value.formula, corners.len() as u64),
            Rule::Reference { value, .. } => each(value.formula, 3),
            Rule::PerUnit { value, .. } => each(value.formula, multiples),
            Rule::Flag { when, .. } => self.turns[*when],
            Rule::Choice { .. } | Rule::Judged { .. } | Rule::Rank { .. } => 1,
            Rule::BestOf(list) => {
                list.iter().fold(1, |sum: u64, a| sum.saturating_add(self.rule_breakpoints(&a.rule, multiples)))
            }
        }
    }
}
