//! Finance instruments (政策/产品): loans, guarantees, subsidies, bonds and funds as data with sources. What a family of them
//! is ([`model`]), reading one from JSON with located errors ([`load`]), and what each says to a company ([`offer`]).
//!
//! ```
//! use innopoints::finance::{Instruments, Reply};
//! use innopoints::{Date, Enterprise};
//!
//! let text = include_str!("../../finance/cn-patent-pledge.json");
//! let family = Instruments::parse(text, None, &[]).unwrap();
//! let company = Enterprise::parse(
//!     r#"{"location": "shandong_qingdao", "pledges_patent": true, "loan_amount": 400, "loan_years": 1}"#,
//!     None,
//! );
//! let on = Date::parse("2026-11-01").unwrap();
//! let offers = family.offers(&company.unwrap(), on, &|_| None).unwrap();
//! // Its limits are met; whether it is still handled so, no source says.
//! assert_eq!(offers[0].answer, Reply::DependsOn);
//! ```

pub mod catalogue;
pub mod load;
pub mod model;
pub mod offer;

pub use load::Rated;
pub use model::{Instrument, Instruments};
pub use offer::{Offer, Reply, SchemeResult};
