use stream_core::stream;

fn main() {
    stream!(ssc.socketTextStream("localhost", 9999).print());
}
