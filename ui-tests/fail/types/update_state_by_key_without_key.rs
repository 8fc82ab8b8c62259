use stream_core::stream;

fn main() {
    stream!(from_iter([1_u32, 2]).update_state_by_key(|new, _| Some(new.len())).print());
}
