//! Text for word counts: words by Zipf's law, out of 100,000, in lines of 5 to 15. It is written once, beside this program.

use std::collections::HashSet;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use crate::measure::this_program;

const WORDS: usize = 100_000;

/// Numbers that look random, from a seed.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn seeded(seed: u64) -> Self {
        Numbers(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of the numbers below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }
}

/// About `bytes` bytes of text, whole lines; the shorter text is the beginning of the longer one.
pub(crate) fn zipf(bytes: u64) -> String {
    fs::read_to_string(folder(bytes).join("zipf.txt")).expect("the text can be read")
}

/// A folder with the text of [`zipf`] as its only file.
pub(crate) fn folder(bytes: u64) -> PathBuf {
    let folder = this_program().with_file_name(format!("zipf-{bytes}"));
    let file = folder.join("zipf.txt");
    if !file.exists() {
        fs::create_dir_all(&folder).expect("the folder can be made");
        let written = folder.join(".zipf.txt.part");
        fs::write(&written, write(bytes))
            .and_then(|()| fs::rename(&written, &file))
            .expect("the text can be written");
    }
    folder
}

fn write(bytes: u64) -> String {
    let mut numbers = Numbers(7);
    let words: Vec<String> = (0..WORDS).map(|_| word(&mut numbers)).collect();
    let weights: Vec<f64> = (1..=WORDS)
        .scan(0.0, |sum, rank| {
            *sum += 1.0 / rank as f64;
            Some(*sum)
        })
        .collect();
    let mut text = String::with_capacity(bytes as usize + 256);
    while (text.len() as u64) < bytes {
        for at in 0..5 + numbers.below(11) {
            text.push_str(if at == 0 { "" } else { " " });
            let place = (numbers.next() >> 11) as f64 / (1u64 << 53) as f64 * weights[WORDS - 1];
            text.push_str(&words[weights.partition_point(|&weight| weight < place).min(WORDS - 1)]);
        }
        text.push('\n');
    }
    text
}

fn word(numbers: &mut Numbers) -> String {
    let len = 2 + numbers.below(9);
    (0..len).map(|_| char::from(b'a' + numbers.below(26) as u8)).collect()
}

/// `n` stretches of whole lines, about equally long, that make up the text.
pub(crate) fn batches(text: &str, n: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let cut =
        move |i: usize| match text.as_bytes()[text.len() * i / n..].iter().position(|&byte| byte == b'\n') {
            Some(end) if i > 0 => text.len() * i / n + end + 1,
            Some(_) => 0,
            None => text.len(),
        };
    (0..n).map(move |i| cut(i)..cut(i + 1))
}

/// How many different words a text has.
pub(crate) fn distinct(text: &str) -> u64 {
    text.split([' ', '\n']).filter(|word| !word.is_empty()).collect::<HashSet<_>>().len() as u64
}
