use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).for_each_batch(|records| println!("{}", records.len())));
}
