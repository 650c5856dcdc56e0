// Companies whose ratios stand on a band's edge, a hair beside it, or anywhere: from a seed, so that two runs see the same.

function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Companies for cn-innovative-sme-2022, every field given; money in 万元 with at most four decimals. */
export function companies(count, seed = 20260731) {
  const next = random(seed);
  const int = (low, high) => low + Math.floor(next() * (high - low + 1));
  const pick = (list) => list[int(0, list.length - 1)];
  const chance = (p) => next() < p;
  // Amounts are whole numbers of yuan; Number(text) of the decimal is the double a program would hold.
  const wan = (yuan) => Number(`${yuan}e-4`);
  /** part / whole = percent % exactly, one yuan or a cent of a 万元 beside it, or somewhere else. */
  const share = (whole, percents, top) => {
    if (chance(0.2)) return int(0, Math.floor((whole * top) / 100));
    const exact = (whole * pick(percents)) / 100;
    return Math.max(0, exact + pick([0, 0, 0, -1, 1, -100, 100]));
  };
  return Array.from({ length: count }, () => {
    const revenue = int(1_000, 99_000) * 10_000 + pick([0, 1_000, 100 * int(0, 99)]);
    const main = Math.min(revenue, share(revenue, [50, 55, 60, 70], 100));
    const prior = int(500, 90_000) * 10_000 + pick([0, 1_000, 100 * int(0, 99)]);
    // Growth on an edge: this year's figure follows from last year's, revenue from both.
    const grown = chance(0.5) ? share(prior, [95, 100, 105, 110, 115], 140) : main;
    // In hundreds of yuan, so that every edge of a share of it is a whole number of yuan.
    const sales = Math.max(revenue, Math.ceil(grown / 100) * 100);
    const assets = int(500, 110_000) * 10_000 + pick([0, 1_000, 100 * int(0, 99)]);
    const class1 = pick([0, 0, 1, 2, 5]);
    const own = pick([0, class1]);
    return {
      industry: pick(["industrial", "software", "other", "information_transmission"]),
      staff_total: int(5, 1200),
      revenue: wan(sales),
      main_revenue: wan(grown),
      main_revenue_prior: wan(prior),
      rd_expense: wan(share(sales, [1, 2, 3, 5], 12)),
      total_assets: wan(assets),
      total_liabilities: wan(share(assets, [55, 75], 110)),
      equity_financing_3y: pick([0, 499.99, 500, 1200]),
      class1_ip: class1,
      class1_ip_own: own,
      class1_ip_high_value: pick([0, own]),
      class2_ip: pick([0, 1, 8]),
      strategic_emerging: chance(0.5),
      hnte: chance(0.2),
      national_award: chance(0.05),
      provincial_award: chance(0.1),
      tech_innovation_demo: chance(0.05),
      ip_model_enterprise: chance(0.05),
      has_provincial_rd_institution: chance(0.1),
    };
  });
}
