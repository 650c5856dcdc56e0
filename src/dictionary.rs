//! The dictionary: every input field once, with its names, unit, meaning, and where a company finds it.

use crate::json::{Json, Node, Problems};
use crate::number::{Date, Dim, Interval, Num, NumberError, parse_quantity, unit};
use crate::problem::{Problem, Text};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The shipped dictionary, as text.
pub const DICTIONARY: &str = include_str!("../dictionary.json");

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A number in base units.
    Number {
        /// Name of the unit that a bare number is in.
        unit: String,
        /// What it measures.
        dim: Dim,
        /// Whole numbers only.
        whole: bool,
        /// Values it can have.
        range: Interval,
        /// The field that it is a part of and cannot exceed.
        at_most: Option<usize>,
    },
    /// Yes or no.
    Flag,
    /// One of some levels.
    Choice(Vec<Level>),
    /// A day.
    Date,
}

/// A level of a choice.
#[derive(Clone, Debug)]
pub struct Level {
    /// Its id, as data write it.
    pub id: String,
    /// Its name.
    pub title: Text,
}

/// One input field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its id, as enterprise data write it.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// What it holds.
    pub kind: Kind,
    /// The part of a form it stands in.
    pub section: String,
    /// What it means.
    pub meaning: Text,
    /// Where a company finds it.
    pub source: Text,
}

/// All fields, in the order a form shows them.
#[derive(Debug)]
pub struct Dictionary {
    /// The fields; elsewhere a field is named by its place in this list.
    pub fields: Vec<Field>,
    by_id: HashMap<String, usize>,
}

impl Dictionary {
    /// The shipped dictionary.
    pub fn shipped() -> &'static Dictionary {
        static SHIPPED: OnceLock<Dictionary> = OnceLock::new();
        // A broken shipped dictionary cannot pass the tests; an empty one refuses every field by name.
        SHIPPED.get_or_init(|| {
            Dictionary::parse(DICTIONARY).unwrap_or_else(|_| Dictionary {
                fields: Vec::new(),
                by_id: HashMap::new(),
            })
        })
    }

    /// A dictionary from its JSON text, or everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Dictionary, Vec<Problem>> {
        let json = Json::parse(text).map_err(|p| vec![p])?;
        let problems = Problems::default();
        let root = Node::root(&json, &problems);
        let _ = root.object(&["$schema", "fields"]);
        let nodes = root.need("fields").map(|n| n.items()).unwrap_or_default();
        let mut by_id = HashMap::new();
        for (i, node) in nodes.iter().enumerate() {
            if let Some(id) = node.get("id").and_then(|n| n.id()) {
                if by_id.insert(id.clone(), i).is_some() {
                    node.fail(
                        "duplicate",
                        format!("字段“{id}”重复"),
                        format!("field \"{id}\" stands here twice"),
                    );
                }
            }
        }
        let fields = nodes.iter().filter_map(|n| read_field(n, &by_id)).collect();
        let problems = problems.into_inner();
        if problems.is_empty() {
            Ok(Dictionary { fields, by_id })
        } else {
            Err(problems)
        }
    }

    /// The place of a field.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The field whose id is most like this one, for a hint.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        self.fields
            .iter()
            .map(|f| (edit_distance(id, &f.id), f.id.as_str()))
            .min()
            .filter(|(d, f)| *d * 3 <= f.len())
            .map(|(_, f)| f)
    }
}

fn edit_distance(a: &str, b: &str) -> usize {
    if a.len() > 64 {
        return usize::MAX / 4;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, cb) in b.iter().enumerate() {
            let best = (diagonal + usize::from(ca != *cb)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}

fn read_field(node: &Node<'_>, by_id: &HashMap<String, usize>) -> Option<Field> {
    let keys = [
        "id", "title", "type", "unit", "whole", "min", "max", "at_most", "levels", "section", "meaning", "where",
    ];
    node.object(&keys)?;
    let id = node.need("id").and_then(|n| n.id());
    let title = node.need("title").and_then(|n| n.text());
    let section = node.need("section").and_then(|n| n.id());
    let meaning = node.need("meaning").and_then(|n| n.text());
    let source = node.need("where").and_then(|n| n.text());
    let type_node = node.need("type")?;
    let kind = match type_node.string()? {
        "number" => {
            let unit_node = node.need("unit")?;
            let unit_name = unit_node.string()?;
            let Some((dim, scale)) = unit(unit_name) else {
                unit_node.fail(
                    "wrong_unit",
                    format!("没有单位“{unit_name}”"),
                    format!("no unit \"{unit_name}\""),
                );
                return None;
            };
            let end = |key: &str| node.get(key).and_then(|n| n.number()).and_then(|n| n.mul(scale));
            let at_most = node.get("at_most").and_then(|n| {
                let id = n.string()?;
                let found = by_id.get(id).copied();
                if found.is_none() {
                    n.fail("unknown_field", format!("没有字段“{id}”"), format!("no field \"{id}\""));
                }
                found
            });
            Kind::Number {
                unit: unit_name.to_string(),
                dim,
                whole: node.get("whole").and_then(|n| n.bool()).unwrap_or(false),
                range: Interval {
                    lo: end("min"),
                    hi: end("max"),
                },
                at_most,
            }
        }
        "flag" => Kind::Flag,
        "date" => Kind::Date,
        "choice" => Kind::Choice(
            node.need("levels")?
                .items()
                .iter()
                .filter_map(|n| {
                    n.object(&["id", "title"])?;
                    let id = n.need("id").and_then(|n| n.id());
                    Some(Level {
                        id: id?,
                        title: n.need("title").and_then(|n| n.text())?,
                    })
                })
                .collect(),
        ),
        other => {
            type_node.fail(
                "wrong_type",
                format!("没有类型“{other}”，可用：number、flag、choice、date"),
                format!("no type \"{other}\"; there are number, flag, choice, date"),
            );
            return None;
        }
    };
    Some(Field {
        id: id?,
        title: title?,
        kind,
        section: section?,
        meaning: meaning?,
        source: source?,
    })
}

impl Field {
    /// Reads a figure for this field from text, into base units; checks that it is whole and in range.
    pub fn parse_number(&self, text: &str) -> Result<Num, Problem> {
        let Kind::Number { unit, .. } = &self.kind else {
            return Err(self.problem("wrong_type", "不是数字字段", "is not a number field"));
        };
        match parse_quantity(text, unit) {
            Ok(x) => self.check(x).map_err(|mut p| {
                p.zh = format!("{}（输入：{text}）", p.zh);
                p.en = format!("{} (entered: {text})", p.en);
                p
            }),
            Err(e) => Err(self.number_problem(e, text, unit)),
        }
    }

    fn number_problem(&self, error: NumberError, text: &str, unit: &str) -> Problem {
        let shown: String = text.chars().take(40).collect();
        match error {
            NumberError::Malformed => self.problem(
                "bad_number",
                format!("看不懂“{shown}”，请填数字，例如 1200、3.2亿、1,200.50"),
                format!("cannot read \"{shown}\"; write a number such as 1200, 3.2亿 or 1,200.50"),
            ),
            NumberError::Commas => self.problem(
                "bad_number",
                format!("“{shown}”中的逗号位置不对"),
                format!("the commas in \"{shown}\" do not part groups of three"),
            ),
            NumberError::Unit => self.problem(
                "wrong_unit",
                format!("“{shown}”的单位不对，此项以“{unit}”计"),
                format!("\"{shown}\" has the wrong unit; this field is counted in {unit}"),
            ),
            NumberError::TooLarge => self.problem(
                "too_large",
                format!("“{shown}”太大，整数部分至多 15 位"),
                format!("\"{shown}\" is too large: at most 15 digits before the point"),
            ),
            NumberError::TooPrecise => self.problem(
                "too_precise",
                format!("“{shown}”位数太多，至多 18 位有效数字"),
                format!("\"{shown}\" has too many digits: at most 18"),
            ),
        }
    }

    /// Checks that a number is whole where it must be and within the field's range.
    #[inline]
    pub fn check(&self, x: Num) -> Result<Num, Problem> {
        let Kind::Number { whole, range, .. } = &self.kind else {
            return Err(self.problem("wrong_type", "不是数字字段", "is not a number field"));
        };
        if *whole && !x.is_whole() {
            return Err(self.problem("not_whole", "必须是整数", "must be a whole number"));
        }
        if !range.contains(x) {
            let end = |e: Option<Num>| e.map(|n| self.show(n));
            let (zh, en) = match (end(range.lo), end(range.hi)) {
                (Some(a), Some(b)) => (format!("应在 {a} 到 {b} 之间"), format!("must be from {a} to {b}")),
                (Some(a), None) => (format!("不能小于 {a}"), format!("cannot be below {a}")),
                (_, b) => {
                    let b = b.unwrap_or_default();
                    (format!("不能大于 {b}"), format!("cannot be above {b}"))
                }
            };
            return Err(self.problem("out_of_range", zh, en));
        }
        Ok(x)
    }

    /// Reads a day for this field.
    pub fn parse_date(&self, text: &str) -> Result<Date, Problem> {
        Date::parse(text).ok_or_else(|| {
            self.problem(
                "bad_date",
                format!("“{text}”不是日期，请写成 2026-11-01"),
                format!("\"{text}\" is not a date; write 2026-11-01"),
            )
        })
    }

    /// A problem about this field, its name in front.
    pub fn problem(&self, code: &'static str, zh: impl AsRef<str>, en: impl AsRef<str>) -> Problem {
        let (zh, en) = (zh.as_ref(), en.as_ref());
        Problem::new(
            code,
            format!("{}：{zh}", self.title.zh),
            format!("{}: {en}", self.title.en),
        )
        .field(&*self.id)
    }

    /// Name of the unit, empty for a field that is no number.
    pub fn unit(&self) -> &str {
        match &self.kind {
            Kind::Number { unit, .. } => unit,
            _ => "",
        }
    }

    /// A value in base units as this field shows it, with its unit: `8,600 万元`, `5%`.
    pub fn show(&self, x: Num) -> String {
        crate::number::show(x, self.unit(), 6)
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
