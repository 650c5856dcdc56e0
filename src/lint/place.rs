//! Where a JSON pointer points in the text.

/// Line and column, from 1, of the value at `pointer` in valid JSON; `inside` counts characters of text from 1, 0 means
/// the value itself.
pub(super) fn find(text: &str, pointer: &str, inside: u32) -> Option<(u32, u32)> {
    let mut reader = Reader { text, at: text.len() - text.trim_start_matches('\u{feff}').len() };
    reader.space();
    for step in pointer.split('/').skip(1) {
        reader.enter(&step.replace("~1", "/").replace("~0", "~"))?;
    }
    if inside > 0 && reader.peek() == Some(b'"') {
        reader.at += 1;
        for _ in 1..inside {
            reader.character()?;
        }
    }
    let before = text.get(..reader.at)?;
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    Some((u32::try_from(line).ok()?, u32::try_from(column).ok()?))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n' | b',' | b':')) {
            self.at += 1;
        }
    }

    /// Goes to the member or item of this name.
    fn enter(&mut self, step: &str) -> Option<()> {
        let object = match self.peek()? {
            b'{' => true,
            b'[' => false,
            _ => return None,
        };
        self.at += 1;
        let mut index = 0;
        loop {
            self.space();
            if matches!(self.peek()?, b'}' | b']') {
                return None;
            }
            let found = if object {
                let key = self.string()?;
                self.space();
                key == step
            } else {
                index += 1;
                step.parse() == Ok(index - 1)
            };
            if found {
                return Some(());
            }
            self.value()?;
        }
    }

    /// Steps over a value.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0;
        loop {
            self.space();
            match self.peek()? {
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b'"' => {
                    self.string()?;
                }
                _ => {
                    while !matches!(self.peek(), None | Some(b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n')) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        self.at += 1;
        let mut out = String::new();
        while self.peek()? != b'"' {
            out.push(self.character()?);
        }
        self.at += 1;
        Some(out)
    }

    /// One character of a string, escapes read; keys of ours need no surrogate pairs.
    fn character(&mut self) -> Option<char> {
        let mut rest = self.text.get(self.at..)?.chars();
        let c = rest.next()?;
        self.at += c.len_utf8();
        if c != '\\' {
            return Some(c);
        }
        let c = rest.next()?;
        self.at += c.len_utf8();
        match c {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'u' => {
                let code = u32::from_str_radix(self.text.get(self.at..self.at + 4)?, 16).ok()?;
                self.at += 4;
                Some(char::from_u32(code).unwrap_or('\u{fffd}'))
            }
            c => Some(c),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn places() {
        let text = "{\"a\": [1, {\"b~/\\n\": \"x \\\"y\\\" z\"}],\n \"企\": {\"c\": [], \"d\": 2}}";
        let find = |pointer, inside| super::find(text, pointer, inside);
        assert_eq!(find("", 0), Some((1, 1)));
        assert_eq!(find("/a/0", 0), Some((1, 8)));
        assert_eq!(find("/a/1/b~0~1\n", 0), Some((1, 21)));
        assert_eq!(find("/a/1/b~0~1\n", 4), Some((1, 26)));
        assert_eq!(find("/企/d", 0), Some((2, 22)));
        assert_eq!(find("/a/2", 0), None);
        assert_eq!(find("/企/d/e", 0), None);
    }
}
