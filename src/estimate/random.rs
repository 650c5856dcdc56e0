//! Random whole numbers, the same on every platform.

use innopoints_core::sort::sort;

/// The generator SplitMix64 (Steele, Lea and Flood 2014).
pub struct Random(u64);

impl Random {
    /// The generator of one draw of a seed.
    pub fn of(seed: u32, draw: u32) -> Random {
        Random(u64::from(seed) << 32 | u64::from(draw))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A whole number below another that is above 0, each as likely.
    pub fn below(&mut self, end: u32) -> u32 {
        let end = u64::from(end);
        // What does not fill a whole round would make small numbers likelier.
        let rounds = u64::MAX - u64::MAX % end;
        loop {
            let n = self.next();
            if n < rounds {
                return (n % end) as u32;
            }
        }
    }

    /// A sum in so many parts of at least 1, each way as likely: the gaps between sorted cuts, which is a flat Dirichlet
    /// distribution on whole numbers. `None` where the sum has not enough for each.
    pub fn composition(&mut self, sum: u32, parts: usize) -> Option<Vec<u32>> {
        let cuts = u32::try_from(parts).ok()?.checked_sub(1)?;
        let places = sum.checked_sub(1)?;
        if cuts > places {
            return None;
        }
        // Different places for the cuts (Floyd's sampling).
        let mut chosen: Vec<u32> = Vec::with_capacity(parts);
        for top in places - cuts..places {
            let cut = self.below(top + 1);
            chosen.push(if chosen.contains(&cut) { top } else { cut });
        }
        sort(&mut chosen);
        let mut gaps = Vec::with_capacity(parts);
        let mut before = 0;
        for cut in chosen {
            gaps.push(cut + 1 - before);
            before = cut + 1;
        }
        gaps.push(sum - before);
        Some(gaps)
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn compositions_sum_and_are_as_likely() {
        let mut random = Random::of(1, 0);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..60_000 {
            let parts = random.composition(6, 3).expect("parts");
            assert!(parts.iter().sum::<u32>() == 6 && parts.iter().all(|part| *part > 0), "{parts:?}");
            *counts.entry(parts).or_insert(0_u32) += 1;
        }
        // 10 compositions of 6 into 3.
        assert_eq!(counts.len(), 10);
        assert!(counts.values().all(|n| n.abs_diff(6_000) < 300), "{counts:?}");
        assert_eq!(random.composition(2, 3), None);
        assert_eq!(random.composition(3, 3), Some(vec![1, 1, 1]));
        assert_eq!(random.composition(7, 1), Some(vec![7]));
    }
}
