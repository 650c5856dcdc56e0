//! The dictionary: every input field once, with its names, type, unit and range. It is `dictionary.json`, made shorter when the
//! crate is built; that file also holds what each field means and where a company finds it, for pages to show. It
//! is long because a field is read, checked and told by the one table that stands here.

use crate::facts::Fact;
use crate::id::FieldId;
use crate::lines::Lines;
use crate::number::read::{self, Figure, Unread};
use crate::number::{Dim, Interval, Num, NumberError, parse_bare, show, show_en, unit};
use crate::plausible::Plausible;
use crate::problem::{Failure, Phrase, Problem, Text};
use crate::sort::order;
use crate::text::{beginning, cut, find};
pub use crate::value::Value;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

/// `dictionary.json`, as text.
pub const DICTIONARY: &str = include_str!("../dictionary.json");

/// A name in Chinese and English.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl From<Name> for Phrase<'static> {
    fn from(n: Name) -> Self {
        Phrase { zh: n.zh, en: n.en }
    }
}

/// What a field holds.
#[derive(Debug)]
pub enum Kind {
    /// A number in base units.
    Number {
        /// Name of the unit that a bare number is in.
        unit: &'static str,
        /// What it measures.
        dim: Dim,
        /// Whole numbers only.
        whole: bool,
        /// Values it can have.
        range: Interval,
        /// The field that it is a part of and cannot exceed.
        at_most: Option<FieldId>,
    },
    /// Yes or no.
    Flag,
    /// One of some levels.
    Choice(&'static [Level]),
    /// A day.
    Date,
}

impl Kind {
    /// The least and most of a number that has both.
    pub fn range(&self) -> Option<[Num; 2]> {
        match self {
            Kind::Number { range: Interval { lo: Some(lo), hi: Some(hi) }, .. } => Some([*lo, *hi]),
            _ => None,
        }
    }
}

/// A level of a choice.
#[derive(Debug)]
pub struct Level {
    /// Its id, as data write it.
    pub id: &'static str,
    /// Its name.
    pub title: Name,
}

/// One input field.
#[derive(Debug)]
pub struct Field {
    /// Its id, as enterprise data write it.
    pub id: &'static str,
    /// Its name.
    pub title: Name,
    /// What it holds.
    pub kind: Kind,
}

/// Decimals that show every digit of a figure that was given: it has at most 18.
pub const INPUT_PLACES: u32 = 18;

/// The number of characters of a figure that an error repeats.
const REPEATED: usize = 40;

/// All fields, in the order a form shows them: the shipped ones, then those that a file of one's own defines.
#[derive(Debug)]
pub struct Dictionary {
    /// The fields; a [`FieldId`] is an index of this list. Those of `dictionary.json` stand first in every dictionary.
    pub fields: &'static [Field],
    /// The lines of the fields that a file of one's own defines; empty for the shipped dictionary.
    pub(crate) own: &'static str,
    /// Their indices, ordered by id.
    by_id: Vec<usize>,
    /// The fields that others are a part of, each with its part.
    parts: Vec<(FieldId, FieldId)>,
    /// What follows from what.
    facts: Vec<Fact>,
    /// Within what figures can be meant.
    plausible: Vec<Plausible>,
    /// Other headings of fields of one's own, as tables have them.
    aliases: Vec<(&'static str, FieldId)>,
}

/// Tells this dictionary from any other: the places of fields are those of one dictionary.
pub const FINGERPRINT: &str = env!("DICTIONARY_FINGERPRINT");

static SHIPPED: OnceLock<Dictionary> = OnceLock::new();

impl Default for &'static Dictionary {
    fn default() -> Self {
        Dictionary::shipped()
    }
}

/// A dictionary with fields of one's own, in a list of all that were read. It stays for as long as the program runs, like the
/// shipped one; each set of fields once. (No `Mutex`: without threads it brings the formatting of its assertions along, 2 kB.)
struct Own {
    dictionary: Dictionary,
    /// When it was read last: a later time is a larger number.
    read: AtomicU32,
    next: OnceLock<&'static Own>,
}

static OWN: OnceLock<&'static Own> = OnceLock::new();

static READ: AtomicU32 = AtomicU32::new(0);

/// The shipped fields, a value a line: `Dictionary::read` has their order.
pub const SHIPPED_LINES: &str = include_str!(concat!(env!("OUT_DIR"), "/dictionary.txt"));

/// What parts the id of a file, its `-` written `_`, from the rest of the id of a field that the file defines.
pub const OWN_MARK: &str = "__";

/// The id of the file that defines a field, as the field's id begins; `None` for a field of `dictionary.json`.
pub fn owner(id: &str) -> Option<&str> {
    find(id, OWN_MARK).map(|at| cut(id, 0, at)).filter(|file| !file.is_empty())
}

impl Dictionary {
    /// The shipped dictionary.
    pub fn shipped() -> &'static Dictionary {
        SHIPPED.get_or_init(|| Dictionary::read(""))
    }

    /// The shipped dictionary, and after it the fields of some lines, which stand in the form of [`SHIPPED_LINES`].
    pub fn with(own: &str) -> &'static Dictionary {
        if own.is_empty() {
            return Dictionary::shipped();
        }
        let make = || -> &'static Own {
            let dictionary = Dictionary::read(String::from(own).leak());
            Box::leak(Box::new(Own { dictionary, read: AtomicU32::new(0), next: OnceLock::new() }))
        };
        let mut known = *OWN.get_or_init(make);
        while known.dictionary.own != own {
            known = known.next.get_or_init(make);
        }
        known.read.store(READ.fetch_add(1, Relaxed), Relaxed);
        &known.dictionary
    }

    /// A field of an id: of the shipped dictionary, or of the file that was read last and has one.
    pub fn any(id: &str) -> Option<&'static Field> {
        let mut found = Dictionary::shipped().get(id);
        let (mut known, mut last) = (OWN.get(), 0);
        while let Some(own) = known {
            let read = own.read.load(Relaxed);
            if read >= last
                && let Some(field) = own.dictionary.get(id)
            {
                (found, last) = (Some(field), read);
            }
            known = own.next.get();
        }
        found
    }

    /// The dictionary of the shipped lines and those of one's own: a value each, lists after their length.
    fn read(own: &'static str) -> Dictionary {
        let (mut fields, mut parts) = (Vec::new(), Vec::new());
        let (mut facts, mut plausible, mut aliases) = (Vec::new(), Vec::new(), Vec::new());
        for text in [SHIPPED_LINES, own] {
            let mut lines = Lines::new(text, "");
            Dictionary::read_fields(&mut lines, &mut fields, &mut parts);
            Fact::read(&mut lines, &|field| fields[field].unit(), &mut facts);
            Plausible::read(&mut lines, &|field| fields[field].unit(), &mut plausible);
            // The shipped lines end here: headings of tables are for those who read tables.
            for _ in 0..lines.whole() {
                let field = FieldId::new(lines.whole());
                aliases.push((lines.next(), field));
            }
        }
        let by_id = order(fields.len(), &|a, b| fields[a].id.cmp(fields[b].id));
        Dictionary { fields: fields.leak(), own, by_id, parts, facts, plausible, aliases }
    }

    fn read_fields(lines: &mut Lines<'static>, fields: &mut Vec<Field>, parts: &mut Vec<(FieldId, FieldId)>) {
        for _ in 0..lines.whole() {
            let part = fields.len();
            let (id, title) = named(lines);
            let kind = match lines.next() {
                "flag" => Kind::Flag,
                "date" => Kind::Date,
                "choice" => {
                    let mut levels = Vec::new();
                    for _ in 0..lines.whole() {
                        let (id, title) = named(lines);
                        levels.push(Level { id, title });
                    }
                    Kind::Choice(levels.leak())
                }
                name => {
                    let whole = lines.next() == "whole";
                    let [lo, hi] = [(); 2].map(|()| parse_bare(lines.next(), name).ok());
                    // One more than the index; 0 where it is no part.
                    let at_most = lines.whole().checked_sub(1).map(FieldId::new);
                    parts.extend(at_most.map(|whole| (whole, FieldId::new(part))));
                    let dim = unit(name).map_or(Dim::NONE, |unit| unit.0);
                    Kind::Number { unit: name, dim, whole, range: Interval { lo, hi }, at_most }
                }
            };
            fields.push(Field { id, title, kind });
        }
    }

    /// The fields that a file of one's own defines.
    pub fn own(&self) -> &'static [Field] {
        &self.fields[Dictionary::shipped().fields.len()..]
    }

    /// Whether a file defines a field of this dictionary.
    fn is_of(&self, owner_id: &str) -> bool {
        self.own().iter().any(|field| owner(field.id) == Some(owner_id))
    }

    /// Whether an id may be that of a field which another file defines.
    pub fn is_elsewhere(&self, id: &str) -> bool {
        owner(id).is_some_and(|file| !self.is_of(file))
    }

    /// Every field with its id.
    pub fn all(&self) -> impl Iterator<Item = (FieldId, &'static Field)> + use<> {
        self.fields.iter().enumerate().map(|(index, field)| (FieldId::new(index), field))
    }

    /// The fields that are a part of a field and cannot exceed it.
    pub fn parts(&self, whole: FieldId) -> impl Iterator<Item = FieldId> {
        self.parts.iter().filter(move |pair| pair.0 == whole).map(|pair| pair.1)
    }

    /// What follows from what.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// What may be asked beside some fields because they follow from it: a day, the two factors of a product, a level that gives a
    /// number. In the order of the dictionary.
    pub fn beside(&self, fields: &[FieldId]) -> Vec<FieldId> {
        let mut found = Vec::new();
        for fact in self.facts.iter().filter(|fact| fact.is_asked() && fields.contains(&fact.to)) {
            found.extend(fact.fields().into_iter().filter(|field| !fields.contains(field)));
        }
        found.sort();
        found.dedup();
        found
    }

    /// Within what figures can be meant.
    pub fn plausible(&self) -> &[Plausible] {
        &self.plausible
    }

    /// Other headings of fields of one's own, as tables have them.
    pub fn aliases(&self) -> &[(&'static str, FieldId)] {
        &self.aliases
    }

    /// A field by its id.
    pub fn find(&self, id: &str) -> Option<FieldId> {
        let found = self.by_id.binary_search_by(|&at| self.fields[at].id.cmp(id));
        found.ok().map(|place| FieldId::new(self.by_id[place]))
    }

    /// The field of an id.
    pub fn get(&self, id: &str) -> Option<&'static Field> {
        self.find(id).map(|place| &self.fields[place])
    }

    /// The problem of an id that is no field, with the likeliest meant one; `code` as the place has it.
    #[cold]
    #[inline(never)]
    pub fn unknown(&self, code: &'static str, id: &str) -> Box<Problem> {
        let shown = beginning(id, 60);
        let near = self.fields.iter().map(|f| (edit_distance(id, f.id), f.id)).min();
        let (zh, en) = match near {
            Some((distance, f)) if distance * 3 <= f.len() => {
                ("没有字段“{0}”，是否指“{1}”？", "no field \"{0}\"; did you mean \"{1}\"?")
            }
            _ => ("没有字段“{0}”", "no field \"{0}\""),
        };
        Problem::boxed(code, zh, en, &[shown.into(), near.map_or("", |n| n.1).into()])
    }
}

/// An id and a name, in the lines of the dictionary.
fn named(lines: &mut Lines<'static>) -> (&'static str, Name) {
    (lines.next(), Name { zh: lines.next(), en: lines.next() })
}

/// What was entered, behind the words of a refusal.
#[cold]
#[inline(never)]
fn entered(mut refused: Failure, text: &str) -> Failure {
    let shown = beginning(text, REPEATED);
    refused.zh += &["（输入：", shown, "）"].concat();
    refused.en += &[" (entered: ", shown, ")"].concat();
    refused
}

fn edit_distance(a: &str, b: &str) -> usize {
    if a.len() > 64 {
        return usize::MAX / 4;
    }
    // All ids are ASCII; of other text only the rough difference matters.
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, cb) in b.iter().enumerate() {
            let best = (diagonal + usize::from(ca != cb)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}

impl Field {
    /// What a text says of this field, as people write it. A bare number is in the unit `shown`; what is read is whole where
    /// the field is, and within its range.
    pub fn read(&self, text: &str, shown: &str) -> Result<Value, Failure> {
        match &self.kind {
            Kind::Number { .. } => match read::figure(text, shown) {
                Ok(Figure::Exact(x)) => self.entered(x, text).map(Value::Exact),
                Ok(Figure::Range(lo, hi)) => {
                    Ok(Value::Range(Box::new((self.entered(lo, text)?, self.entered(hi, text)?))))
                }
                Err(error) => Err(self.unread(error, text, shown)),
            },
            Kind::Flag => {
                const NO: [&str; 14] =
                    ["false", "否", "无", "没有", "no", "n", "f", "0", "0.0", "×", "✗", "✘", "╳", "☒"];
                const YES: [&str; 12] = ["true", "是", "有", "yes", "y", "t", "1", "1.0", "√", "✓", "✔", "☑"];
                let text = text.trim();
                let is = |word: &&str| word.eq_ignore_ascii_case(text);
                let found = [&NO[..], &YES[..]].iter().position(|words| words.iter().any(is));
                found.map(|index| Value::Flag(index == 1)).ok_or_else(|| self.no_flag(text))
            }
            Kind::Choice(levels) => {
                let text = text.trim();
                let found = levels.iter().position(|l| l.id == text || l.title.zh == text || l.title.en == text);
                found.map(Value::Level).ok_or_else(|| self.no_level(levels, text))
            }
            Kind::Date => read::day(text).map(Value::Day).ok_or_else(|| self.no_day(text)),
        }
    }

    /// One number, read like that, in base units.
    pub fn read_number(&self, text: &str, shown: &str) -> Result<Num, Failure> {
        let read = read::quantity(text, shown).map_err(|error| self.unread(error, text, shown))?;
        self.entered(read, text)
    }

    /// A number of JSON, in this field's unit.
    pub fn parse_bare(&self, text: &str) -> Result<Num, Failure> {
        match parse_bare(text, self.unit()) {
            Ok(x) => self.entered(x, text),
            Err(error) => Err(self.no_number(error, text)),
        }
    }

    #[cold]
    #[inline(never)]
    fn no_number(&self, error: NumberError, text: &str) -> Failure {
        self.unread(error.into(), text, self.unit())
    }

    fn entered(&self, x: Num, text: &str) -> Result<Num, Failure> {
        self.check(x).map_err(|refused| entered(refused, text))
    }

    /// How a text was read, where that is not what stands in it: `0.12 万元` for `1200元`.
    pub fn echo(&self, value: &Value, text: &str, shown: &str) -> Option<Text> {
        let in_unit = |x: Num| Text { zh: show(x, shown, INPUT_PLACES), en: show_en(x, shown, INPUT_PLACES) };
        let read = match value {
            Value::Exact(_) if read::is_plain(text) => return None,
            Value::Exact(x) => in_unit(*x),
            Value::Range(r) => {
                let (lo, hi) = (in_unit(r.0), in_unit(r.1));
                Text::say("{0} 到 {1}", "{0} to {1}", &[(&lo).into(), (&hi).into()])
            }
            Value::Day(day) => Text::same(day.to_text()),
            _ => return None,
        };
        let letters = |byte: &u8| !matches!(byte, b' ' | b',');
        if read.zh.bytes().filter(letters).eq(text.bytes().filter(letters)) {
            return None;
        }
        Some(Text::say("读作 {0}", "read as {0}", &[(&read).into()]))
    }

    #[cold]
    #[inline(never)]
    fn unread(&self, error: Unread, text: &str, shown: &str) -> Failure {
        let typed = beginning(text.trim(), REPEATED);
        let write = match &read::instead(error, text, shown)[..] {
            [] => Text::default(),
            [one] => Text::same(one.clone()),
            [one, other, ..] => Text { zh: [one, " 或 ", other].concat(), en: [one, " or ", other].concat() },
        };
        let (code, zh, en) = match error {
            Unread::Malformed => (
                "bad_number",
                "看不懂“{1}”，请填数字，例如 1200、3.2亿、1,200.50",
                "cannot read \"{1}\"; write a number such as 1200, 3.2亿 or 1,200.50",
            ),
            Unread::Grouping if write.zh.is_empty() => (
                "bad_number",
                "“{1}”里的逗号、空格不在千位上；写成一个数，例如 1,200.50",
                "the commas or spaces in \"{1}\" do not part thousands; write one number such as 1,200.50",
            ),
            Unread::Grouping => (
                "bad_number",
                "“{1}”里的逗号、空格不在千位上，请写成 {3}",
                "the commas or spaces in \"{1}\" do not part thousands; write {3}",
            ),
            Unread::Unit => (
                "wrong_unit",
                "“{1}”的单位不对，此项以“{2}”计",
                "\"{1}\" has the wrong unit; this field is counted in {2}",
            ),
            Unread::TooLarge => (
                "too_large",
                "“{1}”太大，整数部分至多 15 位",
                "\"{1}\" is too large: at most 15 digits before the point",
            ),
            Unread::TooPrecise => {
                ("too_precise", "“{1}”位数太多，至多 18 位有效数字", "\"{1}\" has too many digits: at most 18")
            }
            Unread::Approximate => (
                "approximate",
                "“{1}”没有说明出入多大，请写成 {3}，或写成范围，例如 80–100",
                "\"{1}\" does not say how near it is; write {3}, or a range such as 80–100",
            ),
            Unread::Several => (
                "several",
                "这里只填一个数，“{1}”有几行或几格",
                "one figure belongs here; \"{1}\" is several lines or cells",
            ),
            Unread::Ends => (
                "bad_range",
                "“{1}”两端的单位不明确，请两端都写单位，例如 8000万–1亿",
                "the units of \"{1}\" are not clear; write one at both ends, such as 8000万–1亿",
            ),
            Unread::Reversed => return self.reversed(),
        };
        self.problem(code, zh, en, &[typed.into(), shown.into(), (&write).into()])
    }

    /// The refusal of a range from the larger to the smaller.
    #[cold]
    #[inline(never)]
    pub fn reversed(&self) -> Failure {
        let (zh, en) = ("范围的最低值大于最高值", "the lower end of the range is above the upper");
        self.problem("bad_range", zh, en, &[])
    }

    #[cold]
    #[inline(never)]
    fn no_flag(&self, text: &str) -> Failure {
        let typed = beginning(text, REPEATED);
        let (zh, en) = ("看不懂“{1}”，请填是或否", "cannot read \"{1}\"; write yes or no (true or false)");
        self.problem("wrong_type", zh, en, &[typed.into()])
    }

    #[cold]
    #[inline(never)]
    fn no_level(&self, levels: &[Level], text: &str) -> Failure {
        let shown = beginning(text, 60);
        let (mut zh, mut en) = (String::new(), String::new());
        for l in levels {
            zh += &[if zh.is_empty() { "" } else { "、" }, l.title.zh, " ", l.id].concat();
            en += &[if en.is_empty() { "" } else { ", " }, l.id].concat();
        }
        let parts = [shown.into(), Phrase { zh: &zh, en: &en }];
        self.problem("bad_level", "没有选项“{1}”，可用：{2}", "no level \"{1}\"; there are {2}", &parts)
    }

    #[cold]
    #[inline(never)]
    fn no_day(&self, text: &str) -> Failure {
        let typed = beginning(text, REPEATED);
        let (zh, en) = ("“{1}”不是日期，请写成 2026-11-01", "\"{1}\" is not a date; write 2026-11-01");
        self.problem("bad_date", zh, en, &[typed.into()])
    }

    /// Checks that a number is whole where it must be and within the field's range.
    #[inline]
    pub fn check(&self, x: Num) -> Result<Num, Failure> {
        match &self.kind {
            Kind::Number { whole, range, .. } if (!*whole || x.is_whole()) && range.contains(x) => Ok(x),
            _ => Err(self.refusal(x)),
        }
    }

    #[cold]
    #[inline(never)]
    fn refusal(&self, x: Num) -> Failure {
        let Kind::Number { whole, range, .. } = &self.kind else {
            return self.problem("wrong_type", "不是数字字段", "is not a number field", &[]);
        };
        if *whole && !x.is_whole() {
            return self.problem("not_whole", "必须是整数", "must be a whole number", &[]);
        }
        let end = |e: Option<Num>| e.map_or_else(Text::default, |n| self.show(n));
        let (zh, en) = match (range.lo, range.hi) {
            (Some(_), Some(_)) => ("应在 {1} 到 {2} 之间", "must be from {1} to {2}"),
            (Some(_), None) => ("不能小于 {1}", "cannot be below {1}"),
            (None, _) => ("不能大于 {2}", "cannot be above {2}"),
        };
        self.problem("out_of_range", zh, en, &[(&end(range.lo)).into(), (&end(range.hi)).into()])
    }

    /// A problem about this field, its name in front; `{1}` … stand for the parts.
    #[inline(never)]
    pub fn problem(&self, code: &'static str, zh: &str, en: &str, parts: &[Phrase<'_>]) -> Box<Problem> {
        let mut all = vec![self.title.into()];
        all.extend_from_slice(parts);
        let mut p = Problem::boxed(code, &["{0}：", zh].concat(), &["{0}: ", en].concat(), &all);
        p.field = Some(self.id.to_string());
        p
    }

    /// Name of the unit, empty for a field that is no number.
    pub fn unit(&self) -> &'static str {
        match &self.kind {
            Kind::Number { unit, .. } => unit,
            _ => "",
        }
    }

    /// Whether its figures can be written in a unit.
    pub fn is_in(&self, name: &str) -> bool {
        let measures = |name: &str| crate::number::unit(name).map(|u| u.0);
        name == self.unit()
            || (measures(name).is_some() && measures(name) == measures(self.unit()) && self.unit() != "%")
    }

    /// The steps in which a figure is planned, in base units: money to the 0.01 万元, shares to the 0.01 %, points to the
    /// 0.01, heads, pieces and years whole.
    pub fn step(&self) -> Num {
        match &self.kind {
            Kind::Number { dim, .. } if *dim == Dim::MONEY => Num::raw(1, 100),
            Kind::Number { unit: "%", .. } => Num::raw(1, 10_000),
            Kind::Number { unit: "分", whole: false, .. } => Num::raw(1, 100),
            _ => Num::ONE,
        }
    }

    /// Whether it is a figure of a year that is past.
    pub fn is_past(&self) -> bool {
        self.id.ends_with("_prior") || self.id.ends_with("_prior2")
    }

    /// A value in words: `是`, `省级`, `8,600 万元`.
    #[cold]
    #[inline(never)]
    pub fn words(&self, value: &Value) -> Text {
        match (value, &self.kind) {
            (Value::Exact(x), _) => self.show(*x),
            (Value::Range(r), _) => {
                let (lo, hi) = (self.show(r.0), self.show(r.1));
                Text::say("{0}–{1}", "{0}–{1}", &[(&lo).into(), (&hi).into()])
            }
            (Value::Flag(true), _) => Text::say("是", "yes", &[]),
            (Value::Flag(false), _) => Text::say("否", "no", &[]),
            (Value::Level(level), Kind::Choice(levels)) => {
                levels.get(*level).map_or_else(Text::default, |l| Text::say("{0}", "{0}", &[l.title.into()]))
            }
            (Value::Day(day), _) => Text::same(day.to_text()),
            _ => Text::default(),
        }
    }

    /// A value in base units as this field shows it, every digit and the unit: `8,600 万元`, `5%`.
    pub fn show(&self, x: Num) -> Text {
        Text { zh: show(x, self.unit(), INPUT_PLACES), en: show_en(x, self.unit(), INPUT_PLACES) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_read() {
        let json: serde_json::Value = serde_json::from_str(DICTIONARY).unwrap();
        let list = json["fields"].as_array().unwrap();
        let dictionary = Dictionary::shipped();
        assert_eq!(dictionary.fields.len(), list.len());
        for (field, file) in dictionary.fields.iter().zip(list) {
            assert_eq!(
                (field.id, field.title.zh),
                (file["id"].as_str().unwrap(), file["title"]["zh"].as_str().unwrap())
            );
            assert_eq!(dictionary.find(field.id).map(|f| dictionary.fields[f].id), Some(field.id));
            if let Kind::Number { unit: name, range, .. } = &field.kind {
                assert!(unit(name).is_some(), "{}: no unit {name}", field.id);
                for (end, text) in [(range.lo, &file["min"]), (range.hi, &file["max"])] {
                    assert_eq!(end.is_some(), text.is_string(), "{}", field.id);
                }
            }
        }
    }
}
