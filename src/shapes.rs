//! The shapes of answers as JSON Schema, of which the declarations of the npm package are made.

use crate::answer::report::Report;
use crate::answer::sheet::{Placed, Sheet};
use crate::compare::what_if::WhatIf;
use crate::estimate::Estimate;
use crate::finance::catalogue::Offers;
use crate::info::Info;
use crate::plan::Improvement;
use crate::search::sensitivity::Sensitivity;
use crate::table::Answer as ReadTable;
use crate::verify::{Full, Verified};
use innopoints_core::{Outcome, Problem};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// The definitions of all types that answers are made of, by name.
pub fn definitions() -> Map<String, Value> {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.subschema_for::<Outcome<'_>>();
    generator.subschema_for::<Report<'_>>();
    generator.subschema_for::<Full<'_>>();
    generator.subschema_for::<Verified>();
    generator.subschema_for::<Improvement<'_>>();
    generator.subschema_for::<WhatIf<'_>>();
    generator.subschema_for::<Sensitivity<'_>>();
    generator.subschema_for::<Estimate<'_>>();
    generator.subschema_for::<Sheet<'_>>();
    generator.subschema_for::<Placed<'_>>();
    generator.subschema_for::<Offers<'_>>();
    generator.subschema_for::<Info<'_>>();
    generator.subschema_for::<ReadTable>();
    generator.subschema_for::<Problem>();
    generator.take_definitions(true)
}
