//! What a score opens, and reports that anyone can score again: finance instruments, with the schemes whose results they
//! ask for. Whatever answers with text gives JSON, or `{"problems": […]}`.

use super::engine::Engine;
use super::{text_of, to_js};
use innopoints::Scheme;
use innopoints::finance::catalogue;
use innopoints::verify::{self, Schemes};
use innopoints_wasm::{Company, day, to_json};
use wasm_bindgen::prelude::*;

/// Instruments, and the schemes that they may ask.
#[wasm_bindgen]
pub struct Catalogue {
    catalogue: catalogue::Catalogue,
    /// The shipped schemes as they were packed: id, text, id, text, …
    shipped: Vec<String>,
}

#[wasm_bindgen]
impl Catalogue {
    /// Of packed schemes, those of one's own and the shipped ones (id, text, id, text, …), and of files of instruments (name,
    /// JSON text, name, JSON text, …), one's own and the shipped. What is one's own stands in for what is shipped and has its
    /// id. Throws an array of problems.
    #[wasm_bindgen(constructor)]
    pub fn new(
        own_schemes: Vec<String>,
        shipped_schemes: Vec<String>,
        own: Vec<String>,
        shipped: Vec<String>,
    ) -> Result<Catalogue, JsValue> {
        let mut schemes: Vec<Scheme> = own_schemes.iter().filter_map(|packed| Scheme::unpack(packed)).collect();
        for pair in shipped_schemes.chunks_exact(2) {
            if !schemes.iter().any(|own| own.id == pair[0]) {
                schemes.extend(Scheme::unpack(&pair[1]));
            }
        }
        let catalogue =
            catalogue::Catalogue::new(schemes, &files(&own), &files(&shipped)).map_err(|problems| to_js(&problems))?;
        Ok(Catalogue { catalogue, shipped: shipped_schemes })
    }

    /// What the instruments say to a company.
    pub fn answer(&self, company: &Company, on: &str) -> String {
        to_json(day(on).and_then(|on| self.catalogue.answer(company.as_ref(), on)))
    }

    /// The report of a company by a scheme, with what it rests on and what the instruments say.
    pub fn full(&self, engine: &Engine, company: &Company, on: &str) -> String {
        let full = day(on).and_then(|on| {
            let scored = engine.scheme.scored(company.as_ref(), on)?;
            Ok(verify::full(&scored, Some(self.catalogue.answer(company.as_ref(), on)?)))
        });
        to_json(full)
    }

    /// Whether a full report holds. `own` is its scheme, packed, where that is not the shipped one.
    pub fn verify(&self, report: &str, own: Option<String>) -> String {
        let shipped = |id: &str| text_of(&self.shipped, id).and_then(|packed| Scheme::unpack(packed));
        let find = |id: &str| match &own {
            Some(packed) => Scheme::unpack(packed),
            None => shipped(id),
        };
        let schemes = Schemes { find: &find, shipped: &|id| shipped(id).map(|scheme| scheme.digest.clone()) };
        to_json(verify::verify(report, &schemes, &self.catalogue))
    }
}

fn files(list: &[String]) -> Vec<catalogue::File<'_>> {
    list.chunks_exact(2).map(|pair| (pair[0].as_str(), pair[1].as_str())).collect()
}
