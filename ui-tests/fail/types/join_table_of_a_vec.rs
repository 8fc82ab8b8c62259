use stream_core::stream;

fn main() {
    let prices = vec![(1_u32, 1.5), (2, 2.5)];
    stream!(from_iter([(1_u32, 2), (3, 4)]).join(table(&prices)).map(|(_, (n, price))| f64::from(n) * price).print());
}
