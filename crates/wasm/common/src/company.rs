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
    /// Reads JSON text, every digit of which counts; nothing where it is refused. (To throw from here would bring a table of
    /// JavaScript values into the small module.)
    pub fn read(text: &str) -> Option<Company> {
        Some(Company { enterprise: Enterprise::parse(text, None).ok()? })
    }

    /// Why a text is refused: `{"problems": […]}`.
    pub fn refusal(text: &str) -> String {
        refused(Enterprise::parse(text, None).err().unwrap_or_default())
    }
}

impl AsRef<Enterprise> for Company {
    fn as_ref(&self) -> &Enterprise {
        &self.enterprise
    }
}
