//! What is promised of a folder, through `text_files`; time is tokio's paused one, files are real.

mod changing;
mod packed;
mod reading;
mod trouble;

use std::fs::{self, OpenOptions};
use std::future::poll_fn;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use super::super::testing::{Kept, opening, opening_with};
use super::super::{CHUNK, Chunk as _};
use super::*;
use crate::error::ErrorKind;

/// A folder, what is reported, and a source that reads it.
struct Trial {
    folder: TempDir,
    kept: Arc<Kept>,
}

impl Trial {
    fn new() -> Self {
        Trial { folder: TempDir::new().unwrap(), kept: Arc::default() }
    }

    fn failing() -> Self {
        let kept = Kept { fail: true, ..Kept::default() };
        Trial { folder: TempDir::new().unwrap(), kept: Arc::new(kept) }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    fn append(&self, name: &str, text: &str) {
        let mut file = OpenOptions::new().append(true).open(self.path(name)).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    fn files(&self) -> TextFiles {
        text_files(self.folder.path())
    }

    fn open(&self, files: TextFiles) -> TextFilesSource {
        files.open(&opening_with(Arc::clone(&self.kept), (0, 1), false)).unwrap()
    }

    fn open_now(&self, files: TextFiles) -> TextFilesSource {
        files.open(&opening_with(Arc::clone(&self.kept), (0, 1), true)).unwrap()
    }

    fn notices(&self) -> Vec<String> {
        self.kept.notices.lock().unwrap().clone()
    }

    /// Each rejected line: where it stands, why, and its bytes.
    fn rejected(&self) -> Vec<(String, u64, String, Option<Vec<u8>>)> {
        let rejected = self.kept.rejected.lock().unwrap();
        rejected
            .iter()
            .map(|it| {
                let place = it.place.clone().unwrap();
                let name = Path::new(&place.source).file_name().unwrap();
                let name = name.to_str().unwrap().to_owned();
                (name, place.offset, it.reason.clone(), it.raw.clone())
            })
            .collect()
    }
}

async fn ready(source: &mut TextFilesSource) -> Result<Ready, Error> {
    poll_fn(|cx| source.poll_ready(cx)).await
}

/// The lines that come until the source ends or is silent for a minute.
async fn lines(source: &mut TextFilesSource) -> Vec<String> {
    let mut lines = Vec::new();
    while let Ok(Ok(Ready::Records)) = timeout(Duration::from_secs(60), ready(source)).await {
        lines.extend(source.chunk(CHUNK).map(str::to_owned));
    }
    lines
}

/// The lines that come within `time`.
async fn lines_within(source: &mut TextFilesSource, time: Duration) -> Vec<String> {
    let mut lines = Vec::new();
    let deadline = tokio::time::Instant::now() + time;
    while let Ok(Ok(Ready::Records)) = tokio::time::timeout_at(deadline, ready(source)).await {
        lines.extend(source.chunk(CHUNK).map(str::to_owned));
    }
    lines
}

const NONE: [&str; 0] = [];

/// More than a buffer of lines.
fn long_text() -> String {
    (0..100_000).map(|i| format!("line {i}\n")).collect()
}
