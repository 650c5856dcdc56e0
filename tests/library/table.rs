//! The integer path of plain companies: the same totals and verdicts as the exact one.

use innopoints::dictionary::{Kind, Value};
use innopoints::shipped::SCHEMES;
use innopoints::{Date, Enterprise, Num, Scheme};
use innopoints_core::table::IntegerScheme;
use serde_json::json;

/// Figures on edges and a yuan beside them, flags and levels; some parts exceed their whole.
#[test]
fn agrees_with_the_exact_path() {
    let mut state = 20261101u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % n
    };
    let today = Date::new(2026, 11, 1).unwrap();
    let (mut compiled, mut answered, mut left) = (0, 0, 0);
    for (_, text) in SCHEMES {
        let scheme = Scheme::parse(text, None).unwrap();
        // A scheme with rules that the integer path does not know is left to the exact one.
        let Some(integers) = IntegerScheme::compile(&scheme) else {
            continue;
        };
        compiled += 1;
        let on = scheme.to.unwrap_or(today);
        let fields: Vec<u16> = scheme.fields.iter().map(|f| f.index() as u16).collect();
        let (layout, mut values) = integers.layout(&fields).unwrap();
        for _ in 0..50_000 {
            let mut company = Enterprise::default();
            let round = [1.0, 100.0, 2000.0, 100_000.0][below(4) as usize];
            let mut figures: Vec<f64> = Vec::new();
            for &f in &scheme.fields {
                figures.push(match &scheme.dictionary.fields[f].kind {
                    Kind::Flag => below(2) as f64,
                    Kind::Choice(levels) => below(levels.len() as u64) as f64,
                    Kind::Number { whole: true, .. } => below(8) as f64,
                    _ => {
                        let percents = [0, 1, 2, 3, 5, 6, 10, 15, 20, 25, 30, 50, 55, 70, 75, 100, 105, 110, 115];
                        let yuan = round * 1e4 * f64::from(percents[below(19) as usize]) / 100.0;
                        ((yuan + [0.0, 0.0, 0.0, 1.0, -1.0][below(5) as usize]) / 1e4).max(0.0)
                    }
                });
            }
            for (i, &f) in scheme.fields.iter().enumerate() {
                let field = &scheme.dictionary.fields[f];
                if let Kind::Number { at_most, .. } = &field.kind {
                    let whole = at_most.and_then(|w| scheme.fields.iter().position(|f| *f == w));
                    // Mostly a part is no more than its whole.
                    if let Some(whole) = whole.filter(|_| below(50) > 0) {
                        figures[i] = figures[i].min(figures[whole]);
                    }
                }
                let value = match &field.kind {
                    Kind::Flag => Value::Flag(figures[i] != 0.0),
                    Kind::Choice(_) => Value::Level(figures[i] as usize),
                    _ => match field.parse_bare(&figures[i].to_string()) {
                        Ok(n) => Value::Exact(n),
                        Err(_) => {
                            figures[i] = f64::NAN;
                            Value::Missing
                        }
                    },
                };
                company.set(f, value);
            }
            let total = layout.read(&figures, &mut values).and_then(|()| integers.total(&mut values));
            let score = layout.read(&figures, &mut values).and_then(|()| integers.score(&mut values));
            let exact = if company.contradictions().is_empty() {
                innopoints::search::score(&scheme, &company, on, &[]).ok()
            } else {
                None
            };
            let exact = exact.and_then(|s| {
                Some((s.total.single()?.round(scheme.precision).to_text(18).parse::<f64>().unwrap(), s.passed))
            });
            if let Some(total) = total {
                assert_eq!(Some(total), exact.map(|e| e.0), "{figures:?}");
            }
            match score {
                Some(score) => {
                    assert_eq!(Some(score), exact, "{figures:?}");
                    answered += 1;
                }
                None => left += 1,
            }
        }
    }
    assert!(compiled >= 2 && answered > left, "{compiled} schemes, {answered} answered, {left} left");
}

/// A total halfway between two is rounded away from zero, by integers too.
#[test]
fn a_half_is_rounded_away_from_zero() {
    let words = json!({"zh": "名", "en": "t"});
    let source = json!({"article": "a", "standing": "official"});
    let bands = json!([{"from": "3件", "points": 3.5}, {"from": "2件", "points": 2.5}, {"from": "1件", "points": 0.5}]);
    let own = json!({"id": "i", "title": words, "max": 3.5, "value": "class1_ip", "bands": bands, "source": source});
    let scheme = json!({
        "id": "small", "title": words, "issuer": "i", "document": "d", "effective": {"from": "2020-01-01"},
        "precision": 0, "groups": [{"id": "g", "title": words, "max": 4, "source": source, "indicators": [own]}],
    });
    let scheme = Scheme::parse(&scheme.to_string(), None).unwrap_or_else(|p| panic!("{p:?}"));
    let integers = IntegerScheme::compile(&scheme).expect("integers");
    let fields: Vec<u16> = scheme.fields.iter().map(|f| f.index() as u16).collect();
    let (layout, mut values) = integers.layout(&fields).expect("a layout");
    for (count, total) in [(0, 0), (1, 1), (2, 3), (3, 4)] {
        let company = Enterprise::parse(&json!({"class1_ip": count}).to_string(), None).expect("a company");
        let exact = scheme.total(&company, Date::new(2026, 11, 1).unwrap()).expect("a total");
        assert_eq!(exact, Some(Num::int(total.into())), "{count}");
        let read = layout.read(&[f64::from(count)], &mut values);
        assert_eq!(read.and_then(|()| integers.total(&mut values)), Some(f64::from(total)), "{count}");
    }
}
