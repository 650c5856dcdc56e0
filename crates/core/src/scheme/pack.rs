//! A compiled scheme as lines of text: written once where schemes are read, unpacked wherever companies are scored, so
//! that the module that scores needs neither the reader of schemes nor that of formulas.
//!
//! One line a value, in the order of the members below; lists begin with their length, enums with the variant's place,
//! numbers are `n` or `n/d`. Sources stand apart, at the end: what scores without reasons needs none.
//! It is no format to keep: it fits the module that was built with it, and each section is sealed in its first line. What is
//! under a seal was written here, so that reading it cannot fail.

use crate::dictionary::{Dictionary, FINGERPRINT};
use crate::formula::{Compare, Instr, Program};
use crate::lines::{Lines, Writer, read_whole};
use crate::number::num::print_whole;
use crate::scheme::model::*;
use crate::scheme::packed::{Packed, members, variants};
use crate::text::parted;

impl Scheme {
    /// The scheme as packed text, in two sections: what scoring needs, then sources.
    pub fn pack(&self) -> [String; 2] {
        let mut out = Writer::default();
        self.write(&mut out);
        let [numbers, sources] = out.sections;
        let sealed = |before, body: &str| [&seal(before, body), "\n", &body.len().to_string(), "\n", body].concat();
        [sealed("", &numbers), sealed(&numbers, &sources)]
    }

    /// A scheme from packed text, both sections or the first, which leaves sources empty; `None` where it was packed for
    /// another build, or altered.
    pub fn unpack(text: &str) -> Option<Scheme> {
        let (numbers, rest) = section("", text)?;
        let (sources, rest) = if rest.is_empty() { ("", rest) } else { section(numbers, rest)? };
        if !rest.is_empty() {
            return None;
        }
        Some(Scheme::read(&mut Lines::new(numbers, sources)))
    }
}

/// The body of the section that a text begins with, and what follows it; nothing where the seal is not its own.
fn section<'a>(before: &str, text: &'a str) -> Option<(&'a str, &'a str)> {
    let (first, rest) = parted(text, b'\n')?;
    let (length, rest) = parted(rest, b'\n')?;
    let (body, rest) = rest.split_at_checked(read_whole(length) as usize)?;
    (first == seal(before, body)).then_some((body, rest))
}

/// Tells a section, after the one before it and for this dictionary, from any other: the places of fields are those of one
/// dictionary. (After FNV-1a: it guards against a mix of builds and a broken transfer, not against an enemy, who would sooner
/// replace the module.)
fn seal(before: &str, body: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ body.len() as u64;
    for text in [FINGERPRINT, before, body] {
        // Eight bytes at a time, and turned so that the upper bits of each have a say in the lower ones of the next.
        for bytes in text.as_bytes().chunks(8) {
            let word = bytes.iter().fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
            hash = (hash ^ word).wrapping_mul(0x100_0000_01b3).rotate_left(23);
        }
    }
    print_whole(hash.into())
}

// ---------------------------------------------------------------------------------------------------- what a scheme is

members!(Scheme {
    id,
    family,
    title,
    issuer,
    document,
    from,
    to,
    precision,
    notes,
    gates,
    groups,
    indicators,
    ties,
    panel,
    parameters,
    stages,
    classes,
    pass,
    quantities,
    program,
    dictionary,
    fields,
    own_fields,
    digest,
    official,
    max,
    point_ids,
});
members!(Quantity { id, title, lo, hi, typical });
members!(Parameter { id, title, quantity, dim, unit, source });
members!(Tie { groups, sum, source });
members!(Level { id, title, when, by, source });
members!(Classes { title, list });
members!(Condition { id, title, when, by, source });
members!(Group { id, title, kind, max, floor, indicators, source });
members!(Indicator { id, title, group, max, rule, source });
members!(Pass { when, or, source });
variants!(GroupKind { Plain; Bonus; Deduction; });
variants!(Compare { Eq; Ne; Lt; Le; Gt; Ge; });
variants!(Instr {
    Num(place);
    Field(field);
    Quantity(place);
    Add(a, b);
    Sub(a, b);
    Mul(a, b);
    Div(a, b);
    Growth(a, b);
    Neg(a);
    Min(a, b);
    Max(a, b);
    If(c, a, b);
    Total;
    Points(place);
    Bool(truth);
    Flag(field);
    Level(field, level);
    Compare(how, a, b);
    And(a, b);
    Or(a, b);
    Not(a);
    EveryFloor;
    Day(how, field, day);
    YearsSince(field);
    Answer(place);
});

impl Packed for Program {
    fn write(&self, out: &mut Writer) {
        let (code, constants) = self.parts();
        code.write(out);
        constants.write(out);
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        let code = Packed::read(lines);
        Program::from_parts(code, Packed::read(lines))
    }
}

impl Packed for OwnFields {
    fn write(&self, out: &mut Writer) {
        out.sources(|out| self.json.write(out));
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        OwnFields { json: lines.sources(String::read), ..OwnFields::default() }
    }
}

/// The shipped dictionary is one, and the first line tells whether it is that one; what the scheme adds to it is its own.
impl Packed for &'static Dictionary {
    fn write(&self, out: &mut Writer) {
        self.own.to_string().write(out);
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        Dictionary::with(&String::read(lines))
    }
}
