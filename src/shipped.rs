//! The schemes and finance instruments that ship with the crate, by id. The lists are made from `schemes/` and `finance/`
//! when the crate is built.

/// Id and JSON text of each shipped scheme.
pub const SCHEMES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/schemes.rs"));

/// Id and JSON text of each shipped family of finance instruments.
pub const FINANCE: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/finance.rs"));

/// `dictionary-forms.json`, as text: who in a company knows each field, in which forms it stands, how tables head it.
pub const FORMS: &str = include_str!("../dictionary-forms.json");

/// How tables head the fields, beside their ids and names: a heading and the id of its field, ordered by heading.
pub const ALIASES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/aliases.rs"));

/// The JSON text of a shipped scheme.
pub fn scheme(id: &str) -> Option<&'static str> {
    SCHEMES.iter().find(|s| s.0 == id).map(|s| s.1)
}

/// The JSON text of a shipped family of finance instruments.
pub fn finance(id: &str) -> Option<&'static str> {
    FINANCE.iter().find(|f| f.0 == id).map(|f| f.1)
}
