//! No number without a source: walks the JSON of every scheme on its own, not through the loader.

use serde_json::{Map, Value, json as object};
use std::collections::BTreeSet;
use std::fs;

fn json(path: &str) -> Value {
    let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn schemes() -> Vec<(String, Value)> {
    let folder = format!("{}/schemes", env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("schemes/")
        .filter_map(|f| f.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".json"))
        .map(|name| (name.clone(), json(&format!("schemes/{name}"))))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(!found.is_empty());
    found
}

/// Whether a formula or an edge holds a number of its own (field ids such as `equity_financing_3y` do not count).
fn holds_number(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let starts = c.is_ascii_digit() && !(before.is_alphanumeric() || before == '_');
        before = c;
        starts
    })
}

fn two_languages(text: &Value) -> bool {
    ["zh", "en"].iter().all(|l| text[l].as_str().is_some_and(|t| !t.trim().is_empty()))
}

fn source_faults(source: &Value, scheme: &Value) -> Vec<&'static str> {
    let mut faults = Vec::new();
    let own = source["document"].as_str().or(scheme["document"].as_str());
    if own.is_none_or(str::is_empty) {
        faults.push("names no document");
    }
    if source["article"].as_str().is_none_or(str::is_empty) {
        faults.push("names no article");
    }
    match source["standing"].as_str() {
        Some(standing @ ("official" | "reported")) => {
            let read = source["read_in"].as_array().map_or(0, Vec::len);
            let known = match &source["checked"] {
                Value::String(word) if word == "full_text" => u64::MAX,
                // What is unverified holds no number: see `unverified_is_a_question`.
                Value::String(word) if word == "unverified" => 0,
                counted => counted["transcriptions"].as_u64().unwrap_or(0),
            };
            if standing == "official" && known < 2 {
                faults.push("is official, but was read neither in full nor in two transcriptions");
            }
            if known == 0 && source["checked"] != "unverified" {
                faults.push("does not say how it is known");
            }
            if known == 0 && source.get("note").is_none() {
                faults.push("is unverified and does not say so");
            }
            if known > 0 && read == 0 || known != u64::MAX && (read as u64) < known {
                faults.push("does not say where it was read");
            }
        }
        Some("estimate") if source.get("checked").is_none() => {}
        Some("estimate") => faults.push("is an estimate that was checked"),
        _ => faults.push("has no standing"),
    }
    if source.get("note").is_some_and(|n| !two_languages(n)) {
        faults.push("has a note in one language only");
    }
    faults
}

struct Walk<'a> {
    scheme: &'a Value,
    numbers: usize,
    sources: usize,
    wrong: Vec<String>,
}

impl Walk<'_> {
    /// `covered`: a source stands here or above, within the scheme.
    fn object(&mut self, at: &str, o: &Map<String, Value>, covered: bool) {
        let mut covered = covered;
        if let Some(source) = o.get("source") {
            self.sources += 1;
            for fault in source_faults(source, self.scheme) {
                self.wrong.push(format!("{at}/source {fault}"));
            }
            covered = true;
        }
        for (key, v) in o {
            // Words and provenance may hold figures; they are not numbers that anything is computed from.
            if !matches!(
                key.as_str(),
                "source"
                    | "title"
                    | "note"
                    | "notes"
                    | "id"
                    | "document"
                    | "documents"
                    | "issuer"
                    | "effective"
                    | "fields"
                    | "$schema"
                    | "extends"
            ) {
                self.value(&format!("{at}/{key}"), v, covered);
            }
            if key == "title" && !two_languages(v) {
                self.wrong.push(format!("{at}/title is in one language only"));
            }
        }
    }

    fn value(&mut self, at: &str, v: &Value, covered: bool) {
        match v {
            Value::Object(o) => self.object(at, o, covered),
            Value::Array(a) => a.iter().enumerate().for_each(|(i, v)| self.value(&format!("{at}/{i}"), v, covered)),
            Value::Number(_) => self.number(at, covered),
            Value::String(s) if holds_number(s) => self.number(at, covered),
            _ => {}
        }
    }

    fn number(&mut self, at: &str, covered: bool) {
        // The number of decimals is how a total is shown, not a rule.
        if at != "/precision" {
            self.numbers += 1;
            if !covered {
                self.wrong.push(format!("{at} has no source"));
            }
        }
    }
}

#[test]
fn every_number_has_a_source() {
    for (name, scheme) in schemes() {
        let mut walk = Walk { scheme: &scheme, numbers: 0, sources: 0, wrong: Vec::new() };
        walk.object("", scheme.as_object().expect("an object"), false);
        println!("{name}: {} numbers under {} sources", walk.numbers, walk.sources);
        assert!(walk.wrong.is_empty(), "{name}:\n{}", walk.wrong.join("\n"));
        // A test without points may say little, an extension nothing but what it is.
        let fewest = match (scheme["groups"].is_array(), scheme["extends"].is_null()) {
            (true, true) => (20, 10),
            (false, true) => (2, 4),
            (_, false) => (0, 0),
        };
        assert!(walk.numbers >= fewest.0 && walk.sources >= fewest.1, "{name}: the walk saw too little");
    }
}

/// What has a source in its own right: not only something above it.
#[test]
fn indicators_gates_and_routes_have_their_own_source() {
    for (name, scheme) in schemes() {
        let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
        let mut parts = list(&scheme["gates"]);
        parts.extend(["stages", "parameters", "ties"].iter().flat_map(|key| list(&scheme[*key])));
        for group in list(&scheme["groups"]) {
            parts.extend(list(&group["indicators"]));
            if group.get("max").is_some() || group.get("floor").is_some() {
                parts.push(group);
            }
        }
        parts.extend(list(&scheme["classes"]["list"]));
        parts.extend(list(&scheme["pass"]["or"]));
        for part in parts {
            assert!(part["source"].is_object(), "{name}: {} has no source of its own", part["id"]);
        }
        assert!(
            scheme["pass"].is_null() || scheme["pass"]["source"].is_object(),
            "{name}: the pass condition has no source"
        );
    }
}

#[test]
fn the_dictionary_is_whole() {
    let dictionary = json("dictionary.json");
    let fields = dictionary["fields"].as_array().expect("fields");
    let ids: BTreeSet<&str> = fields.iter().filter_map(|f| f["id"].as_str()).collect();
    assert_eq!(ids.len(), fields.len(), "an id stands twice");
    let by_id = |id: &str| fields.iter().find(|f| f["id"] == id);
    let mut sections: Vec<&str> = Vec::new();
    let mut titles = BTreeSet::new();
    for f in fields {
        let id = f["id"].as_str().expect("id");
        for text in ["title", "meaning", "where"] {
            assert!(two_languages(&f[text]), "{id}: {text} is in one language only");
        }
        for language in ["zh", "en"] {
            assert!(titles.insert(f["title"][language].as_str()), "{id}: another field has the same title");
        }
        let section = f["section"].as_str().expect("section");
        if sections.last() != Some(&section) {
            assert!(!sections.contains(&section), "{id}: section {section} is torn apart");
            sections.push(section);
        }
        match f["type"].as_str().expect("type") {
            "number" => assert!(f["unit"].is_string(), "{id} has no unit"),
            "choice" => {
                let levels = f["levels"].as_array().expect("levels");
                assert!(levels.len() > 1 && levels.iter().all(|l| two_languages(&l["title"])), "{id}: levels");
            }
            "flag" | "date" => {}
            other => panic!("{id}: no type {other}"),
        }
        if let Some(whole) = f["at_most"].as_str() {
            let whole = by_id(whole).unwrap_or_else(|| panic!("{id}: no field {whole}"));
            assert_eq!(whole["unit"], f["unit"], "{id} and the field that it is a part of");
        }
    }
    assert_eq!(sections, ["income", "balance", "rd", "people", "ip", "profile", "conduct", "financing"]);
}

/// Every field of the dictionary has somebody who knows it, and a heading of a table is that of one field.
#[test]
fn a_heading_is_of_one_field() {
    let (dictionary, forms) = (json("dictionary.json"), json("dictionary-forms.json"));
    let fields = dictionary["fields"].as_array().expect("fields");
    let known = forms["fields"].as_object().expect("fields");
    assert_eq!(known.len(), fields.len(), "a field is not in both files");
    // As a reader of tables compares them.
    let bare = |text: &str| -> String {
        let text: String = text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        text.replace("iii", "ⅲ").replace("ii", "ⅱ").replace('i', "ⅰ")
    };
    let mut headings: std::collections::BTreeMap<String, &str> = std::collections::BTreeMap::new();
    let mut head = |text: &str, id| {
        if let Some(before) = headings.insert(bare(text), id) {
            assert!(before == id, "{text} heads {before} and {id}");
        }
    };
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    for field in fields {
        let id = field["id"].as_str().expect("an id");
        let of = known.get(id).unwrap_or_else(|| panic!("{id} is not in dictionary-forms.json"));
        head(field["title"]["zh"].as_str().expect("a title"), id);
        list(&of["aliases"]).iter().for_each(|alias| head(alias.as_str().expect("text"), id));
        assert!(forms["owners"].get(of["known_by"].as_str().expect("an owner")).is_some(), "{id}: {}", of["known_by"]);
        for form in list(&of["forms"]) {
            let name = form["form"].as_str().expect("a form");
            assert!(two_languages(&forms["forms"][name]) && form["item"].is_string(), "{id}: {name}");
            assert!(form.get("note").is_none_or(two_languages), "{id}: {name}");
            for scheme in list(&form["schemes"]) {
                let shipped = innopoints::shipped::scheme(scheme.as_str().expect("an id")).expect("a shipped scheme");
                assert!(shipped.contains(id), "{scheme} does not ask for {id}");
            }
        }
    }
    let others = ["_now", "_prior", "_prior2", "asked"].map(|p| list(&forms["periods"][p]));
    let others = others.into_iter().flatten().chain(list(&forms["names"])).chain(list(&forms["codes"]));
    let mut seen = BTreeSet::new();
    for text in others {
        let text = text.as_str().expect("text").to_string();
        assert!(!headings.contains_key(&bare(&text)) && seen.insert(text.clone()), "{text} is two things");
    }
    let aliases = innopoints::shipped::ALIASES;
    assert!(aliases.len() > 300 && aliases.is_sorted());
    assert!(aliases.iter().all(|(_, id)| known.contains_key(*id)));
}

/// What no reader may be shown: repositories, index numbers, mirrors, hijacked domains and words for where something was read.
const NEVER_TOLD: [&str; 22] = [
    "github",
    "file index",
    "policy-tong",
    "read_in",
    "jizzjuzz",
    "lautan",
    "sdyjmm",
    "7777611",
    "ynjingtao",
    "tyjgjz",
    "13880246603",
    "bjwsht",
    "gqrdw",
    "nomecha",
    "o1x16",
    "镜像",
    "副本",
    "转载 copy",
    " press ",
    "mirror",
    " copy ",
    " copies ",
];

/// The strings of a value, without where something was read.
fn told(v: &Value, at: &str, tell: &mut dyn FnMut(&str, &str)) {
    match v {
        Value::String(words) => tell(at, words),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| told(v, &format!("{at}/{i}"), tell)),
        Value::Object(members) => {
            for (key, v) in members {
                if key != "read_in" {
                    tell(at, key);
                    told(v, &format!("{at}/{key}"), tell);
                }
            }
        }
        _ => {}
    }
}

/// Every string that can reach a reader: of the files (whose words pages, reports and exports take), of the reports of a
/// company by every scheme, and of the pages.
#[test]
fn nobody_is_told_where_something_was_read() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut tell = |at: &str, words: &str| {
        count += 1;
        // A patent register extract is called so.
        let words = format!(" {} ", words.to_lowercase().replace("专利登记簿副本", ""));
        let within = |never: &&&str| words.contains(**never);
        let digits = |run: &str| run.len() == 11 && run.bytes().all(|b| b.is_ascii_digit());
        let index = words.split(|c: char| !c.is_ascii_alphanumeric()).any(digits);
        wrong.extend(NEVER_TOLD.iter().find(within).map(|never| format!("{at}: {never}: {words}")));
        // Official addresses have long numbers in them; an index number stands alone.
        if index && !words.contains("://") {
            wrong.push(format!("{at}: an index number: {words}"));
        }
    };
    let root = env!("CARGO_MANIFEST_DIR");
    let mut files = vec!["dictionary.json".to_string(), "dictionary-forms.json".to_string()];
    for folder in ["schemes", "finance", "examples"] {
        let entries = fs::read_dir(format!("{root}/{folder}")).expect(folder);
        let names = entries.filter_map(|f| f.ok()?.file_name().into_string().ok());
        files.extend(names.filter(|name| name.ends_with(".json")).map(|name| format!("{folder}/{name}")));
    }
    for file in files {
        told(&json(&file), &file, &mut tell);
    }
    for file in ["src/words/zh.ts", "src/words/en.ts", "src/advice/words.ts", "index.html"] {
        let text = fs::read_to_string(format!("{root}/www/{file}")).expect(file);
        text.lines().for_each(|line| tell(file, line));
    }
    let on = innopoints::Date::parse("2026-11-01").expect("a day");
    let samples = ["sample-complete", "sample-parts-maker", "xinje-2025"];
    for (id, text) in innopoints::shipped::SCHEMES {
        let scheme = innopoints::Scheme::parse(text, Some(id)).expect("a scheme");
        let on = scheme.to.filter(|to| *to < on).unwrap_or(on);
        told(&serde_json::to_value(scheme.info()).expect("JSON"), id, &mut tell);
        for sample in samples {
            let company = json(&format!("examples/{sample}.json"))["enterprise"].to_string();
            let company = innopoints::Enterprise::parse(&company, None).expect(sample);
            let report = scheme.score(&company, on).expect("a report");
            told(&serde_json::to_value(&report).expect("JSON"), &format!("{sample} in {id}"), &mut tell);
        }
    }
    assert!(count > 20_000, "the walk saw only {count} strings");
    assert!(wrong.is_empty(), "{} are told:\n{}", wrong.len(), wrong.join("\n"));
}

/// The sources of a file, each with what it stands in.
fn sources_of<'a>(v: &'a Value, found: &mut Vec<(&'a Value, &'a Value)>) {
    match v {
        Value::Array(items) => items.iter().for_each(|v| sources_of(v, found)),
        Value::Object(members) => {
            if let Some(source) = members.get("source").filter(|s| s.get("standing").is_some()) {
                found.push((source, v));
            }
            members.values().for_each(|v| sources_of(v, found));
        }
        _ => {}
    }
}

/// Schemes and instruments.
fn cited() -> Vec<(String, Value)> {
    let mut all = schemes();
    let entries = fs::read_dir(format!("{}/finance", env!("CARGO_MANIFEST_DIR"))).expect("finance/");
    let names = entries.filter_map(|f| f.ok()?.file_name().into_string().ok());
    all.extend(names.filter(|n| n.ends_with(".json")).map(|n| (n.clone(), json(&format!("finance/{n}")))));
    all
}

/// What was read nowhere is a question: a condition without a number of its own, which says that it is unverified.
#[test]
fn what_is_unverified_is_a_question() {
    let mut questions = 0;
    for (name, file) in cited() {
        let mut found = Vec::new();
        sources_of(&file, &mut found);
        for (source, part) in found.into_iter().filter(|(source, _)| source["checked"] == "unverified") {
            questions += 1;
            let when = part["when"].as_str().unwrap_or_else(|| panic!("{name}: {} is no condition", part["id"]));
            assert!(!holds_number(when), "{name}: {}: {when}", part["id"]);
            for text in [&part["title"]["zh"], &source["note"]["zh"]] {
                assert!(text.as_str().is_some_and(|t| t.contains("未核实")), "{name}: {} does not say so", part["id"]);
            }
        }
    }
    assert!(questions > 0);
}

/// One standing and one way of checking for every source of schemes and instruments: those of the rule on citing.
#[test]
fn every_source_says_how_it_is_known() {
    for (name, file) in cited() {
        let mut found = Vec::new();
        sources_of(&file, &mut found);
        let own = object!({"document": file["document"].as_str().unwrap_or("…")});
        for (source, part) in found {
            let faults = source_faults(source, &own);
            assert!(faults.is_empty(), "{name}: {}: {faults:?}", part["id"]);
        }
    }
}

/// A document has one name and one address, whoever cites it.
#[test]
fn a_document_has_one_address() {
    let mut known: std::collections::BTreeMap<String, (String, Value)> = std::collections::BTreeMap::new();
    for (name, file) in cited() {
        for document in file["documents"].as_array().into_iter().flatten() {
            let number = document["number"].as_str().expect("a number").to_string();
            let (first, before) = known.entry(number).or_insert_with(|| (name.clone(), document.clone()));
            assert_eq!(before, document, "in {first} and in {name}");
        }
    }
    assert!(known.len() > 10);
}
