//! A choice (选项): the points of a named level.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, FieldId, Finder, IntegerPoints, Interval,
    Num, Packed, RuleKind, Slope, Span, Step, Working, integer, members,
};
use crate::dictionary::Value;
use crate::formula::Unknown;
use crate::gather::GatherAll;
use crate::scheme::amount::Amount;

/// A named level.
#[derive(Debug)]
pub struct Choice {
    /// The choice field.
    pub field: FieldId,
    /// Points of each of its levels.
    pub points: Vec<Amount>,
}

members!(Choice { field, points });

impl RuleKind for Choice {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        match c.env.values[self.field] {
            Value::Level(level) => Ok(Earned::of(c.exact(&self.points[level])?, None)),
            _ => Err(Fault::Unknown),
        }
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let possible = match c.env.values[self.field] {
            Value::Level(level) => &self.points[level..=level],
            _ => &self.points,
        };
        let mut values = None;
        for points in possible {
            Interval::extend(&mut values, c.amount(points));
        }
        Span { values, partial: false }
    }

    fn slope(&self, _: &Context<'_>, directions: &Directions<'_>) -> Slope {
        if directions.what == Unknown::Field(self.field) { Slope::BOTH } else { Slope::FLAT }
    }

    fn breakpoints(&self, _: &Context<'_>, _: &mut Finder<'_>) {}

    fn next_step(&self, _: &Context<'_>, _: &Enterprise, now: Num) -> Option<Step> {
        let worth = |level: &usize| self.points[*level].known().filter(|points| *points > now);
        let level = (0..self.points.len()).filter(|level| worth(level).is_some()).min_by_key(worth)?;
        Step::plain(worth(&level)?, now, vec![(self.field, Value::Level(level))])
    }

    fn integer(&self, compiler: &mut Compiler<'_>, max: Num) -> Option<IntegerPoints> {
        let points = self.points.iter().map(|points| integer::capped(points.known()?, max));
        Some(IntegerPoints::Choice { level: compiler.field(self.field), points: points.gather_all()? })
    }

    fn formulas(&self, _: &mut Vec<ExprId>) {}

    fn fields(&self, found: &mut Vec<FieldId>) {
        found.push(self.field);
    }

    fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        self.points.iter().for_each(|points| visit(points, true));
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        Working::of(Basis::Field(self.field))
    }
}
