//! `improve` against a scan of everything that one or two movable figures can be: the plan does what it says, an answer that
//! is complete is the cheapest, and what can be reached is not called out of reach.

use crate::case::{Case, ON, Seen, Verdict, many};
use crate::points::exactly;
use innopoints::dictionary::{Dictionary, Kind};
use innopoints::plan::{Improvement, Target, Terms};
use innopoints_oracle::company::possible;
use innopoints_oracle::formula::{Fields, Value};
use innopoints_oracle::generate::{self, Dice};
use innopoints_oracle::number::{R, decimal, int, max, min, ratio, round, scale, text};
use innopoints_oracle::{Completion, Outcome};
use std::collections::BTreeSet;

/// A figure that may move: its values, each with its cost, the present one first.
struct Axis {
    id: String,
    values: Vec<(Value, R)>,
    /// The cost of one step, of a number.
    step: R,
}

/// Steps that one figure, and each of two, may go.
const STEPS: [i64; 2] = [600, 40];

/// An axis of a field, and what the terms say of it.
fn axis(dice: &mut Dice, id: &str, now: &Value, steps: i64, terms: &mut Terms) -> Option<Axis> {
    let dictionary = Dictionary::shipped();
    let field = &dictionary.fields[dictionary.find(id)?];
    let cost = *dice.pick(&["0.1", "0.2", "1", "3", "20"]);
    let mut values = vec![(now.clone(), int(0))];
    let mut step_cost = int(0);
    match (&field.kind, now) {
        (Kind::Flag, Value::Truth(now)) => {
            terms.limit(id, &(!now).to_string()).ok()?;
            values.push((Value::Truth(!now), decimal(cost)));
        }
        (Kind::Choice(levels), Value::Level(now)) => {
            for level in levels.iter().filter(|l| l.id != now).take(3) {
                terms.limit(id, level.id).ok()?;
                values.push((Value::Level(level.id.into()), decimal(cost)));
            }
        }
        (Kind::Number { unit, range, .. }, Value::Number(now)) => {
            // In the unit of the field.
            let step = if matches!(*unit, "万元" | "%" | "分") { ratio(1, 100) } else { int(1) };
            let (up, down) = (dice.from(0, steps), if dice.one_in(2) { dice.from(0, steps) } else { 0 });
            let bare = now / scale(unit);
            // Plans stand on whole steps.
            if round(&bare, if step == int(1) { 0 } else { 2 }) != bare {
                return None;
            }
            terms.limit(id, &format!("+{}{unit}", text(&(int(up) * &step), 2))).ok()?;
            terms.limit(id, &format!("-{}{unit}", text(&(int(down) * &step), 2))).ok()?;
            let limit = |n: &innopoints::Num| decimal(&n.to_exact_text().expect("a limit")) / scale(unit);
            let lo = range.lo.as_ref().map_or_else(|| int(-1_000_000_000), limit);
            let hi = range.hi.as_ref().map_or_else(|| int(1_000_000_000), limit);
            for k in (-down..=up).filter(|k| *k != 0) {
                let to = &bare + int(k) * &step;
                if min(to.clone(), lo.clone()) == lo && max(to.clone(), hi.clone()) == hi {
                    values.push((Value::Number(to * scale(unit)), int(k.abs()) * &step * decimal(cost)));
                }
            }
            step_cost = step * decimal(cost);
        }
        _ => return None,
    }
    terms.cost(id, cost).ok()?;
    Some(Axis { id: id.into(), values, step: step_cost })
}

/// Whether an outcome has certainly reached a target.
fn holds(outcome: &Outcome, target: Option<&R>, places: u32) -> bool {
    match target {
        Some(total) => round(&outcome.total[0], places) >= *total,
        None => outcome.passed == Some(true),
    }
}

pub fn check(case: &Case, mut dice: Dice) -> Verdict {
    let Ok(engine) = case.engine() else { return Ok(Seen::SchemeRefused) };
    let oracle = case.oracle();
    let company = case.enterprise()?;
    let Some(fields) = exactly(case).filter(|_| oracle.open.is_empty() && !oracle.groups.is_empty()) else {
        return Ok(Seen::Nothing);
    };
    let mut terms = Terms::default();
    let asked: BTreeSet<String> = oracle.fields();
    for id in &asked {
        // What is fixed first may be let go afterwards; the wholes of parts stay.
        let _ = terms.fix(id);
    }
    for id in fields.keys().filter(|id| !asked.contains(*id)) {
        let _ = terms.fix(id);
    }
    let mut movable: Vec<&String> =
        asked.iter().filter(|id| !id.ends_with("_prior") && !id.ends_with("_prior2")).collect();
    dice.shuffle(&mut movable);
    let wanted = 1 + usize::from(dice.one_in(2));
    let mut axes: Vec<Axis> = Vec::new();
    for id in movable {
        if axes.len() < wanted {
            axes.extend(axis(&mut dice, id, &fields[id], STEPS[wanted - 1], &mut terms));
        }
    }
    if axes.is_empty() {
        return Ok(Seen::Nothing);
    }
    // Everything that they can be.
    let mut all: Vec<(Fields, R)> = vec![(fields.clone(), int(0))];
    for a in &axes {
        let each = all.iter().flat_map(|(f, cost)| {
            a.values.iter().map(move |(v, c)| {
                let mut f = f.clone();
                f.insert(a.id.clone(), v.clone());
                (f, cost + c)
            })
        });
        all = each.collect();
    }
    all.retain(|(f, _)| possible(f));
    let scored: Vec<(Outcome, R)> =
        all.into_iter().map(|(fields, cost)| (oracle.score(&Completion { fields, open: Vec::new() }), cost)).collect();
    let places = oracle.precision;
    let target = if case.scheme.get("pass").is_some() && dice.one_in(2) {
        None
    } else {
        let some = round(&dice.pick(&scored).0.total[0], places);
        Some(if dice.one_in(8) { some + ratio(1, 10_u64.pow(places)) } else { some })
    };
    let ask = match &target {
        None => Target::Pass,
        Some(total) => Target::Total(innopoints::number::parse_decimal(&text(total, places)).expect("a total")),
    };
    if target.is_none() && engine.pass.is_none() {
        return Ok(Seen::Nothing);
    }
    let answer = match engine.improve(&company, *ON, ask, &terms) {
        Ok(answer) => answer,
        Err(problems) if problems.iter().all(|p| p.code == "too_large") => return Ok(Seen::TooLarge),
        Err(problems) if *crate::case::KNOWN && problems[0].code == "divide_by_zero" => return Ok(Seen::TooLarge),
        Err(problems) => return Err(format!("improve-refused-{}: {problems:?}", problems[0].code)),
    };
    let reached: Vec<&(Outcome, R)> = scored.iter().filter(|s| holds(&s.0, target.as_ref(), places)).collect();
    let cheapest = reached.iter().map(|s| &s.1).min();
    judge(&answer, &axes, &fields, cheapest, |f| {
        holds(&oracle.score(&Completion { fields: f.clone(), open: Vec::new() }), target.as_ref(), places)
    })
    .map_err(|why| {
        let moves: Vec<String> =
            axes.iter().map(|a| format!("{} {} values, {} a step", a.id, a.values.len(), a.step)).collect();
        format!("{why}\n  target {:?}, moving {moves:?}\n  {terms:?}", target.as_ref().map(|t| text(t, places)))
    })?;
    Ok(Seen::Compared)
}

fn judge(
    answer: &Improvement<'_>,
    axes: &[Axis],
    fields: &Fields,
    cheapest: Option<&R>,
    holds: impl Fn(&Fields) -> bool,
) -> Result<(), String> {
    if answer.reached != holds(fields) {
        return Err(format!("improve-reached: {}, right is {}", answer.reached, holds(fields)));
    }
    if answer.reached {
        return Ok(());
    }
    for plan in &answer.plans {
        let mut after = fields.clone();
        let mut cost = int(0);
        for change in &plan.changes {
            let Some(axis) = axes.iter().find(|a| a.id == change.field) else {
                return Err(format!("improve-fixed: {} is changed", change.field));
            };
            let same = |v: &&(Value, R)| match &v.0 {
                Value::Number(n) => *n == decimal(&change.to) * scale(change.unit),
                Value::Truth(b) => b.to_string() == change.to,
                Value::Level(l) => *l == change.to,
            };
            let Some(to) = axis.values.iter().find(same) else {
                return Err(format!("improve-step: {} to {} is not among its values", change.field, change.to));
            };
            after.insert(axis.id.clone(), to.0.clone());
            cost += &to.1;
        }
        if !possible(&after) {
            return Err("improve-impossible: a part above its whole".into());
        }
        if !holds(&after) {
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
            let slack = if axes.len() > 1 { axes.iter().fold(int(0), |a, x| a + &x.step) } else { int(0) };
            if decimal(&plan.cost) > cheapest + slack {
                return Err(format!("improve-dear: {} is said to be the cheapest, but {cheapest} suffices", plan.cost));
            }
            Ok(())
        }
        (Some(plan), None) => Err(format!("improve-scan: a plan for {} where the scan finds none", plan.cost)),
        _ => Ok(()),
    }
}

#[test]
fn plans_are_the_cheapest() {
    many("improve", 1_500, |dice: &mut Dice, scheme| generate::company(dice, scheme), check);
}
