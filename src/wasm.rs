//! The wasm bindings: the only files that know JavaScript. Two modules are built of this crate: the engine, which does
//! everything, and a small one that gives total and verdict alone, with which a browser begins. `pkg/` wraps them.

#[cfg(feature = "full")]
mod desk;
mod engine;
#[cfg(feature = "full")]
mod numbers;
#[cfg(feature = "full")]
mod plans;
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

/// Plain objects, None as null: the same shape that JSON gives.
#[cfg(feature = "full")]
fn to_js(value: &impl serde::Serialize) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).unwrap_or(JsValue::NULL)
}

/// The text of an id in a list of them: id, text, id, text, …
#[cfg(feature = "full")]
fn text_of<'a>(texts: &'a [String], id: &str) -> Option<&'a String> {
    texts.chunks_exact(2).find(|pair| pair[0] == id).map(|pair| &pair[1])
}
