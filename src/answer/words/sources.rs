//! How well founded a number is, in words: whose it is, and how that is known.

use innopoints_core::problem::Text;
use innopoints_core::scheme::model::{Checked, Source, Standing};

/// Whose number it is: “官方”.
pub fn standing(standing: Standing) -> Text {
    let (zh, en) = match standing {
        Standing::Official => ("官方", "official"),
        Standing::Reported => ("报道", "reported"),
        Standing::Estimate => ("估计", "estimate"),
    };
    Text::say(zh, en, &[])
}

/// Whose number it is, and how that is known: “官方 · 原文”, “报道 · 1 份转录”; of what was read nowhere, that.
pub fn basis(source: &Source) -> Text {
    let known = match source.checked {
        None => return standing(source.standing),
        Some(Checked::Unverified) => return Text::say("未核实", "unverified", &[]),
        Some(Checked::FullText) => Text::say("原文", "full text", &[]),
        Some(Checked::Transcriptions(1)) => Text::say("1 份转录", "one transcription", &[]),
        Some(Checked::Transcriptions(n)) => {
            Text::say("{0} 份转录一致", "{0} transcriptions agree", &[n.to_string().as_str().into()])
        }
    };
    Text::say("{0} · {1}", "{0} · {1}", &[(&standing(source.standing)).into(), (&known).into()])
}
