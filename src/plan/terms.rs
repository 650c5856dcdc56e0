//! What may move in a plan, how far, and what it takes: the dictionary's estimates, and what a call says otherwise.

use super::moves::movable;
use innopoints_core::company::{Enterprise, highest, lowest};
use innopoints_core::dictionary::{Dictionary, Field, Kind, Value};
use innopoints_core::facts::{Fact, How};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::json::pointer;
use innopoints_core::number::read::quantity;
use innopoints_core::number::{Interval, Num, unit};
use innopoints_core::problem::{Failure, Problem};
use innopoints_core::scheme::model::Scheme;
use innopoints_core::text::parts;

/// No figure that can be entered is larger.
const LARGEST: Num = Num::int(999_999_999_999_999);

/// What a call says about fields, before or instead of the estimates of the dictionary. Later words replace earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    own: Vec<(FieldId, Term)>,
    dictionary: &'static Dictionary,
}

#[derive(Clone, Debug)]
enum Term {
    Fixed,
    Limit(Limit),
    Cost(Num),
}

/// How far a field may go.
#[derive(Clone, Debug)]
enum Limit {
    /// Up (or down) by a share of what it is.
    Share(bool, Num),
    /// Up (or down) by an amount.
    By(bool, Num),
    /// To a value.
    To(Value),
}

impl Terms {
    /// Nothing yet, about the fields of a dictionary: that of the scheme that is asked.
    pub fn by(dictionary: &'static Dictionary) -> Terms {
        Terms { own: Vec::new(), dictionary }
    }

    /// Leaves a field as it is.
    pub fn fix(&mut self, id: &str) -> Result<(), Box<Problem>> {
        let (place, _) = field(self.dictionary, id).map_err(|p| Box::new(p.at("/fix".into())))?;
        self.own.push((place, Term::Fixed));
        Ok(())
    }

    /// Lets a field move: `+20%` or `-10%` of what it is, `+50万元` or `-3`, or up (or down) to a value; of a flag or
    /// choice, to a level. Past years do not move.
    pub fn limit(&mut self, id: &str, text: &str) -> Result<(), Box<Problem>> {
        let said = || {
            let (place, f) = present(self.dictionary, id)?;
            Ok((place, Term::Limit(limit(f, text)?)))
        };
        let term = said().map_err(|p: Failure| Box::new(p.at(pointer("/limit", id))))?;
        self.own.push(term);
        Ok(())
    }

    /// Sets the effort of a unit of a field (of a flag or choice, of any change), in 万元.
    pub fn cost(&mut self, id: &str, text: &str) -> Result<(), Box<Problem>> {
        let said = || {
            let (place, f) = present(self.dictionary, id)?;
            let cost = quantity(text, "").ok().filter(|c| *c > Num::ZERO && c.round(4) == *c);
            let cost = cost.ok_or_else(|| {
                f.problem(
                    "bad_cost",
                    "每单位的花费“{1}”应为大于 0 的数，至多四位小数",
                    "the cost of a unit \"{1}\" must be above 0, with at most four decimals",
                    &[text.into()],
                )
            })?;
            Ok((place, Term::Cost(cost)))
        };
        let term = said().map_err(|p: Failure| Box::new(p.at(pointer("/cost", id))))?;
        self.own.push(term);
        Ok(())
    }

    /// What is wrong with the terms for a scheme: a field that it does not use, a cost of what does not move.
    pub(crate) fn check(&self, scheme: &Scheme) -> Vec<Problem> {
        let mut used = with_wholes(scheme.dictionary, &scheme.fields);
        // What stands in for a figure may be given in its place.
        let stands = |fact: &&Fact| matches!(fact.how, How::Instead) && scheme.fields.contains(&fact.to);
        used.extend(scheme.dictionary.facts().iter().filter(stands).map(|fact| fact.from));
        let same = std::ptr::eq(self.dictionary, scheme.dictionary);
        let shipped = Dictionary::shipped().fields.len();
        let mut problems: Vec<Problem> = Vec::new();
        for (n, (place, term)) in self.own.iter().enumerate() {
            let f = &self.dictionary.fields[*place];
            let moves = movable(scheme, *place).is_some() || self.of(*place).any(|t| matches!(t, Term::Limit(_)));
            let problem = if !used.contains(place) || !(same || place.index() < shipped) {
                f.problem(
                    "not_used",
                    "“{1}”用不到这项数据，对它的设定不起作用",
                    "is not used by \"{1}\", so nothing can be said of it",
                    &[(&scheme.title).into()],
                )
            } else if matches!(term, Term::Cost(_)) && !moves {
                f.problem(
                    "stays",
                    "默认不变动，请同时给出它可以变到哪里",
                    "does not move by default; say how far it may go as well",
                    &[],
                )
            } else {
                continue;
            };
            // Each field is told once.
            if !self.own[..n].iter().any(|before| before.0 == *place) {
                let place = match term {
                    Term::Fixed => "/fix".to_string(),
                    Term::Limit(_) => pointer("/limit", f.id),
                    Term::Cost(_) => pointer("/cost", f.id),
                };
                problems.push(problem.at(place));
            }
        }
        problems
    }

    /// What is said about a field.
    fn of(&self, place: FieldId) -> impl Iterator<Item = &Term> {
        self.own.iter().filter(move |t| t.0 == place).map(|t| &t.1)
    }
}

fn field(dictionary: &Dictionary, id: &str) -> Result<(FieldId, &'static Field), Failure> {
    let place = dictionary.find(id).ok_or_else(|| {
        let mut p = dictionary.unknown("unknown_field", id);
        p.field = Some(id.to_string());
        p
    })?;
    Ok((place, &dictionary.fields[place]))
}

/// A field of a year that is not past.
fn present(dictionary: &Dictionary, id: &str) -> Result<(FieldId, &'static Field), Failure> {
    let (place, f) = field(dictionary, id)?;
    if f.is_past() {
        let (zh, en) = ("是已经过去的年度，不能改变", "belongs to a year that is past and cannot move");
        return Err(f.problem("past", zh, en, &[]));
    }
    Ok((place, f))
}

fn limit(f: &Field, text: &str) -> Result<Limit, Failure> {
    let text = text.trim();
    let signed = [("+", true), ("＋", true), ("-", false), ("－", false)]
        .iter()
        .find_map(|(sign, up)| text.strip_prefix(sign).map(|rest| (*up, rest)));
    if let (Kind::Number { unit, .. }, Some((up, rest))) = (&f.kind, signed) {
        let share = rest.ends_with(['%', '％']) && *unit != "%";
        let whole = matches!(f.kind, Kind::Number { whole: true, .. });
        let size = quantity(rest, if share { "%" } else { unit }).ok();
        let size = size.filter(|size| !size.is_negative() && (share || !whole || size.is_whole()));
        return match size {
            Some(size) if share => Ok(Limit::Share(up, size)),
            Some(size) => Ok(Limit::By(up, size)),
            None => Err(f.problem(
                "bad_limit",
                "“{1}”不是变化的幅度，请写成 +20%、-10% 或 +50{2}",
                "\"{1}\" is no size of a change; write +20%, -10% or +50{2}",
                &[text.into(), f.unit().into()],
            )),
        };
    }
    let value = if text.is_empty() { Value::Missing } else { f.read(text, f.unit())? };
    match value {
        Value::Exact(_) | Value::Flag(_) | Value::Level(_) => Ok(Limit::To(value)),
        _ => Err(f.problem(
            "bad_limit",
            "“{1}”不是可以作为上限或下限的值",
            "\"{1}\" is no value to go to",
            &[text.into()],
        )),
    }
}

/// A field that may move.
#[derive(Clone, Debug)]
pub(crate) struct Moving {
    /// Which.
    pub field: FieldId,
    pub now: Value,
    pub reach: Reach,
}

/// How far it may.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// A number: where it is, its ends, its steps, and the effort of a unit.
    Number { now: Num, lo: Num, hi: Num, step: Num, cost: Num },
    /// Levels and the effort of each.
    Levels(Vec<(Value, Num)>),
}

impl Reach {
    /// All that it can be, as what is not known.
    pub fn range(&self) -> Value {
        match self {
            Reach::Number { lo, hi, .. } => Value::Range(Box::new((*lo, *hi))),
            Reach::Levels(_) => Value::Missing,
        }
    }

    /// Goes up, and down, only where that is said.
    pub fn keep(&mut self, up: bool, down: bool) {
        if let Reach::Number { now, lo, hi, .. } = self {
            *hi = if up { *hi } else { *now };
            *lo = if down { *lo } else { *now };
        }
    }

    /// Whether it cannot move.
    pub fn stays(&self) -> bool {
        match self {
            Reach::Number { lo, hi, .. } => lo == hi,
            Reach::Levels(levels) => levels.is_empty(),
        }
    }
}

impl Moving {
    /// The effort of moving it to a value.
    pub fn cost(&self, to: &Value) -> Option<Num> {
        if *to == self.now {
            return Some(Num::ZERO);
        }
        match (&self.reach, to) {
            (Reach::Number { now, cost, .. }, Value::Exact(to)) => to.sub(*now)?.abs().mul(*cost),
            (Reach::Levels(levels), to) => levels.iter().find(|l| l.0 == *to).map(|l| l.1),
            _ => None,
        }
    }
}

/// Fields, and the wholes that they are parts of.
fn with_wholes(dictionary: &Dictionary, fields: &[FieldId]) -> Vec<FieldId> {
    let mut all: Vec<FieldId> = fields.to_vec();
    let mut next = 0;
    while let Some(&place) = all.get(next) {
        if let Kind::Number { at_most: Some(whole), .. } = dictionary.fields[place].kind
            && !all.contains(&whole)
        {
            all.push(whole);
        }
        next += 1;
    }
    all
}

/// The fields of a list, and the wholes that they are parts of, that may move; `without` some, which stay. Of what stays
/// and is not known a scheme may ask: it is in the way wherever it can lie.
pub(crate) fn moving(
    scheme: &Scheme,
    fields: &[FieldId],
    without: &[FieldId],
    company: &Enterprise,
    terms: &Terms,
) -> Vec<Moving> {
    let mut found: Vec<Moving> = with_wholes(scheme.dictionary, fields)
        .into_iter()
        .filter(|place| !without.contains(place))
        .filter_map(|place| one(scheme, place, company, terms))
        .gather();
    let lies = |place: FieldId| {
        let own = &company.values()[place];
        let own = Interval { lo: lowest(own), hi: highest(own) };
        if scheme.fields.contains(&place) { company.interval(place) } else { own }
    };
    // A part that stays bounds its whole, a whole that stays its parts; what has come to stay bounds others in turn.
    loop {
        found.retain(|m| !m.reach.stays());
        let moves: Vec<FieldId> = found.iter().map(|m| m.field).gather();
        found.iter_mut().for_each(|m| keep_within(scheme.dictionary, m, &moves, &lies));
        if found.iter().all(|m| !m.reach.stays()) {
            return found;
        }
    }
}

/// Keeps a figure above its parts and below its whole, where these do not move.
fn keep_within(dictionary: &Dictionary, m: &mut Moving, moves: &[FieldId], lies: &dyn Fn(FieldId) -> Interval) {
    if let Reach::Number { now, lo, hi, step, .. } = &mut m.reach {
        for (place, f) in dictionary.all() {
            let Kind::Number { at_most: Some(whole), .. } = f.kind else { continue };
            if whole == m.field
                && !moves.contains(&place)
                && let Some(end) = lies(place).hi.and_then(|p| p.up_to(*step))
            {
                *lo = (*lo).max(end).min(*now);
            }
            if place == m.field
                && !moves.contains(&whole)
                && let Some(end) = lies(whole).lo.and_then(|w| w.down_to(*step))
            {
                *hi = (*hi).min(end).max(*now);
            }
        }
    }
}

fn one(scheme: &Scheme, place: FieldId, company: &Enterprise, terms: &Terms) -> Option<Moving> {
    let f = &scheme.dictionary.fields[place];
    let movable = movable(scheme, place);
    let now = company.values()[place].clone();
    if f.is_past() {
        return None;
    }
    let mut moves = movable.is_some();
    let mut cost = movable.map_or(Num::ONE, |m| m.cost);
    let mut own_cost = None;
    let mut limits: Vec<Limit> = Vec::new();
    if let Some(m) = movable {
        for (sign, text) in [("+", &m.up), ("-", &m.down)] {
            let each = text.iter().flat_map(|text| parts(text, b'|'));
            let each = each.filter_map(|text| limit(f, &[sign, text].concat()).ok());
            // A share of nothing is nothing: the larger counts.
            let size = |l: &Limit| match (l, &now) {
                (Limit::Share(_, share), Value::Exact(x)) => x.abs().mul(*share),
                (Limit::By(_, by), _) => Some(*by),
                _ => None,
            };
            limits.extend(each.max_by_key(size));
        }
    }
    let given = company.given_as(place);
    for term in terms.of(given).chain(terms.of(place).filter(|_| given != place)) {
        match term {
            Term::Fixed => moves = false,
            Term::Cost(c) => (cost, own_cost) = (*c, Some(*c)),
            Term::Limit(l) => {
                moves = true;
                limits.push(l.clone());
            }
        }
    }
    if !moves {
        return None;
    }
    let Kind::Number { range, .. } = &f.kind else {
        let value = |level: usize| match f.kind {
            Kind::Flag => Value::Flag(level == 1),
            _ => Value::Level(level),
        };
        if now == Value::Missing {
            return None;
        }
        let mut levels: Vec<(Value, Num)> = Vec::new();
        for (level, effort) in movable.iter().flat_map(|m| &m.to) {
            levels.push((value(*level), own_cost.unwrap_or(*effort)));
        }
        for l in limits {
            if let Limit::To(to) = l
                && !levels.iter().any(|l| l.0 == to)
            {
                levels.push((to, cost));
            }
        }
        levels.retain(|l| l.0 != now);
        return Some(Moving { field: place, now, reach: Reach::Levels(levels) });
    };
    let Value::Exact(x) = now else { return None };
    // The effort is of one unit: of one percent, where a figure is a share.
    let cost = cost.div(unit(f.unit()).map_or(Num::ONE, |u| u.1))?;
    let step = f.step();
    let (mut lo, mut hi) = (x, x);
    for l in limits {
        let by = match &l {
            Limit::Share(_, share) => x.abs().mul(*share),
            Limit::By(_, by) => Some(*by),
            Limit::To(Value::Exact(to)) => to.sub(x).map(Num::abs),
            Limit::To(_) => None,
        };
        let up = match &l {
            Limit::Share(up, _) | Limit::By(up, _) => *up,
            Limit::To(Value::Exact(to)) => *to >= x,
            Limit::To(_) => true,
        };
        // The last word on a side holds; 0 says that it stays.
        match by.and_then(|by| if up { x.add(by) } else { x.sub(by) }) {
            Some(end) if up => hi = end,
            Some(end) => lo = end,
            None => {}
        }
    }
    let top = range.hi.unwrap_or(LARGEST).min(LARGEST);
    let hi = hi.min(top).down_to(step)?.max(x);
    let low = lo.max(range.lo.unwrap_or(LARGEST.neg()?));
    let lo = low.up_to(step)?.min(x);
    Some(Moving { field: place, now: Value::Exact(x), reach: Reach::Number { now: x, lo, hi, step, cost } })
}
