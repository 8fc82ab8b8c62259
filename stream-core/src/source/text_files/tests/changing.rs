//! Files that are appended to, renamed, rotated or replaced.

use super::*;

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
