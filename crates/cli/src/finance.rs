//! `finance`: what each finance instrument says to a company, the shipped ones and those of `--with`.

use super::args::Common;
use super::input::read_text;
use super::output::{BAD_INPUT, Refused, Stop, complain, json_line};
use super::print::{cited, print_documents};
use super::table::{One, one};
use clap::Args;
use innopoints::answer::words::sources::standing;
use innopoints::dictionary::Dictionary;
use innopoints::finance::catalogue::{Catalogue, Offers};
use innopoints::finance::{Instruments, Offer, Reply};
use innopoints::json::Json;
use innopoints::lint::{Severity, check};
use innopoints::scheme::model::Source;
use innopoints::{Problem, Scheme, Text, shipped};
use std::io::Write;

#[derive(Args)]
pub struct FinanceArgs {
    /// 另加本行的产品文件，或它们要用的方案文件；可写多次
    /// / a file of your own instruments, or of a scheme that they ask; may be repeated
    #[arg(long, value_name = "FILE")]
    with: Vec<String>,
    /// 一家企业的数据：.json、.csv、.xlsx……，或 - 表示标准输入 / data of one company, or - for standard input
    enterprise: String,
    #[command(flatten)]
    common: Common,
}

pub fn finance(args: &FinanceArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = args.common.day()?;
    let catalogue = catalogue(&args.with)?;
    let One { file, company, .. } = one(&args.enterprise, Dictionary::shipped())?;
    let answer = match company.and_then(|company| catalogue.answer(&company, on)) {
        Ok(answer) => answer,
        Err(problems) => {
            let problems: Vec<Problem> = problems.into_iter().map(|p| p.file(Some(file))).collect();
            if args.common.output.json {
                json_line(out, &Refused { line: None, name: None, errors: &problems })?;
            }
            complain(&problems);
            return Ok(BAD_INPUT);
        }
    };
    if args.common.output.json {
        json_line(out, &answer)?;
    } else {
        print(&answer, args.common.output.english, out)?;
    }
    Ok(0)
}

/// The schemes and instruments to go by: the shipped ones, and those of the files, which stand in for shipped ones of their
/// ids.
pub fn catalogue(files: &[String]) -> Result<Catalogue, Stop> {
    let mut problems = Vec::new();
    let mut schemes: Vec<Scheme> = Vec::new();
    let (mut texts, mut rules) = (Vec::new(), Vec::new());
    for name in files {
        let text = read_text(name)?;
        let json = Json::parse(&text).map_err(|p| vec![p.file(Some(name))]);
        match json {
            Ok(json) if Instruments::is_one(&json) => texts.push((name.as_str(), text)),
            Ok(_) => match Scheme::parse(&text, Some(name)) {
                Ok(scheme) => {
                    schemes.push(scheme);
                    rules.push((name.as_str(), text));
                }
                Err(found) => problems.extend(found),
            },
            Err(found) => problems.extend(found),
        }
    }
    let mut beside: Vec<(&str, &str)> = rules.iter().map(|(name, text)| (*name, text.as_str())).collect();
    for (id, text) in shipped::SCHEMES {
        if !schemes.iter().any(|s| s.id == *id) {
            beside.push((id, text));
            match Scheme::parse(text, Some(id)) {
                Ok(scheme) => schemes.push(scheme),
                Err(found) => problems.extend(found),
            }
        }
    }
    let own: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    match Catalogue::new(schemes, &own, shipped::FINANCE) {
        Ok(catalogue) => {
            problems.extend(own.iter().flat_map(|(name, text)| errors(name, text, &beside)));
            if problems.is_empty() {
                return Ok(catalogue);
            }
        }
        Err(found) => problems.extend(found),
    }
    complain(&problems);
    Err(Stop::Code(BAD_INPUT))
}

/// What `check` calls an error in a file of instruments that can be read. A file may have any name here.
fn errors(name: &str, text: &str, schemes: &[(&str, &str)]) -> Vec<Problem> {
    let found = check(text, None, schemes).into_iter().filter(|f| f.severity == Severity::Error);
    found.map(|f| f.problem.file(Some(name))).collect()
}

// ---------------------------------------------------------------------------------------------------------------------
// words

fn print(answer: &Offers<'_>, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    let pick = |t: &Text| if english { t.en.clone() } else { t.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    let of = |reply: Reply| answer.offers.iter().filter(move |o| o.answer == reply);
    let replies = [Reply::Applies, Reply::NotYet, Reply::DependsOn, Reply::NoPublishedTest];
    let counts: Vec<String> = replies.iter().map(|r| format!("{} {}", pick(&r.title()), of(*r).count())).collect();
    writeln!(out, "{}  {}", word("金融政策与产品 Finance", "Finance instruments"), answer.on)?;
    writeln!(out, "{}", counts.join(word("，", ", ")))?;
    for reply in replies {
        if of(reply).next().is_some() {
            writeln!(out, "\n== {} ==", pick(&reply.title()))?;
        }
        for offer in of(reply) {
            print_offer(offer, english, out)?;
        }
    }
    if !answer.not_in_force.is_empty() {
        let titles: Vec<String> = answer.not_in_force.iter().map(|a| pick(a.title)).collect();
        writeln!(out, "\n{}{}", word("当日没有施行：", "Not in force on the day: "), titles.join(word("、", ", ")))?;
    }
    Ok(())
}

fn print_offer(o: &Offer<'_>, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    let pick = |t: &Text| if english { t.en.clone() } else { t.zh.clone() };
    let word = |zh: &'static str, en: &'static str| if english { en } else { zh };
    // The other language beside it, so that a product is found by either name.
    let other = if english { &o.title.zh } else { &o.title.en };
    writeln!(out, "\n{}  {other}", pick(o.title))?;
    let kind = pick(&o.kind.title());
    writeln!(out, "  {kind} · {} · {} · {} · {}", pick(o.provider), o.document, o.from, pick(&standing(o.standing)))?;
    print_note(o.source, "  ", english, out)?;
    writeln!(out, "  {}", pick(&o.summary))?;
    for c in &o.conditions {
        let mark = match c.condition.met {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "?",
        };
        writeln!(out, "  {mark} {}{}{}", pick(&c.condition.title), word("：", ": "), pick(&c.condition.reason))?;
        writeln!(out, "    {}", cited(c.condition.source, english))?;
        print_note(c.condition.source, "    ", english, out)?;
    }
    for t in &o.terms {
        let estimate = if t.official {
            ""
        } else {
            word("（估算，不是官方分数）", " (estimate, not an official score)")
        };
        writeln!(out, "  · {}{}{}{estimate}", pick(t.title), word("：", ": "), pick(&t.text))?;
        if let Some(working) = &t.working {
            writeln!(out, "    {}", pick(working))?;
        }
        writeln!(out, "    {}", cited(t.source, english))?;
        print_note(t.source, "    ", english, out)?;
    }
    let sources = o.conditions.iter().map(|c| c.condition.source).chain(o.terms.iter().map(|t| t.source));
    print_documents(std::iter::once(o.source).chain(sources), "  ", english, out)?;
    for note in o.notice.iter().chain(o.notes.iter().copied()) {
        writeln!(out, "  ※ {}", pick(note))?;
    }
    Ok(())
}

/// What a reader should know of a source, such as that it is unverified.
fn print_note(source: &Source, indent: &str, english: bool, out: &mut impl Write) -> Result<(), Stop> {
    if let Some(note) = &source.note {
        let (word, note) = if english { ("Note: ", &note.en) } else { ("注：", &note.zh) };
        writeln!(out, "{indent}{word}{note}")?;
    }
    Ok(())
}
