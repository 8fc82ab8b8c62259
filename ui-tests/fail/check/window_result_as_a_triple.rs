use stream_core::stream;

fn main() {
    stream!({
        let counts = rate(10).key_by(|tick| tick.1 % 2).window(sliding(1min, every = 10s)).count();
        let busy = counts.filter(|result| result.value > 100);
        busy.for_each(|(key, window, count)| println!("{key} {window:?} {count}"));
    });
}
