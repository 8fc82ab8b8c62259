use stream_core::{Operate, stream};

struct Upper;

impl Operate<String> for Upper {
    type Out = String;

    fn process(&mut self, record: String) -> impl IntoIterator<Item = String> {
        [record.to_uppercase()]
    }
}

fn main() {
    stream!(from_iter([1_u32, 2]).apply(Upper).print());
}
