//! Workbooks (XLSX, XLS, ODS): the cells of a sheet as text, as they are shown.

use calamine::{Data, Reader, Sheets, open_workbook_auto_from_rs};
use innopoints::table::Line;
use std::io::Cursor;

/// Whether bytes are a workbook: a ZIP archive, or a compound file.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// A sheet: its name and its rows.
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Line<'static>>,
}

/// The sheets of a workbook, in its order.
pub fn sheets(bytes: Vec<u8>) -> Result<Vec<Sheet>, String> {
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let names = book.sheet_names();
    names.into_iter().map(|name| sheet(&mut book, name)).collect()
}

fn sheet(book: &mut Sheets<Cursor<Vec<u8>>>, name: String) -> Result<Sheet, String> {
    let cells = book.worksheet_range(&name).map_err(|e| e.to_string())?;
    let styles = book.worksheet_style(&name).ok();
    let (top, left) = cells.start().unwrap_or((0, 0));
    let text = |row: usize, column: usize, cell: &Data| {
        let place = (top + row as u32, left + column as u32);
        let style = styles.as_ref().and_then(|styles| styles.get(place)?.number_format.as_ref());
        shown(cell, style.is_some_and(|format| format.format_code.contains('%')))
    };
    let mut rows = Vec::new();
    for (row, cells) in cells.rows().enumerate() {
        // Columns keep their numbers: those to the left of the first cell are blank.
        let blank = (0..left).map(|_| "".into());
        let cells =
            blank.chain(cells.iter().enumerate().map(|(column, cell)| text(row, column, cell).into())).collect();
        rows.push(Line { number: top + row as u32 + 1, cells, broken: false });
    }
    Ok(Sheet { name, rows })
}

/// A cell as it is shown: days as days, shares with their sign.
fn shown(cell: &Data, is_share: bool) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(true) => "TRUE".into(),
        Data::Bool(false) => "FALSE".into(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) if is_share => decimal(number * 100.0) + "%",
        Data::Float(number) => decimal(*number),
        Data::DateTime(day) if day.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = day.to_ymd_hms_milli();
            let time = (hour, minute, second);
            let time = if time == (0, 0, 0) { String::new() } else { format!(" {hour:02}:{minute:02}:{second:02}") };
            format!("{year}-{month:02}-{day:02}{time}")
        }
        Data::DateTime(time) => decimal(time.as_f64()),
        Data::Error(error) => error.to_string(),
    }
}

/// A number with the fifteen digits that a spreadsheet keeps.
fn decimal(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    rounded.to_string()
}
