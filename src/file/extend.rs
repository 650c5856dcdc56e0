//! `extends`: a scheme file with what it takes over of the one that it extends, once, on the JSON of the files. What it
//! takes over has no span; the merged whole is read, compiled and checked like any other file.

use super::reader::{Problems, Spans};
use super::rules::Rule;
use innopoints_core::gather::Gather;
use innopoints_core::json::{Json, Span};

/// The members that are taken over; what else is said of a file is its own.
const TAKEN_OVER: [&str; 11] =
    ["documents", "precision", "fields", "parameters", "stages", "classes", "gates", "groups", "ties", "panel", "pass"];

/// The member of an object, and which of its members it is.
fn member<'a>(json: &'a mut Json, key: &str) -> Option<(usize, &'a mut Json)> {
    let Json::Object(members) = json else { return None };
    let at = members.iter().position(|(name, _)| name == key)?;
    Some((at, &mut members[at].1))
}

/// The member of an object, with its spans.
fn placed<'a>(json: &'a mut Json, spans: &'a mut Spans, key: &str) -> Option<(&'a mut Json, &'a mut Spans)> {
    let (index, value) = member(json, key)?;
    Some((value, spans.inside.get_mut(index)?))
}

/// Gives a file what it takes over of its base. Notes what the base does not let it change.
pub(crate) fn extend(mut base: Json, file: &mut Json, spans: &mut Spans, problems: &Problems) {
    without_dropped(&mut base, file, spans, problems);
    keeps_stages(&base, file, spans, problems);
    for (key, old) in base.members().iter().filter(|(key, _)| TAKEN_OVER.contains(&key.as_str())) {
        match (placed(file, spans, key), key.as_str()) {
            (None, _) => add(file, key, old),
            (Some((own, spans)), "groups") => {
                merge_lists(old, own, spans, |old, own, spans| {
                    add_others(old, own, |_| true);
                    if let (Some(old), Some((own, spans))) = (old.get("indicators"), placed(own, spans, "indicators")) {
                        merge_lists(old, own, spans, merge_indicators);
                    }
                });
            }
            // Those of the base, then its own: a field keeps its place and means what it meant.
            (Some((Json::Array(own), spans)), "fields") => {
                let mut all = old.items().to_vec();
                let mut inside: Vec<Spans> = all.iter().map(|_| Spans::NONE).gather();
                all.append(own);
                inside.append(&mut spans.inside);
                (*own, spans.inside) = (all, inside);
            }
            // In the order of the file, then those that it leaves out: formulas of the base may still call them.
            (Some((Json::Array(own), _)), "parameters" | "documents") => {
                let id = if key == "documents" { "number" } else { "id" };
                let ids: Vec<Option<String>> = own.iter().map(|own| own.text_of(id).map(str::to_string)).gather();
                let is_left = |old: &&Json| !ids.iter().any(|own| own.as_deref() == old.text_of(id));
                let left: Vec<Json> = old.items().iter().filter(is_left).cloned().gather();
                own.extend(left);
            }
            _ => {}
        }
    }
}

fn add(file: &mut Json, key: &str, value: &Json) {
    if let Json::Object(members) = file {
        members.push((key.to_string(), value.clone()));
    }
}

/// Adds the members of the base that an object does not have.
fn add_others(old: &Json, own: &mut Json, is_wanted: impl Fn(&str) -> bool) {
    for (key, value) in old.members() {
        if own.get(key).is_none() && is_wanted(key) {
            add(own, key, value);
        }
    }
}

/// A new rule takes the place of the old one, all of it.
fn merge_indicators(old: &Json, own: &mut Json, _: &mut Spans) {
    let keys = Rule::keys();
    let has_rule = own.members().iter().any(|(key, _)| keys.contains(&key.as_str()));
    add_others(old, own, |key| !has_rule || !keys.contains(&key));
}

/// The items of the base, each with what the file changes of it, and those that the file adds. What the file names first
/// stands where it stood; a second one of the same id is named when ids are compared.
fn merge_lists(old: &Json, own: &mut Json, spans: &mut Spans, merge: impl Fn(&Json, &mut Json, &mut Spans)) {
    let (Json::Array(old), Json::Array(own)) = (old, own) else { return };
    let ids: Vec<Option<&str>> = old.iter().map(|old| old.text_of("id")).gather();
    let mut list = old.clone();
    let mut inside: Vec<Spans> = old.iter().map(|_| Spans::NONE).gather();
    for (mut item, mut spans) in own.drain(..).zip(spans.inside.drain(..)) {
        let id = item.text_of("id");
        match ids.iter().position(|old| id.is_some() && *old == id) {
            Some(at) if !inside[at].span.is_some() => {
                merge(&old[at], &mut item, &mut spans);
                (list[at], inside[at]) = (item, spans);
            }
            _ => {
                list.push(item);
                inside.push(spans);
            }
        }
    }
    (*own, spans.inside) = (list, inside);
}

/// Takes the groups and indicators that the file drops out of its base, and out of what the base says of groups.
fn without_dropped(base: &mut Json, file: &mut Json, spans: &mut Spans, problems: &Problems) {
    let Some((drop, spans)) = placed(file, spans, "drop") else { return };
    let mut left: Vec<(&str, Span)> = Vec::new();
    for (id, spans) in drop.items().iter().zip(&spans.inside) {
        left.extend(id.text().map(|id| (id, spans.span)));
    }
    let dropped = left.clone();
    let is_dropped = |id: Option<&str>| dropped.iter().any(|(dropped, _)| Some(*dropped) == id);
    let mut keep = |item: &Json| {
        let id = item.text_of("id");
        if let Some(at) = left.iter().position(|(left, _)| Some(*left) == id) {
            left.remove(at);
        }
        !is_dropped(id)
    };
    retain(base, "groups", &mut |group| {
        retain(group, "indicators", &mut |indicator| keep(indicator));
        keep(group)
    });
    retain(base, "ties", &mut |tie| {
        retain(tie, "groups", &mut |id| !is_dropped(id.text()));
        true
    });
    if let Some((_, panel)) = member(base, "panel") {
        retain(panel, "lists", &mut |list| !is_dropped(list.text_of("of")));
        if let Some((_, Json::Array(orders))) = member(panel, "orders") {
            for order in orders.iter_mut() {
                if let Json::Array(ids) = order {
                    ids.retain(|id| !is_dropped(id.text()));
                }
            }
        }
    }
    for (id, span) in left {
        problems.unknown_id(span, id);
    }
}

/// Keeps those items of a list that are wanted.
pub(crate) fn retain(json: &mut Json, key: &str, keep: &mut dyn FnMut(&mut Json) -> bool) {
    if let Some((_, Json::Array(items))) = member(json, key) {
        items.retain_mut(keep);
    }
}

/// Where the base gives points by stage, the stages keep their ids.
fn keeps_stages(base: &Json, file: &mut Json, spans: &mut Spans, problems: &Problems) {
    fn ids(stages: &[Json]) -> Vec<&str> {
        stages.iter().map(|stage| stage.text_of("id").unwrap_or("")).gather()
    }
    let Some((new, spans)) = placed(file, spans, "stages") else { return };
    let old = ids(base.items_of("stages"));
    if old.is_empty() || ids(new.items()) == old || !base.get("groups").is_some_and(|groups| is_staged(groups, &old)) {
        return;
    }
    problems.fail(
        spans.span,
        "stage_ids",
        "原方案按阶段给分，阶段的标识和顺序要保持：{0}",
        "the extended scheme gives points by stage, so the ids and their order must stay: {0}",
        &[(&old.join(", ")).into()],
    );
}

/// Whether a number in it differs by stage.
fn is_staged(json: &Json, stages: &[&str]) -> bool {
    match json {
        Json::Array(items) => items.iter().any(|item| is_staged(item, stages)),
        Json::Object(members) => {
            (!members.is_empty() && members.iter().all(|(key, _)| stages.contains(&key.as_str())))
                || members.iter().any(|(_, value)| is_staged(value, stages))
        }
        _ => false,
    }
}

/// Names in every source that names no document that of its file, so that it stays the same where the file is extended.
pub(crate) fn name_documents(json: &mut Json, document: &str) {
    match json {
        Json::Array(items) => items.iter_mut().for_each(|item| name_documents(item, document)),
        Json::Object(members) => {
            for (key, value) in members {
                let is_source = key == "source" && value.get("standing").is_some();
                match value {
                    Json::Object(source) if is_source && source.iter().all(|(key, _)| key != "document") => {
                        source.insert(0, ("document".to_string(), Json::String(document.to_string())));
                    }
                    value => name_documents(value, document),
                }
            }
        }
        _ => {}
    }
}
