//! `schemes`: what is shipped.

use super::output::{BAD_INPUT, Stop, complain, json_line};
use innopoints::scheme::model::Standing;
use innopoints::{Scheme, shipped};
use serde::Serialize;
use std::io::Write;

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a innopoints::Text,
    issuer: &'a str,
    document: &'a str,
    effective: Effective,
    official: bool,
    /// The weakest standing of its sources.
    standing: Standing,
}

#[derive(Serialize)]
struct Effective {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

pub fn list(json: bool, out: &mut impl Write) -> Result<u8, Stop> {
    let mut schemes = Vec::new();
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).map_err(|problems| {
            complain(&problems);
            Stop::Code(BAD_INPUT)
        })?;
        schemes.push(scheme);
    }
    let listed: Vec<Listed<'_>> = schemes
        .iter()
        .map(|s| Listed {
            id: &s.id,
            title: &s.title,
            issuer: &s.issuer,
            document: &s.document,
            effective: Effective { from: s.from.to_string(), to: s.to.map(|t| t.to_string()) },
            official: s.official,
            standing: s.standing(),
        })
        .collect();
    if json {
        json_line(out, &listed)?;
        return Ok(0);
    }
    for s in &listed {
        let standing = match s.standing {
            Standing::Official => "官方 official",
            Standing::Reported => "官方，部分数字据报道 official, some numbers as reported",
            Standing::Estimate => "含估计，非官方得分 contains estimates, not official",
        };
        writeln!(out, "{}\n  {} / {}", s.id, s.title.zh, s.title.en)?;
        writeln!(out, "  {}，自 {} 起 from，{standing}", s.document, s.effective.from)?;
    }
    Ok(0)
}
