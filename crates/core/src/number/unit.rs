//! Units by name, and the dimension that each measures.

use super::Num;
use crate::problem::Text;

/// What a number measures, as powers of money, people, pieces and years. A plain number or a ratio has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Dim(pub [i8; 4]);

impl Dim {
    /// A plain number, a ratio, points.
    pub const NONE: Dim = Dim([0; 4]);
    /// Money, counted in 万元.
    pub const MONEY: Dim = Dim([1, 0, 0, 0]);
    /// People, 人.
    pub const PEOPLE: Dim = Dim([0, 1, 0, 0]);
    /// Pieces: 件, 项, 个.
    pub const PIECES: Dim = Dim([0, 0, 1, 0]);
    /// Years, 年.
    pub const YEARS: Dim = Dim([0, 0, 0, 1]);

    /// The dimension of a product; `None` where the powers leave any use.
    pub fn times(self, o: Dim) -> Option<Dim> {
        let mut r = self;
        for (a, b) in r.0.iter_mut().zip(o.0) {
            *a = a.checked_add(b)?;
        }
        Some(r)
    }

    /// The dimension of a quotient.
    pub fn per(self, o: Dim) -> Option<Dim> {
        self.times(Dim(o.0.map(|x| x.saturating_neg())))
    }

    /// Its name for messages.
    pub fn name(self) -> Text {
        let (zh, en) = match self {
            Dim::NONE => ("比例或纯数", "a plain number or ratio"),
            Dim::MONEY => ("金额（万元）", "money (万元)"),
            Dim::PEOPLE => ("人数（人）", "people (人)"),
            Dim::PIECES => ("件数（件、项、个）", "pieces (件)"),
            Dim::YEARS => ("年数（年）", "years (年)"),
            Dim(powers) => {
                let mut text = String::new();
                for (name, power) in ["万元", "人", "件", "年"].into_iter().zip(powers) {
                    if power != 0 {
                        text += &[if text.is_empty() { "" } else { "·" }, name].concat();
                    }
                    if !matches!(power, 0 | 1) {
                        text += &["^", &power.to_string()].concat();
                    }
                }
                return Text::same(text);
            }
        };
        Text::say(zh, en, &[])
    }
}

/// A unit by its name: what it measures and how many base units (万元, 人, 件, 年, 1) one of it is.
pub fn unit(name: &str) -> Option<(Dim, Num)> {
    let (_, dim, scale) = UNITS.iter().find(|(names, ..)| names.contains(&name))?;
    Some((*dim, *scale))
}

/// The names of all units.
pub fn unit_names() -> impl Iterator<Item = &'static str> {
    UNITS.iter().flat_map(|(names, ..)| names.iter().copied())
}

/// The names of each unit, what it measures, and how many base units one of it is.
static UNITS: [(&[&str], Dim, Num); 10] = [
    (&["万元"], Dim::MONEY, Num::ONE),
    (&["元", "圆", "yuan", "CNY", "RMB"], Dim::MONEY, Num::raw(1, 10_000)),
    (&["千元"], Dim::MONEY, Num::raw(1, 10)),
    (&["百万元"], Dim::MONEY, Num::int(100)),
    (&["亿元"], Dim::MONEY, Num::int(10_000)),
    (&["人", "名", "位", "people"], Dim::PEOPLE, Num::ONE),
    (&["件", "项", "个", "pieces"], Dim::PIECES, Num::ONE),
    (&["年", "years"], Dim::YEARS, Num::ONE),
    (&["%"], Dim::NONE, Num::raw(1, 100)),
    // Points are plain numbers: they are compared with the points of a scheme.
    (&["分", "points"], Dim::NONE, Num::ONE),
];
