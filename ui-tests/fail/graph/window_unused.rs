use stream_core::stream;

fn main() {
    stream!({
        let windows = rate(1).key_by(|tick| tick.1 % 2).window(fixed(10s));
        rate(1).print();
    });
}
