//! What an operator on keyed records takes: pairs of a key and a value.

/// The operators that need keyed records, as types, so that an error names the one that is meant.
#[allow(non_camel_case_types, reason = "they are shown to the user as the names of the operators")]
pub mod op {
    macro_rules! operators {
        ($($name:ident)*) => { $(
            #[doc = concat!("`", stringify!($name), "`.")]
            #[derive(Debug)]
            pub enum $name {}
        )* };
    }
    operators! {
        reduce_by_key group_by_key count_by_key fold_by_key aggregate_by_key map_values flat_map_values
        join left_join right_join full_join cogroup window running update_state_by_key stateful reduce_by_key_and_window
        lookup
    }
}

/// A record that the operator `Op` can take apart into a key and a value: a pair.
#[diagnostic::on_unimplemented(
    message = "`{Op}` needs keyed records, this is `{Self}`",
    label = "not a pair of a key and a value",
    note = "put `.key_by(|record| key)` or `.map(|record| (key, value))` before it"
)]
pub trait Keyed<Op, K, V> {
    /// The key and the value.
    fn pair(self) -> (K, V);
}

#[diagnostic::do_not_recommend]
impl<Op, K, V> Keyed<Op, K, V> for (K, V) {
    #[inline]
    fn pair(self) -> (K, V) {
        self
    }
}

/// Takes `record` apart for the operator `Op`.
#[inline]
pub fn keyed<Op, K, V, T: Keyed<Op, K, V>>(record: T) -> (K, V) {
    record.pair()
}
