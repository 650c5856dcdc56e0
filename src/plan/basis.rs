//! A basis: what the scheme's own open numbers are taken to be.

use crate::Scheme;
use crate::estimate::central;
use crate::search::{Scenario, leaning};
use innopoints_core::formula::Env;
use innopoints_core::gather::Gather;
use innopoints_core::id::QuantityId;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::GroupKind;
use innopoints_core::score::quantities;
use std::cell::{Cell, RefCell};

/// What numbers of the scheme that stand open are taken to be.
pub(super) struct Basis {
    pub(super) name: &'static str,
    /// Its name where figures are missing.
    pub(super) with_missing: &'static str,
    pub(super) quantities: Vec<Interval>,
    /// Scenarios, of all that the company can turn out to be, that have stood in the way of a plan.
    pub(super) scenarios: RefCell<Vec<Scenario>>,
    /// Steps of the total that are asked for besides: where it could not be made out in time that the least total, with figures
    /// missing, is no less than the target to the last digit.
    pub(super) spare: Cell<i64>,
}

impl Basis {
    pub(super) fn new(name: &'static str, with_missing: &'static str, quantities: Vec<Interval>) -> Basis {
        Basis { name, with_missing, quantities, scenarios: RefCell::default(), spare: Cell::new(0) }
    }

    /// The company as it is known.
    pub(super) fn plain(&self) -> Scenario {
        Scenario { figures: Vec::new(), quantities: self.quantities.clone() }
    }

    /// The scheme's numbers that are settled, by place.
    pub(super) fn settled(&self) -> Vec<(QuantityId, Num)> {
        self.quantities.iter().enumerate().filter_map(|(q, own)| Some((QuantityId::new(q), own.single()?))).gather()
    }
}

impl Scheme {
    /// What the open numbers are taken to be, the safest first.
    pub(super) fn bases(&self) -> Vec<Basis> {
        let open = quantities(self, false, &[]);
        if open.iter().all(|q| q.single().is_some()) {
            return vec![Basis::new("exact", "lowest", open)];
        }
        let typical = central(self).unwrap_or_else(|| quantities(self, true, &[]));
        if typical.iter().all(|q| q.single().is_some()) {
            return vec![Basis::new("typical", "typical_lowest", typical)];
        }
        let (least, most) = leaning(self, &typical);
        vec![Basis::new("lowest", "lowest", least), Basis::new("highest", "highest", most)]
    }

    /// The most that the total can be on a basis.
    pub(super) fn most_points(&self, basis: &Basis) -> Option<Num> {
        let env = Env { quantities: &basis.quantities, ..Env::default() };
        let mut sum = Num::ZERO;
        for group in self.groups.iter().filter(|g| g.kind != GroupKind::Deduction) {
            let mut own = Num::ZERO;
            for indicator in &self.indicators[group.indicators.clone()] {
                own = own.add(indicator.max.span(&env).hi?)?;
            }
            sum = sum.add(group.max.map_or(own, |max| max.min(own)))?;
        }
        Some(sum)
    }
}
