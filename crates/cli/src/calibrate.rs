//! `panel --calibrate`: whether the width of estimates is honest. Published cards with their numbers hidden are drawn by the
//! panel's method; how often do the true totals of random companies fall in the middle 90 %?

use super::args::Output;
use super::output::{Stop, json_line};
use innopoints::estimate::Random;
use innopoints::{Date, Enterprise, Num, Problem, Scheme, shipped};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::io::Write;
use std::thread;

/// How random companies are drawn, and the cards: data of `schemes/calibration`.
const COMPANIES: &str = include_str!("../../../schemes/calibration/companies.json");
/// The cards with their numbers hidden.
const FRAMES: [(&str, &str); 3] = [
    ("calibration-tech-sme", include_str!("../../../schemes/calibration/calibration-tech-sme.json")),
    ("calibration-innovative-sme", include_str!("../../../schemes/calibration/calibration-innovative-sme.json")),
    ("calibration-srdi-sme", include_str!("../../../schemes/calibration/calibration-srdi-sme.json")),
];

/// The file of random companies.
#[derive(Deserialize)]
struct Companies {
    count: u32,
    cards: Vec<Card>,
    fields: Vec<Figure>,
}

/// A published card, the same with its numbers hidden, the seed of its companies and the day.
#[derive(Deserialize)]
struct Card {
    card: String,
    frame: String,
    seed: u32,
    on: String,
}

/// How a figure is drawn: one of some values, a whole number of a range, or so many thousandths of another figure.
#[derive(Deserialize)]
struct Figure {
    field: String,
    #[serde(default)]
    whole: bool,
    #[serde(flatten)]
    drawn: Drawn,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Drawn {
    One { values: Vec<Value> },
    Range { from: i64, to: i64 },
    Part { of: String, permille: [i64; 2] },
}

/// How a card's true totals lie to the middle 90 % of its hidden twin.
#[derive(Serialize)]
struct Calibrated {
    /// Id of the card, or "pooled".
    card: String,
    companies: u32,
    within: u32,
    below: u32,
    above: u32,
    /// How many points the middle 90 % spans, on average, times the number of companies.
    #[serde(skip)]
    width: i64,
}

/// The three cards and all together, printed.
pub fn calibrate(output: &Output, out: &mut impl Write) -> Result<u8, Stop> {
    let file: Companies = serde_json::from_str(COMPANIES).map_err(|e| Stop::Output(e.into()))?;
    let mut pooled = Calibrated::none("pooled");
    for card in &file.cards {
        let found =
            held_against(&file, card).map_err(|problems| super::improve::refuse(problems, "schemes/calibration"))?;
        pooled.add(&found);
        found.print(output, out)?;
    }
    pooled.print(output, out)?;
    Ok(0)
}

impl Calibrated {
    fn none(card: &str) -> Calibrated {
        Calibrated { card: card.to_string(), companies: 0, within: 0, below: 0, above: 0, width: 0 }
    }

    fn add(&mut self, other: &Calibrated) {
        self.companies += other.companies;
        self.within += other.within;
        self.below += other.below;
        self.above += other.above;
        self.width += other.width;
    }

    fn print(&self, output: &Output, out: &mut impl Write) -> Result<(), Stop> {
        if output.json {
            return json_line(out, self);
        }
        let percent = |n: u32| f64::from(n) * 100.0 / f64::from(self.companies.max(1));
        let [within, below, above, wide] = if output.english {
            ["within the middle 90 %", "below", "above", "its width on average"]
        } else {
            ["在中间 90% 之内", "低于", "高于", "平均宽度"]
        };
        writeln!(
            out,
            "{}  {}  {within} {:.1}%  {below} {:.1}%  {above} {:.1}%  {wide} {:.1}",
            self.card,
            self.companies,
            percent(self.within),
            percent(self.below),
            percent(self.above),
            self.width as f64 / f64::from(self.companies.max(1)),
        )?;
        Ok(())
    }
}

fn held_against(file: &Companies, card: &Card) -> Result<Calibrated, Vec<Problem>> {
    let text = shipped::scheme(&card.card).unwrap_or_default();
    let frame = FRAMES.iter().find(|(id, _)| *id == card.frame).map_or("", |(_, text)| text);
    let (truth, hidden) = (Scheme::parse(text, Some(&card.card))?, Scheme::parse(frame, Some(&card.frame))?);
    let on = Date::parse(&card.on).unwrap_or_else(super::input::today);
    let threads = thread::available_parallelism().map_or(1, |n| n.get() as u32);
    let part = |thread: u32| -> Result<Calibrated, Vec<Problem>> {
        let mut found = Calibrated::none(&card.card);
        for n in (thread..file.count).step_by(threads as usize) {
            let company = Enterprise::parse(&company(file, card.seed, n).to_string(), None)?;
            let total = truth.total(&company, on)?.and_then(|total| i64::try_from(total.round(0).whole()?).ok());
            let estimate = hidden.estimate(&company, on, None)?.map(|found| found.total);
            let Some((total, estimate)) = total.zip(estimate) else { continue };
            found.companies += 1;
            found.below += u32::from(total < estimate.low);
            found.above += u32::from(total > estimate.high);
            found.within += u32::from((estimate.low..=estimate.high).contains(&total));
            found.width += estimate.high - estimate.low;
        }
        Ok(found)
    };
    let parts: Vec<_> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || part(thread))).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let mut all = Calibrated::none(&card.card);
    for part in parts {
        all.add(&part?);
    }
    Ok(all)
}

/// The n-th company of a seed.
fn company(file: &Companies, seed: u32, n: u32) -> Value {
    let mut random = Random::of(seed, n);
    let mut even = |from: i64, to: i64| from + i64::from(random.below(u32::try_from(to - from + 1).unwrap_or(1)));
    // Figures in hundredths, of which others are parts.
    let mut hundredths: Vec<(&str, i64)> = Vec::new();
    let mut company = Map::new();
    for Figure { field, whole, drawn } in &file.fields {
        let figure = match drawn {
            Drawn::One { values } => {
                let value = values.get(even(0, values.len() as i64 - 1) as usize).cloned().unwrap_or_default();
                match value.as_i64() {
                    Some(number) => number * 100,
                    None => {
                        company.insert(field.clone(), value);
                        continue;
                    }
                }
            }
            Drawn::Range { from, to } => even(*from, *to) * 100,
            Drawn::Part { of, permille: [from, to] } => {
                let whole_of = hundredths.iter().find(|(id, _)| id == of).map_or(0, |(_, figure)| *figure);
                (whole_of * even(*from, *to)).div_euclid(1000)
            }
        };
        let figure = if *whole { figure.div_euclid(100) * 100 } else { figure };
        hundredths.push((field, figure));
        let text = Num::ratio(figure, 100).map_or(String::new(), |figure| figure.to_text(2));
        company.insert(field.clone(), json!(text));
    }
    Value::Object(company)
}
