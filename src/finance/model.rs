//! What a family of finance instruments is once read. Formulas are places in one [`Program`]; what they ask of schemes are
//! places in [`Instruments::questions`].

use innopoints_core::dictionary::{Dictionary, Field};
use innopoints_core::formula::{ExprId, Program};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::Date;
use innopoints_core::problem::Text;
use innopoints_core::scheme::model::Source;
use innopoints_core::sort::sort;

pub use crate::file::instrument::{Kind, Limit};

/// One file: instruments that belong together.
#[derive(Debug)]
pub struct Instruments {
    /// Its id, which is also its file name.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// What a reader should know.
    pub notes: Option<Text>,
    /// The instruments.
    pub list: Vec<Instrument>,
    /// What they ask of schemes.
    pub questions: Vec<Question>,
    /// All formulas.
    pub program: Program,
    /// The fields that they may name, those that the file defines among them.
    pub dictionary: &'static Dictionary,
    /// SHA-256 of the file's bytes, in hex.
    pub digest: String,
}

/// A loan, guarantee, subsidy, bond or fund rule.
#[derive(Debug)]
pub struct Instrument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// What it is.
    pub kind: Kind,
    /// Who gives it, or issued its rule.
    pub provider: Text,
    /// What a reader should know.
    pub notes: Option<Text>,
    /// Its versions, the oldest first; their days do not overlap.
    pub versions: Vec<Version>,
}

/// The rule of an instrument over some days.
#[derive(Debug)]
pub struct Version {
    /// First day.
    pub from: Date,
    /// Last day, where one is given; without one it ends where the next version begins.
    pub to: Option<Date>,
    /// Document number.
    pub document: String,
    /// What a reader should know of this version.
    pub notes: Option<Text>,
    /// Where its days and scope come from.
    pub source: Source,
    /// Whom it is for.
    pub test: Test,
    /// What it gives.
    pub terms: Vec<Term>,
}

/// Whom an instrument is for.
#[derive(Debug)]
pub enum Test {
    /// All of these; there is at least one.
    Conditions(Vec<Requirement>),
    /// Nobody has published a test; why, in words.
    Unpublished(Text),
}

/// One condition of an instrument.
#[derive(Debug)]
pub struct Requirement {
    /// The condition.
    pub condition: innopoints_core::scheme::model::Condition,
    /// What else may qualify, of which no test is published: where this stands, a condition that is not met leaves the
    /// question open.
    pub or_else: Option<Text>,
    /// What else is asked, of which no test is published: where this stands, a condition that is met leaves the question
    /// open.
    pub and_also: Option<Text>,
}

/// An amount, rate, share or duration, computed for the company.
#[derive(Debug)]
pub struct Term {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// When it is one; always, where left out.
    pub when: Option<ExprId>,
    /// Its formula.
    pub value: ExprId,
    /// The unit it is shown in.
    pub unit: String,
    /// Whether it is an upper or a lower limit.
    pub limit: Option<Limit>,
    /// Where its numbers come from.
    pub source: Source,
}

/// What an instrument asks of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Id of the scheme.
    pub scheme: String,
    /// Name of the scheme.
    pub title: Text,
    /// What is asked.
    pub what: Asked,
}

/// A question to a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Whether the company passes.
    Passed,
    /// Its total points.
    Total,
    /// Whether it falls into the class of this id and name.
    Class(String, Text),
}

impl Instruments {
    /// The fields that they ask for, in the order of the dictionary.
    pub fn fields(&self) -> Vec<&'static Field> {
        let mut used: Vec<FieldId> = self.program.ids().filter_map(|at| self.program.instr(at).field()).gather();
        sort(&mut used);
        used.dedup();
        used.into_iter().map(|f| &self.dictionary.fields[f]).gather()
    }
}

impl Instrument {
    /// The version in force on a day.
    pub fn version(&self, on: Date) -> Option<&Version> {
        let begun = self.versions.iter().rev().find(|v| v.from <= on);
        begun.filter(|v| v.to.is_none_or(|to| on <= to))
    }
}
