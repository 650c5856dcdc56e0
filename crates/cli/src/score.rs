//! `score`: one company with its reasons, or a table of companies a line each.

use super::args::Common;
use super::input::{load_scheme, shown};
use super::output::{BAD_INPUT, Refused, Stop, complain, json_line, visible};
use super::table::{Companies, Input, One, Reading, one_of};
use super::{finance, print};
use clap::Args;
use innopoints::answer::Scored;
use innopoints::finance::catalogue::{Catalogue, Offers};
use innopoints::languages::Languages;
use innopoints::verify::full;
use innopoints::{Date, Enterprise, Problem, Report, Scheme};
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
struct ScoredRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(flatten)]
    report: &'a Report<'a>,
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
    let (mut scored_rows, mut refused) = (0u64, 0u64);
    let catalogue = if args.full { Some(finance::catalogue(&args.with)?) } else { None };
    while let Some(row) = rows.next() {
        let scored = scored_with(scheme, &row.company, on, catalogue.as_ref());
        let name = row.name.as_deref();
        let label = visible(name.unwrap_or("-"));
        match scored.map_err(|problems| rows.located(&row, &problems)) {
            Ok((company, offers)) => {
                scored_rows += 1;
                if offers.is_some() {
                    json_line(out, &full(&company, offers))?;
                } else if args.common.output.json {
                    let kept = row.kept.iter().map(|(heading, cell)| (heading.as_str(), cell.as_str())).collect();
                    let report = &company.report(Languages::Both);
                    json_line(out, &ScoredRow { name, report, notes: &row.notes, kept })?;
                } else {
                    let cells = print::row(scheme, &company, args.common.output.english).join("\t");
                    writeln!(out, "{}\t{label}\t{cells}", row.line)?;
                }
            }
            Err(problems) => {
                refused += 1;
                if args.common.output.json {
                    json_line(out, &Refused { line: Some(row.line), name, errors: &problems })?;
                } else {
                    let word = if args.common.output.english { "not scored" } else { "未计分" };
                    writeln!(out, "{}\t{label}\t-\t{word}", row.line)?;
                }
                complain(&problems);
            }
        }
    }
    if scored_rows + refused == 0 {
        eprintln!("{}: 没有企业数据 / no company in it", shown(&args.enterprise));
        return Ok(BAD_INPUT);
    }
    eprintln!("{scored_rows} 家已计分，{refused} 家有误 / {scored_rows} scored, {refused} refused");
    Ok(if refused > 0 { BAD_INPUT } else { 0 })
}
