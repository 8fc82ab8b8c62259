//! The sources: what may stand at the head of a chain.

#[cfg(feature = "runtime")]
use std::fmt::Display;
#[cfg(feature = "runtime")]
use std::path::PathBuf;

use super::{Ends, Stream, given, stream};
#[cfg(feature = "runtime")]
use crate::source::Decoder;
use crate::source::{IntoSource, Source};
#[cfg(feature = "runtime")]
use crate::time::Timestamp;

stream_macros::documented! {
    #[cfg(feature = "runtime")]
    pub fn socket_text(address: impl Display) -> Stream<&'static str> {
        given(address);
        stream()
    }

    #[cfg(feature = "runtime")]
    pub fn socket_raw(address: impl Display) -> Stream<&'static [u8]> {
        given(address);
        stream()
    }

    #[cfg(feature = "runtime")]
    pub fn text_files(folder: impl Into<PathBuf>) -> Stream<&'static str> {
        given(folder);
        stream()
    }

    #[cfg(feature = "runtime")]
    pub fn files<D: Decoder>(folder: impl Into<PathBuf>, decoder: D) -> Stream<D::Item> {
        given((folder, decoder));
        stream()
    }

    #[cfg(feature = "runtime")]
    pub fn binary_records(folder: impl Into<PathBuf>, length: usize) -> Stream<&'static [u8]> {
        given((folder, length));
        stream()
    }

    pub fn queue<T>(batches: impl IntoIterator<Item: IntoIterator<Item = T>>) -> Stream<T> {
        given(batches);
        stream()
    }

    pub fn from_iter<I: IntoIterator>(iterator: I) -> Stream<I::Item> {
        given(iterator);
        stream()
    }

    pub fn from_partitions<P: IntoIterator>(partitions: P) -> Stream<<P::Item as IntoIterator>::Item>
    where
        P::Item: IntoIterator,
    {
        given(partitions);
        stream()
    }

    pub fn from_stream<S: futures_core::Stream>(stream: S) -> Stream<S::Item> {
        given(stream);
        super::stream()
    }

    pub fn input<T>() -> Stream<T> {
        stream()
    }

    #[cfg(feature = "runtime")]
    pub fn rate(per_second: u64) -> Stream<(Timestamp, u64)> {
        given(per_second);
        stream()
    }

    pub fn source<S: IntoSource>(value: S) -> Stream<<S::Source as Source>::Item<'static>>
    where
        S::Source: 'static,
    {
        given(value);
        stream()
    }
}

/// A user's own function at the head of a chain.
pub trait Called: IntoSource + Sized {
    /// Its stream.
    #[doc(hidden)]
    fn stream_of_source(self) -> Stream<<Self::Source as Source>::Item<'static>>
    where
        Self::Source: 'static,
    {
        source(self)
    }
}

impl<S: IntoSource> Called for S {}

impl<T> Stream<T> {
    /// This is the pipeline's `input`.
    #[doc(hidden)]
    pub fn begins<U>(self, _: &Ends<T, U>) -> Self {
        self
    }
}
