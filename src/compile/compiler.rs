//! What the parts of a file are compiled into, and how their problems are told.

use super::formula::Ask;
use super::ids::Ids;
use crate::file::parts::Document;
use crate::file::reader::{Problems, Spanned};
use innopoints_core::dictionary::Dictionary;
use innopoints_core::formula::Program;
use innopoints_core::gather::Gather;
use innopoints_core::id::QuantityId;
use innopoints_core::json::Span;
use innopoints_core::number::Dim;
use innopoints_core::problem::{Phrase, Text};
use innopoints_core::scheme::model::{Level, Parameter, Quantity};

/// What is compiled so far, of a scheme or of finance instruments.
pub(crate) struct Compiler<'a> {
    pub(super) problems: &'a Problems,
    pub dictionary: &'static Dictionary,
    pub program: Program,
    /// What formulas may ask of schemes, in finance instruments.
    pub(super) ask: Option<&'a Ask<'a>>,
    pub(super) quantities: Vec<Quantity>,
    pub(super) parameters: Vec<Parameter>,
    /// The named numbers: index among the quantities, and what they measure.
    pub(super) names: Ids<(QuantityId, Dim)>,
    pub(super) stages: Vec<Level>,
    /// The ids of groups and indicators that conditions on points may ask.
    pub(super) points: Ids<usize>,
    /// The documents that are cited, with their names and addresses.
    pub documents: Vec<Document>,
    /// Whose numbers are being compiled.
    pub(super) subject: (String, Text),
    /// The innermost value of this document around what is being compiled: what the base says has no place here.
    pub(super) near: Span,
}

impl<'a> Compiler<'a> {
    pub fn new(problems: &'a Problems, ask: Option<&'a Ask<'a>>, dictionary: &'static Dictionary) -> Compiler<'a> {
        Compiler {
            problems,
            dictionary,
            program: Program::default(),
            ask,
            quantities: Vec::new(),
            parameters: Vec::new(),
            names: Ids::default(),
            stages: Vec::new(),
            points: Ids::default(),
            documents: Vec::new(),
            subject: <(String, Text)>::default(),
            near: Span::ROOT,
        }
    }

    /// Takes over the documents that a file cites.
    pub fn cite(&mut self, list: &Option<Spanned<Vec<Spanned<Document>>>>) {
        let list = list.iter().filter_map(Spanned::get).flatten();
        self.documents = list.filter_map(|document| document.get().cloned()).gather();
        for (at, one) in self.documents.iter().enumerate() {
            let same = |other: &Document| other.number.get().map(|n| &n.0) == one.number.get().map(|n| &n.0);
            if let Some(number) = one.number.get()
                && self.documents[..at].iter().any(same)
            {
                self.problems.duplicate(self.at(one.number.span), &number.0);
            }
        }
    }

    /// Where a value is told: what was taken over, at what is around it here.
    pub(super) fn at(&self, span: Span) -> Span {
        if span.is_some() { span } else { self.near }
    }

    pub fn fail(&self, span: Span, code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        self.problems.fail(self.at(span), code, zh, en, parts);
    }

    pub fn missing(&self, span: Span, key: &str) {
        self.problems.missing(self.at(span), key);
    }

    pub(super) fn clash(&self, span: Span, wanted: Dim, found: Dim) {
        self.problems.clash(self.at(span), wanted, found);
    }

    /// Compiles what stands in a value of this file, or was taken over.
    pub(super) fn within<T>(&mut self, span: Span, compile: impl FnOnce(&mut Self) -> T) -> T {
        let here = self.at(span);
        let around = std::mem::replace(&mut self.near, here);
        let compiled = compile(self);
        self.near = around;
        compiled
    }

    /// How many stages there are; one without a name where the scheme has none.
    pub(super) fn stage_count(&self) -> usize {
        self.stages.len().max(1)
    }
}

/// Ids that may stand once.
#[derive(Default)]
pub(crate) struct Distinct(Ids<Span>);

impl Distinct {
    /// Notes an id, and tells where it stood before: at the later of the two, or at the one that is of this file.
    pub fn add(&mut self, id: &str, span: Span, problems: &Problems) {
        if let Some(before) = self.0.insert(id, span) {
            problems.duplicate(if span.is_some() { span } else { before }, id);
        }
    }
}
