//! A company read once, for many questions.

use crate::refused;
use innopoints_core::Enterprise;
use wasm_bindgen::prelude::*;

/// A company, read from JSON text once: outcome, report, plans, finance and sensitivity share it. `free` ends it; nothing else
/// keeps a company.
#[wasm_bindgen]
pub struct Company {
    enterprise: Enterprise,
}

#[wasm_bindgen]
impl Company {
    /// Reads JSON text, every digit of which counts. Throws `{"problems": […]}` as text.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Result<Company, String> {
        let enterprise = Enterprise::parse(text, None).map_err(refused)?;
        Ok(Company { enterprise })
    }
}

impl AsRef<Enterprise> for Company {
    fn as_ref(&self) -> &Enterprise {
        &self.enterprise
    }
}
