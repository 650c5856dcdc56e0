//! The engine against the independent scorer of `tests/oracle` on a million random companies a scheme, and the properties
//! that hold for every company. Run it in release: `cargo test --release --test property`.
//!
//! Most figures are not drawn and then compared with the edges: they are made from the edges. A denominator is drawn, the
//! numerator is the denominator times an edge, and then, for two in three, a step of the last decimal (or 0.01) is added or
//! taken away. `INNOPOINTS_COMPANIES` draws fewer, `INNOPOINTS_SEED` others. Every company's total is compared; the whole
//! report, whose words take most of the time, of one in `INNOPOINTS_REPORTS` (8).

use crate::oracle;
use crate::random;

use innopoints::{Date, Enterprise, Num, Scheme};
use oracle::official::{self, Fact, Facts};
use oracle::{Dec, INDUSTRIES, Innovative, Outcome, Tech};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::sync::LazyLock;

const DAY: &str = "2026-11-01";

fn load(id: &str) -> Scheme {
    let path = format!("{}/schemes/{id}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    Scheme::parse(&text, Some(&path)).unwrap_or_else(|p| panic!("{p:?}"))
}

static INNOVATIVE: LazyLock<Scheme> = LazyLock::new(|| load("cn-innovative-sme-2022"));
static TECH: LazyLock<Scheme> = LazyLock::new(|| load("cn-tech-sme-2017"));
static ON: LazyLock<Date> = LazyLock::new(|| Date::parse(DAY).expect("a day"));

// ---------------------------------------------------------------------------------------------------------------------
// Drawing companies

/// SplitMix64: small, and the same everywhere.
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        random::next(&mut self.0)
    }

    /// 0 … n−1
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// A positive whole number whose number of digits is as random as its digits.
    fn whole(&mut self, most_digits: u32) -> i128 {
        let digits = 1 + self.below(u64::from(most_digits)) as u32;
        1 + i128::from(self.below(10u64.pow(digits)))
    }

    /// A positive decimal.
    fn decimal(&mut self, most_digits: u32) -> Dec {
        let n = self.whole(most_digits);
        Dec::new(n, self.below(5) as u32)
    }
}

/// `d · numerator / denominator`, exactly; the denominator divides 100 or the number.
fn times(d: Dec, numerator: i128, denominator: i128) -> Dec {
    let n = d.n * numerator;
    if n % denominator == 0 {
        Dec::new(n / denominator, d.p)
    } else {
        assert_eq!((n * 100) % denominator, 0, "a factor that does not come out even");
        Dec::new(n * 100 / denominator, d.p + 2)
    }
}

/// On the edge, a step of a last decimal above, or a step below; never below 0.
fn beside(r: &mut Random, edge: Dec) -> Dec {
    let direction = r.pick(&[-1, 0, 1]);
    if direction == 0 {
        return edge;
    }
    // 0.01, or one in a decimal place further on.
    let places = if r.one_in(2) { edge.p.max(2) } else { (edge.p + 1 + r.below(3) as u32).min(9) };
    let n = edge.n * 10i128.pow(places.saturating_sub(edge.p)) + direction;
    if n < 0 || places < edge.p { edge } else { fit(Dec::new(n, places)) }
}

/// At most 16 digits: what is entered has at most 18, and some of the tests add one or two.
fn fit(mut d: Dec) -> Dec {
    while d.n >= 10i128.pow(16) && d.p > 0 {
        d = Dec::new(d.n / 10, d.p - 1);
    }
    d
}

/// Beside some edge in percent of `whole`, or anything from 0 to twice it.
fn part(r: &mut Random, whole: Dec, percents: &[i128]) -> Dec {
    match r.below(10) {
        0 => Dec::new(0, 0),
        1 => fit(Dec::new(whole.n * i128::from(r.below(2_001)), whole.p + 3)),
        _ => {
            let percent = r.pick(percents);
            beside(r, times(whole, percent, 100))
        }
    }
}

fn less(a: Dec, b: Dec) -> bool {
    a.n * 10i128.pow(b.p) < b.n * 10i128.pow(a.p)
}

/// A part that does not exceed its whole.
fn capped(part: Dec, whole: Dec) -> Dec {
    if less(whole, part) { whole } else { part }
}

fn flag(r: &mut Random) -> bool {
    r.one_in(24)
}

fn innovative(r: &mut Random) -> Innovative {
    const GROWTH: [i128; 6] = [115, 110, 105, 100, 120, 90];
    const SHARE: [i128; 5] = [70, 60, 55, 50, 80];
    let industry = r.below(16) as u8;
    let (revenue, main, main_prior) = if r.one_in(2) {
        // Both main_revenue / revenue and its growth on their edges: 23100 = 2^2 · 3 · 5^2 · 7 · 11 comes out even.
        let prior = Dec::new(23_100 * r.whole(4), r.below(7) as u32);
        let growth = r.pick(&GROWTH);
        let main = times(prior, growth, 100);
        let revenue = times(main, 100, r.pick(&SHARE));
        match r.below(4) {
            0 => (beside(r, revenue), main, prior),
            1 => (revenue, beside(r, main), prior),
            2 => (revenue, main, beside(r, prior)),
            _ => (revenue, main, prior),
        }
    } else {
        // Revenue on a ceiling of the SME standard, or anything.
        let revenue = if r.one_in(2) {
            let ceiling = r.pick(&[5_000, 10_000, 20_000, 30_000, 40_000, 80_000, 100_000, 200_000]);
            beside(r, Dec::new(ceiling, 0))
        } else {
            r.decimal(9)
        };
        let main = part(r, revenue, &SHARE);
        let prior = if r.one_in(2) { r.decimal(9) } else { beside(r, main) };
        (revenue, main, prior)
    };
    let main = capped(main, revenue);
    let assets = if r.one_in(3) {
        let ceiling = r.pick(&[10_000, 80_000, 120_000]);
        beside(r, Dec::new(ceiling, 0))
    } else {
        r.decimal(9)
    };
    let staff = if r.one_in(2) {
        let ceiling = r.pick(&[200, 300, 1000, 2000]);
        beside(r, Dec::new(ceiling, 0))
    } else {
        r.decimal(5)
    };
    let class1 = if r.one_in(2) { 0 } else { r.below(4) as u32 };
    let zero = Dec::new(0, 0);
    let none = |r: &mut Random, d: Dec| if r.one_in(500) { zero } else { d };
    Innovative {
        industry,
        staff,
        rd: part(r, revenue, &[5, 3, 2, 1, 4]),
        liabilities: part(r, assets, &[55, 75, 60]),
        revenue: if main.n == 0 { none(r, revenue) } else { revenue },
        main,
        main_prior: none(r, main_prior),
        assets: none(r, assets),
        class1,
        class1_own: r.below(u64::from(class1) + 1) as u32,
        class1_high: if r.one_in(2) { 0 } else { r.below(u64::from(class1) + 1) as u32 },
        class2: r.below(3) as u32,
        strategic: r.one_in(2),
        national_award: flag(r),
        provincial_award: flag(r),
        hnte: flag(r),
        tech_demo: flag(r),
        ip_model: flag(r),
        institution: flag(r),
        equity: match r.below(6) {
            0 => beside(r, Dec::new(500, 0)),
            1 => Dec::new(i128::from(r.below(500)), 0),
            _ => zero,
        },
    }
}

fn tech(r: &mut Random) -> Tech {
    let staff = match r.below(4) {
        0 => beside(r, Dec::new(500, 0)),
        1 => r.decimal(5),
        _ => Dec::new(1 + i128::from(r.below(600)), r.below(2) as u32),
    };
    let revenue = match r.below(4) {
        0 => beside(r, Dec::new(20_000, 0)),
        1 => r.decimal(9),
        // Comes out even over 30, 25, 20, 15 and 10.
        _ => Dec::new(300 * i128::from(1 + r.below(6_666)), r.below(3) as u32),
    };
    let rd = part(r, revenue, &[6, 5, 4, 3, 2, 1]);
    let costs = {
        let percent = r.pick(&[30, 25, 20, 15, 10]);
        let n = rd.n * 100;
        if n % percent == 0 && r.below(3) > 0 { beside(r, Dec::new(n / percent, rd.p)) } else { r.decimal(8) }
    };
    let costs = if costs.n == 0 { Dec::new(1, 0) } else { costs };
    let assets = if r.one_in(2) { beside(r, Dec::new(20_000, 0)) } else { r.decimal(6) };
    let zero = Dec::new(0, 0);
    let scientific = part(r, staff, &[30, 25, 20, 15, 10]);
    let nobody = scientific.n == 0 && r.one_in(50);
    Tech {
        resident: !flag(r),
        scientific: capped(scientific, staff),
        staff: if nobody { zero } else { staff },
        rd,
        revenue: if r.one_in(500) { zero } else { revenue },
        costs,
        assets,
        class1: u32::from(r.one_in(3)) * r.below(3) as u32,
        class2: r.below(6) as u32,
        restricted: flag(r),
        incident: flag(r),
        environment: flag(r),
        misconduct: flag(r),
        listed: flag(r),
        hnte: flag(r),
        award_top3: flag(r),
        institution: flag(r),
        standard: flag(r),
    }
}

/// A company of the official scorecards after the first two, field by field. In most fields it stands well, so that of a
/// dozen gates often none stops it; in the others it stands on an edge or beside one.
struct Draw<'a> {
    r: &'a mut Random,
    facts: Facts,
}

impl Draw<'_> {
    fn n(&self, id: &str) -> Dec {
        self.facts.n(id).expect("drawn before")
    }

    fn set(&mut self, id: &str, d: Dec) -> Dec {
        self.facts.0.insert(id.to_string(), Fact::Figure(d));
        d
    }

    /// Yes in all but one in `n`.
    fn yes(&mut self, n: u64, ids: &[&str]) {
        for id in ids {
            let fact = Fact::Yes(!self.r.one_in(n));
            self.facts.0.insert((*id).to_string(), fact);
        }
    }

    /// No in all but one in `n`.
    fn no(&mut self, n: u64, ids: &[&str]) {
        for id in ids {
            let fact = Fact::Yes(self.r.one_in(n));
            self.facts.0.insert((*id).to_string(), fact);
        }
    }

    fn word(&mut self, id: &str, of: &[&str]) {
        let word = self.r.pick(of).to_string();
        self.facts.0.insert(id.to_string(), Fact::Word(word));
    }

    fn industry(&mut self) {
        let industry = self.r.pick(&INDUSTRIES);
        let name = if self.r.one_in(4) { industry.1 } else { industry.0 };
        self.facts.0.insert("industry".to_string(), Fact::Word(name.to_string()));
    }

    /// On or beside one of the edges, or well above the first, or anything.
    fn figure(&mut self, id: &str, edges: &[i128]) -> Dec {
        let d = match self.r.below(6) {
            0 => self.r.decimal(6),
            1 | 2 => Dec::new(edges[0] * 2 + self.r.whole(3), 0),
            _ => {
                let edge = self.r.pick(edges);
                beside(self.r, Dec::new(edge, 0))
            }
        };
        self.set(id, d)
    }

    /// A whole number up to a little over the most.
    fn pieces(&mut self, id: &str, most: u64) {
        let n = i128::from(self.r.below(most + 2));
        self.set(id, Dec::new(n, 0));
    }

    /// Beside an edge in percent of another figure, or well on the good side, which the first of the percents is.
    fn share(&mut self, id: &str, of: &str, percents: &[i128]) -> Dec {
        let whole = self.n(of);
        let d = if self.r.one_in(2) { times(whole, percents[0], 100) } else { part(self.r, whole, percents) };
        self.set(id, d)
    }

    /// A part that does not exceed its whole.
    fn within(&mut self, id: &str, of: &str, percents: &[i128]) {
        let d = self.share(id, of, percents);
        let d = capped(d, self.n(of));
        self.set(id, d);
    }

    /// Two years of growth whose mean is one of these, exactly, then one of the three years a step aside: the three years.
    fn grown(&mut self, means: &[i128]) -> [Dec; 3] {
        let first = Dec::new(630_000 * self.r.whole(3), self.r.below(6) as u32);
        let mean = self.r.pick(means);
        let apart = self.r.below(41) as i128 - 20;
        let second = times(first, 100 + mean + apart, 100);
        let third = times(second, 100 + mean - apart, 100);
        let mut years = [first, second, third];
        let which = self.r.below(3) as usize;
        years[which] = beside(self.r, years[which]);
        years
    }

    /// Revenue of three years that grew by these percents twice, exactly; the last on an edge of its own, or not.
    fn revenues(&mut self, growth: &[i128], edges: &[i128]) {
        let rate = 100 + self.r.pick(growth);
        let first = if self.r.one_in(3) {
            // What grows to 10,000 times the square is a whole number; so is an edge that it divides.
            Dec::new(self.r.pick(edges) * 10_000, 4)
        } else {
            Dec::new(10_000 * self.r.whole(3), self.r.below(4) as u32)
        };
        let last = times(times(first, rate, 100), rate, 100);
        let last = match self.r.below(4) {
            0 => {
                let edge = self.r.pick(edges);
                beside(self.r, Dec::new(edge, 0))
            }
            _ => beside(self.r, last),
        };
        let nothing = self.r.one_in(200);
        self.set("revenue", last);
        self.set("revenue_prior2", if nothing { Dec::new(0, 0) } else { first });
        let between = times(first, rate, 100);
        let between = if self.r.one_in(200) { Dec::new(0, 0) } else { between };
        self.set("revenue_prior", between);
    }

    /// Main business revenue of three years, and revenue of which it is one of these shares.
    fn main_revenues(&mut self, means: &[i128], shares: &[i128], edges: &[i128]) {
        if self.r.one_in(4) {
            let revenue = self.figure("revenue", edges);
            let main = part(self.r, revenue, shares);
            self.set("main_revenue", capped(main, revenue));
            for id in ["main_revenue_prior", "main_revenue_prior2"] {
                let d = self.r.decimal(6);
                self.set(id, d);
            }
        } else {
            let [first, second, third] = self.grown(means);
            self.set("main_revenue_prior2", first);
            self.set("main_revenue_prior", second);
            let share = self.r.pick(shares);
            let revenue = times(Dec::new(third.n / 63 * 63, third.p), 100, share);
            let revenue = if self.r.one_in(2) { revenue } else { beside(self.r, revenue) };
            self.set("main_revenue", capped(third, revenue));
            self.set("revenue", revenue);
        }
        let (revenue, main) = (self.n("revenue"), self.n("main_revenue_prior"));
        let prior = if less(revenue, main) { main } else { revenue };
        self.set("revenue_prior", prior);
    }
}

fn official(r: &mut Random, scheme: &str) -> Facts {
    let mut d = Draw { r, facts: Facts::default() };
    const SME_STAFF: [i128; 5] = [80, 200, 300, 1000, 2000];
    const LEVELS: [&str; 5] = ["national", "provincial", "city", "below_city", "none"];
    const FIELDS: [&str; 5] = ["fills_gap", "six_basics", "time_honoured", "serves_chain_leader", "other"];
    match scheme {
        "cn-srdi-sme-2022" => {
            d.industry();
            d.main_revenues(&[10, 8, 6, 4, 0, 14], &[80, 70, 60, 90], &[1000, 5_000, 10_000, 40_000]);
            d.figure("staff_total", &SME_STAFF);
            d.figure("total_assets", &[10_000, 80_000, 120_000]);
            d.share("total_liabilities", "total_assets", &[50, 60, 70, 40]);
            if d.r.one_in(2) {
                d.figure("rd_expense", &[500, 400, 300, 200, 100]);
            } else {
                d.share("rd_expense", "revenue", &[10, 8, 6, 4, 3]);
            }
            // Half the time the mean of two years stands on 1,000.
            let rd = d.n("rd_expense");
            let other = Dec::new(2000 * 10i128.pow(rd.p) - rd.n, rd.p);
            let other = if other.n >= 0 && d.r.one_in(2) { beside(d.r, other) } else { rd };
            d.set("rd_expense_prior", other);
            d.share("net_profit", "revenue", &[10, 8, 6, 4, 2]);
            if d.r.one_in(12) {
                let loss = d.r.decimal(5);
                d.set("net_profit", Dec::new(-loss.n, loss.p));
            }
            d.within("rd_staff", "staff_total", &[20, 10, 5]);
            d.figure("niche_years", &[2, 4, 6, 8, 10]);
            d.pieces("local_feature_points", 13);
            d.pieces("class1_ip", 2);
            let class1 = d.n("class1_ip").n as u64;
            for id in ["class1_ip_own", "class1_ip_high_value"] {
                let n = i128::from(d.r.below(class1 + 1));
                d.set(id, Dec::new(n, 0));
            }
            d.pieces("class2_ip", 1);
            d.word("main_product_field", &FIELDS);
            d.word("digital_level", &["level_1", "level_2", "level_3_plus"]);
            d.word("rd_institution_level", &LEVELS);
            d.yes(2, &["provincial_quality_award", "management_system_certified", "own_brand", "contributed_standard"]);
            d.no(40, &["provincial_award_top3_3y", "national_award_top5_3y", "national_award_top3_3y"]);
            d.no(40, &["maker_china_top500_3y", "maker_china_top50_3y"]);
            let equity = if d.r.one_in(6) { d.figure("equity_financing_2y", &[2000, 6000]) } else { Dec::new(0, 0) };
            d.set("equity_financing_2y", equity);
        }
        "cn-srdi-sme-2026" => {
            d.revenues(&[12, 5, 0], &[1500, 5_000]);
            d.within("main_revenue", "revenue", &[95, 80]);
            d.figure("total_assets", &[8_000, 2_000]);
            d.share("total_liabilities", "total_assets", &[60, 80]);
            if d.r.one_in(3) {
                d.figure("rd_expense", &[100]);
                d.figure("rd_expense_prior", &[100]);
            } else {
                d.share("rd_expense", "revenue", &[5, 3]);
                d.share("rd_expense_prior", "revenue_prior", &[5, 3]);
            }
            d.figure("equity_financing_2y", &[2000]);
            d.figure("niche_years", &[3]);
            d.pieces("class1_ip", 3);
            d.figure("srdi_development_score", &[50]);
            d.figure("srdi_development_score_prior", &[50]);
            for id in ["srdi_development_score", "srdi_development_score_prior"] {
                let score = capped(d.n(id), Dec::new(100, 0));
                d.set(id, score);
            }
            d.yes(12, &["tech_innovative_sme", "niche_share_leading"]);
            d.no(
                6,
                &[
                    "title_review",
                    "provincial_award_top3_3y",
                    "national_award_top3_3y",
                    "has_provincial_rd_institution",
                ],
            );
        }
        "cn-little-giant-2022" => {
            d.industry();
            d.main_revenues(&[12, 5, 5, 8], &[90, 70, 80], &[10_000, 5_000]);
            d.figure("staff_total", &SME_STAFF);
            d.figure("total_assets", &[10_000, 80_000, 120_000]);
            d.share("total_liabilities", "total_assets", &[50, 70]);
            if d.n("revenue").below(5_000) {
                d.figure("rd_expense", &[1500]);
                let rd = d.n("rd_expense");
                let other = Dec::new(3000 * 10i128.pow(rd.p) - rd.n, rd.p);
                let other = if other.n >= 0 { beside(d.r, other) } else { rd };
                d.set("rd_expense_prior", other);
            } else {
                d.share("rd_expense", "revenue", &[8, 6, 3]);
                d.share("rd_expense_prior", "revenue_prior", &[8, 6, 3]);
            }
            d.figure("equity_financing_2y", &[8_000]);
            d.within("rd_staff", "staff_total", &[60, 50]);
            d.figure("niche_years", &[3]);
            d.pieces("class1_ip", 6);
            d.figure("niche_market_share", &[10]);
            let share = capped(d.n("niche_market_share"), Dec::new(100, 0));
            d.set("niche_market_share", share);
            d.word("rd_institution_level", &LEVELS);
            d.yes(12, &["core_process_informatised", "own_brand"]);
            d.yes(3, &["management_system_certified", "product_certified_abroad"]);
            d.no(8, &["national_award_top3_3y", "maker_china_top50_3y"]);
        }
        "cn-little-giant-2026" => {
            d.revenues(&[12, 5], &[5_000, 6_000]);
            d.within("main_revenue", "revenue", &[96, 90]);
            d.figure("total_assets", &[8_000, 2_000]);
            d.share("total_liabilities", "total_assets", &[60, 75]);
            if d.r.one_in(3) {
                d.figure("rd_expense", &[600]);
                let rd = d.n("rd_expense");
                let other = Dec::new(1200 * 10i128.pow(rd.p) - rd.n, rd.p);
                let other = if other.n >= 0 { beside(d.r, other) } else { rd };
                d.set("rd_expense_prior", other);
            } else {
                d.share("rd_expense", "revenue", &[30, 3]);
                d.share("rd_expense_prior", "revenue_prior", &[30, 3]);
            }
            d.figure("niche_years", &[3]);
            d.pieces("class1_ip", 9);
            let own = d.n("class1_ip").n - i128::from(d.r.below(2));
            d.set("class1_ip_own", Dec::new(own.max(0), 0));
            d.figure("niche_market_share", &[10]);
            d.figure("srdi_development_score", &[60]);
            for id in ["niche_market_share", "srdi_development_score"] {
                let capped = capped(d.n(id), Dec::new(100, 0));
                d.set(id, capped);
            }
            d.word("main_product_field", &FIELDS);
            d.yes(12, &["srdi_sme"]);
            d.yes(4, &["key_chain_product"]);
            d.no(12, &["single_champion", "same_group_similar_product"]);
            d.no(4, &["title_review", "national_award_top3_3y", "niche_top3_national"]);
        }
        "cn-sme-size-2011" => {
            d.industry();
            d.figure("staff_total", &[5, 10, 20, 50, 100, 200, 300, 1000, 2000]);
            let revenue = [
                50, 100, 200, 300, 500, 1_000, 2_000, 3_000, 5_000, 6_000, 10_000, 20_000, 30_000, 40_000, 80_000,
                100_000, 200_000,
            ];
            d.figure("revenue", &revenue);
            d.figure("total_assets", &[100, 300, 2_000, 5_000, 8_000, 10_000, 80_000, 120_000]);
        }
        "cn-star-attributes-2024" => {
            d.revenues(&[30, 25, 20], &[30_000, 5_000]);
            match d.r.below(3) {
                0 => {
                    for id in ["rd_expense", "rd_expense_prior", "rd_expense_prior2"] {
                        d.figure(id, &[2_700]);
                    }
                    let two = d.n("rd_expense");
                    let two = plus(two, d.n("rd_expense_prior"));
                    let rest = Dec::new(8_000 * 10i128.pow(two.p) - two.n, two.p);
                    if rest.n >= 0 {
                        let rest = beside(d.r, rest);
                        d.set("rd_expense_prior2", rest);
                    }
                }
                _ => {
                    for (id, of) in [
                        ("rd_expense", "revenue"),
                        ("rd_expense_prior", "revenue_prior"),
                        ("rd_expense_prior2", "revenue_prior2"),
                    ] {
                        let exact = times(d.n(of), 5, 100);
                        let rd = beside(d.r, exact);
                        d.set(id, rd);
                    }
                }
            }
            d.figure("staff_total", &[100, 500]);
            if d.r.one_in(300) {
                d.set("staff_total", Dec::new(0, 0));
                d.set("rd_staff", Dec::new(0, 0));
            } else {
                d.within("rd_staff", "staff_total", &[20, 10]);
            }
            d.pieces("invention_patents", 14);
        }
        _ => {
            let growth = [38, 35, 25, 15, 5, 0, -4];
            let [first, second, third] = d.grown(&growth);
            // The limits of the share of R&D stand at sales of 5,000 and 20,000.
            let third = if d.r.one_in(3) {
                let limit = d.r.pick(&[5_000, 20_000]);
                beside(d.r, Dec::new(limit, 0))
            } else {
                third
            };
            d.set("revenue_prior2", first);
            d.set("revenue_prior", second);
            d.set("revenue", third);
            let mut years = d.grown(&growth);
            if d.r.one_in(10) {
                let which = d.r.below(3) as usize;
                years[which] = d.r.pick(&[Dec::new(0, 0), Dec::new(-500, 0), Dec::new(-1, 2)]);
            }
            for (id, year) in ["net_assets_prior2", "net_assets_prior", "net_assets"].into_iter().zip(years) {
                d.set(id, year);
            }
            d.figure("staff_total", &[40, 200]);
            d.within("scientific_staff", "staff_total", &[30, 10]);
            let percent = d.r.pick(&[7, 5, 4, 3]);
            for (id, of) in [
                ("rd_expense", "revenue"),
                ("rd_expense_prior", "revenue_prior"),
                ("rd_expense_prior2", "revenue_prior2"),
            ] {
                let exact = times(d.n(of), percent, 100);
                let rd = if d.r.one_in(2) { exact } else { beside(d.r, exact) };
                d.set(id, rd);
            }
            let rd = plus(plus(d.n("rd_expense"), d.n("rd_expense_prior")), d.n("rd_expense_prior2"));
            let domestic = if d.r.one_in(2) { rd } else { part(d.r, rd, &[60, 90]) };
            d.set("rd_expense_domestic", fit(domestic));
            d.within("hightech_revenue", "revenue", &[80, 60]);
            d.pieces("class1_ip", 1);
            let class1 = d.n("class1_ip").n as u64;
            let own = i128::from(d.r.below(class1 + 1));
            d.set("class1_ip_own", Dec::new(own, 0));
            d.pieces("class2_ip", 6);
            d.figure("achievements_per_year", &[5, 4, 3, 2, 1]);
            if d.r.one_in(8) {
                d.set("achievements_per_year", Dec::new(0, 0));
            }
            d.yes(3, &["own_developed_ip", "contributed_standard"]);
            d.yes(20, &["registered_one_year", "owns_core_ip", "key_hightech_field"]);
            d.no(20, &["incident_12m"]);
        }
    }
    d.facts
}

// ---------------------------------------------------------------------------------------------------------------------
// Writing them down

/// The figure as one of the many ways to write it: as a JSON number, as text, in 亿元 or 元, with commas, in full width.
fn written(r: &mut Random, d: Dec, money: bool) -> String {
    let plain = d.text();
    let digits = plain.bytes().filter(u8::is_ascii_digit).count();
    if d.n < 0 {
        return format!("\"{plain}\"");
    }
    match r.below(12) {
        // A JSON number is a double for many readers: only as many digits as every double keeps.
        0..5 if digits <= 15 => plain,
        5 if money && d.p <= 8 => format!("\"{} 亿元\"", Dec::new(d.n, d.p + 4).text()),
        6 if money => format!("\"{}元\"", Dec::new(d.n * 10_000, d.p).text()),
        7 => {
            let (whole, rest) = plain.split_once('.').map_or((&*plain, None), |(w, f)| (w, Some(f)));
            let mut out = String::new();
            for (i, c) in whole.chars().enumerate() {
                if i > 0 && (whole.len() - i) % 3 == 0 {
                    out.push(',');
                }
                out.push(c);
            }
            if let Some(rest) = rest {
                let _ = write!(out, ".{rest}");
            }
            format!("\"{out}\"")
        }
        8 => {
            let wide: String = plain
                .chars()
                .map(|c| if c == '.' { '．' } else { char::from_u32(c as u32 - 0x30 + 0xff10).unwrap_or(c) })
                .collect();
            format!("\"{wide}\"")
        }
        _ => format!("\"{plain}\""),
    }
}

/// Facts as a JSON object.
fn official_json(r: &mut Random, facts: &Facts) -> String {
    let mut out = String::from("{");
    for (id, fact) in &facts.0 {
        let value = match fact {
            Fact::Yes(b) => b.to_string(),
            Fact::Word(w) => format!("\"{w}\""),
            Fact::Figure(d) => written(r, *d, !official::is_count(id)),
        };
        let comma = if out.len() == 1 { "" } else { "," };
        let _ = write!(out, "{comma}\"{id}\":{value}");
    }
    out + "}"
}

/// Field id and value as JSON text.
type Fields = Vec<(&'static str, String)>;

fn innovative_fields(r: &mut Random, c: &Innovative) -> Fields {
    let industry = INDUSTRIES[c.industry as usize];
    let name = if r.one_in(4) { industry.1 } else { industry.0 };
    vec![
        ("industry", format!("\"{name}\"")),
        ("staff_total", written(r, c.staff, false)),
        ("revenue", written(r, c.revenue, true)),
        ("rd_expense", written(r, c.rd, true)),
        ("main_revenue", written(r, c.main, true)),
        ("main_revenue_prior", written(r, c.main_prior, true)),
        ("total_assets", written(r, c.assets, true)),
        ("total_liabilities", written(r, c.liabilities, true)),
        ("class1_ip", c.class1.to_string()),
        ("class1_ip_own", c.class1_own.to_string()),
        ("class1_ip_high_value", c.class1_high.to_string()),
        ("class2_ip", c.class2.to_string()),
        ("strategic_emerging", c.strategic.to_string()),
        ("national_award", c.national_award.to_string()),
        ("provincial_award", c.provincial_award.to_string()),
        ("hnte", c.hnte.to_string()),
        ("tech_innovation_demo", c.tech_demo.to_string()),
        ("ip_model_enterprise", c.ip_model.to_string()),
        ("has_provincial_rd_institution", c.institution.to_string()),
        ("equity_financing_3y", written(r, c.equity, true)),
    ]
}

fn tech_fields(r: &mut Random, c: &Tech) -> Fields {
    vec![
        ("resident_enterprise", c.resident.to_string()),
        ("staff_total", written(r, c.staff, false)),
        ("scientific_staff", written(r, c.scientific, false)),
        ("revenue", written(r, c.revenue, true)),
        ("rd_expense", written(r, c.rd, true)),
        ("total_costs", written(r, c.costs, true)),
        ("total_assets", written(r, c.assets, true)),
        ("class1_ip", c.class1.to_string()),
        ("class2_ip", c.class2.to_string()),
        ("restricted_industry", c.restricted.to_string()),
        ("major_incident", c.incident.to_string()),
        ("environmental_breach", c.environment.to_string()),
        ("research_misconduct", c.misconduct.to_string()),
        ("abnormal_listed", c.listed.to_string()),
        ("hnte", c.hnte.to_string()),
        ("national_award_top3_5y", c.award_top3.to_string()),
        ("has_provincial_rd_institution", c.institution.to_string()),
        ("led_standard", c.standard.to_string()),
    ]
}

fn json(fields: &Fields) -> String {
    let mut out = String::from("{");
    for (i, (id, value)) in fields.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        let _ = write!(out, "{comma}\"{id}\":{value}");
    }
    out + "}"
}

// ---------------------------------------------------------------------------------------------------------------------
// A million companies a scheme

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(otherwise)
}

/// What the engine and the independent scorer see differently, if anything.
fn difference(scheme: &Scheme, text: &str, expected: Option<&Outcome>, in_full: bool) -> Option<String> {
    let company = match Enterprise::parse(text, None) {
        Ok(company) => company,
        Err(problems) => return Some(format!("refused: {problems:?}")),
    };
    let on = scheme.to.unwrap_or(*ON);
    let total = scheme.total(&company, on);
    match (&total, expected) {
        (Ok(Some(t)), Some(e)) if e.total[0] == e.total[1] && *t == Num::int(i64::from(e.total[0])) => {}
        (Ok(None), Some(e)) if e.total[0] < e.total[1] => {}
        // A quotient without a value: the independent scorer stops there.
        (Ok(_), None) => {}
        (got, e) => return Some(format!("total {got:?}, expected {:?}", e.map(|e| e.total))),
    }
    if !in_full {
        return None;
    }
    let (report, expected) = match (scheme.score(&company, on), expected) {
        (Ok(report), Some(expected)) => (report, expected),
        (Ok(_), None) => return None,
        (got, _) => return Some(format!("report {got:?}")),
    };
    // Points that someone judges have bounds and no one figure.
    let differ = |points: Option<&str>, bounds: &[innopoints::number::Decimal; 2], span: [u32; 2]| {
        let exact = (span[0] == span[1]).then(|| span[0].to_string());
        points != exact.as_deref() || *bounds != span.map(|p| p.to_string())
    };
    if differ(report.total.as_deref(), &report.bounds, expected.total) {
        return Some(format!("total {:?} {:?}, expected {:?}", report.total, report.bounds, expected.total));
    }
    if report.passed != expected.passed {
        return Some(format!("passed {:?}, expected {:?}", report.passed, expected.passed));
    }
    if report.class.as_ref().map(|c| c.id) != expected.class {
        return Some(format!("class {:?}, expected {:?}", report.class, expected.class));
    }
    if report.items.len() != expected.items.len() {
        return Some("another number of items".into());
    }
    for (item, (id, span)) in report.items.iter().zip(&expected.items) {
        if item.id != *id || differ(item.points.as_deref(), &item.bounds, *span) {
            return Some(format!("{} {:?} {:?}, expected {id} {span:?}", item.id, item.points, item.bounds));
        }
    }
    for (got, want) in [(&report.gates, &expected.gates), (&report.routes, &expected.routes)] {
        for (condition, (id, met)) in got.iter().zip(want) {
            if condition.id != *id || condition.met != Some(*met) {
                return Some(format!("{} {:?}, expected {id} {met}", condition.id, condition.met));
            }
        }
        if got.len() != want.len() {
            return Some("another number of conditions".into());
        }
    }
    None
}

/// `draw` gives a company as JSON text and what should come of it.
fn compare(scheme: &Scheme, most: u64, draw: impl Fn(&mut Random) -> (String, Option<Outcome>) + Sync) {
    let release = !cfg!(debug_assertions);
    let companies = from_environment("INNOPOINTS_COMPANIES", if release { most } else { 20_000 }).min(most);
    let seed = from_environment("INNOPOINTS_SEED", 20_260_901);
    let reports = from_environment("INNOPOINTS_REPORTS", 8).max(1);
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let started = std::time::Instant::now();
    type Found = ([u64; 3], u64, Vec<String>);
    let results: Vec<Found> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let draw = &draw;
                scope.spawn(move || {
                    let (mut verdicts, mut refused, mut wrong) = ([0; 3], 0, Vec::new());
                    // Each company has its own seed, so that the same ones are drawn whatever the number of threads.
                    for i in (worker..companies).step_by(threads as usize) {
                        let mut r = Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ i);
                        r.next();
                        let (text, expected) = draw(&mut r);
                        match &expected {
                            Some(e) => verdicts[e.passed.map_or(2, usize::from)] += 1,
                            None => refused += 1,
                        }
                        let in_full = (i / threads).is_multiple_of(reports);
                        if let Some(what) = difference(scheme, &text, expected.as_ref(), in_full) {
                            wrong.push(format!("company {i}: {what}\n  {text}"));
                        }
                    }
                    (verdicts, refused, wrong)
                })
            })
            .collect();
        workers.into_iter().map(|w| w.join().expect("a worker")).collect()
    });
    let sum = |f: fn(&Found) -> u64| results.iter().map(f).sum::<u64>();
    let (failed, passed, open) = (sum(|r| r.0[0]), sum(|r| r.0[1]), sum(|r| r.0[2]));
    let (refused, differ) = (sum(|r| r.1), sum(|r| r.2.len() as u64));
    println!(
        "{}: {companies} companies, seed {seed}: {differ} differ ({passed} pass, {failed} fail, {open} open, {refused} have a denominator of 0) in {:.1} s",
        scheme.id,
        started.elapsed().as_secs_f64()
    );
    let shown: Vec<&str> = results.iter().flat_map(|r| &r.2).take(10).map(String::as_str).collect();
    assert_eq!(differ, 0, "the first of them:\n{}", shown.join("\n"));
    // The draw reaches both verdicts, so that agreement means something.
    let varied = |n: u64| n * 20 > companies && n * 20 < companies * 19;
    assert!(scheme.pass.is_none() || varied(failed), "{failed} of {companies} fail");
}

#[test]
fn a_million_innovative_smes() {
    compare(&INNOVATIVE, 1_000_000, |r| {
        let company = innovative(r);
        (json(&innovative_fields(r, &company)), company.score())
    });
}

#[test]
fn a_million_tech_smes() {
    compare(&TECH, 1_000_000, |r| {
        let company = tech(r);
        (json(&tech_fields(r, &company)), company.score())
    });
}

/// The other scorecards that have only official numbers: a hundred thousand companies each.
fn hundred_thousand(id: &str) {
    compare(&load(id), 100_000, |r| {
        let facts = official(r, id);
        (official_json(r, &facts), official::score(id, &facts))
    });
}

#[test]
fn srdi_smes_of_2022() {
    hundred_thousand("cn-srdi-sme-2022");
}

#[test]
fn srdi_smes_of_2026() {
    hundred_thousand("cn-srdi-sme-2026");
}

#[test]
fn little_giants_of_2022() {
    hundred_thousand("cn-little-giant-2022");
}

#[test]
fn little_giants_of_2026() {
    hundred_thousand("cn-little-giant-2026");
}

#[test]
fn sizes() {
    hundred_thousand("cn-sme-size-2011");
}

#[test]
fn star_attributes() {
    hundred_thousand("cn-star-attributes-2024");
}

#[test]
fn high_tech_enterprises() {
    hundred_thousand("cn-hnte-2016");
}

// ---------------------------------------------------------------------------------------------------------------------
// Properties

/// Takes figures away or blurs them into ranges that still hold them.
fn blurred(r: &mut Random, fields: &Fields) -> Fields {
    let figure = |value: &str| {
        let value = serde_json::from_str(value).ok()?;
        Some(value).filter(|v: &serde_json::Value| v.is_number() || v.is_string())
    };
    let mut out = Fields::new();
    for (id, value) in fields {
        match r.below(4) {
            0 => continue,
            1 if *id != "industry" && figure(value).is_some() => {
                let unit = match *id {
                    "staff_total"
                    | "scientific_staff"
                    | "class1_ip"
                    | "class1_ip_own"
                    | "class1_ip_high_value"
                    | "class2_ip" => oracle::Unit::Count,
                    _ => oracle::Unit::Money,
                };
                let Some(d) = figure(value).and_then(|v| oracle::figure(&v, unit)) else {
                    continue;
                };
                let pieces = id.starts_with("class");
                let step = |r: &mut Random| i128::from(if pieces { r.below(3) } else { 1 + r.below(40) });
                let scale = if pieces { 1 } else { 100 };
                // From a little below to a little above, in hundredths of itself; whole pieces for counts.
                let (down, up) = (step(r), step(r));
                let (lo, hi) = if pieces {
                    (Dec::new((d.n - down).max(0), 0), Dec::new(d.n + up, 0))
                } else {
                    (Dec::new(d.n * (scale - down), d.p + 2), Dec::new(d.n * (scale + up), d.p + 2))
                };
                out.push((*id, format!("{{\"between\":[\"{}\",\"{}\"]}}", lo.text(), hi.text())));
            }
            _ => out.push((*id, value.clone())),
        }
    }
    out
}

/// A decimal as a report prints it, in hundredths.
fn hundredths(text: &str) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let negative = text.starts_with('-');
    let whole: i64 = whole.parse().expect("a decimal");
    let fraction: i64 = format!("{fraction:0<2}").parse().expect("two decimals");
    whole * 100 + if negative { -fraction } else { fraction }
}

/// What is certain of a blurred company is true of the company itself, and its bounds hold the company's points.
fn contained(scheme: &Scheme, blurred: &str, exact: &Outcome) -> Result<(), TestCaseError> {
    let Ok(company) = Enterprise::parse(blurred, None) else {
        return Err(TestCaseError::fail(format!("refused: {blurred}")));
    };
    let report = match scheme.score(&company, *ON) {
        Ok(report) => report,
        Err(problems) => return Err(TestCaseError::fail(format!("{problems:?}: {blurred}"))),
    };
    let holds = |bounds: &[innopoints::number::Decimal; 2], points: [u32; 2]| {
        let [fewest, most] = points.map(|p| i64::from(p) * 100);
        hundredths(&bounds[0]) <= fewest && most <= hundredths(&bounds[1])
    };
    prop_assert!(holds(&report.bounds, exact.total), "{:?} without {:?}: {blurred}", report.bounds, exact.total);
    prop_assert_eq!(report.total.is_some(), report.bounds[0] == report.bounds[1]);
    prop_assert!(report.passed.is_none_or(|p| exact.passed == Some(p)), "verdict {:?}: {}", report.passed, blurred);
    for (item, (id, points)) in report.items.iter().zip(&exact.items) {
        prop_assert!(holds(&item.bounds, *points), "{id} {:?} without {points:?}: {blurred}", item.bounds);
    }
    let conditions = report.gates.iter().zip(&exact.gates).chain(report.routes.iter().zip(&exact.routes));
    for (condition, (id, met)) in conditions {
        prop_assert!(condition.met.is_none_or(|m| m == *met), "{id} {:?}: {blurred}", condition.met);
    }
    Ok(())
}

fn points(scheme: &Scheme, fields: &Fields) -> i64 {
    let company = Enterprise::parse(&json(fields), None).expect("a company");
    let total = scheme.total(&company, *ON).expect("a total").expect("an exact total");
    hundredths(&total.to_text(2))
}

/// The same company with one figure larger.
fn with(fields: &Fields, id: &str, value: Dec) -> Fields {
    fields.iter().map(|(i, v)| (*i, if *i == id { value.text() } else { v.clone() })).collect()
}

fn plus(a: Dec, b: Dec) -> Dec {
    let p = a.p.max(b.p);
    Dec::new(a.n * 10i128.pow(p - a.p) + b.n * 10i128.pow(p - b.p), p)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn bounds_hold_every_completion(seed: u64) {
        let mut r = Random(seed);
        let company = innovative(&mut r);
        if let Some(exact) = company.score() {
            let fields = innovative_fields(&mut r, &company);
            let blurred = blurred(&mut r, &fields);
            contained(&INNOVATIVE, &json(&blurred), &exact)?;
        }
        let company = tech(&mut r);
        if let Some(exact) = company.score() {
            let fields = tech_fields(&mut r, &company);
            let blurred = blurred(&mut r, &fields);
            contained(&TECH, &json(&blurred), &exact)?;
        }
    }

    /// More R&D, more IP, more main business revenue, more scientific staff: never fewer points. More debt: never more.
    #[test]
    fn better_figures_never_lose_points(seed: u64) {
        let mut r = Random(seed);
        let step = |r: &mut Random| r.decimal(6);
        let company = innovative(&mut r);
        if company.score().is_some() {
            let fields = innovative_fields(&mut r, &company);
            let before = points(&INNOVATIVE, &fields);
            let more_rd = with(&fields, "rd_expense", plus(company.rd, step(&mut r)));
            prop_assert!(points(&INNOVATIVE, &more_rd) >= before);
            let more_ip = with(&fields, "class2_ip", Dec::new(i128::from(company.class2) + 1, 0));
            prop_assert!(points(&INNOVATIVE, &more_ip) >= before);
            let more_main = with(&fields, "main_revenue", capped(plus(company.main, step(&mut r)), company.revenue));
            prop_assert!(points(&INNOVATIVE, &more_main) >= before);
            let more_debt = with(&fields, "total_liabilities", plus(company.liabilities, step(&mut r)));
            prop_assert!(points(&INNOVATIVE, &more_debt) <= before);
            let more_base = with(&fields, "main_revenue_prior", plus(company.main_prior, step(&mut r)));
            prop_assert!(points(&INNOVATIVE, &more_base) <= before);
        }
        let company = tech(&mut r);
        if company.score().is_some() {
            let fields = tech_fields(&mut r, &company);
            let before = points(&TECH, &fields);
            let more_rd = with(&fields, "rd_expense", plus(company.rd, step(&mut r)));
            prop_assert!(points(&TECH, &more_rd) >= before);
            let more_science = with(&fields, "scientific_staff", capped(plus(company.scientific, step(&mut r)), company.staff));
            prop_assert!(points(&TECH, &more_science) >= before);
            let more_ip = with(&fields, "class1_ip", Dec::new(i128::from(company.class1) + 1, 0));
            prop_assert!(points(&TECH, &more_ip) >= before);
            let more_costs = with(&fields, "total_costs", plus(company.costs, step(&mut r)));
            prop_assert!(points(&TECH, &more_costs) <= before);
        }
    }

    /// All money times ten: the ratios stay, and with them the points.
    #[test]
    fn points_do_not_depend_on_size(seed: u64) {
        let mut r = Random(seed);
        let company = innovative(&mut r);
        if company.score().is_some() {
            let ten = |d: Dec| Dec::new(d.n * 10, d.p);
            let fields = innovative_fields(&mut r, &company);
            let mut larger = fields.clone();
            for (id, d) in [
                ("revenue", company.revenue),
                ("rd_expense", company.rd),
                ("main_revenue", company.main),
                ("main_revenue_prior", company.main_prior),
                ("total_assets", company.assets),
                ("total_liabilities", company.liabilities),
            ] {
                larger = with(&larger, id, ten(d));
            }
            prop_assert_eq!(points(&INNOVATIVE, &fields), points(&INNOVATIVE, &larger));
        }
    }

    /// A decimal is read and printed without losing a digit.
    #[test]
    fn numbers_print_as_they_were_read(n in -999_999_999_999_999i64..=999_999_999_999_999, places in 0u32..=3) {
        let d = Dec::new(i128::from(n), places);
        let read = innopoints::number::parse_decimal(&d.text()).expect("a decimal");
        let printed = read.to_exact_text().expect("decimals that end");
        let again = innopoints::number::parse_decimal(&printed).expect("a decimal");
        prop_assert_eq!(read, again);
        let trimmed = if places > 0 { d.text().trim_end_matches('0').trim_end_matches('.').to_string() } else { d.text() };
        let trimmed = if trimmed == "-0" { "0".to_string() } else { trimmed };
        prop_assert_eq!(printed, trimmed);
    }

    /// However a figure is written, it is the same figure.
    #[test]
    fn one_figure_many_spellings(n in 0i128..100_000_000_000, places in 0u32..=4, seed: u64) {
        let mut r = Random(seed);
        let d = Dec::new(n, places);
        let same = |text: &str| {
            let v: serde_json::Value = serde_json::from_str(text).expect("JSON");
            oracle::figure(&v, oracle::Unit::Money).expect("a figure").text()
        };
        let (a, b) = (written(&mut r, d, true), written(&mut r, d, true));
        prop_assert_eq!(same(&a), same(&b));
        let number = |text: &str| innopoints::number::read::quantity(text.trim_matches('"'), "万元").expect("a figure");
        prop_assert_eq!(number(&a), number(&b));
    }

    /// Whatever stands in a field, the answer is a report or problems with words, never a panic.
    #[test]
    fn no_text_breaks_it(text in "\\PC{0,24}", field in 0usize..70) {
        let fields: serde_json::Value = serde_json::from_str(innopoints::dictionary::DICTIONARY).expect("the dictionary");
        let fields = fields["fields"].as_array().expect("fields");
        let id = fields[field % fields.len()]["id"].as_str().expect("id");
        let company = serde_json::json!({ id: text }).to_string();
        match Enterprise::parse(&company, None) {
            Ok(company) => {
                for scheme in [&*INNOVATIVE, &*TECH] {
                    if let Err(problems) = scheme.score(&company, *ON) {
                        prop_assert!(problems.iter().all(|p| !p.zh.is_empty() && !p.en.is_empty()));
                    }
                }
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                prop_assert!(problems.iter().all(|p| !p.zh.is_empty() && !p.en.is_empty()));
            }
        }
    }
}
