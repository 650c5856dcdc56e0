//! Reading a scheme from its JSON text: everything wrong is reported at once, each with its place.

use super::model::*;
use crate::dictionary::{Dictionary, Kind};
use crate::formula::{At, Instr, Names, Program, Type, compile, parse_literal};
use crate::json::{Json, Node, Problems};
use crate::number::{Date, Dim, Num, split};
use crate::problem::Problem;
use sha2::{Digest, Sha256};

/// Largest scheme file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

impl Scheme {
    /// A scheme from its JSON text, with the shipped dictionary. `file` is only named in problems.
    pub fn parse(text: &str, file: Option<&str>) -> Result<Scheme, Vec<Problem>> {
        let problems = Problems::default();
        let scheme = if text.len() > MAX_BYTES {
            Err(Problem::boxed("too_large", "方案文件超过 1 MB", "the scheme file exceeds 1 MB", &[]))
        } else {
            Json::parse(text).map(|json| {
                let dictionary = Dictionary::shipped();
                let loader = Loader { dictionary, program: Program::default(), document: String::new() };
                loader.scheme(&Node::root(&json, &problems), hex_digest(text))
            })
        };
        match scheme {
            Ok(Some(scheme)) if problems.borrow().is_empty() => return Ok(scheme),
            Ok(_) => {}
            Err(p) => problems.borrow_mut().push(*p),
        }
        Err(problems.into_inner().into_iter().map(|p| p.file(file)).collect())
    }
}

fn hex_digest(text: &str) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    Sha256::digest(text.as_bytes()).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

struct Loader {
    dictionary: &'static Dictionary,
    program: Program,
    document: String,
}

impl Loader {
    fn scheme(mut self, root: &Node<'_>, digest: String) -> Option<Scheme> {
        root.object(
            &[
                "$schema",
                "id",
                "title",
                "issuer",
                "document",
                "effective",
                "precision",
                "notes",
                "gates",
                "groups",
                "pass",
            ],
            &[],
        )?;
        let id = root.id();
        let title = root.need("title").and_then(|n| n.text());
        let issuer = root.text_of("issuer");
        let document = root.text_of("document");
        self.document = document.clone().unwrap_or_default();
        let effective = root.need("effective").and_then(|n| effective(&n));
        let precision = root.get("precision").map_or(Some(2), |n| precision(&n));
        let notes = root.get("notes").and_then(|n| n.text());
        let gates = root.get("gates").map(|n| self.conditions(&n)).unwrap_or_default();
        let mut groups = Vec::new();
        let mut indicators = Vec::new();
        let list = root.need("groups");
        if let Some(list) = &list {
            let nodes = list.items();
            if nodes.is_empty() {
                list.fail("missing", "至少要有一类指标", "at least one group is needed", &[]);
            }
            for node in &nodes {
                let group = self.group(node, groups.len(), &mut indicators);
                groups.extend(group);
            }
        }
        let mut point_ids: Vec<String> = Vec::new();
        for id in groups.iter().map(|g: &Group| &g.id).chain(indicators.iter().map(|i: &Indicator| &i.id)) {
            if point_ids.contains(id) {
                duplicate(list.as_ref(), id);
            }
            point_ids.push(id.clone());
        }
        let pass = root.get("pass").and_then(|n| self.pass(&n, &point_ids));
        let (from, to) = effective?;
        let mut max = Num::ZERO;
        for g in &groups {
            max = max.add(g.max)?;
        }
        let mut scheme = Scheme {
            id: id?,
            title: title?,
            issuer: issuer?,
            document: document?,
            from,
            to,
            precision: precision?,
            notes,
            gates,
            groups,
            indicators,
            pass,
            program: self.program,
            dictionary: self.dictionary,
            fields: Vec::new(),
            digest,
            official: false,
            max,
            point_ids,
        };
        scheme.official = is_official(&scheme);
        scheme.fields = used_fields(&scheme);
        Some(scheme)
    }

    /// Compiles a formula that must give a truth, or a number.
    fn formula(&mut self, node: &Node<'_>, points: Option<&[String]>, truth: bool) -> Option<(At, Type)> {
        let names = Names { dictionary: self.dictionary, points };
        match compile(node.string()?, &names, &mut self.program) {
            Ok(found) if (found.1 == Type::Truth) == truth => return Some(found),
            Ok(_) if truth => node.fail(
                "wrong_type",
                "这里要是非判断，例如 revenue <= 2亿元",
                "a yes or no is needed here, such as revenue <= 2亿元",
                &[],
            ),
            Ok(_) => node.fail(
                "wrong_type",
                "这里要数字，例如 rd_expense / revenue",
                "a number is needed here, such as rd_expense / revenue",
                &[],
            ),
            Err(p) => node.note(*p),
        }
        None
    }

    fn truth(&mut self, node: &Node<'_>) -> Option<At> {
        self.formula(node, None, true).map(|f| f.0)
    }

    fn source(&self, node: &Node<'_>) -> Option<Source> {
        let node = node.need("source")?;
        node.object(&["document", "article", "standing", "seen", "note"], &[])?;
        let document = node.get("document").and_then(|n| n.string().map(str::to_string));
        let article = node.text_of("article");
        let standing = node.need("standing").and_then(|n| match n.string()? {
            "official" => Some(Standing::Official),
            "reported" => Some(Standing::Reported),
            "estimate" => Some(Standing::Estimate),
            other => {
                n.fail(
                    "bad_standing",
                    "没有“{0}”，可用：official、reported、estimate",
                    "no \"{0}\"; there are official, reported, estimate",
                    &[other.into()],
                );
                None
            }
        });
        let mut seen = Vec::new();
        if let Some(list) = node.get("seen") {
            for n in list.items() {
                seen.extend(n.string().map(str::to_string));
            }
        }
        let note = node.get("note").and_then(|n| n.text());
        let document = document.unwrap_or_else(|| self.document.clone());
        Some(Source { document, article: article?, standing: standing?, seen, note })
    }

    /// A list of gates or of direct routes.
    fn conditions(&mut self, list: &Node<'_>) -> Vec<Condition> {
        let mut found: Vec<Condition> = Vec::new();
        for node in list.items() {
            let Some(condition) = self.condition(&node) else {
                continue;
            };
            if found.iter().any(|c| c.id == condition.id) {
                duplicate(Some(list), &condition.id);
            }
            found.push(condition);
        }
        found
    }

    fn condition(&mut self, node: &Node<'_>) -> Option<Condition> {
        node.object(&["id", "title", "by", "when", "source"], &[])?;
        let id = node.id();
        let title = node.need("title").and_then(|n| n.text());
        let source = self.source(node);
        let when_node = node.need("when")?;
        let (by, when) = match node.get("by") {
            Some(by) => {
                let (field, when) = self.by_level(&by, &when_node)?;
                (Some(field), when)
            }
            None => (None, self.truth(&when_node)?),
        };
        Some(Condition { id: id?, title: title?, when, by, source: source? })
    }

    /// The choice field that a node names, and its levels.
    fn choice_field(&self, node: &Node<'_>) -> Option<(usize, Vec<&'static str>)> {
        let id = node.string()?;
        let found = self.dictionary.find(id);
        match found.map(|f| (f, &self.dictionary.fields[f].kind)) {
            Some((f, Kind::Choice(levels))) => Some((f, levels.iter().map(|l| l.id).collect())),
            _ => {
                node.fail("unknown_field", "没有选项字段“{0}”", "no choice field \"{0}\"", &[id.into()]);
                None
            }
        }
    }

    /// One formula for each level of a choice, as a chain of ifs. The last level is the final else, so that an unknown
    /// level is certain exactly where all formulas agree.
    fn by_level(&mut self, by: &Node<'_>, when: &Node<'_>) -> Option<(usize, At)> {
        let (field, levels) = self.choice_field(by)?;
        when.object(&levels, &[])?;
        let mut formulas = Vec::new();
        for id in &levels {
            formulas.push(when.need(id).and_then(|n| self.truth(&n)));
        }
        let mut chain: Option<At> = None;
        for (level, formula) in formulas.into_iter().enumerate().rev() {
            let at = formula?;
            chain = Some(match chain {
                None => at,
                Some(rest) => {
                    let test = self.program.push(Instr::Level(field, level));
                    self.program.push(Instr::If(test, at, rest))
                }
            });
        }
        Some((field, chain?))
    }

    fn group(&mut self, node: &Node<'_>, index: usize, all: &mut Vec<Indicator>) -> Option<Group> {
        node.object(&["id", "title", "max", "floor", "indicators", "source"], &[])?;
        let id = node.id();
        let title = node.need("title").and_then(|n| n.text());
        let max = node.need("max").and_then(|n| points(&n, None));
        let floor = node.get("floor").and_then(|n| points(&n, max));
        let source = self.source(node);
        let first = all.len();
        if let Some(list) = node.need("indicators") {
            let nodes = list.items();
            if nodes.is_empty() {
                list.fail("missing", "至少要有一个指标", "at least one indicator is needed", &[]);
            }
            for node in &nodes {
                let indicator = self.indicator(node, index);
                all.extend(indicator);
            }
        }
        let indicators = first..all.len();
        Some(Group { id: id?, title: title?, max: max?, floor, indicators, source: source? })
    }

    fn indicator(&mut self, node: &Node<'_>, group: usize) -> Option<Indicator> {
        node.object(&["id", "title", "max", "source"], &RULE_KEYS)?;
        let id = node.id();
        let title = node.need("title").and_then(|n| n.text());
        let max = node.need("max").and_then(|n| points(&n, None));
        let source = self.source(node);
        let rule = self.rule(node, max, false);
        Some(Indicator { id: id?, title: title?, group, max: max?, rule: rule?, source: source? })
    }

    /// The one rule that an object holds.
    fn rule(&mut self, node: &Node<'_>, max: Option<Num>, nested: bool) -> Option<Rule> {
        let mut kinds = RULES.iter().filter(|(kind, _)| node.json.get(kind).is_some());
        let (Some((kind, allowed)), None) = (kinds.next(), kinds.next()) else {
            node.fail(
                "one_rule",
                "要有且只有一种规则：bands、curve、per_unit、choice、flag、best_of",
                "exactly one rule is needed: bands, curve, per_unit, choice, flag, best_of",
                &[],
            );
            return None;
        };
        for key in RULE_KEYS.iter().filter(|key| !allowed.contains(key)) {
            if let Some(member) = node.get(key) {
                let parts = [(*kind).into(), (*key).into()];
                member.fail("unknown_key", "规则“{0}”没有“{1}”", "the rule \"{0}\" has no \"{1}\"", &parts);
            }
        }
        let otherwise = node.get("otherwise").map_or(Some(Num::ZERO), |n| points(&n, max));
        let body = node.get(kind)?;
        match *kind {
            "bands" => {
                let (formula, dim) = self.measured(node)?;
                bands(&body, formula, dim, otherwise?, max)
            }
            "curve" => {
                let (formula, dim) = self.measured(node)?;
                curve(&body, formula, dim, max)
            }
            "per_unit" => {
                let (formula, dim) = self.measured(node)?;
                body.object(&["points", "per", "whole"], &[])?;
                let each = body.need("points").and_then(|n| points(&n, None));
                let per_node = body.need("per")?;
                let (per, unit, _) = edge(&per_node, dim)?;
                if per <= Num::ZERO {
                    per_node.fail("out_of_range", "要大于 0", "must be above 0", &[]);
                    return None;
                }
                let whole = body.get("whole").map_or(Some(true), |n| n.bool());
                Some(Rule::PerUnit { value: Measure { formula, unit }, points: each?, per, whole: whole? })
            }
            "choice" => {
                let (field, levels) = self.choice_field(&body)?;
                let given = node.need("points")?;
                given.object(&levels, &[])?;
                let otherwise = otherwise?;
                let mut each = Vec::new();
                for id in &levels {
                    each.push(given.get(id).map_or(Some(otherwise), |n| points(&n, max))?);
                }
                Some(Rule::Choice { field, points: each })
            }
            "flag" => {
                let when = self.truth(&body);
                let earned = node.need("points").and_then(|n| points(&n, max));
                Some(Rule::Flag { when: when?, points: earned?, otherwise: otherwise? })
            }
            _ => {
                if nested {
                    body.fail("nested", "best_of 不能再套 best_of", "best_of cannot stand within best_of", &[]);
                    return None;
                }
                let nodes = body.items();
                if nodes.is_empty() {
                    body.fail("missing", "至少要有一种规则", "at least one rule is needed", &[]);
                }
                let mut read = Vec::new();
                for n in &nodes {
                    read.extend(self.alternative(n, max));
                }
                (read.len() == nodes.len()).then_some(Rule::BestOf(read))
            }
        }
    }

    fn alternative(&mut self, node: &Node<'_>, max: Option<Num>) -> Option<Alternative> {
        node.object(&["title", "source"], &RULE_KEYS)?;
        let title = node.get("title").and_then(|n| n.text());
        let source = node.get("source").and_then(|_| self.source(node));
        Some(Alternative { title, rule: self.rule(node, max, true)?, source })
    }

    fn measured(&mut self, node: &Node<'_>) -> Option<(At, Dim)> {
        match node.need("value").and_then(|n| self.formula(&n, None, false))? {
            (at, Type::Number(dim)) => Some((at, dim)),
            _ => None,
        }
    }

    fn pass(&mut self, node: &Node<'_>, point_ids: &[String]) -> Option<Pass> {
        node.object(&["when", "or", "source"], &[])?;
        let when = node.need("when").and_then(|n| self.formula(&n, Some(point_ids), true));
        let source = self.source(node);
        let or = node.get("or").map(|n| self.conditions(&n)).unwrap_or_default();
        Some(Pass { when: when?.0, or, source: source? })
    }
}

/// The members that make a rule.
const RULE_KEYS: [&str; 9] =
    ["value", "bands", "curve", "per_unit", "choice", "flag", "best_of", "points", "otherwise"];

/// The kinds of rules, each with its members.
const RULES: [(&str, &[&str]); 6] = [
    ("bands", &["value", "bands", "otherwise"]),
    ("curve", &["value", "curve"]),
    ("per_unit", &["value", "per_unit"]),
    ("choice", &["choice", "points", "otherwise"]),
    ("flag", &["flag", "points", "otherwise"]),
    ("best_of", &["best_of"]),
];

fn duplicate(list: Option<&Node<'_>>, id: &str) {
    if let Some(list) = list {
        list.fail("duplicate", "标识“{0}”重复", "the id \"{0}\" stands here twice", &[id.into()]);
    }
}

fn bands(list: &Node<'_>, formula: At, dim: Dim, otherwise: Num, max: Option<Num>) -> Option<Rule> {
    let nodes = list.items();
    let mut bands: Vec<Band> = Vec::new();
    let mut unit = None;
    for node in &nodes {
        node.object(&["from", "above", "to", "below", "points"], &[])?;
        let lo = band_edge(node, "from", "above", dim, &mut unit);
        let hi = band_edge(node, "to", "below", dim, &mut unit);
        let points = node.need("points").and_then(|n| points(&n, max));
        let (lo, hi) = (lo?, hi?);
        if lo.is_none() && hi.is_none() {
            node.fail(
                "missing",
                "这一档没有界线：from、above、to、below",
                "this band has no edge: from, above, to, below",
                &[],
            );
            return None;
        }
        bands.push(Band { lo, hi, points: points? });
    }
    if bands.is_empty() {
        list.fail("missing", "至少要有一档", "at least one band is needed", &[]);
        return None;
    }
    let direction = match (bands.iter().all(|b| b.hi.is_none()), bands.iter().all(|b| b.lo.is_none())) {
        (true, _) => Direction::Rising,
        (_, true) => Direction::Falling,
        _ => Direction::Between,
    };
    for (i, node) in nodes.iter().enumerate() {
        let here = &bands[i];
        let next_points = bands.get(i + 1).map_or(otherwise, |next| next.points);
        if direction != Direction::Between && here.points <= next_points {
            node.fail(
                "band_order",
                "分值要逐档递减，最好的一档在前",
                "points must fall from band to band, the best first",
                &[],
            );
        }
        let before = i.checked_sub(1).map(|i| &bands[i]);
        let edges = |pick: fn(&Band) -> &Option<Edge>| before.and_then(|b| pick(b).as_ref().zip(pick(here).as_ref()));
        let in_order = match direction {
            Direction::Rising => edges(|b| &b.lo).is_none_or(|(b, h)| (h.at, !h.inclusive) < (b.at, !b.inclusive)),
            Direction::Falling => edges(|b| &b.hi).is_none_or(|(b, h)| (b.at, b.inclusive) < (h.at, h.inclusive)),
            Direction::Between => {
                !is_empty(&here.lo, &here.hi)
                    && bands[..i].iter().all(|b| is_empty(&b.lo, &here.hi) || is_empty(&here.lo, &b.hi))
            }
        };
        if !in_order {
            node.fail(
                "band_order",
                "界线顺序不对或与前面的档重叠，最好的一档在前",
                "the edges are out of order or overlap an earlier band; the best band stands first",
                &[],
            );
        }
    }
    // Each open side ends where the better neighbour begins.
    let flipped = |e: &Option<Edge>| e.clone().map(|e| Edge { inclusive: !e.inclusive, ..e });
    for i in 1..bands.len() {
        match direction {
            Direction::Rising => bands[i].hi = flipped(&bands[i - 1].lo),
            Direction::Falling => bands[i].lo = flipped(&bands[i - 1].hi),
            Direction::Between => {}
        }
    }
    Some(Rule::Bands { value: Measure { formula, unit: unit.unwrap_or_default() }, direction, bands, otherwise })
}

/// One edge of a band, by either of its names. The outer `None` is a mistake, the inner one an open side.
fn band_edge(
    node: &Node<'_>,
    inclusive: &str,
    exclusive: &str,
    dim: Dim,
    unit: &mut Option<String>,
) -> Option<Option<Edge>> {
    let (found, is_inclusive) = match (node.get(inclusive), node.get(exclusive)) {
        (None, None) => return Some(None),
        (Some(n), None) => (edge(&n, dim), true),
        (None, Some(n)) => (edge(&n, dim), false),
        (Some(_), Some(_)) => {
            let parts = [inclusive.into(), exclusive.into()];
            node.fail("one_edge", "“{0}”和“{1}”只能写一个", "write either \"{0}\" or \"{1}\"", &parts);
            return None;
        }
    };
    let (at, edge_unit, text) = found?;
    unit.get_or_insert(edge_unit);
    Some(Some(Edge { at, inclusive: is_inclusive, text }))
}

/// Whether nothing lies between two edges.
fn is_empty(lo: &Option<Edge>, hi: &Option<Edge>) -> bool {
    match (lo, hi) {
        (Some(lo), Some(hi)) => lo.at > hi.at || (lo.at == hi.at && !(lo.inclusive && hi.inclusive)),
        _ => false,
    }
}

fn curve(list: &Node<'_>, formula: At, dim: Dim, max: Option<Num>) -> Option<Rule> {
    let mut corners: Vec<(Num, Num)> = Vec::new();
    let mut unit = None;
    for node in list.items() {
        node.object(&["at", "points"], &[])?;
        let at = node.need("at").and_then(|n| edge(&n, dim));
        let points = node.need("points").and_then(|n| points(&n, max));
        let (at, edge_unit, _) = at?;
        unit.get_or_insert(edge_unit);
        if corners.last().is_some_and(|last| last.0 >= at) {
            node.fail("band_order", "折线的点要从小到大", "the points of a curve must rise", &[]);
            return None;
        }
        corners.push((at, points?));
    }
    if corners.len() < 2 {
        list.fail("missing", "折线至少要有两个点", "a curve needs at least two points", &[]);
        return None;
    }
    Some(Rule::Curve { value: Measure { formula, unit: unit.unwrap_or_default() }, corners })
}

fn effective(node: &Node<'_>) -> Option<(Date, Option<Date>)> {
    node.object(&["from", "to"], &[])?;
    let day = |n: Node<'_>| {
        let text = n.string()?;
        let day = Date::parse(text);
        if day.is_none() {
            n.fail("bad_date", "“{0}”不是日期", "\"{0}\" is not a date", &[text.into()]);
        }
        day
    };
    let from = node.need("from").and_then(day);
    let to = node.get("to").map(day);
    if from.zip(to.flatten()).is_some_and(|(from, to)| to < from) {
        node.fail("date_order", "结束早于开始", "it ends before it begins", &[]);
    }
    Some((from?, to.flatten()))
}

fn precision(node: &Node<'_>) -> Option<u32> {
    let n = node.number()?;
    let found = (0..=6u32).find(|&p| Num::int(i64::from(p)) == n);
    if found.is_none() {
        node.fail("out_of_range", "小数位数应为 0 到 6", "decimals must be from 0 to 6", &[]);
    }
    found
}

/// Points: not negative, at most the maximum, and at most a million so that sums of them cannot overflow.
fn points(node: &Node<'_>, max: Option<Num>) -> Option<Num> {
    let n = node.number()?;
    if n.is_negative() || n > Num::int(1_000_000) || n.round(6) != n {
        node.fail(
            "out_of_range",
            "分值应在 0 到 1,000,000 之间，至多 6 位小数",
            "points must be from 0 to 1,000,000 with at most 6 decimals",
            &[],
        );
        return None;
    }
    if max.is_some_and(|max| n > max) {
        node.fail("above_max", "高于满分", "above the maximum", &[]);
    }
    Some(n)
}

/// An edge or a step: its value, unit name and text; checked against what the formula measures.
fn edge(node: &Node<'_>, wanted: Dim) -> Option<(Num, String, String)> {
    let text = match node.json {
        Json::String(s) | Json::Number(s) => s.trim(),
        _ => node.string()?,
    };
    let Some((value, dim)) = parse_literal(text) else {
        node.fail(
            "bad_number",
            "“{0}”不是带单位的数字，例如 15%、4件、500万元",
            "\"{0}\" is not a number with a unit, such as 15%, 4件, 500万元",
            &[text.into()],
        );
        return None;
    };
    if dim != wanted {
        node.fail(
            "unit_clash",
            "公式的结果是{0}，这里写的是{1}",
            "the formula gives {0}, but this is {1}",
            &[(&wanted.name()).into(), (&dim.name()).into()],
        );
        return None;
    }
    let unit_at = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(text.len());
    Some((value, split(text, unit_at).1.trim().to_string(), text.to_string()))
}

fn is_official(s: &Scheme) -> bool {
    let sound = |source: &Source| source.standing != Standing::Estimate;
    s.groups.iter().all(|g| sound(&g.source))
        && s.gates.iter().all(|g| sound(&g.source))
        && s.pass.iter().all(|p| sound(&p.source) && p.or.iter().all(|c| sound(&c.source)))
        && s.indicators.iter().all(|i| {
            sound(&i.source)
                && match &i.rule {
                    Rule::BestOf(list) => list.iter().all(|a| a.source.as_ref().is_none_or(sound)),
                    _ => true,
                }
        })
}

/// The fields of a rule.
pub(crate) fn rule_fields(program: &Program, rule: &Rule, found: &mut Vec<usize>) {
    match rule {
        Rule::Bands { value, .. } | Rule::Curve { value, .. } | Rule::PerUnit { value, .. } => {
            program.fields(value.formula, found);
        }
        Rule::Choice { field, .. } => found.push(*field),
        Rule::Flag { when, .. } => program.fields(*when, found),
        Rule::BestOf(list) => list.iter().for_each(|a| rule_fields(program, &a.rule, found)),
    }
}

fn used_fields(s: &Scheme) -> Vec<usize> {
    let mut used = Vec::new();
    for gate in &s.gates {
        s.program.fields(gate.when, &mut used);
    }
    for indicator in &s.indicators {
        rule_fields(&s.program, &indicator.rule, &mut used);
    }
    if let Some(pass) = &s.pass {
        s.program.fields(pass.when, &mut used);
        for route in &pass.or {
            s.program.fields(route.when, &mut used);
        }
    }
    crate::score::in_order(&used)
}
