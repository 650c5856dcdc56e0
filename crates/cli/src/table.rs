//! Tables of companies: rows of CSV and of NDJSON, each with the line it stands on.

use super::input::{is_label, read_company};
use super::output::{BAD_INPUT, Stop, complain};
use innopoints::dictionary::Dictionary;
use innopoints::json::Json;
use innopoints::{Enterprise, Problem};
use std::collections::HashSet;

/// A company of a table, or why it cannot be read; with the line it stands on and its name.
pub struct Row {
    pub line: u64,
    pub name: Option<String>,
    pub company: Result<Enterprise, Vec<Problem>>,
}

pub fn ndjson_rows<'a>(
    text: &'a str,
    file: &'a str,
    dictionary: &'static Dictionary,
) -> impl Iterator<Item = Row> + 'a {
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(move |(i, line)| {
        let (name, company) = match Json::parse(line) {
            Ok(json) => read_company(json, dictionary),
            Err(p) => (None, Err(vec![*p])),
        };
        let company = company.map_err(|problems| problems.into_iter().map(|p| p.file(Some(file))).collect());
        Row { line: i as u64 + 1, name, company }
    })
}

/// Rows of a CSV table. Its header holds field ids or their Chinese or English names.
pub fn csv_rows<'a>(
    text: &'a str,
    file: &'a str,
    dictionary: &'static Dictionary,
) -> Result<impl Iterator<Item = Row> + 'a, Stop> {
    let (clean, broken) = without_stray_quotes(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(std::io::Cursor::new(clean));
    let header = reader.headers().cloned().map_err(|e| {
        eprintln!("{file}: 表头无法读取 / the header cannot be read: {e}");
        Stop::Code(BAD_INPUT)
    })?;
    let columns = read_header(&header, file, dictionary)?;
    let mut lines = Lines::new(text);
    Ok(reader.into_records().map(move |record| match record {
        Ok(record) => {
            let line = lines.of(record.position());
            if broken.binary_search(&line).is_ok() {
                let (zh, en) = ("引号没有成对，这一行没有计分", "its quotes do not match; this row was not scored");
                return Row { line, name: None, company: Err(vec![Problem::new("bad_csv", zh, en, &[])]) };
            }
            read_record(&record, &columns, line, dictionary)
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
pub struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Lines<'a> {
        Lines { text, at: 0, line: 1 }
    }

    pub fn of(&mut self, position: Option<&csv::Position>) -> u64 {
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

/// What each column holds: a field's id, a label, or the id of a field that another file may define.
enum Column {
    Field(&'static str),
    Label,
    Elsewhere(String),
}

fn read_header(header: &csv::StringRecord, file: &str, dictionary: &'static Dictionary) -> Result<Vec<Column>, Stop> {
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
            None if dictionary.is_elsewhere(name) => columns.push(Column::Elsewhere(name.to_string())),
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

fn read_record(record: &csv::StringRecord, columns: &[Column], line: u64, dictionary: &'static Dictionary) -> Row {
    let mut company = Enterprise::of(dictionary);
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
            Column::Elsewhere(id) => company.keep(id, cell),
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
