//! Tables of companies as people keep them: text of any separator or the rows of a sheet, with headings by many names, units and
//! years in them, titles above and totals below. One reader for the command, JavaScript and the page.
//!
//! What a table says that is not used is kept and told; a bad cell costs its row; nothing is taken for what it may not be in
//! silence. Encodings and workbooks are opened by the caller.

mod answer;
mod cell;
mod columns;
mod down;
mod heading;
mod html;
pub mod json;
mod reader;
mod rows;
mod text;
pub(crate) mod words;

pub use answer::{Answer, ReadColumn, ReadCompany, answer};
pub use columns::{Column, Heading, Role};
pub use heading::{Headings, Parsed, Period, What};
pub use html::{is_html, tables};
pub use reader::{Piece, Source, Table, names};
pub use rows::{Row, Told};
pub use text::{Line, Lines, Separator};
