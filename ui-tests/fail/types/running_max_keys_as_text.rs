use stream_core::stream;

fn main() {
    stream!(from_iter([(1, "a")]).running(max_keys = "many").count().print());
}
