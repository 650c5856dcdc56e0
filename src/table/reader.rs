//! The reader of tables.

use super::columns::{self, Heading, known, parse_line, shown};
use super::down;
use super::heading::{Headings, Parsed};
use super::html::{is_html, tables};
use super::rows::{Companies, Row, Told};
use super::text::{Line, Lines, SEPARATORS, Separator, stated_separator};
use innopoints_core::dictionary::Dictionary;
use innopoints_core::problem::Problem;
use std::collections::VecDeque;

/// Most lines in which the heading is looked for.
const MOST_LOOKED_AT: usize = 200;

/// Lines by which the separator of a text is found.
const TRIED: usize = 12;

/// A table: text of any separator, or the rows of a sheet.
pub enum Source<'a> {
    /// Text without a byte order mark; of HTML its tables.
    Text(&'a str),
    /// Rows, blank ones among them.
    Rows(Vec<Line<'a>>),
}

enum Rest<'a> {
    Text(Lines<'a>),
    Rows(std::vec::IntoIter<Line<'a>>),
}

impl<'a> Rest<'a> {
    fn next(&mut self) -> Option<Line<'a>> {
        match self {
            Rest::Text(lines) => lines.next(),
            Rest::Rows(rows) => rows.next(),
        }
    }
}

/// A part of a table that holds at most one company.
#[derive(Debug)]
pub enum Piece<'a> {
    /// A line that is still to be read.
    Line(Line<'a>),
    /// A company that was read with others, for its items run down.
    Row(Row),
}

/// A table that is read: its heading, then its companies one by one.
pub struct Table<'a> {
    /// The heading as it was understood.
    pub heading: Heading,
    companies: Companies,
    /// What was seen so far.
    told: Told,
    /// Lines that were looked at for the heading and are still to be read.
    ahead: VecDeque<Line<'a>>,
    rest: Rest<'a>,
    /// The companies of a table whose items run down, and what is told of it.
    down: Option<(VecDeque<Row>, Vec<Problem>)>,
}

impl<'a> Table<'a> {
    /// Opens a table by the fields of a dictionary. In the fields of `zero` a cell that says that there is no figure (`-`) means 0.
    /// The problems are those for which nothing of it can be read: there is no heading, or two columns have the same.
    pub fn open(
        source: Source<'a>,
        dictionary: &'static Dictionary,
        zero: &[String],
    ) -> Result<Table<'a>, Vec<Problem>> {
        let headings = Headings::of(dictionary);
        let mut rest = match source {
            // Of several tables the one that names most.
            Source::Text(text) if is_html(text) => {
                let known = |table: &Vec<Line<'_>>| -> usize {
                    table.iter().take(TRIED).map(|line| known(&parse_line(&headings, line)).1).sum()
                };
                let tables = tables(text).into_iter().rev();
                Rest::Rows(tables.max_by_key(known).unwrap_or_default().into_iter())
            }
            Source::Text(text) => Rest::Text(Lines::new(text, separator(text, &headings))),
            Source::Rows(rows) => Rest::Rows(rows.into_iter()),
        };
        let mut lines: Vec<Line<'a>> = Vec::new();
        while lines.len() < MOST_LOOKED_AT
            && let Some(line) = rest.next()
        {
            if !line.is_blank() {
                lines.push(line);
            }
        }
        let parsed: Vec<Vec<Parsed>> = lines.iter().map(|line| parse_line(&headings, line)).collect();
        let Some(place) = columns::place(&lines, &parsed) else {
            return Err(vec![no_heading(&lines)]);
        };
        let across = parsed[place.from..place.to].iter().map(|line| known(line).1).max().unwrap_or(0);
        let items = down::items(&lines, &parsed);
        // As many both ways: an item beside its figure is no heading.
        let heads_down = || down::items(&lines[place.from..place.to], &parsed[place.from..place.to]) > 0;
        if items > across || (items == across && heads_down()) {
            let (heading, rows, told) = down::read(&headings, dictionary, &lines, &parsed, zero.to_vec());
            let companies = Companies::new(dictionary, Vec::new(), Vec::new());
            return Ok(Table {
                heading,
                companies,
                told: Told::default(),
                ahead: VecDeque::new(),
                rest,
                down: Some((rows.into(), told)),
            });
        }
        let heading = columns::read(&headings, dictionary, &lines, place)?;
        let companies = Companies::new(dictionary, heading.columns.clone(), zero.to_vec());
        let ahead = lines.into_iter().skip(place.to).collect();
        Ok(Table { heading, companies, told: Told::default(), ahead, rest, down: None })
    }

    /// The next company.
    pub fn next_row(&mut self) -> Option<Row> {
        loop {
            let piece = self.next_piece()?;
            let mut told = std::mem::take(&mut self.told);
            let row = match piece {
                Piece::Row(row) => Some(row),
                Piece::Line(line) => self.read(&line, &mut told),
            };
            self.told = told;
            if row.is_some() {
                return row;
            }
        }
    }

    /// The next line of the table, which is read by [`Table::read`], by several threads if that is wanted; or a company of a
    /// table whose items run down.
    pub fn next_piece(&mut self) -> Option<Piece<'a>> {
        match &mut self.down {
            Some((rows, _)) => rows.pop_front().map(Piece::Row),
            None => self.ahead.pop_front().or_else(|| self.rest.next()).map(Piece::Line),
        }
    }

    /// The company of a line; nothing of a blank line, a total or a remark. What is seen beside it is to be added to the
    /// table, in the order of the lines.
    pub fn read(&self, line: &Line<'_>, told: &mut Told) -> Option<Row> {
        self.companies.read(line, told)
    }

    /// Adds what was seen of lines that were read.
    pub fn add(&mut self, told: Told) {
        self.told.add(told);
    }

    /// What is told of the table when all of it is read: gaps, lines that are no companies.
    pub fn told(&self) -> Vec<Problem> {
        match &self.down {
            Some((_, told)) => told.clone(),
            None => self.companies.tell(&self.told),
        }
    }
}

#[cold]
#[inline(never)]
fn no_heading(lines: &[Line<'_>]) -> Problem {
    let mut first = String::new();
    for cell in lines.first().into_iter().flat_map(|line| &line.cells).take(5) {
        first += if first.is_empty() { "" } else { "、" };
        first += shown(cell);
    }
    let (zh, en) = (
        "没有找到表头：没有一行写着认得的列名。第一行是：{0}",
        "no heading: no line names a column that is known. The first line is: {0}",
    );
    let mut problem = Problem::new("no_heading", zh, en, &[(&first).into()]);
    problem.line = Some(lines.first().map_or(1, |line| line.number));
    problem
}

/// The separator of a text: what it states, or the one with which a line of its beginning names most.
fn separator(text: &str, headings: &Headings) -> Separator {
    if let Some(stated) = stated_separator(text) {
        return stated;
    }
    let mut best = (SEPARATORS[0], 0);
    for separator in SEPARATORS {
        let names = names_by(text, separator, headings);
        if names > best.1 {
            best = (separator, names);
        }
    }
    best.0
}

/// How many columns the beginning of a text names, whatever its separator: of the ways to decode a file, the one with which it
/// names most is its encoding.
pub fn names(text: &str, headings: &Headings) -> usize {
    names_by(text, separator(text, headings), headings)
}

fn names_by(text: &str, separator: Separator, headings: &Headings) -> usize {
    let lines = Lines::new(text, separator).filter(|line| !line.is_blank()).take(TRIED);
    lines.map(|line| known(&parse_line(headings, &line)).1).sum()
}
