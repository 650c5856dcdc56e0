//! The data sheet (数据清单): what a scheme measures of a company, filled in, ready for the platform: the value of each
//! indicator, the figures behind it and what is missing; and where a value stands among the published edges of other
//! scorecards that measure the same.

use super::scored::Scored;
use crate::languages::Languages;
use crate::notice::notice;
use innopoints_core::formula::{ExprId, Instr, Program};
use innopoints_core::gather::Gather;
use innopoints_core::number::{Decimal, Num};
use innopoints_core::problem::Text;
use innopoints_core::scheme::model::{Rule, Scheme};
use innopoints_core::scheme::rules::{Bands, Basis, Direction, Edge};
use schemars::JsonSchema;
use serde::Serialize;

/// What a scheme measures of a company.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Sheet<'a> {
    /// Id of the scheme.
    pub scheme: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// The day the rules were applied for.
    pub on: String,
    /// Says that the scheme's numbers are unpublished, where they are.
    pub notice: Option<Text>,
    /// Its indicators.
    pub rows: Vec<Row<'a>>,
}

/// An indicator with its value.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SheetRow")]
pub struct Row<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// The group it belongs to.
    pub group: &'a str,
    /// The measured value with its unit; `None` where figures are missing, or nothing is measured.
    pub value: Option<Text>,
    /// Its unit.
    pub unit: &'a str,
    /// How it was computed.
    pub working: Option<Text>,
    /// The figures that it is computed of.
    pub figures: Vec<Figure<'a>>,
    /// Those that are missing.
    pub missing: Vec<&'a str>,
}

/// A figure behind a value.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SheetFigure")]
pub struct Figure<'a> {
    /// The field.
    pub field: &'a str,
    /// Its name.
    pub title: Text,
    /// Its value; `None` where it is missing.
    pub value: Option<Text>,
}

/// Where the value of an indicator stands among the edges that another scheme publishes for the same quantity.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Placed<'a> {
    /// The indicator of the data sheet.
    pub item: String,
    /// Id of the scheme with the edges.
    pub scheme: &'a str,
    /// Its name.
    pub scheme_title: &'a Text,
    /// Document number.
    pub document: &'a str,
    /// What has the edges there.
    pub title: &'a Text,
    /// The edges, the best first.
    pub edges: Vec<PlacedEdge>,
    /// The points that are most there.
    pub max: Decimal,
}

/// An edge.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlacedEdge {
    /// The edge, with its sign and unit.
    pub edge: Text,
    /// The points that it gives there.
    pub points: Decimal,
    /// Whether the value reaches it; `None` where the value is not known.
    pub met: Option<bool>,
}

impl<'a> Scored<'a, '_> {
    /// The data sheet.
    pub fn sheet(&self) -> Sheet<'a> {
        let writer = self.writer(Languages::Both);
        let scheme = self.scheme;
        let rows = (0..scheme.indicators.len()).map(|at| {
            let item = writer.item(at);
            let indicator = &scheme.indicators[at];
            let unit = match indicator.rule.kind().working(None).basis {
                Basis::Measured(measure) => measure.unit.as_str(),
                _ => "",
            };
            let mut fields = Vec::new();
            indicator.rule.named_fields(&scheme.program, &mut fields);
            let figures = fields.iter().map(|f| {
                let field = &scheme.dictionary.fields[*f];
                let value = Languages::Both.value(field, &self.company.values()[*f]);
                Figure { field: field.id, title: Languages::Both.name(field.title), value }
            });
            Row {
                id: item.id,
                title: item.title,
                group: item.group,
                value: item.value,
                unit,
                working: item.working,
                figures: figures.gather(),
                missing: item.unknown,
            }
        });
        Sheet {
            scheme: &scheme.id,
            title: &scheme.title,
            on: self.on.to_text(),
            notice: notice(scheme),
            rows: rows.gather(),
        }
    }

    /// Where the values stand among the edges of another scheme whose numbers are published: of each quantity that both
    /// measure by the same formula.
    pub fn placed<'o>(&self, other: &'o Scheme) -> Vec<Placed<'o>> {
        let mut found = Vec::new();
        if !other.official || other.id == self.scheme.id {
            return found;
        }
        let interval = |f| self.company.interval(f);
        let writer = self.writer(Languages::Both);
        let env = writer.env(&interval);
        for indicator in &self.scheme.indicators {
            let Basis::Measured(measure) = indicator.rule.kind().working(None).basis else { continue };
            let formula = meant(&self.scheme.program, measure.formula);
            let value = self.scheme.program.num(measure.formula, &env).ok();
            for theirs in &other.indicators {
                let alternatives = theirs.rule.kind().alternatives();
                let of_best = alternatives.iter().map(|a| (a.title.as_ref().unwrap_or(&theirs.title), &a.rule));
                let own = alternatives.is_empty().then_some((&theirs.title, &theirs.rule));
                for (title, rule) in own.into_iter().chain(of_best) {
                    let Rule::Bands(bands) = rule else { continue };
                    let same = (&self.scheme.program, formula);
                    if is_same(same, (&other.program, meant(&other.program, bands.value.formula)), [self.scheme, other])
                    {
                        let edges = placed(bands, value);
                        let max = edges.iter().map(|e| e.points.number()).max().unwrap_or(Num::ZERO);
                        found.push(Placed {
                            item: indicator.id.clone(),
                            scheme: &other.id,
                            scheme_title: &other.title,
                            document: &other.document,
                            title,
                            edges,
                            max: Decimal::new(max, 6),
                        });
                    }
                }
            }
        }
        found
    }
}

/// The edges of bands that one edge decides, with whether a value reaches each.
fn placed(bands: &Bands, value: Option<Num>) -> Vec<PlacedEdge> {
    let mut found = Vec::new();
    for band in &bands.bands {
        let (edge, signs) = match bands.direction {
            Direction::Rising => (&band.lo, ["≥ ", "> "]),
            Direction::Falling => (&band.hi, ["≤ ", "< "]),
            Direction::Between => continue,
        };
        let (Some(Edge { at, inclusive, .. }), Some(points)) = (edge, band.points.known()) else { continue };
        let reached = |value: Num| match bands.direction {
            Direction::Rising => value > *at || (*inclusive && value == *at),
            _ => value < *at || (*inclusive && value == *at),
        };
        let shown = Languages::Both.show(*at, &bands.value.unit, 6);
        let sign = if *inclusive { signs[0] } else { signs[1] };
        found.push(PlacedEdge {
            edge: Text { zh: [sign, &shown.zh].concat(), en: [sign, &shown.en].concat() },
            points: Decimal::new(points, 6),
            met: value.map(reached),
        });
    }
    found
}

/// The quotient behind a guard against a divisor of 0, which counts as 0: `if revenue > 0 then rd_expense / revenue else 0`.
fn meant(program: &Program, at: ExprId) -> ExprId {
    match program.instr(at) {
        Instr::If(_, then, otherwise) if number(program, otherwise).is_some_and(Num::is_zero) => then,
        _ => at,
    }
}

fn number(program: &Program, at: ExprId) -> Option<Num> {
    match program.instr(at) {
        Instr::Num(_) => program.num(at, &Default::default()).ok(),
        _ => None,
    }
}

/// Whether two formulas of two schemes are the same, word for word.
fn is_same(a: (&Program, ExprId), b: (&Program, ExprId), schemes: [&Scheme; 2]) -> bool {
    let (one, other) = (a.0.instr(a.1), b.0.instr(b.1));
    let alike = match (one, other) {
        (Instr::Field(f), Instr::Field(g)) => {
            return schemes[0].dictionary.fields[f].id == schemes[1].dictionary.fields[g].id;
        }
        (Instr::Num(_), Instr::Num(_)) => return number(a.0, a.1) == number(b.0, b.1),
        (Instr::Add(..), Instr::Add(..))
        | (Instr::Sub(..), Instr::Sub(..))
        | (Instr::Mul(..), Instr::Mul(..))
        | (Instr::Div(..), Instr::Div(..))
        | (Instr::Growth(..), Instr::Growth(..))
        | (Instr::Min(..), Instr::Min(..))
        | (Instr::Max(..), Instr::Max(..))
        | (Instr::Neg(..), Instr::Neg(..)) => true,
        _ => false,
    };
    let mut operands = a.0.operands(a.1).zip(b.0.operands(b.1));
    alike && operands.all(|(c, d)| is_same((a.0, c), (b.0, d), schemes))
}
