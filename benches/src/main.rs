//! Measures.
mod pipelines;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let n: u64 = a[2].parse().unwrap();
    let f = match a[1].as_str() {
        "m10" => pipelines::chain::in_memory_10,
        "m50" => pipelines::chain::in_memory_50,
        "m200" => pipelines::chain::in_memory_200,
        "s10" => pipelines::chain::started_10,
        "s50" => pipelines::chain::started_50,
        "s200" => pipelines::chain::started_200,
        "h10" => pipelines::chain::by_hand_10,
        "h50" => pipelines::chain::by_hand_50,
        "h200" => pipelines::chain::by_hand_200,
        "b10" => pipelines::chain::by_hand_batches_10,
        "b50" => pipelines::chain::by_hand_batches_50,
        _ => pipelines::chain::by_hand_batches_200,
    };
    println!("{}", f(pipelines::chain::input(n)));
}
