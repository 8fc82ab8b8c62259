//! Notices reach somebody: stderr where the program has no `tracing` subscriber, else the subscriber. A process of its own
//! for each, because the subscriber is the process's.

use std::process::Command;

use stream_core::{Trigger, stream};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::peer::{refusing, serve};

const CHILD: &str = "STREAM_TEST_NOTICES";

/// Runs a pipeline without a listener until its retries are used up.
fn give_up() {
    let (_socket, address) = refusing();
    let pipeline = stream!(socket_text(address, max_retries = 2, max_backoff = 1ms).for_each(|_| ()));
    pipeline.name("counts").run().expect_err("nobody listens");
}

/// Runs the test once more in a process of its own and gives what it said on stdout and stderr.
fn child(test: &str) -> (String, String) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([test, "--exact", "--nocapture"]).env(CHILD, "1");
    let output = child.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (said, warned) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}\n{warned}");
    (said, warned)
}

#[test]
fn without_a_subscriber_they_go_to_stderr() {
    if std::env::var_os(CHILD).is_some() {
        return give_up();
    }
    let (_, warned) = child("notices::without_a_subscriber_they_go_to_stderr");
    let notices: Vec<_> = warned.lines().filter(|line| line.contains("connecting again in 1ms")).collect();
    assert_eq!(notices.len(), 2, "{warned}");
    assert!(
        notices[0].starts_with("counts: `socket_text` (stream-core/tests/bad_input/notices.rs:"),
        "{warned}"
    );
    assert!(notices[0].contains("refused"), "{warned}");
}

#[test]
fn what_is_skipped_is_told_with_its_place() {
    if std::env::var_os(CHILD).is_some() {
        let address = serve(vec!["one\ntw\nlong line\n"]);
        let pipeline = stream!(socket_text(address, max_line = 5).for_each(|_| ()));
        return pipeline.trigger(Trigger::available_now()).run().unwrap();
    }
    let (_, warned) = child("notices::what_is_skipped_is_told_with_its_place");
    let skipped = warned.lines().find(|line| line.contains("a record is skipped")).expect("it is told");
    assert!(skipped.contains("a line of 9 bytes is over the limit of 5, at 127.0.0.1:"), "{warned}");
    assert!(skipped.ends_with(", offset 7"), "{warned}");
}

/// Prints the events.
struct Printing;

impl Subscriber for Printing {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if *event.metadata().level() == Level::WARN {
            println!("EVENT {event:?}");
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn with_a_subscriber_they_are_events() {
    if std::env::var_os(CHILD).is_some() {
        tracing::subscriber::set_global_default(Printing).unwrap();
        return give_up();
    }
    let (said, warned) = child("notices::with_a_subscriber_they_are_events");
    let events: Vec<_> = said.lines().filter(|line| line.starts_with("EVENT")).collect();
    assert_eq!(events.len(), 2, "{said}");
    for part in ["connecting again in 1ms", "counts", "socket_text"] {
        assert!(events[0].contains(part), "{said}");
    }
    assert!(!warned.contains("connecting again"), "{warned}");
}
