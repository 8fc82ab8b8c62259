use stream_core::stream;

struct Trade {
    name: String,
    price: u32,
}

fn main() {
    let trades = vec![Trade { name: "GOLD".to_owned(), price: 1 }];
    stream!(
        from_iter(trades)
            .key_by(|trade| trade.name.as_str())
            .map_values(|trade| trade.price)
            .window(fixed(10s))
            .sum()
            .print()
    );
}
