use stream_core::stream;

fn main() {
    let (sender, receiver) = std::sync::mpsc::channel::<u32>();
    stream!(from_iter([1_u32, 2]).channel(sender));
}
