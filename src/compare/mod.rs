//! Comparisons: of a company with itself under other figures ([`what_if`]), of two schemes ([`diff`]), of many companies
//! ([`rank`]).

pub mod diff;
pub mod rank;
pub mod what_if;
