//! Packed schemes come back as they were, with or without sources, and nothing that was altered does.

use innopoints::{Date, Enterprise, Scheme, shipped};

#[test]
fn every_shipped_scheme_comes_back_as_it_was() {
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, None).unwrap();
        let packed = scheme.pack().concat();
        let back = Scheme::unpack(&packed).unwrap_or_else(|| panic!("{id} does not unpack"));
        assert_eq!(back.pack().concat(), packed, "{id}");
    }
}

#[test]
fn what_was_altered_is_refused() {
    let packed = Scheme::parse(shipped::SCHEMES[0].1, None).unwrap().pack().concat();
    assert!(Scheme::unpack("").is_none());
    assert!(Scheme::unpack("\n").is_none());
    assert!(Scheme::unpack(&format!("{packed}more\n")).is_none());
    let lines: Vec<&str> = packed.lines().collect();
    for at in 0..lines.len() {
        let mut altered = lines.clone();
        altered[at] = if altered[at] == "7" { "8" } else { "7" };
        assert!(Scheme::unpack(&(altered.join("\n") + "\n")).is_none(), "line {at}");
    }
}

#[test]
fn the_first_section_scores_without_sources_and_none_goes_with_another() {
    let day = Date::parse("2026-11-01").unwrap();
    let company = Enterprise::parse("{}", None).unwrap();
    let mut before = String::new();
    for (id, text) in shipped::SCHEMES {
        let scheme = Scheme::parse(text, None).unwrap();
        let [numbers, sources] = scheme.pack();
        let bare = Scheme::unpack(&numbers).unwrap_or_else(|| panic!("{id} needs its sources"));
        let company = scheme.takes(&company, day).unwrap();
        let answers = [&scheme, &bare].map(|s| format!("{:?}", innopoints_core::score::score(s, &company, day, &[])));
        assert_eq!(answers[0], answers[1], "{id}");
        assert!(bare.groups.iter().all(|group| group.source.document.is_empty()), "{id}");
        assert!(Scheme::unpack(&sources).is_none(), "{id}");
        assert!(Scheme::unpack(&[&*numbers, &*before].concat()).is_none() || before.is_empty(), "{id}");
        before = sources;
    }
}
