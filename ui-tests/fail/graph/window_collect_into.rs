use stream_core::{Collected, stream};

fn main() {
    let counts = Collected::new();
    stream!(rate(1).key_by(|tick| tick.1 % 2).window(fixed(10s)).collect(&counts));
}
