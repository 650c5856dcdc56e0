//! The best of several rules.

use super::{Compile, Context, Rule};
use crate::file::parts::{Source, Text, text_in};
use crate::file::reader::{Node, Spanned, Value, Visitor, object};
use innopoints_core::json::Span;
use innopoints_core::scheme::{model, rules};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::borrow::Cow;

object! {
    /// 取几种规则中得分最高的。 The best of several rules.
    struct BestOf {
        /// 取几种规则中得分最高的。 The best of several rules.
        #[schemars(length(min = 1))]
        best_of: Spanned<Vec<Spanned<Alternative>>>,
    }
}

object! {
    /// best_of 中的一种规则。 One of the rules of a best_of.
    struct Named {
        /// 名称。 Its name.
        title: Option<Spanned<Text>>,
        /// 依据，与指标不同时写。 Where its numbers come from, where that is not the indicator's source.
        source: Option<Spanned<Source>>,
    }
}

/// One of the rules of a best_of.
#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    pub named: Named,
    pub rule: Option<Spanned<Rule>>,
}

impl Value for Alternative {
    fn read(node: &Node<'_>) -> Option<Self> {
        let rule = Rule::read_beside(node, Named::KEYS)?;
        Some(Alternative { named: Named::members(node), rule })
    }

    fn walk(&self, _: Span, visitor: &mut dyn Visitor) {
        self.named.walk_members(visitor);
        if let Some(rule) = self.rule.as_ref().and_then(Spanned::get) {
            rule.walk(visitor);
        }
    }
}

impl JsonSchema for Alternative {
    fn schema_name() -> Cow<'static, str> {
        "Alternative".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Named::json_schema(generator);
        Rule::add_to(&mut schema, generator, false, &["rank", "best_of"]);
        schema
    }
}

impl Compile for BestOf {
    fn compile(&self, c: &mut dyn Context, max: Option<&model::Amount>, body: Span) -> Option<model::Rule> {
        let BestOf { best_of } = self;
        let items = best_of.get()?;
        if items.is_empty() {
            c.fail(body, "missing", "至少要有一种规则", "at least one rule is needed", &[]);
        }
        let mut compiled = Vec::new();
        for item in items {
            compiled.extend(alternative(c, item, max));
        }
        (compiled.len() == items.len()).then_some(model::Rule::BestOf(rules::BestOf { list: compiled }))
    }
}

fn alternative(
    c: &mut dyn Context,
    item: &Spanned<Alternative>,
    max: Option<&model::Amount>,
) -> Option<model::Alternative> {
    let Alternative { named: Named { title, source }, rule } = item.get()?;
    let source = source.as_ref().and_then(|source| c.source(source));
    let rule = match rule.as_ref().map(|rule| (rule.span, rule.get())) {
        Some((span, Some(Rule::Rank(_)))) => {
            c.fail(span, "nested", "best_of 中不能有 rank", "rank cannot stand within best_of", &[]);
            None
        }
        Some((span, Some(Rule::BestOf(_)))) => {
            c.fail(span, "nested", "best_of 不能再套 best_of", "best_of cannot stand within best_of", &[]);
            None
        }
        _ => c.rule(rule, item.span, max),
    };
    Some(model::Alternative { title: text_in(title), rule: rule?, source })
}
