use stream_core::stream;

fn main() {
    stream!({
        let rows = table([(1, "a")]);
        rate(1).key_by(|tick| tick.1 % 2).join(rows).print();
    });
}
