//! Scores of companies given as plain numbers: the same exact arithmetic in 64-bit integers, for what fits them. What does
//! not (a missing figure that matters, long decimals, a company at odds with itself, a scheme with curves) is `None` here
//! and left to [`crate::score`], which also has the words for what is wrong.

use crate::dictionary::{Dictionary, Kind};
use crate::formula::{At, Compare, Instr};
use crate::number::{Num, unit};
use crate::scheme::model::{Condition, Direction, Edge, GroupKind, Rule, Scheme};
use crate::score::known;

/// Every integer here is in millionths: of 万元 or people, and of points.
const SCALE: i64 = 1_000_000;
/// Digits of that.
const PLACES: u32 = 6;
/// Largest integer, some ten trillion yuan; a double holds every one up to it.
const LIMIT: i64 = 1 << 50;
/// Largest numerator and denominator of an edge: the difference of two products with a figure still fits 64 bits.
const EDGE_LIMIT: i64 = 1 << 11;
/// Beyond [`LIMIT`] on either side even after a subtraction that wraps.
const MISSING: i64 = i64::MIN;

/// The place of an integer: a field of the dictionary, a constant, a sum, the total, or points.
type Place = usize;

/// A scheme compiled for integers.
pub struct Fast {
    dictionary: &'static Dictionary,
    /// Nothing known but the constants.
    room: Vec<i64>,
    sums: Vec<Sum>,
    groups: Vec<Group>,
    gates: Vec<Truth>,
    routes: Vec<Truth>,
    condition: Option<Truth>,
    /// Sums of points.
    late: Vec<Sum>,
    /// What the total is rounded to, in millionths.
    step: i64,
    /// How many of those make a point.
    steps: f64,
    /// Where the total stands, points of groups and of indicators behind it.
    total: Place,
}

/// How the figures of one list of fields are read.
pub struct Layout {
    slots: Vec<Slot>,
    /// Fields of which the first is a part of the second.
    parts: Vec<(Place, Place)>,
}

/// How one figure is read: `x * factor` is whole and from `lo` to `hi`, and `each` times that its integer.
struct Slot {
    factor: f64,
    lo: f64,
    hi: f64,
    each: i64,
    field: Place,
}

/// One step of a formula.
struct Sum {
    what: What,
    a: Place,
    b: Place,
    to: Place,
}

#[derive(Clone, Copy)]
enum What {
    Add,
    Sub,
    Min,
    Max,
}

struct Group {
    max: i64,
    floor: i64,
    items: Vec<Points>,
}

enum Points {
    Bands { value: Ratio, bands: Vec<Band>, otherwise: i64 },
    Choice { field: Place, points: Vec<i64> },
    Flag { field: Place, points: i64, otherwise: i64 },
    Truth { when: Truth, points: i64, otherwise: i64 },
    BestOf { list: Vec<Points>, max: i64 },
}

/// A value is on the right side of an edge `n / d` where `value * d - n` is at least `least`; both signs are turned for an
/// upper edge.
struct Band {
    n: i64,
    d: i64,
    least: i64,
    points: i64,
}

/// `(n - minus) / d`.
struct Ratio {
    n: Place,
    minus: Place,
    d: Place,
}

enum Truth {
    Const(bool),
    Flag(Place),
    Level(Place, i64),
    Compare(Compare, Ratio, Ratio),
    And(Box<Truth>, Box<Truth>),
    Or(Box<Truth>, Box<Truth>),
    Not(Box<Truth>),
    If(Box<Truth>, Box<Truth>, Box<Truth>),
    EveryFloor,
}

// ---------------------------------------------------------------------------------------------------------------------
// Compiling

fn scaled(x: Num) -> Option<i64> {
    let (n, d) = x.mul(Num::int(SCALE))?.reduced().parts();
    i64::try_from(n).ok().filter(|n| d == 1 && n.abs() <= LIMIT)
}

struct Compiler<'a> {
    scheme: &'a Scheme,
    room: Vec<i64>,
    zero: Place,
    one: Place,
    total: Place,
    sums: Vec<Sum>,
}

impl Fast {
    /// `None` for a scheme that needs more than whole millionths.
    pub fn compile(scheme: &Scheme) -> Option<Fast> {
        // Stages, open numbers and deductions are for the general path, and so is a verdict without a condition on points.
        let plain = scheme.stages.is_empty()
            && scheme.quantities.is_empty()
            && scheme.groups.iter().all(|g| g.kind != GroupKind::Deduction && g.max.is_some())
            && scheme.pass.as_ref().is_none_or(|p| p.when.is_some());
        if !plain {
            return None;
        }
        let mut room = vec![MISSING; scheme.dictionary.fields.len()];
        let zero = room.len();
        room.extend([0, SCALE]);
        let total = room.len();
        room.resize(total + 1 + scheme.point_ids.len(), MISSING);
        let mut c = Compiler { scheme, room, zero, one: zero + 1, total, sums: Vec::new() };
        let mut groups = Vec::new();
        for g in &scheme.groups {
            let indicators = &scheme.indicators[g.indicators.clone()];
            let items = indicators.iter().map(|i| c.points(&i.rule, known(&i.max)?)).collect::<Option<_>>()?;
            groups.push(Group { max: scaled(g.max?)?, floor: g.floor.map_or(Some(i64::MIN), scaled)?, items });
        }
        let mut truths = |list: &[Condition]| list.iter().map(|x| c.truth(x.when)).collect::<Option<Vec<_>>>();
        let gates = truths(&scheme.gates)?;
        let routes = scheme.pass.as_ref().map_or(Some(Vec::new()), |p| truths(&p.or))?;
        let sums = std::mem::take(&mut c.sums);
        let condition = match &scheme.pass {
            Some(pass) => Some(c.truth(pass.when?)?),
            None => None,
        };
        let step = 10i64.pow(PLACES.checked_sub(scheme.precision)?);
        Some(Fast {
            dictionary: scheme.dictionary,
            room: c.room,
            sums,
            groups,
            gates,
            routes,
            condition,
            late: c.sums,
            step,
            steps: (SCALE / step) as f64,
            total,
        })
    }

    /// How companies of these fields are read, by their place in the dictionary, and room for one; `None` where a field is
    /// of a kind that is not read here.
    pub fn layout(&self, fields: &[u16]) -> Option<(Layout, Vec<i64>)> {
        let slot = |&field: &u16| {
            let field = usize::from(field);
            let up_to = |hi: usize| Slot { factor: 1.0, lo: 0.0, hi: hi as f64, each: 1, field };
            Some(match &self.dictionary.fields.get(field)?.kind {
                Kind::Flag => up_to(1),
                Kind::Choice(levels) => up_to(levels.len().checked_sub(1)?),
                Kind::Number { unit: name, whole, range, .. } => {
                    let scale = scaled(unit(name)?.1).filter(|s| *s > 0)?;
                    let (factor, each) = if *whole { (1, scale) } else { (scale, 1) };
                    let end = |e: Option<Num>, open: i64| Some(e.map_or(Some(open), scaled)? / each);
                    let (lo, hi) = (end(range.lo, -LIMIT)?, end(range.hi, LIMIT)?);
                    Slot { factor: factor as f64, lo: lo as f64, hi: hi as f64, each, field }
                }
                Kind::Date => return None,
            })
        };
        let slots: Vec<Slot> = fields.iter().map(slot).collect::<Option<_>>()?;
        let given = |place: Place| slots.iter().any(|s| s.field == place);
        let part = |slot: &Slot| match self.dictionary.fields[slot.field].kind {
            Kind::Number { at_most: Some(whole), .. } if given(whole) => Some((slot.field, whole)),
            _ => None,
        };
        let parts = slots.iter().filter_map(part).collect();
        Some((Layout { slots, parts }, self.room.clone()))
    }
}

impl Compiler<'_> {
    fn points(&mut self, rule: &Rule, max: Num) -> Option<Points> {
        let capped = |p: Num| scaled(p.min(max));
        Some(match rule {
            Rule::Bands { value, direction, bands, otherwise } => {
                let value = self.ratio(value.formula)?;
                let bands = bands.iter().map(|b| {
                    // The other edge is where a better band began, which was asked before.
                    let (edge, sign) = match direction {
                        Direction::Rising => (b.lo.as_ref(), 1),
                        Direction::Falling => (b.hi.as_ref(), -1),
                        Direction::Between => return None,
                    };
                    let Some(edge) = edge else {
                        return Some(Band { n: 0, d: 0, least: 0, points: capped(known(&b.points)?)? });
                    };
                    self.band(edge, sign, &value, capped(known(&b.points)?)?)
                });
                Points::Bands { bands: bands.collect::<Option<_>>()?, value, otherwise: scaled(*otherwise)? }
            }
            Rule::Choice { field, points } => Points::Choice {
                field: *field,
                points: points.iter().map(|p| capped(known(p)?)).collect::<Option<_>>()?,
            },
            Rule::Flag { when, points, otherwise } => {
                let (points, otherwise) = (capped(known(points)?)?, capped(*otherwise)?);
                match self.truth(*when)? {
                    Truth::Flag(field) => Points::Flag { field, points, otherwise },
                    when => Points::Truth { when, points, otherwise },
                }
            }
            Rule::BestOf(list) => {
                let list = list.iter().map(|a| self.points(&a.rule, max)).collect::<Option<_>>()?;
                Points::BestOf { list, max: scaled(max)? }
            }
            _ => return None,
        })
    }

    fn band(&self, edge: &Edge, sign: i64, value: &Ratio, points: i64) -> Option<Band> {
        let (n, d) = edge.at.reduced().parts();
        let within = |x: i128, limit: i64| i64::try_from(x).ok().filter(|x| x.abs() <= limit);
        // What a numerator is multiplied with: a figure, or the scale where there is no denominator.
        let limit = if value.d == self.one { EDGE_LIMIT * (LIMIT / SCALE) } else { EDGE_LIMIT };
        Some(Band {
            n: sign * within(n, limit)?,
            d: sign * within(d, EDGE_LIMIT)?,
            least: i64::from(!edge.inclusive),
            points,
        })
    }

    fn ratio(&mut self, at: At) -> Option<Ratio> {
        Some(match self.scheme.program.instr(at) {
            Instr::Div(a, b) => Ratio { n: self.place(a)?, minus: self.zero, d: self.place(b)? },
            Instr::Growth(a, b) => {
                let (now, before) = (self.place(a)?, self.place(b)?);
                Ratio { n: now, minus: before, d: before }
            }
            _ => Ratio { n: self.place(at)?, minus: self.zero, d: self.one },
        })
    }

    fn place(&mut self, at: At) -> Option<Place> {
        let (what, a, b) = match self.scheme.program.instr(at) {
            Instr::Field(f) => return Some(f),
            Instr::Num(c) => {
                self.room.push(scaled(self.scheme.program.constant(c))?);
                return Some(self.room.len() - 1);
            }
            Instr::Total => return Some(self.total),
            Instr::Points(i) => return Some(self.total + 1 + i),
            Instr::Add(a, b) => (What::Add, self.place(a)?, self.place(b)?),
            Instr::Sub(a, b) => (What::Sub, self.place(a)?, self.place(b)?),
            Instr::Neg(a) => (What::Sub, self.zero, self.place(a)?),
            Instr::Min(a, b) => (What::Min, self.place(a)?, self.place(b)?),
            Instr::Max(a, b) => (What::Max, self.place(a)?, self.place(b)?),
            _ => return None,
        };
        self.room.push(MISSING);
        let to = self.room.len() - 1;
        self.sums.push(Sum { what, a, b, to });
        Some(to)
    }

    fn truth(&mut self, at: At) -> Option<Truth> {
        Some(match self.scheme.program.instr(at) {
            Instr::Bool(b) => Truth::Const(b),
            Instr::Flag(f) => Truth::Flag(f),
            Instr::Level(f, l) => Truth::Level(f, i64::try_from(l).ok()?),
            Instr::Compare(c, a, b) => Truth::Compare(c, self.ratio(a)?, self.ratio(b)?),
            Instr::And(a, b) => Truth::And(self.part(a)?, self.part(b)?),
            Instr::Or(a, b) => Truth::Or(self.part(a)?, self.part(b)?),
            Instr::Not(a) => Truth::Not(self.part(a)?),
            Instr::If(c, a, b) => Truth::If(self.part(c)?, self.part(a)?, self.part(b)?),
            Instr::EveryFloor => Truth::EveryFloor,
            _ => return None,
        })
    }

    fn part(&mut self, at: At) -> Option<Box<Truth>> {
        self.truth(at).map(Box::new)
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Running

impl Layout {
    /// Takes the figures of one company, checked as [`crate::company`] does.
    #[inline(always)]
    pub fn read(&self, figures: &[f64], values: &mut [i64]) -> Option<()> {
        for (slot, &x) in self.slots.iter().zip(figures) {
            let n = (x * slot.factor).round_ties_even();
            // n / factor is the correctly rounded quotient of two exact doubles, so equality proves the decimal.
            if n / slot.factor != x || n < slot.lo || n > slot.hi {
                return None;
            }
            *values.get_mut(slot.field)? = n as i64 * slot.each;
        }
        for &(part, whole) in &self.parts {
            if values[part] > values[whole] {
                return None;
            }
        }
        Some(())
    }
}

#[inline(always)]
fn sums(list: &[Sum], values: &mut [i64]) {
    for sum in list {
        let (a, b) = (values[sum.a], values[sum.b]);
        let found = match sum.what {
            // Neither is beyond LIMIT or the result is not used.
            What::Add => a.wrapping_add(b),
            What::Sub => a.wrapping_sub(b),
            What::Min => a.min(b),
            What::Max => a.max(b),
        };
        let sound = a.unsigned_abs().max(b.unsigned_abs()).max(found.unsigned_abs()) <= LIMIT as u64;
        values[sum.to] = if sound { found } else { MISSING };
    }
}

impl Fast {
    /// The total alone.
    #[inline(always)]
    pub fn total(&self, values: &mut [i64]) -> Option<f64> {
        sums(&self.sums, values);
        let mut total = 0;
        for group in &self.groups {
            let mut sum = 0;
            for item in &group.items {
                match item.of(values) {
                    MISSING => return None,
                    points => sum += points,
                }
            }
            total += sum.min(group.max);
        }
        Some(self.rounded(total) as f64 / self.steps)
    }

    /// The total, and whether the company passes where the scheme has a condition for that.
    pub fn score(&self, values: &mut [i64]) -> Option<(f64, Option<bool>)> {
        sums(&self.sums, values);
        let mut total = 0;
        let mut floors = true;
        let mut at = self.total + 1 + self.groups.len();
        for (i, group) in self.groups.iter().enumerate() {
            let mut sum = 0;
            for item in &group.items {
                match item.of(values) {
                    MISSING => return None,
                    points => {
                        sum += points;
                        values[at] = points;
                        at += 1;
                    }
                }
            }
            let capped = sum.min(group.max);
            values[self.total + 1 + i] = capped;
            floors &= capped >= group.floor;
            total += capped;
        }
        let steps = self.rounded(total);
        values[self.total] = steps * self.step;
        sums(&self.late, values);
        let mut gates = true;
        for gate in &self.gates {
            gates &= gate.of(values, floors)?;
        }
        // Every route is asked: a fault in one is the company's, whichever way it passes.
        let mut met = false;
        for route in &self.routes {
            met |= route.of(values, floors)?;
        }
        let passed = match &self.condition {
            Some(condition) => Some((condition.of(values, floors)? | met) & gates),
            None => None,
        };
        Some((steps as f64 / self.steps, passed))
    }

    /// Half away from zero.
    #[inline(always)]
    fn rounded(&self, sum: i64) -> i64 {
        (sum + sum.signum() * (self.step / 2)) / self.step
    }
}

impl Points {
    /// [`MISSING`] where something needed is not known.
    fn of(&self, values: &[i64]) -> i64 {
        match self {
            Points::Bands { value, bands, otherwise } => {
                let Some((n, d)) = value.of(values) else { return MISSING };
                for band in bands {
                    if n * band.d - band.n * d >= band.least {
                        return band.points;
                    }
                }
                *otherwise
            }
            Points::Flag { field, points, otherwise } => match values[*field] {
                MISSING => MISSING,
                0 => *otherwise,
                _ => *points,
            },
            Points::Truth { when, points, otherwise } => match when.of(values, false) {
                Some(true) => *points,
                Some(false) => *otherwise,
                None => MISSING,
            },
            Points::Choice { field, points } => {
                usize::try_from(values[*field]).ok().and_then(|l| points.get(l).copied()).unwrap_or(MISSING)
            }
            Points::BestOf { list, max } => {
                let mut best = MISSING;
                for rule in list {
                    match rule.of(values) {
                        MISSING => return MISSING,
                        // Nothing can beat the maximum; what is missing further on does not matter.
                        points if points == *max => return points,
                        points => best = best.max(points),
                    }
                }
                best
            }
        }
    }
}

impl Ratio {
    /// Numerator and positive denominator, each at most [`LIMIT`].
    #[inline(always)]
    fn of(&self, values: &[i64]) -> Option<(i64, i64)> {
        let n = values[self.n].wrapping_sub(values[self.minus]);
        let d = values[self.d];
        (d > 0 && d <= LIMIT && n.unsigned_abs() <= LIMIT as u64).then_some((n, d))
    }
}

impl Truth {
    fn of(&self, values: &[i64], floors: bool) -> Option<bool> {
        let known = |field: &Place| Some(values[*field]).filter(|v| *v != MISSING);
        Some(match self {
            Truth::Const(b) => *b,
            Truth::Flag(f) => known(f)? != 0,
            Truth::Level(f, l) => known(f)? == *l,
            Truth::Compare(c, a, b) => {
                let ((a, b), (x, y)) = (a.of(values)?, b.of(values)?);
                let order = (i128::from(a) * i128::from(y)).cmp(&(i128::from(x) * i128::from(b)));
                match c {
                    Compare::Eq => order.is_eq(),
                    Compare::Ne => order.is_ne(),
                    Compare::Lt => order.is_lt(),
                    Compare::Le => order.is_le(),
                    Compare::Gt => order.is_gt(),
                    Compare::Ge => order.is_ge(),
                }
            }
            Truth::And(a, b) => a.of(values, floors)? && b.of(values, floors)?,
            Truth::Or(a, b) => a.of(values, floors)? || b.of(values, floors)?,
            Truth::Not(a) => !a.of(values, floors)?,
            Truth::If(c, a, b) => if c.of(values, floors)? { a } else { b }.of(values, floors)?,
            Truth::EveryFloor => floors,
        })
    }
}
