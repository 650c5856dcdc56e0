//! Random rules of every kind.

use super::dice::Dice;
use super::formula::{DIMS, Dim, Names, literal};
use super::hundredths;
use crate::number::quantity;
use serde_json::{Map, Value as Json, json};

/// The kinds of rules.
pub const KINDS: &[&str] =
    &["bands", "curve", "per_unit", "reference", "choice", "flag", "checklist", "judged", "rank", "best_of"];

/// Those that may stand in a `best_of`; a flag there is the usual case.
const ALTERNATIVES: &[&str] =
    &["bands", "curve", "per_unit", "reference", "choice", "flag", "flag", "checklist", "judged"];

/// Draws the rules of one scheme.
pub(super) struct Rules<'a> {
    pub names: &'a Names,
    pub stages: &'a [String],
    /// Whether numbers are left open.
    pub estimates: bool,
    /// Whether assessors judge, and companies are ranked.
    pub judged: bool,
}

impl Rules<'_> {
    /// One of these kinds that the scheme can have.
    pub fn kind(&self, dice: &mut Dice, of: &[&'static str]) -> &'static str {
        let fits = |kind: &&str| match *kind {
            "judged" | "rank" => self.judged,
            "choice" => !self.names.choices.is_empty(),
            _ => true,
        };
        let all: Vec<&'static str> = of.iter().copied().filter(fits).collect();
        all[dice.below(all.len())]
    }

    /// An amount up to so many hundredths: a number, a range, or one of these a stage.
    pub fn amount(&self, dice: &mut Dice, most: i64) -> Json {
        if !self.stages.is_empty() && dice.one_in(4) {
            let each = self.stages.iter().map(|s| (s.clone(), self.plain(dice, most)));
            return Json::Object(each.collect());
        }
        self.plain(dice, most)
    }

    fn plain(&self, dice: &mut Dice, most: i64) -> Json {
        let whole = |dice: &mut Dice| {
            let n = dice.from(0, most);
            if dice.percent(60) { n / 100 * 100 } else { n }
        };
        if !self.estimates || dice.percent(60) || most < 2 {
            return hundredths(whole(dice));
        }
        let (a, b) = (whole(dice), whole(dice));
        range(dice, a.min(b), a.max(b).max(a.min(b) + 1))
    }

    /// A rule for an indicator whose maximum is so many hundredths in the stage with least, as members of a JSON object.
    pub fn rule(&self, dice: &mut Dice, kind: &str, most: i64) -> Map<String, Json> {
        let mut rule = Map::new();
        let dim = if dice.percent(60) { Dim::Plain } else { *dice.pick(&DIMS) };
        if ["bands", "curve", "per_unit", "reference", "rank"].contains(&kind) {
            rule.insert("value".into(), self.names.number(dice, dim, 3).into());
        }
        let body = match kind {
            "bands" => {
                let otherwise = if dice.one_in(3) { dice.from(0, most / 2) } else { 0 };
                if otherwise > 0 {
                    rule.insert("otherwise".into(), hundredths(otherwise));
                }
                self.bands(dice, dim, most, otherwise)
            }
            "curve" => {
                let edges = edges(dice, dim, 2, 5);
                let mut points: Vec<i64> = edges.iter().map(|_| dice.from(0, most)).collect();
                match dice.below(3) {
                    0 => points.sort_unstable(),
                    1 => points.sort_unstable_by_key(|p| -p),
                    _ => {}
                }
                edges.into_iter().zip(points).map(|(at, p)| json!({"at": at, "points": hundredths(p)})).collect()
            }
            "per_unit" => {
                // As often as not many units go into the maximum.
                let each = if dice.one_in(2) { most / dice.from(1, 8) } else { most / dice.from(20, 150) };
                let mut unit = json!({"points": self.amount(dice, each.max(1)), "per": literal(dice, dim)});
                if dice.one_in(2) {
                    unit["whole"] = dice.one_in(2).into();
                }
                unit
            }
            "reference" => {
                let one = |dice: &mut Dice| match self.estimates && dice.one_in(3) {
                    true => {
                        let ends = edges(dice, dim, 3, 3);
                        match above_zero(&ends).as_slice() {
                            [a, .., b] => json!({"between": [a, b], "typical": a}),
                            _ => literal(dice, dim).into(),
                        }
                    }
                    false => literal(dice, dim).into(),
                };
                if !self.stages.is_empty() && dice.one_in(4) {
                    Json::Object(self.stages.iter().map(|s| (s.clone(), one(dice))).collect())
                } else {
                    one(dice)
                }
            }
            "choice" => {
                let (field, levels) = dice.pick(&self.names.choices);
                let mut points = Map::new();
                for level in levels {
                    if dice.percent(70) {
                        points.insert(level.clone(), self.amount(dice, most));
                    }
                }
                rule.insert("points".into(), points.into());
                if dice.one_in(3) {
                    rule.insert("otherwise".into(), hundredths(dice.from(0, most)));
                }
                field.clone().into()
            }
            "flag" => {
                if dice.percent(60) {
                    rule.insert("points".into(), self.amount(dice, most));
                }
                if dice.one_in(3) {
                    rule.insert("otherwise".into(), hundredths(dice.from(0, most)));
                }
                self.names.truth(dice, 3).into()
            }
            "checklist" => {
                let items = 1 + dice.below(4);
                let item = |_| json!({"when": self.names.truth(dice, 2), "points": self.amount(dice, most)});
                (0..items).map(item).collect()
            }
            "judged" => match dice.below(3) {
                0 => "any".into(),
                1 => json!({"between": ["10%", "80%"], "typical": "25%"}),
                _ => {
                    let lo = dice.from(0, most - 1);
                    let hi = dice.from(lo + 1, most);
                    json!({"between": [hundredths(lo), hundredths(hi)]})
                }
            },
            "rank" => {
                let within = if self.stages.is_empty() || dice.one_in(2) { "table" } else { "stage" };
                let mut points: Vec<i64> = (0..3).map(|_| dice.from(1, most)).collect();
                points.sort_unstable_by_key(|p| -p);
                points.dedup();
                let shares = ["10%", "30%", *dice.pick(&["60%", "100%"])];
                let top = |(share, p): (&str, i64)| json!({"share": share, "points": hundredths(p)});
                json!({"within": within, "top": shares.into_iter().zip(points).map(top).collect::<Vec<_>>()})
            }
            _ => {
                let mut list = Vec::new();
                for n in 0..dice.from(1, 3) {
                    let kind = self.kind(dice, ALTERNATIVES);
                    let mut one = self.rule(dice, kind, most);
                    if dice.one_in(2) {
                        one.insert("title".into(), super::title(&format!("alternative {n}")));
                    }
                    list.push(Json::Object(one));
                }
                Json::Array(list)
            }
        };
        rule.insert(kind.into(), body);
        rule
    }

    fn bands(&self, dice: &mut Dice, dim: Dim, most: i64, otherwise: i64) -> Json {
        let edges = edges(dice, dim, 2, 5);
        let between = dice.one_in(3);
        let count = if between { edges.len() - 1 } else { edges.len() };
        // Points fall from band to band in each stage, but for bands with two edges; ranges of points may overlap.
        let columns: Vec<Vec<Json>> = {
            let staged = !self.stages.is_empty() && dice.one_in(4);
            let column = |dice: &mut Dice| {
                let mut tops: Vec<i64> = (0..count).map(|_| dice.from(otherwise + 1, most)).collect();
                tops.sort_unstable_by_key(|p| -p);
                for i in 1..tops.len() {
                    tops[i] = tops[i].min(tops[i - 1] - 1);
                }
                let open = self.estimates && dice.one_in(2);
                tops.iter()
                    .map(|top| match open && dice.percent(60) && *top > 0 {
                        true => {
                            let low = dice.from(0, top - 1);
                            range(dice, low, *top)
                        }
                        false => hundredths((*top).max(0)),
                    })
                    .collect()
            };
            (0..if staged { self.stages.len() } else { 1 }).map(|_| column(dice)).collect()
        };
        let points = |k: usize| match &columns[..] {
            [one] => one[k].clone(),
            each => Json::Object(self.stages.iter().cloned().zip(each.iter().map(|c| c[k].clone())).collect()),
        };
        let mut list = Vec::new();
        if between {
            // One edge between two bands belongs to one of them, or to none.
            let mut free = true;
            for k in 0..count {
                let mut band = Map::new();
                let low = if free && dice.percent(70) { "from" } else { "above" };
                let to = dice.one_in(2);
                if k > 0 || dice.percent(80) {
                    band.insert(low.into(), edges[k].clone().into());
                }
                if k + 1 < count || band.is_empty() || dice.percent(60) {
                    band.insert(if to { "to" } else { "below" }.into(), edges[k + 1].clone().into());
                }
                band.insert("points".into(), points(k));
                free = !to;
                if dice.percent(85) || list.is_empty() {
                    list.push(Json::Object(band));
                }
            }
            // Where all happen to have only a lower edge, or only an upper one, the order counts.
            let sides = |key: [&str; 2]| list.iter().all(|b: &Json| key.iter().all(|k| b.get(k).is_none()));
            if !sides(["to", "below"]) && !sides(["from", "above"]) {
                dice.shuffle(&mut list);
            }
        } else {
            let rising = dice.one_in(2);
            let ordered: Vec<String> = if rising { edges.into_iter().rev().collect() } else { edges };
            let (with, without) = if rising { ("from", "above") } else { ("to", "below") };
            for (k, edge) in ordered.iter().enumerate() {
                let side = if dice.percent(65) { with } else { without };
                list.push(json!({side: edge, "points": points(k)}));
            }
        }
        Json::Array(list)
    }
}

/// A range of points, with or without a typical value.
fn range(dice: &mut Dice, lo: i64, hi: i64) -> Json {
    let mut range = json!({"between": [hundredths(lo), hundredths(hi)]});
    if dice.percent(80) {
        range["typical"] = hundredths(dice.from(lo, hi));
    }
    range
}

/// Different numbers with units, rising, some below 0.
fn edges(dice: &mut Dice, dim: Dim, least: usize, most: usize) -> Vec<String> {
    let wanted = least + dice.below(most - least + 1);
    let mut found: Vec<String> = Vec::new();
    while found.len() < wanted {
        let mut one = literal(dice, dim);
        if dim == Dim::Plain || dim == Dim::Money {
            match dice.below(8) {
                0 => one.insert(0, '-'),
                1 => one = "0%".into(),
                _ => {}
            }
        }
        if dim == Dim::Money && one == "0%" {
            one = "0万元".into();
        }
        if found.iter().all(|f| value(f) != value(&one)) {
            found.push(one);
        }
    }
    found.sort_by_key(|f| value(f));
    found
}

fn value(text: &str) -> crate::number::R {
    quantity(&text.into())
}

fn above_zero(edges: &[String]) -> Vec<&String> {
    edges.iter().filter(|e| value(e) > crate::number::int(0)).collect()
}
