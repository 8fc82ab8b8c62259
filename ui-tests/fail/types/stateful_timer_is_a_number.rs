use stream_core::stream;

fn main() {
    let pairs = [("a", 1_u64), ("b", 2)];
    let _pipeline = stream!(
        from_iter(pairs)
            .stateful(
                |_, n, _: &mut u64, context| context.set_timer(n),
                on_timer = |key, _, sum, context| context.emit((key.clone(), *sum))
            )
            .print()
    );
}
