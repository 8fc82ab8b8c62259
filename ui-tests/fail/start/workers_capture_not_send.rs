use std::rc::Rc;

use stream_core::stream;

fn main() {
    let offset = Rc::new(1);
    let _ = stream!(from_iter([1_u32, 2]).map(|n| n + *offset).print()).workers(2);
}
