//! Sound bounds of companies that differ in one figure: interval arithmetic alone, each from the one before.

use super::domain::{Domain, Domains, narrow};
use super::state::Search;
use super::work::Work;
use innopoints_core::company::Enterprise;
use innopoints_core::dictionary::Value;
use innopoints_core::formula::Unknown;
use innopoints_core::formula::line::Breakpoints;
use innopoints_core::id::FieldId;
use innopoints_core::number::{Interval, Num};
use innopoints_core::scheme::model::Scheme;

/// Bounds of the total by interval arithmetic, maxima that are tied handed out: sound, and cheap to ask of companies that differ
/// in one figure.
pub(crate) struct Quick<'a> {
    search: Search<'a>,
    root: Domains,
}

impl<'a> Quick<'a> {
    pub fn new(scheme: &'a Scheme, company: &Enterprise, work: &'a Work) -> Quick<'a> {
        let (search, root, _) = Search::begin(scheme, company, &[], work);
        Quick { search, root }
    }

    /// Instructions of a look at the whole company.
    pub fn whole_look(&self) -> u64 {
        self.search.whole_look
    }

    /// The breakpoints of a field that is not known, the others being as they are.
    pub fn breakpoints(&mut self, field: FieldId) -> Breakpoints {
        let v = self.search.variables.iter().position(|v| v.what == Unknown::Field(field));
        v.map_or_else(Breakpoints::new, |v| self.search.breakpoints(v, &self.root))
    }

    /// How far the total is open.
    pub fn width(&mut self) -> Option<Num> {
        let total = self.search.look(&self.root, None).total;
        total.hi?.sub(total.lo?)
    }

    /// How far it is where one field that is not known has a value.
    pub fn width_with(&mut self, field: FieldId, value: &Value) -> Option<Num> {
        let v = self.search.variables.iter().position(|v| v.what == Unknown::Field(field))?;
        let mut domains = self.root.clone();
        domains[v] = match value {
            Value::Exact(x) => Domain::Number(Interval::exact(*x)),
            Value::Flag(b) => Domain::Flag(Some(*b)),
            Value::Level(l) => Domain::Level(Some(*l)),
            _ => return None,
        };
        if !narrow(&self.search.variables, &mut domains) {
            return None;
        }
        let total = self.search.look(&domains, None).total;
        total.hi?.sub(total.lo?)
    }
}
