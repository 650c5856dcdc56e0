//! How the edges of bands and the stages are said: `≥ 15%`, `> 55% 且 ≤ 75%`, `在 1 亿元及以上的一档`.

use crate::answer::formula::write_literal;
use crate::answer::report::BandReport;
use crate::languages::Languages;
use innopoints_core::problem::Text;

/// A band by its edges: `≥` and `≤` where a value on the edge belongs to it, `>` and `<` where it does not. `None` where it
/// has no edge.
pub(crate) fn band(b: &BandReport, languages: Languages) -> Option<Text> {
    let side = |inclusive: &Option<String>, exclusive: &Option<String>, signs: [&str; 2]| {
        let (sign, edge) = match (inclusive, exclusive) {
            (Some(e), _) => (signs[0], e),
            (None, Some(e)) => (signs[1], e),
            (None, None) => return None,
        };
        let mut text = Text::same(sign.to_string());
        write_literal(edge, true, &mut text.zh);
        write_literal(edge, false, &mut text.en);
        Some(text)
    };
    match (side(&b.from, &b.above, ["≥ ", "> "]), side(&b.to, &b.below, ["≤ ", "< "])) {
        (Some(lo), Some(hi)) => Some(languages.say("{0} 且 {1}", "{0} and {1}", &[(&lo).into(), (&hi).into()])),
        (one, None) | (None, one) => one,
    }
}

/// That a company is in a stage. A stage that has a name is named; one that is a range of a figure is a band.
pub fn stage(title: &Text, languages: Languages) -> Text {
    let zh = match title.zh.contains(|c: char| c.is_ascii_digit()) {
        true => "在{0}的一档。",
        false => "处于{0}。",
    };
    languages.say(zh, "Stage: {0}. ", &[title.into()])
}
