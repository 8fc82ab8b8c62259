//! Which files are read, and when.

use super::*;

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
    assert_eq!(super::super::super::testing::ready(&mut source), Some(Ready::End));
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
