//! `finance`: what each finance instrument says to a company, the shipped ones and those of `--with`.

use super::{BAD_INPUT, FinanceArgs, Refused, Stop, complain, day, json_line, read_company, read_text};
use innopoints::finance::{Instruments, Offer, Rated, Reply, SchemeResult};
use innopoints::json::Json;
use innopoints::scheme::model::Standing;
use innopoints::{Date, Enterprise, Problem, Scheme, Text, shipped};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Write;

/// The answer as `--json` prints it.
#[derive(Serialize)]
struct Answer<'a> {
    on: String,
    offers: Vec<Offer<'a>>,
    not_in_force: Vec<Absent<'a>>,
}

/// An instrument that has no version for the day.
#[derive(Serialize)]
struct Absent<'a> {
    id: &'a str,
    title: &'a Text,
}

pub fn finance(args: &FinanceArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let on = day(args.on.as_deref())?;
    let (schemes, families) = load(&args.with)?;
    let name = args.enterprise.as_str();
    let shown = if name == "-" { "<stdin>" } else { name };
    let company = Json::parse(&read_text(name)?).map_err(|p| vec![*p]).and_then(|json| read_company(json).1);
    let company = match company {
        Ok(company) => company,
        Err(problems) => {
            let problems: Vec<Problem> = problems.into_iter().map(|p| p.file(Some(shown))).collect();
            if args.json {
                json_line(out, &Refused { line: None, name: None, errors: &problems })?;
            }
            complain(&problems);
            return Ok(BAD_INPUT);
        }
    };
    let results = Results { schemes: &schemes, company: &company, on, known: RefCell::default() };
    let offers = families.iter().flat_map(|f| f.offers(&company, on, &|id| results.of(id))).collect();
    let absent = families.iter().flat_map(|f| &f.list).filter(|i| i.version(on).is_none());
    let not_in_force = absent.map(|i| Absent { id: &i.id, title: &i.title }).collect();
    let answer = Answer { on: on.to_text(), offers, not_in_force };
    if args.json {
        json_line(out, &answer)?;
    } else {
        print(&answer, args.english, out)?;
    }
    Ok(0)
}

/// What schemes say of the company, each computed once, when it is first asked for.
struct Results<'a> {
    schemes: &'a [Scheme],
    company: &'a Enterprise,
    on: Date,
    known: RefCell<HashMap<String, Option<SchemeResult>>>,
}

impl Results<'_> {
    fn of(&self, id: &str) -> Option<SchemeResult> {
        let compute = || {
            let scheme = self.schemes.iter().find(|s| s.id == id)?;
            // What cannot be scored, on this day or with these figures, says nothing.
            scheme.score(self.company, self.on).ok().map(|report| SchemeResult::from(&report))
        };
        self.known.borrow_mut().entry(id.to_string()).or_insert_with(compute).clone()
    }
}

/// The schemes and instruments to go by: the shipped ones, and those of the files, which stand in for shipped ones of their
/// ids.
fn load(files: &[String]) -> Result<(Vec<Scheme>, Vec<Instruments>), Stop> {
    let mut problems = Vec::new();
    let (mut schemes, mut families) = (Vec::new(), Vec::new());
    let mut texts = Vec::new();
    for name in files {
        let text = read_text(name)?;
        let json = Json::parse(&text).map_err(|p| vec![p.file(Some(name))]);
        match json {
            Ok(json) if Instruments::is_one(&json) => texts.push((name.as_str(), text)),
            Ok(_) => match Scheme::parse(&text, Some(name)) {
                Ok(scheme) => schemes.push(scheme),
                Err(found) => problems.extend(found),
            },
            Err(found) => problems.extend(found),
        }
    }
    for (id, text) in shipped::SCHEMES {
        if !schemes.iter().any(|s| s.id == *id) {
            match Scheme::parse(text, Some(id)) {
                Ok(scheme) => schemes.push(scheme),
                Err(found) => problems.extend(found),
            }
        }
    }
    let rated: Vec<Rated> = schemes.iter().map(Rated::from).collect();
    let mut read = |name: &str, text: &str, own: bool| match Instruments::parse(text, Some(name), &rated) {
        Ok(family) if own || !families.iter().any(|f: &Instruments| f.id == family.id) => {
            problems.extend(repeated(&families, &family, name));
            families.push(family);
        }
        Ok(_) => {}
        Err(found) => problems.extend(found),
    };
    for (name, text) in &texts {
        read(name, text, true);
    }
    for (id, text) in shipped::FINANCE {
        read(id, text, false);
    }
    if problems.is_empty() {
        return Ok((schemes, families));
    }
    complain(&problems);
    Err(Stop::Code(BAD_INPUT))
}

/// Instruments of a file whose ids other files have.
fn repeated(families: &[Instruments], family: &Instruments, file: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, own) in family.list.iter().enumerate() {
        if let Some(other) = families.iter().find(|f| f.list.iter().any(|i| i.id == own.id)) {
            let (zh, en) = ("“{0}”用了同一个标识“{1}”", "\"{0}\" has the same id \"{1}\"");
            let problem = Problem::new("duplicate", zh, en, &[(&other.id).into(), (&own.id).into()]);
            problems.push(problem.at(format!("/instruments/{i}/id")).file(Some(file)));
        }
    }
    problems
}

// ---------------------------------------------------------------------------------------------------------------------
// words

fn print(answer: &Answer<'_>, english: bool, out: &mut impl Write) -> Result<(), Stop> {
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
    let standing = |s: Standing| match s {
        Standing::Official => word("官方原文", "official"),
        Standing::Reported => word("据报道", "reported"),
        Standing::Estimate => word("估计", "estimate"),
    };
    // The other language beside it, so that a product is found by either name.
    let other = if english { &o.title.zh } else { &o.title.en };
    writeln!(out, "\n{}  {other}", pick(o.title))?;
    let kind = pick(&o.kind.title());
    writeln!(out, "  {kind} · {} · {} · {} · {}", pick(o.provider), o.document, o.from, standing(o.standing))?;
    writeln!(out, "  {}", pick(&o.summary))?;
    for c in &o.conditions {
        let mark = match c.condition.met {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "?",
        };
        writeln!(out, "  {mark} {}{}{}", pick(&c.condition.title), word("：", ": "), pick(&c.condition.reason))?;
        writeln!(out, "    {} {}", c.condition.source.document, c.condition.source.article)?;
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
        writeln!(out, "    {} {}，{}", t.source.document, t.source.article, standing(t.source.standing))?;
    }
    for note in o.notice.iter().chain(o.notes.iter().copied()) {
        writeln!(out, "  ※ {}", pick(note))?;
    }
    Ok(())
}
