//! The small module, with which a browser begins: the outcome of a company, bounds sound but not searched.

#![cfg(target_arch = "wasm32")]

use innopoints_core::outcome::outcome;
use innopoints_core::scheme::Scheme;
use innopoints_core::score::score;
use innopoints_wasm::{Company, day, to_json};
use wasm_bindgen::prelude::*;

pub use innopoints_wasm::{figure_in, read_figure};

/// A scheme, unpacked.
#[wasm_bindgen]
pub struct Engine {
    scheme: Scheme,
}

#[wasm_bindgen]
impl Engine {
    /// Takes a scheme as it was packed; nothing where it was packed for another build, or is damaged.
    pub fn unpack(packed: &str) -> Option<Engine> {
        Some(Engine { scheme: Scheme::unpack(packed)? })
    }

    /// The outcome of a company, as JSON text, or `{"problems": […]}`.
    pub fn outcome(&self, company: &Company, on: &str) -> String {
        to_json(day(on).and_then(|on| {
            let company = self.scheme.takes(company.as_ref(), on)?;
            let score = score(&self.scheme, &company, on, &[])?;
            Ok(outcome(&self.scheme, &company, on, &score))
        }))
    }
}
