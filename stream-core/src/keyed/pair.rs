//! What an operator on keyed records takes: pairs of a key and a value.

/// For each operator that needs keyed records the trait of what it takes. An error names the operator by its trait's text, and
/// not by a path, which rustc would spell out where something else is called so.
pub mod op {
    macro_rules! operators {
        ($($keyed:ident $message:literal;)*) => { $(
            /// A record that the operator can take apart into a key and a value: a pair.
            #[diagnostic::on_unimplemented(
                message = $message,
                label = "not a pair of a key and a value",
                note = "put `.key_by(|record| key)` or `.map(|record| (key, value))` before it"
            )]
            pub trait $keyed<K, V> {
                /// The key and the value.
                fn pair(self) -> (K, V);
            }

            #[diagnostic::do_not_recommend]
            impl<K, V> $keyed<K, V> for (K, V) {
                #[inline]
                fn pair(self) -> (K, V) {
                    self
                }
            }
        )* };
    }
    operators! {
        KeyedForReduceByKey "`reduce_by_key` needs keyed records, this is `{Self}`";
        KeyedForGroupByKey "`group_by_key` needs keyed records, this is `{Self}`";
        KeyedForCountByKey "`count_by_key` needs keyed records, this is `{Self}`";
        KeyedForFoldByKey "`fold_by_key` needs keyed records, this is `{Self}`";
        KeyedForAggregateByKey "`aggregate_by_key` needs keyed records, this is `{Self}`";
        KeyedForMapValues "`map_values` needs keyed records, this is `{Self}`";
        KeyedForFlatMapValues "`flat_map_values` needs keyed records, this is `{Self}`";
        KeyedForJoin "`join` needs keyed records, this is `{Self}`";
        KeyedForLeftJoin "`left_join` needs keyed records, this is `{Self}`";
        KeyedForRightJoin "`right_join` needs keyed records, this is `{Self}`";
        KeyedForFullJoin "`full_join` needs keyed records, this is `{Self}`";
        KeyedForCogroup "`cogroup` needs keyed records, this is `{Self}`";
        KeyedForWindow "`window` needs keyed records, this is `{Self}`";
        KeyedForRunning "`running` needs keyed records, this is `{Self}`";
        KeyedForUpdateStateByKey "`update_state_by_key` needs keyed records, this is `{Self}`";
        KeyedForStateful "`stateful` needs keyed records, this is `{Self}`";
        KeyedForReduceByKeyAndWindow "`reduce_by_key_and_window` needs keyed records, this is `{Self}`";
        KeyedForLookup "`lookup` needs keyed records, this is `{Self}`";
    }
}
