//! A case, the loop that draws many, and what makes a failing one small.

use innopoints::{Date, Enterprise, Problem, Report};
use innopoints_oracle::generate::{Dice, scheme};
use innopoints_oracle::{Scheme as Oracle, own_fields, own_id, whole};
use serde_json::{Value as Json, json};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The day that companies are scored for.
pub static ON: LazyLock<Date> = LazyLock::new(|| Date::parse("2026-11-01").expect("a day"));

/// A scheme, what it extends, and a company.
#[derive(Clone, Debug)]
pub struct Case {
    pub scheme: Json,
    pub base: Option<Json>,
    pub company: Json,
}

/// What a check says of a case: `Err` has a word for the kind of failure, a colon, and more.
pub type Verdict = Result<Seen, String>;

/// What a good case was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// Compared.
    Compared,
    /// Of which nothing could be compared.
    Nothing,
    /// The loader refused the scheme.
    SchemeRefused,
    /// A number was too large for the library's arithmetic.
    TooLarge,
}

fn first(problems: &[Problem]) -> String {
    problems.first().map_or_else(String::new, |p| format!("{p:?}"))
}

impl Case {
    /// The file with what it extends written out.
    pub fn whole(&self) -> Json {
        whole(&self.scheme, &|_| self.base.clone().expect("a base"))
    }

    /// The same, with fields that the scheme defines itself in place of many of the dictionary.
    fn with_own_fields(&self) -> Case {
        let mut used = BTreeSet::new();
        let mut renamed = |json: &Json| -> Json {
            let text = json.to_string();
            let (mut out, mut word) = (String::new(), String::new());
            for c in text.chars().chain([' ']) {
                if c.is_ascii_alphanumeric() || c == '_' {
                    word.push(c);
                    continue;
                }
                let own = own_id(&word);
                used.extend(own.clone());
                out += &own.unwrap_or(std::mem::take(&mut word));
                word.clear();
                out.push(c);
            }
            serde_json::from_str(&out).expect("JSON")
        };
        let mut case = Case {
            scheme: renamed(&self.scheme),
            base: self.base.as_ref().map(&mut renamed),
            company: renamed(&self.company),
        };
        // In the order of the file, with the wholes that they are parts of; an extension takes them over.
        let mut fields = own_fields();
        for n in (0..fields.len()).rev() {
            if used.contains(fields[n]["id"].as_str().expect("an id")) {
                used.extend(fields[n]["at_most"].as_str().map(str::to_string));
            }
        }
        fields.retain(|field| used.contains(field["id"].as_str().expect("an id")));
        case.base.as_mut().unwrap_or(&mut case.scheme)["fields"] = fields.into();
        case
    }

    pub fn oracle(&self) -> Oracle {
        Oracle::read(&self.scheme, &|_| self.base.clone().expect("a base"))
    }

    pub fn engine(&self) -> Result<innopoints::Scheme, Vec<Problem>> {
        let base = |_: &str| self.base.as_ref().map(ToString::to_string);
        innopoints::Scheme::parse_with(&self.scheme.to_string(), None, &base).map(innopoints::Scheme::without_panel)
    }

    pub fn enterprise(&self) -> Result<Enterprise, String> {
        Enterprise::parse(&self.company.to_string(), None).map_err(|p| format!("company-refused: {}", first(&p)))
    }
}

/// A day on which the scheme is in force: today, where it is.
pub fn day(scheme: &innopoints::Scheme) -> Date {
    scheme.to.map_or(*ON, |to| to.min(*ON)).max(scheme.from)
}

/// The report, or that a number was too large for it.
pub fn report<'a>(scheme: &'a innopoints::Scheme, company: &Enterprise) -> Result<Option<Report<'a>>, String> {
    match scheme.score(company, day(scheme)) {
        Ok(report) => Ok(Some(report)),
        Err(problems) if problems.iter().all(|p| p.code == "too_large") => Ok(None),
        Err(problems) if *KNOWN && problems[0].code == "divide_by_zero" => Ok(None),
        Err(problems) => Err(format!("refused-{}: {}", problems[0].code, first(&problems))),
    }
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|t| t.parse().ok()).unwrap_or(otherwise)
}

thread_local! {
    /// Whether a panic of this thread is told by the check instead.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

static HOOK: LazyLock<()> = LazyLock::new(|| {
    let before = take_hook();
    set_hook(Box::new(move |info| {
        if QUIET.get() {
            LAST.set(info.location().map(ToString::to_string));
        } else {
            before(info);
        }
    }));
});

thread_local! {
    /// Where the last panic was.
    static LAST: Cell<Option<String>> = const { Cell::new(None) };
}

fn checked(check: &(dyn Fn(&Case, Dice) -> Verdict + Sync), case: &Case, dice: &Dice) -> Verdict {
    LazyLock::force(&HOOK);
    QUIET.set(true);
    let found = catch_unwind(AssertUnwindSafe(|| check(case, dice.clone())));
    QUIET.set(false);
    found.unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<String>().cloned();
        let text = text.or_else(|| cause.downcast_ref::<&str>().map(|t| t.to_string()));
        Err(format!("panic: {} at {}", text.unwrap_or_default(), LAST.take().unwrap_or_default()))
    })
}

/// Until quotients by 0 are undetermined in the library: `INNOPOINTS_KNOWN=1` passes over what comes of them, so that other
/// failures are seen.
pub static KNOWN: LazyLock<bool> = LazyLock::new(|| setting("INNOPOINTS_KNOWN", 0) == 1);

/// Draws so many cases and checks each. `draw` gives the company of a scheme that was drawn.
pub fn many(
    name: &str,
    count: u64,
    draw: impl Fn(&mut Dice, &Oracle) -> Json + Sync,
    check: impl Fn(&Case, Dice) -> Verdict + Sync,
) {
    let count = setting("INNOPOINTS_SCHEMES", if cfg!(debug_assertions) { count.div_ceil(20) } else { count });
    let one = |dice: &mut Dice| {
        let drawn = scheme(dice);
        let mut case = Case { scheme: drawn.scheme, base: drawn.base, company: json!({}) };
        case.company = draw(dice, &case.oracle());
        if dice.clone().one_in(3) { case.with_own_fields() } else { case }
    };
    run(name, count, one, check);
}

/// A case that failed: its number, itself, the dice it is drawn on with, and what was wrong.
type Failed = (u64, Case, Dice, String);

/// Draws so many cases and checks each.
pub fn run(
    name: &str,
    count: u64,
    draw: impl Fn(&mut Dice) -> Case + Sync,
    check: impl Fn(&Case, Dice) -> Verdict + Sync,
) {
    let seed = setting("INNOPOINTS_SEED", 20_261_101);
    let only = std::env::var("INNOPOINTS_CASE").ok().and_then(|t| t.parse::<u64>().ok());
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let started = Instant::now();
    let results: Vec<(BTreeMap<Seen, u64>, Vec<Failed>)> = std::thread::scope(|scope| {
        let work = |worker: u64| {
            let (draw, check) = (&draw, &check);
            move || {
                let (mut seen, mut failed) = (BTreeMap::new(), Vec::new());
                for i in (worker..count).step_by(threads as usize).filter(|i| only.is_none_or(|o| o == *i)) {
                    let mut dice = Dice::new(seed, i);
                    let case = draw(&mut dice);
                    match checked(check, &case, &dice) {
                        Ok(what) => *seen.entry(what).or_insert(0) += 1,
                        Err(why) => failed.push((i, case, dice, why)),
                    }
                }
                (seen, failed)
            }
        };
        let workers: Vec<_> = (0..threads).map(|worker| scope.spawn(work(worker))).collect();
        workers.into_iter().map(|w| w.join().expect("a worker")).collect()
    });
    let total = |what: Seen| results.iter().filter_map(|r| r.0.get(&what)).sum::<u64>();
    let mut failed: Vec<_> = results.iter().flat_map(|r| &r.1).collect();
    failed.sort_by_key(|f| f.0);
    println!(
        "{name}: {count} cases, seed {seed}: {} fail; {} compared, {} with nothing to compare, {} schemes refused, {} too large, in {:.1} s",
        failed.len(),
        total(Seen::Compared),
        total(Seen::Nothing),
        total(Seen::SchemeRefused),
        total(Seen::TooLarge),
        started.elapsed().as_secs_f64(),
    );
    let kind = |why: &str| why.split(':').next().unwrap_or_default().to_string();
    let mut kinds: BTreeMap<String, Vec<&(u64, Case, Dice, String)>> = BTreeMap::new();
    for f in &failed {
        kinds.entry(kind(&f.3)).or_default().push(f);
    }
    let mut told = String::new();
    for (kind_of, list) in &kinds {
        println!("  {kind_of}: {}", list.len());
        let show = setting("INNOPOINTS_SHOW", 1) as usize;
        for (i, case, dice, _) in list.iter().take(show) {
            let (small, why) = shrink(case, |c| {
                let again = checked(&check, c, dice);
                again.err().filter(|why| kind(why) == *kind_of)
            });
            let base = small.base.as_ref().map_or(String::new(), |b| format!("\n  base    {b}"));
            told +=
                &format!("\n{name}, case {i}: {why}{base}\n  scheme  {}\n  company {}\n", small.scheme, small.company);
        }
    }
    assert!(failed.is_empty(), "{} of {count} fail{told}", failed.len());
    if only.is_none() && count >= 1000 && !*KNOWN {
        let (compared, refused) = (total(Seen::Compared), total(Seen::SchemeRefused) + total(Seen::TooLarge));
        assert!(refused * 20 <= count, "{refused} of {count} were refused");
        assert!(compared * 4 >= count, "{compared} of {count} were compared");
    }
}

/// A smaller case that fails in the same way, and how.
fn shrink(case: &Case, fails: impl Fn(&Case) -> Option<String>) -> (Case, String) {
    let started = Instant::now();
    let mut best = case.clone();
    let mut why = fails(case).unwrap_or_else(|| "the failure does not come again".into());
    // Written out, where it fails like that too.
    if case.base.is_some() {
        let other = Case { scheme: case.whole(), base: None, ..case.clone() };
        if let Some(w) = fails(&other) {
            (best, why) = (other, w);
        }
    }
    loop {
        let mut smaller = false;
        let mut tries: Vec<Case> = Vec::new();
        for scheme in without(&best.scheme) {
            tries.push(Case { scheme, ..best.clone() });
        }
        for base in best.base.iter().flat_map(without) {
            tries.push(Case { base: Some(base), ..best.clone() });
        }
        for company in without(&best.company) {
            tries.push(Case { company, ..best.clone() });
        }
        for other in tries {
            if started.elapsed() > Duration::from_secs(10) {
                return (best, why);
            }
            if let Some(w) = fails(&other) {
                (best, why, smaller) = (other, w, true);
                break;
            }
        }
        if !smaller {
            return (best, why);
        }
    }
}

/// The same with one part taken out, the largest first; of a formula, an operand in its stead.
fn without(json: &Json) -> Vec<Json> {
    let mut places = Vec::new();
    collect(json, String::new(), &mut places);
    places.sort_by_key(|p| std::cmp::Reverse(p.1));
    let mut found = Vec::new();
    for (at, _) in &places {
        let (parent, key) = at.rsplit_once('/').expect("a pointer");
        let mut other = json.clone();
        let removed = match other.pointer_mut(parent) {
            Some(Json::Object(o)) if !["title", "source", "id", "zh", "en", "effective"].contains(&key) => {
                o.remove(key).is_some()
            }
            Some(Json::Array(list)) if !parent.ends_with("/between") => {
                list.remove(key.parse().expect("a place"));
                true
            }
            _ => false,
        };
        if removed {
            found.push(other);
        }
        if let (Some(Json::String(text)), true) = (json.pointer(at), ["when", "value", "flag"].contains(&key)) {
            for inner in operands(text) {
                let mut other = json.clone();
                *other.pointer_mut(at).expect("a formula") = inner.into();
                found.push(other);
            }
        }
    }
    found
}

fn collect(json: &Json, at: String, places: &mut Vec<(String, usize)>) {
    let children: Vec<(String, &Json)> = match json {
        Json::Object(o) => o.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Json::Array(list) => list.iter().enumerate().map(|(k, v)| (k.to_string(), v)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in children {
        let at = format!("{at}/{key}");
        places.push((at.clone(), value.to_string().len()));
        collect(value, at, places);
    }
}

/// What stands in parentheses within a formula, or on a side of an operator of the outermost level.
fn operands(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    for (i, c) in text.char_indices() {
        match c {
            '(' => open.push(i + 1),
            ')' => {
                let from = open.pop().unwrap_or(0);
                found.push(text[from..i].to_string());
            }
            _ => {}
        }
    }
    for sign in [" and ", " or ", " + ", " - ", " / ", " * ", ", ", " then ", " else ", "if ", "not "] {
        for (i, _) in text.match_indices(sign) {
            found.push(text[..i].trim_start_matches('(').to_string());
            found.push(text[i + sign.len()..].trim_end_matches(')').to_string());
        }
    }
    found.retain(|f| f.len() < text.len() && !f.is_empty());
    found
}
