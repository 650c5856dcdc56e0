//! What a list of schemes, or a page, shows of a scheme.

use crate::file::field::Field;
use crate::scheme::Scheme;
use innopoints_core::gather::Gather;
use innopoints_core::json::Json;
use innopoints_core::number::Date;
use innopoints_core::problem::Text;
use innopoints_core::scheme::model::Standing;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// What is shown of a scheme.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SchemeFacts")]
pub struct Info<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub title: &'a Text,
    /// Who issued it.
    pub issuer: &'a str,
    /// Document number.
    pub document: &'a str,
    /// When it is in force.
    pub effective: Effective,
    /// SHA-256 of the scheme file's bytes.
    pub digest: &'a str,
    /// False when any number of the scheme is an estimate: nothing that comes of it is an official score.
    pub official: bool,
    /// The weakest standing of its sources: an official scheme may hold numbers that are only reported.
    pub standing: Standing,
    /// Versions of one rule share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<&'a str>,
    /// What comes of it.
    pub gives: Gives,
    /// What a reader should know: what is published and what is not, how words of the rule were taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<&'a Text>,
    /// Ids of the fields that it uses, in the order of the dictionary.
    pub fields: Vec<&'a str>,
    /// Ids of fields that may be given in their place, since they follow from these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<&'a str>,
    /// The fields that it, or what it extends, defines.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<Field>>")]
    pub own_fields: Option<Plain>,
}

/// JSON as it stands in a file.
#[derive(Debug)]
pub struct Plain(Json);

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Shown(&self.0).serialize(serializer)
    }
}

struct Shown<'a>(&'a Json);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(truth) => serializer.serialize_bool(*truth),
            Json::Number(text) | Json::String(text) => serializer.serialize_str(text),
            Json::Array(items) => serializer.collect_seq(items.iter().map(Shown)),
            Json::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, Shown(value)))),
        }
    }
}

/// When a scheme is in force.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Effective {
    /// First day.
    pub from: String,
    /// Last day, where it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What comes of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Gives {
    /// A verdict, with points or by conditions alone.
    Verdict,
    /// Points alone.
    Points,
    /// A class.
    Class,
}

impl Scheme {
    /// What is shown of it.
    pub fn info(&self) -> Info<'_> {
        Info {
            id: &self.id,
            title: &self.title,
            issuer: &self.issuer,
            document: &self.document,
            effective: Effective { from: self.from.to_text(), to: self.to.map(Date::to_text) },
            digest: &self.digest,
            official: self.official,
            standing: self.standing(),
            family: self.family.as_deref(),
            gives: match (&self.pass, &self.classes) {
                (Some(_), _) => Gives::Verdict,
                (None, Some(_)) => Gives::Class,
                (None, None) => Gives::Points,
            },
            notes: self.notes.as_ref(),
            fields: self.fields.iter().map(|&f| self.dictionary.fields[f].id).gather(),
            beside: self.dictionary.beside(&self.fields).into_iter().map(|f| self.dictionary.fields[f].id).gather(),
            own_fields: Json::parse(&self.own_fields.json).ok().map(Plain),
        }
    }
}
