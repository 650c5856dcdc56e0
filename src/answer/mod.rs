//! What a scheme says of one company, at three levels, each of which computes what it returns and no more:
//!
//! - the **outcome** ([`Outcome`]): numbers and ids;
//! - the **report** ([`report`]): the outcome with the reason of each item, in the languages that are wanted;
//! - the **full** report ([`crate::verify`]): with the figures it rests on, where points are lost ([`lost`]) and what finance
//!   instruments say, so that anyone can score it again.
//!
//! All sentences are made here: [`words`] has what they share (the edges of bands, gates and other conditions); `items`,
//! `next`, `conditions` and `summary` each write theirs.

mod conditions;
pub mod formula;
mod items;
mod levels;
pub mod lost;
mod next;
pub mod report;
mod scored;
pub mod sheet;
mod summary;
pub mod words;
mod writer;

pub use scored::Scored;
pub(crate) use writer::{group_max, span_text};
