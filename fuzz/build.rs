//! Tells the sources of stream-macros that they are built as a library.

fn main() {
    println!("cargo::rustc-cfg=linkable");
}
