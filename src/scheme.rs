//! A scheme (积分方案) as the library hands it out: the compiled scheme with what can be asked of it.

pub use innopoints_core::scheme::model;

/// A scheme, compiled. What is in it is read through [`model::Scheme`].
#[derive(Debug)]
pub struct Scheme(pub(crate) model::Scheme);

impl std::ops::Deref for Scheme {
    type Target = model::Scheme;

    fn deref(&self) -> &model::Scheme {
        &self.0
    }
}

impl Scheme {
    /// The scheme without its panel: it gives bounds over the ranges that it assumes instead of an estimate. They are no bounds of
    /// an official score and are to be shown to nobody; the search is checked by them.
    pub fn without_panel(mut self) -> Scheme {
        self.0.panel = Default::default();
        self
    }

    /// A scheme from packed text; `None` where it was packed for another build, or altered.
    pub fn unpack(text: &str) -> Option<Scheme> {
        model::Scheme::unpack(text).map(Scheme)
    }
}
