use stream_core::stream;

fn main() {
    stream!({
        let ticks = rate(10).event_time(|tick| tick.0, out_of_order = 1s);
        let firsts = ticks.dedup_by(|tick| tick.1, within = 1h);
        firsts.late().print();
    });
}
