//! Random scheme files, and extensions of them.

use super::dice::Dice;
use super::formula::{DIMS, Names, literal, names};
use super::rule::{KINDS, Rules};
use super::{hundredths, source, title};
use serde_json::{Map, Value as Json, json};

/// A scheme file, and the file that it extends.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The file.
    pub scheme: Json,
    /// The one that it extends.
    pub base: Option<Json>,
}

/// Everything about one scheme that its parts must agree on.
struct Draft {
    names: Names,
    stages: Vec<String>,
    estimates: bool,
    /// Whether assessors judge, and companies are ranked.
    judged: bool,
    /// Whether some maxima sum to a number.
    tied: bool,
    next: usize,
}

/// A scheme; one in five extends another.
pub fn scheme(dice: &mut Dice) -> Drawn {
    let mut names = names(dice);
    for n in 0..[0, 0, 0, 1, 2][dice.below(5)] {
        names.parameters.push((format!("p{n}"), *dice.pick(&DIMS)));
    }
    let stages = if dice.percent(25) { dice.from(2, 3) } else { 0 };
    let mut draft = Draft {
        names,
        stages: (0..stages).map(|n| format!("s{n}")).collect(),
        estimates: dice.percent(40),
        judged: dice.percent(30),
        tied: false,
        next: 0,
    };
    draft.tied = draft.estimates && dice.percent(35);
    let base = draft.file(dice);
    if !dice.one_in(5) || base.get("groups").is_none() {
        return Drawn { scheme: base, base: None };
    }
    let scheme = draft.extension(dice, &base);
    Drawn { scheme, base: Some(base) }
}

impl Draft {
    fn id(&mut self, letter: char) -> String {
        self.next += 1;
        format!("{letter}{}", self.next)
    }

    fn head(id: &str) -> Map<String, Json> {
        let head = json!({
            "id": id, "title": title(id), "issuer": "x", "document": "x", "effective": {"from": "2020-01-01"}
        });
        head.as_object().expect("an object").clone()
    }

    fn file(&mut self, dice: &mut Dice) -> Json {
        let mut file = Draft::head("random");
        if dice.one_in(5) {
            file.insert("precision".into(), dice.from(0, 6).into());
        }
        let parameters: Vec<Json> = self.names.parameters.clone().iter().map(|p| self.parameter(dice, p)).collect();
        if !parameters.is_empty() {
            file.insert("parameters".into(), parameters.into());
        }
        if !self.stages.is_empty() {
            let mut stages: Vec<Json> =
                self.stages.iter().map(|s| json!({"id": s, "title": title(s), "source": source()})).collect();
            let last = stages.len() - 1;
            for stage in &mut stages[..last] {
                stage["when"] = self.names.truth(dice, 1).into();
            }
            file.insert("stages".into(), stages.into());
        }
        if dice.one_in(10) {
            file.insert("classes".into(), self.classes(dice));
        }
        let gates = self.conditions(dice, "gate");
        if !gates.is_empty() {
            file.insert("gates".into(), gates.into());
        }
        if dice.one_in(40) && file.contains_key("gates") {
            file.insert("pass".into(), json!({"source": source()}));
            return file.into();
        }
        let count = dice.from(1, 4);
        let groups: Vec<Json> = (0..count).map(|_| self.group(dice)).collect();
        file.insert("groups".into(), groups.into());
        let mut file = Json::Object(file);
        if self.tied {
            self.tie(&mut file);
        }
        if dice.percent(85) {
            file["pass"] = self.pass(dice, &file);
        }
        file
    }

    fn parameter(&self, dice: &mut Dice, (id, dim): &(String, super::formula::Dim)) -> Json {
        let mut p = json!({"id": id, "title": title(id), "source": source()});
        let (a, b) = (literal(dice, *dim), literal(dice, *dim));
        let value = |t: &str| crate::number::quantity(&t.into());
        if self.estimates && value(&a) != value(&b) && dice.one_in(2) {
            let (lo, hi) = if value(&a) < value(&b) { (a, b) } else { (b, a) };
            p["typical"] = if dice.one_in(2) { &lo } else { &hi }.as_str().into();
            p["between"] = json!([lo, hi]);
        } else {
            p["is"] = a.into();
        }
        p
    }

    /// One formula, or one a level of a choice with few.
    fn when(&self, dice: &mut Dice, holder: &mut Json, depth: usize) -> Json {
        let few: Vec<_> = self.names.choices.iter().filter(|c| c.1.len() <= 6).collect();
        if few.is_empty() || !dice.one_in(4) {
            return self.names.truth(dice, depth).into();
        }
        let (field, levels) = dice.pick(&few);
        holder["by"] = field.as_str().into();
        Json::Object(levels.iter().map(|l| (l.clone(), self.names.truth(dice, depth).into())).collect())
    }

    fn classes(&self, dice: &mut Dice) -> Json {
        let mut classes = json!({"title": title("class")});
        let mut list: Vec<Json> =
            (0..3).map(|n| json!({"id": format!("c{n}"), "title": title("c"), "source": source()})).collect();
        list[0]["when"] = self.when(dice, &mut classes, 2);
        list[1]["when"] = match classes.get("by") {
            Some(_) => list[0]["when"]
                .as_object()
                .expect("levels")
                .keys()
                .map(|l| (l.clone(), Json::from(self.names.truth(dice, 1))))
                .collect(),
            // Classes may ask for the total.
            None if dice.one_in(3) => format!("total >= {}", dice.from(1, 40)).into(),
            None => self.names.truth(dice, 2).into(),
        };
        classes["list"] = list.into();
        classes
    }

    fn conditions(&mut self, dice: &mut Dice, what: &str) -> Vec<Json> {
        let count = [0, 0, 1, 1, 2][dice.below(5)];
        (0..count)
            .map(|_| {
                let id = self.id(what.chars().next().expect("a letter"));
                let mut one = json!({"id": format!("{what}_{id}"), "title": title(what), "source": source()});
                one["when"] = self.when(dice, &mut one, 2);
                one
            })
            .collect()
    }

    fn group(&mut self, dice: &mut Dice) -> Json {
        let id = self.id('g');
        let mut group = json!({"id": id, "title": title(&id), "source": source()});
        if dice.percent(30) {
            group["kind"] = (*dice.pick(&["bonus", "deduction"])).into();
        }
        let count = dice.from(1, 3);
        let (list, sum): (Vec<Json>, Vec<i64>) = (0..count).map(|_| self.indicator(dice)).unzip();
        let sum: i64 = sum.iter().sum();
        group["indicators"] = list.into();
        let mut most = sum;
        match dice.below(5) {
            0 => {
                most = dice.from(1, sum);
                group["max"] = hundredths(most);
                group["capped"] = true.into();
            }
            1 => group["max"] = hundredths(sum),
            _ => {}
        }
        if dice.one_in(3) && group.get("kind").is_none() {
            group["floor"] = hundredths(dice.from(0, most));
        }
        group
    }

    /// An indicator, and the least that its maximum is at most in any stage, in hundredths.
    fn indicator(&mut self, dice: &mut Dice) -> (Json, i64) {
        let id = self.id('i');
        let mut whole = || if dice.percent(80) { dice.from(1, 30) * 100 } else { dice.from(100, 3000) };
        let (a, b) = (whole(), whole());
        let (max, most) = match () {
            () if self.estimates && (self.tied || dice.one_in(3)) => {
                let (lo, hi) = if dice.one_in(2) { (0, a.max(b) + 1) } else { (a.min(b), a.max(b) + 1) };
                (json!({"between": [hundredths(lo), hundredths(hi)], "typical": hundredths(dice.from(lo, hi))}), hi)
            }
            () if !self.stages.is_empty() && dice.one_in(3) => {
                let each: Vec<i64> = self.stages.iter().map(|_| dice.from(1, 20) * 100).collect();
                let least = *each.iter().min().expect("a stage");
                let each = self.stages.iter().cloned().zip(each.iter().map(|n| hundredths(*n)));
                (Json::Object(each.collect()), least)
            }
            () => (hundredths(a), a),
        };
        let kind = self.rules().kind(dice, KINDS);
        let mut indicator = self.rules().rule(dice, kind, most);
        for (key, value) in [("id", Json::from(id.as_str())), ("title", title(&id)), ("max", max), ("source", source())]
        {
            indicator.insert(key.into(), value);
        }
        (indicator.into(), most)
    }

    fn rules(&self) -> Rules<'_> {
        Rules { names: &self.names, stages: &self.stages, estimates: self.estimates, judged: self.judged }
    }

    /// Ties the first groups: their typical maxima sum to the number.
    fn tie(&self, file: &mut Json) {
        let groups = file["groups"].as_array().expect("groups");
        let tied = &groups[..groups.len().div_ceil(2)];
        let mut sum = crate::number::int(0);
        for i in tied.iter().flat_map(|g| g["indicators"].as_array().expect("indicators")) {
            let max = &i["max"];
            sum += match max.get("typical") {
                Some(typical) => crate::number::quantity(typical),
                None if max.is_number() => crate::number::quantity(max),
                None => return,
            };
        }
        let ids: Vec<&Json> = tied.iter().map(|g| &g["id"]).collect();
        let sum: Json = serde_json::from_str(&crate::number::text(&sum, 2)).expect("a number");
        file["ties"] = json!([{"groups": ids, "sum": sum, "source": source()}]);
    }

    fn pass(&mut self, dice: &mut Dice, file: &Json) -> Json {
        let mut names = self.names.clone();
        for g in file["groups"].as_array().into_iter().flatten() {
            names.points.push(g["id"].as_str().expect("an id").into());
            for i in g["indicators"].as_array().into_iter().flatten() {
                names.points.push(i["id"].as_str().expect("an id").into());
            }
        }
        let least = dice.from(1, 40);
        let when = match dice.below(6) {
            0 => format!("total >= {least}"),
            1 => format!("total > {least} and every group >= its floor"),
            2 => format!("every group >= its floor and {}", names.truth(dice, 1)),
            _ => names.truth(dice, 2),
        };
        let mut pass = json!({"source": source()});
        let routes = self.conditions(dice, "route");
        if routes.is_empty() || dice.percent(85) {
            pass["when"] = when.into();
        }
        if !routes.is_empty() {
            pass["or"] = routes.into();
        }
        pass
    }

    /// What a local file changes of a scheme: groups and indicators added, rules and maxima replaced, some taken away.
    fn extension(&mut self, dice: &mut Dice, base: &Json) -> Json {
        let mut file = Draft::head("extension");
        file.insert("extends".into(), "random".into());
        file.insert("notes".into(), title("notes"));
        let mut groups = Vec::new();
        let mut drop: Vec<Json> = Vec::new();
        for group in base["groups"].as_array().expect("groups") {
            let mut changed = json!({"id": group["id"]});
            let mut list = Vec::new();
            let indicators = group["indicators"].as_array().expect("indicators");
            for indicator in indicators {
                match dice.below(8) {
                    0 if list.len() + 1 < indicators.len() && self.names.points.is_empty() => {
                        drop.push(indicator["id"].clone())
                    }
                    1 => {
                        let (mut own, _) = self.indicator(dice);
                        own["id"] = indicator["id"].clone();
                        // Its rule and its maximum.
                        list.push(own);
                    }
                    2 => list.push(json!({"id": indicator["id"], "max": hundredths(dice.from(31, 60) * 100)})),
                    _ => {}
                }
            }
            if dice.one_in(4) {
                list.push(self.indicator(dice).0);
            }
            if dice.one_in(6) {
                changed["max"] = hundredths(dice.from(5, 60) * 100);
            }
            if !list.is_empty() {
                changed["indicators"] = list.into();
            }
            if changed.as_object().is_some_and(|c| c.len() > 1) {
                groups.push(changed);
            }
        }
        if groups.is_empty() || dice.one_in(3) {
            groups.push(self.group(dice));
        }
        file.insert("groups".into(), groups.into());
        if !drop.is_empty() {
            file.insert("drop".into(), drop.into());
        }
        if let Some(p) = self.names.parameters.first().filter(|_| dice.one_in(2)).cloned() {
            file.insert("parameters".into(), json!([self.parameter(dice, &p)]));
        }
        // What was tied may no longer sum to it.
        if base.get("ties").is_some() {
            file.insert("ties".into(), json!([]));
        }
        let mut file = Json::Object(file);
        let whole = crate::whole(&file, &|_| base.clone());
        if base.get("pass").is_some() && (file.get("drop").is_some() || dice.one_in(4)) {
            file["pass"] = self.pass(dice, &whole);
        }
        file
    }
}
