use stream_core::stream;

fn main() {
    stream!(queue([true, false]).print());
}
