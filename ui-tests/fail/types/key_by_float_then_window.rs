use stream_core::stream;

fn main() {
    stream!(
        from_iter([1.5_f64, 2.5])
            .key_by(|price| *price)
            .map_values(|price| price * 2.0)
            .window(fixed(10s))
            .sum()
            .print()
    );
}
