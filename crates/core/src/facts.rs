//! What follows from what: facts of the dictionary by which known figures of a company give another, stand in for it, or
//! contradict it. A fact is data, `implies`, `difference`, `product` and `stands_in` of a field.

use crate::id::FieldId;
use crate::lines::{Lines, read_whole};
use crate::number::{Date, Num, parse_bare};
use crate::value::{Value, highest, lowest};

/// What is known of one field by another.
#[derive(Debug)]
pub struct Fact {
    /// The field that it says something of.
    pub to: FieldId,
    /// The field that says it.
    pub from: FieldId,
    /// How it follows.
    pub how: How,
}

/// How a figure follows from others.
#[derive(Debug)]
pub enum How {
    /// A flag or choice at one of some levels gives a value. The levels are a bit each; of a flag, no and yes.
    Level(u64, Value),
    /// So many days have passed since a day, or not.
    Days(i64),
    /// The number less another; both may be rounded, so that a given figure may lie so far off: a share of the number, or an
    /// amount, whichever is more.
    Less(FieldId, Num, Num),
    /// The number times another.
    Times(FieldId),
    /// The same quantity by another definition, where its own is not given.
    Instead,
}

impl Fact {
    /// Reads the facts of some lines: how many, and of each a word, two fields and what the word asks for.
    pub(crate) fn read(lines: &mut Lines<'static>, unit: &dyn Fn(FieldId) -> &'static str, facts: &mut Vec<Fact>) {
        for _ in 0..lines.whole() {
            let word = lines.next();
            let [to, from] = [(); 2].map(|()| FieldId::new(lines.whole()));
            let mut number = |name: &str| parse_bare(lines.next(), name).unwrap_or(Num::ZERO);
            let how = match word {
                "less" => {
                    let [share, amount] = [number("分"), number(unit(to))];
                    How::Less(FieldId::new(lines.whole()), share, amount)
                }
                "times" => How::Times(FieldId::new(lines.whole())),
                "days" => How::Days(read_whole(lines.next()) as i64),
                "instead" => How::Instead,
                word => {
                    let says = match word {
                        "range" => {
                            let [lo, hi] = [(); 2].map(|()| number(unit(to)));
                            Value::between(lo, hi)
                        }
                        word => Value::Flag(word == "yes"),
                    };
                    How::Level(read_whole(lines.next()) as u64, says)
                }
            };
            facts.push(Fact { to, from, how });
        }
    }

    /// What it says of its field; nothing while what it rests on is not known.
    pub fn says(&self, values: &[Value], on: Date) -> Value {
        let from = &values[self.from];
        let ends = |value: &Value| lowest(value).zip(highest(value));
        let found = match &self.how {
            How::Level(levels, says) => {
                let level = match from {
                    Value::Flag(yes) => usize::from(*yes),
                    Value::Level(level) => *level,
                    _ => return Value::Missing,
                };
                return if levels >> level & 1 == 1 { says.clone() } else { Value::Missing };
            }
            How::Days(days) => match from {
                Value::Day(day) => return Value::Flag(on.days_since(*day) >= *days),
                _ => None,
            },
            How::Less(other, ..) => ends(from).zip(ends(&values[*other])).and_then(|((a, b), (c, d))| {
                let (lo, hi) = (a.sub(d)?, b.sub(c)?);
                Some((lo, hi))
            }),
            // Neither is below 0.
            How::Times(other) => ends(from).zip(ends(&values[*other])).and_then(|((a, b), (c, d))| {
                let (lo, hi) = (a.mul(c)?, b.mul(d)?);
                Some((lo, hi))
            }),
            How::Instead => return from.clone(),
        };
        found.map_or(Value::Missing, |(lo, hi)| Value::between(lo, hi))
    }

    /// Whether what it says of its field cannot be, with what was given for it.
    pub(crate) fn is_contradicted(&self, values: &[Value], on: Date) -> bool {
        match (&self.how, self.says(values, on), &values[self.to]) {
            (How::Times(_) | How::Instead, ..) => false,
            (_, Value::Flag(says), Value::Flag(given)) => says != *given,
            (how, says, given) => {
                let ends = |value: &Value| lowest(value).zip(highest(value));
                let (Some((a, b)), Some((lo, hi))) = (ends(&says), ends(given)) else { return false };
                let off = match how {
                    How::Less(_, share, amount) => {
                        let of = highest(&values[self.from]).and_then(|whole| whole.abs().mul(*share));
                        of.unwrap_or(Num::ZERO).max(*amount)
                    }
                    _ => Num::ZERO,
                };
                let apart = |below: Num, above: Num| above.sub(below).is_some_and(|gap| gap > off);
                apart(b, lo) || apart(hi, a)
            }
        }
    }

    /// Whether it holds on every day alike and whatever is rounded: figures that contradict it can never be meant.
    pub(crate) fn is_strict(&self) -> bool {
        matches!(self.how, How::Level(..))
    }

    /// Whether a company may be at odds with it by a day, or by what is rounded, for a reader of some fields.
    pub(crate) fn can_differ(&self, reads: &[FieldId]) -> bool {
        match self.how {
            // The day itself is read by no one.
            How::Days(_) => reads.contains(&self.to),
            How::Less(..) => self.fields().iter().all(|field| reads.contains(field)),
            _ => false,
        }
    }

    /// Whether what it rests on is easier to say than what follows.
    pub(crate) fn is_asked(&self) -> bool {
        match &self.how {
            How::Days(_) | How::Times(_) => true,
            How::Level(_, says) => !matches!(says, Value::Flag(_)),
            How::Less(..) | How::Instead => false,
        }
    }

    /// Every field that it joins.
    pub fn fields(&self) -> [FieldId; 3] {
        let third = match self.how {
            How::Less(other, ..) | How::Times(other) => other,
            _ => self.from,
        };
        [self.to, self.from, third]
    }
}
