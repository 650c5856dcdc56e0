//! The next better step of an indicator, and the single changes that reach it.

use super::report::Next;
use super::words::{Wording, change, nearest};
use super::writer::Writer;
use innopoints_core::dictionary::{INPUT_PLACES, Value};
use innopoints_core::id::FieldId;
use innopoints_core::number::{Decimal, Num, show, unit};
use innopoints_core::problem::Text;
use innopoints_core::score::{Step, distance};

impl<'a> Writer<'a, '_> {
    pub(super) fn next(&self, step: Step) -> Next<'a> {
        let gap = self.gap(&step);
        let changes = self.changes(&step.changes);
        Next { points: Decimal::new(step.points, self.scheme.precision), edge: step.edge.map(|e| e.2), gap, changes }
    }

    fn gap(&self, step: &Step) -> Option<Text> {
        let (gap, (_, unit, _)) = (step.gap?, step.edge.as_ref()?);
        let places = visible_places(gap, unit);
        Some(match unit.as_str() {
            "%" => {
                let n = show(gap, unit, places);
                self.say("{0} 个百分点", "{0} percentage points", &[n.strip_suffix('%').unwrap_or(&n).into()])
            }
            _ => self.languages.show(gap, unit, places),
        })
    }

    /// What reaches the next step, in a sentence.
    pub(super) fn next_words(&self, step: &Step) -> Text {
        let points = Decimal::new(step.points, self.scheme.precision);
        // The first change that can be said; there is one for each input.
        let now = |f: FieldId| &self.company.values()[f];
        let first = step.changes.iter().find(|(f, to)| change(self.given(*f), now(*f), to).is_some());
        if let Some((place, to)) = first {
            let field = self.given(*place);
            let shown = self.languages.value(field, to).unwrap_or_default();
            let from = match to {
                Value::Exact(to) => nearest(now(*place), *to).map(|from| (from, *to)),
                _ => None,
            };
            let Some((from, to)) = from else {
                return self.say(
                    "“{0}”为“{1}”时得 {2} 分。",
                    " {2} points if \"{0}\" is \"{1}\".",
                    &[field.title.into(), (&shown).into(), (&*points).into()],
                );
            };
            let by = distance(to, from).unwrap_or(Num::ZERO);
            let by = self.languages.show(by, field.unit(), INPUT_PLACES);
            let (zh, en) = if to < from {
                ("{0}减少 {1}（到 {2}）可得 {3} 分。", " {3} points if {0} falls by {1}, to {2}.")
            } else {
                ("{0}增加 {1}（到 {2}）可得 {3} 分。", " {3} points if {0} rises by {1}, to {2}.")
            };
            return self.say(zh, en, &[field.title.into(), (&by).into(), (&shown).into(), (&*points).into()]);
        }
        match (self.gap(step), &step.edge) {
            (Some(gap), Some((_, _, edge))) => self.say(
                "距 {1} 还差 {0}，达到可得 {2} 分。",
                " {2} points at {1}, which is {0} away.",
                &[(&gap).into(), edge.into(), (&*points).into()],
            ),
            _ => self.say("条件满足时得 {0} 分。", " {0} points once the condition holds.", &[(&*points).into()]),
        }
    }
}

/// Decimals with which a distance is shown: two, or as many more as it takes not to look like none.
fn visible_places(x: Num, unit_name: &str) -> u32 {
    let scale = unit(unit_name).map_or(Num::ONE, |u| u.1);
    let shown = x.div(scale).unwrap_or(x);
    (2..=INPUT_PLACES).find(|&places| !shown.round(places).is_zero()).unwrap_or(2)
}
