//! The `innopoints` command: files in, scores out. The only part that touches files, the clock and the terminal.

#[macro_use]
mod output;

mod adopt;
mod args;
mod assess;
mod authors;
mod calibrate;
mod datasheet;
mod diff;
mod encoding;
mod estimate;
mod fields;
mod finance;
mod improve;
mod input;
mod leaderboard;
mod print;
mod schemes;
mod score;
mod table;
mod types;
mod verify;
mod workbook;

use clap::{Parser, Subcommand};
use output::{BAD_INPUT, Shown, Stop, USAGE, visible};
use std::env;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// 创新积分自测：按官方评价办法在本机计算得分，逐项给出理由。
/// Innovation scores from a company's own figures, computed on this machine, every point explained.
#[derive(Parser)]
#[command(name = "innopoints", version, max_term_width = 120)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 列出内置的评价办法 / list the shipped schemes
    Schemes {
        /// 以 JSON 输出 / print JSON
        #[arg(long)]
        json: bool,
    },
    /// 要填哪些数据、谁知道、在哪张表 / which figures are asked for, who knows them, in which form they stand
    Fields(fields::FieldsArgs),
    /// 检查方案文件或金融产品文件：一次列出全部问题及其位置
    /// / check files of schemes or finance instruments: everything wrong, each with its place
    Check {
        /// 文件，或内置方案、金融产品的标识 / files, or ids of what is shipped
        #[arg(required = true, value_name = "FILE|ID")]
        files: Vec<String>,
        /// 也列出提示 / show hints too
        #[arg(long)]
        hints: bool,
        /// 以 JSON 输出 / print JSON
        #[arg(long)]
        json: bool,
    },
    /// 方案文件的 JSON Schema，供编辑器补全和检查 / the JSON Schema of scheme files, for editors
    Schema {
        /// 金融产品文件的 / that of files of finance instruments
        #[arg(long)]
        instruments: bool,
        /// 改为打印答复的 TypeScript 类型 / the TypeScript types of answers instead
        #[arg(long, conflicts_with = "instruments")]
        types: bool,
    },
    /// 金融政策与产品：哪些适用，哪些还差什么，哪些取决于什么
    /// / finance instruments: which apply, what others lack or depend on
    Finance(finance::FinanceArgs),
    /// 一家企业在当日施行的全部评价办法下：得分、结论、取决于什么 / one company under every scheme in force: scores, verdicts, what decides
    Assess(assess::AssessArgs),
    /// 计算得分 / score one company or a table of companies
    Score(score::ScoreArgs),
    /// 分值表没有公布的评价办法：1000 张可能的表给出的得分 / where the table is not published: what 1,000 plausible ones give
    Estimate(estimate::EstimateArgs),
    /// 数据清单：各项指标的数值、依据、缺什么，和别的评价表公布的分档
    /// / the data sheet: each indicator's value, its papers, what is missing, and the published edges of other scorecards
    Datasheet(args::OneCompany),
    /// 可能的分值表本身：各类各项的权重 / the plausible tables themselves: weights of categories and indicators
    Panel(estimate::PanelArgs),
    /// 怎样达到目标得分或通过：最省的改变 / the cheapest changes that reach a total, or pass
    Improve(improve::ImproveArgs),
    /// 改动数据会怎样：逐项比较 / the same company with other figures, compared indicator by indicator
    WhatIf(improve::WhatIfArgs),
    /// 哪些数据最要紧，先补充哪一项 / which figures count most, and which missing one to find out first
    Sensitivity(args::OneCompany),
    /// 复核一份报告是否属实 / whether a report holds: scored again from its own figures
    Verify(verify::VerifyArgs),
    /// 排行榜：一批企业分阶段排名次 / a leaderboard of a table of companies, by stage
    Rank(leaderboard::RankArgs),
    /// 比较两个评价办法：一批企业中谁得谁失、为什么 / two schemes over a table: who gains, who loses, why
    Diff(diff::DiffArgs),
    /// 持有未公布附件的用户：粘贴附件的表格或填好模板，得到自己的确切方案 / an exact scheme from the table of an unpublished annex, or from a filled template
    Adopt(adopt::AdoptArgs),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(_) => {
            // What is wrong names arguments, and a file may have any name: parsed again as they may be shown.
            let shown = env::args_os().map(|argument| visible(&argument.to_string_lossy()).into_owned());
            if let Err(e) = Cli::try_parse_from(shown) {
                e.exit()
            }
            return ExitCode::from(USAGE);
        }
    };
    let mut out = Shown(BufWriter::new(io::stdout().lock()));
    let result = match cli.command {
        Command::Schemes { json } => schemes::list(json, &mut out),
        Command::Fields(args) => fields::list(&args, &mut out),
        Command::Check { files, hints, json } => authors::check(&files, hints, json, &mut out),
        Command::Schema { types: true, .. } => types::print(&mut out),
        Command::Schema { instruments, .. } => authors::schema(instruments, &mut out),
        Command::Finance(args) => finance::finance(&args, &mut out),
        Command::Assess(args) => assess::assess(&args, &mut out),
        Command::Adopt(args) => adopt::adopt(&args, &mut out),
        Command::Estimate(args) => estimate::estimate(&args, &mut out),
        Command::Datasheet(args) => datasheet::datasheet(&args, &mut out),
        Command::Panel(args) => estimate::panel(&args, &mut out),
        Command::Diff(args) => diff::diff(&args, &mut out),
        Command::Improve(args) => improve::improve(&args, &mut out),
        Command::WhatIf(args) => improve::what_if(&args, &mut out),
        Command::Sensitivity(args) => improve::sensitivity(&args, &mut out),
        Command::Verify(args) => verify::verify_report(&args, &mut out),
        Command::Rank(args) => leaderboard::rank(&args, &mut out),
        Command::Score(args) => score::score(&args, &mut out),
    };
    match result.and_then(|code| out.flush().map(|()| code).map_err(Stop::from)) {
        Ok(code) => ExitCode::from(code),
        Err(Stop::Code(code)) => {
            let _ = out.flush();
            ExitCode::from(code)
        }
        // Whoever reads us has seen enough (`| head`).
        Err(Stop::Output(e)) if e.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(Stop::Output(e)) => {
            eprintln!("无法写出结果 / cannot write the result: {e}");
            ExitCode::from(BAD_INPUT)
        }
    }
}
