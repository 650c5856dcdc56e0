//! The notice of a scheme with estimates.

use crate::languages::Languages;
use innopoints_core::problem::Text;
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
    Some(languages.say(
        "估算，不是官方分数：评价办法有 {0} 个数字没有公布，按估计的范围计算。",
        "Estimate, not an official score: {0} numbers of the scheme are unpublished and taken as estimated ranges.",
        &[(&open).into()],
    ))
}
