//! The state of a search: the box that is loaded, what was evaluated of it, and what is left of the budget.
//!
//! Boxes that are looked at one after the other differ in few unknowns. Only the items and conditions that read one of these
//! are evaluated anew; the others stand as they were.

use super::domain::{Domain, Domains, TOP, Variable, narrow, variables};
use super::tied_maxima::leaning;
use super::work::Work;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Kind, Value};
use innopoints_core::formula::{Env, ExprId, Program, Unknown};
use innopoints_core::id::{FieldId, QuantityId, StageSet};
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::Scheme;
use innopoints_core::score::{levels, quantities};

/// What sorting an indicator of a tie counts for, in instructions.
const SORTED: usize = 14;

/// What beginning a search counts for, an instruction of the scheme: finding out which formulas read what.
const BEGIN: u64 = 4;

/// Whether a search can be begun within a budget, and look at the whole company.
pub(super) fn can_begin(scheme: &Scheme, work: &Work) -> bool {
    work.left() > scheme.program.len() as u64 * (BEGIN + 4)
}

/// A search over what is unknown of one company.
pub(super) struct Search<'a> {
    pub scheme: &'a Scheme,
    pub variables: Vec<Variable>,
    /// Where the scheme's own numbers can lie, where they make most points, and where they make least.
    pub open: Vec<Interval>,
    pub most: Vec<Interval>,
    pub least: Vec<Interval>,
    work: &'a Work,
    /// The search stops when no more than this is left of the budget.
    floor: u64,
    /// The indicators, and then the conditions, that read each variable.
    pub touched: Vec<Vec<usize>>,
    /// The indicators and conditions that read each number of the scheme.
    touched_by_quantity: Vec<Vec<usize>>,
    /// Instructions of a look at a box of which nothing is known yet; measured by the first.
    pub whole_look: u64,
    /// The work of adding up the points of a stage, ties handed out, in instructions.
    pub stage_cost: u64,
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
    stages: Option<StageSet>,
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
        ranks: &[(QuantityId, Num)],
        work: &'a Work,
    ) -> (Search<'a>, Domains) {
        let open = quantities(scheme, false, ranks);
        let (least, most) = leaning(scheme, &open);
        let variables = variables(scheme, company.values());
        let conditions = conditions(scheme);
        let tied =
            scheme.ties.iter().flat_map(|tie| &tie.groups).map(|&g| scheme.groups[g].indicators.len()).sum::<usize>();
        let (touched, touched_by_quantity) = touched(scheme, &variables, &conditions);
        let s = Search {
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
            work,
            floor: 0,
            touched,
            touched_by_quantity,
            whole_look: 0,
            stage_cost: (scheme.indicators.len() / 2 + SORTED * tied) as u64,
        };
        work.spend(scheme.program.len() as u64 * BEGIN);
        let root = s.root(company);
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

    /// Whether the search has taken its share of the budget: another look could be beyond it.
    pub fn is_spent(&self) -> bool {
        !self.has_room_for(1)
    }

    /// Whether so many looks at whole boxes are within the search's share of the budget.
    pub fn has_room_for(&self, looks: u64) -> bool {
        self.work.left() > self.floor.saturating_add(self.looks(looks))
    }

    pub fn spend(&self, instructions: u64) {
        self.work.spend(instructions);
    }

    /// Instructions of so many looks.
    pub fn looks(&self, many: u64) -> u64 {
        self.whole_look.saturating_mul(many)
    }

    // ------------------------------------------------------------------------------------------------------- loading

    /// Puts a box where formulas read, and forgets what was evaluated of unknowns that are otherwise. Without `quantities`
    /// these are open.
    pub fn load(&mut self, domains: &[Domain], quantities: Option<&[Interval]>) {
        for (v, &domain) in domains.iter().enumerate().take(self.variables.len()) {
            if self.loaded[v] == Some(domain) {
                continue;
            }
            self.loaded[v] = Some(domain);
            match (self.variables[v].what, domain) {
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
        for q in (0..self.quantities.len()).map(QuantityId::new) {
            let next = quantities.map_or(self.open[q], |own| own[q]);
            let is_variable = || self.variables.iter().any(|v| v.what == Unknown::Quantity(q));
            if self.quantities[q] != next && !is_variable() {
                self.quantities[q] = next;
                for n in 0..self.touched_by_quantity[q.index()].len() {
                    self.forget(self.touched_by_quantity[q.index()][n]);
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
    pub fn env<'e>(&'e self, interval: &'e dyn Fn(FieldId) -> Interval, stages: StageSet) -> Env<'e> {
        Env {
            values: &self.values,
            interval,
            quantities: &self.quantities,
            stages,
            meter: Some(self.work.meter()),
            ..Env::default()
        }
    }

    /// The stages that can be in the loaded box.
    pub fn stages(&mut self) -> StageSet {
        if let Some(stages) = self.stages {
            return stages;
        }
        let scheme = self.scheme;
        let interval = |f: FieldId| self.intervals[f];
        let stages = levels(scheme, &scheme.stages, &self.env(&interval, StageSet::ALL));
        self.stages = Some(stages);
        stages
    }
}

/// Gates, direct routes, then the conditions of stages.
pub(super) fn conditions(scheme: &Scheme) -> Vec<ExprId> {
    let mut all: Vec<ExprId> = scheme.conditions().iter().map(|c| c.when).collect();
    // Every stage counts, so that their conditions are the last: one without a condition has an instruction that is never read.
    all.extend(scheme.stages.iter().map(|s| s.when.unwrap_or(ExprId::new(0))));
    all
}

/// The indicators, and then the conditions, that read each variable, and each number of the scheme.
fn touched(scheme: &Scheme, variables: &[Variable], conditions: &[ExprId]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let program = &scheme.program;
    let indices = variables.len() + scheme.quantities.len();
    let index = |what: Unknown| match what {
        Unknown::Quantity(q) => Some(variables.len() + q.index()),
        what => variables.iter().position(|v| v.what == what),
    };
    let mut all: Vec<Vec<usize>> = vec![Vec::new(); indices];
    let mut note = |unit: usize, what: Unknown| {
        if let Some(units) = index(what).map(|index| &mut all[index])
            && units.last() != Some(&unit)
        {
            units.push(unit);
        }
    };
    for (i, indicator) in scheme.indicators.iter().enumerate() {
        indicator.max.visit(&mut |q| note(i, Unknown::Quantity(q)));
        indicator.rule.amounts(&mut |amount, _| amount.visit(&mut |q| note(i, Unknown::Quantity(q))));
        let mut fields = Vec::new();
        indicator.rule.kind().fields(&mut fields);
        fields.into_iter().for_each(|f| note(i, Unknown::Field(f)));
        indicator.rule.formulas().into_iter().for_each(|at| reads(program, at, &mut |what| note(i, what)));
    }
    for (n, at) in conditions.iter().enumerate().filter(|(_, at)| at.index() < program.len()) {
        reads(program, *at, &mut |what| note(scheme.indicators.len() + n, what));
    }
    let by_quantity = all.split_off(variables.len());
    // A parameter that is a variable is read as a number of the scheme.
    for (v, variable) in variables.iter().enumerate() {
        if let Unknown::Quantity(q) = variable.what {
            all[v] = by_quantity[q.index()].clone();
        }
    }
    (all, by_quantity)
}

/// What a formula reads that may not be known.
fn reads(program: &Program, at: ExprId, note: &mut dyn FnMut(Unknown)) {
    if let Some(what) = program.instr(at).unknown() {
        note(what);
    }
    program.operands(at).for_each(|operand| reads(program, operand, note));
}
