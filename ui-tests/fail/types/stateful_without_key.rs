use stream_core::stream;

fn main() {
    stream!(
        from_iter([1_u32, 2])
            .stateful(|_, n, sum: &mut u32, context| {
                *sum += n;
                context.emit(*sum);
            })
            .print()
    );
}
