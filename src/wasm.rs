//! The wasm bindings: the only files that know JavaScript. Two modules are built of this crate: the whole engine, and a
//! small one that gives total and verdict alone, with which a browser begins. `pkg/api.js` and `pkg/scorer/` wrap them.

mod engine;
#[cfg(feature = "full")]
mod finance;
#[cfg(feature = "full")]
mod numbers;
#[cfg(feature = "full")]
mod tools;

#[cfg(feature = "full")]
use wasm_bindgen::prelude::*;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Shows a panic, which would be a bug, as a readable message in the console. The small module does without: what it takes
/// to print the message is a kilobyte and a half.
#[cfg(feature = "full")]
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
