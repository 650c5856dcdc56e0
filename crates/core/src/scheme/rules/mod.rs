//! How points are given: a file a rule kind, each with everything that is computed of it. `enum Rule` only forwards.
//!
//! A new kind is a file here that implements [`RuleKind`], and its line in `rules!` below.

mod bands;
mod best_of;
mod checklist;
mod choice;
mod curve;
mod flag;
mod integer;
mod judged;
mod per_unit;
mod rank;
mod reference;
mod working;

pub use bands::{Band, Bands, Direction, Edge};
pub use best_of::{Alternative, BestOf};
pub use checklist::{Checklist, Tick};
pub use choice::Choice;
pub use curve::Curve;
pub use flag::Flag;
pub use integer::Points as IntegerPoints;
pub use judged::Judged;
pub use per_unit::PerUnit;
pub use rank::Rank;
pub use reference::Reference;
pub use working::{Basis, SettledBy, Step, Working};

use super::amount::Amount;
use super::packed::{Packed, members, variants};
use crate::company::Enterprise;
use crate::formula::integer::Compiler;
use crate::formula::line::Finder;
use crate::formula::sign::{Directions, Slope};
use crate::formula::{Env, ExprId, Fault, FieldId, Program, Span, Unknown};
use crate::id::QuantityId;
use crate::number::{Interval, Num};

/// A measured quantity.
#[derive(Debug)]
pub struct Measure {
    /// Its formula.
    pub formula: ExprId,
    /// The unit it is shown in.
    pub unit: String,
}

members!(Measure { formula, unit });

/// What a rule is computed over.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The formulas.
    pub program: &'a Program,
    /// What they read.
    pub env: &'a Env<'a>,
    /// The maximum of the indicator.
    pub max: &'a Amount,
}

impl Context<'_> {
    /// The exact value of a measured quantity.
    fn value(&self, measure: &Measure) -> Result<Num, Fault> {
        self.program.num(measure.formula, self.env)
    }

    /// Where it can lie.
    fn span(&self, measure: &Measure) -> Span {
        self.program.span(measure.formula, self.env)
    }

    /// An amount, where it is one number.
    fn exact(&self, amount: &Amount) -> Result<Num, Fault> {
        amount.exact(self.env)
    }

    /// Where an amount can lie.
    fn amount(&self, amount: &Amount) -> Interval {
        amount.span(self.env)
    }

    /// From 0 to the maximum: what an indicator can give that is undetermined.
    fn all(&self) -> Interval {
        Interval { lo: Some(Num::ZERO), hi: self.amount(self.max).hi }
    }
}

/// How an indicator's points came about.
#[derive(Clone, Copy, Debug)]
pub struct Earned {
    /// Points, at most the maximum.
    pub points: Num,
    /// Which alternative of `best_of`; 0 otherwise.
    pub alternative: usize,
    /// The measured value; `None` for rules that measure none.
    pub value: Option<Num>,
    /// The band, best first; `None` below all bands and for other rules.
    pub band: Option<usize>,
}

impl Earned {
    fn of(points: Num, value: Option<Num>) -> Earned {
        Earned { points, alternative: 0, value, band: None }
    }
}

/// What is computed of every kind of rule. The points are those before the maximum caps them.
pub trait RuleKind {
    /// Exact points. [`Fault::NoValue`] where a formula that is needed has no value.
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault>;

    /// Where the points can lie over all that is unknown; partial where a formula that is needed may have no value.
    fn span(&self, c: &Context<'_>) -> Span;

    /// In which direction the points move with an unknown.
    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope;

    /// The values of an unknown at which the points change, or how they change.
    fn breakpoints(&self, c: &Context<'_>, find: &mut Finder<'_>);

    /// The nearest step that earns more than now.
    fn next_step(&self, c: &Context<'_>, company: &Enterprise, now: Num) -> Option<Step>;

    /// The same points in 64-bit integers; `None` where that cannot be.
    fn integer(&self, compiler: &mut Compiler<'_>, max: Num) -> Option<IntegerPoints>;

    /// The formulas that it reads.
    fn formulas(&self, found: &mut Vec<ExprId>);

    /// The fields that decide the points, beside those of the formulas.
    fn fields(&self, _found: &mut Vec<FieldId>) {}

    /// The amounts that it holds, each with whether more of it gives more points.
    fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool));

    /// The share of the maximum that is earned, where it does not depend on the maximum.
    fn share(&self, _c: &Context<'_>) -> Option<Interval> {
        None
    }

    /// Whether points follow the value in proportion somewhere.
    fn is_gradual(&self) -> bool {
        false
    }

    /// What a reader is told of how points come about.
    fn working(&self, earned: Option<Earned>) -> Working<'_>;

    /// Who settles the points.
    fn settled_by(&self) -> SettledBy {
        SettledBy::Figures
    }

    /// The rules of which the best counts.
    fn alternatives(&self) -> &[Alternative] {
        &[]
    }
}

macro_rules! rules {
    ($d:tt $($(#[$doc:meta])* $kind:ident;)*) => {
        /// How points are given.
        #[derive(Debug)]
        pub enum Rule {
            $($(#[$doc])* $kind($kind),)*
        }

        variants!(Rule { $($kind(rule);)* });

        /// Calls a method of the kind that a rule is. No table of functions: a module holds only those that it calls.
        macro_rules! forward {
            ($d rule:expr, $d name:ident => $d call:expr) => {
                match $d rule {
                    $(Rule::$kind($d name) => $d call,)*
                }
            };
        }
    };
}

rules! { $
    /// Steps.
    Bands;
    /// Straight lines between points, flat outside them.
    Curve;
    /// So many points for each unit.
    PerUnit;
    /// A named level.
    Choice;
    /// Yes or no.
    Flag;
    /// In proportion to a value that earns all points.
    Reference;
    /// As experts judge.
    Judged;
    /// By the position among the companies of a table.
    Rank;
    /// Points for each item that is ticked.
    Checklist;
    /// The better of several rules.
    BestOf;
}

/// A rule as the kind that it is: the points are those before the maximum caps them. The methods are those of [`RuleKind`].
#[derive(Clone, Copy, Debug)]
pub struct Kind<'a>(&'a Rule);

impl<'a> Kind<'a> {
    fn earned(self, c: &Context<'_>) -> Result<Earned, Fault> {
        forward!(self.0, rule => rule.earned(c))
    }

    fn span(self, c: &Context<'_>) -> Span {
        forward!(self.0, rule => rule.span(c))
    }

    fn slope(self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        forward!(self.0, rule => rule.slope(c, directions))
    }

    fn breakpoints(self, c: &Context<'_>, find: &mut Finder<'_>) {
        forward!(self.0, rule => rule.breakpoints(c, find));
    }

    /// The nearest step that earns more than now.
    pub fn next_step(self, c: &Context<'_>, company: &Enterprise, now: Num) -> Option<Step> {
        forward!(self.0, rule => rule.next_step(c, company, now))
    }

    /// The same points in 64-bit integers; `None` where that cannot be.
    pub fn integer(self, compiler: &mut Compiler<'_>, max: Num) -> Option<IntegerPoints> {
        forward!(self.0, rule => rule.integer(compiler, max))
    }

    /// The formulas that it reads.
    pub fn formulas(self, found: &mut Vec<ExprId>) {
        forward!(self.0, rule => rule.formulas(found));
    }

    /// The fields that decide the points, beside those of the formulas.
    pub fn fields(self, found: &mut Vec<FieldId>) {
        forward!(self.0, rule => rule.fields(found));
    }

    /// The amounts that it holds, each with whether more of it gives more points.
    pub fn amounts(self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        forward!(self.0, rule => rule.amounts(visit));
    }

    /// The share of the maximum that is earned, where it does not depend on the maximum.
    pub fn share(self, c: &Context<'_>) -> Option<Interval> {
        forward!(self.0, rule => rule.share(c))
    }

    fn is_gradual(self) -> bool {
        forward!(self.0, rule => rule.is_gradual())
    }

    /// What a reader is told of how points come about.
    pub fn working(self, earned: Option<Earned>) -> Working<'a> {
        forward!(self.0, rule => rule.working(earned))
    }

    /// Who settles the points.
    pub fn settled_by(self) -> SettledBy {
        forward!(self.0, rule => rule.settled_by())
    }

    /// The rules of which the best counts.
    pub fn alternatives(self) -> &'a [Alternative] {
        forward!(self.0, rule => rule.alternatives())
    }
}

impl Rule {
    /// The kind that it is.
    #[inline]
    pub fn kind(&self) -> Kind<'_> {
        Kind(self)
    }

    /// Exact points, at most the maximum.
    pub fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let earned = self.kind().earned(c)?;
        Ok(Earned { points: earned.points.min(c.exact(c.max)?), ..earned })
    }

    /// Where the points can lie that it gives, at most the maximum; partial where it may be undetermined.
    pub fn span(&self, c: &Context<'_>) -> Span {
        let found = self.kind().span(c);
        let all = c.all();
        let within = |i: Interval| {
            let i = i.min(c.amount(c.max));
            // An end that could not be computed is the widest there can be.
            Interval { lo: i.lo.or(all.lo), hi: i.hi.or(all.hi) }
        };
        Span { values: found.values.map(within), ..found }
    }

    /// Bounds of the points: of what is undetermined, from 0 to the maximum.
    pub fn bounds(&self, c: &Context<'_>) -> Interval {
        match self.span(c) {
            Span { values: Some(values), partial: false } => values,
            Span { values: Some(values), partial: true } => values.hull(c.all()),
            _ => c.all(),
        }
    }

    /// In which direction the points move with an unknown.
    pub fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        self.kind().slope(c, directions)
    }

    /// The values of an unknown at which the points change, or how they change.
    pub fn breakpoints(&self, c: &Context<'_>, find: &mut Finder<'_>) {
        self.kind().breakpoints(c, find);
    }

    /// Adds the fields that decide the points to those found already, in the order the rule names them.
    pub fn fields(&self, program: &Program, found: &mut Vec<FieldId>) {
        match self {
            // Nothing of the company alone decides.
            _ if self.kind().settled_by() != SettledBy::Figures => {}
            Rule::BestOf(best) => best.list.iter().for_each(|a| a.rule.fields(program, found)),
            _ => self.named_fields(program, found),
        }
    }

    /// The same with those that are only shown.
    pub fn named_fields(&self, program: &Program, found: &mut Vec<FieldId>) {
        self.formulas().into_iter().for_each(|at| program.fields(at, found));
        self.kind().fields(found);
    }

    /// The formulas that it reads.
    pub fn formulas(&self) -> Vec<ExprId> {
        let mut found = Vec::new();
        self.kind().formulas(&mut found);
        found
    }

    /// The amounts that it holds, each with whether more of it gives more points.
    pub fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        self.kind().amounts(visit);
    }

    /// Whether a number of the scheme decides the points, as an amount or in a formula.
    pub fn reads(&self, program: &Program, quantity: QuantityId) -> bool {
        let mut found = false;
        self.amounts(&mut |amount, _| found |= amount.holds(quantity));
        found || self.formulas().iter().any(|at| program.reads(*at, Unknown::Quantity(quantity)))
    }

    /// Whether points follow the value in proportion somewhere.
    pub fn is_gradual(&self) -> bool {
        self.kind().is_gradual()
    }
}
