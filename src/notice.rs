//! The notice of a scheme with estimates, and an estimate in words.

use crate::languages::Languages;
use innopoints_core::outcome::EstimatedTotal;
use innopoints_core::problem::{Phrase, Text};
use innopoints_core::scheme::model::Scheme;

/// Says that what comes of a scheme is no official score, where it holds an estimate.
pub fn notice(scheme: &Scheme) -> Option<Text> {
    notice_in(scheme, Languages::Both)
}

/// The notice in the languages that are wanted.
pub(crate) fn notice_in(scheme: &Scheme, languages: Languages) -> Option<Text> {
    if scheme.official {
        return None;
    }
    let open = scheme.quantities.iter().filter(|q| !q.is_exact() && q.typical.is_some()).count();
    if open == 0 {
        return Some(languages.say(
            "估算，不是官方分数：评价办法中有估计的数字。",
            "Estimate, not an official score: some numbers of the scheme are estimates.",
            &[],
        ));
    }
    let open = open.to_string();
    if !scheme.panel.is_empty() {
        return Some(languages.say(
            "我们的估算，不是官方分数：评价办法有 {0} 个数字没有公布，这是按 1000 张可能的分值表计算的结果。",
            "An estimate of ours, not an official score: {0} numbers of the scheme are unpublished; this is what 1,000 plausible tables give.",
            &[(&open).into()],
        ));
    }
    Some(languages.say(
        "估算，不是官方分数：评价办法有 {0} 个数字没有公布，按估计的范围计算。",
        "Estimate, not an official score: {0} numbers of the scheme are unpublished and taken as estimated ranges.",
        &[(&open).into()],
    ))
}

/// An estimate in words: the middle 90 % of the tables, how wide that is, and the median.
pub fn estimated(total: &EstimatedTotal) -> Text {
    estimated_in(total, Languages::Both)
}

/// The same in the languages that are wanted.
pub(crate) fn estimated_in(total: &EstimatedTotal, languages: Languages) -> Text {
    let [low, high, wide] = [total.low, total.high, total.high - total.low].map(|n| n.to_string());
    let parts: [Phrase<'_>; 3] = [(&low).into(), (&high).into(), (&wide).into()];
    let mut said = languages.say(
        "估算 {0}–{1} 分（1000 张可能的分值表的中间 90%，宽 {2} 分",
        "estimated at {0}–{1} points (the middle 90 % of 1,000 plausible tables, {2} wide",
        &parts,
    );
    said.push(&match total.median.map(|median| median.to_string()) {
        Some(median) => languages.say("；中位数 {0}）", "; median {0})", &[(&median).into()]),
        None => languages.say("；缺数据，中位数未定）", "; with figures missing the median is open)", &[]),
    });
    said
}
