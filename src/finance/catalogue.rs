//! Instruments and the schemes that they ask, together: what all of them say to a company.

use super::{Instruments, Offer, Rated, SchemeResult};
use crate::compile::ids::Ids;
use crate::scheme::Scheme;
use innopoints_core::company::Enterprise;
use innopoints_core::gather::Gather;
use innopoints_core::number::Date;
use innopoints_core::problem::{Problem, Text};
use schemars::JsonSchema;
use serde::Serialize;
use std::cell::RefCell;

/// Families of instruments, and the schemes whose results they may ask for.
#[derive(Debug)]
pub struct Catalogue {
    schemes: Vec<Scheme>,
    families: Vec<Instruments>,
    /// Ids and digests of the shipped families, of those too that files of one's own stand in for.
    shipped: Vec<(String, String)>,
}

/// A file of instruments: its name and its JSON text.
pub type File<'a> = (&'a str, &'a str);

/// What the instruments say to a company.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finance")]
pub struct Offers<'a> {
    /// The day the rules were applied for.
    pub on: String,
    /// One an instrument that is in force on the day.
    pub offers: Vec<Offer<'a>>,
    /// The others.
    pub not_in_force: Vec<Absent<'a>>,
    /// The families of instruments that were asked.
    pub families: Vec<Version<'a>>,
    /// The schemes that these ask.
    pub schemes: Vec<Version<'a>>,
}

/// Which text of a scheme or of a family of instruments was used.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Version<'a> {
    /// Its id.
    pub id: &'a str,
    /// SHA-256 of its file.
    pub digest: &'a str,
}

/// An instrument that has no version for the day.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Absent<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
}

impl Catalogue {
    /// Reads instruments. A file of one's own stands in for the shipped one of its id; every problem has its place.
    pub fn new(schemes: Vec<Scheme>, own: &[File<'_>], shipped: &[File<'_>]) -> Result<Catalogue, Vec<Problem>> {
        let rated: Vec<Rated> = schemes.iter().map(Rated::from).gather();
        let mut families: Vec<Instruments> = Vec::new();
        let mut known = Vec::new();
        let mut problems = Vec::new();
        let all = own.iter().map(|file| (file, true)).chain(shipped.iter().map(|file| (file, false)));
        for ((name, text), is_own) in all {
            match Instruments::parse(text, Some(name), &rated) {
                Ok(family) => {
                    if !is_own {
                        known.push((family.id.clone(), family.digest.clone()));
                    }
                    if is_own || !families.iter().any(|f| f.id == family.id) {
                        problems.extend(repeated(&families, &family, name));
                        families.push(family);
                    }
                }
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(Catalogue { schemes, families, shipped: known }) } else { Err(problems) }
    }

    /// The families, those of one's own first.
    pub fn families(&self) -> &[Instruments] {
        &self.families
    }

    /// SHA-256 of the shipped family of an id, where there is one.
    pub fn shipped(&self, id: &str) -> Option<&str> {
        self.shipped.iter().find(|s| s.0 == id).map(|s| s.1.as_str())
    }

    /// The scheme of an id that families may ask.
    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|s| s.id == id)
    }

    /// The schemes that the families ask, each once.
    pub fn asked(&self) -> impl Iterator<Item = &Scheme> {
        let asks = |s: &&Scheme| self.families.iter().any(|f| f.schemes().contains(&s.id.as_str()));
        self.schemes.iter().filter(asks)
    }

    /// What all instruments say to a company. What cannot be scored, on this day or with these figures, says nothing; the
    /// problems are those of figures that files of one's own ask for.
    pub fn answer(&self, company: &Enterprise, on: Date) -> Result<Offers<'_>, Vec<Problem>> {
        for scheme in self.asked() {
            scheme.takes(company, on)?;
        }
        // Each scheme is computed once, when it is first asked for.
        let known: RefCell<Ids<Option<SchemeResult>>> = RefCell::default();
        let result = |id: &str| {
            let compute = || {
                let scheme = self.scheme(id)?;
                scheme.scored(company, on).ok().map(|scored| SchemeResult::from(&scored))
            };
            if let Some(result) = known.borrow().get(id) {
                return result.clone();
            }
            let result = compute();
            known.borrow_mut().insert(id, result.clone());
            result
        };
        let mut offers = Vec::new();
        for family in &self.families {
            offers.extend(family.offers(company, on, &result)?);
        }
        let absent = self.families.iter().flat_map(|f| &f.list).filter(|i| i.version(on).is_none());
        let not_in_force = absent.map(|i| Absent { id: &i.id, title: &i.title }).gather();
        let families = self.families.iter().map(|f| Version { id: &f.id, digest: &f.digest }).gather();
        let schemes = self.asked().map(|s| Version { id: &s.id, digest: &s.digest }).gather();
        Ok(Offers { on: on.to_text(), offers, not_in_force, families, schemes })
    }
}

/// Instruments of a file whose ids other files have.
fn repeated(families: &[Instruments], family: &Instruments, file: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, own) in family.list.iter().enumerate() {
        if let Some(other) = families.iter().find(|f| f.list.iter().any(|i| i.id == own.id)) {
            let (zh, en) = ("“{0}”用了同一个标识“{1}”", "\"{0}\" has the same id \"{1}\"");
            let problem = Problem::new("duplicate", zh, en, &[(&other.id).into(), (&own.id).into()]);
            problems.push(problem.at(format!("/instruments/{i}/id")).file(Some(file)));
        }
    }
    problems
}
