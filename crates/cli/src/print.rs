//! Reports as people read them in a terminal.

use super::output::{Shown, Stop};
use innopoints::answer::Scored;
use innopoints::answer::words::sources::basis;
use innopoints::estimate::EstimatedPoints;
use innopoints::number::Decimal;
use innopoints::scheme::model::Source;
use innopoints::{Outcome, Report, Scheme, Text};
use innopoints_core::outcome::EstimatedTotal;
use std::io::Write;

/// The verdict of a scheme that has a pass condition.
pub fn verdict(scheme: &Scheme, passed: Option<bool>, english: bool) -> &'static str {
    if scheme.pass.is_none() { "-" } else { passing(passed, english) }
}

pub fn passing(passed: Option<bool>, english: bool) -> &'static str {
    match (passed, english) {
        (Some(true), false) => "通过",
        (Some(false), false) => "未通过",
        (None, false) => "待定",
        (Some(true), true) => "passes",
        (Some(false), true) => "does not pass",
        (None, true) => "open",
    }
}

/// What is concluded of a company: its class and the verdict, as far as the scheme has them.
fn conclusions(scheme: &Scheme, class: Option<&Text>, passed: Option<bool>, english: bool) -> Vec<String> {
    let pick = |t: &Text| if english { t.en.clone() } else { t.zh.clone() };
    let open = if english { "open" } else { "待定" };
    let mut said = Vec::new();
    if scheme.classes.is_some() {
        said.push(class.map_or(open.to_string(), pick));
    }
    if scheme.pass.is_some() || said.is_empty() {
        said.push(verdict(scheme, passed, english).to_string());
    }
    said
}

/// A total that is open as a cell of a table has it.
pub struct Open<'a> {
    pub bounds: &'a Option<[Decimal; 2]>,
    pub typical: &'a Option<Decimal>,
    pub estimate: &'a Option<EstimatedTotal>,
}

impl Open<'_> {
    /// The total or its bounds, with the typical one where estimates are in it; or what a panel says.
    pub fn points(&self, english: bool) -> String {
        match (self.bounds, self.estimate) {
            (None, Some(e)) => {
                let median = e.median.map_or(String::new(), |median| {
                    if english { format!(" (median {median})") } else { format!("（中位数 {median}）") }
                });
                format!("{} {}–{}{median}", if english { "estimated" } else { "估算" }, e.low, e.high)
            }
            (bounds, _) => {
                let typical = self.typical.as_ref();
                let typical =
                    typical.map(|t| if english { format!(" (typical {t})") } else { format!("（典型 {t}）") });
                bounds.as_ref().map_or("-".to_string(), span) + &typical.unwrap_or_default()
            }
        }
    }
}

/// Points of a category or an indicator: exact, their bounds, or what a panel says.
pub fn part(bounds: &Option<[Decimal; 2]>, estimate: Option<&EstimatedPoints>, english: bool) -> String {
    match (bounds, estimate) {
        (None, Some(e)) => format!("{} {}–{}", if english { "estimated" } else { "估算" }, e.low, e.high),
        (bounds, _) => bounds.as_ref().map_or("-".to_string(), span),
    }
}

/// The cells of a company in a table: points, conclusions, and that they are not official.
pub fn row(scheme: &Scheme, company: &Scored<'_, '_>, english: bool) -> Vec<String> {
    let outcome = company.outcome();
    let class = scheme.classes.as_ref().and_then(|c| c.list.iter().find(|level| Some(&*level.id) == outcome.class));
    let mut cells = Vec::new();
    if scheme.has_points() {
        let Outcome { bounds, typical, estimate, .. } = &outcome;
        cells.push(Open { bounds, typical, estimate }.points(english));
    }
    cells.extend(conclusions(scheme, class.map(|level| &level.title), outcome.passed, english));
    cells.extend(not_official(scheme, english).map(str::to_string));
    cells
}

/// `15` or `10–15`.
pub fn span([lo, hi]: &[Decimal; 2]) -> String {
    if lo == hi { lo.to_string() } else { format!("{lo}–{hi}") }
}

fn not_official(scheme: &Scheme, english: bool) -> Option<&'static str> {
    let words = if english { "estimate, not an official score" } else { "估计，非官方得分" };
    (!scheme.official).then_some(words)
}

/// Document, article, and how well founded it is.
pub fn cited(source: &Source, english: bool) -> String {
    format!("{} {}{}", source.document, source.article, founded(source, english))
}

/// How well founded a number is, in brackets.
fn founded(source: &Source, english: bool) -> String {
    let words = basis(source);
    if english { format!(" ({})", words.en) } else { format!("（{}）", words.zh) }
}

/// The documents that sources cite, once each, with their names and addresses.
pub fn print_documents<'a>(
    sources: impl Iterator<Item = &'a Source>,
    indent: &str,
    english: bool,
    out: &mut impl Write,
) -> Result<(), Stop> {
    let mut told: Vec<&str> = Vec::new();
    for source in sources {
        let (Some(name), false) = (&source.name, told.contains(&source.document.as_str())) else { continue };
        told.push(&source.document);
        let page = match (&source.address, &source.reprint, english) {
            (Some(address), ..) => address.clone(),
            (None, Some(reprint), false) => format!("{reprint}（其他政府网站转载）"),
            (None, Some(reprint), true) => format!("{reprint} (on another government site)"),
            (None, None, false) => "未找到官方网页".to_string(),
            (None, None, true) => "official page not found".to_string(),
        };
        writeln!(out, "{indent}{} {name}  {page}", source.document)?;
    }
    Ok(())
}

pub fn report(scheme: &Scheme, r: &Report<'_>, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    let pick = |t: &Text| if english { t.en.clone() } else { t.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    writeln!(out, "{}  {}  {}", pick(r.title), r.document, r.on)?;
    // A scheme of conditions or classes alone has no points to show.
    let points = if scheme.has_points() {
        let open = Open { bounds: &r.bounds, typical: &r.typical, estimate: &r.estimate };
        format!("{} {} / {}", word("得分", "Score"), open.points(english), r.max)
    } else {
        word("结论", "Result").to_string()
    };
    let conclusions = conclusions(scheme, r.class.as_ref().map(|c| c.title), r.passed, english).join("  ");
    let standing = not_official(scheme, english).map_or(String::new(), |words| format!("\t{words}"));
    writeln!(out, "{points}  {conclusions}{standing}")?;
    writeln!(out, "{}", pick(&r.summary))?;
    for warning in &r.warnings {
        writeln!(out, "{}{}", word("请核对：", "Please check: "), if english { &warning.en } else { &warning.zh })?;
    }
    for derived in &r.derived {
        let (title, value, reason) = (pick(&derived.title), pick(&derived.value), pick(&derived.reason));
        match english {
            true => writeln!(out, "{title}: {value} ({reason})")?,
            false => writeln!(out, "{title}：{value}（{reason}）")?,
        }
    }
    for group in &r.groups {
        let points = part(&group.bounds, group.estimate.as_ref(), english);
        // A part of an unpublished table has no maximum of its own.
        let max = group.bounds.as_ref().map_or(String::new(), |_| format!(" / {}", group.max));
        let floor = group.floor.as_ref().map_or(String::new(), |f| format!("  {} {f}", word("下限", "floor")));
        writeln!(out, "\n{}  {points}{max}{floor}", pick(group.title))?;
        for item in r.items.iter().filter(|i| i.group == group.id) {
            // A reason for points that are certain begins with the indicator's name; others tell what is open.
            let name = item.points.as_ref().map_or(format!("{}: ", pick(item.title)), |_| String::new());
            let name = if english { name } else { name.replace(": ", "：") };
            writeln!(out, "  · {name}{}", pick(&item.reason))?;
            writeln!(out, "    {}", cited(item.source, english))?;
        }
    }
    let lists = [
        (word("通过条件", "Pass condition"), &r.requirements),
        (word("基本条件", "Gates"), &r.gates),
        (word("直通条件（满足任一项即可）", "Direct routes (any one)"), &r.routes),
    ];
    for (title, list) in lists {
        if list.is_empty() {
            continue;
        }
        writeln!(out, "\n{title}")?;
        for c in list {
            let mark = match c.met {
                Some(true) => "✓",
                Some(false) => "✗",
                None => "?",
            };
            writeln!(out, "  {mark} {}：{}{}", pick(&c.title), pick(&c.reason), founded(c.source, english))?;
        }
    }
    let mut documents = Shown(Vec::new());
    let conditions = [&r.requirements, &r.gates, &r.routes].into_iter().flatten().map(|c| c.source);
    print_documents(r.items.iter().map(|i| i.source).chain(conditions), "", english, &mut documents)?;
    if !documents.0.is_empty() {
        writeln!(out, "\n{}", word("依据", "Sources"))?;
        out.write_all(&documents.0)?;
    }
    if !r.missing.is_empty() {
        let names: Vec<&str> = r
            .missing
            .iter()
            .filter_map(|id| scheme.dictionary.get(id).map(|f| if english { f.title.en } else { f.title.zh }))
            .collect();
        writeln!(out, "\n{}{}", word("未填：", "Not given: "), names.join(word("、", ", ")))?;
    }
    Ok(())
}
