use stream_core::stream;

fn main() {
    stream!({
        let names = from_iter([(1, "a")]);
        from_iter([(1, 'a')]).left_join(names, fixed(10s), max_held = 1_000).print();
    });
}
