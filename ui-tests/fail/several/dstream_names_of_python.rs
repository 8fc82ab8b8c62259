use stream_core::stream;

fn main() {
    stream!(textFileStream("logs").flatMap(|line| line.split(' ')).countByValue().pprint());
}
