//! How the keys of a stream are looked up in a table.

use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::RandomState;

use crate::keyed::key::KeyKind;
use crate::keyed::kind::{Bad, Lent, Own, Plain, Text};

/// The rows of a table by their keys.
pub(super) type Map<K, V> = HashMap<K, V, RandomState>;

/// The rows that a batch sees. A loop takes a reference to them as an argument: rustc then knows that nothing changes them
/// meanwhile, and reads where they stand once.
pub struct Rows<K, V>(pub(super) Map<K, V>);

impl<K, V> Rows<K, V> {
    /// The row of a key.
    #[inline]
    pub fn get<Q, Kind>(&self, _: Kind, key: &Q) -> Option<&V>
    where
        Kind: TableKind<Q>,
        Kind::Owned: KeyOfTable<K>,
    {
        Kind::find(<Kind::Owned as KeyOfTable<K>>::rows(&self.0), key)
    }
}

/// A kind of keys `Q` that can be looked up in a table as they are.
pub trait TableKind<Q>: KeyKind<Q> {
    /// The row of the key.
    fn find<'t, V>(rows: &'t Map<Self::Owned, V>, key: &Q) -> Option<&'t V>;
}

impl TableKind<&str> for Text {
    #[inline]
    fn find<'t, V>(rows: &'t Map<String, V>, key: &&str) -> Option<&'t V> {
        rows.get(*key)
    }
}

impl TableKind<String> for Text {
    #[inline]
    fn find<'t, V>(rows: &'t Map<String, V>, key: &String) -> Option<&'t V> {
        rows.get(key)
    }
}

impl<B: ?Sized + ToOwned + Hash + Eq> TableKind<&B> for Lent
where
    B::Owned: Hash + Eq,
{
    #[inline]
    fn find<'t, V>(rows: &'t Map<B::Owned, V>, key: &&B) -> Option<&'t V> {
        rows.get(*key)
    }
}

impl<K: Copy + Hash + Eq> TableKind<K> for Plain {
    #[inline]
    fn find<'t, V>(rows: &'t Map<K, V>, key: &K) -> Option<&'t V> {
        rows.get(key)
    }
}

impl<K: Hash + Eq> TableKind<K> for Own {
    #[inline]
    fn find<'t, V>(rows: &'t Map<K, V>, key: &K) -> Option<&'t V> {
        rows.get(key)
    }
}

impl<K> TableKind<K> for Bad {
    fn find<'t, V>(_: &'t Map<K, V>, _: &K) -> Option<&'t V> {
        None
    }
}

/// The keys of a stream, as they are kept, are those of a table.
#[diagnostic::on_unimplemented(
    message = "the keys of the stream are `{Self}`, those of the table are `{K}`",
    label = "cannot look `{Self}` up in a table by `{K}`",
    note = "bring one to the type of the other: with `.key_by(..)` or `.map(..)` before the join, or where the table is made"
)]
pub trait KeyOfTable<K>: Sized + 'static {
    /// The rows by this key.
    fn rows<V>(rows: &Map<K, V>) -> &Map<Self, V>;
}

impl<K: 'static> KeyOfTable<K> for K {
    #[inline]
    fn rows<V>(rows: &Map<K, V>) -> &Map<K, V> {
        rows
    }
}
