use stream_core::stream;

fn main() {
    stream!({
        let ticks = rate(1).event_time(|tick| tick.0, out_of_order = 10).key_by(|tick| tick.1 % 2);
        ticks.window(session(gap = 0s)).emit(update).avg(|tick| tick.1).print();
        let counts = ticks.window(sliding(10s, 1s)).count();
        counts.late().print();
        counts.print();
    });
}
