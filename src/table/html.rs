//! The tables of HTML as word processors, spreadsheets and web pages put it on the clipboard: rows of cells, merged cells with their
//! text in the first place. Not a parser of HTML: it looks at the tags of tables, and passes over styles, comments and the rest.

use super::text::Line;
use innopoints_core::text::{cut, find, find_any};
use std::borrow::Cow;

/// Whether a text is HTML that has a table.
pub fn is_html(text: &str) -> bool {
    let mut from = 0;
    while let Some(at) = find_any(cut(text, from, text.len()), b"<").map(|at| at + from) {
        if is_tag(cut(text, at + 1, text.len()), "table") {
            return true;
        }
        from = at + 1;
    }
    false
}

/// Whether a tag begins here, without its `<`.
fn is_tag(text: &str, name: &str) -> bool {
    let (front, rest) = text.split_at_checked(name.len()).unwrap_or(("", ""));
    front.eq_ignore_ascii_case(name) && rest.starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace())
}

/// Most columns that a merged cell spans, and most rows.
const MOST_SPANNED: usize = 100;

/// Most blank cells that merged cells of a table make: what spans more stands in its own place alone.
const MOST_BLANK: usize = 20_000;

/// Most cells of a table: what is beyond is left out.
const MOST_CELLS: usize = 1_000_000;

/// A table that is read.
#[derive(Default)]
struct Reader {
    tables: Vec<Vec<Line<'static>>>,
    /// For each column, the rows that a cell above still spans.
    spanned: Vec<usize>,
    /// How deep in tables: an inner one is text of the cell that holds it.
    depth: usize,
    /// The text of the cell that is open, and what it spans.
    cell: Option<(String, usize, usize)>,
    cells: usize,
    /// Blank ones among them that merged cells make.
    blank: usize,
}

/// The tables of a text, each as its rows; a row's number is its place in its table, from 1.
pub fn tables(text: &str) -> Vec<Vec<Line<'static>>> {
    let mut reader = Reader::default();
    let mut at = 0;
    while at < text.len() {
        let rest = cut(text, at, text.len());
        let open = find_any(rest, b"<").unwrap_or(rest.len());
        reader.text(cut(rest, 0, open));
        let tag = cut(rest, open + 1, rest.len());
        let skipped = [("!--", "-->"), ("style", "</style"), ("script", "</script"), ("![", "]>")];
        let end = match skipped.iter().find(|(from, _)| begins(tag, from)) {
            Some((_, ends)) => end_of(tag, ends),
            None => tag_end(tag),
        };
        reader.tag(cut(tag, 0, end));
        at += open + 1 + end + 1;
    }
    reader.close_cell();
    reader.tables.retain(|table| !table.is_empty());
    reader.tables
}

/// Whether a text begins so, whatever the case of its letters.
fn begins(text: &str, with: &str) -> bool {
    text.split_at_checked(with.len()).is_some_and(|(front, _)| front.eq_ignore_ascii_case(with))
}

/// Where what is passed over ends.
fn end_of(text: &str, ends: &str) -> usize {
    let found = text.as_bytes().windows(ends.len()).position(|part| part.eq_ignore_ascii_case(ends.as_bytes()));
    let at = found.map_or(text.len(), |at| at + ends.len() - 1);
    // To the bracket that closes it.
    find_any(cut(text, at, text.len()), b">").map_or(text.len(), |more| at + more)
}

/// Where a tag ends: at the first `>` outside quotes.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    // A quote that is not closed: to the first bracket.
    find_any(tag, b">").unwrap_or(tag.len())
}

impl Reader {
    fn text(&mut self, text: &str) {
        if let Some((cell, ..)) = &mut self.cell {
            let mut rest = text;
            while let Some(at) = find_any(rest, b"&") {
                cell.push_str(cut(rest, 0, at));
                rest = cut(rest, at, rest.len());
                let end = find_any(rest, b";").filter(|end| *end < 10);
                let character = end.and_then(|end| entity(cut(rest, 1, end)));
                cell.push(character.unwrap_or('&'));
                rest = cut(rest, if character.is_some() { end.unwrap_or(0) + 1 } else { 1 }, rest.len());
            }
            cell.push_str(rest);
        }
    }

    fn tag(&mut self, tag: &str) {
        let name_end =
            tag.bytes().skip(1).position(|b| b.is_ascii_whitespace() || b == b'/').map_or(tag.len(), |at| at + 1);
        let name = cut(tag, 0, name_end).to_ascii_lowercase();
        match (name.as_str(), self.depth) {
            ("table", 0) => {
                self.tables.push(Vec::new());
                self.spanned.clear();
                self.depth = 1;
            }
            ("table", _) => self.depth += 1,
            ("/table", 1) => {
                self.close_cell();
                self.depth = 0;
            }
            ("/table", _) => {
                self.depth = self.depth.saturating_sub(1);
                self.text(" ");
            }
            ("tr", 1) => {
                self.close_cell();
                self.open_row();
            }
            ("td" | "th", 1) => {
                self.close_cell();
                if self.tables.last().is_some_and(Vec::is_empty) {
                    self.open_row();
                }
                self.cell = Some((String::new(), span(tag, "colspan"), span(tag, "rowspan")));
            }
            ("/td" | "/th" | "/tr", 1) => self.close_cell(),
            // Words of two paragraphs, or of the cells of a table within a cell, do not run together.
            ("br" | "p" | "/p" | "div" | "/div" | "li" | "td" | "th", _) => self.text(" "),
            _ => {}
        }
    }

    fn open_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            let number = table.len() as u32 + 1;
            table.push(Line { number, ..Line::default() });
        }
        self.pass_spanned();
    }

    /// The places that cells above span are blank.
    fn pass_spanned(&mut self) {
        let Some(row) = self.tables.last_mut().and_then(|table| table.last_mut()) else { return };
        while let Some(left) = self.spanned.get_mut(row.cells.len()).filter(|left| **left > 0) {
            *left -= 1;
            row.cells.push("".into());
        }
    }

    fn close_cell(&mut self) {
        let Some((text, columns, rows)) = self.cell.take() else { return };
        self.pass_spanned();
        let Some(row) = self.tables.last_mut().and_then(|table| table.last_mut()) else { return };
        self.blank += columns * rows - 1;
        let (columns, rows) = if self.blank > MOST_BLANK { (1, 1) } else { (columns, rows) };
        self.cells += columns;
        if self.cells > MOST_CELLS {
            return;
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut text: Cow<'static, str> = words.join(" ").into();
        for _ in 0..columns {
            let place = row.cells.len();
            if self.spanned.len() <= place {
                self.spanned.resize(place + 1, 0);
            }
            if let Some(left) = self.spanned.get_mut(place) {
                *left = rows - 1;
            }
            row.cells.push(std::mem::take(&mut text));
        }
        self.pass_spanned();
    }
}

/// How many columns or rows a cell spans.
fn span(tag: &str, attribute: &str) -> usize {
    let lower = tag.to_ascii_lowercase();
    let value = find(&lower, attribute).map(|at| cut(&lower, at + attribute.len(), lower.len()));
    let value = value.and_then(|rest| rest.trim_start().strip_prefix('=')).map(|rest| rest.trim_start());
    let value = value.map_or("", |rest| rest.trim_start_matches(['"', '\'']));
    let end = value.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(value.len());
    cut(value, 0, end).parse().unwrap_or(1).clamp(1, MOST_SPANNED)
}

fn entity(name: &str) -> Option<char> {
    match name {
        "nbsp" | "ensp" | "emsp" => Some(' '),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "ge" => Some('≥'),
        "le" => Some('≤'),
        "times" => Some('×'),
        "mdash" => Some('—'),
        "ndash" => Some('–'),
        _ => {
            let number = name.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            code.and_then(char::from_u32)
        }
    }
}
