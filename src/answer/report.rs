//! The report: totals, groups, items, gates and routes with their reasons, in Chinese and English.
//!
//! Numbers that were computed exactly are strings of decimals. The shape is that of `pkg/index.d.ts` and of `--json`.

use crate::answer::words::{Wording, list, range};
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{INPUT_PLACES, Kind, Value};
use innopoints_core::formula::Unknown;
use innopoints_core::formula::{At, Compare, Env, Instr, Program, write_literal};
use innopoints_core::number::read::quantity;
use innopoints_core::number::{Date, Interval, Num, show, show_en, unit};
use innopoints_core::outcome::{ends, outcome, typical};
use innopoints_core::problem::{Phrase, Text};
use innopoints_core::scheme::model::{self, Amount, Direction, Edge, GroupKind, Rule, Scheme, Source, rule_fields};
use innopoints_core::score::{Hit, ItemScore, Score, Step, floor_met, in_order, next_step, span, unknown_fields};
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
    /// Id of the life-cycle stage, where the scheme has stages and the company's is known.
    pub stage: Option<&'a str>,
    /// Its name.
    pub stage_title: Option<&'a Text>,
    /// Why it is this stage.
    pub stage_reason: Option<Text>,
    /// The class, where the scheme tells classes and the company's is known.
    pub class: Option<Class<'a>>,
    /// Exact total, rounded once; `None` while unknown fields leave it open.
    pub total: Option<String>,
    /// The total with every estimate at its typical value, where all it needs is known and the scheme has estimates.
    pub typical: Option<String>,
    /// Sound bounds of the total.
    pub bounds: [String; 2],
    /// Whether both bounds can be reached; `false` where the search for closer ones was stopped.
    pub tight: bool,
    /// Full points.
    pub max: String,
    /// The total that the pass condition asks for.
    pub threshold: Option<String>,
    /// Whether no number of the scheme is an estimate.
    pub official: bool,
    /// Says that this is no official score, where it is none.
    pub notice: Option<Text>,
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
    /// What decides a verdict that is open: that of which alone another value gives another verdict.
    pub deciding: Vec<Deciding<'a>>,
    /// Whether that is all; `false` where something else may decide with figures that were not tried.
    pub deciding_all: bool,
}

/// A class that the company falls into.
#[derive(Debug, Serialize)]
pub struct Class<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// What is classed.
    pub of: &'a Text,
    /// Why this one.
    pub reason: Text,
}

/// Something unknown that decides the verdict.
#[derive(Debug, Serialize)]
pub struct Deciding<'a> {
    /// `field`, `judged` or `estimate`.
    pub kind: &'static str,
    /// The field, the indicator or the parameter.
    pub id: &'a str,
    /// Its name.
    pub title: Text,
}

/// Points of a group.
#[derive(Debug, Serialize)]
pub struct GroupReport<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Whether its points are a bonus or a deduction.
    pub kind: GroupKind,
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
    /// The points with every estimate at its typical value, where they rest on one.
    pub typical: Option<String>,
    /// Bounds.
    pub bounds: [String; 2],
    /// Most points.
    pub max: String,
    /// Whether somebody's judgement, or a rank among others, settles it.
    pub judged: bool,
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
    /// Signed amount to add, in the field's unit; `None` for a flag or choice.
    pub by: Option<String>,
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

/// Says that what comes of a scheme is no official score, where it holds an estimate.
pub fn notice(scheme: &Scheme) -> Option<Text> {
    if scheme.official {
        return None;
    }
    let open = scheme.quantities.iter().filter(|q| !q.is_exact() && q.typical.is_some()).count();
    if open == 0 {
        return Some(Text::say(
            "估算，不是官方分数：评价办法中有估计的数字。",
            "Estimate, not an official score: some numbers of the scheme are estimates.",
            &[],
        ));
    }
    let open = open.to_string();
    Some(Text::say(
        "估算，不是官方分数：评价办法有 {0} 个数字没有公布，按估计的范围计算。",
        "Estimate, not an official score: {0} numbers of the scheme are unpublished and taken as estimated ranges.",
        &[(&open).into()],
    ))
}

/// Puts a score in words.
pub fn explain<'a>(scheme: &'a Scheme, company: &Enterprise, on: Date, score: &Score) -> Report<'a> {
    let writer = Writer { scheme, company, score, quantities: score.quantities.clone() };
    let places = scheme.precision;
    let outcome = outcome(scheme, score);
    let items: Vec<Item<'a>> = scheme.indicators.iter().zip(&score.items).map(|(i, s)| writer.item(i, s)).collect();
    let mut groups = Vec::new();
    for (place, (g, points)) in scheme.groups.iter().zip(&score.groups).enumerate() {
        // What it shares with others cannot be more than there is.
        let tie = scheme.ties.iter().find(|t| t.groups.contains(&place));
        let tied = |max: Num| tie.map_or(max, |t| max.min(t.sum));
        let mut max = Some(Num::ZERO);
        for i in &scheme.indicators[g.indicators.clone()] {
            max = max.zip(writer.span(&i.max).hi).and_then(|(a, b)| a.add(b));
        }
        groups.push(GroupReport {
            id: &g.id,
            title: &g.title,
            kind: g.kind,
            points: points.single().map(|p| p.to_text(places)),
            bounds: ends(*points, places),
            max: tied(g.max.or(max).unwrap_or(Num::ZERO)).to_text(6),
            floor: g.floor.map(|f| f.to_text(6)),
            met: floor_met(g.floor, *points),
            source: &g.source,
        });
    }
    let gates = writer.conditions(&scheme.gates, &score.gates);
    let (routes, requirements) = match &scheme.pass {
        Some(pass) => (writer.conditions(&pass.or, &score.routes), writer.requirements(pass)),
        None => (Vec::new(), Vec::new()),
    };
    let mut open = Vec::new();
    for ids in items
        .iter()
        .map(|i| &i.unknown)
        .chain([&gates, &routes, &requirements].into_iter().flatten().map(|c| &c.unknown))
    {
        open.extend(ids.iter().filter_map(|id| scheme.dictionary.find(id)));
    }
    let stages = scheme.stages.iter().filter(|_| one_of(score.stages).is_none());
    let classes = scheme.classes.iter().filter(|_| one_of(score.classes).is_none()).flat_map(|c| &c.list);
    for when in stages.chain(classes).filter_map(|l| l.when) {
        open.extend(writer.fields_of(when));
    }
    open.retain(|&f| company.values()[f] == Value::Missing);
    let stage = one_of(score.stages).and_then(|place| scheme.stages.get(place));
    let mut report = Report {
        scheme: &scheme.id,
        title: &scheme.title,
        document: &scheme.document,
        digest: &scheme.digest,
        on: on.to_text(),
        stage: stage.map(|s| s.id.as_str()),
        stage_title: stage.map(|s| &s.title),
        stage_reason: one_of(score.stages).and_then(|place| writer.told(&scheme.stages, place)),
        class: writer.class(),
        total: outcome.total,
        typical: outcome.typical,
        bounds: outcome.bounds,
        tight: score.tight,
        max: scheme.max.to_text(6),
        threshold: scheme.pass.as_ref().and_then(|p| writer.threshold(p.when?)),
        official: scheme.official,
        notice: notice(scheme),
        passed: outcome.passed,
        summary: Text::default(),
        groups,
        items,
        gates,
        routes,
        requirements,
        missing: writer.ids(&in_order(&open)),
        deciding: writer.deciding(),
        deciding_all: score.deciding_all,
    };
    report.summary = writer.summary(&report);
    if let Some(notice) = &report.notice {
        report.summary.push(&Text::say("{0}", " {0}", &[notice.into()]));
    }
    report
}

/// The place of the only bit, where there is only one.
pub(crate) fn one_of(bits: u32) -> Option<usize> {
    if bits.count_ones() == 1 { Some(bits.trailing_zeros() as usize) } else { None }
}

/// `15` or `10–15`.
pub(crate) fn span_text(points: Interval, places: u32) -> String {
    let [lo, hi] = ends(points, places);
    if lo == hi { lo } else { [&lo, "–", &hi].concat() }
}

struct Writer<'a, 'b> {
    scheme: &'a Scheme,
    company: &'b Enterprise,
    score: &'b Score,
    quantities: Vec<Interval>,
}

impl Wording for Writer<'_, '_> {
    fn program(&self) -> &Program {
        &self.scheme.program
    }

    fn company(&self) -> &Enterprise {
        self.company
    }

    fn own(&self, instr: Instr, values: bool) -> Text {
        match instr {
            Instr::Quantity(q) => match self.quantities[q].single().filter(|_| values) {
                Some(n) => self.amount_words(q, n),
                None => self.scheme.quantities[q].title.clone(),
            },
            Instr::Points(i) => Text::say("{0}得分", "Points for {0}", &[self.named(i).0.into()]),
            _ => Text::default(),
        }
    }
}

impl<'a> Writer<'a, '_> {
    /// What formulas are evaluated over.
    fn env<'e>(&'e self, interval: &'e dyn Fn(usize) -> Interval) -> Env<'e> {
        Env {
            values: self.company.values(),
            interval,
            points: None,
            quantities: &self.quantities,
            stages: self.score.stages,
            ..Env::default()
        }
    }

    /// Where a number of the scheme can lie.
    fn span(&self, amount: &Amount) -> Interval {
        span(amount, &self.env(&|_| Interval::ALL))
    }

    fn deciding(&self) -> Vec<Deciding<'a>> {
        let mut all: Vec<Deciding<'a>> = Vec::new();
        for unknown in &self.score.deciding {
            let (kind, id, title) = match *unknown {
                Unknown::Field(f) => {
                    let title = Text::say("{0}", "{0}", &[self.field(f).title.into()]);
                    ("field", self.field(f).id, title)
                }
                Unknown::Quantity(q) => {
                    let q = &self.scheme.quantities[q];
                    let kind = if q.typical.is_some() { "estimate" } else { "judged" };
                    (kind, q.id.as_str(), q.title.clone())
                }
            };
            // Of an indicator several numbers may be open.
            if !all.iter().any(|d| d.kind == kind && d.id == id) {
                all.push(Deciding { kind, id, title });
            }
        }
        all
    }

    fn class(&self) -> Option<Class<'a>> {
        let classes = self.scheme.classes.as_ref()?;
        let place = one_of(self.score.classes)?;
        let level = classes.list.get(place)?;
        Some(Class { id: &level.id, title: &level.title, of: &classes.title, reason: self.told(&classes.list, place)? })
    }

    /// Why it is this one of several stages or classes.
    fn told(&self, list: &[model::Level], place: usize) -> Option<Text> {
        let level = list.get(place)?;
        // The last is what none before it is.
        let told_by = match level.when {
            Some(_) => level,
            None => list.get(place.checked_sub(1)?)?,
        };
        let (at, by) = (told_by.when?, told_by.by);
        let (at, known) = self.own_branch(at, by);
        let facts = self.facts(at, by);
        let mut reason = Text::say("{0}：{1}", "{0}: {1}", &[(&level.title).into(), (&facts).into()]);
        if known {
            let rule = self.words(at, false);
            reason.push(&match level.when {
                Some(_) => Text::say("；标准是 {0}。", "; the rule is {0}.", &[(&rule).into()]),
                None => Text::say("；未达到 {0}。", "; not so: {0}.", &[(&rule).into()]),
            });
        } else {
            reason.push(&Text::say("。", ".", &[]));
        }
        Some(reason)
    }

    /// A named number in its unit.
    fn amount_words(&self, quantity: usize, n: Num) -> Text {
        let own = self.scheme.parameters.iter().find(|p| p.quantity == quantity);
        let unit = own.map_or("", |p| &p.unit);
        Text { zh: show(n, unit, 6), en: show_en(n, unit, 6) }
    }

    /// Name and points of a group or indicator, by its place in [`Scheme::point_ids`].
    fn named(&self, i: usize) -> (&'a Text, Interval) {
        match i.checked_sub(self.scheme.groups.len()) {
            None => (&self.scheme.groups[i].title, self.score.groups[i]),
            Some(j) => (&self.scheme.indicators[j].title, self.score.items[j].points),
        }
    }

    // ------------------------------------------------------------------------------------------------------- items

    fn item(&self, indicator: &'a model::Indicator, score: &ItemScore) -> Item<'a> {
        let places = self.scheme.precision;
        let certain = score.points.single();
        let mut unknown = Vec::new();
        if certain.is_none() {
            rule_fields(&self.scheme.program, &indicator.rule, &mut unknown);
            unknown = unknown_fields(unknown, self.company);
        }
        let alternative = match &indicator.rule {
            Rule::BestOf(list) => list.get(score.hit.map_or(0, |h| h.alternative)),
            _ => None,
        };
        let rule = alternative.map_or(&indicator.rule, |a| &a.rule);
        // Of several rules none is the one to show while it is open which is best.
        let (value, working) = match (alternative, certain) {
            (Some(_), None) => (None, None),
            _ => self.measured(rule, score),
        };
        let band = score.hit.and_then(|h| band(rule, h));
        let on_edge = score.hit.is_some_and(|h| on_edge(rule, h));
        let next =
            score.hit.and_then(|h| next_step(self.scheme, indicator, h, self.company)).map(|step| self.next(step));
        let most = self.span(&indicator.max);
        let max = most.hi.unwrap_or(Num::ZERO).to_text(6);
        // Of an official scheme, what no figure settles is for the assessors: bands may leave them a range too.
        let left_open = certain.is_none() && unknown.is_empty() && self.scheme.official;
        let judged = matches!(rule, Rule::Judged { .. } | Rule::Rank { .. }) || left_open;
        let typical = match certain {
            None => typical(self.scheme, score.hit.map(|h| h.points)),
            Some(_) => None,
        };
        let spanned = span_text(score.points, places);
        let reason = match certain {
            None if !unknown.is_empty() => Text::say(
                "取决于：{0}。得分在 {1} 分之间（满分 {2} 分）。",
                "Depends on: {0}. From {1} of {2} points.",
                &[(&self.titles(&unknown)).into(), (&spanned).into(), (&max).into()],
            ),
            None => self.open_reason(rule, value.as_ref(), working.as_ref(), typical.as_ref(), &spanned, &max),
            Some(points) => {
                let name = alternative.and_then(|a| a.title.as_ref()).unwrap_or(&indicator.title);
                let mut reason = Text::say("{0}", "{0}", &[name.into()]);
                if let Some(v) = &value {
                    reason.push(&Text::say(" {0}", ": {0}", &[v.into()]));
                }
                if let Some(w) = &working {
                    reason.push(&Text::say("（{0}）", " ({0})", &[w.into()]));
                }
                if let Some(b) = band.as_ref().and_then(band_words) {
                    reason.push(&Text::say("，属于“{0}”一档", ", in the band {0}", &[(&b).into()]));
                }
                if on_edge {
                    reason.push(&Text::say(
                        "，在界线上，按较高一档计",
                        ", on the edge, which earns the better band",
                        &[],
                    ));
                }
                let points_text = points.to_text(places);
                reason.push(&Text::say(
                    "，得 {0} 分（满分 {1} 分）。",
                    "; {0} of {1} points.",
                    &[(&points_text).into(), (&max).into()],
                ));
                if most.single() == Some(points) {
                    reason.push(&Text::say("已是最高档。", " This is the top.", &[]));
                }
                if let Some(next) = &next {
                    reason.push(&self.next_words(next));
                }
                reason
            }
        };
        Item {
            id: &indicator.id,
            group: &self.scheme.groups[indicator.group].id,
            title: &indicator.title,
            value,
            working,
            points: certain.map(|p| p.to_text(places)),
            typical,
            bounds: ends(score.points, places),
            max,
            judged,
            band,
            next,
            on_edge,
            unknown: self.ids(&unknown),
            reason,
            source: alternative.and_then(|a| a.source.as_ref()).unwrap_or(&indicator.source),
        }
    }

    /// Why points are open although the company's figures are known.
    fn open_reason(
        &self,
        rule: &Rule,
        value: Option<&Text>,
        working: Option<&Text>,
        typical: Option<&String>,
        points: &str,
        max: &str,
    ) -> Text {
        let parts = [points.into(), max.into()];
        match rule {
            Rule::Judged { .. } if typical.is_none() => {
                return Text::say(
                    "由评审者判断，在 {0} 分之间（满分 {1} 分）。",
                    "For the assessors to judge: from {0} of {1} points.",
                    &parts,
                );
            }
            Rule::Rank { .. } => {
                return Text::say(
                    "由在同类企业中的名次决定，在 {0} 分之间（满分 {1} 分）。",
                    "By the rank among the companies compared: from {0} of {1} points.",
                    &parts,
                );
            }
            _ => {}
        }
        let mut reason = Text::default();
        if let Some(v) = value {
            reason.push(&Text::say("{0}", "{0}", &[v.into()]));
        }
        if let Some(w) = working {
            reason.push(&Text::say("（{0}）", " ({0})", &[w.into()]));
        }
        if value.is_some() {
            reason.push(&Text::say("；", "; ", &[]));
        }
        if self.scheme.official {
            reason.push(&Text::say(
                "由评审者判断，在 {0} 分之间（满分 {1} 分）。",
                "for the assessors to judge: from {0} of {1} points.",
                &parts,
            ));
            return reason;
        }
        reason.push(&Text::say(
            "评价办法的数字没有公布，按估计在 {0} 分之间（满分至多 {1} 分）",
            "the numbers of the scheme are unpublished; by estimate from {0} of at most {1} points",
            &parts,
        ));
        if let Some(t) = typical {
            reason.push(&Text::say("，典型值 {0} 分", ", typically {0}", &[t.into()]));
        }
        reason.push(&Text::say("。", ".", &[]));
        reason
    }

    /// The measured value and how it was computed.
    fn measured(&self, rule: &Rule, score: &ItemScore) -> (Option<Text>, Option<Text>) {
        let measure = match rule {
            Rule::Bands { value, .. }
            | Rule::Curve { value, .. }
            | Rule::PerUnit { value, .. }
            | Rule::Reference { value, .. }
            | Rule::Rank { value, .. } => value,
            Rule::Choice { field, .. } => return (self.value(*field), None),
            Rule::Flag { when, .. } => match self.scheme.program.instr(*when) {
                Instr::Flag(f) => return (self.value(f), None),
                _ => return (None, None),
            },
            Rule::BestOf(_) | Rule::Judged { .. } => return (None, None),
        };
        let text = |x: Num| {
            let places = telling_places(x, &measure.unit, rule);
            Text { zh: show(x, &measure.unit, places), en: show_en(x, &measure.unit, places) }
        };
        let value = match score.hit.and_then(|h| h.value) {
            Some(x) => Some(text(x)),
            None => {
                let interval = |f: usize| self.company.interval(f);
                match self.scheme.program.bounds(measure.formula, &self.env(&interval)) {
                    Ok(Interval { lo: Some(a), hi: Some(b) }) if a == b => Some(text(a)),
                    Ok(Interval { lo: Some(a), hi: Some(b) }) => Some(range(&text(a), &text(b))),
                    _ => None,
                }
            }
        };
        let interval = |f: usize| self.company.interval(f);
        let formula = self.applied(measure.formula, &self.env(&interval));
        let computed = !matches!(self.scheme.program.instr(formula), Instr::Field(_));
        let known = |f: &usize| self.company.values()[*f] != Value::Missing;
        let shown = computed && self.fields_of(formula).iter().any(known);
        (value, shown.then(|| self.words(formula, true)))
    }

    fn next(&self, step: Step) -> Next<'a> {
        let changes = self.changes(&step.changes);
        let gap = step.gap.zip(step.edge.as_ref()).map(|(gap, (_, unit, _))| {
            let places = visible_places(gap, unit);
            match unit.as_str() {
                "%" => {
                    let n = show(gap, unit, places);
                    let n = n.trim_end_matches('%');
                    Text::say("{0} 个百分点", "{0} percentage points", &[n.into()])
                }
                _ => Text { zh: show(gap, unit, places), en: show_en(gap, unit, places) },
            }
        });
        Next { points: step.points.to_text(self.scheme.precision), edge: step.edge.map(|e| e.2), gap, changes }
    }

    /// What reaches the next step, in a sentence.
    fn next_words(&self, next: &Next<'_>) -> Text {
        let change = next.changes.first();
        let field = change.and_then(|c| self.scheme.dictionary.find(c.field)).map(|f| (f, self.field(f)));
        let points = Phrase::from(&next.points);
        if let (Some(change), Some((place, field))) = (change, field) {
            let Some(by) = &change.by else {
                let to = match &field.kind {
                    Kind::Choice(levels) => levels.iter().position(|l| l.id == change.to).map(Value::Level),
                    _ => Some(Value::Flag(change.to == "true")),
                };
                let to = to.and_then(|to| self.worded(place, &to)).unwrap_or_default();
                return Text::say(
                    "“{0}”为“{1}”时得 {2} 分。",
                    " {2} points if \"{0}\" is \"{1}\".",
                    &[field.title.into(), (&to).into(), points],
                );
            };
            let less = by.starts_with('-');
            let amount = |text: &str| {
                let exact = quantity(text, field.unit()).unwrap_or(Num::ZERO);
                field.show(exact)
            };
            let (by, to) = (amount(by.trim_start_matches('-')), amount(&change.to));
            let (zh, en) = if less {
                ("{0}减少 {1}（到 {2}）可得 {3} 分。", " {3} points if {0} falls by {1}, to {2}.")
            } else {
                ("{0}增加 {1}（到 {2}）可得 {3} 分。", " {3} points if {0} rises by {1}, to {2}.")
            };
            return Text::say(zh, en, &[field.title.into(), (&by).into(), (&to).into(), points]);
        }
        match (&next.gap, &next.edge) {
            (Some(gap), Some(edge)) => Text::say(
                "距 {1} 还差 {0}，达到可得 {2} 分。",
                " {2} points at {1}, which is {0} away.",
                &[gap.into(), edge.into(), points],
            ),
            _ => Text::say("条件满足时得 {0} 分。", " {0} points once the condition holds.", &[points]),
        }
    }

    // -------------------------------------------------------------------------------------------------- conditions

    fn conditions(&self, all: &'a [model::Condition], met: &[Option<bool>]) -> Vec<Condition<'a>> {
        let mut found = Vec::new();
        for (c, met) in all.iter().zip(met) {
            let unknown = if met.is_some() { Vec::new() } else { unknown_fields(self.fields_of(c.when), self.company) };
            found.push(Condition {
                id: c.id.clone(),
                title: c.title.clone(),
                met: *met,
                unknown: self.ids(&unknown),
                reason: self.condition_reason(c.when, c.by, *met, &unknown),
                source: &c.source,
            });
        }
        found
    }

    /// The pass condition, part by part.
    fn requirements(&self, pass: &'a model::Pass) -> Vec<Condition<'a>> {
        let mut parts = Vec::new();
        if let Some(when) = pass.when {
            self.conjuncts(when, &mut parts);
        }
        let program = &self.scheme.program;
        let mut found = Vec::new();
        for (n, at) in parts.into_iter().enumerate() {
            if let Instr::EveryFloor = program.instr(at) {
                for (place, g) in self.scheme.groups.iter().enumerate() {
                    let Some(floor) = g.floor else { continue };
                    let met = floor_met(g.floor, self.score.groups[place]);
                    let floor = floor.to_text(6);
                    let parts = [(&g.title).into(), (&floor).into()];
                    let title = Text::say("{0}得分 ≥ {1}", "Points for {0} ≥ {1}", &parts);
                    let id = ["floor_", &g.id].concat();
                    found.push(self.requirement(pass, id, title, met, self.fact(place), g.indicators.clone()));
                }
                continue;
            }
            let (id, fact) = match program.instr(at) {
                Instr::Compare(_, a, _) => match program.instr(a) {
                    Instr::Total => {
                        let total = Text::say("总分", "Total", &[]);
                        ("total".to_string(), points_fact(&total, self.score.total, self.scheme.precision))
                    }
                    Instr::Points(i) => (["points_", &self.scheme.point_ids[i]].concat(), self.fact(i)),
                    _ => (["requirement_", &(n + 1).to_string()].concat(), self.words(at, true)),
                },
                _ => (["requirement_", &(n + 1).to_string()].concat(), self.words(at, true)),
            };
            let met = self.part_met(at);
            found.push(self.requirement(pass, id, self.words(at, false), met, fact, 0..self.score.items.len()));
        }
        found
    }

    /// One part of the pass condition, which rests on some of the items.
    fn requirement(
        &self,
        pass: &'a model::Pass,
        id: String,
        title: Text,
        met: Option<bool>,
        fact: Text,
        items: std::ops::Range<usize>,
    ) -> Condition<'a> {
        let mut unknown = Vec::new();
        if met.is_none() {
            for i in items.filter(|&i| self.score.items[i].points.single().is_none()) {
                rule_fields(&self.scheme.program, &self.scheme.indicators[i].rule, &mut unknown);
            }
        }
        let (zh, en) = match met {
            Some(true) => ("符合：{0}。", "Met: {0}."),
            Some(false) => ("不符合：{0}。", "Not met: {0}."),
            None => ("待定：{0}。", "Open: {0}."),
        };
        let reason = Text::say(zh, en, &[(&fact).into()]);
        Condition {
            id,
            title,
            met,
            unknown: self.ids(&unknown_fields(unknown, self.company)),
            reason,
            source: &pass.source,
        }
    }

    fn fact(&self, place: usize) -> Text {
        let (title, points) = self.named(place);
        points_fact(title, points, self.scheme.precision)
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

    fn part_met(&self, at: At) -> Option<bool> {
        let interval = |f: usize| self.company.interval(f);
        let points = self.score.points(self.scheme);
        let env = Env { points: Some(&points), ..self.env(&interval) };
        self.scheme.program.maybe(at, &env).ok().flatten()
    }

    fn threshold(&self, when: At) -> Option<String> {
        let mut parts = Vec::new();
        self.conjuncts(when, &mut parts);
        let program = &self.scheme.program;
        parts.into_iter().find_map(|at| match program.instr(at) {
            Instr::Compare(Compare::Ge | Compare::Gt, a, b) => match (program.instr(a), program.instr(b)) {
                (Instr::Total, Instr::Num(c)) => Some(program.constant(c).to_text(6)),
                _ => None,
            },
            _ => None,
        })
    }

    // ----------------------------------------------------------------------------------------------------- summary

    /// Where no condition on points decides.
    fn plain_summary(&self, report: &Report<'_>, score: Phrase<'_>) -> Text {
        let mut said = Text::default();
        if let Some(class) = &report.class {
            said.push(&Text::say("{0}：{1}。", "{0}: {1}. ", &[class.of.into(), class.title.into()]));
        }
        if let Some(stage) = report.stage_title {
            said.push(&Text::say("处于{0}。", "Stage: {0}. ", &[stage.into()]));
        }
        if !self.scheme.groups.is_empty() {
            said.push(&Text::say("得分 {0}。", "Score {0}. ", &[score]));
        }
        if self.scheme.pass.is_some() {
            let open = report.gates.iter().chain(&report.routes).flat_map(|c| &c.unknown);
            let open = open.filter_map(|id| self.scheme.dictionary.find(id)).collect();
            said.push(&match report.passed {
                Some(true) => Text::say("满足全部条件。", "Every condition is met. ", &[]),
                Some(false) => Text::say("没有满足任何直通条件。", "No direct route is open. ", &[]),
                None => Text::say(
                    "能否通过取决于：{0}。",
                    "Whether it passes depends on: {0}. ",
                    &[(&self.what_decides(open, report)).into()],
                ),
            });
        } else if said.zh.is_empty() {
            said.push(&Text::say("还不能判断。", "It cannot be told yet. ", &[]));
        }
        said.en.truncate(said.en.trim_end().len());
        said
    }

    /// The open fields, and what of the scheme decides beside them.
    fn what_decides(&self, open: Vec<usize>, report: &Report<'_>) -> Text {
        let beside = report.deciding.iter().filter(|d| d.kind != "field").map(|d| d.title.clone());
        let fields = in_order(&open).into_iter().map(|f| Text::say("{0}", "{0}", &[self.field(f).title.into()]));
        // A field and the indicator that measures it may share a name.
        let mut all: Vec<Text> = Vec::new();
        for title in fields.chain(beside) {
            if !all.iter().any(|told| told.zh == title.zh) {
                all.push(title);
            }
        }
        list(&mut all.into_iter())
    }

    fn summary(&self, report: &Report<'_>) -> Text {
        let total = span_text(self.score.total, self.scheme.precision);
        let score = Phrase::from(&total);
        let titles = |all: &[Condition<'_>], met: bool| {
            list(&mut all.iter().filter(|c| c.met == Some(met)).map(|c| c.title.clone()))
        };
        let failed_gates =
            list(&mut self.scheme.gates.iter().zip(&self.score.gates).filter(|(_, met)| **met == Some(false)).map(
                |(c, _)| {
                    Text::say(
                        "{0}（{1}）",
                        "{0} ({1})",
                        &[(&c.title).into(), (&self.facts(self.own_branch(c.when, c.by).0, c.by)).into()],
                    )
                },
            ));
        if !failed_gates.zh.is_empty() {
            let mut said = Text::say("不满足基本条件：{0}。", "Not eligible: {0}.", &[(&failed_gates).into()]);
            if !self.scheme.groups.is_empty() {
                said.push(&Text::say("得分 {0} 仅供参考。", " The score {0} is for reference only.", &[score]));
            }
            return said;
        }
        if self.scheme.pass.as_ref().is_none_or(|p| p.when.is_none()) {
            return self.plain_summary(report, score);
        }
        let failed = titles(&report.requirements, false);
        let routes = titles(&report.routes, true);
        match report.passed {
            Some(true) if !routes.zh.is_empty() => Text::say(
                "直通条件满足：{0}。得分 {1}。",
                "A direct route is open: {0}. Score {1}.",
                &[(&routes).into(), score],
            ),
            Some(true) => Text::say("得分 {0}，满足通过条件。", "Score {0}; the pass condition is met.", &[score]),
            Some(false) => Text::say(
                "得分 {0}，未满足：{1}；也没有满足任何直通条件。",
                "Score {0}; not met: {1}; and no direct route is open.",
                &[score, (&failed).into()],
            ),
            None => {
                let condition = self.score.condition;
                let mut open = Vec::new();
                let requirements = report.requirements.iter().filter(|_| condition.is_none());
                let routes = report.routes.iter().filter(|_| condition != Some(true));
                for c in report.gates.iter().chain(requirements).chain(routes) {
                    open.extend(c.unknown.iter().filter_map(|id| self.scheme.dictionary.find(id)));
                }
                let names = self.what_decides(open, report);
                let so_far = match condition {
                    Some(true) => Text::say("，得分条件已满足", "; the points suffice", &[]),
                    Some(false) => {
                        Text::say("，得分条件未满足：{0}", "; the points do not suffice: {0}", &[(&failed).into()])
                    }
                    None => Text::default(),
                };
                Text::say(
                    "得分 {0}{1}。能否通过取决于：{2}。",
                    "Score {0}{1}. Whether it passes depends on: {2}.",
                    &[score, (&so_far).into(), (&names).into()],
                )
            }
        }
    }
}

fn points_fact(title: &Text, points: Interval, places: u32) -> Text {
    Text::say("{0} {1} 分", "{0} {1} points", &[title.into(), (&span_text(points, places)).into()])
}

/// Decimals with which a value is shown: two, or as many more as it takes not to look as if it stood on an edge, or
/// beyond one, that it does not stand on.
fn telling_places(x: Num, unit_name: &str, rule: &Rule) -> u32 {
    let scale = unit(unit_name).map_or(Num::ONE, |u| u.1);
    let Some(shown) = x.div(scale) else { return 2 };
    let honest = |places: &u32| {
        let Some(rounded) = shown.round(*places).mul(scale) else {
            return true;
        };
        let same_side = |e: Num| rounded.cmp(&e) == x.cmp(&e);
        match rule {
            Rule::Bands { bands, .. } => {
                bands.iter().all(|b| [&b.lo, &b.hi].into_iter().flatten().all(|e| same_side(e.at)))
            }
            Rule::Curve { corners, .. } => corners.iter().all(|c| same_side(c.0)),
            _ => true,
        }
    };
    (2..=INPUT_PLACES).find(honest).unwrap_or(INPUT_PLACES)
}

/// Decimals with which a distance is shown: two, or as many more as it takes not to look like none.
fn visible_places(x: Num, unit_name: &str) -> u32 {
    let scale = unit(unit_name).map_or(Num::ONE, |u| u.1);
    let shown = x.div(scale).unwrap_or(x);
    (2..=INPUT_PLACES).find(|&places| !shown.round(places).is_zero()).unwrap_or(2)
}

fn band(rule: &Rule, hit: Hit) -> Option<BandReport> {
    let Rule::Bands { direction, bands, otherwise, .. } = rule else {
        return None;
    };
    hit.value?;
    let flipped = |e: &Option<Edge>| e.clone().map(|e| Edge { inclusive: !e.inclusive, ..e });
    let (lo, hi, points) = match (hit.band, direction) {
        (Some(i), _) => (bands[i].lo.clone(), bands[i].hi.clone(), hit.points),
        (None, Direction::Rising) => (None, flipped(&bands.last()?.lo), *otherwise),
        (None, Direction::Falling) => (flipped(&bands.last()?.hi), None, *otherwise),
        (None, Direction::Between) => return None,
    };
    let mut b = BandReport { points: points.to_text(6), ..BandReport::default() };
    if let Some(e) = lo {
        *(if e.inclusive { &mut b.from } else { &mut b.above }) = Some(e.text);
    }
    if let Some(e) = hi {
        *(if e.inclusive { &mut b.to } else { &mut b.below }) = Some(e.text);
    }
    Some(b)
}

fn on_edge(rule: &Rule, hit: Hit) -> bool {
    let (Rule::Bands { value, bands, direction, .. }, Some(i), Some(x)) = (rule, hit.band, hit.value) else {
        return false;
    };
    // A count that just reaches its band is no boundary case worth a word.
    if matches!(value.unit.as_str(), "件" | "项" | "个" | "人") {
        return false;
    }
    // Only an edge with a worse band beyond it.
    let edge = match direction {
        Direction::Falling => &bands[i].hi,
        _ => &bands[i].lo,
    };
    edge.as_ref().is_some_and(|e| e.inclusive && e.at == x)
}

fn band_words(b: &BandReport) -> Option<Text> {
    let side = |inclusive: &Option<String>, exclusive: &Option<String>, signs: [&str; 2]| {
        let (sign, edge) = match (inclusive, exclusive) {
            (Some(e), _) => (signs[0], e),
            (None, Some(e)) => (signs[1], e),
            (None, None) => return None,
        };
        let mut text = Text::same(sign.to_string());
        write_literal(edge, true, &mut text.zh);
        write_literal(edge, false, &mut text.en);
        Some(text)
    };
    match (side(&b.from, &b.above, ["≥ ", "> "]), side(&b.to, &b.below, ["≤ ", "< "])) {
        (Some(lo), Some(hi)) => Some(Text::say("{0} 且 {1}", "{0} and {1}", &[(&lo).into(), (&hi).into()])),
        (one, None) | (None, one) => one,
    }
}
