//! Packed schemes come back as they were, and nothing that was altered does.

use innopoints::{Scheme, shipped};

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
