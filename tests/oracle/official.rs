//! The official scorecards after the first two, each by hand from its rule. A company is a list of facts by field id, so
//! that the cases and the drawn companies come in alike.

use super::{Dec, INDUSTRIES, Outcome, Span, Unit, exactly, figure, is_sme, ten};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One figure or answer. Money in 万元, shares in percent.
#[derive(Clone, Debug)]
pub enum Fact {
    Figure(Dec),
    Yes(bool),
    Word(String),
}

/// What is known of a company.
#[derive(Clone, Debug, Default)]
pub struct Facts(pub BTreeMap<String, Fact>);

/// Fields that are not money.
pub fn is_count(id: &str) -> bool {
    ["staff", "class1", "class2", "patents", "years", "points", "score", "share", "achievements"]
        .iter()
        .any(|part| id.contains(part))
}

impl Facts {
    /// From a case; what is missing or a range is left out.
    pub fn from_case(e: &Map<String, Value>) -> Option<Facts> {
        let mut facts = Facts::default();
        for (id, value) in e {
            let unit = if is_count(id) { Unit::Count } else { Unit::Money };
            let fact = match (value, figure(value, unit)) {
                (Value::Bool(b), _) => Fact::Yes(*b),
                (_, Some(d)) => Fact::Figure(d),
                (Value::String(s), None) => Fact::Word(s.clone()),
                _ => continue,
            };
            facts.0.insert(id.clone(), fact);
        }
        Some(facts)
    }

    pub fn n(&self, id: &str) -> Option<Dec> {
        match self.0.get(id)? {
            Fact::Figure(d) => Some(*d),
            _ => None,
        }
    }

    pub fn yes(&self, id: &str) -> Option<bool> {
        match self.0.get(id)? {
            Fact::Yes(b) => Some(*b),
            _ => None,
        }
    }

    pub fn word(&self, id: &str) -> Option<&str> {
        match self.0.get(id)? {
            Fact::Word(s) => Some(s),
            _ => None,
        }
    }

    /// The place of the industry in the standard.
    fn industry(&self) -> Option<u8> {
        let name = self.word("industry")?;
        INDUSTRIES.iter().position(|i| i.0 == name || i.1 == name).map(|i| i as u8)
    }

    fn sme(&self) -> Option<bool> {
        Some(is_sme(self.industry()?, self.n("staff_total")?, self.n("revenue")?, self.n("total_assets")?))
    }
}

pub fn add(a: Dec, b: Dec) -> Dec {
    let p = a.p.max(b.p);
    Dec::new(a.n * ten(p - a.p) + b.n * ten(p - b.p), p)
}

pub fn mul(a: Dec, b: Dec) -> Dec {
    let mut d = Dec::new(a.n.checked_mul(b.n).expect("figures of the cases and the draw are small"), a.p + b.p);
    while d.p > 0 && d.n % 10 == 0 {
        (d.n, d.p) = (d.n / 10, d.p - 1);
    }
    d
}

/// a / b >= num / den, for any sign of b, which is not 0.
fn quotient_at_least(a: Dec, b: Dec, num: i128, den: i128) -> bool {
    let (left, right) = (mul(a, Dec::new(den, 0)), mul(b, Dec::new(num, 0)));
    let difference = add(left, Dec::new(-right.n, right.p));
    if b.n > 0 { difference.n >= 0 } else { difference.n <= 0 }
}

/// The mean of the growth from `first` to `second` and from `second` to `third` is at least so many percent. Neither
/// divisor is 0:  ½ (s/f + t/s) − 1 >= e  <=>  (s·s + t·f) / (f·s) >= 2 (1 + e).
fn mean_growth_at_least(first: Dec, second: Dec, third: Dec, percent: i128) -> bool {
    quotient_at_least(add(mul(second, second), mul(third, first)), mul(first, second), 200 + 2 * percent, 100)
}

/// The points of the first step that is met, best first.
fn steps(of: &[(i128, u32)], met: impl Fn(i128) -> bool) -> u32 {
    of.iter().find(|step| met(step.0)).map_or(0, |step| step.1)
}

type Gates = Vec<(&'static str, bool)>;

/// A test without points.
fn test(gates: Gates) -> Option<Outcome> {
    let passed = Some(gates.iter().all(|g| g.1));
    Some(Outcome { items: Vec::new(), gates, routes: Vec::new(), total: [0, 0], passed, class: None })
}

/// The schemes that are scored here.
pub const SCHEMES: [&str; 7] = [
    "cn-hnte-2016",
    "cn-little-giant-2022",
    "cn-little-giant-2026",
    "cn-sme-size-2011",
    "cn-srdi-sme-2022",
    "cn-srdi-sme-2026",
    "cn-star-attributes-2024",
];

/// `None` where a figure that is needed is missing or a denominator is 0.
pub fn score(scheme: &str, c: &Facts) -> Option<Outcome> {
    match scheme {
        "cn-srdi-sme-2022" => srdi_2022(c),
        "cn-srdi-sme-2026" => srdi_2026(c),
        "cn-little-giant-2022" => little_giant_2022(c),
        "cn-little-giant-2026" => little_giant_2026(c),
        "cn-sme-size-2011" => sme_size(c),
        "cn-star-attributes-2024" => star(c),
        "cn-hnte-2016" => hnte(c),
        _ => panic!("no scorer for {scheme}"),
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// 专精特新中小企业, 工信部企业〔2022〕63号 附件2

fn srdi_2022(c: &Facts) -> Option<Outcome> {
    let (revenue, assets, staff) = (c.n("revenue")?, c.n("total_assets")?, c.n("staff_total")?);
    let (main, before, before2) = (c.n("main_revenue")?, c.n("main_revenue_prior")?, c.n("main_revenue_prior2")?);
    if [revenue, assets, staff, before, before2].iter().any(|d| d.n == 0) {
        return None;
    }
    let rd = c.n("rd_expense")?;
    let years = c.n("niche_years")?;
    let main_share = steps(&[(80, 5), (70, 3), (60, 1)], |e| main.is_percent_of(revenue, e));
    let growth = steps(&[(10, 10), (8, 8), (6, 6), (4, 4), (0, 2)], |e| mean_growth_at_least(before2, before, main, e));
    let in_niche = (1..=5).rev().find(|&n| years.at_least(2 * n)).map_or(0, |n| n as u32);
    let field = match c.word("main_product_field")? {
        "fills_gap" => 5,
        "six_basics" | "time_honoured" | "serves_chain_leader" => 3,
        _ => 0,
    };
    let digital = match c.word("digital_level")? {
        "level_3_plus" => 5,
        "level_2" => 3,
        _ => 0,
    };
    let mut quality = 0;
    for id in ["provincial_quality_award", "management_system_certified", "own_brand", "contributed_standard"] {
        quality += if c.yes(id)? { 3 } else { 0 };
    }
    let quality = quality.min(5);
    let profit = c.n("net_profit")?;
    let margin = steps(&[(10, 10), (8, 8), (6, 6), (4, 4), (2, 2)], |e| profit.is_percent_of(revenue, e));
    let liabilities = c.n("total_liabilities")?;
    let debt = steps(&[(50, 5), (60, 3), (70, 1)], |e| liabilities.is_at_most_percent_of(assets, e));
    let local = c.n("local_feature_points")?;
    if local.p != 0 {
        return None; // Parts of points are for the engine's own cases.
    }
    let local = u32::try_from(local.n).ok()?;
    let ip = if c.n("class1_ip_high_value")?.at_least(1) {
        10
    } else if c.n("class1_ip_own")?.at_least(1) {
        8
    } else if c.n("class1_ip")?.at_least(1) {
        6
    } else if c.n("class2_ip")?.at_least(1) {
        2
    } else {
        0
    };
    let by_amount = steps(&[(500, 10), (400, 8), (300, 6), (200, 4), (100, 2)], |e| rd.at_least(e));
    let by_share = steps(&[(10, 10), (8, 8), (6, 6), (4, 4), (3, 2)], |e| rd.is_percent_of(revenue, e));
    let rd_input = by_amount.max(by_share);
    let rd_staff = c.n("rd_staff")?;
    let people = steps(&[(20, 5), (10, 3), (5, 1)], |e| rd_staff.is_percent_of(staff, e));
    let institution = match c.word("rd_institution_level")? {
        "national" => 10,
        "provincial" => 8,
        "city" => 4,
        "below_city" => 2,
        _ => 0,
    };
    let equity = c.n("equity_financing_2y")?;
    let total = main_share + growth + in_niche + field + digital + quality + margin + debt + local;
    let total = total + ip + rd_input + people + institution;
    let gates = vec![
        ("sme", c.sme()?),
        ("niche", years.at_least(2)),
        ("rd", rd.at_least(100) && rd.is_percent_of(revenue, 3)),
        ("scale", revenue.at_least(1000) || equity.at_least(2000)),
    ];
    let award =
        [c.yes("provincial_award_top3_3y")?, c.yes("national_award_top5_3y")?, c.yes("national_award_top3_3y")?];
    let contest = c.yes("maker_china_top500_3y")? || c.yes("maker_china_top50_3y")?;
    let routes = vec![
        ("award", award.contains(&true)),
        ("rd_mean", add(rd, c.n("rd_expense_prior")?).at_least(2000)),
        ("equity", equity.at_least(6000)),
        ("contest", contest),
    ];
    let passed = gates.iter().all(|g| g.1) && (total >= 60 || routes.iter().any(|r| r.1));
    Some(Outcome {
        items: exactly(&[
            ("main_revenue_share", main_share),
            ("main_revenue_growth", growth),
            ("niche_years_points", in_niche),
            ("product_field", field),
            ("digital_level_points", digital),
            ("quality_management", quality),
            ("net_margin", margin),
            ("debt_ratio", debt),
            ("local_features", local),
            ("ip", ip),
            ("rd_input", rd_input),
            ("rd_staff_share", people),
            ("rd_institution", institution),
        ]),
        gates,
        routes,
        total: [total; 2],
        passed: Some(passed),
        class: None,
    })
}

// ---------------------------------------------------------------------------------------------------------------------
// 专精特新中小企业, 工信部企业〔2026〕2号 附件1

fn srdi_2026(c: &Facts) -> Option<Outcome> {
    let (revenue, before, assets) = (c.n("revenue")?, c.n("revenue_prior")?, c.n("total_assets")?);
    if revenue.n == 0 || assets.n == 0 {
        return None;
    }
    let (rd, rd_before) = (c.n("rd_expense")?, c.n("rd_expense_prior")?);
    let first = rd.at_least(100) && rd_before.at_least(100) && rd.is_percent_of(revenue, 3);
    // Only where all else holds does the year before come to be divided.
    if first && before.n == 0 {
        return None;
    }
    let score = c.n("srdi_development_score")?.at_least(50);
    let reviewed = c.yes("title_review")? && c.n("srdi_development_score_prior")?.at_least(50);
    let award = c.yes("provincial_award_top3_3y")? || c.yes("national_award_top3_3y")?;
    test(vec![
        ("title", c.yes("tech_innovative_sme")?),
        ("niche", c.n("niche_years")?.at_least(3)),
        ("scale", revenue.at_least(1500) || c.n("equity_financing_2y")?.at_least(2000)),
        ("main_revenue_share", c.n("main_revenue")?.is_percent_of(revenue, 80)),
        ("debt_ratio", c.n("total_liabilities")?.is_at_most_percent_of(assets, 80)),
        ("rd", first && rd_before.is_percent_of(before, 3)),
        ("ip", c.n("class1_ip")?.at_least(1) || award || c.yes("has_provincial_rd_institution")?),
        ("market", c.yes("niche_share_leading")?),
        ("development", score || reviewed),
    ])
}

// ---------------------------------------------------------------------------------------------------------------------
// 专精特新“小巨人”企业, 工信部企业〔2022〕63号 附件3

fn little_giant_2022(c: &Facts) -> Option<Outcome> {
    let (revenue, revenue_before) = (c.n("revenue")?, c.n("revenue_prior")?);
    let (assets, staff) = (c.n("total_assets")?, c.n("staff_total")?);
    let (main, before, before2) = (c.n("main_revenue")?, c.n("main_revenue_prior")?, c.n("main_revenue_prior2")?);
    if [revenue, assets, before, before2].iter().any(|d| d.n == 0) {
        return None;
    }
    let (rd, rd_before) = (c.n("rd_expense")?, c.n("rd_expense_prior")?);
    let direct = c.yes("national_award_top3_3y")? || c.yes("maker_china_top50_3y")?;
    let enough = if revenue.at_least(5_000) {
        let percent = if revenue.at_least(10_000) { 3 } else { 6 };
        let this = rd.is_percent_of(revenue, percent);
        if this && revenue_before.n == 0 {
            return None;
        }
        this && rd_before.is_percent_of(revenue_before, percent)
    } else {
        let money = c.n("equity_financing_2y")?.at_least(8_000) && add(rd, rd_before).at_least(3_000);
        if money && staff.n == 0 {
            return None;
        }
        money && c.n("rd_staff")?.is_percent_of(staff, 50)
    };
    test(vec![
        ("sme", c.sme()?),
        ("niche", c.n("niche_years")?.at_least(3)),
        ("main_revenue_share", main.is_percent_of(revenue, 70)),
        ("main_revenue_growth", mean_growth_at_least(before2, before, main, 5)),
        ("informatised", c.yes("core_process_informatised")?),
        ("certified", c.yes("management_system_certified")? || c.yes("product_certified_abroad")?),
        ("debt_ratio", c.n("total_liabilities")?.is_at_most_percent_of(assets, 70)),
        ("market", c.n("niche_market_share")?.at_least(10)),
        ("own_brand", c.yes("own_brand")?),
        ("rd", direct || enough),
        ("rd_institution", direct || c.word("rd_institution_level")? != "none"),
        ("ip", direct || c.n("class1_ip")?.at_least(2)),
    ])
}

// ---------------------------------------------------------------------------------------------------------------------
// 专精特新“小巨人”企业, 工信部企业〔2026〕2号 附件2

fn little_giant_2026(c: &Facts) -> Option<Outcome> {
    let (revenue, before, before2) = (c.n("revenue")?, c.n("revenue_prior")?, c.n("revenue_prior2")?);
    let assets = c.n("total_assets")?;
    let review = c.yes("title_review")?;
    if revenue.n == 0 || assets.n == 0 || (!review && before2.n == 0) {
        return None;
    }
    let (rd, rd_before) = (c.n("rd_expense")?, c.n("rd_expense_prior")?);
    let first = add(rd, rd_before).at_least(1200) && rd.is_percent_of(revenue, 3);
    if first && before.n == 0 {
        return None;
    }
    let field = c.word("main_product_field")? == "six_basics";
    test(vec![
        ("title", c.yes("srdi_sme")?),
        ("not_champion", !c.yes("single_champion")?),
        ("not_in_group", !c.yes("same_group_similar_product")?),
        ("niche", c.n("niche_years")?.at_least(3)),
        ("revenue", revenue.at_least(5_000)),
        ("main_revenue_share", c.n("main_revenue")?.is_percent_of(revenue, 90)),
        // 5% a year for two years: 1.05 · 1.05 = 1.1025.
        ("revenue_growth", review || quotient_at_least(revenue, before2, 11_025, 10_000)),
        ("debt_ratio", c.n("total_liabilities")?.is_at_most_percent_of(assets, 75)),
        ("rd", first && rd_before.is_percent_of(before, 3)),
        ("ip", c.n("class1_ip_own")?.at_least(4) || c.yes("national_award_top3_3y")?),
        ("market", c.n("niche_market_share")?.at_least(10) || c.yes("niche_top3_national")?),
        ("key_chain", field || c.yes("key_chain_product")?),
        ("development", c.n("srdi_development_score")?.at_least(60)),
    ])
}

// ---------------------------------------------------------------------------------------------------------------------
// 中小企业划型标准, 工信部联企业〔2011〕300号

fn sme_size(c: &Facts) -> Option<Outcome> {
    let (staff, revenue, assets) = (c.n("staff_total")?, c.n("revenue")?, c.n("total_assets")?);
    let both = |a: Dec, x: i128, b: Dec, y: i128| a.at_least(x) && b.at_least(y);
    // Floors of the medium and of the small company; whether it is an SME at all is the ceiling of `is_sme`.
    let (medium, small) = match c.industry()? + 1 {
        1 => (revenue.at_least(500), revenue.at_least(50)),
        2 => (both(staff, 300, revenue, 2_000), both(staff, 20, revenue, 300)),
        3 => (both(revenue, 6_000, assets, 5_000), both(revenue, 300, assets, 300)),
        4 => (both(staff, 20, revenue, 5_000), both(staff, 5, revenue, 1_000)),
        5 => (both(staff, 50, revenue, 500), both(staff, 10, revenue, 100)),
        6 => (both(staff, 300, revenue, 3_000), both(staff, 20, revenue, 200)),
        7 => (both(staff, 100, revenue, 1_000), both(staff, 20, revenue, 100)),
        8 => (both(staff, 300, revenue, 2_000), both(staff, 20, revenue, 100)),
        9 | 10 => (both(staff, 100, revenue, 2_000), both(staff, 10, revenue, 100)),
        11 => (both(staff, 100, revenue, 1_000), both(staff, 10, revenue, 100)),
        12 => (both(staff, 100, revenue, 1_000), both(staff, 10, revenue, 50)),
        13 => (both(revenue, 1_000, assets, 5_000), both(revenue, 100, assets, 2_000)),
        14 => (both(staff, 300, revenue, 1_000), both(staff, 100, revenue, 500)),
        15 => (both(staff, 100, assets, 8_000), both(staff, 10, assets, 100)),
        _ => (staff.at_least(100), staff.at_least(10)),
    };
    let class = match (c.sme()?, medium, small) {
        (false, ..) => "large",
        (true, true, _) => "medium",
        (true, false, true) => "small",
        (true, false, false) => "micro",
    };
    let none = Vec::new;
    let items = Vec::new();
    Some(Outcome { items, gates: none(), routes: none(), total: [0, 0], passed: None, class: Some(class) })
}

// ---------------------------------------------------------------------------------------------------------------------
// 科创属性评价

fn star(c: &Facts) -> Option<Outcome> {
    let (revenue, before, before2) = (c.n("revenue")?, c.n("revenue_prior")?, c.n("revenue_prior2")?);
    let rd = add(add(c.n("rd_expense")?, c.n("rd_expense_prior")?), c.n("rd_expense_prior2")?);
    let revenues = add(add(revenue, before), before2);
    let staff = c.n("staff_total")?;
    let (amount, large) = (rd.at_least(8_000), revenue.at_least(30_000));
    if staff.n == 0 || (!amount && revenues.n == 0) || (!large && before2.n == 0) {
        return None;
    }
    test(vec![
        ("rd", amount || rd.is_percent_of(revenues, 5)),
        ("rd_staff", c.n("rd_staff")?.is_percent_of(staff, 10)),
        ("patents", c.n("invention_patents")?.at_least(7)),
        // 25% a year over two years: 1.25 · 1.25 = 1.5625.
        ("growth", large || quotient_at_least(revenue, before2, 15_625, 10_000)),
    ])
}

// ---------------------------------------------------------------------------------------------------------------------
// 高新技术企业, 国科发火〔2016〕32号, 195号

fn hnte(c: &Facts) -> Option<Outcome> {
    let (staff, scientific) = (c.n("staff_total")?, c.n("scientific_staff")?);
    let sales = [c.n("revenue_prior2")?, c.n("revenue_prior")?, c.n("revenue")?];
    let assets = [c.n("net_assets_prior2")?, c.n("net_assets_prior")?, c.n("net_assets")?];
    let rd = add(add(c.n("rd_expense")?, c.n("rd_expense_prior")?), c.n("rd_expense_prior2")?);
    let all_sales = add(add(sales[0], sales[1]), sales[2]);
    if staff.n == 0 || sales[2].n == 0 || rd.n == 0 || all_sales.n == 0 {
        return None;
    }
    let percent = if sales[2].at_most(5_000) {
        5
    } else if sales[2].at_most(20_000) {
        4
    } else {
        3
    };
    let (class1, class2) = (c.n("class1_ip")?, c.n("class2_ip")?);
    let count: Span = match () {
        () if class1.at_least(1) => [7, 8],
        () if class2.at_least(5) => [5, 6],
        () if class2.at_least(3) => [3, 4],
        () if class2.at_least(1) => [1, 2],
        () => [0, 0],
    };
    let any = class1.at_least(1) || class2.at_least(1);
    let own = (c.yes("own_developed_ip")? && any) || c.n("class1_ip_own")?.at_least(1);
    let acquired: Span = if own {
        [1, 6]
    } else if any {
        [1, 3]
    } else {
        [0, 0]
    };
    let standard: Span = if c.yes("contributed_standard")? { [0, 2] } else { [0, 0] };
    let achievements = c.n("achievements_per_year")?;
    let converted: Span = match (1..=5).rev().find(|&n| achievements.at_least(n)) {
        Some(5) => [25, 30],
        Some(n) => [6 * n as u32 - 5, 6 * n as u32],
        None if achievements.n > 0 => [0, 6],
        None => [0, 0],
    };
    let grown = |[first, second, third]: [Dec; 3]| -> Span {
        let at_least = |e: i128| match () {
            () if first.n == 0 => quotient_at_least(third, second, 100 + e, 100),
            () => mean_growth_at_least(first, second, third, e),
        };
        // Above 0: not (0 or less), which is the same question of the opposite sign.
        let above_zero = || {
            let (a, b) = match () {
                () if first.n == 0 => (third, second),
                () => (add(mul(second, second), mul(third, first)), mul(first, second)),
            };
            let wanted = if first.n == 0 { 1 } else { 2 };
            !quotient_at_least(Dec::new(-a.n, a.p), b, -wanted, 1)
        };
        if second.n == 0 {
            return [0, 0];
        }
        match [35, 25, 15, 5].iter().position(|&e| at_least(e)) {
            Some(band) => [9 - 2 * band as u32, 10 - 2 * band as u32],
            None if above_zero() => [1, 2],
            None => [0, 0],
        }
    };
    let items: Vec<(&'static str, Span)> = vec![
        ("ip_advancement", [0, 8]),
        ("ip_support", [0, 8]),
        ("ip_count", count),
        ("ip_acquisition", acquired),
        ("ip_standard", standard),
        ("conversion", converted),
        ("rd_system", [0, 6]),
        ("rd_institution", [0, 6]),
        ("rd_incentive", [0, 4]),
        ("rd_talent", [0, 4]),
        ("net_asset_growth", grown(assets)),
        ("revenue_growth", grown(sales)),
    ];
    let side = |end: usize| {
        let ip: u32 = items[..5].iter().map(|i| i.1[end]).sum();
        ip.min(30) + items[5..].iter().map(|i| i.1[end]).sum::<u32>()
    };
    let total = [side(0), side(1)];
    let gates = vec![
        ("registered", c.yes("registered_one_year")?),
        ("core_ip", c.yes("owns_core_ip")?),
        ("field", c.yes("key_hightech_field")?),
        ("scientific_staff", scientific.is_percent_of(staff, 10)),
        ("rd_share", rd.is_percent_of(all_sales, percent)),
        ("rd_domestic", c.n("rd_expense_domestic")?.is_percent_of(rd, 60)),
        ("hightech_revenue", c.n("hightech_revenue")?.is_percent_of(sales[2], 60)),
        ("no_incident", !c.yes("incident_12m")?),
    ];
    let passed = match () {
        () if gates.iter().any(|g| !g.1) || total[1] <= 70 => Some(false),
        () if total[0] > 70 => Some(true),
        () => None,
    };
    Some(Outcome { items, gates, routes: Vec::new(), total, passed, class: None })
}
