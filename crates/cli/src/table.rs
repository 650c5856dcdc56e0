//! Tables of companies: files of any format, their rows by the reader of the library, and what it tells of them on standard error.

use super::encoding::decode;
use super::input::{read_bytes, shown, whole_text};
use super::output::{BAD_INPUT, Stop, complain, visible};
use super::workbook::{Sheet, is_workbook, sheets};
use clap::{Args, ValueEnum};
use innopoints::dictionary::Dictionary;
use innopoints::json::Json;
use innopoints::table::json::{companies, company};
use innopoints::table::{self, Headings, Row, Source, Table, Told};
use innopoints::{Enterprise, Problem};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// The format of a table, or of one company.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Format {
    Json,
    /// 任何分隔符的文本 / text of any separator
    #[value(alias = "tsv", alias = "txt")]
    Csv,
    Ndjson,
    Xlsx,
}

/// How a table is read.
#[derive(Args)]
pub struct Reading {
    /// 数据格式，默认按内容和扩展名判断 / format of the data; by content and name when left out
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// 工作簿里的工作表，默认取第一张看得出表头的 / sheet of a workbook; the first with a heading when left out
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// 这些数据项里的“-”“/”等表示 0，不是没有填 / in these fields - or / means 0, and not that nothing is known
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    pub zero: Vec<String>,
}

/// What a file holds, before its companies are read.
pub enum Input {
    Json(String),
    Ndjson(String),
    Text(String),
    Sheets(Vec<Sheet>),
}

impl Input {
    /// Whether it is one company in JSON.
    pub fn is_one(&self) -> bool {
        // What cannot be read is told as one company is.
        let Input::Json(text) = self else { return false };
        !matches!(Json::parse(text), Ok(Json::Array(list)) if list.len() != 1)
    }

    /// Reads a file, or standard input.
    pub fn read(name: &str, reading: &Reading, dictionary: &'static Dictionary) -> Result<Input, Stop> {
        let bytes = read_bytes(name)?;
        if reading.format == Some(Format::Xlsx) || (reading.format.is_none() && is_workbook(&bytes)) {
            return sheets(bytes).map(Input::Sheets).map_err(|e| {
                eprintln!("{}: 工作簿无法读取 / the workbook cannot be read: {}", visible(name), visible(&e));
                Stop::Code(BAD_INPUT)
            });
        }
        let headings = Headings::of(dictionary);
        let format = reading.format.or_else(|| by_name(name));
        if format == Some(Format::Csv) {
            let decoded = decode(bytes, &headings);
            decoded.tell(name);
            return Ok(Input::Text(decoded.text));
        }
        let looks_like_json = || {
            let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf));
            matches!(first, Some(b'{' | b'['))
        };
        if format.is_none() && !looks_like_json() {
            let decoded = decode(bytes, &headings);
            decoded.tell(name);
            return Ok(Input::Text(decoded.text));
        }
        let text = whole_text(bytes, name, &headings)?;
        Ok(match format.unwrap_or_else(|| json_format(&text)) {
            Format::Ndjson => Input::Ndjson(text),
            _ => Input::Json(text),
        })
    }
}

fn by_name(name: &str) -> Option<Format> {
    match Path::new(name).extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("csv" | "tsv" | "txt") => Some(Format::Csv),
        Some("ndjson" | "jsonl") => Some(Format::Ndjson),
        Some("json") => Some(Format::Json),
        _ => None,
    }
}

/// Of several lines, the first of them a whole object, each is a company.
fn json_format(text: &str) -> Format {
    match text.trim().split_once('\n') {
        Some((first, _)) if Json::parse(first).is_ok() => Format::Ndjson,
        _ => Format::Json,
    }
}

/// The companies of a file, one by one. What is told of them goes to standard error.
pub struct Companies<'a> {
    file: &'a str,
    rows: Rows<'a>,
    /// How often a note of a kind about a column was told; of each kind a few are.
    told: BTreeMap<(&'static str, Option<u32>), u64>,
}

enum Rows<'a> {
    Table(Box<Table<'a>>),
    Lines(std::iter::Enumerate<std::str::Lines<'a>>, Headings),
    List(std::vec::IntoIter<Row>),
}

/// Most notes of a kind about a column that are told one by one.
const MOST_TOLD: u64 = 5;

impl<'a> Companies<'a> {
    /// Opens what a file holds by the fields of a dictionary.
    pub fn open(
        name: &'a str,
        input: &'a Input,
        reading: &Reading,
        dictionary: &'static Dictionary,
    ) -> Result<Companies<'a>, Stop> {
        let file = shown(name);
        let located = |problems: Vec<Problem>| {
            complain(&problems.into_iter().map(|p| p.file(Some(file))).collect::<Vec<_>>());
            Stop::Code(BAD_INPUT)
        };
        let rows = match input {
            Input::Json(text) => {
                let json = Json::parse(text).map_err(|p| located(vec![*p]))?;
                Rows::List(companies(json, &Headings::of(dictionary)).into_iter())
            }
            Input::Ndjson(text) => Rows::Lines(text.lines().enumerate(), Headings::of(dictionary)),
            Input::Text(text) => {
                Rows::Table(Box::new(Table::open(Source::Text(text), dictionary, &reading.zero).map_err(located)?))
            }
            Input::Sheets(sheets) => Rows::Table(Box::new(open_sheet(file, sheets, reading, dictionary)?)),
        };
        let companies = Companies { file, rows, told: BTreeMap::new() };
        if let Rows::Table(table) = &companies.rows {
            companies.tell(&table.heading.notes);
        }
        Ok(companies)
    }

    fn tell(&self, notes: &[Problem]) {
        complain(&notes.iter().map(|note| note.clone().file(Some(self.file))).collect::<Vec<_>>());
    }

    /// What is wrong with a row, with the file and its line.
    pub fn located(&self, row: &Row, problems: &[Problem]) -> Vec<Problem> {
        let place = |p: &Problem| {
            let mut p = p.clone().file(Some(self.file));
            p.line = p.line.filter(|_| matches!(self.rows, Rows::Table(_))).or(Some(row.line));
            p
        };
        problems.iter().map(place).collect()
    }
}

/// A part of a file that holds at most one company.
enum Piece<'a> {
    Table(table::Piece<'a>),
    /// A line of NDJSON, from 1.
    Json(u32, &'a str),
}

/// Pieces that a thread takes at once.
const CHUNK: usize = 256;

impl<'a> Companies<'a> {
    fn next_piece(&mut self) -> Option<Piece<'a>> {
        match &mut self.rows {
            Rows::Table(table) => table.next_piece().map(Piece::Table),
            Rows::Lines(lines, _) => {
                let (at, line) = lines.find(|(_, line)| !line.trim().is_empty())?;
                Some(Piece::Json(at as u32 + 1, line))
            }
            Rows::List(rows) => rows.next().map(|row| Piece::Table(table::Piece::Row(row))),
        }
    }

    fn read(&self, piece: Piece<'a>, told: &mut Told) -> Option<Row> {
        match (piece, &self.rows) {
            (Piece::Table(table::Piece::Row(row)), _) => Some(row),
            (Piece::Table(table::Piece::Line(line)), Rows::Table(table)) => table.read(&line, told),
            (Piece::Json(line, text), Rows::Lines(_, headings)) => {
                let (name, company) = match Json::parse(text) {
                    Ok(json) => company(json, headings),
                    Err(p) => (None, Err(vec![*p])),
                };
                Some(Row { line, name, company, notes: Vec::new(), kept: Vec::new() })
            }
            _ => None,
        }
    }

    /// What lines say that are read, beside their companies.
    fn add(&mut self, told: Told) {
        if let Rows::Table(table) = &mut self.rows {
            table.add(told);
        }
    }

    fn tell_of_row(&mut self, notes: &[Problem]) {
        for note in notes {
            let told = self.told.entry((note.code, note.column)).or_default();
            *told += 1;
            if *told <= MOST_TOLD {
                complain(&[note.clone().file(Some(self.file))]);
            }
        }
    }

    /// At the end: what was held back, and what is told of the whole.
    fn tell_of_all(&mut self) {
        for ((code, column), told) in std::mem::take(&mut self.told) {
            if told > MOST_TOLD {
                let (more, column) = (told - MOST_TOLD, column.unwrap_or_default());
                eprintln!("{}: 第 {column} 列另有 {more} 处 / {more} more in column {column} [{code}]", self.file);
            }
        }
        if let Rows::Table(table) = &self.rows {
            self.tell(&table.told());
        }
    }

    /// Does something with each company on all cores, and takes what comes of it in the order of the file.
    pub fn each<T: Send>(
        &mut self,
        work: impl Fn(&Companies<'a>, &Row) -> T + Sync,
        mut take: impl FnMut(T) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        loop {
            let mut chunks: Vec<Vec<Piece<'a>>> = Vec::new();
            while chunks.len() < 4 * rayon::current_num_threads() {
                let chunk: Vec<Piece<'a>> = std::iter::from_fn(|| self.next_piece()).take(CHUNK).collect();
                if chunk.is_empty() {
                    break;
                }
                chunks.push(chunk);
            }
            if chunks.is_empty() {
                self.tell_of_all();
                return Ok(());
            }
            let this = &*self;
            let done = |chunk: Vec<Piece<'a>>| {
                let mut told = Told::default();
                let rows = chunk.into_iter().filter_map(|piece| this.read(piece, &mut told));
                let answers: Vec<(Vec<Problem>, T)> = rows
                    .map(|mut row| {
                        let answer = work(this, &row);
                        (std::mem::take(&mut row.notes), answer)
                    })
                    .collect();
                (told, answers)
            };
            let done: Vec<_> = chunks.into_par_iter().map(done).collect();
            for (told, answers) in done {
                self.add(told);
                for (notes, answer) in answers {
                    self.tell_of_row(&notes);
                    take(answer)?;
                }
            }
        }
    }
}

impl Iterator for Companies<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while let Some(piece) = self.next_piece() {
            let mut told = Told::default();
            let row = self.read(piece, &mut told);
            self.add(told);
            if let Some(row) = row {
                self.tell_of_row(&row.notes);
                return Some(row);
            }
        }
        self.tell_of_all();
        None
    }
}

/// One company: how its file is named in problems, its own name, and its figures.
pub struct One<'a> {
    pub file: &'a str,
    pub name: Option<String>,
    pub company: Result<Enterprise, Vec<Problem>>,
}

/// The one company of a file of any format, by the dictionary of a scheme.
pub fn one<'a>(name: &'a str, dictionary: &'static Dictionary) -> Result<One<'a>, Stop> {
    let reading = Reading { format: None, sheet: None, zero: Vec::new() };
    one_of(name, &Input::read(name, &reading, dictionary)?, &reading, dictionary)
}

/// The one company of what a file holds.
pub fn one_of<'a>(
    name: &'a str,
    input: &Input,
    reading: &Reading,
    dictionary: &'static Dictionary,
) -> Result<One<'a>, Stop> {
    let file = shown(name);
    let located = |problems: Vec<Problem>| problems.into_iter().map(|p| p.file(Some(file))).collect::<Vec<_>>();
    if let Input::Json(text) = input {
        let (name, company) = match Json::parse(text) {
            Ok(json) => company(only(json), &Headings::of(dictionary)),
            Err(problem) => (None, Err(vec![*problem])),
        };
        return Ok(One { file, name, company: company.map_err(located) });
    }
    let mut rows = Companies::open(name, input, reading, dictionary)?;
    let found: Vec<Row> = rows.by_ref().take(2).collect();
    let none = "没有企业数据 / no company in it";
    let several = "有多家企业，这里只要一家 / several companies where one is wanted";
    match <[Row; 1]>::try_from(found) {
        Ok([row]) => {
            let located = |problems: Vec<Problem>| rows.located(&row, &problems);
            let (name, company) = (row.name.clone(), row.company.clone().map_err(located));
            Ok(One { file, name, company })
        }
        Err(found) => {
            eprintln!("{file}: {}", if found.is_empty() { none } else { several });
            Err(Stop::Code(BAD_INPUT))
        }
    }
}

/// The company of a list of one.
fn only(json: Json) -> Json {
    match json {
        Json::Array(mut list) if list.len() == 1 => list.remove(0),
        json => json,
    }
}

/// The one company of a file, which must be without fault; and how the file is named in problems.
pub fn read_one<'a>(name: &'a str, dictionary: &'static Dictionary) -> Result<(&'a str, Enterprise), Stop> {
    let One { file, company, .. } = one(name, dictionary)?;
    let company = company.map_err(|problems| {
        complain(&problems);
        Stop::Code(BAD_INPUT)
    })?;
    Ok((file, company))
}

/// The sheet that is asked for, or the first with a heading.
fn open_sheet<'a>(
    file: &str,
    sheets: &[Sheet],
    reading: &Reading,
    dictionary: &'static Dictionary,
) -> Result<Table<'a>, Stop> {
    let names = || sheets.iter().map(|sheet| visible(&sheet.name).into_owned()).collect::<Vec<_>>().join("、");
    let mut refused = Vec::new();
    for sheet in sheets.iter().filter(|sheet| reading.sheet.as_ref().is_none_or(|name| *name == sheet.name)) {
        match Table::open(Source::Rows(sheet.rows.clone()), dictionary, &reading.zero) {
            Ok(table) => {
                if sheets.len() > 1 {
                    let name = visible(&sheet.name);
                    eprintln!("{file}: 读取工作表“{name}”（共有：{}）", names());
                    eprintln!("{file}: read the sheet \"{name}\" (of {}); --sheet names another", names());
                }
                return Ok(table);
            }
            Err(problems) => refused.extend(problems),
        }
    }
    if refused.is_empty() {
        eprintln!("{file}: 没有这张工作表，有：{0} / no such sheet; there are {0}", names());
    }
    complain(&refused.into_iter().map(|p| p.file(Some(file))).collect::<Vec<_>>());
    Err(Stop::Code(BAD_INPUT))
}
