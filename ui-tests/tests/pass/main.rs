//! Programs that compile, and do what they say: each form in which a pipeline can be written, and each surrounding that
//! must not disturb it.

mod blocks;
mod bodies;
mod chains;
mod functions;
mod names;
mod no_prelude;
mod own;
mod renamed;
mod shadowed;
