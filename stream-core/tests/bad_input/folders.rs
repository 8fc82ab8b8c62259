//! Folders and files that are missing, forbidden, or change under the reader.

use std::fs;
use std::path::Path;

use stream_core::sink::Collected;
use stream_core::{Error, ErrorKind, OnError, Trigger, stream};
use tempfile::TempDir;

use crate::peers::letters;

fn started(folder: &Path) -> Result<(), Error> {
    stream!(text_files(folder).for_each(|_| ())).trigger(Trigger::available_now()).run()
}

fn refused(folder: &Path) {
    let error = started(folder).expect_err("the folder cannot be read");
    assert_eq!(error.kind(), ErrorKind::Start, "{error}");
    assert!(error.to_string().contains(&format!("`{}`", folder.display())), "{error}");
    assert_eq!(error.operator().unwrap().name, "text_files");
    let binary = stream!(binary_records(folder, 4).for_each(|_| ())).run().expect_err("nor for blocks");
    assert_eq!((binary.kind(), binary.operator().unwrap().name), (ErrorKind::Start, "binary_records"));
}

#[test]
fn a_folder_that_is_missing_or_a_file_is_refused_at_the_start() {
    let folder = TempDir::new().unwrap();
    refused(&folder.path().join("none"));
    fs::write(folder.path().join("file"), "text").unwrap();
    refused(&folder.path().join("file"));
}

#[cfg(unix)]
mod forbidden {
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    use super::*;

    const FOLDER: &str = "STREAM_TEST_FORBIDDEN";
    const TEST: &str = "folders::forbidden::a_folder_that_cannot_be_read_is_refused_at_the_start";

    fn skip(why: &str) {
        let text = format!("SKIPPED: a folder that cannot be read: {why}\n");
        std::io::stderr().write_all(text.as_bytes()).unwrap();
    }

    /// Root reads everything: as root, the test is run again by `nobody`.
    #[test]
    fn a_folder_that_cannot_be_read_is_refused_at_the_start() {
        if let Some(folder) = std::env::var_os(FOLDER) {
            return refused(Path::new(&folder));
        }
        let folder = TempDir::new().unwrap();
        let closed = folder.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read_dir(&closed).is_err() {
            return refused(&closed);
        }
        let program = folder.path().join("test");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let mut child = Command::new("setpriv");
        child.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program);
        child.args([TEST, "--exact", "--nocapture"]).env(FOLDER, &closed).current_dir("/");
        match child.output() {
            Err(error) => skip(&format!("this is root, and there is no `setpriv`: {error}")),
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout);
                assert!(output.status.success() && said.contains("1 passed"), "{output:?}");
            }
        }
    }
}

#[test]
fn a_file_that_vanishes_before_its_turn_is_left_out() {
    let folder = TempDir::new().unwrap();
    let (first, second) = (folder.path().join("a"), folder.path().join("b"));
    fs::write(&first, "one\ntwo\n").unwrap();
    fs::write(&second, "three\n").unwrap();
    let kept = Collected::new();
    let pipeline = stream!(
        text_files(folder.path(), settle = 0s)
            .inspect(|_| drop(fs::remove_file(&second)))
            .map(|line| line.to_owned())
            .collect(&kept)
    );
    pipeline.trigger(Trigger::available_now()).run().unwrap();
    assert_eq!(kept.take(), ["one", "two"]);
}

/// A file of which a reader needs many reads, in a folder of its own.
fn long() -> (TempDir, std::path::PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("long");
    fs::write(&file, "0123456789abcde\n".repeat(50_000)).unwrap();
    (folder, file)
}

#[test]
fn a_file_that_is_deleted_while_it_is_read_is_read_to_its_end() {
    let (folder, file) = long();
    let kept = Collected::new();
    let pipeline = stream!(
        text_files(folder.path(), settle = 0s)
            .inspect(|_| drop(fs::remove_file(&file)))
            .count()
            .collect(&kept)
    );
    pipeline.trigger(Trigger::available_now()).run().unwrap();
    assert_eq!(kept.take().iter().sum::<u64>(), 50_000);
}

#[test]
fn a_file_that_shrinks_while_it_is_read_goes_by_the_policy_and_its_good_lines_stay() {
    for skips in [false, true] {
        let (folder, file) = long();
        let kept = Collected::new();
        let shrink = || fs::File::options().write(true).open(&file).unwrap().set_len(10).unwrap();
        let pipeline = stream!(
            text_files(folder.path(), settle = 0s)
                .inspect(|_| shrink())
                .map(|line| line.len())
                .collect(&kept)
        );
        let on_error = if skips { OnError::skip() } else { OnError::fail() };
        let ended = pipeline.trigger(Trigger::available_now()).on_error(on_error).run();
        let lines = kept.take();
        assert!(lines.len() >= 1024 && lines.len() < 50_000, "{} lines", lines.len());
        assert!(lines.iter().all(|length| *length == 15));
        if skips {
            ended.unwrap();
            continue;
        }
        let error = ended.expect_err("the file shrank");
        assert_eq!((error.kind(), error.operator().unwrap().name), (ErrorKind::Record, "text_files"));
        assert_eq!(error.place().unwrap().source, file.to_str().unwrap());
    }
}

#[test]
fn lines_that_cannot_be_read_name_file_and_offset() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a"), b"one\ntw\xffo\n0123456789\nthree\n").unwrap();
    let pipeline = || {
        let kept = Collected::new();
        let pipeline = stream!(
            text_files(folder.path(), settle = 0s, max_line = 8).map(|line| line.to_owned()).collect(&kept)
        );
        (pipeline.trigger(Trigger::available_now()), kept)
    };
    let (failing, kept) = pipeline();
    let error = failing.run().expect_err("a line is not UTF-8");
    let (text, file) = (error.to_string(), folder.path().join("a"));
    assert!(text.contains("not UTF-8") && text.contains("in `text_files`"), "{text}");
    assert!(text.ends_with(&format!("at {}, offset 4", file.display())), "{text}");
    assert_eq!(kept.take(), ["one"]);

    let ((on_error, letters), (burying, kept)) = (letters(), pipeline());
    burying.on_error(on_error).run().unwrap();
    assert_eq!(kept.take(), ["one", "three"]);
    let letters = letters.lock().unwrap();
    let raws: Vec<_> = letters.iter().map(|letter| letter.raw.as_deref().unwrap()).collect();
    assert_eq!(raws, [&b"tw\xffo"[..], b"01234567"], "of a line over the limit, as much as the limit");
}

#[test]
fn a_binary_tail_names_file_and_offset_and_the_whole_records_stay() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a"), b"abcdefgh12").unwrap();
    let pipeline = || {
        let kept = Collected::new();
        let pipeline =
            stream!(binary_records(folder.path(), 4, settle = 0s).map(|block| block.to_vec()).collect(&kept));
        (pipeline.trigger(Trigger::available_now()), kept)
    };
    let (failing, kept) = pipeline();
    let error = failing.run().expect_err("a tail of 2 bytes");
    assert_eq!(error.place().unwrap().offset, 8);
    assert_eq!(kept.take(), [b"abcd", b"efgh"]);
    let ((on_error, letters), (burying, kept)) = (letters(), pipeline());
    burying.on_error(on_error).run().unwrap();
    assert_eq!(kept.take(), [b"abcd", b"efgh"]);
    assert_eq!(letters.lock().unwrap()[0].raw.as_deref(), Some(&b"12"[..]));
}
