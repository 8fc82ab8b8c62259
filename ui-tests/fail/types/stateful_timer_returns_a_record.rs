use stream_core::stream;

fn main() {
    stream!(
        from_iter([(1, 2)])
            .stateful(|_, n, _: &mut u8, context| context.emit(n), on_timer = |_, _, last, _| *last)
            .print()
    );
}
