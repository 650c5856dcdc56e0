//! The panel (可能的分值表): plausible tables of a scheme whose numbers are not published, and what they are drawn from.
//!
//! The terms are those of stochastic multicriteria acceptability analysis (SMAA; Lahdelma, Hokkanen and Salminen 1998).

use super::packed::{Packed, members};
use super::source::Source;
use crate::id::QuantityId;
use crate::lines::{Lines, Writer};
use crate::number::Num;
use std::sync::OnceLock;

/// How plausible tables are drawn: the method's numbers, which are data of the scheme. Without lists and weights there is no
/// panel.
#[derive(Debug, Default)]
pub struct Panel {
    /// What the random numbers begin with.
    pub seed: u32,
    /// How many steps of the weights make a point; 0 where there is no panel.
    pub steps: u32,
    /// Groups whose weights stand in this order, the largest first.
    pub orders: Vec<Vec<usize>>,
    /// Numbers that are drawn out of lists.
    pub lists: Vec<List>,
    /// Where the method is stated.
    pub source: Vec<Source>,
    /// The tables, once they have been drawn.
    pub tables: OnceLock<Tables>,
}

/// The values that an open number may have, each as likely as another.
#[derive(Debug)]
pub struct List {
    /// The number.
    pub quantity: QuantityId,
    /// Its values.
    pub values: Vec<Num>,
}

/// The tables of a panel.
#[derive(Debug)]
pub struct Tables {
    /// The tables.
    pub all: Vec<Table>,
    /// How many draws were thrown away because they could not be.
    pub rejected: u32,
}

/// One plausible table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Weights in steps: of each stage, of each indicator in the order of the scheme.
    pub weights: Vec<Vec<u32>>,
    /// Which value of each list.
    pub picks: Vec<usize>,
}

impl Panel {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.steps == 0
    }
}

members!(List { quantity, values });

impl Packed for Panel {
    fn write(&self, out: &mut Writer) {
        // Whether there is a panel is known without what it is drawn from.
        self.steps.write(out);
        out.sources(|out| {
            self.seed.write(out);
            self.orders.write(out);
            self.lists.write(out);
            self.source.write(out);
        });
    }

    fn read(lines: &mut Lines<'_>) -> Self {
        let steps = Packed::read(lines);
        lines.sources(|lines| Panel {
            steps,
            seed: Packed::read(lines),
            orders: Packed::read(lines),
            lists: Packed::read(lines),
            source: Packed::read(lines),
            tables: OnceLock::new(),
        })
    }
}
