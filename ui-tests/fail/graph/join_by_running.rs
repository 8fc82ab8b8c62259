use stream_core::stream;

fn main() {
    stream!({
        let ticks = rate(1).key_by(|tick| tick.1 % 2);
        ticks.join(ticks, running()).print();
    });
}
