//! Every path gives the same answers: `total`, `outcome` and `score`; a scheme and the same one packed and unpacked.

use crate::case::{Case, KNOWN, ON, Seen, Verdict, many};
use innopoints::Scheme;
use innopoints_oracle::Scheme as Oracle;
use innopoints_oracle::generate::{self, Dice};

pub fn check(case: &Case) -> Verdict {
    let Ok(engine) = case.engine() else { return Ok(Seen::SchemeRefused) };
    let company = case.enterprise()?;
    let (total, outcome, report) =
        (engine.total(&company, *ON), engine.outcome(&company, *ON), engine.score(&company, *ON));
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
    if total != report.total {
        return Err(format!("agree-total: total {total:?}, score {:?}", report.total));
    }
    let json = |v: &dyn Fn() -> serde_json::Value| v();
    let outcome_says = json(&|| serde_json::to_value(&outcome).expect("JSON"));
    let report_says = serde_json::to_value(&report).expect("JSON");
    for (key, value) in outcome_says.as_object().expect("an object") {
        if report_says[key] != *value {
            return Err(format!("agree-outcome: {key} is {value}, in the report {}", report_says[key]));
        }
    }
    let Some(unpacked) = Scheme::unpack(&engine.pack()) else { return Err("pack: cannot be unpacked".into()) };
    let again = unpacked.score(&company, *ON).map_err(|p| format!("pack: refused {p:?}"))?;
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
    Ok(Seen::Compared)
}

#[test]
fn every_path_agrees() {
    let draw = |dice: &mut Dice, scheme: &Oracle| {
        let company = generate::company(dice, scheme);
        if dice.one_in(2) { generate::gaps(dice, scheme, &company, 3) } else { company }
    };
    many("agree", 5_000, draw, |case, _| check(case));
}
