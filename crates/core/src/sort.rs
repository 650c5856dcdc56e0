//! Sorting for little code. Each list that the standard library sorts by a rule of its own is 4 kB more of the wasm module;
//! here one sort of places serves all lists.

use std::cmp::Ordering;

/// Sorts a list; what is equal keeps its order.
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let from = order(list.len(), &|a, b| compare(&list[a], &list[b]));
    for at in 0..list.len() {
        // What stood at a place before this one has been swapped to where that place's own came from.
        let mut other = from[at];
        while other < at {
            other = from[other];
        }
        list.swap(at, other);
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
    order.sort_by(|&a, &b| compare(a, b));
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
}
