//! Texts in the encodings that spreadsheets and exports write: UTF-8, UTF-16, GBK, Big5.

use super::output::visible;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use innopoints::table::{Headings, names};

/// A text that was decoded.
pub struct Decoded {
    pub text: String,
    encoding: &'static Encoding,
    /// Whether some bytes are of no character; they have become `\u{fffd}`.
    pub is_broken: bool,
}

impl Decoded {
    fn by(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
        let (text, encoding, is_broken) = encoding.decode(bytes);
        Decoded { text: text.into_owned(), encoding, is_broken }
    }

    /// Tells which encoding a file was read by, where it is not UTF-8.
    pub fn tell(&self, name: &str) {
        if self.encoding != UTF_8 {
            eprintln!("{}: 按 {1} 读取 / read as {1}", visible(name), self.encoding.name());
        }
    }
}

/// How much of a text is decoded to find out its encoding.
const LOOKED_AT: usize = 20_000;

/// Decodes a text: by its byte order mark; as UTF-8 where it is; else by the encoding with which its first lines name most columns.
pub fn decode(bytes: Vec<u8>, headings: &Headings) -> Decoded {
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        return Decoded::by(encoding, &bytes);
    }
    // Of UTF-16 without a mark every other byte of Latin text is 0.
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    if (zeros(0) + zeros(1)) * 8 > bytes.len() {
        return Decoded::by(if zeros(1) >= zeros(0) { UTF_16LE } else { UTF_16BE }, &bytes);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, encoding: UTF_8, is_broken: false },
        Err(error) => error.into_bytes(),
    };
    let start = &bytes[..bytes.len().min(LOOKED_AT)];
    let named = |encoding: &'static Encoding| names(&Decoded::by(encoding, start).text, headings);
    let mut best = (GB18030, named(GB18030));
    for encoding in [UTF_8, BIG5] {
        let found = named(encoding);
        if found > best.1 {
            best = (encoding, found);
        }
    }
    Decoded::by(best.0, &bytes)
}
