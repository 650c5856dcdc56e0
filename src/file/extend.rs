//! `extends`: a scheme file with what it takes over of the one that it extends, once, on the files. What it takes over has
//! no span; the merged whole is compiled and checked like any other file.

use super::parts::Reference;
use super::reader::{Member, Problems, Spanned, Visitor};
use super::scheme::{Group, Indicator, Measured, Parameter, SchemeFile, Stage, Tie};
use innopoints_core::json::Span;
use std::collections::{HashMap, HashSet};

type List<T> = Option<Spanned<Vec<Spanned<T>>>>;

/// The file with what it takes over of its base. Notes what the base does not let it change.
pub(crate) fn extend(base: SchemeFile, file: SchemeFile, problems: &Problems) -> SchemeFile {
    let SchemeFile {
        // What is said of the file is its own.
        schema: _,
        id: _,
        family: _,
        extends: _,
        drop: _,
        title: _,
        issuer: _,
        document: _,
        effective,
        notes: _,
        precision,
        parameters,
        stages,
        classes,
        gates,
        groups,
        ties,
        pass,
    } = base;
    let from = effective.get().and_then(|days| days.from.get());
    let own_from = file.effective.get().and_then(|days| days.from.get().map(|day| (day, days.from.span)));
    if let (Some(from), Some((day, span))) = (from, own_from)
        && day.0 < from.0
    {
        let from = from.0.to_text();
        let (zh, en) = ("早于所扩展的方案施行的 {0}", "before the scheme that it extends is in force, from {0}");
        problems.fail(span, "before_base", zh, en, &[(&from).into()]);
    }
    if file.notes.is_none() {
        problems.missing(Span::ROOT, "notes");
    }
    let (groups, gone) = without(groups, &file.drop, problems);
    if let (Some(new), Some(old)) = (&file.stages, &stages) {
        keeps_stages(new, old, &groups, problems);
    }
    SchemeFile {
        precision: file.precision.or(precision),
        parameters: merged_parameters(parameters, file.parameters, problems),
        stages: file.stages.or(stages),
        classes: file.classes.or(classes),
        gates: file.gates.or(gates),
        groups: merged_groups(groups, file.groups),
        ties: file.ties.or_else(|| without_groups(ties, &gone)),
        pass: file.pass.or(pass),
        schema: file.schema,
        id: file.id,
        family: file.family,
        extends: file.extends,
        drop: file.drop,
        title: file.title,
        issuer: file.issuer,
        document: file.document,
        effective: file.effective,
        notes: file.notes,
    }
}

fn id_of(id: &Spanned<super::parts::Id>) -> Option<&str> {
    id.get().map(|id| id.0.as_str())
}

/// The groups without those, and those indicators, that are dropped; and the ids that are gone.
fn without(groups: List<Group>, drop: &List<Reference>, problems: &Problems) -> (List<Group>, HashSet<String>) {
    let named = drop.as_ref().and_then(Spanned::get).into_iter().flatten();
    let named: Vec<(&str, Span)> = named.filter_map(|id| Some((id.get()?.0.as_str(), id.span))).collect();
    let dropped: HashSet<&str> = named.iter().map(|(id, _)| *id).collect();
    let mut gone = HashSet::new();
    let mut keep = |id: Option<&str>| {
        let id = id.filter(|id| dropped.contains(id));
        gone.extend(id.map(str::to_string));
        id.is_none()
    };
    let mut groups = groups;
    let list = groups.as_mut().and_then(|list| list.value.as_mut());
    if let Some(list) = list {
        list.retain_mut(|group| {
            let Some(group) = &mut group.value else { return true };
            if let Some(list) = group.indicators.as_mut().and_then(|list| list.value.as_mut()) {
                list.retain(|indicator| keep(indicator.get().and_then(|i| id_of(&i.head.id))));
            }
            keep(id_of(&group.id))
        });
    }
    let mut told: HashSet<&str> = HashSet::new();
    for (id, span) in named {
        if !gone.contains(id) || !told.insert(id) {
            problems.unknown_id(span, id);
        }
    }
    (groups, gone)
}

/// Ties without the groups that are gone.
fn without_groups(ties: List<Tie>, gone: &HashSet<String>) -> List<Tie> {
    let mut ties = ties;
    for tie in ties.iter_mut().flat_map(|list| list.value.as_mut()).flatten() {
        let groups = tie.value.as_mut().and_then(|tie| tie.groups.value.as_mut());
        if let Some(groups) = groups {
            groups.retain(|id| id.get().is_none_or(|id| !gone.contains(&id.0)));
        }
    }
    ties
}

/// Where the base gives points by stage, the stages keep their ids.
fn keeps_stages(
    new: &Spanned<Vec<Spanned<Stage>>>,
    old: &Spanned<Vec<Spanned<Stage>>>,
    groups: &List<Group>,
    problems: &Problems,
) {
    fn ids(list: &Spanned<Vec<Spanned<Stage>>>) -> Vec<&str> {
        list.get().into_iter().flatten().map(|stage| stage.get().and_then(|s| id_of(&s.id)).unwrap_or("")).collect()
    }
    let (new_ids, old_ids) = (ids(new), ids(old));
    if new_ids == old_ids || !is_staged(groups) {
        return;
    }
    problems.fail(
        new.span,
        "stage_ids",
        "原方案按阶段给分，阶段的标识和顺序要保持：{0}",
        "the extended scheme gives points by stage, so the ids and their order must stay: {0}",
        &[(&old_ids.join(", ")).into()],
    );
}

/// Whether any indicator gives points by stage.
fn is_staged(groups: &List<Group>) -> bool {
    struct Staged(bool);
    impl Visitor for Staged {
        fn staged(&mut self) {
            self.0 = true;
        }
    }
    let mut found = Staged(false);
    Member::walk(groups, &mut found);
    found.0
}

/// Parameters in the order of the file, then those of the base that it leaves out: formulas of the base may still call
/// them.
fn merged_parameters(base: List<Parameter>, file: List<Parameter>, problems: &Problems) -> List<Parameter> {
    let (base, file) = match (base, file) {
        (Some(base), Some(file)) => (base, file),
        (base, file) => return file.or(base),
    };
    let mut left: HashMap<String, Spanned<Parameter>> = HashMap::new();
    let mut order = Vec::new();
    for parameter in base.value.into_iter().flatten() {
        let Some(id) = parameter.get().and_then(|p| id_of(&p.id)).map(str::to_string) else { continue };
        order.push(id.clone());
        left.insert(id, parameter);
    }
    let mut list = file.value.unwrap_or_default();
    for own in &mut list {
        let Some(parameter) = own.get() else { continue };
        let Some(old) = id_of(&parameter.id).and_then(|id| left.remove(id)) else { continue };
        if let (Some(wanted), Some(found)) = (old.get().and_then(Parameter::dim), parameter.dim())
            && wanted != found
        {
            problems.clash(own.span, wanted, found);
            // Formulas of the base still want the old one: one problem is enough.
            *own = old;
        }
    }
    list.extend(order.iter().filter_map(|id| left.remove(id)));
    Some(Spanned { span: file.span, value: Some(list) })
}

/// The groups of the base, each with what the file changes of it, and those that the file adds. A group that the file
/// names first stands where it stood.
fn merged_groups(base: List<Group>, file: List<Group>) -> List<Group> {
    let (base, file) = match (base, file) {
        (Some(base), Some(file)) => (base, file),
        (base, file) => return file.or(base),
    };
    let mut list = base.value.unwrap_or_default();
    let mut index = indices(&list, |group| id_of(&group.id));
    for own in file.value.into_iter().flatten() {
        // A second one of the same id is told when ids are compared.
        let known = own.get().and_then(|group| id_of(&group.id)).and_then(|id| index.remove(id));
        match known {
            Some(at) => list[at] = merged(&list[at], own, merged_group),
            None => list.push(own),
        }
    }
    Some(Spanned { span: file.span, value: Some(list) })
}

fn merged_group(base: Group, file: Group) -> Group {
    let Group { id: _, title, kind, max, capped, floor, indicators, source } = base;
    Group {
        id: file.id,
        title: file.title.or(title),
        kind: file.kind.or(kind),
        max: file.max.or(max),
        capped: file.capped.or(capped),
        floor: file.floor.or(floor),
        indicators: merged_indicators(indicators, file.indicators),
        source: file.source.or(source),
    }
}

fn merged_indicators(base: List<Indicator>, file: List<Indicator>) -> List<Indicator> {
    let (base, file) = match (base, file) {
        (Some(base), Some(file)) => (base, file),
        (base, file) => return file.or(base),
    };
    let mut list = base.value.unwrap_or_default();
    let mut index = indices(&list, |indicator| id_of(&indicator.head.id));
    for own in file.value.into_iter().flatten() {
        let known = own.get().and_then(|indicator| id_of(&indicator.head.id)).and_then(|id| index.remove(id));
        match known {
            Some(at) => list[at] = merged(&list[at], own, merged_indicator),
            None => list.push(own),
        }
    }
    Some(Spanned { span: file.span, value: Some(list) })
}

fn merged_indicator(base: Indicator, file: Indicator) -> Indicator {
    let Indicator { head: Measured { id: _, title, max, source }, rule } = base;
    Indicator {
        head: Measured {
            id: file.head.id,
            title: file.head.title.or(title),
            max: file.head.max.or(max),
            source: file.head.source.or(source),
        },
        // A new rule takes the place of the old one, all of it.
        rule: file.rule.or(rule),
    }
}

/// Where each id stands in a list.
fn indices<T>(list: &[Spanned<T>], id: fn(&T) -> Option<&str>) -> HashMap<String, usize> {
    let ids = list.iter().enumerate().filter_map(|(at, item)| Some((id(item.get()?)?.to_string(), at)));
    ids.collect()
}

fn merged<T: Clone>(base: &Spanned<T>, own: Spanned<T>, merge: fn(T, T) -> T) -> Spanned<T> {
    let value = match (base.get(), own.value) {
        (Some(base), Some(own)) => Some(merge(base.clone(), own)),
        (_, own) => own,
    };
    Spanned { span: own.span, value }
}
