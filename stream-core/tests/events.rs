//! The events of a pipeline, as a `tracing` subscriber of the program sees them.
#![cfg(feature = "runtime")]

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use stream_core::{Collected, OnError, stream};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps the fields of each event in a line, after its level.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("stream_core")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().expect("no panic").push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn each_batch_is_an_event_with_what_it_did() {
    let (lines, seen) = (Lines::default(), Collected::new());
    let pipeline =
        stream!(queue([vec!["1", "x", "3"], vec![]]).parse::<u32>().filter(|n| *n > 1).collect(&seen));
    let pipeline = pipeline.name("numbers").on_error(OnError::skip());
    tracing::subscriber::with_default(lines.clone(), || pipeline.run().expect("it ends"));
    let lines = lines.0.lock().expect("no panic");
    let expected = [
        "DEBUG message=batch ended pipeline=\"numbers\" batch=0 records_in=3 records_out=1 rejected=1 ",
        "DEBUG message=batch ended pipeline=\"numbers\" batch=1 records_in=0 records_out=0 rejected=0 ",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, begins) in lines.iter().zip(expected) {
        assert!(line.starts_with(begins), "{line}");
        assert!(line.contains(" duration=") && line.contains(" behind="), "{line}");
    }
}
