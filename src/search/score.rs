//! Scores a company with bounds that are reached, and what decides: the second question after the sound bounds of the core.

use super::bounds::Completion;
use super::branch::{FOUND, Optimum};
use super::decide::Pair;
use super::domain::{Domain, Domains, Objective};
use super::state::{Search, can_begin};
use super::work::Work;
use innopoints_core::company::Enterprise;
use innopoints_core::formula::Unknown;
use innopoints_core::id::QuantityId;
use innopoints_core::number::{Date, Interval, Num};
use innopoints_core::problem::Problem;
use innopoints_core::scheme::model::Scheme;
use innopoints_core::score::Score;

/// The most looks at whole boxes that one end of the total, or one verdict, takes.
const LOOKS: u64 = 4000;
/// The most looks that what decides the verdict takes.
const DECIDING_LOOKS: u64 = 2000;

/// What the search found.
struct Found {
    /// Where the total can lie, not rounded.
    total: Interval,
    /// The verdict; `None` where it is open.
    passed: Option<bool>,
    /// Whether both ends are reached, and the verdict is open or settled, and that within the budget.
    tight: bool,
    /// Unknowns that decide an open verdict.
    deciding: Vec<Unknown>,
    /// Whether no other unknown can.
    deciding_all: bool,
    /// Where the points of groups can lie whose maxima are tied, by index.
    groups: Vec<(usize, Interval)>,
}

/// Scores one company as [`innopoints_core::score::score`] does, whose bounds are sound, and searches for bounds that are reached
/// and for what decides. The budget is that of one question.
pub fn score(
    scheme: &Scheme,
    company: &Enterprise,
    on: Date,
    ranks: &[(QuantityId, Num)],
) -> Result<Score, Vec<Problem>> {
    score_within(scheme, company, on, ranks, &Work::default())
}

/// The score within what is left of the budget of a larger question.
pub fn score_within(
    scheme: &Scheme,
    company: &Enterprise,
    on: Date,
    ranks: &[(QuantityId, Num)],
    work: &Work,
) -> Result<Score, Vec<Problem>> {
    let company = &*scheme.takes(company, on)?;
    let mut score = innopoints_core::score::score(scheme, company, on, ranks)?;
    // Bounds over assumed ranges are shown to nobody where a panel is.
    if score.tight || !(scheme.panel.is_empty() || scheme.pass.is_some()) {
        score.deciding_all = true;
        return Ok(score);
    }
    if !can_begin(scheme, work) {
        score.deciding_all = score.passed.is_some() || scheme.pass.is_none();
        return Ok(score);
    }
    let found = search(scheme, company, ranks, work);
    score.total = score.total.meet(found.total);
    score.tight = found.tight;
    for (g, points) in &found.groups {
        score.groups[*g] = score.groups[*g].meet(*points);
    }
    score.reconsider(scheme, company);
    if score.passed.is_none() {
        score.passed = found.passed;
        score.settled_by_search = found.passed.is_some();
        score.deciding = found.deciding;
        score.deciding_all = found.deciding_all;
    }
    Ok(score)
}

/// Searches where the total can lie and what the verdict can be.
fn search(scheme: &Scheme, company: &Enterprise, ranks: &[(QuantityId, Num)], work: &Work) -> Found {
    let (mut s, root, sound) = Search::begin(scheme, company, ranks, work);
    let mut found = Found {
        total: sound.total,
        passed: sound.passed,
        tight: true,
        deciding: Vec::new(),
        deciding_all: true,
        groups: s.tied_groups(&root),
    };
    (found.total, found.tight) = s.tight(&root, found.total);
    if found.passed.is_none() && scheme.pass.is_some() {
        s.take(1, 4, s.looks(LOOKS));
        let fails = s.best(&root, Objective::Verdict, false, None);
        s.take(1, 3, s.looks(LOOKS));
        let passes = s.best(&root, Objective::Verdict, true, None);
        let excluded = |optimum: &Optimum| optimum.complete && optimum.bound.is_none_or(Num::is_zero);
        let open = |optimum: &Optimum| optimum.best.as_ref().is_some_and(|b| !b.value.is_zero());
        match (excluded(&fails), excluded(&passes)) {
            (true, false) => found.passed = Some(true),
            (false, true) => found.passed = Some(false),
            _ => {
                let mut computed = |o: &Optimum| o.best.as_ref().is_some_and(|b| s.is_computed(&b.completion));
                found.tight &= open(&fails) && open(&passes) && computed(&fails) && computed(&passes);
                found.deciding_all = fails.complete && passes.complete;
            }
        }
        let witness = |optimum: Optimum| optimum.best.filter(|b| b.value == FOUND).map(|b| b.completion);
        if let (None, Some(fails), Some(passes)) = (found.passed, witness(fails), witness(passes)) {
            s.take(1, 1, s.looks(DECIDING_LOOKS));
            found.tight &= s.is_computed(&fails) && s.is_computed(&passes);
            let deciding = s.deciding(&root, &Pair { fails: &fails, passes: &passes });
            (found.deciding, found.deciding_all) = (deciding.unknowns, deciding.all);
        }
    }
    found
}

impl Search<'_> {
    /// Bounds of the total, closed in on each other; and whether both are reached.
    fn tight(&mut self, root: &Domains, sound: Interval) -> (Interval, bool) {
        let (Some(lo), Some(hi)) = (sound.lo, sound.hi) else { return (sound, false) };
        if lo == hi {
            return (sound, true);
        }
        // Where there is a verdict, that is searched with half of the budget.
        let parts = if self.scheme.pass.is_some() { 4 } else { 2 };
        self.take(1, parts, self.looks(LOOKS));
        let (low, low_tight) = self.end(root, false);
        self.take(1, parts - 1, self.looks(LOOKS));
        let (high, high_tight) = self.end(root, true);
        let low = low.and_then(Num::neg).unwrap_or(lo).max(lo);
        (Interval { lo: Some(low), hi: Some(high.unwrap_or(hi).min(hi)) }, low_tight && high_tight)
    }

    /// One end of the total, times −1 for the lower one; and whether a completion reaches it.
    fn end(&mut self, root: &[Domain], most: bool) -> (Option<Num>, bool) {
        let optimum = self.best(root, Objective::Total, most, None);
        let reached = |best: &Completion, s: &mut Self| s.is_computed(best);
        let tight = optimum.complete && optimum.best.is_some_and(|best| reached(&best.completion, self));
        (optimum.bound, tight)
    }
}
