//! The shadow types as rustc infers over them: what an editor infers with less.

use super::sources::{from_iter, queue};
use super::{Called, KeptLent, KeptOwned, More, Stream};
use crate::sink::Collected;

fn is<T>(_: Stream<T>) {}

#[test]
fn closures_see_the_records() {
    let words = || from_iter(["a b"]).flat_map(|line| line.split(' '));
    let pairs = words().map(|word| (word, word.len()));
    is::<(String, usize)>(pairs.reduce_by_key(|x, y| x.max(y)).kept());
    is::<(String, u64)>(words().count_by_value().kept());
    is::<(u8, Vec<char>)>(from_iter([(1u8, 'a')]).group_by_key().kept());
    is::<String>(words().distinct().kept());
}

#[test]
fn branches_have_the_type_of_the_stream() {
    let numbers = queue([vec![1u8]]);
    let (small, large, rest) = numbers.split(|n| *n < 10).and(|n| n.is_power_of_two());
    is::<u8>(small.union(large).union(rest));
}

#[test]
fn ends_have_the_type_of_the_stream() {
    let collected = Collected::new();
    from_iter([1u16]).collect(&collected);
    let taken: Vec<u16> = collected.take();
    assert!(taken.is_empty());
    let ends = super::Ends::<u16, _>::default();
    crate::source::from_iter([2u16]).stream_of_source().begins(&ends).count().output().ends(&ends);
    fn fed<T, U>(_: &super::Ends<T, U>) -> &'static str {
        std::any::type_name::<(T, U)>()
    }
    assert_eq!(fed(&ends), "(u16, u64)");
}

#[test]
fn results_of_windows_have_the_types_of_their_aggregates() {
    use super::windows::of;
    use crate::time::Timestamp;
    use crate::window::Windowed;
    use std::time::Duration;

    let length = Duration::from_secs(10);
    let trades = || from_iter([("GOLD", 7u32)]).event_time(|_| Timestamp::MIN).out_of_order(length);
    let windows = || trades().window(of::sliding(length).every(length)).kept().allowed_lateness(length);
    is::<Windowed<String, u64>>(windows().count());
    is::<Windowed<String, u32>>(windows().emit().sum(super::itself));
    is::<Windowed<String, f64>>(windows().mean(|size| *size));
    is::<Windowed<String, Vec<u32>>>(windows().top(3).by(|size| *size));
    is::<Windowed<String, usize>>(windows().fold(0, |a, size| a + size as usize).merge(|a, b| a + b));
    let several = windows().aggregate().count().max(|size| *size).top(3).by(|size| *size);
    is::<Windowed<String, (u64, u32, Vec<u32>)>>(several.all());
    is::<(String, u64)>(trades().running().kept().ttl(length).distinct_count(|size| *size));
    is::<(u8, u8)>(from_iter([(1u8, 2u8)]).window(of::batches(3)).kept().reduce(|a, b| a + b));
}

#[test]
fn state_and_joins_have_the_types_of_their_closures() {
    use super::windows::of;
    use crate::stateful::Context;
    use crate::window::Windowed;
    use std::time::Duration;

    let pairs = || from_iter([(1u8, 'a')]).dedup_by(|pair| pair.1).within(Duration::from_secs(1));
    is::<(u8, usize)>(
        pairs().update_state_by_key(|values, state| Some(values.len() + state.unwrap_or(0))).kept(),
    );
    let seen = pairs().stateful(|key: &u8, letter: char, seen: &mut u32, cx: &mut Context<String>| {
        *seen += u32::from(*key);
        cx.emit(letter.to_string());
    });
    is::<String>(seen.on_timer(|_, _, seen, cx| cx.emit(seen.to_string())).given_out());
    is::<(u8, (char, &'static u64))>(pairs().join_table([(1u8, 2u64)]).kept());
    let both = pairs().join(pairs().map_values(|letter| letter == 'a'));
    is::<Windowed<u8, (char, bool)>>(both.in_windows(of::fixed(Duration::from_secs(1))));
}
