use stream_core::stream;

fn main() {
    stream!({
        let mut lines: Vec<String> = socket_text("127.0.0.1:4444");
        let (errors, rest) = lines.map(|line| line.len());
        errors.print();
        errors.print().count();
        println!("done");
    });
}
