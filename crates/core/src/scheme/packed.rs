//! Values as lines of text that are read back: the trait, and macros that write it for structs and enums.
//!
//! One line a value, in the order of the members; lists begin with their length, enums with the variant's index, numbers are
//! `n` or `n/d`. Sources stand in a section of its own, which may be left out.

use crate::id::{ExprId, FieldId, QuantityId};
use crate::lines::{Lines, Writer, read_whole};
use crate::number::num::print_whole;
use crate::number::{Date, Dim, Num};
use crate::problem::Text;
use crate::text::parted;
use std::ops::Range;

/// What can be written as lines and read back.
pub(crate) trait Packed: Sized {
    fn write(&self, out: &mut Writer);
    fn read(lines: &mut Lines<'_>) -> Self;
}

macro_rules! members {
    (sources $name:ident { $($member:ident),* $(,)? }) => {
        impl Packed for $name {
            fn write(&self, out: &mut $crate::lines::Writer) {
                out.sources(|out| { $(self.$member.write(out);)* });
            }
            fn read(lines: &mut $crate::lines::Lines<'_>) -> Self {
                lines.sources(|lines| $name { $($member: Packed::read(lines)),* })
            }
        }
    };
    ($name:ident { $($member:ident),* $(,)? }) => {
        impl Packed for $name {
            fn write(&self, out: &mut $crate::lines::Writer) {
                $(self.$member.write(out);)*
            }
            fn read(lines: &mut $crate::lines::Lines<'_>) -> Self {
                $name { $($member: Packed::read(lines)),* }
            }
        }
    };
}

macro_rules! variants {
    ($name:ident { $($variant:ident $({ $($member:ident),* })? $(($($part:ident),*))?;)* }) => {
        const _: () = {
            enum Place { $($variant),* }
            impl Packed for $name {
                fn write(&self, out: &mut $crate::lines::Writer) {
                    match self {
                        $($name::$variant $({ $($member),* })? $(($($part),*))? => {
                            (Place::$variant as usize).write(out);
                            $($($member.write(out);)*)?
                            $($($part.write(out);)*)?
                        })*
                    }
                }
                fn read(lines: &mut $crate::lines::Lines<'_>) -> Self {
                    let place = usize::read(lines);
                    $(if place == Place::$variant as usize {
                        $($(let $member = Packed::read(lines);)*)?
                        $($(let $part = Packed::read(lines);)*)?
                        return $name::$variant $({ $($member),* })? $(($($part),*))?;
                    })*
                    unreachable!()
                }
            }
        };
    };
}

pub(crate) use {members, variants};

impl Packed for String {
    fn write(&self, out: &mut Writer) {
        out.line(&self.replace('\\', "\\\\").replace('\n', "\\n"));
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        let mut text = String::new();
        let mut rest = lines.next();
        while let Some((plain, escaped)) = parted(rest, b'\\') {
            text.push_str(plain);
            text.push(if escaped.starts_with('n') { '\n' } else { '\\' });
            rest = escaped.get(1..).unwrap_or_default();
        }
        text.push_str(rest);
        text
    }
}

impl Packed for Num {
    fn write(&self, out: &mut Writer) {
        let (n, d) = self.parts();
        let mut line = print_whole(n.unsigned_abs());
        if n < 0 {
            line.insert(0, '-');
        }
        if d != 1 {
            line = [&line, "/", &print_whole(d.unsigned_abs())].concat();
        }
        out.line(&line);
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        let line = lines.next();
        let (n, d) = parted(line, b'/').unwrap_or((line, "1"));
        Num::raw(read_whole(n), read_whole(d))
    }
}

impl Packed for usize {
    fn write(&self, out: &mut Writer) {
        out.line(&self.to_string());
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        lines.whole()
    }
}

macro_rules! ids {
    ($($name:ident),*) => {$(
        impl Packed for $name {
            fn write(&self, out: &mut Writer) {
                self.index().write(out);
            }
            fn read(lines: &mut Lines<'_>) -> Self {
                $name::new(usize::read(lines))
            }
        }
    )*};
}

ids!(FieldId, ExprId, QuantityId);

impl Packed for u32 {
    fn write(&self, out: &mut Writer) {
        (*self as usize).write(out);
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        usize::read(lines) as u32
    }
}

impl Packed for bool {
    fn write(&self, out: &mut Writer) {
        usize::from(*self).write(out);
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        lines.next() == "1"
    }
}

impl Packed for Date {
    fn write(&self, out: &mut Writer) {
        (self.to_number() as usize).write(out);
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        Date::from_number(read_whole(lines.next()) as u32)
    }
}

impl Packed for Dim {
    fn write(&self, out: &mut Writer) {
        for power in self.0 {
            out.line(&power.to_string());
        }
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        Dim([(); 4].map(|()| read_whole(lines.next()) as i8))
    }
}

impl Packed for Range<usize> {
    fn write(&self, out: &mut Writer) {
        self.start.write(out);
        self.end.write(out);
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        usize::read(lines)..usize::read(lines)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
        self.1.write(out);
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        (A::read(lines), B::read(lines))
    }
}

impl<T: Packed> Packed for Option<T> {
    fn write(&self, out: &mut Writer) {
        self.is_some().write(out);
        if let Some(value) = self {
            value.write(out);
        }
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        if bool::read(lines) { Some(T::read(lines)) } else { None }
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn write(&self, out: &mut Writer) {
        self.len().write(out);
        for value in self {
            value.write(out);
        }
    }
    fn read(lines: &mut Lines<'_>) -> Self {
        let mut list = Vec::new();
        for _ in 0..usize::read(lines) {
            list.push(T::read(lines));
        }
        list
    }
}

members!(Text { zh, en });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_its_lines_and_signs() {
        for text in ["", "a\nb", "\\n", "\\", "一\\\n二"] {
            let mut out = Writer::default();
            text.to_string().write(&mut out);
            assert_eq!(String::read(&mut Lines::new(&out.sections[0], "")), text);
        }
    }
}
