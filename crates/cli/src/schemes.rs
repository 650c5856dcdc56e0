//! `schemes`: what is shipped.

use super::output::{BAD_INPUT, Stop, complain, json_line};
use innopoints::info::Info;
use innopoints::scheme::model::Standing;
use innopoints::{Scheme, shipped};
use std::io::Write;

pub fn list(json: bool, out: &mut impl Write) -> Result<u8, Stop> {
    let mut schemes = Vec::new();
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, Some(id)).map_err(|problems| {
            complain(&problems);
            Stop::Code(BAD_INPUT)
        })?;
        schemes.push(scheme);
    }
    let listed: Vec<Info<'_>> = schemes.iter().map(Scheme::info).collect();
    if json {
        json_line(out, &listed)?;
        return Ok(0);
    }
    for s in &listed {
        let standing = match s.standing {
            Standing::Official => "官方 official",
            Standing::Reported => "部分或全部数字为报道 some or all numbers reported",
            Standing::Estimate => "含估计，非官方得分 contains estimates, not official",
        };
        writeln!(out, "{}", s.id)?;
        writeln!(out, "  {} / {}", s.title.zh, s.title.en)?;
        writeln!(out, "  {}，自 {} 起 from，{standing}", s.document, s.effective.from)?;
    }
    Ok(0)
}
