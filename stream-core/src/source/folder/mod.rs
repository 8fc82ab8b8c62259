//! Folders whose files are read: every file that appears is found once, when it is whole, and is
//! read once, by one worker.
//!
//! [`known`] remembers the files, [`scan`] lists the folder, [`reader`] is one worker's end of it,
//! and [`input`] opens a file. Logic takes `now` as an argument; only [`reader`] waits.

mod input;
mod known;
mod reader;
mod scan;
mod stat;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(super) use input::Input;
use input::{Task, is_packed};
pub(super) use reader::FolderReader;

/// Files that a folder may hold while it is read: their names are remembered, so that each is read
/// once. One more ends the pipeline with an error of kind [`Bound`](crate::ErrorKind::Bound); files
/// that have been read and taken away are forgotten.
pub const MAX_FILES: usize = 1_000_000;

/// What is said about a folder, and the scan that all workers share.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) rule: Rule,
    shared: Arc<Mutex<Option<scan::Scan>>>,
}

/// Which files of a folder are read, and when.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) path: PathBuf,
    /// Files that are there at the start are read too.
    pub(super) existing: bool,
    /// What is appended to a file is read too.
    pub(super) follow: bool,
    /// How long a file has to be left alone before it is whole.
    pub(super) settle: Duration,
    /// How long to wait between two looks at the folder.
    pub(super) poll: Duration,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        let (settle, poll) = (Duration::from_secs(1), Duration::from_millis(100));
        let rule = Rule { path, existing: false, follow: false, settle, poll };
        Folder { rule, shared: Arc::default() }
    }
}

/// Names that are not read: hidden, or by custom those of files that are still being written.
fn is_skipped(name: &OsStr) -> bool {
    const TEMPORARY: [&str; 5] = ["~", ".tmp", ".part", ".swp", ".crdownload"];
    let name = name.as_encoded_bytes();
    name.starts_with(b".")
        || name.starts_with(b"_")
        || TEMPORARY.iter().any(|end| name.ends_with(end.as_bytes()))
}

/// The settings that all sources of files have; `$name` has a field `folder`.
macro_rules! folder_settings {
    ($name:ident $(<$parameter:ident>)?) => {
        impl$(<$parameter>)? $name$(<$parameter>)? {
            /// Reads the files that are in the folder at the start too (default: `false`). Under
            /// `Trigger::available_now` they are read in any case.
            #[must_use]
            pub fn existing(mut self, existing: bool) -> Self {
                self.folder.rule.existing = existing;
                self
            }

            /// How long a file's size and time must stay the same before it is read (default: 1 s).
            /// A file that was last written longer ago, such as one that is renamed into the
            /// folder, is read at once. Zero reads each file as soon as it is seen: for folders
            /// into which files are only renamed.
            #[must_use]
            pub fn settle(mut self, settle: std::time::Duration) -> Self {
                self.folder.rule.settle = settle;
                self
            }

            /// How long to wait between two looks at the folder (default: 100 ms, at least 1 ms). A
            /// folder that takes long to list is looked at less often, so that looking takes at
            /// most about a tenth of a worker's time.
            #[must_use]
            pub fn poll(mut self, poll: std::time::Duration) -> Self {
                self.folder.rule.poll = poll;
                self
            }
        }
    };
}
pub(super) use folder_settings;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_and_temporary_names_are_skipped() {
        for name in [".a", "_SUCCESS", "a~", "a.tmp", "a.txt.part", ".a.swp", "a.crdownload"] {
            assert!(is_skipped(OsStr::new(name)), "{name}");
        }
        for name in ["a", "a_", "tmp", "a.tmp.txt", "part-0001", "~a"] {
            assert!(!is_skipped(OsStr::new(name)), "{name}");
        }
    }
}
