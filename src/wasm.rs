//! The wasm bindings: the only files that know JavaScript. Two modules are built of this crate: the one that scores
//! ([`engine`]), which every page loads, and the tools ([`tools`]), fetched where a scheme is read from its text or many
//! companies are scored. `pkg/api.js` wraps both into the public classes.

#[cfg(not(feature = "author"))]
mod engine;
#[cfg(feature = "author")]
mod tools;

#[cfg(feature = "author")]
use wasm_bindgen::prelude::*;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Shows a panic, which would be a bug, as a readable message in the console. The module that scores does without: what
/// it takes to print the message is a kilobyte and a half.
#[cfg(feature = "author")]
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}
