//! Reading finance instruments from their JSON text: everything wrong is reported at once, each with its place.

use super::model::*;
use crate::compile::formula::{Ask, Question as Asking};
use crate::compile::{Compiler, Distinct, Parts, dictionary, document, hex_digest, id_of};
use crate::file::field;
use crate::file::instrument::{self as file, InstrumentFile};
use crate::file::parts::{self, text_in, text_of};
use crate::file::reader::{Node, Problems, Spanned, Spans, Value};
use crate::scheme::Scheme;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::Dictionary;
use innopoints_core::formula::{Env, ExprId, Truths};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::json::{Document, Json, Span};
use innopoints_core::number::{Dim, Num, unit};
use innopoints_core::problem::{Failure, Problem, Text};
use std::cell::RefCell;

/// What instruments may ask of a scheme.
#[derive(Clone, Debug)]
pub struct Rated {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Whether it gives points.
    pub points: bool,
    /// Whether companies pass or do not.
    pub verdict: bool,
    /// Ids and names of the classes that it tells.
    pub classes: Vec<(String, Text)>,
}

impl From<&Scheme> for Rated {
    fn from(s: &Scheme) -> Rated {
        let classes = s.classes.iter().flat_map(|c| &c.list);
        Rated {
            id: s.id.clone(),
            title: s.title.clone(),
            points: !s.groups.is_empty(),
            verdict: s.pass.is_some(),
            classes: classes.map(|c| (c.id.clone(), c.title.clone())).gather(),
        }
    }
}

/// A file of instruments as far as it could be read.
#[derive(Default)]
pub(crate) struct Read {
    /// Its JSON; none where it is too large or no JSON.
    pub document: Option<Document>,
    /// The file.
    pub file: Option<InstrumentFile>,
    /// The instruments, where nothing is wrong.
    pub instruments: Option<Instruments>,
    /// What is wrong, in the order of the text.
    pub problems: Vec<(Span, Problem)>,
}

/// Reads a file of instruments, which may ask these schemes.
pub(crate) fn read(text: &str, schemes: &[Rated]) -> Read {
    let document = match document(text, ("文件超过 1 MB", "the file exceeds 1 MB")) {
        Ok(document) => document,
        Err(problem) => return Read { problems: vec![(Span::ROOT, *problem)], ..Read::default() },
    };
    let problems = Problems::new();
    let spans = Spans::of(&document, Span::ROOT);
    let root = Node::root(document.json(), &spans, &problems);
    let file = InstrumentFile::read(&root.by(dictionary(&root)));
    let compiled = file.as_ref().and_then(|file| instruments(file, text, schemes, &problems));
    let instruments = compiled.filter(|_| problems.is_empty());
    Read { document: Some(document), file, instruments, problems: problems.into_spans() }
}

impl Instruments {
    /// Instruments from their JSON text, with the shipped dictionary. `schemes` are those whose results they may ask for;
    /// `file` is only named in problems.
    pub fn parse(text: &str, file: Option<&str>, schemes: &[Rated]) -> Result<Instruments, Vec<Problem>> {
        let read = read(text, schemes);
        let document = read.document.as_ref();
        let placed = |(span, problem): (Span, Problem)| match document {
            Some(document) => problem.at(document.pointer(span)),
            None => problem,
        };
        match read.instruments {
            Some(instruments) => Ok(instruments),
            None => Err(read.problems.into_iter().map(|p| placed(p).file(file)).gather()),
        }
    }

    /// Whether a JSON document is a file of instruments rather than a scheme.
    pub fn is_one(json: &Json) -> bool {
        json.get("instruments").is_some()
    }
}

fn instruments(file: &InstrumentFile, text: &str, schemes: &[Rated], problems: &Problems) -> Option<Instruments> {
    let InstrumentFile { schema: _, id, title, documents, notes, fields, instruments } = file;
    let own = field::own(fields, id_of(id).unwrap_or(""), problems);
    let questions: RefCell<Vec<Question>> = RefCell::default();
    let ask = |question: Asking<'_>| {
        let question = answerable(question, schemes)?;
        let mut asked = questions.borrow_mut();
        let index = asked.iter().position(|q| *q == question);
        Ok(index.unwrap_or_else(|| {
            asked.push(question);
            asked.len() - 1
        }))
    };
    let ask: &Ask<'_> = &ask;
    let mut reader = Reader { problems, compiler: Compiler::new(problems, Some(ask), Dictionary::with(&own.lines)) };
    reader.compiler.cite(documents);
    let title = text_of(title);
    let mut ids = Distinct::default();
    let mut list = Vec::new();
    for item in reader.not_empty(instruments, "至少要有一项", "at least one instrument is needed") {
        let Some(instrument) = item.get() else { continue };
        if let Some(id) = id_of(&instrument.id) {
            ids.add(id, item.span, problems);
        }
        list.extend(reader.instrument(instrument));
    }
    let dictionary = reader.compiler.dictionary;
    let program = reader.compiler.program;
    let questions = questions.take();
    let (id, digest) = (id_of(id)?.to_string(), hex_digest(text, ""));
    Some(Instruments { id, title: title?, notes: text_in(notes), list, questions, program, dictionary, digest })
}

/// A question that its scheme can answer.
fn answerable(question: Asking<'_>, schemes: &[Rated]) -> Result<Question, Failure> {
    let (Asking::Passed(id) | Asking::Total(id) | Asking::Class(id, _)) = question;
    let Some(scheme) = schemes.iter().find(|s| s.id == id) else {
        let all = schemes.iter().map(|s| s.id.as_str()).gather().join(", ");
        let parts = [id.into(), (&all).into()];
        return Err(Problem::boxed(
            "unknown_scheme",
            "没有评价办法“{0}”，有：{1}",
            "no scheme \"{0}\"; there are {1}",
            &parts,
        ));
    };
    let cannot = |zh: &str, en: &str| Err(Problem::boxed("no_answer", zh, en, &[(&scheme.title).into()]));
    let what = match question {
        Asking::Passed(_) if !scheme.verdict => {
            return cannot("“{0}”没有通过与否的结论", "\"{0}\" has no verdict to pass or fail");
        }
        Asking::Total(_) if !scheme.points => return cannot("“{0}”不给分", "\"{0}\" gives no points"),
        Asking::Passed(_) => Asked::Passed,
        Asking::Total(_) => Asked::Total,
        Asking::Class(_, class) => match scheme.classes.iter().find(|c| c.0 == class) {
            Some((id, title)) => Asked::Class(id.clone(), title.clone()),
            None => {
                let all = scheme.classes.iter().map(|c| c.0.as_str()).gather().join(", ");
                let parts = [(&scheme.title).into(), class.into(), (&all).into()];
                return Err(Problem::boxed(
                    "no_answer",
                    "“{0}”没有类别“{1}”，有：{2}",
                    "\"{0}\" has no class \"{1}\"; there are: {2}",
                    &parts,
                ));
            }
        },
    };
    Ok(Question { scheme: scheme.id.clone(), title: scheme.title.clone(), what })
}

struct Reader<'a> {
    problems: &'a Problems,
    compiler: Compiler<'a>,
}

impl Reader<'_> {
    /// The items of a list that needs one.
    fn not_empty<'f, T>(&self, list: &'f Spanned<Vec<Spanned<T>>>, zh: &str, en: &str) -> &'f [Spanned<T>] {
        if list.get().is_some_and(Vec::is_empty) {
            self.problems.fail(list.span, "missing", zh, en, &[]);
        }
        list.get().map_or(&[], Vec::as_slice)
    }

    fn instrument(&mut self, instrument: &file::Instrument) -> Option<Instrument> {
        let file::Instrument { id, title, kind, provider, document, notes, versions: list } = instrument;
        let (title, provider) = (text_of(title), text_of(provider));
        let document = document.get().map(|words| words.0.clone());
        let mut versions: Vec<Version> = Vec::new();
        for item in self.not_empty(list, "至少要有一个版本", "at least one version is needed") {
            let Some(version) = item.get().and_then(|version| self.version(version, item.span, &document)) else {
                continue;
            };
            if let Some(before) = versions.last()
                && (version.from <= before.from || before.to.is_some_and(|to| version.from <= to))
            {
                let (from, day) = (version.from.to_text(), before.to.unwrap_or(before.from).to_text());
                self.problems.fail(
                    item.span,
                    "overlap",
                    "各版本的日期要先后排列、不重叠：{0} 不晚于前一版本的 {1}",
                    "versions stand in order and do not overlap: {0} is not after {1} of the one before",
                    &[(&from).into(), (&day).into()],
                );
            }
            versions.push(version);
        }
        document?;
        list.get()?;
        let (id, kind) = (id_of(id)?.to_string(), kind.get()?.0);
        Some(Instrument { id, title: title?, kind, provider: provider?, notes: text_in(notes), versions })
    }

    fn version(&mut self, version: &file::Version, span: Span, document: &Option<String>) -> Option<Version> {
        let file::Version { effective, document: own, notes, source, conditions, no_published_test, terms } = version;
        let document = match own {
            Some(own) => own.get().map(|words| words.0.clone()),
            None => document.clone(),
        };
        let days = self.compiler.effective(effective);
        let source = self.compiler.source(source);
        let test = match (conditions, no_published_test) {
            (Some(list), None) => self.conditions(list),
            (None, Some(why)) => text_of(why).map(Test::Unpublished),
            _ => {
                self.problems.fail(
                    span,
                    "one_test",
                    "要有“conditions”或“no_published_test”，只写一个",
                    "either \"conditions\" or \"no_published_test\" is needed, not both",
                    &[],
                );
                None
            }
        };
        let mut ids = Distinct::default();
        let mut compiled = Vec::new();
        for item in terms.iter().filter_map(Spanned::get).flatten() {
            let Some(term) = item.get() else { continue };
            if let Some(id) = id_of(&term.id) {
                ids.add(id, item.span, self.problems);
            }
            compiled.extend(self.term(term));
        }
        let (from, to) = days?;
        let (document, notes) = (document.unwrap_or_default(), text_in(notes));
        Some(Version { from, to, document, notes, source: source?, test: test?, terms: compiled })
    }

    fn conditions(&mut self, list: &Spanned<Vec<Spanned<file::Requirement>>>) -> Option<Test> {
        let items = list.get()?;
        if items.is_empty() {
            self.problems.fail(
                list.span,
                "always_applies",
                "没有条件就会对任何企业都适用；没有公布条件的，写“no_published_test”",
                "without a condition it would apply to every company; where none is published, write \"no_published_test\"",
                &[],
            );
        }
        let mut ids = Distinct::default();
        let mut found: Vec<Requirement> = Vec::new();
        for item in items {
            let Some(file::Requirement { id, title, by, when, or_else, and_also, source }) = item.get() else {
                continue;
            };
            if let Some(id) = id_of(id) {
                ids.add(id, item.span, self.problems);
            }
            let [or_else, and_also] = [or_else, and_also].map(text_in);
            let condition = self.compiler.condition(&Parts { span: item.span, id, title, by, when, source });
            if let Some(condition) = &condition {
                self.decides(when.span, condition.when);
            }

            found.extend(condition.map(|condition| Requirement { condition, or_else, and_also }));
        }
        (found.len() == items.len()).then_some(Test::Conditions(found))
    }

    /// That a condition rests on something of the company: it is open for one of which nothing is known.
    fn decides(&self, span: Span, when: ExprId) {
        let anyone = Enterprise::of(self.compiler.dictionary);
        let interval = |f: FieldId| anyone.interval(f);
        let env = Env { values: anyone.values(), interval: &interval, ..Env::default() };
        let (zh, en) = match self.compiler.program.truths(when, &env) {
            Truths::TRUE => ("这个条件总是成立", "this condition always holds"),
            Truths::FALSE => ("这个条件永远不成立", "this condition never holds"),
            Truths::UNDETERMINED => ("这个条件算不出来", "this condition cannot be computed"),
            _ => return,
        };
        self.problems.fail(span, "constant", zh, en, &[]);
    }

    fn term(&mut self, term: &file::Term) -> Option<Term> {
        let file::Term { id, title, when, value, unit, limit, source } = term;
        let title = text_of(title);
        let when = when.as_ref().map(|when| self.compiler.truth(when));
        let limit = limit.as_ref().map(|limit| limit.get().map(|limit| limit.0));
        let source = self.compiler.source(source);
        let value = self.compiler.number(value);
        let unit = self.unit(unit, value.map(|v| v.1));
        let (value, _) = value?;
        // What is there and cannot be read is told already.
        let (when, limit) = (when.map_or(Some(None), |w| w.map(Some))?, limit.map_or(Some(None), |l| l.map(Some))?);
        Some(Term { id: id_of(id)?.to_string(), title: title?, when, value, unit: unit?, limit, source: source? })
    }

    /// The unit of a term, which has to measure what its formula gives; empty for a plain number.
    fn unit(&self, word: &Spanned<parts::Plain>, value: Option<Dim>) -> Option<String> {
        let name = &word.get()?.0;
        let Some((dim, _)) = (if name.is_empty() { Some((Dim::NONE, Num::ONE)) } else { unit(name) }) else {
            self.problems.fail(word.span, "bad_unit", "没有单位“{0}”", "no unit \"{0}\"", &[name.into()]);
            return None;
        };
        if let Some(value) = value.filter(|v| *v != dim) {
            self.problems.clash(word.span, value, dim);
        }
        Some(name.clone())
    }
}
