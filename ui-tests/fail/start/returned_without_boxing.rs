use stream_core::{BoxedPipeline, stream};

fn pipeline() -> BoxedPipeline {
    stream!(from_iter([1_u32, 2]).print())
}

fn main() {}
