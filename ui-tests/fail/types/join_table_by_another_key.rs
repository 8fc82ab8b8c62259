use stream_core::stream;
use stream_core::table::Table;

fn main() {
    let prices = Table::from_iter([("a".to_owned(), 1.5), ("b".to_owned(), 2.5)]);
    stream!(from_iter([(1_u32, 2), (3, 4)]).join(table(&prices)).map(|(_, (n, price))| f64::from(n) * price).print());
}
