//! A scheme (积分方案) as the library hands it out: the compiled scheme with what can be asked of it.

use crate::answer::report::Report;
use crate::answer::words::languages::Languages;
use innopoints_core::{Date, Enterprise, Num, Outcome, Problem};

pub use innopoints_core::scheme::model;

/// A scheme, compiled. What is in it is read through [`model::Scheme`].
#[derive(Debug)]
pub struct Scheme(pub(crate) model::Scheme);

impl std::ops::Deref for Scheme {
    type Target = model::Scheme;

    fn deref(&self) -> &model::Scheme {
        &self.0
    }
}

impl Scheme {
    /// A scheme from packed text; `None` where it was packed for another build, or altered.
    pub fn unpack(text: &str) -> Option<Scheme> {
        model::Scheme::unpack(text).map(Scheme)
    }

    /// Scores one company for a day, with reasons in Chinese and English.
    pub fn score(&self, company: &Enterprise, on: Date) -> Result<Report<'_>, Vec<Problem>> {
        Ok(self.scored(company, on)?.report(Languages::Both))
    }

    /// The outcome: the score in numbers and ids, without the words.
    pub fn outcome(&self, company: &Enterprise, on: Date) -> Result<Outcome<'_>, Vec<Problem>> {
        Ok(self.scored(company, on)?.outcome())
    }

    /// The total alone: exact, rounded once; `None` while something needed is unknown.
    pub fn total(&self, company: &Enterprise, on: Date) -> Result<Option<Num>, Vec<Problem>> {
        let company = &*company.by(self.dictionary)?;
        match innopoints_core::score::total(self, company, on)? {
            Some(total) => Ok(Some(total)),
            // What bounds by intervals leave open, the search may settle: weights that sum to a known number.
            None => {
                let score = crate::search::score(self, company, on, &[])?;
                Ok(score.total.single().map(|total| self.round_total(total)))
            }
        }
    }
}
