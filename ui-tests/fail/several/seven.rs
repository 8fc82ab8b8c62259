use stream_core::stream;

fn main() {
    stream!({
        let lines = socketTextStream("127.0.0.1:4444");
        let words = lines.flatmap(|line| line.split(' '));
        let pairs = from_iter(["a"]).map(|word, n| (word, 1));
        pairs.reduce_by_key(|a| a).print();
        let unused = from_iter(0..9);
        from_iter(0..9).map(|n| break).print();
        from_iter(0..9).count();
    });
}
