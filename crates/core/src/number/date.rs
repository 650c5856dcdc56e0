//! Calendar days.

use super::num::print_whole;
use crate::text::cut;

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A day of the Gregorian calendar, years 1900 to 2999; `None` when there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let real = (1900..3000).contains(&year) && (1..=last).contains(&day);
        real.then_some(Date { year, month, day })
    }

    /// The day after it; `None` after the last day there is.
    pub fn after(self) -> Option<Date> {
        let Date { year, month, day } = self;
        Date::new(year, month, day + 1).or_else(|| Date::new(year, month + 1, 1)).or_else(|| Date::new(year + 1, 1, 1))
    }

    /// Days since an earlier day; below 0 since a later one.
    pub fn days_since(self, earlier: Date) -> i64 {
        self.count() - earlier.count()
    }

    /// The day so many days later; `None` beyond the years that there are.
    pub fn plus_days(self, days: u32) -> Option<Date> {
        let whole = |year: i64| 365 * year + year / 4 - year / 100 + year / 400;
        let before = |month: i64| (153 * month - 457) / 5;
        let count = self.count() + i64::from(days);
        // Years from March to February: a guess that is not too late, and on to the last that has begun.
        let mut year = count / 366;
        while whole(year + 1) < count {
            year += 1;
        }
        let day = count - whole(year);
        let month = (3..=14).rev().find(|&month| before(month) < day)?;
        let (year_of, month_of) = if month > 12 { (year + 1, month - 12) } else { (year, month) };
        Date::new(u16::try_from(year_of).ok()?, u8::try_from(month_of).ok()?, u8::try_from(day - before(month)).ok()?)
    }

    /// Days since a day long ago; January and February count to the year before.
    fn count(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, month) = if month < 3 { (year - 1, month + 12) } else { (year, month) };
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month - 457) / 5 + i64::from(self.day)
    }

    /// The number 20261101 for 2026-11-01.
    pub fn to_number(self) -> u32 {
        u32::from(self.year) * 10_000 + u32::from(self.month) * 100 + u32::from(self.day)
    }

    /// The day of what [`Date::to_number`] gave.
    pub const fn from_number(n: u32) -> Date {
        Date { year: (n / 10_000) as u16, month: (n / 100 % 100) as u8, day: (n % 100) as u8 }
    }

    /// The text `2026-11-01`.
    pub fn to_text(self) -> String {
        let digits = print_whole(self.to_number().into());
        [cut(&digits, 0, 4), "-", cut(&digits, 4, 6), "-", cut(&digits, 6, 8)].concat()
    }

    /// Reads `2026-11-01` and no other form; [`super::read::day`] reads a day as people write it.
    pub fn parse(text: &str) -> Option<Date> {
        let digits = |from: usize, to: usize| {
            let part = text.as_bytes().get(from..to)?;
            part.iter().try_fold(0_u16, |n, b| b.is_ascii_digit().then(|| n * 10 + u16::from(b & 15)))
        };
        if let (10, [Some(y), Some(m), Some(d)], Some("-"), Some("-")) =
            (text.len(), [digits(0, 4), digits(5, 7), digits(8, 10)], text.get(4..5), text.get(7..8))
        {
            return Date::new(y, m as u8, d as u8);
        }
        None
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_one_by_one() {
        let first = Date::new(1999, 12, 30).unwrap();
        let (mut day, mut count) = (first, 0);
        while let Some(next) = day.after().filter(|_| count < 150_000) {
            (day, count) = (next, count + 1);
            assert_eq!((day.days_since(first), first.days_since(day)), (count, -count), "{day}");
            assert_eq!(first.plus_days(count as u32), Some(day));
        }
        assert_eq!(count, 150_000);
    }
}
