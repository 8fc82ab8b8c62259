use stream_core::stream;

fn main() {
    stream!({
        let timed = rate(1).event_time(|tick| tick.0, out_of_order = 1s).key_by(|tick| tick.1 % 2);
        let untimed = rate(1).key_by(|tick| tick.1 % 2);
        timed.join(untimed, within = 10s).print();
    });
}
