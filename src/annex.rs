//! The table of an annex as its holder has it, pasted from a word processor or a web page or opened as a sheet: the template of a
//! scheme that it fills in, what was understood of it, for confirmation, and what is still to be asked.

use crate::adopt::{self, Find, Table, column};
use crate::table::words::{self, normal};
use crate::table::{Line, Lines, Separator, is_html, tables};
use innopoints_core::gather::Gather;
use innopoints_core::problem::{Phrase, Problem};
use innopoints_core::text::{behind_last, cut, find};

/// A template filled in from an annex.
#[derive(Debug)]
pub struct Annex {
    /// The template, with the numbers of the annex; what it does not say is blank.
    pub filled: Table,
    /// What each row of the annex was taken for, with its line.
    pub understood: Vec<Problem>,
    /// What is still to be filled in: rows of the template, the lines their places from 0, with their columns.
    pub asked: Vec<Problem>,
}

/// What comes of a table.
#[derive(Debug)]
pub enum Made {
    /// The JSON text of an exact scheme, and what was understood of the annex; nothing of a filled template.
    Scheme(String, Vec<Problem>),
    /// An annex that lacks something.
    Asked(Annex),
}

/// Makes a scheme of a filled template or of an annex. The problems of a template have the lines of its rows, those of an annex
/// point at a row by its id.
pub fn make(
    id: &str,
    rows: &[Line<'_>],
    answers: &[(String, String, String)],
    find_text: Find<'_>,
) -> Result<Made, Vec<Problem>> {
    if is_template(rows) {
        if let Some(line) = rows.iter().find(|line| line.broken) {
            let mut problem = Problem::new("bad_csv", "引号没有成对", "its quotes do not match", &[]);
            problem.line = Some(line.number);
            return Err(vec![problem]);
        }
        let cells = |line: &Line<'_>| line.cells.iter().map(|cell| cell.to_string()).gather();
        let mut table: Table = rows.iter().map(cells).gather();
        answer(&mut table, answers)?;
        let made = adopt::adopt(id, &table, find_text).map_err(|mut problems| {
            for p in &mut problems {
                p.line = p.line.and_then(|row| rows.get(row as usize)).map(|line| line.number);
            }
            problems
        })?;
        return Ok(Made::Scheme(made, Vec::new()));
    }
    let annex = read(id, rows, answers, find_text).unwrap_or_else(|| {
        let (zh, en) = ("没有“{0}”这个评价办法", "there is no scheme \"{0}\"");
        Err(vec![Problem::new("unknown_scheme", zh, en, &[id.into()])])
    })?;
    if !annex.asked.is_empty() {
        return Ok(Made::Asked(annex));
    }
    let made = adopt::adopt(id, &annex.filled, find_text).map_err(|mut problems| {
        for p in &mut problems {
            let row = p.line.take().and_then(|row| annex.filled.get(row as usize));
            (p.column, p.pointer) = (None, row.and_then(|row| row.first()).cloned());
        }
        problems
    })?;
    Ok(Made::Scheme(made, annex.understood))
}

/// The rows of a text, without blank ones: of HTML its largest table, else what the likeliest separator parts.
pub fn rows(text: &str) -> Vec<Line<'static>> {
    let filled = |lines: Vec<Line<'static>>| lines.into_iter().filter(|line| !line.is_blank()).gather();
    if is_html(text) {
        return filled(tables(text).into_iter().rev().max_by_key(Vec::len).unwrap_or_default());
    }
    let cells = |separator: &Separator| -> usize {
        Lines::new(text, *separator).map(|line| line.cells.len().saturating_sub(1)).sum()
    };
    let separator = ['\t', ';', ','].map(Separator::Is).into_iter().max_by_key(cells).unwrap_or(Separator::Is(','));
    let owned = |line: Line<'_>| {
        let cells = line.cells.into_iter().map(|cell| cell.into_owned().into()).gather();
        Line { number: line.number, cells, broken: line.broken }
    };
    filled(Lines::new(text, separator).map(owned).gather())
}

/// Fills cells of a template: row, column, text.
fn answer(filled: &mut Table, answers: &[(String, String, String)]) -> Result<(), Vec<Problem>> {
    let columns: Vec<String> = filled.iter().take(1).flatten().map(|heading| column(heading).to_string()).gather();
    let mut problems = Vec::new();
    for (row, of, text) in answers {
        let at = filled.iter().position(|r| r.first().is_some_and(|c| c == row));
        let cell = at.zip(columns.iter().position(|c| c == of)).and_then(|(at, of)| filled.get_mut(at)?.get_mut(of));
        match cell {
            Some(cell) => *cell = text.clone(),
            None => {
                let (zh, en) = ("模板里没有“{0}”行的“{1}”栏", "the template has no row \"{0}\" with a column \"{1}\"");
                problems.push(Problem::new("template", zh, en, &[row.into(), of.into()]));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Whether a table is a template, as `adopt` prints it.
fn is_template(rows: &[Line<'_>]) -> bool {
    rows.first().is_some_and(|line| line.cell(0).trim() == "id")
        || rows.iter().any(|line| line.cell(0).trim().starts_with('@'))
}

/// What a column of an annex holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// The column of the template of this place: a stage's weights, the references.
    Column(usize),
    /// The unit of the references.
    Units,
}

/// Reads an annex for a scheme. `answers` fill cells of the template beside it: row, column, text; they go before the annex.
/// Nothing where there is no such scheme; the problems are those of a table in which nothing is understood, and of answers.
fn read(
    id: &str,
    rows: &[Line<'_>],
    answers: &[(String, String, String)],
    find_text: Find<'_>,
) -> Option<Result<Annex, Vec<Problem>>> {
    let mut filled = adopt::template(id, find_text)?;
    let columns: Vec<String> = filled.first()?.iter().map(|heading| column(heading).to_string()).gather();
    let open = filled.clone();
    let place = |name: &str| columns.iter().position(|c| c == name);
    let (title, value, now) = (place("title")?, place("value")?, place("now")?);
    let mut understood = Vec::new();
    let known = named_rows(&open, title);
    let names = name_column(rows, &known);
    let holds = holds(rows, &open, &known, &adopt::stages(id, find_text), title..value, value, names);
    let mut taken: Vec<usize> = Vec::new();
    for line in rows {
        let name = normal(line.cell(names));
        let Some(row) = best(&name, &known).filter(|row| !taken.contains(row)) else {
            let says = holds.iter().any(|(at, _)| number(line.cell(*at)).is_some());
            if says && !name.is_empty() {
                let (zh, en) = (
                    "“{0}”不是这个评价办法的指标，没有用到；要加上它，请在模板里写一行“组/标识”",
                    "\"{0}\" is no indicator of the scheme and was not used; to add it, write a row `group/id` in the template",
                );
                understood.push(told("unknown_row", line.number, names, zh, en, &[line.cell(names).trim().into()]));
            }
            continue;
        };
        let is_parameter = open[row].get(title + 1..value).is_some_and(|w| w.iter().all(String::is_empty))
            && open[row].get(value + 1).is_none_or(String::is_empty)
            && find(&open[row][now], "满分").is_none();
        let unit = holds.iter().find(|h| h.1 == Holds::Units).map_or("", |h| line.cell(h.0).trim());
        let mut said = String::new();
        for (at, what) in &holds {
            let Holds::Column(to) = *what else { continue };
            let text = line.cell(*at).trim();
            if text.is_empty() || (is_parameter && to != value) {
                continue;
            }
            let cell = if to == value { reference(text, unit, &open[row][now]) } else { weight(text) };
            if let Some(cell) = cell {
                said += &[if said.is_empty() { "" } else { "，" }, &columns[to], " ", &cell].concat();
                filled[row][to] = cell;
            }
        }
        if is_parameter && said.is_empty() {
            // A limit stands wherever there is a number.
            let beside = (0..line.cells.len()).filter(|at| *at != names);
            if let Some(cell) = beside.filter_map(|at| reference(line.cell(at), unit, &open[row][now])).next() {
                said = cell.clone();
                filled[row][value] = cell;
            }
        }
        if said.is_empty() {
            continue;
        }
        taken.push(row);
        let (zh, en) = ("“{0}”当作“{1}”：{2}", "\"{0}\" is taken for \"{1}\": {2}");
        let own_title = zh_title(&open[row][title]);
        understood.push(told(
            "row",
            line.number,
            names,
            zh,
            en,
            &[line.cell(names).trim().into(), own_title.into(), (&said).into()],
        ));
    }
    if taken.is_empty() {
        let (zh, en) = (
            "没有看出哪一行是这个评价办法的指标：要有一列写指标名称，旁边的列写各阶段的分值",
            "no row names an indicator of the scheme: a column must name them, and others beside it give the points by stage",
        );
        return Some(Err(vec![Problem::new("no_heading", zh, en, &[])]));
    }
    if let Err(problems) = answer(&mut filled, answers) {
        return Some(Err(problems));
    }
    let asked = asked(&filled, &columns, title, value, now);
    Some(Ok(Annex { filled, understood, asked }))
}

fn told(code: &'static str, line: u32, column: usize, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Problem {
    let mut told = Problem::new(code, zh, en, parts);
    (told.line, told.column) = (Some(line), u32::try_from(column + 1).ok());
    told
}

/// The Chinese name of a row of the template: what stands before the English.
fn zh_title(title: &str) -> &str {
    let ascii = |(at, c): (usize, char)| {
        c == ' ' && cut(title, at + 1, title.len()).starts_with(|c: char| c.is_ascii_alphabetic())
    };
    // PCT 专利申请量 has Latin letters of its own.
    let places = title.char_indices().filter(|place| ascii(*place)).map(|place| place.0);
    let mut last = title.len();
    for at in places {
        if cut(title, at, title.len()).is_ascii() {
            last = at;
            break;
        }
    }
    cut(title, 0, last)
}

/// How alike two names are, in hundredths: the pairs of neighbouring characters that they share.
fn likeness(a: &str, b: &str) -> usize {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let characters: Vec<char> = text.chars().gather();
        characters.windows(2).map(|pair| (pair[0], pair[1])).gather()
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    let mut shared: usize = 0;
    for pair in a {
        if let Some(at) = b.iter().position(|other| *other == pair) {
            b.swap_remove(at);
            shared += 2;
        }
    }
    (shared * 100).checked_div(all).unwrap_or(0)
}

/// The rows of a template that name an indicator or a number of the scheme, with their names as cells are compared.
fn named_rows(open: &Table, title: usize) -> Vec<(usize, String)> {
    let rows = open.iter().enumerate().skip(1).filter(|(_, row)| !row[0].starts_with('@'));
    rows.map(|(at, row)| (at, normal(zh_title(&row[title])))).gather()
}

/// The row of the template whose name a cell has: the likeliest, where it is alike enough and no other is as likely.
fn best(name: &str, known: &[(usize, String)]) -> Option<usize> {
    const ENOUGH: usize = 60;
    let mut found: Option<(usize, usize)> = None;
    let mut tied = false;
    let length = name.chars().count();
    for (at, own) in known {
        // What is too short or too long shares too few pairs.
        let other = own.chars().count();
        let can_be = length > 0 && 200 * length.min(other) >= ENOUGH * (length + other).saturating_sub(2);
        let alike = match own == name {
            true => 101,
            false if can_be => likeness(name, own),
            false => continue,
        };
        if alike >= ENOUGH && found.is_none_or(|found| alike >= found.1) {
            tied = found.is_some_and(|found| alike == found.1);
            found = Some((*at, alike));
        }
    }
    found.filter(|_| !tied).map(|found| found.0)
}

/// The column that names most rows of the template.
fn name_column(rows: &[Line<'_>], known: &[(usize, String)]) -> usize {
    let width = rows.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let named = |column: &usize| rows.iter().filter(|line| best(&normal(line.cell(*column)), known).is_some()).count();
    (0..width).rev().max_by_key(named).unwrap_or(0)
}

/// What the columns of an annex hold, by the lines above its first row: stages by their names, references, units. Where no heading
/// tells the weights, they are the columns of numbers behind the names, as many as there are.
fn holds(
    rows: &[Line<'_>],
    open: &Table,
    known: &[(usize, String)],
    stages: &[(String, String)],
    weights: std::ops::Range<usize>,
    value: usize,
    names: usize,
) -> Vec<(usize, Holds)> {
    let title = weights.start;
    let first = rows.iter().position(|line| best(&normal(line.cell(names)), known).is_some()).unwrap_or(0);
    let width = rows.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let weights: Vec<usize> = (title + 1..weights.end).gather();
    let mut found: Vec<(usize, Holds)> = Vec::new();
    for at in (0..width).filter(|at| *at != names) {
        let text: String = rows[..first].iter().map(|line| normal(line.cell(at))).gather().concat();
        let says = |words: &[&str]| words.iter().any(|word| find(&text, word).is_some());
        let stage = weights.iter().copied().find(|to| {
            let name = column(&open[0][*to]);
            let zh = stages.iter().find(|(id, _)| id == name).map(|stage| stage.1.as_str());
            find(&text, name).or_else(|| find(&text, zh?)).is_some()
        });
        let holds = if let Some(stage) = stage {
            Holds::Column(stage)
        } else if says(words::REFERENCES) {
            Holds::Column(value)
        } else if says(words::UNIT_COLUMNS) {
            Holds::Units
        } else if weights.len() == 1 && says(words::POINTS) {
            Holds::Column(weights[0])
        } else {
            continue;
        };
        if !found.iter().any(|f| f.1 == holds) {
            found.push((at, holds));
        }
    }
    if !found.iter().any(|f| matches!(f.1, Holds::Column(to) if weights.contains(&to))) {
        let numbers = |at: &usize| {
            let filled = rows[first..].iter().filter(|line| weight(line.cell(*at)).is_some()).count();
            filled * 2 > rows.len() - first && !found.iter().any(|f| f.0 == *at)
        };
        let columns: Vec<usize> = (names + 1..width).filter(numbers).take(weights.len()).gather();
        found.extend(columns.into_iter().zip(&weights).map(|(at, to)| (at, Holds::Column(*to))));
    }
    found
}

/// The number that a cell begins with, and what stands behind it.
fn number(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text.bytes().position(|b| !(b.is_ascii_digit() || b == b'.')).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    (!digits.is_empty() && digits != ".").then_some((digits, rest.trim()))
}

/// Points: `8`, `8分`, `8%`; `-` where the indicator does not count.
fn weight(text: &str) -> Option<String> {
    let plain = normal(text);
    if matches!(plain.as_str(), "-" | "--" | "/") {
        return Some("-".into());
    }
    let (digits, rest) = number(&plain)?;
    matches!(rest, "" | "分" | "%").then(|| digits.to_string())
}

/// A reference with its unit: of the cell, of the column of units, or of the range that it is taken for now.
fn reference(text: &str, unit: &str, now: &str) -> Option<String> {
    let plain = normal(text);
    let marks = |c: char| matches!(c, '≥' | '≤' | '>' | '<' | '=');
    let (digits, rest) = number(plain.trim_start_matches(marks))?;
    let rest = ["(含)", "及以上", "以上"].iter().fold(rest, |rest, word| rest.strip_suffix(word).unwrap_or(rest));
    let own = if rest.is_empty() { unit } else { rest };
    // "…reference 250万元–1000万元": the unit of the first.
    let range = behind_last(now, b' ');
    let taken = number(range).map_or("", |(_, rest)| cut(rest, 0, find(rest, "–").unwrap_or(rest.len())));
    Some([digits, if own.is_empty() { taken } else { own }].concat())
}

/// What the template still lacks.
fn asked(filled: &Table, columns: &[String], title: usize, value: usize, now: usize) -> Vec<Problem> {
    let mut asked = Vec::new();
    for (at, row) in filled.iter().enumerate().skip(1) {
        let is_fact = row[0].starts_with('@');
        let is_open = find(&row[now], "–").is_some() || find(&row[now], "judged").is_some();
        let weights: Vec<usize> = (title + 1..value).gather();
        let is_dropped = !weights.is_empty() && weights.iter().all(|to| row[*to] == "-");
        let is_parameter = !is_fact && find(&row[now], "满分").is_none() && find(&row[now], "judged").is_none();
        let mut lacks: Vec<usize> = Vec::new();
        if !is_fact && !is_parameter && !is_dropped {
            lacks.extend(weights.iter().copied().filter(|to| row[*to].is_empty()));
        }
        if row[value].is_empty() && (is_fact || is_open) && !is_dropped {
            lacks.push(value);
        }
        for to in lacks {
            let (zh, en) = ("{0}：“{1}”栏没有填", "{0}: the column \"{1}\" is blank");
            let name = zh_title(&row[title]);
            let row_name = [&row[0], "（", name, "）"].concat();
            let parts = [Phrase { zh: &row_name, en: &row[0] }, columns[to].as_str().into()];
            asked.push(told("asked", at as u32, to, zh, en, &parts));
        }
    }
    asked
}
