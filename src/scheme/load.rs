//! Reading a scheme from its JSON text: everything wrong is reported at once, each with its place.

use super::model::*;
use crate::dictionary::{Dictionary, Kind};
use crate::formula::{At, Instr, Names, Program, Type, compile, parse_literal};
use crate::json::{Json, Node, Problems};
use crate::number::{Date, Dim, Num};
use crate::problem::Problem;
use sha2::{Digest, Sha256};

/// Largest scheme file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

impl Scheme {
    /// A scheme from its JSON text, with the shipped dictionary. `file` is only named in problems.
    pub fn parse(text: &str, file: Option<&str>) -> Result<Scheme, Vec<Problem>> {
        let located = |mut problems: Vec<Problem>| {
            problems.iter_mut().for_each(|p| *p = p.clone().file(file));
            problems
        };
        if text.len() > MAX_BYTES {
            return Err(located(vec![Problem::new(
                "too_large",
                "方案文件超过 1 MB",
                "the scheme file exceeds 1 MB",
            )]));
        }
        let json = Json::parse(text).map_err(|p| located(vec![p]))?;
        let problems = Problems::default();
        let digest = Sha256::digest(text.as_bytes())
            .iter()
            .fold(String::new(), |mut hex, byte| {
                for nibble in [byte >> 4, byte & 15] {
                    hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
                }
                hex
            });
        let loader = Loader {
            dictionary: Dictionary::shipped(),
            program: Program::default(),
            document: String::new(),
        };
        let scheme = loader.scheme(&Node::root(&json, &problems), digest);
        let problems = problems.into_inner();
        match scheme {
            Some(scheme) if problems.is_empty() => Ok(scheme),
            _ => Err(located(problems)),
        }
    }
}

struct Loader {
    dictionary: &'static Dictionary,
    program: Program,
    document: String,
}

impl Loader {
    fn scheme(mut self, root: &Node<'_>, digest: String) -> Option<Scheme> {
        root.object(&[
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
        ])?;
        let id = root.need("id").and_then(|n| n.id());
        let title = root.need("title").and_then(|n| n.text());
        let issuer = root.need("issuer").and_then(|n| n.string());
        let document = root.need("document").and_then(|n| n.string());
        self.document = document.unwrap_or_default().to_string();
        let effective = root.need("effective").and_then(|n| effective(&n));
        let precision = root.get("precision").map_or(Some(2), |n| precision(&n));
        let notes = root.get("notes").and_then(|n| n.text());
        let gates: Vec<Condition> = root
            .get("gates")
            .map(|n| n.items().iter().filter_map(|n| self.condition(n)).collect())
            .unwrap_or_default();
        distinct(root.get("gates").as_ref());
        let mut groups = Vec::new();
        let mut indicators = Vec::new();
        if let Some(list) = root.need("groups") {
            let nodes = list.items();
            if nodes.is_empty() {
                list.fail("missing", "至少要有一类指标", "at least one group is needed");
            }
            for node in &nodes {
                if let Some(group) = self.group(node, groups.len(), &mut indicators) {
                    groups.push(group);
                }
            }
        }
        let point_ids: Vec<String> = groups
            .iter()
            .map(|g| &g.id)
            .chain(indicators.iter().map(|i| &i.id))
            .cloned()
            .collect();
        for (i, id) in point_ids.iter().enumerate() {
            if point_ids[..i].contains(id) {
                let text = (format!("标识“{id}”重复"), format!("the id \"{id}\" stands here twice"));
                root.get("groups")
                    .unwrap_or(root.clone())
                    .fail("duplicate", text.0, text.1);
            }
        }
        let pass = root.get("pass").and_then(|n| self.pass(&n, &point_ids));
        let (from, to) = effective?;
        let sources = indicators
            .iter()
            .flat_map(|i| rule_sources(&i.rule).into_iter().chain([&i.source]))
            .chain(groups.iter().map(|g| &g.source))
            .chain(gates.iter().map(|g| &g.source))
            .chain(
                pass.iter()
                    .flat_map(|p| p.or.iter().map(|c| &c.source).chain([&p.source])),
            );
        let official = sources.into_iter().all(|s| s.standing != Standing::Estimate);
        let max = groups.iter().try_fold(Num::ZERO, |sum, g| sum.add(g.max))?;
        let mut scheme = Scheme {
            id: id?,
            title: title?,
            issuer: issuer?.to_string(),
            document: document?.to_string(),
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
            official,
            max,
            point_ids,
        };
        scheme.fields = used_fields(&scheme);
        Some(scheme)
    }

    /// Compiles a formula that stands at a node and must give this kind of thing.
    fn formula(&mut self, node: &Node<'_>, points: Option<&[String]>, truth: bool) -> Option<(At, Type)> {
        let text = node.string()?;
        let names = Names {
            dictionary: self.dictionary,
            points,
        };
        match compile(text, &names, &mut self.program) {
            Ok((at, t)) if (t == Type::Truth) == truth => Some((at, t)),
            Ok(_) if truth => {
                node.fail(
                    "wrong_type",
                    "这里要是非判断，例如 revenue <= 2亿元",
                    "a yes or no is needed here, such as revenue <= 2亿元",
                );
                None
            }
            Ok(_) => {
                node.fail(
                    "wrong_type",
                    "这里要数字，例如 rd_expense / revenue",
                    "a number is needed here, such as rd_expense / revenue",
                );
                None
            }
            Err(p) => {
                node.fail(p.code, p.zh, p.en);
                None
            }
        }
    }

    fn source(&self, node: &Node<'_>) -> Option<Source> {
        let node = node.need("source")?;
        node.object(&["document", "article", "standing", "seen", "note"])?;
        let document = node
            .get("document")
            .and_then(|n| n.string())
            .unwrap_or(&self.document)
            .to_string();
        let article = node.need("article").and_then(|n| n.string());
        let standing = node.need("standing").and_then(|n| match n.string()? {
            "official" => Some(Standing::Official),
            "reported" => Some(Standing::Reported),
            "estimate" => Some(Standing::Estimate),
            other => {
                n.fail(
                    "bad_standing",
                    format!("没有“{other}”，可用：official、reported、estimate"),
                    format!("no \"{other}\"; there are official, reported, estimate"),
                );
                None
            }
        });
        let seen = node
            .get("seen")
            .map(|n| {
                n.items()
                    .iter()
                    .filter_map(|n| n.string().map(str::to_string))
                    .collect()
            })
            .unwrap_or_default();
        let note = node.get("note").and_then(|n| n.text());
        Some(Source {
            document,
            article: article?.to_string(),
            standing: standing?,
            seen,
            note,
        })
    }

    fn condition(&mut self, node: &Node<'_>) -> Option<Condition> {
        node.object(&["id", "title", "by", "when", "source"])?;
        let id = node.need("id").and_then(|n| n.id());
        let title = node.need("title").and_then(|n| n.text());
        let source = self.source(node);
        let when_node = node.need("when")?;
        let (by, when) = match node.get("by") {
            Some(by) => {
                let (field, when) = self.by_level(&by, &when_node)?;
                (Some(field), when)
            }
            None => (None, self.formula(&when_node, None, true)?.0),
        };
        Some(Condition {
            id: id?,
            title: title?,
            when,
            by,
            source: source?,
            pointer: node.pointer.clone(),
        })
    }

    /// One formula for each level of a choice, as a chain of ifs. The last level is the final else, so that an unknown
    /// level is certain exactly where all formulas agree.
    fn by_level(&mut self, by: &Node<'_>, when: &Node<'_>) -> Option<(usize, At)> {
        let id = by.string()?;
        let field = self.dictionary.find(id);
        let levels = match field.map(|f| &self.dictionary.fields[f].kind) {
            Some(Kind::Choice(levels)) => levels,
            _ => {
                by.fail(
                    "unknown_field",
                    format!("没有选项字段“{id}”"),
                    format!("no choice field \"{id}\""),
                );
                return None;
            }
        };
        let ids: Vec<&str> = levels.iter().map(|l| l.id.as_str()).collect();
        when.object(&ids)?;
        let mut formulas = Vec::new();
        for id in &ids {
            formulas.push(when.need(id).and_then(|n| self.formula(&n, None, true)));
        }
        let field = field?;
        let mut chain: Option<At> = None;
        for (level, formula) in formulas.into_iter().enumerate().rev() {
            let (at, _) = formula?;
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
        node.object(&["id", "title", "max", "floor", "indicators", "source"])?;
        let id = node.need("id").and_then(|n| n.id());
        let title = node.need("title").and_then(|n| n.text());
        let max = node.need("max").and_then(|n| positive(&n));
        let floor = node.get("floor").map(|n| positive(&n));
        if let (Some(Some(floor)), Some(max)) = (floor, max) {
            if floor > max {
                node.fail("floor_above_max", "下限高于满分", "the floor is above the maximum");
            }
        }
        let source = self.source(node);
        let first = all.len();
        if let Some(list) = node.need("indicators") {
            let nodes = list.items();
            if nodes.is_empty() {
                list.fail("missing", "至少要有一个指标", "at least one indicator is needed");
            }
            for node in &nodes {
                if let Some(indicator) = self.indicator(node, index) {
                    all.push(indicator);
                }
            }
        }
        let indicators = first..all.len();
        Some(Group {
            id: id?,
            title: title?,
            max: max?,
            floor: floor.flatten(),
            indicators,
            source: source?,
        })
    }

    fn indicator(&mut self, node: &Node<'_>, group: usize) -> Option<Indicator> {
        let mut keys = vec!["id", "title", "max", "source"];
        keys.extend(RULE_KEYS);
        node.object(&keys)?;
        let id = node.need("id").and_then(|n| n.id());
        let title = node.need("title").and_then(|n| n.text());
        let max = node.need("max").and_then(|n| positive(&n));
        let source = self.source(node);
        let rule = self.rule(node, max, 0);
        Some(Indicator {
            id: id?,
            title: title?,
            group,
            max: max?,
            rule: rule?,
            source: source?,
            pointer: node.pointer.clone(),
        })
    }

    /// The one rule that an object holds.
    fn rule(&mut self, node: &Node<'_>, max: Option<Num>, depth: u32) -> Option<Rule> {
        let kinds: Vec<&str> = RULES.into_iter().filter(|k| node.json.get(k).is_some()).collect();
        let [kind] = kinds[..] else {
            node.fail(
                "one_rule",
                format!("要有且只有一种规则：{}", RULES.join("、")),
                format!("exactly one rule is needed: {}", RULES.join(", ")),
            );
            return None;
        };
        let allowed: &[&str] = match kind {
            "bands" => &["value", "bands", "otherwise"],
            "curve" => &["value", "curve"],
            "per_unit" => &["value", "per_unit"],
            "choice" => &["choice", "points", "otherwise"],
            "flag" => &["flag", "points", "otherwise"],
            _ => &["best_of"],
        };
        for (key, member) in node.members() {
            if RULE_KEYS.contains(&key) && !allowed.contains(&key) {
                member.fail(
                    "unknown_key",
                    format!("规则“{kind}”没有“{key}”"),
                    format!("the rule \"{kind}\" has no \"{key}\""),
                );
            }
        }
        let points = |n: &Node<'_>| points_within(n, max);
        let otherwise = node.get("otherwise").map_or(Some(Num::ZERO), |n| points(&n));
        match kind {
            "bands" => {
                let (formula, dim) = self.measured(node)?;
                self.bands(&node.get("bands")?, formula, dim, otherwise?, max)
            }
            "curve" => {
                let (formula, dim) = self.measured(node)?;
                self.curve(&node.get("curve")?, formula, dim, max)
            }
            "per_unit" => {
                let (formula, dim) = self.measured(node)?;
                let node = node.get("per_unit")?;
                node.object(&["points", "per", "whole"])?;
                let points = node.need("points").and_then(|n| positive(&n));
                let per_node = node.need("per")?;
                let (per, unit, _) = edge(&per_node, dim)?;
                if per <= Num::ZERO {
                    per_node.fail("out_of_range", "要大于 0", "must be above 0");
                    return None;
                }
                let whole = node.get("whole").map_or(Some(true), |n| n.bool());
                Some(Rule::PerUnit {
                    value: Measure { formula, unit },
                    points: points?,
                    per,
                    whole: whole?,
                })
            }
            "choice" => self.choice(node, otherwise?, max),
            "flag" => {
                let when = node.get("flag").and_then(|n| self.formula(&n, None, true));
                let points = node.need("points").and_then(|n| points(&n));
                Some(Rule::Flag {
                    when: when?.0,
                    points: points?,
                    otherwise: otherwise?,
                })
            }
            _ => {
                let list = node.get("best_of")?;
                if depth > 0 {
                    list.fail(
                        "nested",
                        "best_of 不能再套 best_of",
                        "best_of cannot stand within best_of",
                    );
                    return None;
                }
                let nodes = list.items();
                if nodes.is_empty() {
                    list.fail("missing", "至少要有一种规则", "at least one rule is needed");
                }
                let read: Vec<Option<Alternative>> = nodes.iter().map(|n| self.alternative(n, max)).collect();
                Some(Rule::BestOf(read.into_iter().collect::<Option<Vec<_>>>()?))
            }
        }
    }

    fn alternative(&mut self, node: &Node<'_>, max: Option<Num>) -> Option<Alternative> {
        let mut keys = vec!["title", "source"];
        keys.extend(RULE_KEYS);
        node.object(&keys)?;
        let title = node.get("title").and_then(|n| n.text());
        let source = node.get("source").and_then(|_| self.source(node));
        Some(Alternative {
            title,
            rule: self.rule(node, max, 1)?,
            source,
        })
    }

    fn measured(&mut self, node: &Node<'_>) -> Option<(At, Dim)> {
        match node.need("value").and_then(|n| self.formula(&n, None, false))? {
            (at, Type::Number(dim)) => Some((at, dim)),
            _ => None,
        }
    }

    fn choice(&mut self, node: &Node<'_>, otherwise: Num, max: Option<Num>) -> Option<Rule> {
        let choice = node.get("choice")?;
        let id = choice.string()?;
        let found = self.dictionary.find(id);
        let (field, levels) = match found.map(|f| (f, &self.dictionary.fields[f].kind)) {
            Some((f, Kind::Choice(levels))) => (f, levels),
            _ => {
                choice.fail(
                    "unknown_field",
                    format!("没有选项字段“{id}”"),
                    format!("no choice field \"{id}\""),
                );
                return None;
            }
        };
        let ids: Vec<&str> = levels.iter().map(|l| l.id.as_str()).collect();
        let given = node.need("points")?;
        given.object(&ids)?;
        let points: Vec<Option<Num>> = ids
            .iter()
            .map(|id| given.get(id).map_or(Some(otherwise), |n| points_within(&n, max)))
            .collect();
        Some(Rule::Choice {
            field,
            points: points.into_iter().collect::<Option<Vec<_>>>()?,
        })
    }

    fn bands(&mut self, list: &Node<'_>, formula: At, dim: Dim, otherwise: Num, max: Option<Num>) -> Option<Rule> {
        let nodes = list.items();
        let mut bands = Vec::new();
        let mut unit = None;
        for node in &nodes {
            node.object(&["from", "above", "to", "below", "points"])?;
            let mut end = |inclusive: &str, exclusive: &str| -> Option<Option<Edge>> {
                let (n, is_inclusive) = match (node.get(inclusive), node.get(exclusive)) {
                    (Some(n), None) => (n, true),
                    (None, Some(n)) => (n, false),
                    (None, None) => return Some(None),
                    (Some(_), Some(_)) => {
                        node.fail(
                            "one_edge",
                            format!("“{inclusive}”和“{exclusive}”只能写一个"),
                            format!("write either \"{inclusive}\" or \"{exclusive}\""),
                        );
                        return None;
                    }
                };
                let (at, edge_unit, text) = edge(&n, dim)?;
                unit.get_or_insert(edge_unit);
                Some(Some(Edge {
                    at,
                    inclusive: is_inclusive,
                    text,
                }))
            };
            let (lo, hi) = (end("from", "above"), end("to", "below"));
            let points = node.need("points").and_then(|n| points_within(&n, max));
            let (lo, hi) = (lo?, hi?);
            if lo.is_none() && hi.is_none() {
                node.fail(
                    "missing",
                    "这一档没有界线：from、above、to、below",
                    "this band has no edge: from, above, to, below",
                );
                return None;
            }
            bands.push(Band {
                lo,
                hi,
                points: points?,
            });
        }
        let direction = match (
            bands.iter().all(|b| b.hi.is_none()),
            bands.iter().all(|b| b.lo.is_none()),
        ) {
            _ if bands.is_empty() => {
                list.fail("missing", "至少要有一档", "at least one band is needed");
                return None;
            }
            (true, _) => Direction::Rising,
            (_, true) => Direction::Falling,
            _ => Direction::Between,
        };
        for (i, node) in nodes.iter().enumerate() {
            let last = bands.get(i + 1).map_or(otherwise, |next| next.points);
            if direction != Direction::Between && bands[i].points <= last {
                node.fail(
                    "band_order",
                    "分值要逐档递减，最好的一档在前",
                    "points must fall from band to band, the best first",
                );
            }
            if direction == Direction::Between && !between_is_sound(&bands, i) {
                node.fail(
                    "band_order",
                    "这一档与前面的档重叠或上下界颠倒",
                    "this band overlaps an earlier one or its edges are reversed",
                );
            }
            if i == 0 {
                continue;
            }
            let (before, here) = (&bands[i - 1], &bands[i]);
            let in_order = match direction {
                Direction::Rising => before
                    .lo
                    .as_ref()
                    .zip(here.lo.as_ref())
                    .is_none_or(|(b, h)| edge_before(h, b)),
                Direction::Falling => before
                    .hi
                    .as_ref()
                    .zip(here.hi.as_ref())
                    .is_none_or(|(b, h)| edge_before_upper(b, h)),
                Direction::Between => true,
            };
            if !in_order {
                node.fail(
                    "band_order",
                    "界线顺序不对，最好的一档在前",
                    "the edges are out of order; the best band stands first",
                );
            }
        }
        // Each open side ends where the better neighbour begins.
        for i in 1..bands.len() {
            let flipped = |e: &Option<Edge>| {
                e.clone().map(|e| Edge {
                    inclusive: !e.inclusive,
                    ..e
                })
            };
            match direction {
                Direction::Rising => bands[i].hi = flipped(&bands[i - 1].lo),
                Direction::Falling => bands[i].lo = flipped(&bands[i - 1].hi),
                Direction::Between => {}
            }
        }
        let value = Measure {
            formula,
            unit: unit.unwrap_or_default(),
        };
        Some(Rule::Bands {
            value,
            direction,
            bands,
            otherwise,
        })
    }

    fn curve(&mut self, list: &Node<'_>, formula: At, dim: Dim, max: Option<Num>) -> Option<Rule> {
        let mut corners: Vec<(Num, Num)> = Vec::new();
        let mut unit = None;
        for node in list.items() {
            node.object(&["at", "points"])?;
            let at = node.need("at").and_then(|n| edge(&n, dim));
            let points = node.need("points").and_then(|n| points_within(&n, max));
            let (at, edge_unit, _) = at?;
            unit.get_or_insert(edge_unit);
            if corners.last().is_some_and(|last| last.0 >= at) {
                node.fail("band_order", "折线的点要从小到大", "the points of a curve must rise");
                return None;
            }
            corners.push((at, points?));
        }
        if corners.len() < 2 {
            list.fail("missing", "折线至少要有两个点", "a curve needs at least two points");
            return None;
        }
        Some(Rule::Curve {
            value: Measure {
                formula,
                unit: unit.unwrap_or_default(),
            },
            corners,
        })
    }

    fn pass(&mut self, node: &Node<'_>, point_ids: &[String]) -> Option<Pass> {
        node.object(&["when", "or", "source"])?;
        let when = node.need("when").and_then(|n| self.formula(&n, Some(point_ids), true));
        let source = self.source(node);
        let or = node
            .get("or")
            .map(|n| n.items().iter().filter_map(|n| self.condition(n)).collect())
            .unwrap_or_default();
        distinct(node.get("or").as_ref());
        Some(Pass {
            when: when?.0,
            pointer: node.pointer.clone(),
            or,
            source: source?,
        })
    }
}

/// The members that make a rule.
const RULE_KEYS: [&str; 9] = [
    "value",
    "bands",
    "curve",
    "per_unit",
    "choice",
    "flag",
    "best_of",
    "points",
    "otherwise",
];
/// The kinds of rules.
const RULES: [&str; 6] = ["bands", "curve", "per_unit", "choice", "flag", "best_of"];

fn effective(node: &Node<'_>) -> Option<(Date, Option<Date>)> {
    node.object(&["from", "to"])?;
    let day = |n: Node<'_>| {
        let text = n.string()?;
        let day = Date::parse(text);
        if day.is_none() {
            n.fail(
                "bad_date",
                format!("“{text}”不是日期"),
                format!("\"{text}\" is not a date"),
            );
        }
        day
    };
    let from = node.need("from").and_then(day);
    let to = node.get("to").map(day);
    if let (Some(from), Some(Some(to))) = (from, to) {
        if to < from {
            node.fail("date_order", "结束早于开始", "it ends before it begins");
        }
    }
    Some((from?, to.flatten()))
}

fn precision(node: &Node<'_>) -> Option<u32> {
    let n = node.number()?;
    let found = (0..=6).find(|&p| Num::int(i64::from(p)) == n);
    if found.is_none() {
        node.fail("out_of_range", "小数位数应为 0 到 6", "decimals must be from 0 to 6");
    }
    found.and_then(|p| u32::try_from(p).ok())
}

/// Points: not negative, and at most a million, so that sums of them cannot overflow.
fn positive(node: &Node<'_>) -> Option<Num> {
    let n = node.number()?;
    if n.is_negative() || n > Num::int(1_000_000) || n.round(6) != n {
        node.fail(
            "out_of_range",
            "分值应在 0 到 1,000,000 之间，至多 6 位小数",
            "points must be from 0 to 1,000,000 with at most 6 decimals",
        );
        return None;
    }
    Some(n)
}

fn points_within(node: &Node<'_>, max: Option<Num>) -> Option<Num> {
    let n = positive(node)?;
    if max.is_some_and(|max| n > max) {
        node.fail(
            "above_max",
            "分值高于该指标的满分",
            "the points are above the indicator's maximum",
        );
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
            format!("“{text}”不是带单位的数字，例如 15%、4件、500万元"),
            format!("\"{text}\" is not a number with a unit, such as 15%, 4件, 500万元"),
        );
        return None;
    };
    if dim != wanted {
        let ((zf, ef), (zw, ew)) = (dim.name(), wanted.name());
        node.fail(
            "unit_clash",
            format!("公式的结果是{zw}，这里写的是{zf}"),
            format!("the formula gives {ew}, but this is {ef}"),
        );
        return None;
    }
    let unit_at = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .unwrap_or(text.len());
    Some((value, text[unit_at..].trim().to_string(), text.to_string()))
}

/// Whether lower edge `a` begins before lower edge `b`.
fn edge_before(a: &Edge, b: &Edge) -> bool {
    a.at < b.at || (a.at == b.at && a.inclusive && !b.inclusive)
}

/// Whether upper edge `a` ends before upper edge `b`.
fn edge_before_upper(a: &Edge, b: &Edge) -> bool {
    a.at < b.at || (a.at == b.at && !a.inclusive && b.inclusive)
}

/// Whether a band with both edges has them in order and meets no earlier band.
fn between_is_sound(bands: &[Band], i: usize) -> bool {
    let empty = |lo: &Option<Edge>, hi: &Option<Edge>| match (lo, hi) {
        (Some(lo), Some(hi)) => lo.at > hi.at || (lo.at == hi.at && !(lo.inclusive && hi.inclusive)),
        _ => false,
    };
    let here = &bands[i];
    !empty(&here.lo, &here.hi)
        && bands[..i]
            .iter()
            .all(|b| empty(&b.lo, &here.hi) || empty(&here.lo, &b.hi))
}

fn distinct(list: Option<&Node<'_>>) {
    let Some(list) = list else { return };
    let Json::Array(items) = list.json else { return };
    let ids: Vec<Option<&Json>> = items.iter().map(|i| i.get("id")).collect();
    for (i, id) in ids.iter().enumerate() {
        if let Some(Json::String(name)) = id {
            if ids[..i].contains(id) {
                list.fail(
                    "duplicate",
                    format!("标识“{name}”重复"),
                    format!("the id \"{name}\" stands here twice"),
                );
            }
        }
    }
}

fn rule_sources(rule: &Rule) -> Vec<&Source> {
    match rule {
        Rule::BestOf(list) => list.iter().filter_map(|a| a.source.as_ref()).collect(),
        _ => Vec::new(),
    }
}

/// The formulas and fields of a rule.
pub(crate) fn rule_fields(program: &Program, rule: &Rule) -> Vec<usize> {
    match rule {
        Rule::Bands { value, .. } | Rule::Curve { value, .. } | Rule::PerUnit { value, .. } => {
            program.fields(value.formula)
        }
        Rule::Choice { field, .. } => vec![*field],
        Rule::Flag { when, .. } => program.fields(*when),
        Rule::BestOf(list) => list.iter().flat_map(|a| rule_fields(program, &a.rule)).collect(),
    }
}

fn used_fields(s: &Scheme) -> Vec<usize> {
    let routes = s.pass.iter().flat_map(|p| p.or.iter().map(|c| c.when).chain([p.when]));
    let mut used: Vec<usize> = s
        .gates
        .iter()
        .map(|g| g.when)
        .chain(routes)
        .flat_map(|at| s.program.fields(at))
        .chain(s.indicators.iter().flat_map(|i| rule_fields(&s.program, &i.rule)))
        .collect();
    used.sort_unstable();
    used.dedup();
    used
}
