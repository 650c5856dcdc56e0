//! A scheme as its file says it, and the naive score of one *completion*: every field has one value, every open number of
//! the scheme is chosen, the points of a rank are given.

use crate::company::{Kind, field};
use crate::extend::{list, whole};
use crate::formula::{Expr, Fields, Points, Scope, Value};
use crate::number::{R, floor, int, max, min, quantity, round};
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

/// Everything settled: a value for each field that the scheme names and for each open number.
#[derive(Clone, Debug)]
pub struct Completion {
    /// The company.
    pub fields: Fields,
    /// The scheme's open numbers.
    pub open: Vec<R>,
}

/// From the fewest to the most points: the same number but where an indicator is undetermined.
pub type Span = [R; 2];

/// What comes of a completion.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The stage, or those that may apply.
    pub stages: Vec<String>,
    /// The class, or those that may apply.
    pub classes: Vec<String>,
    /// Gates, undetermined where there is none.
    pub gates: Vec<Option<bool>>,
    /// Direct routes.
    pub routes: Vec<Option<bool>>,
    /// Points of each indicator.
    pub items: Vec<Span>,
    /// Points of each group; those of a deduction not below 0.
    pub groups: Vec<Span>,
    /// The total, not rounded.
    pub total: Span,
    /// The verdict; none where it is undetermined or the scheme gives none.
    pub passed: Option<bool>,
}

/// Points of items, of groups, and the total, in one stage.
type Sums = (Vec<Span>, Vec<Span>, Span);

impl Outcome {
    /// Whether nothing is undetermined.
    pub fn is_exact(&self) -> bool {
        self.stages.len() <= 1 && self.items.iter().all(|[lo, hi]| lo == hi)
    }
}

fn hull(spans: impl Iterator<Item = Span>) -> Span {
    spans.reduce(|[a, b], [c, d]| [min(a, c), max(b, d)]).expect("a stage")
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

    // ----------------------------------------------------------------------------------------------------------- scoring

    /// Scores a completion.
    pub fn score(&self, completion: &Completion) -> Outcome {
        let settled = |amount: &Amount| Value::Number(settled(amount, &completion.open, ""));
        let parameters: Fields = self.parameters.iter().map(|(id, a)| (id.clone(), settled(a))).collect();
        let scope = Scope { fields: &completion.fields, parameters: &parameters, points: None };
        let stages = may_apply(&self.stages, scope);
        let gates: Vec<Option<bool>> = self.gate.iter().map(|e| e.truth(scope)).collect();
        let routes: Vec<Option<bool>> = self.route.iter().map(|e| e.truth(scope)).collect();
        let mut each: Vec<(Vec<Span>, Vec<Span>, Span)> = Vec::new();
        let mut verdicts = Vec::new();
        for stage in if stages.is_empty() { vec![""] } else { stages.iter().map(String::as_str).collect() } {
            let items: Vec<Span> = self.indicators.iter().map(|i| i.points(scope, &completion.open, stage)).collect();
            for points in samples(&items) {
                verdicts.push(self.verdict(&points, scope, &gates, &routes));
            }
            let [low, high] = [0, 1].map(|end| self.sum(&items.iter().map(|i| i[end].clone()).collect::<Vec<_>>()));
            let groups: Vec<Span> = low.iter().cloned().zip(high.iter().cloned()).map(|(a, b)| [a, b]).collect();
            // The total is least where deductions are largest.
            let total = [0, 1].map(|end| {
                let end_of = |(g, span): (&Group, &Span)| span[if g.deduction { 1 - end } else { end }].clone();
                self.total(&self.groups.iter().zip(&groups).map(end_of).collect::<Vec<_>>())
            });
            each.push((items, groups, total));
        }
        let first = verdicts[0];
        let over = |count: usize, of: &dyn Fn(&Sums, usize) -> Span| -> Vec<Span> {
            (0..count).map(|k| hull(each.iter().map(|e| of(e, k)))).collect()
        };
        Outcome {
            classes: may_apply(&self.classes, scope),
            items: over(self.indicators.len(), &|e, k| e.0[k].clone()),
            groups: over(self.groups.len(), &|e, k| e.1[k].clone()),
            total: hull(each.iter().map(|e| e.2.clone())),
            passed: first.filter(|_| verdicts.iter().all(|v| *v == first)),
            stages,
            gates,
            routes,
        }
    }

    /// Points of each group.
    fn sum(&self, points: &[R]) -> Vec<R> {
        let of_group = |g: &Group| {
            let sum = points[g.indicators.clone()].iter().fold(int(0), |a, b| a + b);
            g.max.iter().cloned().fold(sum, min)
        };
        self.groups.iter().map(of_group).collect()
    }

    /// The total, never below 0.
    fn total(&self, groups: &[R]) -> R {
        let signed = self.groups.iter().zip(groups).map(|(g, p)| if g.deduction { -p } else { p.clone() });
        max(signed.fold(int(0), |a, b| a + b), int(0))
    }

    /// Whether a company with these points passes.
    fn verdict(&self, points: &[R], scope: Scope<'_>, gates: &[Option<bool>], routes: &[Option<bool>]) -> Option<bool> {
        let when = self.pass.as_ref()?;
        let groups = self.sum(points);
        let ids = self.groups.iter().map(|g| &g.id).chain(self.indicators.iter().map(|i| &i.id));
        let floors = self.groups.iter().zip(&groups).all(|(g, p)| g.floor.as_ref().is_none_or(|f| p >= f));
        let asked = Points {
            total: round(&self.total(&groups), self.precision),
            each: ids.cloned().zip(groups.iter().chain(points).cloned()).collect(),
            floors,
        };
        let mut ways = routes.to_vec();
        match when {
            Some(when) => ways.push(when.truth(Scope { points: Some(&asked), ..scope })),
            None if routes.is_empty() => ways.push(Some(true)),
            None => {}
        }
        let any =
            if ways.contains(&Some(true)) { Some(true) } else { ways.iter().all(Option::is_some).then_some(false) };
        let all =
            if gates.contains(&Some(false)) { Some(false) } else { gates.iter().all(Option::is_some).then_some(true) };
        match (any, all) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }
}

/// The first level that holds, and those before it of which it cannot be told.
fn may_apply(levels: &[(String, Option<Expr>)], scope: Scope<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (id, when) in levels {
        let holds = when.as_ref().map_or(Some(true), |w| w.truth(scope));
        if holds != Some(false) {
            found.push(id.clone());
        }
        if holds == Some(true) {
            break;
        }
    }
    found
}

/// Points that undetermined indicators may give: corners of a few, and between.
fn samples(items: &[Span]) -> Vec<Vec<R>> {
    let open: Vec<usize> = (0..items.len()).filter(|i| items[*i][0] != items[*i][1]).collect();
    let at = |pick: &dyn Fn(usize, &Span) -> R| items.iter().enumerate().map(|(i, s)| pick(i, s)).collect::<Vec<R>>();
    if open.is_empty() {
        return vec![at(&|_, s| s[0].clone())];
    }
    let few = open.len().min(4);
    let mut found: Vec<Vec<R>> = (0..1usize << few)
        .map(|bits| {
            at(&|i, s| {
                let bit = open.iter().position(|o| *o == i).unwrap_or(0) % few;
                s[bits >> bit & 1].clone()
            })
        })
        .collect();
    found.push(at(&|_, s| (&s[0] + &s[1]) / int(2)));
    found.push(at(&|i, s| &s[0] + (&s[1] - &s[0]) / int(3 + i64::try_from(i).expect("few"))));
    found
}

fn in_stage<'a>(amount: &'a Amount, stage: &str) -> &'a Amount {
    match amount {
        Amount::Staged(each) if stage.is_empty() => each.values().next().expect("a stage"),
        Amount::Staged(each) => &each[stage],
        other => other,
    }
}

fn settled(amount: &Amount, open: &[R], stage: &str) -> R {
    match in_stage(amount, stage) {
        Amount::Exact(n) => n.clone(),
        Amount::Open(q) => open[*q].clone(),
        Amount::Staged(_) => unreachable!("stages within a stage"),
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
            Rule::Judged(_, None) | Rule::Share(_) => "judged",
            Rule::Judged(_, Some(_)) => "rank",
            Rule::BestOf(_) => "best_of",
        }
    }

    fn points(&self, scope: Scope<'_>, open: &[R], stage: &str) -> Span {
        let most = settled(&self.max, open, stage);
        let points = self.rule.points(scope, open, stage, &most);
        points.unwrap_or([int(0), most.clone()]).map(|p| max(min(p, most.clone()), int(0)))
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
            Rule::Choice(..) | Rule::Share(_) | Rule::BestOf(_) => Vec::new(),
        }
    }

    /// Its points, before the indicator's maximum caps them; none where its formula has no value.
    fn points(&self, scope: Scope<'_>, open: &[R], stage: &str, most: &R) -> Option<Span> {
        let settled = |amount: &Amount| settled(amount, open, stage);
        let exactly = match self {
            Rule::Bands(value, bands, otherwise) => {
                let x = value.number(scope)?;
                let within = |b: &&Band| {
                    b.from.as_ref().is_none_or(|e| x >= *e)
                        && b.above.as_ref().is_none_or(|e| x > *e)
                        && b.to.as_ref().is_none_or(|e| x <= *e)
                        && b.below.as_ref().is_none_or(|e| x < *e)
                };
                bands.iter().find(within).map_or(otherwise.clone(), |b| settled(&b.points))
            }
            Rule::Curve(value, corners) => {
                let x = value.number(scope)?;
                match corners.iter().position(|c| c.0 > x) {
                    Some(0) => corners[0].1.clone(),
                    None => corners.last()?.1.clone(),
                    Some(k) => {
                        let ((x0, y0), (x1, y1)) = (&corners[k - 1], &corners[k]);
                        y0 + (y1 - y0) * (x - x0) / (x1 - x0)
                    }
                }
            }
            Rule::PerUnit { value, points, per, whole } => {
                let times = max(value.number(scope)?, int(0)) / per;
                settled(points) * if *whole { floor(&times) } else { times }
            }
            Rule::Reference(value, reference) => {
                let share = value.number(scope)? / settled(reference);
                most * max(min(share, int(1)), int(0))
            }
            Rule::Choice(id, points, otherwise) => match &scope.fields[id] {
                Value::Level(level) => points.get(level).map_or(otherwise.clone(), settled),
                other => panic!("{id} is {other:?}"),
            },
            Rule::Flag(when, points, otherwise) => {
                let points = points.as_ref().map_or(most.clone(), settled);
                match when.truth(scope) {
                    Some(true) => points,
                    Some(false) => otherwise.clone(),
                    None => {
                        let [a, b] = [points, otherwise.clone()];
                        return Some([min(a.clone(), b.clone()), max(a, b)]);
                    }
                }
            }
            Rule::Checklist(items) => {
                let mut sum = [int(0), int(0)];
                for (when, points) in items {
                    let ticked = when.truth(scope);
                    let add = |end: &R, counts: bool| if counts { end + settled(points) } else { end.clone() };
                    sum = [add(&sum[0], ticked == Some(true)), add(&sum[1], ticked != Some(false))];
                }
                return Some(sum);
            }
            Rule::Judged(points, _) => settled(points),
            Rule::Share(share) => most * settled(share),
            Rule::BestOf(list) => {
                let all = list.iter().filter_map(|r| r.points(scope, open, stage, most));
                return all.reduce(|[a, b], [c, d]| [max(a, c), max(b, d)]);
            }
        };
        Some([exactly.clone(), exactly])
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
