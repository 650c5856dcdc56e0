//! A curve (线性插值): straight lines between points, flat outside them.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, ExprId, Fault, Finder, IntegerPoints, Interval, Measure,
    Num, Packed, RuleKind, Slope, Span, Step, Working, members,
};
use crate::scheme::amount::Amount;

/// Straight lines between points.
#[derive(Debug)]
pub struct Curve {
    /// The measured quantity.
    pub value: Measure,
    /// Value and points, values rising; two at least.
    pub corners: Vec<(Num, Num)>,
}

members!(Curve { value, corners });

impl Curve {
    /// The corners on either side of a value; the same one twice outside them.
    fn sides(&self, x: Num) -> Option<[(Num, Num); 2]> {
        let next = self.corners.partition_point(|corner| corner.0 <= x);
        let after = self.corners.get(next).or(self.corners.last())?;
        let before = self.corners.get(next.saturating_sub(1))?;
        Some(if next == 0 { [*after, *after] } else { [*before, *after] })
    }

    /// The points at a value; `None` where they do not fit the exact arithmetic.
    fn points(&self, x: Num) -> Option<Num> {
        let [(x0, y0), (x1, y1)] = self.sides(x)?;
        if x0 == x1 {
            return Some(y0);
        }
        let share = x.sub(x0)?.div(x1.sub(x0)?)?;
        y0.add(y1.sub(y0)?.mul(share)?)
    }

    /// Where they can lie: from one corner to the other where they do not fit.
    fn points_within(&self, x: Num, c: &Context<'_>) -> Option<Interval> {
        if let Some(points) = self.points(x) {
            return Some(Interval::exact(points));
        }
        c.env.widen();
        self.sides(x).map(|[a, b]| Interval::exact(a.1).hull(Interval::exact(b.1)))
    }
}

impl RuleKind for Curve {
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let x = c.value(&self.value)?;
        let points = self.points(x).ok_or(Fault::TooLarge(self.value.formula))?;
        Ok(Earned::of(points, Some(x)))
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let Span { values: Some(x), partial } = c.span(&self.value) else { return Span::NOTHING };
        let ends = [x.lo.or(self.corners.first().map(|c| c.0)), x.hi.or(self.corners.last().map(|c| c.0))];
        let mut values = None;
        for points in ends.into_iter().flatten().filter_map(|end| self.points_within(end, c)) {
            Interval::extend(&mut values, points);
        }
        for corner in self.corners.iter().filter(|corner| x.contains(corner.0)) {
            Interval::extend(&mut values, Interval::exact(corner.1));
        }
        Span { values, partial }
    }

    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        let slope = directions.of_number(c.program, self.value.formula);
        if self.corners.windows(2).all(|c| c[0].1 <= c[1].1) {
            slope
        } else if self.corners.windows(2).all(|c| c[0].1 >= c[1].1) {
            slope.flip()
        } else {
            slope.either()
        }
    }

    fn breakpoints(&self, _: &Context<'_>, find: &mut Finder<'_>) {
        find.levels(self.value.formula, self.corners.iter().map(|corner| corner.0), true);
    }

    fn next_step(&self, _: &Context<'_>, _: &Enterprise, _: Num) -> Option<Step> {
        None
    }

    fn integer(&self, _: &mut Compiler<'_>, _: Num) -> Option<IntegerPoints> {
        None
    }

    fn formulas(&self, found: &mut Vec<ExprId>) {
        found.push(self.value.formula);
    }

    fn amounts<'a>(&'a self, _: &mut dyn FnMut(&'a Amount, bool)) {}

    fn is_gradual(&self) -> bool {
        true
    }

    fn working(&self, _: Option<Earned>) -> Working<'_> {
        let landmarks = self.corners.iter().map(|corner| corner.0).collect();
        Working { landmarks, ..Working::of(Basis::Measured(&self.value)) }
    }
}
