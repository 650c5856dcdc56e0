//! The `innopoints` command: files in, scores out. The only part that touches files, the clock and the terminal.

mod authors;
mod compare;
mod finance;
mod improve;
mod leaderboard;

use clap::{Args, Parser, Subcommand, ValueEnum};
use innopoints::json::Json;
use innopoints::scheme::model::{Source, Standing};
use innopoints::{Date, Enterprise, Problem, Report, Scheme, shipped};
use serde::Serialize;
use std::collections::HashSet;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
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
    },
    /// 金融政策与产品：哪些适用，哪些还差什么，哪些取决于什么
    /// / finance instruments: which apply, what others lack or depend on
    Finance(FinanceArgs),
    /// 计算得分 / score one company or a table of companies
    Score(ScoreArgs),
    /// 怎样达到目标得分或通过：最省的改变 / the cheapest changes that reach a total, or pass
    Improve(improve::ImproveArgs),
    /// 改动数据会怎样：逐项比较 / the same company with other figures, compared indicator by indicator
    WhatIf(improve::WhatIfArgs),
    /// 哪些数据最要紧，先补充哪一项 / which figures count most, and which missing one to find out first
    Sensitivity(improve::SensitivityArgs),
    /// 复核一份报告是否属实 / whether a report holds: scored again from its own figures
    Verify(improve::VerifyArgs),
    /// 排行榜：一批企业分阶段排名次 / a leaderboard of a table of companies, by stage
    Rank(RankArgs),
    /// 比较两个评价办法：一批企业中谁得谁失、为什么 / two schemes over a table: who gains, who loses, why
    Diff(DiffArgs),
    /// 持有未公布附件的用户：导出模板，填好后得到自己的确切方案 / a template for an unpublished annex; filled, an exact scheme
    Adopt(AdoptArgs),
}

#[derive(Args)]
struct AdoptArgs {
    /// 内置评价办法的标识 / id of a shipped scheme
    #[arg(long, value_name = "ID")]
    scheme: String,
    /// 打印空白模板 / print the template
    #[arg(long, required_unless_present = "filled", conflicts_with = "filled")]
    template: bool,
    /// 模板用 JSON，默认 CSV / the template as JSON; CSV by default
    #[arg(long, requires = "template")]
    json: bool,
    /// 填好的模板：.csv 或 .json，或 - 表示标准输入 / the filled template, or - for standard input
    #[arg(value_name = "FILLED")]
    filled: Option<String>,
}

#[derive(Args)]
struct FinanceArgs {
    /// 按哪一天的规则，默认今天（北京时间） / day to apply the rules for; today (Beijing) by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// 另加本行的产品文件，或它们要用的方案文件；可写多次
    /// / a file of your own instruments, or of a scheme that they ask; may be repeated
    #[arg(long, value_name = "FILE")]
    with: Vec<String>,
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
struct DiffArgs {
    /// 原来的评价办法：标识或方案文件 / the first scheme: id or file
    #[arg(value_name = "ID|FILE")]
    before: String,
    /// 另一个评价办法 / the second scheme
    #[arg(value_name = "ID|FILE")]
    after: String,
    /// 企业数据：.csv、.ndjson、.json，或 - 表示标准输入 / companies, or - for standard input
    table: String,
    /// 按哪一天的规则，默认今天（北京时间） / day to apply the rules for; today (Beijing) by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// 数据格式，默认按扩展名判断 / format of the data; by the file's name when left out
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 以 JSON 输出：每家企业一行，最后一行是合计 / print JSON, a line a company and the totals last
    #[arg(long)]
    json: bool,
    /// 文字用英文 / words in English
    #[arg(long)]
    english: bool,
}

#[derive(Args)]
struct RankArgs {
    /// 评价办法的标识或一族的标识，或方案文件 / id of a scheme or of its family, or a scheme file
    #[arg(long, value_name = "ID|FILE")]
    scheme: String,
    /// 企业数据：.csv、.ndjson，或 - 表示标准输入 / companies, or - for standard input
    table: String,
    /// 标出每个阶段的前百分之几 / the best shares of each stage that are marked
    #[arg(long, value_name = "5%,10%,20%", value_delimiter = ',')]
    top: Vec<String>,
    /// 按哪一天的规则，默认今天（北京时间） / day to apply the rules for; today (Beijing) by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// 数据格式，默认按扩展名判断 / format of the data; by the file's name when left out
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 以 JSON 输出，每家企业一行 / print JSON, a line a company
    #[arg(long)]
    json: bool,
    /// 文字用英文 / words in English
    #[arg(long)]
    english: bool,
}

#[derive(Args)]
struct ScoreArgs {
    /// 评价办法的标识（或其一族的标识，取当日的版本），或方案文件
    /// / id of a shipped scheme (or of its family: the version of the day), or a scheme file
    #[arg(long, value_name = "ID|FILE", required_unless_present = "all")]
    scheme: Option<String>,
    /// 按当日施行的全部内置评价办法，列成一张表 / every shipped scheme in force on the day, as a matrix
    #[arg(long, conflicts_with = "scheme")]
    all: bool,
    /// 按哪一天的规则，默认今天（北京时间） / day to apply the rules for; today (Beijing) by default
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<String>,
    /// 企业数据：.json、.csv、.ndjson，或 - 表示标准输入 / company data, or - for standard input
    enterprise: String,
    /// 数据格式，默认按扩展名判断 / format of the data; by the file's name when left out
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// 以 JSON 输出；多家企业时每行一份 / print JSON, one report a line for several companies
    #[arg(long)]
    json: bool,
    /// 报告带上所用数据、失分、金融政策与产品，可用 verify 复核；只用于一家企业
    /// / with the figures used, where points are lost and the finance instruments, to be verified; one company
    #[arg(long, requires = "json", conflicts_with = "all")]
    full: bool,
    /// 报告里另加本行的产品文件，或它们要用的方案文件；可写多次
    /// / a file of your own instruments for the report, or of a scheme that they ask; may be repeated
    #[arg(long, value_name = "FILE", requires = "full")]
    with: Vec<String>,
    /// 文字用英文 / words in English
    #[arg(long)]
    english: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Format {
    Json,
    Csv,
    Ndjson,
}

/// Exit codes: 0 scored, 1 bad input, 2 usage.
const BAD_INPUT: u8 = 1;
const USAGE: u8 = 2;

/// Why the command stops early.
enum Stop {
    Code(u8),
    Output(io::Error),
}

impl From<io::Error> for Stop {
    fn from(e: io::Error) -> Stop {
        Stop::Output(e)
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = BufWriter::new(io::stdout().lock());
    let result = match cli.command {
        Command::Schemes { json } => list_schemes(json, &mut out),
        Command::Check { files, hints, json } => authors::check(&files, hints, json, &mut out),
        Command::Schema { instruments } => authors::schema(instruments, &mut out),
        Command::Finance(args) => finance::finance(&args, &mut out),
        Command::Adopt(args) => authors::adopt(&args, &mut out),
        Command::Diff(args) => compare::diff(&args, &mut out),
        Command::Improve(args) => improve::improve(&args, &mut out),
        Command::WhatIf(args) => improve::what_if(&args, &mut out),
        Command::Sensitivity(args) => improve::sensitivity(&args, &mut out),
        Command::Verify(args) => improve::verify_report(&args, &mut out),
        Command::Rank(args) => leaderboard::rank(&args, &mut out),
        Command::Score(args) if args.all => compare::matrix(&args, &mut out),
        Command::Score(args) => score(&args, &mut out),
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

fn complain(problems: &[Problem]) {
    for p in problems {
        eprintln!("{p}");
    }
}

fn json_line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Stop> {
    serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}

// ---------------------------------------------------------------------------------------------------------------------
// schemes

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a innopoints::Text,
    issuer: &'a str,
    document: &'a str,
    effective: Effective,
    official: bool,
    /// The weakest standing of its sources.
    standing: Standing,
}

#[derive(Serialize)]
struct Effective {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

fn list_schemes(json: bool, out: &mut impl Write) -> Result<u8, Stop> {
    let mut schemes = Vec::new();
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).map_err(|problems| {
            complain(&problems);
            Stop::Code(BAD_INPUT)
        })?;
        schemes.push(scheme);
    }
    let listed: Vec<Listed<'_>> = schemes
        .iter()
        .map(|s| Listed {
            id: &s.id,
            title: &s.title,
            issuer: &s.issuer,
            document: &s.document,
            effective: Effective { from: s.from.to_string(), to: s.to.map(|t| t.to_string()) },
            official: s.official,
            standing: s.standing(),
        })
        .collect();
    if json {
        json_line(out, &listed)?;
        return Ok(0);
    }
    for s in &listed {
        let standing = match s.standing {
            Standing::Official => "官方 official",
            Standing::Reported => "官方，部分数字据报道 official, some numbers as reported",
            Standing::Estimate => "含估计，非官方得分 contains estimates, not official",
        };
        writeln!(out, "{}\n  {} / {}", s.id, s.title.zh, s.title.en)?;
        writeln!(out, "  {}，自 {} 起 from，{standing}", s.document, s.effective.from)?;
    }
    Ok(0)
}

// ---------------------------------------------------------------------------------------------------------------------
// score

/// A company of a table, or why it cannot be read; with the line it stands on and its name.
struct Row {
    line: u64,
    name: Option<String>,
    company: Result<Enterprise, Vec<Problem>>,
}

#[derive(Serialize)]
struct Scored<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(flatten)]
    report: &'a Report<'a>,
}

#[derive(Serialize)]
struct Refused<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    errors: &'a [Problem],
}

fn score(args: &ScoreArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = day(args.on.as_deref())?;
    let scheme = load_scheme(args.scheme.as_deref().unwrap_or_default(), on)?;
    let name = args.enterprise.as_str();
    let shown = if name == "-" { "<stdin>" } else { name };
    let text = read_text(name)?;
    let format = args.format.unwrap_or_else(|| guess_format(name, &text));
    if args.full && format != Format::Json {
        eprintln!("--full 只用于一家企业（JSON） / --full takes one company, as JSON");
        return Err(Stop::Code(USAGE));
    }
    match format {
        Format::Json => score_one(&scheme, &text, shown, on, args, out),
        Format::Csv => score_rows(&scheme, csv_rows(&text, shown)?, shown, on, args, out),
        Format::Ndjson => score_rows(&scheme, ndjson_rows(&text, shown), shown, on, args, out),
    }
}

/// The day that was asked for, or today.
fn day(on: Option<&str>) -> Result<Date, Stop> {
    let Some(text) = on else { return Ok(today()) };
    innopoints::number::read::day(text).ok_or_else(|| {
        eprintln!("--on：“{text}”不是日期，请写成 2026-11-01 / not a date; write 2026-11-01");
        Stop::Code(USAGE)
    })
}

/// A scheme by its id, its file, or its family: then the newest version in force on the day.
fn load_scheme(name: &str, on: Date) -> Result<Scheme, Stop> {
    let refuse = |problems: Vec<Problem>| {
        complain(&problems);
        Stop::Code(BAD_INPUT)
    };
    if let Some(text) = shipped::scheme(name) {
        return Scheme::parse(text, Some(name)).map_err(refuse);
    }
    if Path::new(name).is_file() {
        return Scheme::parse(&read_text(name)?, Some(name)).map_err(refuse);
    }
    // Only a text that holds the name can be of that family.
    let versions = shipped::SCHEMES.iter().filter(|(_, text)| text.contains(name));
    let versions = versions.filter_map(|(id, text)| Scheme::parse(text, Some(id)).ok());
    let versions: Vec<Scheme> = versions.filter(|s| s.family.as_deref() == Some(name)).collect();
    if !versions.is_empty() {
        let all: Vec<String> = versions.iter().map(|s| s.id.clone()).collect();
        return versions.into_iter().filter(|s| s.in_force(on)).max_by_key(|s| s.from).ok_or_else(|| {
            let all = all.join(", ");
            eprintln!("--scheme：“{name}”在 {on} 没有施行的版本，有：{all}");
            eprintln!("--scheme: no version of \"{name}\" is in force on {on}; there are {all}");
            Stop::Code(USAGE)
        });
    }
    let ids: Vec<&str> = shipped::SCHEMES.iter().map(|s| s.0).collect();
    eprintln!("--scheme：没有“{name}”这个评价办法或文件，内置的有：{}", ids.join("、"));
    eprintln!("--scheme: no scheme or file \"{name}\"; shipped are {}", ids.join(", "));
    Err(Stop::Code(USAGE))
}

/// The text of a file or of standard input. Tables saved by Chinese spreadsheets are often GBK: that is read too.
fn read_text(name: &str) -> Result<String, Stop> {
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(name)
    };
    let bytes = bytes.map_err(|e| {
        eprintln!("{name}: 无法读取 / cannot be read: {e}");
        Stop::Code(BAD_INPUT)
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text)),
        Err(e) => {
            let (text, encoding, broken) = encoding_rs::GB18030.decode(e.as_bytes());
            if broken {
                eprintln!("{name}: 既不是 UTF-8 也不是 GBK 文本 / neither UTF-8 nor GBK text");
                return Err(Stop::Code(BAD_INPUT));
            }
            eprintln!("{name}: 按 {0} 读取 / read as {0}", encoding.name());
            Ok(text.into_owned())
        }
    }
}

/// One company from a JSON file, or from standard input, and how that is named in problems.
fn read_one(name: &str) -> Result<(&str, Enterprise), Stop> {
    let text = read_text(name)?;
    let shown = if name == "-" { "<stdin>" } else { name };
    let company = Json::parse(&text).map_err(|p| vec![*p]).and_then(|json| read_company(json).1);
    let company = company.map_err(|problems| {
        complain(&problems.into_iter().map(|p| p.file(Some(shown))).collect::<Vec<Problem>>());
        Stop::Code(BAD_INPUT)
    })?;
    Ok((shown, company))
}

fn guess_format(name: &str, text: &str) -> Format {
    match Path::new(name).extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => Format::Csv,
        Some("ndjson" | "jsonl") => Format::Ndjson,
        Some("json") => Format::Json,
        _ if !text.trim_start().starts_with(['{', '[']) => Format::Csv,
        // Several lines, the first of them a whole object.
        _ => match text.trim().split_once('\n') {
            Some((first, _)) if Json::parse(first).is_ok() => Format::Ndjson,
            _ => Format::Json,
        },
    }
}

fn score_one(
    scheme: &Scheme,
    text: &str,
    file: &str,
    on: Date,
    args: &ScoreArgs,
    out: &mut impl Write,
) -> Result<u8, Stop> {
    let company = Json::parse(text).map_err(|p| vec![*p]).and_then(|json| read_company(json).1);
    let located =
        |problems: Vec<Problem>| -> Vec<Problem> { problems.into_iter().map(|p| p.file(Some(file))).collect() };
    let result = company.as_ref().map_err(Clone::clone).and_then(|c| scheme.score(c, on)).map_err(located);
    match result {
        Ok(report) if args.full => {
            if let Ok(company) = &company {
                let desk = finance::desk(&args.with)?;
                json_line(out, &innopoints::verify::full(&report, company, Some(desk.answer(company, on))))?;
            }
        }
        Ok(report) if args.json => json_line(out, &report)?,
        Ok(report) => print_report(scheme, &report, args.english, out)?,
        Err(problems) => {
            if args.json {
                json_line(out, &Refused { line: None, name: None, errors: &problems })?;
            }
            complain(&problems);
            return Ok(BAD_INPUT);
        }
    }
    Ok(0)
}

fn score_rows(
    scheme: &Scheme,
    rows: impl Iterator<Item = Row>,
    file: &str,
    on: Date,
    args: &ScoreArgs,
    out: &mut impl Write,
) -> Result<u8, Stop> {
    let (mut scored, mut refused) = (0u64, 0u64);
    for row in rows {
        let place = |p: Problem| {
            let mut p = p.file(Some(file));
            p.line = u32::try_from(row.line).ok();
            p
        };
        let result = row.company.as_ref().map_err(Clone::clone).and_then(|c| scheme.score(c, on));
        let name = row.name.as_deref();
        match result.map_err(|problems| problems.into_iter().map(place).collect::<Vec<_>>()) {
            Ok(report) => {
                scored += 1;
                if args.json {
                    json_line(out, &Scored { name, report: &report })?;
                } else {
                    let standing = not_official(&report, args.english);
                    let points = scheme.has_points().then(|| points(&report, args.english));
                    let cells: Vec<String> =
                        points.into_iter().chain(conclusions(scheme, &report, args.english)).collect();
                    writeln!(out, "{}\t{}\t{}{standing}", row.line, name.unwrap_or("-"), cells.join("\t"))?;
                }
            }
            Err(problems) => {
                refused += 1;
                if args.json {
                    json_line(out, &Refused { line: Some(row.line), name, errors: &problems })?;
                } else {
                    let word = if args.english { "not scored" } else { "未计分" };
                    writeln!(out, "{}\t{}\t-\t{word}", row.line, name.unwrap_or("-"))?;
                }
                complain(&problems);
            }
        }
    }
    if scored + refused == 0 {
        eprintln!("{file}: 没有企业数据 / no company in it");
        return Ok(BAD_INPUT);
    }
    eprintln!("{scored} 家已计分，{refused} 家有误 / {scored} scored, {refused} refused");
    Ok(if refused > 0 { BAD_INPUT } else { 0 })
}

/// A company's name and figures. The figures stand plainly beside the name, or under "enterprise", as the files of
/// `examples/` keep them.
fn read_company(json: Json) -> (Option<String>, Result<Enterprise, Vec<Problem>>) {
    let name = ["name", "企业名称", "id", "统一社会信用代码"].iter().find_map(|key| match json.get(key) {
        Some(Json::String(s)) => Some(s.clone()),
        _ => None,
    });
    if let Some(inner @ Json::Object(_)) = json.get("enterprise") {
        let company = Enterprise::from_json(inner).map_err(|mut problems| {
            for p in &mut problems {
                p.pointer = Some(format!("/enterprise{}", p.pointer.take().unwrap_or_default()));
            }
            problems
        });
        // A figure beside the figures would be lost.
        let Json::Object(members) = &json else { return (name, company) };
        let stray: Vec<Problem> = members.iter().filter_map(|(key, _)| beside(key)).collect();
        return (name, if stray.is_empty() { company } else { Err(stray) });
    }
    let figures = match json {
        Json::Object(members) => Json::Object(members.into_iter().filter(|(key, _)| !is_label(key)).collect()),
        other => other,
    };
    (name, Enterprise::from_json(&figures))
}

fn beside(key: &str) -> Option<Problem> {
    let dictionary = innopoints::dictionary::Dictionary::shipped();
    let field = &dictionary.fields[dictionary.find(key)?];
    let (zh, en) = ("“{0}”应写在 enterprise 里面", "\"{0}\" belongs within \"enterprise\"");
    let mut problem = Problem::new("misplaced", zh, en, &[field.title.into()]).at(format!("/{key}"));
    problem.field = Some(key.to_string());
    Some(problem)
}

// ---------------------------------------------------------------------------------------------------------------------
// tables

fn ndjson_rows<'a>(text: &'a str, file: &'a str) -> impl Iterator<Item = Row> + 'a {
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(move |(i, line)| {
        let (name, company) = match Json::parse(line) {
            Ok(json) => read_company(json),
            Err(p) => (None, Err(vec![*p])),
        };
        let company = company.map_err(|problems| problems.into_iter().map(|p| p.file(Some(file))).collect());
        Row { line: i as u64 + 1, name, company }
    })
}

/// Columns that name the company and score nothing.
fn is_label(column: &str) -> bool {
    matches!(column, "name" | "id" | "企业名称" | "统一社会信用代码")
}

/// Rows of a CSV table. Its header holds field ids or their Chinese or English names.
fn csv_rows<'a>(text: &'a str, file: &'a str) -> Result<impl Iterator<Item = Row> + 'a, Stop> {
    let (clean, broken) = without_stray_quotes(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(std::io::Cursor::new(clean));
    let header = reader.headers().cloned().map_err(|e| {
        eprintln!("{file}: 表头无法读取 / the header cannot be read: {e}");
        Stop::Code(BAD_INPUT)
    })?;
    let columns = read_header(&header, file)?;
    let mut lines = Lines::new(text);
    Ok(reader.into_records().map(move |record| match record {
        Ok(record) => {
            let line = lines.of(record.position());
            if broken.binary_search(&line).is_ok() {
                let (zh, en) = ("引号没有成对，这一行没有计分", "its quotes do not match; this row was not scored");
                return Row { line, name: None, company: Err(vec![Problem::new("bad_csv", zh, en, &[])]) };
            }
            read_record(&record, &columns, line)
        }
        Err(e) => {
            let line = lines.of(e.position());
            let detail = e.to_string();
            let problem =
                Problem::new("bad_csv", "这一行无法读取：{0}", "this row cannot be read: {0}", &[(&detail).into()]);
            Row { line, name: None, company: Err(vec![problem]) }
        }
    }))
}

/// The text without the quotes of lines in which a quote that opens a field is not closed, or not before a comma or the end
/// of a line, and the numbers of these lines. A general reader would take all that follows, up to the next quote, for one
/// row, and the companies in it would be gone.
fn without_stray_quotes(text: &str) -> (Vec<u8>, Vec<u64>) {
    let mut clean = text.as_bytes().to_vec();
    let mut broken = Vec::new();
    let is_end = |at: usize| matches!(text.as_bytes().get(at), None | Some(b'\n' | b'\r'));
    let (mut at, mut line) = (0, 1);
    // Where the row began that is looked at, and on which line.
    let (mut begun, mut row) = (0, 1);
    while at < text.len() {
        if clean[at] == b'"' {
            // A quoted field: to its end, and over the lines in it.
            let (mut end, mut within) = (at + 1, 0);
            let closed = loop {
                match text.as_bytes().get(end) {
                    None => break false,
                    Some(b'"') if text.as_bytes().get(end + 1) == Some(&b'"') => end += 2,
                    Some(b'"') => break is_end(end + 1) || text.as_bytes()[end + 1] == b',',
                    Some(byte) => {
                        within += u64::from(is_line_end(text.as_bytes(), end, *byte));
                        end += 1;
                    }
                }
            };
            if closed {
                (at, line) = (end + 1, line + within);
            } else {
                broken.push(row);
                line = row;
                let length = text[begun..].find(['\n', '\r']).unwrap_or(text.len() - begun);
                clean[begun..begun + length].iter_mut().filter(|b| **b == b'"').for_each(|b| *b = b'\'');
                at = begun + length;
            }
        }
        // On to the next field, or line.
        while at < text.len() && clean[at] != b',' && !is_end(at) {
            at += 1;
        }
        if is_end(at) && at < text.len() {
            line += u64::from(is_line_end(text.as_bytes(), at, clean[at]));
            (begun, row) = (at + 1, line);
        }
        at += 1;
    }
    (clean, broken)
}

/// Whether a line ends with a byte: CRLF counts once.
fn is_line_end(bytes: &[u8], at: usize, byte: u8) -> bool {
    byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

/// Counts lines up to where a record begins. The reader's own count is taken before the line end that it still has to
/// swallow (of CRLF, of blank lines), and so comes too low.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Lines<'a> {
        Lines { text, at: 0, line: 1 }
    }

    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let bytes = self.text.as_bytes();
        let mut begin = position.map_or(self.at, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX)).min(bytes.len());
        while matches!(bytes.get(begin), Some(b'\r' | b'\n')) {
            begin += 1;
        }
        for i in self.at..begin {
            self.line += u64::from(is_line_end(bytes, i, bytes[i]));
        }
        self.at = self.at.max(begin);
        self.line
    }
}

/// What each column holds: a field's id, or a label.
enum Column {
    Field(&'static str),
    Label,
}

fn read_header(header: &csv::StringRecord, file: &str) -> Result<Vec<Column>, Stop> {
    let dictionary = innopoints::dictionary::Dictionary::shipped();
    let mut problems = Vec::new();
    let mut seen = HashSet::new();
    let mut columns = Vec::new();
    for (i, title) in header.iter().enumerate() {
        let title = title.trim();
        // "营业收入（万元）" names the field 营业收入; the unit is checked against the field's own.
        let (name, unit) = match title.split_once(['（', '(']) {
            Some((name, rest)) => (name.trim(), rest.trim_end_matches(['）', ')']).trim()),
            None => (title, ""),
        };
        if is_label(name) {
            columns.push(Column::Label);
            continue;
        }
        let field = dictionary
            .fields
            .iter()
            .find(|f| f.id == name || f.title.zh == title || f.title.en == title)
            .or_else(|| dictionary.fields.iter().find(|f| f.title.zh == name || f.title.en == name));
        let place = |mut p: Box<Problem>| {
            p.line = Some(1);
            p.column = u32::try_from(i + 1).ok();
            p.file(Some(file))
        };
        match field {
            Some(f) if !unit.is_empty() && unit != f.unit() && f.title.zh != title && f.title.en != title => {
                problems.push(place(f.problem(
                    "wrong_unit",
                    "列标题的单位“{1}”不对，此项以“{2}”计",
                    "the column says {1}; this field is counted in {2}",
                    &[unit.into(), f.unit().into()],
                )));
            }
            Some(f) if !seen.insert(f.id) => problems.push(place(f.problem(
                "duplicate",
                "第 {1} 列与前面的列重复",
                "column {1} repeats an earlier one",
                &[(&(i + 1).to_string()).into()],
            ))),
            Some(f) => columns.push(Column::Field(f.id)),
            None => {
                let mut p = dictionary.unknown("unknown_field", name);
                p.zh = format!("第 {} 列：{}", i + 1, p.zh);
                p.en = format!("column {}: {}", i + 1, p.en);
                problems.push(place(Box::new(p.field(title))));
            }
        }
    }
    if problems.is_empty() {
        return Ok(columns);
    }
    complain(&problems);
    Err(Stop::Code(BAD_INPUT))
}

fn read_record(record: &csv::StringRecord, columns: &[Column], line: u64) -> Row {
    let mut company = Enterprise::default();
    let mut problems = Vec::new();
    let mut name = None;
    if record.len() != columns.len() {
        problems.push(Problem::new(
            "bad_csv",
            "这一行有 {0} 列，表头有 {1} 列",
            "this row has {0} columns, the header has {1}",
            &[(&record.len().to_string()).into(), (&columns.len().to_string()).into()],
        ));
    }
    for (i, (column, cell)) in columns.iter().zip(record).enumerate() {
        match column {
            Column::Label => name = name.or_else(|| Some(cell.to_string())),
            Column::Field(id) => {
                if let Err(mut p) = company.set_cell(id, cell) {
                    p.column = u32::try_from(i + 1).ok();
                    problems.push(*p);
                }
            }
        }
    }
    problems.extend(company.contradictions());
    Row { line, name, company: if problems.is_empty() { Ok(company) } else { Err(problems) } }
}

// ---------------------------------------------------------------------------------------------------------------------
// words

/// The verdict of a scheme that has a pass condition.
fn verdict(scheme: &Scheme, passed: Option<bool>, english: bool) -> &'static str {
    if scheme.pass.is_none() { "-" } else { passing(passed, english) }
}

fn passing(passed: Option<bool>, english: bool) -> &'static str {
    match (passed, english) {
        (Some(true), false) => "通过",
        (Some(false), false) => "未通过",
        (None, false) => "待定",
        (Some(true), true) => "passes",
        (Some(false), true) => "does not pass",
        (None, true) => "open",
    }
}

/// What is concluded of a company: its class and the verdict, as far as the scheme tells them.
fn conclusions(scheme: &Scheme, r: &Report<'_>, english: bool) -> Vec<String> {
    let pick = |t: &innopoints::Text| if english { t.en.clone() } else { t.zh.clone() };
    let open = if english { "open" } else { "待定" };
    let mut said = Vec::new();
    if scheme.classes.is_some() {
        said.push(r.class.as_ref().map_or(open.to_string(), |c| pick(c.title)));
    }
    if scheme.pass.is_some() || said.is_empty() {
        said.push(verdict(scheme, r.passed, english).to_string());
    }
    said
}

/// The total, or its bounds; with the typical one where estimates are in it.
fn points(r: &Report<'_>, english: bool) -> String {
    let typical = r.typical.as_ref().map(|t| if english { format!(" (typical {t})") } else { format!("（典型 {t}）") });
    span(&r.bounds) + &typical.unwrap_or_default()
}

/// `15` or `10–15`.
fn span([lo, hi]: &[String; 2]) -> String {
    if lo == hi { lo.clone() } else { format!("{lo}–{hi}") }
}

fn not_official(report: &Report<'_>, english: bool) -> &'static str {
    match (report.official, english) {
        (true, _) => "",
        (false, false) => "\t估计，非官方得分",
        (false, true) => "\testimate, not an official score",
    }
}

/// Marks what rests on the press, or on one unconfirmed source.
fn reported(source: &Source, english: bool) -> &'static str {
    match (source.standing, english) {
        (Standing::Reported, false) => "（据报道）",
        (Standing::Reported, true) => " (as reported)",
        _ => "",
    }
}

fn print_report(scheme: &Scheme, r: &Report<'_>, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    let pick = |t: &innopoints::Text| if english { t.en.clone() } else { t.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    writeln!(out, "{}  {}  {}", pick(r.title), r.document, r.on)?;
    // A scheme of conditions or classes alone has no points to show.
    let points = if scheme.has_points() {
        format!("{} {} / {}", word("得分", "Score"), points(r, english), r.max)
    } else {
        word("结论", "Result").to_string()
    };
    let conclusions = conclusions(scheme, r, english).join("  ");
    writeln!(out, "{points}  {conclusions}{}", not_official(r, english))?;
    writeln!(out, "{}", pick(&r.summary))?;
    for group in &r.groups {
        let points = span(&group.bounds);
        let floor = group.floor.as_ref().map_or(String::new(), |f| format!("  {} {f}", word("下限", "floor")));
        writeln!(out, "\n{}  {points} / {}{floor}", pick(group.title), group.max)?;
        for item in r.items.iter().filter(|i| i.group == group.id) {
            // A reason for points that are certain begins with the indicator's name; others tell what is open.
            let name = item.points.as_ref().map_or(format!("{}: ", pick(item.title)), |_| String::new());
            let name = if english { name } else { name.replace(": ", "：") };
            writeln!(out, "  · {name}{}", pick(&item.reason))?;
            writeln!(out, "    {} {}{}", item.source.document, item.source.article, reported(item.source, english))?;
        }
    }
    let lists = [
        (word("通过条件", "Pass condition"), &r.requirements),
        (word("基本条件", "Gates"), &r.gates),
        (word("直通条件（满足任一项即可）", "Direct routes (any one)"), &r.routes),
    ];
    for (title, list) in lists {
        if list.is_empty() {
            continue;
        }
        writeln!(out, "\n{title}")?;
        for c in list {
            let mark = match c.met {
                Some(true) => "✓",
                Some(false) => "✗",
                None => "?",
            };
            let reported = reported(c.source, english);
            writeln!(out, "  {mark} {}：{}{reported}", pick(&c.title), pick(&c.reason))?;
        }
    }
    if !r.missing.is_empty() {
        let dictionary = innopoints::dictionary::Dictionary::shipped();
        let names: Vec<&str> = r
            .missing
            .iter()
            .filter_map(|id| {
                dictionary.find(id).map(|i| dictionary.fields[i].title).map(|t| if english { t.en } else { t.zh })
            })
            .collect();
        writeln!(out, "\n{}{}", word("未填：", "Not given: "), names.join(word("、", ", ")))?;
    }
    Ok(())
}

/// Today in China, which has had one time zone and no summer time since 1992.
fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs())
        .saturating_add(8 * 3600);
    let mut day = seconds / 86_400;
    let mut year = 1970u16;
    let mut month = 1u8;
    // Whole years, then whole months; the calendar itself knows which days there are.
    while day >= 366 || (day >= 365 && Date::new(year, 2, 29).is_none()) {
        day -= if Date::new(year, 2, 29).is_some() { 366 } else { 365 };
        year += 1;
    }
    loop {
        let length = (28..=31).rev().find(|&d| Date::new(year, month, d).is_some()).unwrap_or(28);
        match Date::new(year, month, u8::try_from(day + 1).unwrap_or(0)) {
            Some(date) if day < u64::from(length) => return date,
            _ => {
                day = day.saturating_sub(u64::from(length));
                month = month % 12 + 1;
            }
        }
    }
}
