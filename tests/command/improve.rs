//! Plans against brute force: for every shipped scheme and random companies, some with gaps in their figures, no cheaper set of changes is found, nothing
//! that can be reached was called out of reach, and a company with a plan applied scores what the plan promised.
//!
//! The brute force here shares nothing with the search: it knows no rule, no edge and no formula. It asks the scorer for a
//! verdict or a total at many values of a figure, and halves the steps between two that differ until it stands on the edge.
//! It is long because the brute force and the plans by hand hold the same answers.
//! `INNOPOINTS_PLANS` draws more companies (1,000 of each scheme by default), `INNOPOINTS_SEED` others.

use crate::company;

use company::{Dice, company, filled, hundredths, with_gaps};
use innopoints::dictionary::{Dictionary, Kind, Value};
use innopoints::id::{FieldId, QuantityId};
use innopoints::number::parse_decimal;
use innopoints::plan::{Improvement, Plan, Target, Terms};
use innopoints::scheme::model::Quantity;
use innopoints::search::{Work, score_within};
use innopoints::{Date, Enterprise, Num, Scheme, shipped};
use innopoints_core::score::Score;
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};

// ---------------------------------------------------------------------------------------------------------------------
// The same scheme with its open numbers settled: what plans are measured by

fn settle(json: &mut Json, which: &str) {
    match json {
        Json::Object(members) => {
            if let Some(Json::Array(ends)) = members.get("between").cloned() {
                let typical = members.get("typical").cloned();
                *json = match (which, typical) {
                    (_, Some(typical)) => typical,
                    ("highest", None) => ends[1].clone(),
                    _ => ends[0].clone(),
                };
                return;
            }
            members.values_mut().for_each(|v| settle(v, which));
        }
        Json::Array(list) => list.iter_mut().for_each(|v| settle(v, which)),
        _ => {}
    }
}

fn settled(id: &str, which: &str) -> Option<Scheme> {
    let find = |base: &str| Some(settled_text(base, which));
    Scheme::parse_with(&settled_text(id, which), Some(id), &find).ok().map(Scheme::without_panel)
}

fn settled_text(id: &str, which: &str) -> String {
    let mut json: Json = serde_json::from_str(shipped::scheme(id).expect("shipped")).expect("JSON");
    let parameters = json.get("parameters").cloned();
    settle(&mut json, which);
    // A parameter is what its typical value is.
    if let Some(Json::Array(mut list)) = parameters {
        for p in list.iter_mut().filter_map(Json::as_object_mut) {
            if let Some(typical) = p.remove("typical") {
                p.remove("between");
                p.insert("is".into(), typical);
            }
        }
        json["parameters"] = Json::Array(list);
    }
    json.to_string()
}

/// Who is asked whether a company has reached the target.
struct Judge {
    basis: &'static str,
    scheme: Scheme,
    /// Whether its open numbers are settled in the file: then total and verdict are exact.
    settled: bool,
    /// What they are taken to be otherwise: what assessors give at least, or at most.
    given: Vec<(QuantityId, Num)>,
}

impl Judge {
    fn new(id: &str, basis: &'static str) -> Judge {
        let own = || Scheme::parse(shipped::scheme(id).expect("shipped"), Some(id)).expect("a scheme").without_panel();
        // Where assessors can give as much in a band as in the one above it, there is no such scheme: the bounds tell.
        let settled = settled(id, basis);
        let is_settled = settled.is_some();
        let scheme = settled.unwrap_or_else(own);
        let end = |q: &Quantity| if basis == "highest" { q.hi } else { q.lo };
        // What assessors settle has no number in the file.
        let open = scheme.quantities.iter().enumerate().filter(|(_, q)| !q.is_exact());
        let given = open.map(|(n, q)| (QuantityId::new(n), end(q))).collect();
        Judge { basis, settled: is_settled, scheme, given }
    }

    /// Whether a company has reached a target whatever of it is missing.
    fn holds(&self, e: &Enterprise, on: Date, target: Target) -> bool {
        self.says(e, on, target).unwrap_or(false)
    }

    /// The same; `None` where the company cannot be scored.
    fn says(&self, e: &Enterprise, on: Date, target: Target) -> Option<bool> {
        Some(self.says_of(&score_within(&self.scheme, e, on, &self.given, &Work::default()).ok()?, target))
    }

    /// The same of a score.
    fn says_of(&self, score: &Score, target: Target) -> bool {
        match target {
            Target::Pass => score.passed == Some(true),
            Target::Total(least) => self.scheme.round_total(score.total.lo.expect("a total")) >= least,
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Brute force

/// A figure that may move, in steps from where it is.
struct Axis {
    id: &'static str,
    /// What it can be, by step; step 0 is where it is.
    reach: Reach,
    cost: Num,
}

enum Reach {
    /// Text of the value now, the step in hundredths, and how many steps down and up.
    Steps { now: i64, step: i64, down: i64, up: i64 },
    /// Other levels.
    Levels(Vec<String>),
}

impl Axis {
    fn ends(&self) -> (i64, i64) {
        match &self.reach {
            Reach::Steps { down, up, .. } => (-down, *up),
            Reach::Levels(list) => (0, list.len() as i64),
        }
    }

    fn text(&self, at: i64) -> String {
        match &self.reach {
            Reach::Steps { now, step, .. } => hundredths(now + at * step),
            Reach::Levels(list) => list[at as usize - 1].clone(),
        }
    }

    fn cost(&self, at: i64) -> Num {
        match &self.reach {
            _ if at == 0 => Num::ZERO,
            Reach::Steps { step, .. } => {
                let units = Num::ratio((at * step).abs(), 100).expect("a number");
                units.mul(self.cost).expect("a cost")
            }
            Reach::Levels(_) => self.cost,
        }
    }
}

struct Brute<'a> {
    judge: &'a Judge,
    company: &'a Enterprise,
    axes: &'a [Axis],
    on: Date,
    target: Target,
    asked: u64,
    known: HashMap<Vec<i64>, bool>,
    /// What the company can turn out to be, where something is not known: some of it.
    known_companies: &'a [Enterprise],
}

impl Brute<'_> {
    fn holds(&mut self, at: &[i64]) -> bool {
        if let Some(known) = self.known.get(at) {
            return *known;
        }
        self.asked += 1;
        let holds = self.ask(at);
        self.known.insert(at.to_vec(), holds);
        holds
    }

    fn ask(&self, at: &[i64]) -> bool {
        let with = |company: &Enterprise| {
            let mut company = company.clone();
            for (axis, &at) in self.axes.iter().zip(at) {
                if at != 0 {
                    company.set_text(axis.id, &axis.text(at)).expect("a figure");
                }
            }
            company.contradictions().is_empty().then_some(company)
        };
        let reaches = |company: &Enterprise| {
            with(company).is_some_and(|company| self.judge.holds(&company, self.on, self.target))
        };
        // Where a whole is not known its parts may fit into it, or not. What it can turn out to be has no gaps and is scored
        // quickly: a target that is missed there is not certain to be reached.
        self.known_companies.iter().all(reaches) && reaches(self.company)
    }

    fn cost(&self, at: &[i64]) -> Num {
        self.axes.iter().zip(at).fold(Num::ZERO, |sum, (axis, at)| sum.add(axis.cost(*at)).expect("a cost"))
    }

    /// Steps of an axis that are looked at, where they cost no more than is to spare: every one of a few, otherwise many of
    /// different sizes to either side.
    fn looks(&self, axis: usize, many: i64, spare: Option<Num>) -> Vec<i64> {
        let (mut lo, mut hi) = self.axes[axis].ends();
        if let (Reach::Steps { .. }, Some(spare)) = (&self.axes[axis].reach, spare) {
            let most = spare.div(self.axes[axis].cost(1)).expect("a number of steps").floor();
            let most = most.to_text(0).parse::<i64>().expect("steps").max(0);
            (lo, hi) = (lo.max(-most), hi.min(most));
        }
        if hi - lo <= 60 {
            return (lo..=hi).collect();
        }
        let mut all: BTreeSet<i64> = [lo, 0, hi].into_iter().collect();
        for n in 1..=many {
            all.extend([lo * n / many, hi * n / many]);
        }
        for near in [1, 2, 5, 10, 100, 1000] {
            all.extend([(-near).max(lo), near.min(hi)]);
        }
        all.into_iter().collect()
    }

    /// Steps at which the answer turns along an axis, and beside them.
    fn turns(&mut self, axis: usize, at: &mut [i64], looks: Vec<i64>, found: &mut BTreeSet<i64>) {
        let mut ask = |brute: &mut Self, x: i64| {
            at[axis] = x;
            brute.holds(at)
        };
        let mut before: Option<(i64, bool)> = None;
        for x in looks {
            let now = ask(self, x);
            if let Some((a, was)) = before
                && was != now
            {
                let (mut a, mut b) = (a, x);
                while b - a > 1 {
                    let half = a + (b - a) / 2;
                    if ask(self, half) == was { a = half } else { b = half }
                }
                found.extend([a, b]);
            }
            before = Some((x, now));
        }
        at[axis] = 0;
    }

    /// The cheapest point found that costs less than a limit.
    fn cheapest(&mut self, limit: Option<Num>) -> Option<(Num, Vec<i64>)> {
        let mut best: Option<(Num, Vec<i64>)> = None;
        let last = self.axes.len() - 1;
        let mut at = vec![0; self.axes.len()];
        self.search(0, last, &mut at, limit, &mut best);
        best
    }

    fn search(
        &mut self,
        axis: usize,
        last: usize,
        at: &mut Vec<i64>,
        limit: Option<Num>,
        best: &mut Option<(Num, Vec<i64>)>,
    ) {
        let mut steps: BTreeSet<i64> = BTreeSet::new();
        let bound = best.as_ref().map(|b| b.0).or(limit);
        let spare = bound.and_then(|bound| bound.sub(self.cost(at)));
        if axis == last {
            let looks = self.looks(axis, 16, spare);
            steps.extend(&looks);
            self.turns(axis, at, looks, &mut steps);
        } else {
            steps.extend(self.looks(axis, 8, spare));
            // Where the answer turns with the figures after it as they are, and at their ends.
            let ends: Vec<(i64, i64)> = self.axes.iter().map(Axis::ends).collect();
            for end in 0..3 {
                for (later, ends) in ends.iter().enumerate().skip(axis + 1) {
                    at[later] = [0, ends.0, ends.1][end];
                }
                self.turns(axis, at, self.looks(axis, 12, spare), &mut steps);
                at[axis + 1..].fill(0);
            }
        }
        let mut steps: Vec<i64> = steps.into_iter().collect();
        steps.sort_by_key(|s| s.abs());
        for step in steps {
            at[axis] = step;
            let bound = best.as_ref().map(|b| b.0).or(limit);
            let cost = self.cost(at);
            if bound.is_some_and(|bound| cost >= bound) {
                continue;
            }
            if axis == last {
                if self.holds(at) {
                    *best = Some((cost, at.clone()));
                }
            } else {
                self.search(axis + 1, last, at, limit, best);
            }
        }
        at[axis] = 0;
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// The test

/// The axes that may move, and the terms that say so.
fn axes(scheme: &Scheme, e: &Enterprise, dice: &mut Dice) -> (Vec<Axis>, Terms) {
    let dictionary = scheme.dictionary;
    let mut terms = Terms::by(dictionary);
    // Wholes may move with their parts.
    let mut used: Vec<FieldId> = scheme.fields.clone();
    for n in 0.. {
        let Some(&place) = used.get(n) else { break };
        if let Kind::Number { at_most: Some(whole), .. } = dictionary.fields[place].kind
            && !used.contains(&whole)
        {
            used.push(whole);
        }
    }
    for place in used {
        terms.fix(dictionary.fields[place].id).expect("a field");
    }
    let past = |id: &str| id.ends_with("_prior") || id.ends_with("_prior2");
    // What a company thinks that assessors will give is tried at a few values alone, which is said.
    let moves = |f: &FieldId| !past(dictionary.fields[*f].id) && scheme.marked_by(*f).is_none();
    let mut own: Vec<FieldId> = scheme.fields.iter().copied().filter(moves).collect();
    let mut list: Vec<Axis> = Vec::new();
    let (mut large, wanted) = (0, dice.from(1, 3) as usize);
    while list.len() < wanted && !own.is_empty() {
        let place = own.swap_remove(dice.from(0, own.len() as i64 - 1) as usize);
        let f = &dictionary.fields[place];
        let cost = ["0.1", "0.2", "1", "3", "20"][dice.from(0, 4) as usize];
        let axis = |reach: Reach| Axis { id: f.id, reach, cost: parse_decimal(cost).expect("a cost") };
        let reach = match (&f.kind, &e.values()[place]) {
            (Kind::Flag, Value::Flag(now)) => Reach::Levels(vec![(!now).to_string()]),
            (Kind::Choice(levels), Value::Level(now)) => {
                let other = levels.iter().enumerate().filter(|(l, _)| l != now).map(|(_, l)| l.id.to_string()).take(3);
                Reach::Levels(other.collect())
            }
            (Kind::Number { unit, range, .. }, Value::Exact(x)) => {
                let step = if matches!(*unit, "万元" | "%" | "分") { 1 } else { 100 };
                let scale = if *unit == "%" { Num::int(100) } else { Num::ONE };
                let now = x.mul(scale).and_then(|x| x.mul(Num::int(100))).expect("a figure");
                let now: i64 = now.to_text(0).parse().expect("whole hundredths");
                let size = dice.from(1, 60);
                let up = if step == 100 { dice.from(0, 6) } else { (now.abs() * size / 100).max(200 * size) };
                let down = if dice.one_in(3) { up.min(now.abs() / 2 / step) } else { 0 };
                let top =
                    range.hi.map_or(i64::MAX / 4, |hi| hi.mul(scale).unwrap().to_text(0).parse::<i64>().unwrap() * 100);
                let up = up.min((top - now) / step);
                if up + down > 60 {
                    if large == 2 {
                        continue;
                    }
                    large += 1;
                }
                Reach::Steps { now, step, down, up }
            }
            _ => continue,
        };
        match &reach {
            Reach::Levels(levels) => levels.iter().for_each(|l| terms.limit(f.id, l).expect("a level")),
            Reach::Steps { step, down, up, .. } => {
                // A limit counts from what is, as an amount.
                terms.limit(f.id, &format!("+{}{}", hundredths(up * step), f.unit())).expect("a limit");
                terms.limit(f.id, &format!("-{}{}", hundredths(down * step), f.unit())).expect("a limit");
            }
        }
        terms.cost(f.id, cost).expect("a cost");
        list.push(axis(reach));
    }
    // Many steps last: they are solved, not gone through.
    list.sort_by_key(|a| a.ends().1 - a.ends().0);
    (list, terms)
}

/// A company with a plan applied.
fn applied(e: &Enterprise, plan: &Plan<'_>) -> Enterprise {
    let mut after = e.clone();
    for change in &plan.changes {
        after.set_text(change.field, &format!("{}{}", change.to, change.unit)).expect("a figure");
    }
    after.give_way(&plan.changes.iter().filter_map(|change| e.dictionary().find(change.field)).collect::<Vec<_>>());
    assert!(after.contradictions().is_empty(), "{:?}", plan.changes);
    after
}

/// What is shown of the company as it is is what scoring it says, and the most that can be had is no less.
fn shows_what_scoring_says(scheme: &Scheme, e: &Enterprise, on: Date, answer: &Improvement<'_>, case: &str) {
    let report = scheme.score(e, on).expect("a report");
    let now = &answer.now;
    assert_eq!((&now.bounds, now.tight, &now.total), (&report.bounds, report.tight, &report.total), "{case}");
    assert_eq!(now.passed, report.passed.filter(|_| report.official), "{case}");
    if let Some(points) = answer.best.as_ref().and_then(|best| best.points.as_ref()) {
        assert!(
            points.number() >= scheme.round_total(report.bounds.as_ref().expect("bounds")[0].number()),
            "{case}: {points} of {:?}",
            report.bounds
        );
    }
}

/// Everything that must be true of an answer, brute force aside.
fn check(
    scheme: &Scheme,
    judge: &Judge,
    e: &Enterprise,
    on: Date,
    target: Target,
    answer: &Improvement<'_>,
    case: &str,
) {
    let mut sets: Vec<Vec<&str>> = Vec::new();
    let mut last = Num::ZERO;
    shows_what_scoring_says(scheme, e, on, answer, case);
    for plan in &answer.plans {
        let after = applied(e, plan);
        let report = scheme.score(&after, on).expect("a report");
        // All of an answer shares one budget: the bounds of a plan hold those of a report, and are mostly the same.
        let [lo, hi] = plan.then.bounds.as_ref().expect("bounds").each_ref().map(|end| end.number());
        let [least, most] = report.bounds.as_ref().expect("bounds").each_ref().map(|end| end.number());
        assert!(lo <= least && most <= hi, "{case}: {:?} {:?}", plan.then.bounds, report.bounds);
        assert!(plan.then.total.is_none() || plan.then.total == report.total, "{case}");
        assert_eq!(plan.then.typical, report.typical, "{case}");
        let passed = report.passed.filter(|_| report.official);
        assert!(plan.then.passed.is_none() || plan.then.passed == passed, "{case}");
        // A plan is held to its target alone, which takes less than both bounds of a report: they get more of a budget here.
        let proven =
            score_within(&judge.scheme, &after, on, &judge.given, &Work::of(8 * Work::QUESTION)).expect("a score");
        assert!(judge.says_of(&proven, target), "{case}: {:?}", plan.changes);
        if judge.settled && !scheme.groups.is_empty() {
            let promised = parse_decimal(plan.points.as_ref().expect("points")).expect("a number");
            let least = judge.scheme.round_total(proven.total.lo.expect("a total"));
            if proven.total.single().is_some() {
                assert_eq!(promised, least, "{case}");
            }
            assert!(promised <= least, "{case}");
            if let Target::Total(total) = target {
                assert!(promised >= total, "{case}");
            }
        }
        assert!(!plan.changes.is_empty(), "{case}");
        let set: Vec<&str> = plan.changes.iter().map(|c| c.field).collect();
        assert!(!sets.contains(&set), "{case}: two plans change the same fields");
        sets.push(set);
        let cost = parse_decimal(&plan.cost).expect("a cost");
        assert!(cost >= last, "{case}: dearer plans come later");
        last = cost;
        if scheme.official && answer.basis == "exact" && matches!(target, Target::Pass) {
            assert_eq!(report.passed, Some(true), "{case}");
        }
    }
}

/// What was tried.
#[derive(Debug, Default)]
struct Counts {
    companies: u64,
    /// Of these, such with gaps.
    with_gaps: u64,
    /// There already.
    there: u64,
    /// With a plan.
    plans: u64,
    plans_with_gaps: u64,
    /// Ways that brute force found certain with gaps in the figures and the search, which takes every figure's worst by
    /// itself, did not.
    loose: u64,
    stopped: u64,
    /// Of these, such without gaps.
    stopped_known: u64,
    /// Companies that brute force scored.
    scored: u64,
    slowest: std::time::Duration,
}

impl Counts {
    fn add(&mut self, more: &Counts) {
        self.companies += more.companies;
        self.with_gaps += more.with_gaps;
        self.there += more.there;
        self.plans += more.plans;
        self.plans_with_gaps += more.plans_with_gaps;
        self.loose += more.loose;
        self.stopped += more.stopped;
        self.stopped_known += more.stopped_known;
        self.scored += more.scored;
        self.slowest = self.slowest.max(more.slowest);
    }
}

/// Companies of one scheme that are tried in one go.
const BATCH: usize = 50;

/// Random companies, targets and terms against brute force. `gradual` says that points follow figures in proportion.
fn trials(scheme: &Scheme, judges: &[Judge], gradual: bool, from: u64, to: u64, seed: u64) -> Counts {
    let id = scheme.id.as_str();
    let on = scheme.to.unwrap_or(day());
    let mut counts = Counts::default();
    for n in from..to {
        let mut dice =
            Dice(seed.wrapping_mul(1_000_003) ^ (n << 20) ^ id.bytes().fold(7, |h, b| h * 31 + u64::from(b)));
        let full = company(scheme, &mut dice);
        let (e, gaps) = if n % 3 == 2 { with_gaps(scheme, &full, &mut dice) } else { (full.clone(), Vec::new()) };
        let Ok(now) = scheme.score(&e, on) else { continue };
        let judge_of = |basis: &str| {
            let own = basis.strip_suffix("_lowest").unwrap_or(basis);
            judges.iter().find(|j| j.basis == own).unwrap_or(&judges[0])
        };
        // The settled scheme is what plans are measured by.
        let settled = judges[1.min(judges.len() - 1)].scheme.outcome(&e, on).expect("an outcome");
        if let Some(typical) = &now.typical {
            assert_eq!(settled.total.as_ref(), Some(typical), "{id} {n}");
        }
        let (axes, terms) = axes(scheme, &e, &mut dice);
        if axes.is_empty() {
            continue;
        }
        let by_points = !scheme.groups.is_empty() && (scheme.pass.is_none() || dice.one_in(2));
        let target = if by_points {
            let from = parse_decimal(&settled.bounds.as_ref().expect("bounds")[0]).expect("a total");
            let more = Num::ratio(dice.from(1, 600), 100).expect("points");
            Target::Total(from.add(more).expect("a total").round(scheme.precision))
        } else {
            Target::Pass
        };
        let named: Vec<&str> = gaps.iter().map(|place| scheme.dictionary.fields[*place].id).collect();
        let moves: Vec<_> = axes.iter().map(|a| (a.id, a.ends())).collect();
        let case = format!("{id} {n}: {target:?} of {moves:?}, open {named:?}");
        let begun = std::time::Instant::now();
        let answer = scheme.improve(&e, on, target, &terms).unwrap_or_else(|p| panic!("{case}: {p:?}"));
        counts.slowest = counts.slowest.max(begun.elapsed());
        counts.companies += 1;
        counts.with_gaps += u64::from(!gaps.is_empty());
        // A search may be stopped, and then says so.
        counts.stopped_known += u64::from(!answer.complete && gaps.is_empty() && shipped::scheme(id).is_some());
        let judge = judge_of(answer.basis);
        check(scheme, judge, &e, on, target, &answer, &case);
        if gaps.is_empty() {
            assert!(answer.needed.is_empty(), "{case}: {:?}", answer.needed);
        }
        // Whatever the figures turn out to be, the plan does.
        let tries = if gaps.is_empty() { 0 } else { 12 };
        let known_companies: Vec<Enterprise> = (0..tries).filter_map(|_| filled(&full, &e, &gaps, &mut dice)).collect();
        for known in &known_companies {
            for changes in answer.plans.iter().map(Some).chain(answer.reached.then_some(None)) {
                let after = changes.map_or(known.clone(), |plan| applied(known, plan));
                let held = judge.says(&after, on, target);
                let figures = gaps.iter().map(|gap| known.values()[*gap].clone()).collect::<Vec<_>>();
                assert!(held != Some(false), "{case}: {:?} with {figures:?}", changes.map(|p| &p.changes));
            }
        }
        if !answer.complete {
            println!("{case}: stopped");
            counts.stopped += 1;
            continue;
        }
        if answer.reached {
            counts.there += 1;
            continue;
        }
        let cost = answer.plans.first().map(|p| parse_decimal(&p.cost).expect("a cost"));
        counts.plans += u64::from(cost.is_some());
        counts.plans_with_gaps += u64::from(cost.is_some() && !gaps.is_empty());
        // Companies with gaps take long to score: a few of them.
        if !gaps.is_empty() && (answer.basis == "highest" || !dice.one_in(4)) {
            continue;
        }
        let known = HashMap::new();
        let known_companies = &known_companies;
        let mut brute = Brute { judge, company: &e, axes: &axes, on, target, asked: 0, known, known_companies };
        // Of figures that earn in proportion one stands between edges, rounded to its step, and no plan is sought that
        // is cheaper by less than another step: the dearest step of a figure with many, twice.
        let steps = axes.iter().filter(|a| a.ends().1 - a.ends().0 > 40).map(|a| a.cost(1)).max();
        let grain = steps.filter(|_| gradual).and_then(|s| s.mul(Num::int(2))).unwrap_or(Num::ZERO);
        let better = brute.cheapest(cost.and_then(|c| c.sub(grain)));
        counts.scored += brute.asked;
        if let Some((found, at)) = better {
            let places: Vec<String> = axes
                .iter()
                .zip(&at)
                .map(|(a, at)| format!("{} {}", a.id, if *at == 0 { "-".into() } else { a.text(*at) }))
                .collect();
            let told =
                format!("{case}: {places:?} costs {} and was overlooked; {}", found.to_text(6), answer.summary.en);
            assert!(!gaps.is_empty(), "{told}");
            println!("{told}");
            counts.loose += 1;
        }
    }
    counts
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

#[test]
fn brute_force_finds_nothing_better() {
    let (companies, seed) = (number("INNOPOINTS_PLANS", 1000), number("INNOPOINTS_SEED", 1));
    // Companies of all schemes in batches, so that no thread waits for a slow scheme.
    let ids: Vec<&str> = shipped::SCHEMES.iter().map(|s| s.0).filter(|id| *id != "cn-sme-size-2011").collect();
    let batches: Vec<(&str, u64)> =
        (0..companies).step_by(BATCH).flat_map(|n| ids.iter().map(move |id| (*id, n))).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found: Vec<(&str, Counts)> = Vec::new();
        while let Some((id, n)) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
            let judges = ["exact", "typical", "lowest", "highest"].map(|basis| Judge::new(id, basis));
            let to = companies.min(n + BATCH as u64);
            let is_curved = shipped::scheme(id).is_some_and(|text| text.contains("\"curve\""));
            let gradual = is_curved || id.contains("innovation-points");
            found.push((id, trials(&shipped_scheme(id), &judges, gradual, *n, to, seed)));
        }
        found
    };
    let all: Vec<(&str, Counts)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|t| t.join().unwrap_or_else(|p| std::panic::resume_unwind(p))).collect()
    });
    let mut total = Counts::default();
    for id in ids {
        let mut own = Counts::default();
        all.iter().filter(|a| a.0 == id).for_each(|a| own.add(&a.1));
        println!("{id}: {own:?}");
        total.add(&own);
    }
    println!("{total:?}");
    // Where all figures are known it is hardly ever.
    assert!(total.stopped_known * 1000 <= total.companies, "stopped: {total:?}");
    assert!(total.plans > total.companies / 10, "most targets were out of reach: {total:?}");
    assert!(total.plans_with_gaps > total.with_gaps / 16, "no plans with gaps: {total:?}");
}

/// What no shipped scheme has together: stages with points of their own, a group that cannot earn all its items do, floors,
/// a curve, points by units, the better of two, a bonus and a deduction.
#[test]
fn brute_force_on_a_scheme_of_everything() {
    let source = r#""source": {"article": "1", "standing": "official", "checked": "full_text"}"#;
    let text = r#"{
        "id": "everything", "title": {"zh": "全部", "en": "Everything"}, "issuer": "x", "document": "x 1号", "effective": {"from": "2020-01-01"},
        "stages": [
            {"id": "young", "title": {"zh": "初", "en": "young"}, "when": "revenue < 3000万元", SOURCE},
            {"id": "old", "title": {"zh": "成", "en": "old"}, SOURCE}],
        "gates": [{"id": "debt", "title": {"zh": "负债", "en": "Debt"}, "when": "total_liabilities / total_assets <= 90%", SOURCE}],
        "groups": [
            {"id": "a", "title": {"zh": "甲", "en": "A"}, "max": 25, "floor": 8, SOURCE, "indicators": [
                {"id": "share", "title": {"zh": "研发", "en": "R&D"}, "max": {"young": 20, "old": 14}, "value": "rd_expense / revenue", "reference": "8%", SOURCE},
                {"id": "ip", "title": {"zh": "知识产权", "en": "IP"}, "max": 12, "best_of": [
                    {"value": "class1_ip", "bands": [{"from": "3件", "points": 12}, {"from": "1件", "points": 6}], "otherwise": 0},
                    {"value": "class2_ip", "per_unit": {"points": 2, "per": "1件", "whole": true}}], SOURCE}]},
            {"id": "b", "title": {"zh": "乙", "en": "B"}, "floor": 5, SOURCE, "indicators": [
                {"id": "size", "title": {"zh": "规模", "en": "Size"}, "max": 15, "value": "revenue", "curve": [{"at": "100万元", "points": 0}, {"at": "2000万元", "points": 5}, {"at": "4000万元", "points": 15}], SOURCE},
                {"id": "main", "title": {"zh": "主营", "en": "Main"}, "max": 10, "value": "main_revenue / revenue", "bands": [{"from": "80%", "points": 10}, {"from": "65%", "points": 4}], "otherwise": 0, SOURCE}]},
            {"id": "more", "kind": "bonus", "title": {"zh": "加分", "en": "Bonus"}, SOURCE, "indicators": [
                {"id": "contracts", "title": {"zh": "合同", "en": "Contracts"}, "max": 8, "value": "tech_contract_value", "per_unit": {"points": 1, "per": "50万元", "whole": false}, SOURCE}]},
            {"id": "less", "kind": "deduction", "title": {"zh": "扣分", "en": "Deduction"}, SOURCE, "indicators": [
                {"id": "debt_points", "title": {"zh": "负债率", "en": "Debt ratio"}, "max": 10, "value": "total_liabilities / total_assets", "bands": [{"from": "80%", "points": 10}, {"from": "60%", "points": 4}], "otherwise": 0, SOURCE}]}],
        "pass": {"when": "total >= 30 and every group >= its floor", "or": [], SOURCE}
    }"#;
    let text = text.replace("SOURCE", source);
    let scheme = || Scheme::parse(&text, Some("everything.json")).unwrap_or_else(|p| panic!("{p:#?}"));
    let judges = [Judge { basis: "exact", scheme: scheme(), settled: true, given: Vec::new() }];
    let companies = number("INNOPOINTS_PLANS", 1000).min(400);
    let counts = trials(&scheme(), &judges, true, 0, companies, number("INNOPOINTS_SEED", 1));
    println!("{counts:?}");
    assert!(counts.stopped < companies / 20, "too many were stopped: {counts:?}");
    assert!(counts.plans > counts.companies / 8, "most targets were out of reach: {counts:?}");
}

/// With everything that may move by default: what was promised holds, all was gone through; the times are printed.
#[test]
fn plans_of_all_that_may_move() {
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).expect("a scheme").without_panel();
        let on = scheme.to.unwrap_or(Date::parse("2026-11-01").expect("a day"));
        let judges = ["exact", "typical", "lowest", "highest"].map(|basis| Judge::new(id, basis));
        let (mut most, mut sum, mut asked, mut plans, mut stopped) = (0, 0, 0, 0, 0);
        for n in 0..60 {
            let mut dice = Dice(n + 77);
            let e = company(&scheme, &mut dice);
            let Ok(now) = scheme.score(&e, on) else { continue };
            let mut targets = Vec::new();
            if scheme.pass.is_some() {
                targets.push(Target::Pass);
            }
            if !scheme.groups.is_empty() {
                let from = parse_decimal(now.typical.as_ref().unwrap_or(&now.bounds.as_ref().expect("bounds")[0]))
                    .expect("a total");
                targets.extend([2, 7, 18].map(|more| Target::Total(from.add(Num::int(more)).expect("a total"))));
            }
            for target in targets {
                let case = format!("{id} {n} {target:?}");
                let begun = std::time::Instant::now();
                let answer =
                    scheme.improve(&e, on, target, &Terms::default()).unwrap_or_else(|p| panic!("{case}: {p:?}"));
                let took = begun.elapsed().as_micros();
                (most, sum, asked, plans) = (took.max(most), sum + took, asked + 1, plans + answer.plans.len());
                // Of nineteen curves that follow their figures in proportion, some searches are stopped.
                stopped += usize::from(!answer.complete);
                if answer.reached {
                    continue;
                }
                let judge = judges.iter().find(|j| j.basis == answer.basis).expect("a basis");
                check(&scheme, judge, &e, on, target, &answer, &case);
            }
        }
        println!(
            "{id}: {asked} asked, {stopped} stopped, {plans} plans, {} µs on average, {most} at most",
            sum / asked.max(1)
        );
        assert!(
            stopped == 0
                || (*id == "cn-yantai-tech-center-2023" && stopped as u128 * 4 < asked)
                || (!scheme.official && stopped as u128 * 20 < asked)
                || scheme.fields.iter().any(|f| scheme.marked_by(*f).is_some()),
            "{id}: {stopped}"
        );
    }
}

/// Where more may move nothing gets dearer, but by what is not sought: two of the dearest steps, each 0.01 万元.
#[test]
fn more_freedom_never_costs_more() {
    let ids = [
        "cn-innovation-points-2024",
        "cn-chengdu-innovation-points-2024",
        "cn-hubei-innovation-points-2024",
        "cn-sichuan-innovation-points-2025",
    ];
    // None of these falls by default, and staff does not move at all.
    let wider: [&[&str]; 3] = [&["staff_total"], &["net_assets"], &["staff_total", "revenue"]];
    let tolerance = Num::ratio(2, 100).expect("a cost");
    let (mut asked, mut stopped, mut cheaper) = (0, 0, 0);
    for n in 0..number("INNOPOINTS_FREEDOM", 34) {
        for id in ids {
            let scheme = shipped_scheme(id);
            let mut dice = Dice(n + 90_210);
            let e = company(&scheme, &mut dice);
            let Ok(now) = scheme.outcome(&e, day()) else { continue };
            let from = parse_decimal(now.typical.as_ref().unwrap_or(&now.bounds.as_ref().expect("bounds")[0]))
                .expect("a total");
            for by in wider {
                let more = Num::ratio(dice.from(1, 900), 100).expect("points");
                let target = Target::Total(from.add(more).expect("a total").round(scheme.precision));
                let mut terms = Terms::default();
                let ask = |terms: &Terms| scheme.improve(&e, day(), target, terms).expect("an answer");
                let cost =
                    |answer: &Improvement<'_>| answer.plans.first().map(|p| parse_decimal(&p.cost).expect("cost"));
                let narrow = cost(&ask(&terms));
                by.iter().for_each(|f| terms.limit(f, &format!("-{}%", dice.from(3, 30))).expect("a limit"));
                let wide = ask(&terms);
                asked += 1;
                stopped += usize::from(!wide.complete);
                let Some(narrow) = narrow.filter(|_| wide.complete) else { continue };
                let case = format!("{id} {n} {target:?} {by:?}");
                let wide = cost(&wide).unwrap_or_else(|| panic!("{case}: no plan any more, {narrow:?} before"));
                assert!(wide <= narrow.add(tolerance).expect("a cost"), "{case}: {wide:?}, {narrow:?} before");
                cheaper += usize::from(wide < narrow);
            }
        }
    }
    println!("{asked} asked, {cheaper} cheaper, {stopped} stopped");
    // Where everything may move, 18 figures each over its whole range, the budget of 100 ms leaves some open, and says so.
    assert!(cheaper > 0 && stopped < asked / 6, "{asked} asked, {cheaper} cheaper, {stopped} stopped");
}

// ---------------------------------------------------------------------------------------------------------------------
// By hand

fn sample(name: &str) -> Enterprise {
    let path = format!("{}/examples/{name}.json", concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let json: Json = serde_json::from_str(&std::fs::read_to_string(path).expect("an example")).expect("JSON");
    Enterprise::parse(&json["enterprise"].to_string(), None).expect("a company")
}

fn shipped_scheme(id: &str) -> Scheme {
    Scheme::parse(shipped::scheme(id).expect("shipped"), Some(id)).expect("a scheme").without_panel()
}

fn day() -> Date {
    Date::parse("2026-11-01").expect("a day")
}

/// Revenue 1,000, R&D 45: 4.5 % earns 30 points, 5 % 40, 6 % 50; nothing else earns any.
fn small(rd: &str) -> Enterprise {
    let mut e = Enterprise::default();
    let figures = [
        ("revenue", "1000"),
        ("rd_expense", rd),
        ("total_costs", "900"),
        ("staff_total", "40"),
        ("scientific_staff", "3"),
        ("class1_ip", "0"),
        ("class2_ip", "0"),
        ("total_assets", "1000"),
        ("resident_enterprise", "true"),
        ("sound_accounts", "true"),
        ("super_deduction_excluded", "false"),
        ("restricted_industry", "false"),
        ("major_incident", "false"),
        ("environmental_breach", "false"),
        ("research_misconduct", "false"),
        ("abnormal_listed", "false"),
    ];
    for (id, text) in figures {
        e.set_text(id, text).expect("a figure");
    }
    e
}

fn terms(limits: &[(&str, &str)], fixed: &[&str]) -> Terms {
    let mut terms = Terms::default();
    for (id, text) in limits {
        terms.limit(id, text).expect("a limit");
    }
    for id in fixed {
        terms.fix(id).expect("a field");
    }
    terms
}

fn first<'a>(answer: &'a Improvement<'_>) -> Vec<(&'a str, &'a str)> {
    answer.plans.first().map_or(Vec::new(), |p| p.changes.iter().map(|c| (c.field, c.to.as_str())).collect())
}

#[test]
fn plans_by_hand() {
    let scheme = shipped_scheme("cn-tech-sme-2017");
    let ask =
        |e: &Enterprise, target: Target, terms: &Terms| scheme.improve(e, day(), target, terms).expect("an answer");
    let to = |n: i64| Target::Total(Num::int(n));
    // 3 of 40 are 7.5 %: 4 of 40 reach 10 %, which the pass condition asks for besides the total. 30 + 4 + 30 = 64.
    let pass = ask(&small("45"), Target::Pass, &terms(&[("scientific_staff", "+5人")], &[]));
    assert_eq!(first(&pass), [("scientific_staff", "4"), ("class1_ip", "1")]);
    assert_eq!(pass.plans[0].cost, "25");
    assert_eq!(pass.plans[0].then.total.as_deref(), Some("64"));
    assert_eq!(pass.plans[0].then.passed, Some(true));
    // Without patents of class I: R&D at 5 %, a tenth of scientific staff and three pieces of class II. 40 + 4 + 18 = 62.
    let other = ask(&small("45"), Target::Pass, &terms(&[("scientific_staff", "+5人")], &["class1_ip"]));
    assert_eq!(first(&other), [("rd_expense", "50"), ("scientific_staff", "4"), ("class2_ip", "3")]);
    // Only so far: 44.99 + 10 % is 49.48, less than 5 %.
    let far = ask(
        &small("44.99"),
        to(40),
        &terms(&[("rd_expense", "+10%")], &["class1_ip", "class2_ip", "scientific_staff"]),
    );
    assert!(far.plans.is_empty() && far.complete);
    assert_eq!(far.best.as_ref().and_then(|b| b.then.total.as_deref()), Some("30"));
    let far = ask(
        &small("45.46"),
        to(40),
        &terms(&[("rd_expense", "+10%")], &["class1_ip", "class2_ip", "scientific_staff"]),
    );
    assert_eq!(first(&far), [("rd_expense", "50")]);
    // Less revenue reaches the same share: 45 is 5 % of 900. By default revenue does not go down.
    let less = ask(
        &small("45"),
        to(40),
        &terms(&[("revenue", "-20%")], &["rd_expense", "class1_ip", "class2_ip", "scientific_staff"]),
    );
    assert_eq!(first(&less), [("revenue", "900")]);
    // A gate that nothing that may move can meet.
    let mut e = small("45");
    e.set_text("abnormal_listed", "true").expect("a flag");
    let blocked = ask(&e, Target::Pass, &Terms::default());
    assert!(blocked.plans.is_empty());
    assert_eq!(blocked.blocked.iter().map(|b| b.id).collect::<Vec<_>>(), ["not_listed"]);
    // What is not known must be known first.
    e.set_text("revenue", "").expect("nothing");
    let mut gap = Enterprise::default();
    gap.set_text("rd_expense", "45").expect("a figure");
    let needed = ask(&gap, to(40), &Terms::default()).needed;
    assert!(needed.contains(&"revenue") && !needed.contains(&"rd_expense"), "{needed:?}");
}

/// A figure that is missing is in the way only of plans that it can undo.
#[test]
fn plans_where_figures_are_missing() {
    let scheme = shipped_scheme("cn-tech-sme-2017");
    let to = |n: i64| Target::Total(Num::int(n));
    let without = |e: &Enterprise, gone: &[&str]| {
        let mut open = Enterprise::default();
        for ((place, field), value) in Dictionary::shipped().all().zip(e.values()) {
            let id = field.id;
            if let Some(text) = company::written(Dictionary::shipped(), place, value).filter(|_| !gone.contains(&id)) {
                open.set_text(id, &text).expect("a figure");
            }
        }
        open
    };
    // R&D at 6 % earns 50 however many patents there are.
    let e = without(&small("45"), &["class1_ip", "class2_ip"]);
    let answer = scheme.improve(&e, day(), to(50), &Terms::default()).expect("an answer");
    assert_eq!(answer.basis, "lowest");
    assert_eq!(first(&answer), [("rd_expense", "60")]);
    assert_eq!(answer.needed, ["class1_ip", "class2_ip"]);
    assert_eq!(answer.plans[0].points.as_deref(), Some("50"));
    assert_eq!(answer.plans[0].then.bounds.as_ref().expect("bounds"), &["50", "80"]);
    // Nothing is certain to lead further; what would have to be known is told, and the most that is certain.
    let answer = scheme.improve(&e, day(), to(80), &Terms::default()).expect("an answer");
    assert!(answer.plans.is_empty() && answer.complete && answer.needed == ["class1_ip", "class2_ip"]);
    assert!(
        answer.summary.en.starts_with("Within what may move nothing is certain to lead to"),
        "{}",
        answer.summary.en
    );
    assert!(answer.best.is_some());
    // Of a range the end that is worse: 5 % of 1,100.
    let mut e = small("45");
    e.set_text("revenue", "900~1100").expect("a range");
    let only = terms(&[("rd_expense", "+100%")], &["class1_ip", "class2_ip", "scientific_staff"]);
    let answer = scheme.improve(&e, day(), to(40), &only).expect("an answer");
    assert_eq!(first(&answer), [("rd_expense", "55")]);
    assert_eq!(answer.needed, ["revenue"]);
}

/// Conditions on points that are more than one "at least": each way is tried, and the cheapest is told.
#[test]
fn pass_conditions_of_any_kind() {
    let text = shipped::scheme("cn-tech-sme-2017").expect("shipped");
    let plan = |when: &str| -> (Vec<(String, String)>, bool) {
        let mut json: Json = serde_json::from_str(text).expect("JSON");
        json["pass"]["when"] = when.into();
        let scheme = Scheme::parse(&json.to_string(), Some("own.json")).unwrap_or_else(|p| panic!("{when}: {p:?}"));
        let answer = scheme.improve(&small("45"), day(), Target::Pass, &Terms::default()).expect("an answer");
        for plan in &answer.plans {
            assert_eq!(plan.then.passed, Some(true), "{when}");
        }
        let own = first(&answer).into_iter().map(|(f, to)| (f.to_string(), to.to_string()));
        (own.collect(), answer.complete)
    };
    let to = |list: &[(&str, &str)]| list.iter().map(|(f, to)| (f.to_string(), to.to_string())).collect::<Vec<_>>();
    // 45 earns 30 points, 50 earns 40; a patent earns 30.
    assert_eq!(plan("total >= 61 or points(rd_input) >= 40"), (to(&[("rd_expense", "50")]), true));
    assert_eq!(plan("not (total < 61 and points(rd_input) < 40)"), (to(&[("rd_expense", "50")]), true));
    assert_eq!(plan("total >= (if revenue >= 1000万元 then 40 else 90)"), (to(&[("class2_ip", "2")]), true));
    assert_eq!(plan("max(points(rd_input), points(ip)) >= 40"), (to(&[("rd_expense", "50")]), true));
    assert_eq!(plan("points(rd_input) + points(ip) >= 60"), (to(&[("class1_ip", "1")]), true));
    assert_eq!(plan("points(rd_input) * 2 - 20 >= total - points(ip) + 20"), (to(&[("rd_expense", "50")]), false));
}

#[test]
fn terms_that_cannot_be() {
    let mut terms = Terms::default();
    let code = |r: Result<(), Box<innopoints::Problem>>| r.expect_err("a problem").code;
    assert_eq!(code(terms.limit("revenue_prior", "+20%")), "past");
    assert_eq!(code(terms.limit("revenu", "+20%")), "unknown_field");
    assert_eq!(code(terms.limit("revenue", "+much")), "bad_limit");
    assert_eq!(code(terms.limit("digital_level", "level_9")), "bad_level");
    assert_eq!(code(terms.cost("revenue", "0")), "bad_cost");
    assert_eq!(code(terms.cost("revenue_prior", "1")), "past");
    // What a scheme does not use, and a target that is no total of it.
    let tech = shipped_scheme("cn-tech-sme-2017");
    let problems = |target: &str, terms: &Terms| -> Vec<(&'static str, Option<String>)> {
        let target = Target::Total(parse_decimal(target).expect("a number"));
        let problems = tech.improve(&sample("sample-complete"), day(), target, terms).expect_err("problems");
        problems.into_iter().map(|p| (p.code, p.pointer)).collect()
    };
    let at = |place: &str| Some(place.to_string());
    assert_eq!(problems("-1", &terms), [("bad_target", at("/target"))]);
    assert_eq!(problems("60.001", &terms), [("bad_target", at("/target"))]);
    terms.fix("niche_years").expect("a field");
    terms.limit("digital_level", "level_2").expect("a level");
    terms.cost("staff_total", "1").expect("a cost");
    let told = problems("60", &terms);
    assert_eq!(
        told,
        [("not_used", at("/fix")), ("not_used", at("/limit/digital_level")), ("stays", at("/cost/staff_total"))]
    );
    let size = shipped_scheme("cn-sme-size-2011");
    let e = sample("sample-complete");
    for target in [Target::Pass, Target::Total(Num::int(60))] {
        assert!(size.improve(&e, day(), target, &Terms::default()).is_err());
    }
}

#[test]
fn a_change_and_the_next_year() {
    let scheme = shipped_scheme("cn-innovative-sme-2022");
    let e = sample("sample-direct-route");
    let same = scheme.what_if(&e, day(), &[("main_revenue", "11000")], false).expect("an answer");
    assert_eq!(same.changes.iter().map(|c| c.field).collect::<Vec<_>>(), ["main_revenue"]);
    // 11,000 after 10,100 is 8.9 %; after this year's 9,800 it is 12.2 %.
    let growth = |w: &innopoints::compare::what_if::WhatIf<'_>| {
        w.items.iter().find(|i| i.id == "main_revenue_growth").map(|i| i.after.as_ref().expect("bounds")[0].clone())
    };
    assert_eq!(growth(&same).as_deref(), Some("10"));
    let next = scheme.what_if(&e, day(), &[("main_revenue", "11000")], true).expect("an answer");
    assert_eq!(growth(&next).as_deref(), Some("15"));
    assert!(next.changes.iter().any(|c| c.field == "main_revenue_prior" && c.to == "9800"));
    assert!(scheme.what_if(&e, day(), &[("main_revenue_prior", "1")], true).is_err());
    assert!(scheme.what_if(&e, day(), &[("main_revenue", "1 人")], false).is_err());
}

#[test]
fn the_figure_to_find_out_first() {
    let scheme = shipped_scheme("cn-tech-sme-2017");
    let mut e = small("45");
    e.set_text("class1_ip", "1").expect("a figure");
    let known = scheme.sensitivity(&e, day()).expect("an answer");
    assert!(known.missing.iter().all(|m| m.most == "0"), "{:?}", known.missing);
    // 44.99 and 0.01 more... from 4.5 % a unit does not reach 5 %; ten heads less make 3 of 30 a tenth.
    let staff = known.inputs.iter().find(|i| i.field == "scientific_staff").expect("a figure");
    assert_eq!(staff.per_unit.as_deref(), Some("4"));
    let mut e = Enterprise::default();
    for (id, text) in [("revenue", "1000"), ("rd_expense", "60"), ("class1_ip", "1"), ("scientific_staff", "4")] {
        e.set_text(id, text).expect("a figure");
    }
    let first = scheme.sensitivity(&e, day()).expect("an answer");
    assert_eq!(first.missing[0].field, "staff_total");
    assert!(first.summary.zh.starts_with("先补充这一项：职工总数"), "{}", first.summary.zh);
}

#[test]
fn the_command() {
    let run = |args: &[&str]| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_innopoints"))
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
            .args(args)
            .output()
            .expect("the command runs");
        (
            out.status.code(),
            String::from_utf8(out.stdout).expect("UTF-8"),
            String::from_utf8(out.stderr).expect("UTF-8"),
        )
    };
    let scheme = ["--scheme", "cn-tech-sme-2017", "--on", "2026-11-01"];
    let company = "examples/sample-complete.json";
    let improve = |more: &[&str]| run(&[&["improve"], &scheme[..], more, &[company]].concat());
    let (code, out, _) = improve(&["--target", "90", "--json"]);
    let json: Json = serde_json::from_str(&out).expect("JSON");
    assert_eq!((code, json["plans"][0]["changes"][0]["field"].as_str()), (Some(0), Some("rd_expense")));
    assert!(improve(&["--target", "90"]).1.contains("研发费用从 1,080 万元 到 1,116 万元"));
    assert!(improve(&["--pass", "--english"]).1.contains("nothing has to change"));
    assert!(improve(&["--target", "90", "--fix", "rd_expense"]).1.contains("科技人员从 86 人 到 96 人"));
    for usage in [&["--target", "many"][..], &["--pass", "--fix", "nothing"], &["--pass", "--limit", "revenue"], &[]] {
        assert_eq!(improve(usage).0, Some(2), "{usage:?}");
    }
    assert_eq!(run(&["improve", "--scheme", "cn-sme-size-2011", "--pass", "--on", "2026-11-01", company]).0, Some(1));
    for (flags, told) in [
        (&["--target", "-5"][..], "--target: 目标得分 -5 小于 0"),
        (&["--target", "90.123"], "[bad_target]"),
        (&["--pass", "--fix", "niche_years"], "--fix: 从事特定细分市场年限"),
        (&["--pass", "--limit", "niche_years=9"], "--limit niche_years: 从事特定细分市场年限"),
        (&["--pass", "--cost", "revenue_prior=1"], "[past]"),
        (&["--pass", "--cost", "staff_total=1"], "[stays]"),
    ] {
        let (code, _, problems) = improve(flags);
        assert!(code == Some(2) && problems.contains(told), "{flags:?}: {problems}");
    }
    assert!(improve(&["--target", "120", "--english"]).1.contains("No company can have more than 100."));
    let what_if = run(&[&["what-if"], &scheme[..], &["--set", "rd_expense=1116", company]].concat());
    assert!(what_if.0 == Some(0) && what_if.1.contains("得分从 86 变为 96"), "{what_if:?}");
    assert_eq!(run(&[&["sensitivity"], &scheme[..], &[company]].concat()).0, Some(0));
    let (code, report, _) = run(&[&["score"], &scheme[..], &["--json", "--full", company]].concat());
    assert_eq!(code, Some(0));
    let file = std::env::temp_dir().join(format!("innopoints-verify-{}.json", std::process::id()));
    for (text, wanted) in [(report.clone(), Some(0)), (report.replacen("\"86\"", "\"96\"", 1), Some(1))] {
        std::fs::write(&file, text).expect("a file");
        assert_eq!(run(&["verify", &file.display().to_string()]).0, wanted);
    }
    std::fs::remove_file(&file).expect("the file is there");
}

/// Of a scheme with estimates, what is known counts by its typical points even where something else is missing.
#[test]
fn a_missing_figure_does_not_hide_what_the_others_count() {
    let scheme = shipped_scheme("cn-innovation-points-2024");
    let e = Enterprise::parse(r#"{"revenue": 8000, "rd_expense": 240}"#, None).expect("a company");
    let answer = scheme.sensitivity(&e, day()).expect("an answer");
    assert_eq!(answer.basis, "lowest");
    let rd = answer.inputs.iter().find(|i| i.field == "rd_expense").expect("the figure");
    // 1 万元 more of 500 of R&D, weighing 5.56, and 1 ÷ 8,000 of 6 %, weighing 5.56.
    let more: f64 = rd.per_unit.as_ref().expect("points").parse().expect("a number");
    assert!((more - (5.56 / 500.0 + 5.56 / 8000.0 / 0.06)).abs() < 1e-5, "{more}");
}

/// A scheme of one indicator.
fn one_indicator(max: i64, value: &str, rule: &Json) -> Scheme {
    of_groups(&[("scored", max, value, rule)])
}

/// A scheme of groups of one indicator: kind, maximum, value and rule of each.
fn of_groups(list: &[(&str, i64, &str, &Json)]) -> Scheme {
    let title = serde_json::json!({"zh": "测试", "en": "test"});
    let source = serde_json::json!({"article": "一", "standing": "official"});
    let group = |(n, (kind, max, value, rule)): (usize, &(&str, i64, &str, &Json))| {
        let mut indicator = serde_json::json!({
            "id": format!("i{n}"), "title": title, "max": max, "source": source, "value": value,
        });
        let (own, rule) = (indicator.as_object_mut().expect("an object"), rule.as_object().expect("an object"));
        own.extend(rule.clone());
        let mut group = serde_json::json!({
            "id": format!("g{n}"), "title": title, "source": source, "indicators": [indicator],
        });
        if *kind != "scored" {
            group["kind"] = (*kind).into();
        }
        group
    };
    let json = serde_json::json!({
        "id": "one", "title": title, "issuer": "测试", "document": "测试", "effective": {"from": "2020-01-01"},
        "groups": list.iter().enumerate().map(group).collect::<Vec<Json>>(),
    });
    Scheme::parse(&json.to_string(), None).unwrap_or_else(|p| panic!("{p:?}"))
}

fn with(figures: &[(&str, &str)]) -> Enterprise {
    let mut e = Enterprise::default();
    figures.iter().for_each(|(id, text)| e.set_text(id, text).expect("a figure"));
    e
}

fn total(n: i64) -> Target {
    Target::Total(Num::int(n))
}

/// Every multiple of a rule by units is a breakpoint, however many there are.
#[test]
fn multiples_of_a_unit() {
    let by = |points: &str, per: &str| serde_json::json!({"per_unit": {"points": points, "per": per}});
    let scheme = one_indicator(100, "rd_expense", &by("1", "10万元"));
    let e = with(&[("rd_expense", "1")]);
    let answer = scheme.improve(&e, day(), total(15), &terms(&[("rd_expense", "2000")], &[])).expect("an answer");
    assert_eq!((first(&answer), answer.complete), (vec![("rd_expense", "150")], true));
    assert_eq!(answer.plans[0].cost, "149");
    let scheme = one_indicator(100, "class2_ip", &by("1", "1件"));
    let e = with(&[("class2_ip", "0")]);
    let answer = scheme.improve(&e, day(), total(30), &terms(&[("class2_ip", "100")], &[])).expect("an answer");
    assert_eq!((first(&answer), answer.complete), (vec![("class2_ip", "30")], true));
    // A million of them are not all tried: that is said.
    let scheme = one_indicator(100, "rd_expense", &by("0.0001", "0.01万元"));
    let e = with(&[("rd_expense", "1")]);
    let answer = scheme.improve(&e, day(), total(50), &terms(&[("rd_expense", "20000")], &[])).expect("an answer");
    // 49.995 points are shown as 50.
    assert_eq!((first(&answer), answer.complete), (vec![("rd_expense", "4999.5")], false));
}

/// The larger of two figures, whichever is written first.
#[test]
fn the_order_of_operands() {
    let rule = serde_json::json!({"bands": [{"from": "10%", "points": 10}]});
    for value in ["max(rd_expense, super_deduction) / revenue", "max(super_deduction, rd_expense) / revenue"] {
        let scheme = one_indicator(10, value, &rule);
        let e = with(&[("revenue", "1000"), ("rd_expense", "50"), ("super_deduction", "20")]);
        let answer = scheme.improve(&e, day(), total(10), &terms(&[("rd_expense", "500")], &["super_deduction"]));
        let answer = answer.expect("an answer");
        assert_eq!((first(&answer), answer.complete), (vec![("rd_expense", "100")], true), "{value}");
        assert_eq!(answer.plans[0].cost, "50");
    }
}

/// Breakpoints of what is no quotient of lines are not all found: that is said.
#[test]
fn breakpoints_that_are_left_out_are_said() {
    let rule = serde_json::json!({"bands": [{"from": "50%", "points": 10}]});
    let scheme = one_indicator(10, "rd_expense / revenue * rd_expense / revenue", &rule);
    let e = with(&[("revenue", "1000"), ("rd_expense", "50")]);
    let answer = scheme.improve(&e, day(), total(10), &terms(&[("rd_expense", "900")], &["revenue"]));
    assert!(!answer.expect("an answer").complete);
}

/// An indicator whose points are undetermined, its divisor being 0, counts with the least that it adds, or the most that it
/// takes away; it stands in no plan's way.
#[test]
fn an_undetermined_indicator_is_no_hindrance() {
    let own = serde_json::json!({"bands": [{"from": "200万元", "points": 10}, {"from": "100万元", "points": 7}]});
    let other = serde_json::json!({"bands": [{"from": "50%", "points": 3}]});
    for (kind, to) in [("scored", "100"), ("deduction", "200")] {
        let scheme =
            of_groups(&[("scored", 10, "rd_expense", &own), (kind, 3, "scientific_staff / staff_total", &other)]);
        let e = with(&[("rd_expense", "50"), ("scientific_staff", "0"), ("staff_total", "0")]);
        let answer = scheme.improve(&e, day(), total(7), &terms(&[("rd_expense", "500")], &[])).expect("an answer");
        assert_eq!((first(&answer), answer.complete), (vec![("rd_expense", to)], true), "{kind}");
    }
}

/// A cost is told as it is, however large.
#[test]
fn a_very_large_cost_in_words() {
    let rule = serde_json::json!({"bands": [{"from": "900000000000000万元", "points": 10}]});
    let scheme = one_indicator(10, "rd_expense", &rule);
    let e = with(&[("rd_expense", "0")]);
    let mut terms = terms(&[("rd_expense", "999999999999999")], &[]);
    terms.cost("rd_expense", "9").expect("a cost");
    let answer = scheme.improve(&e, day(), total(10), &terms).expect("an answer");
    assert_eq!(answer.plans[0].cost, "8100000000000000");
    assert!(!answer.summary.zh.contains("约 0 万元") && answer.summary.zh.contains("8,100"), "{}", answer.summary.zh);
}

/// Bounds that take most of a question's budget are those of scoring here too, and the certain total that can be had is no
/// less than what is certain already.
#[test]
fn bounds_that_are_hard_to_find() {
    let dictionary = Dictionary::shipped();
    let money: Vec<&str> = dictionary.fields.iter().filter(|f| f.unit() == "万元").map(|f| f.id).collect();
    let mut e = Enterprise::default();
    let unknown = ["main_revenue", "main_revenue_prior", "main_revenue_prior2", "hightech_revenue"];
    for (n, id) in money.iter().enumerate().filter(|(_, id)| !unknown.contains(id) && **id != "net_assets") {
        e.set_text(id, &(1000 + 37 * n).to_string()).expect("a figure");
        // What contradicts another stays unknown; net assets follow.
        if !e.contradictions().is_empty() {
            e.set_text(id, "").expect("a gap");
        }
    }
    let rule = serde_json::json!({"per_unit": {"points": "0.01", "per": "0.01万元"}});
    let values: Vec<String> = (0..80)
        .map(|n| [0, 1, 2].map(|k| money[(n + k) % money.len()]))
        .map(|[a, b, c]| format!("{a} + {b} - {c}"))
        .collect();
    let groups: Vec<_> = values.iter().map(|value| ("scored", 100, value.as_str(), &rule)).collect();
    let scheme = of_groups(&groups);
    for target in [7200, 7500] {
        let answer = scheme.improve(&e, day(), total(target), &Terms::default()).expect("an answer");
        shows_what_scoring_says(&scheme, &e, day(), &answer, &target.to_string());
        // What is not known to be the most is not said to be.
        let most = answer.summary.zh.contains("最高可到");
        assert!(!most || answer.complete, "{}", answer.summary.zh);
        println!("{:?} {} {}", answer.now, answer.complete, answer.summary.zh);
    }
}
