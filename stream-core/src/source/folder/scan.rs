//! The scan of a folder: lists it again and again, a step at a time.
//!
//! A step takes at most [`STEP`] names, so that a large folder does not hold up the worker that
//! looks. New files are handed out when the listing is complete, in the order of their time of
//! change, and of their names where that is equal.

use std::ffi::OsStr;
use std::fs::{self, DirEntry, ReadDir};
use std::io;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use super::known::Known;
use super::stat::Stat;
use super::{Rule, is_skipped};
use crate::error::{Error, ErrorKind};

/// Names looked at between two chances for other work.
const STEP: usize = 1024;

/// Where there are many files, each that has been read is looked at in one of so many listings.
const REST: u64 = 64;

/// The least time between two listings, in multiples of the time that one takes.
const PAUSE: u32 = 10;

/// The state of a folder, shared by the workers.
#[derive(Debug)]
pub(super) struct Scan {
    path: PathBuf,
    poll: Duration,
    pub(super) known: Known,
    /// The listing at hand, with the instant at which it began.
    listing: Option<(ReadDir, Instant)>,
    /// Counts listings.
    round: u64,
    /// When the next listing is due.
    pub(super) next: Instant,
}

impl Scan {
    /// Looks at the folder for the first time.
    pub(super) fn start(rule: &Rule, available_now: bool, now: Instant) -> Result<Self, Error> {
        let path = rule.path.clone();
        let listing = fs::read_dir(&path).map_err(|error| {
            let text = format!("folder `{}` cannot be read: it must be there at the start", path.display());
            Error::new(ErrorKind::Start, text).caused_by(error)
        })?;
        let poll = rule.poll.max(Duration::from_millis(1));
        let known = Known::new(rule.clone(), available_now);
        let mut scan = Scan { path, poll, known, listing: Some((listing, now)), round: 0, next: now };
        while scan.step(now)? {}
        Ok(scan)
    }

    /// Goes on with looking at the folder, if that is due at `now`; gives whether there is more to
    /// look at now.
    pub(super) fn step(&mut self, now: Instant) -> Result<bool, Error> {
        let (mut entries, began) = match self.listing.take() {
            Some(listing) => listing,
            None if now < self.next => return Ok(false),
            None => (fs::read_dir(&self.path).map_err(|error| self.lost(error))?, now),
        };
        for _ in 0..STEP {
            let Some(entry) = entries.next() else {
                self.complete(now, began);
                return Ok(false);
            };
            self.see(&entry.map_err(|error| self.lost(error))?, now)?;
        }
        self.listing = Some((entries, began));
        Ok(true)
    }

    fn complete(&mut self, now: Instant, began: Instant) {
        self.known.end_listing(now, SystemTime::now());
        self.round += 1;
        self.next = now + self.poll.max(PAUSE * now.duration_since(began));
    }

    fn lost(&self, error: io::Error) -> Error {
        let text = format!("folder `{}` can no longer be read", self.path.display());
        Error::new(ErrorKind::Source, text).caused_by(error)
    }

    /// Takes note of one entry of the folder.
    fn see(&mut self, entry: &DirEntry, now: Instant) -> Result<(), Error> {
        let name = entry.file_name();
        let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_dir || is_skipped(&name) || !self.known.come_across(&name, self.rests(&name)) {
            return Ok(());
        }
        match fs::metadata(entry.path()) {
            Ok(file) if file.is_file() => self.known.see(name, Stat::of(&file), now),
            Ok(_) => Ok(()),
            // It has just vanished, or is a link to nothing.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => {
                self.known.see_unreadable(name, &error);
                Ok(())
            }
        }
    }

    /// Whether a file that has been read is left alone by this listing.
    fn rests(&self, name: &OsStr) -> bool {
        let spread = || name.as_encoded_bytes().iter().map(|byte| u64::from(*byte)).sum::<u64>();
        self.known.len() > STEP && !(spread() + self.round).is_multiple_of(REST)
    }
}
