//! The schemes that ship with the crate, by id. The list is made from `schemes/` when the crate is built.

/// Id and JSON text of each shipped scheme.
pub const SCHEMES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/schemes.rs"));

/// The JSON text of a shipped scheme.
pub fn scheme(id: &str) -> Option<&'static str> {
    SCHEMES.iter().find(|s| s.0 == id).map(|s| s.1)
}
