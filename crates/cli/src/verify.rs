//! `verify`: whether a report holds, scored again from its own figures.

use super::args::Output;
use super::finance;
use super::improve::refuse;
use super::input::read_text;
use super::input::shown;
use super::output::{BAD_INPUT, Stop, json_line};
use clap::Args;
use innopoints::verify::{Schemes, verify};
use innopoints::{Scheme, shipped};
use std::io::Write;

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
    #[command(flatten)]
    output: Output,
}

pub fn verify_report(args: &VerifyArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let text = read_text(&args.report)?;
    let name = shown(&args.report);
    let file = args.scheme.as_deref().map(|file| read_text(file).map(|text| (file, text))).transpose()?;
    if let Some((file, text)) = &file {
        Scheme::parse(text, Some(file)).map_err(|p| refuse(p, file))?;
    }
    let catalogue = finance::catalogue(&args.with)?;
    let shipped = |id: &str| Scheme::parse(shipped::scheme(id)?, Some(id)).ok();
    let find = |id: &str| match &file {
        Some((file, text)) => Scheme::parse(text, Some(file)).ok(),
        None => shipped(id),
    };
    let schemes = Schemes { find: &find, shipped: &|id| shipped(id).map(|s| s.digest.clone()) };
    let answer = verify(&text, &schemes, &catalogue).map_err(|p| refuse(p, name))?;
    if args.output.json {
        json_line(out, &answer)?;
    } else {
        writeln!(out, "{}", args.output.pick(&answer.summary))?;
    }
    Ok(if answer.holds { 0 } else { BAD_INPUT })
}
