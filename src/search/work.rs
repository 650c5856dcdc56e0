//! The budget of a question, counted in evaluated instructions.
//!
//! Instructions are counted and not time, so every platform stops at the same place.

use innopoints_core::formula::Meter;

/// What is left of the budget of a question. All searches that answer the question share it.
#[derive(Debug)]
pub struct Work {
    meter: Meter,
    limit: u64,
}

impl Default for Work {
    fn default() -> Work {
        Work::of(Work::QUESTION)
    }
}

impl Work {
    /// Instructions that one question may evaluate: at most 50 ms native and 100 ms in WebAssembly (`benches/questions`).
    pub const QUESTION: u64 = 250_000;

    /// The same for the cheapest plans.
    pub const PLANS: u64 = 400_000;

    /// A budget of so many instructions.
    pub fn of(instructions: u64) -> Work {
        Work { meter: Meter::default(), limit: instructions }
    }

    /// What an environment counts evaluated instructions with.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Takes work that is no instruction of a formula from the budget.
    pub fn spend(&self, instructions: u64) {
        self.meter.spend(instructions);
    }

    /// Instructions that may still be evaluated.
    pub fn left(&self) -> u64 {
        self.limit.saturating_sub(self.meter.spent())
    }

    /// Instructions that were taken from it.
    pub fn spent(&self) -> u64 {
        self.meter.spent()
    }

    /// Whether nothing is left.
    pub fn is_spent(&self) -> bool {
        self.left() == 0
    }

    /// Answers a part of the question with a share of what is left.
    pub fn within<T>(&self, share: u64, answer: impl FnOnce(&Work) -> T) -> T {
        let part = Work::of(share.min(self.left()));
        let answered = answer(&part);
        self.spend(part.spent());
        answered
    }
}
