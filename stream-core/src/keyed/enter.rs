//! How entries are changed by their keys, and how new ones come.
//!
//! Whether a key is there is guessed from the two slots where it most likely stands; only when it is not what stands there is it looked
//! for in earnest, out of line.

use super::entries::{Entries, Entry, hash_at};
use super::key::{KeyFns, KeyKind};

/// Where an entry that is not there belongs.
pub struct Place<I> {
    hash: u32,
    image: I,
}

impl<K, A, I: Copy + Default> Entries<K, A, I> {
    /// Changes the value of the key by `change`, with `with`; that of a key that is not there from `init`. Gives the entry's number.
    #[inline(always)]
    pub fn upsert<Q, Kind, T>(
        &mut self,
        kind: Kind,
        key: Q,
        with: T,
        init: impl FnOnce() -> A,
        change: impl FnOnce(&mut A, T),
    ) -> usize
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let look = Kind::look(&key, &self.seed);
        self.upsert_seen(kind, key, look, with, init, change)
    }

    /// As [`Entries::upsert`], with what [`KeyKind::look`] gives for the key.
    #[inline(always)]
    pub fn upsert_seen<Q, Kind, T>(
        &mut self,
        kind: Kind,
        key: Q,
        look: (u32, I),
        with: T,
        init: impl FnOnce() -> A,
        change: impl FnOnce(&mut A, T),
    ) -> usize
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let new = |(with, init, change): (T, _, _)| made(init, change, with);
        self.enter_seen(kind, key, look, (with, init, change), new, |value, (with, _, change)| {
            change(value, with);
        })
    }

    /// Changes the value of the key by `change`, with `with`; one that is not there is what `new` makes of it. Gives the entry's number.
    #[inline(always)]
    pub(super) fn enter<Q, Kind, T>(
        &mut self,
        kind: Kind,
        key: Q,
        with: T,
        new: impl FnOnce(T) -> A,
        change: impl FnOnce(&mut A, T),
    ) -> usize
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let look = Kind::look(&key, &self.seed);
        self.enter_seen(kind, key, look, with, new, change)
    }

    /// As [`Entries::enter`], with what [`KeyKind::look`] gives for the key.
    #[inline(always)]
    fn enter_seen<Q, Kind, T>(
        &mut self,
        kind: Kind,
        key: Q,
        (hash, image): (u32, I),
        with: T,
        new: impl FnOnce(T) -> A,
        change: impl FnOnce(&mut A, T),
    ) -> usize
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let number = self.index.guess(hash);
        match self.entries.get_mut(number) {
            Some(entry) if Kind::same(&key, image, &entry.key, entry.image) => {
                change(&mut entry.value, with);
                number
            }
            _ => self.enter_far(kind, key, (hash, image), with, new, change),
        }
    }

    /// As [`Entries::enter_seen`], where the first look has not found the key.
    #[cold]
    #[inline(never)]
    fn enter_far<Q, Kind, T>(
        &mut self,
        _: Kind,
        key: Q,
        (hash, image): (u32, I),
        with: T,
        new: impl FnOnce(T) -> A,
        change: impl FnOnce(&mut A, T),
    ) -> usize
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let same = |kept: &K, kept_image| Kind::same(&key, image, kept, kept_image);
        match self.seek_by(hash, image, same, with, change) {
            Ok(number) => number,
            Err((place, with)) => {
                self.fns.get_or_insert_with(KeyFns::of::<Q, Kind>);
                self.push(place, Kind::own(key), new(with))
            }
        }
    }

    /// Finds the entry of `key` and does `change` to its value with `with`. Gives the entry's number.
    ///
    /// # Errors
    /// There is no entry: gives back `with`, and what is needed to insert one.
    #[inline(always)]
    pub fn seek<Q, Kind, T>(
        &mut self,
        _: Kind,
        key: &Q,
        with: T,
        change: impl FnOnce(&mut A, T),
    ) -> Result<usize, (Place<I>, T)>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(key, &self.seed);
        let number = self.index.guess(hash);
        match self.entries.get_mut(number) {
            Some(entry) if Kind::same(key, image, &entry.key, entry.image) => {
                change(&mut entry.value, with);
                Ok(number)
            }
            _ => {
                let same = |kept: &K, kept_image| Kind::same(key, image, kept, kept_image);
                self.seek_by(hash, image, same, with, change)
            }
        }
    }

    /// Finds the entry of the key that has this hash and image and is the `same`, and does `change` to its value with `with`. Gives
    /// the entry's number.
    ///
    /// # Errors
    /// There is no entry: gives back `with`, and what is needed to push one.
    #[inline(always)]
    pub(super) fn seek_by<T>(
        &mut self,
        hash: u32,
        image: I,
        same: impl Fn(&K, I) -> bool,
        with: T,
        change: impl FnOnce(&mut A, T),
    ) -> Result<usize, (Place<I>, T)> {
        let entries = &self.entries;
        let visit = |number: usize| {
            let entry = entries.get(number)?;
            same(&entry.key, entry.image).then_some(number)
        };
        match self.index.find(hash, visit) {
            Some(number) => {
                change(&mut self.entries[number].value, with);
                Ok(number)
            }
            None => Err((Place { hash, image }, with)),
        }
    }

    /// Adds a key that was sought and is not there.
    #[cold]
    #[inline(never)]
    pub fn insert<Q, Kind>(&mut self, _: Kind, place: Place<I>, key: Q, value: A) -> usize
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.fns.get_or_insert_with(KeyFns::of::<Q, Kind>);
        self.push(place, Kind::own(key), value)
    }

    pub(super) fn push(&mut self, Place { hash, image }: Place<I>, key: K, value: A) -> usize {
        let Entries { index, entries, seed, fns } = self;
        let number = entries.len();
        index.enter(hash, number, |entry| hash_at(entries, *fns, seed, entry));
        entries.push(Entry { image, key, value });
        number
    }
}

/// A value from `init`, changed by `change`.
fn made<A, T>(init: impl FnOnce() -> A, change: impl FnOnce(&mut A, T), with: T) -> A {
    let mut value = init();
    change(&mut value, with);
    value
}
