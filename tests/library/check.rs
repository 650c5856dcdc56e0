//! `check`: the shipped schemes are clean; broken in any of many ways they are refused, and the place is named. It
//! is long because it is a list of those ways.

use innopoints::lint::{Finding, Severity, check};
use innopoints::shipped;
use serde_json::{Value, json};

fn found(text: &str, id: &str) -> Vec<Finding> {
    let others: Vec<_> = shipped::SCHEMES.iter().copied().filter(|s| s.0 != id).collect();
    check(text, Some(&format!("{id}.json")), &others)
}

fn faults(text: &str, id: &str) -> Vec<Finding> {
    found(text, id).into_iter().filter(|f| f.severity != Severity::Hint).collect()
}

#[test]
fn shipped_schemes_are_clean() {
    for (id, text) in shipped::SCHEMES {
        let faults = faults(text, id);
        assert!(faults.is_empty(), "{id}:\n{}", words(&faults));
        assert!(text.contains("\"$schema\": \"../pkg/dist/scheme.schema.json\""), "{id} names no schema");
    }
}

fn words(faults: &[Finding]) -> String {
    faults.iter().map(|f| format!("{:?} {}\n", f.severity, f.problem)).collect()
}

// ---------------------------------------------------------------------------------------------------------------------
// Deliberate breakage

/// Breaks a scheme where that kind of breakage applies; gives the place that has to be named.
type Break = fn(&mut Value) -> Option<String>;

/// All places, the outer before the inner.
fn places(v: &Value) -> Vec<String> {
    fn walk(v: &Value, at: String, all: &mut Vec<String>) {
        all.push(at.clone());
        match v {
            Value::Object(o) => o.iter().for_each(|(k, v)| walk(v, format!("{at}/{k}"), all)),
            Value::Array(a) => a.iter().enumerate().for_each(|(i, v)| walk(v, format!("{at}/{i}"), all)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    walk(v, String::new(), &mut all);
    all
}

/// The first place that ends so and of which this holds.
fn place(v: &Value, end: &str, holds: fn(&Value) -> bool) -> Option<String> {
    places(v).into_iter().find(|at| at.ends_with(end) && v.pointer(at).is_some_and(holds))
}

fn any_list(v: &Value) -> bool {
    v.is_array()
}

fn set(v: &mut Value, at: &str, new: Value) -> Option<String> {
    let (parent, key) = at.rsplit_once('/')?;
    match v.pointer_mut(parent)? {
        Value::Object(o) => drop(o.insert(key.to_string(), new)),
        Value::Array(a) => *a.get_mut(key.parse::<usize>().ok()?)? = new,
        _ => return None,
    }
    Some(at.to_string())
}

/// Takes a member away; its object is the place.
fn take(v: &mut Value, at: &str) -> Option<String> {
    let (parent, key) = at.rsplit_once('/')?;
    v.pointer_mut(parent)?.as_object_mut()?.remove(key)?;
    Some(parent.to_string())
}

/// A condition on the company's figures: of a gate, a route, a stage or a class; or of one level of it.
fn condition(v: &Value) -> Option<String> {
    places(v).into_iter().find(|at| {
        (at.ends_with("/when") || at.contains("/when/"))
            && *at != "/pass/when"
            && v.pointer(at).is_some_and(|v| v.as_str().is_some_and(|s| s.contains(['<', '>'])))
    })
}

fn condition_is(v: &mut Value, formula: &str) -> Option<String> {
    // Where no condition compares anything, a flag will do.
    let at = condition(v).or_else(|| place(v, "/when", Value::is_string).filter(|at| at != "/pass/when"))?;
    set(v, &at, json!(formula))
}

fn value_is(v: &mut Value, formula: &str) -> Option<String> {
    let at = place(v, "/value", Value::is_string)?;
    set(v, &at, json!(formula))
}

/// A source with this standing, on an object of its own.
fn source(v: &Value) -> Option<String> {
    place(v, "/source", |s| s["standing"] == "official" || s["standing"] == "reported")
}

/// The first list of two bands or more whose edges rise.
fn bands(v: &Value) -> Option<String> {
    place(v, "/bands", |b| b.as_array().is_some_and(|b| b.len() > 1 && b.iter().all(|b| b.get("from").is_some())))
}

/// The first indicator of an exact maximum. In an extension what an indicator leaves out may stand in the base.
fn indicator(v: &Value) -> Option<String> {
    v.get("extends").is_none().then_some(())?;
    places(v)
        .into_iter()
        .find(|at| at.rsplit('/').nth(1) == Some("indicators") && v.pointer(at).is_some_and(|i| i["max"].is_number()))
}

/// The first group with an exact maximum.
fn group(v: &Value) -> Option<String> {
    v.get("extends").is_none().then_some(())?;
    let list = v["groups"].as_array()?;
    let at = list.iter().position(|g| g["max"].is_number() && g["kind"].is_null())?;
    Some(format!("/groups/{at}"))
}

/// A list of gates or routes.
fn list(v: &Value) -> Option<String> {
    ["/gates", "/pass/or"].into_iter().find(|at| v.pointer(at).is_some_and(|l| !l[0].is_null())).map(str::to_string)
}

/// The last of a list.
fn last(v: &Value, at: &str) -> Option<String> {
    Some(format!("{at}/{}", v.pointer(at)?.as_array()?.len().checked_sub(1)?))
}

/// The first group whose maximum is exact and not above what its indicators make, if these are exact too.
fn full_group(v: &Value) -> Option<String> {
    let at = group(v)?;
    let all = v.pointer(&at)?["indicators"].as_array()?;
    (all.len() > 1 && all.iter().all(|i| i["max"].is_number())).then_some(at)
}

const BREAKS: &[(&str, Break)] = &[
    ("no id", |v| take(v, "/id")),
    ("no title", |v| take(v, "/title")),
    ("no issuer", |v| take(v, "/issuer")),
    ("no document", |v| take(v, "/document")),
    ("no dates", |v| take(v, "/effective")),
    ("no first day", |v| take(v, "/effective/from")),
    ("no such day", |v| set(v, "/effective/from", json!("2022-13-01"))),
    ("a day that is no text", |v| set(v, "/effective/from", json!(20220101))),
    ("ends before it begins", |v| set(v, "/effective/to", json!("1999-01-01")).map(|_| "/effective".into())),
    ("another file's id", |v| set(v, "/id", json!("something-else"))),
    ("an id that is none", |v| set(v, "/id", json!("Scheme 1"))),
    ("an id that is a number", |v| set(v, "/id", json!(1))),
    ("a title in one language", |v| take(v, "/title/en")),
    ("a title that is text", |v| set(v, "/title", json!("评价"))),
    ("a Chinese title in English", |v| set(v, "/title/zh", json!("Evaluation"))),
    ("an English title in Chinese", |v| set(v, "/title/en", json!("评价"))),
    ("a blank issuer", |v| set(v, "/issuer", json!(" "))),
    ("an unknown member", |v| set(v, "/grups", json!([]))),
    ("too many decimals", |v| set(v, "/precision", json!(9))),
    ("decimals in words", |v| set(v, "/precision", json!("two"))),
    ("gates that are no list", |v| set(v, "/gates", json!({}))),
    ("notes that are a list", |v| set(v, "/notes", json!([]))),
    ("no source", |v| {
        let at = source(v)?;
        take(v, &at)
    }),
    ("a source that is text", |v| {
        let at = source(v)?;
        set(v, &at, json!("工信部企业〔2022〕63号"))
    }),
    ("an unknown standing", |v| {
        let at = source(v)?;
        set(v, &format!("{at}/standing"), json!("certain"))
    }),
    ("no standing", |v| {
        let at = source(v)?;
        take(v, &format!("{at}/standing"))
    }),
    ("no article", |v| {
        let at = source(v)?;
        take(v, &format!("{at}/article"))
    }),
    ("a blank article", |v| {
        let at = source(v)?;
        set(v, &format!("{at}/article"), json!(""))
    }),
    ("not checked", |v| {
        let at = source(v)?;
        take(v, &format!("{at}/checked")).map(|_| at)
    }),
    ("official by one transcription", |v| {
        let at = source(v)?;
        set(v, &format!("{at}/standing"), json!("official"))?;
        set(v, &format!("{at}/checked"), json!({"transcriptions": 1})).map(|_| at)
    }),
    ("more transcriptions than places", |v| {
        let at = source(v)?;
        set(v, &format!("{at}/checked"), json!({"transcriptions": 99})).map(|_| at)
    }),
    ("unverified without saying so", |v| {
        let at = source(v)?;
        set(v, &format!("{at}/standing"), json!("reported"))?;
        set(v, &format!("{at}/checked"), json!("unverified"))?;
        let _ = take(v, &format!("{at}/note"));
        Some(at)
    }),
    ("read in a blank place", |v| {
        let at = source(v)?;
        set(v, &format!("{at}/read_in"), json!([""])).map(|at| format!("{at}/0"))
    }),
    ("an unknown member of a source", |v| {
        let at = source(v)?;
        set(v, &format!("{at}/page"), json!(3))
    }),
    ("a note in one language", |v| {
        let at = source(v)?;
        set(v, &format!("{at}/note"), json!({"zh": "说明"}))
    }),
    ("an estimate without a word", |v| {
        let at = source(v)?;
        set(v, &at, json!({"article": "一", "standing": "estimate"}))
    }),
    ("an unknown field", |v| condition_is(v, "revenu > 1亿元")),
    ("a bracket that stays open", |v| condition_is(v, "(revenue > 1亿元")),
    ("a formula that goes on", |v| condition_is(v, "revenue > 1亿元 revenue")),
    ("people against money", |v| condition_is(v, "staff_total > 500万元")),
    ("people and money", |v| condition_is(v, "staff_total + revenue > 1亿元")),
    ("a number for a condition", |v| condition_is(v, "rd_expense / revenue")),
    ("a date in a formula", |v| condition_is(v, "established_on > 1")),
    ("a level without a name", |v| condition_is(v, "industry = \"mining\"")),
    // Classes may ask for points.
    ("points outside the pass condition", |v| match condition(v)?.starts_with("/classes") {
        true => None,
        false => condition_is(v, "total >= 60"),
    }),
    ("a formula that is a number", |v| condition(v).and_then(|at| set(v, &at, json!(5)))),
    ("a condition that always holds", |v| condition_is(v, "revenue >= 0万元")),
    ("a condition that never holds", |v| condition_is(v, "revenue < 0万元")),
    ("a condition against itself", |v| condition_is(v, "revenue > 5亿元 and revenue < 1亿元")),
    ("a part above its whole", |v| condition_is(v, "rd_staff > staff_total")),
    ("division by 0", |v| condition_is(v, "revenue / 0 > 1万元")),
    ("division by what can be 0 or less", |v| condition_is(v, "revenue / (total_assets - total_liabilities) > 1")),
    ("two gates of one id", |v| {
        let at = list(v)?;
        let first = v.pointer(&format!("{at}/0"))?.clone();
        v.pointer_mut(&at)?.as_array_mut()?.push(first);
        last(v, &at)
    }),
    ("two gates of one condition", |v| {
        let at = list(v)?;
        let mut first = v.pointer(&format!("{at}/0"))?.clone();
        first["id"] = json!("twin");
        let gates = v.pointer_mut(&at)?.as_array_mut()?;
        gates.push(first);
        Some(format!("{at}/{}/when", gates.len() - 1))
    }),
    ("a gate without a condition", |v| {
        let at = list(v)?;
        take(v, &format!("{at}/0/when"))
    }),
    ("a gate without a title", |v| {
        let at = list(v)?;
        take(v, &format!("{at}/0/title"))
    }),
    ("a gate with points", |v| {
        let at = list(v)?;
        set(v, &format!("{at}/0/points"), json!(5))
    }),
    ("a list of levels without the choice", |v| {
        let at = list(v)?;
        take(v, &format!("{at}/0/by"))?;
        Some(format!("{at}/0/when"))
    }),
    ("a level of no choice", |v| {
        let at =
            places(v).into_iter().find(|at| at.ends_with("/when") && v.pointer(at).is_some_and(Value::is_object))?;
        set(v, &format!("{at}/mining"), json!("revenue < 1亿元"))
    }),
    ("a choice by a number", |v| {
        let at = place(v, "/by", Value::is_string)?;
        set(v, &at, json!("revenue"))
    }),
    ("a formula for the value that is a condition", |v| value_is(v, "revenue > 1亿元")),
    ("a value of another unit than the bands", |v| {
        let at = bands(v)?;
        let value = at.replace("/bands", "/value");
        let other = if v.pointer(&value)?.as_str()?.contains('/') { "revenue" } else { "rd_expense / revenue" };
        set(v, &value, json!(other)).map(|_| format!("{at}/0/from"))
    }),
    ("bands out of order", |v| {
        let at = bands(v)?;
        let list = v.pointer_mut(&at)?.as_array_mut()?;
        let (a, b) = (list[0]["from"].clone(), list[1]["from"].clone());
        (list[0]["from"], list[1]["from"]) = (b, a);
        Some(format!("{at}/1"))
    }),
    ("points that rise", |v| {
        let at = bands(v)?;
        let list = v.pointer_mut(&at)?.as_array_mut()?;
        let (a, b) = (list[0]["points"].clone(), list[1]["points"].clone());
        (list[0]["points"], list[1]["points"]) = (b, a);
        Some(format!("{at}/0"))
    }),
    ("two bands on one edge", |v| {
        let at = bands(v)?;
        let edge = v.pointer(&format!("{at}/0/from"))?.clone();
        set(v, &format!("{at}/1/from"), edge).map(|_| format!("{at}/1"))
    }),
    ("an edge without a unit", |v| {
        let at = bands(v)?;
        let other = if v.pointer(&format!("{at}/0/from"))?.as_str()?.contains('%') { "5人" } else { "5%" };
        set(v, &format!("{at}/0/from"), json!(other))
    }),
    ("an edge that is no number", |v| {
        let at = bands(v)?;
        set(v, &format!("{at}/0/from"), json!("most"))
    }),
    ("two lower edges", |v| {
        let at = bands(v)?;
        let edge = v.pointer(&format!("{at}/0/from"))?.clone();
        set(v, &format!("{at}/0/above"), edge).map(|_| format!("{at}/0"))
    }),
    ("a band without an edge", |v| {
        let at = bands(v)?;
        take(v, &format!("{at}/0/from"))
    }),
    ("a band without points", |v| {
        let at = bands(v)?;
        take(v, &format!("{at}/0/points"))
    }),
    ("no bands", |v| {
        let at = bands(v)?;
        set(v, &at, json!([]))
    }),
    ("bands that no value reaches", |v| {
        let at = bands(v)?;
        let list = v.pointer_mut(&at)?.as_array_mut()?;
        let whole = list[0]["from"].as_str()?.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').to_string();
        // Far below 0: all values are in it, so the next one, below it, has none.
        for (n, band) in list.iter_mut().enumerate() {
            band["from"] = json!(format!("-{}{whole}", (n + 1) * 1000));
        }
        Some(format!("{at}/1"))
    }),
    ("points above the maximum", |v| {
        let at = bands(v)?;
        set(v, &format!("{at}/0/points"), json!(999))
    }),
    ("points below 0", |v| {
        let at = bands(v)?;
        set(v, &format!("{at}/0/points"), json!(-1))
    }),
    ("points with 7 decimals", |v| {
        let at = bands(v)?;
        set(v, &format!("{at}/0/points"), json!(1.0000001))
    }),
    ("points in words", |v| {
        let at = bands(v)?;
        set(v, &format!("{at}/0/points"), json!("many"))
    }),
    ("no rule", |v| {
        let at = indicator(v)?;
        let o = v.pointer_mut(&at)?.as_object_mut()?;
        o.retain(|k, _| matches!(k.as_str(), "id" | "title" | "max" | "source"));
        Some(at)
    }),
    ("two rules", |v| {
        let at = indicator(v)?;
        let o = v.pointer_mut(&at)?.as_object_mut()?;
        for rule in ["flag", "curve"].into_iter().filter(|r| !o.contains_key(*r)).collect::<Vec<_>>() {
            o.insert(rule.to_string(), json!("hnte"));
        }
        Some(at)
    }),
    ("a maximum that no rule reaches", |v| {
        let at = places(v).into_iter().find(|at| {
            at.rsplit('/').nth(1) == Some("indicators")
                && v.pointer(at).is_some_and(|i| i["max"].is_number() && i["bands"].is_array())
        })?;
        set(v, &format!("{at}/max"), json!(999))
    }),
    ("an indicator without a title", |v| {
        let at = indicator(v)?;
        take(v, &format!("{at}/title"))
    }),
    ("an indicator without a maximum", |v| {
        let at = indicator(v)?;
        take(v, &format!("{at}/max"))
    }),
    ("a maximum of 0", |v| {
        let at = indicator(v)?;
        let o = v.pointer_mut(&at)?.as_object_mut()?;
        o.retain(|k, _| matches!(k.as_str(), "id" | "title" | "source"));
        o.extend(json!({"max": 0, "flag": "hnte", "points": 0}).as_object()?.clone());
        Some(format!("{at}/max"))
    }),
    ("an unknown member of an indicator", |v| {
        let at = indicator(v)?;
        set(v, &format!("{at}/wight"), json!(5))
    }),
    ("two indicators of one id", |v| {
        let at = indicator(v)?;
        let first = v.pointer(&at)?.clone();
        let list = at.rsplit_once('/')?.0.to_string();
        v.pointer_mut(&list)?.as_array_mut()?.push(first);
        last(v, &list)
    }),
    ("two indicators of one rule", |v| {
        let at = places(v).into_iter().find(|at| {
            at.rsplit('/').nth(1) == Some("indicators") && v.pointer(at).is_some_and(|i| i["bands"].is_array())
        })?;
        let mut first = v.pointer(&at)?.clone();
        first["id"] = json!("twin");
        let list = at.rsplit_once('/')?.0.to_string();
        let all = v.pointer_mut(&list)?.as_array_mut()?;
        all.push(first);
        Some(format!("{list}/{}", all.len() - 1))
    }),
    ("a group without indicators", |v| {
        let at = group(v)?;
        set(v, &format!("{at}/indicators"), json!([]))
    }),
    ("a group whose maximum is too high", |v| {
        let at = group(v)?;
        set(v, &format!("{at}/max"), json!(9999))
    }),
    ("a group whose maximum is too low", |v| {
        let at = group(v)?;
        v.pointer_mut(&at)?.as_object_mut()?.retain(|k, _| k != "floor" && k != "capped");
        set(v, &format!("{at}/max"), json!(1))
    }),
    ("a group whose maximum is below that of an indicator", |v| {
        let at = full_group(v)?;
        v.pointer_mut(&at)?.as_object_mut()?.remove("floor");
        set(v, &format!("{at}/max"), json!(1))?;
        let all = v.pointer(&at)?["indicators"].as_array()?;
        let above = all.iter().position(|i| i["max"].as_f64().is_some_and(|m| m > 1.0))?;
        Some(format!("{at}/indicators/{above}/max"))
    }),
    ("a group that is said to be capped and is not", |v| {
        let at = v["groups"].as_array()?.iter().position(|g| g["capped"].is_null() && g["kind"].is_null())?;
        full_group(v)?;
        set(v, &format!("/groups/{at}/capped"), json!(true))
    }),
    ("a group that gives less than a tie says", |v| {
        let id = v["ties"].as_array()?.iter().find_map(|t| {
            let groups = t["groups"].as_array().filter(|g| g.len() == 1)?;
            groups[0].as_str().map(str::to_string)
        })?;
        let at = v["groups"].as_array()?.iter().position(|g| g["id"] == *id)?;
        set(v, &format!("/groups/{at}/max"), json!(10))
    }),
    ("a version beside that is not", |v| {
        set(v, "/effective/beside", json!(["no-such-version"])).map(|at| format!("{at}/0"))
    }),
    ("versions beside in words", |v| set(v, "/effective/beside", json!("none"))),
    ("capped in words", |v| {
        v["groups"].get(0)?;
        set(v, "/groups/0/capped", json!("yes"))
    }),
    ("a floor above the maximum", |v| {
        let at = group(v)?;
        set(v, &format!("{at}/floor"), json!(9999))
    }),
    ("a floor that nothing asks for", |v| {
        let at = v["groups"].as_array()?.iter().position(|g| g.get("floor").is_some());
        let at = at.map_or_else(|| group(v), |at| Some(format!("/groups/{at}")))?;
        set(v, &format!("{at}/floor"), json!(1))?;
        v["pass"]["when"].as_str()?;
        set(v, "/pass/when", json!("total >= 1")).map(|_| format!("{at}/floor"))
    }),
    ("a floor of an extension that nothing asks for", |v| {
        v.get("extends")?;
        v["groups"].get(0)?;
        v.get("pass").is_none().then(|| set(v, "/groups/0/floor", json!(1)))?
    }),
    ("two groups of one id", |v| {
        v.get("extends").is_none().then_some(())?;
        let first = v["groups"].get(0)?.clone();
        v["groups"].as_array_mut()?.push(first);
        last(v, "/groups")
    }),
    ("two stages of one id", |v| {
        let first = v["stages"].get(0)?.clone();
        v["stages"].as_array_mut()?.insert(1, first);
        Some("/stages/1".into())
    }),
    ("floors asked for that are not there", |v| {
        v["groups"].as_array()?;
        for group in v["groups"].as_array_mut()? {
            group.as_object_mut()?.remove("floor");
        }
        v["pass"]["when"].as_str()?;
        set(v, "/pass/when", json!("total >= 1 and every group >= its floor"))
    }),
    ("more points than there are", |v| {
        v["pass"]["when"].as_str()?;
        set(v, "/pass/when", json!("total >= 99999"))
    }),
    ("points that are always there", |v| {
        v["pass"]["when"].as_str()?;
        set(v, "/pass/when", json!("total >= 0"))
    }),
    ("points of nobody", |v| {
        v["pass"]["when"].as_str()?;
        set(v, "/pass/when", json!("points(nobody) > 0"))
    }),
    ("a base that is not there", |v| set(v, "/extends", json!("no-such-scheme"))),
    ("an extension that says nothing of itself", |v| {
        v.get("extends")?;
        take(v, "/notes")
    }),
    ("in force before its base", |v| {
        v.get("extends")?;
        set(v, "/effective/from", json!("2010-01-01"))
    }),
    ("nothing to drop", |v| {
        v.get("extends")?;
        set(v, "/drop", json!(["no_such_indicator"])).map(|at| format!("{at}/0"))
    }),
    ("a family with capitals", |v| set(v, "/family", json!("Family"))),
    ("a parameter that nothing calls", |v| {
        let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
        let unused = json!({"id": "unused", "title": {"zh": "未用", "en": "Unused"}, "is": "5%", "source": source});
        let o = v.as_object_mut()?;
        let list = o.entry("parameters").or_insert(json!([])).as_array_mut()?;
        list.push(unused);
        Some(format!("/parameters/{}", list.len() - 1))
    }),
    ("a parameter without a number", |v| {
        v["parameters"].get(0)?;
        v["parameters"][0].as_object_mut()?.retain(|k, _| k != "is" && k != "between");
        Some("/parameters/0".into())
    }),
    ("a range from high to low", |v| {
        let at = place(v, "/between", any_list)?;
        v.pointer_mut(&at)?.as_array_mut()?.reverse();
        Some(at)
    }),
    ("a range of one end", |v| {
        let at = place(v, "/between", any_list)?;
        v.pointer_mut(&at)?.as_array_mut()?.pop();
        Some(at)
    }),
    ("an estimate called official", |v| {
        let at = places(v).into_iter().find(|at| at.ends_with("/typical"))?;
        // The nearest source above it.
        let mut above = at.as_str();
        while let Some((outer, _)) = above.rsplit_once('/') {
            if v.pointer(outer)?.get("source").is_some() {
                set(v, &format!("{outer}/source/standing"), json!("official"))?;
                return Some(at);
            }
            above = outer;
        }
        None
    }),
    ("a typical value outside its range", |v| {
        let at = places(v).into_iter().find(|at| at.ends_with("/typical"))?;
        let huge = match v.pointer(&at)? {
            Value::String(s) => {
                json!(format!("999999{}", s.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')))
            }
            _ => json!(999999),
        };
        set(v, &at, huge)
    }),
    ("a stage that is always there", |v| {
        v["stages"].get(0)?;
        set(v, "/stages/0/when", json!("revenue >= 0万元"))
    }),
    ("a stage without a condition", |v| {
        v["stages"].get(0)?;
        take(v, "/stages/0/when")
    }),
    ("a last stage with a condition", |v| {
        let last = v["stages"].as_array()?.len() - 1;
        set(v, &format!("/stages/{last}/when"), json!("revenue > 1万元"))
    }),
    ("maxima that do not sum", |v| {
        v["ties"].get(0)?;
        set(v, "/ties/0/sum", json!(999999)).map(|_| "/ties/0".into())
    }),
    ("a tie of a group that is not there", |v| {
        v["ties"].get(0)?;
        set(v, "/ties/0/groups/0", json!("no_such_group"))
    }),
    ("a judgement that is a word", |v| {
        let at = place(v, "/judged", |_| true)?;
        set(v, &at, json!("some"))
    }),
    ("a reference of another unit", |v| {
        let at = place(v, "/reference", Value::is_object)?;
        set(v, &at, json!("5平方米"))
    }),
    ("a group of no kind", |v| {
        v["groups"].get(0)?;
        set(v, "/groups/0/kind", json!("extra"))
    }),
    ("a pass condition without a source", |v| take(v, "/pass/source")),
    ("an unknown member of the pass condition", |v| {
        v.get("pass").is_some().then(|| set(v, "/pass/unless", json!("hnte")))?
    }),
];

/// Each shipped scheme, broken in each way that applies: refused, and the place is named, with line and column.
#[test]
fn broken_schemes_are_refused_with_the_place() {
    for (id, text) in shipped::SCHEMES {
        let scheme: Value = serde_json::from_str(text).expect(id);
        let mut kinds = 0;
        for (kind, make) in BREAKS {
            let mut broken = scheme.clone();
            let Some(at) = make(&mut broken) else { continue };
            if broken == scheme {
                continue;
            }
            kinds += 1;
            let text = serde_json::to_string_pretty(&broken).expect("JSON");
            let faults = faults(&text, id);
            let named = faults.iter().find(|f| f.problem.pointer.as_deref() == Some(&at));
            let Some(named) = named else { panic!("{id}, {kind}: nothing said of {at}\n{}", words(&faults)) };
            let p = &named.problem;
            assert!(p.line.is_some() && p.column.is_some(), "{id}, {kind}: no line");
            assert!(!p.zh.is_empty() && !p.en.is_empty() && !p.zh.contains("{0}"), "{id}, {kind}: {p}");
        }
        println!("{id}: {kinds} kinds of breakage");
        assert!(kinds >= 30, "{id}: only {kinds} kinds of breakage apply");
    }
}

/// What is no JSON, or repeats a member, is refused with its line.
#[test]
fn broken_text_is_refused_with_its_line() {
    for (id, text) in shipped::SCHEMES {
        let line = text.lines().position(|l| l.contains("\"title\"")).expect("a title") as u32 + 1;
        let twice = text.replacen("\"title\"", "\"id\": \"x\", \"title\"", 1);
        let cut = text.trim_end().trim_end_matches('}');
        let comma = text.replacen("\"title\"", ", \"title\"", 1);
        for (broken, line) in [(twice, Some(line)), (cut.to_string(), None), (comma, Some(line))] {
            let faults = faults(&broken, id);
            assert_eq!(faults.len(), 1, "{id}: {}", words(&faults));
            assert_eq!(faults[0].problem.code, "bad_json");
            assert!(line.is_none() || faults[0].problem.line == line, "{id}: {}", faults[0].problem);
        }
    }
}

/// Whatever stands anywhere, the check ends with findings that have their place, and without a panic.
#[test]
fn anything_may_stand_anywhere() {
    let odd =
        [json!(null), json!([]), json!({}), json!(""), json!(-1), json!("9".repeat(60)), json!({"between": [[], 1]})];
    for id in ["cn-tech-sme-2017", "cn-sichuan-innovation-points-2025"] {
        let Some(text) = shipped::scheme(id) else { continue };
        let scheme: Value = serde_json::from_str(text).expect(id);
        for (n, at) in places(&scheme).iter().enumerate().filter(|(n, _)| n % 3 == 1) {
            let mut broken = scheme.clone();
            set(&mut broken, at, odd[n / 3 % odd.len()].clone());
            let text = broken.to_string();
            for finding in check(&text, Some("x.json"), &[("y.json", &text)]) {
                assert!(finding.problem.line.is_some(), "{id} {at}: {}", finding.problem);
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// What a scheme can say that is hardly meant

/// A scheme of one indicator, of 10 points, with this rule.
fn one(rule: Value) -> Value {
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    let mut indicator = json!({"id": "i", "title": {"zh": "指标", "en": "Indicator"}, "max": 10, "source": source});
    for (k, v) in rule.as_object().expect("a rule") {
        indicator[k] = v.clone();
    }
    json!({
        "$schema": "scheme.schema.json", "id": "x", "title": {"zh": "评价", "en": "Evaluation"}, "issuer": "局", "document": "1号",
        "effective": {"from": "2026-01-01"},
        "groups": [{"id": "g", "title": {"zh": "类", "en": "Group"}, "max": 10, "source": source, "indicators": [indicator]}],
        "pass": {"when": "total >= 6", "source": source}
    })
}

/// Each finding as severity, code and place.
fn told(scheme: &Value) -> Vec<String> {
    let found = check(&scheme.to_string(), Some("x.json"), &[]);
    let severity = |s| match s {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "hint",
    };
    let place = |f: &Finding| f.problem.pointer.clone().unwrap_or_default();
    found
        .iter()
        .map(|f| {
            format!("{} {} {}", severity(f.severity), f.problem.code, place(f).replace("/groups/0/indicators/0", "…"))
        })
        .collect()
}

#[track_caller]
fn tells(rule: Value, expected: &[&str]) {
    assert_eq!(told(&one(rule.clone())), expected, "{rule}");
}

#[test]
fn divisors() {
    let of = |value: &str| json!({"value": value, "bands": [{"from": "5%", "points": 10}]});
    let zero = "divide_by_zero …/value";
    let (hint, warning, error) = (format!("hint {zero}"), format!("warning {zero}"), format!("error {zero}"));
    // A figure whose 0 the company is told of.
    tells(of("rd_expense / revenue"), &[&hint]);
    tells(of("growth(revenue, revenue_prior)"), &[&hint]);
    tells(of("rd_expense / (revenue + main_revenue)"), &[&hint]);
    // What can be negative as well.
    tells(of("growth(net_assets, net_assets_prior)"), &[&warning]);
    tells(of("rd_expense / (revenue - total_costs)"), &[&warning]);
    tells(of("rd_expense / (revenue - revenue)"), &[&error]);
    tells(of("rd_expense / (0 * revenue)"), &[&error]);
    // Guarded.
    tells(of("if revenue > 0万元 then rd_expense / revenue else 0"), &[]);
    tells(of("if not (revenue <= 0万元) then rd_expense / revenue else 0"), &[]);
    tells(of("if revenue = 0万元 then 0 else rd_expense / revenue"), &[]);
    tells(of("if revenue - total_costs > 0万元 then rd_expense / (revenue - total_costs) else 0"), &[]);
    tells(
        of("if net_assets_prior > 0万元 and net_assets > 0万元 then growth(net_assets, net_assets_prior) else 0"),
        &[],
    );
    tells(of("rd_expense / max(revenue, 1万元)"), &[]);
    // Guarded the wrong way round.
    tells(of("if revenue > 0万元 then 0 else rd_expense / revenue"), &[&error]);
    // A condition is read from left to right.
    tells(json!({"flag": "revenue > 0万元 and rd_expense / revenue > 5%", "points": 10}), &[]);
    tells(json!({"flag": "revenue = 0万元 or rd_expense / revenue > 5%", "points": 10}), &[]);
    tells(
        json!({"flag": "rd_expense / revenue > 5% and revenue > 0万元", "points": 10}),
        &["hint divide_by_zero …/flag"],
    );
}

#[test]
fn bands_that_no_value_reaches() {
    let share =
        |bands: Value| json!({"value": "if staff_total > 0人 then rd_staff / staff_total else 0", "bands": bands});
    // Zero stands in the first branch: the quotient of a part lies between 0 and 1.
    tells(share(json!([{"from": "50%", "points": 10}, {"from": "10%", "points": 5}])), &[]);
    tells(
        share(json!([{"above": "100%", "points": 10}, {"from": "10%", "points": 5}])),
        &["warning never_fires …/bands/0"],
    );
    tells(
        share(json!([{"from": "0%", "points": 10}, {"from": "-10%", "points": 5}])),
        &["warning never_fires …/bands/1"],
    );
    // No whole number above 2 and below 3.
    let pieces = |bands: Value| json!({"value": "class1_ip", "bands": bands});
    tells(
        pieces(json!([{"from": "3件", "points": 10}, {"above": "2件", "points": 5}, {"from": "1件", "points": 2}])),
        &["warning never_fires …/bands/1"],
    );
    tells(
        json!({"value": "class1_ip", "bands": [{"from": "1件", "points": 10}, {"from": "0件", "points": 5}], "otherwise": 1}),
        &["warning never_fires …/otherwise"],
    );
    // Bands with both edges, and what lies between them.
    let between = |a: &str, b: &str| json!([{"from": "2件", "to": a, "points": 10}, {"from": b, "points": 5}]);
    tells(pieces(between("3件", "4件")), &[]);
    tells(pieces(between("3件", "5件")), &["warning gap …/bands/0"]);
    tells(
        json!({"value": "niche_years", "bands": [{"from": "2年", "to": "3年", "points": 10}, {"from": "4年", "points": 5}]}),
        &["warning gap …/bands/0"],
    );
    tells(
        json!({"value": "niche_years", "curve": [{"at": "-2年", "points": 0}, {"at": "-1年", "points": 1}, {"at": "3年", "points": 10}]}),
        &["warning never_fires …/curve/0"],
    );
}

#[test]
fn points_that_do_not_add_up() {
    tells(json!({"flag": "hnte", "points": 8}), &["warning max_not_reached …/max"]);
    tells(json!({"flag": "hnte", "points": 10, "otherwise": 10}), &["warning no_effect …/points"]);
    tells(json!({"flag": "hnte or not hnte", "points": 10}), &["warning always_true …/flag"]);
    tells(
        json!({"flag": "industry = \"retail\" and industry = \"software\"", "points": 10}),
        &["warning never_true …/flag"],
    );
    tells(
        json!({"best_of": [{"flag": "hnte", "points": 10}, {"flag": "hnte", "points": 10}]}),
        &["warning twin …/best_of/1"],
    );
    tells(
        json!({"value": "niche_years", "per_unit": {"points": 12, "per": "2年"}}),
        &["warning above_max …/per_unit/points"],
    );
    let mut scheme = one(json!({"flag": "hnte", "points": 10}));
    assert_eq!(told(&scheme), [""; 0]);
    scheme["groups"][0]["max"] = json!(12);
    assert_eq!(told(&scheme), ["warning sum_below_max /groups/0/max"]);
    scheme["groups"][0]["max"] = json!(8);
    let above_group = "error above_group …/max";
    assert_eq!(told(&scheme), [above_group, "warning sum_above_max /groups/0/max"]);
    // A remark says nothing of that.
    scheme["groups"][0]["source"]["note"] = json!({"zh": "至多 8 分", "en": "at most 8"});
    assert_eq!(told(&scheme), [above_group, "warning sum_above_max /groups/0/max"]);
    // Capped on purpose; but one indicator alone is never above its group.
    scheme["groups"][0]["capped"] = json!(true);
    assert_eq!(told(&scheme), [above_group]);
    let mut other = scheme["groups"][0]["indicators"][0].clone();
    (other["id"], other["max"], other["flag"], other["points"]) = (json!("j"), json!(2), json!("tech_sme"), json!(2));
    scheme["groups"][0]["indicators"].as_array_mut().expect("a list").push(other);
    scheme["groups"][0]["max"] = json!(10);
    assert_eq!(told(&scheme), [""; 0]);
    scheme["groups"][0]["max"] = json!(12);
    assert_eq!(told(&scheme), ["warning not_capped /groups/0/capped"]);
    scheme["groups"][0].as_object_mut().expect("a group").remove("max");
    assert_eq!(told(&scheme), ["warning not_capped /groups/0/capped"]);
}

/// Wrong maxima of shipped schemes that a remark once hid.
#[test]
fn maxima_of_shipped_groups() {
    for (id, at, max, expected) in [
        ("cn-hnte-2016", "/groups/0/max", 3, "above_group /groups/0/indicators/0/max"),
        ("cn-srdi-sme-2022", "/groups/0/max", 20, "sum_above_max /groups/0/max"),
        ("cn-srdi-sme-2022", "/groups/0/max", 1, "above_group /groups/0/indicators/0/max"),
        ("cn-innovation-points-2025", "/groups/3/max", 10, "tie /groups/3/max"),
    ] {
        let mut scheme: Value = serde_json::from_str(shipped::scheme(id).expect(id)).expect(id);
        set(&mut scheme, at, json!(max)).expect(at);
        let faults = faults(&scheme.to_string(), id);
        let told = |f: &Finding| format!("{} {}", f.problem.code, f.problem.pointer.as_deref().unwrap_or_default());
        assert!(faults.iter().any(|f| told(f) == expected), "{id} {at} {max}: {}", words(&faults));
    }
}

/// Dates that would let two versions be in force at once.
#[test]
fn dates_of_shipped_versions() {
    for (id, key, day) in [("cn-srdi-sme-2026", "from", "2025-01-01"), ("cn-srdi-sme-2022", "to", "2027-12-31")] {
        let mut scheme: Value = serde_json::from_str(shipped::scheme(id).expect(id)).expect(id);
        set(&mut scheme, &format!("/effective/{key}"), json!(day)).expect(key);
        let faults = faults(&scheme.to_string(), id);
        assert!(faults.iter().any(|f| f.problem.code == "date_overlap"), "{id}: {}", words(&faults));
    }
}

#[test]
fn estimates_stages_and_parameters() {
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    let named = |id: &str| json!({"id": id, "title": {"zh": "级", "en": "Level"}, "source": source});
    let when = |id: &str, when: &str| {
        let mut level = named(id);
        level["when"] = json!(when);
        level
    };
    let mut scheme = one(json!({"max": {"a": 10, "b": 8, "c": 8}, "flag": "hnte"}));
    scheme["stages"] = json!([when("a", "revenue < limit"), when("b", "revenue < 5亿元"), named("c")]);
    let mut limit = named("limit");
    limit["is"] = json!("1亿元");
    scheme["parameters"] = json!([limit]);
    scheme["groups"][0].as_object_mut().expect("a group").remove("max");
    assert_eq!(told(&scheme), [""; 0]);
    scheme["groups"][0]["max"] = json!(12);
    assert_eq!(told(&scheme), ["warning sum_below_max /groups/0/max"]);
    scheme["groups"][0].as_object_mut().expect("a group").remove("max");
    // Below 1亿元 the first takes all; what is left is at least that.
    scheme["stages"][1]["when"] = json!("revenue < 5000万元");
    assert_eq!(told(&scheme), ["warning never_true /stages/1/when"]);
    scheme["stages"][1]["when"] = json!("revenue >= 1亿元");
    assert_eq!(told(&scheme), ["warning always_true /stages/1/when"]);
    scheme["stages"][0]["when"] = json!("revenue < 2000万元");
    assert_eq!(told(&scheme), ["warning unused /parameters/0"]);
    let range = |typical: Value, standing: &str| {
        let mut scheme = one(json!({"flag": "hnte", "max": {"between": [5, 15]}}));
        if !typical.is_null() {
            scheme["groups"][0]["indicators"][0]["max"]["typical"] = typical;
        }
        let source = &mut scheme["groups"][0]["indicators"][0]["source"];
        source["standing"] = json!(standing);
        // An estimate has no text to be checked against.
        if standing == "estimate" {
            source.as_object_mut().expect("a source").remove("checked");
        }
        source["note"] = json!({"zh": "说明", "en": "Note"});
        told(&scheme)
    };
    assert_eq!(range(json!(10), "estimate"), [""; 0]);
    assert_eq!(range(json!(10), "official"), ["error estimate …/max/typical"]);
    assert_eq!(range(json!(null), "official"), [""; 0]);
    tells(json!({"value": "-rd_expense", "reference": "5万元"}), &["warning never_fires …/reference"]);
    tells(
        json!({"value": "if staff_total > 0人 then rd_staff / staff_total else 0", "reference": "120%"}),
        &["warning max_not_reached …/reference"],
    );
    tells(json!({"judged": {"between": [0, 6]}}), &["warning max_not_reached …/max"]);
    tells(json!({"judged": "any"}), &[]);
}

#[test]
fn an_extension_is_checked_with_its_base() {
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    let base = one(json!({"flag": "hnte", "points": 10}));
    let mut more = json!({
        "$schema": "scheme.schema.json", "id": "y", "extends": "x", "title": {"zh": "地方", "en": "Local"},
        "issuer": "局", "document": "2号", "effective": {"from": "2026-01-01"}, "notes": {"zh": "说明", "en": "Notes"},
        "groups": [{"id": "g", "max": 15, "indicators": [
            {"id": "j", "title": {"zh": "新增", "en": "New"}, "max": 5, "flag": "tech_sme", "points": 5, "source": source}
        ]}]
    });
    let base = base.to_string();
    let told = |more: &Value| -> Vec<String> {
        let found = check(&more.to_string(), Some("y.json"), &[("schemes/x.json", &base)]);
        found.iter().map(|f| format!("{} {}", f.problem.code, f.problem.pointer.clone().unwrap_or_default())).collect()
    };
    assert_eq!(told(&more), [""; 0]);
    more["groups"][0]["max"] = json!(20);
    assert_eq!(told(&more), ["sum_below_max /groups/0/max"]);
    more["groups"][0].as_object_mut().expect("a group").remove("max");
    assert_eq!(told(&more), ["sum_above_max /groups/0"]);
    // What the base says of its group holds for the group here.
    let said = |capped: bool| base.replace("\"id\":\"g\"", &format!("\"capped\":{capped},\"id\":\"g\""));
    let with = |base: &str| check(&more.to_string(), Some("y.json"), &[("schemes/x.json", base)]).len();
    assert_eq!([with(&said(true)), with(&said(false))], [0, 1]);
    more["pass"] = json!({"when": "total >= 50", "source": source});
    assert_eq!(told(&more), ["sum_above_max /groups/0", "never_true /pass/when"]);
    // Round and round.
    more["extends"] = json!("y");
    let own = more.to_string();
    let found = check(&own, Some("y.json"), &[("y.json", &own)]);
    assert!(found.iter().any(|f| f.problem.code == "unknown_scheme"), "{}", words(&found));
}

#[test]
fn schemes_among_others() {
    let rule = json!({"flag": "hnte", "points": 10});
    let text = |id: &str, from: &str, to: Option<&str>| {
        let mut scheme = one(rule.clone());
        scheme["id"] = json!(id);
        scheme["family"] = json!("f");
        scheme["effective"] = json!({"from": from});
        if let Some(to) = to {
            scheme["effective"]["to"] = json!(to);
        }
        scheme.to_string()
    };
    let codes = |new: &str, old: &str| -> Vec<String> {
        let found = check(new, Some("x.json"), &[("old.json", old)]);
        found.iter().map(|f| format!("{:?} {}", f.severity, f.problem.code)).collect()
    };
    let new = text("x", "2026-04-01", None);
    assert_eq!(codes(&new, &text("old", "2022-06-01", None)), ["Error date_overlap"]);
    assert_eq!(codes(&new, &text("old", "2022-06-01", Some("2026-04-01"))), ["Warning date_overlap"]);
    // A time of transition is on purpose where both say so.
    let beside = |text: &str, other: &str| text.replace("\"from\"", &format!("\"beside\":[\"{other}\"],\"from\""));
    let old = text("old", "2022-06-01", Some("2026-04-01"));
    assert_eq!(codes(&beside(&new, "old"), &old), ["Warning date_overlap"]);
    assert_eq!(codes(&beside(&new, "old"), &beside(&old, "x")), ["Hint date_overlap"]);
    assert_eq!(codes(&beside(&new, "old"), &beside(&text("old", "2022-06-01", None), "x")), ["Error date_overlap"]);
    assert_eq!(codes(&beside(&new, "old"), &text("old", "2022-06-01", Some("2026-03-31"))), ["Warning unused"]);
    assert_eq!(codes(&new, &text("old", "2026-04-01", Some("2026-12-31"))), ["Error date_overlap"]);
    assert_eq!(codes(&new, &text("old", "2022-06-01", Some("2026-03-31"))), [""; 0]);
    assert_eq!(codes(&new, &text("x", "2022-06-01", Some("2026-03-31"))), ["Error duplicate"]);
}

/// No formula keeps it busy for long.
#[test]
fn a_formula_made_to_take_long_does_not() {
    let mut condition = "revenue > 1万元".to_string();
    for n in 0..40 {
        condition = match n % 3 {
            0 => format!("not ({condition} and rd_expense > {n}万元)"),
            1 => format!("({condition} or rd_expense > {n}万元)"),
            _ => format!("(if {condition} then {n}万元 else revenue) > 1万元"),
        };
    }
    let scheme = one(json!({"flag": condition, "points": 10}));
    let start = std::time::Instant::now();
    told(&scheme);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

/// A scheme of so many indicators, each with something to say of.
pub fn many(count: usize) -> String {
    let source = json!({"article": "一", "standing": "official"});
    let indicator = |n: usize| {
        json!({"id": format!("i{n}"), "title": {"zh": "甲", "en": "A"}, "max": 2, "source": source,
            "value": "rd_expense / revenue", "bands": [{"from": format!("{n}.5%"), "points": 2}]})
    };
    let groups: Vec<Value> = (0..count / 100)
        .map(|g| {
            let indicators: Vec<Value> = (g * 100..g * 100 + 100).map(indicator).collect();
            json!({"id": format!("g{g}"), "title": {"zh": "甲", "en": "A"}, "source": source, "indicators": indicators})
        })
        .collect();
    json!({"id": "many", "title": {"zh": "甲", "en": "A"}, "issuer": "局", "document": "1号",
        "effective": {"from": "2026-01-01"}, "groups": groups})
    .to_string()
}

/// Twice the file, twice the time; and a file that is too large is refused at once. By the shortest of several runs, since
/// other tests run beside it: four times the file takes four times as long, where it once took sixteen times.
#[test]
fn time_grows_with_the_file() {
    let time = |text: &str| {
        let run = || {
            let start = std::time::Instant::now();
            let found = check(text, Some("many.json"), &[]);
            assert!(found.iter().all(|f| f.problem.line == Some(1)), "{found:?}");
            (start.elapsed(), found.len())
        };
        (0..5).map(|_| run()).min().expect("runs")
    };
    let (small, large) = (many(1000), many(4000));
    assert!(large.len() < 1 << 20, "{}", large.len());
    let ((one, few), (four, all)) = (time(&small), time(&large));
    assert!(few > 1000 && all > 4000, "{few} {all}");
    assert!(four < one * 9, "{one:?} for 1,000 indicators, {four:?} for 4,000");
    let (refused, findings) = time(&many(12_000));
    assert_eq!(findings, 1);
    assert!(refused < four, "{refused:?} to refuse, {four:?} to check");
}

/// An extension is checked with what it takes over: what it changes is told at its own place.
#[test]
fn a_raised_maximum_is_compared_with_the_rule_of_the_base() {
    let base = one(json!({"flag": "hnte", "points": 10})).to_string();
    let more = json!({
        "$schema": "scheme.schema.json", "id": "y", "extends": "x", "title": {"zh": "地方", "en": "Local"},
        "issuer": "局", "document": "2号", "effective": {"from": "2026-01-01"}, "notes": {"zh": "说明", "en": "Notes"},
        "groups": [{"id": "g", "max": 12, "indicators": [{"id": "i", "max": 12}]}]
    });
    let found = check(&more.to_string(), Some("y.json"), &[("schemes/x.json", &base)]);
    let told: Vec<_> = found.iter().map(|f| (f.problem.code, f.problem.pointer.as_deref().unwrap_or("-"))).collect();
    assert_eq!(told, [("max_not_reached", "/groups/0/indicators/0/max")]);
}
