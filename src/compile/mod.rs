//! From a file to what is scored: formulas are parsed, ids become indices, and everything wrong is reported at once, each
//! with its place.

mod amounts;
mod compiler;
mod conditions;
pub mod formula;
pub mod ids;
mod panel;
mod pass;
mod rules;
mod scheme;
mod standing;
mod tokens;

pub(crate) use compiler::{Compiler, Distinct};
pub(crate) use conditions::{Parts, id_of};
pub(crate) use standing::called;

use crate::Scheme;
use crate::file::extend::{extend, name_documents};
use crate::file::field;
use crate::file::reader::{Node, Problems, Spanned, Spans, Value};
use crate::file::scheme::SchemeFile;
use innopoints_core::dictionary::Dictionary;
use innopoints_core::json::{Document, Json, Span};
use innopoints_core::problem::Problem;
use innopoints_core::scheme::model;
use sha2::{Digest, Sha256};

/// Largest file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// How many schemes may extend one another. Those that do so in a circle have no base.
const MAX_BASES: u32 = 8;

/// Finds the text of a scheme by its id.
pub type Find<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Scheme {
    /// A scheme from its JSON text, with the shipped dictionary; one that extends another finds that among the shipped
    /// ones. `file` is only named in problems.
    pub fn parse(text: &str, file: Option<&str>) -> Result<Scheme, Vec<Problem>> {
        Scheme::parse_with(text, file, &|id| crate::shipped::scheme(id).map(str::to_string))
    }

    /// A scheme from its JSON text, with another way to find the text of the scheme that one extends.
    pub fn parse_with(text: &str, file: Option<&str>, base: Find<'_>) -> Result<Scheme, Vec<Problem>> {
        let read = read(text, base);
        let document = read.document.as_ref();
        let placed = |(span, problem): (Span, Problem)| match document {
            Some(document) => problem.at(document.pointer(span)),
            None => problem,
        };
        match read.scheme {
            Some(scheme) => Ok(Scheme(scheme)),
            None => Err(read.problems.into_iter().map(|p| placed(p).file(file)).collect()),
        }
    }
}

/// A scheme file as far as it could be read.
#[derive(Default)]
pub(crate) struct Read {
    /// Its JSON; none where it is too large or no JSON.
    pub document: Option<Document>,
    /// The fields that it may name.
    pub dictionary: &'static Dictionary,
    /// The file with all that it takes over; as it stands where there is no scheme that it extends.
    pub file: Option<SchemeFile>,
    /// The JSON of that.
    json: Option<Json>,
    /// The scheme, where nothing is wrong.
    pub scheme: Option<model::Scheme>,
    /// What is wrong, in the order of the text.
    pub problems: Vec<(Span, Problem)>,
}

/// Reads a scheme and all that it extends.
pub(crate) fn read(text: &str, find: Find<'_>) -> Read {
    read_one(text, find, 0)
}

impl Read {
    /// The scheme, and its JSON with all that it takes over, each source with its document.
    pub fn whole(self) -> Option<(Json, model::Scheme)> {
        let (mut json, scheme) = self.json.zip(self.scheme)?;
        name_documents(&mut json, &scheme.document);
        Some((json, scheme))
    }
}

/// The JSON of a file, unless it is too large.
pub(crate) fn document(text: &str, too_large: (&str, &str)) -> Result<Document, Box<Problem>> {
    if text.len() > MAX_BYTES {
        return Err(Problem::boxed("too_large", too_large.0, too_large.1, &[]));
    }
    Document::parse(text)
}

fn read_one(text: &str, find: Find<'_>, depth: u32) -> Read {
    let document = match document(text, ("方案文件超过 1 MB", "the scheme file exceeds 1 MB")) {
        Ok(document) => document,
        Err(problem) => return Read { problems: vec![(Span::ROOT, *problem)], ..Read::default() },
    };
    let problems = Problems::new();
    let (mut json, mut spans) = (document.json().clone(), Spans::of(&document, Span::ROOT));
    let base = match json.get("extends") {
        Some(Json::String(id)) if depth < MAX_BASES => {
            find(id).and_then(|text| read_one(&text, find, depth + 1).whole())
        }
        _ => None,
    };
    let (base_json, base) = base.unzip();
    if let Some(base) = base_json {
        extend(base, &mut json, &mut spans, &problems);
    }
    let digest = hex_digest(text, base.as_ref().map_or("", |base| &base.digest));
    let root = Node::root(&json, &spans, &problems);
    let dictionary = dictionary(&root);
    let file = SchemeFile::read(&root.by(dictionary));
    // Without its base there is nothing to compile.
    let (extends, whole) = match &file {
        Some(SchemeFile { extends: Some(extends), .. }) if base.is_none() => {
            (extends.get().map(|id| (extends.span, id)), None)
        }
        file => (None, file.as_ref()),
    };
    if let Some((span, id)) = extends {
        let (zh, en) = ("找不到要扩展的方案“{0}”", "there is no scheme \"{0}\" to extend");
        problems.fail(span, "unknown_scheme", zh, en, &[(&id.0).into()]);
    }
    let scheme = whole.and_then(|whole| {
        let fields = json.get("fields").map_or_else(String::new, crate::file::print::write);
        scheme::compile(whole, base.as_ref(), digest, fields, &problems)
    });
    let scheme = scheme.filter(|_| problems.is_empty());
    let (document, problems) = (Some(document), problems.into_spans());
    Read { document, dictionary, file, json: Some(json), scheme, problems }
}

/// The dictionary of a file, with the fields that it defines; what is wrong with these is noted when they are compiled.
pub(crate) fn dictionary(root: &Node<'_>) -> &'static Dictionary {
    let problems = Problems::new();
    let fields = root.noting(&problems).get("fields").map(|fields| Spanned::read(&fields));
    Dictionary::with(&field::own(&fields, root.json.text_of("id").unwrap_or(""), &problems).lines)
}

pub(crate) fn hex_digest(text: &str, base: &str) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let digest = Sha256::new().chain_update(text).chain_update(base).finalize();
    digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
