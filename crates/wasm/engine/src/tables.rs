//! Tables of companies, read from text or from the cells of a sheet.

use super::engine::Engine;
use innopoints::dictionary::Dictionary;
use innopoints::table::{Line, Source, answer};
use innopoints_wasm::to_json;
use wasm_bindgen::prelude::*;

/// Reads a table of text by the shipped fields. In the fields of `zero` a cell that says that there is no figure means 0. JSON text,
/// or `{"problems": […]}`.
#[wasm_bindgen]
pub fn read_table(text: &str, zero: Vec<String>) -> String {
    to_json(answer(Source::Text(text), Dictionary::shipped(), &zero))
}

/// The same of the cells of a sheet, row by row, all of so many columns.
#[wasm_bindgen]
pub fn read_rows(cells: Vec<String>, columns: usize, zero: Vec<String>) -> String {
    to_json(answer(rows(cells, columns), Dictionary::shipped(), &zero))
}

#[wasm_bindgen]
impl Engine {
    /// [`read_table`], by the fields of the scheme.
    pub fn read_table(&self, text: &str, zero: Vec<String>) -> String {
        to_json(answer(Source::Text(text), self.scheme.dictionary, &zero))
    }

    /// [`read_rows`], by the fields of the scheme.
    pub fn read_rows(&self, cells: Vec<String>, columns: usize, zero: Vec<String>) -> String {
        to_json(answer(rows(cells, columns), self.scheme.dictionary, &zero))
    }
}

fn rows(cells: Vec<String>, columns: usize) -> Source<'static> {
    let mut rows: Vec<Line<'static>> = Vec::new();
    for (at, cell) in cells.into_iter().enumerate() {
        if at % columns.max(1) == 0 {
            rows.push(Line { number: rows.len() as u32 + 1, ..Line::default() });
        }
        if let Some(row) = rows.last_mut() {
            row.cells.push(cell.into());
        }
    }
    Source::Rows(rows)
}
