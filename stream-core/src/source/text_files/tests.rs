//! What is promised of a folder, through `text_files`; time is tokio's paused one, files are real.

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

#[tokio::test(start_paused = true)]
async fn files_that_appear_are_read_once_and_those_already_there_are_not() {
    let trial = Trial::new();
    trial.write("old", "old\n");
    let mut source = trial.open(trial.files());
    assert_eq!(lines(&mut source).await, NONE);
    trial.write("a", "one\ntwo\r\nthree");
    assert_eq!(lines(&mut source).await, ["one", "two", "three"]);
    trial.write("b", "four\n");
    assert_eq!(lines(&mut source).await, ["four"]);
    assert_eq!(source.taken(), 4);
}

#[tokio::test(start_paused = true)]
async fn files_already_there_are_read_where_that_is_asked() {
    let trial = Trial::new();
    trial.write("old", "old\n");
    let mut source = trial.open(trial.files().existing(true));
    assert_eq!(lines(&mut source).await, ["old"]);
    trial.write("new", "new\n");
    assert_eq!(lines(&mut source).await, ["new"]);
}

#[tokio::test(start_paused = true)]
async fn available_now_reads_what_is_there_and_ends() {
    let trial = Trial::new();
    trial.write("a", "one\n");
    trial.write("b", "two\n");
    let mut source = trial.open_now(trial.files());
    trial.write("later", "later\n");
    assert!(source.expects_more(), "the files have to settle");
    assert_eq!(lines(&mut source).await, ["one", "two"]);
    assert_eq!(ready(&mut source).await.unwrap(), Ready::End);
    assert!(!source.expects_more());
}

#[tokio::test(start_paused = true)]
async fn available_now_ends_at_once_in_an_empty_folder() {
    let trial = Trial::new();
    let mut source = trial.open_now(trial.files());
    assert_eq!(super::super::testing::ready(&mut source), Some(Ready::End));
}

#[tokio::test(start_paused = true)]
async fn files_are_read_in_the_order_of_time_then_name() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files());
    let now = std::time::SystemTime::now();
    for (name, age) in [("a", 10), ("b", 30), ("d", 20), ("c", 20)] {
        trial.write(name, name);
        let file = fs::File::options().write(true).open(trial.path(name)).unwrap();
        file.set_modified(now - Duration::from_secs(age)).unwrap();
    }
    assert_eq!(lines(&mut source).await, ["b", "c", "d", "a"]);
}

#[tokio::test(start_paused = true)]
async fn a_file_written_before_the_settle_time_is_read_at_once() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files().settle(Duration::from_secs(30)));
    trial.write(".a", "one\n");
    let file = fs::File::options().write(true).open(trial.path(".a")).unwrap();
    file.set_modified(std::time::SystemTime::now() - Duration::from_secs(40)).unwrap();
    trial.rename(".a", "a");
    assert_eq!(lines_within(&mut source, Duration::from_secs(1)).await, ["one"]);
}

#[tokio::test(start_paused = true)]
async fn hidden_and_temporary_names_are_read_when_they_are_renamed() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files());
    for name in [".a", "_b", "c.tmp", "d~", "e.part", "f.swp", "g.crdownload"] {
        trial.write(name, name);
    }
    assert_eq!(lines(&mut source).await, NONE);
    trial.rename("c.tmp", "c");
    assert_eq!(lines(&mut source).await, ["c.tmp"]);
    assert_eq!(trial.notices(), NONE);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_being_written_is_not_read_until_it_settles() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files());
    trial.write("a", "");
    for byte in "one\ntwo\n".chars() {
        trial.append("a", &byte.to_string());
        assert_eq!(lines_within(&mut source, Duration::from_millis(800)).await, NONE);
    }
    assert_eq!(lines(&mut source).await, ["one", "two"]);
    assert_eq!((trial.notices(), trial.rejected().len()), (vec![], 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_appended_is_told_of_once_and_not_read() {
    let trial = Trial::new();
    trial.write("old", "old\n");
    let mut source = trial.open(trial.files());
    trial.write("a", "one\n");
    assert_eq!(lines(&mut source).await, ["one"]);
    for _ in 0..2 {
        trial.append("a", "two\n");
        trial.append("old", "old\n");
        assert_eq!(lines(&mut source).await, NONE);
    }
    let mut notices = trial.notices();
    notices.sort_unstable();
    assert_eq!(notices.len(), 2, "{notices:?}");
    assert!(notices[0].contains(trial.path("a").to_str().unwrap()), "{notices:?}");
    assert!(notices[1].contains(trial.path("old").to_str().unwrap()), "{notices:?}");
}

#[tokio::test(start_paused = true)]
async fn follow_reads_what_is_appended_line_by_line() {
    let trial = Trial::new();
    trial.write("old", "before\n");
    let mut source = trial.open(trial.files().follow(true));
    trial.write("a", "one\ntw");
    assert_eq!(lines(&mut source).await, ["one"]);
    trial.append("a", "o\nthree");
    assert_eq!(lines(&mut source).await, ["two"]);
    trial.append("old", "after\n");
    assert_eq!(lines(&mut source).await, ["after"]);
    trial.append("a", "\n");
    assert_eq!(lines(&mut source).await, ["three"]);
    assert_eq!(trial.notices(), NONE);
}

#[tokio::test(start_paused = true)]
async fn follow_rejects_a_long_line_once_however_it_comes() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files().follow(true).max_line(8));
    trial.write("a", "one\n");
    for _ in 0..5 {
        trial.append("a", "12345");
        lines(&mut source).await;
    }
    trial.append("a", "\ntwo\n");
    assert_eq!(lines(&mut source).await, ["two"]);
    let rejected = trial.rejected();
    assert_eq!(rejected.len(), 1, "{rejected:?}");
    assert_eq!((rejected[0].0.as_str(), rejected[0].1), ("a", 4));
}

#[tokio::test(start_paused = true)]
async fn follow_reads_a_file_that_was_cut_short_from_its_beginning() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files().follow(true));
    trial.write("a", "one\ntwo\n");
    assert_eq!(lines(&mut source).await, ["one", "two"]);
    trial.write("a", "new\n");
    assert_eq!(lines(&mut source).await, ["new"]);
    assert_eq!(trial.notices().len(), 1);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn follow_goes_on_with_a_file_that_is_rotated() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files().follow(true));
    trial.write("log", "one\n");
    assert_eq!(lines(&mut source).await, ["one"]);
    trial.append("log", "two\n");
    trial.rename("log", "log.1");
    trial.write("log", "three\n");
    let mut both = lines(&mut source).await;
    both.sort_unstable();
    assert_eq!(both, ["three", "two"]);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn follow_goes_on_with_a_file_that_is_rotated_while_it_is_read() {
    let trial = Trial::new();
    let spec = trial.files().follow(true);
    let (mut source, mut other) = (trial.open(spec.clone()), trial.open(spec));
    trial.write("log", long_text());
    assert_eq!(ready(&mut source).await.unwrap(), Ready::Records);
    let mut read: Vec<_> = source.chunk(CHUNK).map(str::to_owned).collect();
    trial.rename("log", "log.1");
    trial.write("log", "new\n");
    // Another worker looks at the folder while this one is in the file.
    let others = lines(&mut other).await;
    assert_eq!(others, ["new"]);
    read.extend(lines(&mut source).await);
    assert!(read.iter().map(String::as_str).eq(long_text().lines()));
    trial.append("log.1", "late\n");
    assert_eq!(lines(&mut source).await, ["late"]);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_file_that_is_renamed_in_the_folder_is_not_read_again() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files());
    trial.write("a", "one\n");
    assert_eq!(lines(&mut source).await, ["one"]);
    trial.rename("a", "b");
    assert_eq!(lines(&mut source).await, NONE);
    trial.write("a", "two\n");
    assert_eq!(lines(&mut source).await, ["two"]);
}

#[tokio::test(start_paused = true)]
async fn a_name_that_was_gone_can_be_used_again() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files());
    trial.write("a", "one\n");
    assert_eq!(lines(&mut source).await, ["one"]);
    fs::remove_file(trial.path("a")).unwrap();
    assert_eq!(lines(&mut source).await, NONE);
    trial.write("a", "two\n");
    assert_eq!(lines(&mut source).await, ["two"]);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_file_that_is_renamed_over_one_that_was_read_is_new() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files());
    trial.write("a", "one\n");
    assert_eq!(lines(&mut source).await, ["one"]);
    trial.write(".next", "two\n");
    trial.rename(".next", "a");
    assert_eq!(lines(&mut source).await, ["two"]);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_vanishes_before_it_is_read_is_told_of() {
    let trial = Trial::new();
    for name in ["a", "b", "c"] {
        trial.write(name, name);
    }
    let mut source = trial.open(trial.files().existing(true).settle(Duration::ZERO));
    fs::remove_file(trial.path("b")).unwrap();
    assert_eq!(lines(&mut source).await, ["a", "c"]);
    assert_eq!(trial.notices().len(), 1);
    assert!(trial.notices()[0].contains("vanished before it was read"));
}

fn long_text() -> String {
    (0..100_000).map(|i| format!("line {i}\n")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_file_that_shrinks_while_it_is_read_is_rejected_and_its_lines_are_kept() {
    let trial = Trial::new();
    trial.write("a", long_text());
    trial.write("b", "good\n");
    let mut source = trial.open(trial.files().existing(true).settle(Duration::ZERO));
    assert_eq!(ready(&mut source).await.unwrap(), Ready::Records);
    let file = fs::File::options().write(true).open(trial.path("a")).unwrap();
    file.set_len(20_000).unwrap();
    let lines = lines(&mut source).await;
    let good = lines.len() - 1;
    assert!(lines[..good].iter().zip(long_text().lines()).all(|(one, other)| one == other));
    assert!(good > 0 && good < 100_000);
    assert_eq!(lines[good], "good");
    let rejected = trial.rejected();
    assert_eq!(rejected.len(), 1, "{rejected:?}");
    assert_eq!(rejected[0].0, "a");
    assert!(rejected[0].2.contains("the file shrank from"), "{}", rejected[0].2);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_shrinks_ends_a_pipeline_that_fails_on_errors() {
    let trial = Trial::failing();
    trial.write("a", long_text());
    let mut source = trial.open(trial.files().existing(true).settle(Duration::ZERO));
    assert_eq!(ready(&mut source).await.unwrap(), Ready::Records);
    fs::File::options().write(true).open(trial.path("a")).unwrap().set_len(0).unwrap();
    let error = loop {
        match ready(&mut source).await {
            Ok(_) => source.chunk(CHUNK).for_each(drop),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Record);
    assert!(error.place().unwrap().source.ends_with('a'), "{error}");
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_file_that_is_taken_away_while_it_is_read_is_read_to_its_end() {
    let trial = Trial::new();
    trial.write("a", long_text());
    let mut source = trial.open(trial.files().existing(true).settle(Duration::ZERO));
    assert_eq!(ready(&mut source).await.unwrap(), Ready::Records);
    fs::remove_file(trial.path("a")).unwrap();
    assert_eq!(lines(&mut source).await.len(), 100_000);
    assert_eq!((trial.notices(), trial.rejected().len()), (vec![], 0));
}

#[tokio::test(start_paused = true)]
async fn lines_that_cannot_be_lent_are_rejected_with_file_and_offset() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files().max_line(10));
    trial.write("a", b"good\nb\xffad\nfine\n12345678901\nlast\n");
    assert_eq!(lines(&mut source).await, ["good", "fine", "last"]);
    let rejected = trial.rejected();
    let places: Vec<_> = rejected.iter().map(|it| (it.0.as_str(), it.1)).collect();
    assert_eq!(places, [("a", 5), ("a", 15)]);
    assert_eq!(rejected[0].3.as_deref(), Some(&b"b\xffad"[..]));
    assert_eq!(rejected[1].3.as_deref(), Some(&b"1234567890"[..]));
}

#[tokio::test(start_paused = true)]
async fn a_line_knows_its_file_and_offset() {
    let trial = Trial::new();
    trial.write("a", "one\r\ntwo\n");
    let mut source = trial.open(trial.files().existing(true));
    ready(&mut source).await.unwrap();
    let mut chunk = source.chunk(CHUNK);
    let raw = chunk.nth(1).unwrap();
    let place = chunk.place(Some(raw.as_bytes())).unwrap();
    assert_eq!((place.source.as_str(), place.offset), (trial.path("a").to_str().unwrap(), 5));
}

#[tokio::test(start_paused = true)]
async fn subfolders_are_not_looked_into() {
    let trial = Trial::new();
    fs::create_dir(trial.path("sub")).unwrap();
    let mut source = trial.open(trial.files());
    trial.write("sub/a", "one\n");
    trial.write("b", "two\n");
    assert_eq!(lines(&mut source).await, ["two"]);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn links_are_followed_and_loops_left_out() {
    use std::os::unix::fs::symlink;

    let trial = Trial::new();
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("a"), "one\n").unwrap();
    symlink(trial.path("y"), trial.path("x")).unwrap();
    symlink(trial.path("x"), trial.path("y")).unwrap();
    symlink(trial.folder.path(), trial.path("self")).unwrap();
    symlink(trial.path("nowhere"), trial.path("dangling")).unwrap();
    symlink(outside.path().join("a"), trial.path("link")).unwrap();
    let mut source = trial.open(trial.files().existing(true));
    assert_eq!(lines(&mut source).await, ["one"]);
    let notices = trial.notices();
    assert_eq!(notices.len(), 2, "one for each name of the loop, once: {notices:?}");
    fs::remove_file(trial.path("x")).unwrap();
    trial.write("x", "two\n");
    assert_eq!(lines(&mut source).await.iter().filter(|line| *line == "two").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_cannot_be_read_is_an_error_at_the_start() {
    let trial = Trial::new();
    trial.write("file", "");
    for name in ["missing", "file"] {
        let error = text_files(trial.path(name)).open(&opening(0, 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Start);
        assert!(error.to_string().contains(trial.path(name).to_str().unwrap()), "{error}");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_is_taken_away_ends_the_source() {
    let trial = Trial::new();
    let folder = trial.path("folder");
    fs::create_dir(&folder).unwrap();
    let mut source = trial.open(text_files(&folder));
    fs::remove_dir(&folder).unwrap();
    let error = ready(&mut source).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Source);
    assert!(error.to_string().contains(folder.to_str().unwrap()), "{error}");
}

#[test]
fn without_a_runtime_the_error_says_what_to_do() {
    let trial = Trial::new();
    let error = trial.files().open(&opening(0, 1)).unwrap_err();
    assert!(error.to_string().contains("use `start` or `run`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn workers_share_the_files() {
    let trial = Trial::new();
    let spec = trial.files();
    let kept = || Arc::clone(&trial.kept);
    let mut one = spec.clone().open(&opening_with(kept(), (0, 2), false)).unwrap();
    let mut two = spec.open(&opening_with(kept(), (1, 2), false)).unwrap();
    let expected: Vec<_> = (0..40).map(|i| format!("line {i:02}")).collect();
    for (i, line) in expected.iter().enumerate() {
        trial.write(&format!("file {i}"), line);
    }
    let (mut lines, others) = tokio::join!(lines(&mut one), lines(&mut two));
    lines.extend(others);
    lines.sort_unstable();
    assert_eq!(lines, expected);
}

#[tokio::test(start_paused = true)]
async fn a_wait_may_be_dropped_at_any_time() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files());
    let mut read = Vec::new();
    for i in 0..20 {
        trial.write(&format!("file {i:02}"), format!("{i}\n"));
        read.extend(lines_within(&mut source, Duration::from_millis(73)).await);
    }
    read.extend(lines(&mut source).await);
    assert_eq!(read, (0..20).map(|i| i.to_string()).collect::<Vec<_>>());
}

/// The files are links, which are made faster.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_files_are_read_once() {
    let trial = Trial::new();
    trial.write(".one", "x");
    let mut source = trial.open(trial.files().settle(Duration::ZERO).poll(Duration::from_secs(40)));
    for i in 0..100_000 {
        std::os::unix::fs::symlink(trial.path(".one"), trial.path(&i.to_string())).unwrap();
    }
    assert_eq!(lines(&mut source).await.len(), 100_000);
    trial.write("one more", "y");
    assert_eq!(lines(&mut source).await, ["y"]);
    assert_eq!(trial.notices(), NONE);
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn files_that_the_shell_copies_moves_and_appends_are_read_once() {
    let trial = Trial::new();
    let outside = TempDir::new().unwrap();
    let sh = |script: &str| {
        let status = std::process::Command::new("sh")
            .args(["-ec", script])
            .current_dir(outside.path())
            .env("DIR", trial.folder.path())
            .status()
            .unwrap();
        assert!(status.success(), "{script}");
    };
    let mut source = trial.open(trial.files());
    sh("echo one > a; cp a \"$DIR\"/a");
    assert_eq!(lines(&mut source).await, ["one"]);
    sh("echo two > b; mv b \"$DIR\"/b");
    assert_eq!(lines(&mut source).await, ["two"]);
    sh("printf 'three\\nfo' > \"$DIR\"/c; echo ur >> \"$DIR\"/c");
    assert_eq!(lines(&mut source).await, ["three", "four"]);
    sh("cp -p a \"$DIR\"/.d.part; mv \"$DIR\"/.d.part \"$DIR\"/d; mkfifo \"$DIR\"/pipe");
    assert_eq!(lines(&mut source).await, ["one"]);
    assert_eq!(trial.notices(), NONE);
    sh("echo five >> \"$DIR\"/a");
    sleep(Duration::from_secs(1)).await;
    assert_eq!(lines(&mut source).await, NONE);
    assert_eq!(trial.notices().len(), 1);
}

#[cfg(feature = "gz")]
fn gz(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A file `name` holding `whole`, then one that breaks off, then a good one.
#[cfg(any(feature = "gz", feature = "zst"))]
async fn check_packed(ending: &str, pack: impl Fn(&str) -> Vec<u8>) {
    let trial = Trial::new();
    let name = |name: &str| format!("{name}.{ending}");
    let text = long_text();
    let whole = pack(&text);
    trial.write(&name("a"), [&whole[..], &pack("and more\n")].concat());
    trial.write(&name("b"), &whole[..whole.len() / 2]);
    trial.write(&name("c"), "this is not compressed\n");
    trial.write(&name("d"), pack("last"));
    let mut source = trial.open_now(trial.files());
    let lines = lines(&mut source).await;
    assert!(lines[..100_000].iter().map(String::as_str).eq(text.lines()));
    assert_eq!(lines[100_000], "and more");
    let broken = &lines[100_001..lines.len() - 1];
    assert!(broken.iter().zip(text.lines()).all(|(one, other)| one == other));
    assert!(!broken.is_empty(), "what was good is kept");
    assert_eq!(lines.last().unwrap(), "last");
    let rejected = trial.rejected();
    let names: Vec<_> = rejected.iter().map(|it| it.0.clone()).collect();
    assert_eq!(names, [name("b"), name("c")], "{rejected:?}");
    let good = broken.iter().map(|line| line.len() as u64 + 1).sum::<u64>();
    assert_eq!(rejected[0].1, good, "the offset is that of the line that breaks off");
}

#[cfg(feature = "gz")]
#[tokio::test(start_paused = true)]
async fn gz_is_uncompressed_and_its_errors_name_the_file() {
    check_packed("gz", gz).await;
}

#[cfg(feature = "zst")]
#[tokio::test(start_paused = true)]
async fn zst_is_uncompressed_and_its_errors_name_the_file() {
    check_packed("zst", |text| zstd::encode_all(text.as_bytes(), 1).unwrap()).await;
}

#[cfg(feature = "gz")]
#[tokio::test(start_paused = true)]
async fn compressed_files_are_not_followed() {
    let trial = Trial::new();
    let mut source = trial.open(trial.files().follow(true));
    trial.write("a.gz", gz("one"));
    assert_eq!(lines(&mut source).await, ["one"]);
    trial.write("a.gz", gz("one, two"));
    assert_eq!(lines(&mut source).await, NONE);
    assert_eq!(trial.notices().len(), 1);
}

#[cfg(not(feature = "gz"))]
#[tokio::test(start_paused = true)]
async fn without_the_feature_the_error_names_it() {
    let trial = Trial::new();
    trial.write("a.gz", [0x1f, 0x8b]);
    trial.write("b", "good");
    let mut source = trial.open_now(trial.files());
    assert_eq!(lines(&mut source).await, ["good"]);
    let rejected = trial.rejected();
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0].2.contains("enable feature `gz`"), "{rejected:?}");
}
