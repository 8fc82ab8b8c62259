use stream_core::stream;

fn main() {
    stream!({
        let words = from_iter(["a b"]) |> flat_map(|line| line.split(' '));
        words.print();
    });
}
