//! What each instrument says to one company on a day: applies, not yet and what is short, depends on what, or that no test
//! was published. Three-valued throughout: nothing applies while a condition is open.

mod conditions;
mod gaps;
mod terms;

use super::model::*;
use crate::answer::Scored;
use crate::answer::report::{self, Change};
use crate::answer::words::{Wording, list, list_of_names};
use crate::languages::Languages;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::Field;
use innopoints_core::formula::{Answer, Env, ExprId, Fault, Instr, Program};
use innopoints_core::gather::Gather;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Date, Decimal, Interval, Num};
use innopoints_core::outcome::{level, missing};
use innopoints_core::problem::{Phrase, Problem, Text};
use innopoints_core::scheme::model::{Source, Standing};
use schemars::JsonSchema;
use serde::Serialize;

/// What a scheme says of the company; whoever asks computes it, by `From<&Scored>` or from a report that was kept.
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
    pub missing: Vec<&'static Field>,
    /// Gates and requirements that are not met, by name.
    pub failed: Vec<Text>,
}

impl From<&Scored<'_, '_>> for SchemeResult {
    fn from(s: &Scored<'_, '_>) -> SchemeResult {
        let (scheme, score) = (s.scheme, &s.score);
        let class = scheme.classes.as_ref().and_then(|c| level(&c.list, score.classes));
        let missing = missing(scheme, &s.company, score).into_iter();
        let failed = s.unmet().into_iter().filter(|c| c.met == Some(false));
        SchemeResult {
            passed: score.passed,
            total: scheme.round_bounds(score.total),
            class: class.map(|c| c.id.clone()),
            official: scheme.official,
            missing: missing.map(|f| &scheme.dictionary.fields[f]).gather(),
            failed: failed.map(|c| c.title).gather(),
        }
    }
}

/// What an instrument answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Every condition is met.
    Applies,
    /// ExprId least one is not; its gap says what is short.
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
#[derive(Debug, Serialize, JsonSchema)]
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
    pub depends_on: Vec<Dependency<'a>>,
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

/// Something that leaves a condition open.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Dependency<'a> {
    /// What it is.
    pub kind: DependencyKind,
    /// The field, the scheme or the condition.
    pub id: &'a str,
    /// Its name.
    pub title: Text,
}

/// What leaves a condition open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DependencyKind {
    /// A field of the company.
    Field,
    /// The result of a scheme.
    Scheme,
    /// A condition that is not published.
    Unpublished,
}

/// A condition of an instrument, tested.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tested<'a> {
    /// The condition.
    #[serde(flatten)]
    pub condition: report::Condition<'a>,
    /// What is short, where it is not met.
    pub gap: Option<Gap>,
}

/// What is short.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Gap {
    /// In words.
    pub text: Text,
    /// Changes of single inputs, any one of which meets the condition while the others stay.
    pub changes: Vec<Change<'static>>,
}

/// A term, computed for the company.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Term")]
pub struct TermReport<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// The exact value, in its unit; `None` while it is open.
    pub value: Option<Decimal>,
    /// Where it lies; an end is `None` where nothing limits it.
    pub bounds: [Option<Decimal>; 2],
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
    /// schemes say of it, by their ids; what it does not know stands open. The problems are those of figures that the file
    /// asks for itself.
    pub fn offers(
        &self,
        company: &Enterprise,
        on: Date,
        results: &dyn Fn(&str) -> Option<SchemeResult>,
    ) -> Result<Vec<Offer<'_>>, Vec<Problem>> {
        let company = &*company.by(self.dictionary, on, &[])?;
        let known: Vec<Option<SchemeResult>> = self.questions.iter().map(|q| results(&q.scheme)).gather();
        let answers = |estimates: bool| {
            let of = |(q, r): (&Question, &Option<SchemeResult>)| answer(q, r.as_ref(), estimates);
            self.questions.iter().zip(&known).map(of).gather()
        };
        let (firm, shown) = (answers(false), answers(true));
        let evaluation = Evaluation { family: self, company, on, known: &known, firm, shown };
        Ok(self.list.iter().filter_map(|i| Some(evaluation.offer(i, i.version(on)?))).gather())
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

/// The evaluation of a family of instruments for a company.
struct Evaluation<'a, 'b> {
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

impl Wording for Evaluation<'_, '_> {
    fn program(&self) -> &Program {
        &self.family.program
    }

    fn company(&self) -> &Enterprise {
        self.company
    }

    fn languages(&self) -> Languages {
        Languages::Both
    }

    fn operand(&self, instr: Instr, values: bool) -> Text {
        let Some((index, q)) = self.question(instr) else {
            return Text::default();
        };
        let title = Phrase::from(&q.title);
        match &q.what {
            Asked::Passed => Text::say("“{0}”通过", "\"{0}\" is passed", &[title]),
            Asked::Class(_, class) => Text::say("“{0}”为{1}", "\"{0}\" is {1}", &[title, class.into()]),
            Asked::Total if values => points(self.shown[index].number),
            Asked::Total => Text::say("“{0}”的总分", "total of \"{0}\"", &[title]),
        }
    }

    /// Of several ways that would do, the first that does.
    fn deciding_part(&self, mut at: ExprId) -> ExprId {
        while let (Instr::Or(a, b), Ok(Some(true))) = (self.family.program.instr(at), self.maybe(at, self.company)) {
            at = if self.maybe(a, self.company) == Ok(Some(true)) { a } else { b };
        }
        at
    }

    fn facts_beside(&self, at: ExprId) -> Vec<Text> {
        self.questions_of(at).into_iter().filter_map(|index| self.told(index)).gather()
    }
}

impl<'a> Evaluation<'a, '_> {
    fn question(&self, instr: Instr) -> Option<(usize, &'a Question)> {
        match instr {
            Instr::Answer(index) => self.family.questions.get(index).map(|q| (index, q)),
            _ => None,
        }
    }

    /// What a formula asks of schemes.
    fn questions_of(&self, at: ExprId) -> Vec<usize> {
        let instr = self.family.program.instr(at);
        let mut found: Vec<usize> = self.question(instr).map(|q| q.0).into_iter().gather();
        for operand in instr.operands().into_iter().flatten() {
            for index in self.questions_of(operand) {
                if !found.contains(&index) {
                    found.push(index);
                }
            }
        }
        found
    }

    /// What a scheme says, where it says something; of an estimate, that it is one.
    fn told(&self, index: usize) -> Option<Text> {
        let (q, result) = (&self.family.questions[index], self.known[index].as_ref()?);
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
        interval: &'e dyn Fn(FieldId) -> Interval,
        answers: &'e [Answer],
    ) -> Env<'e> {
        Env { values: company.values(), interval, answers, on: Some(self.on), ..Env::default() }
    }

    fn maybe(&self, when: ExprId, company: &Enterprise) -> Result<Option<bool>, Fault> {
        let interval = |f: FieldId| company.interval(f);
        let (program, env) = (&self.family.program, self.env(company, &interval, &self.firm));
        match (program.truth(when, &env), program.certain(when, &env)) {
            (Err(fault @ (Fault::NoValue(_) | Fault::TooLarge(_))), None) => Err(fault),
            (_, certain) => Ok(certain),
        }
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
        let terms: Vec<TermReport<'a>> = version.terms.iter().filter_map(|t| self.term(t)).gather();
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
            notes: [&self.family.notes, &instrument.notes, &version.notes].into_iter().flatten().gather(),
            source: &version.source,
        };
        offer.summary = summary(&offer, unpublished);
        offer
    }

    /// Says that a total which is asked for is an estimate, where it is one.
    fn notice(&self, version: &Version) -> Option<Text> {
        let conditions = match &version.test {
            Test::Conditions(list) => list.iter().map(|r| r.condition.when).gather(),
            Test::Unpublished(_) => Vec::new(),
        };
        let terms = version.terms.iter().flat_map(|t| t.when.into_iter().chain([t.value]));
        let mut titles: Vec<&Text> = Vec::new();
        for index in conditions.into_iter().chain(terms).flat_map(|at| self.questions_of(at)) {
            let title = &self.family.questions[index].title;
            if self.known[index].as_ref().is_some_and(|r| !r.official) && !titles.contains(&title) {
                titles.push(title);
            }
        }
        let titles = list(titles.into_iter().cloned())?;
        Some(Text::say(
            "“{0}”的结果是估算，不是官方分数，不作为判断依据。",
            "The result of \"{0}\" is an estimate, not an official score, and decides nothing.",
            &[(&titles).into()],
        ))
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
    let titles = |met| list(of(met).map(|c| c.condition.title.clone()));
    match offer.answer {
        Reply::Applies => Text::say("全部条件满足。", "Every condition is met.", &[]),
        Reply::NoPublishedTest => {
            let why = unpublished.map(unstopped).unwrap_or_default();
            Text::say("没有公布的条件，不作判断：{0}。", "No published test, so no verdict: {0}.", &[(&why).into()])
        }
        Reply::NotYet => {
            let failed = titles(Some(false)).unwrap_or_default();
            let mut said = Text::say("还不满足：{0}。", "Not met yet: {0}.", &[(&failed).into()]);
            for gap in offer.conditions.iter().filter_map(|c| c.gap.as_ref()) {
                said.push(&Text::say("{0}", " {0}", &[(&gap.text).into()]));
            }
            if let Some(open) = titles(None) {
                said.push(&Text::say("另待定：{0}。", " Also open: {0}.", &[(&open).into()]));
            }
            said
        }
        Reply::DependsOn => {
            match list_of_names(offer.depends_on.iter().map(|d| d.title.clone())).or_else(|| titles(None)) {
                Some(on) => Text::say("取决于：{0}。", "Depends on: {0}.", &[(&on).into()]),
                None => Text::say("待定。", "Open.", &[]),
            }
        }
    }
}
