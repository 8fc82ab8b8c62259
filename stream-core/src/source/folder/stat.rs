//! What a folder tells of a file without opening it.

use std::fs::Metadata;
use std::time::SystemTime;

/// A file's size and time, and what tells it from another of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stat {
    /// In bytes.
    pub(super) size: u64,
    pub(super) modified: SystemTime,
    pub(super) identity: Option<Identity>,
}

/// What stays the same when a file is renamed or written, and is another file's own; known where
/// the file system tells both parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    number: u64,
    created: SystemTime,
}

impl Stat {
    /// Of a file that nothing is told of.
    pub(super) const NONE: Stat = Stat { size: 0, modified: SystemTime::UNIX_EPOCH, identity: None };

    pub(super) fn of(file: &Metadata) -> Self {
        let modified = file.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        Stat { size: file.len(), modified, identity: identity(file) }
    }

    /// Whether `later` is certainly of another file.
    pub(super) fn is_other_file(&self, later: &Stat) -> bool {
        matches!((self.identity, later.identity), (Some(one), Some(other)) if one != other)
    }

    /// Whether nothing was written in between.
    pub(super) fn is_unchanged(&self, later: &Stat) -> bool {
        (self.size, self.modified) == (later.size, later.modified)
    }
}

#[cfg(unix)]
fn identity(file: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;

    file.created().ok().map(|created| Identity { number: file.ino(), created })
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<Identity> {
    None
}
