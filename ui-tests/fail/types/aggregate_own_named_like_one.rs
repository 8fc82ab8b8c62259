use stream_core::stream;

fn main() {
    stream!(from_iter([(1, 1.5)]).window(fixed(10s)).aggregate((count(), volume())).print());
}
