//! Words and sources, wherever they stand, and typical values whose source is no estimate.

use super::{Lint, Severity};
use crate::file::parts::Source;
use crate::file::reader::{Cited, Member, Spanned, Visitor};
use innopoints_core::json::Span;
use innopoints_core::scheme::model::{Checked, Standing};

impl Visitor for Lint {
    fn text(&mut self, [zh, en]: [Option<(&str, Span)>; 2]) {
        if let Some((words, at)) = zh {
            if !words.contains(|c: char| ('\u{3400}'..='\u{9fff}').contains(&c)) {
                self.warn("language", at, "这里应是中文", "this should be Chinese", &[]);
            }
            self.printable(words, at);
        }
        if let Some((words, at)) = en {
            if !words.contains(|c: char| c.is_ascii_alphabetic()) {
                self.warn("language", at, "这里应是英文", "this should be English", &[]);
            }
            self.printable(words, at);
        }
    }

    fn words(&mut self, words: &str, at: Span) {
        self.printable(words, at);
    }

    fn source(&mut self, source: &Cited, at: Span) {
        match (source.standing, source.checked) {
            (Some(Standing::Official | Standing::Reported), None) => {
                let (zh, en) = ("没有写明如何核对：加上 checked", "does not say how it is known: add \"checked\"");
                self.warn("not_checked", at, zh, en, &[]);
            }
            (Some(Standing::Official), Some(Checked::Transcriptions(1) | Checked::Unverified)) => {
                let zh = "官方数字要读过原文，或至少两份一致的转录：standing 应为 reported";
                let en = "an official number was read in full or in two transcriptions that agree: its standing should be reported";
                self.say(Severity::Error, "official_once", at, zh, en, &[]);
            }
            (_, Some(Checked::Transcriptions(n))) if source.places < n as usize => {
                let (zh, en) = (
                    "没有写明在哪里读到：read_in 要有 {0} 处",
                    "does not say where it was read: \"read_in\" needs {0} places",
                );
                self.warn("not_read", at, zh, en, &[n.to_string().as_str().into()]);
            }
            (_, Some(Checked::Unverified)) if !source.has_note => {
                let (zh, en) = ("未核实的要在 note 里说明", "what is unverified says so in \"note\"");
                self.warn("no_note", at, zh, en, &[]);
            }
            (Some(Standing::Estimate), Some(_)) => {
                let (zh, en) = (
                    "估计没有可核对的原文：去掉 checked",
                    "an estimate has no text to be checked against: take \"checked\" out",
                );
                self.warn("estimate", at, zh, en, &[]);
            }
            _ => {}
        }
        if source.standing == Some(Standing::Estimate) && !source.has_note {
            let (zh, en) = ("估计要在 note 里写明怎样得来", "an estimate says in \"note\" how it was made");
            self.warn("no_note", at, zh, en, &[]);
        }
    }
}

impl Lint {
    /// Characters that nobody sees, some of which turn the text around them.
    fn printable(&mut self, text: &str, at: Span) {
        let hidden = |c: char| {
            c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        };
        if let Some(c) = text.chars().find(|c| hidden(*c)) {
            let code = format!("U+{:04X}", u32::from(c));
            let (zh, en) = ("含有看不见的控制字符 {0}", "has the invisible control character {0}");
            self.warn("control_character", at, zh, en, &[(&code).into()]);
        }
    }

    /// A typical value is an estimate, and its source has to say so.
    pub(super) fn typical(&mut self, part: &dyn Walked, source: Option<&Spanned<Source>>) {
        let standing = source.and_then(|source| source.get()?.standing());
        if !matches!(standing, Some(Standing::Official | Standing::Reported)) {
            return;
        }
        let mut found = Typical::default();
        part.walked(&mut found);
        for at in found.0 {
            self.say(
                Severity::Error,
                "estimate",
                at,
                "典型值是估计，而依据写的是官方或报道：standing 应为 estimate",
                "a typical value is an estimate, but its source is official or reported: its standing should be estimate",
                &[],
            );
        }
    }
}

/// What can be walked.
pub(super) trait Walked {
    fn walked(&self, visitor: &mut dyn Visitor);
}

impl<T: Member> Walked for T {
    fn walked(&self, visitor: &mut dyn Visitor) {
        self.walk(visitor);
    }
}

#[derive(Default)]
struct Typical(Vec<Span>);

impl Visitor for Typical {
    fn typical(&mut self, at: Span) {
        self.0.push(at);
    }
}
