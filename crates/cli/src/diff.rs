//! `diff`: many companies under two schemes.

use super::args::Common;
use super::input::{load_scheme, shown};
use super::output::{BAD_INPUT, Refused, Stop, USAGE, complain, json_line, visible};
use super::print::{Open, passing, span, verdict};
use super::table::{Companies, Input, Reading};
use clap::Args;
use innopoints::compare::diff::{Basis, Cause, Difference, Side, Totals, Way, basis, difference};
use innopoints::notice::notice;
use innopoints::number::Decimal;
use innopoints::table::Row;
use innopoints::{Date, Scheme, Text};
use serde::Serialize;
use std::io::Write;

#[derive(Args)]
pub struct DiffArgs {
    /// 原来的评价办法：标识或方案文件 / the first scheme: id or file
    #[arg(value_name = "ID|FILE")]
    before: String,
    /// 另一个评价办法 / the second scheme
    #[arg(value_name = "ID|FILE")]
    after: String,
    /// 企业数据：.csv、.xlsx、.ndjson、.json，或 - 表示标准输入 / companies, or - for standard input
    table: String,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct OneLine<'a> {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(flatten)]
    difference: &'a Difference<'a>,
}

/// The last line of the JSON: what was compared, and the sums.
#[derive(Serialize)]
struct Summary<'a> {
    before: Compared<'a>,
    after: Compared<'a>,
    totals: &'a Totals,
}

#[derive(Serialize)]
struct Compared<'a> {
    scheme: &'a str,
    title: &'a Text,
    on: String,
    official: bool,
    notice: Option<Text>,
}

impl Compared<'_> {
    fn of(s: &Scheme, on: Date) -> Compared<'_> {
        Compared { scheme: &s.id, title: &s.title, on: on.to_string(), official: s.official, notice: notice(s) }
    }
}

/// Every company of a table under two schemes.
pub fn diff(args: &DiffArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.common.day()?;
    let (before, after) = (load_scheme(&args.before, on)?, load_scheme(&args.after, on)?);
    // A version that has ended, or has yet to begin, is taken as of its last or first day.
    let days = [&before, &after].map(|s| if on < s.from { s.from } else { s.to.map_or(on, |to| on.min(to)) });
    let name = args.table.as_str();
    let shown = shown(name);
    let input = Input::read(name, &args.reading, after.dictionary)?;
    let mut table = Companies::open(name, &input, &args.reading, after.dictionary)?;
    let rows: Vec<Row> = table.by_ref().collect();
    let word = |zh: &'static str, en: &'static str| if args.common.output.english { en } else { zh };
    let pick = |t: &Text| if args.common.output.english { t.en.clone() } else { t.zh.clone() };
    let Some(by) = basis(&before, &after) else {
        let (a, b) = (&before.id, &after.id);
        eprintln!("“{a}”与“{b}”没有可以比较的：不是都有分数、都有结论或都有分类");
        eprintln!("\"{a}\" and \"{b}\" have nothing to compare: not both give points, verdicts or classes");
        return Err(Stop::Code(USAGE));
    };
    if !args.common.output.json {
        for (scheme, on) in [(&before, days[0]), (&after, days[1])] {
            writeln!(out, "{}  {}  {on}", pick(&scheme.title), scheme.document)?;
            if let Some(notice) = notice(scheme) {
                writeln!(out, "    {}", pick(&notice))?;
            }
        }
        match by {
            Basis::Points => {}
            Basis::Verdict => writeln!(
                out,
                "{}",
                word("不是都有分数，所以比较结论", "Not both give points, so the verdicts are compared")
            )?,
            Basis::Class => writeln!(out, "{}", word("比较分类", "The classes are compared"))?,
        }
        writeln!(out)?;
    }
    let mut totals = Totals::default();
    for row in &rows {
        let both = row.company.as_ref().map_err(Clone::clone).and_then(|company| {
            let reports = (before.scored(company, days[0]), after.scored(company, days[1]));
            match reports {
                (Ok(a), Ok(b)) => Ok((a, b)),
                // One problem may stand in both.
                (Err(mut a), Err(b)) => {
                    a.extend(b.into_iter().filter(|p| !a.contains(p)).collect::<Vec<_>>());
                    Err(a)
                }
                (Err(problems), _) | (_, Err(problems)) => Err(problems),
            }
        });
        let name = row.name.as_deref();
        match both {
            Ok((a, b)) => {
                let d = difference(by, &a, &b);
                totals.count(&d);
                if args.common.output.json {
                    json_line(out, &OneLine { line: row.line, name, difference: &d })?;
                } else {
                    print_difference(row.line, name, &d, [&before, &after], args.common.output.english, out)?;
                }
            }
            Err(problems) => {
                totals.refuse();
                let problems = table.located(row, &problems);
                if args.common.output.json {
                    json_line(out, &Refused { line: Some(row.line), name, errors: &problems })?;
                } else {
                    writeln!(
                        out,
                        "{}\t{}\t{}",
                        row.line,
                        visible(name.unwrap_or("-")),
                        word("无法计算", "not scored")
                    )?;
                }
                complain(&problems);
            }
        }
    }
    if rows.is_empty() {
        eprintln!("{shown}: 没有企业数据 / no company in it");
        return Ok(BAD_INPUT);
    }
    if args.common.output.json {
        let (before, after) = (Compared::of(&before, days[0]), Compared::of(&after, days[1]));
        json_line(out, &Summary { before, after, totals: &totals })?;
    } else {
        let t = &totals;
        let (companies, gains, loses) = (t.companies, t.gains, t.loses);
        match (by, args.common.output.english) {
            (Basis::Points, true) => {
                write!(out, "\n{companies} compared: {gains} gain, {loses} lose, {} same", t.same)?
            }
            (Basis::Points, false) => {
                write!(out, "\n共比较 {companies} 家：得分上升 {gains}，下降 {loses}，不变 {}", t.same)?;
            }
            (Basis::Verdict, true) => {
                write!(out, "\n{companies} compared: {gains} come to pass, {loses} cease to, {} same", t.same)?;
            }
            (Basis::Verdict, false) => {
                write!(out, "\n共比较 {companies} 家：变为通过 {gains}，变为不通过 {loses}，不变 {}", t.same)?;
            }
            (Basis::Class, true) => write!(out, "\n{companies} compared: {} change, {} same", t.changes, t.same)?,
            (Basis::Class, false) => write!(out, "\n共比较 {companies} 家：改变 {}，不变 {}", t.changes, t.same)?,
        }
        if args.common.output.english {
            writeln!(out, ", {} open; {} refused", t.open, t.refused)?;
        } else {
            writeln!(out, "，未定 {}；{} 家无法计算", t.open, t.refused)?;
        }
        if before.pass.is_some() && after.pass.is_some() {
            let all: Vec<String> = t
                .verdicts
                .iter()
                .map(|v| {
                    let [a, b] = [v.before, v.after].map(|passed| passing(passed, args.common.output.english));
                    format!("{a} → {b} {}", v.companies)
                })
                .collect();
            let (was, is) = (t.passed_before, t.passed_after);
            let (newly, no_longer) = (t.newly_passed, t.no_longer_passed);
            if args.common.output.english {
                writeln!(out, "passing {was} → {is}: {newly} newly, {no_longer} no longer ({})", all.join(", "))?;
            } else {
                writeln!(out, "通过 {was} → {is} 家：新通过 {newly}，不再通过 {no_longer}（{}）", all.join("，"))?;
            }
        }
        if let Some(mean) = &t.mean_change {
            let mark = t.notice.as_ref().map(pick);
            let mark = mark.map_or(String::new(), |m| {
                if args.common.output.english { format!(" ({m})") } else { format!("（{m}）") }
            });
            writeln!(out, "{}{mark} {}", word("确切总分平均变化", "mean change of exact totals"), signed(mean))?;
        }
        if let Some(mean) = &t.mean_typical_change {
            let words = word(
                "典型总分平均变化（估算，不是官方分数）",
                "mean change of typical totals (estimate, not official)",
            );
            writeln!(out, "{words} {}", signed(mean))?;
        }
    }
    Ok(if totals.refused > 0 { BAD_INPUT } else { 0 })
}

/// With a plus where it is more.
fn signed(change: &str) -> String {
    if change.starts_with('-') || change == "0" { change.to_string() } else { format!("+{change}") }
}

/// Indicators that are named for each company.
const SHOWN: usize = 5;

fn print_difference(
    line: u32,
    name: Option<&str>,
    d: &Difference<'_>,
    schemes: [&Scheme; 2],
    english: bool,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    let way = match d.way {
        Way::Gains => word("上升", "gains"),
        Way::Loses => word("下降", "loses"),
        Way::Same => word("不变", "same"),
        Way::Changes => word("改变", "changes"),
        Way::Open => word("未定", "open"),
    };
    let change = d.change.as_deref().filter(|_| d.way != Way::Same);
    let change = change.map_or(String::new(), |c| format!(" {}", signed(c)));
    let concluded = |scheme: &Scheme, side: &Side<'_>| match (d.by, side.class_title) {
        (Basis::Class, Some(class)) => (if english { &class.en } else { &class.zh }).clone(),
        (Basis::Class, None) => word("待定", "open").to_string(),
        _ => verdict(scheme, side.passed, english).to_string(),
    };
    let [a, b] = [concluded(schemes[0], &d.before), concluded(schemes[1], &d.after)];
    let verdicts = if a == b { a.clone() } else { format!("{a} → {b}") };
    // Not official: the notice stands above; each such total is marked.
    let total = |side: &Side<'_>| {
        let typical = side.typical.as_deref().map_or(String::new(), |t| [word("，典型 ", ", typical "), t].concat());
        let mark = if english { format!(" (estimate{typical})") } else { format!("（估算{typical}）") };
        if let (None, Some(_)) = (&side.bounds, &side.estimate) {
            return Open { bounds: &None, typical: &None, estimate: &side.estimate }.points(english);
        }
        let Some(bounds) = &side.bounds else { return word("无分数", "no points").to_string() };
        span(bounds) + if side.official { "" } else { &mark }
    };
    let (before, after) = (total(&d.before), total(&d.after));
    let totals =
        if d.before.max.is_none() && d.after.max.is_none() { "-".to_string() } else { format!("{before} → {after}") };
    writeln!(out, "{line}\t{}\t{totals}\t{way}{change}\t{verdicts}", visible(name.unwrap_or("-")))?;
    // Where points do not tell, or the verdicts differ: what keeps the company from passing.
    if d.by == Basis::Verdict || a != b {
        for (scheme, side) in schemes.iter().zip([&d.before, &d.after]).filter(|(_, side)| !side.unmet.is_empty()) {
            let titles = |met: Option<bool>| {
                let titles = side.unmet.iter().filter(|u| u.met == met);
                let titles: Vec<&str> = titles.map(|u| if english { &*u.title.en } else { &u.title.zh }).collect();
                titles.join(word("、", ", "))
            };
            for (met, what) in [(Some(false), word("未满足", "not met")), (None, word("待定", "open"))] {
                let titles = titles(met);
                if !titles.is_empty() {
                    writeln!(out, "\t· {} {what}{}{titles}", scheme.id, word("：", ": "))?;
                    // One that is not met is enough.
                    break;
                }
            }
        }
    }
    for reason in d.why.iter().take(SHOWN) {
        let side = |bounds: &Option<[Decimal; 2]>| bounds.as_ref().map_or_else(|| word("无", "none").to_string(), span);
        let change = reason.change.as_deref().map_or(String::new(), |c| format!("  {}", signed(c)));
        let title = if english { &reason.title.en } else { &reason.title.zh };
        let colon = word("：", ": ");
        let sides = match reason.cause {
            Cause::Indicator => format!("{} → {}", side(&reason.before), side(&reason.after)),
            // Where it does not happen, it takes nothing.
            Cause::Cap | Cause::Floor => {
                let side = |bounds: &Option<[Decimal; 2]>| bounds.as_ref().map_or_else(|| "0".to_string(), span);
                format!("{} → {}", side(&reason.before), side(&reason.after))
            }
            Cause::Rounding => {
                writeln!(out, "\t· {title}{change}")?;
                continue;
            }
        };
        writeln!(out, "\t· {title}{colon}{sides}{change}")?;
    }
    if let Some(more) = d.why.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        if english {
            writeln!(out, "\t· and {more} more (--json tells all)")?;
        } else {
            writeln!(out, "\t· 另有 {more} 项（--json 列出全部）")?;
        }
    }
    Ok(())
}
