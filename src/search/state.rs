//! The state of a search: the box that is loaded, what was evaluated of it, and what is left of the budget.
//!
//! Boxes that are looked at one after the other differ in few unknowns. Only the items and conditions that read one of these
//! are evaluated anew; the others stand as they were.

use super::domain::{Domain, Domains, TOP, Variable, narrow, variables};
use super::ties::leaning;
use super::work::{Costs, Work};
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Kind, Value};
use innopoints_core::formula::{At, Env, Unknown};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::{Amount, Rule, Scheme};
use innopoints_core::score::{levels, quantities};

/// A search over what is unknown of one company.
pub(super) struct Search<'a> {
    pub scheme: &'a Scheme,
    pub variables: Vec<Variable>,
    /// Where the scheme's own numbers can lie, where they make most points, and where they make least.
    pub open: Vec<Interval>,
    pub most: Vec<Interval>,
    pub least: Vec<Interval>,
    pub costs: Costs,
    work: &'a Work,
    /// The search stops when no more than this is left of the budget.
    floor: u64,
    /// Of each variable, the indicators and then the conditions that read it.
    pub touched: Vec<Vec<usize>>,
    /// The same of each number of the scheme.
    touched_by_quantity: Vec<Vec<usize>>,
    /// Instructions of each indicator, then of each condition.
    pub unit_costs: Vec<u64>,
    /// The box that is loaded.
    pub values: Vec<Value>,
    pub intervals: Vec<Interval>,
    pub quantities: Vec<Interval>,
    loaded: Vec<Option<Domain>>,
    /// Whether the quantities are the open ones.
    loaded_open: bool,
    /// What was evaluated of it: points by stage, conditions, stages. `None` where that has to be done anew.
    pub items: Vec<Vec<Option<Item>>>,
    pub conditions: Vec<Option<Option<bool>>>,
    stages: Option<u32>,
}

/// The points of an indicator in a box.
#[derive(Clone, Copy)]
pub(super) struct Item {
    pub points: Interval,
    /// The share of its maximum, where it has one and a tie binds it.
    pub share: Option<Interval>,
}

impl<'a> Search<'a> {
    /// A search over all that a company can be, and that box. `ranks` are numbers of the scheme that are settled.
    pub fn new(
        scheme: &'a Scheme,
        company: &Enterprise,
        ranks: &[(usize, Num)],
        work: &'a Work,
    ) -> (Search<'a>, Domains) {
        let open = quantities(scheme, false, ranks);
        let (least, most) = leaning(scheme, &open);
        let variables = variables(scheme, company.values());
        let costs = Costs::new(&scheme.program);
        let conditions = conditions(scheme);
        let mut unit_costs: Vec<u64> = scheme.indicators.iter().map(|i| costs.rule(&i.rule)).collect();
        unit_costs.extend(conditions.iter().map(|&at| costs.interval(at)));
        let (touched, touched_by_quantity) = touched(scheme, &variables, &conditions);
        let mut s = Search {
            scheme,
            loaded: vec![None; variables.len()],
            loaded_open: false,
            items: vec![vec![None; scheme.indicators.len()]; scheme.stages.len().max(1)],
            conditions: vec![None; conditions.len()],
            stages: None,
            variables,
            values: company.values().to_vec(),
            intervals: vec![Interval::ALL; company.values().len()],
            quantities: open.clone(),
            open,
            most,
            least,
            costs,
            work,
            floor: 0,
            touched,
            touched_by_quantity,
            unit_costs,
        };
        work.spend(scheme.program.len() as u64 * 4);
        let root = s.root(company);
        s.load(&root, None);
        (s, root)
    }

    /// All that can be.
    fn root(&self, company: &Enterprise) -> Domains {
        let mut domains = Vec::with_capacity(self.variables.len());
        for v in &self.variables {
            domains.push(match v.what {
                Unknown::Quantity(q) => Domain::Number(self.open[q]),
                Unknown::Field(f) => match &self.scheme.dictionary.fields[f].kind {
                    Kind::Number { .. } => {
                        let i = company.interval(f);
                        Domain::Number(Interval { lo: i.lo.or(TOP.neg()), hi: i.hi.or(Some(TOP)) })
                    }
                    Kind::Choice(_) => Domain::Level(None),
                    _ => Domain::Flag(None),
                },
            });
        }
        narrow(&self.variables, &mut domains);
        domains
    }

    // -------------------------------------------------------------------------------------------------------- budget

    /// Lets what follows take so much of what is left of the budget, and no more than `limit`.
    pub fn take(&mut self, numerator: u64, denominator: u64, limit: u64) {
        let left = self.work.left();
        let share = (left / denominator.max(1)).saturating_mul(numerator).min(limit);
        self.floor = left.saturating_sub(share);
    }

    /// Whether the search has taken its share of the budget.
    pub fn is_spent(&self) -> bool {
        self.work.left() <= self.floor
    }

    pub fn spend(&self, instructions: u64) {
        self.work.spend(instructions);
    }

    /// Instructions of a look at a box of which nothing is known yet.
    pub fn whole_look(&self) -> u64 {
        self.unit_costs.iter().fold(1, |sum: u64, cost| sum.saturating_add(*cost))
    }

    // ------------------------------------------------------------------------------------------------------- loading

    /// Puts a box where formulas read, and forgets what was evaluated of unknowns that are otherwise. Without `quantities`
    /// these are open.
    pub fn load(&mut self, domains: &[Domain], quantities: Option<&[Interval]>) {
        for v in 0..self.variables.len() {
            if self.loaded[v] == Some(domains[v]) {
                continue;
            }
            self.loaded[v] = Some(domains[v]);
            match (self.variables[v].what, domains[v]) {
                (Unknown::Field(f), Domain::Number(i)) => {
                    self.intervals[f] = i;
                    self.values[f] = i.single().map_or(Value::Missing, Value::Exact);
                }
                (Unknown::Field(f), domain) => self.values[f] = domain.value().unwrap_or(Value::Missing),
                (Unknown::Quantity(q), Domain::Number(i)) => self.quantities[q] = i,
                _ => {}
            }
            for n in 0..self.touched[v].len() {
                self.forget(self.touched[v][n]);
            }
        }
        if quantities.is_none() && self.loaded_open {
            return;
        }
        self.loaded_open = quantities.is_none();
        for q in 0..self.quantities.len() {
            let next = quantities.map_or(self.open[q], |own| own[q]);
            let is_variable = || self.variables.iter().any(|v| v.what == Unknown::Quantity(q));
            if self.quantities[q] != next && !is_variable() {
                self.quantities[q] = next;
                for n in 0..self.touched_by_quantity[q].len() {
                    self.forget(self.touched_by_quantity[q][n]);
                }
            }
        }
    }

    fn forget(&mut self, unit: usize) {
        match unit.checked_sub(self.scheme.indicators.len()) {
            None => self.items.iter_mut().for_each(|stage| stage[unit] = None),
            Some(condition) => {
                self.conditions[condition] = None;
                if condition >= self.conditions.len() - self.scheme.stages.len() {
                    self.stages = None;
                }
            }
        }
    }

    /// The box that is loaded, in some stages.
    pub fn env<'e>(&'e self, interval: &'e dyn Fn(usize) -> Interval, stages: u32) -> Env<'e> {
        Env { values: &self.values, interval, quantities: &self.quantities, stages, ..Env::default() }
    }

    /// The stages that can be in the loaded box.
    pub fn stages(&mut self) -> u32 {
        if let Some(stages) = self.stages {
            return stages;
        }
        let scheme = self.scheme;
        let interval = |f: usize| self.intervals[f];
        self.spend(scheme.stages.iter().filter_map(|s| s.when).map(|at| self.costs.interval(at)).sum());
        let stages = levels(scheme, &scheme.stages, &self.env(&interval, u32::MAX)).unwrap_or(u32::MAX);
        self.stages = Some(stages);
        stages
    }
}

/// Gates, direct routes, then the conditions of stages.
pub(super) fn conditions(scheme: &Scheme) -> Vec<At> {
    let routes = scheme.pass.iter().flat_map(|p| &p.or);
    // Every stage counts, so that their conditions are the last: one without a condition has an instruction that is never read.
    let stages = scheme.stages.iter().map(|s| s.when.unwrap_or(0));
    scheme.gates.iter().chain(routes).map(|c| c.when).chain(stages).collect()
}

/// Of each variable, and of each number of the scheme, the indicators and then the conditions that read it.
fn touched(scheme: &Scheme, variables: &[Variable], conditions: &[At]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let program = &scheme.program;
    let words = (variables.len() + scheme.quantities.len()).div_ceil(64).max(1);
    let place = |what: Unknown| match what {
        Unknown::Quantity(q) => Some(variables.len() + q),
        what => variables.iter().position(|v| v.what == what),
    };
    // Bit sets of what each instruction reads.
    let mut reads = vec![0u64; program.len() * words];
    for at in 0..program.len() {
        let instr = program.instr(at);
        if let Some(bit) = instr.unknown().and_then(place) {
            reads[at * words + bit / 64] |= 1 << (bit % 64);
        }
        for operand in instr.operands().into_iter().flatten() {
            for word in 0..words {
                reads[at * words + word] |= reads[operand * words + word];
            }
        }
    }
    let mut all = vec![Vec::new(); variables.len() + scheme.quantities.len()];
    let mut note = |unit: usize, set: &[u64]| {
        for (bit, units) in all.iter_mut().enumerate() {
            if set[bit / 64] & (1 << (bit % 64)) != 0 && units.last() != Some(&unit) {
                units.push(unit);
            }
        }
    };
    for (i, indicator) in scheme.indicators.iter().enumerate() {
        let mut set = vec![0u64; words];
        let mut add = |bit: usize| set[bit / 64] |= 1 << (bit % 64);
        amount_quantities(&indicator.max, &mut |q| add(variables.len() + q));
        rule_reads(&indicator.rule, &mut |read| match read {
            Read::Formula(at) => {
                for bit in 0..variables.len() + scheme.quantities.len() {
                    if reads[at * words + bit / 64] & (1 << (bit % 64)) != 0 {
                        add(bit);
                    }
                }
            }
            Read::Field(f) => {
                if let Some(bit) = place(Unknown::Field(f)) {
                    add(bit);
                }
            }
            Read::Quantity(q) => add(variables.len() + q),
        });
        note(i, &set);
    }
    for (n, at) in conditions.iter().enumerate() {
        if let Some(set) = reads.get(at * words..(at + 1) * words) {
            note(scheme.indicators.len() + n, set);
        }
    }
    let mut by_quantity = all.split_off(variables.len());
    // A parameter that is a variable is read as a number of the scheme.
    for (v, variable) in variables.iter().enumerate() {
        if let Unknown::Quantity(q) = variable.what {
            all[v] = by_quantity[q].clone();
        }
    }
    by_quantity.iter_mut().for_each(|units| units.dedup());
    (all, by_quantity)
}

/// What a rule reads.
enum Read {
    Formula(At),
    Field(usize),
    Quantity(usize),
}

fn rule_reads(rule: &Rule, found: &mut dyn FnMut(Read)) {
    let amount = |amount: &Amount, found: &mut dyn FnMut(Read)| {
        amount_quantities(amount, &mut |q| found(Read::Quantity(q)));
    };
    match rule {
        Rule::Bands { value, bands, .. } => {
            found(Read::Formula(value.formula));
            bands.iter().for_each(|b| amount(&b.points, found));
        }
        Rule::Curve { value, .. } => found(Read::Formula(value.formula)),
        Rule::PerUnit { value, points, .. } => {
            found(Read::Formula(value.formula));
            amount(points, found);
        }
        Rule::Reference { value, reference } => {
            found(Read::Formula(value.formula));
            amount(reference, found);
        }
        Rule::Choice { field, points } => {
            found(Read::Field(*field));
            points.iter().for_each(|p| amount(p, found));
        }
        Rule::Flag { when, points, .. } => {
            found(Read::Formula(*when));
            amount(points, found);
        }
        Rule::Judged { points, .. } => amount(points, found),
        Rule::Rank { quantity, .. } => found(Read::Quantity(*quantity)),
        Rule::BestOf(list) => list.iter().for_each(|a| rule_reads(&a.rule, found)),
    }
}

/// The open numbers of an amount.
pub(super) fn amount_quantities(amount: &Amount, found: &mut dyn FnMut(usize)) {
    match amount {
        Amount::Exact(_) => {}
        Amount::Open(q) => found(*q),
        Amount::Staged(each) => each.iter().for_each(|a| amount_quantities(a, found)),
    }
}
