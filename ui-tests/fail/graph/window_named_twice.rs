use stream_core::stream;

fn main() {
    stream!({
        let window = rate(1).key_by(|tick| tick.1 % 2).window(fixed(10s));
        let window = window.count();
        window.print();
    });
}
