//! Schemes that take much work for their size: what a question about them may cost is bounded all the same.

use innopoints::dictionary::{Dictionary, Kind};
use serde_json::{Value, json};

/// Name and text of each.
pub fn schemes() -> Vec<(&'static str, String)> {
    let mut all = vec![("nonmono40", include_str!("nonmono40.json").to_string())];
    let shapes: [(&str, Value); 12] = [
        ("deep", deep()),
        ("ties", ties()),
        ("stages", stages()),
        ("products", products()),
        ("alternatives", alternatives()),
        ("towers", towers()),
        ("conditions", conditions()),
        ("multiples", multiples()),
        ("choices", choices()),
        ("progressions", progressions()),
        ("parameters", parameters()),
        ("minima", minima()),
    ];
    all.extend(shapes.map(|(name, json)| (name, json.to_string())));
    all
}

fn source() -> Value {
    json!({"article": "一", "standing": "estimate", "note": {"zh": "测试", "en": "a test"}})
}

fn title() -> Value {
    json!({"zh": "测试", "en": "test"})
}

/// The ids of all fields of one kind.
fn fields(wanted: impl Fn(&Kind) -> bool) -> Vec<&'static str> {
    Dictionary::shipped().fields.iter().filter(|f| wanted(&f.kind)).map(|f| f.id).collect()
}

fn money() -> Vec<&'static str> {
    fields(|kind| matches!(kind, Kind::Number { unit: "万元", .. }))
}

fn scheme(groups: Vec<Value>, more: Value) -> Value {
    let mut json = json!({
        "id": "hostile", "title": title(), "issuer": "测试", "document": "测试", "effective": {"from": "2020-01-01"},
        "groups": groups,
    });
    if let (Some(json), Value::Object(more)) = (json.as_object_mut(), more) {
        json.extend(more);
    }
    json
}

fn group(id: &str, indicators: Vec<Value>) -> Value {
    json!({"id": id, "title": title(), "source": source(), "indicators": indicators})
}

fn indicator(id: usize, max: Value, rule: Value) -> Value {
    let mut json = json!({"id": format!("i{id}"), "title": title(), "max": max, "source": source()});
    if let (Some(json), Value::Object(rule)) = (json.as_object_mut(), rule) {
        json.extend(rule);
    }
    json
}

fn pass(when: &str) -> Value {
    json!({"pass": {"when": when, "source": source()}})
}

fn bands() -> Value {
    json!([{"from": "50%", "points": 10}, {"from": "20%", "points": 5}, {"from": "-10%", "points": 2}])
}

/// Formulas as deep as they may be.
fn deep() -> Value {
    let money = money();
    let at = |n: usize| money[n % money.len()];
    let indicators = (0..30).map(|i| {
        let mut formula = at(i).to_string();
        for n in 0..40 {
            let (a, b) = (at(i + 3 * n + 1), at(i + 5 * n + 2));
            formula = match n % 4 {
                0 => format!("(if {a} > {b} then {formula} else {a})"),
                1 => format!("({formula} - {a})"),
                2 => format!("max({formula}, {b} - {a})"),
                _ => format!("({formula} + {b} / 2)"),
            };
        }
        indicator(i, json!(10), json!({"value": format!("({formula}) / ({} + 1万元)", at(i)), "bands": bands()}))
    });
    scheme(vec![group("g", indicators.collect())], pass("total >= 150"))
}

/// Many ties of open maxima.
fn ties() -> Value {
    let money = money();
    let mut groups = Vec::new();
    let mut ties = Vec::new();
    for g in 0..20 {
        let indicators = (0..6).map(|i| {
            let (a, b) = (money[(g * 5 + i) % money.len()], money[(g * 3 + 2 * i + 1) % money.len()]);
            let rule = json!({
                "value": format!("if {b} > 0万元 then {a} / {b} else 0%"),
                "reference": {"between": ["3%", "90%"], "typical": "20%"},
            });
            indicator(g * 6 + i, json!({"between": [0, 20], "typical": 5}), rule)
        });
        groups.push(group(&format!("g{g}"), indicators.collect()));
        if g % 2 == 1 {
            ties.push(json!({"groups": [format!("g{}", g - 1), format!("g{g}")], "sum": 60, "source": source()}));
        }
    }
    let mut more = pass("total >= 300");
    more["ties"] = json!(ties);
    scheme(groups, more)
}

/// Many stages, and amounts that differ by stage.
fn stages() -> Value {
    let money = money();
    let names: Vec<String> = (0..12).map(|s| format!("s{s}")).collect();
    let stage = |s: usize| {
        let mut json = json!({"id": names[s], "title": title(), "source": source()});
        if s + 1 < names.len() {
            json["when"] = json!(format!("{} - {} < {}万元", money[s], money[s + 1], 100 * (s + 1)));
        }
        json
    };
    let staged = |most: usize, i: usize| {
        let each = names.iter().enumerate().map(|(s, name)| (name.clone(), json!(1 + (s * 7 + i * 3) % most)));
        Value::Object(each.collect())
    };
    let indicators = (0..60).map(|i| {
        let (a, b) = (money[i % money.len()], money[(3 * i + 1) % money.len()]);
        let rule = json!({"value": format!("({a} - {b}) / ({b} + 1万元)"), "reference": "50%"});
        indicator(i, staged(20, i), rule)
    });
    let mut more = pass("total >= 200");
    more["stages"] = json!((0..names.len()).map(stage).collect::<Vec<_>>());
    scheme(vec![group("g", indicators.collect())], more)
}

/// Products that neither rise nor fall.
fn products() -> Value {
    let money = money();
    let indicators = (0..50).map(|i| {
        let at = |n: usize| money[(i * 7 + n * 3) % money.len()];
        let factors: Vec<String> = (0..6).map(|n| format!("({} - {})", at(n), at(n + 1))).collect();
        let below: Vec<String> = (0..6).map(|n| format!("({} + 1万元)", at(n))).collect();
        let value = format!("{} / {}", factors.join(" * "), below.join(" / "));
        indicator(i, json!(10), json!({"value": value, "bands": bands()}))
    });
    scheme(vec![group("g", indicators.collect())], pass("total >= 250 and every group >= its floor"))
}

/// The better of very many.
fn alternatives() -> Value {
    let money = money();
    let indicators = (0..12).map(|i| {
        let best: Vec<Value> = (0..60)
            .map(|n| {
                let (a, b) = (money[(i + n) % money.len()], money[(i * 3 + 5 * n + 1) % money.len()]);
                json!({"value": format!("({a} - {b}) / ({b} + {n}万元)"), "bands": bands()})
            })
            .collect();
        indicator(i, json!(10), json!({"best_of": best}))
    });
    scheme(vec![group("g", indicators.collect())], pass("total >= 60"))
}

/// Minima of maxima of minima.
fn towers() -> Value {
    let money = money();
    fn tower(money: &[&str], from: usize, depth: usize) -> String {
        if depth == 0 {
            let at = |n: usize| money[n % money.len()];
            return format!("({} - {}) / ({} + 1万元)", at(from), at(from * 3 + 1), at(from + 2));
        }
        let name = if depth.is_multiple_of(2) { "min" } else { "max" };
        format!("{name}({}, {})", tower(money, from * 2 + 1, depth - 1), tower(money, from * 2 + 2, depth - 1))
    }
    let indicators =
        (0..12).map(|i| indicator(i, json!(10), json!({"value": tower(&money, i, 5), "bands": bands()}))).collect();
    scheme(vec![group("g", indicators)], pass("total >= 60"))
}

/// A step at every hundredth of sums and differences of three figures.
fn progressions() -> Value {
    let money = money();
    let at = |n: usize| money[n % money.len()];
    let indicators = (0..80).map(|i| {
        let value = format!("{} + {} - {}", at(i), at(i + 1), at(i + 2));
        indicator(i, json!(100), json!({"value": value, "per_unit": {"points": "0.01", "per": "0.01万元"}}))
    });
    scheme(vec![group("g", indicators.collect())], pass("total >= 7200"))
}

/// Very many gates and routes.
fn conditions() -> Value {
    let (money, flags) = (money(), fields(|kind| matches!(kind, Kind::Flag)));
    let condition = |n: usize| {
        let parts: Vec<String> = (0..8)
            .map(|p| {
                let (a, b) = (money[(n + p * 3) % money.len()], money[(n * 5 + p + 1) % money.len()]);
                let flag = flags[(n * 3 + p) % flags.len()];
                format!("({flag} and {a} > {b} or not {flag} and {b} >= 2 * {a})")
            })
            .collect();
        let when = parts.join(if n.is_multiple_of(2) { " or " } else { " and " });
        json!({"id": format!("c{n}"), "title": title(), "source": source(), "when": when})
    };
    let indicators =
        (0..30).map(|i| indicator(i, json!(10), json!({"flag": flags[i % flags.len()], "points": 10}))).collect();
    let mut more = pass("total >= 150");
    more["gates"] = json!((0..40).map(|n| condition(2 * n)).collect::<Vec<_>>());
    more["pass"]["or"] = json!((0..40).map(|n| condition(2 * n + 101)).collect::<Vec<_>>());
    scheme(vec![group("g", indicators)], more)
}

/// Points by units, of which very many count.
fn multiples() -> Value {
    let money = money();
    let indicators = (0..40).map(|i| {
        let (a, b) = (money[i % money.len()], money[(i * 3 + 1) % money.len()]);
        let rule = json!({"value": format!("{a} + {b} / 3"), "per_unit": {"points": "0.000001", "per": "0.01万元"}});
        indicator(i, json!(1), rule)
    });
    scheme(vec![group("g", indicators.collect())], pass("total >= 20"))
}

/// Choices and flags, none known, that turn each other about.
fn choices() -> Value {
    let flags = fields(|kind| matches!(kind, Kind::Flag));
    let choices: Vec<(&str, &str)> = Dictionary::shipped()
        .fields
        .iter()
        .filter_map(|f| match &f.kind {
            Kind::Choice(levels) => Some((f.id, levels[levels.len() / 2].id)),
            _ => None,
        })
        .collect();
    let either = |a: &str, b: &str| format!("({a} and not {b} or not {a} and {b})");
    let indicators = (0..64).map(|i| {
        let at = |n: usize| flags[(i * 5 + n * 7) % flags.len()];
        let (choice, level) = choices[i % choices.len()];
        let when = [either(at(0), at(1)), either(at(2), at(3)), format!("{choice} = \"{level}\"")].join(" and ");
        indicator(i, json!(10), json!({"flag": when, "points": 10, "otherwise": i % 3}))
    });
    scheme(vec![group("g", indicators.collect())], pass("total >= 320"))
}

/// Many open numbers in formulas.
fn parameters() -> Value {
    let money = money();
    let name = |n: usize| format!("p{}", n % 40);
    let parameters: Vec<Value> = (0..40)
        .map(|n| {
            json!({"id": name(n), "title": title(), "between": ["1万元", "5000万元"], "typical": "100万元", "source": source()})
        })
        .collect();
    let indicators = (0..40).map(|i| {
        let (a, b) = (money[i % money.len()], money[(i * 3 + 1) % money.len()]);
        let value =
            format!("({a} - {}) * ({} - {b}) / ({} + 1万元) / {}", name(i), name(i + 7), name(i * 3), name(i + 1));
        indicator(i, json!(10), json!({"value": value, "bands": bands()}))
    });
    let mut more = pass("total >= 200");
    more["parameters"] = json!(parameters);
    scheme(vec![group("g", indicators.collect())], more)
}

/// The least of very many differences over the greatest of many figures: one look at the company takes long.
fn minima() -> Value {
    let money = money();
    let at = |n: usize| money[n % money.len()];
    let curve = json!([
        {"at": "-500%", "points": 0}, {"at": "0%", "points": 3}, {"at": "50%", "points": 1}, {"at": "100%", "points": 10}
    ]);
    let indicators = (0..100).map(|i| {
        let differences = (0..money.len()).map(|n| format!("{} - {}", at(i + n), at(n + 2 * i + 1)));
        let greatest: Vec<&str> = (0..20).map(|n| at(i + n)).collect();
        let differences: Vec<String> = differences.collect();
        let value = format!("min({}) / (1万元 + max({}))", differences.join(", "), greatest.join(", "));
        indicator(i, json!(10), json!({"value": value, "curve": curve}))
    });
    let when: Vec<String> = (0..40).map(|i| format!("points(i{i}) >= points(i{})", i + 40)).collect();
    scheme(vec![group("g", indicators.collect())], pass(&when.join(" and ")))
}
