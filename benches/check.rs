//! How long checking a scheme file takes by the number of its indicators, and refusing one that is too large.

use innopoints::lint::check;
use std::time::{Duration, Instant};

/// A scheme of so many indicators.
fn many(count: usize) -> String {
    let source = r#""source":{"article":"一","standing":"official"}"#;
    let title = r#""title":{"zh":"甲","en":"A"}"#;
    let indicator = |n: usize| {
        let rule = format!(r#""value":"rd_expense / revenue","bands":[{{"from":"{n}.5%","points":2}}]"#);
        format!(r#"{{"id":"i{n}",{title},"max":2,{source},{rule}}}"#)
    };
    let group = |g: usize| {
        let indicators: Vec<String> = (g * 100..g * 100 + 100).map(indicator).collect();
        format!(r#"{{"id":"g{g}",{title},{source},"indicators":[{}]}}"#, indicators.join(","))
    };
    let groups: Vec<String> = (0..count / 100).map(group).collect();
    let about = r#""issuer":"局","document":"1号","effective":{"from":"2026-01-01"}"#;
    format!(r#"{{"id":"many",{title},{about},"groups":[{}]}}"#, groups.join(","))
}

fn main() {
    for count in [1000, 2000, 4000, 12_000] {
        let text = many(count);
        let run = || {
            let start = Instant::now();
            let findings = check(&text, Some("many.json"), &[]).len();
            (start.elapsed(), findings)
        };
        let (time, findings) = (0..5).map(|_| run()).min().unwrap_or((Duration::ZERO, 0));
        println!("check: {count} indicators, {} kB: {time:.1?}, {findings} findings", text.len() >> 10);
    }
}
