//! What is held for a key of `stateful`.

use std::collections::BTreeSet;

use crate::time::Timestamp;

/// What can be the state of a key of `stateful`: what a key begins with is its default.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the state of a key",
    label = "what the state of a new key is, is not known",
    note = "derive or implement `Default` for it, or keep an `Option<{Self}>`"
)]
pub trait State: Default {}

#[diagnostic::do_not_recommend]
impl<S: Default> State for S {}

/// By which clock a timer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Domain {
    /// The watermark.
    Stream,
    /// The time of batches.
    Processing,
}

/// A timer of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Timer {
    pub(super) domain: Domain,
    pub(super) at: Timestamp,
}

/// The state `S` of a key and its timers.
pub(super) struct Held<S> {
    /// `None` for a key that is new in this batch, or forgotten in it.
    pub(super) state: Option<S>,
    /// Numbers the keys in the order in which they were seen for the first time.
    pub(super) sight: u64,
    /// The time of the last record or timer.
    pub(super) changed: Timestamp,
    /// When it is to be looked whether the key is forgotten; unused without a time-to-live.
    pub(super) review: Timestamp,
    pub(super) timers: BTreeSet<Timer>,
}

impl<S> Held<S> {
    pub(super) fn new() -> Self {
        let never = Timestamp::MIN;
        Held { state: None, sight: 0, changed: never, review: never, timers: BTreeSet::new() }
    }
}
