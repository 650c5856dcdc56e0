//! Ids and what they stand for, for little code: a map of the standard library is 2 kB of the wasm module for each type.

/// What ids stand for, in the order of the ids.
#[derive(Clone, Debug)]
pub struct Ids<V>(Vec<(String, V)>);

impl<V> Default for Ids<V> {
    fn default() -> Ids<V> {
        Ids(Vec::new())
    }
}

impl<V> Ids<V> {
    fn find(&self, id: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.as_str().cmp(id))
    }

    /// What an id stands for.
    pub fn get(&self, id: &str) -> Option<&V> {
        self.find(id).ok().map(|at| &self.0[at].1)
    }

    /// Notes what an id stands for; gives what it stood for before.
    pub fn insert(&mut self, id: &str, value: V) -> Option<V> {
        match self.find(id) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                self.0.insert(at, (id.to_string(), value));
                None
            }
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &(String, V)> {
        self.0.iter()
    }
}

impl<V> FromIterator<(String, V)> for Ids<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(list: I) -> Ids<V> {
        let mut ids = Ids::default();
        for (id, value) in list {
            ids.insert(&id, value);
        }
        ids
    }
}
