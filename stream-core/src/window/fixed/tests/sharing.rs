//! Several workers against one.
