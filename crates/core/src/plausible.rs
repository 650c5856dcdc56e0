//! Within what a figure can be meant: money in yuan that was read as 万元, a share written as a fraction. It is data, `plausible` of
//! a field; a figure beyond it is scored and warned of, with what was probably meant.

use crate::id::FieldId;
use crate::lines::Lines;
use crate::number::{Num, parse_bare, parse_decimal};
use crate::value::{Value, highest, lowest};

/// Limits within which a field can be meant.
#[derive(Debug)]
pub struct Plausible {
    /// The field.
    pub(crate) field: FieldId,
    /// The least but 0.
    from: Option<Num>,
    /// The most, where the next is not known.
    to: Option<Num>,
    /// The most for each of another field, as of the staff.
    each: Option<(FieldId, Num)>,
    /// What a figure beyond is to be multiplied with.
    pub(crate) repair: Num,
}

impl Plausible {
    /// Reads the limits of some lines: how many, and of each the field, its least and most, another field (its index and one; 0
    /// for none) with the most for each of it, and the factor.
    pub(crate) fn read(lines: &mut Lines<'static>, unit: &dyn Fn(FieldId) -> &'static str, all: &mut Vec<Plausible>) {
        for _ in 0..lines.whole() {
            let field = FieldId::new(lines.whole());
            let [from, to] = [(); 2].map(|()| parse_bare(lines.next(), unit(field)).ok());
            let of = lines.whole().checked_sub(1).map(FieldId::new);
            let each = of.zip(parse_bare(lines.next(), unit(field)).ok());
            let repair = parse_decimal(lines.next()).unwrap_or(Num::ONE);
            all.push(Plausible { field, from, to, each, repair });
        }
    }

    /// A company's figure that lies beyond: both its ends, and how much it is for each of the other field.
    pub(crate) fn beyond(&self, values: &[Value]) -> Option<([Num; 2], Option<Num>)> {
        let value = &values[self.field];
        let ends = [lowest(value)?, highest(value)?];
        if self.from.is_some_and(|from| ends[1] > Num::ZERO && ends[1] < from) {
            return Some((ends, None));
        }
        let of = self.each.and_then(|(of, most)| Some((highest(&values[of]).filter(|n| *n > Num::ZERO)?, most)));
        match of {
            Some((of, most)) => Some((ends, Some(ends[0].div(of).filter(|each| *each > most)?))),
            None => self.to.filter(|to| ends[0] > *to).map(|_| (ends, None)),
        }
    }
}
