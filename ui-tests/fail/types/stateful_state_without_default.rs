use stream_core::stream;

struct Seen {
    last: u64,
}

fn main() {
    let pairs = [("a", 1), ("b", 2)];
    let _pipeline = stream!(
        from_iter(pairs)
            .stateful(|_, n: u64, seen: &mut Seen, context| {
                seen.last = n;
                context.emit(n);
            })
            .print()
    );
}
