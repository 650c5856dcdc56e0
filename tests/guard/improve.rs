//! `improve` against a scan of what one or two movable figures can be: the plan does what it says, an answer that is
//! complete is no dearer than what the scan finds, and what can be reached is not called out of reach.

use crate::case::{Case, KNOWN, ON, Seen, Verdict, many};
use crate::points::exactly;
use innopoints::dictionary::{Field, Kind};
use innopoints::plan::{Improvement, Target, Terms};
use innopoints_oracle::company::possible;
use innopoints_oracle::formula::{Fields, Value};
use innopoints_oracle::generate::{self, Dice};
use innopoints_oracle::number::{R, decimal, floor, int, ratio, round, scale, text};
use innopoints_oracle::{Completion, Outcome, Scheme as Oracle};

/// A figure that may move.
struct Axis {
    id: String,
    moves: Moves,
}

enum Moves {
    /// Whole steps down and up from what it is now, in base units, and what one costs.
    Steps { now: R, step: R, down: i64, up: i64, cost: R },
    /// Other levels, and what each costs.
    Levels(Vec<Value>, R),
}

/// Values of one axis that are tried before the ways between them are halved.
const TRIES: usize = 90;

/// An axis of a field, and what the terms say of it.
fn axis(dice: &mut Dice, field: &Field, now: &Value, terms: &mut Terms) -> Option<Axis> {
    let id = field.id;
    let cost = *dice.pick(&["0.1", "0.2", "1", "3", "20"]);
    let moves = match (&field.kind, now) {
        (Kind::Flag, Value::Truth(now)) => {
            terms.limit(id, &(!now).to_string()).ok()?;
            Moves::Levels(vec![Value::Truth(!now)], decimal(cost))
        }
        (Kind::Choice(levels), Value::Level(now)) => {
            let other: Vec<&str> = levels.iter().map(|l| l.id).filter(|l| l != now).collect();
            for level in &other {
                terms.limit(id, level).ok()?;
            }
            Moves::Levels(other.into_iter().map(|l| Value::Level(l.into())).collect(), decimal(cost))
        }
        (Kind::Number { unit, range, .. }, Value::Number(now)) => {
            // In the unit of the field.
            let small = if matches!(*unit, "万元" | "%" | "分") { ratio(1, 100) } else { int(1) };
            let bare = now / scale(unit);
            // Plans stand on whole steps.
            if round(&bare, if small == int(1) { 0 } else { 2 }) != bare {
                return None;
            }
            let limit = |n: &innopoints::Num| decimal(&n.to_exact_text().expect("a limit")) / scale(unit);
            let most = *dice.pick(&[40, 600, 20_000, 1_000_000]);
            let steps = |room: R| floor(&(room / &small)).to_int().value().try_into().unwrap_or(i64::MAX);
            let up = dice.from(0, most).min(range.hi.as_ref().map_or(i64::MAX, |hi| steps(limit(hi) - &bare)));
            let down = if dice.one_in(2) { dice.from(0, most) } else { 0 };
            let down = down.min(range.lo.as_ref().map_or(i64::MAX, |lo| steps(&bare - limit(lo))));
            terms.limit(id, &format!("+{}{unit}", text(&(int(up) * &small), 2))).ok()?;
            terms.limit(id, &format!("-{}{unit}", text(&(int(down) * &small), 2))).ok()?;
            let cost = &small * decimal(cost);
            Moves::Steps { now: now.clone(), step: small * scale(unit), down, up, cost }
        }
        _ => return None,
    };
    terms.cost(id, cost).ok()?;
    Some(Axis { id: id.into(), moves })
}

impl Axis {
    fn at(&self, k: i64) -> (Value, R) {
        match &self.moves {
            Moves::Steps { now, step, cost, .. } => (Value::Number(now + int(k) * step), int(k.abs()) * cost),
            Moves::Levels(levels, cost) => (levels[k as usize - 1].clone(), cost.clone()),
        }
    }

    /// Places that are tried: all of few; else some everywhere, near 0 and at the numbers of the scheme.
    fn tries(&self, dice: &mut Dice, fields: &Fields, turns: &[R], count: usize) -> Vec<i64> {
        let (now, step, down, up) = match &self.moves {
            Moves::Levels(levels, _) => return (0..=levels.len() as i64).collect(),
            Moves::Steps { now, step, down, up, .. } => (now, step, *down, *up),
        };
        let mut all: Vec<i64> = vec![-down, 0, up, 1, -1];
        if up + down <= count as i64 {
            all.extend(-down..=up);
        } else {
            all.extend((0..count / 2).map(|_| dice.from(-down, up)));
            let others: Vec<&R> =
                fields.values().filter_map(|v| if let Value::Number(n) = v { Some(n) } else { None }).collect();
            for _ in 0..count / 2 {
                let mut to = if turns.is_empty() { int(1) } else { dice.pick(turns).clone() };
                match dice.below(4) {
                    0 => to *= int(dice.from(2, 60)),
                    1 | 2 if !others.is_empty() => to *= (*dice.pick(&others)).clone(),
                    _ => {}
                }
                if let Ok(k) = i64::try_from(floor(&((to - now) / step)).to_int().value()) {
                    all.extend([k, k + 1]);
                }
            }
        }
        all.retain(|k| (-down..=up).contains(k));
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Who is asked.
struct Judge<'a> {
    oracle: &'a Oracle,
    /// A total, or to pass.
    target: Option<R>,
}

impl Judge<'_> {
    fn outcome(&self, fields: &Fields) -> Option<Outcome> {
        possible(fields).then(|| self.oracle.score(&Completion { fields: fields.clone(), open: Vec::new() }))
    }

    /// Whether the target has certainly been reached.
    fn holds(&self, fields: &Fields) -> bool {
        self.outcome(fields).is_some_and(|outcome| match &self.target {
            Some(total) => round(&outcome.total[0], self.oracle.precision) >= *total,
            None => outcome.passed == Some(true),
        })
    }

    /// The cheapest way along one axis: tried at some places, and between one that does and one nearer that does not.
    fn along(&self, axis: &Axis, tries: &[i64], fields: &Fields) -> Option<R> {
        let mut moved = fields.clone();
        let mut holds = |k: i64| {
            let value = if k == 0 { fields[&axis.id].clone() } else { axis.at(k).0 };
            moved.insert(axis.id.clone(), value);
            self.holds(&moved)
        };
        let known: Vec<(i64, bool)> = tries.iter().map(|k| (*k, holds(*k))).collect();
        let mut found: Vec<i64> = known.iter().filter(|k| k.1).map(|k| k.0).collect();
        if matches!(axis.moves, Moves::Steps { .. }) {
            for pair in known.windows(2) {
                let (near, far) = if pair[0].0 >= 0 { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
                let (mut a, mut b) = (near.0, far.0);
                if near.1 || !far.1 {
                    continue;
                }
                while (b - a).abs() > 1 {
                    let middle = a + (b - a) / 2;
                    if holds(middle) { b = middle } else { a = middle }
                }
                found.push(b);
            }
        }
        found.into_iter().map(|k| if k == 0 { int(0) } else { axis.at(k).1 }).min()
    }
}

pub fn check(case: &Case, mut dice: Dice) -> Verdict {
    let Ok(engine) = case.engine() else { return Ok(Seen::SchemeRefused) };
    let oracle = case.oracle();
    let company = case.enterprise()?;
    let Some(fields) = exactly(case).filter(|_| oracle.open.is_empty() && !oracle.groups.is_empty()) else {
        return Ok(Seen::Nothing);
    };
    let mut terms = Terms::by(engine.dictionary);
    // What is fixed first may be let go afterwards; the wholes of parts stay.
    for id in case.company.as_object().into_iter().flat_map(|given| given.keys()) {
        let _ = terms.fix(id);
    }
    let mut movable: Vec<String> = oracle.fields().into_iter().filter(|id| !id.contains("_prior")).collect();
    dice.shuffle(&mut movable);
    let wanted = 1 + usize::from(dice.one_in(2));
    let mut axes: Vec<Axis> = Vec::new();
    for id in &movable {
        if axes.len() < wanted {
            axes.extend(engine.dictionary.get(id).and_then(|f| axis(&mut dice, f, &fields[id], &mut terms)));
        }
    }
    let Some(first) = axes.first() else { return Ok(Seen::Nothing) };
    let turns = oracle.turns();
    let count = TRIES / axes.len() / axes.len();
    let tries: Vec<Vec<i64>> = axes.iter().map(|a| a.tries(&mut dice, &fields, &turns, count)).collect();
    // What can be had along the first axis, or both at once, and one that asks for more.
    let mut judge = Judge { oracle: &oracle, target: None };
    if engine.pass.is_none() || dice.percent(60) {
        let mut totals: Vec<R> = Vec::new();
        for _ in 0..8 {
            let mut moved = fields.clone();
            for (axis, tries) in axes.iter().zip(&tries) {
                let k = *dice.pick(tries);
                if k != 0 && (axis.id == first.id || dice.one_in(2)) {
                    moved.insert(axis.id.clone(), axis.at(k).0);
                }
            }
            totals.extend(judge.outcome(&moved).map(|o| round(&o.total[0], oracle.precision)));
        }
        let now = judge.outcome(&fields).map_or(int(0), |o| round(&o.total[0], oracle.precision));
        totals.push(now.clone());
        let better: Vec<R> = totals.iter().filter(|t| **t > now).cloned().collect();
        let step = ratio(1, 10_u64.pow(oracle.precision));
        let some = dice.pick(if better.is_empty() { &totals } else { &better }).clone();
        judge.target = Some(if dice.one_in(8) { some + step } else { some });
    }
    let ask = match &judge.target {
        None => Target::Pass,
        Some(t) => Target::Total(innopoints::number::parse_decimal(&text(t, oracle.precision)).expect("a total")),
    };
    let answer = match engine.improve(&company, *ON, ask, &terms) {
        Ok(answer) => answer,
        Err(problems) if problems.iter().all(|p| p.code == "too_large") => return Ok(Seen::TooLarge),
        Err(problems) if *KNOWN && problems[0].code == "divide_by_zero" => return Ok(Seen::TooLarge),
        Err(problems) => return Err(format!("improve-refused-{}: {problems:?}", problems[0].code)),
    };
    let cheapest = match (&axes[..], &tries[..]) {
        ([a], [tries]) => judge.along(a, tries, &fields),
        ([a, b], [of_a, of_b]) => {
            let both = |a: &Axis, of_a: &[i64], b: &Axis, of_b: &[i64]| {
                let each = of_a.iter().filter_map(|k| {
                    let mut moved = fields.clone();
                    let (value, cost) = if *k == 0 { (fields[&a.id].clone(), int(0)) } else { a.at(*k) };
                    moved.insert(a.id.clone(), value);
                    Some(cost + judge.along(b, of_b, &moved)?)
                });
                each.min()
            };
            [both(a, of_a, b, of_b), both(b, of_b, a, of_a)].into_iter().flatten().min()
        }
        _ => unreachable!("one or two"),
    };
    compare(&answer, &axes, &fields, cheapest.as_ref(), &judge).map_err(|why| {
        let moves: Vec<String> = axes
            .iter()
            .map(|a| match &a.moves {
                Moves::Steps { step, down, up, cost, .. } => {
                    format!("{} -{down}..+{up} steps of {step}, {cost} each", a.id)
                }
                Moves::Levels(levels, cost) => format!("{} to {levels:?}, {cost}", a.id),
            })
            .collect();
        format!("{why}\n  target {:?}, moving {moves:?}", judge.target.as_ref().map(|t| text(t, oracle.precision)))
    })?;
    Ok(Seen::Compared)
}

fn compare(
    answer: &Improvement<'_>,
    axes: &[Axis],
    fields: &Fields,
    cheapest: Option<&R>,
    judge: &Judge<'_>,
) -> Result<(), String> {
    let now = judge.holds(fields);
    // A verdict over points that a quotient without a value leaves open may be left open, and is then not said to be complete.
    if answer.reached != now && (answer.reached || answer.complete) {
        return Err(format!("improve-reached: {}, right is {now}", answer.reached));
    }
    if answer.reached || now {
        return Ok(());
    }
    for plan in &answer.plans {
        let mut after = fields.clone();
        let mut cost = int(0);
        for change in &plan.changes {
            let Some(axis) = axes.iter().find(|a| a.id == change.field) else {
                return Err(format!("improve-fixed: {} is changed", change.field));
            };
            let (value, price) = match &axis.moves {
                Moves::Steps { now, step, down, up, .. } => {
                    let to = decimal(&change.to) * scale(change.unit);
                    let k = (to - now) / step;
                    let k = Some(&k).filter(|k| k.is_int()).and_then(|k| i64::try_from(k.numerator().clone()).ok());
                    match k.filter(|k| (-down..=*up).contains(k)) {
                        Some(k) => axis.at(k),
                        None => {
                            return Err(format!("improve-step: {} to {} is no step of it", change.field, change.to));
                        }
                    }
                }
                Moves::Levels(levels, cost) => {
                    let same = |v: &&Value| match v {
                        Value::Truth(b) => b.to_string() == change.to,
                        Value::Level(l) => *l == change.to,
                        Value::Number(_) => false,
                    };
                    match levels.iter().find(same) {
                        Some(v) => (v.clone(), cost.clone()),
                        None => {
                            return Err(format!("improve-step: {} to {} is no level of it", change.field, change.to));
                        }
                    }
                }
            };
            after.insert(axis.id.clone(), value);
            cost += &price;
        }
        if !possible(&after) {
            return Err("improve-impossible: a part above its whole".into());
        }
        if !judge.holds(&after) {
            return Err(format!("improve-short: the plan for {} does not reach the target", plan.cost));
        }
        if cost != decimal(&plan.cost) {
            return Err(format!("improve-cost: {} is said, the changes cost {cost}", plan.cost));
        }
    }
    match (answer.plans.first(), cheapest) {
        (None, Some(cheapest)) if answer.complete => {
            Err(format!("improve-out-of-reach: said to be complete, but {cheapest} suffices"))
        }
        (Some(plan), Some(cheapest)) if answer.complete => {
            // What trading single steps of two figures could save is not sought.
            let step = |a: &Axis| if let Moves::Steps { cost, .. } = &a.moves { cost.clone() } else { int(0) };
            let slack = if axes.len() > 1 { axes.iter().fold(int(0), |sum, a| sum + step(a)) } else { int(0) };
            if decimal(&plan.cost) > cheapest + slack {
                return Err(format!("improve-dear: {} is said to be the cheapest, but {cheapest} suffices", plan.cost));
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

#[test]
fn plans_are_the_cheapest() {
    many("improve", 1_500, |dice: &mut Dice, scheme| generate::company(dice, scheme), check);
}
