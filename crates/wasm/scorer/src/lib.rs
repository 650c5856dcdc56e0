//! The small module, with which a browser begins: total and verdict of a company, bounds sound but not searched.

#![cfg(target_arch = "wasm32")]

use innopoints_core::outcome::outcome;
use innopoints_core::scheme::Scheme;
use innopoints_core::score::score;
use innopoints_wasm::{read, told};
use wasm_bindgen::prelude::*;

pub use innopoints_wasm::{Numbers, figure_in, read_figure};

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

    /// Total and verdict of an enterprise given as JSON text, every digit of which counts. Gives JSON text, or
    /// `{"problems": […]}`.
    pub fn outcome(&self, enterprise: &str, on: &str) -> String {
        told(read(enterprise, on).and_then(|(company, on)| {
            let score = score(&self.scheme, &company, on, &[])?;
            Ok(outcome(&self.scheme, &score))
        }))
    }
}
