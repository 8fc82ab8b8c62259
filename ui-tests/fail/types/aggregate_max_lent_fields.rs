use stream_core::stream;

#[derive(Clone, Debug)]
struct Trade {
    stock: String,
    price: f64,
    size: u32,
}

fn trades() -> Vec<(u32, Trade)> {
    vec![(1, Trade { stock: "GOLD".to_owned(), price: 1.0, size: 1 })]
}

fn main() {
    stream!(from_iter(trades()).window(fixed(10s)).max(|trade| &trade.stock).print());
}
