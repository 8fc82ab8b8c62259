use stream_core::stream;

fn main() {
    stream!(
        socket_text("127.0.0.1:4444")
            .map(|line| line.split(',').collect::<Vec<_>>())
            .sort_by(|fields| fields.len())
            .for_each(|fields| println!("{}", fields.len()))
    );
}
