//! A table of keys that are kept until a time: open addressing by groups of eight slots.

use super::buckets::Buckets;
use super::key::{KeyFns, KeyKind, Seed};
use super::packet::Packet;
use super::tags::{GROUP, Tags};
use crate::time::Timestamp;

/// The fewest groups of a table that has any.
const LEAST: usize = 4;

/// The most groups: slots are numbered by half a word.
const MOST: usize = (1 << 32) / GROUP;

/// The keys `K`, each with the time until which it is kept; `I` is the [image](KeyKind::Image) of a key.
///
/// A key whose time is up is as one that is not there, and removed by and by. The same kind has to be used throughout the life of a
/// table.
pub(crate) struct Expiring<K, I> {
    // Live.
    seed: Seed,
    /// Known once a key has been seen.
    fns: Option<KeyFns<K, I>>,
    /// None, or a power of two.
    tags: Vec<Tags>,
    /// How many more slots may be taken of those that end a search.
    room: usize,
    /// How many slots are free and do not end a search.
    gone: usize,
    /// When slots are to be looked at, whether the time of their key is up.
    buckets: Buckets,
    // Checkpointed.
    /// As many as there are tags.
    groups: Vec<[Slot<K, I>; GROUP]>,
}

struct Slot<K, I> {
    /// The end of time where there is no key.
    until: Timestamp,
    image: I,
    key: Option<K>,
}

impl<K, I: Default> Slot<K, I> {
    fn empty() -> Self {
        Slot { until: Timestamp::MAX, image: I::default(), key: None }
    }
}

impl<K, I: Copy + Default> Expiring<K, I> {
    /// Without keys, which are usually kept for up to `within` nanoseconds.
    pub(crate) fn new(within: i64) -> Self {
        Expiring {
            seed: Seed::default(),
            fns: None,
            tags: Vec::new(),
            room: 0,
            gone: 0,
            buckets: Buckets::new(within),
            groups: Vec::new(),
        }
    }

    /// How many keys there are, with those whose time is up and that are not removed yet.
    pub(crate) fn len(&self) -> usize {
        room_of(self.tags.len()) - self.room - self.gone
    }

    /// About how many bytes the table takes.
    pub(crate) fn bytes(&self) -> usize {
        let groups = self.groups.capacity() * size_of::<[Slot<K, I>; GROUP]>();
        groups + self.tags.capacity() * size_of::<Tags>() + self.buckets.bytes()
    }

    /// Whether `key` is not there, or its time is up at `now`. If so, it is kept until `until` from now on.
    #[inline]
    pub(crate) fn claim<Q, Kind>(&mut self, kind: Kind, key: Q, until: Timestamp, now: Timestamp) -> bool
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(&key, &self.seed);
        let at = hash as usize & self.tags.len().wrapping_sub(1);
        // Nearly always all is decided in the group of the key.
        if let (Some(tags), Some(group)) = (self.tags.get_mut(at), self.groups.get_mut(at)) {
            let mut matches = tags.matches(hash, false);
            let found =
                matches.find(|number| group[*number].is(|kept, of| Kind::same(&key, image, kept, of)));
            if let Some(number) = found {
                return renew(&mut group[number], at * GROUP + number, until, now, &mut self.buckets);
            }
            if self.room > 0
                && tags.is_end()
                && let Some(number) = tags.enter_at_end(hash)
            {
                group[number] = Slot { until, image, key: Some(Kind::own(key)) };
                self.room -= 1;
                note(&mut self.buckets, until, at * GROUP + number);
                return true;
            }
        }
        self.claim_beyond(kind, key, (hash, image), until, now)
    }

    /// As [`claim`](Expiring::claim), where the key may be a stray or there is no room.
    #[cold]
    #[inline(never)]
    fn claim_beyond<Q, Kind>(
        &mut self,
        _: Kind,
        key: Q,
        (hash, image): (u32, I),
        until: Timestamp,
        now: Timestamp,
    ) -> bool
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        match self.seek(hash, |kept, of| Kind::same(&key, image, kept, of)) {
            Some((at, number)) => {
                renew(&mut self.groups[at][number], at * GROUP + number, until, now, &mut self.buckets)
            }
            None => {
                self.make_room(KeyFns::of::<Q, Kind>());
                self.enter(hash, Slot { until, image, key: Some(Kind::own(key)) });
                true
            }
        }
    }

    /// Takes a packet in: gives `first` each record whose key is [claimed](Expiring::claim), with the times that `judge` tells.
    pub(crate) fn unpack<T>(
        &mut self,
        Packet { fns, entries, .. }: Packet<K, T, I>,
        judge: impl Fn(&T) -> (Timestamp, Timestamp),
        mut first: impl FnMut(T),
    ) {
        for (key, record) in entries {
            let (hash, image) = (fns.look)(&key, &self.seed);
            let (until, now) = judge(&record);
            let is_first = match self.seek(hash, |kept, of| (fns.same)(&key, image, kept, of)) {
                Some((at, number)) => {
                    renew(&mut self.groups[at][number], at * GROUP + number, until, now, &mut self.buckets)
                }
                None => {
                    self.make_room(fns);
                    self.enter(hash, Slot { until, image, key: Some(key) });
                    true
                }
            };
            if is_first {
                first(record);
            }
        }
    }

    /// Removes the keys whose time is up at `now`, which never goes back; some of them later, up to a sixteenth of the time that keys
    /// are usually kept.
    #[inline(never)]
    pub(crate) fn advance(&mut self, now: Timestamp) {
        // What is kept for ever is kept also when the input has ended.
        let last = now.min(Timestamp::from_nanos(i64::MAX - 1));
        while let Some(slots) = self.buckets.take(now) {
            slots.iter().for_each(|&slot| self.remove_if_over(slot as usize, last));
            self.buckets.give_back(slots);
        }
        if self.len() < self.tags.len() * GROUP / 16 && self.tags.len() > LEAST {
            self.resize();
        }
    }

    /// The slot may have another key than when it was noted, or the key a later time.
    #[inline]
    fn remove_if_over(&mut self, slot: usize, now: Timestamp) {
        let (at, number) = (slot / GROUP, slot % GROUP);
        let Some(slot) = self.groups.get_mut(at).map(|group| &mut group[number]) else { return };
        if slot.until > now {
            return;
        }
        *slot = Slot::empty();
        match self.tags.get_mut(at) {
            Some(tags) if tags.is_end() => {
                tags.free_at_end(number);
                self.room += 1;
            }
            _ => self.free_before_end(at, number),
        }
    }

    #[cold]
    #[inline(never)]
    fn free_before_end(&mut self, at: usize, number: usize) {
        let after = self.tags[(at + 1) & (self.tags.len() - 1)];
        let ends = self.tags[at].free_before_end(number, after.has_stray() || !after.is_end());
        self.room += ends;
        self.gone = self.gone + 1 - ends;
    }

    /// The group and the number in it of the key.
    fn seek(&self, hash: u32, same: impl Fn(&K, I) -> bool) -> Option<(usize, usize)> {
        let (mut at, mut stray) = (hash as usize, false);
        loop {
            let group = at & self.tags.len().wrapping_sub(1);
            let tags = self.tags.get(group)?;
            let found = tags.matches(hash, stray).find(|number| self.groups[group][*number].is(&same));
            if let Some(number) = found {
                return Some((group, number));
            }
            if tags.is_end() {
                return None;
            }
            (at, stray) = (at.wrapping_add(1), true);
        }
    }

    /// A key that is not there, where there is room.
    fn enter(&mut self, hash: u32, slot: Slot<K, I>) {
        let (mut at, mut stray) = (hash as usize, false);
        loop {
            let group = at & (self.tags.len() - 1);
            let ended = self.tags[group].is_end();
            if let Some(number) = self.tags[group].enter(hash, stray) {
                note(&mut self.buckets, slot.until, group * GROUP + number);
                self.groups[group][number] = slot;
                if ended {
                    self.room -= 1
                } else {
                    self.gone -= 1
                }
                return;
            }
            (at, stray) = (at.wrapping_add(1), true);
        }
    }

    fn make_room(&mut self, fns: KeyFns<K, I>) {
        if self.room == 0 {
            self.fns = Some(fns);
            self.resize();
        }
    }

    /// Makes the table anew, for the keys that there are and at least half as many more.
    #[cold]
    fn resize(&mut self) {
        let groups = (self.len() * 2).div_ceil(GROUP).next_power_of_two().max(LEAST);
        assert!(groups <= MOST, "a table holds more than 2,147,483,648 keys");
        self.tags = vec![Tags::EMPTY; groups];
        let before = std::mem::take(&mut self.groups);
        self.groups.resize_with(groups, || std::array::from_fn(|_| Slot::empty()));
        self.buckets.clear();
        (self.room, self.gone) = (room_of(groups), 0);
        let Some(fns) = self.fns else { return };
        for slot in before.into_iter().flatten() {
            if let Some(key) = &slot.key {
                self.enter((fns.look)(key, &self.seed).0, slot);
            }
        }
    }
}

/// How many slots may be taken of so many groups.
fn room_of(groups: usize) -> usize {
    groups * GROUP / 4 * 3
}

impl<K, I: Copy> Slot<K, I> {
    #[inline(always)]
    fn is(&self, same: impl Fn(&K, I) -> bool) -> bool {
        self.key.as_ref().is_some_and(|key| same(key, self.image))
    }
}

/// Whether the time of the key is up at `now`. If so, it is kept until `until` from now on.
#[inline(always)]
fn renew<K, I>(
    slot: &mut Slot<K, I>,
    number: usize,
    until: Timestamp,
    now: Timestamp,
    buckets: &mut Buckets,
) -> bool {
    let is_over = slot.until <= now;
    if is_over {
        slot.until = until;
        note(buckets, until, number);
    }
    is_over
}

#[inline(always)]
fn note(buckets: &mut Buckets, until: Timestamp, slot: usize) {
    if until < Timestamp::MAX {
        buckets.put(until, slot as u32);
    }
}
