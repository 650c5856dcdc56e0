//! A file among others: its name, its id and the days in force within its family.

use super::{Lint, Others, Severity};
use crate::file::parts::{Effective, Id};
use crate::file::reader::{Node, Problems, Spanned, Spans, Value};
use crate::file::scheme::SchemeFile;
use innopoints_core::json::Document;
use innopoints_core::number::Date;

fn text(id: &Spanned<Id>) -> Option<&str> {
    id.get().map(|id| id.0.as_str())
}

/// The first and the last day.
fn days(effective: &Spanned<Effective>) -> Option<(Date, Option<Date>)> {
    let effective = effective.get()?;
    Some((effective.from.get()?.0, effective.to.as_ref().and_then(|to| to.get()).map(|to| to.0)))
}

fn beside(effective: &Spanned<Effective>) -> impl Iterator<Item = &Spanned<Id>> {
    effective.get().into_iter().filter_map(|effective| effective.beside.as_ref()?.get()).flatten()
}

/// Reads another file, whatever is wrong with it.
fn read(text: &str) -> Option<SchemeFile> {
    let document = Document::parse(text).ok()?;
    let problems = Problems::new();
    SchemeFile::read(&Node::root(document.json(), &Spans::NONE, &problems))
}

impl Lint {
    pub(super) fn file_name(&mut self, id: &Spanned<Id>, file: Option<&str>) {
        let stem = file.and_then(|file| std::path::Path::new(file).file_stem()?.to_str());
        if let (Some(own), Some(stem)) = (text(id), stem)
            && file.is_some_and(|file| file.ends_with(".json"))
            && own != stem
        {
            self.say(
                Severity::Error,
                "file_name",
                id.span,
                "标识“{0}”与文件名“{1}”不同",
                "the id \"{0}\" is not the file's name \"{1}\"",
                &[own.into(), stem.into()],
            );
        }
    }

    /// Compares a file with those that it lives with: ids, and the days in force of a scheme within its family.
    pub(super) fn neighbours(
        &mut self,
        id: &Spanned<Id>,
        versions: Option<(&Option<Spanned<Id>>, &Spanned<Effective>)>,
        others: Others<'_>,
    ) {
        let own = text(id);
        let family = versions.and_then(|(family, _)| text(family.as_ref()?));
        let mut overlapping = Vec::new();
        for (name, other_text) in others {
            // Most have nothing to do with this one.
            if ![own, family].into_iter().flatten().any(|word| other_text.contains(word)) {
                continue;
            }
            let Some(other) = read(other_text) else { continue };
            let other_id = text(&other.id);
            if own.is_some() && own == other_id {
                let (zh, en) = ("“{0}”用了同一个标识", "\"{0}\" has the same id");
                self.say(Severity::Error, "duplicate", id.span, zh, en, &[(*name).into()]);
                continue;
            }
            let Some((_, effective)) = versions else { continue };
            if family.is_none() || family != other.family.as_ref().and_then(text) {
                continue;
            }
            if let (Some((from, to)), Some((other_from, other_to))) = (days(effective), days(&other.effective))
                && to.is_none_or(|to| other_from <= to)
                && other_to.is_none_or(|to| from <= to)
            {
                overlapping.extend(other_id.map(str::to_string));
                let names = |effective: &Spanned<Effective>, id: Option<&str>| {
                    id.is_some() && beside(effective).any(|named| text(named) == id)
                };
                // The earlier version is to end one day, even where both are in force on purpose until then.
                let ends = if from < other_from { to } else { other_to };
                let (severity, zh, en) = if from == other_from || ends.is_none() {
                    (
                        Severity::Error,
                        "与同一族的“{0}”施行日期重叠：较早的一版要写明 to",
                        "in force at the same time as \"{0}\" of its family: the earlier version needs a \"to\"",
                    )
                } else if names(effective, other_id) && names(&other.effective, own) {
                    (
                        Severity::Hint,
                        "与同一族的“{0}”有一段时间同时施行，其间按族选取时取较新的一版",
                        "for some time in force together with \"{0}\" of its family; by its family the newer one is taken then",
                    )
                } else {
                    (
                        Severity::Warning,
                        "与同一族的“{0}”施行日期重叠；若有意如此，两版的 effective 都要在 beside 里写上对方",
                        "in force at the same time as \"{0}\" of its family; if that is meant, both name each other in the \"beside\" of their \"effective\"",
                    )
                };
                self.say(severity, "date_overlap", effective.span, zh, en, &[(*name).into()]);
            }
        }
        for named in versions.into_iter().flat_map(|(_, effective)| beside(effective)) {
            if let Some(id) = text(named)
                && !overlapping.iter().any(|overlapping| overlapping == id)
            {
                self.warn(
                    "unused",
                    named.span,
                    "同一族中没有与本版同时施行的“{0}”",
                    "no \"{0}\" of its family is in force at the same time",
                    &[id.into()],
                );
            }
        }
    }
}
