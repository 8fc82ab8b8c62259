//! Programs that use the language: those in `fail/` must not compile, those in `tests/pass/` must.
