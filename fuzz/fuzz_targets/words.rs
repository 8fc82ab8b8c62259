//! `stream!` on any words of its language: each byte stands for a word or a bracket, and brackets always close, so that
//! nearly all inputs are made of tokens.

#![no_main]

/// What a byte stands for, by its value; `(`, `[`, `{` open, and `)` closes whatever is open.
const WORDS: &str = "( [ { ) ) ) . , ; = : :: | || -> => + - * & ! ? _ < > # @ $ 'a let mut move async await if match \
    fn return break continue loop for in unsafe const use self Self crate a b line word n x socket_text text_files files \
    binary_records socket_raw queue from_iter from_stream input rate source map filter filter_map flat_map flatten inspect \
    try_map map_async json csv parse union split sample distinct repartition transform apply key_by map_values \
    flat_map_values reduce_by_key group_by_key count_by_key fold_by_key aggregate_by_key join left_join right_join \
    full_join cogroup count reduce count_by_value top sort_by print for_each for_each_batch channel into_sink collect \
    output sink my_op mapp within batch concurrency ordered unordered timeout by merge descending seed poll settle \
    existing max_line 0 1 10 1.5 10s 1h30min 2m 5ms \"t\" b',' u64 String Vec ::<u64> |x| |a,b| |(k,v)| |_| \
    .map(|x|x) .print() from_iter(a) .filter(f) let(a,b)=a.split(f); __stream_x r#type vec![1] x? y.await 'l:";

fn text(bytes: &[u8]) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut text = String::new();
    let mut open = Vec::new();
    for byte in bytes {
        let word = words[usize::from(*byte) % words.len()];
        match word {
            "(" => open.push(")"),
            "[" => open.push("]"),
            "{" => open.push("}"),
            _ => {}
        }
        text.push_str(if word == ")" { open.pop().unwrap_or(";") } else { word });
        text.push(' ');
    }
    open.into_iter().rev().for_each(|close| text.push_str(close));
    text
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    stream_macros::walk(&text(bytes));
});
