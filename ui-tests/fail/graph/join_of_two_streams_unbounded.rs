use stream_core::stream;

fn main() {
    stream!({
        let left = rate(1).key_by(|tick| tick.1 % 2);
        let right = rate(1).key_by(|tick| tick.1 % 2);
        left.left_join(right).print();
    });
}
