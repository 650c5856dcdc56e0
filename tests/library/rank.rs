//! Ranks where figures of others are not known: held against every completion of small tables, and reaching both ends.

use innopoints::{Date, Enterprise, Scheme};
use serde_json::{Value, json};

/// A scheme of one indicator: 100 points for the best half, 40 for the best four fifths.
fn scheme(value: &str, within: &str) -> Scheme {
    let source = json!({"article": "一", "standing": "official", "checked": "full_text"});
    let words = json!({"zh": "项", "en": "Item"});
    let top = json!([{"share": "50%", "points": 100}, {"share": "80%", "points": 40}]);
    let stage = |id: &str, when: Value| {
        let mut stage = json!({"id": id, "title": words, "source": source});
        if !when.is_null() {
            stage["when"] = when;
        }
        stage
    };
    let text = json!({
        "id": "x", "title": words, "issuer": "局", "document": "1号", "effective": {"from": "2026-01-01"},
        "stages": [stage("small", json!("staff_total < 10人")), stage("large", Value::Null)],
        "groups": [{"id": "g", "title": words, "source": source, "indicators": [
            {"id": "i", "title": words, "max": 100, "source": source, "value": value,
             "rank": {"within": within, "top": top}, "otherwise": 5}
        ]}]
    });
    Scheme::parse(&text.to_string(), None).expect("a scheme")
}

fn day() -> Date {
    Date::parse("2026-11-01").expect("a day")
}

fn company(figures: &Value) -> Enterprise {
    Enterprise::parse(&figures.to_string(), None).expect("a company")
}

/// The bounds of each company's points.
fn bounds(s: &Scheme, table: &[Value]) -> Vec<[f64; 2]> {
    let table: Vec<Enterprise> = table.iter().map(company).collect();
    let number = |text: &innopoints::number::Decimal| text.parse::<f64>().expect("a number");
    let of = |s: innopoints::compare::rank::Ranked<'_>| {
        s.report.expect("a report").bounds.expect("bounds").each_ref().map(number)
    };
    s.rank(&table, day()).into_iter().map(of).collect()
}

/// What each earns where everything is known, by the words of the rule. `None` for a figure that cannot be computed.
fn plain(table: &[(Option<f64>, bool)], staged: bool) -> Vec<Option<f64>> {
    let earns = |(own, small): &(Option<f64>, bool)| {
        let own = (*own)?;
        let kin = table.iter().filter(|c| !staged || c.1 == *small).filter_map(|c| c.0);
        let (above, among) = (kin.clone().filter(|f| *f > own).count(), kin.count());
        let within = |percent: usize| (above + 1) * 100 <= percent * among;
        Some(if within(50) {
            100.0
        } else if within(80) {
            40.0
        } else {
            5.0
        })
    };
    table.iter().map(earns).collect()
}

/// Every way to fill in what is open.
fn completions(table: &[Value]) -> Vec<Vec<Value>> {
    let figures = [0, 5, 10, 15, 20, 25, 30, 35, 40, 45];
    let mut all = vec![Vec::new()];
    for company in table {
        let mut options = vec![json!({})];
        for (field, grid) in [("revenue", &figures[..]), ("rd_expense", &figures[..]), ("staff_total", &[5, 20])] {
            let values: Vec<Value> = match &company[field] {
                Value::Object(range) => {
                    let end = |n: usize| range["between"][n].as_i64().expect("a number");
                    grid.iter().filter(|g| (end(0)..=end(1)).contains(*g)).map(|g| json!(g)).collect()
                }
                Value::Null if company.get(field).is_some() => grid.iter().map(|g| json!(g)).collect(),
                known => vec![known.clone()],
            };
            options = options
                .iter()
                .flat_map(|o| values.iter().map(move |v| (o, v)))
                .map(|(o, v)| {
                    let mut o = o.clone();
                    o[field] = v.clone();
                    o
                })
                .collect();
        }
        all = all
            .iter()
            .flat_map(|rows: &Vec<Value>| options.iter().map(move |o| [&rows[..], std::slice::from_ref(o)].concat()))
            .collect();
    }
    all
}

/// A small generator of numbers: the same tables on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    /// A figure: known, a range or left out.
    fn figure(&mut self) -> Value {
        match self.below(6) {
            0 => Value::Null,
            1 => json!({"between": [10, 30]}),
            2 => json!({"between": [20, 40]}),
            _ => json!(10 * (1 + self.below(4))),
        }
    }
}

/// Holds the bounds against every completion; `tight` where both ends have to be reached.
fn hold(value: &str, within: &str, tight: bool, make: fn(&mut Dice) -> Value) {
    let s = scheme(value, within);
    let mut dice = Dice(7);
    for _ in 0..150 {
        let table: Vec<Value> = (0..2 + dice.below(3)).map(|_| make(&mut dice)).collect();
        let found = bounds(&s, &table);
        let mut reached = vec![[f64::INFINITY, f64::NEG_INFINITY]; table.len()];
        for full in completions(&table) {
            let number = |v: &Value| v.as_f64();
            let facts: Vec<(Option<f64>, bool)> = full
                .iter()
                .map(|c| {
                    let revenue = number(&c["revenue"]).expect("known");
                    let figure = match value {
                        "revenue" => Some(revenue),
                        _ => Some(number(&c["rd_expense"]).expect("known") / revenue).filter(|f| f.is_finite()),
                    };
                    (figure, number(&c["staff_total"]).is_some_and(|n| n < 10.0))
                })
                .collect();
            for ((own, [lo, hi]), reached) in plain(&facts, within == "stage").iter().zip(&found).zip(&mut reached) {
                let Some(own) = *own else { continue };
                assert!(*lo <= own && own <= *hi, "{own} is outside {lo}–{hi}: {full:?} of {table:?}");
                *reached = [reached[0].min(own), reached[1].max(own)];
            }
        }
        if tight {
            assert_eq!(found, reached, "{table:?}");
        }
    }
}

#[test]
fn within_the_table() {
    hold("revenue", "table", true, |d| json!({"revenue": d.figure()}));
}

/// Whoever may be in the stage counts as a rival that may be there.
#[test]
fn within_the_stage() {
    hold("revenue", "stage", true, |d| {
        let staff = [json!(5), json!(5), json!(20), Value::Null][d.below(4) as usize].clone();
        let figure = if staff.is_null() { json!(10 * (1 + d.below(4))) } else { d.figure() };
        json!({"revenue": figure, "staff_total": staff})
    });
}

/// A company without a figure, where a divisor is 0, is not among the others.
#[test]
fn figures_that_may_not_exist() {
    hold("rd_expense / revenue", "table", false, |d| {
        let revenue = [json!(10), json!(20), Value::Null][d.below(3) as usize].clone();
        json!({"revenue": revenue, "rd_expense": 10 * d.below(4)})
    });
}

/// With B at 500 and D above them, A is third of four.
#[test]
fn a_missing_figure_is_no_missing_company() {
    let s = scheme("revenue", "table");
    let table = [json!(100), json!({"between": [50, 500]}), json!(60), Value::Null].map(|r| json!({"revenue": r}));
    assert_eq!(bounds(&s, &table), [[40.0, 100.0], [5.0, 100.0], [5.0, 100.0], [5.0, 100.0]]);
    assert_eq!(bounds(&s, &table[..3]), [[40.0, 100.0], [5.0, 100.0], [5.0, 40.0]]);
}
