//! A second scorer of the official scorecards, to hold the engine against: written by hand from the rules, exact, and on
//! its own. It reads no scheme file and shares no code with `src/`; a ratio is compared with an edge by multiplying across.
//! The first two stand here, the others in [`official`].
//!
//! Values are plain decimals `n / 10^p`. `None` means that something needed is missing, a range, or a denominator of 0.

#![allow(dead_code)]

pub mod official;

use serde_json::{Map, Value};

/// `n / 10^p`.
#[derive(Clone, Copy, Debug)]
pub struct Dec {
    pub n: i128,
    pub p: u32,
}

fn ten(p: u32) -> i128 {
    10i128.pow(p)
}

impl Dec {
    pub const fn new(n: i128, p: u32) -> Dec {
        Dec { n, p }
    }

    /// self >= whole
    pub fn at_least(self, whole: i128) -> bool {
        self.n >= whole * ten(self.p)
    }

    /// self <= whole
    pub fn at_most(self, whole: i128) -> bool {
        self.n <= whole * ten(self.p)
    }

    /// self < whole
    pub fn below(self, whole: i128) -> bool {
        !self.at_least(whole)
    }

    /// self / of >= percent, for of > 0:  100 · self >= percent · of
    pub fn is_percent_of(self, of: Dec, percent: i128) -> bool {
        100 * self.n * ten(of.p) >= percent * of.n * ten(self.p)
    }

    /// The other way round, <=.
    pub fn is_at_most_percent_of(self, of: Dec, percent: i128) -> bool {
        100 * self.n * ten(of.p) <= percent * of.n * ten(self.p)
    }

    /// Plain text with every digit.
    pub fn text(self) -> String {
        let digits = format!("{:0width$}", self.n.unsigned_abs(), width = self.p as usize + 1);
        let (whole, rest) = digits.split_at(digits.len() - self.p as usize);
        let sign = if self.n < 0 { "-" } else { "" };
        if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
    }
}

/// What the unit of a figure counts.
#[derive(Clone, Copy, PartialEq)]
pub enum Unit {
    /// 万元
    Money,
    /// 人, 件
    Count,
}

/// A figure as the cases write it, in 万元, 人 or 件.
pub fn figure(value: &Value, unit: Unit) -> Option<Dec> {
    let text = match value {
        Value::Number(n) => n.to_string(),
        Value::String(s) => s.clone(),
        Value::Object(o) => {
            // A range of one point is a figure.
            let ends = o.get("between")?.as_array()?;
            let (a, b) = (figure(&ends[0], unit)?, figure(&ends[1], unit)?);
            return (a.n * ten(b.p) == b.n * ten(a.p)).then_some(a);
        }
        _ => return None,
    };
    let mut yuan = false;
    let ascii: String = text
        .chars()
        .filter_map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
            '．' => Some('.'),
            '−' | '－' => Some('-'),
            ',' | '，' | ' ' | '　' => None,
            '￥' | '¥' => {
                yuan = true;
                None
            }
            c => Some(c),
        })
        .collect();
    let number_end = ascii
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E')))
        .map_or(ascii.len(), |(i, _)| i);
    let (number, mut name) = ascii.split_at(number_end);
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse::<i64>().ok()?),
        None => (number, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let n: i128 = format!("{whole}{fraction}").parse().ok()?;
    let mut power = exponent - fraction.len() as i64;
    let mut multiplied = false;
    for (mark, zeros) in [("百", 2), ("千", 3), ("万", 4), ("亿", 8)] {
        if let Some(rest) = name.strip_prefix(mark) {
            (name, power, multiplied) = (rest, power + zeros, true);
        }
    }
    // "10千万": one mark after another.
    for (mark, zeros) in [("万", 4), ("亿", 8)] {
        if let Some(rest) = name.strip_prefix(mark) {
            (name, power, multiplied) = (rest, power + zeros, true);
        }
    }
    if !["", "元", "人", "名", "件", "项", "个", "年", "分"].contains(&name) {
        return None;
    }
    let in_yuan = unit == Unit::Money && (yuan || name == "元" || (multiplied && name.is_empty()));
    if in_yuan {
        power -= 4;
    }
    let mut d = Dec { n, p: 0 };
    if power >= 0 {
        d.n *= ten(power as u32);
    } else {
        d.p = (-power) as u32;
    }
    while d.p > 0 && d.n % 10 == 0 {
        (d.n, d.p) = (d.n / 10, d.p - 1);
    }
    Some(d)
}

fn money(e: &Map<String, Value>, id: &str) -> Option<Dec> {
    figure(e.get(id)?, Unit::Money)
}
fn count(e: &Map<String, Value>, id: &str) -> Option<Dec> {
    figure(e.get(id)?, Unit::Count)
}
fn flag(e: &Map<String, Value>, id: &str) -> Option<bool> {
    e.get(id)?.as_bool()
}

/// Points from the fewest to the most; twice the same where nobody has to judge.
pub type Span = [u32; 2];

/// What comes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub items: Vec<(&'static str, Span)>,
    pub gates: Vec<(&'static str, bool)>,
    pub routes: Vec<(&'static str, bool)>,
    pub total: Span,
    /// `None` where those who judge decide.
    pub passed: Option<bool>,
    /// Of a classification.
    pub class: Option<&'static str>,
}

/// What needs no judgement.
fn exactly(items: &[(&'static str, u32)]) -> Vec<(&'static str, Span)> {
    items.iter().map(|&(id, points)| (id, [points, points])).collect()
}

// ---------------------------------------------------------------------------------------------------------------------
// 创新型中小企业, 工信部企业〔2022〕63号 附件1

/// What the evaluation of an innovative SME asks for.
#[derive(Clone, Debug)]
pub struct Innovative {
    pub industry: u8,
    pub staff: Dec,
    pub revenue: Dec,
    pub rd: Dec,
    pub main: Dec,
    pub main_prior: Dec,
    pub assets: Dec,
    pub liabilities: Dec,
    pub class1: u32,
    pub class1_own: u32,
    pub class1_high: u32,
    pub class2: u32,
    pub strategic: bool,
    pub national_award: bool,
    pub provincial_award: bool,
    pub hnte: bool,
    pub tech_demo: bool,
    pub ip_model: bool,
    pub institution: bool,
    pub equity: Dec,
}

/// The 16 industries of 工信部联企业〔2011〕300号, in its order: id, Chinese name.
pub const INDUSTRIES: [(&str, &str); 16] = [
    ("agriculture", "农、林、牧、渔业"),
    ("industrial", "工业"),
    ("construction", "建筑业"),
    ("wholesale", "批发业"),
    ("retail", "零售业"),
    ("transport", "交通运输业"),
    ("warehousing", "仓储业"),
    ("postal", "邮政业"),
    ("accommodation", "住宿业"),
    ("catering", "餐饮业"),
    ("information_transmission", "信息传输业"),
    ("software", "软件和信息技术服务业"),
    ("real_estate", "房地产开发经营"),
    ("property_management", "物业管理"),
    ("leasing_business", "租赁和商务服务业"),
    ("other", "其他未列明行业"),
];

/// Whether a company is an SME: below either ceiling. Staff, revenue and assets in 人 and 万元.
pub fn is_sme(industry: u8, staff: Dec, revenue: Dec, assets: Dec) -> bool {
    match industry + 1 {
        1 => revenue.below(20_000),
        2 => staff.below(1000) || revenue.below(40_000),
        3 => revenue.below(80_000) || assets.below(80_000),
        4 => staff.below(200) || revenue.below(40_000),
        5 => staff.below(300) || revenue.below(20_000),
        6 => staff.below(1000) || revenue.below(30_000),
        7 => staff.below(200) || revenue.below(30_000),
        8 => staff.below(1000) || revenue.below(30_000),
        9 => staff.below(300) || revenue.below(10_000),
        10 => staff.below(300) || revenue.below(10_000),
        11 => staff.below(2000) || revenue.below(100_000),
        12 => staff.below(300) || revenue.below(10_000),
        13 => revenue.below(200_000) || assets.below(10_000),
        14 => staff.below(1000) || revenue.below(5_000),
        15 => staff.below(300) || assets.below(120_000),
        _ => staff.below(300),
    }
}

impl Innovative {
    /// From a case; `None` when a needed figure is missing or a range.
    pub fn from_case(e: &Map<String, Value>) -> Option<Innovative> {
        let name = e.get("industry")?.as_str()?;
        let known = |i: &(&str, &str)| i.0 == name || i.1 == name;
        let english = name == "Industry (mining, manufacturing, utilities)";
        let industry = INDUSTRIES.iter().position(known).or(english.then_some(1))? as u8;
        let pieces = |id: &str| count(e, id).filter(|d| d.p == 0).and_then(|d| u32::try_from(d.n).ok());
        Some(Innovative {
            industry,
            staff: count(e, "staff_total")?,
            revenue: money(e, "revenue")?,
            rd: money(e, "rd_expense")?,
            main: money(e, "main_revenue")?,
            main_prior: money(e, "main_revenue_prior")?,
            assets: money(e, "total_assets")?,
            liabilities: money(e, "total_liabilities")?,
            class1: pieces("class1_ip")?,
            class1_own: pieces("class1_ip_own")?,
            class1_high: pieces("class1_ip_high_value")?,
            class2: pieces("class2_ip")?,
            strategic: flag(e, "strategic_emerging")?,
            national_award: flag(e, "national_award")?,
            provincial_award: flag(e, "provincial_award")?,
            hnte: flag(e, "hnte")?,
            tech_demo: flag(e, "tech_innovation_demo")?,
            ip_model: flag(e, "ip_model_enterprise")?,
            institution: flag(e, "has_provincial_rd_institution")?,
            equity: money(e, "equity_financing_3y")?,
        })
    }

    /// `None` where a denominator is 0.
    pub fn score(&self) -> Option<Outcome> {
        if self.revenue.n == 0 || self.main_prior.n == 0 || self.assets.n == 0 {
            return None;
        }
        let ip = if self.class1_high >= 1 {
            20
        } else if self.class1_own >= 1 {
            15
        } else if self.class1 >= 1 {
            10
        } else if self.class2 >= 1 {
            5
        } else {
            0
        };
        let rd = |percent| self.rd.is_percent_of(self.revenue, percent);
        let rd = if rd(5) {
            20
        } else if rd(3) {
            15
        } else if rd(2) {
            10
        } else if rd(1) {
            5
        } else {
            0
        };
        // (m − p) ÷ p >= g  <=>  m >= p · (100 + g) ÷ 100
        let grew = |percent: i128| self.main.is_percent_of(self.main_prior, 100 + percent);
        let growth = if grew(15) {
            20
        } else if grew(10) {
            15
        } else if grew(5) {
            10
        } else if grew(0) {
            5
        } else {
            0
        };
        let debt = if self.liabilities.is_at_most_percent_of(self.assets, 55) {
            10
        } else if self.liabilities.is_at_most_percent_of(self.assets, 75) {
            5
        } else {
            0
        };
        let field = if self.strategic { 10 } else { 5 };
        let share = |percent| self.main.is_percent_of(self.revenue, percent);
        let share = if share(70) {
            20
        } else if share(60) {
            15
        } else if share(55) {
            10
        } else if share(50) {
            5
        } else {
            0
        };
        let total = ip + rd + growth + debt + field + share;
        let on_points = total >= 60 && ip + rd >= 20 && growth + debt >= 15 && field + share >= 15;
        let sme = is_sme(self.industry, self.staff, self.revenue, self.assets);
        let award = self.national_award || self.provincial_award;
        let title = self.hnte || self.tech_demo || self.ip_model;
        let equity = self.equity.at_least(500);
        Some(Outcome {
            items: exactly(&[
                ("effective_ip", ip),
                ("rd_intensity", rd),
                ("main_revenue_growth", growth),
                ("debt_ratio", debt),
                ("product_field", field),
                ("main_revenue_share", share),
            ]),
            gates: vec![("sme", sme)],
            routes: vec![
                ("st_award", award),
                ("valid_title", title),
                ("rd_institution", self.institution),
                ("equity_financing", equity),
            ],
            total: [total; 2],
            passed: Some(sme && (on_points || award || title || self.institution || equity)),
            class: None,
        })
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// 科技型中小企业, 国科发政〔2017〕115号

/// What the evaluation of a technology SME asks for.
#[derive(Clone, Debug)]
pub struct Tech {
    pub resident: bool,
    pub staff: Dec,
    pub scientific: Dec,
    pub revenue: Dec,
    pub rd: Dec,
    pub costs: Dec,
    pub assets: Dec,
    pub class1: u32,
    pub class2: u32,
    pub restricted: bool,
    pub incident: bool,
    pub environment: bool,
    pub misconduct: bool,
    pub listed: bool,
    pub hnte: bool,
    pub award_top3: bool,
    pub institution: bool,
    pub standard: bool,
}

impl Tech {
    /// From a case; `None` when a needed figure is missing or a range.
    pub fn from_case(e: &Map<String, Value>) -> Option<Tech> {
        let pieces = |id: &str| count(e, id).filter(|d| d.p == 0).and_then(|d| u32::try_from(d.n).ok());
        Some(Tech {
            resident: flag(e, "resident_enterprise")?,
            staff: count(e, "staff_total")?,
            scientific: count(e, "scientific_staff")?,
            revenue: money(e, "revenue")?,
            rd: money(e, "rd_expense")?,
            costs: money(e, "total_costs")?,
            assets: money(e, "total_assets")?,
            class1: pieces("class1_ip")?,
            class2: pieces("class2_ip")?,
            restricted: flag(e, "restricted_industry")?,
            incident: flag(e, "major_incident")?,
            environment: flag(e, "environmental_breach")?,
            misconduct: flag(e, "research_misconduct")?,
            listed: flag(e, "abnormal_listed")?,
            hnte: flag(e, "hnte")?,
            award_top3: flag(e, "national_award_top3_5y")?,
            institution: flag(e, "has_provincial_rd_institution")?,
            standard: flag(e, "led_standard")?,
        })
    }

    /// `None` where a denominator is 0.
    pub fn score(&self) -> Option<Outcome> {
        if self.staff.n == 0 || self.revenue.n == 0 || self.costs.n == 0 {
            return None;
        }
        let share = |percent| self.scientific.is_percent_of(self.staff, percent);
        let staff = if share(30) {
            20
        } else if share(25) {
            16
        } else if share(20) {
            12
        } else if share(15) {
            8
        } else if share(10) {
            4
        } else {
            0
        };
        let of_sales = |percent| self.rd.is_percent_of(self.revenue, percent);
        let by_sales = match () {
            () if of_sales(6) => 50,
            () if of_sales(5) => 40,
            () if of_sales(4) => 30,
            () if of_sales(3) => 20,
            () if of_sales(2) => 10,
            () => 0,
        };
        let of_costs = |percent| self.rd.is_percent_of(self.costs, percent);
        let by_costs = match () {
            () if of_costs(30) => 50,
            () if of_costs(25) => 40,
            () if of_costs(20) => 30,
            () if of_costs(15) => 20,
            () if of_costs(10) => 10,
            () => 0,
        };
        let rd = by_sales.max(by_costs);
        let ip = match (self.class1, self.class2) {
            (1.., _) => 30,
            (0, 4..) => 24,
            (0, 3) => 18,
            (0, 2) => 12,
            (0, 1) => 6,
            (0, 0) => 0,
        };
        let total = staff + rd + ip;
        let gates = vec![
            ("resident", self.resident),
            ("staff", self.staff.at_most(500)),
            ("sales", self.revenue.at_most(20_000)),
            ("assets", self.assets.at_most(20_000)),
            ("products", !self.restricted),
            ("no_incident", !self.incident),
            ("no_environmental_breach", !self.environment),
            ("no_misconduct", !self.misconduct),
            ("not_listed", !self.listed),
        ];
        let routes = vec![
            ("valid_hnte", self.hnte),
            ("national_award_top3", self.award_top3),
            ("rd_institution", self.institution),
            ("led_standard_route", self.standard),
        ];
        let base = gates.iter().all(|g| g.1);
        let direct = routes.iter().any(|r| r.1);
        let on_points = total >= 60 && staff != 0;
        Some(Outcome {
            items: exactly(&[("staff_share", staff), ("rd_input", rd), ("ip", ip)]),
            gates,
            routes,
            total: [total; 2],
            passed: Some(base && (on_points || direct)),
            class: None,
        })
    }
}
