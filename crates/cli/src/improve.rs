//! What would raise the score of one company: plans, what-if, what counts most.

use super::args::OneCompany;
use super::input::load_scheme;
use super::output::{BAD_INPUT, Stop, USAGE, complain, json_line};
use super::print::{Open, part, span};
use super::table::read_one;
use clap::Args;
use innopoints::answer::report::Change;
use innopoints::compare::what_if::ItemDifference;
use innopoints::dictionary::Dictionary;
use innopoints::number::group_thousands;
use innopoints::number::read::quantity;
use innopoints::plan::{Improvement, Plan, Target, Terms};
use innopoints::{Num, Problem, Text};
use std::io::Write;

#[derive(Args)]
pub struct ImproveArgs {
    #[command(flatten)]
    company: OneCompany,
    /// 要达到的总分 / the total to reach
    #[arg(
        long,
        value_name = "POINTS",
        allow_negative_numbers = true,
        required_unless_present = "pass",
        conflicts_with = "pass"
    )]
    target: Option<String>,
    /// 要通过 / pass the scheme
    #[arg(long)]
    pass: bool,
    /// 一项数据可以变到哪里：+20%、-10%、+50万元，或一个值 / how far a field may go: +20%, -10%, +50, or a value
    #[arg(long, value_name = "FIELD=LIMIT")]
    limit: Vec<String>,
    /// 一项数据不能变 / a field that stays as it is
    #[arg(long, value_name = "FIELD")]
    fix: Vec<String>,
    /// 一项数据每变一个单位的投入，万元 / the effort of a unit of a field, in 万元
    #[arg(long, value_name = "FIELD=COST")]
    cost: Vec<String>,
}

#[derive(Args)]
pub struct WhatIfArgs {
    #[command(flatten)]
    company: OneCompany,
    /// 一项数据改为什么 / what a field becomes
    #[arg(long, value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
    /// 改的是下一年：本年数字变为前一年数字 / the change is next year's: this year's figures become those of the year before
    #[arg(long)]
    next_year: bool,
}

pub fn improve(args: &ImproveArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.company.common.day()?;
    let scheme = load_scheme(&args.company.scheme, on)?;
    let target = match &args.target {
        None => Target::Pass,
        Some(text) => Target::Total(points("--target", text)?),
    };
    let mut terms = Terms::by(scheme.dictionary);
    for text in &args.limit {
        let (id, limit) = pair("--limit", text)?;
        usage("--limit", terms.limit(id, limit))?;
    }
    for text in &args.cost {
        let (id, cost) = pair("--cost", text)?;
        usage("--cost", terms.cost(id, cost))?;
    }
    // What is to stay stays, whatever else is said of it: the last word holds.
    for id in &args.fix {
        usage("--fix", terms.fix(id))?;
    }
    if let Err(problems) = scheme.check_target(target, &terms) {
        // That a scheme has no such target is told like other problems of it.
        let own = problems.iter().all(|p| matches!(p.code, "no_pass" | "no_points"));
        problems.into_iter().for_each(|p| eprintln!("{}", of_flag(p)));
        return Err(Stop::Code(if own { BAD_INPUT } else { USAGE }));
    }
    let (name, company) = read_one(&args.company.enterprise, scheme.dictionary)?;
    let answer = scheme.improve(&company, on, target, &terms).map_err(|problems| refuse(problems, name))?;
    if args.company.common.output.json {
        json_line(out, &answer)?;
    } else {
        print_answer(&answer, args.company.common.output.english, out)?;
    }
    Ok(0)
}

/// The number of points that a flag gives.
pub fn points(flag: &str, text: &str) -> Result<Num, Stop> {
    quantity(text, "").map_err(|_| {
        eprintln!("{flag}：“{text}”不是得分 / is not a number of points");
        Stop::Code(USAGE)
    })
}

/// `FIELD=…` in two.
pub fn pair<'a>(flag: &str, text: &'a str) -> Result<(&'a str, &'a str), Stop> {
    text.split_once('=').map(|(id, rest)| (id.trim(), rest.trim())).ok_or_else(|| {
        eprintln!("{flag}：“{text}”应写成 FIELD=… / must be written FIELD=…");
        Stop::Code(USAGE)
    })
}

/// What is wrong with a flag.
pub fn usage(flag: &str, result: Result<(), Box<Problem>>) -> Result<(), Stop> {
    result.map_err(|p| {
        eprintln!("{flag}: {}", of_flag(Problem { pointer: None, ..*p }));
        Stop::Code(USAGE)
    })
}

/// A problem of what a call says, as that of the flag which says it: `/limit/revenue` is `--limit revenue`.
fn of_flag(mut problem: Problem) -> String {
    let flag = problem.pointer.take().map(|at| at.replacen('/', "--", 1).replacen('/', " ", 1));
    flag.map_or(String::new(), |flag| flag + ": ") + &problem.to_string()
}

/// What is wrong with a company.
pub fn refuse(problems: Vec<Problem>, name: &str) -> Stop {
    let problems: Vec<Problem> = problems.into_iter().map(|p| p.file(Some(name))).collect();
    complain(&problems);
    Stop::Code(BAD_INPUT)
}

fn print_answer(a: &Improvement<'_>, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    let pick = |t: &Text| if english { t.en.clone() } else { t.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    writeln!(out, "{}  {}  {}", pick(a.title), a.document, a.on)?;
    writeln!(out, "{}", pick(&a.summary))?;
    for (n, plan) in a.plans.iter().enumerate() {
        writeln!(out, "\n{} {}", word("办法", "Plan"), n + 1)?;
        print_plan(plan, english, out)?;
    }
    if let Some(best) = &a.best {
        writeln!(out, "\n{}", word("得分最高的办法", "Most points"))?;
        print_plan(best, english, out)?;
    }
    if !a.plans.is_empty() || a.best.is_some() {
        let note = word(
            "投入和可变动的范围是本产品的估计，可用 --cost、--limit、--fix 另行指定。",
            "Effort and what may move are estimates of this product; --cost, --limit and --fix say otherwise.",
        );
        writeln!(out, "\n{note}")?;
    }
    Ok(())
}

fn print_plan(plan: &Plan<'_>, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    let pick = |t: &Text| if english { t.en.clone() } else { t.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    let then = &plan.then;
    let points = match (&then.typical, &then.bounds) {
        (Some(typical), Some(bounds)) => format!("{} {typical}（{}）", word("典型值", "typically"), span(bounds)),
        _ => Open { bounds: &then.bounds, typical: &None, estimate: &then.estimate }.points(english),
    };
    let share = plan.share.map_or(String::new(), |share| match english {
        true => format!(", the target reached by {share}% of the plausible tables"),
        false => format!("，{share}% 的可能的分值表达到目标"),
    });
    let verdict = match plan.then.passed {
        Some(true) => word("，通过", ", passes"),
        Some(false) => word("，未通过", ", does not pass"),
        None => "",
    };
    let words =
        if plan.changes.is_empty() { word("不改变", "nothing changes").to_string() } else { pick(&plan.words) };
    writeln!(out, "  {words}")?;
    writeln!(
        out,
        "  {} {} {}  {} {points}{share}{verdict}",
        word("投入约", "effort about"),
        group_thousands(&plan.cost),
        word("万元", "万元 (CNY 10,000)"),
        word("得分", "score")
    )?;
    for item in &plan.items {
        let by = signed(item.by.as_deref());
        print_item(item, &by, english, out)?;
    }
    Ok(())
}

fn print_item(item: &ItemDifference<'_>, by: &str, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    let title = if english { &item.title.en } else { &item.title.zh };
    let [was, is] = [0, 1].map(|at| item.estimate.as_ref().map(|both| &both[at]));
    let (was, is) = (part(&item.before, was, english), part(&item.after, is, english));
    writeln!(out, "  · {title} {was} → {is}{by}")?;
    Ok(())
}

/// `（+5）` where it is known.
fn signed(by: Option<&str>) -> String {
    let sign = |by: &str| if by.starts_with('-') { "" } else { "+" };
    by.map_or(String::new(), |by| format!("（{}{by}）", sign(by)))
}

/// A field's name in the language asked for.
fn named(dictionary: &Dictionary, id: &str, english: bool) -> &'static str {
    let title = dictionary.get(id).map(|field| field.title);
    title.map_or("", |t| if english { t.en } else { t.zh })
}

pub fn what_if(args: &WhatIfArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.company.common.day()?;
    let scheme = load_scheme(&args.company.scheme, on)?;
    let changes: Vec<(&str, &str)> = args.set.iter().map(|text| pair("--set", text)).collect::<Result<_, _>>()?;
    let (name, company) = read_one(&args.company.enterprise, scheme.dictionary)?;
    let answer = scheme.what_if(&company, on, &changes, args.next_year).map_err(|p| refuse(p, name))?;
    if args.company.common.output.json {
        json_line(out, &answer)?;
        return Ok(0);
    }
    let pick = |t: &Text| if args.company.common.output.english { t.en.clone() } else { t.zh.clone() };
    writeln!(out, "{}  {}  {}", pick(answer.title), answer.document, answer.on)?;
    writeln!(out, "{}", pick(&answer.summary))?;
    for Change { field, by, to, unit } in &answer.changes {
        let by = signed(by.as_deref());
        writeln!(out, "  {} → {to} {unit}{by}", named(scheme.dictionary, field, args.company.common.output.english))?;
    }
    for item in &answer.items {
        let by = signed(item.by.as_deref());
        print_item(item, &by, args.company.common.output.english, out)?;
    }
    let mark = |met: Option<bool>| match met {
        Some(true) => "✓",
        Some(false) => "✗",
        None => "?",
    };
    for c in &answer.conditions {
        writeln!(out, "  · {} {} → {}", pick(c.title), mark(c.before), mark(c.after))?;
    }
    Ok(0)
}

pub fn sensitivity(args: &OneCompany, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.common.day()?;
    let scheme = load_scheme(&args.scheme, on)?;
    let (name, company) = read_one(&args.enterprise, scheme.dictionary)?;
    let answer = scheme.sensitivity(&company, on).map_err(|p| refuse(p, name))?;
    if args.common.output.json {
        json_line(out, &answer)?;
        return Ok(0);
    }
    let pick = |t: &Text| if args.common.output.english { t.en.clone() } else { t.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if args.common.output.english { en } else { zh };
    writeln!(out, "{}  {}", pick(answer.title), answer.on)?;
    writeln!(out, "{}", pick(&answer.summary))?;
    for i in &answer.inputs {
        let all = [&i.per_unit, &i.per_unit_less, &i.per_percent, &i.per_percent_less];
        if all.iter().all(|p| p.as_deref().is_none_or(|p| p == "0")) {
            continue;
        }
        let [more, less, up, down] = all.map(|p| p.as_deref().unwrap_or("-"));
        let each = if i.unit.is_empty() { "1" } else { i.unit };
        let points = word("分", "points");
        writeln!(
            out,
            "  {}: +1 {each} {more}, −1 {each} {less}, +1% {up}, −1% {down} {points}",
            named(scheme.dictionary, i.field, args.common.output.english)
        )?;
    }
    for m in answer.missing.iter().filter(|m| m.most != "0") {
        let narrows = word("补充后得分范围缩小", "once known narrows the bounds by");
        writeln!(
            out,
            "  ? {} {narrows} {}–{}",
            named(scheme.dictionary, m.field, args.common.output.english),
            m.least,
            m.most
        )?;
    }
    if let Some(notice) = &answer.notice {
        writeln!(out, "{}", pick(notice))?;
    }
    Ok(0)
}
