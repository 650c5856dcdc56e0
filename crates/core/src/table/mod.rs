//! Scores of companies given as plain numbers: the same exact arithmetic in 64-bit integers, for what fits them. What does
//! not (a missing figure that matters, a divisor of 0, long decimals, a company at odds with itself, a scheme with curves) is
//! `None` here and left to [`crate::score`], which also has the words for what is wrong.

use crate::dictionary::{Dictionary, Kind, Value};
use crate::facts::How;
use crate::formula::integer::{Compiler, LIMIT, MISSING, SCALE, Slot, Sum, Truth, add_up, scaled};
use crate::gather::{Gather, GatherAll};
use crate::number::{Num, unit};
use crate::scheme::model::{Condition, GroupKind, Scheme};
use crate::scheme::rules::IntegerPoints;
use crate::score::rounded_steps;

/// Digits of a millionth.
const PLACES: u32 = 6;

/// A scheme compiled for integers.
pub struct IntegerScheme {
    dictionary: &'static Dictionary,
    /// Nothing known but the constants.
    known: Vec<i64>,
    sums: Vec<Sum>,
    groups: Vec<Group>,
    gates: Vec<Truth>,
    routes: Vec<Truth>,
    condition: Option<Truth>,
    /// Sums that the verdict needs.
    late: Vec<Sum>,
    /// What the total is rounded to, in millionths.
    step: i64,
    /// How many of those make a point.
    steps: f64,
    /// Where it is whether every group reaches its floor.
    floors: Slot,
    /// Where the total is, points of groups and of indicators behind it.
    total: Slot,
}

/// How the figures of one list of fields are read.
pub struct Layout {
    columns: Vec<Column>,
    /// Fields of which the first is a part of the second.
    parts: Vec<(Slot, Slot)>,
    /// Flags and choices of which the first, at some levels, says what the second is.
    implied: Vec<(Slot, u64, Slot, i64)>,
}

/// How one figure is read: `x * factor` is whole and from `lo` to `hi`, and `each` times that its integer.
struct Column {
    factor: f64,
    lo: f64,
    hi: f64,
    each: i64,
    field: Slot,
}

struct Group {
    max: i64,
    floor: i64,
    items: Vec<IntegerPoints>,
}

impl IntegerScheme {
    /// `None` for a scheme that needs more than whole millionths.
    pub fn compile(scheme: &Scheme) -> Option<IntegerScheme> {
        // Stages, open numbers and deductions are for the general path, and so is a verdict without a condition on points.
        let plain = scheme.stages.is_empty()
            && scheme.quantities.is_empty()
            && scheme.groups.iter().all(|g| g.kind != GroupKind::Deduction && g.max.is_some())
            && scheme.pass.as_ref().is_none_or(|p| p.when.is_some())
            && !scheme.dictionary.facts().iter().any(|fact| fact.can_differ(&scheme.fields));
        if !plain {
            return None;
        }
        let mut c = Compiler::new(&scheme.program, scheme.dictionary.fields.len(), scheme.point_ids.len());
        let mut groups = Vec::new();
        for g in &scheme.groups {
            let indicators = &scheme.indicators[g.indicators.clone()];
            let items = indicators.iter().map(|i| i.rule.kind().integer(&mut c, i.max.known()?)).gather_all()?;
            groups.push(Group { max: scaled(g.max?)?, floor: g.floor.map_or(Some(i64::MIN), scaled)?, items });
        }
        let sums = std::mem::take(&mut c.sums);
        let mut truths = |list: &[Condition]| list.iter().map(|x| c.truth(x.when)).gather_all();
        let gates = truths(&scheme.gates)?;
        let routes = scheme.pass.as_ref().map_or(Some(Vec::new()), |p| truths(&p.or))?;
        let condition = match &scheme.pass {
            Some(pass) => Some(c.truth(pass.when?)?),
            None => None,
        };
        let step = 10i64.pow(PLACES.checked_sub(scheme.precision)?);
        Some(IntegerScheme {
            dictionary: scheme.dictionary,
            known: c.known,
            sums,
            groups,
            gates,
            routes,
            condition,
            late: c.sums,
            step,
            steps: (SCALE / step) as f64,
            floors: c.floors,
            total: c.total,
        })
    }

    /// How companies of these fields are read, by their place in the dictionary, and room for one; `None` where a field is
    /// of a kind that is not read here.
    pub fn layout(&self, fields: &[u16]) -> Option<(Layout, Vec<i64>)> {
        let slot = |&field: &u16| {
            let field = usize::from(field);
            let up_to = |hi: usize| Column { factor: 1.0, lo: 0.0, hi: hi as f64, each: 1, field };
            Some(match &self.dictionary.fields.get(field)?.kind {
                Kind::Flag => up_to(1),
                Kind::Choice(levels) => up_to(levels.len().checked_sub(1)?),
                Kind::Number { unit: name, whole, range, .. } => {
                    let scale = scaled(unit(name)?.1).filter(|s| *s > 0)?;
                    let (factor, each) = if *whole { (1, scale) } else { (scale, 1) };
                    let end = |e: Option<Num>, open: i64| Some(e.map_or(Some(open), scaled)? / each);
                    let (lo, hi) = (end(range.lo, -LIMIT)?, end(range.hi, LIMIT)?);
                    Column { factor: factor as f64, lo: lo as f64, hi: hi as f64, each, field }
                }
                Kind::Date => return None,
            })
        };
        let slots: Vec<Column> = fields.iter().map(slot).gather_all()?;
        let given = |place: Slot| slots.iter().any(|s| s.field == place);
        let part = |slot: &Column| match self.dictionary.fields[slot.field].kind {
            Kind::Number { at_most: Some(whole), .. } if given(whole.index()) => Some((slot.field, whole.index())),
            _ => None,
        };
        let parts = slots.iter().filter_map(part).gather();
        let mut implied = Vec::new();
        for fact in self.dictionary.facts().iter().filter(|fact| fact.fields().iter().all(|f| given(f.index()))) {
            match &fact.how {
                How::Level(levels, Value::Flag(is)) => {
                    implied.push((fact.from.index(), *levels, fact.to.index(), i64::from(*is)));
                }
                // Figures that are at odds are told by the general path.
                How::Level(..) => return None,
                _ => {}
            }
        }
        Some((Layout { columns: slots, parts, implied }, self.known.clone()))
    }
}

impl Layout {
    /// Takes the figures of one company, checked as [`crate::company`] does.
    #[inline(always)]
    pub fn read(&self, figures: &[f64], values: &mut [i64]) -> Option<()> {
        for (slot, &x) in self.columns.iter().zip(figures) {
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
        for &(from, levels, to, is) in &self.implied {
            if levels >> values[from] & 1 == 1 && values[to] != is {
                return None;
            }
        }
        Some(())
    }
}

impl IntegerScheme {
    /// The total alone.
    #[inline(always)]
    pub fn total(&self, values: &mut [i64]) -> Option<f64> {
        add_up(&self.sums, values);
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
        Some(rounded_steps(total, self.step) as f64 / self.steps)
    }

    /// The total, and whether the company passes where the scheme has a condition for that.
    pub fn score(&self, values: &mut [i64]) -> Option<(f64, Option<bool>)> {
        add_up(&self.sums, values);
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
        let steps = rounded_steps(total, self.step);
        values[self.total] = steps * self.step;
        values[self.floors] = i64::from(floors);
        add_up(&self.late, values);
        let holds = |truth: &Truth| match truth.of(values) {
            MISSING => None,
            known => Some(known != 0),
        };
        let mut gates = true;
        for gate in &self.gates {
            gates &= holds(gate)?;
        }
        // Every route is asked: a fault in one is the company's, whichever way it passes.
        let mut met = false;
        for route in &self.routes {
            met |= holds(route)?;
        }
        let passed = match &self.condition {
            Some(condition) => Some((holds(condition)? | met) & gates),
            None => None,
        };
        Some((steps as f64 / self.steps, passed))
    }
}
