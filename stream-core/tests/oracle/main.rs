//! The oracle of the tests of windows, joins and lasting state, held against examples that are worked out by hand.

mod examples;
#[path = "mod.rs"]
mod oracle;
mod silence;
