//! `improve`: what would raise the score.

use super::improvement::{Improvement, Target};
use super::question::Question;
use super::solver::RANGES;
use super::terms::Terms;
use crate::Scheme;
use crate::answer::Scored;
use crate::search::{Work, score_within};
use innopoints_core::company::Enterprise;
use innopoints_core::number::Date;
use innopoints_core::problem::{Phrase, Problem, Text};
use std::borrow::Cow;
use std::cell::Cell;

impl Scheme {
    /// The cheapest changes with which a company reaches a target. The problems are those of scoring it, and of what is asked
    /// ([`Scheme::check_target`]).
    pub fn improve(
        &self,
        company: &Enterprise,
        on: Date,
        target: Target,
        terms: &Terms,
    ) -> Result<Improvement<'_>, Vec<Problem>> {
        self.improve_within(company, on, target, terms, &Work::of(Work::PLANS))
    }

    /// The answer within a budget.
    pub fn improve_within(
        &self,
        company: &Enterprise,
        on: Date,
        target: Target,
        terms: &Terms,
        work: &Work,
    ) -> Result<Improvement<'_>, Vec<Problem>> {
        self.check_target(target, terms)?;
        let company = &*self.takes(company, on)?;
        // What is shown of the company is what scoring it says, within the same budget. What is shown of the plans takes a sixth,
        // and the search for plans has the rest.
        let share = work.left() / 6;
        let now = work.within(Work::QUESTION, |work| score_within(self, company, on, &[], work))?;
        let question = Question {
            scheme: self,
            company,
            on,
            target,
            terms,
            ranges: Cell::new(RANGES),
            work: Work::of(work.left().saturating_sub(share)),
            shown: Work::of(share),
        };
        let mut answer = question.answer(&now)?;
        work.spend(question.work.spent() + question.shown.spent());
        // What is for assessors to judge no figure of the company settles.
        if let (Target::Pass, false) = (target, answer.reached) {
            let scored = Scored { scheme: self, company: Cow::Borrowed(company), on, score: now };
            if let Some(needed) = scored.for_assessors() {
                answer.summary.push(&Text::say("{0}", " {0}", &[(&needed).into()]));
                answer.summary.en.truncate(answer.summary.en.trim_end().len());
            }
        }
        Ok(answer)
    }

    /// Whether that can be asked of this scheme: a target that it does not have or that is no total of its, and fields that it
    /// does not use are problems. A total that it does not give is none: the answer tells the most.
    pub fn check_target(&self, target: Target, terms: &Terms) -> Result<(), Vec<Problem>> {
        let title = (&self.title).into();
        let mut problems = terms.check(self);
        let problem = |code, zh, en, parts: &[Phrase<'_>]| Problem::new(code, zh, en, parts).at("/target".into());
        match target {
            Target::Pass if self.pass.is_none() => problems.push(problem(
                "no_pass",
                "“{0}”没有通过条件，请给出目标得分",
                "\"{0}\" has no pass condition; ask for a total instead",
                &[title],
            )),
            Target::Total(_) if self.groups.is_empty() => problems.push(problem(
                "no_points",
                "“{0}”不计分，没有目标得分；可以求怎样通过",
                "\"{0}\" gives no points, so there is no total to reach; ask how to pass instead",
                &[title],
            )),
            Target::Total(total) if total.is_negative() => problems.push(problem(
                "bad_target",
                "目标得分 {0} 小于 0，应为 0 以上的数",
                "the target {0} is below 0; it must be 0 or more",
                &[(&total.to_text(6)).into()],
            )),
            Target::Total(total) if self.round_total(total) != total => problems.push(problem(
                "bad_target",
                "目标得分 {0} 的小数太多：“{1}”的总分至多 {2} 位小数",
                "the target {0} has too many decimals: totals of \"{1}\" have at most {2}",
                &[(&total.to_text(6)).into(), title, (&self.precision.to_string()).into()],
            )),
            _ => {}
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
