//! Lists the files of `schemes/`, so that a scheme is added by adding a file and no code.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    println!("cargo:rerun-if-changed=schemes");
    let mut files: Vec<_> = fs::read_dir(Path::new(&root).join("schemes"))?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    let mut list = String::from("[");
    for path in &files {
        let id = path.file_stem().unwrap_or_default().to_string_lossy();
        list += &format!("({id:?}, include_str!({:?})),", path.display().to_string());
    }
    fs::write(Path::new(&out).join("schemes.rs"), list + "]")
}
