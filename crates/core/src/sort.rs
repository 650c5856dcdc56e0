//! Sorting for little code: one merge sort of indices serves all lists. The standard library's is 4 kB of the wasm module for
//! each list.

use std::cmp::Ordering;

/// Sorts a list; what is equal keeps its order.
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut from = order(list.len(), &|a, b| compare(&list[a], &list[b]));
    // Cycle by cycle; a place that is settled comes from itself.
    for start in 0..list.len() {
        let mut at = start;
        loop {
            let next = std::mem::replace(&mut from[at], at);
            if next == start {
                break;
            }
            list.swap(at, next);
            at = next;
        }
    }
}

/// Sorts a list by a key; what is equal keeps its order.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// Sorts a list.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// The indices of a list in the order of what stands there; what is equal keeps its order.
pub fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = order.clone();
    // Runs of this length are in order, and are merged by twos.
    let mut run = 1;
    while run < count {
        for start in (0..count).step_by(2 * run) {
            let (middle, end) = ((start + run).min(count), (start + 2 * run).min(count));
            // Two runs that are one: what was sorted before, and added to, takes one comparison an element.
            if middle == end || compare(order[middle - 1], order[middle]).is_le() {
                merged[start..end].copy_from_slice(&order[start..end]);
                continue;
            }
            let (mut left, mut right) = (start, middle);
            for slot in &mut merged[start..end] {
                let is_left = right == end || (left < middle && compare(order[left], order[right]).is_le());
                let next = if is_left { &mut left } else { &mut right };
                *slot = order[*next];
                *next += 1;
            }
        }
        std::mem::swap(&mut order, &mut merged);
        run *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 24
        };
        for count in 0..200 {
            let list: Vec<(u32, String)> = (0..count).map(|n| (next() % 20, n.to_string())).collect();
            let (mut ours, mut theirs) = (list.clone(), list);
            super::sort_by_key(&mut ours, |x| x.0);
            theirs.sort_by_key(|x| x.0);
            assert_eq!(ours, theirs);
            super::sort(&mut ours);
            theirs.sort();
            assert_eq!(ours, theirs);
        }
    }

    /// Every place is moved once, however long the way round is: a rotation is one cycle through all.
    #[test]
    fn a_rotation_is_sorted_in_no_time() {
        let mut list: Vec<u32> = (0..200_000).map(|n| (n + 1) % 200_000).collect();
        super::sort(&mut list);
        assert!(list.is_sorted());
    }
}
