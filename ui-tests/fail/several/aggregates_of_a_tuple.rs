use stream_core::stream;

#[derive(Clone, Debug)]
struct Trade {
    stock: String,
    price: f64,
}

fn trades() -> Vec<(u32, Trade)> {
    vec![(1, Trade { stock: "GOLD".to_owned(), price: 1.0 })]
}

fn main() {
    stream!(
        from_iter(trades())
            .window(fixed(10s))
            .aggregate((max(|trade| trade.price), min(), distinct_count(|trade| trade.price)))
            .map(|result| result.value.0 + 1.0)
            .print()
    );
}
