//! The module that scores: one company, one report. What crosses over is JSON text: one text and one parse cost less than
//! making every object and string across the border, and less code.

use crate::enterprise::Enterprise;
use crate::number::Date;
use crate::problem::Problem;
use crate::scheme::Scheme;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A scheme, unpacked.
#[wasm_bindgen]
pub struct Engine {
    scheme: Scheme,
}

#[derive(Serialize)]
struct Problems {
    problems: Vec<Problem>,
}

#[wasm_bindgen]
impl Engine {
    /// Takes a scheme as it was packed; nothing where it was packed for another build, or is damaged.
    pub fn unpack(packed: &str) -> Option<Engine> {
        Some(Engine { scheme: Scheme::unpack(packed)? })
    }

    /// Scores an enterprise given as JSON text, every digit of which counts. Gives the report as JSON text, or
    /// `{"problems": […]}`.
    pub fn report(&self, enterprise: &str, on: &str) -> String {
        self.answer(enterprise, on, |company, on| self.scheme.score(company, on))
    }

    /// Total and verdict alone, in the same manner: the words of a report take many times as long, above all the first
    /// time, when a browser has yet to compile what makes them.
    pub fn outcome(&self, enterprise: &str, on: &str) -> String {
        self.answer(enterprise, on, |company, on| self.scheme.outcome(company, on))
    }
}

impl Engine {
    fn answer<T: Serialize>(
        &self,
        enterprise: &str,
        on: &str,
        score: impl FnOnce(&Enterprise, Date) -> Result<T, Vec<Problem>>,
    ) -> String {
        let scored = read(enterprise, on).and_then(|(company, on)| score(&company, on));
        match scored {
            Ok(answer) => serde_json::to_string(&answer),
            Err(problems) => serde_json::to_string(&Problems { problems }),
        }
        .unwrap_or_default()
    }
}

fn read(enterprise: &str, on: &str) -> Result<(Enterprise, Date), Vec<Problem>> {
    let company = Enterprise::parse(enterprise, None)?;
    let Some(on) = Date::parse(on) else {
        return Err(vec![Problem::new(
            "bad_date",
            "评价日期“{0}”不是日期，请写成 2026-11-01",
            "the day \"{0}\" is not a date; write 2026-11-01",
            &[on.into()],
        )]);
    };
    Ok((company, on))
}
