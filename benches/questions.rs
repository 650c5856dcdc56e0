//! The slowest of each question over shipped schemes x gaps and over hostile schemes, in time and in evaluated instructions of
//! the budget. `cargo bench --bench questions`; `INNOPOINTS_COMPANIES` draws more of each scheme, `INNOPOINTS_PLANS=1` asks for
//! plans too. With `-- --cases` it asks nothing and prints the schemes and companies, for benches/questions.mjs.
#![allow(missing_docs)]

#[path = "../tests/random/company.rs"]
#[allow(dead_code)]
mod company;
#[path = "../tests/hostile/mod.rs"]
mod hostile;
#[path = "../tests/random/mod.rs"]
mod random;

use company::{Dice, company, with_gaps};
use innopoints::plan::{Target, Terms};
use innopoints::search::{Work, score_within};
use innopoints::{Date, Enterprise, Num, Scheme, shipped};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// What one question may take natively: half of what it may take in WebAssembly.
const BUDGET_MS: u32 = 50;

/// The time that this thread has had, where the system tells it, so that what else the machine does is no matter.
fn now() -> Duration {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    let begun = BEGUN.get_or_init(Instant::now);
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = stat.and_then(|text| text.split(' ').next().and_then(|n| n.parse().ok()));
    nanos.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}

/// The slowest of a kind of question.
#[derive(Default)]
struct Slowest {
    asked: u32,
    sum: Duration,
    most: Duration,
    work: u64,
    open: u32,
    what: String,
}

impl Slowest {
    /// Asks a question of which `ask` tells whether it was answered to the end.
    fn time(&mut self, budget: u64, what: impl Fn() -> String, ask: impl Fn(&Work) -> bool) {
        let once = |_| {
            let (work, begun) = (Work::of(budget), now());
            let complete = ask(&work);
            (now().saturating_sub(begun), work.spent(), complete)
        };
        // The best of two, of more where it is slow: what else the machine does is no matter here.
        let mut best = (0..2).map(once).min().expect("two");
        if best.0.as_millis() > 20 {
            best = (0..3).map(once).min().expect("three").min(best);
        }
        self.asked += 1;
        self.sum += best.0;
        self.open += u32::from(!best.2);
        self.work = self.work.max(best.1);
        if best.0 > self.most {
            (self.most, self.what) = (best.0, what());
        }
    }

    fn print(&self, name: &str) {
        if self.asked > 0 {
            let ms = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1000.0);
            println!(
                "{name:<52} {:>6} {:>8} {:>8} {:>9} {:>6}  {}",
                self.asked,
                ms(self.sum / self.asked),
                ms(self.most),
                self.work,
                self.open,
                self.what
            );
        }
    }
}

fn targets(scheme: &Scheme, e: &Enterprise, on: Date) -> Vec<Target> {
    let mut targets: Vec<Target> = scheme.pass.iter().map(|_| Target::Pass).collect();
    if let (false, Ok(now)) = (scheme.groups.is_empty(), innopoints_core::score::score(scheme, e, on, &[])) {
        let from = now.typical.or(now.total.lo).unwrap_or(Num::ZERO).round(scheme.precision);
        let more = |by: i64| from.add(Num::int(by)).expect("a total").max(Num::ZERO);
        targets.extend([-9, 2, 7, 18].map(|by| Target::Total(more(by))));
    }
    targets
}

/// A scheme and a company as a line of JSON.
fn print_case(scheme: &Scheme, name: &str, text: &str, e: &Enterprise, on: Date) {
    let Ok(scored) = scheme.scored(e, on) else { return };
    let full = serde_json::to_value(innopoints::verify::full(&scored, None)).expect("a report");
    let targets: Vec<String> = targets(scheme, e, on)
        .iter()
        .map(|target| match target {
            Target::Pass => "pass".to_owned(),
            Target::Total(total) => total.to_text(2),
        })
        .collect();
    let company = &full["enterprise"];
    println!(
        "{}",
        serde_json::json!({ "name": name, "scheme": text, "company": company, "on": on.to_text(), "targets": targets })
    );
}

fn main() {
    let cases = std::env::args().any(|arg| arg == "--cases");
    let companies = std::env::var("INNOPOINTS_COMPANIES").ok().and_then(|n| n.parse().ok()).unwrap_or(30);
    let only = std::env::var("INNOPOINTS_ONLY").unwrap_or_default();
    if !cases {
        println!(
            "{:<52} {:>6} {:>8} {:>8} {:>9} {:>6}  (budget {BUDGET_MS} ms, {} instructions)",
            "ms",
            "asked",
            "average",
            "slowest",
            "work",
            "open",
            Work::QUESTION
        );
    }
    let plans = std::env::var("INNOPOINTS_PLANS").is_ok_and(|asked| asked != "0");
    let mut slowest = Duration::ZERO;
    let hostile = hostile::schemes();
    let shipped = shipped::SCHEMES.iter().map(|(id, text)| (*id, text.to_string(), Some(*id)));
    for (id, text, file) in shipped.chain(hostile.into_iter().map(|(id, text)| (id, text, None))) {
        if !id.contains(&only) {
            continue;
        }
        let scheme = Scheme::parse(&text, file).unwrap_or_else(|p| panic!("{id}: {p:?}"));
        let on = scheme.to.unwrap_or(Date::parse("2026-11-01").expect("a day"));
        for gaps in ["known", "gaps", "ranges", "nothing"] {
            let [mut sound, mut tight, mut sensitivity, mut improve] = [0; 4].map(|_| Slowest::default());
            for n in 0..companies {
                let mut dice = Dice(n + 4711);
                let full = company(&scheme, &mut dice);
                let e = match gaps {
                    "known" => full,
                    "gaps" => with_gaps(&scheme, &full, &mut dice).0,
                    "ranges" => company::mixed(&scheme, &full, &mut dice),
                    _ if n > 0 => continue,
                    _ => Enterprise::of(scheme.dictionary),
                };
                let name = || n.to_string();
                if cases {
                    print_case(&scheme, &format!("{id}, {gaps}: {n}"), &text, &e, on);
                    continue;
                }
                sound.time(Work::QUESTION, name, |_| innopoints_core::score::score(&scheme, &e, on, &[]).is_ok());
                tight.time(Work::QUESTION, name, |work| {
                    score_within(&scheme, &e, on, &[], work).is_ok_and(|s| s.tight && s.deciding_all)
                });
                sensitivity.time(Work::QUESTION, name, |work| {
                    scheme.sensitivity_within(&e, on, work).is_ok_and(|s| s.complete)
                });
                for target in targets(&scheme, &e, on).into_iter().filter(|_| plans) {
                    let name = || format!("{n} {target:?}");
                    let ask = |work: &Work| {
                        scheme.improve_within(&e, on, target, &Terms::default(), work).is_ok_and(|i| i.complete)
                    };
                    improve.time(Work::PLANS, name, ask);
                }
            }
            for (question, own) in
                [("sound", &sound), ("tight", &tight), ("sensitivity", &sensitivity), ("improve", &improve)]
            {
                own.print(&format!("{id}, {gaps}: {question}"));
                slowest = slowest.max(own.most);
            }
        }
    }
    if cases {
        return;
    }
    println!("slowest {:.1} ms; budget {BUDGET_MS} ms", slowest.as_secs_f64() * 1000.0);
}
