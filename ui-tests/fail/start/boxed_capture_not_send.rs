use std::rc::Rc;

use stream_core::stream;

fn main() {
    let offset = Rc::new(1);
    let pipeline: stream_core::BoxedPipeline =
        stream!(from_iter([1_u32, 2]).map(|n| n + *offset).print()).boxed();
    pipeline.run().unwrap();
}
