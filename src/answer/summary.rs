//! The summary: the verdict and what decides it, in a sentence or two.

use super::report::{Condition, Report};
use super::words::{Wording, edges, gates, list, list_of_names};
use super::writer::Writer;
use innopoints_core::gather::Gather;
use innopoints_core::number::{Interval, Num};
use innopoints_core::problem::Text;

impl Writer<'_, '_> {
    pub(super) fn summary(&self, report: &Report<'_>) -> Text {
        let total = self.total();
        if let Some(failed) = self.failed_gates() {
            let mut said = self.say("不满足基本条件：{0}。", "Not eligible: {0}.", &[(&failed).into()]);
            if self.scheme.has_points() {
                let (zh, en) = ("得分 {0} 仅供参考。", " The score {0} is for reference only.");
                said.push(&self.say(zh, en, &[(&total).into()]));
            }
            return said;
        }
        let mut said = match self.by_points() {
            true => self.say("得分 {0}", "Score {0}", &[(&total).into()]),
            false => self.standing(report, &total),
        };
        if self.scheme.pass.is_some() {
            match report.passed {
                Some(true) => self.passes(report, &total, &mut said),
                Some(false) => said.push(&self.fails(report)),
                None => said.push(&self.open(report)),
            }
        } else if said.zh.is_empty() && said.en.is_empty() {
            said = self.say("还不能判断。", "It cannot be decided yet. ", &[]);
        }
        said.en.truncate(said.en.trim_end().len());
        said
    }

    /// Whether a condition on points decides.
    fn by_points(&self) -> bool {
        self.scheme.pass.as_ref().is_some_and(|pass| pass.when.is_some())
    }

    /// The gates that are not met, each with the figures that it fails by.
    fn failed_gates(&self) -> Option<Text> {
        let failed = self.scheme.gates.iter().zip(&self.score.gates).filter(|(_, met)| **met == Some(false));
        list(failed.map(|(c, _)| match gates::facts(self, gates::branch(self, c.when, c.by).0, c.by) {
            Some(facts) => self.say("{0}（{1}）", "{0} ({1})", &[(&c.title).into(), (&facts).into()]),
            None => self.say("{0}", "{0}", &[(&c.title).into()]),
        }))
    }

    /// Class, stage and score, where no condition on points decides.
    fn standing(&self, report: &Report<'_>, total: &Text) -> Text {
        let mut said = Text::default();
        if let Some(class) = &report.class {
            said.push(&self.say("{0}：{1}。", "{0}: {1}. ", &[class.of.into(), class.title.into()]));
        }
        if let Some(stage) = report.stage_title {
            said.push(&edges::stage(stage, self.languages));
        }
        if self.scheme.has_points() {
            said.push(&self.say("得分 {0}。", "Score {0}. ", &[total.into()]));
        }
        said
    }

    fn passes(&self, report: &Report<'_>, total: &Text, said: &mut Text) {
        let met = titles(&report.routes, Some(true));
        match met {
            _ if !self.by_points() => said.push(&self.say("满足全部条件。", "Every condition is met. ", &[])),
            Some(routes) => {
                *said = self.say(
                    "直通条件满足：{0}。得分 {1}。",
                    "A direct route is open: {0}. Score {1}.",
                    &[(&routes).into(), total.into()],
                );
            }
            None => said.push(&self.say("，满足通过条件。", "; the pass condition is met.", &[])),
        }
    }

    /// What is not met; or, where only the search could tell, that what is open cannot be met.
    fn fails(&self, report: &Report<'_>) -> Text {
        let mut parts: Vec<Text> = Vec::new();
        let open: Vec<Text> =
            report.gates.iter().chain(&report.requirements).filter(|c| c.met.is_none()).map(title).gather();
        let several = open.len() > 1;
        if let Some(failed) = titles(&report.requirements, Some(false)) {
            parts.push(self.say("未满足：{0}", "not met: {0}", &[(&failed).into()]));
        } else if let Some(open) = list(open) {
            let (zh, en) = match several {
                true => ("不能同时满足：{0}", "these cannot hold together: {0}"),
                false => ("不能满足：{0}", "this cannot be met: {0}"),
            };
            parts.push(self.say(zh, en, &[(&open).into()]));
        }
        if !report.routes.is_empty() {
            parts.push(match report.routes.iter().all(|c| c.met == Some(false)) {
                true if parts.is_empty() => self.say("没有满足任何直通条件", "no direct route is open", &[]),
                true => self.say("也没有满足任何直通条件", "and no direct route is open", &[]),
                // One may be met, but not with all the rest.
                false => self.say("直通条件也不能满足", "nor can a direct route be taken", &[]),
            });
        }
        let mut said = Text::default();
        for (n, part) in parts.iter().enumerate() {
            let (zh, en) = match n {
                0 if self.by_points() => ("，{0}", "; {0}"),
                0 => ("{0}", "{0}"),
                _ => ("；{0}", "; {0}"),
            };
            said.push(&self.say(zh, en, &[part.into()]));
        }
        said.push(&self.say("。", ".", &[]));
        // A sentence of its own.
        if !self.by_points()
            && let Some(first) = said.en.get_mut(..1)
        {
            first.make_ascii_uppercase();
        }
        said
    }

    /// What those who judge must give for the points to suffice, where nothing else is open.
    pub(super) fn for_assessors(&self, report: &Report<'_>) -> Option<Text> {
        if self.score.condition.is_some() {
            return None;
        }
        let (least, inclusive) = self.least_total(self.scheme.pass.as_ref()?.when?)?;
        let total = self.score.total;
        let mut judged = Interval::exact(Num::ZERO);
        for (item, score) in report.items.iter().zip(&self.score.items) {
            match (score.points.single(), item.judged && item.unknown.is_empty()) {
                (Some(_), _) => {}
                (None, true) => judged = judged.add(score.points),
                (None, false) => return None,
            }
        }
        // What is certain of the total; a group that is capped lets less of what is judged count.
        let certain = total.lo?.sub(judged.lo?)?;
        let (most, needed) = (total.hi?.sub(certain)?, least.sub(certain)?);
        let places = self.scheme.precision;
        let [lo, hi, needed] = [judged.lo?, most, needed].map(|points| points.to_text(places));
        let (zh, en) = match inclusive {
            true => (
                "由评审者判断的各项合计在 {0}–{1} 分之间，至少要给到 {2} 分，得分才够。",
                "The items for the assessors come to {0}–{1} points; with {2} or more the points suffice. ",
            ),
            false => (
                "由评审者判断的各项合计在 {0}–{1} 分之间，要给到 {2} 分以上（不含 {2} 分），得分才够。",
                "The items for the assessors come to {0}–{1} points; with more than {2} the points suffice. ",
            ),
        };
        Some(self.say(zh, en, &[(&lo).into(), (&hi).into(), (&needed).into()]))
    }

    /// What decides, as the report has it; where that was not found out, what is open.
    fn open(&self, report: &Report<'_>) -> Text {
        let mut said = Text::default();
        if self.by_points() {
            match (self.score.condition, titles(&report.requirements, Some(false))) {
                (Some(true), _) => said.push(&self.say("，得分条件已满足", "; the points suffice", &[])),
                (Some(false), Some(failed)) => said.push(&self.say(
                    "，得分条件未满足：{0}",
                    "; the points do not suffice: {0}",
                    &[(&failed).into()],
                )),
                (Some(false), None) => {
                    said.push(&self.say("，得分条件不能满足", "; the points cannot suffice", &[]));
                }
                (None, _) => {}
            }
            said.push(&self.say("。", ". ", &[]));
            if let Some(needed) = self.for_assessors(report) {
                said.push(&needed);
            }
        }
        let deciding = list_of_names(report.deciding.iter().map(|d| d.title.clone()));
        let open = report.gates.iter().chain(&report.requirements).chain(&report.routes).filter(|c| c.met.is_none());
        said.push(&match (deciding, list(open.map(title))) {
            (Some(names), _) if report.deciding_all => {
                self.say("能否通过取决于：{0}。", "Whether it passes depends on: {0}.", &[(&names).into()])
            }
            (Some(names), _) => self.say(
                "能否通过取决于：{0}等。",
                "Whether it passes depends on, among others: {0}.",
                &[(&names).into()],
            ),
            (None, Some(open)) => {
                self.say("能否通过还不能确定，待定的有：{0}。", "Whether it passes is open: {0}.", &[(&open).into()])
            }
            (None, None) => self.say("能否通过还不能确定。", "Whether it passes is open.", &[]),
        });
        said
    }
}

fn title(c: &Condition<'_>) -> Text {
    c.title.clone()
}

/// The names of conditions that are met, or not.
fn titles(all: &[Condition<'_>], met: Option<bool>) -> Option<Text> {
    list(all.iter().filter(|c| c.met == met).map(title))
}
