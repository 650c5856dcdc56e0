//! Numbers of a rule: exact, open, or one a stage.

use super::packed::{Packed, variants};
use crate::formula::{Env, Fault, QuantityId};
use crate::number::{Interval, Num};

/// A number of a rule.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A number as the rule says it.
    Exact(Num),
    /// Open: one of [`Scheme::quantities`](super::Scheme::quantities).
    Open(QuantityId),
    /// One a stage.
    Staged(Vec<Amount>),
}

variants!(Amount { Exact(points); Open(quantity); Staged(list); });

impl Amount {
    /// The number, where the scheme gives it as one.
    pub fn known(&self) -> Option<Num> {
        match self {
            Amount::Exact(n) => Some(*n),
            _ => None,
        }
    }

    /// The number, where it is one in an environment.
    #[inline]
    pub fn exact(&self, env: &Env<'_>) -> Result<Num, Fault> {
        match self {
            Amount::Exact(n) => Ok(*n),
            _ => self.span(env).single().ok_or(Fault::Unknown),
        }
    }

    /// Where it can lie.
    pub fn span(&self, env: &Env<'_>) -> Interval {
        match self {
            Amount::Exact(n) => Interval::exact(*n),
            Amount::Open(q) => env.quantities.get(q.index()).copied().unwrap_or(Interval::ALL),
            Amount::Staged(each) => {
                let mut found = None;
                for (_, amount) in each.iter().enumerate().filter(|(stage, _)| env.stages.contains(*stage)) {
                    Interval::extend(&mut found, amount.span(env));
                }
                found.unwrap_or(Interval::ALL)
            }
        }
    }

    /// The amount in a stage.
    pub fn in_stage(&self, stage: usize) -> &Amount {
        match self {
            Amount::Staged(each) => each.get(stage).unwrap_or(self),
            _ => self,
        }
    }

    /// Visits every open number that it holds.
    pub fn visit(&self, visit: &mut dyn FnMut(QuantityId)) {
        match self {
            Amount::Exact(_) => {}
            Amount::Open(q) => visit(*q),
            Amount::Staged(each) => each.iter().for_each(|a| a.visit(visit)),
        }
    }

    /// Whether it holds this open number.
    pub fn holds(&self, quantity: QuantityId) -> bool {
        let mut found = false;
        self.visit(&mut |q| found |= q == quantity);
        found
    }
}
