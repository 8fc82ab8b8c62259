use std::collections::HashMap;

use stream_core::stream;

fn main() {
    let names = HashMap::from([(1, "one")]);
    stream!(from_iter([(1, 2)]).join(&names).print());
}
