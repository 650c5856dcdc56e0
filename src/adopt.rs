//! For a user who holds an annex that is not published: a template of the numbers that a scheme leaves open, and the
//! exact scheme that a filled one makes, as an extension of the scheme.
//!
//! The annex may know more than the scheme does. A name that is written over is the indicator's name; `-` for all its
//! points drops an indicator; a row `group/id` adds one; and where the scheme has no stages, columns of weights under
//! other names than `max` make stages, each told by the formula of its row `@name`, the last by none.
//!
//! One subject, a little longer than 500 lines: the template, and the extension that a filled one makes, row by row.

use crate::compile;
use crate::file::extend::retain;
use crate::file::number::{is_decimal, quantity};
use crate::file::print::write;
use crate::file::rules::Rule;
use crate::scheme::Scheme;
use innopoints_core::gather::Gather;
use innopoints_core::json::{Json, pointer};
use innopoints_core::problem::{Phrase, Problem};
use innopoints_core::text::{behind_last, parted, parts};

/// A table: a header and rows of text.
pub type Table = Vec<Vec<String>>;

pub use crate::compile::Find;

/// What the rows about the document itself are called, with their names in Chinese and English.
const ABOUT: [(&str, &str, &str); 7] = [
    ("@id", "方案标识（小写字母、数字、-）", "id of your scheme"),
    ("@title_zh", "中文名称", "title in Chinese"),
    ("@title_en", "英文名称", "title in English"),
    ("@issuer", "发布机关", "issuer"),
    ("@document", "文号", "document number"),
    ("@article", "条款或附件", "article or annex"),
    ("@from", "施行日期", "first day in force"),
];

/// The template of a scheme as a table: a row for each fact about the document, each named number and each indicator.
/// What is known is filled in; what is open is blank, and the last column says what it is taken for now.
pub fn template(id: &str, find: Find<'_>) -> Option<Table> {
    let base = merged(id, find)?;
    let stages = columns(&base);
    let mut header = vec!["id".to_string(), "名称 title".into()];
    header.extend(stages.iter().map(|s| format!("满分 {s}")));
    header.extend(["数值 value", "公式 formula", "现为 now"].map(String::from));
    let blank = || vec![String::new(); stages.len()];
    let mut table = vec![header];
    for (key, zh, en) in ABOUT {
        let known = match key {
            "@title_zh" => base.get("title").and_then(|t| t.text_of("zh")),
            "@title_en" => base.get("title").and_then(|t| t.text_of("en")),
            "@issuer" => base.text_of("issuer"),
            "@document" => base.text_of("document"),
            "@from" => base.get("effective").and_then(|e| e.text_of("from")),
            _ => None,
        };
        table.push(row(key, &format!("{zh} {en}"), blank(), known.unwrap_or_default(), "", ""));
    }
    for parameter in base.items_of("parameters") {
        let known = parameter.get("is").and_then(plain).unwrap_or_default();
        let now = if known.is_empty() { range(parameter) } else { String::new() };
        table.push(row(of(parameter, "id"), &title(parameter), blank(), &known, "", &now));
    }
    for indicator in indicators(&base) {
        let max = indicator.get("max");
        let weights = stages.iter().map(|stage| {
            let own = max.and_then(|m| m.get(stage)).or(max);
            own.and_then(plain).unwrap_or_default()
        });
        let mut now: Vec<String> =
            max.map(range).filter(|r| !r.is_empty()).map(|r| format!("满分 {r}")).into_iter().gather();
        let (mut value, mut formula) = (String::new(), of(indicator, "value"));
        match (indicator.get("reference"), indicator.get("judged")) {
            (Some(reference), _) => {
                value = plain(reference).unwrap_or_default();
                if value.is_empty() {
                    now.push(format!("满分值 reference {}", range(reference)));
                }
            }
            (None, Some(_)) => now.push("规则未公布：填公式和满分值，或在数值栏写 judged rule unpublished".into()),
            // Bands and the like say more than a cell can hold.
            (None, None) => (value, formula) = ("=".into(), ""),
        }
        table.push(row(of(indicator, "id"), &title(indicator), weights.gather(), &value, formula, &now.join("；")));
    }
    Some(table)
}

fn row(id: &str, title: &str, weights: Vec<String>, value: &str, formula: &str, now: &str) -> Vec<String> {
    let mut row = vec![id.to_string(), title.to_string()];
    row.extend(weights);
    row.extend([value, formula, now].map(str::to_string));
    row
}

/// The template as JSON: `{"scheme": …, "rows": {id: {column: text}}}`.
pub fn template_json(id: &str, find: Find<'_>) -> Option<String> {
    let (base, table) = (merged(id, find)?, template(id, find)?);
    let names: Vec<&str> = table.first().into_iter().flatten().map(|h| column(h)).gather();
    let string = |s: &str| Json::String(s.to_string());
    let cells = |row: &Vec<String>| -> Json {
        // What does not belong to a row is left out.
        let whole = indicators(&base).any(|i| of(i, "id") == row[0]);
        let cells = names.iter().zip(row).skip(1);
        let cells = cells.filter(|(name, cell)| whole || matches!(**name, "title" | "value") || !cell.is_empty());
        Json::Object(cells.map(|(name, cell)| (name.to_string(), string(cell))).gather())
    };
    let rows = table.iter().skip(1).map(|row| (row[0].clone(), cells(row))).gather();
    Some(write(&Json::Object(vec![("scheme".into(), string(id)), ("rows".into(), Json::Object(rows))])))
}

/// A filled template as JSON, as a table; each row with its pointer.
pub fn read_json(text: &str) -> Result<(Table, Vec<String>), Vec<Problem>> {
    let json = Json::parse(text).map_err(|p| vec![*p])?;
    let Some(Json::Object(rows)) = json.get("rows") else {
        let problem = Problem::new("missing", "缺少“rows”", "\"rows\" is missing", &[]);
        return Err(vec![problem.at(String::new())]);
    };
    let mut header = vec!["id".to_string()];
    for (_, cells) in rows {
        if let Json::Object(cells) = cells {
            for (name, _) in cells {
                if !header.contains(name) {
                    header.push(name.clone());
                }
            }
        }
    }
    let cells = |(id, row): &(String, Json)| {
        let cell =
            |name: &String| if name == "id" { id.clone() } else { row.get(name).and_then(plain).unwrap_or_default() };
        header.iter().map(cell).gather()
    };
    let table = std::iter::once(header.clone()).chain(rows.iter().map(cells)).gather();
    let places = std::iter::once("/rows".to_string()).chain(rows.iter().map(|(id, _)| pointer("/rows", id))).gather();
    Ok((table, places))
}

/// The stages of a scheme: id and Chinese name of each.
pub fn stages(id: &str, find: Find<'_>) -> Vec<(String, String)> {
    let base = merged(id, find).unwrap_or(Json::Null);
    let zh = |stage: &Json| stage.get("title").and_then(|title| title.text_of("zh")).unwrap_or_default().to_string();
    base.items_of("stages").iter().map(|stage| (of(stage, "id").to_string(), zh(stage))).gather()
}

/// What a column is called: the last word of its header.
pub(crate) fn column(header: &str) -> &str {
    behind_last(header.trim(), b' ')
}

/// A filled template.
struct Filled<'a> {
    table: &'a Table,
    columns: Vec<&'a str>,
    problems: Vec<Problem>,
}

impl<'a> Filled<'a> {
    fn row(&self, id: &str) -> Option<usize> {
        self.table.iter().skip(1).position(|row| row.first().is_some_and(|c| c.trim() == id)).map(|at| at + 1)
    }

    /// What a row says in a column; blank where it says nothing.
    fn cell(&self, row: usize, column: &str) -> &'a str {
        let place = self.columns.iter().position(|c| *c == column);
        place.and_then(|c| self.table.get(row)?.get(c)).map_or("", |c| c.trim())
    }

    /// Notes what is wrong with a row; the line is its place in the table, from 0.
    fn fail(&mut self, row: usize, column: &str, zh: &str, en: &str) {
        let place = self.columns.iter().position(|c| *c == column);
        let id = self.table.get(row).and_then(|r| r.first()).cloned().unwrap_or_default();
        let mut problem =
            Problem::new("template", &["{0}：", zh].concat(), &["{0}: ", en].concat(), &[(&id).into(), column.into()]);
        problem.line = u32::try_from(row).ok();
        problem.column = place.and_then(|c| u32::try_from(c + 1).ok());
        self.problems.push(problem);
    }

    /// The columns of weights: the scheme's stages, stages that the table brings along, or one column.
    fn stages(&self, base: &Json) -> Vec<String> {
        let default_columns = columns(base);
        let others = self.columns.iter().filter(|c| !["", "id", "title", "value", "formula", "now"].contains(c));
        match base.get("stages") {
            None if !self.columns.contains(&"max") => others.map(|c| c.to_string()).gather(),
            _ => default_columns,
        }
    }

    /// What must be filled in.
    fn need(&mut self, id: &str, column: &str) -> &'a str {
        let Some(row) = self.row(id) else {
            let parts = [id.into()];
            self.problems.push(Problem::new("template", "缺少“{0}”这一行", "the row \"{0}\" is missing", &parts));
            return "";
        };
        let found = self.cell(row, column);
        if found.is_empty() {
            self.fail(row, column, "“{1}”栏没有填", "the column \"{1}\" is blank");
        }
        found
    }
}

/// Makes a scheme of a filled template. A problem's line is its row in the table, from 0 for the header.
pub fn adopt(id: &str, table: &Table, find: Find<'_>) -> Result<String, Vec<Problem>> {
    let unknown =
        || vec![Problem::new("unknown_scheme", "没有“{0}”这个评价办法", "there is no scheme \"{0}\"", &[id.into()])];
    let base = merged(id, find).ok_or_else(unknown)?;
    let columns = table.first().into_iter().flatten().map(|h| column(h)).gather();
    let mut filled = Filled { table, columns, problems: Vec::new() };
    let stages = filled.stages(&base);
    let own_stages = base.get("stages").is_none() && stages.iter().all(|s| s != "max");
    for (at, row) in table.iter().enumerate().skip(1) {
        let id = row.first().map_or("", |c| c.trim());
        let known = ABOUT.iter().any(|a| a.0 == id)
            || (own_stages && id.strip_prefix('@').is_some_and(|id| stages.iter().any(|s| s == id)))
            || parted(id, b'/').is_some_and(|(group, _)| base.items_of("groups").iter().any(|g| of(g, "id") == group))
            || base.items_of("parameters").iter().chain(indicators(&base)).any(|i| of(i, "id") == id);
        if !id.is_empty() && !known {
            filled.fail(at, "id", "方案没有这个指标或参数", "the scheme has no such indicator or parameter");
        }
    }
    let about = ABOUT.map(|(key, ..)| filled.need(key, "value").to_string());
    let [own, title_zh, title_en, issuer, document, article, from] = about;
    // As files write it, however it was typed.
    let day = innopoints_core::number::read::day(&from);
    let from = day.map_or(from, |day| day.to_text());
    let first = base.get("effective").and_then(|e| e.text_of("from")).unwrap_or_default();
    if let (Some(day), Some(first), Some(row)) = (day, innopoints_core::number::read::day(first), filled.row("@from"))
        && day < first
    {
        let (zh, en) = ("早于这个评价办法的施行日", "before the scheme is in force");
        filled.fail(row, "value", zh, en);
    }
    let string = |s: &str| Json::String(s.to_string());
    let object =
        |members: Vec<(&str, Json)>| Json::Object(members.into_iter().map(|(k, v)| (k.to_string(), v)).gather());
    let source =
        object(vec![("article", string(&article)), ("standing", string("official")), ("checked", string("full_text"))]);
    let words = |zh: &str, en: &str| object(vec![("zh", string(zh)), ("en", string(en))]);
    let notes = words(
        &format!("在 {id} 的基础上，按使用者所持文件填入未公布的数字；未经我们核对。"),
        &format!(
            "{id}, with the numbers that are not published filled in from the user's own document, which we have not checked."
        ),
    );
    let mut scheme = vec![
        ("$schema", string("scheme.schema.json")),
        ("id", string(&own)),
        ("extends", string(id)),
        ("title", words(&title_zh, &title_en)),
        ("issuer", string(&issuer)),
        ("document", string(&document)),
        ("effective", object(vec![("from", string(&from))])),
        ("notes", notes),
    ];
    let mut parameters = Vec::new();
    for parameter in base.items_of("parameters") {
        let id = of(parameter, "id");
        let is = filled.need(id, "value");
        if !is.is_empty() && quantity(is).is_none() {
            let row = filled.row(id).unwrap_or(0);
            filled.fail(row, "value", "不是带单位的数字，例如 500万元", "is no number with a unit, such as 500万元");
        }
        let title = parameter.get("title").cloned().unwrap_or(Json::Null);
        parameters.push(object(vec![
            ("id", string(id)),
            ("title", title),
            ("is", string(is)),
            ("source", source.clone()),
        ]));
    }
    if !parameters.is_empty() {
        scheme.push(("parameters", Json::Array(parameters)));
    }
    if own_stages {
        let list = stages.iter().enumerate().map(|(n, id)| {
            let row = format!("@{id}");
            let title = filled.need(&row, "title");
            let mut stage = vec![("id", string(id)), ("title", words(title, title))];
            if n + 1 < stages.len() {
                stage.push(("when", string(filled.need(&row, "formula"))));
            }
            stage.push(("source", source.clone()));
            object(stage)
        });
        scheme.push(("stages", Json::Array(list.gather())));
    }
    // Lists and conditions whose source was an estimate or reported now rest on the annex.
    for key in ["stages", "classes", "gates", "ties", "pass"] {
        if let Some(part) = base.get(key).filter(|part| unofficial(part)) {
            scheme.push((key, sourced(part, &source)));
        }
    }
    let mut groups = Vec::new();
    let mut dropped = Vec::new();
    for group in base.items_of("groups") {
        let mut changed = Vec::new();
        for indicator in group.items_of("indicators") {
            let id = of(indicator, "id");
            let is_dropped =
                |row| !stages.is_empty() && stages.iter().all(|s| matches!(filled.cell(row, s), "-" | "−" | "—"));
            if filled.row(id).is_some_and(is_dropped) {
                dropped.push(string(id));
            } else {
                changed.extend(adopted(indicator, id, &stages, &source, &mut filled));
            }
        }
        let group_id = of(group, "id");
        for row in table.iter().skip(1) {
            let id = row.first().map_or("", |c| c.trim());
            if parted(id, b'/').is_some_and(|(group, _)| group == group_id) {
                // Its rule is a reference, as of what is open.
                let blank = object(vec![("reference", Json::Null)]);
                changed.extend(adopted(&blank, id, &stages, &source, &mut filled));
            }
        }
        if !changed.is_empty() || group.get("source").is_some_and(is_unofficial) {
            let id = string(of(group, "id"));
            groups.push(object(vec![("id", id), ("source", source.clone()), ("indicators", Json::Array(changed))]));
        }
    }
    if !dropped.is_empty() {
        scheme.push(("drop", Json::Array(dropped)));
    }
    scheme.push(("groups", Json::Array(groups)));
    if !filled.problems.is_empty() {
        return Err(filled.problems);
    }
    let text = write(&object(scheme));
    match Scheme::parse_with(&text, None, find) {
        Ok(scheme) if !scheme.official => {
            let open = scheme.quantities.iter().filter(|q| !q.is_exact() && q.typical.is_some()).map(|q| q.id.as_str());
            let mut open: Vec<&str> = open.gather();
            open.dedup();
            let (zh, en) = (open.join("、"), open.join(", "));
            Err(vec![Problem::new(
                "still_open",
                "填好后仍有估计的数字：{0}。分档等规则请写成方案文件（见作者指南）",
                "some numbers are still estimates: {0}. Write bands and the like in a scheme file (see the authors' guide)",
                &[Phrase { zh: &zh, en: &en }],
            )])
        }
        Ok(_) => Ok(text),
        Err(problems) => Err(problems.into_iter().map(|p| in_template(p, &text, &filled)).gather()),
    }
}

/// An indicator with the numbers of the row of this name; nothing where there is no such row.
fn adopted(indicator: &Json, id: &str, stages: &[String], source: &Json, filled: &mut Filled<'_>) -> Option<Json> {
    let own_id = behind_last(id, b'/');
    let mut own = vec![("id".to_string(), Json::String(own_id.into()))];
    let weights: Vec<String> = stages.iter().map(|stage| filled.need(id, stage).to_string()).gather();
    let row = filled.row(id)?;
    let name = match filled.cell(row, "title") {
        "" if indicator.get("title").is_none() => filled.need(id, "title"),
        name => name,
    };
    if !name.is_empty() && name != title(indicator).trim() {
        let name = Json::String(name.into());
        own.push(("title".into(), Json::Object(vec![("zh".into(), name.clone()), ("en".into(), name)])));
    }
    for (stage, weight) in stages.iter().zip(&weights) {
        if !weight.is_empty() && !is_decimal(weight) {
            filled.fail(row, stage, "“{1}”栏不是数字", "the column \"{1}\" is no number");
        }
    }
    let number = |text: &String| Json::Number(text.clone());
    let max = match &weights[..] {
        all if all.windows(2).all(|w| w[0] == w[1]) => all.first().map(number)?,
        all => Json::Object(stages.iter().cloned().zip(all.iter().map(number)).gather()),
    };
    own.push(("max".into(), max));
    let judged = indicator.get("judged").is_some();
    let value = filled.cell(row, "value");
    let formula = filled.cell(row, "formula");
    if judged && matches!(value, "judged" | "any" | "专家评定") {
        own.push(("judged".into(), Json::String("any".into())));
    } else if judged || indicator.get("reference").is_some() {
        for (column, text) in [("value", value), ("formula", formula)] {
            if text.is_empty() {
                filled.fail(row, column, "“{1}”栏没有填", "the column \"{1}\" is blank");
            }
        }
        if !value.is_empty() && quantity(value).is_none() {
            filled.fail(row, "value", "不是带单位的数字，例如 500万元", "is no number with a unit, such as 500万元");
        }
        own.push(("value".into(), Json::String(formula.into())));
        own.push(("reference".into(), Json::String(value.into())));
    } else {
        if !value.is_empty() && value != "=" {
            filled.fail(row, "value", "这一项没有满分值，写 = 表示规则不变", "has no reference; = keeps its rule");
        }
        // Said again, for points that a rule leaves to the maximum.
        if let Json::Object(members) = indicator {
            let keys = Rule::keys();
            own.extend(members.iter().filter(|m| keys.contains(&m.0.as_str())).cloned());
        }
    }
    own.push(("source".into(), source.clone()));
    Some(Json::Object(own))
}

/// A problem of the made file as one of the template: the row of the indicator or parameter that it is about.
fn in_template(mut problem: Problem, text: &str, filled: &Filled<'_>) -> Problem {
    let json = Json::parse(text).unwrap_or(Json::Null);
    let mut at = &json;
    let mut id = None;
    for step in parts(problem.pointer.as_deref().unwrap_or_default(), b'/').into_iter().skip(1) {
        let next = match at {
            Json::Array(list) => step.parse::<usize>().ok().and_then(|i| list.get(i)),
            at => at.get(step),
        };
        let Some(next) = next else { break };
        at = next;
        if let Some(found) = at.text_of("id") {
            id = Some(found);
        }
    }
    problem.column = None;
    problem.line = id.and_then(|id| filled.row(id)).and_then(|row| u32::try_from(row).ok());
    problem
}

/// A scheme with what it takes over, as JSON; none where it cannot be read. Named numbers that no formula calls, such as
/// those of stages that an extension has replaced, are left out: nobody need know them.
fn merged(id: &str, find: Find<'_>) -> Option<Json> {
    let (mut json, scheme) = compile::read(&find(id)?, find).whole()?;
    let called = compile::called(&scheme.program, scheme.quantities.len());
    let is_called = |id: &str| scheme.parameters.iter().any(|p| p.id == id && called[p.quantity.index()]);
    retain(&mut json, "parameters", &mut |parameter| is_called(of(parameter, "id")));
    Some(json)
}

/// The columns of weights: the stages, or one.
fn columns(base: &Json) -> Vec<String> {
    let stages: Vec<String> = base.items_of("stages").iter().map(|s| of(s, "id").to_string()).gather();
    if stages.is_empty() { vec!["max".into()] } else { stages }
}

fn indicators(base: &Json) -> impl Iterator<Item = &Json> {
    base.items_of("groups").iter().flat_map(|g| g.items_of("indicators"))
}

fn is_unofficial(source: &Json) -> bool {
    source.text_of("standing").is_some_and(|s| s != "official")
}

/// Whether any source in it is not official.
fn unofficial(json: &Json) -> bool {
    match json {
        Json::Array(list) => list.iter().any(unofficial),
        Json::Object(members) => members.iter().any(|(key, value)| match key.as_str() {
            "source" => is_unofficial(value),
            _ => unofficial(value),
        }),
        _ => false,
    }
}

/// A part of a scheme with every source that is not official replaced.
fn sourced(json: &Json, source: &Json) -> Json {
    match json {
        Json::Array(list) => Json::Array(list.iter().map(|i| sourced(i, source)).gather()),
        Json::Object(members) => {
            let own = |(key, value): &(String, Json)| match key.as_str() {
                "source" if is_unofficial(value) => (key.clone(), source.clone()),
                _ => (key.clone(), sourced(value, source)),
            };
            Json::Object(members.iter().map(own).gather())
        }
        other => other.clone(),
    }
}

fn of<'a>(json: &'a Json, key: &str) -> &'a str {
    json.text_of(key).unwrap_or_default()
}

fn title(json: &Json) -> String {
    let title = json.get("title");
    let word = |key| title.and_then(|t| t.text_of(key)).unwrap_or_default();
    [word("zh"), word("en")].join(" ")
}

/// A number or words, as written.
fn plain(json: &Json) -> Option<String> {
    match json {
        Json::String(s) | Json::Number(s) => Some(s.clone()),
        _ => None,
    }
}

/// A range, and its typical value, in words; the first of several.
fn range(json: &Json) -> String {
    if let Some(Json::Array(ends)) = json.get("between") {
        let ends: Vec<String> = ends.iter().filter_map(plain).gather();
        let typical = json.get("typical").and_then(plain).map_or(String::new(), |t| format!("（{t}）"));
        return ends.join("–") + &typical;
    }
    match json {
        Json::Object(members) => members.iter().map(|m| range(&m.1)).find(|r| !r.is_empty()).unwrap_or_default(),
        _ => String::new(),
    }
}
