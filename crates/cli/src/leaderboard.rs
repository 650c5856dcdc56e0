//! The leaderboard of a table of companies, stage by stage.

use super::args::Common;
use super::input::{load_scheme, shown};
use super::output::{BAD_INPUT, Refused, Stop, USAGE, complain, json_line, visible};
use super::print::{Open, span};
use super::table::{Companies, Input, Reading};
use clap::Args;
use innopoints::compare::rank::{Ranked, share_reaches};
use innopoints::estimate::EstimatedPlace;
use innopoints::notice::notice;
use innopoints::number::Decimal;
use innopoints::number::read::quantity;
use innopoints::table::Row;
use innopoints::{Enterprise, Num, Problem, Text};
use innopoints_core::outcome::EstimatedTotal;
use serde::Serialize;
use std::io::Write;

#[derive(Args)]
pub struct RankArgs {
    /// 评价办法的标识或一族的标识，或方案文件 / id of a scheme or of its family, or a scheme file
    #[arg(long, value_name = "ID|FILE")]
    scheme: String,
    /// 企业数据：.csv、.xlsx、.ndjson，或 - 表示标准输入 / companies, or - for standard input
    table: String,
    /// 标出每个阶段的前百分之几 / the best shares of each stage that are marked
    #[arg(long, value_name = "5%,10%,20%", value_delimiter = ',')]
    top: Vec<String>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Line<'a> {
    line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    stage: Option<&'a str>,
    place: Option<usize>,
    among: usize,
    /// The smallest of the shares asked for that the place is within.
    top: Option<&'a str>,
    total: &'a Option<Decimal>,
    typical: &'a Option<Decimal>,
    bounds: &'a Option<[Decimal; 2]>,
    estimate: &'a Option<EstimatedTotal>,
    /// Which places the panel gives it; its median is not always the place, which is by the median of totals.
    places: &'a Option<EstimatedPlace>,
    notice: &'a Option<Text>,
}

pub fn rank(args: &RankArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.common.day()?;
    let scheme = load_scheme(&args.scheme, on)?;
    if !scheme.has_points() {
        let id = &scheme.id;
        eprintln!("--scheme：“{id}”只有条件或分类，没有分数，不能排名次");
        eprintln!("--scheme: \"{id}\" has conditions or classes alone and no points to rank by");
        return Err(Stop::Code(USAGE));
    }
    let mut top: Vec<(Num, &str)> = Vec::new();
    for text in &args.top {
        match quantity(text, "%") {
            Ok(share) if share > Num::ZERO && share <= Num::ONE => top.push((share, text)),
            _ => {
                eprintln!("--top：“{text}”不是 0% 到 100% 的比例 / is not a share from 0% to 100%");
                return Err(Stop::Code(USAGE));
            }
        }
    }
    top.sort_by_key(|t| t.0);
    let file = shown(&args.table);
    let input = Input::read(&args.table, &args.reading, scheme.dictionary)?;
    let mut table = Companies::open(&args.table, &input, &args.reading, scheme.dictionary)?;
    let rows: Vec<Row> = table.by_ref().collect();
    let mut refused: Vec<(u32, Option<&str>, Vec<Problem>)> = Vec::new();
    let mut companies: Vec<Enterprise> = Vec::new();
    let mut whose: Vec<&Row> = Vec::new();
    for row in &rows {
        match &row.company {
            Ok(company) => {
                companies.push(company.clone());
                whose.push(row);
            }
            Err(problems) => refused.push((row.line, row.name.as_deref(), table.located(row, problems))),
        }
    }
    let standings = scheme.rank(&companies, on);
    let mut placed: Vec<(&Row, &Ranked<'_>)> = Vec::new();
    for (row, standing) in whose.iter().zip(&standings) {
        match &standing.report {
            Ok(_) => placed.push((row, standing)),
            Err(problems) => refused.push((row.line, row.name.as_deref(), table.located(row, problems))),
        }
    }
    // By stage, the best first, what has no place last.
    let stage_of = |s: &Ranked<'_>| {
        scheme.stages.iter().position(|stage| Some(stage.id.as_str()) == s.stage).unwrap_or(usize::MAX)
    };
    placed.sort_by_key(|(_, s)| (s.place.is_none(), stage_of(s), s.place));
    let mark = |s: &Ranked<'_>| {
        let place = s.place?;
        top.iter().find(|t| share_reaches(t.0, place, s.among)).map(|t| t.1)
    };
    if !args.common.output.json
        && let Some(notice) = notice(&scheme)
    {
        writeln!(out, "{}", if args.common.output.english { &notice.en } else { &notice.zh })?;
    }
    let mut before = None;
    for (row, standing) in &placed {
        let Ok(report) = &standing.report else { continue };
        let name = row.name.as_deref();
        if args.common.output.json {
            json_line(
                out,
                &Line {
                    line: row.line,
                    name,
                    stage: standing.stage,
                    place: standing.place,
                    among: standing.among,
                    top: mark(standing),
                    total: &report.total,
                    typical: &report.typical,
                    bounds: &report.bounds,
                    estimate: &report.estimate,
                    places: &standing.estimate,
                    notice: &report.notice,
                },
            )?;
            continue;
        }
        let heading = standing.place.map(|_| scheme.stages.get(stage_of(standing)).map(|s| &s.title));
        if before != Some(heading) {
            before = Some(heading);
            let title = match heading {
                None => Some(if args.common.output.english { "Open: no place" } else { "待定，没有名次" }.to_string()),
                Some(stage) => stage.map(|t| if args.common.output.english { t.en.clone() } else { t.zh.clone() }),
            };
            if let Some(title) = title {
                writeln!(out, "\n{title}")?;
            }
        }
        let english = args.common.output.english;
        let open = Open { bounds: &report.bounds, typical: &report.typical, estimate: &report.estimate };
        let points = match (&report.total, &report.typical, &report.bounds) {
            (Some(total), ..) => total.to_string(),
            (None, Some(typical), Some(bounds)) => format!("{typical}（{}）", span(bounds)),
            _ => open.points(english),
        };
        let place = standing.place.map_or("-".to_string(), |p| format!("{p}/{}", standing.among));
        let mark = mark(standing).map_or(String::new(), |m| {
            if args.common.output.english { format!("\ttop {m}") } else { format!("\t前 {m}") }
        });
        let places = standing.estimate.as_ref().map_or(String::new(), |places| told(places, english));
        writeln!(out, "{place}\t{}\t{}\t{points}{places}{mark}", row.line, visible(name.unwrap_or("-")))?;
    }
    for (line, name, problems) in &refused {
        if args.common.output.json {
            json_line(out, &Refused { line: Some(*line), name: *name, errors: problems })?;
        }
        complain(problems);
    }
    if rows.is_empty() {
        eprintln!("{file}: 没有企业数据 / no company in it");
        return Ok(BAD_INPUT);
    }
    let (scored, bad) = (placed.len(), refused.len());
    eprintln!("{scored} 家已计分，{bad} 家有误 / {scored} scored, {bad} refused");
    Ok(if refused.is_empty() { 0 } else { BAD_INPUT })
}

/// Which places the panel gives a company, and how often it is ahead of the next.
fn told(places: &EstimatedPlace, english: bool) -> String {
    let EstimatedPlace { low, high, ahead_of_next, .. } = places;
    let mut text = match (low == high, english) {
        (true, true) => format!("\tplace {low} in 90% of the tables"),
        (true, false) => format!("\t九成的表中第 {low} 名"),
        (false, true) => format!("\tplaces {low} to {high} in 90% of the tables"),
        (false, false) => format!("\t九成的表中第 {low}–{high} 名"),
    };
    if let Some(ahead) = ahead_of_next {
        text += &if english {
            format!(", ahead of the next in {ahead}%")
        } else {
            format!("，{ahead}% 的表中高于下一家")
        };
    }
    text
}
