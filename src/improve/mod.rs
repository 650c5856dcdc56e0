//! What would raise the score: the cheapest set of changes that reaches a total, or passes the scheme.
//!
//! What may move, how far, and what it takes are estimates of this product (`move` in `dictionary.json`); a call can say
//! otherwise ([`Terms`]). The search ([`solve`]) is exact, and every plan is scored again as any company is.

mod solve;
mod terms;

use crate::bounds::{helps, leaning};
use crate::dictionary::{Field, Kind, Value};
use crate::enterprise::Enterprise;
use crate::formula::{At, Compare, Env, Instr};
use crate::number::{Date, Interval, Num};
use crate::problem::{Problem, Text};
use crate::report::{Change, notice, one_of};
use crate::scheme::model::{Scheme, rule_fields};
use crate::score::{Score, in_order, levels, quantities, score, unknown_fields};
use crate::sort::sort_by_key;
use crate::what_if::{ItemDifference, Standing, differences, standing};
use crate::words::{change, list, worded};
use serde::Serialize;
use solve::{Goal, Need, Of, Solver, Way, certain};
pub use terms::Terms;
use terms::{Moving, moving};

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
#[derive(Debug, Serialize)]
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
    /// What a plan's points are measured by: `exact`; `typical` of a scheme with estimates; where assessors judge,
    /// `lowest` (it suffices however they judge) or, where nothing does, `highest` (it can suffice).
    pub basis: &'static str,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// Says that this is no official score, where it is none.
    pub notice: Option<Text>,
    /// As things are.
    pub now: Standing,
    /// Whether nothing has to change: for certain where `basis` is `exact` or `lowest`; at typical values, or with the best of
    /// judgements, where it is `typical` or `highest`.
    pub reached: bool,
    /// Plans whose sets of changed fields differ, the cheapest first: the cheapest of all, and for each of its dearest
    /// changes the cheapest that does without it.
    pub plans: Vec<Plan<'a>>,
    /// Without a plan, the most points within what may move, and the cheapest way there; conditions aside.
    pub best: Option<Plan<'a>>,
    /// Without a plan, gates that nothing that may move can meet.
    pub blocked: Vec<Blocked<'a>>,
    /// Fields that must be known first.
    pub needed: Vec<&'a str>,
    /// Whether every possibility was gone through; `false` where that was stopped.
    pub complete: bool,
    /// All this in a sentence or two.
    pub summary: Text,
}

/// A set of changes.
#[derive(Debug, Serialize)]
pub struct Plan<'a> {
    /// What it takes, in 万元, by estimate.
    pub cost: String,
    /// What changes.
    pub changes: Vec<Change<'a>>,
    /// Where that leads.
    pub then: Standing,
    /// The indicators that change.
    pub items: Vec<ItemDifference<'a>>,
    /// The changes in words.
    pub words: Text,
}

/// A gate that cannot be met.
#[derive(Debug, Serialize)]
pub struct Blocked<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
}

/// One way to reach the target: needs and conditions that hold together.
struct Scenario {
    goal: Goal,
    /// The direct route that it takes, where it takes one.
    route: Option<At>,
}

/// What numbers of the scheme that stand open are taken to be.
struct Basis {
    name: &'static str,
    quantities: Vec<Interval>,
}

impl Scheme {
    /// The cheapest changes with which a company reaches a target. The problems are those of scoring it, and of a target
    /// that the scheme does not have.
    pub fn improve(
        &self,
        company: &Enterprise,
        on: Date,
        target: Target,
        terms: &Terms,
    ) -> Result<Improvement<'_>, Vec<Problem>> {
        let now = score(self, company, on, &[])?;
        let scenarios = match target {
            Target::Pass => self.ways_to_pass()?,
            Target::Total(total) => vec![Scenario { goal: self.to_total(total)?, route: None }],
        };
        let asked = Asked { scheme: self, company, on, target, terms, scenarios };
        asked.answer(&now)
    }

    fn to_total(&self, total: Num) -> Result<Goal, Vec<Problem>> {
        if self.groups.is_empty() {
            return Err(vec![Problem::new(
                "no_points",
                "“{0}”不计分，没有目标得分；可以求怎样通过",
                "\"{0}\" gives no points, so there is no total to reach; ask how to pass instead",
                &[(&self.title).into()],
            )]);
        }
        Ok(Goal { needs: self.total_need(total, false).into_iter().collect(), musts: Vec::new() })
    }

    /// The points, not rounded, that round to a total of at least (or above) so much.
    fn total_need(&self, total: Num, above: bool) -> Option<Need> {
        let ulp = Num::ratio(1, 10i64.checked_pow(self.precision)?)?;
        let steps = total.div(ulp)?;
        let whole = steps.floor();
        let steps = if whole < steps || above { whole.add(Num::ONE)? } else { whole };
        let least = steps.mul(ulp)?.sub(ulp.div(Num::int(2))?)?;
        Some(Need { of: Of::Total, least, above: false })
    }

    fn ways_to_pass(&self) -> Result<Vec<Scenario>, Vec<Problem>> {
        let Some(pass) = &self.pass else {
            return Err(vec![Problem::new(
                "no_pass",
                "“{0}”没有通过条件，请给出目标得分",
                "\"{0}\" has no pass condition; ask for a total instead",
                &[(&self.title).into()],
            )]);
        };
        let mut musts = Vec::new();
        self.gates.iter().for_each(|gate| self.parts_of(gate.when, &mut musts));
        let mut all = Vec::new();
        if pass.when.is_some() || pass.or.is_empty() {
            let mut goal = Goal { needs: Vec::new(), musts: musts.clone() };
            let mut parts = Vec::new();
            pass.when.iter().for_each(|at| self.parts_of(*at, &mut parts));
            for at in parts {
                self.requirement(at, &mut goal).ok_or_else(|| {
                    vec![Problem::new(
                        "unplanned",
                        "“{0}”的通过条件不是“得分不低于某数”的组合，不能求方案",
                        "the pass condition of \"{0}\" is not made of points that are to be reached; no plan can be sought",
                        &[(&self.title).into()],
                    )]
                })?;
            }
            all.push(Scenario { goal, route: None });
        }
        for route in &pass.or {
            let mut goal = Goal { needs: Vec::new(), musts: musts.clone() };
            self.parts_of(route.when, &mut goal.musts);
            all.push(Scenario { goal, route: Some(route.when) });
        }
        Ok(all)
    }

    /// What must hold together for a condition to hold.
    fn parts_of(&self, at: At, found: &mut Vec<At>) {
        match self.program.instr(at) {
            Instr::And(a, b) => {
                self.parts_of(a, found);
                self.parts_of(b, found);
            }
            _ => found.push(at),
        }
    }

    /// Adds a part of the pass condition to a goal; `None` where it is not of a kind that can be planned for.
    fn requirement(&self, at: At, goal: &mut Goal) -> Option<()> {
        if let Instr::EveryFloor = self.program.instr(at) {
            for (g, group) in self.groups.iter().enumerate() {
                goal.needs.extend(group.floor.map(|least| Need { of: Of::Group(g), least, above: false }));
            }
            return Some(());
        }
        if !self.asks_for_points(at) {
            goal.musts.push(at);
            return Some(());
        }
        let Instr::Compare(compare, a, b) = self.program.instr(at) else { return None };
        let (of, than, above) = match compare {
            Compare::Ge => (a, b, false),
            Compare::Gt => (a, b, true),
            Compare::Le => (b, a, false),
            Compare::Lt => (b, a, true),
            _ => return None,
        };
        let Instr::Num(c) = self.program.instr(than) else { return None };
        let least = self.program.constant(c);
        goal.needs.push(match self.program.instr(of) {
            Instr::Total => self.total_need(least, above)?,
            Instr::Points(i) => {
                let of = i.checked_sub(self.groups.len()).map_or(Of::Group(i), Of::Item);
                Need { of, least, above }
            }
            _ => return None,
        });
        Some(())
    }

    fn asks_for_points(&self, at: At) -> bool {
        let instr = self.program.instr(at);
        matches!(instr, Instr::Total | Instr::Points(_) | Instr::EveryFloor)
            || instr.operands().into_iter().flatten().any(|a| self.asks_for_points(a))
    }

    /// What the open numbers are taken to be, the safest first.
    fn bases(&self) -> Vec<Basis> {
        let open = quantities(self, false, &[]);
        if open.iter().all(|q| q.single().is_some()) {
            return vec![Basis { name: "exact", quantities: open }];
        }
        let typical = quantities(self, true, &[]);
        if typical.iter().all(|q| q.single().is_some()) {
            return vec![Basis { name: "typical", quantities: typical }];
        }
        let (least, most) = leaning(self, &typical);
        vec![Basis { name: "lowest", quantities: least }, Basis { name: "highest", quantities: most }]
    }
}

/// A question.
struct Asked<'a, 'b> {
    scheme: &'a Scheme,
    company: &'b Enterprise,
    on: Date,
    target: Target,
    terms: &'b Terms,
    scenarios: Vec<Scenario>,
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
        for basis in bases.iter().filter(|_| !answer.reached) {
            let mut needed = Vec::new();
            let open: Vec<bool> = self.scenarios.iter().map(|s| self.unknown(s, basis, &mut needed)).collect();
            answer.needed = in_order(&needed).into_iter().map(|f| scheme.dictionary.fields[f].id).collect();
            let way = self.cheapest(basis, &open, &[], &mut answer.complete);
            let Some(way) = way else { continue };
            answer.basis = basis.name;
            if way.changes.is_empty() {
                answer.reached = true;
                break;
            }
            let mut ways = vec![way.clone()];
            ways.extend(self.others(basis, &open, &way, &mut answer.complete));
            sort_by_key(&mut ways, |w| w.cost);
            ways.truncate(PLANS);
            for way in &ways {
                answer.plans.push(self.plan(way, now)?);
            }
            break;
        }
        if answer.reached {
            answer.needed.clear();
        } else if let Some(basis) = bases.last().filter(|_| answer.plans.is_empty()) {
            answer.basis = basis.name;
            self.explain_none(basis, &mut answer, now)?;
        }
        answer.summary = self.summary(&answer);
        Ok(answer)
    }

    /// Why there is no plan: the most that can be had, and the gates that stand in the way.
    fn explain_none(&self, basis: &Basis, answer: &mut Improvement<'a>, now: &Score) -> Result<(), Vec<Problem>> {
        let scheme = self.scheme;
        let total = Need { of: Of::Total, least: Num::ZERO, above: false };
        let goal = Goal { needs: vec![total], musts: Vec::new() };
        let moving = self.moving(&goal, &[]);
        let points = Scenario { goal, route: None };
        if !scheme.groups.is_empty() && !self.unknown(&points, basis, &mut Vec::new()) {
            let mut solver = Solver::new(scheme, self.company, &basis.quantities, &moving, &points.goal);
            if let Some((_, way)) = solver.most() {
                answer.best = Some(self.plan(&way, now)?);
            }
            answer.complete &= solver.complete;
        }
        if let Target::Pass = self.target {
            for (gate, met) in scheme.gates.iter().zip(&now.gates) {
                let mut goal = Goal::default();
                scheme.parts_of(gate.when, &mut goal.musts);
                let moving = self.moving(&goal, &[]);
                let mut solver = Solver::new(scheme, self.company, &basis.quantities, &moving, &goal);
                if *met == Some(false) && solver.cheapest(None).is_none() {
                    answer.blocked.push(Blocked { id: &gate.id, title: &gate.title });
                }
            }
        }
        Ok(())
    }

    /// Whether something must be known first; what, is added.
    fn unknown(&self, scenario: &Scenario, basis: &Basis, needed: &mut Vec<usize>) -> bool {
        let scheme = self.scheme;
        let interval = |f: usize| self.company.interval(f);
        let env = Env {
            values: self.company.values(),
            interval: &interval,
            points: None,
            quantities: &basis.quantities,
            stages: u32::MAX,
            ..Env::default()
        };
        let program = &scheme.program;
        let mut fields = Vec::new();
        let stages = levels(scheme, &scheme.stages, &env).unwrap_or(u32::MAX);
        if !scheme.stages.is_empty() && one_of(stages).is_none() {
            scheme.stages.iter().filter_map(|s| s.when).for_each(|at| program.fields(at, &mut fields));
        }
        let env = Env { stages, ..env };
        if !scenario.goal.needs.is_empty() {
            for (i, indicator) in scheme.indicators.iter().enumerate() {
                if certain(scheme, i, &env).is_none() {
                    rule_fields(program, &indicator.rule, &mut fields);
                }
            }
        }
        let mut open = false;
        for at in &scenario.goal.musts {
            if program.maybe(*at, &env).ok().flatten().is_none() {
                open = true;
                // A direct route that is not known is one way less, and asks for nothing.
                if scenario.route.is_none() {
                    program.fields(*at, &mut fields);
                }
            }
        }
        let unknown = unknown_fields(fields, self.company);
        open |= !unknown.is_empty();
        needed.extend(unknown);
        open
    }

    /// What may move and has a say, without some fields.
    fn moving(&self, goal: &Goal, without: &[usize]) -> Vec<Moving> {
        let scheme = self.scheme;
        let mut fields = Vec::new();
        if !goal.needs.is_empty() {
            for indicator in &scheme.indicators {
                rule_fields(&scheme.program, &indicator.rule, &mut fields);
            }
            scheme.stages.iter().filter_map(|s| s.when).for_each(|at| scheme.program.fields(at, &mut fields));
        }
        goal.musts.iter().for_each(|at| scheme.program.fields(*at, &mut fields));
        let mut found = moving(&in_order(&fields), without, self.company, self.terms);
        // A figure that can do no good in a direction stays out of it, unless parts or a whole go along with it.
        let mut ranges = self.company.clone();
        for m in &found {
            ranges.set(m.field, m.reach.range());
        }
        let places: Vec<usize> = found.iter().map(|m| m.field).collect();
        let whole = |f: usize| match self.field(f).kind {
            Kind::Number { at_most, .. } => at_most,
            _ => None,
        };
        for (m, (more, less)) in found.iter_mut().zip(helps(scheme, &ranges, &places, &goal.musts)) {
            let of = whole(m.field).is_some_and(|w| places.contains(&w));
            let has = places.iter().any(|f| whole(*f) == Some(m.field));
            m.reach.keep(more || has, less || of);
        }
        found.retain(|m| !m.reach.stays());
        found
    }

    /// The cheapest way of all scenarios, without some fields.
    fn cheapest(&self, basis: &Basis, open: &[bool], without: &[usize], complete: &mut bool) -> Option<Way> {
        let mut best: Option<Way> = None;
        for (scenario, _) in self.scenarios.iter().zip(open).filter(|s| !s.1) {
            let moving = self.moving(&scenario.goal, without);
            let mut solver = Solver::new(self.scheme, self.company, &basis.quantities, &moving, &scenario.goal);
            best = solver.cheapest(best.as_ref().map(|w| w.cost)).or(best);
            *complete &= solver.complete;
        }
        best
    }

    /// For each of the dearest changes of a plan, the cheapest plan without it.
    fn others(&self, basis: &Basis, open: &[bool], way: &Way, complete: &mut bool) -> Vec<Way> {
        let set = |w: &Way| w.changes.iter().map(|c| c.0).collect::<Vec<usize>>();
        let all = moving(&set(way), &[], self.company, self.terms);
        let cost = |(field, to): &(usize, Value)| all.iter().find(|m| m.field == *field).and_then(|m| m.cost(to));
        let mut dearest: Vec<&(usize, Value)> = way.changes.iter().collect();
        sort_by_key(&mut dearest, |change| std::cmp::Reverse(cost(change)));
        let mut found: Vec<Way> = Vec::new();
        for (field, _) in dearest.into_iter().take(WITHOUT) {
            if let Some(other) = self.cheapest(basis, open, &[*field], complete)
                && !found.iter().any(|f| set(f) == set(&other))
            {
                found.push(other);
            }
        }
        found
    }

    fn plan(&self, way: &Way, now: &Score) -> Result<Plan<'a>, Vec<Problem>> {
        let mut company = self.company.clone();
        let mut changes = Vec::new();
        for (field, to) in &way.changes {
            changes.extend(change(self.field(*field), &self.company.values()[*field], to));
            company.set(*field, to.clone());
        }
        let then = score(self.scheme, &company, self.on, &[])?;
        let words = list(&mut way.changes.iter().map(|(field, to)| {
            let f = self.field(*field);
            let from = worded(f, &self.company.values()[*field]).unwrap_or_default();
            let to = worded(f, to).unwrap_or_default();
            Text::say("{0}从 {1} 到 {2}", "{0} from {1} to {2}", &[f.title.into(), (&from).into(), (&to).into()])
        }));
        Ok(Plan {
            cost: way.cost.to_text(4),
            changes,
            then: standing(self.scheme, &then),
            items: differences(self.scheme, now, &then),
            words,
        })
    }

    fn field(&self, place: usize) -> &'static Field {
        &self.scheme.dictionary.fields[place]
    }

    // ------------------------------------------------------------------------------------------------------- words

    fn summary(&self, answer: &Improvement<'_>) -> Text {
        let mut said = Text::default();
        let goal = match &answer.target {
            Some(total) => Text::say("总分达到 {0}", "a total of {0}", &[total.into()]),
            None => Text::say("通过", "passing", &[]),
        };
        if answer.reached {
            let (zh, en) = match answer.basis {
                // Of open numbers it is no certainty, and is not to sound like one.
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
            let [lo, hi] = &answer.now.bounds;
            let bounds = if lo == hi { lo.clone() } else { [lo, "–", hi].concat() };
            let typical = answer.now.typical.as_ref().unwrap_or(&bounds);
            said.push(&Text::say(zh, en, &[(&goal).into(), typical.into(), (&bounds).into()]));
        } else if let Some(plan) = answer.plans.first() {
            let [lo, hi] = &plan.then.bounds;
            let points =
                plan.then.typical.clone().unwrap_or_else(|| if lo == hi { lo.clone() } else { [lo, "–", hi].concat() });
            said.push(&Text::say(
                "{0}，最省的办法：{1}；估计投入约 {2} 万元",
                "The cheapest way to {0}: {1}; about {2} 万元 of effort by estimate",
                &[(&goal).into(), (&plan.words).into(), (&plan.cost).into()],
            ));
            if !self.scheme.groups.is_empty() {
                said.push(&match &plan.then.typical {
                    Some(typical) => Text::say(
                        "，得分的典型值 {0}（{1}–{2}）",
                        ", typically a score of {0} ({1}–{2})",
                        &[typical.into(), lo.into(), hi.into()],
                    ),
                    None => Text::say("，得分 {0}", ", score {0}", &[(&points).into()]),
                });
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
                "{0}：在允许变动的范围内做不到。",
                "There is no way to {0} within what may move.",
                &[(&goal).into()],
            ));
        }
        if !answer.reached && !answer.needed.is_empty() {
            let titles = list(&mut answer.needed.iter().filter_map(|id| {
                let title = self.scheme.dictionary.find(id).map(|f| self.field(f).title)?;
                Some(Text::say("{0}", "{0}", &[title.into()]))
            }));
            let (zh, en) = if answer.plans.is_empty() {
                ("要求出办法，先要知道：{0}。", "A plan cannot be made before these are known: {0}.")
            } else {
                ("另有办法要先知道：{0}。", " For other ways these must be known first: {0}.")
            };
            said.push(&Text::say(zh, en, &[(&titles).into()]));
        }
        if let Some(best) = &answer.best {
            let [lo, hi] = &best.then.bounds;
            let span = if lo == hi { lo.clone() } else { [lo, "–", hi].concat() };
            let most = best.then.typical.as_ref().unwrap_or(&span);
            said.push(&Text::say("得分最高可到 {0}。", " The score can reach {0} at most.", &[most.into()]));
        }
        if !answer.blocked.is_empty() {
            let titles = list(&mut answer.blocked.iter().map(|b| b.title.clone()));
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
