//! The heading of a table: which of its first lines it is, and what each column holds.

use super::heading::{Headings, Parsed, Period, What, stated_unit, states_unit};
use super::text::Line;
use super::words::{self, normal};
use innopoints_core::dictionary::{Dictionary, Field};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::unit;
use innopoints_core::problem::{Phrase, Problem};
use innopoints_core::text::beginning;

/// What a column holds.
#[derive(Clone, Debug)]
pub enum Role {
    /// Figures of a field; whether it is headed by the field's name and not by an alias.
    Field(FieldId, bool),
    /// Figures of a field that another file may define.
    Elsewhere(String),
    /// The company's name.
    Name(usize),
    /// The company's code.
    Code(usize),
    /// Something else, which is kept.
    Kept,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its heading, as it is written; of several lines, with ` / ` between them.
    pub heading: String,
    /// What it holds.
    pub role: Role,
    /// The unit of its figures, where the table says one.
    pub unit: Option<&'static str>,
}

impl Column {
    /// A column by what its heading names; of a field, the year is still to be told.
    pub(super) fn headed(heading: &str, what: &What) -> Column {
        let role = match what {
            What::Name(place) => Role::Name(*place),
            What::Code(place) => Role::Code(*place),
            What::Elsewhere(id) => Role::Elsewhere(id.clone()),
            What::Field(..) | What::Blank | What::Only | What::Unknown => Role::Kept,
        };
        Column { heading: heading.to_string(), role, unit: None }
    }
}

/// The heading of a table as it was understood.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// The line it stands on, or begins on.
    pub line: u32,
    /// The columns, from the first.
    pub columns: Vec<Column>,
    /// What a reader should know of how it was read.
    pub notes: Vec<Problem>,
}

/// The place of the heading among the first lines of a table: of its first line, and of the first line behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub from: usize,
    pub to: usize,
}

/// Most lines that a heading has.
const MOST_LINES: usize = 3;

/// Most columns that a note names.
const MOST_NAMED: usize = 30;

/// The headings of a line, understood one by one.
pub(super) fn parse_line(headings: &Headings, line: &Line<'_>) -> Vec<Parsed> {
    line.cells.iter().map(|cell| headings.parse(cell)).gather()
}

/// How much of a line is known: fields, and fields with names.
pub(super) fn known(parsed: &[Parsed]) -> (usize, usize) {
    (parsed.iter().filter(|p| p.is_field()).count(), parsed.iter().filter(|p| p.is_known()).count())
}

/// Finds the heading among the first lines: the line that names most, and the lines around it that belong to it. Nothing where
/// no line names anything.
pub(super) fn place(lines: &[Line<'_>], parsed: &[Vec<Parsed>]) -> Option<Place> {
    let mut best: Option<(usize, usize)> = None;
    for (at, line) in parsed.iter().enumerate() {
        let found = known(line).1;
        if found > best.map_or(0, |best| best.1) {
            best = Some((at, found));
        }
    }
    let (at, _) = best?;
    let (mut from, mut to) = (at, at + 1);
    while from > 0 && to - from < MOST_LINES && is_upper(&lines[from - 1], &parsed[from - 1]) {
        from -= 1;
    }
    while to < parsed.len() && to - from < MOST_LINES && is_lower(&lines[to], &parsed[to]) {
        to += 1;
    }
    Some(Place { from, to })
}

/// Whether a line above a heading belongs to it: not a title, which stands alone in its line.
fn is_upper(line: &Line<'_>, parsed: &[Parsed]) -> bool {
    let filled = parsed.iter().filter(|p| p.what != What::Blank).count();
    let is_title = line.cells.iter().any(|cell| states_unit(cell));
    !line.broken && !is_title && (filled > 1 || parsed.iter().any(|p| p.what == What::Only))
}

/// Whether a line below a heading belongs to it: nothing but units, years and headings.
fn is_lower(line: &Line<'_>, parsed: &[Parsed]) -> bool {
    let says = |p: &Parsed| p.what == What::Only || p.is_known();
    let is_number = |cell: &str| cell.starts_with(|c: char| c.is_ascii_digit());
    let year = |p: &Parsed| matches!(p.period, Some(Period::Year(_)));
    let fits = |(cell, p): (&str, &Parsed)| p.what == What::Blank || says(p) && (!is_number(cell) || year(p));
    !line.broken
        && parsed.iter().any(says)
        && line.cells.iter().map(|cell| words::bare(cell).into_owned()).zip(parsed).all(|(cell, p)| fits((&cell, p)))
}

/// A note about a column.
pub(super) fn note(code: &'static str, line: u32, column: usize, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Problem {
    let mut note = Problem::new(code, zh, en, parts);
    note.line = Some(line);
    note.column = u32::try_from(column + 1).ok();
    note
}

/// A heading as messages repeat it.
pub(super) fn shown(heading: &str) -> &str {
    beginning(heading, 40)
}

/// What a heading says in all its lines: above, a cell goes on over the blank ones to its right, as merged cells do.
fn merged(headings: &Headings, lines: &[Line<'_>], column: usize) -> (String, Parsed) {
    let mut text = String::new();
    let mut parsed = headings.parse("");
    for (at, line) in lines.iter().enumerate() {
        let below = lines[at + 1..].iter().any(|line| !words::bare(line.cell(column)).is_empty());
        let mut cell = words::bare(line.cell(column));
        let mut from = column;
        while cell.is_empty() && below && from > 0 {
            from -= 1;
            cell = words::bare(line.cell(from));
        }
        if cell.is_empty() {
            continue;
        }
        let own = headings.parse(&cell);
        let (unit, period, to_date) =
            (own.unit.or(parsed.unit), own.period.or(parsed.period), own.to_date || parsed.to_date);
        let whole = headings.parse(&[&text, &*cell].concat());
        let what = match (&parsed.what, &own.what) {
            // A part of what stands above, unless both together have a name.
            (What::Field(..), What::Unknown) | (What::Unknown, What::Unknown) => whole.what,
            (above, What::Only) if *above != What::Blank => above.clone(),
            _ => own.what.clone(),
        };
        if !text.is_empty() {
            text.push_str(" / ");
        }
        text.push_str(&cell);
        let base = if own.what == What::Only { parsed.base } else { own.base };
        parsed = Parsed { what, unit, period, to_date, base };
    }
    (text, parsed)
}

/// What stands above a heading: titles are told, and may say the unit of the whole table.
pub(super) fn titles(lines: &[Line<'_>], notes: &mut Vec<Problem>) -> Option<&'static str> {
    let mut unit = None;
    for line in lines.iter().filter(|line| !line.broken) {
        let cells: Vec<_> = line.cells.iter().map(|cell| words::bare(cell)).filter(|cell| !cell.is_empty()).gather();
        for cell in &cells {
            let normal = normal(cell);
            unit = stated_unit(&normal).map(|found| found.0).or(unit);
        }
        if let [first, ..] = &cells[..] {
            let (zh, en) = ("表头上面的“{0}”是标题，没有读", "\"{0}\" above the heading is a title and was not read");
            notes.push(note("title_row", line.number, 0, zh, en, &[shown(first).into()]));
        }
    }
    unit
}

/// The field of a year: the field itself, or that of one or two years before.
pub(super) fn of_year(dictionary: &'static Dictionary, field: FieldId, before: u16) -> Option<FieldId> {
    match before {
        0 => Some(field),
        1 => dictionary.find(&[dictionary.fields[field].id, "_prior"].concat()),
        2 => dictionary.find(&[dictionary.fields[field].id, "_prior2"].concat()),
        _ => None,
    }
}

/// The years that headings say, made into years before the newest.
pub(super) struct Years {
    newest: u16,
    /// Of each field that words of two meanings head: whether a heading of it says the evaluated year plainly.
    plain: Vec<FieldId>,
}

impl Years {
    pub fn of<'p>(all: impl Iterator<Item = &'p Parsed> + Clone) -> Years {
        let newest = all.clone().filter_map(|p| match (&p.what, p.period) {
            (What::Field(..) | What::Only, Some(Period::Year(year))) => Some(year),
            _ => None,
        });
        let plain = all.filter_map(|p| match (&p.what, p.period) {
            (What::Field(field, _), None | Some(Period::Before(0) | Period::Year(_))) => Some(*field),
            _ => None,
        });
        Years { newest: newest.max().unwrap_or(0), plain: plain.gather() }
    }

    /// How many years before the newest; nothing for a part of a year. And whether that is a guess.
    pub fn before(&self, field: FieldId, period: Option<Period>) -> Option<(u16, bool)> {
        match period {
            None => Some((0, false)),
            Some(Period::Year(year)) => Some((self.newest - year, false)),
            Some(Period::Before(years)) => Some((years, false)),
            // 上年度 beside this year's figures is the year before; alone it is the evaluated year, as notices call it.
            Some(Period::Asked(years)) if self.plain.contains(&field) => Some((years, true)),
            Some(Period::Asked(years)) => Some((years - 1, true)),
            Some(Period::Part) => None,
        }
    }
}

/// What the columns hold. The problems are those for which the table cannot be read: two columns of one heading.
pub(super) fn read(
    headings: &Headings,
    dictionary: &'static Dictionary,
    lines: &[Line<'_>],
    place: Place,
) -> Result<Heading, Vec<Problem>> {
    let own = &lines[place.from..place.to];
    let line = own.first().map_or(1, |line| line.number);
    let mut heading = Heading { line, ..Heading::default() };
    let table_unit = titles(&lines[..place.from], &mut heading.notes);
    let width = own.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let merged: Vec<(String, Parsed)> = (0..width).map(|column| merged(headings, own, column)).gather();
    let years = Years::of(merged.iter().map(|m| &m.1));
    let mut problems = Vec::new();
    for (at, (text, parsed)) in merged.iter().enumerate() {
        let mut column = Column::headed(text, &parsed.what);
        if let What::Field(base, named) = &parsed.what {
            let years = years.before(*base, parsed.period);
            match years.and_then(|(before, guess)| Some((of_year(dictionary, *base, before)?, guess))) {
                Some((field, guess)) => {
                    column.role = Role::Field(field, *named);
                    let f = &dictionary.fields[field];
                    heading.notes.extend(told_year(f, text, line, at, parsed.period, guess));
                }
                None => {
                    let (zh, en) = (
                        "“{0}”不是评价年度及其前两年的数，没有用到",
                        "\"{0}\" is of no year that is asked for and was not used",
                    );
                    heading.notes.push(note("other_year", line, at, zh, en, &[shown(text).into()]));
                }
            }
        }
        if let Role::Field(field, named) = column.role {
            let f = &dictionary.fields[field];
            let measures = |name: &str| unit(name).map(|unit| unit.0);
            match parsed.unit {
                Some(name) if f.is_in(name) => column.unit = Some(name),
                // Merged headings and titles give the unit to the columns that can have it.
                Some(name) if only_named(headings, own, at) => {
                    column.role = Role::Kept;
                    let (zh, en) = (
                        "“{0}”的单位“{1}”不是{2}能用的，这一列没有用到",
                        "the unit {1} of \"{0}\" is none of {2}; the column was not used",
                    );
                    let parts = [shown(text).into(), name.into(), f.title.into()];
                    heading.notes.push(note("wrong_unit", line, at, zh, en, &parts));
                }
                _ => {}
            }
            if column.unit.is_none()
                && let Some(name) = table_unit
                && measures(name) == measures(f.unit())
            {
                column.unit = Some(name);
            }
            if let Role::Field(..) = column.role
                && let Some(before) =
                    heading.columns.iter().position(|c| matches!(c.role, Role::Field(f, _) if f == field))
            {
                let earlier = &heading.columns[before];
                let earlier_named = matches!(earlier.role, Role::Field(_, true));
                let (second, first) = ((at + 1).to_string(), (before + 1).to_string());
                let earlier_heading = earlier.heading.clone();
                let parts = [
                    f.title.into(),
                    shown(text).into(),
                    (&second).into(),
                    shown(&earlier_heading).into(),
                    (&first).into(),
                ];
                if merged[before].1.base == parsed.base && merged[before].1.period == parsed.period {
                    let (zh, en) = (
                        "第 {4} 列“{3}”和第 {2} 列“{1}”都是{0}，不知道用哪一列",
                        "columns {4} \"{3}\" and {2} \"{1}\" are both {0}: which one is meant?",
                    );
                    let mut problem = note("duplicate", line, at, zh, en, &parts);
                    problem.field = Some(f.id.to_string());
                    problems.push(problem);
                } else {
                    let (zh, en) = (
                        "第 {4} 列“{3}”和第 {2} 列“{1}”都是{0}，只用了一列，请核对",
                        "columns {4} \"{3}\" and {2} \"{1}\" are both {0}; one of them was used: please check",
                    );
                    heading.notes.push(note("second_column", line, at, zh, en, &parts));
                    if named && !earlier_named {
                        heading.columns[before].role = Role::Kept;
                    } else {
                        column.role = Role::Kept;
                    }
                }
            }
        }
        heading.columns.push(column);
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    tell_units(&mut heading, dictionary);
    tell_kept(&mut heading);
    Ok(heading)
}

/// Whether the unit of a column stands in its own lowest heading.
fn only_named(headings: &Headings, lines: &[Line<'_>], column: usize) -> bool {
    let lowest = lines.iter().rev().map(|line| line.cell(column)).find(|cell| !words::bare(cell).is_empty());
    lowest.is_some_and(|cell| headings.parse(cell).unit.is_some())
}

/// How the year of a heading was read, where that is not plain.
fn told_year(f: &Field, text: &str, line: u32, column: usize, period: Option<Period>, guess: bool) -> Option<Problem> {
    let plain = matches!(period, None | Some(Period::Before(0)));
    if plain {
        return None;
    }
    let (zh, en) = if guess {
        ("“{0}”读作{1}；如果指另一年，请在表头写明年份", "\"{0}\" is read as {1}; write the year if another is meant")
    } else {
        ("“{0}”读作{1}", "\"{0}\" is read as {1}")
    };
    Some(note(if guess { "year_guessed" } else { "year" }, line, column, zh, en, &[shown(text).into(), f.title.into()]))
}

/// Tells which columns are converted, and of which the unit is not known while their neighbours' is another than ours.
fn tell_units(heading: &mut Heading, dictionary: &'static Dictionary) {
    let money = |column: &Column| match column.role {
        Role::Field(field, _) => dictionary.fields[field].unit() == "万元",
        _ => false,
    };
    let mut notes = Vec::new();
    let converted = |c: &Column| money(c) && c.unit.is_some_and(|unit| unit != "万元");
    let first = heading.columns.iter().position(converted);
    for (at, column) in heading.columns.iter().enumerate() {
        let name = shown(&column.heading);
        match (column.unit, first) {
            (Some(unit), _) if converted(column) => {
                let (zh, en) = ("“{0}”以{1}计，换算成万元", "\"{0}\" is in {1} and was converted into 万元");
                notes.push(note("unit", heading.line, at, zh, en, &[name.into(), unit.into()]));
            }
            (None, Some(first)) if money(column) => {
                let other = &heading.columns[first];
                let (zh, en) = (
                    "“{0}”没有写单位，按万元读；旁边的“{1}”以{2}计，请核对",
                    "\"{0}\" has no unit and was read as 万元; \"{1}\" beside it is in {2}: please check",
                );
                let parts = [name.into(), shown(&other.heading).into(), other.unit.unwrap_or_default().into()];
                notes.push(note("probably_yuan", heading.line, at, zh, en, &parts));
            }
            _ => {}
        }
    }
    heading.notes.extend(notes);
}

/// Tells the columns that are kept and not used.
pub(super) fn tell_kept(heading: &mut Heading) {
    let kept = |c: &&Column| matches!(c.role, Role::Kept) && !c.heading.is_empty();
    let names: Vec<&str> = heading.columns.iter().filter(kept).map(|column| shown(&column.heading)).gather();
    let Some(first) = heading.columns.iter().position(|column| kept(&column)) else { return };
    let all = names.get(..MOST_NAMED).unwrap_or(&names).join("、");
    let more = if names.len() > MOST_NAMED { "……" } else { "" };
    let (zh, en) = ("没有用到的列（原样保留）：{0}{1}", "columns that were not used, and are kept: {0}{1}");
    let told = note("unknown_columns", heading.line, first, zh, en, &[(&all).into(), more.into()]);
    heading.notes.push(told);
}
