//! The dictionary: every input field once, with its names, type, unit and range. It is made from `dictionary.json` when
//! the crate is built; that file also holds what each field means and where a company finds it, for pages to show.

use crate::id::FieldId;
use crate::number::{Date, Dim, Interval, Num, NumberError, parse_bare, parse_quantity, show, show_en};
use crate::problem::{Failure, Phrase, Problem, Text};

/// `dictionary.json`, as text.
pub const DICTIONARY: &str = include_str!("../../../dictionary.json");

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

/// All fields, in the order a form shows them.
#[derive(Debug)]
pub struct Dictionary {
    /// The fields; a [`FieldId`] is an index of this list.
    pub fields: &'static [Field],
    /// The fields, ordered by id.
    by_id: &'static [FieldId],
}

/// Tells this dictionary from any other: the places of fields are those of one dictionary.
pub const FINGERPRINT: &str = env!("DICTIONARY_FINGERPRINT");

static SHIPPED: Dictionary = include!(concat!(env!("OUT_DIR"), "/dictionary.rs"));

impl Dictionary {
    /// The shipped dictionary.
    pub fn shipped() -> &'static Dictionary {
        &SHIPPED
    }

    /// Every field with its id.
    pub fn all(&self) -> impl Iterator<Item = (FieldId, &'static Field)> + use<> {
        self.fields.iter().enumerate().map(|(index, field)| (FieldId::new(index), field))
    }

    /// A field by its id.
    pub fn find(&self, id: &str) -> Option<FieldId> {
        let found = self.by_id.binary_search_by(|&at| self.fields[at].id.cmp(id));
        found.ok().map(|place| self.by_id[place])
    }

    /// The problem of an id that is no field, with the likeliest meant one; `code` as the place has it.
    #[cold]
    #[inline(never)]
    pub fn unknown(&self, code: &'static str, id: &str) -> Box<Problem> {
        let shown: String = id.chars().take(60).collect();
        let near = self.fields.iter().map(|f| (edit_distance(id, f.id), f.id)).min();
        let (zh, en) = match near {
            Some((distance, f)) if distance * 3 <= f.len() => {
                ("没有字段“{0}”，是否指“{1}”？", "no field \"{0}\"; did you mean \"{1}\"?")
            }
            _ => ("没有字段“{0}”", "no field \"{0}\""),
        };
        Problem::boxed(code, zh, en, &[(&shown).into(), near.map_or("", |n| n.1).into()])
    }
}

/// As much of a text as an error repeats.
fn beginning(text: &str) -> String {
    text.chars().take(40).collect()
}

/// What was entered, behind the words of a refusal.
#[cold]
#[inline(never)]
fn entered(mut refused: Failure, text: &str) -> Failure {
    let shown = beginning(text);
    refused.zh += &["（输入：", &shown, "）"].concat();
    refused.en += &[" (entered: ", &shown, ")"].concat();
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
    /// Reads a figure for this field from text, into base units; checks that it is whole and in range.
    pub fn parse_number(&self, text: &str) -> Result<Num, Failure> {
        self.accept(parse_quantity(text, self.unit()), text)
    }

    /// The same of a number of JSON, in this field's unit.
    pub fn parse_bare(&self, text: &str) -> Result<Num, Failure> {
        self.accept(parse_bare(text, self.unit()), text)
    }

    fn accept(&self, read: Result<Num, NumberError>, text: &str) -> Result<Num, Failure> {
        match read.map(|x| self.check(x)) {
            Ok(Ok(x)) => Ok(x),
            Ok(Err(refused)) => Err(entered(refused, text)),
            Err(error) => Err(self.unreadable(error, text)),
        }
    }

    #[cold]
    #[inline(never)]
    fn unreadable(&self, error: NumberError, text: &str) -> Failure {
        let shown = beginning(text);
        let (code, zh, en) = match error {
            NumberError::Malformed => (
                "bad_number",
                "看不懂“{1}”，请填数字，例如 1200、3.2亿、1,200.50",
                "cannot read \"{1}\"; write a number such as 1200, 3.2亿 or 1,200.50",
            ),
            NumberError::Commas => {
                ("bad_number", "“{1}”中的逗号位置不对", "the commas in \"{1}\" do not part groups of three")
            }
            NumberError::Unit => (
                "wrong_unit",
                "“{1}”的单位不对，此项以“{2}”计",
                "\"{1}\" has the wrong unit; this field is counted in {2}",
            ),
            NumberError::TooLarge => (
                "too_large",
                "“{1}”太大，整数部分至多 15 位",
                "\"{1}\" is too large: at most 15 digits before the point",
            ),
            NumberError::TooPrecise => {
                ("too_precise", "“{1}”位数太多，至多 18 位有效数字", "\"{1}\" has too many digits: at most 18")
            }
        };
        self.problem(code, zh, en, &[(&shown).into(), self.unit().into()])
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

    /// A value in base units as this field shows it, every digit and the unit: `8,600 万元`, `5%`.
    pub fn show(&self, x: Num) -> Text {
        Text { zh: show(x, self.unit(), INPUT_PLACES), en: show_en(x, self.unit(), INPUT_PLACES) }
    }
}

/// What is known of one field of one company. Numbers are in base units (万元, 人, 件, 年, 1).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Not given.
    #[default]
    Missing,
    /// A number.
    Exact(Num),
    /// A number somewhere from the one to the other.
    Range(Box<(Num, Num)>),
    /// Yes or no.
    Flag(bool),
    /// A level of a choice, by its place.
    Level(usize),
    /// A day.
    Day(Date),
}
