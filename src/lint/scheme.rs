//! The whole scheme: what its formulas may name, its stages, classes and conditions, and who passes.

use super::points::{maxima, most, sum};
use super::range::Facts;
use super::{Lint, Severity, first, normal};
use crate::compile::called;
use crate::file::parts::When;
use crate::file::reader::Spanned;
use crate::file::scheme::{Class, Condition, Group, Pass, SchemeFile, Stage};
use innopoints_core::formula::{ExprId, Instr, Program};
use innopoints_core::id::QuantityId;
use innopoints_core::json::{Document, Span};
use innopoints_core::number::{Interval, Num};
use std::collections::BTreeMap;

impl Lint {
    pub(super) fn scheme(&mut self, file: &SchemeFile, document: &Document) {
        let SchemeFile {
            schema,
            id: _,
            family: _,
            extends: _,
            drop: _,
            title: _,
            issuer: _,
            document: _,
            documents: _,
            effective: _,
            precision: _,
            notes: _,
            fields,
            parameters,
            stages,
            classes,
            gates,
            groups,
            ties,
            panel: _,
            pass,
        } = file;
        file.walk_members(self);
        if schema.is_none() {
            let (zh, en) =
                ("没有 $schema：写上它，编辑器才能补全和检查", "no $schema: with it an editor completes and checks");
            self.say(Severity::Hint, "no_schema", Span::ROOT, zh, en, &[]);
        }
        self.context(file);
        if let Some(scheme) = &self.loaded {
            let beside = scheme.dictionary.beside(&scheme.fields);
            let used = scheme.fields.iter().chain(&beside).map(|&f| scheme.dictionary.fields[f].id);
            let used: Vec<&str> = used.collect();
            self.unused_fields(fields, &used);
        }
        self.parameters(parameters);
        if let Some(list) = stages {
            let items = list.get().into_iter().flatten();
            let whens = items.map(|item| item.get().and_then(|Stage { when, .. }| when.clone()));
            let whens: Vec<Option<Spanned<When>>> = whens
                .map(|when| when.map(|when| Spanned { span: when.span, value: when.value.map(When::One) }))
                .collect();
            let spans: Vec<Span> = list.get().into_iter().flatten().map(|item| item.span).collect();
            self.levels(&whens, &spans, list.span, false, document);
        }
        if let Some(classes) = classes.as_ref().and_then(Spanned::get) {
            let items = || classes.list.get().into_iter().flatten();
            let whens: Vec<Option<Spanned<When>>> =
                items().map(|item| item.get().and_then(|Class { when, .. }| when.clone())).collect();
            let spans: Vec<Span> = items().map(|item| item.span).collect();
            self.levels(&whens, &spans, classes.list.span, classes.by.is_some(), document);
        }
        self.conditions(gates, document);
        for group in groups.iter().filter_map(Spanned::get).flatten() {
            self.group(group);
        }
        self.ties(ties, groups);
        self.twins(groups, document);
        self.pass(pass, groups, file.extends.is_some(), document);
    }

    /// What names formulas may use, and where their values can lie: of the scheme as it was read, or as far as the file
    /// says so.
    fn context(&mut self, file: &SchemeFile) {
        if let Some(scheme) = &self.loaded {
            self.stages = scheme.stages.iter().map(|s| s.id.clone()).collect();
            self.points = scheme.point_ids.iter().cloned().zip(0..).collect();
            self.parameters = scheme.parameters.iter().map(|p| (p.id.clone(), (p.quantity, p.dim))).collect();
            self.ranges.quantities =
                scheme.quantities.iter().map(|q| Interval { lo: Some(q.lo), hi: Some(q.hi) }).collect();
            let upto = |max| Interval { lo: Some(Num::ZERO), hi: max };
            let groups = (0..scheme.groups.len()).map(|g| {
                let sum = sum(scheme.stages.len().max(1), maxima(scheme, g));
                scheme.groups[g].max.or_else(|| sum?.into_iter().map(|p| p.hi).max())
            });
            let indicators = scheme.indicators.iter().map(|i| most(scheme, &i.max));
            self.ranges.points = groups.chain(indicators).map(upto).collect();
            self.ranges.total = Some(upto(Some(scheme.max)));
        } else {
            let id = crate::compile::id_of;
            let stages = file.stages.iter().filter_map(Spanned::get).flatten();
            self.stages = stages.filter_map(|stage| Some(id(&stage.get()?.id)?.to_string())).collect();
            let groups = || file.groups.iter().filter_map(Spanned::get).flatten().filter_map(Spanned::get);
            let indicators = groups().filter_map(|g| g.indicators.as_ref()?.get()).flatten().filter_map(Spanned::get);
            let ids = groups().filter_map(|g| id(&g.id)).chain(indicators.filter_map(|i| id(&i.head.id)));
            self.points = ids.map(str::to_string).zip(0..).collect();
            let parameters = file.parameters.iter().filter_map(Spanned::get).flatten().filter_map(Spanned::get);
            let known = parameters.filter_map(|p| Some((id(&p.id)?.to_string(), p.dim()?)));
            self.parameters = known.zip(0..).map(|((id, dim), index)| (id, (QuantityId::new(index), dim))).collect();
        }
        if self.stages.is_empty() {
            self.stages.push(String::new());
        }
    }

    fn parameters(&mut self, list: &Option<Spanned<Vec<Spanned<crate::file::scheme::Parameter>>>>) {
        let called = self.loaded.as_ref().map(|scheme| called(&scheme.program, scheme.quantities.len()));
        for item in list.iter().filter_map(Spanned::get).flatten() {
            let Some(parameter) = item.get() else { continue };
            self.typical(&parameter.typical, Some(&parameter.source));
            let index = crate::compile::id_of(&parameter.id).and_then(|id| self.parameters.get(id));
            if let (Some(called), Some((index, _))) = (&called, index)
                && !called[index.index()]
            {
                let (zh, en) = ("没有公式用到这个参数", "no formula uses this parameter");
                self.warn("unused", item.span, zh, en, &[]);
            }
        }
    }

    /// Stages or classes: each is asked where those before it do not hold.
    fn levels(&mut self, whens: &[Option<Spanned<When>>], spans: &[Span], list: Span, by: bool, document: &Document) {
        // The formulas of one level of the choice, or the only ones.
        let mut chains: BTreeMap<String, Vec<(ExprId, Span)>> = BTreeMap::new();
        for when in whens.iter().flatten() {
            for (expr, span, level) in self.whens(when, true) {
                chains.entry(level).or_default().push((expr, span));
            }
        }
        for chain in chains.into_values() {
            let mut facts = Facts::default();
            let (mut open, mut meant) = (true, false);
            for &(expr, span) in &chain {
                self.ranges.start();
                let plain = matches!(self.program.instr(expr), Instr::Bool(_));
                // A plain true or false for a level of a choice is meant.
                match self.ranges.truth(&self.program, expr, &facts) {
                    _ if !open || (plain && by) => meant |= plain,
                    Some(true) => self.warn(
                        "always_true",
                        span,
                        "到这里条件总是成立，后面的都用不到",
                        "this always holds once asked; what follows is never used",
                        &[],
                    ),
                    Some(false) => self.warn(
                        "never_true",
                        span,
                        "到这里条件都不成立，这一级用不到",
                        "this cannot hold where those before it do not, so it is never used",
                        &[],
                    ),
                    None => {}
                }
                open &= self.ranges.assume(&self.program, expr, false, &mut facts);
            }
            let told = self.found.iter().any(|f| f.span == list || document.is_within(f.span, list));
            if !open && !meant && !told && chain.len() + 1 == spans.len() {
                let (zh, en) = ("前面的条件已包含所有企业，最后一个用不到", "those before it take every company");
                self.warn("never_fires", spans.last().copied().unwrap_or(Span::NONE), zh, en, &[]);
            }
        }
    }

    /// Gates or routes.
    fn conditions(&mut self, list: &Option<Spanned<Vec<Spanned<Condition>>>>, document: &Document) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for item in list.iter().filter_map(Spanned::get).flatten() {
            let Some(Condition { when, .. }) = item.get() else { continue };
            for (expr, span, _) in self.whens(when, false) {
                self.constant(expr, span);
            }
            let Some(normal) = when.get().map(normal) else { continue };
            match seen.get(&normal) {
                Some(&twin) => {
                    let (zh, en) = ("与 {0} 的条件相同", "the same condition as {0}");
                    self.warn("twin", when.span, zh, en, &[(&document.pointer(twin)).into()]);
                }
                None => drop(seen.insert(normal, item.span)),
            }
        }
    }

    fn pass(
        &mut self,
        pass: &Option<Spanned<Pass>>,
        groups: &Option<Spanned<Vec<Spanned<Group>>>>,
        extends: bool,
        document: &Document,
    ) {
        let when = pass.as_ref().and_then(|pass| pass.get()?.when.as_ref());
        if let Some(when) = when
            && let Some(formula) = when.get()
            && let Some((expr, super::Type::Truth)) = self.formula(formula, when.span, true)
        {
            self.constant(expr, when.span);
        }
        // Of an extension one may stand in the base: both are asked of the scheme as it was read.
        let floors = groups.iter().filter_map(Spanned::get).flatten().filter_map(|g| g.get()?.floor.as_ref());
        let floors: Vec<Span> = floors.map(|floor| floor.span).collect();
        let (floored, asked) = match &self.loaded {
            Some(s) => (
                s.groups.iter().any(|g| g.floor.is_some()),
                s.pass.as_ref().and_then(|p| p.when).is_some_and(|when| asks_floors(&s.program, when)),
            ),
            None if extends => (false, false),
            None => (!floors.is_empty(), when.and_then(|when| when.get()).is_some_and(|f| f.0.contains("floor"))),
        };
        let (pass_span, when_span) =
            (pass.as_ref().map_or(Span::NONE, |p| p.span), when.map_or(Span::NONE, |when| when.span));
        if floored && !asked {
            self.warn(
                "unused_floor",
                first(&[first(&floors), pass_span]),
                "通过条件没有用到下限：要写 every group >= its floor",
                "the pass condition does not ask for floors: every group >= its floor",
                &[],
            );
        }
        if asked && !floored {
            let list = groups.as_ref().map_or(Span::NONE, |groups| groups.span);
            let (zh, en) = ("没有一类写了下限 floor", "no group has a \"floor\"");
            self.warn("no_floor", first(&[when_span, list]), zh, en, &[]);
        }
        if let Some(pass) = pass.as_ref().and_then(Spanned::get) {
            self.conditions(&pass.or, document);
        }
    }
}

/// Whether a condition on points asks for the floors of groups.
fn asks_floors(program: &Program, at: ExprId) -> bool {
    matches!(program.instr(at), Instr::EveryFloor) || program.operands(at).any(|at| asks_floors(program, at))
}
