//! Random companies that stand near what rules ask for.

use crate::random;

use innopoints::dictionary::{Dictionary, Kind, Value};
use innopoints::id::FieldId;
use innopoints::number::parse_decimal;
use innopoints::{Date, Enterprise, Num, Scheme};
use innopoints_core::facts::How;

/// SplitMix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        random::next(&mut self.0)
    }

    /// From `lo` to `hi`, both included.
    pub fn from(&mut self, lo: i64, hi: i64) -> i64 {
        lo + (self.next() % (hi - lo + 1).unsigned_abs()) as i64
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.next().is_multiple_of(n)
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[(self.next() % of.len() as u64) as usize]
    }
}

/// So many hundredths as decimal text.
pub fn hundredths(n: i64) -> String {
    format!("{}{}.{:02}", if n < 0 { "-" } else { "" }, n.abs() / 100, n.abs() % 100)
}

/// A company of which everything that a scheme asks for is known. Most of it stands near what rules ask for.
pub fn company(scheme: &Scheme, dice: &mut Dice) -> Enterprise {
    let dictionary = scheme.dictionary;
    let mut e = Enterprise::of(dictionary);
    let size = [20_000, 300_000, 600_000, 1_200_000, 4_000_000][dice.from(0, 4) as usize];
    let revenue = dice.from(size / 2, size * 2);
    let main = revenue * dice.from(45, 100) / 100;
    let rd = revenue * dice.from(5, 90) / 1000;
    let assets = revenue * dice.from(50, 200) / 100;
    let liabilities = assets * dice.from(0, 100) / 100;
    let staff = dice.from(8, 400);
    let part = |dice: &mut Dice, of: i64, most: i64| of * dice.from(0, most) / 100;
    for f in dictionary.fields {
        let money = |n: i64| hundredths(n);
        let text = match (f.id, &f.kind) {
            ("revenue", _) => money(revenue),
            ("revenue_prior", _) => money(revenue * 100 / dice.from(85, 135)),
            ("revenue_prior2", _) => money(revenue * 100 / dice.from(80, 190)),
            ("main_revenue", _) => money(main),
            ("main_revenue_prior", _) => money(main * 100 / dice.from(95, 120)),
            ("main_revenue_prior2", _) => money(main * 100 / dice.from(100, 140)),
            ("hightech_revenue", _) => money(part(dice, revenue, 100)),
            ("total_costs", _) => money(part(dice, revenue, 60) + revenue / 2),
            ("net_profit" | "total_profit", _) => money(part(dice, revenue, 20) - revenue / 20),
            ("total_assets", _) => money(assets),
            ("total_liabilities", _) => money(liabilities),
            ("net_assets", _) => money(assets - liabilities),
            ("net_assets_prior" | "net_assets_prior2", _) => money(part(dice, assets, 60) + 1),
            ("rd_expense" | "rd_expense_tax" | "rd_expense_hnte", _) => money(rd),
            ("rd_expense_prior" | "rd_expense_prior2" | "rd_expense_hnte_prior" | "rd_expense_hnte_prior2", _) => {
                money(rd * 100 / dice.from(80, 140))
            }
            ("rd_expense_domestic", _) => money(rd * dice.from(100, 300) / 100),
            ("staff_total", _) => staff.to_string(),
            ("scientific_staff" | "rd_staff" | "postgraduate_staff", _) => part(dice, staff, 40).to_string(),
            ("niche_market_share", _) => dice.from(5, 15).to_string(),
            ("srdi_development_score" | "srdi_development_score_prior", _) => dice.from(45, 100).to_string(),
            ("niche_years", _) => dice.from(1, 9).to_string(),
            // Conduct is good, titles are rare, most else is there.
            (_, Kind::Flag) => {
                let gate = scheme.gates.iter().any(|g| {
                    let mut fields = Vec::new();
                    scheme.program.fields(g.when, &mut fields);
                    fields.iter().any(|place| dictionary.fields[*place].id == f.id)
                });
                let good = !matches!(
                    f.id,
                    "incident_12m"
                        | "restricted_industry"
                        | "major_incident"
                        | "environmental_breach"
                        | "research_misconduct"
                        | "abnormal_listed"
                        | "single_champion"
                        | "same_group_similar_product"
                        | "title_review"
                );
                let yes = if gate && !f.id.contains("award") && !f.id.contains("maker") { good } else { false };
                let yes = if dice.one_in(12) { !yes } else { yes };
                yes.to_string()
            }
            (_, Kind::Choice(levels)) => dice.pick(levels).id.to_string(),
            (_, Kind::Number { unit: "万元", .. }) => money(part(dice, size, 20)),
            (_, Kind::Number { range, .. }) => {
                let n = Num::int(dice.from(0, 6));
                range.hi.filter(|_| f.unit() != "%").map_or(n, |hi| n.min(hi)).to_text(0)
            }
            (_, Kind::Date) => continue,
        };
        e.set_text(f.id, &text).expect("a figure");
    }
    for f in dictionary.fields {
        let Kind::Number { at_most: Some(whole), .. } = f.kind else { continue };
        let text = |place: FieldId| match &e.values()[place] {
            Value::Exact(n) => n.to_text(2),
            other => panic!("{other:?}"),
        };
        let own = dictionary.find(f.id).expect("a field");
        if parse_decimal(&text(own)).expect("a number") > parse_decimal(&text(whole)).expect("a number") {
            let whole = text(whole);
            e.set_text(f.id, &whole).expect("a figure");
        }
    }
    // What follows from a flag or a choice is so.
    for _ in 0..3 {
        for fact in dictionary.facts().iter().filter(|fact| matches!(fact.how, How::Level(..))) {
            match fact.says(e.values(), Date::parse("2026-11-01").expect("a day")) {
                Value::Missing => {}
                Value::Range(ends) => e.set(fact.to, Value::Exact(ends.0)),
                says => e.set(fact.to, says),
            }
        }
    }
    assert!(e.contradictions().is_empty());
    e
}

/// A figure as people write it.
pub fn written(dictionary: &Dictionary, place: FieldId, value: &Value) -> Option<String> {
    let f = &dictionary.fields[place];
    Some(match (value, &f.kind) {
        (Value::Exact(n), _) if f.unit() == "%" => n.mul(Num::int(100)).expect("a figure").to_text(6),
        (Value::Exact(n), _) => n.to_text(6),
        (Value::Flag(b), _) => b.to_string(),
        (Value::Level(l), Kind::Choice(levels)) => levels[*l].id.to_string(),
        _ => return None,
    })
}

/// A company of which one to three figures that a scheme asks for are missing or known as ranges; and which.
pub fn with_gaps(scheme: &Scheme, e: &Enterprise, dice: &mut Dice) -> (Enterprise, Vec<FieldId>) {
    let dictionary = scheme.dictionary;
    let gaps: Vec<FieldId> = (0..dice.from(1, 3)).map(|_| *dice.pick(&scheme.fields)).collect();
    let mut open = Enterprise::of(dictionary);
    for ((place, _), value) in dictionary.all().zip(e.values()) {
        let Some(text) = written(dictionary, place, value) else { continue };
        let f = &dictionary.fields[place];
        let text = match (&f.kind, gaps.contains(&place)) {
            (_, false) => text,
            (Kind::Number { whole, range, .. }, true) if dice.one_in(2) => {
                let places = if *whole { 0 } else { 2 };
                let scale = |percent: i64| {
                    let by = Num::ratio(percent, 100).expect("a share");
                    let n = parse_decimal(&text).expect("a figure").mul(by).expect("a figure");
                    n.max(range.lo.unwrap_or(n)).round(places)
                };
                let (a, b) = (scale(100 - dice.from(0, 30)), scale(100 + dice.from(0, 30)));
                let top = range.hi.map_or(b, |hi| if f.unit() == "%" { Num::int(100) } else { hi });
                format!("{}~{}", a.min(b).to_text(6), a.max(b).min(top).to_text(6))
            }
            (_, true) => continue,
        };
        open.set_text(f.id, &text).expect("a figure");
    }
    (open, gaps)
}

/// A company of which each figure that a scheme asks for is known, missing or a range, as the dice fall.
#[allow(dead_code)]
pub fn mixed(scheme: &Scheme, e: &Enterprise, dice: &mut Dice) -> Enterprise {
    let (missing, ranges) = (dice.from(0, 100), dice.from(0, 100));
    let mut open = e.clone();
    for &place in &scheme.fields {
        let Kind::Number { whole, range, .. } = &scheme.dictionary.fields[place].kind else {
            if dice.from(1, 100) <= missing {
                open.set(place, Value::Missing);
            }
            continue;
        };
        let Value::Exact(x) = open.values()[place] else { continue };
        if dice.from(1, 100) <= missing {
            open.set(place, Value::Missing);
        } else if dice.from(1, 100) <= ranges {
            let by = |percent: i64| {
                let end = x.mul(Num::ratio(percent, 100).expect("a share")).expect("a figure");
                let end = end.round(if *whole { 0 } else { 6 });
                end.max(range.lo.unwrap_or(end)).min(range.hi.unwrap_or(end))
            };
            let (a, b) = (by(100 - dice.from(0, 60)), by(100 + dice.from(0, 150)));
            if a.min(b) < a.max(b) {
                open.set(place, Value::Range(Box::new((a.min(b), a.max(b)))));
            }
        }
    }
    open
}

/// A company whose gaps are filled with anything that can be; `None` where what was drawn cannot be.
pub fn filled(full: &Enterprise, open: &Enterprise, gaps: &[FieldId], dice: &mut Dice) -> Option<Enterprise> {
    let dictionary = open.dictionary();
    let mut e = open.clone();
    let taken = open.by(dictionary, Date::parse("2026-11-01")?, &[]).ok()?;
    for &place in gaps {
        let f = &dictionary.fields[place];
        // What follows from other figures is no gap.
        if matches!(open.values()[place], Value::Exact(_)) || !taken.is_given(place) {
            continue;
        }
        let truth = written(dictionary, place, &full.values()[place])?;
        let text = match (&f.kind, &open.values()[place]) {
            (Kind::Number { .. }, Value::Range(r)) => {
                let inside = r.0.add(r.1.sub(r.0)?.mul(Num::ratio(dice.from(0, 100), 100)?)?)?;
                let inside = inside.round(if matches!(f.kind, Kind::Number { whole: true, .. }) { 0 } else { 4 });
                let ends = [r.0, r.1, inside.max(r.0).min(r.1)];
                written(dictionary, place, &Value::Exact(*dice.pick(&ends)))?
            }
            (Kind::Number { .. }, _) => match dice.from(0, 4) {
                0 => "0".to_string(),
                1 => dice.from(1, 12).to_string(),
                2 => dice.from(1, 200_000).to_string(),
                _ => truth,
            },
            (Kind::Flag, _) => dice.one_in(2).to_string(),
            (Kind::Choice(levels), _) => dice.pick(levels).id.to_string(),
            (Kind::Date, _) => continue,
        };
        e.set_text(f.id, &text).ok()?;
    }
    e.contradictions().is_empty().then_some(e)
}
