//! Enrichment from an outside store: each key is asked for once, and its answer kept for a while.
//!
//! A lookup belongs to one worker. The keys of a chunk that it has no answer for are asked for concurrently, each once, however many
//! records have it; records go on in their order when all are answered.

use std::future::Future;
use std::time::Duration;

use crate::keyed::Slots;
use crate::keyed::key::KeyKind;
use crate::stage::Concurrent;
use crate::time::Timestamp;

/// How many keys are asked for at once where nothing is said.
pub const AT_ONCE: usize = 16;

/// The answers `W` for the keys `K`; `I` is the [image](KeyKind::Image) of a key.
pub struct Lookup<K, W, I> {
    // Configuration.
    capacity: usize,
    ttl: Option<Duration>,
    at_once: usize,

    // Live.
    answers: Slots<K, Answer<W>, I>,
    /// Those that are to be asked for.
    missing: Vec<u32>,
    /// Those whose answer is not to be kept.
    refused: Vec<u32>,
    now: Timestamp,
    /// Counts lookups: an answer that was used last has the highest number.
    turn: u64,
}

struct Answer<W> {
    /// `None` until it is there.
    value: Option<W>,
    asked: Timestamp,
    used: u64,
}

impl<K, W, I: Copy + Default> Lookup<K, W, I> {
    /// Keeps at most `capacity` answers from chunk to chunk, those used last, each for `ttl` of processing time, for ever where
    /// that is `None`; asks for at most `at_once` keys at a time, at least one.
    pub fn new(capacity: usize, ttl: Option<Duration>, at_once: usize) -> Self {
        Lookup {
            capacity,
            ttl,
            at_once,
            answers: Slots::new(),
            missing: Vec::new(),
            refused: Vec::new(),
            now: Timestamp::MIN,
            turn: 0,
        }
    }

    /// A batch begins, with its processing time.
    pub fn begin(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
    }

    /// Where the answer for `key` will be found; it is asked for if it is not there or has been kept for its time.
    #[inline]
    pub fn slot<Q, Kind>(&mut self, kind: Kind, key: Q) -> u32
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.turn += 1;
        let (now, turn) = (self.now, self.turn);
        let slot = self.answers.slot(kind, key, || Answer { value: None, asked: Timestamp::MIN, used: 0 });
        let Some(answer) = self.answers.value_mut(slot) else { return slot };
        let is_new = std::mem::replace(&mut answer.used, turn) == 0;
        let is_old = answer.value.is_some() && self.ttl.is_some_and(|ttl| now.since(answer.asked) >= ttl);
        if is_new || is_old {
            answer.value = None;
            answer.asked = now;
            self.missing.push(slot);
        }
        slot
    }

    /// Asks for the keys that are missing and waits for all answers.
    ///
    /// # Cancel safety
    /// Not safe: what was asked for and not answered is not asked for again.
    pub async fn fetch<F: Future<Output = W>>(&mut self, mut ask: impl FnMut(K) -> F)
    where
        K: Clone,
    {
        if self.missing.is_empty() {
            return;
        }
        let mut asked = Concurrent::unordered(self.at_once);
        for slot in self.missing.drain(..) {
            let Some((key, _)) = self.answers.get_mut(slot) else { continue };
            let answer = ask(key.clone());
            asked.push(async move { (slot, answer.await) });
        }
        while let Some((slot, value)) = asked.next().await {
            if let Some(answer) = self.answers.value_mut(slot) {
                answer.value = Some(value);
            }
        }
    }

    /// The key of a slot and its answer; `None` for a slot that was not asked for since it was emptied.
    #[inline]
    pub fn answer(&mut self, slot: u32) -> Option<(K, W)>
    where
        K: Clone,
        W: Clone,
    {
        let (key, answer) = self.answers.get_mut(slot)?;
        Some((key.clone(), answer.value.clone()?))
    }

    /// Does not keep the answer of a slot beyond this chunk: it is that there is none.
    #[cold]
    pub fn refuse(&mut self, slot: u32) {
        self.refused.push(slot);
    }

    /// The records of a chunk have gone on: drops what is not to be kept, and of the answers those that were used longest ago, a
    /// quarter at a time.
    pub fn trim(&mut self) {
        for slot in self.refused.drain(..) {
            self.answers.remove(slot);
        }
        if self.answers.len() <= self.capacity {
            return;
        }
        let mut used: Vec<(u64, u32)> =
            self.answers.iter_mut().map(|(slot, answer)| (answer.used, slot)).collect();
        used.sort_unstable();
        let kept = self.capacity - self.capacity / 4;
        for &(_, slot) in &used[..used.len() - kept] {
            self.answers.remove(slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::keyed::kind::Text;

    /// Looks the keys of a chunk up at once; gives the answers and which keys were asked for.
    fn chunk(
        lookup: &mut Lookup<String, String, <Text as KeyKind<String>>::Image>,
        keys: &[&str],
    ) -> (Vec<String>, Vec<String>) {
        let slots: Vec<u32> = keys.iter().map(|key| lookup.slot(Text, *key)).collect();
        let asked = RefCell::new(Vec::new());
        let fetched = lookup.fetch(|key: String| {
            asked.borrow_mut().push(key.clone());
            async move { key.to_uppercase() }
        });
        assert!(pin!(fetched).poll(&mut Context::from_waker(Waker::noop())) == Poll::Ready(()));
        let answers = slots.iter().map(|slot| lookup.answer(*slot).expect("it was asked for").1).collect();
        lookup.trim();
        (answers, asked.into_inner())
    }

    #[test]
    fn a_key_is_asked_for_once_and_its_answer_kept() {
        let mut lookup = Lookup::new(10, None, 4);
        let (answers, asked) = chunk(&mut lookup, &["a", "b", "a"]);
        assert_eq!((answers.concat().as_str(), asked.len()), ("ABA", 2));
        let (answers, asked) = chunk(&mut lookup, &["b", "c"]);
        assert_eq!((answers.concat().as_str(), asked.concat().as_str()), ("BC", "c"));
    }

    #[test]
    fn an_answer_is_asked_for_again_after_its_time() {
        let mut lookup = Lookup::new(10, Some(Duration::from_millis(10)), 4);
        lookup.begin(Timestamp::from_millis(0));
        assert_eq!(chunk(&mut lookup, &["a"]).1.len(), 1);
        lookup.begin(Timestamp::from_millis(9));
        assert_eq!(chunk(&mut lookup, &["a"]).1.len(), 0);
        lookup.begin(Timestamp::from_millis(10));
        assert_eq!(chunk(&mut lookup, &["a", "a"]).1.len(), 1);
    }

    #[test]
    fn the_answers_used_longest_ago_go_first() {
        let mut lookup = Lookup::new(4, None, 4);
        chunk(&mut lookup, &["a", "b", "c", "d"]);
        chunk(&mut lookup, &["a", "e"]);
        assert!(lookup.answers.len() <= 4);
        assert_eq!(chunk(&mut lookup, &["a", "e", "b"]).1, ["b"]);
    }

    #[test]
    fn more_keys_than_are_kept_are_answered_all_the_same() {
        let mut lookup = Lookup::new(0, None, 1);
        assert_eq!(chunk(&mut lookup, &["a", "b", "c"]).0.concat(), "ABC");
        assert_eq!(lookup.answers.len(), 0);
    }

    #[test]
    fn what_is_refused_is_not_kept() {
        let mut lookup = Lookup::new(10, None, 4);
        chunk(&mut lookup, &["a"]);
        let slot = lookup.slot(Text, "a");
        lookup.refuse(slot);
        lookup.trim();
        assert_eq!(chunk(&mut lookup, &["a"]).1, ["a"]);
    }
}
