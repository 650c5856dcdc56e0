//! A scheme as its file says it, and what it asks for.

mod extremes;
mod score;

pub use extremes::Part;
pub use score::{Completion, Outcome, Span};

use crate::company::{Kind, field};
use crate::extend::{list, whole};
use crate::formula::{Expr, Value};
use crate::number::{R, int, max, min, quantity};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// A number that the file leaves open.
#[derive(Debug)]
pub struct Open {
    /// The least it can be.
    pub lo: R,
    /// The most it can be.
    pub hi: R,
    /// The estimate.
    pub typical: Option<R>,
    /// All that it can be, of the points of a rank.
    pub only: Option<Vec<R>>,
}

/// A number, an open one, or one of these a stage.
#[derive(Debug)]
enum Amount {
    Exact(R),
    Open(usize),
    Staged(BTreeMap<String, Amount>),
}

#[derive(Debug)]
struct Band {
    from: Option<R>,
    above: Option<R>,
    to: Option<R>,
    below: Option<R>,
    points: Amount,
}

#[derive(Debug)]
enum Rule {
    Bands(Expr, Vec<Band>, R),
    Curve(Expr, Vec<(R, R)>),
    PerUnit {
        value: Expr,
        points: Amount,
        per: R,
        whole: bool,
    },
    Reference(Expr, Amount),
    Choice(String, BTreeMap<String, Amount>, R),
    /// The condition, its points (the maximum where it names none), and the points otherwise.
    Flag(Expr, Option<Amount>, R),
    /// Conditions, and the points of each that holds.
    Checklist(Vec<(Expr, Amount)>),
    /// Points that somebody gives; the formula that companies are ranked by.
    Judged(Amount, Option<Expr>),
    /// Points as assessors judge, or as the company does, where that field is known.
    Marked(String, Amount),
    /// A share of the maximum.
    Share(Amount),
    BestOf(Vec<Rule>),
}

/// An indicator.
pub struct Indicator {
    /// Its id.
    pub id: String,
    max: Amount,
    rule: Rule,
}

/// A group.
pub struct Group {
    /// Its id.
    pub id: String,
    /// Whether its points are taken away.
    pub deduction: bool,
    max: Option<R>,
    floor: Option<R>,
    /// Places of its indicators.
    pub indicators: std::ops::Range<usize>,
}

/// A scheme file as the oracle understands it.
pub struct Scheme {
    /// Its id.
    pub id: String,
    /// Decimals of a total.
    pub precision: u32,
    /// Its open numbers.
    pub open: Vec<Open>,
    /// Open maxima that sum to a number: one entry a tie and stage.
    pub ties: Vec<(Vec<usize>, R)>,
    /// Its groups.
    pub groups: Vec<Group>,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
    /// Ids of its gates.
    pub gates: Vec<String>,
    /// Ids of its direct routes.
    pub routes: Vec<String>,
    parameters: Vec<(String, Amount)>,
    stages: Vec<(String, Option<Expr>)>,
    classes: Vec<(String, Option<Expr>)>,
    gate: Vec<Expr>,
    route: Vec<Expr>,
    /// Whether there is a condition to pass, and the one on points.
    pass: Option<Option<Expr>>,
}

fn hull(spans: impl Iterator<Item = Span>) -> Span {
    spans.reduce(|[a, b], [c, d]| [min(a, c), max(b, d)]).expect("a stage")
}

fn in_stage<'a>(amount: &'a Amount, stage: &str) -> &'a Amount {
    match amount {
        Amount::Staged(each) if stage.is_empty() => each.values().next().expect("a stage"),
        Amount::Staged(each) => &each[stage],
        other => other,
    }
}

fn id_of(json: &Json) -> String {
    json["id"].as_str().unwrap_or_else(|| panic!("no id: {json}")).to_string()
}

fn expr(json: &Json) -> Expr {
    Expr::parse(json.as_str().unwrap_or_else(|| panic!("no formula: {json}")))
}

/// One formula, or one for each level of the choice `by`.
fn condition(when: &Json, by: &Json) -> Expr {
    let Some(by) = by.as_str() else { return expr(when) };
    let mut chain = Expr::Value(Value::Truth(false));
    for (level, when) in when.as_object().expect("a formula a level") {
        let is = Expr::Infix("=", Box::new([Expr::Name(by.into()), Expr::Value(Value::Level(level.clone()))]));
        chain = Expr::If(Box::new([is, expr(when), chain]));
    }
    chain
}

fn levels(levels: &Json, by: &Json) -> Vec<(String, Option<Expr>)> {
    list(levels).iter().map(|l| (id_of(l), l.get("when").map(|w| condition(w, by)))).collect()
}

fn conditions(all: &Json) -> (Vec<String>, Vec<Expr>) {
    list(all).iter().map(|c| (id_of(c), condition(&c["when"], &c["by"]))).unzip()
}

impl Scheme {
    /// From its file; `find` gives the file of a scheme that one extends.
    pub fn read(file: &Json, find: &dyn Fn(&str) -> Json) -> Scheme {
        let json = whole(file, find);
        let (gates, gate) = conditions(&json["gates"]);
        let (routes, route) = conditions(&json["pass"]["or"]);
        let mut s = Scheme {
            id: id_of(&json),
            precision: json["precision"].as_u64().map_or(2, |p| u32::try_from(p).expect("a few decimals")),
            open: Vec::new(),
            ties: Vec::new(),
            groups: Vec::new(),
            indicators: Vec::new(),
            parameters: Vec::new(),
            stages: levels(&json["stages"], &Json::Null),
            classes: levels(&json["classes"]["list"], &json["classes"]["by"]),
            gates,
            gate,
            routes,
            route,
            pass: json.get("pass").map(|p| p.get("when").map(expr)),
        };
        for g in list(&json["groups"]) {
            let first = s.indicators.len();
            for i in list(&g["indicators"]) {
                let max = s.amount(&i["max"]);
                let rule = s.rule(i);
                s.indicators.push(Indicator { id: id_of(i), max, rule });
            }
            s.groups.push(Group {
                id: id_of(g),
                deduction: g["kind"] == "deduction",
                max: g.get("max").map(quantity),
                floor: g.get("floor").map(quantity),
                indicators: first..s.indicators.len(),
            });
        }
        // A number that no formula calls is not open.
        let called = s.names();
        for p in list(&json["parameters"]).iter().filter(|p| called.contains(&id_of(p))) {
            let amount = if p["is"].is_null() { s.amount(p) } else { Amount::Exact(quantity(&p["is"])) };
            s.parameters.push((id_of(p), amount));
        }
        for tie in list(&json["ties"]) {
            let stages: Vec<String> = s.stages.iter().map(|l| l.0.clone()).collect();
            for stage in if stages.is_empty() { vec![String::new()] } else { stages } {
                let (mut open, mut rest) = (Vec::new(), quantity(&tie["sum"]));
                let bound = |g: &&Group| list(&tie["groups"]).iter().any(|id| *id == g.id);
                for i in s.groups.iter().filter(bound).flat_map(|g| g.indicators.clone()) {
                    match in_stage(&s.indicators[i].max, &stage) {
                        Amount::Open(q) => open.push(*q),
                        Amount::Exact(n) => rest -= n,
                        Amount::Staged(_) => unreachable!("stages within a stage"),
                    }
                }
                s.ties.push((open, rest));
            }
        }
        s
    }

    fn amount(&mut self, json: &Json) -> Amount {
        let Json::Object(o) = json else { return Amount::Exact(quantity(json)) };
        let Some(between) = o.get("between") else {
            return Amount::Staged(o.iter().map(|(stage, v)| (stage.clone(), self.amount(v))).collect());
        };
        let typical = o.get("typical").map(quantity);
        self.opened(Open { lo: quantity(&between[0]), hi: quantity(&between[1]), typical, only: None })
    }

    fn opened(&mut self, open: Open) -> Amount {
        self.open.push(open);
        Amount::Open(self.open.len() - 1)
    }

    fn rule(&mut self, json: &Json) -> Rule {
        let has = |key: &str| json.get(key).is_some();
        let otherwise = json.get("otherwise").map_or(int(0), quantity);
        if has("bands") {
            let bands = list(&json["bands"]).iter().map(|b| {
                let [from, above, to, below] = ["from", "above", "to", "below"].map(|key| b.get(key).map(quantity));
                Band { from, above, to, below, points: self.amount(&b["points"]) }
            });
            let bands = bands.collect();
            Rule::Bands(expr(&json["value"]), bands, otherwise)
        } else if has("curve") {
            let corner = |c: &Json| (quantity(&c["at"]), quantity(&c["points"]));
            Rule::Curve(expr(&json["value"]), list(&json["curve"]).iter().map(corner).collect())
        } else if has("per_unit") {
            let unit = &json["per_unit"];
            let (points, per) = (self.amount(&unit["points"]), quantity(&unit["per"]));
            Rule::PerUnit { value: expr(&json["value"]), points, per, whole: unit["whole"] != false }
        } else if has("reference") {
            Rule::Reference(expr(&json["value"]), self.amount(&json["reference"]))
        } else if has("choice") {
            let points = json["points"].as_object().expect("points a level");
            let each = points.iter().map(|(level, v)| (level.clone(), self.amount(v))).collect();
            Rule::Choice(json["choice"].as_str().expect("a field").into(), each, otherwise)
        } else if has("flag") {
            let points = json.get("points").map(|p| self.amount(p));
            Rule::Flag(expr(&json["flag"]), points, otherwise)
        } else if has("checklist") {
            let tick = |t: &Json, s: &mut Self| (expr(&t["when"]), s.amount(&t["points"]));
            Rule::Checklist(list(&json["checklist"]).iter().map(|t| tick(t, self)).collect())
        } else if has("mark") {
            Rule::Marked(json["mark"].as_str().expect("a field").into(), self.amount(&json["judged"]))
        } else if has("judged") {
            let judged = &json["judged"];
            let share = |v: &Json| v.as_str().is_some_and(|t| t.ends_with('%'));
            if judged == "any" {
                Rule::Share(self.opened(Open { lo: int(0), hi: int(1), typical: None, only: None }))
            } else if share(judged) || list(&judged["between"]).iter().any(share) {
                Rule::Share(self.amount(judged))
            } else {
                Rule::Judged(self.amount(judged), None)
            }
        } else if has("rank") {
            let top = list(&json["rank"]["top"]);
            let mut only: Vec<R> = top.iter().map(|t| quantity(&t["points"])).collect();
            if top.last().is_none_or(|t| quantity(&t["share"]) < int(1)) {
                only.push(otherwise);
            }
            let [lo, hi] = hull(only.iter().map(|p| [p.clone(), p.clone()]));
            let points = self.opened(Open { lo, hi, typical: None, only: Some(only) });
            Rule::Judged(points, Some(expr(&json["value"])))
        } else {
            let alternatives = list(&json["best_of"]);
            assert!(!alternatives.is_empty(), "no rule in {json}");
            Rule::BestOf(alternatives.iter().map(|a| self.rule(a)).collect())
        }
    }

    fn conditions(&self) -> impl Iterator<Item = &Expr> {
        let levels = self.stages.iter().chain(&self.classes).filter_map(|l| l.1.as_ref());
        levels.chain(&self.gate).chain(&self.route).chain(self.pass.iter().flatten())
    }

    fn rules(&self) -> Vec<&Rule> {
        let mut all = Vec::new();
        let mut left: Vec<&Rule> = self.indicators.iter().map(|i| &i.rule).collect();
        while let Some(rule) = left.pop() {
            match rule {
                Rule::BestOf(list) => left.extend(list),
                other => all.push(other),
            }
        }
        all
    }

    /// The fields that it asks for.
    pub fn fields(&self) -> BTreeSet<String> {
        let mut found = self.names();
        found.retain(|name| name != "total" && !self.parameters.iter().any(|p| p.0 == *name));
        found
    }

    /// The fields by which a company may judge itself.
    pub fn marks(&self) -> BTreeSet<String> {
        let mark = |rule: &Rule| if let Rule::Marked(mark, _) = rule { Some(mark.clone()) } else { None };
        self.rules().into_iter().filter_map(mark).collect()
    }

    /// Every name in its formulas, and the choices that it asks for.
    fn names(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.conditions().for_each(|e| e.names(&mut found));
        for rule in self.rules() {
            match rule {
                Rule::Choice(field, ..) => {
                    found.insert(field.clone());
                }
                other => other.formulas().into_iter().for_each(|e| e.names(&mut found)),
            }
        }
        found
    }

    /// Whether the tied maxima of a completion sum to what they must.
    pub fn ties_hold(&self, open: &[R]) -> bool {
        self.ties.iter().all(|(tied, sum)| tied.iter().fold(int(0), |a, q| a + &open[*q]) == *sum)
    }

    /// Whether a number that formulas call by name is open.
    pub fn has_open_parameters(&self) -> bool {
        self.parameters.iter().any(|p| matches!(p.1, Amount::Open(_)))
    }

    /// The numbers at which its rules turn: edges, corners, references, units and the literals of formulas.
    pub fn turns(&self) -> Vec<R> {
        let mut found = Vec::new();
        self.conditions().for_each(|e| e.numbers(&mut found));
        let ends = |amount: &Amount, found: &mut Vec<R>| self.ends(amount, found);
        for rule in self.rules() {
            rule.formulas().into_iter().for_each(|e| e.numbers(&mut found));
            match rule {
                Rule::Bands(_, bands, _) => {
                    for b in bands {
                        found.extend([&b.from, &b.above, &b.to, &b.below].into_iter().flatten().cloned());
                    }
                }
                Rule::Curve(_, corners) => found.extend(corners.iter().map(|c| c.0.clone())),
                Rule::PerUnit { per, .. } => found.extend([1, 2, 3, 7, 12, 60].map(|k| per * int(k))),
                Rule::Reference(_, reference) => ends(reference, &mut found),
                _ => {}
            }
        }
        self.parameters.iter().for_each(|p| ends(&p.1, &mut found));
        found
    }

    /// The same with every multiple of a unit that may count.
    pub fn kinks(&self) -> Vec<R> {
        let mut found = self.turns();
        for rule in self.rules() {
            if let Rule::PerUnit { per, .. } = rule {
                found.extend((0..=60).map(|k| per * int(k)));
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Whether single values of these fields may count by themselves: those of which an equality or a divisor of 0 asks.
    pub fn has_single_values(&self, fields: &[String]) -> bool {
        let asks = |e: &Expr| {
            let mut names = BTreeSet::new();
            e.names(&mut names);
            fields.iter().any(|f| names.contains(f) && is_number(f))
        };
        let mut left: Vec<&Expr> = self.conditions().chain(self.rules().into_iter().flat_map(Rule::formulas)).collect();
        while let Some(e) = left.pop() {
            let single = match e {
                Expr::Infix("=" | "!=", parts) => parts.iter().any(asks),
                Expr::Infix("/", parts) => asks(&parts[1]),
                Expr::Call(name, list) if name == "growth" => asks(&list[1]),
                _ => false,
            };
            if single {
                return true;
            }
            left.extend(e.parts());
        }
        false
    }

    fn ends(&self, amount: &Amount, found: &mut Vec<R>) {
        match amount {
            Amount::Exact(n) => found.push(n.clone()),
            Amount::Open(q) => found.extend([self.open[*q].lo.clone(), self.open[*q].hi.clone()]),
            Amount::Staged(each) => each.values().for_each(|a| self.ends(a, found)),
        }
    }
}

impl Indicator {
    /// The kind of its rule, as the file names it.
    pub fn kind(&self) -> &'static str {
        match &self.rule {
            Rule::Bands(..) => "bands",
            Rule::Curve(..) => "curve",
            Rule::PerUnit { .. } => "per_unit",
            Rule::Reference(..) => "reference",
            Rule::Choice(..) => "choice",
            Rule::Flag(..) => "flag",
            Rule::Checklist(_) => "checklist",
            Rule::Judged(_, None) | Rule::Share(_) | Rule::Marked(..) => "judged",
            Rule::Judged(_, Some(_)) => "rank",
            Rule::BestOf(_) => "best_of",
        }
    }
}

impl Rule {
    /// The formulas that it reads.
    fn formulas(&self) -> Vec<&Expr> {
        match self {
            Rule::Bands(value, ..)
            | Rule::Curve(value, _)
            | Rule::Reference(value, _)
            | Rule::PerUnit { value, .. }
            | Rule::Flag(value, ..) => vec![value],
            Rule::Checklist(items) => items.iter().map(|item| &item.0).collect(),
            Rule::Judged(_, value) => value.iter().collect(),
            Rule::Choice(..) | Rule::Share(_) | Rule::Marked(..) | Rule::BestOf(_) => Vec::new(),
        }
    }
}

/// Whether a field holds a number.
pub fn is_number(id: &str) -> bool {
    matches!(field(id).kind, Kind::Number { .. })
}

/// Whether it counts whole things.
pub fn is_whole(id: &str) -> bool {
    matches!(field(id).kind, Kind::Number { whole: true, .. })
}
