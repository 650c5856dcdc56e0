//! The companies of a table, a row each, and what is told of them.

use super::cell::{self, Read, is_damaged_code};
use super::columns::{Column, Role, note, shown};
use super::text::Line;
use super::words::{self, bare, is_one, normal};
use innopoints_core::Enterprise;
use innopoints_core::dictionary::{Dictionary, Kind, Value, owner};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Num, show};
use innopoints_core::problem::{Problem, Text};
use innopoints_core::text::find;

/// A company of a table, or why it cannot be read.
#[derive(Debug)]
pub struct Row {
    /// The line it stands on, from 1.
    pub line: u32,
    /// Its name, or its code where it has none.
    pub name: Option<String>,
    /// Its figures; or everything that is wrong with them, with lines and columns.
    pub company: Result<Enterprise, Vec<Problem>>,
    /// How cells were read, where that is not plain, and what can hardly be meant.
    pub notes: Vec<Problem>,
    /// The columns that were not used: heading and cell.
    pub kept: Vec<(String, String)>,
}

/// A column as a whole, for what is told of it once.
#[derive(Clone, Debug)]
struct Seen {
    /// Cells that say that there is no figure, and the line of the first.
    gaps: u32,
    first_gap: u32,
    /// Cells that are no level of the field, likewise.
    others: u32,
    first_other: u32,
    /// Shares without a sign below 1, by their lines, and the largest share.
    small: Vec<(u32, Num)>,
    largest: Num,
}

impl Seen {
    const NOTHING: Seen =
        Seen { gaps: 0, first_gap: 0, others: 0, first_other: 0, small: Vec::new(), largest: Num::ZERO };
}

/// Most lines that a note about a column names.
const MOST_NAMED: usize = 20;

/// What was seen of a table, or of a part of it, to be told at its end.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// By column.
    seen: Vec<Seen>,
    /// How many lines are no companies, and the first of them with the reason.
    skipped: (usize, Vec<(u32, String)>),
}

impl Told {
    /// Adds what was seen of the part that follows.
    pub fn add(&mut self, later: Told) {
        if self.seen.len() < later.seen.len() {
            self.seen.resize(later.seen.len(), Seen::NOTHING);
        }
        let first = |count: u32, own: u32, other: u32| if count == 0 { other } else { own };
        for (own, later) in self.seen.iter_mut().zip(later.seen) {
            own.first_gap = first(own.gaps, own.first_gap, later.first_gap);
            own.first_other = first(own.others, own.first_other, later.first_other);
            own.gaps += later.gaps;
            own.others += later.others;
            own.largest = own.largest.max(later.largest);
            let left = MOST_NAMED.saturating_sub(own.small.len());
            own.small.extend(later.small.into_iter().take(left));
        }
        let left = MOST_NAMED.saturating_sub(self.skipped.1.len());
        self.skipped.0 += later.skipped.0;
        self.skipped.1.extend(later.skipped.1.into_iter().take(left));
    }

    fn skip(&mut self, line: u32, why: String) {
        self.skipped.0 += 1;
        if self.skipped.1.len() < MOST_NAMED {
            self.skipped.1.push((line, why));
        }
    }

    fn column(&mut self, at: usize) -> &mut Seen {
        if self.seen.len() <= at {
            self.seen.resize(at + 1, Seen::NOTHING);
        }
        &mut self.seen[at]
    }
}

/// Reads companies off lines, by the columns of a heading.
pub(super) struct Companies {
    pub dictionary: &'static Dictionary,
    pub columns: Vec<Column>,
    /// Fields of which a cell that says nothing means 0.
    pub zero: Vec<String>,
    /// The first columns of name and code, by their weight.
    names: Vec<usize>,
}

impl Companies {
    pub fn new(dictionary: &'static Dictionary, columns: Vec<Column>, zero: Vec<String>) -> Companies {
        let mut names: Vec<(bool, usize, usize)> = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            match column.role {
                Role::Name(place) => names.push((false, place, at)),
                Role::Code(place) => names.push((true, place, at)),
                _ => {}
            }
        }
        innopoints_core::sort::sort(&mut names);
        let names = names.into_iter().map(|name| name.2).gather();
        Companies { dictionary, columns, zero, names }
    }

    /// The company of a line; nothing of a blank line, a total or a remark.
    pub fn read(&self, line: &Line<'_>, told: &mut Told) -> Option<Row> {
        if line.is_blank() {
            return None;
        }
        let mut row = Row {
            line: line.number,
            name: None,
            company: Ok(Enterprise::of(self.dictionary)),
            notes: Vec::new(),
            kept: Vec::new(),
        };
        let mut problems = Vec::new();
        let mut wrong = |code: &'static str, zh: &str, en: &str, parts: &[&str]| {
            let parts = parts.iter().map(|part| (*part).into()).gather();
            let mut problem = Problem::new(code, zh, en, &parts);
            problem.line = Some(line.number);
            problems.push(problem);
        };
        if line.broken {
            wrong("bad_csv", "引号没有成对，这一行没有计分", "its quotes do not match; this row was not scored", &[]);
        } else if let Some(why) = self.is_no_company(line) {
            told.skip(line.number, why);
            return None;
        } else if line.cells.iter().any(|cell| !cell.is_ascii() && find(cell, "\u{fffd}").is_some()) {
            let (zh, en) =
                ("这一行有不能解码的字节，没有计分", "some bytes of this row cannot be decoded; it was not scored");
            wrong("bad_encoding", zh, en, &[]);
        } else if self.is_ragged(line) {
            let (has, heads) = (line.cells.len().to_string(), self.columns.len().to_string());
            wrong(
                "bad_csv",
                "这一行有 {0} 列，表头有 {1} 列",
                "this row has {0} columns, the header has {1}",
                &[&has, &heads],
            );
        }
        if !problems.is_empty() {
            if !line.broken && problems.iter().all(|p| p.code == "bad_csv") {
                row.name = self.name(line);
            }
            row.company = Err(problems);
            return Some(row);
        }
        row.name = self.name(line);
        row.company = self.figures(line, told, &mut row.notes, &mut row.kept);
        Some(row)
    }

    /// The name of a company: what stands in the likeliest column that is not blank.
    fn name(&self, line: &Line<'_>) -> Option<String> {
        self.names.iter().map(|at| bare(line.cell(*at))).find(|name| !name.is_empty()).map(|name| name.into_owned())
    }

    /// Whether a line is shorter or longer than the heading, but for blank cells behind it.
    fn is_ragged(&self, line: &Line<'_>) -> bool {
        let more = line.cells.iter().skip(self.columns.len()).any(|cell| !bare(cell).is_empty());
        // Columns without a heading may end early.
        let headed = self.columns.iter().rposition(|column| !column.heading.is_empty()).map_or(0, |at| at + 1);
        more || line.cells.len() < headed
    }

    /// Why a line is no company: a total, a remark.
    fn is_no_company(&self, line: &Line<'_>) -> Option<String> {
        let first = line.cells.iter().map(|cell| bare(cell)).find(|cell| !cell.is_empty())?;
        let plain = normal(&first);
        let name = self.name(line);
        let total = |text: &str| is_one(words::TOTALS, &normal(text));
        let is_total = total(&first) && name.as_deref().is_none_or(total);
        let remarks = |text: &str| words::REMARKS.iter().any(|word| text.starts_with(word));
        let is_remark =
            remarks(&plain) && line.cells.iter().map(|cell| normal(cell)).all(|c| c.is_empty() || remarks(&c));
        (is_total || is_remark).then(|| shown(&first).to_string())
    }

    fn figures(
        &self,
        line: &Line<'_>,
        told: &mut Told,
        notes: &mut Vec<Problem>,
        kept: &mut Vec<(String, String)>,
    ) -> Result<Enterprise, Vec<Problem>> {
        let mut company = Enterprise::of(self.dictionary);
        let mut problems = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let text = line.cell(at);
            match &column.role {
                Role::Elsewhere(id) => company.keep(id, &bare(text)),
                Role::Name(_) => {}
                Role::Code(_) => {
                    let code = bare(text);
                    if is_damaged_code(&code) {
                        let (zh, en) = (
                            "代码“{0}”被表格软件写成了科学记数，后面的数字已经丢失",
                            "the code \"{0}\" has become a number: its last digits are lost",
                        );
                        notes.push(note("damaged_code", line.number, at, zh, en, &[shown(&code).into()]));
                    }
                }
                Role::Kept => {
                    let text = bare(text);
                    if !text.is_empty() && !column.heading.is_empty() {
                        kept.push((column.heading.clone(), text.into_owned()));
                    }
                }
                Role::Field(id, named) => {
                    let field = &self.dictionary.fields[*id];
                    match cell::read(field, text, column.unit, *named) {
                        Ok(Read::Blank) => {}
                        Ok(Read::Gap) if self.zero.iter().any(|zero| zero == field.id) => {
                            set(&mut company, *id, Value::Exact(Num::ZERO), "0");
                        }
                        Ok(Read::Gap) => {
                            let seen = told.column(at);
                            count(&mut seen.gaps, &mut seen.first_gap, line.number);
                        }
                        Ok(Read::Other) => {
                            let seen = told.column(at);
                            count(&mut seen.others, &mut seen.first_other, line.number);
                        }
                        Ok(Read::Value(value, echo, is_bare)) => {
                            if let Some(echo) = echo {
                                let mut read_as = note(
                                    "read_as",
                                    line.number,
                                    at,
                                    "“{0}”{1}",
                                    "\"{0}\" {1}",
                                    &[shown(&bare(text)).into(), (&echo).into()],
                                );
                                read_as.field = Some(field.id.to_string());
                                notes.push(read_as);
                            }
                            if let (Value::Exact(x), Kind::Number { unit: "%", .. }) = (&value, &field.kind) {
                                let seen = told.column(at);
                                seen.largest = seen.largest.max(x.abs());
                                if is_bare
                                    && !x.is_zero()
                                    && x.abs() <= Num::raw(1, 100)
                                    && seen.small.len() < MOST_NAMED
                                {
                                    seen.small.push((line.number, x.abs()));
                                }
                            }
                            let with_unit = match column.unit {
                                Some(unit) if is_bare => [text, unit].concat(),
                                _ => text.to_string(),
                            };
                            set(&mut company, *id, value, &with_unit);
                        }
                        Err(mut problem) => {
                            problem.line = Some(line.number);
                            problem.column = u32::try_from(at + 1).ok();
                            problems.push(*problem);
                        }
                    }
                }
            }
        }
        for mut problem in company.contradictions() {
            problem.line = Some(line.number);
            problems.push(problem);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        notes.extend(self.implausible(&company, line.number));
        Ok(company)
    }

    /// What can hardly be meant of a company's figures, each at its column.
    fn implausible(&self, company: &Enterprise, line: u32) -> Vec<Problem> {
        let mut warnings = company.warnings();
        for warning in &mut warnings {
            let of = |column: &Column| match column.role {
                Role::Field(id, _) => warning.field.as_deref() == Some(self.dictionary.fields[id].id),
                _ => false,
            };
            let column = self.columns.iter().position(of);
            (warning.line, warning.column) = (Some(line), column.and_then(|at| u32::try_from(at + 1).ok()));
        }
        warnings
    }

    /// What is told of the table at its end: gaps, shares that may be fractions, lines that are no companies.
    pub fn tell(&self, told: &Told) -> Vec<Problem> {
        let mut notes = Vec::new();
        for (at, (column, seen)) in self.columns.iter().zip(&told.seen).enumerate() {
            let Role::Field(id, _) = column.role else { continue };
            let title = self.dictionary.fields[id].title.into();
            let (gaps, others) = (seen.gaps.to_string(), seen.others.to_string());
            if seen.gaps > 0 {
                let (zh, en) = (
                    "{0}：{1} 行没有填数（-、/、无、N/A 等），按不知道处理；如果指 0，请说明",
                    "{0}: no figure in {1} of the rows (-, /, N/A …), taken as not known; say so if 0 is meant",
                );
                notes.push(note("gaps", seen.first_gap, at, zh, en, &[title, (&gaps).into()]));
            }
            if seen.others > 0 {
                let (zh, en) = (
                    "{0}：{1} 行写的不是可选的项，按不知道处理",
                    "{0}: {1} rows name none of its levels and were taken as not known",
                );
                notes.push(note("other_levels", seen.first_other, at, zh, en, &[title, (&others).into()]));
            }
            // 0.125 beside 12.5: a hundred times smaller.
            for (line, small) in &seen.small {
                let far = small.mul(Num::int(50)).is_some_and(|far| far <= seen.largest);
                if far || seen.largest <= Num::raw(1, 100) {
                    let as_read = show(*small, "%", 18);
                    let (zh, en) = (
                        "{0}：没有写百分号，读作 {1}；如果是小数写法，应乘以 100",
                        "{0}: without a sign, read as {1}; multiply by 100 if it is a fraction",
                    );
                    notes.push(note("probably_fraction", *line, at, zh, en, &[title, (&as_read).into()]));
                }
            }
        }
        if let (count, [(first, _), ..]) = (told.skipped.0, &told.skipped.1[..]) {
            let mut lines = Text::default();
            for (line, why) in &told.skipped.1 {
                let line = line.to_string();
                lines.zh += &[if lines.zh.is_empty() { "" } else { "、" }, "第 ", &line, " 行（", why, "）"].concat();
                lines.en += &[if lines.en.is_empty() { "" } else { ", " }, &line, " (", why, ")"].concat();
            }
            let count = count.to_string();
            let (zh, en) = ("{0} 行不是企业，没有读：{1}", "lines that are no companies and were not read: {0}: {1}");
            notes.push(note("skipped", *first, 0, zh, en, &[(&count).into(), (&lines).into()]));
        }
        notes
    }
}

fn count(count: &mut u32, first: &mut u32, line: u32) {
    if *count == 0 {
        *first = line;
    }
    *count += 1;
}

/// Sets a figure; of a field that a file of one's own defines the text is kept too.
fn set(company: &mut Enterprise, id: FieldId, value: Value, text: &str) {
    let field = company.field(id);
    company.set(id, value);
    if owner(field.id).is_some() {
        company.keep(field.id, text);
    }
}
