//! Answers in words: the report with its reasons ([`report`]), where points are lost ([`lost`]), and what sentences are made of
//! ([`words`]).

pub mod lost;
pub mod report;
pub(crate) mod words;
