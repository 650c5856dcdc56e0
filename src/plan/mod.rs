//! What would raise the score: the cheapest set of changes that reaches a total, or passes the scheme.
//!
//! What may move, how far, and what it takes are estimates of this product (`move` in `dictionary.json`); a call can say
//! otherwise ([`Terms`]). The search ([`solve`]) is exact, and every plan is scored again as any company is.

mod goal;
mod moves;
mod solve;
mod terms;

use crate::Scheme;
use crate::answer::notice::notice;
use crate::answer::report::Change;
use crate::answer::words::languages::Languages;
use crate::answer::words::{change, field_of, list};
use crate::compare::what_if::{ItemDifference, Standing, differences, standing};
use crate::search::{Scenario, Work, helps, leaning, score, worst};
use goal::Ways;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{Field, INPUT_PLACES, Kind, Value};
use innopoints_core::formula::{Env, ExprId};
use innopoints_core::id::{FieldId, QuantityId};
use innopoints_core::number::{Date, Decimal, Interval, Num};
use innopoints_core::problem::{Phrase, Problem, Text};
use innopoints_core::scheme::model::GroupKind;
use innopoints_core::score::{Score, bounds, in_order, levels, quantities, unknown_fields};
use innopoints_core::sort::sort_by_key;
use schemars::JsonSchema;
use serde::Serialize;
use solve::{Goal, Need, RANGES, Solver};
use std::cell::{Cell, RefCell};
pub use terms::Terms;
use terms::{Moving, moving};

/// Changed fields and what they cost together.
type Way = solve::Way<FieldId>;

/// Steps on the way to the most that can be reached.
const STEPS: usize = 24;
/// What a company can turn out to be is told apart in so many cases.
const MOST_WORLDS: usize = 24;
/// Steps of the total that a plan may have to spare, where that saves a search without end.
const MOST_SPARE: i64 = 100;
/// How many plans are shown.
const PLANS: usize = 5;
/// Of how many figures of the best plan it is asked what would do without them.
const WITHOUT: usize = 4;

/// What is to be reached.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A total, as it is shown: rounded.
    Total(Num),
    /// The scheme's own condition, or a direct route, and every gate.
    Pass,
}

/// What can be done, or why nothing can.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Improvement<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Document number.
    pub document: &'a str,
    /// SHA-256 of the scheme file.
    pub digest: &'a str,
    /// The day the rules were applied for.
    pub on: String,
    /// The total asked for; `None` where the scheme is to be passed.
    pub target: Option<String>,
    /// What a plan's points are measured by: `exact`; `lowest`, where figures are missing or assessors judge (it suffices
    /// whatever is missing and however they judge); `highest`, where no plan does that (it suffices with the best of
    /// judgements, whatever is missing); `typical` of a scheme with estimates, `typical_lowest` where figures are missing
    /// besides (typical values, and whatever is missing).
    pub basis: &'static str,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// Says that this is no official score, where it is none.
    pub notice: Option<Text>,
    /// As things are.
    pub now: Standing,
    /// Whether nothing has to change: for certain where `basis` is `exact` or `lowest`; at typical values, or with the best of
    /// judgements, where it is another.
    pub reached: bool,
    /// Plans whose sets of changed fields differ, the cheapest first: the cheapest of all, and for each of its dearest
    /// changes the cheapest that does without it.
    pub plans: Vec<Plan<'a>>,
    /// Without a plan, the most points within what may move that are certain on this basis, and the cheapest way there;
    /// conditions aside.
    pub best: Option<Plan<'a>>,
    /// Without a plan, gates that nothing that may move can meet.
    pub blocked: Vec<Blocked<'a>>,
    /// Fields that are not known and would open other or cheaper ways; without a plan, what must be known first.
    pub needed: Vec<&'a str>,
    /// Whether every possibility was gone through; `false` where that was stopped.
    pub complete: bool,
    /// All this in a sentence or two.
    pub summary: Text,
}

/// A set of changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Plan<'a> {
    /// What it takes, in 万元, by estimate.
    pub cost: Decimal,
    /// What changes.
    pub changes: Vec<Change<'a>>,
    /// The total that it reaches for certain on the answer's basis, or a little less where figures are missing; `None` of a
    /// scheme without points.
    pub points: Option<Decimal>,
    /// Where that leads, with everything that is open.
    pub then: Standing,
    /// The indicators that change.
    pub items: Vec<ItemDifference<'a>>,
    /// The changes in words.
    pub words: Text,
}

/// A gate that cannot be met.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Blocked<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
}

/// What numbers of the scheme that stand open are taken to be.
struct Basis {
    name: &'static str,
    /// The same where figures are missing.
    with_missing: &'static str,
    quantities: Vec<Interval>,
    /// Of all that the company can turn out to be, what has turned out to be in the way of a plan.
    worlds: RefCell<Vec<Scenario>>,
    /// Steps of the total that are asked for besides: where it could not be made out in time that the least total, with figures
    /// missing, is no less than the target to the last digit.
    spare: Cell<i64>,
}

impl Basis {
    fn new(name: &'static str, with_missing: &'static str, quantities: Vec<Interval>) -> Basis {
        Basis { name, with_missing, quantities, worlds: RefCell::default(), spare: Cell::new(0) }
    }

    /// The company as it is known.
    fn plain(&self) -> Scenario {
        Scenario { figures: Vec::new(), quantities: self.quantities.clone() }
    }

    /// The scheme's numbers that are settled, by place.
    fn settled(&self) -> Vec<(QuantityId, Num)> {
        self.quantities.iter().enumerate().filter_map(|(q, own)| Some((QuantityId::new(q), own.single()?))).collect()
    }
}

impl Scheme {
    /// The cheapest changes with which a company reaches a target. The problems are those of scoring it, and of what is asked
    /// ([`Scheme::check_target`]).
    pub fn improve(
        &self,
        company: &Enterprise,
        on: Date,
        target: Target,
        terms: &Terms,
    ) -> Result<Improvement<'_>, Vec<Problem>> {
        self.improve_within(company, on, target, terms, &Work::default())
    }

    /// The same within a budget.
    pub fn improve_within(
        &self,
        company: &Enterprise,
        on: Date,
        target: Target,
        terms: &Terms,
        work: &Work,
    ) -> Result<Improvement<'_>, Vec<Problem>> {
        let _ = work;
        self.check_target(target, terms)?;
        let now = score(self, company, on, &[])?;
        Asked { scheme: self, company, on, target, terms, ranges: Cell::new(RANGES), work: Work::of(1 << 40) }
            .answer(&now)
    }

    /// Whether that can be asked of this scheme: a target that it does not have or that is no total of its, and fields that it
    /// does not use are problems. A total that it does not give is none: the answer tells the most.
    pub fn check_target(&self, target: Target, terms: &Terms) -> Result<(), Vec<Problem>> {
        let title = (&self.title).into();
        let mut problems = terms.check(self);
        let problem = |code, zh, en, parts: &[Phrase<'_>]| Problem::new(code, zh, en, parts).at("/target".into());
        match target {
            Target::Pass if self.pass.is_none() => problems.push(problem(
                "no_pass",
                "“{0}”没有通过条件，请给出目标得分",
                "\"{0}\" has no pass condition; ask for a total instead",
                &[title],
            )),
            Target::Total(_) if self.groups.is_empty() => problems.push(problem(
                "no_points",
                "“{0}”不计分，没有目标得分；可以求怎样通过",
                "\"{0}\" gives no points, so there is no total to reach; ask how to pass instead",
                &[title],
            )),
            Target::Total(total) if total.is_negative() => problems.push(problem(
                "bad_target",
                "目标得分 {0} 小于 0，应为 0 以上的数",
                "the target {0} is below 0; it must be 0 or more",
                &[(&total.to_text(6)).into()],
            )),
            Target::Total(total) if total.round(self.precision) != total => problems.push(problem(
                "bad_target",
                "目标得分 {0} 的小数太多：“{1}”的总分至多 {2} 位小数",
                "the target {0} has too many decimals: totals of \"{1}\" have at most {2}",
                &[(&total.to_text(6)).into(), title, (&self.precision.to_string()).into()],
            )),
            _ => {}
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// What the open numbers are taken to be, the safest first.
    fn bases(&self) -> Vec<Basis> {
        let open = quantities(self, false, &[]);
        if open.iter().all(|q| q.single().is_some()) {
            return vec![Basis::new("exact", "lowest", open)];
        }
        let typical = quantities(self, true, &[]);
        if typical.iter().all(|q| q.single().is_some()) {
            return vec![Basis::new("typical", "typical_lowest", typical)];
        }
        let (least, most) = leaning(self, &typical);
        vec![Basis::new("lowest", "lowest", least), Basis::new("highest", "highest", most)]
    }

    /// The most that the total can be on a basis.
    fn most_points(&self, basis: &Basis) -> Option<Num> {
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

/// What is certain of a company.
struct Measured {
    total: Option<Num>,
    passed: Option<bool>,
}

/// A question.
struct Asked<'a, 'b> {
    scheme: &'a Scheme,
    company: &'b Enterprise,
    on: Date,
    target: Target,
    terms: &'b Terms,
    /// What is left of the effort for figures that stand between edges; the first search takes of it first.
    ranges: Cell<u32>,
    work: Work,
}

impl<'a> Asked<'a, '_> {
    fn answer(&self, now: &Score) -> Result<Improvement<'a>, Vec<Problem>> {
        let scheme = self.scheme;
        let bases = scheme.bases();
        let mut answer = Improvement {
            scheme: &scheme.id,
            title: &scheme.title,
            document: &scheme.document,
            digest: &scheme.digest,
            on: self.on.to_text(),
            target: match self.target {
                Target::Total(total) => Some(total.to_text(scheme.precision)),
                Target::Pass => None,
            },
            basis: bases.first().map_or("exact", |b| b.name),
            official: scheme.official,
            notice: notice(scheme),
            now: standing(self.scheme, now),
            reached: match self.target {
                Target::Pass => now.passed == Some(true),
                Target::Total(total) => now.total.lo.is_some_and(|lo| lo.round(scheme.precision) >= total),
            },
            plans: Vec::new(),
            best: None,
            blocked: Vec::new(),
            needed: Vec::new(),
            complete: true,
            summary: Text::default(),
        };
        for basis in &bases {
            let ways = self.ways(basis, &mut answer.complete);
            // What is not known of a direct route is a way that may be there, and no part of the others.
            let certain = self.needed(ways.iter().filter(|goal| !goal.route), basis).is_empty();
            answer.basis = if certain { basis.name } else { basis.with_missing };
            let needed = self.needed(ways.iter(), basis);
            answer.needed = needed.into_iter().map(|f| scheme.dictionary.fields[f].id).collect();
            if answer.reached {
                break;
            }
            let Some(first) = self.cheapest(basis, &ways, self.target, &[], &mut answer.complete) else { continue };
            let mut found = vec![first.clone()];
            if !first.changes.is_empty() {
                found.extend(self.others(basis, &ways, &first, &mut answer.complete));
                sort_by_key(&mut found, |w| w.cost);
                found.truncate(PLANS);
            }
            for way in &found {
                match self.plan(way, now, basis, self.aim(self.target))? {
                    // What is promised is what scoring says.
                    (_, false) => answer.complete = false,
                    (_, true) if way.changes.is_empty() => answer.reached = true,
                    (plan, true) => answer.plans.push(plan),
                }
            }
            if answer.reached || !answer.plans.is_empty() {
                break;
            }
        }
        if answer.reached {
            answer.needed.clear();
        } else if let Some(basis) = bases.last().filter(|_| answer.plans.is_empty()) {
            self.explain_none(basis, &mut answer, now)?;
        }
        answer.summary = self.summary(&answer, &bases);
        Ok(answer)
    }

    /// The goals of which each is a way to the target.
    fn ways(&self, basis: &Basis, complete: &mut bool) -> Vec<Goal> {
        let scheme = self.scheme;
        let mut ways = Ways::new(scheme, &basis.quantities);
        let found = match (self.target, &scheme.pass) {
            // More than there is: nothing that is not known would help.
            (Target::Total(total), _) if scheme.most_points(basis).is_some_and(|most| most < total) => Vec::new(),
            (Target::Total(total), _) => {
                let need = ways.total_need(total, false);
                let goal = |need: Option<Need>| Goal { needs: need.into_iter().collect(), ..Goal::default() };
                need.map(goal).into_iter().collect()
            }
            (Target::Pass, None) => Vec::new(),
            (Target::Pass, Some(pass)) => {
                let mut found = match pass.when {
                    Some(when) => ways.of(when, true),
                    None if pass.or.is_empty() => vec![Goal::default()],
                    None => Vec::new(),
                };
                for route in &pass.or {
                    let own = ways.of(route.when, true).into_iter();
                    found.extend(own.map(|goal| Goal { route: pass.when.is_some(), ..goal }));
                }
                for gate in &scheme.gates {
                    let gate = ways.of(gate.when, true);
                    found = ways.both(found, gate);
                }
                found
            }
        };
        *complete &= ways.complete;
        found
    }

    /// Why there is no plan: the most that can be had, and the gates that stand in the way.
    fn explain_none(&self, basis: &Basis, answer: &mut Improvement<'a>, now: &Score) -> Result<(), Vec<Problem>> {
        let scheme = self.scheme;
        if !scheme.groups.is_empty() {
            answer.best = self.most(basis, now, &mut answer.complete)?;
        }
        if let Target::Pass = self.target {
            for (gate, _) in scheme.gates.iter().zip(&now.gates).filter(|g| *g.1 == Some(false)) {
                let mut ways = Ways::new(scheme, &basis.quantities);
                let ways = ways.of(gate.when, true);
                if self.cheapest_within(&[basis.plain()], &ways, &[], &mut answer.complete).is_none() {
                    answer.blocked.push(Blocked { id: &gate.id, title: &gate.title });
                }
            }
        }
        Ok(())
    }

    /// The most points, conditions aside, and the cheapest way there. Every step asks whether more can be reached, exactly.
    fn most(&self, basis: &Basis, now: &Score, complete: &mut bool) -> Result<Option<Plan<'a>>, Vec<Problem>> {
        let scheme = self.scheme;
        let ulp = self.step();
        let reach = |least: Num, complete: &mut bool| -> Option<Way> {
            let need = Ways::new(scheme, &basis.quantities).total_need(least, false)??;
            let goal = Goal { needs: vec![need], ..Goal::default() };
            self.cheapest(basis, &[goal], Target::Total(least), &[], complete)
        };
        let goal = Goal { needs: vec![Ways::new(scheme, &basis.quantities).any_total()], ..Goal::default() };
        let moving = self.moving(&goal, &[]);
        *complete &= self.begin(basis);
        let many = Solver::new(scheme, self.company, &basis.worlds.borrow(), &moving, &goal).many();
        let Some(way) = many else { return Ok(None) };
        let total = |way: &Way| self.measured(&self.changed(way), basis, None).map(|own| own.total);
        let Some(mut most) = total(&way)? else { return Ok(None) };
        // What cannot be reached: the target, or more than there is.
        let mut beyond = match self.target {
            Target::Total(target) => Some(target),
            Target::Pass => scheme.most_points(basis).and_then(|most| most.round(scheme.precision).add(ulp)),
        };
        let mut next = most.add(ulp);
        for step in 0..=STEPS {
            let Some(least) = next.filter(|next| beyond.is_none_or(|beyond| *next < beyond)) else { break };
            *complete &= step < STEPS;
            match reach(least, complete) {
                Some(way) => most = total(&way)?.map_or(least, |total| total.max(least)),
                None => beyond = Some(least),
            }
            // Halfway, in whole steps.
            let half = |beyond: Num| beyond.sub(most)?.div(ulp)?.div(Num::int(2))?.floor().max(Num::ONE).mul(ulp);
            next = match beyond {
                Some(beyond) => half(beyond).and_then(|by| most.add(by)),
                None => most.add(ulp),
            };
        }
        let way = reach(most, complete).unwrap_or(way);
        Ok(Some(self.plan(&way, now, basis, None)?.0))
    }

    /// The figures that are not known and leave something open.
    fn needed<'g>(&self, goals: impl Iterator<Item = &'g Goal> + Clone, basis: &Basis) -> Vec<FieldId> {
        let scheme = self.scheme;
        let interval = |f: FieldId| self.company.interval(f);
        let env =
            Env { values: self.company.values(), interval: &interval, quantities: &basis.quantities, ..Env::default() };
        let program = &scheme.program;
        let mut fields = Vec::new();
        if goals.clone().any(Goal::asks_for_points) {
            let stages = levels(scheme, &scheme.stages, &env);
            if !scheme.stages.is_empty() && stages.single().is_none() {
                scheme.stages.iter().filter_map(|s| s.when).for_each(|at| program.fields(at, &mut fields));
            }
            let env = Env { stages, ..env };
            for indicator in &scheme.indicators {
                if bounds(scheme, indicator, &env).single().is_none() {
                    indicator.rule.fields(program, &mut fields);
                }
            }
        }
        for must in goals.flat_map(|goal| &goal.musts) {
            if program.certain(must.at, &env).is_none() {
                program.fields(must.at, &mut fields);
            }
        }
        unknown_fields(fields, self.company)
    }

    /// What may move and has a say, without some fields.
    fn moving(&self, goal: &Goal, without: &[FieldId]) -> Vec<Moving> {
        let scheme = self.scheme;
        let mut fields = Vec::new();
        if goal.asks_for_points() {
            for indicator in &scheme.indicators {
                indicator.rule.fields(&scheme.program, &mut fields);
            }
            scheme.stages.iter().filter_map(|s| s.when).for_each(|at| scheme.program.fields(at, &mut fields));
        }
        goal.musts.iter().chain(&goal.checks).for_each(|must| scheme.program.fields(must.at, &mut fields));
        let mut found = moving(scheme, &in_order(&fields), without, self.company, self.terms);
        // A figure that can do no good in a direction stays out of it, unless parts or a whole go along with it.
        let mut ranges = self.company.clone();
        for m in &found {
            ranges.set(m.field, m.reach.range());
        }
        let places: Vec<FieldId> = found.iter().map(|m| m.field).collect();
        let musts: Vec<(ExprId, bool)> = goal.musts.iter().map(|must| (must.at, must.holds)).collect();
        let whole = |f: FieldId| match self.field(f).kind {
            Kind::Number { at_most, .. } => at_most,
            _ => None,
        };
        for (m, (more, less)) in found.iter_mut().zip(helps(scheme, &ranges, &places, &musts, &self.work)) {
            let of = whole(m.field).is_some_and(|w| places.contains(&w));
            let has = places.iter().any(|f| whole(*f) == Some(m.field));
            m.reach.keep(more || has, less || of);
        }
        found.retain(|m| !m.reach.stays());
        found
    }

    /// The cheapest way of all goals that does whatever is not known, without some fields. It is sought for some of what the
    /// company can turn out to be, in which no way that does is dearer; then the worst that it can turn out to be with that
    /// way is looked for, and sought for as well, until none is in the way.
    fn cheapest(
        &self,
        basis: &Basis,
        goals: &[Goal],
        target: Target,
        without: &[FieldId],
        complete: &mut bool,
    ) -> Option<Way> {
        let gaps = self.has_gaps(basis);
        *complete &= self.begin(basis);
        loop {
            let spare = Num::int(basis.spare.get()).mul(self.step())?;
            let raised: Vec<Goal> = goals.iter().map(|goal| goal.raised(spare)).collect::<Option<_>>()?;
            let way = self.cheapest_within(&basis.worlds.borrow(), &raised, without, complete);
            *complete &= basis.spare.get() == 0;
            let way = way?;
            if !gaps {
                return Some(way);
            }
            let by_points = matches!(target, Target::Total(_));
            let worst =
                worst(self.scheme, &self.changed(&way), &basis.settled(), by_points, self.aim(target), &self.work);
            let reached = match target {
                Target::Total(total) => worst.total.is_some_and(|least| least.round(self.scheme.precision) >= total),
                Target::Pass => worst.passes == Some(true),
            };
            if reached {
                return Some(way);
            }
            let known = |next: &Scenario| basis.worlds.borrow().iter().any(|w| w.figures == next.figures);
            let next = worst.scenario.filter(|next| !known(next) && basis.worlds.borrow().len() < MOST_WORLDS);
            match (next, basis.spare.get()) {
                (Some(next), _) => basis.worlds.borrow_mut().push(next),
                (None, spare) if by_points && spare < MOST_SPARE => basis.spare.set((spare * 10).max(10)),
                (None, _) => {
                    *complete = false;
                    return None;
                }
            }
        }
    }

    /// Begins with the worst that the company can turn out to be as it is; whether there is one.
    fn begin(&self, basis: &Basis) -> bool {
        let mut worlds = basis.worlds.borrow_mut();
        if !worlds.is_empty() || !self.has_gaps(basis) {
            if worlds.is_empty() {
                worlds.push(basis.plain());
            }
            return true;
        }
        let worst =
            |by_points: bool| worst(self.scheme, self.company, &basis.settled(), by_points, None, &self.work).scenario;
        let points = matches!(self.target, Target::Total(_));
        let start = worst(points).or_else(|| worst(!points));
        let found = start.is_some();
        worlds.push(start.unwrap_or_else(|| basis.plain()));
        found
    }

    /// The least total, not rounded, that does for a target.
    fn aim(&self, target: Target) -> Option<Num> {
        let Target::Total(total) = target else { return None };
        total.sub(self.step().div(Num::int(2))?)
    }

    /// The last digit of a total.
    fn step(&self) -> Num {
        Num::ratio(1, 10i64.saturating_pow(self.scheme.precision)).unwrap_or(Num::ONE)
    }

    /// The cheapest way of all goals in some worlds.
    fn cheapest_within(
        &self,
        worlds: &[Scenario],
        goals: &[Goal],
        without: &[FieldId],
        complete: &mut bool,
    ) -> Option<Way> {
        let mut best: Option<Way> = None;
        for goal in goals {
            let moving = self.moving(goal, without);
            let mut solver = Solver::new(self.scheme, self.company, worlds, &moving, goal);
            solver.ranges = self.ranges.get();
            best = solver.cheapest(best.as_ref().map(|w| w.cost)).or(best);
            self.ranges.set(solver.ranges);
            *complete &= solver.complete;
        }
        best
    }

    /// Whether anything that the scheme asks for is not known.
    fn has_gaps(&self, basis: &Basis) -> bool {
        let fields = &self.scheme.dictionary.fields;
        // A day that is not known cannot be made out: what asks for it stays open.
        let can_be = |f: &FieldId| !matches!(fields[*f].kind, Kind::Date);
        let open = |f: &FieldId| matches!(self.company.values()[*f], Value::Missing | Value::Range(_));
        self.scheme.fields.iter().any(|f| open(f) && can_be(f)) || basis.quantities.iter().any(|q| q.single().is_none())
    }

    /// For each of the dearest changes of a plan, the cheapest plan without it.
    fn others(&self, basis: &Basis, goals: &[Goal], way: &Way, complete: &mut bool) -> Vec<Way> {
        let set = |w: &Way| w.changes.iter().map(|c| c.0).collect::<Vec<FieldId>>();
        let all = moving(self.scheme, &set(way), &[], self.company, self.terms);
        let cost = |(field, to): &(FieldId, Value)| all.iter().find(|m| m.field == *field).and_then(|m| m.cost(to));
        let mut dearest: Vec<&(FieldId, Value)> = way.changes.iter().collect();
        sort_by_key(&mut dearest, |change| std::cmp::Reverse(cost(change)));
        let mut found: Vec<Way> = Vec::new();
        for (field, _) in dearest.into_iter().take(WITHOUT) {
            if let Some(other) = self.cheapest(basis, goals, self.target, &[*field], complete)
                && !found.iter().any(|f| set(f) == set(&other))
            {
                found.push(other);
            }
        }
        found
    }

    fn changed(&self, way: &Way) -> Enterprise {
        let mut company = self.company.clone();
        way.changes.iter().for_each(|(field, to)| company.set(*field, to.clone()));
        company
    }

    /// The total that is certain on a basis, rounded, and what the verdict is; what is missing stays open. With an aim it
    /// suffices that the total is no less.
    fn measured(&self, company: &Enterprise, basis: &Basis, aim: Option<Num>) -> Result<Measured, Vec<Problem>> {
        let scheme = self.scheme;
        let least = if self.has_gaps(basis) {
            let by = |points: bool| worst(scheme, company, &basis.settled(), points, aim, &self.work);
            let passed = if let Target::Pass = self.target { by(false).passes } else { None };
            let total = if scheme.groups.is_empty() { None } else { by(true).total };
            Measured { total, passed }
        } else {
            let own = score(scheme, company, self.on, &basis.settled())?;
            Measured { total: own.total.lo.filter(|_| !scheme.groups.is_empty()), passed: own.passed }
        };
        Ok(Measured { total: least.total.map(|total| total.round(scheme.precision)), ..least })
    }

    /// A plan, and whether scoring the company with it says that it reaches the target.
    fn plan(&self, way: &Way, now: &Score, basis: &Basis, aim: Option<Num>) -> Result<(Plan<'a>, bool), Vec<Problem>> {
        let company = self.changed(way);
        let changes =
            way.changes.iter().filter_map(|(field, to)| change(self.field(*field), &self.company.values()[*field], to));
        let then = score(self.scheme, &company, self.on, &[])?;
        let measured = self.measured(&company, basis, aim)?;
        let points = measured.total;
        let holds = match self.target {
            Target::Total(total) => points.is_some_and(|points| points >= total),
            Target::Pass => measured.passed == Some(true),
        };
        let words = list(way.changes.iter().map(|(field, to)| {
            let f = self.field(*field);
            let [from, to] =
                [&self.company.values()[*field], to].map(|v| Languages::Both.value(f, v).unwrap_or_default());
            Text::say("{0}从 {1} 到 {2}", "{0} from {1} to {2}", &[f.title.into(), (&from).into(), (&to).into()])
        }));
        let plan = Plan {
            cost: Decimal::new(way.cost, 4),
            changes: changes.collect(),
            points: points.map(|points| Decimal::new(points, self.scheme.precision)),
            then: standing(self.scheme, &then),
            items: differences(self.scheme, now, &then),
            words: words.unwrap_or_default(),
        };
        Ok((plan, holds))
    }

    fn field(&self, place: FieldId) -> &'static Field {
        &self.scheme.dictionary.fields[place]
    }

    // ------------------------------------------------------------------------------------------------------- words

    fn summary(&self, answer: &Improvement<'_>, bases: &[Basis]) -> Text {
        let mut said = Text::default();
        let goal = match &answer.target {
            Some(total) => Text::say("总分达到 {0}", "a total of {0}", &[total.into()]),
            None => Text::say("通过", "passing", &[]),
        };
        let aim = match &answer.target {
            Some(_) => Text::say("使{0}", "{0}", &[(&goal).into()]),
            None => goal.clone(),
        };
        let span = |[lo, hi]: &[Decimal; 2]| if lo == hi { lo.to_string() } else { [lo, "–", hi].concat() };
        if answer.reached {
            let (zh, en) = match answer.basis {
                // Of open numbers it is no certainty, and is not to sound like one.
                "typical_lowest" => (
                    "{0}：按典型值计算，不论未知的数据如何都已经达到；上下界为 {2}，并不确定。",
                    "{0}: reached at the typical values whatever is not known; the bounds are {2}, so it is not certain.",
                ),
                "typical" => (
                    "{0}：按典型值计算已经达到（{1}），上下界为 {2}，并不确定。",
                    "{0}: reached at the typical values ({1}); the bounds are {2}, so it is not certain.",
                ),
                "highest" => (
                    "{0}：数据上没有阻碍，能否做到取决于评审者的判断；得分在 {2} 之间。",
                    "{0}: no figure stands in the way, it is for the assessors to judge; the score is within {2}.",
                ),
                _ => ("{0}：已经做到，不需要改变。", "For {0} nothing has to change."),
            };
            let bounds = span(&answer.now.bounds);
            let typical = answer.now.typical.as_deref().unwrap_or(&bounds);
            said.push(&Text::say(zh, en, &[(&goal).into(), typical.into(), (&bounds).into()]));
        } else if let Some(plan) = answer.plans.first() {
            let cost = plan.cost.number();
            // However little it is, it is not nothing.
            let places = if cost.round(4).is_zero() { INPUT_PLACES } else { 4 };
            let cost = Languages::Both.show(cost, "万元", places);
            said.push(&Text::say(
                "{0}，最省的办法：{1}；估计投入约 {2}",
                "The cheapest way to {0}: {1}; about {2} of effort by estimate",
                &[(&goal).into(), (&plan.words).into(), (&cost).into()],
            ));
            if let Some(points) = plan.points.as_deref() {
                let bounds = span(&plan.then.bounds);
                let (zh, en) = match answer.basis {
                    "typical" => ("，得分的典型值 {0}（{1}）", ", typically a score of {0} ({1})"),
                    "typical_lowest" => (
                        "，不论未知的数据如何，得分的典型值至少 {0}（{1}）",
                        ", typically a score of at least {0} whatever is not known ({1})",
                    ),
                    _ => ("，得分 {1}", ", score {1}"),
                };
                said.push(&Text::say(zh, en, &[points.into(), (&bounds).into()]));
            }
            said.push(&Text::say("。", ".", &[]));
            if answer.basis == "highest" {
                said.push(&Text::say(
                    "能否做到还取决于评审者的判断。",
                    " Whether that suffices is for the assessors to judge.",
                    &[],
                ));
            }
        } else if answer.needed.is_empty() {
            said.push(&Text::say(
                "在允许变动的范围内没有办法{0}。",
                "There is no way to {0} within what may move.",
                &[(&aim).into()],
            ));
        } else {
            said.push(&Text::say(
                "有数据未知，在允许变动的范围内没有一种办法有把握{0}。",
                "Within what may move nothing is certain to lead to {0} while figures are missing.",
                &[(&aim).into()],
            ));
        }
        if let (Target::Total(total), Some(most)) = (self.target, bases.last().and_then(|b| self.scheme.most_points(b)))
            && most < total
        {
            let most = most.to_text(self.scheme.precision);
            said.push(&Text::say("满分为 {0}。", " No company can have more than {0}.", &[(&most).into()]));
        }
        if !answer.reached && !answer.needed.is_empty() {
            let titles =
                list(answer.needed.iter().filter_map(|id| field_of(id)).map(|f| Languages::Both.name(f.title)));
            let titles = titles.unwrap_or_default();
            let (zh, en) = if answer.plans.is_empty() {
                ("要求出办法，先要知道：{0}。", " For a plan these must be known first: {0}.")
            } else {
                ("另有办法要先知道：{0}。", " For other ways these must be known first: {0}.")
            };
            said.push(&Text::say(zh, en, &[(&titles).into()]));
        }
        if let Some(points) = answer.best.as_ref().and_then(|best| best.points.as_deref()) {
            let (zh, en) = match answer.basis {
                "typical" => ("得分的典型值最高可到 {0}。", " Typically the score can reach {0} at most."),
                "typical_lowest" => (
                    "不论未知的数据如何，得分的典型值最高可到 {0}。",
                    " Whatever is not known, the score can typically reach {0} at most.",
                ),
                "highest" if !answer.needed.is_empty() => (
                    "未知的数据按最低算，得分最高可到 {0}。",
                    " With what is not known at its lowest the score can reach {0} at most.",
                ),
                "lowest" => ("有把握的得分最高可到 {0}。", " The score can reach {0} at most for certain."),
                _ => ("得分最高可到 {0}。", " The score can reach {0} at most."),
            };
            said.push(&Text::say(zh, en, &[points.into()]));
        }
        if let Some(titles) = list(answer.blocked.iter().map(|b| b.title.clone())) {
            said.push(&Text::say("无法满足的基本条件：{0}。", " Gates that cannot be met: {0}.", &[(&titles).into()]));
        }
        if !answer.complete {
            said.push(&Text::say(
                "没有逐一比较全部可能，或有更省的办法。",
                " Not every possibility was compared; there may be a cheaper way.",
                &[],
            ));
        }
        if let Some(notice) = &answer.notice {
            said.push(&Text::say("{0}", " {0}", &[notice.into()]));
        }
        said
    }
}
