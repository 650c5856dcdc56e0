//! What would raise the score of one company: plans, what-if, what counts most; and whether a report holds.

use super::{BAD_INPUT, Stop, USAGE, complain, day, finance, json_line, load_scheme, read_one, read_text};
use clap::Args;
use innopoints::answer::report::Change;
use innopoints::dictionary::Dictionary;
use innopoints::number::read::quantity;
use innopoints::plan::{Improvement, Plan, Target, Terms};
use innopoints::verify::{Schemes, verify};
use innopoints::{Problem, Scheme, Text, shipped};
use std::io::Write;

#[derive(Args)]
pub struct ImproveArgs {
    /// 评价办法的标识或一族的标识，或方案文件 / id of a scheme or of its family, or a scheme file
    #[arg(long, value_name = "ID|FILE")]
    scheme: String,
    /// 按哪一天的规则，默认今天（北京时间） / day to apply the rules for; today (Beijing) by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
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
    /// 企业数据：.json，或 - 表示标准输入 / company data, or - for standard input
    enterprise: String,
    /// 以 JSON 输出 / print JSON
    #[arg(long)]
    json: bool,
    /// 文字用英文 / words in English
    #[arg(long)]
    english: bool,
}

#[derive(Args)]
pub struct WhatIfArgs {
    /// 评价办法的标识或一族的标识，或方案文件 / id of a scheme or of its family, or a scheme file
    #[arg(long, value_name = "ID|FILE")]
    scheme: String,
    /// 按哪一天的规则，默认今天（北京时间） / day to apply the rules for; today (Beijing) by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// 一项数据改为什么 / what a field becomes
    #[arg(long, value_name = "FIELD=VALUE", required = true)]
    set: Vec<String>,
    /// 改的是下一年：本年数字变为前一年数字 / the change is next year's: this year's figures become those of the year before
    #[arg(long)]
    next_year: bool,
    /// 企业数据：.json，或 - 表示标准输入 / company data, or - for standard input
    enterprise: String,
    /// 以 JSON 输出 / print JSON
    #[arg(long)]
    json: bool,
    /// 文字用英文 / words in English
    #[arg(long)]
    english: bool,
}

#[derive(Args)]
pub struct SensitivityArgs {
    /// 评价办法的标识或一族的标识，或方案文件 / id of a scheme or of its family, or a scheme file
    #[arg(long, value_name = "ID|FILE")]
    scheme: String,
    /// 按哪一天的规则，默认今天（北京时间） / day to apply the rules for; today (Beijing) by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// 企业数据：.json，或 - 表示标准输入 / company data, or - for standard input
    enterprise: String,
    /// 以 JSON 输出 / print JSON
    #[arg(long)]
    json: bool,
    /// 文字用英文 / words in English
    #[arg(long)]
    english: bool,
}

#[derive(Args)]
pub struct VerifyArgs {
    /// 报告（score --json --full 的输出），或 - 表示标准输入 / a report (of score --json --full), or - for standard input
    report: String,
    /// 报告所用的方案文件，若不是内置的 / the scheme file of the report, where it is not shipped
    #[arg(long, value_name = "FILE")]
    scheme: Option<String>,
    /// 报告所用的本行产品文件，或它们要用的方案文件；可写多次
    /// / a file of instruments that the report was made with, or of a scheme that they ask; may be repeated
    #[arg(long, value_name = "FILE")]
    with: Vec<String>,
    /// 以 JSON 输出 / print JSON
    #[arg(long)]
    json: bool,
    /// 文字用英文 / words in English
    #[arg(long)]
    english: bool,
}

pub fn improve(args: &ImproveArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = day(args.on.as_deref())?;
    let scheme = load_scheme(&args.scheme, on)?;
    let target = match &args.target {
        None => Target::Pass,
        Some(text) => Target::Total(quantity(text, "").map_err(|_| {
            eprintln!("--target：“{text}”不是得分 / is not a number of points");
            Stop::Code(USAGE)
        })?),
    };
    let mut terms = Terms::default();
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
    let (name, company) = read_one(&args.enterprise)?;
    let answer = scheme.improve(&company, on, target, &terms).map_err(|problems| refuse(problems, name))?;
    if args.json {
        json_line(out, &answer)?;
    } else {
        print_answer(&answer, args.english, out)?;
    }
    Ok(0)
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
    let bounds = span(&plan.then.bounds);
    let points = match &plan.then.typical {
        Some(typical) => format!("{} {typical}（{bounds}）", word("典型值", "typically")),
        None => bounds,
    };
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
        "  {} {} {}  {} {points}{verdict}",
        word("投入约", "effort about"),
        plan.cost,
        word("万元", "万元 (CNY 10,000)"),
        word("得分", "score")
    )?;
    for item in &plan.items {
        let by = signed(&item.by);
        writeln!(out, "  · {} {} → {}{by}", pick(item.title), span(&item.before), span(&item.after))?;
    }
    Ok(())
}

fn span(b: &[String; 2]) -> String {
    if b[0] == b[1] { b[0].clone() } else { format!("{}–{}", b[0], b[1]) }
}

/// `（+5）` where it is known.
fn signed(by: &Option<String>) -> String {
    let sign = |by: &String| if by.starts_with('-') { "" } else { "+" };
    by.as_ref().map_or(String::new(), |by| format!("（{}{by}）", sign(by)))
}

/// A field's name in the language asked for.
fn named(id: &str, english: bool) -> &'static str {
    let dictionary = Dictionary::shipped();
    let title = dictionary.find(id).map(|place| dictionary.fields[place].title);
    title.map_or("", |t| if english { t.en } else { t.zh })
}

pub fn what_if(args: &WhatIfArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = day(args.on.as_deref())?;
    let scheme = load_scheme(&args.scheme, on)?;
    let changes: Vec<(&str, &str)> = args.set.iter().map(|text| pair("--set", text)).collect::<Result<_, _>>()?;
    let (name, company) = read_one(&args.enterprise)?;
    let answer = scheme.what_if(&company, on, &changes, args.next_year).map_err(|p| refuse(p, name))?;
    if args.json {
        json_line(out, &answer)?;
        return Ok(0);
    }
    let pick = |t: &Text| if args.english { t.en.clone() } else { t.zh.clone() };
    writeln!(out, "{}  {}  {}", pick(answer.title), answer.document, answer.on)?;
    writeln!(out, "{}", pick(&answer.summary))?;
    for Change { field, by, to, unit } in &answer.changes {
        let by = signed(by);
        writeln!(out, "  {} → {to} {unit}{by}", named(field, args.english))?;
    }
    for item in &answer.items {
        let by = signed(&item.by);
        writeln!(out, "  · {} {} → {}{by}", pick(item.title), span(&item.before), span(&item.after))?;
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

pub fn sensitivity(args: &SensitivityArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = day(args.on.as_deref())?;
    let scheme = load_scheme(&args.scheme, on)?;
    let (name, company) = read_one(&args.enterprise)?;
    let answer = scheme.sensitivity(&company, on).map_err(|p| refuse(p, name))?;
    if args.json {
        json_line(out, &answer)?;
        return Ok(0);
    }
    let pick = |t: &Text| if args.english { t.en.clone() } else { t.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if args.english { en } else { zh };
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
            named(i.field, args.english)
        )?;
    }
    for m in answer.missing.iter().filter(|m| m.most != "0") {
        let narrows = word("补充后得分范围缩小", "once known narrows the bounds by");
        writeln!(out, "  ? {} {narrows} {}–{}", named(m.field, args.english), m.least, m.most)?;
    }
    if let Some(notice) = &answer.notice {
        writeln!(out, "{}", pick(notice))?;
    }
    Ok(0)
}

pub fn verify_report(args: &VerifyArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let text = read_text(&args.report)?;
    let name = if args.report == "-" { "<stdin>" } else { args.report.as_str() };
    let file = args.scheme.as_deref().map(|file| read_text(file).map(|text| (file, text))).transpose()?;
    if let Some((file, text)) = &file {
        Scheme::parse(text, Some(file)).map_err(|p| refuse(p, file))?;
    }
    let desk = finance::desk(&args.with)?;
    let shipped = |id: &str| Scheme::parse(shipped::scheme(id)?, Some(id)).ok();
    let find = |id: &str| match &file {
        Some((file, text)) => Scheme::parse(text, Some(file)).ok(),
        None => shipped(id),
    };
    let schemes = Schemes { find: &find, shipped: &|id| shipped(id).map(|s| s.digest.clone()) };
    let answer = verify(&text, &schemes, &desk).map_err(|p| refuse(p, name))?;
    if args.json {
        json_line(out, &answer)?;
    } else {
        writeln!(out, "{}", if args.english { &answer.summary.en } else { &answer.summary.zh })?;
    }
    Ok(if answer.holds { 0 } else { BAD_INPUT })
}
