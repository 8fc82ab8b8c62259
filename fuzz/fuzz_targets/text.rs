//! `stream!` on any text.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    stream_macros::walk(text);
});
