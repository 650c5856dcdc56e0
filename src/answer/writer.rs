//! What writes the report of one company: the scheme, the company and its score, with what all parts of the report ask of them.

use super::words::Wording;
use crate::estimate::Estimates;
use crate::languages::Languages;
use crate::notice::estimated_in;
use innopoints_core::company::Enterprise;
use innopoints_core::formula::{Env, Instr, Program};
use innopoints_core::id::{FieldId, QuantityId};
use innopoints_core::number::{Interval, Num};
use innopoints_core::outcome::ends;
use innopoints_core::problem::Text;
use innopoints_core::scheme::model::{self, Amount};
use innopoints_core::score::Score;

/// `15` or `10–15`.
pub(crate) fn span_text(points: Interval, places: u32) -> String {
    let [lo, hi] = ends(points, places);
    if lo == hi { lo.to_string() } else { [&lo, "–", &hi].concat() }
}

/// Writes the report of one company.
pub(super) struct Writer<'a, 'b> {
    pub scheme: &'a model::Scheme,
    pub company: &'b Enterprise,
    pub score: &'b Score,
    /// What the panel says, of a scheme that has one.
    pub estimates: Option<Estimates>,
    pub languages: Languages,
}

impl Wording for Writer<'_, '_> {
    fn program(&self) -> &Program {
        &self.scheme.program
    }

    fn company(&self) -> &Enterprise {
        self.company
    }

    fn languages(&self) -> Languages {
        self.languages
    }

    fn operand(&self, instr: Instr, values: bool) -> Text {
        match instr {
            Instr::Quantity(q) => match self.score.quantities[q].single().filter(|_| values) {
                Some(n) => self.parameter(q, n),
                None => self.scheme.quantities[q].title.clone(),
            },
            Instr::Points(i) => self.say("{0}得分", "Points for {0}", &[self.named(i).0.into()]),
            _ => Text::default(),
        }
    }
}

impl<'a> Writer<'a, '_> {
    /// What formulas are evaluated over.
    pub(super) fn env<'e>(&'e self, interval: &'e dyn Fn(FieldId) -> Interval) -> Env<'e> {
        Env {
            values: self.company.values(),
            interval,
            points: None,
            quantities: &self.score.quantities,
            stages: self.score.stages,
            ..Env::default()
        }
    }

    /// Where a number of the scheme can lie.
    pub(super) fn span(&self, amount: &Amount) -> Interval {
        amount.span(&self.env(&|_| Interval::ALL))
    }

    /// A named number in its unit.
    pub(super) fn parameter(&self, quantity: QuantityId, n: Num) -> Text {
        let parameter = self.scheme.parameters.iter().find(|p| p.quantity == quantity);
        self.languages.show(n, parameter.map_or("", |p| &p.unit), 6)
    }

    /// The total in words: exact, its bounds, or what the panel says.
    pub(super) fn total(&self) -> Text {
        match &self.estimates {
            Some(estimates) if self.score.total.single().is_none() => estimated_in(&estimates.total, self.languages),
            _ => Text::same(span_text(self.score.total, self.scheme.precision)),
        }
    }

    /// Name and points of a group or indicator, by its place in [`model::Scheme::point_ids`].
    pub(super) fn named(&self, i: usize) -> (&'a Text, Interval) {
        match i.checked_sub(self.scheme.groups.len()) {
            None => (&self.scheme.groups[i].title, self.score.groups[i]),
            Some(j) => (&self.scheme.indicators[j].title, self.score.items[j].points),
        }
    }
}

/// The most points that a group can give.
pub(crate) fn group_max(scheme: &model::Scheme, place: usize, score: &Score) -> Num {
    let group = &scheme.groups[place];
    let env = Env { quantities: &score.quantities, stages: score.stages, ..Env::default() };
    let mut sum = Some(Num::ZERO);
    for indicator in &scheme.indicators[group.indicators.clone()] {
        sum = sum.zip(indicator.max.span(&env).hi).and_then(|(a, b)| a.add(b));
    }
    let max = group.max.or(sum).unwrap_or(Num::ZERO);
    // What it shares with others cannot be more than there is.
    let tie = scheme.ties.iter().find(|tie| tie.groups.contains(&place));
    // The most that is assumed of unpublished maxima is no maximum: only what they sum to is.
    let is_open = group.max.is_none() && !scheme.panel.is_empty();
    tie.map_or(max, |tie| if is_open { tie.sum } else { max.min(tie.sum) })
}
