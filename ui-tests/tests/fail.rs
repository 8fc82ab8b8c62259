//! Programs that must not compile, each with what the compiler says of it.
//!
//! A program stands in a folder of `fail/`, by what refuses it: `parse`, `graph` and `check` are phases of the macro, `types`
//! is the compiler's own check of the expansion, `start` is what happens to a pipeline outside the call, and `several` holds
//! programs with several mistakes. With `TRYBUILD=overwrite` what is said is written anew; read it before it is kept.

#[test]
fn mistaken_programs_say_what_to_write() {
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
}
