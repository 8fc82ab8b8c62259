//! An embedded pipeline: one record fed at a time, beside the closures called by hand.

use std::hint::black_box;

use stream_core::stream;

use crate::case::{Case, Work};
use crate::measure::{Scale, allocations};
use crate::table::{Bound, Row};

/// Records between two drains.
const DRAINED: u64 = 4096;

/// What a line of a feed says.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Trade {
    symbol: u32,
    price: u64,
    amount: u64,
}

/// A trade as it comes over a feed, made from its number.
fn trade(i: u64) -> Trade {
    let mixed = i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Trade { symbol: (mixed >> 50) as u32, price: mixed >> 40 & 0xFFFF, amount: mixed >> 30 & 0x3FF }
}

/// The work of one record: some hundred instructions, as much as parsing a short line.
#[inline]
fn risk(trade: Trade) -> u64 {
    (0..16u64).fold(u64::from(trade.symbol), |risk, day| {
        (risk ^ trade.price.rotate_left(day as u32))
            .wrapping_mul(0xD6E8_FEB8_6659_FD93)
            .wrapping_add(trade.amount)
    })
}

fn pipeline(n: u64) -> u64 {
    let program = stream!({
        let trades = input::<Trade>().filter(|trade| trade.amount > 3);
        trades.map(risk).filter(|risk| risk & 7 != 0).map(|risk| risk >> 3).output::<u64>();
    });
    let mut embedded = program.embed().expect("the pipeline starts");
    let mut sum = 0u64;
    for i in 0..n {
        embedded.feed(black_box(trade(i))).expect("the pipeline runs");
        if i % DRAINED == DRAINED - 1 {
            let drained = embedded.drain().expect("the pipeline runs");
            sum = drained.fold(sum, |sum, risk| sum.wrapping_add(risk));
        }
    }
    sum
}

/// By hand: the closures called on each record, the results kept until they are asked for.
fn twin(n: u64) -> u64 {
    let (big, kept, shifted) =
        (|trade: &Trade| trade.amount > 3, |risk: &u64| risk & 7 != 0, |risk: u64| risk >> 3);
    let mut results = Vec::new();
    let mut sum = 0u64;
    for i in 0..n {
        let trade = black_box(trade(i));
        if big(&trade) {
            let risk = risk(trade);
            if kept(&risk) {
                results.push(shifted(risk));
            }
        }
        if i % DRAINED == DRAINED - 1 {
            sum = results.drain(..).fold(sum, |sum, risk| sum.wrapping_add(risk));
        }
    }
    sum
}

pub(crate) const CASES: [Case; 1] = [Case {
    name: "embedded",
    pipeline: |n| Box::new(move || pipeline(n)) as Work,
    twin: |n| Box::new(move || twin(n)) as Work,
}];

/// The rows on instructions and allocations.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let [case] = &CASES;
    let size = scale.pick(50, 500) * DRAINED;
    vec![case.instructions((size, 3 * size), "record", Bound::met(1.05)), allocated(size)]
}

/// What three times as many records allocate more.
fn allocated(size: u64) -> Row {
    let [small, large] = [size, 3 * size].map(|size| allocations("embedded", size));
    let name = String::from("embedded, allocations of a feed");
    let more = [0, 1].map(|side| large[side].abs_diff(small[side]) as f64);
    Row::number(name, Bound::met(0.0), more[0], "allocations").twin(more[1].to_string())
}
