//! Random schemes, companies and completions, the same on every run: files as JSON, from a seed.

mod company;
mod completion;
mod dice;
mod formula;
mod rule;
mod scan;
mod scheme;

pub use company::{company, gaps};
pub use completion::{completion, every, values};
pub use dice::Dice;
pub use rule::KINDS;
pub use scan::scan;
pub use scheme::{Drawn, scheme};

use serde_json::{Value as Json, json};

/// A number of hundredths as a JSON number.
fn hundredths(n: i64) -> Json {
    let text = crate::number::text(&crate::number::ratio(n, 100), 2);
    serde_json::from_str(&text).expect("a number")
}

fn title(text: &str) -> Json {
    json!({"zh": text, "en": text})
}

fn source() -> Json {
    json!({"article": "1", "standing": "estimate"})
}
