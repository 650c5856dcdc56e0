//! What is wrong with a scheme file, or looks so: everything at once, each with its place. It begins with what the
//! loader reports and adds what can be read but hardly meant: points that nobody can reach, a condition that always
//! holds, a divisor that can be 0, a number that does not say where it was read.

mod instruments;
mod place;
mod range;

use crate::answer::formula::{sign, words};
use crate::compile::formula::{Names, Type, compile};
use crate::finance::{Instruments, Rated};
use crate::scheme::Scheme;
use innopoints_core::dictionary::{Dictionary, Kind, Name};
use innopoints_core::formula::{Compare, ExprId, Instr, Program, parse_literal};
use innopoints_core::id::{FieldId, QuantityId};
use innopoints_core::json::{Json, pointer};
use innopoints_core::number::{Dim, Interval, Num, parse_decimal, read};
use innopoints_core::problem::{Phrase, Problem, Text};
use innopoints_core::scheme::model::{Amount, Indicator};
use range::{Facts, Range, Ranges};
use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The scheme cannot be read, or contradicts itself.
    Error,
    /// It can be read, but this is hardly meant.
    Warning,
    /// Worth knowing; nothing to mend.
    Hint,
}

/// One thing found in a scheme file.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What and where.
    #[serde(flatten)]
    pub problem: Problem,
}

/// Checks a file of a scheme or of finance instruments. `others` are the files it lives with, by file or id: days in force
/// may not overlap within a family, and an id may stand once.
pub fn check(text: &str, file: Option<&str>, others: &[(&str, &str)]) -> Vec<Finding> {
    let json = Json::parse(text).ok();
    let instruments = json.as_ref().is_some_and(Instruments::is_one);
    let mut lint = Lint::default();
    // What instruments may ask: the schemes among the others.
    let schemes: Vec<Scheme> = match instruments {
        true => others.iter().filter_map(|o| load(o.1, others, 0).ok()).collect(),
        false => Vec::new(),
    };
    let mut family = None;
    let read = match instruments {
        true => {
            let rated: Vec<Rated> = schemes.iter().map(Rated::from).collect();
            Instruments::parse(text, None, &rated).map(|read| family = Some(read))
        }
        false => load(text, others, 0).map(|read| lint.loaded = Some(read)),
    };
    if let Err(problems) = read {
        lint.found.extend(problems.into_iter().map(|problem| Finding { severity: Severity::Error, problem }));
    }
    if let Some(json) = json {
        match instruments {
            true => lint.instruments(&json, family, &schemes, others),
            false => lint.scheme(&json, others),
        }
        if let Some(file) = file {
            lint.file_name(&json, file);
        }
        lint.neighbours(&json, others);
    }
    let mut found = lint.found;
    for finding in &mut found {
        let p = &mut finding.problem;
        p.file = file.map(str::to_string);
        if p.line.is_none()
            && let Some((line, column)) =
                place::find(text, p.pointer.as_deref().unwrap_or_default(), p.column.unwrap_or(0))
        {
            (p.line, p.column) = (Some(line), Some(column));
        }
    }
    found.sort_by_key(|f| (f.problem.line, f.problem.column, f.severity));
    found.dedup_by(|a, b| a.problem == b.problem);
    found
}

/// Reads a scheme; what it extends is looked for among the others, then among the shipped ones.
fn load(text: &str, others: &[(&str, &str)], depth: u32) -> Result<Scheme, Vec<Problem>> {
    Scheme::parse_with(text, None, &|id| {
        let text = text_of(id, others).filter(|_| depth < DEEPEST)?;
        load(text, others, depth + 1).ok()
    })
}

/// How many schemes may extend one another. Those that do so in a circle have no base.
const DEEPEST: u32 = 8;

/// The text of a scheme by its id.
fn text_of<'a>(id: &str, others: &[(&str, &'a str)]) -> Option<&'a str> {
    let named = |name: &str| std::path::Path::new(name).file_stem().is_some_and(|s| s == id);
    others.iter().find(|o| named(o.0)).map(|o| o.1).or_else(|| crate::shipped::scheme(id))
}

/// Points in one stage, from the lowest to the highest they can be.
#[derive(Clone, Copy, Debug)]
struct Points {
    lo: Num,
    hi: Num,
    /// Their typical value; the lowest where there is none.
    usual: Num,
}

impl Points {
    const ZERO: Points = Points::exact(Num::ZERO);

    const fn exact(n: Num) -> Points {
        Points { lo: n, hi: n, usual: n }
    }

    fn better(self, o: Points) -> Points {
        Points { lo: self.lo.max(o.lo), hi: self.hi.max(o.hi), usual: self.usual.max(o.usual) }
    }

    fn add(self, o: Points) -> Option<Points> {
        Some(Points { lo: self.lo.add(o.lo)?, hi: self.hi.add(o.hi)?, usual: self.usual.add(o.usual)? })
    }
}

/// An edge of a band: where, and whether a value on it belongs to the band.
type Edge = Option<(Num, bool)>;

#[derive(Default)]
struct Lint {
    found: Vec<Finding>,
    loaded: Option<Scheme>,
    program: Program,
    ranges: Ranges,
    /// Ids of the stages; one without a name where the scheme has none.
    stages: Vec<String>,
    /// Ids that `points(…)` may name.
    point_ids: Vec<String>,
    /// Named numbers: name, place and what they measure.
    parameters: Vec<(String, QuantityId, Dim)>,
    /// The schemes that instruments ask, one a question.
    asked: Vec<Text>,
}

impl Lint {
    fn say(&mut self, severity: Severity, code: &'static str, at: &str, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        // Where the scheme cannot be read, the loader has said why.
        if self.found.iter().any(|f| f.severity == Severity::Error && f.problem.pointer.as_deref() == Some(at)) {
            return;
        }
        let problem = Problem::new(code, zh, en, parts).at(at.to_string());
        self.found.push(Finding { severity, problem });
    }

    fn warn(&mut self, code: &'static str, at: &str, zh: &str, en: &str, parts: &[Phrase<'_>]) {
        self.say(Severity::Warning, code, at, zh, en, parts);
    }

    // -----------------------------------------------------------------------------------------------------------------
    // The file among others

    fn file_name(&mut self, json: &Json, file: &str) {
        let stem = std::path::Path::new(file).file_stem().and_then(|s| s.to_str());
        if let (Some(id), Some(stem)) = (string(json, "id"), stem)
            && file.ends_with(".json")
            && id != stem
        {
            self.say(
                Severity::Error,
                "file_name",
                "/id",
                "标识“{0}”与文件名“{1}”不同",
                "the id \"{0}\" is not the file's name \"{1}\"",
                &[id.into(), stem.into()],
            );
        }
    }

    fn neighbours(&mut self, json: &Json, others: &[(&str, &str)]) {
        let days = |json: &Json| {
            let effective = json.get("effective")?;
            let day = |key| string(effective, key).and_then(read::day);
            Some((day("from")?, day("to")))
        };
        let names = |json: &Json, other: Option<&str>| {
            let beside = items(json.get("effective").and_then(|e| e.get("beside")));
            other.is_some_and(|id| beside.into_iter().any(|b| matches!(b, Json::String(s) if s == id)))
        };
        let (id, family) = (string(json, "id"), string(json, "family"));
        let mut overlapping = Vec::new();
        for (name, text) in others {
            // Most have nothing to do with this one.
            if ![id, family].into_iter().flatten().any(|own| text.contains(own)) {
                continue;
            }
            let Ok(other) = Json::parse(text) else { continue };
            if id.is_some() && id == string(&other, "id") {
                let parts = [(*name).into()];
                let (zh, en) = ("“{0}”用了同一个标识", "\"{0}\" has the same id");
                self.say(Severity::Error, "duplicate", "/id", zh, en, &parts);
                continue;
            }
            if family.is_none() || family != string(&other, "family") {
                continue;
            }
            if let (Some((from, to)), Some((other_from, other_to))) = (days(json), days(&other))
                && to.is_none_or(|to| other_from <= to)
                && other_to.is_none_or(|to| from <= to)
            {
                let other_id = string(&other, "id");
                overlapping.extend(other_id.map(str::to_string));
                // The earlier version is to end one day, even where both are in force on purpose until then.
                let ends = if from < other_from { to } else { other_to };
                let (severity, zh, en) = if from == other_from || ends.is_none() {
                    (
                        Severity::Error,
                        "与同一族的“{0}”施行日期重叠：较早的一版要写明 to",
                        "in force at the same time as \"{0}\" of its family: the earlier version needs a \"to\"",
                    )
                } else if names(json, other_id) && names(&other, id) {
                    (
                        Severity::Hint,
                        "与同一族的“{0}”有一段时间同时施行，其间按族选取时取较新的一版",
                        "for some time in force together with \"{0}\" of its family; by its family the newer one is taken then",
                    )
                } else {
                    (
                        Severity::Warning,
                        "与同一族的“{0}”施行日期重叠；若有意如此，两版的 effective 都要在 beside 里写上对方",
                        "in force at the same time as \"{0}\" of its family; if that is meant, both name each other in the \"beside\" of their \"effective\"",
                    )
                };
                self.say(severity, "date_overlap", "/effective", zh, en, &[(*name).into()]);
            }
        }
        let beside = json.get("effective").and_then(|e| e.get("beside"));
        for (i, named) in items(beside).enumerate() {
            if let Json::String(named) = named
                && !overlapping.contains(named)
            {
                self.warn(
                    "unused",
                    &format!("/effective/beside/{i}"),
                    "同一族中没有与本版同时施行的“{0}”",
                    "no \"{0}\" of its family is in force at the same time",
                    &[named.into()],
                );
            }
        }
    }

    // -----------------------------------------------------------------------------------------------------------------
    // The whole scheme

    fn scheme(&mut self, json: &Json, others: &[(&str, &str)]) {
        self.words(json, "");
        self.typical(json, "", None);
        if json.get("$schema").is_none() {
            let (zh, en) =
                ("没有 $schema：写上它，编辑器才能补全和检查", "no $schema: with it an editor completes and checks");
            self.say(Severity::Hint, "no_schema", "", zh, en, &[]);
        }
        self.context(json);
        self.parameters(json);
        self.levels(json.get("stages"), "/stages", false);
        if let Some(classes) = json.get("classes") {
            self.levels(classes.get("list"), "/classes/list", classes.get("by").is_some());
        }
        self.conditions(json.get("gates"), "/gates");
        let groups: Vec<&Json> = items(json.get("groups")).collect();
        for (i, group) in groups.iter().enumerate() {
            let capped = string(group, "id").is_some_and(|id| is_capped(json, id, others, 0));
            self.group(group, &format!("/groups/{i}"), json.get("extends").is_some(), capped);
        }
        self.ties(json);
        self.twins(&groups);
        self.pass(json);
    }

    /// What names formulas may use, and where their values can lie: of the scheme as it was read, or as far as the file
    /// says so itself.
    fn context(&mut self, json: &Json) {
        self.ranges = Ranges::new(Dictionary::shipped());
        if let Some(scheme) = &self.loaded {
            self.stages = scheme.stages.iter().map(|s| s.id.clone()).collect();
            self.point_ids = scheme.point_ids.clone();
            self.parameters = scheme.parameters.iter().map(|p| (p.id.clone(), p.quantity, p.dim)).collect();
            self.ranges.quantities =
                scheme.quantities.iter().map(|q| Interval { lo: Some(q.lo), hi: Some(q.hi) }).collect();
            let upto = |max| Interval { lo: Some(Num::ZERO), hi: max };
            let groups = (0..scheme.groups.len()).map(|g| {
                let all: Vec<_> = maxima(scheme, g).map(|m| m.1).collect();
                let sum = sum(scheme.stages.len().max(1), all.iter());
                scheme.groups[g].max.or_else(|| sum?.into_iter().map(|p| p.hi).max())
            });
            let indicators = scheme.indicators.iter().map(|i| most(scheme, &i.max));
            self.ranges.points = groups.chain(indicators).map(upto).collect();
            self.ranges.total = Some(upto(Some(scheme.max)));
        } else {
            let id = |j: &Json| string(j, "id").map(str::to_string);
            self.stages = items(json.get("stages")).filter_map(id).collect();
            let groups = || items(json.get("groups"));
            let indicators = groups().flat_map(|g| items(g.get("indicators")));
            self.point_ids = groups().chain(indicators).filter_map(id).collect();
            for parameter in items(json.get("parameters")) {
                let number = parameter.get("is").or_else(|| items(parameter.get("between")).next());
                let read = number.and_then(|n| match n {
                    Json::String(text) | Json::Number(text) => parse_literal(text),
                    _ => None,
                });
                if let (Some(id), Some((_, dim))) = (id(parameter), read) {
                    self.parameters.push((id, QuantityId::new(self.parameters.len()), dim));
                }
            }
        }
        if self.stages.is_empty() {
            self.stages.push(String::new());
        }
    }

    fn parameters(&mut self, json: &Json) {
        for (i, parameter) in items(json.get("parameters")).enumerate() {
            let unused = self.loaded.as_ref().zip(string(parameter, "id")).is_some_and(|(scheme, id)| {
                scheme.parameters.iter().any(|p| p.id == id && !scheme.program.calls(p.quantity))
            });
            if unused {
                let (zh, en) = ("没有公式用到这个参数", "no formula uses this parameter");
                self.warn("unused", &format!("/parameters/{i}"), zh, en, &[]);
            }
        }
    }

    /// Stages or classes: each is asked where those before it do not hold.
    fn levels(&mut self, list: Option<&Json>, at: &str, by: bool) {
        // The formulas of one level of the choice, or the only ones.
        let mut chains: Vec<(String, Vec<(ExprId, String)>)> = Vec::new();
        let mut count = 0;
        for (i, level) in items(list).enumerate() {
            count = i + 1;
            for (place, here) in self.whens(level.get("when"), &format!("{at}/{i}/when"), true) {
                let key = if by { here.rsplit('/').next().unwrap_or_default().to_string() } else { String::new() };
                match chains.iter_mut().find(|c| c.0 == key) {
                    Some(chain) => chain.1.push((place, here)),
                    None => chains.push((key, vec![(place, here)])),
                }
            }
        }
        for (_, chain) in chains {
            let mut facts = Facts::default();
            let (mut open, mut meant) = (true, false);
            for (place, here) in &chain {
                self.ranges.start();
                let plain = matches!(self.program.instr(*place), Instr::Bool(_));
                // A plain true or false for a level of a choice is meant.
                match self.ranges.truth(&self.program, *place, &facts) {
                    _ if !open || (plain && by) => meant |= plain,
                    Some(true) => self.warn(
                        "always_true",
                        here,
                        "到这里条件总是成立，后面的都用不到",
                        "this always holds once asked; what follows is never used",
                        &[],
                    ),
                    Some(false) => self.warn(
                        "never_true",
                        here,
                        "到这里条件都不成立，这一级用不到",
                        "this cannot hold where those before it do not, so it is never used",
                        &[],
                    ),
                    None => {}
                }
                open &= self.ranges.assume(&self.program, *place, false, &mut facts);
            }
            let told = self.found.iter().any(|f| f.problem.pointer.as_ref().is_some_and(|p| p.starts_with(at)));
            if !open && !meant && !told && chain.len() + 1 == count {
                let (zh, en) = ("前面的条件已包含所有企业，最后一个用不到", "those before it take every company");
                self.warn("never_fires", &format!("{at}/{}", count - 1), zh, en, &[]);
            }
        }
    }

    /// Words and sources, wherever they stand.
    fn words(&mut self, json: &Json, at: &str) {
        match json {
            Json::Array(list) => {
                for (i, inner) in list.iter().enumerate() {
                    self.words(inner, &format!("{at}/{i}"));
                }
            }
            Json::Object(members) => {
                for (key, inner) in members {
                    let here = pointer(at, key);
                    match (key.as_str(), inner) {
                        (
                            "title" | "note" | "notes" | "provider" | "no_published_test" | "or_else" | "and_also",
                            Json::Object(_),
                        ) => {
                            self.languages(inner, &here);
                            self.words(inner, &here);
                        }
                        ("issuer" | "document" | "article", Json::String(s)) if s.trim().is_empty() => {
                            self.say(Severity::Error, "blank", &here, "这里不能空着", "this may not be blank", &[]);
                        }
                        ("issuer" | "document" | "article" | "zh" | "en", Json::String(s)) => self.printable(s, &here),
                        ("source", Json::Object(_)) => {
                            self.source(inner, &here);
                            self.words(inner, &here);
                        }
                        _ => self.words(inner, &here),
                    }
                }
            }
            _ => {}
        }
    }

    /// Characters that nobody sees, some of which turn the text around them.
    fn printable(&mut self, text: &str, at: &str) {
        let hidden = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        };
        if let Some(c) = text.chars().find(|c| hidden(*c)) {
            let code = format!("U+{:04X}", u32::from(c));
            let (zh, en) = ("含有看不见的控制字符 {0}", "has the invisible control character {0}");
            self.warn("control_character", at, zh, en, &[(&code).into()]);
        }
    }

    fn languages(&mut self, text: &Json, at: &str) {
        let chinese = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
        if string(text, "zh").is_some_and(|s| !s.contains(chinese)) {
            let (zh, en) = ("这里应是中文", "this should be Chinese");
            self.warn("language", &pointer(at, "zh"), zh, en, &[]);
        }
        if string(text, "en").is_some_and(|s| !s.contains(|c: char| c.is_ascii_alphabetic())) {
            let (zh, en) = ("这里应是英文", "this should be English");
            self.warn("language", &pointer(at, "en"), zh, en, &[]);
        }
    }

    fn source(&mut self, source: &Json, at: &str) {
        let standing = string(source, "standing");
        if matches!(standing, Some("official" | "reported")) && items(source.get("seen")).next().is_none() {
            self.warn(
                "not_seen",
                at,
                "没有写明在哪里读到：加上 seen",
                "does not say where it was read: add \"seen\"",
                &[],
            );
        }
        for (i, seen) in items(source.get("seen")).enumerate() {
            if matches!(seen, Json::String(s) if s.trim().is_empty()) {
                let (zh, en) = ("这里不能空着", "this may not be blank");
                self.say(Severity::Error, "blank", &format!("{at}/seen/{i}"), zh, en, &[]);
            }
        }
        if standing == Some("estimate") && source.get("note").is_none() {
            self.warn(
                "no_note",
                at,
                "估计要在 note 里写明怎样得来",
                "an estimate says in \"note\" how it was made",
                &[],
            );
        }
    }

    /// A typical value is an estimate, and its source has to say so.
    fn typical(&mut self, json: &Json, at: &str, standing: Option<&str>) {
        match json {
            Json::Array(list) => {
                for (i, inner) in list.iter().enumerate() {
                    self.typical(inner, &format!("{at}/{i}"), standing);
                }
            }
            Json::Object(members) => {
                let own = json.get("source").and_then(|s| string(s, "standing"));
                let standing = own.or(standing);
                for (key, inner) in members {
                    let here = pointer(at, key);
                    if key == "typical" && matches!(standing, Some("official" | "reported")) {
                        self.say(
                            Severity::Error,
                            "estimate",
                            &here,
                            "典型值是估计，而依据写的是官方或报道：standing 应为 estimate",
                            "a typical value is an estimate, but its source is official or reported: its standing should be estimate",
                            &[],
                        );
                    } else if key != "source" {
                        self.typical(inner, &here, standing);
                    }
                }
            }
            _ => {}
        }
    }

    // -----------------------------------------------------------------------------------------------------------------
    // Formulas and conditions

    /// Compiles a formula and looks at its divisors; `None` where it cannot be read, which the loader reports.
    fn formula(&mut self, json: Option<&Json>, at: &str, in_pass: bool) -> Option<(ExprId, Type)> {
        let Some(Json::String(text)) = json else { return None };
        let names = Names {
            dictionary: Dictionary::shipped(),
            points: in_pass.then_some(&self.point_ids[..]),
            quantities: &self.parameters,
            ask: None,
        };
        let found = compile(text, &names, &mut self.program).ok()?;
        self.ranges.start();
        let mut divisors = Vec::new();
        self.ranges.divisors(&self.program, found.0, &Facts::default(), &mut divisors);
        for (place, range) in divisors {
            self.divisor(place, range, at);
        }
        Some(found)
    }

    /// The values that a number can have.
    fn values(&self, place: ExprId) -> Range {
        self.ranges.start();
        self.ranges.range(&self.program, place, &Facts::default())
    }

    /// A formula by the names of what it reads.
    fn in_words(&self, place: ExprId) -> Text {
        let words = |chinese: bool| {
            let mut out = String::new();
            let pick = |name: Name| if chinese { name.zh } else { name.en };
            let field = |f: FieldId| &Dictionary::shipped().fields[f];
            let leaf = |instr: Instr, out: &mut String| match instr {
                Instr::Field(f) | Instr::Flag(f) | Instr::YearsSince(f) => out.push_str(pick(field(f).title)),
                Instr::Level(f, l) => {
                    let level = match &field(f).kind {
                        Kind::Choice(levels) => levels.get(l).map_or("", |l| pick(l.title)),
                        _ => "",
                    };
                    out.push_str(&[pick(field(f).title), sign(Compare::Eq), level].concat());
                }
                Instr::Day(how, f, day) => out.push_str(&[pick(field(f).title), sign(how), &day.to_text()].concat()),
                Instr::Quantity(q) => out.push_str(self.parameters.iter().find(|p| p.1 == q).map_or("", |p| &p.0)),
                Instr::Answer(q) => {
                    out.push_str(self.asked.get(q).map_or("", |title| if chinese { &title.zh } else { &title.en }));
                }
                _ => {}
            };
            words(&self.program, place, chinese, &leaf, &mut out);
            out
        };
        Text { zh: words(true), en: words(false) }
    }

    /// A divisor that can be 0, by how surely that is a mistake.
    fn divisor(&mut self, place: ExprId, range: Range, at: &str) {
        let words = self.in_words(place);
        let parts = [Phrase::from(&words)];
        let plain = matches!(self.program.instr(place), Instr::Field(_));
        let (severity, zh, en) = if range.interval.single().is_some_and(Num::is_zero) {
            (Severity::Error, "除数“{0}”总是 0", "the divisor \"{0}\" is always 0")
        } else if !range.nonnegative() {
            (
                Severity::Warning,
                "除数“{0}”可能为 0 或负数：先判断，例如 if {0} > 0 then … else …",
                "the divisor \"{0}\" can be 0 or negative: ask first, as in if {0} > 0 then … else …",
            )
        } else if plain {
            (
                Severity::Hint,
                "“{0}”为 0 的企业会收到错误提示，不会得分",
                "a company whose \"{0}\" is 0 gets a located error, no score",
            )
        } else {
            (
                Severity::Hint,
                "“{0}”可能为 0，那时企业会收到错误提示",
                "\"{0}\" can be 0; the company then gets a located error",
            )
        };
        self.say(severity, "divide_by_zero", at, zh, en, &parts);
    }

    /// A condition: the formula, or one a level of a choice; each with its pointer. For a level, a plain true or false is
    /// meant, and given only where that is asked for.
    fn whens(&mut self, json: Option<&Json>, at: &str, plain: bool) -> Vec<(ExprId, String)> {
        let mut found = Vec::new();
        match json {
            Some(Json::Object(levels)) => {
                for (level, formula) in levels {
                    let here = pointer(at, level);
                    if let Some((place, Type::Truth)) = self.formula(Some(formula), &here, false)
                        && (plain || !matches!(self.program.instr(place), Instr::Bool(_)))
                    {
                        found.push((place, here));
                    }
                }
            }
            json => {
                if let Some((place, Type::Truth)) = self.formula(json, at, false) {
                    found.push((place, at.to_string()));
                }
            }
        }
        found
    }

    /// Gates or routes.
    fn conditions(&mut self, list: Option<&Json>, at: &str) {
        let mut seen: Vec<(String, usize)> = Vec::new();
        for (i, condition) in items(list).enumerate() {
            let here = format!("{at}/{i}/when");
            for (place, here) in self.whens(condition.get("when"), &here, false) {
                self.constant(place, &here);
            }
            let Some(when) = condition.get("when").map(normal) else { continue };
            match seen.iter().find(|s| s.0 == when) {
                Some((_, first)) => {
                    let first = format!("{at}/{first}");
                    let (zh, en) = ("与 {0} 的条件相同", "the same condition as {0}");
                    self.warn("twin", &here, zh, en, &[(&first).into()]);
                }
                None => seen.push((when, i)),
            }
        }
    }

    /// Warns of a condition that the company's figures cannot turn.
    fn constant(&mut self, place: ExprId, at: &str) {
        self.ranges.start();
        match self.ranges.truth(&self.program, place, &Facts::default()) {
            Some(true) => {
                self.warn(
                    "always_true",
                    at,
                    "无论数据如何，这个条件总是成立",
                    "this holds whatever the figures are",
                    &[],
                );
            }
            Some(false) => self.warn(
                "never_true",
                at,
                "无论数据如何，这个条件都不成立",
                "this cannot hold, whatever the figures are",
                &[],
            ),
            None => {}
        }
    }

    fn pass(&mut self, json: &Json) {
        let pass = json.get("pass");
        let when = pass.and_then(|p| p.get("when"));
        if let Some((place, Type::Truth)) = self.formula(when, "/pass/when", true) {
            self.constant(place, "/pass/when");
        }
        // Of an extension one may stand in the base: both are asked of the scheme as it was read.
        let floor_here = items(json.get("groups")).position(|g| g.get("floor").is_some());
        let (floored, asked) = match &self.loaded {
            Some(s) => (
                s.groups.iter().any(|g| g.floor.is_some()),
                s.pass.as_ref().and_then(|p| p.when).is_some_and(|when| asks_floors(&s.program, when)),
            ),
            None if json.get("extends").is_some() => (false, false),
            None => (floor_here.is_some(), matches!(when, Some(Json::String(s)) if s.contains("floor"))),
        };
        if floored && !asked {
            let at = floor_here.map(|g| format!("/groups/{g}/floor")).or_else(|| pass.map(|_| "/pass".into()));
            if let Some(at) = at {
                self.warn(
                    "unused_floor",
                    &at,
                    "通过条件没有用到下限：要写 every group >= its floor",
                    "the pass condition does not ask for floors: every group >= its floor",
                    &[],
                );
            }
        }
        if asked && !floored {
            let at = if when.is_some() { "/pass/when" } else { "/groups" };
            self.warn("no_floor", at, "没有一类写了下限 floor", "no group has a \"floor\"", &[]);
        }
        self.conditions(pass.and_then(|p| p.get("or")), "/pass/or");
    }

    // -----------------------------------------------------------------------------------------------------------------
    // Points

    /// The points that an amount can be, one for each stage. `max` is what `"any"` may reach.
    fn amount(&self, json: &Json, max: Option<&[Points]>) -> Option<Vec<Points>> {
        let each = |p: Points| Some(vec![p; self.stages.len()]);
        match json {
            Json::Number(text) | Json::String(text) => {
                if text == "any" {
                    return Some(max?.iter().map(|m| Points { hi: m.hi, ..Points::ZERO }).collect());
                }
                each(Points::exact(parse_decimal(text).ok()?))
            }
            Json::Object(_) => match json.get("between") {
                Some(Json::Array(ends)) => {
                    let [lo, hi] = &ends[..] else { return None };
                    let (lo, hi) = (number(lo)?, number(hi)?);
                    each(Points { lo, hi, usual: json.get("typical").and_then(number).unwrap_or(lo) })
                }
                _ => {
                    let one = |id: &String| self.amount(json.get(id)?, None)?.into_iter().next();
                    self.stages.iter().map(one).collect()
                }
            },
            _ => None,
        }
    }

    /// A group with its indicators: whether their maxima go with its own.
    fn group(&mut self, group: &Json, at: &str, extends: bool, capped: bool) {
        // Where only the indicators are changed, the maximum is the base's.
        let max_at = if group.get("max").is_some() { pointer(at, "max") } else { at.to_string() };
        let mut max = group.get("max").and_then(number);
        let mut maxima = Vec::new();
        for (i, indicator) in items(group.get("indicators")).enumerate() {
            let at = format!("{at}/indicators/{i}");
            maxima.push((self.indicator(indicator, &at), pointer(&at, "max")));
        }
        if extends {
            let id = string(group, "id");
            let merged =
                self.loaded.as_ref().and_then(|s| Some((s, s.groups.iter().position(|g| Some(&*g.id) == id)?)));
            let Some((scheme, g)) = merged else { return };
            max = scheme.groups[g].max;
            let here = |id: &str| {
                let own = |j: &Json| string(j, "id") == Some(id) && j.get("max").is_some();
                let place = items(group.get("indicators")).position(own);
                place.map_or_else(|| max_at.clone(), |i| format!("{at}/indicators/{i}/max"))
            };
            maxima = self::maxima(scheme, g).map(|(i, max)| (Some(max), here(&i.id))).collect();
        }
        if let Some(max) = max {
            for (own, at) in &maxima {
                self.above_group(own.as_deref().unwrap_or_default(), max, at);
            }
        }
        let all: Option<Vec<&Vec<Points>>> = maxima.iter().map(|m| m.0.as_ref()).collect();
        let Some(sum) = all.and_then(|all| sum(self.stages.len(), all.into_iter())) else { return };
        let capped_at = if group.get("capped").is_some() { pointer(at, "capped") } else { at.to_string() };
        self.group_sum(&sum, max, capped.then_some(&capped_at), &max_at);
    }

    /// Whether an indicator alone earns more than its group can give.
    fn above_group(&mut self, own: &[Points], max: Num, at: &str) {
        if let Some(own) = own.iter().map(|p| p.usual).max().filter(|own| *own > max) {
            let parts = [shown(own), shown(max)];
            self.say(
                Severity::Error,
                "above_group",
                at,
                "指标的满分 {0} 高于所在类的满分 {1}",
                "the indicator's maximum {0} is above its group's {1}",
                &parts.iter().map(Phrase::from).collect::<Vec<_>>(),
            );
        }
    }

    /// Whether the indicators' maxima give the group's; `capped` is where the file says that they exceed it.
    fn group_sum(&mut self, sum: &[Points], max: Option<Num>, capped: Option<&String>, at: &str) {
        let most = sum.iter().map(|p| p.hi).max().unwrap_or(Num::ZERO);
        let usual = sum.iter().map(|p| p.usual).max().unwrap_or(Num::ZERO);
        if let (Some(at), true) = (capped, max.is_none_or(|max| most <= max)) {
            let (zh, en) = (
                "写了 capped，但各指标满分之和并不超过这一类的满分",
                "said to be capped, but the indicators' maxima do not exceed the group's",
            );
            self.warn("not_capped", at, zh, en, &[]);
        }
        let Some(max) = max else { return };
        let parts = [shown(most), shown(max), shown(usual)];
        let parts: Vec<Phrase<'_>> = parts.iter().map(Phrase::from).collect();
        if most < max {
            self.warn(
                "sum_below_max",
                at,
                "各指标满分合计 {0}，达不到这一类的满分 {1}",
                "the indicators' maxima sum to {0}; the group's {1} cannot be reached",
                &parts,
            );
        } else if usual > max && capped.is_none() {
            self.warn(
                "sum_above_max",
                at,
                "各指标满分合计 {2}，超过这一类的满分 {1}；若规定以满分为限，请写 \"capped\": true",
                "the indicators' maxima sum to {2}, above the group's {1}; if the rule caps them, write \"capped\": true",
                &parts,
            );
        }
    }

    /// Whether groups can give what a tie says that their indicators make.
    fn ties(&mut self, json: &Json) {
        let Some(scheme) = &self.loaded else { return };
        let mut found = Vec::new();
        for (t, tie) in scheme.ties.iter().enumerate() {
            let most = tie.groups.iter().try_fold(Num::ZERO, |sum, &g| sum.add(scheme.groups[g].max?));
            let Some(most) = most.filter(|most| *most < tie.sum) else { continue };
            // At a maximum of this file, or at its tie; else the base is told.
            let own = |g: &Json| {
                g.get("max").is_some() && tie.groups.iter().any(|&t| string(g, "id") == Some(&*scheme.groups[t].id))
            };
            let group = items(json.get("groups")).position(own).map(|g| format!("/groups/{g}/max"));
            let at = group.or_else(|| json.get("ties").map(|_| format!("/ties/{t}/sum")));
            found.extend(at.map(|at| (at, shown(most), shown(tie.sum))));
        }
        for (at, most, sum) in found {
            self.say(
                Severity::Error,
                "tie",
                &at,
                "类的满分合计 {0}，而各指标满分之和规定为 {1}",
                "the groups' maxima make {0}, but those of their indicators are said to sum to {1}",
                &[(&most).into(), (&sum).into()],
            );
        }
    }

    /// Looks at an indicator; gives its maximum in each stage.
    fn indicator(&mut self, indicator: &Json, at: &str) -> Option<Vec<Points>> {
        let max = indicator.get("max").and_then(|m| self.amount(m, None));
        let best = self.rule(indicator, at, max.as_deref());
        if let (Some(best), Some(max)) = (best, &max) {
            self.reaches(&best, max, &pointer(at, "max"));
        }
        if max.as_ref().is_some_and(|m| m.iter().all(|p| p.hi.is_zero())) {
            let (zh, en) = ("满分是 0，这个指标没有作用", "the maximum is 0, so this indicator does nothing");
            self.warn("no_points", &pointer(at, "max"), zh, en, &[]);
        }
        max
    }

    /// Whether the best that a rule can give is the maximum.
    fn reaches(&mut self, best: &[Points], max: &[Points], at: &str) {
        for ((best, max), stage) in best.iter().zip(max).zip(self.stages.clone()) {
            let parts = [shown(best.hi), shown(max.lo), shown(best.lo), shown(max.hi)];
            let parts: Vec<Phrase<'_>> = parts.iter().map(Phrase::from).collect();
            let at = if stage.is_empty() { at.to_string() } else { pointer(at, &stage) };
            if best.hi < max.lo {
                self.warn(
                    "max_not_reached",
                    &at,
                    "规则至多给 {0} 分，达不到满分 {1}",
                    "the rule gives at most {0} points; the maximum {1} cannot be reached",
                    &parts,
                );
                return;
            }
            if best.lo > max.hi {
                self.say(
                    Severity::Error,
                    "above_max",
                    &at,
                    "规则给到 {2} 分，超过满分 {3}",
                    "the rule gives up to {2} points, above the maximum {3}",
                    &parts,
                );
                return;
            }
        }
    }

    /// Looks at the rule that an object holds; gives the most points it can give in each stage.
    fn rule(&mut self, rule: &Json, at: &str, max: Option<&[Points]>) -> Option<Vec<Points>> {
        let points = |lint: &Lint, json: Option<&Json>| json.and_then(|p| lint.amount(p, max));
        let otherwise = match rule.get("otherwise") {
            Some(o) => self.amount(o, max),
            None => Some(vec![Points::ZERO; self.stages.len()]),
        };
        let better = |a: Option<Vec<Points>>, b: Option<Vec<Points>>| {
            Some(a?.into_iter().zip(b?).map(|(a, b)| a.better(b)).collect::<Vec<_>>())
        };
        let value = self.formula(rule.get("value"), &pointer(at, "value"), false);
        let measured = match value {
            Some((place, Type::Number(dim))) => Some((place, dim)),
            _ => None,
        };
        if let Some(Json::Array(list)) = rule.get("bands") {
            if let Some((place, dim)) = measured {
                self.bands(list, place, dim, rule, at);
            }
            return list.iter().map(|b| points(self, b.get("points"))).fold(otherwise, better);
        }
        if let Some(Json::Array(list)) = rule.get("curve") {
            if let Some((place, dim)) = measured {
                self.curve(list, place, dim, at);
            }
            let none = Some(vec![Points::ZERO; self.stages.len()]);
            return list.iter().map(|b| points(self, b.get("points"))).fold(none, better);
        }
        if let Some(unit) = rule.get("per_unit") {
            if let Some((place, dim)) = measured {
                self.per_unit(unit, place, dim, at, max);
            }
            return None;
        }
        if let Some(reference) = rule.get("reference") {
            if let Some((place, dim)) = measured {
                self.reference(reference, place, dim, at);
            }
            return None;
        }
        if let Some(judged) = rule.get("judged") {
            return self.amount(judged, max);
        }
        if let Some(rank) = rule.get("rank") {
            return items(rank.get("top")).map(|t| points(self, t.get("points"))).fold(otherwise, better);
        }
        if let Some(when) = rule.get("flag") {
            let here = pointer(at, "flag");
            if let Some((place, Type::Truth)) = self.formula(Some(when), &here, false) {
                self.constant(place, &here);
            }
            // All of them, where nothing else is said.
            let yes = match rule.get("points") {
                Some(_) => points(self, rule.get("points")),
                None => max.map(<[Points]>::to_vec),
            };
            self.same_points(&[yes.clone(), otherwise.clone()], &pointer(at, "points"));
            return better(yes, otherwise);
        }
        if let Some(Json::String(field)) = rule.get("choice") {
            let Some(Json::Object(given)) = rule.get("points") else { return None };
            let mut all: Vec<_> = given.iter().map(|(_, p)| points(self, Some(p))).collect();
            let levels = Dictionary::shipped().find(field).map(|f| &Dictionary::shipped().fields[f].kind);
            let open = matches!(levels, Some(Kind::Choice(l)) if l.len() > given.len());
            if open {
                all.push(otherwise);
            } else if rule.get("otherwise").is_some() {
                let (zh, en) =
                    ("每个选项都写了分值，用不到 otherwise", "every level has points; otherwise is never used");
                self.warn("never_fires", &pointer(at, "otherwise"), zh, en, &[]);
            }
            self.same_points(&all, &pointer(at, "points"));
            return all.into_iter().reduce(better)?;
        }
        if let Some(Json::Array(list)) = rule.get("best_of") {
            let mut all = Vec::new();
            let mut seen: Vec<String> = Vec::new();
            for (i, alternative) in list.iter().enumerate() {
                let here = format!("{at}/best_of/{i}");
                all.push(self.rule(alternative, &here, max));
                let twin = rule_text(alternative);
                if seen.contains(&twin) {
                    let (zh, en) = ("与前面的规则相同", "the same as a rule before it");
                    self.warn("twin", &here, zh, en, &[]);
                }
                seen.push(twin);
            }
            return all.into_iter().reduce(better)?;
        }
        None
    }

    /// Warns of points that are the same whatever the company has.
    fn same_points(&mut self, all: &[Option<Vec<Points>>], at: &str) {
        let exact = |p: &Option<Vec<Points>>| {
            let p = p.as_ref()?;
            p.iter().all(|x| x.lo == x.hi).then(|| p.iter().map(|x| x.lo).collect::<Vec<_>>())
        };
        let all: Option<Vec<_>> = all.iter().map(exact).collect();
        if all.is_some_and(|all| all.len() > 1 && all.windows(2).all(|w| w[0] == w[1])) {
            let (zh, en) =
                ("怎样都得一样的分，这条规则没有作用", "the points are the same in any case, so the rule does nothing");
            self.warn("no_effect", at, zh, en, &[]);
        }
    }

    fn bands(&mut self, list: &[Json], place: ExprId, dim: Dim, rule: &Json, at: &str) {
        let edge = |band: &Json, inclusive: &str, exclusive: &str| -> Edge {
            let read = |key| band.get(key).and_then(|n| quantity(n, dim));
            read(inclusive).map(|n| (n, true)).or_else(|| read(exclusive).map(|n| (n, false)))
        };
        let edges: Vec<(Edge, Edge)> =
            list.iter().map(|b| (edge(b, "from", "above"), edge(b, "to", "below"))).collect();
        let rising = edges.iter().all(|e| e.1.is_none());
        let falling = edges.iter().all(|e| e.0.is_none());
        let flip = |e: Edge| e.map(|(n, inclusive)| (n, !inclusive));
        let range = self.values(place);
        let whole = self.ranges.whole(&self.program, place);
        for (i, (mut lo, mut hi)) in edges.iter().copied().enumerate() {
            // Each open side ends where the better neighbour begins.
            match i.checked_sub(1).map(|i| edges[i]) {
                Some(before) if rising => hi = flip(before.0),
                Some(before) if falling => lo = flip(before.1),
                _ => {}
            }
            if !range.meets(lo, hi, whole) {
                self.warn(
                    "never_fires",
                    &format!("{at}/bands/{i}"),
                    "没有数值落在这一档",
                    "no value falls into this band",
                    &[],
                );
            }
        }
        if !rising && !falling {
            self.gaps(&edges, whole, at);
            return;
        }
        // What is left for `otherwise`.
        let last = edges.last().copied().unwrap_or((None, None));
        let left = if rising { range.meets(None, flip(last.0), whole) } else { range.meets(flip(last.1), None, whole) };
        let some = |o: &Json| number(o).is_none_or(|n| !n.is_zero());
        if !left && rule.get("otherwise").is_some_and(some) {
            let (zh, en) =
                ("各档已包含所有数值，用不到 otherwise", "the bands hold every value; otherwise is never used");
            self.warn("never_fires", &pointer(at, "otherwise"), zh, en, &[]);
        }
    }

    /// Values between two bands that belong to none.
    fn gaps(&mut self, edges: &[(Edge, Edge)], whole: bool, at: &str) {
        for (i, (_, hi)) in edges.iter().enumerate() {
            let Some((top, inclusive)) = *hi else { continue };
            // The band that begins next above this one's upper edge.
            let next = edges.iter().filter_map(|e| e.0).filter(|lo| lo.0 >= top).min_by_key(|lo| (lo.0, !lo.1));
            let Some(next) = next else { continue };
            let gap = Range::from(Interval { lo: Some(top), hi: Some(next.0) });
            if gap.meets(Some((top, !inclusive)), Some((next.0, !next.1)), whole) {
                let parts = [shown(top), shown(next.0)];
                self.warn(
                    "gap",
                    &format!("{at}/bands/{i}"),
                    "这一档与上面一档之间有空隙，其中的数值得 otherwise 的分",
                    "between this band and the next above it lie values that are in none",
                    &parts.iter().map(Phrase::from).collect::<Vec<_>>(),
                );
            }
        }
    }

    fn curve(&mut self, list: &[Json], place: ExprId, dim: Dim, at: &str) {
        let range = self.values(place);
        let corners: Vec<Option<Num>> = list.iter().map(|c| c.get("at").and_then(|n| quantity(n, dim))).collect();
        for (i, corner) in corners.iter().enumerate() {
            // A corner matters where a value can lie on one of the lines that meet in it.
            let (Some(lo), Some(hi)) = (corners[i.saturating_sub(1)], corners.get(i + 1).copied().unwrap_or(*corner))
            else {
                continue;
            };
            let first = i == 0;
            let last = i + 1 == corners.len();
            let (lo, hi) = ((!first).then_some((lo, false)), (!last).then_some((hi, false)));
            if !range.meets(lo, hi, false) {
                let (zh, en) = ("没有数值到得了折线的这一段", "no value gets to this part of the curve");
                self.warn("never_fires", &format!("{at}/curve/{i}"), zh, en, &[]);
            }
        }
    }

    fn per_unit(&mut self, unit: &Json, place: ExprId, dim: Dim, at: &str, max: Option<&[Points]>) {
        let here = pointer(at, "per_unit");
        let range = self.values(place);
        let per = unit.get("per").and_then(|n| quantity(n, dim));
        let whole = !matches!(unit.get("whole"), Some(Json::Bool(false)));
        if let (Some(per), Some(hi)) = (per, range.interval.hi)
            && (hi <= Num::ZERO || (whole && hi < per))
        {
            let (zh, en) = ("没有数值够得上一份", "no value makes up one unit");
            self.warn("never_fires", &pointer(&here, "per"), zh, en, &[]);
        }
        if let (Some(points), Some(max)) = (unit.get("points").and_then(|p| self.amount(p, None)), max)
            && points.iter().zip(max).any(|(p, m)| p.lo > m.hi)
        {
            let (zh, en) = ("一份的分值高于满分", "one unit gives more than the maximum");
            self.warn("above_max", &pointer(&here, "points"), zh, en, &[]);
        }
    }

    /// Whether a value can earn anything, and everything, against a reference.
    fn reference(&mut self, reference: &Json, place: ExprId, dim: Dim, at: &str) {
        let range = self.values(place);
        let Some(hi) = range.interval.hi else { return };
        let here = pointer(at, "reference");
        let mut least: Option<Num> = None;
        let mut pending = vec![reference];
        while let Some(json) = pending.pop() {
            match json {
                Json::Object(members) => pending.extend(members.iter().map(|m| &m.1)),
                Json::Array(list) => pending.extend(list),
                json => least = [least, quantity(json, dim)].into_iter().flatten().min(),
            }
        }
        if hi <= Num::ZERO {
            self.warn("never_fires", &here, "没有数值能得分", "no value earns anything", &[]);
        } else if least.is_some_and(|least| hi < least) {
            self.warn("max_not_reached", &here, "没有数值达到满分值", "no value reaches the reference", &[]);
        }
    }

    /// Indicators that measure the same by the same steps: one of them is surely a slip of copying.
    fn twins(&mut self, groups: &[&Json]) {
        let mut seen: Vec<(String, String)> = Vec::new();
        for (g, group) in groups.iter().enumerate() {
            for (i, indicator) in items(group.get("indicators")).enumerate() {
                let here = format!("/groups/{g}/indicators/{i}");
                let text = rule_text(indicator);
                // Expert ranges have no figures to tell them apart.
                if text.is_empty() || indicator.get("judged").is_some() {
                    continue;
                }
                match seen.iter().find(|s| s.0 == text) {
                    Some((_, first)) => {
                        let first = first.clone();
                        let (zh, en) = ("与 {0} 的规则完全相同", "the very same rule as {0}");
                        self.warn("twin", &here, zh, en, &[(&first).into()]);
                    }
                    None => seen.push((text, here)),
                }
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Reading what may be broken

/// The maximum of each indicator of a group, one a stage.
fn maxima(scheme: &Scheme, group: usize) -> impl Iterator<Item = (&Indicator, Vec<Points>)> {
    let each = |i: &Indicator| (0..scheme.stages.len().max(1)).map(|stage| points(scheme, &i.max, stage)).collect();
    scheme.indicators[scheme.groups[group].indicators.clone()].iter().map(move |i| (i, each(i)))
}

/// Adds points up, stage by stage.
fn sum<'a>(stages: usize, mut each: impl Iterator<Item = &'a Vec<Points>>) -> Option<Vec<Points>> {
    each.try_fold(vec![Points::ZERO; stages], |sum, more| sum.into_iter().zip(more).map(|(a, b)| a.add(*b)).collect())
}

fn points(scheme: &Scheme, amount: &Amount, stage: usize) -> Points {
    match amount {
        Amount::Exact(n) => Points::exact(*n),
        Amount::Open(q) => {
            let q = &scheme.quantities[*q];
            Points { lo: q.lo, hi: q.hi, usual: q.typical.unwrap_or(q.lo) }
        }
        Amount::Staged(each) => points(scheme, &each[stage.min(each.len() - 1)], stage),
    }
}

/// Whether a condition on points asks for the floors of groups.
fn asks_floors(program: &Program, at: ExprId) -> bool {
    matches!(program.instr(at), Instr::EveryFloor) || program.operands(at).any(|at| asks_floors(program, at))
}

/// Whether a group, of this file or of one that it extends, is said to be capped by its maximum.
fn is_capped(json: &Json, group: &str, others: &[(&str, &str)], depth: u32) -> bool {
    let own = items(json.get("groups")).find(|g| string(g, "id") == Some(group));
    if let Some(Json::Bool(capped)) = own.and_then(|g| g.get("capped")) {
        return *capped;
    }
    let base = string(json, "extends").filter(|_| depth < DEEPEST).and_then(|id| text_of(id, others));
    base.and_then(|text| Json::parse(text).ok()).is_some_and(|base| is_capped(&base, group, others, depth + 1))
}

/// The most that an amount can be in any stage.
fn most(scheme: &Scheme, amount: &Amount) -> Option<Num> {
    (0..scheme.stages.len().max(1)).map(|stage| points(scheme, amount, stage).hi).max()
}

fn items(json: Option<&Json>) -> impl Iterator<Item = &Json> {
    match json {
        Some(Json::Array(list)) => list.iter(),
        _ => [].iter(),
    }
}

fn string<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    match json.get(key) {
        Some(Json::String(s)) => Some(s),
        _ => None,
    }
}

fn number(json: &Json) -> Option<Num> {
    match json {
        Json::Number(text) | Json::String(text) => parse_decimal(text).ok(),
        _ => None,
    }
}

/// A number with its unit, in base units, if it measures this.
fn quantity(json: &Json, wanted: Dim) -> Option<Num> {
    match json {
        Json::Number(text) | Json::String(text) => parse_literal(text).filter(|q| q.1 == wanted).map(|q| q.0),
        _ => None,
    }
}

fn shown(n: Num) -> String {
    n.to_text(6)
}

/// A condition without regard to spaces.
fn normal(json: &Json) -> String {
    match json {
        Json::String(s) => s.split_whitespace().collect::<Vec<_>>().join(" "),
        other => format!("{other:?}"),
    }
}

/// What an object says of its rule; empty where it has none.
fn rule_text(json: &Json) -> String {
    let keys = ["value", "bands", "curve", "per_unit", "choice", "flag", "best_of", "reference", "rank", "points"];
    let said: Vec<String> = keys.iter().filter_map(|k| json.get(k).map(|v| format!("{k} {v:?}"))).collect();
    said.join(" ")
}
