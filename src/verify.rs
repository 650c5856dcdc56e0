//! Reports that anyone can score again: the report with the figures it rests on, and whether it holds.
//!
//! A full report is the report, where points are lost, the figures as they were taken (each by its exact text in the unit
//! of its field) with a SHA-256 of them, and what the finance instruments say. Verifying scores the figures again by the same
//! schemes and instruments for the same day and compares every single value: a report holds if it is what the product would
//! write. Whether the figures are the company's is another matter, which no computation can tell.
//!
//! Numbers and words are held apart. A number that differs makes a report false, whoever wrote it. Words are those of a
//! version of the product: of another version's report they are not compared, and the answer says so.

use crate::answer::Scored;
use crate::answer::lost::{Lost, lost};
use crate::answer::report::Report;
use crate::compile::hex_digest;
use crate::figures::{Figure, Figures, figures};
use crate::finance::catalogue::{Catalogue, Offers};
use crate::languages::Languages;
use crate::scheme::Scheme;
use innopoints_core::company::Enterprise;
use innopoints_core::gather::Gather;
use innopoints_core::json::{Json, pointer};
use innopoints_core::number::read::day;
use innopoints_core::problem::{Problem, Text};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// This product in this version.
const PRODUCT: &str = concat!("innopoints ", env!("CARGO_PKG_VERSION"));

/// A report and what it rests on.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FullReport")]
pub struct Full<'a> {
    #[serde(flatten)]
    report: Report<'a>,
    /// What wrote it: another version may say the same in other words.
    product: &'static str,
    /// Where points are lost, the most first.
    lost: Vec<Lost<'a>>,
    /// The figures.
    #[schemars(with = "BTreeMap<String, Figure>")]
    enterprise: Figures,
    /// SHA-256 of the figures as JSON.
    figures: String,
    /// What the finance instruments say; a report without it is incomplete.
    #[serde(skip_serializing_if = "Option::is_none")]
    finance: Option<Offers<'a>>,
}

/// What is made of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "VerifiedVerdict")]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is what comes of its figures.
    Holds,
    /// It says something else than what comes of its figures.
    False,
    /// It was made by other versions of schemes or instruments than are here.
    OtherRules,
    /// It does not say what the finance instruments say. What it has is the same.
    Incomplete,
}

/// Whether a report holds.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Verified {
    /// Whether it is what comes of its figures, all of it.
    pub holds: bool,
    /// What is made of it.
    pub verdict: Verdict,
    /// Id of its scheme.
    pub scheme: String,
    /// Its day.
    pub on: String,
    /// Where it says something else: JSON pointers.
    pub differs: Vec<String>,
    /// Whether its words were compared too: another version of the product may word things otherwise.
    pub words: bool,
    /// Whether the schemes and instruments that it was verified by are all shipped with the product.
    pub shipped: bool,
    /// All this in words.
    pub summary: Text,
}

/// The schemes to verify by.
pub struct Schemes<'a> {
    /// Finds the scheme of an id: one's own, where one stands in for the shipped one.
    pub find: &'a dyn Fn(&str) -> Option<Scheme>,
    /// SHA-256 of the shipped scheme of an id, where there is one.
    pub shipped: &'a dyn Fn(&str) -> Option<String>,
}

/// The report of a company with what it rests on, and what the instruments say to it on the same day.
pub fn full<'a>(scored: &Scored<'a, '_>, finance: Option<Offers<'a>>) -> Full<'a> {
    let enterprise = figures(&scored.company);
    let text = serde_json::to_string(&enterprise).unwrap_or_default();
    let (report, lost) = (scored.report(Languages::Both), lost(scored));
    Full { report, product: PRODUCT, lost, enterprise, figures: hex_digest(&text, ""), finance }
}

/// Scores a full report again. The problems are those of a text that is no such report.
pub fn verify(text: &str, schemes: &Schemes<'_>, catalogue: &Catalogue) -> Result<Verified, Vec<Problem>> {
    let json = Json::parse(text).map_err(|p| vec![*p])?;
    let word = |key: &str| match json.text_of(key) {
        Some(text) => Ok(text.to_string()),
        None => Err(vec![
            Problem::new(
                "no_report",
                "这不是可以复核的报告：缺少“{0}”（用 score --json --full 生成）",
                "this is no report that can be verified: \"{0}\" is missing (score --json --full writes one)",
                &[key.into()],
            )
            .at(pointer("", key)),
        ]),
    };
    let (id, digest, on) = (word("scheme")?, word("digest")?, word("on")?);
    word("figures")?;
    let Some(day) = day(&on) else {
        let problem = Problem::new("bad_date", "“{0}”不是日期", "\"{0}\" is not a date", &[(&on).into()]);
        return Err(vec![problem.at("/on".into())]);
    };
    let own = (schemes.find)(&id).filter(|s| s.id == id).ok_or_else(|| {
        let problem = Problem::new("no_scheme", "没有评价办法“{0}”", "there is no scheme \"{0}\"", &[(&id).into()]);
        vec![problem.at("/scheme".into())]
    })?;
    let mut found = Found { id, on, ..Found::default() };
    if own.digest != digest {
        found.differs.push("/digest".into());
        found.other_scheme = Some((schemes.shipped)(&found.id).is_some_and(|shipped| shipped == digest));
        return Ok(found.verified());
    }
    let placed = |problems: Vec<Problem>| -> Vec<Problem> {
        let place = |mut p: Problem| {
            let at = if p.code == "not_in_force" { "/on" } else { "/enterprise" };
            p.pointer = Some([at, p.pointer.as_deref().unwrap_or("")].concat());
            p
        };
        problems.into_iter().map(place).gather()
    };
    let company = Enterprise::from_json(json.get("enterprise").unwrap_or(&Json::Null)).map_err(placed)?;
    let scored = own.scored(&company, day).map_err(placed)?;
    found.by_own(&own, schemes, catalogue);
    let theirs = json.get("finance");
    found.incomplete = theirs.is_none();
    let answer = theirs.map(|_| catalogue.answer(&company, day)).transpose().map_err(placed)?;
    let again = serde_json::to_string(&full(&scored, answer)).unwrap_or_default();
    let again = Json::parse(&again).map_err(|p| vec![*p])?;
    // Reports without instruments did not yet name the product.
    let old = found.incomplete && json.get("product").is_none();
    let apart: &[&str] = if old { &["finance", "product"] } else { &["finance"] };
    found.other_product = json.text_of("product").filter(|product| *product != PRODUCT).map(str::to_string);
    found.compare(&without(&json, apart), &without(&again, apart), "");
    if let (Some(theirs), Some(ours)) = (theirs, again.get("finance")) {
        found.finance(theirs, ours, catalogue);
    }
    Ok(found.verified())
}

/// What was found out of a report.
#[derive(Default)]
struct Found {
    id: String,
    on: String,
    differs: Vec<String>,
    /// The scheme of the report is another than that which was to verify it; whether the shipped one is that of the report.
    other_scheme: Option<bool>,
    incomplete: bool,
    /// Another version of the product wrote it.
    other_product: Option<String>,
    /// Schemes and families that are not the same on both sides, in words.
    apart: Vec<Text>,
    /// What it was verified by and is not shipped, in words.
    own: Vec<Text>,
}

impl Found {
    /// Notes what is verified by and is not shipped.
    fn by_own(&mut self, scheme: &Scheme, schemes: &Schemes<'_>, catalogue: &Catalogue) {
        let mut note = |zh: &str, en: &str, id: &str, title: &Text, digest: &str, shipped: Option<&str>| {
            let standing = match shipped {
                Some(shipped) if shipped == digest => return,
                Some(_) => Text::say("与内置的不同", "not the shipped one of that id", &[]),
                None => Text::say("没有内置", "none of that id is shipped", &[]),
            };
            self.own.push(Text::say(zh, en, &[id.into(), title.into(), (&standing).into()]));
        };
        let numbers = Text::say("{0} {1}", "{0} {1}", &[(&scheme.issuer).into(), (&scheme.document).into()]);
        note(
            "得分按给出的方案文件“{0}”计算（{2}），其中的数字出自该文件（自称：{1}）",
            "the points are by the scheme file \"{0}\" that was given ({2}); its numbers are its author's (it names {1})",
            &scheme.id,
            &numbers,
            &scheme.digest,
            (schemes.shipped)(&scheme.id).as_deref(),
        );
        for s in catalogue.asked() {
            let (zh, en) = (
                "金融产品引用给出的方案文件“{0}”（{1}，{2}）",
                "the instruments ask the scheme file \"{0}\" that was given ({1}; {2})",
            );
            note(zh, en, &s.id, &s.title, &s.digest, (schemes.shipped)(&s.id).as_deref());
        }
        for f in catalogue.families() {
            let (zh, en) =
                ("用了给出的产品文件“{0}”（{1}，{2}）", "the product file \"{0}\" that was given is used ({1}; {2})");
            note(zh, en, &f.id, &f.title, &f.digest, catalogue.shipped(&f.id));
        }
    }

    /// Compares what the instruments say. What rests on files that are not the same on both sides cannot be compared.
    fn finance(&mut self, theirs: &Json, ours: &Json, catalogue: &Catalogue) {
        let told = ["families", "schemes"].map(|key| matches!(theirs.get(key), Some(Json::Array(_))));
        if told != [true; 2] {
            // It does not say what it was made by.
            return self.compare(theirs, ours, "/finance");
        }
        let own = |id: &str| catalogue.families().iter().find(|f| f.id == id).map(|f| f.digest.clone());
        let mut families = self.versions(theirs, "families", &own, &Text::say("产品文件", "product file", &[]));
        // A scheme that only a file of the other side asks may well be here.
        let own = |id: &str| catalogue.scheme(id).map(|s| s.digest.clone());
        let schemes = self.versions(theirs, "schemes", &own, &Text::say("评价办法", "scheme", &[]));
        for f in catalogue.families().iter().filter(|f| !lists(theirs, "families", &f.id)) {
            let (zh, en) =
                ("报告没有用这里的产品文件“{0}”", "it was made without the product file \"{0}\" that is here");
            self.apart.push(Text::say(zh, en, &[(&f.id).into()]));
            families.push(f.id.clone());
        }
        if families.is_empty() && schemes.is_empty() {
            self.compare(theirs, ours, "/finance");
            return;
        }
        let asks = |f: &crate::finance::Instruments| f.schemes().iter().any(|s| schemes.iter().any(|apart| apart == s));
        let other = catalogue.families().iter().filter(|f| families.contains(&f.id) || asks(f)).map(|f| f.id.as_str());
        let other: Vec<&str> = other.chain(families.iter().map(String::as_str)).gather();
        let keys = ["offers", "not_in_force", "families", "schemes"];
        self.compare(&without(theirs, &keys), &without(ours, &keys), "/finance");
        let apart = |family: &str| other.contains(&family);
        self.list(theirs, ours, "offers", &|offer| offer.text_of("family").is_some_and(apart));
        // Of an instrument that is not in force only its id tells the family; of one that is not here, nothing does.
        let family =
            |id: &str| catalogue.families().iter().find(|f| f.list.iter().any(|i| i.id == id)).map(|f| f.id.as_str());
        let unknown = !families.is_empty();
        self.list(theirs, ours, "not_in_force", &|absent| {
            absent.text_of("id").is_some_and(|id| family(id).map_or(unknown, apart))
        });
    }

    /// Compares what two lists have without what cannot be compared.
    fn list(&mut self, theirs: &Json, ours: &Json, key: &str, other: &dyn Fn(&Json) -> bool) {
        let at = pointer("/finance", key);
        let [theirs, ours] = [theirs, ours].map(|side| {
            let all = side.items_of(key).iter().enumerate();
            all.filter(|(_, item)| !other(item)).gather()
        });
        if theirs.len() != ours.len() {
            self.differs.push(at);
            return;
        }
        for ((i, a), (_, b)) in theirs.into_iter().zip(ours) {
            self.compare(a, b, &pointer(&at, &i.to_string()));
        }
    }

    /// The ids of files of the report that are not the same here, by their digests; says of each why.
    fn versions(&mut self, theirs: &Json, key: &str, own: &dyn Fn(&str) -> Option<String>, kind: &Text) -> Vec<String> {
        let mut apart = Vec::new();
        for version in theirs.items_of(key) {
            let (Some(id), Some(digest)) = (version.text_of("id"), version.text_of("digest")) else { continue };
            let (zh, en) = match own(id) {
                None => ("报告用了这里没有的{0}“{1}”", "it was made with the {0} \"{1}\", which is not here"),
                Some(own) if own != digest => (
                    "报告所用的{0}“{1}”与这里的版本不同",
                    "it was made by another version of the {0} \"{1}\" than is here",
                ),
                Some(_) => continue,
            };
            self.apart.push(Text::say(zh, en, &[kind.into(), id.into()]));
            apart.push(id.to_string());
        }
        apart
    }

    /// Notes where two values differ. Words of another version of the product are not compared.
    fn compare(&mut self, theirs: &Json, ours: &Json, at: &str) {
        match (theirs, ours) {
            _ if self.other_product.is_some() && (at == "/product" || (is_words(theirs) && is_words(ours))) => {}
            (Json::Object(x), Json::Object(y)) => {
                for (key, value) in x {
                    match ours.get(key) {
                        Some(other) => self.compare(value, other, &pointer(at, key)),
                        None => self.differs.push(pointer(at, key)),
                    }
                }
                let more = y.iter().filter(|(key, _)| theirs.get(key).is_none());
                self.differs.extend(more.map(|(key, _)| pointer(at, key)));
            }
            (Json::Array(x), Json::Array(y)) if x.len() == y.len() => {
                for (i, (x, y)) in x.iter().zip(y).enumerate() {
                    self.compare(x, y, &pointer(at, &i.to_string()));
                }
            }
            _ if theirs == ours => {}
            _ => self.differs.push(at.to_string()),
        }
    }

    fn verified(self) -> Verified {
        let Found { id, on, differs, other_scheme, incomplete, other_product, apart, own } = self;
        let count = differs.len().to_string();
        let first = differs.first().map_or("", String::as_str);
        let verdict = match other_scheme {
            Some(_) => Verdict::OtherRules,
            None if !differs.is_empty() => Verdict::False,
            None if !apart.is_empty() => Verdict::OtherRules,
            None if incomplete => Verdict::Incomplete,
            None => Verdict::Holds,
        };
        let mut summary = match (verdict, other_scheme) {
            (Verdict::Holds, _) => Text::say(
                "属实：用报告里的数据按“{0}”（{1}）重新计算，每一项都相同。数据本身是否真实，复核不能判断。",
                "It holds: its figures scored again by \"{0}\" for {1}, everything is the same. Whether the figures are true is another matter.",
                &[(&id).into(), (&on).into()],
            ),
            (Verdict::False, _) => Text::say(
                "不属实：重新计算有 {0} 处不同，第一处是 {1}。",
                "It does not hold: scored again, it is not the same at {1} (places that differ: {0}).",
                &[(&count).into(), first.into()],
            ),
            (Verdict::Incomplete, _) => Text::say(
                "不完整：报告里没有金融政策与产品的结果（没有“finance”）。其余按“{0}”（{1}）重新计算，每一项都相同。",
                "Incomplete: the report does not say what the finance instruments say (it has no \"finance\"). The rest, scored again by \"{0}\" for {1}, is the same.",
                &[(&id).into(), (&on).into()],
            ),
            (Verdict::OtherRules, Some(true)) => Text::say(
                "不能确认：报告是按内置的“{0}”做的，不是按给出的方案文件。",
                "Not confirmed: the report was made by the shipped \"{0}\", not by the scheme file that was given.",
                &[(&id).into()],
            ),
            (Verdict::OtherRules, Some(false)) => Text::say(
                "不能确认：报告所用的“{0}”与这里的版本不同。",
                "Not confirmed: the report was made by another version of \"{0}\".",
                &[(&id).into()],
            ),
            (Verdict::OtherRules, None) => Text::say(
                "不能全部确认：得分按“{0}”（{1}）重新计算，每一项都相同。",
                "Not confirmed in full: the points, scored again by \"{0}\" for {1}, are the same.",
                &[(&id).into(), (&on).into()],
            ),
        };
        if !apart.is_empty() {
            let all = joined(apart);
            let (zh, en) =
                ("金融政策与产品中有不能比较的：{0}。", " Of the finance instruments not all can be compared: {0}.");
            summary.push(&Text::say(zh, en, &[(&all).into()]));
        }
        if let (Some(product), true) = (&other_product, matches!(verdict, Verdict::Holds | Verdict::Incomplete)) {
            let (zh, en) = (
                "报告的文字由“{0}”写成，这里是“{1}”，措辞可能不同，没有比较。",
                " Its words were written by \"{0}\"; this is \"{1}\", which may word things otherwise, so they were not compared.",
            );
            summary.push(&Text::say(zh, en, &[product.into(), PRODUCT.into()]));
        }
        let shipped = own.is_empty();
        if !shipped {
            let all = joined(own);
            summary.push(&Text::say("注意：{0}。", " Mind: {0}.", &[(&all).into()]));
        }
        let words = other_product.is_none();
        // Keys and the name of the product are whatever the report has there.
        let summary = summary.visible();
        Verified { holds: verdict == Verdict::Holds, verdict, scheme: id, on, differs, words, shipped, summary }
    }
}

/// Parts of a sentence that have commas of their own.
fn joined(parts: Vec<Text>) -> Text {
    let (zh, en): (Vec<String>, Vec<String>) = parts.into_iter().map(|t| (t.zh, t.en)).unzip();
    Text { zh: zh.join("；"), en: en.join("; ") }
}

/// Whether a list has an item of an id.
fn lists(json: &Json, key: &str, id: &str) -> bool {
    json.items_of(key).iter().any(|item| item.text_of("id") == Some(id))
}

/// An object without some of its members.
fn without(json: &Json, keys: &[&str]) -> Json {
    match json {
        Json::Object(members) => {
            Json::Object(members.iter().filter(|m| !keys.contains(&m.0.as_str())).cloned().gather())
        }
        other => other.clone(),
    }
}

/// Whether a value is words: Chinese with English beside it.
fn is_words(json: &Json) -> bool {
    matches!(json, Json::Object(members) if members.len() == 2) && json.get("zh").is_some() && json.get("en").is_some()
}
