//! Without the prelude nothing is in scope but what the macro names by its full path.

#![no_implicit_prelude]

use ::std::string::{String, ToString};

#[::core::prelude::v1::test]
fn a_pipeline_needs_no_prelude() {
    let collected = ::stream_core::Collected::new();
    let printed = ::stream_core::Collected::new();
    let run = ::stream_core::stream!({
        let numbers = from_iter([1_u32, 2, 3]);
        let (even, odd) = numbers.split(|n| *n % 2 == 0);
        even.union(odd)
            .filter(|n| *n > 0)
            .filter_map(|n| ::core::option::Option::Some(n))
            .flat_map(|n| [n, n])
            .map(|n| (n, 1_u64))
            .reduce_by_key(|a, b| a + b)
            .sort_by(|pair| pair.0)
            .collect(&collected);
        numbers.count().collect(&printed);
        numbers.map(|n| n.to_string()).try_map(|n| ::core::result::Result::<_, String>::Ok(n)).print();
    });
    ::core::result::Result::unwrap(run.run());
    ::std::assert_eq!(collected.take(), [(1, 2), (2, 2), (3, 2)]);
    ::std::assert_eq!(printed.take(), [3]);
}
