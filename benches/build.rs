//! Writes the chains of 10, 50 and 200 operators, each as a pipeline and as the loop that one would write by hand.

use std::path::Path;

#[path = "src/rows/chain_text.rs"]
mod chain_text;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/rows/chain_text.rs");
    let code: String = chain_text::LENGTHS.into_iter().map(chain_text::functions).collect();
    let out = std::env::var_os("OUT_DIR").expect("cargo names a folder");
    std::fs::write(Path::new(&out).join("chains.rs"), code).expect("the chains can be written");
}
