//! Every path gives the same answers: `total`, `outcome` and `score`; a scheme and the same one packed and unpacked; the
//! integers of the table.

use crate::case::{Case, KNOWN, Seen, Verdict, day, many};
use innopoints::answer::report::Condition;
use innopoints::dictionary::Kind;
use innopoints::{Report, Scheme};
use innopoints_core::table::IntegerScheme;
use innopoints_oracle::formula::Value as Is;
use innopoints_oracle::generate::{self, Dice};
use innopoints_oracle::number::{scale, text};
use innopoints_oracle::{Known, Scheme as Oracle};

pub fn check(case: &Case) -> Verdict {
    let Ok(engine) = case.engine() else { return Ok(Seen::SchemeRefused) };
    let company = case.enterprise()?;
    let on = day(&engine);
    let (total, outcome, report) =
        (engine.total(&company, on), engine.outcome(&company, on), engine.score(&company, on));
    if *KNOWN && report.is_err() {
        return Ok(Seen::TooLarge);
    }
    if [total.is_ok(), outcome.is_ok()] != [report.is_ok(); 2] {
        return Err(format!(
            "agree-refused: total {:?}, outcome {:?}, score {:?}",
            total.is_ok(),
            outcome.is_ok(),
            report.err()
        ));
    }
    let (Ok(total), Ok(outcome), Ok(report)) = (total, outcome, report) else { return Ok(Seen::TooLarge) };
    let total = total.map(|t| t.to_text(engine.precision));
    if total.as_deref() != report.total.as_deref() {
        return Err(format!("agree-total: total {total:?}, score {:?}", report.total));
    }
    let met = |list: &[Condition<'_>]| list.iter().map(|c| c.met).collect::<Vec<_>>();
    let class = report.class.as_ref().map(|c| c.id);
    let same = outcome.total == report.total
        && outcome.typical == report.typical
        && outcome.bounds == report.bounds
        && [outcome.tight, outcome.official] == [report.tight, report.official]
        && outcome.passed == report.passed
        && [outcome.stage, outcome.class] == [report.stage, class]
        && outcome.groups.iter().eq(report.groups.iter().map(|g| &g.points))
        && outcome.items.iter().eq(report.items.iter().map(|i| &i.bounds))
        && [&outcome.gates, &outcome.routes] == [&met(&report.gates), &met(&report.routes)]
        && outcome.missing == report.missing;
    if !same {
        return Err(format!("agree-outcome: {outcome:?}, in the report {report:?}"));
    }
    let Some(unpacked) = Scheme::unpack(&engine.pack().concat()) else { return Err("pack: cannot be unpacked".into()) };
    let again = unpacked.score(&company, on).map_err(|p| format!("pack: refused {p:?}"))?;
    // Words of the scheme itself are not packed.
    if [&again.total, &again.typical] != [&report.total, &report.typical]
        || again.bounds != report.bounds
        || again.passed != report.passed
        || again.stage != report.stage
    {
        return Err(format!(
            "pack: {:?} {:?} after, {:?} {:?} before",
            again.bounds, again.passed, report.bounds, report.passed
        ));
    }
    integers(case, &engine, &report)?;
    Ok(Seen::Compared)
}

/// The integer path, where it knows the scheme and the company fits it: the same total and verdict as the report's.
fn integers(case: &Case, engine: &Scheme, report: &Report<'_>) -> Result<(), String> {
    let Some(integers) = IntegerScheme::compile(engine) else { return Ok(()) };
    let known = innopoints_oracle::company(&case.company);
    let mut figures = Vec::new();
    for &place in &engine.fields {
        let field = &engine.dictionary.fields[place];
        figures.push(match known.get(field.id) {
            None => f64::NAN,
            Some(Known::Range(..)) => return Ok(()),
            Some(Known::Exact(Is::Number(n))) => {
                text(&(n / scale(field.unit())), 9).parse().map_err(|e| format!("table: {e}"))?
            }
            Some(Known::Exact(Is::Truth(b))) => f64::from(u8::from(*b)),
            Some(Known::Exact(Is::Level(level))) => match &field.kind {
                Kind::Choice(levels) => levels.iter().position(|l| l.id == level).expect("a level") as f64,
                _ => return Err("table: a level of no choice".into()),
            },
        });
    }
    let fields: Vec<u16> = engine.fields.iter().map(|f| f.index() as u16).collect();
    let Some((layout, mut values)) = integers.layout(&fields) else { return Ok(()) };
    let right: Option<f64> = report.total.as_ref().map(|t| t.parse().expect("a total"));
    let total = layout.read(&figures, &mut values).and_then(|()| integers.total(&mut values));
    if total.is_some() && total != right {
        return Err(format!("table-total: {total:?}, in the report {right:?}"));
    }
    let score = layout.read(&figures, &mut values).and_then(|()| integers.score(&mut values));
    match score {
        Some(score) if Some(score.0) != right || score.1 != report.passed => {
            Err(format!("table-score: {score:?}, in the report {right:?} {:?}", report.passed))
        }
        _ => Ok(()),
    }
}

#[test]
fn every_path_agrees() {
    let draw = |dice: &mut Dice, scheme: &Oracle| {
        let company = generate::company(dice, scheme);
        if dice.one_in(2) { generate::gaps(dice, scheme, &company, 3) } else { company }
    };
    many("agree", 3_000, draw, |case, _| check(case));
}
