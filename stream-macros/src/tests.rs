//! The front end through one door: tokens in, the graph or the errors out.

mod door;

mod graphs;
mod messages;
