//! What a table says, all of it as one answer.

use super::columns::Role;
use super::reader::{Source, Table};
use crate::figures::{Figure, Figures, figures};
use innopoints_core::dictionary::Dictionary;
use innopoints_core::gather::Gather;
use innopoints_core::problem::Problem;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A table that was read: its columns, its companies, and what a reader should know of both.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ReadTable")]
pub struct Answer {
    /// The line that the heading stands on, or begins on, from 1.
    pub line: u32,
    /// The columns as they were understood.
    pub columns: Vec<ReadColumn>,
    /// The companies, row by row.
    pub companies: Vec<ReadCompany>,
    /// How the table was read, where that is not plain: titles, units, years, columns that were not used, gaps, lines that are no
    /// companies; each with its line and column.
    pub notes: Vec<Problem>,
}

/// A column of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReadColumn {
    /// Its heading as it is written; of several lines, with ` / ` between them.
    pub heading: String,
    /// The field that it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Whether it holds the company's name or code.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub names: bool,
    /// The unit of its figures, where the table says one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
}

/// A company of a table.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReadCompany {
    /// The line it stands on, from 1.
    pub line: u32,
    /// Its name, or its code where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its figures, as functions take a company; nothing where a cell is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<BTreeMap<String, Figure>>")]
    pub enterprise: Option<Figures>,
    /// What is wrong with its cells.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// How cells were read, where that is not plain, and what can hardly be meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Problem>,
    /// The cells of columns that were not used: heading and text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<(String, String)>,
}

/// Reads all of a table.
pub fn answer(source: Source<'_>, dictionary: &'static Dictionary, zero: &[String]) -> Result<Answer, Vec<Problem>> {
    let mut table = Table::open(source, dictionary, zero)?;
    let mut companies = Vec::new();
    while let Some(row) = table.next_row() {
        let (enterprise, problems) = match &row.company {
            Ok(company) => (Some(figures(company)), Vec::new()),
            Err(problems) => (None, problems.clone()),
        };
        companies.push(ReadCompany {
            line: row.line,
            name: row.name,
            enterprise,
            problems,
            notes: row.notes,
            kept: row.kept,
        });
    }
    let columns = table.heading.columns.iter().map(|column| ReadColumn {
        heading: column.heading.clone(),
        field: match &column.role {
            Role::Field(field, _) => Some(dictionary.fields[*field].id.to_string()),
            Role::Elsewhere(id) => Some(id.clone()),
            _ => None,
        },
        names: matches!(column.role, Role::Name(_) | Role::Code(_)),
        unit: column.unit,
    });
    let columns = columns.gather();
    let mut notes = table.heading.notes.clone();
    notes.extend(table.told());
    Ok(Answer { line: table.heading.line, columns, companies, notes })
}
