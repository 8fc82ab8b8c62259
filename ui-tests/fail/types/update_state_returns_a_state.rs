use stream_core::stream;

fn main() {
    let pairs = [("a", 1_u64), ("b", 2)];
    let _pipeline = stream!(
        from_iter(pairs)
            .update_state_by_key(|values: Vec<u64>, state: Option<u64>| {
                state.unwrap_or(0) + values.iter().sum::<u64>()
            })
            .print()
    );
}
