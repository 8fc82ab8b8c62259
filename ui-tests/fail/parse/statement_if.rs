use stream_core::stream;

fn main() {
    let verbose = true;
    stream!({
        let numbers = from_iter(0..9);
        if verbose {
            numbers.print();
        }
    });
}
