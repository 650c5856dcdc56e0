//! Every question about any scheme ends within its budget of instructions, whatever is unknown.

use crate::company::{Dice, company, mixed};
use crate::hostile;
use innopoints::plan::{Target, Terms};
use innopoints::search::{Work, score_within};
use innopoints::{Date, Enterprise, Num, Scheme, shipped};

/// The most that a question may take: what was begun is ended, a look at a box, the choices of a block, of a plan that was
/// found what is certain of it.
const fn most(budget: u64) -> u64 {
    budget + budget / 2
}

fn day(scheme: &Scheme) -> Date {
    scheme.to.unwrap_or(Date::parse("2026-11-01").expect("a day"))
}

/// Asks everything there is to ask of a company; gives the most instructions that one question took.
fn ask(scheme: &Scheme, e: &Enterprise, name: &str) -> u64 {
    let on = day(scheme);
    let mut taken = 0;
    let mut within = |question: &str, work: &Work, budget: u64| {
        let spent = work.spent();
        assert!(spent <= most(budget), "{name}: {question} takes {spent} instructions");
        taken = taken.max(spent);
    };
    let work = Work::default();
    let Ok(score) = score_within(scheme, e, on, &[], &work) else { return 0 };
    within("score", &work, Work::QUESTION);
    let work = Work::default();
    let sensitivity = scheme.sensitivity_within(e, on, &work).expect("an answer");
    within("sensitivity", &work, Work::QUESTION);
    assert!(sensitivity.complete || work.left() < Work::QUESTION / 2, "{name}: stopped early");
    // Nothing is another figure, and all the work of a change.
    let work = Work::default();
    scheme.what_if_within(e, on, &[], false, &work).expect("an answer");
    within("what_if", &work, Work::QUESTION);
    let from = score.total.lo.unwrap_or(Num::ZERO).round(scheme.precision);
    let mut targets: Vec<Target> = scheme.pass.iter().map(|_| Target::Pass).collect();
    if !scheme.groups.is_empty() {
        targets.push(Target::Total(from.add(Num::int(7)).expect("a total")));
    }
    for target in targets {
        let work = Work::of(Work::PLANS);
        scheme.improve_within(e, on, target, &Terms::default(), &work).expect("an answer");
        within("improve", &work, Work::PLANS);
    }
    taken
}

#[test]
fn hostile_schemes() {
    for (name, text) in hostile::schemes() {
        let scheme = Scheme::parse(&text, None).unwrap_or_else(|p| panic!("{name}: {p:?}"));
        let mut most = ask(&scheme, &Enterprise::default(), name);
        for n in 0..3 {
            let mut dice = Dice(n);
            let full = company(&scheme, &mut dice);
            most = most.max(ask(&scheme, &full, name)).max(ask(&scheme, &mixed(&scheme, &full, &mut dice), name));
        }
        println!("{name}: {most} instructions");
    }
}

/// A thousand random mixes of gaps and ranges for each shipped scheme; `INNOPOINTS_MIXES` draws another number.
#[test]
fn mixes_of_gaps_and_ranges() {
    let mixes: u64 = std::env::var("INNOPOINTS_MIXES").ok().and_then(|n| n.parse().ok()).unwrap_or(1000);
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let draw = || {
        while let Some((id, text)) = shipped::SCHEMES.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let scheme = Scheme::parse(text, Some(id)).expect("a scheme");
            let mut most = 0;
            for n in 0..mixes {
                let mut dice = Dice(n + 20_261_101);
                let full = company(&scheme, &mut dice);
                most = most.max(ask(&scheme, &mixed(&scheme, &full, &mut dice), &format!("{id} {n}")));
            }
            println!("{id}: {most} instructions");
        }
    };
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(draw))));
}

/// The search says when it is stopped: with no budget nothing is claimed to be tight or complete.
#[test]
fn a_search_that_is_stopped_says_so() {
    let scheme = Scheme::parse(include_str!("../hostile/nonmono40.json"), None).expect("a scheme");
    let (e, on) = (Enterprise::default(), day(&scheme));
    let score = score_within(&scheme, &e, on, &[], &Work::of(1)).expect("a score");
    assert!(!score.tight);
    let whole = score_within(&scheme, &e, on, &[], &Work::default()).expect("a score");
    assert!(score.total.lo <= whole.total.lo && whole.total.hi <= score.total.hi);
    let mut dice = Dice(1);
    let full = company(&scheme, &mut dice);
    let target = Target::Total(Num::int(3000));
    let answer = scheme.improve_within(&full, on, target, &Terms::default(), &Work::of(1)).expect("an answer");
    assert!(!answer.complete);
    assert!(!scheme.sensitivity_within(&full, on, &Work::of(1)).expect("an answer").complete);
    // Nor does it claim to know all that decides.
    for (name, text) in hostile::schemes() {
        let scheme = Scheme::parse(&text, None).expect("a scheme");
        for instructions in [1, 2000, 50_000] {
            let work = Work::of(instructions);
            let score = score_within(&scheme, &e, on, &[], &work).expect("a score");
            let open = scheme.pass.is_some() && score.passed.is_none();
            assert!(!(open && score.deciding.is_empty() && score.deciding_all), "{name}: {instructions}");
            assert!(open || score.deciding_all, "{name}: {instructions}");
        }
    }
}
