use stream_core::stream;

fn main() {
    let pairs = [("a", 1_u64), ("b", 2)];
    let _pipeline = stream!(
        from_iter(pairs)
            .stateful(|_, n, sum, context| {
                *sum += n;
                context.emit(*sum);
            })
            .print()
    );
}
