use stream_core::stream;

fn main() {
    stream!(my_readings(3).print());
}
