//! Arguments that several subcommands take.

use super::input;
use super::output::{Stop, USAGE};
use clap::Args;
use innopoints::{Date, Text};

/// The day and how to answer.
#[derive(Args)]
pub struct Common {
    /// 按哪一天的规则，默认今天（北京时间） / day to apply the rules for; today (Beijing) by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    #[command(flatten)]
    pub output: Output,
}

/// How to answer.
#[derive(Args)]
pub struct Output {
    /// 以 JSON 输出；多家企业时每行一份 / print JSON, a line a company
    #[arg(long)]
    pub json: bool,
    /// 文字用英文 / words in English
    #[arg(long)]
    pub english: bool,
}

/// One company under one scheme.
#[derive(Args)]
pub struct OneCompany {
    /// 评价办法的标识或一族的标识，或方案文件 / id of a scheme or of its family, or a scheme file
    #[arg(long, value_name = "ID|FILE")]
    pub scheme: String,
    /// 一家企业的数据：.json、.csv、.xlsx……，或 - 表示标准输入 / data of one company, or - for standard input
    pub enterprise: String,
    #[command(flatten)]
    pub common: Common,
}

impl Common {
    /// The day that was asked for, or today.
    pub fn day(&self) -> Result<Date, Stop> {
        let Some(text) = self.on.as_deref() else { return Ok(input::today()) };
        innopoints::number::read::day(text).ok_or_else(|| {
            eprintln!("--on：“{text}”不是日期，请写成 2026-11-01 / not a date; write 2026-11-01");
            Stop::Code(USAGE)
        })
    }
}

impl Output {
    /// A text in the language asked for.
    pub fn pick<'a>(&self, text: &'a Text) -> &'a str {
        if self.english { &text.en } else { &text.zh }
    }
}
