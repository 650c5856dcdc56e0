//! What each instrument says to one company on a day: applies, not yet and what is short, depends on what, or that no test
//! was published. Three-valued throughout: nothing applies while a condition is open.

use super::model::*;
use crate::answer::report::{self, Change, Deciding, Report};
use crate::answer::words::{Wording, list, nearest, range};
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::{self, Dictionary, INPUT_PLACES, Value};
use innopoints_core::formula::{Answer, At, Env, Fault, Instr, Program};
use innopoints_core::number::{Date, Dim, Interval, Num, parse_decimal, show, show_en, unit};
use innopoints_core::problem::{Phrase, Text};
use innopoints_core::scheme::model::{Source, Standing};
use innopoints_core::score::{distance, reach, unknown_fields};
use serde::Serialize;

/// A 分 in 万元, and the decimals that tell it.
const FEN: Num = Num::raw(1, 1_000_000);
const FEN_PLACES: u32 = 6;

/// What a scheme says of the company; whoever asks computes it, by `From<&Report>` or from a report that was kept.
#[derive(Clone, Debug)]
pub struct SchemeResult {
    /// The verdict; `None` while it is open.
    pub passed: Option<bool>,
    /// Where the total lies.
    pub total: Interval,
    /// Id of the class, where it is known.
    pub class: Option<String>,
    /// Whether no number of the scheme is an estimate. What is no official result decides no condition.
    pub official: bool,
    /// Fields that leave something open.
    pub missing: Vec<String>,
    /// Gates and requirements that are not met, by name.
    pub failed: Vec<Text>,
}

impl From<&Report<'_>> for SchemeResult {
    fn from(r: &Report<'_>) -> SchemeResult {
        let [lo, hi] = r.bounds.each_ref().map(|end| parse_decimal(end).ok());
        let failed = r.gates.iter().chain(&r.requirements).filter(|c| c.met == Some(false));
        SchemeResult {
            passed: r.passed,
            total: Interval { lo, hi },
            class: r.class.as_ref().map(|c| c.id.to_string()),
            official: r.official,
            missing: r.missing.iter().map(|id| id.to_string()).collect(),
            failed: failed.map(|c| c.title.clone()).collect(),
        }
    }
}

/// What an instrument answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Every condition is met.
    Applies,
    /// At least one is not; its gap says what is short.
    NotYet,
    /// None fails, but something is unknown.
    DependsOn,
    /// Nobody has published a test: information, no verdict.
    NoPublishedTest,
}

impl Reply {
    /// In words.
    pub fn title(self) -> Text {
        let (zh, en) = match self {
            Reply::Applies => ("适用", "applies"),
            Reply::NotYet => ("还差条件", "not yet"),
            Reply::DependsOn => ("待定", "depends"),
            Reply::NoPublishedTest => ("无公布条件", "no published test"),
        };
        Text::say(zh, en, &[])
    }
}

/// What one instrument says to one company.
#[derive(Debug, Serialize)]
pub struct Offer<'a> {
    /// Id of the instrument.
    pub id: &'a str,
    /// Id of the family, the file it stands in.
    pub family: &'a str,
    /// SHA-256 of that file.
    pub digest: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// What it is.
    pub kind: Kind,
    /// Who gives it, or issued its rule.
    pub provider: &'a Text,
    /// Document number.
    pub document: &'a str,
    /// First day of the version that was applied.
    pub from: String,
    /// The answer.
    pub answer: Reply,
    /// The answer and what decides it, in a sentence or two.
    pub summary: Text,
    /// The conditions; none where no test is published.
    pub conditions: Vec<Tested<'a>>,
    /// What it gives, computed for the company.
    pub terms: Vec<TermReport<'a>>,
    /// What leaves conditions open: fields, results of schemes, and what was not published.
    pub depends_on: Vec<Deciding<'a>>,
    /// The weakest standing of what the answer rests on: the version and its conditions; without those, its terms. Each
    /// term has its own.
    pub standing: Standing,
    /// Says that a total it shows is no official score, where it is none.
    pub notice: Option<Text>,
    /// What a reader should know.
    pub notes: Vec<&'a Text>,
    /// Where the days and the scope of the version come from.
    pub source: &'a Source,
}

/// A condition of an instrument, tested.
#[derive(Debug, Serialize)]
pub struct Tested<'a> {
    /// The condition.
    #[serde(flatten)]
    pub condition: report::Condition<'a>,
    /// What is short, where it is not met.
    pub gap: Option<Gap>,
}

/// What is short.
#[derive(Debug, Serialize)]
pub struct Gap {
    /// In words.
    pub text: Text,
    /// Changes of single inputs, any one of which meets the condition while the others stay.
    pub changes: Vec<Change<'static>>,
}

/// A term, computed for the company.
#[derive(Debug, Serialize)]
pub struct TermReport<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// The exact value, in its unit; `None` while it is open.
    pub value: Option<String>,
    /// Where it lies; an end is `None` where nothing limits it.
    pub bounds: [Option<String>; 2],
    /// The unit.
    pub unit: &'a str,
    /// Whether it is an upper or a lower limit.
    pub limit: Option<Limit>,
    /// The value in words.
    pub text: Text,
    /// How it was computed, where it is more than a number of the rule.
    pub working: Option<Text>,
    /// Fields that leave it open.
    pub unknown: Vec<&'static str>,
    /// Whether it rests on no estimated total.
    pub official: bool,
    /// Where its numbers come from.
    pub source: &'a Source,
}

impl Instruments {
    /// The schemes whose results are asked for, each once.
    pub fn schemes(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for q in &self.questions {
            if !ids.contains(&q.scheme.as_str()) {
                ids.push(&q.scheme);
            }
        }
        ids
    }

    /// What each instrument that is in force on the day says to the company, in the order of the file. `results` has what
    /// schemes say of it, by their ids; what it does not know stands open.
    pub fn offers(
        &self,
        company: &Enterprise,
        on: Date,
        results: &dyn Fn(&str) -> Option<SchemeResult>,
    ) -> Vec<Offer<'_>> {
        let known: Vec<Option<SchemeResult>> = self.questions.iter().map(|q| results(&q.scheme)).collect();
        let answers = |estimates: bool| {
            let of = |(q, r): (&Question, &Option<SchemeResult>)| answer(q, r.as_ref(), estimates);
            self.questions.iter().zip(&known).map(of).collect()
        };
        let (firm, shown) = (answers(false), answers(true));
        let teller = Teller { family: self, company, on, known: &known, firm, shown };
        self.list.iter().filter_map(|i| Some(teller.offer(i, i.version(on)?))).collect()
    }
}

/// What a result says to a question. An estimate is no official result: it answers only where it is shown as one.
fn answer(q: &Question, result: Option<&SchemeResult>, estimates: bool) -> Answer {
    let Some(r) = result.filter(|r| r.official || estimates) else {
        return Answer::OPEN;
    };
    let truth = match &q.what {
        Asked::Passed => r.passed,
        Asked::Class(id, _) => r.class.as_ref().map(|own| own == id),
        Asked::Total => None,
    };
    Answer { truth, number: r.total }
}

/// Tells what the instruments of a family say.
struct Teller<'a, 'b> {
    family: &'a Instruments,
    company: &'b Enterprise,
    on: Date,
    /// One a question.
    known: &'b [Option<SchemeResult>],
    /// What may decide a condition.
    firm: Vec<Answer>,
    /// What may be shown, estimates too.
    shown: Vec<Answer>,
}

impl Wording for Teller<'_, '_> {
    fn program(&self) -> &Program {
        &self.family.program
    }

    fn company(&self) -> &Enterprise {
        self.company
    }

    fn own(&self, instr: Instr, values: bool) -> Text {
        let Some((place, q)) = self.question(instr) else {
            return Text::default();
        };
        let title = Phrase::from(&q.title);
        match &q.what {
            Asked::Passed => Text::say("“{0}”通过", "\"{0}\" is passed", &[title]),
            Asked::Class(_, class) => Text::say("“{0}”为{1}", "\"{0}\" is {1}", &[title, class.into()]),
            Asked::Total if values => points(self.shown[place].number),
            Asked::Total => Text::say("“{0}”的总分", "total of \"{0}\"", &[title]),
        }
    }

    /// Of several ways that would do, the first that does.
    fn telling(&self, mut at: At) -> At {
        while let (Instr::Or(a, b), Ok(Some(true))) = (self.family.program.instr(at), self.maybe(at, self.company)) {
            at = if self.maybe(a, self.company) == Ok(Some(true)) { a } else { b };
        }
        at
    }

    fn facts_beside(&self, at: At) -> Vec<Text> {
        self.questions_of(at).into_iter().filter_map(|place| self.told(place)).collect()
    }
}

impl<'a> Teller<'a, '_> {
    fn question(&self, instr: Instr) -> Option<(usize, &'a Question)> {
        match instr {
            Instr::Answer(place) => self.family.questions.get(place).map(|q| (place, q)),
            _ => None,
        }
    }

    /// What a formula asks of schemes.
    fn questions_of(&self, at: At) -> Vec<usize> {
        let instr = self.family.program.instr(at);
        let mut found: Vec<usize> = self.question(instr).map(|q| q.0).into_iter().collect();
        for operand in instr.operands().into_iter().flatten() {
            for place in self.questions_of(operand) {
                if !found.contains(&place) {
                    found.push(place);
                }
            }
        }
        found
    }

    /// What a scheme says, where it says something; of an estimate, that it is one.
    fn told(&self, place: usize) -> Option<Text> {
        let (q, result) = (&self.family.questions[place], self.known[place].as_ref()?);
        let word = match (&q.what, result.passed) {
            (Asked::Total, _) => points(result.total),
            (Asked::Passed, Some(true)) => Text::say("通过", "passed", &[]),
            (Asked::Passed, Some(false)) => Text::say("未通过", "not passed", &[]),
            (Asked::Passed, None) => return None,
            (Asked::Class(own, title), _) => match &result.class {
                Some(class) if class == own => title.clone(),
                Some(_) => Text::say("不是{0}", "not {0}", &[title.into()]),
                None => return None,
            },
        };
        let mut told = Text::say("“{0}”：{1}", "\"{0}\": {1}", &[(&q.title).into(), (&word).into()]);
        if !result.official {
            told.push(&Text::say("（估算，不是官方分数）", " (estimate, not an official score)", &[]));
        }
        Some(told)
    }

    /// What formulas are evaluated over: `company` may differ in what is tried.
    fn env<'e>(
        &'e self,
        company: &'e Enterprise,
        interval: &'e dyn Fn(usize) -> Interval,
        answers: &'e [Answer],
    ) -> Env<'e> {
        Env { values: company.values(), interval, answers, on: Some(self.on), ..Env::default() }
    }

    fn maybe(&self, when: At, company: &Enterprise) -> Result<Option<bool>, Fault> {
        let interval = |f: usize| company.interval(f);
        self.family.program.maybe(when, &self.env(company, &interval, &self.firm))
    }

    fn offer(&self, instrument: &'a Instrument, version: &'a Version) -> Offer<'a> {
        let mut depends_on = Vec::new();
        let mut conditions = Vec::new();
        let unpublished = match &version.test {
            Test::Conditions(list) => {
                conditions.extend(list.iter().map(|r| self.tested(r, &mut depends_on)));
                None
            }
            Test::Unpublished(why) => Some(why),
        };
        let met = || conditions.iter().map(|c: &Tested<'_>| c.condition.met);
        let answer = match unpublished {
            Some(_) => Reply::NoPublishedTest,
            None if met().any(|met| met == Some(false)) => Reply::NotYet,
            None if met().all(|met| met == Some(true)) => Reply::Applies,
            None => Reply::DependsOn,
        };
        let terms: Vec<TermReport<'a>> = version.terms.iter().filter_map(|t| self.term(t)).collect();
        let told = terms.iter().filter(|t| unpublished.is_some() && t.official).map(|t| t.source);
        let sources = conditions.iter().map(|c| c.condition.source).chain(told);
        let standing = sources.map(|s| s.standing).fold(version.source.standing, weaker);
        let mut offer = Offer {
            id: &instrument.id,
            family: &self.family.id,
            digest: &self.family.digest,
            title: &instrument.title,
            kind: instrument.kind,
            provider: &instrument.provider,
            document: &version.document,
            from: version.from.to_text(),
            answer,
            summary: Text::default(),
            conditions,
            terms,
            depends_on,
            standing,
            notice: self.notice(version),
            notes: [&self.family.notes, &instrument.notes, &version.notes].into_iter().flatten().collect(),
            source: &version.source,
        };
        offer.summary = summary(&offer, unpublished);
        offer
    }

    /// Says that a total which is asked for is an estimate, where it is one.
    fn notice(&self, version: &Version) -> Option<Text> {
        let conditions = match &version.test {
            Test::Conditions(list) => list.iter().map(|r| r.condition.when).collect(),
            Test::Unpublished(_) => Vec::new(),
        };
        let terms = version.terms.iter().flat_map(|t| t.when.into_iter().chain([t.value]));
        let mut titles: Vec<&Text> = Vec::new();
        for place in conditions.into_iter().chain(terms).flat_map(|at| self.questions_of(at)) {
            let title = &self.family.questions[place].title;
            if self.known[place].as_ref().is_some_and(|r| !r.official) && !titles.contains(&title) {
                titles.push(title);
            }
        }
        if titles.is_empty() {
            return None;
        }
        let titles = list(&mut titles.into_iter().cloned());
        Some(Text::say(
            "“{0}”的结果是估算，不是官方分数，不作为判断依据。",
            "The result of \"{0}\" is an estimate, not an official score, and decides nothing.",
            &[(&titles).into()],
        ))
    }

    // -------------------------------------------------------------------------------------------------- conditions

    fn tested(&self, r: &'a Requirement, depends_on: &mut Vec<Deciding<'a>>) -> Tested<'a> {
        let c = &r.condition;
        let found = self.maybe(c.when, self.company);
        let (mut met, fault) = match found {
            Ok(met) => (met, None),
            Err(fault) => (None, Some(fault)),
        };
        let unknown = match met {
            None => unknown_fields(self.fields_of(c.when), self.company),
            Some(_) => Vec::new(),
        };
        let mut reason = match fault {
            Some(fault) => self.fault_words(fault),
            None if met.is_none() => self.open_reason(c.when, &unknown),
            None => self.condition_reason(c.when, c.by, met, &unknown),
        };
        if met.is_none() {
            self.open(c.when, &unknown, fault, depends_on);
        }
        // What else may qualify leaves open what is not met here, what else is asked leaves open what is met; either is
        // told of what may yet turn out so.
        let before = met;
        let beside =
            [(&r.or_else, false, "另有：{0}。", " Else: {0}."), (&r.and_also, true, "另须：{0}。", " Also: {0}.")];
        for (more, opens, zh, en) in beside {
            let Some(more) = more.as_ref().filter(|_| before != Some(!opens)).map(unstopped) else { continue };
            reason.push(&Text::say(zh, en, &[(&more).into()]));
            if before == Some(opens) {
                met = None;
                depends_on.push(Deciding { kind: "unpublished", id: &c.id, title: more });
            }
        }
        let gap = if met == Some(false) { self.gap(c.when, c.by) } else { None };
        if let Some(gap) = &gap {
            reason.push(&Text::say("{0}", " {0}", &[(&gap.text).into()]));
        }
        let unknown = self.ids(&unknown);
        let condition =
            report::Condition { id: c.id.clone(), title: c.title.clone(), met, unknown, reason, source: &c.source };
        Tested { condition, gap }
    }

    /// Why a condition stands open: the figures and results that are unknown.
    fn open_reason(&self, when: At, unknown: &[usize]) -> Text {
        let fields = unknown.iter().map(|&f| Text::say("{0}", "{0}", &[self.field(f).title.into()]));
        let asked = self.open_questions(when);
        let results = asked.iter().map(|&place| match self.told(place) {
            Some(told) => told,
            None => self.unknown_result(place),
        });
        let all = list(&mut fields.chain(results));
        if all.zh.is_empty() {
            // Whatever they are, the figures are known; only the bounds of the computation are too wide.
            return Text::say("待定：{0}。", "Open: {0}.", &[(&self.words(when, false)).into()]);
        }
        Text::say("取决于：{0}。", "Depends on: {0}.", &[(&all).into()])
    }

    /// A result that is open, and the figures that it lacks.
    fn unknown_result(&self, place: usize) -> Text {
        let title = &self.family.questions[place].title;
        let mut said = Text::say("“{0}”的结果", "the result of \"{0}\"", &[title.into()]);
        let missing = self.known[place].iter().filter(|r| r.official).flat_map(|r| &r.missing);
        let missing: Vec<usize> = missing.filter_map(|id| Dictionary::shipped().find(id)).collect();
        if !missing.is_empty() {
            said.push(&Text::say("（缺{0}）", " (lacking {0})", &[(&self.titles(&missing)).into()]));
        }
        said
    }

    fn open_questions(&self, when: At) -> Vec<usize> {
        let mut asked = self.questions_of(when);
        asked.retain(|&place| match self.family.questions[place].what {
            Asked::Total => self.firm[place].number.single().is_none(),
            _ => self.firm[place].truth.is_none(),
        });
        asked
    }

    /// Adds what leaves a condition open.
    fn open(&self, when: At, unknown: &[usize], fault: Option<Fault>, found: &mut Vec<Deciding<'a>>) {
        let mut add = |kind: &'static str, id: &'a str, title: Text| {
            if !found.iter().any(|d| d.kind == kind && d.id == id) {
                found.push(Deciding { kind, id, title });
            }
        };
        let mut fields = unknown.to_vec();
        // A figure by which nothing can be divided has to be looked at again.
        if fault.is_some() {
            fields = self.fields_of(when);
        }
        for place in self.open_questions(when) {
            let q = &self.family.questions[place];
            add("scheme", &q.scheme, q.title.clone());
            let missing = self.known[place].iter().filter(|r| r.official).flat_map(|r| &r.missing);
            fields.extend(missing.filter_map(|id| Dictionary::shipped().find(id)));
        }
        for f in fields {
            let field = self.field(f);
            add("field", field.id, Text::say("{0}", "{0}", &[field.title.into()]));
        }
    }

    fn fault_words(&self, fault: Fault) -> Text {
        match fault {
            Fault::DivideByZero(at) => {
                let below = match self.family.program.instr(at) {
                    Instr::Div(_, below) | Instr::Growth(_, below) => below,
                    _ => at,
                };
                let below = self.words(below, false);
                Text::say(
                    "除数“{0}”为 0，无法判断。",
                    "The divisor \"{0}\" is 0: it cannot be told.",
                    &[(&below).into()],
                )
            }
            _ => Text::say("数字位数太多，无法判断。", "The figures have too many digits to tell.", &[]),
        }
    }

    // -------------------------------------------------------------------------------------------------------- gaps

    /// What is short of a condition that is not met: the single changes that would meet it, the nearest of each field.
    fn gap(&self, when: At, by: Option<usize>) -> Option<Gap> {
        let mut changes = Vec::new();
        let mut steps = Vec::new();
        for f in self.fields_of(when).into_iter().filter(|f| by != Some(*f)) {
            if let Some(to) = self.step(when, f) {
                steps.push(self.step_words(f, &to));
                changes.extend(self.changes(&[(f, to)]));
            }
        }
        for place in self.questions_of(when) {
            let (q, result) = (&self.family.questions[place], self.known[place].as_ref()?);
            if let (Asked::Passed, false) = (&q.what, result.failed.is_empty()) {
                let failed = list(&mut result.failed.iter().cloned());
                steps.push(Text::say(
                    "“{0}”未满足：{1}",
                    "of \"{0}\" not met: {1}",
                    &[(&q.title).into(), (&failed).into()],
                ));
            }
        }
        let mut text = Text::default();
        for step in steps {
            let first = text.zh.is_empty();
            text.push(&Text::say(
                if first { "{0}" } else { "；或{0}" },
                if first { "{0}" } else { "; or {0}" },
                &[(&step).into()],
            ));
        }
        if text.zh.is_empty() {
            // No single change does it.
            text = Text::say("需要：{0}", "Needed: {0}", &[(&self.words(when, false)).into()]);
        }
        text.push(&Text::say("。", ".", &[]));
        Some(Gap { text, changes })
    }

    /// The nearest value of one field that meets a condition.
    fn step(&self, when: At, f: usize) -> Option<Value> {
        let meets = |c: &Enterprise| self.maybe(when, c) == Ok(Some(true));
        let with = |value: Value| {
            let mut changed = self.company.clone();
            changed.set(f, value);
            changed
        };
        let now = &self.company.values()[f];
        match (&self.field(f).kind, now) {
            (dictionary::Kind::Flag, Value::Flag(b)) => {
                let turned = Value::Flag(!b);
                meets(&with(turned.clone())).then_some(turned)
            }
            (dictionary::Kind::Choice(levels), Value::Level(_)) => {
                (0..levels.len()).map(Value::Level).find(|l| meets(&with(l.clone())))
            }
            (dictionary::Kind::Number { .. }, _) => {
                let starts = match now {
                    Value::Exact(n) => vec![*n],
                    Value::Range(r) => vec![r.0, r.1],
                    _ => return None,
                };
                let mut comparisons = Vec::new();
                self.comparisons(when, &mut comparisons);
                let mut best: Option<(Num, Num)> = None;
                for from in starts {
                    let start = with(Value::Exact(from));
                    for (a, b) in &comparisons {
                        let measure = |c: &Enterprise| {
                            let env = self.env(c, &|_| Interval::ALL, &self.firm);
                            let (a, b) = (self.family.program.num(*a, &env), self.family.program.num(*b, &env));
                            a.ok()?.sub(b.ok()?)
                        };
                        let to = reach(&start, f, Num::ZERO, &measure, &meets);
                        let nearer = |to: &Num| best.is_none_or(|b| distance(*to, from) < distance(b.1, b.0));
                        best = to.filter(nearer).map(|to| (from, to)).or(best);
                    }
                }
                best.map(|(_, to)| Value::Exact(to))
            }
            _ => None,
        }
    }

    /// A change of one field in words.
    fn step_words(&self, f: usize, to: &Value) -> Text {
        let (field, end) = (self.field(f), self.worded(f, to).unwrap_or_default());
        let number = match to {
            Value::Exact(to) => nearest(&self.company.values()[f], *to).map(|from| (from, *to)),
            _ => None,
        };
        let Some((from, to)) = number else {
            return Text::say("“{0}”须为“{1}”", "\"{0}\" has to be \"{1}\"", &[field.title.into(), (&end).into()]);
        };
        let by = field.show(distance(to, from).unwrap_or(Num::ZERO));
        let (zh, en) = match to < from {
            true => ("{0}减少 {1}（到 {2}）", "{0} down by {1}, to {2}"),
            false => ("{0}增加 {1}（到 {2}）", "{0} up by {1}, to {2}"),
        };
        Text::say(zh, en, &[field.title.into(), (&by).into(), (&end).into()])
    }

    fn comparisons(&self, at: At, found: &mut Vec<(At, At)>) {
        let instr = self.family.program.instr(at);
        if let Instr::Compare(_, a, b) = instr {
            found.push((a, b));
        }
        instr.operands().into_iter().flatten().for_each(|a| self.comparisons(a, found));
    }

    // ------------------------------------------------------------------------------------------------------- terms

    /// A term as it is for the company; `None` where it is none.
    fn term(&self, t: &'a Term) -> Option<TermReport<'a>> {
        let when = t.when.map_or(Ok(Some(true)), |when| self.maybe(when, self.company));
        if when == Ok(Some(false)) {
            return None;
        }
        let interval = |f: usize| self.company.interval(f);
        let env = self.env(self.company, &interval, &self.shown);
        let program = &self.family.program;
        let at = self.applied(t.value, &env);
        let found = program.num(at, &env).map(Interval::exact);
        let found = match found {
            Err(Fault::Unknown) => program.bounds(at, &env),
            other => other,
        };
        let span = found.unwrap_or(Interval::ALL);
        let open_when = when != Ok(Some(true));
        let value = span.single().filter(|_| !open_when);
        let mut reads = self.fields_of(at);
        if let (Some(when), true) = (t.when, open_when) {
            reads.extend(self.fields_of(when));
        }
        let unknown = match value {
            Some(_) => Vec::new(),
            None => self.ids(&unknown_fields(reads, self.company)),
        };
        let scale = unit(&t.unit).map_or(Num::ONE, |u| u.1);
        let text = |n: Num| n.div(scale).unwrap_or(n).to_text(INPUT_PLACES);
        let estimated = |place: usize| self.known[place].as_ref().is_some_and(|r| !r.official);
        Some(TermReport {
            id: &t.id,
            title: &t.title,
            value: value.map(text),
            bounds: [span.lo, span.hi].map(|end| end.map(text)),
            unit: &t.unit,
            limit: t.limit,
            text: self.amount(t, span, value),
            working: match found {
                Err(fault) => Some(self.fault_words(fault)),
                Ok(_) => self.working(at, t, open_when),
            },
            unknown,
            official: !t.when.into_iter().chain([t.value]).flat_map(|at| self.questions_of(at)).any(estimated),
            source: &t.source,
        })
    }

    /// A term's value in words: `≤ 35%`, `0–150 万元`. Money is told to the 分, so that no limit is told wider than it is.
    fn amount(&self, t: &Term, span: Interval, value: Option<Num>) -> Text {
        let money = unit(&t.unit).is_some_and(|u| u.0 == Dim::MONEY);
        let told = |n: Num| match t.limit {
            _ if !money => n,
            Some(Limit::AtMost) => n.down_to(FEN).unwrap_or(n),
            Some(Limit::AtLeast) => n.up_to(FEN).unwrap_or(n),
            None => n.round(FEN_PLACES),
        };
        let one = |n: Num| {
            let n = told(n);
            Text { zh: show(n, &t.unit, INPUT_PLACES), en: show_en(n, &t.unit, INPUT_PLACES) }
        };
        let sign = match t.limit {
            Some(Limit::AtMost) => "≤ ",
            Some(Limit::AtLeast) => "≥ ",
            None => "",
        };
        match (value, span) {
            (Some(n), _) => Text::say("{1}{0}", "{1}{0}", &[(&one(n)).into(), sign.into()]),
            (None, Interval { lo: Some(lo), hi: Some(hi) }) if lo != hi => range(&one(lo), &one(hi)),
            (None, Interval { lo: Some(lo), hi: Some(_) }) => {
                Text::say("{1}{0}（若适用）", "{1}{0} (if it applies)", &[(&one(lo)).into(), sign.into()])
            }
            // That no amount is below 0 says nothing; nor does where a limit begins say where what it limits does.
            (None, Interval { lo: Some(lo), hi: None }) if !lo.is_zero() && t.limit != Some(Limit::AtMost) => {
                Text::say("≥ {0}", "≥ {0}", &[(&one(lo)).into()])
            }
            (None, Interval { lo: None, hi: Some(hi) }) if t.limit != Some(Limit::AtLeast) => {
                Text::say("≤ {0}", "≤ {0}", &[(&one(hi)).into()])
            }
            (None, _) => Text::say("待定", "open", &[]),
        }
    }

    /// The formula in names and in values, and when it applies.
    fn working(&self, at: At, t: &Term, open_when: bool) -> Option<Text> {
        if matches!(self.family.program.instr(at), Instr::Num(_)) && !open_when {
            return None;
        }
        let mut said = self.words(at, false);
        let values = self.words(at, true);
        if values != said {
            said.push(&Text::say(" = {0}", " = {0}", &[(&values).into()]));
        }
        if let (Some(when), true) = (t.when, open_when) {
            said.push(&Text::say("；条件：{0}", "; if {0}", &[(&self.words(when, false)).into()]));
        }
        Some(said)
    }
}

fn points(total: Interval) -> Text {
    let end = |n: Option<Num>| n.map_or_else(|| "?".to_string(), |n| n.to_text(2));
    let (lo, hi) = (end(total.lo), end(total.hi));
    let text = if lo == hi { lo } else { [&lo, "–", &hi].concat() };
    Text::say("{0} 分", "{0} points", &[(&text).into()])
}

/// Words that stand within a sentence: without a full stop of their own.
fn unstopped(text: &Text) -> Text {
    let cut = |s: &str| s.trim_end().trim_end_matches(['。', '.']).to_string();
    Text { zh: cut(&text.zh), en: cut(&text.en) }
}

fn weaker(a: Standing, b: Standing) -> Standing {
    let rank = |s: Standing| match s {
        Standing::Official => 0,
        Standing::Reported => 1,
        Standing::Estimate => 2,
    };
    if rank(b) > rank(a) { b } else { a }
}

fn summary(offer: &Offer<'_>, unpublished: Option<&Text>) -> Text {
    let of = |met: Option<bool>| offer.conditions.iter().filter(move |c| c.condition.met == met);
    let titles = |met| list(&mut of(met).map(|c| c.condition.title.clone()));
    match offer.answer {
        Reply::Applies => Text::say("全部条件满足。", "Every condition is met.", &[]),
        Reply::NoPublishedTest => {
            let why = unpublished.map(unstopped).unwrap_or_default();
            Text::say("没有公布的条件，不作判断：{0}。", "No published test, so no verdict: {0}.", &[(&why).into()])
        }
        Reply::NotYet => {
            let mut said = Text::say("还不满足：{0}。", "Not met yet: {0}.", &[(&titles(Some(false))).into()]);
            for gap in offer.conditions.iter().filter_map(|c| c.gap.as_ref()) {
                said.push(&Text::say("{0}", " {0}", &[(&gap.text).into()]));
            }
            let open = titles(None);
            if !open.zh.is_empty() {
                said.push(&Text::say("另待定：{0}。", " Also open: {0}.", &[(&open).into()]));
            }
            said
        }
        Reply::DependsOn => {
            let on = list(&mut offer.depends_on.iter().map(|d| d.title.clone()));
            Text::say("取决于：{0}。", "Depends on: {0}.", &[(&on).into()])
        }
    }
}
