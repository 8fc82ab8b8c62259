//! Files that vanish, shrink or hold what is no line; links, folders, workers and the shell.

use super::*;

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
