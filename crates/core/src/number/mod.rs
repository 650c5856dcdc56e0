//! Exact numbers: rationals ([`num`]), intervals, units and dimensions, calendar days, and their reading from and showing as
//! text, a file each.

mod amount;
pub mod date;
pub mod decimal;
mod instead;
pub mod interval;
pub mod num;
pub mod parse;
pub mod read;
pub mod show;
pub mod unit;

pub use date::Date;
pub use decimal::Decimal;
pub use interval::Interval;
pub use num::Num;
pub use parse::{NumberError, literal, parse_bare, parse_decimal};
pub use show::{group_thousands, show, show_en};
pub use unit::{Dim, unit, unit_names};
