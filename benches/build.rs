//! Writes the chains of 10, 50 and 200 operators, each as a pipeline and as the loop that one would write by hand.

use std::fmt::Write;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let mut code = String::new();
    for length in [10, 50, 200] {
        let operators: Vec<_> = (0..length).map(operator).collect();
        let chain: String = operators.iter().map(|(chain, _)| format!("\n        .{chain}")).collect();
        let flat: String = operators.iter().map(|(_, flat)| format!("\n        {flat}")).collect();
        writeln!(
            code,
            "/// The chain of {length} operators in memory.\n\
             pub(crate) fn in_memory_{length}(records: Vec<u64>) -> u64 {{\n    let mut sum = 0u64;\n    let total = &mut sum;\n    \
             let batches: Vec<Vec<u64>> = records.chunks(1024).map(<[u64]>::to_vec).collect();\n    let pipeline = stream!(queue(batches, all_at_once){chain}\n        .for_each(|x| *total = total.wrapping_add(x)));\n    \
             futures::executor::block_on(pipeline.max_records_per_batch(u64::MAX).drive()).expect(\"the pipeline runs\");\n    sum\n}}\n\
             /// The same, started on the runtime.\n\
             pub(crate) fn started_{length}(records: Vec<u64>) -> u64 {{\n    let sum = Arc::new(AtomicU64::new(0));\n    let total = sum.clone();\n    \
             let batches: Vec<Vec<u64>> = records.chunks(1024).map(<[u64]>::to_vec).collect();\n    \
             let pipeline = stream!(queue(batches, all_at_once){chain}\n        .for_each(|x| total.store(total.load(Relaxed).wrapping_add(x), Relaxed)));\n    \
             started(pipeline);\n    sum.load(Relaxed)\n}}\n\
             /// The loop of {length} operators.\n\
             pub(crate) fn by_hand_{length}(records: Vec<u64>) -> u64 {{\n    let mut sum = 0u64;\n    let batches: Vec<Vec<u64>> = records.chunks(1024).map(<[u64]>::to_vec).collect();\n    for batch in batches {{\n    for x in batch {{{flat}\n        sum = sum.wrapping_add(x);\n    }}\n    }}\n    sum\n}}\n\
             /// The loop of {length} operators over batches.\n\
             pub(crate) fn by_hand_batches_{length}(records: Vec<u64>) -> u64 {{\n    let sum = Arc::new(AtomicU64::new(0));\n    let total = sum.clone();\n    \
             let batches: Vec<Vec<u64>> = records.chunks(1024).map(<[u64]>::to_vec).collect();\n    for batch in batches {{\n    for x in batch {{{flat}\n        total.store(total.load(Relaxed).wrapping_add(x), Relaxed);\n    }}\n    }}\n    sum.load(Relaxed)\n}}\n"
        )
        .expect("text is written to memory");
    }
    let out = std::env::var_os("OUT_DIR").expect("cargo names a folder");
    std::fs::write(Path::new(&out).join("chains.rs"), code).expect("the chains can be written");
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
            let kept = format!("x & 63 != {}", i % 64);
            return (format!("filter(|x| {kept})"), format!("if !({kept}) {{ continue; }}"));
        }
    };
    (format!("map(|x| {value})"), format!("let x = {value};"))
}
