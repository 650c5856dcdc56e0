//! The bindings of the engine, which does everything. Beside it a small module is built (`crates/wasm/scorer`), with which a
//! browser begins; `pkg/` wraps both.

#![cfg(target_arch = "wasm32")]

mod catalogue;
mod engine;
mod numbers;
mod plans;
mod tables;
mod tools;

use wasm_bindgen::prelude::*;

pub use innopoints_wasm::{figure_in, read_figure};

/// Shows a panic, which would be a bug, as a readable message in the console. The small module does without: what it takes
/// to print the message is a kilobyte and a half.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Plain objects, None as null: the same shape that JSON gives.
fn to_js(value: &impl serde::Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// The text of an id in a list of them: id, text, id, text, …
fn text_of<'a>(texts: &'a [String], id: &str) -> Option<&'a String> {
    texts.chunks_exact(2).find(|pair| pair[0] == id).map(|pair| &pair[1])
}
