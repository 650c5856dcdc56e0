//! Reading finance instruments from their JSON text: everything wrong is reported at once, each with its place.

use super::model::*;
use crate::compile::formula::{Ask, Question as Asking, Type};
use crate::compile::{Loader, clash, duplicate, effective, hex_digest};
use crate::file::node::{Node, Problems};
use crate::scheme::Scheme;
use innopoints_core::company::Enterprise;
use innopoints_core::formula::{Env, ExprId, Truths};
use innopoints_core::id::FieldId;
use innopoints_core::json::Json;
use innopoints_core::number::{Dim, Num, unit};
use innopoints_core::problem::{Failure, Problem, Text};
use innopoints_core::scheme::model::Source;
use std::cell::RefCell;

/// Largest file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

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
            classes: classes.map(|c| (c.id.clone(), c.title.clone())).collect(),
        }
    }
}

impl Instruments {
    /// Instruments from their JSON text, with the shipped dictionary. `schemes` are those whose results they may ask for;
    /// `file` is only named in problems.
    pub fn parse(text: &str, file: Option<&str>, schemes: &[Rated]) -> Result<Instruments, Vec<Problem>> {
        let problems = Problems::default();
        let read = if text.len() > MAX_BYTES {
            Err(Problem::boxed("too_large", "文件超过 1 MB", "the file exceeds 1 MB", &[]))
        } else {
            Json::parse(text).map(|json| instruments(&Node::root(&json, &problems), text, schemes))
        };
        match read {
            Ok(Some(read)) if problems.borrow().is_empty() => return Ok(read),
            Ok(_) => {}
            Err(p) => problems.borrow_mut().push(*p),
        }
        Err(problems.into_inner().into_iter().map(|p| p.file(file)).collect())
    }

    /// Whether a JSON document is a file of instruments rather than a scheme.
    pub fn is_one(json: &Json) -> bool {
        json.get("instruments").is_some()
    }
}

fn instruments(root: &Node<'_>, text: &str, schemes: &[Rated]) -> Option<Instruments> {
    root.object(&["$schema", "id", "title", "notes", "instruments"], &[])?;
    let id = root.id();
    let title = words(root, "title");
    let notes = root.get("notes").and_then(|n| n.text());
    let questions: RefCell<Vec<Question>> = RefCell::default();
    let ask = |question: Asking<'_>| {
        let question = answerable(question, schemes)?;
        let mut asked = questions.borrow_mut();
        let place = asked.iter().position(|q| *q == question);
        Ok(place.unwrap_or_else(|| {
            asked.push(question);
            asked.len() - 1
        }))
    };
    let ask: &Ask<'_> = &ask;
    let mut reader = Reader { loader: Loader::asking(ask) };
    let list_node = root.need("instruments")?;
    let nodes = list_node.items();
    if nodes.is_empty() {
        list_node.fail("missing", "至少要有一项", "at least one instrument is needed", &[]);
    }
    let mut list: Vec<Instrument> = Vec::new();
    for node in &nodes {
        if let Some(read) = reader.instrument(node) {
            if list.iter().any(|i| i.id == read.id) {
                duplicate(node, &read.id);
            }
            list.push(read);
        }
    }
    let program = reader.loader.program;
    let questions = questions.take();
    Some(Instruments { id: id?, title: title?, notes, list, questions, program, digest: hex_digest(text, "") })
}

/// A question that its scheme can answer.
fn answerable(question: Asking<'_>, schemes: &[Rated]) -> Result<Question, Failure> {
    let (Asking::Passed(id) | Asking::Total(id) | Asking::Class(id, _)) = question;
    let Some(scheme) = schemes.iter().find(|s| s.id == id) else {
        let all = schemes.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join(", ");
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
                let all = scheme.classes.iter().map(|c| c.0.as_str()).collect::<Vec<_>>().join(", ");
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

/// The member of two languages, neither of them blank.
fn words(node: &Node<'_>, key: &str) -> Option<Text> {
    let node = node.need(key)?;
    let text = node.text()?;
    not_blank(&node, [&text.zh, &text.en]);
    Some(text)
}

fn not_blank<const N: usize>(node: &Node<'_>, texts: [&str; N]) {
    if texts.iter().any(|t| t.trim().is_empty()) {
        node.fail("blank", "不能空着", "must not be blank", &[]);
    }
}

struct Reader<'a> {
    loader: Loader<'a>,
}

impl Reader<'_> {
    fn instrument(&mut self, node: &Node<'_>) -> Option<Instrument> {
        node.object(&["id", "title", "kind", "provider", "document", "notes", "versions"], &[])?;
        let id = node.id();
        let title = words(node, "title");
        let kind = node.need("kind").and_then(|n| kind(&n));
        let provider = words(node, "provider");
        let document = self.document(node);
        let notes = node.get("notes").and_then(|n| n.text());
        let list = node.need("versions")?;
        let nodes = list.items();
        if nodes.is_empty() {
            list.fail("missing", "至少要有一个版本", "at least one version is needed", &[]);
        }
        let mut versions: Vec<Version> = Vec::new();
        for n in &nodes {
            self.loader.document = document.clone().unwrap_or_default();
            let Some(version) = self.version(n) else { continue };
            if let Some(before) = versions.last()
                && (version.from <= before.from || before.to.is_some_and(|to| version.from <= to))
            {
                let (from, day) = (version.from.to_text(), before.to.unwrap_or(before.from).to_text());
                n.fail(
                    "overlap",
                    "各版本的日期要先后排列、不重叠：{0} 不晚于前一版本的 {1}",
                    "versions stand in order and do not overlap: {0} is not after {1} of the one before",
                    &[(&from).into(), (&day).into()],
                );
            }
            versions.push(version);
        }
        document?;
        Some(Instrument { id: id?, title: title?, kind: kind?, provider: provider?, notes, versions })
    }

    fn document(&self, node: &Node<'_>) -> Option<String> {
        let node = node.need("document")?;
        let text = node.string()?;
        not_blank(&node, [text]);
        Some(text.to_string())
    }

    fn version(&mut self, node: &Node<'_>) -> Option<Version> {
        let keys = ["effective", "document", "notes", "source", "conditions", "no_published_test", "terms"];
        node.object(&keys, &[])?;
        if node.get("document").is_some() {
            self.loader.document = self.document(node).unwrap_or_default();
        }
        let days = node.need("effective").and_then(|n| effective(&n, None));
        let notes = node.get("notes").and_then(|n| n.text());
        let source = self.source(node);
        let test = match (node.get("conditions"), node.get("no_published_test")) {
            (Some(list), None) => self.conditions(&list),
            (None, Some(_)) => words(node, "no_published_test").map(Test::Unpublished),
            _ => {
                node.fail(
                    "one_test",
                    "要有“conditions”或“no_published_test”，只写一个",
                    "either \"conditions\" or \"no_published_test\" is needed, not both",
                    &[],
                );
                None
            }
        };
        let mut terms: Vec<Term> = Vec::new();
        if let Some(list) = node.get("terms") {
            for n in list.items() {
                let Some(term) = self.term(&n) else { continue };
                if terms.iter().any(|t| t.id == term.id) {
                    duplicate(&n, &term.id);
                }
                terms.push(term);
            }
        }
        let (from, to) = days?;
        Some(Version { from, to, document: self.loader.document.clone(), notes, source: source?, test: test?, terms })
    }

    fn conditions(&mut self, list: &Node<'_>) -> Option<Test> {
        let nodes = list.items();
        if nodes.is_empty() && matches!(list.json, Json::Array(_)) {
            list.fail(
                "always_applies",
                "没有条件就会对任何企业都适用；没有公布条件的，写“no_published_test”",
                "without a condition it would apply to every company; where none is published, write \"no_published_test\"",
                &[],
            );
        }
        let mut found: Vec<Requirement> = Vec::new();
        for node in &nodes {
            let [or_else, and_also] = ["or_else", "and_also"].map(|key| node.get(key).and_then(|_| words(node, key)));
            let Some(condition) = self.loader.condition(node, &["or_else", "and_also"]) else { continue };
            self.decides(node, condition.when);
            self.sound(node, &condition.source);
            if found.iter().any(|r| r.condition.id == condition.id) {
                duplicate(node, &condition.id);
            }
            found.push(Requirement { condition, or_else, and_also });
        }
        (found.len() == nodes.len()).then_some(Test::Conditions(found))
    }

    /// That a condition rests on something of the company: it is open for one of which nothing is known.
    fn decides(&self, node: &Node<'_>, when: ExprId) {
        let anyone = Enterprise::default();
        let interval = |f: FieldId| anyone.interval(f);
        let env = Env { values: anyone.values(), interval: &interval, ..Env::default() };
        let (zh, en) = match self.loader.program.truths(when, &env) {
            Truths::TRUE => ("这个条件总是成立", "this condition always holds"),
            Truths::FALSE => ("这个条件永远不成立", "this condition never holds"),
            Truths::UNDETERMINED => ("这个条件算不出来", "this condition cannot be computed"),
            _ => return,
        };
        if let Some(node) = node.get("when") {
            node.fail("constant", zh, en, &[]);
        }
    }

    fn term(&mut self, node: &Node<'_>) -> Option<Term> {
        node.object(&["id", "title", "when", "value", "unit", "limit", "source"], &[])?;
        let id = node.id();
        let title = words(node, "title");
        let when = node.get("when").map(|n| self.loader.truth(&n));
        let limit = node.get("limit").map(|n| limit(&n));
        let source = self.source(node);
        let value = node.need("value").and_then(|n| match self.loader.formula(&n, None, false)? {
            (at, Type::Number(dim)) => Some((at, dim)),
            _ => None,
        });
        let unit = node.need("unit").and_then(|n| unit_of(&n, value.map(|v| v.1)));
        let (value, _) = value?;
        // What is there and cannot be read is told already.
        let (when, limit) = (when.map_or(Some(None), |w| w.map(Some))?, limit.map_or(Some(None), |l| l.map(Some))?);
        Some(Term { id: id?, title: title?, when, value, unit: unit?, limit, source: source? })
    }

    fn source(&self, node: &Node<'_>) -> Option<Source> {
        let source = self.loader.source(node)?;
        self.sound(node, &source);
        Some(source)
    }

    /// That a source says where in which document, and where that was read.
    fn sound(&self, node: &Node<'_>, source: &Source) {
        let Some(node) = node.get("source") else { return };
        not_blank(&node, [&source.document, &source.article]);
        for seen in node.get("seen").iter().flat_map(|list| list.items()) {
            if let Json::String(text) = seen.json {
                not_blank(&seen, [text]);
            }
        }
    }
}

fn kind(node: &Node<'_>) -> Option<Kind> {
    let id = node.string()?;
    let found = Kind::ALL.iter().find(|k| k.1 == id);
    if found.is_none() {
        let all = Kind::ALL.map(|k| k.1).join(", ");
        node.fail("bad_kind", "没有“{0}”，可用：{1}", "no \"{0}\"; there are {1}", &[id.into(), (&all).into()]);
    }
    found.map(|k| k.0)
}

fn limit(node: &Node<'_>) -> Option<Limit> {
    match node.string()? {
        "at_most" => Some(Limit::AtMost),
        "at_least" => Some(Limit::AtLeast),
        other => {
            let parts = [other.into()];
            node.fail("bad_kind", "没有“{0}”，可用：at_most、at_least", "no \"{0}\"; at_most or at_least", &parts);
            None
        }
    }
}

/// The unit of a term, which has to measure what its formula gives; empty for a plain number.
fn unit_of(node: &Node<'_>, value: Option<Dim>) -> Option<String> {
    let name = node.string()?;
    let Some((dim, _)) = (if name.is_empty() { Some((Dim::NONE, Num::ONE)) } else { unit(name) }) else {
        node.fail("bad_unit", "没有单位“{0}”", "no unit \"{0}\"", &[name.into()]);
        return None;
    };
    if let Some(value) = value.filter(|v| *v != dim) {
        clash(node, value, dim);
    }
    Some(name.to_string())
}
