//! Schemes whose numbers are not published: a panel of plausible tables (可能的分值表), and what it says of a company.
//!
//! Extremes of an assumed range are no answer, and a point is a false one. The answer is a fixed set of 1,000 complete
//! tables, each consistent with everything that is published, by all of which the company is scored. This is stochastic
//! multicriteria acceptability analysis (SMAA; Lahdelma, Hokkanen and Salminen 1998; SMAA-TRI, Tervonen et al. 2007), whose
//! terms are used here. The method's numbers are data of the scheme (`panel`), stated in `docs/estimates.md`.
//!
//! Arrows run one way: `random` ← `draw` ← `totals` ← `points` ← `places`, `shift` ← `answer` ← `spread`.

mod answer;
mod draw;
mod places;
mod points;
mod random;
mod shift;
mod spread;
mod totals;

pub use answer::{Acceptability, CentralTable, Estimate};
pub use draw::TABLES;
pub(crate) use draw::central;
pub(crate) use places::estimated_places;
pub use places::{EstimatedPlace, PlaceShare};
pub use points::EstimatedPoints;
pub(crate) use points::{Estimates, estimated_total, estimates};
pub use random::Random;
pub use shift::Shift;
pub use spread::{PanelFacts, Spread};
