use stream_core::stream;

fn main() {
    stream!({
        let ticks = rate(1).key_by(|tick| tick.1 % 2);
        ticks.union(ticks.window(fixed(10s))).print();
    });
}
