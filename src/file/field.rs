//! The form of an input field: an entry of `dictionary.json`, and of the fields that a scheme or a file of instruments
//! defines. What an entry says to a program is a list of lines, those that [`Dictionary`] reads.
//!
//! One subject, longer than 500 lines: every member of an entry, its checks and its lines stand here together.

use super::facts::{Difference, Implied, Limits, Named, Writer};
use super::parts::{Bound, FieldName, Holds, Plain, Text};
use super::reader::{Map, Node, Problems, Spanned, Spans, Value, object, words};
use innopoints_core::dictionary::{Dictionary, Kind, OWN_MARK};
use innopoints_core::gather::Gather;
use innopoints_core::json::{Json, Span};
use innopoints_core::number::{Num, parse_bare, parse_decimal, unit};
use innopoints_core::scheme::model;
use innopoints_core::text::find_any;
use serde_json::json;

/// As many fields as one file may define.
const MAX_FIELDS: usize = 200;

words! {
    /// 数据项的类型。 What a field holds.
    struct HoldsWord(Holds), "bad_kind", "没有“{0}”，可用：{1}", "no \"{0}\"; there are {2}", {
        /// 数字。 A number.
        "number" => Holds::Number,
        /// 是否。 Yes or no.
        "flag" => Holds::Flag,
        /// 选项。 One of some levels.
        "choice" => Holds::Choice,
        /// 日期。 A day.
        "date" => Holds::Date,
    }
}

words! {
    /// 表单的哪一部分；只有页面用到。 Which part of a form a field stands in; only pages ask.
    struct Section(()), "bad_kind", "没有“{0}”，可用：{1}", "no \"{0}\"; there are {2}", {
        /// 收入与利润。 Income.
        "income" => (),
        /// 资产负债。 Balance sheet.
        "balance" => (),
        /// 研发。 R&D.
        "rd" => (),
        /// 人员。 People.
        "people" => (),
        /// 知识产权与奖励。 Intellectual property and awards.
        "ip" => (),
        /// 企业概况。 Profile.
        "profile" => (),
        /// 守法诚信。 Conduct.
        "conduct" => (),
        /// 融资。 Financing.
        "financing" => (),
    }
}

object! {
    /// 数据项。 An input field.
    #[schemars(extend("allOf" = json!([
        {
            "if": {"properties": {"type": {"const": "number"}}},
            "then": {"required": ["unit"]},
            "else": {"properties": {
                "unit": false, "whole": false, "min": false, "max": false, "at_most": false,
                "difference": false, "product": false, "plausible": false
            }}
        },
        {
            "if": {"properties": {"type": {"const": "choice"}}},
            "then": {"required": ["levels"]},
            "else": {"properties": {"levels": false}}
        }
    ])))]
    struct Field {
        /// 标识。 Its id.
        id: Spanned<FieldName>,
        /// 类型。 What it holds.
        holds = "type": Spanned<HoldsWord>,
        /// 单位，数字才有：万元、%、人、件、年等。 The unit of a number: 万元, %, 人, 件, 年 and others.
        unit: Option<Spanned<Plain>>,
        /// 只能是整数。 Only whole numbers.
        whole: Option<Spanned<bool>>,
        /// 最小值。 The least.
        min: Option<Spanned<Bound>>,
        /// 最大值。 The most.
        max: Option<Spanned<Bound>>,
        /// 是哪一项的一部分，不能超过它。 The field that it is a part of and cannot exceed.
        at_most: Option<Spanned<FieldName>>,
        /// 由它得出的其他数据项。 What follows from it.
        #[schemars(length(max = 16))]
        implies: Option<Spanned<Vec<Spanned<Implied>>>>,
        /// 它是哪两项的差。 The two fields of which it is the difference.
        difference: Option<Spanned<Difference>>,
        /// 没有填时，它是哪两项的积。 The two fields of which it is the product, where it is not given.
        product: Option<Spanned<Vec<Spanned<FieldName>>>>,
        /// 没有填时依次由哪些口径代替。 What stands in for it where it is not given, in this order.
        #[schemars(length(max = 16))]
        stands_in: Option<Spanned<Vec<Spanned<FieldName>>>>,
        /// 多大才合情理。 Within what it can be meant.
        plausible: Option<Spanned<Limits>>,
        /// 选项，选项字段才有。 The levels of a choice.
        #[schemars(length(min = 2, max = 64))]
        levels: Option<Spanned<Vec<Spanned<Level>>>>,
        /// 表单的哪一部分。 Which part of a form it stands in.
        section: Option<Spanned<Section>>,
        /// 一年内大致能改变多少、多大力气：估计；不写就不动。 How it can move within a year, an estimate; without it, it stays.
        moves = "move": Option<Spanned<Moves>>,
        /// 名称。 Its name.
        title: Spanned<Text>,
        /// 表格里的其他叫法；已是别的数据项的名称或叫法的，仍归那一项。 Other headings in tables; one that is a heading of
        /// another field stays with that.
        #[schemars(length(max = 64))]
        aliases: Option<Spanned<Vec<Spanned<Plain>>>>,
        /// 含义。 What it means.
        meaning: Spanned<Text>,
        /// 在哪里找到。 Where a company finds it.
        found = "where": Spanned<Text>,
    }
}

object! {
    /// 选项字段的一个选项。 A level of a choice.
    struct Level {
        /// 标识。 Its id.
        id: Spanned<FieldName>,
        /// 名称。 Its name.
        title: Spanned<Text>,
    }
}

object! {
    /// 能怎样改变：数字写 cost、up、down，是非和选项写 to。
    /// How a field can move: cost, up and down of a number, to of a flag or a choice.
    struct Moves {
        /// 每改变一个单位的花费，万元。 Effort of a unit, in 万元.
        cost: Option<Spanned<Bound>>,
        /// 一年内最多增加：20%，或数量；用 | 隔开取较大的。 How far up: a share or an amount; of two parted by | the larger.
        up: Option<Spanned<Plain>>,
        /// 一年内最多减少。 How far down.
        down: Option<Spanned<Plain>>,
        /// 改为某一档的花费，万元。 Effort of getting to a level, in 万元.
        to: Option<Spanned<Map<Bound>>>,
    }
}

/// Fields of a list, as a program takes them.
#[derive(Default)]
pub(crate) struct Read {
    /// What [`Dictionary::with`] reads; empty where there are none.
    pub lines: String,
    /// How each can move.
    pub moves: Vec<Option<model::Move>>,
}

/// How the id of every field begins that a file of this id defines.
fn beginning_of(file: &str) -> String {
    let mut beginning: String = file.chars().map(|c| if c == '-' { '_' } else { c }).collect();
    beginning.push_str(OWN_MARK);
    beginning
}

/// Reads the fields that a file defines; `file` is its id. What was taken over of another file begins with the id of that.
pub(crate) fn own(list: &Option<Spanned<Vec<Spanned<Field>>>>, file: &str, problems: &Problems) -> Read {
    let items = list.as_ref().and_then(Spanned::get).map_or(&[][..], Vec::as_slice);
    if let Some(more) = items.get(MAX_FIELDS) {
        let (zh, en) = ("一个文件至多 {0} 个自己的数据项", "a file may define at most {0} fields");
        problems.fail(more.span, "too_large", zh, en, &[(&MAX_FIELDS.to_string()).into()]);
        return Read::default();
    }
    let beginning = beginning_of(file);
    for name in items.iter().filter_map(Spanned::get).map(|field| &field.id).filter(|name| name.span.is_some()) {
        let Some(FieldName(id)) = name.get() else { continue };
        if Dictionary::shipped().find(id).is_some() {
            problems.fail(
                name.span,
                "duplicate",
                "“{0}”是数据字典已有的数据项：直接用它，不必定义",
                "\"{0}\" is a field of the dictionary: use it, there is no need to define it",
                &[id.into()],
            );
        } else if id.strip_prefix(beginning.as_str()).is_none_or(str::is_empty) {
            problems.fail(
                name.span,
                "bad_prefix",
                "自己的数据项，标识要以“{1}”开头（文件的标识，- 写作 _，后接两个 _），例如“{1}{0}”",
                "the id of a field of one's own begins with \"{1}\" (the file's id with - as _, then two more _), as in \"{1}{0}\"",
                &[id.into(), (&beginning).into()],
            );
        }
    }
    read(items, problems)
}

/// How each field of a JSON array can move, which is known to be in order.
pub(crate) fn moves(json: &str) -> Vec<Option<model::Move>> {
    let problems = Problems::new();
    let read = |json: &Json| {
        let fields: Option<Vec<Spanned<Field>>> = Value::read(&Node::root(json, &Spans::NONE, &problems));
        read(&fields.unwrap_or_default(), &problems).moves
    };
    Json::parse(json).map_or_else(|_| Vec::new(), |json| read(&json))
}

/// Reads fields, after those of the shipped dictionary; without those that something is wrong with.
fn read(items: &[Spanned<Field>], problems: &Problems) -> Read {
    let mut read = Read::default();
    let mut lines = Vec::new();
    let mut known: Vec<&Field> = Vec::new();
    for item in items {
        let Some(field) = item.get() else { continue };
        let Some(FieldName(id)) = field.id.get() else { continue };
        if known.iter().any(|known| known.is(id)) {
            problems.duplicate(if field.id.span.is_some() { field.id.span } else { item.span }, id);
            continue;
        }
        // A part of itself would have no end: of the fields of one's own, the earlier ones.
        if let Some((own, moves)) =
            field.lines(&|id| named(id, &known).map(|named| (named.index, named.unit)), problems)
        {
            lines.extend(own);
            read.moves.push(moves);
            known.push(field);
        }
    }
    if !known.is_empty() {
        let (mut facts, mut limits, mut aliases) = (Vec::new(), Vec::new(), Vec::new());
        for field in &known {
            field.facts(&|id| named(id, &known), &mut facts, &mut limits, problems);
            field.headings(&|id| named(id, &known), &mut aliases, problems);
        }
        read.lines = known.len().to_string() + "\n";
        for line in lines.iter().chain([&facts.len().to_string()]).chain(facts.iter().flatten()) {
            read.lines += &[line, "\n"].concat();
        }
        let mut lists = vec![limits];
        // The shipped dictionary has its headings elsewhere: its lines end before them.
        lists.extend(Some(aliases).filter(|aliases| !aliases.is_empty()));
        for list in lists {
            for line in [&list.len().to_string()].into_iter().chain(list.iter().flatten()) {
                read.lines += &[line, "\n"].concat();
            }
        }
    }
    read
}

/// A field by its id: of the shipped dictionary, or of these.
fn named<'f>(id: &str, own: &[&'f Field]) -> Option<Named<'f>> {
    let shipped = Dictionary::shipped();
    if let Some(found) = shipped.find(id) {
        let field = &shipped.fields[found];
        let (holds, levels) = match &field.kind {
            Kind::Flag => (Holds::Flag, Vec::new()),
            Kind::Date => (Holds::Date, Vec::new()),
            Kind::Choice(levels) => (Holds::Choice, levels.iter().map(|level| level.id).gather()),
            Kind::Number { .. } => (Holds::Number, Vec::new()),
        };
        return Some(Named { index: found.index(), unit: field.unit(), holds, levels });
    }
    let at = own.iter().position(|field| field.is(id))?;
    let field = own[at];
    let levels = field.levels.as_ref().and_then(Spanned::get).map_or(&[][..], Vec::as_slice);
    let level = |level: &'f Spanned<Level>| level.get().and_then(|level| level.id.get()).map(|id| id.0.as_str());
    Some(Named {
        index: shipped.fields.len() + at,
        unit: field.unit.as_ref().and_then(Spanned::get).map_or("", |unit| unit.0.as_str()),
        holds: field.holds.get()?.0,
        levels: levels.iter().filter_map(level).gather(),
    })
}

impl Field {
    /// Whether it has this id.
    fn is(&self, id: &str) -> bool {
        self.id.get().is_some_and(|own| own.0 == id)
    }

    /// Adds what it says of others to the facts, and its limits, each as a list of lines.
    fn facts<'f>(
        &self,
        named: &dyn Fn(&str) -> Option<Named<'f>>,
        facts: &mut Vec<Vec<String>>,
        limits: &mut Vec<Vec<String>>,
        problems: &Problems,
    ) {
        let Some(own) = self.id.get().and_then(|id| named(&id.0)) else { return };
        let writer = Writer { own, named, problems };
        let own = writer.own.index.to_string();
        for implied in list(&self.implies) {
            facts.extend(implied.get().and_then(|fact| writer.implied(fact, implied.span)));
        }
        if let Some(difference) = &self.difference {
            facts.extend(difference.get().and_then(|of| writer.difference(of)));
        }
        if let Some(product) = &self.product {
            let lines = writer.pair(product, &|a, b| a.times(b)).map(|[a, b]| vec!["times".into(), own.clone(), a, b]);
            facts.extend(lines);
        }
        for other in list(&self.stands_in) {
            let like = writer.field(other, &|other| writer.own.is_like(other));
            facts.extend(like.map(|other| vec!["instead".into(), own.clone(), other.index.to_string()]));
        }
        if let Some(plausible) = &self.plausible {
            limits.extend(plausible.get().and_then(|of| writer.limits(of)));
        }
    }

    /// Adds its other headings, each as a list of lines: whose it is, and the heading.
    fn headings<'f>(
        &self,
        named: &dyn Fn(&str) -> Option<Named<'f>>,
        headings: &mut Vec<Vec<String>>,
        problems: &Problems,
    ) {
        let Some(own) = self.id.get().and_then(|id| named(&id.0)) else { return };
        for heading in list(&self.aliases) {
            let Some(Plain(text)) = heading.get() else { continue };
            if is_no_line(text) {
                let (zh, en) = ("叫法要在一行里，不能是空的", "a heading is one line, and not blank");
                problems.fail(heading.span, "blank", zh, en, &[]);
            }
            headings.push(vec![own.index.to_string(), text.clone()]);
        }
    }

    /// The lines of a field, in the order in which [`Dictionary`] reads them, and how it can move. `place` gives the index of
    /// a field that it may be a part of, and its unit.
    fn lines<'f>(
        &self,
        place: &dyn Fn(&str) -> Option<(usize, &'f str)>,
        problems: &Problems,
    ) -> Option<(Vec<String>, Option<model::Move>)> {
        let Field { id, holds, unit, whole, min, max, at_most, levels, moves, title, .. } = self;
        let mut lines = vec![id.get()?.0.clone()];
        lines.extend(names(title, problems)?);
        let holds = holds.get()?.0;
        self.has_only(holds, problems)?;
        let mut level_ids = vec!["false", "true"];
        match holds {
            Holds::Flag => lines.push("flag".into()),
            Holds::Date => lines.push("date".into()),
            Holds::Choice => {
                let Some(levels) = levels else {
                    problems.missing(id.span, "levels");
                    return None;
                };
                let list = levels.get()?;
                level_ids.clear();
                lines.extend(["choice".into(), list.len().to_string()]);
                for level in list {
                    let (span, level) = (level.span, level.get()?);
                    let id = level.id.get()?.0.as_str();
                    if level_ids.contains(&id) {
                        problems.duplicate(span, id);
                        return None;
                    }
                    level_ids.push(id);
                    lines.push(id.into());
                    lines.extend(names(&level.title, problems)?);
                }
                if list.len() < 2 {
                    problems.fail(levels.span, "missing", "至少要有两个选项", "at least two levels are needed", &[]);
                    return None;
                }
            }
            Holds::Number => {
                let Some(unit) = unit else {
                    problems.missing(id.span, "unit");
                    return None;
                };
                let name = known_unit(unit, problems)?;
                whole.as_ref().map_or(Some(true), |whole| whole.value)?;
                lines.push(name.into());
                lines.push(if matches!(whole, Some(Spanned { value: Some(true), .. })) { "whole" } else { "" }.into());
                let mut ends = [None, None];
                for (end, bound) in ends.iter_mut().zip([min, max]) {
                    let text = match bound {
                        Some(bound) => bound.get()?.0.as_str(),
                        None => "",
                    };
                    *end = parse_bare(text, name).ok();
                    lines.push(text.into());
                }
                if let ([Some(lo), Some(hi)], Some(max)) = (ends, max)
                    && lo > hi
                {
                    let (zh, en) = ("最大值小于最小值", "the most is below the least");
                    problems.fail(max.span, "bad_range", zh, en, &[]);
                    return None;
                }
                let whole = match at_most {
                    Some(at_most) => {
                        let id = &at_most.get()?.0;
                        let Some((index, of)) = place(id) else {
                            problems.note(at_most.span, *Dictionary::shipped().unknown("unknown_field", id));
                            return None;
                        };
                        let [own, of] = [name, of].map(|name| innopoints_core::number::unit(name).map(|unit| unit.0));
                        if own != of {
                            let (zh, en) = ("与“{0}”的单位不是一类", "does not measure what \"{0}\" does");
                            problems.fail(at_most.span, "unit_clash", zh, en, &[id.into()]);
                            return None;
                        }
                        index + 1
                    }
                    None => 0,
                };
                lines.push(whole.to_string());
            }
        }
        let moves = match moves {
            Some(moves) => Some(moves.get()?.read(holds, &level_ids, moves.span, problems)?),
            None => None,
        };
        Some((lines, moves))
    }

    /// That nothing stands there which is for fields of another type.
    fn has_only(&self, holds: Holds, problems: &Problems) -> Option<()> {
        let of = |spans: &[Option<Span>]| spans.iter().copied().flatten().next();
        let Field { unit, whole, min, max, at_most, levels, difference, product, plausible, .. } = self;
        let number = [
            difference.as_ref().map(|s| s.span),
            product.as_ref().map(|s| s.span),
            plausible.as_ref().map(|s| s.span),
            unit.as_ref().map(|s| s.span),
            whole.as_ref().map(|s| s.span),
            min.as_ref().map(|s| s.span),
            max.as_ref().map(|s| s.span),
            at_most.as_ref().map(|s| s.span),
        ];
        let stray = match holds {
            Holds::Number => levels.as_ref().map(|s| s.span),
            Holds::Choice => of(&number),
            _ => of(&number).or(levels.as_ref().map(|s| s.span)),
        };
        if let Some(span) = stray {
            let (zh, en) = ("这类数据项没有这一项", "a field of this type has no such member");
            problems.fail(span, "unknown_key", zh, en, &[]);
        }
        stray.is_none().then_some(())
    }
}

impl Moves {
    fn read(&self, holds: Holds, levels: &[&str], span: Span, problems: &Problems) -> Option<model::Move> {
        let Moves { cost, up, down, to } = self;
        let effort = |bound: &Spanned<Bound>| {
            let cost = parse_decimal(&bound.get()?.0).ok()?;
            if cost <= Num::ZERO {
                problems.fail(bound.span, "bad_cost", "花费应大于 0", "an effort must be above 0", &[]);
            }
            (cost > Num::ZERO).then_some(cost)
        };
        let text = |text: &Option<Spanned<Plain>>| text.as_ref().and_then(Spanned::get).map(|text| text.0.clone());
        match (holds, cost, to) {
            (Holds::Number, Some(cost), None) => {
                Some(model::Move { cost: effort(cost)?, up: text(up), down: text(down), to: Vec::new() })
            }
            (Holds::Flag | Holds::Choice, None, Some(to)) if up.is_none() && down.is_none() => {
                let each = to.get()?.of(levels, false, to.span, problems).into_iter().enumerate();
                let mut found = Vec::new();
                for (level, bound) in each {
                    if let Some(bound) = bound {
                        found.push((level, effort(bound)?));
                    }
                }
                Some(model::Move { cost: Num::ONE, up: None, down: None, to: found })
            }
            _ => {
                problems.fail(
                    span,
                    "bad_move",
                    "数字写 cost、up、down，是非和选项写 to，日期不能改变",
                    "a number has cost, up and down, a flag or a choice has to, and a date does not move",
                    &[],
                );
                None
            }
        }
    }
}

fn list<T>(list: &Option<Spanned<Vec<Spanned<T>>>>) -> &[Spanned<T>] {
    list.as_ref().and_then(Spanned::get).map_or(&[], Vec::as_slice)
}

/// A name in Chinese and English, neither of them blank nor over several lines.
fn names(title: &Spanned<Text>, problems: &Problems) -> Option<[String; 2]> {
    let text = title.get().and_then(Text::text)?;
    if is_no_line(&text.zh) || is_no_line(&text.en) {
        let (zh, en) = ("名称要有中文和英文，各一行", "a name is one line in Chinese and one in English");
        problems.fail(title.span, "blank", zh, en, &[]);
        return None;
    }
    Some([text.zh, text.en])
}

/// Whether a text is blank or over several lines.
fn is_no_line(text: &str) -> bool {
    text.trim().is_empty() || find_any(text, b"\n").is_some()
}

fn known_unit<'f>(name: &'f Spanned<Plain>, problems: &Problems) -> Option<&'f str> {
    let text = name.get()?.0.as_str();
    if unit(text).is_none() {
        problems.fail(name.span, "bad_unit", "没有单位“{0}”", "no unit \"{0}\"", &[text.into()]);
    }
    unit(text).map(|_| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use innopoints_core::dictionary::{DICTIONARY, SHIPPED_LINES, owner};
    use innopoints_core::json::Document;

    object! {
        /// `dictionary.json`.
        struct DictionaryFile {
            /// What the moves are.
            move_note: Spanned<Text>,
            /// The fields.
            fields: Option<Spanned<Vec<Spanned<Field>>>>,
        }
    }

    /// The build scripts only write down what stands in `dictionary.json`; this reads and checks it, and finds the same.
    #[test]
    fn the_dictionary_is_read_like_fields_of_ones_own() {
        let document = Document::parse(DICTIONARY).unwrap();
        let (problems, spans) = (Problems::new(), Spans::of(&document, Span::ROOT));
        let file = DictionaryFile::read(&Node::root(document.json(), &spans, &problems)).unwrap();
        let fields = file.fields.unwrap().value.unwrap();
        let found = read(&fields, &problems);
        assert_eq!(problems.into_spans(), []);
        assert_eq!(found.lines, SHIPPED_LINES);
        for (index, moves) in found.moves.iter().enumerate() {
            let shipped = crate::plan::shipped_move(innopoints_core::id::FieldId::new(index)).cloned();
            let shipped = shipped.map(|mut shipped| {
                shipped.to.sort_by_key(|(level, _)| *level);
                shipped
            });
            assert_eq!(*moves, shipped);
        }
        for field in &fields {
            let field = field.get().unwrap();
            assert!(field.section.is_some() && owner(&field.id.get().unwrap().0).is_none());
        }
    }
}
