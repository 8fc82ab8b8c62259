use stream_core::stream;

fn main() {
    stream!(
        #[cfg(unix)]
        from_iter(0..9).print()
    );
}
