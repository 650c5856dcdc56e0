//! The cheapest set of changes to a goal.
//!
//! Every figure stands where it is, on a breakpoint (where a band, a gate or a stage begins, the divisors being as planned), at
//! a limit, or, if it moves in few steps, on any of them; and at most one that earns in proportion stands between two
//! breakpoints, at the first step that suffices. That is where the cheapest plan lies: with the divisors settled every rule is
//! piecewise linear in the figures, so a cheapest plan has at most one figure that is not on a breakpoint.
//!
//! 1. Figures that tie others together (what is divided by, wholes of parts, what tells the stage) are *linking figures*. Their breakpoints
//!    are taken with every other figure at each of its own breakpoints. All combinations are gone through, cheapest first.
//! 2. With the linking figures settled the rest falls into *blocks* that share no rule and no condition. The choices of a block are
//!    scored one by one; those that cost no less and earn no more than another are dropped.
//! 3. Choices are combined by branch and bound. The bound is the linear relaxation: what is still needed, bought at the
//!    best price there is. It is rounded so that it never cuts off a plan that is cheaper by a fen (10⁻⁶ 万元).
//! 4. Linking figures that earn in proportion may stand between breakpoints too, several at a time. Their ranges are halved, down to single
//!    steps (of what is counted, such as staff, to single values), while the most that can be earned anywhere in a range,
//!    at the least cost there, may still beat the best plan.
//!
//! What is not known makes *scenarios*: cases that the company can turn out to be, in which everything is known. A way does in
//! each of them; its gains and needs are counted in each apart. Who asks finds the scenarios that matter (`Question::cheapest`).
//!
//! Plans are accepted by their exact points alone. Where rules are steps, no combination of breakpoints is cheaper. Where points
//! follow a figure in proportion, the one between breakpoints is rounded up to its step (0.01 万元): what trading single steps
//! of several figures against each other could still save, at most two of the dearest steps, is not sought. Where such a
//! step is a whole unit of something counted, a search of ranges that left it at that says so, as one that was stopped does.

mod candidates;
mod choices;
mod decompose;
mod knapsack;
mod needs;
mod problem;
mod ranges;
mod scale;
mod solve;

pub(crate) use problem::{RANGES, Solution, Solver};
