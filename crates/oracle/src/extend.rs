//! `extends`: what an extension writes, laid over the file that it extends.

use serde_json::Value as Json;

/// Members of a list.
pub(crate) fn list(json: &Json) -> &[Json] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn list_mut<'a>(json: &'a mut Json, key: &str) -> &'a mut Vec<Json> {
    let found = &mut json[key];
    if found.is_null() {
        *found = Json::Array(Vec::new());
    }
    found.as_array_mut().expect("a list")
}

/// The place of the member with the same id.
fn same(all: &[Json], one: &Json) -> Option<usize> {
    all.iter().position(|x| x["id"] == one["id"])
}

/// The file with all that it inherits written out. `find` gives a file by the scheme's id.
pub fn whole(own: &Json, find: &dyn Fn(&str) -> Json) -> Json {
    let Some(base) = own["extends"].as_str() else { return own.clone() };
    let mut all = whole(&find(base), find);
    for id in list(&own["drop"]) {
        let groups = list_mut(&mut all, "groups");
        groups.retain(|g| g["id"] != *id);
        groups.iter_mut().for_each(|g| list_mut(g, "indicators").retain(|i| i["id"] != *id));
    }
    for (key, value) in own.as_object().expect("an object") {
        match key.as_str() {
            "drop" | "extends" => {}
            "groups" => list(value).iter().for_each(|g| lay_group(list_mut(&mut all, "groups"), g)),
            "parameters" => {
                for p in list(value) {
                    let old = list_mut(&mut all, "parameters");
                    match same(old, p) {
                        Some(place) => old[place] = p.clone(),
                        None => old.push(p.clone()),
                    }
                }
            }
            _ => all[key.as_str()] = value.clone(),
        }
    }
    all
}

fn lay_group(groups: &mut Vec<Json>, own: &Json) {
    let Some(place) = same(groups, own) else { return groups.push(own.clone()) };
    let old = &mut groups[place];
    for (key, value) in own.as_object().expect("an object").iter().filter(|(k, _)| *k != "indicators") {
        old[key.as_str()] = value.clone();
    }
    for indicator in list(&own["indicators"]) {
        let all = list_mut(old, "indicators");
        let Some(place) = same(all, indicator) else {
            all.push(indicator.clone());
            continue;
        };
        let old = all[place].as_object_mut().expect("an object");
        let own = indicator.as_object().expect("an object");
        // A rule is replaced whole.
        let of_rule = |key: &str| !["id", "title", "max", "source"].contains(&key);
        if own.keys().any(|k| of_rule(k)) {
            old.retain(|k, _| !of_rule(k));
        }
        old.extend(own.clone());
    }
}
