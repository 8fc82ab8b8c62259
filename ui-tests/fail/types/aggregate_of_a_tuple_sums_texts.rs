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
            .aggregate((count(), sum(|trade| trade.price), sum(|trade| trade.stock.clone())))
            .map(|result| result.value.2.len())
            .print()
    );
}
