use stream_core::stream;

fn main() {
    stream!({
        let counts = rate(1)
            .event_time(|tick| tick.0, out_of_order = 1s)
            .key_by(|tick| tick.1 % 2)
            .window(fixed(10s))
            .count();
        counts.late().map(|late| late).window(fixed(1min)).count().print();
        counts.print();
    });
}
