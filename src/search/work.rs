//! The budget of a question, counted in evaluated instructions.
//!
//! Instructions are counted as formulas have them and not as a clock sees them, so every platform stops at the same place.

use innopoints_core::formula::Meter;

/// The budget of a question. All searches that answer the question share it.
#[derive(Debug)]
pub struct Work {
    meter: Meter,
    budget: u64,
}

impl Default for Work {
    fn default() -> Work {
        Work::of(Work::QUESTION)
    }
}

impl Work {
    /// Instructions that one question may evaluate: about 50 ms native, 100 ms in WebAssembly.
    pub const QUESTION: u64 = 1_200_000;

    /// A budget of so many instructions.
    pub fn of(instructions: u64) -> Work {
        Work { meter: Meter::default(), budget: instructions }
    }

    /// Where evaluation counts its instructions.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Takes work from the budget that is no instruction of a formula.
    pub fn spend(&self, instructions: u64) {
        self.meter.spend(instructions);
    }

    /// Instructions that may still be evaluated.
    pub fn left(&self) -> u64 {
        self.budget.saturating_sub(self.meter.spent())
    }

    /// Whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.left() == 0
    }
}
