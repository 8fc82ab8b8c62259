//! What comes out of a running window at a tick, and which keys are forgotten.

use super::{Kept, RunningWindows, too_many};
use crate::keyed::Entries;
use crate::stage::Tick;
use crate::time::Timestamp;
use crate::window::fired::{Paired, paired};
use crate::window::{Aggregate, Emit};

impl<K, S, I: Copy + Default> RunningWindows<K, S, I> {
    /// Ends a batch: gives out what the policy says, keys by first sight. Results that are not asked for are lost.
    pub fn emit<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Paired<K, G::Output>> + use<'a, K, S, I, G>
    where
        K: Clone,
        S: Clone,
        G: Aggregate<State = S>,
    {
        self.merge_arrived(aggregate);
        self.sweep_in_time();
        let fires = self.fires_now(tick);
        let (before, horizon) = (self.passed, self.horizon);
        self.pass(tick.watermark);
        let overfull = self.overfull(if tick.watermark < Timestamp::MAX { self.horizon } else { horizon });
        let entries = if fires { self.firing(tick) } else { Vec::new() };
        let table = self.owned.as_ref().unwrap_or(&self.table);
        let results = entries.into_iter().filter_map(move |entry| {
            let (key, kept) = table.at(entry as usize);
            let forgotten = horizon.is_some_and(|horizon| kept.last <= horizon);
            (!forgotten).then(|| paired(aggregate, key.clone(), kept.state.clone(), kept.last, before))
        });
        overfull.into_iter().chain(results)
    }

    /// Whether results come out at this tick.
    fn fires_now(&mut self, tick: Tick) -> bool {
        self.ticks.early(self.emit, tick.now) || tick.watermark == Timestamp::MAX
    }

    /// The entries of which results come out. The tick at the end of the input is no batch, for which there would be a whole table.
    fn firing(&mut self, tick: Tick) -> Vec<u32> {
        let changed = self.marks.fire_changed();
        let all = self.owned.as_ref().unwrap_or(&self.table).len();
        if self.emit == Emit::Complete && !tick.last { (0..all as u32).collect() } else { changed }
    }

    /// Sweeps once in an eighth of the time-to-live, or if there are too many keys: in between, keys that are forgotten are passed over.
    fn sweep_in_time(&mut self) {
        let (Some(ttl), Some(horizon)) = (self.ttl, self.horizon) else { return };
        let full = self.owned.as_ref().unwrap_or(&self.table).len() > self.max_keys;
        if full || self.swept.as_nanos().saturating_add(ttl / 8) <= self.passed.as_nanos() {
            self.swept = self.passed;
            let table = self.owned.as_mut().unwrap_or(&mut self.table);
            let numbers = sweep(table, horizon);
            self.marks.renumber(&numbers);
        }
    }

    /// An error, if too many keys are held that are not forgotten by now.
    fn overfull<V>(&self, horizon: Option<Timestamp>) -> Option<Paired<K, V>> {
        let table = self.owned.as_ref().unwrap_or(&self.table);
        let held = table.len() + self.elsewhere;
        if held <= self.max_keys {
            return None;
        }
        let forgotten = table.iter().filter(|(_, kept)| horizon.is_some_and(|horizon| kept.last <= horizon));
        let keys = held - forgotten.count();
        (keys > self.max_keys).then(|| Err(too_many(keys, self.max_keys)))
    }
}

/// Forgets the keys whose last record is not after the horizon. Gives the new numbers of the entries.
fn sweep<K, S, I: Copy + Default>(
    table: &mut Entries<K, Kept<S>, I>,
    horizon: Timestamp,
) -> Vec<Option<usize>> {
    let mut numbers = Vec::with_capacity(table.len());
    let mut kept_before = 0;
    table.retain(|_, kept| {
        let stays = kept.last > horizon;
        numbers.push(stays.then_some(kept_before));
        kept_before += usize::from(stays);
        stays
    });
    numbers
}
