//! `fields`: what a scheme asks for, by who in the company knows it and in which papers it stands.

use super::input;
use super::output::{Stop, json_line};
use innopoints::{dictionary, shipped};
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};

#[derive(clap::Args)]
pub struct FieldsArgs {
    /// 只列这个评价办法要的：标识、文件或家族 / those that this scheme asks for: its id, file or family
    #[arg(long, value_name = "ID|FILE")]
    scheme: Option<String>,
    /// 用英文 / in English
    #[arg(long)]
    english: bool,
    /// 以 JSON 输出 / print JSON
    #[arg(long)]
    json: bool,
}

/// A field with what is known of its papers.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a Value,
    #[serde(rename = "where")]
    found: &'a Value,
    /// Who in the company knows it; none of a field that a scheme file defines.
    #[serde(skip_serializing_if = "Option::is_none")]
    known_by: Option<&'a str>,
    forms: Vec<&'a Value>,
    aliases: &'a [Value],
}

pub fn list(args: &FieldsArgs, out: &mut impl Write) -> Result<u8, Stop> {
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|e| Stop::Output(io::Error::other(e)));
    let (dictionary, papers) = (read(dictionary::DICTIONARY)?, read(shipped::FORMS)?);
    let scheme = match &args.scheme {
        None => None,
        Some(name) => Some(input::load_scheme(name, input::today())?),
    };
    let info = scheme.as_ref().map(|s| serde_json::to_value(s.info())).transpose().map_err(io::Error::from)?;
    let empty = Vec::new();
    let asked =
        |id: &str| info.as_ref().is_none_or(|i| i["fields"].as_array().unwrap_or(&empty).iter().any(|f| f == id));
    let own = info.as_ref().and_then(|i| i["own_fields"].as_array()).unwrap_or(&empty);
    let fields = dictionary["fields"].as_array().unwrap_or(&empty).iter().chain(own);
    let mut listed = Vec::new();
    for field in fields {
        let Some(id) = field["id"].as_str().filter(|id| asked(id)) else { continue };
        let of = &papers["fields"][id];
        // A form that some schemes mean by it, or all of them.
        let meant = |form: &&Value| match (&scheme, form["schemes"].as_array()) {
            (Some(scheme), Some(of)) => of.iter().any(|s| *s == scheme.id.as_str()),
            _ => true,
        };
        listed.push(Listed {
            id,
            title: &field["title"],
            found: &field["where"],
            known_by: of["known_by"].as_str(),
            forms: of["forms"].as_array().unwrap_or(&empty).iter().filter(meant).collect(),
            aliases: of["aliases"].as_array().unwrap_or(&empty),
        });
    }
    if args.json {
        json_line(out, &listed)?;
        return Ok(0);
    }
    let say = |text: &Value| text[if args.english { "en" } else { "zh" }].as_str().unwrap_or_default().to_string();
    let pick = |zh: &'static str, en: &'static str| if args.english { en } else { zh };
    let owners = papers["owners"].as_object().into_iter().flatten();
    let owners = owners.map(|(id, title)| (Some(id.as_str()), say(title)));
    for (owner, title) in owners.chain([(None, pick("这个评价办法自己的数据项", "Defined by the scheme").to_string())])
    {
        let mut of = listed.iter().filter(|f| f.known_by == owner).peekable();
        if of.peek().is_none() {
            continue;
        }
        writeln!(out, "{title}")?;
        for field in of {
            writeln!(out, "  {} ({}){}{}", say(field.title), field.id, pick("：", ": "), say(field.found))?;
            for form in &field.forms {
                let name = form["form"].as_str().unwrap_or_default();
                let mut line =
                    format!("    {} · {}", say(&papers["forms"][name]), form["item"].as_str().unwrap_or_default());
                if let Some(number) = form["line"].as_str() {
                    line += &format!("{}{number}", pick(" · 行次 ", " · line "));
                }
                line += pick("（未核实）", " (unverified)");
                if form["note"].is_object() {
                    line += &format!("{}{}", pick("：", ": "), say(&form["note"]));
                }
                writeln!(out, "{line}")?;
            }
        }
    }
    writeln!(out, "{}", say(&papers["note"]))?;
    Ok(0)
}
