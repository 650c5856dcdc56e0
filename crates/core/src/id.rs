//! Ids of what stands in lists: fields, formulas, open numbers, stages. Each is the index of an element, as a type, so that
//! one list is not indexed with an id of another.

use serde::Serialize;
use std::ops::{Index, IndexMut};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            /// The id of the element at an index.
            pub const fn new(index: usize) -> $name {
                $name(index as u32)
            }

            /// The index of the element.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl<T> Index<$name> for [T] {
            type Output = T;

            #[inline]
            fn index(&self, id: $name) -> &T {
                &self[id.index()]
            }
        }

        impl<T> IndexMut<$name> for [T] {
            #[inline]
            fn index_mut(&mut self, id: $name) -> &mut T {
                &mut self[id.index()]
            }
        }

        impl<T> Index<$name> for Vec<T> {
            type Output = T;

            #[inline]
            fn index(&self, id: $name) -> &T {
                &self[id.index()]
            }
        }

        impl<T> IndexMut<$name> for Vec<T> {
            #[inline]
            fn index_mut(&mut self, id: $name) -> &mut T {
                &mut self[id.index()]
            }
        }
    )*};
}

ids! {
    /// A field of the dictionary.
    FieldId;
    /// A formula: its last instruction in the [`Program`](crate::formula::Program) it belongs to.
    ExprId;
    /// A number of a scheme that is open or has a name, among [`Scheme::quantities`](crate::scheme::Scheme::quantities).
    QuantityId;
}

/// A bit set of life-cycle stages, or of classes: those that a company can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct StageSet(u32);

impl StageSet {
    /// None.
    pub const NONE: StageSet = StageSet(0);
    /// All that there may be.
    pub const ALL: StageSet = StageSet(u32::MAX);

    /// One stage, by its index.
    pub const fn of(stage: usize) -> StageSet {
        StageSet(1 << (stage & 31))
    }

    /// Whether a stage is among them.
    #[inline]
    pub const fn contains(self, stage: usize) -> bool {
        self.0 & StageSet::of(stage).0 != 0
    }

    /// The set with one more stage.
    #[must_use]
    pub const fn with(self, stage: usize) -> StageSet {
        StageSet(self.0 | StageSet::of(stage).0)
    }

    /// The one stage, where there is just one.
    pub const fn single(self) -> Option<usize> {
        if self.0.count_ones() == 1 { Some(self.0.trailing_zeros() as usize) } else { None }
    }

    /// The first.
    pub const fn first(self) -> Option<usize> {
        if self.0 == 0 { None } else { Some(self.0.trailing_zeros() as usize) }
    }

    /// How many there are.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their indices, rising.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..32).filter(move |stage| self.contains(*stage))
    }
}
