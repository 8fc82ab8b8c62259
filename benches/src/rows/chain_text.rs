//! The text of the chains: the same operators as a pipeline and as a loop.
//!
//! The build script writes them into the benches; the row on compile time writes them into files of their own.

/// The numbers of operators that are measured.
pub(crate) const LENGTHS: [u64; 3] = [10, 50, 200];

/// The functions of the chain of `length` operators.
pub(crate) fn functions(length: u64) -> String {
    [in_memory(length), by_hand(length), started(length), by_hand_counted(length)].concat()
}

/// The chain in memory, as a pipeline that runs in place.
pub(crate) fn in_memory(length: u64) -> String {
    let chain = chain(length);
    format!(
        "/// The chain of {length} operators, run in place.
pub fn in_memory_{length}(batches: Vec<Vec<u64>>) -> u64 {{
    let mut sum = 0u64;
    let total = &mut sum;
    let pipeline = stream!(queue(batches, all_at_once){chain}
        .for_each(|x| *total = total.wrapping_add(x)));
    block_on(pipeline.drive()).expect(\"the pipeline runs\");
    sum
}}
"
    )
}

/// The twin of [`in_memory`].
pub(crate) fn by_hand(length: u64) -> String {
    let flat = flat(length);
    format!(
        "/// The loop of {length} operators.
pub fn by_hand_{length}(batches: Vec<Vec<u64>>) -> u64 {{
    let mut sum = 0u64;
    for batch in batches {{
        for x in batch {{{flat}
            sum = sum.wrapping_add(x);
        }}
    }}
    sum
}}
"
    )
}

/// The chain, started on the runtime; its sink counts where the program can read it meanwhile.
fn started(length: u64) -> String {
    let chain = chain(length);
    format!(
        "/// The chain of {length} operators, started on the runtime.
pub fn started_{length}(batches: Vec<Vec<u64>>) -> u64 {{
    static SUM: AtomicU64 = AtomicU64::new(0);
    let pipeline = stream!(queue(batches, all_at_once){chain}
        .for_each(|x| SUM.store(SUM.load(Relaxed).wrapping_add(x), Relaxed)));
    start(pipeline);
    SUM.load(Relaxed)
}}
"
    )
}

/// The twin of [`started`].
fn by_hand_counted(length: u64) -> String {
    let flat = flat(length);
    format!(
        "/// The loop of {length} operators that counts where others can read it.
pub fn by_hand_counted_{length}(batches: Vec<Vec<u64>>) -> u64 {{
    static SUM: AtomicU64 = AtomicU64::new(0);
    for batch in batches {{
        for x in batch {{{flat}
            SUM.store(SUM.load(Relaxed).wrapping_add(x), Relaxed);
        }}
    }}
    SUM.load(Relaxed)
}}
"
    )
}

fn chain(length: u64) -> String {
    (0..length).map(|i| format!("\n        .{}", operator(i).0)).collect()
}

fn flat(length: u64) -> String {
    (0..length).map(|i| format!("\n            {}", operator(i).1)).collect()
}

/// The `i`-th operator of a chain: as a method, and as a statement.
fn operator(i: u64) -> (String, String) {
    let odd = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(2 * i + 1) | 1;
    let value = match i % 5 {
        0 => format!("x.wrapping_mul({odd})"),
        1 => format!("x ^ (x >> {})", 7 + i % 23),
        3 => format!("x.wrapping_add({odd})"),
        4 => format!("x.rotate_left({})", 1 + i % 63),
        _ => {
            let left_out = i % 64;
            let skip = format!("if x & 63 == {left_out} {{ continue; }}");
            return (format!("filter(|x| x & 63 != {left_out})"), skip);
        }
    };
    (format!("map(|x| {value})"), format!("let x = {value};"))
}
