use stream_core::stream;

struct Sum(u64);

fn main() {
    let pairs = [("a", 1_u64), ("b", 2)];
    let _pipeline = stream!(
        from_iter(pairs)
            .update_state_by_key(|values, state: Option<Sum>| {
                Some(Sum(state.map_or(0, |sum| sum.0) + values.iter().sum::<u64>()))
            })
            .for_each(|(_, sum)| drop(sum))
    );
}
