//! The whole scheme: its parameters, groups, ties, and what else of it can be told once all is compiled.

use super::amounts;
use super::compiler::{Compiler, Distinct};
use super::conditions::id_of;
use super::ids::Ids;
use super::standing::{settle_unused, standing};
use crate::file::amounts::Typical;
use crate::file::field;
use crate::file::number::Quantity;
use crate::file::parts::{Effective, Reference, Text, text_in, text_of};
use crate::file::reader::{Problems, Spanned};
use crate::file::rules::Context;
use crate::file::scheme::{self as file, SchemeFile};
use innopoints_core::dictionary::Dictionary;
use innopoints_core::gather::Gather;
use innopoints_core::id::{FieldId, QuantityId};
use innopoints_core::json::Span;
use innopoints_core::number::Num;
use innopoints_core::scheme::model::{self, *};
use innopoints_core::sort::sort;

/// Compiles a file, merged with what it extends; `base` is that, compiled alone, `fields_json` the fields of its own. `None` where something is wrong, which
/// is noted.
pub(super) fn compile(
    whole: &SchemeFile,
    base: Option<&model::Scheme>,
    digest: String,
    fields_json: String,
    problems: &Problems,
) -> Option<model::Scheme> {
    let SchemeFile {
        schema: _,
        id,
        family,
        extends,
        drop,
        title,
        issuer,
        document,
        documents,
        effective,
        precision,
        notes,
        fields,
        parameters,
        stages,
        classes,
        gates,
        groups,
        ties,
        panel,
        pass,
    } = whole;
    let own = field::own(fields, id_of(id).unwrap_or(""), problems);
    let mut c = Compiler::new(problems, None, Dictionary::with(&own.lines));
    if extends.is_none() {
        c.nothing_to_drop(drop);
    }
    c.cite(documents);
    let days = c.effective(effective);
    if let Some(list) = parameters {
        c.parameters(list, base);
    }
    if let Some(list) = stages {
        c.read_stages(list);
    }
    if let Some(base) = base {
        c.extends(base, effective, notes);
    }
    let routes = pass.as_ref().and_then(Spanned::get).is_some_and(|pass| pass.or.is_some());
    let says_nothing = groups.is_none() && classes.is_none() && stages.is_none() && !routes;
    let gates = gates.as_ref().map_or_else(Vec::new, |list| c.conditions(list));
    if extends.is_none() && says_nothing && gates.is_empty() {
        c.missing(Span::ROOT, "groups");
    }
    let (groups, indicators, incomplete) = c.groups(groups);
    let ids = groups.iter().map(|g| &g.id).chain(indicators.iter().map(|i| &i.id));
    let point_ids: Vec<String> = ids.cloned().gather();
    c.points = point_ids.iter().enumerate().rev().map(|(at, id)| (id.clone(), at)).collect();
    let classes = classes.as_ref().and_then(|classes| c.classes(classes));
    let ties = c.ties(ties, &groups, &indicators, &incomplete);
    let panel = c.panel(panel, &groups, &indicators, &ties);
    let pass = match pass {
        None => None,
        Some(pass) if pass.span.is_some() => c.pass(pass),
        // What the base passes by is still to mean the same.
        Some(pass) if c.means_the_same(base, whole, &groups, &indicators) => c.pass(pass),
        Some(_) => None,
    };
    let (from, to) = days?;
    let mut scheme = model::Scheme {
        id: id_of(id)?.to_string(),
        family: family.as_ref().and_then(id_of).map(str::to_string),
        title: text_of(title)?,
        issuer: issuer.get()?.0.clone(),
        document: document.get()?.0.clone(),
        from,
        to,
        precision: precision.as_ref().map_or(Some(2), |p| p.get().map(|p| p.0))?,
        notes: text_in(notes),
        gates,
        groups,
        indicators,
        ties,
        panel,
        parameters: c.parameters,
        stages: c.stages,
        classes,
        pass,
        quantities: c.quantities,
        program: c.program,
        dictionary: c.dictionary,
        fields: Vec::new(),
        own_fields: OwnFields { json: fields_json, moves: own.moves.into() },
        digest,
        official: false,
        max: Num::ZERO,
        point_ids,
    };
    settle_unused(&mut scheme);
    scheme.max = most_points(&scheme)?;
    scheme.official = standing(&scheme) != Standing::Estimate;
    scheme.fields = used_fields(&scheme);
    Some(scheme)
}

impl Compiler<'_> {
    fn nothing_to_drop(&self, drop: &Option<Spanned<Vec<Spanned<crate::file::parts::Reference>>>>) {
        for id in drop.iter().filter_map(Spanned::get).flatten() {
            let Some(name) = id.get() else { continue };
            self.problems.unknown_id(id.span, &name.0);
        }
    }

    /// What a base asks of a file that extends it.
    fn extends(&self, base: &model::Scheme, effective: &Spanned<Effective>, notes: &Option<Spanned<Text>>) {
        if let Some(from) = effective.get().map(|days| &days.from)
            && from.get().is_some_and(|day| day.0 < base.from)
        {
            let (zh, en) = ("早于所扩展的方案施行的 {0}", "before the scheme that it extends is in force, from {0}");
            self.fail(from.span, "before_base", zh, en, &[(&base.from.to_text()).into()]);
        }
        if notes.is_none() {
            self.missing(Span::ROOT, "notes");
        }
    }

    // ---------------------------------------------------------------------------------------------------- parameters

    fn parameters(&mut self, list: &Spanned<Vec<Spanned<file::Parameter>>>, base: Option<&model::Scheme>) {
        let mut ids = Distinct::default();
        for item in list.get().into_iter().flatten() {
            let Some(parameter) = item.get() else { continue };
            if let Some(id) = id_of(&parameter.id) {
                ids.add(id, self.at(item.span), self.problems);
            }
            let read = self.within(item.span, |c| c.parameter(parameter, item.span));
            if let Some(parameter) = read {
                // Formulas of the base still want the old one: one problem is enough.
                let old = base.into_iter().flat_map(|base| &base.parameters).find(|old| old.id == parameter.id);
                let dim = old.map_or(parameter.dim, |old| old.dim);
                if dim != parameter.dim {
                    self.clash(item.span, dim, parameter.dim);
                }
                self.names.insert(&parameter.id, (parameter.quantity, dim));
                self.parameters.push(parameter);
            }
        }
    }

    fn parameter(&mut self, parameter: &file::Parameter, span: Span) -> Option<Parameter> {
        let file::Parameter { id, title, is, between, typical, source } = parameter;
        let id = id_of(id)?.to_string();
        if self.dictionary.find(&id).is_some() {
            let (zh, en) = ("“{0}”是数据项，不能作参数名", "\"{0}\" is a field, so no parameter");
            self.fail(span, "duplicate", zh, en, &[(&id).into()]);
        }
        let title = text_of(title);
        let source = self.source(source);
        let (quantity, dim, unit) = match (is, between) {
            (Some(is), None) => {
                let is = is.get()?;
                ((is.value, is.value, None), is.dim, is.unit().to_string())
            }
            (None, Some(between)) => {
                let first = between.get()?.0[0].get()?;
                let typical = match typical {
                    Some(Spanned { span, value }) => value.as_ref().map(|Typical(n)| Some((n, *span)))?,
                    None => None,
                };
                let dim = first.dim;
                let range = self.range(between, typical, &mut |c, n: &Quantity, span| c.measured(n, span, dim))?;
                (range, dim, first.unit().to_string())
            }
            _ => {
                self.fail(
                    span,
                    "missing",
                    "参数要有“is”或“between”，只写一个",
                    "a parameter has either \"is\" or \"between\"",
                    &[],
                );
                return None;
            }
        };
        let (lo, hi, typical) = quantity;
        self.quantities.push(model::Quantity { id: id.clone(), title: title.clone()?, lo, hi, typical });
        Some(Parameter {
            id,
            title: title?,
            quantity: QuantityId::new(self.quantities.len() - 1),
            dim,
            unit,
            source: source?,
        })
    }

    // --------------------------------------------------------------------------------------------------------- groups

    /// Groups, their indicators, and the groups of which an indicator could not be read.
    fn groups(
        &mut self,
        list: &Option<Spanned<Vec<Spanned<file::Group>>>>,
    ) -> (Vec<Group>, Vec<Indicator>, Vec<usize>) {
        let (mut groups, mut indicators, mut incomplete) = (Vec::new(), Vec::new(), Vec::new());
        let Some(list) = list else { return (groups, indicators, incomplete) };
        let items = list.get().map_or(&[][..], Vec::as_slice);
        if items.is_empty() && list.value.is_some() {
            self.fail(list.span, "missing", "至少要有一类指标", "at least one group is needed", &[]);
        }
        let mut ids = Distinct::default();
        for item in items {
            let Some(group) = item.get() else { continue };
            let before = indicators.len();
            let read = self.within(item.span, |c| c.group(group, item.span, groups.len(), &mut indicators, &mut ids));
            match read {
                Some(read) => {
                    let all = group.indicators.as_ref().and_then(Spanned::get).map(Vec::len);
                    if all != Some(indicators.len() - before) {
                        incomplete.push(groups.len());
                    }
                    groups.push(Group { indicators: before..indicators.len(), ..read });
                }
                // Without its group an indicator is none; that is told.
                None => indicators.truncate(before),
            }
        }
        (groups, indicators, incomplete)
    }

    fn group(
        &mut self,
        group: &file::Group,
        span: Span,
        index: usize,
        indicators: &mut Vec<Indicator>,
        ids: &mut Distinct,
    ) -> Option<Group> {
        // Only a check asks whether it is capped.
        let file::Group { id, title, kind, max, capped: _, floor, indicators: list, source } = group;
        if let Some(id) = id_of(id) {
            ids.add(id, span, self.problems);
        }
        let max = max.as_ref().map(|max| self.exact_points(max, None));
        let floor = floor.as_ref().map(|floor| self.exact_points(floor, max.flatten()));
        match list {
            Some(list) => {
                if list.value.as_ref().is_some_and(Vec::is_empty) && span.is_some() {
                    self.fail(list.span, "missing", "至少要有一个指标", "at least one indicator is needed", &[]);
                }
                for item in list.get().into_iter().flatten() {
                    let Some(indicator) = item.get() else { continue };
                    if let Some(id) = id_of(&indicator.head.id) {
                        ids.add(id, item.span, self.problems);
                    }
                    indicators.extend(self.within(item.span, |c| c.indicator(indicator, item.span, index)));
                }
            }
            None => self.missing(span, "indicators"),
        }
        for (there, key) in [(title.is_some(), "title"), (source.is_some(), "source")] {
            if !there {
                self.missing(span, key);
            }
        }
        let source = source.as_ref().and_then(|source| self.source(source));
        Some(Group {
            id: id_of(id)?.to_string(),
            title: text_in(title)?,
            kind: kind.as_ref().and_then(Spanned::get).map_or(GroupKind::Plain, |kind| kind.0),
            max: max.flatten(),
            floor: floor.flatten(),
            indicators: 0..0,
            source: source?,
        })
    }

    fn indicator(&mut self, indicator: &file::Indicator, span: Span, group: usize) -> Option<Indicator> {
        let file::Indicator { head: file::Measured { id, title, max, source }, rule } = indicator;
        for (there, key) in [(title.is_some(), "title"), (max.is_some(), "max"), (source.is_some(), "source")] {
            if !there {
                self.missing(span, key);
            }
        }
        let title = text_in(title);
        self.subject = (id_of(id).unwrap_or_default().to_string(), title.clone().unwrap_or_default());
        let source = source.as_ref().and_then(|source| self.source(source));
        let max_span = max.as_ref().map_or(Span::NONE, |max| max.span);
        let max = max.as_ref().and_then(|max| self.points(max, None));
        // What a rule that was taken over cannot give is told at the maximum that says so.
        let rule = self.within(max_span, |c| c.rule(rule, span, max.as_ref()));
        Some(Indicator { id: id_of(id)?.to_string(), title: title?, group, max: max?, rule: rule?, source: source? })
    }

    // ----------------------------------------------------------------------------------------------------------- ties

    fn ties(
        &self,
        list: &Option<Spanned<Vec<Spanned<file::Tie>>>>,
        groups: &[Group],
        indicators: &[Indicator],
        incomplete: &[usize],
    ) -> Vec<Tie> {
        let known = ids_of(groups);
        let mut bound_before = vec![false; groups.len()];
        let mut found: Vec<Tie> = Vec::new();
        for item in list.iter().filter_map(Spanned::get).flatten() {
            let Some(file::Tie { groups: ids, sum, source }) = item.get() else { continue };
            let source = self.source(source);
            let Some(ids) = ids.get() else { continue };
            let mut bound = Vec::new();
            for id in ids {
                let Some(index) = self.group_of(id, &known) else { continue };
                if std::mem::replace(&mut bound_before[index], true) {
                    self.problems.duplicate(self.at(id.span), &groups[index].id);
                }
                bound.push(index);
            }
            let (Some(sum), Some(source)) = (sum.get().map(|sum| sum.value), source) else { continue };
            let tie = Tie { groups: bound, sum, source };
            // What is missing from a sum is told where it stands.
            let complete = tie.groups.len() == ids.len() && !tie.groups.iter().any(|g| incomplete.contains(g));
            if complete && self.tie_holds(item.span, &tie, groups, indicators) {
                found.push(tie);
            }
        }
        found
    }

    /// The group of an id; notes that there is none.
    pub(super) fn group_of(&self, id: &Spanned<Reference>, known: &Ids<usize>) -> Option<usize> {
        let name = id.get()?.0.as_str();
        let found = known.get(name).copied();
        if found.is_none() {
            let (zh, en) = ("没有“{0}”这一类", "there is no group \"{0}\"");
            self.fail(id.span, "unknown_id", zh, en, &[name.into()]);
        }
        found
    }

    /// Whether the maxima can sum to what the tie says, and their typical values do.
    fn tie_holds(&self, span: Span, tie: &Tie, groups: &[Group], indicators: &[Indicator]) -> bool {
        for stage in 0..self.stage_count() {
            let (mut lo, mut hi, mut typical) = (Num::ZERO, Num::ZERO, Some(Num::ZERO));
            for i in tie.groups.iter().flat_map(|&g| &indicators[groups[g].indicators.clone()]) {
                let (a, b) = self.ends(&i.max, stage);
                // Points have at most six decimals and are at most a million: their sum fits.
                lo = lo.add(a).unwrap_or(lo);
                hi = hi.add(b).unwrap_or(hi);
                let own = self.typical(&i.max, stage);
                typical = typical.zip(own).and_then(|(a, b)| a.add(b));
            }
            let stage_name = self.stages.get(stage).map_or("", |s| &s.id);
            let texts = [lo, hi, typical.unwrap_or(tie.sum), tie.sum].map(|n| n.to_text(6));
            let [lo_text, hi_text, typical_text, sum_text] = &texts;
            let parts = [lo_text.into(), hi_text.into(), typical_text.into(), sum_text.into(), stage_name.into()];
            let (zh, en) = if tie.sum < lo || tie.sum > hi {
                (
                    "满分之和在 {0} 到 {1} 之间，不可能是 {3} {4}",
                    "the maxima sum to between {0} and {1}, so not to {3} {4}",
                )
            } else if typical.is_some_and(|t| t != tie.sum) {
                ("满分的典型值之和是 {2}，应为 {3} {4}", "the typical maxima sum to {2}, not to {3} {4}")
            } else {
                continue;
            };
            self.fail(span, "tie", zh, en, &parts);
            return false;
        }
        true
    }
}

/// The groups by their ids; the first of an id counts.
pub(super) fn ids_of(groups: &[Group]) -> Ids<usize> {
    groups.iter().enumerate().rev().map(|(at, group)| (group.id.clone(), at)).collect()
}

/// The most points there can be, in the stage that gives most.
fn most_points(s: &model::Scheme) -> Option<Num> {
    let mut tied = vec![false; s.groups.len()];
    for &group in s.ties.iter().flat_map(|tie| &tie.groups) {
        tied[group] = true;
    }
    let mut most = Num::ZERO;
    for stage in 0..s.stages.len().max(1) {
        let of_group = |g: &Group| {
            let mut sum = Num::ZERO;
            for i in &s.indicators[g.indicators.clone()] {
                sum = sum.add(amounts::ends(&s.quantities, &i.max, stage).1)?;
            }
            Some(g.max.unwrap_or(sum))
        };
        let mut total = Num::ZERO;
        for (g, tied) in s.groups.iter().zip(&tied) {
            if g.kind != GroupKind::Deduction && !tied {
                total = total.add(of_group(g)?)?;
            }
        }
        for tie in &s.ties {
            let mut own = Num::ZERO;
            for &g in tie.groups.iter().filter(|&&g| s.groups[g].kind != GroupKind::Deduction) {
                own = own.add(of_group(&s.groups[g])?)?;
            }
            total = total.add(own.min(tie.sum))?;
        }
        most = most.max(total);
    }
    Some(most)
}

/// The fields that formulas or rules read, in the order of the dictionary.
fn used_fields(s: &model::Scheme) -> Vec<FieldId> {
    let mut used: Vec<FieldId> = s.program.ids().filter_map(|at| s.program.instr(at).field()).gather();
    for indicator in &s.indicators {
        let kind = indicator.rule.kind();
        kind.fields(&mut used);
        kind.alternatives().iter().for_each(|alternative| alternative.rule.kind().fields(&mut used));
    }
    sort(&mut used);
    used.dedup();
    used
}
