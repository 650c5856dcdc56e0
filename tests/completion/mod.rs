//! A naive and exact scorer of scheme files with open numbers: reads the JSON by itself, fractions of big integers
//! throughout, and scores one *completion*, in which every open number and every field has one value.

use num_rational::BigRational;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// An exact number.
pub type R = BigRational;

pub fn int(n: i64) -> R {
    R::from_integer(n.into())
}

/// A decimal without a unit.
pub fn decimal(text: &str) -> R {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |t| (-1, t));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: i64 = format!("{whole}{fraction}").parse().unwrap_or_else(|e| panic!("{text}: {e}"));
    int(sign * digits) / int(10_i64.pow(u32::try_from(fraction.len()).expect("short")))
}

/// Half away from zero.
pub fn round(n: &R, places: u32) -> R {
    let scale = int(10_i64.pow(places));
    (n * &scale).round() / scale
}

/// Rounded, as the reports write it.
pub fn as_text(n: &R, places: u32) -> String {
    let scaled = (n * int(10_i64.pow(places))).round().to_integer().to_string();
    let (sign, digits) = scaled.strip_prefix('-').map_or(("", scaled.as_str()), |d| ("-", d));
    let digits = format!("{digits:0>width$}", width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    let text = format!("{sign}{whole}.{fraction}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.to_string() }
}

/// A number with a unit, in the base unit: 万元, people, pieces, years.
fn quantity(json: &Json) -> R {
    let text = match json {
        Json::Number(n) => n.to_string(),
        other => other.as_str().unwrap_or_else(|| panic!("not a number: {other}")).replace([',', ' '], ""),
    };
    let unit_at = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(text.len());
    let (digits, unit) = text.split_at(unit_at);
    decimal(digits)
        * match unit {
            "元" => int(1) / int(10_000),
            "亿元" => int(10_000),
            "%" => int(1) / int(100),
            "" | "万元" | "人" | "件" | "项" | "个" | "年" | "分" => int(1),
            other => panic!("no unit {other}"),
        }
}

/// What a field or a formula gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Number(R),
    Truth(bool),
    Word(String),
}

// ------------------------------------------------------------------------------------------------------------ formulas

#[derive(Debug)]
enum Expr {
    Value(Value),
    Name(String),
    Points(String),
    EveryFloor,
    Not(Box<Expr>),
    Neg(Box<Expr>),
    If(Box<[Expr; 3]>),
    Call(String, Vec<Expr>),
    Infix(&'static str, Box<[Expr; 2]>),
}

fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        let run = |i: &mut usize, within: &dyn Fn(char) -> bool| {
            while *i < chars.len() && within(chars[*i]) {
                *i += 1;
            }
        };
        match chars[i] {
            ' ' => {
                i += 1;
                continue;
            }
            '0'..='9' => {
                run(&mut i, &|c| c.is_ascii_digit() || c == '.');
                run(&mut i, &|c| c == '%' || ('\u{4e00}'..='\u{9fff}').contains(&c));
            }
            'a'..='z' => run(&mut i, &|c| c.is_ascii_alphanumeric() || c == '_'),
            '"' => {
                i += 1;
                run(&mut i, &|c| c != '"');
                i += 1;
            }
            '<' | '>' | '!' => run(&mut i, &|c| "<>!=".contains(c)),
            _ => i += 1,
        }
        found.push(chars[start..i].iter().collect());
    }
    found
}

const LEVELS: [&[&str]; 5] = [&["or"], &["and"], &["=", "!=", "<=", ">=", "<", ">"], &["+", "-"], &["*", "/"]];

struct Reader {
    tokens: Vec<String>,
    next: usize,
}

impl Reader {
    fn peek(&self) -> &str {
        self.tokens.get(self.next).map_or("", String::as_str)
    }
    fn take(&mut self) -> String {
        self.next += 1;
        self.tokens[self.next - 1].clone()
    }
    fn need(&mut self, word: &str) {
        assert_eq!(self.take(), word, "in {:?}", self.tokens);
    }
    fn level(&mut self, level: usize) -> Expr {
        if level == LEVELS.len() {
            return self.operand();
        }
        if level == 2 && self.peek() == "not" {
            self.take();
            return Expr::Not(Box::new(self.level(2)));
        }
        let mut left = self.level(level + 1);
        while let Some(sign) = LEVELS[level].iter().find(|s| **s == self.peek()) {
            self.take();
            left = Expr::Infix(sign, Box::new([left, self.level(level + 1)]));
        }
        left
    }
    fn operand(&mut self) -> Expr {
        let token = self.take();
        match token.as_str() {
            "(" => {
                let inner = self.level(0);
                self.need(")");
                inner
            }
            "-" => Expr::Neg(Box::new(self.operand())),
            "true" | "false" => Expr::Value(Value::Truth(token == "true")),
            "if" => {
                let condition = self.level(0);
                self.need("then");
                let yes = self.level(0);
                self.need("else");
                Expr::If(Box::new([condition, yes, self.level(0)]))
            }
            "every" => {
                ["group", ">=", "its", "floor"].iter().for_each(|word| self.need(word));
                Expr::EveryFloor
            }
            "points" => {
                self.need("(");
                let id = self.take();
                self.need(")");
                Expr::Points(id)
            }
            "min" | "max" | "sum" | "growth" => {
                self.need("(");
                let mut list = vec![self.level(0)];
                while self.peek() == "," {
                    self.take();
                    list.push(self.level(0));
                }
                self.need(")");
                Expr::Call(token, list)
            }
            _ if token.starts_with('"') => Expr::Value(Value::Word(token.trim_matches('"').to_string())),
            _ if token.starts_with(|c: char| c.is_ascii_digit()) => {
                Expr::Value(Value::Number(quantity(&Json::String(token))))
            }
            _ => Expr::Name(token),
        }
    }
}

fn expr(json: &Json) -> Expr {
    let text = json.as_str().unwrap_or_else(|| panic!("no formula: {json}"));
    let mut reader = Reader { tokens: tokens(text), next: 0 };
    let read = reader.level(0);
    assert_eq!(reader.next, reader.tokens.len(), "{text}");
    read
}

/// One formula for each level of a choice, or one formula.
fn condition(json: &Json) -> Expr {
    let Some(by) = json["by"].as_str() else { return expr(&json["when"]) };
    let mut chain = Expr::Value(Value::Truth(false));
    for (level, when) in json["when"].as_object().expect("a formula a level") {
        let is = Expr::Infix("=", Box::new([Expr::Name(by.into()), Expr::Value(Value::Word(level.clone()))]));
        chain = Expr::If(Box::new([is, expr(when), chain]));
    }
    chain
}

/// What formulas may ask for. A name that stands nowhere and a division by zero give nothing.
struct Scope<'a> {
    fields: &'a BTreeMap<String, Value>,
    parameters: &'a BTreeMap<String, R>,
    points: Option<&'a Points>,
}

struct Points {
    total: R,
    each: BTreeMap<String, R>,
    floors: bool,
}

impl Scope<'_> {
    fn number(&self, e: &Expr) -> Option<R> {
        match self.value(e)? {
            Value::Number(n) => Some(n),
            other => panic!("a number is needed: {other:?}"),
        }
    }
    fn truth(&self, e: &Expr) -> Option<bool> {
        match self.value(e)? {
            Value::Truth(b) => Some(b),
            other => panic!("a truth is needed: {other:?}"),
        }
    }
    fn value(&self, e: &Expr) -> Option<Value> {
        let zero = int(0);
        Some(match e {
            Expr::Value(v) => v.clone(),
            Expr::Name(n) => match (self.parameters.get(n), self.points) {
                (Some(p), _) => Value::Number(p.clone()),
                (None, Some(points)) if n == "total" => Value::Number(points.total.clone()),
                _ => self.fields.get(n)?.clone(),
            },
            Expr::Points(id) => Value::Number(self.points?.each[id].clone()),
            Expr::EveryFloor => Value::Truth(self.points?.floors),
            Expr::Not(a) => Value::Truth(!self.truth(a)?),
            Expr::Neg(a) => Value::Number(-self.number(a)?),
            Expr::If(parts) => return self.value(if self.truth(&parts[0])? { &parts[1] } else { &parts[2] }),
            Expr::Call(name, list) => {
                let all: Vec<R> = list.iter().map(|e| self.number(e)).collect::<Option<_>>()?;
                let mut each = all.iter().cloned();
                let first = each.next()?;
                Value::Number(match name.as_str() {
                    "min" => each.fold(first, R::min),
                    "max" => each.fold(first, R::max),
                    "sum" => each.fold(first, |a, b| a + b),
                    _ if all[1] == zero => return None,
                    _ => (&all[0] - &all[1]) / &all[1],
                })
            }
            Expr::Infix(sign @ ("and" | "or"), parts) => {
                // One side may settle it.
                let (a, b) = (self.truth(&parts[0]), self.truth(&parts[1]));
                let settles = *sign == "or";
                if a == Some(settles) || b == Some(settles) {
                    return Some(Value::Truth(settles));
                }
                a.zip(b)?;
                Value::Truth(!settles)
            }
            Expr::Infix(sign @ ("+" | "-" | "*" | "/"), parts) => {
                let (a, b) = (self.number(&parts[0])?, self.number(&parts[1])?);
                Value::Number(match *sign {
                    "+" => a + b,
                    "-" => a - b,
                    "*" => a * b,
                    _ if b == zero => return None,
                    _ => a / b,
                })
            }
            Expr::Infix(sign, parts) => {
                let (a, b) = (self.value(&parts[0])?, self.value(&parts[1])?);
                Value::Truth(match (*sign, a, b) {
                    ("=", a, b) => a == b,
                    ("!=", a, b) => a != b,
                    ("<", Value::Number(a), Value::Number(b)) => a < b,
                    ("<=", Value::Number(a), Value::Number(b)) => a <= b,
                    (">", Value::Number(a), Value::Number(b)) => a > b,
                    (_, Value::Number(a), Value::Number(b)) => a >= b,
                    other => panic!("cannot compare {other:?}"),
                })
            }
        })
    }
}

/// The names in a formula.
fn names(e: &Expr, found: &mut BTreeSet<String>) {
    match e {
        Expr::Name(n) => {
            found.insert(n.clone());
        }
        Expr::Value(_) | Expr::Points(_) | Expr::EveryFloor => {}
        Expr::Not(a) | Expr::Neg(a) => names(a, found),
        Expr::If(parts) => parts.iter().for_each(|p| names(p, found)),
        Expr::Infix(_, parts) => parts.iter().for_each(|p| names(p, found)),
        Expr::Call(_, list) => list.iter().for_each(|p| names(p, found)),
    }
}

// -------------------------------------------------------------------------------------------------------------- schemes

/// A number that the file leaves open.
#[derive(Debug)]
pub struct Open {
    lo: R,
    hi: R,
    typical: Option<R>,
}

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
    /// The condition, its points (all where it names none), and the points otherwise.
    Flag(Expr, Option<Amount>, R),
    Judged(Amount),
    /// A share of the maximum.
    Share(Amount),
    BestOf(Vec<Rule>),
}

struct Indicator {
    id: String,
    max: Amount,
    rule: Rule,
    /// The open numbers of the rule, without the maximum.
    own: Vec<usize>,
    names: BTreeSet<String>,
}

struct Group {
    id: String,
    sign: i64,
    max: Option<R>,
    floor: Option<R>,
    indicators: Vec<usize>,
}

/// A scheme file as this scorer understands it.
pub struct Model {
    pub open: Vec<Open>,
    groups: Vec<Group>,
    indicators: Vec<Indicator>,
    /// Open maxima that sum to a number: one entry a tie and stage.
    ties: Vec<(Vec<usize>, R)>,
    parameters: Vec<(String, Amount)>,
    stages: Vec<(String, Option<Expr>)>,
    gates: Vec<Expr>,
    pass: Option<(Option<Expr>, Vec<Expr>)>,
    /// Whether stages or parameters have a say in the points.
    staged: bool,
}

/// A value for each open number.
#[derive(Clone, Debug)]
pub struct Completion(Vec<R>);

/// Everything settled.
pub struct World<'a> {
    pub fields: &'a BTreeMap<String, Value>,
    pub open: &'a Completion,
}

/// What comes of it.
pub struct Outcome {
    pub total: R,
    /// Points of each group, by its id.
    pub groups: BTreeMap<String, R>,
    pub passed: Option<bool>,
    pub stage: Option<String>,
}

fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

/// What an extension writes, laid over what it extends.
fn extended(text: &str, find: &dyn Fn(&str) -> String) -> Json {
    let own: Json = serde_json::from_str(text).expect("JSON");
    let Some(base) = own["extends"].as_str() else { return own };
    let mut whole = extended(&find(base), find);
    for (key, value) in own.as_object().expect("an object") {
        if key != "groups" && key != "drop" {
            whole[key.as_str()] = value.clone();
        }
    }
    let is = |id: &Json| {
        let id = id.clone();
        move |x: &Json| x["id"] == id
    };
    for id in list(&own["drop"]) {
        let groups = whole["groups"].as_array_mut().expect("groups");
        groups.retain(|g| g["id"] != *id);
        groups.iter_mut().for_each(|g| g["indicators"].as_array_mut().expect("a list").retain(|i| i["id"] != *id));
    }
    for group in list(&own["groups"]) {
        let groups = whole["groups"].as_array_mut().expect("groups");
        let Some(old) = groups.iter_mut().find(|g| is(&group["id"])(g)) else {
            groups.push(group.clone());
            continue;
        };
        for (key, value) in group.as_object().expect("an object").iter().filter(|(k, _)| *k != "indicators") {
            old[key.as_str()] = value.clone();
        }
        for indicator in list(&group["indicators"]) {
            let all = old["indicators"].as_array_mut().expect("a list");
            let Some(old) = all.iter_mut().find(|i| is(&indicator["id"])(i)) else {
                all.push(indicator.clone());
                continue;
            };
            let (old, new) = (old.as_object_mut().expect("an object"), indicator.as_object().expect("an object"));
            let rule = |key: &str| !["id", "title", "max", "source"].contains(&key);
            if new.keys().any(|k| rule(k)) {
                old.retain(|k, _| !rule(k));
            }
            old.extend(new.clone());
        }
    }
    whole
}

impl Model {
    pub fn read(text: &str, find: &dyn Fn(&str) -> String) -> Model {
        let json = extended(text, find);
        let mut m = Model {
            open: Vec::new(),
            groups: Vec::new(),
            indicators: Vec::new(),
            ties: Vec::new(),
            parameters: Vec::new(),
            stages: Vec::new(),
            gates: list(&json["gates"]).iter().map(condition).collect(),
            pass: None,
            staged: false,
        };
        for p in list(&json["parameters"]) {
            let amount = if p["is"].is_null() { m.amount(p) } else { Amount::Exact(quantity(&p["is"])) };
            m.parameters.push((p["id"].as_str().expect("id").into(), amount));
        }
        for s in list(&json["stages"]) {
            let when = (!s["when"].is_null()).then(|| expr(&s["when"]));
            m.stages.push((s["id"].as_str().expect("id").into(), when));
        }
        for g in list(&json["groups"]) {
            let first = m.indicators.len();
            for i in list(&g["indicators"]) {
                let max = m.amount(&i["max"]);
                let before = m.open.len();
                let rule = m.rule(i);
                let own = (before..m.open.len()).collect();
                let mut found = BTreeSet::new();
                rule_names(&rule, &mut found);
                m.indicators.push(Indicator { id: i["id"].as_str().expect("id").into(), max, rule, own, names: found });
            }
            let number = |v: &Json| (!v.is_null()).then(|| quantity(v));
            m.groups.push(Group {
                id: g["id"].as_str().expect("id").into(),
                sign: if g["kind"] == "deduction" { -1 } else { 1 },
                max: number(&g["max"]),
                floor: number(&g["floor"]),
                indicators: (first..m.indicators.len()).collect(),
            });
        }
        for tie in list(&json["ties"]) {
            let stages = if m.staged { m.stages.iter().map(|s| s.0.clone()).collect() } else { vec![String::new()] };
            for stage in stages {
                let (mut open, mut rest) = (Vec::new(), quantity(&tie["sum"]));
                let bound = |g: &&Group| list(&tie["groups"]).iter().any(|id| *id == g.id);
                for i in m.groups.iter().filter(bound).flat_map(|g| &g.indicators) {
                    match m.in_stage(&m.indicators[*i].max, &stage) {
                        Amount::Exact(n) => rest -= n,
                        Amount::Open(q) => open.push(*q),
                        Amount::Staged(_) => unreachable!("stages within a stage"),
                    }
                }
                m.ties.push((open, rest));
            }
        }
        if let Some(pass) = json["pass"].as_object() {
            let or = list(pass.get("or").unwrap_or(&Json::Null)).iter().map(condition).collect();
            m.pass = Some((pass.get("when").map(expr), or));
        }
        let parameters: Vec<&String> = m.parameters.iter().map(|p| &p.0).collect();
        m.staged |= m.indicators.iter().any(|i| parameters.iter().any(|p| i.names.contains(*p)));
        m
    }

    fn amount(&mut self, json: &Json) -> Amount {
        let Json::Object(o) = json else { return Amount::Exact(quantity(json)) };
        let Some(between) = o.get("between") else {
            self.staged = true;
            return Amount::Staged(o.iter().map(|(stage, v)| (stage.clone(), self.amount(v))).collect());
        };
        let typical = o.get("typical").map(quantity);
        self.open.push(Open { lo: quantity(&between[0]), hi: quantity(&between[1]), typical });
        Amount::Open(self.open.len() - 1)
    }

    fn rule(&mut self, json: &Json) -> Rule {
        let has = |key: &str| !json[key].is_null();
        let otherwise = if has("otherwise") { quantity(&json["otherwise"]) } else { int(0) };
        let edge = |b: &Json, key: &str| (!b[key].is_null()).then(|| quantity(&b[key]));
        if has("bands") {
            let mut bands = Vec::new();
            for b in list(&json["bands"]) {
                let points = self.amount(&b["points"]);
                let [from, above, to, below] = ["from", "above", "to", "below"].map(|key| edge(b, key));
                bands.push(Band { from, above, to, below, points });
            }
            Rule::Bands(expr(&json["value"]), bands, otherwise)
        } else if has("curve") {
            let corner = |c: &Json| (quantity(&c["at"]), quantity(&c["points"]));
            Rule::Curve(expr(&json["value"]), list(&json["curve"]).iter().map(corner).collect())
        } else if has("per_unit") {
            let unit = &json["per_unit"];
            Rule::PerUnit {
                value: expr(&json["value"]),
                points: self.amount(&unit["points"]),
                per: quantity(&unit["per"]),
                whole: unit["whole"] != false,
            }
        } else if has("reference") {
            Rule::Reference(expr(&json["value"]), self.amount(&json["reference"]))
        } else if has("choice") {
            let points = json["points"].as_object().expect("points a level").clone();
            let each = points.iter().map(|(level, v)| (level.clone(), self.amount(v))).collect();
            Rule::Choice(json["choice"].as_str().expect("a field").into(), each, otherwise)
        } else if has("flag") {
            let points = has("points").then(|| self.amount(&json["points"]));
            Rule::Flag(expr(&json["flag"]), points, otherwise)
        } else if has("judged") {
            match &json["judged"] {
                Json::String(_) => {
                    self.open.push(Open { lo: int(0), hi: int(1), typical: None });
                    Rule::Share(Amount::Open(self.open.len() - 1))
                }
                range if range["between"][0].as_str().is_some_and(|t| t.ends_with('%')) => {
                    Rule::Share(self.amount(range))
                }
                range => Rule::Judged(self.amount(range)),
            }
        } else if has("rank") {
            let mut points: Vec<R> = list(&json["rank"]["top"]).iter().map(|t| quantity(&t["points"])).collect();
            points.push(otherwise);
            let lo = points.iter().min().expect("points").clone();
            let hi = points.iter().max().expect("points").clone();
            self.open.push(Open { lo, hi, typical: None });
            Rule::Judged(Amount::Open(self.open.len() - 1))
        } else {
            let alternatives = list(&json["best_of"]);
            assert!(!alternatives.is_empty(), "no rule in {json}");
            Rule::BestOf(alternatives.iter().map(|a| self.rule(a)).collect())
        }
    }

    fn in_stage<'a>(&self, amount: &'a Amount, stage: &str) -> &'a Amount {
        match amount {
            Amount::Staged(each) => &each[stage],
            other => other,
        }
    }

    /// Every field that some formula names.
    pub fn names(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.indicators.iter().for_each(|i| rule_names(&i.rule, &mut found));
        self.stages.iter().filter_map(|s| s.1.as_ref()).for_each(|e| names(e, &mut found));
        self.gates.iter().for_each(|e| names(e, &mut found));
        if let Some((when, or)) = &self.pass {
            or.iter().chain(when).for_each(|e| names(e, &mut found));
        }
        found
    }

    // ---------------------------------------------------------------------------------------------------- completions

    /// Every open number at its typical value, where all have one.
    pub fn typical(&self) -> Option<Completion> {
        let each = |o: &Open| o.typical.clone();
        self.open.iter().map(each).collect::<Option<_>>().map(Completion)
    }

    /// Open numbers drawn anywhere in their ranges, tied ones so that they sum to what they must.
    pub fn random(&self, within: &mut dyn FnMut(&R, &R) -> R) -> Completion {
        let mut all: Vec<R> = self.open.iter().map(|o| within(&o.lo, &o.hi)).collect();
        for (tied, sum) in &self.ties {
            let mut order: Vec<(R, usize)> = tied.iter().map(|q| (within(&int(0), &int(1)), *q)).collect();
            order.sort();
            let mut rest = sum - tied.iter().map(|q| &self.open[*q].lo).sum::<R>();
            let mut room: R = tied.iter().map(|q| &self.open[*q].hi - &self.open[*q].lo).sum();
            for (_, q) in order {
                let own = &self.open[q].hi - &self.open[q].lo;
                room -= &own;
                let more = within(&(&rest - &room).max(int(0)), &own.min(rest.clone()));
                rest -= &more;
                all[q] = &self.open[q].lo + more;
            }
            assert_eq!(rest, int(0), "the tied maxima cannot sum to {sum}");
        }
        Completion(all)
    }

    /// The completion that gives the highest or lowest total with these fields.
    pub fn best(&self, fields: &BTreeMap<String, Value>, high: bool) -> Option<Completion> {
        let parts = self.parts(fields, high)?;
        let refs: Vec<&Part> = parts.iter().collect();
        self.combine(&refs, high).1
    }

    /// Of each indicator, the best of its own open numbers; the parameters that go with them come first.
    fn parts(&self, fields: &BTreeMap<String, Value>, high: bool) -> Option<Vec<Part>> {
        (0..self.indicators.len()).map(|i| self.part(i, fields, high)).collect()
    }

    /// The best of one indicator. Points rise or fall all the way with each open number of a rule, so its ends do.
    pub fn part(&self, i: usize, fields: &BTreeMap<String, Value>, high: bool) -> Option<Part> {
        assert!(!self.staged, "stages and parameters that give points are not searched");
        let sign = self.groups.iter().find(|g| g.indicators.contains(&i)).map_or(1, |g| g.sign);
        let high = (sign > 0) == high;
        let indicator = &self.indicators[i];
        let mut open = Completion(self.open.iter().map(|o| o.hi.clone()).collect());
        let parameters = BTreeMap::new();
        let tied = match &indicator.max {
            Amount::Open(q) if self.ties.iter().any(|t| t.0.contains(q)) => Some(*q),
            _ => None,
        };
        let mut tries: Vec<usize> = indicator.own.clone();
        if let (Amount::Open(q), None) = (&indicator.max, tied) {
            tries.push(*q);
        }
        let scope = Scope { fields, parameters: &parameters, points: None };
        let Some(mut best) = self.points(indicator, &scope, &open, "") else {
            return Self::without_value(indicator, high);
        };
        for _ in 0..2 {
            for q in &tries {
                for end in [&self.open[*q].lo, &self.open[*q].hi] {
                    let old = std::mem::replace(&mut open.0[*q], end.clone());
                    let points = self.points(indicator, &scope, &open, "")?;
                    if (high && points > best) || (!high && points < best) {
                        best = points;
                    } else {
                        open.0[*q] = old;
                    }
                }
            }
        }
        let tied = tied.map(|q| {
            let share = matches!(&indicator.rule, Rule::Reference(..) | Rule::Share(_) | Rule::Flag(_, None, _));
            assert!(share, "{}: a tied maximum of a rule that is no share of it", indicator.id);
            (q, &best / &self.open[q].hi)
        });
        let own = tries.iter().map(|q| (*q, open.0[*q].clone())).collect();
        Some(Part { points: best, tied, own })
    }

    /// An indicator that has no value for these fields: anything from 0 to its maximum.
    fn without_value(indicator: &Indicator, high: bool) -> Option<Part> {
        let Amount::Exact(max) = &indicator.max else { return None };
        Some(Part { points: if high { max.clone() } else { int(0) }, tied: None, own: Vec::new() })
    }

    /// The total of the best of each indicator, tied maxima going to those that make most (or least) of them.
    pub fn combine(&self, parts: &[&Part], high: bool) -> (R, Option<Completion>) {
        let mut open: Vec<R> = self.open.iter().map(|o| o.typical.clone().unwrap_or_else(|| o.lo.clone())).collect();
        for (q, value) in parts.iter().flat_map(|p| &p.own) {
            open[*q] = value.clone();
        }
        let mut points: Vec<R> = parts.iter().map(|p| p.points.clone()).collect();
        for (tied, sum) in &self.ties {
            let mut order: Vec<(usize, usize, R)> = Vec::new();
            for (i, part) in parts.iter().enumerate() {
                if let Some((q, share)) = part.tied.as_ref().filter(|t| tied.contains(&t.0)) {
                    let sign = self.groups.iter().find(|g| g.indicators.contains(&i)).map_or(1, |g| g.sign);
                    order.push((i, *q, share * int(if high { -sign } else { sign })));
                }
            }
            order.sort_by(|a, b| a.2.cmp(&b.2));
            let mut rest = sum - tied.iter().map(|q| &self.open[*q].lo).sum::<R>();
            for (i, q, _) in order {
                let o = &self.open[q];
                let more = (&o.hi - &o.lo).min(rest.clone());
                rest -= &more;
                open[q] = &o.lo + more;
                points[i] = &open[q] * &parts[i].tied.as_ref().expect("tied").1;
            }
        }
        let total = self.total(&points).0;
        (total, Some(Completion(open)))
    }

    fn total(&self, points: &[R]) -> (R, Vec<R>) {
        let mut groups = Vec::new();
        let mut total = int(0);
        for g in &self.groups {
            let sum: R = g.indicators.iter().map(|i| &points[*i]).sum();
            let sum = g.max.as_ref().map_or(sum.clone(), |max| sum.min(max.clone()));
            total += &sum * int(g.sign);
            groups.push(sum);
        }
        (total.max(int(0)), groups)
    }

    /// Values of a field at which some rule meets an edge, the other fields standing still.
    pub fn kinks(&self, field: &str, at: &BTreeMap<String, Value>) -> Vec<R> {
        let parameters = BTreeMap::new();
        let mut found = Vec::new();
        let mut level = |e: &Expr, edges: &[R]| {
            let Some(Value::Number(now)) = at.get(field) else { return };
            let mut moved = at.clone();
            let mut sample = |x: R| {
                moved.insert(field.to_string(), Value::Number(x.clone()));
                let y = Scope { fields: &moved, parameters: &parameters, points: None }.number(e)?;
                Some((x, y))
            };
            let base = if *now > int(0) { now.clone() } else { int(7) };
            let three: Option<Vec<_>> = (1..=3).map(|k| sample(&base + int(k))).collect();
            let Some([(x0, y0), (x1, y1), (x2, y2)]) = three.as_deref() else { return };
            // y = (a x + b) / (x + d), from three samples: a (x - x') - d (y - y') = y x - y' x'.
            let (p, q, r) = (x1 - x0, y1 - y0, y1 * x1 - y0 * x0);
            let (s, t, u) = (x2 - x0, y2 - y0, y2 * x2 - y0 * x0);
            let det = &t * &p - &q * &s;
            for edge in edges {
                if det == int(0) {
                    if q != int(0) {
                        found.push(x0 + (edge - y0) * &p / &q);
                    }
                    continue;
                }
                let a = (&r * &t - &u * &q) / &det;
                let d = (&r * &s - &u * &p) / &det;
                let b = y0 * (x0 + &d) - &a * x0;
                if *edge != a {
                    found.push((b - edge * &d) / (edge - &a));
                }
            }
        };
        let ends = |amount: &Amount| match amount {
            Amount::Exact(n) => vec![n.clone()],
            Amount::Open(q) => vec![self.open[*q].lo.clone(), self.open[*q].hi.clone()],
            Amount::Staged(_) => Vec::new(),
        };
        let mut conditions = Vec::new();
        let mut rules: Vec<&Rule> = self.indicators.iter().map(|i| &i.rule).collect();
        while let Some(rule) = rules.pop() {
            match rule {
                Rule::Bands(value, bands, _) => {
                    let all = bands.iter().flat_map(|b| [&b.from, &b.above, &b.to, &b.below]);
                    level(value, &all.flatten().cloned().collect::<Vec<_>>());
                    conditions.push(value);
                }
                Rule::Curve(value, corners) => {
                    level(value, &corners.iter().map(|c| c.0.clone()).collect::<Vec<_>>());
                    conditions.push(value);
                }
                Rule::Reference(value, reference) => {
                    let mut edges = ends(reference);
                    edges.push(int(0));
                    level(value, &edges);
                    conditions.push(value);
                }
                Rule::PerUnit { value, per, .. } => {
                    level(value, &(0..20).map(|k| per * int(k)).collect::<Vec<_>>());
                    conditions.push(value);
                }
                Rule::Flag(when, ..) => conditions.push(when),
                Rule::BestOf(list) => rules.extend(list),
                Rule::Choice(..) | Rule::Judged(_) | Rule::Share(_) => {}
            }
        }
        conditions.extend(self.stages.iter().filter_map(|s| s.1.as_ref()));
        while let Some(e) = conditions.pop() {
            match e {
                Expr::Infix("<" | "<=" | ">" | ">=", parts) => {
                    let other = |e: &Expr| Scope { fields: at, parameters: &parameters, points: None }.value(e);
                    for (a, b) in [(0, 1), (1, 0)] {
                        if let Some(Value::Number(edge)) = other(&parts[b]) {
                            level(&parts[a], &[edge]);
                        }
                    }
                }
                Expr::Infix("and" | "or", parts) => conditions.extend(parts.iter()),
                Expr::If(parts) => conditions.extend(parts.iter()),
                Expr::Not(a) => conditions.push(a),
                _ => {}
            }
        }
        found
    }

    /// The indicators that a field has a say in.
    pub fn indicators_of(&self, field: &str) -> Vec<usize> {
        (0..self.indicators.len()).filter(|i| self.indicators[*i].names.contains(field)).collect()
    }

    pub fn indicator_count(&self) -> usize {
        self.indicators.len()
    }

    // ----------------------------------------------------------------------------------------------------------- scoring

    fn settled(&self, amount: &Amount, open: &Completion, stage: &str) -> R {
        match self.in_stage(amount, stage) {
            Amount::Exact(n) => n.clone(),
            Amount::Open(q) => open.0[*q].clone(),
            Amount::Staged(_) => unreachable!("stages within a stage"),
        }
    }

    fn points(&self, i: &Indicator, scope: &Scope<'_>, open: &Completion, stage: &str) -> Option<R> {
        let max = self.settled(&i.max, open, stage);
        let points = self.by_rule(&i.rule, scope, open, stage, &max)?;
        Some(points.min(max).max(int(0)))
    }

    fn by_rule(&self, rule: &Rule, scope: &Scope<'_>, open: &Completion, stage: &str, max: &R) -> Option<R> {
        let settled = |amount: &Amount| self.settled(amount, open, stage);
        Some(match rule {
            Rule::Bands(value, bands, otherwise) => {
                let x = scope.number(value)?;
                let within = |b: &&Band| {
                    b.from.as_ref().is_none_or(|e| x >= *e)
                        && b.above.as_ref().is_none_or(|e| x > *e)
                        && b.to.as_ref().is_none_or(|e| x <= *e)
                        && b.below.as_ref().is_none_or(|e| x < *e)
                };
                bands.iter().find(within).map_or(otherwise.clone(), |b| settled(&b.points))
            }
            Rule::Curve(value, corners) => {
                let x = scope.number(value)?;
                let after = corners.iter().position(|c| c.0 > x);
                match after {
                    Some(0) => corners[0].1.clone(),
                    None => corners.last()?.1.clone(),
                    Some(k) => {
                        let ((x0, y0), (x1, y1)) = (&corners[k - 1], &corners[k]);
                        y0 + (y1 - y0) * (x - x0) / (x1 - x0)
                    }
                }
            }
            Rule::PerUnit { value, points, per, whole } => {
                let times = scope.number(value)?.max(int(0)) / per;
                settled(points) * if *whole { times.floor() } else { times }
            }
            Rule::Reference(value, reference) => {
                let share = scope.number(value)? / settled(reference);
                max * share.min(int(1)).max(int(0))
            }
            Rule::Choice(field, points, otherwise) => match scope.fields.get(field)? {
                Value::Word(level) => points.get(level).map_or(otherwise.clone(), settled),
                other => panic!("{field} is {other:?}"),
            },
            Rule::Flag(when, points, otherwise) => match (scope.truth(when)?, points) {
                (true, Some(points)) => settled(points),
                (true, None) => max.clone(),
                (false, _) => otherwise.clone(),
            },
            Rule::Judged(points) => settled(points),
            Rule::Share(share) => max * settled(share),
            Rule::BestOf(list) => {
                let all: Option<Vec<R>> = list.iter().map(|r| self.by_rule(r, scope, open, stage, max)).collect();
                all?.into_iter().max()?
            }
        })
    }

    /// Scores a completion; nothing where it divides by zero.
    pub fn score(&self, world: &World<'_>) -> Option<Outcome> {
        let parameters: BTreeMap<String, R> =
            self.parameters.iter().map(|(id, a)| (id.clone(), self.settled(a, world.open, ""))).collect();
        let scope = Scope { fields: world.fields, parameters: &parameters, points: None };
        let mut stage = None;
        for (id, when) in &self.stages {
            if when.as_ref().map_or(Some(true), |w| scope.truth(w))? {
                stage = Some(id.clone());
                break;
            }
        }
        let in_stage = stage.as_deref().unwrap_or("");
        let all = self.indicators.iter().map(|i| self.points(i, &scope, world.open, in_stage));
        let points: Vec<R> = all.collect::<Option<_>>()?;
        let (total, groups) = self.total(&points);
        let mut passed = None;
        if let Some((when, or)) = &self.pass {
            let ids = self.groups.iter().map(|g| &g.id).chain(self.indicators.iter().map(|i| &i.id));
            let each = ids.cloned().zip(groups.iter().chain(&points).cloned()).collect();
            let above = |(g, points): (&Group, &R)| g.floor.as_ref().is_none_or(|f| points >= f);
            let floors = self.groups.iter().zip(&groups).all(above);
            let asked = Points { total: round(&total, 2), each, floors };
            let scope = Scope { points: Some(&asked), ..scope };
            let mut met: Vec<bool> = or.iter().map(|e| scope.truth(e)).collect::<Option<_>>()?;
            match when {
                Some(when) => met.push(scope.truth(when)?),
                None if or.is_empty() => met.push(true),
                None => {}
            }
            let gates: Vec<bool> = self.gates.iter().map(|e| scope.truth(e)).collect::<Option<_>>()?;
            passed = Some(gates.iter().all(|g| *g) && met.contains(&true));
        }
        let groups = self.groups.iter().map(|g| g.id.clone()).zip(groups).collect();
        Some(Outcome { total, groups, passed, stage })
    }
}

/// The best that one indicator can do.
pub struct Part {
    /// Its points, a tied maximum at its highest.
    pub points: R,
    /// Its tied maximum and what share of it is earned.
    pub tied: Option<(usize, R)>,
    /// Its own open numbers.
    own: Vec<(usize, R)>,
}

fn rule_names(rule: &Rule, found: &mut BTreeSet<String>) {
    match rule {
        Rule::Bands(value, ..) | Rule::Curve(value, _) | Rule::Reference(value, _) => names(value, found),
        Rule::PerUnit { value, .. } => names(value, found),
        Rule::Flag(when, ..) => names(when, found),
        Rule::Choice(field, ..) => {
            found.insert(field.clone());
        }
        Rule::BestOf(list) => list.iter().for_each(|r| rule_names(r, found)),
        Rule::Judged(_) | Rule::Share(_) => {}
    }
}
