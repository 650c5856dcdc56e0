//! The answer in a sentence or two.

use super::basis::Basis;
use super::improvement::{Improvement, Target};
use super::question::Question;
use crate::answer::words::list;
use crate::compare::what_if::shifted;
use crate::languages::Languages;
use innopoints_core::dictionary::INPUT_PLACES;
use innopoints_core::number::Decimal;
use innopoints_core::problem::Text;

impl<'a> Question<'a, '_> {
    pub(super) fn summary(&self, answer: &Improvement<'_>, bases: &[Basis]) -> Text {
        let mut said = Text::default();
        let goal = match &answer.target {
            Some(total) => Text::say("总分达到 {0}", "a total of {0}", &[total.into()]),
            None => Text::say("通过", "passing", &[]),
        };
        let aim = match &answer.target {
            Some(_) => Text::say("使{0}", "{0}", &[(&goal).into()]),
            None => goal.clone(),
        };
        let span = |bounds: &Option<[Decimal; 2]>| match bounds {
            Some([lo, hi]) if lo == hi => lo.to_string(),
            Some([lo, hi]) => [lo, "–", hi].concat(),
            None => String::new(),
        };
        let share = |share: Option<i64>| share.map(|share| share.to_string());
        if let (true, Some(share)) = (answer.reached, share(answer.share)) {
            said.push(&Text::say(
                "{0}：{1}% 的可能的分值表已经达到；按这些表居中的数值不需要改变，并不确定。",
                "{0}: reached by {1} % of the plausible tables; at values in the middle of them nothing has to change, which is not certain.",
                &[(&goal).into(), (&share).into()],
            ));
        } else if answer.reached {
            let (zh, en) = match answer.basis {
                // Of open numbers it is no certainty, and is not to sound like one.
                "typical_lowest" => (
                    "{0}：按典型值计算，不论未知的数据如何都已经达到；上下界为 {2}，并不确定。",
                    "{0}: reached at the typical values whatever is not known; the bounds are {2}, so it is not certain.",
                ),
                "typical" => (
                    "{0}：按典型值计算已经达到（{1}），上下界为 {2}，并不确定。",
                    "{0}: reached at the typical values ({1}); the bounds are {2}, so it is not certain.",
                ),
                "highest" => (
                    "{0}：数据上没有阻碍，能否做到取决于评审者的判断；得分在 {2} 之间。",
                    "{0}: no figure stands in the way, it is for the assessors to judge; the score is within {2}.",
                ),
                _ => ("{0}：已经做到，不需要改变。", "For {0} nothing has to change."),
            };
            let bounds = span(&answer.now.bounds);
            let typical = answer.now.typical.as_deref().unwrap_or(&bounds);
            said.push(&Text::say(zh, en, &[(&goal).into(), typical.into(), (&bounds).into()]));
        } else if let Some(plan) = answer.plans.first() {
            let cost = plan.cost.number();
            // However little it is, it is not nothing.
            let places = if cost.round(4).is_zero() { INPUT_PLACES } else { 4 };
            let cost = Languages::Both.show(cost, "万元", places);
            said.push(&Text::say(
                "{0}，最省的办法：{1}；估计投入约 {2}",
                "The cheapest way to {0}: {1}; about {2} of effort by estimate",
                &[(&goal).into(), (&plan.words).into(), (&cost).into()],
            ));
            if let Some(points) = plan.points.as_deref() {
                let bounds = span(&plan.then.bounds);
                let (zh, en) = match answer.basis {
                    "typical" => ("，得分的典型值 {0}（{1}）", ", typically a score of {0} ({1})"),
                    "typical_lowest" => (
                        "，不论未知的数据如何，得分的典型值至少 {0}（{1}）",
                        ", typically a score of at least {0} whatever is not known ({1})",
                    ),
                    _ => ("，得分 {1}", ", score {1}"),
                };
                said.push(&Text::say(zh, en, &[points.into(), (&bounds).into()]));
            }
            said.push(&Text::say("。", ".", &[]));
            if let Some((now, then)) = share(answer.share).zip(share(plan.share)) {
                said.push(&Text::say(
                    "现在 {0}% 的可能的分值表达到，做了之后 {1}%。",
                    " It is reached by {0} % of the plausible tables now, by {1} % then.",
                    &[(&now).into(), (&then).into()],
                ));
            }
            if let Some(shift) = &plan.shift {
                said.push(&shifted(shift));
            }
            if answer.basis == "highest" {
                said.push(&Text::say(
                    "能否做到还取决于评审者的判断。",
                    " Whether that suffices is for the assessors to judge.",
                    &[],
                ));
            }
        } else if answer.needed.is_empty() {
            said.push(&Text::say(
                "在允许变动的范围内没有办法{0}。",
                "There is no way to {0} within what may move.",
                &[(&aim).into()],
            ));
        } else {
            said.push(&Text::say(
                "有数据未知，在允许变动的范围内没有一种办法有把握{0}。",
                "Within what may move nothing is certain to lead to {0} while figures are missing.",
                &[(&aim).into()],
            ));
        }
        if let (Target::Total(total), Some(most)) = (self.target, bases.last().and_then(|b| self.scheme.most_points(b)))
            && most < total
        {
            let most = most.to_text(self.scheme.precision);
            said.push(&Text::say("满分为 {0}。", " No company can have more than {0}.", &[(&most).into()]));
        }
        if !answer.reached && !answer.needed.is_empty() {
            let fields = self.scheme.dictionary;
            let titles =
                list(answer.needed.iter().filter_map(|id| fields.get(id)).map(|f| Languages::Both.name(f.title)));
            let titles = titles.unwrap_or_default();
            let (zh, en) = if answer.plans.is_empty() {
                ("要求出办法，先要知道：{0}。", " For a plan these must be known first: {0}.")
            } else {
                ("另有办法要先知道：{0}。", " For other ways these must be known first: {0}.")
            };
            said.push(&Text::say(zh, en, &[(&titles).into()]));
        }
        if let Some(points) = answer.best.as_ref().and_then(|best| best.points.as_deref()) {
            // Where not every possibility was gone through there may be more, and it is not to sound like the most.
            let (zh, en) = if answer.complete {
                ("最高可到 {0}", "{0} at most")
            } else {
                ("至少可到 {0}", "{0} at least")
            };
            let points = Text::say(zh, en, &[points.into()]);
            let (zh, en) = match answer.basis {
                "typical" => ("得分的典型值{0}。", " Typically the score can reach {0}."),
                "typical_lowest" => (
                    "不论未知的数据如何，得分的典型值{0}。",
                    " Whatever is not known, the score can typically reach {0}.",
                ),
                "highest" if !answer.needed.is_empty() => {
                    ("未知的数据按最低算，得分{0}。", " With what is not known at its lowest the score can reach {0}.")
                }
                "lowest" => ("有把握的得分{0}。", " For certain the score can reach {0}."),
                _ => ("得分{0}。", " The score can reach {0}."),
            };
            said.push(&Text::say(zh, en, &[(&points).into()]));
        }
        if let Some(titles) = list(answer.blocked.iter().map(|b| b.title.clone())) {
            said.push(&Text::say("无法满足的基本条件：{0}。", " Gates that cannot be met: {0}.", &[(&titles).into()]));
        }
        if !answer.complete {
            said.push(&Text::say(
                "没有逐一比较全部可能，或有更省的办法。",
                " Not every possibility was compared; there may be a cheaper way.",
                &[],
            ));
        }
        if let Some(notice) = &answer.notice {
            said.push(&Text::say("{0}", " {0}", &[notice.into()]));
        }
        said
    }
}
