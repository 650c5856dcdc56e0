//! What a score opens: finance instruments, with the schemes whose results they ask for.

use super::engine::{read, told};
use super::to_js;
use crate::finance::desk;
use crate::scheme::Scheme;
use wasm_bindgen::prelude::*;

/// Instruments, and the schemes that they may ask.
#[wasm_bindgen]
pub struct Desk {
    desk: desk::Desk,
}

#[wasm_bindgen]
impl Desk {
    /// Of packed schemes, and of files: name, JSON text, name, JSON text, … Those of one's own stand in for shipped ones of
    /// their ids. Throws an array of problems.
    #[wasm_bindgen(constructor)]
    pub fn new(packed: Vec<String>, own: Vec<String>, shipped: Vec<String>) -> Result<Desk, JsValue> {
        let schemes = packed.iter().filter_map(|p| Scheme::unpack(p)).collect();
        let desk = desk::Desk::new(schemes, &files(&own), &files(&shipped)).map_err(|problems| to_js(&problems))?;
        Ok(Desk { desk })
    }

    /// What they say to an enterprise: JSON text, or `{"problems": […]}`.
    pub fn answer(&self, enterprise: &str, on: &str) -> String {
        told(read(enterprise, on).map(|(company, on)| self.desk.answer(&company, on)))
    }
}

fn files(list: &[String]) -> Vec<desk::File<'_>> {
    list.chunks_exact(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect()
}
