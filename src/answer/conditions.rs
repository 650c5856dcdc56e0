//! Gates, direct routes and the parts of the pass condition, each with its reason.

use super::report::Condition;
use super::words::{Wording, gates};
use super::writer::{Writer, span_text};
use innopoints_core::formula::{Compare, Env, ExprId, Instr};
use innopoints_core::id::FieldId;
use innopoints_core::number::{Decimal, Interval, Num};
use innopoints_core::problem::Text;
use innopoints_core::scheme::model;
use innopoints_core::score::{floor_met, unknown_fields};
use std::ops::Range;

impl<'a> Writer<'a, '_> {
    /// Gates, or direct routes.
    pub(super) fn conditions(&self, all: &'a [model::Condition], met: &[Option<bool>]) -> Vec<Condition<'a>> {
        let interval = |f: FieldId| self.company.interval(f);
        let env = self.env(&interval);
        let mut found = Vec::new();
        for (c, met) in all.iter().zip(met) {
            let unknown = if met.is_some() { Vec::new() } else { unknown_fields(self.fields_of(c.when), self.company) };
            found.push(Condition {
                id: c.id.clone(),
                title: c.title.clone(),
                met: *met,
                unknown: self.ids(&unknown),
                reason: gates::reason(self, c.when, c.by, *met, &unknown, &env),
                source: &c.source,
            });
        }
        found
    }

    /// The pass condition, part by part.
    pub(super) fn requirements(&self, pass: &'a model::Pass) -> Vec<Condition<'a>> {
        let mut parts = Vec::new();
        if let Some(when) = pass.when {
            self.conjuncts(when, &mut parts);
        }
        let program = &self.scheme.program;
        // What is open of all items, found once for all parts that rest on them.
        let mut all: Option<Vec<FieldId>> = None;
        let mut found = Vec::new();
        for (n, at) in parts.into_iter().enumerate() {
            if let Instr::EveryFloor = program.instr(at) {
                for (place, g) in self.scheme.groups.iter().enumerate() {
                    let Some(floor) = g.floor else { continue };
                    let met = floor_met(g.floor, self.score.groups[place]);
                    let floor = Decimal::new(floor, 6);
                    let parts = [(&g.title).into(), (&*floor).into()];
                    let title = self.say("{0}得分 ≥ {1}", "Points for {0} ≥ {1}", &parts);
                    let id = ["floor_", &g.id].concat();
                    let unknown = if met.is_none() { self.open_of(g.indicators.clone()) } else { Vec::new() };
                    found.push(self.requirement(pass, id, title, met, self.fact(place), &unknown));
                }
                continue;
            }
            let (id, fact) = match program.instr(at) {
                Instr::Compare(_, a, _) => match program.instr(a) {
                    Instr::Total => {
                        let total = self.say("总分", "Total", &[]);
                        ("total".to_string(), self.points_fact(&total, self.score.total))
                    }
                    Instr::Points(i) => (["points_", &self.scheme.point_ids[i]].concat(), self.fact(i)),
                    _ => (["requirement_", &(n + 1).to_string()].concat(), self.words(at, true)),
                },
                _ => (["requirement_", &(n + 1).to_string()].concat(), self.words(at, true)),
            };
            let met = self.part_met(at);
            let unknown = match met {
                None => &**all.get_or_insert_with(|| self.open_of(0..self.score.items.len())),
                Some(_) => &[],
            };
            found.push(self.requirement(pass, id, self.words(at, false), met, fact, unknown));
        }
        found
    }

    /// The fields not known of the company that leave some of the items open.
    fn open_of(&self, items: Range<usize>) -> Vec<FieldId> {
        let mut fields = Vec::new();
        for i in items.filter(|&i| self.score.items[i].points.single().is_none()) {
            self.scheme.indicators[i].rule.fields(&self.scheme.program, &mut fields);
        }
        unknown_fields(fields, self.company)
    }

    /// One part of the pass condition, and what is not known where it is open.
    fn requirement(
        &self,
        pass: &'a model::Pass,
        id: String,
        title: Text,
        met: Option<bool>,
        fact: Text,
        unknown: &[FieldId],
    ) -> Condition<'a> {
        let (zh, en) = match met {
            Some(true) => ("符合：{0}。", "Met: {0}."),
            Some(false) => ("不符合：{0}。", "Not met: {0}."),
            None => ("待定：{0}。", "Open: {0}."),
        };
        let reason = self.say(zh, en, &[(&fact).into()]);
        let unknown = self.ids(unknown);
        Condition { id, title, met, unknown, reason, source: &pass.source }
    }

    fn fact(&self, place: usize) -> Text {
        let (title, points) = self.named(place);
        self.points_fact(title, points)
    }

    fn points_fact(&self, title: &Text, points: Interval) -> Text {
        let points = span_text(points, self.scheme.precision);
        self.say("{0} {1} 分", "{0} {1} points", &[title.into(), (&points).into()])
    }

    fn conjuncts(&self, at: ExprId, parts: &mut Vec<ExprId>) {
        match self.scheme.program.instr(at) {
            Instr::And(a, b) => {
                self.conjuncts(a, parts);
                self.conjuncts(b, parts);
            }
            _ => parts.push(at),
        }
    }

    fn part_met(&self, at: ExprId) -> Option<bool> {
        let interval = |f: FieldId| self.company.interval(f);
        let points = self.score.points(self.scheme);
        let env = Env { points: Some(&points), ..self.env(&interval) };
        self.scheme.program.certain(at, &env)
    }

    /// The total that a pass condition asks for.
    pub(super) fn threshold(&self, when: ExprId) -> Option<Decimal> {
        self.least_total(when).map(|(least, _)| Decimal::new(least, 6))
    }

    /// The total that a condition asks for, and whether that itself is enough.
    pub(super) fn least_total(&self, when: ExprId) -> Option<(Num, bool)> {
        let mut parts = Vec::new();
        self.conjuncts(when, &mut parts);
        let program = &self.scheme.program;
        parts.into_iter().find_map(|at| match program.instr(at) {
            Instr::Compare(compare @ (Compare::Ge | Compare::Gt), a, b) => match (program.instr(a), program.instr(b)) {
                (Instr::Total, Instr::Num(c)) => Some((program.constant(c), matches!(compare, Compare::Ge))),
                _ => None,
            },
            _ => None,
        })
    }
}
