//! The front end through one door: tokens in, the graph or the errors out.

mod cases;
mod door;
mod editor;
mod expansions;

mod graphs;
mod page;
mod soup;
mod stand_in;
mod table;
mod walk;
