use stream_core::stream;

fn main() {
    stream!({
        let counts = rate(1).key_by(|tick| tick.1 % 2).window(fixed(10s)).count();
        counts.late().print();
        counts.print();
    });
}
