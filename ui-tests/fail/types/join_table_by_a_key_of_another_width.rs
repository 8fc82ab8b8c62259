use stream_core::stream;
use stream_core::table::Table;

fn main() {
    let prices = Table::from_iter([(1_u64, 1.5), (2, 2.5)]);
    stream!(from_iter([(1_u32, 2), (3, 4)]).left_join(table(&prices)).print());
}
