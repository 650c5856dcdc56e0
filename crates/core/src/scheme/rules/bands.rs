//! Bands (分档): the points of the best step that the value reaches.

use super::{
    Basis, Compiler, Context, Directions, Earned, Enterprise, Env, ExprId, Fault, Finder, IntegerPoints, Interval,
    Measure, Num, Packed, RuleKind, Slope, Span, Step, Working, integer, members, variants,
};
use crate::dictionary::Value;
use crate::gather::Gather;
use crate::reach::{distance, reach};
use crate::scheme::amount::Amount;

/// Steps.
#[derive(Debug)]
pub struct Bands {
    /// The measured quantity.
    pub value: Measure,
    /// Which edge of a band decides.
    pub direction: Direction,
    /// Best first.
    pub bands: Vec<Band>,
    /// Points in no band.
    pub otherwise: Num,
}

/// Which edge of a band decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better: the lower edge.
    Rising,
    /// Less is better: the upper edge.
    Falling,
    /// Both edges.
    Between,
}

/// A step. Edges that the file leaves to the neighbouring band are filled in.
#[derive(Debug)]
pub struct Band {
    /// Lower edge.
    pub lo: Option<Edge>,
    /// Upper edge.
    pub hi: Option<Edge>,
    /// Points in it.
    pub points: Amount,
}

/// An edge of a band.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Where it is, in base units.
    pub at: Num,
    /// Whether a value on it belongs to the band.
    pub inclusive: bool,
    /// The edge as the file writes it.
    pub text: String,
}

members!(Bands { value, direction, bands, otherwise });
members!(Band { lo, hi, points });
members!(Edge { at, inclusive, text });
variants!(Direction { Rising; Falling; Between; });

impl Edge {
    /// The same edge, of the band on its other side.
    pub fn flipped(&self) -> Edge {
        Edge { inclusive: !self.inclusive, ..self.clone() }
    }

    fn is_reached_from_below(&self, x: Num) -> bool {
        if self.inclusive { x >= self.at } else { x > self.at }
    }

    fn is_reached_from_above(&self, x: Num) -> bool {
        if self.inclusive { x <= self.at } else { x < self.at }
    }
}

impl Band {
    /// Whether a value stands in it, if it stands in no better one.
    #[inline]
    pub fn contains(&self, x: Num, direction: Direction) -> bool {
        // The other edge is where a better band began, which was asked before.
        (direction == Direction::Falling || self.lo.as_ref().is_none_or(|e| e.is_reached_from_below(x)))
            && (direction == Direction::Rising || self.hi.as_ref().is_none_or(|e| e.is_reached_from_above(x)))
    }

    /// Whether an interval of values meets it.
    fn meets(&self, x: Interval) -> bool {
        self.lo.as_ref().is_none_or(|e| x.hi.is_none_or(|hi| e.is_reached_from_below(hi)))
            && self.hi.as_ref().is_none_or(|e| x.lo.is_none_or(|lo| e.is_reached_from_above(lo)))
    }
}

impl Bands {
    /// Every edge, lower before upper.
    pub fn edges(&self) -> impl Iterator<Item = &Edge> {
        self.bands.iter().flat_map(|b| [&b.lo, &b.hi]).flatten()
    }

    /// Whether a value within an interval can stand in no band.
    fn misses(&self, x: Interval) -> bool {
        let low = |b: &Band| b.lo.as_ref().is_none_or(|e| x.lo.is_some_and(|lo| e.is_reached_from_below(lo)));
        let high = |b: &Band| b.hi.as_ref().is_none_or(|e| x.hi.is_some_and(|hi| e.is_reached_from_above(hi)));
        match self.direction {
            Direction::Rising => !self.bands.last().is_some_and(low),
            Direction::Falling => !self.bands.last().is_some_and(high),
            Direction::Between => !self.bands.iter().any(|b| low(b) && high(b)),
        }
    }

    /// Whether a better band never gives less than the next: ranges of points may overlap.
    fn is_ordered(&self, c: &Context<'_>) -> bool {
        let falls = |better: &Interval, worse: &Interval| better.lo.zip(worse.hi).is_some_and(|(a, b)| a >= b);
        let mut points: Vec<Interval> = self.bands.iter().map(|b| c.amount(&b.points)).collect();
        points.push(Interval::exact(self.otherwise));
        points.windows(2).all(|pair| falls(&pair[0], &pair[1]))
    }

    /// The edges of the step that a value stands on: of a band, or of what lies beyond all.
    fn step(&self, band: Option<usize>) -> Option<(Option<Edge>, Option<Edge>)> {
        let last = self.bands.last()?;
        match (band, self.direction) {
            (Some(i), _) => self.bands.get(i).map(|b| (b.lo.clone(), b.hi.clone())),
            (None, Direction::Rising) => Some((None, last.lo.as_ref().map(Edge::flipped))),
            (None, Direction::Falling) => Some((last.hi.as_ref().map(Edge::flipped), None)),
            (None, Direction::Between) => None,
        }
    }

    /// Whether a value stands on an edge with a worse band beyond it. A count that just reaches its band does not.
    fn is_on_edge(&self, band: usize, x: Num) -> bool {
        let band = &self.bands[band];
        let edge = if self.direction == Direction::Falling { &band.hi } else { &band.lo };
        !matches!(self.value.unit.as_str(), "件" | "项" | "个" | "人")
            && edge.as_ref().is_some_and(|e| e.inclusive && e.at == x)
    }
}

impl RuleKind for Bands {
    #[inline]
    fn earned(&self, c: &Context<'_>) -> Result<Earned, Fault> {
        let x = c.value(&self.value)?;
        let band = self.bands.iter().position(|b| b.contains(x, self.direction));
        let points = match band {
            Some(i) => c.exact(&self.bands[i].points)?,
            None => self.otherwise,
        };
        Ok(Earned { band, ..Earned::of(points, Some(x)) })
    }

    fn span(&self, c: &Context<'_>) -> Span {
        let Span { values: Some(x), partial } = c.span(&self.value) else { return Span::NOTHING };
        c.env.spend(self.bands.len() as u64 / 2);
        let mut values = None;
        for band in self.bands.iter().filter(|b| b.meets(x)) {
            Interval::extend(&mut values, c.amount(&band.points));
        }
        if self.misses(x) {
            Interval::extend(&mut values, Interval::exact(self.otherwise));
        }
        Span { values, partial }
    }

    fn slope(&self, c: &Context<'_>, directions: &Directions<'_>) -> Slope {
        let slope = directions.of_number(c.program, self.value.formula);
        match self.direction {
            _ if !slope.moves() => slope,
            Direction::Rising if self.is_ordered(c) => slope,
            Direction::Falling if self.is_ordered(c) => slope.flip(),
            _ => Slope::BOTH,
        }
    }

    fn breakpoints(&self, _: &Context<'_>, find: &mut Finder<'_>) {
        find.levels(self.value.formula, self.edges().map(|e| e.at), false);
    }

    fn next_step(&self, c: &Context<'_>, company: &Enterprise, now: Num) -> Option<Step> {
        let x = c.value(&self.value).ok()?;
        let worth = |b: &&Band| b.points.known().is_some_and(|points| points > now);
        let band = self.bands.iter().rev().find(worth)?;
        let edge = match self.direction {
            Direction::Rising => band.lo.as_ref()?,
            Direction::Falling => band.hi.as_ref()?,
            Direction::Between => [&band.lo, &band.hi].into_iter().flatten().min_by_key(|e| distance(e.at, x))?,
        };
        let mut fields = Vec::new();
        c.program.fields(self.value.formula, &mut fields);
        let measure = |company: &Enterprise| {
            let env = Env { values: company.values(), ..Env::default() };
            c.program.num(self.value.formula, &env).ok()
        };
        let there = |company: &Enterprise| measure(company).is_some_and(|v| band.contains(v, self.direction));
        let mut changes = Vec::new();
        for f in fields {
            let to = reach(company, f, edge.at, &measure, &there);
            changes.extend(to.map(|to| (f, Value::Exact(to))));
        }
        Some(Step {
            points: band.points.known()?,
            edge: Some((edge.at, self.value.unit.clone(), edge.text.clone())),
            gap: distance(edge.at, x),
            changes,
        })
    }

    fn integer(&self, compiler: &mut Compiler<'_>, max: Num) -> Option<IntegerPoints> {
        let value = compiler.ratio(self.value.formula)?;
        let mut bands = Vec::with_capacity(self.bands.len());
        for band in &self.bands {
            let points = integer::capped(band.points.known()?, max)?;
            // The other edge is where a better band began, which was asked before.
            let (edge, upper) = match self.direction {
                Direction::Rising => (band.lo.as_ref(), false),
                Direction::Falling => (band.hi.as_ref(), true),
                Direction::Between => return None,
            };
            bands.push((
                match edge {
                    Some(edge) => compiler.threshold(&value, edge.at, upper, edge.inclusive)?,
                    None => integer::ALWAYS,
                },
                points,
            ));
        }
        Some(IntegerPoints::Bands { value, bands, otherwise: integer::capped(self.otherwise, max)? })
    }

    fn formulas(&self, found: &mut Vec<ExprId>) {
        found.push(self.value.formula);
    }

    fn amounts<'a>(&'a self, visit: &mut dyn FnMut(&'a Amount, bool)) {
        self.bands.iter().for_each(|b| visit(&b.points, true));
    }

    fn working(&self, earned: Option<Earned>) -> Working<'_> {
        let stands = earned.and_then(|e| e.value.map(|x| (e, x)));
        Working {
            step: stands.and_then(|(e, _)| self.step(e.band)),
            step_points: stands.map(|(e, _)| if e.band.is_some() { e.points } else { self.otherwise }),
            on_edge: stands.is_some_and(|(e, x)| e.band.is_some_and(|band| self.is_on_edge(band, x))),
            landmarks: self.edges().map(|e| e.at).gather(),
            ..Working::of(Basis::Measured(&self.value))
        }
    }
}
