//! Lists of what an iterator gives, for little code.

/// Gathers what an iterator gives.
pub trait Gather: Iterator + Sized {
    /// All of it. `collect` asks for the first item apart from the rest where it cannot know how many there are, which is twice the
    /// code of the wasm module.
    fn gather(self) -> Vec<Self::Item> {
        let mut all = Vec::new();
        self.for_each(|item| all.push(item));
        all
    }
}

impl<I: Iterator> Gather for I {}

/// Gathers what an iterator of options gives.
pub trait GatherAll<T>: Iterator<Item = Option<T>> + Sized {
    /// All of it; nothing where one is not there.
    fn gather_all(self) -> Option<Vec<T>> {
        let mut all = Vec::new();
        for item in self {
            all.push(item?);
        }
        Some(all)
    }
}

impl<T, I: Iterator<Item = Option<T>>> GatherAll<T> for I {}
