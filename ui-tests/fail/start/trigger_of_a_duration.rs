use std::time::Duration;

use stream_core::stream;

fn main() {
    let _ = stream!(from_iter([1_u32, 2]).print()).trigger(Duration::from_secs(1));
}
