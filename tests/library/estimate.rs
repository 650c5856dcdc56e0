//! The panel of plausible tables: what is drawn, and what comes of it for a company.

use innopoints::{Date, Enterprise, Num, Scheme, shipped};
use innopoints_core::scheme::panel::Tables;
use serde_json::{Value, json};

const WITH_PANEL: [&str; 8] = [
    "cn-innovation-points-2024",
    "cn-innovation-points-2025",
    "cn-changsha-innovation-points-2020",
    "cn-hangzhou-binjiang-innovation-points-2020",
    "cn-wenzhou-longwan-innovation-points-2022",
    "cn-sichuan-innovation-points-2025",
    "cn-hubei-innovation-points-2024",
    "cn-chengdu-innovation-points-2024",
];

fn on() -> Date {
    Date::parse("2026-11-01").expect("a day")
}

fn scheme(id: &str) -> Scheme {
    Scheme::parse(shipped::scheme(id).expect("shipped"), Some(id)).expect("a scheme")
}

fn sample() -> Value {
    let text = include_str!("../../examples/sample-complete.json");
    serde_json::from_str::<Value>(text).expect("JSON")["enterprise"].clone()
}

fn company(json: &Value) -> Enterprise {
    Enterprise::parse(&json.to_string(), None).expect("a company")
}

/// The tables of a scheme, which are drawn when they are first asked for.
fn tables(scheme: &Scheme) -> &Tables {
    scheme.panel_facts().expect("a panel");
    scheme.panel.tables.get().expect("drawn")
}

#[test]
fn schemes_with_a_panel_are_those_whose_open_numbers_are_all_drawn() {
    for (id, _) in shipped::SCHEMES {
        let scheme = scheme(id);
        let on = scheme.to.unwrap_or(on());
        let found = scheme.estimate(&Enterprise::default(), on, None).expect(id);
        assert_eq!(found.is_some(), WITH_PANEL.contains(id), "{id}");
    }
}

#[test]
fn tables_are_complete_and_keep_to_what_is_published() {
    for id in WITH_PANEL {
        let scheme = scheme(id);
        let tables = tables(&scheme);
        assert_eq!(tables.all.len(), 1000, "{id}");
        let draws = tables.rejected + 1000 * scheme.stages.len().max(1) as u32;
        assert!(tables.rejected * 5 < draws, "{id}: {} of {draws}", tables.rejected);
        let steps = i64::from(scheme.panel.steps);
        for table in &tables.all {
            assert_eq!(table.picks.len(), scheme.panel.lists.len());
            assert_eq!(table.weights.len(), scheme.stages.len().max(1), "{id}");
            for weights in &table.weights {
                let of = |group: usize| -> i64 {
                    weights[scheme.groups[group].indicators.clone()].iter().map(|w| i64::from(*w)).sum()
                };
                assert!(weights.iter().all(|weight| *weight > 0), "{id}: {weights:?}");
                for tie in &scheme.ties {
                    let sum: i64 = tie.groups.iter().map(|group| of(*group)).sum();
                    assert_eq!(Num::ratio(sum, steps), Some(tie.sum), "{id}: {weights:?}");
                }
                for order in &scheme.panel.orders {
                    assert!(order.windows(2).all(|pair| of(pair[0]) >= of(pair[1])), "{id}: {weights:?}");
                }
            }
        }
    }
}

/// Of k parts that share a sum evenly the mean is a k-th, and the variance that of a flat Dirichlet distribution.
#[test]
fn means_and_variances_of_weights_are_as_the_method_says() {
    let scheme = scheme("cn-innovation-points-2025");
    let base: Vec<f64> = tables(&scheme)
        .all
        .iter()
        .map(|table| table.weights[0][..3].iter().sum::<u32>() as f64 / f64::from(scheme.panel.steps))
        .collect();
    let n = base.len() as f64;
    let mean = base.iter().sum::<f64>() / n;
    let variance = base.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    // Three categories of 100 points: mean 100/3, variance 100² (1/3)(2/3)/4.
    let expected = 10_000.0 * (2.0 / 9.0) / 4.0;
    assert!((mean - 100.0 / 3.0).abs() < 3.0 * (expected / n).sqrt(), "{mean}");
    assert!((variance / expected - 1.0).abs() < 0.15, "{variance} of {expected}");
}

#[test]
fn the_best_has_all_points_and_the_worst_none() {
    let scheme = scheme("cn-innovation-points-2024");
    let mut all = json!({});
    for field in &scheme.fields {
        let field = &scheme.dictionary.fields[*field];
        all[field.id] = json!(0);
    }
    let nothing = scheme.estimate(&company(&all), on(), Some(Num::ZERO)).expect("an estimate").expect("a panel");
    assert_eq!((nothing.total.low, nothing.total.median, nothing.total.high), (0, Some(0), 0));
    assert_eq!(nothing.acceptability.expect("asked").least, 100);
    let unknown = scheme.estimate(&Enterprise::default(), on(), Some(Num::int(1))).expect("an estimate");
    let unknown = unknown.expect("a panel");
    assert_eq!((unknown.total.low, unknown.total.median, unknown.total.high), (0, None, 100));
    let share = unknown.acceptability.expect("asked");
    assert_eq!((share.least, share.most), (0, 100));
}

/// Each table is a complete scheme: what the panel says is what scoring by each gives.
#[test]
fn totals_are_those_of_each_table_scored_alone() {
    for id in ["cn-innovation-points-2024", "cn-innovation-points-2025"] {
        let scheme = scheme(id);
        let e = company(&sample());
        let asked = Num::int(70);
        let found = scheme.estimate(&e, on(), Some(asked)).expect("an estimate").expect("a panel");
        let mut totals: Vec<Num> = Vec::new();
        for table in &tables(&scheme).all {
            let drawn: Vec<_> =
                scheme.panel.lists.iter().zip(&table.picks).map(|(l, at)| (l.quantity, l.values[*at])).collect();
            let stage = innopoints_core::score::score(&scheme, &e, on(), &drawn).expect("a score").stages.single();
            let weights = &table.weights[stage.unwrap_or(0)];
            let mut numbers = drawn;
            for (indicator, weight) in scheme.indicators.iter().zip(weights) {
                let points = Num::ratio(i64::from(*weight), i64::from(scheme.panel.steps)).expect("points");
                indicator.max.visit(&mut |q| numbers.push((q, points)));
            }
            let score = innopoints_core::score::score(&scheme, &e, on(), &numbers).expect("a score");
            totals.push(score.total.single().expect("a total"));
        }
        let mut whole: Vec<i64> = totals.iter().map(|t| t.round(0).to_text(0).parse().expect("whole")).collect();
        whole.sort_unstable();
        assert_eq!(
            (found.total.low, found.total.median, found.total.high),
            (whole[49], Some(whole[499]), whole[949]),
            "{id}"
        );
        let reached = totals.iter().filter(|total| scheme.round_total(**total) >= asked).count();
        let share = found.acceptability.expect("asked");
        let percent = (reached as f64 / 10.0).round() as u32;
        assert_eq!((share.least, share.most), (percent, percent), "{id}");
    }
}

/// Whoever is at least as good everywhere, in the same stage, has no less by any table: so the quantiles are no lower.
#[test]
fn more_of_everything_is_no_less_by_any_table() {
    for id in WITH_PANEL {
        let scheme = scheme(id);
        let base = sample();
        let before = scheme.estimate(&company(&base), on(), None).expect("an estimate").expect("a panel");
        for field in
            ["rd_expense", "tech_contract_value", "invention_applications", "awards_provincial", "venture_capital"]
        {
            let mut better = base.clone();
            let now = better[field].as_f64().unwrap_or_else(|| panic!("{field} is a number"));
            better[field] = json!((now * 2.0 + 1.0).floor());
            if field == "rd_expense" {
                // Growth and intensity rise with it; costs hold it.
                better["total_costs"] = json!(better["total_costs"].as_f64().expect("a number") + now * 2.0 + 1.0);
            }
            let after = scheme.estimate(&company(&better), on(), None).expect("an estimate").expect("a panel");
            let [was, is] = [&before, &after].map(|e| [e.total.low, e.total.median.expect("known"), e.total.high]);
            assert!(was.iter().zip(&is).all(|(was, is)| is >= was), "{id} {field}: {was:?} {is:?}");
        }
    }
}

/// Whatever a missing figure turns out to be, the estimate with the gap holds the one without.
#[test]
fn gaps_hold_what_they_turn_out_to_be() {
    let scheme = scheme("cn-innovation-points-2024");
    let full = sample();
    let known = scheme.estimate(&company(&full), on(), Some(Num::int(70))).expect("an estimate").expect("a panel");
    let share = known.acceptability.as_ref().expect("asked");
    for field in &scheme.fields {
        let id = scheme.dictionary.fields[*field].id;
        let mut open = full.clone();
        open.as_object_mut().expect("an object").remove(id);
        let found = scheme.estimate(&company(&open), on(), Some(Num::int(70))).expect("an estimate").expect("a panel");
        assert!(found.total.low <= known.total.low && found.total.high >= known.total.high, "{id}");
        assert!(found.total.median.is_none_or(|median| Some(median) == known.total.median), "{id}");
        let with = found.acceptability.expect("asked");
        assert!(with.least <= share.least && with.most >= share.most, "{id}");
    }
}

/// An assumption with two equal choices changes nothing; one choice instead of many narrows what comes of it.
#[test]
fn fewer_choices_narrow_the_spread_and_equal_ones_change_nothing() {
    let text = shipped::scheme("cn-innovation-points-2024").expect("shipped");
    let spread = |change: &dyn Fn(&mut Value)| {
        let mut file: Value = serde_json::from_str(text).expect("JSON");
        for list in file["panel"]["lists"].as_array_mut().expect("lists") {
            change(&mut list["values"]);
        }
        let scheme = Scheme::parse(&file.to_string(), Some("own.json")).expect("a scheme");
        let found = scheme.estimate(&company(&sample()), on(), None).expect("an estimate").expect("a panel");
        [found.total.low, found.total.median.expect("known"), found.total.high]
    };
    let one = spread(&|values| {
        let list = values.as_array_mut().expect("values");
        *list = vec![list[list.len() / 2].clone()];
    });
    let twice = spread(&|values| {
        let list = values.as_array_mut().expect("values");
        let middle = list[list.len() / 2].clone();
        *list = vec![middle.clone(), middle];
    });
    // Another number of choices draws other weights after it: the same within what a seed makes.
    assert!(one.iter().zip(&twice).all(|(a, b)| a.abs_diff(*b) <= 3), "{one:?} {twice:?}");
    let many = spread(&|_| {});
    assert!(one[2] - one[0] < many[2] - many[0], "{one:?} {many:?}");
    let facts =
        scheme("cn-innovation-points-2024").spread(&company(&sample()), on()).expect("a spread").expect("a panel");
    let width = |q: [i64; 3]| q[2] - q[0];
    assert!(width(facts.weights_frozen) < width(facts.stated) && width(facts.lists_frozen) < width(facts.stated));
    assert!(facts.seeds.iter().all(|seed| seed[1].abs_diff(facts.stated[1]) <= 3), "{:?}", facts.seeds);
}

#[test]
fn what_is_wrong_with_a_panel_is_told_where_it_stands() {
    let text = shipped::scheme("cn-innovation-points-2024").expect("shipped");
    let told = |change: &dyn Fn(&mut Value)| -> Vec<(String, String)> {
        let mut file: Value = serde_json::from_str(text).expect("JSON");
        change(&mut file["panel"]);
        let problems = Scheme::parse(&file.to_string(), Some("own.json")).err().unwrap_or_default();
        problems.iter().map(|p| (p.code.to_string(), p.pointer.clone().unwrap_or_default())).collect()
    };
    let at = |code: &str, place: &str| vec![(code.to_string(), place.to_string())];
    assert_eq!(told(&|panel| panel["grid"] = json!(0.3)), at("bad_grid", "/panel/grid"));
    assert_eq!(told(&|panel| panel["grid"] = json!(0.01)), at("bad_grid", "/panel/grid"));
    assert_eq!(told(&|panel| panel["seed"] = json!(-1)), at("out_of_range", "/panel/seed"));
    assert_eq!(told(&|panel| panel["seed"] = json!(1.5)), at("out_of_range", "/panel/seed"));
    assert_eq!(told(&|panel| panel["orders"][0][1] = json!("none")), at("unknown_id", "/panel/orders/0/1"));
    let renamed = told(&|panel| panel["lists"][2]["of"] = json!("none"));
    assert!(renamed.contains(&("unknown_id".into(), "/panel/lists/2/of".into())), "{renamed:?}");
    assert_eq!(
        told(&|panel| panel["lists"][2]["values"][0] = json!("9000万元")),
        at("out_of_range", "/panel/lists/2/values/0")
    );
    let empty = told(&|panel| panel["lists"][2]["values"] = json!([]));
    assert!(empty.contains(&("bad_list".into(), "/panel/lists/2/values".into())), "{empty:?}");
    let dropped = told(&|panel| {
        panel["lists"].as_array_mut().expect("lists").remove(2);
    });
    assert_eq!(dropped, at("not_drawn", "/panel"));
}

/// A panel in a file from somewhere costs no more than a shipped one: what would is refused where it stands.
#[test]
fn a_panel_is_bounded_by_the_work_it_makes() {
    let text = shipped::scheme("cn-innovation-points-2024").expect("shipped");
    let told = |change: &dyn Fn(&mut Value)| -> Vec<(String, String)> {
        let mut file: Value = serde_json::from_str(text).expect("JSON");
        change(&mut file);
        let begun = std::time::Instant::now();
        let problems = Scheme::parse(&file.to_string(), Some("own.json")).err().unwrap_or_default();
        assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
        problems.iter().map(|p| (p.code.to_string(), p.pointer.clone().unwrap_or_default())).collect()
    };
    let too_much = |place: &str| ("too_much".to_string(), place.to_string());
    // One list more than there may be.
    let many = told(&|file| {
        let lists = file["panel"]["lists"].as_array_mut().expect("lists");
        while lists.len() < 65 {
            lists.push(lists[0].clone());
        }
    });
    assert!(many.contains(&too_much("/panel/lists")), "{many:?}");
    // A share that depends on the product of several lists: 16 × 16 × 4 values are 1,024.
    let combined = |of_third: usize| {
        told(&|file| {
            let parameters = file["parameters"].as_array_mut().expect("parameters");
            let mut ids = Vec::new();
            for n in 0..3 {
                let mut own = parameters[0].clone();
                own["id"] = json!(format!("p{n}"));
                ids.push(own["id"].clone());
                parameters.push(own);
            }
            let lists = file["panel"]["lists"].as_array_mut().expect("lists");
            for (n, id) in ids.iter().enumerate() {
                let values: Vec<String> =
                    (0..if n == 2 { of_third } else { 16 }).map(|v| format!("{}万元", 100 + v)).collect();
                lists.push(json!({"of": id, "values": values}));
            }
            lists.retain(|list| list["of"] != "rd_expense");
            let indicator = &mut file["groups"][0]["indicators"][0];
            indicator["value"] = json!("rd_expense * p0 / p1 * p0 / p2");
            indicator["reference"] = json!("500万元");
        })
    };
    assert_eq!(combined(4), [too_much("/panel/lists")]);
    assert_eq!(combined(3), []);
    // Weights that can hardly be parted, or are too many to be counted.
    let sum = |sum: i64| {
        told(&|file| {
            file["ties"][0]["sum"] = json!(sum);
            let each = sum as f64 / 18.0;
            for group in file["groups"].as_array_mut().expect("groups").iter_mut() {
                for indicator in group["indicators"].as_array_mut().expect("indicators") {
                    indicator["max"] = json!({"between": [0, sum], "typical": each});
                }
            }
        })
    };
    assert_eq!(sum(9), [too_much("/panel/grid")]);
    assert!(sum(900_000).contains(&too_much("/panel/grid")));
}

/// Rank acceptability and the pairwise winning index, held against what the panel says of each pair alone.
#[test]
fn places_over_the_tables_agree_with_every_pair_and_hold_what_gaps_turn_out_to_be() {
    let scheme = scheme("cn-innovation-points-2024");
    let with = |changes: Value| {
        let mut all = sample();
        changes.as_object().expect("changes").iter().for_each(|(id, value)| all[id] = value.clone());
        company(&all)
    };
    let known =
        [json!({}), json!({}), json!({"rd_expense": 400}), json!({"invention_applications": 0, "pct_applications": 0})];
    let mut table: Vec<Enterprise> = known.into_iter().map(with).collect();
    let ranked = scheme.rank(&table, on());
    let place = |at: usize| ranked[at].estimate.clone().expect("a panel has places");
    assert_eq!((place(0).low, place(0).median, place(0).high), (place(1).low, place(1).median, place(1).high));
    assert_eq!(place(0).acceptability, place(1).acceptability, "who are the same share their places");
    let mut order: Vec<usize> = (0..table.len()).collect();
    order.sort_by_key(|at| ranked[*at].place);
    for pair in order.windows(2) {
        let shift = scheme.shift_on(&table[pair[1]], &table[pair[0]], on()).expect("read").expect("a panel");
        assert_eq!(place(pair[0]).ahead_of_next, Some(shift.higher), "{pair:?}");
    }
    assert_eq!(place(order[3]).ahead_of_next, None);
    for at in 0..table.len() {
        let sum: i64 = place(at).acceptability.iter().map(|share| share.percent).sum();
        assert!((96..=104).contains(&sum), "a settled company takes a place in every table: {sum}");
    }
    // What a gap turns out to be leaves every place within what was said with it.
    table.push(with(json!({"tech_contract_value": null})));
    let open = scheme.rank(&table, on());
    for value in [0, 200, 800, 5000] {
        table[4] = with(json!({"tech_contract_value": value}));
        for (with_gap, filled) in open.iter().zip(scheme.rank(&table, on())) {
            let (outer, inner) = (with_gap.estimate.as_ref().expect("places"), filled.estimate.expect("places"));
            assert!(outer.low <= inner.low && inner.high <= outer.high, "{value}: {outer:?} {inner:?}");
        }
    }
}

/// The most that is assumed of a weight is not told as its maximum.
#[test]
fn no_assumed_extreme_is_told_as_a_maximum() {
    let mut none = sample();
    for field in ["venture_capital", "pct_applications"] {
        none[field] = json!(0);
    }
    let mut told = 0;
    for id in WITH_PANEL {
        let scheme = scheme(id);
        let day = scheme.to.unwrap_or(on());
        let report = scheme.score(&company(&none), day).expect(id);
        let open = scheme.indicators.iter().zip(&report.items).filter(|(indicator, _)| indicator.max.known().is_none());
        for (_, item) in open {
            assert!(
                !item.reason.zh.contains("（满分 ") && !item.reason.en.contains(" points. "),
                "{id}: {:?}",
                item.reason
            );
            told += usize::from(item.reason.zh.contains("满分没有公布"));
        }
    }
    assert!(told > 0);
}
