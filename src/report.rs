//! The report: totals, groups, items, gates and routes with their reasons, in Chinese and English.
//!
//! Numbers that were computed exactly are strings of decimals. The shape is that of `pkg/index.d.ts` and of `--json`.

use crate::dictionary::{Field, Kind, Value};
use crate::enterprise::Enterprise;
use crate::formula::{At, Compare, Instr};
use crate::number::{Date, Interval, Num, show, show_en};
use crate::problem::Text;
use crate::scheme::load::rule_fields;
use crate::scheme::model::{self, Direction, Edge, Rule, Scheme, Source};
use crate::score::{Hit, ItemScore, Score, floor_met, next_step, unknown_fields};
use serde::Serialize;

/// The result of scoring one company.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Document number.
    pub document: &'a str,
    /// SHA-256 of the scheme file.
    pub digest: &'a str,
    /// The day the rules were applied for.
    pub on: String,
    /// Life-cycle stage, where the scheme has stages.
    pub stage: Option<String>,
    /// Exact total, rounded once; `None` while unknown fields leave it open.
    pub total: Option<String>,
    /// Sound bounds of the total.
    pub bounds: [String; 2],
    /// Full points.
    pub max: String,
    /// The total that the pass condition asks for.
    pub threshold: Option<String>,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// The verdict; `None` where the unknowns decide.
    pub passed: Option<bool>,
    /// The verdict and what decides it, in a sentence or two.
    pub summary: Text,
    /// Points of each group.
    pub groups: Vec<GroupReport<'a>>,
    /// Points of each indicator, with the reason.
    pub items: Vec<Item<'a>>,
    /// Conditions without which nothing else counts.
    pub gates: Vec<Condition<'a>>,
    /// Direct routes.
    pub routes: Vec<Condition<'a>>,
    /// The parts of the pass condition.
    pub requirements: Vec<Condition<'a>>,
    /// Fields left out that leave something open.
    pub missing: Vec<&'a str>,
}

/// Points of a group.
#[derive(Debug, Serialize)]
pub struct GroupReport<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Exact points.
    pub points: Option<String>,
    /// Bounds.
    pub bounds: [String; 2],
    /// Most points.
    pub max: String,
    /// Floor, where it has one.
    pub floor: Option<String>,
    /// Whether the floor is reached.
    pub met: Option<bool>,
    /// Where maximum and floor come from.
    pub source: &'a Source,
}

/// Points of an indicator.
#[derive(Debug, Serialize)]
pub struct Item<'a> {
    /// Its id.
    pub id: &'a str,
    /// The group it belongs to.
    pub group: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// The measured quantity.
    pub value: Option<Text>,
    /// How it was computed.
    pub working: Option<Text>,
    /// Exact points.
    pub points: Option<String>,
    /// Bounds.
    pub bounds: [String; 2],
    /// Most points.
    pub max: String,
    /// The band hit.
    pub band: Option<BandReport>,
    /// The next better step.
    pub next: Option<Next<'a>>,
    /// Whether the value stands on the edge of the band that it was given.
    pub on_edge: bool,
    /// Fields that leave it open.
    pub unknown: Vec<&'a str>,
    /// Why these points.
    pub reason: Text,
    /// Where the numbers come from.
    pub source: &'a Source,
}

/// A band with its edges, in the unit of the value.
#[derive(Debug, Default, Serialize)]
pub struct BandReport {
    /// Inclusive lower edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Exclusive lower edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    /// Inclusive upper edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Exclusive upper edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// Its points.
    pub points: String,
}

/// The next better step of an indicator.
#[derive(Debug, Serialize)]
pub struct Next<'a> {
    /// Points once there.
    pub points: String,
    /// The edge, in the unit of the value; `None` for a flag or choice.
    pub edge: Option<String>,
    /// How far the value is from it.
    pub gap: Option<Text>,
    /// The smallest change of one input that gets there, one an input.
    pub changes: Vec<Change<'a>>,
}

/// A change of one input, the others staying as they are.
#[derive(Debug, Serialize)]
pub struct Change<'a> {
    /// The field.
    pub field: &'a str,
    /// Signed amount to add, in the field's unit.
    pub by: String,
    /// The value after it.
    pub to: String,
    /// The unit.
    pub unit: &'a str,
}

/// A gate, a direct route, or a part of the pass condition.
#[derive(Debug, Serialize)]
pub struct Condition<'a> {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Whether it is met; `None` while unknown fields decide.
    pub met: Option<bool>,
    /// Fields that leave it open.
    pub unknown: Vec<&'a str>,
    /// Why.
    pub reason: Text,
    /// Where it comes from.
    pub source: &'a Source,
}

/// Puts a score in words.
pub(crate) fn explain<'a>(scheme: &'a Scheme, company: &Enterprise, on: Date, score: &Score) -> Report<'a> {
    let writer = Writer { scheme, company };
    let places = scheme.precision;
    let items: Vec<Item<'a>> = scheme
        .indicators
        .iter()
        .zip(&score.items)
        .map(|(i, s)| writer.item(i, s))
        .collect();
    let groups: Vec<GroupReport<'a>> = scheme
        .groups
        .iter()
        .zip(&score.groups)
        .map(|(g, points)| GroupReport {
            id: &g.id,
            title: &g.title,
            points: points.single().map(|p| p.to_text(places)),
            bounds: ends(*points, places),
            max: g.max.to_text(6),
            floor: g.floor.map(|f| f.to_text(6)),
            met: floor_met(g.floor, *points),
            source: &g.source,
        })
        .collect();
    let conditions = |list: &'a [model::Condition], met: &[Option<bool>]| -> Vec<Condition<'a>> {
        list.iter().zip(met).map(|(c, met)| writer.condition(c, *met)).collect()
    };
    let gates = conditions(&scheme.gates, &score.gates);
    let (routes, requirements) = match &scheme.pass {
        Some(pass) => (conditions(&pass.or, &score.routes), writer.requirements(pass, score)),
        None => (Vec::new(), Vec::new()),
    };
    let mut missing: Vec<usize> = items
        .iter()
        .flat_map(|i| &i.unknown)
        .chain(
            gates
                .iter()
                .chain(&routes)
                .chain(&requirements)
                .flat_map(|c| &c.unknown),
        )
        .filter_map(|id| scheme.dictionary.find(id))
        .filter(|&f| company.values()[f] == Value::Missing)
        .collect();
    missing.sort_unstable();
    missing.dedup();
    let total = score.total.single().map(|t| t.to_text(places));
    let mut report = Report {
        scheme: &scheme.id,
        title: &scheme.title,
        document: &scheme.document,
        digest: &scheme.digest,
        on: on.to_string(),
        stage: None,
        total,
        bounds: ends(score.total, places),
        max: scheme.max.to_text(6),
        threshold: scheme.pass.as_ref().and_then(|p| writer.threshold(p.when)),
        official: scheme.official,
        passed: score.passed,
        summary: Text::default(),
        groups,
        items,
        gates,
        routes,
        requirements,
        missing: missing
            .into_iter()
            .map(|f| scheme.dictionary.fields[f].id.as_str())
            .collect(),
    };
    report.summary = writer.summary(&report, score);
    report
}

fn ends(points: Interval, places: u32) -> [String; 2] {
    [points.lo, points.hi].map(|e| e.unwrap_or(Num::ZERO).to_text(places))
}

/// `15` or `10–15`.
fn span(points: Interval, places: u32) -> String {
    let [lo, hi] = ends(points, places);
    if lo == hi { lo } else { format!("{lo}–{hi}") }
}

fn english_list(parts: &[String]) -> String {
    parts.join(", ")
}

struct Writer<'a, 'b> {
    scheme: &'a Scheme,
    company: &'b Enterprise,
}

impl<'a> Writer<'a, '_> {
    fn field(&self, f: usize) -> &'a Field {
        &self.scheme.dictionary.fields[f]
    }

    fn ids(&self, fields: &[usize]) -> Vec<&'a str> {
        fields.iter().map(|&f| self.field(f).id.as_str()).collect()
    }

    fn titles(&self, fields: &[usize]) -> Text {
        let zh: Vec<String> = fields.iter().map(|&f| self.field(f).title.zh.clone()).collect();
        let en: Vec<String> = fields.iter().map(|&f| self.field(f).title.en.clone()).collect();
        Text::new(zh.join("、"), english_list(&en))
    }

    /// A field's value in words; `None` when it is missing.
    fn value(&self, f: usize) -> Option<Text> {
        let field = self.field(f);
        let unit = field.unit();
        Some(match &self.company.values()[f] {
            Value::Missing => return None,
            Value::Exact(n) => Text::new(show(*n, unit, 6), show_en(*n, unit, 6)),
            Value::Range(r) => Text::new(
                format!("{}–{}", show(r.0, unit, 6), show(r.1, unit, 6)),
                format!("{}–{}", show_en(r.0, unit, 6), show_en(r.1, unit, 6)),
            ),
            Value::Flag(true) => Text::new("是", "yes"),
            Value::Flag(false) => Text::new("否", "no"),
            Value::Level(l) => match &field.kind {
                Kind::Choice(levels) => levels[*l].title.clone(),
                _ => return None,
            },
            Value::Day(d) => Text::new(d.to_string(), d.to_string()),
        })
    }

    /// A formula with the names of its fields, or with their values.
    fn words(&self, at: At, values: bool) -> Text {
        let one = |chinese: bool| {
            self.scheme.program.words(at, chinese, &|leaf| {
                let text = match leaf {
                    Instr::Field(f) if values => self.value(f).unwrap_or(Text::new("未填", "not given")),
                    Instr::Field(f) | Instr::Flag(f) => self.field(f).title.clone(),
                    Instr::Level(f, l) => {
                        let level = match &self.field(f).kind {
                            Kind::Choice(levels) => levels[l].title.clone(),
                            _ => Text::default(),
                        };
                        let name = &self.field(f).title;
                        Text::new(
                            format!("{}为{}", name.zh, level.zh),
                            format!("{} is {}", name.en, level.en),
                        )
                    }
                    Instr::Points(i) => self.points_title(i),
                    _ => Text::default(),
                };
                if chinese { text.zh } else { text.en }
            })
        };
        Text::new(one(true), one(false))
    }

    fn points_title(&self, i: usize) -> Text {
        let s = self.scheme;
        let title = match i.checked_sub(s.groups.len()) {
            None => &s.groups[i].title,
            Some(j) => &s.indicators[j].title,
        };
        Text::new(format!("{}得分", title.zh), format!("points for {}", title.en))
    }

    // ------------------------------------------------------------------------------------------------------- items

    fn item(&self, indicator: &'a model::Indicator, score: &ItemScore) -> Item<'a> {
        let places = self.scheme.precision;
        let program = &self.scheme.program;
        let certain = score.points.single();
        let unknown = match certain {
            Some(_) => Vec::new(),
            None => unknown_fields(&rule_fields(program, &indicator.rule), self.company),
        };
        let alternative = score.hit.map_or(0, |h| h.alternative);
        let (rule, source) = match &indicator.rule {
            Rule::BestOf(list) => (&list[alternative].rule, list[alternative].source.as_ref()),
            rule => (rule, None),
        };
        let step = score
            .hit
            .and_then(|h| next_step(self.scheme, indicator, h, self.company));
        let next = step.as_ref().map(|s| self.next(indicator, s));
        let (value, working) = self.measured(rule, score);
        let band = score.hit.and_then(|h| band(rule, h));
        let on_edge = score.hit.is_some_and(|h| on_edge(rule, h));
        let reason = match certain {
            Some(points) => {
                let alternative_title = match &indicator.rule {
                    Rule::BestOf(list) => list[alternative].title.as_ref(),
                    _ => None,
                };
                self.reason(
                    indicator,
                    alternative_title,
                    &value,
                    &working,
                    band.as_ref(),
                    on_edge,
                    points,
                    next.as_ref(),
                )
            }
            None => {
                let names = self.titles(&unknown);
                let range = span(score.points, places);
                Text::new(
                    format!(
                        "取决于：{}。得分在 {range} 分之间（满分 {} 分）。",
                        names.zh,
                        indicator.max.to_text(6)
                    ),
                    format!(
                        "Depends on: {}. From {range} of {} points.",
                        names.en,
                        indicator.max.to_text(6)
                    ),
                )
            }
        };
        Item {
            id: &indicator.id,
            group: &self.scheme.groups[indicator.group].id,
            title: &indicator.title,
            value,
            working,
            points: certain.map(|p| p.to_text(places)),
            bounds: ends(score.points, places),
            max: indicator.max.to_text(6),
            band,
            next,
            on_edge,
            unknown: self.ids(&unknown),
            reason,
            source: source.unwrap_or(&indicator.source),
        }
    }

    /// The measured value and how it was computed.
    fn measured(&self, rule: &Rule, score: &ItemScore) -> (Option<Text>, Option<Text>) {
        let measure = match rule {
            Rule::Bands { value, .. } | Rule::Curve { value, .. } | Rule::PerUnit { value, .. } => value,
            Rule::Choice { field, .. } => return (self.value(*field), None),
            Rule::Flag { when, .. } => {
                let fields = self.scheme.program.fields(*when);
                let [field] = fields[..] else { return (None, None) };
                return (self.value(field), None);
            }
            Rule::BestOf(_) => return (None, None),
        };
        let unit = measure.unit.as_str();
        let edges = rule_edges(rule);
        let text = |x: Num| {
            let places = telling_places(x, unit, &edges);
            Text::new(show(x, unit, places), show_en(x, unit, places))
        };
        let value = match score.hit.and_then(|h| h.value) {
            Some(x) => Some(text(x)),
            None => {
                let interval = |f: usize| self.company.interval(f);
                let env = crate::formula::Env {
                    values: self.company.values(),
                    interval: &interval,
                    points: None,
                };
                match self.scheme.program.bounds(measure.formula, &env) {
                    Ok(Interval {
                        lo: Some(a),
                        hi: Some(b),
                    }) => {
                        let (a, b) = (text(a), text(b));
                        Some(Text::new(format!("{}–{}", a.zh, b.zh), format!("{}–{}", a.en, b.en)))
                    }
                    _ => None,
                }
            }
        };
        let single_field = matches!(self.scheme.program.instr(measure.formula), Instr::Field(_));
        let known = self
            .scheme
            .program
            .fields(measure.formula)
            .iter()
            .any(|&f| self.company.values()[f] != Value::Missing);
        let working = (!single_field && known).then(|| self.words(measure.formula, true));
        (value, working)
    }

    fn next(&self, indicator: &'a model::Indicator, step: &crate::score::Step) -> Next<'a> {
        let changes = step
            .changes
            .iter()
            .filter_map(|&(f, to)| {
                let field = self.field(f);
                let Value::Exact(now) = self.company.values()[f] else {
                    return None;
                };
                let scale = crate::number::unit(field.unit()).map_or(Num::ONE, |u| u.1);
                let in_unit = |x: Num| x.div(scale).unwrap_or(x).to_text(6);
                Some(Change {
                    field: &field.id,
                    by: in_unit(to.sub(now)?),
                    to: in_unit(to),
                    unit: field.unit(),
                })
            })
            .collect();
        let gap = step.gap.map(|gap| {
            let unit = step.edge.as_ref().map_or("", |e| e.1.as_str());
            let rule = match &indicator.rule {
                Rule::BestOf(list) => &list[step.alternative].rule,
                rule => rule,
            };
            let places = telling_places(gap, unit, &rule_edges(rule));
            match unit {
                "%" => {
                    let n = gap.mul(Num::int(100)).unwrap_or(gap).to_text(places.max(2));
                    Text::new(format!("{n} 个百分点"), format!("{n} percentage points"))
                }
                _ => Text::new(show(gap, unit, places), show_en(gap, unit, places)),
            }
        });
        Next {
            points: step.points.to_text(self.scheme.precision),
            edge: step.edge.as_ref().map(|e| e.2.clone()),
            gap,
            changes,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn reason(
        &self,
        indicator: &model::Indicator,
        alternative: Option<&Text>,
        value: &Option<Text>,
        working: &Option<Text>,
        band: Option<&BandReport>,
        on_edge: bool,
        points: Num,
        next: Option<&Next<'_>>,
    ) -> Text {
        let (p, max) = (points.to_text(self.scheme.precision), indicator.max.to_text(6));
        let name = alternative.unwrap_or(&indicator.title);
        let mut zh = name.zh.clone();
        let mut en = name.en.clone();
        if let Some(v) = value {
            zh += &format!(" {}", v.zh);
            en += &format!(": {}", v.en);
        }
        if let Some(w) = working {
            zh += &format!("（{}）", w.zh);
            en += &format!(" ({})", w.en);
        }
        if let Some((b_zh, b_en)) = band.and_then(band_words) {
            let edge = if on_edge {
                (
                    "，恰在界线上，按较高一档计",
                    ", on the edge, which earns the better band",
                )
            } else {
                ("", "")
            };
            zh += &format!("，属于“{b_zh}”一档{}", edge.0);
            en += &format!(", in the band {b_en}{}", edge.1);
        }
        zh += &format!("，得 {p} 分（满分 {max} 分）。");
        en += &format!(": {p} of {max} points.");
        match next {
            None if points == indicator.max => {
                zh += "已是最高档。";
                en += " This is the top.";
            }
            None => {}
            Some(n) => {
                let change = n.changes.first().and_then(|c| {
                    let field = self.scheme.dictionary.find(c.field).map(|f| self.field(f))?;
                    let less = c.by.starts_with('-');
                    let by = crate::number::group_thousands(c.by.trim_start_matches('-'));
                    let to = crate::number::group_thousands(&c.to);
                    Some((
                        format!(
                            "{}{} {by} {u}（到 {to} {u}）",
                            field.title.zh,
                            if less { "减少" } else { "增加" },
                            u = c.unit
                        ),
                        format!(
                            "{} {by} {u} {} (to {to} {u})",
                            field.title.en,
                            if less { "less" } else { "more" },
                            u = c.unit
                        ),
                    ))
                });
                let (how_zh, how_en) = match (change, &n.gap, &n.edge) {
                    (Some((zh, en)), _, _) => (zh, en),
                    (None, Some(gap), Some(edge)) => (
                        format!("还差 {}（到 {edge}）", gap.zh),
                        format!("{} to go (to {edge})", gap.en),
                    ),
                    _ => ("条件改变后".to_string(), "if that changes".to_string()),
                };
                zh += &format!("{how_zh}，可得 {} 分。", n.points);
                en += &format!(" With {how_en}: {} points.", n.points);
            }
        }
        Text::new(zh, en)
    }

    // -------------------------------------------------------------------------------------------------- conditions

    fn condition(&self, c: &'a model::Condition, met: Option<bool>) -> Condition<'a> {
        let fields = self.scheme.program.fields(c.when);
        let unknown = if met.is_some() {
            Vec::new()
        } else {
            unknown_fields(&fields, self.company)
        };
        Condition {
            id: c.id.clone(),
            title: c.title.clone(),
            met,
            unknown: self.ids(&unknown),
            reason: self.condition_reason(c, met, &unknown),
            source: &c.source,
        }
    }

    fn condition_reason(&self, c: &model::Condition, met: Option<bool>, unknown: &[usize]) -> Text {
        // Of a condition by level, the formula of the company's own level.
        let (at, level_known) = self.own_branch(c);
        let fields: Vec<usize> = self
            .scheme
            .program
            .fields(at)
            .into_iter()
            .filter(|f| c.by != Some(*f))
            .collect();
        let facts = |chinese: bool| -> String {
            let parts: Vec<String> = fields
                .iter()
                .filter_map(|&f| {
                    let v = self.value(f)?;
                    let t = &self.field(f).title;
                    Some(if chinese {
                        format!("{} {}", t.zh, v.zh)
                    } else {
                        format!("{} {}", t.en, v.en)
                    })
                })
                .collect();
            parts.join(if chinese { "，" } else { ", " })
        };
        let (facts_zh, facts_en) = (facts(true), facts(false));
        let bare = matches!(self.scheme.program.instr(at), Instr::Flag(_) | Instr::Not(_)) && fields.len() == 1;
        let rule = match (c.by, level_known) {
            (Some(f), false) => {
                let t = &self.field(f).title;
                Text::new(
                    format!("{}未填，已按每一种情形分别比较", t.zh),
                    format!("{} not given; every case was compared", t.en),
                )
            }
            _ => {
                let w = self.words(at, false);
                Text::new(format!("要求：{}", w.zh), format!("required: {}", w.en))
            }
        };
        match met {
            Some(yes) => {
                let (v_zh, v_en) = if yes {
                    ("符合", "met")
                } else {
                    ("不符合", "not met")
                };
                if bare {
                    return Text::new(format!("{v_zh}。{facts_zh}。"), format!("{v_en}: {facts_en}."));
                }
                Text::new(
                    format!("{v_zh}。{facts_zh}；{}。", rule.zh),
                    format!("{v_en}: {facts_en}; {}.", rule.en),
                )
            }
            None => {
                let names = self.titles(unknown);
                Text::new(
                    format!("取决于：{}。{}。", names.zh, rule.zh),
                    format!("Depends on: {}. {}.", names.en, rule.en),
                )
            }
        }
    }

    /// The formula that applies to the company, and whether the choice that picks it is known.
    fn own_branch(&self, c: &model::Condition) -> (At, bool) {
        let Some(field) = c.by else { return (c.when, true) };
        let Value::Level(own) = self.company.values()[field] else {
            return (c.when, false);
        };
        let mut at = c.when;
        while let Instr::If(test, then, rest) = self.scheme.program.instr(at) {
            match self.scheme.program.instr(test) {
                Instr::Level(f, l) if f == field && l == own => return (then, true),
                Instr::Level(f, _) if f == field => at = rest,
                _ => break,
            }
        }
        (at, true)
    }

    /// The pass condition, part by part.
    fn requirements(&self, pass: &'a model::Pass, score: &Score) -> Vec<Condition<'a>> {
        let mut parts = Vec::new();
        self.conjuncts(pass.when, &mut parts);
        let places = self.scheme.precision;
        let mut list = Vec::new();
        for (n, at) in parts.into_iter().enumerate() {
            let part = |id: String, title: Text, met: Option<bool>, fact: Text, open: Vec<usize>| {
                let (zh, en) = match met {
                    Some(true) => ("符合", "met"),
                    Some(false) => ("不符合", "not met"),
                    None => ("待定", "open"),
                };
                let reason = Text::new(format!("{zh}。{}。", fact.zh), format!("{en}: {}.", fact.en));
                Condition {
                    id,
                    title,
                    met,
                    unknown: self.ids(&open),
                    reason,
                    source: &pass.source,
                }
            };
            match self.scheme.program.instr(at) {
                Instr::EveryFloor => {
                    for (g, points) in self.scheme.groups.iter().zip(&score.groups) {
                        let Some(floor) = g.floor else { continue };
                        let met = floor_met(g.floor, *points);
                        let open = if met.is_some() {
                            vec![]
                        } else {
                            self.open_fields(g.indicators.clone(), score)
                        };
                        let floor = floor.to_text(6);
                        let title = Text::new(
                            format!("{}得分不低于 {floor} 分", g.title.zh),
                            format!("{}: at least {floor} points", g.title.en),
                        );
                        list.push(part(
                            format!("floor_{}", g.id),
                            title,
                            met,
                            points_fact(&g.title, *points, places),
                            open,
                        ));
                    }
                }
                instr => {
                    let met = self.part_met(at, score);
                    let open = if met.is_some() {
                        vec![]
                    } else {
                        self.open_fields(0..score.items.len(), score)
                    };
                    let (id, fact) = match instr {
                        Instr::Compare(_, a, _) => match self.scheme.program.instr(a) {
                            Instr::Total => (
                                "total".to_string(),
                                points_fact(&Text::new("总分", "Total"), score.total, places),
                            ),
                            Instr::Points(i) => {
                                let (points, title) = match i.checked_sub(self.scheme.groups.len()) {
                                    None => (score.groups[i], &self.scheme.groups[i].title),
                                    Some(j) => (score.items[j].points, &self.scheme.indicators[j].title),
                                };
                                (
                                    format!("points_{}", self.scheme.point_ids[i]),
                                    points_fact(title, points, places),
                                )
                            }
                            _ => (format!("requirement_{}", n + 1), self.words(at, true)),
                        },
                        _ => (format!("requirement_{}", n + 1), self.words(at, true)),
                    };
                    list.push(part(id, self.words(at, false), met, fact, open));
                }
            }
        }
        list
    }

    fn conjuncts(&self, at: At, parts: &mut Vec<At>) {
        match self.scheme.program.instr(at) {
            Instr::And(a, b) => {
                self.conjuncts(a, parts);
                self.conjuncts(b, parts);
            }
            _ => parts.push(at),
        }
    }

    fn part_met(&self, at: At, score: &Score) -> Option<bool> {
        let interval = |f: usize| self.company.interval(f);
        let each: Vec<Interval> = score
            .groups
            .iter()
            .copied()
            .chain(score.items.iter().map(|i| i.points))
            .collect();
        let round = |e: Option<Num>| e.map(|n| n.round(self.scheme.precision));
        let total = Interval {
            lo: round(score.total.lo),
            hi: round(score.total.hi),
        };
        let points = crate::formula::Points {
            total,
            each: &each,
            floors: None,
        };
        let env = crate::formula::Env {
            values: self.company.values(),
            interval: &interval,
            points: Some(&points),
        };
        self.scheme.program.maybe(at, &env).ok().flatten()
    }

    fn open_fields(&self, items: std::ops::Range<usize>, score: &Score) -> Vec<usize> {
        let fields: Vec<usize> = items
            .filter(|&i| score.items[i].points.single().is_none())
            .flat_map(|i| rule_fields(&self.scheme.program, &self.scheme.indicators[i].rule))
            .collect();
        unknown_fields(&fields, self.company)
    }

    fn threshold(&self, when: At) -> Option<String> {
        let mut parts = Vec::new();
        self.conjuncts(when, &mut parts);
        parts.into_iter().find_map(|at| match self.scheme.program.instr(at) {
            Instr::Compare(Compare::Ge | Compare::Gt, a, b) => {
                match (self.scheme.program.instr(a), self.scheme.program.instr(b)) {
                    (Instr::Total, Instr::Num(n, _)) => Some(n.to_text(6)),
                    _ => None,
                }
            }
            _ => None,
        })
    }

    // ----------------------------------------------------------------------------------------------------- summary

    fn summary(&self, report: &Report<'_>, score: &Score) -> Text {
        let span = span(score.total, self.scheme.precision);
        let titles = |list: &[Condition<'_>], met: Option<bool>| {
            let found: Vec<&Condition<'_>> = list.iter().filter(|c| c.met == met).collect();
            let zh: Vec<String> = found.iter().map(|c| c.title.zh.clone()).collect();
            let en: Vec<String> = found.iter().map(|c| c.title.en.clone()).collect();
            (found.len(), Text::new(zh.join("、"), english_list(&en)))
        };
        let (failed_gates, gates) = titles(&report.gates, Some(false));
        if failed_gates > 0 {
            let reasons = |zh: bool| -> String {
                let own = |c: &Condition<'_>| if zh { c.reason.zh.clone() } else { c.reason.en.clone() };
                report
                    .gates
                    .iter()
                    .filter(|c| c.met == Some(false))
                    .map(own)
                    .collect::<Vec<_>>()
                    .join(if zh { "" } else { " " })
            };
            return Text::new(
                format!("不满足基本条件：{}。{}得分 {span} 仅供参考。", gates.zh, reasons(true)),
                format!(
                    "Not eligible: {}. {} The score {span} is for reference only.",
                    gates.en,
                    reasons(false)
                ),
            );
        }
        if self.scheme.pass.is_none() {
            return Text::new(format!("得分 {span}。"), format!("Score {span}."));
        }
        let (met_routes, routes) = titles(&report.routes, Some(true));
        let (_, failed) = titles(&report.requirements, Some(false));
        match report.passed {
            Some(true) if met_routes > 0 => Text::new(
                format!("直通条件满足：{}。得分 {span}。", routes.zh),
                format!("A direct route is open: {}. Score {span}.", routes.en),
            ),
            Some(true) => Text::new(
                format!("得分 {span}，满足通过条件。"),
                format!("Score {span}; the pass condition is met."),
            ),
            Some(false) => Text::new(
                format!("得分 {span}，未满足：{}；也没有满足任何直通条件。", failed.zh),
                format!("Score {span}; not met: {}; and no direct route is open.", failed.en),
            ),
            None => {
                let mut open: Vec<usize> = report
                    .gates
                    .iter()
                    .chain(report.requirements.iter().filter(|_| score.condition.is_none()))
                    .chain(report.routes.iter().filter(|_| score.condition != Some(true)))
                    .flat_map(|c| &c.unknown)
                    .filter_map(|id| self.scheme.dictionary.find(id))
                    .collect();
                open.sort_unstable();
                open.dedup();
                let names = self.titles(&open);
                let so_far = match score.condition {
                    Some(true) => Text::new("，得分条件已满足", "; the points suffice"),
                    Some(false) => Text::new(
                        format!("，得分条件未满足：{}", failed.zh),
                        format!("; the points do not suffice: {}", failed.en),
                    ),
                    None => Text::default(),
                };
                Text::new(
                    format!("得分 {span}{}。能否通过取决于：{}。", so_far.zh, names.zh),
                    format!("Score {span}{}. Whether it passes depends on: {}.", so_far.en, names.en),
                )
            }
        }
    }
}

fn points_fact(title: &Text, points: Interval, places: u32) -> Text {
    let span = span(points, places);
    Text::new(format!("{} {span} 分", title.zh), format!("{} {span} points", title.en))
}

fn rule_edges(rule: &Rule) -> Vec<Num> {
    match rule {
        Rule::Bands { bands, .. } => bands
            .iter()
            .flat_map(|b| [&b.lo, &b.hi].into_iter().flatten().map(|e| e.at))
            .collect(),
        Rule::Curve { corners, .. } => corners.iter().map(|c| c.0).collect(),
        _ => Vec::new(),
    }
}

/// Decimals with which a value is shown: two, or as many more as it takes not to look as if it stood on an edge, or
/// beyond one, that it does not stand on.
fn telling_places(x: Num, unit: &str, edges: &[Num]) -> u32 {
    let scale = crate::number::unit(unit).map_or(Num::ONE, |u| u.1);
    let Some(shown) = x.div(scale) else { return 2 };
    let honest = |places: &u32| {
        let rounded = shown.round(*places);
        edges
            .iter()
            .all(|e| e.div(scale).is_none_or(|e| rounded.cmp(&e) == shown.cmp(&e)))
    };
    (2..=12).find(honest).unwrap_or(12)
}

fn band(rule: &Rule, hit: Hit) -> Option<BandReport> {
    let Rule::Bands {
        direction,
        bands,
        otherwise,
        ..
    } = rule
    else {
        return None;
    };
    hit.value?;
    let (lo, hi, points) = match hit.band {
        Some(i) => (bands[i].lo.clone(), bands[i].hi.clone(), bands[i].points),
        None => {
            let flipped = |e: &Option<Edge>| {
                e.clone().map(|e| Edge {
                    inclusive: !e.inclusive,
                    ..e
                })
            };
            let last = bands.last()?;
            match direction {
                Direction::Rising => (None, flipped(&last.lo), *otherwise),
                Direction::Falling => (flipped(&last.hi), None, *otherwise),
                Direction::Between => return None,
            }
        }
    };
    let mut b = BandReport {
        points: points.to_text(6),
        ..BandReport::default()
    };
    if let Some(e) = lo {
        *(if e.inclusive { &mut b.from } else { &mut b.above }) = Some(e.text);
    }
    if let Some(e) = hi {
        *(if e.inclusive { &mut b.to } else { &mut b.below }) = Some(e.text);
    }
    Some(b)
}

fn on_edge(rule: &Rule, hit: Hit) -> bool {
    let (
        Rule::Bands {
            value,
            bands,
            direction,
            ..
        },
        Some(i),
        Some(x),
    ) = (rule, hit.band, hit.value)
    else {
        return false;
    };
    // A count that just reaches its band is no boundary case worth a word.
    if matches!(value.unit.as_str(), "件" | "项" | "个" | "人") {
        return false;
    }
    let edge = match direction {
        Direction::Falling => &bands[i].hi,
        _ => &bands[i].lo,
    };
    edge.as_ref().is_some_and(|e| e.inclusive && e.at == x)
}

fn band_words(b: &BandReport) -> Option<(String, String)> {
    let lo = b
        .from
        .as_ref()
        .map(|e| format!("≥ {e}"))
        .or(b.above.as_ref().map(|e| format!("> {e}")));
    let hi =
        b.to.as_ref()
            .map(|e| format!("≤ {e}"))
            .or(b.below.as_ref().map(|e| format!("< {e}")));
    match (lo, hi) {
        (Some(lo), Some(hi)) => Some((format!("{lo} 且 {hi}"), format!("{lo} and {hi}"))),
        (Some(one), None) | (None, Some(one)) => Some((one.clone(), one)),
        (None, None) => None,
    }
}
