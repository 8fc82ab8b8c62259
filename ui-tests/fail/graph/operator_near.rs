use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).mapp(|n| n + 1).print());
}
