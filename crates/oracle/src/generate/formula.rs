//! Random formulas of a kind, so that they fit where they stand.

use super::dice::Dice;
use crate::company::{DICTIONARY, Kind};

/// What a number measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Dim {
    Money,
    People,
    Pieces,
    Years,
    Plain,
}

pub(super) const DIMS: [Dim; 5] = [Dim::Money, Dim::People, Dim::Pieces, Dim::Years, Dim::Plain];

impl Dim {
    fn of(unit: &str) -> Dim {
        match unit {
            "万元" => Dim::Money,
            "人" => Dim::People,
            "件" | "项" | "个" => Dim::Pieces,
            "年" => Dim::Years,
            _ => Dim::Plain,
        }
    }
}

/// The names that the formulas of one scheme use.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub numbers: Vec<(String, Dim)>,
    pub flags: Vec<String>,
    pub choices: Vec<(String, Vec<String>)>,
    pub parameters: Vec<(String, Dim)>,
    /// Ids of groups and indicators, in a pass condition.
    pub points: Vec<String>,
}

/// A few fields of each kind; parts with their wholes as often as not.
pub(super) fn names(dice: &mut Dice) -> Names {
    let mut found = Names::default();
    let mut all: Vec<_> = DICTIONARY.values().collect();
    dice.shuffle(&mut all);
    let mut left = [(); 5].map(|()| dice.from(1, 2));
    left[0] += dice.from(1, 2);
    let (mut flags, mut choices) = (dice.from(1, 3), dice.from(0, 2));
    for field in all {
        match &field.kind {
            Kind::Number { unit, at_most, .. } => {
                let dim = Dim::of(unit);
                let count = &mut left[DIMS.iter().position(|d| *d == dim).expect("a dimension")];
                if *count > 0 {
                    *count -= 1;
                    found.numbers.push((field.id.clone(), dim));
                    let whole = at_most.iter().filter(|_| *count > 0 || dice.one_in(2));
                    found.numbers.extend(whole.map(|w| (w.clone(), dim)));
                }
            }
            Kind::Flag if flags > 0 => {
                flags -= 1;
                found.flags.push(field.id.clone());
            }
            Kind::Choice(levels) if choices > 0 => {
                choices -= 1;
                found.choices.push((field.id.clone(), levels.clone()));
            }
            _ => {}
        }
    }
    found
}

/// A number with its unit.
pub(super) fn literal(dice: &mut Dice, dim: Dim) -> String {
    let (numbers, units): (&[&str], &[&str]) = match dim {
        Dim::Money if dice.one_in(6) => (&["1", "2", "0.5", "1.2"], &["亿元"]),
        Dim::Money if dice.one_in(8) => (&["5000", "12345"], &["元"]),
        Dim::Money => (&["1", "10", "50", "100", "200", "500", "1000", "5000", "12.34"], &["万元"]),
        Dim::People => (&["1", "5", "10", "20", "100", "300"], &["人"]),
        Dim::Pieces => (&["1", "2", "3", "5", "10"], &["件", "项", "个"]),
        Dim::Years => (&["1", "2", "3", "5", "0.5"], &["年"]),
        Dim::Plain if dice.one_in(5) => (&["1", "2", "0.5", "10", "0.333"], &["", "分"]),
        Dim::Plain => {
            (&["1", "3", "5", "6", "10", "15", "20", "30", "50", "60", "100", "150", "2.5", "33.333"], &["%"])
        }
    };
    format!("{}{}", dice.pick(numbers), dice.pick(units))
}

impl Names {
    fn leaf(&self, dice: &mut Dice, dim: Dim) -> String {
        if dim == Dim::Plain && !self.points.is_empty() && dice.percent(70) {
            return match dice.below(4) {
                0 => "total".into(),
                _ => format!("points({})", dice.pick(&self.points)),
            };
        }
        let fields: Vec<&String> = self.numbers.iter().filter(|n| n.1 == dim).map(|n| &n.0).collect();
        let parameters: Vec<&String> = self.parameters.iter().filter(|n| n.1 == dim).map(|n| &n.0).collect();
        if !parameters.is_empty() && dice.one_in(4) {
            return (*dice.pick(&parameters)).clone();
        }
        if fields.is_empty() || dice.one_in(8) { literal(dice, dim) } else { (*dice.pick(&fields)).clone() }
    }

    /// A number that measures this.
    pub fn number(&self, dice: &mut Dice, dim: Dim, depth: usize) -> String {
        if depth == 0 || dice.one_in(3) {
            return self.leaf(dice, dim);
        }
        let d = depth - 1;
        if dim == Dim::Plain && dice.percent(70) {
            // A ratio or a growth.
            let of = *dice.pick(&DIMS[..3]);
            let (a, b) = (self.number(dice, of, d), self.number(dice, of, d));
            return match dice.below(6) {
                0 => format!("growth({}, {})", self.leaf(dice, of), self.leaf(dice, of)),
                1 => format!("(({a}) - ({b})) / ({})", self.leaf(dice, of)),
                2 => {
                    let flag = self.truth(dice, d);
                    format!("(if {flag} then ({a}) / ({b}) else {})", self.leaf(dice, Dim::Plain))
                }
                _ => format!("({a}) / ({b})"),
            };
        }
        let (a, b) = (self.number(dice, dim, d), self.number(dice, dim, d));
        match dice.below(10) {
            0 | 1 => format!("({a} + {b})"),
            2 | 3 => format!("({a} - ({b}))"),
            4 => format!("({a}) * ({})", self.number(dice, Dim::Plain, d)),
            5 => format!("({a}) / ({})", self.number(dice, Dim::Plain, d)),
            6 => format!("min({a}, {b})"),
            7 => format!("max({a}, {b})"),
            8 => format!("sum({a}, {b}, {})", self.leaf(dice, dim)),
            _ if dice.one_in(3) => format!("-({a})"),
            _ => format!("(if {} then {a} else {b})", self.truth(dice, d)),
        }
    }

    /// A truth.
    pub fn truth(&self, dice: &mut Dice, depth: usize) -> String {
        if depth > 0 && dice.percent(40) {
            let (a, b) = (self.truth(dice, depth - 1), self.truth(dice, depth - 1));
            return match dice.below(6) {
                0 | 1 => format!("({a} and {b})"),
                2 | 3 => format!("({a} or {b})"),
                4 => format!("(not {a})"),
                _ => format!("(if {} then {a} else {b})", self.truth(dice, depth - 1)),
            };
        }
        if !self.points.is_empty() && dice.percent(60) {
            let left = self.number(dice, Dim::Plain, depth.min(1));
            let right = if dice.one_in(6) { self.leaf(dice, Dim::Plain) } else { dice.from(0, 40).to_string() };
            return format!("{left} {} {right}", dice.pick(&[">=", ">=", ">", "<", "=", "!="]));
        }
        match dice.below(8) {
            0 | 1 if !self.flags.is_empty() => dice.pick(&self.flags).clone(),
            2 if !self.choices.is_empty() => {
                let (field, levels) = dice.pick(&self.choices);
                format!("{field} {} \"{}\"", dice.pick(&["=", "!="]), dice.pick(levels))
            }
            3 if dice.one_in(6) => dice.pick(&["true", "false"]).to_string(),
            _ => {
                let dim = *dice.pick(&DIMS);
                let left = self.number(dice, dim, depth.min(2));
                let right = if dice.one_in(4) { self.number(dice, dim, depth.min(1)) } else { literal(dice, dim) };
                format!("{left} {} {right}", dice.pick(&[">=", ">=", ">", "<=", "<", "=", "!="]))
            }
        }
    }
}
