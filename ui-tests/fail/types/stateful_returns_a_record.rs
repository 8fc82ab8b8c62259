use stream_core::stream;

fn main() {
    let pairs = [("a", 1_u64), ("b", 2)];
    let _pipeline = stream!(
        from_iter(pairs)
            .stateful(
                |_, n, sum: &mut u64, context| {
                    *sum += n;
                    Some(*sum)
                },
                on_timer = |_, _, sum, context| context.emit(*sum)
            )
            .print()
    );
}
