//! `score`: one company with its reasons, or a table of companies a line each.

use super::args::Common;
use super::input::{load_scheme, shown};
use super::output::{BAD_INPUT, Refused, Shown, Stop, complain, json_line, visible};
use super::table::{Companies, Input, One, Reading, one_of};
use super::{finance, print};
use clap::Args;
use innopoints::answer::Scored;
use innopoints::finance::catalogue::{Catalogue, Offers};
use innopoints::languages::Languages;
use innopoints::table::Row;
use innopoints::verify::full;
use innopoints::{Date, Enterprise, Problem, Scheme};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

#[derive(Args)]
pub struct ScoreArgs {
    /// 评价办法的标识（或其一族的标识，取当日的版本），或方案文件
    /// / id of a shipped scheme (or of its family: the version of the day), or a scheme file
    #[arg(long, value_name = "ID|FILE")]
    pub scheme: String,
    /// 企业数据：.json、.ndjson、.csv（任何分隔符）、.xlsx，或 - 表示标准输入 / company data, or - for standard input
    pub enterprise: String,
    #[command(flatten)]
    pub reading: Reading,
    /// 表格里的每家企业都带上理由；一家企业总是带的
    /// / with reasons for every company of a table; one company has them always
    #[arg(long)]
    pub reasons: bool,
    /// 报告带上所用数据、失分、金融政策与产品，可用 verify 复核；一家企业一行
    /// / with the figures used, where points are lost and the finance instruments, to be verified; a line for each company
    #[arg(long, requires = "json")]
    pub full: bool,
    /// 报告里另加本行的产品文件，或它们要用的方案文件；可写多次
    /// / a file of your own instruments for the report, or of a scheme that they ask; may be repeated
    #[arg(long, value_name = "FILE", requires = "full")]
    pub with: Vec<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Serialize)]
struct ScoredRow<'a, T: Serialize> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(flatten)]
    answer: &'a T,
    /// How cells were read, where that is not plain, and what can hardly be meant.
    #[serde(skip_serializing_if = "<[Problem]>::is_empty")]
    notes: &'a [Problem],
    /// The columns that were not used.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    kept: BTreeMap<&'a str, &'a str>,
}

pub fn score(args: &ScoreArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.common.day()?;
    let scheme = load_scheme(&args.scheme, on)?;
    let name = args.enterprise.as_str();
    let input = Input::read(name, &args.reading, scheme.dictionary)?;
    if input.is_one() {
        let one = one_of(name, &input, &args.reading, scheme.dictionary)?;
        return score_one(&scheme, one, on, args, out);
    }
    score_rows(&scheme, Companies::open(name, &input, &args.reading, scheme.dictionary)?, on, args, out)
}

/// Scores a company; with a catalogue, what all its instruments say as well.
fn scored_with<'a, 'c>(
    scheme: &'a Scheme,
    company: &'c Result<Enterprise, Vec<Problem>>,
    on: Date,
    catalogue: Option<&'a Catalogue>,
) -> Result<(Scored<'a, 'c>, Option<Offers<'a>>), Vec<Problem>> {
    let scored = company.as_ref().map_err(Clone::clone).and_then(|company| scheme.scored(company, on))?;
    let offers = catalogue.map(|catalogue| catalogue.answer(&scored.company, on)).transpose()?;
    Ok((scored, offers))
}

fn score_one(scheme: &Scheme, one: One<'_>, on: Date, args: &ScoreArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let One { file, company, .. } = one;
    let catalogue = if args.full { Some(finance::catalogue(&args.with)?) } else { None };
    match scored_with(scheme, &company, on, catalogue.as_ref()) {
        Ok((scored, Some(offers))) => json_line(out, &full(&scored, Some(offers)))?,
        Ok((scored, None)) if args.common.output.json => json_line(out, &scored.report(Languages::Both))?,
        Ok((scored, None)) => print::report(scheme, &scored.report(Languages::Both), args.common.output.english, out)?,
        Err(problems) => {
            let problems: Vec<Problem> = problems.into_iter().map(|p| p.file(Some(file))).collect();
            return refuse(&problems, args, out);
        }
    }
    Ok(0)
}

fn refuse(problems: &[Problem], args: &ScoreArgs, out: &mut impl Write) -> Result<u8, Stop> {
    if args.common.output.json {
        json_line(out, &Refused { line: None, name: None, errors: problems })?;
    }
    complain(problems);
    Ok(BAD_INPUT)
}

fn score_rows(
    scheme: &Scheme,
    mut rows: Companies<'_>,
    on: Date,
    args: &ScoreArgs,
    out: &mut impl Write,
) -> Result<u8, Stop> {
    let catalogue = if args.full { Some(finance::catalogue(&args.with)?) } else { None };
    let (mut scored_rows, mut refused) = (0u64, 0u64);
    let line = |rows: &Companies<'_>, row: &Row| -> Result<(Vec<u8>, Vec<Problem>), Stop> {
        let mut line = Shown(Vec::new());
        let problems = match scored_with(scheme, &row.company, on, catalogue.as_ref()) {
            Ok((company, offers)) => {
                print_row(scheme, row, &company, offers, args, &mut line)?;
                Vec::new()
            }
            Err(problems) => {
                let problems = rows.located(row, &problems);
                print_refused(row, &problems, args, &mut line)?;
                problems
            }
        };
        Ok((line.0, problems))
    };
    rows.each(line, |answer| {
        let (line, problems) = answer?;
        *(if problems.is_empty() { &mut scored_rows } else { &mut refused }) += 1;
        complain(&problems);
        out.write_all(&line)?;
        Ok(())
    })?;
    if scored_rows + refused == 0 {
        eprintln!("{}: 没有企业数据 / no company in it", shown(&args.enterprise));
        return Ok(BAD_INPUT);
    }
    eprintln!("{scored_rows} 家已计分，{refused} 家有误 / {scored_rows} scored, {refused} refused");
    Ok(if refused > 0 { BAD_INPUT } else { 0 })
}

/// A company of a table: its outcome on a line; with reasons, or with all that a report can say, if that is asked for.
fn print_row<'a>(
    scheme: &'a Scheme,
    row: &Row,
    company: &Scored<'a, '_>,
    offers: Option<Offers<'a>>,
    args: &ScoreArgs,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let name = row.name.as_deref();
    let english = args.common.output.english;
    if offers.is_some() {
        return json_line(out, &full(company, offers));
    }
    if args.common.output.json {
        let kept = row.kept.iter().map(|(heading, cell)| (heading.as_str(), cell.as_str())).collect();
        let notes = &row.notes;
        return match args.reasons {
            true => json_line(out, &ScoredRow { name, answer: &company.report(Languages::Both), notes, kept }),
            false => json_line(out, &ScoredRow { name, answer: &company.outcome(), notes, kept }),
        };
    }
    let label = visible(name.unwrap_or("-"));
    let cells = print::row(scheme, company, english).join("\t");
    writeln!(out, "{}\t{label}\t{cells}", row.line)?;
    if args.reasons {
        print::report(scheme, &company.report(Languages::Both), english, out)?;
    }
    Ok(())
}

fn print_refused(row: &Row, problems: &[Problem], args: &ScoreArgs, out: &mut impl Write) -> Result<(), Stop> {
    let name = row.name.as_deref();
    if args.common.output.json {
        return json_line(out, &Refused { line: Some(row.line), name, errors: problems });
    }
    let word = if args.common.output.english { "not scored" } else { "未计分" };
    writeln!(out, "{}\t{}\t-\t{word}", row.line, visible(name.unwrap_or("-")))?;
    Ok(())
}
