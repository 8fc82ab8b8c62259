use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).mapp(|n| n + 1).filter(3).take(3).sample(0.5, sed = 1).prnt());
}
