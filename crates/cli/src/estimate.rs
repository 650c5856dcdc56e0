//! `estimate`: what 1,000 plausible tables give under a scheme whose own is not published; `panel`: what the tables look like.

use super::args::{OneCompany, Output};
use super::calibrate::calibrate;
use super::improve::{points, refuse};
use super::input::{load_scheme, today};
use super::output::{BAD_INPUT, Stop, json_line};
use super::table::read_one;
use clap::Args;
use innopoints::Scheme;
use innopoints::compare::what_if::shifted;
use innopoints::estimate::{Estimate, PanelFacts, Spread};
use innopoints::notice::notice;
use std::io::Write;

#[derive(Args)]
pub struct EstimateArgs {
    #[command(flatten)]
    company: OneCompany,
    /// 有多少张表达到这个总分 / how many tables reach this total
    #[arg(long, value_name = "POINTS")]
    total: Option<String>,
    /// 估算的宽度来自哪里：种子、权重的抽法、权重、满分值 / what the width comes of: seed, how weights are drawn, weights, references
    #[arg(long, conflicts_with = "total")]
    spread: bool,
    /// 与这家企业的另一份数据（例如上年的）相比：在多少张表里更高、高多少
    /// / against another file of the company, such as last year's: in how many tables it is higher, and by how much
    #[arg(long, value_name = "ENTERPRISE", conflicts_with_all = ["total", "spread"])]
    than: Option<String>,
}

#[derive(Args)]
pub struct PanelArgs {
    /// 评价办法的标识或一族的标识，或方案文件 / id of a scheme or of its family, or a scheme file
    #[arg(long, value_name = "ID|FILE", required_unless_present = "calibrate")]
    scheme: Option<String>,
    /// 估算的宽度是否诚实：遮去公布了的评价表的数字，看真实总分有多少落在中间 90%
    /// / whether widths are honest: how often the true totals of published cards, their numbers hidden, fall in the middle 90 %
    #[arg(long, conflicts_with = "scheme")]
    calibrate: bool,
    #[command(flatten)]
    output: Output,
}

pub fn estimate(args: &EstimateArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.company.common.day()?;
    let scheme = load_scheme(&args.company.scheme, on)?;
    let total = args.total.as_deref().map(|text| points("--total", text)).transpose()?;
    let (name, company) = read_one(&args.company.enterprise, scheme.dictionary)?;
    let output = &args.company.common.output;
    if let Some(than) = &args.than {
        let (other, before) = read_one(than, scheme.dictionary)?;
        let shift = scheme.shift_on(&before, &company, on).map_err(|problems| refuse(problems, other))?;
        let Some(shift) = shift else { return none(&scheme) };
        if output.json {
            json_line(out, &shift)?
        } else {
            let words = shifted(&shift);
            writeln!(out, "{}", output.pick(&words).trim_start())?;
            writeln!(out, "{}", notice(&scheme).as_ref().map_or("", |notice| output.pick(notice)))?;
        }
        return Ok(0);
    }
    if args.spread {
        let spread = scheme.spread(&company, on).map_err(|problems| refuse(problems, name))?;
        let Some(spread) = spread else { return none(&scheme) };
        if output.json {
            json_line(out, &spread)?
        } else {
            print_spread(&spread, output.english, out)?
        }
        return Ok(0);
    }
    let found = scheme.estimate(&company, on, total).map_err(|problems| refuse(problems, name))?;
    let Some(found) = found else { return none(&scheme) };
    if output.json {
        json_line(out, &found)?
    } else {
        print_estimate(&scheme, &found, output, out)?
    }
    Ok(0)
}

pub fn panel(args: &PanelArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let Some(scheme) = args.scheme.as_deref().filter(|_| !args.calibrate) else { return calibrate(&args.output, out) };
    let scheme = load_scheme(scheme, today())?;
    let Some(facts) = scheme.panel_facts() else { return none(&scheme) };
    if args.output.json {
        json_line(out, &facts)?
    } else {
        print_panel(&facts, &args.output, out)?
    }
    Ok(0)
}

fn none(scheme: &Scheme) -> Result<u8, Stop> {
    let (zh, en) = (&scheme.title.zh, &scheme.title.en);
    eprintln!("“{zh}”没有可能的分值表 / \"{en}\" has no panel of plausible tables");
    Ok(BAD_INPUT)
}

fn print_estimate(scheme: &Scheme, found: &Estimate<'_>, output: &Output, out: &mut impl Write) -> Result<(), Stop> {
    let word = |zh: &'static str, en: &'static str| if output.english { en } else { zh };
    writeln!(out, "{}  {}  {}", output.pick(found.title), scheme.document, found.on)?;
    let total = &found.total;
    let median = total.median.map_or(word("未定", "open").to_string(), |median| median.to_string());
    let (middle, tables) = (word("中间 90%：", "Middle 90 %: "), word("张表", "tables"));
    let name = word("中位数", "median");
    writeln!(
        out,
        "{middle}{}–{} / {}（{name} {median}；{} {tables}）",
        total.low,
        total.high,
        scheme.max.to_text(6),
        total.tables
    )?;
    if let Some(a) = &found.acceptability {
        let share = if a.least == a.most { format!("{}%", a.least) } else { format!("{}–{}%", a.least, a.most) };
        writeln!(out, "{} {}{}{share}", word("达到", "Tables that reach"), a.total, word(" 分的表占 ", ": "))?;
        for central in a.central.iter().flatten() {
            let title = scheme.groups.iter().find(|group| group.id == central.group).map(|group| &group.title);
            let title = title.map_or("", |title| output.pick(title));
            let (reached, all) = (word("在这些表里平均", "weighs"), word("分，在全部表里", "in these tables, in all"));
            writeln!(out, "  {title}{}{reached} {} {all} {}", word("", " "), central.reached, central.all)?;
        }
    }
    writeln!(out, "{}", output.pick(&found.notice))?;
    Ok(())
}

fn print_spread(spread: &Spread, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    let mut line = |zh: &str, en: &str, [low, median, high]: [i64; 3]| {
        writeln!(out, "{low:>4} {median:>4} {high:>4}  {}", if english { en } else { zh })
    };
    line("所用的表", "the tables in use", spread.stated)?;
    for seed in &spread.seeds {
        line("另一个种子", "another seed", *seed)?;
    }
    line("各类不排次序", "categories in no order", spread.without_order)?;
    line("不分类，各项平分", "all indicators at once", spread.one_level)?;
    line("权重取平均", "weights at their means", spread.weights_frozen)?;
    line("满分值和阶段界线取中间", "references and limits of stages at the middle", spread.lists_frozen)?;
    Ok(())
}

fn print_panel(facts: &PanelFacts<'_>, output: &Output, out: &mut impl Write) -> Result<(), Stop> {
    let word = |zh: &'static str, en: &'static str| if output.english { en } else { zh };
    writeln!(
        out,
        "{}  {} {}  {} {}",
        facts.scheme,
        facts.tables,
        word("张表", "tables"),
        word("重抽", "drawn again:"),
        facts.rejected
    )?;
    writeln!(out, "{}", word("  5%    平均     95%", "   5%    mean     95%"))?;
    for weight in &facts.weights {
        writeln!(out, "{:>6} {:>7} {:>7}  {}", weight.low, weight.mean, weight.high, output.pick(weight.title))?;
    }
    Ok(())
}
