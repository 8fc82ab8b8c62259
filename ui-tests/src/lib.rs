//! Placeholder while the package is being filled.
