//! What a field says of others, what gives it or stands in for it, and within what it can be meant: the members of an entry of
//! `dictionary.json` that join fields, as lines that [`innopoints_core::facts`] reads.

use super::parts::{Bound, FieldName, Holds};
use super::reader::{Node, Problems, Spanned, Value, object};
use innopoints_core::dictionary::Dictionary;
use innopoints_core::json::Json;
use innopoints_core::json::Span;
use innopoints_core::number::{Dim, Num, parse_decimal, unit};

object! {
    /// 由一项数据得出的另一项：是非项为“是”时、选项为某几档时、日期满若干天时。
    /// What follows of another field: from a yes, from some levels of a choice, from so many days since a date.
    struct Implied {
        /// 选项的哪几档。 The levels of a choice.
        when: Option<Spanned<Vec<Spanned<FieldName>>>>,
        /// 满多少天。 How many days have passed.
        days: Option<Spanned<Whole>>,
        /// 得出哪一项。 The field that follows.
        field: Spanned<FieldName>,
        /// 是非项得出是或否。 Yes or no, of a flag.
        is: Option<Spanned<bool>>,
        /// 数字得出的范围 [最低, 最高]。 From the lowest to the highest, of a number.
        #[schemars(length(min = 2, max = 2))]
        between: Option<Spanned<Vec<Spanned<Bound>>>>,
    }
}

object! {
    /// 两项的差；因为四舍五入，填的数可以差一点。 The first field less the second; what is given may be off by what was rounded.
    struct Difference {
        /// 被减的和减去的。 The two fields.
        #[schemars(length(min = 2, max = 2))]
        of: Spanned<Vec<Spanned<FieldName>>>,
        /// 可以差被减数的多大一部分，如 0.005。 Off by such a share of the first, as 0.005.
        share: Spanned<Bound>,
        /// 可以差多少；两者取较大的。 Or by so much, whichever is more.
        amount: Spanned<Bound>,
    }
}

object! {
    /// 合情理的范围：超出的照样计算，同时提醒，并给出可能的原意。
    /// Within what a figure can be meant: one beyond is scored and warned of, with what was probably meant.
    struct Limits {
        /// 不为 0 时的最小值。 The least but 0.
        from: Option<Spanned<Bound>>,
        /// 最大值（不知道人数时用）。 The most, where the number of people is not known.
        to: Option<Spanned<Bound>>,
        /// 人均的最大值。 The most a head.
        each: Option<Spanned<Each>>,
        /// 可能的原意是它的多少倍：0.0001，把元当成了万元；100，把小数当成了百分数。
        /// What was probably meant is so many times it: 0.0001, yuan entered as 万元; 100, a fraction entered as a percentage.
        repair: Spanned<Bound>,
    }
}

object! {
    /// 按人数平均。 For each of the people.
    struct Each {
        /// 人数是哪一项。 The field that counts them.
        of: Spanned<FieldName>,
        /// 最大值。 The most.
        to: Spanned<Bound>,
    }
}

/// 天数。 A number of days.
#[derive(Clone, Copy, Debug, schemars::JsonSchema)]
#[schemars(transparent)]
pub(crate) struct Whole(pub u32);

impl Value for Whole {
    fn read(node: &Node<'_>) -> Option<Self> {
        let Json::Number(text) = node.json else {
            node.expected("整数", "a whole number");
            return None;
        };
        let read = text.parse().ok().filter(|days| (1..=100_000).contains(days));
        if read.is_none() {
            node.fail("bad_number", "“{0}”不是可用的数字", "\"{0}\" is not a usable number", &[text.into()]);
        }
        read.map(Whole)
    }
}

/// A field that another names.
pub(super) struct Named<'f> {
    pub index: usize,
    pub unit: &'f str,
    pub holds: Holds,
    pub levels: Vec<&'f str>,
}

impl Named<'_> {
    fn dim(&self) -> Option<Dim> {
        unit(self.unit).map(|unit| unit.0)
    }

    /// Whether a figure of the other can stand for one of it.
    pub fn is_like(&self, other: &Named<'_>) -> bool {
        self.holds == other.holds && self.dim() == other.dim() && self.levels == other.levels
    }
}

/// The lines of facts, of limits, and what they are read with.
pub(super) struct Writer<'a, 'f> {
    pub own: Named<'f>,
    pub named: &'a dyn Fn(&str) -> Option<Named<'f>>,
    pub problems: &'a Problems,
}

impl<'f> Writer<'_, 'f> {
    /// Another field that is named.
    pub fn field(&self, name: &Spanned<FieldName>, fits: &dyn Fn(&Named<'f>) -> bool) -> Option<Named<'f>> {
        let FieldName(id) = name.get()?;
        let Some(found) = (self.named)(id) else {
            self.problems.note(name.span, *Dictionary::shipped().unknown("unknown_field", id));
            return None;
        };
        if found.index == self.own.index || !fits(&found) {
            self.clash(name.span, id);
            return None;
        }
        Some(found)
    }

    fn clash(&self, span: Span, id: &str) {
        let (zh, en) = ("与“{0}”的类型或单位对不上", "does not go with the type or unit of \"{0}\"");
        self.problems.fail(span, "unit_clash", zh, en, &[id.into()]);
    }

    /// The indices of two numbers that together give what this field measures.
    pub fn pair(
        &self,
        both: &Spanned<Vec<Spanned<FieldName>>>,
        gives: &dyn Fn(Dim, Dim) -> Option<Dim>,
    ) -> Option<[String; 2]> {
        let [a, b] = &both.get()?[..] else {
            self.problems.fail(both.span, "bad_range", "要写两个数据项", "two fields are needed", &[]);
            return None;
        };
        let number = |other: &Named<'f>| other.holds == Holds::Number;
        let (first, second) = (self.field(a, &number)?, self.field(b, &number)?);
        if gives(first.dim()?, second.dim()?) != self.own.dim() {
            self.clash(b.span, &b.get()?.0);
            return None;
        }
        Some([first, second].map(|field| field.index.to_string()))
    }

    pub fn difference(&self, of: &Difference) -> Option<Vec<String>> {
        let [a, b] = self.pair(&of.of, &|a, b| (a == b).then_some(a))?;
        Some(vec!["less".into(), self.own.index.to_string(), a, text(&of.share)?, text(&of.amount)?, b])
    }

    pub fn implied(&self, fact: &Implied, span: Span) -> Option<Vec<String>> {
        let wanted = if fact.is.is_some() || fact.days.is_some() { Holds::Flag } else { Holds::Number };
        let to = self.field(&fact.field, &|to| to.holds == wanted)?;
        let (to, own) = (to.index.to_string(), self.own.index.to_string());
        let levels = match (self.own.holds, &fact.when, &fact.days, &fact.is, &fact.between) {
            (Holds::Date, None, Some(days), None, None) => {
                return Some(vec!["days".into(), to, own, days.get()?.0.to_string()]);
            }
            (Holds::Flag, None, None, ..) => 2,
            (Holds::Choice, Some(when), None, ..) => {
                let mut set = 0_u64;
                for level in when.get()? {
                    let FieldName(id) = level.get()?;
                    match self.own.levels.iter().position(|known| known == id) {
                        Some(at) => set |= 1 << at,
                        None => self.problems.unknown_key(level.span, id, &self.own.levels),
                    }
                }
                set
            }
            _ => return self.wrong(span),
        };
        let mut lines = match (&fact.is, &fact.between) {
            (Some(is), None) => vec![if is.value? { "yes" } else { "no" }.to_string(), to, own],
            (None, Some(between)) => {
                let [lo, hi] = &between.get()?[..] else { return self.wrong(between.span) };
                if number(lo)? > number(hi)? {
                    return self.wrong(between.span);
                }
                vec!["range".into(), to, own, text(lo)?, text(hi)?]
            }
            _ => return self.wrong(span),
        };
        lines.push(levels.to_string());
        Some(lines)
    }

    fn wrong<T>(&self, span: Span) -> Option<T> {
        self.problems.fail(
            span,
            "bad_fact",
            "日期写 days，选项写 when，是非项都不写；得出是非项写 is，得出数字写 between",
            "a date has days, a choice when, a flag neither; is says what a flag is, between where a number lies",
            &[],
        );
        None
    }

    pub fn limits(&self, of: &Limits) -> Option<Vec<String>> {
        let optional = |end: &Option<Spanned<Bound>>| end.as_ref().map_or(Some(String::new()), text);
        let mut lines = vec![self.own.index.to_string(), optional(&of.from)?, optional(&of.to)?];
        match &of.each {
            None => lines.extend(["0".into(), String::new()]),
            Some(each) => {
                let each = each.get()?;
                let people = self.field(&each.of, &|of| of.dim() == Some(Dim::PEOPLE))?;
                lines.extend([(people.index + 1).to_string(), text(&each.to)?]);
            }
        }
        lines.push(text(&of.repair)?);
        Some(lines)
    }
}

fn text(bound: &Spanned<Bound>) -> Option<String> {
    Some(bound.get()?.0.clone())
}

fn number(bound: &Spanned<Bound>) -> Option<Num> {
    parse_decimal(&bound.get()?.0).ok()
}
