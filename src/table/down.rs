//! Tables whose items run down: statements (项目, 本期金额, 上期金额), forms of the tax return (行次, 项目, 金额), lists of items with a
//! column a company. They are turned into companies and columns, and read like any table.

use super::columns::{Column, Heading, Role, Years, note, of_year, shown, tell_kept, titles};
use super::heading::{Headings, Parsed, Period, What, only_unit};
use super::rows::{Companies, Row, Told};
use super::text::Line;
use super::words::{self, bare, is_one, normal};
use innopoints_core::dictionary::Dictionary;
use innopoints_core::gather::Gather;
use innopoints_core::number::unit;
use innopoints_core::problem::Problem;
use innopoints_core::text::find;
use std::borrow::Cow;

/// How many different fields have a figure of their own right beside them.
pub(super) fn items(lines: &[Line<'_>], parsed: &[Vec<Parsed>]) -> usize {
    let mut found: Vec<&What> = Vec::new();
    for (line, parsed) in lines.iter().zip(parsed) {
        for column in 0..parsed.len() {
            let what = &parsed[column].what;
            if !parsed[column].is_field() || found.contains(&what) {
                continue;
            }
            let beside = (column + 1..parsed.len()).find(|beside| parsed[*beside].what != What::Blank);
            let is_figure = |beside: usize| {
                parsed[beside].what == What::Unknown && line.cell(beside).bytes().any(|byte| byte.is_ascii_digit())
            };
            // A unit may stand between them.
            let skips =
                beside.filter(|at| parsed[*at].what == What::Only && parsed[*at].unit.is_some()).map(|at| at + 1);
            if beside.is_some_and(is_figure) || skips.is_some_and(|at| at < parsed.len() && is_figure(at)) {
                found.push(what);
            }
        }
    }
    found.len()
}

/// What a column of values holds.
enum Values {
    /// Amounts of a year.
    Amounts { period: Option<Period>, unit: Option<&'static str>, to_date: bool },
    /// The unit of the amounts beside it.
    Units,
    /// The figures of a company.
    Company(String),
}

/// An item: the column that it becomes, and where the cell of each company stands.
struct Item {
    column: Column,
    cells: Vec<(usize, usize)>,
}

/// The companies of a table whose items run down, and its heading.
pub(super) fn read(
    headings: &Headings,
    dictionary: &'static Dictionary,
    lines: &[Line<'_>],
    parsed: &[Vec<Parsed>],
    zero: Vec<String>,
) -> (Heading, Vec<Row>, Vec<Problem>) {
    let width = parsed.iter().map(Vec::len).max().unwrap_or(0);
    let of = |row: usize, column: usize| parsed[row].get(column);
    let labels = (0..width).filter(|c| (0..lines.len()).any(|r| of(r, *c).is_some_and(Parsed::is_known))).gather();
    let first = (0..lines.len()).find(|r| parsed[*r].iter().any(Parsed::is_known)).unwrap_or(0);
    // The line above the items that heads their values.
    let is_value = |column: &usize| !labels.contains(column) && labels.first().is_some_and(|label| column > label);
    let says = |r: &usize, what: &dyn Fn(&Parsed, &str) -> bool| {
        (0..width).filter(is_value).any(|c| of(*r, c).is_some_and(|p| what(p, &normal(lines[*r].cell(c)))))
    };
    let heads = (0..first)
        .rev()
        .find(|r| says(r, &|p, _| p.period.is_some() || p.what == What::Only))
        .or_else(|| (0..first).rev().find(|r| says(r, &|p, text| p.what == What::Unknown && !text.is_empty())));
    let mut heading = Heading { line: lines[heads.unwrap_or(first)].number, ..Heading::default() };
    let table_unit = titles(&lines[..heads.unwrap_or(first)], &mut heading.notes);

    let mut values: Vec<Option<Values>> = (0..width).map(|_| None).gather();
    for column in (0..width).filter(is_value) {
        let text = heads.map_or("".into(), |r| bare(lines[r].cell(column)));
        values[column] = heads_values(headings, &text)
            .filter(|_| heads.is_some() || lines.iter().any(|line| !bare(line.cell(column)).is_empty()));
    }
    // Columns of a statement that are of no year are no companies.
    let is_statement =
        heads.is_some_and(|r| labels.iter().any(|label| is_one(words::ITEMS, &normal(lines[r].cell(*label)))));
    let is_company = |v: &Values| match v {
        Values::Company(name) => words::COMPANY_WORDS.iter().any(|word| find(&normal(name), word).is_some()),
        _ => false,
    };
    if values.iter().flatten().any(|v| matches!(v, Values::Amounts { .. }))
        || (is_statement && !values.iter().flatten().any(is_company))
    {
        for value in values.iter_mut().filter(|v| matches!(v, Some(Values::Company(_)))) {
            *value = None;
        }
    }
    let years = {
        let heads: Vec<Parsed> = heads.map_or(Vec::new(), |r| parsed[r].clone());
        let all: Vec<Parsed> = heads.into_iter().chain(parsed.iter().skip(first).flatten().cloned()).gather();
        Years::of(all.iter())
    };
    let companies: Vec<usize> =
        (0..width).filter(|column| matches!(values[*column], Some(Values::Company(_)))).gather();

    let mut items: Vec<Item> = Vec::new();
    for row in first..lines.len() {
        for (place, label) in labels.iter().enumerate() {
            let until = labels.get(place + 1).copied().unwrap_or(width);
            let own: Vec<usize> = (label + 1..until).gather();
            let Some(p) = of(row, *label) else { continue };
            let text = bare(lines[row].cell(*label));
            if text.is_empty() {
                continue;
            }
            let row_unit = own.iter().find(|c| matches!(values[**c], Some(Values::Units)));
            let row_unit = row_unit.and_then(|c| only_unit(lines[row].cell(*c)));
            let amounts = own.iter().copied().filter(|c| matches!(values[*c], Some(Values::Amounts { .. })));
            let groups: Vec<Vec<usize>> =
                if companies.is_empty() { amounts.map(|c| vec![c]).gather() } else { vec![companies.clone()] };
            for group in groups {
                if group.iter().all(|c| bare(lines[row].cell(*c)).is_empty()) {
                    continue;
                }
                // What is not known is kept once, whatever its years.
                let is_kept = !p.is_known() && own.iter().any(|c| *c < group[0] && values[*c].is_some());
                if is_kept {
                    continue;
                }
                let to_date = matches!(values[group[0]], Some(Values::Amounts { to_date: true, .. }));
                let units = [p.unit, row_unit, head_unit(&values[group[0]]), table_unit];
                let Some(column) = item(dictionary, &years, p, &text, &values[group[0]], units) else { continue };
                let cells = group.iter().map(|c| (row, *c)).gather();
                add(&mut items, &mut heading, dictionary, Item { column, cells }, to_date, lines);
            }
        }
    }
    heading.columns = items.iter().map(|item| item.column.clone()).gather();
    tell_converted(&mut heading, lines, &items);
    tell_kept(&mut heading);

    let reader = Companies::new(dictionary, heading.columns.clone(), zero);
    let mut seen = Told::default();
    let mut rows = Vec::new();
    for n in 0..companies.len().max(1) {
        let places: Vec<(usize, usize)> = items.iter().filter_map(|item| item.cells.get(n).copied()).gather();
        let cells = places.iter().map(|(row, column)| Cow::Owned(lines[*row].cell(*column).to_string())).gather();
        let line = Line { number: heading.line, cells, broken: false };
        let Some(mut row) = reader.read(&line, &mut seen) else { continue };
        let placed = |p: &mut Problem| {
            if let Some((row, column)) = p.column.and_then(|c| places.get(c as usize - 1)) {
                (p.line, p.column) = (Some(lines[*row].number), u32::try_from(column + 1).ok());
            }
        };
        row.notes.iter_mut().for_each(placed);
        if let Err(problems) = &mut row.company {
            problems.iter_mut().for_each(placed);
        }
        let headed = companies.get(n).and_then(|c| match &values[*c] {
            Some(Values::Company(name)) => Some(name.clone()),
            _ => None,
        });
        row.name = row.name.or(headed).or_else(|| stated_name(&lines[..first]));
        rows.push(row);
    }
    let mut told = reader.tell(&seen);
    for p in &mut told {
        if let Some(item) = p.column.and_then(|c| items.get(c as usize - 1)) {
            (p.line, p.column) = (Some(lines[item.cells[0].0].number), u32::try_from(item.cells[0].1 + 1).ok());
        }
    }
    (heading, rows, told)
}

fn head_unit(values: &Option<Values>) -> Option<&'static str> {
    match values {
        Some(Values::Amounts { unit, .. }) => *unit,
        _ => None,
    }
}

/// The column that an item becomes; nothing of a year that is not asked for.
fn item(
    dictionary: &'static Dictionary,
    years: &Years,
    label: &Parsed,
    text: &str,
    values: &Option<Values>,
    units: [Option<&'static str>; 4],
) -> Option<Column> {
    let period = match values {
        Some(Values::Amounts { period, .. }) => *period,
        _ => None,
    };
    let mut column = Column::headed(text, &label.what);
    if let What::Field(base, named) = &label.what {
        let (before, _) = years.before(*base, label.period.or(period))?;
        let field = of_year(dictionary, *base, before)?;
        column.role = Role::Field(field, *named);
        let measures = |name: &str| unit(name).map(|unit| unit.0);
        let own = measures(dictionary.fields[field].unit());
        column.unit = units.into_iter().flatten().find(|name| measures(name) == own);
    }
    Some(column)
}

/// What the heading of a column of values says.
fn heads_values(headings: &Headings, text: &str) -> Option<Values> {
    let plain = normal(text);
    let parsed = headings.parse(text);
    let amounts = || Values::Amounts { period: parsed.period, unit: parsed.unit, to_date: parsed.to_date };
    if is_one(words::LINE_NUMBERS, &plain) || words::REMARKS.iter().any(|word| plain.starts_with(word)) {
        None
    } else if is_one(words::UNIT_COLUMNS, &plain) {
        Some(Values::Units)
    } else if plain.is_empty() || is_one(words::AMOUNTS, &plain) || parsed.what == What::Only || parsed.period.is_some()
    {
        Some(amounts())
    } else {
        Some(Values::Company(text.to_string()))
    }
}

/// Adds an item. Of two items for one field the better is taken: the sum of the year and not its last month, the field's own name
/// and not an alias, what stands first; where they differ, that is told.
fn add(
    items: &mut Vec<Item>,
    heading: &mut Heading,
    dictionary: &'static Dictionary,
    item: Item,
    to_date: bool,
    lines: &[Line<'_>],
) {
    let Role::Field(field, named) = item.column.role else {
        items.push(item);
        return;
    };
    let same = |other: &&mut Item| matches!(other.column.role, Role::Field(f, _) if f == field);
    let Some(before) = items.iter_mut().find(same) else {
        items.push(item);
        return;
    };
    let Role::Field(_, earlier_named) = before.column.role else { return };
    let text = |item: &Item| item.cells.first().map_or("", |(row, column)| lines[*row].cell(*column));
    let (row, column) = item.cells.first().copied().unwrap_or((0, 0));
    if text(before) != text(&item) {
        let (zh, en) = (
            "{0}有两处：“{1}”和“{2}”，只用了一处，请核对",
            "{0} stands in two places, \"{1}\" and \"{2}\"; one of them was used: please check",
        );
        let parts = [
            dictionary.fields[field].title.into(),
            shown(&before.column.heading).into(),
            shown(&item.column.heading).into(),
        ];
        if !(to_date && before.column.heading == item.column.heading) {
            heading.notes.push(note("second_column", lines[row].number, column, zh, en, &parts));
        }
    }
    if (named && !earlier_named) || (to_date && before.column.heading == item.column.heading) {
        *before = item;
    }
}

/// Tells the items that are converted, once for each unit.
fn tell_converted(heading: &mut Heading, lines: &[Line<'_>], items: &[Item]) {
    let mut told: Vec<&'static str> = Vec::new();
    let mut notes = Vec::new();
    for item in items {
        if let Some(unit) = item.column.unit.filter(|unit| !told.contains(unit))
            && unit != "万元"
            && unit.ends_with('元')
            && let Some((row, column)) = item.cells.first()
        {
            told.push(unit);
            let (zh, en) = ("金额以{0}计，换算成万元", "amounts are in {0} and were converted into 万元");
            notes.push(note("unit", lines[*row].number, *column, zh, en, &[unit.into()]));
        }
    }
    heading.notes.extend(notes);
}

/// The company's name in the lines above a statement: `编制单位：甲公司`.
fn stated_name(lines: &[Line<'_>]) -> Option<String> {
    for line in lines {
        for (at, cell) in line.cells.iter().enumerate() {
            let cell = bare(cell);
            let Some((front, name)) = cell.split_once(['：', ':']) else { continue };
            let front = normal(front);
            if is_one(words::PREPARERS, &front) || is_one(words::NAMES, &front) {
                let name = bare(name);
                let beside = || line.cells.get(at + 1).map(|cell| bare(cell).into_owned());
                return Some(name.into_owned())
                    .filter(|name| !name.is_empty())
                    .or_else(beside)
                    .filter(|n| !n.is_empty());
            }
        }
    }
    None
}
