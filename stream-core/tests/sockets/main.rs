//! Socket sources against real sockets on the loopback interface, and against netcat.

#![cfg(feature = "runtime")]

mod harness;
mod lifecycle;
mod netcat;
mod raw;
mod text;
