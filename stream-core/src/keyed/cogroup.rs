//! Joins and the cogroup of two streams by key, within a batch.
//!
//! The values of either side are kept by key; pairs are made one at a time when they are asked for.
//! Keys come out by first sight on either side, the values of a key in the order in which they came:
//! for each left value all right values. Spark's `join`, `leftOuterJoin`, `rightOuterJoin`,
//! `fullOuterJoin` and `cogroup` of DStreams.

use crate::exchange::Exchange;

use super::cross::{Cross, Repeat, or_none};
use super::key::KeyKind;
use super::packet::Packet;
use super::same::OfTwoStreams;
use super::table::Table;

/// The values of one key: those of the left stream and those of the right.
pub type Sides<V, W> = (Vec<V>, Vec<W>);

/// The values `V` and `W` that two streams have for the keys `K`; `I` is the
/// [image](KeyKind::Image) of a key.
pub struct Cogroup<K, V, W, I>(Table<K, Sides<V, W>, I>);

impl<K, V, W, I> Default for Cogroup<K, V, W, I> {
    fn default() -> Self {
        Cogroup(Table::default())
    }
}

impl<K, V, W, I> OfTwoStreams<K, I> for Cogroup<K, V, W, I> {}

impl<K, V, W, I: Copy + Default> Cogroup<K, V, W, I> {
    /// Without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value of the left stream.
    #[inline]
    pub fn left<Q, Kind>(&mut self, kind: Kind, key: Q, value: V)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.0.update(kind, key, |(left, _)| left.push(value));
    }

    /// Adds a value of the right stream.
    #[inline]
    pub fn right<Q, Kind>(&mut self, kind: Kind, key: Q, value: W)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.0.update(kind, key, |(_, right)| right.push(value));
    }

    /// Moves every key to the worker that owns it, as [`Table::exchange`] does; the values of a key
    /// then stand in the order of the workers.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    #[inline]
    pub async fn exchange(&mut self, exchange: &mut Exchange<Packet<K, Sides<V, W>, I>>) {
        let merge = |(mut left, mut right): Sides<V, W>, (mut more_left, mut more_right): Sides<V, W>| {
            left.append(&mut more_left);
            right.append(&mut more_right);
            (left, right)
        };
        self.0.exchange(exchange, merge).await;
    }

    /// Takes all keys out, each with the values of both sides.
    pub fn drain_cogroup(&mut self) -> impl Iterator<Item = (K, Sides<V, W>)> {
        self.0.drain()
    }
}

// The bounds stand on the `impl`, so that what cannot be joined is one error.
impl<K: Repeat, V: Repeat, W: Repeat, I: Copy + Default> Cogroup<K, V, W, I> {
    /// Takes out every pair of a left and a right value of one key.
    pub fn drain_inner(&mut self) -> impl Iterator<Item = (K, (V, W))> {
        self.0.drain().flat_map(|(key, (left, right))| Cross::new(key, left, right))
    }

    /// As [`Cogroup::drain_inner`], and a left value without a right one with `None`.
    pub fn drain_left(&mut self) -> impl Iterator<Item = (K, (V, Option<W>))> {
        self.0.drain().flat_map(|(key, (left, right))| Cross::new(key, left, or_none(right)))
    }

    /// As [`Cogroup::drain_inner`], and a right value without a left one with `None`.
    pub fn drain_right(&mut self) -> impl Iterator<Item = (K, (Option<V>, W))> {
        self.0.drain().flat_map(|(key, (left, right))| Cross::new(key, or_none(left), right))
    }

    /// As [`Cogroup::drain_inner`], and a value of either side without one of the other with `None`.
    pub fn drain_full(&mut self) -> impl Iterator<Item = (K, (Option<V>, Option<W>))> {
        self.0.drain().flat_map(|(key, (left, right))| Cross::new(key, or_none(left), or_none(right)))
    }
}
