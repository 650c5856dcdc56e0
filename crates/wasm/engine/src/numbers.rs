//! Companies of plain numbers: figures and flags through shared memory, no object and no text.

use innopoints_core::number::read::day;
use innopoints_core::scheme::Scheme;
use innopoints_core::table::{IntegerScheme, Layout};
use wasm_bindgen::prelude::*;

/// The answer for a company that the general path must take: to score it, or to say what is wrong with it.
const GENERAL: f64 = f64::INFINITY;

/// Totals and verdicts of one scheme from plain numbers, for one day and one list of fields at a time.
#[wasm_bindgen]
pub struct Numbers {
    scheme: Option<Scheme>,
    integers: Option<IntegerScheme>,
    in_force: bool,
    layout: Option<Layout>,
    /// One number a field, then the verdict.
    slots: Vec<f64>,
    values: Vec<i64>,
}

#[wasm_bindgen]
impl Numbers {
    /// Of a packed scheme.
    #[wasm_bindgen(constructor)]
    pub fn new(packed: &str) -> Numbers {
        let scheme = Scheme::unpack(packed);
        let integers = scheme.as_ref().and_then(IntegerScheme::compile);
        Numbers { scheme, integers, in_force: false, layout: None, slots: Vec::new(), values: Vec::new() }
    }

    /// The day to apply the rules for; what is no day, or not one of the scheme, is left to the general path.
    pub fn set_day(&mut self, on: &str) {
        let in_force = |s: &Scheme| day(on).is_some_and(|day| s.in_force(day));
        self.in_force = self.scheme.as_ref().is_some_and(in_force);
    }

    /// The fields that companies give from now on, by their place in the dictionary. Gives the place in memory where
    /// their numbers are to be written: one `f64` a field, 0 or 1 for a flag, the place of a level for a choice. Behind
    /// them [`Numbers::score`] leaves the verdict.
    pub fn set_fields(&mut self, fields: &[u16]) -> *const f64 {
        self.slots = vec![0.0; fields.len() + 1];
        let made = self.integers.as_ref().and_then(|integers| integers.layout(fields));
        let (layout, values) = made.unzip();
        (self.layout, self.values) = (layout, values.unwrap_or_default());
        self.slots.as_ptr()
    }

    /// The total; infinity where the general path must be taken.
    pub fn total(&mut self) -> f64 {
        self.run(IntegerScheme::total).unwrap_or(GENERAL)
    }

    /// The total, and the verdict as 1 for passed, 0 for not, NaN where the scheme gives none.
    pub fn score(&mut self) -> f64 {
        let Some((total, passed)) = self.run(IntegerScheme::score) else {
            return GENERAL;
        };
        if let Some(verdict) = self.slots.last_mut() {
            *verdict = passed.map_or(f64::NAN, f64::from);
        }
        total
    }
}

impl Numbers {
    #[inline(always)]
    fn run<T>(&mut self, f: impl Fn(&IntegerScheme, &mut [i64]) -> Option<T>) -> Option<T> {
        let integers = self.integers.as_ref().filter(|_| self.in_force)?;
        self.layout.as_ref()?.read(&self.slots, &mut self.values)?;
        f(integers, &mut self.values)
    }
}
